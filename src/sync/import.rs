//! Files in: found, read, decoded on every core, stored in a fixed order.
//!
//! Owns: the order of work of an import, what is new and what is not, and its report. Does not own: formats, the log.
//!
//! Three stages run beside each other, each a chunk ahead of the next: loading, decoding, storing. Events are written
//! in the sorted order of the files, so an import that was interrupted and made again leaves the same log as one that
//! was not. An original is on disk before the event that names it; a rejected file leaves no event, so it can be
//! imported again when it is whole.

mod decode;
mod find;
mod load;
pub use crate::formats::record;

use crate::{
    domain::{Athlete, CleanText, Event, Provenance, Reading, WellnessDay, WellnessRecord, event::Actor},
    formats::Rejected,
    log::{LogError, NewEvent, Store},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use decode::{Decoded, Outcome};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::mpsc::{Receiver, sync_channel},
    time::Instant,
};

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ImportReport {
    /// Files looked at; those inside an archive count, the archive does not.
    pub files: usize,
    /// Files that brought something new.
    pub imported: usize,
    /// Files that were there already, or whose activities all joined one that is known.
    pub duplicates: usize,
    /// Files in which there is nothing for the coach.
    pub skipped: usize,
    /// Files, and rows of tables, that could not be read.
    pub rejected: Vec<Rejection>,
    /// Activities known now.
    pub activities: usize,
    /// Days with wellness values known now.
    pub wellness_days: usize,
    /// How long it took, s.
    pub seconds: f64,
    /// What the skipped files were, with their number.
    #[serde(skip)]
    pub skipped_kinds: BTreeMap<CleanText, usize>,
    /// Recordings kept from damaged files, with the file and what was wrong.
    #[serde(skip)]
    pub warnings: Vec<(CleanText, CleanText)>,
}

/// One refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// The file, as it was named or found; for an archive `archive.zip/inner.fit`.
    pub file: CleanText,
    /// Stable code, see [`Rejected::code`].
    pub code: &'static str,
    /// What was wrong and what to do.
    pub reason: CleanText,
}

impl Rejection {
    fn new(file: &str, rejected: &Rejected) -> Self {
        Self { file: CleanText::line(file), code: rejected.code, reason: rejected.reason.clone() }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files decoded.
    pub files: u64,
    /// Bytes on disk that those were.
    pub bytes: u64,
    /// Bytes on disk in all.
    pub bytes_total: u64,
}

/// Why an import ended early. What was stored before stays, and the same import made again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The log could not be read or written.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Imports files and folders (with everything in them).
///
/// `zone` dates what has no offset of its own; `now` is the time written with the events. `progress` is called from
/// several threads, in no order.
///
/// # Errors
/// When the log can't be read or written. Files that can't be read are in the report.
pub fn run(
    store: &Store,
    zone: Tz,
    paths: &[PathBuf],
    now: DateTime<Utc>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<ImportReport, ImportError> {
    let began = Instant::now();
    let mut report = ImportReport::default();
    let (found, missing) = find::find(paths);
    for r in missing {
        report.files += 1;
        report.rejected.push(r);
    }
    let (mut athlete, _) = store.athlete()?;
    let stored = std::thread::scope(|scope| {
        let (to_decode, loaded) = sync_channel(1);
        let (to_store, decoded) = sync_channel(1);
        let loader = load::Loader::new(&found, zone);
        scope.spawn(move || loader.run(&to_decode));
        scope.spawn(move || decode::run(store, zone, &loaded, &to_store, progress));
        store_all(store, now, &mut athlete, &decoded, &mut report)
    });
    stored?;
    report.rejected.sort_by(|a, b| a.file.cmp(&b.file));
    report.activities = athlete.activities.len();
    report.wellness_days = athlete.wellness.len();
    report.seconds = began.elapsed().as_secs_f64();
    Ok(report)
}

/// Stores chunk after chunk. Dropping the receiver on an error ends the other stages.
fn store_all(
    store: &Store,
    now: DateTime<Utc>,
    athlete: &mut Athlete,
    chunks: &Receiver<Result<Vec<Decoded>, LogError>>,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    for chunk in chunks {
        store_chunk(store, now, athlete, chunk?, report)?;
    }
    Ok(())
}

fn store_chunk(
    store: &Store,
    now: DateTime<Utc>,
    athlete: &mut Athlete,
    mut chunk: Vec<Decoded>,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    let keys: Vec<String> = chunk.iter().flat_map(|d| d.events.iter().map(|e| e.key.clone())).collect();
    let mut known = store.has_keys(&keys)?.into_iter();
    let mut events = Vec::new();
    for file in &mut chunk {
        let mut tally = Tally::default();
        for e in std::mem::take(&mut file.events) {
            if known.next().unwrap_or(false) || nothing_new(athlete, &e.event, file.is_table) {
                continue;
            }
            tally.take(athlete, &e.event);
            events.push(NewEvent {
                event: e.event,
                actor: Actor::Import,
                provenance: Provenance::of(file.provider),
                key: e.key,
                cause: None,
                recorded_at: now,
            });
        }
        if tally.events == 0 {
            file.bytes.clear();
        }
        count(report, file, &tally);
    }
    let originals: Vec<&[u8]> = chunk.iter().map(|d| d.bytes.as_slice()).filter(|b| !b.is_empty()).collect();
    store.originals().put_many(&originals)?;
    store.append(events)?;
    Ok(())
}

/// What the events of one file did to what is known.
#[derive(Default)]
struct Tally {
    events: usize,
    fresh: usize,
}

impl Tally {
    fn take(&mut self, athlete: &mut Athlete, event: &Event) {
        let before = athlete.activities.len();
        athlete.apply(event);
        self.events += 1;
        let linked = matches!(event, Event::ActivityRecorded(_)) && athlete.activities.len() <= before;
        self.fresh += usize::from(!linked);
    }
}

/// A table grows by a row a day: a row that says what is known already is no event.
fn nothing_new(athlete: &Athlete, event: &Event, is_table: bool) -> bool {
    let Event::WellnessRecorded(w) = event else { return false };
    is_table && athlete.wellness.get(&w.day).is_some_and(|known| says(known, w))
}

fn says(known: &WellnessDay, w: &WellnessRecord) -> bool {
    w.values.iter().all(|(metric, value)| {
        let same =
            |r: &Reading| r.source == w.source && &r.metric == metric && r.value.to_bits() == value.to_bits();
        known.readings.iter().any(same)
    })
}

fn count(report: &mut ImportReport, file: &Decoded, tally: &Tally) {
    report.files += 1;
    let refused = file.rejected.iter().map(|r| Rejection::new(&file.label, r));
    report.rejected.extend(refused);
    let shown = file.warnings.iter().map(|w| (CleanText::line(&file.label), w.clone()));
    report.warnings.extend(shown);
    match &file.outcome {
        Outcome::Rejected => {}
        Outcome::Skipped(what) => {
            report.skipped += 1;
            *report.skipped_kinds.entry(what.clone()).or_default() += 1;
        }
        Outcome::Read if tally.fresh > 0 => report.imported += 1,
        Outcome::Read | Outcome::Known => report.duplicates += 1,
    }
}
