//! The four places that log-ins may be kept in. One is chosen; there is no falling back to another.

use super::{VaultError, file::Sealed};
use crate::config::Secret;
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};
use zeroize::Zeroizing;

/// How long a password manager may take.
const COMMAND_WAIT: Duration = Duration::from_secs(20);
/// How long the desktop's keyring may take: without a desktop it never answers.
#[cfg(feature = "keyring")]
const KEYRING_WAIT: Duration = Duration::from_secs(3);

/// Where the key of the encrypted file comes from.
#[derive(Clone)]
pub(super) enum KeyFrom {
    File(PathBuf),
    Passphrase(Secret),
}

impl KeyFrom {
    pub(super) fn describe(&self) -> String {
        match self {
            Self::File(path) => format!("the key file {}", path.display()),
            Self::Passphrase(_) => "LANTERNE_VAULT_PASSPHRASE".into(),
        }
    }
}

/// Which backend, with what it needs.
#[derive(Clone)]
pub enum Choice {
    /// The encrypted file under the key of a key file; the file is made when it is missing.
    KeyFile(PathBuf),
    /// The encrypted file under a passphrase.
    Passphrase(Secret),
    /// The desktop's keyring.
    Keyring,
    /// Programs that print the document, and that take it on their input.
    Command {
        /// Prints it.
        read: Vec<String>,
        /// Keeps it; empty when it can only be read.
        write: Vec<String>,
    },
    /// Nothing but the environment.
    Env,
}

/// An opened backend.
pub enum Backend {
    /// The encrypted file.
    File(FileBackend),
    /// The desktop's keyring.
    Keyring,
    /// Programs.
    Command {
        /// Prints the document.
        read: Vec<String>,
        /// Keeps it.
        write: Vec<String>,
    },
    /// Nothing is kept.
    Env,
}

/// The encrypted file; its parts are its own.
pub struct FileBackend(Sealed);

impl std::fmt::Debug for Backend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Backend {
    pub(super) fn new(dir: &Path, choice: Choice) -> Self {
        match choice {
            Choice::KeyFile(path) => Self::File(FileBackend(Sealed::new(dir, KeyFrom::File(path)))),
            Choice::Passphrase(words) => Self::File(FileBackend(Sealed::new(dir, KeyFrom::Passphrase(words)))),
            Choice::Keyring => Self::Keyring,
            Choice::Command { read, write } => Self::Command { read, write },
            Choice::Env => Self::Env,
        }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::File(_) => "file",
            Self::Keyring => "keyring",
            Self::Command { .. } => "command",
            Self::Env => "env",
        }
    }

    pub(super) fn is_writable(&self) -> bool {
        match self {
            Self::File(_) | Self::Keyring => true,
            Self::Command { write, .. } => !write.is_empty(),
            Self::Env => false,
        }
    }

    pub(super) fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        match self {
            Self::File(f) => f.0.read(),
            Self::Keyring => keyring_read(),
            Self::Command { read, .. } => {
                let out = run(read, None)?;
                Ok((!out.iter().all(u8::is_ascii_whitespace)).then_some(out))
            }
            Self::Env => Ok(None),
        }
    }

    pub(super) fn write(&self, plain: &[u8]) -> Result<(), VaultError> {
        match self {
            Self::File(f) => f.0.write(plain),
            Self::Keyring => keyring_write(plain),
            Self::Command { write, .. } if write.is_empty() => Err(VaultError::ReadOnly {
                backend: "command",
                remedy: "add vault.write to config.toml, a program that keeps what it reads".into(),
            }),
            Self::Command { write, .. } => run(write, Some(plain)).map(drop),
            Self::Env => Err(VaultError::ReadOnly {
                backend: "env",
                remedy: "choose vault.backend = \"file\" in config.toml to keep renewed log-ins".into(),
            }),
        }
    }
}

/// Runs a program of the athlete's choice; the secret goes through pipes, never through arguments.
fn run(command: &[String], input: Option<&[u8]>) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let refuse = |why: String| VaultError::Unavailable {
        backend: "command",
        why,
        remedy: "try vault.read and vault.write of config.toml in a shell".into(),
    };
    let Some((program, arguments)) = command.split_first() else {
        return Err(refuse("no program is named".into()));
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| refuse(format!("{program} can't be started: {e}")))?;
    if let (Some(bytes), Some(mut stdin)) = (input, child.stdin.take()) {
        stdin.write_all(bytes).map_err(|e| refuse(format!("{program} did not take its input: {e}")))?;
    }
    let id = child.id();
    let out = within(COMMAND_WAIT, move || child.wait_with_output()).ok_or_else(|| {
        if let Some(pid) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) {
            // It is ours and hangs; when it has just ended there is nothing to end.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
        refuse(format!("{program} did not end within {} s", COMMAND_WAIT.as_secs()))
    })?;
    match out {
        Ok(out) if out.status.success() => Ok(Zeroizing::new(out.stdout)),
        Ok(out) => Err(refuse(format!("{program} ended with {}", out.status))),
        Err(e) => Err(refuse(format!("{program}: {e}"))),
    }
}

/// Does work on a thread of its own and gives up on it after a while.
fn within<T: Send + 'static>(most: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (to, from) = mpsc::channel();
    thread::spawn(move || {
        // Nobody waits any more when it took too long.
        let _ = to.send(work());
    });
    from.recv_timeout(most).ok()
}

#[cfg(feature = "keyring")]
fn keyring_read() -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
    within(KEYRING_WAIT, super::keyring::read).unwrap_or_else(|| Err(super::keyring::silent(KEYRING_WAIT)))
}

#[cfg(feature = "keyring")]
fn keyring_write(plain: &[u8]) -> Result<(), VaultError> {
    let plain = Zeroizing::new(plain.to_vec());
    within(KEYRING_WAIT, move || super::keyring::write(&plain))
        .unwrap_or_else(|| Err(super::keyring::silent(KEYRING_WAIT)))
}

#[cfg(not(feature = "keyring"))]
fn keyring_read() -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
    Err(no_keyring())
}

#[cfg(not(feature = "keyring"))]
fn keyring_write(_: &[u8]) -> Result<(), VaultError> {
    Err(no_keyring())
}

#[cfg(not(feature = "keyring"))]
fn no_keyring() -> VaultError {
    VaultError::Unavailable {
        backend: "keyring",
        why: "this program was built without it".into(),
        remedy: "build with `--features keyring`, or choose vault.backend = \"file\" in config.toml".into(),
    }
}
