//! The outbox: which messages follow from what happened, and sending those that are due.
//!
//! Owns: keys and order of the events around a try, quiet hours, caps, that one process sends at a time. Does not own:
//! words and ways (outputs), what comes next for a message (domain).
//!
//! A try is an event before it is made and another one after. Whoever dies in between leaves a try without an end, and
//! the next one to hold the lock calls its outcome unknown.

use super::lock;
use crate::{
    config::{Config, Notify, Paths, notify::Limits},
    domain::{
        Athlete, Channel, CleanText, Day, Event, Notification, Proposal, Provenance, Provider, ShortId, Topic,
        athlete::ProposalState,
        day::{in_zone, shift},
        event::Actor,
        outbox::{Attempt, Delivery, Message, Outbox, Room, Settled, Standing, Step},
    },
    http::Http,
    log::{LogError, NewEvent, Store},
    outputs::notify::{self, Ended, Letter, Way, words::Words},
    sources::Stop,
    vault::Vault,
};
use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::BTreeMap;

/// Why the outbox could not be worked through.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The lock.
    #[error("the lock of the outbox: {0}; check that the data folder is yours")]
    Lock(#[from] std::io::Error),
}

/// What of a run's results becomes a message.
#[derive(Clone, Debug)]
pub struct Queue {
    notify: Notify,
    zone: Tz,
    origin: String,
}

impl Queue {
    /// As configured; `None` when nothing is told, or for the demo athlete.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn of(store: &Store, paths: &Paths, config: &Config) -> Result<Option<Self>, LogError> {
        if paths.demo || !config.notify.is_on() {
            return Ok(None);
        }
        Ok(Some(Self { notify: config.notify.clone(), zone: config.zone(), origin: origin(store, config)? }))
    }

    /// Whether `day` is today: what is decided for another date is told to nobody.
    #[must_use]
    pub fn is_today(&self, day: Day, now: DateTime<Utc>) -> bool {
        now.with_timezone(&self.zone).date_naive() == day
    }

    /// The event that queues a message with its key; `None` when the topic is off. The same topic, subject and day are one
    /// message.
    #[must_use]
    pub fn event(
        &self,
        topic: Topic,
        day: Day,
        about: &str,
        words: Words,
        now: DateTime<Utc>,
    ) -> Option<(String, Event)> {
        let channels = self.notify.channels(topic).to_vec();
        let full = channels.iter().any(|c| self.notify.limits(*c).full);
        (!channels.is_empty()).then(|| queued(&self.origin, topic, day, about, words, channels, full, now))
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one event, put together in one place")]
fn queued(
    origin: &str,
    topic: Topic,
    day: Day,
    about: &str,
    words: Words,
    channels: Vec<Channel>,
    full: bool,
    now: DateTime<Utc>,
) -> (String, Event) {
    let key = format!("notify:{topic}:{about}:{day}");
    let id = ShortId::of(&[b"notification", key.as_bytes()]);
    let n = Notification {
        id,
        topic,
        day,
        about: CleanText::line(about),
        subject: words.subject,
        text: words.text,
        full: words.full.filter(|_| full),
        channels,
        queued_at: now,
        origin: origin.to_owned(),
    };
    (key, Event::NotificationQueued(Box::new(n)))
}

/// Who sends what was queued here: this log, or the repository when each run is on a machine of its own.
fn origin(store: &Store, config: &Config) -> Result<String, LogError> {
    match config.environment.get("GITHUB_REPOSITORY") {
        Some(repository) => Ok(format!("ci:{repository}")),
        None => store.origin(),
    }
}

/// What was done with one message in this run, or where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The message.
    pub id: ShortId,
    /// What it is about.
    pub topic: Topic,
    /// The day it belongs to.
    pub day: Day,
    /// One line.
    pub subject: CleanText,
    /// Where it stands.
    pub standing: Standing,
    /// The channel that was used last.
    pub channel: Option<Channel>,
    /// Tries so far.
    pub tries: usize,
    /// What there is to say.
    pub said: Option<CleanText>,
    /// When it is tried next.
    pub next: Option<DateTime<Utc>>,
}

impl Told {
    fn of(m: &Message) -> Self {
        Self {
            id: m.notification.id,
            topic: m.notification.topic,
            day: m.notification.day,
            subject: m.notification.subject.clone(),
            standing: m.standing(),
            channel: m.tries.last().map(|t| t.attempt.channel),
            tries: m.tries.len(),
            said: m.said().map(|s| s.said.clone()),
            next: None,
        }
    }
}

