//! Small arithmetic that is easily got wrong.

use std::borrow::Borrow;

/// Sum that starts from +0: the standard library's `sum` of nothing is −0.0, which prints as `-0`.
#[must_use]
pub fn total(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0, |a, b| a + b)
}

/// `−3.2`, `48`: fixed decimals, U+2212 for the minus, never `−0`; a dash for what is no number.
#[must_use]
pub fn plain(x: f64, decimals: usize) -> String {
    if !x.is_finite() {
        return "–".to_owned();
    }
    let s = format!("{:.decimals$}", x.abs());
    if x < 0.0 && s.bytes().any(|b| (b'1'..=b'9').contains(&b)) { format!("−{s}") } else { s }
}

/// A number with its sign, a true minus and no negative zero: `+8`, `−3.5`, `0`.
#[must_use]
pub fn signed(x: f64, digits: usize) -> String {
    let plain = format!("{:.digits$}", x.abs());
    if plain.chars().all(|c| matches!(c, '0' | '.')) {
        plain
    } else if x < 0.0 {
        format!("−{plain}")
    } else {
        format!("+{plain}")
    }
}

/// `1 session`, `3 sessions`, `2 activities`.
#[must_use]
pub fn counted(n: usize, one: &str) -> String {
    match one.strip_suffix('y') {
        _ if n == 1 => format!("1 {one}"),
        Some(stem) if !one.ends_with("ay") => format!("{n} {stem}ies"),
        _ => format!("{n} {one}s"),
    }
}

/// [`total`] at the end of a chain of iterators, of numbers or of references to them.
pub trait Total: Iterator {
    /// The sum; +0 of nothing.
    fn total(self) -> f64;
}

impl<I> Total for I
where
    I: Iterator,
    I::Item: Borrow<f64>,
{
    fn total(self) -> f64 {
        self.fold(0.0, |a, b| a + b.borrow())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_positive_zero() {
        assert!(total([]).is_sign_positive());
        assert!([0.0; 0].iter().total().is_sign_positive());
        assert!((total([1.5, 2.0]) - [1.5, 2.0].into_iter().total()).abs() < f64::EPSILON);
    }
}
