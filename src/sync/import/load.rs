//! Files and archive entries into memory, a bounded chunk at a time, in their final order.

use super::find::Found;
use crate::{
    domain::Provider,
    formats::{
        FILE_MAX, Kind, Rejected,
        archive::{Archive, ENTRY_MAX, Entry, NESTED_MAX},
        has_extension, is_candidate, sniff,
        strava::{self, Row},
    },
};
use chrono_tz::Tz;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{BufReader, Cursor, Read, Seek},
    path::Path,
    sync::mpsc::SyncSender,
};

/// A chunk is passed on when it has this many bytes …
const CHUNK_BYTES: usize = 16 << 20;
/// … or this many files.
const CHUNK_FILES: usize = 64;

/// One file, loaded.
pub(super) struct Unit {
    /// Shown in reports: the path as named or found, with the entry's path behind an archive's.
    pub(super) label: String,
    /// Kept with the record: names without folders.
    pub(super) file: String,
    /// Whether the user named the file itself.
    pub(super) named: bool,
    /// Who gave it.
    pub(super) provider: Provider,
    /// Its bytes, or why there are none.
    pub(super) content: Result<Vec<u8>, Rejected>,
    /// What a Strava archive's table says of it.
    pub(super) row: Option<Row>,
    /// For the table itself: its rows that have no file.
    pub(super) rows: Option<Vec<Row>>,
    /// Bytes on disk that it stands for.
    pub(super) weight: u64,
}

/// What a Strava table says of the files around it.
struct Index {
    /// Path of the table.
    table: String,
    /// Path of its folder, with a slash at the end when not empty.
    base: String,
    /// Rows by the path of their file below the folder.
    rows: BTreeMap<String, Row>,
    /// Rows whose file is not there.
    loose: Vec<Row>,
}

impl Index {
    fn of(table: &str, bytes: &[u8], zone: Tz, exists: &dyn Fn(&str) -> bool) -> Option<Self> {
        if sniff(table, bytes) != Ok(Kind::StravaCsv) {
            return None;
        }
        let base = table.rfind('/').map_or("", |i| &table[..=i]).to_owned();
        let mut index = Self { table: table.to_owned(), base, rows: BTreeMap::new(), loose: Vec::new() };
        for row in strava::parse(bytes, zone).ok()? {
            match &row.file {
                Some(file) if exists(&format!("{}{file}", index.base)) => {
                    index.rows.insert(file.clone(), row);
                }
                _ => index.loose.push(row),
            }
        }
        Some(index)
    }

    fn row(&self, path: &str) -> Option<&Row> {
        self.rows.get(path.strip_prefix(&self.base)?)
    }
}

fn is_strava_table(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|n| n.eq_ignore_ascii_case("activities.csv"))
}

/// Loads what was found.
pub(super) struct Loader<'a> {
    found: &'a [Found],
    zone: Tz,
    chunk: Vec<Unit>,
    bytes: usize,
}

/// The other side is gone: nothing more to load.
struct Stopped;

impl<'a> Loader<'a> {
    pub(super) fn new(found: &'a [Found], zone: Tz) -> Self {
        Self { found, zone, chunk: Vec::new(), bytes: 0 }
    }

    /// Loads everything; ends early when the receiver is gone.
    pub(super) fn run(mut self, to: &SyncSender<(Vec<Unit>, u64)>) {
        // An error here is only that nobody listens any more.
        let _ = self.load_all(to);
    }

    fn load_all(&mut self, to: &SyncSender<(Vec<Unit>, u64)>) -> Result<(), Stopped> {
        let total: u64 = self.found.iter().map(|f| f.size).sum();
        let there: BTreeSet<String> = self.found.iter().map(|f| slashed(&f.path)).collect();
        let indexes: Vec<Index> = there
            .iter()
            .filter(|p| is_strava_table(p))
            .filter_map(|p| Index::of(p, &std::fs::read(p).ok()?, self.zone, &|f| there.contains(f)))
            .collect();
        for f in self.found {
            let label = slashed(&f.path);
            match open(f) {
                Ok(Opened::Archive(file)) => self.archive(&label, file, f, total, to)?,
                opened => {
                    let content = match opened {
                        Ok(Opened::Bytes(bytes)) => Ok(bytes),
                        Ok(Opened::Archive(_)) => continue,
                        Err(e) => Err(e),
                    };
                    let row = indexes.iter().find_map(|i| i.row(&label)).cloned();
                    let rows = indexes.iter().find(|i| i.table == label).map(|i| i.loose.clone());
                    let ours = row.is_some() || rows.is_some();
                    let unit = Unit {
                        file: base_name(&label).to_owned(),
                        named: f.named,
                        provider: provider(&label, ours),
                        content,
                        row,
                        rows,
                        weight: f.size,
                        label,
                    };
                    self.push(unit, total, to)?;
                }
            }
        }
        self.flush(total, to)
    }

