//! What a review asks of the week after it, as a proposal; nothing when the plan stands.

use super::{
    library,
    proposal::{Draft, Reach, Scene, build, offer_choices},
    replan,
    review::{Review, WeekAction},
};
use crate::{
    domain::{
        Athlete, Cap, Day, Evidence, HunkOp, PlanChange, Proposal, Reason, Session, Severity,
        day::{shift, span},
        proposal::Author,
    },
    science::history::History,
};

/// Least share that a re-based week keeps of its easy sessions.
const LEAST: f64 = 0.6;
/// Shortest session worth going out for, minutes.
const LEAST_MINUTES: u16 = 20;

/// The proposal of `today`; only days after today are touched.
#[must_use]
pub fn proposal(athlete: &Athlete, review: &Review, today: Day) -> Option<Proposal> {
    let verdict = review.verdict.as_ref()?;
    let history = History::build(athlete, today);
    let scene = Scene::of(athlete, &history, today, Cap::None)?;
    let (from, to) = (shift(review.monday, 7).max(shift(today, 1)), shift(review.monday, 13));
    let change = match verdict.action {
        WeekAction::Recover | WeekAction::Deload if !already_light(&scene, from) => {
            let caps: replan::Outlook = span(from, to).map(|d| (d, Cap::RecoveryWeek.into())).collect();
            replan::eased_over(&scene, &[], &caps)
        }
        WeekAction::Rebase => rebased(&scene, review, from, to),
        _ => return None,
    };
    let reason = Reason {
        rule: "WEEK".to_owned(),
        observed: verdict.facts.clone(),
        limit: "85 % kept and five green mornings to go on as planned".to_owned(),
        text: verdict.judgement.clone(),
        source: "review".to_owned(),
        evidence: Evidence::Design,
    };
    let why = |_: &HunkOp| vec![reason.clone()];
    let text = format!("{} {}", verdict.judgement, verdict.change);
    let draft = Draft { author: Author::Rules, reason: text, change, why: &why, supersedes: None };
    let passes = |p: &Proposal| p.checks.iter().all(|f| f.severity != Severity::Block);
    let mut p = build(&scene, &draft).filter(passes)?;
    offer_choices(&scene, &mut p, Reach::SameDay);
    Some(p)
}

/// Whether the week is a light one anyway.
fn already_light(scene: &Scene<'_>, from: Day) -> bool {
    use crate::domain::plan::Phase;
    scene
        .plan
        .week(from)
        .is_some_and(|w| w.deload || matches!(w.phase, Phase::Taper | Phase::Event | Phase::Recovery))
}

/// Easy sessions as long as the week before allowed; hard and locked ones stay as they are.
fn rebased(scene: &Scene<'_>, review: &Review, from: Day, to: Day) -> PlanChange {
    let share = (review.actual.load / review.planned.load.max(1.0)).clamp(LEAST, 1.0);
    let speeds = scene.speeds();
    let mut change = PlanChange::default();
    for s in scene.plan.span(from, to).filter(|s| !s.hard && !s.locked && s.stage.is_none()) {
        let minutes = ((f64::from(s.minutes) * share / 5.0).round() * 5.0) as u16;
        if minutes + 5 > s.minutes || minutes < LEAST_MINUTES {
            continue;
        }
        let after = Session {
            rationale: format!("{:.0} % of its length: as much as the week before allowed.", 100.0 * share),
            ..library::resized(s, minutes, &speeds)
        };
        change.before.push(s.clone());
        change.after.push(after);
    }
    change
}
