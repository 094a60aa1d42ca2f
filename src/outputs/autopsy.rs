//! The review of a whole mission as a page.

use super::table::{table, wrapped};
use crate::{
    coach::autopsy::{Autopsy, Reached},
    domain::num::signed,
};
use std::fmt::Write as _;

/// The page.
#[must_use]
pub fn page(a: &Autopsy) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}: how it went\n", a.name);
    let event = if a.goal == a.to { format!("the goal was {}", a.goal) } else { format!("{} to {}", a.goal, a.to) };
    let _ = writeln!(out, "Taken up {}, {event}.", a.from);
    if let Some(result) = &a.result {
        let _ = writeln!(out, "Result: {result}");
    }
    if !a.findings.is_empty() {
        out.push('\n');
        for f in &a.findings {
            let _ = writeln!(out, "- {}", wrapped(f, "  "));
        }
    }
    let _ = writeln!(out, "\n## Planned and done\n");
    let rows =
        [("CTL on the eve", &a.ctl, 1), ("Morning TSB of the goal", &a.tsb, 1), ("Load up to the end", &a.load, 0)];
    let rows: Vec<Vec<String>> = rows.iter().map(|(name, r, digits)| figure(name, r, *digits)).collect();
    out += &table(&["", "planned", "done"], &[1, 2], &rows);
    if !a.weeks.is_empty() {
        let rows: Vec<Vec<String>> = a
            .weeks
            .iter()
            .map(|w| {
                vec![
                    w.monday.to_string(),
                    w.phase.to_string(),
                    format!("{:.0}", w.planned),
                    format!("{:.0}", w.done),
                    format!("{:.1}", w.ctl_planned),
                    format!("{:.1}", w.ctl_done),
                ]
            })
            .collect();
        let _ = writeln!(out, "\n## Week by week\n");
        out += &table(&["week", "phase", "load planned", "done", "CTL planned", "done"], &[2, 3, 4, 5], &rows);
    }
    stages(a, &mut out);
    calls(a, &mut out);
    if !a.blocks.is_empty() {
        let _ = writeln!(out, "\n## Blocks\n");
        for b in &a.blocks {
            let _ = writeln!(out, "- {}", wrapped(b, "  "));
        }
    }
    let _ = writeln!(
        out,
        "\nMornings with a red score: {} of {}. Days ill or hurt: {}. Mission version {}.",
        a.red.0,
        a.red.1,
        a.unwell,
        a.mission_hash.get(..8).unwrap_or(&a.mission_hash)
    );
    out
}

fn figure(name: &str, r: &Reached, digits: usize) -> Vec<String> {
    let planned = r.planned.map_or_else(|| "–".to_owned(), |p| number(p, digits));
    vec![name.to_owned(), planned, number(r.done, digits)]
}

fn number(v: f64, digits: usize) -> String {
    if v < 0.0 { signed(v, digits) } else { format!("{v:.digits$}") }
}

fn stages(a: &Autopsy, out: &mut String) {
    if a.stages.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n## Stages\n");
    let rows: Vec<Vec<String>> = a
        .stages
        .iter()
        .map(|s| {
            vec![
                s.number.to_string(),
                s.date.to_string(),
                s.kind.replace('_', " "),
                if s.done { s.mode.clone() } else { "not ridden".to_owned() },
                format!("{:.0}", s.load.0),
                format!("{:.0}", s.load.1),
                s.points.to_string(),
            ]
        })
        .collect();
    *out += &table(&["stage", "day", "type", "ridden", "load planned", "done", "points"], &[0, 4, 5, 6], &rows);
    if let Some((won, all)) = a.points {
        let _ = writeln!(out, "\n{won} points won of {all}.");
    }
}

fn calls(a: &Autopsy, out: &mut String) {
    if a.calls.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n## What the coach asked for\n");
    let rows: Vec<Vec<String>> = a
        .calls
        .iter()
        .map(|c| {
            let [good, neutral, bad] = c.labels.map(|n| n.to_string());
            vec![c.rule.clone(), c.answer.clone(), good, neutral, bad]
        })
        .collect();
    *out += &table(&["rule", "answer", "went well", "neither", "badly"], &[2, 3, 4], &rows);
    let text = "How the week after each went. Days on which advice was taken differ from days on which it was not, so the two are no comparison.";
    let _ = writeln!(out, "\n{}", wrapped(text, ""));
}
