//! Load and threshold of swimming (McGregor & Fitzgerald 2008; Wakayoshi 1992).

/// sTSS: 100 · hours moving · intensity³ (drag grows with the square of speed, so its power with the cube), and the
/// intensity: mean speed over critical swim speed. `None` without a time or a threshold.
#[must_use]
pub fn stress(moving_s: f64, distance_m: f64, css: f64) -> Option<(f64, f64)> {
    if moving_s <= 0.0 || css <= 0.0 || distance_m < 0.0 {
        return None;
    }
    let intensity = distance_m / moving_s / css;
    Some((moving_s / 3600.0 * intensity.powi(3) * 100.0, intensity))
}

/// Critical swim speed of two maximal distances, m/s; usually 200 m and 400 m.
#[must_use]
pub fn critical_speed(short: (f64, f64), long: (f64, f64)) -> Option<f64> {
    let ((d1, t1), (d2, t2)) = (short, long);
    (t2 > t1 && d2 > d1).then(|| (d2 - d1) / (t2 - t1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(3300.0, 3000.0, 1.075269, 55.396488, 0.845455)]
    #[case(1800.0, 1500.0, 1.0, 28.935185, 0.833333)]
    #[case(3600.0, 3600.0, 1.0, 100.0, 1.0)]
    fn known_swims(#[case] s: f64, #[case] m: f64, #[case] css: f64, #[case] load: f64, #[case] i: f64) {
        let (l, f) = stress(s, m, css).unwrap();
        assert!((l - load).abs() < 1e-4 && (f - i).abs() < 1e-6, "{l} {f}");
    }

    #[test]
    fn threshold_of_two_tests() {
        assert!((critical_speed((200.0, 160.0), (400.0, 340.0)).unwrap() - 1.111111).abs() < 1e-6);
        assert!((critical_speed((400.0, 330.0), (800.0, 700.0)).unwrap() - 1.081081).abs() < 1e-6);
        assert_eq!(critical_speed((400.0, 330.0), (200.0, 160.0)), None);
        assert_eq!(stress(0.0, 100.0, 1.0), None);
    }
}
