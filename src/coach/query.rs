//! Finding activities by words: `run and distance > 21k and date > 2026-01`.
//!
//! Owns: the language ([`Query::read`]) and what it matches. Does not own: where the words are typed, the order of
//! what is found.
//!
//! ```text
//! query  = some ("or" some)*
//! some   = one ("and"? one)*
//! one    = "not" one | "(" query ")" | sport | "hard" | "indoor" | field op value | words of the title
//! op     = > >= < <= = !=
//! ```

mod field;
mod read;

pub use field::FIELDS;

use crate::{
    domain::{Activity, Athlete, Day, Sport, Units, day::shift},
    science::history::{ActivityLoad, History},
};
use field::{Field, Value};

/// What is looked for; everything when nothing was said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query(Option<Node>);

#[derive(Clone, Debug, PartialEq)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Sport(Sport),
    Hard,
    Indoor,
    /// Lower-case part of the title.
    Words(String),
    Compare(Field, Op, Value),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    More,
    AtLeast,
    Less,
    AtMost,
    Is,
    IsNot,
}

/// Why words are no query, and what to write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {remedy}")]
pub struct QueryError {
    /// What is wrong.
    pub what: String,
    /// What to write.
    pub remedy: String,
    /// Where, in bytes of the text.
    pub at: usize,
}

/// An activity with what is derived from it.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// What was done.
    pub activity: &'a Activity,
    /// What it adds.
    pub load: &'a ActivityLoad,
}

/// A query that finds something: of the newest activity's sport, nearly as far, of the weeks around it. Without any
/// activity one that could.
#[must_use]
pub fn example(history: &History, units: Units) -> String {
    let (unit, metres) = if units == Units::Imperial { ("mi", 1609.344) } else { ("k", 1000.0) };
    let Some(last) = history.loads.last() else {
        let far = if units == Units::Imperial { "13mi" } else { "21k" };
        return format!("run and distance > {far}");
    };
    let far = last.metres.map(|m| (0.8 * m / metres).floor()).filter(|far| *far >= 1.0);
    let far = far.map_or_else(String::new, |far| format!(" and distance > {far:.0}{unit}"));
    format!("{}{far} and date > {}", last.sport, shift(last.day, -60).format("%Y-%m"))
}

impl Query {
    /// Reads a query; `today` is what `today` and `yesterday` mean.
    ///
    /// ```
    /// use lanterne::{coach::query::Query, domain::Day};
    /// let today = Day::from_ymd_opt(2026, 11, 20).unwrap();
    /// assert!(Query::read("run and distance > 21k and date > 2026-01", today).is_ok());
    /// let wrong = Query::read("distence > 21k", today).unwrap_err();
    /// assert!(wrong.to_string().contains("did you mean `distance`?"));
    /// ```
    ///
    /// # Errors
    /// The first word that means nothing here, and what to write in its place.
    pub fn read(text: &str, today: Day) -> Result<Self, QueryError> {
        Self::read_in(text, today, Units::Metric)
    }

    /// The same with bare distances and heights in the athlete's own units.
    ///
    /// # Errors
    /// As [`Query::read`].
    pub fn read_in(text: &str, today: Day, units: Units) -> Result<Self, QueryError> {
        read::read(text, today, units).map(Self)
    }

    /// Whether nothing is asked for, so that everything matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether an activity is among what is looked for. A figure that is missing matches nothing but `!=`.
    #[must_use]
    pub fn matches(&self, found: Found<'_>) -> bool {
        self.0.as_ref().is_none_or(|n| n.matches(found))
    }

    /// Places in [`History::loads`] of what matches, newest first.
    #[must_use]
    pub fn find(&self, athlete: &Athlete, history: &History) -> Vec<usize> {
        let hit = |(i, load): (usize, &ActivityLoad)| {
            let activity = athlete.activities.get(load.index)?;
            self.matches(Found { activity, load }).then_some(i)
        };
        let mut all: Vec<usize> = history.loads.iter().enumerate().filter_map(hit).collect();
        all.reverse();
        all
    }
}

impl Node {
    fn matches(&self, f: Found<'_>) -> bool {
        match self {
            Self::All(nodes) => nodes.iter().all(|n| n.matches(f)),
            Self::Any(nodes) => nodes.iter().any(|n| n.matches(f)),
            Self::Not(node) => !node.matches(f),
            Self::Sport(s) => f.load.sport == *s,
            Self::Hard => f.load.hard,
            Self::Indoor => f.activity.best().indoor,
            Self::Words(w) => field::title(f).contains(w.as_str()),
            Self::Compare(field, op, value) => field.holds(f, *op, value),
        }
    }
}

#[cfg(test)]
mod tests;
