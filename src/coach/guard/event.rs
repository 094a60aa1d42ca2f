//! V13, V26: before and after a race.

use super::{
    finding, limits,
    timeline::{Case, DayView},
};
use crate::domain::num::Total;
use crate::domain::{
    Finding, SessionKind, Severity,
    day::{between, shift},
};

pub(super) fn check(case: &Case, out: &mut Vec<Finding>) {
    taper(case, out);
    after_races(case, out);
}

/// Days before the event that the cut is measured over, and the weeks that it is measured against.
const TAPER_DAYS: usize = 7;

fn taper(case: &Case, out: &mut Vec<Finding>) {
    let Some((first, _)) = case.event().filter(|(f, _)| *f > case.input.today) else { return };
    for d in case.ahead().filter(|d| (1..=7).contains(&between(d.day, first))) {
        let days = between(d.day, first);
        if days <= 2 && d.hard {
            out.push(finding(
                "V13",
                Severity::Warn,
                d.day,
                format!("hard {days} day(s) before the event"),
                "only the opener in the last 48 h".into(),
                "Nothing hard in the last two days but the opener.",
            ));
        }
        if d.planned.iter().any(|s| s.kind == SessionKind::Test) {
            out.push(finding(
                "V13",
                Severity::Block,
                d.day,
                format!("test {days} day(s) before the event"),
                "none in the last seven days".into(),
                "No test and nothing new in the last week.",
            ));
        }
    }
    cut(case, first, out);
}

/// The last week against the largest of the four weeks before the last two.
fn cut(case: &Case, first: crate::domain::Day, out: &mut Vec<Finding>) {
    let week = case.last_days(shift(first, -1), TAPER_DAYS);
    if week.len() < TAPER_DAYS || week.iter().any(|d| d.day < case.input.today) {
        return;
    }
    let load = |days: &[DayView]| days.iter().filter(|d| !d.event).map(|d| d.load).total();
    let before = (2..=5).map(|i| load(case.last_days(shift(first, -1 - 7 * i), 7))).fold(0.0, f64::max);
    if before < 50.0 {
        return;
    }
    let share = 1.0 - load(week) / before;
    let Some(severity) = limits::taper_cut(share) else { return };
    out.push(finding(
        "V13",
        severity,
        week[0].day,
        format!("the last week takes out {:.0} %", share * 100.0),
        "30–70 %".into(),
        "The taper is too shallow or too deep.",
    ));
}

fn after_races(case: &Case, out: &mut Vec<Finding>) {
    let goal = case.event();
    for d in case.days.iter().filter(|d| d.event) {
        // Between the stages of one event nothing but the next stage counts.
        if goal.is_some_and(|(first, last)| first <= d.day && d.day < last) {
            continue;
        }
        let hard_free = (d.load / 150.0).ceil() as i64;
        let easy = (d.load / 100.0).ceil() as i64;
        for x in case.ahead().filter(|x| x.day > d.day && between(d.day, x.day) <= easy) {
            let after = between(d.day, x.day);
            let severity = match (x.hard || x.event, after <= hard_free) {
                (true, true) => Severity::Block,
                (true, false) => Severity::Warn,
                _ => continue,
            };
            out.push(finding(
                "V26",
                severity,
                x.day,
                format!("hard {after} day(s) after a race of load {:.0}", d.load),
                format!("≥ {easy} easy days"),
                "A race needs easy days after it.",
            ));
        }
    }
}
