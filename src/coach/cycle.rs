//! A cycle: a stretch of weeks toward the goal, with phases, loads, rules, measures, and the change that brings it into
//! the plan.
//!
//! Owns: putting it together and what it says of itself. Does not own: laying sessions (plan), guard-rails, storage.

pub mod measures;
pub mod progress;

use super::{
    gauge, plan,
    proposal::{Draft, Scene, build},
    review::body::is_key,
};
use crate::{
    domain::{
        Athlete, CleanText, Day, Evidence, HunkOp, MissionVersion, Plan, PlanChange, PlanWeek, Proposal, Reason,
        Session, Severity, Sport,
        day::{between, iso_week, monday, shift},
        num::{Total, total},
        plan::Phase,
        proposal::Author,
        routine::Origin,
    },
    science::history::History,
};
use measures::Measure;
use serde::Serialize;
use std::collections::BTreeMap;

/// Fewest weeks of a cycle, where the mission leaves as many.
pub const LEAST_WEEKS: i64 = 4;
/// Most weeks of a cycle that nobody asked to be longer.
const USUAL_WEEKS: i64 = 12;

/// A cycle.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Cycle {
    /// Counts up from 1.
    pub number: u32,
    /// Mission it serves, by id.
    pub mission: String,
    /// Its name.
    pub mission_name: String,
    /// The day it was made for.
    pub day: Day,
    /// First day, a Monday.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Day that everything leads to.
    pub goal_day: Day,
    /// What it is, in a few sentences.
    pub overview: String,
    /// Its phases, in order.
    pub phases: Vec<CyclePhase>,
    /// Its weeks, in order.
    pub weeks: Vec<CycleWeek>,
    /// How load grows, rests and falls, in sentences.
    pub progression: Vec<String>,
    /// What tells afterwards whether it worked.
    pub measures: Vec<Measure>,
    /// Whether the goal can be reached with it.
    pub feasibility: Option<Feasibility>,
    /// Kilometres by sport, all weeks together.
    pub km: BTreeMap<Sport, f64>,
    /// What had to be assumed or could not be met.
    pub notes: Vec<String>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Weeks of one phase.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct CyclePhase {
    /// Phase.
    pub phase: Phase,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// How many weeks.
    pub weeks: usize,
    /// Mean load of a week as a share of the largest week of the cycle, 0–1.
    pub share_of_peak: f64,
    /// Load of all its weeks.
    pub load: f64,
}

/// One week.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct CycleWeek {
    /// Place in the cycle, from 1.
    pub number: usize,
    /// `2026-W47`.
    pub week: String,
    /// Its Monday.
    pub monday: Day,
    /// Phase.
    pub phase: Phase,
    /// Whether it is a down week.
    pub deload: bool,
    /// Load of its sessions.
    pub load: f64,
    /// Load to reach.
    pub target_load: f64,
    /// Load as a share of the largest week of the cycle, 0–1.
    pub share_of_peak: f64,
    /// Hours of its sessions.
    pub hours: f64,
    /// How many sessions.
    pub sessions: usize,
    /// Hard and long ones, in words.
    pub key_sessions: Vec<String>,
    /// What it is for.
    pub focus: String,
    /// The rule that set its load.
    pub binding: String,
    /// Kilometres by sport.
    pub km: BTreeMap<Sport, f64>,
    /// Fitness (CTL) at its end under the plan.
    pub ctl: f64,
}

/// What the gauge says of the plan with the cycle in it.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Feasibility {
    /// `in_time`, `close`, …
    pub state: super::morning::GaugeState,
    /// In a sentence or two.
    pub text: String,
    /// CTL that the goal needs.
    pub floor_ctl: f64,
    /// CTL on the goal's morning with the cycle.
    pub planned_ctl: f64,
}

/// What the athlete wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// How many weeks.
    pub weeks: Option<i64>,
    /// A day of its first week.
    pub start: Option<Day>,
}

