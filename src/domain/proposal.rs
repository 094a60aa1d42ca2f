//! A change of the plan that waits for the athlete: an ordered list of hunks against one plan version.

use super::{
    day::Day,
    id::ShortId,
    num::total,
    plan::PlanChange,
    session::Session,
    text::CleanText,
    verdict::{Finding, Reason},
};
use serde::{Deserialize, Serialize};

/// Who proposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The rules, by themselves.
    Rules,
    /// The athlete, by a verb.
    Athlete,
    /// A language model.
    Model,
}

/// One typed change. `before` and `after` are whole sessions, so a hunk says all by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HunkOp {
    /// A new session.
    Add(Session),
    /// A session leaves.
    Remove(Session),
    /// A session goes to another day.
    Move {
        /// As it is.
        before: Session,
        /// On its new day.
        after: Session,
    },
    /// Two sessions change days.
    Swap {
        /// As they are.
        before: Box<[Session; 2]>,
        /// On each other's day.
        after: Box<[Session; 2]>,
    },
    /// Same session, other minutes.
    Resize {
        /// As it is.
        before: Session,
        /// With its new length.
        after: Session,
    },
    /// Another kind of session in its place.
    Retype {
        /// As it is.
        before: Session,
        /// What takes its place.
        after: Session,
    },
    /// Same session, other targets.
    Retarget {
        /// As it is.
        before: Session,
        /// With its new targets.
        after: Session,
    },
    /// Words for a day, nothing else.
    Note {
        /// Which day.
        day: Day,
        /// What.
        text: CleanText,
    },
}

impl HunkOp {
    /// `add`, `remove`, `move`, …
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Add(_) => "add",
            Self::Remove(_) => "remove",
            Self::Move { .. } => "move",
            Self::Swap { .. } => "swap",
            Self::Resize { .. } => "resize",
            Self::Retype { .. } => "retype",
            Self::Retarget { .. } => "retarget",
            Self::Note { .. } => "note",
        }
    }

    /// Sessions as they are.
    #[must_use]
    pub fn before(&self) -> Vec<&Session> {
        match self {
            Self::Remove(s) => vec![s],
            Self::Move { before, .. }
            | Self::Resize { before, .. }
            | Self::Retype { before, .. }
            | Self::Retarget { before, .. } => vec![before],
            Self::Swap { before, .. } => before.iter().collect(),
            Self::Add(_) | Self::Note { .. } => vec![],
        }
    }

    /// Sessions as they would be.
    #[must_use]
    pub fn after(&self) -> Vec<&Session> {
        match self {
            Self::Add(s) => vec![s],
            Self::Move { after, .. }
            | Self::Resize { after, .. }
            | Self::Retype { after, .. }
            | Self::Retarget { after, .. } => vec![after],
            Self::Swap { after, .. } => after.iter().collect(),
            Self::Remove(_) | Self::Note { .. } => vec![],
        }
    }

    /// The day to sort and show by.
    #[must_use]
    pub fn day(&self) -> Day {
        match self {
            Self::Note { day, .. } => *day,
            other => other.before().into_iter().chain(other.after()).map(|s| s.day).min().unwrap_or(Day::MIN),
        }
    }

    /// Load after minus load before.
    #[must_use]
    pub fn delta_load(&self) -> f64 {
        total(self.after().iter().map(|s| s.load)) - total(self.before().iter().map(|s| s.load))
    }

    /// Hard sessions after minus before.
    #[must_use]
    pub fn delta_hard(&self) -> i32 {
        let count = |v: Vec<&Session>| i32::try_from(v.iter().filter(|s| s.hard).count()).unwrap_or(0);
        count(self.after()) - count(self.before())
    }

    /// Minutes after minus before.
    #[must_use]
    pub fn delta_minutes(&self) -> i32 {
        let sum = |v: Vec<&Session>| v.iter().map(|s| i32::from(s.minutes)).sum::<i32>();
        sum(self.after()) - sum(self.before())
    }
}

/// One hunk of a proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Hunk {
    /// Number within the proposal, from 1.
    pub number: u16,
    /// The change.
    pub op: HunkOp,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Hunks with the same group are accepted or denied together.
    pub linked: Option<u16>,
}

