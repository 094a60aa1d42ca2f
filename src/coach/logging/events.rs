//! From what was told to the events that keep it.

use super::{SessionDraft, TellError, Told, session, words};
use crate::domain::{
    Athlete, CheckIn, CleanText, Day, DayNote, Event, Provider, SetEntry, ShortId, Sport, StrengthSet, Withdrawn,
    entry::{self, SessionEntry},
};
use crate::science::strength;
use chrono::{DateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// What an athlete told, to be said yes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Logging {
    /// Shown back, a line for each thing.
    pub shown: CleanText,
    /// What a yes writes, in order and together.
    pub events: Vec<Event>,
}

impl Logging {
    /// What was told, as events. The same thing told twice is two entries.
    #[must_use]
    pub fn of(told: &[Told], athlete: &Athlete, today: Day) -> Self {
        let lines: Vec<String> = told.iter().map(|t| words::told(t, athlete, today)).collect();
        let mut events = Vec::new();
        let mut days = Vec::new();
        for (i, t) in told.iter().enumerate() {
            let id = |n: usize| free_id(athlete, &format!("{i} {n} {t:?}"));
            match t {
                Told::Session(d) => {
                    days.extend((d.sport == Sport::Strength).then_some(d.day));
                    events.push(Event::ActivityRecorded(Box::new(entry_of(d, id(0), athlete).record())));
                }
                Told::Sets(d) => {
                    days.push(d.day);
                    events.extend(
                        (0..usize::from(d.sets)).map(|n| Event::SetLogged(SetEntry { id: id(n), set: d.set() })),
                    );
                }
                Told::Feel(c) => events.push(check_in(athlete, c.clone())),
                Told::Note(d, text) => events.push(note(id(0), *d, text.clone())),
                Told::Intent(i) => events.push(Event::WeekIntended(i.clone())),
            }
        }
        days.sort_unstable();
        days.dedup();
        let more = sets_refresh(athlete, &events, &days);
        events.extend(more);
        Self { shown: CleanText::block(&lines.join("\n")), events }
    }
}

/// An id that nothing known has: of the content, and of how often it was told before.
fn free_id(athlete: &Athlete, content: &str) -> ShortId {
    let known = |id| {
        athlete.activities.iter().any(|a| a.records.iter().any(|r| r.id == id))
            || athlete.sets.iter().any(|s| s.id == id)
            || athlete.notes.iter().any(|n| n.id == id)
    };
    (0..u64::from(u16::MAX))
        .map(|n| ShortId::of(&[b"entry", content.as_bytes(), &n.to_be_bytes()]))
        .find(|id| !known(*id))
        .unwrap_or_default()
}

fn entry_of(d: &SessionDraft, id: ShortId, athlete: &Athlete) -> SessionEntry {
    SessionEntry {
        id,
        sport: d.sport,
        sub_sport: d.sub_sport.clone(),
        day: d.day,
        start: start(athlete, d.day, d.at),
        minutes: d.minutes,
        distance_km: d.distance_km,
        ascent_m: d.ascent_m,
        rpe: d.rpe,
        title: d.title.clone(),
        notes: d.notes.clone(),
    }
}

/// A local hour as a moment: in the athlete's zone when it is set, noon when no hour was said.
fn start(athlete: &Athlete, day: Day, at: Option<u16>) -> DateTime<Utc> {
    let minutes = u32::from(at.unwrap_or(12 * 60));
    let local = day.and_time(NaiveTime::from_hms_opt(minutes / 60 % 24, minutes % 60, 0).unwrap_or_default());
    zone(athlete)
        .and_then(|z| z.from_local_datetime(&local).earliest())
        .map_or_else(|| local.and_utc(), |t| t.with_timezone(&Utc))
}

fn zone(athlete: &Athlete) -> Option<Tz> {
    athlete.settings.time_zone.as_deref().and_then(|z| z.parse().ok())
}

/// A check-in that keeps what was said of its day before and is not said anew.
#[must_use]
pub fn check_in(athlete: &Athlete, newer: CheckIn) -> Event {
    Event::CheckedIn(match athlete.check_ins.get(&newer.day) {
        Some(before) => before.clone().merged(newer),
        None => newer,
    })
}

/// A note on a day.
#[must_use]
pub fn note(id: ShortId, day: Day, text: CleanText) -> Event {
    Event::DayNoted(DayNote { id, day, text })
}

/// Brings the sessions that stand for the sets of `days` up to date, once `events` are applied: a day with sets and
/// without a strength session of the athlete's own has one.
#[must_use]
pub fn sets_refresh(athlete: &Athlete, events: &[Event], days: &[Day]) -> Vec<Event> {
    if days.is_empty() {
        return vec![];
    }
    let mut after = athlete.clone();
    for e in events {
        after.apply(e);
    }
    days.iter().filter_map(|d| sets_session_event(&after, *d)).collect()
}

