//! What is known of the services: which of their records were taken in, how far each pull is, what of a quota is
//! spent. Shared by every process, and written together with the events it belongs to.
//!
//! Owns: three small tables beside the events. They are no truth: without them everything would be asked for again,
//! and the keys of the events keep that from changing anything.

use super::error::LogError;
use crate::domain::{Day, ShortId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use std::{collections::BTreeMap, path::Path};

/// A record of a service that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRecord {
    /// Name of the source.
    pub source: String,
    /// Which of its collections.
    pub kind: String,
    /// Its id there.
    pub ext_id: String,
    /// Hash of what it said.
    pub print: [u8; 32],
    /// The day it belongs to.
    pub day: Day,
    /// Counts the changes of it, from 1.
    pub version: u32,
    /// The records of activities that came of it.
    pub records: Vec<ShortId>,
    /// When a complete look did not show it for the first time, ms.
    pub missing_ms: Option<i64>,
    /// Whether it was withdrawn.
    pub gone: bool,
}

/// What is written together with events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A record was taken in, changed, missed or withdrawn.
    Record(SourceRecord),
    /// A word to be kept about a source; an empty value forgets it.
    State {
        /// Name of the source.
        source: String,
        /// Which word.
        key: String,
        /// What.
        value: String,
    },
}

impl Mark {
    /// A word about a source.
    #[must_use]
    pub fn state(source: &str, key: &str, value: impl Into<String>) -> Self {
        Self::State { source: source.to_owned(), key: key.to_owned(), value: value.into() }
    }
}

/// Requests that a service allows in a span of time; spans begin at multiples of their length since 1970, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Length of the span, s.
    pub span_s: u32,
    /// Requests in one span.
    pub most: u32,
}

/// What was spent of a quota in its current span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Spent {
    /// Length of the span, s.
    pub span_s: u32,
    /// Requests in it so far.
    pub used: u32,
    /// Requests that may be made in it.
    pub most: u32,
    /// When it ends.
    pub until: DateTime<Utc>,
}

/// Whether one more request may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// It may, and is counted.
    Go,
    /// Not before this moment.
    Wait(DateTime<Utc>),
}

pub(super) fn mark(tx: &Transaction<'_>, marks: &[Mark]) -> rusqlite::Result<()> {
    for m in marks {
        match m {
            Mark::Record(r) => {
                let records: Vec<String> = r.records.iter().map(ToString::to_string).collect();
                tx.prepare_cached("INSERT OR REPLACE INTO source_record VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9)")?
                    .execute(params![
                        r.source,
                        r.kind,
                        r.ext_id,
                        r.print,
                        r.day.to_string(),
                        r.version,
                        records.join(" "),
                        r.missing_ms,
                        r.gone
                    ])?;
            }
            Mark::State { source, key, value } if value.is_empty() => {
                tx.prepare_cached("DELETE FROM source_state WHERE source = ?1 AND key = ?2")?
                    .execute([source, key])?;
            }
            Mark::State { source, key, value } => {
                tx.prepare_cached("INSERT OR REPLACE INTO source_state VALUES (?1, ?2, ?3)")?
                    .execute([source, key, value])?;
            }
        }
    }
    Ok(())
}

fn record(r: &Row<'_>) -> rusqlite::Result<SourceRecord> {
    let day: String = r.get(4)?;
    let records: String = r.get(6)?;
    Ok(SourceRecord {
        source: r.get(0)?,
        kind: r.get(1)?,
        ext_id: r.get(2)?,
        print: r.get(3)?,
        day: day.parse().unwrap_or_default(),
        version: r.get(5)?,
        records: records.split_whitespace().filter_map(|id| id.parse().ok()).collect(),
        missing_ms: r.get(7)?,
        gone: r.get(8)?,
    })
}

/// The records of one collection between two days.
pub(super) fn records(
    conn: &Connection,
    source: &str,
    kind: &str,
    from: Day,
    to: Day,
) -> rusqlite::Result<BTreeMap<String, SourceRecord>> {
    let mut q = conn
        .prepare_cached("SELECT * FROM source_record WHERE source = ?1 AND kind = ?2 AND day BETWEEN ?3 AND ?4")?;
    let rows = q.query_map(params![source, kind, from.to_string(), to.to_string()], record)?;
    rows.map(|r| r.map(|r| (r.ext_id.clone(), r))).collect()
}

