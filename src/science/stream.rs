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

/// Width of a bin of speed, cm/s.
const SPEED_BIN_CM: u16 = 5;
/// End of an effort whose heart rate tells whether it was maximal, s.
const END_S: usize = 30;

/// Time that decoupling leaves out at the start, s.
const WARM_UP_S: usize = 600;
/// Shortest activity with a decoupling, s.
const DECOUPLING_S: usize = 3600;

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
            mm_hr: mean_max::points(&mean_max::curve(self, &self.hr, &HR_GRID, 10.0)),
            ..StreamMetrics::default()
        };
        let speed = mean_max::curve(self, &self.speed, &SPEED_GRID, 1000.0);
        m.mm_speed = mean_max::points(&speed);
        m.mm_speed_end_hr = self.end_rates(&speed);
        let half_hour = if self.power.is_empty() { self.half_hour_end(&speed) } else { self.power_metrics(&mut m) };
        m.half_hour_end_hr = half_hour;
        let graded = if self.sport == Sport::Run { self.graded_metrics(&mut m) } else { Vec::new() };
        if self.sport == Sport::Swim {
            m.speed = Histogram::from_values(SPEED_BIN_CM, self.speed.iter().map(|v| v * 100.0));
        }
        m.decoupling_pct = self.decoupling(&m, &graded);
        m
    }

    /// Figures of graded speed; the column itself for others.
    fn graded_metrics(&self, m: &mut StreamMetrics) -> Vec<f32> {
        let (graded, sloped) = slope::graded_speed(self);
        if !graded.is_empty() {
            m.graded = sloped;
            m.ngs_mps = self.rolled(&graded, true).full_windows();
            m.mean_graded_mps = mean_of(&graded);
            m.speed = Histogram::from_values(SPEED_BIN_CM, graded.iter().map(|v| v * 100.0));
        }
        graded
    }

    /// Mean heart rate at the end of each best effort, bpm; 0 where unknown. Empty without heart rates.
    fn end_rates(&self, curve: &[mean_max::Best]) -> Vec<u8> {
        if self.hr.is_empty() {
            return Vec::new();
        }
        let end = |b: &mean_max::Best| {
            let from = b.window.end.saturating_sub(END_S).max(b.window.start);
            self.hr.get(from..b.window.end).and_then(mean_of).map_or(0, |bpm| bpm.round() as u8)
        };
        curve.iter().map(end).collect()
    }

    /// Mean heart rate of the last 20 min of the best half hour, bpm.
    fn half_hour_end(&self, curve: &[mean_max::Best]) -> Option<f32> {
        let best = curve.iter().find(|b| b.seconds == 1800)?;
        let from = best.window.end.checked_sub(1200)?.max(best.window.start);
        let column = self.hr.get(from..best.window.end)?;
        // A strap that was off for most of it says nothing.
        (seen(column) >= 900).then(|| mean_of(column).map(|v| v as f32)).flatten()
    }

    /// Figures of power; gives the heart rate at the end of the best half hour.
    fn power_metrics(&self, m: &mut StreamMetrics) -> Option<f32> {
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
        m.mean_power_w = mean_of(&self.power);
        let curve = mean_max::curve(self, &self.power, &POWER_GRID, 10.0);
        m.mmp = mean_max::points(&curve);
        m.mmp_end_hr = self.end_rates(&curve);
        self.half_hour_end(&curve)
    }

    /// Normalized power primed with zeros, W.
    #[must_use]
    pub fn gc_normalized(&self) -> Option<f64> {
        self.rolled(&self.power, false).zero_primed().filter(|_| self.power_seen > 0)
    }

    /// xPower as GoldenCheetah has it through pauses, W, and the seconds that it counts.
    #[must_use]
    pub fn gc_xpower(&self) -> (Option<f64>, f64) {
        super::gc::xpower(&self.at, &self.power)
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
        if !super::durability::is_steady(normalized, mean) {
            return None;
        }
        decoupling(&output[WARM_UP_S..], &self.hr[WARM_UP_S..])
    }

    /// Mean-max power: (seconds, W), rising seconds.
    #[must_use]
    pub fn power_curve(&self) -> Vec<(u32, f32)> {
        mean_max::points(&mean_max::curve(self, &self.power, &POWER_GRID, 10.0))
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
