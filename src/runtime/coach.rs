//! The coach's answer to a line of text, for the machine.

use crate::{
    app::{Known, msg::Reply},
    coach::respond,
    domain::Day,
};

/// What the coach says to `text`. A line that it can't take is answered too: with what to type instead.
pub(super) fn respond(known: &Known, today: Day, text: &str) -> Reply {
    let said = respond::respond(&known.athlete, &known.history, &known.morning, today, text);
    Reply {
        text: said.words,
        events: said.reports,
        proposal: said.proposal.map(Box::new),
        undo: said.undo.is_some(),
        told: said.told,
        rules: said.rules,
    }
}
