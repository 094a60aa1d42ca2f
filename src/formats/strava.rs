//! `activities.csv` of the account archive that Strava gives its users.
//!
//! The columns are those of the English export; some names come twice (first as shown to the user, then in SI units:
//! `Distance` in km and again in m), so the second of a pair is read where there is one. Dates are UTC.

use super::{Item, Rejected, csv};
use crate::domain::{CleanText, Recording, Sport, recording::Summary};
use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Strava's number of the activity.
    pub id: String,
    /// Path of its file in the archive; `None` for what was typed in.
    pub file: Option<String>,
    /// The row's own figures.
    pub recording: Recording,
}

impl Row {
    /// The row as an activity of its own.
    #[must_use]
    pub fn into_item(self) -> Item {
        Item::Recording(Box::new(self.recording))
    }

    /// Gives a file's recording what only the row knows: title, notes, the finer sport.
    pub fn describe(&self, r: &mut Recording) {
        r.title = self.recording.title.clone().or_else(|| r.title.take());
        r.notes = self.recording.notes.clone().or_else(|| r.notes.take());
        // The athlete corrects the type on the service, seldom in the file; legs keep their own.
        if r.sport == Sport::Other {
            r.sport = self.recording.sport;
        }
        r.sub_sport = r.sub_sport.take().or_else(|| self.recording.sub_sport.clone());
        r.summary.rpe = r.summary.rpe.or(self.recording.summary.rpe);
        r.upstream = CleanText::line_opt(&self.id);
    }
}

/// Whether these columns are this table's.
pub(super) fn is_header(names: &[String]) -> bool {
    let has = |n: &str| names.iter().any(|h| h == n);
    has("activity_id") && has("activity_date") && has("activity_type")
}

/// Reads every row that has a date and a type; others are left out.
///
/// # Errors
/// `csv_header`, `csv_row` when no row can be read.
pub fn parse(bytes: &[u8], zone: Tz) -> Result<Vec<Row>, Rejected> {
    let table = csv::table(bytes)?;
    if !is_header(&table.names) {
        return Err(Rejected::new(
            "csv_header",
            "line 1: needs the columns Activity ID, Activity Date, Activity Type",
        ));
    }
    let rows: Vec<Row> = table.rows.iter().filter_map(|(_, cells)| row(&table.names, cells, zone)).collect();
    if rows.is_empty() {
        let why = "no row has a date and a type that can be read; ask for the archive in English";
        return Err(table.bad.into_iter().next().unwrap_or_else(|| Rejected::new("csv_row", why)));
    }
    Ok(rows)
}

fn row(names: &[String], cells: &::csv::StringRecord, zone: Tz) -> Option<Row> {
    let all = |column: &str| {
        let at = names.iter().enumerate().filter(|(_, n)| *n == column).map(|(i, _)| i);
        at.filter_map(|i| cells.get(i)).filter(|c| !csv::is_missing(c)).collect::<Vec<&str>>()
    };
    let text = |column: &str| all(column).into_iter().next();
    let figure = |column: &str| all(column).last().and_then(|c| csv::number(c)).filter(|v| *v > 0.0);
    let start = date(text("activity_date")?, zone)?;
    let kind = text("activity_type")?;
    let elapsed = figure("elapsed_time");
    // A single Distance column is the one in km.
    let distance = match all("distance").as_slice() {
        [km] => csv::number(km).map(|d| d * 1000.0),
        [.., m] => csv::number(m),
        [] => None,
    };
    let summary = Summary {
        elapsed_s: elapsed,
        timer_s: figure("moving_time").or(elapsed),
        distance_m: distance.filter(|d| *d > 0.0),
        ascent_m: figure("elevation_gain"),
        avg_hr: figure("average_heart_rate"),
        max_hr: figure("max_heart_rate"),
        avg_power_w: figure("average_watts"),
        max_power_w: figure("max_watts"),
        kcal: figure("calories"),
        rpe: figure("perceived_exertion").filter(|v| *v <= 10.0),
        load: None,
    };
    let notes = text("activity_private_note").or_else(|| text("activity_description"));
    let id = text("activity_id")?;
    Some(Row {
        id: id.to_owned(),
        file: text("filename").map(|f| f.replace('\\', "/")),
        recording: Recording {
            sport: kind.parse().unwrap_or(Sport::Other),
            sub_sport: CleanText::line_opt(kind),
            indoor: kind.starts_with("Virtual"),
            start,
            title: text("activity_name").and_then(CleanText::line_opt),
            notes: notes.map(CleanText::block).filter(|n| !n.as_str().is_empty()),
            device: text("activity_gear").and_then(CleanText::line_opt),
            summary,
            upstream: CleanText::line_opt(id),
            ..Recording::default()
        },
    })
}

/// How the exports of the years have written dates.
const DATE_FORMS: [&str; 5] = [
    "%b %d, %Y, %I:%M:%S %p",
    "%d %b %Y, %H:%M:%S",
    "%b %d, %Y %I:%M:%S %p",
    "%d %b %Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S UTC",
];

/// `Nov 20, 2026, 6:31:09 AM` and its siblings; an ISO date too.
fn date(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let flat: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let naive = DATE_FORMS.iter().find_map(|f| NaiveDateTime::parse_from_str(&flat, f).ok());
    match naive {
        Some(n) => super::time::sane(n.and_utc()),
        None => super::time::parse(text, zone).map(|s| s.at),
    }
}
