//! What the athlete enters by hand: sessions, strength sets, notes, words on a session. Reality, not intent.
//!
//! Owns: the typed entries and how a session becomes an activity record. Does not own: reading words (coach), loads
//! (science). An entry keeps its id through edits; [`Withdrawn`] takes it out of everything that is known.

use super::{
    activity::{ActivityRecord, StreamMetrics},
    day::Day,
    id::ShortId,
    provenance::Provider,
    sport::Sport,
    strength::StrengthSet,
    text::CleanText,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A session typed by the athlete.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionEntry {
    /// Stays through edits.
    pub id: ShortId,
    /// Sport family.
    pub sport: Sport,
    /// A finer name: `trail`, `gravel`.
    pub sub_sport: Option<CleanText>,
    /// Local date.
    pub day: Day,
    /// First moment; noon when it was not said.
    pub start: DateTime<Utc>,
    /// Minutes.
    pub minutes: f64,
    /// km
    pub distance_km: Option<f64>,
    /// m
    pub ascent_m: Option<f64>,
    /// 0–10
    pub rpe: Option<f64>,
    /// A few words.
    pub title: Option<CleanText>,
    /// More words.
    pub notes: Option<CleanText>,
}

impl SessionEntry {
    /// The entry as a record of an activity; its load comes out of the same ladder as a device's.
    #[must_use]
    pub fn record(self) -> ActivityRecord {
        let seconds = self.minutes * 60.0;
        ActivityRecord {
            id: self.id,
            provider: Provider::Manual,
            file: None,
            original: None,
            leg: 0,
            sport: self.sport,
            sub_sport: self.sub_sport,
            indoor: false,
            start: self.start,
            local_date: self.day,
            title: self.title,
            notes: self.notes,
            device: None,
            elapsed_s: seconds,
            moving_s: seconds,
            distance_m: self.distance_km.map(|km| km * 1000.0),
            ascent_m: self.ascent_m,
            avg_hr: None,
            max_hr: None,
            avg_power_w: None,
            max_power_w: None,
            kcal: None,
            rpe: self.rpe,
            stated_load: None,
            metrics: StreamMetrics::default(),
            laps: Vec::new(),
            swim: None,
            warnings: vec![],
            upstream: None,
        }
    }

    /// The entry that a record was made of; `None` for a device's record.
    #[must_use]
    pub fn of(record: &ActivityRecord) -> Option<Self> {
        (record.provider == Provider::Manual).then(|| Self {
            id: record.id,
            sport: record.sport,
            sub_sport: record.sub_sport.clone(),
            day: record.local_date,
            start: record.start,
            minutes: record.moving_s / 60.0,
            distance_km: record.distance_m.map(|m| m / 1000.0),
            ascent_m: record.ascent_m,
            rpe: record.rpe,
            title: record.title.clone(),
            notes: record.notes.clone(),
        })
    }
}

/// A set as it was entered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetEntry {
    /// Stays through edits.
    pub id: ShortId,
    /// What was lifted.
    pub set: StrengthSet,
}

/// Id of the session that stands for the sets of a day.
#[must_use]
pub fn sets_session_id(day: Day) -> ShortId {
    ShortId::of(&[b"strength sets", day.to_string().as_bytes()])
}

/// A note on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayNote {
    /// Stays through edits.
    pub id: ShortId,
    /// Local date.
    pub day: Day,
    /// What.
    pub text: CleanText,
}

/// How an activity felt, said afterwards. A later one on the same activity takes its place; one that says nothing
/// takes it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// The activity, or one of its records.
    pub activity: ShortId,
    /// 0–10; counts before what the device says.
    pub rpe: Option<f64>,
    /// 1 strong … 5 weak.
    pub feel: Option<u8>,
    /// In words.
    pub note: Option<CleanText>,
}

impl Annotation {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rpe.is_none() && self.feel.is_none() && self.note.is_none()
    }
}

/// An entry, or a record of an activity, does not hold any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// A record's, a set's or a note's.
    pub id: ShortId,
}
