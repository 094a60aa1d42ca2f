//! What a form is called, as a figure and as a share of fitness.
//!
//! The zones are those that intervals.icu shows. The severity that rules act on is the worse of the two readings: a
//! TSB of −20 means another thing at a CTL of 30 than at 90.

use super::tsb_share;
use crate::domain::Severity;
use serde::Serialize;

/// A zone of form. A convention of training logs, not of research.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[schemars(rename = "FormZone")]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// Under −30.
    HighRisk,
    /// −30 to −10.
    Optimal,
    /// −10 to 5.
    Grey,
    /// 5 to 20.
    Fresh,
    /// Over 20.
    Transition,
}

impl Zone {
    /// The zone of a TSB, or of a TSB in percent of CTL.
    #[must_use]
    pub fn of(value: f64) -> Self {
        match value {
            v if v < -30.0 => Self::HighRisk,
            v if v < -10.0 => Self::Optimal,
            v if v < 5.0 => Self::Grey,
            v if v <= 20.0 => Self::Fresh,
            _ => Self::Transition,
        }
    }

    /// Words on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::HighRisk => "high risk",
            Self::Optimal => "optimal",
            Self::Grey => "grey",
            Self::Fresh => "fresh",
            Self::Transition => "transition",
        }
    }
}

/// Form under both readings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "FormBand")]
pub struct Band {
    /// By the figure itself.
    pub absolute: Zone,
    /// By its share of CTL.
    pub share: Zone,
    /// TSB in percent of CTL (of 20 at least).
    pub percent: f64,
    /// What the rules make of it: a warning under −30 or −35 %, a block under −40 or −50 %.
    pub severity: Severity,
}

/// The band of a form. `floor` is the mission's lowest TSB, which takes the place of −30.
#[must_use]
pub fn band(tsb: f64, ctl: f64, floor: Option<f64>) -> Band {
    let percent = 100.0 * tsb_share(tsb, ctl);
    let severity = if tsb < -40.0 || percent < -50.0 {
        Severity::Block
    } else if tsb < floor.unwrap_or(-30.0) || percent < -35.0 {
        Severity::Warn
    } else {
        Severity::Info
    };
    Band { absolute: Zone::of(tsb), share: Zone::of(percent), percent, severity }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(-31.0, 100.0, None, Zone::HighRisk, Zone::HighRisk, Severity::Warn)]
    #[case(-20.0, 90.0, None, Zone::Optimal, Zone::Optimal, Severity::Info)]
    #[case(-20.0, 30.0, None, Zone::Optimal, Zone::HighRisk, Severity::Block)]
    #[case(-20.0, 90.0, Some(-15.0), Zone::Optimal, Zone::Optimal, Severity::Warn)]
    #[case(-41.0, 200.0, None, Zone::HighRisk, Zone::Optimal, Severity::Block)]
    #[case(0.0, 10.0, None, Zone::Grey, Zone::Grey, Severity::Info)]
    #[case(20.0, 90.0, None, Zone::Fresh, Zone::Transition, Severity::Info)]
    #[case(26.0, 90.0, None, Zone::Transition, Zone::Transition, Severity::Info)]
    fn both_readings(
        #[case] tsb: f64,
        #[case] ctl: f64,
        #[case] floor: Option<f64>,
        #[case] absolute: Zone,
        #[case] share: Zone,
        #[case] severity: Severity,
    ) {
        let b = band(tsb, ctl, floor);
        assert_eq!((b.absolute, b.share, b.severity), (absolute, share, severity));
    }
}
