//! Changes of the log by another process, told by the file system: no polling.

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::{ffi::OsStr, path::Path};

/// Calls `changed` whenever the database or its write-ahead log is written, by anybody, until the watcher is dropped.
///
/// # Errors
/// When the folder can't be watched; changes are then seen on reload only.
pub(super) fn watch(database: &Path, changed: impl Fn() + Send + 'static) -> notify::Result<RecommendedWatcher> {
    let name = database.file_name().map(OsStr::to_owned).unwrap_or_default();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return changed() };
        // Opening and reading happen all the time and change nothing.
        let writes = matches!(event.kind, EventKind::Modify(_) | EventKind::Create(_));
        if writes && event.paths.iter().any(|p| is_of(p, &name)) {
            changed();
        }
    })?;
    let folder = database.parent().unwrap_or(database);
    watcher.watch(folder, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

/// The database itself or its write-ahead log; not the shared-memory index, which readers write too.
fn is_of(path: &Path, name: &OsStr) -> bool {
    let Some(file) = path.file_name() else { return false };
    let (file, name) = (file.as_encoded_bytes(), name.as_encoded_bytes());
    file.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest == b"-wal")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, sync::mpsc, time::Duration};

    #[test]
    fn a_write_is_told_and_a_neighbour_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let db = dir.path().join("lanterne.db");
        let (tell, told) = mpsc::channel();
        let _watcher = watch(&db, move || {
            let _ = tell.send(());
        })
        .unwrap();
        fs::write(dir.path().join("lanterne.log"), "x").unwrap();
        fs::write(dir.path().join("lanterne.db-shm"), "x").unwrap();
        fs::write(dir.path().join("lanterne.db-wal"), "x").unwrap();
        told.recv_timeout(Duration::from_secs(10)).unwrap();
        assert!(is_of(&db, OsStr::new("lanterne.db")));
        for other in ["lanterne.log", "lanterne.db-shm", "other.db"] {
            assert!(!is_of(Path::new(other), OsStr::new("lanterne.db")), "{other}");
        }
    }
}
