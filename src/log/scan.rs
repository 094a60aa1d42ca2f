//! Reading events in order. One thread reads rows, the others hash and decode them, and the caller gets them in
//! the order of the log.

use super::{
    chain::{COLUMNS, Entry, Raw},
    error::LogError,
};
use rusqlite::{Connection, params};
use std::{collections::BTreeMap, path::Path, sync::mpsc};

/// Rows given to a thread at once.
const CHUNK: usize = 128;
/// Chunks on their way; with more than these the reading thread helps instead of reading on. Together they bound what
/// a fold of any length holds besides the athlete.
const IN_FLIGHT: usize = 8;

/// Calls `each` with every event after `after`, in order. The caller holds a read transaction when it needs one.
pub(super) fn scan(
    conn: &Connection,
    path: &Path,
    after: i64,
    mut each: impl FnMut(Entry) -> Result<(), LogError>,
) -> Result<(), LogError> {
    let err = |e| LogError::sqlite(path, e);
    let sql =
        format!("SELECT {COLUMNS} FROM event LEFT JOIN body USING (seq) WHERE event.seq > ?1 ORDER BY event.seq");
    let mut statement = conn.prepare_cached(&sql).map_err(err)?;
    let mut rows = statement.query(params![after]).map_err(err)?;
    let mut next_chunk = || -> Result<Vec<Raw>, LogError> {
        let mut chunk = Vec::new();
        while chunk.len() < CHUNK {
            let Some(row) = rows.next().map_err(err)? else { break };
            chunk.push(Raw::read(row).map_err(err)?);
        }
        Ok(chunk)
    };
    let first = next_chunk()?;
    if first.len() < CHUNK {
        return first.into_iter().map(Raw::examine).try_for_each(each);
    }

    let (done, finished) = mpsc::channel::<(usize, Vec<Entry>)>();
    let mut order = Order { next: 0, waiting: BTreeMap::new() };
    let mut pending = Some(first);
    let read = rayon::in_place_scope(|threads| {
        let mut sent = 0;
        while let Some(chunk) = pending.take().filter(|c| !c.is_empty()) {
            if sent - order.next > IN_FLIGHT {
                order.give((sent, chunk.into_iter().map(Raw::examine).collect()), &mut each)?;
            } else {
                let done = done.clone();
                threads.spawn(move |_| {
                    // The other end is gone only when the walk was given up.
                    let _ = done.send((sent, chunk.into_iter().map(Raw::examine).collect()));
                });
            }
            sent += 1;
            finished.try_iter().try_for_each(|c| order.give(c, &mut each))?;
            pending = Some(next_chunk()?);
        }
        Ok(())
    });
    // The scope has waited for every thread: all that was decoded is in the channel, even when reading broke off.
    finished.try_iter().try_for_each(|c| order.give(c, &mut each))?;
    read
}

/// Puts chunks back into their order.
struct Order {
    next: usize,
    waiting: BTreeMap<usize, Vec<Entry>>,
}

impl Order {
    fn give(
        &mut self,
        (at, chunk): (usize, Vec<Entry>),
        each: &mut impl FnMut(Entry) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        self.waiting.insert(at, chunk);
        while let Some(ready) = self.waiting.remove(&self.next) {
            self.next += 1;
            ready.into_iter().try_for_each(&mut *each)?;
        }
        Ok(())
    }
}
