//! Structured workouts: one session to and from the files that trainers, watches and calendars read.
//!
//! Owns: the common form, the list of formats, and the losses that each of them has. Does not own: where files go,
//! or which session is written.
//!
//! Every writer says what the format can't hold ([`Losses`]); what would change the training is refused
//! ([`Refused`]). Every reader takes what its writer wrote and what others write in the same format; a file written,
//! read and written again is the same file.

mod course;
mod fit;
mod level;
mod losses;
mod tcx;
mod text;
mod units;
mod zwo;

pub use course::{ErgUnit, points};
pub use fit::{RawStep, encode};
pub use losses::{Loss, Losses};
pub use units::{Refs, fit_value};

use super::Rejected;
use crate::domain::{Block, Day, Session, Sport};
use std::{fmt, str::FromStr};

/// A workout as the formats know it: a session without its place in a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Workout {
    /// A few words.
    pub name: String,
    /// Sport.
    pub sport: Sport,
    /// The day it is planned for, where the format has a place for one.
    pub day: Option<Day>,
    /// What it is, for a person.
    pub description: String,
    /// What to do.
    pub steps: Vec<Block>,
}

impl Workout {
    /// The workout of a planned session.
    #[must_use]
    pub fn of(s: &Session) -> Self {
        let mut name = s.title.clone();
        if let Some(first) = name.get(..1) {
            name = first.to_uppercase() + &name[1..];
        }
        let description = [&s.description, &s.rationale].into_iter().filter(|t| !t.is_empty()).cloned();
        Self {
            name,
            sport: s.sport,
            day: Some(s.day),
            description: description.collect::<Vec<_>>().join("\n"),
            steps: s.steps.clone(),
        }
    }
}

/// A format that a workout can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Zwift's XML.
    Zwo,
    /// Minutes and watts.
    Erg,
    /// Minutes and % of FTP.
    Mrc,
    /// Garmin's binary format.
    Fit,
    /// Training Center XML.
    Tcx,
    /// The text of intervals.icu's workout builder.
    Icu,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Zwo, Self::Erg, Self::Mrc, Self::Fit, Self::Tcx, Self::Icu];

    /// Name on the command line; the files' extension, but for intervals.icu's.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Zwo => "zwo",
            Self::Erg => "erg",
            Self::Mrc => "mrc",
            Self::Fit => "fit",
            Self::Tcx => "tcx",
            Self::Icu => "icu",
        }
    }

    /// Extension of its files.
    #[must_use]
    pub fn extension(self) -> &'static str {
        if self == Self::Icu { "txt" } else { self.name() }
    }

    /// Whether the format knows workouts of a sport at all.
    #[must_use]
    pub fn takes(self, sport: Sport) -> bool {
        match self {
            Self::Erg | Self::Mrc => sport == Sport::Bike,
            Self::Zwo => matches!(sport, Sport::Bike | Sport::Run),
            Self::Fit | Self::Tcx | Self::Icu => true,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|f| f.name() == s).ok_or(())
    }
}

/// Why a workout can't be written in a format without changing what is trained.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// Writes a workout. Gives the file's bytes and what they don't say.
///
/// # Errors
/// When the format has no place for the sport, for so many steps, or for a step without a threshold to count from.
pub fn write(format: Format, w: &Workout, refs: &Refs) -> Result<(Vec<u8>, Losses), Refused> {
    if !format.takes(w.sport) {
        return Err(Refused(format!("{format} holds no {} workouts; use fit, tcx or icu", w.sport)));
    }
    if Block::flatten(&w.steps).is_empty() {
        return Err(Refused("the session has no steps".to_owned()));
    }
    let mut losses = Losses::new(format);
    let bytes = match format {
        Format::Zwo => zwo::write(w, refs, &mut losses)?.into_bytes(),
        Format::Erg => course::write(w, refs, ErgUnit::Watts, &mut losses)?.into_bytes(),
        Format::Mrc => course::write(w, refs, ErgUnit::Percent, &mut losses)?.into_bytes(),
        Format::Fit => fit::write(w, refs, &mut losses)?,
        Format::Tcx => tcx::write(w, refs, &mut losses)?.into_bytes(),
        Format::Icu => text::write(w, &mut losses).into_bytes(),
    };
    Ok((bytes, losses))
}

/// Reads a workout. Absolute targets become shares of the thresholds in `refs`; one whose threshold is not known is
/// by feel, with the figure in its words.
///
/// # Errors
/// When the bytes are not a workout of this format; the reason says where.
pub fn read(format: Format, bytes: &[u8], refs: &Refs) -> Result<Workout, Rejected> {
    super::guarded(|| match format {
        Format::Zwo => zwo::read(bytes),
        Format::Erg | Format::Mrc => course::read(bytes, refs),
        Format::Fit => fit::read(bytes, refs),
        Format::Tcx => tcx::read(bytes, refs),
        Format::Icu => text::read(bytes, refs),
    })
}

/// A file name that sorts by day and says what is in it: `2026-11-24-tue-bike-sweet-spot-3x12-min-a1b2c3.zwo`.
#[must_use]
pub fn file_name(s: &Session, extension: &str) -> String {
    let weekday = crate::domain::day::short_name(s.day);
    let words = [weekday, s.sport.name(), &s.title, &s.id.brief()].map(slug);
    format!("{}-{}.{extension}", s.day, words.join("-"))
}

/// Lower-case ASCII letters and digits with single hyphens, at most 40 characters.
fn slug(words: &str) -> String {
    let mut out = String::new();
    for c in words.replace(" × ", "x").replace('×', "x").chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() >= 40 {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests;
