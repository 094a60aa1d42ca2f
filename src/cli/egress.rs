//! `lanterne egress`: what left the machine for a model, what came back, and what would leave next.

use super::{Context, args::EgressCommand, exit::Exit, out::Out};
use crate::{
    domain::{
        CleanText, Event, ModelAnswer, ModelRequest, Recorded,
        exchange::{self, Came as Bytes, Job},
        purse::{Caps, Purse, usd},
        text::marked,
    },
    log::Access,
    model::{
        Prompts,
        facts::Known,
        jobs,
        turn::{self, World},
    },
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// One exchange, as it is shown.
#[derive(Serialize)]
struct Exchange {
    id: String,
    at: DateTime<Utc>,
    job: &'static str,
    attempt: u8,
    host: String,
    model: String,
    prompt: String,
    facts: Vec<(String, String)>,
    withheld: BTreeMap<String, u32>,
    sent_hash: String,
    sent: String,
    estimated_tokens_in: u32,
    estimated_cost_micro_usd: u64,
    /// `None`: no answer is on record, so it was possibly billed.
    answer: Option<Came>,
}

#[derive(Serialize)]
struct Came {
    ending: String,
    status: Option<u16>,
    problem: Option<String>,
    first_ms: Option<u32>,
    total_ms: u32,
    tokens_in: u32,
    tokens_cached: u32,
    tokens_out: u32,
    tokens_reported: bool,
    cost_micro_usd: u64,
    hash: String,
    body: String,
    /// The response as it came.
    response: Option<Bytes>,
}

#[derive(Serialize)]
struct Ledger {
    calls: Vec<Exchange>,
    spent_today_micro_usd: u64,
    spent_this_month_micro_usd: u64,
    caps: Option<(u64, u64)>,
}

#[derive(Serialize)]
struct Preview<'a> {
    host: &'a str,
    model: &'a str,
    prompt: &'a str,
    body: &'a str,
    hash: String,
    estimated_tokens: u32,
    at_most_micro_usd: u64,
    price_known: bool,
    facts: &'a [(String, String)],
    withheld: &'a BTreeMap<String, u32>,
}

/// Runs `egress …`.
pub fn run(cx: &Context, command: Option<&EgressCommand>, out: &mut Out) -> anyhow::Result<Exit> {
    match command {
        None => list(cx, out),
        Some(EgressCommand::Show { id }) => show(cx, id, out),
        Some(EgressCommand::Preview { words }) => preview(cx, &words.join(" "), out),
    }
}

fn calls_of(cx: &Context) -> anyhow::Result<Vec<Recorded>> {
    Ok(cx.store(Access::ReadOnly)?.of_kinds(&["model_requested", "model_answered"])?)
}

fn exchanges(cx: &Context) -> anyhow::Result<Vec<Exchange>> {
    let events = calls_of(cx)?;
    let answers: BTreeMap<_, &ModelAnswer> = events
        .iter()
        .filter_map(|r| if let Event::ModelAnswered(a) = &r.event { Some((a.call, &**a)) } else { None })
        .collect();
    let made = |r: &Recorded| match &r.event {
        Event::ModelRequested(q) => Some(shown(r.recorded_at, q, answers.get(&q.call).copied())),
        _ => None,
    };
    Ok(events.iter().filter_map(made).collect())
}

fn shown(at: DateTime<Utc>, q: &ModelRequest, a: Option<&ModelAnswer>) -> Exchange {
    Exchange {
        id: q.call.brief(),
        at,
        job: q.job.name(),
        attempt: q.attempt,
        host: q.host.to_string(),
        model: q.model.to_string(),
        prompt: q.prompt.to_string(),
        facts: q.facts.clone(),
        withheld: q.withheld.clone(),
        sent_hash: q.body_hash.clone(),
        sent: q.body.clone(),
        estimated_tokens_in: q.tokens_in,
        estimated_cost_micro_usd: q.cost,
        answer: a.map(|a| Came {
            ending: format!("{:?}", a.ending).to_lowercase(),
            status: a.status,
            problem: a.problem.as_ref().map(ToString::to_string),
            first_ms: a.first_ms,
            total_ms: a.total_ms,
            tokens_in: a.tokens_in,
            tokens_cached: a.tokens_cached,
            tokens_out: a.tokens_out,
            tokens_reported: a.tokens_reported,
            cost_micro_usd: a.cost,
            hash: a.body_hash.clone(),
            body: a.body.clone(),
            response: a.came.clone(),
        }),
    }
}

