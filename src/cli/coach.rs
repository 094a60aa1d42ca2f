//! `lanterne coach VERB …`: the coach pane's verbs without the cockpit.

use super::{
    Context,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    domain::ShortId,
    log::Access,
    sync::converse::{self, Scene},
};
use serde::Serialize;

#[derive(Serialize)]
struct Answered<'a> {
    words: &'a str,
    proposal: Option<ShortId>,
    recorded: usize,
    /// What was told and waits for `--yes`.
    waits: bool,
}

/// Runs `coach …`: answers, and records what was said, reported and proposed.
pub fn run(cx: &Context, text: &str, yes: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, history, morning) = cx.morning()?;
    let reply = converse::by_rules(Scene { athlete: &athlete, history: &history, morning: &morning }, text, None);
    if reply.undo.is_some() {
        return Err(usage("`lanterne proposal undo` takes the last change back"));
    }
    let proposal = reply.proposal.as_ref().map(|p| p.id);
    let told = reply.told.clone();
    let rules = reply.rules.clone();
    let words = told.as_ref().filter(|_| yes).map_or_else(|| reply.words.clone(), |t| t.shown.clone());
    let recorded = if cx.as_of.is_some() {
        0
    } else {
        let said = converse::Spoken { words: words.clone(), ..reply };
        let mut events = super::ask::events(cx, text, &said);
        if let Some(told) = told.as_ref().filter(|_| yes) {
            events.extend(super::log::new_events(cx, &told.events));
        }
        cx.store(Access::ReadWrite)?.append(events)?.written
    };
    let waits = (told.is_some() || !rules.is_empty()) && !yes;
    let changed = if rules.is_empty() { None } else { Some(super::mission::constrain::apply(cx, &rules, yes)?) };
    if out.json {
        out.value(&Answered { words: words.as_str(), proposal, recorded, waits })?;
        return Ok(Exit::Done);
    }
    out.line(words.as_str())?;
    if let Some(new) = changed {
        out.line(super::mission::constrain::said(&new, yes))?;
    } else if waits {
        out.line("\nThe same with `--yes` writes it down.")?;
    }
    if let Some(id) = proposal {
        let id = id.brief();
        out.line(format!("\n`lanterne proposal show {id}` shows it, `lanterne proposal accept {id}` accepts it."))?;
    }
    Ok(Exit::Done)
}
