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

/// Which end of the figures a cut is of. Figures are turned so that more is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The lowest figure from which it goes badly at most that often.
    Good,
    /// The highest figure under which it goes badly at least that often.
    Bad,
}

/// What a calibration of one cut works with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// Which end.
    pub side: Side,
    /// How often it may, or has to, go badly there.
    pub share: f64,
    /// The cut of the book, where nothing is known.
    pub book: f64,
    /// The cut of now.
    pub now: f64,
    /// Lowest and highest cut.
    pub range: (f64, f64),
    /// Most that the cut moves at a time.
    pub step: f64,
    /// Prior of a bin: bad and good cases that stand for what is usual.
    pub prior: (f64, f64),
    /// Cases that weigh as much as the book.
    pub shrink: f64,
}

/// A green day goes badly at most this often.
pub const GREEN_MOST: f64 = 0.20;
/// A red day goes badly at least this often.
pub const RED_LEAST: f64 = 0.45;
/// Bad and good cases that stand for what is usual.
pub const PRIOR: (f64, f64) = (2.0, 8.0);
/// Cases that weigh as much as the book.
pub const SHRINK: f64 = 30.0;

impl Cut {
    /// A cut of now, with the book's figure, range and step; the rest as it is usual.
    #[must_use]
    pub fn new(side: Side, (book, now): (f64, f64), range: (f64, f64), step: f64) -> Self {
        let share = if side == Side::Good { GREEN_MOST } else { RED_LEAST };
        Self { side, share, book, now, range, step, prior: PRIOR, shrink: SHRINK }
    }
}

/// What a calibration says of a cut.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// Mean of the posterior of each bin.
    pub posterior: Vec<f64>,
    /// The same, never rising with the figure.
    pub monotone: Vec<f64>,
    /// Where the own cases put the cut; `None` when they don't tell.
    pub raw: Option<f64>,
    /// Weight of the own cases against the book, 0–1.
    pub weight: f64,
    /// The own cut drawn towards the book's.
    pub shrunk: f64,
    /// The cut to propose: one step away at most and within its range.
    pub to: f64,
}

/// Weight of `n` own cases against the book.
#[must_use]
pub fn weight(n: f64, shrink: f64) -> f64 {
    n / (n + shrink)
}

/// Looks for a cut in bins of rising figures: Beta-binomial posteriors, pooled so that they never rise.
#[must_use]
pub fn find(bins: &[Bin], cut: &Cut) -> Found {
    let (a, b) = cut.prior;
    let weight_of = |bin: &Bin| f64::from(bin.n) + a + b;
    let posterior: Vec<f64> = bins.iter().map(|bin| (f64::from(bin.bad) + a) / weight_of(bin)).collect();
    let weights: Vec<f64> = bins.iter().map(weight_of).collect();
    let monotone = never_rising(&posterior, &weights);
    let raw = match cut.side {
        // Where nothing below went badly, nothing says that the cut of now is too low.
        Side::Good => monotone
            .iter()
            .position(|m| *m <= cut.share)
            .filter(|at| *at > 0 || bins[*at].low < cut.now)
            .map(|at| bins[at].low),
        Side::Bad => monotone.iter().rposition(|m| *m >= cut.share).map(|at| bins[at].high),
    };
    let weight = weight(bins.iter().map(|b| f64::from(b.n)).total(), cut.shrink);
    let shrunk = raw.map_or(cut.now, |r| weight * r + (1.0 - weight) * cut.book);
    let to = (cut.now + (shrunk - cut.now).clamp(-cut.step, cut.step)).clamp(cut.range.0, cut.range.1);
    Found { posterior, monotone, raw, weight, shrunk, to: if raw.is_some() { to } else { cut.now } }
}

