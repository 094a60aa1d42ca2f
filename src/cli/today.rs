//! `lanterne today`: the morning answer without a screen.

mod format;

use super::{
    Context,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::{
        closing,
        effect::signed,
        morning::{Brief, Course, Morning, SessionView},
    },
    domain::num::counted,
    domain::{Action, Cap, Contributor, Status, readiness::shown},
};
use std::io::IsTerminal;

/// How the question for the next mission is answered.
pub const NEXT: &str = "`lanterne mission new TEMPLATE` makes a mission (`mission list` shows them), `mission next ID` plans one, `mission next --later` asks again in a week.";

/// Runs `today`.
pub fn run(cx: &Context, plain: bool, format: Option<&str>, out: &mut Out) -> anyhow::Result<Exit> {
    let (_, _, morning) = cx.morning()?;
    if let Some(template) = format {
        let line = format::filled(template, &morning).map_err(|e| usage(format!("--format: {e}")))?;
        out.line(line)?;
        return Ok(Exit::Done);
    }
    if out.json {
        out.value(&morning)?;
        return Ok(Exit::Done);
    }
    if plain {
        out.line(one_line(&morning))?;
        return Ok(Exit::Done);
    }
    header(&morning, out)?;
    verdict(&morning, out)?;
    sessions(&morning, out)?;
    readiness(&morning, out)?;
    form(&morning, out)?;
    if let Some(g) = &morning.gauge {
        out.line(format!("\n{}", g.text))?;
    }
    if let Some(c) = morning.closing.as_ref().filter(|c| c.asks) {
        out.line(format!("\n{} {NEXT}", closing::question(c)))?;
    }
    for p in &morning.calibrations {
        out.line(format!(
            "\nYour history speaks for another figure: {} (`lanterne ledger accept {}`, or `deny`)",
            p.headline(),
            p.id.brief()
        ))?;
    }
    for p in &morning.proposals {
        out.line(format!(
            "\nProposal {} waits: {} (`lanterne proposal show {}`)",
            p.id.brief(),
            p.reason,
            p.id.brief()
        ))?;
    }
    Ok(Exit::Done)
}

/// The day in one line, for a login message or a status bar.
fn one_line(m: &Morning) -> String {
    let session = match m.course() {
        Course::AsPlanned => m.session.as_ref().map(|s| format!("{} {} min", s.title, s.minutes)),
        Course::Open => None,
        Course::Instead(day) => Some(format!("proposed: {}", brief(&day))),
    };
    let band = m.readiness.score.map(|s| format!("readiness {:.0} {}", shown(s), m.readiness.band));
    let mission = m.mission.as_ref().map(|x| format!("{} {}", x.name, when(x.days_to_goal)));
    let waiting =
        (!m.proposals.is_empty()).then(|| format!("{} to answer", counted(m.proposals.len(), "proposal")));
    let parts = [Some(word(m)), session, band, mission, waiting];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A day's sessions in a few words.
pub(super) fn brief(day: &[Brief]) -> String {
    let all: Vec<String> = day.iter().map(|s| format!("{} {} min", s.title, s.minutes)).collect();
    if all.is_empty() { "rest".to_owned() } else { all.join(", ") }
}

/// `in 5 days`
fn when(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1.. => format!("in {}", counted(days.unsigned_abs() as usize, "day")),
        _ => format!("{} ago", counted(days.unsigned_abs() as usize, "day")),
    }
}

fn header(m: &Morning, out: &mut Out) -> anyhow::Result<()> {
    let weekday = m.date.format("%A %-d %B %Y");
    match &m.mission {
        Some(x) => {
            let when = when(x.days_to_goal);
            let week = x.week.map_or_else(String::new, |(n, of)| format!(", week {n} of {of}"));
            out.line(format!("{weekday} · {} {when} · {}{week}", x.name, x.phase))?;
        }
        None => out.line(format!("{weekday} · no mission yet: `lanterne mission list` shows templates"))?,
    }
    if m.as_of != m.date {
        out.line(format!("As recorded by the end of {}", m.as_of))?;
    }
    Ok(())
}

/// The verdict and what it allows.
fn word(m: &Morning) -> String {
    let v = &m.verdict;
    let allows = v.allows();
    match (v.action, &m.session, &m.mission) {
        (Action::Go, None, None) if v.cap == Cap::None => "NO PLAN".to_owned(),
        (Action::Go, None, None) => format!("NO PLAN · today allows: {allows}"),
        (Action::Go, None, Some(_)) => "REST DAY".to_owned(),
        (Action::Go, ..) if v.cap >= Cap::NoHard => format!("GO · the plan fits: {allows}"),
        _ => format!("{} · {allows}", v.action.to_string().to_uppercase()),
    }
}

