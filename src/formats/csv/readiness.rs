//! The readiness table: `day` (or `timestamp`), a score, contributors, and raw measures by name.

use super::{Table, is_missing, number};
use crate::science::readiness::adapt::{self, Scale};
use crate::{
    domain::{CleanText, Metric, Provider, WellnessDay, WellnessRecord},
    formats::{Item, Rejected, time},
};
use std::collections::BTreeMap;

/// Names of the date column.
const DATES: [&str; 4] = ["day", "timestamp", "date", "summary_date"];

/// Raw measures by the names that exports give them, with the factor to the metric's unit. A contributor of the
/// same theme (`resting_heart_rate`, `hrv_balance`) is a score of 0–100 and is none of these.
const MEASURES: [(&str, Metric, f64); 31] = [
    ("hrv", Metric::HrvRmssd, 1.0),
    ("hrv_ms", Metric::HrvRmssd, 1.0),
    ("hrv_rmssd", Metric::HrvRmssd, 1.0),
    ("hrv_rmssd_ms", Metric::HrvRmssd, 1.0),
    ("rmssd", Metric::HrvRmssd, 1.0),
    ("average_hrv", Metric::HrvRmssd, 1.0),
    ("hrv_sdnn", Metric::HrvSdnn, 1.0),
    ("hrv_sdnn_ms", Metric::HrvSdnn, 1.0),
    ("sdnn", Metric::HrvSdnn, 1.0),
    ("resting_hr", Metric::RestingHr, 1.0),
    ("resting_hr_bpm", Metric::RestingHr, 1.0),
    ("rhr", Metric::RestingHr, 1.0),
    ("lowest_resting_heart_rate", Metric::RestingHr, 1.0),
    ("lowest_heart_rate", Metric::RestingHr, 1.0),
    ("sleep_h", Metric::SleepHours, 1.0),
    ("sleep_hours", Metric::SleepHours, 1.0),
    ("sleep_secs", Metric::SleepHours, 1.0 / 3600.0),
    ("total_sleep_duration", Metric::SleepHours, 1.0 / 3600.0),
    ("sleep_score", Metric::SleepScore, 1.0),
    ("temp_deviation", Metric::TempDeviation, 1.0),
    ("temp_deviation_c", Metric::TempDeviation, 1.0),
    ("temperature_deviation", Metric::TempDeviation, 1.0),
    ("respiration", Metric::Respiration, 1.0),
    ("respiratory_rate", Metric::Respiration, 1.0),
    ("stress", Metric::Stress, 1.0),
    ("steps", Metric::Steps, 1.0),
    ("spo2", Metric::SpO2, 1.0),
    ("mass_kg", Metric::MassKg, 1.0),
    ("weight_kg", Metric::MassKg, 1.0),
    ("body_battery_bed", Metric::BodyBatteryBed, 1.0),
    ("body_battery_wake", Metric::BodyBatteryWake, 1.0),
];

/// Words of exports that are no figures.
const IGNORED: [&str; 6] = ["id", "source", "notes", "note", "comment", "weekday"];

/// Whether these columns are a readiness table's: a date first, and something besides.
pub(super) fn is_header(names: &[String]) -> bool {
    names.len() > 1 && names.first().is_some_and(|n| DATES.contains(&n.as_str()))
}

/// What a column means.
fn metric(name: &str) -> Option<(Metric, f64)> {
    if name.is_empty() || DATES.contains(&name) || IGNORED.contains(&name) {
        return None;
    }
    if matches!(name, "readiness_score" | "score" | "readiness") {
        return Some((Metric::ReadinessScore, 1.0));
    }
    if let Some((_, m, f)) = MEASURES.iter().find(|(n, ..)| *n == name) {
        return Some((m.clone(), *f));
    }
    let clean = CleanText::line(name);
    Some((Metric::contributor(clean.as_str().strip_prefix("contributors_").unwrap_or(clean.as_str())), 1.0))
}

/// One record per day, by day; a repeated day is one day, the later row winning where both have a value.
pub(super) fn read(table: Table) -> (Vec<Item>, Vec<Rejected>) {
    let Table { names, rows, mut bad } = table;
    let vendor = adapt::vendor_of(&names);
    let meaning = |n: &str| match vendor {
        Some(v) => adapt::meaning(v, n),
        None => metric(n).map(|(m, f)| (m, Scale::Times(f))),
    };
    let columns: Vec<(usize, &String, Metric, Scale)> =
        names.iter().enumerate().filter_map(|(i, n)| meaning(n).map(|(m, s)| (i, n, m, s))).collect();
    let mut days: BTreeMap<_, WellnessDay> = BTreeMap::new();
    for (line, row) in rows {
        let date = row.get(0).unwrap_or_default();
        let Some(day) = time::parse_day(date) else {
            let what = format!("line {line}, column {}: \"{date}\" is no date like 2026-11-20", names[0]);
            bad.push(Rejected::new("csv_row", &what));
            continue;
        };
        let mut values = Vec::new();
        for (i, name, metric, scale) in &columns {
            let cell = row.get(*i).unwrap_or_default();
            if is_missing(cell) {
                continue;
            }
            let value = number(cell).map(|v| scale.of(v));
            match value.filter(|v| metric.plausible().contains(v)) {
                Some(v) => values.push((metric.clone(), v)),
                None => bad.push(cell_error(line, name, cell, metric, value.is_some())),
            }
        }
        let record = WellnessRecord { day, source: Provider::File, values };
        days.entry(day).or_default().merge(&record);
    }
    let records: Vec<WellnessRecord> = days
        .into_iter()
        .filter(|(_, d)| !d.readings.is_empty())
        .map(|(day, d)| WellnessRecord {
            day,
            source: Provider::File,
            values: d.readings.into_iter().map(|r| (r.metric, r.value)).collect(),
        })
        .collect();
    let items = if records.is_empty() { Vec::new() } else { vec![Item::Wellness(records)] };
    (items, bad)
}

fn cell_error(line: u64, column: &str, cell: &str, metric: &Metric, is_number: bool) -> Rejected {
    let what = if is_number {
        let range = metric.plausible();
        format!("line {line}, column {column}: {cell} is outside {} to {}", range.start(), range.end())
    } else {
        format!("line {line}, column {column}: \"{cell}\" is no number")
    };
    Rejected::new("csv_row", &what)
}
