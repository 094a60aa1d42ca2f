//! Writing events: made ready outside the transaction, numbered and chained inside it.

use super::{
    chain::{Hash, Packed, Walk, commitment},
    error::LogError,
    upstream::{self, Mark},
};
use crate::domain::{Event, Provenance, event::Actor};
use chrono::{DateTime, Utc};
use rayon::prelude::*;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use std::path::Path;
use uuid::Uuid;

/// Most events in one transaction: another process waits no longer than one of these takes.
pub(super) const BATCH: usize = 200;

/// An event to be written.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// What happened.
    pub event: Event,
    /// Who caused it.
    pub actor: Actor,
    /// Where it comes from and what may be done with it.
    pub provenance: Provenance,
    /// Idempotency key: an event whose key is in the log already is not written again. Not empty.
    pub key: String,
    /// Id of the event that this one answers.
    pub cause: Option<Uuid>,
    /// Now, by the caller's clock; kept to the millisecond.
    pub recorded_at: DateTime<Utc>,
}

/// What an append did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Appended {
    /// The last event of the log now.
    pub head: u64,
    /// Events written.
    pub written: usize,
    /// Events skipped, because their key is in the log already.
    pub duplicates: usize,
}

/// An event as bytes.
pub(super) struct Ready {
    recorded_at_ms: i64,
    actor: &'static str,
    kind: &'static str,
    cause: Option<[u8; 16]>,
    provenance: String,
    key: String,
    body: Vec<u8>,
}

/// Makes events ready. One that could not be read back (a number that JSON does not have) is refused here, before
/// it can stand in the way of every later fold.
pub(super) fn make_ready(events: Vec<NewEvent>) -> Result<Vec<Ready>, LogError> {
    if events.len() < 16 {
        events.into_iter().map(ready).collect()
    } else {
        events.into_par_iter().map(ready).collect()
    }
}

fn ready(new: NewEvent) -> Result<Ready, LogError> {
    let kind = new.event.kind();
    let refuse = |why: String| LogError::Unstorable { kind, why };
    if new.key.is_empty() {
        return Err(refuse("it has no idempotency key".to_owned()));
    }
    let body = new.event.body().map_err(|e| refuse(e.to_string()))?;
    match Event::decode(kind, Event::VERSION, &body) {
        Ok(Some(_)) => {}
        Ok(None) => return Err(refuse("its kind is not one that is read".to_owned())),
        Err(e) => return Err(refuse(e.reason)),
    }
    Ok(Ready {
        recorded_at_ms: new.recorded_at.timestamp_millis(),
        actor: new.actor.name(),
        kind,
        cause: new.cause.map(Uuid::into_bytes),
        provenance: serde_json::to_string(&new.provenance).map_err(|e| refuse(e.to_string()))?,
        key: new.key,
        body,
    })
}

/// Writes one batch with its marks in one transaction: all of it is durable when this returns, or none of it is there.
pub(super) fn write(
    conn: &mut Connection,
    path: &Path,
    batch: &[Ready],
    marks: &[Mark],
) -> Result<Appended, LogError> {
    let mut inner = || -> rusqlite::Result<Appended> {
        let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
        let mut chain = Chain::at_head(&tx, batch.len())?;
        let mut done = Appended::default();
        for event in batch {
            if chain.add(event)? {
                done.written += 1;
            } else {
                done.duplicates += 1;
            }
        }
        done.head = chain.at.seq.unsigned_abs();
        drop(chain);
        upstream::mark(&tx, marks)?;
        tx.commit()?;
        Ok(done)
    };
    inner().map_err(|e| LogError::sqlite(path, e))
}

/// An event of another log, with the identity that it has there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Foreign {
    pub(super) event_id: [u8; 16],
    pub(super) origin: [u8; 16],
    pub(super) origin_seq: i64,
    pub(super) recorded_at_ms: i64,
    pub(super) actor: String,
    pub(super) kind: String,
    pub(super) version: u32,
    pub(super) cause: Option<[u8; 16]>,
    pub(super) provenance: String,
    pub(super) idem_key: String,
    pub(super) body_commit: Hash,
    pub(super) body: Option<(Hash, Vec<u8>)>,
}

impl Foreign {
    /// Reads the columns in the order of the fields; salt and body last.
    pub(super) fn read(r: &Row<'_>) -> rusqlite::Result<Self> {
        let salt: Option<Hash> = r.get(11)?;
        let data: Option<Vec<u8>> = r.get(12)?;
        Ok(Self {
            event_id: r.get(0)?,
            origin: r.get(1)?,
            origin_seq: r.get(2)?,
            recorded_at_ms: r.get(3)?,
            actor: r.get(4)?,
            kind: r.get(5)?,
            version: r.get(6)?,
            cause: r.get(7)?,
            provenance: r.get(8)?,
            idem_key: r.get(9)?,
            body_commit: r.get(10)?,
            body: salt.zip(data),
        })
    }

    /// What it says, when this program knows its kind.
    pub(super) fn event(&self) -> Option<Event> {
        Event::decode(&self.kind, self.version, &self.body.as_ref()?.1).ok().flatten()
    }
}

/// The end of the chain, inside the transaction that makes it longer.
pub(super) struct Chain<'t> {
    tx: &'t Transaction<'t>,
    at: Walk,
    origin: [u8; 16],
    origin_seq: i64,
    /// 42 random bytes per event: 32 of salt, 10 of the id.
    random: Vec<u8>,
}

