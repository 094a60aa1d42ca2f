//! Log-ins: tokens, keys and the secrets of API applications, in a file of their own.
//!
//! Owns: where they are kept, that they are replaced in one step under a lock, that nothing prints them. Does not own:
//! what a token is good for, talking to anybody (sources).
//!
//! One backend is chosen in `config.toml` and none other is ever fallen back to: `file` (encrypted, 0600), `keyring`
//! (the desktop's), `command` (a password manager), `env` (read only). Everything is one document, read anew under the
//! lock before each change, so that a cockpit and a headless run never undo each other's log-in.

mod backend;
mod entry;
mod file;
#[cfg(feature = "keyring")]
mod keyring;
mod lock;

pub use backend::{Backend, Choice};
pub use entry::{Client, Entry, Grant, Intent, Standing};
pub use lock::Lock;

use entry::Stored;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// Why a log-in could not be read or kept. No message holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// A file could not be read or written.
    #[error("the vault at {path}: {source}; check that the folder is yours and has room")]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The key does not open it.
    #[error(
        "the vault at {path} does not open with this key; give the one it was made with ({how}), or move it away and log in again"
    )]
    WrongKey {
        /// Which.
        path: PathBuf,
        /// Where the key comes from.
        how: String,
    },
    /// It opens, and is something else.
    #[error(
        "what is kept in the vault ({backend}) is not what lanterne writes: {what}; nothing was changed. Move it away and log in again"
    )]
    Unreadable {
        /// Which backend.
        backend: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
    /// It can only be read.
    #[error("the vault ({backend}) can only be read: {remedy}")]
    ReadOnly {
        /// Which backend.
        backend: &'static str,
        /// What to do.
        remedy: String,
    },
    /// The backend can't be used here.
    #[error("the vault ({backend}): {why}; {remedy}")]
    Unavailable {
        /// Which backend.
        backend: &'static str,
        /// What is wrong.
        why: String,
        /// What to do.
        remedy: String,
    },
    /// Another process holds it for too long.
    #[error("another run is renewing the log-in and did not finish within {} s; try again", waited.as_secs())]
    Busy {
        /// How long was waited.
        waited: Duration,
    },
}

/// The log-ins of one athlete.
#[derive(Debug)]
pub struct Vault {
    dir: PathBuf,
    backend: Backend,
}

/// How long one change may wait for another process's.
const CHANGE_WAIT: Duration = Duration::from_secs(10);

impl Vault {
    /// The vault in a folder. Nothing is read or made yet.
    #[must_use]
    pub fn new(dir: &Path, choice: Choice) -> Self {
        Self { dir: dir.to_owned(), backend: Backend::new(dir, choice) }
    }

    /// Name of the backend.
    #[must_use]
    pub fn backend(&self) -> &'static str {
        self.backend.name()
    }

    /// What is kept for a source.
    ///
    /// # Errors
    /// When the vault can't be opened or is not one.
    pub fn entry(&self, source: &str) -> Result<Option<Entry>, VaultError> {
        Ok(self.read()?.entries.remove(source))
    }

    /// Changes what is kept for a source, in one step: `change` gets what is there now and leaves what shall be.
    ///
    /// # Errors
    /// When it can't be read or written; it is as before then.
    pub fn change<T>(&self, source: &str, change: impl FnOnce(&mut Entry) -> T) -> Result<T, VaultError> {
        lock::make_dir(&self.dir)?;
        let _held = Lock::wait(&self.dir.join("vault.lock"), CHANGE_WAIT)?;
        let mut stored = self.read()?;
        let done = change(stored.entries.entry(source.to_owned()).or_default());
        self.backend.write(&stored.to_bytes()?)?;
        Ok(done)
    }

    /// Forgets what is kept for a source. Gives back whether there was anything.
    ///
    /// # Errors
    /// As [`Vault::change`].
    pub fn forget(&self, source: &str) -> Result<bool, VaultError> {
        lock::make_dir(&self.dir)?;
        let _held = Lock::wait(&self.dir.join("vault.lock"), CHANGE_WAIT)?;
        let mut stored = self.read()?;
        let there = stored.entries.remove(source).is_some();
        if there {
            self.backend.write(&stored.to_bytes()?)?;
        }
        Ok(there)
    }

    /// The lock under which a source's log-in is renewed, network included. Tries once.
    ///
    /// # Errors
    /// When the folder can't be used. `Ok(None)` while another process holds it.
    pub fn try_renewal(&self, source: &str) -> Result<Option<Lock>, VaultError> {
        lock::make_dir(&self.dir)?;
        Lock::attempt(&self.dir.join(format!("{source}.lock")))
    }

    /// Whether new tokens can be kept.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.backend.is_writable()
    }

    fn read(&self) -> Result<Stored, VaultError> {
        match self.backend.read()? {
            Some(bytes) => Stored::from_bytes(&bytes, self.backend.name()),
            None => Ok(Stored::default()),
        }
    }
}

#[cfg(test)]
mod tests;
