//! `lanterne backtest --set KEY=VALUE …`: another set of rules over the athlete's own history.

use super::{
    Context,
    args::Span,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::{
        backtest::{self, Backtest},
        flags::{KEYS, Rules},
    },
    domain::day,
};
use serde::Serialize;

#[derive(Serialize)]
struct Tested<'a> {
    set: &'a [(String, String)],
    #[serde(flatten)]
    result: &'a Backtest,
}

/// Days looked at when no span is given.
const DAYS: i64 = 180;

/// Runs `backtest`.
pub fn run(cx: &Context, set: &[(String, String)], span: Span, out: &mut Out) -> anyhow::Result<Exit> {
    if set.is_empty() {
        for key in KEYS {
            let (lo, hi) = key.range;
            out.line(format!("{:<18} {lo} to {hi}: {}", key.name, key.what))?;
        }
        return Err(usage(
            "name a rule setting to try: `lanterne backtest --set hrv_drop=0.12`; the list is above",
        ));
    }
    let mut tried = Rules::default();
    for (key, value) in set {
        tried.set(key, value).map_err(|e| usage(e.to_string()))?;
    }
    let (athlete, _) = cx.athlete()?;
    let Some((first, _)) = athlete.known_span() else {
        anyhow::bail!("there is no history yet; `lanterne import PATH` brings files in");
    };
    let to = span.to.unwrap_or(cx.today).min(cx.today);
    let from = span.from.unwrap_or(day::shift(to, 1 - DAYS)).max(first);
    let change = |rules: &mut Rules| {
        for (key, value) in set {
            // Tried above: every one of them is taken.
            let _ = rules.set(key, value);
        }
    };
    let result = backtest::backtest(&athlete, from, to, &change);
    if out.json {
        out.value(&Tested { set, result: &result })?;
        return Ok(Exit::Done);
    }
    let keys: Vec<String> = set.iter().map(|(k, v)| format!("{k} = {v}")).collect();
    out.line(format!(
        "{} mornings from {from} to {to} with {}: {} tighter, {} looser",
        result.mornings,
        keys.join(", "),
        result.tighter,
        result.looser
    ))?;
    for d in &result.differing {
        out.line(format!(
            "{}  {} ({}) → {} ({})",
            d.day,
            d.now.cap.title(),
            d.now.rule,
            d.other.cap.title(),
            d.other.rule
        ))?;
        out.line(format!("            {}", d.other.text))?;
    }
    if result.differing.is_empty() {
        out.line("No morning would have been decided otherwise.")?;
    }
    out.line("Each day is decided on what was really done before it; nothing is played on.")?;
    Ok(Exit::Done)
}
