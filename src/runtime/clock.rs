//! The one clock: the athlete's date, and how long it lasts.

use crate::domain::{Day, day::shift};
use chrono::{DateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use std::{path::PathBuf, time::Duration};

/// The athlete's calendar.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: Tz,
    pinned: Option<Day>,
    ahead: Option<PathBuf>,
}

impl Clock {
    /// A calendar in a zone; `pinned` holds the date still (`--today`).
    #[must_use]
    pub fn new(zone: Tz, pinned: Option<Day>) -> Self {
        Self { zone, pinned, ahead: None }
    }

    /// The same, ahead of the system's clock by as many milliseconds as a file says now: a test brings midnight that way.
    #[must_use]
    pub fn ahead_by(self, file: Option<PathBuf>) -> Self {
        Self { ahead: file, ..self }
    }

    fn now(&self) -> DateTime<Utc> {
        let ahead = self.ahead.as_ref().and_then(|f| std::fs::read_to_string(f).ok()?.trim().parse().ok());
        Utc::now() + TimeDelta::milliseconds(ahead.unwrap_or(0))
    }

    /// The date.
    #[must_use]
    pub fn today(&self) -> Day {
        self.date_at(self.now())
    }

    /// The date of the calendar, whatever date is looked at.
    #[must_use]
    pub fn date(&self) -> Day {
        self.now().with_timezone(&self.zone).date_naive()
    }

    /// A moment in the athlete's time: `2026-11-20 07:12`.
    pub(super) fn local(&self, moment: DateTime<Utc>) -> String {
        moment.with_timezone(&self.zone).format("%Y-%m-%d %H:%M").to_string()
    }

    /// The last date that ended by a moment.
    pub(super) fn date_before(&self, moment: DateTime<Utc>) -> Day {
        (moment - TimeDelta::milliseconds(1)).with_timezone(&self.zone).date_naive()
    }

    /// The date at a moment.
    #[must_use]
    pub fn date_at(&self, now: DateTime<Utc>) -> Day {
        self.pinned.unwrap_or_else(|| now.with_timezone(&self.zone).date_naive())
    }

    /// Time until the next date; `None` when the date is pinned.
    #[must_use]
    pub fn until_midnight(&self) -> Option<Duration> {
        self.left_at(self.now())
    }

    fn left_at(&self, now: DateTime<Utc>) -> Option<Duration> {
        if self.pinned.is_some() {
            return None;
        }
        let midnight = shift(self.date_at(now), 1).and_time(NaiveTime::MIN);
        // Some zones skip midnight on a day of the year; the first quarter that exists begins the date then.
        let starts = (0..8)
            .find_map(|q| self.zone.from_local_datetime(&(midnight + TimeDelta::minutes(15 * q))).earliest())?;
        // A second late rather than early: just before midnight it would be the old date again.
        Some((starts.with_timezone(&Utc) - now).to_std().unwrap_or_default() + Duration::from_secs(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_date_is_the_athletes() {
        let clock = Clock::new(chrono_tz::Europe::Paris, None);
        assert_eq!(clock.date_at(at("2026-11-19T23:30:00Z")).to_string(), "2026-11-20");
        assert_eq!(clock.left_at(at("2026-11-20T22:00:00Z")), Some(Duration::from_secs(3601)));
    }

    #[test]
    fn a_skipped_midnight_begins_when_the_day_does() {
        // Beirut went from 23:59 to 01:00 on 2024-03-31.
        let clock = Clock::new(chrono_tz::Asia::Beirut, None);
        let left = clock.left_at(at("2024-03-30T21:00:00Z")).unwrap();
        let then = at("2024-03-30T21:00:00Z") + left;
        assert_eq!(clock.date_at(then).to_string(), "2024-03-31");
        assert!(left <= Duration::from_secs(3601));
    }

    #[test]
    fn a_pinned_date_stays() {
        let day = Day::from_ymd_opt(2026, 7, 1).unwrap();
        let clock = Clock::new(Tz::UTC, Some(day));
        assert_eq!((clock.today(), clock.until_midnight()), (day, None));
    }
}
