//! One call: priced, in the ledger, sent, repeated when that may help, and in the ledger again.

use super::{AskError, News, Opening, Spent, World};
use crate::{
    config::model::Model,
    domain::{
        CleanText, Event, MicroUsd, ModelAnswer, ModelRequest, Purse, ShortId,
        event::Actor,
        exchange::{Ending, Job},
    },
    model::{
        client::{Endpoint, Failure, Received},
        purse::{self, Ledger},
        tokens,
        wire::{self, Message, ToolCall, ToolSpec},
    },
};
use std::{collections::BTreeMap, time::Duration};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span, field::Empty};
use uuid::Uuid;

/// Wait before the second attempt; twice as long before the third.
const PAUSE: Duration = Duration::from_millis(500);
/// Longest wait that an endpoint may ask for.
const PAUSE_MAX: Duration = Duration::from_secs(10);
/// Longest body of an answer kept in the log, bytes.
const KEPT: usize = 64 << 10;

/// A request that is not sent yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The body, byte for byte.
    pub body: String,
    /// Its tokens, estimated.
    pub tokens: u32,
    /// What the call may cost.
    pub cost: MicroUsd,
    /// Whether a price is known.
    pub priced: bool,
    /// Facts in it, by id, with their sources.
    pub facts: Vec<(String, String)>,
    /// Rows kept out, by source.
    pub withheld: BTreeMap<String, u32>,
    /// Version of the prompt.
    pub prompt: String,
}

/// The first request of a question.
pub(super) fn draft(model: &Model, world: World<'_>, job: Job, opening: &Opening<'_>, tools: &[ToolSpec]) -> Draft {
    let body = wire::body(model, &opening.messages, tools).to_string();
    let tokens = tokens::estimate(&body);
    let (price, priced) = purse::price(model);
    Draft {
        cost: purse::cost(&price, tokens, 0, model.patience.answer),
        priced,
        tokens,
        body,
        facts: opening.facts.clone(),
        withheld: opening.bench.gate.withheld().clone(),
        prompt: world.prompts.of(job).version.clone(),
    }
}

/// Makes the calls of one question.
pub(super) struct Caller<'c> {
    endpoint: &'c dyn Endpoint,
    ledger: &'c mut dyn Ledger,
    world: World<'c>,
    job: Job,
    facts: Vec<(String, String)>,
    tools: Vec<ToolSpec>,
    spent: Spent,
    nearly: Option<u64>,
}

impl<'c> Caller<'c> {
    pub(super) fn new(
        endpoint: &'c dyn Endpoint,
        ledger: &'c mut dyn Ledger,
        world: World<'c>,
        job: Job,
        opening: &Opening<'_>,
        tools: Vec<ToolSpec>,
    ) -> Self {
        Self {
            endpoint,
            ledger,
            world,
            job,
            facts: opening.facts.clone(),
            tools,
            spent: Spent::default(),
            nearly: None,
        }
    }

    /// What it cost, and how full the purse is when that is worth saying.
    pub(super) fn settle(self) -> (Spent, Option<u64>) {
        (self.spent, self.nearly)
    }

