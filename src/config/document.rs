//! A TOML text with the line of every key: the ground that located errors stand on.
//!
//! Owns: parsing and places. Does not own: what the keys mean.

use super::issue::{Issue, Severity};
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A parsed text and where its keys are.
pub(crate) struct Document<'a> {
    file: &'a str,
    text: &'a str,
    root: Spanned<DeTable<'a>>,
    lines: BTreeMap<String, usize>,
}

/// A part of a document: what a key holds and where.
pub(crate) type Part<'a> = Spanned<DeValue<'a>>;

impl<'a> Document<'a> {
    /// Reads `text`; `file` is the name that issues carry.
    ///
    /// # Errors
    /// Every place where the text is not TOML.
    pub(crate) fn read(file: &'a str, text: &'a str) -> Result<Self, Vec<Issue>> {
        if let Some(message) = absurd(text) {
            return Err(vec![Issue::of_file(Severity::Error, file, message, "is this the right file?")]);
        }
        let (root, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            let mut doc = Self { file, text, root, lines: BTreeMap::new() };
            let mut lines = BTreeMap::new();
            doc.index(doc.root.get_ref(), "", &mut lines);
            doc.lines = lines;
            return Ok(doc);
        }
        let places = errors.iter().map(|e| Issue {
            severity: Severity::Error,
            file: file.to_owned(),
            line: e.span().map(|s| line_at(text, s.start)),
            key: String::new(),
            message: format!("this is not TOML: {}", e.message().replace('\n', ", ")),
            remedy: "text stands in quotes, dates and numbers don't, a key stands once in its table".to_owned(),
        });
        let mut issues: Vec<Issue> = places.collect();
        issues.dedup_by_key(|i| i.line);
        Err(issues)
    }

    fn index(&self, table: &DeTable<'a>, path: &str, lines: &mut BTreeMap<String, usize>) {
        for (key, value) in table {
            let at = join(path, key.get_ref());
            lines.insert(at.clone(), self.line(&key.span()));
            self.index_value(value, &at, lines);
        }
    }

    fn index_value(&self, value: &Part<'a>, at: &str, lines: &mut BTreeMap<String, usize>) {
        match value.get_ref() {
            DeValue::Table(t) => self.index(t, at, lines),
            DeValue::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    let at = element(at, i);
                    lines.insert(at.clone(), self.line(&item.span()));
                    self.index_value(item, &at, lines);
                }
            }
            _ => {}
        }
    }

    /// The file's name.
    pub(crate) fn file(&self) -> &'a str {
        self.file
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The outermost table.
    pub(crate) fn root(&self) -> &DeTable<'a> {
        self.root.get_ref()
    }

    /// Line of a span's start, from 1.
    pub(crate) fn line(&self, span: &Range<usize>) -> usize {
        line_at(self.text, span.start)
    }

    /// Line of a key, or of the nearest table around it that is in the file.
    pub(crate) fn line_of(&self, key: &str) -> Option<usize> {
        let mut at = key;
        loop {
            if let Some(line) = self.lines.get(at) {
                return Some(*line);
            }
            at = &at[..at.rfind(['.', '['])?];
        }
    }

    /// Whether a key is in the file.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.lines.contains_key(key)
    }

    /// An issue at a key.
    pub(crate) fn issue(
        &self,
        severity: Severity,
        key: &str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Issue {
        Issue {
            severity,
            file: self.file.to_owned(),
            line: self.line_of(key),
            key: key.to_owned(),
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    /// The document as a typed value, dates with and without quotes alike.
    ///
    /// # Errors
    /// What serde said, with its place.
    pub(crate) fn typed<T: DeserializeOwned>(&self) -> Result<T, Issue> {
        let fail = |e: toml::de::Error| Issue {
            severity: Severity::Error,
            file: self.file.to_owned(),
            line: e.span().map(|s| self.line(&s)),
            key: String::new(),
            message: e.message().replace('\n', ", "),
            remedy: "mend this value".to_owned(),
        };
        let mut table: toml::Table = toml::from_str(self.text).map_err(fail)?;
        table.iter_mut().for_each(|(_, v)| dates_as_text(v));
        T::deserialize(toml::Value::Table(table)).map_err(fail)
    }
}

/// Longest text that is read, bytes.
const TEXT_MAX: usize = 1 << 20;
/// Most brackets, braces and dots of keys on one line.
const NESTING_MAX: usize = 2_000;

/// What no person would have written; the parser and everything after it would recurse through it.
fn absurd(text: &str) -> Option<&'static str> {
    let nests = |line: &str| line.bytes().filter(|b| matches!(b, b'[' | b'{' | b'.')).count() > NESTING_MAX;
    if text.len() > TEXT_MAX {
        Some("larger than a megabyte")
    } else if text.lines().any(nests) {
        Some("a line with thousands of brackets or dots")
    } else {
        None
    }
}

fn dates_as_text(value: &mut toml::Value) {
    match value {
        toml::Value::Datetime(d) => *value = toml::Value::String(d.to_string()),
        toml::Value::Array(items) => items.iter_mut().for_each(dates_as_text),
        toml::Value::Table(t) => t.iter_mut().for_each(|(_, v)| dates_as_text(v)),
        _ => {}
    }
}

/// `path.key`.
pub(crate) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// `path[n]`, counted from 1.
pub(crate) fn element(path: &str, index: usize) -> String {
    format!("{path}[{}]", index + 1)
}

fn line_at(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|b| **b == b'\n').count() + 1
}
