//! The canvas: panels that were pinned beside the chat, drawn from what is known now.
//!
//! ```text
//! Fitness to the tour ─────────────────────────
//! ━ CTL 52.1 (38–84)   ━ load 81
//!  ⣀⠤⠔⠒⠉╎· · · · ·
//! ```

use super::{Look, share};
use crate::{
    app::State,
    coach::canvas::{self, Bar, Drawing, Line},
    domain::{Day, Panel, canvas::Series, units::Measure},
    tui::{
        chart::{Ink, Plot, bar},
        num,
        pen::Pen,
        text,
    },
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Rows that a panel has at least.
const LEAST: u16 = 4;
/// Rows that a panel wants.
const WANTED: u16 = 11;

/// Rows that the panels want of a pane of `height` rows and leave it enough to talk in.
#[must_use]
pub fn rows(panels: usize, height: u16) -> u16 {
    if height < 20 || panels == 0 {
        return 0;
    }
    (height / 2).min(WANTED.saturating_mul(u16::try_from(panels).unwrap_or(u16::MAX)))
}

/// Draws as many of the newest panels below each other as have room.
pub fn stack(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) {
    let Some(athlete) = state.athlete() else { return };
    let fit = usize::from(area.height / LEAST).min(athlete.canvas.len());
    let panels = &athlete.canvas[athlete.canvas.len() - fit..];
    let wants: Vec<(u8, u16, u16)> = panels.iter().map(|_| (0, LEAST, WANTED)).collect();
    // Panels share evenly: what the first could take is not taken from the last.
    let each = area.height / u16::try_from(fit.max(1)).unwrap_or(1);
    let heights = share(area.height, &wants).into_iter().map(|h| h.min(each.max(LEAST)));
    let mut y = area.y;
    for (panel, height) in panels.iter().zip(heights) {
        one(state, panel, look, Rect { y, height, ..area }, buf);
        y += height;
    }
}

/// Draws every panel on a grid, the one at `chosen` marked.
pub fn grid(state: &State, chosen: usize, look: Look<'_>, area: Rect, buf: &mut Buffer) {
    let Some(athlete) = state.athlete() else { return };
    let n = u16::try_from(athlete.canvas.len().max(1)).unwrap_or(1);
    let across = (area.width / 56).clamp(1, 3).min(n);
    let down = n.div_ceil(across);
    let (w, h) = (area.width.saturating_sub(3 * (across - 1)) / across, area.height / down);
    for (i, panel) in (0..).zip(&athlete.canvas) {
        let (column, row) = (i % across, i / across);
        let place = Rect {
            x: area.x + column * (w + 3),
            y: area.y + row * h,
            width: w,
            height: h.saturating_sub(u16::from(row + 1 < down)),
        };
        let look = Look { focused: usize::from(i) == chosen, ..look };
        one(state, panel, look, place, buf);
    }
}

/// One panel with its heading.
fn one(state: &State, panel: &Panel, look: Look<'_>, area: Rect, buf: &mut Buffer) {
    let Some(k) = &state.known else { return };
    let mut pen = look.open(area, buf, panel.title.as_str(), &[]);
    match canvas::draw(panel, &k.athlete, &k.history, &k.morning) {
        Drawing::Chart { lines, today } => chart(&mut pen, &lines, today, look),
        Drawing::Bars { unit: "km", bars } => {
            let u = look.theme.units;
            let by = u.factor(Measure::Distance);
            let own = |b: Bar| Bar { done: b.done / by, planned: b.planned / by, ..b };
            draw_bars(&mut pen, u.far(), &bars.into_iter().map(own).collect::<Vec<_>>(), look);
        }
        Drawing::Bars { unit, bars } => draw_bars(&mut pen, unit, &bars, look),
        Drawing::Table { head, rows } => {
            let (head, rows) = in_units(head, rows, look);
            table(&mut pen, &head, &rows, look);
        }
        Drawing::Text(words) => {
            let (w, h) = (pen.w(), pen.h());
            pen.wrap(0, 0, w, h, &look.told(&words), look.theme.text);
        }
    }
}

/// A table with its distances in the athlete's units.
fn in_units(
    mut head: Vec<&'static str>,
    mut rows: Vec<Vec<String>>,
    look: Look<'_>,
) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let u = look.theme.units;
    if let Some(at) = head.iter().position(|h| *h == "km") {
        head[at] = u.far();
        for cell in rows.iter_mut().filter_map(|r| r.get_mut(at)) {
            if let Ok(km) = cell.parse::<f64>() {
                *cell = u.distance(km, 1);
            }
        }
    }
    if let Some(at) = head.iter().position(|h| *h == "session") {
        rows.iter_mut().filter_map(|r| r.get_mut(at)).for_each(|cell| *cell = look.told(cell));
    }
    (head, rows)
}

