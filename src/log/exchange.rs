//! Logs between machines: every event and original in frames, and the union of two logs.
//!
//! Owns: the stream's form, that it is whole before anything of it is taken, that taking it twice changes nothing, and that
//! two plans are never mixed. Does not own: the way between the machines.
//!
//! ```text
//! LANTERNE-EVENTS 1\n   then frames: one letter, length (8 bytes, big endian), content
//!   E  an event: columns and body        O  an original file        Z  BLAKE3 of every byte before this frame
//! ```
//! Events keep their identity, origin and time; only their place in the chain is the receiving log's. When both sides
//! changed the plan without knowing of each other, nothing is taken until the athlete says whose plan stands. The other
//! side's changes are then kept, and take no part.

use super::{
    append::{Chain, Foreign},
    chain::commitment,
    error::LogError,
    fold,
    originals::Originals,
};
use crate::domain::{Athlete, CleanText, Event, Plan, event::Actor};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Read, Write},
    path::Path,
};

const HEAD: &[u8] = b"LANTERNE-EVENTS 1\n";
/// Largest frame, bytes.
const FRAME_MAX: u64 = 512 << 20;
/// Kinds that make up the plan.
const PLAN: [&str; 5] = ["plan_laid", "proposal_made", "proposal_answered", "plan_undone", "sessions_locked"];
/// Put before the kind of an event of the plan that does not stand.
pub(super) const ASIDE: &str = "set_aside.";
/// Key of the plan that the athlete chose where two machines had changed it, up to its hash.
const SAID: &str = "plan:said:";

/// Whose plan stands when both sides changed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanOf {
    /// This log's.
    Ours,
    /// The other one's.
    Theirs,
}

/// Why nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The log could not be read or written.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The stream could not be read or written.
    #[error("the stream: {0}; nothing was taken")]
    Io(#[from] io::Error),
    /// The stream is something else, or not whole.
    #[error("the stream is not a whole export ({what}); nothing was taken, export it again")]
    Damaged {
        /// What is wrong.
        what: String,
    },
    /// Both sides changed the plan.
    #[error("{0}")]
    Conflict(Box<Conflict>),
}

/// Changes of the plan that the other side does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Of this log.
    pub ours: Vec<CleanText>,
    /// Of the other one.
    pub theirs: Vec<CleanText>,
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "the plan was changed on both machines; nothing was taken. Here:")?;
        self.ours.iter().try_for_each(|l| writeln!(f, "  {l}"))?;
        writeln!(f, "There:")?;
        self.theirs.iter().try_for_each(|l| writeln!(f, "  {l}"))?;
        write!(f, "Say whose plan stands: --plan ours, or --plan theirs")
    }
}

/// What was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// Events that were new here.
    pub new: usize,
    /// Events that were here already.
    pub known: usize,
    /// Events of the plan that were kept and take no part.
    pub set_aside: usize,
    /// Bodies erased here because they were erased there.
    pub erased: usize,
    /// Original files in the stream.
    pub originals: usize,
    /// Whether the athlete had said there whose plan stands, and that is followed.
    pub followed: bool,
}

struct Frames<W> {
    to: W,
    hash: blake3::Hasher,
}

impl<W: Write> Frames<W> {
    fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.to.write_all(bytes)
    }

    fn frame(&mut self, letter: u8, content: &[u8]) -> io::Result<()> {
        self.raw(&[letter])?;
        self.raw(&(content.len() as u64).to_be_bytes())?;
        self.raw(content)
    }
}

/// Writes the whole log. Gives back the number of events.
pub(super) fn export(
    conn: &Connection,
    path: &Path,
    originals: &Originals,
    to: impl Write,
) -> Result<usize, ExchangeError> {
    let err = |e| LogError::sqlite(path, e);
    let mut out = Frames { to, hash: blake3::Hasher::new() };
    out.raw(HEAD)?;
    let sql = "SELECT event_id, origin, origin_seq, recorded_at_ms, actor, kind, version, cause, provenance, idem_key, \
               body_commit, salt, data FROM event LEFT JOIN body USING (seq) ORDER BY event.seq";
    let mut q = conn.prepare(sql).map_err(err)?;
    let mut rows = q.query([]).map_err(err)?;
    let (mut events, mut named) = (0, BTreeSet::new());
    while let Some(row) = rows.next().map_err(err)? {
        let e = Foreign::read(row).map_err(err)?;
        if let Some(Event::ActivityRecorded(r) | Event::ActivityAmended(r)) = e.event() {
            named.extend(r.original);
        }
        let bytes = postcard::to_stdvec(&e).map_err(|e| damaged(&e.to_string()))?;
        out.frame(b'E', &bytes)?;
        events += 1;
    }
    for hash in named {
        if let Some(bytes) = originals.get(&hash)? {
            out.frame(b'O', &bytes)?;
        }
    }
    let all = *out.hash.finalize().as_bytes();
    out.frame(b'Z', &all)?;
    out.to.flush()?;
    Ok(events)
}

