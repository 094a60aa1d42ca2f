//! The load of one activity, by the best method that its data allow.
//!
//! The ladder: power, pace or swim speed, heart rate, the athlete's rating, a load that the source stated, duration.
//! The first rung whose inputs are complete counts, so an activity keeps its method when a lower rung becomes surer,
//! and a power file has the TSS that other programs give it. The confidence says how sure the rung is. The last rung
//! always answers.

use super::{
    heart::{self, HeartRates},
    power, rpe, stats, swim,
    thresholds::Book,
};
use crate::domain::{
    ActivityRecord, Day, Settings, Sport, Threshold, ThresholdKind,
    day::between,
    settings::{Sex, ThresholdSource},
};
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

/// How a load was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Normalized power against FTP (TSS).
    Power,
    /// Normalized graded speed against threshold speed (rTSS).
    Pace,
    /// Swim speed against critical swim speed (sTSS).
    Swim,
    /// TRIMP against an hour at threshold (HRSS).
    HeartRate,
    /// The athlete's rating.
    Rpe,
    /// What the source stated.
    Stated,
    /// Minutes times what an hour of the sport usually is.
    Duration,
}

impl Method {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Power => "power",
            Self::Pace => "pace",
            Self::Swim => "swim",
            Self::HeartRate => "heart_rate",
            Self::Rpe => "rpe",
            Self::Stated => "stated",
            Self::Duration => "duration",
        }
    }
}

/// Load of one activity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Load {
    /// What it adds to its day, 100 = one hour at threshold; the factor of its sport is in it.
    pub value: f64,
    /// How it was computed.
    pub method: Method,
    /// 0–1.
    pub confidence: f64,
    /// Intensity factor; `None` where the method knows none (rating, statement, duration).
    pub intensity: Option<f64>,
}

/// What an hour of a sport usually is: the median over the 42 days before, from five measured sessions on.
#[derive(Clone, Debug, Default)]
pub struct TypicalLoad {
    recent: BTreeMap<Sport, VecDeque<(Day, f64)>>,
}

const TYPICAL_DAYS: i64 = 42;
const TYPICAL_SESSIONS: usize = 5;

impl TypicalLoad {
    /// Notes a session of at least ten minutes. Call in order of days.
    pub fn note(&mut self, sport: Sport, day: Day, load: &Load, factor: f64, hours: f64) {
        let measured = !matches!(load.method, Method::Duration | Method::Stated);
        if !measured || hours < 1.0 / 6.0 || factor <= 0.0 {
            return;
        }
        let recent = self.recent.entry(sport).or_default();
        recent.push_back((day, load.value / factor / hours));
        while recent.front().is_some_and(|(d, _)| between(*d, day) > TYPICAL_DAYS) {
            recent.pop_front();
        }
    }

    /// Load of an hour of `sport` on `day`, before the sport's factor.
    #[must_use]
    pub fn per_hour(&self, sport: Sport, day: Day) -> f64 {
        let recent: Vec<f64> = self.recent.get(&sport).map_or_else(Vec::new, |r| {
            r.iter().filter(|(d, _)| (0..=TYPICAL_DAYS).contains(&between(*d, day))).map(|(_, l)| *l).collect()
        });
        let median = if recent.len() >= TYPICAL_SESSIONS { stats::median(&recent) } else { None };
        median.unwrap_or(match sport {
            Sport::Bike | Sport::Swim => 50.0,
            Sport::Run => 60.0,
            Sport::Hike => 35.0,
            Sport::Strength | Sport::Row | Sport::Ski | Sport::Transition | Sport::Other => 40.0,
        })
    }
}

/// What a sport's load counts in the combined series: 1 for cycling, running and swimming, .5 for strength, .7 for
/// the others, unless the settings say otherwise.
#[must_use]
pub fn factor(sport: Sport, settings: &Settings) -> f64 {
    let default = match sport {
        Sport::Bike | Sport::Run | Sport::Swim => 1.0,
        Sport::Strength => 0.5,
        _ => 0.7,
    };
    settings.sport_factors.get(&sport).copied().filter(|f| f.is_finite() && *f >= 0.0).unwrap_or(default)
}

/// Seconds that count: moving time, wall time when the source knows no other.
#[must_use]
pub fn seconds(record: &ActivityRecord) -> f64 {
    let s = if record.moving_s > 0.0 { record.moving_s } else { record.elapsed_s };
    if s.is_finite() { s.max(0.0) } else { 0.0 }
}

/// The load of a record.
#[must_use]
pub fn of(record: &ActivityRecord, book: &Book, settings: &Settings, typical: &TypicalLoad) -> Load {
    Ladder::new(book, settings).load(record, typical)
}

/// The ladder for many records, with what they share worked out once.
#[derive(Clone, Debug)]
pub struct Ladder<'a> {
    book: &'a Book,
    settings: &'a Settings,
    scale: heart::Scale,
}

impl<'a> Ladder<'a> {
    /// The ladder over these thresholds.
    #[must_use]
    pub fn new(book: &'a Book, settings: &'a Settings) -> Self {
        Self { book, settings, scale: heart::Scale::default() }
    }

    /// The load of a record.
    pub fn load(&mut self, record: &ActivityRecord, typical: &TypicalLoad) -> Load {
        let measured = by_power(record, self.book)
            .or_else(|| by_speed(record, self.book))
            .or_else(|| self.by_heart_rate(record))
            .or_else(|| by_rpe(record));
        let load = measured.or_else(|| stated(record)).unwrap_or_else(|| by_duration(record, typical));
        Load {
            value: (load.value * factor(record.sport, self.settings)).clamp(0.0, 3000.0),
            confidence: load.confidence.clamp(0.05, 1.0),
            ..load
        }
    }
}

