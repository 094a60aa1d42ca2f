//! Readiness of a morning: nine sub-scores, their weights, the score with its coverage and confidence.
//!
//! Owns: from signals to a score, and what is said of each contributor. Does not own: flags and caps (coach). A missing
//! signal is missing: the weights of the others are scaled up, and the coverage says by how much.

pub mod adapt;
mod signals;
mod slots;

use super::{history::History, stats::piecewise};
use crate::domain::num::Total;
use crate::domain::{Athlete, Band, Contributor, Day, Metric, Readiness, Slot, Status, WellnessDay, day::shift};
pub use signals::{Measured, Signals, signals, within_range};

/// Under this share of the weights nothing is said.
pub const LEAST_COVERAGE: f64 = 0.40;
/// Score from which a day is green, unless the mission says otherwise.
pub const GREEN: f64 = 70.0;
/// Score from which a day is amber.
pub const AMBER: f64 = 60.0;
/// Score under which a red day is severe.
pub const SEVERE: f64 = 40.0;
/// Our score and the vendor's may differ by this much before they are said to disagree.
pub const VENDOR_GAP: f64 = 15.0;
/// Feel and devices may differ by this much.
const FEEL_GAP: f64 = 30.0;

/// Weight of a slot; they sum to 100.
#[must_use]
pub fn weight(slot: Slot) -> f64 {
    match slot {
        Slot::Hrv7 => 20.0,
        Slot::Rhr | Slot::Sleep => 15.0,
        Slot::Hrv1 | Slot::Debt | Slot::Form | Slot::Subj => 10.0,
        Slot::Prev | Slot::Temp => 5.0,
    }
}

/// Sub-score 0–100 of a slot's figure: z of HRV, bpm over the usual RHR, sleep as a share of the need, hours of debt per
/// night, TSB and yesterday's load as shares of CTL, °C over the usual temperature. Feel is its own sub-score.
#[must_use]
pub fn sub_score(slot: Slot, figure: f64) -> f64 {
    let curve: &[(f64, f64)] = match slot {
        Slot::Hrv7 => &[
            (-2.0, 0.0),
            (-1.0, 40.0),
            (-0.75, 55.0),
            (-0.5, 70.0),
            (0.0, 90.0),
            (0.5, 100.0),
            // Far over the usual, in a heavy block, is saturation rather than freshness (Plews 2013).
            (1.5, 90.0),
            (2.5, 70.0),
        ],
        Slot::Hrv1 => {
            &[(-3.0, 0.0), (-2.0, 30.0), (-1.5, 50.0), (-1.0, 70.0), (0.0, 90.0), (1.0, 100.0), (2.5, 85.0)]
        }
        Slot::Rhr => &[
            (-15.0, 60.0),
            (-8.0, 90.0),
            (-3.0, 100.0),
            (0.0, 95.0),
            (3.0, 75.0),
            (5.0, 50.0),
            (7.0, 30.0),
            (10.0, 0.0),
        ],
        Slot::Sleep => &[(0.5, 0.0), (0.7, 40.0), (0.85, 70.0), (0.95, 90.0), (1.05, 100.0)],
        Slot::Debt => &[(0.0, 100.0), (0.5, 85.0), (1.0, 65.0), (1.5, 45.0), (2.0, 20.0), (3.0, 0.0)],
        Slot::Form => {
            &[(-0.6, 0.0), (-0.45, 20.0), (-0.35, 45.0), (-0.25, 70.0), (-0.1, 88.0), (0.05, 97.0), (0.25, 100.0)]
        }
        Slot::Prev => &[(1.0, 100.0), (1.5, 88.0), (2.0, 70.0), (3.0, 40.0), (4.0, 10.0)],
        Slot::Temp => &[(-1.5, 60.0), (-0.5, 100.0), (0.3, 100.0), (0.6, 60.0), (1.0, 0.0)],
        Slot::Subj => &[(0.0, 0.0), (100.0, 100.0)],
    };
    piecewise(curve, figure)
}

/// Weighted mean of the sub-scores that are there, and the share of the weights that they hold.
#[must_use]
pub fn combine(scores: &[(Slot, f64)]) -> (Option<f64>, f64) {
    let weights: f64 = scores.iter().map(|(s, _)| weight(*s)).total();
    let sum: f64 = scores.iter().map(|(s, v)| weight(*s) * v).total();
    ((weights > 0.0).then(|| sum / weights), weights / 100.0)
}

/// Band of a score; `green` is the cut of a green day, `red` the one under which a day is red.
#[must_use]
pub fn band(score: f64, green: f64, red: f64) -> Band {
    match score {
        s if s >= green => Band::Green,
        s if s >= red.min(green) => Band::Amber,
        s if s >= SEVERE => Band::Red,
        _ => Band::SevereRed,
    }
}

/// Status of a sub-score.
#[must_use]
pub fn status(score: f64) -> Status {
    match score {
        s if s >= 70.0 => Status::Green,
        s if s >= 45.0 => Status::Amber,
        _ => Status::Red,
    }
}

