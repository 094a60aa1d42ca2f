//! Am I in time? The broom wagon, the week's load, the weeks to the goal, the stages.
//!
//! ```text
//! Mission ───────────────────────────── ● ahead
//! Fitness   ━━━━━━━━━━━━──────┆────◆   48 now · 62 needed · 84 planned
//! The plan reaches 84; 62 is needed. 14 sessions or 31 days can be missed.
//! This week ━━━━━━━━──────────────────   312 of 540
//! ▂▃▃▁▃▄▄▂▄▅▅▃▅▆▆▄▆▇▇▅▇█▇▅▃▁ weeks
//! base         build      peak taper
//! 7  Sat 11 Jul  mountain  breakaway  12 pt  to come
//! ```

use super::{Keys, Look, share};
use crate::coach::closing::{self, Closing};
use crate::coach::morning::{Gauge, GaugeState, MissionLine, StageLine, StageStatus};
use crate::domain::{
    Day, PlanWeek, Status, day,
    mission::{Lifecycle, RideMode, StageType},
    plan::Phase,
};
use crate::tui::{chart, num, pen::Pen, text};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// What the panel shows.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    /// The mission; `None` before one is chosen.
    pub line: Option<&'a MissionLine>,
    /// The broom wagon.
    pub gauge: Option<&'a Gauge>,
    /// The weeks of the plan.
    pub weeks: &'a [PlanWeek],
    /// The mission's end, once it is over.
    pub closing: Option<&'a Closing>,
    /// Fitness this morning; missing before any load is known.
    pub ctl: Option<f64>,
    /// Today.
    pub today: Day,
    /// Keys of the first steps.
    pub keys: &'a Keys,
}

/// Columns of a row's label.
const LABEL: u16 = 10;

/// Draws the panel from its line `scroll`. Returns how many lines lie beyond its height.
pub fn render(a: &Args<'_>, scroll: u16, look: Look<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let t = look.theme;
    let right = a.gauge.map(|g| {
        // Where the way starts from is a guess, so it is not said whether it ends in time.
        if a.ctl.is_none() {
            return vec![(format!("{} nothing known yet", look.shape("○", "-")), t.unknown)];
        }
        let (shape, style) = state(g.state, look);
        vec![(format!("{shape} {}", state_word(g)), style)]
    });
    let mut pen = look.open(area, buf, "Mission", &right.unwrap_or_default());
    let (w, h) = (pen.w(), pen.h());
    let Some(line) = a.line else {
        let words = format!(
            "No mission yet. {} chooses one: a race, a tour, a season. Its plan is shown before you say yes.",
            a.keys.mission
        );
        pen.wrap(0, 0, w, h, &words, t.dim);
        return 0;
    };
    if let Some(c) = a.closing {
        return over(&mut pen, c, scroll, look);
    }
    let sentence = a.gauge.map_or(0, |g| text::wrap(&g.text, usize::from(w)).len() as u16);
    let stages = line.stages.len() as u16;
    let (gauge, weeks) = (u16::from(a.gauge.is_some()), u16::from(a.weeks.len() > 1));
    // On the event's own days the stages say more than the weeks.
    let event = line.lifecycle == Lifecycle::Event;
    let wants = [
        (0, gauge, gauge),
        (2, sentence.min(1), sentence),
        (1, 1, 1),
        (6, 0, 1),
        (if event { 7 } else { 4 }, 0, weeks * 4),
        (8, 0, weeks),
        (3, 0, (stages > 0).into()),
        (5, 0, stages),
    ];
    let most: u16 = wants.iter().map(|p| p.2).sum();
    let overflow = most.saturating_sub(h);
    let rows = share(if scroll > 0 { most } else { h }, &wants);
    let mut y = 0_u16;
    let mut parts = Vec::new();
    for (i, n) in rows.into_iter().enumerate() {
        if n > 0 && y + n > scroll && y >= scroll.min(y) {
            parts.push((i, y, n));
        }
        y += n;
    }
    for (i, top, n) in parts {
        let skip = scroll.saturating_sub(top);
        let at = top.saturating_sub(scroll);
        let mut part = pen.part(0, at, w, n - skip);
        match i {
            0 => gauge_row(&mut part, a, look),
            1 => gauge_text(&mut part, a, skip, look),
            2 => week_row(&mut part, line, look),
            4 if skip == 0 => timeline(&mut part, a, look),
            6 => strip(&mut part, line, a.today, look),
            7 => list(&mut part, line, a.today, skip, look),
            _ => {}
        }
    }
    overflow
}

