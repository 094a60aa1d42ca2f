#![expect(clippy::float_cmp, reason = "exact figures of exact inputs")]

use super::*;
use crate::domain::{Histogram, Metric, Provider, day::shift};
use crate::science::testing::{athlete, day, record, ride, set, tell_all};

fn book(settings: &Settings, a: &crate::domain::Athlete, today: Day) -> Book {
    Book::build(settings, &a.activities, &a.wellness, today)
}

fn with(thresholds: Vec<Threshold>) -> Settings {
    Settings { thresholds, ..Settings::default() }
}

#[test]
fn the_latest_set_value_holds_and_the_first_one_backwards() {
    let s = with(vec![
        set(ThresholdKind::Ftp, None, 250.0, day(5, 1)),
        set(ThresholdKind::Ftp, Some(Sport::Bike), 240.0, day(3, 1)),
    ]);
    let b = book(&s, &athlete([]), day(6, 1));
    let at = |d| b.value(ThresholdKind::Ftp, Sport::Bike, d);
    assert_eq!(at(day(1, 1)), Some(240.0));
    assert_eq!(at(day(4, 30)), Some(240.0));
    assert_eq!(at(day(5, 1)), Some(250.0));
    assert_eq!(b.value(ThresholdKind::Ftp, Sport::Run, day(5, 1)), None, "FTP of one sport never serves another");
}

#[test]
fn heart_rates_for_the_sport_then_for_all_then_for_another() {
    let s = with(vec![
        set(ThresholdKind::Lthr, Some(Sport::Bike), 165.0, day(1, 1)),
        set(ThresholdKind::Lthr, None, 170.0, day(1, 1)),
        set(ThresholdKind::HrMax, Some(Sport::Run), 192.0, day(1, 1)),
    ]);
    let b = book(&s, &athlete([]), day(6, 1));
    assert_eq!(b.value(ThresholdKind::Lthr, Sport::Bike, day(2, 1)), Some(165.0));
    assert_eq!(b.value(ThresholdKind::Lthr, Sport::Run, day(2, 1)), Some(170.0));
    assert_eq!(b.value(ThresholdKind::HrMax, Sport::Bike, day(2, 1)), Some(192.0));
}

fn hard_ride(on: Day, watts: f32) -> crate::domain::ActivityRecord {
    let mut r = ride(on, 60.0, f64::from(watts) * 0.8);
    r.metrics.mmp = vec![(60, watts * 1.5), (300, watts * 1.2), (1200, watts)];
    r
}

#[test]
fn a_set_value_keeps_estimates_out() {
    let a = athlete([hard_ride(day(5, 1), 400.0)]);
    let s = with(vec![set(ThresholdKind::Ftp, None, 250.0, day(5, 20))]);
    let b = book(&s, &a, day(6, 1));
    assert_eq!(b.value(ThresholdKind::Ftp, Sport::Bike, day(5, 1)), Some(250.0));
    assert!(b.all().iter().filter(|t| t.kind == ThresholdKind::Ftp).all(|t| t.source == ThresholdSource::Set));
}

#[test]
fn ftp_is_estimated_and_the_first_rides_share_it() {
    let a = athlete([hard_ride(day(1, 5), 180.0), hard_ride(day(2, 10), 270.0), hard_ride(day(3, 1), 200.0)]);
    let b = book(&Settings::default(), &a, day(3, 20));
    let first = b.at(ThresholdKind::Ftp, Sport::Bike, day(1, 5)).unwrap();
    assert_eq!(first.source, ThresholdSource::Estimated);
    // 324 W for five minutes speak for more than 270 W for twenty.
    assert!((first.value - 324.0 * 0.842834).abs() < 0.1, "{}", first.value);
    assert!(first.note.as_ref().unwrap().as_str().contains("2026-02-10"), "{:?}", first.note);
    assert_eq!(b.value(ThresholdKind::Ftp, Sport::Bike, day(3, 20)), Some(first.value));
}

#[test]
fn an_estimate_rises_in_steps_and_fades_to_a_floor() {
    let rides = [(day(1, 1), 250.0), (day(5, 1), 400.0), (day(5, 3), 400.0), (day(5, 20), 400.0)];
    let a = athlete(rides.map(|(d, w)| hard_ride(d, w)));
    let today = shift(day(5, 20), 1200);
    let b = book(&Settings::default(), &a, today);
    let at = |d| b.value(ThresholdKind::Ftp, Sport::Bike, d).unwrap();
    let start = at(day(1, 1));
    assert!(at(day(4, 30)) < start, "it faded through a spring without rides");
    assert!(at(day(5, 1)) <= start * 1.05 + 1e-9, "one ride lifts it by five percent at most");
    assert_eq!(at(day(5, 3)), at(day(5, 1)), "and not again within two weeks");
    let peak = at(day(5, 20));
    assert!(peak > at(day(5, 3)));
    assert!((at(today) - 0.9 * peak).abs() < 1e-9, "three years later nine tenths are left");
    assert!(b.all().windows(2).all(|w| key(&w[0]) <= key(&w[1])));
}