/// The cut of a green day under the mission that is active on `today`.
#[must_use]
pub fn green_cut(athlete: &Athlete, today: Day) -> f64 {
    let wanted = athlete.active_mission(today).and_then(|m| m.constraints.min_readiness);
    wanted.filter(|c| c.is_finite()).map_or(GREEN, |c| c.clamp(SEVERE, 95.0))
}

/// The score under which a day is red, under the mission that is active on `today`.
#[must_use]
pub fn red_cut(athlete: &Athlete, today: Day) -> f64 {
    let own = athlete.active_mission(today).and_then(|m| m.personal.red_readiness);
    own.filter(|c| c.is_finite()).map_or(AMBER, |c| c.clamp(SEVERE, 95.0))
}

/// Readiness of the morning of `today`.
#[must_use]
pub fn assess(athlete: &Athlete, history: &History, today: Day) -> Readiness {
    assess_with(athlete, history, today, &signals(athlete, history, today))
}

/// The same from signals already worked out.
#[must_use]
pub fn assess_with(athlete: &Athlete, history: &History, today: Day, signals: &Signals) -> Readiness {
    let contributors: Vec<Contributor> =
        Slot::ALL.iter().map(|&slot| slots::contributor(slot, athlete, history, signals)).collect();
    let scores: Vec<(Slot, f64)> = contributors.iter().filter_map(|c| Some((c.slot, c.score?))).collect();
    let (mean, coverage) = combine(&scores);
    // Form and yesterday's load alone would only say again what the form panel says.
    let more_than_load = scores.iter().any(|(s, _)| !matches!(s, Slot::Form | Slot::Prev));
    let score = mean.filter(|_| coverage >= LEAST_COVERAGE && more_than_load);
    let (vendor_score, vendor) = vendor(athlete, today);
    Readiness {
        score,
        band: score.map_or(Band::Unknown, |s| band(s, green_cut(athlete, today), red_cut(athlete, today))),
        coverage,
        confidence: confidence(&contributors, coverage, signals, history, today),
        contributors,
        vendor_score,
        vendor,
    }
}

/// Coverage × freshness × agreement, less .2 while the HRV baseline is short.
fn confidence(
    contributors: &[Contributor],
    coverage: f64,
    signals: &Signals,
    history: &History,
    today: Day,
) -> f64 {
    let present = || contributors.iter().filter(|c| c.score.is_some());
    let weights: f64 = present().map(|c| c.weight).total();
    if weights <= 0.0 {
        return 0.0;
    }
    let fresh = |c: &Contributor| match (c.slot, c.age_days) {
        // Load up to last evening is all that this morning can know.
        (Slot::Form | Slot::Prev, _) if !history.unconfirmed(shift(today, -1)) => 1.0,
        (_, Some(0)) => 1.0,
        (_, Some(1)) => 0.7,
        _ => 0.0,
    };
    let freshness = present().map(|c| c.weight * fresh(c)).total() / weights;
    let devices: Vec<(Slot, f64)> = present()
        .filter(|c| !matches!(c.slot, Slot::Subj | Slot::Form | Slot::Prev))
        .filter_map(|c| Some((c.slot, c.score?)))
        .collect();
    let apart = combine(&devices).0.zip(signals.subjective).is_some_and(|(d, s)| (d - s).abs() > FEEL_GAP);
    let hrv_used = present().any(|c| c.name == Slot::Hrv7.name() || c.name == Slot::Hrv1.name());
    let short = hrv_used && signals.hrv.baseline_nights < super::hrv::BASELINE_SURE;
    let c = coverage * freshness * if apart { 0.8 } else { 1.0 } - if short { 0.2 } else { 0.0 };
    c.clamp(0.0, 1.0)
}

/// The vendor's own score of this morning, and its contributors: today's, else yesterday's.
fn vendor(athlete: &Athlete, today: Day) -> (Option<f64>, Vec<(String, f64)>) {
    let of = |day: Day| athlete.wellness.get(&day);
    let score = of(today).and_then(|d| d.value(&Metric::ReadinessScore));
    let list = |d: &WellnessDay| {
        let mut names: Vec<&str> = d.contributors().map(|(n, _)| n).collect();
        names.dedup();
        names
            .into_iter()
            .filter_map(|n| d.value(&Metric::contributor(n)).map(|v| (n.to_owned(), v)))
            .collect::<Vec<_>>()
    };
    let today_list = of(today).map(list).filter(|l| !l.is_empty());
    (score, today_list.or_else(|| of(shift(today, -1)).map(list)).unwrap_or_default())
}

/// Whether the vendor's score and ours lie further apart than 15 points.
#[must_use]
pub fn vendor_disagrees(r: &Readiness) -> bool {
    r.score.zip(r.vendor_score).is_some_and(|(a, b)| (a - b).abs() > VENDOR_GAP)
}

#[cfg(test)]
mod tests;
