//! The 1-Hz grid: which seconds were recorded, and each channel's value in each of them.

use crate::domain::{Samples, Sport};

/// Longest time between two samples that is one recording and not a pause, s. Devices that record only on change leave
/// up to seven seconds out; holding up to ten reproduces the figures that devices and GoldenCheetah show.
const GAP_S: f64 = 10.0;
/// A power sensor that falls silent holds its last value this long, then counts as zero, s.
const POWER_HOLD_S: u32 = 3;
/// A heart-rate strap that falls silent holds its last value this long, s.
const HR_HOLD_S: u32 = 10;

/// Samples on a grid of whole seconds. Columns are as long as the grid, or empty when never recorded; NaN is missing.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    pub(super) sport: Sport,
    /// Elapsed second of each recorded second, rising.
    pub(super) at: Vec<u32>,
    /// Index of the first second of each stretch between pauses.
    pub(super) starts: Vec<usize>,
    /// bpm
    pub(super) hr: Vec<f32>,
    /// W; 0 where the sensor was silent for long.
    pub(super) power: Vec<f32>,
    /// Seconds with a power value.
    pub(super) power_seen: usize,
    /// m/s
    pub(super) speed: Vec<f32>,
    /// m
    pub(super) altitude: Vec<f32>,
}

/// One second: the sample before it and how far it lies towards the next.
#[derive(Clone, Copy)]
struct Tick {
    sample: u32,
    share: f32,
}

impl Grid {
    /// Puts samples on the grid. Values that no sensor gives (power over 2500 W, heart rate outside 30–230, speeds
    /// over 12 m/s running, 3 m/s swimming, 45 m/s otherwise) are taken as missing.
    #[must_use]
    pub fn of(samples: &Samples, sport: Sport) -> Self {
        let mut grid = Self { sport, ..Self::default() };
        let ticks = grid.lay(&samples.t);
        let n = samples.t.len();
        // A column of another length does not belong to these times.
        let fits = |len: usize| len == n && n > 0;
        if fits(samples.hr.len()) {
            grid.hr = grid.hold(&ticks, HR_HOLD_S, |i| ok(samples.hr[i], 30.0, 230.0), f32::NAN).0;
            clear_if_unseen(&mut grid.hr);
        }
        if fits(samples.power.len()) {
            let (column, seen) = grid.hold(&ticks, POWER_HOLD_S, |i| ok(samples.power[i], 0.0, 2500.0), 0.0);
            if seen > 0 {
                (grid.power, grid.power_seen) = (column, seen);
            }
        }
        let fastest = match sport {
            Sport::Run => 12.0,
            Sport::Swim => 3.0,
            _ => 45.0,
        };
        if fits(samples.speed.len()) && samples.speed.iter().any(|v| !v.is_nan()) {
            grid.speed = blend(&ticks, n, |i| ok(samples.speed[i], 0.0, fastest));
        } else if fits(samples.distance.len()) {
            grid.speed = from_distance(&ticks, samples, fastest);
        }
        clear_if_unseen(&mut grid.speed);
        if fits(samples.altitude.len()) {
            grid.altitude = blend(&ticks, n, |i| ok(samples.altitude[i], -500.0, 9_500.0));
            clear_if_unseen(&mut grid.altitude);
        }
        grid
    }

    /// Recorded seconds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether nothing was recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// Index ranges of the stretches between pauses.
    pub(super) fn stretches(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let ends = self.starts.iter().skip(1).copied().chain([self.len()]);
        self.starts.iter().copied().zip(ends).map(|(a, b)| a..b)
    }

    /// Whether the recording has no pause, so that index and elapsed time go together.
    pub(super) fn is_unbroken(&self) -> bool {
        self.starts.len() <= 1
    }

    fn lay(&mut self, t: &[f64]) -> Vec<Tick> {
        let mut ticks = Vec::with_capacity(t.len());
        self.at.reserve(t.len());
        let mut base = f64::NAN;
        let mut next = 0.0_f64;
        for (i, &now) in t.iter().enumerate() {
            if !(0.0..4.0e9).contains(&now) {
                continue;
            }
            let Ok(sample) = u32::try_from(i) else { break };
            if base.is_nan() || now < base {
                base = now;
                next = now;
                self.starts.push(ticks.len());
            }
            let after = t.get(i + 1).copied().unwrap_or(f64::INFINITY);
            let step = after - now;
            let pause = !(0.0..=GAP_S).contains(&step);
            // Before a pause, and at the end, a sample stands for its own second.
            let end = if pause { now + 1.0 } else { after };
            while next < end {
                let share = if pause || step <= 0.0 { 0.0 } else { ((next - now) / step).clamp(0.0, 1.0) };
                let at = next as u32;
                if self.at.last().is_none_or(|l| *l < at) {
                    ticks.push(Tick { sample, share: share as f32 });
                    self.at.push(at);
                }
                next += 1.0;
            }
            if pause {
                base = f64::NAN;
            }
        }
        self.starts.retain(|s| *s < ticks.len());
        self.starts.dedup();
        ticks
    }

    /// Last value carried on for `hold` seconds inside a stretch, then `silent`; and the seconds with a value.
    fn hold(&self, ticks: &[Tick], hold: u32, value: impl Fn(usize) -> f32, silent: f32) -> (Vec<f32>, usize) {
        let mut out = Vec::with_capacity(ticks.len());
        let mut seen = 0;
        for range in self.stretches() {
            let mut last = f32::NAN;
            let mut age = u32::MAX;
            for tick in &ticks[range] {
                let v = value(tick.sample as usize);
                if v.is_nan() {
                    age = age.saturating_add(1);
                } else {
                    last = v;
                    age = 0;
                }
                let held = age <= hold;
                seen += usize::from(held);
                out.push(if held { last } else { silent });
            }
        }
        (out, seen)
    }
}

fn ok(v: f32, lo: f32, hi: f32) -> f32 {
    if v >= lo && v <= hi { v } else { f32::NAN }
}

fn clear_if_unseen(column: &mut Vec<f32>) {
    if column.iter().all(|v| v.is_nan()) {
        column.clear();
    }
}

/// Straight lines between samples; the nearer one where the other is missing.
fn blend(ticks: &[Tick], n: usize, value: impl Fn(usize) -> f32) -> Vec<f32> {
    let one = |t: &Tick| {
        let i = t.sample as usize;
        let a = value(i);
        if t.share <= 0.0 || i + 1 >= n {
            return a;
        }
        let b = value(i + 1);
        match (a.is_nan(), b.is_nan()) {
            (false, false) => a + (b - a) * t.share,
            (true, false) => b,
            _ => a,
        }
    };
    ticks.iter().map(one).collect()
}

/// Speeds out of a distance column, for sources that record no speed.
fn from_distance(ticks: &[Tick], samples: &Samples, fastest: f32) -> Vec<f32> {
    let one = |t: &Tick| {
        let i = t.sample as usize;
        let (Some(d), Some(s)) = (samples.distance.get(i..i + 2), samples.t.get(i..i + 2)) else { return f32::NAN };
        let dt = s[1] - s[0];
        if dt > 0.0 && dt <= GAP_S { ok(((d[1] - d[0]) / dt) as f32, 0.0, fastest) } else { f32::NAN }
    };
    ticks.iter().map(one).collect()
}
