//! What the athlete says of body and mind. Reality, not intent.

use super::{day::Day, text::CleanText};
use serde::{Deserialize, Serialize};

/// The morning check-in; every item optional, 1 is best and 5 is worst, pain 0–10. The one question for how the
/// athlete feels in general answers `fatigue`.
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
    /// How the night was: 1 very good … 5 very bad.
    #[serde(default)]
    pub sleep: Option<u8>,
}

impl CheckIn {
    /// A check-in of `day` that says nothing yet.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self {
            day,
            fatigue: None,
            soreness: None,
            stress: None,
            mood: None,
            motivation: None,
            pain: None,
            site: None,
            sleep: None,
        }
    }

    /// The answers that make up the feel, 1 best and 5 worst; pain is not part of it.
    pub fn answers(&self) -> impl Iterator<Item = u8> {
        [self.fatigue, self.soreness, self.stress, self.mood, self.motivation, self.sleep]
            .into_iter()
            .flatten()
            .map(|v| v.clamp(1, 5))
    }

    /// Whether it says nothing: such a check-in takes an earlier one of its day back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers().next().is_none() && self.pain.is_none() && self.site.is_none()
    }

    /// This check-in with what another one says in its place.
    #[must_use]
    pub fn merged(self, newer: Self) -> Self {
        Self {
            day: newer.day,
            fatigue: newer.fatigue.or(self.fatigue),
            soreness: newer.soreness.or(self.soreness),
            stress: newer.stress.or(self.stress),
            mood: newer.mood.or(self.mood),
            motivation: newer.motivation.or(self.motivation),
            pain: newer.pain.or(self.pain),
            site: newer.site.or(self.site),
            sleep: newer.sleep.or(self.sleep),
        }
    }
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

/// The athlete reports a hurt place, or that it is well again. The last report of a place counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InjuryReport {
    /// From this day on, until the next report of this place.
    pub day: Day,
    /// Where; compared without regard to case.
    pub site: CleanText,
    /// Pain, 0–10; 0 is well again.
    pub pain: u8,
    /// In the athlete's words.
    pub note: Option<CleanText>,
}
