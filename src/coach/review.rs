//! The review of a week: facts, judgement, one change, its price, what to watch.
//!
//! Owns: what is looked at and which verdict follows. Does not own: formulas, words of a page (outputs), storage.
//!
//! A review looks at nothing after the Sunday of its week, and at mission, plan and answers as they stood then, so one
//! that is made years later says what it would have said then, from the same log.

pub mod body;
pub mod intent;
pub mod intervals;
pub mod link;
pub mod verdict;

use super::form_report::{self, WeekStrain};
use crate::{
    domain::{
        Athlete, Band, Day, PlanWeek, Session, Sport,
        athlete::ProposalState,
        day::{between, iso_week, monday, shift},
        num::total,
        plan::Phase,
        routine::Origin,
    },
    science::{
        compliance::{self, Grade, Status},
        distribution::{self, Class},
        form::bands::{Band as FormBand, band},
        history::{ActivityLoad, History},
        readiness,
    },
};
use body::Health;
use intent::IntentReview;
use intervals::Intervals;
use link::Linked;
use serde::Serialize;
use std::collections::BTreeMap;
pub use verdict::{Verdict, WeekAction};

/// A weekly review.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Review {
    /// `2026-W47`.
    pub week: String,
    /// Its Monday.
    pub monday: Day,
    /// The last day looked at: Sunday, or the day of a review before it.
    pub until: Day,
    /// Whether the week was over.
    pub complete: bool,
    /// Whether anything is known of the week at all.
    pub has_data: bool,
    /// Mission, by name.
    pub mission: Option<String>,
    /// Phase of the week.
    pub phase: Option<Phase>,
    /// Whether it was a down week.
    pub deload: bool,
    /// The figures that other programs name in the same way.
    #[serde(flatten)]
    pub metrics: Metrics,
    /// What was planned.
    pub planned: Volume,
    /// What was done.
    pub actual: Volume,
    /// Load done of planned, in words.
    pub load_band: LoadBand,
    /// Compliance of the distance alone, percent.
    pub distance_compliance_pct: Option<f64>,
    /// Sessions planned and activities done.
    pub sessions: Vec<SessionReview>,
    /// Hard and long sessions: done of planned.
    pub key_sessions: (u32, u32),
    /// Intensity.
    pub distribution: Distribution,
    /// Form at both ends.
    pub form: FormSpan,
    /// Monotony and strain.
    pub strain: WeekStrain,
    /// The longest session.
    pub longest: Option<Longest>,
    /// Efficiency and decoupling over four weeks.
    pub trends: Vec<body::Trend>,
    /// Sleep, HRV, heart rate, body battery.
    pub health: Health,
    /// Mornings by band.
    pub readiness: BandDays,
    /// Proposals of the week by what became of them.
    pub proposals: BTreeMap<&'static str, u32>,
    /// How much is known.
    pub coverage: Coverage,
    /// What follows; `None` for a week of which nothing is known.
    pub verdict: Option<Verdict>,
    /// What the athlete wrote on activities and days.
    pub notes: Vec<String>,
    /// What the week was meant to be, and what was done of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<IntentReview>,
    /// Records of before the end of its week that were erased since, where a review is told anew without them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erased: Option<u32>,
    /// Where it comes from.
    pub origin: Origin,
}

/// The established names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Metrics {
    /// km planned.
    pub total_planned_km: f64,
    /// km done.
    pub total_actual_km: f64,
    /// Σ min(done, planned) / Σ planned of the load, percent: no credit for excess.
    pub compliance_pct: Option<f64>,
    /// Sessions planned.
    pub sessions_planned: u32,
    /// Sessions done to 80 % and more.
    pub sessions_completed: u32,
    /// 0–100.
    pub avg_sleep_score: Option<f64>,
    /// Hours.
    pub avg_sleep_duration_hours: Option<f64>,
    /// rMSSD, ms.
    pub avg_hrv: Option<f64>,
    /// Body Battery gained over the night.
    pub avg_body_battery_recovery: Option<f64>,
    /// bpm
    pub avg_resting_hr: Option<f64>,
}

