//! Charts of cells: lines on a grid of dots, bars along a row, columns of blocks.
//!
//! Owns: how a value becomes dots. Does not own: what the values are or which role draws them.

use super::{Theme, pen::Pen};
use crate::config::Chart;
use ratatui::style::Style;

/// What charts and bars are drawn with; a setting, because fonts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Marks {
    /// Braille dots, two by four per cell.
    #[default]
    Braille,
    /// One point per cell.
    Dot,
    /// Half blocks, one by two per cell.
    Block,
    /// ASCII only, bars and rules too.
    Ascii,
    /// No charts, bars and rules at all: words and figures for a screen reader.
    Still,
}

impl From<Chart> for Marks {
    fn from(setting: Chart) -> Self {
        match setting {
            Chart::Braille => Self::Braille,
            Chart::Dot => Self::Dot,
            Chart::Block => Self::Block,
            Chart::Ascii => Self::Ascii,
        }
    }
}

impl Marks {
    /// By its name in the configuration.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "braille" => Self::Braille,
            "dot" => Self::Dot,
            "block" => Self::Block,
            "ascii" => Self::Ascii,
            _ => return None,
        })
    }

    /// Whether there is nothing but words and figures.
    #[must_use]
    pub fn is_still(self) -> bool {
        self == Self::Still
    }

    /// Dots per cell, across and down.
    fn dots(self) -> (usize, usize) {
        match self {
            Self::Braille => (2, 4),
            Self::Block => (1, 2),
            Self::Dot | Self::Ascii | Self::Still => (1, 1),
        }
    }
}

/// How one line of a plot looks.
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    /// Style of its cells.
    pub style: Style,
    /// Its letter where dots can't tell lines apart (`ascii`).
    pub letter: &'static str,
    /// Whether it is drawn dotted: planned, not lived.
    pub dotted: bool,
}

/// A grid of dots. Where lines cross, the later one gives the cell its style.
pub struct Plot {
    w: usize,
    h: usize,
    marks: Marks,
    cells: Vec<(u8, Option<Ink>)>,
}

impl Plot {
    /// An empty plot of `w` × `h` cells.
    #[must_use]
    pub fn new(w: u16, h: u16, marks: Marks) -> Self {
        let (w, h) = (usize::from(w), usize::from(h));
        Self { w, h, marks, cells: vec![(0, None); w * h] }
    }

    /// Columns of dots.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.w * self.marks.dots().0
    }

    fn rows(&self) -> usize {
        self.h * self.marks.dots().1
    }

    fn dot(&mut self, x: usize, y: usize, ink: Ink) {
        let (dx, dy) = self.marks.dots();
        let (cx, cy) = (x / dx, y / dy);
        if cx >= self.w || cy >= self.h {
            return;
        }
        let bit = match self.marks {
            // Unicode numbers braille dots 1-2-3-7 down the left column, 4-5-6-8 down the right.
            Marks::Braille => [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]][x % 2][y % 4],
            _ => 1 << (y % dy),
        };
        let cell = &mut self.cells[cy * self.w + cx];
        cell.0 |= bit;
        cell.1 = Some(ink);
    }

    /// Row of dots, from the top, that a value falls on.
    #[must_use]
    pub fn row(&self, v: f64, range: (f64, f64)) -> usize {
        let top = self.rows().saturating_sub(1) as f64;
        let span = (range.1 - range.0).max(f64::EPSILON);
        (top - ((v - range.0) / span * top).round()).clamp(0.0, top) as usize
    }

    /// A line over dot columns from `from`, one value per column, `range` from the lowest to the highest row.
    pub fn line(&mut self, from: usize, values: &[Option<f64>], range: (f64, f64), ink: Ink) {
        if self.rows() == 0 {
            return;
        }
        let mut last: Option<usize> = None;
        for (i, value) in values.iter().enumerate() {
            let Some(v) = value.filter(|v| v.is_finite()) else {
                last = None;
                continue;
            };
            let y = self.row(v, range);
            if ink.dotted {
                // A dot per cell of braille or block; the other styles have a symbol of their own for it.
                if !matches!(self.marks, Marks::Braille | Marks::Block) || (from + i).is_multiple_of(2) {
                    self.dot(from + i, y, ink);
                }
            } else {
                let (lo, hi) = last.map_or((y, y), |l| if l < y { (l + 1, y) } else { (y, l.max(y + 1) - 1) });
                for yy in lo.min(y)..=hi.max(y) {
                    self.dot(from + i, yy, ink);
                }
            }
            last = Some(y);
        }
    }

    /// A dotted rule at a value, under the lines: draw it first.
    pub fn rule(&mut self, at: f64, range: (f64, f64), style: Style) {
        let every = 4 * self.marks.dots().0;
        let values: Vec<_> = (0..self.columns()).map(|x| x.is_multiple_of(every).then_some(at)).collect();
        self.line(0, &values, range, Ink { style, letter: "-", dotted: true });
    }

    /// A rule down the plot at a dot column, dotted.
    pub fn upright(&mut self, x: usize, style: Style) {
        let ink = Ink { style, letter: "|", dotted: true };
        let step = if self.marks == Marks::Braille { 2 } else { 1 };
        for y in (0..self.rows()).step_by(step) {
            self.dot(x, y, ink);
        }
    }

    /// Draws the plot at `(x, y)`.
    pub fn draw(&self, pen: &mut Pen<'_>, x: u16, y: u16) {
        if self.marks.is_still() {
            return;
        }
        let mut buf = [0_u8; 4];
        for (i, (bits, ink)) in self.cells.iter().enumerate() {
            let Some(ink) = ink else { continue };
            let symbol: &str = match self.marks {
                Marks::Braille => char::from_u32(0x2800 + u32::from(*bits)).unwrap_or(' ').encode_utf8(&mut buf),
                Marks::Block => ["▀", "▄", "█"][usize::from((*bits & 3).max(1) - 1)],
                Marks::Dot if ink.letter == "|" => "╎",
                Marks::Dot => ["•", "·"][usize::from(ink.dotted)],
                Marks::Ascii if ink.dotted && ink.letter != "|" => ".",
                Marks::Ascii | Marks::Still => ink.letter,
            };
            let (cx, cy) = ((i % self.w) as u16, (i / self.w) as u16);
            pen.cell(x + cx, y + cy, symbol, ink.style);
        }
    }
}

