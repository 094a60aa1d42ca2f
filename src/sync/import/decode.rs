//! Loaded files to events, on every core, in order.

use super::{Progress, load::Unit};
use crate::{
    domain::{ActivityRecord, CleanText, Event, Provider, ShortId, WellnessRecord},
    formats::{self, Item, Kind, Rejected, record, strava::Row},
    log::{LogError, Store},
};
use chrono_tz::Tz;
use rayon::prelude::*;
use std::{
    collections::BTreeSet,
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender},
    },
};

/// What became of a file before anything is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It has events.
    Read,
    /// Nothing for the coach.
    Skipped(CleanText),
    /// The same bytes were imported before.
    Known,
    /// It could not be read.
    Rejected,
}

/// One event and the key that makes it written once.
pub(super) struct Keyed {
    pub(super) key: String,
    pub(super) event: Event,
}

/// One file, decoded.
pub(super) struct Decoded {
    pub(super) label: String,
    pub(super) provider: Provider,
    pub(super) bytes: Vec<u8>,
    pub(super) outcome: Outcome,
    pub(super) events: Vec<Keyed>,
    /// Whether its rows stand for themselves, so that a longer version of it brings only the new ones.
    pub(super) is_table: bool,
    pub(super) rejected: Vec<Rejected>,
    pub(super) warnings: Vec<CleanText>,
}

/// Decodes chunk after chunk until there are no more or nobody listens.
pub(super) fn run(
    store: &Store,
    zone: Tz,
    from: &Receiver<(Vec<Unit>, u64)>,
    to: &SyncSender<Result<Vec<Decoded>, LogError>>,
    progress: &(dyn Fn(Progress) + Sync),
) {
    let (files, bytes) = (AtomicU64::new(0), AtomicU64::new(0));
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (units, bytes_total) in from {
        let hashes: Vec<String> = units.par_iter().map(hash).collect();
        let keys: Vec<String> = hashes.iter().map(|h| file_key(h)).collect();
        let known = match store.has_keys(&keys) {
            Ok(known) => known,
            Err(e) => {
                // Whether anybody hears of it or not, the work ends here.
                let _ = to.send(Err(e));
                return;
            }
        };
        // The same bytes under a second name in this very import.
        let known: Vec<bool> =
            known.into_iter().zip(&hashes).map(|(k, h)| k || (!h.is_empty() && !seen.insert(h.clone()))).collect();
        let work: Vec<(Unit, String, bool)> =
            units.into_iter().zip(hashes).zip(known).map(|((u, h), k)| (u, h, k)).collect();
        let decoded: Vec<Decoded> = work
            .into_par_iter()
            .map(|(unit, hash, known)| {
                let weight = unit.weight;
                let done = decode(unit, &hash, known, zone);
                let files = files.fetch_add(1, Ordering::Relaxed) + 1;
                let bytes = bytes.fetch_add(weight, Ordering::Relaxed) + weight;
                progress(Progress { files, bytes, bytes_total });
                done
            })
            .collect();
        if to.send(Ok(decoded)).is_err() {
            return;
        }
    }
}

fn hash(unit: &Unit) -> String {
    unit.content.as_ref().map_or_else(|_| String::new(), |b| blake3::hash(b).to_hex().to_string())
}

/// Key of a file's last event: when it is in the log, all of the file is.
fn file_key(hash: &str) -> String {
    format!("import:{hash}")
}

