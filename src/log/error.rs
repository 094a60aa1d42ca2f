//! What can go wrong with the log, and what to do about it.

use crate::domain::event::DecodeError;
use std::{io, path::PathBuf};

/// Why the log refused or failed. Nothing is half-applied when one of these comes back.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// A file or folder could not be made, read or written.
    #[error("{path}: {source}; check that the folder exists, is yours, and has room")]
    Io {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder is on a network file system, whose locks can't be trusted.
    #[error(
        "{path} is on a network file system ({kind}), where two programs can damage the log; choose a folder on a local disk, or allow it explicitly if only one machine ever uses it"
    )]
    NetworkFs {
        /// The folder.
        path: PathBuf,
        /// Name of the file system.
        kind: String,
    },
    /// There is no log yet.
    #[error("there is no log at {path} yet; import something first")]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{path} is not a lanterne log; it was left untouched, move it away or choose another folder")]
    NotALog {
        /// The file.
        path: PathBuf,
    },
    /// The file is from a later version.
    #[error(
        "{path} was made by {written_by} (format {need}); this version reads up to format {have}. Install that version or a later one; the data is untouched"
    )]
    TooNew {
        /// The file.
        path: PathBuf,
        /// Who wrote it.
        written_by: String,
        /// Format needed to read it.
        need: u32,
        /// Format that this program knows.
        have: u32,
    },
    /// The SQLite library is too old to be safe with two processes.
    #[error(
        "the SQLite library is {found}; 3.51.3 or later is needed, because earlier ones can lose commits when two programs use one file. Build lanterne with its bundled SQLite"
    )]
    OldSqlite {
        /// The version found.
        found: String,
    },
    /// The log can be read only.
    #[error("the log can only be read: {why}")]
    ReadOnly {
        /// Why.
        why: String,
    },
    /// The disk is full.
    #[error("the disk is full, nothing was written; free some space next to {path} and try again")]
    Full {
        /// The log.
        path: PathBuf,
    },
    /// Another program holds the log for too long.
    #[error(
        "another program is holding {path} and did not let go in time; nothing was written, try again when it is done"
    )]
    Busy {
        /// The log.
        path: PathBuf,
    },
    /// An event is not what was written.
    #[error(
        "event {seq} is damaged ({what}); run `lanterne events verify`, then restore a copy of the data folder"
    )]
    Damaged {
        /// The first bad event.
        seq: u64,
        /// What is wrong with it.
        what: String,
    },
    /// A body that is as it was written, and yet can't be read.
    #[error("event {seq}: {source}")]
    Unreadable {
        /// The event.
        seq: u64,
        /// What the reader said.
        source: DecodeError,
    },
    /// An event that could not be read back was not written.
    #[error("a {kind} event can't be stored: {why}; nothing of this batch was written")]
    Unstorable {
        /// Its kind.
        kind: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The schema could not be made.
    #[error("the log's tables at {path} could not be made: {source}; the data is as it was")]
    Schema {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: Box<rusqlite_migration::Error>,
    },
    /// Anything else that SQLite reports.
    #[error("the log at {path}: {source}; nothing was written")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The writer has ended.
    #[error("the log's writer has ended; start the program again")]
    Closed,
}

impl LogError {
    /// Sorts an error of SQLite by what the athlete can do about it.
    pub(super) fn sqlite(path: &std::path::Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as C;
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(C::DiskFull) => Self::Full { path },
            Some(C::DatabaseBusy | C::DatabaseLocked) => Self::Busy { path },
            Some(C::NotADatabase) => Self::NotALog { path },
            Some(C::ReadOnly) => Self::ReadOnly { why: format!("{} is write-protected", path.display()) },
            _ => Self::Sqlite { path, source },
        }
    }

    /// An error of a file, with its name.
    pub(super) fn io(path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            _ => Self::Io { path, source },
        }
    }
}
