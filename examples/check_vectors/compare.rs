//! Expected against got.

use super::case::Got;
use serde_json::Value;
use std::collections::BTreeSet;

/// How far a number may be from the one expected: the wider of the two.
#[derive(Clone, Copy)]
pub struct Tolerance {
    rel: f64,
    abs: f64,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self { rel: 1e-6, abs: 1e-6 }
    }
}

impl Tolerance {
    /// `{rel, abs}`, each optional.
    pub fn of(value: &Value, default: Self) -> Self {
        let part = |key: &str, or: f64| value[key].as_f64().unwrap_or(or);
        Self { rel: part("rel", default.rel), abs: part("abs", default.abs) }
    }

    /// Whether `got` is near enough to `want`.
    pub fn near(self, got: f64, want: f64) -> bool {
        (got - want).abs() <= (self.rel * want.abs()).max(self.abs)
    }
}

/// What was found so far.
#[derive(Default)]
pub struct Report {
    /// Vectors evaluated.
    pub checked: usize,
    /// Vectors left out because their function is not there yet.
    pub skipped: usize,
    /// Their functions.
    pub not_yet: BTreeSet<String>,
    /// `id expected got`.
    pub wrong: Vec<String>,
}

impl Report {
    /// Takes in the result of one vector.
    pub fn take(&mut self, id: &str, got: Got, want: &Value, tolerance: Tolerance) {
        self.checked += 1;
        match got {
            Got::Value(v) => self.compare(id, &v, want, tolerance),
            Got::Held(broken) => self.wrong.extend(broken.into_iter().map(|b| format!("{id} invariant {b}"))),
        }
    }

    /// Notes a vector of a layer that is not there yet.
    pub fn skip(&mut self, name: &str) {
        self.skipped += 1;
        self.not_yet.insert(name.to_owned());
    }

    /// Notes a vector of a function that nobody knows.
    pub fn unknown(&mut self, id: &str, name: &str) {
        self.wrong.push(format!("{id} a value of `{name}`, which is not a known function"));
    }

    /// Every key that is expected must have been computed and agree; what was computed beside that is not looked at.
    pub fn compare(&mut self, at: &str, got: &Value, want: &Value, tolerance: Tolerance) {
        match (got, want) {
            (Value::Object(g), Value::Object(w)) => {
                for (k, v) in w {
                    self.compare(&format!("{at}.{k}"), g.get(k).unwrap_or(&Value::Null), v, tolerance);
                }
            }
            (Value::Array(g), Value::Array(w)) if g.len() == w.len() => {
                for (i, (g, w)) in g.iter().zip(w).enumerate() {
                    self.compare(&format!("{at}[{i}]"), g, w, tolerance);
                }
            }
            (Value::Number(g), Value::Number(w)) => {
                let (g, w) = (g.as_f64().unwrap_or(f64::NAN), w.as_f64().unwrap_or(f64::NAN));
                if !tolerance.near(g, w) {
                    self.wrong.push(format!("{at} {w} {g}"));
                }
            }
            _ if got == want => {}
            _ => self.wrong.push(format!("{at} {want} {got}")),
        }
    }
}
