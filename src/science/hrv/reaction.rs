//! How long HRV takes to come back after a hard day.
//!
//! Autonomic recovery takes up to about 48 hours after hard intervals (Stanley 2013). The half-time of the drop is our own
//! measure of it, coarse as one figure a morning makes it.

/// Deviation under which a morning is outside its smallest worthwhile change.
const OUTSIDE: f64 = -0.5;
/// Mornings that are looked at.
pub const MORNINGS: usize = 5;

/// Hours from a hard day's morning until half of the drop of HRV is made good, from the deviations (standard deviations
/// from the baseline) of the mornings after it, as far as no other hard day came between. The drop is the deeper of the
/// first two mornings; 0 where HRV stayed within its usual range; `None` where the first morning, or all after the
/// deepest, is not known. A drop that was not made good within the mornings given counts as long as these are.
#[must_use]
pub fn half_time_h(mornings: &[Option<f64>]) -> Option<f64> {
    let first = (*mornings.first()?)?;
    let second = mornings.get(1).copied().flatten();
    let (deep_at, deep) = match second.filter(|z| *z < first) {
        Some(z) => (1, z),
        None => (0, first),
    };
    if deep > OUTSIDE {
        return Some(0.0);
    }
    let hours = |place: f64| 24.0 * (place + 1.0);
    let mut before = (deep_at, deep);
    for (i, z) in mornings.iter().enumerate().skip(deep_at + 1).take(MORNINGS) {
        let Some(z) = *z else { continue };
        if z >= deep / 2.0 {
            let share = (deep / 2.0 - before.1) / (z - before.1);
            return Some(hours(before.0 as f64 + share * (i - before.0) as f64));
        }
        before = (i, z);
    }
    (before.0 > deep_at).then(|| hours(before.0 as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&[Some(0.2), Some(0.1)], Some(0.0))]
    #[case(&[Some(-1.0), Some(0.0)], Some(36.0))]
    #[case(&[Some(-1.0), Some(-0.75), Some(-0.25)], Some(60.0))]
    #[case(&[Some(-1.0), None, Some(0.0)], Some(48.0))]
    #[case(&[Some(-0.6), Some(-2.0), Some(-1.0)], Some(72.0))]
    #[case(&[Some(-1.0), Some(-0.9), Some(-0.9)], Some(72.0))]
    #[case(&[Some(-1.0)], None)]
    #[case(&[None, Some(-1.0)], None)]
    #[case(&[], None)]
    fn from_the_deepest_morning_on(#[case] z: &[Option<f64>], #[case] want: Option<f64>) {
        let got = half_time_h(z);
        assert_eq!(got.map(f64::round), want, "{got:?}");
    }
}
