//! The parts of a review: lines of the comparison, volumes, health, trends.

use super::{
    Metrics, SessionReview, Volume, intervals,
    link::{Effort, Linked, Pairing},
};
use crate::{
    domain::{
        Activity, Athlete, Day, Metric, Session, SessionKind, Sport,
        day::{between, shift, span},
        num::{Total, total},
    },
    science::{
        compliance::{self, Grade, Status},
        durability,
        history::{ActivityLoad, History},
        readiness, rpe,
        stats::mean,
        trend,
    },
};
use serde::Serialize;

/// Sleep, HRV, heart rate, body battery of a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Health {
    /// 0–100.
    pub sleep_score: Option<f64>,
    /// Hours a night.
    pub sleep_h: Option<f64>,
    /// Nights under seven hours.
    pub nights_under_7: u32,
    /// rMSSD, ms.
    pub hrv_ms: Option<f64>,
    /// The week's HRV against the two months before, percent.
    pub hrv_vs_usual_pct: Option<f64>,
    /// bpm
    pub resting_hr: Option<f64>,
    /// Against the usual of the 28 nights before the last morning, bpm.
    pub resting_hr_delta: Option<f64>,
    /// Body Battery on waking less at bedtime.
    pub body_battery_recovery: Option<f64>,
}

impl Health {
    /// The ones with established names.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        Metrics {
            avg_sleep_score: self.sleep_score,
            avg_sleep_duration_hours: self.sleep_h,
            avg_hrv: self.hrv_ms,
            avg_body_battery_recovery: self.body_battery_recovery,
            avg_resting_hr: self.resting_hr,
            ..Metrics::default()
        }
    }
}

/// What devices said of the nights from `first` to `until`.
#[must_use]
pub fn health(athlete: &Athlete, history: &History, first: Day, until: Day) -> Health {
    let values = |m: &Metric| -> Vec<f64> {
        athlete.wellness.range(first..=until).filter_map(|(_, w)| w.value(m)).collect()
    };
    let sleep = values(&Metric::SleepHours);
    let recovery: Vec<f64> = athlete
        .wellness
        .range(first..=until)
        .filter_map(|(_, w)| Some(w.value(&Metric::BodyBatteryWake)? - w.value(&Metric::BodyBatteryBed)?))
        .collect();
    let signals = readiness::signals(athlete, history, until);
    Health {
        sleep_score: mean(&values(&Metric::SleepScore)),
        sleep_h: mean(&sleep),
        nights_under_7: u32::try_from(sleep.iter().filter(|h| **h < 7.0).count()).unwrap_or(7),
        hrv_ms: mean(&values(&Metric::HrvRmssd)),
        hrv_vs_usual_pct: signals.hrv.pct,
        resting_hr: mean(&values(&Metric::RestingHr)),
        resting_hr_delta: mean(&values(&Metric::RestingHr)).zip(signals.rhr_usual).map(|(a, b)| a - b),
        body_battery_recovery: mean(&recovery),
    }
}

/// What was planned.
#[must_use]
pub fn planned(sessions: &[Session]) -> Volume {
    let mut v = Volume { sessions: u32::try_from(sessions.len()).unwrap_or(u32::MAX), ..Volume::default() };
    v.load = total(sessions.iter().map(|s| s.load));
    v.minutes = total(sessions.iter().map(|s| f64::from(s.minutes)));
    for s in sessions {
        if let Some(m) = s.distance_m {
            *v.km_by_sport.entry(s.sport).or_insert(0.0) += m / 1000.0;
        }
    }
    v.km = v.km_by_sport.values().copied().total();
    v
}

/// What was done.
#[must_use]
pub fn actual(done: &[&ActivityLoad]) -> Volume {
    let mut v = Volume { sessions: u32::try_from(done.len()).unwrap_or(u32::MAX), ..Volume::default() };
    v.load = total(done.iter().map(|l| l.load.value));
    v.minutes = total(done.iter().map(|l| l.minutes));
    for l in done {
        if let Some(m) = l.metres {
            *v.km_by_sport.entry(l.sport).or_insert(0.0) += m / 1000.0;
        }
    }
    v.km = v.km_by_sport.values().copied().total();
    v
}

/// Sessions with what became of them, then what was done beside them, by day.
#[must_use]
pub fn lines(athlete: &Athlete, history: &History, linked: &Linked, until: Day, over: bool) -> Vec<SessionReview> {
    let mut all: Vec<SessionReview> =
        linked.pairs.iter().map(|p| planned_line(athlete, history, p, until, over)).collect();
    all.extend(linked.unplanned.iter().map(|e| unplanned_line(athlete, e)));
    all.sort_by(|a, b| a.day.cmp(&b.day).then(b.session.is_some().cmp(&a.session.is_some())));
    all
}

fn ids(athlete: &Athlete, e: &Effort) -> Vec<String> {
    e.parts.iter().filter_map(|p| athlete.activities.get(p.index)).map(|a| a.id.to_string()).collect()
}

