use super::*;
use crate::science::power::{normalized, stress};
use rstest::rstest;

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-5 * b.abs().max(1.0), "{a} is not {b}");
}

#[rstest]
#[case(-0.45, 4.032305, 1.937)]
#[case(-0.30, 2.462238, 1.49)]
#[case(-0.10, 2.151706, 0.884)]
#[case(-0.05, 2.745924, 0.901667)]
#[case(0.0, 3.6, 1.0)]
#[case(0.05, 4.685196, 1.301443)]
#[case(0.20, 9.006688, 2.501858)]
#[case(0.45, 19.426015, 5.396115)]
#[case(0.90, 19.426015, 5.396115)]
fn cost_of_slopes(#[case] grade: f64, #[case] cost: f64, #[case] factor: f64) {
    near(minetti_cost(grade), cost);
    near(grade_factor(grade), factor);
}

#[test]
fn hilly_run() {
    let parts = [(3.0, 0.0, 600), (4.2, 0.0, 300), (2.6, 0.08, 300), (3.4, -0.05, 600)];
    let flat: Vec<f64> = parts.iter().flat_map(|(v, g, s)| std::iter::repeat_n(v * grade_factor(*g), *s)).collect();
    let ngs = normalized(&flat).unwrap();
    near(ngs, 3.490075);
    near(stress(1800.0, ngs / 4.0), 38.064456);
    near(stress(1800.0, 270.0 / 300.0), 40.5);
}

#[rstest]
#[case(20.0, 5000.0, 49.806233, 256.000586)]
#[case(40.0, 10000.0, 51.944083, 247.434179)]
#[case(210.0, 42195.0, 44.553531, 280.136535)]
fn daniels(#[case] minutes: f64, #[case] metres: f64, #[case] v: f64, #[case] threshold: f64) {
    let got = vdot(minutes * 60.0, metres).unwrap();
    near(got, v);
    near(1000.0 / threshold_speed(got), threshold);
}

#[test]
fn outside_the_formulas_there_is_no_answer() {
    assert_eq!(vdot(60.0, 400.0), None);
    assert_eq!(vdot(20_000.0, 42_195.0), None);
    assert_eq!(vdot(1200.0, 0.0), None);
    assert_eq!(critical_speed(&[(180.0, 840.0)]), None);
}

#[test]
fn other_distances() {
    near(riegel(2400.0, 10000.0, 21097.5, RIEGEL), 5295.367395);
    near(riegel(1200.0, 5000.0, 10000.0, RIEGEL), 2501.917826);
    let (cs, d) = critical_speed(&[(180.0, 840.0), (420.0, 1800.0), (720.0, 3000.0)]).unwrap();
    near(cs, 4.0);
    near(d, 120.0);
}
