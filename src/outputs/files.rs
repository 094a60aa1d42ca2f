//! Files written whole: a reader sees the old text or the new one, never half.

use crate::config::edit::write_private;
use std::{fs, io, path::Path};

/// Writes a text that anybody may read, making its folder.
///
/// # Errors
/// When the folder can't be made or the file can't be written.
pub fn write_public(path: &Path, text: &str) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, text)
}

/// Writes a text, making its folder. Says whether anything changed: the same text again leaves the file alone.
///
/// # Errors
/// When the folder can't be made or the file can't be written.
pub fn write(path: &Path, text: &str) -> io::Result<bool> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(false);
    }
    write_private(path, text.as_bytes())?;
    Ok(true)
}
