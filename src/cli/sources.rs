//! `lanterne sources`: each service, where it stands, and what to do.

use super::{Context, exit::Exit, hyperlinks::Links, out::Out};
use crate::{
    log::Access,
    sync::run::{self, SourceView},
};
use chrono::{DateTime, Utc};

/// Runs `sources`.
pub fn run(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let store = cx.store(Access::ReadWrite)?;
    let vault = run::vault(&cx.paths, &cx.config);
    let views = run::views(&store, &cx.config, &vault, cx.now)?;
    if out.json {
        out.value(&views)?;
        return Ok(Exit::Done);
    }
    let links = cx.links(&std::io::stdout());
    for v in &views {
        for l in lines(v, links, cx.now) {
            out.line(l)?;
        }
    }
    Ok(Exit::Done)
}

fn lines(v: &SourceView, links: Links, now: DateTime<Utc>) -> Vec<String> {
    let mut lines = vec![format!("{:<10} {}", v.name, v.state.replace('_', " "))];
    let mut add = |name: &str, text: String| lines.push(format!("  {name:<9} {text}"));
    if let Some(at) = v.last_ok {
        add("success", format!("{} ago, {} records", age(at, now), v.records));
    }
    let ends = v.back_to.values();
    if let Some(day) = if v.complete { ends.min() } else { ends.max() } {
        add(
            "history",
            match (v.complete, v.eta) {
                (true, _) => format!("all, from {day}"),
                (_, Some(eta)) => format!("back to {day}, all of it by about {} UTC", eta.format("%Y-%m-%d %H:%M")),
                _ => format!("back to {day}, more to come"),
            },
        );
    }
    if let Some(account) = &v.account {
        add("account", account.clone());
    }
    for b in &v.budget {
        add("budget", format!("{} of {} requests, until {} UTC", b.used, b.most, b.until.format("%H:%M")));
    }
    if let Some(until) = v.waiting_until {
        add("waits", format!("until {} UTC", until.format("%Y-%m-%d %H:%M")));
    }
    add("policy", policy(v));
    if let Some(e) = &v.error {
        add("error", e.clone());
    }
    if let Some(r) = &v.remedy {
        add("to do", r.clone());
    }
    // Who is logged in needs no key.
    if let Some(page) = v.page.as_deref().filter(|_| v.log_in.is_none() || v.error.is_some()) {
        add("key from", links.address(page));
    }
    lines
}

fn policy(v: &SourceView) -> String {
    let model = v.policy.llm.words();
    let load = if v.policy.combine { "counts in load and form" } else { "shown by itself, not in load and form" };
    let kept = v.policy.retain_days.map_or_else(|| "kept".to_owned(), |d| format!("erased after {d} days"));
    format!("{model}; {load}; {kept}")
}

fn age(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let minutes = (now - at).num_minutes().max(0);
    match minutes {
        0..=89 => format!("{minutes} min"),
        90..=2879 => format!("{} h", (minutes + 30) / 60),
        _ => format!("{} d", minutes / 1440),
    }
}
