//! The screens beside the Cockpit, one file each, and the bar that says which one is shown.
//!
//! ```text
//! 1 Cockpit  2 Calendar  3 Form  4 Activities  5 Review  7 Log  8 Settings   ▲ MODIFY  Fri 20 Nov
//! ```

pub mod activities;
pub mod activity;
pub mod bests;
pub mod calendar;
mod curve;
pub mod form;
pub mod log;
mod page;
pub mod profile;
pub mod settings;
pub mod table;
pub mod weeks;

use super::{num, panel::Look, text};
use crate::app::{Hit, Hits, Screen, State};
use ratatui::{buffer::Buffer, layout::Rect};

/// What came of drawing a screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Rows of its list.
    pub page: u16,
    /// Lines of its text beyond its height.
    pub overflow: u16,
    /// Where the terminal's cursor belongs.
    pub cursor: Option<(u16, u16)>,
    /// What lies where.
    pub hits: Hits,
}

/// Rows of a list, from the one with this index on: so many from `(x, y)`, `w` columns wide.
fn rows_at(pen: &super::pen::Pen<'_>, (x, y): (u16, u16), w: u16, rows: std::ops::Range<usize>) -> Hits {
    let mut hits = Hits::default();
    for (i, at) in rows.zip(y..) {
        hits.add(pen.place(x, at, w, 1), Hit::Row(i));
    }
    hits
}

/// Draws the screen that is shown.
pub fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    if state.known.is_none() {
        drop(look.open(area, buf, state.screen.title(), &[("reading the log …".to_owned(), look.theme.dim)]));
        return Drawn::default();
    }
    match state.screen {
        Screen::Cockpit => Drawn::default(),
        Screen::Calendar => calendar::render(state, look, area, buf),
        Screen::Review => weeks::render(state, look, area, buf),
        Screen::Profile => profile::render(state, look, area, buf),
        Screen::Log => log::render(state, look, area, buf),
        Screen::Form => form::render(state, look, area, buf),
        Screen::Activities => activities::render(state, look, area, buf),
        Screen::Settings => settings::render(state, look, area, buf),
    }
}

/// Columns of the day's word and the date behind the names of the screens.
const BEHIND: usize = 24;

/// Every screen with its key, the one that is shown marked; then the verdict and the date, where there is room.
pub fn bar(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Hits {
    let t = look.theme;
    let mut pen = super::pen::Pen::new(buf, area);
    let w = usize::from(pen.w());
    let entry = |s: Screen| {
        let key = state.keymap.first(s.action()).map(|k| k.to_string()).unwrap_or_default();
        (s, key)
    };
    let entries: Vec<(Screen, String)> = Screen::ALL.into_iter().map(entry).collect();
    // On the Cockpit the header says the rest, larger; elsewhere the day's word and the date stand behind the names.
    let behind = if state.screen == Screen::Cockpit { 0 } else { BEHIND };
    let wide = |gap: usize, name: &dyn Fn(Screen) -> &'static str| -> usize {
        entries.iter().map(|(s, key)| text::width(key) + 1 + text::width(name(*s)) + gap).sum::<usize>() - gap
    };
    let (gap, name): (u16, Option<&dyn Fn(Screen) -> &'static str>) = match w {
        w if w >= wide(2, &Screen::title) + behind => (2, Some(&Screen::title)),
        w if w >= wide(1, &Screen::title) + behind => (1, Some(&Screen::title)),
        w if w >= wide(1, &Screen::short) + behind => (1, Some(&Screen::short)),
        _ => (2, None),
    };
    let mut hits = Hits::default();
    let mut x = 0;
    for (screen, key) in &entries {
        let here = *screen == state.screen;
        let from = x;
        x = pen.put(x, 0, key, if here { t.title_focus } else { t.key });
        let words = name.map(|n| n(*screen)).or_else(|| here.then(|| screen.title()));
        if let Some(words) = words {
            x = pen.put(x + 1, 0, words, if here { t.title_focus } else { t.dim });
        }
        if here {
            pen.tint(from, 0, x - from, t.selection);
        }
        hits.add(pen.place(from, 0, x - from, 1), Hit::Screen(*screen));
        x += gap;
    }
    if state.screen == Screen::Cockpit {
        // The header below says all of it, larger.
        return hits;
    }
    let date = num::weekday_date(state.today);
    let room = w.saturating_sub(usize::from(x));
    if room < text::width(&date) {
        return hits;
    }
    let mut end = pen.put_right(pen.w(), 0, &date, t.dim);
    if let Some(m) = state.morning() {
        let (shape, word, style) = super::panel::header::sign(m, look);
        let badge = format!(" {shape} {word} ");
        if usize::from(end.saturating_sub(x)) > text::width(&badge) + 2 {
            end = pen.put_right(end - 2, 0, &badge, style);
        }
    }
    if state.demo && end > x + 8 {
        pen.put_right(end - 2, 0, "demo", t.accent);
    }
    hits
}
