//! What lies where on the screen, as the last frame drew it.
//!
//! Owns: the places and what each one is. Does not own: drawing them (the view tells what it drew where), what a click
//! does (update).

use super::{
    actions::Action,
    key::Key,
    screen::{Screen, log::View},
    state::Focus,
};
use crate::domain::Day;

/// A part of the screen, in cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// First column.
    pub x: u16,
    /// First row.
    pub y: u16,
    /// Columns.
    pub w: u16,
    /// Rows.
    pub h: u16,
}

impl Area {
    /// Whether a cell is in it.
    #[must_use]
    pub fn has(self, x: u16, y: u16) -> bool {
        (self.x..self.x.saturating_add(self.w)).contains(&x) && (self.y..self.y.saturating_add(self.h)).contains(&y)
    }
}

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// A panel of the Cockpit.
    Panel(Focus),
    /// The name of a screen in the bar.
    Screen(Screen),
    /// An action with its key.
    Act(Action),
    /// A key that is an answer.
    Press(Key),
    /// A row of the screen's list.
    Row(usize),
    /// A day of the Calendar, or of the Form chart.
    Day(Day),
    /// A view of the Log.
    View(View),
    /// An answer to a question of the check-in.
    Answer(usize, u8),
    /// A hunk of the proposal.
    Hunk(usize),
    /// An entry of the palette.
    Entry(usize),
    /// A row of a window with fields.
    Slot(usize),
    /// A question of the check-in.
    Question(usize),
    /// A panel of the canvas.
    Pinned(usize),
}

/// Every place of a frame, what was drawn later on top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits(Vec<(Area, Hit)>);

impl Hits {
    /// Adds a place; one of no cells is none.
    pub fn add(&mut self, area: Area, hit: Hit) {
        if area.w > 0 && area.h > 0 {
            self.0.push((area, hit));
        }
    }

    /// Adds the places of a part of the screen.
    pub fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// Forgets all: something lies over them.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// What lies on top at a cell.
    #[must_use]
    pub fn at(&self, x: u16, y: u16) -> Option<Hit> {
        self.0.iter().rev().find(|(area, _)| area.has(x, y)).map(|(_, hit)| *hit)
    }

    /// The panel at a cell, whatever of it lies there.
    #[must_use]
    pub fn panel(&self, x: u16, y: u16) -> Option<Focus> {
        self.0.iter().rev().filter(|(area, _)| area.has(x, y)).find_map(|(_, hit)| match hit {
            Hit::Panel(panel) => Some(*panel),
            _ => None,
        })
    }

    /// Every place with what it is, in the order of drawing.
    pub fn iter(&self) -> impl Iterator<Item = &(Area, Hit)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_last_lies_on_top() {
        let mut hits = Hits::default();
        hits.add(Area { x: 0, y: 0, w: 10, h: 5 }, Hit::Panel(Focus::Coach));
        hits.add(Area { x: 2, y: 1, w: 3, h: 1 }, Hit::Act(Action::Compose));
        hits.add(Area { x: 4, y: 1, w: 0, h: 1 }, Hit::Row(1));
        assert_eq!(hits.at(4, 1), Some(Hit::Act(Action::Compose)));
        assert_eq!((hits.at(5, 1), hits.panel(4, 1)), (Some(Hit::Panel(Focus::Coach)), Some(Focus::Coach)));
        assert_eq!((hits.at(10, 1), hits.at(0, 5)), (None, None));
        hits.clear();
        assert_eq!(hits.at(4, 1), None);
    }
}