/// What a change does to load and form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Effect {
    /// Load of all changed days, after minus before.
    pub load: f64,
    /// Minutes of all changed days, after minus before.
    #[serde(default)]
    pub minutes: i32,
    /// Hard sessions of all changed days, after minus before.
    #[serde(default)]
    pub hard: i32,
    /// CTL and TSB tomorrow morning.
    pub tomorrow: FormDelta,
    /// CTL and TSB in a week.
    pub week: FormDelta,
    /// CTL and TSB on the morning of the next hard or long day after today, as planned before the change.
    #[serde(default)]
    pub next_key: Option<KeyDay>,
    /// CTL and TSB on the morning of the goal.
    pub goal: Option<FormDelta>,
}

/// The next hard or long day, and what a change does to its morning.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct KeyDay {
    /// The day.
    pub day: Day,
    /// CTL and TSB of its morning.
    pub form: FormDelta,
}

/// Another change that would do as well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Alternative {
    /// In words.
    pub words: CleanText,
    /// The changes, in order.
    pub hunks: Vec<Hunk>,
    /// What they do, all taken.
    pub effect: Effect,
}

/// Another way of one hunk, from the same sessions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct HunkChoice {
    /// In words.
    pub words: CleanText,
    /// The change in the hunk's place.
    pub op: HunkOp,
    /// What it does by itself.
    pub effect: Effect,
}

/// Hours after which a proposal without an answer is a no.
pub const ANSWER_HOURS: i64 = 48;

/// A figure before and after a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FormDelta {
    /// CTL as planned.
    pub ctl_before: f64,
    /// CTL with the change.
    pub ctl_after: f64,
    /// Morning TSB as planned.
    pub tsb_before: f64,
    /// Morning TSB with the change.
    pub tsb_after: f64,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Proposal {
    /// Derived from day, base version and hunks.
    pub id: ShortId,
    /// The plan version it changes; any other makes it stale.
    pub base_version: u32,
    /// The day it was made for.
    pub day: Day,
    /// Who proposes.
    pub author: Author,
    /// One sentence: why.
    pub reason: CleanText,
    /// The changes, in order.
    pub hunks: Vec<Hunk>,
    /// What the change does when all of it is accepted.
    pub effect: Effect,
    /// What each hunk does by itself, in the order of the hunks.
    #[serde(default)]
    pub each: Vec<Effect>,
    /// Other ways of each hunk, in the order of the hunks; two each at most.
    #[serde(default)]
    pub choices: Vec<Vec<HunkChoice>>,
    /// Other changes that would do as well, the better first; two at most.
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
    /// What the guard-rails say of the plan with all of it accepted.
    pub checks: Vec<Finding>,
    /// Last day it can be accepted: the first day that it changes, or two days on. No answer until then, or for
    /// [`ANSWER_HOURS`] hours, is a no.
    pub expires: Day,
    /// The proposal it takes the place of.
    pub supersedes: Option<ShortId>,
}

impl Proposal {
    /// BLAKE3 of base version and hunks, hex. An answer carries it: what is applied is what was shown.
    #[must_use]
    pub fn shown_hash(&self) -> String {
        shown_hash(self.base_version, &self.hunks)
    }
}

/// BLAKE3 over a base version and hunks, hex.
#[must_use]
pub fn shown_hash(base_version: u32, hunks: &[Hunk]) -> String {
    let bytes = postcard::to_stdvec(&(base_version, hunks)).unwrap_or_default();
    blake3::hash(&bytes).to_hex().to_string()
}

/// Why an athlete says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DenyReason {
    /// Feels good enough.
    FeelGood,
    /// No time for it.
    NoTime,
    /// Would rather do something else.
    PreferOther,
    /// Does not believe it.
    Distrust,
    /// Anything else.
    Other,
}

/// The athlete's answer, or the calendar's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Which proposal.
    pub proposal: ShortId,
    /// What was answered.
    pub outcome: Outcome,
    /// [`shown_hash`] of exactly the hunks that were on screen.
    pub shown_hash: String,
    /// The day of the answer; unknown in old logs.
    #[serde(default)]
    pub day: Option<Day>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Some or all hunks accepted.
    Accepted {
        /// Numbers of the hunks accepted.
        hunks: Vec<u16>,
        /// Whether the athlete edited a hunk in place before accepting.
        edited: bool,
        /// What changed in the plan.
        change: PlanChange,
        /// The version that the change was made against.
        base_version: u32,
    },
    /// All denied.
    Denied {
        /// Why, when said.
        reason: Option<DenyReason>,
    },
    /// Another proposal took its place.
    Superseded {
        /// Which.
        by: ShortId,
    },
    /// Not answered in time.
    Expired,
}
