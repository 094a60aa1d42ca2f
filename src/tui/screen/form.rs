//! Where did my training come from, and where does it go? Fitness and fatigue, form with its bands, the load of each
//! day or week; a cursor that reads the figures of a day.
//!
//! ```text
//! Form ━━━━━━━━━━━━━━━━━━━━ half a year · all sports · exponential, of the morning
//! Fri 20 Nov 2026   ━ Fitness 42.6   ━ Fatigue 44.8   ━ Form −2.2 grey   Load 76   +0.4 a week
//!   54 ⢸⡆              ⠨            ⣀⡄⣀⣄⣀⠄⡄⡀
//!   31     ⠈⠑⠁         ⠨
//! Form  +25 transition …
//! Load  ▂▃▁▅ ▂▃▁▅
//!       2 Oct    Nov   ▲ today   Jan  23 Jan ◆
//! ```

use super::Drawn;
use crate::{
    app::{
        Hit, Hits, State,
        screen::form::{SPANS, Series},
    },
    domain::{
        Day, FormPoint,
        day::{monday, shift},
        settings::{Convention, TsbOf},
    },
    science::form::bands::Zone,
    tui::{
        chart::{self, Ink, Plot, resample},
        num,
        panel::{Keys, Look, form as panel},
        pen::Pen,
        text,
    },
};
use chrono::{Datelike as _, Weekday};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Columns of the scale.
const SCALE: u16 = 5;

/// Lower bounds of the zones of form, with their zones; the lowest has none.
const BANDS: [(f64, Zone); 5] = [
    (20.0, Zone::Transition),
    (5.0, Zone::Fresh),
    (-10.0, Zone::Grey),
    (-30.0, Zone::Optimal),
    (f64::NEG_INFINITY, Zone::HighRisk),
];

fn meaning(zone: Zone) -> &'static str {
    match zone {
        Zone::Transition => "losing fitness",
        Zone::Fresh => "ready to race",
        Zone::Grey => "neither rested nor loaded",
        Zone::Optimal => "loaded as training should",
        Zone::HighRisk => "more than can be borne for long",
    }
}

/// Draws the screen.
pub fn render(state: &State, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let t = look.theme;
    let s = &state.screens.form;
    let series = state.known.as_ref().and_then(|k| s.series(k, state.today, state.goal_day()));
    let sport = s.sport.map_or_else(|| "all sports".to_owned(), |x| format!("{x} alone"));
    let convention = series.as_ref().map_or("", |x| convention_words(x.convention));
    let own = series.as_ref().is_none_or(|x| x.own);
    let days = series.as_ref().map_or(0, |x| i64::try_from(x.points.len()).unwrap_or(i64::MAX));
    let right = vec![
        (format!("{} · {sport} · ", span_name(SPANS[s.zoom.min(SPANS.len() - 1)], days)), t.dim),
        (convention.to_owned(), if own { t.dim } else { t.warn }),
        (if own { String::new() } else { " (settings differ)".to_owned() }, t.warn),
    ];
    let mut pen = look.open(area, buf, "Form", &right);
    let (w, h) = (pen.w(), pen.h());
    let Some(series) = series.filter(|x| !x.points.is_empty()) else {
        let k = Keys::of(&state.keymap);
        let words = format!(
            "No activities and no plan yet. Fitness and fatigue grow from what you do: {} imports files, {} connects a \
             service; {} chooses a mission with its plan.",
            k.import, k.connect, k.mission
        );
        pen.wrap(0, 0, w, h, &words, t.dim);
        return Drawn::default();
    };
    let used = figures(&mut pen, state, &series, s.relative, look);
    if h > used + 3 && w > SCALE + 8 {
        let rows = Rows::of(h - used);
        let chart = Chart { series: &series, state, look, relative: s.relative, w: w - SCALE };
        chart.fitness(&mut pen.part(0, used, w, rows.lines));
        chart.form(&mut pen.part(0, used + rows.lines + rows.gap, w, rows.form));
        chart.loads(&mut pen.part(0, used + rows.lines + rows.form + 2 * rows.gap, w, rows.load));
        chart.dates(&mut pen.part(0, h - 1, w, 1));
        return Drawn { hits: chart.places(&pen, (used, h - used)), ..Drawn::default() };
    }
    Drawn::default()
}

