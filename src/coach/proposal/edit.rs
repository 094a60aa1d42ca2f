//! Editing a hunk in place: other minutes, another day, another template.

use super::canonical::changed;
use crate::{
    coach::{
        library::{self, Speeds},
        plan::why,
    },
    domain::{Day, Hunk, HunkOp, Session},
};

/// What is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Length, minutes.
    Minutes(u16),
    /// Day.
    Day(Day),
    /// Library template, by id.
    Template(String),
}

/// Why an edit is not possible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Swaps and notes have no one session to edit.
    #[error("a {0} has no minutes, day or template of its own; say in words what to change instead")]
    Fixed(&'static str),
    /// Outside what a session can be.
    #[error("{0} minutes is not a session; give 5 to 480")]
    Minutes(u16),
    /// A day before today.
    #[error("{0} has gone; past days are not edited")]
    Past(Day),
    /// No such template.
    #[error("there is no template {0:?} in the library")]
    Template(String),
    /// Nothing would be left of the hunk.
    #[error("with this edit the hunk would change nothing; deny it instead")]
    Nothing,
}

/// The hunk with one field edited: steps, load and zone minutes come from the library again. Guard-rails are asked
/// when it is answered.
///
/// # Errors
/// [`EditError`]; the hunk stays as it was.
pub fn edit(hunk: &Hunk, what: &Edit, today: Day, speeds: &Speeds) -> Result<Hunk, EditError> {
    let (before, after) = match &hunk.op {
        HunkOp::Add(s) => (None, s),
        HunkOp::Remove(s) => (Some(s), s),
        HunkOp::Move { before, after }
        | HunkOp::Resize { before, after }
        | HunkOp::Retype { before, after }
        | HunkOp::Retarget { before, after } => (Some(before), after),
        HunkOp::Swap { .. } | HunkOp::Note { .. } => return Err(EditError::Fixed(hunk.op.name())),
    };
    let new = edited(after, what, today, speeds)?;
    let op = match before {
        None => HunkOp::Add(new),
        Some(b) if *b == new => return Err(EditError::Nothing),
        Some(b) if b.day != new.day => HunkOp::Move { before: b.clone(), after: new },
        Some(b) => changed(b.clone(), new),
    };
    Ok(Hunk { op, ..hunk.clone() })
}

fn edited(s: &Session, what: &Edit, today: Day, speeds: &Speeds) -> Result<Session, EditError> {
    match what {
        Edit::Minutes(m) if (5..=480).contains(m) => Ok(library::resized(s, *m, speeds)),
        Edit::Minutes(m) => Err(EditError::Minutes(*m)),
        Edit::Day(d) if *d < today => Err(EditError::Past(*d)),
        Edit::Day(d) => Ok(why::moved(s, *d)),
        Edit::Template(id) => {
            let t = library::template(id).ok_or_else(|| EditError::Template(id.clone()))?;
            let mut new = t.session(s.day, Some(s.minutes), speeds);
            new.id = s.id;
            new.rationale.clone_from(&s.rationale);
            new.locked = s.locked;
            Ok(new)
        }
    }
}
