//! Fitting the model to an athlete's own tests.
//!
//! For fixed time constants the model is linear in p0, k1 and −k2. A grid over both constants, least squares with
//! weights that can't be negative and a small ridge, and a prior that keeps the constants near the population's where
//! the tests don't tell: the valley of the error is flat (on a published 165-day series any τ1 from 32 to 42 d fits as
//! well). Leaving out one test at a time gives the spread; where it is too wide the verdict says so. The grid, the prior
//! and the limits are our design.

use super::{Params, State, raw_influence_times, states};
use crate::domain::num::Total;
use serde::Serialize;

/// A test: day counted from the first load, and what was measured.
pub type Test = (usize, f64);

/// Fewest tests.
pub const LEAST_TESTS: usize = 5;
/// Fewest days between the first and the last test.
pub const LEAST_DAYS: usize = 42;
/// Least spread of the tests, as a share of their mean.
pub const LEAST_SPREAD: f64 = 0.03;
/// Widest interval of the critical day that still tells something, d.
pub const WIDEST_CRITICAL: f64 = 14.0;
/// Weights of fatigue against fitness that are believed.
pub const RATIO: std::ops::RangeInclusive<f64> = 1.0..=3.5;
/// Ridge on both weights, as a share of their columns' own size.
const RIDGE: f64 = 1.0e-4;
/// Repeatability of a test, as a share of its value: the noise that the prior is weighed against is never less.
const REPEATABILITY: f64 = 0.01;
/// Standard normal deviate of a two-sided 95 % interval.
pub const Z95: f64 = 1.96;

/// A fit for fixed time constants.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Linear {
    /// Parameters.
    pub params: Params,
    /// Sum of squared errors over the tests.
    pub sse: f64,
}

/// Sums over the tests with their means taken out, which takes p0 out of the equations.
struct Sums {
    mean: (f64, f64, f64),
    gg: f64,
    hh: f64,
    gh: f64,
    gy: f64,
    hy: f64,
}

impl Sums {
    fn of(points: &[(State, f64)]) -> Self {
        let n = points.len() as f64;
        let mean_of = |f: &dyn Fn(&(State, f64)) -> f64| points.iter().map(f).total() / n;
        let mean = (mean_of(&|p| p.0.g), mean_of(&|p| p.0.h), mean_of(&|p| p.1));
        let d = |p: &(State, f64)| (p.0.g - mean.0, p.0.h - mean.1, p.1 - mean.2);
        let sum = |f: &dyn Fn((f64, f64, f64)) -> f64| points.iter().map(|p| f(d(p))).total();
        Self {
            mean,
            gg: sum(&|(g, _, _)| g * g),
            hh: sum(&|(_, h, _)| h * h),
            gh: sum(&|(g, h, _)| g * h),
            gy: sum(&|(g, _, y)| g * y),
            hy: sum(&|(_, h, y)| h * y),
        }
    }

    /// (k1, k2) of the plain or ridged equations; `None` when the tests can't tell them apart.
    fn both(&self, ridge: f64) -> Option<(f64, f64)> {
        let (a, b) = (self.gg * (1.0 + ridge), self.hh * (1.0 + ridge));
        let det = a * b - self.gh * self.gh;
        (det > 1.0e-12 * a * b && det > 0.0)
            .then(|| ((b * self.gy - self.gh * self.hy) / det, (self.gh * self.gy - a * self.hy) / det))
    }

    /// (k1, k2) with both at least 0: with two unknowns the optimum is inside, on one edge, or at the corner.
    fn non_negative(&self, ridge: f64) -> (f64, f64) {
        let inside = self.both(ridge).filter(|(k1, k2)| *k1 >= 0.0 && *k2 >= 0.0);
        inside.unwrap_or_else(|| {
            let alone = |xx: f64, xy: f64| if xx > 0.0 { (xy / (xx * (1.0 + ridge))).max(0.0) } else { 0.0 };
            let (k1, k2) = (alone(self.gg, self.gy), alone(self.hh, -self.hy));
            // What an edge takes off the error is its weight times its sum.
            if k1 * self.gy >= k2 * -self.hy { (k1, 0.0) } else { (0.0, k2) }
        })
    }

    fn intercept(&self, (k1, k2): (f64, f64)) -> f64 {
        self.mean.2 - k1 * self.mean.0 + k2 * self.mean.1
    }
}

fn points(states: &[State], tests: &[Test]) -> Vec<(State, f64)> {
    tests.iter().filter_map(|(d, v)| Some((*states.get(*d)?, *v))).collect()
}

