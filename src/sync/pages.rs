//! The output folder: the plan as it stands, the weeks of now and next, the cycle; and the record of each week's plan.
//!
//! Owns: which pages follow from a plan, when a week's plan is written down and why, committing. Does not own: words
//! (outputs), reviews (weekly). Every page is made from what is known, so doing it again changes nothing.

use crate::{
    coach::{
        cycle, inputs,
        week_page::{WeekPage, week_page},
    },
    config::{Config, Paths},
    domain::{
        Athlete, Day, Event, Provenance, Provider, ShortId,
        cycle::CycleStored,
        day::{between, iso_week, monday, shift},
        event::Actor,
        exchange::Job,
        plan::version::Cause,
        proposal::Author,
        routine::{Origin, PlanReason, ProfileStored, ReviewStored, WeekPlanStored},
    },
    log::{LogError, NewEvent, Store},
    outputs::{self, git, words::beside},
    science::history::History,
};
use chrono::{DateTime, Utc};
use std::{
    io,
    path::{Path, PathBuf},
};

/// Why pages could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PagesError {
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A page.
    #[error("{path} can't be written: {source}; check the folder's permissions and free space")]
    Page {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A body.
    #[error("a page has no JSON form: {0}")]
    Body(#[from] serde_json::Error),
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files whose text changed.
    pub files: Vec<PathBuf>,
    /// Whether they were committed.
    pub committed: bool,
    /// What went wrong with committing; the pages are written all the same.
    pub problem: Option<String>,
}

/// Where the pages of a day go: the folder of its cycle, else of its mission, and the Monday that its weeks count from.
#[must_use]
pub fn place(athlete: &Athlete, day: Day) -> (String, Day) {
    if let Some(c) = athlete.cycle_on(day) {
        return (c.stored.folder.clone(), c.stored.from);
    }
    let active = athlete.activations.iter().rev().find(|(d, _)| *d <= day).or_else(|| athlete.activations.last());
    let Some((_, id)) = active else { return ("none".to_owned(), monday(day)) };
    let first = athlete.activations.iter().find(|(_, m)| m == id).map_or(day, |(d, _)| *d);
    (id.clone(), monday(first))
}

/// Number of the week of `day` among those counted from `first`, from 1.
#[must_use]
pub fn number(first: Day, day: Day) -> i64 {
    (between(first, monday(day)).div_euclid(7) + 1).max(1)
}

/// The page of the plan of a week: `plans/week_04.md` below the folder of its cycle.
#[must_use]
pub fn plan_path(athlete: &Athlete, folder: &Path, week: Day) -> PathBuf {
    let (cycle, first) = place(athlete, shift(week, 6));
    folder.join(cycle).join("plans").join(format!("week_{:02}.md", number(first, week)))
}

/// The page of the review of a week.
#[must_use]
pub fn review_path(athlete: &Athlete, folder: &Path, week: Day) -> PathBuf {
    let (cycle, first) = place(athlete, shift(week, 6));
    folder.join(cycle).join("reviews").join(format!("week_{:02}.md", number(first, week)))
}

/// Writes a text; the file is named in `files` when that changed anything.
///
/// # Errors
/// [`PagesError::Page`].
pub fn write(path: &Path, text: &str, files: &mut Vec<PathBuf>) -> Result<(), PagesError> {
    let changed =
        outputs::files::write(path, text).map_err(|source| PagesError::Page { path: path.to_owned(), source })?;
    if changed {
        files.push(path.to_owned());
    }
    Ok(())
}

/// The plan of a week, to be written down. `None` without a plan.
///
/// # Errors
/// When the page has no JSON form.
pub fn week_plan(
    athlete: &Athlete,
    history: &History,
    week: Day,
    today: Day,
    reason: PlanReason,
) -> Result<Option<WeekPlanStored>, serde_json::Error> {
    let Some(page) = week_page(athlete, history, week, today) else { return Ok(None) };
    let body = serde_json::to_string(&page)?;
    let content = content(athlete, week);
    let inputs = inputs::inputs(athlete, history, shift(today, -28), today);
    let review = athlete.reviews.iter().rev().find(|r| r.week == shift(week, -7));
    Ok(Some(WeekPlanStored {
        id: ShortId::of(&[b"week plan", week.to_string().as_bytes(), reason.name().as_bytes(), body.as_bytes()]),
        week,
        day: today,
        reason,
        version: page.version,
        content,
        review: review.map(|r| r.id),
        proposal: page.waiting.as_ref().map(|w| w.proposal),
        origin: cycle::origin(athlete, history, today),
        page: outputs::plan::week(&page, Some(reason)),
        body,
        inputs: serde_json::to_string(&inputs)?,
    }))
}

/// The sessions of a week, in one figure.
fn content(athlete: &Athlete, week: Day) -> ShortId {
    let sessions = athlete.planned(week, shift(week, 6));
    ShortId::of(&[&serde_json::to_vec(&sessions).unwrap_or_default()])
}

/// Why the plan of a week is written: the first of the mission, or what the caller says.
#[must_use]
pub fn reason(athlete: &Athlete, otherwise: PlanReason) -> PlanReason {
    let mission = athlete.plan.as_ref().map(|p| p.mission.as_str());
    let before = athlete.week_plans.iter().any(|w| w.origin.mission.as_deref() == mission);
    if before { otherwise } else { PlanReason::Initial }
}

/// Brings the pages of the plan up to date, and writes down the plans of this week and the next where they changed.
///
/// # Errors
/// When the log or a page can't be written; the next time goes on from there. Committing never fails the rest.
pub fn bring_up(
    store: &Store,
    athlete: &Athlete,
    paths: &Paths,
    config: &Config,
    today: Day,
    now: DateTime<Utc>,
) -> Result<Written, PagesError> {
    let mut done = Written::default();
    let folder = super::run::folder(paths, config);
    let Some(plan) = &athlete.plan else { return Ok(done) };
    let history = History::build(athlete, today);
    let weeks = [monday(today), shift(monday(today), 7)];
    let why = reason(athlete, PlanReason::Feedback);
    for week in weeks {
        let last = athlete.week_plans.iter().rev().find(|w| w.week == week);
        let same = last.is_some_and(|w| w.content == content(athlete, week));
        let reason = last.filter(|_| same).map_or(why, |w| w.reason);
        if !same && let Some(mut stored) = week_plan(athlete, &history, week, today, reason)? {
            author(store, athlete, &mut stored.origin)?;
            record(store, stored, now)?;
        }
        if let Some(mut page) = week_page(athlete, &history, week, today) {
            // A week that another version left as it was keeps its page.
            page.version = last.filter(|_| same).map_or(page.version, |w| w.version);
            week_files(athlete, &folder, week, &page, reason, &mut done.files)?;
        }
    }
    let (cycle, _) = place(athlete, today);
    let name = athlete.missions.get(&plan.mission).and_then(|v| v.last()).map(|v| v.mission.name.to_string());
    let base = folder.join(&cycle);
    let text = outputs::plan::whole(plan, name.as_deref().unwrap_or(&plan.mission));
    write(&base.join("plan.md"), &text, &mut done.files)?;
    write(&base.join("plan.json"), &serde_json::to_string_pretty(plan)?, &mut done.files)?;
    cycle_files(athlete, &folder, today, &mut done.files)?;
    worded(athlete, &folder, &mut done.files)?;
    commit(&folder, &mut done, config.commit, &subject(plan.version, &cause(athlete)));
    Ok(done)
}

/// The page of the plan of a week, with a model's words on it where there are some.
#[must_use]
pub fn week_text(athlete: &Athlete, week: Day, page: &WeekPage, reason: PlanReason) -> String {
    let review = athlete.reviews.iter().rev().find(|r| r.week == shift(week, -7));
    let words = review.map_or_else(Vec::new, |r| athlete.words_on(r.id, &[Job::Week]));
    beside(&outputs::plan::week(page, Some(reason)), &words)
}

/// Tasks whose words stand on a review.
pub const REVIEW: &[Job] = &[Job::Review];
/// Tasks whose words stand on a profile.
pub const PROFILE: &[Job] = &[Job::Profile];
/// Tasks whose words stand on a cycle.
pub const CYCLE: &[Job] = &[Job::CycleNotes, Job::Cycle];

/// The page of a review, with a model's words on it where there are some.
#[must_use]
pub fn review_text(athlete: &Athlete, r: &ReviewStored) -> String {
    beside(&r.page, &athlete.words_on(r.id, REVIEW))
}

/// The page of a profile, with a model's words on it where there are some.
#[must_use]
pub fn profile_text(athlete: &Athlete, p: &ProfileStored) -> String {
    beside(&p.page, &athlete.words_on(p.id, PROFILE))
}

/// The page of a cycle, with a model's words on it where there are some.
#[must_use]
pub fn cycle_text(athlete: &Athlete, c: &CycleStored) -> String {
    beside(&c.page, &athlete.words_on(c.id, CYCLE))
}

/// The page of the profile of a number.
#[must_use]
pub fn profile_path(folder: &Path, number: usize) -> PathBuf {
    folder.join("profiles").join(format!("profile_{number:02}.md"))
}

/// The pages of what was stored last, once a model has written of it: they were written whole before it was asked.
fn worded(athlete: &Athlete, folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), PagesError> {
    let said = |id| athlete.words.contains_key(&id);
    if let Some(r) = athlete.reviews.last().filter(|r| said(r.id)) {
        write(&review_path(athlete, folder, r.week), &review_text(athlete, r), files)?;
    }
    if let Some(p) = athlete.profiles.last().filter(|p| said(p.id)) {
        write(&profile_path(folder, athlete.profiles.len()), &profile_text(athlete, p), files)?;
    }
    Ok(())
}

/// The page of a week with its JSON beside it.
fn week_files(
    athlete: &Athlete,
    folder: &Path,
    week: Day,
    page: &WeekPage,
    reason: PlanReason,
    files: &mut Vec<PathBuf>,
) -> Result<(), PagesError> {
    let path = plan_path(athlete, folder, week);
    write(&path, &week_text(athlete, week, page, reason), files)?;
    write(&path.with_extension("json"), &serde_json::to_string(page)?, files)
}

/// The page of the cycle that counts, as it was made.
fn cycle_files(athlete: &Athlete, folder: &Path, today: Day, files: &mut Vec<PathBuf>) -> Result<(), PagesError> {
    // One that begins next week has its page already.
    let ahead =
        athlete.cycles.iter().rev().find(|c| c.began.is_some() && c.ended.is_none() && c.stored.to >= today);
    if let Some(c) = ahead {
        let base = folder.join(&c.stored.folder);
        write(&base.join("cycle.md"), &cycle_text(athlete, &c.stored), files)?;
        write(&base.join("cycle.json"), &c.stored.body, files)?;
    }
    Ok(())
}

/// Commits what changed, where that is asked for.
pub fn commit(folder: &Path, done: &mut Written, wanted: bool, message: &str) {
    if !wanted || done.files.is_empty() {
        return;
    }
    match git::commit(folder, &done.files, message) {
        Ok(committed) => done.committed = committed,
        Err(e) => done.problem = Some(e.to_string()),
    }
}

/// The first line of a commit: no longer than lists of commits show.
fn subject(version: u32, cause: &str) -> String {
    let first = cause.split(". ").next().unwrap_or_default().trim_end_matches('.');
    let short: String = first.chars().take(60).collect();
    let more = if short.len() < first.len() { "…" } else { "" };
    format!("Plan version {version}: {short}{more}")
}

/// How the version of now came about, in words.
fn cause(athlete: &Athlete) -> String {
    let words = |id| {
        let p = athlete.proposals.iter().find(|(p, _)| p.id == id);
        p.map_or_else(String::new, |(p, _)| p.reason.to_string())
    };
    match athlete.versions.last().map(|v| v.cause) {
        Some(Cause::Accepted(id)) => words(id),
        Some(Cause::Undone(id)) => format!("taken back: {}", words(id)),
        Some(Cause::Locked) => "sessions locked".to_owned(),
        Some(Cause::Unlocked) => "sessions given free".to_owned(),
        Some(Cause::Laid) | None => "laid".to_owned(),
    }
}

/// Who is behind the version of now; of a model's change, the prompt and the tokens that it took.
fn author(store: &Store, athlete: &Athlete, origin: &mut Origin) -> Result<(), LogError> {
    let Some(Cause::Accepted(id)) = athlete.versions.last().map(|v| v.cause) else { return Ok(()) };
    let Some((p, _)) = athlete.proposals.iter().find(|(p, _)| p.id == id) else { return Ok(()) };
    match p.author {
        Author::Rules => {}
        Author::Athlete => "athlete".clone_into(&mut origin.author),
        Author::Model => {
            "model".clone_into(&mut origin.author);
            let until = athlete.made.get(&id).copied();
            let mut calls = store.of_kinds(&["model_requested", "model_answered"])?;
            calls.retain(|c| until.is_none_or(|t| c.recorded_at <= t));
            let asked = calls.iter().rev().find_map(|c| match &c.event {
                Event::ModelRequested(r) => Some(r),
                _ => None,
            });
            origin.prompt_version = asked.map(|r| r.prompt.to_string());
            let answer = calls.iter().rev().find_map(|c| match &c.event {
                Event::ModelAnswered(a) if asked.is_some_and(|r| r.call == a.call) => Some(a),
                _ => None,
            });
            origin.tokens = answer.map(|a| u64::from(a.tokens_in) + u64::from(a.tokens_out));
        }
    }
    Ok(())
}

fn record(store: &Store, stored: WeekPlanStored, now: DateTime<Utc>) -> Result<(), LogError> {
    if store.read_only().is_some() {
        return Ok(());
    }
    let event = NewEvent {
        key: key(&stored),
        event: Event::WeekPlanStored(Box::new(stored)),
        actor: Actor::Coach,
        provenance: Provenance::of(Provider::Derived),
        cause: None,
        recorded_at: now,
    };
    store.append(vec![event])?;
    Ok(())
}

/// The key of a week's plan: the same sessions of one version for one reason are written down once.
#[must_use]
pub fn key(w: &WeekPlanStored) -> String {
    format!("week-plan:{}:{}:{}:{}", iso_week(w.week), w.version, w.reason.name(), w.content)
}

#[cfg(test)]
mod tests;