/// Confidence of a load by heart rate at its best.
const HEART_RATE: f64 = 0.8;

fn load(value: f64, method: Method, confidence: f64, intensity: Option<f64>) -> Option<Load> {
    (value.is_finite() && value >= 0.0).then_some(Load { value, method, confidence, intensity })
}

/// What an uncertain threshold costs in confidence.
fn doubt(t: &Threshold, day: Day) -> f64 {
    match t.source {
        ThresholdSource::Set if (0..=120).contains(&between(t.from, day)) => 0.0,
        ThresholdSource::Set => 0.1,
        ThresholdSource::Estimated => 0.15,
        ThresholdSource::Assumed => 0.2,
    }
}

fn by_power(r: &ActivityRecord, book: &Book) -> Option<Load> {
    if r.metrics.power_coverage < 0.9 {
        return None;
    }
    let np = r.metrics.np_w?;
    let ftp = book.at(ThresholdKind::Ftp, r.sport, r.local_date)?;
    let intensity = np / ftp.value;
    let confidence = 0.95 - doubt(ftp, r.local_date);
    load(power::stress(seconds(r), intensity), Method::Power, confidence, Some(intensity))
}

fn by_speed(r: &ActivityRecord, book: &Book) -> Option<Load> {
    let s = seconds(r);
    if s < 60.0 {
        return None;
    }
    match r.sport {
        Sport::Run => {
            let t = book.at(ThresholdKind::ThresholdSpeed, Sport::Run, r.local_date)?;
            let graded = r.metrics.ngs_mps.filter(|_| r.metrics.speed_coverage >= 0.7);
            let (speed, cost) = match (graded, r.distance_m) {
                (Some(v), _) => (v, 0.0),
                (None, Some(m)) => (m / s, 0.05),
                (None, None) => return None,
            };
            let intensity = speed / t.value;
            let confidence = 0.85 - cost - doubt(t, r.local_date);
            // Over half again as fast as threshold for a whole run is a wrong distance, not a load.
            (intensity <= 1.5)
                .then(|| load(power::stress(s, intensity), Method::Pace, confidence, Some(intensity)))
                .flatten()
        }
        Sport::Swim => {
            let css = book.at(ThresholdKind::Css, Sport::Swim, r.local_date)?;
            let (value, intensity) = swim::stress(s, r.distance_m.filter(|m| *m > 0.0)?, css.value)?;
            // Without rests in the recording the mean speed is too low.
            let rests_known = r.elapsed_s > s + 1.0;
            let confidence = if rests_known { 0.85 } else { 0.7 } - doubt(css, r.local_date);
            (intensity <= 1.5).then(|| load(value, Method::Swim, confidence, Some(intensity))).flatten()
        }
        _ => None,
    }
}

impl Ladder<'_> {
    fn by_heart_rate(&mut self, r: &ActivityRecord) -> Option<Load> {
        // Strength strains without raising the heart rate in proportion.
        if matches!(r.sport, Sport::Strength | Sport::Transition) {
            return None;
        }
        let (s, histogram, sex) = (seconds(r), &r.metrics.hr, self.settings.sex);
        let seen = histogram.total_s();
        let covered = r.metrics.hr_coverage >= 0.7 && seen > 0.0;
        let mean = r.avg_hr.filter(|h| (30.0..=230.0).contains(h) && seen == 0.0);
        if !covered && mean.is_none() {
            return None;
        }
        let at = |kind| self.book.at(kind, r.sport, r.local_date);
        let (rest, max, lthr) = (at(ThresholdKind::HrRest)?, at(ThresholdKind::HrMax)?, at(ThresholdKind::Lthr)?);
        let rates = HeartRates::new(rest.value, max.value, lthr.value)?;
        let (value, share) = if covered {
            // The histogram leaves out seconds without a value; the rest of the time is taken to be like them.
            (self.scale.hrss(histogram, &rates, sex) * (s / seen).clamp(1.0, 1.0 / 0.7), 1.0)
        } else {
            (heart::hrss(heart::trimp_even(s / 60.0, mean?, &rates, sex), &rates, sex), 0.9)
        };
        let unsure = |t: &Threshold, cost: f64| if t.source == ThresholdSource::Assumed { cost } else { 0.0 };
        let costs = unsure(max, 0.15)
            + unsure(lthr, 0.1)
            + unsure(rest, 0.05)
            + if sex == Sex::Unknown { 0.05 } else { 0.0 };
        let intensity = (s > 0.0).then(|| (value * 36.0 / s).max(0.0).sqrt());
        load(value, Method::HeartRate, (HEART_RATE - costs) * share, intensity)
    }
}

fn by_rpe(r: &ActivityRecord) -> Option<Load> {
    let rating = r.rpe.filter(|x| (0.0..=10.0).contains(x) && *x > 0.0)?;
    load(rpe::load(rating, seconds(r) / 60.0), Method::Rpe, 0.6, None)
}

fn stated(r: &ActivityRecord) -> Option<Load> {
    load(r.stated_load.filter(|l| *l > 0.0)?, Method::Stated, 0.5, None)
}

fn by_duration(r: &ActivityRecord, typical: &TypicalLoad) -> Load {
    let value = typical.per_hour(r.sport, r.local_date) * seconds(r) / 3600.0;
    Load { value, method: Method::Duration, confidence: 0.35, intensity: None }
}

#[cfg(test)]
mod tests;
