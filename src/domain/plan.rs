//! The plan: every session from now to the end of the mission, in numbered versions.

pub mod history;
pub mod version;

use super::{day::Day, id::ShortId, session::Session, sport::Sport};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Part of the way to the goal.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// General endurance.
    Base,
    /// Specific load.
    Build,
    /// Highest specificity.
    Peak,
    /// Less volume before the event.
    Taper,
    /// The event's own days.
    Event,
    /// After the event.
    Recovery,
}

impl Phase {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Build => "build",
            Self::Peak => "peak",
            Self::Taper => "taper",
            Self::Event => "event",
            Self::Recovery => "recovery",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One week of the macro trajectory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlanWeek {
    /// Its Monday.
    pub monday: Day,
    /// Phase.
    pub phase: Phase,
    /// Whether it is a down week.
    pub deload: bool,
    /// Load to reach.
    pub target_load: f64,
    /// The rule that set the target (`progression +10 %`, `availability`, `ramp limit`, `deload`, `taper`, …).
    pub binding: String,
    /// A few words on what the week is for.
    pub focus: String,
}

/// A plan version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Counts up from 1 through the life of the log.
    pub version: u32,
    /// Mission it serves.
    pub mission: String,
    /// Content hash of the mission version it was made from.
    pub mission_hash: String,
    /// The day it was made for; nothing before it is planned.
    pub from: Day,
    /// Week targets, by Monday.
    pub weeks: Vec<PlanWeek>,
    /// Sessions, by day, then by sport in the order of a triathlon with strength last, then id.
    pub sessions: Vec<Session>,
}

/// The difference between two plan versions, in whole sessions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanChange {
    /// Sessions as they were.
    pub before: Vec<Session>,
    /// Sessions as they are now.
    pub after: Vec<Session>,
}

impl PlanChange {
    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self { before: self.after.clone(), after: self.before.clone() }
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }

    /// The change that leads from one list of sessions to another.
    #[must_use]
    pub fn between(old: &[Session], new: &[Session]) -> Self {
        Self {
            before: old.iter().filter(|s| !new.contains(s)).cloned().collect(),
            after: new.iter().filter(|s| !old.contains(s)).cloned().collect(),
        }
    }
}

/// Place of a sport among the sessions of one day: swim, bike, run as they are raced, weights after endurance.
fn within_day(sport: Sport) -> u8 {
    match sport {
        Sport::Swim => 0,
        Sport::Bike => 1,
        Sport::Run => 2,
        Sport::Strength => 4,
        _ => 3,
    }
}

impl Plan {
    /// Sessions of one day.
    pub fn on(&self, day: Day) -> impl Iterator<Item = &Session> {
        self.sessions.iter().filter(move |s| s.day == day)
    }

    /// Sessions from `from` to `to`, both included.
    pub fn span(&self, from: Day, to: Day) -> impl Iterator<Item = &Session> {
        self.sessions.iter().filter(move |s| s.day >= from && s.day <= to)
    }

    /// A session by id.
    #[must_use]
    pub fn session(&self, id: ShortId) -> Option<&Session> {
        self.sessions.iter().find(|s| s.id == id)
    }

    /// The week that `day` is in.
    #[must_use]
    pub fn week(&self, day: Day) -> Option<&PlanWeek> {
        let m = super::day::monday(day);
        self.weeks.iter().find(|w| w.monday == m)
    }

    /// Planned load of one day.
    #[must_use]
    pub fn load_on(&self, day: Day) -> f64 {
        super::num::total(self.on(day).map(|s| s.load))
    }

    /// Last planned day.
    #[must_use]
    pub fn last_day(&self) -> Option<Day> {
        self.sessions.last().map(|s| s.day)
    }

    /// Replaces the sessions of a change; ids in `before` leave, `after` comes in. The version counts up.
    pub fn apply(&mut self, change: &PlanChange) {
        self.sessions.retain(|s| !change.before.iter().any(|b| b.id == s.id));
        self.sessions.retain(|s| !change.after.iter().any(|b| b.id == s.id));
        self.sessions.extend(change.after.iter().cloned());
        self.sort();
        self.version += 1;
    }

    /// Puts the sessions in their order.
    pub fn sort(&mut self) {
        self.sessions.sort_by_key(|s| (s.day, within_day(s.sport), s.id));
    }

    /// BLAKE3 of what the plan says, hex: an answer is bound to it.
    #[must_use]
    pub fn content_hash(&self) -> String {
        let bytes = postcard::to_stdvec(&(self.version, &self.sessions)).unwrap_or_default();
        blake3::hash(&bytes).to_hex().to_string()
    }
}
