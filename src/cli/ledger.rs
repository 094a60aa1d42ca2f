//! `lanterne ledger`: whether past advice worked, and what the athlete's own history says of the book's figures.

use super::{
    Context,
    args::LedgerCommand,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::{
        calibration::{self, Calibrated},
        ledger::{self, Ledger},
    },
    domain::{
        Athlete, CalibrationProposal, Event, Provenance, Provider, ShortId, athlete::ProposalState,
        calibration::CalibrationOutcome, event::Actor,
    },
    log::{Access, NewEvent},
    science::history::History,
    sync::missions::calibrate,
};
use serde::Serialize;

/// What `ledger --json` prints.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    ledger: Ledger,
    /// Every figure that was proposed, oldest first, with where it stands.
    proposals: Vec<Asked<'a>>,
}

#[derive(Serialize)]
struct Asked<'a> {
    state: ProposalState,
    headline: String,
    #[serde(flatten)]
    proposal: &'a CalibrationProposal,
}

/// Runs `ledger …`.
pub fn run(cx: &Context, command: Option<&LedgerCommand>, out: &mut Out) -> anyhow::Result<Exit> {
    match command {
        None => show(cx, out),
        Some(LedgerCommand::Propose) => propose(cx, out),
        Some(LedgerCommand::Accept { id }) => answer(cx, id.as_deref(), CalibrationOutcome::Accepted, out),
        Some(LedgerCommand::Deny { id }) => answer(cx, id.as_deref(), CalibrationOutcome::Denied, out),
        Some(LedgerCommand::Revert { id }) => answer(cx, id.as_deref(), CalibrationOutcome::Reverted, out),
    }
}

fn show(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let history = History::build(&athlete, cx.today);
    let l = ledger::ledger(&athlete, &history, cx.today);
    if out.json {
        let asked = athlete.calibrations.proposals.iter();
        let asked = asked.map(|(p, s)| Asked { state: *s, headline: p.headline(), proposal: p });
        out.value(&Shown { ledger: l, proposals: asked.collect() })?;
        return Ok(Exit::Done);
    }
    advice(&l, out)?;
    for b in l.blocks.iter().chain(&l.cycles) {
        out.line(&b.text)?;
    }
    out.line("\nThe book's figures against your own history")?;
    for c in &l.calibration {
        out.line(figure(c))?;
        out.line(format!("  {}", c.text))?;
    }
    waiting(&athlete, cx, out)?;
    Ok(Exit::Done)
}

fn advice(l: &Ledger, out: &mut Out) -> anyhow::Result<()> {
    if l.entries.is_empty() {
        out.line("No proposal of the rules was answered yet; the ledger begins with the first one.")?;
    }
    for e in &l.entries {
        let score = e.readiness.map_or_else(|| "–".to_owned(), |r| format!("{r:.0}"));
        out.line(
            format!(
                "{}  {:<4} {:<9} readiness {score:>3}  {:<7} {}",
                e.day,
                e.rule,
                e.answer.name(),
                e.label.name(),
                if e.outcome.hurt { "ill or in pain within the week" } else { "" }
            )
            .trim_end(),
        )?;
    }
    for c in &l.counts {
        let said = c.good.map_or_else(
            || "too few for a share".to_owned(),
            |(p, lo, hi)| format!("{:.0} % good ({:.0} to {:.0} %)", p * 100.0, lo * 100.0, hi * 100.0),
        );
        out.line(format!("{} {}: {} of {} good, {said}", c.rule, c.answer.name(), c.labels[0], c.n))?;
    }
    out.line(match l.matched.better {
        Some((a, d)) => format!(
            "{} like mornings: the accepted advice went better on {a}, the denied on {d}.",
            l.matched.pairs.len()
        ),
        None => format!("{} pairs of like mornings, too few to compare.", l.matched.pairs.len()),
    })?;
    Ok(())
}

/// `score under which a day is red: 60 · the book says 60 · own cases weigh 73 %`
fn figure(c: &Calibrated) -> String {
    let written = |v: f64| c.parameter.map_or_else(|| format!("{v:.2}"), |p| p.written(v));
    let now = written(c.now);
    let book = if (c.now - c.book).abs() < 1e-9 {
        String::new()
    } else {
        format!(" · the book says {}", written(c.book))
    };
    let weight = if c.weight > 0.0 && c.parameter.is_some() {
        format!(" · your own cases weigh {:.0} %", 100.0 * c.weight)
    } else {
        String::new()
    };
    format!("{}: {now}{book}{weight}", c.what)
}

