//! One vector: its inputs in the notations of the file, and what was computed of them.

use lanterne::{
    domain::{Histogram, settings::Sex},
    science::heart,
};
use serde_json::Value;

/// What a function made of a vector.
#[allow(dead_code, reason = "invariants are for the groups that search over a session table")]
pub enum Got {
    /// A value to compare with the one expected.
    Value(Value),
    /// For searches whose exact answer depends on the session table: the invariants that do not hold.
    Held(Vec<String>),
}

impl From<Value> for Got {
    fn from(v: Value) -> Self {
        Self::Value(v)
    }
}

/// Nothing computed compares as null.
impl From<Option<Value>> for Got {
    fn from(v: Option<Value>) -> Self {
        Self::Value(v.unwrap_or(Value::Null))
    }
}

/// One vector.
pub struct Case<'a> {
    /// Inputs.
    pub input: &'a Value,
    /// What is expected; for invariants only.
    #[allow(dead_code, reason = "read by the groups that check invariants")]
    pub want: &'a Value,
}

impl<'a> Case<'a> {
    /// A vector of these.
    pub fn new(input: &'a Value, want: &'a Value) -> Self {
        Self { input, want }
    }

    /// A number; NaN without one.
    pub fn f(&self, key: &str) -> f64 {
        self.given(key).unwrap_or(f64::NAN)
    }

    /// A number that may be missing.
    pub fn given(&self, key: &str) -> Option<f64> {
        self.input[key].as_f64()
    }

    /// A text; empty without one.
    pub fn s(&self, key: &str) -> &str {
        self.input[key].as_str().unwrap_or_default()
    }

    /// The numbers of a list.
    pub fn list(&self, key: &str) -> Vec<f64> {
        self.input[key].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
    }

    /// A list with holes.
    pub fn gaps(&self, key: &str) -> Vec<Option<f64>> {
        self.input[key].as_array().into_iter().flatten().map(Value::as_f64).collect()
    }

    /// The objects or rows of a list.
    pub fn rows(&self, key: &str) -> &'a [Value] {
        self.input[key].as_array().map_or(&[], Vec::as_slice)
    }

    /// Pairs of numbers.
    pub fn pairs(&self, key: &str) -> Vec<(f64, f64)> {
        self.rows(key).iter().filter_map(|p| Some((p[0].as_f64()?, p[1].as_f64()?))).collect()
    }

    /// `[[value, seconds], …]` at 1 Hz.
    pub fn stream(&self, key: &str) -> Vec<f64> {
        self.pairs(key).into_iter().flat_map(|(v, s)| std::iter::repeat_n(v, s as usize)).collect()
    }

    /// The same as the samples of a recording.
    pub fn singles(&self, key: &str) -> Vec<f32> {
        self.stream(key).into_iter().map(|v| v as f32).collect()
    }

    /// The same as a histogram.
    pub fn histogram(&self, key: &str) -> Histogram {
        Histogram::from_values(1, self.singles(key).into_iter())
    }

    /// `m`, `f`.
    pub fn sex(&self) -> Sex {
        if self.s("sex") == "f" { Sex::Female } else { Sex::Male }
    }

    /// Rest, maximum and threshold.
    pub fn rates(&self) -> Option<heart::HeartRates> {
        heart::HeartRates::new(self.f("rest"), self.f("max"), self.f("lthr"))
    }

    /// A list, or one in the notations `[0,80,60] x6` and `100 x42 from 0`.
    pub fn repeated(&self, key: &str) -> Vec<f64> {
        if self.input[key].is_array() {
            return self.list(key);
        }
        let text = self.s(key);
        let (head, times) = match text.rsplit_once('x') {
            Some((head, tail)) => (head, tail.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0)),
            None => (text, 1),
        };
        let list = head.trim().trim_start_matches('[').trim_end_matches(']');
        let once: Vec<f64> = list.split(',').filter_map(|n| n.trim().parse().ok()).collect();
        once.repeat(times)
    }

    /// `4.10+0.08*sin(1.7*i), i=0..59`, or a plain list.
    pub fn wave(&self, key: &str) -> Option<Vec<f64>> {
        if self.input[key].is_array() {
            return Some(self.list(key));
        }
        let (formula, range) = self.s(key).split_once(", i=0..")?;
        let (base, rest) = formula.split_once('+')?;
        let (height, rest) = rest.split_once('*')?;
        let (name, rest) = rest.split_once('(')?;
        let step: f64 = rest.strip_suffix("*i)")?.parse().ok()?;
        let (base, height): (f64, f64) = (base.parse().ok()?, height.parse().ok()?);
        let of = |x: f64| if name == "sin" { x.sin() } else { x.cos() };
        Some((0..=range.parse().ok()?).map(|i: u32| base + height * of(step * f64::from(i))).collect())
    }
}

/// A number as a file prints it with `digits` decimals.
pub fn rounded(value: f64, digits: i32) -> f64 {
    let unit = 10_f64.powi(digits);
    (value * unit).round() / unit
}
