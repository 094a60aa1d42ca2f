//! What an answer changes, and the refusals that stand before it.

use super::Scene;
use crate::{
    coach::review,
    domain::{
        Answer, Athlete, Day, Finding, Hunk, HunkOp, Plan, PlanChange, Proposal, Session, Severity, ShortId,
        event::PlanUndone,
        proposal::{ANSWER_HOURS, DenyReason, Effect, Outcome, shown_hash},
    },
    science::history::History,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// Why hunks can't be applied. Every text says what to do instead.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ApplyError {
    /// The plan moved on.
    #[error(
        "the plan has changed since this was proposed (it was made for version {base}, the plan is at {current}); look at today's proposals again"
    )]
    Stale {
        /// Version it was made for.
        base: u32,
        /// Version of now.
        current: u32,
    },
    /// Too late.
    #[error("this proposal could be answered until {on}; the plan stays as it is")]
    Expired {
        /// Its last day.
        on: Day,
    },
    /// Nobody answered for two days.
    #[error("this proposal could be answered for {ANSWER_HOURS} hours, until {until} UTC; the plan stays as it is")]
    Late {
        /// The moment.
        until: String,
    },
    /// The session that it changes has been done.
    #[error("hunk {number} changes “{title}”, which was done today; the plan stays as it is")]
    Begun {
        /// The hunk.
        number: u16,
        /// The session.
        title: String,
    },
    /// Nothing chosen.
    #[error("no hunk is chosen; choose at least one, or deny the proposal")]
    Nothing,
    /// No such hunk.
    #[error("there is no hunk {number}; the proposal has hunks 1 to {last}")]
    Unknown {
        /// The number given.
        number: u16,
        /// The highest there is.
        last: u16,
    },
    /// Hunks that belong together were torn apart.
    #[error("hunk {number} only works together with {}; take all of them or none", list(.with))]
    Linked {
        /// The hunk chosen.
        number: u16,
        /// Those that are missing.
        with: Vec<u16>,
    },
    /// A past day.
    #[error("hunk {number} touches {day}, which has gone; past days are not edited")]
    Past {
        /// The hunk.
        number: u16,
        /// The day.
        day: Day,
    },
    /// A session that nobody moves.
    #[error("hunk {number} touches “{title}” of {day}, which is locked; it stays as it is until `unlock {day}`")]
    Fixed {
        /// The hunk.
        number: u16,
        /// The session.
        title: String,
        /// Its day.
        day: Day,
    },
    /// The plan holds something else.
    #[error("hunk {number} doesn't fit the plan: {what}")]
    Conflict {
        /// The hunk.
        number: u16,
        /// What is in the way.
        what: String,
    },
    /// A guard-rail says no.
    #[error("{} forbids it on {}: {} (allowed: {})", .0.rule, .0.day, .0.text, .0.limit)]
    Refused(Box<Finding>),
}

fn list(numbers: &[u16]) -> String {
    let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    format!("hunk{} {}", if numbers.len() == 1 { "" } else { "s" }, words.join(" and "))
}

/// The proposal's hunks with the athlete's edits in their places.
#[must_use]
pub fn with_edits(proposal: &Proposal, edited: &[Hunk]) -> Vec<Hunk> {
    let swap = |h: &Hunk| edited.iter().find(|e| e.number == h.number).unwrap_or(h).clone();
    proposal.hunks.iter().map(swap).collect()
}

/// Numbers of the hunks that are taken or left together with `number`, itself included.
#[must_use]
pub fn linked_with(hunks: &[Hunk], number: u16) -> Vec<u16> {
    let group = hunks.iter().find(|h| h.number == number).and_then(|h| h.linked);
    hunks
        .iter()
        .filter(|h| h.number == number || (group.is_some() && h.linked == group))
        .map(|h| h.number)
        .collect()
}

