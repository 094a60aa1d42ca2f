//! Mean-max curves of a window of time: the best mean over each duration, and which activity holds it.
//!
//! Each activity keeps its own curve (see [`crate::domain::StreamMetrics`]), so a window is a maximum over kept points:
//! linear in the activities, without opening a file.

use super::thresholds::efforts;
use crate::domain::{ActivityRecord, Athlete, Day, Policy, ShortId, Sport};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a curve is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// W
    Power,
    /// bpm
    HeartRate,
    /// m/s
    Speed,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Power, Self::HeartRate, Self::Speed];

    /// Kept points of a record: (seconds, mean), rising seconds.
    #[must_use]
    pub fn of(self, r: &ActivityRecord) -> &[(u32, f32)] {
        match self {
            Self::Power => &r.metrics.mmp,
            Self::HeartRate => &r.metrics.mm_hr,
            Self::Speed => &r.metrics.mm_speed,
        }
    }
}

/// One point of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Duration, s.
    pub seconds: u32,
    /// Best mean, in the unit of the channel.
    pub value: f64,
    /// The activity that holds it.
    pub activity: ShortId,
    /// Its day.
    pub day: Day,
    /// Whether the effort was maximal by its heart rate, or was a test or a race.
    pub maximal: bool,
}

/// Which activities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The sport.
    pub sport: Sport,
    /// The first day; all of the past when absent.
    pub from: Option<Day>,
    /// The last day.
    pub to: Day,
}

impl Window {
    /// The `days` up to and including `to`.
    #[must_use]
    pub fn last(sport: Sport, days: i64, to: Day) -> Self {
        Self { sport, from: Some(crate::domain::day::shift(to, 1 - days)), to }
    }

    /// Everything up to `to`.
    #[must_use]
    pub fn all(sport: Sport, to: Day) -> Self {
        Self { sport, from: None, to }
    }

    fn holds(&self, r: &ActivityRecord) -> bool {
        r.sport == self.sport && r.local_date <= self.to && self.from.is_none_or(|f| r.local_date >= f)
    }
}

/// The best of a window, by rising duration. The earlier of two equal efforts holds the point; what may not be combined
/// with other sources holds none.
#[must_use]
pub fn best(athlete: &Athlete, hr_max: Option<f64>, channel: Channel, window: Window) -> Vec<Point> {
    let mut points: BTreeMap<u32, (f32, usize, usize, usize)> = BTreeMap::new();
    for (at, activity) in athlete.activities.iter().enumerate() {
        let usable = activity.records.iter().position(|r| Policy::of(r.provider).combine && window.holds(r));
        let Some(which) = usable else { continue };
        for (i, &(seconds, value)) in channel.of(&activity.records[which]).iter().enumerate() {
            if value.is_finite() && points.get(&seconds).is_none_or(|p| value > p.0) {
                points.insert(seconds, (value, at, which, i));
            }
        }
    }
    let point = |(seconds, (value, at, which, i)): (u32, (f32, usize, usize, usize))| {
        let activity = &athlete.activities[at];
        let record = &activity.records[which];
        let ends: &[u8] = match channel {
            Channel::Power => &record.metrics.mmp_end_hr,
            Channel::Speed => &record.metrics.mm_speed_end_hr,
            Channel::HeartRate => &[],
        };
        let known = efforts::Known { id: activity.id, record, flag: efforts::Flag::of(athlete, record), hr_max };
        Point {
            seconds,
            value: f64::from(value),
            activity: activity.id,
            day: record.local_date,
            maximal: known.is_maximal(ends.get(i)),
        }
    };
    points.into_iter().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::science::testing::{athlete, day, ride};

    #[test]
    fn a_window_takes_the_best_of_its_days() {
        let with = |d, points: &[(u32, f32)]| {
            let mut r = ride(d, 60.0, 200.0);
            r.metrics.mmp = points.to_vec();
            r.metrics.mmp_end_hr = points.iter().map(|p| if p.0 == 300 { 180 } else { 150 }).collect();
            r
        };
        let a = athlete([
            with(day(1, 1), &[(60, 400.0), (300, 300.0)]),
            with(day(5, 1), &[(60, 380.0), (300, 310.0), (1200, 260.0)]),
            with(day(5, 2), &[(60, 380.0)]),
        ]);
        let of = |w| -> Vec<(u32, f64)> {
            best(&a, Some(190.0), Channel::Power, w).iter().map(|p| (p.seconds, p.value)).collect()
        };
        assert_eq!(of(Window::all(Sport::Bike, day(6, 1))), [(60, 400.0), (300, 310.0), (1200, 260.0)]);
        assert_eq!(of(Window::last(Sport::Bike, 90, day(6, 1))), [(60, 380.0), (300, 310.0), (1200, 260.0)]);
        assert_eq!(of(Window::all(Sport::Bike, day(4, 1))), [(60, 400.0), (300, 300.0)]);
        assert!(of(Window::all(Sport::Run, day(6, 1))).is_empty());
        let points = best(&a, Some(190.0), Channel::Power, Window::last(Sport::Bike, 90, day(6, 1)));
        assert_eq!(points[0].day, day(5, 1), "the earlier of equals");
        assert_eq!(points.iter().map(|p| p.maximal).collect::<Vec<_>>(), [false, true, false]);
    }
}
