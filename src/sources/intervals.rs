//! intervals.icu: the hub that many devices feed.
//!
//! Dates are the athlete's local ones, both ends in the answer. An activity comes with its original file, read as any
//! imported file is; what reached the hub through Strava is an empty stub there, counted and explained, never shown as
//! zeros.

pub mod push;

use super::{Auth, Collection, Listed, Said, Session, Source, SourceError, Span, What, address, wire};
use crate::{
    config::SourceConfig,
    domain::{
        ActivityRecord, CalendarEntry, CleanText, Metric, Provider, Recording, ShortId, Sport, WellnessRecord,
        activity::StreamMetrics,
    },
    formats::{self, Item, local_day},
    http::Url,
    science::readiness::adapt::{Vendor, adapt},
};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use futures_util::future::{BoxFuture, FutureExt};
use serde_json::Value;

/// Largest original file, bytes.
const FILE_MAX: usize = 64 << 20;
/// Tries of a file that seems damaged.
const FILE_TRIES: usize = 4;
/// How far the start in a file may lie from the start in the list, for the two to be one activity, s.
const SAME_START_S: i64 = 180;

const COLLECTIONS: &[Collection] = &[
    Collection { name: "wellness", step_days: 365, again_days: 30, ahead_days: 0, removable: false, core: true },
    Collection { name: "activities", step_days: 90, again_days: 30, ahead_days: 0, removable: true, core: true },
    Collection { name: "events", step_days: 0, again_days: 7, ahead_days: 370, removable: true, core: false },
];

/// Figures of a day that say something of the athlete; what the hub computes itself is left out.
const WELLNESS: [&str; 17] = [
    "hrv",
    "hrvSDNN",
    "restingHR",
    "sleepSecs",
    "sleepScore",
    "weight",
    "spO2",
    "respiration",
    "steps",
    "readiness",
    "vo2max",
    "soreness",
    "fatigue",
    "stress",
    "mood",
    "motivation",
    "injury",
];

/// intervals.icu.
#[derive(Debug)]
pub struct Intervals {
    base: Url,
    auth: Auth,
}

impl Intervals {
    /// As configured.
    ///
    /// # Errors
    /// When an address in the configuration is none.
    pub fn new(own: &SourceConfig) -> Result<Self, SourceError> {
        let base = address(own.base_url.as_deref(), "https://intervals.icu/")?;
        let found = "intervals.icu/settings, Developer settings, API key";
        Ok(Self { base, auth: Auth::Key { user: "API_KEY", env: "INTERVALS_API_KEY", found } })
    }
}

impl Source for Intervals {
    fn name(&self) -> &'static str {
        "intervals"
    }

    fn provider(&self) -> Provider {
        Provider::Intervals
    }

    fn auth(&self) -> &Auth {
        &self.auth
    }

    fn base(&self) -> &Url {
        &self.base
    }

    /// It limits requests in a second only, and those are spaced.
    fn quotas(&self) -> &[(u32, u32)] {
        &[]
    }

    fn collections(&self) -> &'static [Collection] {
        COLLECTIONS
    }

    fn list<'a>(
        &'a self,
        session: &'a Session<'a>,
        collection: &'static Collection,
        span: Span,
    ) -> BoxFuture<'a, Result<Vec<Listed>, SourceError>> {
        async move {
            let path = format!("api/v1/athlete/0/{}", collection.name);
            let (from, to) = (span.from.to_string(), span.to.to_string());
            let query = [("oldest", from.as_str()), ("newest", to.as_str())];
            let rows: Vec<Value> = session.json(&path, &query).await?.unwrap_or_default();
            let read: fn(&Value) -> Option<Listed> = match collection.name {
                "wellness" => wellness,
                "events" => event,
                _ => activity,
            };
            Ok(rows.iter().filter_map(read).filter(|l| span.has(l.day)).collect())
        }
        .boxed()
    }

    fn more<'a>(
        &'a self,
        session: &'a Session<'a>,
        id: &'a str,
        listed: &'a Value,
    ) -> BoxFuture<'a, Result<(Vec<Said>, bool), SourceError>> {
        async move {
            let path = format!("api/v1/activity/{}/file", escaped(id));
            let told = summary(id, listed, session.zone);
            // Something typed in has no file, and asking for one would only cost a request.
            let typed = wire::text(listed, "source") == Some("MANUAL");
            let (file, doubted) = if typed { (None, false) } else { whole(session, &path, id, listed).await? };
            let record = match (file, told) {
                (Some((record, bytes)), told) => Some((named(record, told.as_ref()), Some(bytes))),
                (None, Some(told)) => Some((told, None)),
                (None, None) => None,
            };
            Ok((record.into_iter().map(|(r, bytes)| Said::Activity(Box::new(r), bytes)).collect(), doubted))
        }
        .boxed()
    }

    fn account<'a>(&'a self, session: &'a Session<'a>) -> BoxFuture<'a, Result<Option<String>, SourceError>> {
        wire::account(session, "api/v1/athlete/0").boxed()
    }

    fn explain(&self, _: u16, _: &str) -> Option<String> {
        None
    }
}