fn decode(unit: Unit, hash: &str, known: bool, zone: Tz) -> Decoded {
    let Unit { label, file, named, provider, content, row, rows, .. } = unit;
    let blank = |outcome, bytes| Decoded {
        label: label.clone(),
        provider,
        bytes,
        outcome,
        events: Vec::new(),
        is_table: false,
        rejected: Vec::new(),
        warnings: Vec::new(),
    };
    let bytes = match content {
        Ok(bytes) => bytes,
        Err(e) => return Decoded { rejected: vec![e], ..blank(Outcome::Rejected, Vec::new()) },
    };
    if known {
        return blank(Outcome::Known, bytes);
    }
    let kind = formats::sniff(&file, &bytes);
    // A table of something else in a folder is none of our business; one that was named should have been.
    if let (Err(e), false) = (&kind, named)
        && e.code == "csv_header"
    {
        return blank(Outcome::Skipped(CleanText::line("a table of something else")), bytes);
    }
    let made_by = Made { file: &file, hash, provider, zone };
    if let Some(rows) = rows {
        let events = rows.iter().map(|r| made_by.strava_row(r)).collect();
        return Decoded { events, is_table: true, ..blank(Outcome::Read, bytes) };
    }
    match formats::read(&file, &bytes, zone) {
        Err(e) => Decoded { rejected: vec![e], ..blank(Outcome::Rejected, bytes) },
        Ok(items) => {
            let is_table = matches!(kind, Ok(Kind::Csv | Kind::StravaCsv | Kind::GarminJson));
            let parts = made_by.parts(items, row.as_ref(), is_table);
            let outcome = match (parts.events.is_empty(), parts.skipped) {
                (true, Some(what)) => Outcome::Skipped(what),
                (true, None) => Outcome::Rejected,
                (false, _) => Outcome::Read,
            };
            let Parts { events, rejected, warnings, .. } = parts;
            Decoded { events, is_table, rejected, warnings, ..blank(outcome, bytes) }
        }
    }
}

/// Where a file's events come from.
struct Made<'a> {
    file: &'a str,
    hash: &'a str,
    provider: Provider,
    zone: Tz,
}

#[derive(Default)]
struct Parts {
    events: Vec<Keyed>,
    skipped: Option<CleanText>,
    rejected: Vec<Rejected>,
    warnings: Vec<CleanText>,
}

impl Made<'_> {
    fn parts(&self, items: Vec<Item>, row: Option<&Row>, is_table: bool) -> Parts {
        let mut parts = Parts::default();
        let mut leg = 0;
        for item in items {
            match item {
                Item::Recording(mut r) => {
                    if let Some(row) = row {
                        row.describe(&mut r);
                    }
                    parts.warnings.extend(r.warnings.iter().cloned());
                    let record = self.record(&r, leg);
                    leg = leg.saturating_add(1);
                    parts.events.push(if is_table { row_event(record) } else { self.leg_event(record) });
                }
                Item::Wellness(days) => parts.events.extend(days.into_iter().map(|w| self.day_event(w))),
                Item::Skipped { what } => parts.skipped = parts.skipped.or(Some(what)),
                Item::BadRow(e) => parts.rejected.push(e),
            }
        }
        // Last of all the file's own key: it says that everything before it is in the log too.
        if let Some(last) = parts.events.last_mut().filter(|_| !is_table) {
            last.key = file_key(self.hash);
        }
        parts
    }

    fn record(&self, r: &crate::domain::Recording, leg: u16) -> ActivityRecord {
        record(r, self.hash, leg, self.provider, self.file, self.zone)
    }

    fn leg_event(&self, record: ActivityRecord) -> Keyed {
        let key = format!("{}:{}", file_key(self.hash), record.leg);
        Keyed { key, event: Event::ActivityRecorded(Box::new(record)) }
    }

    fn day_event(&self, mut w: WellnessRecord) -> Keyed {
        w.source = self.provider;
        let key = format!("{}:{}", file_key(self.hash), w.day);
        Keyed { key, event: Event::WellnessRecorded(w) }
    }

    fn strava_row(&self, row: &Row) -> Keyed {
        let mut record = self.record(&row.recording, 0);
        record.id = ShortId::of(&[b"strava", row.id.as_bytes()]);
        Keyed { key: format!("strava:{}", row.id), event: Event::ActivityRecorded(Box::new(record)) }
    }
}

/// A row's identity is what it says: the same row in a longer table is the same row.
fn row_event(mut record: ActivityRecord) -> Keyed {
    let bare = ActivityRecord {
        id: ShortId::default(),
        file: None,
        original: None,
        leg: 0,
        upstream: None,
        ..record.clone()
    };
    let said = serde_json::to_string(&bare).unwrap_or_default();
    // Rows have the identity that they had before a record could name its page.
    let said = said.replace(",\"upstream\":null", "").into_bytes();
    record.id = ShortId::of(&[b"row", &said]);
    Keyed { key: format!("row:{}", record.id), event: Event::ActivityRecorded(Box::new(record)) }
}
