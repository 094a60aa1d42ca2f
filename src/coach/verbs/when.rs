//! Days as people name them.

use super::VerbError;
use crate::domain::{Day, day};

/// A day in a request, before it is known what today is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Today.
    Today,
    /// Tomorrow.
    Tomorrow,
    /// The next such weekday, today included; Monday = 0.
    Weekday(u8),
    /// A date.
    On(Day),
}

const WEEKDAYS: [&[&str]; 7] = [
    &["mon", "monday", "mondays"],
    &["tue", "tues", "tuesday", "tuesdays"],
    &["wed", "weds", "wednesday", "wednesdays"],
    &["thu", "thur", "thurs", "thursday", "thursdays"],
    &["fri", "friday", "fridays"],
    &["sat", "saturday", "saturdays"],
    &["sun", "sunday", "sundays"],
];

impl When {
    /// Reads one lower-case word.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        match word {
            "today" | "tonight" | "todays" | "now" => return Some(Self::Today),
            "tomorrow" | "tomorrows" | "tmrw" | "tmr" => return Some(Self::Tomorrow),
            _ => {}
        }
        if let Some(i) = WEEKDAYS.iter().position(|names| names.contains(&word)) {
            return u8::try_from(i).ok().map(Self::Weekday);
        }
        Day::parse_from_str(word, "%Y-%m-%d").ok().map(Self::On)
    }

    /// The date meant on `today`.
    ///
    /// # Errors
    /// [`VerbError::Past`] for a date before today.
    pub fn resolve(self, today: Day) -> Result<Day, VerbError> {
        let d = match self {
            Self::Today => today,
            Self::Tomorrow => day::shift(today, 1),
            Self::Weekday(w) => {
                let ahead = (i64::from(w) - i64::try_from(day::weekday(today)).unwrap_or(0)).rem_euclid(7);
                day::shift(today, ahead)
            }
            Self::On(d) => d,
        };
        if d < today { Err(VerbError::Past { day: d }) } else { Ok(d) }
    }

    /// Words that name days, for suggestions.
    pub(super) fn words() -> impl Iterator<Item = &'static str> {
        ["today", "tomorrow"].into_iter().chain(WEEKDAYS.iter().flat_map(|w| w.iter().take(2).copied()))
    }
}
