//! One day's readiness contributors, sleep, HRV, resting heart rate and feel, each value with its source.

use super::{day::Day, provenance::Provider};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{borrow::Cow, fmt, str::FromStr};

/// What is measured. The list of a vendor's readiness contributors is open: unknown names are kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Nightly rMSSD, ms.
    HrvRmssd,
    /// Nightly SDNN, ms; never mixed with rMSSD.
    HrvSdnn,
    /// Resting heart rate, bpm.
    RestingHr,
    /// Sleep, hours.
    SleepHours,
    /// Device sleep score, 0–100.
    SleepScore,
    /// Deviation of body temperature from the baseline, °C.
    TempDeviation,
    /// Body Battery at bedtime, 0–100.
    BodyBatteryBed,
    /// Body Battery on waking, 0–100.
    BodyBatteryWake,
    /// Breaths per minute.
    Respiration,
    /// Average stress of the day, 0–100 (vendor scale).
    Stress,
    /// Steps.
    Steps,
    /// Oxygen saturation, %.
    SpO2,
    /// Body mass, kg.
    MassKg,
    /// Body temperature, °C.
    BodyTemp,
    /// Fatigue as typed into a service, 1 fresh … 5 exhausted.
    FeltFatigue,
    /// Soreness, 1 none … 5 severe.
    FeltSoreness,
    /// Stress as felt, 1 calm … 5 overwhelmed.
    FeltStress,
    /// Mood, 1 good … 5 low.
    FeltMood,
    /// Motivation, 1 keen … 5 none.
    FeltMotivation,
    /// Injury, 1 none … 5 severe.
    FeltInjury,
    /// The device's estimate of maximal oxygen uptake, ml/kg/min: context.
    Vo2max,
    /// The device's own word on how ready the athlete is to train, 0–100: context.
    TrainingReadiness,
    /// Time in high stress by day, minutes (Oura's own measure): context.
    StressHigh,
    /// Time in high recovery by day, minutes (Oura's own measure): context.
    RecoveryHigh,
    /// The vendor's own readiness score, 0–100: shown and used as a cross-check, never as an input.
    ReadinessScore,
    /// A vendor's readiness contributor, 0–100, by its snake-case name.
    Contributor(Box<str>),
}

const NAMES: [(Metric, &str); 25] = [
    (Metric::HrvRmssd, "hrv_rmssd_ms"),
    (Metric::HrvSdnn, "hrv_sdnn_ms"),
    (Metric::RestingHr, "resting_hr_bpm"),
    (Metric::SleepHours, "sleep_h"),
    (Metric::SleepScore, "sleep_score"),
    (Metric::TempDeviation, "temp_deviation_c"),
    (Metric::BodyBatteryBed, "body_battery_bed"),
    (Metric::BodyBatteryWake, "body_battery_wake"),
    (Metric::Respiration, "respiration_bpm"),
    (Metric::Stress, "stress"),
    (Metric::Steps, "steps"),
    (Metric::SpO2, "spo2_pct"),
    (Metric::MassKg, "mass_kg"),
    (Metric::ReadinessScore, "readiness_score"),
    (Metric::BodyTemp, "body_temp_c"),
    (Metric::FeltFatigue, "felt_fatigue"),
    (Metric::FeltSoreness, "felt_soreness"),
    (Metric::FeltStress, "felt_stress"),
    (Metric::FeltMood, "felt_mood"),
    (Metric::FeltMotivation, "felt_motivation"),
    (Metric::FeltInjury, "felt_injury"),
    (Metric::Vo2max, "vo2max"),
    (Metric::TrainingReadiness, "training_readiness"),
    (Metric::StressHigh, "stress_high_min"),
    (Metric::RecoveryHigh, "recovery_high_min"),
];

impl Metric {
    /// Feel that is part of the score, as typed into a service; pain and injuries are not.
    pub const FELT: [Self; 5] =
        [Self::FeltFatigue, Self::FeltSoreness, Self::FeltStress, Self::FeltMood, Self::FeltMotivation];

    /// A contributor by name.
    #[must_use]
    pub fn contributor(name: &str) -> Self {
        Self::Contributor(name.into())
    }

