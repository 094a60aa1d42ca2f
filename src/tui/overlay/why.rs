//! Why today is decided as it is, on one sheet: rules, coach and you side by side where each has room, then the rest.
//!
//! ```text
//! ╭ Why today ──────────────────────────────────────────────────────╮
//! │ MODIFY: recovery only, confidence 100 %                         │
//! │ Rules                 Coach                 You                 │
//! │ L6 decides: recovery  Core and prehab of …  fatigue 4/5 …       │
//! ╰─────────────────────────────────────────────────────────────────╯
//! ```

use super::{
    super::{panel::Look, text},
    sheet::{self, Row},
};
use crate::{
    app::State,
    coach::sheet::{sheet as lines, voices},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Columns that a voice needs to stand beside the others.
const BESIDE: usize = 26;
/// Columns between two voices.
const GAP: usize = 3;

/// Draws the sheet; gives how many lines lie beyond its height.
pub(super) fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let Some(m) = state.morning() else { return 0 };
    let room = sheet::room(area);
    let all = lines(m);
    // The verdict first, the three voices under it.
    let (head, rest) = all.split_at(1.min(all.len()));
    let mut rows = sheet::rows(head, room, look);
    rows.extend(beside(&voices(m), room, look));
    if !rest.is_empty() {
        rows.push((String::new(), look.theme.text, "", look.theme.text));
    }
    rows.extend(sheet::rows(rest, room, look));
    sheet::draw(state, "Why today", &rows, look, area, buf)
}

/// What a voice says, in the athlete's units; the athlete's own words stay as they are.
fn voice(name: &str, said: &str, look: Look<'_>) -> String {
    if name == "You" { said.to_owned() } else { look.told(said) }
}

/// The three voices: columns of one width, or one under the other.
fn beside(voices: &[(&'static str, Vec<String>); 3], room: usize, look: Look<'_>) -> Vec<Row> {
    let t = look.theme;
    let row = |s: String, style| (s, style, "", t.text);
    let wide = room.saturating_sub(2 * GAP) / 3;
    if wide < BESIDE {
        let stacked = voices.iter().flat_map(|(name, said)| {
            // One under the other each says its first word only; the reasons follow anyway.
            let first = said.first().map_or("", String::as_str);
            let wrapped = text::wrap(&voice(name, first, look), room.saturating_sub(7));
            wrapped
                .into_iter()
                .enumerate()
                .map(move |(i, l)| format!("{}{l}", text::left(if i == 0 { name } else { "" }, 7)))
        });
        return stacked.map(|l| row(l, t.text)).collect();
    }
    let columns: Vec<Vec<String>> = voices
        .iter()
        .map(|(n, said)| said.iter().flat_map(|s| text::wrap(&voice(n, s, look), wide)).collect())
        .collect();
    let join = |cells: [&str; 3]| {
        let padded: Vec<String> = cells.iter().map(|c| text::left(c, wide)).collect();
        padded.join(&" ".repeat(GAP)).trim_end().to_owned()
    };
    let mut rows = vec![row(String::new(), t.text), row(join([voices[0].0, voices[1].0, voices[2].0]), t.heading)];
    for i in 0..columns.iter().map(Vec::len).max().unwrap_or(0) {
        let cell = |c: usize| columns[c].get(i).map_or("", String::as_str);
        rows.push(row(join([cell(0), cell(1), cell(2)]), t.text));
    }
    rows
}
