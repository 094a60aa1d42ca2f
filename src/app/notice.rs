//! What the cockpit tells by itself: short notices, cards for what went wrong, progress of long work.
//!
//! Owns: their content and how many are kept. Does not own: the clock; a notice leaves when a message says so.

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Worth knowing.
    Info,
    /// Done.
    Good,
    /// Not as asked.
    Warn,
    /// Went wrong.
    Bad,
}

/// A line that leaves by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Counts up; names it in [`super::Effect::Expire`].
    pub id: u64,
    /// How it is meant.
    pub tone: Tone,
    /// One line.
    pub text: String,
}

/// Something that went wrong and stays on screen until it is put away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What went wrong, in a few words.
    pub title: String,
    /// What was wrong, where.
    pub text: String,
    /// What to do about it.
    pub remedy: String,
}

/// Long work in the background.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done (`import`, `sync`); the newest of a name replaces the one before.
    pub job: String,
    /// Done so far.
    pub done: u64,
    /// In all, when known.
    pub total: Option<u64>,
    /// What just now.
    pub text: String,
}

/// Most notices shown at once; older ones give way.
pub const MOST: usize = 4;
/// Seconds that a notice stays: six for a short one, up to twenty for one that takes longer to read.
#[must_use]
pub fn stay_s(text: &str) -> u32 {
    let long = text.chars().count().saturating_sub(60) / 12;
    6 + u32::try_from(long).unwrap_or(14).min(14)
}
