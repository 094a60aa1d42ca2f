//! The end of a mission: its review is written once, and the next mission's plan is laid on the day it was asked for.
//!
//! Owns: when this happens and which events and pages it leaves. Does not own: the review itself (coach), its page
//! (outputs).

use crate::{
    coach::{autopsy, plan},
    domain::{Athlete, Day, Event, Provenance, Provider, Severity, ShortId, event::Actor, routine::AutopsyStored},
    log::{LogError, NewEvent, Store},
    outputs,
    science::history::History,
};
use chrono::{DateTime, Utc};
use std::path::Path;

/// Closes the active mission when its last day has gone, and lays the plan of a mission whose day has come. Gives back
/// whether anything was written; any number of runs write it once.
///
/// # Errors
/// When the log can't be written; the next run goes on from there.
pub fn run(store: &Store, athlete: &Athlete, today: Day, now: DateTime<Utc>) -> Result<bool, LogError> {
    let events: Vec<(String, Event)> = closed(athlete, today).into_iter().chain(taken_up(athlete, today)).collect();
    let mut missing = Vec::new();
    for (key, event) in events {
        if !store.has_key(&key)? {
            missing.push(NewEvent {
                event,
                actor: Actor::Coach,
                provenance: Provenance::of(Provider::Derived),
                key,
                cause: None,
                recorded_at: now,
            });
        }
    }
    if missing.is_empty() {
        return Ok(false);
    }
    store.append(missing).map(|a| a.written > 0)
}

fn closed(athlete: &Athlete, today: Day) -> Option<(String, Event)> {
    let (version, from) = autopsy::due(athlete, today)?;
    let review = autopsy::autopsy(athlete, version, from, today);
    let body = serde_json::to_string(&review).ok()?;
    let stored = AutopsyStored {
        id: ShortId::of(&[b"autopsy", review.mission.as_bytes(), from.to_string().as_bytes()]),
        mission: review.mission.clone(),
        from,
        day: today,
        mission_hash: version.hash.clone(),
        page: outputs::autopsy::page(&review),
        body,
    };
    Some((format!("autopsy:{}:{from}", review.mission), Event::MissionClosed(Box::new(stored))))
}

/// The plan of a mission that was to follow another one, once its day has come.
fn taken_up(athlete: &Athlete, today: Day) -> Option<(String, Event)> {
    let (day, id) = athlete.activations.iter().rev().find(|(d, _)| *d <= today)?;
    let old = athlete.plan.as_ref()?;
    if old.mission == *id || old.from >= *day {
        return None;
    }
    let version = athlete.mission(today)?;
    let new = plan::lay(athlete, &History::build(athlete, today), version, today);
    let blocked = new.findings.iter().any(|f| f.severity == Severity::Block);
    (!blocked).then(|| (format!("follow:{id}:{day}"), Event::PlanLaid(new.plan)))
}

/// Writes the stored reviews of missions that have no page yet: `autopsy.md` and `autopsy.json` in the mission's folder.
///
/// # Errors
/// When a file can't be written.
pub fn pages(athlete: &Athlete, folder: &Path) -> std::io::Result<()> {
    for a in &athlete.autopsies {
        let base = folder.join(&a.mission);
        outputs::files::write(&base.join("autopsy.md"), &a.page)?;
        outputs::files::write(&base.join("autopsy.json"), &a.body)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
