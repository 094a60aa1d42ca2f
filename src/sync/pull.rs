//! One source pulled: what is new first, then back in time.
//!
//! Owns: which span is asked for, what is new or changed or gone, that events and the place reached are written in one
//! step. Does not own: what a service says (sources), when a run is made.
//!
//! Each run looks again at the last days of every collection, since things are uploaded late and edited; once a month at
//! the last year. Then history is fetched backwards, a window at a time; where it ended is kept with the events of the
//! window, so that a run that is killed costs one list. Nothing is deleted by not being there: what two complete looks,
//! an hour apart, did not show is withdrawn, and when that would be many the athlete is asked.

mod budget;
mod commit;
mod doubt;
pub mod eta;
mod gone;

use super::{
    lock,
    report::{Pulling, SourceReport, SourceState},
};
use crate::{
    config::{Config, Environment},
    domain::{Day, Provenance, Provider, Topic, day, event::Actor},
    http::Http,
    log::{LogError, Mark, NewEvent, Store},
    outputs::notify::words,
    sources::{Collection, Listed, Patience, Session, Source, SourceError, Span, Stop},
    vault::Vault,
};
pub(super) use budget::{Budget, quotas_of};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::path::Path;
use tracing::Instrument as _;

/// Days between two looks at the whole last year.
const YEARLY_LOOK_DAYS: i64 = 30;
/// Days of nothing at all after which history is taken to begin there.
const NOTHING_DAYS: i64 = 730;
/// Minutes after which a source is asked again by itself.
const DUE_MIN: i64 = 55;
/// Farthest that is looked back.
const FAR_DAYS: i64 = 20 * 365;

/// What every source of a run shares.
pub struct Ground<'a> {
    /// The log.
    pub store: &'a Store,
    /// The network.
    pub http: &'a Http,
    /// The log-ins.
    pub vault: &'a Vault,
    /// Names from the environment.
    pub environment: &'a Environment,
    /// The configuration.
    pub config: &'a Config,
    /// Whom the athlete is told by.
    pub queue: Option<&'a super::outbox::Queue>,
    /// Folder of locks.
    pub locks: &'a Path,
    /// Who this run is, for others that find a source taken.
    pub who: &'a str,
    /// The athlete's zone.
    pub zone: Tz,
    /// The athlete's date.
    pub today: Day,
    /// Go back to this day, and no further.
    pub since: Option<Day>,
    /// Believe any number of deletions.
    pub believe: bool,
    /// Patience; the configuration's and the usual one when absent.
    pub patience: Option<Patience>,
    /// Asks to end.
    pub stop: Stop,
    /// Reads the clock.
    pub now: &'a (dyn Fn() -> DateTime<Utc> + Send + Sync),
    /// Hears how far it is.
    pub progress: &'a (dyn Fn(Pulling) + Send + Sync),
}

impl Ground<'_> {
    fn patience(&self, source: &str) -> Patience {
        let usual = self.patience.unwrap_or_default();
        let own = self.config.sources.get(source).and_then(|s| s.per_second);
        Patience { per_second: own.unwrap_or(usual.per_second), ..usual }
    }
}

/// Whether it is time to ask a source again: an hour after the last time, less what a timer may be early; or once the
/// wait that it asked for is over.
#[must_use]
pub fn is_due(store: &Store, source: &str, now: DateTime<Utc>) -> bool {
    let Ok(kept) = store.source_state(source) else { return true };
    let time = |key: &str| kept.get(key).and_then(|t| t.parse::<DateTime<Utc>>().ok());
    let limited = kept.get("state").is_some_and(|s| s == SourceState::Limited.name());
    let Some(last) = time("last_try") else { return true };
    // A wait from before the last try was answered by it: what limits since then is a budget of ours.
    now - last >= chrono::TimeDelta::minutes(DUE_MIN)
        || (limited && time("wait_until").is_some_and(|t| last < t && t <= now))
}

/// Why a pull ended early.
#[derive(Debug, thiserror::Error)]
pub(super) enum PullError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Pulls one source. Whatever goes wrong is in the report, and no other source hears of it.
pub async fn pull(ground: &Ground<'_>, source: &dyn Source) -> SourceReport {
    let mut report = SourceReport::of(source.name());
    let held = match lock::take(ground.locks, source.name(), ground.who) {
        Ok(Ok(held)) => held,
        Ok(Err(who)) => {
            report.state = SourceState::Busy;
            report.error = Some(format!("{} is being pulled by {who}; it is left to it", source.name()));
            return report;
        }
        Err(e) => {
            report.state = SourceState::Failed;
            report.error = Some(format!("{}: {e}; check that the data folder is yours", ground.locks.display()));
            return report;
        }
    };
    let began = std::time::Instant::now();
    let span = tracing::info_span!("source", source = source.name());
    let ended = Pull::new(ground, source, &mut report).run().instrument(span).await;
    report.seconds = began.elapsed().as_secs_f64();
    if let Err(e) = ended {
        explain(&mut report, &e);
    }
    note(ground, &mut report);
    if report.state != SourceState::Done {
        report.eta = eta::eta(ground.store, source, ground.config, ground.since, ground.today, (ground.now)())
            .ok()
            .flatten();
    }
    drop(held);
    report
}

