//! `lanterne proposal`: answering proposals without the cockpit.

use super::{
    Context,
    args::ProposalCommand,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::{
        effect::signed,
        morning::Morning,
        proposal::{self, Scene},
    },
    domain::{
        Answer, Athlete, Event, Hunk, HunkOp, Proposal, Provenance, Provider, Session, Severity,
        athlete::ProposalState, day, event::Actor, proposal::FormDelta,
    },
    log::{Access, NewEvent},
    science::history::History,
};
use serde::Serialize;

#[derive(Serialize)]
struct View<'a> {
    state: ProposalState,
    shown_hash: String,
    #[serde(flatten)]
    proposal: &'a Proposal,
}

/// Runs `proposal …`.
pub fn run(cx: &Context, command: &ProposalCommand, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, history, morning) = cx.morning()?;
    match command {
        ProposalCommand::List => list(&athlete, out),
        ProposalCommand::Show { id } => {
            let (p, state) = find(cx, &athlete, id.as_deref())?;
            show(p, *state, out)
        }
        ProposalCommand::Accept { id, hunks } => {
            let (p, _) = find(cx, &athlete, id.as_deref())?;
            let answer = accept(cx, &athlete, &history, &morning, p, hunks.as_deref())?;
            record(cx, Event::ProposalAnswered(Box::new(answer)), format!("answer:{}", p.id))?;
            told(out, &format!("Accepted and saved: {}", p.reason))
        }
        ProposalCommand::Deny { id, reason } => {
            let (p, state) = find(cx, &athlete, id.as_deref())?;
            if *state != ProposalState::Pending {
                anyhow::bail!("proposal {} is {} already; nothing changed", p.id.brief(), state.name());
            }
            let answer = proposal::deny(p, reason.map(Into::into));
            record(cx, Event::ProposalAnswered(Box::new(answer)), format!("answer:{}", p.id))?;
            told(out, "Denied and saved; the plan stays as it is")
        }
        ProposalCommand::Undo => {
            let Some(undo) = proposal::undo(&athlete, cx.today) else {
                anyhow::bail!("there is no change to take back (past days are not edited)");
            };
            let version = athlete.plan.as_ref().map_or(0, |p| p.version);
            let key = format!("undo:{}:{version}", undo.proposal);
            record(cx, Event::PlanUndone(undo), key)?;
            told(out, "Taken back and saved; the plan is as it was before")
        }
    }
}

fn told(out: &mut Out, what: &str) -> anyhow::Result<Exit> {
    if out.json {
        out.value(&serde_json::json!({ "ok": true, "message": what }))?;
    } else {
        out.line(what)?;
    }
    Ok(Exit::Done)
}

fn record(cx: &Context, event: Event, key: String) -> anyhow::Result<()> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out to answer"));
    }
    let new = NewEvent {
        event,
        actor: Actor::Athlete,
        provenance: Provenance::of(Provider::Manual),
        key,
        cause: None,
        recorded_at: cx.now,
    };
    cx.store(Access::ReadWrite)?.append(vec![new])?;
    Ok(())
}

/// The proposal that an id names; without one, the only one that waits.
fn find<'a>(cx: &Context, athlete: &'a Athlete, id: Option<&str>) -> anyhow::Result<&'a (Proposal, ProposalState)> {
    if let Some(id) = id {
        return athlete.find_proposal(&id.to_ascii_lowercase()).ok_or_else(|| {
            usage(format!("no proposal, or more than one, has an id that starts with {id}; `lanterne proposal list` lists them"))
        });
    }
    let mut waiting =
        athlete.proposals.iter().filter(|(p, s)| *s == ProposalState::Pending && p.expires >= cx.today);
    match (waiting.next(), waiting.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => anyhow::bail!("no proposal waits for an answer"),
        _ => Err(usage("more than one proposal waits; name one, `lanterne proposal list` lists them")),
    }
}

