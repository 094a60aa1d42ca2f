#![expect(clippy::float_cmp, reason = "exact figures of exact inputs")]

use super::*;
use crate::domain::{Histogram, Settings};
use crate::science::testing::{day, record, ride, set};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn settings() -> Settings {
    let from = day(5, 1);
    Settings {
        sex: Sex::Male,
        thresholds: vec![
            set(ThresholdKind::Ftp, None, 265.0, from),
            set(ThresholdKind::HrRest, None, 50.0, from),
            set(ThresholdKind::HrMax, None, 190.0, from),
            set(ThresholdKind::Lthr, None, 168.0, from),
            set(ThresholdKind::ThresholdSpeed, None, 4.0, from),
            set(ThresholdKind::Css, None, 1.0, from),
        ],
        ..Settings::default()
    }
}

fn load_of(r: &ActivityRecord, s: &Settings) -> Load {
    let book = Book::build(s, &[], &BTreeMap::new(), day(6, 1));
    of(r, &book, s, &TypicalLoad::default())
}

fn with_hr(mut r: ActivityRecord, bpm: f32) -> ActivityRecord {
    r.metrics.hr = Histogram::from_values(1, std::iter::repeat_n(bpm, r.moving_s as usize));
    r.metrics.hr_coverage = 0.95;
    r
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-5, "{a} is not {b}");
}

#[test]
fn power_goes_first() {
    let mut r = with_hr(ride(day(5, 4), 90.0, 215.0), 150.0);
    r.rpe = Some(9.0);
    let l = load_of(&r, &settings());
    near(l.value, 98.736205);
    assert_eq!((l.method, l.confidence), (Method::Power, 0.95));
    near(l.intensity.unwrap(), 0.811321);
}

#[test]
fn gaps_in_power_leave_it_to_the_heart() {
    let mut r = with_hr(ride(day(5, 4), 60.0, 215.0), 150.0);
    r.metrics.power_coverage = 0.89;
    let l = load_of(&r, &settings());
    near(l.value, 66.207821);
    assert_eq!((l.method, l.confidence), (Method::HeartRate, 0.8));
}

#[test]
fn a_mean_heart_rate_is_less_sure() {
    let mut r = record(day(5, 4), Sport::Bike, 60.0);
    r.avg_hr = Some(150.0);
    let l = load_of(&r, &settings());
    near(l.value, 66.207821);
    near(l.confidence, 0.72);
}

#[test]
fn gaps_in_heart_rate_leave_it_to_the_rating() {
    let mut r = with_hr(record(day(5, 4), Sport::Hike, 45.0), 150.0);
    r.metrics.hr_coverage = 0.4;
    r.rpe = Some(6.0);
    let l = load_of(&r, &settings());
    assert_eq!((l.method, l.confidence, l.intensity), (Method::Rpe, 0.6, None));
    near(l.value, 52.5 * 0.7);
}

#[test]
fn strength_is_half_and_never_by_heart_rate() {
    let mut r = with_hr(record(day(5, 4), Sport::Strength, 50.0), 120.0);
    r.rpe = Some(7.0);
    let l = load_of(&r, &settings());
    assert_eq!(l.method, Method::Rpe);
    near(l.value, 33.333333);
    let mut full = settings();
    full.sport_factors.insert(Sport::Strength, 1.0);
    near(load_of(&r, &full).value, 66.666667);
}

#[test]
fn swims_and_runs_by_speed() {
    let mut swim = record(day(5, 4), Sport::Swim, 30.0);
    swim.distance_m = Some(1500.0);
    swim.elapsed_s = 2100.0;
    let l = load_of(&swim, &settings());
    near(l.value, 28.935185);
    assert_eq!((l.method, l.confidence), (Method::Swim, 0.85));
    swim.elapsed_s = swim.moving_s;
    near(load_of(&swim, &settings()).confidence, 0.7);

    let mut run = record(day(5, 4), Sport::Run, 30.0);
    run.metrics.ngs_mps = Some(3.490075);
    run.metrics.speed_coverage = 1.0;
    let l = load_of(&run, &settings());
    near(l.value, 38.064456);
    assert_eq!((l.method, l.confidence), (Method::Pace, 0.85));
    run.metrics.ngs_mps = None;
    run.distance_m = Some(5400.0);
    near(load_of(&run, &settings()).value, 100.0 * 0.5 * 0.75 * 0.75);
    run.distance_m = Some(500_000.0);
    assert_eq!(load_of(&run, &settings()).method, Method::Duration, "nobody runs at a thousand km/h");
}

