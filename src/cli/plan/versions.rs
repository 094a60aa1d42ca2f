//! `lanterne plan versions`, `plan restore N`, `plan lay`

use crate::{
    cli::{
        Context,
        exit::{Exit, usage},
        out::Out,
    },
    coach::{
        proposal::{self, Scene},
        relay,
    },
    domain::{Event, Provenance, Provider, Session, event::Actor, plan::version::Cause},
    log::{Access, NewEvent},
};
use chrono::{DateTime, Utc};
use serde::Serialize;

#[derive(Serialize)]
struct Row {
    version: u32,
    at: Option<DateTime<Utc>>,
    cause: &'static str,
    proposal: Option<String>,
    mission: String,
    changed: usize,
    what: String,
}

/// Every version that can be gone back to, newest first.
pub(super) fn list(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let Some(plan) = &athlete.plan else { anyhow::bail!(super::NO_PLAN) };
    let reason = |id| athlete.proposals.iter().find(|(p, _)| p.id == id).map_or("", |(p, _)| p.reason.as_str());
    let rows: Vec<Row> = athlete
        .versions
        .iter()
        .rev()
        .map(|v| {
            let (cause, id, what) = match v.cause {
                Cause::Laid => ("laid", None, format!("{} sessions laid", v.change.after.len())),
                Cause::Accepted(id) => ("accepted", Some(id), reason(id).to_owned()),
                Cause::Undone(id) => ("undone", Some(id), format!("taken back: {}", reason(id))),
                Cause::Locked => ("locked", None, titles(&v.change.after)),
                Cause::Unlocked => ("unlocked", None, titles(&v.change.after)),
            };
            Row {
                version: v.version,
                at: v.at,
                cause,
                proposal: id.map(|i| i.to_string()),
                mission: v.mission.clone(),
                changed: v.change.before.len().max(v.change.after.len()),
                what,
            }
        })
        .collect();
    if out.json {
        out.value(&rows)?;
        return Ok(Exit::Done);
    }
    for r in &rows {
        let now = if r.version == plan.version { "*" } else { " " };
        let at = r.at.map_or_else(String::new, |t| t.format("%Y-%m-%d %H:%M").to_string());
        out.line(format!("{now} {:>4}  {at:<16}  {:<8}  {}", r.version, r.cause, r.what))?;
    }
    out.line("\n`lanterne plan restore N` brings the days ahead back to version N, as a new version.")?;
    Ok(Exit::Done)
}

/// `sweet spot 2 × 12 min of 2026-11-26`
fn titles(sessions: &[Session]) -> String {
    sessions.iter().map(|s| format!("{} of {}", s.title, s.day)).collect::<Vec<_>>().join(", ")
}

/// Proposes and accepts the way back in one transaction: the athlete has asked for it by name.
pub(super) fn restore(cx: &Context, version: u32, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("looking back changes nothing: leave --as-of out"));
    }
    let (athlete, history, morning) = cx.morning()?;
    let Some(scene) = Scene::of(&athlete, &history, cx.today, morning.verdict.cap) else {
        anyhow::bail!(super::NO_PLAN);
    };
    let p = proposal::restore(&scene, version).map_err(|why| anyhow::anyhow!(why))?;
    let all: Vec<u16> = p.hunks.iter().map(|h| h.number).collect();
    let answer = proposal::accept(&scene, &p, &all, &[])?;
    let (changes, load, made) = (p.hunks.len(), p.effect.load, p.id);
    let events = [
        (format!("proposal:{made}"), Event::ProposalMade(Box::new(p))),
        (format!("answer:{made}"), Event::ProposalAnswered(Box::new(answer))),
    ];
    record(cx, events.into())?;
    let new = scene.plan.version + 1;
    if out.json {
        out.value(
            &serde_json::json!({ "version": new, "restored": version, "changes": changes, "delta_load": load }),
        )?;
        return Ok(Exit::Done);
    }
    out.line(format!(
        "The days ahead are as in version {version} again: {changes} changes, load {}. The plan is now version {new}; `lanterne proposal undo` takes it back.",
        crate::coach::effect::signed(load, 0)
    ))?;
    Ok(Exit::Done)
}

/// Shows what a plan laid anew would change; lays it when `yes`.
pub(super) fn lay(cx: &Context, yes: bool, out: &mut Out) -> anyhow::Result<Exit> {
    if yes && cx.as_of.is_some() {
        return Err(usage("looking back changes nothing: leave --as-of out"));
    }
    let (athlete, history, _) = cx.morning()?;
    let new = relay::relay(&athlete, &history, cx.today).map_err(|why| anyhow::anyhow!(why))?;
    let version = athlete.plan.as_ref().map_or(0, |p| p.version);
    if yes {
        let key = format!("plan:{}:{version}:{}", new.plan.mission_hash, cx.today);
        record(cx, vec![(key, Event::PlanLaid(new.plan))])?;
    }
    if out.json {
        out.value(&serde_json::json!({ "laid": yes, "words": new.words }))?;
        return Ok(Exit::Done);
    }
    out.line(&new.words)?;
    out.line(if yes {
        format!("\nLaid: the plan is now version {}; `lanterne plan restore {version}` goes back.", version + 1)
    } else {
        "\nThe same with `--yes` lays it.".to_owned()
    })?;
    Ok(Exit::Done)
}

fn record(cx: &Context, events: Vec<(String, Event)>) -> anyhow::Result<()> {
    let new = |(key, event)| NewEvent {
        event,
        actor: Actor::Athlete,
        provenance: Provenance::of(Provider::Manual),
        key,
        cause: None,
        recorded_at: cx.now,
    };
    cx.store(Access::ReadWrite)?.append(events.into_iter().map(new).collect())?;
    Ok(())
}
