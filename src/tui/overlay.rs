//! What lies above the panels: help, palette, questions, cards of what went wrong, notices.
//!
//! ```text
//! ╭ Help ─────────────────────────────╮
//! │ Everywhere                        │
//! │  tab       Moves the focus …      │
//! ╰───────────────────────────────────╯
//! ```

mod canvas;
mod check_in;
mod closing;
mod dialog;
mod sheet;
mod why;

use super::{panel::Look, pen::Pen, text, theme::Theme};
use crate::app::{
    Action, Card, Hit, Hits, Notice, Offer, Overlay, Palette, State, Tone,
    actions::{self, Context, FIXED, LIST},
    palette,
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// What came of drawing it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Lines of the help beyond its height.
    pub help_overflow: u16,
    /// Where the terminal's cursor belongs, in the palette.
    pub cursor: Option<(u16, u16)>,
    /// What lies where.
    pub hits: Hits,
}

/// Draws what lies on top of `area`, the part of the screen above the footer; notices at the top of `body`, where
/// nobody types.
pub fn render(state: &State, theme: &Theme, area: Rect, body: Rect, buf: &mut Buffer) -> Drawn {
    let look = Look::new(theme, true);
    let mut drawn = Drawn::default();
    match &state.overlay {
        Overlay::None => {}
        Overlay::Help => drawn.help_overflow = help(state, look, area, buf),
        Overlay::Why => drawn.help_overflow = why::render(state, look, area, buf),
        Overlay::Dialog(d) => drawn = dialog::render(state, d, look, area, buf),
        Overlay::Closing => drawn.help_overflow = closing::render(state, look, area, buf),
        Overlay::Canvas(at) => drawn.hits = canvas::render(state, *at, look, area, buf),
        Overlay::CheckIn(form) => drawn.hits = check_in::render(state, form, look, area, buf),
        Overlay::Palette(p) => drawn = show_palette(state, p, look, area, buf),
        Overlay::Confirm(c) => {
            drawn.hits = question(state, look, area, buf, &state.question(*c), Context::Confirm);
        }
        Overlay::Deny => {
            drawn.hits = question(
                state,
                look,
                area,
                buf,
                "Why not? The answer helps the coach; the plan stays either way.",
                Context::Deny,
            );
        }
    }
    if let Some(card) = state.cards.last() {
        drawn.hits = show_card(state, card, look, area, buf);
    }
    // They go by themselves, and half of one says nothing: so they lie above a window.
    notices(&state.notices, look, body, buf);
    drawn
}

/// A window of `w` × `h` cells, border included, in the middle of `area`, cut to it. Gives the pen inside.
fn window<'b>(area: Rect, w: u16, h: u16, title: &str, look: Look<'_>, buf: &'b mut Buffer) -> Pen<'b> {
    let t = look.theme;
    let (w, h) = (w.min(area.width), h.min(area.height));
    let rect = Rect::new(area.x + (area.width - w) / 2, area.y + (area.height - h) / 2, w, h);
    let mut pen = Pen::new(buf, rect);
    pen.clear(t.overlay);
    let [tl, tr, bl, br, hz, vt] = match look.marks {
        super::chart::Marks::Still => [" "; 6],
        super::chart::Marks::Ascii => ["+", "+", "+", "+", "-", "|"],
        _ => ["╭", "╮", "╰", "╯", "─", "│"],
    };
    let style = t.border_focus;
    for (y, l, r) in [(0, tl, tr), (h.saturating_sub(1), bl, br)] {
        pen.fill(0, y, w, hz, style);
        pen.cell(0, y, l, style);
        pen.cell(w.saturating_sub(1), y, r, style);
    }
    for y in 1..h.saturating_sub(1) {
        pen.cell(0, y, vt, style);
        pen.cell(w.saturating_sub(1), y, vt, style);
    }
    pen.put_in(2, 0, w.saturating_sub(4), &format!(" {title} "), t.title_focus);
    let inner = pen.area(2, 1, w.saturating_sub(4), h.saturating_sub(2));
    Pen::new(buf, inner)
}

/// Rows below the palette's list: a line and two of words.
const FOOT: u16 = 3;
/// Columns of a line of help.
const HELP_WIDE: u16 = 80;
/// Columns between two columns of help.
const HELP_GAP: u16 = 3;

