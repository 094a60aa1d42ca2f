//! Load from power: normalized power, xPower, intensity, TSS, power at threshold.
//!
//! Sources: Allen & Coggan, *Training and Racing with a Power Meter* (2010); Skiba's xPower and BikeScore (2006);
//! the constants of the typical power curve are those of GoldenCheetah's mean athlete (CP 261 W, W′ 15.5 kJ, Pmax
//! 1100 W).

/// Window of normalized power, s.
pub const WINDOW_S: usize = 30;

/// Running sums of the fourth power of a 30-s rolling mean, over any number of stretches.
///
/// Pauses split a recording into stretches. `tp` counts full windows inside a stretch only; `gc` starts with a window
/// of zeros and runs on over the seams, as GoldenCheetah does.
#[derive(Clone, Debug)]
pub struct Rolling {
    ring: [f64; WINDOW_S],
    seen: usize,
    at: usize,
    sum: f64,
    in_stretch: usize,
    full: (f64, usize),
    primed: f64,
}

impl Default for Rolling {
    fn default() -> Self {
        Self { ring: [0.0; WINDOW_S], seen: 0, at: 0, sum: 0.0, in_stretch: 0, full: (0.0, 0), primed: 0.0 }
    }
}

impl Rolling {
    /// The next second's value. NaN counts as 0.
    #[inline]
    pub fn push(&mut self, value: f64) {
        let v = if value.is_nan() { 0.0 } else { value };
        self.sum += v - self.ring[self.at];
        self.ring[self.at] = v;
        self.at = if self.at + 1 == WINDOW_S { 0 } else { self.at + 1 };
        self.seen += 1;
        self.in_stretch += 1;
        // Rounding may leave a trace below zero after a long run of zeros.
        let m = (self.sum / WINDOW_S as f64).max(0.0);
        let sq = m * m;
        let fourth = sq * sq;
        self.primed += fourth;
        if self.in_stretch >= WINDOW_S {
            self.full.0 += fourth;
            self.full.1 += 1;
        }
    }

    /// A pause: the next full window begins after it.
    pub fn split(&mut self) {
        self.in_stretch = 0;
    }

    /// Fourth root of the mean over full windows; `None` before the first.
    #[must_use]
    pub fn full_windows(&self) -> Option<f64> {
        (self.full.1 > 0).then(|| (self.full.0 / self.full.1 as f64).sqrt().sqrt())
    }

    /// Fourth root of the mean over every second, the window primed with zeros; `None` without a value.
    #[must_use]
    pub fn zero_primed(&self) -> Option<f64> {
        (self.seen > 0).then(|| (self.primed / self.seen as f64).sqrt().sqrt())
    }
}

/// Normalized power of a 1-Hz series without pauses, W: full 30-s windows only. `None` under 30 s.
#[must_use]
pub fn normalized(watts: &[f64]) -> Option<f64> {
    rolled(watts).full_windows()
}

/// Normalized power as GoldenCheetah computes it, W: the window primed with zeros, every sample counted.
#[must_use]
pub fn normalized_zero_primed(watts: &[f64]) -> Option<f64> {
    rolled(watts).zero_primed()
}

fn rolled(watts: &[f64]) -> Rolling {
    let mut r = Rolling::default();
    for w in watts {
        r.push(*w);
    }
    r
}

/// Skiba's xPower: an exponentially weighted mean with 25 s, then the fourth-power mean.
#[derive(Clone, Copy, Debug, Default)]
pub struct XPower {
    mean: f64,
    sum: f64,
    seconds: f64,
}

impl XPower {
    /// The next second's value. NaN counts as 0.
    #[inline]
    pub fn push(&mut self, value: f64) {
        let v = if value.is_nan() { 0.0 } else { value };
        self.mean += (v - self.mean) / 26.0;
        let sq = self.mean * self.mean;
        self.sum += sq * sq;
        self.seconds += 1.0;
    }

    /// A pause of `seconds`: the mean decays with nothing coming in, and the pause is not counted.
    pub fn pause(&mut self, seconds: f64) {
        self.mean *= (25.0_f64 / 26.0).powf(seconds.clamp(0.0, 1.0e6));
    }

    /// xPower, W.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        (self.seconds > 0.0).then(|| (self.sum / self.seconds).sqrt().sqrt())
    }
}

/// xPower of a 1-Hz series, W.
#[must_use]
pub fn xpower(watts: &[f64]) -> Option<f64> {
    let mut x = XPower::default();
    for w in watts {
        x.push(*w);
    }
    x.value()
}

/// 100 · hours · intensity²: TSS from NP / FTP, BikeScore from xPower / CP, rTSS from NGS / threshold speed.
#[must_use]
pub fn stress(seconds: f64, intensity: f64) -> f64 {
    seconds / 3600.0 * intensity * intensity * 100.0
}

