//! `lanterne state`

use super::{Context, exit::Exit, out::Out};
use crate::{
    coach::{form_report, morning::Morning, review},
    domain::{Day, Threshold, day},
};
use serde::Serialize;

/// Everything of now in one value, for a program to read.
#[derive(Serialize, schemars::JsonSchema)]
pub struct State<'a> {
    /// The day that everything is of.
    date: Day,
    /// The morning answer: mission, readiness, verdict, sessions, proposals.
    morning: &'a Morning,
    /// Fitness, fatigue and form: four weeks back, and ahead under the plan.
    form: form_report::FormReport,
    /// This week so far, planned against done.
    week: review::Review,
    /// Thresholds that hold, or held, up to this day.
    thresholds: Vec<&'a Threshold>,
    /// Version of the plan.
    plan_version: Option<u32>,
    /// Number of the active profile.
    profile: Option<u32>,
    /// How many activities are known.
    activities: usize,
    /// How the active mission ended, in the athlete's words.
    result: Option<&'a str>,
}

/// Runs `state`.
pub fn run(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, history, morning) = cx.morning()?;
    let state = State {
        date: cx.today,
        morning: &morning,
        form: form_report::report(&athlete, &history, day::shift(cx.today, -27), cx.today, cx.today),
        week: review::review(&athlete, cx.today, cx.today),
        thresholds: history.book.all().iter().filter(|t| t.from <= cx.today).collect(),
        plan_version: athlete.plan.as_ref().map(|p| p.version),
        profile: athlete.profile_on(cx.today).map(|(n, _)| n),
        activities: history.loads.len(),
        result: athlete.result_of(morning.mission.as_ref().map_or("", |m| &m.id)).map(AsRef::as_ref),
    };
    if out.json {
        out.value(&state)?;
        return Ok(Exit::Done);
    }
    out.line(format!(
        "{} · {} activities · plan version {}",
        state.date,
        state.activities,
        state.plan_version.map_or_else(|| "none".to_owned(), |v| v.to_string())
    ))?;
    out.line(
        "The whole state is for programs: lanterne state --json. For people: lanterne today, form, week, profile.",
    )?;
    Ok(Exit::Done)
}
