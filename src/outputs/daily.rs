//! The daily update: what today is about, for a mail, a phone or a file.

use super::words::escaped;
use crate::{
    coach::{
        morning::{Course, Morning, SessionView},
        words::sentence,
    },
    domain::{Athlete, Day, Status, day::shift, exchange::IN_WORDS, readiness::shown},
};

/// Days ahead for which other calendars are quoted.
const CALENDAR_DAYS: i64 = 7;

/// One heading with its lines.
struct Part {
    title: &'static str,
    lines: Vec<String>,
}

/// As plain text.
#[must_use]
pub fn text(athlete: &Athlete, m: &Morning) -> String {
    let part = |p: Part| {
        let lines: String = p.lines.iter().flat_map(|l| ["  ", l, "\n"]).collect();
        format!("\n{}\n{lines}", p.title)
    };
    format!("{}\n{}", headline(m), parts(athlete, m).into_iter().map(part).collect::<String>())
}

/// As Markdown.
#[must_use]
pub fn markdown(athlete: &Athlete, m: &Morning) -> String {
    let part = |p: Part| {
        let lines: String = p.lines.iter().flat_map(|l| ["- ".to_owned(), escaped(l), "\n".to_owned()]).collect();
        format!("\n## {}\n\n{lines}", p.title)
    };
    format!("# {}\n{}", escaped(&headline(m)), parts(athlete, m).into_iter().map(part).collect::<String>())
}

fn headline(m: &Morning) -> String {
    let date = m.date.format("%A %-d %B %Y");
    let verdict = m.verdict.action.to_string().to_uppercase();
    format!("{date}: {verdict}, {}", m.verdict.allows())
}

fn parts(athlete: &Athlete, m: &Morning) -> Vec<Part> {
    let mut parts = vec![Part { title: "Why", lines: reasons(m) }, Part { title: "Today", lines: sessions(m) }];
    parts.push(Part { title: "Readiness", lines: readiness(m) });
    parts.push(Part { title: "Form", lines: form(m) });
    if let Some(g) = &m.gauge {
        parts.push(Part { title: "Mission", lines: mission(m).into_iter().chain([g.text.clone()]).collect() });
    } else if m.mission.is_some() {
        parts.push(Part { title: "Mission", lines: mission(m) });
    }
    // What is about something stored stands on its page.
    let told = athlete.transcript.iter().filter(|s| s.day == m.date && s.about.is_some() && s.of.is_none());
    let lines: Vec<String> = told.flat_map(|s| s.text.as_str().lines().map(str::to_owned)).collect();
    if !lines.is_empty() {
        parts.push(Part { title: IN_WORDS, lines });
    }
    let calendar = calendar(athlete, m.date);
    if !calendar.is_empty() {
        parts.push(Part { title: "In your calendar", lines: calendar });
    }
    if !m.proposals.is_empty() {
        let line = |p: &crate::domain::Proposal| format!("{} {}", p.id.brief(), p.reason);
        parts.push(Part { title: "Waiting for your answer", lines: m.proposals.iter().map(line).collect() });
    }
    parts
}

fn reasons(m: &Morning) -> Vec<String> {
    if m.verdict.reasons.is_empty() {
        return vec!["Nothing speaks against the plan.".to_owned()];
    }
    m.verdict.reasons.iter().map(|r| format!("{}: {}", r.rule, r.text)).collect()
}

fn sessions(m: &Morning) -> Vec<String> {
    let line = |s: &SessionView| {
        let target = s.target.as_ref().map_or_else(String::new, |t| format!(", {t}"));
        format!("{} {}, {} min, load {:.0}{target}", s.sport, s.title, s.minutes, s.load)
    };
    let all: Vec<&SessionView> = m.session.iter().chain(&m.more_sessions).collect();
    let course = m.course();
    if course != Course::AsPlanned {
        // What is not to be done needs no steps.
        let proposed = match &course {
            Course::Instead(day) if day.is_empty() => vec!["Proposed: rest".to_owned()],
            Course::Instead(day) => day
                .iter()
                .map(|s| format!("Proposed: {}, {} min, load {:.0}", s.title, s.minutes, s.load))
                .collect(),
            _ => vec![sentence(&m.verdict.allows())],
        };
        let planned = all.into_iter().map(|s| format!("Planned, and more than today allows: {}", line(s)));
        return proposed.into_iter().chain(planned).collect();
    }
    match (all.is_empty(), &m.mission) {
        (true, Some(_)) => vec!["Rest, as planned.".to_owned()],
        (true, None) => vec!["Nothing is planned.".to_owned()],
        _ => all
            .into_iter()
            .flat_map(|s| std::iter::once(line(s)).chain(s.lines.iter().cloned()).chain(class(s)))
            .collect(),
    }
}

/// The best of the athlete's own classes for a session; without one, a search.
fn class(s: &SessionView) -> Option<String> {
    let link = |l: &Option<String>| l.as_ref().map(|l| format!(", {l}")).unwrap_or_default();
    match s.classes.first() {
        Some(c) => Some(format!("Class: {} ({}){}", c.name, c.why, link(&c.link))),
        None => s.search.as_ref().map(|l| format!("Classes: {l}")),
    }
}

fn readiness(m: &Morning) -> Vec<String> {
    let r = &m.readiness;
    let score = r.score.map_or_else(|| "unknown".to_owned(), |s| format!("{:.0} ({})", shown(s), r.band));
    let mut lines = vec![format!("{score}, {:.0} % of the signals are there", 100.0 * r.coverage)];
    for c in &r.contributors {
        let Some(value) = c.value else { continue };
        let value = if value.abs() < 0.05 { 0.0 } else { value };
        let source = c.source.as_ref().map_or_else(String::new, |s| format!(", {s}"));
        lines.push(format!("{} {value:.1} {} ({}{source})", c.slot.title(), c.unit, word(c.status)));
    }
    lines
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Green => "green",
        Status::Amber => "amber",
        Status::Red => "red",
        Status::Unavailable => "unavailable",
    }
}

fn form(m: &Morning) -> Vec<String> {
    let f = &m.form;
    let (Some(ctl), Some(atl), Some(tsb), Some(ramp)) = (f.ctl, f.atl, f.tsb, f.ramp) else {
        return vec!["Not known: no activity yet".to_owned()];
    };
    vec![format!("Fitness {ctl:.1}, fatigue {atl:.1}, form {:.1}, {:+.1} a week", tsb + 0.0, ramp + 0.0)]
}

fn mission(m: &Morning) -> Vec<String> {
    let Some(l) = &m.mission else { return Vec::new() };
    let far = match l.days_to_goal {
        0 => "today".to_owned(),
        d if d > 0 => format!("in {d} days"),
        d => format!("{} days ago", -d),
    };
    vec![format!("{} {far}, {}", l.name, l.phase)]
}

fn calendar(athlete: &Athlete, today: Day) -> Vec<String> {
    let until = shift(today, CALENDAR_DAYS);
    let there = athlete.calendar.iter().filter(|c| c.day <= until && c.until.unwrap_or(shift(c.day, 1)) > today);
    there.map(|c| format!("{} {}: {} ({})", c.day, c.category, c.title, c.provider)).collect()
}