/// How fitness and fatigue decay, and whether form is of the morning (before the day's load) or of the evening.
fn convention_words(of: (Convention, TsbOf)) -> &'static str {
    match of {
        (Convention::Exp, TsbOf::Prev) => "exponential, of the morning",
        (Convention::Exp, TsbOf::Same) => "exponential, of the evening",
        (Convention::Tp, TsbOf::Prev) => "1/42 a day, of the morning",
        (Convention::Tp, TsbOf::Same) => "1/42 a day, of the evening",
    }
}

/// What is shown: the span that was asked for, or all `shown` days where there are fewer.
fn span_name(days: i64, shown: i64) -> String {
    match days {
        _ if shown < days * 9 / 10 => format!("all {shown} days"),
        28 => "4 weeks".to_owned(),
        56 => "8 weeks".to_owned(),
        91 => "3 months".to_owned(),
        182 => "half a year".to_owned(),
        365 => "a year".to_owned(),
        730 => "2 years".to_owned(),
        1461 => "4 years".to_owned(),
        _ => "20 years".to_owned(),
    }
}

/// Rows of the three charts.
struct Rows {
    lines: u16,
    form: u16,
    load: u16,
    gap: u16,
}

impl Rows {
    fn of(h: u16) -> Self {
        let gap = u16::from(h >= 22);
        let body = h - 1 - 2 * gap.min(h - 1);
        let load = match body {
            0..8 => 0,
            8..24 => 2,
            _ => (body / 8).min(6),
        };
        let form = if body >= 8 { (body - load) * 2 / 5 } else { 0 };
        Self { lines: body - load - form, form, load, gap }
    }
}

/// The figures of the day under the cursor, and what its form is called.
fn figures(pen: &mut Pen<'_>, state: &State, series: &Series, relative: bool, look: Look<'_>) -> u16 {
    let t = look.theme;
    let p = series.at;
    let (points, share) = shown(&p, false);
    let before = usize::from(series.convention.1 == TsbOf::Prev);
    let week = series.cursor.checked_sub(7 + before).and_then(|i| series.points.get(i));
    let planned = p.date > state.today;
    let day = if p.date == state.today { "This morning".to_owned() } else { num::full_date(p.date) };
    let zone = Zone::of(if relative { share * 100.0 } else { points });
    let mut parts: Vec<(String, Style)> = vec![
        (format!("{day}{}", if planned { ", as planned" } else { "" }), if planned { t.planned } else { t.strong }),
        ("   ".to_owned(), t.text),
        (look.shape("━ ", "c ").to_owned(), t.fitness),
        ("Fitness ".to_owned(), t.dim),
        (num::plain(p.ctl, 1), t.strong),
        (look.shape("   ━ ", "   a ").to_owned(), t.fatigue),
        ("Fatigue ".to_owned(), t.dim),
        (num::plain(p.atl, 1), t.strong),
        (look.shape("   ━ ", "   f ").to_owned(), t.form),
        ("Form ".to_owned(), t.dim),
        (num::signed(p.tsb, 1), t.strong),
    ];
    let room = pen.w();
    let more: [Vec<(String, Style)>; 4] = [
        vec![(format!(" ({} %)", num::signed(share * 100.0, 0)), t.dim)],
        vec![("   Load ".to_owned(), t.dim), (num::plain(p.load, 0), t.text)],
        week.map_or_else(Vec::new, |x| vec![(format!("   {} a week", num::signed(p.ctl - x.ctl, 1)), t.text)]),
        vec![(format!("   {}", zone.title()), t.accent), (format!(": {}", meaning(zone)), t.dim)],
    ];
    let wide = |parts: &[(String, Style)]| parts.iter().map(|(s, _)| text::width(s)).sum::<usize>();
    for part in more {
        if wide(&parts) + wide(&part) <= room.into() {
            parts.extend(part);
        }
    }
    pen.parts(0, 0, &parts);
    1
}

