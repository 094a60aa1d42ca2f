//! The files that paths name: folders walked in name order, hidden files and links out of the folder left out.

use super::Rejection;
use crate::formats::{Rejected, is_candidate};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Deepest folder walked into.
const DEPTH_MAX: usize = 32;

/// One file to import.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    /// Where.
    pub(super) path: PathBuf,
    /// Whether the user named it, rather than a folder that it is in.
    pub(super) named: bool,
    /// Bytes on disk.
    pub(super) size: u64,
}

/// Every file of `paths`, sorted by path, each once; and what could not be looked into.
pub(super) fn find(paths: &[PathBuf]) -> (Vec<Found>, Vec<Rejection>) {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for path in paths {
        match fs::metadata(path) {
            Ok(m) if m.is_dir() => {
                let root = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
                walk(path, &root, 0, &mut found, &mut missing);
            }
            Ok(m) if m.is_file() => found.push(Found { path: path.clone(), named: true, size: m.len() }),
            Ok(_) => missing.push(refuse(path, "neither a file nor a folder")),
            Err(e) => missing.push(refuse(path, &e.to_string())),
        }
    }
    // A file that is named and also found in a named folder counts as named.
    found.sort_by(|a, b| a.path.cmp(&b.path).then(b.named.cmp(&a.named)));
    found.dedup_by(|a, b| a.path == b.path);
    (found, missing)
}

fn refuse(path: &Path, why: &str) -> Rejection {
    Rejection::new(&path.to_string_lossy(), &Rejected::new("io", why))
}

fn walk(dir: &Path, root: &Path, depth: usize, found: &mut Vec<Found>, missing: &mut Vec<Rejection>) {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) => return missing.push(refuse(dir, &e.to_string())),
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let Ok(kind) = entry.file_type() else { continue };
        let path = entry.path();
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            if depth < DEPTH_MAX {
                walk(&path, root, depth + 1, found, missing);
            }
            continue;
        }
        if !is_candidate(&name) || (kind.is_symlink() && !stays_inside(&path, root)) {
            continue;
        }
        if let Ok(m) = fs::metadata(&path)
            && m.is_file()
        {
            found.push(Found { path, named: false, size: m.len() });
        }
    }
}

/// Whether a link leads to a file below `root`.
fn stays_inside(link: &Path, root: &Path) -> bool {
    fs::canonicalize(link).is_ok_and(|target| target.starts_with(root))
}
