//! From samples to the figures that a record keeps: a 1-Hz grid, then every metric that holds for any thresholds.
//!
//! Owns: resampling, spike guards, histograms, mean-max curves, NGS, decoupling. Does not own: reading files, loads.
//!
//! Pauses are left out, never filled with zeros, for normalized power and histograms; a mean-max window runs on through
//! them as through zeros, because a best half hour with a rest in it was not one.

mod grid;
mod mean_max;
mod slope;

use super::power;
use crate::domain::{Histogram, Samples, Sport, StreamMetrics};
pub use grid::Grid;

/// Durations of the mean-max power curve, s.
pub const POWER_GRID: [u32; 24] = [
    1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 300, 360, 480, 600, 720, 900, 1200, 1800, 2400, 3600, 5400, 7200,
    10_800, 14_400,
];
/// Durations of the mean-max heart-rate curve, s.
pub const HR_GRID: [u32; 7] = [10, 60, 300, 600, 1200, 1800, 3600];
/// Durations of the mean-max speed curve, s.
pub const SPEED_GRID: [u32; 12] = [60, 120, 180, 300, 480, 600, 720, 1200, 1800, 2400, 3600, 5400];

/// Time that decoupling leaves out at the start, s.
const WARM_UP_S: usize = 600;
/// Shortest activity with a decoupling, s.
const DECOUPLING_S: usize = 3600;
/// Normalized over mean output above which decoupling says nothing.
const STEADY: f64 = 1.05;

/// Every figure of `samples`. `moving_s` is the timer's time, of which coverages are shares; 0 takes the time sampled.
#[must_use]
pub fn metrics(samples: &Samples, sport: Sport, moving_s: f64) -> StreamMetrics {
    Grid::of(samples, sport).metrics(moving_s)
}

/// Mean heart rate over time, bpm.
#[must_use]
pub fn mean_hr(samples: &Samples) -> Option<f64> {
    Grid::of(samples, Sport::Other).mean_hr()
}

/// Mean power over time, zeros included, W.
#[must_use]
pub fn mean_power(samples: &Samples) -> Option<f64> {
    Grid::of(samples, Sport::Other).mean_power()
}

/// Metres climbed.
#[must_use]
pub fn ascent(samples: &Samples) -> Option<f64> {
    Grid::of(samples, Sport::Other).ascent()
}

impl Grid {
    /// Every figure that holds for any thresholds; see [`metrics`].
    #[must_use]
    pub fn metrics(&self, moving_s: f64) -> StreamMetrics {
        let moving = if moving_s.is_finite() && moving_s > 0.0 { moving_s } else { self.len() as f64 };
        let share = |seconds: usize| if moving > 0.0 { (seconds as f64 / moving).min(1.0) } else { 0.0 };
        let mut m = StreamMetrics {
            power_coverage: share(self.power_seen),
            hr_coverage: share(seen(&self.hr)),
            speed_coverage: share(seen(&self.speed)),
            hr: Histogram::from_values(1, self.hr.iter().copied()),
            mm_hr: mean_max::curve(self, &self.hr, &HR_GRID, 10.0),
            ..StreamMetrics::default()
        };
        if !self.power.is_empty() {
            self.power_metrics(&mut m);
        }
        if self.sport != Sport::Bike {
            m.mm_speed = mean_max::curve(self, &self.speed, &SPEED_GRID, 1000.0);
        }
        let graded = if self.sport == Sport::Run { slope::graded_speed(self) } else { Vec::new() };
        if !graded.is_empty() {
            m.ngs_mps = self.rolled(&graded, true).full_windows();
        }
        m.decoupling_pct = self.decoupling(&m, &graded);
        m
    }

    fn power_metrics(&self, m: &mut StreamMetrics) {
        let rolled = self.rolled(&self.power, false);
        m.np_w = rolled.full_windows();
        m.np_gc_w = rolled.zero_primed();
        let mut x = power::XPower::default();
        let mut last: Option<u32> = None;
        for (v, at) in self.power.iter().zip(&self.at) {
            if let Some(gap) = last.and_then(|l| at.checked_sub(l + 1)).filter(|g| *g > 0) {
                x.pause(f64::from(gap));
            }
            x.push(f64::from(*v));
            last = Some(*at);
        }
        m.xpower_w = x.value();
        m.power = Histogram::from_values(5, self.smoothed(&self.power));
        m.mmp = mean_max::curve(self, &self.power, &POWER_GRID, 10.0);
    }

