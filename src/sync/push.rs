//! The plan into a service's calendar: what is there, what shall be, the difference, and its steps.
//!
//! Owns: which sessions are pushed, what counts as a change, that each step that was done is an event. Does not own: their
//! language (formats, sources), asking the athlete.
//!
//! Each request is repeated without another effect, and what it did is written down before the next one. A push that was
//! cut off is begun again: what is there already is no difference any more.

use super::{lock, pull::Budget};
use crate::{
    config::{Config, Paths},
    domain::{
        Athlete, Day, Event, PlanPushed, Provenance, Provider, Pushed, Session as Planned, ShortId, day::shift,
        event::Actor,
    },
    formats::workout::{self, Format, Refs, Workout},
    http::Http,
    log::{LogError, NewEvent, Store},
    science::history::History,
    sources::{
        Patience, Session, SourceError, Span, Stop,
        intervals::{
            Intervals,
            push::{self as remote, BATCH, Entry, Remote},
        },
    },
    vault::Vault,
};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// What a push is made with.
pub struct Push<'a> {
    /// The log.
    pub store: &'a Store,
    /// Folders.
    pub paths: &'a Paths,
    /// The configuration.
    pub config: &'a Config,
    /// The log-ins.
    pub vault: &'a Vault,
    /// The network.
    pub http: &'a Http,
    /// The athlete's date: nothing before it is touched.
    pub today: Day,
    /// Weeks from today on.
    pub weeks: u8,
    /// Patience; the usual one when absent.
    pub patience: Option<Patience>,
    /// Asks to end.
    pub stop: Stop,
    /// Reads the clock.
    pub now: &'a (dyn Fn() -> DateTime<Utc> + Send + Sync),
}

/// Why a push could not go on.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The service.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The lock.
    #[error("the lock of the push: {0}; check that the data folder is yours")]
    Lock(#[from] std::io::Error),
    /// Another one is at it.
    #[error("{0} is pushing the plan just now; try again in a moment")]
    Busy(String),
}

/// What happens to one session's entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It is made.
    Add,
    /// It is changed.
    Change,
    /// It is taken out.
    Remove,
}

/// One line of the difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// What happens.
    pub what: What,
    /// The session.
    pub session: ShortId,
    /// Its day; of one that is taken out, where it stands.
    pub day: Day,
    /// Its name.
    pub name: String,
    /// What is different.
    pub differs: Vec<String>,
    #[serde(skip)]
    entry: Option<Entry>,
}

/// The difference between calendar and plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// From this day.
    pub from: Day,
    /// To this day.
    pub to: Day,
    /// Steps, by day.
    pub changes: Vec<Change>,
    /// Entries that stand as they shall.
    pub same: usize,
    #[serde(skip)]
    plan_version: u32,
}

/// How far a push came.
#[derive(Debug, Default, Serialize)]
pub struct Done {
    /// Entries made or changed.
    pub written: usize,
    /// Entries taken out.
    pub removed: usize,
    /// Steps that are left for the next push.
    pub left: usize,
    /// Why it ended early.
    #[serde(skip)]
    pub error: Option<PushError>,
}

