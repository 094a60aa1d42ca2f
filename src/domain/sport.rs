//! Sports, as far as the coach tells them apart.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A sport family: what shares thresholds, zones and progression.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Sport {
    /// Cycling of every kind, indoors and out.
    Bike,
    /// Running of every kind, treadmill and trail included.
    Run,
    /// Pool and open water.
    Swim,
    /// Weights, core, prehab.
    Strength,
    /// Walking and hiking.
    Hike,
    /// On water or machine.
    Row,
    /// Nordic, alpine, touring, snowshoe.
    Ski,
    /// The change-over between two legs of a multisport event.
    Transition,
    /// Anything else.
    #[default]
    Other,
}

impl Sport {
    /// All of them, in the order used by every list.
    pub const ALL: [Self; 9] = [
        Self::Bike,
        Self::Run,
        Self::Swim,
        Self::Strength,
        Self::Hike,
        Self::Row,
        Self::Ski,
        Self::Transition,
        Self::Other,
    ];

    /// The lower-case name used in files and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bike => "bike",
            Self::Run => "run",
            Self::Swim => "swim",
            Self::Strength => "strength",
            Self::Hike => "hike",
            Self::Row => "row",
            Self::Ski => "ski",
            Self::Transition => "transition",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Sport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Sport {
    type Err = ();

    /// Reads the names that files and people use: `cycling`, `VirtualRide`, `Trail Run`, `running`, `Pool Swim`, …
    fn from_str(s: &str) -> Result<Self, ()> {
        let k: String = s.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let has = |w: &[&str]| w.iter().any(|x| k.contains(x));
        Ok(match k.as_str() {
            "" => return Err(()),
            "other" | "generic" => Self::Other,
            _ if has(&["transition"]) => Self::Transition,
            _ if has(&["rowing", "row", "kayak", "canoe", "paddl"]) => Self::Row,
            _ if has(&["ski", "snowshoe", "snowboard"]) => Self::Ski,
            _ if has(&["bike", "biking", "cycl", "ride", "velo", "mtb", "spin"]) => Self::Bike,
            _ if has(&["run", "jog", "treadmill"]) => Self::Run,
            _ if has(&["swim"]) => Self::Swim,
            _ if has(&["strength", "weight", "gym", "core", "pilates", "yoga", "crossfit", "training"]) => {
                Self::Strength
            }
            _ if has(&["hik", "walk", "mountaineer"]) => Self::Hike,
            _ => return Err(()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("cycling", Sport::Bike)]
    #[case("VirtualRide", Sport::Bike)]
    #[case("E-Bike Ride", Sport::Bike)]
    #[case("Trail Run", Sport::Run)]
    #[case("running", Sport::Run)]
    #[case("Pool Swim", Sport::Swim)]
    #[case("WeightTraining", Sport::Strength)]
    #[case("Walk", Sport::Hike)]
    #[case("Nordic Ski", Sport::Ski)]
    #[case("Rowing", Sport::Row)]
    #[case("transition", Sport::Transition)]
    fn names_of_files_and_people(#[case] name: &str, #[case] sport: Sport) {
        assert_eq!(name.parse(), Ok(sport));
    }

    #[test]
    fn every_name_reads_back_and_nonsense_does_not() {
        for s in Sport::ALL {
            assert_eq!(s.name().parse(), Ok(s));
        }
        assert_eq!("".parse::<Sport>(), Err(()));
        assert_eq!("quidditch".parse::<Sport>(), Err(()));
    }
}