    /// The 30-s fourth-power means of a column. With `skip`, a second without a value breaks the window off; without,
    /// it counts as 0.
    fn rolled(&self, column: &[f32], skip: bool) -> power::Rolling {
        let mut r = power::Rolling::default();
        for stretch in self.stretches() {
            r.split();
            for v in column.get(stretch).unwrap_or_default() {
                if skip && v.is_nan() {
                    r.split();
                } else {
                    r.push(f64::from(*v));
                }
            }
        }
        r
    }

    /// Trailing 5-s means, from shorter ones at the start of each stretch.
    fn smoothed<'a>(&'a self, column: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
        self.stretches().flat_map(move |range| {
            let part = column.get(range).unwrap_or_default();
            part.iter().enumerate().map(|(i, _)| {
                let window = &part[i.saturating_sub(4)..=i];
                window.iter().sum::<f32>() / window.len() as f32
            })
        })
    }

    /// Loss of output per heart beat from the first to the second half, %, after ten minutes of warm-up: of an hour at
    /// least, evenly ridden or run.
    fn decoupling(&self, m: &StreamMetrics, graded: &[f32]) -> Option<f64> {
        let (output, normalized) = match (m.np_w, m.ngs_mps) {
            (Some(np), _) if m.power_coverage >= 0.9 => (self.power.as_slice(), np),
            (_, Some(ngs)) if m.speed_coverage >= 0.7 => (graded, ngs),
            _ => return None,
        };
        if self.len() < DECOUPLING_S || m.hr_coverage < 0.7 || self.hr.len() != output.len() {
            return None;
        }
        let mean = mean_of(output)?;
        if mean <= 0.0 || normalized / mean > STEADY {
            return None;
        }
        decoupling(&output[WARM_UP_S..], &self.hr[WARM_UP_S..])
    }

    /// Mean heart rate, bpm.
    #[must_use]
    pub fn mean_hr(&self) -> Option<f64> {
        mean_of(&self.hr)
    }

    /// Highest heart rate, bpm.
    #[must_use]
    pub fn max_hr(&self) -> Option<f64> {
        max_of(&self.hr)
    }

    /// Mean power, zeros included, W.
    #[must_use]
    pub fn mean_power(&self) -> Option<f64> {
        mean_of(&self.power).filter(|_| self.power_seen > 0)
    }

    /// Highest power, W.
    #[must_use]
    pub fn max_power(&self) -> Option<f64> {
        max_of(&self.power).filter(|_| self.power_seen > 0)
    }

    /// Metres climbed: smoothed altitude, rises of less than two metres left out as noise.
    #[must_use]
    pub fn ascent(&self) -> Option<f64> {
        slope::ascent(self)
    }
}

/// Loss of output per heart beat from the first to the second half, %: 100·(r₁ − r₂)/r₁ with r = mean output over mean
/// heart rate of the seconds that have one. Columns of equal length.
#[must_use]
pub fn decoupling(output: &[f32], hr: &[f32]) -> Option<f64> {
    let half = output.len() / 2;
    let ratio = |out: &[f32], hr: &[f32]| {
        let (mut o, mut h) = (0.0, 0.0);
        for (x, y) in out.iter().zip(hr).filter(|(x, y)| **y > 0.0 && !x.is_nan()) {
            o += f64::from(*x);
            h += f64::from(*y);
        }
        (h > 0.0).then(|| o / h)
    };
    let (first, second) = (ratio(&output[..half], hr.get(..half)?)?, ratio(&output[half..], hr.get(half..)?)?);
    (first > 0.0).then(|| 100.0 * (first - second) / first)
}

fn seen(column: &[f32]) -> usize {
    column.iter().filter(|v| !v.is_nan()).count()
}

fn mean_of(column: &[f32]) -> Option<f64> {
    let (n, sum) = column.iter().filter(|v| !v.is_nan()).fold((0_u32, 0.0), |(n, s), v| (n + 1, s + f64::from(*v)));
    (n > 0).then(|| sum / f64::from(n))
}

fn max_of(column: &[f32]) -> Option<f64> {
    column.iter().copied().filter(|v| !v.is_nan()).reduce(f32::max).map(f64::from)
}

/// The middle of five values.
fn median5([a, b, c, d, e]: [f32; 5]) -> f32 {
    // Of four, neither the least nor the greatest can be it: what is left of them, and the fifth.
    let low = a.min(b).max(c.min(d));
    let high = a.max(b).min(c.max(d));
    low.min(e).max(low.max(e).min(high))
}

#[cfg(test)]
mod tests;
