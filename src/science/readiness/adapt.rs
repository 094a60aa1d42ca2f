//! What the fields of Oura, Garmin and intervals.icu mean as metrics: names, units, scales.
//!
//! Owns: the tables. Does not own: reading files and services, which hand over a field's name and its number. A field
//! that is not listed means nothing here; a vendor's own readiness score is kept as a cross-check and never an input.

use crate::domain::{CleanText, Metric};

/// Whose field it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vendor {
    /// Oura v2: sleep, daily readiness with its contributors.
    Oura,
    /// Garmin Connect: daily summary, HRV status, sleep.
    Garmin,
    /// intervals.icu: wellness.
    Intervals,
}

/// How a field's number becomes the metric's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Times this.
    Times(f64),
    /// 1–4, 1 best, to 1–5.
    Four,
}

const SECONDS: Scale = Scale::Times(1.0 / 3600.0);
const TO_MINUTES: Scale = Scale::Times(1.0 / 60.0);
const SAME: Scale = Scale::Times(1.0);
const GRAMS: Scale = Scale::Times(0.001);

impl Scale {
    /// The metric's value.
    #[must_use]
    pub fn of(self, value: f64) -> f64 {
        match self {
            Self::Times(f) => value * f,
            Self::Four => 1.0 + (value.clamp(1.0, 4.0) - 1.0) * 4.0 / 3.0,
        }
    }
}

