//! Facts of intent: the calendar of the next two weeks, what waits, what was answered, open findings, the library.

use super::{Known, Sheet, date, session};
use crate::{
    coach::{library, proposal::Scene, rules},
    domain::{
        HunkOp, Proposal, Severity, Sport,
        athlete::ProposalState,
        day::shift,
        proposal::{Author, DenyReason},
    },
    model::egress::Grain,
};
use std::collections::BTreeSet;

/// Days of the calendar.
const DAYS: i64 = 14;
/// Proposals told of.
const PROPOSALS: usize = 5;
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
        let sessions: Vec<String> = plan.on(d).map(session).collect();
        let text = if sessions.is_empty() { "rest".to_owned() } else { sessions.join("; ") };
        out.own(0, format!("d:{d}"), format!("{} {text}", crate::domain::day::short_name(d)));
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
        let text = format!("of {} by {by}, {}{why}: {}", date(p.day), state.name(), hunks(p));
        out.own(rank, format!("p:{}", p.id.brief()), text);
    }
}

/// The changes of a proposal in typed words.
pub(in crate::model) fn hunks(p: &Proposal) -> String {
    p.hunks.iter().map(|h| hunk(&h.op)).collect::<Vec<_>>().join("; ")
}

fn hunk(op: &HunkOp) -> String {
    let both = |before: &crate::domain::Session, after: &crate::domain::Session| {
        format!("{} {} → {} {}", before.day, session(before), after.day, session(after))
    };
    match op {
        HunkOp::Add(s) => format!("add {} {}", s.day, session(s)),
        HunkOp::Remove(s) => format!("remove {} {}", s.day, session(s)),
        HunkOp::Move { before, after }
        | HunkOp::Resize { before, after }
        | HunkOp::Retype { before, after }
        | HunkOp::Retarget { before, after } => format!("{} {}", op.name(), both(before, after)),
        HunkOp::Swap { before, .. } => {
            let [a, b] = &**before;
            format!("swap {} {} with {} {}", a.day, session(a), b.day, session(b))
        }
        HunkOp::Note { day, .. } => format!("note on {day}"),
    }
}

fn findings(k: Known<'_>, out: &mut Sheet<'_>) {
    let Some(scene) = Scene::of(k.athlete, k.history, k.today(), k.morning.verdict.cap) else { return };
    let horizon = Some(shift(k.today(), 2 * DAYS));
    let open = scene.findings(scene.plan, horizon).into_iter().filter(|f| f.severity >= Severity::Warn);
    for (f, n) in open.take(FINDINGS).zip(1..) {
        let text = format!("{} {:?} {}: saw {}, allowed {}", f.rule, f.severity, f.day, f.observed, f.limit);
        out.add(2, format!("g{n}"), Grain::Aggregate, k.load_sources(), text.to_lowercase());
    }
}

/// Sessions that can be asked for, of the sports that are planned.
fn templates(k: Known<'_>, out: &mut Sheet<'_>) {
    let planned: BTreeSet<Sport> = k.athlete.plan.iter().flat_map(|p| &p.sessions).map(|s| s.sport).collect();
    for sport in planned {
        let list: Vec<String> =
            library::templates(sport).map(|t| format!("{} {} {:.0}", t.id, t.kind.name(), t.minutes())).collect();
        if !list.is_empty() {
            out.own(1, format!("lib:{sport}"), format!("template kind minutes: {}", list.join(", ")));
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
