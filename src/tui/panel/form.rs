//! Where does my training stand? Fitness, fatigue and form: lived as lines, planned as dots, a proposal as ghosts.
//!
//! ```text
//! Form ─────────────────────────── ramp +2.1 a week
//! ━ Fitness 48.2   ━ Fatigue 55.1   Form −6.9
//!  84 ┆      ╎        .  · ·· ·
//!     ┆  ⣀⠤⠔⠒╎· · ·· ·
//!  20 ┆⠒⠉    ╎
//!     24 Aug  today                          3 Jul
//! ```

use super::Look;
use crate::domain::{Day, FormPoint, FormView};
use crate::tui::{
    chart::{Ink, Plot, resample},
    num,
    pen::Pen,
    text,
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// What the panel shows.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    /// This morning, the past and the plan.
    pub form: &'a FormView,
    /// Today.
    pub today: Day,
    /// Day of the goal.
    pub goal: Option<Day>,
    /// The days to come under the proposal on screen, as far as its hunks are selected.
    pub ghost: &'a [FormPoint],
}

/// Days of the past shown at least, when there are so many.
const PAST_MIN: usize = 42;
/// Columns of the scale.
const SCALE: u16 = 4;

/// Draws the panel.
pub fn render(a: &Args<'_>, look: Look<'_>, area: Rect, buf: &mut Buffer) {
    let t = look.theme;
    let f = a.form;
    let empty = f.history.is_empty() && f.projection.is_empty();
    let right = if empty {
        vec![]
    } else if f.warming_up {
        vec![("still learning: under 84 days of history".to_owned(), t.warn)]
    } else {
        vec![("fitness ".to_owned(), t.dim), (num::signed(f.ramp, 1), t.text), (" a week".to_owned(), t.dim)]
    };
    let mut pen = look.open(area, buf, "Form", &right);
    let (w, h) = (pen.w(), pen.h());
    if empty {
        pen.wrap(
            0,
            0,
            w,
            h,
            "No activities yet. Fitness and fatigue grow from what you import: lanterne import PATH",
            t.dim,
        );
        return;
    }
    let goal = a.goal.and_then(|g| f.projection.iter().find(|p| p.date == g));
    let ghost = a.goal.and_then(|g| a.ghost.iter().find(|p| p.date == g)).or(a.ghost.last());
    let table = 2 + u16::from(goal.is_some()) + u16::from(ghost.is_some());
    let used = if h >= table + 7 { figures(&mut pen, a, goal, ghost, look) } else { legend(&mut pen, a, look) };
    if h > used + 1 {
        let mut plot = pen.part(0, used, w, h - used);
        charts(&mut plot, a, look);
    }
}

/// One row of values.
fn legend(pen: &mut Pen<'_>, a: &Args<'_>, look: Look<'_>) -> u16 {
    let (t, f) = (look.theme, a.form);
    let dp = usize::from(pen.w() >= 46);
    let gap = if pen.w() >= 46 { "   " } else { "  " };
    pen.parts(
        0,
        0,
        &[
            (look.shape("━ ", "c ").to_owned(), t.fitness),
            ("Fitness ".to_owned(), t.dim),
            (num::plain(f.ctl, dp), t.strong),
            (gap.to_owned(), t.text),
            (look.shape("━ ", "a ").to_owned(), t.fatigue),
            ("Fatigue ".to_owned(), t.dim),
            (num::plain(f.atl, dp), t.strong),
            (gap.to_owned(), t.text),
            ("Form ".to_owned(), t.dim),
            (num::signed(f.tsb, dp), t.strong),
        ],
    );
    1
}

