//! The whole canvas over the panels.

use super::window;
use crate::{
    app::{Hits, State},
    tui::panel::{Look, canvas},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws it, the panel at `chosen` marked; gives what lies where.
pub(super) fn render(state: &State, chosen: usize, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Hits {
    let inner = {
        let pen = window(area, area.width, area.height, "Canvas", look, buf);
        pen.area(0, 0, pen.w(), pen.h())
    };
    canvas::grid(state, chosen, look, inner, buf)
}