/// What the chosen hunks change in `plan`. Numbers may come in any order and more than once; `edited` hunks take the
/// places of those with the same number. Guard-rails are not asked here: see [`accept`].
///
/// # Errors
/// When the plan is of another version, a number is unknown, linked hunks are torn apart, a day before the
/// proposal's own is touched, or a session is fixed or no longer as the hunk says.
pub fn change(
    plan: &Plan,
    proposal: &Proposal,
    selected: &[u16],
    edited: &[Hunk],
) -> Result<PlanChange, ApplyError> {
    if plan.version != proposal.base_version {
        return Err(ApplyError::Stale { base: proposal.base_version, current: plan.version });
    }
    let chosen: BTreeSet<u16> = selected.iter().copied().collect();
    if chosen.is_empty() {
        return Err(ApplyError::Nothing);
    }
    let last = proposal.hunks.iter().map(|h| h.number).max().unwrap_or(0);
    let of_edits = edited.iter().map(|h| h.number);
    if let Some(number) =
        chosen.iter().copied().chain(of_edits).find(|n| !proposal.hunks.iter().any(|h| h.number == *n))
    {
        return Err(ApplyError::Unknown { number, last });
    }
    for &number in &chosen {
        let with: Vec<u16> =
            linked_with(&proposal.hunks, number).into_iter().filter(|n| !chosen.contains(n)).collect();
        if !with.is_empty() {
            return Err(ApplyError::Linked { number, with });
        }
    }
    let hunks = with_edits(proposal, edited);
    let mut change = PlanChange::default();
    for (hunk, original) in hunks.iter().zip(&proposal.hunks).filter(|(h, _)| chosen.contains(&h.number)) {
        check_hunk(plan, proposal.day, hunk, original)?;
        let number = hunk.number;
        for s in hunk.op.before() {
            if change.before.iter().any(|b| b.id == s.id) {
                return Err(ApplyError::Conflict {
                    number,
                    what: format!("two hunks change “{}” of {}", s.title, s.day),
                });
            }
            change.before.push(s.clone());
        }
        change.after.extend(hunk.op.after().into_iter().cloned());
    }
    let fresh = |s: &&Session| plan.session(s.id).is_some() && !change.before.iter().any(|b| b.id == s.id);
    if let Some(s) = change.after.iter().find(fresh) {
        return Err(ApplyError::Conflict { number: 0, what: format!("“{}” is in the plan already", s.title) });
    }
    Ok(change)
}

fn check_hunk(plan: &Plan, from: Day, hunk: &Hunk, original: &Hunk) -> Result<(), ApplyError> {
    let number = hunk.number;
    // Of an exchange one session may be left where it is.
    let known = original.op.before();
    if hunk.op.before().is_empty() != known.is_empty() || !hunk.op.before().iter().all(|s| known.contains(s)) {
        return Err(ApplyError::Conflict { number, what: "the edit starts from another session".into() });
    }
    let touched = hunk.op.before().into_iter().chain(hunk.op.after());
    if let Some(s) = touched.clone().find(|s| s.day < from) {
        return Err(ApplyError::Past { number, day: s.day });
    }
    for s in hunk.op.before() {
        if plan.session(s.id).is_some_and(|s| s.locked) {
            return Err(ApplyError::Fixed { number, title: s.title.clone(), day: s.day });
        }
        if plan.session(s.id) != Some(s) {
            return Err(ApplyError::Conflict {
                number,
                what: format!("“{}” of {} is no longer as it was", s.title, s.day),
            });
        }
    }
    Ok(())
}

/// The plan with some hunks applied, its version unchanged: for looking, not for keeping.
#[must_use]
pub fn preview(plan: &Plan, hunks: &[Hunk]) -> Plan {
    let mut new = plan.clone();
    for h in hunks.iter().filter(|h| !matches!(h.op, HunkOp::Note { .. })) {
        let gone: Vec<_> = h.op.before().iter().map(|s| s.id).collect();
        new.sessions.retain(|s| !gone.contains(&s.id));
    }
    new.sessions.extend(hunks.iter().flat_map(|h| h.op.after()).cloned());
    new.sort();
    new
}

/// The plan with a change in it, its version unchanged: for looking, not for keeping.
#[must_use]
pub fn preview_change(plan: &Plan, change: &PlanChange) -> Plan {
    let mut new = plan.clone();
    new.apply(change);
    new.version = plan.version;
    new
}

/// What a choice of hunks would do, for the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// On load and form.
    pub effect: Effect,
    /// What the guard-rails say of the plan with it; a block that the plan has anyway is only a warning here.
    pub checks: Vec<Finding>,
    /// Why it can't be applied.
    pub conflict: Option<ApplyError>,
}

/// Looks at a choice of hunks without answering.
#[must_use]
pub fn assess(scene: &Scene<'_>, proposal: &Proposal, selected: &[u16], edited: &[Hunk]) -> Assessment {
    let hunks: Vec<Hunk> =
        with_edits(proposal, edited).into_iter().filter(|h| selected.contains(&h.number)).collect();
    let after = preview(scene.plan, &hunks);
    let checks = scene.checks(&after, &touched(&hunks));
    let effect = crate::coach::effect::effect(scene, &after);
    let conflict = change(scene.plan, proposal, selected, edited).err();
    Assessment { effect, checks, conflict }
}

pub(super) fn touched(hunks: &[Hunk]) -> BTreeSet<Day> {
    hunks.iter().flat_map(|h| h.op.before().into_iter().chain(h.op.after())).map(|s| s.day).collect()
}

/// Whether a proposal can still be answered at a moment.
///
/// # Errors
/// [`ApplyError::Late`] when [`ANSWER_HOURS`] have gone since it was recorded.
pub fn in_time(athlete: &Athlete, proposal: ShortId, now: DateTime<Utc>) -> Result<(), ApplyError> {
    match athlete.answer_until(proposal) {
        Some(t) if t <= now => Err(ApplyError::Late { until: t.format("%Y-%m-%d %H:%M").to_string() }),
        _ => Ok(()),
    }
}

