//! Monotony and strain of a week (Foster 1998, Med Sci Sports Exerc 30:1164).

use super::stats::{mean, sample_sd};
use crate::domain::num::Total;

/// Monotony never exceeds this; it is reached by a week without variation.
pub const CAP: f64 = 10.0;

/// Mean over sample standard deviation of the daily loads; 0 for a week without load, [`CAP`] without variation.
#[must_use]
pub fn monotony(loads: &[f64]) -> f64 {
    of(loads, sample_sd(loads))
}

/// The same over the deviation of the population (n), as some programs print it.
#[must_use]
pub fn monotony_of_population(loads: &[f64]) -> f64 {
    let n = loads.len() as f64;
    of(loads, sample_sd(loads).map(|sd| sd * ((n - 1.0) / n).sqrt()))
}

fn of(loads: &[f64], sd: Option<f64>) -> f64 {
    let Some(m) = mean(loads).filter(|m| *m > 0.0) else { return 0.0 };
    match sd {
        Some(sd) if sd > 0.0 => (m / sd).min(CAP),
        _ => CAP,
    }
}

/// Share of one's own weeks that a strain must exceed to be told.
pub const STRAIN_QUANTILE: f64 = 0.95;
/// Weeks of one's own that a strain is held against.
pub const STRAIN_WEEKS: u16 = 26;
/// Fewest of them that a limit is told from.
pub const STRAIN_LEAST_WEEKS: usize = 8;
/// Monotony over which a high strain is told.
pub const STRAIN_MONOTONY: f64 = 1.5;

/// The strain that only one in twenty of one's own last 26 weeks exceeded; `None` with fewer than eight. `before` holds
/// the loads of each week, the latest last, the week in question not among them. Thresholds of strain are individual
/// (Foster 1998); the quantile is our choice.
#[must_use]
pub fn strain_limit(before: &[[f64; 7]]) -> Option<f64> {
    let own = &before[before.len().saturating_sub(usize::from(STRAIN_WEEKS))..];
    let strains: Vec<f64> = own.iter().map(|w| strain(w)).collect();
    (own.len() >= STRAIN_LEAST_WEEKS).then(|| super::stats::quantile(&strains, STRAIN_QUANTILE)).flatten()
}

/// Whether a week is strained beyond one's own usual, and monotonous with it.
#[must_use]
pub fn strained(week: &[f64; 7], before: &[[f64; 7]]) -> bool {
    monotony(week) > STRAIN_MONOTONY && strain_limit(before).is_some_and(|limit| strain(week) > limit)
}

/// Load of the week times its monotony.
#[must_use]
pub fn strain(loads: &[f64]) -> f64 {
    loads.iter().total() * monotony(loads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case([0.0, 80.0, 60.0, 90.0, 40.0, 120.0, 70.0], 1.718701, 790.602317)]
    #[case([60.0; 7], 10.0, 4200.0)]
    #[case([0.0; 7], 0.0, 0.0)]
    #[case([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 100.0], 0.377964, 37.796447)]
    fn published_weeks(#[case] week: [f64; 7], #[case] m: f64, #[case] s: f64) {
        assert!((monotony(&week) - m).abs() < 1e-6);
        assert!((strain(&week) - s).abs() < 1e-5);
    }

    #[test]
    fn strain_is_held_against_ones_own_weeks() {
        let usual: Vec<[f64; 7]> =
            (0..26).map(|i| [0.0, 60.0, 50.0 + f64::from(i), 80.0, 0.0, 120.0, 40.0]).collect();
        let heavy = [90.0, 100.0, 95.0, 110.0, 90.0, 120.0, 100.0];
        assert!(strained(&heavy, &usual));
        assert!(!strained(&heavy, &usual[..7]), "too few weeks of one's own");
        // A heavy week with rest in it is strain without monotony.
        assert!(!strained(&[0.0, 200.0, 0.0, 200.0, 0.0, 300.0, 0.0], &usual));
        assert!(!strained(&usual[3], &usual));
    }
}
