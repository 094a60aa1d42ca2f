//! The morning check-in: when it is asked, its keys, and its way to the log.

use super::{Effect, Overlay, State, save};
use crate::{
    app::{
        Entry,
        actions::Action,
        answers::Sent,
        check_in::Form,
        key::{Code, Key},
    },
    domain::{Event, event::Actor},
};

/// Opens by itself on the first look at a day that has no check-in, when nothing else wants the screen.
pub(super) fn greet(state: &mut State) {
    let Some(k) = &state.known else { return };
    let nothing_yet = k.athlete.plan.is_none() && k.athlete.wellness.is_empty();
    let busy = state.typing
        || state.overlay != Overlay::None
        || !state.cards.is_empty()
        || state.composer.has_draft()
        || state.read_only.is_some();
    let asked = state.greeted == Some(state.today) || k.athlete.check_ins.contains_key(&state.today);
    if !state.asks_check_in || nothing_yet || busy || asked {
        return;
    }
    state.greeted = Some(state.today);
    state.overlay = Overlay::CheckIn(Form::first());
}

/// Opens it by a key.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    state.overlay = Overlay::CheckIn(Form::default());
    vec![]
}

/// A digit is an answer; any other key goes on.
pub(super) fn digit(state: &mut State, key: Key) -> Option<Vec<Effect>> {
    let Overlay::CheckIn(form) = &mut state.overlay else { return None };
    match key.code {
        Code::Char(c) if c.is_ascii_digit() && !key.ctrl && !key.alt => {
            let done = form.answer(c);
            Some(if done { keep(state) } else { vec![] })
        }
        _ => None,
    }
}

/// A digit that was pointed at, of any question: it is done when no question is open, for nobody points in order.
pub(super) fn pointed(state: &mut State, question: usize, digit: u8) -> Vec<Effect> {
    let Overlay::CheckIn(form) = &mut state.overlay else { return vec![] };
    form.at = question;
    let done = form.answer(char::from(b'0' + digit.min(9)));
    match form.answers.iter().position(Option::is_none) {
        Some(open) if done => form.at = open,
        None if done => return keep(state),
        _ => {}
    }
    vec![]
}

pub(super) fn perform(state: &mut State, action: Action) -> Vec<Effect> {
    let Overlay::CheckIn(form) = &mut state.overlay else { return vec![] };
    match action {
        Action::CheckInSkip => {
            if form.skip() {
                return keep(state);
            }
        }
        Action::CheckInBack => form.back(),
        Action::CheckInKeep => return keep(state),
        _ => {
            state.overlay = Overlay::None;
            super::show_review(state);
        }
    }
    vec![]
}

/// Writes what was answered; nothing answered is nothing said.
fn keep(state: &mut State) -> Vec<Effect> {
    let Overlay::CheckIn(form) = std::mem::take(&mut state.overlay) else { return vec![] };
    super::show_review(state);
    if !form.any() {
        return vec![];
    }
    let before = state.athlete().and_then(|a| a.check_ins.get(&state.today));
    let report = form.report(state.today, before);
    let entry = Entry { event: Event::CheckedIn(report), actor: Actor::Athlete, key: None };
    vec![save::append(state, Sent::CheckIn, vec![entry])]
}