fn ink(i: usize, series: Series, look: Look<'_>) -> (Style, &'static str) {
    let t = look.theme;
    match series {
        Series::Ctl => (t.fitness, "c"),
        Series::Atl => (t.fatigue, "a"),
        Series::Tsb => (t.form, "f"),
        Series::Load | Series::Hrv | Series::RestingHr | Series::Sleep => {
            [(t.accent, "1"), (t.easy, "2"), (t.moderate, "3")][i % 3]
        }
    }
}

/// Lines over days: each with its last value and its range, since their units differ.
fn chart(pen: &mut Pen<'_>, lines: &[Line], today: Day, look: Look<'_>) {
    let t = look.theme;
    let mut y = 0;
    for (i, line) in lines.iter().enumerate() {
        let (style, letter) = ink(i, line.series, look);
        let values = || line.points.iter().filter_map(|(_, v)| *v);
        let unit = line.series.unit();
        let last = line.points.iter().rev().filter(|(d, _)| *d <= today).find_map(|(_, v)| *v);
        let Some((lo, hi)) = range(values()) else {
            pen.put(0, y, &format!("{}: nothing recorded in these days", line.series.title()), t.dim);
            y += 1;
            continue;
        };
        let dp = num::decimals(unit);
        let now = last.map_or_else(|| "–".to_owned(), |v| num::plain(v, dp));
        let x = pen.put(0, y, if look.shape("━", "") == "━" { "━" } else { letter }, style);
        let x = pen.put(x + 1, y, line.series.title(), t.dim);
        let x = pen.put(x + 1, y, &now, t.strong);
        let x = if unit.is_empty() { x } else { pen.put(x + 1, y, unit, t.dim) };
        pen.put(x + 1, y, &format!("({} to {})", num::plain(lo, dp), num::plain(hi, dp)), t.dim);
        y += 1;
    }
    let (w, h) = (pen.w(), pen.h());
    let Some(points) = lines.first().map(|l| &l.points).filter(|_| h > y + 1 && w > 4) else { return };
    let mut plot = Plot::new(w, h - y - 1, look.marks);
    let columns = plot.columns();
    let n = points.len();
    let day_of = |c: usize| c * n.saturating_sub(1) / columns.saturating_sub(1).max(1);
    let here = (0..columns).find(|c| points.get(day_of(*c)).is_some_and(|(d, _)| *d >= today));
    if let Some(x) = here.filter(|x| *x > 0 && *x + 1 < columns) {
        plot.upright(x, t.today);
    }
    for (i, line) in lines.iter().enumerate() {
        let (style, letter) = ink(i, line.series, look);
        let Some(range) = range(line.points.iter().filter_map(|(_, v)| *v)) else { continue };
        for dotted in [false, true] {
            let of = |c: usize| line.points.get(day_of(c)).filter(|(d, _)| (*d > today) == dotted)?.1;
            let values: Vec<Option<f64>> = (0..columns).map(of).collect();
            plot.line(0, &values, range, Ink { style, letter, dotted });
        }
    }
    plot.draw(pen, 0, y);
    if let (Some((first, _)), Some((last, _))) = (points.first(), points.last()) {
        pen.put(0, h - 1, &num::date(*first), t.dim);
        pen.put_right(w, h - 1, &num::date(*last), t.dim);
    }
}

