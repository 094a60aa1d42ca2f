//! What did I do? The list of activities with its filter; the open one beside it, or in its place.
//!
//! ```text
//! Activities ━━━━━━━━━━━━━━━━━━━━━━━━━━━ 38 of 412 · by date · 41 h · load 2,310
//! / run and distance > 21k
//! Date        Sport  Title               Time    km   Load  IF    by
//! Sun 15 Nov  run    Long, canal       1 h 52  22.1    121  0.78  pace
//! ```

use super::{
    Drawn, activity, bests, rows_at,
    table::{self, Column},
};
use crate::{
    app::{State, screen::Activities},
    coach::query,
    domain::{ActivityRecord, num::Total},
    science::history::ActivityLoad,
    tui::{
        num,
        panel::{Keys, Look},
        pen::Pen,
        text,
    },
};
use chrono::Datelike;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Columns from which an open activity stands beside the list.
const BESIDE: u16 = 130;

const COLUMNS: [Column; 10] = [
    Column { head: "", width: 1, right: false, rank: 3 },
    Column { head: "Date", width: 13, right: false, rank: 0 },
    Column { head: "Sport", width: 8, right: false, rank: 4 },
    Column { head: "Title", width: 0, right: false, rank: 2 },
    Column { head: "Time", width: 7, right: true, rank: 1 },
    Column { head: "km", width: 6, right: true, rank: 5 },
    Column { head: "Climb", width: 6, right: true, rank: 9 },
    Column { head: "Load", width: 4, right: true, rank: 1 },
    Column { head: "IF", width: 4, right: true, rank: 7 },
    Column { head: "by", width: 10, right: false, rank: 8 },
];

/// Draws the screen.
pub fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let a = &state.screens.activities;
    if let Some(shown) = &a.bests {
        let overflow = bests::render(shown, &a.sports, a.scroll, look, area, buf);
        return Drawn { overflow, page: area.height, ..Drawn::default() };
    }
    let Some(open) = &a.open else { return list(state, look, area, buf) };
    if area.width < BESIDE {
        let overflow = activity::render(open, a.scroll, look, area, buf);
        // The list is not on screen; it keeps its place.
        return Drawn { overflow, page: area.height, ..Drawn::default() };
    }
    let w = (area.width * 2 / 5).min(76);
    let left = Rect { width: w, ..area };
    let right = Rect { x: area.x + w + 3, width: area.width - w - 3, ..area };
    let drawn = list(state, Look { focused: false, ..look }, left, buf);
    Drawn { overflow: activity::render(open, a.scroll, look, right, buf), ..drawn }
}

fn list(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let t = look.theme;
    let a = &state.screens.activities;
    let Some(known) = &state.known else { return Drawn::default() };
    let loads = &known.history.loads;
    let right = vec![(summary(a, loads, area.width), t.dim)];
    let mut pen = look.open(area, buf, "Activities", &right);
    let (cursor, used) = filter(&mut pen, state, look);
    let cursor = cursor.map(|(x, y)| (area.x + x, area.y + 1 + y));
    if a.rows.is_empty() {
        let words = if loads.is_empty() {
            let k = Keys::of(&state.keymap);
            &format!(
                "No activities here yet. {} imports files and archives, {} connects a service.",
                k.import, k.connect
            )
        } else {
            "Nothing matches. Fields: distance, time, load, date, ascent, hr, power, np, if, rpe, decoupling, title, method, source; \
             words: a sport, hard, indoor, and, or, not."
        };
        let (w, h) = (pen.w(), pen.h());
        pen.wrap(0, used + 1, w, h.saturating_sub(used + 1), words, t.dim);
        return Drawn { page: 1, cursor, ..Drawn::default() };
    }
    let columns = table::places(&COLUMNS, pen.w().saturating_sub(1), 2);
    let heads = COLUMNS.map(|c| if c.head == "km" { Column { head: t.units.far(), ..c } } else { c });
    table::heads(&mut pen, used, &heads, &columns, t.dim);
    let page = pen.h().saturating_sub(used + 1);
    let first = a.list.first(page.into(), a.rows.len());
    for (i, row) in a.rows.iter().enumerate().skip(first).take(page.into()) {
        let y = used + 1 + (i - first) as u16;
        let Some(load) = loads.get(*row) else { continue };
        let Some(activity) = known.athlete.activities.get(load.index) else { continue };
        line(&mut pen, y, activity.best(), load, &columns, look);
        if i == a.list.cursor {
            let w = pen.w();
            pen.tint(0, y, w, t.selection);
        }
    }
    let end = a.rows.len().min(first + usize::from(page));
    Drawn { page, cursor, hits: rows_at(&pen, (0, used + 1), pen.w(), first..end), ..Drawn::default() }
}