fn finish(points: &[(State, f64)], sums: &Sums, k: (f64, f64), taus: (f64, f64)) -> Linear {
    let params = Params { p0: sums.intercept(k), k1: k.0, k2: k.1, tau1: taus.0, tau2: taus.1 };
    Linear { params, sse: points.iter().map(|(s, v)| (params.evening(*s) - v).powi(2)).total() }
}

/// Plain least squares for fixed time constants, signs free; `None` when the tests can't tell three parameters.
#[must_use]
pub fn linear(loads: &[f64], tests: &[Test], tau1: f64, tau2: f64) -> Option<Linear> {
    let points = points(&states(loads, tau1, tau2), tests);
    let sums = Sums::of(&points);
    (points.len() >= 3).then(|| sums.both(0.0)).flatten().map(|k| finish(&points, &sums, k, (tau1, tau2)))
}

fn constrained(states: &[State], tests: &[Test], taus: (f64, f64)) -> Linear {
    let points = points(states, tests);
    let sums = Sums::of(&points);
    finish(&points, &sums, sums.non_negative(RIDGE), taus)
}

/// The states of every pair of time constants on the grid.
struct Grid(Vec<((f64, f64), Vec<State>)>);

impl Grid {
    fn of(loads: &[f64]) -> Self {
        let taus = (0..=20).flat_map(|i| (3..=20).map(move |t2| (20.0 + 2.0 * f64::from(i), f64::from(t2))));
        Self(taus.filter(|(a, b)| a > b).map(|(a, b)| ((a, b), states(loads, a, b))).collect())
    }

    fn best(&self, tests: &[Test], noise: f64) -> Option<Linear> {
        let prior = |(a, b): (f64, f64)| noise * (((a - 42.0) / 10.0).powi(2) + ((b - 9.0) / 4.0).powi(2));
        let scored = self.0.iter().map(|(taus, s)| {
            let l = constrained(s, tests, *taus);
            (l.sse + prior(*taus), l)
        });
        scored.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, l)| l)
    }
}

/// Why a fit tells nothing of this athlete.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Fewer than five tests.
    TooFewTests,
    /// Less than 42 days between the first and the last.
    TooShort,
    /// The tests lie within 3 % of each other.
    TooAlike,
    /// Fatigue weighs less than fitness, or over 3.5 times as much.
    Ratio,
    /// The day from which load hurts can't be told to two weeks.
    Vague,
}

impl Why {
    /// One sentence.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::TooFewTests => "fewer than five hard efforts to fit it on",
            Self::TooShort => "the hard efforts lie within six weeks",
            Self::TooAlike => "the hard efforts lie within 3 % of each other",
            Self::Ratio => "fatigue against fitness comes out where nobody's is",
            Self::Vague => "your own efforts don't tell when load starts to hurt",
        }
    }
}

/// What came out of a fit.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Fit {
    /// The athlete's own parameters when the fit is informative, else the population's shape scaled to the tests;
    /// `None` when there are too few tests even for that.
    pub params: Option<Params>,
    /// Why it is uninformative, when it is.
    pub uninformative: Option<Why>,
    /// Tests used.
    pub tests: usize,
    /// Typical error of a test under the model, in its unit.
    pub error: Option<f64>,
    /// Critical day and best day.
    pub influence: Option<super::Influence>,
    /// Width of the 95 % interval of the critical day, d.
    pub critical_width: Option<f64>,
    /// The parameters with one test left out at a time, for intervals.
    #[serde(skip)]
    pub leave_one_out: Vec<Params>,
}

impl Fit {
    /// Whether the parameters are the athlete's own.
    #[must_use]
    pub fn informative(&self) -> bool {
        self.params.is_some() && self.uninformative.is_none()
    }
}

/// Fits the model to tests over consecutive daily loads.
#[must_use]
pub fn fit(loads: &[f64], tests: &[Test]) -> Fit {
    let mut tests: Vec<Test> =
        tests.iter().copied().filter(|(d, v)| *d < loads.len() && v.is_finite() && *v > 0.0).collect();
    tests.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    if let Some(why) = too_little(&tests) {
        let params = (tests.len() >= LEAST_TESTS).then(|| population(loads, &tests));
        return with_spread(loads, &tests, params, Some(why), None, &population);
    }
    let grid = Grid::of(loads);
    let noise = noise(&grid, &tests);
    let own = |_: &[f64], t: &[Test]| grid.best(t, noise).map_or_else(|| population(loads, t), |l| l.params);
    let params = own(loads, &tests);
    let ratio = if params.k1 > 0.0 { params.k2 / params.k1 } else { f64::INFINITY };
    let spread = critical_width(&leave_one_out(loads, &tests, &own));
    let why = if !RATIO.contains(&ratio) {
        Some(Why::Ratio)
    } else if spread.is_none_or(|w| w > WIDEST_CRITICAL) {
        Some(Why::Vague)
    } else {
        None
    };
    if why.is_some() {
        return with_spread(loads, &tests, Some(population(loads, &tests)), why, spread, &population);
    }
    with_spread(loads, &tests, Some(params), None, spread, &own)
}

