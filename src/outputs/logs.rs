//! Two logs as CSV, one row per day, made anew from what is known.

use crate::domain::{Athlete, Metric, WellnessDay};
use std::collections::BTreeSet;

/// Contributors that always have a column, in this order.
const CONTRIBUTORS: [&str; 9] = [
    "activity_balance",
    "body_temperature",
    "hrv_balance",
    "previous_day_activity",
    "previous_night",
    "recovery_index",
    "resting_heart_rate",
    "sleep_balance",
    "sleep_regularity",
];

/// Readiness by day: the score of the device, then its contributors; further ones follow in the order of their names. An
/// empty cell is a missing value.
#[must_use]
pub fn readiness_csv(athlete: &Athlete) -> String {
    let of = |d: &WellnessDay| d.contributors().map(|(n, _)| n.to_owned()).collect::<Vec<_>>();
    let mut more: BTreeSet<String> = athlete.wellness.values().flat_map(of).collect();
    more.retain(|n| !CONTRIBUTORS.contains(&n.as_str()));
    let columns: Vec<&str> = CONTRIBUTORS.iter().copied().chain(more.iter().map(String::as_str)).collect();
    let mut rows = vec![
        ["day", "readiness_score"].iter().copied().chain(columns.iter().copied()).map(str::to_owned).collect(),
    ];
    for (day, d) in athlete.wellness.iter() {
        let score = d.value(&Metric::ReadinessScore);
        let cells: Vec<Option<f64>> = columns.iter().map(|c| d.value(&Metric::contributor(c))).collect();
        if score.is_none() && cells.iter().all(Option::is_none) {
            continue;
        }
        let number = |v: Option<f64>| v.map_or_else(String::new, |v| v.to_string());
        rows.push(
            std::iter::once(day.to_string()).chain([number(score)]).chain(cells.into_iter().map(number)).collect(),
        );
    }
    table(&rows)
}

/// Decisions by day.
#[must_use]
pub fn reasoning_csv(athlete: &Athlete) -> String {
    let head = ["day", "verdict", "cap", "priority", "confidence", "rules", "mission_version", "explanation"];
    let mut rows: Vec<Vec<String>> = vec![head.iter().map(|h| (*h).to_owned()).collect()];
    for (day, d) in &athlete.decisions {
        let v = &d.verdict;
        let rules: Vec<&str> = v.reasons.iter().map(|r| r.rule.as_str()).collect();
        let why: Vec<&str> = v.reasons.iter().map(|r| r.text.as_str()).collect();
        rows.push(vec![
            day.to_string(),
            v.action.to_string(),
            v.cap.to_string(),
            v.priority.to_string(),
            format!("{:.2}", v.confidence),
            rules.join(" "),
            d.mission_hash.as_deref().map_or_else(String::new, |h| h.chars().take(12).collect()),
            why.join(" "),
        ]);
    }
    table(&rows)
}

/// Rows as CSV. A cell that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.
fn table(rows: &[Vec<String>]) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(|c| {
            let formula = c.starts_with(['=', '+', '-', '@']) && c.parse::<f64>().is_err();
            if formula { format!("'{c}") } else { c.clone() }
        });
        // Memory takes every row.
        let _ = out.write_record(cells);
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}
