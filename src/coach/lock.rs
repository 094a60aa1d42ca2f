//! Locking what is planned on a day: whoever would change it (rules, model, review, hand), it stays as it is.
//!
//! Owns: what can be locked and the words for it. Does not own: keeping to it, which is everybody's: the one way into
//! the plan refuses a hunk that touches a locked session, and a plan laid anew goes around it. A lock trains nothing,
//! so the day's verdict stands over a locked session as over any other.

use super::{morning::Morning, verbs::When, words};
use crate::domain::{
    Athlete, Day, Event, Proposal, Session, SessionKind,
    day::{between, short_name},
    event::SessionsLocked,
};

/// The event that locks a day's sessions, or gives them free, with the words for it.
///
/// # Errors
/// In words: no plan, a day that has gone, or nothing there to lock.
pub(super) fn lock(
    athlete: &Athlete,
    morning: &Morning,
    today: Day,
    when: When,
    locked: bool,
) -> Result<(String, Event), String> {
    let Some(plan) = &athlete.plan else {
        return Err("There is no plan yet, so there is nothing to lock.".into());
    };
    let day = when.resolve(today).map_err(|e| e.to_string())?;
    let name = words::day_name(day, today);
    let event = |s: &&Session| matches!(s.kind, SessionKind::Race | SessionKind::Stage);
    if let Some(s) = plan.on(day).find(event) {
        return Err(format!("{} on {day} is the event itself: its day is the mission's, not the plan's.", s.title));
    }
    let all: Vec<&Session> = plan.on(day).collect();
    if all.is_empty() {
        return Err(format!("Nothing is planned {}, so there is nothing to {}.", on(&name), verb(locked)));
    }
    let meant: Vec<&Session> = all.iter().copied().filter(|s| s.locked != locked).collect();
    let titles = |list: &[&Session]| {
        let all: Vec<String> = list.iter().map(|s| format!("{} ({} min)", s.title, s.minutes)).collect();
        words::list(&all.iter().map(String::as_str).collect::<Vec<_>>())
    };
    if meant.is_empty() {
        return Err(format!(
            "{} {} is {} already.",
            words::sentence(&titles(&all)),
            on(&name),
            if locked { "locked" } else { "free" }
        ));
    }
    let back = if between(today, day) < 7 { short_name(day).to_lowercase() } else { day.to_string() };
    let mut text = if locked {
        format!(
            "Locked: {} {}. No proposal touches it and a plan laid anew goes around it, until `unlock {back}`. What the day's verdict says of it holds all the same.",
            titles(&meant),
            on(&name)
        )
    } else {
        format!("Free again: {} {}. Proposals may change it.", titles(&meant), on(&name))
    };
    if morning.proposals.iter().any(|p| touches(p, &meant)) {
        text.push_str("\nThe proposal that would have changed it is out of date with that.");
    } else if !morning.proposals.is_empty() {
        text.push_str(
            "\nWhat waits for an answer was made for the plan before it; what still holds is proposed anew.",
        );
    }
    let sessions = meant.iter().map(|s| s.id).collect();
    Ok((text, Event::SessionsLocked(SessionsLocked { sessions, day, locked })))
}

fn touches(p: &Proposal, sessions: &[&Session]) -> bool {
    p.hunks.iter().flat_map(|h| h.op.before()).any(|b| sessions.iter().any(|s| s.id == b.id))
}

fn verb(locked: bool) -> &'static str {
    if locked { "lock" } else { "unlock" }
}

fn on(name: &str) -> String {
    if matches!(name, "today" | "tomorrow") { name.to_owned() } else { format!("on {name}") }
}

#[cfg(test)]
mod tests;
