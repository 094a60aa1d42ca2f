//! Messages to the athlete: what waits to be sent, what was tried, and what became of it.
//!
//! Owns: kinds and channels, the states of a message and which step comes next. Does not own: words, sending, settings.
//!
//! A message is queued in the transaction of its cause. Each try is written down before it is made and settled after it;
//! a try that was never settled has an unknown outcome. What costs money, or reaches a phone as a text, is then not sent
//! again; what is free is, under the same identity.

use super::{CleanText, Day, ShortId};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Hours after which a message is of no use any more.
const LIFE_H: i64 = 24;
/// Wait after the first try that led to nothing; each further one waits four times as long.
const PAUSE_MIN: i64 = 5;
/// Tries with an unknown outcome after which a free channel is left alone too.
const UNKNOWN_MAX: usize = 3;
/// Settled messages that are kept in memory.
const KEPT: usize = 200;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$d:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$d])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name in settings, on the command line and in JSON.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                let names = || Self::ALL.iter().map(|x| x.name()).collect::<Vec<_>>().join(", ");
                Self::ALL.iter().copied().find(|x| x.name() == s).ok_or_else(|| format!("one of {}", names()))
            }
        }
    };
}

words! {
    /// What a message is about.
    Topic {
        /// The day was decided.
        DailyUpdate = "daily_update",
        /// A proposal waits for an answer.
        Proposal = "proposal",
        /// A service refuses its log-in.
        LogIn = "log_in",
        /// A week was reviewed.
        WeeklyReview = "weekly_review",
        /// The plan of the coming week.
        WeeklyPlan = "weekly_plan",
        /// Most of what may be spent on a model is spent.
        Purse = "purse",
        /// The athlete tries a channel.
        Test = "test",
    }
}

words! {
    /// A way to the athlete.
    Channel {
        /// A push message to a phone.
        Ntfy = "ntfy",
        /// An e-mail.
        Mail = "mail",
        /// A text message that is paid for.
        Sms = "sms",
        /// An e-mail that a mobile carrier makes a text message of.
        Gateway = "gateway",
    }
}

impl Channel {
    /// Whether a try with an unknown outcome must not be repeated: it may cost money, here or at the receiver.
    #[must_use]
    pub fn once(self) -> bool {
        matches!(self, Self::Sms | Self::Gateway)
    }
}

/// A message was queued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Its identity, the same in every try.
    pub id: ShortId,
    /// What it is about.
    pub topic: Topic,
    /// The day it belongs to.
    pub day: Day,
    /// What it is about more closely: a proposal's id, a source.
    pub about: CleanText,
    /// One line.
    pub subject: CleanText,
    /// What anybody may read over a shoulder.
    pub text: CleanText,
    /// Everything, for channels that are set to carry it.
    #[serde(default)]
    pub full: Option<CleanText>,
    /// Channels in the order they are used.
    pub channels: Vec<Channel>,
    /// When.
    pub queued_at: DateTime<Utc>,
    /// Identity of the log that queued it: only that one sends it.
    pub origin: String,
}

/// A try is about to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Of which message.
    pub notification: ShortId,
    /// Number of the try, from 1.
    pub number: u32,
    /// By which channel.
    pub channel: Channel,
    /// The athlete's date: caps count by it.
    pub day: Day,
    /// When.
    pub at: DateTime<Utc>,
}

/// How a try ended, or a message without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// It was taken in at the other end.
    Sent,
    /// It was refused and would be again.
    Refused,
    /// It was certainly not sent; a later try may go well.
    Later,
    /// Nobody knows whether it was sent.
    Unknown,
    /// There was no need for it any more.
    Overtaken,
    /// It could not be sent while it was of use.
    Expired,
}

/// A try, or the message as a whole when `number` is 0, came to an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Of which message.
    pub notification: ShortId,
    /// Number of the try; 0 for the message as a whole.
    pub number: u32,
    /// How.
    pub outcome: Delivery,
    /// What there is to say of it; no secret.
    pub said: CleanText,
    /// When.
    pub at: DateTime<Utc>,
}

