//! Denied advice beside accepted advice of the same rule on a like morning.

use super::{Entry, Label};
use crate::{
    domain::{ShortId, athlete::ProposalState},
    science::reflection::LEAST_CASES,
};
use serde::Serialize;

/// Readiness by which two mornings may differ.
const READINESS: f64 = 5.0;
/// TSB as a share of CTL by which they may differ.
const TSB: f64 = 0.05;

/// One pair.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// The rule of both.
    pub rule: String,
    /// The denied one.
    pub denied: ShortId,
    /// The accepted one.
    pub accepted: ShortId,
    /// How the denied one went.
    pub denied_label: Label,
    /// How the accepted one went.
    pub accepted_label: Label,
}

/// The comparison.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Matched {
    /// Pairs, in the order of the denied ones.
    pub pairs: Vec<Pair>,
    /// Pairs in which the accepted one went better, and in which the denied one did; absent under six pairs.
    pub better: Option<(u32, u32)>,
}

/// Pairs every closed denied entry with the nearest closed accepted one that no other has.
pub(super) fn compare(entries: &[Entry]) -> Matched {
    let closed = |e: &&Entry| e.label != Label::Open;
    let mut free: Vec<&Entry> =
        entries.iter().filter(closed).filter(|e| e.answer == ProposalState::Accepted).collect();
    let mut pairs = Vec::new();
    for d in entries.iter().filter(closed).filter(|e| e.answer == ProposalState::Denied) {
        let near = free.iter().enumerate().filter_map(|(i, a)| Some((i, distance(d, a)?)));
        let best = near.min_by(|(i, a), (j, b)| a.total_cmp(b).then(i.cmp(j)));
        if let Some((i, _)) = best {
            let a = free.remove(i);
            pairs.push(Pair {
                rule: d.rule.clone(),
                denied: d.proposal,
                accepted: a.proposal,
                denied_label: d.label,
                accepted_label: a.label,
            });
        }
    }
    let count = |f: &dyn Fn(&Pair) -> bool| pairs.iter().filter(|p| f(p)).count() as u32;
    let better = (pairs.len() as u32 >= LEAST_CASES)
        .then(|| (count(&|p| p.accepted_label < p.denied_label), count(&|p| p.denied_label < p.accepted_label)));
    Matched { pairs, better }
}

fn distance(a: &Entry, b: &Entry) -> Option<f64> {
    if a.rule != b.rule {
        return None;
    }
    let score = (a.readiness? - b.readiness?).abs();
    let tsb = (a.tsb_share? - b.tsb_share?).abs();
    (score <= READINESS && tsb <= TSB).then_some(score / READINESS + tsb / TSB)
}
