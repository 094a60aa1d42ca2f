//! Dated thresholds: what the athlete set, and what the history suggests where nothing is set.
//!
//! Owns: which threshold holds on a day. Does not own: the formulas of an estimate ([`estimate`]), and changing what is
//! set: an estimate never replaces a set value. What a good effort suggests is a [`candidates::Candidate`], which becomes
//! a proposal to the athlete.

pub mod candidates;
pub mod efforts;
pub mod estimate;

use crate::domain::{
    Activity, Athlete, Day, Settings, Sport, Threshold, ThresholdKind, WellnessDay, settings::ThresholdSource,
};
use std::collections::BTreeMap;

/// Every threshold that holds on some day, set, estimated and assumed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// By kind, then source (set, estimated, assumed), then sport, then first day.
    all: Vec<Threshold>,
    /// Where each kind and source begins and ends in `all`: a look-up happens several times per activity.
    ranges: [[(usize, usize); SOURCES]; KINDS],
    /// When efforts last came near what holds on the last day known.
    support: Vec<candidates::Support>,
}

const KINDS: usize = ThresholdKind::ALL.len();
const SOURCES: usize = 3;

impl Book {
    /// The book of an athlete: what is set in the configuration and accepted in the log, see
    /// [`Athlete::set_thresholds`], and estimates of the rest.
    #[must_use]
    pub fn of(athlete: &Athlete, today: Day) -> Self {
        let mut book = Self::build_with(
            &athlete.set_thresholds(),
            &athlete.settings,
            &athlete.activities,
            &athlete.wellness,
            today,
        );
        book.support = candidates::support(athlete, &book, today);
        book
    }

    /// Collects what is set and estimates the rest from what is known up to `today`.
    #[must_use]
    pub fn build(
        settings: &Settings,
        activities: &[Activity],
        wellness: &BTreeMap<Day, WellnessDay>,
        today: Day,
    ) -> Self {
        Self::build_with(&settings.thresholds, settings, activities, wellness, today)
    }

    fn build_with(
        set: &[Threshold],
        settings: &Settings,
        activities: &[Activity],
        wellness: &BTreeMap<Day, WellnessDay>,
        today: Day,
    ) -> Self {
        let mut all: Vec<Threshold> = set
            .iter()
            .filter(|t| t.value.is_finite() && t.value > 0.0)
            .map(|t| {
                let source = if t.source == ThresholdSource::Accepted { t.source } else { ThresholdSource::Set };
                Threshold { source, sport: t.sport.or(t.kind.own_sport()), ..t.clone() }
            })
            .collect();
        all.extend(estimate::estimates(settings, &all, activities, wellness, today));
        all.sort_by_key(key);
        let mut ranges = [[(0, 0); SOURCES]; KINDS];
        for (i, t) in all.iter().enumerate() {
            let (lo, hi) = &mut ranges[t.kind as usize][usize::from(rank(t.source))];
            if *hi == 0 {
                *lo = i;
            }
            *hi = i + 1;
        }
        Self { all, ranges, support: Vec::new() }
    }

    /// How well the thresholds of power, pace and swimming that hold on the day of the book are supported; empty in a
    /// book that was built without an athlete's log.
    #[must_use]
    pub fn support(&self) -> &[candidates::Support] {
        &self.support
    }

    /// Every threshold, by kind, source, sport and day.
    #[must_use]
    pub fn all(&self) -> &[Threshold] {
        &self.all
    }

    /// The threshold of a kind that holds in `sport` on `day`.
    ///
    /// What is set wins: the latest set value from its day on, and before the first the earliest one backwards. For
    /// heart rates a value for the sport goes before one for all sports, and that before one for another sport. Then
    /// estimates, in the same way; then assumptions. FTP of one sport never serves another.
    #[must_use]
    pub fn at(&self, kind: ThresholdKind, sport: Sport, day: Day) -> Option<&Threshold> {
        self.ranges[kind as usize].iter().find_map(|&(lo, hi)| {
            let of_source = &self.all[lo..hi];
            let own = on(of_source, Some(sport), day);
            if own.is_some() || !is_heart_rate(kind) {
                return own;
            }
            // The first is for all sports when there is one. A value for another sport is off by a few beats, a formula
            // by more.
            on(of_source, of_source.first()?.sport, day)
        })
    }

    /// The value alone.
    #[must_use]
    pub fn value(&self, kind: ThresholdKind, sport: Sport, day: Day) -> Option<f64> {
        self.at(kind, sport, day).map(|t| t.value)
    }
}

fn key(t: &Threshold) -> (ThresholdKind, u8, Option<Sport>, Day) {
    (t.kind, rank(t.source), t.sport, t.from)
}

fn rank(source: ThresholdSource) -> u8 {
    match source {
        ThresholdSource::Set | ThresholdSource::Accepted => 0,
        ThresholdSource::Estimated => 1,
        ThresholdSource::Assumed => 2,
    }
}

/// The latest of a sport from a day not after `day`, else the earliest.
fn on(of_source: &[Threshold], sport: Option<Sport>, day: Day) -> Option<&Threshold> {
    let lo = of_source.partition_point(|t| t.sport < sport);
    let hi = of_source.partition_point(|t| t.sport <= sport);
    let of_sport = &of_source[lo..hi];
    let after = of_sport.partition_point(|t| t.from <= day);
    of_sport.get(after.saturating_sub(1))
}

fn is_heart_rate(kind: ThresholdKind) -> bool {
    matches!(kind, ThresholdKind::Lthr | ThresholdKind::HrMax | ThresholdKind::HrRest)
}

#[cfg(test)]
mod tests;
