//! Whether past advice worked: every answered proposal of the rules against what followed, by fixed rules.
//!
//! Owns: horizons, labels, counts, the matched comparison, blocks. Does not own:
//! intervals and pooling (science). Days on which advice was followed differ from days on which it was not, so only
//! matched pairs are compared; everything else is a count and no comparison.

mod blocks;
mod matched;
mod outcome;

pub use blocks::{Block, BlockResult, closed as closed_blocks, closed_cycles};
pub use matched::{Matched, Pair};
pub use outcome::{Entry, Label, Outcome};

use super::calibration::{Calibrated, calibrated};
use crate::{
    domain::{Athlete, Day, athlete::ProposalState},
    science::{
        history::History,
        reflection::{LEAST_CASES, wilson90},
    },
};
use serde::Serialize;
use std::collections::BTreeMap;

/// Outcomes of one rule under one kind of answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Count {
    /// The rule that asked first.
    pub rule: String,
    /// What became of the proposals.
    pub answer: ProposalState,
    /// Closed cases.
    pub n: u32,
    /// Good, neutral, bad.
    pub labels: [u32; 3],
    /// Share of good outcomes with its 90 % interval; absent under six cases.
    pub good: Option<(f64, f64, f64)>,
}

/// The outcome ledger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ledger {
    /// The day it was drawn up.
    pub date: Day,
    /// One entry per proposal that was answered or ran out.
    pub entries: Vec<Entry>,
    /// Counts by rule and answer.
    pub counts: Vec<Count>,
    /// Denied proposals beside accepted ones of the same rule on a like morning.
    pub matched: Matched,
    /// What the athlete's own history says of figures of the book.
    pub calibration: Vec<Calibrated>,
    /// Blocks of training that are over.
    pub blocks: Vec<Block>,
    /// Cycles that ran to their end.
    pub cycles: Vec<Block>,
}

/// The ledger of everything up to `today`.
#[must_use]
pub fn ledger(athlete: &Athlete, history: &History, today: Day) -> Ledger {
    let entries = outcome::entries(athlete, history, today);
    Ledger {
        date: today,
        counts: counts(&entries),
        matched: matched::compare(&entries),
        calibration: calibrated(athlete, history, today),
        blocks: blocks::closed(athlete, history, today),
        cycles: blocks::closed_cycles(athlete, history, today),
        entries,
    }
}

fn counts(entries: &[Entry]) -> Vec<Count> {
    let mut by: BTreeMap<(String, &'static str), (ProposalState, [u32; 3])> = BTreeMap::new();
    for e in entries {
        let Some(at) = e.label.place() else { continue };
        let slot = by.entry((e.rule.clone(), e.answer.name())).or_insert((e.answer, [0; 3]));
        slot.1[at] += 1;
    }
    by.into_iter()
        .map(|((rule, _), (answer, labels))| {
            let n = labels.iter().sum();
            let (lo, hi) = wilson90(labels[0], n);
            let good = (n >= LEAST_CASES).then(|| (f64::from(labels[0]) / f64::from(n), lo, hi));
            Count { rule, answer, n, labels, good }
        })
        .collect()
}

#[cfg(test)]
mod tests;
