use super::*;
use proptest::prelude::*;
use rstest::rstest;

const RATES: HeartRates = HeartRates { rest: 50.0, max: 190.0, threshold: 168.0 };
const STREAM: [(f32, usize); 4] = [(110.0, 600), (165.0, 1200), (120.0, 600), (165.0, 1200)];

fn histogram(b: &[(f32, usize)]) -> Histogram {
    Histogram::from_values(1, b.iter().flat_map(|(v, s)| std::iter::repeat_n(*v, *s)))
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 2e-6, "{a} is not {b}");
}

#[rstest]
#[case(60.0, 150.0, 50.0, 190.0, Sex::Male, 108.095359)]
#[case(60.0, 150.0, 50.0, 190.0, Sex::Unknown, 108.095359)]
#[case(60.0, 150.0, 50.0, 190.0, Sex::Female, 121.499066)]
#[case(60.46471, 137.7619718309859, 45.0, 190.0, Sex::Male, 84.552468)]
fn even_trimp(
    #[case] minutes: f64,
    #[case] hr: f64,
    #[case] rest: f64,
    #[case] max: f64,
    #[case] sex: Sex,
    #[case] want: f64,
) {
    near(trimp_even(minutes, hr, &HeartRates { rest, max, threshold: max }, sex), want);
}

#[test]
fn summed_by_second_not_from_the_mean() {
    let t = trimp(&histogram(&STREAM), &RATES, Sex::Male);
    near(t, 116.404412);
    near(hrss(t, &RATES, Sex::Male), 71.297071);
    let mean = (110.0 * 600.0 + 165.0 * 2400.0 + 120.0 * 600.0) / 3600.0;
    near(trimp_even(60.0, mean, &RATES, Sex::Male), 103.891754);
}

#[test]
fn an_hour_at_threshold_is_a_hundred() {
    for sex in [Sex::Male, Sex::Female] {
        near(hrss(trimp_even(60.0, 168.0, &RATES, sex), &RATES, sex), 100.0);
    }
}

#[test]
fn other_scales() {
    near(edwards(&histogram(&STREAM), 190.0), 190.0);
    let steps = [(94.0, 300), (95.0, 300), (150.0, 1200), (181.0, 240)];
    near(edwards(&histogram(&steps), 190.0), 85.0);
    near(edwards(&histogram(&steps), 200.0), 80.0);
    near(lucia(&histogram(&STREAM), 140.0, 162.0), 140.0);
    near(lucia(&histogram(&[(100.0, 3600)]), 135.0, 150.0), 60.0);
    near(max_by_age(20.0), 194.0);
    near(max_by_age(62.0), 164.6);
    near(vo2max_of_rates(190.0, 50.0).unwrap(), 58.14);
    near(vo2max_of_rates(178.0, 62.0).unwrap(), 43.925806);
}

#[test]
fn rates_that_do_not_rise_are_refused() {
    assert!(HeartRates::new(50.0, 190.0, 168.0).is_some());
    assert!(HeartRates::new(50.0, 160.0, 168.0).is_none());
    assert!(HeartRates::new(170.0, 190.0, 168.0).is_none());
    assert!(HeartRates::new(f64::NAN, 190.0, 168.0).is_none());
}

proptest! {
    #[test]
    fn histogram_sums_what_the_stream_sums(hr in prop::collection::vec(30..230_u16, 1..2000)) {
        let values = || hr.iter().map(|h| f32::from(*h));
        let by_bins = trimp(&Histogram::from_values(1, values()), &RATES, Sex::Male);
        let streamed: f64 = values().map(|h| trimp_even(1.0 / 60.0, f64::from(h), &RATES, Sex::Male)).sum();
        prop_assert!((by_bins - streamed).abs() <= 1e-9 * streamed.max(1.0));
    }

    #[test]
    fn two_halves_cost_what_the_whole_costs(hr in prop::collection::vec(40..200_u16, 2..600), cut in 1..500_usize) {
        let (a, b) = hr.split_at(cut.min(hr.len() - 1));
        let of = |part: &[u16]| {
            let h = Histogram::from_values(1, part.iter().map(|h| f32::from(*h)));
            [trimp(&h, &RATES, Sex::Male), edwards(&h, 190.0), lucia(&h, 150.0, 168.0)]
        };
        for ((a, b), whole) in of(a).into_iter().zip(of(b)).zip(of(&hr)) {
            prop_assert!((a + b - whole).abs() <= 1e-9 * whole.max(1.0));
        }
    }

    #[test]
    fn harder_or_longer_is_never_less(bpm in 30.0..220.0_f64, up in 0.0..20.0_f64, minutes in 1.0..600.0_f64) {
        let of = |m, b| trimp_even(m, b, &RATES, Sex::Female);
        prop_assert!(of(minutes, bpm + up) >= of(minutes, bpm));
        prop_assert!(of(minutes + 1.0, bpm) >= of(minutes, bpm));
    }
}

#[test]
fn the_scale_gives_what_the_formulas_give() {
    let mut scale = Scale::default();
    let h = histogram(&STREAM);
    for (sex, max) in [(Sex::Male, 190.0), (Sex::Female, 190.0), (Sex::Female, 200.0), (Sex::Male, 190.0)] {
        let rates = HeartRates { max, ..RATES };
        near(scale.hrss(&h, &rates, sex), hrss(trimp(&h, &rates, sex), &rates, sex));
    }
}
