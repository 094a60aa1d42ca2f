//! Training zones: bounds and the zone of a value. Zones of one sport never serve another.
//!
//! Sources: Coggan's seven power levels; Friel's heart-rate and pace zones (*The Triathlete's Training Bible*), made
//! contiguous; GoldenCheetah's defaults for heart rate, pace and swimming; Seiler's three bands for the distribution.
//! Zones count from 1; heart-rate and pace zones 5, 6 and 7 of Friel are his 5a, 5b and 5c. A model with fewer than
//! seven zones has bounds without end, so that one type serves all.

use crate::domain::{Sport, settings::ZoneFamily};
use serde::Serialize;

/// Upper bounds of power zones 1–6 as shares of FTP.
pub const POWER: [f64; 6] = [0.55, 0.75, 0.90, 1.05, 1.20, 1.50];
/// Upper bounds of heart-rate zones 1–6 on the bike as shares of LTHR.
pub const HR_BIKE: [f64; 6] = [0.81, 0.90, 0.94, 1.00, 1.03, 1.06];
/// Upper bounds of heart-rate zones 1–6 in running as shares of LTHR.
pub const HR_RUN: [f64; 6] = [0.85, 0.90, 0.95, 1.00, 1.03, 1.06];
/// Slower bounds of pace zones 2–7 in running as multiples of threshold pace (s/km): slower than the first is zone 1.
pub const PACE: [f64; 6] = [1.29, 1.14, 1.06, 0.99, 0.97, 0.90];

const NONE: f64 = f64::INFINITY;
/// GoldenCheetah's five heart-rate zones: upper bounds as shares of LTHR.
pub const HR_GC: [f64; 6] = [0.68, 0.83, 0.94, 1.05, NONE, NONE];
/// GoldenCheetah's six pace zones: upper bounds as shares of critical velocity.
pub const SPEED_GC: [f64; 6] = [0.80, 0.87, 0.95, 1.05, 1.19, NONE];
/// GoldenCheetah's six swim zones: upper bounds as shares of critical swim speed.
pub const SWIM_GC: [f64; 6] = [0.93, 0.97, 0.99, 1.02, 1.09, NONE];

/// A set of zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Coggan's seven of FTP.
    CogganPower,
    /// Friel's seven of LTHR on the bike; every sport that is not on foot.
    FrielHrBike,
    /// Friel's seven of LTHR in running; every sport on foot.
    FrielHrRun,
    /// GoldenCheetah's five of LTHR.
    GcHr,
    /// Friel's seven of threshold pace.
    FrielPace,
    /// GoldenCheetah's six of threshold speed.
    GcPace,
    /// GoldenCheetah's six of critical swim speed.
    GcSwim,
}

impl Model {
    /// Heart-rate zones of a family for a sport.
    #[must_use]
    pub fn heart_rate(family: ZoneFamily, sport: Sport) -> Self {
        match (family, sport) {
            (ZoneFamily::Gc, _) => Self::GcHr,
            (ZoneFamily::Friel, Sport::Run | Sport::Hike | Sport::Ski) => Self::FrielHrRun,
            (ZoneFamily::Friel, _) => Self::FrielHrBike,
        }
    }

    /// Speed zones of a family for a sport; `None` where speed says nothing.
    #[must_use]
    pub fn speed(family: ZoneFamily, sport: Sport) -> Option<Self> {
        match (sport, family) {
            (Sport::Run, ZoneFamily::Friel) => Some(Self::FrielPace),
            (Sport::Run, ZoneFamily::Gc) => Some(Self::GcPace),
            (Sport::Swim, _) => Some(Self::GcSwim),
            _ => None,
        }
    }

    /// Upper bounds of its zones as shares of the threshold; of speeds for paces, so that they rise.
    #[must_use]
    pub fn shares(self) -> [f64; 6] {
        match self {
            Self::CogganPower => POWER,
            Self::FrielHrBike => HR_BIKE,
            Self::FrielHrRun => HR_RUN,
            Self::GcHr => HR_GC,
            Self::FrielPace => PACE.map(|b| 1.0 / b),
            Self::GcPace => SPEED_GC,
            Self::GcSwim => SWIM_GC,
        }
    }

    /// Upper bounds in the unit of the threshold (W, bpm, m/s). A value below a bound is in the zone.
    #[must_use]
    pub fn bounds(self, threshold: f64) -> [f64; 6] {
        self.shares().map(|b| b * threshold)
    }