/// Form in points, or as a share of fitness (which counts as 20 at least).
fn shown(p: &FormPoint, relative: bool) -> (f64, f64) {
    let share = crate::science::form::tsb_share(p.tsb, p.ctl);
    if relative { (share * 100.0, share) } else { (p.tsb, share) }
}

struct Chart<'a> {
    series: &'a Series,
    state: &'a State,
    look: Look<'a>,
    relative: bool,
    w: u16,
}

impl Chart<'_> {
    fn days(&self) -> usize {
        self.series.points.len()
    }

    /// Dot column of a day's place.
    fn column(&self, day: usize, columns: usize) -> usize {
        (day * columns / self.days().max(1)).min(columns.saturating_sub(1))
    }

    /// The day that each column is of, over all three charts: of several the first.
    fn places(&self, pen: &Pen<'_>, (y, h): (u16, u16)) -> Hits {
        let mut hits = Hits::default();
        let (w, days) = (usize::from(self.w), self.days());
        for column in 0..self.w {
            let reaches = usize::from(column) * days;
            let day = if days > w { reaches.div_ceil(w) } else { reaches / w };
            if let Some(p) = self.series.points.get(day) {
                hits.add(pen.place(SCALE + column, y, 1, h), Hit::Day(p.date));
            }
        }
        hits
    }

    fn values(&self, of: &dyn Fn(&FormPoint) -> f64, columns: usize) -> (Vec<Option<f64>>, usize) {
        let all: Vec<f64> = self.series.points.iter().map(of).collect();
        (resample(&all, columns), self.column(self.series.past, columns))
    }

    fn line(
        &self,
        plot: &mut Plot,
        range: (f64, f64),
        of: &dyn Fn(&FormPoint) -> f64,
        style: Style,
        letter: &'static str,
    ) {
        let columns = plot.columns();
        let (values, split) = self.values(of, columns);
        let split = if self.series.past >= self.days() { columns } else { split };
        let lived = Ink { style, letter, dotted: false };
        let planned = Ink { style, letter: ".", dotted: true };
        plot.line(0, values.get(..split).unwrap_or_default(), range, lived);
        plot.line(split, values.get(split..).unwrap_or_default(), range, planned);
    }

    fn uprights(&self, plot: &mut Plot) {
        let t = self.look.theme;
        let columns = plot.columns();
        if self.series.past < self.days() && self.series.past > 0 {
            plot.upright(self.column(self.series.past, columns), t.border);
        }
        if let Some(goal) = self.goal() {
            plot.upright(self.column(goal, columns), t.border);
        }
        plot.upright(self.column(self.series.cursor, columns), t.accent);
    }

    /// Place of the goal among the days shown.
    fn goal(&self) -> Option<usize> {
        let goal = self.state.goal_day()?;
        self.series.points.iter().position(|p| p.date == goal)
    }

    fn fitness(&self, pen: &mut Pen<'_>) {
        let t = self.look.theme;
        let all = || self.series.points.iter().flat_map(|p| [p.ctl, p.atl]);
        let hi = all().fold(1.0, f64::max);
        let range = (all().fold(hi, f64::min), hi);
        let ticks = panel::ticks(range, pen.h());
        let mut plot = Plot::new(self.w, pen.h(), self.look.marks);
        for v in &ticks {
            plot.rule(*v, range, t.border);
        }
        self.uprights(&mut plot);
        self.line(&mut plot, range, &|p| p.atl, t.fatigue, "a");
        self.line(&mut plot, range, &|p| p.ctl, t.fitness, "c");
        plot.draw(pen, SCALE, 0);
        panel::scale(pen, range, &ticks, self.look);
    }

    fn form(&self, pen: &mut Pen<'_>) {
        if pen.h() == 0 {
            return;
        }
        let t = self.look.theme;
        let value = |p: &FormPoint| shown(p, self.relative).0;
        let all = || self.series.points.iter().map(value);
        let range = (all().fold(-12.0, f64::min), all().fold(8.0, f64::max));
        let mut plot = Plot::new(self.w, pen.h(), self.look.marks);
        let bounds: Vec<f64> = BANDS.iter().map(|b| b.0).filter(|b| *b > range.0 && *b < range.1).collect();
        for v in bounds.iter().chain(&[0.0]) {
            plot.rule(*v, range, t.border);
        }
        self.uprights(&mut plot);
        self.line(&mut plot, range, &value, t.form, "f");
        plot.draw(pen, SCALE, 0);
        let h = f64::from(pen.h());
        let y_of = |v: f64| ((range.1 - v) / (range.1 - range.0) * (h - 1.0)).round().clamp(0.0, h - 1.0) as u16;
        for v in &bounds {
            pen.put_right(SCALE - 1, y_of(*v), &num::signed(*v, 0), t.dim);
        }
        if bounds.iter().all(|b| y_of(*b) != y_of(0.0)) {
            pen.put_right(SCALE - 1, y_of(0.0), "0", t.dim);
        }
        self.names(pen, &bounds, &y_of);
    }

    /// Names of the bands at the left, where the chart is tall enough for them not to touch.
    fn names(&self, pen: &mut Pen<'_>, bounds: &[f64], y_of: &dyn Fn(f64) -> u16) {
        let t = self.look.theme;
        if pen.h() < 6 || pen.w() < 60 {
            return;
        }
        let mut used: Option<u16> = None;
        for (low, zone) in BANDS {
            // A band's name stands on the row above its lower bound; the lowest band's at the foot.
            let y = if low.is_finite() { y_of(low).saturating_sub(1) } else { pen.h() - 1 };
            let within = bounds.contains(&low) || (!low.is_finite() && bounds.contains(&-30.0));
            if within && used != Some(y) {
                // The line must not run into the name.
                pen.put(SCALE + 1, y, &format!("{} ", zone.title()), t.dim);
                used = Some(y);
            }
        }
    }

    /// Load by day, or by week where the days are more than the columns.
    fn loads(&self, pen: &mut Pen<'_>) {
        if pen.h() == 0 {
            return;
        }
        let t = self.look.theme;
        let points = &self.series.points;
        let weekly = self.days() > usize::from(self.w);
        let mut sums: Vec<(usize, f64)> = Vec::new();
        let mut last: Option<Day> = None;
        for (i, p) in points.iter().enumerate() {
            let key = if weekly { monday(p.date) } else { p.date };
            match (last == Some(key), sums.last_mut()) {
                (true, Some(sum)) => sum.1 += p.load,
                _ => sums.push((i, p.load)),
            }
            last = Some(key);
        }
        let hi = sums.iter().map(|s| s.1).fold(1.0, f64::max);
        let each = (usize::from(self.w) / sums.len().max(1)).clamp(1, 3) as u16;
        for (i, sum) in &sums {
            let x = SCALE + (*i * usize::from(self.w) / self.days()) as u16;
            let style = if *i < self.series.past { t.fitness } else { t.planned };
            for dx in 0..each.saturating_sub(u16::from(each > 1)).max(1) {
                let (bottom, h) = (pen.h() - 1, pen.h());
                chart::column(pen, x + dx, bottom, h, sum / hi, self.look.marks, style);
            }
        }
        pen.put_right(SCALE - 1, 0, &num::plain(hi, 0), t.dim);
        if pen.h() > 1 {
            pen.put_right(SCALE - 1, pen.h() - 1, if weekly { "week" } else { "load" }, t.dim);
        }
    }

    /// First and last day, today, the goal, and where months or weeks begin; whichever has room.
    fn dates(&self, pen: &mut Pen<'_>) {
        let t = self.look.theme;
        let points = &self.series.points;
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
        let at = |day: usize| SCALE + (day * usize::from(self.w) / self.days()) as u16;
        let year = self.days() > 365;
        let name = |d: Day| if year { num::full_date(d) } else { num::date(d) };
        let mut taken: Vec<(u16, u16)> = Vec::new();
        let mut say = |pen: &mut Pen<'_>, x: u16, words: &str, style: Style| {
            let w = text::width(words) as u16;
            let x = x.min(pen.w().saturating_sub(w));
            if taken.iter().all(|(a, b)| x + w < *a || x > *b) {
                pen.put(x, 0, words, style);
                taken.push((x, x + w));
            }
        };
        let cursor = points[self.series.cursor].date;
        let mark = |label: &str| format!("{} {label}", self.look.shape("▲", "^"));
        if self.series.past < self.days() {
            say(pen, at(self.series.past), &mark("today"), t.today);
        }
        if let Some(goal) = self.goal() {
            say(
                pen,
                at(goal),
                &format!("{} {}", self.look.shape("◆", "*"), num::date(points[goal].date)),
                t.accent,
            );
        }
        if cursor != self.state.today {
            say(pen, at(self.series.cursor), &mark(&num::date(cursor)), t.accent);
        }
        say(pen, SCALE, &name(first.date), t.dim);
        say(pen, pen.w(), &name(last.date), t.dim);
        let room = usize::from(self.w);
        for (day, words) in beginnings((first.date, last.date), room) {
            let place = points.partition_point(|p| p.date < day);
            say(pen, at(place), &words, t.dim);
        }
    }
}

