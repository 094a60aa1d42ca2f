//! What an athlete can ask of the coach in words, without any language model: parsing only.
//!
//! Owns: [`Verb`], [`parse`], the errors that say what to type instead, the list of examples. Does not own: what a
//! verb does ([`respond`] and its neighbours).

pub(super) mod act;
mod also;
pub(super) mod look;
mod own;
mod parse;
mod sentence;
pub(super) mod token;
mod when;

pub use super::respond::{Reply, answer, respond};
pub use own::in_own_words;
pub use parse::parse;
pub(super) use token::{Token, number_word, tokens};
pub use when::When;

use crate::domain::{Athlete, Day, Session, SessionKind, day, report::Illness};

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Two days change places.
    Swap(When, When),
    /// One day's sessions go to another day.
    Move(When, When),
    /// Less time on a day.
    Shorten(When, Cut),
    /// An easier version of a day.
    Easier(When),
    /// A little more of an easy day.
    Harder(When),
    /// A day's training goes to the next free day.
    Push(When),
    /// No time on a day, or only so many minutes.
    Busy(When, Option<u16>),
    /// A test on a day; how old the thresholds are without one.
    Test(Option<When>),
    /// What is planned on a day; the next seven days without one.
    Plan(Option<When>),
    /// The training zones.
    Zones,
    /// No training on a day.
    Rest(When),
    /// The athlete is ill.
    Ill(Illness),
    /// The athlete is well again.
    Well,
    /// The athlete goes against a named rule today, with a reason.
    Override(String, String),
    /// A place hurts, with its pain of 10.
    Injured(String, u8),
    /// A place is well again; the only one that hurts when none is named.
    Healed(Option<String>),
    /// No training from one day to another.
    Travel(When, When),
    /// Why it was decided so.
    Why(Topic),
    /// Whether the mission can still be reached.
    Gauge,
    /// What a verb would do, without proposing it.
    WhatIf(Box<Verb>),
    /// The last change is taken back.
    Undo,
    /// The days ahead as an earlier version of the plan had them.
    Restore(u32),
    /// The plan is laid anew.
    Lay,
    /// What is planned on a day stays as it is, whoever would change it.
    Lock(When),
    /// It may be changed again.
    Unlock(When),
    /// What can be asked.
    Help,
}

/// How much shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// By so many minutes.
    By(u16),
    /// To so many minutes.
    To(u16),
}

/// What a question is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Today's verdict.
    Verdict,
    /// One rule, by name: `F07`.
    Rule(String),
    /// The session of a day.
    On(When),
}

/// Requests that can be made on `today`, for a line that says what can be typed: words that always work, and changes for
/// which there is a session that nobody locked. A look at the next days of the plan, no more.
#[must_use]
pub fn possible(athlete: &Athlete, today: Day) -> Vec<String> {
    let free = |d: &Day| {
        let on = || athlete.plan.iter().flat_map(|p| p.on(*d));
        let bound = |s: &Session| s.locked || matches!(s.kind, SessionKind::Race | SessionKind::Stage);
        on().next().is_some() && !on().any(bound)
    };
    let mut all = vec!["why".to_owned()];
    if free(&today) {
        all.push("easier".into());
    }
    let next = (1..=6).map(|i| day::shift(today, i)).find(free);
    all.extend(next.map(|d| format!("rest {}", day::short_name(d).to_lowercase())));
    if all.len() == 1 {
        all.push("help".into());
    }
    all.push("ill".into());
    all
}

/// Why a line could not be taken as a verb. The text says what to type instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerbError {
    /// Nothing was said.
    #[error("Nothing to go by. Try `why`, `easier`, `swap thu sat`, or `help` for the whole list.")]
    Empty,
    /// No verb in it.
    #[error("I don't understand “{line}”{} Without a model I take plain requests, for example `swap thu sat`, `shorten today 30m`, `easier`, `ill throat`, `why`. `help` lists all of them.", hint(.suggestion.as_deref()))]
    NotUnderstood {
        /// The line.
        line: String,
        /// The nearest verb.
        suggestion: Option<String>,
    },
    /// A word inside a verb that means nothing there.
    #[error("`{verb}` can't be followed by “{word}”{} Write it like this: `{example}`.", hint(.suggestion.as_deref()))]
    Word {
        /// The verb.
        verb: &'static str,
        /// The word.
        word: String,
        /// The nearest word that would do.
        suggestion: Option<String>,
        /// A complete example.
        example: &'static str,
    },
    /// Something is missing.
    #[error("`{verb}` needs {what}. Write it like this: `{example}`.")]
    Missing {
        /// The verb.
        verb: &'static str,
        /// What.
        what: &'static str,
        /// A complete example.
        example: &'static str,
    },
    /// A day that has gone.
    #[error("{day} has gone, and what is past is not edited. Name today or a later day.")]
    Past {
        /// Which.
        day: Day,
    },
}

fn hint(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(|| ".".to_owned(), |s| format!("; did you mean `{s}`?"))
}

/// Every verb with an example and what it does, in the order of the help.
pub const EXAMPLES: [(&str, &str); 26] = [
    ("why", "what decided today, rule by rule; also `why F07`, `why saturday`"),
    ("easier", "an easier version of today; also `easier thu`"),
    ("harder", "a little more of an easy day, where the rules leave room"),
    ("shorten today 30m", "half an hour less; `shorten sat to 60m` gives the length instead"),
    ("swap thu sat", "two days change places"),
    ("move thu to fri", "a day's training goes to another day; dates work too"),
    ("push thu", "a day's training goes to the next free day"),
    ("busy thu", "no time that day: its training goes elsewhere, or is left out; `busy thu 30m` cuts it"),
    ("rest today", "no training that day"),
    ("lock thu", "what is planned that day stays as it is, whoever would change it; `unlock thu` gives it free"),
    ("ill throat", "record an illness (throat, cold, chest, fever) and see the plan around it"),
    ("well", "record that you are well again"),
    ("injured left knee 4", "record a place that hurts, of 10; the sports that load it are left out"),
    ("healed left knee", "record that it is well again"),
    ("override F05 because I napped well", "go against a named rule for today, with a reason; stop rules hold"),
    ("travel 2026-12-01 2026-12-05", "no training while away"),
    ("plan", "the next seven days; `plan sat` for one of them"),
    ("zones", "your zones, from the thresholds of now"),
    ("test sat", "a test on a day; `test` says how old your thresholds are"),
    ("gauge", "whether the mission can still be reached, and what is spare"),
    ("whatif rest today", "what a change would cost, without proposing it"),
    ("undo", "take the last accepted change back"),
    ("restore 12", "the days ahead as version 12 of the plan had them; `lanterne plan versions` lists them"),
    ("lay", "the weeks ahead laid anew from today's fitness; shown before it is done"),
    ("help", "this list"),
    ("I have only 40 minutes today", "plain sentences work for all of these"),
];

/// What can be told besides, with an example each; it is shown back, and written after a yes.
pub const TOLD: [(&str, &str); 4] = [
    ("ran 40 min easy, heavy legs", "a session that you did"),
    ("squat 3x5 100 kg rpe 8", "strength sets"),
    ("slept badly", "how the night was or how you feel; `note: …` keeps any words"),
    ("constrain no ride on Sunday", "a rule for your mission"),
];

#[cfg(test)]
mod tests;