/// Whether a proposal waits for an answer on the history's day: not run out, and none of its sessions done.
#[must_use]
pub fn open(athlete: &Athlete, history: &History, proposal: &Proposal) -> bool {
    proposal.expires >= history.today && begun(athlete, history, &proposal.hunks).is_none()
}

/// The first hunk that takes out or changes a session of today that has been done.
fn begun(athlete: &Athlete, history: &History, hunks: &[Hunk]) -> Option<(u16, String)> {
    let today = history.today;
    if history.on(today).is_empty() || hunks.iter().all(|h| h.op.before().iter().all(|s| s.day != today)) {
        return None;
    }
    let linked = review::links(athlete, history, today, today);
    let done = |s: &Session| linked.pairs.iter().any(|p| p.session.id == s.id && p.effort.is_some());
    hunks.iter().find_map(|h| {
        let s = h.op.before().into_iter().find(|s| s.day == today && done(s))?;
        Some((h.number, s.title.clone()))
    })
}

/// The athlete's yes to some hunks, ready for the log. Checked again here, whoever proposed: version, expiry, links,
/// past days, and every guard-rail on the plan as it would be.
///
/// # Errors
/// [`ApplyError`]; then nothing changes.
pub fn accept(
    scene: &Scene<'_>,
    proposal: &Proposal,
    selected: &[u16],
    edited: &[Hunk],
) -> Result<Answer, ApplyError> {
    if scene.today > proposal.expires {
        return Err(ApplyError::Expired { on: proposal.expires });
    }
    let change = change(scene.plan, proposal, selected, edited)?;
    let hunks = with_edits(proposal, edited);
    let chosen: Vec<Hunk> = hunks.iter().filter(|h| selected.contains(&h.number)).cloned().collect();
    // A proposal may be older than a day that it touches.
    let gone = |h: &Hunk| {
        let all = h.op.before().into_iter().chain(h.op.after()).map(|s| s.day);
        all.filter(|d| *d < scene.today).min().map(|d| (h.number, d))
    };
    if let Some((number, day)) = chosen.iter().find_map(gone) {
        return Err(ApplyError::Past { number, day });
    }
    if let Some((number, title)) = begun(scene.athlete, scene.history, &chosen) {
        return Err(ApplyError::Begun { number, title });
    }
    let after = preview(scene.plan, &chosen);
    if let Some(block) = scene.checks(&after, &touched(&chosen)).into_iter().find(|f| f.severity == Severity::Block)
    {
        return Err(ApplyError::Refused(Box::new(block)));
    }
    let mut numbers: Vec<u16> = chosen.iter().map(|h| h.number).collect();
    numbers.sort_unstable();
    let edited = chosen.iter().any(|h| !proposal.hunks.contains(h));
    Ok(Answer {
        proposal: proposal.id,
        outcome: Outcome::Accepted { hunks: numbers, edited, change, base_version: proposal.base_version },
        shown_hash: shown_hash(proposal.base_version, &hunks),
        day: Some(scene.today),
    })
}

/// The athlete's no on `today`, ready for the log.
#[must_use]
pub fn deny(proposal: &Proposal, reason: Option<DenyReason>, today: Day) -> Answer {
    Answer {
        proposal: proposal.id,
        outcome: Outcome::Denied { reason },
        shown_hash: proposal.shown_hash(),
        day: Some(today),
    }
}

/// What takes the last applied change back; `None` when there is none, when it touches a day before `today` (what is
/// past stays as it was), or when one of its sessions was locked since. [`no_undo`] says which.
#[must_use]
pub fn undo(athlete: &Athlete, today: Day) -> Option<PlanUndone> {
    let (proposal, change) = athlete.applied.last()?;
    let possible = no_undo(athlete, today).is_none();
    possible.then(|| PlanUndone { proposal: *proposal, change: change.inverse(), day: Some(today) })
}

/// Why there is nothing to take back, in a sentence; `None` when there is.
#[must_use]
pub fn no_undo(athlete: &Athlete, today: Day) -> Option<String> {
    let Some((_, change)) = athlete.applied.last() else {
        return Some("There is no accepted change to take back.".into());
    };
    if change.before.iter().chain(&change.after).any(|s| s.day < today) {
        return Some("The last change touches days that are past, and what is past stays as it was.".into());
    }
    let locked = |s: &&Session| s.locked;
    let now = change.after.iter().filter_map(|s| athlete.plan.as_ref()?.session(s.id)).find(locked)?;
    Some(format!(
        "The last change touches {} on {}, which is locked since; `unlock {}` gives it free.",
        now.title, now.day, now.day
    ))
}
