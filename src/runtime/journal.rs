//! The program's own log file: what went wrong behind the screen.
//!
//! Owns: one file, readable by its owner only. Does not own: the event log.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// Largest file kept, bytes; a larger one starts anew.
const MAX: u64 = 1 << 20;

/// An open log file, or nothing where none can be written.
#[derive(Clone, Debug)]
pub(super) struct Journal(Arc<Mutex<Option<File>>>);

impl Journal {
    /// Opens the file for appending. A folder that can't be written to is no reason not to start.
    pub(super) fn open(path: &Path) -> Self {
        let large = std::fs::metadata(path).is_ok_and(|m| m.len() > MAX);
        let mut options = OpenOptions::new();
        options.create(true).append(!large).write(true).truncate(large);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Self(Arc::new(Mutex::new(options.open(path).ok())))
    }

    /// Writes a line with the time before it.
    pub(super) fn line(&self, text: &str) {
        let now = chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ");
        let clean = crate::domain::CleanText::block(text);
        if let Some(file) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            // There is no other place to say that this one can't be written to.
            let _ = writeln!(file, "{now} {}", clean.as_str());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_clean_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lanterne.log");
        Journal::open(&path).line("first\u{1b}[2J");
        Journal::open(&path).line("second");
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(!text.contains('\u{1b}'));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        Journal::open(Path::new("/nowhere/at/all")).line("lost");
    }
}
