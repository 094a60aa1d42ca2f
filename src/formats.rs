//! Bytes to domain values: FIT, TCX, GPX, archives, CSV.
//!
//! Owns: reading formats, with limits and warnings. Does not own: files on disk, the log, load.
//!
//! Two promises hold for every reader here: any input gives values or a [`Rejected`], never a panic; and what was
//! recorded before the damage of a damaged file is kept, with a warning.

pub mod archive;
pub mod csv;
pub mod fit;
pub mod garmin;
pub mod gpx;
pub mod gzip;
pub mod ics;
mod record;
pub mod strava;
pub mod tcx;
mod text;
mod time;
mod track;
pub mod workout;
mod xml;

pub use record::record;
pub use time::local_day;

use crate::domain::{CleanText, Recording, WellnessRecord};
use chrono_tz::Tz;

/// What a file holds.
#[derive(Clone, Debug)]
pub enum Item {
    /// One recorded activity, or one leg of a multisport activity.
    Recording(Box<Recording>),
    /// What the file says of one or more days; one record per day, by day.
    Wellness(Vec<WellnessRecord>),
    /// Nothing for the coach, and nothing wrong: a course, a workout, settings.
    Skipped {
        /// What it is, in a few words.
        what: CleanText,
    },
    /// One row of a table could not be read; the others stand.
    BadRow(Rejected),
}

/// Why a file, or a row of it, could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} — {reason}")]
pub struct Rejected {
    /// One of a short, stable list: `empty`, `html_page`, `not_a_known_format`, `not_fit`, `fit_header`,
    /// `fit_no_records`, `truncated`, `xml_malformed`, `xml_doctype`, `xml_limits`, `csv_header`, `csv_row`,
    /// `csv_malformed`, `json_malformed`, `gzip_damaged`, `zip_damaged`, `zip_encrypted`, `too_large`, `decoder_panic`, `io`.
    pub code: &'static str,
    /// What was wrong, where, and what can be done.
    pub reason: CleanText,
}

impl Rejected {
    /// A rejection; `reason` is cleaned.
    #[must_use]
    pub fn new(code: &'static str, reason: &str) -> Self {
        Self { code, reason: CleanText::line(reason) }
    }
}

/// What the first bytes (and, for tables, the header) say a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Garmin's binary format.
    Fit,
    /// Training Center XML.
    Tcx,
    /// GPS Exchange XML.
    Gpx,
    /// A table of readiness or of activities.
    Csv,
    /// `activities.csv` of a Strava account archive.
    StravaCsv,
    /// One of the JSON files of Garmin's account archive.
    GarminJson,
    /// One compressed file.
    Gzip,
    /// An archive of files.
    Zip,
}

/// Largest file read into memory, compressed or not, bytes.
pub const FILE_MAX: u64 = 256 << 20;

/// What `bytes` are, by their content; the name decides nothing but the wording of the refusal.
///
/// # Errors
/// `empty`, `html_page`, `not_a_known_format`, `not_fit`, `csv_header`.
///
/// ```
/// use lanterne::formats::{Kind, sniff};
/// assert_eq!(sniff("ride.gpx", b"\xef\xbb\xbf <?xml version='1.0'?><gpx>"), Ok(Kind::Gpx));
/// assert_eq!(sniff("ride.fit", b"<!DOCTYPE html><title>Log in</title>").unwrap_err().code, "html_page");
/// ```
pub fn sniff(name: &str, bytes: &[u8]) -> Result<Kind, Rejected> {
    if bytes.is_empty() {
        return Err(Rejected::new("empty", "the file has no bytes; export or download it again"));
    }
    if bytes.len() >= 12 && &bytes[8..12] == b".FIT" {
        return Ok(Kind::Fit);
    }
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Kind::Gzip);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Zip);
    }
    let head = text::head(bytes);
    let lower = head.to_ascii_lowercase();
    if lower.is_empty() && text::is_blank(bytes) {
        return Err(Rejected::new("empty", "the file holds nothing but white space; export or download it again"));
    }
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        let why = "this is a web page, not a recording; sign in and download the file again";
        return Err(Rejected::new("html_page", why));
    }
    if lower.starts_with('<') {
        return sniff_xml(&lower, name);
    }
    if garmin::is_named(name) && lower.starts_with(['[', '{']) {
        return Ok(Kind::GarminJson);
    }
    if has_extension(name, &["csv"]) || csv::looks_known(&head) {
        return csv::kind(&head);
    }
    if has_extension(name, &["fit"]) {
        let why = if bytes.len() < 14 {
            "the file ends inside the FIT header; copy it from the device again"
        } else {
            "no FIT header: the bytes 8 to 11 should read .FIT; copy the file from the device again"
        };
        return Err(Rejected::new(if bytes.len() < 14 { "fit_header" } else { "not_fit" }, why));
    }
    let why = "not FIT, TCX, GPX, gzip, zip or a table that lanterne knows";
    Err(Rejected::new("not_a_known_format", why))
}

