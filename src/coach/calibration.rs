//! What an athlete's own history says of limits that are usual ones elsewhere, and what follows: a proposal for the
//! mission, never a change.
//!
//! Owns: which figures are looked at, what counts as going badly, when the athlete is asked. Does not own: the arithmetic
//! (science), the ranges (domain: [`movable`](crate::domain::mission::movable)), writing the mission.

mod cases;
mod cuts;
mod learnt;
mod reaction;

use super::plan::start::Start;
use crate::{
    domain::{
        Athlete, CalibrationAnswer, CalibrationProposal, CleanText, Day, Mission, ShortId,
        calibration::CalibrationOutcome,
        day::{between, shift},
        mission::{Lifecycle, Parameter},
    },
    science::{history::History, reflection::Bin},
};
use cases::Cases;
use serde::Serialize;

/// Days between two looks that ask something.
pub const EVERY_DAYS: i64 = 28;
/// Days for an answer.
const ANSWER_DAYS: i64 = 21;

/// What one figure's calibration found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibrated {
    /// `green_cut`, `rpe_scale`, `load_per_hour_bike`.
    pub name: String,
    /// What a proposal about it moves; `None` for what is learnt and holds by itself.
    pub parameter: Option<Parameter>,
    /// What it is.
    pub what: String,
    /// Cases.
    pub cases: u32,
    /// Those that went badly; `None` where nothing is told apart by it.
    pub bad: Option<u32>,
    /// The book's figure.
    pub book: f64,
    /// What holds now.
    pub now: f64,
    /// Where the own cases alone put it.
    pub found: Option<f64>,
    /// Weight of the own cases against the book, 0–1.
    pub weight: f64,
    /// The figure to propose; `None` when there is too little, no difference, or the forecast would be worse.
    pub proposed: Option<f64>,
    /// Mean squared error over the last eight weeks of a forecast with the proposed figure, and with the one of now.
    pub brier: Option<(f64, f64)>,
    /// How often it went badly, by bins of the figure that is looked at.
    pub bins: Vec<Bin>,
    /// In a sentence or two.
    pub text: String,
}

/// Every figure, looked at over the last year. Without a mission the book's figures are what holds.
#[must_use]
pub fn calibrated(athlete: &Athlete, history: &History, today: Day) -> Vec<Calibrated> {
    let cases = Cases::gather(athlete, history, today);
    let mission = athlete.active_mission(today);
    let mut all: Vec<Calibrated> = cuts::of_mornings(athlete, &cases, mission, today);
    if let Some(m) = mission {
        let start = Start::of(athlete, history, m, today);
        all.extend(cuts::of_weeks(&cases, m, &start));
        all.push(reaction::spacing(&cases, m));
    }
    all.extend(learnt::learnt(history, today));
    all
}

/// What to ask on `today`: nothing while the mission is over, a proposal of the last four weeks stands, or the history
/// says nothing else than what holds.
#[must_use]
pub fn proposals(athlete: &Athlete, history: &History, today: Day) -> Vec<CalibrationProposal> {
    let Some(mission) = open(athlete, today) else { return Vec::new() };
    let fresh = athlete.calibrations.last_asked().is_some_and(|d| between(d, today) < EVERY_DAYS);
    if fresh {
        return Vec::new();
    }
    calibrated(athlete, history, today).iter().filter_map(|c| asks(c, mission, today)).collect()
}

/// The mission whose figures may move on `today`.
fn open(athlete: &Athlete, today: Day) -> Option<&Mission> {
    let mission = athlete.active_mission(today)?;
    let from = athlete.activations.iter().rev().find(|(d, _)| *d <= today).map_or(today, |(d, _)| *d);
    let goes_on = matches!(mission.lifecycle(from, today), Lifecycle::Preparing | Lifecycle::Training);
    (goes_on && !super::autopsy::closed(athlete, today)).then_some(mission)
}

fn asks(c: &Calibrated, mission: &Mission, today: Day) -> Option<CalibrationProposal> {
    let (parameter, to) = (c.parameter?, c.proposed?);
    let key = format!("{} {} {today} {} {to}", mission.id, parameter.name(), c.now);
    Some(CalibrationProposal {
        id: ShortId::of(&[b"calibration", key.as_bytes()]),
        day: today,
        expires: shift(today, ANSWER_DAYS),
        mission: mission.id.clone(),
        parameter,
        written: parameter.row().value(mission),
        now: c.now,
        to,
        cases: c.cases,
        brier: c.brier,
        reason: CleanText::line(&c.text),
    })
}

/// Proposals whose time is over: no answer is a no.
#[must_use]
pub fn expired(athlete: &Athlete, today: Day) -> Vec<CalibrationAnswer> {
    let waiting = &athlete.calibrations.proposals;
    let over =
        waiting.iter().filter(|(p, s)| *s == crate::domain::athlete::ProposalState::Pending && p.expires < today);
    over.map(|(p, _)| CalibrationAnswer { proposal: p.id, outcome: CalibrationOutcome::Expired, day: today })
        .collect()
}

/// The key of an answer in the log: one proposal is answered once, and taken back once.
#[must_use]
pub fn answer_key(a: &CalibrationAnswer) -> String {
    match a.outcome {
        CalibrationOutcome::Reverted => format!("calibration-reverted:{}", a.proposal),
        _ => format!("calibration-answer:{}", a.proposal),
    }
}

#[cfg(test)]
mod tests;
