//! What was planned, and what became of it? A month of days, or a week in full; the chosen day below or beside.
//!
//! ```text
//! Calendar ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ November 2026
//! Mon        Tue        Wed        Thu        Fri        Sat        Sun        Week
//! 16 ●       17 ▲       18 ●       19 ·       20 ◇       21 ◇       22 ◇     326 of 394
//! Endur 0:55 Endur 0:55 Sweet 1:15 Rest       VO2 1:15   Easy 1:00  Long 2:30   83 %
//! ```

use super::{Drawn, activities::estimate};
use crate::{
    app::{
        Action, Hit, Hits, Known, State,
        screen::calendar::{self, Cell, Grade},
    },
    domain::{
        Day,
        day::{SHORT_NAMES, monday, shift},
    },
    tui::{
        chart, num,
        panel::{Keys, Look},
        pen::Pen,
        text,
    },
};
use chrono::Datelike;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Columns of a week's sums.
const SUMS: u16 = 14;
/// Columns from which the chosen day stands beside the month.
const BESIDE: u16 = 140;

/// Draws the screen.
pub fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let t = look.theme;
    let c = &state.screens.calendar;
    let Some(known) = &state.known else { return Drawn::default() };
    let day = c.day(state.today);
    let title = if c.week { format!("week {}", crate::domain::day::iso_week(day)) } else { month_name(day) };
    let mut right: Vec<(String, Style)> = Vec::new();
    right.extend(c.carried.map(|d| (format!("carrying {}", num::weekday_date(d)), t.ghost)));
    // The columns of a week's sums are worth more to its days.
    let summed = c.week && c.carried.is_none();
    right.extend(summed.then(|| (sums(known, monday(day), state.today).join(" · "), t.text)));
    right.push((title, t.strong));
    let right: Vec<(String, Style)> = right
        .into_iter()
        .filter(|r| !r.0.is_empty())
        .flat_map(|r| [(" · ".to_owned(), t.dim), r])
        .skip(1)
        .collect();
    let mut pen = look.open(area, buf, "Calendar", &right);
    let (w, h) = (pen.w(), pen.h());
    let beside = w >= BESIDE;
    let grid_w = if beside { w - 44 } else { w };
    let mondays = c.mondays(state.today);
    let foot = if beside { 0 } else { (h / 4).clamp(2, 12) };
    let rows = h.saturating_sub(1 + foot) / mondays.len().max(1) as u16;
    // A month that does not fit shows the weeks around the chosen day.
    let rows = rows.max(2);
    let fit = usize::from(h.saturating_sub(1 + foot) / rows).max(1);
    let at = mondays.iter().position(|m| *m == monday(day)).unwrap_or(0);
    let first = if fit >= mondays.len() { 0 } else { at.saturating_sub(fit / 2).min(mondays.len() - fit) };
    let sums = if grid_w >= 7 * 8 + SUMS && !c.week { SUMS } else { 0 };
    let each = (grid_w.saturating_sub(sums)) / 7;
    for (i, name) in SHORT_NAMES.iter().enumerate() {
        pen.put_in(i as u16 * each, 0, each, name, t.dim);
    }
    if sums > 0 {
        pen.put_right(7 * each + SUMS, 0, "Week", t.dim);
    }
    let mut hits = Hits::default();
    for (i, from) in mondays.iter().skip(first).take(fit).enumerate() {
        let y = 1 + i as u16 * rows;
        for d in 0..7 {
            let cell = calendar::cell(known, shift(*from, d), state.today);
            hits.add(pen.place(d as u16 * each, y, each, rows), Hit::Day(cell.day));
            let mut part = pen.part(d as u16 * each, y, each.saturating_sub(1), rows);
            draw_head(&mut part, &cell, state, look);
            let used =
                if c.week { in_full(&mut part, &cell, look) } else { in_brief(&mut part, &cell, state, look) };
            if cell.day == day {
                for y in 0..part.h().min(used) {
                    part.tint(0, y, part.w(), t.selection);
                }
            }
        }
        if sums > 0 {
            let mut part = pen.part(7 * each, y, SUMS, rows);
            draw_sums(&mut part, state, *from, look);
        }
    }
    let chosen = calendar::cell(known, day, state.today);
    if beside {
        let mut part = pen.part(w - 41, 0, 41, h);
        draw_day(&mut part, &chosen, state, look);
    } else if foot > 0 {
        let y = h - foot;
        pen.fill(0, y, w, look.shape("─", "-"), t.border);
        let mut part = pen.part(0, y + 1, w, foot - 1);
        draw_day(&mut part, &chosen, state, look);
    }
    Drawn { hits, ..Drawn::default() }
}