/// A try with its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Try {
    /// The try.
    pub attempt: Attempt,
    /// How it ended; `None` while it goes on, or when nobody came to say.
    pub ended: Option<Settled>,
}

/// A message with everything that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The message.
    pub notification: Notification,
    /// Tries, in order.
    pub tries: Vec<Try>,
    /// How it ended as a whole, when that was said.
    pub closed: Option<Settled>,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It will be tried.
    Waiting,
    /// A try was begun and has no end yet.
    Sending,
    /// Sent.
    Sent,
    /// Nobody knows, and it is not sent again.
    Unknown,
    /// Every channel refused it, or its time was over.
    Failed,
    /// There was no need for it any more.
    Overtaken,
}

impl Standing {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
            Self::Overtaken => "overtaken",
        }
    }

    /// Whether the athlete should look at it.
    #[must_use]
    pub fn is_trouble(self) -> bool {
        matches!(self, Self::Unknown | Self::Failed)
    }
}

/// Whether a channel may be used just now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Room {
    /// It may.
    Open,
    /// Not before this moment, and why.
    Until(DateTime<Utc>, &'static str),
    /// It is not set up, and what is missing.
    Missing(String),
}

/// What comes next for a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing: it has ended.
    Nothing,
    /// A try was begun and never settled: its outcome is unknown.
    Broken(Attempt),
    /// Try this channel.
    Try(Channel),
    /// Nothing before this moment, and why.
    Wait(DateTime<Utc>, &'static str),
    /// It ends here.
    Close(Delivery, String),
}

impl Message {
    /// A message that nothing was tried with.
    #[must_use]
    pub fn new(notification: Notification) -> Self {
        Self { notification, tries: Vec::new(), closed: None }
    }

    /// Where it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        if let Some(c) = &self.closed {
            return match c.outcome {
                Delivery::Sent => Standing::Sent,
                Delivery::Overtaken => Standing::Overtaken,
                Delivery::Unknown => Standing::Unknown,
                _ => Standing::Failed,
            };
        }
        match self.tries.last().map(|t| (t.attempt.channel, t.ended.as_ref().map(|e| e.outcome))) {
            Some((_, None)) => Standing::Sending,
            Some((_, Some(Delivery::Sent))) => Standing::Sent,
            Some((c, Some(Delivery::Unknown))) if c.once() || self.unknowns() >= UNKNOWN_MAX => Standing::Unknown,
            _ => Standing::Waiting,
        }
    }

    /// What was said last.
    #[must_use]
    pub fn said(&self) -> Option<&Settled> {
        self.closed.as_ref().or_else(|| self.tries.iter().rev().find_map(|t| t.ended.as_ref()))
    }

    /// Whether anything is still to be done with it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.standing(), Standing::Waiting | Standing::Sending)
    }

    fn unknowns(&self) -> usize {
        self.ends().filter(|(_, e)| e.outcome == Delivery::Unknown).count()
    }

    fn ends(&self) -> impl Iterator<Item = (Channel, &Settled)> {
        self.tries.iter().filter_map(|t| Some((t.attempt.channel, t.ended.as_ref()?)))
    }

    /// When a channel may be tried again; `None` when it refused.
    fn ready(&self, channel: Channel) -> Option<DateTime<Utc>> {
        let ends: Vec<&Settled> = self.ends().filter(|(c, _)| *c == channel).map(|(_, e)| e).collect();
        if ends.iter().any(|e| e.outcome == Delivery::Refused) {
            return None;
        }
        let pause = PAUSE_MIN * 4_i64.pow(u32::try_from(ends.len()).unwrap_or(0).clamp(1, 6) - 1);
        Some(ends.last().map_or(self.notification.queued_at, |e| e.at + TimeDelta::minutes(pause)))
    }

    /// What comes next at `now`; `room` says of each channel whether it may be used.
    ///
    /// A channel that certainly did not send gives way to the next one. After an unknown outcome only the same channel is
    /// tried again, and none that may be used once.
    #[must_use]
    pub fn step(&self, now: DateTime<Utc>, room: &dyn Fn(Channel) -> Room) -> Step {
        if let Some(open) = self.tries.last().filter(|t| t.ended.is_none()) {
            return Step::Broken(open.attempt.clone());
        }
        if !self.is_open() {
            return Step::Nothing;
        }
        let unsure = self.ends().find(|(_, e)| e.outcome == Delivery::Unknown).map(|(c, _)| c);
        if now - self.notification.queued_at >= TimeDelta::hours(LIFE_H) {
            let why = self.said().map_or_else(String::new, |s| format!(", the last word was: {}", s.said.as_str()));
            let end = if unsure.is_some() { Delivery::Unknown } else { Delivery::Expired };
            return Step::Close(end, format!("not certainly sent within {LIFE_H} hours{why}"));
        }
        let mut soonest: Option<(DateTime<Utc>, &'static str)> = None;
        let mut missing = Vec::new();
        for channel in &self.notification.channels {
            if unsure.is_some_and(|c| c != *channel) {
                continue;
            }
            let Some(ready) = self.ready(*channel) else { continue };
            let (until, why) = match room(*channel) {
                Room::Missing(what) => {
                    missing.push(what);
                    continue;
                }
                Room::Open if ready <= now => return Step::Try(*channel),
                Room::Open => (ready, "the last try led to nothing"),
                Room::Until(until, why) => (until.max(ready), why),
            };
            if soonest.is_none_or(|(s, _)| until < s) {
                soonest = Some((until, why));
            }
        }
        match soonest {
            Some((until, why)) => Step::Wait(until, why),
            None if unsure.is_some() => Step::Close(Delivery::Unknown, "it may have arrived".to_owned()),
            None if missing.is_empty() => Step::Close(Delivery::Refused, "every channel refused it".to_owned()),
            None => Step::Close(Delivery::Refused, missing.join("; ")),
        }
    }
}

