//! Keys that are kept and shown and steer no rule: said, so that nobody relies on them.

use super::super::{
    document::Document,
    issue::{Issue, Severity},
};

/// Such keys, with what becomes of them.
pub(super) const SHOWN_ONLY: [(&str, &str); 4] = [
    ("description", "shown with the mission"),
    ("notes", "shown with the mission"),
    ("objective.type", "shown with the mission"),
    ("constraints.injury_history", "shown; only constraints.injuries keeps sports out"),
];

/// One piece of information for each such key in the file.
pub(super) fn keys(doc: &Document<'_>) -> Vec<Issue> {
    let present = SHOWN_ONLY.iter().filter(|(key, _)| doc.has(key));
    let told = present.map(|(key, use_)| doc.issue(Severity::Info, key, "no rule uses this key", *use_));
    told.collect()
}