/// A mission that is over: what stood out, and what comes next. Returns how many lines lie beyond the height.
fn over(pen: &mut Pen<'_>, c: &Closing, scroll: u16, look: Look<'_>) -> u16 {
    let t = look.theme;
    let w = usize::from(pen.w());
    let mut rows: Vec<(String, Style)> =
        vec![(format!("{}: over since {}", c.name, num::full_date(c.ended)), t.strong)];
    let wrapped = |s: &str| text::wrap(s, w);
    rows.extend(wrapped(&closing::next(c)).into_iter().map(|l| (l, t.accent)));
    let findings = c.review.iter().flat_map(|a| &a.findings);
    rows.extend(findings.flat_map(|f| wrapped(f)).map(|l| (l, t.text)));
    for (y, (line, style)) in rows.iter().skip(scroll.into()).take(pen.h().into()).enumerate() {
        pen.put(0, y as u16, line, *style);
    }
    (rows.len() as u16).saturating_sub(pen.h())
}

fn state(s: GaugeState, look: Look<'_>) -> (&'static str, Style) {
    look.status(match s {
        GaugeState::Ahead => Status::Green,
        GaugeState::Close => Status::Amber,
        GaugeState::Behind => Status::Red,
    })
}

fn state_word(g: &Gauge) -> &'static str {
    match g.state {
        GaugeState::Close if g.planned_ctl < g.floor_ctl => "the plan falls short",
        GaugeState::Ahead => "in time",
        GaugeState::Close => "just in time",
        GaugeState::Behind => "behind the broom wagon",
    }
}

/// Fitness now on the way to what is planned, with the floor marked.
fn gauge_row(pen: &mut Pen<'_>, a: &Args<'_>, look: Look<'_>) {
    let (t, Some(g)) = (look.theme, a.gauge) else { return };
    let (_, style) = state(g.state, look);
    let n = |x: f64| num::plain(x, 0);
    let figures = [
        (num::known(a.ctl, 0), t.strong),
        (" now  ".to_owned(), t.dim),
        (n(g.floor_ctl), t.strong),
        (" floor  ".to_owned(), t.dim),
        (n(g.planned_ctl), t.strong),
        (" plan".to_owned(), t.dim),
    ];
    let wide = figures.iter().map(|(s, _)| text::width(s) as u16).sum::<u16>();
    pen.put_in(0, 0, LABEL, "Fitness", t.dim);
    let bar = pen.w().saturating_sub(LABEL + wide + 2);
    if bar >= 6 {
        let top = g.planned_ctl.max(g.floor_ctl).max(a.ctl.unwrap_or(0.0)).max(1.0) * 1.04;
        chart::bar(pen, (LABEL, 0), bar, a.ctl.unwrap_or(0.0) / top, look.marks, style, t.border);
        let at = |v: f64| LABEL + ((v / top).clamp(0.0, 1.0) * f64::from(bar - 1)).round() as u16;
        pen.cell(at(g.planned_ctl), 0, look.shape("◆", "P"), t.planned.patch(t.strong));
        pen.cell(at(g.floor_ctl), 0, look.shape("┃", "|"), style);
    }
    let x = pen.w().saturating_sub(wide).max(LABEL);
    pen.parts(x, 0, &figures);
}

