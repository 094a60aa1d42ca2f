//! The one thread that writes. It takes jobs in turn, leaves other processes a gap between batches, and has a snapshot
//! made beside it when that is worth it: nobody's commit waits while a fold is taken.

use super::{
    append::{self, Appended, Ready},
    error::LogError,
    exchange::{self, ExchangeError, PlanOf, Stream, Taken},
    fold, schema, snapshot,
    upstream::{self, Grant, Mark, Quota},
};
use crate::domain::Athlete;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, TransactionBehavior};
use std::{
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// New events after which a snapshot is worth writing while nothing else is to do …
const SNAPSHOT_AFTER: i64 = 256;
/// … and their share of all events, one in so many: a long import writes few snapshots, each of them large.
const SNAPSHOT_SHARE: i64 = 4;
/// New events after which it is worth writing at the end.
const SNAPSHOT_AT_END: i64 = 64;
/// How long nothing must be to do before a snapshot is written.
const QUIET: Duration = Duration::from_millis(25);
/// Batches of this size and more are followed by a gap …
const LARGE: usize = 50;
/// … which is longer than the longest sleep of a writer that waits in another process.
const GAP: Duration = Duration::from_millis(2);

/// Hears how a job ended. One who is gone no longer wants to know.
pub(super) type Reply<T> = Box<dyn FnOnce(T) + Send>;

/// A reply that a thread waits for.
pub(super) fn waiting<T: Send + 'static>() -> (Reply<T>, Receiver<T>) {
    let (reply, answer) = mpsc::channel();
    (Box::new(move |told| drop(reply.send(told))), answer)
}

/// What the thread can be asked for.
pub(super) enum Job {
    /// One batch.
    Append(Vec<Ready>, Vec<Mark>, Reply<Result<Appended, LogError>>),
    /// Bodies to erase.
    Erase(Vec<u64>, Sender<Result<usize, LogError>>),
    /// The events of another log.
    Take(Box<Stream>, Option<PlanOf>, DateTime<Utc>, Sender<Result<Taken, ExchangeError>>),
    /// One request to be counted.
    Spend(String, Vec<Quota>, DateTime<Utc>, Reply<Result<Grant, LogError>>),
    /// What a service says of its quotas: length of the span in seconds, and what was spent in it.
    Told(String, Vec<(u32, u32)>, DateTime<Utc>, Sender<Result<(), LogError>>),
    /// A reader had to fold a long tail.
    LongTail,
    /// Something long begins, or ends: no snapshot is made meanwhile.
    Gather(bool),
    /// An athlete folded up to an event, when so many erasures had been made: the snapshot, when one is worth it.
    Keep(Box<Athlete>, i64, i64),
}

/// The thread's handle. Dropping it lets the thread finish what it was given and waits for it.
pub(super) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(conn: Connection, path: PathBuf) -> Result<Self, LogError> {
        let (jobs, inbox) = mpsc::channel();
        let name = path.clone();
        let thread = thread::Builder::new()
            .name("log-writer".to_owned())
            .spawn(move || Worker::new(conn, path).run(&inbox))
            .map_err(LogError::io(&name))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// A way to give the thread jobs from another one; the thread goes on until the last of these is gone.
    pub(super) fn jobs(&self) -> Result<Sender<Job>, LogError> {
        self.jobs.clone().ok_or(LogError::Closed)
    }

    /// Gives the thread a job.
    pub(super) fn send(&self, job: Job) -> Result<(), LogError> {
        self.jobs.as_ref().and_then(|j| j.send(job).ok()).ok_or(LogError::Closed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been reported by its own hook, and there is nobody to hand it to.
            let _ = thread.join();
        }
    }
}

struct Worker {
    conn: Connection,
    path: PathBuf,
    head: i64,
    snapshot: i64,
    /// Whether a reader had to fold a long tail since the last one.
    wanted: bool,
    /// How many long things are under way.
    gathering: usize,
    /// The snapshot that is being made.
    making: Option<JoinHandle<()>>,
    /// When the next batch may start.
    not_before: Option<Instant>,
}

impl Worker {
    fn new(conn: Connection, path: PathBuf) -> Self {
        let snapshot = snapshot::upto(&conn);
        let head = conn.query_row("SELECT coalesce(max(seq), 0) FROM event", [], |r| r.get(0)).unwrap_or(0);
        Self { conn, path, head, snapshot, wanted: false, gathering: 0, making: None, not_before: None }
    }

    fn run(mut self, inbox: &Receiver<Job>) {
        loop {
            let job = if self.is_due() {
                match inbox.recv_timeout(QUIET) {
                    Err(RecvTimeoutError::Timeout) => {
                        self.snap();
                        continue;
                    }
                    got => got.ok(),
                }
            } else {
                inbox.recv().ok()
            };
            let Some(job) = job else { break };
            self.take(job);
        }
        if let Some(making) = self.making.take() {
            // A panic of the thread has been reported by its own hook; the log is as good without a snapshot.
            let _ = making.join();
        }
        if self.head - self.snapshot > SNAPSHOT_AT_END {
            snap(&self.path);
        }
    }

