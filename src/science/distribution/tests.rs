#![expect(clippy::float_cmp, reason = "exact figures of exact inputs")]

use super::*;
use crate::science::zones::{hr_bounds, power_bounds};
use rstest::rstest;

fn histogram(width: u16, b: &[(f32, usize)]) -> Histogram {
    Histogram::from_values(width, b.iter().flat_map(|(v, s)| std::iter::repeat_n(*v, *s)))
}

const RIDE: [(f32, usize); 5] = [(120.0, 600), (180.0, 1200), (215.0, 900), (240.0, 600), (280.0, 300)];

#[test]
fn seconds_by_zone() {
    let seconds = seconds_in_zones(&histogram(1, &RIDE), &power_bounds(250.0));
    assert_eq!(seconds, [600.0, 1200.0, 900.0, 600.0, 300.0, 0.0, 0.0]);
    assert_eq!(shares(band_minutes(&seconds)), Some([0.5, 0.25, 0.25]));
    assert_eq!(shares([0.0; 3]), None);
}

#[test]
fn a_bin_across_a_bound_is_shared_out() {
    // 137.5 W cuts the bin 135–140 in half.
    let seconds = seconds_in_zones(&histogram(5, &[(136.0, 600)]), &power_bounds(250.0));
    assert!((seconds[0] - 300.0).abs() < 1e-9 && (seconds[1] - 300.0).abs() < 1e-9, "{seconds:?}");
    let all = seconds_in_zones(&histogram(5, &RIDE), &power_bounds(250.0));
    assert!((all.iter().sum::<f64>() - 3600.0).abs() < 1e-9);
}

#[rstest]
#[case([0.8, 0.05, 0.15], Some(2.380211), Class::Polarized)]
#[case([0.8, 0.1, 0.1], None, Class::Pyramidal)]
#[case([0.9, 0.0, 0.1], Some(2.954243), Class::Polarized)]
#[case([0.7, 0.25, 0.05], None, Class::Pyramidal)]
#[case([0.97, 0.02, 0.01], None, Class::Base)]
#[case([0.3, 0.5, 0.2], None, Class::Threshold)]
#[case([0.2, 0.2, 0.6], None, Class::High)]
fn classes(#[case] z: [f64; 3], #[case] index: Option<f64>, #[case] class: Class) {
    let (i, c) = classify(z);
    assert_eq!(i.map(|v| (v * 1e6).round() / 1e6), index);
    assert_eq!(c, class);
}

#[rstest]
#[case(&[(230.0, 29 * 60)], true, "zone 4 counts from ten minutes")]
#[case(&[(200.0, 29 * 60)], false, "29 minutes in zone 3")]
#[case(&[(200.0, 30 * 60)], true, "30 minutes in zone 3")]
#[case(&[(240.0, 9 * 60 + 59)], false, "just under ten minutes in zone 4")]
#[case(&[(280.0, 300)], true, "five minutes in zone 5")]
#[case(&[(320.0, 120)], true, "two minutes in zone 6")]
#[case(&[(500.0, 59)], false, "59 seconds in zone 7")]
#[case(&[(500.0, 60)], true, "a minute in zone 7")]
fn hard_by_power(#[case] b: &[(f32, usize)], #[case] hard: bool, #[case] why: &str) {
    let zones = seconds_in_zones(&histogram(1, b), &power_bounds(250.0));
    assert_eq!(is_hard(&zones, Basis::Power), hard, "{why}");
}

#[test]
fn hard_by_heart_rate_needs_more() {
    let at =
        |bpm: f32, s| seconds_in_zones(&histogram(1, &[(bpm, s)]), &hr_bounds(170.0, crate::domain::Sport::Bike));
    assert!(!is_hard(&at(155.0, 3600), Basis::HeartRate), "an hour in zone 3");
    assert!(is_hard(&at(165.0, 600), Basis::HeartRate), "ten minutes in zone 4");
    assert!(!is_hard(&at(182.0, 120), Basis::HeartRate), "two minutes over threshold");
    assert!(is_hard(&at(172.0, 300), Basis::HeartRate), "five minutes over threshold");
}
