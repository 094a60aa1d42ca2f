//! The pictures under `docs/screenshots`: every screen of a generated athlete, in true colour.

use super::{
    fixture::{BESIDE, beside, scene},
    svg::svg,
};
use lanterne::tui::{Theme, draw};
use ratatui::{buffer::Buffer, layout::Rect};

/// Columns and rows of a picture.
const SIZE: (u16, u16) = (120, 38);

/// File name and content of each picture.
pub(crate) fn pictures() -> Vec<(String, String)> {
    let mornings = [("cockpit", "go", "dusk"), ("proposal", "modify", "dusk"), ("cockpit-light", "go", "paper")];
    let shot = |file: &str, state: &lanterne::app::State, theme: &str| {
        let theme = Theme::builtin(theme).unwrap_or_default();
        let area = Rect::new(0, 0, SIZE.0, SIZE.1);
        let mut buf = Buffer::empty(area);
        draw(state, &theme, area, &mut buf);
        let (ground, ink) = (theme.text.bg.unwrap_or_default(), theme.text.fg.unwrap_or_default());
        (format!("{file}.svg"), svg(&buf, ground, ink, &format!("Lanterne: {file}")))
    };
    let first = mornings.into_iter().map(|(file, name, theme)| shot(file, &scene(name, SIZE.0, SIZE.1), theme));
    first.chain(BESIDE.into_iter().map(|name| shot(name, &beside(name, SIZE.0, SIZE.1), "dusk"))).collect()
}
