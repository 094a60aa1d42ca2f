//! What the model says of a day ahead, as a share of what it says of today, with an interval.

use super::{
    Params, State,
    fit::{Fit, Z95, jackknife_error},
    states,
};
use serde::Serialize;

/// Performance on a morning ahead, in percent of this morning's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Prediction {
    /// Percent of this morning's; 100 is the same.
    pub percent: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// In the unit of the tests.
    pub value: f64,
    /// Whether the shape is the athlete's own.
    pub own: bool,
}

/// The morning after `ahead`, the loads of consecutive days from today on, against this morning, at the end of `past`.
/// `None` when the fit has no parameters, finds no use in load, or gives this morning no performance.
#[must_use]
pub fn predict(fit: &Fit, past: &[f64], ahead: &[f64]) -> Option<Prediction> {
    let params = fit.params.filter(|p| p.k1 > 0.0)?;
    let (now, then) = both(&params, past, ahead);
    if now <= 0.0 {
        return None;
    }
    let percent = 100.0 * then / now;
    let of = |p: &Params| {
        let (now, then) = both(p, past, ahead);
        if now > 0.0 { 100.0 * then / now } else { percent }
    };
    let left: Vec<f64> = fit.leave_one_out.iter().map(of).collect();
    // What a single test is off by is part of what a race day can be off by.
    let residual = fit.error.map_or(0.0, |e| 100.0 * e / now);
    let error = Z95 * jackknife_error(&left).hypot(residual);
    Some(Prediction { percent, low: percent - error, high: percent + error, value: then, own: fit.informative() })
}

fn both(p: &Params, past: &[f64], ahead: &[f64]) -> (f64, f64) {
    let now = states(past, p.tau1, p.tau2).last().copied().unwrap_or_default();
    let then = ahead.iter().fold(now, |s: State, &l| s.step(l, p.tau1, p.tau2));
    (p.next_morning(now), p.next_morning(then))
}