fn gauge_text(pen: &mut Pen<'_>, a: &Args<'_>, skip: u16, look: Look<'_>) {
    let Some(g) = a.gauge else { return };
    let w = usize::from(pen.w());
    let lines = text::wrap_in(&g.text, w, usize::from(pen.h() + skip));
    for (y, l) in lines.iter().skip(usize::from(skip)).enumerate() {
        pen.put(0, y as u16, l, look.theme.text);
    }
}

/// Load done this week of what is planned for it.
fn week_row(pen: &mut Pen<'_>, line: &MissionLine, look: Look<'_>) {
    let t = look.theme;
    pen.put_in(0, 0, LABEL, "This week", t.dim);
    let done = num::plain(line.week_done, 0);
    if line.week_planned <= 0.0 {
        pen.parts(LABEL, 0, &[(done, t.strong), (" load done, nothing planned".to_owned(), t.dim)]);
        return;
    }
    let figures = [(done, t.strong), (format!(" of {} load", num::plain(line.week_planned, 0)), t.dim)];
    let wide = figures.iter().map(|(s, _)| text::width(s) as u16).sum::<u16>();
    let bar = pen.w().saturating_sub(LABEL + wide + 2);
    chart::bar(pen, (LABEL, 0), bar, line.week_done / line.week_planned, look.marks, t.fitness, t.border);
    pen.parts(pen.w().saturating_sub(wide).max(LABEL), 0, &figures);
}

/// The weeks as columns as high as their targets, this week marked, the phases named under them.
fn timeline(pen: &mut Pen<'_>, a: &Args<'_>, look: Look<'_>) {
    let t = look.theme;
    let (w, h) = (usize::from(pen.w()), pen.h());
    let n = a.weeks.len();
    if n == 0 || w == 0 || h < 2 {
        return;
    }
    // As wide as it goes in whole columns; several weeks share one when there are more weeks than columns.
    let each = (w / n).clamp(1, 3);
    let columns = n.min(w / each);
    let week = |c: usize| (c * n / columns, ((c + 1) * n / columns).max(c * n / columns + 1));
    let most = a.weeks.iter().map(|x| x.target_load).fold(1.0, f64::max);
    let now = day::monday(a.today);
    for c in 0..columns {
        let (lo, hi) = week(c);
        let part = &a.weeks[lo..hi.min(n)];
        let load = part.iter().map(|x| x.target_load).fold(0.0, f64::max);
        let style = if part.iter().any(|x| x.monday == now) {
            t.accent
        } else if part.iter().all(|x| x.monday < now) {
            t.dim
        } else {
            t.fitness
        };
        let wide = if each > 1 { each - 1 } else { 1 };
        for k in 0..wide {
            chart::column(pen, (c * each + k) as u16, h - 2, h - 1, load / most, look.marks, style);
        }
    }
    phases(pen, a, look, each, columns, &week);
}

/// Names of the phases under their first week; where they are too close, the one that says more stays.
fn phases(
    pen: &mut Pen<'_>,
    a: &Args<'_>,
    look: Look<'_>,
    each: usize,
    columns: usize,
    week: &impl Fn(usize) -> (usize, usize),
) {
    let t = look.theme;
    let phase = |c: usize| a.weeks[week(c).0].phase;
    let now = a.weeks.iter().find(|x| x.monday == day::monday(a.today)).map(|x| x.phase);
    let mut starts: Vec<(usize, Phase)> =
        (0..columns).filter(|c| *c == 0 || phase(*c) != phase(c - 1)).map(|c| (c * each, phase(c))).collect();
    let says = |p: Phase| match p {
        Phase::Event => 0,
        Phase::Peak => 1,
        Phase::Build => 2,
        Phase::Base => 3,
        Phase::Taper => 4,
        Phase::Recovery => 5,
    };
    starts.sort_by_key(|(x, p)| (Some(*p) != now, says(*p), *x));
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for (x, p) in starts {
        let end = x + text::width(p.name());
        if end <= usize::from(pen.w()) && taken.iter().all(|(lo, hi)| end < *lo || x > *hi) {
            taken.push((x, end));
            let y = pen.h() - 1;
            pen.put(x as u16, y, p.name(), if Some(p) == now { t.accent } else { t.dim });
        }
    }
}