    pub(super) async fn call(
        &mut self,
        messages: &[Message],
        withheld: &BTreeMap<String, u32>,
        cancel: &CancellationToken,
        on: &mut (dyn FnMut(News<'_>) + Send),
    ) -> Result<Received, AskError> {
        let body = wire::body(self.endpoint.model(), messages, &self.tools).to_string();
        let most = self.endpoint.model().patience.attempts.max(1);
        let mut attempt = 1;
        loop {
            let failure = match self.attempt(&body, attempt, withheld, cancel, on).await? {
                Ok(received) => return Ok(received),
                Err(failure) => failure,
            };
            if attempt >= most || !failure.may_pass() {
                return Err(failure.into());
            }
            let wait = failure.retry_after().unwrap_or(PAUSE * u32::from(attempt));
            if wait > PAUSE_MAX {
                return Err(failure.into());
            }
            // Two programs that failed together must not come back together.
            let jitter = Duration::from_millis(u64::from(Uuid::now_v7().as_bytes()[15]));
            tokio::select! {
                () = cancel.cancelled() => return Err(AskError::Cancelled),
                () = tokio::time::sleep(wait + jitter) => {}
            }
            on(News::Restart);
            attempt += 1;
        }
    }

    async fn attempt(
        &mut self,
        body: &str,
        attempt: u8,
        withheld: &BTreeMap<String, u32>,
        cancel: &CancellationToken,
        on: &mut (dyn FnMut(News<'_>) + Send),
    ) -> Result<Result<Received, Failure>, AskError> {
        let request = self.request(body, attempt, withheld)?;
        let endpoint = self.endpoint;
        let started = Instant::now();
        let mut heard = String::new();
        let mut listen = |piece: &str| {
            heard.push_str(piece);
            on(News::Text(piece));
        };
        let span = trace(&request);
        let outcome = tokio::select! {
            // An answer that is whole counts, even if the wish to stop comes at the same time.
            biased;
            sent = endpoint.send(body, &mut listen).instrument(span.clone()) => Some(sent),
            () = cancel.cancelled() => None,
        };
        let answer = self.answer(&request, outcome.as_ref(), &heard, started);
        record(&span, &answer);
        self.spent.calls += 1;
        self.spent.tokens_in = self.spent.tokens_in.saturating_add(answer.tokens_in);
        self.spent.tokens_out = self.spent.tokens_out.saturating_add(answer.tokens_out);
        self.spent.cost = self.spent.cost.saturating_add(answer.cost);
        let written = self.ledger.write(vec![(Actor::Model, Event::ModelAnswered(Box::new(answer)))]);
        let _ = written.map_err(AskError::Ledger)?;
        let spending = self.ledger.spending().map_err(AskError::Ledger)?;
        let purse = Purse::of(endpoint.model().caps, &spending, self.world.date);
        self.nearly = purse.nearly().then(|| purse.percent());
        outcome.ok_or(AskError::Cancelled)
    }

    /// Prices the call and puts it into the ledger. Only then may it be sent.
    fn request(
        &mut self,
        body: &str,
        attempt: u8,
        withheld: &BTreeMap<String, u32>,
    ) -> Result<ModelRequest, AskError> {
        let model = self.endpoint.model();
        let tokens_in = tokens::estimate(body);
        let (price, _) = purse::price(model);
        let cost = purse::cost(&price, tokens_in, 0, model.patience.answer);
        let spending = self.ledger.spending().map_err(AskError::Ledger)?;
        Purse::of(model.caps, &spending, self.world.date).allows(cost)?;
        let body_hash = blake3::hash(body.as_bytes()).to_hex().to_string();
        let request = ModelRequest {
            call: ShortId::of(&[b"call", body_hash.as_bytes(), Uuid::now_v7().as_bytes()]),
            day: self.world.date,
            job: self.job,
            attempt,
            host: CleanText::line(&model.host),
            model: CleanText::line(&model.name),
            prompt: CleanText::line(&self.world.prompts.of(self.job).version),
            facts: self.facts.clone(),
            withheld: withheld.clone(),
            body: body.to_owned(),
            body_hash,
            tokens_in,
            tokens_out: model.patience.answer,
            cost,
        };
        let event = Event::ModelRequested(Box::new(request.clone()));
        let taken = self.ledger.write(vec![(Actor::Model, event)]).map_err(AskError::Ledger)?;
        if taken { Ok(request) } else { Err(AskError::Busy("the same task of another process".into())) }
    }

    fn answer(
        &self,
        request: &ModelRequest,
        outcome: Option<&Result<Received, Failure>>,
        heard: &str,
        started: Instant,
    ) -> ModelAnswer {
        let (price, _) = purse::price(self.endpoint.model());
        let received = outcome.and_then(|o| o.as_ref().ok());
        let failure = outcome.and_then(|o| o.as_ref().err());
        let ending = match (outcome, failure) {
            (None, _) => Ending::Cancelled,
            (_, Some(Failure::TimedOut { .. })) => Ending::TimedOut,
            (_, Some(_)) => Ending::Failed,
            (Some(_), None) => Ending::Answered,
        };
        let body = received.map_or_else(|| heard.to_owned(), |r| kept(&r.text, &r.calls));
        let usage = received.and_then(|r| r.usage);
        let refused = matches!(
            failure,
            Some(Failure::Refused { .. } | Failure::Unreachable { .. } | Failure::NotAStream { .. })
        );
        let (tokens_in, cached, tokens_out) = match usage {
            Some(u) => (u.input, u.cached, u.output),
            // Nobody charges for what was not taken.
            None if refused => (0, 0, 0),
            None => (request.tokens_in, 0, tokens::estimate(&body)),
        };
        ModelAnswer {
            call: request.call,
            ending,
            status: received.map(|_| 200).or_else(|| failure.and_then(Failure::status)),
            problem: failure.map(|f| CleanText::line(&f.to_string())),
            first_ms: received.and_then(|r| r.first_ms),
            total_ms: u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX),
            tokens_in,
            tokens_cached: cached,
            tokens_out,
            tokens_reported: usage.is_some(),
            cost: purse::cost(&price, tokens_in, cached, tokens_out),
            body_hash: blake3::hash(body.as_bytes()).to_hex().to_string(),
            body: cut(body),
            came: self.endpoint.came(),
        }
    }
}

/// The span of a call for whoever runs the program: which model, what for, how large, and never what was said.
fn trace(r: &ModelRequest) -> Span {
    tracing::info_span!(
        "model",
        host = r.host.as_str(),
        model = r.model.as_str(),
        job = r.job.name(),
        attempt = r.attempt,
        status = Empty,
        ending = Empty,
        tokens_in = Empty,
        tokens_out = Empty,
        cost_usd_micro = Empty,
        first_ms = Empty,
    )
}

fn record(span: &Span, a: &ModelAnswer) {
    span.record("ending", a.ending.name());
    span.record("tokens_in", a.tokens_in);
    span.record("tokens_out", a.tokens_out);
    span.record("cost_usd_micro", a.cost);
    if let Some(status) = a.status {
        span.record("status", status);
    }
    if let Some(ms) = a.first_ms {
        span.record("first_ms", ms);
    }
}

/// What came back, as the log keeps it: the words alone, or words and calls as JSON.
fn kept(text: &str, calls: &[ToolCall]) -> String {
    if calls.is_empty() {
        return text.to_owned();
    }
    serde_json::json!({ "text": text, "tool_calls": calls }).to_string()
}

fn cut(mut body: String) -> String {
    if body.len() > KEPT {
        let at = (0..=KEPT).rev().find(|i| body.is_char_boundary(*i)).unwrap_or(0);
        body.truncate(at);
    }
    body
}
