//! A list with a chosen row that stays in sight.
//!
//! Owns: which row is chosen and which one stands first on screen. Does not own: what the rows are.

/// The chosen row and the first one shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The chosen row.
    pub cursor: usize,
    /// The first row on screen, as of the last frame.
    pub top: usize,
}

impl List {
    /// Moves the choice by some rows, within `len`.
    pub fn step(&mut self, rows: i32, len: usize) {
        let by = isize::try_from(rows).unwrap_or(0);
        self.cursor = self.cursor.saturating_add_signed(by).min(len.saturating_sub(1));
    }

    /// Keeps the choice within `len`.
    pub fn keep(&mut self, len: usize) {
        self.cursor = self.cursor.min(len.saturating_sub(1));
    }

    /// The first row to show so that the chosen one is among `page` rows, moved no further than needed.
    #[must_use]
    pub fn first(&self, page: usize, len: usize) -> usize {
        let page = page.max(1);
        let least = (self.cursor + 1).saturating_sub(page);
        self.top.clamp(least, self.cursor.max(least)).min(len.saturating_sub(page).max(least))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_chosen_row_is_always_on_screen(top in 0..60_usize, at in 0..60_usize, page in 0..20_usize, len in 0..60_usize) {
            let mut list = List { cursor: at, top };
            list.keep(len);
            let first = list.first(page, len);
            prop_assert!(first <= list.cursor && list.cursor < first + page.max(1));
        }
    }

    #[test]
    fn it_scrolls_no_further_than_needed() {
        let mut list = List { cursor: 5, top: 3 };
        assert_eq!(list.first(10, 100), 3);
        list.step(20, 100);
        assert_eq!(list.first(10, 100), 16);
        list.step(i32::MAX, 100);
        assert_eq!((list.cursor, list.first(10, 100)), (99, 90));
        list.step(i32::MIN, 100);
        assert_eq!((list.cursor, list.first(10, 100)), (0, 0));
    }
}
