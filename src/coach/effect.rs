//! What a change of the plan does to load and form, in numbers.

use crate::domain::num::Total;
pub use crate::domain::num::signed;
use crate::{
    domain::{
        Day, FormPoint, Plan, SessionKind, day,
        proposal::{Effect, FormDelta, KeyDay},
    },
    science::{self, history::History},
};

/// Load of each day from `today` to `until`: what was done today when something was, else what is planned.
///
/// A day without a session is a day without load: the plan covers every day it spans.
pub fn expected<'a>(
    history: &'a History,
    plan: Option<&'a Plan>,
    today: Day,
    until: Day,
) -> impl Iterator<Item = (Day, f64)> + 'a {
    let done = history.load_on(today);
    // One pass over the sorted sessions instead of a search per day: plans run to a year.
    let sessions = plan.map_or(&[][..], |p| &p.sessions);
    let mut at = sessions.partition_point(|s| s.day < today);
    day::span(today, until).map(move |d| {
        let mut planned = 0.0;
        while let Some(s) = sessions.get(at).filter(|s| s.day <= d) {
            planned += s.load;
            at += 1;
        }
        (d, if d == today && done > 0.0 { done } else { planned })
    })
}

/// Form from `today` to `until` under a plan.
#[must_use]
pub fn projection(history: &History, plan: Option<&Plan>, today: Day, until: Day) -> Vec<FormPoint> {
    let now = history.morning(today);
    science::form::project((now.ctl, now.atl), expected(history, plan, today, until), history.form_settings())
}

/// Days ahead that the next key day is looked for in.
const KEY_DAYS: i64 = 14;

/// What replacing `before` by `after` does: to load, minutes and hard sessions of all changed days, and to CTL and
/// morning TSB tomorrow, in a week, on the next hard or long day, and on the morning of `goal` (when that is still
/// ahead).
#[must_use]
pub fn effect(history: &History, before: &Plan, after: &Plan, today: Day, goal: Option<Day>) -> Effect {
    let goal = goal.filter(|g| *g > today);
    let key = next_key(before, today);
    let until = goal.unwrap_or(today).max(day::shift(today, 7)).max(key.unwrap_or(today));
    let a = projection(history, Some(before), today, until);
    let b = projection(history, Some(after), today, until);
    let total = |p: &Plan| p.sessions.iter().filter(|s| s.day >= today).map(|s| s.load).total();
    let minutes =
        |p: &Plan| p.sessions.iter().filter(|s| s.day >= today).map(|s| i32::from(s.minutes)).sum::<i32>();
    let hard = |p: &Plan| p.sessions.iter().filter(|s| s.day >= today).map(|s| i32::from(s.hard)).sum::<i32>();
    Effect {
        load: total(after) - total(before),
        minutes: minutes(after) - minutes(before),
        hard: hard(after) - hard(before),
        next_key: key.map(|day| KeyDay { day, form: delta(&a, &b, day) }),
        tomorrow: delta(&a, &b, day::shift(today, 1)),
        week: delta(&a, &b, day::shift(today, 7)),
        goal: goal.map(|g| delta(&a, &b, g)),
    }
}

/// The next day after today with a hard or long session.
fn next_key(plan: &Plan, today: Day) -> Option<Day> {
    let key = |s: &&crate::domain::Session| {
        s.hard || matches!(s.kind, SessionKind::Long | SessionKind::Race | SessionKind::Stage)
    };
    plan.span(day::shift(today, 1), day::shift(today, KEY_DAYS)).find(key).map(|s| s.day)
}

/// CTL at the end of the day before `morning`, TSB of that morning.
fn delta(before: &[FormPoint], after: &[FormPoint], morning: Day) -> FormDelta {
    let eve = day::shift(morning, -1);
    let ctl = |p: &[FormPoint]| p.iter().find(|x| x.date == eve).map_or(0.0, |x| x.ctl);
    let tsb = |p: &[FormPoint]| p.iter().find(|x| x.date == morning).map_or(0.0, |x| x.tsb);
    FormDelta { ctl_before: ctl(before), ctl_after: ctl(after), tsb_before: tsb(before), tsb_after: tsb(after) }
}

/// `CTL 52.1 → 51.8, TSB −14 → −9`, for a person.
#[must_use]
pub fn words(d: &FormDelta) -> String {
    format!(
        "CTL {:.1} → {:.1}, TSB {} → {}",
        d.ctl_before,
        d.ctl_after,
        signed(d.tsb_before, 0),
        signed(d.tsb_after, 0)
    )
}
