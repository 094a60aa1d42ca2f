//! What binds the plan: availability, limits, injuries, the safety table.

use super::change::MissionChange;
use crate::domain::{
    day::{self, Day},
    session::SessionKind,
    sport::Sport,
    text::CleanText,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What binds the plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Constraints {
    /// Minutes available per weekday; a day that is not named has the default of 60, 120 at the weekend.
    pub available_minutes: WeekMinutes,
    /// When there is no training at all, or not everything.
    pub unavailable: Vec<Unavailable>,
    /// Most sessions per week.
    pub weekly_sessions: Option<u16>,
    /// Most hours per week.
    pub max_weekly_hours: Option<f64>,
    /// Most kilometres per week, by sport.
    pub max_weekly_km: BTreeMap<Sport, f64>,
    /// Least rest days per week; 1 when absent.
    pub min_rest_days: Option<u16>,
    /// Most hard days in seven; 2 when absent, 3 only for advanced athletes.
    pub max_hard_days: Option<u16>,
    /// Hard days in a row that the athlete tolerates; 1 when absent.
    pub consecutive_hard_days_max: Option<u16>,
    /// Score under which a day is not green; 70 when absent.
    pub min_readiness: Option<f64>,
    /// Resting heart rate over which a day is recovery.
    pub max_resting_hr: Option<f64>,
    /// Morning TSB under which the validator warns.
    pub min_tsb: Option<f64>,
    /// Day of the long session.
    pub long_day: Option<Weekday>,
    /// Preferred day of a hard session.
    pub hard_day: Option<Weekday>,
    /// Sports that are not done, kinds that are never planned.
    pub avoid_sports: Vec<Sport>,
    /// Kinds that are never planned.
    pub avoid_kinds: Vec<SessionKind>,
    /// Injuries that the plan goes around.
    pub injuries: Vec<Injury>,
    /// Injuries of the past, in words; shown, not interpreted.
    pub injury_history: Vec<CleanText>,
    /// Times of heat or altitude.
    pub conditions: Vec<Condition>,
    /// Relaxes the spacing of hard days for back-to-back blocks before a stage race.
    pub stage_block: bool,
}

/// Minutes by weekday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the names of the weekdays say all")]
pub struct WeekMinutes {
    pub mon: Option<u16>,
    pub tue: Option<u16>,
    pub wed: Option<u16>,
    pub thu: Option<u16>,
    pub fri: Option<u16>,
    pub sat: Option<u16>,
    pub sun: Option<u16>,
}

impl WeekMinutes {
    /// Minutes by weekday, Monday first, where they are said.
    #[must_use]
    pub fn said(self) -> [Option<u16>; 7] {
        [self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun]
    }

    /// The changes that make a mission's week this one, for the days that are said.
    #[must_use]
    pub fn changes(self) -> Vec<MissionChange> {
        let days = Weekday::ALL.into_iter().zip(self.said());
        days.filter_map(|(day, m)| m.map(|m| MissionChange::Minutes(day, m))).collect()
    }

    /// Minutes by weekday, Monday first, with the defaults filled in.
    #[must_use]
    pub fn all(self) -> [u16; 7] {
        let (w, e) = (60, 120);
        [
            self.mon.unwrap_or(w),
            self.tue.unwrap_or(w),
            self.wed.unwrap_or(w),
            self.thu.unwrap_or(w),
            self.fri.unwrap_or(w),
            self.sat.unwrap_or(e),
            self.sun.unwrap_or(e),
        ]
    }
}

/// A weekday in a mission file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names of the weekdays say all")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// Monday = 0.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// A time without training, or with less of it. Exactly one of `date`, `from`/`to` and `weekday` is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unavailable {
    /// One day.
    #[serde(default)]
    pub date: Option<Day>,
    /// First day.
    #[serde(default)]
    pub from: Option<Day>,
    /// Last day.
    #[serde(default)]
    pub to: Option<Day>,
    /// Every week.
    #[serde(default)]
    pub weekday: Option<Weekday>,
    /// Minutes that are left all the same; 0 when absent.
    #[serde(default)]
    pub minutes: Option<u16>,
    /// Only these sports are out; all of them when empty.
    #[serde(default)]
    pub sports: Vec<Sport>,
    /// Why, shown with the rule.
    #[serde(default)]
    pub reason: Option<CleanText>,
}

impl Unavailable {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.date == Some(day)
            || self.weekday.is_some_and(|w| w.index() == day::weekday(day))
            || matches!((self.from, self.to), (Some(f), Some(t)) if f <= day && day <= t)
            || matches!((self.from, self.to), (Some(f), None) if f <= day)
            || matches!((self.from, self.to), (None, Some(t)) if day <= t)
    }
}

/// A time in the heat or high up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Air temperature while training, °C.
    #[serde(default)]
    pub temperature_c: Option<f64>,
    /// Height above the sea, m.
    #[serde(default)]
    pub altitude_m: Option<f64>,
}

/// An injury that the plan goes around.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Injury {
    /// Where.
    pub site: CleanText,
    /// Sports that are out.
    pub sports: Vec<Sport>,
    /// Last day; open when absent.
    #[serde(default)]
    pub until: Option<Day>,
}

/// Limits of the validator that a mission may tighten, never loosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Safety {
    /// Weekly load over the reference, blocked above; 1.30 when absent.
    pub max_weekly_load_ratio: Option<f64>,
    /// CTL points per week, blocked above; 8 when absent.
    pub max_ramp: Option<f64>,
    /// Morning TSB, blocked below; −40 when absent.
    pub min_tsb: Option<f64>,
    /// Longest session, minutes; 480 when absent.
    pub max_session_minutes: Option<u16>,
}
