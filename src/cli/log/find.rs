//! What an id, or the first digits of one, names among what was entered by hand.

use super::super::exit::usage;
use crate::{
    coach::logging,
    domain::{Activity, ActivityRecord, Athlete, Day, DayNote, Provider, SetEntry, ShortId},
};

/// What kind of entry is meant.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Session,
    Set,
    Note,
}

/// An entry.
pub(super) enum Found<'a> {
    Session(&'a ActivityRecord),
    Set(&'a SetEntry),
    Note(&'a DayNote),
}

impl Found<'_> {
    pub(super) fn id(&self) -> ShortId {
        match self {
            Self::Session(r) => r.id,
            Self::Set(s) => s.id,
            Self::Note(n) => n.id,
        }
    }

    pub(super) fn day(&self) -> Day {
        match self {
            Self::Session(r) => r.local_date,
            Self::Set(s) => s.set.day,
            Self::Note(n) => n.day,
        }
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Session(r) => logging::entry_words(r),
            Self::Set(s) => logging::set_words(&s.set),
            Self::Note(n) => format!("“{}”", n.text),
        }
    }
}

/// Everything that was entered by hand, of one kind.
pub(super) fn all(athlete: &Athlete, kind: Kind) -> Vec<Found<'_>> {
    let records = || athlete.activities.iter().flat_map(|a| &a.records);
    match kind {
        Kind::Session => records().filter(|r| r.provider == Provider::Manual).map(Found::Session).collect(),
        Kind::Set => athlete.sets.iter().map(Found::Set).collect(),
        Kind::Note => athlete.notes.iter().map(Found::Note).collect(),
    }
}

/// The one entry of a kind that an id names.
pub(super) fn find<'a>(athlete: &'a Athlete, id: &str, kind: Kind) -> anyhow::Result<Found<'a>> {
    let what = match kind {
        Kind::Session => "session entered by hand",
        Kind::Set => "set",
        Kind::Note => "note",
    };
    one(all(athlete, kind), id, Found::id, what)
}

/// The one activity that an id names, whoever recorded it.
pub(super) fn activity<'a>(athlete: &'a Athlete, id: &str) -> anyhow::Result<&'a Activity> {
    one(athlete.activities.iter().collect(), id, |a| a.id, "activity")
}

fn one<T>(all: Vec<T>, id: &str, id_of: impl Fn(&T) -> ShortId, what: &str) -> anyhow::Result<T> {
    let wanted = id.to_ascii_lowercase();
    let mut hits = all.into_iter().filter(|t| !wanted.is_empty() && id_of(t).to_string().starts_with(&wanted));
    let Some(first) = hits.next() else {
        return Err(usage(format!(
            "no {what} has an id that starts with {id}; `lanterne log list` and `lanterne activities` show ids"
        )));
    };
    if hits.next().is_some() {
        return Err(usage(format!("more than one {what} has an id that starts with {id}; give more digits")));
    }
    Ok(first)
}