    /// The name in JSON and CSV; a contributor's own name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Contributor(n) => n,
            other => NAMES.iter().find(|(m, _)| m == other).map_or("", |(_, n)| n),
        }
    }

    /// Values that a sensor of this kind can give; anything outside is treated as missing at the boundary.
    #[must_use]
    pub fn plausible(&self) -> std::ops::RangeInclusive<f64> {
        match self {
            Self::HrvRmssd | Self::HrvSdnn => 3.0..=400.0,
            Self::RestingHr => 20.0..=150.0,
            Self::SleepHours => 0.0..=24.0,
            Self::TempDeviation => -8.0..=8.0,
            Self::BodyTemp => 30.0..=45.0,
            Self::FeltFatigue
            | Self::FeltSoreness
            | Self::FeltStress
            | Self::FeltMood
            | Self::FeltMotivation
            | Self::FeltInjury => 1.0..=5.0,
            Self::Respiration => 4.0..=60.0,
            Self::Steps => 0.0..=200_000.0,
            Self::SpO2 => 50.0..=100.0,
            Self::MassKg => 20.0..=300.0,
            Self::Vo2max => 10.0..=100.0,
            Self::StressHigh | Self::RecoveryHigh => 0.0..=1440.0,
            _ => 0.0..=100.0,
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contributor(n) => write!(f, "contributor:{n}"),
            other => f.write_str(other.name()),
        }
    }
}

impl FromStr for Metric {
    type Err = std::convert::Infallible;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        if let Some(name) = s.strip_prefix("contributor:") {
            return Ok(Self::contributor(name));
        }
        Ok(NAMES.iter().find(|(_, n)| *n == s).map_or_else(|| Self::contributor(s), |(m, _)| m.clone()))
    }
}

/// A metric in a snapshot: ten years have a hundred thousand readings, and a place in the list is shorter than a name.
#[derive(Serialize, Deserialize)]
enum Short<'a> {
    Named(u8),
    #[serde(borrow)]
    Contributor(Cow<'a, str>),
}

impl Serialize for Metric {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if s.is_human_readable() {
            return s.collect_str(self);
        }
        let place = NAMES.iter().position(|(m, _)| m == self).and_then(|i| u8::try_from(i).ok());
        place.map_or_else(|| Short::Contributor(self.name().into()), Short::Named).serialize(s)
    }
}

impl<'de> Deserialize<'de> for Metric {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        if d.is_human_readable() {
            let s = Cow::<'de, str>::deserialize(d)?;
            return s.parse().map_err(|e| match e {});
        }
        match Short::deserialize(d)? {
            Short::Contributor(name) => Ok(Self::contributor(&name)),
            Short::Named(i) => {
                let named = NAMES.get(usize::from(i)).map(|(m, _)| m.clone());
                named.ok_or_else(|| serde::de::Error::custom("no such metric"))
            }
        }
    }
}

/// One value of one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What.
    pub metric: Metric,
    /// How much, in the metric's unit.
    pub value: f64,
    /// Who measured it.
    pub source: Provider,
}

/// What one source said of one day. The body of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WellnessRecord {
    /// Local date of the morning that the figures describe (the night before belongs to it).
    pub day: Day,
    /// Who said it.
    pub source: Provider,
    /// The values present; a missing value has no entry.
    pub values: Vec<(Metric, f64)>,
}

/// Everything known of one morning.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WellnessDay {
    /// Sorted by metric, then source.
    pub readings: Vec<Reading>,
}

impl WellnessDay {
    /// The value of the best source.
    #[must_use]
    pub fn get(&self, metric: &Metric) -> Option<&Reading> {
        self.readings.iter().filter(|r| &r.metric == metric).max_by_key(|r| r.source.rank())
    }

    /// The value of the best source, as a number.
    #[must_use]
    pub fn value(&self, metric: &Metric) -> Option<f64> {
        self.get(metric).map(|r| r.value)
    }

    /// Takes in a record: a later value of the same source replaces the earlier one, what it does not mention stays.
    /// Implausible or non-finite values are left out.
    pub fn merge(&mut self, record: &WellnessRecord) {
        for (metric, value) in &record.values {
            if !value.is_finite() || !metric.plausible().contains(value) {
                continue;
            }
            // A device's −0 is 0.
            let value = value + 0.0;
            match self.readings.binary_search_by(|r| (&r.metric, r.source).cmp(&(metric, record.source))) {
                Ok(i) => self.readings[i].value = value,
                Err(i) => self.readings.insert(i, Reading { metric: metric.clone(), value, source: record.source }),
            }
        }
    }

    /// Contributors of the best source, by name.
    pub fn contributors(&self) -> impl Iterator<Item = (&str, &Reading)> {
        self.readings.iter().filter_map(|r| match &r.metric {
            Metric::Contributor(n) => Some((&**n, r)),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_survives_the_log_and_the_snapshot() {
        let named = NAMES.iter().map(|(m, _)| m.clone());
        for m in named.chain([Metric::contributor("sleep_balance"), Metric::contributor("hrv_rmssd_ms")]) {
            let json = serde_json::to_string(&m).unwrap();
            assert_eq!(json, format!("\"{m}\""));
            assert_eq!(serde_json::from_str::<Metric>(&json).unwrap(), m);
            let bytes = postcard::to_stdvec(&m).unwrap();
            assert_eq!(postcard::from_bytes::<Metric>(&bytes).unwrap(), m);
        }
        assert!(postcard::from_bytes::<Metric>(&[0, 200, 1]).is_err());
    }
}
