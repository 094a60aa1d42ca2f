//! A window with fields: rows with what is typed or chosen, and below them what comes of it.
//!
//! ```text
//! ╭ Strength · Thu 19 Nov 2026 ────────────────╮
//! │ ▶ Reps        5        of each             │
//! │   Weight      100      kg                  │
//! │ e1RM 115 kg for this set, by quads         │
//! ╰────────────────────────────────────────────╯
//! ```

use super::{super::panel::Look, Drawn, window};
use crate::{
    app::{
        Action, Dialog, Hit, Hits, State, Tone,
        dialog::{self, Kind, Slot, Value},
    },
    tui::{pen::Pen, text},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Columns of a row's name.
const LABEL: u16 = 16;

/// Draws the window. Gives the lines that lie beyond its height, and where the cursor belongs in a row to type in.
pub(super) fn render(state: &State, d: &Dialog, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let t = look.theme;
    let w = area.width.min(if d.kind == Kind::Mission { 104 } else { 84 });
    let room = usize::from(w.saturating_sub(4));
    let intro = text::wrap(dialog::intro(d.kind), room);
    let below = below(state, d, room, look);
    let rows = d.slots.len();
    // Border, the words above with a gap, the rows, a gap with the lines below.
    let want = 2 + intro.len() + 1 + rows + if below.is_empty() { 0 } else { 1 + below.len() };
    let h = u16::try_from(want).unwrap_or(u16::MAX).min(area.height);
    let mut pen = window(area, w, h, &d.title(), look, buf);
    let inner = pen.h();
    if inner == 0 {
        return Drawn::default();
    }
    let mut y = 0;
    // On few rows the words above give way, then the gaps.
    let tight = usize::from(inner) < rows + intro.len() + if below.is_empty() { 1 } else { 4 };
    if !tight {
        for line in &intro {
            pen.put(0, y, line, t.dim);
            y += 1;
        }
        y += 1;
    }
    let least = u16::try_from(below.len()).unwrap_or(u16::MAX).min(3);
    let space = inner.saturating_sub(y + if below.is_empty() { 0 } else { 1 + least }).max(1);
    let shown = u16::try_from(rows).unwrap_or(u16::MAX).min(space);
    let first = (d.at + 1).saturating_sub(shown.into());
    // What a row does stands behind the longest of such names.
    let names = d.slots.iter().filter(|s| matches!(s.value, Value::Press(_))).map(|s| text::width(&s.label));
    let hints = (names.max().unwrap_or(0) as u16 + 4).clamp(2 + LABEL, (w * 3 / 5).max(2 + LABEL));
    let mut cursor = None;
    let mut hits = Hits::default();
    for (i, slot) in d.slots.iter().enumerate().skip(first).take(shown.into()) {
        let at = slot_row(&mut pen, (y, hints), slot, i == d.at, look);
        cursor = cursor.or(at);
        hits.add(pen.place(0, y, pen.w(), 1), Hit::Slot(i));
        y += 1;
    }
    let mut overflow = 0;
    if !below.is_empty() && y + 1 < inner {
        y += 1;
        overflow = under(&mut pen, (state, d), y, &below, look);
    }
    let place = |(x, y): (u16, u16)| {
        let at = pen.area(x, y, 1, 1);
        (at.x, at.y)
    };
    Drawn { help_overflow: overflow, cursor: cursor.map(place), hits }
}

/// The lines below the rows, from the one that was scrolled to. Returns how many lie beyond the height.
fn under(
    pen: &mut Pen<'_>,
    (state, d): (&State, &Dialog),
    y: u16,
    lines: &[(String, Style)],
    look: Look<'_>,
) -> u16 {
    let t = look.theme;
    let put = |pen: &mut Pen<'_>, y: u16, line: &str, style: Style| match d.kind {
        // The only words here that are all our own.
        Kind::Connect => look.refer(pen, (0, y), line, style),
        _ => pen.put(0, y, line, style),
    };
    let room = pen.h().saturating_sub(y);
    if lines.len() <= room.into() {
        for (i, (line, style)) in lines.iter().enumerate() {
            put(pen, y + i as u16, line, *style);
        }
        return 0;
    }
    // The last row says that there is more.
    let most = room.saturating_sub(1);
    let overflow = (lines.len() as u16).saturating_sub(most);
    let from = d.scroll.min(overflow);
    for (i, (line, style)) in lines.iter().skip(from.into()).take(most.into()).enumerate() {
        put(pen, y + i as u16, line, *style);
    }
    let key = |a: Action| state.keymap.first(a).map(|k| k.to_string()).unwrap_or_default();
    let words = if from < overflow {
        format!("{} {} more, {}", look.shape("↓", "v"), overflow - from, key(Action::EntryDown))
    } else {
        format!("{} {from} more, {}", look.shape("↑", "^"), key(Action::EntryUp))
    };
    pen.put(0, y + most, &words, t.dim);
    overflow
}