    fn archive(
        &mut self,
        label: &str,
        file: File,
        f: &Found,
        total: u64,
        to: &SyncSender<(Vec<Unit>, u64)>,
    ) -> Result<(), Stopped> {
        match Archive::open(BufReader::new(file)) {
            Ok(mut a) => self.entries(label, &mut a, f.size, true, total, to),
            Err(e) => self.push(refused(label, e, f.named, f.size), total, to),
        }
    }

    /// The entries of an archive; an archive in it is opened when `nested` allows.
    fn entries<R: Read + Seek>(
        &mut self,
        label: &str,
        archive: &mut Archive<R>,
        size: u64,
        nested: bool,
        total: u64,
        to: &SyncSender<(Vec<Unit>, u64)>,
    ) -> Result<(), Stopped> {
        let entries: Vec<Entry> = archive.entries().into_iter().filter(|e| is_candidate(&e.path)).collect();
        let there: BTreeSet<&str> = entries.iter().map(|e| e.path.as_str()).collect();
        let table = entries.iter().find(|e| is_strava_table(&e.path));
        let index = table.and_then(|e| {
            let bytes = archive.read(e.index, ENTRY_MAX).ok()?;
            Index::of(&e.path, &bytes, self.zone, &|f| there.contains(f))
        });
        let claimed: u128 = entries.iter().map(|e| u128::from(e.claimed)).sum::<u128>().max(1);
        for e in &entries {
            let weight = u64::try_from(u128::from(size) * u128::from(e.claimed) / claimed).unwrap_or(size);
            let inner = format!("{label}/{}", e.path);
            let is_archive = has_extension(&e.path, &["zip"]);
            let content = archive.read(e.index, if is_archive { NESTED_MAX } else { ENTRY_MAX });
            if is_archive && nested {
                let opened = content.and_then(|bytes| Archive::open(Cursor::new(bytes)));
                match opened {
                    Ok(mut a) => self.entries(&inner, &mut a, weight, false, total, to)?,
                    Err(e) => self.push(refused(&inner, e, false, weight), total, to)?,
                }
                continue;
            }
            let row = index.as_ref().and_then(|i| i.row(&e.path)).cloned();
            let rows = index.as_ref().filter(|i| i.table == e.path).map(|i| i.loose.clone());
            let unit = Unit {
                file: format!("{}/{}", base_name(label), base_name(&e.path)),
                named: false,
                provider: provider(&inner, index.is_some()),
                content,
                row,
                rows,
                weight,
                label: inner,
            };
            self.push(unit, total, to)?;
        }
        Ok(())
    }

    fn push(&mut self, unit: Unit, total: u64, to: &SyncSender<(Vec<Unit>, u64)>) -> Result<(), Stopped> {
        self.bytes += unit.content.as_ref().map_or(0, Vec::len);
        self.chunk.push(unit);
        if self.bytes >= CHUNK_BYTES || self.chunk.len() >= CHUNK_FILES {
            self.flush(total, to)?;
        }
        Ok(())
    }

    fn flush(&mut self, total: u64, to: &SyncSender<(Vec<Unit>, u64)>) -> Result<(), Stopped> {
        self.bytes = 0;
        let chunk = std::mem::take(&mut self.chunk);
        if chunk.is_empty() {
            return Ok(());
        }
        to.send((chunk, total)).map_err(|_| Stopped)
    }
}

enum Opened {
    Bytes(Vec<u8>),
    Archive(File),
}

fn open(f: &Found) -> Result<Opened, Rejected> {
    let io = |e: std::io::Error| Rejected::new("io", &e.to_string());
    let mut file = File::open(&f.path).map_err(io)?;
    let mut magic = [0_u8; 4];
    let zipped = file.read_exact(&mut magic).is_ok() && (&magic == b"PK\x03\x04" || &magic == b"PK\x05\x06");
    file.rewind().map_err(io)?;
    if zipped {
        return Ok(Opened::Archive(file));
    }
    if f.size > FILE_MAX {
        let why = format!("larger than {} MiB; no recording is", FILE_MAX >> 20);
        return Err(Rejected::new("too_large", &why));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(f.size).unwrap_or(0));
    file.take(FILE_MAX).read_to_end(&mut bytes).map_err(io)?;
    Ok(Opened::Bytes(bytes))
}

fn refused(label: &str, why: Rejected, named: bool, weight: u64) -> Unit {
    Unit {
        label: label.to_owned(),
        file: base_name(label).to_owned(),
        named,
        provider: Provider::File,
        content: Err(why),
        row: None,
        rows: None,
        weight,
    }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).find(|p| !p.is_empty()).unwrap_or(path)
}

/// Garmin's account archive keeps everything below folders of these names.
fn provider(path: &str, strava: bool) -> Provider {
    if strava {
        Provider::StravaArchive
    } else if path.contains("DI_CONNECT") || path.contains("DI-Connect") {
        Provider::GarminArchive
    } else {
        Provider::File
    }
}
