//! The tables of an export: the same rows as JSON and as CSV, and their columns described.

use crate::{
    domain::{Athlete, Recorded},
    log::dump::Line,
};
use serde_json::{Map, Value, json};

/// A table.
pub(super) struct Table {
    pub(super) name: &'static str,
    columns: &'static [Column],
    rows: Vec<Map<String, Value>>,
}

/// Name of a column and what it holds, with its unit.
type Column = (&'static str, &'static str);

const ACTIVITIES: &[Column] = &[
    ("id", "identity of the recording"),
    ("local_date", "date where it was done, YYYY-MM-DD"),
    ("start", "moment it began, UTC"),
    ("sport", "sport"),
    ("sub_sport", "what the source calls it more exactly"),
    ("indoor", "whether it was done indoors"),
    ("title", "title"),
    ("notes", "notes of the source"),
    ("elapsed_s", "seconds from start to end"),
    ("moving_s", "seconds in motion"),
    ("distance_m", "metres"),
    ("ascent_m", "metres up"),
    ("avg_hr", "mean heart rate, bpm"),
    ("max_hr", "highest heart rate, bpm"),
    ("avg_power_w", "mean power, W"),
    ("max_power_w", "highest power, W"),
    ("kcal", "energy, kcal"),
    ("rpe", "perceived exertion, 0 to 10"),
    ("stated_load", "load as the source gives it"),
    ("provider", "where it came from"),
    ("device", "what recorded it"),
    ("original", "name of its file in originals/"),
];

const WELLNESS: &[Column] = &[
    ("day", "morning it is of, YYYY-MM-DD"),
    ("metric", "what was measured"),
    ("value", "the value in the metric's own unit"),
    ("source", "where it came from"),
];

const PLANS: &[Column] = &[
    ("version", "version of the plan, counting up"),
    ("recorded_at", "when this version came to be, UTC"),
    ("mission", "mission it serves"),
    ("id", "identity of the session, stable through changes"),
    ("day", "date it is planned for"),
    ("sport", "sport"),
    ("kind", "what it trains"),
    ("title", "a few words"),
    ("minutes", "planned minutes"),
    ("load", "planned load, 100 = one hour at threshold"),
    ("intensity", "intensity factor"),
    ("distance_m", "planned metres"),
    ("hard", "whether it counts as a hard day"),
    ("description", "what it is"),
    ("rationale", "why it is there"),
    ("steps", "what to do, as steps"),
];

const NOTES: &[Column] = &[
    ("recorded_at", "when it was said, UTC"),
    ("actor", "by whom"),
    ("kind", "said, checked_in, health_reported, day_noted, activity_annotated, set_logged, and the like"),
    ("body", "what it says"),
];

/// Kinds of events that are the athlete's own words and figures.
const OWN_WORDS: &[&str] = &[
    "said",
    "checked_in",
    "health_reported",
    "injury_reported",
    "day_noted",
    "activity_annotated",
    "set_logged",
    "entry_withdrawn",
];

const ALL: &[(&str, &[Column])] =
    &[("activities", ACTIVITIES), ("wellness", WELLNESS), ("plan_versions", PLANS), ("notes", NOTES)];

/// Every table.
pub(super) fn all(athlete: &Athlete, events: &[Recorded], lines: &[Line]) -> Vec<Table> {
    let rows = [activities(athlete), wellness(athlete), plans(events), notes(lines)];
    ALL.iter().zip(rows).map(|(&(name, columns), rows)| Table { name, columns, rows }).collect()
}

fn activities(athlete: &Athlete) -> Vec<Map<String, Value>> {
    athlete.activities.iter().map(|a| pick(&json!(a.best()), ACTIVITIES)).collect()
}

fn wellness(athlete: &Athlete) -> Vec<Map<String, Value>> {
    let mut out = Vec::new();
    for (day, w) in athlete.wellness.iter() {
        for r in &w.readings {
            let mut row = pick(&json!(r), WELLNESS);
            row.insert("day".into(), json!(day));
            out.push(row);
        }
    }
    out
}

fn plans(events: &[Recorded]) -> Vec<Map<String, Value>> {
    let (mut athlete, mut version, mut out) = (Athlete::default(), 0, Vec::new());
    for e in events {
        athlete.apply(&e.event);
        let Some(plan) = athlete.plan.as_ref().filter(|p| p.version != version) else { continue };
        version = plan.version;
        for s in &plan.sessions {
            let mut row = pick(&json!(s), PLANS);
            row.insert("version".into(), json!(plan.version));
            row.insert("recorded_at".into(), json!(e.recorded_at));
            row.insert("mission".into(), json!(plan.mission));
            out.push(row);
        }
    }
    out
}

fn notes(lines: &[Line]) -> Vec<Map<String, Value>> {
    lines.iter().filter(|l| OWN_WORDS.contains(&l.kind.as_str())).map(|l| pick(&json!(l), NOTES)).collect()
}

/// The columns of an object; null where it has none.
fn pick(of: &Value, columns: &[Column]) -> Map<String, Value> {
    columns.iter().map(|(name, _)| ((*name).to_owned(), of[*name].clone())).collect()
}

/// The description of every table.
pub(super) fn schema() -> Vec<u8> {
    let columns = |all: &[Column]| -> Vec<Value> {
        all.iter().map(|(name, what)| json!({"name": name, "holds": what})).collect()
    };
    let tables: Vec<Value> = ALL
        .iter()
        .map(|(name, all)| {
            json!({"name": name, "files": [format!("{name}.csv"), format!("{name}.json")], "columns": columns(all)})
        })
        .collect();
    let whole = json!({
        "layout": 1,
        "tables": tables,
        "events.jsonl": "every event in order, one JSON object a line; with originals/ it is everything, and what is read back in",
        "originals": "files as they were imported, named by their BLAKE3 hash",
        "missing": "an empty cell or null; never 0",
    });
    serde_json::to_vec_pretty(&whole).unwrap_or_default()
}

impl Table {
    /// A list of objects.
    pub(super) fn json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(&self.rows).unwrap_or_default()
    }

    /// A header and a line for each row.
    pub(super) fn csv(&self) -> Vec<u8> {
        let mut w = csv::Writer::from_writer(Vec::new());
        // Writing to memory does not fail.
        let _ = w.write_record(self.columns.iter().map(|(name, _)| *name));
        for row in &self.rows {
            let _ = w.write_record(self.columns.iter().map(|(name, _)| cell(&row[*name])));
        }
        w.into_inner().unwrap_or_default()
    }
}

fn cell(v: &Value) -> String {
    match v {
        Value::Null => String::new(),
        // A spreadsheet takes text that begins like this for a formula.
        Value::String(s) if s.starts_with(['=', '+', '-', '@']) => format!("'{s}"),
        Value::String(s) => s.clone(),
        other => other.to_string(),
    }
}
