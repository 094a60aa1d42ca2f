//! Slope from altitude: grade-adjusted speed of a run, and metres climbed.

use super::{grid::Grid, median5};
use crate::science::run::grade_factor;

/// Half of the distance that altitude is averaged over, m.
const SMOOTH_M: f64 = 15.0;
/// Half of the distance that a grade is taken over, m.
const GRADE_M: f64 = 10.0;
/// Rises smaller than this are noise, m.
const RISE_M: f32 = 2.0;

/// Slopes steeper than this are not run; where they fill more than [`DRIFT_SHARE`] of the time the barometer drifts.
const STEEPEST: f64 = 0.45;
/// Share of the time on impossible slopes from which an altitude is not believed.
const DRIFT_SHARE: f64 = 0.05;

/// Speed times the factor of its slope, m/s, and whether slopes are in it: without an altitude, or with one that
/// drifts, the speed itself. Empty without speeds.
pub(super) fn graded_speed(grid: &Grid) -> (Vec<f32>, bool) {
    if grid.altitude.len() != grid.speed.len() || grid.speed.is_empty() {
        return (grid.speed.clone(), false);
    }
    let grades = grades(grid);
    let impossible = grades.iter().filter(|g| g.abs() >= STEEPEST).count() as f64;
    if impossible > DRIFT_SHARE * grades.len() as f64 {
        return (grid.speed.clone(), false);
    }
    let one = |(v, g): (&f32, &f64)| v * grade_factor(*g) as f32;
    (grid.speed.iter().zip(&grades).map(one).collect(), true)
}

/// Slope at each second, held within ±[`STEEPEST`]; level where too little way was made to tell.
fn grades(grid: &Grid) -> Vec<f64> {
    let travelled = travelled(&grid.speed);
    let altitude = smoothed(&medians(&grid.altitude), &travelled);
    let (mut a, mut b) = (0, 0);
    let last = travelled.len() - 1;
    (0..travelled.len())
        .map(|i| {
            let here = travelled[i];
            while a < i && travelled[a + 1] <= here - GRADE_M {
                a += 1;
            }
            while b < last && (b < i || travelled[b] < here + GRADE_M) {
                b += 1;
            }
            let run = travelled[b] - travelled[a];
            let grade = if run >= GRADE_M { (altitude[b] - altitude[a]) / run } else { 0.0 };
            if grade.is_finite() { grade.clamp(-STEEPEST, STEEPEST) } else { 0.0 }
        })
        .collect()
}

/// Metres from the start at each second.
fn travelled(speed: &[f32]) -> Vec<f64> {
    let mut at = 0.0;
    speed
        .iter()
        .map(|v| {
            at += if v.is_nan() { 0.0 } else { f64::from(*v) };
            at
        })
        .collect()
}

/// Median of five seconds, missing values replaced by the one before.
fn medians(column: &[f32]) -> Vec<f32> {
    let mut last = column.iter().copied().find(|v| !v.is_nan()).unwrap_or(0.0);
    let whole: Vec<f32> = column
        .iter()
        .map(|v| {
            last = if v.is_nan() { last } else { *v };
            last
        })
        .collect();
    let mut out = whole.clone();
    for (i, w) in whole.windows(5).enumerate() {
        out[i + 2] = median5([w[0], w[1], w[2], w[3], w[4]]);
    }
    out
}

/// Mean over the thirty metres around each second.
fn smoothed(column: &[f32], travelled: &[f64]) -> Vec<f64> {
    let mut sums = Vec::with_capacity(column.len() + 1);
    let mut sum = 0.0;
    sums.push(sum);
    for v in column {
        sum += f64::from(*v);
        sums.push(sum);
    }
    let (mut a, mut b) = (0, 0);
    (0..column.len())
        .map(|i| {
            while travelled[a] < travelled[i] - SMOOTH_M {
                a += 1;
            }
            while b < column.len() && travelled[b] <= travelled[i] + SMOOTH_M {
                b += 1;
            }
            (sums[b] - sums[a]) / (b - a) as f64
        })
        .collect()
}

/// Metres climbed: every rise of at least two metres between two turns.
pub(super) fn ascent(grid: &Grid) -> Option<f64> {
    if grid.altitude.is_empty() {
        return None;
    }
    let altitude = medians(&grid.altitude);
    let mut climbed = 0.0;
    let mut low = *altitude.first()?;
    for &h in &altitude {
        if h >= low + RISE_M {
            climbed += f64::from(h - low);
            low = h;
        } else if h < low {
            low = h;
        }
    }
    Some(climbed)
}
