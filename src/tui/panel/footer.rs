//! The last row: what can be done here, by key, and what runs in the background.
//!
//! ```text
//! p proposal  i type  tab next  w why  t theme  : palette  ? help  q quit            saving …
//! ```

use super::Look;
use crate::app::{Hit, Hits, Progress, State, actions, services::JOB};
use crate::tui::{pen::Pen, text};
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws the footer; gives what lies where.
pub fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Hits {
    let t = look.theme;
    let mut pen = Pen::new(buf, area);
    let w = pen.w();
    let status = status(state, usize::from(w / 2));
    let end = if status.is_empty() { w } else { pen.put_right(w, 0, &status, t.dim).saturating_sub(2) };
    let mut hits = Hits::default();
    let mut x = 0;
    for (action, key, label) in actions::footer(state) {
        let wide = (text::width(&key) + 1 + text::width(label)) as u16;
        if x + wide > end {
            break;
        }
        hits.add(pen.place(x, 0, wide, 1), Hit::Act(action));
        x = pen.put(x, 0, &key, t.key);
        x = pen.put(x + 1, 0, label, t.dim) + 2;
    }
    hits
}

fn status(state: &State, most: usize) -> String {
    if !state.saving.is_empty() {
        return "saving …".to_owned();
    }
    if let Some(left) = state.rest {
        return crate::app::dialog::lines::rest_words(left);
    }
    if let Some(job) = state.jobs.values().next() {
        return progress(job, most);
    }
    if state.loading && state.known.is_some() { "reading …".to_owned() } else { String::new() }
}

/// What is being done; how far, where there is room for it.
fn progress(p: &Progress, most: usize) -> String {
    // What a sync does begins with the service that is asked.
    let what = if p.job == JOB { p.text.clone() } else { format!("{} {}", p.job, p.text) };
    let whole = p.total.map_or_else(|| what.clone(), |total| format!("{what}, {} of {total}", p.done));
    let said = if text::width(&whole) <= most { &whole } else { &what };
    text::clip(said, most).trim_end().to_owned()
}
