//! Parameters of a mission that an athlete's own history may move, and how far: the same range for a calibration, a model
//! and a hand. Stricter than the range is a wish; looser is refused.

use super::{AdaptationSignal, Mission};

/// Which end of a range lets more training through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looser {
    /// Lower values do.
    Down,
    /// Higher values do.
    Up,
}

/// A parameter that may move.
#[derive(Clone, Copy, Debug)]
pub struct Movable {
    /// Key in the mission file.
    pub key: &'static str,
    /// What it is.
    pub what: &'static str,
    /// Least and most that a calibration may set.
    pub range: (f64, f64),
    /// The end that lets more through.
    pub looser: Looser,
    value: fn(&Mission) -> Option<f64>,
}

impl Movable {
    /// The mission's value, when it is looser than the range allows.
    #[must_use]
    pub fn too_loose(&self, mission: &Mission) -> Option<f64> {
        let v = (self.value)(mission)?;
        let out = match self.looser {
            Looser::Down => v < self.range.0,
            Looser::Up => v > self.range.1,
        };
        out.then_some(v)
    }
}

/// Score from which a day is green: a calibration's range.
pub const GREEN: (f64, f64) = (60.0, 78.0);
/// Weeks from one down week to the next.
pub const DELOAD: (f64, f64) = (3.0, 5.0);

/// All of them.
pub const MOVABLE: [Movable; 3] = [
    Movable {
        key: "constraints.min_readiness",
        what: "score under which a day is not green",
        range: GREEN,
        looser: Looser::Down,
        value: |m| m.constraints.min_readiness,
    },
    Movable {
        key: "philosophy.adaptation",
        what: "score of readiness under which nothing hard is done",
        range: GREEN,
        looser: Looser::Down,
        value: |m| {
            let of = |a: &&super::Adaptation| a.signal == AdaptationSignal::Readiness;
            m.philosophy.adaptation.iter().find(of)?.limit
        },
    },
    Movable {
        key: "philosophy.deload_every",
        what: "weeks from one down week to the next",
        range: DELOAD,
        looser: Looser::Up,
        value: |m| m.philosophy.deload_every.map(f64::from),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn mission(text: &str) -> Mission {
        let head = "id = \"m\"\nname = \"m\"\n[goal]\nkind = \"block\"\nsport = \"bike\"\nweeks = 8\n";
        toml::from_str(&format!("{head}{text}")).expect("a mission")
    }

    #[test]
    fn looser_is_too_loose_and_stricter_is_a_wish() {
        let beyond = |text: &str| -> Vec<(&str, f64)> {
            let m = mission(text);
            MOVABLE.iter().filter_map(|p| Some((p.key, p.too_loose(&m)?))).collect()
        };
        assert_eq!(beyond(""), []);
        assert_eq!(beyond("[constraints]\nmin_readiness = 60"), []);
        assert_eq!(beyond("[constraints]\nmin_readiness = 85"), []);
        assert_eq!(beyond("[constraints]\nmin_readiness = 59"), [("constraints.min_readiness", 59.0)]);
        assert_eq!(beyond("[philosophy]\ndeload_every = 2"), []);
        assert_eq!(beyond("[philosophy]\ndeload_every = 6"), [("philosophy.deload_every", 6.0)]);
        let own = "[[philosophy.adaptation]]\nsignal = \"readiness\"\nlimit = 55.0";
        assert_eq!(beyond(own), [("philosophy.adaptation", 55.0)]);
    }
}
