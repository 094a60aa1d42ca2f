//! A change of a mission file, as data: what plain words compile to, and what is written into the TOML.

use super::{Adaptation, Parameter, Weekday};
use crate::domain::{day::Day, session::SessionKind, sport::Sport};
use std::fmt;

/// One change of a mission.
#[derive(Clone, Debug, PartialEq)]
pub enum MissionChange {
    /// Minutes that a weekday has.
    Minutes(Weekday, u16),
    /// Some sports are out on a weekday.
    WithoutOn(Weekday, Vec<Sport>),
    /// Days without training, both included.
    Away(Day, Day),
    /// Most sessions a week.
    WeeklySessions(u16),
    /// Most hours a week.
    WeeklyHours(f64),
    /// Most kilometres a week of a sport.
    WeeklyKm(Sport, f64),
    /// Least rest days a week.
    RestDays(u16),
    /// Most hard days in seven.
    HardDays(u16),
    /// Day of the long session.
    LongDay(Weekday),
    /// Preferred day of a hard session.
    HardDay(Weekday),
    /// A sport that is not done.
    AvoidSport(Sport),
    /// A kind that is never planned.
    AvoidKind(SessionKind),
    /// An own limit and what it asks for; whether it comes before the others.
    Adapt(Adaptation, bool),
    /// A figure of the athlete's own, or the book's again.
    Own(Parameter, Option<f64>),
}

impl Weekday {
    /// All of them, Monday first.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// Name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][self.index()]
    }

    /// Name in a sentence.
    #[must_use]
    pub fn title(self) -> &'static str {
        ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"][self.index()]
    }
}

impl fmt::Display for MissionChange {
    /// The change in words: `at most 120 min on Saturdays`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minutes(d, 0) => write!(f, "no training on {}", d.title()),
            Self::Minutes(d, m) => write!(f, "at most {m} min on {}", d.title()),
            Self::WithoutOn(d, sports) => {
                let names: Vec<&str> = sports.iter().map(|s| s.name()).collect();
                write!(f, "no {} on {}", names.join(" or "), d.title())
            }
            Self::Away(a, b) if a == b => write!(f, "no training on {a}"),
            Self::Away(a, b) => write!(f, "no training from {a} to {b}"),
            Self::WeeklySessions(n) => write!(f, "at most {n} sessions a week"),
            Self::WeeklyHours(h) => write!(f, "at most {h} h a week"),
            Self::WeeklyKm(s, km) => write!(f, "at most {km} km of {s} a week"),
            Self::RestDays(n) => write!(f, "at least {n} rest days a week"),
            Self::HardDays(n) => write!(f, "at most {n} hard days in seven"),
            Self::LongDay(d) => write!(f, "the long session on {}", d.title()),
            Self::HardDay(d) => write!(f, "a hard session on {}, by preference", d.title()),
            Self::AvoidSport(s) => write!(f, "no {s} at all"),
            Self::AvoidKind(k) => write!(f, "no {k} sessions"),
            Self::Own(p, Some(v)) => write!(f, "{}: {}", p.row().what, p.written(*v)),
            Self::Own(p, None) => write!(f, "{}: as the book has it", p.row().what),
            Self::Adapt(a, first) => {
                let limit = a.limit.map_or_else(String::new, |l| format!(" {l}"));
                let (_, _, unit) = a.signal.range();
                let nights = a.nights.map_or_else(String::new, |n| format!(" on {n} nights in a row"));
                let then = a.then.map_or("as the rule says", crate::domain::verdict::Cap::title);
                let place = if *first { " (comes first)" } else { "" };
                write!(f, "{} limit{limit} {unit}{nights}: {then}{place}", a.signal.name())
            }
        }
    }
}
