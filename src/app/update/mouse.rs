//! The mouse, where the athlete wants one: a click goes to what it hits, the wheel moves what it is over.

use super::{Effect, Focus, Overlay, Screen, State, focus, keys, screens};
use crate::{
    app::{Mouse, Pointed},
    domain::day::shift,
};

/// Lines that the wheel moves.
const WHEEL: i32 = 3;

pub(super) fn pointed(state: &mut State, m: Mouse) -> Vec<Effect> {
    let lines = match m.does {
        Pointed::Click => return clicked(state, m.x, m.y),
        Pointed::WheelUp => -WHEEL,
        Pointed::WheelDown => WHEEL,
    };
    match &state.overlay {
        Overlay::None if state.screen == Screen::Cockpit => {
            let over = Focus::ALL.into_iter().find(|f| state.shown.panels[f.index()].has(m.x, m.y));
            over.map_or_else(Vec::new, |panel| keys::scroll_panel(state, panel, lines))
        }
        Overlay::None | Overlay::Help | Overlay::Why | Overlay::Closing => keys::scroll(state, lines),
        _ => vec![],
    }
}

/// Nothing under a window is hit through it.
fn clicked(state: &mut State, x: u16, y: u16) -> Vec<Effect> {
    if state.overlay != Overlay::None || !state.cards.is_empty() {
        return vec![];
    }
    if let Some(i) = state.shown.bar.iter().position(|a| a.has(x, y)) {
        return Screen::ALL.get(i).map_or_else(Vec::new, |s| screens::go(state, *s));
    }
    match state.screen {
        Screen::Cockpit => {
            let hit = Focus::ALL.into_iter().find(|f| state.shown.panels[f.index()].has(x, y));
            if let Some(panel) =
                hit.filter(|p| *p != state.focus && (*p != Focus::Proposal || state.review.is_some()))
            {
                focus(state, panel);
            }
            vec![]
        }
        Screen::Calendar => {
            let Some((a, first)) = state.shown.days.filter(|_| state.screens.calendar.carried.is_none()) else {
                return vec![];
            };
            let (column, row) =
                (x.checked_sub(a.x).map(|d| d / a.w.max(1)), y.checked_sub(a.y).map(|d| d / a.h.max(1)));
            if let (Some(column @ 0..7), Some(row)) = (column, row)
                && usize::from(row) < state.screens.calendar.mondays(state.today).len()
            {
                let day = shift(first, i64::from(7 * row + column));
                state.screens.calendar.at = (day != state.today).then_some(day);
            }
            vec![]
        }
        _ => {
            let (area, first) = state.shown.list;
            if !area.has(x, y) {
                return vec![];
            }
            let at = first + usize::from(y - area.y);
            screens::choose(state, at)
        }
    }
}