#[test]
fn running_and_swimming_thresholds_from_best_efforts() {
    let mut run = record(day(5, 1), Sport::Run, 40.0);
    run.distance_m = Some(10_000.0);
    let mut swim = record(day(5, 2), Sport::Swim, 30.0);
    swim.distance_m = Some(1800.0);
    let b = book(&Settings::default(), &athlete([run, swim]), day(5, 3));
    let t = b.at(ThresholdKind::ThresholdSpeed, Sport::Run, day(5, 1)).unwrap();
    assert!((1000.0 / t.value - 247.434).abs() < 0.01, "{t:?}");
    let css = b.value(ThresholdKind::Css, Sport::Swim, day(5, 1)).unwrap();
    assert!((css - 1.0).abs() < 1e-9);
}

fn beating(on: Day, top: f32, half_hour: f32) -> crate::domain::ActivityRecord {
    let mut r = record(on, Sport::Bike, 60.0);
    let values = std::iter::repeat_n(120.0, 3500).chain(std::iter::repeat_n(top, 100));
    r.metrics.hr = Histogram::from_values(1, values);
    r.metrics.hr_coverage = 1.0;
    r.metrics.mm_hr = vec![(1800, half_hour)];
    r
}

#[test]
fn heart_rates_from_a_year_of_activities() {
    let a = athlete([
        beating(day(5, 1), 188.0, 168.0),
        beating(day(5, 3), 186.0, 150.0),
        beating(day(5, 5), 184.0, 150.0),
        beating(day(5, 7), 228.0, 150.0),
    ]);
    let s = Settings { birth_year: Some(1986), ..Settings::default() };
    let b = book(&s, &a, day(5, 8));
    let at = |k| b.at(k, Sport::Bike, day(5, 8)).unwrap();
    assert_eq!(
        (at(ThresholdKind::HrMax).value, at(ThresholdKind::HrMax).source),
        (188.0, ThresholdSource::Estimated)
    );
    assert_eq!(
        (at(ThresholdKind::Lthr).value, at(ThresholdKind::Lthr).source),
        (168.0, ThresholdSource::Estimated)
    );
    assert_eq!(
        (at(ThresholdKind::HrRest).value, at(ThresholdKind::HrRest).source),
        (60.0, ThresholdSource::Assumed)
    );
}

#[test]
fn heart_rates_without_hard_efforts_are_assumed() {
    let a = athlete((1..5).map(|d| beating(day(5, d), 140.0, 120.0)));
    let s = Settings { birth_year: Some(1986), ..Settings::default() };
    let b = book(&s, &a, day(5, 8));
    let at = |k| b.at(k, Sport::Run, day(5, 8)).unwrap();
    assert_eq!(
        (at(ThresholdKind::HrMax).value, at(ThresholdKind::HrMax).source),
        (180.0, ThresholdSource::Assumed)
    );
    assert!((at(ThresholdKind::Lthr).value - 0.89 * 180.0).abs() < 1e-9);
    assert_eq!(at(ThresholdKind::Lthr).source, ThresholdSource::Assumed);
}

#[test]
fn resting_heart_rate_is_the_median_of_its_time() {
    let mut a = athlete([]);
    tell_all(&mut a, day(9, 1), 200, Provider::File, &Metric::RestingHr, |ago| if ago < 100 { 48.0 } else { 54.0 });
    let b = book(&Settings::default(), &a, day(9, 1));
    let at = |d| b.value(ThresholdKind::HrRest, Sport::Run, d).unwrap();
    assert_eq!((at(day(4, 1)), at(day(9, 1))), (54.0, 48.0));
    assert!(b.all().len() < 12, "only changes are kept: {}", b.all().len());
}

#[test]
fn nothing_known_gives_nothing() {
    let b = book(&Settings::default(), &athlete([]), day(5, 1));
    assert!(b.all().is_empty());
    assert_eq!(b.at(ThresholdKind::HrMax, Sport::Run, day(5, 1)), None);
}

#[test]
fn the_future_is_not_looked_at() {
    let a = athlete([hard_ride(day(1, 5), 200.0), hard_ride(day(2, 5), 300.0)]);
    let early = book(&Settings::default(), &a, day(1, 20));
    let only = book(&Settings::default(), &athlete([hard_ride(day(1, 5), 200.0)]), day(1, 20));
    assert_eq!(early, only);
}

#[test]
fn what_may_not_be_combined_gives_no_estimate() {
    let mut r = hard_ride(day(1, 5), 300.0);
    r.provider = Provider::StravaApi;
    assert!(book(&Settings::default(), &athlete([r]), day(1, 20)).all().is_empty());
}
