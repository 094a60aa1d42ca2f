//! Distances, heights, masses and speeds in the units that the athlete reads and writes; everything inside is metric.
//!
//! Owns: the factors, how a figure is written and read, how a sentence that was made in metric units is told. Does not
//! own: which units an athlete wants (a setting).

use super::{num::plain, sport::Sport};
use serde::{Deserialize, Serialize};

mod pace;
mod told;

/// Units on screen; a setting of the athlete's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Units {
    /// Kilometres, metres, kilograms.
    #[default]
    Metric,
    /// Miles, feet, pounds.
    Imperial,
}

/// What a figure measures, with the unit that it is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A way: kilometres, or miles.
    Distance,
    /// Climbing, or a height above the sea: metres, or feet.
    Height,
    /// A mass: kilograms, or pounds.
    Mass,
    /// A body's height: metres, or inches.
    Stature,
}

/// Kilometres of a statute mile.
const MILE_KM: f64 = 1.609_344;
/// Metres of a foot.
const FOOT_M: f64 = 0.3048;
/// Metres of a yard.
const YARD_M: f64 = 0.9144;
/// Metres of an inch.
const INCH_M: f64 = 0.0254;
/// Kilograms of an avoirdupois pound.
const POUND_KG: f64 = 0.453_592_37;

impl Measure {
    /// The units that a figure may be typed in, with what one of each is in the kept unit.
    fn spoken(self) -> &'static [(&'static str, f64)] {
        match self {
            Self::Distance => &[
                ("km", 1.0),
                ("miles", MILE_KM),
                ("mile", MILE_KM),
                ("mi", MILE_KM),
                ("k", 1.0),
                ("yards", YARD_M / 1000.0),
                ("yd", YARD_M / 1000.0),
                ("m", 0.001),
            ],
            Self::Height => &[("feet", FOOT_M), ("ft", FOOT_M), ("'", FOOT_M), ("m", 1.0)],
            Self::Mass => &[("kg", 1.0), ("lbs", POUND_KG), ("lb", POUND_KG)],
            Self::Stature => &[("cm", 0.01), ("in", INCH_M), ("\"", INCH_M), ("ft", FOOT_M), ("m", 1.0)],
        }
    }
}

impl Units {
    /// What one of this athlete's unit is in the kept unit.
    #[must_use]
    pub fn factor(self, what: Measure) -> f64 {
        match (self, what) {
            (Self::Metric, _) => 1.0,
            (Self::Imperial, Measure::Distance) => MILE_KM,
            (Self::Imperial, Measure::Height) => FOOT_M,
            (Self::Imperial, Measure::Mass) => POUND_KG,
            (Self::Imperial, Measure::Stature) => INCH_M,
        }
    }

