//! Keys that are kept and shown and steer no rule: said, so that nobody relies on them.

use super::super::{
    document::{Document, element, join},
    issue::{Issue, Severity},
};
use crate::domain::{Mission, mission::Equipment};

/// Such keys, with what becomes of them.
pub(super) const SHOWN_ONLY: [(&str, &str); 6] = [
    ("description", "shown with the mission"),
    ("notes", "shown with the mission"),
    ("objective.type", "shown with the mission"),
    ("objective.target_time", "kept; sessions at race pace follow your thresholds"),
    ("constraints.injury_history", "shown; only constraints.injuries keeps sports out"),
    ("philosophy.adaptation_priorities", "shown; `philosophy.adaptation` holds what the coach goes by"),
];

/// Such keys of stages.
const OF_STAGES: [&str; 2] = ["distance_km", "ascent_m"];

/// One piece of information for each such key in the file; for stages one at the first of them.
pub(super) fn keys(doc: &Document<'_>, mission: &Mission) -> Vec<Issue> {
    let say = |key: &str, what: &str| doc.issue(Severity::Info, key, "no rule uses this", what);
    let kept = mission.sources.iter().filter(|(_, s)| s.retain_days.is_some());
    let kept =
        kept.map(|(name, _)| (format!("sources.{name}.retain_days"), "config.toml says how long records are kept"));
    let present = SHOWN_ONLY.iter().filter(|(key, _)| doc.has(key));
    let mut told: Vec<Issue> = present.map(|(key, what)| say(key, what)).collect();
    told.extend(kept.map(|(key, what)| say(&key, what)));
    told.extend(OF_STAGES.iter().filter_map(|key| {
        let mut at = (0..mission.stages.len()).map(|i| join(&element("stages", i), key));
        at.find(|at| doc.has(at)).map(|at| say(&at, "shown with the stage; its type and minutes make its load"))
    }));
    for (i, e) in mission.preferences.equipment.iter().enumerate() {
        if matches!(e, Equipment::HrStrap | Equipment::Pool | Equipment::Treadmill) {
            told.push(say(&element("preferences.equipment", i), "kept; no choice of sessions hangs on it"));
        }
    }
    told
}