/// One row. Returns where the cursor is, when it is typed in.
fn slot_row(
    pen: &mut Pen<'_>,
    (y, hints): (u16, u16),
    slot: &Slot,
    here: bool,
    look: Look<'_>,
) -> Option<(u16, u16)> {
    let t = look.theme;
    let w = pen.w();
    if here {
        pen.put(0, y, look.shape("▶", ">"), t.accent);
    }
    let name = if here { t.strong } else { t.text };
    let value_at = 2 + LABEL;
    match &slot.value {
        Value::Press(_) => {
            pen.put_in(2, y, hints.saturating_sub(3), &slot.label, name);
            pen.put(hints, y, &slot.hint, t.dim);
            None
        }
        Value::Choice(all, at) => {
            pen.put_in(2, y, LABEL - 2, &slot.label, name);
            let value = all.get(*at).map_or("", String::as_str);
            let (l, r) = (look.shape("‹", "<"), look.shape("›", ">"));
            // The marks stand around the value, which stays in its column.
            let x = if here {
                pen.put(value_at - 2, y, l, t.accent);
                let x = pen.put(value_at, y, value, t.accent);
                pen.put(x + 1, y, r, t.accent)
            } else {
                pen.put(value_at, y, value, t.strong)
            };
            pen.put((x + 2).max(value_at + 12), y, &slot.hint, t.dim);
            None
        }
        Value::Text(typed) => {
            pen.put_in(2, y, LABEL, &slot.label, name);
            let room = usize::from(w.saturating_sub(value_at + 1));
            let before = text::width(typed.text().get(..typed.cursor()).unwrap_or_default());
            // The cursor stays in sight in a text longer than the row.
            let shown = tail(typed.text(), before, room);
            let x = pen.put(value_at, y, &shown.0, if here && typed.is_held() { t.selection } else { t.strong });
            if typed.is_empty() {
                pen.put(value_at, y, &slot.hint, t.placeholder);
            } else if usize::from(w.saturating_sub(x)) > 12 {
                pen.put((x + 2).max(value_at + 12), y, &slot.hint, t.dim);
            }
            here.then(|| ((value_at + shown.1).min(w.saturating_sub(1)), y))
        }
    }
}

/// The part of a text around its cursor, which stands `before` columns from the start, and the cursor's column in it.
fn tail(text: &str, before: usize, room: usize) -> (String, u16) {
    if before < room || room == 0 {
        return (text.replace('\n', " "), before as u16);
    }
    let mut skip = before + 1 - room;
    let mut out = String::new();
    for g in unicode_segmentation::UnicodeSegmentation::graphemes(text, true) {
        if skip > 0 {
            skip = skip.saturating_sub(text::width(g).max(1));
        } else {
            out.push_str(g);
        }
    }
    (out.replace('\n', " "), (room - 1) as u16)
}

/// What comes of the rows, then what is wrong with one.
fn below(state: &State, d: &Dialog, room: usize, look: Look<'_>) -> Vec<(String, Style)> {
    let t = look.theme;
    let mut out = Vec::new();
    if let Some(problem) = &d.problem {
        let words = format!("{} {problem}", look.shape("■", "!"));
        out.extend(text::wrap(&look.told(&words), room).into_iter().map(|l| (l, t.bad)));
    }
    for note in dialog::lines(state, d) {
        let (shape, style) = match note.tone {
            Tone::Info => ("", t.text),
            Tone::Good => (look.shape("● ", "+ "), t.good),
            Tone::Warn => (look.shape("▲ ", "! "), t.warn),
            Tone::Bad => (look.shape("■ ", "!! "), t.bad),
        };
        let words = format!("{shape}{}", look.told(&note.text));
        // Columns stay columns where they fit; wrapping takes spaces together.
        let lines = if text::width(&words) <= room { vec![words] } else { text::wrap(&words, room) };
        out.extend(lines.into_iter().map(|l| (l, style)));
    }
    out
}
