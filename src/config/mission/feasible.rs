//! What the file and the date alone show to be infeasible or doubtful: warnings, never errors.

use super::super::{
    document::{Document, element},
    issue::{Issue, Severity},
};
use crate::domain::{
    Day, Mission, Sport, day,
    mission::{GoalKind, Level, StageType},
};

/// Minutes of a stage when neither it nor the goal says (a time trial takes 45).
const STAGE_MINUTES: u16 = 75;
const TIME_TRIAL_MINUTES: u16 = 45;

/// Collects warnings at keys.
struct Doubts<'d, 't> {
    doc: &'d Document<'t>,
    found: Vec<Issue>,
}

impl Doubts<'_, '_> {
    fn warn(&mut self, key: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.found.push(self.doc.issue(Severity::Warning, key, message, remedy));
    }
}

/// Everything doubtful on `today`.
pub(super) fn doubts(doc: &Document<'_>, m: &Mission, today: Day) -> Vec<Issue> {
    let mut d = Doubts { doc, found: Vec::new() };
    time_left(&mut d, m, today);
    availability(&mut d, m);
    event_days(&mut d, m);
    stage_minutes(&mut d, m);
    points(&mut d, m);
    limits(&mut d, m);
    bodies(&mut d, m, today);
    d.found
}

fn time_left(d: &mut Doubts<'_, '_>, m: &Mission, today: Day) {
    let key = if m.goal.date.is_some() || m.stages.is_empty() { "goal.date" } else { "stages" };
    let Some((first, last)) = m.event_days() else { return };
    let left = day::between(today, first);
    let block = m.goal.kind == GoalKind::Block;
    if last < today {
        d.warn(key, format!("the event is over since {last}"), "set the dates of the next one");
    } else if left < 0 {
        d.warn(key, "the event has begun", "what is left of it is planned, no preparation");
    } else if left < 14 && !block {
        let message = format!("{left} days are left: time to taper, none to train");
        d.warn(key, message, "expect a plan of easy days and openers");
    } else if left > 730 {
        d.warn(key, format!("{left} days from now"), "check the year; a plan this long is mostly base");
    }
    if m.start.is_some_and(|s| day::between(s, first) < 14) && left >= 14 && !block {
        d.warn("start", "less than two weeks before the goal", "begin earlier: shorter is a taper only");
    }
    for (i, e) in m.events.iter().enumerate() {
        if day::between(e.date, first) < 7 && e.date < first {
            let at = format!("{}.date", element("events", i));
            d.warn(&at, "within a week of the goal", "it will cost the goal some form");
        }
    }
}

fn availability(d: &mut Doubts<'_, '_>, m: &Mission) {
    let c = &m.constraints;
    let all = c.available_minutes.all();
    // A weekly unavailability is part of an ordinary week; dated ones are not.
    let ordinary = (0..7).map(|i| {
        let out = c.unavailable.iter().filter(|u| u.sports.is_empty() && u.weekday.is_some_and(|w| w.index() == i));
        out.map(|u| u.minutes.unwrap_or(0)).min().map_or(all[i], |left| left.min(all[i]))
    });
    let minutes: Vec<u16> = ordinary.collect();
    let hours = minutes.iter().map(|m| f64::from(*m)).sum::<f64>() / 60.0;
    if let Some(most) = c.max_weekly_hours
        && most > hours + 0.01
    {
        let message = format!("the days add up to {hours:.1} h");
        d.warn("constraints.max_weekly_hours", message, "the days bind: raise available_minutes, or lower this");
    }
    if let Some(now) = m.objective.weekly_volume_hours
        && now > hours.min(c.max_weekly_hours.unwrap_or(f64::INFINITY)) + 0.01
    {
        let message = format!("more than the {hours:.1} h that are available");
        d.warn("objective.weekly_volume_hours", message, "fitness will fall: raise available_minutes");
    }
    let free = minutes.iter().filter(|m| **m > 0).count();
    let days = free.min(7 - usize::from(c.min_rest_days.unwrap_or(1).min(7)));
    if let Some(sessions) = c.weekly_sessions
        && usize::from(sessions) > days
    {
        let message = format!("{days} days are left for training");
        d.warn("constraints.weekly_sessions", message, "the days bind: one session a day");
    }
    let longest = minutes.iter().max().copied().unwrap_or(0);
    if let Some(long) = m.targets.long_session_minutes
        && long > longest
    {
        let message = format!("the longest day has {longest} min");
        d.warn("targets.long_session_minutes", message, "can't be reached: give one day more minutes");
    }
    if let Some(long) = c.long_day
        && minutes[long.index()] < longest
    {
        let message = format!("{} min, where another day has {longest}", minutes[long.index()]);
        d.warn("constraints.long_day", message, "choose the day with the most time");
    }
    if c.long_day.is_some() && c.long_day == c.hard_day {
        d.warn("constraints.hard_day", "the same day as long_day", "choose another, two days apart");
    }
}

/// Minutes that are left for `sport` on one day.
fn left_on(m: &Mission, sport: Sport, on: Day) -> u16 {
    let c = &m.constraints;
    let full = c.available_minutes.all()[day::weekday(on)];
    let out = c.unavailable.iter().filter(|u| u.covers(on) && (u.sports.is_empty() || u.sports.contains(&sport)));
    out.map(|u| u.minutes.unwrap_or(0)).min().map_or(full, |left| left.min(full))
}

