//! The whole log looked over: pages, numbers, chain, bodies, originals.

use super::{
    chain::{Content, Walk},
    error::LogError,
    fold::instant,
    originals::Originals,
    scan::scan,
};
use crate::domain::{Athlete, CleanText, Event, Recorded, event::Actor};
use rayon::prelude::*;
use rusqlite::Connection;
use serde::Serialize;
use std::{collections::BTreeMap, path::Path};

/// What a look over the whole log found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Whether everything is as it was written.
    pub ok: bool,
    /// Events read.
    pub events: u64,
    /// Hash of the last event, hex; it stands for the whole history.
    pub head: String,
    /// [`Athlete::digest`] of the fold of all events, without a snapshot, hex.
    pub state_digest: String,
    /// Events of kinds or versions that this program does not know.
    pub unknown: u64,
    /// Events whose body was erased.
    pub erased: u64,
    /// Originals that events name, each looked at once.
    pub originals: u64,
    /// What is wrong, the first of it.
    pub problem: Option<Problem>,
}

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The first event that is concerned; `None` when it can't be pinned to one.
    pub seq: Option<u64>,
    /// What is wrong.
    pub what: CleanText,
}

impl Problem {
    fn at(seq: i64, what: &str) -> Self {
        Self { seq: Some(seq.unsigned_abs()), what: CleanText::line(what) }
    }
}

/// Walks the whole log. Damage is a finding; an error is only what keeps the walk from starting.
pub(super) fn verify(conn: &Connection, path: &Path, originals: &Originals) -> Result<Verification, LogError> {
    let tx = conn.unchecked_transaction().map_err(|e| LogError::sqlite(path, e))?;
    let mut athlete = Athlete::default();
    let (mut walk, mut problem) = (Walk::default(), None);
    let (mut events, mut unknown, mut erased) = (0, 0, 0);
    let mut named: BTreeMap<String, i64> = BTreeMap::new();
    let walked = scan(&tx, path, 0, |e| {
        events += 1;
        if let Err((seq, what)) = walk.step(&e) {
            problem.get_or_insert_with(|| Problem::at(seq, &what));
        }
        match e.content {
            Content::Known(event) => {
                if let Event::ActivityRecorded(r) | Event::ActivityAmended(r) = &event
                    && let Some(hash) = &r.original
                {
                    named.entry(hash.clone()).or_insert(e.seq);
                }
                let (recorded_at, actor) = (instant(e.recorded_at_ms), e.actor.unwrap_or(Actor::System));
                athlete.hear(&Recorded { seq: e.seq.unsigned_abs(), recorded_at, actor, event });
            }
            Content::Unknown => unknown += 1,
            Content::Erased => erased += 1,
            Content::Unreadable(source) => {
                problem.get_or_insert_with(|| Problem::at(e.seq, &source.to_string()));
            }
        }
        Ok(())
    });
    if let Err(e) = walked {
        let what = format!("the log can't be read past here: {e}");
        problem.get_or_insert_with(|| Problem::at(walk.seq + 1, &what));
    }
    let problem = problem.or_else(|| check_originals(&named, originals)).or_else(|| quick_check(&tx));
    Ok(Verification {
        ok: problem.is_none(),
        events,
        head: blake3::Hash::from(walk.hash).to_hex().to_string(),
        state_digest: athlete.digest(),
        unknown,
        erased,
        originals: named.len() as u64,
        problem,
    })
}

/// The first event whose original is not there, or is something else.
fn check_originals(named: &BTreeMap<String, i64>, originals: &Originals) -> Option<Problem> {
    let bad = |(hash, seq): (&String, &i64)| {
        let what = match originals.get(hash) {
            Ok(Some(_)) => return None,
            Ok(None) => format!("its original {hash} is missing"),
            Err(e) => format!("its original: {e}"),
        };
        Some((*seq, what))
    };
    named.par_iter().filter_map(bad).min().map(|(seq, what)| Problem::at(seq, &what))
}

fn quick_check(conn: &Connection) -> Option<Problem> {
    let said: Result<String, _> = conn.query_row("PRAGMA quick_check(1)", [], |r| r.get(0));
    let what = match said {
        Ok(s) if s == "ok" => return None,
        Ok(s) => s,
        Err(e) => e.to_string(),
    };
    Some(Problem { seq: None, what: CleanText::line(&format!("the database file: {what}")) })
}