/// Shape, letter-like and different for each, and its style.
fn mark(grade: Grade, look: Look<'_>) -> (&'static str, Style) {
    let t = look.theme;
    match grade {
        Grade::Rest => (look.shape("·", "."), t.dim),
        Grade::Ahead => (look.shape("◇", "o"), t.planned),
        Grade::Kept => (look.shape("●", "G"), t.good),
        Grade::Off => (look.shape("▲", "A"), t.warn),
        Grade::Far => (look.shape("■", "R"), t.bad),
        Grade::Missed => (look.shape("✗", "x"), t.bad),
        Grade::Extra => (look.shape("+", "+"), t.accent),
    }
}

/// Whether a day stands beside the month that is shown.
fn outside(c: &Cell<'_>, state: &State) -> bool {
    let screen = &state.screens.calendar;
    !screen.week && c.day.month() != screen.day(state.today).month()
}

/// The day's number with its marks.
fn draw_head(pen: &mut Pen<'_>, c: &Cell<'_>, state: &State, look: Look<'_>) {
    let t = look.theme;
    let w = pen.w();
    let screen = &state.screens.calendar;
    let outside = outside(c, state);
    let (shape, style) = mark(c.grade, look);
    let number = if c.day.day() == 1 && w >= 9 { num::date(c.day) } else { format!("{:>2}", c.day.day()) };
    let head = if c.day == state.today {
        t.today.patch(t.accent)
    } else if outside {
        t.dim
    } else {
        t.strong
    };
    let x = pen.put(0, 0, &number, head);
    let x = pen.put(x + 1, 0, shape, if outside { t.dim } else { style });
    let mut x = x;
    if Some(c.day) == state.goal_day() {
        x = pen.put(x + 1, 0, look.shape("◆", "*"), t.accent);
    }
    if !c.said.is_empty() {
        pen.put(x + 1, 0, look.shape("✎", "\""), t.dim);
    }
    if c.planned.iter().any(|s| s.locked) && screen.carried != Some(c.day) {
        pen.put_right(w, 0, look.shape("▣", "#"), t.dim);
    }
    if screen.carried == Some(c.day) {
        pen.put_right(w, 0, look.shape("↕", "^"), t.ghost);
    }
}

/// A row for each session and activity. Returns the rows used, the head's included.
fn in_brief(pen: &mut Pen<'_>, c: &Cell<'_>, state: &State, look: Look<'_>) -> u16 {
    let t = look.theme;
    let w = pen.w();
    let outside = outside(c, state);
    let mut lines: Vec<(String, Style)> = Vec::new();
    if c.done.is_empty() || pen.h() > 3 {
        let style = if c.day < state.today { t.dim } else { t.planned.patch(t.text) };
        lines.extend(c.planned.iter().map(|s| (short(&look.told(&s.title), "", s.minutes.into(), w), style)));
    }
    let done = |(a, l): &(&crate::domain::Activity, &crate::science::history::ActivityLoad)| {
        let r = a.best();
        let title = r.title.as_ref().map_or_else(|| r.sport.to_string(), ToString::to_string);
        (short(&title, estimate(r), l.minutes.round() as u32, w), t.text)
    };
    lines.extend(c.done.iter().map(done));
    for (y, (line, style)) in lines.iter().enumerate() {
        pen.put(0, 1 + y as u16, line, if outside { t.dim } else { *style });
    }
    1 + lines.len() as u16
}

