//! `lanterne mission show`

use super::find::find;
use crate::{
    cli::{
        Context,
        exit::{Exit, usage},
        out::Out,
    },
    config::mission,
    domain::{Athlete, CleanText, Day, Mission, MissionVersion, Sport, day, mission::Lifecycle},
};
use serde::Serialize;

/// What `show` prints.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Shown<'a> {
    pub(super) id: &'a str,
    pub(super) hash: &'a str,
    pub(super) active: bool,
    /// Versions in the log.
    pub(super) versions: usize,
    pub(super) goal_day: Day,
    pub(super) last_day: Day,
    pub(super) days_to_goal: i64,
    pub(super) lifecycle: Lifecycle,
    pub(super) mission: &'a Mission,
}

/// Runs `mission show`.
pub(super) fn run(cx: &Context, name: Option<&str>, text: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let version = version(cx, &athlete, name, text)?;
    if text {
        out.raw(version.text.trim_end_matches('\n'))?;
        return Ok(Exit::Done);
    }
    let shown = shown(&athlete, &version, cx.today);
    if out.json {
        out.value(&shown)?;
        return Ok(Exit::Done);
    }
    for line in lines(&shown) {
        out.line(line)?;
    }
    Ok(Exit::Done)
}

/// The version that is meant: the active one; by name the file's, or with `logged` the last in the log.
pub(super) fn version(
    cx: &Context,
    athlete: &Athlete,
    name: Option<&str>,
    logged: bool,
) -> anyhow::Result<MissionVersion> {
    let Some(name) = name else {
        let active = athlete.mission(cx.today).cloned();
        return active.ok_or_else(|| {
            usage("no mission is active; `lanterne mission list` shows missions, `lanterne mission use ID` takes one up")
        });
    };
    let in_log = athlete.missions.get(name).and_then(|v| v.last());
    if logged && let Some(version) = in_log {
        return Ok(version.clone());
    }
    let found = match (find(&cx.paths, name), in_log) {
        (Ok(found), _) => found,
        (Err(_), Some(version)) => return Ok(version.clone()),
        (Err(e), None) => return Err(e),
    };
    match mission::parse(&found.text, &found.file) {
        Ok(mission) => Ok(mission::version(mission, &found.text)),
        Err(issues) => Err(crate::config::ConfigErrors(issues).into()),
    }
}

/// A mission with what the date and the log add.
pub(super) fn shown<'a>(athlete: &Athlete, version: &'a MissionVersion, today: Day) -> Shown<'a> {
    let m = &version.mission;
    let taken = athlete.activations.iter().find(|(_, id)| *id == m.id).map_or(today, |(d, _)| *d);
    let goal_day = m.goal_day(taken);
    Shown {
        id: &m.id,
        hash: &version.hash,
        active: athlete.mission(today).is_some_and(|v| v.mission.id == m.id),
        versions: athlete.missions.get(&m.id).map_or(0, Vec::len),
        goal_day,
        last_day: m.last_day(taken),
        days_to_goal: day::between(today, goal_day),
        lifecycle: m.lifecycle(taken, today),
        mission: m,
    }
}

/// The mission for a person.
pub(super) fn lines(s: &Shown<'_>) -> Vec<String> {
    let m = s.mission;
    let active = if s.active { ", active" } else { "" };
    let mut lines = vec![format!("{} ({}{active})", m.name, m.id)];
    if let Some(d) = &m.description {
        lines.push(d.to_string());
    }
    lines.push(String::new());
    let mut say = |key: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("{key:<14} {value}"));
        }
    };
    say("goal", format!("{} {} {}", day::short_name(s.goal_day), s.goal_day, demands(m)));
    say("stands", format!("{}, {} days to go", s.lifecycle.name(), s.days_to_goal));
    let minutes = m.constraints.available_minutes.all();
    let week = day::SHORT_NAMES.iter().zip(minutes).map(|(d, n)| format!("{d} {n}"));
    say("minutes", week.collect::<Vec<_>>().join(" · "));
    let hours = f64::from(minutes.iter().map(|n| u32::from(*n)).sum::<u32>()) / 60.0;
    let most = m.constraints.max_weekly_hours.map_or(String::new(), |h| format!(", at most {h} h used"));
    say("week", format!("{hours:.1} h available{most}"));
    say("out", m.constraints.unavailable.iter().map(out_words).collect::<Vec<_>>().join(" · "));
    let side = m.events.iter().map(|e| format!("{} {} ({:?})", e.date, e.name, e.priority));
    say("on the way", side.collect::<Vec<_>>().join(" · "));
    say("notes", m.notes.as_ref().map(CleanText::to_string).unwrap_or_default());
    lines.extend(stage_lines(m));
    lines.push(String::new());
    lines.push(format!("version {} ({} in the log)", &s.hash.get(..12).unwrap_or(s.hash), s.versions));
    lines
}

/// A line for each day of a multi-day event.
fn stage_lines(m: &Mission) -> Vec<String> {
    let Some((first, last)) = m.event_days().filter(|_| !m.stages.is_empty()) else { return Vec::new() };
    let line = |on: Day| {
        let date = format!("{} {on}", day::short_name(on));
        let Some(stage) = m.stage_on(on) else { return format!("   –  {date}  rest") };
        let name = stage.name.as_ref().map_or("", CleanText::as_str);
        format!("  {:>2}  {date}  {:<8}  {name}", stage.number, stage.kind).trim_end().to_owned()
    };
    day::span(first, last).map(line).collect()
}

fn demands(m: &Mission) -> String {
    let g = &m.goal;
    let mut parts = if g.legs.is_empty() { vec![g.sport.name().to_owned()] } else { Vec::new() };
    if !m.stages.is_empty() {
        parts.push(format!("{} stages", m.stages.len()));
    }
    let legs = |(sport, minutes): (&Sport, &u32)| format!("{sport} {minutes} min");
    parts.extend(g.legs.iter().map(legs));
    parts.extend(g.distance_km.map(|km| format!("{km} km")));
    parts.extend(g.ascent_m.map(|m| format!("{m} m up")));
    parts.extend(g.weeks.map(|n| format!("{n} weeks")));
    parts.extend(g.minutes.map(|n| format!("{n} min")));
    parts.join(", ")
}

fn out_words(u: &crate::domain::mission::Unavailable) -> String {
    let when = match (u.date, u.from, u.to, u.weekday) {
        (Some(d), ..) => d.to_string(),
        (_, Some(a), Some(b), _) => format!("{a} to {b}"),
        (_, Some(a), None, _) => format!("from {a}"),
        (_, None, Some(b), _) => format!("until {b}"),
        (.., Some(w)) => format!("every {}", day::SHORT_NAMES[w.index()]),
        _ => String::new(),
    };
    let left = u.minutes.map_or(String::new(), |n| format!(", {n} min left"));
    let why = u.reason.as_ref().map_or(String::new(), |r| format!(" ({r})"));
    format!("{when}{left}{why}")
}
