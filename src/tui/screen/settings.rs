//! What can be set, one group at a time: settings, the mission, thresholds, sources, keys.
//!
//! ```text
//! Settings ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ ~/.config/lanterne/config.toml
//!   First steps    Mission week
//!   Athlete          Monday           75          min
//!   Mission        ▶ Tuesday          60          min
//! ▸   week           Wednesday        not set     60 min by default
//!     limits
//! ──────────────────────────────────────────────
//! Time that this weekday has for training.
//! Default 60 min · a whole number from 0 to 960 min
//! constraints.available_minutes.tue        2 of 9
//! ```

use super::Drawn;
use crate::{
    app::{
        Hit, Hits, State,
        screen::settings::{Field, FieldKind, MISSION, SettingsScreen},
    },
    tui::{num, panel::Look, pen::Pen, text},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Rows of the foot: a rule, what the chosen row is in two, what it takes, its key.
const FOOT: u16 = 5;
/// Columns of the groups' names.
const GROUPS: u16 = 15;

/// Draws the screen.
pub fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let t = look.theme;
    let s = &state.screens.settings;
    let Some(sheet) = &s.read else {
        drop(look.open(area, buf, "Settings", &[("reading …".to_owned(), t.dim)]));
        return Drawn::default();
    };
    let mut pen = look.open(area, buf, "Settings", &[(sheet.config_file.clone(), t.dim)]);
    let (w, h) = (pen.w(), pen.h());
    let mut y = 0;
    for problem in &sheet.problems {
        y += pen.wrap(0, y, w, h.saturating_sub(y + FOOT + 2).min(3), problem.as_str(), t.warn);
    }
    let mut cursor = None;
    if s.searching || s.is_filtered() {
        cursor = search(&mut pen, y, s, look).map(|(x, cy)| (area.x + x, area.y + 1 + cy));
        y += 1;
    }
    let page = h.saturating_sub(y + FOOT);
    // A column of names beside the rows is no order to be read aloud.
    let beside = !look.marks.is_still() && w >= 56;
    let mut hits = Hits::default();
    let left = if beside { GROUPS + 2 } else { 0 };
    if beside {
        hits = groups(&mut pen.part(0, y, GROUPS, page), s, look);
    }
    let rows = list(&mut pen.part(left, y, w.saturating_sub(left), page), s, look, &mut hits);
    let at_foot = foot(&mut pen.part(0, h.saturating_sub(FOOT), w, FOOT), state, look);
    cursor = cursor.or(at_foot.map(|(x, cy)| (area.x + x, area.y + 1 + h.saturating_sub(FOOT) + cy)));
    Drawn { page: rows, cursor, hits, ..Drawn::default() }
}

/// The words that are looked for, and how many rows have them.
fn search(pen: &mut Pen<'_>, y: u16, s: &SettingsScreen, look: Look<'_>) -> Option<(u16, u16)> {
    let t = look.theme;
    let x = pen.put(0, y, "/ ", t.prompt);
    let end = pen.put(x, y, s.words.text(), t.text);
    let said = if s.is_filtered() { num::count(s.shown().len(), "setting") } else { "type what to find".into() };
    pen.put_right(pen.w(), y, &said, t.dim);
    let before = s.words.text().get(..s.words.cursor()).unwrap_or_default();
    let at = (x + text::width(before) as u16).min(pen.w().saturating_sub(1));
    s.searching.then_some((at.min(end), y))
}

/// A group's name in the column: what belongs to the mission is set in under it.
fn brief(section: &'static str) -> (u16, &'static str) {
    section.strip_prefix("Mission ").map_or((2, section), |rest| (4, rest))
}