/// What sends.
pub struct Sender<'a> {
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
    /// Reads the clock.
    pub now: &'a (dyn Fn() -> DateTime<Utc> + Send + Sync),
    /// Asks to end.
    pub stop: Stop,
    /// Who this is, for others that wait.
    pub who: &'a str,
}

impl Sender<'_> {
    /// Works through everything that is due; gives back what it did, and what waits. `Err` of the inner result names who
    /// is at it already.
    ///
    /// # Errors
    /// When the log or the lock can't be used. What goes wrong with a message is in its report.
    pub async fn send_due(&self) -> Result<Result<Vec<Told>, String>, OutboxError> {
        let outbox = self.store.athlete()?.0.outbox;
        if self.paths.demo || !outbox.messages.iter().any(Message::is_open) {
            return Ok(Ok(Vec::new()));
        }
        let _held = match lock::take(&self.paths.data_dir.join("locks"), "outbox", self.who)? {
            Ok(held) => held,
            Err(who) => return Ok(Err(who)),
        };
        let (athlete, _) = self.store.athlete()?;
        let mut desk = self.desk(athlete.outbox.clone())?;
        let mut told = Vec::new();
        let open: Vec<ShortId> =
            athlete.outbox.messages.iter().filter(|m| m.is_open()).map(|m| m.notification.id).collect();
        for id in open {
            if self.stop.asked() {
                break;
            }
            told.extend(desk.work(id, &athlete, false).await?);
        }
        Ok(Ok(told))
    }

    /// Sends one message by one channel at once, whatever the hour.
    ///
    /// # Errors
    /// As [`Sender::send_due`].
    pub async fn test(&self, channel: Channel) -> Result<Result<Told, String>, OutboxError> {
        let _held = match lock::take(&self.paths.data_dir.join("locks"), "outbox", self.who)? {
            Ok(held) => held,
            Err(who) => return Ok(Err(who)),
        };
        let now = (self.now)();
        let day = now.with_timezone(&self.config.zone()).date_naive();
        let about = format!("{channel}-{}", now.timestamp_millis());
        let words = notify::words::test();
        let full = self.config.notify.limits(channel).full;
        let (key, event) =
            queued(&origin(self.store, self.config)?, Topic::Test, day, &about, words, vec![channel], full, now);
        append(self.store, Actor::Athlete, key, event, now)?;
        let (athlete, _) = self.store.athlete()?;
        let Some(id) = athlete.outbox.messages.last().map(|m| m.notification.id) else {
            return Ok(Err("nobody".to_owned()));
        };
        let mut desk = self.desk(athlete.outbox.clone())?;
        let told = desk.work(id, &athlete, true).await?;
        let mut told =
            told.unwrap_or_else(|| Told::of(&athlete.outbox.messages[athlete.outbox.messages.len() - 1]));
        if told.standing == Standing::Waiting {
            // A try that is looked at is not made again behind the athlete's back.
            let said = told.said.as_ref().map_or("not sent", CleanText::as_str).to_owned();
            desk.settle(id, 0, &Ended { outcome: Delivery::Refused, said })?;
            told.standing = Standing::Failed;
        }
        Ok(Ok(told))
    }

    /// Queues a message anew that failed, or of which nobody knows whether it went out, and sends it at once. Only the
    /// athlete asks for this. `Err` of the inner result says why not.
    ///
    /// # Errors
    /// As [`Sender::send_due`].
    pub async fn again(&self, id: ShortId) -> Result<Result<Told, String>, OutboxError> {
        let _held = match lock::take(&self.paths.data_dir.join("locks"), "outbox", self.who)? {
            Ok(held) => held,
            Err(who) => return Ok(Err(format!("{who} is sending just now; try again in a moment"))),
        };
        let now = (self.now)();
        let (athlete, _) = self.store.athlete()?;
        let Some(old) = athlete.outbox.messages.iter().find(|m| m.notification.id == id) else {
            return Ok(Err("that message is not there any more".to_owned()));
        };
        // Another process may have been faster than the question.
        if !old.standing().is_trouble() {
            return Ok(Err(format!("that message is {} by now", old.standing().name())));
        }
        let key = format!("notify-again:{id}");
        let mut n = old.notification.clone();
        n.id = ShortId::of(&[b"notification", key.as_bytes()]);
        n.queued_at = now;
        n.origin = origin(self.store, self.config)?;
        if let Some(first) = again_by(old) {
            n.channels.retain(|c| *c != first);
            n.channels.insert(0, first);
        }
        let new = n.id;
        let said = CleanText::line(&format!("sent again as {}", new.brief()));
        let outcome = Delivery::Overtaken;
        let over = Event::NotificationSettled(Settled { notification: id, number: 0, outcome, said, at: now });
        let event = |event, key| NewEvent {
            event,
            actor: Actor::Athlete,
            provenance: Provenance::of(Provider::Derived),
            key,
            cause: None,
            recorded_at: now,
        };
        self.store.append(vec![
            event(Event::NotificationQueued(Box::new(n)), key),
            event(over, format!("notify-again-end:{id}")),
        ])?;
        let (athlete, _) = self.store.athlete()?;
        let told = self.desk(athlete.outbox.clone())?.work(new, &athlete, true).await?;
        Ok(told.ok_or_else(|| "it was queued and could not be sent; `lanterne notify` shows it".to_owned()))
    }

    fn desk(&self, outbox: Outbox) -> Result<Desk<'_>, OutboxError> {
        Ok(Desk { with: self, outbox, ways: BTreeMap::new(), origin: origin(self.store, self.config)? })
    }

    /// Whether each channel has what it needs, without asking anybody.
    #[must_use]
    pub fn ready(&self) -> Vec<(Channel, Result<(), String>)> {
        Channel::ALL.iter().map(|c| (*c, way(*c, self.config, self.vault).map(drop))).collect()
    }
}

