//! Wellness values out of monitoring, sleep, HRV and weight files.
//!
//! A night belongs to the date it ends on. What a file holds only a part of (a day's stress) is left out unless
//! the part is large, because a later file of the same day replaces it.

use super::{collect::Collected, field::EPOCH};
use crate::{
    domain::{Day, Metric, Provider, WellnessRecord},
    formats::time,
};
use chrono::{DateTime, Timelike, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// Fewest stress readings (one a minute or three) that stand for a day.
const STRESS_MIN: usize = 160;
/// Fewest breathing readings (one a minute) that stand for a night.
const RESPIRATION_MIN: usize = 60;
/// Fewest saturation readings that stand for a night.
const SPO2_MIN: usize = 5;
/// Longest stretch between two sleep levels that is believed, s.
const SLEEP_STRETCH_MAX_S: u32 = 4 * 3600;

/// What the file says, one record per day.
pub(super) fn records(part: &Collected, zone: Tz) -> Vec<WellnessRecord> {
    let r = &part.readings;
    let clock = Clock { offset_s: part.local_minus_utc.and_then(time::sane_offset), zone };
    let mut days: BTreeMap<Day, BTreeMap<Metric, f64>> = BTreeMap::new();
    let mut put = |day: Option<Day>, metric: Metric, value: f64| {
        if let Some(day) = day.filter(|_| metric.plausible().contains(&value)) {
            days.entry(day).or_default().insert(metric, value);
        }
    };
    for (day, steps) in steps(part, &clock) {
        put(Some(day), Metric::Steps, steps);
    }
    for &(at, v) in &r.resting_hr {
        put(clock.day(at), Metric::RestingHr, v);
    }
    for &(at, v) in &r.hrv_night {
        put(clock.day(at), Metric::HrvRmssd, v);
    }
    for &(at, v) in &r.temperature {
        put(clock.day(at), Metric::TempDeviation, v);
    }
    for (day, v) in means(&r.stress, STRESS_MIN, |at| clock.day(at)) {
        put(Some(day), Metric::Stress, v);
    }
    let night = |at| clock.day(at).filter(|_| clock.hour(at).is_some_and(|h| h < 6));
    for (day, v) in means(&r.respiration, RESPIRATION_MIN, night) {
        put(Some(day), Metric::Respiration, v);
    }
    for (day, v) in means(&r.spo2, SPO2_MIN, night) {
        put(Some(day), Metric::SpO2, v);
    }
    for (day, v) in body_battery(part, &clock) {
        put(Some(day), Metric::BodyBatteryWake, v);
    }
    let woke = r.sleep_levels.last().map(|l| l.0).or(part.created);
    if let Some(score) = r.sleep_score {
        put(woke.and_then(|at| clock.day(at)), Metric::SleepScore, score);
    }
    if let Some(hours) = sleep_hours(&r.sleep_levels) {
        put(woke.and_then(|at| clock.day(at)), Metric::SleepHours, hours);
    }
    // A scale that several people use does not say who is the athlete.
    if r.mass.windows(2).all(|w| w[0].1 == w[1].1) {
        for &(at, _, kg) in &r.mass {
            put(clock.day(at), Metric::MassKg, kg);
        }
    }
    let record = |(day, values): (Day, BTreeMap<Metric, f64>)| WellnessRecord {
        day,
        source: Provider::File,
        values: values.into_iter().collect(),
    };
    days.into_iter().map(record).collect()
}

/// FIT seconds as local dates and hours.
struct Clock {
    offset_s: Option<i32>,
    zone: Tz,
}

impl Clock {
    fn at(fit: u32) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(EPOCH + i64::from(fit), 0)
    }

    fn day(&self, fit: u32) -> Option<Day> {
        Self::at(fit).map(|at| time::local_day(at, self.offset_s, self.zone))
    }

    fn hour(&self, fit: u32) -> Option<u32> {
        let at = Self::at(fit)?;
        Some(match self.offset_s.and_then(chrono::FixedOffset::east_opt) {
            Some(offset) => at.with_timezone(&offset).hour(),
            None => at.with_timezone(&self.zone).hour(),
        })
    }
}

/// Steps of each day: the highest count of each kind, summed. A count written at midnight is the day's before.
fn steps(part: &Collected, clock: &Clock) -> BTreeMap<Day, f64> {
    let mut top: BTreeMap<(Day, u8), f64> = BTreeMap::new();
    for &(at, kind, count) in &part.readings.steps {
        if let Some(day) = clock.day(at.saturating_sub(1)) {
            let best = top.entry((day, kind)).or_default();
            *best = best.max(count);
        }
    }
    let mut days = BTreeMap::new();
    for ((day, _), count) in top {
        *days.entry(day).or_default() += count;
    }
    days
}

/// Mean per day, for days with at least `least` readings.
fn means(readings: &[(u32, f64)], least: usize, day: impl Fn(u32) -> Option<Day>) -> Vec<(Day, f64)> {
    let mut sums: BTreeMap<Day, (usize, f64)> = BTreeMap::new();
    for &(at, v) in readings {
        if let Some(day) = day(at) {
            let (n, sum) = sums.entry(day).or_default();
            *n += 1;
            *sum += v;
        }
    }
    sums.into_iter().filter(|(_, (n, _))| *n >= least).map(|(d, (n, sum))| (d, sum / n as f64)).collect()
}

/// The highest level between 4 and 11 in the morning: it only rises in sleep, and falls from waking on.
fn body_battery(part: &Collected, clock: &Clock) -> BTreeMap<Day, f64> {
    let mut top: BTreeMap<Day, f64> = BTreeMap::new();
    for &(at, level) in &part.readings.body_battery {
        if clock.hour(at).is_some_and(|h| (4..11).contains(&h))
            && let Some(day) = clock.day(at)
        {
            let best = top.entry(day).or_default();
            *best = best.max(level);
        }
    }
    top
}

/// Hours in light, deep or REM sleep; each level holds until the next is written.
fn sleep_hours(levels: &[(u32, u8)]) -> Option<f64> {
    let asleep = levels.windows(2).filter(|w| matches!(w[0].1, 2..=4)).map(|w| w[1].0.saturating_sub(w[0].0));
    let seconds: u32 = asleep.filter(|s| *s <= SLEEP_STRETCH_MAX_S).sum();
    (seconds > 0).then(|| f64::from(seconds) / 3600.0)
}
