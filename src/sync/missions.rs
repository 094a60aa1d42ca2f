//! What the athlete edited since the last time, made into events: settings, the active mission's file, the catalogue of
//! classes.
//!
//! Owns: noticing a change and recording it once. Does not own: reading the files, laying plans. Nothing here
//! changes a plan: a mission that changed is a new version in the log, and the athlete decides what follows.

use super::cycles;
use crate::{
    coach::autopsy,
    config::{Issue, Paths, Severity, classes, mission},
    domain::{Athlete, Day, Event, Provenance, Provider, Settings, event::Actor},
    log::{LogError, NewEvent, Store},
};
use chrono::{DateTime, Utc};
use std::{fs, io};

pub mod amend;
pub mod calibrate;

/// What was noticed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noticed {
    /// Events written.
    pub written: usize,
    /// What the athlete should know: a mission file that is gone, wrong, or changed.
    pub issues: Vec<Issue>,
}

/// Records changed settings and a changed file of the active mission, and brings `known` (the fold and the last
/// event in it) up to date. Reads one small file and writes nothing when nothing changed; a log that can't be
/// written is left alone.
///
/// # Errors
/// When the log can't be written.
pub fn sync_missions(
    store: &Store,
    known: &mut (Athlete, u64),
    paths: &Paths,
    settings: &Settings,
    today: Day,
    now: DateTime<Utc>,
) -> Result<Noticed, LogError> {
    let mut noticed = notice(store, &known.0, known.1, paths, settings, today, now)?;
    if store.changed_since(known.1)? {
        known.1 = store.catch_up(&mut known.0, known.1)?;
    }
    // A file with errors in it is the athlete's to mend before anything is written into it.
    let wrong = noticed.issues.iter().any(|i| i.file == paths.cycles_file().display().to_string());
    if !wrong
        && store.read_only().is_none()
        && let Err(e) = cycles::keep(&known.0, paths, today)
    {
        let file = paths.cycles_file().display().to_string();
        noticed.issues.push(Issue::of_file(Severity::Warning, &file, e.to_string(), ""));
    }
    Ok(noticed)
}

/// The same for an athlete, folded up to `head`, that others look at too: it stays as it was, and whoever wants the
/// new events reads them.
///
/// # Errors
/// When the log can't be written.
pub fn notice(
    store: &Store,
    athlete: &Athlete,
    head: u64,
    paths: &Paths,
    settings: &Settings,
    today: Day,
    now: DateTime<Utc>,
) -> Result<Noticed, LogError> {
    let (mission, mut issues) = changed_mission(athlete, paths, today);
    let (classes, mut of_classes) = changed_classes(athlete, head, paths);
    issues.append(&mut of_classes);
    let (cycles, mut of_cycles) = cycles::edits(athlete, head, paths, today);
    issues.append(&mut of_cycles);
    let drafts = [changed_settings(athlete, head, settings), mission, classes];
    let drafts = drafts.into_iter().flatten().chain(cycles);
    let events: Vec<NewEvent> = drafts.map(|e| e.at(now)).collect();
    if events.is_empty() || store.read_only().is_some() {
        return Ok(Noticed { written: 0, issues });
    }
    Ok(Noticed { written: store.append(events)?.written, issues })
}

/// An event without its time.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What happened.
    pub event: Event,
    /// Idempotency key.
    pub key: String,
}

impl Draft {
    /// The event as something that the athlete did at `now`.
    #[must_use]
    pub fn at(self, now: DateTime<Utc>) -> NewEvent {
        NewEvent {
            event: self.event,
            actor: Actor::Athlete,
            provenance: Provenance::of(Provider::Manual),
            key: self.key,
            cause: None,
            recorded_at: now,
        }
    }
}

/// The settings event, when they differ from what is known.
fn changed_settings(athlete: &Athlete, head: u64, settings: &Settings) -> Option<Draft> {
    if athlete.settings == *settings {
        return None;
    }
    // The head stands in the key because settings may go back to what they were, and because two processes that
    // start together see the same head and so write one event.
    let hash = blake3::hash(&serde_json::to_vec(settings).unwrap_or_default()).to_hex();
    Some(Draft {
        event: Event::SettingsObserved(Box::new(settings.clone())),
        key: format!("settings:{head}:{hash}"),
    })
}

