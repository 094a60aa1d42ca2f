//! Parameters of a mission that an athlete's own history may move, and how far: the same range for a calibration, a model
//! and a hand. Stricter than the range is a wish; looser is refused.
//!
//! A calibration moves nothing that is not in this table. The stop rules (illness, pain, age, injured places), the limits of
//! a single run, of hard days, of growth and of form have no row here, and so no way to be moved.

use super::{AdaptationSignal, Mission};
use serde::{Deserialize, Serialize};

/// A parameter that a calibration may propose to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Parameter {
    /// Score from which a day is green.
    GreenCut,
    /// Score under which a day is red.
    RedCut,
    /// Hours of sleep that are enough.
    SleepNeed,
    /// HRV of seven nights, in standard deviations, under which a drop is corroborated.
    HrvZ,
    /// CTL points a week on top of the mission's own limit of growth.
    Ramp,
    /// Weeks from one down week to the next.
    DeloadEvery,
    /// Days from one hard day to the next.
    HardSpacing,
}

impl Parameter {
    /// All of them, in the order that they are shown.
    pub const ALL: [Self; 7] = [
        Self::GreenCut,
        Self::RedCut,
        Self::SleepNeed,
        Self::HrvZ,
        Self::Ramp,
        Self::DeloadEvery,
        Self::HardSpacing,
    ];

    /// Name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GreenCut => "green_cut",
            Self::RedCut => "red_cut",
            Self::SleepNeed => "sleep_need",
            Self::HrvZ => "hrv_z",
            Self::Ramp => "ramp",
            Self::DeloadEvery => "deload_every",
            Self::HardSpacing => "hard_spacing",
        }
    }

    /// Its row.
    ///
    /// # Panics
    /// Never: every parameter has a row, which a test holds.
    #[must_use]
    pub fn row(self) -> &'static Movable {
        let at = MOVABLE.iter().position(|m| m.parameter == Some(self)).unwrap_or_default();
        &MOVABLE[at]
    }

    /// Whether it is counted in whole ones.
    #[must_use]
    pub fn whole(self) -> bool {
        matches!(self, Self::DeloadEvery | Self::HardSpacing)
    }

    /// A value as it is written: cuts to whole points, hours to a quarter, deviations to a twentieth.
    #[must_use]
    pub fn rounded(self, v: f64) -> f64 {
        let step = match self {
            Self::GreenCut | Self::RedCut | Self::DeloadEvery | Self::HardSpacing => 1.0,
            Self::SleepNeed | Self::Ramp => 0.25,
            Self::HrvZ => 0.05,
        };
        let (lo, hi) = self.row().range;
        // Through thousandths, so that 0.05 × 19 is 0.95.
        (((v / step).round() * step * 1000.0).round() / 1000.0).clamp(lo, hi)
    }

    /// A value with its unit.
    #[must_use]
    pub fn written(self, v: f64) -> String {
        match self {
            Self::GreenCut | Self::RedCut => format!("{v:.0}"),
            Self::SleepNeed => {
                let hours = format!("{v:.2}");
                format!("{} h", hours.trim_end_matches('0').trim_end_matches('.'))
            }
            Self::HrvZ => format!("{v:.2} SD").replace('-', "−"),
            Self::Ramp => format!("{} CTL a week", crate::domain::num::signed(v, 2)),
            Self::DeloadEvery => format!("every {v:.0} weeks"),
            Self::HardSpacing => format!("{:.0} h", 24.0 * v),
        }
    }
}

/// Which end of a range lets more training through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looser {
    /// Lower values do.
    Down,
    /// Higher values do.
    Up,
}

/// A parameter that may move.
#[derive(Clone, Copy, Debug)]
pub struct Movable {
    /// Key in the mission file.
    pub key: &'static str,
    /// What it is.
    pub what: &'static str,
    /// What a calibration calls it; `None` for what only a hand writes.
    pub parameter: Option<Parameter>,
    /// Least and most that a calibration may set.
    pub range: (f64, f64),
    /// Most that a calibration moves it in a month.
    pub step: f64,
    /// The end that lets more through.
    pub looser: Looser,
    value: fn(&Mission) -> Option<f64>,
}

impl Movable {
    /// What the mission says; `None` where the book's figure holds.
    #[must_use]
    pub fn value(&self, mission: &Mission) -> Option<f64> {
        (self.value)(mission)
    }

    /// The mission's value, when it is looser than the range allows.
    #[must_use]
    pub fn too_loose(&self, mission: &Mission) -> Option<f64> {
        let v = (self.value)(mission)?;
        let out = match self.looser {
            Looser::Down => v < self.range.0,
            Looser::Up => v > self.range.1,
        };
        out.then_some(v)
    }
}

/// Score from which a day is green: a calibration's range.
pub const GREEN: (f64, f64) = (60.0, 78.0);
/// Weeks from one down week to the next.
pub const DELOAD: (f64, f64) = (3.0, 5.0);

