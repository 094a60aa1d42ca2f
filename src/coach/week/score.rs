//! The objective of a week and the constraints that drop one.

use super::{Part, WeekInput, fill::Slot};
use crate::domain::num::Total;
use crate::{coach::guard::limits::SMALL_CTL, domain::plan::Phase, science::monotony};

/// What the objective is made of; lower is better.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Terms {
    /// Four times the share of load missed or exceeded.
    pub load: f64,
    /// Easy, moderate and hard time against the shares wanted.
    pub distribution: f64,
    /// Days of the long and the hard sessions, neighbours, what is missing, repeated templates, number of sessions.
    pub places: f64,
    /// Monotony over 1.8.
    pub monotony: f64,
    /// Sports against their shares.
    pub sports: f64,
    /// Form under what is wanted, days over two and a half times CTL.
    pub strain: f64,
}

impl Terms {
    /// The objective.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.load + self.distribution + self.places + self.monotony + self.sports + self.strain
    }

    /// Terms by name, for showing what tells alternatives apart.
    #[must_use]
    pub fn named(&self) -> [(&'static str, f64); 6] {
        [
            ("load", self.load),
            ("distribution", self.distribution),
            ("days", self.places),
            ("monotony", self.monotony),
            ("sports", self.sports),
            ("strain", self.strain),
        ]
    }
}

/// Monotony that costs nothing.
const MONOTONY: f64 = 1.8;
/// Monotony over which no week is planned; the guard-rail warns over 2.
const MONOTONY_MAX: f64 = 1.95;
/// Least share of easy time; the guard-rail blocks under 65 %.
const LOW_MIN: f64 = 0.66;
/// Most load of a day in multiples of CTL on Monday, which may fall by a sixth until Sunday; blocked over 4.
const DAY_MAX: f64 = 3.3;

fn day_loads(input: &WeekInput, slots: &[Slot]) -> [f64; 7] {
    let mut loads = std::array::from_fn(|d| input.done[d].load);
    for s in slots {
        loads[s.day] += s.offer.load;
    }
    loads
}

fn zones(input: &WeekInput, slots: &[Slot]) -> [f64; 3] {
    let done = input.done.iter().map(|d| d.zones);
    done.chain(slots.iter().map(|s| s.offer.zones)).fold([0.0; 3], |a, z| std::array::from_fn(|i| a[i] + z[i]))
}

/// (TSB, CTL) of each morning after a planned day, and TSB if nothing were done.
fn mornings(input: &WeekInput, loads: &[f64; 7]) -> Vec<(f64, f64, f64)> {
    let (mut form, mut idle) = (input.form, input.form);
    (input.from..7)
        .map(|d| {
            form = input.gains.step(form, loads[d]);
            idle = input.gains.step(idle, 0.0);
            (form.0 - form.1, form.0, idle.0 - idle.1)
        })
        .collect()
}

/// Place of the long session if its share of the week is over what the guard-rail warns of.
pub(super) fn long_share_over(input: &WeekInput, slots: &[Slot]) -> Option<usize> {
    if matches!(input.phase, Phase::Taper | Phase::Event | Phase::Recovery) {
        return None;
    }
    let done: f64 = input.done.iter().map(|d| d.minutes).sum();
    let total = done + slots.iter().map(|s| f64::from(s.offer.minutes)).sum::<f64>();
    let n = slots.len() + input.done.iter().map(|d| d.sessions).sum::<usize>();
    let i = (0..slots.len()).max_by_key(|&i| (slots[i].offer.minutes, std::cmp::Reverse(i)))?;
    if matches!(slots[i].part, Part::Quality(_)) || slots[i].offer.minutes < 75 {
        return None;
    }
    let share = f64::from(slots[i].offer.minutes) / total.max(1.0);
    (share > input.long_share.max(1.2 / n.max(1) as f64)).then_some(i)
}