fn damaged(what: &str) -> ExchangeError {
    ExchangeError::Damaged { what: CleanText::line(what).to_string() }
}

/// A whole stream, checked.
pub(super) struct Stream {
    events: Vec<Foreign>,
    originals: usize,
}

/// Reads a stream to its end and checks it. Originals are kept as they come: they are named by their content, and nothing
/// names them until the events are taken.
pub(super) fn read(mut from: impl Read, originals: &Originals) -> Result<Stream, ExchangeError> {
    let mut hash = blake3::Hasher::new();
    let mut head = vec![0; HEAD.len()];
    from.read_exact(&mut head).map_err(|_| damaged("it is none"))?;
    if head != HEAD {
        return Err(damaged("it is none, or of a later version"));
    }
    hash.update(&head);
    let mut stream = Stream { events: Vec::new(), originals: 0 };
    loop {
        let mut start = [0_u8; 9];
        from.read_exact(&mut start).map_err(|_| damaged("it breaks off"))?;
        let mut length = [0_u8; 8];
        length.copy_from_slice(&start[1..]);
        let length = u64::from_be_bytes(length);
        if length > FRAME_MAX {
            return Err(damaged("a frame is too large"));
        }
        let mut content = Vec::new();
        from.by_ref().take(length).read_to_end(&mut content)?;
        if content.len() as u64 != length {
            return Err(damaged("it breaks off"));
        }
        if start[0] == b'Z' {
            return if content == hash.finalize().as_bytes() {
                Ok(stream)
            } else {
                Err(damaged("its sum is wrong"))
            };
        }
        hash.update(&start);
        hash.update(&content);
        match start[0] {
            b'E' => {
                let e: Foreign = postcard::from_bytes(&content).map_err(|e| damaged(&e.to_string()))?;
                check(&e)?;
                stream.events.push(e);
            }
            b'O' => {
                originals.put(&content)?;
                stream.originals += 1;
            }
            _ => return Err(damaged("a frame of an unknown kind")),
        }
    }
}

fn check(e: &Foreign) -> Result<(), ExchangeError> {
    if let Some((salt, data)) = &e.body {
        if commitment(salt, data) != e.body_commit {
            return Err(damaged("a body is not the one that was written"));
        }
        Event::decode(&e.kind, e.version, data).map_err(|e| damaged(&e.to_string()))?;
    }
    if e.idem_key.is_empty() {
        return Err(damaged("an event without a key"));
    }
    Ok(())
}

