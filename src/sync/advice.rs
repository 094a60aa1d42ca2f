//! What a model adds to a run, once everything by the rules is written and sent: words for the day, the week, the profile
//! and the cycle, and one other way to do what the rules propose.
//!
//! Owns: what is asked when, and where the answers stand. Does not own: asking (model), what is sent and checked (there
//! too), the plan of the rules, which is complete without any of this. A failure is said and changes nothing.

use super::{
    converse::{self, LogLedger, Speaker},
    outbox::Queue,
    pages, purse,
    report::{RunReport, Waiting},
    run::{self, Run, RunError},
    turns::{self, Missed},
};
use crate::{
    coach::morning::{Morning, morning_with},
    config::{Config, Paths},
    domain::{
        Athlete, CleanText, Day, Event, Provenance, Provider, ShortId,
        event::{Actor, Said},
        exchange::Job,
    },
    log::{LogError, Mark, NewEvent, Store},
    model::{
        Failure,
        facts::Known,
        jobs::{self, Task},
        turn::{self, Answer, AskError, World},
    },
    outputs,
    science::history::History,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What one task came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Advice {
    /// The task.
    pub job: &'static str,
    /// What may be kept of the model's words.
    pub words: Option<CleanText>,
    /// The other way, waiting for an answer beside the rules'.
    pub proposal: Option<ShortId>,
    /// Why there is neither.
    pub error: Option<String>,
    /// How full the purse is now, percent, when it is nearly empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purse_percent: Option<u64>,
}

impl Advice {
    fn failed(job: &'static str, why: impl Into<String>) -> Self {
        Self { job, words: None, proposal: None, error: Some(why.into()), purse_percent: None }
    }
}

/// Where a model is asked from.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The log.
    pub store: &'a Store,
    /// Folders.
    pub paths: &'a Paths,
    /// The configuration.
    pub config: &'a Config,
    /// The athlete's date.
    pub today: Day,
    /// Now.
    pub now: DateTime<Utc>,
    /// Who asks.
    pub who: &'a str,
}

/// Lets a finished run's report grow by what the configured model has to add.
///
/// # Errors
/// As [`bring`].
pub async fn after(r: &Run<'_>, report: &mut RunReport, cancel: &CancellationToken) -> Result<(), RunError> {
    if report.decision.is_none() {
        return Ok(());
    }
    let desk =
        Desk { store: r.store, paths: r.paths, config: r.config, today: r.today, now: (r.now)(), who: r.who };
    report.model = bring(&desk, &jobs::ROUTINE, cancel).await?;
    if report.model.iter().any(|a| a.proposal.is_some()) {
        let (athlete, _) = r.store.athlete()?;
        let morning = morning_with(&athlete, &History::build(&athlete, r.today), r.today);
        report.proposals = morning.proposals.iter().map(Waiting::of).collect();
    }
    Ok(())
}

/// Asks the configured model for what is due of these tasks, and writes the reports and pages anew with its words.
/// Without a model, on the demo, and for a day that is only tried out, nothing happens.
///
/// # Errors
/// When the log can't be read or written, or a report can't be written.
pub async fn bring(desk: &Desk<'_>, tasks: &[Job], cancel: &CancellationToken) -> Result<Vec<Advice>, RunError> {
    let Desk { store, paths, config, today, now, .. } = *desk;
    // What is asked is charged to the calendar's day, so only that day is asked about.
    let tried_out = today != now.with_timezone(&config.zone()).date_naive();
    let wanted = config.model.as_ref().is_some_and(|m| m.routine);
    if paths.demo || tried_out || !wanted || store.read_only().is_some() {
        return Ok(vec![]);
    }
    let speaker = match converse::speaker(config, paths) {
        Ok(None) => return Ok(vec![]),
        Ok(Some(speaker)) => speaker,
        Err(why) => return Ok(vec![Advice::failed("none", why)]),
    };
    let advice = add(desk, &speaker, tasks, cancel).await?;
    if advice.is_empty() {
        return Ok(advice);
    }
    let (athlete, _) = store.athlete()?;
    if advice.iter().any(|a| a.words.is_some()) {
        let morning = morning_with(&athlete, &History::build(&athlete, today), today);
        outputs::run::write(&run::folder(paths, config), &athlete, &morning)?;
        pages::bring_up(store, &athlete, paths, config, today, now)?;
    }
    let queue = Queue::of(store, paths, config)?;
    purse::warn(store, config, queue.as_ref(), &athlete, now)?;
    Ok(advice)
}

/// The name under which the log keeps how often which task was spoilt on which day.
const SPOILT: &str = "model";
/// Answers that did not come, and may have been paid for all the same, after which a task waits for the next day.
const TRIES: u32 = 2;

