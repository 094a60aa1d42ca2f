//! What a review asks of the week after it, as a proposal; nothing when the plan stands.

use super::{
    deload, flags, library,
    proposal::{Draft, Reach, Scene, build, offer_choices},
    replan,
    review::{Review, WeekAction},
};
use crate::{
    domain::{
        Athlete, Cap, Day, Evidence, Finding, HunkOp, Plan, PlanChange, Proposal, Reason, Session, Severity,
        day::{shift, span},
        proposal::Author,
    },
    science::history::History,
};

/// The rule that a review asks for a lighter week by.
pub(in crate::coach) const LIGHTER: &str = "WEEK";
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
    let said = format!("{} {}", verdict.judgement, verdict.change);
    let of_review = |rule: &str| Reason {
        rule: rule.to_owned(),
        observed: verdict.facts.clone(),
        limit: "85 % kept and five green mornings to go on as planned".to_owned(),
        text: verdict.judgement.clone(),
        source: "review".to_owned(),
        evidence: Evidence::Design,
    };
    let light = already_light(&scene, from);
    let (change, reason, text) = match verdict.action {
        WeekAction::Deload if !light => {
            let caps: replan::Outlook = span(from, to).map(|d| (d, Cap::RecoveryWeek.into())).collect();
            (replan::eased_over(&scene, &caps), of_review(LIGHTER), said)
        }
        WeekAction::Recover if !light => {
            let caps = way_back(athlete, &history, today, (from, to));
            (replan::eased_over(&scene, &caps), of_review("R1"), said)
        }
        WeekAction::Rebase => (rebased(&scene, review, from, to), of_review("R2"), said),
        _ => {
            let (change, found) = carried(&scene, from, to)?;
            let text = format!(
                "The coming week was laid for more than the last weeks turned out to hold ({}): its easy sessions are shorter.",
                found.observed
            );
            let reason = Reason {
                rule: found.rule,
                observed: found.observed,
                limit: found.limit,
                text: text.clone(),
                source: "plan".to_owned(),
                evidence: found.evidence,
            };
            (change, reason, text)
        }
    };
    let why = |_: &HunkOp| vec![reason.clone()];
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

/// Days of the coming week that the way back reaches: all of them while the athlete is not well, else those of the
/// first week back at its share. Hard work comes back by the graded return, morning by morning.
fn way_back(athlete: &Athlete, history: &History, today: Day, (from, to): (Day, Day)) -> replan::Outlook {
    let unwell = flags::illness_on(athlete, today).0.is_some()
        || athlete.hurt_on(today).iter().any(|i| i.pain >= flags::PAIN_RESTS);
    let back = deload::last_time_off(athlete, history, today);
    let allowed = |d: Day| {
        let share = back.as_ref().filter(|c| c.covers(d)).map(|c| c.share);
        if unwell {
            Some(Cap::RecoveryWeek.into())
        } else {
            share.map(|s| replan::Allowed { cap: Cap::None, share: Some(s) })
        }
    };
    span(from, to).filter_map(|d| allowed(d).map(|a| (d, a))).collect()
}

/// A coming week that would grow by more than any plan may, with shorter easy sessions: what was laid weeks ago counts
/// on weeks that came out lighter. `None` when it grows by no more than that.
fn carried(scene: &Scene<'_>, from: Day, to: Day) -> Option<(PlanChange, Finding)> {
    let found = |plan: &Plan| {
        let grown = |f: &Finding| f.rule == "V01" && f.severity == Severity::Block && f.day == from;
        scene.findings(plan, Some(to)).into_iter().find(grown)
    };
    let first = found(scene.plan)?;
    let why = "as much as the weeks before carry";
    let easy = (1..=8).map(|i| shortened(scene, 1.0 - 0.05 * f64::from(i), why, from, to));
    // Where that is not enough, the hard sessions go as in a recovery week.
    let caps: replan::Outlook = span(from, to).map(|d| (d, Cap::RecoveryWeek.into())).collect();
    let mut all: Vec<PlanChange> = easy.chain([replan::eased_over(scene, &caps)]).collect();
    let fits = |c: &PlanChange| {
        let mut plan = scene.plan.clone();
        plan.apply(c);
        found(&plan).is_none()
    };
    let best = all.iter().position(fits).unwrap_or(all.len() - 1);
    Some((all.swap_remove(best), first))
}

/// Easy sessions as long as the week before allowed.
fn rebased(scene: &Scene<'_>, review: &Review, from: Day, to: Day) -> PlanChange {
    let share = (review.actual.load / review.planned.load.max(1.0)).clamp(LEAST, 1.0);
    shortened(scene, share, "as much as the week before allowed", from, to)
}

/// Easy sessions at a share of their length, on the five-minute grid; hard and locked ones stay as they are.
fn shortened(scene: &Scene<'_>, share: f64, why: &str, from: Day, to: Day) -> PlanChange {
    let speeds = scene.speeds();
    let mut change = PlanChange::default();
    for s in scene.plan.span(from, to).filter(|s| !s.hard && !s.locked && s.stage.is_none()) {
        let minutes = ((f64::from(s.minutes) * share / 5.0).round() * 5.0) as u16;
        if minutes + 5 > s.minutes || minutes < LEAST_MINUTES {
            continue;
        }
        let after = Session {
            rationale: format!("{:.0} % of its length: {why}.", 100.0 * share),
            ..library::resized(s, minutes, &speeds)
        };
        change.before.push(s.clone());
        change.after.push(after);
    }
    change
}
