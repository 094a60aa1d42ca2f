//! Seeded random numbers: the same seed draws the same numbers on every machine.

/// PCG32, XSH-RR (O'Neill 2014).
pub(crate) struct Random {
    state: u64,
    increment: u64,
}

impl Random {
    /// A generator of its own sequence: two streams of one seed never meet.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut r = Self { state: 0, increment: (stream << 1) | 1 };
        r.next();
        r.state = r.state.wrapping_add(seed);
        r.next();
        r
    }

    fn next(&mut self) -> u32 {
        let old = self.state;
        self.state = old.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(self.increment);
        let word = (((old >> 18) ^ old) >> 27) as u32;
        word.rotate_right((old >> 59) as u32)
    }

    /// Even in `[0, 1)`.
    pub(crate) fn unit(&mut self) -> f64 {
        f64::from(self.next()) / 4_294_967_296.0
    }

    /// Even among the whole numbers from 0 to `n` − 1.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }

    /// Normal with mean 0 and SD 1 (Box–Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let u = self.unit().max(1.0e-12);
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Normal with this mean and SD, kept between `lo` and `hi`.
    pub(crate) fn between(&mut self, mean: f64, sd: f64, lo: f64, hi: f64) -> f64 {
        (mean + sd * self.normal()).clamp(lo, hi)
    }

    /// The order of a shuffle (Fisher–Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i + 1);
            items.swap(i, j);
        }
    }
}
