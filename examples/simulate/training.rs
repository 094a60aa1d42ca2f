//! What is trained: the athlete's usual week before the season, and sessions as a power meter would record them.

use super::person::Person;
use chrono::NaiveTime;
use lanterne::{
    coach::library::{self, Speeds},
    domain::{
        ActivityRecord, Block, Day, Histogram, Provider, Session, Settings, ShortId, Sport, StreamMetrics,
        Threshold, ThresholdKind,
        day::weekday,
        session::Target,
        settings::{FormSettings, ThresholdSource},
    },
};

/// Performance on the first day of the season, W; also the FTP, which is not tested again.
pub(crate) const START_WATTS: f64 = 250.0;

pub(crate) fn settings(person: &Person, since: Day) -> Settings {
    let ftp = Threshold {
        kind: ThresholdKind::Ftp,
        sport: Some(Sport::Bike),
        value: START_WATTS,
        from: since,
        source: ThresholdSource::Set,
        note: None,
    };
    Settings {
        birth_year: Some(1990),
        thresholds: vec![ftp],
        form: FormSettings { seed_ctl: Some(person.ctl), ..FormSettings::default() },
        ..Settings::default()
    }
}

/// A session done exactly as it stands.
pub(crate) fn record(s: &Session) -> ActivityRecord {
    let seconds = f64::from(s.minutes) * 60.0;
    let watts = START_WATTS * (s.load / 100.0 / (seconds / 3600.0)).sqrt();
    let mut levels: Vec<f32> = Vec::with_capacity(seconds as usize);
    for step in Block::flatten(&s.steps) {
        let n = step.duration.seconds().unwrap_or(0);
        let pct = |v: f64| if step.target == Target::PowerPct { v } else { 60.0 };
        let (a, b) = if step.ramp {
            (step.lo, step.hi)
        } else {
            (f64::midpoint(step.lo, step.hi), f64::midpoint(step.lo, step.hi))
        };
        let at = |i: u32| pct(a) + (pct(b) - pct(a)) * f64::from(i) / f64::from(n.max(1));
        levels.extend((0..n).map(|i| (START_WATTS * at(i) / 100.0) as f32));
    }
    let start = s.day.and_time(NaiveTime::from_hms_opt(17, 0, 0).unwrap_or_default()).and_utc();
    ActivityRecord {
        id: ShortId::of(&[b"done", s.id.to_string().as_bytes()]),
        provider: Provider::Demo,
        file: None,
        original: None,
        leg: 0,
        sport: s.sport,
        sub_sport: None,
        indoor: false,
        start,
        local_date: s.day,
        title: None,
        notes: None,
        device: None,
        elapsed_s: seconds,
        moving_s: seconds,
        distance_m: None,
        ascent_m: None,
        avg_hr: None,
        max_hr: None,
        avg_power_w: None,
        max_power_w: None,
        kcal: None,
        rpe: None,
        stated_load: None,
        metrics: StreamMetrics {
            np_w: Some(watts),
            power_coverage: 1.0,
            power: Histogram::from_values(5, levels.into_iter()),
            ..StreamMetrics::default()
        },
        laps: vec![],
        swim: None,
        warnings: vec![],
        upstream: None,
    }
}

/// The athlete's week before the season: two hard days, a long one, two days off, at the load of their CTL.
pub(crate) fn usual(day: Day, ctl: f64) -> Option<Session> {
    const WEEK: [(&str, f64); 7] = [
        ("", 0.0),
        ("B-SST", 0.20),
        ("B-END60", 0.13),
        ("B-THR", 0.17),
        ("", 0.0),
        ("B-LONG", 0.32),
        ("B-END90", 0.18),
    ];
    let (id, share) = WEEK[weekday(day)];
    let wanted = 7.0 * ctl * share;
    let t = library::template(id)?;
    // Load grows with time in every template, so the nearest length on a grid is found from below.
    let of = |minutes: u16| t.session(day, Some(minutes), &Speeds::default());
    let best =
        (4..=72_u16).map(|n| of(n * 5)).min_by(|a, b| (a.load - wanted).abs().total_cmp(&(b.load - wanted).abs()));
    best.map(|s| Session { id: ShortId::of(&[b"usual", day.to_string().as_bytes()]), load: wanted, ..s })
}