/// Days that weeks, months or years begin on, with their names: the finest of these that has room in so many columns.
fn beginnings((first, last): (Day, Day), columns: usize) -> Vec<(Day, String)> {
    let days = || (0..).map(|i| shift(first, i)).take_while(|d| *d <= last);
    let mondays = || days().filter(|d| d.weekday() == Weekday::Mon).map(|d| (d, num::date(d)));
    let months = |step: u32| {
        let begins = move |d: &Day| d.day() == 1 && d.month0().is_multiple_of(step);
        let name = |d: Day| if d.month() == 1 { d.format("%Y").to_string() } else { d.format("%b").to_string() };
        days().filter(begins).map(move |d| (d, name(d)))
    };
    let fits = |all: &Vec<(Day, String)>| all.len() * 10 <= columns;
    let weeks = || Some(mondays().collect()).filter(|all| fits(all) && all.len() <= 12);
    let steps = || [1, 2, 3, 6].into_iter().map(|n| months(n).collect()).find(fits);
    weeks().or_else(steps).unwrap_or_else(|| months(12).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finest_names_that_have_room_stand_below_the_chart() {
        let day = |s: &str| s.parse::<Day>().unwrap();
        let names = |from: &str, to: &str, columns| {
            let all = beginnings((day(from), day(to)), columns);
            all.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names("2026-11-01", "2026-11-28", 70), "2 Nov 9 Nov 16 Nov 23 Nov");
        assert_eq!(names("2026-09-11", "2026-11-28", 70), "Oct Nov");
        assert_eq!(names("2026-09-11", "2027-03-03", 70), "Oct Nov Dec 2027 Feb Mar");
        assert_eq!(names("2026-09-11", "2027-09-03", 70), "Nov 2027 Mar May Jul Sep");
        assert_eq!(names("2020-09-11", "2027-09-03", 70), "2021 2022 2023 2024 2025 2026 2027");
        assert_eq!(names("2026-11-03", "2026-11-05", 70), "");
    }
}
