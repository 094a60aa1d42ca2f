//! One activity in full: what was recorded, its load and where that comes from, zones, curves, laps.
//!
//! Owns: gathering and naming. Does not own: the formulas (science), drawing.

use crate::{
    domain::{
        Activity, ActivityRecord, Athlete, Day, Histogram, Policy, ShortId, Sport, Threshold, ThresholdKind,
        day::shift, num::Total, recording::Lap, settings::ThresholdSource,
    },
    science::{
        distribution,
        history::{ActivityLoad, History},
        load::Method,
        zones,
    },
};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// Days whose best efforts an activity's curve is held against.
pub const CURVE_DAYS: i64 = 90;

/// An activity in full.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Detail {
    /// Id.
    pub id: ShortId,
    /// Title, else the file's name.
    pub title: String,
    /// Sport.
    pub sport: Sport,
    /// The device's finer name.
    pub sub_sport: Option<String>,
    /// Trainer, treadmill or pool.
    pub indoor: bool,
    /// Local date.
    pub local_date: Day,
    /// First moment, UTC.
    pub start: DateTime<Utc>,
    /// Maker and product.
    pub device: Option<String>,
    /// Notes.
    pub notes: Option<String>,
    /// Wall time, s.
    pub elapsed_s: f64,
    /// Moving time, s.
    pub moving_s: f64,
    /// m
    pub distance_m: Option<f64>,
    /// m
    pub ascent_m: Option<f64>,
    /// bpm
    pub avg_hr: Option<f64>,
    /// bpm
    pub max_hr: Option<f64>,
    /// W
    pub avg_power_w: Option<f64>,
    /// W
    pub max_power_w: Option<f64>,
    /// Normalized power, W.
    pub np_w: Option<f64>,
    /// NP over average power.
    pub variability: Option<f64>,
    /// Normalized graded speed, m/s.
    pub ngs_mps: Option<f64>,
    /// NP per beat (W/bpm), or graded speed per beat (m/min per bpm).
    pub efficiency: Option<f64>,
    /// Aerobic decoupling, %.
    pub decoupling_pct: Option<f64>,
    /// kcal
    pub kcal: Option<f64>,
    /// 0–10
    pub rpe: Option<f64>,
    /// Load with its method.
    pub load: LoadLine,
    /// Time in zones, by power, heart rate, pace: as far as it was recorded.
    pub zones: Vec<ZoneTable>,
    /// Mean-max curves.
    pub curves: Vec<Curve>,
    /// Laps, as recorded.
    pub laps: Vec<Lap>,
    /// Every recording of it, the best first.
    pub records: Vec<Source>,
    /// What was wrong with the originals.
    pub warnings: Vec<String>,
}

/// The load and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LoadLine {
    /// 100 = one hour at threshold.
    pub value: f64,
    /// How.
    pub method: Method,
    /// 0–1.
    pub confidence: f64,
    /// Intensity factor.
    pub intensity: Option<f64>,
    /// Whether it enters the day's load.
    pub counts: bool,
    /// The thresholds that the method used.
    pub thresholds: Vec<Threshold>,
}

/// Time in zones.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ZoneTable {
    /// `power`, `heart_rate`.
    pub by: &'static str,
    /// `W`, `bpm`.
    pub unit: &'static str,
    /// The threshold of the day.
    pub threshold: f64,
    /// Where that comes from.
    pub source: ThresholdSource,
    /// Zones 1–7.
    pub zones: Vec<Zone>,
}

/// One zone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Zone {
    /// `Z4`, `Z5a`.
    pub name: &'static str,
    /// Lower bound; none in the first.
    pub from: Option<f64>,
    /// Upper bound; none in the last.
    pub to: Option<f64>,
    /// Seconds in it.
    pub seconds: f64,
    /// Share of the time with a value, 0–1.
    pub share: f64,
}

/// A mean-max curve.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// `power`, `heart_rate`, `speed`.
    pub of: &'static str,
    /// `W`, `bpm`, `m/s`.
    pub unit: &'static str,
    /// Rising durations.
    pub points: Vec<CurvePoint>,
}

/// The best mean over one duration.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Duration, s.
    pub seconds: u32,
    /// Best of this activity.
    pub value: f64,
    /// Best of the sport in the [`CURVE_DAYS`] up to and including its day.
    pub best: f64,
}

/// One recording.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Source {
    /// Id of the record.
    pub id: ShortId,
    /// Who delivered it.
    pub provider: &'static str,
    /// The file's name.
    pub file: Option<String>,
    /// BLAKE3 of the original, hex.
    pub original: Option<String>,
    /// Whether it may be combined with other sources.
    pub combines: bool,
}

