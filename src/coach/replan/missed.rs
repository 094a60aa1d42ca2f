//! Yesterday's hard session that was not done: once more, in the place of an easy one, or never.

use super::{Decision, Proposal, Scene, passes, search, words};
use crate::domain::num::Total;
use crate::{
    coach::proposal::{Draft, build},
    domain::{
        Cap, Evidence, HunkOp, PlanChange, Reason, Session, SessionKind, ShortId,
        day::{self, monday},
        plan::Phase,
        proposal::Author,
    },
};

/// Share of the planned load from which a session counts as done.
const DONE: f64 = 0.5;
/// Days after the missed one in which it may still be done.
const REACH_DAYS: i64 = 3;

/// An offer to do yesterday's missed hard session in the place of an easy one within three days of its own, on a
/// morning without any cap. The week never holds more than was planned for it.
pub(super) fn proposal(scene: &Scene<'_>, decision: &Decision) -> Option<Proposal> {
    let yesterday = day::shift(scene.today, -1);
    let calm = matches!(decision.verdict.cap, Cap::None | Cap::ReadyUp) && decision.verdict.confidence > 0.0;
    let phase = scene.plan.week(scene.today).map(|w| w.phase);
    if !calm
        || scene.history.unconfirmed(yesterday)
        || !matches!(phase, Some(Phase::Base | Phase::Build | Phase::Peak))
    {
        return None;
    }
    let missed = scene.plan.on(yesterday).find(|s| s.hard && is_training(s) && !done(scene, s))?;
    (0..REACH_DAYS).find_map(|i| {
        let d = day::shift(scene.today, i);
        let easy =
            |s: &&Session| !s.hard && !s.locked && s.sport == missed.sport && s.kind == SessionKind::Endurance;
        let place = scene.plan.on(d).find(easy).filter(|_| monday(d) == monday(yesterday))?;
        if missed.minutes > search::available(scene, d) || beside_hard(scene, d) {
            return None;
        }
        offer(scene, missed, place)
    })
}

fn is_training(s: &Session) -> bool {
    !matches!(s.kind, SessionKind::Race | SessionKind::Stage | SessionKind::Test | SessionKind::Opener)
}

fn done(scene: &Scene<'_>, s: &Session) -> bool {
    let load: f64 = scene.history.on(s.day).iter().filter(|l| l.sport == s.sport).map(|l| l.load.value).total();
    load >= DONE * s.load
}

fn beside_hard(scene: &Scene<'_>, d: crate::domain::Day) -> bool {
    let apart = scene.hard_spacing() - 1;
    let near = || day::span(day::shift(d, -apart), day::shift(d, apart));
    let planned = near().any(|n| n >= scene.today && scene.plan.on(n).any(|s| s.hard));
    planned || near().any(|n| scene.history.on(n).iter().any(|l| l.hard))
}

fn offer(scene: &Scene<'_>, missed: &Session, place: &Session) -> Option<Proposal> {
    let id = ShortId::of(&[b"made up", missed.id.to_string().as_bytes(), place.day.to_string().as_bytes()]);
    let rationale = format!("Missed on {}, done in the place of {}.", missed.day, place.title);
    let after = Session { id, day: place.day, rationale, ..missed.clone() };
    let change = PlanChange { before: vec![place.clone()], after: vec![after] };
    let reason = Reason {
        rule: "MISSED".into(),
        observed: format!("{} of {} not done", missed.title, missed.day),
        limit: "one legal place within three days".into(),
        text: format!("Yesterday's {} was missed; it still fits, in the place of an easy session.", missed.title),
        source: "plan".into(),
        evidence: Evidence::Convention,
    };
    let why = |_: &HunkOp| vec![reason.clone()];
    let ops = [HunkOp::Retype { before: change.before[0].clone(), after: change.after[0].clone() }];
    let text = format!("{} {}", reason.text, words::ops(&ops, scene.today));
    build(scene, &Draft { author: Author::Rules, reason: text, change, why: &why, supersedes: None }).filter(passes)
}
