//! The slope of a few scattered points: the median of the slopes between all pairs (Theil 1950, Sen 1968), which one
//! odd day can't tilt.

use super::stats::median;

/// Fewest points that a slope is told from.
pub const LEAST_POINTS: usize = 4;

/// Slope per unit of the first figure; `None` under four points or when all are at one place.
#[must_use]
pub fn theil_sen(points: &[(f64, f64)]) -> Option<f64> {
    if points.len() < LEAST_POINTS {
        return None;
    }
    let mut slopes = Vec::with_capacity(points.len() * (points.len() - 1) / 2);
    for (i, a) in points.iter().enumerate() {
        let later = points[i + 1..].iter().filter(|b| (b.0 - a.0).abs() > 0.0);
        slopes.extend(later.map(|b| (b.1 - a.1) / (b.0 - a.0)));
    }
    median(&slopes)
}

/// Slope of the least-squares line; `None` under two places.
#[must_use]
pub fn least_squares(points: &[(f64, f64)]) -> Option<f64> {
    use crate::domain::num::Total;
    let n = points.len() as f64;
    let (mx, my) = (points.iter().map(|p| p.0).total() / n, points.iter().map(|p| p.1).total() / n);
    let across = points.iter().map(|p| (p.0 - mx).powi(2)).total();
    (across > 0.0).then(|| points.iter().map(|p| (p.0 - mx) * (p.1 - my)).total() / across)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_odd_day_does_not_tilt_it() {
        let line: Vec<(f64, f64)> = (0..9).map(|i| (f64::from(i), 2.0 * f64::from(i) + 1.0)).collect();
        assert!((theil_sen(&line).unwrap() - 2.0).abs() < 1e-12);
        let mut odd = line.clone();
        odd[4].1 = 900.0;
        assert!((theil_sen(&odd).unwrap() - 2.0).abs() < 1e-12);
        assert!((least_squares(&line).unwrap() - 2.0).abs() < 1e-12);
    }

    #[test]
    fn too_few_points_are_no_trend() {
        assert_eq!(theil_sen(&[(0.0, 1.0), (1.0, 2.0), (2.0, 3.0)]), None);
        assert_eq!(theil_sen(&[(1.0, 1.0); 5]), None);
        assert_eq!(least_squares(&[(1.0, 1.0)]), None);
        assert_eq!(least_squares(&[]), None);
    }
}
