//! The JSON files of Garmin's account archive, as third parties describe their layout; Garmin publishes none. Every
//! field may be missing.
//!
//! Owns: nights, health status, day summaries, readiness, VO2max and the list of activities. The FIT files of the
//! archive are read as any FIT file is; a listed activity and its file are one.

use super::{Item, Rejected, time::sane_offset};
use crate::domain::{CleanText, Day, Provider, Recording, Sport, WellnessDay, WellnessRecord, recording::Summary};
use crate::science::readiness::adapt::{Vendor, adapt};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::BTreeMap;

/// What one of the files holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Sleep,
    Health,
    Days,
    Readiness,
    Oxygen,
    Activities,
}

/// Parts of the names, with what is behind each.
const NAMES: [(&str, Table); 6] = [
    ("_sleepdata", Table::Sleep),
    ("_healthstatusdata", Table::Health),
    ("udsfile_", Table::Days),
    ("trainingreadinessdto_", Table::Readiness),
    ("metricsmaxmetdata_", Table::Oxygen),
    ("_summarizedactivities", Table::Activities),
];

fn table(name: &str) -> Option<Table> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    let json = name.strip_suffix(".json")?;
    NAMES.iter().find(|(part, _)| json.contains(part)).map(|(_, t)| *t)
}

/// Whether a file of this name is one that is read here.
#[must_use]
pub fn is_named(name: &str) -> bool {
    table(name).is_some()
}

/// Reads one of the files.
///
/// # Errors
/// `json_malformed` when it is no JSON, `not_a_known_format` when its name is none of these.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Vec<Item>, Rejected> {
    let Some(table) = table(name) else {
        return Err(Rejected::new("not_a_known_format", "JSON, but none of Garmin's archive that lanterne knows"));
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let root: Value = serde_json::from_slice(bytes).map_err(|e| {
        let why = format!(
            "no whole JSON document: it breaks off or is damaged at line {}; unpack the archive again",
            e.line()
        );
        Rejected::new("json_malformed", &why)
    })?;
    let rows = rows(&root);
    if table == Table::Activities {
        let items = rows.iter().filter_map(|r| activity(r)).map(|r| Item::Recording(Box::new(r)));
        return Ok(or_nothing(items.collect(), "a list without activities"));
    }
    let mut days: BTreeMap<Day, WellnessDay> = BTreeMap::new();
    for row in &rows {
        let Some(day) = day_of(row) else { continue };
        let values = match table {
            Table::Sleep => sleep(row),
            Table::Health => health(row),
            Table::Days => summary(row),
            Table::Readiness => readiness(row),
            Table::Oxygen => vec![("vo2MaxValue", num(row, "vo2MaxValue"))],
            Table::Activities => Vec::new(),
        };
        let values = values.into_iter().filter_map(|(field, v)| adapt(Vendor::Garmin, field, v?)).collect();
        days.entry(day).or_default().merge(&WellnessRecord { day, source: Provider::GarminArchive, values });
    }
    let records: Vec<WellnessRecord> = days
        .into_iter()
        .filter(|(_, d)| !d.readings.is_empty())
        .map(|(day, d)| WellnessRecord {
            day,
            source: Provider::GarminArchive,
            values: d.readings.into_iter().map(|r| (r.metric, r.value)).collect(),
        })
        .collect();
    Ok(or_nothing(
        if records.is_empty() { Vec::new() } else { vec![Item::Wellness(records)] },
        "a table without values",
    ))
}

fn or_nothing(items: Vec<Item>, what: &str) -> Vec<Item> {
    if items.is_empty() { vec![Item::Skipped { what: CleanText::line(what) }] } else { items }
}

/// The rows of a file: a list, or lists inside the one object of a list.
fn rows(root: &Value) -> Vec<&Value> {
    let mut out = Vec::new();
    for v in root.as_array().map_or_else(|| std::slice::from_ref(root), Vec::as_slice) {
        match v.get("summarizedActivitiesExport").and_then(Value::as_array) {
            Some(inner) => out.extend(inner),
            None => out.push(v),
        }
    }
    out
}

fn num(v: &Value, key: &str) -> Option<f64> {
    v.get(key)?.as_f64().filter(|n| n.is_finite())
}

fn positive(v: &Value, key: &str) -> Option<f64> {
    num(v, key).filter(|n| *n > 0.0)
}

/// A date as text, or as milliseconds since 1970 in UTC.
fn day_of(row: &Value) -> Option<Day> {
    match row.get("calendarDate")? {
        Value::String(s) => s.get(..10)?.parse().ok(),
        Value::Number(ms) => DateTime::from_timestamp_millis(ms.as_i64()?).map(|t| t.date_naive()),
        _ => None,
    }
}