impl<'t> Chain<'t> {
    pub(super) fn at_head(tx: &'t Transaction<'t>, events: usize) -> rusqlite::Result<Self> {
        let at = tx
            .prepare_cached("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")?
            .query_row([], |r| Ok(Walk { seq: r.get(0)?, hash: r.get(1)? }))
            .optional()?
            .unwrap_or_default();
        let origin: String =
            tx.prepare_cached("SELECT value FROM meta WHERE key = 'origin'")?.query_row([], |r| r.get(0))?;
        let origin = u128::from_str_radix(&origin, 16).unwrap_or_default().to_be_bytes();
        let origin_seq = tx
            .prepare_cached("SELECT coalesce(max(origin_seq), 0) FROM event WHERE origin = ?1")?
            .query_row([origin], |r| r.get(0))?;
        // SQLite's generator is seeded by the system, like the one that salts would be taken from otherwise.
        let random = tx
            .prepare_cached("SELECT randomblob(?1)")?
            .query_row([i64::try_from(42 * events.max(1)).unwrap_or(42)], |r| r.get(0))?;
        Ok(Self { tx, at, origin, origin_seq, random })
    }

    fn add(&mut self, e: &Ready) -> rusqlite::Result<bool> {
        if self.tx.prepare_cached("SELECT 1 FROM event WHERE idem_key = ?1")?.exists([&e.key])? {
            return Ok(false);
        }
        let (salt, id) = self.draw(e.recorded_at_ms);
        let row = Foreign {
            event_id: id,
            origin: self.origin,
            origin_seq: self.origin_seq + 1,
            recorded_at_ms: e.recorded_at_ms,
            actor: e.actor.to_owned(),
            kind: e.kind.to_owned(),
            version: Event::VERSION,
            cause: e.cause,
            provenance: e.provenance.clone(),
            idem_key: e.key.clone(),
            body_commit: commitment(&salt, &e.body),
            body: None,
        };
        self.put(&row, e.kind, Some((&salt, &e.body)))?;
        self.origin_seq += 1;
        Ok(true)
    }

    /// Chains an event of another log, under the kind that it has here.
    pub(super) fn adopt(&mut self, e: &Foreign, kind: &str) -> rusqlite::Result<()> {
        self.put(e, kind, e.body.as_ref().map(|(salt, data)| (salt, data.as_slice())))
    }

    /// Chains an event of this log's own.
    pub(super) fn add_own(
        &mut self,
        event: Event,
        actor: Actor,
        key: String,
        now: DateTime<Utc>,
    ) -> Result<(), LogError> {
        let provenance = Provenance::of(crate::domain::Provider::Manual);
        let new = NewEvent { event, actor, provenance, key, cause: None, recorded_at: now };
        self.add(&ready(new)?).map(drop).map_err(|e| LogError::sqlite(Path::new("the log"), e))
    }

    fn put(&mut self, e: &Foreign, kind: &str, body: Option<(&Hash, &[u8])>) -> rusqlite::Result<()> {
        let seq = self.at.seq + 1;
        let mut packed = Packed::default();
        packed.int(seq).bytes(&e.event_id).bytes(&e.origin).int(e.origin_seq).int(e.recorded_at_ms);
        packed.bytes(e.actor.as_bytes()).bytes(kind.as_bytes()).int(i64::from(e.version));
        match &e.cause {
            Some(c) => packed.bytes(c),
            None => packed.missing(),
        };
        packed.bytes(e.provenance.as_bytes()).bytes(e.idem_key.as_bytes());
        packed.bytes(&e.body_commit).bytes(&self.at.hash);
        let hash = packed.hash();
        self.tx
            .prepare_cached("INSERT INTO event VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)")?
            .execute(params![
                seq,
                e.event_id,
                e.origin,
                e.origin_seq,
                e.recorded_at_ms,
                e.actor,
                kind,
                e.version,
                e.cause,
                e.provenance,
                e.idem_key,
                e.body_commit,
                self.at.hash,
                hash
            ])?;
        if let Some((salt, data)) = body {
            self.tx
                .prepare_cached("INSERT INTO body (seq, salt, data) VALUES (?1, ?2, ?3)")?
                .execute(params![seq, salt, data])?;
        }
        self.at = Walk { seq, hash };
        Ok(())
    }

    fn draw(&mut self, ms: i64) -> (Hash, [u8; 16]) {
        let (mut salt, mut rest) = ([0_u8; 32], [0_u8; 10]);
        let drawn = self.random.split_off(self.random.len().saturating_sub(42));
        for (to, from) in salt.iter_mut().chain(&mut rest).zip(drawn) {
            *to = from;
        }
        let ms = u64::try_from(ms).unwrap_or(0);
        (salt, uuid::Builder::from_unix_timestamp_millis(ms, &rest).into_uuid().into_bytes())
    }
}

/// Erases bodies, with every snapshot, since a snapshot holds what they said. Gives back how many there were.
pub(super) fn erase(conn: &mut Connection, path: &Path, seqs: &[u64]) -> Result<usize, LogError> {
    let mut inner = || -> rusqlite::Result<usize> {
        let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
        let mut erased = 0;
        for seq in seqs {
            let seq = i64::try_from(*seq).unwrap_or(i64::MAX);
            erased += tx.prepare_cached("DELETE FROM body WHERE seq = ?1")?.execute([seq])?;
        }
        if erased > 0 {
            tx.execute("DELETE FROM snapshot", [])?;
            tx.execute(
                "INSERT INTO meta (key, value) VALUES ('erasures', '1') \
                 ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1",
                [],
            )?;
        }
        tx.commit()?;
        // The write-ahead log still holds the old pages.
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(erased)
    };
    inner().map_err(|e| LogError::sqlite(path, e))
}
