//! The review of a whole mission once it is over: what was planned, what was done, what helped.
//!
//! Owns: the figures of an [`Autopsy`] and when one is due. Does not own: the page (outputs), storing it (sync). It is
//! written once, on the day after the last one, and kept as it was written.

use super::{
    ledger::{self, BlockResult, Label},
    mission_line::mission_line,
    morning::{StageLine, StageStatus},
};
use crate::{
    domain::{
        Athlete, Band, Day, FormPoint, MissionVersion,
        athlete::ProposalState,
        day::{between, monday, shift, span},
        mission::Lifecycle,
        num::{Total, signed},
        plan::Phase,
    },
    science::{form, history::History, readiness},
};
use serde::{Deserialize, Serialize};

/// The review of a mission.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Autopsy {
    /// Mission, by id.
    pub mission: String,
    /// Its name.
    pub name: String,
    /// Content hash of the version that ended.
    pub mission_hash: String,
    /// The day it was taken up.
    pub from: Day,
    /// First day of the event, or the end of a block.
    pub goal: Day,
    /// Its last day.
    pub to: Day,
    /// How it ended, in the athlete's words, when that was said by then.
    pub result: Option<String>,
    /// CTL on the morning of the goal and before: planned, done.
    pub ctl: Reached,
    /// Morning TSB of the goal: planned, done.
    pub tsb: Reached,
    /// Week by week.
    pub weeks: Vec<WeekOf>,
    /// Load of all weeks: planned, done.
    pub load: Reached,
    /// Sessions planned up to the goal, and those done to four fifths and more.
    pub sessions: (u32, u32),
    /// Hard ones among them.
    pub hard: (u32, u32),
    /// Stages, when there are any.
    pub stages: Vec<StageOf>,
    /// Points won and points that could be won, in a race with points.
    pub points: Option<(u32, u32)>,
    /// Mornings with a red score, and mornings with any.
    pub red: (u32, u32),
    /// Days ill or hurt.
    pub unwell: u32,
    /// What the coach asked for and what came of it, by rule and answer.
    pub calls: Vec<Call>,
    /// The blocks of training.
    pub blocks: Vec<String>,
    /// What stands out, in sentences.
    pub findings: Vec<String>,
}

/// A figure as planned and as it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Reached {
    /// As the first plan of the mission had it; absent where that is not known.
    pub planned: Option<f64>,
    /// As it came.
    pub done: f64,
}

/// One week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WeekOf {
    /// Its Monday.
    pub monday: Day,
    /// Phase.
    pub phase: Phase,
    /// Load planned.
    pub planned: f64,
    /// Load done.
    pub done: f64,
    /// CTL on its Sunday evening under the plan.
    pub ctl_planned: f64,
    /// CTL on its Sunday evening.
    pub ctl_done: f64,
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct StageOf {
    /// Number.
    pub number: u16,
    /// Day.
    pub date: Day,
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it was ridden.
    pub done: bool,
    /// How it was ridden, or was to be.
    pub mode: String,
    /// Points won.
    pub points: u32,
    /// Load planned and done.
    pub load: (f64, f64),
}

/// What became of one kind of call of the rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Call {
    /// The rule that asked.
    pub rule: String,
    /// What was answered.
    pub answer: String,
    /// How often it went well, neither, badly.
    pub labels: [u32; 3],
}

/// Whether a mission's review is due: its last day has gone, and there is none yet of this taking-up.
#[must_use]
pub fn due(athlete: &Athlete, today: Day) -> Option<(&MissionVersion, Day)> {
    let (from, id) = athlete.activations.iter().rev().find(|(d, _)| *d <= today)?;
    let from = first_taken_up(athlete, id, *from);
    let version = athlete.missions.get(id)?.last()?;
    let over = matches!(version.mission.lifecycle(from, today), Lifecycle::Complete | Lifecycle::Archived);
    let written = athlete.autopsies.iter().any(|a| a.mission == *id && a.from == from);
    (over && !written).then_some((version, from))
}

/// The day on which a mission was taken up that is taken up again and again.
pub(super) fn first_taken_up(athlete: &Athlete, id: &str, from: Day) -> Day {
    // What was taken up again after its end is a new beginning.
    let ended = athlete.autopsies.iter().filter(|a| a.mission == id).map(|a| a.day).filter(|d| *d <= from).max();
    let before = athlete.activations.iter().rev().filter(|(d, _)| *d <= from).take_while(|(_, m)| m == id);
    before.map(|(d, _)| *d).filter(|d| ended.is_none_or(|e| *d > e)).min().unwrap_or(from)
}

/// Whether the active mission is over and its review written: then it is frozen.
#[must_use]
pub fn closed(athlete: &Athlete, today: Day) -> bool {
    let active = athlete.activations.iter().rev().find(|(d, _)| *d <= today);
    active.is_some_and(|(day, id)| {
        let from = first_taken_up(athlete, id, *day);
        athlete.autopsies.iter().any(|a| a.mission == *id && a.from == from)
    })
}

