//! What may be done with a source's records, as config.toml has it: less than the source allows, never more.

use super::{
    super::{
        document::{Document, join},
        issue::{Issue, Severity},
    },
    SourceConfig,
};
use crate::domain::{Policy, Provider, mission::SourcePolicy};
use std::collections::BTreeMap;

/// Whose records a source's are.
const PROVIDERS: [(&str, Provider); 3] =
    [("oura", Provider::Oura), ("intervals", Provider::Intervals), ("strava", Provider::StravaApi)];

/// The stricter policies; a looser one is an error, so that nobody believes in it.
pub(super) fn settle(
    doc: &Document<'_>,
    sources: &BTreeMap<String, SourceConfig>,
    issues: &mut Vec<Issue>,
) -> BTreeMap<Provider, SourcePolicy> {
    let mut out = BTreeMap::new();
    for (name, provider) in PROVIDERS {
        let Some(own) = sources.get(name) else { continue };
        let wish = SourcePolicy { llm: own.llm, retain_days: own.retain_days };
        if wish == SourcePolicy::default() {
            continue;
        }
        let (usual, settled) = (Policy::of(provider), Policy::of(provider).tightened(wish));
        let mut refuse = |key: &str, what: String, remedy: &str| {
            let at = join(&join("sources", name), key);
            issues.push(doc.issue(Severity::Error, &at, what, remedy));
        };
        if wish.llm.is_some_and(|l| l != settled.llm) {
            let what = format!("the terms of {name} allow a model no more than {:?}", usual.llm.name());
            refuse("llm", what, "leave it out; files from your own archive may be seen");
        }
        if wish.retain_days.is_some() && wish.retain_days != settled.retain_days {
            let most = usual.retain_days.unwrap_or(u16::MAX);
            refuse(
                "retain_days",
                format!("the terms of {name} allow {most} days at most"),
                "leave it out, or fewer",
            );
        }
        out.insert(provider, wish);
    }
    out
}
