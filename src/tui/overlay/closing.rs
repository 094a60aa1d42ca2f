//! How a mission went, once it is over, and the question what comes next.

use super::{super::panel::Look, sheet};
use crate::{app::State, coach::closing};
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws the sheet; gives how many lines lie beyond its height.
pub(super) fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let Some(c) = state.morning().and_then(|m| m.closing.as_deref()) else { return 0 };
    let rows = sheet::rows(&closing::sheet(c), sheet::room(area), look);
    sheet::draw(state, "How it went", &rows, look, area, buf)
}
