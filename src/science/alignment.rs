//! Which lap was which step: two lists in order, paired by length.
//!
//! Owns: the pairing. Does not own: what a lap held of its target. The costs are a design of ours.

/// Lengths further apart than this ratio are no pair.
pub const RATIO: f64 = 1.25;
/// A step that stays without a lap costs as much as the worst pair.
const STEP_ALONE: f64 = 1.0;
/// A lap that stays without a step: a press too many is more usual than one that was forgotten.
const LAP_ALONE: f64 = 0.6;

/// For each step the lap that was it: the pairing in order with the least cost, found exactly; of several the one that
/// leaves the last steps alone.
///
/// A pair costs |ln(lap / step)| / ln 1.25 by length and as much again as `strain(step, lap)` says (0 to 1, how badly
/// the lap fits the step beyond its length); lengths must be of one unit for a pair, which `lengths` gives for each step and
/// lap, or nothing where the two can't be compared.
///
/// ```
/// use lanterne::science::alignment::align;
/// let (steps, laps) = ([600.0, 300.0, 120.0, 300.0], [610.0, 298.0, 5.0, 121.0, 305.0]);
/// let pairs = align(steps.len(), laps.len(), |s, l| Some((steps[s], laps[l])), |_, _| 0.0);
/// assert_eq!(pairs, [Some(0), Some(1), Some(3), Some(4)]);
/// ```
#[must_use]
pub fn align(
    steps: usize,
    laps: usize,
    lengths: impl Fn(usize, usize) -> Option<(f64, f64)>,
    strain: impl Fn(usize, usize) -> f64,
) -> Vec<Option<usize>> {
    let cost = |s: usize, l: usize| {
        let (step, lap) = lengths(s, l)?;
        let apart = (lap / step).ln().abs() / RATIO.ln();
        (step > 0.0 && lap > 0.0 && apart <= 1.0).then(|| apart + strain(s, l))
    };
    // least[s][l]: what the first s steps and l laps cost at least.
    let mut least = vec![vec![0.0_f64; laps + 1]; steps + 1];
    for s in 0..=steps {
        for l in 0..=laps {
            let mut best = if s == 0 && l == 0 { 0.0 } else { f64::INFINITY };
            if s > 0 {
                best = best.min(least[s - 1][l] + STEP_ALONE);
            }
            if l > 0 {
                best = best.min(least[s][l - 1] + LAP_ALONE);
            }
            if let Some(c) = s.checked_sub(1).zip(l.checked_sub(1)).and_then(|(s, l)| cost(s, l)) {
                best = best.min(least[s - 1][l - 1] + c);
            }
            least[s][l] = best;
        }
    }
    let mut pairs = vec![None; steps];
    let (mut s, mut l) = (steps, laps);
    while s > 0 || l > 0 {
        // The same sums as above, so that equal means equal. Of ways that cost the same the one is taken that leaves the
        // last steps alone: who stops early did the first ones.
        let is = |cost: f64| cost.total_cmp(&least[s][l]).is_eq();
        if s > 0 && is(least[s - 1][l] + STEP_ALONE) {
            s -= 1;
        } else if l > 0 && is(least[s][l - 1] + LAP_ALONE) {
            l -= 1;
        } else {
            (s, l) = (s - 1, l - 1);
            pairs[s] = Some(l);
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(steps: &[f64], laps: &[f64]) -> Vec<Option<usize>> {
        align(steps.len(), laps.len(), |s, l| Some((steps[s], laps[l])), |_, _| 0.0)
    }

    #[test]
    fn laps_of_another_rhythm_are_no_steps() {
        assert_eq!(of(&[600.0, 180.0, 120.0], &[330.0, 330.0, 330.0]), [None, None, None]);
        assert!(of(&[], &[1.0]).is_empty());
        assert_eq!(of(&[60.0], &[]), [None]);
        assert_eq!(of(&[0.0, 60.0], &[0.0, 60.0]), [None, Some(1)]);
    }

    #[test]
    fn what_fits_better_decides_between_equal_lengths() {
        let strain = |s: usize, l: usize| if s == 0 && l != 1 { 0.5 } else { 0.0 };
        assert_eq!(align(1, 3, |_, _| Some((60.0, 60.0)), strain), [Some(1)]);
    }

    /// Every pairing in order, by hand.
    fn cheapest(steps: &[f64], laps: &[f64]) -> f64 {
        let Some((step, rest)) = steps.split_first() else { return LAP_ALONE * laps.len() as f64 };
        let mut best = STEP_ALONE + cheapest(rest, laps);
        for (i, lap) in laps.iter().enumerate() {
            let apart = (lap / step).ln().abs() / RATIO.ln();
            if apart <= 1.0 {
                best = best.min(apart + LAP_ALONE * i as f64 + cheapest(rest, &laps[i + 1..]));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_pairing_in_order_costs_less(
            steps in prop::collection::vec(50.0..200.0_f64, 0..5),
            laps in prop::collection::vec(50.0..200.0_f64, 0..6),
        ) {
            let pairs = of(&steps, &laps);
            let paired: Vec<(usize, usize)> = pairs.iter().enumerate().filter_map(|(s, l)| Some((s, (*l)?))).collect();
            prop_assert!(paired.windows(2).all(|w| w[0].1 < w[1].1));
            let cost: f64 = paired.iter().map(|&(s, l)| (laps[l] / steps[s]).ln().abs() / RATIO.ln()).sum();
            let alone = STEP_ALONE * (steps.len() - paired.len()) as f64 + LAP_ALONE * (laps.len() - paired.len()) as f64;
            prop_assert!((cost + alone - cheapest(&steps, &laps)).abs() < 1e-9);
        }
    }
}
