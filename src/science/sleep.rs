//! Sleep need and sleep debt.

use super::stats::quantile;

/// Nights that a debt looks at.
pub const DEBT_NIGHTS: i64 = 14;
/// Nights that it needs.
pub const DEBT_LEAST: usize = 7;
/// Usual weight of a night against the one after it.
pub const DECAY: f64 = 0.9;

/// Hours needed: what is set, else the 75th percentile of the nights of two months, 7.5 h at least; 9 h at most.
#[must_use]
pub fn need(set: Option<f64>, nights: &[f64]) -> f64 {
    set.filter(|h| (4.0..=12.0).contains(h))
        .unwrap_or_else(|| quantile(nights, 0.75).unwrap_or(7.5).clamp(7.5, 9.0))
}

/// Hours missed per night, recent nights counting more: Σ decay^i (need − hours) / Σ decay^i over at most fourteen nights,
/// newest first. A night that was not measured is left out with its weight. Needs seven nights; negative is a surplus.
#[must_use]
pub fn debt(newest_first: &[Option<f64>], need: f64, decay: f64) -> Option<f64> {
    let nights = newest_first.get(..DEBT_NIGHTS as usize).unwrap_or(newest_first);
    if nights.iter().flatten().count() < DEBT_LEAST {
        return None;
    }
    let mut weight = 1.0;
    let (mut sum, mut weights) = (0.0, 0.0);
    for hours in nights {
        if let Some(h) = hours {
            sum += weight * (need - h);
            weights += weight;
        }
        weight *= decay;
    }
    Some(sum / weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_nights_owe_their_difference() {
        assert!((debt(&[Some(8.0); 14], 7.5, DECAY).unwrap() + 0.5).abs() < 1e-12);
        assert!((debt(&[Some(7.0); 14], 7.5, DECAY).unwrap() - 0.5).abs() < 1e-12);
        assert_eq!(debt(&[Some(7.0); 6], 7.5, DECAY), None);
    }

    #[test]
    fn unmeasured_nights_neither_owe_nor_pay() {
        let mut nights = [Some(7.0); 14];
        nights[0] = None;
        nights[5] = None;
        assert!((debt(&nights, 8.0, DECAY).unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn need_is_learnt_within_bounds() {
        assert!((need(Some(8.2), &[6.0; 60]) - 8.2).abs() < 1e-12);
        assert!((need(None, &[6.0; 60]) - 7.5).abs() < 1e-12);
        assert!((need(None, &[8.4; 60]) - 8.4).abs() < 1e-12);
        assert!((need(None, &[11.0; 60]) - 9.0).abs() < 1e-12);
        assert!((need(Some(99.0), &[]) - 7.5).abs() < 1e-12);
    }
}
