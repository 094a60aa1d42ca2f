//! The morning check-in: five questions, a digit each.
//!
//! ```text
//! ╭ How are you this morning? ─────────────────────────╮
//! │   Feel         2   fresh 1 2 3 4 5 exhausted       │
//! │ ▶ Soreness     ·    none 1 2 3 4 5 severe          │
//! ╰─────────────────────────────────────────────────────╯
//! ```

use super::{super::panel::Look, window};
use crate::app::{
    Code, Hit, Hits, Key, State,
    actions::{Context, LIST},
    check_in::{Form, PLACES, QUESTIONS},
};
use crate::tui::pen::Pen;
use ratatui::{buffer::Buffer, layout::Rect};

/// Column of the first digit of a scale.
const DIGITS: u16 = 24;

/// Draws the form; before the score is seen, nothing else of the morning is.
pub(super) fn render(state: &State, form: &Form, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Hits {
    let t = look.theme;
    if form.before_score {
        Pen::new(buf, area).clear(t.text);
    }
    let head = if form.before_score { "Before you see the score" } else { "How are you this morning?" };
    let place = form.asks_place();
    let rows = QUESTIONS.len() + if place { 4 } else { 0 };
    let h = (rows + 6) as u16;
    let mut pen = window(area, 62, h, head, look, buf);
    pen.put(
        0,
        0,
        if form.before_score {
            "How are you this morning? A digit each, all optional."
        } else {
            "A digit each, all optional."
        },
        t.dim,
    );
    let mut hits = Hits::default();
    for (i, q) in QUESTIONS.iter().enumerate() {
        let y = 2 + i as u16;
        hits.add(pen.place(0, y, pen.w(), 1), Hit::Question(i));
        let here = i == form.at;
        if here {
            pen.put(0, y, look.shape("▶", ">"), t.accent);
        }
        pen.put(2, y, q.name, if here { t.strong } else { t.text });
        match form.answers[i] {
            Some(v) => pen.put(14, y, &v.to_string(), t.strong),
            None => pen.put(14, y, look.shape("·", "."), t.dim),
        };
        let words = if here { t.text } else { t.dim };
        pen.put_right(DIGITS - 1, y, q.least, words);
        let mut x = DIGITS;
        for digit in q.low..=q.top {
            let chosen = form.answers[i] == Some(digit);
            let style = if chosen { t.strong } else { t.key };
            // The space before it too: a digit alone is hard to hit.
            hits.add(pen.place(x.saturating_sub(1), y, 2, 1), Hit::Answer(i, digit));
            x = pen.put(x, y, &digit.to_string(), if here || chosen { style } else { t.dim }) + 1;
        }
        pen.put(x, y, q.most, words);
    }
    let mut y = 2 + QUESTIONS.len() as u16;
    if place {
        pen.put(0, y + 1, look.shape("▶", ">"), t.accent);
        pen.put(2, y + 1, "Where?", t.strong);
        for (row, keys) in PLACES.chunks(5).enumerate() {
            let mut x = 2;
            for (key, name) in keys {
                let (from, y) = (x, y + 2 + row as u16);
                x = pen.put(x, y, &key.to_string(), t.key) + 1;
                x = pen.put(x, y, name, t.text);
                hits.add(pen.place(from, y, x - from, 1), Hit::Press(Key::plain(Code::Char(*key))));
                x += 3;
            }
        }
        y += 4;
    }
    let mut x = 0;
    for spec in LIST.iter().filter(|s| s.context == Context::CheckIn) {
        let key = state.keymap.first(spec.action).map(|k| k.to_string()).unwrap_or_default();
        let from = x;
        x = pen.put(x, y + 1, &key, t.key) + 1;
        x = pen.put(x, y + 1, spec.label, t.dim);
        hits.add(pen.place(from, y + 1, x - from, 1), Hit::Act(spec.action));
        x += 2;
    }
    hits
}
