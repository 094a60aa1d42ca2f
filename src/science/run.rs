//! Load and thresholds of running: grade-adjusted speed, VDOT, critical speed.
//!
//! Sources: Minetti 2002 (J Appl Physiol 93:1039) for the cost of slopes; the downhill anchors are the heart-rate-based
//! points that Strava published in 2017; Daniels & Gilbert (VDOT); Riegel 1981.

use super::power::regression;

/// Energy cost of running on a slope, J/kg/m; the slope is held within ±.45.
#[must_use]
pub fn minetti_cost(grade: f64) -> f64 {
    let i = grade.clamp(-0.45, 0.45);
    ((((155.4 * i - 30.4) * i - 43.3) * i + 46.3) * i + 19.5) * i + 3.6
}

const DOWNHILL: [(f64, f64); 8] = [
    (-0.40, 1.937),
    (-0.30, 1.490),
    (-0.20, 1.085),
    (-0.14, 0.920),
    (-0.09, 0.875),
    (-0.06, 0.885),
    (-0.03, 0.935),
    (0.0, 1.0),
];

/// Flat speed of equal effort over speed on the slope. Uphill Minetti's cost, downhill the published anchors (his
/// cost credits a moderate descent with more than heart rates show).
#[must_use]
pub fn grade_factor(grade: f64) -> f64 {
    if grade >= 0.0 { minetti_cost(grade) / 3.6 } else { super::stats::piecewise(&DOWNHILL, grade) }
}

/// VDOT of an even effort (Daniels & Gilbert): `seconds` for `metres`. `None` outside 3.5 minutes to 4 hours.
#[must_use]
pub fn vdot(seconds: f64, metres: f64) -> Option<f64> {
    let t = seconds / 60.0;
    if !(3.5..=240.0).contains(&t) || metres <= 0.0 {
        return None;
    }
    let v = metres / t;
    let cost = -4.6 + 0.182_258 * v + 0.000_104 * v * v;
    let share = 0.8 + 0.189_439_3 * (-0.012_778 * t).exp() + 0.298_955_8 * (-0.193_260_5 * t).exp();
    (cost > 0.0).then(|| cost / share)
}

/// Speed at a share of VDOT, m/s.
#[must_use]
pub fn speed_at_vdot(vdot: f64, share: f64) -> f64 {
    let (a, b, c) = (0.000_104, 0.182_258, -4.6 - vdot * share);
    ((b * b - 4.0 * a * c).max(0.0).sqrt() - b) / (2.0 * a) / 60.0
}

/// Threshold speed of a VDOT, m/s: its speed at 88 %.
#[must_use]
pub fn threshold_speed(vdot: f64) -> f64 {
    speed_at_vdot(vdot, 0.88)
}

/// Usual exponent of Riegel's rule.
pub const RIEGEL: f64 = 1.06;

/// Time for another distance by Riegel's rule with this exponent, s (Riegel 1981).
#[must_use]
pub fn riegel(seconds: f64, metres: f64, other_metres: f64, exponent: f64) -> f64 {
    seconds * (other_metres / metres).powf(exponent)
}

/// Critical speed (m/s) and D′ (m) from maximal efforts (s, m).
#[must_use]
pub fn critical_speed(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    regression(points.iter().copied()).filter(|(cs, _)| *cs > 0.0)
}

#[cfg(test)]
mod tests;
