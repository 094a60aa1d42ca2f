//! Performance as fitness less fatigue (Banister 1975; Morton, Fitz-Clarke & Banister 1990).
//!
//! `g_d = g_{d−1}·e^(−1/τ1) + w_d`, `h_d = h_{d−1}·e^(−1/τ2) + w_d`, `p_d = p0 + k1·g_d − k2·h_d`.
//!
//! Two read-outs: the evening, with the day's load in it (Clarke & Skiba 2013), and the next morning, decayed once more:
//! the form that a race is ridden with. Owns: the model, its influence times, [`fit`] and [`predict`]. Does not own:
//! which efforts count as tests ([`super::performance`]). The model explains trends, not the form of a day.

pub mod fit;
pub mod predict;

use serde::Serialize;

/// Time constants of the population, d, and the usual weight of fatigue against fitness; what is used where an
/// athlete's own history does not tell (our choice, near the centre of published fits).
pub const POPULATION: (f64, f64, f64) = (42.0, 10.0, 1.7);

/// The sentence that goes with every prediction.
pub const CAVEAT: &str = "The model explains trends, not the form of a day.";

/// The five parameters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Params {
    /// Performance without training, in the unit of the tests.
    pub p0: f64,
    /// Weight of fitness.
    pub k1: f64,
    /// Weight of fatigue.
    pub k2: f64,
    /// Days of fitness.
    pub tau1: f64,
    /// Days of fatigue.
    pub tau2: f64,
}

/// Fitness and fatigue at the end of a day, before their weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct State {
    /// Fitness impulse.
    pub g: f64,
    /// Fatigue impulse.
    pub h: f64,
}

impl State {
    /// The state at the end of a day with `load`, from the evening before.
    #[must_use]
    pub fn step(self, load: f64, tau1: f64, tau2: f64) -> Self {
        let next = self.decayed(tau1, tau2);
        Self { g: next.g + load, h: next.h + load }
    }

    /// A night later.
    #[must_use]
    pub fn decayed(self, tau1: f64, tau2: f64) -> Self {
        Self { g: self.g * (-1.0 / tau1).exp(), h: self.h * (-1.0 / tau2).exp() }
    }
}

impl Params {
    /// Performance on the evening of a state.
    #[must_use]
    pub fn evening(&self, s: State) -> f64 {
        self.p0 + self.k1 * s.g - self.k2 * s.h
    }

    /// Performance on the morning after a state.
    #[must_use]
    pub fn next_morning(&self, s: State) -> f64 {
        self.evening(s.decayed(self.tau1, self.tau2))
    }

    /// How much a unit of load on a day changes performance `days` later, on the evening.
    #[must_use]
    pub fn influence(&self, days: f64) -> f64 {
        self.k1 * (-days / self.tau1).exp() - self.k2 * (-days / self.tau2).exp()
    }
}

/// States at the end of each day of consecutive loads, from nothing.
#[must_use]
pub fn states(loads: &[f64], tau1: f64, tau2: f64) -> Vec<State> {
    let mut s = State::default();
    loads
        .iter()
        .map(|&l| {
            s = s.step(l, tau1, tau2);
            s
        })
        .collect()
}

/// When load helps and when it hurts, counted back from a race (Fitz-Clarke 1991).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Influence {
    /// Load later than this many days before a race hurts more than it helps; 0 when it never does.
    pub critical_days: f64,
    /// Load this many days before a race helps most.
    pub best_days: f64,
}

/// The influence times; `None` where they have no meaning (fatigue that outlasts fitness, weights that are not positive).
#[must_use]
pub fn influence_times(k1: f64, k2: f64, tau1: f64, tau2: f64) -> Option<Influence> {
    let (tn, tg) = raw_influence_times(k1, k2, tau1, tau2)?;
    Some(Influence { critical_days: tn.max(0.0), best_days: tg.max(0.0) })
}

/// The same without the floor at the race itself: negative when fatigue weighs less than fitness from the first day.
#[must_use]
pub fn raw_influence_times(k1: f64, k2: f64, tau1: f64, tau2: f64) -> Option<(f64, f64)> {
    let good = k1 > 0.0 && k2 > 0.0 && tau1 > tau2 && tau2 > 0.0;
    good.then(|| {
        let q = tau1 * tau2 / (tau1 - tau2);
        (q * (k2 / k1).ln(), q * (k2 * tau1 / (k1 * tau2)).ln())
    })
}

#[cfg(test)]
mod tests;
