//! The guard-rails: named rules that every plan passes before it is offered, whoever wrote it.
//!
//! Owns: the rules' limits and what they say. Does not own: what to do about a finding. Only days from `today` on are
//! judged; what is done can't be undone. One rule, one meaning: [`limits`] holds the numbers, the other files find
//! where they apply.

mod care;
mod event;
pub mod limits;
mod load;
mod mission_rules;
mod morning;
mod report;
mod run;
mod shape;
mod spacing;
mod timeline;

pub use care::deficit_words;
pub(crate) use care::threshold_weeks;
pub use limits::THRESHOLD_FEEL_WEEKS;
pub use report::reports;
pub(crate) use run::LEAST_RUN_KM;

use crate::{
    coach::{flags::Facts, plan::start::Start, rules},
    domain::{Athlete, Cap, Day, Finding, Mission, Plan, Severity},
    science::history::History,
};

/// What is judged, and against what.
#[derive(Clone, Copy, Debug)]
pub struct GuardInput<'a> {
    /// The athlete.
    pub athlete: &'a Athlete,
    /// Their derived past.
    pub history: &'a History,
    /// The mission that binds.
    pub mission: &'a Mission,
    /// The plan to check.
    pub plan: &'a Plan,
    /// The first day judged.
    pub today: Day,
    /// The most that today may hold; `None` when readiness does not matter (a plan being laid).
    pub cap: Option<Cap>,
    /// What the flags saw this morning, and the share of signals that were there; as `cap`.
    pub facts: Option<(&'a Facts, f64)>,
    /// The last day judged, with the rest of its week; the plan's end when absent.
    pub horizon: Option<Day>,
}

/// Everything the rules find, the most serious first, then by day and rule. Deterministic.
#[must_use]
pub fn check(input: &GuardInput) -> Vec<Finding> {
    let start = Start::of(input.athlete, input.history, input.mission, input.today);
    let case = timeline::Case::new(input, &start);
    let mut found = Vec::new();
    load::check(&case, &mut found);
    run::check(&case, &mut found);
    spacing::check(&case, &mut found);
    shape::check(&case, &mut found);
    mission_rules::check(&case, &mut found);
    event::check(&case, &mut found);
    morning::check(&case, &mut found);
    care::check(&case, &mut found);
    found.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.day.cmp(&b.day)).then_with(|| a.rule.cmp(&b.rule)));
    found
}

/// Whether any of them forbids the plan.
#[must_use]
pub fn blocked(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity == Severity::Block)
}

/// A finding of a rule, its evidence looked up.
fn finding(
    rule: &str,
    severity: Severity,
    day: Day,
    observed: String,
    limit: String,
    text: impl Into<String>,
) -> Finding {
    Finding {
        rule: rule.to_owned(),
        severity,
        day,
        observed,
        limit,
        text: text.into(),
        evidence: rules::evidence(rule),
    }
}

#[cfg(test)]
mod tests;
