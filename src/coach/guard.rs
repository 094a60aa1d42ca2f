//! The guard-rails: named rules that every plan passes before it is offered, whoever wrote it.
//!
//! Owns: the rules' limits and what they say. Does not own: what to do about a finding. Only days from `today` on are
//! judged; what is done can't be undone. One rule, one meaning: [`limits`] holds the numbers, the other files find
//! where they apply.

mod event;
pub mod limits;
mod load;
mod mission_rules;
mod run;
mod shape;
mod spacing;
mod timeline;

pub(crate) use run::LEAST_RUN_KM;

use crate::{
    coach::plan::start::Start,
    domain::{Athlete, Cap, Day, Finding, Mission, Plan, Severity, verdict::Evidence},
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
    /// The last day judged; the plan's end when absent.
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
    found.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.day.cmp(&b.day)).then_with(|| a.rule.cmp(&b.rule)));
    found
}

/// Whether any of them forbids the plan.
#[must_use]
pub fn blocked(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity == Severity::Block)
}

/// The rules checked here: name, what it watches, how good its grounds are.
pub const RULES: [(&str, &str, Evidence); 24] = [
    ("V01", "weekly load and running distance against the largest of the last four weeks", Evidence::Convention),
    ("V02", "a single run against the longest run of the last 30 days", Evidence::Research),
    ("V03", "share of the long session in its week", Evidence::Convention),
    ("V04", "growth of the long run in kilometres", Evidence::Convention),
    ("V05", "hard days in any seven", Evidence::Convention),
    ("V06", "time between hard days", Evidence::Research),
    ("V07", "a rest or recovery day in any seven", Evidence::Convention),
    ("V08", "share of easy time", Evidence::Convention),
    ("V09", "CTL gained in a week", Evidence::Convention),
    ("V10", "forecast morning TSB", Evidence::Convention),
    ("V11", "monotony and strain of a week", Evidence::Convention),
    ("V12", "weeks since the last down week", Evidence::Convention),
    ("V13", "the taper", Evidence::Research),
    ("V14", "today's session against today's cap", Evidence::Safety),
    ("V18", "training while ill", Evidence::Safety),
    ("V19", "available time, sports and kinds that are out", Evidence::Mission),
    ("V20", "most hours, kilometres and sessions per week", Evidence::Mission),
    ("V21", "a session that makes sense in itself", Evidence::Safety),
    ("V22", "heavy strength before hard or long sessions", Evidence::Convention),
    ("V23", "two sessions on a day", Evidence::Convention),
    ("V24", "time over 106 % of threshold in a week", Evidence::Convention),
    ("V25", "load of a day against CTL", Evidence::Convention),
    ("V26", "recovery after a race", Evidence::Convention),
    ("V31", "sports that an injury rules out", Evidence::Safety),
];

fn evidence(rule: &str) -> Evidence {
    RULES.iter().find(|r| r.0 == rule).map_or(Evidence::Convention, |r| r.2)
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
    Finding { rule: rule.to_owned(), severity, day, observed, limit, text: text.into(), evidence: evidence(rule) }
}

#[cfg(test)]
mod tests;
