//! What a week was meant to be, held against what was done.

use super::Review;
use crate::domain::{Sport, WeekIntent};
use serde::Serialize;

/// An intent with what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct IntentReview {
    /// In the athlete's words.
    pub text: Option<String>,
    /// What to get done; whether it was, only the athlete knows.
    pub goals: Vec<String>,
    /// Sessions meant, and activities done.
    pub sessions: Option<Counted>,
    /// Distance meant by sport, and done, km.
    pub km: Vec<Distance>,
}

/// A number meant and done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Counted {
    /// Meant.
    pub target: u32,
    /// Done.
    pub done: u32,
}

/// A distance meant and done.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Distance {
    /// Of this sport.
    pub sport: Sport,
    /// Meant, km.
    pub target: f64,
    /// Done, km.
    pub done: f64,
}

impl Distance {
    /// Done of meant, percent.
    #[must_use]
    pub fn pct(&self) -> f64 {
        if self.target > 0.0 { 100.0 * self.done / self.target } else { 100.0 }
    }
}

/// The intent beside the figures of its week.
pub(super) fn review(i: &WeekIntent, r: &Review) -> IntentReview {
    let done = |s: Sport| r.actual.km_by_sport.get(&s).copied().unwrap_or(0.0);
    IntentReview {
        text: i.text.as_ref().map(ToString::to_string),
        goals: i.goals.iter().map(ToString::to_string).collect(),
        sessions: i.sessions.map(|n| Counted { target: u32::from(n), done: r.actual.sessions }),
        km: i.km.iter().map(|(s, km)| Distance { sport: *s, target: *km, done: done(*s) }).collect(),
    }
}
