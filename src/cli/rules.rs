//! `lanterne rules`: the book, with what each rule says today.

use super::{Context, exit::Exit, hyperlinks::Links, out::Out};
use crate::{
    coach::{
        flags::RuleReport,
        proposal::Scene,
        rules::{self, Card, Family, Override},
    },
    log::LogError,
};
use serde::Serialize;

#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    card: &'a Card,
    /// What it says today; absent for a rule that only speaks when two differ.
    today: Option<&'a RuleReport>,
}

/// Runs `rules`.
pub fn run(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let reports = today(cx)?;
    let row = |card: &'static Card| Row { card, today: reports.iter().find(|r| r.rule == card.id) };
    if out.json {
        out.value(&rules::book().map(row).collect::<Vec<_>>())?;
        return Ok(Exit::Done);
    }
    let links = cx.links(&std::io::stdout());
    for family in Family::ALL {
        out.line(family.title())?;
        for card in rules::book().filter(|c| c.family == family) {
            show(&row(card), links, out)?;
        }
        out.line("")?;
    }
    out.line(
        "A rule marked ✎ can be overridden for a day: `lanterne coach override F05 because …`; the others hold.",
    )?;
    Ok(Exit::Done)
}

/// What the rules say today; nothing where there is no log yet.
fn today(cx: &Context) -> anyhow::Result<Vec<RuleReport>> {
    let (athlete, history, morning) = match cx.morning() {
        Ok(all) => all,
        Err(e) if e.downcast_ref::<LogError>().is_some_and(|e| matches!(e, LogError::Missing { .. })) => {
            return Ok(vec![]);
        }
        Err(e) => return Err(e),
    };
    let mut reports = morning.rules;
    if let Some(scene) = Scene::of(&athlete, &history, cx.today, morning.verdict.cap) {
        reports.extend(scene.reports());
    }
    Ok(reports)
}

fn show(row: &Row<'_>, links: Links, out: &mut Out) -> anyhow::Result<()> {
    let c = row.card;
    let may = if c.overridable == Override::WithReason { " ✎" } else { "" };
    out.line(format!("  {:<4} {}{may} (v{}, {})", c.id, c.title, c.version, c.evidence.title()))?;
    out.line(format!("       {}", c.text))?;
    for (what, limit) in [("warns", c.warn), ("limit", c.block)] {
        if !limit.is_empty() {
            out.line(format!("       {what}: {limit}"))?;
        }
    }
    out.line(format!("       from: {}", links.papers(c.source)))?;
    if let Some(r) = row.today {
        out.line(format!("       today: {}, {}", r.outcome.name().replace('_', " "), r.observed))?;
    }
    Ok(())
}