fn sets_session_event(athlete: &Athlete, day: Day) -> Option<Event> {
    let id = entry::sets_session_id(day);
    let records = || athlete.activities.iter().flat_map(|a| &a.records);
    let is = records().find(|r| r.id == id);
    let own = |r: &crate::domain::ActivityRecord| {
        r.provider == Provider::Manual && r.sport == Sport::Strength && r.local_date == day && r.id != id
    };
    let sets: Vec<StrengthSet> = athlete.sets_on(day).map(|e| e.set.clone()).collect();
    let wanted = if records().any(own) { None } else { sets_session(athlete, day, &sets) };
    match (is, wanted.map(SessionEntry::record)) {
        (None, Some(w)) => Some(Event::ActivityRecorded(Box::new(w))),
        (Some(r), Some(w)) if *r != w => Some(Event::ActivityAmended(Box::new(w))),
        (Some(_), None) => Some(Event::EntryWithdrawn(Withdrawn { id })),
        _ => None,
    }
}

/// The sets of one day as a session: as long as so many sets take, with the mean of their ratings.
fn sets_session(athlete: &Athlete, day: Day, sets: &[StrengthSet]) -> Option<SessionEntry> {
    let sum = strength::session(sets, &BTreeMap::new())?;
    let mut exercises: Vec<&str> = Vec::new();
    for s in sets {
        if !exercises.contains(&s.exercise.as_str()) {
            exercises.push(s.exercise.as_str());
        }
    }
    Some(SessionEntry {
        id: entry::sets_session_id(day),
        sport: Sport::Strength,
        sub_sport: None,
        day,
        start: start(athlete, day, None),
        minutes: strength::minutes(sets.len(), None),
        distance_km: None,
        ascent_m: None,
        rpe: sum.rpe,
        title: Some(CleanText::line(&exercises.join(", "))),
        notes: None,
    })
}

/// The events that enter a session anew under its id.
///
/// # Errors
/// [`TellError`], when a figure can't be meant.
pub fn edited_session(athlete: &Athlete, id: ShortId, draft: SessionDraft) -> Result<Vec<Event>, TellError> {
    let draft = session::checked(draft)?;
    let days = [draft.day];
    let events = vec![Event::ActivityAmended(Box::new(entry_of(&draft, id, athlete).record()))];
    let more = sets_refresh(athlete, &events, &days);
    Ok([events, more].concat())
}

/// A session entered by hand as it would be said again; `None` for a device's record and for the session that stands for
/// a day's sets.
#[must_use]
pub fn session_draft(athlete: &Athlete, record: &crate::domain::ActivityRecord) -> Option<SessionDraft> {
    let old = SessionEntry::of(record).filter(|e| e.id != entry::sets_session_id(e.day))?;
    let time = zone(athlete).map_or_else(|| old.start.time(), |z| old.start.with_timezone(&z).time());
    let minutes = chrono::Timelike::num_seconds_from_midnight(&time) / 60;
    Some(SessionDraft {
        sport: old.sport,
        sub_sport: old.sub_sport,
        day: old.day,
        // Noon stands for an hour that was not said.
        at: u16::try_from(minutes).ok().filter(|m| *m != 12 * 60),
        minutes: old.minutes,
        distance_km: old.distance_km,
        ascent_m: old.ascent_m,
        rpe: old.rpe,
        title: old.title,
        notes: old.notes,
    })
}

/// The events that enter a set anew under its id.
///
/// # Errors
/// [`TellError`], when a figure can't be meant.
pub fn edited_set(athlete: &Athlete, old: &SetEntry, set: StrengthSet) -> Result<Vec<Event>, TellError> {
    if !set.is_plausible() || set.exercise.as_str().is_empty() {
        return Err(TellError::Range {
            what: words::set_words(&set),
            range: "a set has a name, 1 to 500 repetitions, 0 to 1000 kg and a rating of 0 to 10",
            example: "squat 3x5 100 kg rpe 8",
        });
    }
    let days = [old.set.day, set.day];
    let events = vec![Event::SetLogged(SetEntry { id: old.id, set })];
    let more = sets_refresh(athlete, &events, &days);
    Ok([events, more].concat())
}

/// The events that take an entry back; `day` is the day it is on.
#[must_use]
pub fn withdraw(athlete: &Athlete, id: ShortId, day: Day) -> Vec<Event> {
    let events = vec![Event::EntryWithdrawn(Withdrawn { id })];
    let more = sets_refresh(athlete, &events, &[day]);
    [events, more].concat()
}
