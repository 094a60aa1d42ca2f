//! One source's requests in one run: authorised, counted, spaced, repeated where that may help.

use super::{Auth, Source, SourceError, oauth};
use crate::{
    http::{Accept, Answer, Call, Http, Method, scrub},
    vault::Vault,
};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Mutex, time::Instant};

/// Counts requests where every process sees it. Asked before each one.
pub trait Meter: Send + Sync {
    /// Counts one request, or says until when there is no room for it.
    ///
    /// # Errors
    /// [`SourceError::Limited`], or [`SourceError::Meter`] when it could not be counted.
    fn take(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<(), SourceError>>;

    /// What the service says was spent: span in seconds, requests.
    fn told(&self, said: &[(u32, u32)], now: DateTime<Utc>);

    /// The service asks to wait.
    fn wait_until(&self, until: DateTime<Utc>);
}

/// Stands for no answer that said what time it is.
const UNSAID: i64 = i64::MIN;

/// How often, how fast and how long is tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patience {
    /// Tries of one request.
    pub tries: u32,
    /// Wait before the second try; doubles.
    pub pause: Duration,
    /// Longest wait that is waited out inside a run when the service asks for it.
    pub wait_max: Duration,
    /// How many of those in one run.
    pub waits: u32,
    /// Requests in a second.
    pub per_second: f64,
    /// Requests under way at once.
    pub at_once: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 4,
            pause: Duration::from_millis(500),
            wait_max: Duration::from_secs(10),
            waits: 3,
            per_second: 5.0,
            at_once: 4,
        }
    }
}

/// Asks a run to end.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    asked: Arc<AtomicBool>,
    held: Arc<AtomicU32>,
}

/// Something that is under way and must not be broken off; until it is dropped.
#[derive(Debug)]
pub(super) struct Hold(Arc<AtomicU32>);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Stop {
    /// Asks.
    pub fn ask(&self) {
        self.asked.store(true, Ordering::SeqCst);
    }

    /// Whether it was asked.
    #[must_use]
    pub fn asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    /// Begins something that must not be broken off: a log-in whose renewal was sent is lost when its answer is.
    pub(super) fn hold(&self) -> Hold {
        self.held.fetch_add(1, Ordering::SeqCst);
        Hold(Arc::clone(&self.held))
    }

    /// Whether something is under way that must not be broken off.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.held.load(Ordering::SeqCst) > 0
    }
}

/// What a source is asked through.
pub struct Session<'a> {
    /// The source.
    pub source: &'a dyn Source,
    /// The athlete's zone.
    pub zone: Tz,
    /// The athlete's date.
    pub today: crate::domain::Day,
    /// The network.
    pub http: &'a Http,
    /// The log-ins.
    pub vault: &'a Vault,
    /// Names from the environment that may hold a log-in.
    pub environment: &'a crate::config::Environment,
    /// Counts.
    pub meter: &'a dyn Meter,
    /// Patience.
    pub patience: Patience,
    /// Asks to end.
    pub stop: Stop,
    /// Reads the clock.
    pub now: &'a (dyn Fn() -> DateTime<Utc> + Send + Sync),
    requests: AtomicU32,
    failures: AtomicU32,
    waits: AtomicU32,
    ahead_s: AtomicI64,
    next: Mutex<Option<Instant>>,
}

impl<'a> Session<'a> {
    /// A session that has asked nothing yet.
    #[expect(clippy::too_many_arguments, reason = "the parts of one thing, put together in one place")]
    #[must_use]
    pub fn new(
        source: &'a dyn Source,
        zone: Tz,
        today: crate::domain::Day,
        http: &'a Http,
        vault: &'a Vault,
        environment: &'a crate::config::Environment,
        meter: &'a dyn Meter,
        patience: Patience,
        stop: Stop,
        now: &'a (dyn Fn() -> DateTime<Utc> + Send + Sync),
    ) -> Self {
        Self {
            source,
            zone,
            today,
            http,
            vault,
            environment,
            meter,
            patience,
            stop,
            now,
            requests: AtomicU32::new(0),
            failures: AtomicU32::new(0),
            waits: AtomicU32::new(0),
            ahead_s: AtomicI64::new(UNSAID),
            next: Mutex::new(None),
        }
    }