/// A channel with what it needs. A secret comes from the vault when it was kept for this host, else from the environment.
///
/// # Errors
/// What is missing.
pub fn way(channel: Channel, config: &Config, vault: &Vault) -> Result<Way, String> {
    Way::set_up(channel, &config.notify, &|entry, host, name| {
        let kept = vault.entry(entry).ok().flatten().filter(|e| e.host == host);
        kept.and_then(|e| e.value(name).cloned()).or_else(|| config.secret(name).cloned())
    })
}

/// The channel that a message would be sent by again: the one that was tried last, unless it refused for good.
#[must_use]
pub fn again_by(m: &Message) -> Option<Channel> {
    let last = m.tries.last().filter(|t| t.ended.as_ref().is_none_or(|e| e.outcome != Delivery::Refused));
    last.map(|t| t.attempt.channel).or_else(|| m.notification.channels.first().copied())
}

/// Everything to be known of the outbox without sending: newest first.
#[must_use]
pub fn view(athlete: &Athlete) -> Vec<Told> {
    athlete.outbox.messages.iter().rev().map(Told::of).collect()
}

/// Whether anything of this log's own waits.
///
/// # Errors
/// When the log can't be read.
pub fn waits(store: &Store) -> Result<bool, LogError> {
    Ok(store.athlete()?.0.outbox.messages.iter().any(Message::is_open))
}

struct Desk<'a> {
    with: &'a Sender<'a>,
    outbox: Outbox,
    ways: BTreeMap<Channel, Result<Way, String>>,
    origin: String,
}

