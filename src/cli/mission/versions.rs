//! `lanterne mission versions`: every version of a mission that was taken in, numbered, the active one marked.

use crate::{
    cli::{
        Context,
        exit::{Exit, usage},
        out::Out,
    },
    domain::{Day, Event},
    log::Access,
};
use chrono::{DateTime, Utc};
use serde::Serialize;

#[derive(Serialize)]
struct Row {
    number: usize,
    hash: String,
    /// When it was recorded.
    at: DateTime<Utc>,
    /// The day it was taken in for.
    seen: Option<Day>,
    name: String,
    /// Whether the mission is active in this version.
    active: bool,
    /// Cycles that are held against it, by number.
    cycles: Vec<u32>,
    text: Option<String>,
}

/// Runs `mission versions`: all of them, or the text of one.
pub(super) fn run(
    cx: &Context,
    mission: Option<&str>,
    number: Option<usize>,
    out: &mut Out,
) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let active = athlete.mission(cx.today).map(|v| v.mission.id.clone());
    let id = mission.map(str::to_owned).or_else(|| active.clone());
    let id = id.filter(|id| athlete.missions.contains_key(id)).ok_or_else(|| {
        usage("no such mission in the log, and none is active; `lanterne mission list` shows them")
    })?;
    let known = athlete.missions.get(&id).map_or(&[][..], Vec::as_slice);
    let saved = cx.store(Access::ReadOnly)?.of_kinds(&["mission_saved"])?;
    let time_of = |hash: &str| {
        saved.iter().find_map(|r| match &r.event {
            Event::MissionSaved(v) if v.mission.id == id && v.hash == hash => Some(r.recorded_at),
            _ => None,
        })
    };
    let mut rows: Vec<Row> = (1..)
        .zip(known)
        .map(|(n, v)| Row {
            number: n,
            hash: v.hash.clone(),
            at: time_of(&v.hash).unwrap_or_default(),
            seen: v.seen,
            name: v.mission.name.to_string(),
            active: active.as_deref() == Some(id.as_str()) && n == known.len(),
            cycles: athlete
                .cycles
                .iter()
                .filter(|c| c.stored.mission == id && c.stored.context == u32::try_from(n).ok())
                .map(|c| c.stored.number)
                .collect(),
            text: (number == Some(n)).then(|| v.text.clone()),
        })
        .collect();
    if let Some(n) = number {
        rows.retain(|r| r.number == n);
        let Some(row) = rows.first() else {
            return Err(usage(format!("{id} has versions 1 to {}", known.len())));
        };
        if out.json {
            out.value(row)?;
        } else {
            out.raw(row.text.as_deref().unwrap_or_default().trim_end_matches('\n'))?;
        }
        return Ok(Exit::Done);
    }
    if out.json {
        out.value(&rows)?;
        return Ok(Exit::Done);
    }
    for r in &rows {
        let mark = if r.active { "*" } else { " " };
        let pinned: Vec<String> = r.cycles.iter().map(|n| format!("cycle {n}")).collect();
        let pinned = if pinned.is_empty() { String::new() } else { format!("  {}", pinned.join(", ")) };
        out.line(format!(
            "{mark} {:>3}  {}  {:.8}  {}{pinned}",
            r.number,
            r.at.format("%F %H:%M"),
            r.hash,
            r.name
        ))?;
    }
    out.line(
        "\n`lanterne mission versions --number N` prints the text of one; what was taken in is never changed.",
    )?;
    Ok(Exit::Done)
}