type Fitter<'a> = dyn Fn(&[f64], &[Test]) -> Params + 'a;

fn with_spread(
    loads: &[f64],
    tests: &[Test],
    params: Option<Params>,
    uninformative: Option<Why>,
    critical_width: Option<f64>,
    fitter: &Fitter<'_>,
) -> Fit {
    let error = params.map(|p| {
        let points = points(&states(loads, p.tau1, p.tau2), tests);
        let sse = points.iter().map(|(s, v)| (p.evening(*s) - v).powi(2)).total();
        (sse / (points.len().saturating_sub(3).max(1)) as f64).sqrt()
    });
    let leave_one_out = if params.is_some() { leave_one_out(loads, tests, fitter) } else { Vec::new() };
    Fit {
        params,
        uninformative,
        tests: tests.len(),
        error,
        influence: params.and_then(|p| super::influence_times(p.k1, p.k2, p.tau1, p.tau2)),
        critical_width,
        leave_one_out,
    }
}

fn too_little(tests: &[Test]) -> Option<Why> {
    let values = || tests.iter().map(|t| t.1);
    let span = tests.last().map_or(0, |t| t.0) - tests.first().map_or(0, |t| t.0);
    let (lo, hi) = (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max));
    if tests.len() < LEAST_TESTS {
        Some(Why::TooFewTests)
    } else if span < LEAST_DAYS {
        Some(Why::TooShort)
    } else if (hi - lo) * (tests.len() as f64) < LEAST_SPREAD * values().total() {
        Some(Why::TooAlike)
    } else {
        None
    }
}

/// Variance of a test: what the best fit leaves, and the repeatability of a test at least.
fn noise(grid: &Grid, tests: &[Test]) -> f64 {
    let mean = tests.iter().map(|t| t.1).total() / tests.len() as f64;
    let left = grid.best(tests, 0.0).map_or(0.0, |l| l.sse / (tests.len().saturating_sub(3).max(1)) as f64);
    left.max((REPEATABILITY * mean).powi(2))
}

/// The population's time constants and ratio; level and size from the tests.
fn population(loads: &[f64], tests: &[Test]) -> Params {
    let (tau1, tau2, ratio) = super::POPULATION;
    let points = points(&states(loads, tau1, tau2), tests);
    let n = points.len().max(1) as f64;
    let net = |s: &State| s.g - ratio * s.h;
    let (mx, my) = (points.iter().map(|p| net(&p.0)).total() / n, points.iter().map(|p| p.1).total() / n);
    let across = points.iter().map(|p| (net(&p.0) - mx).powi(2)).total();
    let along = points.iter().map(|p| (net(&p.0) - mx) * (p.1 - my)).total();
    let k1 = if across > 0.0 { (along / across).max(0.0) } else { 0.0 };
    Params { p0: my - k1 * mx, k1, k2: ratio * k1, tau1, tau2 }
}

fn leave_one_out(loads: &[f64], tests: &[Test], fitter: &Fitter<'_>) -> Vec<Params> {
    (0..tests.len())
        .map(|out| {
            let rest: Vec<Test> = tests.iter().enumerate().filter(|(i, _)| *i != out).map(|(_, t)| *t).collect();
            fitter(loads, &rest)
        })
        .collect()
}

/// Width of the 95 % interval of the critical day; `None` when leaving out a test leaves none.
fn critical_width(left: &[Params]) -> Option<f64> {
    let days: Option<Vec<f64>> =
        left.iter().map(|p| raw_influence_times(p.k1, p.k2, p.tau1, p.tau2).map(|t| t.0)).collect();
    days.map(|d| 2.0 * Z95 * jackknife_error(&d))
}

/// Standard error of a figure from its values with one observation left out at a time (Tukey 1958).
#[must_use]
pub fn jackknife_error(left: &[f64]) -> f64 {
    if left.is_empty() {
        return 0.0;
    }
    let n = left.len() as f64;
    let mean = left.iter().copied().total() / n;
    ((n - 1.0) / n * left.iter().map(|v| (v - mean).powi(2)).total()).sqrt()
}