/// Every stage as a letter of its type: done bold, today reversed, missed struck.
fn strip(pen: &mut Pen<'_>, line: &MissionLine, today: Day, look: Look<'_>) {
    let t = look.theme;
    pen.put_in(0, 0, LABEL, "Stages", t.dim);
    let mut x = LABEL;
    for s in &line.stages {
        pen.cell(x, 0, letter(s.kind), stage_style(s, today, look));
        x += 1;
    }
    let right = match line.points {
        Some((won, open)) => format!("{won} of {} points", won + open),
        None => num::count(line.stages.iter().filter(|s| s.number > 0).count(), "stage"),
    };
    if x + 2 + text::width(&right) as u16 <= pen.w() {
        pen.put_right(pen.w(), 0, &right, t.dim);
    }
}

fn letter(kind: StageType) -> &'static str {
    match kind {
        StageType::Flat => "F",
        StageType::Hilly => "H",
        StageType::Mountain => "M",
        StageType::Itt => "T",
        StageType::MtnItt => "C",
        StageType::Rest => "·",
    }
}

fn stage_style(s: &StageLine, today: Day, look: Look<'_>) -> Style {
    let t = look.theme;
    if s.date == today {
        return t.selection;
    }
    match s.status {
        StageStatus::Done => t.good,
        StageStatus::Missed => t.bad,
        StageStatus::Today => t.selection,
        StageStatus::ToCome => match s.kind {
            StageType::Rest => t.dim,
            StageType::Mountain | StageType::MtnItt => t.strong,
            _ => t.text,
        },
    }
}

/// The stages in rows; when not all fit, those around today.
fn list(pen: &mut Pen<'_>, line: &MissionLine, today: Day, skip: u16, look: Look<'_>) {
    let t = look.theme;
    let (rows, n) = (usize::from(pen.h()), line.stages.len());
    let here = line.stages.iter().position(|s| s.date >= today).unwrap_or(n.saturating_sub(1));
    let first =
        if skip > 0 || rows >= n { usize::from(skip).min(n) } else { here.saturating_sub(rows / 3).min(n - rows) };
    let w = pen.w();
    for (y, s) in line.stages.iter().skip(first).take(rows).enumerate() {
        let y = y as u16;
        let rest = s.kind == StageType::Rest;
        let main = if rest || s.status == StageStatus::Missed { t.dim } else { t.text };
        let (shape, style) = match s.status {
            StageStatus::Done => (look.shape("●", "x"), t.good),
            StageStatus::Today => (look.shape("▶", ">"), t.accent),
            StageStatus::Missed => (look.shape("■", "!"), t.bad),
            StageStatus::ToCome => (look.shape("○", "."), t.dim),
        };
        pen.put(0, y, shape, style);
        if !rest {
            pen.put_right(4, y, &s.number.to_string(), main);
        }
        pen.put(6, y, &num::column_date(s.date), t.dim);
        let kind = match s.kind {
            StageType::Itt => "time trial",
            StageType::MtnItt => "hill climb",
            other => other.name(),
        };
        pen.put_in(17, y, 10, kind, main);
        if rest {
            continue;
        }
        let mode = match s.mode {
            RideMode::Rest => "not ridden",
            other => other.name(),
        };
        let style = if s.mode == RideMode::Breakaway { t.hard } else { main };
        pen.put_in(28, y, 10, mode, style);
        let points = format!("{} pt", s.points);
        let points = if s.mode == RideMode::Rest { "–".to_owned() } else { points };
        if w >= 54 {
            pen.put_right(47, y, &num::minutes(s.minutes.into()), main);
            pen.put_right(54, y, &points, main);
        } else if w >= 45 {
            pen.put_right(45, y, &points, main);
        }
        if w >= 69
            && let Some(name) = &s.name
        {
            pen.put(57, y, name, t.dim);
        }
    }
}
