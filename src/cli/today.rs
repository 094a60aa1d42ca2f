//! `lanterne today`: the morning answer without a screen.

mod format;

use super::{
    Context,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::{
        effect::signed,
        morning::{Morning, SessionView},
    },
    domain::{Action, Cap, Contributor, Status},
};

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
    header(&morning, out)?;
    verdict(&morning, out)?;
    sessions(&morning, out)?;
    readiness(&morning, plain, out)?;
    form(&morning, out)?;
    if let Some(g) = &morning.gauge {
        out.line(format!("\nBroom wagon  {}", g.text))?;
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

fn header(m: &Morning, out: &mut Out) -> anyhow::Result<()> {
    let weekday = m.date.format("%A %-d %B %Y");
    match &m.mission {
        Some(x) => {
            let when = match x.days_to_goal {
                0 => "today".to_owned(),
                d if d > 0 => format!("in {d} days"),
                d => format!("{} days ago", -d),
            };
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

fn verdict(m: &Morning, out: &mut Out) -> anyhow::Result<()> {
    let v = &m.verdict;
    let allows = v.cap.title();
    let word = match (v.action, &m.session, &m.mission) {
        (Action::Go, None, None) if v.cap == Cap::None => "NO PLAN".to_owned(),
        (Action::Go, None, None) => format!("NO PLAN · today allows: {allows}"),
        (Action::Go, None, Some(_)) => "REST DAY".to_owned(),
        (Action::Go, ..) if v.cap >= Cap::NoHard => format!("GO · the plan fits: {allows}"),
        _ => format!("{} · {allows}", v.action.to_string().to_uppercase()),
    };
    out.line(format!("\n{word} · confidence {:.0} %", 100.0 * v.confidence))?;
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
    session(s, out)?;
    for s in &m.more_sessions {
        session(s, out)?;
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

fn readiness(m: &Morning, plain: bool, out: &mut Out) -> anyhow::Result<()> {
    let r = &m.readiness;
    let score = r
        .score
        .map_or_else(|| "unknown".into(), |s| format!("{:.0} {}", crate::domain::readiness::shown(s), r.band));
    out.line(format!("\nReadiness  {score} · coverage {:.0} %", 100.0 * r.coverage))?;
    for c in &r.contributors {
        out.line(contributor(c, plain))?;
    }
    Ok(())
}

fn contributor(c: &Contributor, plain: bool) -> String {
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
        Some(s) if !plain => {
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
    // What rounds to nothing has no sign.
    let value = if value.abs() < 0.05 { 0.0 } else { value };
    format!("  {mark} {:<17} {bar}{value:.1} {}{delta}{source}{age}", c.slot.title(), c.unit)
}

fn note(c: &Contributor) -> String {
    c.note.as_ref().map_or_else(String::new, |n| format!("  {n}"))
}

fn form(m: &Morning, out: &mut Out) -> anyhow::Result<()> {
    let f = &m.form;
    out.line(format!(
        "\nForm  CTL {:.1} · ATL {:.1} · TSB {} · ramp {} a week ({}{})",
        f.ctl,
        f.atl,
        signed(f.tsb, 1),
        signed(f.ramp, 1),
        f.convention,
        if f.warming_up { ", warming up" } else { "" }
    ))?;
    Ok(())
}
