//! Which efforts a rider is good at: best power over a few durations, against the athlete's own past only.
//!
//! A percentile among other people would need a table that may be used; there is none here.

use crate::{
    domain::{Athlete, Day, Sport, day::shift},
    science::curves::{Channel, Window, best},
};
use serde::Serialize;

/// Durations that tell sprint, anaerobic capacity, aerobic capacity and threshold apart, s.
pub const DURATIONS: [u32; 4] = [5, 60, 300, 1200];
/// Days between two looks back.
const STEP_DAYS: i64 = 28;
/// Windows of the past that a percentile needs.
const LEAST: usize = 6;

/// The best power over a duration.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct BestPower {
    /// Duration, s.
    pub seconds: u32,
    /// W
    pub watts: f64,
    /// W/kg, where a body mass is set.
    pub per_kg: Option<f64>,
    /// Its place among the bests of the athlete's own windows of this length, 0–100: half of the windows with the same
    /// best count as below. `None` with fewer than six windows.
    pub percentile: Option<f64>,
    /// How many windows of the past there are.
    pub windows: usize,
    /// The day of the effort.
    pub day: Day,
}

/// The best powers of the `days` up to `today`.
pub(super) fn bests(athlete: &Athlete, today: Day, days: i64) -> Vec<BestPower> {
    let of = |to: Day| best(athlete, None, Channel::Power, Window::last(Sport::Bike, days, to));
    let rides = athlete.activities.iter().map(crate::domain::Activity::best);
    let Some(first) =
        rides.filter(|r| r.sport == Sport::Bike && !r.metrics.mmp.is_empty()).map(|r| r.local_date).min()
    else {
        return Vec::new();
    };
    // Whole windows only: a first month would flatter every later one.
    let ends = (1..).map(|i| shift(today, -STEP_DAYS * i)).take_while(|to| shift(*to, 1 - days) >= first);
    let past: Vec<_> = ends.map(of).collect();
    let mass = athlete.settings.mass_kg.filter(|kg| *kg > 0.0);
    let now = of(today);
    let one = |seconds: u32| {
        let p = now.iter().find(|p| p.seconds == seconds)?;
        let then: Vec<f64> =
            past.iter().filter_map(|w| w.iter().find(|q| q.seconds == seconds)).map(|q| q.value).collect();
        Some(BestPower {
            seconds,
            watts: p.value,
            per_kg: mass.map(|kg| p.value / kg),
            percentile: (then.len() >= LEAST).then(|| percentile(p.value, &then)),
            windows: then.len(),
            day: p.day,
        })
    };
    DURATIONS.into_iter().filter_map(one).collect()
}

fn percentile(value: f64, others: &[f64]) -> f64 {
    let share = |o: &f64| match o.total_cmp(&value) {
        std::cmp::Ordering::Less => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Greater => 0.0,
    };
    100.0 * others.iter().map(share).sum::<f64>() / others.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::science::testing::{athlete, day, ride};

    #[test]
    fn a_best_has_its_place_among_the_athletes_own() {
        let today = day(12, 1);
        let rides = (0..14_i64).map(|i| {
            let mut r = ride(shift(today, -28 * i), 60.0, 200.0);
            // Better every month; five minutes the same all year.
            r.metrics.mmp = vec![(5, 900.0 - 10.0 * i as f32), (300, 300.0), (1200, 250.0 - 2.0 * i as f32)];
            r
        });
        let mut a = athlete(rides);
        a.settings.mass_kg = Some(75.0);
        let got = bests(&a, today, 90);
        assert_eq!(got.iter().map(|b| b.seconds).collect::<Vec<_>>(), [5, 300, 1200]);
        assert_eq!((got[0].watts, got[0].per_kg, got[0].percentile), (900.0, Some(12.0), Some(100.0)));
        assert_eq!(got[1].percentile, Some(50.0), "no better and no worse than ever");
        assert_eq!(got[0].windows, 9);
        a.settings.mass_kg = None;
        let early = bests(&a, shift(today, -28 * 11), 90);
        assert_eq!((early[0].percentile, early[0].per_kg), (None, None), "too few windows");
        assert!(bests(&athlete([]), today, 90).is_empty());
    }
}
