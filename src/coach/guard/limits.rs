//! The numbers of the rules, each as a pure function of what is observed.

use crate::domain::Severity::{self, Block, Info, Warn};

/// V01: a week against the largest of the last four; `block` 1.30 unless the mission is tighter. No trial proves the
/// 10 % (Buist 2008 found none); over 30 % in two weeks came with more injuries in novices (Nielsen 2014).
#[must_use]
pub fn weekly_load(week: f64, reference: f64, block: f64) -> Option<Severity> {
    above(week / reference.max(1.0), 1.10, block)
}

/// V02: one run against the longest of 30 days, km. Over 110 % is warned while at most 1 km over, else blocked
/// (Frandsen 2025: injury hazard 1.64 for a run 10–30 % longer).
#[must_use]
pub fn run_spike(km: f64, longest: f64) -> Option<Severity> {
    if km <= 1.10 * longest + 1e-9 {
        None
    } else if km - longest <= 1.0 + 1e-9 {
        Some(Warn)
    } else {
        Some(Block)
    }
}

/// V03: share of the long session in the week; few sessions make the share larger by themselves.
#[must_use]
pub fn long_share(share: f64, sessions: usize, wanted: f64) -> Option<Severity> {
    let n = sessions.max(1) as f64;
    above(share, wanted.max(1.2 / n), 0.40_f64.max(1.5 / n).max(wanted))
}

/// V04: growth of the long run, km.
#[must_use]
pub fn long_run_growth(km: f64) -> Option<Severity> {
    above(km, 2.0, 3.0)
}

/// V05: hard days in seven.
#[must_use]
pub fn hard_days(days: usize, most: usize) -> Option<Severity> {
    match days.cmp(&most) {
        std::cmp::Ordering::Less => None,
        // Two a week is what a normal week holds: said, not warned of.
        std::cmp::Ordering::Equal => Some(Info),
        std::cmp::Ordering::Greater => Some(Block),
    }
}

/// V06: days from one hard day to the next. `tolerated`: the mission allows two in a row and form is positive.
#[must_use]
pub fn spacing(days: i64, tolerated: bool) -> Option<Severity> {
    match days {
        ..=1 if tolerated => Some(Warn),
        ..=1 => Some(Block),
        _ => None,
    }
}

/// V07: rest and recovery days in seven.
#[must_use]
pub fn rest_days(days: usize) -> Option<Severity> {
    (days == 0).then_some(Block)
}

/// V08: share of easy time.
#[must_use]
pub fn low_share(share: f64) -> Option<Severity> {
    below(share, 0.75, 0.65)
}

/// V09: CTL gained in seven days. `own` is what is warned of; the block goes by the book's figure, which no history moves.
#[must_use]
pub fn ramp(gain: f64, own: f64, book: f64, most: f64) -> Option<Severity> {
    if gain > most.max(1.5 * book) { Some(Block) } else { (gain > own + 0.5).then_some(Warn) }
}

/// CTL from which shares of it mean something; a beginner's first weeks are not judged by a tiny number.
pub const SMALL_CTL: f64 = 30.0;

/// V10: morning TSB, absolute and as a share of CTL (at least [`SMALL_CTL`]).
#[must_use]
pub fn tsb(tsb: f64, ctl: f64, warn: f64, block: f64) -> Option<Severity> {
    let share = tsb / ctl.max(SMALL_CTL);
    below(tsb, warn, block).max(below(share, -0.35, -0.50))
}

/// V11: monotony of a week; blocked only with strain over the athlete's own 95th percentile three weeks on end.
#[must_use]
pub fn monotony(value: f64, strained_weeks: usize) -> Option<Severity> {
    (value > 2.0).then_some(if strained_weeks >= 3 { Block } else { Warn })
}

/// V12: load weeks since a down week.
#[must_use]
pub fn weeks_since_deload(weeks: usize) -> Option<Severity> {
    match weeks {
        0..=3 => None,
        4 | 5 => Some(Warn),
        _ => Some(Block),
    }
}

/// V13: share of load that the taper takes out.
#[must_use]
pub fn taper_cut(share: f64) -> Option<Severity> {
    (!(0.30..=0.70).contains(&share)).then_some(Warn)
}

/// V24: minutes over 106 % of threshold in a week.
#[must_use]
pub fn sharp_minutes(minutes: f64) -> Option<Severity> {
    above(minutes, 30.0, 45.0)
}

/// V25: load of a day against CTL (at least 20).
#[must_use]
pub fn day_load(load: f64, ctl: f64) -> Option<Severity> {
    above(load / ctl.max(20.0), 2.5, 4.0)
}

/// V24: minutes at 120 % of threshold and over in a week.
#[must_use]
pub fn anaerobic_minutes(minutes: f64) -> Option<Severity> {
    (minutes > 15.0 + 1e-6).then_some(Block)
}

/// V27: a week's load against the reference while devices are silent.
#[must_use]
pub fn while_silent(load: f64, reference: f64) -> Severity {
    if load > reference * (1.0 + 1e-6) { Block } else { Warn }
}

/// Weeks after which an unsupported threshold gives no targets in figures.
pub const THRESHOLD_FEEL_WEEKS: i64 = 26;

/// V29: weeks since the last supporting effort. Over 26 weeks targets are shown by feel, so nothing is blocked.
#[must_use]
pub fn threshold_age(weeks: i64) -> Option<Severity> {
    (weeks > 8).then_some(Warn)
}

/// V01: a week while load may not grow over what it was before time off.
#[must_use]
pub fn after_time_off(week: f64, before: f64) -> Option<Severity> {
    (week > before.max(1.0) * (1.0 + 1e-6)).then_some(Block)
}

/// V21: the highest intensity factor that can be held for so many minutes.
#[must_use]
pub fn plausible_intensity(minutes: f64) -> f64 {
    crate::science::stats::piecewise(
        &[(20.0, 1.15), (60.0, 1.05), (180.0, 0.90), (300.0, 0.82), (600.0, 0.75)],
        minutes,
    )
}

fn above(x: f64, warn: f64, block: f64) -> Option<Severity> {
    const E: f64 = 1e-6;
    if x > block + E { Some(Block) } else { (x > warn + E).then_some(Warn) }
}

fn below(x: f64, warn: f64, block: f64) -> Option<Severity> {
    above(-x, -warn, -block)
}
