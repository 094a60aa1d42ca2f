//! What can be set: every key of config.toml that matters, thresholds with their history, sources, files.
//!
//! ```text
//! Settings ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ ~/.config/lanterne/config.toml
//! Athlete
//!   Body mass        68          kg
//! ▶ Birth year       1988
//! Thresholds
//!   ftp bike         262         W from 2026-09-01
//! ──────────────────────────────────────────────
//! Body mass, in kilograms.  athlete.mass_kg
//! ```

use super::Drawn;
use crate::{
    app::{
        State,
        screen::settings::{Field, FieldKind},
    },
    tui::{num, panel::Look, pen::Pen, text},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Rows of the foot: a rule, what the chosen row is, how to change it.
const FOOT: u16 = 4;

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
    let page = h.saturating_sub(y + FOOT);
    // A heading stands before the first row of a section, so rows and lines differ.
    let lines = lines(s.fields());
    let at = lines.iter().position(|l| matches!(l, Line::Row(i, _) if *i == s.list.cursor)).unwrap_or(0);
    let top = lines.iter().position(|l| matches!(l, Line::Row(i, _) if *i == s.list.top)).unwrap_or(0);
    let list = crate::app::list::List { cursor: at, top: if s.list.top == 0 { 0 } else { top } };
    let first = list.first(page.into(), lines.len());
    let first = if at == 1 { 0 } else { first };
    let label = (w / 4).clamp(14, 24);
    for (i, line) in lines.iter().skip(first).take(page.into()).enumerate() {
        let row = y + i as u16;
        match line {
            Line::Heading(name) => drop(pen.put(0, row, name, t.heading)),
            Line::Gap => {}
            Line::Row(i, field) => draw_row(&mut pen, row, field, label, *i == s.list.cursor, look),
        }
    }
    let cursor = foot(&mut pen.part(0, h.saturating_sub(FOOT), w, FOOT), state, look);
    let cursor = cursor.map(|(x, cy)| (area.x + x, area.y + 1 + h.saturating_sub(FOOT) + cy));
    let rows = lines.iter().skip(first).take(page.into()).filter(|l| matches!(l, Line::Row(..))).count();
    Drawn { page: rows as u16, cursor, ..Drawn::default() }
}

enum Line<'a> {
    Heading(&'static str),
    Gap,
    Row(usize, &'a Field),
}

fn lines(fields: &[Field]) -> Vec<Line<'_>> {
    let mut out = Vec::new();
    let mut section = "";
    for (i, f) in fields.iter().enumerate() {
        if f.section != section {
            if !section.is_empty() {
                out.push(Line::Gap);
            }
            out.push(Line::Heading(f.section));
            section = f.section;
        }
        out.push(Line::Row(i, f));
    }
    out
}

fn draw_row(pen: &mut Pen<'_>, y: u16, f: &Field, label: u16, chosen: bool, look: Look<'_>) {
    let t = look.theme;
    let w = pen.w();
    if chosen {
        pen.put(0, y, look.shape("▶", ">"), t.accent);
    }
    pen.put_in(2, y, label, &f.label, t.text);
    let value_at = label + 3;
    let (value, style) = match (&f.kind, f.value.is_empty()) {
        (FieldKind::Does(_), _) => (String::new(), t.dim),
        (FieldKind::Add, _) if f.key.is_empty() || f.label.starts_with('+') => (String::new(), t.dim),
        (FieldKind::Add, _) => (f.value.split(' ').rev().nth(1).unwrap_or_default().to_owned(), t.dim),
        (_, true) => ("not set".to_owned(), t.dim),
        (_, false) => (f.value.clone(), t.strong),
    };
    let room = (w.saturating_sub(value_at) / 2).clamp(10, 34).max(text::width(&value).min(60) as u16);
    let end = pen.put_in(value_at, y, room, &value, style);
    let note =
        if f.kind == FieldKind::Fact || end > value_at + 20 { end + 2 } else { (value_at + 14).max(end + 2) };
    pen.put(note, y, &f.note, t.dim);
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
    if s.writing {
        pen.put(0, 1, "writing …", t.dim);
        return None;
    }
    if let Some(text) = &s.editing {
        let x = pen.put(0, 1, &format!("{} ", f.label), t.strong);
        let x = pen.put(x, 1, look.shape("› ", "> "), t.prompt);
        pen.put(x, 1, text.text(), t.text);
        pen.wrap(0, 2, w, h.saturating_sub(2), &f.help, t.dim);
        let before = text.text().get(..text.cursor()).unwrap_or_default();
        return Some(((x + text::width(before) as u16).min(w.saturating_sub(1)), 1));
    }
    let choices = match &f.kind {
        FieldKind::Choice(all) => format!(" One of {}.", all.join(", ")),
        _ => String::new(),
    };
    let rows = pen.wrap(0, 1, w, h.saturating_sub(2).max(1), &format!("{}{choices}", f.help), t.text);
    if rows + 1 < h {
        let place = num::count(s.fields().len(), "row");
        pen.put(0, h - 1, &f.key, t.code);
        pen.put_right(w, h - 1, &format!("{} of {place}", s.list.cursor + 1), t.dim);
    }
    None
}
