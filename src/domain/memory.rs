//! What the coach remembers of the athlete: short facts under short names, which the athlete reads, edits and deletes.

use super::{day::Day, text::CleanText};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most facts kept; a new one beyond that is refused by whoever writes it.
pub const FACTS_MAX: usize = 40;

/// Body of the event: a fact is set, or forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The day it was said.
    pub day: Day,
    /// Its name: lower-case letters, digits and `-`.
    pub key: String,
    /// What; `None` forgets it.
    pub value: Option<CleanText>,
}

/// A fact as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// Since when.
    pub day: Day,
    /// What.
    pub value: CleanText,
}

/// Applies one event to the facts.
pub fn remember(facts: &mut BTreeMap<String, Memory>, r: &Remembered) {
    match &r.value {
        Some(value) => {
            facts.insert(r.key.clone(), Memory { day: r.day, value: value.clone() });
        }
        None => {
            facts.remove(&r.key);
        }
    }
}

/// A name as it is stored: lower-case letters, digits and single `-`, at most 40; `None` when nothing is left.
#[must_use]
pub fn name(raw: &str) -> Option<String> {
    let mut out = String::new();
    for c in raw.trim().chars().flat_map(char::to_lowercase).take(200) {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(40);
    let out = out.trim_end_matches('-').to_owned();
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_set_edited_and_forgotten() {
        let day = Day::from_ymd_opt(2026, 3, 1).unwrap();
        let say =
            |key: &str, value: Option<&str>| Remembered { day, key: key.into(), value: value.map(Into::into) };
        let mut facts = BTreeMap::new();
        remember(&mut facts, &say("knee", Some("sore on descents")));
        remember(&mut facts, &say("knee", Some("fine again")));
        assert_eq!(facts["knee"].value.as_str(), "fine again");
        remember(&mut facts, &say("knee", None));
        remember(&mut facts, &say("knee", None));
        assert!(facts.is_empty());
    }

    #[test]
    fn names_are_short_and_plain() {
        assert_eq!(name("  Left Knee!! ").as_deref(), Some("left-knee"));
        assert_eq!(name("…"), None);
        assert_eq!(name(&"x".repeat(500)).map(|n| n.len()), Some(40));
    }
}
