//! The planned session that an activity did, and its intervals.

use super::{super::page::Part, duration};
use crate::{
    coach::review::{SessionReview, intervals::StepDone},
    domain::Sport,
    science::compliance::Grade,
    tui::{num, panel::Look, pen::Pen},
};
use ratatui::style::Style;

/// The part of the page.
pub(super) fn part<'a>(s: &'a SessionReview, look: Look<'a>) -> Part<'a> {
    let steps = s.intervals.as_ref().map_or(0, |i| i.steps.len() as u16 + 1);
    Part { rows: 3 + steps, draw: Box::new(move |pen| draw(pen, s, look)) }
}

fn draw(pen: &mut Pen<'_>, s: &SessionReview, look: Look<'_>) {
    let t = look.theme;
    let x = pen.put(0, 0, "Planned", t.heading);
    let hand = if s.by_hand { ", linked by hand" } else { "" };
    pen.put(x + 2, 0, &format!("{}, {}{hand}", look.told(&s.title), num::date(s.day)), t.text);
    let (shape, style) = grade(s.grade, look);
    let mut x = pen.put(0, 1, shape, style);
    x = pen.put(x + 1, 1, s.status.title(), t.strong);
    let percents = [("prescription", s.prescription_pct), ("work in its zones", s.goal_pct)];
    for (what, p) in percents {
        let Some(p) = p else { continue };
        x = pen.put(x + 3, 1, what, t.dim);
        x = pen.put(x + 1, 1, &format!("{} %", num::plain(p, 0)), t.text);
    }
    let Some(i) = &s.intervals else { return };
    x = pen.put(x + 3, 1, "intervals kept", t.dim);
    pen.put(x + 1, 1, &format!("{} %", num::plain(i.kept_pct, 0)), t.text);
    for (end, head) in [(8, "step"), (26, "asked"), (33, "lap"), (46, "held")] {
        pen.put_right(end, 2, head, t.dim);
    }
    for (n, step) in (3..).zip(&i.steps) {
        row(pen, n, step, s.sport, look);
    }
}

fn row(pen: &mut Pen<'_>, y: u16, s: &StepDone, sport: Sport, look: Look<'_>) {
    let t = look.theme;
    pen.put_right(8, y, &duration(s.seconds), t.dim);
    pen.put_right(26, y, &s.asked(sport, t.units), t.dim);
    let Some((lap, held)) = s.lap.zip(s.held(sport, t.units)) else {
        pen.put(30, y, "no lap fits it", t.dim);
        return;
    };
    pen.put_right(33, y, &lap.to_string(), t.dim);
    pen.put_right(46, y, &held, t.strong);
    let (shape, style) = if s.kept { (look.shape("●", "G"), t.good) } else { (look.shape("▲", "A"), t.warn) };
    pen.put(48, y, shape, style);
}

fn grade(g: Grade, look: Look<'_>) -> (&'static str, Style) {
    let t = look.theme;
    match g {
        Grade::Green => (look.shape("●", "G"), t.good),
        Grade::Yellow => (look.shape("▲", "A"), t.warn),
        Grade::Red => (look.shape("■", "R"), t.bad),
        Grade::Missed => (look.shape("✗", "x"), t.bad),
        Grade::Unplanned | Grade::RestDay => (look.shape("·", "."), t.dim),
    }
}
