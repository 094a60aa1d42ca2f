//! Columns under headings: which of them fit, and where they stand.

use crate::tui::{pen::Pen, text};
use ratatui::style::Style;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Heading.
    pub head: &'static str,
    /// Columns of the terminal that it takes.
    pub width: u16,
    /// Whether it stands at the right, as figures do.
    pub right: bool,
    /// Which leave first where there is no room: the highest.
    pub rank: u8,
}

/// Columns with their places: index, start, width. One column may have a width of 0: it takes what is left.
#[must_use]
pub fn places(columns: &[Column], w: u16, gap: u16) -> Vec<(usize, u16, u16)> {
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    let least = |c: &Column| if c.width == 0 { 10 } else { c.width };
    let need = |kept: &[usize]| kept.iter().map(|i| least(&columns[*i]) + gap).sum::<u16>().saturating_sub(gap);
    while need(&kept) > w && kept.len() > 1 {
        let worst = kept.iter().copied().max_by_key(|i| columns[*i].rank);
        kept.retain(|i| Some(*i) != worst);
    }
    let fixed: u16 = kept.iter().filter(|i| columns[**i].width > 0).map(|i| columns[*i].width + gap).sum();
    let mut x = 0;
    kept.into_iter()
        .map(|i| {
            let width = if columns[i].width == 0 { w.saturating_sub(fixed) } else { columns[i].width };
            let at = (i, x, width);
            x += width + gap;
            at
        })
        .collect()
}

/// Draws the headings.
pub fn heads(pen: &mut Pen<'_>, y: u16, columns: &[Column], at: &[(usize, u16, u16)], style: Style) {
    for (i, x, width) in at {
        let c = &columns[*i];
        cell(pen, (*x, y), *width, c.head, c.right, style);
    }
}

/// Draws one cell within its column.
pub fn cell(pen: &mut Pen<'_>, (x, y): (u16, u16), width: u16, value: &str, right: bool, style: Style) {
    let value = text::clip(value, width.into());
    if right {
        let w = text::width(&value) as u16;
        pen.put(x + width.saturating_sub(w), y, &value, style);
    } else {
        pen.put_in(x, y, width, &value, style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column { head: "Date", width: 10, right: false, rank: 0 },
        Column { head: "Title", width: 0, right: false, rank: 1 },
        Column { head: "Load", width: 4, right: true, rank: 2 },
    ];

    #[test]
    fn what_matters_least_leaves_first_and_one_takes_the_rest() {
        assert_eq!(places(&COLUMNS, 40, 2), [(0, 0, 10), (1, 12, 22), (2, 36, 4)]);
        assert_eq!(places(&COLUMNS, 24, 2), [(0, 0, 10), (1, 12, 12)]);
        assert_eq!(places(&COLUMNS, 12, 2), [(0, 0, 10)]);
        assert_eq!(places(&COLUMNS, 3, 2), [(0, 0, 10)], "drawing clips it");
    }
}