    /// Name of the unit.
    #[must_use]
    pub fn unit(self, what: Measure) -> &'static str {
        match (self, what) {
            (Self::Metric, Measure::Distance) => "km",
            (Self::Imperial, Measure::Distance) => "mi",
            (Self::Metric, Measure::Height | Measure::Stature) => "m",
            (Self::Imperial, Measure::Height) => "ft",
            (Self::Imperial, Measure::Stature) => "in",
            (Self::Metric, Measure::Mass) => "kg",
            (Self::Imperial, Measure::Mass) => "lb",
        }
    }

    /// Unit of a distance.
    #[must_use]
    pub fn far(self) -> &'static str {
        self.unit(Measure::Distance)
    }

    /// A distance without its unit.
    #[must_use]
    pub fn distance(self, km: f64, decimals: usize) -> String {
        plain(km / self.factor(Measure::Distance), decimals)
    }

    /// A distance with its unit.
    ///
    /// ```
    /// use lanterne::domain::Units;
    /// assert_eq!(Units::Metric.distance_words(42.195, 1), "42.2 km");
    /// assert_eq!(Units::Imperial.distance_words(42.195, 1), "26.2 mi");
    /// ```
    #[must_use]
    pub fn distance_words(self, km: f64, decimals: usize) -> String {
        format!("{} {}", self.distance(km, decimals), self.far())
    }

    /// A height with its unit.
    #[must_use]
    pub fn height(self, metres: f64) -> String {
        format!("{} {}", plain(metres / self.factor(Measure::Height), 0), self.unit(Measure::Height))
    }

    /// A mass with its unit.
    #[must_use]
    pub fn mass(self, kg: f64) -> String {
        format!("{} {}", self.written(Measure::Mass, kg), self.unit(Measure::Mass))
    }

    /// Pace of a run or a swim, speed of anything else, from metres a second.
    #[must_use]
    pub fn speed(self, mps: f64, sport: Sport) -> String {
        let figure = self.pace(mps, sport);
        if figure == "–" { figure } else { format!("{figure} {}", self.pace_unit(sport)) }
    }

    /// A kept figure as the athlete would type it: as many decimals as say something, and no unit.
    #[must_use]
    pub fn written(self, what: Measure, kept: f64) -> String {
        let decimals = match (self, what) {
            (Self::Imperial, Measure::Height) => 0,
            (Self::Imperial, Measure::Mass | Measure::Stature) => 1,
            _ => 2,
        };
        let s = format!("{:.decimals$}", kept / self.factor(what));
        if s.contains('.') { s.trim_end_matches('0').trim_end_matches('.').to_owned() } else { s }
    }

    /// A figure as it was typed, in the unit that it is kept in: a bare one in the athlete's own unit, one with a unit in
    /// that one. Nothing typed is nothing said.
    ///
    /// ```
    /// use lanterne::domain::{Units, units::Measure};
    /// assert_eq!(Units::Imperial.read(Measure::Distance, "10 km"), Ok(Some(10.0)));
    /// assert_eq!(Units::Imperial.read(Measure::Distance, "1"), Ok(Some(1.609344)));
    /// ```
    ///
    /// # Errors
    /// What was typed, when it is no figure of this kind.
    pub fn read(self, what: Measure, text: &str) -> Result<Option<f64>, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let plain = text.to_lowercase().replace(',', ".");
        let spoken = what.spoken().iter().find_map(|(unit, factor)| Some((plain.strip_suffix(unit)?, *factor)));
        let (figure, factor) = spoken.unwrap_or((&plain, self.factor(what)));
        let value = figure.trim().parse::<f64>().ok().filter(|x| x.is_finite());
        let known: Vec<&str> = what.spoken().iter().map(|(u, _)| *u).filter(|u| u.len() == 2).collect();
        // Rounded to a thousandth of the kept unit's thousandth: 150 lb come back as 150 lb.
        value.map(|x| Some((x * factor * 1e6).round() / 1e6)).ok_or_else(|| {
            format!("“{text}” is no figure; write it in {} or {}", self.unit(what), known.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn miles_feet_and_their_paces() {
        let u = Units::Imperial;
        assert_eq!((u.distance(160.9344, 0), u.height(304.8)), ("100".into(), "1000 ft".into()));
        assert_eq!(u.speed(1000.0 / 240.0, Sport::Run), "6:26 /mi");
        assert_eq!(u.speed(10.0, Sport::Bike), "22.4 mph");
        assert_eq!(Units::Metric.speed(1000.0 / 240.0, Sport::Run), "4:00 /km");
        assert_eq!(u.speed(0.0, Sport::Run), "–");
        assert_eq!((u.mass(100.0), Units::Metric.mass(67.5)), ("220.5 lb".into(), "67.5 kg".into()));
    }

    #[test]
    fn a_unit_that_is_said_goes_before_the_athletes_own() {
        let (m, i) = (Units::Metric, Units::Imperial);
        assert_eq!(m.read(Measure::Distance, "13,1 mi"), Ok(Some(21.082_406)));
        assert_eq!(i.read(Measure::Mass, "68kg"), Ok(Some(68.0)));
        assert_eq!(i.read(Measure::Height, "1000"), Ok(Some(304.8)));
        assert_eq!(m.read(Measure::Height, "1000ft"), Ok(Some(304.8)));
        assert_eq!(m.read(Measure::Distance, ""), Ok(None));
        assert!(m.read(Measure::Mass, "heavy").unwrap_err().contains("kg or kg, lb"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(kept in 0.1..500.0_f64, imperial: bool) {
            let u = if imperial { Units::Imperial } else { Units::Metric };
            for what in [Measure::Distance, Measure::Mass] {
                let shown = u.written(what, kept);
                let back = u.read(what, &shown).unwrap().unwrap();
                prop_assert!((back - kept).abs() <= 0.06 * u.factor(what), "{shown} is {back}, not {kept}");
                prop_assert_eq!(u.written(what, back), shown);
            }
        }
    }
}
