//! The taper: days and shape by exact enumeration, and the bands of race week.

use crate::{domain::settings::FormSettings, science::form::Gains};

/// What a taper starts from and aims at.
#[derive(Clone, Copy, Debug)]
pub struct Aim {
    /// (CTL, ATL) on the evening before it.
    pub from: (f64, f64),
    /// Load per day before it.
    pub daily: f64,
    /// Morning TSB wanted on the day.
    pub tsb: (f64, f64),
    /// Largest share of CTL that may be lost.
    pub max_loss: f64,
    /// Fewest and most days.
    pub days: (usize, usize),
}

/// A taper.
#[derive(Clone, Debug, PartialEq)]
pub struct Taper {
    /// Load of each of its days; the event is on the day after the last.
    pub loads: Vec<f64>,
    /// Level that it falls to, as a share of the load before.
    pub end: f64,
    /// Days of the fall's time constant.
    pub tau: f64,
    /// CTL on the morning of the event.
    pub ctl: f64,
    /// TSB on the morning of the event.
    pub tsb: f64,
    /// Share of CTL lost.
    pub loss: f64,
    /// Share of load taken out.
    pub reduction: f64,
}

/// Load taken out in all that trials support (Bosquet 2007, Wang 2023).
const REDUCTION: (f64, f64) = (0.41, 0.60);

/// The best taper: L_j = L₀·(f + (1 − f)·e^(−j/τ)), f 0.2–0.6, τ 3–8 days. `None` when all lose too much CTL.
///
/// Cost: ten per point of TSB outside the target, a half per point of reduction outside 41–60 %, 0.2 per day from
/// fourteen, a half per point of CTL lost.
#[must_use]
pub fn search(aim: &Aim, settings: &FormSettings) -> Option<Taper> {
    let gains = Gains::of(settings);
    let mut best: Option<(f64, Taper)> = None;
    for days in aim.days.0..=aim.days.1 {
        for tenths in 2..=6_u8 {
            for tau in [3.0, 4.0, 5.0, 6.0, 8.0] {
                let t = shape(aim, &gains, days, f64::from(tenths) / 10.0, tau);
                if t.loss > aim.max_loss {
                    continue;
                }
                // Six decimals: equal shapes keep the order of the enumeration.
                let cost = (cost(aim, &t) * 1e6).round();
                if best.as_ref().is_none_or(|(b, _)| cost < *b) {
                    best = Some((cost, t));
                }
            }
        }
    }
    best.map(|(_, t)| t)
}

fn shape(aim: &Aim, gains: &Gains, days: usize, end: f64, tau: f64) -> Taper {
    let loads: Vec<f64> = (1..=days).map(|j| aim.daily * (end + (1.0 - end) * (-(j as f64) / tau).exp())).collect();
    let (ctl, atl) = loads.iter().fold(aim.from, |s, l| gains.step(s, *l));
    let before = aim.daily * days as f64;
    let reduction = if before > 0.0 { 1.0 - loads.iter().sum::<f64>() / before } else { 0.0 };
    let loss = if aim.from.0 > 0.0 { 1.0 - ctl / aim.from.0 } else { 0.0 };
    Taper { loads, end, tau, ctl, tsb: ctl - atl, loss, reduction }
}

fn cost(aim: &Aim, t: &Taper) -> f64 {
    let outside = |x: f64, (lo, hi): (f64, f64)| (lo - x).max(x - hi).max(0.0);
    10.0 * outside(t.tsb, aim.tsb)
        + 50.0 * outside(t.reduction, REDUCTION)
        + 0.2 * (t.loads.len() as f64 - 14.0).abs()
        + 50.0 * t.loss
}

/// Bands of race week as shares of CTL, from seven days before the event to the day before: the last key session,
/// a rest, an easy day, two easier ones, the opener, a rest.
pub const RACE_WEEK: [(f64, f64); 7] =
    [(0.75, 1.0), (0.0, 0.3), (0.4, 0.6), (0.0, 0.4), (0.0, 0.4), (0.3, 0.5), (0.0, 0.2)];

/// Load of a day `before` days (7 to 1) ahead of the event; `at` 0 is the low end of the band, 1 the high end.
#[must_use]
pub fn race_week_load(before: usize, ctl: f64, at: f64) -> f64 {
    let (lo, hi) = RACE_WEEK.get(7_usize.wrapping_sub(before)).copied().unwrap_or((0.0, 0.0));
    ctl * (lo + (hi - lo) * at.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(((68.04, 78.0), 95.6, (10.0, 20.0)), (12, 0.2, 8.0), (64.81, 10.33, 4.75, 41.1))]
    #[case(((50.0, 52.0), 55.0, (5.0, 15.0)), (7, 0.2, 5.0), (47.24, 9.07, 5.53, 41.1))]
    #[case(((90.0, 105.0), 125.0, (15.0, 25.0)), (13, 0.2, 8.0), (84.56, 16.39, 6.05, 42.9))]
    fn enumerates_exactly(
        #[case] (from, daily, tsb): ((f64, f64), f64, (f64, f64)),
        #[case] (days, end, tau): (usize, f64, f64),
        #[case] (ctl, form, loss, reduction): (f64, f64, f64, f64),
    ) {
        let aim = Aim { from, daily, tsb, max_loss: 0.10, days: (7, 21) };
        let t = search(&aim, &FormSettings::default()).unwrap();
        assert_eq!((t.loads.len(), t.end, t.tau), (days, end, tau));
        assert!((t.ctl - ctl).abs() < 0.01 && (t.tsb - form).abs() < 0.01);
        assert!((t.loss * 100.0 - loss).abs() < 0.01 && (t.reduction * 100.0 - reduction).abs() < 0.06);
    }

    #[test]
    fn race_week_at_mid_band() {
        let loads: Vec<f64> = (1..=7).rev().map(|d| race_week_load(d, 64.0, 0.5)).collect();
        let expected = [56.0, 9.6, 32.0, 12.8, 12.8, 25.6, 6.4];
        assert!(loads.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{loads:?}");
        let g = Gains::of(&FormSettings::default());
        let (ctl, atl) = loads.iter().fold((64.0, 62.0), |s, l| g.step(s, *l));
        assert!((ctl - 57.508).abs() < 0.001 && (atl - 35.2).abs() < 0.001);
    }

    #[test]
    fn nothing_when_every_taper_loses_too_much() {
        let aim = Aim { from: (50.0, 50.0), daily: 20.0, tsb: (5.0, 15.0), max_loss: 0.0, days: (7, 8) };
        assert!(search(&aim, &FormSettings::default()).is_none());
    }
}
