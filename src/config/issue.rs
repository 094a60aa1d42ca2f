//! What is wrong with a file that a person edits: where, what, and what to do about it.
//!
//! Owns: the shape of such a finding. Does not own: the checks that make it.

use serde::Serialize;
use std::fmt;

/// How serious an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The file is not used until it is mended.
    Error,
    /// The file is used; the athlete should know.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One finding in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// How serious.
    pub severity: Severity,
    /// The file, as it was named.
    pub file: String,
    /// Line, from 1; `None` when the file as a whole is meant.
    pub line: Option<usize>,
    /// The key: `constraints.max_weekly_hours`, `stages[3].date`; elements of a list count from 1. Empty when the
    /// file as a whole is meant.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl Issue {
    /// An issue with a file as a whole.
    #[must_use]
    pub fn of_file(severity: Severity, file: &str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            severity,
            file: file.to_owned(),
            line: None,
            key: String::new(),
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    /// Whether it keeps the file from being used.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Issue {
    /// `FILE:LINE: error: KEY: message; remedy`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}: ", self.severity.name())?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{}", self.message)?;
        if !self.remedy.is_empty() {
            write!(f, "; {}", self.remedy)?;
        }
        Ok(())
    }
}

/// What is wrong, for who has the row of a key before their eyes: without file and line, and with the key only where it
/// is another one. Elements of a list count from 0 in `keys`.
#[must_use]
pub fn of_keys(issues: &[Issue], keys: &[(String, Option<String>)]) -> String {
    let here: Vec<String> = keys.iter().map(|(key, _)| counted_from_one(key)).collect();
    let words = |i: &Issue| {
        let key = if i.key.is_empty() || here.contains(&i.key) { String::new() } else { format!("{}: ", i.key) };
        let remedy = if i.remedy.is_empty() { String::new() } else { format!("; {}", i.remedy) };
        format!("{key}{}{remedy}", i.message)
    };
    issues.iter().filter(|i| i.is_error()).map(words).collect::<Vec<_>>().join("\n")
}

/// `stages[2].type` as an issue names it: `stages[3].type`.
fn counted_from_one(key: &str) -> String {
    let mut out = String::new();
    for (i, part) in key.split('[').enumerate() {
        match part.split_once(']').and_then(|(n, rest)| Some((n.parse::<usize>().ok()? + 1, rest))) {
            Some((n, rest)) if i > 0 => out.extend(["[", &n.to_string(), "]", rest]),
            _ => out.push_str(part),
        }
    }
    out
}

/// Everything that keeps a configuration from being used, all of it at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<Issue>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, issue) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{issue}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_hears_of_its_own_key_without_its_name() {
        let issue = |key: &str| Issue {
            severity: Severity::Error,
            file: "m.toml".into(),
            line: Some(3),
            key: key.into(),
            message: "out of range".into(),
            remedy: "between 1 and 6".into(),
        };
        let keys = [("stages[2].minutes".to_owned(), None)];
        assert_eq!(of_keys(&[issue("stages[3].minutes")], &keys), "out of range; between 1 and 6");
        assert_eq!(
            of_keys(&[issue("stages[2].minutes")], &keys),
            "stages[2].minutes: out of range; between 1 and 6"
        );
    }
}