fn sniff_xml(lower: &str, name: &str) -> Result<Kind, Rejected> {
    // The root may stand behind a declaration, comments and processing instructions of any length.
    let at = |root: &str| lower.find(root);
    match (at("<trainingcenterdatabase"), at("<gpx")) {
        (Some(t), Some(g)) if t < g => Ok(Kind::Tcx),
        (_, Some(_)) => Ok(Kind::Gpx),
        (Some(_), None) => Ok(Kind::Tcx),
        (None, None) if lower.contains("<html") => {
            Err(Rejected::new("html_page", "this is a web page, not a recording; download the file again"))
        }
        (None, None) if has_extension(name, &["tcx"]) => Ok(Kind::Tcx),
        (None, None) if has_extension(name, &["gpx"]) => Ok(Kind::Gpx),
        (None, None) => Err(Rejected::new("not_a_known_format", "XML, but neither TCX nor GPX")),
    }
}

/// Whether the name ends in one of `extensions` (lower case, without dot), whatever its case.
#[must_use]
pub fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let Some((_, ext)) = name.rsplit_once('.') else { return false };
    extensions.iter().any(|e| ext.eq_ignore_ascii_case(e))
}

/// Whether a file of this name is worth opening when it was found in a folder or an archive rather than named.
#[must_use]
pub fn is_candidate(name: &str) -> bool {
    has_extension(name, &["fit", "tcx", "gpx", "csv", "gz", "zip"]) || garmin::is_named(name)
}

/// Reads one file that is not an archive. `zone` dates what has no offset of its own.
///
/// A gzipped file is read through (one level). Items come in the file's order.
///
/// # Errors
/// A [`Rejected`] with one of its codes; a panic of a decoder is caught and becomes `decoder_panic`.
pub fn read(name: &str, bytes: &[u8], zone: Tz) -> Result<Vec<Item>, Rejected> {
    guarded(|| read_unguarded(name, bytes, zone))
}

/// The last line of defence: a panic of a decoder is a refusal of the one file, not the end of the program.
fn guarded<T>(read: impl FnOnce() -> Result<T, Rejected>) -> Result<T, Rejected> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let why = "the decoder gave up on this file; please report it, it should have said why";
        Err(Rejected::new("decoder_panic", why))
    })
}

fn read_unguarded(name: &str, bytes: &[u8], zone: Tz) -> Result<Vec<Item>, Rejected> {
    match sniff(name, bytes)? {
        Kind::Gzip => {
            let inner = gzip::inflate(bytes)?;
            let stem = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".GZ")).unwrap_or(name);
            match sniff(stem, &inner.bytes)? {
                Kind::Gzip | Kind::Zip => {
                    Err(Rejected::new("not_a_known_format", "a compressed file inside a compressed file"))
                }
                kind => {
                    let mut items = read_kind(kind, &inner.bytes, zone)?;
                    if let Some(w) = inner.warning {
                        warn_all(&mut items, w);
                    }
                    Ok(items)
                }
            }
        }
        Kind::Zip => Err(Rejected::new(
            "not_a_known_format",
            "an archive where a file was expected: archives are opened one level deep",
        )),
        Kind::GarminJson => garmin::read(name, bytes),
        kind => read_kind(kind, bytes, zone),
    }
}

fn read_kind(kind: Kind, bytes: &[u8], zone: Tz) -> Result<Vec<Item>, Rejected> {
    match kind {
        Kind::Fit => fit::read(bytes, zone),
        Kind::Tcx => tcx::read(bytes),
        Kind::Gpx => gpx::read(bytes),
        Kind::Csv => csv::read(bytes, zone),
        Kind::StravaCsv => {
            let rows = strava::parse(bytes, zone)?;
            Ok(rows.into_iter().map(strava::Row::into_item).collect())
        }
        Kind::Gzip | Kind::Zip | Kind::GarminJson => {
            Err(Rejected::new("not_a_known_format", "an archive where a file was expected"))
        }
    }
}

fn warn_all(items: &mut [Item], warning: &str) {
    for item in items {
        if let Item::Recording(r) = item {
            r.warnings.push(CleanText::line(warning));
        }
    }
}
