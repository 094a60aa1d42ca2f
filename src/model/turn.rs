//! One question from beginning to end: facts, calls, tools, checked words.
//!
//! Owns: the rounds, repeating, what is in the ledger before and after each call, when to give up. Does not own:
//! sending (client), tools, prices, what is said when the model fails (whoever asked).

mod call;

use super::{
    client::{Endpoint, Failure},
    diff::Bounds,
    egress::Gate,
    facts::{self, Known},
    prompt::{self, Prompts},
    purse::Ledger,
    tokens,
    tools::{self, Acts, Bench, Heard},
    truth::Told,
    wire::{Finish, Message, ToolCall, ToolSpec},
};
use crate::config::model::Model;
use crate::domain::{CleanText, Day, MicroUsd, ShortId, exchange::Job, purse::Over};
use call::Caller;
use tokio_util::sync::CancellationToken;

/// Most rounds of tools.
const ROUNDS: u8 = 6;
/// Most refused tool calls: one may be put right.
const REFUSALS: u8 = 1;
/// Lines of today's conversation that are told again, and the tokens that they may take.
const LINES: usize = 8;
/// See [`LINES`].
const LINES_TOKENS: u32 = 800;

/// What a question is asked in.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// What is known.
    pub known: Known<'a>,
    /// Prompts.
    pub prompts: &'a Prompts,
    /// The local date of the purse: the calendar's, whatever day is looked at.
    pub date: Day,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What for.
    pub job: Job,
    /// The athlete's words, or the task's.
    pub text: CleanText,
    /// The proposal that the words are about.
    pub modifies: Option<ShortId>,
    /// Days from today on that a proposal may touch.
    pub days: i64,
}

