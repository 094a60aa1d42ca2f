//! The reasoning's part: what the rules allow, and which of them spoke.

use super::Table;
use crate::{
    coach::{flags::Outcome, ladder::Group, voices::reason_line},
    domain::verdict::{Agent, Turn},
};

pub(super) fn turn(t: &Table<'_>) -> Turn {
    let v = &t.decision.verdict;
    let left =
        t.decision.share.map_or_else(String::new, |s| format!(", at most {:.0} % of the planned load", s * 100.0));
    let says = format!("{}: {}{left}.", v.action, v.allows());
    let mut grounds: Vec<String> = v.reasons.iter().map(reason_line).collect();
    let cut = cut(&t.decision.groups);
    if !cut.is_empty() {
        grounds.push(cut);
    }
    let count = |o: Outcome| t.decision.reports.iter().filter(|r| r.outcome == o).count();
    grounds.push(format!(
        "{} rules passed, {} spoke, {} could not be checked",
        count(Outcome::Passed),
        count(Outcome::Triggered) + count(Outcome::Blocked),
        count(Outcome::NotEvaluable)
    ));
    super::turn(Agent::Reasoning, says, grounds)
}

/// What is cut, by what the signs are about.
fn cut(groups: &[Group]) -> String {
    let volume = groups.iter().any(|g| *g != Group::Autonomic);
    let intensity = groups.contains(&Group::Autonomic);
    match (volume, intensity) {
        (true, true) => "the signs are about more than one thing: intensity and volume are cut".into(),
        (true, false) => "the signs are about sleep, load or feel: volume is cut".into(),
        (false, true) => "the signs are about HRV and pulse: intensity is cut, easy volume stays".into(),
        (false, false) => String::new(),
    }
}
