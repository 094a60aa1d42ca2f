//! Why today is decided as it is, on one sheet.

use super::{super::panel::Look, super::text, window};
use crate::{
    app::State,
    coach::sheet::{Kind, sheet},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Draws the sheet; gives how many lines lie beyond its height.
pub(super) fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let t = look.theme;
    let Some(m) = state.morning() else { return 0 };
    let w = area.width.min(110);
    let room = usize::from(w.saturating_sub(4));
    let mut rows: Vec<(String, Style, &'static str, Style)> = Vec::new();
    for (kind, line) in sheet(m) {
        if kind == Kind::Head && !rows.is_empty() {
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
        for (i, l) in text::wrap(&line, room.saturating_sub(indent)).into_iter().enumerate() {
            rows.push((format!("{}{l}", " ".repeat(indent)), style, if i == 0 { mark } else { "" }, tint));
        }
    }
    let h = (rows.len() as u16 + 2).min(area.height);
    let overflow = (rows.len() as u16).saturating_sub(h.saturating_sub(2));
    let from = state.help_scroll.min(overflow);
    let title = if overflow > from {
        format!("Why today · {} {} more", look.shape("↓", "v"), overflow - from)
    } else {
        "Why today".to_owned()
    };
    let mut pen = window(area, w, h, &title, look, buf);
    for (y, (line, style, mark, tint)) in rows.iter().skip(from.into()).take(pen.h().into()).enumerate() {
        pen.put(0, y as u16, line, *style);
        if !mark.is_empty() {
            pen.put(0, y as u16, mark, *tint);
        }
    }
    overflow
}