/// What happens on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News<'n> {
    /// More words.
    Text(&'n str),
    /// The words so far don't count: the call is made again, or goes on after tools.
    Restart,
    /// A tool was used.
    Tool(&'n str),
    /// Another question is being answered first: whose.
    Held(&'n str),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What may be kept of the words; empty when nothing could.
    pub words: CleanText,
    /// Sentences left out: a number in them is in no fact.
    pub dropped: Vec<CleanText>,
    /// What was done.
    pub acts: Acts,
    /// What it cost.
    pub spent: Spent,
    /// How full the purse is now, percent, when it is nearly empty.
    pub nearly: Option<u64>,
}

/// What a question cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Calls, repeated ones included.
    pub calls: u32,
    /// Tokens read.
    pub tokens_in: u32,
    /// Tokens written.
    pub tokens_out: u32,
    /// Cost.
    pub cost: MicroUsd,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// It would cost too much.
    #[error(transparent)]
    Purse(#[from] Over),
    /// The endpoint failed.
    #[error(transparent)]
    Endpoint(#[from] Failure),
    /// What it said can't be used.
    #[error("the model's answer can't be used: {0}")]
    Unusable(String),
    /// The log could not be written, so nothing was sent.
    #[error("nothing was sent, because the log can't be written: {0}")]
    Ledger(String),
    /// Another process is being answered, or was to be.
    #[error("{0} is being answered by the model, one question at a time; ask again in a moment")]
    Busy(String),
    /// The athlete stopped it.
    #[error("stopped")]
    Cancelled,
}

/// Asks. Whatever comes back has passed every check; nothing has been applied.
///
/// # Errors
/// [`AskError`]; what was sent is in the ledger all the same.
pub async fn ask(
    endpoint: &dyn Endpoint,
    ledger: &mut dyn Ledger,
    world: World<'_>,
    asked: &Asked,
    cancel: &CancellationToken,
    on: &mut (dyn FnMut(News<'_>) + Send),
) -> Result<Answer, AskError> {
    let mut opening = open(world, asked);
    let tools = offered(endpoint.model(), asked.job, &opening);
    let mut caller = Caller::new(endpoint, ledger, world, asked.job, &opening, tools);
    let bench = &mut opening.bench;
    let messages = &mut opening.messages;
    let mut refused = 0;
    let mut said = String::new();
    for _ in 0..ROUNDS {
        let got = caller.call(messages, bench.gate.withheld(), cancel, on).await?;
        if !got.text.trim().is_empty() {
            got.text.clone_into(&mut said);
        }
        if got.calls.is_empty() {
            if got.finish == Finish::Filtered && said.is_empty() {
                return Err(AskError::Unusable("the endpoint held it back".into()));
            }
            break;
        }
        messages.push(Message::Assistant { text: got.text.clone(), calls: got.calls.clone() });
        let acted = run_tools(bench, &got.calls, messages, &mut refused, on)?;
        // Words that came with the act are the answer; another call would only say them again.
        if acted && (!said.trim().is_empty() || !bench.acts.questions.is_empty()) {
            break;
        }
        on(News::Restart);
    }
    let checked = bench.told.check(CleanText::block(&said).as_str());
    let words = CleanText::block(&checked.kept);
    if words.as_str().is_empty() && !bench.acts.any() {
        let why = if checked.dropped.is_empty() {
            "it said nothing"
        } else {
            "no sentence of it holds only known numbers"
        };
        return Err(AskError::Unusable(why.into()));
    }
    let (spent, nearly) = caller.settle();
    Ok(Answer {
        words,
        dropped: checked.dropped.iter().map(|s| CleanText::line(s)).collect(),
        acts: std::mem::take(&mut bench.acts),
        spent,
        nearly,
    })
}

/// The tools of a question: all of them in the conversation, the one that proposes where the routine asks for another
/// way, none where it asks for words.
fn offered(model: &Model, job: Job, opening: &Opening<'_>) -> Vec<ToolSpec> {
    let mut all = tools::specs(opening.bench.gate.may_propose());
    all.retain(|t| match job {
        _ if !model.can.tools => false,
        Job::Ask => true,
        Job::Today | Job::Week | Job::Cycle => t.name == tools::PROPOSE,
        Job::Daily | Job::Review | Job::Profile | Job::CycleNotes => false,
    });
    all
}

/// Runs the calls of one answer; tells whether one of them acted.
fn run_tools(
    bench: &mut Bench<'_>,
    calls: &[ToolCall],
    messages: &mut Vec<Message>,
    refused: &mut u8,
    on: &mut (dyn FnMut(News<'_>) + Send),
) -> Result<bool, AskError> {
    let mut acted = false;
    for call in calls {
        on(News::Tool(&call.name));
        let heard = bench.run(call);
        if let Heard::Refused(why) = &heard {
            *refused += 1;
            if *refused > REFUSALS {
                let tool = CleanText::line(&call.name);
                return Err(AskError::Unusable(format!("{tool} was refused twice: {}", why.text())));
            }
        }
        acted |= matches!(heard, Heard::Done(_)) && call.name != "what_if";
        messages.push(Message::Tool { id: call.id.clone(), text: heard.text() });
    }
    Ok(acted)
}

/// What a conversation begins with.
pub(super) struct Opening<'k> {
    bench: Bench<'k>,
    messages: Vec<Message>,
    facts: Vec<(String, String)>,
}

fn open<'k>(world: World<'k>, asked: &Asked) -> Opening<'k> {
    let known = world.known;
    let mut gate = Gate::of(known.athlete, known.today());
    let facts = facts::facts(known, &mut gate, asked.job, facts::BUDGET);
    let heading = if asked.job == Job::Ask { "QUESTION" } else { "TASK" };
    let modifies = tools::superseded(known, asked.modifies);
    let mut text = asked.text.as_str().to_owned();
    if let Some(id) = modifies {
        text = format!("{text}\n(These words are about p:{}; a new proposal takes its place.)", id.brief());
    }
    let message = prompt::message(&facts, heading, &text);
    let mut told = Told::default();
    told.hear(&message);
    let mut messages = vec![Message::System(world.prompts.of(asked.job).text.clone())];
    if asked.job == Job::Ask {
        messages.extend(history(known));
    }
    messages.push(Message::User(message));
    let facts = facts.iter().map(|f| (f.id().to_owned(), f.source())).collect();
    let bounds = Bounds { days: asked.days, supersedes: modifies };
    Opening { bench: Bench { known, gate, told, acts: Acts::default(), bounds }, messages, facts }
}

/// Today's conversation with the model, the newest lines: what the athlete said and what the model answered. What the
/// rules said stays here: it may hold what a model may not see.
fn history(known: Known<'_>) -> Vec<Message> {
    let today = known.today();
    let lines: Vec<_> = known.athlete.transcript.iter().filter(|s| s.day == today && s.about.is_none()).collect();
    // A question that the rules answered would stand without its answer.
    let mut out = Vec::new();
    for pair in lines.windows(2).filter(|w| w[0].by_athlete && w[1].by_model) {
        out.push(Message::User(pair[0].text.as_str().to_owned()));
        out.push(Message::Assistant { text: pair[1].text.as_str().to_owned(), calls: vec![] });
    }
    let mut out = out.split_off(out.len().saturating_sub(LINES));
    // The newest stay: what is said now is about them.
    while out.iter().map(words).sum::<u32>() > LINES_TOKENS {
        out.drain(..2);
    }
    out
}

fn words(m: &Message) -> u32 {
    match m {
        Message::System(t)
        | Message::User(t)
        | Message::Tool { text: t, .. }
        | Message::Assistant { text: t, .. } => tokens::estimate(t),
    }
}

/// The request that a question would begin with, byte for byte, and what it may cost. Nothing is sent.
#[must_use]
pub fn preview(model: &Model, world: World<'_>, asked: &Asked) -> call::Draft {
    let opening = open(world, asked);
    let tools = offered(model, asked.job, &opening);
    call::draft(model, world, asked.job, &opening, &tools)
}

pub use call::Draft;

#[cfg(test)]
pub(crate) mod tests;