type Row = (&'static str, Metric, Scale);

/// Oura names its contributors in the body of `daily_readiness`; those of sleep are not readiness.
const OURA: [Row; 15] = [
    ("average_hrv", Metric::HrvRmssd, SAME),
    ("lowest_heart_rate", Metric::RestingHr, SAME),
    ("total_sleep_duration", Metric::SleepHours, SECONDS),
    ("sleep_score", Metric::SleepScore, SAME),
    ("temperature_deviation", Metric::TempDeviation, SAME),
    ("average_breath", Metric::Respiration, SAME),
    ("spo2_percentage", Metric::SpO2, SAME),
    ("steps", Metric::Steps, SAME),
    ("weight", Metric::MassKg, SAME),
    ("score", Metric::ReadinessScore, SAME),
    ("readiness_score", Metric::ReadinessScore, SAME),
    ("sleep_hours", Metric::SleepHours, SAME),
    ("vo2_max", Metric::Vo2max, SAME),
    ("stress_high", Metric::StressHigh, TO_MINUTES),
    ("recovery_high", Metric::RecoveryHigh, TO_MINUTES),
];

const OURA_CONTRIBUTORS: [&str; 9] = [
    "activity_balance",
    "body_temperature",
    "hrv_balance",
    "previous_day_activity",
    "previous_night",
    "recovery_index",
    "resting_heart_rate",
    "sleep_balance",
    "sleep_regularity",
];

/// `lastNightAvg` is the night's mean HRV (rMSSD), `lastNight5MinHigh` and the weekly mean are none of it.
const GARMIN: [Row; 21] = [
    ("lastNightAvg", Metric::HrvRmssd, SAME),
    ("avgOvernightHrv", Metric::HrvRmssd, SAME),
    ("restingHeartRate", Metric::RestingHr, SAME),
    ("sleepTimeSeconds", Metric::SleepHours, SECONDS),
    ("sleepingSeconds", Metric::SleepHours, SECONDS),
    ("overallScore", Metric::SleepScore, SAME),
    ("sleepScore", Metric::SleepScore, SAME),
    ("bodyBatteryAtBedTime", Metric::BodyBatteryBed, SAME),
    ("bodyBatteryAtWakeTime", Metric::BodyBatteryWake, SAME),
    ("avgWakingRespirationValue", Metric::Respiration, SAME),
    ("averageRespiration", Metric::Respiration, SAME),
    ("averageStressLevel", Metric::Stress, SAME),
    ("totalSteps", Metric::Steps, SAME),
    ("averageSpo2", Metric::SpO2, SAME),
    ("skinTempC", Metric::TempDeviation, SAME),
    ("weight", Metric::MassKg, GRAMS),
    ("vo2MaxValue", Metric::Vo2max, SAME),
    // The kinds of the archive's health status.
    ("HRV", Metric::HrvRmssd, SAME),
    ("HR", Metric::RestingHr, SAME),
    ("SPO2", Metric::SpO2, SAME),
    ("RESPIRATION", Metric::Respiration, SAME),
];

/// Training readiness weighs the training itself, too, and is no readiness score: context.
const GARMIN_SCORE: &str = "trainingReadinessScore";

/// Feel is typed on four steps, 1 best. `sleepQuality`, `readiness` and the form figures are intervals.icu's own.
const INTERVALS: [Row; 17] = [
    ("hrv", Metric::HrvRmssd, SAME),
    ("hrvSDNN", Metric::HrvSdnn, SAME),
    ("restingHR", Metric::RestingHr, SAME),
    ("sleepSecs", Metric::SleepHours, SECONDS),
    ("sleepScore", Metric::SleepScore, SAME),
    ("respiration", Metric::Respiration, SAME),
    ("spO2", Metric::SpO2, SAME),
    ("steps", Metric::Steps, SAME),
    ("weight", Metric::MassKg, SAME),
    ("readiness", Metric::ReadinessScore, SAME),
    ("vo2max", Metric::Vo2max, SAME),
    ("soreness", Metric::FeltSoreness, Scale::Four),
    ("fatigue", Metric::FeltFatigue, Scale::Four),
    ("stress", Metric::FeltStress, Scale::Four),
    ("mood", Metric::FeltMood, Scale::Four),
    ("motivation", Metric::FeltMotivation, Scale::Four),
    ("injury", Metric::FeltInjury, Scale::Four),
];

/// The name without case and separators: `restingHR`, `resting_hr` and `Resting HR` are one.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The metric that a vendor's field is, and its value in the metric's unit. `None` for a field that means nothing
/// here and for a value that no sensor of the kind gives.
///
/// ```
/// use lanterne::{domain::Metric, science::readiness::adapt::{Vendor, adapt}};
/// assert_eq!(adapt(Vendor::Intervals, "sleepSecs", 27_000.0), Some((Metric::SleepHours, 7.5)));
/// assert_eq!(adapt(Vendor::Intervals, "soreness", 4.0), Some((Metric::FeltSoreness, 5.0)));
/// assert_eq!(adapt(Vendor::Intervals, "hrvSDNN", 80.0), Some((Metric::HrvSdnn, 80.0)));
/// ```
#[must_use]
pub fn adapt(vendor: Vendor, field: &str, value: f64) -> Option<(Metric, f64)> {
    let (metric, scale) = meaning(vendor, field)?;
    let value = scale.of(value);
    (value.is_finite() && metric.plausible().contains(&value)).then_some((metric, value))
}

/// A readiness contributor of a vendor, whatever its name: the list of them is open.
#[must_use]
pub fn contributor(name: &str, value: f64) -> Option<(Metric, f64)> {
    let metric = Metric::contributor(CleanText::line(name).as_str());
    metric.plausible().contains(&value).then_some((metric, value))
}

/// The metric that a vendor's field is, and how its number is read.
#[must_use]
pub fn meaning(vendor: Vendor, field: &str) -> Option<(Metric, Scale)> {
    let name = &plain(field);
    let table: &[Row] = match vendor {
        Vendor::Oura => &OURA,
        Vendor::Garmin => &GARMIN,
        Vendor::Intervals => &INTERVALS,
    };
    if let Some((_, m, s)) = table.iter().find(|(n, ..)| plain(n) == *name) {
        return Some((m.clone(), *s));
    }
    match vendor {
        Vendor::Oura => {
            let contributor = OURA_CONTRIBUTORS.iter().find(|n| plain(n) == *name)?;
            Some((Metric::contributor(contributor), SAME))
        }
        Vendor::Garmin => (plain(GARMIN_SCORE) == *name).then_some((Metric::TrainingReadiness, SAME)),
        Vendor::Intervals => None,
    }
}

/// The vendor whose export has these columns, when they tell.
#[must_use]
pub fn vendor_of(columns: &[String]) -> Option<Vendor> {
    let has = |n: &str| columns.iter().any(|c| plain(c) == plain(n));
    if has("sleepSecs") && (has("restingHR") || has("hrvSDNN") || has("ctl")) {
        Some(Vendor::Intervals)
    } else if has("lastNightAvg") || has("bodyBatteryAtWakeTime") {
        Some(Vendor::Garmin)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Vendor::Oura, "hrv_balance", 71.0, Some((Metric::contributor("hrv_balance"), 71.0)))]
    #[case(Vendor::Oura, "average_hrv", 58.0, Some((Metric::HrvRmssd, 58.0)))]
    #[case(Vendor::Oura, "score", 81.0, Some((Metric::ReadinessScore, 81.0)))]
    #[case(Vendor::Oura, "stress_high", 5400.0, Some((Metric::StressHigh, 90.0)))]
    #[case(Vendor::Garmin, "lastNightAvg", 44.0, Some((Metric::HrvRmssd, 44.0)))]
    #[case(Vendor::Garmin, "weeklyAvg", 44.0, None)]
    #[case(Vendor::Garmin, "weight", 68_400.0, Some((Metric::MassKg, 68.4)))]
    #[case(Vendor::Garmin, "trainingReadinessScore", 60.0, Some((Metric::TrainingReadiness, 60.0)))]
    #[case(Vendor::Intervals, "fatigue", 1.0, Some((Metric::FeltFatigue, 1.0)))]
    #[case(Vendor::Intervals, "hrv", 9000.0, None)]
    #[case(Vendor::Intervals, "ctl", 50.0, None)]
    fn fields(#[case] v: Vendor, #[case] name: &str, #[case] value: f64, #[case] want: Option<(Metric, f64)>) {
        let got = adapt(v, name, value);
        assert_eq!(got.as_ref().map(|g| &g.0), want.as_ref().map(|w| &w.0));
        assert!(got.zip(want).is_none_or(|(g, w)| (g.1 - w.1).abs() < 1e-9));
    }

    #[test]
    fn no_other_field_is_ever_read_as_rmssd() {
        for (v, name) in [(Vendor::Intervals, "hrvSDNN"), (Vendor::Garmin, "hrvSDNN"), (Vendor::Oura, "hrvSDNN")] {
            assert!(adapt(v, name, 80.0).is_none_or(|(m, _)| m == Metric::HrvSdnn));
        }
    }
}