/// Asks for what is due: each task is answered once a day, and one whose answer can't be used is not paid for again that
/// day. Gives back what each came to; an empty list when nothing was due. An endpoint that does not answer one task is
/// not asked the next.
///
/// # Errors
/// When the log can't be read or written.
pub async fn add(
    desk: &Desk<'_>,
    speaker: &Speaker,
    tasks: &[Job],
    cancel: &CancellationToken,
) -> Result<Vec<Advice>, LogError> {
    let mut out = Vec::new();
    for job in tasks.iter().copied() {
        if cancel.is_cancelled() || due(desk, job)?.is_none() {
            continue;
        }
        let patience = speaker.endpoint.model().patience.total + Duration::from_secs(1);
        let who = format!("{}, {}", desk.who, job.name());
        let _turn = match turns::wait(desk.store, &who, patience, cancel, &mut |_| {}).await {
            Ok(turn) => turn,
            Err(Missed::Cancelled) => break,
            Err(Missed::Busy(who)) => {
                out.push(Advice::failed(job.name(), AskError::Busy(who).to_string()));
                break;
            }
            Err(Missed::Failed(why)) => {
                out.push(Advice::failed(job.name(), why));
                break;
            }
        };
        // Who had the turn before may have answered it.
        let Some((task, athlete, morning, history)) = due(desk, job)? else { continue };
        let known = Known { athlete: &athlete, history: &history, morning: &morning };
        let world = World { known, prompts: &speaker.prompts, date: desk.today };
        let mut ledger = LogLedger::of_task(desk.store, &format!("{}:{}", desk.today, task.name()))?;
        let answer = turn::ask(&*speaker.endpoint, &mut ledger, world, &task.asked, cancel, &mut |_| {}).await;
        let (advice, goes_on) = match answer {
            Ok(answer) => (kept(desk, &task, answer)?, true),
            Err(e) => {
                spoil(desk, &task, &e)?;
                let goes_on = matches!(e, AskError::Unusable(_) | AskError::Busy(_));
                (Advice::failed(job.name(), e.to_string()), goes_on)
            }
        };
        out.push(advice);
        if !goes_on {
            break;
        }
    }
    Ok(out)
}

/// What of a task is due, from what is known now.
fn due(desk: &Desk<'_>, job: Job) -> Result<Option<(Task, Athlete, Morning, History)>, LogError> {
    let (athlete, _) = desk.store.athlete()?;
    let history = History::build(&athlete, desk.today);
    let morning = morning_with(&athlete, &history, desk.today);
    let Some(task) = jobs::due(job, &athlete, &morning) else { return Ok(None) };
    let spoilt = spoilt(desk, &task)? >= TRIES;
    Ok((!spoilt).then_some((task, athlete, morning, history)))
}

/// How often a task was spoilt today.
fn spoilt(desk: &Desk<'_>, task: &Task) -> Result<u32, LogError> {
    let state = desk.store.source_state(SPOILT)?;
    let of_today =
        state.get(&task.name()).and_then(|v| v.split_once(' ')).filter(|(day, _)| *day == desk.today.to_string());
    Ok(of_today.and_then(|(_, n)| n.parse().ok()).unwrap_or(0))
}

/// Notes a try that was paid for, or may have been, and brought nothing: an answer that can't be used is the last one.
fn spoil(desk: &Desk<'_>, task: &Task, why: &AskError) -> Result<(), LogError> {
    let by = match why {
        AskError::Unusable(_) => TRIES,
        AskError::Endpoint(
            Failure::TimedOut { .. } | Failure::Truncated { .. } | Failure::TooLarge { .. } | Failure::Wrong { .. },
        ) => 1,
        AskError::Endpoint(_)
        | AskError::Purse(_)
        | AskError::Ledger(_)
        | AskError::Busy(_)
        | AskError::Cancelled => 0,
    };
    if by > 0 {
        let n = spoilt(desk, task)? + by;
        let mark = Mark::state(SPOILT, &task.name(), format!("{} {n}", desk.today));
        desk.store.append_marked(vec![], vec![mark])?;
    }
    Ok(())
}

fn kept(desk: &Desk<'_>, task: &Task, answer: Answer) -> Result<Advice, LogError> {
    // A proposal without a word of its own still answers the task.
    let words = if answer.words.as_str().is_empty() {
        CleanText::line("Another way to do it waits for your answer.")
    } else {
        answer.words
    };
    let job = task.job;
    let said = Said { about: Some(job), of: task.of, ..Said::coach(desk.today, words.clone(), true) };
    let proposal = answer.acts.proposal;
    let id = proposal.as_ref().map(|p| p.id);
    let made = proposal.map(|p| (format!("proposal:{}", p.id), Event::ProposalMade(Box::new(p))));
    let spoken = (format!("advice:{}:{}", task.name(), desk.today), Event::Said(said));
    let new = |(key, event)| NewEvent {
        event,
        actor: Actor::Model,
        provenance: Provenance::of(Provider::Derived),
        key,
        cause: None,
        recorded_at: desk.now,
    };
    desk.store.append([spoken].into_iter().chain(made).map(new).collect())?;
    Ok(Advice { job: job.name(), words: Some(words), proposal: id, error: None, purse_percent: answer.nearly })
}

#[cfg(test)]
mod canaries;
#[cfg(test)]
mod tests;
