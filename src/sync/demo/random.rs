//! Seeded random numbers for the demo: the same seed draws the same numbers on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014): tiny, fast, good enough for a simulated athlete.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// A generator for one purpose; two purposes never share a sequence.
    pub(super) fn new(seed: u64, purpose: u64) -> Self {
        Self(seed ^ purpose.wrapping_mul(0xD6E8_FEB8_6659_FD93))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Even in `[0, 1)`.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Even in `[lo, hi)`.
    pub(super) fn within(&mut self, lo: f64, hi: f64) -> f64 {
        lo + (hi - lo) * self.unit()
    }

    /// Whether something of this probability happens.
    pub(super) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// Normal with mean 0 and SD 1 (Box–Muller).
    pub(super) fn normal(&mut self) -> f64 {
        let u = self.unit().max(f64::MIN_POSITIVE);
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_fixed() {
        let mut r = Random::new(1, 2);
        let first: Vec<u64> = (0..3).map(|_| (r.unit() * 1e9) as u64).collect();
        let mut again = Random::new(1, 2);
        assert_eq!(first, (0..3).map(|_| (again.unit() * 1e9) as u64).collect::<Vec<_>>());
        let mut other = Random::new(1, 3);
        assert_ne!(first[0], (other.unit() * 1e9) as u64);
    }

    #[test]
    fn normal_has_mean_zero_and_deviation_one() {
        let mut r = Random::new(7, 7);
        let n: Vec<f64> = (0..20_000).map(|_| r.normal()).collect();
        let mean = n.iter().sum::<f64>() / n.len() as f64;
        let sd = (n.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n.len() as f64).sqrt();
        assert!(mean.abs() < 0.03 && (sd - 1.0).abs() < 0.03, "{mean} {sd}");
    }
}
