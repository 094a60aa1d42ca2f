//! The plain table of activities: `start,sport,duration_s` and any of the other columns, in any order.

use super::{Table, is_missing, number};
use crate::{
    domain::{CleanText, Recording, Sport, recording::Summary},
    formats::{Item, Rejected, time},
};
use chrono_tz::Tz;

/// Columns that every row needs.
pub(super) const REQUIRED: [&str; 3] = ["start", "sport", "duration_s"];

/// Whether these columns are this table's.
pub(super) fn is_header(names: &[String]) -> bool {
    REQUIRED.iter().all(|r| names.iter().any(|n| n == r))
}

/// One recording per good row.
pub(super) fn read(table: Table, zone: Tz) -> (Vec<Item>, Vec<Rejected>) {
    let Table { names, rows, mut bad } = table;
    let mut items = Vec::with_capacity(rows.len());
    for (line, row) in rows {
        let cells = Cells { names: &names, row: &row, line };
        match recording(&cells, zone) {
            Ok(r) => items.push(Item::Recording(Box::new(r))),
            Err(e) => bad.push(e),
        }
    }
    (items, bad)
}

struct Cells<'a> {
    names: &'a [String],
    row: &'a csv::StringRecord,
    line: u64,
}

impl Cells<'_> {
    fn text(&self, column: &str) -> Option<&str> {
        let i = self.names.iter().position(|n| n == column)?;
        self.row.get(i).filter(|c| !is_missing(c))
    }

    fn error(&self, column: &str, why: &str) -> Rejected {
        Rejected::new("csv_row", &format!("line {}, column {column}: {why}", self.line))
    }

    fn required(&self, column: &str) -> Result<&str, Rejected> {
        self.text(column).ok_or_else(|| self.error(column, "is empty"))
    }

    fn number(&self, column: &str, range: std::ops::RangeInclusive<f64>) -> Result<Option<f64>, Rejected> {
        let Some(cell) = self.text(column) else { return Ok(None) };
        let value = number(cell).ok_or_else(|| self.error(column, &format!("\"{cell}\" is no number")))?;
        if range.contains(&value) {
            return Ok(Some(value));
        }
        Err(self.error(column, &format!("{cell} is outside {} to {}", range.start(), range.end())))
    }
}

fn recording(c: &Cells<'_>, zone: Tz) -> Result<Recording, Rejected> {
    let start = c.required("start")?;
    let stamp = time::parse(start, zone).ok_or_else(|| {
        let known = "a time like 2026-11-20T07:30:00 (with Z, +01:00 or neither) of the years 1970 to 2200";
        c.error("start", &format!("\"{start}\" is not {known}"))
    })?;
    let sport = c.required("sport")?;
    let family: Sport =
        sport.parse().map_err(|()| c.error("sport", &format!("\"{sport}\" is no sport known here")))?;
    c.required("duration_s")?;
    let duration = c.number("duration_s", 1.0..=1_000_000.0)?;
    let elapsed = c.number("elapsed_s", 1.0..=2_000_000.0)?;
    let summary = Summary {
        elapsed_s: elapsed.or(duration),
        timer_s: duration,
        distance_m: c.number("distance_m", 0.0..=2_000_000.0)?,
        ascent_m: c.number("ascent_m", 0.0..=50_000.0)?,
        avg_hr: c.number("avg_hr", 25.0..=250.0)?,
        max_hr: c.number("max_hr", 25.0..=250.0)?,
        avg_power_w: c.number("avg_power_w", 0.0..=2_500.0)?,
        max_power_w: c.number("max_power_w", 0.0..=4_000.0)?,
        kcal: c.number("kcal", 0.0..=50_000.0)?,
        rpe: c.number("rpe", 0.0..=10.0)?,
        load: c.number("load", 0.0..=2_000.0)?,
    };
    Ok(Recording {
        sport: family,
        sub_sport: CleanText::line_opt(sport).filter(|s| !s.as_str().eq_ignore_ascii_case(family.name())),
        start: stamp.at,
        utc_offset_s: stamp.offset_s,
        title: c.text("title").or_else(|| c.text("name")).and_then(CleanText::line_opt),
        notes: c.text("notes").map(CleanText::block).filter(|n| !n.as_str().is_empty()),
        summary,
        ..Recording::default()
    })
}
