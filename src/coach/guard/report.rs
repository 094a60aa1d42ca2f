//! Every guard-rail's report on one plan: passed, triggered, blocked, or what is missing to tell.

use super::{GuardInput, care, check, timeline};
use crate::{
    coach::{
        flags::{Outcome, RuleReport, report},
        plan::start::Start,
        rules::{self, Family},
    },
    domain::{Finding, Severity},
};

/// V01 to V33, in order, each with its most serious finding.
#[must_use]
pub fn reports(input: &GuardInput) -> Vec<RuleReport> {
    let found = check(input);
    let start = Start::of(input.athlete, input.history, input.mission, input.today);
    let case = timeline::Case::new(input, &start);
    rules::book()
        .filter(|c| c.family == Family::Guard)
        .map(|c| {
            let of_rule =
                found.iter().filter(|f| f.rule == c.id).max_by_key(|f| (f.severity, std::cmp::Reverse(f.day)));
            of_rule.map_or_else(|| silent(&case, c.id), |f| spoken(c.id, f))
        })
        .collect()
}

fn spoken(id: &'static str, f: &Finding) -> RuleReport {
    let outcome = match f.severity {
        Severity::Block => Outcome::Blocked,
        Severity::Warn => Outcome::Triggered,
        Severity::Info => Outcome::Passed,
    };
    let mut r = report(id, outcome, format!("{}: {}", f.day, f.observed), f.text.clone(), "plan", None);
    r.limit.clone_from(&f.limit);
    r
}

/// A rule without a finding: passed, or what it could not see.
fn silent(case: &timeline::Case, id: &'static str) -> RuleReport {
    let settings = &case.input.athlete.settings;
    let facts = case.input.facts.map(|(f, _)| f);
    let missing = match id {
        "V14" if case.input.cap.is_none() => Some("no verdict of today"),
        "V15" if facts.is_none_or(|f| f.sleep.iter().any(Option::is_none)) => Some("sleep of three nights"),
        "V16" if facts.is_none_or(|f| f.hrv_pct.is_none()) => Some("an HRV trend"),
        "V17" if facts.is_none_or(|f| f.battery.is_none()) => Some("a Body Battery of last night"),
        "V27" | "V31" if facts.is_none() => Some("this morning's signals"),
        "V28" if care::age_on(case, case.input.today).is_none() => Some("a birth year (athlete.birth_year)"),
        "V30" if case.input.mission.constraints.conditions.is_empty() => {
            Some("heat or height (constraints.conditions)")
        }
        "V32" if settings.mass_kg.is_none() || settings.height_m.is_none() => Some("body mass and height"),
        _ => None,
    };
    match missing {
        Some(what) => report(
            id,
            Outcome::NotEvaluable,
            format!("missing: {what}"),
            format!("Could not be checked: {what}."),
            "",
            None,
        ),
        None => report(id, Outcome::Passed, "nothing found", "Within its limits.", "plan", None),
    }
}