/// Messages, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    /// All that are open, and the newest of the others.
    pub messages: Vec<Message>,
}

impl Outbox {
    pub(super) fn queue(&mut self, n: &Notification) {
        if self.messages.iter().any(|m| m.notification.id == n.id) {
            return;
        }
        self.messages.push(Message::new(n.clone()));
        let mut extra = self.messages.iter().filter(|m| !m.is_open()).count().saturating_sub(KEPT);
        self.messages.retain(|m| {
            let drop = extra > 0 && !m.is_open();
            extra -= usize::from(drop);
            !drop
        });
    }

    pub(super) fn attempt(&mut self, a: &Attempt) {
        if let Some(m) = self.find_mut(a.notification)
            && m.tries.iter().all(|t| t.attempt.number != a.number)
        {
            m.tries.push(Try { attempt: a.clone(), ended: None });
        }
    }

    pub(super) fn settle(&mut self, s: &Settled) {
        let Some(m) = self.find_mut(s.notification) else { return };
        if s.number == 0 {
            // One that failed or may have arrived has ended; that another one took its place can still be said.
            let over = |c: &Settled| s.outcome != Delivery::Overtaken || c.outcome == Delivery::Sent;
            if !m.closed.as_ref().is_some_and(over) {
                m.closed = Some(s.clone());
            }
        } else if let Some(t) = m.tries.iter_mut().find(|t| t.attempt.number == s.number) {
            t.ended.get_or_insert_with(|| s.clone());
        }
    }

    fn find_mut(&mut self, id: ShortId) -> Option<&mut Message> {
        self.messages.iter_mut().find(|m| m.notification.id == id)
    }

    /// Messages that went out, or may have, by a channel on a date of the athlete's.
    #[must_use]
    pub fn used(&self, channel: Channel, day: Day) -> usize {
        let counts = |t: &&Try| {
            t.attempt.channel == channel
                && t.attempt.day == day
                && t.ended.as_ref().is_none_or(|e| matches!(e.outcome, Delivery::Sent | Delivery::Unknown))
        };
        self.messages.iter().flat_map(|m| &m.tries).filter(counts).count()
    }

    /// Messages that wait, and those that the athlete should look at, newest first.
    #[must_use]
    pub fn notable(&self) -> Vec<&Message> {
        let of = |m: &&Message| m.is_open() || m.standing().is_trouble();
        self.messages.iter().rev().filter(of).collect()
    }
}

#[cfg(test)]
mod tests;