#[test]
fn without_inputs_the_minutes_count() {
    for (sport, minutes, want) in [
        (Sport::Swim, 40.0, 33.333333),
        (Sport::Bike, 60.0, 50.0),
        (Sport::Strength, 60.0, 20.0),
        (Sport::Other, 60.0, 28.0),
    ] {
        let l = load_of(&record(day(5, 4), sport, minutes), &Settings::default());
        assert_eq!((l.method, l.confidence), (Method::Duration, 0.35));
        near(l.value, want);
    }
}

#[test]
fn a_stated_load_goes_before_minutes_only() {
    let mut r = record(day(5, 4), Sport::Bike, 60.0);
    r.stated_load = Some(77.0);
    let l = load_of(&r, &Settings::default());
    assert_eq!((l.value, l.method, l.confidence), (77.0, Method::Stated, 0.5));
    r.rpe = Some(5.0);
    assert_eq!(load_of(&r, &Settings::default()).method, Method::Rpe);
}

#[test]
fn old_and_backdated_thresholds_cost_confidence() {
    let late =
        Settings { thresholds: vec![set(ThresholdKind::Ftp, None, 250.0, day(5, 20))], ..Settings::default() };
    near(load_of(&ride(day(5, 4), 60.0, 200.0), &late).confidence, 0.85);
    let old = Settings { thresholds: vec![set(ThresholdKind::Ftp, None, 250.0, day(1, 1))], ..Settings::default() };
    near(load_of(&ride(day(5, 20), 60.0, 200.0), &old).confidence, 0.85);
    near(load_of(&ride(day(4, 20), 60.0, 200.0), &old).confidence, 0.95);
}

#[test]
fn a_usual_hour_is_learnt_from_five_sessions_of_six_weeks() {
    let mut t = TypicalLoad::default();
    let l = |value| Load { value, method: Method::Power, confidence: 0.9, intensity: None };
    for d in 1..=4 {
        t.note(Sport::Bike, day(5, d), &l(80.0), 1.0, 2.0);
    }
    near(t.per_hour(Sport::Bike, day(5, 5)), 50.0);
    t.note(Sport::Bike, day(5, 5), &l(80.0), 1.0, 1.0);
    near(t.per_hour(Sport::Bike, day(5, 6)), 40.0);
    near(t.per_hour(Sport::Bike, day(8, 6)), 50.0);
    let guess = Load { method: Method::Duration, ..l(500.0) };
    (6..=20).for_each(|d| t.note(Sport::Bike, day(5, d), &guess, 1.0, 1.0));
    near(t.per_hour(Sport::Bike, day(5, 21)), 40.0);
}

#[test]
fn nonsense_never_reaches_the_sum() {
    for np in [f64::NAN, f64::INFINITY, -5.0] {
        let mut r = ride(day(5, 4), 60.0, np);
        r.rpe = Some(f64::NAN);
        r.stated_load = Some(f64::INFINITY);
        let l = load_of(&r, &settings());
        assert!(l.value.is_finite() && l.value >= 0.0, "{np}: {l:?}");
    }
    let mut r = record(day(5, 4), Sport::Bike, f64::NAN);
    r.elapsed_s = f64::INFINITY;
    assert_eq!(load_of(&r, &settings()).value, 0.0);
}

proptest! {
    #[test]
    fn longer_or_harder_is_never_less(
        minutes in 5.0..500.0_f64, np in 50.0..350.0_f64, bpm in 60..185_u8, longer in 1.0..60.0_f64, harder in 1.0..30.0_f64
    ) {
        let s = settings();
        let ridden = |m, w| load_of(&ride(day(5, 4), m, w), &s).value;
        prop_assert!(ridden(minutes + longer, np) >= ridden(minutes, np));
        prop_assert!(ridden(minutes, np + harder) >= ridden(minutes, np));
        let beaten = |m: f64, b: f32| load_of(&with_hr(record(day(5, 4), Sport::Bike, m.round()), b), &s).value;
        let b = f32::from(bpm);
        prop_assert!(beaten(minutes + longer, b) >= beaten(minutes, b));
        prop_assert!(beaten(minutes, b + 5.0) >= beaten(minutes, b));
    }
}
