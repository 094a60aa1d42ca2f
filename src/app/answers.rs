//! The athlete's answers as entries for the log, each with a key that makes a second one a no-op.
//!
//! Owns: the keys. Does not own: what an answer changes and the refusals before it (coach), the check at the fold
//! (domain).

use super::msg::Entry;
use crate::{
    coach::{proposal as rules, thresholds},
    domain::{Answer, Athlete, Day, Event, ShortId, event::Actor, threshold::ThresholdOutcome},
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
    /// An alternative in the place of a proposal.
    Instead,
    /// Words, and what they led to.
    Words,
    /// What was told of the body or of training.
    Told,
    /// The morning check-in.
    CheckIn,
    /// A panel taken from the canvas.
    Canvas,
    /// The question for the next mission, put off.
    PutOff,
    /// An answer to the proposal of a threshold.
    Threshold(ShortId),
}

/// An answer to the proposal of a threshold.
#[must_use]
pub fn threshold(id: ShortId, outcome: ThresholdOutcome) -> Entry {
    Entry {
        key: Some(thresholds::answer_key(id)),
        event: Event::ThresholdAnswered(thresholds::answer(id, outcome)),
        actor: Actor::Athlete,
    }
}

/// An answer to a proposal. One proposal has one answer, so its key is the proposal's.
#[must_use]
pub fn answer(answer: Answer) -> Entry {
    Entry {
        key: Some(format!("answer:{}", answer.proposal)),
        event: Event::ProposalAnswered(Box::new(answer)),
        actor: Actor::Athlete,
    }
}

/// Takes the last applied change back; `None` when there is none that can be.
#[must_use]
pub fn undo(athlete: &Athlete, today: Day) -> Option<(ShortId, Entry)> {
    let undone = rules::undo(athlete, today)?;
    let version = athlete.plan.as_ref()?.version;
    let id = undone.proposal;
    // The version is part of the key: a change that is accepted, undone and proposed again is another change.
    let key = Some(format!("undo:{id}:{version}"));
    Some((id, Entry { event: Event::PlanUndone(undone), actor: Actor::Athlete, key }))
}
