//! The rungs: each gives a load before the sport's factor, or says what it lacks.

use super::{Inputs, Ladder, Load, Method, TypicalLoad, Used, seconds};
use crate::domain::{
    ActivityRecord, Day, Sport, Threshold, ThresholdKind,
    day::between,
    settings::{NpVariant, Sex, ThresholdSource},
};
use crate::science::{
    heart::{self, HeartRates},
    power, rpe, swim,
};

/// What a rung lacks, in words.
pub(super) type Lacks = &'static str;

/// Confidence of a load by heart rate at its best.
const HEART_RATE: f64 = 0.8;
/// What a speed costs in confidence when no slope is known.
const UNGRADED: f64 = 0.05;
/// Over half again as fast as threshold all the time is a wrong distance, not a load.
const FASTEST: f64 = 1.5;
/// Intensity that kick and drill lengths count with, their distance being no measure.
const DRILL: f64 = 0.7;

fn load(
    value: f64,
    method: Method,
    confidence: f64,
    intensity: Option<f64>,
    inputs: Inputs,
) -> Result<Load, Lacks> {
    let load = Load { value, method, confidence, intensity, inputs };
    if value.is_finite() && value >= 0.0 { Ok(load) } else { Err("no finite value comes out") }
}

/// What an uncertain threshold costs in confidence.
fn doubt(t: &Threshold, day: Day) -> f64 {
    match t.source {
        ThresholdSource::Set | ThresholdSource::Accepted if (0..=120).contains(&between(t.from, day)) => 0.0,
        ThresholdSource::Set | ThresholdSource::Accepted => 0.1,
        ThresholdSource::Estimated => 0.15,
        ThresholdSource::Assumed => 0.2,
    }
}

