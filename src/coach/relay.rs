//! Laying the plan anew in the midst of a mission: when it is due, and what it would change, week by week.
//!
//! Owns: the reasons for it and the comparison. Does not own: laying (plan). It happens at the athlete's word only.

use super::{plan, words};
use crate::{
    domain::{
        Athlete, Day, Plan, PlanWeek, Severity,
        day::{between, monday, shift},
        plan::Phase,
    },
    science::history::History,
};

/// Days of an easier stretch from which the count to the next down week starts anew.
const STRETCH_DAYS: u8 = 4;
/// Days after such a stretch in which this is said.
const SAID_DAYS: i64 = 7;
/// Share of the planned load under which a week counts as lost.
const LOST: f64 = 0.60;
/// Weeks that are compared in words.
const WEEKS: usize = 6;

/// A plan to be laid, and how it differs from the one that stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Relay {
    /// The plan.
    pub plan: Plan,
    /// What changes, for a person.
    pub words: String,
}

/// Why the plan should be laid anew; `None` when nothing asks for it, or when it was done since.
#[must_use]
pub fn due(athlete: &Athlete, history: &History, today: Day) -> Option<String> {
    let laid = athlete.plan.as_ref().filter(|p| {
        !matches!(p.week(today).map(|w| w.phase), None | Some(Phase::Taper | Phase::Event | Phase::Recovery))
    })?;
    let calls = athlete.decisions.range(..=today).rev().filter_map(|(_, d)| d.deload.as_ref());
    let over = |from: Day, days: u8| between(shift(from, i64::from(days)), today);
    let stretch = calls
        .filter(|c| c.days >= STRETCH_DAYS && c.from >= laid.from)
        .find(|c| (0..SAID_DAYS).contains(&over(c.from, c.days)));
    if let Some(c) = stretch {
        return Some(format!(
            "The easier stretch from {} ({}) is over; the next down week counts from there, not from the plan's own.",
            words::day_name(c.from, today),
            c.rule
        ));
    }
    let this = monday(today);
    let lost = |w: &PlanWeek| w.target_load > 0.0 && history.weekly_load(w.monday) < LOST * w.target_load;
    let weeks = [shift(this, -7), shift(this, -14)];
    let both = weeks.iter().all(|m| *m >= laid.from && laid.week(*m).is_some_and(lost));
    both.then(|| {
        "Two weeks in a row stayed under 60 % of their load; the weeks ahead count on more than was done."
            .to_owned()
    })
}

/// The plan laid anew from `today`, and what that changes.
///
/// # Errors
/// In words, when there is nothing to lay or the new plan would not pass.
pub fn relay(athlete: &Athlete, history: &History, today: Day) -> Result<Relay, String> {
    let (Some(version), Some(old)) = (athlete.mission(today), athlete.plan.as_ref()) else {
        return Err("There is no plan to lay anew. Choose a mission first; its plan follows at once.".into());
    };
    let goal = version.mission.goal_day(old.from);
    if today >= goal {
        return Err(format!("{} has begun or is over; its plan is not laid anew.", version.mission.name));
    }
    let laid = plan::lay(athlete, history, version, today);
    if let Some(f) = laid.findings.iter().find(|f| f.severity == Severity::Block) {
        return Err(format!("A new plan would not pass: {} on {}: {}", f.rule, f.day, f.text));
    }
    let lines = compared(old, &laid.plan, today);
    if lines.is_empty() && old.mission_hash == laid.plan.mission_hash {
        return Err("A new plan would ask for the same weeks; nothing is to be laid anew.".into());
    }
    let eve = |p: &Plan| {
        let days = super::effect::projection(athlete, history, Some(p), today, goal);
        days.iter().rev().find(|x| x.date < goal).map(|x| x.ctl)
    };
    let fitness = match (eve(old), eve(&laid.plan)) {
        (Some(a), Some(b)) => format!("\nCTL on the eve of the goal: {a:.1} → {b:.1}."),
        _ => String::new(),
    };
    let notes: Vec<String> = laid.notes.iter().map(|n| format!("\nNote: {n}")).collect();
    let text =
        format!("The plan laid anew from today would change:\n{}{fitness}{}", lines.join("\n"), notes.concat());
    Ok(Relay { plan: laid.plan, words: text })
}

/// The weeks that differ, a line each, the first few.
fn compared(old: &Plan, new: &Plan, today: Day) -> Vec<String> {
    let load = |p: &Plan, m: Day| crate::domain::num::total(p.span(m.max(today), shift(m, 6)).map(|s| s.load));
    let down = |w: Option<&PlanWeek>| w.is_some_and(|w| w.deload);
    let mut lines: Vec<String> = new
        .weeks
        .iter()
        .filter_map(|w| {
            let (a, b) = (load(old, w.monday), load(new, w.monday));
            let (was, is) = (down(old.week(w.monday)), w.deload);
            let turn = match (was, is) {
                (true, false) => ", no down week any more",
                (false, true) => ", now a down week",
                _ => "",
            };
            ((a - b).abs() > 5.0 || was != is)
                .then(|| format!("· week of {}: load {a:.0} → {b:.0}{turn}", w.monday.format("%-d %b")))
        })
        .collect();
    let more = lines.len().saturating_sub(WEEKS);
    lines.truncate(WEEKS);
    if more > 0 {
        lines.push(format!("· and {more} weeks more"));
    }
    lines
}