fn verdict(m: &Morning, out: &mut Out) -> anyhow::Result<()> {
    let v = &m.verdict;
    out.line(format!("\n{} · confidence {:.0} %", word(m), 100.0 * v.confidence))?;
    for r in &v.reasons {
        out.line(format!("  {:<4} {}", r.rule, r.text))?;
        out.line(format!("       saw {}, limit {} ({})", r.observed, r.limit, r.evidence.title()))?;
    }
    Ok(())
}

fn sessions(m: &Morning, out: &mut Out) -> anyhow::Result<()> {
    let Some(s) = &m.session else {
        out.line(match m.mission {
            Some(_) => "\nToday  rest, as planned",
            None => "\nToday  nothing is planned: `lanterne mission list` shows goals, `lanterne mission use ID` makes a plan",
        })?;
        return Ok(());
    };
    let course = m.course();
    if course == Course::AsPlanned {
        session(s, out)?;
        for s in &m.more_sessions {
            session(s, out)?;
        }
        return Ok(());
    }
    out.line(match &course {
        Course::Instead(day) => format!("\nToday  proposed: {}", brief(day)),
        _ => format!("\nToday  {}", m.verdict.allows()),
    })?;
    // What is not to be done needs no steps.
    for s in std::iter::once(s).chain(&m.more_sessions) {
        out.line(format!(
            "  Planned, and more than today allows: {} {} · {} min · load {:.0}",
            s.sport, s.title, s.minutes, s.load
        ))?;
    }
    Ok(())
}

fn session(s: &SessionView, out: &mut Out) -> anyhow::Result<()> {
    let target = s.target.as_ref().map_or_else(String::new, |t| format!(" · {t}"));
    let locked = if s.locked { " · locked" } else { "" };
    out.line(format!("\nToday  {} {} · {} min · load {:.0}{target}{locked}", s.sport, s.title, s.minutes, s.load))?;
    for l in &s.lines {
        out.line(format!("  {l}"))?;
    }
    if !s.rationale.is_empty() {
        out.line(format!("  Why: {}", s.rationale))?;
    }
    for c in &s.classes {
        let link = c.link.as_ref().map_or_else(String::new, |l| format!("  {l}"));
        out.line(format!("  Class: {} ({}){link}", c.name, c.why))?;
    }
    if let Some(link) = &s.search {
        out.line(format!("  Search: {link}"))?;
    }
    Ok(())
}

fn readiness(m: &Morning, out: &mut Out) -> anyhow::Result<()> {
    let r = &m.readiness;
    let score = r.score.map_or_else(|| "unknown".into(), |s| format!("{:.0} {}", shown(s), r.band));
    // Bars are for eyes; a pipe or a screen reader has no use for them.
    let bars = std::io::stdout().is_terminal();
    out.line(format!("\nReadiness  {score} · coverage {:.0} %", 100.0 * r.coverage))?;
    for c in &r.contributors {
        out.line(contributor(c, bars))?;
    }
    Ok(())
}

fn contributor(c: &Contributor, bars: bool) -> String {
    let mark = match c.status {
        Status::Green => "G",
        Status::Amber => "A",
        Status::Red => "R",
        Status::Unavailable => "-",
    };
    let Some(value) = c.value else {
        return format!("  {mark} {:<17} –{}", c.slot.title(), note(c));
    };
    let bar = match c.score {
        Some(s) if bars => {
            let full = (s / 10.0).round().clamp(0.0, 10.0) as usize;
            format!("{}{}  ", "█".repeat(full), "░".repeat(10 - full))
        }
        _ => String::new(),
    };
    let delta = c.delta.map_or_else(String::new, |d| format!(" ({} to usual)", signed(d, 1)));
    let age = match c.age_days {
        Some(0) | None => String::new(),
        Some(1) => ", yesterday's".into(),
        Some(n) => format!(", {n} days old"),
    };
    let source = c.source.as_ref().map_or_else(String::new, |s| format!(" from {s}"));
    format!(
        "  {mark} {:<17} {bar}{} {}{delta}{source}{age}",
        c.slot.title(),
        if value < 0.0 { signed(value, 1) } else { format!("{value:.1}") },
        c.unit
    )
}

fn note(c: &Contributor) -> String {
    c.note.as_ref().map_or_else(String::new, |n| format!("  {n}"))
}

fn form(m: &Morning, out: &mut Out) -> anyhow::Result<()> {
    let f = &m.form;
    let (Some(ctl), Some(atl), Some(tsb), Some(ramp)) = (f.ctl, f.atl, f.tsb, f.ramp) else {
        out.line(format!("\nForm  CTL – · ATL – · TSB – · no activity is known yet ({})", f.convention))?;
        return Ok(());
    };
    out.line(format!(
        "\nForm  CTL {ctl:.1} · ATL {atl:.1} · TSB {} · ramp {} a week ({}{})",
        signed(tsb, 1),
        signed(ramp, 1),
        f.convention,
        if f.warming_up { ", warming up" } else { "" }
    ))?;
    Ok(())
}