/// The mission event, when `version` is not the one that is known last.
#[must_use]
pub fn changed_version(athlete: &Athlete, version: &crate::domain::MissionVersion, today: Day) -> Option<Draft> {
    let id = &version.mission.id;
    let versions = athlete.missions.get(id).map_or(&[][..], Vec::as_slice);
    if versions.last().is_some_and(|last| last.hash == version.hash) {
        return None;
    }
    // The count stands in the key because a file may go back to what it was.
    let key = format!("mission:{id}:{}:{}", versions.len() + 1, version.hash);
    let seen = crate::domain::MissionVersion { seen: Some(today), ..version.clone() };
    Some(Draft { event: Event::MissionSaved(Box::new(seen)), key })
}

/// The catalogue event, when the file says something else than what is known. A file with errors changes nothing; one
/// that is gone is an empty catalogue.
fn changed_classes(athlete: &Athlete, head: u64, paths: &Paths) -> (Option<Draft>, Vec<Issue>) {
    let path = paths.classes_file();
    let file = path.display().to_string();
    let classes = match fs::read_to_string(&path) {
        Ok(text) => match classes::parse(&text, &file) {
            Ok(all) => all,
            Err(mut issues) => {
                let message = "the catalogue has errors; the one read last is used".to_owned();
                issues.insert(0, Issue::of_file(Severity::Warning, &file, message, "mend the lines named below"));
                return (None, issues);
            }
        },
        Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(e) => {
            let message = format!("the catalogue can't be read: {e}; the one read last is used");
            let issue = Issue::of_file(Severity::Warning, &file, message, "make it a text file that you may read");
            return (None, vec![issue]);
        }
    };
    if classes == athlete.classes {
        return (None, Vec::new());
    }
    let hash = blake3::hash(&serde_json::to_vec(&classes).unwrap_or_default()).to_hex();
    (Some(Draft { event: Event::ClassesObserved(classes), key: format!("classes:{head}:{hash}") }), Vec::new())
}

fn changed_mission(athlete: &Athlete, paths: &Paths, today: Day) -> (Option<Draft>, Vec<Issue>) {
    let Some(last) = athlete.mission(today) else { return (None, Vec::new()) };
    let id = &last.mission.id;
    let path = paths.mission_file(id);
    let file = path.display().to_string();
    let say = |severity, message: String, remedy: String| vec![Issue::of_file(severity, &file, message, remedy)];
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) => {
            let what = if e.kind() == io::ErrorKind::NotFound {
                "is gone".to_owned()
            } else {
                format!("can't be read: {e}")
            };
            let message = format!("the active mission's file {what}; its last version in the log is used");
            let remedy = format!("get it back with `lanterne mission show {id} --text > {id}.toml`");
            return (None, say(Severity::Warning, message, remedy));
        }
    };
    if mission::content_hash(&text) == last.hash {
        return (None, Vec::new());
    }
    if autopsy::closed(athlete, today) {
        let message = "the mission is over and stays as it ended; the changed file is not taken in".to_owned();
        let remedy = format!("with the dates of the next one: `lanterne mission use {id}`");
        return (None, say(Severity::Info, message, remedy));
    }
    let review = mission::review(&text, &file, today);
    match review.mission {
        Some(mission) if mission.id != *id => {
            let message =
                format!("the file now says id = \"{}\"; the last version of `{id}` in the log is used", mission.id);
            (None, say(Severity::Warning, message, format!("name the file {}.toml and take it up", mission.id)))
        }
        Some(mission) if !review.issues.iter().any(Issue::is_error) => {
            let draft = changed_version(athlete, &mission::version(mission, &text), today);
            let remedy = format!("lay it anew with `lanterne mission use {id}`");
            (draft, say(Severity::Info, "the mission changed; the plan is as before".to_owned(), remedy))
        }
        _ => {
            let mut issues = review.issues;
            issues.retain(Issue::is_error);
            let message = "the changed file has errors; the mission's last version in the log is used".to_owned();
            let remedy = format!("mend it, then `lanterne mission check {id}`");
            issues.splice(0..0, say(Severity::Warning, message, remedy));
            (None, issues)
        }
    }
}

#[cfg(test)]
mod tests;
