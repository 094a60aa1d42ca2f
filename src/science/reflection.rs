//! Whether past advice worked: intervals for shares, and the calibration of a cut from what followed.
//!
//! Owns: the arithmetic. Does not own: what counts as a bad outcome, and whether a change is proposed.

use crate::domain::num::Total;
use serde::Serialize;

/// Standard normal deviate of a two-sided 90 % interval.
pub const Z90: f64 = 1.644_853_6;
/// Under this many cases no share is shown.
pub const LEAST_CASES: u32 = 6;

/// Score interval of a share (Wilson 1927): `k` of `n` at the deviate `z`; (0, 1) without a case.
#[must_use]
pub fn wilson(k: u32, n: u32, z: f64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (k, n) = (f64::from(k.min(n)), f64::from(n));
    let (p, zz) = (k / n, z * z);
    let centre = (p + zz / (2.0 * n)) / (1.0 + zz / n);
    let half = z / (1.0 + zz / n) * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt();
    // At an end of the scale the interval touches it; rounding must not carry it past.
    let low = if k <= 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if k >= n { 1.0 } else { (centre + half).min(1.0) };
    (low, high)
}

/// The 90 % interval.
#[must_use]
pub fn wilson90(k: u32, n: u32) -> (f64, f64) {
    wilson(k, n, Z90)
}

/// Mornings whose readiness fell into a bin, and how many of them went badly.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Lower end of the score.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Mornings after which the session went badly.
    pub bad: u32,
    /// Mornings.
    pub n: u32,
}

/// What a calibration works with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Prior of a bin: bad and good cases that stand for what is usual.
    pub prior: (f64, f64),
    /// A green day goes badly at most this often.
    pub green_most: f64,
    /// A red day goes badly at least this often.
    pub red_least: f64,
    /// The cut where nothing is known.
    pub default_green: f64,
    /// Cases that weigh as much as the default.
    pub shrink: f64,
    /// Most points that a cut moves at a time.
    pub max_step: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            prior: (2.0, 8.0),
            green_most: 0.20,
            red_least: 0.45,
            default_green: 70.0,
            shrink: 30.0,
            max_step: 2.0,
        }
    }
}

/// Lowest and highest cut of a green day that a calibration may set.
pub const GREEN_RANGE: (f64, f64) = crate::domain::mission::movable::GREEN;

/// What a calibration says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// Mean of the posterior of each bin.
    pub posterior: Vec<f64>,
    /// The same, never rising with readiness.
    pub monotone: Vec<f64>,
    /// Lowest score whose bin goes badly rarely enough for green.
    pub raw_green: Option<f64>,
    /// Highest score under which days go badly often enough for red.
    pub raw_red: Option<f64>,
    /// Weight of the athlete's own cases against the default, 0–1.
    pub weight: f64,
    /// The own cut drawn towards the default.
    pub shrunk_green: f64,
    /// The cut to propose, one step away at most.
    pub proposed_green: f64,
}

/// Calibrates the green cut on bins of rising readiness.
#[must_use]
pub fn calibrate(bins: &[Bin], rules: &Rules) -> Calibration {
    let (a, b) = rules.prior;
    let weight_of = |bin: &Bin| f64::from(bin.n) + a + b;
    let posterior: Vec<f64> = bins.iter().map(|bin| (f64::from(bin.bad) + a) / weight_of(bin)).collect();
    let weights: Vec<f64> = bins.iter().map(weight_of).collect();
    let monotone = never_rising(&posterior, &weights);
    let pairs = || bins.iter().zip(&monotone);
    let raw_green = pairs().find(|(_, m)| **m <= rules.green_most).map(|(b, _)| b.low);
    let raw_red = pairs().rev().find(|(_, m)| **m >= rules.red_least).map(|(b, _)| b.high);
    let n = bins.iter().map(|b| f64::from(b.n)).total();
    let weight = n / (n + rules.shrink);
    let shrunk_green = raw_green.map_or(rules.default_green, |g| weight * g + (1.0 - weight) * rules.default_green);
    let step = (shrunk_green - rules.default_green).clamp(-rules.max_step, rules.max_step);
    Calibration {
        posterior,
        monotone,
        raw_green,
        raw_red,
        weight,
        shrunk_green,
        proposed_green: (rules.default_green + step).clamp(GREEN_RANGE.0, GREEN_RANGE.1),
    }
}

