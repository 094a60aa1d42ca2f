//! The Log screen: what was written down, by whom; what the coach saw; what left this machine; messages to the athlete.
//!
//! Owns: which of them is shown, the chosen line. Does not own: the log (the driver reads it).

use crate::{
    app::{list::List, state::Known},
    domain::{CleanText, Day, event::DayDecided, outbox::Message},
};

/// One event, as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Place in the log.
    pub seq: u64,
    /// Local date and time it was written.
    pub at: String,
    /// Who caused it.
    pub actor: CleanText,
    /// What kind of event.
    pub kind: CleanText,
    /// One line on what it says.
    pub summary: CleanText,
}

/// What is shown of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Every event, the newest first.
    #[default]
    Trail,
    /// What each day was decided from.
    Decisions,
    /// What was sent to a model.
    Left,
    /// Messages to the athlete.
    Messages,
}

impl View {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Trail, Self::Decisions, Self::Left, Self::Messages];

    /// Name on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Trail => "audit trail",
            Self::Decisions => "what the coach saw",
            Self::Left => "what left this machine",
            Self::Messages => "messages",
        }
    }
}

/// Kinds of events that carry something to a model, or back from one.
const LEFT: [&str; 2] = ["model_requested", "model_answered"];

/// State of the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogScreen {
    /// What is shown.
    pub view: View,
    /// The newest events, newest first; `None` until they are read.
    pub lines: Option<Vec<LogLine>>,
    /// The chosen row.
    pub list: List,
    /// The exchange with a model that is open.
    pub open: Option<Opened>,
}

/// An exchange with a model, in full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Place of its event in the log.
    pub seq: u64,
    /// Its page; `None` until it is read.
    pub lines: Option<Vec<String>>,
    /// First line on screen.
    pub scroll: u16,
}

impl LogScreen {
    /// The events of the view; those of [`View::Decisions`] are [`LogScreen::decisions`].
    #[must_use]
    pub fn shown(&self) -> Vec<&LogLine> {
        let lines = self.lines.iter().flatten();
        match self.view {
            View::Trail => lines.collect(),
            View::Left => lines.filter(|l| LEFT.contains(&l.kind.as_str())).collect(),
            View::Decisions | View::Messages => vec![],
        }
    }

    /// The event under the cursor, where it belongs to an exchange with a model.
    #[must_use]
    pub fn call(&self) -> Option<u64> {
        let shown = self.shown();
        shown.get(self.list.cursor).filter(|l| LEFT.contains(&l.kind.as_str())).map(|l| l.seq)
    }

    /// Days that were decided, the newest first.
    #[must_use]
    pub fn decisions<'k>(&self, known: &'k Known) -> Vec<(&'k Day, &'k DayDecided)> {
        known.athlete.decisions.iter().rev().collect()
    }

    /// Messages to the athlete: what waits and what went wrong first, then the others, each the newest first.
    #[must_use]
    pub fn messages(known: &Known) -> Vec<&Message> {
        let outbox = &known.athlete.outbox;
        let mut all = outbox.notable();
        all.extend(outbox.messages.iter().rev().filter(|m| !m.is_open() && !m.standing().is_trouble()));
        all
    }

    /// Rows of the view.
    #[must_use]
    pub fn len(&self, known: Option<&Known>) -> usize {
        match self.view {
            View::Decisions => known.map_or(0, |k| k.athlete.decisions.len()),
            View::Messages => known.map_or(0, |k| k.athlete.outbox.messages.len()),
            View::Trail | View::Left => self.shown().len(),
        }
    }

    /// The next view.
    pub fn turn(&mut self, step: isize) {
        let at = View::ALL.iter().position(|v| *v == self.view).unwrap_or(0);
        let count = View::ALL.len();
        let next = (at.cast_signed() + step).rem_euclid(count.cast_signed());
        self.show(View::ALL[next.cast_unsigned() % count]);
    }

    /// Shows a view from its beginning.
    pub fn show(&mut self, view: View) {
        self.view = view;
        (self.list, self.open) = (List::default(), None);
    }
}
