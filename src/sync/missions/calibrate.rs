//! The athlete's answers to figures that were proposed for the mission: into its file and the log, or not at all.

use super::amend::{self, AmendError, Amendment};
use crate::{
    coach::calibration,
    config::{Paths, mission},
    domain::{
        Athlete, CalibrationAnswer, CalibrationProposal, Day, Event, ShortId, athlete::ProposalState,
        calibration::CalibrationOutcome, mission::MissionChange,
    },
    log::{LogError, Store},
    sync::missions::Draft,
};
use chrono::{DateTime, Utc};

/// Why an answer changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum CalibrateError {
    /// The mission's file could not be changed.
    #[error(transparent)]
    Amend(#[from] AmendError),
    /// There is no such proposal.
    #[error("no figure was proposed under {0}; `lanterne ledger` lists what waits")]
    Unknown(ShortId),
    /// It was answered before, or its time is over.
    #[error("the proposal {} is {state} already; nothing changed", .id.brief())]
    Settled {
        /// Which.
        id: ShortId,
        /// Where it stands.
        state: &'static str,
    },
    /// Only an accepted one can be taken back, and only the last of its figure.
    #[error("{} is not what holds now, so there is nothing to take back", .0.brief())]
    NotHolding(ShortId),
    /// Another mission is active.
    #[error("it was proposed for {0}, which is not the active mission; nothing changed")]
    OtherMission(String),
    /// The file says something else meanwhile.
    #[error("the mission says something else about it by now ({key} = {found}); nothing changed")]
    Changed {
        /// The key.
        key: &'static str,
        /// What the file says.
        found: String,
    },
    /// The log could not be written.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Writes an answer, with what it changes in the mission's file, and says what came of it. The plan stays as it is.
///
/// # Errors
/// [`CalibrateError`]; nothing is changed then.
pub fn answer(
    store: &Store,
    athlete: &Athlete,
    paths: &Paths,
    (id, outcome): (ShortId, CalibrationOutcome),
    today: Day,
    now: DateTime<Utc>,
) -> Result<String, CalibrateError> {
    let (p, state) =
        athlete.calibrations.proposals.iter().find(|(p, _)| p.id == id).ok_or(CalibrateError::Unknown(id))?;
    may(athlete, p, *state, outcome, today)?;
    let said = CalibrationAnswer { proposal: id, outcome, day: today };
    let event = Draft { event: Event::CalibrationAnswered(said), key: calibration::answer_key(&said) };
    let (from, to) = match outcome {
        CalibrationOutcome::Accepted => (p.written, Some(p.to)),
        CalibrationOutcome::Reverted => (Some(p.to), p.written),
        CalibrationOutcome::Denied | CalibrationOutcome::Expired => {
            store.append(vec![event.at(now)])?;
            return Ok(format!("Denied and saved: {} stays as it is", p.parameter.row().what));
        }
    };
    unchanged(athlete, paths, p, from, today)?;
    let new = amend::amended(athlete, paths, Amendment::Rules(&[MissionChange::Own(p.parameter, to)]), today)?;
    amend::write_with(store, athlete, paths, &new, vec![event], (today, now))?;
    let holds = to.map_or_else(|| "as the book has it".to_owned(), |v| p.parameter.written(v));
    Ok(format!("Written into {}: {}, {holds}. The plan is as before.", new.file, p.parameter.row().what))
}

fn may(
    athlete: &Athlete,
    p: &CalibrationProposal,
    state: ProposalState,
    outcome: CalibrationOutcome,
    today: Day,
) -> Result<(), CalibrateError> {
    if outcome == CalibrationOutcome::Reverted {
        let holds = athlete.calibrations.accepted(p.parameter).is_some_and(|last| last.id == p.id);
        return if holds { Ok(()) } else { Err(CalibrateError::NotHolding(p.id)) };
    }
    match state {
        ProposalState::Pending if p.expires >= today => Ok(()),
        ProposalState::Pending => Err(CalibrateError::Settled { id: p.id, state: ProposalState::Expired.name() }),
        state => Err(CalibrateError::Settled { id: p.id, state: state.name() }),
    }
}

/// Refuses when the mission that would be changed is another one, or says something else than what the proposal
/// started from.
fn unchanged(
    athlete: &Athlete,
    paths: &Paths,
    p: &CalibrationProposal,
    from: Option<f64>,
    today: Day,
) -> Result<(), CalibrateError> {
    let now = amend::amended(athlete, paths, Amendment::Rules(&[]), today)?;
    if now.id != p.mission {
        return Err(CalibrateError::OtherMission(p.mission.clone()));
    }
    let said = mission::parse(&now.text, &now.file).ok();
    let found = said.and_then(|m| p.parameter.row().value(&m));
    let same = match (found, from) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        (a, b) => a.is_none() && b.is_none(),
    };
    if same {
        return Ok(());
    }
    let found = found.map_or_else(|| "nothing".to_owned(), |v| v.to_string());
    Err(CalibrateError::Changed { key: p.parameter.row().key, found })
}

#[cfg(test)]
mod tests;
