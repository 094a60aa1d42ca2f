#![expect(clippy::float_cmp, reason = "exact figures of exact inputs")]

use super::*;
use crate::domain::{Histogram, Metric, Provider, ShortId};
use crate::science::{
    load::Method,
    testing::{athlete, day, record, ride, set, tell},
};
use proptest::prelude::*;

fn rider(records: impl IntoIterator<Item = ActivityRecord>) -> Athlete {
    let mut a = athlete(records);
    a.settings.thresholds = vec![set(ThresholdKind::Ftp, None, 250.0, day(1, 1))];
    a
}

/// An hour at threshold: load 100.
fn hour(on: Day) -> ActivityRecord {
    ride(on, 60.0, 250.0)
}

#[test]
fn the_series_is_continuous_to_today() {
    let a = rider([hour(day(5, 1)), hour(day(5, 4)), ride(day(5, 4), 30.0, 250.0)]);
    let h = History::build(&a, day(5, 6));
    let loads: Vec<f64> = h.daily.iter().map(|p| p.load).collect();
    assert_eq!(loads, [100.0, 0.0, 0.0, 150.0, 0.0, 0.0]);
    assert_eq!(h.daily.last().unwrap().date, day(5, 6));
    assert_eq!((h.load_on(day(5, 4)), h.load_on(day(4, 1)), h.load_on(day(7, 1))), (150.0, 0.0, 0.0));
    assert_eq!(h.on(day(5, 4)).len(), 2);
    assert_eq!(h.weekly_load(day(5, 4)), 150.0);
    assert_eq!(h.week_before(day(5, 6)), [0.0, 0.0, 100.0, 0.0, 0.0, 150.0, 0.0]);
}

#[test]
fn without_activities_there_is_no_series() {
    let mut a = athlete([]);
    tell(&mut a, day(5, 1), Provider::Oura, Metric::RestingHr, 50.0);
    let h = History::build(&a, day(5, 6));
    assert!(h.daily.is_empty() && h.loads.is_empty());
    assert_eq!(h.morning(day(5, 6)), FormMorning { warming_up: true, ..FormMorning::default() });
    assert_eq!(History::build(&Athlete::default(), day(5, 6)).point(day(5, 6)), None);
}

#[test]
fn a_morning_is_the_evening_before() {
    let a = rider([hour(day(5, 1)), hour(day(5, 6))]);
    let h = History::build(&a, day(5, 6));
    let (m, p) = (h.morning(day(5, 6)), h.point(day(5, 5)).unwrap());
    assert_eq!((m.ctl, m.atl, m.tsb), (p.ctl, p.atl, p.ctl - p.atl));
    assert_eq!(m.tsb, h.point(day(5, 6)).unwrap().tsb);
    assert!(m.warming_up);
    let later = h.morning(day(5, 20));
    assert!(later.ctl < h.point(day(5, 6)).unwrap().ctl && later.ctl > 0.0, "decays without load");
    assert_eq!(h.morning(day(4, 1)).ctl, 0.0);
}

#[test]
fn warming_up_ends_after_84_days_or_with_a_seed() {
    let mut a = rider([hour(day(1, 1))]);
    assert!(History::build(&a, day(3, 25)).morning(day(3, 25)).warming_up);
    assert!(!History::build(&a, day(3, 26)).morning(day(3, 26)).warming_up);
    a.settings.form.seed_ctl = Some(40.0);
    let h = History::build(&a, day(1, 2));
    assert!(!h.morning(day(1, 2)).warming_up);
    assert_eq!(h.seed, (40.0, 40.0));
}

#[test]
fn form_says_something_after_28_days_or_with_a_seed() {
    let mut a = rider([hour(day(5, 1))]);
    let h = History::build(&a, day(5, 28));
    assert!(!h.grown(day(5, 28)) && h.grown(day(5, 29)));
    a.settings.form.seed_ctl = Some(40.0);
    assert!(History::build(&a, day(5, 2)).grown(day(5, 2)));
    assert!(!History::build(&athlete([]), day(5, 2)).grown(day(5, 2)));
}

