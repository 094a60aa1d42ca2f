//! The communication's part: the day in one sentence for a person, with nothing in it that the others did not say.

use super::Table;
use crate::domain::{
    Action,
    verdict::{Agent, Arbitration, Turn},
};

pub(super) fn turn(t: &Table<'_>, a: &Arbitration) -> Turn {
    let v = &t.decision.verdict;
    let why = v.reasons.first().map_or("", |r| r.text.as_str());
    let head = match v.action {
        Action::Go => "Go",
        Action::Modify => "Easier today",
        Action::Skip => "Rest today",
    };
    super::turn(Agent::Communication, format!("{head}. {why} {}", a.outcome).trim().to_owned(), vec![])
}
