//! Original files, by the BLAKE3 of their bytes. They are on the disk before the event that names them.

use super::{error::LogError, place};
use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Duration,
};

/// Threads that wait for the disk side by side: file systems join syncs that come together.
const WRITERS: usize = 8;
/// … and so many where somebody else's commit must not wait behind them.
const GENTLE: usize = 4;
/// Files from which on that is worth the threads.
const MANY: usize = 4;

/// Age from which on a half-written file belongs to a process that is gone.
const ABANDONED: Duration = Duration::from_hours(1);

/// The folder of originals: `ab/cdef…`, each named by the hash of its content, hex.
#[derive(Clone, Debug)]
pub struct Originals {
    root: PathBuf,
}

/// Distinguishes temporary files of one process.
static COUNTER: AtomicU64 = AtomicU64::new(0);

impl Originals {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the original of a hash is, whether it is there or not; `None` when that is not a hash.
    #[must_use]
    pub fn path_of(&self, hash: &str) -> Option<PathBuf> {
        let hex = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        hex.then(|| self.root.join(&hash[..2]).join(&hash[2..]))
    }

    /// Keeps a file; durable when this returns. Gives back its hash, hex. A file that is kept already is left alone.
    ///
    /// # Errors
    /// When the file can't be written; then nothing of its name is there.
    pub fn put(&self, bytes: &[u8]) -> Result<String, LogError> {
        Ok(self.put_many(&[bytes])?.pop().unwrap_or_default())
    }

    /// Keeps many files with fewer waits for the disk. Hashes in the order of `files`.
    ///
    /// # Errors
    /// When one can't be written; the others may be there, and no event names them yet.
    pub fn put_many(&self, files: &[&[u8]]) -> Result<Vec<String>, LogError> {
        self.put_all(files, WRITERS)
    }

    /// As [`Originals::put_many`], for files that nobody waits for: commits of other processes come first.
    pub(super) fn put_gently(&self, files: &[&[u8]]) -> Result<Vec<String>, LogError> {
        self.put_all(files, GENTLE)
    }

    fn put_all(&self, files: &[&[u8]], threads: usize) -> Result<Vec<String>, LogError> {
        let hashes: Vec<String> = files.iter().map(|b| blake3::hash(b).to_hex().to_string()).collect();
        let mut seen = BTreeSet::new();
        let mut jobs = Vec::new();
        for (bytes, hash) in files.iter().zip(&hashes) {
            if let Some(path) = self.path_of(hash).filter(|_| seen.insert(hash)) {
                jobs.push((path, *bytes));
            }
        }
        let mut dirs: BTreeSet<&Path> = jobs.iter().filter_map(|(p, _)| p.parent()).collect();
        let unfinished = self.unfinished();
        place::make_dir(&unfinished)?;
        let mut fresh = false;
        for dir in &dirs {
            match fs::DirBuilder::create(
                std::os::unix::fs::DirBuilderExt::mode(&mut fs::DirBuilder::new(), 0o700),
                dir,
            ) {
                Ok(()) => fresh = true,
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(LogError::io(dir)(e)),
            }
        }
        spread(&jobs, threads, |(path, bytes)| write(&unfinished, path, bytes))?;
        if fresh {
            dirs.insert(&self.root);
        }
        // Also for files that were there: the process that wrote them may have died before this.
        spread(&dirs.into_iter().collect::<Vec<_>>(), threads, |dir| place::sync_dir(dir))?;
        Ok(hashes)
    }

    /// Where files are written before they have their name.
    fn unfinished(&self) -> PathBuf {
        self.root.join("unfinished")
    }

    /// Removes what a killed process has left half-written. Nothing names these files; one that can't be removed
    /// is in the way of nothing but the disk's room, so that is no error.
    pub(super) fn sweep(&self) {
        let Ok(files) = fs::read_dir(self.unfinished()) else { return };
        for file in files.flatten() {
            let age = file.metadata().and_then(|m| m.modified()).map(|t| t.elapsed().unwrap_or_default());
            if age.is_ok_and(|a| a > ABANDONED) {
                let _ = fs::remove_file(file.path());
            }
        }
    }

    /// Removes an original that nothing names any more.
    ///
    /// # Errors
    /// When it is there and can't be removed.
    pub fn forget(&self, hash: &str) -> Result<(), LogError> {
        let Some(path) = self.path_of(hash) else { return Ok(()) };
        match fs::remove_file(&path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(LogError::io(&path)(e)),
            _ => Ok(()),
        }
    }

    /// Reads an original back; `None` when it is not kept.
    ///
    /// # Errors
    /// When it is there and can't be read, or is not what its name says.
    pub fn get(&self, hash: &str) -> Result<Option<Vec<u8>>, LogError> {
        let Some(path) = self.path_of(hash) else { return Ok(None) };
        let bytes = match fs::read(&path) {
            Ok(b) => b,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(LogError::io(&path)(e)),
        };
        if blake3::hash(&bytes).to_hex().as_str() == hash {
            Ok(Some(bytes))
        } else {
            let source = io::Error::new(io::ErrorKind::InvalidData, "the content does not match its name");
            Err(LogError::Io { path, source })
        }
    }
}

fn write(unfinished: &Path, path: &Path, bytes: &[u8]) -> Result<(), LogError> {
    if fs::symlink_metadata(path).is_ok_and(|m| m.is_file() && m.len() == bytes.len() as u64) {
        return Ok(());
    }
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let temp = unfinished.join(format!("{}-{number}", std::process::id()));
    let filled = fill(&temp, bytes).and_then(|()| fs::rename(&temp, path));
    filled.map_err(|e| {
        // What is left of it is in the way of nothing but the disk's room.
        let _ = fs::remove_file(&temp);
        LogError::io(path)(e)
    })
}

fn fill(temp: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = match place::create_new(temp) {
        // A process of the same number died here; nobody else makes this name.
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(temp)?;
            place::create_new(temp)?
        }
        made => made?,
    };
    file.write_all(bytes)?;
    file.sync_all()
}

/// Does `work` for every item, on several threads when there are many.
fn spread<T: Sync>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> Result<(), LogError> + Sync,
) -> Result<(), LogError> {
    if items.len() < MANY {
        return items.iter().try_for_each(work);
    }
    let share = items.len().div_ceil(threads);
    thread::scope(|s| {
        let threads: Vec<_> = items.chunks(share).map(|part| s.spawn(|| part.iter().try_for_each(&work))).collect();
        threads.into_iter().try_for_each(|t| t.join().unwrap_or(Err(LogError::Closed)))
    })
}