/// An amount of training.
#[derive(Clone, Debug, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Volume {
    /// Load.
    pub load: f64,
    /// Minutes.
    pub minutes: f64,
    /// km.
    pub km: f64,
    /// Sessions.
    pub sessions: u32,
    /// km by sport.
    pub km_by_sport: BTreeMap<Sport, f64>,
}

/// Load done of planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoadBand {
    /// Under 80 %.
    Under,
    /// 80 to 110 %.
    OnTarget,
    /// Over 110 %.
    Over,
    /// Nothing was planned.
    NoPlan,
}

/// One line of the comparison.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct SessionReview {
    /// Day planned; done, for what was not planned.
    pub day: Day,
    /// Sport.
    pub sport: Sport,
    /// Title.
    pub title: String,
    /// Session, by id.
    pub session: Option<String>,
    /// Activities that did it, by id; more than one for a split recording.
    pub activities: Vec<String>,
    /// Whether the link was made by hand.
    pub by_hand: bool,
    /// Hard or long.
    pub key: bool,
    /// Load planned.
    pub planned_load: f64,
    /// Load done.
    pub actual_load: f64,
    /// Minutes planned.
    pub planned_minutes: f64,
    /// Minutes done.
    pub actual_minutes: f64,
    /// km planned.
    pub planned_km: Option<f64>,
    /// km done.
    pub actual_km: Option<f64>,
    /// What became of it.
    pub status: Status,
    /// Colour.
    pub grade: Grade,
    /// Did it hold what was asked: percent of the primary metric, 100 at most.
    pub prescription_pct: Option<f64>,
    /// Did it reach its goal: minutes of work in the target band of planned, percent.
    pub goal_pct: Option<f64>,
    /// Whether the laps held the targets of the steps, where they follow the session.
    pub intervals: Option<Intervals>,
    /// What it cost: the rating above (+) or below (−) what the intensity explains.
    pub cost: Option<f64>,
    /// Why the status is what it is.
    pub reason: String,
}

/// Intensity of the week.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Distribution {
    /// Minutes low, mid, high.
    pub minutes: [f64; 3],
    /// Shares of the week.
    pub shares: Option<[f64; 3]>,
    /// Shares that the mission asks for.
    pub target: [f64; 3],
    /// Class of 28 days.
    pub class_28: Option<Class>,
    /// Polarization index of 28 days.
    pub index_28: Option<f64>,
    /// Change of the low share against the 28 days before those.
    pub drift_low: Option<f64>,
}

/// Form at the beginning and at the end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct FormSpan {
    /// CTL on Monday morning.
    pub ctl_start: f64,
    /// CTL at the end.
    pub ctl_end: f64,
    /// ATL on Monday morning.
    pub atl_start: f64,
    /// ATL at the end.
    pub atl_end: f64,
    /// TSB on Monday morning.
    pub tsb_start: f64,
    /// TSB on the morning after.
    pub tsb_end: f64,
    /// CTL gained.
    pub ramp: f64,
    /// Bands of the morning after.
    pub band: FormBand,
}

/// The longest session against the 30 days before it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Longest {
    /// Its sport.
    pub sport: Sport,
    /// Minutes.
    pub minutes: f64,
    /// The longest of the 30 days before.
    pub before: f64,
}

/// Mornings by band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct BandDays {
    /// Green.
    pub green: u32,
    /// Amber.
    pub amber: u32,
    /// Red, the severe ones too.
    pub red: u32,
    /// Without a score.
    pub unknown: u32,
}

/// How much is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Coverage {
    /// Days looked at.
    pub days: u32,
    /// Of them with a wellness value.
    pub with_wellness: u32,
    /// Of them without any sign that devices were read.
    pub unconfirmed: u32,
    /// Mean confidence of the loads, 0–1.
    pub load_confidence: Option<f64>,
}

