//! One activity in full: what was recorded, its load and where that comes from, the session it did, zones, curves, laps.
//!
//! Owns: gathering and naming. Does not own: the formulas (science), drawing.

pub mod zones;

use super::review::{self, SessionReview};
use crate::{
    domain::{
        Activity, ActivityRecord, Athlete, Day, Policy, ShortId, Sport, SwimDetail,
        day::{monday, shift},
        recording::Lap,
    },
    science::{
        curves::{Channel, Window, best},
        distribution::Basis,
        durability::{self, Durability},
        history::{ActivityLoad, History, Suspect},
        load::{self, Load, Variant},
        rpe,
    },
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use zones::ZoneTable;

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
    /// Whether the times are estimates: nobody measured or said them.
    pub time_estimated: bool,
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
    /// Skiba's xPower, W.
    pub xpower_w: Option<f64>,
    /// Normalized over mean power, else normalized over mean graded speed.
    pub variability: Option<f64>,
    /// Normalized graded speed, m/s.
    pub ngs_mps: Option<f64>,
    /// Efficiency and decoupling, with the reason where there is none.
    pub durability: Option<Durability>,
    /// kcal
    pub kcal: Option<f64>,
    /// 0–10
    pub rpe: Option<f64>,
    /// Ratings that go with the intensity (convention).
    pub expected_rpe: Option<(f64, f64)>,
    /// Load, with everything it was computed from.
    pub load: Load,
    /// Whether it enters the day's load.
    pub counts: bool,
    /// Every other figure of load.
    pub variants: Vec<Variant>,
    /// Why a threshold behind the load is doubted.
    pub suspect: Option<Suspect>,
    /// Whether it made its day a hard one.
    pub hard: bool,
    /// The planned session that it did, with what became of that.
    pub session: Option<SessionReview>,
    /// Time in zones, by power, heart rate, pace: as far as it was recorded.
    pub zones: Vec<ZoneTable>,
    /// What the low, mid and high minutes are from.
    pub zone_basis: Basis,
    /// Minutes low, mid, high.
    pub zone_minutes: [f64; 3],
    /// Mean-max curves.
    pub curves: Vec<Curve>,
    /// Laps, as recorded.
    pub laps: Vec<Lap>,
    /// Lengths of a pool swim.
    pub swim: Option<SwimDetail>,
    /// Every recording of it, the best first.
    pub records: Vec<Source>,
    /// What was wrong with the originals.
    pub warnings: Vec<String>,
}

/// A mean-max curve.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// What it is of.
    pub channel: Channel,
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
    pub source: &'static str,
    /// The file's name.
    pub file: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Sport.
    pub sport: Sport,
    /// First moment, UTC.
    pub start: DateTime<Utc>,
    /// Local date.
    pub local_date: Day,
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
    /// Normalized power, W.
    pub np_w: Option<f64>,
    /// BLAKE3 of the original, hex.
    pub original: Option<String>,
    /// Whether it may be combined with other sources.
    pub combines: bool,
    /// Address of its page at the service that it came from.
    pub page: Option<String>,
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
        time_estimated: r.time_is_estimated(),
        distance_m: r.distance_m,
        ascent_m: r.ascent_m,
        avg_hr: r.avg_hr,
        max_hr: r.max_hr,
        avg_power_w: r.avg_power_w,
        max_power_w: r.max_power_w,
        np_w: m.np_w,
        xpower_w: m.xpower_w,
        variability: ratio(m.np_w, m.mean_power_w)
            .or_else(|| ratio(m.np_w, r.avg_power_w))
            .or_else(|| ratio(m.ngs_mps, m.mean_graded_mps)),
        ngs_mps: m.ngs_mps,
        durability: durability::of(r),
        kcal: r.kcal,
        rpe: load.rpe,
        expected_rpe: load.load.intensity.and_then(rpe::expected),
        load: load.load,
        counts: load.counts,
        variants: load::variants(r, &history.book, &athlete.settings, &history.typical),
        suspect: load.suspect,
        hard: load.hard,
        session: session(athlete, history, activity),
        zones: zones::tables(&athlete.settings, &history.book, r),
        zone_basis: load.basis,
        zone_minutes: load.zone_minutes,
        curves: curves(athlete, r),
        laps: r.laps.clone(),
        swim: r.swim,
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
        source: r.provider.name(),
        file: r.file.as_ref().map(ToString::to_string),
        title: r.title.as_ref().map(ToString::to_string),
        sport: r.sport,
        start: r.start,
        local_date: r.local_date,
        elapsed_s: r.elapsed_s,
        moving_s: r.moving_s,
        distance_m: r.distance_m,
        ascent_m: r.ascent_m,
        avg_hr: r.avg_hr,
        max_hr: r.max_hr,
        avg_power_w: r.avg_power_w,
        np_w: r.metrics.np_w,
        original: r.original.clone(),
        combines: Policy::of(r.provider).combine,
        page: r.page().map(|p| p.as_str().to_owned()),
    }
}

/// The line of the week's review that this activity is in, when it is of a planned session.
fn session(athlete: &Athlete, history: &History, activity: &Activity) -> Option<SessionReview> {
    let first = monday(activity.best().local_date);
    let last = shift(first, 6);
    let until = history.today.min(last);
    let links = review::links(athlete, history, first, last);
    let id = activity.id.to_string();
    let mut lines = review::body::lines(athlete, history, &links, until, history.today > last).into_iter();
    lines.find(|l| l.session.is_some() && l.activities.contains(&id))
}

fn curves(athlete: &Athlete, r: &ActivityRecord) -> Vec<Curve> {
    let window = Window::last(r.sport, CURVE_DAYS, r.local_date);
    let of = |channel: Channel| {
        let bests = best(athlete, None, channel, window);
        let point = |&(seconds, v): &(u32, f32)| {
            let value = f64::from(v);
            let best = bests.iter().find(|p| p.seconds == seconds).map_or(value, |p| p.value.max(value));
            CurvePoint { seconds, value, best }
        };
        Curve { channel, points: channel.of(r).iter().filter(|p| p.1 > 0.0).map(point).collect() }
    };
    Channel::ALL.into_iter().map(of).filter(|c| !c.points.is_empty()).collect()
}

#[cfg(test)]
mod tests;
