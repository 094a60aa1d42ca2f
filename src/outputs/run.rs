//! What a run leaves for people and other programs: the daily update as text and Markdown, readiness and reasoning as CSV.
//!
//! Owns: their names. Does not own: their content, deciding.

pub use super::daily::{markdown, text};
pub use super::logs::{readiness_csv, reasoning_csv};

use super::files;
use crate::{coach::morning::Morning, domain::Athlete};
use std::path::{Path, PathBuf};

/// A report that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}; check output.folder in config.toml", path.display())]
pub struct OutputError {
    /// Which.
    pub path: PathBuf,
    /// What the system said.
    pub source: std::io::Error,
}

/// Writes every report of a day. Gives back the files, in the order written.
///
/// # Errors
/// When one can't be written; the others are whole, in their old or new form.
pub fn write(folder: &Path, athlete: &Athlete, morning: &Morning) -> Result<Vec<PathBuf>, OutputError> {
    let reports = [
        ("tour_coach_update.txt", text(athlete, morning)),
        ("tour_coach_update.md", markdown(athlete, morning)),
        ("readiness_score_log.csv", readiness_csv(athlete)),
        ("reasoning_log.csv", reasoning_csv(athlete)),
    ];
    let one = |(name, content): (&str, String)| {
        let path = folder.join(name);
        match files::write(&path, &content) {
            Ok(_) => Ok(path),
            Err(source) => Err(OutputError { path, source }),
        }
    };
    reports.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests;
