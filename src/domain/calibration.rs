//! Figures of the athlete's own, proposed out of their history: accepted, denied, taken back, never silent.

use super::{athlete::ProposalState, day::Day, id::ShortId, mission::Parameter, text::CleanText};
use serde::{Deserialize, Serialize};

/// A figure of the mission that the athlete is asked about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CalibrationProposal {
    /// Out of mission, parameter, day and figures.
    pub id: ShortId,
    /// The day it was made.
    pub day: Day,
    /// The last day it can be answered.
    pub expires: Day,
    /// The mission that would change.
    pub mission: String,
    /// Which figure.
    pub parameter: Parameter,
    /// What the mission's file says now; `None` where the book's figure holds.
    pub written: Option<f64>,
    /// What holds now.
    pub now: f64,
    /// What would hold.
    pub to: f64,
    /// Cases behind it.
    pub cases: u32,
    /// Mean squared error of the forecast over the last eight weeks, with the new figure and with the one of now; `None`
    /// for what foretells nothing.
    pub brier: Option<(f64, f64)>,
    /// One sentence: what was seen.
    pub reason: CleanText,
}

impl CalibrationProposal {
    /// `score under which a day is red: 60 → 61`
    #[must_use]
    pub fn headline(&self) -> String {
        let p = self.parameter;
        format!("{}: {} → {}", p.row().what, p.written(self.now), p.written(self.to))
    }
}

/// The answer to a [`CalibrationProposal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalibrationAnswer {
    /// The proposal.
    pub proposal: ShortId,
    /// What was said.
    pub outcome: CalibrationOutcome,
    /// The day it was said.
    pub day: Day,
}

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalibrationOutcome {
    /// It was written into the mission.
    Accepted,
    /// The mission stays as it is.
    Denied,
    /// Not answered in time, which is a no.
    Expired,
    /// It was accepted, and the mission says again what it said before.
    Reverted,
}

/// What was proposed, oldest first, with where each stands. The figures themselves are in the mission.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CalibrationLedger {
    /// Every proposal, oldest first.
    pub proposals: Vec<(CalibrationProposal, ProposalState)>,
}

impl CalibrationLedger {
    /// A new proposal. It takes the place of one about the same figure that still waits; one that was asked before
    /// changes nothing.
    pub fn propose(&mut self, p: &CalibrationProposal) {
        if self.proposals.iter().any(|(q, _)| q.id == p.id) {
            return;
        }
        for (q, state) in &mut self.proposals {
            if *state == ProposalState::Pending && q.parameter == p.parameter {
                *state = ProposalState::Superseded;
            }
        }
        self.proposals.push((p.clone(), ProposalState::Pending));
    }

    /// An answer; one that does not fit where the proposal stands changes nothing.
    pub fn answer(&mut self, a: &CalibrationAnswer) {
        let Some((_, state)) = self.proposals.iter_mut().find(|(p, _)| p.id == a.proposal) else { return };
        *state = match (*state, a.outcome) {
            (ProposalState::Pending, CalibrationOutcome::Accepted) => ProposalState::Accepted,
            (ProposalState::Pending, CalibrationOutcome::Denied) => ProposalState::Denied,
            (ProposalState::Pending, CalibrationOutcome::Expired) => ProposalState::Expired,
            (ProposalState::Accepted, CalibrationOutcome::Reverted) => ProposalState::Undone,
            (stands, _) => stands,
        };
    }

    /// Proposals that wait for an answer on `day`, oldest first.
    pub fn pending(&self, day: Day) -> impl Iterator<Item = &CalibrationProposal> {
        self.proposals.iter().filter(move |(p, s)| *s == ProposalState::Pending && p.expires >= day).map(|(p, _)| p)
    }

    /// The one that was accepted last for a figure, when it was not taken back.
    #[must_use]
    pub fn accepted(&self, parameter: Parameter) -> Option<&CalibrationProposal> {
        let of = |(p, s): &&(CalibrationProposal, ProposalState)| {
            p.parameter == parameter && *s == ProposalState::Accepted
        };
        self.proposals.iter().rev().find(of).map(|(p, _)| p)
    }

    /// The day that figures were proposed last.
    #[must_use]
    pub fn last_asked(&self) -> Option<Day> {
        self.proposals.iter().map(|(p, _)| p.day).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(id: u64, parameter: Parameter) -> CalibrationProposal {
        let day = Day::from_ymd_opt(2026, 5, 10).unwrap();
        CalibrationProposal {
            id: ShortId(id),
            day,
            expires: Day::from_ymd_opt(2026, 5, 31).unwrap(),
            mission: "m".into(),
            parameter,
            written: None,
            now: 70.0,
            to: 72.0,
            cases: 90,
            brier: Some((0.1, 0.12)),
            reason: CleanText::line("seen"),
        }
    }

    #[test]
    fn an_answer_counts_once_and_only_what_was_accepted_is_taken_back() {
        let mut l = CalibrationLedger::default();
        l.propose(&proposal(1, Parameter::GreenCut));
        l.propose(&proposal(2, Parameter::RedCut));
        l.propose(&proposal(3, Parameter::GreenCut));
        let say = |id, outcome| CalibrationAnswer { proposal: ShortId(id), outcome, day: Day::default() };
        l.answer(&say(1, CalibrationOutcome::Accepted));
        assert_eq!(l.accepted(Parameter::GreenCut), None, "another took its place");
        l.answer(&say(3, CalibrationOutcome::Reverted));
        l.answer(&say(3, CalibrationOutcome::Accepted));
        l.answer(&say(3, CalibrationOutcome::Denied));
        assert_eq!(l.accepted(Parameter::GreenCut).map(|p| p.id), Some(ShortId(3)));
        assert_eq!(l.pending(proposal(1, Parameter::Ramp).day).map(|p| p.id).collect::<Vec<_>>(), [ShortId(2)]);
        l.answer(&say(3, CalibrationOutcome::Reverted));
        assert_eq!((l.accepted(Parameter::GreenCut), l.proposals[2].1), (None, ProposalState::Undone));
        assert_eq!(l.proposals[2].0.headline(), "score under which a day is not green: 70 → 72");
    }
}