/// The review of the week of `week`, as of `today`: of a week that goes on, the days up to `today`.
#[must_use]
pub fn review(athlete: &Athlete, week: Day, today: Day) -> Review {
    let first = monday(week);
    let sunday = shift(first, 6);
    let until = today.min(sunday);
    let history = History::build(athlete, until);
    let sessions: Vec<Session> = athlete.planned(first, sunday);
    let linked = link::link(athlete, &history, &sessions, first, until);
    let lines = body::lines(athlete, &history, &linked, until, today > sunday);
    let done: Vec<&ActivityLoad> = history.within(first, until).iter().filter(|l| l.counts).collect();
    let (planned, actual) = (body::planned(&sessions), body::actual(&done));
    let health = body::health(athlete, &history, first, until);
    let plan_week: Option<&PlanWeek> = athlete.planned_week(first);
    // A week that goes on is held against what was due of it, not against what is still to come.
    let due: Vec<&SessionReview> = lines.iter().filter(|l| l.status != Status::Open).collect();
    let distances: Vec<(f64, f64)> =
        due.iter().filter_map(|l| Some((l.actual_km.unwrap_or(0.0), l.planned_km?))).collect();
    let loads: Vec<(f64, f64)> = due.iter().map(|l| (l.actual_load, l.planned_load)).collect();
    let due_load = total(loads.iter().map(|(_, planned)| *planned));
    let key = lines.iter().filter(|l| l.key && l.session.is_some());
    let mut r = Review {
        week: iso_week(first),
        monday: first,
        until,
        complete: today > sunday,
        has_data: !done.is_empty() || athlete.wellness.range(first..=until).next().is_some(),
        mission: athlete.mission_then(until).map(|(_, v)| v.mission.name.to_string()),
        phase: plan_week.map(|w| w.phase),
        deload: plan_week.is_some_and(|w| w.deload),
        metrics: Metrics {
            total_planned_km: planned.km,
            total_actual_km: actual.km,
            compliance_pct: compliance::compliance(&loads),
            sessions_planned: planned.sessions,
            sessions_completed: count(&lines, |l| {
                l.session.is_some() && matches!(l.status, Status::Completed | Status::Exceeded)
            }),
            ..health.metrics()
        },
        load_band: load_band(actual.load, due_load),
        planned,
        actual,
        distance_compliance_pct: compliance::compliance(&distances),
        key_sessions: key.fold((0, 0), |(d, n), l| {
            (d + u32::from(matches!(l.status, Status::Completed | Status::Exceeded)), n + 1)
        }),
        sessions: lines,
        distribution: distribution_of(athlete, &history, first, until),
        form: form_span(athlete, &history, first, until),
        strain: form_report::week_strain(&history, shift(until, 1)),
        longest: longest(&history, first, &done),
        trends: body::trends(athlete, &history, until),
        health,
        readiness: band_days(athlete, &history, first, until),
        proposals: proposals(athlete, first, until),
        coverage: coverage(athlete, &history, first, until, &done),
        verdict: None,
        notes: body::notes(athlete, &linked, first, until),
        intent: None,
        erased: None,
        origin: origin(athlete, first, until, done.len()),
    };
    r.intent = athlete.intents.get(&first).map(|i| intent::review(i, &r));
    if r.has_data {
        r.verdict = Some(verdict::verdict(athlete, &history, &r));
    }
    r
}

fn count(lines: &[SessionReview], of: impl Fn(&SessionReview) -> bool) -> u32 {
    u32::try_from(lines.iter().filter(|l| of(l)).count()).unwrap_or(u32::MAX)
}

/// Under 80, 80 to 110, over 110 %.
#[must_use]
pub fn load_band(actual: f64, planned: f64) -> LoadBand {
    match compliance::percent(actual, planned) {
        None => LoadBand::NoPlan,
        Some(p) if p < 80.0 => LoadBand::Under,
        Some(p) if p <= 110.0 => LoadBand::OnTarget,
        Some(_) => LoadBand::Over,
    }
}

fn distribution_of(athlete: &Athlete, history: &History, first: Day, until: Day) -> Distribution {
    let minutes = history.zone_minutes(first, until);
    let month = |end: Day| distribution::shares(history.zone_minutes(shift(end, -27), end));
    let (now, before) = (month(until), month(shift(until, -28)));
    let class = now.map(distribution::classify);
    let target = athlete
        .mission_then(until)
        .and_then(|(_, v)| v.mission.philosophy.distribution)
        .unwrap_or([80.0, 10.0, 10.0]);
    Distribution {
        minutes,
        shares: distribution::shares(minutes),
        target: target.map(|t| t / 100.0),
        class_28: class.map(|c| c.1),
        index_28: class.and_then(|c| c.0),
        drift_low: now.zip(before).map(|(a, b)| a[0] - b[0]),
    }
}

