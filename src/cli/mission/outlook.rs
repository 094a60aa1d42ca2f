//! What the athlete's own fitness makes of a mission: the plan that would be laid, its findings, the broom wagon.
//!
//! Owns: asking the coach. Does not own: recording anything.

use crate::{
    coach::{gauge, morning::Gauge, plan},
    domain::{
        Athlete, Day, Event, Finding, MissionVersion, Plan, PlanWeek, Severity, day, event::MissionActivated,
    },
    science::history::History,
};
use serde::Serialize;
use std::{cmp::Reverse, collections::BTreeMap};

/// The coach's answer to a mission.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Outlook {
    /// First day planned.
    pub(super) from: Day,
    /// Last session.
    pub(super) to: Option<Day>,
    /// How many sessions.
    pub(super) sessions: usize,
    /// Week by week.
    pub(super) weeks: Vec<PlanWeek>,
    /// What the guard-rails found in it.
    pub(super) findings: Vec<Finding>,
    /// What the planner wants to say.
    pub(super) notes: Vec<String>,
    /// Whether the goal can still be reached.
    pub(super) gauge: Option<Gauge>,
    /// The plan itself.
    #[serde(skip)]
    pub(super) plan: Plan,
}

/// The plan that `version` gives when it is taken up on `today`.
pub(super) fn outlook(athlete: &Athlete, version: &MissionVersion, today: Day) -> Outlook {
    let mut then = athlete.clone();
    then.apply(&Event::MissionSaved(Box::new(version.clone())));
    let active = then.mission(today).is_some_and(|v| v.mission.id == version.mission.id);
    if !active {
        then.apply(&Event::MissionActivated(MissionActivated { mission: version.mission.id.clone(), day: today }));
    }
    let history = History::build(&then, today);
    let laid = plan::lay(&then, &history, version, today);
    Outlook {
        from: laid.plan.from,
        to: laid.plan.last_day(),
        sessions: laid.plan.sessions.len(),
        weeks: laid.plan.weeks.clone(),
        findings: laid.findings,
        notes: laid.notes,
        gauge: gauge::gauge(&then, &history, version, &laid.plan, today),
        plan: laid.plan,
    }
}

impl Outlook {
    /// What makes the mission doubtful, a line each: what the planner says, then each rule once with its first case,
    /// blocked ones first. Empty when nothing does.
    pub(super) fn doubts(&self) -> Vec<String> {
        let mut rules: BTreeMap<(Reverse<Severity>, &str), Vec<&Finding>> = BTreeMap::new();
        for f in self.findings.iter().filter(|f| f.severity != Severity::Info) {
            rules.entry((Reverse(f.severity), &f.rule)).or_default().push(f);
        }
        let lines = rules.into_values().filter_map(|of_rule| {
            let first = of_rule.iter().min_by_key(|f| f.day)?;
            let more = of_rule.len() - 1;
            let more = if more == 0 { String::new() } else { format!("; {more} more") };
            let word = if first.severity == Severity::Block { "blocked, " } else { "" };
            Some(format!("{word}{} {}: {} ({}{more})", first.rule, first.day, first.text, first.observed))
        });
        self.notes.iter().cloned().chain(lines).collect()
    }

    /// A line for each week.
    pub(super) fn week_lines(&self) -> Vec<String> {
        let line = |w: &PlanWeek| {
            let name = if w.deload { format!("{}, down", w.phase) } else { w.phase.to_string() };
            format!(
                "  {}  {}  {name:<14} load {:>4.0}  {}  [{}]",
                day::iso_week(w.monday),
                w.monday.format("%e %b"),
                w.target_load,
                w.focus,
                w.binding
            )
        };
        self.weeks.iter().map(line).collect()
    }
}