/// A cycle with the change that it asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The cycle.
    pub cycle: Cycle,
    /// The change; `None` when the plan says so already.
    pub proposal: Option<Proposal>,
    /// Targets of its weeks, and of those after it that change with it.
    pub weeks: Vec<PlanWeek>,
    /// Targets that the plan has for them now.
    pub weeks_before: Vec<PlanWeek>,
}

/// The cycle that follows from a wish.
///
/// # Errors
/// In words: no plan, a start outside the mission, no weeks left, a guard-rail that forbids it.
pub fn make(scene: &Scene<'_>, wish: Wish) -> Result<Made, String> {
    let (athlete, today) = (scene.athlete, scene.today);
    let version = athlete.mission(today).filter(|v| v.mission.id == scene.plan.mission);
    let Some(version) = version else {
        return Err("no mission is active; `lanterne mission use ID` takes one up".into());
    };
    let (from, to, mut notes) = span_of(scene, version, wish)?;
    let kept = (from > today).then_some((scene.plan, from));
    let laid = plan::lay_from(athlete, scene.history, version, today, kept);
    notes.extend(laid.notes.iter().cloned());
    match bring_in(scene, version, &laid.plan, (from, to), to, notes.clone()) {
        Ok(made) => Ok(made),
        // What follows was planned for other weeks before it: laid with the cycle, the two fit together.
        Err(_) if scene.plan.last_day().is_some_and(|d| d > to) => {
            notes.push("The weeks after it change too, so that they go on from where it ends.".to_owned());
            let end = laid.plan.last_day().max(scene.plan.last_day()).unwrap_or(to);
            bring_in(scene, version, &laid.plan, (from, to), end, notes)
        }
        Err(why) => Err(why),
    }
}

/// The cycle with the plan changed from its first day up to `end`.
fn bring_in(
    scene: &Scene<'_>,
    version: &MissionVersion,
    laid: &Plan,
    (from, to): (Day, Day),
    end: Day,
    notes: Vec<String>,
) -> Result<Made, String> {
    let today = scene.today;
    let within = |s: &&Session| s.day >= from.max(today) && s.day <= end && !s.locked;
    let now: Vec<Session> = scene.plan.sessions.iter().filter(within).cloned().collect();
    // A session that is fixed, or of a day that has begun, stays; what was done today is not planned again.
    let stays = |s: &&Session| scene.plan.session(s.id).is_none_or(|o| !o.locked);
    let wanted: Vec<Session> = laid.sessions.iter().filter(within).filter(stays).cloned().collect();
    let change = PlanChange::between(&now, &wanted);
    let mut after = scene.plan.clone();
    after.apply(&change);
    let monday_in = |w: &&PlanWeek| w.monday >= from && w.monday <= end;
    let weeks: Vec<PlanWeek> = laid.weeks.iter().filter(monday_in).cloned().collect();
    let weeks_before: Vec<PlanWeek> = scene.plan.weeks.iter().filter(monday_in).cloned().collect();
    after.weeks.retain(|w| !weeks.iter().any(|n| n.monday == w.monday));
    after.weeks.extend(weeks.iter().cloned());
    after.weeks.sort_by_key(|w| w.monday);
    let cycle = describe(scene, version, &after, (from, to), notes);
    let proposal = proposal_of(scene, &cycle, change)?;
    Ok(Made { cycle, proposal, weeks, weeks_before })
}

/// First and last day, and what has to be said of them.
fn span_of(scene: &Scene<'_>, version: &MissionVersion, wish: Wish) -> Result<(Day, Day, Vec<String>), String> {
    let (mission, today) = (&version.mission, scene.today);
    let last = mission.last_day(scene.plan.from);
    let first = mission.start.unwrap_or(scene.plan.from).max(monday(today));
    // A week that has begun is planned already; from Monday on it can be the first of a cycle.
    let usual = if monday(today) == today { today } else { shift(monday(today), 7) };
    let from = monday(wish.start.unwrap_or(usual));
    if from < monday(first) {
        return Err(format!("a cycle can't begin before the week of {}; give --start a later day", monday(first)));
    }
    if from > last {
        return Err(format!("{} ends on {last}; a cycle from {from} would come after it", mission.name));
    }
    let left = between(from, last).div_euclid(7) + 1;
    let weeks = wish.weeks.unwrap_or(left.min(USUAL_WEEKS)).clamp(1, left);
    let mut notes = Vec::new();
    if wish.weeks.is_some_and(|w| w > left) {
        notes.push(format!("{} leaves {left} weeks from there on; the cycle has as many.", mission.name));
    }
    if weeks < LEAST_WEEKS {
        notes.push(format!("Only {weeks} weeks: too short to build much, enough to arrive fresh."));
    }
    Ok((from, shift(from, 7 * weeks - 1), notes))
}

