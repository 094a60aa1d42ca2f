//! How much output a heart beat gives, and how long it holds: efficiency factor and aerobic decoupling.
//!
//! Sources: Friel (*The Cyclist's Training Bible*) for both and for the 5 % of a good aerobic base, a convention; the
//! gates on duration and evenness are conventions too. The warm-up that decoupling leaves out is a design of ours.

use crate::domain::{ActivityRecord, Sport};
use serde::Serialize;

/// Normalized over mean output up to which an activity was even enough to tell.
pub const STEADY: f64 = 1.05;
/// Shortest activity with an efficiency factor, s.
pub const EFFICIENCY_S: f64 = 1200.0;
/// Activities from which decoupling is trusted, s; from an hour on it is told with less confidence.
pub const DECOUPLING_SURE_S: f64 = 5400.0;
/// Decoupling under which the aerobic base is good, %.
pub const GOOD_BASE_PCT: f64 = 5.0;

/// Whether output was even: 0 < normalized / mean ≤ 1.05.
#[must_use]
pub fn is_steady(normalized: f64, mean: f64) -> bool {
    mean > 0.0 && normalized > 0.0 && normalized / mean <= STEADY
}

/// Normalized power over mean heart rate, W per bpm.
#[must_use]
pub fn efficiency_of_power(watts: f64, bpm: f64) -> Option<f64> {
    (bpm > 0.0).then(|| watts / bpm)
}

/// Metres a minute of normalized graded speed over mean heart rate, m per beat. GoldenCheetah counts yards.
#[must_use]
pub fn efficiency_of_speed(mps: f64, bpm: f64) -> Option<f64> {
    (bpm > 0.0).then(|| mps * 60.0 / bpm)
}

/// What output was measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Output {
    /// Power; the efficiency factor is in W per bpm.
    Power,
    /// Graded speed; the efficiency factor is in m per beat.
    Speed,
}

/// The figures of one activity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Durability {
    /// What output was measured in.
    pub output: Output,
    /// Normalized over mean output (variability index).
    pub variability: f64,
    /// Mean heart rate, bpm.
    pub mean_hr: f64,
    /// Efficiency factor: of 20 minutes and more, evenly done.
    pub efficiency: Option<f64>,
    /// Loss of output per beat from the first to the second half, %: of an hour and more, evenly done.
    pub decoupling_pct: Option<f64>,
    /// 0–1, of the decoupling: .8 from 90 minutes on, .6 below.
    pub decoupling_confidence: Option<f64>,
    /// Why there is no efficiency factor or decoupling.
    pub lacks: Option<&'static str>,
}

/// Efficiency and decoupling of a record; `None` without an output and a heart rate for 70 % of the time.
#[must_use]
pub fn of(r: &ActivityRecord) -> Option<Durability> {
    let m = &r.metrics;
    if m.hr_coverage < 0.7 {
        return None;
    }
    let mean_hr = m.hr.mean()?;
    let (output, normalized, mean) = match (m.np_w.zip(m.mean_power_w), m.ngs_mps.zip(m.mean_graded_mps)) {
        (Some((np, mean)), _) if m.power_coverage >= 0.9 => (Output::Power, np, mean),
        (_, Some((ngs, mean))) if r.sport == Sport::Run && m.speed_coverage >= 0.7 => (Output::Speed, ngs, mean),
        _ => return None,
    };
    if mean <= 0.0 {
        return None;
    }
    let steady = is_steady(normalized, mean);
    let long = r.moving_s >= EFFICIENCY_S;
    let efficiency = match output {
        Output::Power => efficiency_of_power(normalized, mean_hr),
        Output::Speed => efficiency_of_speed(normalized, mean_hr),
    };
    let decoupling_pct = m.decoupling_pct.filter(|_| steady);
    let sure = if r.moving_s >= DECOUPLING_SURE_S { 0.8 } else { 0.6 };
    let lacks = match (steady, long, decoupling_pct) {
        (false, ..) => Some("too uneven to tell: normalized over mean output above 1.05"),
        (true, false, _) => Some("shorter than 20 min"),
        (true, true, None) => Some("no decoupling: shorter than an hour, or with gaps"),
        (true, true, Some(_)) => None,
    };
    Some(Durability {
        output,
        variability: normalized / mean,
        mean_hr,
        efficiency: efficiency.filter(|_| steady && long),
        decoupling_pct,
        decoupling_confidence: decoupling_pct.map(|_| sure),
        lacks,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Histogram;
    use crate::science::testing::{day, record, ride};

    fn steady(minutes: f64, np: f64, mean: f64) -> ActivityRecord {
        let mut r = ride(day(5, 4), minutes, np);
        r.metrics.mean_power_w = Some(mean);
        r.metrics.hr_coverage = 1.0;
        r.metrics.hr = Histogram::from_values(1, std::iter::repeat_n(140.0, (minutes * 60.0) as usize));
        r.metrics.decoupling_pct = Some(4.0).filter(|_| minutes >= 60.0);
        r
    }

    #[test]
    fn known_factors() {
        assert_eq!(efficiency_of_power(210.0, 140.0), Some(1.5));
        assert!((efficiency_of_speed(3.5, 150.0).unwrap() - 1.4).abs() < 1e-12);
        assert_eq!(efficiency_of_power(210.0, 0.0), None);
    }

    #[test]
    fn gates() {
        let d = of(&steady(95.0, 205.0, 200.0)).unwrap();
        assert_eq!((d.decoupling_pct, d.decoupling_confidence, d.lacks), (Some(4.0), Some(0.8), None));
        assert!((d.efficiency.unwrap() - 205.0 / 140.0).abs() < 1e-9);
        assert_eq!(of(&steady(70.0, 205.0, 200.0)).unwrap().decoupling_confidence, Some(0.6));
        let uneven = of(&steady(95.0, 215.0, 200.0)).unwrap();
        assert_eq!((uneven.efficiency, uneven.decoupling_pct), (None, None));
        assert_eq!(of(&steady(15.0, 205.0, 200.0)).unwrap().efficiency, None);
        assert_eq!(of(&record(day(5, 4), Sport::Bike, 60.0)), None);
    }
}