fn planned_line(athlete: &Athlete, history: &History, p: &Pairing, until: Day, over: bool) -> SessionReview {
    let (s, effort) = (&p.session, p.effort.as_ref());
    let load = effort.map_or(0.0, Effort::load);
    let minutes = effort.map_or(0.0, Effort::minutes);
    let planned_minutes = f64::from(s.minutes);
    // Endurance is kept by the time it takes, everything else by its load.
    let by_time = matches!(s.kind, SessionKind::Endurance | SessionKind::Long | SessionKind::Recovery);
    let (done, asked) = if by_time { (minutes, planned_minutes) } else { (load, s.load) };
    let goal = effort.and_then(|e| goal(s, e));
    let same = goal.is_none_or(|g| g >= 50.0);
    let open = effort.is_none() && (s.day > until || (s.day == until && !over));
    let status = if open { Status::Open } else { compliance::status(done, asked, same) };
    let grade = compliance::grade(done, asked);
    let intensity = effort.and_then(|e| mean(&e.parts.iter().filter_map(|l| l.load.intensity).collect::<Vec<_>>()));
    let intervals = effort.and_then(|e| intervals::intervals(athlete, &history.book, s, e));
    // A session without work has no intervals to keep; what its laps say stands in the figures.
    let work = s.zone_minutes[1] + s.zone_minutes[2] >= 5.0;
    let kept = intervals
        .as_ref()
        .filter(|_| work)
        .map_or_else(String::new, |i| format!(" {:.0} % of the interval time kept its target.", i.kept_pct));
    SessionReview {
        day: s.day,
        sport: s.sport,
        title: s.title.clone(),
        session: Some(s.id.to_string()),
        activities: effort.map_or_else(Vec::new, |e| ids(athlete, e)),
        by_hand: p.by_hand,
        key: is_key(s),
        planned_load: s.load,
        actual_load: load,
        planned_minutes,
        actual_minutes: minutes,
        planned_km: s.distance_m.map(|m| m / 1000.0),
        actual_km: effort.and_then(Effort::metres).map(|m| m / 1000.0),
        status,
        grade,
        prescription_pct: (!open).then(|| compliance::percent(done.min(asked), asked)).flatten(),
        goal_pct: goal,
        cost: effort.and_then(|e| cost(e, intensity)),
        reason: format!("{}{kept}", reason(status, p, history, until, same, by_time)),
        intervals,
    }
}

fn unplanned_line(athlete: &Athlete, e: &Effort) -> SessionReview {
    let first = e.parts.first();
    let title = first
        .and_then(|p| athlete.activities.get(p.index))
        .and_then(|a| a.best().title.as_ref())
        .map_or_else(|| "not planned".to_owned(), ToString::to_string);
    SessionReview {
        day: e.day(),
        sport: first.map_or(Sport::Other, |p| p.sport),
        title,
        session: None,
        activities: ids(athlete, e),
        by_hand: false,
        key: false,
        planned_load: 0.0,
        actual_load: e.load(),
        planned_minutes: 0.0,
        actual_minutes: e.minutes(),
        planned_km: None,
        actual_km: e.metres().map(|m| m / 1000.0),
        status: Status::Unplanned,
        grade: Grade::Unplanned,
        prescription_pct: None,
        goal_pct: None,
        intervals: None,
        cost: None,
        reason: "Nothing of this sport was planned within a day of it.".to_owned(),
    }
}

/// Hard sessions and long ones carry the week.
#[must_use]
pub fn is_key(s: &Session) -> bool {
    s.hard || matches!(s.kind, SessionKind::Long | SessionKind::Race | SessionKind::Stage | SessionKind::Test)
}

/// Minutes of work in mid and high zones of what was planned there, percent, 100 at most; `None` without such work or
/// without zones.
fn goal(s: &Session, e: &Effort) -> Option<f64> {
    let planned = s.zone_minutes[1] + s.zone_minutes[2];
    let zones = e.parts.iter().any(|p| p.zone_minutes.iter().copied().total() > 0.0);
    let done = total(e.parts.iter().map(|p| p.zone_minutes[1] + p.zone_minutes[2]));
    (planned >= 5.0 && zones).then(|| (100.0 * done / planned).min(100.0))
}

/// How far the rating lies outside what goes with the intensity.
fn cost(e: &Effort, intensity: Option<f64>) -> Option<f64> {
    let rated = e.parts.iter().find_map(|p| p.rpe)?;
    let (lo, hi) = rpe::expected(intensity?)?;
    Some(if rated > hi {
        rated - hi
    } else if rated < lo {
        rated - lo
    } else {
        0.0
    })
}