/// Lowest and highest, a little apart when they are one; `None` of nothing.
fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let (lo, hi) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
    (lo <= hi).then_some(if hi - lo < 1e-9 { (lo - 1.0, hi + 1.0) } else { (lo, hi) })
}

/// A row for each bar: done heavy, planned beside it; the last rows where not all have room.
fn draw_bars(pen: &mut Pen<'_>, unit: &str, bars: &[Bar], look: Look<'_>) {
    let t = look.theme;
    let (w, h) = (pen.w(), usize::from(pen.h()));
    if bars.is_empty() {
        pen.put(0, 0, "nothing in these days", t.dim);
        return;
    }
    let shown = &bars[bars.len().saturating_sub(h)..];
    let most = bars.iter().map(|b| b.done + b.planned).fold(1e-9, f64::max);
    let label = shown.iter().map(|b| text::width(&b.label)).max().unwrap_or(0).min(14) as u16;
    let figures = 16_u16.min(w / 3);
    let room = w.saturating_sub(label + figures + 2);
    for (y, b) in (0..).zip(shown) {
        pen.put_in(0, y, label, &b.label, t.dim);
        let done = (f64::from(room) * b.done / most).round() as u16;
        let all = (f64::from(room) * (b.done + b.planned) / most).round() as u16;
        bar(pen, (label + 1, y), done.min(room), 1.0, look.marks, t.fitness, t.border);
        let planned = all.saturating_sub(done).min(room.saturating_sub(done));
        bar(pen, (label + 1 + done, y), planned, 0.0, look.marks, t.fitness, t.planned);
        let words = match (b.done > 0.0, b.planned > 0.0) {
            (true, true) => format!("{} + {} {unit}", num::plain(b.done, 0), num::plain(b.planned, 0)),
            (false, true) => format!("{} {unit} ahead", num::plain(b.planned, 0)),
            _ => format!("{} {unit}", num::plain(b.done, 0)),
        };
        pen.put_in(label + 2 + room, y, figures, &words, t.text);
    }
}

/// Rows under their headings, figures at the right.
fn table(pen: &mut Pen<'_>, head: &[&'static str], rows: &[Vec<String>], look: Look<'_>) {
    let t = look.theme;
    let (w, h) = (pen.w(), pen.h());
    if rows.is_empty() {
        pen.put(0, 0, "nothing in these days", t.dim);
        return;
    }
    let wide = |c: usize| {
        let cells = rows.iter().filter_map(|r| r.get(c)).map(|s| text::width(s));
        cells.chain([head.get(c).map_or(0, |s| text::width(s))]).max().unwrap_or(0) as u16
    };
    let figure = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_digit() || ".+−-".contains(c));
    let shown = usize::from(h.saturating_sub(1));
    let cut = rows.len() > shown;
    let mut x = 0;
    for (c, name) in head.iter().enumerate() {
        let width = wide(c).min(w.saturating_sub(x));
        let right = rows.iter().filter_map(|r| r.get(c)).any(|s| figure(s));
        let cell = |pen: &mut Pen<'_>, y: u16, s: &str, style: Style| {
            super::super::screen::table::cell(pen, (x, y), width, s, right, style);
        };
        cell(pen, 0, name, t.dim);
        for (y, row) in (1..).zip(rows.iter().take(if cut { shown.saturating_sub(1) } else { shown })) {
            cell(pen, y, row.get(c).map_or("", String::as_str), t.text);
        }
        x = (x + width + 2).min(w);
    }
    if cut && h > 1 {
        pen.put(0, h - 1, &format!("{} more", rows.len() + 1 - shown), t.dim);
    }
}
