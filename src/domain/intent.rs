//! What a week is meant to be, in the athlete's own words and figures, beside the planned sessions.

use super::{day::Day, num::Total, sport::Sport, text::CleanText};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The intent of a week. A later one of the same week takes its place; an empty one takes it back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WeekIntent {
    /// Its Monday.
    pub week: Day,
    /// In words.
    pub text: Option<CleanText>,
    /// What to get done, one line each.
    pub goals: Vec<CleanText>,
    /// Distance to reach by sport, km.
    pub km: BTreeMap<Sport, f64>,
    /// How many sessions.
    pub sessions: Option<u16>,
}

impl WeekIntent {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_none() && self.goals.is_empty() && self.km.is_empty() && self.sessions.is_none()
    }

    /// All kilometres together.
    #[must_use]
    pub fn total_km(&self) -> f64 {
        self.km.values().copied().total()
    }
}