/// Whether a filled week holds every hard constraint that its skeleton does not hold by itself.
pub(super) fn feasible(input: &WeekInput, slots: &[Slot], target: f64) -> bool {
    let loads = day_loads(input, slots);
    let strength: f64 = input.strength.iter().map(|t| t.measure().load).total();
    let planned = loads.iter().total() + strength;
    if planned > (1.12 * target).max(target + 12.0) {
        return false;
    }
    for s in slots {
        if s.offer.load > input.day_cap[s.day] + 1.0 || loads[s.day] > DAY_MAX * input.form.0.max(20.0) {
            return false;
        }
    }
    if input.from == 0 && monotony::monotony(&loads) > MONOTONY_MAX {
        return false;
    }
    let z = zones(input, slots);
    let total: f64 = z.iter().sum();
    let judged = !matches!(input.phase, Phase::Taper | Phase::Event | Phase::Recovery);
    if judged && slots.iter().any(|s| s.hard) && z[0] < LOW_MIN * total {
        return false;
    }
    if judged && longest_too_large(input, slots) {
        return false;
    }
    let (minutes, km) = slots.iter().fold((0.0, 0.0), |a, s| (a.0 + f64::from(s.offer.minutes), a.1 + s.offer.km));
    let done = input.done.iter().fold((0.0, 0.0), |a, d| (a.0 + d.minutes, a.1 + d.run_km));
    if (minutes > 0.0 && minutes + done.0 > input.minutes_max + 1.0)
        || (km > 0.0 && km + done.1 > input.run_km_max + 0.05)
    {
        return false;
    }
    form_holds(input, &loads)
}

/// Whether one session, of whatever kind, takes more of the week than the guard-rail allows.
fn longest_too_large(input: &WeekInput, slots: &[Slot]) -> bool {
    let done: f64 = input.done.iter().map(|d| d.minutes).sum();
    let total = done + slots.iter().map(|s| f64::from(s.offer.minutes)).sum::<f64>();
    let n = slots.len() + input.done.iter().map(|d| d.sessions).sum::<usize>();
    let longest = slots.iter().map(|s| f64::from(s.offer.minutes)).fold(0.0, f64::max);
    !share_holds(longest, total, n)
}

/// Whether a session of `longest` minutes may stand in a week of `total` minutes and `n` sessions.
pub(super) fn share_holds(longest: f64, total: f64, n: usize) -> bool {
    longest < 74.0 || longest / total.max(1.0) <= 0.39_f64.max(1.48 / n.max(1) as f64)
}

/// Whether every morning of the week keeps its form over the floor, or no lower than rest alone would leave it.
pub(super) fn form_holds(input: &WeekInput, loads: &[f64; 7]) -> bool {
    mornings(input, loads).iter().all(|(tsb, ctl, idle)| {
        let floor = input.tsb.1.max(-0.48 * ctl.max(SMALL_CTL));
        *tsb >= floor.min(idle - 1e-9)
    })
}

/// The objective of a week.
pub(super) fn of(input: &WeekInput, slots: &[Slot], places: f64, target: f64) -> Terms {
    let loads = day_loads(input, slots);
    let strength: f64 = input.strength.iter().map(|t| t.measure().load).sum();
    let total: f64 = loads.iter().sum::<f64>() + strength;
    let z = zones(input, slots);
    let time = z.iter().sum::<f64>().max(1.0);
    let low = mornings(input, &loads).iter().map(|(tsb, ..)| (input.tsb.0 - tsb).max(0.0)).fold(0.0, f64::max);
    let peak = loads.iter().skip(input.from).copied().fold(0.0, f64::max) / input.form.0.max(20.0);
    let sports = if input.split.len() < 2 || slots.is_empty() {
        0.0
    } else {
        let sum: f64 = slots.iter().map(|s| s.offer.load).sum();
        let has = |sport| slots.iter().filter(|s| s.sport == sport).map(|s| s.offer.load).sum::<f64>();
        0.3 * input.split.iter().map(|(s, share)| (has(*s) / sum.max(1.0) - share).abs()).sum::<f64>()
    };
    Terms {
        load: 4.0 * (total - target).abs() / target.max(1.0),
        distribution: 2.0 * (input.shares[0] - z[0] / time).max(0.0)
            + (z[1] / time - input.shares[1]).max(0.0)
            + (z[2] / time - input.shares[2]).max(0.0),
        places,
        monotony: 0.5 * (monotony::monotony(&loads) - MONOTONY).max(0.0),
        sports,
        strain: 0.1 * low + 0.5 * (peak - 2.5).max(0.0),
    }
}
