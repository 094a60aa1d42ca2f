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

use super::{Keys, Look};
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
    /// Keys of the first steps.
    pub keys: &'a Keys,
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
    } else if f.ctl.is_none() {
        vec![("nothing known yet".to_owned(), t.warn)]
    } else if f.warming_up {
        vec![("still learning: under 84 days of history".to_owned(), t.warn)]
    } else {
        vec![("fitness ".to_owned(), t.dim), (num::known_signed(f.ramp, 1), t.text), (" a week".to_owned(), t.dim)]
    };
    let mut pen = look.open(area, buf, "Form", &right);
    let (w, h) = (pen.w(), pen.h());
    if empty {
        pen.wrap(
            0,
            0,
            w,
            h,
            &format!(
                "No activities yet. Fitness and fatigue grow from what you do: {} imports files, {} connects a service.",
                a.keys.import, a.keys.connect
            ),
            t.dim,
        );
        return;
    }
    let goal = a.goal.and_then(|g| on_morning(&f.projection, g));
    let ghost = a.goal.and_then(|g| on_morning(a.ghost, g));
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
            (num::known(f.ctl, dp), t.strong),
            (gap.to_owned(), t.text),
            (look.shape("━ ", "a ").to_owned(), t.fatigue),
            ("Fatigue ".to_owned(), t.dim),
            (num::known(f.atl, dp), t.strong),
            (gap.to_owned(), t.text),
            ("Form ".to_owned(), t.dim),
            (num::known_signed(f.tsb, dp), t.strong),
        ],
    );
    1
}

/// A small table: today, the goal under the plan, the goal under the proposal.
fn figures(
    pen: &mut Pen<'_>,
    a: &Args<'_>,
    goal: Option<FormPoint>,
    ghost: Option<FormPoint>,
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
    let mut line = |label: &str, v: [Option<f64>; 3], style: Style, names: Style| {
        pen.put(0, y, label, names);
        pen.put_right(ends[0], y, &num::known(v[0], 1), style);
        pen.put_right(ends[1], y, &num::known(v[1], 1), style);
        pen.put_right(ends[2], y, &num::known_signed(v[2], 1), style);
        y += 1;
    };
    line("This morning", [f.ctl, f.atl, f.tsb], t.strong, t.text);
    if let Some(p) = goal {
        line(&format!("{} planned", num::date(p.date)), [p.ctl, p.atl, p.tsb].map(Some), t.text, t.dim);
    }
    if let Some(p) = ghost {
        line(&format!("{} proposed", num::date(p.date)), [p.ctl, p.atl, p.tsb].map(Some), t.ghost, t.ghost);
    }
    y
}

/// Fitness and fatigue that the athlete wakes up with on `day` (the day before leaves them), and that morning's form.
fn on_morning(points: &[FormPoint], day: Day) -> Option<FormPoint> {
    let i = points.iter().position(|p| p.date == day)?;
    let eve = points.get(i.checked_sub(1)?)?;
    Some(FormPoint { ctl: eve.ctl, atl: eve.atl, ..points[i] })
}

