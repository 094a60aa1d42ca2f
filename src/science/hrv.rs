//! Heart-rate variability of a week against the two months before (Plews 2013, 2014; Altini).
//!
//! Works on ln rMSSD of one source. Values of another source, or SDNN, are another series with its own baseline.

pub mod guided;
pub mod reaction;

use super::stats::{mean, sample_sd};

/// Nights of the week that are compared.
pub const WEEK: i64 = 7;
/// Nights before those that they are compared with.
pub const BASELINE: i64 = 60;
/// Baseline nights without which nothing is said.
pub const BASELINE_LEAST: usize = 14;
/// Baseline nights under which what is said is less certain.
pub const BASELINE_SURE: usize = 30;
/// Valid nights that a week needs.
pub const WEEK_LEAST: usize = 3;
/// Floor of the baseline's standard deviation: without it a very even baseline makes noise look like an alarm.
const SD_FLOOR: f64 = 0.03;

/// What a week of nights says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HrvStats {
    /// Valid nights of the week.
    pub nights: usize,
    /// Valid nights of the baseline.
    pub baseline_nights: usize,
    /// Mean ln rMSSD of the week; needs three nights.
    pub week: Option<f64>,
    /// Mean ln rMSSD of the baseline; needs fourteen nights.
    pub mean: Option<f64>,
    /// Standard deviation of the baseline, .03 at least.
    pub sd: Option<f64>,
    /// (week − mean) / sd.
    pub z7: Option<f64>,
    /// (last night − mean) / sd.
    pub z1: Option<f64>,
    /// Week over baseline, back on the scale of milliseconds, %.
    pub pct: Option<f64>,
    /// Coefficient of variation of the week, %.
    pub cv: Option<f64>,
}

/// A week's coefficient of variation over its usual by this factor is unstable.
const UNSTABLE: f64 = 1.5;
/// Deviation over which HRV is high enough to think of saturation.
const SATURATED_Z: f64 = 2.0;

impl HrvStats {
    /// Lower and upper end of the smallest worthwhile change, ln rMSSD: mean ± half a standard deviation.
    #[must_use]
    pub fn worthwhile(&self) -> Option<(f64, f64)> {
        let (m, s) = (self.mean?, self.sd?);
        Some((m - 0.5 * s, m + 0.5 * s))
    }

    /// Lower and upper end of the normal range, ln rMSSD: mean ± three quarters of a standard deviation.
    #[must_use]
    pub fn normal(&self) -> Option<(f64, f64)> {
        let (m, s) = (self.mean?, self.sd?);
        Some((m - 0.75 * s, m + 0.75 * s))
    }

    /// Whether the week's nights scatter over 1.5× as much as usual while their mean is in its normal range: worth a
    /// note, no reason to act.
    #[must_use]
    pub fn unstable(&self, usual_cv: Option<f64>) -> bool {
        let inside = self.week.zip(self.normal()).is_some_and(|(w, (lo, hi))| lo <= w && w <= hi);
        inside && self.cv.zip(usual_cv).is_some_and(|(cv, usual)| usual > 0.0 && cv > UNSTABLE * usual)
    }

    /// Whether HRV is far over the usual under heavy load: parasympathetic saturation rather than freshness (Plews
    /// 2013). `heavy`: TSB under −10 % of CTL.
    #[must_use]
    pub fn saturated(&self, heavy: bool) -> bool {
        heavy && self.z7.is_some_and(|z| z > SATURATED_Z)
    }
}

/// Statistics of `week` (oldest first, the last one is last night) against `baseline` (any order, without gaps).
#[must_use]
pub fn stats(baseline: &[f64], week: &[Option<f64>]) -> HrvStats {
    let valid: Vec<f64> = week.iter().flatten().copied().collect();
    let enough = baseline.len() >= BASELINE_LEAST;
    let mu = mean(baseline).filter(|_| enough);
    let sd = sample_sd(baseline).filter(|_| enough).map(|s| s.max(SD_FLOOR));
    let m7 = mean(&valid).filter(|_| valid.len() >= WEEK_LEAST);
    let z = |x: Option<f64>| Some((x? - mu?) / sd?);
    HrvStats {
        nights: valid.len(),
        baseline_nights: baseline.len(),
        week: m7,
        mean: mu,
        sd,
        z7: z(m7),
        z1: z(week.last().copied().flatten()),
        pct: m7.zip(mu).map(|(a, b)| ((a - b).exp() - 1.0) * 100.0),
        cv: m7.filter(|m| *m > 0.0).zip(sample_sd(&valid)).map(|(m, s)| 100.0 * s / m),
    }
}

/// (HRV / usual HRV) / (RHR / usual RHR): .8 and more good, .6–.79 moderate. Shown, not scored.
#[must_use]
pub fn recovery_index(hrv: f64, usual_hrv: f64, rhr: f64, usual_rhr: f64) -> Option<f64> {
    (usual_hrv > 0.0 && rhr > 0.0).then(|| (hrv / usual_hrv) / (rhr / usual_rhr))
}

#[cfg(test)]
mod tests;