fn waiting(athlete: &Athlete, cx: &Context, out: &mut Out) -> anyhow::Result<()> {
    let mut any = false;
    for p in athlete.calibrations.pending(cx.today) {
        any = true;
        out.line(format!("\nwaits for your answer until {}: {}  {}", p.expires, p.id.brief(), p.headline()))?;
    }
    if any {
        out.line("`lanterne ledger accept` or `deny`, with the first digits when several wait; until then nothing changes")?;
    }
    for (p, s) in &athlete.calibrations.proposals {
        let holds = athlete.calibrations.accepted(p.parameter).is_some_and(|last| last.id == p.id);
        if *s == ProposalState::Accepted && holds {
            let back = format!("`lanterne ledger revert {}` takes it back", p.id.brief());
            out.line(format!("accepted on your history of {}: {} ({back})", p.day, p.headline()))?;
        }
    }
    Ok(())
}

/// Asks now what the weekly routine would ask next.
fn propose(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    writable(cx)?;
    let (athlete, _) = cx.athlete()?;
    let history = History::build(&athlete, cx.today);
    let asked = calibration::proposals(&athlete, &history, cx.today);
    let events = asked.iter().map(|p| NewEvent {
        event: Event::CalibrationProposed(Box::new(p.clone())),
        actor: Actor::Coach,
        provenance: Provenance::of(Provider::Derived),
        key: format!("calibration:{}", p.id),
        cause: None,
        recorded_at: cx.now,
    });
    cx.store(Access::ReadWrite)?.append(events.collect())?;
    if out.json {
        out.value(&asked)?;
        return Ok(Exit::Done);
    }
    if asked.is_empty() {
        let last = athlete.calibrations.last_asked();
        out.line(match last.filter(|d| crate::domain::day::between(*d, cx.today) < calibration::EVERY_DAYS) {
            Some(d) => format!("Nothing: figures were proposed on {d}, and the next look is four weeks later."),
            None => {
                "Nothing: your history says nothing else than what holds. `lanterne ledger` shows it.".to_owned()
            }
        })?;
    }
    for p in &asked {
        out.line(format!("{}  {}", p.id.brief(), p.headline()))?;
        out.line(format!("  {}", p.reason))?;
    }
    if !asked.is_empty() {
        out.line("`lanterne ledger accept` or `deny`, with the first digits when several wait")?;
    }
    Ok(Exit::Done)
}

fn writable(cx: &Context) -> anyhow::Result<()> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out to answer"));
    }
    Ok(())
}

fn answer(cx: &Context, id: Option<&str>, outcome: CalibrationOutcome, out: &mut Out) -> anyhow::Result<Exit> {
    writable(cx)?;
    let (athlete, _) = cx.athlete()?;
    let id = find(cx, &athlete, id, outcome)?;
    let store = cx.store(Access::ReadWrite)?;
    let what = calibrate::answer(&store, &athlete, &cx.paths, (id, outcome), cx.today, cx.now)?;
    if out.json {
        out.value(&serde_json::json!({ "ok": true, "message": what }))?;
    } else {
        out.line(what)?;
    }
    Ok(Exit::Done)
}

/// The proposal that the first digits of an id name; without one, the only one that waits, or that holds.
fn find(cx: &Context, athlete: &Athlete, id: Option<&str>, outcome: CalibrationOutcome) -> anyhow::Result<ShortId> {
    let ledger = &athlete.calibrations;
    let back = outcome == CalibrationOutcome::Reverted;
    let Some(id) = id else {
        let all: Vec<ShortId> = if back {
            let holds = |p: &&CalibrationProposal| ledger.accepted(p.parameter).is_some_and(|last| last.id == p.id);
            ledger.proposals.iter().map(|(p, _)| p).filter(holds).map(|p| p.id).collect()
        } else {
            ledger.pending(cx.today).map(|p| p.id).collect()
        };
        return match all.as_slice() {
            [one] => Ok(*one),
            [] if back => anyhow::bail!("no accepted figure can be taken back"),
            [] => anyhow::bail!("no figure waits for an answer; `lanterne ledger` shows what your history says"),
            _ => Err(usage("more than one; name one by its first digits, `lanterne ledger` lists them")),
        };
    };
    let id = id.to_ascii_lowercase();
    let mut hits = ledger.proposals.iter().filter(|(p, _)| p.id.to_string().starts_with(&id));
    match (hits.next(), hits.next()) {
        (Some((p, _)), None) => Ok(p.id),
        _ => Err(usage(format!(
            "no proposed figure, or more than one, has an id that starts with {id}; `lanterne ledger --json` lists them"
        ))),
    }
}