/// The activity of a load, in full. `None` when the load is none of this athlete's.
#[must_use]
pub fn detail(athlete: &Athlete, history: &History, load: &ActivityLoad) -> Option<Detail> {
    let activity = athlete.activities.get(load.index)?;
    let r = activity.best();
    let m = &r.metrics;
    let text = |t: &Option<crate::domain::CleanText>| t.as_ref().map(ToString::to_string);
    Some(Detail {
        id: activity.id,
        title: text(&r.title).or(text(&r.file)).unwrap_or_else(|| r.sport.to_string()),
        sport: r.sport,
        sub_sport: text(&r.sub_sport),
        indoor: r.indoor,
        local_date: r.local_date,
        start: r.start,
        device: text(&r.device),
        notes: text(&r.notes),
        elapsed_s: r.elapsed_s,
        moving_s: r.moving_s,
        distance_m: r.distance_m,
        ascent_m: r.ascent_m,
        avg_hr: r.avg_hr,
        max_hr: r.max_hr,
        avg_power_w: r.avg_power_w,
        max_power_w: r.max_power_w,
        np_w: m.np_w,
        variability: ratio(m.np_w, r.avg_power_w),
        ngs_mps: m.ngs_mps,
        efficiency: ratio(m.np_w, r.avg_hr).or_else(|| ratio(m.ngs_mps.map(|v| 60.0 * v), r.avg_hr)),
        decoupling_pct: m.decoupling_pct,
        kcal: r.kcal,
        rpe: load.rpe,
        load: load_line(history, r, load),
        zones: zone_tables(history, r),
        curves: curves(athlete, activity),
        laps: r.laps.clone(),
        records: activity.records.iter().map(source).collect(),
        warnings: activity.records.iter().flat_map(|r| &r.warnings).map(ToString::to_string).collect(),
    })
}

fn ratio(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.zip(b.filter(|b| *b > 0.0)).map(|(a, b)| a / b)
}

fn source(r: &ActivityRecord) -> Source {
    Source {
        id: r.id,
        provider: r.provider.name(),
        file: r.file.as_ref().map(ToString::to_string),
        original: r.original.clone(),
        combines: Policy::of(r.provider).combine,
    }
}

fn load_line(history: &History, r: &ActivityRecord, load: &ActivityLoad) -> LoadLine {
    let kinds: &[ThresholdKind] = match load.load.method {
        Method::Power => &[ThresholdKind::Ftp],
        Method::Pace => &[ThresholdKind::ThresholdSpeed],
        Method::Swim => &[ThresholdKind::Css],
        Method::HeartRate => &[ThresholdKind::HrRest, ThresholdKind::Lthr, ThresholdKind::HrMax],
        Method::Rpe | Method::Stated | Method::Duration => &[],
    };
    LoadLine {
        value: load.load.value,
        method: load.load.method,
        confidence: load.load.confidence,
        intensity: load.load.intensity,
        counts: load.counts,
        thresholds: kinds.iter().filter_map(|k| history.book.at(*k, r.sport, r.local_date)).cloned().collect(),
    }
}

fn zone_tables(history: &History, r: &ActivityRecord) -> Vec<ZoneTable> {
    let at = |kind| history.book.at(kind, r.sport, r.local_date);
    let power = at(ThresholdKind::Ftp).map(|t| ("power", "W", t, &r.metrics.power, zones::power_bounds(t.value)));
    let hr = at(ThresholdKind::Lthr)
        .map(|t| ("heart_rate", "bpm", t, &r.metrics.hr, zones::hr_bounds(t.value, r.sport)));
    let tables = [power, hr].into_iter().flatten();
    tables.filter_map(|(by, unit, t, histogram, bounds)| table(by, unit, t, histogram, &bounds)).collect()
}

fn table(
    by: &'static str,
    unit: &'static str,
    threshold: &Threshold,
    histogram: &Histogram,
    bounds: &[f64; 6],
) -> Option<ZoneTable> {
    let seconds = distribution::seconds_in_zones(histogram, bounds);
    let all = seconds.iter().total();
    let zone = |i: usize| Zone {
        name: if by == "power" {
            ["Z1", "Z2", "Z3", "Z4", "Z5", "Z6", "Z7"][i]
        } else {
            zones::friel_name(i as u8 + 1)
        },
        from: i.checked_sub(1).map(|j| bounds[j]),
        to: bounds.get(i).copied(),
        seconds: seconds[i],
        share: seconds[i] / all,
    };
    (all > 0.0).then(|| ZoneTable {
        by,
        unit,
        threshold: threshold.value,
        source: threshold.source,
        zones: (0..7).map(zone).collect(),
    })
}

type Points = fn(&ActivityRecord) -> &Vec<(u32, f32)>;

fn curves(athlete: &Athlete, activity: &Activity) -> Vec<Curve> {
    let r = activity.best();
    let (first, last) = (shift(r.local_date, 1 - CURVE_DAYS), r.local_date);
    let others: Vec<&ActivityRecord> = athlete
        .activities
        .iter()
        .map(Activity::best)
        .filter(|o| o.sport == r.sport && o.local_date >= first && o.local_date <= last)
        .filter(|o| Policy::of(o.provider).combine)
        .collect();
    let kinds: [(&'static str, &'static str, Points); 3] = [
        ("power", "W", |r| &r.metrics.mmp),
        ("heart_rate", "bpm", |r| &r.metrics.mm_hr),
        ("speed", "m/s", |r| &r.metrics.mm_speed),
    ];
    let mut out = Vec::new();
    for (of, unit, points) in kinds {
        let own = points(r);
        let best = |s: u32| {
            let of = |o: &&ActivityRecord| points(o).iter().find(|p| p.0 == s).map(|p| f64::from(p.1));
            others.iter().filter_map(of).fold(f64::NEG_INFINITY, f64::max)
        };
        let point = |&(seconds, v): &(u32, f32)| {
            let value = f64::from(v);
            CurvePoint { seconds, value, best: best(seconds).max(value) }
        };
        let points: Vec<CurvePoint> = own.iter().filter(|p| p.1 > 0.0).map(point).collect();
        if !points.is_empty() {
            out.push(Curve { of, unit, points });
        }
    }
    out
}

#[cfg(test)]
mod tests;
