//! How did the weeks go? One row each, the chosen one in full below or beside.
//!
//! ```text
//! Review ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 61 weeks
//! Week              Load  planned     %    Hours    km  Hard  Fitness      Form
//! 16 Nov  build  ━━  200      394    83 %    3.4  96.7     1  42.4 +0.2    −2.2
//! ```

use super::{
    Drawn,
    table::{self, Column},
};
use crate::{
    app::{
        State,
        screen::weeks::{self, Week, WeeksScreen},
    },
    domain::day::{iso_week, shift},
    tui::{chart, num, panel::Look, pen::Pen},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

const COLUMNS: [Column; 11] = [
    Column { head: "", width: 1, right: false, rank: 1 },
    Column { head: "Week of", width: 9, right: false, rank: 0 },
    Column { head: "Phase", width: 8, right: false, rank: 5 },
    Column { head: "", width: 0, right: false, rank: 7 },
    Column { head: "Load", width: 5, right: true, rank: 1 },
    Column { head: "planned", width: 7, right: true, rank: 2 },
    Column { head: "kept", width: 6, right: true, rank: 2 },
    Column { head: "Hours", width: 5, right: true, rank: 3 },
    Column { head: "Hard", width: 4, right: true, rank: 6 },
    Column { head: "Fitness", width: 12, right: true, rank: 3 },
    Column { head: "Form", width: 6, right: true, rank: 4 },
];

/// Rows of the chosen week.
const FOOT: u16 = 8;

/// Draws the screen.
pub fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let t = look.theme;
    let Some(known) = &state.known else { return Drawn::default() };
    let len = WeeksScreen::len(known, state.today);
    let list = &state.screens.weeks.list;
    let mut pen = look.open(area, buf, "Review", &[(num::count(len, "week"), t.dim)]);
    let (w, h) = (pen.w(), pen.h());
    let foot = FOOT.min(h / 2);
    let page = h.saturating_sub(1 + foot);
    let columns = table::places(&COLUMNS, w, 2);
    table::heads(&mut pen, 0, &COLUMNS, &columns, t.dim);
    let first = list.first(page.into(), len);
    let shown: Vec<(usize, Week)> =
        (first..len).take(page.into()).map(|ago| (ago, weeks::week(known, ago, state.today))).collect();
    let most = shown.iter().map(|(_, x)| x.sum.done.max(x.sum.planned)).fold(1.0, f64::max);
    for (y, (ago, week)) in (1..).zip(&shown) {
        row(&mut pen, y, week, most, &columns, look);
        if *ago == list.cursor {
            pen.tint(0, y, w, t.selection);
        }
    }
    if let Some((_, week)) = shown.iter().find(|(ago, _)| *ago == list.cursor) {
        let y = h - foot;
        pen.fill(0, y, w, look.shape("─", "-"), t.border);
        let mut part = pen.part(0, y + 1, w, foot.saturating_sub(1));
        full(&mut part, week, look);
    }
    Drawn { page, ..Drawn::default() }
}

/// How much of the plan was kept, by shape.
fn mark(w: &Week, look: Look<'_>) -> (&'static str, Style) {
    let t = look.theme;
    match w.compliance {
        None => (look.shape("·", "."), t.dim),
        Some(c) if c >= 0.85 => (look.shape("●", "G"), t.good),
        Some(c) if c >= 0.60 => (look.shape("▲", "A"), t.warn),
        Some(_) => (look.shape("■", "R"), t.bad),
    }
}

fn row(pen: &mut Pen<'_>, y: u16, w: &Week, most: f64, columns: &[(usize, u16, u16)], look: Look<'_>) {
    let t = look.theme;
    let missing = || "–".to_owned();
    let planned = (w.sum.planned > 0.0).then_some(w.sum.planned);
    for (i, x, width) in columns {
        if *i == 3 {
            let at = (*x, y);
            chart::bar(pen, at, (*width).min(40), w.sum.done / most, look.marks, t.fitness, t.border);
            continue;
        }
        let (value, style): (String, Style) = match i {
            0 => {
                let (shape, style) = mark(w, look);
                (shape.to_owned(), style)
            }
            1 => (date(w), t.text),
            2 => (w.phase.unwrap_or("").to_owned(), t.dim),
            4 => (num::plain(w.sum.done, 0), t.strong),
            5 => (planned.map_or_else(missing, |p| num::plain(p, 0)), t.dim),
            6 => (w.compliance.map_or_else(missing, |c| format!("{} %", num::plain(100.0 * c, 0))), t.text),
            7 => (num::plain(w.sum.hours, 1), t.text),
            8 => (w.hard.to_string(), t.text),
            9 => (format!("{} {}", num::plain(w.ctl.1, 1), num::signed(weeks::gain(w), 1)), t.text),
            _ => (num::signed(w.tsb.1, 1), t.dim),
        };
        table::cell(pen, (*x, y), *width, &value, COLUMNS[*i].right, style);
    }
}

fn date(w: &Week) -> String {
    format!("{} {:02}", num::date(w.monday), chrono::Datelike::year(&w.monday).rem_euclid(100))
}

/// The chosen week in words and figures.
fn full(pen: &mut Pen<'_>, w: &Week, look: Look<'_>) {
    let t = look.theme;
    let end = shift(w.monday, 6);
    let x = pen.put(
        0,
        0,
        &format!("{}, {} – {}", iso_week(w.monday), num::date(w.monday), num::full_date(end)),
        t.strong,
    );
    if let Some((focus, down)) = &w.focus {
        pen.put(x + 2, 0, &format!("{focus}{}", if *down { " (down week)" } else { "" }), t.dim);
    }
    let s = &w.sum;
    let plan = if s.planned > 0.0 { format!(" of {} planned", num::plain(s.planned, 0)) } else { String::new() };
    let sessions = if s.sessions > 0 { format!(" for {} planned", s.sessions) } else { String::new() };
    let share = 100.0 * weeks::form_share(w);
    let zones = w.shares.map(|s| s.map(|x| num::plain(100.0 * x, 0)));
    let lines: [(&str, String); 6] = [
        ("Load", format!("{}{plan} · {} of it kept", num::plain(s.done, 0), num::plain(s.kept, 0))),
        (
            "Done",
            format!(
                "{}{sessions} · {} h · {} km · longest {}",
                num::count(s.activities, "activity").replace("activitys", "activities"),
                num::plain(s.hours, 1),
                num::plain(s.km, 0),
                num::minutes(w.longest.round() as u32)
            ),
        ),
        (
            "Fitness",
            format!("{} → {} ({})", num::plain(w.ctl.0, 1), num::plain(w.ctl.1, 1), num::signed(weeks::gain(w), 1)),
        ),
        (
            "Form",
            format!(
                "{} → {} ({} % of fitness)",
                num::signed(w.tsb.0, 1),
                num::signed(w.tsb.1, 1),
                num::signed(share, 0)
            ),
        ),
        (
            "Intensity",
            zones.map_or_else(
                || "no zones known".to_owned(),
                |[a, b, c]| format!("{a} % low · {b} % middle · {c} % high · {}", num::count(w.hard, "hard day")),
            ),
        ),
        ("Monotony", format!("{} · strain {}", num::plain(w.monotony.0, 2), num::plain(w.monotony.1, 0))),
    ];
    for (y, (label, words)) in (1..).zip(&lines) {
        pen.put(0, y, label, t.dim);
        pen.put(11, y, words, t.text);
    }
}