/// `values` over `columns`: means where several fall on one column, straight lines where columns are more.
#[must_use]
pub fn resample(values: &[f64], columns: usize) -> Vec<Option<f64>> {
    let n = values.len();
    if n == 0 {
        return vec![None; columns];
    }
    (0..columns)
        .map(|c| {
            if n >= columns {
                let (lo, hi) = (c * n / columns, ((c + 1) * n / columns).max(c * n / columns + 1));
                let part = &values[lo..hi.min(n)];
                Some(part.iter().sum::<f64>() / part.len() as f64)
            } else {
                let at = c as f64 * (n - 1) as f64 / (columns - 1).max(1) as f64;
                let i = (at.floor() as usize).min(n - 1);
                let next = values[(i + 1).min(n - 1)];
                Some(values[i] + (next - values[i]) * (at - i as f64))
            }
        })
        .collect()
}

/// Draws a bar of `w` columns filled to `share` (0–1), heavy for the filled part, light for the rest.
pub fn bar(pen: &mut Pen<'_>, at: (u16, u16), w: u16, share: f64, marks: Marks, fill: Style, rest: Style) {
    if marks.is_still() {
        return;
    }
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let full = (share * f64::from(w)).round() as u16;
    let (heavy, light) = if marks == Marks::Ascii { ("#", "-") } else { ("━", "─") };
    pen.fill(at.0, at.1, full.min(w), heavy, Theme::solid(fill));
    pen.fill(at.0 + full.min(w), at.1, w - full.min(w), light, rest);
}

const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII_EIGHTHS: [&str; 9] = [" ", ".", ".", ":", ":", "|", "|", "#", "#"];

/// Draws one column of `h` rows ending at the row `bottom`, filled to `share` (0–1); anything above nothing shows.
pub fn column(pen: &mut Pen<'_>, x: u16, bottom: u16, h: u16, share: f64, marks: Marks, style: Style) {
    if marks.is_still() {
        return;
    }
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let mut eighths = (share * f64::from(h) * 8.0).round() as usize;
    if share > 0.0 {
        eighths = eighths.max(1);
    }
    let set = if marks == Marks::Ascii { &ASCII_EIGHTHS } else { &EIGHTHS };
    for row in 0..h {
        let part = eighths.saturating_sub(usize::from(row) * 8).min(8);
        if part > 0 {
            pen.cell(x, bottom.saturating_sub(row), set[part], style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::{buffer::Buffer, layout::Rect};

    fn drawn(marks: Marks, values: &[f64], dotted: bool) -> Vec<String> {
        let area = Rect::new(0, 0, 4, 2);
        let mut buf = Buffer::empty(area);
        let mut plot = Plot::new(4, 2, marks);
        let columns = plot.columns();
        plot.line(0, &resample(values, columns), (0.0, 1.0), Ink { style: Style::new(), letter: "c", dotted });
        plot.draw(&mut Pen::new(&mut buf, area), 0, 0);
        (0..2).map(|y| (0..4).map(|x| buf[(x, y)].symbol()).collect()).collect()
    }

    #[test]
    fn a_line_rises_in_every_style() {
        assert_eq!(drawn(Marks::Ascii, &[0.0, 0.0, 1.0, 1.0], false), ["  cc", "cc  "]);
        assert_eq!(drawn(Marks::Dot, &[0.0, 0.0, 1.0, 1.0], true), ["  ··", "··  "]);
        assert_eq!(drawn(Marks::Block, &[0.0, 0.0, 1.0, 1.0], false), ["  █▀", "▄▄▀ "]);
        assert_eq!(drawn(Marks::Braille, &[0.0, 1.0], false), ["  ⡠⠊", "⡠⠊  "]);
    }

    #[test]
    fn resampling_keeps_ends_and_means() {
        assert_eq!(resample(&[0.0, 2.0], 3), [Some(0.0), Some(1.0), Some(2.0)]);
        assert_eq!(resample(&[1.0, 3.0, 5.0, 7.0], 2), [Some(2.0), Some(6.0)]);
        assert_eq!(resample(&[], 2), [None, None]);
    }
}
