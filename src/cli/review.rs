//! `lanterne review`, `lanterne week`, `lanterne weekly`

use super::{
    Context,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::{morning::SessionView, present, review},
    domain::{Athlete, Day, PlanWeek, day, day::monday},
    log::Access,
    outputs,
    science::history::History,
    sync::{
        outbox::{Queue, Told},
        weekly,
    },
};
use serde::Serialize;

/// The Monday that `2026-W47` or a date in the week names; the week of `or` when absent.
pub fn week_named(text: Option<&str>, or: Day) -> anyhow::Result<Day> {
    let Some(text) = text else { return Ok(monday(or)) };
    if let Ok(d) = text.parse::<Day>() {
        return Ok(monday(d));
    }
    let parsed = text.to_ascii_uppercase();
    let week = parsed.split_once("-W").and_then(|(y, w)| {
        let (y, w) = (y.parse().ok()?, w.parse().ok()?);
        Day::from_isoywd_opt(y, w, chrono::Weekday::Mon)
    });
    week.ok_or_else(|| usage(format!("{text} is no week; write 2026-W47, or a date in it like 2026-11-20")))
}

/// Runs `review [WEEK]`: the stored one as it was written when there is one, else as of now.
pub fn run(cx: &Context, week: Option<&str>, again: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let monday = week_named(week, day::shift(cx.today, -6))?;
    if monday > cx.today {
        return Err(usage(format!("the week of {monday} has not begun")));
    }
    if let Some(stored) = athlete.reviews.iter().rev().find(|r| r.week == monday && !again) {
        if out.json {
            out.value(&serde_json::from_str::<serde_json::Value>(&stored.body)?)?;
        } else {
            out.line(stored.page.trim_end())?;
        }
        return Ok(Exit::Done);
    }
    let r = review::review(&athlete, monday, cx.today);
    if out.json {
        out.value(&r)?;
    } else {
        out.line(outputs::review::page(&r).trim_end())?;
    }
    Ok(Exit::Done)
}

/// Runs `weekly`.
pub fn weekly(cx: &Context, force: bool, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out"));
    }
    let (mut athlete, _) = cx.athlete()?;
    let local = cx.now.with_timezone(&cx.config.zone()).naive_local();
    // A date that was moved stands for its evening.
    let local = if cx.moved { cx.today.and_hms_opt(23, 0, 0).unwrap_or(local) } else { local };
    let folder = output_folder(cx);
    let store = cx.store(Access::ReadWrite)?;
    let queue = Queue::of(&store, &cx.paths, &cx.config)?;
    let run = weekly::Run { folder: &folder, local, now: cx.now, force, queue: queue.as_ref() };
    let said = weekly::run(&store, &mut athlete, run)?;
    let told = super::notify::send_due(cx, &store)?.unwrap_or_default();
    if out.json {
        #[derive(Serialize)]
        struct Done<'a> {
            #[serde(flatten)]
            said: &'a weekly::Weekly,
            notifications: &'a [Told],
        }
        out.value(&Done { said: &said, notifications: &told })?;
        return Ok(Exit::Done);
    }
    for t in &told {
        out.line(super::notify::line(t, cx.config.zone()))?;
    }
    if let Some(why) = &said.skipped_reason {
        out.line(format!("{}: nothing to do, {why}.", said.week))?;
        return Ok(Exit::Done);
    }
    let path = |p: &Option<std::path::PathBuf>| p.as_ref().map_or_else(String::new, |p| p.display().to_string());
    out.line(format!("{} reviewed: {}", said.week, path(&said.review_path)))?;
    out.line(format!("next week: {}", path(&said.plan_path)))?;
    out.line(said.plan_id.as_ref().map_or_else(
        || "The plan stands.".to_owned(),
        |id| format!("A change waits for your answer: lanterne proposal show {id:.6}"),
    ))?;
    Ok(Exit::Done)
}

/// Where pages go: the configured folder, else `output` beside the log.
#[must_use]
pub fn output_folder(cx: &Context) -> std::path::PathBuf {
    cx.config.output.clone().unwrap_or_else(|| cx.paths.data_dir.join("output"))
}

#[derive(Serialize)]
struct WeekView<'a> {
    week: String,
    monday: Day,
    target: Option<&'a PlanWeek>,
    sessions: Vec<SessionView>,
    review: Option<review::Review>,
}

/// Runs `week [WEEK]`: what is planned, and what was done of it so far.
pub fn week(cx: &Context, week: Option<&str>, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let first = week_named(week, cx.today)?;
    let history = History::build(&athlete, cx.today);
    let sessions = athlete.planned(first, day::shift(first, 6));
    let review = (first <= cx.today).then(|| review::review(&athlete, first, cx.today));
    if out.json {
        out.value(&WeekView {
            week: day::iso_week(first),
            monday: first,
            target: athlete.planned_week(first),
            sessions: sessions.iter().map(|s| present::session_view(s, &history.book, cx.today)).collect(),
            review,
        })?;
        return Ok(Exit::Done);
    }
    if let Some(r) = review {
        out.line(outputs::review::page(&r).trim_end())?;
    } else if let Some(plan) = &athlete.plan {
        out.line(outputs::plan::page(plan, first, waiting(&athlete, cx.today)).trim_end())?;
    } else {
        out.line("There is no plan yet; `lanterne mission use ID` lays one.")?;
    }
    Ok(Exit::Done)
}

fn waiting(athlete: &Athlete, today: Day) -> Option<&crate::domain::Proposal> {
    athlete.pending(today).next()
}
