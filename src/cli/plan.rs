//! `lanterne plan`

mod alternatives;
mod export;
mod push;
mod versions;

use super::{
    Context,
    args::{PlanCommand, Span},
    exit::Exit,
    out::Out,
};
use crate::{
    coach::{
        gauge::gauge,
        mission_line::mission_line,
        morning::{Gauge, SessionView, StageLine},
        present,
    },
    domain::{Day, PlanWeek, day},
    science::history::History,
};
use serde::Serialize;

/// What to do where a plan is needed and there is none.
const NO_PLAN: &str =
    "there is no plan yet; `lanterne mission list` shows missions, `lanterne mission use ID` plans one";

/// What `plan show --json` prints.
#[derive(Serialize, schemars::JsonSchema)]
pub struct PlanView<'a> {
    /// Version of the plan.
    version: u32,
    /// Mission it serves, by id.
    mission: &'a str,
    /// Content hash of the mission version it was laid from.
    mission_hash: &'a str,
    /// The day it was laid.
    from: Day,
    /// Last planned day.
    to: Option<Day>,
    /// Targets of the weeks asked for.
    weeks: Vec<&'a PlanWeek>,
    /// Sessions of the days asked for.
    sessions: Vec<SessionView>,
    /// Stages of the mission, with ride mode and points; of the whole event, whichever days were asked for.
    stages: Vec<StageLine>,
    /// Points won so far and points that can still be had, in a stage race with points.
    points: Option<(u32, u32)>,
    /// Whether the plan reaches what the goal needs.
    gauge: Option<Gauge>,
}

/// Runs `plan …`.
pub fn run(cx: &Context, command: &PlanCommand, out: &mut Out) -> anyhow::Result<Exit> {
    match command {
        PlanCommand::Show(span) => show(cx, *span, out),
        PlanCommand::Versions => versions::list(cx, out),
        PlanCommand::Restore { version } => versions::restore(cx, *version, out),
        PlanCommand::Lay { yes } => versions::lay(cx, *yes, out),
        PlanCommand::Export(args) => export::run(cx, args, out),
        PlanCommand::Push(args) => push::run(cx, args, out),
        PlanCommand::Alternatives { day } => alternatives::run(cx, *day, out),
    }
}

fn show(cx: &Context, span: Span, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let Some(plan) = &athlete.plan else {
        anyhow::bail!(NO_PLAN);
    };
    let history = History::build(&athlete, cx.today);
    let from = span.from.unwrap_or(plan.from);
    let to = span.to.or(plan.last_day()).unwrap_or(from);
    let version = athlete.mission(cx.today).filter(|v| v.mission.id == plan.mission);
    let line = version.map(|v| mission_line(&athlete, &history, v, cx.today, None));
    let (stages, points) = line.map_or_else(Default::default, |l| (l.stages, l.points));
    let view = PlanView {
        stages,
        points,
        gauge: version.and_then(|v| gauge(&athlete, &history, v, plan, cx.today)),
        version: plan.version,
        mission: &plan.mission,
        mission_hash: &plan.mission_hash,
        from: plan.from,
        to: plan.last_day(),
        weeks: plan.weeks.iter().filter(|w| day::shift(w.monday, 6) >= from && w.monday <= to).collect(),
        sessions: plan.span(from, to).map(|s| present::session_view(s, &history.book, cx.today)).collect(),
    };
    if out.json {
        out.value(&view)?;
        return Ok(Exit::Done);
    }
    for w in &view.weeks {
        out.line(format!(
            "{}  {}{}  target {:.0}  by {}  {}",
            day::iso_week(w.monday),
            w.phase,
            if w.deload { ", down week" } else { "" },
            w.target_load,
            w.binding,
            w.focus
        ))?;
        let end = day::shift(w.monday, 6);
        for s in view.sessions.iter().filter(|s| s.date >= w.monday && s.date <= end) {
            out.line(format!(
                "  {} {}  {:<8} {:<24} {:>3} min  load {:>3.0}  {}",
                s.weekday,
                s.date,
                s.sport,
                s.title,
                s.minutes,
                s.load,
                [s.target.as_deref(), s.locked.then_some("locked")]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" · ")
            ))?;
        }
    }
    event(&view, out)?;
    Ok(Exit::Done)
}

/// What the event asks for: its stages, how each is to be ridden, what that gives, and whether the plan carries it.
fn event(view: &PlanView<'_>, out: &mut Out) -> anyhow::Result<()> {
    if view.stages.is_empty() {
        return Ok(());
    }
    out.line("\nThe stages as they would be ridden")?;
    for s in &view.stages {
        let points = if s.points == 1 { "1 point".to_owned() } else { format!("{} points", s.points) };
        let number = if s.number == 0 { "–".to_owned() } else { s.number.to_string() };
        let line = format!(
            "  {number:>2}  {} {}  {:<9} {:<10} {:>3} min  {points:>9}  {}",
            day::short_name(s.date),
            s.date,
            s.kind.name().replace('_', " "),
            s.mode.name(),
            s.minutes,
            s.name.as_deref().unwrap_or_default()
        );
        out.line(line.trim_end())?;
    }
    if let Some((won, left)) = view.points {
        out.line(format!(
            "  {won} points won so far, {left} can still be had; the modes are chosen anew each morning"
        ))?;
    }
    if let Some(g) = &view.gauge {
        out.line(format!("Can it be done? {} (the floor comes from {})", g.text, g.floor_source))?;
    }
    Ok(())
}
