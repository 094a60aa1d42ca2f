//! The proposal on screen and what the athlete chose of it: hunks taken, edits in place, and what that would do.
//!
//! Owns: the choice. Does not own: applying hunks, editing rules, guard-rails (coach), keys (update), writing
//! (answers).

use crate::{
    coach::{
        effect,
        proposal::{self as rules, EditError, Scene},
    },
    domain::{
        Answer, Day, Finding, FormPoint, Hunk, HunkOp, Proposal, Session, Severity, ShortId,
        proposal::{Effect, HunkChoice, shown_hash},
    },
};
use std::collections::BTreeSet;

use super::state::Known;

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
    /// The edit going on.
    pub editing: Option<Edit>,
    /// What the taken hunks would do.
    pub effect: Effect,
    /// What the guard-rails say of the plan with the taken hunks.
    pub checks: Vec<Finding>,
    /// Why the taken hunks can't be applied, when they can't.
    pub conflict: Option<String>,
}

/// An edit of one hunk in place; the hunk on screen is always `before` with these minutes and this day.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The hunk as it was when the edit began.
    pub before: Hunk,
    /// Minutes of its session.
    pub minutes: u16,
    /// Day of its session.
    pub day: Day,
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

    /// Whether a hunk was edited.
    #[must_use]
    pub fn is_edited(&self, number: u16) -> bool {
        self.edits().iter().any(|h| h.number == number)
    }

    /// The hunks that differ from what was proposed.
    #[must_use]
    pub fn edits(&self) -> Vec<Hunk> {
        self.hunks.iter().filter(|h| !self.proposal.hunks.contains(h)).cloned().collect()
    }

    /// Hash of exactly the hunks on screen and the version they change.
    #[must_use]
    pub fn shown_hash(&self) -> String {
        shown_hash(self.proposal.base_version, &self.hunks)
    }

    /// Takes the chosen hunk in or leaves it out, with those that belong to it.
    pub fn toggle(&mut self) {
        let Some(number) = self.current().map(|h| h.number) else { return };
        let group = rules::linked_with(&self.hunks, number);
        if self.is_taken(number) {
            self.taken.retain(|n| !group.contains(n));
        } else {
            self.taken.extend(group);
        }
    }

    /// Other ways of the chosen hunk.
    #[must_use]
    pub fn choices(&self) -> &[HunkChoice] {
        self.proposal.choices.get(self.cursor).map_or(&[], Vec::as_slice)
    }

    /// The effect that the hunk at an index has by itself, when that is known: as proposed, or in one of its other
    /// ways.
    #[must_use]
    pub fn alone(&self, index: usize) -> Option<&Effect> {
        let op = &self.hunks.get(index)?.op;
        if self.proposal.hunks.get(index).is_some_and(|h| h.op == *op) {
            return self.proposal.each.get(index);
        }
        self.proposal.choices.get(index)?.iter().find(|c| c.op == *op).map(|c| &c.effect)
    }

    /// Puts the next of its other ways in the place of the chosen hunk; after the last one it is as proposed again.
    pub fn next_choice(&mut self) {
        let Some(original) = self.proposal.hunks.get(self.cursor).cloned() else { return };
        let at = self.current().and_then(|h| self.choices().iter().position(|c| c.op == h.op));
        let next = at.map_or(0, |i| i + 1);
        let hunk = self.choices().get(next).map_or_else(|| original.clone(), |c| rules::chosen(&original, c));
        if let Some(slot) = self.hunks.get_mut(self.cursor) {
            *slot = hunk;
        }
    }

    /// Starts editing the chosen hunk; false when it has nothing to edit.
    pub fn begin_edit(&mut self) -> bool {
        let Some(hunk) = self.current() else { return false };
        let Some(s) = editable(&hunk.op) else { return false };
        self.editing = Some(Edit { before: hunk.clone(), minutes: s.minutes, day: s.day });
        true
    }

    /// Puts other minutes or another day into the hunk being edited, always from the hunk as it was: cutting and
    /// growing a session in steps would lose its repetitions one after the other.
    ///
    /// # Errors
    /// When the session can't be so; the hunk stays as it is.
    pub fn retry(&mut self, known: &Known, today: Day, minutes: u16, day: Day) -> Result<(), EditError> {
        let Some(edit) = &self.editing else { return Ok(()) };
        let Some(scene) = scene(known, today) else { return Ok(()) };
        let Some(was) = editable(&edit.before.op) else { return Ok(()) };
        let speeds = scene.speeds();
        let mut hunk = edit.before.clone();
        if day != was.day {
            hunk = rules::edit(&hunk, &rules::Edit::Day(day), today, &speeds)?;
        }
        if minutes != was.minutes {
            hunk = rules::edit(&hunk, &rules::Edit::Minutes(minutes), today, &speeds)?;
        }
        self.editing = Some(Edit { before: edit.before.clone(), minutes, day });
        if let Some(slot) = self.hunks.get_mut(self.cursor) {
            *slot = hunk;
        }
        Ok(())
    }

    /// Ends the edit; dropped edits leave the hunk as it was.
    pub fn end_edit(&mut self, keep: bool) {
        let Some(edit) = self.editing.take() else { return };
        if !keep && let Some(slot) = self.hunks.iter_mut().find(|h| h.number == edit.before.number) {
            *slot = edit.before;
        }
    }

    /// Looks again at what the taken hunks would do, and returns the form under them.
    pub fn look(&mut self, known: &Known, today: Day) -> Option<Vec<FormPoint>> {
        let scene = scene(known, today)?;
        let taken: Vec<u16> = self.taken.iter().copied().collect();
        let seen = rules::assess(&scene, &self.proposal, &taken, &self.edits());
        self.effect = seen.effect;
        self.checks = seen.checks;
        self.conflict = seen.conflict.map(|e| e.to_string());
        let chosen: Vec<Hunk> = self.hunks.iter().filter(|h| self.is_taken(h.number)).cloned().collect();
        let after = rules::preview(scene.plan, &chosen);
        let until = after.last_day().or(scene.plan.last_day())?.max(today);
        Some(effect::projection(scene.athlete, scene.history, Some(&after), today, until))
    }

    /// The athlete's yes to what is taken, checked once more.
    ///
    /// # Errors
    /// Why it can't be, in words.
    pub fn accept(&self, known: &Known, today: Day) -> Result<Answer, String> {
        let scene = scene(known, today).ok_or("there is no plan to change")?;
        let taken: Vec<u16> = self.taken.iter().copied().collect();
        rules::accept(&scene, &self.proposal, &taken, &self.edits()).map_err(|e| e.to_string())
    }

    /// Why it can't be accepted as it stands.
    #[must_use]
    pub fn refusal(&self, plan_version: Option<u32>) -> Option<String> {
        if plan_version != Some(self.proposal.base_version) {
            return Some("the plan has changed since this was proposed".into());
        }
        if self.taken.is_empty() {
            return Some("no hunk is taken; take at least one, or deny the proposal".into());
        }
        if let Some(why) = &self.conflict {
            return Some(why.clone());
        }
        let block = self.checks.iter().find(|f| f.severity == Severity::Block)?;
        Some(format!("{} forbids it: {}", block.rule, block.text))
    }
}

fn scene(known: &Known, today: Day) -> Option<Scene<'_>> {
    Scene::of(&known.athlete, &known.history, today, known.morning.verdict.cap)
}

/// The session of a hunk that can be edited in place; a swap or a note has none.
#[must_use]
pub fn editable(op: &HunkOp) -> Option<&Session> {
    match op {
        HunkOp::Add(s) | HunkOp::Remove(s) => Some(s),
        HunkOp::Move { after, .. }
        | HunkOp::Resize { after, .. }
        | HunkOp::Retype { after, .. }
        | HunkOp::Retarget { after, .. } => Some(after),
        HunkOp::Swap { .. } | HunkOp::Note { .. } => None,
    }
}
