use super::{
    fit::{self, Why, fit, jackknife_error},
    predict::predict,
    *,
};
use crate::science::testing::near;
use proptest::prelude::*;

const WEEK: [f64; 7] = [0.0, 80.0, 60.0, 90.0, 40.0, 120.0, 70.0];

fn weeks(n: usize) -> Vec<f64> {
    WEEK.repeat(n)
}

/// Blocks of load and rest, so that fitness and fatigue can be told apart.
fn blocks(days: usize) -> Vec<f64> {
    (0..days)
        .map(|d| {
            let heavy = [1.0, 1.3, 1.7, 0.3][(d / 14) % 4];
            heavy * WEEK[d % 7]
        })
        .collect()
}

#[test]
fn two_read_outs() {
    let p = Params { p0: 250.0, k1: 0.1, k2: 0.17, tau1: 42.0, tau2: 10.0 };
    let s = *states(&weeks(8), p.tau1, p.tau2).last().unwrap();
    near(s.g, 2085.104381);
    near(s.h, 725.82077);
    near(p.evening(s), 335.120907);
    near(p.next_morning(s), 341.957075);
}

#[test]
fn published_influence_times() {
    let i = influence_times(
        0.182_581_906_901_440_7,
        0.230_163_271_210_953_06,
        35.821_034_441_472_136,
        21.339_714_582_978_82,
    )
    .unwrap();
    near(i.critical_days, 12.224707842);
    near(i.best_days, 39.566018966);
    assert_eq!(influence_times(0.1, 0.2, 10.0, 10.0), None);
    assert_eq!(influence_times(0.0, 0.2, 40.0, 10.0), None);
    // Fatigue that weighs less than fitness from the first day on: load never hurts.
    near(influence_times(0.2, 0.1, 40.0, 30.0).unwrap().critical_days, 0.0);
}

#[test]
fn influence_changes_sign_on_the_critical_day_and_peaks_on_the_best() {
    let p = Params { p0: 0.0, k1: 0.1, k2: 0.17, tau1: 42.0, tau2: 10.0 };
    let i = influence_times(p.k1, p.k2, p.tau1, p.tau2).unwrap();
    assert!(p.influence(i.critical_days).abs() < 1e-12);
    let peak = p.influence(i.best_days);
    assert!(peak > p.influence(i.best_days - 1.0) && peak > p.influence(i.best_days + 1.0));
}

#[test]
fn least_squares_for_fixed_time_constants() {
    let tests = [(14, 231.687), (28, 248.079), (35, 261.087), (42, 270.848), (55, 285.251)];
    let l = fit::linear(&weeks(8), &tests, 40.0, 12.0).unwrap();
    assert!((l.params.p0 - 257.9869).abs() < 1e-3, "{l:?}");
    assert!((l.params.k1 - 0.08339).abs() < 1e-5 && (l.params.k2 - 0.16786).abs() < 1e-5);
    assert!((l.sse - 2.39489).abs() < 1e-4);
    assert_eq!(fit::linear(&weeks(8), &tests[..2], 40.0, 12.0), None);
}

/// Tests that a known athlete would have given.
fn measured(loads: &[f64], p: &Params, days: &[usize]) -> Vec<(usize, f64)> {
    let s = states(loads, p.tau1, p.tau2);
    days.iter().map(|&d| (d, p.evening(s[d]))).collect()
}

#[test]
fn a_known_athlete_is_found_again() {
    let truth = Params { p0: 220.0, k1: 0.09, k2: 0.16, tau1: 42.0, tau2: 9.0 };
    let loads = blocks(168);
    let tests = measured(&loads, &truth, &[13, 27, 41, 55, 62, 69, 83, 97, 111, 118, 132, 146, 160]);
    let f = fit(&loads, &tests);
    assert!(f.informative(), "{f:?}");
    let p = f.params.unwrap();
    assert!((p.tau1 - 42.0).abs() <= 4.0 && (p.tau2 - 9.0).abs() <= 2.0, "{p:?}");
    let (want, got) = (influence_times(truth.k1, truth.k2, truth.tau1, truth.tau2).unwrap(), f.influence.unwrap());
    assert!((want.critical_days - got.critical_days).abs() < 1.5, "{want:?} {got:?}");
    // A week of rest after a heavy block lifts the form, and the interval holds what the truth says.
    let ahead = [0.0; 8];
    let said = predict(&f, &loads[..154], &ahead).unwrap();
    let s = *states(&loads[..154], truth.tau1, truth.tau2).last().unwrap();
    let then = ahead.iter().fold(s, |s, &l| s.step(l, truth.tau1, truth.tau2));
    let real = 100.0 * truth.next_morning(then) / truth.next_morning(s);
    assert!(said.low <= real && real <= said.high && said.own, "{said:?} {real}");
}

#[test]
fn what_does_not_tell_is_said_to_be_uninformative() {
    let loads = blocks(168);
    let truth = Params { p0: 220.0, k1: 0.09, k2: 0.16, tau1: 42.0, tau2: 9.0 };
    let few = measured(&loads, &truth, &[20, 60, 100, 140]);
    let f = fit(&loads, &few);
    assert_eq!((f.uninformative, f.params), (Some(Why::TooFewTests), None));
    assert_eq!(predict(&f, &loads, &[0.0]), None);
    let close = measured(&loads, &truth, &[60, 64, 70, 80, 90]);
    assert_eq!(fit(&loads, &close).uninformative, Some(Why::TooShort));
    let alike: Vec<_> = [20, 50, 80, 110, 140].map(|d| (d, 250.0)).to_vec();
    assert_eq!(fit(&loads, &alike).uninformative, Some(Why::TooAlike));
    // Up and down without any relation to the load.
    let noise: Vec<_> = [(20, 250.0), (45, 290.0), (70, 240.0), (95, 295.0), (120, 238.0), (150, 280.0)].to_vec();
    let f = fit(&loads, &noise);
    assert!(f.uninformative.is_some() && !f.informative());
    let p = f.params.unwrap();
    assert_eq!((p.tau1, p.tau2), (POPULATION.0, POPULATION.1));
    assert!(predict(&f, &loads, &[0.0; 7]).is_none_or(|p| !p.own && p.low < p.high));
}

#[test]
fn spread_of_leaving_one_out() {
    near(jackknife_error(&[3.0, 3.0, 3.0]), 0.0);
    // For a mean of n values the jackknife gives its usual standard error.
    let x = [1.0_f64, 2.0, 3.0, 4.0, 5.0];
    let sum: f64 = x.iter().sum();
    let left: Vec<f64> = x.iter().map(|v| (sum - v) / 4.0).collect();
    near(jackknife_error(&left), (2.5_f64 / 5.0).sqrt());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn weights_are_never_negative_and_nothing_panics(
        loads in proptest::collection::vec(0.0_f64..200.0, 0..90),
        tests in proptest::collection::vec((0_usize..100, -10.0_f64..400.0), 0..8),
    ) {
        let f = fit(&loads, &tests);
        if let Some(p) = f.params {
            prop_assert!(p.k1 >= 0.0 && p.k2 >= 0.0 && p.p0.is_finite());
        }
        if let Some(p) = predict(&f, &loads, &[50.0; 10]) {
            prop_assert!(p.low <= p.percent && p.percent <= p.high);
        }
    }
}
