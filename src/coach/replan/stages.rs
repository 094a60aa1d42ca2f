//! Shorter stages when the plan does not reach what the stages ask for.
//!
//! A stage race that comes too soon is made smaller, never trained for harder than the ramp limit allows.

use super::{Proposal, Scene, passes, words};
use crate::{
    coach::{
        gauge, library,
        proposal::{Draft, build, canonical},
    },
    domain::{
        Evidence, HunkOp, PlanChange, Reason, Session, SessionKind,
        day::{between, shift},
        proposal::Author,
    },
};

/// Days before the first stage from which this is offered; before that the gauge says it in words.
const AHEAD: i64 = 42;
/// Days after which it is offered again when it was not taken.
const AGAIN: i64 = 14;
/// Rule name of the offer.
const RULE: &str = "BROOM";
/// Shortest stage that is worth riding, minutes.
const LEAST: u16 = 20;

/// An offer to shorten every stage alike, so far that planned fitness carries them.
pub(super) fn shorter(scene: &Scene<'_>) -> Option<Proposal> {
    let version = scene.mission?;
    let (first, _) = version.mission.event_days()?;
    if !(1..=AHEAD).contains(&between(scene.today, first)) || offered_lately(scene) {
        return None;
    }
    let gauge = gauge::gauge(scene.athlete, scene.history, version, scene.plan, scene.today)?;
    let factor = gauge.stages_scale?;
    let speeds = scene.speeds();
    let mut change = PlanChange::default();
    for s in scene.plan.span(first, crate::domain::Day::MAX).filter(|s| s.kind == SessionKind::Stage && !s.locked) {
        let minutes = ((f64::from(s.minutes) * factor / 5.0).floor() * 5.0) as u16;
        let minutes = minutes.max(LEAST.min(s.minutes));
        if minutes < s.minutes {
            change.before.push(s.clone());
            change.after.push(Session { kind: s.kind, ..library::resized(s, minutes, &speeds) });
        }
    }
    let reason = Reason {
        rule: RULE.into(),
        observed: format!("CTL {:.0} planned", gauge.planned_ctl),
        limit: format!("≥ {:.0} for the stages as they are", gauge.floor_ctl),
        text: format!(
            "The plan arrives with CTL {:.0}, the stages need {:.0}: shorter stages can be finished, harder training would break the ramp limit.",
            gauge.planned_ctl, gauge.floor_ctl
        ),
        source: "plan".into(),
        evidence: Evidence::Design,
    };
    let why = |_: &HunkOp| vec![reason.clone()];
    let ops = canonical(&change.before, &change.after);
    let text = format!(
        "{} {} stages become {:.0} % of their length: {}",
        reason.text,
        ops.len(),
        factor * 100.0,
        words::ops(ops.get(..1).unwrap_or_default(), scene.today)
    );
    build(scene, &Draft { author: Author::Rules, reason: text, change, why: &why, supersedes: None }).filter(passes)
}

fn offered_lately(scene: &Scene<'_>) -> bool {
    let since = shift(scene.today, -AGAIN);
    let ours = |p: &Proposal| p.hunks.iter().any(|h| h.reasons.iter().any(|r| r.rule == RULE));
    scene.athlete.proposals.iter().any(|(p, _)| p.day >= since && ours(p))
}