fn explain(report: &mut SourceReport, e: &PullError) {
    report.state = match e {
        PullError::Source(SourceError::NeedsLogin(_)) => SourceState::NeedsLogin,
        PullError::Source(SourceError::Limited { until }) => {
            report.waiting_until = Some(*until);
            SourceState::Limited
        }
        PullError::Source(SourceError::Stopped) => SourceState::Partly,
        _ => SourceState::Failed,
    };
    let again = match e {
        PullError::Source(SourceError::Http(e)) if e.is_passing() => "; the next run tries again",
        _ => "",
    };
    report.error = Some(crate::http::scrub(&e.to_string()) + again);
}

/// Keeps how it went, for `lanterne sources` and the header. When that can't be written the log said why already.
fn note(ground: &Ground<'_>, report: &mut SourceReport) {
    let name = report.name.clone();
    let now = (ground.now)().to_rfc3339();
    let set = |key: &str, value: String| Mark::state(&name, key, value);
    let mut marks = vec![
        set("last_try", now.clone()),
        set("state", report.state.name().to_owned()),
        set("error", report.error.clone().unwrap_or_default()),
        set("held", if report.held > 0 { report.held.to_string() } else { String::new() }),
    ];
    if matches!(report.state, SourceState::Done | SourceState::Partly | SourceState::Limited) && report.requests > 0
    {
        marks.push(set("last_ok", now));
    }
    if let Some(s) = report.clock_ahead_s {
        marks.push(set("clock_ahead_s", s.to_string()));
        marks.push(set("clock_at", (ground.now)().to_rfc3339()));
    }
    if let Err(e) = ground.store.append_marked(refusal(ground, report), marks)
        && report.error.is_none()
    {
        report.state = SourceState::Failed;
        report.error = Some(e.to_string());
    }
}

/// The message that a log-in is refused, when it was not refused before.
fn refusal(ground: &Ground<'_>, report: &SourceReport) -> Vec<NewEvent> {
    let now = (ground.now)();
    let before = ground.store.source_state(&report.name).unwrap_or_default();
    let known = before.get("state").is_some_and(|s| s == SourceState::NeedsLogin.name());
    let day = now.with_timezone(&ground.zone).date_naive();
    let Some(q) = ground.queue.filter(|_| report.state == SourceState::NeedsLogin && !known) else {
        return Vec::new();
    };
    let words = words::log_in(&report.name, report.error.as_deref().unwrap_or_default());
    let new = |(key, event)| NewEvent {
        event,
        actor: Actor::System,
        provenance: Provenance::of(Provider::Derived),
        key,
        cause: None,
        recorded_at: now,
    };
    q.event(Topic::LogIn, day, &report.name, words, now).map(new).into_iter().collect()
}

struct Pull<'g> {
    ground: &'g Ground<'g>,
    source: &'g dyn Source,
    report: &'g mut SourceReport,
    account: Option<String>,
}

impl<'g> Pull<'g> {
    fn new(ground: &'g Ground<'g>, source: &'g dyn Source, report: &'g mut SourceReport) -> Self {
        Self { ground, source, report, account: None }
    }

    async fn run(&mut self) -> Result<(), PullError> {
        let g = self.ground;
        let budget = Budget::new(g.store, self.source);
        budget.may_go((g.now)())?;
        let session = Session::new(
            self.source,
            g.zone,
            g.today,
            g.http,
            g.vault,
            g.environment,
            &budget,
            g.patience(self.source.name()),
            g.stop.clone(),
            g.now,
        );
        let ended = self.collections(&session).await;
        self.report.requests = session.requests();
        self.report.clock_ahead_s = session.clock_ahead_s();
        ended
    }

