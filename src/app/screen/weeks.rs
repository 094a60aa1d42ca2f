//! The Review screen: week by week what was planned, what was done, and what it made of fitness.

use super::calendar::{self, WeekSum};
use crate::{
    app::{list::List, state::Known},
    domain::{
        Day,
        day::{between, monday, shift},
    },
    science::{distribution, form, monotony},
};

/// State of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WeeksScreen {
    /// The chosen week; 0 is this one.
    pub list: List,
}

/// A week in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Week {
    /// Its Monday.
    pub monday: Day,
    /// Planned and done.
    pub sum: WeekSum,
    /// Share of the planned load of the days that are over; `None` where nothing was planned.
    pub compliance: Option<f64>,
    /// Phase of the plan.
    pub phase: Option<&'static str>,
    /// What the week was for, and whether it was a down week.
    pub focus: Option<(String, bool)>,
    /// Fitness at its start and at its end (of yesterday, in the week that is not over).
    pub ctl: (f64, f64),
    /// Form of its first morning and of the morning after it.
    pub tsb: (f64, f64),
    /// Days with a hard activity.
    pub hard: usize,
    /// Shares of the time low, mid, high; `None` where no zones are known.
    pub shares: Option<[f64; 3]>,
    /// Monotony and strain of its seven days (Foster 1998).
    pub monotony: (f64, f64),
    /// The longest activity, minutes.
    pub longest: f64,
}

impl WeeksScreen {
    /// How many weeks there are, this one included.
    #[must_use]
    pub fn len(known: &Known, today: Day) -> usize {
        let first = known.history.daily.first().map_or(today, |p| p.date);
        usize::try_from(between(monday(first), monday(today)) / 7 + 1).unwrap_or(1)
    }
}

/// The week so many weeks ago.
#[must_use]
pub fn week(known: &Known, ago: usize, today: Day) -> Week {
    let from = shift(monday(today), -7 * i64::try_from(ago).unwrap_or(0));
    let (sum, over) = calendar::week(known, from, today);
    let last = shift(from, 6).min(shift(today, -1)).max(shift(from, -1));
    let h = &known.history;
    let target = known.athlete.plan.as_ref().and_then(|p| p.week(from));
    let loads: Vec<f64> = (0..7).map(|i| h.load_on(shift(from, i))).collect();
    let (start, end) = (h.state(shift(from, -1)), h.state(last));
    Week {
        monday: from,
        compliance: sum.compliance(over),
        sum,
        phase: target.map(|w| w.phase.name()),
        focus: target.map(|w| (w.focus.clone(), w.deload)),
        ctl: (start.0, end.0),
        tsb: (start.0 - start.1, end.0 - end.1),
        hard: h.hard_days(from, shift(from, 6)).len(),
        shares: distribution::shares(h.zone_minutes(from, shift(from, 6))),
        monotony: {
            let m = monotony::monotony(&loads);
            (m, m * loads.iter().sum::<f64>())
        },
        longest: h.within(from, shift(from, 6)).iter().map(|l| l.minutes).fold(0.0, f64::max),
    }
}

/// Fitness that a week gained, per week.
#[must_use]
pub fn gain(w: &Week) -> f64 {
    w.ctl.1 - w.ctl.0
}

/// Form after a week as a share of fitness.
#[must_use]
pub fn form_share(w: &Week) -> f64 {
    form::tsb_share(w.tsb.1, w.ctl.1)
}