    /// Requests sent so far, those for a log-in left out.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests.load(Ordering::SeqCst)
    }

    /// Answers so far that were no success.
    #[must_use]
    pub fn failures(&self) -> u32 {
        self.failures.load(Ordering::SeqCst)
    }

    /// How far our clock is ahead of the service's by its last answer, s; `None` when no answer said.
    #[must_use]
    pub fn clock_ahead_s(&self) -> Option<i64> {
        Some(self.ahead_s.load(Ordering::SeqCst)).filter(|s| *s != UNSAID)
    }

    /// A mark of the log-in that says nothing of it and changes with it: of the key, or of the application.
    ///
    /// # Errors
    /// When there is none, or the vault can't be read.
    pub fn log_in_mark(&self) -> Result<String, SourceError> {
        let of = match self.source.auth() {
            Auth::Key { env, found, .. } => oauth::key(self, env, found)?.expose().to_owned(),
            Auth::OAuth(endpoints) => {
                let entry = oauth::bound(self.vault, self.source.name(), self.source.base())?.unwrap_or_default();
                oauth::client(&entry, self.environment, endpoints).map(|c| c.id).unwrap_or_default()
            }
        };
        let hash = blake3::derive_key("lanterne 2026-11 mark of a log-in", of.as_bytes());
        Ok(blake3::Hash::from(hash).to_hex()[..12].to_owned())
    }

    /// Asks for JSON; an answer that is no such JSON is asked for again. `Ok(None)` for "there is none" (404, 410).
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn json<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Option<T>, SourceError> {
        let ask = Ask { path, query, accept: Accept::Json, max: None, body: None };
        self.repeat(ask, |answer| answer.json::<T>().map_err(SourceError::Http)).await
    }

    /// Sends JSON and reads the answer. The request must be one that may be repeated without another effect.
    /// `Ok(None)` for "there is none" (404, 410).
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn write<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: &Value,
    ) -> Result<Option<T>, SourceError> {
        let ask = Ask { path, query, accept: Accept::Json, max: None, body: Some((method, body)) };
        self.repeat(ask, |answer| answer.json::<T>().map_err(SourceError::Http)).await
    }

    /// Asks for a file of at most `max` bytes. `Ok(None)` when there is none (404, 410, 422).
    ///
    /// # Errors
    /// See [`SourceError`].
    pub async fn file(&self, path: &str, max: usize) -> Result<Option<Vec<u8>>, SourceError> {
        let ask = Ask { path, query: &[], accept: Accept::Bytes, max: Some(max), body: None };
        self.repeat(ask, |answer| Ok(answer.body.clone())).await
    }

    async fn repeat<T>(
        &self,
        ask: Ask<'_>,
        read: impl Fn(&Answer) -> Result<T, SourceError>,
    ) -> Result<Option<T>, SourceError> {
        let (mut tries, mut renewed) = (0, false);
        loop {
            tries += 1;
            let error = match self.once(&ask).await {
                Ok((answer, _)) if answer.is_success() => match read(&answer) {
                    Ok(value) => return Ok(Some(value)),
                    Err(e) => e,
                },
                Ok((answer, generation)) => {
                    match self.judge(&answer, ask.accept, generation, &mut renewed).await? {
                        Verdict::Nothing => return Ok(None),
                        Verdict::Again => {
                            tries -= 1;
                            continue;
                        }
                        Verdict::Later(e) => e,
                    }
                }
                Err(SourceError::Http(e)) if e.is_passing() => e.into(),
                Err(e) => return Err(e),
            };
            if tries >= self.patience.tries {
                return Err(error);
            }
            self.rest(self.patience.pause * 2_u32.pow(tries - 1)).await?;
        }
    }

    /// One request, in its turn.
    async fn once(&self, ask: &Ask<'_>) -> Result<(Answer, Option<u64>), SourceError> {
        self.in_turn().await?;
        let mut url = self
            .source
            .base()
            .join(ask.path)
            .map_err(|e| SourceError::Setup(format!("the address of {}: {e}", self.source.name())))?;
        if !ask.query.is_empty() {
            url.query_pairs_mut().extend_pairs(ask.query);
        }
        let mut call = match &ask.body {
            None => Call::get(url),
            Some((method, body)) => Call::new(method.clone(), url).json(body),
        };
        call = call.accept(ask.accept);
        if let Some(max) = ask.max {
            call = call.up_to(max);
        }
        let (call, generation) = self.authorised(call).await?;
        // Counted before it is sent: a request that is cut off was one all the same.
        self.meter.take((self.now)()).await?;
        self.requests.fetch_add(1, Ordering::SeqCst);
        let answer = self.http.send(call).await?;
        if !answer.is_success() {
            self.failures.fetch_add(1, Ordering::SeqCst);
        }
        if let Some(theirs) = answer.date() {
            self.ahead_s.store(((self.now)() - theirs).num_seconds(), Ordering::SeqCst);
        }
        let said = self.source.said_of_quotas(&answer);
        if !said.is_empty() {
            self.meter.told(&said, (self.now)());
        }
        Ok((answer, generation))
    }

    /// The call with its log-in, and the generation of the token.
    async fn authorised(&self, call: Call) -> Result<(Call, Option<u64>), SourceError> {
        match self.source.auth() {
            Auth::Key { user, env, found } => {
                let key = oauth::key(self, env, found)?;
                Ok((call.basic(user, key.expose()), None))
            }
            Auth::OAuth(endpoints) => {
                let (token, generation) = oauth::access(self, endpoints, None).await?;
                Ok((call.bearer(token.expose()), Some(generation)))
            }
        }
    }

    /// What follows from a status that is no success.
    async fn judge(
        &self,
        answer: &Answer,
        accept: Accept,
        generation: Option<u64>,
        renewed: &mut bool,
    ) -> Result<Verdict, SourceError> {
        let down = || SourceError::Down { host: answer.host.clone(), status: answer.status };
        let body = scrub(&String::from_utf8_lossy(&answer.body[..answer.body.len().min(2000)]));
        match answer.status {
            401 => self.unauthorised(generation, renewed).await,
            // A key opens everything or nothing; a token may lack one permission.
            403 if matches!(self.source.auth(), Auth::Key { .. }) => self.unauthorised(generation, renewed).await,
            404 | 410 => Ok(Verdict::Nothing),
            422 if accept == Accept::Bytes => Ok(Verdict::Nothing),
            429 => self.limited(answer).await,
            408 | 425 | 500..=599 => Ok(Verdict::Later(down())),
            status => {
                let name = self.source.name();
                let said = self.source.explain(status, &body);
                Err(SourceError::Refused(said.unwrap_or_else(|| {
                    let words = crate::domain::CleanText::line(&reason(&body));
                    let short: String = words.as_str().chars().take(160).collect();
                    format!("{name} refuses the request (status {status}): {short}")
                })))
            }
        }
    }

    async fn unauthorised(&self, generation: Option<u64>, renewed: &mut bool) -> Result<Verdict, SourceError> {
        let again = format!("log in again: lanterne connect {}", self.source.name());
        match self.source.auth() {
            Auth::OAuth(endpoints) if !std::mem::replace(renewed, true) => {
                oauth::access(self, endpoints, generation).await?;
                Ok(Verdict::Again)
            }
            Auth::OAuth(_) => Err(SourceError::NeedsLogin(format!(
                "{} no longer accepts the log-in; {again}",
                self.source.name()
            ))),
            Auth::Key { found, .. } => Err(SourceError::NeedsLogin(format!(
                "{} does not accept the key; copy it again ({found}), then {again}",
                self.source.name()
            ))),
        }
    }

    async fn limited(&self, answer: &Answer) -> Result<Verdict, SourceError> {
        let now = (self.now)();
        let wait = answer.retry_after(now);
        let short = wait.and_then(|w| w.to_std().ok()).filter(|w| *w <= self.patience.wait_max);
        if let Some(wait) = short
            && self.waits.fetch_add(1, Ordering::SeqCst) < self.patience.waits
        {
            self.rest(wait).await?;
            return Ok(Verdict::Again);
        }
        let until = now + wait.unwrap_or_else(|| to_quarter(now));
        self.meter.wait_until(until);
        Err(SourceError::Limited { until })
    }

    /// Waits for this request's turn, so that no more than the allowed number go out in a second. The first one waits
    /// too: the run before may have ended a moment ago.
    async fn in_turn(&self) -> Result<(), SourceError> {
        let gap = Duration::from_secs_f64(1.0 / self.patience.per_second.max(0.01));
        let turn = {
            let mut next = self.next.lock().await;
            let turn = next.unwrap_or_else(|| Instant::now() + gap).max(Instant::now());
            *next = Some(turn + gap);
            turn
        };
        self.rest(turn.saturating_duration_since(Instant::now())).await
    }

    /// Sleeps, unless the run is asked to end.
    pub(super) async fn rest(&self, time: Duration) -> Result<(), SourceError> {
        let until = Instant::now() + time;
        loop {
            if self.stop.asked() {
                return Err(SourceError::Stopped);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            tokio::time::sleep(left.min(Duration::from_millis(200))).await;
        }
    }
}

/// A request as it is asked for.
struct Ask<'a> {
    path: &'a str,
    query: &'a [(&'a str, &'a str)],
    accept: Accept,
    max: Option<usize>,
    /// What is sent, and how.
    body: Option<(Method, &'a Value)>,
}

enum Verdict {
    /// There is none of it.
    Nothing,
    /// At once, without counting as a failure.
    Again,
    /// After a pause, if any try is left.
    Later(SourceError),
}

/// What a body that refuses says: the words in its JSON where there are some, else all of it.
fn reason(body: &str) -> String {
    let said: Value = serde_json::from_str(body).unwrap_or_default();
    let words = |key: &&str| match &said[*key] {
        Value::String(s) => Some(s.clone()),
        Value::Array(all) => all.iter().find_map(|e| Some(e["msg"].as_str()?.to_owned())),
        _ => None,
    };
    ["error", "message", "detail", "title"].iter().find_map(words).unwrap_or_else(|| body.to_owned())
}

/// To the next quarter of an hour, and a little more so that not everybody comes at the same moment.
fn to_quarter(now: DateTime<Utc>) -> TimeDelta {
    let s = now.timestamp();
    TimeDelta::seconds(900 - s.rem_euclid(900) + 5 + s.rem_euclid(25))
}