    /// Which account this is, asked once per log-in. Records of two accounts in one log are worth a word.
    async fn account(&mut self, s: &Session<'_>) -> Result<(), PullError> {
        let (store, name) = (self.ground.store, self.source.name());
        let mut kept = store.source_state(name)?;
        let mark = s.log_in_mark()?;
        let before = kept.remove("account");
        if kept.remove("account_of").is_some_and(|of| of == mark) {
            self.account = before;
            return Ok(());
        }
        self.account = self.source.account(s).await?;
        if let (Some(old), Some(new)) = (&before, &self.account)
            && old != new
            && store.source_count(name)? > 0
        {
            self.report.notes.push(format!(
                "this log-in is of the account {new}; what was fetched before is of {old} and stays beside it"
            ));
        }
        let account = self.account.clone().or(before).unwrap_or_default();
        store.append_marked(
            Vec::new(),
            vec![Mark::state(name, "account", account), Mark::state(name, "account_of", mark)],
        )?;
        Ok(())
    }

    async fn collections(&mut self, s: &Session<'_>) -> Result<(), PullError> {
        self.account(s).await?;
        let mut refused = Vec::new();
        for c in self.source.collections() {
            match self.recent(s, c).await {
                // Something that was not granted must not keep the rest from coming.
                Err(PullError::Source(SourceError::Refused(why))) if !c.core => {
                    self.report.notes.push(format!("{}: {why}", c.name));
                    refused.push(c.name);
                }
                other => other?,
            }
        }
        for c in self.source.collections() {
            if c.step_days > 0 && !refused.contains(&c.name) {
                self.history(s, c).await?;
            }
        }
        for c in self.source.collections() {
            if !refused.contains(&c.name) {
                self.doubts(s, c).await?;
            }
        }
        Ok(())
    }

    fn state(&self, key: &str, c: &Collection) -> Result<Option<String>, LogError> {
        Ok(self.ground.store.source_state(self.source.name())?.remove(&format!("{key}:{}", c.name)))
    }

    fn day_of(&self, key: &str, c: &Collection) -> Result<Option<Day>, LogError> {
        Ok(self.state(key, c)?.and_then(|d| d.parse().ok()))
    }

    fn word(&self, key: &str, c: &Collection, value: &dyn std::fmt::Display) -> Mark {
        Mark::state(self.source.name(), &format!("{key}:{}", c.name), value.to_string())
    }

    /// The last days, from the day down to which they were seen last time.
    async fn recent(&mut self, s: &Session<'_>, c: &'static Collection) -> Result<(), PullError> {
        let today = self.ground.today;
        let mut from = day::shift(today, -c.again_days);
        if let Some(upto) = self.day_of("upto", c)? {
            from = from.min(day::shift(upto, -2));
        }
        let back = self.day_of("back", c)?;
        let looked = self.day_of("year", c)?;
        let yearly = c.step_days > 0
            && self.state("whole", c)?.is_some()
            && looked.is_none_or(|d| day::between(d, today) >= YEARLY_LOOK_DAYS);
        if yearly {
            from = from.min(day::shift(today, -365));
        }
        if let Some(first) = self.floor() {
            from = from.max(first).min(today);
        }
        let to = day::shift(today, c.ahead_days);
        let step = if c.step_days > 0 { c.step_days } else { 3650 };
        let mut end = to;
        loop {
            let span = Span { from: from.max(day::shift(end, -step)), to: end };
            let last = span.from <= from;
            let mut marks = Vec::new();
            if last {
                marks.push(self.word("upto", c, &today));
                if yearly || looked.is_none() {
                    marks.push(self.word("year", c, &today));
                }
                if back.is_none() {
                    marks.push(self.word("back", c, &from));
                }
            }
            self.window(s, c, span, back.is_none(), marks).await?;
            if last {
                return Ok(());
            }
            end = day::shift(span.from, -1);
        }
    }

    fn floor(&self) -> Option<Day> {
        let own = self.ground.config.sources.get(self.source.name()).and_then(|c| c.since);
        self.ground.since.or(own)
    }

    /// Backwards from where the last run ended.
    async fn history(&mut self, s: &Session<'_>, c: &'static Collection) -> Result<(), PullError> {
        let asked = self.floor();
        let floor = asked.unwrap_or_else(|| day::shift(self.ground.today, -FAR_DAYS));
        let whole = self.state("whole", c)?.is_some();
        let mut nothing: i64 = self.state("nothing", c)?.and_then(|n| n.parse().ok()).unwrap_or(0);
        loop {
            let Some(back) = self.day_of("back", c)? else { return Ok(()) };
            self.report.back_to = Some(self.report.back_to.map_or(back, |b| b.max(back)));
            let begun = nothing >= NOTHING_DAYS || whole;
            if back <= floor || (begun && asked.is_none()) {
                if !whole {
                    self.ground.store.append_marked(Vec::new(), vec![self.word("whole", c, &"yes")])?;
                }
                return Ok(());
            }
            if self.ground.stop.asked() {
                return Err(SourceError::Stopped.into());
            }
            let span = Span { from: floor.max(day::shift(back, -c.step_days)), to: day::shift(back, -1) };
            let before = s.requests();
            let there = self.window(s, c, span, true, vec![self.word("back", c, &span.from)]).await?;
            nothing = if there == 0 { nothing + day::between(span.from, span.to) + 1 } else { 0 };
            self.took(c, span, s.requests() - before, nothing)?;
        }
    }