#[test]
fn what_may_not_be_combined_does_not_count() {
    let mut strava = hour(day(5, 1));
    strava.provider = Provider::StravaApi;
    let h = History::build(&rider([strava.clone()]), day(5, 2));
    assert_eq!((h.load_on(day(5, 1)), h.loads[0].counts, h.loads[0].hard), (0.0, false, false));
    assert!(h.loads[0].load.value > 0.0, "its own load is still shown");

    // What is only shown starts no series: fitness of later days is not built up over its days.
    let shown = (1..=60).map(|ago| {
        let mut r = hour(crate::domain::day::shift(day(5, 1), -ago));
        r.provider = Provider::StravaApi;
        r
    });
    let own: Vec<_> = (0..30).map(|n| hour(crate::domain::day::shift(day(5, 1), n))).collect();
    let with = History::build(&rider(own.iter().cloned().chain(shown)), day(5, 30));
    assert_eq!(with.daily, History::build(&rider(own), day(5, 30)).daily);

    // A file of the same ride may be combined: then it speaks, though the other one is the better record.
    let mut a = rider([strava]);
    let mut own = record(day(5, 1), Sport::Bike, 60.0);
    own.id = crate::domain::ShortId(7);
    own.rpe = Some(5.0);
    std::sync::Arc::make_mut(&mut a.activities)[0].link(own);
    assert_ne!(a.activities[0].best().provider, Provider::StravaApi);
    let h = History::build(&a, day(5, 2));
    assert_eq!((h.loads[0].load.method, h.load_on(day(5, 1))), (Method::Rpe, 60.0));
}

#[test]
fn looking_back_sees_nothing_of_the_future() {
    let all = [hour(day(5, 1)), hour(day(5, 3)), hour(day(5, 9))];
    let then = History::build(&rider(all.clone()), day(5, 3));
    let only = History::build(&rider(all[..2].to_vec()), day(5, 3));
    assert_eq!((then.daily, then.loads), (only.daily, only.loads));
}

#[test]
fn travel_may_put_local_dates_out_of_order() {
    let mut east = hour(day(5, 2));
    east.start -= chrono::TimeDelta::hours(10);
    let mut west = hour(day(5, 1));
    west.start += chrono::TimeDelta::hours(15);
    let a = rider([east, west]);
    assert!(a.activities[0].best().local_date > a.activities[1].best().local_date);
    let h = History::build(&a, day(5, 3));
    assert_eq!(h.daily.iter().map(|p| p.load).collect::<Vec<_>>(), [100.0, 100.0, 0.0]);
    assert_eq!(h.loads[0].day, day(5, 1));
}

#[test]
fn days_after_the_last_news_are_unconfirmed() {
    let mut a = rider([hour(day(5, 1))]);
    let h = History::build(&a, day(5, 6));
    let unknown: Vec<bool> = (1..=6).map(|d| h.unconfirmed(day(5, d))).collect();
    assert_eq!(unknown, [false, true, true, true, true, false]);
    tell(&mut a, day(5, 5), Provider::Oura, Metric::RestingHr, 50.0);
    assert!(!History::build(&a, day(5, 6)).unconfirmed(day(5, 3)));
}

#[test]
fn zones_and_hard_days() {
    let mut long = ride(day(5, 1), 60.0, 190.0);
    long.metrics.power =
        Histogram::from_values(5, std::iter::repeat_n(152.0, 1800).chain(std::iter::repeat_n(206.0, 1800)));
    let mut rated = record(day(5, 3), Sport::Run, 40.0);
    rated.rpe = Some(7.0);
    let mut fast = record(day(5, 5), Sport::Run, 40.0);
    fast.metrics.mm_speed = vec![(600, 4.1)];
    let mut a = rider([long, rated, fast, ride(day(5, 7), 60.0, 120.0)]);
    a.settings.thresholds.push(set(ThresholdKind::ThresholdSpeed, None, 4.0, day(1, 1)));
    let h = History::build(&a, day(5, 8));
    assert_eq!(h.hard_days(day(5, 1), day(5, 8)), [day(5, 1), day(5, 3), day(5, 5)]);
    assert_eq!(h.loads[0].zone_minutes, [30.0, 30.0, 0.0]);
    assert_eq!(h.zone_minutes(day(5, 1), day(5, 8)), [30.0, 30.0, 0.0]);
    assert_eq!(h.loads[1].basis, Basis::None);
    assert_eq!(h.longest(Sport::Run, 30).minutes, 40.0);
    assert_eq!(h.longest(Sport::Run, 2), Longest::default());
    assert_eq!(h.longest_before(Sport::Bike, day(5, 7), 30).minutes, 60.0);
}

