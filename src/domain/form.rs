//! Fitness, fatigue and form of a day, as numbers.

use super::day::Day;
use serde::{Deserialize, Serialize};

/// One day of the form series.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FormPoint {
    /// Local date.
    pub date: Day,
    /// Load of the day.
    pub load: f64,
    /// Fitness at the end of the day.
    pub ctl: f64,
    /// Fatigue at the end of the day.
    pub atl: f64,
    /// Form of that morning: yesterday's CTL − ATL (or the same day's, where the settings say so).
    pub tsb: f64,
}

/// The form panel: this morning, what led here, what the plan makes of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FormView {
    /// Fitness this morning (end of yesterday); missing, as the three after it, before any load is known or a seed is set.
    pub ctl: Option<f64>,
    /// Fatigue this morning (end of yesterday).
    pub atl: Option<f64>,
    /// Form this morning.
    pub tsb: Option<f64>,
    /// CTL gained over the last seven days.
    pub ramp: Option<f64>,
    /// Named convention, `exp/prev`.
    pub convention: String,
    /// True while less than 84 days of history stand behind CTL and no seed was given.
    pub warming_up: bool,
    /// The last days, today not included, oldest first (at most 180).
    pub history: Vec<FormPoint>,
    /// Today and the days after it under the plan, to the end of the plan.
    pub projection: Vec<FormPoint>,
}
