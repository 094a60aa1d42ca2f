//! What the athlete's own sessions teach: the load of an hour of each sport, and what a rating is worth.

use super::{Load, Method};
use crate::domain::{Day, Sport, day::between};
use crate::science::{rpe, stats};
use std::collections::{BTreeMap, VecDeque};

/// What an hour of a sport usually is (the median over the 42 days before, from five measured sessions on), and the
/// factor on the table of ratings (the median over the year before, from ten sessions on).
#[derive(Clone, Debug, Default)]
pub struct TypicalLoad {
    recent: BTreeMap<Sport, VecDeque<(Day, f64)>>,
    ratings: VecDeque<(Day, f64)>,
}

const TYPICAL_DAYS: i64 = 42;
/// Sessions without which an hour of a sport is as it is usual.
pub const TYPICAL_SESSIONS: usize = 5;
const RATING_DAYS: i64 = 365;
/// Sessions without which the table of ratings holds as it is.
pub const RATING_SESSIONS: usize = 10;
/// A factor beyond these says more about the thresholds than about the ratings.
const RATING_RANGE: (f64, f64) = (0.6, 1.5);
/// Shorter sessions teach nothing, h.
const LEAST_H: f64 = 1.0 / 6.0;

impl TypicalLoad {
    /// Notes a session of at least ten minutes. Call in order of days.
    pub fn note(&mut self, sport: Sport, day: Day, load: &Load, factor: f64, hours: f64) {
        let measured = !matches!(load.method, Method::Duration | Method::Stated);
        if !measured || hours < LEAST_H || factor <= 0.0 {
            return;
        }
        let recent = self.recent.entry(sport).or_default();
        recent.push_back((day, load.value / factor / hours));
        while recent.front().is_some_and(|(d, _)| between(*d, day) > TYPICAL_DAYS) {
            recent.pop_front();
        }
    }

    /// Notes what a session rated `rating` came to by power or heart rate. Call in order of days.
    pub fn note_rating(&mut self, day: Day, load: &Load, rating: Option<f64>) {
        let seconds = load.inputs.seconds;
        let measured = matches!(load.method, Method::Power | Method::HeartRate);
        let Some(rating) = rating.filter(|r| measured && *r > 0.0) else { return };
        let table = rpe::load(rating, seconds / 60.0);
        if seconds < LEAST_H * 3600.0 || table <= 0.0 || load.inputs.factor <= 0.0 {
            return;
        }
        self.ratings.push_back((day, load.value / load.inputs.factor / table));
        while self.ratings.front().is_some_and(|(d, _)| between(*d, day) > RATING_DAYS) {
            self.ratings.pop_front();
        }
    }

    /// The athlete's factor on the table of ratings on `day`; `None` with fewer than ten sessions to tell.
    #[must_use]
    pub fn calibration(&self, day: Day) -> Option<f64> {
        let within = |(d, _): &&(Day, f64)| (0..=RATING_DAYS).contains(&between(*d, day));
        let ratios: Vec<f64> = self.ratings.iter().filter(within).map(|(_, k)| *k).collect();
        if ratios.len() < RATING_SESSIONS {
            return None;
        }
        stats::median(&ratios).map(|k| k.clamp(RATING_RANGE.0, RATING_RANGE.1))
    }

    /// Sessions behind the factor on ratings on `day`.
    #[must_use]
    pub fn ratings(&self, day: Day) -> usize {
        self.ratings.iter().filter(|(d, _)| (0..=RATING_DAYS).contains(&between(*d, day))).count()
    }

    /// Sports with a measured session in the 42 days up to `day`, with how many.
    #[must_use]
    pub fn measured(&self, day: Day) -> Vec<(Sport, usize)> {
        let within = |r: &VecDeque<(Day, f64)>| {
            r.iter().filter(|(d, _)| (0..=TYPICAL_DAYS).contains(&between(*d, day))).count()
        };
        self.recent.iter().map(|(s, r)| (*s, within(r))).filter(|(_, n)| *n > 0).collect()
    }

    /// Load of an hour of `sport` on `day`, before the sport's factor.
    #[must_use]
    pub fn per_hour(&self, sport: Sport, day: Day) -> f64 {
        let recent: Vec<f64> = self.recent.get(&sport).map_or_else(Vec::new, |r| {
            r.iter().filter(|(d, _)| (0..=TYPICAL_DAYS).contains(&between(*d, day))).map(|(_, l)| *l).collect()
        });
        let median = if recent.len() >= TYPICAL_SESSIONS { stats::median(&recent) } else { None };
        median.unwrap_or_else(|| usual_per_hour(sport))
    }
}

/// Load of an hour of a sport where nothing is known of the athlete's own.
#[must_use]
pub fn usual_per_hour(sport: Sport) -> f64 {
    match sport {
        Sport::Bike | Sport::Swim => 50.0,
        Sport::Run => 60.0,
        Sport::Hike => 35.0,
        Sport::Strength | Sport::Row | Sport::Ski | Sport::Transition | Sport::Other => 40.0,
    }
}