/// The filter, what is wrong with it, or how to write one. Returns the cursor and the rows used.
fn filter(pen: &mut Pen<'_>, state: &State, look: Look<'_>) -> (Option<(u16, u16)>, u16) {
    let t = look.theme;
    let a = &state.screens.activities;
    let words = a.words.text();
    let idle = words.is_empty() && !a.typing;
    let x = if idle {
        let key = state.keymap.first(crate::app::Action::Filter).map(|k| k.to_string()).unwrap_or_default();
        pen.put(0, 0, &key, t.key) + 1
    } else {
        pen.put(0, 0, look.shape("› ", "> "), if a.typing { t.prompt } else { t.dim })
    };
    if words.is_empty() {
        let hint = state.known.as_ref().map_or_else(String::new, |k| query::example(&k.history, t.units));
        let hint = if idle { format!("to filter: {hint}") } else { hint };
        pen.put(x, 0, &hint, t.placeholder);
    } else {
        pen.put(x, 0, words, if a.typing { t.text } else { t.strong });
    }
    let before = words.get(..a.words.cursor()).unwrap_or_default();
    let at = (x + text::width(before) as u16).min(pen.w().saturating_sub(1));
    let cursor = a.typing.then_some((at, 0));
    let Some(problem) = &a.problem else { return (cursor, 1) };
    let (w, h) = (pen.w(), pen.h());
    let rows = pen.wrap(x, 1, w.saturating_sub(x), h.saturating_sub(1).min(2), problem, t.warn);
    (cursor, 1 + rows)
}

fn summary(a: &Activities, loads: &[ActivityLoad], w: u16) -> String {
    let found = || a.rows.iter().filter_map(|r| loads.get(*r));
    let hours = found().map(|l| l.minutes).total() / 60.0;
    let load = found().map(|l| l.load.value).total();
    let count =
        if a.is_filtered() { format!("{} of {}", a.rows.len(), loads.len()) } else { loads.len().to_string() };
    let order = format!("by {}{}", a.sort.title(), if a.reversed { ", turned" } else { "" });
    if w >= 70 {
        format!("{count} · {order} · {} h · load {}", num::plain(hours, 0), num::plain(load, 0))
    } else {
        format!("{count} · {order}")
    }
}

fn line(
    pen: &mut Pen<'_>,
    y: u16,
    r: &ActivityRecord,
    load: &ActivityLoad,
    columns: &[(usize, u16, u16)],
    look: Look<'_>,
) {
    let t = look.theme;
    let (mark, style) = intensity(load, look);
    let missing = || "–".to_owned();
    let quiet = if load.counts { t.text } else { t.dim };
    for (i, x, width) in columns {
        let (value, style): (String, Style) = match i {
            0 => (mark.to_owned(), style),
            1 => (date(load), t.dim),
            2 => (load.sport.to_string(), quiet),
            3 => (title(r), quiet),
            4 => (format!("{}{}", estimate(r), clock(load.minutes)), quiet),
            5 => (load.metres.map_or_else(missing, |m| t.units.distance(m / 1000.0, 1)), quiet),
            6 => (r.ascent_m.map_or_else(missing, |m| t.units.height(m)), t.dim),
            7 => (num::plain(load.load.value, 0), if load.counts { t.strong } else { t.dim }),
            8 => (load.load.intensity.map_or_else(missing, |i| num::plain(i, 2)), t.dim),
            _ => (load.load.method.title().to_owned(), t.dim),
        };
        table::cell(pen, (*x, y), *width, &value, COLUMNS[*i].right, style);
    }
}

/// A hard day by its shape; an activity that no load comes from as an empty one.
fn intensity(load: &ActivityLoad, look: Look<'_>) -> (&'static str, Style) {
    let t = look.theme;
    match (load.counts, load.hard) {
        (false, _) => (look.shape("○", "o"), t.unknown),
        (true, true) => (look.shape("▲", "!"), t.hard),
        (true, false) => (look.shape("·", "."), t.easy),
    }
}

fn date(load: &ActivityLoad) -> String {
    format!("{} {:02}", num::column_date(load.day), load.day.year().rem_euclid(100))
}

fn title(r: &ActivityRecord) -> String {
    r.title.as_ref().or(r.file.as_ref()).map_or_else(|| r.sport.to_string(), ToString::to_string)
}

/// What stands before a time that nobody measured or said.
pub(super) fn estimate(r: &ActivityRecord) -> &'static str {
    if r.time_is_estimated() { "~" } else { "" }
}

/// `1:52`, hours and minutes.
pub(super) fn clock(minutes: f64) -> String {
    let m = minutes.max(0.0).round() as u64;
    format!("{}:{:02}", m / 60, m % 60)
}