/// Each session and activity with all of its title, its time and load, as far as the rows go. Returns the rows used, the
/// head's included.
fn in_full(pen: &mut Pen<'_>, c: &Cell<'_>, look: Look<'_>) -> u16 {
    let t = look.theme;
    let mut y = 1;
    let mut say = |pen: &mut Pen<'_>, label: &str, title: &str, figures: &[String], style: Style| {
        let (w, h) = (pen.w(), pen.h());
        pen.put(0, y, label, t.dim);
        y += 1;
        y += pen.wrap(0, y, w, h.saturating_sub(y).min(3), title, style);
        for figure in figures {
            pen.put(0, y, figure, t.dim);
            y += 1;
        }
        y += 1;
    };
    let load = |l: f64| format!("load {}", num::plain(l, 0));
    for s in &c.planned {
        let time = num::minutes(s.minutes.into());
        say(pen, "planned", &look.told(&s.title), &[time, load(s.load)], t.planned.patch(t.text));
    }
    for (a, l) in &c.done {
        let r = a.best();
        let title = r.title.as_ref().map_or_else(|| r.sport.to_string(), ToString::to_string);
        let far = l.metres.filter(|m| *m > 0.0).map(|m| t.units.distance_words(m / 1000.0, 1));
        let figures = [
            Some(format!("{}{}", estimate(r), num::minutes(l.minutes.round() as u32))),
            far,
            Some(load(l.load.value)),
        ];
        say(pen, "done", &title, &figures.into_iter().flatten().collect::<Vec<_>>(), t.strong);
    }
    (y - 1).min(pen.h())
}

/// A title and its time in few columns; the time goes first where there are fewest. Where a mark for what is cut would
/// take as much as it leaves, there is none.
fn short(title: &str, mark: &str, minutes: u32, w: u16) -> String {
    let time = format!("{mark}{}:{:02}", minutes / 60, minutes % 60);
    let room = usize::from(w).saturating_sub(time.len() + 1);
    match room {
        0..3 => text::clip(title, w.into()).into_owned(),
        3..8 => {
            let head = text::wrap(title, room).into_iter().next().unwrap_or_default();
            format!("{} {time}", text::left(&head, room))
        }
        _ => format!("{} {time}", text::left(title, room)),
    }
}

/// Load done and planned of a week, how much of what is over was done, hours.
fn sums(known: &Known, from: Day, today: Day) -> Vec<String> {
    let (sum, over) = calendar::week(known, from, today);
    let figure = |x: f64| num::plain(x, 0);
    let load = match (sum.planned > 0.0, sum.done > 0.0) {
        (true, _) => Some(format!("load {} of {}", figure(sum.done), figure(sum.planned))),
        (false, true) => Some(format!("load {}", figure(sum.done))),
        (false, false) => None,
    };
    let share = sum.compliance(over).map(|c| format!("{} %", figure(100.0 * c)));
    let hours = (sum.hours > 0.0).then(|| format!("{} h", num::plain(sum.hours, 1)));
    [load, share, hours].into_iter().flatten().collect()
}

fn draw_sums(pen: &mut Pen<'_>, state: &State, from: Day, look: Look<'_>) {
    let t = look.theme;
    let Some(known) = &state.known else { return };
    let (sum, over) = calendar::week(known, from, state.today);
    let w = pen.w();
    let figure = |x: f64| num::plain(x, 0);
    if sum.planned > 0.0 {
        pen.put_right(w, 0, &format!("{} of {}", figure(sum.done), figure(sum.planned)), t.text);
    } else if sum.done > 0.0 {
        pen.put_right(w, 0, &figure(sum.done), t.text);
    }
    let mut parts: Vec<String> = Vec::new();
    parts.extend(sum.compliance(over).map(|c| format!("{} %", figure(100.0 * c))));
    parts.extend(
        (sum.hours > 0.0)
            .then(|| format!("{}{} h", if sum.estimated { "~" } else { "" }, num::plain(sum.hours, 1))),
    );
    pen.put_right(w, 1, &parts.join("  "), t.dim);
    if pen.h() >= 4 && sum.planned > 0.0 {
        chart::bar(pen, (2, 2), w - 2, sum.done / sum.planned, look.marks, t.fitness, t.border);
    }
}

