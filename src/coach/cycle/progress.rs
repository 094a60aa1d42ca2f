//! How far a cycle has come: its weeks that are over, planned against done, and its measures so far.

use crate::{
    domain::{
        Athlete, Day,
        cycle::Cycle,
        day::{iso_week, shift},
        num::Total,
    },
    science::history::History,
};
use serde::Serialize;

/// One week of a cycle that has begun.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct DoneWeek {
    /// Place in the cycle, from 1.
    pub number: usize,
    /// `2026-W47`.
    pub week: String,
    /// Load to reach.
    pub target_load: f64,
    /// Load done.
    pub actual_load: f64,
    /// Whether it is over.
    pub over: bool,
}

/// The cycle so far.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Progress {
    /// Weeks that have begun.
    pub weeks: Vec<DoneWeek>,
    /// Load done of the load to reach in the weeks that are over, percent, without credit for excess.
    pub kept_pct: Option<f64>,
    /// Fitness on the last evening looked at.
    pub ctl: Option<f64>,
}

/// How far a cycle has come on `today`.
#[must_use]
pub fn progress(athlete: &Athlete, c: &Cycle, today: Day) -> Progress {
    let history = History::build(athlete, today.min(c.stored.to));
    let weeks: Vec<DoneWeek> = (1..)
        .zip(&c.stored.weeks)
        .filter(|(_, w)| w.monday <= today.min(c.stored.to))
        .map(|(number, w)| DoneWeek {
            number,
            week: iso_week(w.monday),
            target_load: w.target_load,
            actual_load: history.weekly_load(w.monday),
            over: shift(w.monday, 6) < today,
        })
        .collect();
    let over = || weeks.iter().filter(|w| w.over && w.target_load > 0.0);
    let planned = over().map(|w| w.target_load).total();
    let kept = over().map(|w| w.actual_load.min(w.target_load)).total();
    let last = today.min(shift(c.stored.to, 1));
    Progress {
        kept_pct: (planned > 0.0).then(|| 100.0 * kept / planned),
        ctl: (today >= c.stored.from && !history.daily.is_empty()).then(|| history.morning(last).ctl),
        weeks,
    }
}
