//! Tables: readiness by day, and activities by row. A bad row is named by line and column, and never stops the rest.

mod activities;
mod readiness;

use super::{Item, Kind, Rejected, strava, text};
use chrono_tz::Tz;

/// Most rows read of one table.
const ROWS_MAX: usize = 200_000;
/// Most bad rows named; beyond them only their number is.
const BAD_MAX: usize = 100;

/// Whether the first line looks like one of the tables that this program knows.
pub(super) fn looks_known(head: &str) -> bool {
    kind(head).is_ok()
}

/// Which table the first line is the header of.
pub(super) fn kind(head: &str) -> Result<Kind, Rejected> {
    let names = header(head);
    let has = |n: &str| names.iter().any(|h| h == n);
    if strava::is_header(&names) {
        return Ok(Kind::StravaCsv);
    }
    if activities::is_header(&names) || readiness::is_header(&names) {
        return Ok(Kind::Csv);
    }
    let missing = if has("start") || has("sport") {
        let lacks: Vec<&str> = activities::REQUIRED.iter().copied().filter(|n| !has(n)).collect();
        format!(
            "line 1: a table of activities needs the columns start, sport, duration_s; missing: {}",
            lacks.join(", ")
        )
    } else if has("day") || has("timestamp") {
        "line 1: a table of readiness needs at least one column besides its date".to_owned()
    } else {
        "line 1: the header should begin with day (or timestamp) for readiness, or have start, sport, duration_s for activities".to_owned()
    };
    Err(Rejected::new("csv_header", &missing))
}

/// Column names in lower-case snake form: `Readiness Score` and `readiness_score` are one.
fn header(head: &str) -> Vec<String> {
    let line = head.lines().next().unwrap_or_default();
    let mut reader = builder(delimiter(line)).has_headers(false).from_reader(line.as_bytes());
    let mut record = csv::StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(true) => record.iter().map(snake).collect(),
        _ => Vec::new(),
    }
}

/// The name in snake form.
pub(super) fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().trim_start_matches('\u{feff}').chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
    }
    out.truncate(out.trim_end_matches('_').len());
    out
}

/// Semicolons and tabs are what spreadsheets of some countries write.
fn delimiter(line: &str) -> u8 {
    let count = |c: char| line.matches(c).count();
    let (comma, semicolon, tab) = (count(','), count(';'), count('\t'));
    if semicolon > comma && semicolon >= tab {
        b';'
    } else if tab > comma {
        b'\t'
    } else {
        b','
    }
}

pub(super) fn builder(delimiter: u8) -> csv::ReaderBuilder {
    let mut b = csv::ReaderBuilder::new();
    b.flexible(true).delimiter(delimiter).trim(csv::Trim::All);
    b
}

/// A table's header and rows; each row with its line.
pub(super) struct Table {
    /// Column names in snake form.
    pub(super) names: Vec<String>,
    /// Line and cells.
    pub(super) rows: Vec<(u64, csv::StringRecord)>,
    /// Rows that are no rows.
    pub(super) bad: Vec<Rejected>,
}

/// Reads a table's rows.
pub(super) fn table(bytes: &[u8]) -> Result<Table, Rejected> {
    let source = text::decode(bytes);
    let first = source.lines().next().unwrap_or_default();
    let names = header(first);
    let mut reader = builder(delimiter(first)).has_headers(true).from_reader(source.as_bytes());
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for record in reader.records() {
        match record {
            Ok(r) if r.iter().all(str::is_empty) => {}
            Ok(r) => rows.push((r.position().map_or(0, csv::Position::line), r)),
            Err(e) => bad.push(Rejected::new("csv_malformed", &e.to_string())),
        }
        if rows.len() > ROWS_MAX {
            return Err(Rejected::new("too_large", &format!("more than {ROWS_MAX} rows; import it in parts")));
        }
    }
    Ok(Table { names, rows, bad })
}

/// Reads a table of readiness or of activities.
///
/// # Errors
/// `csv_header`; `csv_row` or `csv_malformed` when no row at all could be read; `too_large`.
pub fn read(bytes: &[u8], zone: Tz) -> Result<Vec<Item>, Rejected> {
    let table = table(bytes)?;
    let (mut items, bad) =
        if activities::is_header(&table.names) { activities::read(table, zone) } else { readiness::read(table) };
    if items.is_empty() {
        let none = || Rejected::new("csv_row", "the table has a header but no row");
        return Err(bad.into_iter().next().unwrap_or_else(none));
    }
    let more = bad.len().saturating_sub(BAD_MAX);
    items.extend(bad.into_iter().take(BAD_MAX).map(Item::BadRow));
    if more > 0 {
        items.push(Item::BadRow(Rejected::new("csv_row", &format!("and {more} more rows"))));
    }
    Ok(items)
}

/// Whether a cell says that there is no value.
pub(super) fn is_missing(cell: &str) -> bool {
    let c = cell.trim();
    c.is_empty()
        || ["na", "n/a", "nan", "null", "none", "nil", "-", "--", "—"].iter().any(|m| c.eq_ignore_ascii_case(m))
}

/// A cell's number; a decimal comma is read when there is no point.
pub(super) fn number(cell: &str) -> Option<f64> {
    let c = cell.trim();
    let value = c.parse::<f64>().ok().or_else(|| {
        let comma = c.contains(',') && !c.contains('.');
        comma.then(|| c.replace(',', ".").parse().ok()).flatten()
    });
    value.filter(|v| v.is_finite())
}
