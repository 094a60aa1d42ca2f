//! Readiness of a morning, with everything that went into it.

use super::day::Day;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Band of a readiness score.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Not enough signals to say.
    #[default]
    Unknown,
    /// 70 and over.
    Green,
    /// 60 to 70.
    Amber,
    /// Under 60.
    Red,
    /// Under 40.
    SevereRed,
}

impl Band {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
            Self::SevereRed => "severe_red",
        }
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Status of one signal.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// As usual or better.
    Green,
    /// Off.
    Amber,
    /// Well off.
    Red,
    /// Nothing to go by.
    Unavailable,
}

/// Which slot of the score a contributor fills.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// HRV of the last seven nights against the sixty before.
    Hrv7,
    /// Last night's HRV against the sixty before.
    Hrv1,
    /// Resting heart rate.
    Rhr,
    /// Last night's sleep against the need.
    Sleep,
    /// Sleep debt of fourteen nights.
    Debt,
    /// TSB as a share of CTL.
    Form,
    /// Yesterday's load against CTL.
    Prev,
    /// The athlete's own feel.
    Subj,
    /// Body temperature.
    Temp,
}

impl Slot {
    /// All slots in the order of the panel.
    pub const ALL: [Self; 9] = [
        Self::Hrv7,
        Self::Hrv1,
        Self::Rhr,
        Self::Sleep,
        Self::Debt,
        Self::Temp,
        Self::Subj,
        Self::Form,
        Self::Prev,
    ];

    /// Name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hrv7 => "hrv7",
            Self::Hrv1 => "hrv1",
            Self::Rhr => "rhr",
            Self::Sleep => "sleep",
            Self::Debt => "debt",
            Self::Form => "form",
            Self::Prev => "prev",
            Self::Subj => "subj",
            Self::Temp => "temp",
        }
    }

    /// Words on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Hrv7 => "HRV, 7 nights",
            Self::Hrv1 => "HRV, last night",
            Self::Rhr => "Resting HR",
            Self::Sleep => "Sleep",
            Self::Debt => "Sleep debt",
            Self::Form => "Form",
            Self::Prev => "Yesterday's load",
            Self::Subj => "Your feel",
            Self::Temp => "Temperature",
        }
    }
}

/// One contributor of the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Contributor {
    /// Slot it fills.
    pub slot: Slot,
    /// Name in JSON; the slot's, or the vendor's name of the contributor used in its place.
    pub name: String,
    /// Value, in `unit`; missing is missing.
    pub value: Option<f64>,
    /// Unit of value, baseline and delta (`ms`, `bpm`, `h`, `%`, `points`).
    pub unit: String,
    /// What is usual.
    pub baseline: Option<f64>,
    /// Value − baseline.
    pub delta: Option<f64>,
    /// Sub-score 0–100.
    pub score: Option<f64>,
    /// Weight in the score, when present.
    pub weight: f64,
    /// Status.
    pub status: Status,
    /// Who measured it.
    pub source: Option<String>,
    /// Day of the newest value that went in.
    pub measured: Option<Day>,
    /// Days between that and this morning.
    pub age_days: Option<i64>,
    /// What to know of it (`28-day median`, `needs 14 nights, has 9`).
    pub note: Option<String>,
}

/// A score as it is shown: whole points, rounded down, so that 69.6 does not read as the 70 that would be green.
#[must_use]
pub fn shown(score: f64) -> f64 {
    score.floor()
}

/// Readiness of a morning.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Readiness {
    /// 0–100; absent when the coverage is under 40 % or only load-derived signals are there.
    pub score: Option<f64>,
    /// Band of the score.
    pub band: Band,
    /// Share of the weights that are present, 0–1.
    pub coverage: f64,
    /// Coverage × freshness × agreement, 0–1.
    pub confidence: f64,
    /// Every slot, present or not, in the order of [`Slot::ALL`].
    pub contributors: Vec<Contributor>,
    /// The vendor's own score, shown beside ours and never an input.
    pub vendor_score: Option<f64>,
    /// Vendor contributors as the device gave them, 0–100, by name (an open list).
    pub vendor: Vec<(String, f64)>,
}

impl Readiness {
    /// The contributor of a slot.
    #[must_use]
    pub fn slot(&self, slot: Slot) -> Option<&Contributor> {
        self.contributors.iter().find(|c| c.slot == slot)
    }
}