fn event_days(d: &mut Doubts<'_, '_>, m: &Mission) {
    if m.goal.kind == GoalKind::Block {
        return;
    }
    let Some((first, last)) = m.event_days() else { return };
    for (i, u) in m.constraints.unavailable.iter().enumerate() {
        let whole = u.minutes.unwrap_or(0) == 0 && (u.sports.is_empty() || u.sports.contains(&m.goal.sport));
        let hit =
            day::span(first, last).find(|on| u.covers(*on) && (m.stages.is_empty() || m.stage_on(*on).is_some()));
        if let Some(on) = hit.filter(|_| whole) {
            let at = element("constraints.unavailable", i);
            d.warn(
                &at,
                format!("covers {on}, a day of the event itself"),
                "end it before the event, or begin it after",
            );
        }
    }
    if m.stages.is_empty() {
        return;
    }
    let gap = day::span(first, last).find(|on| m.stage_on(*on).is_none() && !m.rest_days.contains(on));
    if let Some(on) = gap {
        d.warn("rest_days", format!("{on} has neither a stage nor a rest day"), "name it in rest_days");
    }
}

fn stage_minutes(d: &mut Doubts<'_, '_>, m: &Mission) {
    let needed = |kind| {
        let most = m.goal.stage_minutes.unwrap_or(STAGE_MINUTES);
        if matches!(kind, StageType::Itt | StageType::MtnItt) { most.min(TIME_TRIAL_MINUTES) } else { most }
    };
    let mut short = m.stages.iter().enumerate().filter_map(|(i, s)| {
        let need = s.minutes.unwrap_or_else(|| needed(s.kind));
        let have = left_on(m, m.goal.sport, s.date);
        (s.kind != StageType::Rest && need > have).then_some((i, need, have))
    });
    if let Some((i, need, have)) = short.next() {
        let more = short.count();
        let others = if more == 0 { String::new() } else { format!(", and {more} more stages like it") };
        let message = format!("the stage takes {need} min, {have} are available that day{others}");
        d.warn(&element("stages", i), message, "raise available_minutes, or lower goal.stage_minutes");
    }
}

fn points(d: &mut Doubts<'_, '_>, m: &Mission) {
    if m.stages.is_empty() {
        return;
    }
    let ridden = || m.stages.iter().filter(|s| s.kind != StageType::Rest);
    if let Some(s) = ridden().find(|s| !m.points.is_empty() && !m.points.contains_key(&s.kind)) {
        let message = format!("no points for {} stages", s.kind);
        d.warn("points", message, format!("add {} = {{ gc = …, breakaway = … }}", s.kind));
    }
    let b = &m.bonuses;
    let best: u32 = ridden().filter_map(|s| m.points.get(&s.kind)).map(|p| p.breakaway).sum();
    // Riding every stage in the breakaway excludes the bonus for riding every one with the bunch.
    let most = best + b.five_in_a_row + b.ten_breakaways + b.all_mountains + b.final_week;
    if let Some(wanted) = m.targets.points
        && wanted > most
    {
        let message = format!("{most} are all that the stages and bonuses give");
        d.warn("targets.points", message, "lower it, or add points");
    }
}

fn limits(d: &mut Doubts<'_, '_>, m: &Mission) {
    let c = &m.constraints;
    if c.min_readiness.is_some_and(|r| r > 90.0) {
        d.warn("constraints.min_readiness", "hardly any day is green above 90", "70 is usual");
    }
    if c.max_resting_hr.is_some_and(|r| r < 40.0) {
        d.warn("constraints.max_resting_hr", "nearly every morning will be above it", "your usual value plus 7");
    }
    if c.min_tsb.is_some_and(|t| t > -5.0) {
        d.warn("constraints.min_tsb", "no training week stays above it", "-20 to -30 leaves room to train");
    }
    if c.max_hard_days == Some(0) {
        d.warn("constraints.max_hard_days", "nothing hard at all", "2 is usual");
    }
    let advanced = m.objective.current_level == Some(Level::Advanced);
    if c.max_hard_days.is_some_and(|n| n > 2) && !advanced {
        d.warn(
            "constraints.max_hard_days",
            "3 are for advanced athletes only",
            "2 will be used unless CTL is over 70",
        );
    }
    let easy = m.philosophy.distribution.map(|shares| shares[0]);
    if let Some(easy) = easy.filter(|e| *e < 65.0) {
        let message = format!("{easy} % easy: the validator blocks weeks under 65 %");
        d.warn("philosophy.distribution", message, "75 % and more is usual");
    }
}

fn bodies(d: &mut Doubts<'_, '_>, m: &Mission, today: Day) {
    if matches!(m.goal.sport, Sport::Hike | Sport::Row | Sport::Ski | Sport::Strength) {
        let message = format!("the library holds few sessions for {}", m.goal.sport);
        d.warn("goal.sport", message, "expect plain endurance by feel");
    }
    let goal = m.event_days().map(|(first, _)| first);
    for (i, injury) in m.constraints.injuries.iter().enumerate() {
        let at = element("constraints.injuries", i);
        let hits = injury.sports.contains(&m.goal.sport);
        if injury.until.is_some_and(|until| until < today) {
            d.warn(&format!("{at}.until"), "over already", "remove it, or set a later day");
        } else if hits && injury.until.is_none() {
            d.warn(&at, format!("keeps {} out with no end", m.goal.sport), "give until, when it is known");
        } else if hits && injury.until.zip(goal).is_some_and(|(until, goal)| until >= goal) {
            d.warn(&format!("{at}.until"), "not before the goal", "the goal's own sport can't be trained");
        }
    }
}
