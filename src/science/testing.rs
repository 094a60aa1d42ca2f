//! Small builders for the tests of this layer.

use crate::domain::{
    Activity, ActivityRecord, Athlete, Day, Metric, Provider, ShortId, Sport, StreamMetrics, Threshold,
    ThresholdKind, WellnessRecord, day::shift, settings::ThresholdSource,
};

/// 2026-`month`-`day`.
pub(crate) fn day(month: u32, day: u32) -> Day {
    Day::from_ymd_opt(2026, month, day).unwrap()
}

/// A record of `minutes` at eight in the morning that knows nothing else.
pub(crate) fn record(on: Day, sport: Sport, minutes: f64) -> ActivityRecord {
    let start = on.and_hms_opt(8, 0, 0).unwrap().and_utc();
    ActivityRecord {
        id: ShortId::of(&[on.to_string().as_bytes(), sport.name().as_bytes(), &minutes.to_be_bytes()]),
        provider: Provider::File,
        file: None,
        original: None,
        leg: 0,
        sport,
        sub_sport: None,
        indoor: false,
        start,
        local_date: on,
        title: None,
        notes: None,
        device: None,
        elapsed_s: minutes * 60.0,
        moving_s: minutes * 60.0,
        distance_m: None,
        ascent_m: None,
        avg_hr: None,
        max_hr: None,
        avg_power_w: None,
        max_power_w: None,
        kcal: None,
        rpe: None,
        stated_load: None,
        metrics: StreamMetrics::default(),
        laps: Vec::new(),
        swim: None,
        warnings: Vec::new(),
        upstream: None,
    }
}

/// A ride at an even normalized power.
pub(crate) fn ride(on: Day, minutes: f64, np: f64) -> ActivityRecord {
    let mut r = record(on, Sport::Bike, minutes);
    r.metrics.np_w = Some(np);
    r.metrics.power_coverage = 1.0;
    r
}

pub(crate) fn set(kind: ThresholdKind, sport: Option<Sport>, value: f64, from: Day) -> Threshold {
    Threshold { kind, sport, value, from, source: ThresholdSource::Set, note: None }
}

pub(crate) fn athlete(records: impl IntoIterator<Item = ActivityRecord>) -> Athlete {
    let mut activities: Vec<Activity> = records.into_iter().map(Activity::new).collect();
    activities.sort_by_key(|x| x.best().start);
    Athlete { activities: std::sync::Arc::new(activities), ..Athlete::default() }
}

/// One value of one source on one morning.
pub(crate) fn tell(a: &mut Athlete, on: Day, source: Provider, metric: Metric, value: f64) {
    let w = WellnessRecord { day: on, source, values: vec![(metric, value)] };
    std::sync::Arc::make_mut(&mut a.wellness).entry(on).or_default().merge(&w);
}

/// The same for every morning of `days` before and including `on`.
pub(crate) fn tell_all(
    a: &mut Athlete,
    on: Day,
    days: i64,
    source: Provider,
    metric: &Metric,
    of: impl Fn(i64) -> f64,
) {
    for i in 0..days {
        tell(a, shift(on, -i), source, metric.clone(), of(i));
    }
}

/// Two figures that are the same but for the last digits.
#[track_caller]
pub(super) fn near(got: f64, want: f64) {
    assert!((got - want).abs() <= 1e-6 * want.abs().max(1.0), "{got} where {want} is expected");
}
