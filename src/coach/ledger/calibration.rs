//! What the athlete's own mornings say of the green cut: a proposal for the mission, never a change.

use crate::{
    domain::{Athlete, Band, Day, day},
    science::{
        history::History,
        readiness,
        reflection::{Bin, Rules, brier, calibrate},
        rpe,
    },
};
use serde::Serialize;

/// Days looked at, and the last of them that judge whether the calibration is kept.
const DAYS: i64 = 365;
const HELD_BACK: i64 = 56;
/// Width of a bin, and the lowest and highest score that are told apart.
const WIDTH: i64 = 5;
const LOWEST: i64 = 40;
const HIGHEST: i64 = 95;
/// Mornings without which nothing is said.
const LEAST: u32 = 30;

/// What a calibration found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibrated {
    /// Mornings with a score and a session after.
    pub mornings: u32,
    /// Those after which it went badly.
    pub bad: u32,
    /// The cut of now.
    pub green: f64,
    /// The cut to propose; absent when there is too little, no difference, or the forecast would be worse.
    pub proposed: Option<f64>,
    /// Mean squared error of the forecast over the last eight weeks: the athlete's own, and the default.
    pub brier: Option<(f64, f64)>,
    /// By bins of five points.
    pub bins: Vec<Bin>,
    /// In a sentence.
    pub text: String,
}

/// One morning: day, score, whether it went badly.
type Case = (Day, f64, bool);

/// Calibrates on the last year; the last eight weeks only judge.
pub(super) fn calibrated(athlete: &Athlete, history: &History, today: Day) -> Calibrated {
    let cases: Vec<Case> = day::span(day::shift(today, -DAYS), day::shift(today, -1))
        .filter_map(|d| case(athlete, history, d))
        .collect();
    let green = readiness::green_cut(athlete, today);
    let split = day::shift(today, -HELD_BACK);
    let (before, held): (Vec<Case>, Vec<Case>) = cases.iter().copied().partition(|c| c.0 < split);
    let rules = Rules { default_green: green, ..Rules::default() };
    let bins = binned(&cases);
    let found = calibrate(&bins, &rules);
    let earlier = binned(&before);
    let own = calibrate(&earlier, &rules);
    let usual = rules.prior.0 / (rules.prior.0 + rules.prior.1);
    let forecast = |score: f64| {
        let at = earlier.iter().position(|b| score >= b.low && score < b.high);
        at.and_then(|i| own.monotone.get(i)).copied().unwrap_or(usual)
    };
    let scores = |f: &dyn Fn(f64) -> f64| brier(&held.iter().map(|c| (f(c.1), c.2)).collect::<Vec<_>>());
    let brier = scores(&forecast).zip(scores(&|_| usual));
    let (n, bad) = (cases.len() as u32, cases.iter().filter(|c| c.2).count() as u32);
    let moved = (found.proposed_green - green).abs() >= 0.5;
    let worse = brier.is_none_or(|(own, default)| own > default);
    let proposed = (n >= LEAST && moved && !worse).then_some(found.proposed_green.round());
    let text = if n < LEAST {
        format!("{n} mornings with a session after them; {LEAST} are needed before the green cut is looked at.")
    } else if let Some(cut) = proposed {
        format!(
            "{bad} of {n} mornings went badly; green from {cut:.0} instead of {green:.0} fits them better. `lanterne mission constrain \"readiness under {cut:.0}: nothing hard\"` would set it."
        )
    } else if moved && worse {
        format!(
            "{bad} of {n} mornings went badly; another cut would not have foreseen the last eight weeks better."
        )
    } else {
        format!("{bad} of {n} mornings went badly; green from {green:.0} fits them.")
    };
    Calibrated { mornings: n, bad, green, proposed, brier, bins, text }
}

/// A morning with a score and a session on it; bad when the session felt two and more over its band, or the next
/// morning was red.
fn case(athlete: &Athlete, history: &History, d: Day) -> Option<Case> {
    let done = history.on(d);
    if done.is_empty() {
        return None;
    }
    let score = readiness::assess(athlete, history, d).score?;
    let over = done.iter().any(|l| {
        let band = l.load.intensity.and_then(rpe::expected);
        band.zip(l.rpe).is_some_and(|((_, top), r)| r - top >= 2.0)
    });
    let red = readiness::assess(athlete, history, day::shift(d, 1)).band == Band::Red;
    Some((d, score, over || red))
}

fn binned(cases: &[Case]) -> Vec<Bin> {
    let mut bins: Vec<Bin> = (LOWEST..HIGHEST)
        .step_by(WIDTH as usize)
        .map(|low| Bin { low: low as f64, high: (low + WIDTH) as f64, bad: 0, n: 0 })
        .collect();
    if let Some(first) = bins.first_mut() {
        first.low = 0.0;
    }
    if let Some(last) = bins.last_mut() {
        last.high = 101.0;
    }
    for (_, score, bad) in cases {
        if let Some(b) = bins.iter_mut().find(|b| *score >= b.low && *score < b.high) {
            b.n += 1;
            b.bad += u32::from(*bad);
        }
    }
    bins.retain(|b| b.n > 0);
    bins
}
