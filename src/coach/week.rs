//! One week: which day holds what, by exact search.
//!
//! Owns: enumeration, filling, the objective. Does not own: the week's target (trajectory), which templates are wanted
//! (plan::choose), the words of a rationale (plan::why).
//!
//! Every set of rest days × day of the long session × days of the quality sessions is a skeleton. Skeletons are sorted
//! by what their places alone cost, and filled in that order until no later one can be among the best three, so the
//! search stays exact while it fills only a few. Hard constraints hold by construction or drop the skeleton.

mod fill;
pub mod menu;
mod score;
mod skeleton;
mod strength;
#[cfg(test)]
mod tests;

use super::library::{Role, Template};
use crate::domain::num::Total;
use crate::{
    coach::plan::calendar::{Room, nth},
    domain::{Day, Session, Sport, plan::Phase},
    science::form::Gains,
};
pub use menu::Menu;
pub use score::Terms;
use std::collections::BTreeSet;

/// A quality session that is wanted, as it would be on each day of the week.
#[derive(Clone, Debug)]
pub struct Quality {
    /// Its template.
    pub template: &'static Template,
    /// The session by weekday; `None` where there is no room for it.
    pub on: [Option<Session>; 7],
}

impl Quality {
    /// Whether it is the week's long session as well.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.template.role == Role::Long
    }
}

/// What already happened, or is fixed, on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Done {
    /// Load.
    pub load: f64,
    /// Minutes of endurance.
    pub minutes: f64,
    /// Longest single session, minutes.
    pub longest: f64,
    /// Kilometres run.
    pub run_km: f64,
    /// Sessions.
    pub sessions: usize,
    /// Whether the day was hard.
    pub hard: bool,
    /// Minutes low, mid, high.
    pub zones: [f64; 3],
}

/// Everything that a week is planned from.
#[derive(Clone, Debug)]
pub struct WeekInput<'a> {
    /// Its Monday.
    pub monday: Day,
    /// First weekday that is planned; the days before are over.
    pub from: usize,
    /// Load of the whole week, what is done included.
    pub load: f64,
    /// Phase.
    pub phase: Phase,
    /// Room by weekday.
    pub rooms: [Room; 7],
    /// What is done or fixed by weekday.
    pub done: [Done; 7],
    /// Days where nothing hard may stand.
    pub no_hard: [bool; 7],
    /// Largest load of each day; infinite where nothing limits it.
    pub day_cap: [f64; 7],
    /// Whether each of the seven days before Monday was hard, oldest first.
    pub hard_before: [bool; 7],
    /// Days from the last rest day to Monday; 1 when Sunday was one.
    pub since_rest: usize,
    /// (CTL, ATL) on the evening before the first planned day.
    pub form: (f64, f64),
    /// Steps of the form series.
    pub gains: Gains,
    /// Morning TSB that should hold, and that must hold.
    pub tsb: (f64, f64),
    /// Quality sessions wanted, the most wanted first.
    pub quality: Vec<Quality>,
    /// Sport and most minutes of the long session; `None` for a week without one.
    pub long: Option<(Sport, u16)>,
    /// Shares of load by sport.
    pub split: Vec<(Sport, f64)>,
    /// Whether a day may hold two endurance sessions.
    pub doubles: bool,
    /// Strength sessions wanted.
    pub strength: Vec<&'static Template>,
    /// Most minutes of a single session by sport; sports not named are free.
    pub single_cap: Vec<(Sport, u16)>,
    /// Most kilometres of running in the week.
    pub run_km_max: f64,
    /// Most minutes in the week.
    pub minutes_max: f64,
    /// Most sessions in the week.
    pub sessions_max: usize,
    /// Sessions that suit the load.
    pub sessions_wanted: usize,
    /// Least rest days.
    pub rest_min: usize,
    /// Most hard days in any seven.
    pub hard_max: usize,
    /// Days from one hard day to the next: 2, or 3.
    pub hard_spacing: i64,
    /// Shares of time low, mid, high that are wanted, adding to one.
    pub shares: [f64; 3],
    /// Share of the long session.
    pub long_share: f64,
    /// Wanted day of the long session.
    pub long_day: usize,
    /// Wanted day of the last hard session.
    pub hard_day: usize,
    /// Templates used in the seven days before.
    pub used: BTreeSet<String>,
    /// What sessions cost.
    pub menu: &'a Menu,
}

/// What a day of a planned week is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Fills the week.
    Easy,
    /// The long one.
    Long,
    /// The quality session with this place in the list.
    Quality(usize),
    /// A second session of its day.
    Double,
    /// Weights.
    Strength,
}

/// A session of a planned week.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Weekday.
    pub day: usize,
    /// What for.
    pub part: Part,
    /// The session.
    pub session: Session,
}

/// A planned week.
#[derive(Clone, Debug)]
pub struct WeekPlan {
    /// Sessions by day.
    pub sessions: Vec<Placed>,
    /// The objective; lower is better.
    pub cost: f64,
    /// What it is made of.
    pub terms: Terms,
    /// Load of the whole week, what is done included.
    pub load: f64,
}

/// How many weeks the search hands back.
pub const KEEP: usize = 3;

/// The best weeks, the best first; never empty. When not even rest meets every constraint (the past alone breaks one)
/// the answer is a week of rest.
#[must_use]
pub fn search(input: &WeekInput) -> Vec<WeekPlan> {
    for share in [1.0, 0.85, 0.7, 0.5, 0.3, 0.15] {
        let done: f64 = input.done.iter().map(|d| d.load).total();
        let target = done + (input.load - done).max(0.0) * share;
        if target - done < LEAST_LOAD {
            break;
        }
        let best = best_of(input, target);
        if !best.is_empty() {
            return best.into_iter().map(|d| finish(input, &d)).collect();
        }
    }
    let rest = fill::Draft::empty(input);
    vec![finish(input, &rest)]
}

/// Less than this is not worth a session.
const LEAST_LOAD: f64 = 8.0;

fn best_of(input: &WeekInput, target: f64) -> Vec<fill::Draft> {
    let mut best: Vec<fill::Draft> = Vec::with_capacity(KEEP + 1);
    for s in skeleton::all(input) {
        if best.len() == KEEP && best.last().is_some_and(|b| s.cost >= b.cost()) {
            break;
        }
        let Some(draft) = fill::fill(input, &s, target) else { continue };
        let at = best.partition_point(|b| b.key() <= draft.key());
        // Two skeletons can fill to the same week (a long day too short to be one).
        if best.iter().any(|b| b.same_week(&draft)) {
            continue;
        }
        best.insert(at, draft);
        best.truncate(KEEP);
    }
    best
}

/// Turns a draft into sessions with their steps.
fn finish(input: &WeekInput, draft: &fill::Draft) -> WeekPlan {
    let mut sessions: Vec<Placed> = draft
        .slots
        .iter()
        .map(|s| {
            let day = nth(input.monday, s.day);
            let session = match s.part {
                Part::Quality(i) => input.quality.get(i).and_then(|q| q.on[s.day].clone()),
                _ => None,
            };
            let session = session.unwrap_or_else(|| input.menu.session(s.part, s.sport, day, s.offer.minutes));
            Placed { day: s.day, part: s.part, session }
        })
        .collect();
    strength::attach(input, &mut sessions);
    sessions.sort_by_key(|p| (p.day, p.part == Part::Double, p.part == Part::Strength));
    let done: f64 = input.done.iter().map(|d| d.load).total();
    let load = done + sessions.iter().map(|p| p.session.load).total();
    WeekPlan { sessions, cost: draft.cost(), terms: draft.terms, load }
}