/// The days on the chart: at most as many of the past as half of what lies ahead, but not under [`PAST_MIN`].
fn window(f: &FormView) -> (&[FormPoint], &[FormPoint]) {
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
    let strip = if body >= 9 { (body / 3).clamp(2, 5) } else { 0 };
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

    fn series(
        &self,
        plot: &mut Plot,
        range: (f64, f64),
        of: fn(&FormPoint) -> f64,
        lived: Ink,
        planned: Option<Ink>,
    ) {
        let columns = plot.columns();
        let split = self.split(columns);
        let values = |p: &[FormPoint]| p.iter().map(of).collect::<Vec<_>>();
        plot.line(0, &resample(&values(self.past), split), range, lived);
        if let Some(ink) = planned {
            plot.line(split, &resample(&values(self.future), columns - split), range, ink);
        }
    }

    /// Fitness and fatigue on one scale.
    fn load_lines(&self, pen: &mut Pen<'_>, look: Look<'_>) {
        let t = look.theme;
        // On few rows the fatigue of a race to come would press everything else flat, so it is left out there.
        let roomy = pen.h() >= 8;
        let ahead = || self.future.iter().chain(self.ghost);
        let fatigue = || self.past.iter().chain(ahead().filter(|_| roomy)).map(|p| p.atl);
        let all = || self.past.iter().chain(ahead()).map(|p| p.ctl).chain(fatigue());
        let hi = all().fold(1.0, f64::max);
        let lo = all().fold(hi, f64::min);
        let mut plot = Plot::new(self.w, pen.h(), look.marks);
        let (c, range) = (plot.columns(), (lo, hi));
        let ticks = ticks(range, pen.h());
        for v in &ticks {
            plot.rule(*v, range, t.border);
        }
        plot.upright(self.split(c).min(c.saturating_sub(1)), t.border);
        let ink = |style: Style, letter, dotted| Ink { style, letter, dotted };
        let faint = |style: Style| style.patch(t.planned);
        let lived = ink(t.fatigue, "a", false);
        let planned = roomy.then(|| ink(faint(t.fatigue), ".", true));
        self.series(&mut plot, range, |p| p.atl, lived, planned);
        self.series(&mut plot, range, |p| p.ctl, ink(t.fitness, "c", false), Some(ink(t.fitness, ".", true)));
        self.ghosts(&mut plot, range, |p| p.ctl, look);
        plot.draw(pen, self.x, 0);
        scale(pen, range, &ticks, look);
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
        self.series(&mut plot, range, |p| p.tsb, ink("f", false), Some(ink(".", true)));
        self.ghosts(&mut plot, range, |p| p.tsb, look);
        plot.draw(pen, self.x, 0);
        scale(pen, range, &[0.0], look);
    }

    fn ghosts(&self, plot: &mut Plot, range: (f64, f64), of: fn(&FormPoint) -> f64, look: Look<'_>) {
        if self.ghost.is_empty() {
            return;
        }
        let columns = plot.columns();
        let split = self.split(columns);
        let room = (columns - split) * self.ghost.len() / self.future.len().max(1);
        let room = room.min(columns - split);
        let part = |p: &[FormPoint]| resample(&p.iter().map(of).collect::<Vec<_>>(), room);
        let plan = part(&self.future[..self.ghost.len().min(self.future.len())]);
        // Where the change moves nothing by a dot, the plan's own line stays in sight.
        let moved = |(new, old): (Option<f64>, Option<f64>)| {
            let same = new.zip(old).is_some_and(|(n, o)| plot.row(n, range) == plot.row(o, range));
            if same { None } else { new }
        };
        let values: Vec<Option<f64>> = part(self.ghost).into_iter().zip(plan).map(moved).collect();
        let ink = Ink { style: look.theme.ghost, letter: "x", dotted: false };
        plot.line(split, &values, range, ink);
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

/// Round values inside the range, for tall charts: about one in four rows.
pub(crate) fn ticks(range: (f64, f64), rows: u16) -> Vec<f64> {
    let most = f64::from(rows / 4);
    if most < 2.0 {
        return vec![];
    }
    let span = range.1 - range.0;
    let step = [5.0, 10.0, 20.0, 25.0, 50.0, 100.0].into_iter().find(|s| span / s <= most).unwrap_or(200.0);
    let first = (range.0 / step).ceil() as i64;
    let last = (range.1 / step).floor() as i64;
    (first..=last).take(64).map(|i| i as f64 * step).collect()
}

/// Values at the left edge: round ones where there are, else the highest and the lowest.
pub(crate) fn scale(pen: &mut Pen<'_>, range: (f64, f64), at: &[f64], look: Look<'_>) {
    let style = look.theme.dim;
    let h = pen.h();
    if at.len() < 2 {
        pen.put_right(SCALE, 0, &num::plain(range.1, 0), style);
        if h > 1 {
            pen.put_right(SCALE, h - 1, &num::plain(range.0, 0), style);
        }
    }
    for v in at {
        let y = ((range.1 - v) / (range.1 - range.0).max(f64::EPSILON) * f64::from(h)).floor() as u16;
        if at.len() >= 2 || (y > 0 && y + 1 < h) {
            pen.put_right(SCALE, y.min(h.saturating_sub(1)), &num::plain(*v, 0), style);
        }
    }
}
