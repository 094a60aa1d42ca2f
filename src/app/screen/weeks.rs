//! The Review screen: week by week what was planned, what was done, and what follows from it.
//!
//! Owns: which week is chosen, the reviews worked out so far. Does not own: a review (the coach makes it; the driver
//! works it out beside the screen, week after week).

use crate::{
    app::{list::List, state::Known},
    coach::review::Review,
    domain::{
        Day,
        day::{between, monday, shift},
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Weeks asked for at once when it is not known how many are on screen.
const PAGE: usize = 30;

/// State of the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeeksScreen {
    /// The chosen week; 0 is this one.
    pub list: List,
    /// Reviews by Monday, also ones of an earlier log until theirs of now is here.
    pub reviews: BTreeMap<Day, Review>,
    /// Whether the chosen week is shown in full.
    pub open: bool,
    /// First line shown of it.
    pub scroll: u16,
    /// Event up to which the reviews in `fresh` were made.
    head: u64,
    fresh: BTreeSet<Day>,
    asked: Vec<Day>,
}

impl WeeksScreen {
    /// How many weeks there are, this one included.
    #[must_use]
    pub fn len(known: &Known, today: Day) -> usize {
        let first = known.history.daily.first().map_or(today, |p| p.date);
        usize::try_from(between(monday(first), monday(today)) / 7 + 1).unwrap_or(1)
    }

    /// Monday of the week so many weeks ago.
    #[must_use]
    pub fn monday(ago: usize, today: Day) -> Day {
        shift(monday(today), -7 * i64::try_from(ago).unwrap_or(0))
    }

    /// The chosen week.
    #[must_use]
    pub fn chosen(&self, today: Day) -> Day {
        Self::monday(self.list.cursor, today)
    }

    /// The weeks that are in sight and not reviewed yet, the chosen one first; none when all of them were asked for.
    pub fn missing(&mut self, known: &Known, today: Day, page: usize) -> Vec<Day> {
        if self.head != known.head {
            self.head = known.head;
            self.fresh.clear();
            self.asked.clear();
        }
        let page = if page == 0 { PAGE } else { page };
        let first = self.list.first(page, Self::len(known, today));
        let in_sight = (first..Self::len(known, today)).take(page);
        let mut all: Vec<Day> =
            std::iter::once(self.list.cursor).chain(in_sight).map(|ago| Self::monday(ago, today)).collect();
        let mut seen = BTreeSet::new();
        all.retain(|d| !self.fresh.contains(d) && seen.insert(*d));
        if all.iter().all(|d| self.asked.contains(d)) {
            return Vec::new();
        }
        self.asked.clone_from(&all);
        all
    }

    /// A review of the log up to `head` is here.
    pub fn take(&mut self, head: u64, review: Review) {
        if head == self.head {
            self.fresh.insert(review.monday);
        }
        self.reviews.insert(review.monday, review);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        coach::{morning::morning_with, review::review},
        science::{
            history::History,
            testing::{athlete, day, ride},
        },
    };
    use std::sync::Arc;

    fn known(head: u64) -> Known {
        let today = day(11, 20);
        let a = athlete((0..40).map(|i| ride(shift(today, -2 * i), 60.0, 200.0)));
        let history = History::build(&a, today);
        let morning = Arc::new(morning_with(&a, &history, today));
        Known { head, athlete: Arc::new(a), history: Arc::new(history), morning }
    }

    #[test]
    fn what_is_in_sight_is_asked_for_once_and_again_when_the_log_has_grown() {
        let (today, k) = (day(11, 20), known(1));
        let mut s = WeeksScreen::default();
        s.list.cursor = 2;
        let asked = s.missing(&k, today, 4);
        assert_eq!(asked.len(), 4);
        assert_eq!(asked[0], shift(monday(today), -14), "the chosen one first");
        assert!(s.missing(&k, today, 4).is_empty(), "they are on their way");
        let r = review(&k.athlete, asked[0], today);
        s.take(1, r.clone());
        s.list.cursor = 5;
        assert!(!s.missing(&k, today, 4).contains(&asked[0]));
        let again = s.missing(&known(2), today, 9);
        assert!(again.contains(&asked[0]) && s.reviews.contains_key(&asked[0]), "the old one stays in sight");
        s.take(1, r);
        assert!(!s.fresh.contains(&asked[0]), "it was of an earlier log");
    }
}
