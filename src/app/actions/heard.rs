//! Who hears a key, by what lies on top, the screen and the focus.

use super::Context;
use crate::app::{
    screen::Screen,
    state::{Focus, Overlay, State},
};

/// The contexts that hear a key now, the nearest first.
#[must_use]
pub fn contexts(state: &State) -> &'static [Context] {
    match &state.overlay {
        Overlay::Confirm(_) => return &[Context::Confirm],
        Overlay::Deny => return &[Context::Deny],
        Overlay::Palette(_) => return &[Context::Palette],
        Overlay::CheckIn(_) => return &[Context::CheckIn],
        Overlay::Dialog(_) => return &[Context::Entry],
        Overlay::Canvas(_) => return &[Context::Canvas],
        Overlay::Help | Overlay::Why | Overlay::Closing | Overlay::None => {}
    }
    if state.typing {
        return &[Context::Typing, Context::Everywhere];
    }
    if matches!(state.overlay, Overlay::Help | Overlay::Why | Overlay::Closing) {
        return &[Context::Panels, Context::Everywhere];
    }
    here(state)
}

/// The contexts of what is on screen below everything that lies on top, the nearest first.
#[must_use]
pub fn here(state: &State) -> &'static [Context] {
    match state.screen {
        Screen::Cockpit => on_cockpit(state),
        Screen::Calendar if state.screens.calendar.carried.is_some() => &[Context::Carry, Context::Everywhere],
        Screen::Calendar => &[Context::Calendar, Context::Everywhere],
        Screen::Review if state.screens.weeks.open => &[Context::Week, Context::Panels, Context::Everywhere],
        Screen::Review => &[Context::Weeks, Context::Panels, Context::Everywhere],
        Screen::Profile => &[Context::Profile, Context::Panels, Context::Everywhere],
        Screen::Log if state.screens.log.open.is_some() => &[Context::Call, Context::Panels, Context::Everywhere],
        Screen::Log => &[Context::Log, Context::Panels, Context::Everywhere],
        Screen::Form => &[Context::Form, Context::Everywhere],
        Screen::Activities if state.screens.activities.typing => &[Context::Filter, Context::Everywhere],
        Screen::Activities if state.screens.activities.bests.is_some() => {
            &[Context::Bests, Context::Panels, Context::Everywhere]
        }
        Screen::Activities if state.screens.activities.open.is_some() => {
            &[Context::Activity, Context::Panels, Context::Everywhere]
        }
        Screen::Activities => &[Context::Activities, Context::Panels, Context::Everywhere],
        Screen::Settings if state.screens.settings.searching => &[Context::Filter, Context::Everywhere],
        Screen::Settings if state.screens.settings.editing.is_some() => &[Context::Field, Context::Everywhere],
        Screen::Settings => &[Context::Settings, Context::Panels, Context::Everywhere],
    }
}

fn on_cockpit(state: &State) -> &'static [Context] {
    match state.focus {
        Focus::Proposal if state.review.as_ref().is_some_and(|r| r.editing.is_some()) => &[Context::Edit],
        Focus::Proposal => &[Context::Proposal, Context::Everywhere],
        Focus::Coach if state.search.as_ref().is_some_and(|s| s.typing) => &[Context::Search, Context::Everywhere],
        Focus::Coach => &[Context::Coach, Context::Panels, Context::Everywhere],
        _ => &[Context::Panels, Context::Everywhere],
    }
}
