//! Fitness, fatigue and form (CTL, ATL, TSB): the recurrences, their two conventions, and the identities of a ramp.
//!
//! Owns: arithmetic on a daily load series. Does not own: where loads come from ([`super::history`]).
//!
//! `CTL_d = CTL_{d−1} + (L_d − CTL_{d−1})·λ`, with λ = 1 − e^(−1/N) (GoldenCheetah, intervals.icu) or 1/N
//! (TrainingPeaks, help article "Fitness (CTL)"); ATL the same with its own N.

pub mod bands;

use crate::domain::{
    Day, FormPoint,
    day::shift,
    settings::{Convention, FormSettings, TsbOf},
};

/// Days of history that stand behind CTL before it is no longer called warming up: two time constants of 42 d leave
/// e⁻² = 13 % of the starting error.
pub const WARM_UP_DAYS: i64 = 84;
/// Days whose mean load seeds CTL when no seed is set.
pub const SEED_DAYS: usize = 28;

/// Gain of the step for a time constant of `days`.
#[must_use]
pub fn lambda(convention: Convention, days: f64) -> f64 {
    // A constant under one day would overshoot; settings are checked where they are read, this holds for any value.
    let n = if days.is_finite() { days.max(1.0) } else { 42.0 };
    match convention {
        Convention::Exp => 1.0 - (-1.0 / n).exp(),
        Convention::Tp => 1.0 / n,
    }
}

/// Gain 2/(N+1) of an average over a span of `n` days (Williams 2017). Not a convention of CTL and ATL, where it would
/// make them react twice as fast; the smoothed workload ratio is defined with it.
#[must_use]
pub fn span_gain(n: f64) -> f64 {
    2.0 / (n.max(1.0) + 1.0)
}

/// The two gains, worked out once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gains {
    /// Of CTL.
    pub ctl: f64,
    /// Of ATL.
    pub atl: f64,
    tsb: TsbOf,
}

impl Gains {
    /// The gains of these settings.
    #[must_use]
    pub fn of(s: &FormSettings) -> Self {
        Self { ctl: lambda(s.convention, s.ctl_days), atl: lambda(s.convention, s.atl_days), tsb: s.tsb }
    }

    /// Gains of one's own, with the TSB of the morning.
    #[must_use]
    pub fn new(ctl: f64, atl: f64) -> Self {
        Self { ctl, atl, tsb: TsbOf::Prev }
    }

    /// (CTL, ATL) at the end of a day with `load`, from the evening before.
    #[must_use]
    pub fn step(&self, (ctl, atl): (f64, f64), load: f64) -> (f64, f64) {
        (ctl + (load - ctl) * self.ctl, atl + (load - atl) * self.atl)
    }

    fn point(&self, date: Day, from: (f64, f64), load: f64) -> FormPoint {
        let (ctl, atl) = self.step(from, load);
        let tsb = match self.tsb {
            TsbOf::Prev => from.0 - from.1,
            TsbOf::Same => ctl - atl,
        };
        FormPoint { date, load, ctl, atl, tsb }
    }
}

/// (CTL, ATL) at the end of a day with `load`, from the evening before.
#[must_use]
pub fn step(from: (f64, f64), load: f64, settings: &FormSettings) -> (f64, f64) {
    Gains::of(settings).step(from, load)
}

/// The days in `loads`, which must be consecutive, from (CTL, ATL) of the evening before the first.
#[must_use]
pub fn project(
    from: (f64, f64),
    loads: impl IntoIterator<Item = (Day, f64)>,
    settings: &FormSettings,
) -> Vec<FormPoint> {
    let gains = Gains::of(settings);
    let mut state = from;
    loads
        .into_iter()
        .map(|(day, load)| {
            let p = gains.point(day, state, load);
            state = (p.ctl, p.atl);
            p
        })
        .collect()
}

/// (CTL, ATL) on the evening before the first day: what is set, else the mean daily load of the first 28 days when
/// there are that many, else 0. ATL falls back on CTL.
#[must_use]
pub fn seed(loads: &[f64], settings: &FormSettings) -> (f64, f64) {
    let first = loads.get(..SEED_DAYS).map_or(0.0, |l| l.iter().sum::<f64>() / SEED_DAYS as f64);
    let ctl = settings.seed_ctl.unwrap_or(first);
    (ctl, settings.seed_atl.unwrap_or(ctl))
}

/// The whole series of consecutive days from `first`, seeded by [`seed`].
#[must_use]
pub fn series(first: Day, loads: &[f64], settings: &FormSettings) -> Vec<FormPoint> {
    let days = (0_i64..).zip(loads).map(|(i, l)| (shift(first, i), *l));
    project(seed(loads, settings), days, settings)
}

/// Share of the way to a new level that CTL goes in a week: .153518 with the default settings.
#[must_use]
pub fn weekly_gain(settings: &FormSettings) -> f64 {
    1.0 - (1.0 - Gains::of(settings).ctl).powi(7)
}

/// Evenly spread weekly load that takes CTL from `ctl` up by `ramp` in a week: 7·(CTL + r / (1 − (1−λ)⁷)).
#[must_use]
pub fn weekly_load_for_ramp(ctl: f64, ramp: f64, settings: &FormSettings) -> f64 {
    7.0 * (ctl + ramp / weekly_gain(settings))
}

/// The TSB that a steady ramp of `ramp` CTL per week tends to; about −5·ramp with the default settings, so a limit of
/// the ramp is a limit of fatigue.
#[must_use]
pub fn steady_ramp_tsb(ramp: f64, settings: &FormSettings) -> f64 {
    let g = Gains::of(settings);
    let lag = |l: f64| (1.0 - l) / l;
    -ramp / 7.0 * (lag(g.ctl) - lag(g.atl))
}

/// Name of the convention in JSON and on screen: `exp/prev`.
#[must_use]
pub fn convention_name(s: &FormSettings) -> &'static str {
    match (s.convention, s.tsb) {
        (Convention::Exp, TsbOf::Prev) => "exp/prev",
        (Convention::Exp, TsbOf::Same) => "exp/same",
        (Convention::Tp, TsbOf::Prev) => "tp/prev",
        (Convention::Tp, TsbOf::Same) => "tp/same",
    }
}

/// CTL gained per week over the four weeks up to and including `day`: the slope of the least-squares line through the
/// evenings. `None` with fewer than 28 of them.
#[must_use]
pub fn slope_28(points: &[FormPoint], day: Day) -> Option<f64> {
    let end = points.partition_point(|p| p.date <= day);
    let month = points.get(end.checked_sub(28)?..end)?;
    let xy: Vec<(f64, f64)> = (0_u32..).zip(month).map(|(i, p)| (f64::from(i), p.ctl)).collect();
    super::trend::least_squares(&xy).map(|s| 7.0 * s)
}

/// TSB as a share of CTL, with CTL taken as 20 at least: −.35 is 35 % of fitness below zero.
#[must_use]
pub fn tsb_share(tsb: f64, ctl: f64) -> f64 {
    tsb / ctl.max(20.0)
}

#[cfg(test)]
mod tests;
