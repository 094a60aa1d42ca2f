//! The event log: one append-only, hash-chained table; snapshots; originals by content.
//!
//! Owns: durability, order, identity and verification of events. Does not own: what events mean.
//!
//! A data folder holds `lanterne.db` (SQLite, write-ahead log) and `originals/`. Any number of processes may use one
//! folder at once: every batch of events is one transaction that reads the end of the chain, makes it longer and
//! returns when the disk has it. Readers never wait for writers. [`Store::verify`] tells whether every byte is as
//! it was written; the cutting off of the last events is the one change it can't see by itself, and
//! [`Verification::head`] noted elsewhere is what shows it.

mod append;
mod audit;
mod chain;
pub mod dump;
mod error;
mod exchange;
mod fold;
mod gather;
mod originals;
mod place;
mod scan;
mod schema;
mod snapshot;
mod upstream;
mod verify;
mod writer;

pub use append::{Appended, NewEvent};
pub use audit::{AuditLine, summary};
pub use error::LogError;
pub use exchange::{Conflict, ExchangeError, PlanOf, Taken};
pub use gather::{Gathering, Later};
pub use originals::Originals;
pub use upstream::{Grant, Mark, Quota, SourceRecord, Spent};
pub use verify::{Problem, Verification};

use crate::domain::{Athlete, Day, Event, Provider, Recorded};
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, mpsc},
};
use writer::{Job, Writer, waiting};

/// Connections kept open for reading.
const READERS: usize = 3;
/// A tail that a reader would rather not fold again.
const LONG_TAIL: i64 = 256;

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Access {
    /// Read and append; the log is made when there is none.
    #[default]
    ReadWrite,
    /// Read only.
    ReadOnly,
}

/// How a store is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenOptions {
    /// What for.
    pub access: Access,
    /// Opens a log on a network file system all the same (`LANTERNE_ALLOW_NETWORK_FS`).
    pub allow_network_fs: bool,
}

/// An open log. Shared between threads by reference; dropping it finishes what was given to it.
pub struct Store {
    path: PathBuf,
    originals: Originals,
    readers: Mutex<Vec<Connection>>,
    writer: Result<Writer, String>,
}

impl Store {
    /// Opens the log in a data folder, with the defaults of [`OpenOptions`].
    ///
    /// # Errors
    /// See [`Store::open_with`].
    pub fn open(data_dir: &Path, access: Access) -> Result<Self, LogError> {
        Self::open_with(data_dir, OpenOptions { access, allow_network_fs: false })
    }

    /// Opens the log in a data folder. A log of a later version, or one whose last event is damaged, is opened for
    /// reading only; [`Store::read_only`] says why.
    ///
    /// # Errors
    /// When the folder can't be used or is on a network file system, when there is no log to read, when the file is
    /// something else or too new to read, or when the SQLite library is too old. No data is changed then.
    pub fn open_with(data_dir: &Path, options: OpenOptions) -> Result<Self, LogError> {
        schema::gate(rusqlite::version_number(), rusqlite::version())?;
        let write = options.access == Access::ReadWrite;
        if write {
            place::make_dir(data_dir)?;
        } else if !data_dir.is_dir() {
            return Err(LogError::Missing { path: data_dir.join(place::DB_NAME) });
        }
        // SQLite follows no link anywhere in the path, so those that the athlete chose are followed here.
        let dir = fs::canonicalize(data_dir).map_err(LogError::io(data_dir))?;
        if !options.allow_network_fs {
            place::refuse_network(&dir)?;
        }
        let path = dir.join(place::DB_NAME);
        if write {
            place::make_db(&path)?;
        } else if !path.exists() {
            return Err(LogError::Missing { path });
        }
        let reader = schema::reader(&path)?;
        let standing = schema::standing(&reader, &path)?;
        if standing.fresh && !write {
            return Err(LogError::Missing { path });
        }
        let writer = match standing.read_only.or_else(|| damaged_head(&reader, &path, standing.fresh)) {
            Some(why) => Err(why),
            None if write => {
                let conn = schema::writer(&path, &dir, standing.fresh)?;
                Ok(Writer::start(conn, path.clone())?)
            }
            None => Err("it was opened for reading".to_owned()),
        };
        let originals = Originals::new(dir.join("originals"));
        if writer.is_ok() {
            originals.sweep();
        }
        Ok(Self { path, originals, readers: Mutex::new(vec![reader]), writer })
    }