    /// How many zones it has.
    #[must_use]
    pub fn count(self) -> usize {
        1 + self.shares().iter().filter(|b| b.is_finite()).count()
    }

    /// Name of a zone, from 1: `Z1`, Friel's `Z5a`.
    #[must_use]
    pub fn zone_name(self, zone: u8) -> String {
        match self {
            Self::FrielHrBike | Self::FrielHrRun | Self::FrielPace => friel_name(zone).to_owned(),
            _ => format!("Z{zone}"),
        }
    }

    /// Whose it is, in words.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::CogganPower => "Coggan, of FTP",
            Self::FrielHrBike => "Friel cycling, of LTHR",
            Self::FrielHrRun => "Friel running, of LTHR",
            Self::GcHr => "GoldenCheetah, of LTHR",
            Self::FrielPace => "Friel running, of threshold pace (made contiguous)",
            Self::GcPace => "GoldenCheetah, of threshold pace",
            Self::GcSwim => "GoldenCheetah, of critical swim speed",
        }
    }
}

/// Upper bounds of power zones 1–6, W. A value below a bound is in the zone.
#[must_use]
pub fn power_bounds(ftp: f64) -> [f64; 6] {
    POWER.map(|b| b * ftp)
}

/// Upper bounds of heart-rate zones 1–6, bpm. Sports on foot take the running table, all others the bike's.
#[must_use]
pub fn hr_bounds(lthr: f64, sport: Sport) -> [f64; 6] {
    match sport {
        Sport::Run | Sport::Hike | Sport::Ski => HR_RUN,
        _ => HR_BIKE,
    }
    .map(|b| b * lthr)
}

/// Bounds between pace zones 1|2, 2|3, … 6|7, s/km, falling. A pace over a bound is in the easier zone.
#[must_use]
pub fn pace_bounds(threshold_s_per_km: f64) -> [f64; 6] {
    PACE.map(|b| b * threshold_s_per_km)
}

/// Zone 1–7 of a value among upper bounds.
#[must_use]
pub fn zone_of(value: f64, bounds: &[f64; 6]) -> u8 {
    1 + bounds.iter().map(|b| u8::from(value >= *b)).sum::<u8>()
}

/// Power zone 1–7.
#[must_use]
pub fn power_zone_of(watts: f64, ftp: f64) -> u8 {
    zone_of(watts, &power_bounds(ftp))
}

/// Heart-rate zone 1–7.
#[must_use]
pub fn hr_zone_of(bpm: f64, lthr: f64, sport: Sport) -> u8 {
    zone_of(bpm, &hr_bounds(lthr, sport))
}

/// Pace zone 1–7 of a running speed, by speeds in m/s.
#[must_use]
pub fn speed_zone_of(speed: f64, threshold_speed: f64) -> u8 {
    1 + PACE.iter().map(|b| u8::from(speed * b >= threshold_speed)).sum::<u8>()
}

/// Heart rates of a zone, bpm: lower bound (none in zone 1) and upper bound (none in zone 7).
#[must_use]
pub fn hr_range(zone: u8, lthr: f64, sport: Sport) -> (Option<f64>, Option<f64>) {
    range(zone, &hr_bounds(lthr, sport))
}

/// Power of a zone, W: lower bound (none in zone 1) and upper bound (none in zone 7).
#[must_use]
pub fn power_range(zone: u8, ftp: f64) -> (Option<f64>, Option<f64>) {
    range(zone, &power_bounds(ftp))
}

fn range(zone: u8, bounds: &[f64; 6]) -> (Option<f64>, Option<f64>) {
    let z = usize::from(zone.clamp(1, 7));
    (z.checked_sub(2).map(|i| bounds[i]), bounds.get(z - 1).copied())
}

/// Name of a heart-rate or pace zone: `Z1` … `Z4`, `Z5a`, `Z5b`, `Z5c`.
#[must_use]
pub fn friel_name(zone: u8) -> &'static str {
    match zone {
        0 | 1 => "Z1",
        2 => "Z2",
        3 => "Z3",
        4 => "Z4",
        5 => "Z5a",
        6 => "Z5b",
        _ => "Z5c",
    }
}

/// Band of a zone in the three-part distribution: 0 low (zones 1–2), 1 mid (zone 3), 2 high (zone 4 and up).
#[must_use]
pub fn band_of(zone: u8) -> usize {
    match zone {
        0..=2 => 0,
        3 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests;
