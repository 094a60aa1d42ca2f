//! The canvas: panels that were pinned beside the chat, drawn from what is known now.
//!
//! ```text
//! Coach ──────────────────   Fitness to the tour ─────
//! You    am I on the way?    ━ CTL 52.1 (38–84)
//! Coach  Yes: six sessions    ⣀⠤⠔⠒⠉╎· · · · ·
//! ```

use super::Look;
use crate::{
    app::{Hit, Hits, State},
    coach::canvas::{self, Bar, Drawing, Line},
    domain::{Day, Panel, canvas::Series, units::Measure},
    tui::{
        chart::{Ink, Plot, bar},
        num,
        pen::{Pen, area_of},
        text,
    },
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Rows that a panel has at least, its heading with them.
const LEAST: u16 = 4;
/// Rows of a chart below its legend.
const CHART: u16 = 9;
/// Columns of a pane from which its panels stand beside the talk.
const BESIDE: u16 = 84;

/// A panel with what is drawn of it now.
type Pinned<'a> = (&'a Panel, Drawing);

/// Every panel with what is drawn of it now.
fn pinned(state: &State) -> Vec<Pinned<'_>> {
    let Some(k) = &state.known else { return vec![] };
    k.athlete.canvas.iter().map(|p| (p, canvas::draw(p, &k.athlete, &k.history, &k.morning))).collect()
}

/// Draws the panels where a pane has room for them: beside the talk on a wide one, above it on a tall one. Gives the
/// part that is left for the talk, and how many panels had no room.
pub fn pin(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> (Rect, usize) {
    let all = pinned(state);
    if all.is_empty() || area.height < 2 * LEAST {
        return (area, all.len());
    }
    if area.width >= BESIDE && !look.marks.is_still() {
        let width = (area.width * 9 / 20).min(72);
        let talk = Rect { width: area.width - width - 3, ..area };
        let place = Rect { x: area.right() - width, width, ..area };
        return (talk, all.len() - stack(&all, look, place, buf));
    }
    if area.height < 20 {
        return (area, all.len());
    }
    let wants: u16 = all.iter().map(|(_, d)| wanted(d, area.width)).fold(0, u16::saturating_add);
    let above = (area.height / 2).min(wants);
    let drawn = stack(&all, look, Rect { height: above, ..area }, buf);
    let talk = Rect { y: area.y + above + 1, height: area.height - above - 1, ..area };
    (talk, all.len() - drawn)
}

/// Rows that show all of a panel in `w` columns, its heading with them.
fn wanted(d: &Drawing, w: u16) -> u16 {
    let rows = match d {
        Drawing::Chart { lines, .. } => lines.len() + usize::from(CHART),
        Drawing::Bars { bars, .. } => bars.len().max(1),
        Drawing::Table { rows, .. } => 1 + rows.len().max(1),
        Drawing::Text(words) => text::wrap(words, w.into()).len(),
    };
    u16::try_from(rows + 1).unwrap_or(u16::MAX).max(LEAST)
}

/// Rows for each: one after the other takes a row until it has what it wants or nothing is left.
fn heights(wants: &[u16], mut rows: u16) -> Vec<u16> {
    let mut got = vec![0_u16; wants.len()];
    while rows > 0 && got.iter().zip(wants).any(|(g, w)| g < w) {
        for (g, w) in got.iter_mut().zip(wants) {
            let more = u16::from(*g < *w && rows > 0);
            *g += more;
            rows -= more;
        }
    }
    got
}

/// Draws as many of the newest panels below each other as have room, an empty row between two where there is more of
/// it. Gives how many.
fn stack(all: &[Pinned<'_>], look: Look<'_>, area: Rect, buf: &mut Buffer) -> usize {
    let fit = usize::from(area.height / LEAST).min(all.len());
    let panels = all.get(all.len() - fit..).unwrap_or_default();
    let between = u16::try_from(fit).unwrap_or(u16::MAX).saturating_sub(1);
    let gap = u16::from(area.height >= between + 7 * (between + 1));
    let wants: Vec<u16> = panels.iter().map(|(_, d)| wanted(d, area.width)).collect();
    let mut y = area.y;
    for ((panel, drawing), height) in panels.iter().zip(heights(&wants, area.height - gap * between)) {
        one(panel, drawing, look, Rect { y, height, ..area }, buf);
        y += height + gap;
    }
    fit
}

/// Draws every panel on a grid, the one at `chosen` marked; gives what lies where.
pub fn grid(state: &State, chosen: usize, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Hits {
    let mut hits = Hits::default();
    let all = pinned(state);
    let n = u16::try_from(all.len().max(1)).unwrap_or(1);
    let across = (area.width / 56).clamp(1, 3).min(n);
    let down = n.div_ceil(across);
    let (w, h) = (area.width.saturating_sub(3 * (across - 1)) / across, area.height / down);
    for (i, (panel, drawing)) in (0..).zip(&all) {
        let (column, row) = (i % across, i / across);
        let place = Rect {
            x: area.x + column * (w + 3),
            y: area.y + row * h,
            width: w,
            height: h.saturating_sub(u16::from(row + 1 < down)),
        };
        let look = Look { focused: usize::from(i) == chosen, ..look };
        one(panel, drawing, look, place, buf);
        hits.add(area_of(place), Hit::Pinned(i.into()));
    }
    hits
}

/// One panel with its heading.
fn one(panel: &Panel, drawing: &Drawing, look: Look<'_>, area: Rect, buf: &mut Buffer) {
    let mut pen = look.open(area, buf, panel.title.as_str(), &[]);
    match drawing.clone() {
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

#[cfg(test)]
mod tests {
    use super::heights;

    #[test]
    fn rows_are_shared_until_each_has_what_it_wants() {
        assert_eq!(heights(&[12, 4, 5], 40), [12, 4, 5]);
        assert_eq!(heights(&[12, 4, 12], 20), [8, 4, 8]);
        assert_eq!(heights(&[9, 9], 5), [3, 2]);
        assert_eq!(heights(&[], 5), [0; 0]);
    }
}
