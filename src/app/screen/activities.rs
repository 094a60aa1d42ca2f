//! The Activities screen: what is looked for, in which order, which one is open.

use crate::{
    app::{composer::Composer, list::List, state::Known},
    coach::{
        bests::{self, Bests},
        detail::Detail,
        query::{FIELDS, Query},
    },
    domain::{Day, ShortId, Sport, Units},
    science::history::ActivityLoad,
};
use std::cmp::Ordering;

/// What the list is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Date, the newest first.
    #[default]
    Date,
    /// Moving time, the longest first.
    Time,
    /// Distance, the farthest first.
    Distance,
    /// Load, the largest first.
    Load,
    /// Intensity, the hardest first.
    Intensity,
}

impl Sort {
    const ALL: [Self; 5] = [Self::Date, Self::Time, Self::Distance, Self::Load, Self::Intensity];

    /// Name on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Time => "time",
            Self::Distance => "distance",
            Self::Load => "load",
            Self::Intensity => "intensity",
        }
    }

    /// The next order.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|s| *s == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }

    /// Larger first; what has no such figure comes last.
    fn order(self, a: &ActivityLoad, b: &ActivityLoad) -> Ordering {
        let figure = |l: &ActivityLoad| match self {
            Self::Date => None,
            Self::Time => Some(l.minutes),
            Self::Distance => l.metres,
            Self::Load => Some(l.load.value),
            Self::Intensity => l.load.intensity,
        };
        match (figure(a), figure(b)) {
            (Some(x), Some(y)) => y.total_cmp(&x),
            (x, y) => y.is_some().cmp(&x.is_some()),
        }
    }
}

/// State of the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Activities {
    /// The filter as typed.
    pub words: Composer,
    /// Whether the filter has the keyboard.
    pub typing: bool,
    /// Why the filter as typed is none; the last good one holds meanwhile.
    pub problem: Option<String>,
    /// Order.
    pub sort: Sort,
    /// Whether the order is turned around.
    pub reversed: bool,
    /// Places in the history's loads, in the order of the list.
    pub rows: Vec<usize>,
    /// The chosen row.
    pub list: List,
    /// The open activity.
    pub open: Option<Box<Detail>>,
    /// The best efforts, when they are shown.
    pub bests: Option<Box<Bests>>,
    /// Sports that have best efforts, the most often done first.
    pub sports: Vec<Sport>,
    /// First line shown of the open page.
    pub scroll: u16,
    query: Query,
}

impl Activities {
    /// Reads the filter as typed and looks again.
    pub fn search(&mut self, known: Option<&Known>, today: Day, units: Units) {
        match Query::read_in(settled(self.words.text()), today, units) {
            Ok(query) => {
                self.query = query;
                self.problem = None;
            }
            Err(e) => self.problem = Some(e.to_string()),
        }
        self.refresh(known);
    }

    /// Looks again, with the filter as it is. The choice stays on the activity that it is on; at the top it stays at the
    /// top, where the newest one comes.
    pub fn refresh(&mut self, known: Option<&Known>) {
        let Some(known) = known else { return };
        let loads = &known.history.loads;
        let id = |row: usize| Some(known.athlete.activities.get(loads.get(row)?.index)?.id);
        let chosen = self.chosen(known).map(|(id, _)| id).filter(|_| self.list.cursor > 0);
        self.rows = self.query.find(&known.athlete, &known.history);
        let sort = self.sort;
        // Stable, so that equals stay newest first.
        self.rows.sort_by(|a, b| sort.order(&loads[*a], &loads[*b]));
        if self.reversed {
            self.rows.reverse();
        }
        if let Some(at) = chosen.and_then(|c| self.rows.iter().position(|r| id(*r) == Some(c))) {
            self.list.cursor = at;
        }
        self.list.keep(self.rows.len());
        self.sports = bests::sports(&known.athlete);
        if let Some(shown) = self.bests.take() {
            self.bests = Some(Box::new(of_sport(known, shown.sport)));
        }
        if let Some(open) = &self.open {
            let load =
                loads.iter().find(|l| known.athlete.activities.get(l.index).is_some_and(|a| a.id == open.id));
            self.open =
                load.and_then(|l| crate::coach::detail::detail(&known.athlete, &known.history, l)).map(Box::new);
        }
    }

    /// The chosen activity: its id, and its load.
    #[must_use]
    pub fn chosen<'k>(&self, known: &'k Known) -> Option<(ShortId, &'k ActivityLoad)> {
        let load = known.history.loads.get(*self.rows.get(self.list.cursor)?)?;
        Some((known.athlete.activities.get(load.index)?.id, load))
    }

    /// Opens the chosen activity, or the one beside the open one.
    pub fn show(&mut self, known: Option<&Known>) {
        let Some(known) = known else { return };
        self.open = self
            .chosen(known)
            .and_then(|(_, load)| crate::coach::detail::detail(&known.athlete, &known.history, load))
            .map(Box::new);
        self.scroll = 0;
    }

    /// Shows the best efforts: of the sport shown or done most, or of the one `step` places on.
    pub fn show_bests(&mut self, known: Option<&Known>, step: usize) {
        let Some(known) = known else { return };
        let shown = self.bests.as_ref().and_then(|b| self.sports.iter().position(|s| *s == b.sport)).unwrap_or(0);
        let next = self.sports.get((shown + step) % self.sports.len().max(1));
        self.bests = next.map(|s| Box::new(of_sport(known, *s)));
        self.scroll = 0;
    }

    /// Whether a page stands in the list's place.
    #[must_use]
    pub fn is_page(&self) -> bool {
        self.open.is_some() || self.bests.is_some()
    }

    /// Whether a filter is set.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        !self.query.is_empty()
    }
}

fn of_sport(known: &Known, sport: Sport) -> Bests {
    bests::bests(&known.athlete, &known.history, sport, bests::windows(known.history.today))
}

/// What is typed, without a last word that may still become a field: `di` on the way to `distance` is no title.
fn settled(text: &str) -> &str {
    let at = text.rfind(char::is_whitespace).map_or(0, |i| i + 1);
    let last = text.get(at..).unwrap_or_default().to_lowercase();
    let mut names = FIELDS.iter().flat_map(|(names, ..)| names.split(' ')).chain(["and", "or", "not"]);
    let becomes = !last.is_empty() && names.any(|n| n.len() > last.len() && n.starts_with(&last));
    if becomes { text.get(..at).unwrap_or_default() } else { text }
}
