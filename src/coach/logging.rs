//! Sentences that tell what was done or felt: `squat 3x5 100 kg rpe 8`, `ran 40 min easy, heavy legs`, `slept badly`.
//!
//! Owns: reading them into typed entries, showing those back, the events that they become. Does not own: what is
//! planned or asked for ([`super::verbs`]), storage. Nothing read here is kept before the athlete has said yes to what
//! was shown back; what is only half said is asked for and never filled in.

mod events;
mod feel;
mod intent;
mod scan;
mod session;
mod sets;
mod words;

pub use events::{Logging, check_in, edited_session, edited_set, note, session_draft, sets_refresh, withdraw};
pub use session::checked;
pub use words::{check_in_words, entry_words, intent_words, last_sets, reps_words, session_words, set_words};

use crate::domain::{CheckIn, CleanText, Day, Sport, StrengthSet, WeekIntent, day, strength::MuscleGroup};

/// A session as it was said; the hour is not part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionDraft {
    /// Sport family.
    pub sport: Sport,
    /// A finer name: `trail`.
    pub sub_sport: Option<CleanText>,
    /// Local date.
    pub day: Day,
    /// Minutes after local midnight, when the hour was said.
    pub at: Option<u16>,
    /// Minutes.
    pub minutes: f64,
    /// km
    pub distance_km: Option<f64>,
    /// m
    pub ascent_m: Option<f64>,
    /// 0–10
    pub rpe: Option<f64>,
    /// A few words.
    pub title: Option<CleanText>,
    /// In the athlete's words.
    pub notes: Option<CleanText>,
}

/// Some sets of one exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct SetDraft {
    /// `squat`
    pub exercise: CleanText,
    /// Local date.
    pub day: Day,
    /// How many sets.
    pub sets: u16,
    /// Repetitions of each.
    pub reps: u16,
    /// kg; `None` for the body's own weight.
    pub kg: Option<f64>,
    /// 0–10
    pub rpe: Option<f64>,
}

impl SetDraft {
    /// One of its sets.
    #[must_use]
    pub fn set(&self) -> StrengthSet {
        StrengthSet {
            day: self.day,
            exercise: self.exercise.clone(),
            group: MuscleGroup::of_exercise(self.exercise.as_str()),
            reps: self.reps,
            kg: self.kg.unwrap_or(0.0),
            in_reserve: None,
            rpe: self.rpe,
            rest_s: None,
        }
    }
}

/// One thing that was told.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A session.
    Session(SessionDraft),
    /// Strength sets.
    Sets(SetDraft),
    /// How the body or the night was.
    Feel(CheckIn),
    /// Words on a day.
    Note(Day, CleanText),
    /// What a week is meant to be.
    Intent(WeekIntent),
}

/// Why a sentence that tells something could not be taken. The text says what to type instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TellError {
    /// Something is missing.
    #[error("I read {read}, but not {missing}. Write it like this: `{example}`.")]
    Missing {
        /// What was understood.
        read: String,
        /// What is missing.
        missing: &'static str,
        /// A complete example.
        example: &'static str,
    },
    /// A figure that can't be meant.
    #[error("{what} can't be meant: {range}. Write it like this: `{example}`.")]
    Range {
        /// The figure as read.
        what: String,
        /// What it can be.
        range: &'static str,
        /// A complete example.
        example: &'static str,
    },
    /// A day to come.
    #[error("{day} is still to come, and only what was done can be logged. `plan` shows what is planned.")]
    Future {
        /// Which.
        day: Day,
    },
}

/// What a line tells; `None` when it tells nothing, and may be a request instead.
#[must_use]
pub fn read(line: &str, today: Day) -> Option<Result<Vec<Told>, TellError>> {
    if let Some(told) = intent::read(line, today) {
        return Some(told);
    }
    let scan = scan::Scan::of(line, today);
    if let Some(text) = scan.note() {
        return Some(dated(&scan, today).map(|d| vec![Told::Note(d, text)]));
    }
    sets::read(&scan).or_else(|| session::read(&scan, None)).or_else(|| feel::read(&scan))
}

/// The same for words that are known to tell a session, whatever verb they begin with: `run 40 min easy`.
///
/// # Errors
/// [`TellError`].
pub fn read_session(line: &str, today: Day) -> Result<Vec<Told>, TellError> {
    let scan = scan::Scan::of(line, today);
    session::read(&scan, Some(scan.sport().unwrap_or_default())).unwrap_or_else(|| {
        Err(TellError::Missing { read: "a session".into(), missing: "which sport", example: session::EXAMPLE })
    })
}

/// The same for words that are known to tell sets: `squat 3x5 100 kg rpe 8`.
///
/// # Errors
/// [`TellError`].
pub fn read_sets(line: &str, today: Day) -> Result<Vec<Told>, TellError> {
    let scan = scan::Scan::of(line, today);
    sets::read_known(&scan)
}

/// The same for words that are known to tell a feel: `slept badly, pain 3 calf`.
///
/// # Errors
/// [`TellError`].
pub fn read_feel(line: &str, today: Day) -> Result<Vec<Told>, TellError> {
    let scan = scan::Scan::of(line, today);
    feel::read(&scan).unwrap_or_else(|| {
        Err(TellError::Missing { read: "words".into(), missing: "how you feel", example: feel::EXAMPLE })
    })
}

/// The day that is told of: today when none was named.
fn dated(scan: &scan::Scan, today: Day) -> Result<Day, TellError> {
    match scan.day {
        Some(d) if d > today => Err(TellError::Future { day: d }),
        Some(d) => Ok(d),
        None => Ok(today),
    }
}

/// The last day with this weekday (Monday = 0), `today` included.
fn last_weekday(w: usize, today: Day) -> Day {
    let back = (day::weekday(today) + 7 - w) % 7;
    day::shift(today, -i64::try_from(back).unwrap_or(0))
}

#[cfg(test)]
mod tests;
