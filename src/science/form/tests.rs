use super::*;
use proptest::prelude::*;
use rstest::rstest;

fn settings(convention: Convention) -> FormSettings {
    FormSettings { convention, ..FormSettings::default() }
}

fn day0() -> Day {
    Day::from_ymd_opt(2026, 1, 5).unwrap()
}

fn days(loads: &[f64]) -> impl Iterator<Item = (Day, f64)> {
    (0_i64..).zip(loads.iter()).map(|(i, l)| (shift(day0(), i), *l))
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-6, "{a} is not {b}");
}

#[rstest]
#[case(Convention::Tp, [58.768805, 71.015975, -12.69043, -12.247169])]
#[case(Convention::Exp, [58.666301, 70.646084, -12.352087, -11.979783])]
fn six_weeks_from_a_seed(#[case] c: Convention, #[case] want: [f64; 4]) {
    let loads = [0.0, 80.0, 60.0, 90.0, 40.0, 120.0, 70.0].repeat(6);
    let last = *project((45.0, 45.0), days(&loads), &settings(c)).last().unwrap();
    near(last.ctl, want[0]);
    near(last.atl, want[1]);
    near(last.tsb, want[2]);
    let same = FormSettings { tsb: TsbOf::Same, ..settings(c) };
    near(project((45.0, 45.0), days(&loads), &same).last().unwrap().tsb, want[3]);
}

#[rstest]
#[case(Convention::Tp, 63.654405, 99.845747, 0.023809524, 0.142857143)]
#[case(Convention::Exp, 63.212056, 99.752125, 0.023528313, 0.1331221)]
fn six_even_weeks_from_nothing(
    #[case] c: Convention,
    #[case] ctl: f64,
    #[case] atl: f64,
    #[case] l42: f64,
    #[case] l7: f64,
) {
    let last = *project((0.0, 0.0), days(&[100.0; 42]), &settings(c)).last().unwrap();
    near(last.ctl, ctl);
    near(last.atl, atl);
    near(lambda(c, 42.0), l42);
    near(lambda(c, 7.0), l7);
}

#[rstest]
#[case(3.0, -14.9958)]
#[case(5.0, -24.9929)]
#[case(6.0, -29.9915)]
#[case(8.0, -39.9887)]
fn a_limit_of_the_ramp_is_a_limit_of_fatigue(#[case] ramp: f64, #[case] tsb: f64) {
    let s = FormSettings::default();
    assert!((steady_ramp_tsb(ramp, &s) - tsb).abs() < 1e-4);
    // The identity is the limit of the recurrence itself.
    let loads: Vec<f64> = (0..2000).map(|i| 50.0 + ramp / 7.0 * f64::from(i)).collect();
    let last = *project((50.0, 50.0), days(&loads), &s).last().unwrap();
    assert!((last.ctl - last.atl - tsb).abs() < 1e-3);
}

#[test]
fn weekly_load_reaches_its_ramp() {
    let s = FormSettings::default();
    for (ctl, ramp, load) in [(50.0, 0.0, 350.0), (50.0, 5.0, 577.985886), (80.0, 5.0, 787.985886)] {
        let weekly = weekly_load_for_ramp(ctl, ramp, &s);
        near(weekly, load);
        let end = project((ctl, ctl), days(&[weekly / 7.0; 7]), &s);
        near(end.last().unwrap().ctl, ctl + ramp);
    }
}

#[test]
fn seed_is_set_or_the_first_four_weeks_or_nothing() {
    let s = FormSettings::default();
    let loads: Vec<f64> = (0..40).map(|i| if i < 28 { 50.0 } else { 900.0 }).collect();
    assert_eq!(seed(&loads, &s), (50.0, 50.0));
    assert_eq!(seed(&loads[..27], &s), (0.0, 0.0));
    assert_eq!(seed(&loads, &FormSettings { seed_ctl: Some(60.0), ..s }), (60.0, 60.0));
    assert_eq!(seed(&loads, &FormSettings { seed_ctl: Some(60.0), seed_atl: Some(75.0), ..s }), (60.0, 75.0));
}

#[test]
fn seeds_of_the_reference_series() {
    let s = FormSettings { seed_ctl: Some(60.0), seed_atl: Some(75.0), ..FormSettings::default() };
    let p = series(day0(), &[75.0, 21.6], &s);
    near(p[0].ctl, 60.3529247002);
    near(p[0].atl, 75.0);
    near(p[0].tsb, -15.0);
    near(p[1].ctl, 59.4411337447);
    near(p[1].atl, 67.8912798467);
    near(p[1].tsb, -14.6470752998);
}

#[test]
fn odd_settings_stay_finite() {
    for n in [0.0, -3.0, f64::NAN, f64::INFINITY] {
        for c in [Convention::Exp, Convention::Tp] {
            let l = lambda(c, n);
            assert!(l > 0.0 && l <= 1.0, "{c:?} {n}: {l}");
        }
    }
}

proptest! {
    #[test]
    fn fitness_never_exceeds_the_greatest_load(loads in prop::collection::vec(0.0..400.0_f64, 1..200)) {
        let top = loads.iter().copied().fold(0.0, f64::max);
        for p in project((0.0, 0.0), days(&loads), &FormSettings::default()) {
            prop_assert!(p.ctl <= top && p.atl <= top && p.ctl >= 0.0 && p.atl >= 0.0);
        }
    }

    #[test]
    fn form_stays_between_its_least_and_its_greatest_input(
        loads in prop::collection::vec(0.0..400.0_f64, 1..200), ctl in 0.0..150.0_f64, atl in 0.0..200.0_f64
    ) {
        let range = |start: f64| loads.iter().fold((start, start), |(lo, hi), l| (lo.min(*l), hi.max(*l)));
        for convention in [Convention::Exp, Convention::Tp] {
            let s = FormSettings { convention, ..FormSettings::default() };
            for p in project((ctl, atl), days(&loads), &s) {
                for (value, (lo, hi)) in [(p.ctl, range(ctl)), (p.atl, range(atl))] {
                    prop_assert!(value >= lo - 1e-9 && value <= hi + 1e-9, "{value} of {lo} to {hi}");
                }
            }
        }
    }

    #[test]
    fn a_series_may_be_split_anywhere(loads in prop::collection::vec(0.0..400.0_f64, 2..120), cut in 1..100_usize) {
        let s = FormSettings { seed_ctl: Some(40.0), ..FormSettings::default() };
        let cut = cut.min(loads.len() - 1);
        let whole = series(day0(), &loads, &s);
        let head = series(day0(), &loads[..cut], &s);
        let from = head.last().map(|p| (p.ctl, p.atl)).unwrap();
        let tail = project(from, days(&loads).skip(cut), &s);
        let joined: Vec<FormPoint> = head.into_iter().chain(tail).collect();
        prop_assert_eq!(joined, whole);
    }

    #[test]
    fn more_load_never_means_less_fitness(
        loads in prop::collection::vec(0.0..400.0_f64, 1..80), at in 0..80_usize, extra in 0.0..200.0_f64
    ) {
        let s = FormSettings::default();
        let mut more = loads.clone();
        let at = at.min(more.len() - 1);
        more[at] += extra;
        let (a, b) = (project((30.0, 30.0), days(&loads), &s), project((30.0, 30.0), days(&more), &s));
        prop_assert!(a.iter().zip(&b).all(|(x, y)| y.ctl >= x.ctl && y.atl >= x.atl));
    }
}