/// A small table: today, the goal under the plan, the goal under the proposal.
fn figures(
    pen: &mut Pen<'_>,
    a: &Args<'_>,
    goal: Option<&FormPoint>,
    ghost: Option<&FormPoint>,
    look: Look<'_>,
) -> u16 {
    let (t, f) = (look.theme, a.form);
    let ends = [26_u16, 38, 48];
    let heads = [
        (look.shape("━ ", "c "), "Fitness", t.fitness),
        (look.shape("━ ", "a "), "Fatigue", t.fatigue),
        (look.shape("━ ", "f "), "Form", t.form),
    ];
    for (end, (mark, name, style)) in ends.into_iter().zip(heads) {
        let x = pen.put_right(end, 0, name, t.dim);
        pen.put_right(x, 0, mark, style);
    }
    let mut y = 1;
    let mut line = |label: &str, v: [f64; 3], style: Style, names: Style| {
        pen.put(0, y, label, names);
        pen.put_right(ends[0], y, &num::plain(v[0], 1), style);
        pen.put_right(ends[1], y, &num::plain(v[1], 1), style);
        pen.put_right(ends[2], y, &num::signed(v[2], 1), style);
        y += 1;
    };
    line("This morning", [f.ctl, f.atl, f.tsb], t.strong, t.text);
    if let Some(p) = goal {
        line(&format!("{} planned", num::date(p.date)), [p.ctl, p.atl, p.tsb], t.text, t.dim);
    }
    if let Some(p) = ghost {
        line(&format!("{} proposed", num::date(p.date)), [p.ctl, p.atl, p.tsb], t.ghost, t.ghost);
    }
    y
}

/// The days on the chart: at most as many of the past as half of what lies ahead, but not under [`PAST_MIN`].
fn window<'a>(f: &'a FormView) -> (&'a [FormPoint], &'a [FormPoint]) {
    let past = PAST_MIN.max(f.projection.len() / 2).min(f.history.len());
    (&f.history[f.history.len() - past..], &f.projection)
}

fn charts(pen: &mut Pen<'_>, a: &Args<'_>, look: Look<'_>) {
    let (w, h) = (pen.w(), pen.h());
    let (past, future) = window(a.form);
    let days = past.len() + future.len();
    if w < SCALE + 8 || days == 0 {
        return;
    }
    let axis = u16::from(h >= 3);
    let body = h - axis;
    // Form gets a strip of its own where there is room for two charts that can be read.
    let strip = if body >= 7 { (body / 3).clamp(2, 5) } else { 0 };
    let at = Frame { past, future, ghost: a.ghost, days, x: SCALE + 1, w: w - SCALE - 1 };
    at.load_lines(&mut pen.part(0, 0, w, body - strip), look);
    if strip > 0 {
        at.form_line(&mut pen.part(0, body - strip, w, strip), look);
    }
    if axis > 0 {
        at.dates(pen, h - 1, a, look);
    }
}

/// The days on screen and where they stand.
struct Frame<'a> {
    past: &'a [FormPoint],
    future: &'a [FormPoint],
    ghost: &'a [FormPoint],
    days: usize,
    x: u16,
    w: u16,
}