fn proposal_of(scene: &Scene<'_>, c: &Cycle, change: PlanChange) -> Result<Option<Proposal>, String> {
    let text = format!("Cycle {}: {}", c.number, c.overview);
    let reason = Reason {
        rule: "CYCLE".into(),
        observed: format!("{} weeks from {}", c.weeks.len(), c.from),
        limit: "your request".into(),
        text: CleanText::line(&text).to_string(),
        source: "the load trajectory".into(),
        evidence: Evidence::Design,
    };
    let why = |_: &HunkOp| vec![reason.clone()];
    let draft = Draft { author: Author::Rules, reason: text, change, why: &why, supersedes: None };
    let Some(p) = build(scene, &draft) else { return Ok(None) };
    match p.checks.iter().find(|f| f.severity == Severity::Block) {
        Some(f) => Err(format!("{} forbids it on {}: {} (allowed: {})", f.rule, f.day, f.text, f.limit)),
        None => Ok(Some(p)),
    }
}

/// What a plan says of the days of a cycle.
fn describe(
    scene: &Scene<'_>,
    version: &MissionVersion,
    after: &Plan,
    (from, to): (Day, Day),
    notes: Vec<String>,
) -> Cycle {
    let (athlete, history, mission) = (scene.athlete, scene.history, &version.mission);
    let weeks = weeks(scene, after, from, to);
    let goal_day = mission.goal_day(after.from);
    let mut km: BTreeMap<Sport, f64> = BTreeMap::new();
    for (sport, v) in weeks.iter().flat_map(|w| &w.km) {
        *km.entry(*sport).or_insert(0.0) += v;
    }
    let g = gauge::gauge(athlete, history, version, after, scene.today);
    let feasibility =
        g.map(|g| Feasibility { state: g.state, text: g.text, floor_ctl: g.floor_ctl, planned_ctl: g.planned_ctl });
    let mut c = Cycle {
        number: u32::try_from(athlete.cycles.len() + 1).unwrap_or(u32::MAX),
        mission: mission.id.clone(),
        mission_name: mission.name.to_string(),
        day: scene.today,
        from,
        to,
        goal_day,
        overview: String::new(),
        phases: phases(&weeks),
        progression: measures::progression(athlete, history, mission, scene.today),
        measures: measures::measures(scene, mission, after, &weeks, (from, to)),
        weeks,
        feasibility,
        km,
        notes,
        origin: origin(athlete, history, scene.today),
    };
    c.overview = overview(&c);
    c
}

/// Where a cycle, or the plan of a week, comes from: six weeks of history, and the versions of now.
#[must_use]
pub fn origin(athlete: &Athlete, history: &History, today: Day) -> Origin {
    let version = athlete.mission(today);
    let from = shift(today, -LOOK_BACK);
    let done = history.within(from, today).iter().filter(|l| l.counts).count();
    Origin {
        author: "rules".to_owned(),
        from,
        to: today,
        activities: u32::try_from(done).unwrap_or(u32::MAX),
        mission: version.map(|v| v.mission.id.clone()),
        mission_hash: version.map(|v| v.hash.clone()),
        context: athlete.context_on(today),
        plan_version: athlete.plan.as_ref().map(|p| p.version),
        profile: athlete.profile_on(today).map(|(n, _)| n),
        prompt_version: None,
        tokens: None,
    }
}