/// Every action by context, from the one list, those that hold here first; where there is room, in two columns that are
/// read one after the other.
fn help(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let t = look.theme;
    let columns = if area.width >= 2 * HELP_WIDE + HELP_GAP + 4 { 2 } else { 1 };
    let w = area.width.min(columns * HELP_WIDE + (columns - 1) * HELP_GAP + 4);
    let wide = (w.saturating_sub(4 + (columns - 1) * HELP_GAP)) / columns;
    let room = usize::from(wide);
    let keys = if room >= 60 { 18 } else { 12 };
    let mut rows: Vec<Vec<(String, Style)>> = Vec::new();
    // What holds where the athlete is comes first.
    let near = actions::here(state);
    let far = Context::ALL.into_iter().filter(|c| !near.contains(c));
    for context in near.iter().copied().chain(far) {
        if !rows.is_empty() {
            rows.push(vec![]);
        }
        rows.push(vec![(context.title().to_owned(), t.heading)]);
        for spec in LIST.iter().filter(|s| s.context == context) {
            let names: Vec<String> = state.keymap.keys(spec.action).iter().map(ToString::to_string).collect();
            let names = if names.is_empty() { "–".to_owned() } else { names.join(" ") };
            rows.extend(key_rows(&names, spec.help, (keys, room), look));
        }
        for (_, names, help) in FIXED.iter().filter(|(c, ..)| *c == context) {
            rows.extend(key_rows(names, help, (keys, room), look));
        }
    }
    let h = (rows.len() as u16).div_ceil(columns).saturating_add(2).min(area.height);
    let shown = h.saturating_sub(2);
    let overflow = (rows.len() as u16).saturating_sub(columns * shown);
    let from = state.help_scroll.min(overflow);
    let title = if overflow > from {
        format!("Help · {} {} more", look.shape("↓", "v"), overflow - from)
    } else {
        "Help".to_owned()
    };
    let mut pen = window(area, w, h, &title, look, buf);
    let mut rows = rows.iter().skip(from.into());
    for column in 0..columns {
        for (y, row) in rows.by_ref().take(shown.into()).enumerate() {
            pen.parts(column * (wide + HELP_GAP), y as u16, row);
        }
    }
    overflow
}

/// Keys, wrapped in their column, beside what they do.
fn key_rows(names: &str, help: &str, (keys, room): (usize, usize), look: Look<'_>) -> Vec<Vec<(String, Style)>> {
    let names = text::wrap(names, keys - 1);
    let words = text::wrap(help, room.saturating_sub(keys));
    let line = |i: usize| {
        let head = text::left(names.get(i).map_or("", String::as_str), keys - 1) + " ";
        vec![(head, look.theme.key), (words.get(i).cloned().unwrap_or_default(), look.theme.text)]
    };
    (0..names.len().max(words.len())).map(line).collect()
}

fn show_palette(state: &State, p: &Palette, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let t = look.theme;
    let entries = palette::entries(state, p.query.text());
    // Below the list, what the chosen one does, or why it can't be done now: a row may have no room for all of it.
    let foot = if area.height >= 20 { FOOT } else { 0 };
    let h = (entries.len() as u16 + 4 + foot).clamp(6 + foot, 20 + foot).min(area.height);
    let mut pen = window(area, if area.width >= 120 { 90 } else { 72 }, h, "Do what?", look, buf);
    let mut hits = Hits::default();
    if pen.h() == 0 || pen.w() < 4 {
        return Drawn::default();
    }
    let w = pen.w();
    pen.put(0, 0, look.shape("›", ">"), t.prompt);
    pen.put(2, 0, p.query.text(), t.text);
    if p.query.is_empty() {
        pen.put(2, 0, "type to narrow down", t.placeholder);
    }
    let before = p.query.text().get(..p.query.cursor()).unwrap_or_default();
    let cx = 2 + (text::width(before) as u16).min(w.saturating_sub(3));
    let rows = usize::from(pen.h().saturating_sub(2 + foot));
    if foot > 0
        && let Some(e) = entries.get(p.chosen)
    {
        let (words, style) = match (&e.offer, &e.does) {
            (Offer::Off(why), _) => (format!("Not now: {why}"), t.warn),
            (Offer::Ready, palette::Does::Act(spec)) => (spec.help.to_owned(), t.dim),
            (Offer::Ready, palette::Does::Say(_)) => {
                ("Goes into the composer, to be changed and sent.".to_owned(), t.dim)
            }
        };
        let y = pen.h().saturating_sub(foot);
        pen.fill(0, y, w, look.shape("─", "-"), t.border);
        pen.wrap(0, y + 1, w, foot - 1, &words, style);
    }
    let first = (p.chosen + 1).saturating_sub(rows);
    for (i, e) in entries.iter().enumerate().skip(first).take(rows) {
        let y = 2 + (i - first) as u16;
        hits.add(pen.place(0, y, w, 1), Hit::Entry(i));
        let main = if e.offer.is_ready() { t.text } else { t.dim };
        let key_at = pen.put_right(w, y, &e.key, t.key);
        let end = pen.put_in(2, y, key_at.saturating_sub(4), &e.title, main);
        for hit in &e.hits {
            pen.tint(
                2 + text::width(e.title.get(..*hit).unwrap_or_default()) as u16,
                y,
                1,
                t.accent.patch(t.strong),
            );
        }
        if let Offer::Off(why) = &e.offer {
            pen.put_in(end + 2, y, key_at.saturating_sub(end + 4), why, t.dim);
        }
        if i == p.chosen {
            pen.put(0, y, look.shape("▶", ">"), t.accent);
            pen.tint(1, y, w, t.selection);
        }
    }
    if entries.is_empty() {
        pen.put(2, 2, "nothing by that name", t.dim);
    }
    let inner = pen.area(cx, 0, 1, 1);
    Drawn { help_overflow: 0, cursor: Some((inner.x, inner.y)), hits }
}

