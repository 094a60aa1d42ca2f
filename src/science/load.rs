//! The load of one activity, by the best method that its data allow.
//!
//! The ladder: power, pace or swim speed, heart rate, the athlete's rating, a load that the source stated, duration.
//! The first rung whose inputs are complete counts, so an activity keeps its method when a lower rung becomes surer,
//! and a power file has the TSS that other programs give it. The confidence says how sure the rung is. The last rung
//! always answers.
//!
//! Owns: which rung counts ([`Ladder`]), what it was computed from ([`Inputs`]), and every other figure that the record
//! allows, for comparison ([`variants`]). The confidences and the loads per hour are conventions of ours.

mod rungs;
mod typical;
mod variants;

use super::{heart, thresholds::Book};
use crate::domain::{ActivityRecord, Day, Settings, Sport, Threshold, ThresholdKind, settings::ThresholdSource};
use serde::Serialize;
pub use typical::{RATING_SESSIONS, TYPICAL_SESSIONS, TypicalLoad, usual_per_hour};
pub use variants::{Variant, variants};

/// How a load was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Normalized power against FTP (TSS).
    Power,
    /// Normalized graded speed against threshold speed (rTSS).
    Pace,
    /// Swim speed against critical swim speed (sTSS).
    Swim,
    /// TRIMP against an hour at threshold (HRSS).
    HeartRate,
    /// The athlete's rating.
    Rpe,
    /// What the source stated.
    Stated,
    /// Minutes times what an hour of the sport usually is.
    Duration,
}

impl Method {
    /// Name on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        if self == Self::HeartRate { "heart rate" } else { self.name() }
    }

    /// Name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Power => "power",
            Self::Pace => "pace",
            Self::Swim => "swim",
            Self::HeartRate => "heart_rate",
            Self::Rpe => "rpe",
            Self::Stated => "stated",
            Self::Duration => "duration",
        }
    }
}

/// A threshold that a load was computed with: its value and its version, which is the day it holds from and where it
/// comes from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Used {
    /// What it limits.
    pub kind: ThresholdKind,
    /// In the unit of its kind.
    pub value: f64,
    /// The day it holds from.
    pub from: Day,
    /// Where it comes from.
    pub source: ThresholdSource,
}

impl From<&Threshold> for Used {
    fn from(t: &Threshold) -> Self {
        Self { kind: t.kind, value: t.value, from: t.from, source: t.source }
    }
}

/// What a load was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Inputs {
    /// Seconds that counted.
    pub seconds: f64,
    /// The figure that the method reads: normalized power (W), speed (m/s), mean heart rate (bpm), rating (0–10), the
    /// stated load, or the load of an hour.
    pub figure: f64,
    /// Share of the time that the figure was measured in, 0–1.
    pub coverage: f64,
    /// The sport's factor.
    pub factor: f64,
    /// The athlete's own factor on the table of ratings; 1 where none is used.
    pub calibration: f64,
    /// The thresholds used.
    pub thresholds: [Option<Used>; 3],
}

impl Default for Inputs {
    fn default() -> Self {
        Self { seconds: 0.0, figure: 0.0, coverage: 1.0, factor: 1.0, calibration: 1.0, thresholds: [None; 3] }
    }
}

/// Load of one activity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Load {
    /// What it adds to its day, 100 = one hour at threshold; the factor of its sport is in it.
    pub value: f64,
    /// How it was computed.
    pub method: Method,
    /// 0–1.
    pub confidence: f64,
    /// Intensity factor; `None` where the method knows none (rating, statement, duration).
    pub intensity: Option<f64>,
    /// What it was computed from.
    pub inputs: Inputs,
}

/// What a sport's load counts in the combined series: 1 for cycling, running and swimming, .5 for strength, .7 for
/// the others, unless the settings say otherwise.
#[must_use]
pub fn factor(sport: Sport, settings: &Settings) -> f64 {
    let default = match sport {
        Sport::Bike | Sport::Run | Sport::Swim => 1.0,
        Sport::Strength => 0.5,
        _ => 0.7,
    };
    settings.sport_factors.get(&sport).copied().filter(|f| f.is_finite() && *f >= 0.0).unwrap_or(default)
}

/// Seconds that count: moving time, wall time when the source knows no other.
#[must_use]
pub fn seconds(record: &ActivityRecord) -> f64 {
    let s = if record.moving_s > 0.0 { record.moving_s } else { record.elapsed_s };
    if s.is_finite() { s.max(0.0) } else { 0.0 }
}

/// The load of a record.
#[must_use]
pub fn of(record: &ActivityRecord, book: &Book, settings: &Settings, typical: &TypicalLoad) -> Load {
    Ladder::new(book, settings).load(record, typical)
}

/// The ladder for many records, with what they share worked out once.
#[derive(Clone, Debug)]
pub struct Ladder<'a> {
    book: &'a Book,
    settings: &'a Settings,
    scale: heart::Scale,
}

impl<'a> Ladder<'a> {
    /// The ladder over these thresholds.
    #[must_use]
    pub fn new(book: &'a Book, settings: &'a Settings) -> Self {
        Self { book, settings, scale: heart::Scale::default() }
    }

    /// The load of a record.
    pub fn load(&mut self, record: &ActivityRecord, typical: &TypicalLoad) -> Load {
        let best = self
            .by_power(record)
            .or_else(|_| self.by_speed(record))
            .or_else(|_| self.by_heart_rate(record))
            .or_else(|_| rungs::by_rating(record, typical))
            .or_else(|_| rungs::stated(record));
        self.weighted(best.unwrap_or_else(|_| rungs::by_duration(record, typical)), record.sport)
    }

    /// With the factor of its sport, held within what a day can be.
    fn weighted(&self, load: Load, sport: Sport) -> Load {
        let factor = factor(sport, self.settings);
        Load {
            value: (load.value * factor).clamp(0.0, 3000.0),
            confidence: load.confidence.clamp(0.05, 1.0),
            inputs: Inputs { factor, ..load.inputs },
            ..load
        }
    }
}

#[cfg(test)]
mod tests;
