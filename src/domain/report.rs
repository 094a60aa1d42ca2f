//! What the athlete says of body and mind. Reality, not intent.

use super::{day::Day, text::CleanText};
use serde::{Deserialize, Serialize};

/// The morning check-in; every item optional, 1 is best and 5 is worst, pain 0–10.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckIn {
    /// The morning.
    pub day: Day,
    /// 1 fresh … 5 exhausted.
    pub fatigue: Option<u8>,
    /// 1 none … 5 severe.
    pub soreness: Option<u8>,
    /// 1 calm … 5 overwhelmed.
    pub stress: Option<u8>,
    /// 1 good … 5 low.
    pub mood: Option<u8>,
    /// 1 keen … 5 none.
    pub motivation: Option<u8>,
    /// 0 none … 10 worst.
    pub pain: Option<u8>,
    /// Where it hurts.
    pub site: Option<CleanText>,
}

/// How ill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Illness {
    /// No longer ill.
    Recovered,
    /// Runny nose, sore throat: above the neck only.
    AboveNeck,
    /// Chest, stomach, aching muscles.
    BelowNeck,
    /// A temperature of 38 °C and more.
    Fever,
    /// Chest pain or fainting: a doctor, not a coach.
    Alarm,
}

/// The athlete reports to be ill, or well again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthReport {
    /// From this day on, until the next report.
    pub day: Day,
    /// How ill.
    pub illness: Illness,
    /// In the athlete's words.
    pub note: Option<CleanText>,
}
