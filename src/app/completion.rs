//! Completion of what is typed to the coach: verbs, then the words that follow them, then days.
//!
//! Owns: what could stand where the cursor is, and which of it is taken. Does not own: the text (composer), what a verb
//! means (coach).

use crate::{
    coach::verbs::{EXAMPLES, TOLD},
    domain::{
        Day,
        day::{SHORT_NAMES, shift},
    },
};

/// Days ahead that a date is completed to.
const DAYS: i64 = 28;

/// A completion that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Where the word begins, in bytes.
    pub from: usize,
    /// What it could become.
    pub all: Vec<String>,
    /// Which of it stands there now.
    pub at: usize,
}

impl Completion {
    /// What could stand before the cursor, the text up to it given; `None` when nothing does.
    #[must_use]
    pub fn of(before: &str, today: Day) -> Option<Self> {
        let from = before.rfind(char::is_whitespace).map_or(0, |i| i + 1);
        let (head, word) = before.split_at_checked(from)?;
        let mut words: Vec<&str> = head.split_whitespace().collect();
        // What follows `whatif` is a request again.
        if words.first().is_some_and(|w| w.eq_ignore_ascii_case("whatif")) {
            words.remove(0);
        }
        let typed = word.to_lowercase();
        let fits = |w: &String| w.starts_with(&typed) && *w != typed;
        let mut all: Vec<String> = match words.first() {
            None => verbs().into_iter().filter(fits).collect(),
            Some(verb) => after(&verb.to_lowercase(), today).into_iter().filter(fits).collect(),
        };
        all.dedup();
        (!all.is_empty()).then_some(Self { from, all, at: 0 })
    }

    /// The word that stands there now.
    #[must_use]
    pub fn word(&self) -> &str {
        self.all.get(self.at).map_or("", String::as_str)
    }

    /// The next word, or the one before.
    pub fn turn(&mut self, by: isize) {
        let count = self.all.len().cast_signed().max(1);
        self.at = (self.at.cast_signed() + by).rem_euclid(count).cast_unsigned();
    }
}

/// The first words of everything that the coach understands, in the order of its help.
fn verbs() -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (example, _) in EXAMPLES.iter().chain(&TOLD) {
        let word = example.split(' ').next().unwrap_or_default().to_lowercase();
        if word.chars().all(char::is_alphabetic) && word.len() > 1 && !out.contains(&word) {
            out.push(word);
        }
    }
    out
}

/// What can follow a verb.
fn after(verb: &str, today: Day) -> Vec<String> {
    let own: &[&str] = match verb {
        "ill" => return ["throat", "cold", "chest", "fever"].map(str::to_owned).into(),
        "gauge" | "undo" | "well" | "zones" | "lay" | "help" | "restore" | "override" => return Vec::new(),
        "move" | "shorten" => &["to"],
        _ => &[],
    };
    let named = ["today".to_owned(), "tomorrow".to_owned()];
    let weekdays = SHORT_NAMES.iter().map(|d| d.to_lowercase());
    let dates = (0..DAYS).map(|i| shift(today, i).to_string());
    named.into_iter().chain(weekdays).chain(own.iter().map(|w| (*w).to_owned())).chain(dates).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(before: &str) -> Vec<String> {
        let today = Day::from_ymd_opt(2026, 11, 19).unwrap();
        Completion::of(before, today).map(|c| c.all).unwrap_or_default()
    }

    #[test]
    fn verbs_come_first_and_days_after_them() {
        assert_eq!(all("sh"), ["shorten"]);
        assert_eq!(all("SW"), ["swap"]);
        assert_eq!(all("swap th"), ["thu"]);
        assert_eq!(all("shorten to"), ["today", "tomorrow"]);
        assert!(all("shorten sat t").contains(&"to".to_owned()));
        assert_eq!(all("whatif ea"), ["easier"]);
        assert_eq!(all("ill th"), ["throat"]);
        assert_eq!(all("move thu to 2026-11-2")[..2], ["2026-11-20", "2026-11-21"]);
        assert_eq!(all("travel 2026-12-0").len(), 9);
        assert!(all("gauge x").is_empty() && all("nothing-like").is_empty());
    }

    #[test]
    fn it_goes_round() {
        let today = Day::from_ymd_opt(2026, 11, 19).unwrap();
        let mut c = Completion::of("swap t", today).unwrap();
        let first = c.word().to_owned();
        c.turn(-1);
        assert_ne!(c.word(), first);
        c.turn(1);
        assert_eq!((c.word(), c.from), (first.as_str(), 5));
    }
}
