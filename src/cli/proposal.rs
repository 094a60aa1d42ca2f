//! `lanterne proposal`: answering proposals without the cockpit.

use super::{
    Context,
    args::ProposalCommand,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::{
        denied,
        effect::signed,
        morning::Morning,
        proposal::{self, Scene},
        words,
    },
    domain::{
        Answer, Athlete, Event, Hunk, HunkOp, Proposal, Provenance, Provider, Session, Severity,
        athlete::ProposalState,
        day,
        event::Actor,
        proposal::{Effect, FormDelta},
    },
    log::{Access, NewEvent},
    science::history::History,
};
use chrono::NaiveDateTime;
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
            let until = athlete.answer_until(p.id).filter(|_| *state == ProposalState::Pending);
            show(p, *state, until.map(|t| t.with_timezone(&cx.config.zone()).naive_local()), out)
        }
        ProposalCommand::Instead { number, hunk, id } => {
            let (p, state) = find(cx, &athlete, id.as_deref())?;
            if *state != ProposalState::Pending {
                anyhow::bail!("proposal {} is {} already; nothing changed", p.id.brief(), state.name());
            }
            let scene = Scene::of(&athlete, &history, cx.today, morning.verdict.cap);
            let new = scene.and_then(|s| match hunk {
                Some(h) => proposal::instead_of_hunk(&s, p, *h, *number),
                None => proposal::instead(&s, p, *number),
            });
            let Some(new) = new else {
                let of = hunk.map_or_else(String::new, |h| format!(" of hunk {h}"));
                anyhow::bail!(
                    "there is no alternative {number}{of} that fits the plan of now; `lanterne proposal show {}` lists them",
                    p.id.brief()
                );
            };
            let new = proposal::renewed(&athlete.proposals, new);
            let (id, words) = (new.id, new.reason.clone());
            record(cx, Event::ProposalMade(Box::new(new)), format!("proposal:{id}"))?;
            told(out, &format!("Proposed instead: {words} `lanterne proposal accept {}` accepts it.", id.brief()))
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
            let reason = reason.map(Into::into);
            let answer = proposal::deny(p, reason, cx.today);
            record(cx, Event::ProposalAnswered(Box::new(answer)), format!("answer:{}", p.id))?;
            let follow = denied::follows(&athlete, p, reason, cx.today);
            let rules: Vec<String> = follow
                .rules
                .iter()
                .map(|r| format!("\n`lanterne mission constrain \"{r}\" --yes` writes it."))
                .collect();
            told(
                out,
                format!("Denied and saved; the plan stays as it is. {}{}", follow.words, rules.concat()).trim_end(),
            )
        }
        ProposalCommand::Undo => {
            let Some(undo) = proposal::undo(&athlete, cx.today) else {
                anyhow::bail!(proposal::no_undo(&athlete, cx.today).unwrap_or_default());
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
    proposal::in_time(athlete, p.id, cx.now)?;
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

fn show(p: &Proposal, state: ProposalState, until: Option<NaiveDateTime>, out: &mut Out) -> anyhow::Result<Exit> {
    if out.json {
        out.value(&view(p, state))?;
        return Ok(Exit::Done);
    }
    // Two days after it was made, or with the day that it changes, whichever comes first.
    let last = until.filter(|t| t.date() <= p.expires);
    let last = last.map_or_else(|| p.expires.to_string(), |t| t.format("%Y-%m-%d %H:%M").to_string());
    out.line(format!(
        "{} · {} · for {} · until {last}, or the session's start",
        p.id.brief(),
        state.name(),
        p.day
    ))?;
    out.line(p.reason.as_str())?;
    for (i, h) in p.hunks.iter().enumerate() {
        hunk(h, p.each.get(i).filter(|_| p.hunks.len() > 1), out)?;
        for (c, n) in p.choices.get(i).into_iter().flatten().zip(1..) {
            out.line(format!("   or {n}: {} {}", c.words, words::sentence(&amounts(&c.effect))))?;
        }
    }
    out.line(format!("\nEffect   {}", amounts(&p.effect)))?;
    effect(&p.effect, "  ", out)?;
    for (a, n) in p.alternatives.iter().zip(1..) {
        out.line(format!("\nInstead {n}: {}", a.words))?;
        out.line(format!("  {}", amounts(&a.effect)))?;
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
            "\n`lanterne proposal accept {0}` (`--hunks 1,2` for some), `lanterne proposal deny {0}`{1}{2}",
            p.id.brief(),
            if p.alternatives.is_empty() {
                String::new()
            } else {
                format!(", `lanterne proposal instead 1 {}`", p.id.brief())
            },
            p.choices.iter().position(|c| !c.is_empty()).map_or_else(String::new, |i| format!(
                ", `lanterne proposal instead 1 {} --hunk {}`",
                p.id.brief(),
                p.hunks[i].number
            ))
        ))?;
    }
    Ok(Exit::Done)
}

/// `load −38, 30 min less, one hard session less`
fn amounts(e: &Effect) -> String {
    let minutes = match e.minutes {
        0 => String::new(),
        m => format!(", {} min", signed(f64::from(m), 0)),
    };
    let hard = match e.hard {
        0 => String::new(),
        n => format!(", {} hard", signed(f64::from(n), 0)),
    };
    format!("load {}{minutes}{hard}", signed(e.load, 0))
}

fn effect(e: &Effect, indent: &str, out: &mut Out) -> anyhow::Result<()> {
    delta("tomorrow", &e.tomorrow, indent, out)?;
    delta("in a week", &e.week, indent, out)?;
    if let Some(key) = &e.next_key {
        delta(&format!("next key {}", day::short_name(key.day)), &key.form, indent, out)?;
    }
    if let Some(goal) = &e.goal {
        delta("at the goal", goal, indent, out)?;
    }
    Ok(())
}

fn hunk(h: &Hunk, does: Option<&Effect>, out: &mut Out) -> anyhow::Result<()> {
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
    if let Some(e) = does {
        out.line(format!("   alone: {}", amounts(e)))?;
        effect(e, "     ", out)?;
    }
    for r in &h.reasons {
        out.line(format!("   {} {}: saw {}, limit {}", r.rule, r.text.trim_end_matches('.'), r.observed, r.limit))?;
    }
    Ok(())
}

fn of(s: &Session) -> String {
    format!("{} {}  {}", day::short_name(s.day), s.day, s.brief())
}

fn delta(when: &str, d: &FormDelta, indent: &str, out: &mut Out) -> anyhow::Result<()> {
    out.line(format!(
        "{indent}{when:<12} CTL {:.1} → {:.1}   TSB {} → {}",
        d.ctl_before,
        d.ctl_after,
        signed(d.tsb_before, 1),
        signed(d.tsb_after, 1)
    ))?;
    Ok(())
}
