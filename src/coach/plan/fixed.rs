//! What the athlete locked, when a plan is laid anew: it stands first, and everything else goes around it.
//!
//! Owns: which locked sessions a new plan takes over, and giving one free, said by name, where the mission's own dates
//! or a guard-rail leave no place for it.

use super::blocks::Span;
use crate::domain::{
    Athlete, Day, Finding, Mission, Session, SessionKind, Severity,
    day::{monday, shift},
};

/// Locked sessions of the plan of this mission from `today` on, by day; and what the mission's dates leave no place for.
pub(super) fn of(athlete: &Athlete, mission: &Mission, taken_up: Day, today: Day) -> (Vec<Session>, Vec<String>) {
    let Some(plan) = athlete.plan.as_ref().filter(|p| p.mission == mission.id) else {
        return (Vec::new(), Vec::new());
    };
    let event = |s: &&Session| !matches!(s.kind, SessionKind::Race | SessionKind::Stage);
    let locked = plan.sessions.iter().filter(|s| s.locked && s.day >= today).filter(event);
    let end = mission.last_day(taken_up);
    let (mut kept, mut freed) = (Vec::new(), Vec::new());
    for s in locked {
        let taken = mission.event_days().is_some_and(|(first, _)| s.day >= first) || s.day > end;
        if taken || mission.events.iter().any(|e| e.date == s.day) {
            freed.push(given_free(s, "its day belongs to the event or comes after it"));
        } else {
            kept.push(s.clone());
        }
    }
    (kept, freed)
}

/// Whether a block of days would meet what is locked, or the rest around it.
pub(super) fn meets(locked: &[Session], block: &Span) -> bool {
    locked.iter().any(|s| (shift(block.first, -1)..=shift(block.last(), 1)).contains(&s.day))
}

/// The locked session that most likely breaks a new plan: the largest one on a day that is blocked, else in its week.
pub(super) fn in_the_way(locked: &[Session], findings: &[Finding]) -> Option<usize> {
    let blocked = || findings.iter().filter(|f| f.severity == Severity::Block);
    let largest = |near: &dyn Fn(&Session) -> bool| {
        let all = (0..locked.len()).filter(|&i| near(&locked[i]));
        all.max_by(|&a, &b| locked[a].load.total_cmp(&locked[b].load).then(b.cmp(&a)))
    };
    largest(&|s| blocked().any(|f| f.day == s.day))
        .or_else(|| largest(&|s| blocked().any(|f| monday(f.day) == monday(s.day))))
        .or_else(|| largest(&|s| blocked().any(|f| monday(f.day) == shift(monday(s.day), 7))))
}

/// What is said of a locked session that the new plan does not hold.
pub(super) fn given_free(s: &Session, why: &str) -> String {
    format!("{} of {} was locked and is planned anew: {why}.", s.title, s.day)
}
