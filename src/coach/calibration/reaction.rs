//! How HRV answers hard days, and what that means for the days between them.

use super::{Calibrated, cases::Cases};
use crate::{
    domain::{Mission, mission::Parameter},
    science::{
        hrv::reaction::{MORNINGS, half_time_h},
        reflection::{SHRINK, weight},
        stats,
    },
};

/// Hard days without which nothing is said.
const LEAST: usize = 10;
/// Half-time over which two days between hard ones are too few, h.
const SLOW_H: f64 = 48.0;
/// Half-time that is usual after hard intervals, h (our own reading of Stanley 2013: within 48 h all is made good).
const USUAL_H: f64 = 24.0;

/// The days from one hard day to the next.
pub(super) fn spacing(cases: &Cases, mission: &Mission) -> Calibrated {
    let hours: Vec<f64> = cases.after_hard_days(MORNINGS).iter().filter_map(|z| half_time_h(z)).collect();
    let p = Parameter::HardSpacing;
    let n = hours.len();
    let median = stats::median(&hours);
    let weight = weight(n as f64, SHRINK);
    let shrunk = median.map(|m| weight * m + (1.0 - weight) * USUAL_H);
    let now = mission.hard_spacing() as f64;
    let of = |h: f64| if h > SLOW_H { 3.0 } else { 2.0 };
    let proposed = shrunk.filter(|_| n >= LEAST).map(of).filter(|to| (to - now).abs() > 0.5);
    let seen = median.map_or_else(String::new, |m| {
        if m < 0.5 {
            format!("After most of {n} hard days HRV stayed within its usual range. ")
        } else {
            format!("Half of the drop of HRV after a hard day is made good within {m:.0} h (median of {n}). ")
        }
    });
    let text = if n < LEAST {
        format!(
            "{n} hard days with HRV after them; {LEAST} are needed before anything is said, {} holds.",
            p.written(now)
        )
    } else if let Some(to) = proposed {
        format!("{seen}{} between hard days suits that better than {}.", p.written(to), p.written(now))
    } else {
        format!("{seen}{} between hard days is enough for that.", p.written(now))
    };
    Calibrated {
        name: p.name().to_owned(),
        parameter: Some(p),
        what: p.row().what.to_owned(),
        cases: n as u32,
        bad: None,
        book: 2.0,
        now,
        found: median.map(of),
        weight,
        proposed,
        brier: None,
        bins: Vec::new(),
        text,
    }
}