    /// One window: listed whole, what is new or changed taken in, what is gone looked at. Gives back how many entries
    /// there are. `marks` are written with the last of them.
    async fn window(
        &mut self,
        s: &Session<'_>,
        c: &'static Collection,
        span: Span,
        unseen: bool,
        marks: Vec<Mark>,
    ) -> Result<usize, PullError> {
        self.tell(c, span, 0, 0);
        let mut listed = self.source.list(s, c, span).await?;
        let known = self.ground.store.source_records(self.source.name(), c.name, span.from, span.to)?;
        // Where nobody has looked before, or something is known to be.
        let expected = unseen || known.values().any(|r| !r.gone);
        if listed.is_empty() && expected {
            // Services answer with an empty page when they mean an error; two in a row are believed.
            listed = self.source.list(s, c, span).await?;
        }
        let entries = listed.len();
        self.report.stubs += listed.iter().filter(|l| matches!(l.what, crate::sources::What::Stub)).count();
        let gone = gone::look(self, c, &known, &listed)?;
        let fresh = self.fresh(c, known, listed)?;
        self.take_in(s, c, span, fresh, gone, marks).await?;
        Ok(entries)
    }

    /// Keeps how many days of nothing there were last, and how many requests so many days of history took.
    fn took(&self, c: &Collection, span: Span, requests: u32, nothing: i64) -> Result<(), LogError> {
        let kept = |key: &str| Ok::<i64, LogError>(self.state(key, c)?.and_then(|n| n.parse().ok()).unwrap_or(0));
        let asked = kept("asked")? + i64::from(requests);
        let seen = kept("seen")? + day::between(span.from, span.to) + 1;
        let marks =
            vec![self.word("nothing", c, &nothing), self.word("asked", c, &asked), self.word("seen", c, &seen)];
        self.ground.store.append_marked(Vec::new(), marks).map(drop)
    }

    fn tell(&self, c: &Collection, span: Span, done: usize, of: usize) {
        let text = format!("{} back to {}", c.name, span.from);
        let g = self.ground;
        // An estimate that can't be read is none.
        let eta = eta::eta(g.store, self.source, g.config, g.since, g.today, (g.now)()).ok().flatten();
        (g.progress)(Pulling { source: self.source.name(), done, of, text, eta });
    }
}

/// An entry that is to be taken in, with what is known of it.
struct Fresh {
    listed: Listed,
    version: u32,
    known: Option<crate::log::SourceRecord>,
    /// What it said when it was doubted, when it is asked for because of that.
    doubted: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    /// When a source is due, by how its last try ended and until when it asked to wait, in minutes from that try.
    #[test]
    fn a_source_is_due_by_the_hour_or_when_its_own_wait_is_over() {
        let tried: DateTime<Utc> = "2026-07-03T06:00:00Z".parse().unwrap();
        let at = |minutes| tried + TimeDelta::minutes(minutes);
        let table = [
            ("done", None, &[(0, false), (54, false), (55, true)][..]),
            ("failed", None, &[(30, false), (55, true)]),
            ("limited", Some(15), &[(14, false), (15, true), (16, true)]),
            ("limited", Some(-20), &[(0, false), (30, false), (55, true)]),
            ("limited", None, &[(0, false), (54, false), (55, true)]),
            ("done", Some(15), &[(20, false), (55, true)]),
        ];
        for (state, wait, looks) in table {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(folder.path(), crate::log::Access::ReadWrite).unwrap();
            assert!(is_due(&store, "oura", tried), "never asked before");
            let set = |key: &str, value: String| Mark::state("oura", key, value);
            let mut marks = vec![set("last_try", tried.to_rfc3339()), set("state", state.to_owned())];
            marks.extend(wait.map(|m| set("wait_until", at(m).to_rfc3339())));
            store.append_marked(Vec::new(), marks).unwrap();
            for (minutes, due) in looks {
                let is = is_due(&store, "oura", at(*minutes));
                assert_eq!(is, *due, "{state}, wait {wait:?}, {minutes} min after");
            }
        }
    }
}
