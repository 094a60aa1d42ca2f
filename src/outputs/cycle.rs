//! A cycle as a page.

use super::table::{bar, table, wrapped};
use crate::domain::num::counted;
use crate::{
    coach::cycle::{Cycle, measures::Measure, progress::Progress},
    domain::{Sport, num::total},
};
use std::{collections::BTreeSet, fmt::Write as _};

/// The page of a cycle as it was made.
#[must_use]
pub fn page(c: &Cycle) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# Cycle {}: {}\n", c.number, c.mission_name);
    let _ = writeln!(out, "{} to {}\n\n{}", c.from, c.to, wrapped(&c.overview, ""));
    if let Some(f) = &c.feasibility {
        let _ = writeln!(out, "\n{}", wrapped(&format!("**In time?** {}", f.text), ""));
    }
    phases(c, &mut out);
    weeks(c, &mut out);
    kilometres(c, &mut out);
    key_sessions(c, &mut out);
    list("Progression", &c.progression, &mut out);
    let measures: Vec<String> = c.measures.iter().map(measure).collect();
    list("What tells whether it worked", &measures, &mut out);
    list("Worth knowing", &c.notes, &mut out);
    let o = &c.origin;
    let profile = o.profile.map_or_else(|| "none".to_owned(), |n| n.to_string());
    let text = format!(
        "Written by the {} on {} from {} since {}. Mission {}{}, profile {profile}.",
        o.author,
        c.day,
        counted(o.activities as usize, "activity"),
        o.from,
        o.mission.as_deref().unwrap_or("none"),
        o.context.map_or_else(String::new, |n| format!(" version {n}")),
    );
    let _ = writeln!(out, "\n---\n{}", wrapped(&text, ""));
    out
}

fn phases(c: &Cycle, out: &mut String) {
    let rows: Vec<Vec<String>> = c
        .phases
        .iter()
        .map(|p| {
            vec![
                p.phase.to_string(),
                p.from.to_string(),
                p.to.to_string(),
                p.weeks.to_string(),
                format!("{:.0}", p.load),
                format!("{:.0} %", 100.0 * p.share_of_peak),
                bar(p.share_of_peak),
            ]
        })
        .collect();
    *out += "\n## Phases\n\n";
    *out += &table(&["phase", "from", "to", "weeks", "load", "of peak", ""], &[3, 4, 5], &rows);
}

fn weeks(c: &Cycle, out: &mut String) {
    let rows: Vec<Vec<String>> = c
        .weeks
        .iter()
        .map(|w| {
            vec![
                w.number.to_string(),
                w.week.clone(),
                format!("{}{}", w.phase, if w.deload { ", down" } else { "" }),
                format!("{:.0}", w.load),
                bar(w.share_of_peak),
                format!("{:.1}", w.hours),
                w.sessions.to_string(),
                format!("{:.1}", w.ctl),
            ]
        })
        .collect();
    *out += "\n## Weeks\n\n";
    *out += &table(&["#", "week", "phase", "load", "of peak", "h", "sessions", "fitness"], &[0, 3, 5, 6, 7], &rows);
    let _ = writeln!(
        out,
        "\nIn all {} and {:.0} h, load {:.0}. Fitness is CTL at the end of the week.\n",
        counted(c.weeks.iter().map(|w| w.sessions).sum(), "session"),
        total(c.weeks.iter().map(|w| w.hours)),
        total(c.weeks.iter().map(|w| w.load)),
    );
    for w in &c.weeks {
        let _ = writeln!(
            out,
            "- {}",
            wrapped(&format!("**{}** {}. Load set by: {}.", w.number, w.focus, w.binding), "  ")
        );
    }
}

fn kilometres(c: &Cycle, out: &mut String) {
    let sports: Vec<Sport> =
        c.weeks.iter().flat_map(|w| w.km.keys().copied()).collect::<BTreeSet<_>>().into_iter().collect();
    if sports.is_empty() {
        return;
    }
    let mut head = vec!["#".to_owned(), "week".to_owned()];
    head.extend(sports.iter().map(ToString::to_string));
    let figure = |km: Option<&f64>| km.map_or_else(|| "–".to_owned(), |k| format!("{k:.1} km"));
    let mut rows: Vec<Vec<String>> = c
        .weeks
        .iter()
        .map(|w| {
            let mut row = vec![w.number.to_string(), w.week.clone()];
            row.extend(sports.iter().map(|s| figure(w.km.get(s))));
            row
        })
        .collect();
    let mut sum = vec![String::new(), "all".to_owned()];
    sum.extend(sports.iter().map(|s| figure(c.km.get(s))));
    rows.push(sum);
    let right: Vec<usize> = std::iter::once(0).chain(2..head.len()).collect();
    *out += "\n## Distances\n\n";
    *out += &table(&head.iter().map(String::as_str).collect::<Vec<_>>(), &right, &rows);
}

fn key_sessions(c: &Cycle, out: &mut String) {
    if c.weeks.iter().all(|w| w.key_sessions.is_empty()) {
        return;
    }
    *out += "\n## Key sessions\n\n";
    for w in c.weeks.iter().filter(|w| !w.key_sessions.is_empty()) {
        let _ = writeln!(out, "- {}", wrapped(&format!("**{}** {}", w.number, w.key_sessions.join("; ")), "  "));
    }
}

fn list(title: &str, all: &[String], out: &mut String) {
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n## {title}\n");
    for line in all {
        let _ = writeln!(out, "- {}", wrapped(line, "  "));
    }
}

/// `Fitness (CTL) on the evening of 2027-01-29: 43.2`
fn measure(m: &Measure) -> String {
    let figure = match m.id {
        "form" => crate::domain::num::signed(m.target, 1),
        "fitness" => format!("{:.1}", m.target),
        _ => format!("{:.0}", m.target),
    };
    let unit = if m.unit.is_empty() { String::new() } else { format!(" {}", m.unit) };
    let least = if m.id == "form" { "" } else { "at least " };
    format!("{}: {least}{figure}{unit}.", m.what)
}

/// How far it has come, below the page.
#[must_use]
pub fn progress(p: &Progress) -> String {
    if p.weeks.is_empty() {
        return "It has not begun.\n".to_owned();
    }
    let rows: Vec<Vec<String>> = p
        .weeks
        .iter()
        .map(|w| {
            let share = w.actual_load / w.target_load.max(1.0);
            vec![
                w.number.to_string(),
                w.week.clone(),
                format!("{:.0}", w.target_load),
                format!("{:.0}", w.actual_load),
                format!("{:.0} %", 100.0 * share),
                bar(share),
                if w.over { String::new() } else { "goes on".to_owned() },
            ]
        })
        .collect();
    let mut out = table(&["#", "week", "target", "done", "share", "", ""], &[0, 2, 3, 4], &rows);
    let kept = p.kept_pct.map_or_else(String::new, |k| {
        format!("{k:.0} % of the load of the weeks that are over was kept, without credit for excess. ")
    });
    let ctl = p.ctl.map_or_else(String::new, |c| format!("Fitness {c:.1}."));
    let _ = writeln!(out, "\n{}", wrapped(&format!("{kept}{ctl}"), ""));
    out
}
