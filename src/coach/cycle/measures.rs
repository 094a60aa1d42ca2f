//! What a cycle promises: how load moves, and the figures that tell afterwards whether it worked.

use super::CycleWeek;
use crate::{
    coach::{plan::start::Start, proposal::Scene},
    domain::{
        Athlete, Day, Mission, Plan,
        day::shift,
        mission::GoalKind,
        num::{Total, signed},
    },
    science::history::History,
};
use serde::Serialize;

/// One measure.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Measure {
    /// `fitness`, `form`, `kept`, `key_sessions`, `longest`.
    pub id: &'static str,
    /// What is measured.
    pub what: String,
    /// The figure to reach.
    pub target: f64,
    /// Its unit.
    pub unit: &'static str,
}

/// Share of the planned load from which a week counts as kept, percent; the review's own limit.
const KEPT: f64 = 85.0;

/// The measures of the days of a cycle, `after` being the plan with it.
pub(super) fn measures(
    scene: &Scene<'_>,
    mission: &Mission,
    after: &Plan,
    weeks: &[CycleWeek],
    (from, to): (Day, Day),
) -> Vec<Measure> {
    let goal = mission.goal_day(after.from);
    let has_event = mission.goal.kind != GoalKind::Block && goal > scene.today && goal <= to;
    let end = if has_event { shift(goal, -1) } else { to };
    let days = crate::coach::effect::projection(scene.athlete, scene.history, Some(after), scene.today, end);
    let mut all = Vec::new();
    if let Some(last) = days.last() {
        let what = format!("Fitness (CTL) on the evening of {end}");
        all.push(Measure { id: "fitness", what, target: last.ctl, unit: "" });
        if has_event {
            let what = format!("Form (TSB) on the morning of {goal}");
            all.push(Measure { id: "form", what, target: last.ctl - last.atl, unit: "" });
        }
    }
    all.push(Measure {
        id: "kept",
        what: "Planned load kept, without credit for excess".into(),
        target: KEPT,
        unit: "%",
    });
    let key: usize = weeks.iter().map(|w| w.key_sessions.len()).sum();
    all.push(Measure {
        id: "key_sessions",
        what: format!("Key sessions done, of {key}"),
        target: (0.85 * key as f64).ceil(),
        unit: "",
    });
    let own = after.span(from, to).filter(|s| s.sport == mission.goal.sport && s.stage.is_none());
    if let Some(longest) = own.map(|s| s.minutes).max() {
        let what = format!("Longest {} session", mission.goal.sport);
        all.push(Measure { id: "longest", what, target: f64::from(longest), unit: "min" });
    }
    all
}

/// The rules by which load grows, rests and falls, in sentences.
pub(super) fn progression(athlete: &Athlete, history: &History, mission: &Mission, today: Day) -> Vec<String> {
    let s = Start::of(athlete, history, mission, today);
    let growth = mission.philosophy.weekly_progression.unwrap_or(0.10).clamp(0.0, 0.10);
    let mut all = vec![
        format!("Load grows by {:.0} % a week at most, and by {} points of fitness.", 100.0 * growth, s.ramp),
        format!(
            "Every {} week is a down week at 60 % of the largest of the three before; after it the load goes on where it was.",
            ordinal(s.deload_every)
        ),
        "Intervals grow in this order: more of them, longer, shorter rests, harder; only after the last ones were done to 90 %."
            .to_owned(),
        format!("At most {} hard days in a week, with 48 hours between them.", s.hard_max),
        "What was missed is not caught up; a week under 60 % makes the next one start from what was done."
            .to_owned(),
    ];
    if let Some(t) = mission.targets.ctl_peak {
        all.push(format!("Growth ends at a fitness of {t:.0}."));
    }
    if mission.goal.kind != GoalKind::Block {
        let (lo, hi) = crate::coach::phases::DurationClass::of(mission).tsb_target();
        all.push(format!(
            "The taper brings form to between {} and {} on the day; sessions get shorter, not fewer or easier.",
            signed(mission.targets.tsb_min.unwrap_or(lo), 0),
            signed(mission.targets.tsb_max.unwrap_or(hi), 0)
        ));
    }
    all
}

fn ordinal(n: usize) -> String {
    match n {
        2 => "second".into(),
        3 => "third".into(),
        4 => "fourth".into(),
        5 => "fifth".into(),
        n => format!("{n}th"),
    }
}

/// Load of all weeks.
#[must_use]
pub fn load(weeks: &[CycleWeek]) -> f64 {
    weeks.iter().map(|w| w.load).total()
}
