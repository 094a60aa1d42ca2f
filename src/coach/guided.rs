//! HRV-guided training (`policy = "hrv_guided"`): the week keeps its hard sessions, HRV chooses their days.
//!
//! Owns: where the cycle of prescriptions stands and which exchange of two days follows. Does not own: the machine
//! itself (science), the verdict's caps, which go first, and the guard-rails, which every exchange passes.

use super::{
    flags::{Outcome, RuleReport, report},
    ladder::Decision,
    plan::why,
    proposal::{Draft, Scene, build},
    words,
};
use crate::{
    domain::{
        Athlete, Cap, Day, HunkOp, PlanChange, Proposal, Reason, Session, SessionKind,
        day::{monday, shift},
        mission::Policy,
        proposal::Author,
    },
    science::{
        history::History,
        hrv::guided::{Cycle, Intensity, Step},
        readiness,
    },
};

/// Days that the cycle is followed over; further back it would only repeat itself.
const DAYS: i64 = 28;
/// Days ahead that an exchange may reach.
const REACH: i64 = 3;

/// What HRV prescribes for today; `None` without the policy, or without nights enough.
#[must_use]
pub fn prescription(athlete: &Athlete, history: &History, today: Day) -> Option<Step> {
    let wanted = athlete.active_mission(today).is_some_and(|m| m.philosophy.policy == Policy::HrvGuided);
    if !wanted {
        return None;
    }
    let range = readiness::within_range(athlete, today, DAYS);
    // Without this morning's range there is nothing to go by; an older gap counts as out of it, the easier side.
    (*range.last()?)?;
    let first = range.iter().position(Option::is_some)?;
    let mut cycle = Cycle::default();
    for (i, within) in range.iter().enumerate().skip(first) {
        let day = shift(today, i64::try_from(i).unwrap_or(0) + 1 - DAYS);
        cycle = cycle.next(within.unwrap_or(false), done(history, cycle.step, shift(day, -1)));
    }
    Some(cycle.step)
}

/// Whether a day was trained as prescribed: hard when hard work was, and anything at all otherwise.
fn done(history: &History, step: Step, day: Day) -> bool {
    match step.intensity() {
        Some(Intensity::High | Intensity::Moderate) => history.on(day).iter().any(|l| l.hard),
        _ => true,
    }
}

/// The policy's own report, under the name `G1`.
#[must_use]
pub fn said(athlete: &Athlete, history: &History, today: Day) -> Option<RuleReport> {
    let mission = athlete.active_mission(today)?;
    if mission.philosophy.policy != Policy::HrvGuided {
        return None;
    }
    Some(match prescription(athlete, history, today) {
        None => report(
            "G1",
            Outcome::NotEvaluable,
            "too few nights of HRV",
            "Needs HRV of last night and 14 nights of 30.",
            "",
            None,
        ),
        Some(step) => {
            let text = format!("HRV-guided: a {} day.", step.name());
            report("G1", Outcome::Triggered, format!("step {} of the cycle", step.number()), text, "hrv", None)
        }
    })
}

/// An exchange of two days, when today's session is not of the kind that HRV prescribes. On a capped day there is
/// none: the cap has spoken.
#[must_use]
pub fn proposal(scene: &Scene<'_>, decision: &Decision) -> Option<Proposal> {
    if !matches!(decision.verdict.cap, Cap::None | Cap::ReadyUp) || decision.share.is_some() {
        return None;
    }
    let step = prescription(scene.athlete, scene.history, scene.today)?;
    let wants_hard = match step.intensity()? {
        Intensity::High | Intensity::Moderate => true,
        Intensity::Low | Intensity::Rest => false,
    };
    let mine = only(scene, scene.today)?;
    if mine.hard == wants_hard {
        return None;
    }
    let within_week = |d: &Day| monday(*d) == monday(scene.today);
    (1..=REACH).map(|i| shift(scene.today, i)).filter(within_week).find_map(|d| {
        let other = only(scene, d).filter(|s| s.hard == wants_hard)?;
        exchange(scene, mine, other, step)
            .filter(|p| p.checks.iter().all(|f| f.severity != crate::domain::Severity::Block))
    })
}

/// The one session of a day that may change places.
fn only<'a>(scene: &'a Scene<'_>, day: Day) -> Option<&'a Session> {
    let mut all = scene.plan.on(day);
    let s = all.next()?;
    let fixed = matches!(
        s.kind,
        SessionKind::Race | SessionKind::Stage | SessionKind::Opener | SessionKind::Test | SessionKind::Long
    );
    (all.next().is_none() && !s.locked && !fixed).then_some(s)
}

fn exchange(scene: &Scene<'_>, mine: &Session, other: &Session, step: Step) -> Option<Proposal> {
    let after = vec![why::moved(mine, other.day), why::moved(other, mine.day)];
    let change = PlanChange { before: vec![mine.clone(), other.clone()], after };
    let r = report("G1", Outcome::Triggered, format!("a {} day of the HRV cycle", step.name()), "", "hrv", None);
    let text = if other.hard {
        "HRV is in its range and the cycle calls for hard work: the next hard session comes today."
    } else {
        "The HRV cycle calls for an easy day: today's hard session goes to the next easy one."
    };
    let reason = Reason { text: text.into(), ..r.reason() };
    let why = |_: &HunkOp| vec![reason.clone()];
    let ops = super::proposal::canonical(&change.before, &change.after);
    let line = format!("{text} {}", words::ops(&ops, scene.today));
    build(scene, &Draft { author: Author::Rules, reason: line, change, why: &why, supersedes: None })
}
