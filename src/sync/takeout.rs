//! Everything out into a folder, and back in.
//!
//! Owns: the files of the folder and their order of writing. Does not own: single formats.
//!
//! `events.jsonl` and `originals/` hold everything and are what is read back; the tables beside them (CSV and JSON) are
//! the same for people and other programs, described by `schema.json`. `lanterne-export.json` is written last: a folder
//! without it is no whole export.

mod tables;

use crate::{
    config::edit::{private_dir, write_private},
    domain::Athlete,
    log::{Appended, LogError, NewEvent, Store, dump::Line},
};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Name of the file that makes a folder an export.
pub const MANIFEST: &str = "lanterne-export.json";
const EVENTS: &str = "events.jsonl";
const ORIGINALS: &str = "originals";

/// What an export holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the layout.
    pub layout: u32,
    /// Events in it.
    pub events: usize,
    /// Originals in it.
    pub originals: usize,
    /// BLAKE3 of the events' file, hex.
    pub events_hash: String,
    /// Digest of the state that the events fold to.
    pub state_digest: String,
    /// Files of the export, but for the originals.
    pub files: Vec<String>,
}

/// Why everything could not be taken out or in.
#[derive(Debug, thiserror::Error)]
pub enum TakeoutError {
    /// A file.
    #[error("{}: {why}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The log's chain does not hold.
    #[error("the log is damaged: {0}; `lanterne events verify` says where. Nothing was written")]
    Damaged(String),
    /// An export that is not what it says.
    #[error("{}: {what}; nothing was read in", path.display())]
    NotWhole {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
}

fn file(path: &Path) -> impl FnOnce(io::Error) -> TakeoutError + '_ {
    |why| TakeoutError::File { path: path.to_owned(), why }
}

/// Writes everything that is known into a folder.
///
/// # Errors
/// When the log is damaged, or a file can't be written.
pub fn write(store: &Store, dir: &Path) -> Result<Manifest, TakeoutError> {
    let checked = store.verify()?;
    if let Some(problem) = checked.problem {
        return Err(TakeoutError::Damaged(problem.what.to_string()));
    }
    let lines = store.dump()?;
    private_dir(dir).map_err(file(dir))?;
    let old = dir.join(MANIFEST);
    match fs::remove_file(&old) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(file(&old)(e)),
        _ => {}
    }
    let mut names = Vec::new();
    let mut put = |name: &str, bytes: &[u8]| -> Result<(), TakeoutError> {
        let path = dir.join(name);
        write_private(&path, bytes).map_err(file(&path))?;
        names.push(name.to_owned());
        Ok(())
    };
    let mut text = String::new();
    for l in &lines {
        text.push_str(&serde_json::to_string(l).unwrap_or_default());
        text.push('\n');
    }
    put(EVENTS, text.as_bytes())?;
    let recorded = store.since(0)?;
    let athlete = Athlete::fold(&recorded);
    for t in tables::all(&athlete, &recorded, &lines) {
        put(&format!("{}.json", t.name), &t.json())?;
        put(&format!("{}.csv", t.name), &t.csv())?;
    }
    put("schema.json", &tables::schema())?;
    let originals = originals(store, &athlete, dir)?;
    let manifest = Manifest {
        layout: 1,
        events: lines.len(),
        originals,
        events_hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
        state_digest: athlete.digest(),
        files: names,
    };
    let bytes = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    write_private(&old, &bytes).map_err(file(&old))?;
    Ok(manifest)
}

/// Copies the original files that activities name.
fn originals(store: &Store, athlete: &Athlete, dir: &Path) -> Result<usize, TakeoutError> {
    let records = athlete.activities.iter().flat_map(|a| &a.records);
    let mut hashes: Vec<&String> = records.filter_map(|r| r.original.as_ref()).collect();
    hashes.sort();
    hashes.dedup();
    let mut n = 0;
    for hash in hashes {
        if let Some(bytes) = store.originals().get(hash)? {
            let path = dir.join(ORIGINALS).join(hash);
            write_private(&path, &bytes).map_err(file(&path))?;
            n += 1;
        }
    }
    Ok(n)
}

/// Whether a folder is an export.
#[must_use]
pub fn is_export(dir: &Path) -> bool {
    dir.join(MANIFEST).is_file()
}

/// Reads an export back in. Everything is checked before anything is written; what is known already is skipped, so it
/// may be done again after an interruption.
///
/// # Errors
/// When the export is not whole, is of a later version, or the log can't be written.
pub fn read(store: &Store, dir: &Path) -> Result<(Manifest, Appended), TakeoutError> {
    let not_whole = |path: &Path, what: String| TakeoutError::NotWhole { path: path.to_owned(), what };
    let path = dir.join(MANIFEST);
    let bytes = fs::read(&path).map_err(file(&path))?;
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|e| not_whole(&path, e.to_string()))?;
    if manifest.layout != 1 {
        return Err(not_whole(&path, format!("layout {} is of a later lanterne", manifest.layout)));
    }
    let path = dir.join(EVENTS);
    let text = fs::read_to_string(&path).map_err(file(&path))?;
    if blake3::hash(text.as_bytes()).to_hex().as_str() != manifest.events_hash {
        return Err(not_whole(&path, "it is not the file that was written".to_owned()));
    }
    let mut events: Vec<NewEvent> = Vec::with_capacity(manifest.events);
    for (i, line) in text.lines().enumerate() {
        let at = |what: String| not_whole(&path, format!("line {}: {what}", i + 1));
        let line: Line = serde_json::from_str(line).map_err(|e| at(e.to_string()))?;
        events.push(line.into_event().map_err(at)?);
    }
    if events.len() != manifest.events {
        return Err(not_whole(&path, format!("{} events where {} were written", events.len(), manifest.events)));
    }
    let folder = dir.join(ORIGINALS);
    if folder.is_dir() {
        for entry in fs::read_dir(&folder).map_err(file(&folder))? {
            let path = entry.map_err(file(&folder))?.path();
            let bytes = fs::read(&path).map_err(file(&path))?;
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if store.originals().put(&bytes)? != name {
                return Err(not_whole(&path, "it is not the file that was written".to_owned()));
            }
        }
    }
    Ok((manifest, store.append(events)?))
}
