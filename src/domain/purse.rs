//! How much may still be spent on a model.

use super::{
    day::Day,
    exchange::{MicroUsd, Spending},
};
use chrono::Datelike;

/// Most that may be spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// On a day.
    pub day: MicroUsd,
    /// In a calendar month.
    pub month: MicroUsd,
}

/// A cap would be passed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the purse does not reach: {} of {} are spent {}, and the next question may cost {}; `cap_{}_usd` under [model] in config.toml is the cap",
    usd(*.spent), usd(*.cap), .span.1, usd(*.next), .span.0
)]
pub struct Over {
    /// Key and words of the cap: `day` and `today`.
    pub span: (&'static str, &'static str),
    /// Spent so far.
    pub spent: MicroUsd,
    /// The cap.
    pub cap: MicroUsd,
    /// What the next call may cost.
    pub next: MicroUsd,
}

/// How full the purse is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purse {
    /// Spent on the day.
    pub day: MicroUsd,
    /// Spent in the calendar month.
    pub month: MicroUsd,
    /// The caps.
    pub caps: Caps,
}

/// Share of a cap, percent, at which it is said.
const NEARLY: u64 = 80;

impl Purse {
    /// The purse as it stands on `day`.
    #[must_use]
    pub fn of(caps: Caps, spending: &Spending, day: Day) -> Self {
        let first = day.with_day(1).unwrap_or(day);
        Self { day: spending.between(day, day), month: spending.between(first, day), caps }
    }

    /// Whether a call that may cost `next` fits.
    ///
    /// # Errors
    /// [`Over`], the cap of the day first.
    pub fn allows(&self, next: MicroUsd) -> Result<(), Over> {
        let spans =
            [(("day", "today"), self.day, self.caps.day), (("month", "this month"), self.month, self.caps.month)];
        match spans.into_iter().find(|(_, spent, cap)| spent.saturating_add(next) > *cap) {
            Some((span, spent, cap)) => Err(Over { span, spent, cap, next }),
            None => Ok(()),
        }
    }

    /// The fuller cap in whole percent.
    #[must_use]
    pub fn percent(&self) -> u64 {
        share(self.day, self.caps.day).max(share(self.month, self.caps.month))
    }

    /// What is spent of the fuller cap, that cap, and whether it is the one of the month.
    #[must_use]
    pub fn fuller(&self) -> (MicroUsd, MicroUsd, bool) {
        if share(self.month, self.caps.month) > share(self.day, self.caps.day) {
            (self.month, self.caps.month, true)
        } else {
            (self.day, self.caps.day, false)
        }
    }

    /// Whether it is time to say that the purse runs dry.
    #[must_use]
    pub fn nearly(&self) -> bool {
        self.percent() >= NEARLY
    }
}

/// Whole percent of a cap; one of nothing is never full.
fn share(spent: MicroUsd, cap: MicroUsd) -> u64 {
    spent.saturating_mul(100).checked_div(cap).unwrap_or(0)
}

/// `$0.0123`, for a person.
#[must_use]
pub fn usd(micro: MicroUsd) -> String {
    let digits = if micro.is_multiple_of(10_000) { 2 } else { 4 };
    format!("${:.digits$}", micro as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purse(day: MicroUsd, month: MicroUsd) -> Purse {
        Purse { day, month, caps: Caps { day: 500_000, month: 5_000_000 } }
    }

    #[test]
    fn a_cap_is_never_passed_and_says_which() {
        assert!(purse(0, 0).allows(500_000).is_ok());
        let e = purse(400_000, 400_000).allows(100_001).unwrap_err().to_string();
        assert!(e.contains("$0.40 of $0.50") && e.contains("today") && e.contains("cap_day_usd"), "{e}");
        let e = purse(0, 4_999_999).allows(2).unwrap_err().to_string();
        assert!(e.contains("cap_month_usd"), "{e}");
        assert!(!purse(399_999, 0).nearly() && purse(400_000, 0).nearly() && purse(0, 4_000_000).nearly());
        assert_eq!(
            purse(100_000, 1_000_000).fuller(),
            (100_000, 500_000, false),
            "the day's where both are as full"
        );
        assert_eq!(purse(100_000, 1_050_000).fuller(), (1_050_000, 5_000_000, true));
        assert_eq!(usd(12_345), "$0.0123");
    }
}
