#![expect(clippy::float_cmp, reason = "exact figures of exact inputs")]

use super::*;
use crate::domain::{
    Histogram, Settings,
    settings::{NpVariant, Sex},
};
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
    (run.metrics.speed_coverage, run.metrics.graded) = (1.0, true);
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
    let l =
        |value| Load { value, method: Method::Power, confidence: 0.9, intensity: None, inputs: Inputs::default() };
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

#[test]
fn a_load_names_what_it_was_computed_from() {
    let l = load_of(&ride(day(5, 4), 90.0, 215.0), &settings());
    let ftp = l.inputs.thresholds[0].unwrap();
    assert_eq!(
        (ftp.kind, ftp.value, ftp.from, ftp.source),
        (ThresholdKind::Ftp, 265.0, day(5, 1), ThresholdSource::Set)
    );
    assert_eq!((l.inputs.figure, l.inputs.seconds, l.inputs.coverage), (215.0, 5400.0, 1.0));
    let hr = load_of(&with_hr(record(day(5, 4), Sport::Bike, 60.0), 150.0), &settings());
    assert_eq!(hr.inputs.thresholds.iter().flatten().count(), 3);
    near(hr.inputs.figure, 150.0);
}

#[test]
fn the_variant_of_normalized_power_is_the_athletes() {
    let mut r = ride(day(5, 4), 60.0, 265.0);
    r.metrics.np_gc_w = Some(263.0);
    let mut s = settings();
    near(load_of(&r, &s).value, 100.0);
    s.load.np = NpVariant::Gc;
    near(load_of(&r, &s).value, 100.0 * (263.0_f64 / 265.0).powi(2));
}

#[test]
fn an_hour_at_threshold_is_a_hundred_in_every_method() {
    let s = settings();
    near(load_of(&ride(day(5, 4), 60.0, 265.0), &s).value, 100.0);
    near(load_of(&with_hr(record(day(5, 4), Sport::Bike, 60.0), 168.0), &s).value, 100.0);
    let mut run = record(day(5, 4), Sport::Run, 60.0);
    run.distance_m = Some(4.0 * 3600.0);
    near(load_of(&run, &s).value, 100.0);
    let mut swim = record(day(5, 4), Sport::Swim, 60.0);
    swim.distance_m = Some(3600.0);
    near(load_of(&swim, &s).value, 100.0);
    let mut rated = record(day(5, 4), Sport::Bike, 60.0);
    rated.rpe = Some(8.0);
    near(load_of(&rated, &s).value, 100.0);
}

#[test]
fn drills_count_their_time_and_not_their_distance() {
    let mut r = record(day(5, 4), Sport::Swim, 60.0);
    r.distance_m = Some(2400.0);
    let detail = crate::domain::SwimDetail {
        pool_m: Some(25.0),
        lengths: 96,
        swum_s: 3000.0,
        rest_s: 600.0,
        drill_s: 900.0,
        drill_m: 400.0,
    };
    r.swim = Some(detail);
    let l = load_of(&r, &settings());
    // 2,000 m in 2,100 s at a CSS of 1 m/s, and 15 min at .7.
    near(l.value, 2100.0 / 36.0 * (2000.0_f64 / 2100.0).powi(3) + 25.0 * 0.343);
    assert_eq!(l.confidence, 0.85);
}

#[test]
fn level_ground_is_less_sure_outdoors_than_on_a_treadmill() {
    let run = |indoor, graded| {
        let mut r = record(day(5, 4), Sport::Run, 60.0);
        (r.indoor, r.metrics.graded, r.metrics.ngs_mps, r.metrics.speed_coverage) =
            (indoor, graded, Some(3.5), 1.0);
        (load_of(&r, &settings()).confidence * 100.0).round()
    };
    assert_eq!((run(false, true), run(true, false), run(false, false)), (85.0, 85.0, 80.0));
}

#[test]
fn ratings_are_calibrated_from_ten_sessions_on() {
    let mut typical = TypicalLoad::default();
    let s = settings();
    let mut rated = record(day(6, 1), Sport::Run, 60.0);
    rated.rpe = Some(5.0);
    let book = Book::build(&s, &[], &BTreeMap::new(), day(6, 1));
    for i in 0..10 {
        assert_eq!(typical.calibration(day(6, 1)), None, "{i} sessions are too few");
        // An hour at threshold, rated as one of 60.
        let l = load_of(&ride(day(5, 2), 60.0, 265.0), &s);
        typical.note_rating(day(5, 2), &l, Some(5.0));
        assert_eq!(of(&rated, &book, &s, &TypicalLoad::default()).value, 60.0);
    }
    assert_eq!(typical.calibration(day(6, 1)), Some(1.5), "held at one and a half");
    let l = of(&rated, &book, &s, &typical);
    assert_eq!((l.value, l.inputs.calibration), (90.0, 1.5));
    let mut weights = record(day(6, 1), Sport::Strength, 60.0);
    weights.rpe = Some(5.0);
    assert_eq!(of(&weights, &book, &s, &typical).value, 30.0, "ratings of weights are another matter");
}

#[test]
fn every_variant_is_told_or_says_what_it_lacks() {
    let mut r = with_hr(ride(day(5, 4), 60.0, 200.0), 150.0);
    (r.metrics.np_gc_w, r.metrics.xpower_w, r.rpe) = (Some(199.0), Some(198.0), Some(5.0));
    let book = Book::build(&settings(), &[], &BTreeMap::new(), day(6, 1));
    let all = variants(&r, &book, &settings(), &TypicalLoad::default());
    let value = |name: &str| all.iter().find(|v| v.name == name).unwrap().value;
    near(value("bike_score").unwrap(), power_stress(198.0));
    near(value("tss_zero_primed").unwrap(), power_stress(199.0));
    near(value("trimp").unwrap(), 108.095359);
    assert_eq!((value("trimp_edwards"), value("trimp_lucia")), (Some(180.0), Some(60.0)));
    assert_eq!(value("session_rpe"), Some(300.0));
    assert_eq!(value("speed"), None);
    assert!(all.iter().all(|v| v.value.is_some() != v.lacks.is_some()), "{all:?}");
}

fn power_stress(watts: f64) -> f64 {
    100.0 * (watts / 265.0) * (watts / 265.0)
}