fn reason(status: Status, p: &Pairing, history: &History, until: Day, same: bool, by_time: bool) -> String {
    let by = if by_time { "time" } else { "load" };
    let moved = p.effort.as_ref().map(|e| between(p.session.day, e.day())).filter(|d| *d != 0);
    let how = match status {
        Status::Open => "Still to come.".to_owned(),
        Status::Missed if p.effort.is_none() && history.unconfirmed(p.session.day) => {
            "No device was read since: done or not is unknown.".to_owned()
        }
        Status::Missed if p.effort.is_none() => {
            format!("No {} of its own within a day of it, up to {until}.", p.session.sport)
        }
        Status::Missed => format!("Under half of the {by}."),
        Status::Partial if !same => "The time was kept, the work in its zones was not.".to_owned(),
        Status::Partial => format!("50 to 80 % of the {by}."),
        Status::Completed => format!("80 to 120 % of the {by}."),
        Status::Exceeded => format!("Over 120 % of the {by}."),
        Status::RestDay | Status::Unplanned => String::new(),
    };
    let when = match moved {
        Some(1) => " A day later than planned.".to_owned(),
        Some(-1) => " A day earlier than planned.".to_owned(),
        Some(d) if d > 0 => format!(" {d} days later than planned."),
        Some(d) => format!(" {} days earlier than planned.", -d),
        None => String::new(),
    };
    let hand = if p.by_hand { " Linked by hand." } else { "" };
    format!("{how}{when}{hand}")
}

/// The slope of a figure over comparable sessions of four weeks.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Trend {
    /// Sport.
    pub sport: Sport,
    /// `efficiency` (W or m/min per bpm) or `decoupling` (percentage points).
    pub what: &'static str,
    /// Sessions behind it.
    pub points: usize,
    /// Change over 28 days; `None` with fewer than four sessions.
    pub change_28: Option<f64>,
    /// The latest value.
    pub latest: f64,
}

/// Sessions are comparable within this much of the latest one's intensity.
const ALIKE: f64 = 0.05;

/// Efficiency and decoupling of bike and run over the four weeks up to `until`.
#[must_use]
pub fn trends(athlete: &Athlete, history: &History, until: Day) -> Vec<Trend> {
    let month = history.within(shift(until, -27), until);
    let mut all = Vec::new();
    for sport in [Sport::Bike, Sport::Run] {
        let Some(like) = month.iter().rev().filter(|l| l.sport == sport).find_map(|l| l.load.intensity) else {
            continue;
        };
        let alike = |l: &&ActivityLoad| {
            l.sport == sport && l.counts && l.load.intensity.is_some_and(|i| (i - like).abs() <= ALIKE)
        };
        let of = |value: &dyn Fn(&Activity) -> Option<f64>| -> Vec<(f64, f64)> {
            let point =
                |l: &ActivityLoad| Some((between(until, l.day) as f64, value(athlete.activities.get(l.index)?)?));
            month.iter().filter(alike).filter_map(point).collect()
        };
        let durability = |a: &Activity| durability::of(a.best());
        all.extend(trend_of(sport, "efficiency", &of(&|a| durability(a)?.efficiency)));
        all.extend(trend_of(sport, "decoupling", &of(&|a| durability(a)?.decoupling_pct)));
    }
    all
}

fn trend_of(sport: Sport, what: &'static str, points: &[(f64, f64)]) -> Option<Trend> {
    let latest = points.last()?.1;
    Some(Trend { sport, what, points: points.len(), change_28: trend::theil_sen(points).map(|s| 28.0 * s), latest })
}

/// What the athlete wrote on the week's activities and days, by day.
#[must_use]
pub fn notes(athlete: &Athlete, linked: &Linked, first: Day, until: Day) -> Vec<String> {
    let efforts = linked.pairs.iter().filter_map(|p| p.effort.as_ref()).chain(&linked.unplanned);
    let activities = efforts.flat_map(|e| &e.parts).filter_map(|p| athlete.activities.get(p.index));
    let on_activities = activities.filter_map(|a| {
        let note = a.records.iter().find_map(|r| athlete.activity_notes.get(&r.id))?;
        Some((a.best().local_date, note))
    });
    let on_days = span(first, until).flat_map(|d| athlete.notes_on(d).map(move |n| (d, &n.text)));
    let mut all: Vec<_> = on_activities.chain(on_days).collect();
    all.sort_by_key(|(d, _)| *d);
    all.into_iter().map(|(d, text)| format!("{d}: {text}")).collect()
}

/// Days of a span on which a report of illness or pain of three and more stands.
#[must_use]
pub fn unwell_days(athlete: &Athlete, first: Day, until: Day) -> u32 {
    let ill = |d: Day| athlete.health_on(d).is_some_and(|h| h.illness != crate::domain::report::Illness::Recovered);
    let pain = |d: Day| athlete.check_ins.get(&d).and_then(|c| c.pain).is_some_and(|p| p >= 3);
    u32::try_from(span(first, until).filter(|d| ill(*d) || pain(*d)).count()).unwrap_or(7)
}