/// One record.
pub(super) fn one(conn: &Connection, source: &str, kind: &str, id: &str) -> rusqlite::Result<Option<SourceRecord>> {
    let sql = "SELECT * FROM source_record WHERE source = ?1 AND kind = ?2 AND ext_id = ?3";
    conn.prepare_cached(sql)?.query_row([source, kind, id], record).optional()
}

/// How many records of a source were taken in and stand.
pub(super) fn count(conn: &Connection, source: &str) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM source_record WHERE source = ?1 AND gone = 0";
    let n: i64 = conn.prepare_cached(sql)?.query_row([source], |r| r.get(0))?;
    Ok(n.unsigned_abs())
}

/// Every word kept about a source.
pub(super) fn state(conn: &Connection, source: &str) -> rusqlite::Result<BTreeMap<String, String>> {
    let mut q = conn.prepare_cached("SELECT key, value FROM source_state WHERE source = ?1")?;
    q.query_map([source], |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
}

fn span_start(now: DateTime<Utc>, span_s: u32) -> i64 {
    let now = now.timestamp();
    now - now.rem_euclid(i64::from(span_s.max(1)))
}

fn ends(from: i64, span_s: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(from + i64::from(span_s), 0).unwrap_or_default()
}

fn used(conn: &Connection, source: &str, span_s: u32, from: i64) -> rusqlite::Result<u32> {
    let sql = "SELECT used FROM budget WHERE source = ?1 AND span_s = ?2 AND from_s = ?3";
    let used = conn.prepare_cached(sql)?.query_row(params![source, span_s, from], |r| r.get(0)).optional()?;
    Ok(used.unwrap_or(0))
}

/// What is spent of each quota at `now`.
pub(super) fn spent(
    conn: &Connection,
    source: &str,
    quotas: &[Quota],
    now: DateTime<Utc>,
) -> rusqlite::Result<Vec<Spent>> {
    let one = |q: &Quota| {
        let from = span_start(now, q.span_s);
        let used = used(conn, source, q.span_s, from)?;
        Ok(Spent { span_s: q.span_s, used, most: q.most, until: ends(from, q.span_s) })
    };
    quotas.iter().map(one).collect()
}

/// Counts one more request in every quota, or none in any when one of them has no room.
pub(super) fn spend(
    conn: &mut Connection,
    path: &Path,
    source: &str,
    quotas: &[Quota],
    now: DateTime<Utc>,
) -> Result<Grant, LogError> {
    let mut inner = || -> rusqlite::Result<Grant> {
        let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
        let full = spent(&tx, source, quotas, now)?.into_iter().filter(|s| s.used >= s.most).map(|s| s.until).max();
        if let Some(until) = full {
            return Ok(Grant::Wait(until));
        }
        for q in quotas {
            raise(&tx, source, q.span_s, now, |used| used.saturating_add(1))?;
        }
        tx.commit()?;
        Ok(Grant::Go)
    };
    inner().map_err(|e| LogError::sqlite(path, e))
}

/// Takes in what the service itself says was spent in the current span, when that is more than we counted.
pub(super) fn told(
    conn: &mut Connection,
    path: &Path,
    source: &str,
    said: &[(u32, u32)],
    now: DateTime<Utc>,
) -> Result<(), LogError> {
    let mut inner = || -> rusqlite::Result<()> {
        let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
        for (span_s, theirs) in said {
            raise(&tx, source, *span_s, now, |used| used.max(*theirs))?;
        }
        tx.commit()
    };
    inner().map_err(|e| LogError::sqlite(path, e))
}

fn raise(
    tx: &Transaction<'_>,
    source: &str,
    span_s: u32,
    now: DateTime<Utc>,
    to: impl Fn(u32) -> u32,
) -> rusqlite::Result<()> {
    let from = span_start(now, span_s);
    let used = used(tx, source, span_s, from)?;
    tx.prepare_cached("INSERT OR REPLACE INTO budget VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        source,
        span_s,
        from,
        to(used)
    ])?;
    Ok(())
}
