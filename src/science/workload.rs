//! Acute against chronic load (ACWR): context only.
//!
//! Dividing a week by the month that contains it couples the two (Lolli 2019, Br J Sports Med 53:921), random chronic
//! values reproduce the association (Impellizzeri 2021, Sports Med 51:581), and in 5,205 runners the relation was
//! negative while single long runs carried the risk (Frandsen 2025, Br J Sports Med 59:1203). So no rule blocks on it.

use super::{form::span_gain, stats::mean};
use serde::Serialize;

/// Chronic load per day under which a ratio says nothing.
pub const LEAST_CHRONIC: f64 = 10.0;

/// Three ways to divide the last seven days by what came before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Workload {
    /// Mean of 7 days over the mean of the 28 that contain them; never above 4.
    pub coupled: Option<f64>,
    /// Mean of 7 days over the mean of the 21 before.
    pub uncoupled: Option<f64>,
    /// Exponentially weighted over spans of 7 and 28 days (Williams 2017).
    pub smoothed: Option<f64>,
}

/// The ratios at the end of consecutive daily loads. Under 28 days there is no chronic load to speak of.
#[must_use]
pub fn ratios(loads: &[f64]) -> Workload {
    let Some(month) = loads.len().checked_sub(28).and_then(|from| loads.get(from..)) else {
        return Workload::default();
    };
    let over = |acute: f64, chronic: f64| (chronic >= LEAST_CHRONIC).then(|| acute / chronic);
    let (before, week) = month.split_at(21);
    let acute = mean(week).unwrap_or(0.0);
    let (a, c) = smoothed(loads);
    Workload {
        coupled: over(acute, mean(month).unwrap_or(0.0)),
        uncoupled: over(acute, mean(before).unwrap_or(0.0)),
        smoothed: over(a, c),
    }
}

/// Smoothed acute and chronic load, begun at the first day's.
fn smoothed(loads: &[f64]) -> (f64, f64) {
    let first = loads.first().copied().unwrap_or(0.0);
    let (fast, slow) = (span_gain(7.0), span_gain(28.0));
    loads.iter().skip(1).fold((first, first), |(a, c), l| (a + fast * (l - a), c + slow * (l - c)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::level([50.0; 28], Some(1.0), Some(1.0))]
    #[case::nothing([0.0; 28], None, None)]
    #[case::little([9.9; 28], None, None)]
    fn steady(#[case] loads: [f64; 28], #[case] coupled: Option<f64>, #[case] uncoupled: Option<f64>) {
        let w = ratios(&loads);
        assert_eq!((w.coupled, w.uncoupled), (coupled, uncoupled));
    }

    #[test]
    fn the_coupled_one_never_passes_four() {
        let mut loads = [0.0; 28];
        loads[21..].fill(100.0);
        let w = ratios(&loads);
        assert_eq!((w.coupled, w.uncoupled), (Some(4.0), None));
        assert_eq!(ratios(&loads[1..]), Workload::default());
    }

    #[test]
    fn a_harder_week_is_over_one_in_every_form() {
        let mut loads = [40.0; 42];
        loads[35..].fill(80.0);
        let w = ratios(&loads);
        assert!((w.coupled.unwrap() - 1.6).abs() < 1e-9);
        assert!((w.uncoupled.unwrap() - 2.0).abs() < 1e-9);
        assert!(w.smoothed.is_some_and(|s| s > 1.2 && s < 2.0));
    }
}
