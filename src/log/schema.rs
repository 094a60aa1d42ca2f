//! The database: tables, settings of a connection, and who may open which file.

use super::{error::LogError, place};
use rusqlite::{Connection, OpenFlags, TransactionBehavior, config::DbConfig};
use rusqlite_migration::{M, Migrations};
use std::{
    cell::Cell,
    path::Path,
    time::{Duration, Instant},
};

/// `LANT`.
const APPLICATION_ID: i64 = 0x4C41_4E54;
/// The format of the file that this program reads and writes. A file says which format it asks of a reader and of
/// a writer; a file that asks for more is read only, or not opened.
pub(super) const FORMAT: u32 = 1;
/// First SQLite release without the fault that loses commits when a WAL is reset under a second process
/// (release notes of SQLite 3.51.3).
const SQLITE_MIN: i32 = 3_051_003;
/// How long a writer waits for another process in all.
const BUSY_LIMIT: Duration = Duration::from_secs(20);

const MIGRATIONS: &[M<'static>] = &[M::up(include_str!("schema.sql")), M::up(include_str!("upstream.sql"))];

pub(super) fn migrations() -> Migrations<'static> {
    Migrations::from_slice(MIGRATIONS)
}

/// Refuses to run on an SQLite that is not safe.
pub(super) fn gate(version: i32, name: &str) -> Result<(), LogError> {
    if version < SQLITE_MIN { Err(LogError::OldSqlite { found: name.to_owned() }) } else { Ok(()) }
}

/// What the file says of itself.
pub(super) struct Standing {
    /// Whether tables are still to be made, or to be brought up to date.
    pub(super) fresh: bool,
    /// Why it must not be written.
    pub(super) read_only: Option<String>,
}

/// Opens a connection that never writes.
pub(super) fn reader(path: &Path) -> Result<Connection, LogError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let err = |e| LogError::sqlite(path, e);
    let conn = Connection::open_with_flags(path, flags).map_err(err)?;
    settle(&conn).map_err(err)?;
    Ok(conn)
}

/// Reads, without writing a byte, whether this program may use the file.
pub(super) fn standing(conn: &Connection, path: &Path) -> Result<Standing, LogError> {
    let err = |e| LogError::sqlite(path, e);
    // One read transaction: another process may be making the tables, and between two reads of this function they
    // would appear.
    let conn = conn.unchecked_transaction().map_err(err)?;
    let id: i64 = conn.pragma_query_value(None, "application_id", |r| r.get(0)).map_err(err)?;
    let version: i64 = conn.pragma_query_value(None, "user_version", |r| r.get(0)).map_err(err)?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).map_err(err)?;
    if id == 0 && version == 0 && tables == 0 {
        return Ok(Standing { fresh: true, read_only: None });
    }
    if id != APPLICATION_ID {
        return Err(LogError::NotALog { path: path.to_owned() });
    }
    let meta = |key: &str| -> Result<Option<String>, LogError> {
        let found = conn.query_row("SELECT value FROM meta WHERE key = ?1", [key], |r| r.get(0));
        rusqlite::OptionalExtension::optional(found).map_err(err)
    };
    let number = |v: Option<String>| v.and_then(|v| v.parse::<u32>().ok()).unwrap_or(u32::MAX);
    let written_by = meta("written_by")?.unwrap_or_else(|| "another version of lanterne".to_owned());
    let need = number(meta("min_reader")?);
    if need > FORMAT {
        return Err(LogError::TooNew { path: path.to_owned(), written_by, need, have: FORMAT });
    }
    let need = number(meta("min_writer")?);
    let ours = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let read_only = (need > FORMAT || version > ours).then(|| {
        format!("it was made by {written_by}, which is later than this version; install that one to add to it")
    });
    Ok(Standing { fresh: version < ours, read_only })
}