fn accept(
    cx: &Context,
    athlete: &Athlete,
    history: &History,
    morning: &Morning,
    p: &Proposal,
    hunks: Option<&[u16]>,
) -> anyhow::Result<Answer> {
    let state = athlete.proposals.iter().find(|(q, _)| q.id == p.id).map(|(_, s)| *s);
    if let Some(state) = state.filter(|s| *s != ProposalState::Pending) {
        anyhow::bail!("proposal {} is {} already; nothing changed", p.id.brief(), state.name());
    }
    let Some(scene) = Scene::of(athlete, history, cx.today, morning.verdict.cap) else {
        anyhow::bail!("there is no plan to change");
    };
    let all: Vec<u16> = p.hunks.iter().map(|h| h.number).collect();
    Ok(proposal::accept(&scene, p, hunks.unwrap_or(&all), &[])?)
}

fn list(athlete: &Athlete, out: &mut Out) -> anyhow::Result<Exit> {
    let mut all: Vec<&(Proposal, ProposalState)> = athlete.proposals.iter().collect();
    // Those that wait first, then the newest.
    all.sort_by_key(|(p, s)| (*s != ProposalState::Pending, std::cmp::Reverse(p.day)));
    if out.json {
        let views: Vec<View> = all.iter().map(|(p, s)| view(p, *s)).collect();
        out.value(&views)?;
        return Ok(Exit::Done);
    }
    if all.is_empty() {
        out.line("No proposals yet.")?;
    }
    for (p, s) in all {
        out.line(format!("{}  {}  {:<10} {} hunk(s)  {}", p.id.brief(), p.day, s.name(), p.hunks.len(), p.reason))?;
    }
    Ok(Exit::Done)
}

fn view(p: &Proposal, state: ProposalState) -> View<'_> {
    View { state, shown_hash: p.shown_hash(), proposal: p }
}

fn show(p: &Proposal, state: ProposalState, out: &mut Out) -> anyhow::Result<Exit> {
    if out.json {
        out.value(&view(p, state))?;
        return Ok(Exit::Done);
    }
    out.line(format!("{} · {} · for {} · until {}", p.id.brief(), state.name(), p.day, p.expires))?;
    out.line(p.reason.as_str())?;
    for h in &p.hunks {
        hunk(h, out)?;
    }
    out.line(format!("\nEffect   load {}", signed(p.effect.load, 0)))?;
    delta("tomorrow", &p.effect.tomorrow, out)?;
    delta("in a week", &p.effect.week, out)?;
    if let Some(goal) = &p.effect.goal {
        delta("at the goal", goal, out)?;
    }
    for f in &p.checks {
        let mark = match f.severity {
            Severity::Block => "block",
            Severity::Warn => "warn ",
            Severity::Info => "info ",
        };
        out.line(format!(
            "{mark}  {} {} {}: saw {}, limit {}",
            f.rule,
            f.day,
            f.text.trim_end_matches('.'),
            f.observed,
            f.limit
        ))?;
    }
    if state == ProposalState::Pending {
        out.line(format!(
            "\n`lanterne proposal accept {0}` (`--hunks 1,2` for some), `lanterne proposal deny {0}`",
            p.id.brief()
        ))?;
    }
    Ok(Exit::Done)
}

fn hunk(h: &Hunk, out: &mut Out) -> anyhow::Result<()> {
    let linked = h.linked.map_or_else(String::new, |g| format!(" (group {g}: together or not at all)"));
    out.line(format!("\n{}. {}{linked}", h.number, h.op.name()))?;
    if let HunkOp::Note { day, text } = &h.op {
        out.line(format!("   {} {day}  {text}", day::short_name(*day)))?;
    }
    for s in h.op.before() {
        out.line(format!("   - {}", of(s)))?;
    }
    for s in h.op.after() {
        out.line(format!("   + {}", of(s)))?;
    }
    for r in &h.reasons {
        out.line(format!("   {} {}: saw {}, limit {}", r.rule, r.text.trim_end_matches('.'), r.observed, r.limit))?;
    }
    Ok(())
}

fn of(s: &Session) -> String {
    format!("{} {}  {}", day::short_name(s.day), s.day, s.brief())
}

fn delta(when: &str, d: &FormDelta, out: &mut Out) -> anyhow::Result<()> {
    out.line(format!(
        "  {when:<12} CTL {:.1} → {:.1}   TSB {} → {}",
        d.ctl_before,
        d.ctl_after,
        signed(d.tsb_before, 1),
        signed(d.tsb_after, 1)
    ))?;
    Ok(())
}
