//! What the last weeks suggest for each threshold, and which of it the athlete is asked about.
//!
//! Owns: the rules from an effort to a proposal. Does not own: asking (the log and the cockpit), and what holds
//! without an answer: nothing changes until the athlete says so.
//!
//! The gates, caps and the decay are a design of ours; the methods are named with their grounds in
//! [`ThresholdMethod::grounds`].

mod find;
mod rules;

pub use rules::{Support, proposals, support};

use super::{Book, efforts};
use crate::domain::{Athlete, Day, ShortId, Sport, ThresholdKind, threshold::ThresholdMethod};
use serde::Serialize;

/// Days that an effort is looked back for.
pub const RECENT_DAYS: i64 = 42;
/// The same for critical power and speed, which need several efforts.
pub const SEVERAL_DAYS: i64 = 90;

/// What an effort, or several, suggest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// What it limits.
    pub kind: ThresholdKind,
    /// For which sport; `None` for the maximal heart rate.
    pub sport: Option<Sport>,
    /// In the unit of the kind.
    pub value: f64,
    /// How it was found.
    pub method: ThresholdMethod,
    /// 0–1.
    pub confidence: f64,
    /// The day of the effort, the latest of several.
    pub effort_day: Day,
    /// The activity.
    pub activity: Option<ShortId>,
    /// Whether it was a test or a race.
    pub flagged: bool,
    /// Whether it may be proposed; a bad fit may not.
    pub sound: bool,
    /// One sentence: what was seen.
    pub reason: String,
}

/// Every candidate of the last weeks, by kind, then the surest first.
#[must_use]
pub fn candidates(athlete: &Athlete, book: &Book, today: Day) -> Vec<Candidate> {
    let several: Vec<efforts::Known> = efforts::known(athlete, book, today, SEVERAL_DAYS).collect();
    let from = crate::domain::day::shift(today, -RECENT_DAYS);
    let recent: Vec<efforts::Known> = several.iter().copied().filter(|k| k.day() > from).collect();
    let mut out = Vec::new();
    out.extend(find::tests_on_the_bike(&recent));
    out.extend(find::eftp(&recent));
    out.extend(find::critical_power(&several));
    out.extend(find::threshold_rates(&recent, book));
    out.extend(find::critical_speed(&several));
    out.extend(find::vdot(&recent));
    out.extend(find::swim_test(&recent));
    out.extend(find::highest_rate(athlete, book, today));
    out.sort_by(|a, b| {
        (a.kind, a.sport)
            .cmp(&(b.kind, b.sport))
            .then(b.confidence.total_cmp(&a.confidence))
            .then(b.effort_day.cmp(&a.effort_day))
            .then(b.value.total_cmp(&a.value))
    });
    out
}

/// Maximal oxygen uptake, estimated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Vo2Max {
    /// ml/kg/min
    pub value: f64,
    /// How.
    pub method: &'static str,
    /// 0–1.
    pub confidence: f64,
    /// The day of the effort; `None` for the ratio of heart rates.
    pub effort_day: Option<Day>,
}

/// The best estimate of maximal oxygen uptake of the last 90 days: five minutes on the bike (Sitko 2022), else VDOT,
/// else the ratio of maximal and resting heart rate (Uth 2004), a last resort.
#[must_use]
pub fn vo2max(athlete: &Athlete, book: &Book, today: Day) -> Option<Vo2Max> {
    use crate::science::{heart, power};
    let known: Vec<efforts::Known> = efforts::known(athlete, book, today, SEVERAL_DAYS).collect();
    let five = find::best_power(&known, 300);
    let by_power = five.zip(athlete.settings.mass_kg).and_then(|((w, day), kg)| {
        let value = power::vo2max_of_5_min(w, kg)?;
        Some(Vo2Max {
            value,
            method: "16.6 + 8.87 · W/kg of the best 5 min (Sitko 2022)",
            confidence: 0.6,
            effort_day: Some(day),
        })
    });
    let by_pace = || {
        let (value, day) = find::best_vdot(&known)?;
        Some(Vo2Max { value, method: "VDOT (Daniels & Gilbert)", confidence: 0.6, effort_day: Some(day) })
    };
    let by_rates = || {
        let at = |kind| book.value(kind, Sport::Run, today);
        let value = heart::vo2max_of_rates(at(ThresholdKind::HrMax)?, at(ThresholdKind::HrRest)?)?;
        Some(Vo2Max {
            value,
            method: "15.3 · HRmax / HRrest (Uth 2004), a last resort",
            confidence: 0.3,
            effort_day: None,
        })
    };
    by_power.or_else(by_pace).or_else(by_rates)
}

#[cfg(test)]
mod tests;
