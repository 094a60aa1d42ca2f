//! Dated thresholds: what the athlete set, and what the history suggests where nothing is set.
//!
//! Owns: which threshold holds on a day. Does not own: the formulas of an estimate ([`estimate`]), and changing what is
//! set: an estimate never replaces a set value.

pub mod estimate;

use crate::domain::{
    Activity, Day, Settings, Sport, Threshold, ThresholdKind, WellnessDay, settings::ThresholdSource,
};
use std::collections::BTreeMap;

/// Every threshold that holds on some day, set, estimated and assumed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// By kind, then sport, then first day; set before estimated before assumed on the same day.
    all: Vec<Threshold>,
}

impl Book {
    /// Collects what is set and estimates the rest from what is known up to `today`.
    #[must_use]
    pub fn build(
        settings: &Settings,
        activities: &[Activity],
        wellness: &BTreeMap<Day, WellnessDay>,
        today: Day,
    ) -> Self {
        let mut all: Vec<Threshold> = settings
            .thresholds
            .iter()
            .filter(|t| t.value.is_finite() && t.value > 0.0)
            .map(|t| Threshold { source: ThresholdSource::Set, sport: home(t.kind, t.sport), ..t.clone() })
            .collect();
        all.extend(estimate::estimates(settings, &all, activities, wellness, today));
        all.sort_by_key(key);
        Self { all }
    }

    /// Every threshold, by kind, sport and day.
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
        let of_kind = self.of_kind(kind);
        [ThresholdSource::Set, ThresholdSource::Estimated, ThresholdSource::Assumed].into_iter().find_map(
            |source| {
                let pick = |wanted: Option<Sport>| on(of_kind, source, wanted, day);
                let own = pick(Some(sport));
                if !is_heart_rate(kind) {
                    return own;
                }
                own.or_else(|| pick(None)).or_else(|| {
                    // Two devices of one athlete: a value for another sport is off by a few beats, a formula by more.
                    Sport::ALL.into_iter().filter(|s| *s != sport).find_map(|s| pick(Some(s)))
                })
            },
        )
    }

    /// The value alone.
    #[must_use]
    pub fn value(&self, kind: ThresholdKind, sport: Sport, day: Day) -> Option<f64> {
        self.at(kind, sport, day).map(|t| t.value)
    }

    fn of_kind(&self, kind: ThresholdKind) -> &[Threshold] {
        let lo = self.all.partition_point(|t| t.kind < kind);
        let hi = self.all.partition_point(|t| t.kind <= kind);
        &self.all[lo..hi]
    }
}

fn key(t: &Threshold) -> (ThresholdKind, Option<Sport>, u8, Day) {
    (t.kind, t.sport, rank(t.source), t.from)
}

fn rank(source: ThresholdSource) -> u8 {
    match source {
        ThresholdSource::Set => 0,
        ThresholdSource::Estimated => 1,
        ThresholdSource::Assumed => 2,
    }
}

/// The latest from a day not after `day`, else the earliest, of one source and sport.
fn on(of_kind: &[Threshold], source: ThresholdSource, sport: Option<Sport>, day: Day) -> Option<&Threshold> {
    let group = (sport, rank(source));
    let lo = of_kind.partition_point(|t| (t.sport, rank(t.source)) < group);
    let hi = of_kind.partition_point(|t| (t.sport, rank(t.source)) <= group);
    let of_group = &of_kind[lo..hi];
    let after = of_group.partition_point(|t| t.from <= day);
    of_group.get(after.saturating_sub(1))
}

fn is_heart_rate(kind: ThresholdKind) -> bool {
    matches!(kind, ThresholdKind::Lthr | ThresholdKind::HrMax | ThresholdKind::HrRest)
}

/// The sport that a threshold without one is for.
fn home(kind: ThresholdKind, sport: Option<Sport>) -> Option<Sport> {
    sport.or(match kind {
        ThresholdKind::Ftp => Some(Sport::Bike),
        ThresholdKind::ThresholdSpeed => Some(Sport::Run),
        ThresholdKind::Css => Some(Sport::Swim),
        ThresholdKind::Lthr | ThresholdKind::HrMax | ThresholdKind::HrRest => None,
    })
}

#[cfg(test)]
mod tests;
