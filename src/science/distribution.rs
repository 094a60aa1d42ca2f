//! Time in zones, the three-part distribution of intensity, and what makes a day hard.
//!
//! Sources: Seiler 2010 (three bands), Treff 2019 (polarization index).

use crate::domain::Histogram;
use crate::domain::num::Total;
use serde::Serialize;

/// What the zones of an activity were told from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Power.
    Power,
    /// Heart rate.
    HeartRate,
    /// Of several activities: some by power, some by heart rate.
    Mixed,
    /// Nothing to tell zones from.
    #[default]
    None,
}

impl Basis {
    /// The basis of two activities together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, x) | (x, Self::None) => x,
            (a, b) if a == b => a,
            _ => Self::Mixed,
        }
    }
}

/// Seconds in zones 1–7.
pub type ZoneSeconds = [f64; 7];

/// Seconds in each zone of a histogram. A bin that a bound goes through is shared out between its two sides, as if
/// its seconds were spread evenly over it.
#[must_use]
pub fn seconds_in_zones(histogram: &Histogram, bounds: &[f64; 6]) -> ZoneSeconds {
    // A bin one unit wide holds whole numbers (heart rates), so all of it is at its lower edge.
    let width = if histogram.width <= 1 { 0.0 } else { f64::from(histogram.width) };
    let mut out = [0.0; 7];
    let mut zone = 0;
    for (lo, seconds) in histogram.bins() {
        while zone < 6 && bounds[zone] <= lo {
            zone += 1;
        }
        let (hi, mut from, mut z) = (lo + width, lo, zone);
        while z < 6 && bounds[z] < hi {
            out[z] += seconds * (bounds[z] - from) / width;
            from = bounds[z];
            z += 1;
        }
        out[z] += if width > 0.0 { seconds * (hi - from) / width } else { seconds };
    }
    out
}

/// Minutes low, mid and high of seconds in zones.
#[must_use]
pub fn band_minutes(zones: &ZoneSeconds) -> [f64; 3] {
    let sum = |z: &[f64]| z.iter().total() / 60.0;
    [sum(&zones[..2]), sum(&zones[2..3]), sum(&zones[3..])]
}

/// Whether time in zones makes a day hard: zone 3 and up 30 min, 4 and up 10, 5 and up 5; by power also 6 and up 2,
/// 7 one minute.
#[must_use]
pub fn is_hard(zones: &ZoneSeconds, basis: Basis) -> bool {
    let from = |z: usize| zones[z - 1..].iter().total() / 60.0;
    let by_power = from(3) >= 30.0 || from(6) >= 2.0 || from(7) >= 1.0;
    from(4) >= 10.0 || from(5) >= 5.0 || (basis == Basis::Power && by_power)
}

/// Class of a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Nearly everything low.
    Base,
    /// Low and high, little between.
    Polarized,
    /// Less of each harder band.
    Pyramidal,
    /// More mid than low or high would leave room for.
    Threshold,
    /// Mostly high.
    High,
}

/// Shares low, mid, high (sum 1) as a polarization index (only where high > mid and low > high ≥ 1 %) and a class.
#[must_use]
pub fn classify(shares: [f64; 3]) -> (Option<f64>, Class) {
    let [low, mid, high] = shares;
    let index = (low > high && high > mid && high >= 0.01)
        .then(|| (low / if mid > 0.0 { mid } else { 0.01 } * high * 100.0).log10());
    let class = if low >= 0.95 {
        Class::Base
    } else if index.is_some_and(|i| i > 2.0) {
        Class::Polarized
    } else if high >= low && high >= mid {
        Class::High
    } else if mid > low {
        Class::Threshold
    } else {
        Class::Pyramidal
    };
    (index, class)
}

/// Shares of minutes low, mid, high; `None` without any.
#[must_use]
pub fn shares(minutes: [f64; 3]) -> Option<[f64; 3]> {
    let total: f64 = minutes.iter().total();
    (total > 0.0).then(|| minutes.map(|m| m / total))
}

#[cfg(test)]
mod tests;
