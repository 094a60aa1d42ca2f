//! Shares of a threshold to watts, beats, metres per second, and back.

use super::Refused;
use crate::domain::{
    Day, Sport, Step, ThresholdKind,
    session::{Duration, StepKind, Target},
};
use crate::science::thresholds::Book;

/// The athlete's thresholds in the workout's sport; absent where they are not known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Refs {
    /// FTP, W.
    pub ftp: Option<f64>,
    /// Heart rate at threshold, bpm.
    pub lthr: Option<f64>,
    /// Maximal heart rate, bpm.
    pub hr_max: Option<f64>,
    /// Threshold speed of running, or critical swim speed, m/s.
    pub speed: Option<f64>,
}

impl Refs {
    /// What holds in a sport on a day.
    #[must_use]
    pub fn of(book: &Book, sport: Sport, day: Day) -> Self {
        let value = |kind| book.value(kind, sport, day);
        let speed = if sport == Sport::Swim { ThresholdKind::Css } else { ThresholdKind::ThresholdSpeed };
        Self {
            ftp: value(ThresholdKind::Ftp),
            lthr: value(ThresholdKind::Lthr),
            hr_max: value(ThresholdKind::HrMax),
            speed: value(speed),
        }
    }

    /// The threshold that a target is a share of.
    pub(super) fn threshold(&self, target: Target) -> Option<f64> {
        match target {
            Target::PowerPct => self.ftp,
            Target::HrPct => self.lthr,
            Target::SpeedPct => self.speed,
            Target::Rpe | Target::Free => None,
        }
    }
}

/// Seconds of a step; metres at the middle of its target, a step until the lap button as it is expected to last. `None`
/// when nothing makes time of it.
pub(super) fn seconds(s: &Step, refs: &Refs) -> Option<u32> {
    match s.duration {
        Duration::Time(t) => Some(t),
        Duration::Lap(t) => Some(t).filter(|t| *t > 0),
        Duration::Distance(m) => {
            let share = if s.target == Target::SpeedPct { f64::midpoint(s.lo, s.hi) / 100.0 } else { 0.8 };
            let speed = refs.speed.filter(|v| *v > 0.1)? * share.max(0.3);
            Some((f64::from(m) / speed).round().clamp(1.0, 1e6) as u32)
        }
    }
}

/// Why a format that counts time can't hold a step.
pub(super) fn no_time(s: &Step, n: usize) -> Refused {
    Refused(match s.duration {
        Duration::Lap(_) => {
            format!("step {n} ends with the lap button and nothing says how long that takes, about")
        }
        _ => format!("step {n} is in metres and no threshold pace makes time of them"),
    })
}

/// Share of FTP, in %, that usually goes with an effort that is not given as one: 1.2 · % LTHR − 20 meets threshold
/// at threshold; RPE in steps of 7.5 % from 40 % (design values, the same that planned load counts with).
pub(super) fn usual_power(target: Target, v: f64) -> f64 {
    match target {
        Target::PowerPct | Target::SpeedPct => v,
        Target::HrPct => (1.2 * v - 20.0).max(30.0),
        Target::Rpe => 40.0 + 7.5 * v,
        Target::Free => 50.0,
    }
}

/// A figure in the unit of FIT workout steps: time ms, distance cm, heart rate 100 + bpm or % of maximum, power 1000 +
/// W or % of FTP, speed mm/s (FIT Profile, `workout_hr`, `workout_power`).
///
/// `what` is one of `time`, `dist`, `hr_bpm`, `hr_pct`, `watts`, `pct_ftp`, `speed`.
#[must_use]
pub fn fit_value(what: &str, v: f64) -> u32 {
    let scaled = match what {
        "time" | "speed" => v * 1000.0,
        "dist" => v * 100.0,
        "hr_bpm" => v + 100.0,
        "watts" => v + 1000.0,
        _ => v,
    };
    scaled.round().clamp(0.0, f64::from(u32::MAX - 1)) as u32
}

/// `88.5`, `88`: at most one decimal.
pub(super) fn tidy(v: f64) -> String {
    let r = (v * 10.0).round() / 10.0;
    format!("{}", if r == 0.0 { 0.0 } else { r })
}

/// `88.5-92`, or `88.5` when both ends are one.
pub(super) fn span(lo: f64, hi: f64) -> String {
    let (a, b) = (tidy(lo), tidy(hi));
    if a == b { a } else { format!("{a}-{b}") }
}

/// A target in words, in the athlete's own numbers where they are known: `228-242 W`, `RPE 7`, `90-95 % LTHR`.
pub(super) fn words(s: &Step, refs: &Refs) -> Option<String> {
    let (lo, hi) = (s.lo, s.hi);
    let own = refs.threshold(s.target).map(|t| (t * lo / 100.0, t * hi / 100.0));
    Some(match (s.target, own) {
        (Target::PowerPct, Some((a, b))) => format!("{} W", span(a.round(), b.round())),
        (Target::PowerPct, None) => format!("{} % FTP", span(lo, hi)),
        (Target::HrPct, Some((a, b))) => format!("{} bpm", span(a.round(), b.round())),
        (Target::HrPct, None) => format!("{} % LTHR", span(lo, hi)),
        (Target::SpeedPct, _) => format!("{} % pace", span(lo, hi)),
        (Target::Rpe, _) => format!("RPE {}", span(lo, hi)),
        (Target::Free, _) => return None,
    })
}

/// A step's words with its target in words before them.
pub(super) fn with_target(s: &Step, refs: &Refs) -> Option<String> {
    match (words(s, refs), &s.text) {
        (Some(t), Some(text)) => Some(format!("{t}: {text}")),
        (Some(t), None) => Some(t),
        (None, text) => text.clone(),
    }
}

/// A plain step of so many seconds.
pub(super) fn step(kind: StepKind, duration: Duration, target: Target, lo: f64, hi: f64) -> Step {
    Step { kind, duration, target, lo, hi, ramp: false, text: None, cadence: None }
}

/// Rounds to hundredths of a percent: what comes back from a format's own unit is not finer than that.
pub(super) fn hundredth(v: f64) -> f64 {
    (v * 100.0).round() / 100.0
}
