//! From rows to one [`Athlete`]: snapshot and tail, checked along the chain. Damage is an error here, never a
//! silently different athlete.

use super::{
    chain::{Content, Entry, Walk},
    error::LogError,
    scan::scan,
    snapshot,
};
use crate::domain::{Athlete, Recorded};
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use std::path::Path;

/// An athlete, and the event up to which it is folded.
pub(super) struct Folded {
    pub(super) athlete: Athlete,
    pub(super) upto: Walk,
    /// Where the snapshot that was used ends; 0 without one.
    pub(super) from: i64,
}

/// Folds everything, from the snapshot when there is one that fits.
pub(super) fn fold(conn: &Connection, path: &Path) -> Result<Folded, LogError> {
    let (athlete, upto) = snapshot::load(conn).unwrap_or_default();
    let mut folded = Folded { athlete, upto, from: upto.seq };
    let (athlete, walk) = (&mut folded.athlete, &mut folded.upto);
    scan(conn, path, walk.seq, |e| {
        if let Some(r) = sound(e, walk)? {
            athlete.hear(&r);
        }
        Ok(())
    })?;
    Ok(folded)
}

/// Folds what was recorded before a moment, whatever its place in the log.
pub(super) fn fold_before(
    conn: &Connection,
    path: &Path,
    moment: DateTime<Utc>,
) -> Result<(Athlete, i64), LogError> {
    let (mut athlete, mut walk, mut last) = (Athlete::default(), Walk::default(), 0);
    scan(conn, path, 0, |e| {
        let (seq, within) = (e.seq, e.recorded_at_ms < moment.timestamp_millis());
        let recorded = sound(e, &mut walk)?;
        if within {
            last = seq;
            if let Some(r) = recorded {
                athlete.hear(&r);
            }
        }
        Ok(())
    })?;
    Ok((athlete, last))
}

/// The events after `after` that this program knows and that were not erased.
pub(super) fn since(conn: &Connection, path: &Path, after: i64) -> Result<Vec<Recorded>, LogError> {
    let mut walk = walk_at(conn, path, after)?;
    let mut out = Vec::new();
    scan(conn, path, after, |e| {
        out.extend(sound(e, &mut walk)?);
        Ok(())
    })?;
    Ok(out)
}

/// The events of some kinds that were not erased.
pub(super) fn of_kinds(conn: &Connection, path: &Path, kinds: &[&str]) -> Result<Vec<Recorded>, LogError> {
    let mut out = Vec::new();
    each_of_kinds(conn, path, kinds, |r| out.push(r))?;
    Ok(out)
}

/// Calls `each` with the events of some kinds that were not erased.
pub(super) fn each_of_kinds(
    conn: &Connection,
    path: &Path,
    kinds: &[&str],
    mut each: impl FnMut(Recorded),
) -> Result<(), LogError> {
    let mut walk = Walk::default();
    scan(conn, path, 0, |e| {
        if let Some(r) = sound(e, &mut walk)?.filter(|r| kinds.contains(&r.event.kind())) {
            each(r);
        }
        Ok(())
    })
}

/// Checks the events after `after` along the chain.
pub(super) fn check_from(conn: &Connection, path: &Path, after: i64) -> Result<(), LogError> {
    let mut walk = walk_at(conn, path, after)?;
    scan(conn, path, after, |e| sound(e, &mut walk).map(drop))
}

/// A walk that has just taken event `seq`.
pub(super) fn walk_at(conn: &Connection, path: &Path, seq: i64) -> Result<Walk, LogError> {
    use rusqlite::OptionalExtension;
    let mut statement =
        conn.prepare_cached("SELECT hash FROM event WHERE seq = ?1").map_err(|e| LogError::sqlite(path, e))?;
    let hash = statement.query_row([seq], |r| r.get(0)).optional().map_err(|e| LogError::sqlite(path, e))?;
    Ok(hash.map_or_else(Walk::default, |hash| Walk { seq, hash }))
}

/// The event of an entry, when it has one to fold; an error when it is not what was written.
fn sound(e: Entry, walk: &mut Walk) -> Result<Option<Recorded>, LogError> {
    walk.step(&e).map_err(|(seq, what)| LogError::Damaged { seq: seq.unsigned_abs(), what })?;
    match (e.content, e.actor) {
        (Content::Known(event), Some(actor)) => {
            Ok(Some(Recorded { seq: e.seq.unsigned_abs(), recorded_at: instant(e.recorded_at_ms), actor, event }))
        }
        (Content::Unreadable(source), _) => Err(LogError::Unreadable { seq: e.seq.unsigned_abs(), source }),
        _ => Ok(None),
    }
}

/// The moment of a stored time.
pub(super) fn instant(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}
