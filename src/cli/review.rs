//! `lanterne review`, `lanterne week`, `lanterne weekly`

use super::{
    Context,
    context::notice,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::{
        morning::SessionView,
        present, review,
        week_page::{Intent, week_page},
    },
    domain::{
        Day, PlanWeek, ShortId, day,
        day::monday,
        exchange::Job,
        routine::{Origin, Standing},
    },
    log::Access,
    outputs::{
        self,
        words::{Worded, whole},
    },
    science::history::History,
    sync::{
        outbox::{Queue, Told},
        pages, weekly,
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
        if erased_of(cx, monday)? > 0 {
            notice("records of before this review were erased since; it stays as it was written.");
        }
        if out.json {
            let page: serde_json::Value = serde_json::from_str(&stored.body)?;
            out.value(&Worded { page, words: whole(&athlete.words_on(stored.id, pages::REVIEW)) })?;
        } else {
            out.line(pages::review_text(&athlete, stored).trim_end())?;
        }
        return Ok(Exit::Done);
    }
    let mut r = review::review(&athlete, monday, cx.today);
    r.erased = u32::try_from(erased_of(cx, monday)?).ok().filter(|n| *n > 0);
    if out.json {
        out.value(&Worded { page: r, words: None })?;
    } else {
        out.line(outputs::review::page(&r).trim_end())?;
    }
    Ok(Exit::Done)
}

/// Events of before the end of a week and the routine after it whose content was erased since.
fn erased_of(cx: &Context, week: Day) -> anyhow::Result<usize> {
    let end = cx.end_of(day::shift(week, 7)).min(cx.as_of.map_or(cx.now, |d| cx.end_of(d)));
    Ok(cx.store(Access::ReadOnly)?.erased_before(end)?)
}

/// Runs `weekly`.
pub fn weekly(cx: &Context, force: bool, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out"));
    }
    let (mut athlete, _) = cx.athlete()?;
    let local = cx.now.with_timezone(&cx.config.zone()).naive_local();
    // A date that was moved stands for its evening.
    let local = if cx.moved { cx.today.and_hms_opt(23, 59, 59).unwrap_or(local) } else { local };
    let folder = output_folder(cx);
    let store = cx.store(Access::ReadWrite)?;
    let queue = Queue::of(&store, &cx.paths, &cx.config)?;
    let locks = cx.paths.data_dir.join("locks");
    let run = weekly::Run {
        folder: &folder,
        local,
        now: cx.now,
        force,
        queue: queue.as_ref(),
        due: cx.config.weekly,
        commit: cx.config.commit,
        locks: &locks,
    };
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
        super::advise::advise(cx, &[Job::Review, Job::Week], out)?;
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
    if let Some(why) = &said.problem {
        notice(why);
    }
    out.line(said.proposal_id.as_ref().map_or_else(
        || "The plan stands.".to_owned(),
        |id| format!("A change waits for your answer: lanterne proposal show {id:.6}"),
    ))?;
    super::advise::advise(cx, &[Job::Review, Job::Week], out)?;
    Ok(Exit::Done)
}

/// What came of the routine, in a line for the cockpit.
#[must_use]
pub fn said(w: &weekly::Weekly) -> String {
    if let Some(why) = &w.skipped_reason {
        return format!("{}: nothing to do, {why}", w.week);
    }
    let waits = if w.proposal_id.is_some() { "a change waits for your answer" } else { "the plan stands" };
    let problem = w.problem.as_ref().map_or_else(String::new, |p| format!(" ({p})"));
    format!("{} is reviewed; {waits}{problem}", w.week)
}

/// Where pages go: the configured folder, else `output` beside the log.
#[must_use]
pub fn output_folder(cx: &Context) -> std::path::PathBuf {
    cx.config.output.clone().unwrap_or_else(|| cx.paths.data_dir.join("output"))
}

/// What `week --json` prints.
#[derive(Serialize, schemars::JsonSchema)]
pub struct WeekView {
    /// `2026-W47`.
    week: String,
    /// Its Monday.
    monday: Day,
    /// Load to reach, phase and focus.
    target: Option<PlanWeek>,
    /// What the athlete means it to be.
    intent: Option<Intent>,
    /// Planned sessions.
    sessions: Vec<SessionView>,
    /// What was done so far; absent for a week to come.
    review: Option<review::Review>,
}

#[derive(Serialize)]
struct Listed {
    week: String,
    /// `review` or `plan`.
    what: &'static str,
    id: String,
    day: Day,
    status: Standing,
    /// Verdict of a review, reason of a plan.
    why: Option<String>,
    proposal: Option<String>,
    origin: Origin,
}

/// Runs `weekly list`: what was written, the newest week first.
pub fn list(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let brief = |id: ShortId| id.to_string();
    let mut rows: Vec<Listed> = Vec::new();
    for (i, r) in athlete.reviews.iter().enumerate() {
        rows.push(Listed {
            week: day::iso_week(r.week),
            what: "review",
            id: brief(r.id),
            day: r.day,
            status: Standing::of_review(&athlete.reviews, i, cx.today),
            why: r.verdict.clone(),
            proposal: r.proposal.map(brief),
            origin: r.origin.clone(),
        });
    }
    for (i, w) in athlete.week_plans.iter().enumerate() {
        rows.push(Listed {
            week: day::iso_week(w.week),
            what: "plan",
            id: brief(w.id),
            day: w.day,
            status: Standing::of_plan(&athlete.week_plans, i, cx.today),
            why: Some(w.reason.name().to_owned()),
            proposal: w.proposal.map(brief),
            origin: w.origin.clone(),
        });
    }
    rows.sort_by(|a, b| b.week.cmp(&a.week).then(b.day.cmp(&a.day)).then(a.what.cmp(b.what)));
    if out.json {
        out.value(&rows)?;
        return Ok(Exit::Done);
    }
    if rows.is_empty() {
        out.line("Nothing is written yet; `lanterne weekly` reviews the week that is over.")?;
    }
    for r in &rows {
        out.line(format!(
            "{}  {:<6}  {:.6}  written {}  {:<10}  {}",
            r.week,
            r.what,
            r.id,
            r.day,
            r.status.name(),
            r.why.as_deref().unwrap_or("nothing known")
        ))?;
    }
    Ok(Exit::Done)
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
            target: athlete.planned_week(first).cloned(),
            intent: athlete.intents.get(&first).map(Intent::from),
            sessions: sessions.iter().map(|s| present::session_view(s, &history.book, cx.today)).collect(),
            review,
        })?;
        return Ok(Exit::Done);
    }
    if let Some(r) = review {
        out.line(outputs::review::page(&r).trim_end())?;
    } else if let Some(page) = week_page(&athlete, &history, first, cx.today) {
        out.line(outputs::plan::week(&page, None).trim_end())?;
    } else {
        out.line("There is no plan yet; `lanterne mission use ID` lays one.")?;
    }
    Ok(Exit::Done)
}
