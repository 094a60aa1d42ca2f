//! Mission files: from TOML to a [`Mission`], every mistake with its place and remedy, and the built-in templates.
//!
//! Owns: keys, ranges, checks across keys, secrets in the file, templates. Does not own: whether the athlete is fit
//! enough: that takes the history and is the coach's.
//!
//! ```
//! use lanterne::config::mission;
//! use lanterne::domain::Day;
//! let today = Day::from_ymd_opt(2026, 11, 20).unwrap();
//! let text = mission::instantiate("marathon", today, &mission::Wish::default()).unwrap();
//! let review = mission::review(&text, "marathon.toml", today);
//! assert!(review.mission.is_some() && !review.has_errors());
//! let wrong = mission::parse(&text.replace("sport = \"run\"", "sport = \"rum\""), "marathon.toml").unwrap_err();
//! assert!(wrong[0].to_string().contains("did you mean `run`?"));
//! ```

use super::{
    document::Document,
    issue::{Issue, Severity},
    load::one_per_place,
    schema, secrets,
};
use crate::domain::{Day, Mission, MissionVersion};

mod amend;
mod check;
mod context;
mod feasible;
mod keys;
mod set;
mod template;
mod unused;

pub use amend::amend;
pub use context::{Answers, fill};
#[cfg(test)]
pub(crate) use set::leaves;
pub use set::{SetError, set};
pub(crate) use set::{shape, written};
pub use template::{Template, TemplateError, Wish, builtin, instantiate, template};

/// Reads a mission file's text. `file` is the name that issues carry.
///
/// # Errors
/// Every place where the text is no TOML; else every unknown, missing or mistyped key, every value out of range,
/// and every secret or account id.
pub fn parse(text: &str, file: &str) -> Result<Mission, Vec<Issue>> {
    read(&Document::read(file, text)?)
}

fn read(doc: &Document<'_>) -> Result<Mission, Vec<Issue>> {
    let mut issues = schema::mistakes(doc, keys::MISSION);
    issues.extend(secrets::find(doc));
    one_per_place(&mut issues);
    if !issues.is_empty() {
        return Err(issues);
    }
    doc.typed().map_err(|e| vec![e])
}

/// What the keys say together: contradictions are errors, what configuration alone shows to be infeasible on
/// `today` are warnings, keys that no rule uses are information. Sorted by line.
///
/// `text` and `file` are what `mission` was read from.
#[must_use]
pub fn check(mission: &Mission, text: &str, file: &str, today: Day) -> Vec<Issue> {
    let Ok(doc) = Document::read(file, text) else { return Vec::new() };
    checked(&doc, mission, today)
}

fn checked(doc: &Document<'_>, mission: &Mission, today: Day) -> Vec<Issue> {
    let mut issues = check::contradictions(doc, mission);
    issues.extend(feasible::doubts(doc, mission, today));
    issues.extend(unused::keys(doc, mission));
    issues.sort_by_key(|i| (i.severity, i.line));
    issues
}

/// A mission file, read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// What it says; `None` when it can't be read.
    pub mission: Option<Mission>,
    /// Everything found: errors first, then by line.
    pub issues: Vec<Issue>,
}

impl Review {
    /// Whether the file can't be used as it is.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.issues.iter().any(Issue::is_error)
    }

    /// How many issues there are of one severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.issues.iter().filter(|i| i.severity == severity).count()
    }
}

/// [`parse`] and [`check`] in one.
#[must_use]
pub fn review(text: &str, file: &str, today: Day) -> Review {
    let read_one = || {
        let doc = Document::read(file, text)?;
        let mission = read(&doc)?;
        let issues = checked(&doc, &mission, today);
        Ok((mission, issues))
    };
    match read_one() {
        Ok((mission, issues)) => Review { mission: Some(mission), issues },
        Err(issues) => Review { mission: None, issues },
    }
}

/// BLAKE3 of the file's bytes, hex: names the version.
#[must_use]
pub fn content_hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// The version that the log keeps.
#[must_use]
pub fn version(mission: Mission, text: &str) -> MissionVersion {
    MissionVersion { hash: content_hash(text), text: text.to_owned(), mission, seen: None }
}

#[cfg(test)]
mod tests;