/// Opens the connection that writes; makes the tables when they are missing.
pub(super) fn writer(path: &Path, dir: &Path, fresh: bool) -> Result<Connection, LogError> {
    // Two processes that make the tables of one file at once would trip over each other.
    let _guard = if fresh { Some(place::lock(dir)?) } else { None };
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let err = |e| LogError::sqlite(path, e);
    let mut conn = Connection::open_with_flags(path, flags).map_err(err)?;
    settle(&conn).map_err(err)?;
    conn.pragma_update(None, "journal_mode", "WAL").map_err(err)?;
    conn.pragma_update(None, "synchronous", "FULL").map_err(err)?;
    conn.pragma_update(None, "journal_size_limit", 64 << 20).map_err(err)?;
    // What is erased, or replaced in a snapshot, leaves no bytes in free pages.
    conn.pragma_update(None, "secure_delete", "ON").map_err(err)?;
    if cfg!(target_os = "macos") {
        conn.pragma_update(None, "fullfsync", "ON").map_err(err)?;
        conn.pragma_update(None, "checkpoint_fullfsync", "ON").map_err(err)?;
    }
    conn.set_transaction_behavior(TransactionBehavior::Immediate);
    if fresh {
        migrations()
            .to_latest(&mut conn)
            .map_err(|e| LogError::Schema { path: path.to_owned(), source: Box::new(e) })?;
        let by = concat!("lanterne ", env!("CARGO_PKG_VERSION"));
        conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('written_by', ?1)", [by]).map_err(err)?;
    }
    Ok(conn)
}

fn settle(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_handler(Some(wait_turn))?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.pragma_update(None, "foreign_keys", "ON")?;
    conn.pragma_update(None, "trusted_schema", "OFF")?;
    conn.pragma_update(None, "cell_size_check", "ON")?;
    // A memory map turns a failing disk into a signal that ends the program.
    conn.pragma_update(None, "mmap_size", 0)?;
    conn.set_prepared_statement_cache_capacity(32);
    Ok(())
}

thread_local! {
    static WAITING_SINCE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Waits 0.5–1.5 ms for the other process. SQLite's own handler backs off to 100 ms and so starves whoever waits
/// beside a busy writer.
fn wait_turn(count: i32) -> bool {
    let now = Instant::now();
    let since = WAITING_SINCE.with(|w| {
        let since = w.get().filter(|_| count > 0).unwrap_or(now);
        w.set(Some(since));
        since
    });
    if now.duration_since(since) > BUSY_LIMIT {
        return false;
    }
    let spread = (count.unsigned_abs().wrapping_mul(2_654_435_761) ^ std::process::id()) % 1000;
    std::thread::sleep(Duration::from_micros(500 + u64::from(spread)));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_valid() {
        assert!(migrations().validate().is_ok());
    }

    #[test]
    fn an_old_sqlite_is_refused_with_what_to_do() {
        assert!(gate(3_051_003, "3.51.3").is_ok());
        let e = gate(3_051_002, "3.51.2").unwrap_err().to_string();
        assert!(e.contains("3.51.2") && e.contains("bundled"), "{e}");
        assert!(gate(rusqlite::version_number(), rusqlite::version()).is_ok());
    }

    #[test]
    fn events_can_be_neither_changed_nor_removed_nor_skipped() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrations().to_latest(&mut conn).unwrap();
        let insert = "INSERT INTO event VALUES (?1, randomblob(16), zeroblob(16), ?1, 0, 'athlete', 'said', 1, NULL, \
                      '{}', hex(randomblob(8)), zeroblob(32), zeroblob(32), zeroblob(32))";
        conn.execute(insert, [1]).unwrap();
        assert!(conn.execute(insert, [3]).is_err());
        assert!(conn.execute(&insert.replace("INSERT", "INSERT OR REPLACE"), [1]).is_err());
        assert!(conn.execute("UPDATE event SET actor = 'model'", []).is_err());
        assert!(conn.execute("DELETE FROM event", []).is_err());
    }
}
