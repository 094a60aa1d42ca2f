//! A week of the plan as a page.

use super::table::{table, wrapped};
use crate::domain::{
    Day, Plan, Proposal,
    day::{iso_week, monday, shift, short_name},
    num::total,
};
use std::fmt::Write as _;

/// The page of the week of `day`; a proposal that waits for an answer is said beside it, not mixed into it.
#[must_use]
pub fn page(plan: &Plan, day: Day, waiting: Option<&Proposal>) -> String {
    let first = monday(day);
    let mut out = String::new();
    let _ = writeln!(out, "# Plan of {}, version {}\n", iso_week(first), plan.version);
    if let Some(w) = plan.week(first) {
        let down = if w.deload { ", down week" } else { "" };
        let text = format!("{}{down}: {}. Load to reach {:.0}, by {}.", w.phase, w.focus, w.target_load, w.binding);
        let _ = writeln!(out, "{}\n", wrapped(&text, ""));
    }
    let sessions: Vec<_> = plan.span(first, shift(first, 6)).collect();
    if sessions.is_empty() {
        out += "Nothing is planned in this week.\n";
    } else {
        let rows: Vec<Vec<String>> = sessions
            .iter()
            .map(|s| {
                vec![
                    format!("{} {}", short_name(s.day), s.day),
                    s.sport.to_string(),
                    s.title.clone(),
                    s.minutes.to_string(),
                    format!("{:.0}", s.load),
                ]
            })
            .collect();
        out += &table(&["day", "sport", "session", "min", "load"], &[3, 4], &rows);
        let _ = writeln!(
            out,
            "\n{} sessions, {:.1} h, load {:.0}.\n",
            sessions.len(),
            total(sessions.iter().map(|s| f64::from(s.minutes))) / 60.0,
            total(sessions.iter().map(|s| s.load))
        );
        for s in &sessions {
            let text = format!("{} {}: {} {}", short_name(s.day), s.title, s.description, s.rationale);
            let _ = writeln!(out, "- {}", wrapped(&text, "  "));
        }
    }
    if let Some(p) = waiting {
        let _ = writeln!(out, "\n## Proposed, until {}\n\n{}\n", p.expires, wrapped(p.reason.as_str(), ""));
        for h in &p.hunks {
            for s in h.op.before() {
                let _ = writeln!(out, "- out: {} {}", s.day, s.brief());
            }
            for s in h.op.after() {
                let _ = writeln!(out, "- in: {} {}", s.day, s.brief());
            }
        }
    }
    out
}