/// Ids may hold a colon; nothing else in them is let into an address.
fn escaped(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_')).collect()
}

fn wellness(row: &Value) -> Option<Listed> {
    let day = wire::day(row, "id")?;
    // Zeros stand for what was not measured, but for steps.
    let value = |key: &&str| wire::num(row, key).filter(|v| *v > 0.0 || *key == "steps");
    let values: Vec<(Metric, f64)> =
        WELLNESS.iter().filter_map(|key| adapt(Vendor::Intervals, key, value(key)?)).collect();
    if values.is_empty() {
        return None;
    }
    let said = WellnessRecord { day, source: Provider::Intervals, values };
    let print = *blake3::hash(&serde_json::to_vec(&said).unwrap_or_default()).as_bytes();
    Some(Listed { id: day.to_string(), day, print, what: What::Whole(vec![Said::Wellness(said)]) })
}

fn event(row: &Value) -> Option<Listed> {
    // What we put there ourselves is no news.
    if wire::text(row, "external_id").is_some_and(push::is_ours) {
        return None;
    }
    let (id, day) = (wire::id(row, "id")?, wire::day(row, "start_date_local")?);
    let category = wire::text(row, "category").unwrap_or("NOTE");
    let entry = CalendarEntry {
        provider: Provider::Intervals,
        id: CleanText::line(&id),
        day,
        until: wire::day(row, "end_date_local").filter(|d| *d > day),
        category: CleanText::line(&category.to_ascii_lowercase()),
        title: CleanText::line(wire::text(row, "name").unwrap_or(category)),
        gone: false,
    };
    let print = *blake3::hash(&serde_json::to_vec(&entry).unwrap_or_default()).as_bytes();
    Some(Listed { id, day, print, what: What::Whole(vec![Said::Calendar(entry)]) })
}

fn activity(row: &Value) -> Option<Listed> {
    let (id, day) = (wire::id(row, "id")?, wire::day(row, "start_date_local")?);
    let stub = row.get("_note").is_some() || wire::text(row, "source") == Some("STRAVA");
    // What the hub computes anew by itself (its own fitness figures, when it looked) is no change of the activity.
    let own: &[&str] =
        &["icu_ctl", "icu_atl", "icu_sync_date", "analyzed", "icu_sync_error", "updated", "icu_eftp"];
    let what = if stub { What::Stub } else { What::More(Box::new(row.clone())) };
    Some(Listed { id, day, print: wire::print(row, own), what })
}

fn start_of(row: &Value, zone: Tz) -> Option<DateTime<Utc>> {
    wire::moment(row, "start_date")
        .or_else(|| Some(crate::domain::day::in_zone(wire::local(row, "start_date_local")?, zone)))
}