fn list(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let calls = exchanges(cx)?;
    let (athlete, _) = cx.athlete()?;
    let caps = cx.config.model.as_ref().map(|m| m.caps);
    let date = cx.now.with_timezone(&cx.config.zone()).date_naive();
    let purse = Purse::of(caps.unwrap_or(Caps { day: 0, month: 0 }), &athlete.spending, date);
    if out.json {
        let caps = caps.map(|c| (c.day, c.month));
        let (today, month) = (purse.day, purse.month);
        out.value(&Ledger { calls, spent_today_micro_usd: today, spent_this_month_micro_usd: month, caps })?;
        return Ok(Exit::Done);
    }
    if calls.is_empty() {
        let configured = cx.config.model.is_some();
        out.line("Nothing has left this machine for a model.")?;
        out.line(if configured {
            "`lanterne egress preview` shows what a question would send."
        } else {
            "No model is configured; the rules answer alone."
        })?;
        return Ok(Exit::Done);
    }
    for c in &calls {
        let came = c.answer.as_ref().map_or_else(
            || format!("no answer on record, possibly billed up to {}", usd(c.estimated_cost_micro_usd)),
            |a| {
                let why = a.problem.as_ref().map(|p| format!(": {p}")).unwrap_or_default();
                format!("{}{why}; {} in, {} out, {}", a.ending, a.tokens_in, a.tokens_out, usd(a.cost_micro_usd))
            },
        );
        let at = c.at.with_timezone(&cx.config.zone()).format("%Y-%m-%d %H:%M");
        let sent = format!("{} bytes, {} facts", c.sent.len(), c.facts.len());
        out.line(format!("{}  {at}  {} to {} ({}): {sent}; {came}", c.id, c.job, c.host, c.model))?;
    }
    let caps = caps.map(|c| format!(" of {} and {}", usd(c.day), usd(c.month))).unwrap_or_default();
    out.line(format!("\nSpent {} today, {} this month{caps}.", usd(purse.day), usd(purse.month)))?;
    out.line("`lanterne egress show ID` shows one of them byte for byte.")?;
    Ok(Exit::Done)
}

fn show(cx: &Context, id: &str, out: &mut Out) -> anyhow::Result<Exit> {
    let calls = exchanges(cx)?;
    let Some(c) = calls.iter().rev().find(|c| c.id.starts_with(id)) else {
        return Err(super::exit::usage(format!("there is no exchange {id}; `lanterne egress` lists them")));
    };
    if out.json {
        out.value(c)?;
        return Ok(Exit::Done);
    }
    let events = calls_of(cx)?;
    let answer = events.iter().find_map(|r| match &r.event {
        Event::ModelAnswered(a) if a.call.brief() == c.id => Some(&**a),
        _ => None,
    });
    for r in &events {
        if let Event::ModelRequested(q) = &r.event
            && q.call.brief() == c.id
        {
            let at = r.recorded_at.with_timezone(&cx.config.zone()).format("%Y-%m-%d %H:%M").to_string();
            for line in exchange::page(&at, q, answer) {
                out.raw(line)?;
            }
        }
    }
    Ok(Exit::Done)
}

fn preview(cx: &Context, words: &str, out: &mut Out) -> anyhow::Result<Exit> {
    let Some(model) = &cx.config.model else {
        out.line("No model is configured: nothing would leave. A [model] table in config.toml configures one.")?;
        return Ok(Exit::Done);
    };
    let (athlete, history, morning) = cx.morning()?;
    let prompts = Prompts::load(&cx.paths.prompts_dir()).map_err(super::exit::usage)?;
    let known = Known { athlete: &athlete, history: &history, morning: &morning };
    let date = cx.now.with_timezone(&cx.config.zone()).date_naive();
    let asked = if words.is_empty() { jobs::task(Job::Ask) } else { jobs::question(CleanText::block(words), None) };
    let draft = turn::preview(model, World { known, prompts: &prompts, date }, &asked);
    if out.json {
        out.value(&Preview {
            host: &model.host,
            model: &model.name,
            prompt: &draft.prompt,
            body: &draft.body,
            hash: blake3::hash(draft.body.as_bytes()).to_hex().to_string(),
            estimated_tokens: draft.tokens,
            at_most_micro_usd: draft.cost,
            price_known: draft.priced,
            facts: &draft.facts,
            withheld: &draft.withheld,
        })?;
        return Ok(Exit::Done);
    }
    let price = if draft.priced { "" } else { " (no price is known; counted as the dearest)" };
    out.line(format!(
        "A question would send {} bytes, at most {} tokens, to {} ({}), for at most {}{price}.",
        draft.body.len(),
        draft.tokens,
        model.host,
        model.name,
        usd(draft.cost)
    ))?;
    for (source, n) in &draft.withheld {
        out.line(format!("{n} rows of {source} stay here."))?;
    }
    out.raw(format!("\n{}", marked(&draft.body)))?;
    Ok(Exit::Done)
}
