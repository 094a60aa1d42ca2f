//! What a morning leaves in the log: the decision, the suggestion of the rules, proposals whose time is over.
//!
//! Owns: which events follow from a [`Morning`], and their keys. Does not own: deciding, the order of a whole run.

use super::outbox::Queue;
use crate::{
    coach::{calibration, morning::Morning, proposal, thresholds},
    domain::{
        Answer, Athlete, Event, Provenance, Provider, Topic,
        athlete::ProposalState,
        event::{Actor, DayDecided},
        proposal::Outcome,
    },
    log::{Appended, LogError, NewEvent, Store},
    outputs::notify::words,
};
use chrono::{DateTime, Utc};

/// Writes what a morning decided and suggests, and closes proposals that were not answered in time. Each event has a
/// key out of its content, so that any number of runs of one morning, in any number of processes, write it once. What
/// `queue` wants the athlete told of goes into the same transaction.
///
/// # Errors
/// When the log can't be written; what is missing is written by the next run.
pub fn observe_morning(
    store: &Store,
    athlete: &Athlete,
    morning: &Morning,
    now: DateTime<Utc>,
    queue: Option<&Queue>,
) -> Result<Appended, LogError> {
    let mut drafts = events(athlete, morning, now);
    if let Some(q) = queue.filter(|q| q.is_today(morning.date, now)) {
        drafts.extend(messages(athlete, morning, now, q).into_iter().map(|(key, e)| (key, Actor::System, e)));
    }
    let keys: Vec<String> = drafts.iter().map(|(key, ..)| key.clone()).collect();
    let known = store.has_keys(&keys)?;
    let missing = drafts.into_iter().zip(known).filter(|(_, known)| !known).map(|((key, actor, event), _)| {
        NewEvent { event, actor, provenance: Provenance::of(Provider::Derived), key, cause: None, recorded_at: now }
    });
    let missing: Vec<NewEvent> = missing.collect();
    if missing.is_empty() {
        // A writer must not be woken up for nothing: a cockpit that stays open looks every time the log changes.
        return Ok(Appended { head: store.head()?, written: 0, duplicates: keys.len() });
    }
    store.append(missing)
}

/// Messages that follow from a morning.
fn messages(athlete: &Athlete, m: &Morning, now: DateTime<Utc>, q: &Queue) -> Vec<(String, Event)> {
    let day = q.event(Topic::DailyUpdate, m.date, "day", words::daily(athlete, m), now);
    let proposal = m
        .suggestion
        .as_ref()
        .and_then(|p| q.event(Topic::Proposal, m.date, &p.id.to_string(), words::proposal(p), now));
    day.into_iter().chain(proposal).collect()
}

/// Key, actor and content of each event, in the order they are written.
fn events(athlete: &Athlete, morning: &Morning, now: DateTime<Utc>) -> Vec<(String, Actor, Event)> {
    let late = |id| proposal::in_time(athlete, id, now).is_err();
    let mut all: Vec<_> = athlete
        .proposals
        .iter()
        .filter(|(p, state)| *state == ProposalState::Pending && (p.expires < morning.date || late(p.id)))
        .map(|(p, _)| {
            let answer = Answer {
                proposal: p.id,
                outcome: Outcome::Expired,
                shown_hash: p.shown_hash(),
                day: Some(morning.date),
            };
            // The key of an answer is the proposal's: an answer that comes at the same time wins or loses whole.
            (format!("answer:{}", p.id), Actor::System, Event::ProposalAnswered(Box::new(answer)))
        })
        .collect();
    all.extend(decision(athlete, morning).map(|(key, d)| (key, Actor::Coach, Event::DayDecided(d))));
    all.extend(
        morning
            .suggestion
            .clone()
            .map(|p| (format!("proposal:{}", p.id), Actor::Coach, Event::ProposalMade(Box::new(p)))),
    );
    all.extend(
        thresholds::expired(athlete, morning.date)
            .into_iter()
            .map(|a| (thresholds::answer_key(a.proposal), Actor::System, Event::ThresholdAnswered(a))),
    );
    all.extend(
        calibration::expired(athlete, morning.date)
            .into_iter()
            .map(|a| (calibration::answer_key(&a), Actor::System, Event::CalibrationAnswered(a))),
    );
    all.extend(
        morning
            .threshold_suggestions
            .iter()
            .map(|p| (format!("threshold:{}", p.id), Actor::Coach, Event::ThresholdProposed(Box::new(p.clone())))),
    );
    all
}

/// The decision, when it is not the one that stands. Its key holds what stood before, too: a verdict that changes and
/// changes back is three decisions.
fn decision(athlete: &Athlete, morning: &Morning) -> Option<(String, DayDecided)> {
    let now = DayDecided {
        day: morning.date,
        mission_hash: athlete.mission(morning.date).map(|v| v.hash.clone()),
        plan_version: athlete.plan.as_ref().map(|p| p.version),
        verdict: morning.verdict.clone(),
        deload: morning.deload.clone(),
        deliberation: Some(Box::new(morning.deliberation.clone())),
    };
    let stands = athlete.decisions.get(&morning.date);
    // The words around a decision are of the first time it was made; they don't make another one.
    let same = |d: &DayDecided| DayDecided { deliberation: None, ..d.clone() };
    if stands.is_some_and(|s| same(s) == same(&now)) {
        return None;
    }
    let bytes = serde_json::to_vec(&(stands, &now)).unwrap_or_default();
    Some((format!("decision:{}:{}", morning.date, blake3::hash(&bytes).to_hex()), now))
}

#[cfg(test)]
mod tests;
