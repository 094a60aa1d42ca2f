//! `lanterne ask "…"`: a question to the model, or to the rules where there is none.

use super::{Context, exit::Exit, out::Out};
use crate::{
    domain::{
        CanvasChange, CleanText, Event, Provenance, Provider, ShortId,
        event::{Actor, Said},
        proposal::Author,
        purse::usd,
    },
    log::{Access, NewEvent},
    model::{
        Failure,
        turn::{AskError, News},
    },
    sync::{
        converse::{self, Line, Scene, Spoken},
        outbox::Queue,
        purse,
    },
};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

#[derive(Serialize)]
struct Answered<'a> {
    words: &'a str,
    by_model: bool,
    notes: Vec<&'a str>,
    proposal: Option<ShortId>,
    canvas: Vec<String>,
    /// What would be written down, when the answer offers to.
    told: Option<&'a str>,
    recorded: usize,
    calls: u32,
    tokens_in: u32,
    tokens_out: u32,
    cost_micro_usd: u64,
    purse_percent: Option<u64>,
}

/// Runs `ask …`: answers, and records what was said and proposed. `record` keeps what the answer offers to record.
pub fn run(cx: &Context, text: &str, record: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, history, morning) = cx.morning()?;
    let scene = Scene { athlete: &athlete, history: &history, morning: &morning };
    let modifies = converse::refines(scene, text);
    let speaker = if cx.as_of.is_some() { Ok(None) } else { converse::speaker(&cx.config, &cx.paths) };
    let mut said = match speaker {
        Ok(Some(speaker)) if !converse::for_rules(text, modifies, cx.today) => {
            let store = cx.store(Access::ReadWrite)?;
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().enable_io().build()?;
            let date = cx.now.with_timezone(&cx.config.zone()).date_naive();
            let line = Line { text, modifies, date };
            let cancel = CancellationToken::new();
            let mut quiet = |_: News<'_>| {};
            let talk = converse::by_model(&speaker, &store, scene, line, &cancel, &mut quiet);
            runtime.block_on(talk).unwrap_or_default()
        }
        Ok(_) => converse::by_rules(scene, text, modifies),
        Err(why) => Spoken {
            notes: vec![CleanText::line(&format!("The model was not asked: {why}. The rules answered."))],
            ..converse::by_rules(scene, text, modifies)
        },
    };
    if said.undo.take().is_some() {
        return Err(super::exit::usage("`lanterne proposal undo` takes the last change back"));
    }
    let exit = match &said.failed {
        None if said.notes.is_empty() || said.by_model => Exit::Done,
        Some(AskError::Endpoint(Failure::Refused { status: 401 | 403, .. })) => Exit::NeedsLogin,
        Some(AskError::Endpoint(Failure::Refused { status: 429, .. })) => Exit::Limited,
        _ => Exit::Partly,
    };
    let recorded = if cx.as_of.is_some() {
        0
    } else {
        let mut events = events(cx, text, &said);
        if let Some(told) = said.told.as_ref().filter(|_| record) {
            events.extend(super::log::new_events(cx, &told.events));
        }
        let store = cx.store(Access::ReadWrite)?;
        let written = store.append(events)?.written;
        let queue = Queue::of(&store, &cx.paths, &cx.config)?;
        purse::warn(&store, &cx.config, queue.as_ref(), &store.athlete()?.0, cx.now)?;
        written
    };
    print(&said, recorded, record, out)?;
    Ok(exit)
}

fn print(said: &Spoken, recorded: usize, record: bool, out: &mut Out) -> anyhow::Result<()> {
    let proposal = said.proposal.as_ref().map(|p| p.id);
    if out.json {
        return out.value(&Answered {
            words: said.words.as_str(),
            by_model: said.by_model,
            notes: said.notes.iter().map(CleanText::as_str).collect(),
            proposal,
            canvas: said.canvas.iter().map(panel).collect(),
            told: said.told.as_ref().map(|t| t.shown.as_str()),
            recorded,
            calls: said.spent.calls,
            tokens_in: said.spent.tokens_in,
            tokens_out: said.spent.tokens_out,
            cost_micro_usd: said.spent.cost,
            purse_percent: said.nearly,
        });
    }
    out.line(said.words.as_str())?;
    for note in &said.notes {
        out.line(format!("\nNote: {note}"))?;
    }
    if let Some(told) = &said.told {
        let how = if record { "Written down" } else { "Not written down (--record does)" };
        out.line(format!("\n{how}: {}", told.shown))?;
    }
    if let Some(id) = proposal {
        let id = id.brief();
        out.line(format!("\n`lanterne proposal show {id}` shows it, `lanterne proposal accept {id}` accepts it."))?;
    }
    if said.spent.calls > 0 {
        let s = said.spent;
        let words = format!("{} tokens read, {} written, {}", s.tokens_in, s.tokens_out, usd(s.cost));
        let purse = said.nearly.map(|p| format!("; {p} % of the purse is spent")).unwrap_or_default();
        out.line(format!("\n({words}{purse})"))?;
    }
    Ok(())
}

fn panel(change: &CanvasChange) -> String {
    match change {
        CanvasChange::Put(p) => p.id.clone(),
        CanvasChange::Removed(id) => format!("-{id}"),
    }
}

/// What an exchange leaves in the log: both sides, then reports, then what was made.
pub(super) fn events(cx: &Context, text: &str, said: &Spoken) -> Vec<NewEvent> {
    let coach = if said.by_model { Actor::Model } else { Actor::Coach };
    let mut all = vec![
        (Actor::Athlete, None, Event::Said(Said::athlete(cx.today, CleanText::block(text)))),
        (coach, None, Event::Said(Said::coach(cx.today, said.words.clone(), said.by_model))),
    ];
    all.extend(said.reports.iter().map(|e| (Actor::Athlete, None, e.clone())));
    all.extend(said.canvas.iter().map(|c| (Actor::Model, None, Event::CanvasChanged(c.clone()))));
    all.extend(said.proposal.iter().map(|p| {
        let actor = if p.author == Author::Model { Actor::Model } else { Actor::Athlete };
        (actor, Some(format!("proposal:{}", p.id)), Event::ProposalMade(Box::new(p.clone())))
    }));
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