/// What the list says of an activity.
fn summary(id: &str, row: &Value, zone: Tz) -> Option<ActivityRecord> {
    let start = start_of(row, zone)?;
    let kind = wire::text(row, "type").unwrap_or("Other");
    let moving = wire::positive(row, "moving_time");
    let elapsed = wire::positive(row, "elapsed_time").or(moving)?;
    Some(ActivityRecord {
        id: record_id(id),
        provider: Provider::Intervals,
        file: None,
        original: None,
        leg: 0,
        sport: kind.parse().unwrap_or(Sport::Other),
        sub_sport: CleanText::line_opt(kind),
        indoor: row.get("trainer").and_then(Value::as_bool).unwrap_or(false) || kind.starts_with("Virtual"),
        start,
        local_date: wire::day(row, "start_date_local").unwrap_or_else(|| local_day(start, None, zone)),
        title: wire::text(row, "name").and_then(CleanText::line_opt),
        notes: wire::text(row, "description").map(CleanText::block),
        device: wire::text(row, "device_name").and_then(CleanText::line_opt),
        elapsed_s: elapsed,
        moving_s: moving.unwrap_or(elapsed),
        distance_m: wire::positive(row, "distance"),
        ascent_m: wire::positive(row, "total_elevation_gain"),
        avg_hr: wire::positive(row, "average_heartrate"),
        max_hr: wire::positive(row, "max_heartrate"),
        avg_power_w: wire::positive(row, "icu_average_watts"),
        max_power_w: None,
        kcal: wire::positive(row, "calories"),
        rpe: wire::positive(row, "icu_rpe").filter(|r| *r <= 10.0),
        stated_load: wire::positive(row, "icu_training_load"),
        metrics: StreamMetrics::default(),
        laps: Vec::new(),
        swim: None,
        warnings: Vec::new(),
        upstream: CleanText::line_opt(id),
    })
}

fn record_id(id: &str) -> ShortId {
    ShortId::of(&[b"intervals", id.as_bytes()])
}

/// The original file, read. One that seems damaged is asked for again, since an answer that was cut short on the way can
/// look whole, and at the same place twice; when the same comes every time, it is taken and doubted.
async fn whole(
    s: &Session<'_>,
    path: &str,
    id: &str,
    row: &Value,
) -> Result<(Option<(ActivityRecord, Vec<u8>)>, bool), SourceError> {
    let mut first = None;
    let mut same = true;
    for left in (0..FILE_TRIES).rev() {
        let Some(bytes) = s.file(path, FILE_MAX).await? else { return Ok((None, false)) };
        let print = blake3::hash(&bytes);
        let read = original(id, bytes, row, s.zone);
        let sound = read.as_ref().is_some_and(|(r, _)| r.warnings.is_empty());
        same &= *first.get_or_insert(print) == print;
        if sound || (same && left == 0) {
            return Ok((read, !sound));
        }
    }
    Err(SourceError::Strange(format!(
        "intervals: the file of activity {id} is another one each time; it is asked for next time"
    )))
}

/// The record of the original file: of its legs the one that starts when the activity does.
fn original(id: &str, bytes: Vec<u8>, row: &Value, zone: Tz) -> Option<(ActivityRecord, Vec<u8>)> {
    let name = wire::text(row, "filename").unwrap_or("activity");
    let items = formats::read(name, &bytes, zone).ok()?;
    let legs: Vec<Box<Recording>> =
        items.into_iter().filter_map(|i| if let Item::Recording(r) = i { Some(r) } else { None }).collect();
    let start = start_of(row, zone);
    let far = |r: &Recording| start.map_or(TimeDelta::zero(), |s| (r.start - s).abs());
    let (leg, recording) = legs.iter().enumerate().min_by_key(|(_, r)| far(r))?;
    if legs.len() > 1 && far(recording).num_seconds() > SAME_START_S {
        return None;
    }
    let hash = blake3::hash(&bytes).to_hex();
    let leg = u16::try_from(leg).unwrap_or(u16::MAX);
    let mut record = formats::record(recording, hash.as_str(), leg, Provider::Intervals, name, zone);
    (record.id, record.upstream) = (record_id(id), CleanText::line_opt(id));
    Some((record, bytes))
}

/// The file's record with what the athlete wrote at the hub: title, notes, rating, sport.
fn named(mut record: ActivityRecord, told: Option<&ActivityRecord>) -> ActivityRecord {
    if let Some(told) = told {
        record.title = told.title.clone().or(record.title);
        record.notes = told.notes.clone().or(record.notes);
        record.rpe = told.rpe.or(record.rpe);
        record.local_date = told.local_date;
        record.indoor |= told.indoor;
        if told.sport != Sport::Other {
            record.sport = told.sport;
        }
    }
    record
}

#[cfg(test)]
mod tests;
