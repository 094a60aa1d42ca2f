//! `lanterne coach VERB …`: the coach pane's verbs without the cockpit.

use super::{
    Context,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::respond::{self, Reply},
    domain::{
        CleanText, Event, Provenance, Provider, ShortId,
        event::{Actor, Said},
    },
    log::{Access, NewEvent},
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
    let reply = respond::respond(&athlete, &history, &morning, cx.today, text);
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
        let mut events = events(cx, text, Reply { words: words.clone(), ..reply });
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

/// What an exchange leaves in the log: both sides, then reports, then the proposal.
fn events(cx: &Context, text: &str, reply: Reply) -> Vec<NewEvent> {
    let mut all = vec![
        (Actor::Athlete, None, Event::Said(Said::athlete(cx.today, CleanText::block(text)))),
        (Actor::Coach, None, Event::Said(Said::coach(cx.today, reply.words, false))),
    ];
    all.extend(reply.reports.into_iter().map(|e| (Actor::Athlete, None, e)));
    all.extend(
        reply
            .proposal
            .map(|p| (Actor::Athlete, Some(format!("proposal:{}", p.id)), Event::ProposalMade(Box::new(p)))),
    );
    let stamp = cx.now.timestamp_micros();
    all.into_iter()
        .enumerate()
        .map(|(n, (actor, key, event))| NewEvent {
            event,
            actor,
            provenance: Provenance::of(Provider::Manual),
            key: key.unwrap_or_else(|| format!("coach:{stamp}:{}:{n}", std::process::id())),
            cause: None,
            recorded_at: cx.now,
        })
        .collect()
}