fn sleep(row: &Value) -> Vec<(&'static str, Option<f64>)> {
    let part = |key: &str| num(row, key).filter(|s| (0.0..=86_400.0).contains(s));
    let (deep, light) = (part("deepSleepSeconds"), part("lightSleepSeconds"));
    // A stage that is left out was none; a night without any stage is no night.
    let asleep =
        deep.or(light).map(|_| deep.unwrap_or(0.0) + light.unwrap_or(0.0) + part("remSleepSeconds").unwrap_or(0.0));
    let scores = row.get("sleepScores");
    let spo2 = row.get("spo2SleepSummary");
    vec![
        ("sleepTimeSeconds", asleep.filter(|s| *s > 0.0)),
        ("overallScore", scores.and_then(|s| num(s, "overallScore"))),
        ("averageRespiration", num(row, "averageRespiration")),
        ("averageSpo2", spo2.and_then(|s| num(s, "averageSPO2"))),
    ]
}

/// The temperature of the skin is a difference already.
fn health<'v>(row: &'v Value) -> Vec<(&'v str, Option<f64>)> {
    let metrics = row.get("metrics").and_then(Value::as_array);
    let one = |m: &'v Value| Some((m.get("type")?.as_str()?, num(m, "value")));
    metrics.into_iter().flatten().filter_map(one).collect()
}

fn summary(row: &Value) -> Vec<(&'static str, Option<f64>)> {
    let stress = row.get("allDayStress").and_then(|s| s.get("aggregatorList")).and_then(Value::as_array);
    let total = stress.into_iter().flatten().find(|a| a.get("type").and_then(Value::as_str) == Some("TOTAL"));
    let battery = row.get("bodyBattery").and_then(|b| b.get("bodyBatteryStatList")).and_then(Value::as_array);
    let level = |kind: &str| {
        let found = battery?.iter().find(|s| s.get("bodyBatteryStatType").and_then(Value::as_str) == Some(kind))?;
        num(found, "statsValue")
    };
    vec![
        ("restingHeartRate", positive(row, "restingHeartRate")),
        ("totalSteps", num(row, "totalSteps")),
        // Minus one and minus two stand for times that were not measured.
        ("averageStressLevel", total.and_then(|t| num(t, "averageStressLevel")).filter(|s| *s >= 0.0)),
        ("bodyBatteryAtWakeTime", level("SLEEPEND").or_else(|| level("STARTOFDAY"))),
        ("bodyBatteryAtBedTime", level("SLEEPSTART")),
    ]
}

/// Several a day; only the one of the morning says how ready the athlete woke up.
fn readiness(row: &Value) -> Vec<(&'static str, Option<f64>)> {
    let context = row.get("inputContext").and_then(Value::as_str);
    let morning = context.is_none_or(|c| c == "AFTER_WAKEUP_RESET");
    vec![("trainingReadinessScore", num(row, "score").filter(|_| morning))]
}

/// Durations are in milliseconds and distances in centimetres. Climbing and energy are left out: their units are not
/// known for sure, and the activity's own file has them.
fn activity(row: &Value) -> Option<Recording> {
    let ms = |key: &str| num(row, key).and_then(|t| DateTime::<Utc>::from_timestamp_millis(t as i64));
    let start = ms("beginTimestamp").or_else(|| ms("startTimeGmt"))?;
    let local = ms("startTimeLocal");
    let seconds = |key: &str| positive(row, key).map(|v| v / 1000.0);
    let elapsed = seconds("elapsedDuration").or_else(|| seconds("duration"))?;
    let kind = row.get("activityType").and_then(Value::as_str).unwrap_or("other");
    let offset =
        local.and_then(|l| i32::try_from((l - start).num_seconds()).ok()).and_then(|o| sane_offset(o.into()));
    let text = |key: &str| row.get(key).and_then(Value::as_str).and_then(CleanText::line_opt);
    Some(Recording {
        sport: kind.parse().unwrap_or(Sport::Other),
        sub_sport: CleanText::line_opt(kind),
        indoor: kind.contains("indoor") || kind.contains("virtual") || kind.contains("treadmill"),
        start,
        utc_offset_s: offset,
        title: text("name"),
        notes: row.get("description").and_then(Value::as_str).map(CleanText::block),
        device: CleanText::line_opt("Garmin"),
        summary: Summary {
            elapsed_s: Some(elapsed),
            timer_s: seconds("movingDuration").or_else(|| seconds("duration")),
            distance_m: positive(row, "distance").map(|cm| cm / 100.0),
            ascent_m: None,
            avg_hr: positive(row, "avgHr"),
            max_hr: positive(row, "maxHr"),
            avg_power_w: positive(row, "avgPower"),
            max_power_w: positive(row, "maxPower"),
            kcal: None,
            rpe: None,
            load: positive(row, "activityTrainingLoad"),
        },
        ..Recording::default()
    })
}

#[cfg(test)]
mod tests;
