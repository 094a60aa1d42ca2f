//! Means over athletes, and paired differences with their intervals.

use super::{arms::Seasons, outcome::Outcome};
use serde::Serialize;
use std::collections::BTreeMap;

/// A mean and the half-width of its 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Mean {
    pub(crate) mean: f64,
    pub(crate) ci95: f64,
}

impl Mean {
    pub(crate) fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        if n < 2.0 {
            return Self { mean: values.first().copied().unwrap_or(0.0), ci95: 0.0 };
        }
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
        Self { mean, ci95: 1.96 * (variance / n).sqrt() }
    }

    /// The lower end of the interval.
    pub(crate) fn low(&self) -> f64 {
        self.mean - self.ci95
    }
}

impl std::fmt::Display for Mean {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:+.2} ± {:.2}", self.mean, self.ci95)
    }
}

/// One arm over all athletes.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Arm {
    pub(crate) world: &'static str,
    #[serde(rename = "arm")]
    pub(crate) name: &'static str,
    /// Means of every figure.
    pub(crate) means: Outcome,
    /// Most blocks of any athlete's season.
    pub(crate) most_blocks: f64,
}

/// All athletes of one seed.
pub(crate) struct Field<'a> {
    pub(crate) seasons: &'a [Seasons],
}

impl Field<'_> {
    fn outcomes(&self, world: &str, arm: &str) -> Vec<&Outcome> {
        let of = |s: &'_ Seasons| s.iter().position(|((w, a), _)| *w == world && *a == arm);
        self.seasons.iter().filter_map(|s| of(s).map(|i| &s[i].1)).collect()
    }

    /// The mean of one figure.
    pub(crate) fn mean(&self, world: &str, arm: &str, figure: impl Fn(&Outcome) -> f64) -> f64 {
        let values: Vec<f64> = self.outcomes(world, arm).into_iter().map(figure).collect();
        Mean::of(&values).mean
    }

    /// Gain of one arm less that of another, athlete by athlete, percentage points.
    pub(crate) fn gained(&self, world: &str, arm: &str, other: &str) -> Mean {
        self.gained_among(world, arm, other, |_| true)
    }

    /// The same among some of the athletes.
    pub(crate) fn gained_among(
        &self,
        world: &str,
        arm: &str,
        other: &str,
        among: impl Fn(&Outcome) -> bool,
    ) -> Mean {
        let (a, b) = (self.outcomes(world, arm), self.outcomes(world, other));
        let both = a.iter().zip(&b).filter(|(x, y)| among(x) && among(y));
        Mean::of(&both.map(|(x, y)| x.gain_pct - y.gain_pct).collect::<Vec<_>>())
    }

    /// By how much a figure's mean is larger than in another arm, %.
    pub(crate) fn ratio(&self, world: &str, arm: &str, other: &str, figure: impl Fn(&Outcome) -> f64) -> f64 {
        let (a, b) = (self.mean(world, arm, &figure), self.mean(world, other, &figure));
        if b > 0.0 { 100.0 * (a / b - 1.0) } else { 0.0 }
    }

    fn by_rule(&self, world: &str, arm: &str, of: fn(&Outcome) -> &BTreeMap<String, f64>) -> BTreeMap<String, f64> {
        let all = self.outcomes(world, arm);
        let mut sum: BTreeMap<String, f64> = BTreeMap::new();
        for (rule, n) in all.iter().flat_map(|o| of(o)) {
            *sum.entry(rule.clone()).or_default() += n / all.len() as f64;
        }
        sum
    }

    pub(crate) fn arm(&self, world: &'static str, arm: &'static str) -> Arm {
        let m = |f: fn(&Outcome) -> f64| self.mean(world, arm, f);
        let means = Outcome {
            gain_pct: m(|o| o.gain_pct),
            load: m(|o| o.load),
            overload_days: m(|o| o.overload_days),
            hard_on_bad_days: m(|o| o.hard_on_bad_days),
            hazard: m(|o| o.hazard),
            days_lost: m(|o| o.days_lost),
            ctl: m(|o| o.ctl),
            tsb: m(|o| o.tsb),
            modifications: m(|o| o.modifications),
            offers: m(|o| o.offers),
            days_changed: m(|o| o.days_changed),
            blocks: m(|o| o.blocks),
            asked: self.by_rule(world, arm, |o| &o.asked),
            cut: self.by_rule(world, arm, |o| &o.cut),
            blocked: self.by_rule(world, arm, |o| &o.blocked),
            days: vec![],
        };
        let most_blocks = self.outcomes(world, arm).iter().map(|o| o.blocks).fold(0.0, f64::max);
        Arm { world, name: arm, means, most_blocks }
    }
}
