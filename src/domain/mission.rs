//! The mission: goal, dates, stages, targets, constraints and the safety table, as a TOML file holds them.
//!
//! The types are the schema: what is not a field here is refused with its place in the file. Checks that look at
//! more than one field, and the explanation of every error, live with the configuration.

mod change;
mod constraints;
pub mod movable;
mod personal;
mod race;
mod style;

pub use change::MissionChange;
pub use constraints::{Condition, Constraints, Injury, Safety, Unavailable, WeekMinutes, Weekday};
pub use movable::Parameter;
pub use personal::Personal;
pub use race::{Bonuses, Detection, ModePoints, Priority, RideMode, SideEvent, Stage, StageType};
pub use style::{
    Adaptation, AdaptationSignal, Equipment, HrvRule, ModelPolicy, PhaseModel, Philosophy, Policy, Preferences,
    SleepRule, SourcePolicy, Terrain,
};

use super::{day::Day, sport::Sport, text::CleanText};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A mission.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mission {
    /// Schema of the file; 1.
    #[serde(default = "one")]
    pub schema: u32,
    /// Short name, also of the file: letters, digits, `-`.
    pub id: String,
    /// Name on screen.
    pub name: CleanText,
    /// What for, in a line or two.
    #[serde(default)]
    pub description: Option<CleanText>,
    /// First day of preparation; the day the mission is taken up when absent.
    #[serde(default)]
    pub start: Option<Day>,
    /// The goal.
    pub goal: Goal,
    /// What a coach would ask for.
    #[serde(default)]
    pub objective: Objective,
    /// Stages of a multi-day event.
    #[serde(default)]
    pub stages: Vec<Stage>,
    /// Days without a stage inside a multi-day event.
    #[serde(default)]
    pub rest_days: Vec<Day>,
    /// Further events on the way.
    #[serde(default)]
    pub events: Vec<SideEvent>,
    /// What to reach.
    #[serde(default)]
    pub targets: Targets,
    /// What binds the plan.
    #[serde(default)]
    pub constraints: Constraints,
    /// How to train.
    #[serde(default)]
    pub philosophy: Philosophy,
    /// What the athlete likes.
    #[serde(default)]
    pub preferences: Preferences,
    /// Figures of the athlete's own, in the place of the book's.
    #[serde(default)]
    pub personal: Personal,
    /// Points per stage type and ride mode.
    #[serde(default)]
    pub points: BTreeMap<StageType, ModePoints>,
    /// Bonus points.
    #[serde(default)]
    pub bonuses: Bonuses,
    /// Limits of the validator that a mission may tighten.
    #[serde(default)]
    pub safety: Safety,
    /// How a ride mode is recognised in a recorded activity.
    #[serde(default)]
    pub detection: Detection,
    /// What a language model may do.
    #[serde(default)]
    pub model: ModelPolicy,
    /// What may be done with each source's records, by source name.
    #[serde(default)]
    pub sources: BTreeMap<String, SourcePolicy>,
    /// Free notes.
    #[serde(default)]
    pub notes: Option<CleanText>,
}

fn one() -> u32 {
    1
}

/// What kind of goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalKind {
    /// One event on one day.
    Race,
    /// An event of several days.
    StageRace,
    /// Two or three sports in one event.
    Triathlon,
    /// No event: a block of training.
    Block,
}

/// The goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// What kind.
    pub kind: GoalKind,
    /// Its sport; for a triathlon the one that is trained most.
    pub sport: Sport,
    /// Day of the event, first day of a multi-day one; may be absent for a block.
    #[serde(default)]
    pub date: Option<Day>,
    /// Length of a block without a date, weeks.
    #[serde(default)]
    pub weeks: Option<u16>,
    /// Distance of the event, km.
    #[serde(default)]
    pub distance_km: Option<f64>,
    /// Climbing of the event, m.
    #[serde(default)]
    pub ascent_m: Option<f64>,
    /// Expected minutes in all, of a one-day event.
    #[serde(default)]
    pub minutes: Option<u32>,
    /// Expected minutes per sport, of a triathlon.
    #[serde(default)]
    pub legs: BTreeMap<Sport, u32>,
    /// The longest that a stage of the simulation may take, minutes.
    #[serde(default)]
    pub stage_minutes: Option<u16>,
}

