//! What the weekly routine keeps: links by hand, stored reviews, week plans and profiles, results.
//!
//! A stored review or profile is kept as it was written, with where it came from; nothing re-derives it.

use super::{day::Day, id::ShortId, text::CleanText};
use serde::{Deserialize, Serialize};

/// The athlete says which session an activity did, or that it did none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityLinked {
    /// The activity, by the id of any of its records.
    pub activity: ShortId,
    /// The session; `None` when it did none.
    pub session: Option<ShortId>,
}

/// The athlete's words on an activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityNoted {
    /// The activity, by the id of any of its records.
    pub activity: ShortId,
    /// The words; `None` takes them back.
    pub note: Option<CleanText>,
}

/// Who wrote a review or a profile, and from what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Origin {
    /// `rules`, or the model that put it into words.
    pub author: String,
    /// First day of the data.
    pub from: Day,
    /// Last day of the data.
    pub to: Day,
    /// Activities looked at.
    pub activities: u32,
    /// Mission, by id.
    pub mission: Option<String>,
    /// Content hash of the mission version.
    pub mission_hash: Option<String>,
    /// Number of the mission version, from 1.
    #[serde(default)]
    pub context: Option<u32>,
    /// Plan version.
    pub plan_version: Option<u32>,
    /// Number of the profile that was active.
    pub profile: Option<u32>,
    /// Version of the prompt, when a model took part.
    #[serde(default)]
    pub prompt_version: Option<String>,
    /// Tokens spent, when a model took part.
    #[serde(default)]
    pub tokens: Option<u64>,
}

/// A weekly review as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewStored {
    /// Derived from week and content.
    pub id: ShortId,
    /// Monday of the week.
    pub week: Day,
    /// The day it was written for.
    pub day: Day,
    /// What it came to: `progress`, `hold`, …; `None` for a week that nothing is known of.
    pub verdict: Option<String>,
    /// Where it came from.
    pub origin: Origin,
    /// The proposal that follows from it.
    pub proposal: Option<ShortId>,
    /// The review as a page.
    pub page: String,
    /// The review, JSON.
    pub body: String,
    /// What it was told from: activities and wellness of its days, JSON; empty in old logs.
    #[serde(default)]
    pub inputs: String,
}

/// Why the plan of a week was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanReason {
    /// The first of its mission.
    Initial,
    /// The weekly routine.
    Weekly,
    /// The athlete's answer or wish changed the plan.
    Feedback,
}

impl PlanReason {
    /// Name in JSON and on pages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Weekly => "weekly",
            Self::Feedback => "feedback",
        }
    }
}

/// The plan of a week as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekPlanStored {
    /// Derived from week, reason and content.
    pub id: ShortId,
    /// Monday of the week.
    pub week: Day,
    /// The day it was written for.
    pub day: Day,
    /// Why.
    pub reason: PlanReason,
    /// Version of the plan.
    pub version: u32,
    /// Of the sessions that it holds: the same sessions, the same value.
    pub content: ShortId,
    /// The review that it follows.
    pub review: Option<ShortId>,
    /// The change that waits for an answer.
    pub proposal: Option<ShortId>,
    /// Where it came from.
    pub origin: Origin,
    /// The week as a page.
    pub page: String,
    /// The week, JSON.
    pub body: String,
    /// What was known when it was written: activities and wellness of four weeks, JSON.
    pub inputs: String,
}

/// Where a review or the plan of a week stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The one that counts now.
    Active,
    /// Its time is over.
    Completed,
    /// A later one of the same week took its place.
    Superseded,
}

impl Standing {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Completed => "completed",
            Self::Superseded => "superseded",
        }
    }

    /// Of one whose week begins on `week`, with `days` until its time is over: two weeks for a review, one for a plan.
    fn of(later: bool, week: Day, days: i64, today: Day) -> Self {
        if later {
            Self::Superseded
        } else if today >= super::day::shift(week, days) {
            Self::Completed
        } else {
            Self::Active
        }
    }

    /// Of one of these reviews, oldest first. A review counts until the week after its own is over.
    #[must_use]
    pub fn of_review(all: &[ReviewStored], at: usize, today: Day) -> Self {
        let week = all[at].week;
        Self::of(all[at + 1..].iter().any(|r| r.week == week), week, 14, today)
    }

    /// Of one of these week plans, oldest first.
    #[must_use]
    pub fn of_plan(all: &[WeekPlanStored], at: usize, today: Day) -> Self {
        let week = all[at].week;
        Self::of(all[at + 1..].iter().any(|r| r.week == week), week, 7, today)
    }
}

/// A profile as it was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileStored {
    /// Derived from day and content.
    pub id: ShortId,
    /// The day it was made for.
    pub day: Day,
    /// Where it came from.
    pub origin: Origin,
    /// The profile as a page.
    pub page: String,
    /// The profile, JSON.
    pub body: String,
    /// What it was told from: activities and wellness of its days, JSON; empty in old logs.
    #[serde(default)]
    pub inputs: String,
}

/// The weekly routine went through for a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutineDone {
    /// Monday of the week that was reviewed.
    pub week: Day,
    /// The review.
    pub review: ShortId,
    /// The proposal for the week after, when the review asks for a change.
    pub proposal: Option<ShortId>,
    /// `initial`, `weekly`, `feedback`.
    pub reason: String,
    /// The plan of the week after, as it was written.
    #[serde(default)]
    pub plan: Option<ShortId>,
}

/// How a mission ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissionResult {
    /// Which.
    pub mission: String,
    /// Told on this day.
    pub day: Day,
    /// In the athlete's words: `3:42:18`.
    pub result: CleanText,
}

/// The review of a whole mission, as it was written when the mission was over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AutopsyStored {
    /// Derived from mission and content.
    pub id: ShortId,
    /// Which.
    pub mission: String,
    /// The day on which the mission was taken up.
    pub from: Day,
    /// The day it was written for.
    pub day: Day,
    /// Content hash of the mission version that ended.
    pub mission_hash: String,
    /// The review as a page.
    pub page: String,
    /// The review, JSON.
    pub body: String,
}
