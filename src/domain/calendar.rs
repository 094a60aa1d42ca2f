//! What stands in the athlete's calendar elsewhere: races, holidays, notes, sessions of another planner. Intent of
//! others; it is shown beside our plan and never becomes it.

use super::{day::Day, provenance::Provider, text::CleanText};
use serde::{Deserialize, Serialize};

/// One entry of another calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarEntry {
    /// Whose calendar.
    pub provider: Provider,
    /// Its id there.
    pub id: CleanText,
    /// First day.
    pub day: Day,
    /// Day after the last one, when it takes more than one.
    pub until: Option<Day>,
    /// Their word for what it is, in lower case: `workout`, `race_a`, `holiday`, `note`, …
    pub category: CleanText,
    /// Title.
    pub title: CleanText,
    /// Whether it was taken out there.
    pub gone: bool,
}
