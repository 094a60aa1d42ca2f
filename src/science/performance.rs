//! Hard efforts of the past as a series of performances, for fitting a model to.
//!
//! Owns: which efforts count. Every week's best effort of four minutes to an hour, as the threshold that it stands for;
//! a week that stays more than 5 % under the best of the weeks around it was not ridden all out and is left out. The
//! window and the limit are our design, after the sub-maximal filters of other programs.

use super::{power, run};
use crate::domain::{
    Activity, ActivityRecord, Athlete, Day, Sport,
    day::{between, monday},
};

/// Shortest and longest effort, s.
const EFFORT: std::ops::RangeInclusive<u32> = 240..=3600;
/// Shortest run that says something of endurance, s.
const RUN_LEAST: u32 = 600;
/// Days on each side that a week's best is compared with.
const AROUND: i64 = 21;
/// Share of the best around that an all-out effort reaches.
const ALL_OUT: f64 = 0.95;

/// Performances of a sport from `from` to `to`, both included, oldest first: watts of threshold power on the bike, VDOT
/// on foot; nothing for other sports.
#[must_use]
pub fn series(athlete: &Athlete, sport: Sport, from: Day, to: Day) -> Vec<(Day, f64)> {
    let mut weeks: Vec<(Day, f64)> = Vec::new();
    for (day, value) in efforts(athlete, sport, from, to) {
        match weeks.iter_mut().find(|(d, _)| monday(*d) == monday(day)) {
            Some(best) if value > best.1 => *best = (day, value),
            Some(_) => {}
            None => weeks.push((day, value)),
        }
    }
    weeks.sort_by_key(|w| w.0);
    let best_around = |day: Day| {
        let near = weeks.iter().filter(|(d, _)| between(*d, day).abs() <= AROUND);
        near.fold(0.0, |m: f64, (_, v)| m.max(*v))
    };
    weeks.iter().copied().filter(|(d, v)| *v >= ALL_OUT * best_around(*d)).collect()
}

fn efforts(athlete: &Athlete, sport: Sport, from: Day, to: Day) -> impl Iterator<Item = (Day, f64)> + '_ {
    let of = move |a: &Activity| {
        let r = a.best();
        let within = r.local_date >= from && r.local_date <= to && r.sport == sport;
        within.then(|| performance(r)).flatten().map(|v| (r.local_date, v))
    };
    athlete.activities.iter().filter_map(of)
}

/// What the best effort of a record stands for.
#[must_use]
pub fn performance(r: &ActivityRecord) -> Option<f64> {
    let best = |points: &[(u32, f32)], least: u32, of: &dyn Fn(f64, f64) -> Option<f64>| {
        points
            .iter()
            .filter(|p| EFFORT.contains(&p.0) && p.0 >= least)
            .filter_map(|p| of(f64::from(p.0), f64::from(p.1)))
            .max_by(f64::total_cmp)
    };
    match r.sport {
        Sport::Bike => best(&r.metrics.mmp, 0, &power::eftp),
        Sport::Run => best(&r.metrics.mm_speed, RUN_LEAST, &|t, v| run::vdot(t, v * t)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::day::shift,
        science::testing::{athlete, day, record},
    };

    fn ride(on: Day, watts: f32) -> ActivityRecord {
        let mut r = record(on, Sport::Bike, 60.0);
        r.metrics.mmp = vec![(60, 2.0 * watts), (1200, watts), (7200, 0.5 * watts)];
        r
    }

    #[test]
    fn a_weeks_best_counts_unless_it_was_easy() {
        let d = day(6, 1);
        let rides = [(0, 250.0), (2, 200.0), (7, 180.0), (14, 255.0), (60, 150.0)];
        let a = athlete(rides.map(|(i, w)| ride(shift(d, i), w)));
        let s = series(&a, Sport::Bike, d, shift(d, 90));
        let days: Vec<i64> = s.iter().map(|(x, _)| between(d, *x)).collect();
        // The easy week among hard ones is left out; one that stands alone has nothing to be compared with.
        assert_eq!(days, [0, 14, 60]);
        assert!((s[0].1 - power::eftp(1200.0, 250.0).unwrap()).abs() < 1e-3);
        assert!(series(&a, Sport::Swim, d, shift(d, 90)).is_empty());
        assert!(series(&a, Sport::Bike, shift(d, 61), shift(d, 90)).is_empty());
    }
}