/// What a coach would ask for before starting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Objective {
    /// In words: `first marathon`, `finish the tour`.
    #[serde(rename = "type")]
    pub kind: Option<CleanText>,
    /// Same as the goal's date; when both are given they must agree.
    pub race_date: Option<Day>,
    /// `3:45:00`.
    pub target_time: Option<CleanText>,
    /// How trained the athlete is; from the history when absent.
    pub current_level: Option<Level>,
    /// Hours trained per week now; from the history when absent.
    pub weekly_volume_hours: Option<f64>,
}

/// How trained an athlete is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// CTL under 35, or less than a year of regular training.
    Beginner,
    /// CTL 35–70.
    Intermediate,
    /// CTL over 70.
    Advanced,
}

/// What to reach. The planner uses what is given and derives the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Targets {
    /// Highest CTL worth building.
    pub ctl_peak: Option<f64>,
    /// Morning TSB wanted on the day, lower end.
    pub tsb_min: Option<f64>,
    /// Morning TSB wanted on the day, upper end.
    pub tsb_max: Option<f64>,
    /// Longest session to reach, minutes.
    pub long_session_minutes: Option<u16>,
    /// Longest threshold interval to reach, minutes.
    pub threshold_interval_minutes: Option<u16>,
    /// Points to reach in a stage race.
    pub points: Option<u32>,
}

/// A mission file as it was at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MissionVersion {
    /// BLAKE3 of the file's bytes, hex.
    pub hash: String,
    /// The file's text.
    pub text: String,
    /// What it says.
    pub mission: Mission,
    /// The day it was taken in; unknown in old logs.
    #[serde(default)]
    pub seen: Option<Day>,
}

/// Where a mission stands, by date alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Before its first day.
    Preparing,
    /// On the way to the goal.
    Training,
    /// The event's own days.
    Event,
    /// The fourteen days after it.
    Complete,
    /// Long over.
    Archived,
}

impl Lifecycle {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Training => "training",
            Self::Event => "event",
            Self::Complete => "complete",
            Self::Archived => "archived",
        }
    }
}

/// Days after the event that count as recovery.
pub const TRANSITION_DAYS: i64 = 14;

impl Mission {
    /// First and last day of the event; for a block its first day of training and last day.
    #[must_use]
    pub fn event_days(&self) -> Option<(Day, Day)> {
        if let (Some(first), Some(last)) =
            (self.stages.iter().map(|s| s.date).min(), self.stages.iter().map(|s| s.date).max())
        {
            return Some((first, last));
        }
        self.goal.date.map(|d| (d, d))
    }

    /// The day that everything is planned towards: first day of the event, or the end of a block that began on
    /// `from`.
    #[must_use]
    pub fn goal_day(&self, from: Day) -> Day {
        self.event_days().map_or_else(
            || {
                let weeks = i64::from(self.goal.weeks.unwrap_or(12).clamp(1, 104));
                super::day::shift(super::day::monday(self.start.unwrap_or(from)), 7 * weeks - 1)
            },
            |(first, _)| first,
        )
    }

    /// Last day that is planned: the event's last day, or the end of a block.
    #[must_use]
    pub fn last_day(&self, from: Day) -> Day {
        self.event_days().map_or_else(|| self.goal_day(from), |(_, last)| last)
    }

    /// Where it stands on `today`, having been taken up on `from`.
    #[must_use]
    pub fn lifecycle(&self, from: Day, today: Day) -> Lifecycle {
        let last = self.last_day(from);
        if self.start.is_some_and(|s| today < s) {
            Lifecycle::Preparing
        } else if self.goal.kind != GoalKind::Block && today >= self.goal_day(from) && today <= last {
            Lifecycle::Event
        } else if today <= last {
            Lifecycle::Training
        } else if super::day::between(last, today) <= TRANSITION_DAYS {
            Lifecycle::Complete
        } else {
            Lifecycle::Archived
        }
    }

    /// The stage of a day; a rest day inside the event counts as one of type rest.
    #[must_use]
    pub fn stage_on(&self, day: Day) -> Option<&Stage> {
        self.stages.iter().find(|s| s.date == day)
    }
}
