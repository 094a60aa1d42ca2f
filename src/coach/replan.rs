//! What the rules propose when a day asks for something else than planned.
//!
//! Owns: easing, swapping, moving and dropping sessions within the next seven days, and when to stay silent. Does not
//! own: the verdict (ladder), the guard-rails, laying whole weeks (the planner). Load that was missed is never caught
//! up.

mod ease;
mod missed;
mod search;
mod silence;
mod stages;

pub use ease::{eased_day, eased_over, illness_caps, outlook, return_caps};

use super::{
    ladder::{Decision, Limits},
    proposal::{Draft, Scene, build},
    words,
};
use crate::domain::{
    Cap, Day, HunkOp, PlanChange, Proposal, Reason, Session, SessionKind, ShortId, proposal::Author,
};
use std::collections::BTreeMap;

/// What the rules would propose on the morning of the scene's day; `None` when the plan fits, when it was proposed
/// or denied before, or when nothing passes the guard-rails.
#[must_use]
pub fn for_verdict(scene: &Scene<'_>, decision: &Decision) -> Option<Proposal> {
    let said = silence::of(scene, decision)?;
    let today: Vec<Session> = scene.plan.on(scene.today).cloned().collect();
    let limits = limits(decision);
    let fits = limits.allow(&today);
    let several = outlook(scene.athlete, scene.today, decision);
    if fits && several.is_empty() {
        // What is not needed is offered once a day at most.
        if said.accepted {
            return None;
        }
        let more = || if decision.verdict.cap == Cap::ReadyUp { ready_up(scene, decision, &today) } else { None };
        let offer = missed::proposal(scene, decision).or_else(more).or_else(|| stages::shorter(scene));
        return offer.filter(|p| said.may(p));
    }
    let changes = if several.is_empty() {
        search::ranked(scene, &limits, &|c| said.may_change(c))
    } else {
        vec![eased_over(scene, &decision.banned, &several)]
    };
    let fallback = rest(&today);
    changes.into_iter().chain([fallback]).find_map(|change| {
        let p = propose(scene, decision, change, said.supersedes)?;
        (passes(&p) && said.may(&p)).then_some(p)
    })
}

/// The limits of today that a decision sets.
#[must_use]
pub fn limits(decision: &Decision) -> Limits<'_> {
    Limits {
        cap: decision.verdict.cap,
        banned: &decision.banned,
        trim: decision.trim,
        reference: decision.reference,
    }
}

fn passes(p: &Proposal) -> bool {
    p.checks.iter().all(|f| f.severity != crate::domain::Severity::Block)
}

/// Nothing today: the change that is always possible.
fn rest(today: &[Session]) -> PlanChange {
    PlanChange { before: today.iter().filter(|s| !s.locked).cloned().collect(), after: vec![] }
}

fn propose(
    scene: &Scene<'_>,
    decision: &Decision,
    change: PlanChange,
    supersedes: Option<ShortId>,
) -> Option<Proposal> {
    let reasons = &decision.verdict.reasons;
    let why = |op: &HunkOp| reasons_of(op, scene.today, reasons);
    let first = reasons.first().map_or("", |r| r.text.as_str());
    let ops = super::proposal::canonical(&change.before, &change.after);
    let reason = format!("{} {}", first, words::ops(&ops, scene.today));
    build(scene, &Draft { author: Author::Rules, reason, change, why: &why, supersedes })
}

/// A hunk of today carries what decided today; one of another day says what it makes room for.
fn reasons_of(op: &HunkOp, today: Day, reasons: &[Reason]) -> Vec<Reason> {
    let of_today = op.before().into_iter().chain(op.after()).any(|s| s.day == today);
    let mut out: Vec<Reason> = reasons.iter().take(if of_today { 3 } else { 1 }).cloned().collect();
    if !of_today && let Some(r) = out.first_mut() {
        r.text = format!("Follows from today: {}", r.text);
    }
    out
}

/// Room for a little more: today's easy session grows by a tenth, on the five-minute grid.
fn ready_up(scene: &Scene<'_>, decision: &Decision, today: &[Session]) -> Option<Proposal> {
    let easy = |s: &&Session| !s.hard && !s.locked && matches!(s.kind, SessionKind::Endurance);
    let s = today.iter().find(easy)?;
    // Only from the plan's own length: what has grown today does not grow again.
    if scene.plan.load_on(scene.today) > decision.reference + 0.5 {
        return None;
    }
    let minutes = (s.minutes + s.minutes / 10) / 5 * 5;
    if minutes <= s.minutes {
        return None;
    }
    let after = super::library::resized(s, minutes, &scene.speeds());
    let change = PlanChange { before: vec![s.clone()], after: vec![after] };
    propose(scene, decision, change, None).filter(passes)
}

/// Caps of several days, by day.
pub type Outlook = BTreeMap<Day, Cap>;
