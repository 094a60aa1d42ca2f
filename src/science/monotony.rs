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
}
