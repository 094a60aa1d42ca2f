//! Why today is decided as it is, on one sheet: rules, coach and you; how mission and reasoning were weighed; what
//! each part said; every rule.

use crate::domain::Evidence;

use super::{
    agents::arbitration_line,
    flags::{Outcome, RuleReport},
    morning::Morning,
    rules,
    voices::reason_line,
};

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A heading.
    Head,
    /// Text.
    Text,
    /// Text under another line.
    Under,
    /// A rule that passed.
    Passed,
    /// A rule that spoke.
    Spoke,
    /// A rule that spoke and that nobody overrides.
    Blocked,
    /// A rule that could not be checked.
    Unknown,
}

/// Rules, coach and athlete, each with what it says: the three columns under the sheet's first line.
#[must_use]
pub fn voices(m: &Morning) -> [(&'static str, Vec<String>); 3] {
    let v = &m.voices;
    let mut rules = vec![v.rules.clone()];
    rules.extend(m.verdict.reasons.iter().map(|r| format!("{}: {}", r.rule, r.observed)));
    let coach = vec![v.coach.clone()];
    let you = vec![v.you.clone().unwrap_or_else(|| "nothing said today".to_owned())];
    [("Rules", rules), ("Coach", coach), ("You", you)]
}

/// The sheet, line by line; the three voices stand beside it.
#[must_use]
pub fn sheet(m: &Morning) -> Vec<(Kind, String)> {
    let v = &m.verdict;
    let mut out = vec![(
        Kind::Head,
        format!(
            "{}: {}, confidence {:.0} %",
            v.action.to_string().to_uppercase(),
            v.allows(),
            v.confidence * 100.0
        ),
    )];
    out.push((Kind::Head, "What decided".into()));
    out.extend(v.reasons.iter().map(|r| (Kind::Text, reason_line(r))));
    let d = &m.deliberation;
    if !d.arbitration.rule.is_empty() {
        out.push((Kind::Head, "How mission and reasoning were weighed".into()));
        out.push((Kind::Text, arbitration_line(&d.arbitration)));
    }
    if !d.turns.is_empty() {
        out.push((Kind::Head, "What each part said".into()));
    }
    for t in &d.turns {
        out.push((Kind::Text, format!("{}: {}", t.agent.name(), t.says)));
        out.extend(t.grounds.iter().map(|g| (Kind::Under, g.clone())));
    }
    let of = |o: Outcome| m.rules.iter().filter(move |r| r.outcome == o);
    for (o, kind, head) in [
        (Outcome::Blocked, Kind::Blocked, "Rules that hold"),
        (Outcome::Triggered, Kind::Spoke, "Rules that spoke"),
        (Outcome::Passed, Kind::Passed, "Rules that passed"),
        (Outcome::NotEvaluable, Kind::Unknown, "Rules that could not be checked"),
    ] {
        if of(o).next().is_some() {
            out.push((Kind::Head, head.into()));
            for r in of(o) {
                out.push((kind, rule_line(r)));
                // What a rule stands on is asked where it changed the day.
                let spoke = matches!(o, Outcome::Blocked | Outcome::Triggered);
                out.extend(
                    rules::card(r.rule).filter(|_| spoke).map(|c| (Kind::Under, format!("from: {}", c.source))),
                );
            }
        }
    }
    out.push((Kind::Head, "What the figures stand on".into()));
    out.extend(
        GROUNDS.iter().map(|(what, on, evidence)| (Kind::Under, format!("{what}: {on} [{}]", evidence.title()))),
    );
    out
}

/// The figures of a morning and how good their grounds are.
pub const GROUNDS: [(&str, &str, Evidence); 8] = [
    ("readiness", "weights and tables of the signals", Evidence::Design),
    ("its bands", "70 and 60 of 100, rules of thumb", Evidence::Convention),
    ("confidence", "coverage, freshness, and how far signals disagree", Evidence::Design),
    (
        "HRV",
        "seven nights against the sixty before, in standard deviations (Plews 2013, Plews 2014)",
        Evidence::Research,
    ),
    ("fitness, fatigue, form", "means of load over 42 and 7 days", Evidence::Convention),
    ("load", "normalized power, pace or heart rate against a threshold; the rest by tables", Evidence::Convention),
    ("a load's confidence", "by method and coverage", Evidence::Design),
    ("acute to chronic load", "shown only, no rule reads it: its link to injury is disputed", Evidence::Convention),
];

/// `F05 short sleep: 6.8, 7.0, 6.2 h, mean 6.6 h; limit … [research, from oura]`
fn rule_line(r: &RuleReport) -> String {
    let source = if r.source.is_empty() { String::new() } else { format!(", from {}", r.source) };
    let limit = if r.outcome == Outcome::NotEvaluable { String::new() } else { format!("; limit: {}", r.limit) };
    format!("{} {}: {}{limit} [{}{source}]", r.rule, r.title, r.observed, r.evidence.title())
}
