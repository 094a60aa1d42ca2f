//! One exchange with a language model, as the log keeps it: what left the machine, to whom, and what came back.
//!
//! A request is in the log before it is sent. One without an answer was possibly billed, and counts with its estimate.

mod page;

pub use page::page;

use super::{day::Day, id::ShortId, text::CleanText};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Millionths of a US dollar: money is counted in whole ones.
pub type MicroUsd = u64;

/// Heading of a model's words, wherever they stand.
pub const IN_WORDS: &str = "In words, by the model";

/// What an exchange is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// A question of the athlete.
    Ask,
    /// Another way to do today.
    Today,
    /// Another way to do the week.
    Week,
    /// Another way to do the cycle.
    Cycle,
    /// The words of the daily update.
    Daily,
    /// The words of the weekly review.
    Review,
    /// The words of the profile.
    Profile,
    /// The words of a cycle.
    CycleNotes,
}

impl Job {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Ask,
        Self::Today,
        Self::Week,
        Self::Cycle,
        Self::Daily,
        Self::Review,
        Self::Profile,
        Self::CycleNotes,
    ];

    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Today => "today",
            Self::Week => "week",
            Self::Cycle => "cycle",
            Self::Daily => "daily",
            Self::Review => "review",
            Self::Profile => "profile",
            Self::CycleNotes => "cycle_notes",
        }
    }
}

/// A request that is about to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelRequest {
    /// Names the exchange.
    pub call: ShortId,
    /// The local date of the purse that it is charged to.
    pub day: Day,
    /// What for.
    pub job: Job,
    /// Which attempt, from 1.
    pub attempt: u8,
    /// Host that it goes to.
    pub host: CleanText,
    /// Model asked for.
    pub model: CleanText,
    /// Version of the prompt files.
    pub prompt: CleanText,
    /// Facts in it, by id, each with the source it comes from.
    pub facts: Vec<(String, String)>,
    /// Rows that a policy kept out, by source.
    pub withheld: BTreeMap<String, u32>,
    /// The bytes of the request's body, as they leave.
    pub body: String,
    /// BLAKE3 of the body, hex.
    pub body_hash: String,
    /// Tokens of the body, estimated.
    pub tokens_in: u32,
    /// Most tokens that may come back.
    pub tokens_out: u32,
    /// What it costs at most, by the price table.
    pub cost: MicroUsd,
}

/// How an exchange ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// A whole answer came.
    Answered,
    /// The athlete stopped it.
    Cancelled,
    /// It took too long.
    TimedOut,
    /// The endpoint refused it, or what came can't be read.
    Failed,
}

impl Ending {
    /// Name in figures and traces, as in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Cancelled => "cancelled",
            Self::TimedOut => "timed_out",
            Self::Failed => "failed",
        }
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelAnswer {
    /// Which exchange.
    pub call: ShortId,
    /// How it ended.
    pub ending: Ending,
    /// Status of the response, when there was one.
    pub status: Option<u16>,
    /// What was wrong, in words.
    pub problem: Option<CleanText>,
    /// Milliseconds to the first byte.
    pub first_ms: Option<u32>,
    /// Milliseconds in all.
    pub total_ms: u32,
    /// Tokens read.
    pub tokens_in: u32,
    /// Of them, read from the endpoint's cache.
    pub tokens_cached: u32,
    /// Tokens written.
    pub tokens_out: u32,
    /// Whether the endpoint told the tokens; estimated otherwise.
    pub tokens_reported: bool,
    /// What it cost, by the price table.
    pub cost: MicroUsd,
    /// What was understood of it: words and tool calls, as text.
    pub body: String,
    /// BLAKE3 of the body, hex.
    pub body_hash: String,
    /// The response's bytes; `None` when nothing came, and in old logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came: Option<Came>,
}

/// A response's bytes as they came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Came {
    /// The first of them: as text, or as hexadecimal digits where they are no UTF-8.
    pub bytes: String,
    /// Whether they stand as digits.
    pub hex: bool,
    /// How many there are in `bytes`.
    pub kept: u64,
    /// How many there were in all.
    pub count: u64,
    /// BLAKE3 of all of them, hex.
    pub hash: String,
}

