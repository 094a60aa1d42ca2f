//! Locks between processes, and the folder that only its owner may enter.

use super::VaultError;
use rustix::fs::{FlockOperation, OFlags, flock};
use std::{
    fs::{DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    time::{Duration, Instant},
};

/// A lock on a file; let go when it is dropped, or when the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, unless another process has it.
    pub(super) fn attempt(path: &Path) -> Result<Option<Self>, VaultError> {
        let err = |source: io::Error| VaultError::Io { path: path.to_owned(), source };
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
            .open(path)
            .map_err(err)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(e) => Err(err(e.into())),
        }
    }

    /// Takes the lock, waiting for another process for so long; the waits are short, as changes are.
    pub(super) fn wait(path: &Path, most: Duration) -> Result<Self, VaultError> {
        let began = Instant::now();
        loop {
            if let Some(lock) = Self::attempt(path)? {
                return Ok(lock);
            }
            if began.elapsed() > most {
                return Err(VaultError::Busy { waited: most });
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Makes the folder with its parents.
pub(super) fn make_dir(dir: &Path) -> Result<(), VaultError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(|source| VaultError::Io { path: dir.to_owned(), source })
}
