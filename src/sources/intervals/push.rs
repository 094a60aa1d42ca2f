//! Planned sessions in the calendar of intervals.icu.
//!
//! Entries of ours carry an external id with our mark and the session's id. Nothing else there is ever named in a request
//! that changes something.

use super::super::{Session, SourceError, Span, wire};
use crate::{
    domain::{Day, ShortId, Sport},
    http::Method,
};
use serde_json::{Value, json};

/// How external ids of ours begin.
const MARK: &str = "lanterne-";
/// Entries in one request.
pub const BATCH: usize = 20;

/// Whether an external id is one of ours.
#[must_use]
pub fn is_ours(external: &str) -> bool {
    session_of(external).is_some()
}

/// The session that an external id of ours names.
fn session_of(external: &str) -> Option<ShortId> {
    let id = external.strip_prefix(MARK)?;
    let hex = id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase());
    if hex { id.parse().ok() } else { None }
}

/// A session as it shall stand in the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The session.
    pub session: ShortId,
    /// Its day.
    pub day: Day,
    /// Its local start, when one is known; `00:00:00` else.
    pub start: String,
    /// Its sport.
    pub sport: Sport,
    /// Its name.
    pub name: String,
    /// Its steps in the language of their workout builder.
    pub text: String,
    /// Minutes.
    pub minutes: u16,
    /// Load.
    pub load: f64,
}

impl Entry {
    /// The body that is sent.
    #[must_use]
    pub fn body(&self) -> Value {
        json!({
            "category": "WORKOUT",
            "start_date_local": format!("{}T{}", self.day, self.start),
            "type": kind(self.sport),
            "name": self.name,
            "description": self.text,
            "moving_time": u32::from(self.minutes) * 60,
            "icu_training_load": self.load.round() as i64,
            "external_id": format!("{MARK}{}", self.session),
        })
    }

    /// Hash of what is sent.
    #[must_use]
    pub fn print(&self) -> ShortId {
        ShortId::of(&[self.body().to_string().as_bytes()])
    }
}

/// Their name of a sport.
fn kind(sport: Sport) -> &'static str {
    match sport {
        Sport::Bike => "Ride",
        Sport::Run => "Run",
        Sport::Swim => "Swim",
        Sport::Strength => "WeightTraining",
        Sport::Hike => "Hike",
        Sport::Row => "Rowing",
        Sport::Ski => "NordicSki",
        _ => "Workout",
    }
}

/// An entry of ours that stands there.
#[derive(Clone, Debug, PartialEq)]
pub struct Remote {
    /// Its id there.
    pub id: String,
    /// The session.
    pub session: ShortId,
    /// Its day.
    pub day: Day,
    /// Local start, `HH:MM:SS`.
    pub start: String,
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Entries of ours in a span. Those of others are not even looked at.
///
/// # Errors
/// See [`SourceError`].
pub async fn ours(s: &Session<'_>, span: Span) -> Result<Vec<Remote>, SourceError> {
    let (from, to) = (span.from.to_string(), span.to.to_string());
    let query = [("oldest", from.as_str()), ("newest", to.as_str()), ("category", "WORKOUT")];
    let rows: Vec<Value> = s.json("api/v1/athlete/0/events", &query).await?.unwrap_or_default();
    let mut all: Vec<Remote> = rows.iter().filter_map(remote).filter(|r| span.has(r.day)).collect();
    all.sort_by_key(|r| (r.day, r.session));
    Ok(all)
}

fn remote(row: &Value) -> Option<Remote> {
    let start = wire::text(row, "start_date_local")?;
    Some(Remote {
        session: session_of(wire::text(row, "external_id")?)?,
        id: wire::id(row, "id")?,
        day: wire::day(row, "start_date_local")?,
        start: start.get(11..19).unwrap_or("00:00:00").to_owned(),
        name: wire::text(row, "name").unwrap_or_default().to_owned(),
        text: wire::text(row, "description").unwrap_or_default().to_owned(),
    })
}

/// Makes entries, or changes those of the same sessions. Gives back the id there of each.
///
/// # Errors
/// See [`SourceError`]; the request may have been taken in all the same, and is then done again without another effect.
pub async fn put(s: &Session<'_>, entries: &[&Entry]) -> Result<Vec<(ShortId, String)>, SourceError> {
    let body = Value::Array(entries.iter().map(|e| e.body()).collect());
    let path = "api/v1/athlete/0/events/bulk";
    let rows: Option<Vec<Value>> = s.write(Method::POST, path, &[("upsert", "true")], &body).await?;
    let rows =
        rows.ok_or_else(|| SourceError::Strange("intervals: it knows no calendar to write to".to_owned()))?;
    let mut ids: Vec<(ShortId, String)> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let named = wire::text(row, "external_id").and_then(session_of);
        // An answer without our ids is in the order that was asked.
        let session = named.or_else(|| entries.get(i).filter(|_| rows.len() == entries.len()).map(|e| e.session));
        ids.extend(session.zip(wire::id(row, "id")));
    }
    Ok(ids)
}

/// Takes entries of ours out, by their session.
///
/// # Errors
/// See [`SourceError`]; what is gone already is no error.
pub async fn take_out(s: &Session<'_>, sessions: &[ShortId]) -> Result<(), SourceError> {
    let body = sessions.iter().map(|id| json!({ "external_id": format!("{MARK}{id}") })).collect();
    let path = "api/v1/athlete/0/events/bulk-delete";
    let _: Option<Value> = s.write(Method::PUT, path, &[], &Value::Array(body)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_mark_is_ours() {
        assert!(is_ours("lanterne-00000000000000ab"));
        for other in [
            "",
            "lanterne-",
            "lanterne-ab",
            "lanterne-00000000000000AB",
            "garmin-00000000000000ab",
            "lanterne-00000000000000zz",
        ] {
            assert!(!is_ours(other), "{other}");
        }
        let row = json!({ "id": 7, "external_id": "tp-9", "start_date_local": "2026-11-26T00:00:00", "name": "x" });
        assert!(remote(&row).is_none());
    }
}