/// Mean squared error over the `held` cases of a forecast that knows only on which side of `cut` a figure lies, and how
/// often it went badly there in the cases `before`.
#[must_use]
pub fn foresight(before: &[(f64, bool)], held: &[(f64, bool)], cut: f64) -> Option<f64> {
    let share = |above: bool| {
        let of = || before.iter().filter(|(x, _)| (*x >= cut) == above);
        let bad = of().filter(|(_, bad)| *bad).count() as f64;
        (bad + PRIOR.0) / (of().count() as f64 + PRIOR.0 + PRIOR.1)
    };
    let (under, over) = (share(false), share(true));
    let forecast = |x: f64| if x >= cut { over } else { under };
    brier(&held.iter().map(|(x, bad)| (forecast(*x), *bad)).collect::<Vec<_>>())
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

    /// The green cut with the book's 70, at `now`.
    fn green(now: f64) -> Cut {
        Cut::new(Side::Good, (70.0, now), (60.0, 78.0), 2.0)
    }

    #[test]
    fn bins_that_are_out_of_order_are_pooled() {
        let c = find(&bins(), &green(70.0));
        near(c.monotone[2], 11.0 / 35.0);
        near(c.monotone[3], 11.0 / 35.0);
        near(c.monotone[5], 9.0 / 65.0);
        assert_eq!(c.raw, Some(70.0));
        let red = Cut::new(Side::Bad, (60.0, 60.0), (55.0, 66.0), 2.0);
        assert_eq!(find(&bins(), &red).raw, None);
        near(c.weight, 123.0 / 153.0);
        near(c.to, 70.0);
    }

    #[test]
    fn a_cut_moves_by_one_step_and_never_out_of_its_range() {
        let bad = |n: u32| Bin { low: 60.0, high: 75.0, bad: n, n };
        let good = Bin { low: 75.0, high: 80.0, bad: 0, n: 200 };
        let c = find(&[bad(200), good], &green(70.0));
        assert_eq!(c.raw, Some(75.0));
        near(c.to, 72.0);
        near(find(&[bad(200), Bin { low: 90.0, ..good }], &green(77.0)).to, 78.0);
        near(find(&[], &green(70.0)).to, 70.0);
        let red = Cut::new(Side::Bad, (60.0, 60.0), (55.0, 66.0), 2.0);
        let c = find(&[bad(200), good], &red);
        assert_eq!(c.raw, Some(75.0));
        near(c.to, 62.0);
    }

    #[test]
    fn good_days_alone_never_make_a_cut_stricter() {
        let good = Bin { low: 75.0, high: 80.0, bad: 0, n: 200 };
        let c = find(&[good], &green(70.0));
        assert_eq!((c.raw, c.to), (None, 70.0));
        let low = find(&[Bin { low: 60.0, high: 65.0, ..good }, good], &green(70.0));
        assert_eq!((low.raw, low.to), (Some(60.0), 68.0));
    }

    #[test]
    fn the_cut_that_tells_bad_days_apart_foresees_better() {
        let days = |n: usize| -> Vec<(f64, bool)> { (0..n).map(|i| (50.0 + i as f64, i < 15)).collect() };
        let (before, held) = (days(30), days(30));
        let own = foresight(&before, &held, 65.0).unwrap();
        assert!(own < foresight(&before, &held, 75.0).unwrap() && own < foresight(&before, &held, 0.0).unwrap());
        assert_eq!(foresight(&before, &[], 65.0), None);
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
        fn what_is_found_is_one_step_away_at_most_and_within_its_range(
            all in proptest::collection::vec((0_u32..12, 0_u32..30), 1..8),
            now in 60.0_f64..78.0,
            good in any::<bool>(),
        ) {
            let bins: Vec<Bin> = all
                .iter()
                .enumerate()
                .map(|(i, (bad, more))| {
                    let low = 40.0 + 5.0 * i as f64;
                    Bin { low, high: low + 5.0, bad: *bad, n: bad + more }
                })
                .collect();
            let side = if good { Side::Good } else { Side::Bad };
            let c = find(&bins, &Cut::new(side, (70.0, now), (60.0, 78.0), 2.0));
            prop_assert!((60.0..=78.0).contains(&c.to) && (c.to - now).abs() <= 2.0 + 1e-9);
            prop_assert!(c.raw.is_some() || (c.to - now).abs() < 1e-12);
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