    /// Whether a snapshot is worth making, and none is being made.
    fn is_due(&self) -> bool {
        let share = if self.wanted { 0 } else { self.head / SNAPSHOT_SHARE };
        let tail = self.head - self.snapshot;
        self.gathering == 0
            && tail >= SNAPSHOT_AFTER.max(share)
            && self.making.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Does one job. A receiver that is gone no longer wants the answer.
    fn take(&mut self, job: Job) {
        match job {
            Job::Append(batch, marks, reply) => {
                if let Some(wait) = self.not_before.take().map(|t| t.saturating_duration_since(Instant::now())) {
                    thread::sleep(wait);
                }
                let done = append::write(&mut self.conn, &self.path, &batch, &marks);
                if let Ok(a) = &done {
                    self.head = i64::try_from(a.head).unwrap_or(self.head);
                    self.not_before = (a.written >= LARGE).then(|| Instant::now() + GAP);
                }
                reply(done);
            }
            Job::Erase(seqs, reply) => {
                let done = append::erase(&mut self.conn, &self.path, &seqs);
                if matches!(done, Ok(n) if n > 0) {
                    self.snapshot = 0;
                }
                let _ = reply.send(done);
            }
            Job::Take(stream, plan, now, reply) => {
                let done = exchange::take(&mut self.conn, &self.path, &stream, plan, now);
                if matches!(&done, Ok(t) if t.new > 0 || t.erased > 0) {
                    self.snapshot = snapshot::upto(&self.conn);
                    let head = self.conn.query_row("SELECT coalesce(max(seq), 0) FROM event", [], |r| r.get(0));
                    self.head = head.unwrap_or(self.head);
                }
                let _ = reply.send(done);
            }
            Job::Spend(source, quotas, now, reply) => {
                reply(upstream::spend(&mut self.conn, &self.path, &source, &quotas, now));
            }
            Job::Told(source, said, now, reply) => {
                let _ = reply.send(upstream::told(&mut self.conn, &self.path, &source, &said, now));
            }
            Job::LongTail => {
                self.snapshot = snapshot::upto(&self.conn);
                let head = self.conn.query_row("SELECT coalesce(max(seq), 0) FROM event", [], |r| r.get(0));
                self.head = head.unwrap_or(self.head);
                self.wanted = true;
            }
            Job::Gather(begins) => {
                self.gathering = if begins { self.gathering + 1 } else { self.gathering.saturating_sub(1) };
            }
            Job::Keep(athlete, seq, erased) => self.keep(*athlete, seq, erased),
        }
    }

    /// Makes a snapshot of an athlete who is folded already.
    fn keep(&mut self, athlete: Athlete, seq: i64, erased: i64) {
        if seq - self.snapshot <= SNAPSHOT_AT_END {
            return;
        }
        if let Some(making) = self.making.take() {
            // Only one at a time; a panic of the thread has been reported by its own hook.
            let _ = making.join();
        }
        (self.snapshot, self.wanted) = (seq, false);
        let path = self.path.clone();
        let made = move || keep(&path, athlete, seq, erased);
        self.making = thread::Builder::new().name("log-snapshot".to_owned()).spawn(made).ok();
    }

    /// Has a snapshot made. It is only a cache: when it can't be made the log is as good without it, and the next
    /// attempt waits for as many new events again.
    fn snap(&mut self) {
        (self.snapshot, self.wanted) = (self.head, false);
        let path = self.path.clone();
        self.making = thread::Builder::new().name("log-snapshot".to_owned()).spawn(move || snap(&path)).ok();
    }
}

/// Makes a snapshot over a connection of its own; the log is held only while it is put in its place.
fn snap(path: &Path) {
    let Some(dir) = path.parent() else { return };
    let Ok(mut conn) = schema::writer(path, dir, false) else { return };
    let Ok(tx) = conn.transaction_with_behavior(TransactionBehavior::Deferred) else { return };
    let erased = snapshot::erasures(&tx);
    let Ok(folded) = fold::fold(&tx, path) else { return };
    if tx.commit().is_ok() && folded.upto.seq > folded.from {
        let _ = snapshot::save(&mut conn, folded.athlete, folded.upto, erased);
    }
}

/// Puts an athlete in the place of the last snapshot, over a connection of its own.
fn keep(path: &Path, athlete: Athlete, seq: i64, erased: i64) {
    let Some(dir) = path.parent() else { return };
    let Ok(mut conn) = schema::writer(path, dir, false) else { return };
    if let Ok(upto) = fold::walk_at(&conn, path, seq)
        && upto.seq == seq
    {
        let _ = snapshot::save(&mut conn, athlete, upto, erased);
    }
}
