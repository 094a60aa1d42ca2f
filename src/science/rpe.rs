//! Load from the athlete's own rating (session RPE, Foster 2001), and strength maxima.

/// Load per hour at ratings 0–10, linear between.
const PER_HOUR: [f64; 11] = [0.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 100.0, 120.0, 140.0];

/// Load of a session of `minutes` rated `rpe` (0–10, held within).
#[must_use]
pub fn load(rpe: f64, minutes: f64) -> f64 {
    let r = if rpe.is_nan() { 0.0 } else { rpe.clamp(0.0, 10.0) };
    let below = r.floor() as usize;
    let above = (below + 1).min(10);
    let per_hour = PER_HOUR[below] + (PER_HOUR[above] - PER_HOUR[below]) * (r - r.floor());
    per_hour * minutes.max(0.0) / 60.0
}

/// Foster's session load in arbitrary units: rating times minutes.
#[must_use]
pub fn session_units(rpe: f64, minutes: f64) -> f64 {
    rpe * minutes
}

/// Ratings that go with an intensity factor of .65 and more; `None` below (not classified).
#[must_use]
pub fn expected(intensity: f64) -> Option<(f64, f64)> {
    match intensity {
        i if i.is_nan() || i < 0.65 => None,
        i if i < 0.75 => Some((2.0, 4.0)),
        i if i < 0.85 => Some((4.0, 6.0)),
        i if i < 0.95 => Some((6.0, 8.0)),
        _ => Some((8.0, 10.0)),
    }
}

/// Epley's one-repetition maximum, kg, of a weight lifted `reps` times (1985).
#[must_use]
pub fn epley(kg: f64, reps: u32) -> f64 {
    if reps == 1 { kg } else { kg * (1.0 + f64::from(reps) / 30.0) }
}

/// Brzycki's one-repetition maximum, kg, of a weight lifted `reps` times (1993); without meaning from 37 on.
#[must_use]
pub fn brzycki(kg: f64, reps: u32) -> f64 {
    kg * 36.0 / (37.0 - f64::from(reps))
}

/// One-repetition maximum from a set, kg: the mean of Epley's and Brzycki's formulas over the repetitions done and
/// those left in reserve; the weight itself for one; `None` over twelve, where neither holds.
#[must_use]
pub fn one_rep_max(kg: f64, reps: u32, in_reserve: u32) -> Option<f64> {
    let n = reps + in_reserve;
    match n {
        1 => Some(kg),
        2..=12 => Some(f64::midpoint(epley(kg, n), brzycki(kg, n))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(2.0, 60.0, 30.0)]
    #[case(5.0, 90.0, 90.0)]
    #[case(7.5, 60.0, 90.0)]
    #[case(10.0, 30.0, 70.0)]
    #[case(6.0, 45.0, 52.5)]
    #[case(-1.0, 60.0, 0.0)]
    #[case(11.0, 60.0, 140.0)]
    #[case(f64::NAN, 60.0, 0.0)]
    fn table(#[case] rpe: f64, #[case] minutes: f64, #[case] expected: f64) {
        assert!((load(rpe, minutes) - expected).abs() < 1e-9);
    }

    #[rstest]
    #[case(100.0, 5, 0, Some(114.583333))]
    #[case(100.0, 8, 2, Some(133.333333))]
    #[case(140.0, 1, 0, Some(140.0))]
    #[case(60.0, 12, 0, Some(85.2))]
    #[case(60.0, 10, 4, None)]
    #[case(60.0, 0, 0, None)]
    fn strength(#[case] kg: f64, #[case] reps: u32, #[case] rir: u32, #[case] expected: Option<f64>) {
        let got = one_rep_max(kg, reps, rir);
        assert_eq!(got.map(|v| (v * 1e6).round()), expected.map(|v| (v * 1e6_f64).round()));
    }
}