/// The nearest sequence that never rises, in weighted squares: neighbours that rise are pooled (Ayer 1955).
#[must_use]
pub fn never_rising(values: &[f64], weights: &[f64]) -> Vec<f64> {
    let mut blocks: Vec<(f64, f64, usize)> = Vec::with_capacity(values.len());
    for (&v, &w) in values.iter().zip(weights) {
        let mut block = (v, w, 1);
        while let Some(&(before, weight, count)) = blocks.last().filter(|b| b.0 < block.0) {
            blocks.pop();
            let both = weight + block.1;
            block = ((before * weight + block.0 * block.1) / both, both, count + block.2);
        }
        blocks.push(block);
    }
    blocks.into_iter().flat_map(|(v, _, n)| std::iter::repeat_n(v, n)).collect()
}

/// Mean squared error of forecasts (0–1) against what happened (Brier 1950); less is better, `None` without any.
#[must_use]
pub fn brier(forecasts: &[(f64, bool)]) -> Option<f64> {
    let errors: Vec<f64> = forecasts.iter().map(|(p, hit)| (p - f64::from(u8::from(*hit))).powi(2)).collect();
    super::stats::mean(&errors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::science::testing::near;
    use proptest::prelude::*;

    #[test]
    fn published_intervals() {
        let (lo, hi) = wilson90(3, 10);
        assert!((lo - 0.126877).abs() < 1e-6 && (hi - 0.5583).abs() < 1e-6);
        let (lo, hi) = wilson90(0, 8);
        assert!(lo.abs() < 1e-12 && (hi - 0.252724).abs() < 1e-6);
        assert_eq!(wilson90(0, 0), (0.0, 1.0));
    }

    fn bins() -> Vec<Bin> {
        let of = [
            (45, 50, 3, 4),
            (50, 55, 3, 5),
            (55, 60, 2, 6),
            (60, 65, 5, 9),
            (65, 70, 3, 14),
            (70, 75, 2, 20),
            (75, 80, 3, 25),
            (80, 100, 1, 40),
        ];
        of.map(|(l, h, bad, n)| Bin { low: f64::from(l), high: f64::from(h), bad, n }).to_vec()
    }

    #[test]
    fn bins_that_are_out_of_order_are_pooled() {
        let c = calibrate(&bins(), &Rules::default());
        near(c.monotone[2], 11.0 / 35.0);
        near(c.monotone[3], 11.0 / 35.0);
        near(c.monotone[5], 9.0 / 65.0);
        assert_eq!((c.raw_green, c.raw_red), (Some(70.0), None));
        near(c.weight, 123.0 / 153.0);
        near(c.proposed_green, 70.0);
    }

    #[test]
    fn a_cut_moves_by_one_step_and_never_out_of_its_range() {
        let bad = |n: u32| Bin { low: 60.0, high: 75.0, bad: n, n };
        let good = Bin { low: 75.0, high: 80.0, bad: 0, n: 200 };
        let c = calibrate(&[bad(200), good], &Rules::default());
        assert_eq!((c.raw_green, c.raw_red), (Some(75.0), Some(75.0)));
        near(c.proposed_green, 72.0);
        let c = calibrate(&[bad(200), good], &Rules { default_green: 77.0, ..Rules::default() });
        assert!(c.proposed_green <= GREEN_RANGE.1);
        near(calibrate(&[], &Rules::default()).proposed_green, 70.0);
    }

    #[test]
    fn a_better_forecast_scores_less() {
        near(brier(&[(1.0, true), (0.0, false)]).unwrap(), 0.0);
        near(brier(&[(0.5, true), (0.5, false)]).unwrap(), 0.25);
        assert_eq!(brier(&[]), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn pooling_never_rises_and_keeps_the_weighted_mean(v in proptest::collection::vec((0.0_f64..1.0, 1.0_f64..50.0), 0..12)) {
            let (values, weights): (Vec<f64>, Vec<f64>) = v.into_iter().unzip();
            let m = never_rising(&values, &weights);
            prop_assert!(m.windows(2).all(|w| w[0] >= w[1] - 1e-12));
            let sum = |x: &[f64]| x.iter().zip(&weights).map(|(a, b)| a * b).total();
            prop_assert!((sum(&m) - sum(&values)).abs() < 1e-9);
        }

        #[test]
        fn the_interval_holds_the_share(k in 0_u32..60, more in 0_u32..60) {
            let n = k + more;
            let (lo, hi) = wilson90(k, n);
            prop_assert!((0.0..=1.0).contains(&lo) && (0.0..=1.0).contains(&hi) && lo <= hi);
            if n > 0 {
                let p = f64::from(k) / f64::from(n);
                prop_assert!(lo <= p + 1e-12 && p <= hi + 1e-12);
            }
        }
    }
}