/// The mission that follows the active one, and the day on which it is taken up.
#[must_use]
pub fn follower(athlete: &Athlete, today: Day) -> Option<(&MissionVersion, Day)> {
    let last = athlete.activations.iter().rposition(|(d, _)| *d <= today).map_or(0, |i| i + 1);
    let (day, id) = athlete.activations.get(last..)?.iter().filter(|(d, _)| *d > today).min_by_key(|(d, _)| *d)?;
    Some((athlete.missions.get(id)?.last()?, *day))
}

/// The review of a mission that was taken up on `from`, as of `today`.
#[must_use]
pub fn autopsy(athlete: &Athlete, version: &MissionVersion, from: Day, today: Day) -> Autopsy {
    let history = History::build(athlete, today);
    let mission = &version.mission;
    let (goal, to) = (mission.goal_day(from), mission.last_day(from));
    let eve = shift(goal, -1);
    let planned = planned_form(athlete, &history, &mission.id, from, to);
    let at = |d: Day| planned.iter().find(|p| p.date == d);
    let weeks = weeks(athlete, &history, &planned, from, to);
    let (sessions, hard) = sessions(athlete, &history, from, eve);
    let line = mission_line(athlete, &history, version, today, None);
    let bands: Vec<Band> =
        span(from, to.min(today)).map(|d| readiness::assess(athlete, &history, d).band).collect();
    let mut out = Autopsy {
        mission: mission.id.clone(),
        name: mission.name.as_str().to_owned(),
        mission_hash: version.hash.clone(),
        from,
        goal,
        to,
        result: athlete.result_of(&mission.id).map(ToString::to_string),
        ctl: Reached { planned: at(eve).map(|p| p.ctl), done: history.state(eve).0 },
        tsb: Reached { planned: at(goal).map(|p| p.tsb), done: history.morning(goal).tsb },
        load: Reached {
            planned: (!weeks.is_empty()).then(|| weeks.iter().map(|w| w.planned).total()),
            done: weeks.iter().map(|w| w.done).total(),
        },
        weeks,
        sessions,
        hard,
        points: line.points.map(|(won, ahead)| (won, won + ahead)),
        stages: line.stages.iter().filter(|s| s.number > 0).map(|s| stage(athlete, &history, s)).collect(),
        red: (
            bands.iter().filter(|b| **b == Band::Red).count() as u32,
            bands.iter().filter(|b| **b != Band::Unknown).count() as u32,
        ),
        unwell: super::review::body::unwell_days(athlete, from, to),
        calls: calls(athlete, &history, from, to, today),
        blocks: vec![],
        findings: vec![],
    };
    let book = ledger::ledger(athlete, &history, today);
    let within = |b: &&ledger::Block| b.from >= monday(from) && b.to <= to;
    let blocks: Vec<&ledger::Block> = book.blocks.iter().filter(within).collect();
    out.blocks = blocks.iter().map(|b| b.text.clone()).collect();
    out.findings = findings(&out, &blocks);
    out
}

/// Form under the first plan of the mission, from the form of the day on which it was taken up; under what was planned
/// for each day where the first plan is not known.
fn planned_form(athlete: &Athlete, history: &History, mission: &str, from: Day, to: Day) -> Vec<FormPoint> {
    let start = history.state(shift(from, -1));
    let sessions = athlete.planned(from, to);
    let first = athlete.first_plans.get(mission).filter(|p| p.first().is_some_and(|(d, _)| *d >= from));
    let load = |d: Day| match first {
        Some(days) => days.iter().filter(|(x, _)| *x == d).map(|(_, l)| *l).total(),
        None => sessions.iter().filter(|s| s.day == d).map(|s| s.load).total(),
    };
    form::project(start, span(from, to).map(|d| (d, load(d))), history.form_settings())
}

fn weeks(athlete: &Athlete, history: &History, planned: &[FormPoint], from: Day, to: Day) -> Vec<WeekOf> {
    let count = between(monday(from), monday(to)) / 7;
    let week = |i: i64| {
        let m = shift(monday(from), 7 * i);
        let target = athlete.planned_week(m)?;
        let end = shift(m, 6).min(to);
        let point = planned.iter().rev().find(|p| p.date <= end);
        let day = |p: &&FormPoint| p.date >= m && p.date <= end;
        Some(WeekOf {
            monday: m,
            phase: target.phase,
            planned: planned.iter().filter(day).map(|p| p.load).total(),
            done: span(m.max(from), end).map(|d| history.load_on(d)).total(),
            ctl_planned: point.map_or(0.0, |p| p.ctl),
            ctl_done: history.state(end).0,
        })
    };
    (0..=count).filter_map(week).collect()
}