impl Frame<'_> {
    /// Dot column at which today begins.
    fn split(&self, columns: usize) -> usize {
        self.past.len() * columns / self.days
    }

    fn series(&self, plot: &mut Plot, range: (f64, f64), of: fn(&FormPoint) -> f64, lived: Ink, planned: Ink) {
        let columns = plot.columns();
        let split = self.split(columns);
        let values = |p: &[FormPoint]| p.iter().map(of).collect::<Vec<_>>();
        plot.line(0, &resample(&values(self.past), split), range, lived);
        plot.line(split, &resample(&values(self.future), columns - split), range, planned);
    }

    /// Fitness and fatigue on one scale.
    fn load_lines(&self, pen: &mut Pen<'_>, look: Look<'_>) {
        let t = look.theme;
        let all = || self.past.iter().chain(self.future).chain(self.ghost);
        let hi = all().map(|p| p.ctl.max(p.atl)).fold(1.0, f64::max);
        let lo = all().map(|p| p.ctl.min(p.atl)).fold(hi, f64::min);
        let mut plot = Plot::new(self.w, pen.h(), look.marks);
        let (c, range) = (plot.columns(), (lo, hi));
        plot.upright(self.split(c).min(c.saturating_sub(1)), t.border);
        let ink = |style: Style, letter, dotted| Ink { style, letter, dotted };
        let faint = |style: Style| style.patch(t.planned);
        self.series(&mut plot, range, |p| p.atl, ink(t.fatigue, "a", false), ink(faint(t.fatigue), ".", true));
        self.series(&mut plot, range, |p| p.ctl, ink(t.fitness, "c", false), ink(t.fitness, ".", true));
        self.ghosts(&mut plot, range, |p| p.ctl, look);
        plot.draw(pen, self.x, 0);
        scale(pen, range, look);
    }

    /// Form with its zero line.
    fn form_line(&self, pen: &mut Pen<'_>, look: Look<'_>) {
        let t = look.theme;
        let all = || self.past.iter().chain(self.future).chain(self.ghost).map(|p| p.tsb);
        let range = (all().fold(-5.0, f64::min), all().fold(5.0, f64::max));
        let mut plot = Plot::new(self.w, pen.h(), look.marks);
        let c = plot.columns();
        plot.rule(0.0, range, t.border);
        plot.upright(self.split(c).min(c.saturating_sub(1)), t.border);
        let ink = |letter, dotted| Ink { style: t.form, letter, dotted };
        self.series(&mut plot, range, |p| p.tsb, ink("f", false), ink(".", true));
        self.ghosts(&mut plot, range, |p| p.tsb, look);
        plot.draw(pen, self.x, 0);
        scale(pen, range, look);
    }

    fn ghosts(&self, plot: &mut Plot, range: (f64, f64), of: fn(&FormPoint) -> f64, look: Look<'_>) {
        if self.ghost.is_empty() {
            return;
        }
        let columns = plot.columns();
        let split = self.split(columns);
        let room = (columns - split) * self.ghost.len() / self.future.len().max(1);
        let values: Vec<f64> = self.ghost.iter().map(of).collect();
        let ink = Ink { style: look.theme.ghost, letter: "x", dotted: false };
        plot.line(split, &resample(&values, room.min(columns - split)), range, ink);
    }

    /// First day, today, the goal (or the last day).
    fn dates(&self, pen: &mut Pen<'_>, y: u16, a: &Args<'_>, look: Look<'_>) {
        let t = look.theme;
        let (x, w) = (self.x, self.w);
        let today = x + (self.past.len() * usize::from(w) / self.days) as u16;
        let mut end = x;
        if let Some(first) = self.past.first() {
            end = pen.put(x, y, &num::date(first.date), t.dim);
        }
        let mark = format!("{}today", look.shape("▲ ", "^ "));
        let wide = text::width(&mark) as u16;
        let mut from = today;
        if from + wide > x + w {
            from = (x + w).saturating_sub(wide);
        }
        if from > end || end == x {
            end = pen.put(from, y, &mark, t.today);
        } else {
            end = pen.put(today.max(end), y, look.shape("▲", "^"), t.today);
        }
        let last =
            a.goal.filter(|g| self.future.iter().any(|p| p.date == *g)).or(self.future.last().map(|p| p.date));
        if let Some(day) = last
            && self.future.len() > 7
        {
            let at = self.past.len() + self.future.iter().position(|p| p.date == day).unwrap_or(0);
            let label = format!("{} {}", num::date(day), look.shape("◆", "*"));
            let stop = (x + (at * usize::from(w) / self.days) as u16 + 1).min(x + w);
            if stop >= end + 1 + text::width(&label) as u16 {
                pen.put_right(stop, y, &label, t.dim);
            }
        }
    }
}

/// Highest and lowest value at the left edge.
fn scale(pen: &mut Pen<'_>, range: (f64, f64), look: Look<'_>) {
    let style = look.theme.dim;
    let h = pen.h();
    pen.put_right(SCALE, 0, &num::plain(range.1, 0), style);
    if h > 1 {
        pen.put_right(SCALE, h - 1, &num::plain(range.0, 0), style);
    }
}