impl Ladder<'_> {
    /// Normalized power in the athlete's variant, W.
    pub(super) fn normalized(&self, r: &ActivityRecord) -> Option<f64> {
        match self.settings.load.np {
            NpVariant::Tp => r.metrics.np_w,
            NpVariant::Gc => r.metrics.np_gc_w,
        }
    }

    pub(super) fn by_power(&self, r: &ActivityRecord) -> Result<Load, Lacks> {
        let coverage = r.metrics.power_coverage;
        if coverage < 0.9 {
            return Err("power for less than 90 % of the time");
        }
        let np = self.normalized(r).ok_or("less than 30 s of power")?;
        let ftp = self.book.at(ThresholdKind::Ftp, r.sport, r.local_date).ok_or("no FTP of this sport")?;
        let intensity = np / ftp.value;
        let s = seconds(r);
        let inputs = Inputs {
            seconds: s,
            figure: np,
            coverage,
            thresholds: [Some(Used::from(ftp)), None, None],
            ..Inputs::default()
        };
        let confidence = 0.95 - doubt(ftp, r.local_date);
        load(power::stress(s, intensity), Method::Power, confidence, Some(intensity), inputs)
    }

    pub(super) fn by_speed(&self, r: &ActivityRecord) -> Result<Load, Lacks> {
        if seconds(r) < 60.0 {
            return Err("less than a minute");
        }
        match r.sport {
            Sport::Run => self.by_pace(r),
            Sport::Swim => self.by_swim(r),
            _ => Err("speed says nothing in this sport"),
        }
    }

    fn by_pace(&self, r: &ActivityRecord) -> Result<Load, Lacks> {
        let s = seconds(r);
        let t = self.book.at(ThresholdKind::ThresholdSpeed, Sport::Run, r.local_date);
        let t = t.ok_or("no threshold speed")?;
        let m = &r.metrics;
        let slopes_known = m.graded || r.indoor;
        let (speed, coverage, cost) = match (m.ngs_mps.filter(|_| m.speed_coverage >= 0.7), r.distance_m) {
            (Some(v), _) => (v, m.speed_coverage, if slopes_known { 0.0 } else { UNGRADED }),
            (None, Some(metres)) => (metres / s, 1.0, UNGRADED),
            (None, None) => return Err("neither speed nor distance"),
        };
        let intensity = speed / t.value;
        if intensity > FASTEST {
            return Err("faster than can be: the distance is wrong");
        }
        let inputs = Inputs {
            seconds: s,
            figure: speed,
            coverage,
            thresholds: [Some(Used::from(t)), None, None],
            ..Inputs::default()
        };
        let confidence = 0.85 - cost - doubt(t, r.local_date);
        load(power::stress(s, intensity), Method::Pace, confidence, Some(intensity), inputs)
    }

    fn by_swim(&self, r: &ActivityRecord) -> Result<Load, Lacks> {
        let css = self.book.at(ThresholdKind::Css, Sport::Swim, r.local_date).ok_or("no critical swim speed")?;
        let metres = r.distance_m.filter(|m| *m > 0.0).ok_or("no distance")?;
        let whole = seconds(r);
        let detail = r.swim.filter(|d| d.swum_s > 0.0 && d.swum_s <= whole * 1.05);
        let (swum, drill_s, drill_m) = detail.map_or((whole, 0.0, 0.0), |d| (d.swum_s, d.drill_s, d.drill_m));
        let drills = drill_s / 3600.0 * DRILL.powi(3) * 100.0;
        let (value, intensity) = match swim::stress(swum - drill_s, (metres - drill_m).max(0.0), css.value) {
            Some((value, intensity)) => (value + drills, intensity),
            // Nothing but drills.
            None => (drills, DRILL),
        };
        if intensity > FASTEST {
            return Err("faster than can be: the distance is wrong");
        }
        // Without rests in the recording the mean speed is too low.
        let rests_known = detail.is_some() || r.elapsed_s > whole + 1.0;
        let confidence = if rests_known { 0.85 } else { 0.7 } - doubt(css, r.local_date);
        let inputs = Inputs {
            seconds: swum,
            figure: intensity * css.value,
            thresholds: [Some(Used::from(css)), None, None],
            ..Inputs::default()
        };
        load(value, Method::Swim, confidence, Some(intensity), inputs)
    }

    /// The heart rates in use for a record, with what they cost in confidence.
    pub(super) fn rates(&self, r: &ActivityRecord) -> Result<(HeartRates, [&Threshold; 3]), Lacks> {
        let at = |kind| self.book.at(kind, r.sport, r.local_date);
        let rest = at(ThresholdKind::HrRest).ok_or("no resting heart rate")?;
        let max = at(ThresholdKind::HrMax).ok_or("no maximal heart rate")?;
        let lthr = at(ThresholdKind::Lthr).ok_or("no heart rate at threshold")?;
        let rates = HeartRates::new(rest.value, max.value, lthr.value);
        Ok((rates.ok_or("resting, threshold and maximal heart rate do not rise")?, [rest, max, lthr]))
    }

    pub(super) fn by_heart_rate(&mut self, r: &ActivityRecord) -> Result<Load, Lacks> {
        // Strength strains without raising the heart rate in proportion.
        if matches!(r.sport, Sport::Strength | Sport::Transition) {
            return Err("heart rate says too little in this sport");
        }
        let (s, histogram, sex) = (seconds(r), &r.metrics.hr, self.settings.sex);
        let seen = histogram.total_s();
        let covered = r.metrics.hr_coverage >= 0.7 && seen > 0.0;
        let mean = r.avg_hr.filter(|h| (30.0..=230.0).contains(h) && seen == 0.0);
        if !covered && mean.is_none() {
            return Err("heart rate for less than 70 % of the time");
        }
        let (rates, used) = self.rates(r)?;
        let [rest, max, lthr] = used;
        let unsure = |t: &Threshold, cost: f64| if t.source == ThresholdSource::Assumed { cost } else { 0.0 };
        let costs = unsure(max, 0.15)
            + unsure(lthr, 0.1)
            + unsure(rest, 0.05)
            + if sex == Sex::Unknown { 0.05 } else { 0.0 };
        let thresholds = used.map(|t| Some(Used::from(t)));
        let (value, share, figure) = match mean {
            Some(bpm) if !covered => {
                let even = heart::trimp_even(s / 60.0, bpm, &rates, sex);
                (heart::hrss(even, &rates, sex), 0.9, bpm)
            }
            // The histogram leaves out seconds without a value; the rest of the time is taken to be like them.
            _ => {
                let whole = (s / seen).clamp(1.0, 1.0 / 0.7);
                (self.scale.hrss(histogram, &rates, sex) * whole, 1.0, histogram.mean().unwrap_or(0.0))
            }
        };
        let inputs = Inputs {
            seconds: s,
            figure,
            coverage: if covered { r.metrics.hr_coverage } else { 0.0 },
            thresholds,
            ..Inputs::default()
        };
        let intensity = (s > 0.0).then(|| (value * 36.0 / s).max(0.0).sqrt());
        load(value, Method::HeartRate, (HEART_RATE - costs) * share, intensity, inputs)
    }
}

pub(super) fn by_rating(r: &ActivityRecord, typical: &TypicalLoad) -> Result<Load, Lacks> {
    let rating = r.rpe.filter(|x| (0.0..=10.0).contains(x) && *x > 0.0).ok_or("no rating")?;
    let s = seconds(r);
    let calibration = typical.calibration(r.local_date).filter(|_| r.sport != Sport::Strength).unwrap_or(1.0);
    let inputs = Inputs { seconds: s, figure: rating, calibration, ..Inputs::default() };
    load(rpe::load(rating, s / 60.0) * calibration, Method::Rpe, 0.6, None, inputs)
}

pub(super) fn stated(r: &ActivityRecord) -> Result<Load, Lacks> {
    let value = r.stated_load.filter(|l| *l > 0.0).ok_or("the source states none")?;
    let inputs = Inputs { seconds: seconds(r), figure: value, ..Inputs::default() };
    load(value, Method::Stated, 0.5, None, inputs)
}

pub(super) fn by_duration(r: &ActivityRecord, typical: &TypicalLoad) -> Load {
    let per_hour = typical.per_hour(r.sport, r.local_date);
    let s = seconds(r);
    Load {
        value: per_hour * s / 3600.0,
        method: Method::Duration,
        confidence: 0.35,
        intensity: None,
        inputs: Inputs { seconds: s, figure: per_hour, coverage: 0.0, ..Inputs::default() },
    }
}
