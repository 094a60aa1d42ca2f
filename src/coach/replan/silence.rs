//! When the rules hold their tongue: what waits, what was denied today, what was undone.

use super::{Decision, PlanChange, Proposal, Scene, limits};
use crate::{
    coach::proposal::{canonical, preview, same_hunks},
    domain::{Hunk, Session, ShortId, athlete::ProposalState, proposal::Author},
};
use std::collections::BTreeSet;

/// What may still be said today.
pub(super) struct Said<'a> {
    /// Kinds of change that the athlete denied today.
    denied: BTreeSet<&'static str>,
    /// Changes that were proposed today, as they stand there.
    before: Vec<&'a [Hunk]>,
    /// Whether a proposal of the rules was accepted today.
    pub(super) accepted: bool,
    /// A proposal that waits but no longer fits the day.
    pub(super) supersedes: Option<ShortId>,
}

/// `None` when nothing may be said: a proposal that fits waits, or two were denied today.
pub(super) fn of<'a>(scene: &Scene<'a>, decision: &Decision) -> Option<Said<'a>> {
    let mut said = Said { denied: BTreeSet::new(), before: Vec::new(), accepted: false, supersedes: None };
    let mut no = 0;
    for (p, state) in scene.athlete.proposals.iter().filter(|(p, _)| p.day == scene.today) {
        // What nobody could answer, because the plan moved on under it, may be said once more.
        if *state != ProposalState::Stale {
            said.before.push(&p.hunks);
        }
        let rules = p.author == Author::Rules;
        match state {
            ProposalState::Pending if p.base_version == scene.plan.version => {
                if waits_and_fits(scene, decision, p) {
                    return None;
                }
                if rules {
                    said.supersedes = Some(p.id);
                }
            }
            ProposalState::Denied | ProposalState::Undone if rules => {
                no += 1;
                said.denied.extend(p.hunks.iter().map(|h| h.op.name()));
            }
            ProposalState::Accepted if rules => said.accepted = true,
            _ => {}
        }
    }
    (no < 2).then_some(said)
}

fn waits_and_fits(scene: &Scene<'_>, decision: &Decision, p: &Proposal) -> bool {
    let today: Vec<Session> = preview(scene.plan, &p.hunks).on(scene.today).cloned().collect();
    limits(decision).allow(&today)
}

impl Said<'_> {
    /// Whether a proposal is new: never the same again, and after a no only one of another kind.
    pub(super) fn may(&self, p: &Proposal) -> bool {
        !self.before.iter().any(|b| same_hunks(b, &p.hunks))
            && p.hunks.iter().all(|h| !self.denied.contains(h.op.name()))
    }

    /// The same for a change that is not a proposal yet.
    pub(super) fn may_change(&self, change: &PlanChange) -> bool {
        self.denied.is_empty()
            || canonical(&change.before, &change.after).iter().all(|op| !self.denied.contains(op.name()))
    }
}