fn form_span(athlete: &Athlete, history: &History, first: Day, until: Day) -> FormSpan {
    let (start, end) = (history.morning(first), history.morning(shift(until, 1)));
    let floor = athlete.mission_then(until).and_then(|(_, v)| v.mission.constraints.min_tsb);
    FormSpan {
        ctl_start: start.ctl,
        ctl_end: end.ctl,
        atl_start: start.atl,
        atl_end: end.atl,
        tsb_start: start.tsb,
        tsb_end: end.tsb,
        ramp: end.ctl - start.ctl,
        band: band(end.tsb, end.ctl, floor),
    }
}

fn longest(history: &History, first: Day, done: &[&ActivityLoad]) -> Option<Longest> {
    let l = done.iter().max_by(|a, b| a.minutes.total_cmp(&b.minutes))?;
    let before = history.longest_before(l.sport, first, 30).minutes;
    Some(Longest { sport: l.sport, minutes: l.minutes, before })
}

fn band_days(athlete: &Athlete, history: &History, first: Day, until: Day) -> BandDays {
    let mut days = BandDays::default();
    for d in crate::domain::day::span(first, until) {
        match readiness::assess(athlete, history, d).band {
            Band::Green => days.green += 1,
            Band::Amber => days.amber += 1,
            Band::Red | Band::SevereRed => days.red += 1,
            Band::Unknown => days.unknown += 1,
        }
    }
    days
}

fn proposals(athlete: &Athlete, first: Day, until: Day) -> BTreeMap<&'static str, u32> {
    let mut all = BTreeMap::new();
    for asked in athlete.proposals.iter().filter(|(p, _)| p.day >= first && p.day <= until) {
        let state = athlete.state_on(asked, until);
        // One that ran out is told once the log says so.
        if state != ProposalState::Pending || asked.0.expires > until {
            *all.entry(state.name()).or_insert(0) += 1;
        }
    }
    all
}

fn coverage(athlete: &Athlete, history: &History, first: Day, until: Day, done: &[&ActivityLoad]) -> Coverage {
    let days = crate::domain::day::span(first, until);
    let with = athlete.wellness.range(first..=until).filter(|(_, w)| !w.readings.is_empty()).count();
    let n = done.len() as f64;
    Coverage {
        days: u32::try_from(between(first, until) + 1).unwrap_or(0),
        with_wellness: u32::try_from(with).unwrap_or(7),
        unconfirmed: u32::try_from(days.filter(|d| history.unconfirmed(*d)).count()).unwrap_or(7),
        load_confidence: (n > 0.0).then(|| total(done.iter().map(|l| l.load.confidence)) / n),
    }
}

fn origin(athlete: &Athlete, first: Day, until: Day, activities: usize) -> Origin {
    let (context, version) = athlete.mission_then(until).unzip();
    let cycle = athlete.cycle_on(until).and_then(|c| c.stored.profile);
    Origin {
        author: "rules".to_owned(),
        from: shift(first, -90),
        to: until,
        activities: u32::try_from(activities).unwrap_or(u32::MAX),
        mission: version.map(|v| v.mission.id.clone()),
        mission_hash: version.map(|v| v.hash.clone()),
        context,
        plan_version: athlete.version_on(until),
        profile: cycle.or_else(|| athlete.profile_on(until).map(|(n, _)| n)),
        prompt_version: None,
        tokens: None,
    }
}

/// Load of a week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeekLoad {
    /// Planned for its days, as the plan of each day held it.
    pub planned: f64,
    /// Done, as far as the history goes.
    pub done: f64,
}

/// Planned and done of the week that begins on `monday`: the figures of this week wherever they are shown.
#[must_use]
pub fn week_load(athlete: &Athlete, history: &History, monday: Day) -> WeekLoad {
    let planned = total(athlete.planned_between(monday, shift(monday, 6)).map(|s| s.load));
    WeekLoad { planned, done: history.weekly_load(monday) }
}

/// What a week's link step found, for other screens too.
#[must_use]
pub fn links(athlete: &Athlete, history: &History, from: Day, until: Day) -> Linked {
    let sessions = athlete.planned(from, until);
    link::link(athlete, history, &sessions, from, until)
}

#[cfg(test)]
mod tests;
