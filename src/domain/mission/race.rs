//! The event itself: stages, ride modes, points, events on the way.

use crate::domain::{day::Day, sport::Sport, text::CleanText};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Type of a stage.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum StageType {
    /// Flat.
    Flat,
    /// Hilly.
    Hilly,
    /// Mountain.
    Mountain,
    /// Individual time trial.
    Itt,
    /// Mountain time trial.
    MtnItt,
    /// Rest day.
    Rest,
}

impl StageType {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::Hilly => "hilly",
            Self::Mountain => "mountain",
            Self::Itt => "itt",
            Self::MtnItt => "mtn_itt",
            Self::Rest => "rest",
        }
    }
}

impl fmt::Display for StageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How a stage is ridden.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RideMode {
    /// Not at all.
    Rest,
    /// With the bunch.
    Gc,
    /// Harder, for more points.
    Breakaway,
}

impl RideMode {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Gc => "gc",
            Self::Breakaway => "breakaway",
        }
    }
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// From 1, in order.
    pub number: u16,
    /// Its day.
    pub date: Day,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: StageType,
    /// Where to where.
    #[serde(default)]
    pub name: Option<CleanText>,
    /// km of the real stage.
    #[serde(default)]
    pub distance_km: Option<f64>,
    /// m of the real stage.
    #[serde(default)]
    pub ascent_m: Option<f64>,
    /// Minutes to ride for this stage, in place of the goal's.
    #[serde(default)]
    pub minutes: Option<u16>,
}

/// How much an event matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Priority {
    /// Everything serves it.
    A,
    /// A short taper.
    B,
    /// Trained through.
    C,
}

/// An event on the way to the goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideEvent {
    /// Name.
    pub name: CleanText,
    /// Day.
    pub date: Day,
    /// A: with a taper and recovery of its own, where eight weeks lie between it and the next A event or the goal. B:
    /// three easier days before it. C: out of training.
    pub priority: Priority,
    /// Sport.
    pub sport: Sport,
    /// Expected minutes.
    pub minutes: u16,
}

/// Points of one stage type by ride mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModePoints {
    /// With the bunch.
    pub gc: u32,
    /// In the breakaway.
    pub breakaway: u32,
}

/// Bonus points of a stage race.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bonuses {
    /// Five stages in a row, once.
    pub five_in_a_row: u32,
    /// Ten breakaways.
    pub ten_breakaways: u32,
    /// Every mountain stage in the breakaway.
    pub all_mountains: u32,
    /// Every stage with the bunch.
    pub all_gc: u32,
    /// No stage missed from the sixteenth on.
    pub final_week: u32,
}

/// How a ride mode is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Detection {
    /// Least IF of a breakaway.
    pub breakaway_if: f64,
    /// Least load of a breakaway.
    pub breakaway_load: f64,
    /// Least IF of a ride with the bunch.
    pub gc_if: f64,
    /// Least load of a ride with the bunch.
    pub gc_load: f64,
}

impl Default for Detection {
    fn default() -> Self {
        Self { breakaway_if: 0.85, breakaway_load: 60.0, gc_if: 0.70, gc_load: 40.0 }
    }
}
