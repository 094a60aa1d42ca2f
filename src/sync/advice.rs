//! What a model adds to a run, once everything by the rules is written and sent: words for the day's and the week's
//! report, and one other way to do what the rules propose.
//!
//! Owns: what is asked when, and where the answers stand. Does not own: asking (model), what is sent and checked (there
//! too), the plan of the rules, which is complete without any of this. A failure is said and changes nothing.

use super::{
    converse::{self, LogLedger, Speaker},
    report::{RunReport, Waiting},
    run::{self, Run, RunError},
};
use crate::{
    coach::morning::{Morning, morning_with},
    domain::{
        Athlete, CleanText, Day, Event, Proposal, Provenance, Provider, ShortId,
        event::{Actor, Said},
        exchange::Job,
        proposal::Author,
    },
    log::{LogError, Mark, NewEvent, Store},
    model::{
        facts::Known,
        jobs,
        turn::{self, Answer, AskError, World},
    },
    outputs,
    science::history::History,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
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
}

/// Lets a finished run's report grow by what the configured model has to add, and writes the day's reports anew with
/// its words. Without a model, on the demo, and for a day that is only tried out, nothing happens.
///
/// # Errors
/// When the log can't be read or written, or a report can't be written.
pub async fn after(r: &Run<'_>, report: &mut RunReport, cancel: &CancellationToken) -> Result<(), RunError> {
    let now = (r.now)();
    // What is asked is charged to the calendar's day, so only that day is asked about.
    let tried_out = r.today != now.with_timezone(&r.config.zone()).date_naive();
    let wanted = r.config.model.as_ref().is_some_and(|m| m.routine);
    if r.paths.demo || tried_out || report.decision.is_none() || !wanted {
        return Ok(());
    }
    match converse::speaker(r.config, r.paths) {
        Ok(None) => return Ok(()),
        Ok(Some(speaker)) => {
            let when = When { today: r.today, now };
            report.model = add(r.store, &speaker, report, when, cancel).await?;
        }
        Err(why) => report.model = vec![Advice { job: "none", words: None, proposal: None, error: Some(why) }],
    }
    if report.model.iter().any(|a| a.words.is_some()) {
        let (athlete, _) = r.store.athlete()?;
        let morning = morning_with(&athlete, &History::build(&athlete, r.today), r.today);
        outputs::run::write(&run::folder(r.paths, r.config), &athlete, &morning)?;
        report.proposals = morning.proposals.iter().map(Waiting::of).collect();
    }
    Ok(())
}

/// When and for which day a run asks.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// The athlete's date.
    pub today: Day,
    /// Now.
    pub now: DateTime<Utc>,
}

/// The name under which the log keeps which task was spoilt on which day.
const SPOILT: &str = "model";

/// Asks for what is due: each task is answered once a day, and one whose answer can't be used is not paid for again that
/// day. Gives back what each came to; an empty list when nothing
/// was due.
///
/// # Errors
/// When the log can't be read or written.
pub async fn add(
    store: &Store,
    speaker: &Speaker,
    report: &RunReport,
    when: When,
    cancel: &CancellationToken,
) -> Result<Vec<Advice>, LogError> {
    let mut out = Vec::new();
    for job in [Job::Daily, Job::Today, Job::Review, Job::Week] {
        let (athlete, _) = store.athlete()?;
        let history = History::build(&athlete, when.today);
        let morning = morning_with(&athlete, &history, when.today);
        let spoilt = store.source_state(SPOILT)?.get(job.name()) == Some(&when.today.to_string());
        if cancel.is_cancelled() || spoilt || !due(job, &athlete, &morning, report) {
            continue;
        }
        let known = Known { athlete: &athlete, history: &history, morning: &morning };
        let world = World { known, prompts: &speaker.prompts, date: when.today };
        let mut ledger = LogLedger::new(store);
        let asked = jobs::task(job);
        let answer = turn::ask(&*speaker.endpoint, &mut ledger, world, &asked, cancel, &mut |_| {}).await;
        out.push(match answer {
            Ok(answer) => kept(store, job, answer, when)?,
            Err(e) => {
                if matches!(e, AskError::Unusable(_)) {
                    store.append_marked(vec![], vec![Mark::state(SPOILT, job.name(), when.today.to_string())])?;
                }
                Advice { job: job.name(), words: None, proposal: None, error: Some(e.to_string()) }
            }
        });
    }
    Ok(out)
}

/// Whether a task is due: not answered today, and something to say. Another way to do today is asked for when the rules
/// propose one; the week's words and its other way when the weekly routine ran.
fn due(job: Job, athlete: &Athlete, morning: &Morning, report: &RunReport) -> bool {
    let answered = athlete.transcript.iter().any(|s| s.day == morning.date && s.about == Some(job));
    let by_rules = |p: &Proposal| p.author == Author::Rules && p.day == morning.date;
    !answered
        && match job {
            Job::Daily => athlete.plan.is_some(),
            Job::Today => morning.proposals.iter().any(by_rules),
            Job::Review | Job::Week => report.week.is_some(),
            Job::Ask | Job::Cycle | Job::Profile => false,
        }
}

fn kept(store: &Store, job: Job, answer: Answer, when: When) -> Result<Advice, LogError> {
    // A proposal without a word of its own still answers the task.
    let words = if answer.words.as_str().is_empty() {
        CleanText::line("Another way to do it waits for your answer.")
    } else {
        answer.words
    };
    let said = Said { about: Some(job), ..Said::coach(when.today, words.clone(), true) };
    let proposal = answer.acts.proposal;
    let id = proposal.as_ref().map(|p| p.id);
    let made = proposal.map(|p| (format!("proposal:{}", p.id), Event::ProposalMade(Box::new(p))));
    let spoken = (format!("advice:{}:{}", job.name(), when.today), Event::Said(said));
    let new = |(key, event)| NewEvent {
        event,
        actor: Actor::Model,
        provenance: Provenance::of(Provider::Derived),
        key,
        cause: None,
        recorded_at: when.now,
    };
    store.append([spoken].into_iter().chain(made).map(new).collect())?;
    Ok(Advice { job: job.name(), words: Some(words), proposal: id, error: None })
}

#[cfg(test)]
mod tests;