/// Sessions planned and done, all and hard ones, as the weekly reviews pair them.
fn sessions(athlete: &Athlete, history: &History, from: Day, until: Day) -> ((u32, u32), (u32, u32)) {
    let linked = super::review::links(athlete, history, from, until);
    let lines = super::review::body::lines(athlete, history, &linked, until, true);
    let planned = athlete.planned(from, until);
    let (mut all, mut hard) = ((0, 0), (0, 0));
    for l in &lines {
        let Some(s) = &l.session else { continue };
        let done = u32::from(matches!(
            l.status,
            crate::science::compliance::Status::Completed | crate::science::compliance::Status::Exceeded
        ));
        all = (all.0 + 1, all.1 + done);
        if planned.iter().any(|p| p.id.to_string() == *s && p.hard) {
            hard = (hard.0 + 1, hard.1 + done);
        }
    }
    (all, hard)
}

fn stage(athlete: &Athlete, history: &History, s: &StageLine) -> StageOf {
    let planned = athlete.planned(s.date, s.date).iter().map(|p| p.load).total();
    let done = s.status == StageStatus::Done;
    StageOf {
        number: s.number,
        date: s.date,
        kind: s.kind.name().to_owned(),
        done,
        mode: s.mode.name().to_owned(),
        points: if done { s.points } else { 0 },
        load: (planned, history.load_on(s.date)),
    }
}

fn calls(athlete: &Athlete, history: &History, from: Day, to: Day, today: Day) -> Vec<Call> {
    let mut out: Vec<Call> = Vec::new();
    for e in ledger::ledger(athlete, history, today).entries {
        let place = match e.label {
            Label::Good => 0,
            Label::Neutral => 1,
            Label::Bad => 2,
            Label::Open => continue,
        };
        if e.day < from || e.day > to {
            continue;
        }
        let answer = e.answer.name();
        let at = out.iter().position(|c| c.rule == e.rule && c.answer == answer).unwrap_or_else(|| {
            out.push(Call { rule: e.rule.clone(), answer: answer.to_owned(), labels: [0; 3] });
            out.len() - 1
        });
        out[at].labels[place] += 1;
    }
    out.sort_by(|a, b| (&a.rule, &a.answer).cmp(&(&b.rule, &b.answer)));
    out
}

/// What stands out. Sentences of what was seen, none of what would have been.
fn findings(a: &Autopsy, blocks: &[&ledger::Block]) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(planned) = a.ctl.planned {
        let d = a.ctl.done - planned;
        let how =
            if d.abs() < 1.0 { "as planned".to_owned() } else { format!("{} against the plan", signed(d, 1)) };
        out.push(format!("CTL {:.0} on the eve of the goal, {how}.", a.ctl.done));
    }
    if let Some(planned) = a.load.planned.filter(|p| *p > 0.0) {
        out.push(format!("{:.0} % of the planned load was done.", 100.0 * a.load.done / planned));
    }
    let (n, done) = a.sessions;
    if n > 0 {
        let hard = if a.hard.0 > 0 { format!(", {} of {} hard ones", a.hard.1, a.hard.0) } else { String::new() };
        out.push(format!("{done} of {n} sessions up to the goal were done{hard}."));
    }
    if !a.stages.is_empty() {
        let ridden = a.stages.iter().filter(|s| s.done).count();
        let points = a.points.map_or_else(String::new, |(won, _)| format!(", {won} points"));
        out.push(format!("{ridden} of {} stages were ridden{points}.", a.stages.len()));
    }
    if a.unwell > 0 {
        out.push(format!("{} days ill or hurt.", a.unwell));
    }
    let best = blocks.iter().filter(|b| b.result == BlockResult::Kept).filter_map(|b| Some((b.ctl_per_100?, b)));
    if let Some((gain, b)) = best.max_by(|x, y| x.0.total_cmp(&y.0)) {
        out.push(format!(
            "The {} block from {} gave most for its load: CTL {} per 100.",
            b.phase,
            b.from,
            signed(gain, 2)
        ));
    }
    let taken: u32 = sum(&a.calls, ProposalState::Accepted, 0..3);
    if taken > 0 {
        let good = sum(&a.calls, ProposalState::Accepted, 0..1);
        let bad = sum(&a.calls, ProposalState::Accepted, 2..3);
        out.push(format!(
            "{taken} proposals of the rules were accepted and can be judged: {good} went well, {bad} badly. What would have come without them is not known."
        ));
    }
    out
}

fn sum(calls: &[Call], answer: ProposalState, places: std::ops::Range<usize>) -> u32 {
    let of = calls.iter().filter(|c| c.answer == answer.name());
    of.flat_map(|c| c.labels[places.clone()].iter()).sum()
}
