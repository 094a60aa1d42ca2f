//! Repairing a week, and the canonical form of a change.

use super::case::{Case, Got};

/// A function of this group.
pub fn compute(_name: &str, _case: &Case) -> Option<Got> {
    None
}
