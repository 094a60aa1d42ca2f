//! Best efforts over windows of time, side by side: the last ninety days, this year, ever.
//!
//! Owns: which windows and which sport. Does not own: the curve of a window (science::curves), drawing.

use crate::{
    domain::{Athlete, Day, Sport, ThresholdKind, day::shift},
    science::{
        curves::{Channel, Point, Window, best},
        history::History,
    },
};
use chrono::Datelike;
use serde::Serialize;
use std::collections::BTreeMap;

/// Days of the recent window.
pub const RECENT_DAYS: i64 = 90;

/// Best efforts of one sport.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bests {
    /// The sport.
    pub sport: Sport,
    /// The windows, in the order of each row's efforts.
    pub windows: Vec<Span>,
    /// By what was measured; only what there is.
    pub channels: Vec<ChannelBests>,
}

/// One window.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Span {
    /// `90 days`, `2026`, `ever`.
    pub name: String,
    /// First day; none for all of the past.
    pub from: Option<Day>,
    /// Last day.
    pub to: Day,
}

/// Best efforts by one measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChannelBests {
    /// What of.
    pub channel: Channel,
    /// By rising duration.
    pub rows: Vec<Row>,
}

/// Best efforts over one duration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Duration, s.
    pub seconds: u32,
    /// The best of each window; none where the window has no effort that long.
    pub efforts: Vec<Option<Point>>,
}

/// The usual windows up to `today`: [`RECENT_DAYS`], the calendar year as the season (convention), everything.
#[must_use]
pub fn windows(today: Day) -> Vec<Span> {
    let year = Day::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
    vec![
        Span { name: format!("{RECENT_DAYS} days"), from: Some(shift(today, 1 - RECENT_DAYS)), to: today },
        Span { name: today.year().to_string(), from: Some(year), to: today },
        Span { name: "ever".to_owned(), from: None, to: today },
    ]
}

/// Sports with a curve of any kind, the most often done first.
#[must_use]
pub fn sports(athlete: &Athlete) -> Vec<Sport> {
    let mut count: BTreeMap<Sport, usize> = BTreeMap::new();
    for r in athlete.activities.iter().map(crate::domain::Activity::best) {
        if Channel::ALL.iter().any(|c| !c.of(r).is_empty()) {
            *count.entry(r.sport).or_default() += 1;
        }
    }
    let mut all: Vec<(Sport, usize)> = count.into_iter().collect();
    all.sort_by_key(|(s, n)| (std::cmp::Reverse(*n), *s));
    all.into_iter().map(|(s, _)| s).collect()
}

/// The best efforts of a sport in these windows.
#[must_use]
pub fn bests(athlete: &Athlete, history: &History, sport: Sport, windows: Vec<Span>) -> Bests {
    let channel = |channel: Channel| {
        let mut rows: BTreeMap<u32, Vec<Option<Point>>> = BTreeMap::new();
        for (i, w) in windows.iter().enumerate() {
            let hr_max = history.book.value(ThresholdKind::HrMax, sport, w.to);
            for p in best(athlete, hr_max, channel, Window { sport, from: w.from, to: w.to }) {
                rows.entry(p.seconds).or_insert_with(|| vec![None; windows.len()])[i] = Some(p);
            }
        }
        ChannelBests {
            channel,
            rows: rows.into_iter().map(|(seconds, efforts)| Row { seconds, efforts }).collect(),
        }
    };
    let channels = Channel::ALL.into_iter().map(channel).filter(|c| !c.rows.is_empty()).collect();
    Bests { sport, windows, channels }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::science::testing::{athlete, day, ride};

    #[test]
    fn a_longer_window_is_never_worse_and_names_its_day() {
        let with = |d, points: &[(u32, f32)]| {
            let mut r = ride(d, 60.0, 200.0);
            r.metrics.mmp = points.to_vec();
            r
        };
        let last_year = Day::from_ymd_opt(2025, 6, 1).unwrap();
        let a = athlete([
            with(last_year, &[(60, 400.0), (300, 300.0)]),
            with(day(2, 1), &[(60, 390.0), (1200, 250.0)]),
            with(day(11, 1), &[(60, 300.0)]),
        ]);
        let today = day(11, 20);
        let b = bests(&a, &History::build(&a, today), Sport::Bike, windows(today));
        assert_eq!(b.windows.iter().map(|w| w.name.as_str()).collect::<Vec<_>>(), ["90 days", "2026", "ever"]);
        let rows = &b.channels[0].rows;
        assert_eq!(rows.iter().map(|r| r.seconds).collect::<Vec<_>>(), [60, 300, 1200]);
        let minute: Vec<(f64, Day)> = rows[0].efforts.iter().flatten().map(|p| (p.value, p.day)).collect();
        assert_eq!(minute, [(300.0, day(11, 1)), (390.0, day(2, 1)), (400.0, last_year)]);
        assert_eq!(rows[1].efforts.iter().map(Option::is_some).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(sports(&a), [Sport::Bike]);
    }
}
