//! Small arithmetic that is easily got wrong.

/// Sum that starts from +0: the standard library's `sum` of nothing is −0.0, which prints as `-0`.
#[must_use]
pub fn total(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0, |a, b| a + b)
}