/// All of them. The ranges of the red cut, of sleep and of the spacing are our own design.
pub const MOVABLE: [Movable; 8] = [
    Movable {
        key: "constraints.min_readiness",
        what: "score under which a day is not green",
        parameter: Some(Parameter::GreenCut),
        range: GREEN,
        step: 2.0,
        looser: Looser::Down,
        value: |m| m.constraints.min_readiness,
    },
    Movable {
        key: "personal.red_readiness",
        what: "score under which a day is red",
        parameter: Some(Parameter::RedCut),
        range: (55.0, 66.0),
        step: 2.0,
        looser: Looser::Down,
        value: |m| m.personal.red_readiness,
    },
    Movable {
        key: "personal.sleep_need",
        what: "hours of sleep that are enough",
        parameter: Some(Parameter::SleepNeed),
        range: (6.5, 9.0),
        step: 0.25,
        looser: Looser::Down,
        value: |m| m.personal.sleep_need,
    },
    Movable {
        key: "personal.hrv_z",
        what: "HRV of seven nights, in standard deviations, that corroborates a drop",
        parameter: Some(Parameter::HrvZ),
        range: (-1.2, -0.3),
        step: 0.1,
        looser: Looser::Down,
        value: |m| m.personal.hrv_z,
    },
    Movable {
        key: "personal.ramp",
        what: "CTL points a week on top of the mission's limit of growth",
        parameter: Some(Parameter::Ramp),
        range: (-2.0, 1.0),
        step: 0.5,
        looser: Looser::Up,
        value: |m| m.personal.ramp,
    },
    Movable {
        key: "philosophy.deload_every",
        what: "weeks from one down week to the next",
        parameter: Some(Parameter::DeloadEvery),
        range: DELOAD,
        step: 1.0,
        looser: Looser::Up,
        value: |m| m.philosophy.deload_every.map(f64::from),
    },
    Movable {
        key: "personal.hard_spacing",
        what: "days from one hard day to the next",
        parameter: Some(Parameter::HardSpacing),
        range: (2.0, 3.0),
        step: 1.0,
        looser: Looser::Down,
        value: |m| m.personal.hard_spacing.map(f64::from),
    },
    Movable {
        key: "philosophy.adaptation",
        what: "score of readiness under which nothing hard is done",
        parameter: None,
        range: GREEN,
        step: 0.0,
        looser: Looser::Down,
        value: |m| {
            let of = |a: &&super::Adaptation| a.signal == AdaptationSignal::Readiness;
            m.philosophy.adaptation.iter().find(of)?.limit
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn mission(text: &str) -> Mission {
        let head = "id = \"m\"\nname = \"m\"\n[goal]\nkind = \"block\"\nsport = \"bike\"\nweeks = 8\n";
        toml::from_str(&format!("{head}{text}")).expect("a mission")
    }

    #[test]
    fn looser_is_too_loose_and_stricter_is_a_wish() {
        let beyond = |text: &str| -> Vec<(&str, f64)> {
            let m = mission(text);
            MOVABLE.iter().filter_map(|p| Some((p.key, p.too_loose(&m)?))).collect()
        };
        assert_eq!(beyond(""), []);
        assert_eq!(beyond("[constraints]\nmin_readiness = 60"), []);
        assert_eq!(beyond("[constraints]\nmin_readiness = 85"), []);
        assert_eq!(beyond("[constraints]\nmin_readiness = 59"), [("constraints.min_readiness", 59.0)]);
        assert_eq!(beyond("[philosophy]\ndeload_every = 2"), []);
        assert_eq!(beyond("[philosophy]\ndeload_every = 6"), [("philosophy.deload_every", 6.0)]);
        assert_eq!(
            beyond("[personal]\nramp = 1.5\nhrv_z = -1.3"),
            [("personal.hrv_z", -1.3), ("personal.ramp", 1.5)]
        );
        let own = "[[philosophy.adaptation]]\nsignal = \"readiness\"\nlimit = 55.0";
        assert_eq!(beyond(own), [("philosophy.adaptation", 55.0)]);
    }

    #[test]
    fn every_parameter_has_one_row() {
        for p in Parameter::ALL {
            assert_eq!(MOVABLE.iter().filter(|m| m.parameter == Some(p)).count(), 1, "{}", p.name());
            assert_eq!(p.row().parameter, Some(p));
            let (lo, hi) = p.row().range;
            let whole = |v: f64| (p.rounded(v) - v).abs() < 1e-9;
            assert!(lo < hi && p.row().step > 0.0 && whole(lo) && whole(hi), "{}", p.name());
        }
        assert_eq!(MOVABLE.iter().filter(|m| m.parameter.is_some()).count(), Parameter::ALL.len());
    }

    #[rstest]
    #[case(Parameter::GreenCut, 71.6, "72")]
    #[case(Parameter::SleepNeed, 7.6, "7.5 h")]
    #[case(Parameter::SleepNeed, 8.0, "8 h")]
    #[case(Parameter::SleepNeed, 7.72, "7.75 h")]
    #[case(Parameter::HrvZ, -0.949, "−0.95 SD")]
    #[case(Parameter::HrvZ, -9.0, "−1.20 SD")]
    #[case(Parameter::Ramp, -0.5, "−0.50 CTL a week")]
    #[case(Parameter::DeloadEvery, 3.4, "every 3 weeks")]
    #[case(Parameter::HardSpacing, 3.0, "72 h")]
    fn values_are_rounded_held_within_and_written(#[case] p: Parameter, #[case] v: f64, #[case] want: &str) {
        assert_eq!(p.written(p.rounded(v)), want);
    }
}
