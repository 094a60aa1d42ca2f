//! Every event as a line of JSON, for taking everything out and back in.
//!
//! Owns: the line and its way back to an event. Does not own: files. The chain is not part of it: what comes back in is
//! chained anew, in its order, with the times, keys and provenance that it had.

use super::{LogError, NewEvent, Store, fold::instant};
use crate::domain::{Event, Provenance, event::Actor};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Place in the log that it came from.
    pub seq: u64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who caused it.
    pub actor: Actor,
    /// Kind.
    pub kind: String,
    /// Version of the kind.
    pub version: u32,
    /// Idempotency key.
    pub key: String,
    /// Source and policy.
    pub provenance: Provenance,
    /// What it says.
    pub body: Value,
}

impl Line {
    /// The event to be appended.
    ///
    /// # Errors
    /// Why it can't be: a kind of a later version, or a body that is none of its kind.
    pub fn into_event(self) -> Result<NewEvent, String> {
        let body = serde_json::to_vec(&self.body).map_err(|e| e.to_string())?;
        let event = Event::decode(&self.kind, self.version, &body).map_err(|e| e.to_string())?;
        let event = event.ok_or_else(|| {
            format!("{} (version {}) is of a later lanterne; bring this one up to date", self.kind, self.version)
        })?;
        let Self { actor, provenance, key, recorded_at, .. } = self;
        Ok(NewEvent { event, actor, provenance, key, cause: None, recorded_at })
    }
}

impl Store {
    /// Every event that has a body, in order.
    ///
    /// # Errors
    /// When the log can't be read, or a row is not what was written.
    pub fn dump(&self) -> Result<Vec<Line>, LogError> {
        const SQL: &str = "SELECT event.seq, recorded_at_ms, actor, kind, version, idem_key, provenance, data \
                           FROM event JOIN body USING (seq) ORDER BY event.seq";
        self.read(|c| {
            let mut statement = c.prepare_cached(SQL)?;
            let rows = statement.query_map([], |r| {
                let broken = |column: usize, e: serde_json::Error| {
                    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e))
                };
                let (actor, provenance): (String, String) = (r.get(2)?, r.get(6)?);
                let data: Vec<u8> = r.get(7)?;
                Ok(Line {
                    seq: r.get::<_, i64>(0)?.unsigned_abs(),
                    recorded_at: instant(r.get(1)?),
                    actor: serde_json::from_value(Value::String(actor)).map_err(|e| broken(2, e))?,
                    kind: r.get(3)?,
                    version: r.get(4)?,
                    key: r.get(5)?,
                    provenance: serde_json::from_str(&provenance).map_err(|e| broken(6, e))?,
                    body: serde_json::from_slice(&data).map_err(|e| broken(7, e))?,
                })
            })?;
            rows.collect()
        })
    }
}
