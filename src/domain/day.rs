//! The athlete's local calendar date and the ISO week that it is in.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A local calendar date. An activity belongs to the local date of its start.
pub type Day = NaiveDate;

/// Weekday with Monday = 0, as every weekly table in this program is indexed.
#[must_use]
pub fn weekday(day: Day) -> usize {
    day.weekday().num_days_from_monday() as usize
}

/// A local time as a moment: the earlier one of a time that a clock change repeats, the first one after a time that it
/// skips.
#[must_use]
pub fn in_zone(t: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    (0..8)
        .find_map(|q| zone.from_local_datetime(&(t + TimeDelta::minutes(15 * q))).earliest())
        .map_or_else(|| t.and_utc(), |t| t.with_timezone(&Utc))
}

/// The Monday of the ISO week that `day` is in.
#[must_use]
pub fn monday(day: Day) -> Day {
    shift(day, -i64::from(day.weekday().num_days_from_monday()))
}

/// `day` moved by `days`, held at the ends of the calendar rather than overflowing.
#[must_use]
pub fn shift(day: Day, days: i64) -> Day {
    let moved = if days >= 0 {
        day.checked_add_days(Days::new(days.unsigned_abs()))
    } else {
        day.checked_sub_days(Days::new(days.unsigned_abs()))
    };
    moved.unwrap_or(if days >= 0 { Day::MAX } else { Day::MIN })
}

/// Days from `from` to `to`; negative when `to` is earlier.
#[must_use]
pub fn between(from: Day, to: Day) -> i64 {
    (to - from).num_days()
}

/// Every day from `from` to `to`, both included; empty when `to` is earlier.
pub fn span(from: Day, to: Day) -> impl Iterator<Item = Day> {
    from.iter_days().take_while(move |d| *d <= to)
}

/// `2026-W47`.
#[must_use]
pub fn iso_week(day: Day) -> String {
    let w = day.iso_week();
    format!("{}-W{:02}", w.year(), w.week())
}

/// The Monday of `2026-W47`; `None` for anything else.
///
/// ```
/// use lanterne::domain::day;
/// assert_eq!(day::parse_iso_week("2026-W47").map(|d| d.to_string()).as_deref(), Some("2026-11-16"));
/// assert_eq!(day::parse_iso_week("2026-W54"), None);
/// ```
#[must_use]
pub fn parse_iso_week(text: &str) -> Option<Day> {
    let (year, week) = text.split_once("-W")?;
    Day::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, chrono::Weekday::Mon)
}

/// Three letters, English: `Mon`.
#[must_use]
pub fn short_name(day: Day) -> &'static str {
    SHORT_NAMES[weekday(day)]
}

/// Names of the weekdays, Monday first.
pub const SHORT_NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
