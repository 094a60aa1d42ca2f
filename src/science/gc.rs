//! GoldenCheetah's own conventions, for those who come from it and to compare with its numbers.
//!
//! Where they differ from what loads here use: normalized power is primed with zeros; xPower goes on decaying through a
//! pause, and counts those seconds, until it is next to nothing; TSS and BikeScore take the time recorded; TRIMP comes
//! from the ride's mean heart rate and riding time, with the same weight for both sexes.

use super::{heart::HeartRates, power, stream::Grid};
use crate::domain::{Samples, Sport, settings::Sex};

/// Under this an exponential mean counts as nothing, W.
const NEGLIGIBLE_W: f64 = 0.1;

/// The figures of one recording.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Zero-primed normalized power, W; `None` without power.
    pub np_w: Option<f64>,
    /// xPower, W.
    pub xpower_w: Option<f64>,
    /// Seconds recorded.
    pub recorded_s: f64,
    /// Seconds that BikeScore counts.
    pub xpower_s: f64,
    /// Seconds in motion or pedalling; the seconds recorded where neither is known.
    pub riding_s: f64,
    /// Mean heart rate of the seconds that have one, bpm.
    pub mean_hr: Option<f64>,
}

/// Longest time between two samples that is one recording, s.
const GAP_S: f64 = 25.0;

/// The figures of a recording.
#[must_use]
pub fn figures(samples: &Samples, sport: Sport) -> Figures {
    let grid = Grid::of(samples, sport);
    let recorded_s = grid.len() as f64;
    let (xpower_w, xpower_s) = grid.gc_xpower();
    let filled = Filled::of(samples, sport);
    Figures {
        np_w: grid.gc_normalized(),
        xpower_w,
        recorded_s,
        xpower_s,
        riding_s: if filled.riding_s > 0.0 { filled.riding_s } else { filled.recorded_s },
        mean_hr: (filled.beating_s > 0.0).then(|| filled.beats / filled.beating_s),
    }
}

/// Sums over samples with the seconds between them filled in on straight lines.
#[derive(Default)]
struct Filled {
    recorded_s: f64,
    riding_s: f64,
    beating_s: f64,
    /// Sum of heart rates over [`Self::beating_s`], bpm·s.
    beats: f64,
}

impl Filled {
    fn of(samples: &Samples, sport: Sport) -> Self {
        let mut sums = Self::default();
        let at = |column: &[f32], i: usize| column.get(i).copied().filter(|v| !v.is_nan()).map_or(0.0, f64::from);
        // A runner's cadence is another column there, and does not count as riding.
        let pedals = |i: usize| sport != Sport::Run && at(&samples.cadence, i) > 0.0;
        let moves = |i: usize| at(&samples.speed, i) > 0.0 || pedals(i);
        let mut add = |seconds: f64, moves: bool, bpm: f64| {
            sums.recorded_s += seconds;
            sums.riding_s += if moves { seconds } else { 0.0 };
            if bpm > 0.0 {
                sums.beating_s += seconds;
                sums.beats += bpm * seconds;
            }
        };
        let (mut moved, mut bpm) = (false, 0.0);
        for i in 0..samples.t.len() {
            let step = samples.t.get(i + 1).map_or(f64::INFINITY, |next| next - samples.t[i]);
            moved |= moves(i);
            bpm = if at(&samples.hr, i) > 0.0 { at(&samples.hr, i) } else { bpm };
            // Samples of one second are one: some devices write each sensor by itself.
            if step <= 0.0 {
                continue;
            }
            add(step.min(1.0), std::mem::take(&mut moved), std::mem::take(&mut bpm));
            if step > 1.0 && step <= GAP_S {
                // On a straight line between two values only its ends can be nothing.
                let mean_hr = f64::midpoint(at(&samples.hr, i), at(&samples.hr, i + 1));
                add(step - 1.0, moves(i) || moves(i + 1), mean_hr);
            }
        }
        sums
    }
}

impl Figures {
    /// TSS and intensity factor against an FTP in W.
    #[must_use]
    pub fn tss(&self, ftp: f64) -> Option<(f64, f64)> {
        let intensity = self.np_w? / ftp;
        Some((power::stress(self.recorded_s, intensity), intensity))
    }

    /// BikeScore and relative intensity against a critical power in W.
    #[must_use]
    pub fn bike_score(&self, cp: f64) -> Option<(f64, f64)> {
        let intensity = self.xpower_w? / cp;
        Some((power::stress(self.xpower_s, intensity), intensity))
    }

    /// TRIMP of the mean heart rate over the riding time.
    #[must_use]
    pub fn trimp(&self, rates: &HeartRates, sex: Sex) -> Option<f64> {
        let reserve = rates.reserve(self.mean_hr?);
        let exponent = if sex == Sex::Female { 1.67 } else { 1.92 };
        Some(self.riding_s / 60.0 * reserve * 0.64 * (exponent * reserve).exp())
    }
}

/// xPower of 1-Hz values at rising seconds, W, and the seconds that it counts.
#[must_use]
pub fn xpower(seconds: &[u32], watts: &[f32]) -> (Option<f64>, f64) {
    let (mut mean, mut sum, mut count) = (0.0_f64, 0.0_f64, 0.0_f64);
    let mut last: Option<u32> = None;
    let fourth = |v: f64| v * v * v * v;
    for (&at, &w) in seconds.iter().zip(watts) {
        let mut gap = last.map_or(0, |l| at.saturating_sub(l + 1));
        while gap > 0 && mean > NEGLIGIBLE_W {
            mean *= 25.0 / 26.0;
            sum += fourth(mean);
            count += 1.0;
            gap -= 1;
        }
        let w = if w.is_nan() { 0.0 } else { f64::from(w) };
        mean = mean * 25.0 / 26.0 + w / 26.0;
        sum += fourth(mean);
        count += 1.0;
        last = Some(at);
    }
    ((count > 0.0).then(|| (sum / count).sqrt().sqrt()), count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ride(seconds: impl Iterator<Item = u32>) -> Samples {
        let t: Vec<f64> = seconds.map(f64::from).collect();
        let n = t.len();
        Samples { t, power: vec![200.0; n], hr: vec![150.0; n], speed: vec![8.0; n], ..Samples::default() }
    }

    #[test]
    fn an_even_hour() {
        let f = figures(&ride(0..3600), Sport::Bike);
        assert!((f.np_w.unwrap() - 199.672_964).abs() < 1e-4);
        assert!((f.xpower_w.unwrap() - 199.265_152).abs() < 1e-4);
        assert!((f.riding_s - 3600.0).abs() < 1.5 && (f.recorded_s - 3600.0).abs() < 1e-9);
        let rates = HeartRates::new(50.0, 190.0, 165.0).unwrap();
        assert!((f.trimp(&rates, Sex::Male).unwrap() - 108.095_359).abs() < 1e-3);
        assert!(f.trimp(&rates, Sex::Female) < f.trimp(&rates, Sex::Male));
    }

    #[test]
    fn a_pause_counts_while_the_mean_decays() {
        let f = figures(&ride((0..600).chain(1200..1800)), Sport::Bike);
        // 200 · (25/26)^n falls under .1 W after 194 s.
        assert!((f.xpower_s - 1200.0 - 194.0).abs() <= 1.0, "{}", f.xpower_s);
        assert!((f.recorded_s - 1200.0).abs() < 1e-9);
        assert_eq!(figures(&Samples::default(), Sport::Bike).np_w, None);
    }
}