/// Power that GoldenCheetah's mean athlete holds for `seconds`, W.
#[must_use]
pub fn typical_power(seconds: f64) -> f64 {
    const CP: f64 = 261.0;
    const W_PRIME: f64 = 15_500.0;
    const P_MAX: f64 = 1_100.0;
    W_PRIME / (seconds + W_PRIME / (P_MAX - CP)) + CP
}

/// FTP that a best effort of `watts` over `seconds` (180–3600) speaks for: the power scaled by the typical curve.
#[must_use]
pub fn eftp(seconds: f64, watts: f64) -> Option<f64> {
    (180.0..=3600.0).contains(&seconds).then(|| watts * 261.0 / typical_power(seconds))
}

/// FTP of a 20-minute test: 95 % (Allen & Coggan).
#[must_use]
pub fn ftp_of_20_min(watts: f64) -> f64 {
    0.95 * watts
}

/// FTP of a ramp test: 75 % of the best minute.
#[must_use]
pub fn ftp_of_ramp(watts: f64) -> f64 {
    0.75 * watts
}

/// Critical power and what can be spent above it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CriticalPower {
    /// W
    pub cp: f64,
    /// J
    pub w_prime: f64,
    /// Share of the work's variance that the line explains; under [`GOOD_FIT`] the points don't belong together.
    pub r2: f64,
}

/// Fit from which critical power is trusted.
pub const GOOD_FIT: f64 = 0.99;
/// W′ that a person can have, J.
const W_PRIME: (f64, f64) = (3_000.0, 50_000.0);

/// Critical power of 2–6 maximal efforts (s, W): the regression of work on time, W = CP·t + W′ (Monod & Scherrer 1965).
///
/// `None` with fewer than two points, with points that span less than a factor of three in time, with CP ≤ 0 or with
/// W′ outside 3–50 kJ.
#[must_use]
pub fn critical_power_fit(points: &[(f64, f64)]) -> Option<CriticalPower> {
    spans(points).then_some(())?;
    let work = points.iter().map(|(t, p)| (*t, t * p));
    let (cp, w_prime) = regression(work.clone())?;
    let r2 = explained(work, cp, w_prime);
    plausible(CriticalPower { cp, w_prime, r2 })
}

/// The same of the other linear form, P = CP + W′/t, which weighs the short efforts more. For comparison.
#[must_use]
pub fn critical_power_inverse(points: &[(f64, f64)]) -> Option<CriticalPower> {
    (spans(points) && points.iter().all(|p| p.0 > 0.0)).then_some(())?;
    let power = points.iter().map(|(t, p)| (1.0 / t, *p));
    let (w_prime, cp) = regression(power.clone())?;
    let r2 = explained(power, w_prime, cp);
    plausible(CriticalPower { cp, w_prime, r2 })
}

/// Critical power (W) and W′ (J); see [`critical_power_fit`].
#[must_use]
pub fn critical_power(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    critical_power_fit(points).map(|c| (c.cp, c.w_prime))
}

fn spans(points: &[(f64, f64)]) -> bool {
    let lo = points.iter().map(|p| p.0).fold(f64::INFINITY, f64::min);
    let hi = points.iter().map(|p| p.0).fold(0.0, f64::max);
    points.len() >= 2 && hi >= 3.0 * lo
}

fn plausible(c: CriticalPower) -> Option<CriticalPower> {
    (c.cp > 0.0 && (W_PRIME.0..=W_PRIME.1).contains(&c.w_prime)).then_some(c)
}

/// Share of the variance that a line explains.
fn explained(points: impl Iterator<Item = (f64, f64)> + Clone, slope: f64, at_zero: f64) -> f64 {
    let n = points.clone().count() as f64;
    let mean = points.clone().map(|p| p.1).fold(0.0, |a, b| a + b) / n;
    let (left, all) = points.fold((0.0, 0.0), |(left, all), (x, y)| {
        (left + (y - slope * x - at_zero).powi(2), all + (y - mean).powi(2))
    });
    if all > 0.0 { 1.0 - left / all } else { 1.0 }
}

/// Slope and intercept of least squares.
pub(crate) fn regression(points: impl Iterator<Item = (f64, f64)> + Clone) -> Option<(f64, f64)> {
    let n = points.clone().count() as f64;
    let (sx, sy) = points.clone().fold((0.0, 0.0), |(a, b), (x, y)| (a + x, b + y));
    let (mx, my) = (sx / n, sy / n);
    let (sxy, sxx) = points.fold((0.0, 0.0), |(a, b), (x, y)| (a + (x - mx) * (y - my), b + (x - mx) * (x - mx)));
    (sxx > 0.0).then(|| (sxy / sxx, my - sxy / sxx * mx))
}

/// VO2max from the best five minutes on the bike, ml/kg/min (Sitko 2022: 16.6 + 8.87 · W/kg).
#[must_use]
pub fn vo2max_of_5_min(watts: f64, kg: f64) -> Option<f64> {
    (kg > 0.0).then(|| 16.6 + 8.87 * watts / kg)
}

#[cfg(test)]
mod tests;