/// The chosen day: what is planned with its load, what was done, how they compare.
fn draw_day(pen: &mut Pen<'_>, c: &Cell<'_>, state: &State, look: Look<'_>) {
    let t = look.theme;
    let (w, h) = (pen.w(), pen.h());
    let (shape, style) = mark(c.grade, look);
    let x = pen.put(0, 0, &num::full_date(c.day), t.strong);
    let x = pen.put(x + 2, 0, shape, style);
    let x = pen.put(x + 1, 0, c.grade.title(), style);
    let (want, got) = (c.planned_load(), c.done_load());
    let words = match (want > 0.0, got > 0.0) {
        (true, true) => format!("load {} of {}", num::plain(got, 0), num::plain(want, 0)),
        (true, false) => format!("load {} planned", num::plain(want, 0)),
        (false, true) => format!("load {}", num::plain(got, 0)),
        (false, false) => String::new(),
    };
    pen.put(x + 2, 0, &words, t.dim);
    let mut y = 1;
    // Below the month every row counts; beside it there are rows for all of it.
    let most = if h >= 16 { 10 } else { 2 };
    let mut say = |pen: &mut Pen<'_>, label: &str, words: &str, style: Style| {
        pen.put(0, y, label, t.dim);
        let rows = pen.wrap(9, y, w.saturating_sub(9), h.saturating_sub(y).min(most), words, style);
        y += rows.max(1);
    };
    if let Some(from) = state.screens.calendar.carried.filter(|from| *from != c.day) {
        let planned = state.athlete().and_then(|a| a.plan.as_ref()).into_iter().flat_map(|p| p.on(from));
        let titles: Vec<String> = planned.map(|s| look.told(&s.title)).collect();
        let key = state.keymap.first(Action::PutDown).map(|k| k.to_string()).unwrap_or_default();
        let words =
            format!("{} of {}; {key} asks the coach to move it here", titles.join(", "), num::weekday_date(from));
        say(pen, "Carried", &words, t.ghost);
    }
    for s in &c.planned {
        let locked = if s.locked { " · locked" } else { "" };
        let words = format!(
            "{} · {} · load {}{locked}",
            look.told(&s.title),
            num::minutes(s.minutes.into()),
            num::plain(s.load, 0)
        );
        say(pen, "Planned", &words, t.text);
    }
    for (a, l) in &c.done {
        let r = a.best();
        let title = r.title.as_ref().map_or_else(|| r.sport.to_string(), ToString::to_string);
        let minutes = l.minutes.round() as u32;
        let far = l.metres.filter(|m| *m > 0.0).map(|m| format!(" · {}", t.units.distance_words(m / 1000.0, 1)));
        let far = far.unwrap_or_default();
        let time = format!("{}{}", estimate(r), num::minutes(minutes));
        let words = format!("{title} · {time}{far} · load {}", num::plain(l.load.value, 0));
        say(pen, "Done", &words, t.strong);
    }
    for words in &c.said {
        say(pen, "Noted", words, t.text);
    }
    if state.athlete().is_some_and(|a| a.plan.is_none()) && c.day >= state.today {
        let k = Keys::of(&state.keymap);
        let words = format!("Nothing is planned yet: {} chooses a mission and shows its plan.", k.mission);
        say(pen, "Plan", &words, t.text);
    }
    for s in c.planned.iter().filter(|s| !s.rationale.is_empty() && s.day >= state.today) {
        say(pen, "Why", &look.told(&s.rationale), t.dim);
    }
}

fn month_name(day: Day) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    format!("{} {}", MONTHS[day.month0() as usize % 12], day.year())
}