/// Takes the events that are new here, all of them in one transaction.
pub(super) fn take(
    conn: &mut Connection,
    path: &Path,
    stream: &Stream,
    plan: Option<PlanOf>,
    now: DateTime<Utc>,
) -> Result<Taken, ExchangeError> {
    let err = |e| LogError::sqlite(path, e);
    let tx = Transaction::new(conn, TransactionBehavior::Immediate).map_err(err)?;
    let ours = ours(&tx).map_err(err)?;
    let there: BTreeSet<[u8; 16]> = stream.events.iter().map(|e| e.event_id).collect();
    let keys: BTreeSet<&str> = stream.events.iter().map(|e| e.idem_key.as_str()).collect();
    let own = |(id, l): (&[u8; 16], &Local)| {
        let alone = is_plan(&l.kind) && !there.contains(id) && !keys.contains(l.key.as_str());
        alone.then(|| l.line())
    };
    let here: Vec<CleanText> = ours.iter().filter_map(own).collect();
    let mut known_keys: BTreeSet<String> = ours.values().map(|l| l.key.clone()).collect();
    let new = |e: &&Foreign| !ours.contains_key(&e.event_id) && !known_keys.contains(&e.idem_key);
    let theirs: Vec<CleanText> = stream.events.iter().filter(new).filter(|e| is_plan(&e.kind)).map(line).collect();
    let clash = !here.is_empty() && !theirs.is_empty();
    if clash && plan.is_none() {
        return Err(ExchangeError::Conflict(Box::new(Conflict { ours: here, theirs })));
    }
    let new_here = |e: &Foreign| !ours.contains_key(&e.event_id) && !known_keys.contains(&e.idem_key);
    // The athlete has said elsewhere whose plan stands: what was changed before that takes no part.
    let said = stream.events.iter().rposition(|e| is_said(e) && new_here(e)).filter(|_| !clash);
    let mut taken = Taken { originals: stream.originals, followed: said.is_some(), ..Taken::default() };
    let standing = if clash { Some(standing(&tx, path, &stream.events, plan)?) } else { None };
    let mut chain = Chain::at_head(&tx, 2).map_err(err)?;
    for (i, e) in stream.events.iter().enumerate() {
        if let Some(local) = ours.get(&e.event_id) {
            taken.known += 1;
            // What the athlete had erased on one machine is erased on the other.
            if e.body.is_none() && local.has_body {
                taken.erased += tx.execute("DELETE FROM body WHERE seq = ?1", [local.seq]).map_err(err)?;
            }
            continue;
        }
        if !known_keys.insert(e.idem_key.clone()) {
            taken.known += 1;
            continue;
        }
        let aside = (clash || said.is_some_and(|at| i < at)) && is_plan(&e.kind);
        let kind = if aside { format!("{ASIDE}{}", e.kind) } else { e.kind.clone() };
        chain.adopt(e, &kind).map_err(err)?;
        taken.new += 1;
        taken.set_aside += usize::from(aside);
    }
    if let Some(plan) = standing.flatten() {
        let key = format!("{SAID}{}", blake3::hash(&serde_json::to_vec(&plan).unwrap_or_default()).to_hex());
        chain.add_own(Event::PlanLaid(plan), Actor::Athlete, key, now)?;
    }
    drop(chain);
    if taken.erased > 0 {
        tx.execute("DELETE FROM snapshot", []).map_err(err)?;
    }
    tx.commit().map_err(err)?;
    Ok(taken)
}

/// Whether an event says whose plan stands.
fn is_said(e: &Foreign) -> bool {
    e.kind == "plan_laid" && e.idem_key.starts_with(SAID)
}

/// The plan that the athlete chose, with a version beyond those of both machines, so that it is the same on both.
fn standing(
    tx: &Transaction<'_>,
    path: &Path,
    theirs: &[Foreign],
    choice: Option<PlanOf>,
) -> Result<Option<Plan>, ExchangeError> {
    let ours = fold::fold(tx, path)?.athlete.plan;
    let theirs = their_athlete(theirs).plan;
    let version = [&ours, &theirs].into_iter().flatten().map(|p| p.version).max().unwrap_or(0) + 1;
    let chosen = if choice == Some(PlanOf::Theirs) { theirs } else { ours };
    Ok(chosen.map(|plan| Plan { version, ..plan }))
}

fn is_plan(kind: &str) -> bool {
    PLAN.contains(&kind)
}

/// The athlete as the other side sees it.
fn their_athlete(events: &[Foreign]) -> Athlete {
    let mut a = Athlete::default();
    for event in events.iter().filter_map(Foreign::event) {
        a.apply(&event);
    }
    a
}

fn line(e: &Foreign) -> CleanText {
    let what = e.event().map_or_else(|| e.kind.clone(), |event| super::summary(&event));
    let at = super::fold::instant(e.recorded_at_ms).format("%Y-%m-%d %H:%M UTC");
    CleanText::line(&format!("{at}  {}: {what}", e.kind.replace('_', " ")))
}

struct Local {
    seq: i64,
    kind: String,
    key: String,
    has_body: bool,
    line: Option<CleanText>,
}

impl Local {
    fn line(&self) -> CleanText {
        self.line.clone().unwrap_or_else(|| CleanText::line(&self.kind))
    }
}

fn ours(tx: &Transaction<'_>) -> rusqlite::Result<BTreeMap<[u8; 16], Local>> {
    let sql = "SELECT event_id, origin, origin_seq, recorded_at_ms, actor, kind, version, cause, provenance, idem_key, \
               body_commit, salt, data, event.seq FROM event LEFT JOIN body USING (seq)";
    let mut q = tx.prepare(sql)?;
    let rows = q.query_map([], |r| {
        let kind: String = r.get(5)?;
        let told = if is_plan(&kind) { Some(line(&Foreign::read(r)?)) } else { None };
        let has_body = !matches!(r.get_ref(12)?, rusqlite::types::ValueRef::Null);
        Ok((r.get(0)?, Local { seq: r.get(13)?, kind, key: r.get(9)?, has_body, line: told }))
    })?;
    rows.collect()
}
