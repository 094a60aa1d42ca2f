//! A week of the plan as a page, and the whole plan.

use super::table::{table, wrapped};
use crate::domain::num::counted;
use crate::{
    coach::week_page::{Intent, WeekPage},
    domain::{
        Day, Plan, Session, Sport,
        day::{iso_week, shift, short_name},
        num::total,
        routine::PlanReason,
    },
};
use std::{collections::BTreeMap, fmt::Write as _};

/// The page of a week; a proposal that waits for an answer is said beside it, not mixed into it.
#[must_use]
pub fn week(p: &WeekPage, reason: Option<PlanReason>) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# Plan of {}, version {}\n", p.week, p.version);
    if let Some(w) = &p.target {
        let down = if w.deload { ", down week" } else { "" };
        let text =
            format!("{}{down}: {}. Load to reach {:.0}, set by: {}.", w.phase, w.focus, w.target_load, w.binding);
        let _ = writeln!(out, "{}\n", wrapped(&title(&text), ""));
    }
    if let Some(i) = &p.intent {
        intent(i, &mut out);
    }
    if p.sessions.is_empty() {
        out += "Nothing is planned in this week.\n";
    } else {
        let rows: Vec<Vec<String>> = p
            .sessions
            .iter()
            .map(|s| {
                vec![
                    format!("{} {}", s.weekday, s.date),
                    s.sport.clone(),
                    format!("{}{}", if s.hard { "* " } else { "" }, s.title),
                    s.minutes.to_string(),
                    format!("{:.0}", s.load),
                ]
            })
            .collect();
        out += &table(&["day", "sport", "session (* hard)", "min", "load"], &[3, 4], &rows);
        let _ = writeln!(
            out,
            "\n{}\n",
            wrapped(
                &format!(
                    "{}, {:.1} h, load {:.0}.{}",
                    counted(p.sessions.len(), "session"),
                    p.hours,
                    p.load,
                    km_line(&p.km)
                ),
                ""
            )
        );
        for s in &p.sessions {
            let target = s.target.as_ref().map_or_else(String::new, |t| format!(" Target {t}."));
            let text = format!(
                "**{} {}, {} min.** {}{target} {}",
                s.weekday, s.title, s.minutes, s.description, s.rationale
            );
            let _ = writeln!(out, "- {}", wrapped(&text, "  "));
        }
    }
    if let Some(w) = &p.waiting {
        let _ = writeln!(out, "\n## Proposed, until {}\n\n{}\n", w.until, wrapped(&w.reason, ""));
        let lines = |word: &str, all: &[String], out: &mut String| {
            for s in all {
                let _ = writeln!(out, "- {}", wrapped(&format!("{word}: {s}"), "  "));
            }
        };
        lines("out", &w.out, &mut out);
        lines("in", &w.into, &mut out);
        if w.elsewhere > 0 {
            let _ = writeln!(out, "- {} of other weeks", counted(w.elsewhere, "change"));
        }
        let _ = writeln!(out, "\n`lanterne proposal accept {:.6}` says yes.", w.proposal.to_string());
    }
    if let Some(r) = reason {
        let why = match r {
            PlanReason::Initial => "the first of its mission",
            PlanReason::Weekly => "by the weekly routine",
            PlanReason::Feedback => "after an answer of yours",
        };
        let _ = writeln!(out, "\n---\nWritten {why} ({}).", r.name());
    }
    out
}

/// ` 42.0 km run, 120.0 km bike.`; empty without distances.
fn km_line(km: &BTreeMap<Sport, f64>) -> String {
    let all: Vec<String> = km.iter().map(|(s, k)| format!("{k:.1} km {s}")).collect();
    if all.is_empty() { String::new() } else { format!(" {}.", all.join(", ")) }
}

fn title(text: &str) -> String {
    let mut c = text.chars();
    c.next().map_or_else(String::new, |f| f.to_uppercase().chain(c).collect())
}

/// What the athlete means the week to be.
fn intent(i: &Intent, out: &mut String) {
    let _ = writeln!(out, "## Your intent\n");
    if let Some(t) = &i.text {
        let _ = writeln!(out, "{}\n", wrapped(t, ""));
    }
    for g in &i.goals {
        let _ = writeln!(out, "- {}", wrapped(g, "  "));
    }
    if let Some(n) = i.sessions {
        let _ = writeln!(out, "- {}", counted(n.into(), "session"));
    }
    for (sport, km) in &i.km {
        let _ = writeln!(out, "- {km:.0} km {sport}");
    }
    *out += "\n";
}

/// The whole plan, week by week: the same for the same version, whenever it is written.
#[must_use]
pub fn whole(plan: &Plan, mission: &str) -> String {
    let mut out = format!("# Plan of {mission}, version {}\n\n", plan.version);
    let sessions = |m: Day| -> Vec<&Session> { plan.span(m, shift(m, 6)).collect() };
    let rows: Vec<Vec<String>> = plan
        .weeks
        .iter()
        .map(|w| {
            let of = sessions(w.monday);
            vec![
                iso_week(w.monday),
                format!("{}{}", w.phase, if w.deload { ", down" } else { "" }),
                format!("{:.0}", total(of.iter().map(|s| s.load))),
                format!("{:.1}", total(of.iter().map(|s| f64::from(s.minutes))) / 60.0),
                of.len().to_string(),
                w.focus.clone(),
            ]
        })
        .collect();
    out += &table(&["week", "phase", "load", "h", "n", "focus"], &[2, 3, 4], &rows);
    for w in &plan.weeks {
        let of = sessions(w.monday);
        let _ = writeln!(out, "\n## {} from {}\n", iso_week(w.monday), w.monday);
        if of.is_empty() {
            out += "Nothing is planned.\n";
            continue;
        }
        let rows: Vec<Vec<String>> = of
            .iter()
            .map(|s| {
                vec![
                    short_name(s.day).to_owned(),
                    s.sport.to_string(),
                    format!("{}{}", if s.hard { "* " } else { "" }, s.title),
                    s.minutes.to_string(),
                    format!("{:.0}", s.load),
                ]
            })
            .collect();
        out += &table(&["day", "sport", "session (* hard)", "min", "load"], &[3, 4], &rows);
    }
    out
}
