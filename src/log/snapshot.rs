//! The fold so far, kept so that a start need not fold everything. A cache: whatever does not fit is discarded,
//! and the log is folded again.

use super::chain::{Hash, Walk};
use crate::domain::{Activity, Athlete, Day, WellnessDay, athlete::FOLD_VERSION};
use rayon::prelude::*;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::sync::Arc;

/// Activities per section of a snapshot.
const SECTION: usize = 256;

/// The snapshot, when it was made by this fold, is whole, and ends at an event that is in this chain.
pub(super) fn load(conn: &Connection) -> Option<(Athlete, Walk)> {
    const SQL: &str = "SELECT upto_seq, upto_hash, checksum, snapshot.data FROM snapshot \
                       JOIN event ON event.seq = upto_seq AND event.hash = upto_hash WHERE id = 1 AND fold_version = ?1";
    let mut statement = conn.prepare_cached(SQL).ok()?;
    let mut rows = statement.query([FOLD_VERSION]).ok()?;
    let row = rows.next().ok()??;
    let (seq, hash, sum): (i64, Hash, Hash) = (row.get(0).ok()?, row.get(1).ok()?, row.get(2).ok()?);
    let data = row.get_ref(3).ok()?.as_blob().ok()?;
    if checksum(seq, &hash, data) != sum {
        return None;
    }
    Some((unpack(data)?, Walk { seq, hash }))
}

/// How often bodies were erased. A snapshot folded before an erasure must not be written after it.
pub(super) fn erasures(conn: &Connection) -> i64 {
    conn.query_row("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'erasures'", [], |r| r.get(0)).unwrap_or(0)
}

/// Puts a snapshot in the place of the last one, unless something was erased since `erased` was read. It is a
/// cache: an error leaves the log as good without it.
pub(super) fn save(conn: &mut Connection, athlete: Athlete, upto: Walk, erased: i64) -> rusqlite::Result<()> {
    const SQL: &str = "INSERT INTO snapshot (id, fold_version, upto_seq, upto_hash, checksum, data) \
                       VALUES (1, ?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET fold_version = ?1, \
                       upto_seq = ?2, upto_hash = ?3, checksum = ?4, data = ?5";
    let Ok(data) = pack(athlete) else { return Ok(()) };
    let sum = checksum(upto.seq, &upto.hash, &data);
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    if erasures(&tx) == erased {
        tx.execute(SQL, params![FOLD_VERSION, upto.seq, upto.hash, sum, data])?;
    }
    tx.commit()
}

/// The athlete in sections that threads can read side by side: activities and wellness in their order, so many to a
/// section, and all the rest.
#[derive(Serialize, Deserialize)]
struct Sections<B> {
    rest: B,
    wellness: Vec<B>,
    activities: Vec<B>,
}

fn pack(mut athlete: Athlete) -> postcard::Result<Vec<u8>> {
    let activities = std::mem::take(&mut athlete.activities);
    let wellness: Vec<(&Day, &WellnessDay)> = athlete.wellness.iter().collect();
    let wellness = wellness.chunks(SECTION).map(postcard::to_stdvec).collect::<postcard::Result<_>>()?;
    athlete.wellness = Arc::default();
    let activities = activities.chunks(SECTION).map(postcard::to_stdvec).collect::<postcard::Result<_>>()?;
    postcard::to_stdvec(&Sections { rest: postcard::to_stdvec(&athlete)?, wellness, activities })
}

fn unpack(data: &[u8]) -> Option<Athlete> {
    let sections: Sections<&[u8]> = whole(data)?;
    let (wellness, activities) = rayon::join(
        || side_by_side::<(Day, WellnessDay)>(&sections.wellness),
        || side_by_side::<Activity>(&sections.activities),
    );
    let mut athlete: Athlete = whole(sections.rest)?;
    athlete.wellness = Arc::new(wellness?.into_iter().flatten().collect());
    let activities = activities?;
    let mut all = Vec::with_capacity(activities.iter().map(Vec::len).sum());
    all.extend(activities.into_iter().flatten());
    athlete.activities = Arc::new(all);
    Some(athlete)
}

/// What the sections hold, in their order.
fn side_by_side<T: DeserializeOwned + Send>(sections: &[&[u8]]) -> Option<Vec<Vec<T>>> {
    sections.par_iter().map(|s| whole(s)).collect()
}

/// A value that takes up all of its bytes.
fn whole<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(bytes).ok()?;
    rest.is_empty().then_some(value)
}

/// Where the snapshot ends; 0 without one that this fold can use.
pub(super) fn upto(conn: &Connection) -> i64 {
    conn.query_row("SELECT upto_seq FROM snapshot WHERE id = 1 AND fold_version = ?1", [FOLD_VERSION], |r| r.get(0))
        .unwrap_or(0)
}

fn checksum(seq: i64, hash: &Hash, data: &[u8]) -> Hash {
    let mut h = blake3::Hasher::new_derive_key("lanterne.snapshot.v1");
    h.update(&FOLD_VERSION.to_be_bytes()).update(&seq.to_be_bytes()).update(hash).update(data);
    *h.finalize().as_bytes()
}
