//! How a season went, and how long the coach took over it.

use lanterne::domain::{Finding, Severity};
use std::collections::BTreeMap;

/// How a season went.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub(crate) struct Outcome {
    /// Performance on race morning over that of the first day, %.
    pub(crate) gain_pct: f64,
    /// Load of the season.
    pub(crate) load: f64,
    /// Days on which fatigue ran too far ahead of fitness.
    pub(crate) overload_days: f64,
    /// Days with hard work on which it was unwise.
    pub(crate) hard_on_bad_days: f64,
    /// Hazard of illness and injury, summed.
    pub(crate) hazard: f64,
    /// Days ill or injured.
    pub(crate) days_lost: f64,
    /// CTL on race morning.
    pub(crate) ctl: f64,
    /// TSB on race morning.
    pub(crate) tsb: f64,
    /// Changes of the plan that the coach asked for and the athlete accepted, offers of more not counted.
    pub(crate) modifications: f64,
    /// Offers of a little more that were accepted.
    pub(crate) offers: f64,
    /// Days that were trained otherwise than first planned, days lost not counted.
    pub(crate) days_changed: f64,
    /// Blocks of the guard-rails in a plan that the coach laid, in a change that was accepted, or in what was left
    /// for a day when it began.
    pub(crate) blocks: f64,
    /// Changes by the rule that asked first.
    pub(crate) asked: BTreeMap<String, f64>,
    /// Load that accepted changes took out of the plan, by the rule that asked first; negative where they added some.
    pub(crate) cut: BTreeMap<String, f64>,
    /// Blocks by rule.
    pub(crate) blocked: BTreeMap<String, f64>,
    /// Load of each day as first planned and as trained, and whether it was lost.
    #[serde(skip)]
    pub(crate) days: Vec<Trained>,
}

/// One day of the season.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Trained {
    pub(crate) load: f64,
    pub(crate) hard: bool,
    pub(crate) lost: bool,
}

impl Outcome {
    /// Counts the blocks among findings.
    pub(crate) fn count(&mut self, findings: &[Finding]) {
        for f in findings.iter().filter(|f| f.severity == Severity::Block) {
            self.blocks += 1.0;
            *self.blocked.entry(f.rule.clone()).or_default() += 1.0;
        }
    }
}

/// How long the coach's answers took, s.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Timing {
    pub(crate) lay: f64,
    pub(crate) laid: f64,
    pub(crate) morning: f64,
    pub(crate) mornings: f64,
    pub(crate) longest: f64,
}

impl Timing {
    pub(crate) fn and(self, o: Self) -> Self {
        Self {
            lay: self.lay + o.lay,
            laid: self.laid + o.laid,
            morning: self.morning + o.morning,
            mornings: self.mornings + o.mornings,
            longest: self.longest.max(o.longest),
        }
    }
}

impl std::fmt::Display for Timing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "a whole plan {:.1} ms, a morning {:.2} ms on average and {:.0} ms at most ({} mornings)",
            1000.0 * self.lay / self.laid.max(1.0),
            1000.0 * self.morning / self.mornings.max(1.0),
            1000.0 * self.longest,
            self.mornings
        )
    }
}
