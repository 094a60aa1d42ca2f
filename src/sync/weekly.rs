//! The weekly routine: review of the week that is over, what follows for the next one, both as pages in a folder.
//!
//! Owns: when it is due, the order of its steps, and that a week is done once. Does not own: judgement (coach), words
//! (outputs). Review, the plan of the week after and the proposal are one transaction; pages are written from what is
//! stored; the mark that the week is done comes last. So a run that was killed anywhere ends, run again, as one that was
//! not. A lock keeps two processes from doing one week at the same time.

use super::{
    lock,
    outbox::Queue,
    pages::{self, PagesError, Written},
};
use crate::{
    coach::{
        calibration, inputs, next_week,
        review::{self, Review},
        week_page::week_page,
    },
    config::Due,
    domain::{
        Athlete, Day, Event, Proposal, Provenance, Provider, ShortId, Topic,
        day::{iso_week, monday, shift},
        event::Actor,
        routine::{PlanReason, ReviewStored, RoutineDone, WeekPlanStored},
    },
    log::{LogError, NewEvent, Store},
    outputs::{self, notify::words},
    science::history::History,
};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Weekly {
    /// Folder of the cycle; the mission's id where there is none.
    pub cycle: Option<String>,
    /// The week that was reviewed.
    pub week: String,
    /// The review, by id.
    pub review_id: Option<String>,
    /// The plan of the week after as it was written, by id; `None` without a plan.
    pub plan_id: Option<String>,
    /// The change that the review asks for, by id; `None` when the plan stands.
    pub proposal_id: Option<String>,
    /// The review's page.
    pub review_path: Option<PathBuf>,
    /// The page of the week after.
    pub plan_path: Option<PathBuf>,
    /// Why nothing was done.
    pub skipped_reason: Option<String>,
    /// What did not work and kept nothing else from being done: committing the pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum WeeklyError {
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A page.
    #[error("{0}; the review is stored, run `lanterne weekly` again")]
    Page(#[from] PagesError),
    /// The lock.
    #[error("the routine's lock can't be taken: {0}; check the data folder's permissions")]
    Lock(std::io::Error),
    /// A body.
    #[error("the review has no JSON form: {0}")]
    Body(#[from] serde_json::Error),
}

/// What a run works with.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The folder of all cycles.
    pub folder: &'a Path,
    /// Local date and time that the run is for.
    pub local: NaiveDateTime,
    /// The moment to write into the log.
    pub now: DateTime<Utc>,
    /// Do the week again.
    pub force: bool,
    /// Whom the athlete is told by.
    pub queue: Option<&'a Queue>,
    /// When a week is over for the routine.
    pub due: Due,
    /// Whether the pages are committed to git.
    pub commit: bool,
    /// Folder of locks.
    pub locks: &'a Path,
}

/// The Monday of the latest week that is over: by default this one from Sunday 21:00 on, else the one before. The
/// athlete's own clock decides, so a time that a clock change skips or repeats makes the routine neither late nor double.
#[must_use]
pub fn due_week(local: NaiveDateTime, due: Due) -> Day {
    let this = monday(local.date());
    let over = |week: Day| local >= shift(week, due.days).and_time(due.time);
    [this, shift(this, -7)].into_iter().find(|w| over(*w)).unwrap_or_else(|| shift(this, -14))
}

/// Why a week has no review: no mission then, or done already.
#[must_use]
pub fn skip_reason(athlete: &Athlete, week: Day, force: bool) -> Option<String> {
    let sunday = shift(week, 6);
    let Some(mission) = athlete.active_mission(sunday) else {
        return Some("no mission was active in that week".to_owned());
    };
    let taken = taken_up(athlete, &mission.id, week);
    let last = shift(mission.last_day(taken), i64::from(TRANSITION));
    if sunday < mission.start.unwrap_or(taken) || week > last {
        return Some(format!("the week lies outside the dates of {}", mission.name));
    }
    let done = athlete.routines.iter().any(|r| r.week == week);
    (done && !force).then(|| "the week was done already; --force does it again".to_owned())
}

/// Days after a mission's last day that are still reviewed.
const TRANSITION: u16 = 14;

fn taken_up(athlete: &Athlete, id: &str, or: Day) -> Day {
    athlete.activations.iter().find(|(_, m)| m == id).map_or(or, |(d, _)| *d)
}

/// Runs the routine for the week that is due.
///
/// # Errors
/// When the log or a page can't be written; the next run goes on from there.
pub fn run(store: &Store, athlete: &mut Athlete, run: Run<'_>) -> Result<Weekly, WeeklyError> {
    let week = due_week(run.local, run.due);
    let today = run.local.date();
    let mut said = Weekly { week: iso_week(week), ..Weekly::default() };
    let _held = match lock::take(run.locks, "weekly", "the weekly routine").map_err(WeeklyError::Lock)? {
        Ok(held) => held,
        Err(who) => {
            said.skipped_reason = Some(format!("{who} of another process is at it"));
            return Ok(said);
        }
    };
    // What another process did before the lock was free is known only now.
    *athlete = store.athlete()?.0;
    if let Some(why) = skip_reason(athlete, week, run.force) {
        said.skipped_reason = Some(why);
        return Ok(said);
    }
    let stored = athlete.reviews.iter().rev().find(|r| r.week == week).cloned();
    let stored = match stored.filter(|_| !run.force) {
        Some(stored) => stored,
        None => write_review(store, athlete, week, today, run)?,
    };
    let next = athlete.week_plans.iter().rev().find(|w| w.review == Some(stored.id)).cloned();
    let mut done = Written::default();
    let review_path = review_pages(athlete, &stored, run.folder, &mut done)?;
    let plan_path = plan_pages(athlete, next.as_ref(), today, run.folder, &mut done)?;
    pages::commit(run.folder, &mut done, run.commit, &format!("Review of {}", said.week));
    said.problem = done.problem;
    said.cycle = Some(pages::place(athlete, shift(week, 6)).0);
    said.review_id = Some(stored.id.to_string());
    said.plan_id = next.as_ref().map(|w| w.id.to_string());
    said.proposal_id = stored.proposal.map(|id| id.to_string());
    said.review_path = Some(review_path);
    said.plan_path = plan_path;
    let reason = next.as_ref().map_or(PlanReason::Weekly, |w| w.reason).name().to_owned();
    let plan = next.map(|w| w.id);
    let done = RoutineDone { week, review: stored.id, proposal: stored.proposal, reason, plan };
    append(store, athlete, vec![(format!("weekly:{week}:{}", stored.id), Event::WeekRoutineDone(done))], run.now)?;
    Ok(said)
}

/// Stores a review, the plan of the week after, and the proposal that follows, in one transaction.
fn write_review(
    store: &Store,
    athlete: &mut Athlete,
    week: Day,
    today: Day,
    run: Run<'_>,
) -> Result<ReviewStored, WeeklyError> {
    // The routine takes the week for over from Sunday evening on.
    let r: Review = review::review(athlete, week, today.max(shift(week, 7)));
    let history = History::build(athlete, today);
    let proposal = next_week::proposal(athlete, &r, today);
    let body = serde_json::to_string(&r)?;
    let stored = ReviewStored {
        id: ShortId::of(&[b"review", body.as_bytes()]),
        week,
        day: today,
        verdict: r.verdict.as_ref().map(|v| v.action.name().to_owned()),
        origin: r.origin.clone(),
        page: outputs::review::page(&r),
        proposal: proposal.as_ref().map(|p| p.id),
        body,
        inputs: serde_json::to_string(&inputs::inputs(athlete, &history, week, r.until))?,
    };
    let review = (format!("review:{week}:{}", stored.id), Event::ReviewStored(Box::new(stored.clone())));
    let asks = proposal.clone().map(|p| (format!("proposal:{}", p.id), Event::ProposalMade(Box::new(p))));
    let mut then = athlete.clone();
    for (_, e) in std::iter::once(&review).chain(&asks) {
        then.apply(e);
    }
    let reason = pages::reason(athlete, if run.force { PlanReason::Feedback } else { PlanReason::Weekly });
    let next = pages::week_plan(&then, &history, shift(week, 7), today, reason)?;
    let next = next.map(|mut w| {
        // The same plan after another review is another record: it says what it follows.
        w.id = ShortId::of(&[&stored.id.0.to_be_bytes(), &w.id.0.to_be_bytes()]);
        w.review = Some(stored.id);
        (format!("week-plan:{}:{}", w.week, w.id), Event::WeekPlanStored(Box::new(w)))
    });
    // Once in four weeks the figures of the book are held against the athlete's own history.
    let own = calibration::proposals(&then, &history, today);
    let own = own.into_iter().map(|p| (format!("calibration:{}", p.id), Event::CalibrationProposed(Box::new(p))));
    let told = messages(&then, &stored, proposal.as_ref(), run);
    let events = std::iter::once(review).chain(told).chain(asks).chain(next).chain(own).collect();
    append(store, athlete, events, run.now)?;
    Ok(stored)
}

/// Messages that follow from a review.
fn messages(
    athlete: &Athlete,
    stored: &ReviewStored,
    proposal: Option<&Proposal>,
    run: Run<'_>,
) -> Vec<(String, Event)> {
    let day = run.local.date();
    let Some(q) = run.queue.filter(|q| q.is_today(day, run.now)) else { return Vec::new() };
    let review = q.event(Topic::WeeklyReview, day, &iso_week(stored.week), words::review(stored), run.now);
    let next = shift(stored.week, 7);
    let page = week_page(athlete, &History::build(athlete, day), next, day);
    let plan = page.and_then(|p| q.event(Topic::WeeklyPlan, day, &iso_week(next), words::week(&p), run.now));
    let waits =
        proposal.and_then(|p| q.event(Topic::Proposal, day, &p.id.to_string(), words::proposal(p), run.now));
    [review, plan, waits].into_iter().flatten().collect()
}

fn append(
    store: &Store,
    athlete: &mut Athlete,
    events: Vec<(String, Event)>,
    now: DateTime<Utc>,
) -> Result<(), LogError> {
    for (_, e) in &events {
        athlete.apply(e);
    }
    let new = |(key, event)| NewEvent {
        event,
        actor: Actor::Coach,
        provenance: Provenance::of(Provider::Derived),
        key,
        cause: None,
        recorded_at: now,
    };
    store.append(events.into_iter().map(new).collect())?;
    Ok(())
}

/// `reviews/week_03.md` below the cycle's folder, with its JSON beside it.
fn review_pages(
    athlete: &Athlete,
    stored: &ReviewStored,
    folder: &Path,
    done: &mut Written,
) -> Result<PathBuf, PagesError> {
    let path = pages::review_path(athlete, folder, stored.week);
    pages::write(&path, &pages::review_text(athlete, stored), &mut done.files)?;
    pages::write(&path.with_extension("json"), &stored.body, &mut done.files)?;
    Ok(path)
}

/// `plans/week_04.md` beside it: the week after, as it is planned now, with what waits for an answer.
fn plan_pages(
    athlete: &Athlete,
    stored: Option<&WeekPlanStored>,
    today: Day,
    folder: &Path,
    done: &mut Written,
) -> Result<Option<PathBuf>, WeeklyError> {
    let Some(stored) = stored else { return Ok(None) };
    let Some(page) = week_page(athlete, &History::build(athlete, today), stored.week, today) else {
        return Ok(None);
    };
    let path = pages::plan_path(athlete, folder, stored.week);
    let text = pages::week_text(athlete, stored.week, &page, stored.reason);
    pages::write(&path, &text, &mut done.files)?;
    pages::write(&path.with_extension("json"), &serde_json::to_string(&page)?, &mut done.files)?;
    Ok(Some(path))
}

#[cfg(test)]
mod tests;
