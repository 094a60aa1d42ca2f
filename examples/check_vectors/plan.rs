//! Phases, weekly loads, taper, stages.

use super::case::{Case, Got};

/// A function of this group.
pub fn compute(_name: &str, _case: &Case) -> Option<Got> {
    None
}
