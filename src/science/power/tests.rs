use super::*;
use proptest::prelude::*;
use rstest::rstest;

fn blocks(b: &[(f64, usize)]) -> Vec<f64> {
    b.iter().flat_map(|(v, s)| std::iter::repeat_n(*v, *s)).collect()
}

fn near(a: Option<f64>, b: Option<f64>) {
    assert!(a.zip(b).map_or(a == b, |(a, b)| (a - b).abs() < 1e-5 * b.abs().max(1.0)), "{a:?} is not {b:?}");
}

const INTERVALS: [(f64, usize); 8] = [
    (150.0, 600),
    (300.0, 180),
    (120.0, 120),
    (300.0, 180),
    (120.0, 120),
    (300.0, 180),
    (120.0, 120),
    (140.0, 1800),
];

#[rstest]
#[case(&[(200.0, 3600)], Some(200.0), Some(199.672964), Some(199.265152))]
#[case(&INTERVALS, Some(199.427533), Some(199.014765), Some(194.982114))]
#[case(&[(250.0, 29)], None, Some(165.063206), Some(126.160597))]
#[case(&[], None, None, None)]
fn normalized_and_xpower(
    #[case] b: &[(f64, usize)],
    #[case] full: Option<f64>,
    #[case] primed: Option<f64>,
    #[case] x: Option<f64>,
) {
    let w = blocks(b);
    near(normalized(&w), full);
    near(normalized_zero_primed(&w), primed);
    near(xpower(&w), x);
}

#[rstest]
#[case(3600.0, 200.0, 250.0, 64.0)]
#[case(3300.0, 199.427533, 260.0, 53.930566)]
#[case(5400.0, 215.0, 265.0, 98.736205)]
fn tss(#[case] s: f64, #[case] np: f64, #[case] ftp: f64, #[case] want: f64) {
    near(Some(stress(s, np / ftp)), Some(want));
}

#[rstest]
#[case(180.0, 330.0, Some(253.999074))]
#[case(300.0, 310.0, Some(261.278526))]
#[case(480.0, 290.0, Some(259.128131))]
#[case(1200.0, 270.0, Some(257.452095))]
#[case(3600.0, 255.0, Some(250.882477))]
#[case(179.0, 400.0, None)]
#[case(3601.0, 250.0, None)]
fn estimate_from_one_effort(#[case] s: f64, #[case] w: f64, #[case] want: Option<f64>) {
    near(eftp(s, w), want);
}

#[test]
fn critical_power_of_published_efforts() {
    let five = [(160.0, 453.0), (205.0, 430.0), (260.0, 405.0), (430.0, 375.0), (685.0, 360.0)];
    let (cp, w) = critical_power(&five).unwrap();
    near(Some(cp), Some(330.895991));
    near(Some(w), Some(19604.19518));
    let (cp, w) = critical_power(&[(240.0, 300.0), (720.0, 260.0), (1200.0, 251.0)]).unwrap();
    near(Some(cp), Some(238.75));
    near(Some(w), Some(14900.0));
    assert_eq!(critical_power(&five[..1]), None);
    assert_eq!(critical_power(&[(300.0, 300.0), (600.0, 280.0)]), None, "less than a factor of three in time");
    assert_eq!(critical_power(&[(180.0, 300.0), (1200.0, 300.0)]), None, "no W′");
    near(Some(ftp_of_20_min(270.0)), Some(256.5));
    near(vo2max_of_5_min(330.0, 70.0), Some(58.415714));
    assert_eq!(vo2max_of_5_min(330.0, 0.0), None);
}

#[test]
fn a_pause_keeps_windows_apart() {
    let mut r = Rolling::default();
    for _ in 0..20 {
        r.push(200.0);
    }
    r.split();
    for _ in 0..29 {
        r.push(200.0);
    }
    assert_eq!(r.full_windows(), None);
    r.push(200.0);
    near(r.full_windows(), Some(200.0));
    let mut x = XPower::default();
    (0..600).for_each(|_| x.push(200.0));
    let before = x.value().unwrap();
    x.pause(600.0);
    x.push(200.0);
    assert!(x.value().unwrap() < before, "the mean has decayed through the pause");
}

proptest! {
    #[test]
    fn normalized_lies_between_mean_and_peak(w in prop::collection::vec(0.0..1500.0_f64, 30..400)) {
        let np = normalized(&w).unwrap();
        let peak = w.iter().copied().fold(0.0, f64::max);
        prop_assert!(np <= peak + 1e-6);
        let windows: Vec<f64> = w.windows(30).map(|x| x.iter().sum::<f64>() / 30.0).collect();
        let mean = windows.iter().sum::<f64>() / windows.len() as f64;
        prop_assert!(np >= mean - 1e-6);
        // The ring's running sum against sums worked out afresh.
        let fresh = (windows.iter().map(|x| x.powi(4)).sum::<f64>() / windows.len() as f64).powf(0.25);
        prop_assert!((np - fresh).abs() < 1e-6);
    }

    #[test]
    fn twice_the_power_is_twice_normalized_and_four_times_the_load(
        w in prop::collection::vec(0.0..700.0_f64, 30..300), k in 0.2..3.0_f64,
    ) {
        let scaled: Vec<f64> = w.iter().map(|x| k * x).collect();
        let pairs = [
            (normalized(&w), normalized(&scaled)),
            (normalized_zero_primed(&w), normalized_zero_primed(&scaled)),
            (xpower(&w), xpower(&scaled)),
        ];
        for (a, b) in pairs {
            let (a, b) = (a.unwrap(), b.unwrap());
            prop_assert!((k * a - b).abs() <= 1e-9 * b.max(1.0));
            let load = |np: f64| stress(3600.0, np / 250.0);
            prop_assert!((k * k * load(a) - load(b)).abs() <= 1e-9 * load(b).max(1.0));
        }
    }

    #[test]
    fn a_ride_repeated_costs_what_its_parts_cost(s in 600.0..20_000.0_f64, i in 0.1..1.3_f64, share in 0.0..1.0_f64) {
        let whole = stress(s, i);
        prop_assert!((stress(share * s, i) + stress((1.0 - share) * s, i) - whole).abs() <= 1e-9 * whole);
    }

    #[test]
    fn load_grows_with_time_and_power(s in 60.0..20_000.0_f64, i in 0.1..1.3_f64, more in 1.001..2.0_f64) {
        prop_assert!(stress(s * more, i) > stress(s, i));
        prop_assert!(stress(s, i * more) > stress(s, i));
    }
}