/// Draws the names of the groups; a click on one goes to its first row.
fn groups(pen: &mut Pen<'_>, s: &SettingsScreen, look: Look<'_>) -> Hits {
    let t = look.theme;
    let (w, h) = (pen.w(), usize::from(pen.h()));
    let all = s.sections();
    let chosen = s.chosen().map_or("", |f| f.section);
    let here = all.iter().position(|n| *n == chosen).unwrap_or(0);
    let first = middle(here, h, all.len());
    let mut hits = Hits::default();
    for (i, name) in all.iter().enumerate().skip(first).take(h) {
        let y = (i - first) as u16;
        let (x, words) = brief(name);
        let style = if i == here { t.strong } else { t.dim };
        pen.put_in(x, y, w.saturating_sub(x), words, style);
        if i == here {
            pen.put(0, y, look.shape("▸", ">"), t.accent);
        }
        if let Some(row) = s.fields().iter().position(|f| f.section == *name) {
            hits.add(pen.place(0, y, w, 1), Hit::Row(row));
        }
    }
    let more = |at: usize| look.shape(if at == 0 { "↑" } else { "↓" }, if at == 0 { "^" } else { "v" });
    if first > 0 {
        pen.put(w.saturating_sub(1), 0, more(0), t.dim);
    }
    if first + h < all.len() {
        pen.put(w.saturating_sub(1), h.saturating_sub(1) as u16, more(1), t.dim);
    }
    hits
}

/// The first of `len` lines to show so that line `at` stands about in the middle of `page`.
fn middle(at: usize, page: usize, len: usize) -> usize {
    at.saturating_sub(page / 2).min(len.saturating_sub(page))
}

enum Line<'a> {
    Heading(&'a str),
    Gap,
    Row(usize, &'a Field),
}

/// The rows on screen with their headings: the group's, and those in it.
fn lines(s: &SettingsScreen) -> Vec<Line<'_>> {
    let mut out = Vec::new();
    let (mut section, mut under) = ("", "");
    for i in s.shown() {
        let Some(f) = s.fields().get(i) else { continue };
        if f.section != section {
            if !section.is_empty() {
                out.push(Line::Gap);
            }
            out.push(Line::Heading(f.section));
            (section, under) = (f.section, "");
        }
        if f.under != under {
            out.push(Line::Gap);
            out.push(Line::Heading(f.under));
            under = f.under;
        }
        out.push(Line::Row(i, f));
    }
    out
}

/// Draws the rows; how many of them.
fn list(pen: &mut Pen<'_>, s: &SettingsScreen, look: Look<'_>, hits: &mut Hits) -> u16 {
    let t = look.theme;
    let page = usize::from(pen.h());
    let lines = lines(s);
    if lines.is_empty() {
        pen.put(2, 0, "no setting has these words", t.dim);
    }
    let at = lines.iter().position(|l| matches!(l, Line::Row(i, _) if *i == s.cursor)).unwrap_or(0);
    let first = middle(at, page, lines.len());
    let label = (pen.w() * 9 / 25).clamp(14, 26);
    let mut rows = 0;
    for (y, line) in lines.iter().skip(first).take(page).enumerate() {
        let y = y as u16;
        match line {
            Line::Heading(name) => drop(pen.put(2, y, name, t.heading)),
            Line::Gap => {}
            Line::Row(i, field) => {
                draw_row(pen, y, field, label, *i == s.cursor, look);
                hits.add(pen.place(0, y, pen.w(), 1), Hit::Row(*i));
                rows += 1;
            }
        }
    }
    rows
}