impl Push<'_> {
    /// Asks what is there and compares. Changes nothing.
    ///
    /// # Errors
    /// See [`PushError`].
    pub async fn difference(&self, athlete: &Athlete) -> Result<Difference, PushError> {
        let source = Intervals::new(&self.config.sources.get("intervals").cloned().unwrap_or_default())?;
        let budget = Budget::new(self.store, &source);
        budget.may_go((self.now)())?;
        let span = Span { from: self.today, to: shift(self.today, i64::from(self.weeks) * 7 - 1) };
        let there = remote::ours(&self.session(&source, &budget), span).await?;
        let version = athlete.plan.as_ref().map_or(0, |p| p.version);
        let mut d = compare(athlete, &self.wanted(athlete, span, &there), &there, span);
        d.plan_version = version;
        Ok(d)
    }

    /// Takes the steps of a difference.
    ///
    /// # Errors
    /// When nothing could be begun; what goes wrong on the way is in the report.
    pub async fn apply(&self, d: &Difference) -> Result<Done, PushError> {
        let who = format!("lanterne plan push (process {})", std::process::id());
        let _held =
            lock::take(&self.paths.data_dir.join("locks"), "push-intervals", &who)?.map_err(PushError::Busy)?;
        let source = Intervals::new(&self.config.sources.get("intervals").cloned().unwrap_or_default())?;
        let budget = Budget::new(self.store, &source);
        let session = self.session(&source, &budget);
        let mut done = Done { left: d.changes.len(), ..Done::default() };
        let entries: Vec<&Entry> = d.changes.iter().filter_map(|c| c.entry.as_ref()).collect();
        for batch in entries.chunks(BATCH) {
            match self.put(&session, batch, d.plan_version).await {
                Ok(n) => done.written += n,
                Err(e) => {
                    done.error = Some(e);
                    break;
                }
            }
        }
        let gone: Vec<ShortId> = d.changes.iter().filter(|c| c.what == What::Remove).map(|c| c.session).collect();
        for batch in gone.chunks(BATCH) {
            if done.error.is_some() {
                break;
            }
            match self.take_out(&session, batch, d.plan_version).await {
                Ok(()) => done.removed += batch.len(),
                Err(e) => done.error = Some(e),
            }
        }
        done.left -= (done.written + done.removed).min(done.left);
        Ok(done)
    }

    async fn put(&self, s: &Session<'_>, batch: &[&Entry], version: u32) -> Result<usize, PushError> {
        let ids = remote::put(s, batch).await?;
        let written: Vec<Pushed> = batch
            .iter()
            .filter_map(|e| {
                let (_, id) = ids.iter().find(|(session, _)| *session == e.session)?;
                Some(Pushed { session: e.session, day: e.day, remote: id.clone(), print: e.print() })
            })
            .collect();
        let n = written.len();
        self.note(PlanPushed { provider: Provider::Intervals, plan_version: version, written, removed: vec![] })?;
        if n < batch.len() {
            let text =
                format!("intervals: {} of {} entries were not confirmed; push again", batch.len() - n, batch.len());
            return Err(SourceError::Strange(text).into());
        }
        Ok(n)
    }

    async fn take_out(&self, s: &Session<'_>, batch: &[ShortId], version: u32) -> Result<(), PushError> {
        remote::take_out(s, batch).await?;
        let removed = batch.to_vec();
        self.note(PlanPushed { provider: Provider::Intervals, plan_version: version, written: vec![], removed })?;
        Ok(())
    }

    fn note(&self, body: PlanPushed) -> Result<(), LogError> {
        let now = (self.now)();
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let key = format!("pushed:{}:{}", now.timestamp_millis(), ShortId::of(&[&bytes]));
        let provenance = Provenance::of(Provider::Derived);
        let event = Event::PlanPushed(body);
        self.store
            .append(vec![NewEvent { event, actor: Actor::Athlete, provenance, key, cause: None, recorded_at: now }])
            .map(drop)
    }

    fn session<'s>(&'s self, source: &'s Intervals, budget: &'s Budget<'s>) -> Session<'s> {
        let usual = self.patience.unwrap_or_default();
        let own = self.config.sources.get("intervals").and_then(|s| s.per_second);
        let patience = Patience { per_second: own.unwrap_or(usual.per_second), ..usual };
        Session::new(
            source,
            self.config.zone(),
            self.today,
            self.http,
            self.vault,
            &self.config.environment,
            budget,
            patience,
            self.stop.clone(),
            self.now,
        )
    }

    /// Sessions of the span as entries, and those that stand in the span and have moved beyond it.
    fn wanted(&self, athlete: &Athlete, span: Span, there: &[Remote]) -> Vec<Entry> {
        let Some(plan) = &athlete.plan else { return Vec::new() };
        let book = History::build(athlete, self.today).book;
        let moved = |s: &Planned| s.day > span.to && there.iter().any(|r| r.session == s.id);
        plan.sessions
            .iter()
            .filter(|s| s.minutes > 0 && (span.has(s.day) || moved(s)))
            .map(|s| {
                let refs = Refs::of(&book, s.sport, s.day);
                let text = workout::write(Format::Icu, &Workout::of(s), &refs).ok();
                let text = text.and_then(|(bytes, _)| String::from_utf8(bytes).ok());
                Entry {
                    session: s.id,
                    day: s.day,
                    start: self
                        .config
                        .start_of(s.day)
                        .map_or_else(|| "00:00:00".to_owned(), |t| t.format("%H:%M:%S").to_string()),
                    sport: s.sport,
                    name: s.title.clone(),
                    text: text.unwrap_or_else(|| s.description.clone()).trim_end().to_owned(),
                    minutes: s.minutes,
                    load: s.load,
                }
            })
            .collect()
    }
}

/// The steps from what is there to what is wanted.
fn compare(athlete: &Athlete, wanted: &[Entry], there: &[Remote], span: Span) -> Difference {
    let mut changes = Vec::new();
    let mut same = 0;
    for e in wanted {
        let step = |what, differs| Change {
            what,
            session: e.session,
            day: e.day,
            name: e.name.clone(),
            differs,
            entry: Some(e.clone()),
        };
        let Some(r) = there.iter().find(|r| r.session == e.session) else {
            let was = athlete.pushed.get(Provider::Intervals, e.session).is_some();
            changes.push(step(What::Add, if was { vec!["it was taken out there".to_owned()] } else { vec![] }));
            continue;
        };
        let sent = athlete.pushed.get(Provider::Intervals, e.session).is_some_and(|p| p.print == e.print());
        let differs = differences(e, r, sent);
        if differs.is_empty() {
            same += 1;
        } else {
            changes.push(step(What::Change, differs));
        }
    }
    for r in there.iter().filter(|r| !wanted.iter().any(|e| e.session == r.session)) {
        changes.push(Change {
            what: What::Remove,
            session: r.session,
            day: r.day,
            name: r.name.clone(),
            differs: vec![],
            entry: None,
        });
    }
    changes.sort_by_key(|c| (c.day, c.session));
    Difference { from: span.from, to: span.to, changes, same, plan_version: 0 }
}

/// What tells an entry from what shall stand there. They may set the text anew, so one that was sent as it is now counts
/// as standing there.
fn differences(e: &Entry, r: &Remote, sent: bool) -> Vec<String> {
    let mut all = Vec::new();
    if r.day != e.day {
        all.push(format!("from {} to {}", r.day, e.day));
    }
    if r.start != e.start {
        all.push(format!("at {} instead of {}", &e.start[..5], r.start.get(..5).unwrap_or("?")));
    }
    if r.name != e.name {
        all.push(format!("named {} instead of {}", e.name, crate::domain::CleanText::line(&r.name)));
    }
    if !sent && r.text.trim_end() != e.text {
        all.push("other steps".to_owned());
    }
    all
}

#[cfg(test)]
mod tests;
