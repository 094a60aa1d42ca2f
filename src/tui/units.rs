//! Distances, heights and speeds in the units that the athlete reads; everything inside is metric.

use super::num;
use crate::{config, domain::Sport};

/// Units on screen; a setting of the athlete's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Units {
    /// Kilometres and metres.
    #[default]
    Metric,
    /// Miles and feet.
    Imperial,
}

/// Kilometres of a statute mile.
const MILE_KM: f64 = 1.609_344;
/// Metres of a foot.
const FOOT_M: f64 = 0.3048;
/// Metres of a yard.
const YARD_M: f64 = 0.9144;

impl From<config::Units> for Units {
    fn from(setting: config::Units) -> Self {
        match setting {
            config::Units::Metric => Self::Metric,
            config::Units::Imperial => Self::Imperial,
        }
    }
}

impl Units {
    /// Unit of a distance.
    #[must_use]
    pub fn far(self) -> &'static str {
        if self == Self::Imperial { "mi" } else { "km" }
    }

    /// A distance without its unit.
    #[must_use]
    pub fn distance(self, km: f64, decimals: usize) -> String {
        num::plain(if self == Self::Imperial { km / MILE_KM } else { km }, decimals)
    }

    /// A distance with its unit.
    ///
    /// ```
    /// use lanterne::tui::units::Units;
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
        match self {
            Self::Metric => format!("{} m", num::plain(metres, 0)),
            Self::Imperial => format!("{} ft", num::plain(metres / FOOT_M, 0)),
        }
    }

    /// Pace of a run or a swim, speed of anything else, from metres a second.
    #[must_use]
    pub fn speed(self, mps: f64, sport: Sport) -> String {
        let per = |metres: f64, unit: &str| {
            let s = (metres / mps).round().clamp(0.0, 35_999.0) as u64;
            format!("{}:{:02} {unit}", s / 60, s % 60)
        };
        match (sport, self) {
            _ if mps <= 0.0 => "–".to_owned(),
            (Sport::Run | Sport::Hike, Self::Metric) => per(1000.0, "/km"),
            (Sport::Run | Sport::Hike, Self::Imperial) => per(1000.0 * MILE_KM, "/mi"),
            (Sport::Swim, Self::Metric) => per(100.0, "/100 m"),
            (Sport::Swim, Self::Imperial) => per(100.0 * YARD_M, "/100 yd"),
            (_, Self::Metric) => format!("{} km/h", num::plain(mps * 3.6, 1)),
            (_, Self::Imperial) => format!("{} mph", num::plain(mps * 3.6 / MILE_KM, 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn miles_feet_and_their_paces() {
        let u = Units::Imperial;
        assert_eq!((u.distance(160.9344, 0), u.height(304.8)), ("100".into(), "1000 ft".into()));
        assert_eq!(u.speed(1000.0 / 240.0, Sport::Run), "6:26 /mi");
        assert_eq!(u.speed(10.0, Sport::Bike), "22.4 mph");
        assert_eq!(Units::Metric.speed(1000.0 / 240.0, Sport::Run), "4:00 /km");
        assert_eq!(u.speed(0.0, Sport::Run), "–");
    }
}