/// Days that the planner looks back.
const LOOK_BACK: i64 = 49;

fn weeks(scene: &Scene<'_>, after: &Plan, from: Day, to: Day) -> Vec<CycleWeek> {
    let projection = super::effect::projection(scene.athlete, scene.history, Some(after), scene.today, to);
    let ctl_on = |d: Day| projection.iter().find(|p| p.date == d).map_or(0.0, |p| p.ctl);
    let count = usize::try_from(between(from, to).div_euclid(7) + 1).unwrap_or(0);
    let mut all: Vec<CycleWeek> = (0..count)
        .map(|i| {
            let first = shift(from, 7 * i64::try_from(i).unwrap_or(0));
            let sessions: Vec<&Session> = after.span(first, shift(first, 6)).collect();
            let target = after.week(first);
            let mut km = BTreeMap::new();
            for s in &sessions {
                if let Some(m) = s.distance_m {
                    *km.entry(s.sport).or_insert(0.0) += m / 1000.0;
                }
            }
            let load = total(sessions.iter().map(|s| s.load));
            CycleWeek {
                number: i + 1,
                week: iso_week(first),
                monday: first,
                phase: target.map_or(Phase::Base, |w| w.phase),
                deload: target.is_some_and(|w| w.deload),
                load,
                target_load: target.map_or(load, |w| w.target_load),
                share_of_peak: 0.0,
                hours: total(sessions.iter().map(|s| f64::from(s.minutes))) / 60.0,
                sessions: sessions.len(),
                key_sessions: sessions.iter().filter(|s| is_key(s)).map(|s| key(s)).collect(),
                focus: target.map_or_else(String::new, |w| w.focus.clone()),
                binding: target.map_or_else(String::new, |w| w.binding.clone()),
                km,
                ctl: ctl_on(shift(first, 6).min(to)),
            }
        })
        .collect();
    let peak = all.iter().map(|w| w.load).fold(0.0, f64::max);
    for w in &mut all {
        w.share_of_peak = if peak > 0.0 { w.load / peak } else { 0.0 };
    }
    all
}

/// `Sat long ride, 150 min`
fn key(s: &Session) -> String {
    format!("{} {}, {} min", crate::domain::day::short_name(s.day), s.title, s.minutes)
}

fn phases(weeks: &[CycleWeek]) -> Vec<CyclePhase> {
    let mut all: Vec<CyclePhase> = Vec::new();
    for w in weeks {
        match all.last_mut().filter(|p| p.phase == w.phase) {
            Some(p) => {
                p.to = shift(w.monday, 6);
                p.weeks += 1;
                p.load += w.load;
                p.share_of_peak += w.share_of_peak;
            }
            None => all.push(CyclePhase {
                phase: w.phase,
                from: w.monday,
                to: shift(w.monday, 6),
                weeks: 1,
                share_of_peak: w.share_of_peak,
                load: w.load,
            }),
        }
    }
    for p in &mut all {
        p.share_of_peak /= p.weeks.max(1) as f64;
    }
    all
}

fn overview(c: &Cycle) -> String {
    let hours = total(c.weeks.iter().map(|w| w.hours)) / c.weeks.len().max(1) as f64;
    let load = c.weeks.iter().map(|w| w.load).total() / c.weeks.len().max(1) as f64;
    let phases: Vec<String> = c.phases.iter().map(|p| format!("{} of {}", weeks_named(p.weeks), p.phase)).collect();
    let goal = match between(c.to, c.goal_day) {
        d if d > 0 => format!("It ends {d} days before the goal on {}.", c.goal_day),
        _ => format!("The goal on {} lies in it.", c.goal_day),
    };
    format!(
        "{} toward {}: {}. {:.1} h and a load of {load:.0} a week on average. {goal}",
        weeks_named(c.weeks.len()),
        c.mission_name,
        phases.join(", "),
        hours
    )
}

fn weeks_named(n: usize) -> String {
    if n == 1 { "1 week".into() } else { format!("{n} weeks") }
}

#[cfg(test)]
mod tests;
