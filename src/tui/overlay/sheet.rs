//! A sheet of lines over the panels: wrapped, with a mark before what is a rule, scrolled by the help's position.

use super::{super::panel::Look, super::text, window};
use crate::{app::State, coach::sheet::Kind};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// A row: its text and style, and the mark before it with its tint.
pub(super) type Row = (String, Style, &'static str, Style);

/// Columns that text has on a sheet over `area`.
pub(super) fn room(area: Rect) -> usize {
    usize::from(width(area).saturating_sub(4))
}

fn width(area: Rect) -> u16 {
    area.width.min(110)
}

/// Lines wrapped to the sheet, an empty row before each heading but the first.
pub(super) fn rows(lines: &[(Kind, String)], room: usize, look: Look<'_>) -> Vec<Row> {
    let t = look.theme;
    let mut rows: Vec<Row> = Vec::new();
    for (kind, line) in lines {
        if *kind == Kind::Head && !rows.is_empty() {
            rows.push((String::new(), t.text, "", t.text));
        }
        let (mark, tint, style, indent) = match kind {
            Kind::Head => ("", t.text, t.heading, 0),
            Kind::Text => ("", t.text, t.text, 0),
            Kind::Under => ("", t.text, t.dim, 2),
            Kind::Passed => (look.shape("●", "+"), t.good, t.dim, 2),
            Kind::Spoke => (look.shape("▲", "!"), t.warn, t.text, 2),
            Kind::Blocked => (look.shape("■", "X"), t.bad, t.text, 2),
            Kind::Unknown => (look.shape("○", "?"), t.unknown, t.dim, 2),
        };
        for (i, l) in text::wrap(&look.told(line), room.saturating_sub(indent)).into_iter().enumerate() {
            rows.push((format!("{}{l}", " ".repeat(indent)), style, if i == 0 { mark } else { "" }, tint));
        }
    }
    rows
}

/// Draws the rows; gives how many lie beyond the height.
pub(super) fn draw(state: &State, title: &str, rows: &[Row], look: Look<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let h = (rows.len() as u16 + 2).min(area.height);
    let overflow = (rows.len() as u16).saturating_sub(h.saturating_sub(2));
    let from = state.help_scroll.min(overflow);
    let title = if overflow > from {
        format!("{title} · {} {} more", look.shape("↓", "v"), overflow - from)
    } else {
        title.to_owned()
    };
    let mut pen = window(area, width(area), h, &title, look, buf);
    for (y, (line, style, mark, tint)) in rows.iter().skip(from.into()).take(pen.h().into()).enumerate() {
        look.cite(&mut pen, (0, y as u16), line, *style);
        if !mark.is_empty() {
            pen.put(0, y as u16, mark, *tint);
        }
    }
    overflow
}
