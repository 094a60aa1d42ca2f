//! A page longer than the screen: parts below each other, the part in sight drawn.

use crate::tui::{panel::Look, pen::Pen};
use ratatui::{buffer::Buffer, layout::Rect, style::Color};

/// One part of a page: its rows, and what draws it.
pub(super) struct Part<'a> {
    /// Rows.
    pub(super) rows: u16,
    /// Draws it into a pen of that height.
    pub(super) draw: Box<dyn Fn(&mut Pen<'_>) + 'a>,
}

/// How many lines lie below what `h` rows show from line `scroll` on, for the title; nothing when that is the end.
pub(super) fn below(parts: &[Part<'_>], h: u16, scroll: u16, look: Look<'_>) -> String {
    let all: u16 = parts.iter().map(|p| p.rows).fold(0, u16::saturating_add);
    match all.saturating_sub(h).saturating_sub(scroll) {
        0 => String::new(),
        more => format!("{} {more} more · ", look.shape("↓", "v")),
    }
}

/// Draws the parts from line `scroll` on. Returns how many lines lie beyond the height.
pub(super) fn draw(pen: &mut Pen<'_>, parts: &[Part<'_>], scroll: u16) -> u16 {
    let (w, h) = (pen.w(), pen.h());
    let all: u16 = parts.iter().map(|p| p.rows).fold(0, u16::saturating_add);
    let overflow = all.saturating_sub(h);
    let scroll = scroll.min(overflow);
    // The page is drawn whole beside the screen, and the part in sight is copied.
    let whole = Rect::new(0, 0, w, all.max(1));
    let mut page = Buffer::empty(whole);
    let mut y = 0;
    for part in parts {
        (part.draw)(&mut Pen::new(&mut page, Rect { y, height: part.rows, ..whole }));
        y += part.rows;
    }
    let target = pen.area(0, 0, w, h);
    let buf = pen.buffer();
    for row in 0..h.min(all.saturating_sub(scroll)) {
        for x in 0..w {
            if let (Some(from), Some(to)) =
                (page.cell((x, row + scroll)), buf.cell_mut((target.x + x, target.y + row)))
            {
                let ground = to.bg;
                *to = from.clone();
                if to.bg == Color::Reset {
                    to.set_bg(ground);
                }
            }
        }
    }
    overflow
}
