//! A profile as a page.

use super::table::{bar, table, wrapped};
use crate::domain::num::counted;
use crate::{
    coach::profile::{Profile, Trait, power::BestPower},
    domain::ThresholdKind,
};
use std::fmt::Write as _;

/// The page.
#[must_use]
pub fn page(p: &Profile, number: Option<u32>) -> String {
    let mut out = String::new();
    let n = number.map_or_else(String::new, |n| format!(" {n}"));
    let _ = writeln!(out, "# Profile{n} of {}\n", p.day);
    let text =
        format!("{} from {} on. Level: {} ({}).", counted(p.activities, "activity"), p.from, p.level, p.level_why);
    let _ = writeln!(out, "{}\n", wrapped(&text, ""));
    let w = p.weekly.as_ref();
    let of = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let mut rows = vec![
        vec!["Load a week".to_owned(), of(w.map(|w| format!("{:.0}", w.load)))],
        vec!["Hours a week".to_owned(), of(w.map(|w| format!("{:.1}", w.hours)))],
        vec!["Sessions a week".to_owned(), of(w.map(|w| format!("{:.0}", w.sessions)))],
        vec!["Weeks with 3 sessions and more".to_owned(), of(w.map(|_| format!("{} of 12", p.consistent_weeks)))],
    ];
    rows.extend(
        w.iter().flat_map(|w| &w.km).map(|(s, k)| vec![format!("Distance a week, {s}"), format!("{k:.1} km")]),
    );
    rows.extend(p.longest.iter().map(|(s, m)| vec![format!("Longest {s}"), format!("{m:.0} min")]));
    if let Some(v) = &p.vo2max {
        rows.push(vec!["VO2max".to_owned(), format!("{:.1} ({:.0} % sure)", v.value, 100.0 * v.confidence)]);
    }
    rows.extend(p.power.iter().map(power));
    if let Some(r) = p.sprint_ratio {
        rows.push(vec!["Best 5 s over best 5 min".to_owned(), format!("{r:.2}")]);
    }
    if let Some(r) = p.power_ratio {
        rows.push(vec!["Best 20 min over best 5 min".to_owned(), format!("{r:.2}")]);
    }
    if let Some(h) = p.recovery.sleep_h {
        rows.push(vec!["Sleep a night".to_owned(), format!("{h:.1} h")]);
    }
    out += &table(&["twelve weeks, the middle one", ""], &[1], &rows);
    if let Some(v) = &p.vo2max {
        let _ = writeln!(out, "\n{}", wrapped(&format!("VO2max is told by {}.", v.method), ""));
    }
    if let Some(s) = p.shares {
        out += "\n## Intensity\n\n";
        let names = ["easy", "middle", "hard"];
        let rows: Vec<Vec<String>> =
            (0..3).map(|i| vec![names[i].to_owned(), format!("{:.0} %", 100.0 * s[i]), bar(s[i])]).collect();
        out += &table(&["", "share", ""], &[1], &rows);
    }
    if !p.thresholds.is_empty() {
        out += "\n## Thresholds\n\n";
        let rows: Vec<Vec<String>> = p
            .thresholds
            .iter()
            .map(|t| {
                vec![
                    title_of(t.kind).to_owned(),
                    t.sport.to_string(),
                    t.written.clone(),
                    t.source.name().to_owned(),
                    format!("{} d", t.age_days),
                ]
            })
            .collect();
        out += &table(&["kind", "sport", "value", "source", "age"], &[2, 4], &rows);
    }
    zones(p, &mut out);
    traits("Strengths", &p.strengths, &mut out);
    traits("Weaknesses", &p.weaknesses, &mut out);
    if !p.risks.is_empty() {
        out += "\n## Risks\n\n";
        for r in &p.risks {
            let _ = writeln!(out, "- {}", wrapped(r, "  "));
        }
    }
    out
}

/// Name of a threshold on screen.
fn title_of(kind: &'static str) -> &'static str {
    ThresholdKind::ALL.into_iter().find(|k| k.name() == kind).map_or(kind, ThresholdKind::title)
}

fn capital(text: &str) -> String {
    let mut c = text.chars();
    c.next().map_or_else(String::new, |f| f.to_uppercase().chain(c).collect())
}

/// A table of zones for each threshold that has some.
fn zones(p: &Profile, out: &mut String) {
    if p.zones.is_empty() {
        return;
    }
    *out += "\n## Zones\n";
    for t in &p.zones {
        let _ = writeln!(out, "\n{} ({}, {}):\n", capital(title_of(t.kind)), t.sport, t.source);
        let rows: Vec<Vec<String>> = t.zones.iter().map(|z| vec![z.name.clone(), z.written.clone()]).collect();
        *out += &table(&["zone", "range"], &[1], &rows);
    }
}

/// `Best 5 min`, `266 W, 3.8 W/kg, better than 71 % of your own 14 windows`
fn power(b: &BestPower) -> Vec<String> {
    let name = if b.seconds < 60 { format!("{} s", b.seconds) } else { format!("{} min", b.seconds / 60) };
    let per_kg = b.per_kg.map_or_else(String::new, |w| format!(", {w:.1} W/kg"));
    let place = b.percentile.map_or_else(String::new, |p| format!(", {p:.0} of 100 among your own {}", b.windows));
    vec![format!("Best {name}"), format!("{:.0} W{per_kg}{place}", b.watts)]
}

fn traits(title: &str, all: &[Trait], out: &mut String) {
    let _ = writeln!(out, "\n## {title}\n");
    if all.is_empty() {
        *out += "None that the data tell.\n";
    }
    for t in all {
        let advice = t.advice.map_or_else(String::new, |a| format!(" {a}"));
        let _ = writeln!(
            out,
            "- {}",
            wrapped(&format!("**{}** {} ({}).{advice}", t.id, t.text.trim_end_matches('.'), t.evidence), "  ")
        );
    }
}
