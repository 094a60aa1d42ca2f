//! The way to the disk: requests, and what is said when they come back. Nothing is called saved before that.

use super::{Effect, State, Tone, fail, take, tell};
use crate::{
    app::{
        answers::{self, Sent},
        msg::{Entry, Saving},
        notice::Card,
    },
    domain::{ShortId, athlete::ProposalState, threshold::ThresholdOutcome},
};

/// Asks for events to be written.
pub(super) fn append(state: &mut State, sent: Sent, entries: Vec<Entry>) -> Effect {
    state.requests += 1;
    let request = state.requests;
    if sent == Sent::Words {
        state.conversation.tie(request);
    }
    state.saving.insert(request, sent);
    Effect::Append { request, entries }
}

pub(super) fn undo(state: &mut State) -> Vec<Effect> {
    let Some((id, entry)) = state.athlete().and_then(|a| answers::undo(a, state.today)) else { return vec![] };
    vec![append(state, Sent::Undo(id), vec![entry])]
}

/// Answers the proposal of a threshold.
pub(super) fn threshold(state: &mut State, id: ShortId, outcome: ThresholdOutcome) -> Vec<Effect> {
    vec![append(state, Sent::Threshold(id), vec![answers::threshold(id, outcome)])]
}

pub(super) fn saved(state: &mut State, request: u64, result: Result<Saving, String>) -> Vec<Effect> {
    let Some(sent) = state.saving.remove(&request) else { return vec![] };
    match result {
        Ok(saving) => {
            let again = saving.written == 0 && saving.duplicates > 0;
            // The pane shows the saved lines out of the fold from now on.
            state.conversation.settle(request);
            let known = saving.known.clone();
            take(state, saving.known);
            let told = outcome(sent, again, &known.athlete);
            let mut effects: Vec<Effect> = told.map(|(tone, text)| tell(state, tone, text)).into_iter().collect();
            effects.extend(super::tell_of_figure(state));
            effects
        }
        Err(why) => fail(
            state,
            Card {
                title: "Not saved".into(),
                text: why,
                remedy: match sent {
                    Sent::CheckIn => "The check-in was not kept. Put right what is named above, then check in again.",
                    Sent::Words => "What was said stands in the pane but not in the log. Put right what is named above, then say it again.",
                    Sent::Told => "Nothing was written down. Put right what is named above, then tell it again.",
                    _ => "Nothing was changed. Put right what is named above, then answer again.",
                }
                .into(),
            },
        ),
    }
}

/// What to say of an answer, by what the log made of it.
fn outcome(sent: Sent, again: bool, athlete: &crate::domain::Athlete) -> Option<(Tone, String)> {
    let version = athlete.plan.as_ref().map_or(0, |p| p.version);
    let stands = |id: ShortId| athlete.proposals.iter().find(|(p, _)| p.id == id).map(|(_, s)| *s);
    let named = |id: ShortId| stands(id).map_or("unknown", ProposalState::name);
    let (id, wanted, done) = match sent {
        Sent::Words => return None,
        Sent::Instead => return Some((Tone::Good, "Proposed instead; it waits for your answer".into())),
        Sent::Told => return Some((Tone::Good, "Written down".into())),
        Sent::Canvas => return Some((Tone::Good, "Taken from the canvas".into())),
        Sent::PutOff => {
            return Some((Tone::Good, "Put off: you are asked for the next mission again in a week".into()));
        }
        Sent::CheckIn => return Some((Tone::Good, "Saved: your check-in is part of the morning now".into())),
        Sent::Threshold(id) => {
            let of = |(p, s): &(crate::domain::ThresholdProposal, ProposalState)| {
                (p.id == id).then(|| (p.headline(), *s))
            };
            let (change, state) = athlete.thresholds.proposals.iter().find_map(of)?;
            let tone = if again { Tone::Info } else { Tone::Good };
            return Some((tone, format!("Saved: {change} is {}", state.name())));
        }
        Sent::Accept(id) => (id, ProposalState::Accepted, format!("Saved: the plan is now version {version}")),
        Sent::Deny(id) => (id, ProposalState::Denied, "Saved: denied, the plan stays as it is".to_owned()),
        Sent::Undo(id) => {
            (id, ProposalState::Undone, format!("Saved: taken back, the plan is now version {version}"))
        }
    };
    Some(match (stands(id) == Some(wanted), again) {
        (true, false) => (Tone::Good, done),
        (true, true) => (Tone::Info, format!("It was {} before; nothing changed", wanted.name())),
        (false, _) => (Tone::Warn, format!("Not applied: the proposal is {}; nothing changed", named(id))),
    })
}
