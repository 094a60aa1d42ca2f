//! A change of the active mission's file, asked for in words or key by key: tried on the text first, then written and
//! recorded.

use crate::{
    config::{
        Issue, Paths, edit,
        mission::{self, SetError, amend},
    },
    domain::{Athlete, Day, mission::MissionChange},
    log::{LogError, Store},
    sync::missions::{Draft, changed_version},
};
use chrono::{DateTime, Utc};
use std::{fs, io, path::PathBuf};

/// What is to be changed.
#[derive(Clone, Copy, Debug)]
pub enum Amendment<'a> {
    /// Rules that were said in words.
    Rules(&'a [MissionChange]),
    /// Keys with values as typed; `None` takes a key out.
    Keys(&'a [(String, Option<String>)]),
}

/// A mission's text as it would be.
#[derive(Clone, Debug, PartialEq)]
pub struct Amended {
    /// The mission's id.
    pub id: String,
    /// Its file.
    pub file: String,
    /// The new text.
    pub text: String,
    /// Whether it differs from what is there.
    pub differs: bool,
    /// What is wrong with the new text; an error refuses the change.
    pub issues: Vec<Issue>,
}

/// Why a mission could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum AmendError {
    /// There is none.
    #[error("no mission is active; `lanterne mission list` shows missions, `lanterne mission use ID` takes one up")]
    NoMission,
    /// The file is not as it should be.
    #[error(transparent)]
    Edit(#[from] edit::EditError),
    /// What was typed is no value of its key.
    #[error("{0}")]
    Typed(String),
    /// The new text would have errors.
    #[error("nothing was changed, as the mission would not hold together then: {}", told(.0))]
    Refused(Vec<Issue>),
    /// The disk said no.
    #[error("{file}: {source}; check the folder's permissions and free space")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The log could not be written.
    #[error(transparent)]
    Log(#[from] LogError),
}

fn told(issues: &[Issue]) -> String {
    issues.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl From<SetError> for AmendError {
    fn from(e: SetError) -> Self {
        match e {
            SetError::Typed(why) => Self::Typed(why),
            SetError::Edit(e) => Self::Edit(e),
        }
    }
}

/// The text of the active mission's file, its path and its id: that of the file; without a file, the last text in the
/// log. `None` when no mission is active.
///
/// # Errors
/// When there is a file that can't be read.
pub fn active(
    athlete: &Athlete,
    paths: &Paths,
    today: Day,
) -> Result<Option<(String, PathBuf, String)>, AmendError> {
    let Some(version) = athlete.mission(today) else { return Ok(None) };
    let id = version.mission.id.clone();
    let path = paths.mission_file(&id);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => version.text.clone(),
        Err(source) => return Err(AmendError::Io { file: path.display().to_string(), source }),
    };
    Ok(Some((text, path, id)))
}

/// The active mission with changes in it; nothing is written. It starts from [`active`].
///
/// # Errors
/// [`AmendError`], when there is no mission, or its text can't take the changes.
pub fn amended(
    athlete: &Athlete,
    paths: &Paths,
    changes: Amendment<'_>,
    today: Day,
) -> Result<Amended, AmendError> {
    let (text, path, id) = active(athlete, paths, today)?.ok_or(AmendError::NoMission)?;
    let file = path.display().to_string();
    let new = match changes {
        Amendment::Rules(rules) => amend(&file, &text, rules)?,
        Amendment::Keys(keys) => mission::set(&file, &text, keys)?,
    };
    let issues = mission::review(&new, &file, today).issues;
    let wrong: Vec<Issue> = issues.iter().filter(|i| i.is_error()).cloned().collect();
    if !wrong.is_empty() {
        return Err(AmendError::Refused(wrong));
    }
    Ok(Amended { id, file, differs: new != text, text: new, issues })
}

/// Writes a changed mission and records its new version. The plan stays as it is.
///
/// # Errors
/// [`AmendError`], when the file or the log can't be written; the file is replaced in one step or not at all.
pub fn write(
    store: &Store,
    athlete: &Athlete,
    paths: &Paths,
    new: &Amended,
    today: Day,
    now: DateTime<Utc>,
) -> Result<(), AmendError> {
    write_with(store, athlete, paths, new, Vec::new(), (today, now))
}

/// The same, with further events of the athlete in the same transaction.
///
/// # Errors
/// As [`write()`].
pub fn write_with(
    store: &Store,
    athlete: &Athlete,
    paths: &Paths,
    new: &Amended,
    also: Vec<Draft>,
    (today, now): (Day, DateTime<Utc>),
) -> Result<(), AmendError> {
    let path = paths.mission_file(&new.id);
    let fail = |source| AmendError::Io { file: new.file.clone(), source };
    edit::write_private(&path, new.text.as_bytes()).map_err(fail)?;
    let parsed = mission::parse(&new.text, &new.file);
    let draft = parsed.ok().and_then(|m| changed_version(athlete, &mission::version(m, &new.text), today));
    store.append(draft.into_iter().chain(also).map(|d| d.at(now)).collect())?;
    Ok(())
}
