//! The mouse, where the athlete wants one: a click does what a key does on what it hits, the wheel moves what it is
//! over.

use super::{Effect, Focus, Overlay, Screen, State, act, check_in, dialog, focus, keys, screens};
use crate::{
    app::{
        Hit, Mouse, Pointed,
        actions::{Action, Context, contexts},
    },
    domain::Day,
};

/// Lines that the wheel moves.
const WHEEL: i32 = 3;

pub(super) fn pointed(state: &mut State, m: Mouse) -> Vec<Effect> {
    match m.does {
        Pointed::Click => clicked(state, m.x, m.y),
        Pointed::WheelUp => turned(state, m, false),
        Pointed::WheelDown => turned(state, m, true),
    }
}

fn turned(state: &mut State, m: Mouse, down: bool) -> Vec<Effect> {
    if !state.cards.is_empty() {
        return vec![];
    }
    let lines = if down { WHEEL } else { -WHEEL };
    let either = |on, back| if down { on } else { back };
    match (&state.overlay, state.screen) {
        (Overlay::None, Screen::Cockpit) => {
            state.shown.hits.panel(m.x, m.y).map_or_else(Vec::new, |panel| keys::scroll_panel(state, panel, lines))
        }
        (Overlay::None, Screen::Calendar) => act(state, either(Action::WeekLater, Action::WeekEarlier)),
        (Overlay::None, Screen::Form) => act(state, either(Action::ZoomOut, Action::ZoomIn)),
        (Overlay::None | Overlay::Help | Overlay::Why | Overlay::Closing, _) => keys::scroll(state, lines),
        (Overlay::Palette(_), _) => act(state, either(Action::PaletteDown, Action::PaletteUp)),
        (Overlay::Dialog(_), _) => act(state, either(Action::EntryDown, Action::EntryUp)),
        (Overlay::Canvas(_), _) => act(state, either(Action::CanvasNext, Action::CanvasBack)),
        (Overlay::Confirm(_) | Overlay::Deny | Overlay::CheckIn(_), _) => vec![],
    }
}

/// A click does only what a key would do now: what the keys of a place are hidden from is hidden from the mouse.
fn clicked(state: &mut State, x: u16, y: u16) -> Vec<Effect> {
    let Some(hit) = state.shown.hits.at(x, y) else { return vec![] };
    let heard = contexts(state);
    let around = heard.contains(&Context::Everywhere);
    match hit {
        Hit::Act(action) if heard.contains(&action.spec().context) || !state.cards.is_empty() => act(state, action),
        Hit::Press(key) => keys::pressed(state, key),
        Hit::Entry(i) => entry(state, i),
        Hit::Slot(i) => dialog::pointed(state, i),
        Hit::Question(i) => question(state, i),
        Hit::Answer(i, digit) => check_in::pointed(state, i, digit),
        Hit::Pinned(i) => pinned(state, i),
        Hit::Screen(screen) if around => screens::go(state, screen),
        Hit::Panel(panel) if around => to(state, panel),
        Hit::Hunk(i) if around => hunk(state, i),
        Hit::Row(i) if around => row(state, i),
        Hit::Day(day) if around => to_day(state, day),
        Hit::View(view) if around => {
            state.screens.log.show(view);
            vec![]
        }
        _ => vec![],
    }
}

fn to(state: &mut State, panel: Focus) -> Vec<Effect> {
    if panel != state.focus && (panel != Focus::Proposal || state.review.is_some()) {
        focus(state, panel);
    }
    vec![]
}

/// The first click looks at the proposal; one that looks takes the hunk in or leaves it out.
fn hunk(state: &mut State, at: usize) -> Vec<Effect> {
    let looked = state.focus == Focus::Proposal && !state.typing;
    to(state, Focus::Proposal);
    state.typing = false;
    if let Some(review) = &mut state.review {
        review.cursor = at.min(review.hunks.len().saturating_sub(1));
    }
    if looked { act(state, Action::ToggleHunk) } else { vec![] }
}

/// The first click chooses a row; one on the chosen row does what enter does.
fn row(state: &mut State, at: usize) -> Vec<Effect> {
    if state.screen == Screen::Settings && state.screens.settings.editing.is_some() {
        return vec![];
    }
    let mut effects = Vec::new();
    if state.screens.activities.typing || state.screens.settings.searching {
        effects = act(state, Action::FilterKeep);
    }
    let again = screens::cursor(state) == Some(at);
    let opens = match state.screen {
        Screen::Activities if state.screens.activities.open.is_none() => Some(Action::OpenActivity),
        Screen::Review => Some(Action::OpenWeek),
        Screen::Log => Some(Action::OpenCall),
        Screen::Settings => Some(Action::Change),
        _ => None,
    };
    match opens.filter(|_| again) {
        Some(action) => effects.extend(act(state, action)),
        None => effects.extend(screens::choose(state, at)),
    }
    effects
}

/// In the Form chart a click chooses a day. In the Calendar the first one does; one on the chosen day opens what was
/// done, or puts down what is carried.
fn to_day(state: &mut State, day: Day) -> Vec<Effect> {
    if state.screen == Screen::Form {
        if let Some(known) = &state.known {
            state.screens.form.go(day, known, state.today);
        }
        return vec![];
    }
    let calendar = &mut state.screens.calendar;
    if calendar.day(state.today) != day {
        calendar.at = (day != state.today).then_some(day);
        return vec![];
    }
    let action = if calendar.carried.is_some() { Action::PutDown } else { Action::CalendarOpen };
    act(state, action)
}

fn entry(state: &mut State, at: usize) -> Vec<Effect> {
    if let Overlay::Palette(open) = &mut state.overlay {
        open.chosen = at;
        return act(state, Action::PaletteRun);
    }
    vec![]
}

fn question(state: &mut State, at: usize) -> Vec<Effect> {
    if let Overlay::CheckIn(form) = &mut state.overlay {
        form.at = at;
    }
    vec![]
}

fn pinned(state: &mut State, at: usize) -> Vec<Effect> {
    if let Overlay::Canvas(chosen) = &mut state.overlay {
        *chosen = at;
    }
    vec![]
}
