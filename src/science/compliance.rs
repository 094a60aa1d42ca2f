//! Done against planned: grade, status, compliance of a week, of distance, and of intervals.
//!
//! Owns: the arithmetic of one pair or one list. Does not own: which activity belongs to which session
//! ([`super::matching`]). The colours are those of TrainingPeaks' calendar (help article on compliance).

use crate::domain::num::Total;
use serde::{Deserialize, Serialize};

/// Colour of done against planned. Compared on the figures as they are; percents are rounded on screen only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 80 to 120 %.
    Green,
    /// 50 to under 80, over 120 to 150 %.
    Yellow,
    /// Further off.
    Red,
    /// Nothing done.
    Missed,
    /// Nothing planned.
    Unplanned,
    /// Nothing planned and nothing done.
    RestDay,
}

impl Grade {
    /// Name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
            Self::Missed => "missed",
            Self::Unplanned => "unplanned",
            Self::RestDay => "rest_day",
        }
    }
}

/// Percent done of planned; `None` without a plan.
#[must_use]
pub fn percent(actual: f64, planned: f64) -> Option<f64> {
    (planned > 0.0).then(|| 100.0 * actual / planned)
}

/// Colour of `actual` against `planned`, both of the same unit.
#[must_use]
pub fn grade(actual: f64, planned: f64) -> Grade {
    match percent(actual, planned) {
        None if actual > 0.0 => Grade::Unplanned,
        None => Grade::RestDay,
        Some(_) if actual <= 0.0 => Grade::Missed,
        Some(p) if (80.0..=120.0).contains(&p) => Grade::Green,
        Some(p) if (50.0..=150.0).contains(&p) => Grade::Yellow,
        Some(_) => Grade::Red,
    }
}

/// What became of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "SessionStatus")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 80 to 120 % of what was planned.
    Completed,
    /// 50 to under 80 %, or the right duration at another intensity.
    Partial,
    /// Over 120 %.
    Exceeded,
    /// Under 50 %.
    Missed,
    /// Nothing planned, nothing done.
    RestDay,
    /// Done without a plan.
    Unplanned,
    /// Not over yet.
    Open,
}

impl Status {
    /// Words on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Completed => "done",
            Self::Partial => "in part",
            Self::Exceeded => "exceeded",
            Self::Missed => "missed",
            Self::RestDay => "rest day",
            Self::Unplanned => "unplanned",
            Self::Open => "to come",
        }
    }
}

/// Status by the primary metric; `same_intensity` is false when duration was kept but the work was of another kind.
#[must_use]
pub fn status(actual: f64, planned: f64, same_intensity: bool) -> Status {
    match percent(actual, planned) {
        None if actual > 0.0 => Status::Unplanned,
        None => Status::RestDay,
        Some(p) if p < 50.0 => Status::Missed,
        Some(p) if p < 80.0 || !same_intensity => Status::Partial,
        Some(p) if p <= 120.0 => Status::Completed,
        Some(_) => Status::Exceeded,
    }
}

/// Compliance of a list of (actual, planned), percent: Σ min(actual, planned) / Σ planned. More than planned on one day
/// makes up for nothing on another. `None` without a plan.
#[must_use]
pub fn compliance(pairs: &[(f64, f64)]) -> Option<f64> {
    percent(
        pairs.iter().map(|(a, p)| a.max(0.0).min(p.max(0.0))).total(),
        pairs.iter().map(|p| p.1.max(0.0)).total(),
    )
}

/// One interval as planned and as done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Planned seconds.
    pub seconds: f64,
    /// Lower end of the target, in the unit of `mean`.
    pub low: f64,
    /// Upper end of the target.
    pub high: f64,
    /// Mean over the time it took; `None` when it was not done.
    pub mean: Option<f64>,
}

/// How far from its target an interval may be, as a share of the target.
pub const INTERVAL_SLACK: f64 = 0.05;
/// The same in units where a share of a small target would be nothing (3 W).
pub const INTERVAL_UNITS: f64 = 3.0;

impl Interval {
    /// Whether it lies within its target, 5 % or three units around it.
    #[must_use]
    pub fn kept(&self) -> bool {
        let slack = |v: f64| (INTERVAL_SLACK * v.abs()).max(if v > 30.0 { INTERVAL_UNITS } else { 0.0 });
        self.mean.is_some_and(|m| m >= self.low - slack(self.low) && m <= self.high + slack(self.high))
    }
}

/// Share of the planned interval time that was kept, 0–1; `None` without intervals.
#[must_use]
pub fn intervals(all: &[Interval]) -> Option<f64> {
    let whole = all.iter().map(|i| i.seconds).total();
    (whole > 0.0).then(|| all.iter().filter(|i| i.kept()).map(|i| i.seconds).total() / whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(60.0, 60.0, Grade::Green)]
    #[case(48.0, 60.0, Grade::Green)]
    #[case(47.9, 60.0, Grade::Yellow)]
    #[case(72.0, 60.0, Grade::Green)]
    #[case(72.1, 60.0, Grade::Yellow)]
    #[case(90.0, 60.0, Grade::Yellow)]
    #[case(91.0, 60.0, Grade::Red)]
    #[case(30.0, 60.0, Grade::Yellow)]
    #[case(29.9, 60.0, Grade::Red)]
    #[case(0.0, 60.0, Grade::Missed)]
    #[case(30.0, 0.0, Grade::Unplanned)]
    #[case(0.0, 0.0, Grade::RestDay)]
    fn colours(#[case] actual: f64, #[case] planned: f64, #[case] expected: Grade) {
        assert_eq!(grade(actual, planned), expected);
    }

    #[rstest]
    #[case(80.0, true, Status::Completed)]
    #[case(79.0, true, Status::Partial)]
    #[case(100.0, false, Status::Partial)]
    #[case(49.0, true, Status::Missed)]
    #[case(121.0, true, Status::Exceeded)]
    fn what_became_of_it(#[case] percent: f64, #[case] same: bool, #[case] expected: Status) {
        assert_eq!(status(percent, 100.0, same), expected);
    }

    #[test]
    fn more_on_one_day_makes_up_for_nothing_on_another() {
        assert_eq!(compliance(&[(120.0, 60.0), (0.0, 60.0)]), Some(50.0));
        assert_eq!(compliance(&[(30.0, 0.0)]), None);
        assert_eq!(compliance(&[]), None);
    }

    #[test]
    fn intervals_weigh_by_their_time() {
        let i = |mean| Interval { seconds: 300.0, low: 240.0, high: 250.0, mean };
        assert_eq!(intervals(&[i(Some(245.0)), i(Some(229.0)), i(Some(200.0)), i(None)]), Some(0.5));
        assert_eq!(intervals(&[]), None);
        assert!(Interval { seconds: 1.0, low: 3.9, high: 4.1, mean: Some(4.2) }.kept());
        assert!(!Interval { seconds: 1.0, low: 3.9, high: 4.1, mean: Some(4.4) }.kept());
    }
}
