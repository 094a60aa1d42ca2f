//! The weekly routine: review of the week that is over, what follows for the next one, both as pages in a folder.
//!
//! Owns: when it is due, the order of its steps, and that a week is done once. Does not own: judgement (coach), words
//! (outputs). Review and proposal are one transaction; pages are written from what is stored; the mark that the week is
//! done comes last. So a run that was killed anywhere ends, run again, as one that was not.

use super::outbox::Queue;
use crate::{
    coach::{
        next_week,
        review::{self, Review},
    },
    domain::{
        Athlete, Day, Event, Proposal, Provenance, Provider, ShortId, Topic,
        day::{between, iso_week, monday, shift},
        event::Actor,
        routine::{ReviewStored, RoutineDone},
    },
    log::{LogError, NewEvent, Store},
    outputs::{self, notify::words},
};
use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Hour of Sunday from which a week is over for the routine.
pub const HOUR: u32 = 21;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Weekly {
    /// Folder of the cycle: the mission's id.
    pub cycle: Option<String>,
    /// The week that was reviewed.
    pub week: String,
    /// The review, by id.
    pub review_id: Option<String>,
    /// The proposal for the week after, by id; `None` when the plan stands.
    pub plan_id: Option<String>,
    /// The review's page.
    pub review_path: Option<PathBuf>,
    /// The page of the week after.
    pub plan_path: Option<PathBuf>,
    /// Why nothing was done.
    pub skipped_reason: Option<String>,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum WeeklyError {
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A page.
    #[error("{path} can't be written: {source}; the review is stored, run `lanterne weekly` again")]
    Page {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
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
}

/// The Monday of the latest week that is over: this one from Sunday 21:00 on, else the one before.
#[must_use]
pub fn due_week(local: NaiveDateTime) -> Day {
    let this = monday(local.date());
    let over = shift(this, 6).and_time(NaiveTime::from_hms_opt(HOUR, 0, 0).unwrap_or_default());
    if local >= over { this } else { shift(this, -7) }
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
    let week = due_week(run.local);
    let today = run.local.date();
    let mut said = Weekly { week: iso_week(week), ..Weekly::default() };
    if let Some(why) = skip_reason(athlete, week, run.force) {
        said.skipped_reason = Some(why);
        return Ok(said);
    }
    let stored = athlete.reviews.iter().rev().find(|r| r.week == week).cloned();
    let stored = match stored.filter(|_| !run.force) {
        Some(stored) => stored,
        None => write_review(store, athlete, week, today, run)?,
    };
    let proposal =
        stored.proposal.and_then(|id| athlete.proposals.iter().find(|(p, _)| p.id == id)).map(|(p, _)| p);
    let cycle = athlete.active_mission(shift(week, 6)).map_or_else(|| "none".to_owned(), |m| m.id.clone());
    let (review_path, plan_path) = pages(athlete, &stored, proposal, &cycle, run.folder)?;
    said.cycle = Some(cycle);
    said.review_id = Some(stored.id.to_string());
    said.plan_id = proposal.map(|p| p.id.to_string());
    said.review_path = Some(review_path);
    said.plan_path = plan_path;
    let done = RoutineDone { week, review: stored.id, proposal: stored.proposal, reason: "weekly".to_owned() };
    append(store, athlete, vec![(format!("weekly:{week}:{}", stored.id), Event::WeekRoutineDone(done))], run.now)?;
    Ok(said)
}

/// Stores a review, and the proposal that follows from it, in one transaction.
fn write_review(
    store: &Store,
    athlete: &mut Athlete,
    week: Day,
    today: Day,
    run: Run<'_>,
) -> Result<ReviewStored, WeeklyError> {
    // The routine takes the week for over from Sunday evening on.
    let r: Review = review::review(athlete, week, today.max(shift(week, 7)));
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
    };
    let mut events = vec![(format!("review:{week}:{}", stored.id), Event::ReviewStored(Box::new(stored.clone())))];
    events.extend(messages(athlete, &stored, proposal.as_ref(), run));
    events.extend(proposal.map(|p| (format!("proposal:{}", p.id), Event::ProposalMade(Box::new(p)))));
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
    let plan = athlete.plan.as_ref().and_then(|plan| {
        q.event(Topic::WeeklyPlan, day, &iso_week(next), words::week(plan, next, proposal), run.now)
    });
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

/// `reviews/week_03.md` and `plans/week_04.md` below the cycle's folder, with the review's JSON beside it.
fn pages(
    athlete: &Athlete,
    stored: &ReviewStored,
    proposal: Option<&Proposal>,
    cycle: &str,
    folder: &Path,
) -> Result<(PathBuf, Option<PathBuf>), WeeklyError> {
    let first = monday(taken_up(athlete, cycle, stored.week));
    let number = between(first, stored.week) / 7 + 1;
    let base = folder.join(cycle);
    let review = base.join("reviews").join(format!("week_{number:02}.md"));
    write(&review, &stored.page)?;
    write(&review.with_extension("json"), &stored.body)?;
    let plan = match &athlete.plan {
        Some(plan) => {
            let path = base.join("plans").join(format!("week_{:02}.md", number + 1));
            write(&path, &outputs::plan::page(plan, shift(stored.week, 7), proposal))?;
            Some(path)
        }
        None => None,
    };
    Ok((review, plan))
}

fn write(path: &Path, text: &str) -> Result<(), WeeklyError> {
    outputs::files::write(path, text)
        .map(|_| ())
        .map_err(|source| WeeklyError::Page { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests;
