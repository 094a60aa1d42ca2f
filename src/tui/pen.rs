//! A pen on a part of the buffer: every stroke is clipped, so no size and no text can draw outside or panic.

use super::text;
use crate::{app::Area, domain::Href};
use ratatui::{
    buffer::{Buffer, CellDiffOption},
    layout::Rect,
    style::Style,
};
use std::num::NonZeroU16;

/// A rectangle as the machine knows it.
#[must_use]
pub fn area_of(r: Rect) -> Area {
    Area { x: r.x, y: r.y, w: r.width, h: r.height }
}

/// Draws inside one area, in coordinates of that area.
pub struct Pen<'b> {
    buf: &'b mut Buffer,
    area: Rect,
}

impl<'b> Pen<'b> {
    /// A pen for the part of `area` that is in the buffer.
    #[must_use]
    pub fn new(buf: &'b mut Buffer, area: Rect) -> Self {
        let area = area.intersection(buf.area);
        Self { buf, area }
    }

    /// Columns.
    #[must_use]
    pub fn w(&self) -> u16 {
        self.area.width
    }

    /// Rows.
    #[must_use]
    pub fn h(&self) -> u16 {
        self.area.height
    }

    /// Part of this pen's area as a rectangle of the buffer.
    #[must_use]
    pub fn area(&self, x: u16, y: u16, w: u16, h: u16) -> Rect {
        let (x, y) = (x.min(self.area.width), y.min(self.area.height));
        let (w, h) = (w.min(self.area.width - x), h.min(self.area.height - y));
        Rect::new(self.area.x + x, self.area.y + y, w, h)
    }

    /// The same as the machine knows it, for the mouse.
    #[must_use]
    pub fn place(&self, x: u16, y: u16, w: u16, h: u16) -> Area {
        area_of(self.area(x, y, w, h))
    }

    /// A pen for a part of this one.
    pub fn part(&mut self, x: u16, y: u16, w: u16, h: u16) -> Pen<'_> {
        let area = self.area(x, y, w, h);
        Pen { buf: self.buf, area }
    }

    /// The buffer, for widgets of the library.
    pub fn buffer(&mut self) -> &mut Buffer {
        self.buf
    }

    /// Writes `s` at `(x, y)`, cut with `…` at the right edge. Returns the column after it.
    pub fn put(&mut self, x: u16, y: u16, s: &str, style: Style) -> u16 {
        self.put_in(x, y, self.area.width.saturating_sub(x), s, style)
    }

    /// Writes `s` into `w` columns from `(x, y)`, cut with `…`. Returns the column after it.
    pub fn put_in(&mut self, x: u16, y: u16, w: u16, s: &str, style: Style) -> u16 {
        if y >= self.area.height || x >= self.area.width || w == 0 {
            return x;
        }
        let room = w.min(self.area.width - x);
        let s = text::clip(s, usize::from(room));
        // What was there before must not show through: a dim rule would make the title on it dim.
        let style = Style { bg: None, ..Style::reset() }.patch(style);
        let (end, _) = self.buf.set_stringn(self.area.x + x, self.area.y + y, &*s, usize::from(room), style);
        end - self.area.x
    }

    /// Writes `s` so that it ends before column `end`. Returns the column that it starts at.
    pub fn put_right(&mut self, end: u16, y: u16, s: &str, style: Style) -> u16 {
        let end = end.min(self.area.width);
        let w = u16::try_from(text::width(s)).unwrap_or(u16::MAX);
        let x = end.saturating_sub(w);
        self.put_in(x, y, end - x, s, style);
        x
    }

    /// Writes parts one after the other, cut at the right edge. Returns the column after the last.
    pub fn parts<S: AsRef<str>>(&mut self, x: u16, y: u16, parts: &[(S, Style)]) -> u16 {
        parts.iter().fold(x, |x, (s, style)| self.put(x, y, s.as_ref(), *style))
    }

    /// Wraps `s` into `w` columns and at most `rows` rows from `(x, y)`. Returns the rows used.
    pub fn wrap(&mut self, x: u16, y: u16, w: u16, rows: u16, s: &str, style: Style) -> u16 {
        let rows = rows.min(self.area.height.saturating_sub(y));
        let w = w.min(self.area.width.saturating_sub(x));
        if rows == 0 || w == 0 {
            return 0;
        }
        let lines = text::wrap_in(s, usize::from(w), usize::from(rows));
        let mut used = 0;
        for line in &lines {
            self.put_in(x, y + used, w, line, style);
            used += 1;
        }
        used
    }

    /// Fills part of a row with one symbol.
    pub fn fill(&mut self, x: u16, y: u16, w: u16, symbol: &str, style: Style) {
        for i in x..x.saturating_add(w).min(self.area.width) {
            self.cell(i, y, symbol, style);
        }
    }

    /// One cell.
    pub fn cell(&mut self, x: u16, y: u16, symbol: &str, style: Style) {
        if x < self.area.width
            && y < self.area.height
            && let Some(cell) = self.buf.cell_mut((self.area.x + x, self.area.y + y))
        {
            cell.set_symbol(symbol).set_style(Style { bg: None, ..Style::reset() }.patch(style));
        }
    }

    /// Puts a style over part of a row, keeping its text.
    pub fn tint(&mut self, x: u16, y: u16, w: u16, style: Style) {
        let area = self.area(x, y, w, 1);
        self.buf.set_style(area, style);
    }

    /// Makes a link of what stands in `w` columns from `(x, y)`. Each cell is a link by itself, so that one that is
    /// drawn anew alone neither loses it nor leaves it open; they are one by their id. Its columns stay what they are.
    pub fn link(&mut self, x: u16, y: u16, w: u16, href: &Href) {
        let id = href
            .as_str()
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
        let end = x.saturating_add(w).min(self.area.width);
        let mut at = x;
        while at < end && y < self.area.height {
            let Some(cell) = self.buf.cell_mut((self.area.x + at, self.area.y + y)) else { return };
            let wide =
                u16::try_from(text::width(cell.symbol())).ok().and_then(NonZeroU16::new).unwrap_or(NonZeroU16::MIN);
            let linked = href.around(cell.symbol(), Some(id & 0xffff_ffff));
            cell.set_symbol(&linked).set_diff_option(CellDiffOption::ForcedWidth(wide));
            at += wide.get();
        }
    }

    /// Empties the area and gives it a ground.
    pub fn clear(&mut self, style: Style) {
        for y in self.area.top()..self.area.bottom() {
            for x in self.area.left()..self.area.right() {
                if let Some(cell) = self.buf.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
        }
    }
}
