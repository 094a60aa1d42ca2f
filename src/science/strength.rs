//! Strength: maxima, volume, hard sets, and what a session of sets adds to the load.
//!
//! Sources: Epley 1985 and Brzycki 1993 (one-repetition maximum, in [`super::rpe`]). The bound of a hard set, the
//! weekly guideline and the load are conventions, not findings.

use super::rpe;
use crate::domain::{CleanText, Day, StrengthSet, num::Total, strength::MuscleGroup};
use serde::Serialize;
use std::collections::BTreeMap;

/// Repetitions in reserve up to which a set is hard.
const HARD_RESERVE: u8 = 4;
/// Rating from which a set is hard when its reserve is not known.
const HARD_RPE: f64 = 6.0;
/// Weekly hard sets per muscle group that maintain at least and are worth recovering from at most.
pub const WEEKLY_HARD_SETS: (u32, u32) = (4, 20);
/// Hard sets of the legs that make a session heavy on them …
const HEAVY_SETS: u32 = 4;
/// … each at this share of the athlete's own maximum or with this little in reserve.
const HEAVY_SHARE: f64 = 0.75;
const HEAVY_RESERVE: f64 = 3.0;
/// Minutes that a set takes with its rest, when nothing else tells how long a session was.
const MINUTES_PER_SET: f64 = 3.0;

/// One-repetition maximum that a set speaks for, kg. The reserve is what was said, else 10 − rating, else none.
#[must_use]
pub fn one_rep_max(set: &StrengthSet) -> Option<f64> {
    if !set.is_plausible() || set.kg <= 0.0 {
        return None;
    }
    rpe::one_rep_max(set.kg, u32::from(set.reps), reserve(set).unwrap_or(0.0).round() as u32)
}

/// Repetitions left: as said, else as the rating implies (10 is none, 9 is one).
fn reserve(set: &StrengthSet) -> Option<f64> {
    set.in_reserve.map(f64::from).or_else(|| set.rpe.map(|r| (10.0 - r).max(0.0)))
}

/// Volume load of sets: Σ repetitions · kg.
#[must_use]
pub fn volume(sets: &[StrengthSet]) -> f64 {
    sets.iter().filter(|s| s.is_plausible()).map(|s| f64::from(s.reps) * s.kg).total()
}

/// Whether a set was hard: four repetitions in reserve at most, or rated 6 and more. One of which neither is known is
/// not counted.
#[must_use]
pub fn is_hard(set: &StrengthSet) -> bool {
    match set.in_reserve {
        Some(r) => r <= HARD_RESERVE,
        None => set.rpe.is_some_and(|r| r >= HARD_RPE),
    }
}

/// Hard sets by muscle group.
#[must_use]
pub fn hard_sets<'a>(sets: impl IntoIterator<Item = &'a StrengthSet>) -> BTreeMap<MuscleGroup, u32> {
    let mut out = BTreeMap::new();
    for s in sets.into_iter().filter(|s| is_hard(s)) {
        *out.entry(s.group).or_insert(0) += 1;
    }
    out
}

/// Where a week's hard sets of a group stand against [`WEEKLY_HARD_SETS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dose {
    /// Fewer than maintain.
    Below,
    /// Within the guideline.
    Within,
    /// More than are usually recovered from.
    Above,
}

/// The dose of a week's hard sets of one group.
#[must_use]
pub fn dose(hard: u32) -> Dose {
    match hard {
        h if h < WEEKLY_HARD_SETS.0 => Dose::Below,
        h if h <= WEEKLY_HARD_SETS.1 => Dose::Within,
        _ => Dose::Above,
    }
}

/// One session of sets.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Session {
    /// The day.
    pub day: Day,
    /// Sets done.
    pub sets: u32,
    /// kg
    pub volume_kg: f64,
    /// Hard sets by group.
    pub hard_sets: BTreeMap<MuscleGroup, u32>,
    /// Best estimate of the one-repetition maximum by exercise, kg.
    pub maxima: BTreeMap<CleanText, f64>,
    /// Mean rating of the rated sets, 0–10.
    pub rpe: Option<f64>,
    /// Whether it is heavy on the legs: no quality or long session the day after.
    pub heavy_legs: bool,
}

/// What the sets of one day make together; `None` without any. `maxima` holds the athlete's best before that day by
/// exercise, kg; empty when unknown.
#[must_use]
pub fn session(sets: &[StrengthSet], maxima: &BTreeMap<CleanText, f64>) -> Option<Session> {
    let day = sets.first()?.day;
    let rated: Vec<f64> = sets.iter().filter_map(|s| s.rpe).collect();
    let mut best: BTreeMap<CleanText, f64> = BTreeMap::new();
    for s in sets {
        if let Some(max) = one_rep_max(s) {
            let known = best.entry(s.exercise.clone()).or_insert(max);
            *known = known.max(max);
        }
    }
    Some(Session {
        day,
        sets: u32::try_from(sets.len()).unwrap_or(u32::MAX),
        volume_kg: volume(sets),
        hard_sets: hard_sets(sets),
        heavy_legs: is_heavy_on_legs(sets, maxima),
        rpe: super::stats::mean(&rated),
        maxima: best,
    })
}

/// Whether sets are heavy on the legs: four hard sets of the lower body, each from 75 % of the maximum on or with three
/// repetitions in reserve at most.
#[must_use]
pub fn is_heavy_on_legs(sets: &[StrengthSet], maxima: &BTreeMap<CleanText, f64>) -> bool {
    let heavy = |s: &&StrengthSet| {
        let share = maxima.get(&s.exercise).is_some_and(|max| s.kg >= HEAVY_SHARE * max);
        s.group.is_lower_body() && is_hard(s) && (share || reserve(s).is_some_and(|r| r <= HEAVY_RESERVE))
    };
    sets.iter().filter(heavy).count() as u32 >= HEAVY_SETS
}

/// Minutes that sets took: what is known, else three a set with its rest.
#[must_use]
pub fn minutes(sets: usize, known: Option<f64>) -> f64 {
    known.filter(|m| *m > 0.0).unwrap_or(MINUTES_PER_SET * sets as f64)
}

/// Load of a strength session before the sport's factor (.5 unless set otherwise): the rating's load per hour. `None`
/// without a rating.
#[must_use]
pub fn load(rating: Option<f64>, minutes: f64) -> Option<f64> {
    Some(rpe::load(rating.filter(|r| *r > 0.0)?, minutes))
}

#[cfg(test)]
mod tests;
