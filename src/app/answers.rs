//! The athlete's answers as events, each with a key that makes a second one a no-op.
//!
//! Owns: what exactly is written for an accept, a no and an undo. Does not own: which hunks are chosen (review), the
//! check at the fold (domain).

use super::msg::Entry;
use crate::domain::{
    Answer, Athlete, Event, PlanChange, Proposal, ShortId,
    event::{Actor, PlanUndone},
    proposal::{DenyReason, Outcome},
};

/// What an open request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// An accept.
    Accept(ShortId),
    /// A no.
    Deny(ShortId),
    /// An undo of this proposal's change.
    Undo(ShortId),
    /// Words, and what they led to.
    Words,
}

/// An accept of some hunks, bound to the hash of what was shown and to the plan version it was shown against.
#[must_use]
pub fn accept(proposal: &Proposal, shown_hash: String, hunks: Vec<u16>, edited: bool, change: PlanChange) -> Entry {
    let base_version = proposal.base_version;
    let outcome = Outcome::Accepted { hunks, edited, change, base_version };
    answer(proposal.id, shown_hash, outcome, Actor::Athlete)
}

/// A no.
#[must_use]
pub fn deny(proposal: ShortId, shown_hash: String, reason: Option<DenyReason>) -> Entry {
    answer(proposal, shown_hash, Outcome::Denied { reason }, Actor::Athlete)
}

/// The answer of nobody: the time is over.
#[must_use]
pub fn expire(proposal: &Proposal) -> Entry {
    answer(proposal.id, proposal.shown_hash(), Outcome::Expired, Actor::System)
}

/// Takes the last applied change back; `None` when there is none.
#[must_use]
pub fn undo(athlete: &Athlete) -> Option<Entry> {
    let (proposal, change) = athlete.applied.last()?;
    let version = athlete.plan.as_ref()?.version;
    Some(Entry {
        event: Event::PlanUndone(PlanUndone { proposal: *proposal, change: change.inverse() }),
        actor: Actor::Athlete,
        key: Some(format!("undo:{proposal}:{version}")),
    })
}

/// One proposal has one answer, so its key is the proposal's.
fn answer(proposal: ShortId, shown_hash: String, outcome: Outcome, actor: Actor) -> Entry {
    Entry {
        event: Event::ProposalAnswered(Box::new(Answer { proposal, outcome, shown_hash })),
        actor,
        key: Some(format!("answer:{proposal}")),
    }
}