/// A question with its answers by key.
fn question(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer, words: &str, context: Context) -> Hits {
    let t = look.theme;
    let w = area.width.min(58);
    let lines = text::wrap(&look.told(words), usize::from(w.saturating_sub(4)));
    let answers: Vec<_> = LIST.iter().filter(|s| s.context == context).collect();
    let h = (lines.len() + answers.len() + 3) as u16;
    let mut pen = window(area, w, h, context.title(), look, buf);
    for (y, l) in lines.iter().enumerate() {
        pen.put(0, y as u16, l, t.strong);
    }
    let mut hits = Hits::default();
    for (i, spec) in answers.iter().enumerate() {
        let y = (lines.len() + 1 + i) as u16;
        let key = state.keymap.first(spec.action).map(|k| k.to_string()).unwrap_or_default();
        pen.put(0, y, &key, t.key);
        pen.put(8, y, spec.title, t.text);
        hits.add(pen.place(0, y, pen.w(), 1), Hit::Act(spec.action));
    }
    hits
}

/// What went wrong and what to do.
fn show_card(state: &State, card: &Card, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Hits {
    let t = look.theme;
    let w = area.width.min(72);
    let room = usize::from(w.saturating_sub(4));
    let body = text::wrap(&card.text, room);
    let remedy = text::wrap(&card.remedy, room);
    let h = (body.len() + remedy.len() + 5) as u16;
    let title = format!("{} {}", look.shape("■", "!"), card.title);
    let mut pen = window(area, w, h, &title, look, buf);
    let mut y = 0;
    for (lines, style) in [(&body, t.text), (&remedy, t.strong)] {
        for l in lines {
            pen.put(0, y, l, style);
            y += 1;
        }
        y += 1;
    }
    let mut hits = Hits::default();
    if let Some(key) = state.keymap.first(Action::Dismiss) {
        let bottom = pen.h().saturating_sub(1);
        let x = pen.put(0, bottom, &key.to_string(), t.key);
        let end = pen.put(x + 1, bottom, "puts this away", t.dim);
        hits.add(pen.place(0, bottom, end, 1), Hit::Act(Action::Dismiss));
    }
    hits
}

/// Rows of one notice at most: what went wrong is told with what to do.
const NOTICE_ROWS: usize = 3;
/// Columns of a notice at most: longer lines are hard to read.
const NOTICE_WIDTH: u16 = 84;

/// Notices at the upper right, the newest lowest; older ones give way where there is no room for all.
fn notices(list: &[Notice], look: Look<'_>, area: Rect, buf: &mut Buffer) {
    let t = look.theme;
    let width = usize::from(area.width.saturating_sub(8).min(NOTICE_WIDTH));
    let mut room = usize::from(area.height / 3);
    let mut shown: Vec<(&Notice, Vec<String>)> = Vec::new();
    for n in list.iter().rev() {
        let lines = text::wrap_in(&look.told(&n.text), width, NOTICE_ROWS.min(room));
        if lines.is_empty() {
            break;
        }
        room -= lines.len();
        shown.push((n, lines));
    }
    let mut y = area.y;
    for (n, lines) in shown.into_iter().rev() {
        let (shape, style) = match n.tone {
            Tone::Info => (look.shape("·", "."), t.accent),
            Tone::Good => (look.shape("●", "+"), t.good),
            Tone::Warn => (look.shape("▲", "!"), t.warn),
            Tone::Bad => (look.shape("■", "!!"), t.bad),
        };
        let longest = lines.iter().map(|l| text::width(l)).max().unwrap_or(0);
        let (w, h) = ((longest + text::width(shape) + 3) as u16, lines.len() as u16);
        let mut pen = Pen::new(buf, Rect::new(area.right().saturating_sub(w), y, w, h));
        pen.clear(t.overlay);
        let x = pen.put(1, 0, shape, style);
        for (i, line) in lines.iter().enumerate() {
            pen.put(x + 1, i as u16, line, t.strong);
        }
        y += h;
    }
}
