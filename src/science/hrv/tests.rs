use super::*;

fn near(a: Option<f64>, b: f64) {
    assert!(a.is_some_and(|a| (a - b).abs() < 1e-5), "{a:?} is not {b}");
}

fn wave(base: f64, height: f64, step: f64, of: fn(f64) -> f64) -> Vec<f64> {
    (0..60).map(|i| base + height * of(step * f64::from(i))).collect()
}

#[test]
fn a_week_well_under_the_usual() {
    let week = [Some(3.98), Some(4.02), Some(3.95), None, Some(4.0), Some(3.9), Some(3.97)];
    let s = stats(&wave(4.10, 0.08, 1.7, f64::sin), &week);
    assert_eq!(s.nights, 6);
    near(s.mean, 4.099863);
    near(s.sd, 0.05658);
    near(s.week, 3.97);
    near(s.z7, -2.295225);
    near(s.z1, -2.295225);
    near(s.pct, -12.178421);
    near(s.cv, 1.056734);
    near(s.worthwhile().map(|w| w.0), 4.071573);
}

#[test]
fn a_usual_week_and_one_with_two_nights() {
    let baseline = wave(4.2, 0.05, 2.1, f64::cos);
    let s = stats(&baseline, &[4.21, 4.19, 4.22, 4.18, 4.2, 4.23, 4.2].map(Some));
    near(s.z7, 0.117409);
    near(s.z1, -0.002869);
    near(s.pct, 0.419227);
    let s = stats(&baseline, &[Some(4.25), None, None, None, None, None, Some(4.1)]);
    assert_eq!((s.nights, s.week, s.z7, s.pct), (2, None, None, None));
    near(s.z1, -2.809353);
}

#[test]
fn a_short_baseline_says_nothing_and_an_even_one_is_not_trusted() {
    let s = stats(&[4.0; 13], &[Some(4.0); 7]);
    assert_eq!((s.mean, s.z7, s.z1), (None, None, None));
    let s = stats(&[4.0; 14], &[Some(3.97); 7]);
    near(s.sd, 0.03);
    near(s.z7, -1.0);
}

#[test]
fn recovery_indices() {
    near(recovery_index(52.0, 60.0, 55.0, 51.0), 0.803636);
    near(recovery_index(66.0, 60.0, 49.0, 51.0), 1.144898);
    near(recovery_index(40.0, 60.0, 58.0, 50.0), 0.574713);
    assert_eq!(recovery_index(40.0, 0.0, 58.0, 50.0), None);
}