fn draw_row(pen: &mut Pen<'_>, y: u16, f: &Field, label: u16, chosen: bool, look: Look<'_>) {
    let t = look.theme;
    let w = pen.w();
    if chosen {
        pen.put(0, y, look.shape("▶", ">"), t.accent);
    }
    if matches!(f.kind, FieldKind::Does(_) | FieldKind::Says(_)) {
        let end = pen.put(2, y, &f.label, t.text);
        pen.put((label + 3).max(end + 2), y, &f.note, t.dim);
    } else {
        pen.put_in(2, y, label, &f.label, t.text);
        let value_at = label + 3;
        let (value, style) = match (&f.kind, f.value.is_empty()) {
            (FieldKind::Add, _) if f.key.is_empty() || f.label.starts_with('+') => (String::new(), t.dim),
            (FieldKind::Add, _) => (f.value.split(' ').rev().nth(1).unwrap_or_default().to_owned(), t.dim),
            (_, true) if f.default.is_empty() => ("not set".to_owned(), t.dim),
            (_, true) => (f.default.clone(), t.dim),
            (_, false) => (f.value.clone(), t.strong),
        };
        // A unit goes with a figure, not with words such as “for good”.
        let figure = f.default.starts_with(|c: char| c.is_ascii_digit() || c == '-') && !f.note.is_empty();
        let note = if f.value.is_empty() && !f.default.is_empty() && !figure && f.kind != FieldKind::Add {
            "by default".to_owned()
        } else {
            f.note.clone()
        };
        let all = w.saturating_sub(value_at);
        let wanted = text::width(&value) as u16;
        // A long value goes before its note, which the foot can say too.
        let room = if wanted + 2 + text::width(&note) as u16 > all { wanted.max(10).min(all) } else { all };
        let end = pen.put_in(value_at, y, room, &value, style);
        let empty = value.is_empty();
        let at = if empty { value_at } else { (value_at + 9).max(end + 2) };
        pen.put(at, y, &note, t.dim);
    }
    if chosen {
        pen.tint(1, y, w, t.selection);
    }
}

/// What the chosen row is; the field to type in while it is edited.
fn foot(pen: &mut Pen<'_>, state: &State, look: Look<'_>) -> Option<(u16, u16)> {
    let t = look.theme;
    let s = &state.screens.settings;
    let (w, h) = (pen.w(), pen.h());
    pen.fill(0, 0, w, look.shape("─", "-"), t.border);
    let f = s.chosen()?;
    let default =
        if f.default.is_empty() || f.value.is_empty() { String::new() } else { format!("default {}", f.default) };
    let allows = [default, f.allows.clone()].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ");
    if let Some(text) = &s.editing {
        let x = pen.put(0, 1, &format!("{} ", f.label), t.strong);
        let x = pen.put(x, 1, look.shape("› ", "> "), t.prompt);
        pen.put(x, 1, text.text(), if text.is_held() { t.selection } else { t.text });
        let before = text.text().get(..text.cursor()).unwrap_or_default();
        if s.writing {
            pen.put(0, 2, "writing …", t.dim);
        } else if let Some(problem) = &s.problem {
            let words = format!("{} {problem}", look.shape("■", "!"));
            pen.wrap(0, 2, w, h.saturating_sub(2), &words, t.bad);
        } else {
            let used = pen.wrap(0, 2, w, 2, &f.help, t.dim);
            pen.wrap(0, 2 + used, w, h.saturating_sub(2 + used), &allows, t.dim);
        }
        return Some(((x + text::width(before) as u16).min(w.saturating_sub(1)), 1));
    }
    let help = text::wrap_in(&f.help, w.into(), usize::from(h.saturating_sub(1)).min(2));
    let used = help.len() as u16;
    for (y, line) in (1..).zip(&help) {
        look.refer(pen, (0, y), line, t.text);
    }
    if s.writing {
        pen.put(0, 1 + used, "writing …", t.dim);
    } else if 1 + used < h.saturating_sub(1) {
        pen.wrap(0, 1 + used, w, h.saturating_sub(2 + used), &allows, t.dim);
    }
    let key = f.key.strip_prefix(MISSION).unwrap_or(&f.key);
    pen.put(0, h.saturating_sub(1), key, t.code);
    let place = num::count(s.fields().len(), "row");
    pen.put_right(w, h.saturating_sub(1), &format!("{} of {place}", s.cursor + 1), t.dim);
    None
}