    /// The database file; its folder is the data folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Why nothing can be appended, when nothing can.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        self.writer.as_ref().err().map(String::as_str)
    }

    /// The original files.
    #[must_use]
    pub fn originals(&self) -> &Originals {
        &self.originals
    }

    /// Appends events in their order and returns when the disk has them. Events whose key is in the log already are
    /// skipped and counted. More than 200 events are written in several transactions; when one of them fails the
    /// earlier ones stay, and the same call made again writes the rest.
    ///
    /// # Errors
    /// When the log is read only, the disk is full, or an event could not be read back. The batch it happened in is
    /// not written at all.
    pub fn append(&self, events: Vec<NewEvent>) -> Result<Appended, LogError> {
        let writer = self.writing()?;
        let mut total = Appended { head: 0, ..Appended::default() };
        if events.is_empty() {
            return Ok(Appended { head: self.head()?, ..total });
        }
        let mut events = events.into_iter();
        let mut next = || {
            let batch: Vec<NewEvent> = events.by_ref().take(append::BATCH).collect();
            (!batch.is_empty()).then(|| append::make_ready(batch)).transpose()
        };
        let mut ready = next()?;
        while let Some(batch) = ready {
            let (reply, answer) = waiting();
            writer.send(Job::Append(batch, Vec::new(), reply))?;
            // The next batch is made ready while this one is written, and sent only when it is.
            let coming = next();
            let done = answer.recv().map_err(|_| LogError::Closed)??;
            total.head = done.head;
            total.written += done.written;
            total.duplicates += done.duplicates;
            ready = coming?;
        }
        Ok(total)
    }

    /// Appends what one page of a service said together with what is to be kept of it: all in one transaction. More
    /// than 200 events are written in several; the marks come with the last one, so that after a cut the page is asked
    /// for again and the keys skip what is there.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn append_marked(&self, mut events: Vec<NewEvent>, marks: Vec<Mark>) -> Result<Appended, LogError> {
        let last = events.split_off(events.len().saturating_sub(1) / append::BATCH * append::BATCH);
        let before = if events.is_empty() { Appended::default() } else { self.append(events)? };
        let (reply, answer) = waiting();
        self.writing()?.send(Job::Append(append::make_ready(last)?, marks, reply))?;
        let done = answer.recv().map_err(|_| LogError::Closed)??;
        Ok(Appended {
            head: done.head,
            written: before.written + done.written,
            duplicates: before.duplicates + done.duplicates,
        })
    }

    /// The records of one collection of a source between two days, by their id there.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn source_records(
        &self,
        source: &str,
        kind: &str,
        from: Day,
        to: Day,
    ) -> Result<BTreeMap<String, SourceRecord>, LogError> {
        self.read(|c| upstream::records(c, source, kind, from, to))
    }

    /// One record of a source, by its id there.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn source_record(&self, source: &str, kind: &str, id: &str) -> Result<Option<SourceRecord>, LogError> {
        self.read(|c| upstream::one(c, source, kind, id))
    }

    /// How many records of a source were taken in and stand.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn source_count(&self, source: &str) -> Result<u64, LogError> {
        self.read(|c| upstream::count(c, source))
    }

    /// Every word kept about a source.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn source_state(&self, source: &str) -> Result<BTreeMap<String, String>, LogError> {
        self.read(|c| upstream::state(c, source))
    }

    /// What is spent of a source's quotas at `now`.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn spent(&self, source: &str, quotas: &[Quota], now: DateTime<Utc>) -> Result<Vec<Spent>, LogError> {
        self.read(|c| upstream::spent(c, source, quotas, now))
    }

    /// Takes in what a service says was spent (length of the span in seconds, requests), when it is more than ours.
    ///
    /// # Errors
    /// When the log is read only or can't be written.
    pub fn spent_by_others(&self, source: &str, said: &[(u32, u32)], now: DateTime<Utc>) -> Result<(), LogError> {
        let (reply, answer) = mpsc::channel();
        self.writing()?.send(Job::Told(source.to_owned(), said.to_vec(), now, reply))?;
        answer.recv().map_err(|_| LogError::Closed)?
    }

    /// Whether an event with this key is in the log.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn has_key(&self, key: &str) -> Result<bool, LogError> {
        self.read(|c| exists(c, key))
    }

    /// Identity of this log, the same for its whole life: what it wrote can be told from what was taken in.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn origin(&self) -> Result<String, LogError> {
        self.read(|c| c.query_row("SELECT value FROM meta WHERE key = 'origin'", [], |r| r.get(0)))
    }

    /// For each key, whether an event with it is in the log.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn has_keys(&self, keys: &[String]) -> Result<Vec<bool>, LogError> {
        self.read(|c| keys.iter().map(|k| exists(c, k)).collect())
    }

    /// The athlete as of now, and the event up to which that is.
    ///
    /// # Errors
    /// When the log can't be read, or is damaged.
    pub fn athlete(&self) -> Result<(Athlete, u64), LogError> {
        let folded = self.read_once(|c| fold::fold(c, &self.path))?;
        if folded.upto.seq - folded.from > LONG_TAIL
            && let Ok(writer) = &self.writer
        {
            writer.send(Job::LongTail)?;
        }
        Ok((folded.athlete, folded.upto.seq.unsigned_abs()))
    }

    /// The athlete as known from the events recorded before a moment, and the last of them.
    ///
    /// # Errors
    /// When the log can't be read, or is damaged.
    pub fn athlete_as_of(&self, recorded_before: DateTime<Utc>) -> Result<(Athlete, u64), LogError> {
        let (athlete, last) = self.read_once(|c| fold::fold_before(c, &self.path, recorded_before))?;
        Ok((athlete, last.unsigned_abs()))
    }

    /// Folds the events after `seq` into an athlete that is folded up to there. Gives back the new last event.
    ///
    /// # Errors
    /// When the log can't be read, or is damaged; the athlete is unchanged then.
    pub fn catch_up(&self, athlete: &mut Athlete, seq: u64) -> Result<u64, LogError> {
        let (new, head) = self.read_once(|c| {
            let head = head(c).map_err(|e| LogError::sqlite(&self.path, e))?;
            Ok((fold::since(c, &self.path, signed(seq))?, head))
        })?;
        for r in &new {
            athlete.hear(r);
        }
        Ok(head.unsigned_abs())
    }

    /// The events after `seq` that this program knows, in order.
    ///
    /// # Errors
    /// When the log can't be read, or is damaged.
    pub fn since(&self, seq: u64) -> Result<Vec<Recorded>, LogError> {
        self.read_once(|c| fold::since(c, &self.path, signed(seq)))
    }

    /// The events of some kinds, in order; erased ones are left out.
    ///
    /// # Errors
    /// When the log can't be read, or is damaged.
    pub fn of_kinds(&self, kinds: &[&str]) -> Result<Vec<Recorded>, LogError> {
        self.read_once(|c| fold::of_kinds(c, &self.path, kinds))
    }

    /// The last event's place; 0 when there is none.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn head(&self) -> Result<u64, LogError> {
        Ok(self.read(head)?.unsigned_abs())
    }

    /// The latest time at which any event was recorded; `None` of an empty log. Looks at every event.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn latest(&self) -> Result<Option<DateTime<Utc>>, LogError> {
        let ms: Option<i64> =
            self.read(|c| c.query_row("SELECT max(recorded_at_ms) FROM event", [], |r| r.get(0)))?;
        Ok(ms.map(fold::instant))
    }

    /// Whether there is an event after `seq`, by this process or another. Cheap.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn changed_since(&self, seq: u64) -> Result<bool, LogError> {
        Ok(self.head()? > seq)
    }

    /// The last `n` events, oldest first, unknown and erased ones included.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn tail(&self, n: usize) -> Result<Vec<AuditLine>, LogError> {
        self.read_once(|c| audit::tail(c, &self.path, n))
    }

    /// How many events recorded before a moment were erased since.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn erased_before(&self, before: DateTime<Utc>) -> Result<usize, LogError> {
        self.read_once(|c| audit::erased_before(c, &self.path, before))
    }

    /// Looks over the whole log and the originals that it names.
    ///
    /// # Errors
    /// When the log can't be opened at all; damage is a finding, not an error.
    pub fn verify(&self) -> Result<Verification, LogError> {
        self.with_reader(|c| verify::verify(c, &self.path, &self.originals))
    }

    /// Writes every event and the originals that they name as one stream. Gives back the number of events.
    ///
    /// # Errors
    /// When the log can't be read or the stream not be written.
    pub fn export(&self, to: impl std::io::Write) -> Result<usize, ExchangeError> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = idle.map_or_else(|| schema::reader(&self.path), Ok)?;
        let tx = conn.unchecked_transaction().map_err(|e| LogError::sqlite(&self.path, e))?;
        exchange::export(&tx, &self.path, &self.originals, to)
    }

    /// Takes the events of another log's stream that are not here yet: all of them, or none. Taking a stream twice changes
    /// nothing. When both logs changed the plan, `plan` says whose stands.
    ///
    /// # Errors
    /// When the stream is not whole, the log can't be written, or both changed the plan and `plan` says nothing.
    pub fn import(
        &self,
        from: impl std::io::Read,
        plan: Option<PlanOf>,
        now: DateTime<Utc>,
    ) -> Result<Taken, ExchangeError> {
        let writer = self.writing()?;
        let stream = Box::new(exchange::read(from, &self.originals)?);
        let (reply, answer) = mpsc::channel();
        writer.send(Job::Take(stream, plan, now, reply))?;
        answer.recv().map_err(|_| LogError::Closed)?
    }

    /// Erases the bodies of events: what they said is gone, that they were there stays, and the chain still holds.
    /// Gives back how many had a body. Originals are not touched.
    ///
    /// # Errors
    /// When the log is read only or can't be written; nothing is erased then.
    pub fn erase(&self, seqs: &[u64]) -> Result<usize, LogError> {
        let (reply, answer) = mpsc::channel();
        self.writing()?.send(Job::Erase(seqs.to_vec(), reply))?;
        answer.recv().map_err(|_| LogError::Closed)?
    }

    /// The events whose body may no longer be kept at `now`: by the policy they came with, or because the athlete keeps
    /// what a provider says for so many days only.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn expired(&self, limits: &[(Provider, u16)], now: DateTime<Utc>) -> Result<Vec<u64>, LogError> {
        const OWN: &str = "SELECT event.seq FROM event JOIN body USING (seq) WHERE recorded_at_ms + 86400000 * \
                           json_extract(provenance, '$.policy.retain_days') <= ?1";
        const LIMIT: &str = "SELECT event.seq FROM event JOIN body USING (seq) WHERE recorded_at_ms + 86400000 * ?2 \
                             <= ?1 AND actor = 'sync' AND json_extract(provenance, '$.provider') = ?3";
        let now = now.timestamp_millis();
        let seqs = self.read(|c| {
            let mut seqs: BTreeSet<i64> =
                c.prepare_cached(OWN)?.query_map([now], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
            for (provider, days) in limits {
                let mut q = c.prepare_cached(LIMIT)?;
                for seq in q.query_map(rusqlite::params![now, days, provider.name()], |r| r.get(0))? {
                    seqs.insert(seq?);
                }
            }
            Ok(seqs)
        })?;
        Ok(seqs.into_iter().map(i64::unsigned_abs).collect())
    }

    /// The originals that activities name, by the place of the event that names them.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn named_originals(&self) -> Result<Vec<(u64, String)>, LogError> {
        let mut named = Vec::new();
        let kinds = ["activity_recorded", "activity_amended"];
        self.read_once(|c| {
            fold::each_of_kinds(c, &self.path, &kinds, |r| match r.event {
                Event::ActivityRecorded(a) | Event::ActivityAmended(a) => {
                    named.extend(a.original.map(|o| (r.seq, o)));
                }
                _ => {}
            })
        })?;
        Ok(named)
    }

    fn writing(&self) -> Result<&Writer, LogError> {
        self.writer.as_ref().map_err(|why| LogError::ReadOnly { why: why.clone() })
    }

    /// Does `work` with a connection that is not in use elsewhere.
    fn with_reader<T>(&self, work: impl FnOnce(&Connection) -> Result<T, LogError>) -> Result<T, LogError> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = idle.map_or_else(|| schema::reader(&self.path), Ok)?;
        let result = work(&conn);
        let mut idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS {
            idle.push(conn);
        }
        result
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, LogError> {
        self.with_reader(|c| work(c).map_err(|e| LogError::sqlite(&self.path, e)))
    }

    /// Does several reads that see the same log, whatever is appended meanwhile.
    fn read_once<T>(&self, work: impl FnOnce(&Connection) -> Result<T, LogError>) -> Result<T, LogError> {
        self.with_reader(|c| {
            let tx = c.unchecked_transaction().map_err(|e| LogError::sqlite(&self.path, e))?;
            work(&tx)
        })
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("path", &self.path)
            .field("read_only", &self.read_only())
            .finish_non_exhaustive()
    }
}

fn exists(conn: &Connection, key: &str) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM event WHERE idem_key = ?1")?.exists([key])
}

fn head(conn: &Connection) -> rusqlite::Result<i64> {
    conn.prepare_cached("SELECT coalesce(max(seq), 0) FROM event")?.query_row([], |r| r.get(0))
}

/// Why nothing may be chained to the last event, when it is not what was written.
fn damaged_head(conn: &Connection, path: &Path, fresh: bool) -> Option<String> {
    let check = || {
        let last = head(conn).map_err(|e| LogError::sqlite(path, e))?;
        fold::check_from(conn, path, last - 1)
    };
    if fresh { None } else { check().err().map(|e| e.to_string()) }
}

fn signed(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
