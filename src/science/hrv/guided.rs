//! HRV-guided training: which kind of day comes next, from whether the week's HRV lies in its usual range.
//!
//! The idea is Kiviniemi 2007 and Javaloyes 2019; the states and their order follow fitly's implementation of it. The
//! exact decision figure of the papers was not read, so this is a convention, not their protocol.

use crate::science::stats::{mean, sample_sd};

/// State of the cycle: the kind of day that was prescribed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Step {
    /// Before the first day.
    #[default]
    Start,
    /// High intensity, the day that opens a cycle.
    High,
    /// Moderate, the first in turn.
    ModerateA,
    /// Moderate, the second in turn.
    ModerateB,
    /// High-intensity intervals, the third in turn.
    Hiit,
    /// Low, after hard work.
    Low,
    /// Rest, the first day out of range.
    Rest,
    /// Rest, the second day out of range.
    RestAgain,
    /// Low, on the way back.
    LowBack,
}

/// Kind of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intensity {
    /// Intervals.
    High,
    /// Around threshold and under it.
    Moderate,
    /// Easy.
    Low,
    /// None.
    Rest,
}

impl Step {
    /// Number of the state: 0 start, 1 high, 21, 22 moderate, 23 intervals, 3 low, 4, 5 rest, 6 low.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Start => 0,
            Self::High => 1,
            Self::ModerateA => 21,
            Self::ModerateB => 22,
            Self::Hiit => 23,
            Self::Low => 3,
            Self::Rest => 4,
            Self::RestAgain => 5,
            Self::LowBack => 6,
        }
    }

    /// Name of the kind of day.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::High => "high",
            Self::ModerateA | Self::ModerateB => "mod",
            Self::Hiit => "hiit",
            Self::Low | Self::LowBack => "low",
            Self::Rest | Self::RestAgain => "rest",
        }
    }

    /// Kind of day; `None` before the first.
    #[must_use]
    pub fn intensity(self) -> Option<Intensity> {
        Some(match self {
            Self::Start => return None,
            Self::High | Self::Hiit => Intensity::High,
            Self::ModerateA | Self::ModerateB => Intensity::Moderate,
            Self::Low | Self::LowBack => Intensity::Low,
            Self::Rest | Self::RestAgain => Intensity::Rest,
        })
    }

    fn is_work(self) -> bool {
        matches!(self, Self::High | Self::ModerateA | Self::ModerateB | Self::Hiit)
    }
}

/// The cycle: where it stands, and whose turn it is among the hard days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Cycle {
    /// The day prescribed last.
    pub step: Step,
    turn: u8,
}

impl Cycle {
    /// The next day's prescription: `within` is whether the week's HRV lies in its range this morning, `completed`
    /// whether the day before was trained as prescribed. A missed hard day is repeated while HRV allows it.
    #[must_use]
    pub fn next(self, within: bool, completed: bool) -> Self {
        let to = |step| Self { step, ..self };
        if within && !completed && self.step.is_work() {
            return self;
        }
        match self.step {
            Step::Start => to(Step::High),
            Step::High if within => {
                let turn = self.turn % 3 + 1;
                let step = [Step::ModerateA, Step::ModerateB, Step::Hiit][usize::from(turn - 1)];
                Self { step, turn }
            }
            Step::High | Step::RestAgain => to(Step::LowBack),
            Step::ModerateA | Step::ModerateB | Step::Hiit => to(Step::Low),
            Step::Low | Step::LowBack => to(if within { Step::High } else { Step::Rest }),
            Step::Rest => to(if within { Step::LowBack } else { Step::RestAgain }),
        }
    }
}

/// Days that the usual range is taken from.
pub const RANGE_DAYS: i64 = 30;
/// Nights that it needs.
pub const RANGE_LEAST: usize = 14;

/// Whether the mean of a week lies in the mean of thirty nights ± half a standard deviation (all ln rMSSD of one
/// source). `None` when either has too few nights.
#[must_use]
pub fn within(week: &[f64], month: &[f64]) -> Option<bool> {
    if week.len() < super::WEEK_LEAST || month.len() < RANGE_LEAST {
        return None;
    }
    let (m7, mu, sd) = (mean(week)?, mean(month)?, sample_sd(month)?);
    Some((m7 - mu).abs() <= 0.5 * sd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_with_a_missed_day_and_a_dip() {
        let within = [true, true, true, true, true, true, false, false, false, true, true, true, true];
        let done = [true, true, true, true, false, true, true, true, true, true, true, true, true];
        let mut c = Cycle::default();
        let mut got = Vec::new();
        for i in 0..within.len() {
            c = c.next(within[i], i == 0 || done[i - 1]);
            got.push((c.step.number(), c.step.name()));
        }
        let want = [
            (1, "high"),
            (21, "mod"),
            (3, "low"),
            (1, "high"),
            (22, "mod"),
            (22, "mod"),
            (3, "low"),
            (4, "rest"),
            (5, "rest"),
            (6, "low"),
            (1, "high"),
            (23, "hiit"),
            (3, "low"),
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn the_range_needs_nights() {
        assert_eq!(within(&[4.0; 2], &[4.0; 30]), None);
        assert_eq!(within(&[4.0; 7], &[4.0; 13]), None);
        let month: Vec<f64> = (0..30).map(|i| 4.0 + 0.1 * f64::from(i % 3 - 1)).collect();
        assert_eq!(within(&[4.0; 7], &month), Some(true));
        assert_eq!(within(&[3.9; 7], &month), Some(false));
    }

    proptest::proptest! {
        /// Out of range nothing hard follows but what was begun, and a cycle never stands still.
        #[test]
        fn no_new_hard_day_out_of_range(days in proptest::collection::vec((proptest::bool::ANY, proptest::bool::ANY), 1..60)) {
            let mut c = Cycle::default();
            for (i, (inside, done)) in days.into_iter().enumerate() {
                let n = c.next(inside, done);
                if i > 0 && !inside {
                    proptest::prop_assert!(!n.step.is_work(), "{c:?} {n:?}");
                }
                c = n;
            }
        }
    }
}
