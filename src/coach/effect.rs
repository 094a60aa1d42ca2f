//! What a change of the plan does to load and form, in numbers.

use crate::domain::num::Total;
pub use crate::domain::num::signed;
use crate::{
    coach::{proposal::Scene, review::link},
    domain::{
        Athlete, Day, FormPoint, Plan, Session, SessionKind, day,
        proposal::{Effect, FormDelta, KeyDay},
    },
    science::{self, history::History},
};

/// Sessions of `today` that no activity has done yet.
#[must_use]
pub fn open_today<'a>(
    athlete: &Athlete,
    history: &History,
    plan: Option<&'a Plan>,
    today: Day,
) -> Vec<&'a Session> {
    let planned: Vec<&Session> = plan.iter().flat_map(|p| p.on(today)).collect();
    if planned.is_empty() || history.on(today).is_empty() {
        return planned;
    }
    let sessions: Vec<Session> = planned.iter().map(|s| (*s).clone()).collect();
    let linked = link::link(athlete, history, &sessions, today, today);
    let done = |s: &Session| linked.pairs.iter().any(|p| p.session.id == s.id && p.effort.is_some());
    planned.into_iter().filter(|s| !done(s)).collect()
}

/// Load of each day from `today` to `until`: of today what was done and what is planned and not done yet, of the days
/// after it what is planned.
///
/// A day without a session is a day without load: the plan covers every day it spans.
pub fn expected<'a>(
    athlete: &Athlete,
    history: &History,
    plan: Option<&'a Plan>,
    today: Day,
    until: Day,
) -> impl Iterator<Item = (Day, f64)> + use<'a> {
    let of_today =
        history.load_on(today) + open_today(athlete, history, plan, today).iter().map(|s| s.load).total();
    // One pass over the sorted sessions instead of a search per day: plans run to a year.
    let sessions = plan.map_or(&[][..], |p| &p.sessions);
    let mut at = sessions.partition_point(|s| s.day <= today);
    day::span(today, until).map(move |d| {
        if d == today {
            return (d, of_today);
        }
        let mut planned = 0.0;
        while let Some(s) = sessions.get(at).filter(|s| s.day <= d) {
            planned += s.load;
            at += 1;
        }
        (d, planned)
    })
}

/// Form from `today` to `until` under a plan.
#[must_use]
pub fn projection(
    athlete: &Athlete,
    history: &History,
    plan: Option<&Plan>,
    today: Day,
    until: Day,
) -> Vec<FormPoint> {
    let now = history.morning(today);
    let loads = expected(athlete, history, plan, today, until);
    science::form::project((now.ctl, now.atl), loads, history.form_settings())
}

/// Days ahead that the next key day is looked for in.
const KEY_DAYS: i64 = 14;

/// What `after` does in the place of the scene's plan: to load, minutes and hard sessions of all changed days, and to CTL
/// and morning TSB tomorrow, in a week, on the next hard or long day, and on the morning of the goal (when that is
/// still ahead).
#[must_use]
pub fn effect(scene: &Scene<'_>, after: &Plan) -> Effect {
    let (before, today) = (scene.plan, scene.today);
    let goal = scene.goal().filter(|g| *g > today);
    let key = next_key(before, today);
    let until = goal.unwrap_or(today).max(day::shift(today, 7)).max(key.unwrap_or(today));
    let form = |plan| projection(scene.athlete, scene.history, Some(plan), today, until);
    let (a, b) = (form(before), form(after));
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
    let key = |s: &&Session| s.hard || matches!(s.kind, SessionKind::Long | SessionKind::Race | SessionKind::Stage);
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
