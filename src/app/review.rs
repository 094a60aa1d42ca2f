//! The proposal on screen and what the athlete chose of it: hunks taken, edits in place, and what that would do.
//!
//! Owns: the choice and its preview. Does not own: applying hunks and guard-rails (coach), writing (answers).

use crate::domain::{
    Day, Finding, Hunk, HunkOp, Proposal, Session, Severity, ShortId,
    proposal::{Effect, shown_hash},
};
use std::collections::BTreeSet;

/// The proposal on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// As it was made.
    pub proposal: Proposal,
    /// The hunks as shown: the proposal's, with the athlete's edits.
    pub hunks: Vec<Hunk>,
    /// Index of the chosen hunk in [`Self::hunks`].
    pub cursor: usize,
    /// Numbers of the hunks that are taken.
    pub taken: BTreeSet<u16>,
    /// Numbers of the hunks that were edited.
    pub edited: BTreeSet<u16>,
    /// The edit going on.
    pub editing: Option<Edit>,
    /// What the taken hunks would do.
    pub effect: Effect,
    /// What the guard-rails say of the plan with the taken hunks.
    pub checks: Vec<Finding>,
    /// Why the taken hunks can't be applied, when they can't.
    pub conflict: Option<String>,
}

/// An edit of one hunk in place.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Number of the hunk.
    pub hunk: u16,
    /// The hunk before the edit began.
    pub before: Hunk,
}

impl Review {
    /// A proposal with every hunk taken.
    #[must_use]
    pub fn new(proposal: &Proposal) -> Self {
        Self {
            hunks: proposal.hunks.clone(),
            taken: proposal.hunks.iter().map(|h| h.number).collect(),
            effect: proposal.effect,
            checks: proposal.checks.clone(),
            proposal: proposal.clone(),
            cursor: 0,
            edited: BTreeSet::new(),
            editing: None,
            conflict: None,
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> ShortId {
        self.proposal.id
    }

    /// The chosen hunk.
    #[must_use]
    pub fn current(&self) -> Option<&Hunk> {
        self.hunks.get(self.cursor)
    }

    /// Whether a hunk is taken.
    #[must_use]
    pub fn is_taken(&self, number: u16) -> bool {
        self.taken.contains(&number)
    }

    /// Hash of exactly the hunks on screen and the version they change.
    #[must_use]
    pub fn shown_hash(&self) -> String {
        shown_hash(self.proposal.base_version, &self.hunks)
    }

    /// Why it can't be accepted as it stands.
    #[must_use]
    pub fn refusal(&self, plan_version: Option<u32>) -> Option<String> {
        if plan_version != Some(self.proposal.base_version) {
            return Some("the plan has changed since this was proposed".into());
        }
        if self.taken.is_empty() {
            return Some("no hunk is taken; space takes one, d denies all".into());
        }
        if let Some(why) = &self.conflict {
            return Some(why.clone());
        }
        let block = self.checks.iter().find(|f| f.severity == Severity::Block)?;
        Some(format!("{} forbids it: {}", block.rule, block.text))
    }
}

/// The session of a hunk that can be edited in place: what it becomes.
#[must_use]
pub fn editable(op: &HunkOp) -> Option<&Session> {
    match op {
        HunkOp::Add(s) => Some(s),
        HunkOp::Move { after, .. }
        | HunkOp::Resize { after, .. }
        | HunkOp::Retype { after, .. }
        | HunkOp::Retarget { after, .. } => Some(after),
        HunkOp::Remove(_) | HunkOp::Swap { .. } | HunkOp::Note { .. } => None,
    }
}

/// Minutes and day of the session that a hunk leads to.
#[must_use]
pub fn edited_values(hunk: &Hunk) -> Option<(u16, Day)> {
    editable(&hunk.op).map(|s| (s.minutes, s.day))
}
