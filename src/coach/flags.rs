//! Flags: single signals that tighten a day whatever the score says (F01–F12), and the athlete's own feel.
//!
//! Owns: the conditions, their limits, and a report of each rule with what it saw. Does not own: the order of the
//! ladder ([`super::ladder`]) and the signals' arithmetic (science).

mod body;
mod facts;
mod health;
mod hurt;
mod rules;
mod strain;

pub(in crate::coach) use facts::illness_on;
pub use facts::{Facts, Feel, Pain, Recovered};
pub(in crate::coach) use health::PAIN_RESTS;
pub use health::{return_cap, sports_loading};
pub use hurt::{Out, banned, hurting};
pub use rules::{KEYS, Key, Rules, SettingError};

use super::rules::{card, evidence};
use crate::domain::{Cap, Evidence, Reason};
use serde::Serialize;

/// How a rule came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Looked, and found nothing.
    Passed,
    /// Spoke, and tightens the day; the athlete may answer otherwise.
    Triggered,
    /// Spoke, and nobody can override it.
    Blocked,
    /// What it needs is not known.
    NotEvaluable,
}

impl Outcome {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Triggered => "triggered",
            Self::Blocked => "blocked",
            Self::NotEvaluable => "not_evaluable",
        }
    }

    /// Whether the rule spoke.
    #[must_use]
    pub fn spoke(self) -> bool {
        matches!(self, Self::Triggered | Self::Blocked)
    }
}

/// What one rule saw this morning.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RuleReport {
    /// `F07`.
    pub rule: &'static str,
    /// A few words: `resting heart rate`.
    pub title: &'static str,
    /// How it came out.
    pub outcome: Outcome,
    /// What was seen, with its unit; what is missing when it can't be evaluated.
    pub observed: String,
    /// What the rule allows.
    pub limit: String,
    /// One sentence.
    pub text: String,
    /// Where the observation comes from.
    pub source: String,
    /// How good the rule's grounds are.
    pub evidence: Evidence,
    /// The cap it asks for; `None` when it did not speak or only warns.
    pub cap: Option<Cap>,
}

impl RuleReport {
    /// The report as a reason of a verdict.
    #[must_use]
    pub fn reason(&self) -> Reason {
        Reason {
            rule: self.rule.to_owned(),
            observed: self.observed.clone(),
            limit: self.limit.clone(),
            text: self.text.clone(),
            source: self.source.clone(),
            evidence: self.evidence,
        }
    }
}

/// The report of a rule by its card in the book.
pub(in crate::coach) fn report(
    rule: &'static str,
    outcome: Outcome,
    observed: impl Into<String>,
    text: impl Into<String>,
    source: &str,
    cap: Option<Cap>,
) -> RuleReport {
    let card = card(rule);
    let limit = card.map_or("", |c| if c.block.is_empty() { c.warn } else { c.block });
    RuleReport {
        rule,
        title: card.map_or("", |c| c.title),
        outcome,
        observed: observed.into(),
        limit: if limit.is_empty() { "none".to_owned() } else { limit.to_owned() },
        text: text.into(),
        source: source.to_owned(),
        evidence: evidence(rule),
        cap,
    }
}

/// A rule before it has looked.
struct Rule {
    id: &'static str,
    title: &'static str,
    limit: String,
    evidence: Evidence,
}

impl Rule {
    fn new(id: &'static str, title: &'static str, limit: impl Into<String>) -> Self {
        Self { id, title, limit: limit.into(), evidence: evidence(id) }
    }

    fn report(
        self,
        outcome: Outcome,
        observed: impl Into<String>,
        text: impl Into<String>,
        source: &str,
        cap: Option<Cap>,
    ) -> RuleReport {
        RuleReport {
            rule: self.id,
            title: self.title,
            outcome,
            observed: observed.into(),
            limit: self.limit,
            text: text.into(),
            source: source.to_owned(),
            evidence: self.evidence,
            cap,
        }
    }

    fn missing(self, what: &str) -> RuleReport {
        let text = format!("Could not be checked: {what}.");
        self.report(Outcome::NotEvaluable, what, text, "", None)
    }

    fn passed(self, observed: impl Into<String>, source: &str) -> RuleReport {
        self.report(Outcome::Passed, observed, "Within its limit.", source, None)
    }

    /// Triggered with a cap; a rule that asks for rest, or that nobody may override, is a block.
    fn speaks(self, observed: impl Into<String>, text: impl Into<String>, source: &str, cap: Cap) -> RuleReport {
        self.report(Outcome::Triggered, observed, text, source, Some(cap))
    }

    fn blocks(self, observed: impl Into<String>, text: impl Into<String>, source: &str, cap: Cap) -> RuleReport {
        self.report(Outcome::Blocked, observed, text, source, Some(cap))
    }

    /// Triggered without a cap: worth saying.
    fn warns(self, observed: impl Into<String>, text: impl Into<String>, source: &str) -> RuleReport {
        self.report(Outcome::Triggered, observed, text, source, None)
    }
}

/// Every flag, F01 to F12 and the feel, in that order.
#[must_use]
pub fn evaluate(f: &Facts) -> Vec<RuleReport> {
    vec![
        health::f01(f),
        health::f02(f),
        health::f03(f),
        body::f04(f),
        body::f05(f),
        body::f06(f),
        body::f07(f),
        body::f08(f),
        strain::f09(f),
        body::f10(f),
        health::f11(f),
        strain::f12(f),
        strain::feel(f),
    ]
}

#[cfg(test)]
mod tests;
