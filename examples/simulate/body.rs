//! What training does to the simulated athlete, and what devices and the athlete see of it.
//!
//! Two impulse responses (fitness, fatigue) as in Banister's model, an overload that builds up while fatigue runs far
//! ahead of fitness, and hazards of illness and injury. HRV and resting heart rate follow the impulse response of load
//! (in the direction that Piatrikova 2021 and Williams 2018 found, each in few athletes). The constants are the
//! simulation's own design.

use super::person::{Fate, Person, World};

/// Acute over chronic load from which a day is one of overload, at a tolerance of 1.
const OVERLOAD: f64 = 1.30;
/// … and from which it is a bad day for hard work.
const BAD: f64 = 1.15;

/// What a morning shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// ms
    pub(crate) rmssd: f64,
    /// bpm
    pub(crate) rhr: f64,
    /// h
    pub(crate) sleep: f64,
    /// Deviation, °C.
    pub(crate) temperature: f64,
    /// Fatigue, soreness, stress, mood, motivation; 1 best, 5 worst.
    pub(crate) feel: [u8; 5],
    /// An illness began or ended.
    pub(crate) illness: Turn,
    /// An injury began or ended.
    pub(crate) injury: Turn,
    /// Whether today can be trained at all.
    pub(crate) lost: bool,
    /// Whether fatigue runs too far ahead.
    pub(crate) overloaded: bool,
    /// Whether hard work is unwise today.
    pub(crate) bad: bool,
    /// Hazard of illness and injury together.
    pub(crate) hazard: f64,
}

/// Whether a state began or ended this morning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    Began,
    Ended,
    Same,
}

/// The state of one athlete in one arm.
pub(crate) struct Body<'a> {
    person: &'a Person,
    world: &'a World,
    fitness: f64,
    fatigue: f64,
    overload: f64,
    ill: usize,
    injured: usize,
    nights: Vec<f64>,
}

impl<'a> Body<'a> {
    /// In balance at the load that the athlete is used to.
    pub(crate) fn new(person: &'a Person, world: &'a World) -> Self {
        let sum = |tau: f64| person.ctl / (1.0 - (-1.0 / tau).exp());
        Self {
            person,
            world,
            fitness: sum(person.tau1),
            fatigue: sum(person.tau2),
            overload: 0.0,
            ill: 0,
            injured: 0,
            nights: Vec::new(),
        }
    }

    /// Acute over chronic load, before today's training.
    fn ratio(&self) -> f64 {
        let p = self.person;
        let part = |sum: f64, tau: f64| sum * (1.0 - (-1.0 / tau).exp());
        part(self.fatigue, p.tau2) / part(self.fitness, p.tau1).max(5.0)
    }

    /// What is added to the performance at rest, W.
    pub(crate) fn performance(&self) -> f64 {
        self.person.k1 * self.fitness - self.person.k2 * self.fatigue
    }

    /// A morning. Hazards strike only when `season` has begun, so that every athlete starts well.
    pub(crate) fn wake(&mut self, fate: &Fate, season: bool) -> Seen {
        let (r, p) = (self.ratio(), self.person);
        let over = (r - OVERLOAD * p.tolerance).max(0.0);
        self.overload = self.overload * (-1.0_f64 / 10.0).exp() + over;
        self.nights.push(fate.sleep);
        let recent = &self.nights[self.nights.len().saturating_sub(14)..];
        let short = recent.iter().sum::<f64>() / (recent.len() as f64) < 7.0;
        let factor = if self.overload > 0.3 { 1.5 } else { 1.0 };
        let (injury, illness) =
            (0.0015 * if short { 1.51 } else { 1.0 } * factor, 0.004 * if short { 1.5 } else { 1.0 } * factor);
        let illness_turn = turn(&mut self.ill, season && fate.illness < illness, fate.ill_days);
        let injury_turn = turn(&mut self.injured, season && fate.injury < injury, 10);
        let (w, ill) = (self.world.signal, f64::from(u8::from(self.ill > 0)));
        let strain = (r - 1.0) / 0.3;
        let ln = p.ln_rmssd
            - w * (0.20 * strain + 0.20 * self.overload.min(1.5))
            - 0.25 * ill
            - 0.03 * (7.0 - fate.sleep).max(0.0)
            + fate.hrv;
        let felt = w * (0.8 * strain + 0.5 * self.overload.min(2.0));
        let stress = f64::from(u8::from(fate.stress));
        let answers = [
            felt + 0.8 * stress + 1.8 * ill,
            0.8 * felt + ill,
            1.5 * stress,
            0.6 * felt + 0.6 * stress + ill,
            0.7 * felt + ill,
        ];
        Seen {
            rmssd: ln.exp(),
            rhr: p.rhr + w * (2.5 * strain + 2.0 * self.overload.min(2.0)) + 6.0 * ill + fate.rhr,
            sleep: fate.sleep,
            temperature: fate.temperature + 0.8 * ill,
            feel: std::array::from_fn(|i| (2.0 + answers[i] + fate.feel[i]).round().clamp(1.0, 5.0) as u8),
            illness: illness_turn,
            injury: injury_turn,
            lost: self.ill > 0 || self.injured > 0,
            overloaded: r > OVERLOAD * p.tolerance,
            bad: r > BAD * p.tolerance,
            hazard: if season { injury + illness } else { 0.0 },
        }
    }

    /// The rest of the day.
    pub(crate) fn train(&mut self, load: f64, hard: bool, fate: &Fate) {
        let p = self.person;
        let strained = if fate.stress && fate.sleep < 6.5 { 1.25 } else { 1.0 };
        let cost = strained * if hard { 1.08 } else { 1.0 };
        let gain = (1.0 - 0.35 * self.overload.min(1.0)) * if hard && self.overload < 0.3 { 1.10 } else { 1.0 };
        self.fitness = self.fitness * (-1.0 / p.tau1).exp() + load * gain;
        self.fatigue = self.fatigue * (-1.0 / p.tau2).exp() + load * cost;
    }
}

/// Counts a state down, or begins it.
fn turn(left: &mut usize, strikes: bool, days: usize) -> Turn {
    if *left > 0 {
        *left -= 1;
        return if *left == 0 { Turn::Ended } else { Turn::Same };
    }
    if strikes {
        *left = days;
        return Turn::Began;
    }
    Turn::Same
}
