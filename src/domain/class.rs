//! The athlete's own catalogue of classes and routes that a session can be done with.

use super::{session::SessionKind, sport::Sport, text::CleanText};
use serde::{Deserialize, Serialize};

/// One class or route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// What the athlete calls it.
    pub name: CleanText,
    /// Sport.
    pub sport: Sport,
    /// What it trains, when the athlete said so.
    pub kind: Option<SessionKind>,
    /// Minutes.
    pub minutes: u16,
    /// Intensity factor.
    pub intensity: f64,
    /// Where it is.
    pub link: Option<CleanText>,
}

impl Class {
    /// Load of one round, 100·h·IF².
    #[must_use]
    pub fn load(&self) -> f64 {
        100.0 * f64::from(self.minutes) / 60.0 * self.intensity.powi(2)
    }
}
