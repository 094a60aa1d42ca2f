//! Load from heart rate: TRIMP, HRSS, and the fallbacks of its three thresholds.
//!
//! Sources: Banister 1991 and Morton 1990 (TRIMP), Edwards 1993, Lucia 2003, Tanaka 2001 (age), Uth 2004 (VO2max).

use crate::domain::num::Total;
use crate::domain::{Histogram, settings::Sex};

/// The athlete's heart rates that scale a load, bpm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeartRates {
    /// Resting.
    pub rest: f64,
    /// Maximal.
    pub max: f64,
    /// At lactate threshold.
    pub threshold: f64,
}

impl HeartRates {
    /// Checked to rise: rest < threshold ≤ max.
    #[must_use]
    pub fn new(rest: f64, max: f64, threshold: f64) -> Option<Self> {
        (rest > 0.0 && rest < threshold && threshold <= max).then_some(Self { rest, max, threshold })
    }

    /// Share of the heart-rate reserve, 0–1.
    #[must_use]
    pub fn reserve(&self, bpm: f64) -> f64 {
        ((bpm - self.rest) / (self.max - self.rest)).clamp(0.0, 1.0)
    }
}

/// Banister's TRIMP per minute at a share of the heart-rate reserve. Unknown sex takes the male constants.
#[must_use]
pub fn trimp_per_minute(reserve: f64, sex: Sex) -> f64 {
    let (b, c) = match sex {
        Sex::Female => (0.86, 1.67),
        Sex::Male | Sex::Unknown => (0.64, 1.92),
    };
    reserve * b * (c * reserve).exp()
}

/// TRIMP of `minutes` at an even heart rate.
#[must_use]
pub fn trimp_even(minutes: f64, bpm: f64, rates: &HeartRates, sex: Sex) -> f64 {
    minutes * trimp_per_minute(rates.reserve(bpm), sex)
}

/// TRIMP of a histogram of 1-bpm bins: the sum over its seconds, not over their mean (the curve is convex, so a mean
/// would understate intervals).
#[must_use]
pub fn trimp(histogram: &Histogram, rates: &HeartRates, sex: Sex) -> f64 {
    histogram.bins().map(|(bpm, s)| s / 60.0 * trimp_per_minute(rates.reserve(bpm), sex)).total()
}

/// HRSS of many histograms: the curve is worked out once for the heart rates in use.
#[derive(Clone, Debug, Default)]
pub struct Scale {
    of: Option<(HeartRates, Sex)>,
    per_second: Vec<f64>,
}

impl Scale {
    /// HRSS of a histogram of 1-bpm bins; equals [`hrss`] of [`trimp`].
    pub fn hrss(&mut self, histogram: &Histogram, rates: &HeartRates, sex: Sex) -> f64 {
        if self.of != Some((*rates, sex)) {
            self.of = Some((*rates, sex));
            let per_second = |bpm: u16| hrss(trimp_even(1.0 / 60.0, f64::from(bpm), rates, sex), rates, sex);
            self.per_second = (0..=255).map(per_second).collect();
        }
        let top = self.per_second.last().copied().unwrap_or(0.0);
        let at = |bpm: f64| self.per_second.get(bpm as usize).copied().unwrap_or(top);
        histogram.bins().map(|(bpm, s)| s * at(bpm)).total()
    }
}

/// A TRIMP on the scale where one hour at threshold is 100 (HRSS, GoldenCheetah's TRIMP(100)).
#[must_use]
pub fn hrss(trimp: f64, rates: &HeartRates, sex: Sex) -> f64 {
    let hour = 60.0 * trimp_per_minute(rates.reserve(rates.threshold), sex);
    if hour > 0.0 { 100.0 * trimp / hour } else { 0.0 }
}

/// Edwards' TRIMP: minutes weighted 1–5 for 50, 60, 70, 80, 90 % of the maximum, lower bounds included. For
/// comparison only; never mixed into the daily load.
#[must_use]
pub fn edwards(histogram: &Histogram, max: f64) -> f64 {
    let weight = |share: f64| [0.5, 0.6, 0.7, 0.8, 0.9].iter().filter(|b| share >= **b).count() as f64;
    histogram.bins().map(|(bpm, s)| s / 60.0 * weight(bpm / max)).total()
}

/// Lucia's TRIMP: minutes weighted 1, 2, 3 under, between and over the ventilatory thresholds. For comparison only.
#[must_use]
pub fn lucia(histogram: &Histogram, vt1: f64, vt2: f64) -> f64 {
    let weight = |bpm: f64| 1.0 + f64::from(u8::from(bpm >= vt1)) + f64::from(u8::from(bpm >= vt2));
    histogram.bins().map(|(bpm, s)| s / 60.0 * weight(bpm)).total()
}

/// Maximal heart rate by age, bpm: 208 − 0.7·age (Tanaka 2001).
#[must_use]
pub fn max_by_age(age: f64) -> f64 {
    208.0 - 0.7 * age
}

/// VO2max from the heart rates, ml/kg/min (Uth 2004: 15.3 · max / rest); a last resort.
#[must_use]
pub fn vo2max_of_rates(max: f64, rest: f64) -> Option<f64> {
    (rest > 0.0).then(|| 15.3 * max / rest)
}

#[cfg(test)]
mod tests;