#[test]
fn one_sport_alone() {
    let mut run = record(day(5, 2), Sport::Run, 60.0);
    run.rpe = Some(5.0);
    let h = History::build(&rider([hour(day(5, 1)), run]), day(5, 3));
    let loads: Vec<f64> = h.daily_of(Sport::Run).iter().map(|p| p.load).collect();
    assert_eq!(loads, [0.0, 60.0, 0.0]);
    assert_eq!(h.daily_of(Sport::Swim).len(), 3);
}

#[test]
fn ten_years() {
    let first = day(1, 1);
    let records = (0..4000_i64).map(|i| {
        let mut r = ride(shift(first, -(i * 3650) / 4000), 60.0 + (i % 60) as f64, 150.0 + (i % 90) as f64);
        r.start += chrono::TimeDelta::seconds(i);
        r.metrics.mmp = vec![(300, 260.0), (1200, 230.0)];
        r.metrics.hr = Histogram::from_values(1, (0..3600).map(|s| 100.0 + (s % 80) as f32));
        r.metrics.hr_coverage = 1.0;
        r
    });
    let mut a = athlete(records);
    for i in 0..3650 {
        tell(&mut a, shift(first, -i), Provider::Oura, Metric::RestingHr, 45.0 + (i % 9) as f64);
    }
    let h = History::build(&a, first);
    assert_eq!((h.loads.len(), h.typical.per_hour(Sport::Bike, first) > 0.0), (4000, true));
    assert_eq!(h.daily.len(), usize::try_from(between(h.loads[0].day, first)).unwrap() + 1);
    // Look-ups stay quick because a threshold is kept only when it changes.
    assert!(h.book.all().len() < 700, "{}", h.book.all().len());
}

proptest! {
    #[test]
    fn the_order_of_import_does_not_matter(
        rides in prop::collection::vec((0..200_i64, 10.0..200.0_f64, 80.0..300.0_f64), 1..40), seed in any::<u64>()
    ) {
        let record = |(i, (d, m, w)): (i64, &(i64, f64, f64))| {
            let mut r = ride(shift(day(1, 1), *d), *m, *w);
            r.id = ShortId::of(&[&i.to_be_bytes()]);
            r.start += chrono::TimeDelta::minutes(36 * i);
            r.metrics.mmp = vec![(300, *w as f32 + 20.0), (1200, *w as f32)];
            r
        };
        let told: Vec<_> = (0..).zip(&rides).map(record).collect();
        let mut shuffled = told.clone();
        shuffled.sort_by_key(|r| blake3::hash(format!("{seed} {}", r.id).as_bytes()).to_hex().to_string());
        let of = |records: Vec<crate::domain::ActivityRecord>| {
            let mut a = crate::domain::Athlete::default();
            for r in records {
                a.apply(&crate::domain::Event::ActivityRecorded(Box::new(r)));
            }
            let h = History::build(&a, shift(day(1, 1), 200));
            let loads: Vec<_> = h.loads.iter().map(|l| (a.activities[l.index].best().id, l.day, l.load)).collect();
            (loads, h.daily, h.book)
        };
        let (a, b) = (of(told), of(shuffled));
        prop_assert!(a.0 == b.0, "{:?}\n{:?}", a.0, b.0);
        prop_assert!(a.1 == b.1 && a.2 == b.2);
    }

    #[test]
    fn every_counted_load_is_in_the_series_once(
        rides in prop::collection::vec((0..300_i64, 10.0..200.0_f64, 80.0..300.0_f64), 1..60)
    ) {
        let a = rider(rides.iter().map(|(d, m, w)| ride(shift(day(1, 1), *d), *m, *w)));
        let h = History::build(&a, shift(day(1, 1), 300));
        let sum: f64 = h.loads.iter().map(|l| l.load.value).sum();
        let daily: f64 = h.daily.iter().map(|p| p.load).sum();
        prop_assert!((sum - daily).abs() < 1e-6 * sum.max(1.0));
        let top = h.daily.iter().map(|p| p.load).fold(0.0, f64::max);
        prop_assert!(h.daily.iter().all(|p| p.ctl <= top + 1e-9));
        prop_assert!(h.daily.windows(2).all(|w| between(w[0].date, w[1].date) == 1));
    }
}