impl Came {
    /// Of the first bytes; `count` and `hash` are of all of them.
    #[must_use]
    pub fn of(first: &[u8], count: u64, hash: String) -> Self {
        // A letter that the cap cut in two is left out.
        let whole = match std::str::from_utf8(first) {
            Err(e) if e.error_len().is_none() => first.get(..e.valid_up_to()).unwrap_or(first),
            _ => first,
        };
        let (bytes, hex) = match std::str::from_utf8(whole) {
            Ok(text) => (text.to_owned(), false),
            Err(_) => (whole.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().concat(), true),
        };
        Self { bytes, hex, kept: whole.len() as u64, count, hash }
    }
}

/// What the exchanges of a day came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Exchanges.
    pub calls: u32,
    /// Tokens read.
    pub tokens_in: u64,
    /// Tokens written.
    pub tokens_out: u64,
    /// What they cost.
    pub cost: MicroUsd,
}

/// What was spent on a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spending {
    /// Exchanges that ended, by day.
    pub days: BTreeMap<Day, Spent>,
    /// Exchanges without an answer: day and most that they may have cost.
    pub open: BTreeMap<ShortId, (Day, MicroUsd)>,
}

impl Spending {
    /// Notes a request.
    pub fn request(&mut self, r: &ModelRequest) {
        self.open.entry(r.call).or_insert((r.day, r.cost));
    }

    /// Notes an answer; one to an unknown or settled exchange changes nothing.
    pub fn answer(&mut self, a: &ModelAnswer) {
        let Some((day, _)) = self.open.remove(&a.call) else { return };
        let spent = self.days.entry(day).or_default();
        spent.calls += 1;
        spent.tokens_in += u64::from(a.tokens_in);
        spent.tokens_out += u64::from(a.tokens_out);
        spent.cost = spent.cost.saturating_add(a.cost);
    }

    /// What the days from `from` to `to` came to, both included; open exchanges count with their most.
    #[must_use]
    pub fn between(&self, from: Day, to: Day) -> MicroUsd {
        let settled = self.days.range(from..=to).map(|(_, s)| s.cost);
        let open = self.open.values().filter(|(d, _)| (from..=to).contains(d)).map(|(_, c)| *c);
        settled.chain(open).fold(0, MicroUsd::saturating_add)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn day(d: u32) -> Day {
        Day::from_ymd_opt(2026, 3, d).unwrap()
    }

    pub(crate) fn request(n: u64, on: Day, cost: MicroUsd) -> ModelRequest {
        ModelRequest {
            call: ShortId(n),
            day: on,
            job: Job::Ask,
            attempt: 1,
            host: "h".into(),
            model: "m".into(),
            prompt: "1".into(),
            facts: vec![],
            withheld: BTreeMap::new(),
            body: String::new(),
            body_hash: String::new(),
            tokens_in: 10,
            tokens_out: 10,
            cost,
        }
    }

    pub(crate) fn answer(n: u64, cost: MicroUsd) -> ModelAnswer {
        ModelAnswer {
            call: ShortId(n),
            ending: Ending::Answered,
            status: Some(200),
            problem: None,
            first_ms: None,
            total_ms: 1,
            tokens_in: 7,
            tokens_cached: 0,
            tokens_out: 3,
            tokens_reported: true,
            cost,
            body: String::new(),
            body_hash: String::new(),
            came: None,
        }
    }

    #[test]
    fn bytes_that_came_are_kept_as_they_are() {
        let of = |b: &[u8]| Came::of(b, b.len() as u64, String::new());
        assert_eq!((of("é".as_bytes()).bytes, of(&[0xff, 0x41]).bytes), ("é".into(), "ff41".into()));
        let cut = of(&"aé".as_bytes()[..2]);
        assert_eq!((cut.bytes.as_str(), cut.hex, cut.kept, cut.count), ("a", false, 1, 2));
    }

    #[test]
    fn what_was_never_answered_counts_with_its_most() {
        let mut s = Spending::default();
        s.request(&request(1, day(1), 100));
        s.request(&request(2, day(2), 50));
        s.answer(&answer(1, 30));
        s.answer(&answer(1, 30));
        s.answer(&answer(9, 500));
        assert_eq!(s.between(day(1), day(1)), 30);
        assert_eq!(s.between(day(1), day(31)), 80);
        assert_eq!(s.days[&day(1)], Spent { calls: 1, tokens_in: 7, tokens_out: 3, cost: 30 });
    }
}
