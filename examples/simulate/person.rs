//! The simulated athlete: what they are, and what befalls them on each day whatever they train.
//!
//! Owns: every random number. All arms of one athlete read the same ones, so that a difference between two arms is
//! the arms' doing. Does not own: what training does (body).

use super::random::Random;

/// Days before the season.
pub(crate) const WARM_UP: usize = 70;
/// Days of the season; the race is on the last of them.
pub(crate) const SEASON: usize = 84;
const DAYS: usize = WARM_UP + SEASON;

/// A mis-specified world: what the coach believes and what is true part ways.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct World {
    /// Name in reports.
    pub(crate) name: &'static str,
    /// Share of the true response that HRV, resting heart rate and feel show; 0 is pure noise.
    pub(crate) signal: f64,
    /// By what the true time constant of fatigue is longer than drawn.
    pub(crate) slow: f64,
}

/// What an athlete is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    /// Time constant of fitness, d.
    pub(crate) tau1: f64,
    /// Time constant of fatigue, d.
    pub(crate) tau2: f64,
    /// W per unit of the fitness impulse.
    pub(crate) k1: f64,
    /// W per unit of the fatigue impulse.
    pub(crate) k2: f64,
    /// What of acute over chronic load the athlete bears, 1 on average.
    pub(crate) tolerance: f64,
    /// ln ms
    pub(crate) ln_rmssd: f64,
    /// bpm
    pub(crate) rhr: f64,
    /// Mean night, h.
    pub(crate) sleep: f64,
    /// CTL at the start of the warm-up.
    pub(crate) ctl: f64,
}

impl Person {
    pub(crate) fn draw(seed: u64, number: u64, world: &World) -> Self {
        let mut r = Random::new(seed, number * 8);
        let tau1 = r.between(42.0, 6.0, 28.0, 60.0);
        let tau2 = r.between(10.0, 2.5, 5.0, 20.0);
        let k1 = (0.10_f64.ln() + 0.2 * r.normal()).exp();
        let k2 = k1 * r.between(1.7, 0.25, 1.2, 2.4);
        let tolerance = r.between(1.0, 0.12, 0.75, 1.35);
        Self {
            tau1,
            tau2: tau2 * world.slow,
            k1,
            k2,
            tolerance,
            ln_rmssd: 4.1 + 0.3 * r.normal(),
            rhr: 50.0 + 5.0 * r.normal(),
            sleep: 7.4 + 0.5 * r.normal(),
            ctl: 30.0 + 40.0 * r.unit(),
        }
    }
}

/// What befalls on one day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fate {
    /// Noise of ln rMSSD, autocorrelated.
    pub(crate) hrv: f64,
    /// Noise of the resting heart rate, bpm.
    pub(crate) rhr: f64,
    /// Night before, h.
    pub(crate) sleep: f64,
    /// Within a stretch of stress.
    pub(crate) stress: bool,
    /// Noise of the skin's temperature, °C.
    pub(crate) temperature: f64,
    /// Noise of the five answers of a check-in.
    pub(crate) feel: [f64; 5],
    /// Compared with the hazard of an injury.
    pub(crate) injury: f64,
    /// Compared with the hazard of an illness.
    pub(crate) illness: f64,
    /// Days that an illness beginning today lasts.
    pub(crate) ill_days: usize,
}

/// Every day of one athlete, the warm-up first.
pub(crate) fn fates(seed: u64, number: u64, person: &Person) -> Vec<Fate> {
    let mut stress = Random::new(seed, number * 8 + 1);
    let mut sensors = Random::new(seed, number * 8 + 2);
    let mut hazards = Random::new(seed, number * 8 + 3);
    let mut hrv = 0.0;
    let mut stressed = 0_usize;
    (0..DAYS)
        .map(|_| {
            let (begins, length) = (stress.unit() < 1.0 / 25.0, 2 + stress.below(3));
            stressed = if stressed == 0 && begins { length } else { stressed.saturating_sub(1) };
            // SD .09 in all, of which a quarter of yesterday's stays.
            hrv = 0.25 * hrv + 0.09 * (1.0 - 0.25_f64.powi(2)).sqrt() * sensors.normal();
            let night = person.sleep + 0.5 * sensors.normal() - if stressed > 0 { 1.3 } else { 0.0 };
            Fate {
                hrv,
                rhr: 1.5 * sensors.normal(),
                sleep: night.clamp(3.0, 11.0),
                stress: stressed > 0,
                temperature: 0.15 * sensors.normal(),
                feel: std::array::from_fn(|_| 0.6 * sensors.normal()),
                injury: hazards.unit(),
                illness: hazards.unit(),
                ill_days: 4 + hazards.below(4),
            }
        })
        .collect()
}
