//! The fold so far, kept so that a start need not fold everything. A cache: whatever does not fit is discarded,
//! and the log is folded again.

use super::chain::{Hash, Walk};
use crate::domain::{Athlete, athlete::FOLD_VERSION};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

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
    let (athlete, rest) = postcard::take_from_bytes(data).ok()?;
    rest.is_empty().then_some((athlete, Walk { seq, hash }))
}

/// How often bodies were erased. A snapshot folded before an erasure must not be written after it.
pub(super) fn erasures(conn: &Connection) -> i64 {
    conn.query_row("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'erasures'", [], |r| r.get(0)).unwrap_or(0)
}

/// Puts a snapshot in the place of the last one, unless something was erased since `erased` was read. It is a
/// cache: an error leaves the log as good without it.
pub(super) fn save(conn: &mut Connection, athlete: &Athlete, upto: Walk, erased: i64) -> rusqlite::Result<()> {
    const SQL: &str = "INSERT INTO snapshot (id, fold_version, upto_seq, upto_hash, checksum, data) \
                       VALUES (1, ?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET fold_version = ?1, \
                       upto_seq = ?2, upto_hash = ?3, checksum = ?4, data = ?5";
    let Ok(data) = postcard::to_stdvec(athlete) else { return Ok(()) };
    let sum = checksum(upto.seq, &upto.hash, &data);
    let tx = Transaction::new(conn, TransactionBehavior::Immediate)?;
    if erasures(&tx) == erased {
        tx.execute(SQL, params![FOLD_VERSION, upto.seq, upto.hash, sum, data])?;
    }
    tx.commit()
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
