//! Mean-max curves: the highest mean over each of a fixed list of durations, by prefix sums.

use super::grid::Grid;
use std::ops::Range;

/// The best window of one duration.
#[derive(Clone, Debug)]
pub(super) struct Best {
    /// Its duration, s.
    pub(super) seconds: u32,
    /// Its mean.
    pub(super) mean: f32,
    /// Recorded seconds in it, by index into the grid.
    pub(super) window: Range<usize>,
}

/// The points of a curve as a record keeps them.
pub(super) fn points(curve: &[Best]) -> Vec<(u32, f32)> {
    curve.iter().map(|b| (b.seconds, b.mean)).collect()
}

/// The best window for every duration of `durations` (rising) that fits in the recording; the mean is rounded to
/// 1 / `steps`. Missing values and pauses count as zero. Linear in the seconds for each duration.
pub(super) fn curve(grid: &Grid, column: &[f32], durations: &[u32], steps: f32) -> Vec<Best> {
    if column.is_empty() || column.len() != grid.len() {
        return Vec::new();
    }
    let mut sums = Vec::with_capacity(column.len() + 1);
    let mut sum = 0.0_f64;
    sums.push(sum);
    for v in column {
        sum += if v.is_nan() { 0.0 } else { f64::from(*v) };
        sums.push(sum);
    }
    let best = |d: u32| if grid.is_unbroken() { straight(&sums, d) } else { across_pauses(&sums, &grid.at, d) };
    let rounded = |seconds: u32, (sum, window): (f64, Range<usize>)| Best {
        seconds,
        mean: ((sum / f64::from(seconds)) as f32 * steps).round() / steps,
        window,
    };
    durations.iter().map_while(|&d| best(d).map(|b| rounded(d, b))).filter(|b| b.mean > 0.0).collect()
}

/// Highest sum over `d` neighbouring seconds, and where.
fn straight(sums: &[f64], d: u32) -> Option<(f64, Range<usize>)> {
    const LANES: usize = 8;
    let d = d as usize;
    let ends = sums.get(d..).filter(|e| !e.is_empty())?;
    let begins = &sums[..ends.len()];
    // Independent lanes let the compiler keep several maxima in one register.
    let mut top = [f64::MIN; LANES];
    let (e, b) = (ends.chunks_exact(LANES), begins.chunks_exact(LANES));
    let rest = e.remainder().iter().zip(b.remainder()).map(|(x, y)| x - y).fold(f64::MIN, f64::max);
    for (e, b) in e.zip(b) {
        for i in 0..LANES {
            let s = e[i] - b[i];
            top[i] = if s > top[i] { s } else { top[i] };
        }
    }
    let top = top.into_iter().fold(rest, f64::max);
    // A second look for the place is cheaper than carrying it along.
    let at = ends.iter().zip(begins).position(|(e, b)| e - b >= top).unwrap_or(0);
    Some((top, at..at + d))
}

/// Highest sum over `d` elapsed seconds, and where. A best window can be moved on until it begins with a recorded
/// second or ends with the recording, so only those are tried.
fn across_pauses(sums: &[f64], at: &[u32], d: u32) -> Option<(f64, Range<usize>)> {
    let end = at.last()?.checked_add(1)?;
    let last_start = end.checked_sub(d).filter(|s| at.first().is_some_and(|first| first <= s))?;
    let tail = at.partition_point(|t| *t < last_start);
    let mut top = (sums[at.len()] - sums[tail], tail..at.len());
    let mut j = 0;
    for (i, &from) in at.iter().enumerate().take(tail) {
        let to = from.saturating_add(d);
        while j < at.len() && at[j] < to {
            j += 1;
        }
        if sums[j] - sums[i] > top.0 {
            top = (sums[j] - sums[i], i..j);
        }
    }
    Some(top)
}
