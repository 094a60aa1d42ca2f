//! Facts of intent: the calendar of the next two weeks, what waits, what was answered, open findings, the library.

use super::{Known, Sheet, brief, content, planned};
use crate::{
    coach::{library, proposal::Scene, rules},
    domain::{
        HunkOp, Proposal, Session, Severity, Sport,
        athlete::ProposalState,
        day::shift,
        proposal::{Author, DenyReason},
    },
    model::egress::{Grain, Table},
};
use std::collections::BTreeSet;

/// Days of the calendar.
const DAYS: i64 = 14;
/// Proposals told of.
const PROPOSALS: usize = 5;
/// Hunks of one proposal that are told.
const HUNKS: usize = 14;
/// Findings told of.
const FINDINGS: usize = 6;

pub(super) fn tell(k: Known<'_>, out: &mut Sheet<'_>) {
    calendar(k, out);
    proposals(k, out);
    findings(k, out);
    templates(k, out);
    let rules: Vec<String> = rules::book().map(|c| format!("{} {}", c.id, c.title)).collect();
    out.own(4, "rules", rules.join("; "));
}

fn calendar(k: Known<'_>, out: &mut Sheet<'_>) {
    let Some(plan) = &k.athlete.plan else { return };
    for d in crate::domain::day::span(k.today(), shift(k.today(), DAYS - 1)) {
        out.row((0, Table::Plan), format!("d:{d}"), Grain::Aggregate, [], planned(d, plan.on(d)));
    }
}

fn proposals(k: Known<'_>, out: &mut Sheet<'_>) {
    let recent: Vec<_> = k.athlete.proposals.iter().rev().take(PROPOSALS).collect();
    for (p, state) in recent.into_iter().rev() {
        let by = match p.author {
            Author::Rules => "rules",
            Author::Athlete => "athlete",
            Author::Model => "you",
        };
        let rank = if *state == ProposalState::Pending { 0 } else { 2 };
        let why = k.athlete.denials.get(&p.id).map(|r| format!(" ({})", denial(*r))).unwrap_or_default();
        let text = format!("of {} by {by}, {}{why}: {}", brief(p.day), state.name(), hunks(p));
        out.own(rank, format!("p:{}", p.id.brief()), text);
    }
}

/// The changes of a proposal in typed words.
pub(in crate::model) fn hunks(p: &Proposal) -> String {
    let more = p.hunks.len().saturating_sub(HUNKS);
    let rest = (more > 0).then(|| format!("and {more} more"));
    let told = p.hunks.iter().take(HUNKS).map(|h| hunk(&h.op));
    told.chain(rest).collect::<Vec<_>>().join("; ")
}

fn hunk(op: &HunkOp) -> String {
    let at = |s: &Session| format!("{} {}", s.id.brief(), brief(s.day));
    match op {
        HunkOp::Add(s) => format!("add {} {}", brief(s.day), content(s)),
        HunkOp::Remove(s) => format!("remove {}", at(s)),
        HunkOp::Move { before, after } if content(before) == content(after) => {
            format!("move {} to {}", at(before), brief(after.day))
        }
        HunkOp::Move { before, after }
        | HunkOp::Resize { before, after }
        | HunkOp::Retype { before, after }
        | HunkOp::Retarget { before, after } => {
            let to = if before.day == after.day { String::new() } else { format!("{} ", brief(after.day)) };
            format!("{} {} {} to {to}{}", op.name(), at(before), content(before), content(after))
        }
        HunkOp::Swap { before, .. } => {
            let [a, b] = &**before;
            format!("swap {} with {}", at(a), at(b))
        }
        HunkOp::Note { day, .. } => format!("note on {}", brief(*day)),
    }
}

fn findings(k: Known<'_>, out: &mut Sheet<'_>) {
    let Some(scene) = Scene::of(k.athlete, k.history, k.today(), k.morning.verdict.cap) else { return };
    let horizon = Some(shift(k.today(), 2 * DAYS));
    let open = scene.findings(scene.plan, horizon).into_iter().filter(|f| f.severity >= Severity::Warn);
    for (f, n) in open.take(FINDINGS).zip(1..) {
        let severity = format!("{:?}", f.severity).to_lowercase();
        let text = format!("{} {severity} {}: saw {}, allowed {}", f.rule, brief(f.day), f.observed, f.limit);
        out.add(2, format!("g{n}"), Grain::Aggregate, k.load_sources(), text);
    }
}

/// Sessions that can be asked for, of the sports that are planned.
fn templates(k: Known<'_>, out: &mut Sheet<'_>) {
    let planned: BTreeSet<Sport> = k.athlete.plan.iter().flat_map(|p| &p.sessions).map(|s| s.sport).collect();
    for sport in planned {
        // Templates of one kind stand together, so that its name is said once.
        let mut kinds: Vec<(&str, String)> = Vec::new();
        for t in library::templates(sport) {
            let one = format!(" {} {:.0}", t.id, t.minutes());
            match kinds.iter_mut().find(|(kind, _)| *kind == t.kind.name()) {
                Some((_, all)) => all.push_str(&one),
                None => kinds.push((t.kind.name(), one)),
            }
        }
        if !kinds.is_empty() {
            let list: Vec<String> = kinds.into_iter().map(|(kind, all)| format!("{kind}{all}")).collect();
            out.own(1, format!("lib:{sport}"), format!("kind template minutes: {}", list.join(", ")));
        }
    }
}

/// Why a proposal was denied, when it was said.
fn denial(reason: Option<DenyReason>) -> &'static str {
    match reason {
        Some(DenyReason::FeelGood) => "feels good",
        Some(DenyReason::NoTime) => "no time",
        Some(DenyReason::PreferOther) => "prefers something else",
        Some(DenyReason::Distrust) => "does not believe it",
        Some(DenyReason::Other) | None => "no reason given",
    }
}
