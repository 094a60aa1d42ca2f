//! Places outside of this program that config.toml names: addresses of services, a folder in a repository, programs.

use super::{
    super::{
        document::Document,
        issue::{Issue, Severity},
        model::host_of,
    },
    CiConfig, SourceConfig, VaultConfig,
};
use std::{
    collections::BTreeMap,
    path::{Component, Path},
};

/// What a place can't be, each at its key.
pub(super) fn mistakes(
    doc: &Document<'_>,
    sources: &BTreeMap<String, SourceConfig>,
    vault: &VaultConfig,
    ci: &CiConfig,
) -> Vec<Issue> {
    let mut issues: Vec<Issue> = Vec::new();
    for (name, s) in sources {
        let all = [
            ("base_url", &s.base_url),
            ("authorize_url", &s.authorize_url),
            ("token_url", &s.token_url),
            ("redirect", &s.redirect),
        ];
        issues.extend(
            all.iter().filter_map(|(key, url)| address(doc, &format!("sources.{name}.{key}"), url.as_deref()?)),
        );
    }
    let mut say = |key: &str, what: &str, remedy: &str| issues.push(doc.issue(Severity::Error, key, what, remedy));
    if vault.backend.as_deref() == Some("command") && vault.read().is_empty() {
        let remedy = "give read first, the program with its arguments, as [\"pass\", \"show\", \"lanterne\"]";
        say("vault.backend", "no program that reads the log-ins is named", remedy);
    }
    let inside = |folder: &str| {
        let mut parts = Path::new(folder).components();
        !folder.trim().is_empty() && parts.all(|c| matches!(c, Component::Normal(_)))
    };
    if !inside(&ci.folder) {
        say("ci.folder", "not below the repository", "a folder inside the repository, as \"lanterne\"");
    }
    if ci
        .branch
        .as_ref()
        .is_some_and(|b| b.trim().is_empty() || b.contains(|c: char| c.is_whitespace() || "~^:?*[\\".contains(c)))
    {
        say("ci.branch", "no name of a branch", "its name alone, as \"main\"");
    }
    issues
}

/// What is wrong with an address.
pub(in super::super) fn address(doc: &Document<'_>, key: &str, url: &str) -> Option<Issue> {
    let remedy = "https://HOST/… without user, password, ? and #; plain http only to this machine";
    host_of(url).is_none().then(|| doc.issue(Severity::Error, key, "no address that may be used", remedy))
}
