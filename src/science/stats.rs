//! Small statistics and the piecewise-linear curve, used by every family. Total: empty input answers `None`.

/// Arithmetic mean.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Sample standard deviation (n − 1); needs two values.
#[must_use]
pub fn sample_sd(values: &[f64]) -> Option<f64> {
    let m = mean(values)?;
    (values.len() >= 2).then(|| {
        let ss: f64 = values.iter().map(|v| (v - m).powi(2)).sum();
        (ss / (values.len() - 1) as f64).sqrt()
    })
}

/// The value below which the share `q` (0–1) of the values lies, linear between neighbours (type 7 of Hyndman & Fan
/// 1996). Values that are not finite are left out.
#[must_use]
pub fn quantile(values: &[f64], q: f64) -> Option<f64> {
    let mut v: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
    if v.is_empty() {
        return None;
    }
    v.sort_by(f64::total_cmp);
    let at = q.clamp(0.0, 1.0) * (v.len() - 1) as f64;
    let (lo, hi) = (at.floor() as usize, at.ceil() as usize);
    Some(v[lo] + (v[hi] - v[lo]) * (at - lo as f64))
}

/// The middle value.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// Linear between the points of a curve (rising x), level beyond its ends; 0 for a curve without points.
#[must_use]
pub fn piecewise(points: &[(f64, f64)], x: f64) -> f64 {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return 0.0 };
    if x <= first.0 {
        return first.1;
    }
    for pair in points.windows(2) {
        let ((a, fa), (b, fb)) = (pair[0], pair[1]);
        if x <= b {
            return fa + (fb - fa) * (x - a) / (b - a);
        }
    }
    last.1
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "exact figures of exact inputs")]

    use super::*;

    #[test]
    fn middle_and_spread() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[f64::NAN]), None);
        assert_eq!(sample_sd(&[1.0]), None);
        assert_eq!(sample_sd(&[1.0, 3.0]), Some(2.0_f64.sqrt()));
        assert_eq!(quantile(&[0.0, 10.0], 0.75), Some(7.5));
    }

    #[test]
    fn curve_is_level_beyond_its_ends() {
        let c = [(0.0, 10.0), (1.0, 20.0), (3.0, 0.0)];
        let at: Vec<f64> = [-5.0, 0.0, 0.5, 1.0, 2.0, 3.0, 9.0].iter().map(|&x| piecewise(&c, x)).collect();
        assert_eq!(at, [10.0, 10.0, 15.0, 20.0, 10.0, 0.0, 0.0]);
        assert_eq!(piecewise(&[], 1.0), 0.0);
    }
}