impl Desk<'_> {
    fn message(&self, id: ShortId) -> Option<&Message> {
        self.outbox.messages.iter().find(|m| m.notification.id == id)
    }

    /// Takes a message as far as it goes now.
    async fn work(&mut self, id: ShortId, athlete: &Athlete, at_once: bool) -> Result<Option<Told>, OutboxError> {
        let mut next = None;
        for _ in 0..32 {
            let Some(m) = self.message(id).cloned() else { return Ok(None) };
            if m.notification.origin != self.origin {
                // Another machine queued it, and sends it.
                return Ok(None);
            }
            let now = (self.with.now)();
            if m.tries.is_empty()
                && let Some(why) = overtaken(&m.notification, athlete, self.today(now))
            {
                self.settle(id, 0, &Ended { outcome: Delivery::Overtaken, said: why })?;
                continue;
            }
            for c in &m.notification.channels {
                self.ways.entry(*c).or_insert_with(|| way(*c, self.with.config, self.with.vault));
            }
            match m.step(now, &|c| self.room(c, now, at_once)) {
                Step::Nothing => break,
                Step::Broken(a) => {
                    let said =
                        "the program ended in the middle of sending; whether it went out is not known".to_owned();
                    self.settle(id, a.number, &Ended { outcome: Delivery::Unknown, said })?;
                }
                Step::Close(outcome, said) => self.settle(id, 0, &Ended { outcome, said })?,
                Step::Wait(until, why) => {
                    next = Some((until, why));
                    break;
                }
                Step::Try(channel) => {
                    self.attempt(&m, channel, now).await?;
                    if at_once {
                        break;
                    }
                }
            }
        }
        Ok(self.message(id).map(|m| {
            let mut told = Told::of(m);
            if let Some((until, why)) = next {
                told.next = Some(until);
                told.said = told.said.or_else(|| Some(CleanText::line(why)));
            }
            told
        }))
    }

    async fn attempt(&mut self, m: &Message, channel: Channel, now: DateTime<Utc>) -> Result<(), OutboxError> {
        let id = m.notification.id;
        let number = m.tries.len() as u32 + 1;
        let a = Attempt { notification: id, number, channel, day: self.today(now), at: now };
        let key = format!("notify-try:{id}:{number}");
        if !self.take(key, &Event::NotificationAttempted(a), now)? {
            // Somebody else made this try: what became of it is not known here.
            return Ok(());
        }
        let letter = Letter::of(&m.notification, self.with.config.notify.limits(channel).full);
        let ended = match self.ways.get(&channel) {
            Some(Ok(way)) => way.send(self.with.http, &letter).await,
            Some(Err(why)) => Ended { outcome: Delivery::Refused, said: why.clone() },
            None => Ended { outcome: Delivery::Refused, said: format!("{channel}: not set up") },
        };
        self.settle(id, number, &ended)
    }

    fn settle(&mut self, id: ShortId, number: u32, ended: &Ended) -> Result<(), OutboxError> {
        let now = (self.with.now)();
        let said = CleanText::line(&ended.said);
        let s = Settled { notification: id, number, outcome: ended.outcome, said, at: now };
        self.take(format!("notify-end:{id}:{number}"), &Event::NotificationSettled(s), now).map(drop)
    }

    /// Writes an event, and takes it in here when it is durable. Gives back whether it was new.
    fn take(&mut self, key: String, event: &Event, now: DateTime<Utc>) -> Result<bool, OutboxError> {
        let new = append(self.with.store, Actor::System, key, event.clone(), now)?;
        let mut all = Athlete { outbox: std::mem::take(&mut self.outbox), ..Athlete::default() };
        all.apply(event);
        self.outbox = all.outbox;
        Ok(new)
    }

    fn today(&self, now: DateTime<Utc>) -> Day {
        now.with_timezone(&self.with.config.zone()).date_naive()
    }

    fn room(&self, channel: Channel, now: DateTime<Utc>, at_once: bool) -> Room {
        match self.ways.get(&channel) {
            Some(Ok(_)) if at_once => Room::Open,
            Some(Ok(_)) => room(
                &self.with.config.notify.limits(channel),
                self.outbox.used(channel, self.today(now)),
                now,
                self.with.config.zone(),
            ),
            Some(Err(why)) => Room::Missing(why.clone()),
            None => Room::Missing(format!("{channel}: not set up")),
        }
    }
}

/// Whether a channel may be used by its hours and its cap.
fn room(limits: &Limits, used: usize, now: DateTime<Utc>, zone: Tz) -> Room {
    let local = now.with_timezone(&zone).naive_local();
    if used >= limits.per_day {
        return Room::Until(
            in_zone(shift(local.date(), 1).and_time(NaiveTime::MIN), zone),
            "the day's cap is reached",
        );
    }
    match limits.quiet {
        Some(q) if q.has(local.time()) => {
            let day = if q.to > local.time() { local.date() } else { shift(local.date(), 1) };
            Room::Until(in_zone(day.and_time(q.to), zone), "quiet hours")
        }
        _ => Room::Open,
    }
}

/// Why there is no need for a message any more.
fn overtaken(n: &Notification, athlete: &Athlete, today: Day) -> Option<String> {
    match n.topic {
        Topic::DailyUpdate if n.day < today => Some("its day is over".to_owned()),
        Topic::Proposal => {
            let of = |(p, s): &&(Proposal, ProposalState)| {
                p.id.to_string() == n.about.as_str() && *s != ProposalState::Pending
            };
            athlete.proposals.iter().find(of).map(|_| "the proposal no longer waits".to_owned())
        }
        _ => None,
    }
}

/// Appends an event. Gives back whether it was new.
fn append(store: &Store, actor: Actor, key: String, event: Event, now: DateTime<Utc>) -> Result<bool, LogError> {
    let provenance = Provenance::of(Provider::Derived);
    let new = NewEvent { event, actor, provenance, key, cause: None, recorded_at: now };
    Ok(store.append(vec![new])?.written > 0)
}

#[cfg(test)]
mod tests;
