//! Earlier versions of the plan, as the changes that led from each to the next.
//!
//! Owns: keeping the last of them and reckoning back. Does not own: making a version the plan again (coach).

use super::{Plan, PlanChange};
use crate::domain::{id::ShortId, session::Session};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How many versions can be gone back to.
const DEPTH: usize = 64;
/// How many layings of a whole plan are kept among them: each holds all of its sessions.
const LAYINGS: usize = 4;

/// How a version came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A whole plan was laid.
    Laid,
    /// A proposal was accepted.
    Accepted(ShortId),
    /// An accepted proposal was taken back.
    Undone(ShortId),
    /// Sessions were locked.
    Locked,
    /// Locked sessions were given free again.
    Unlocked,
}

/// One step from a version to the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanVersion {
    /// The version that came.
    pub version: u32,
    /// When; unknown where a fold has no times.
    pub at: Option<DateTime<Utc>>,
    /// How.
    pub cause: Cause,
    /// Mission that the version serves.
    pub mission: String,
    /// What changed from the version before.
    pub change: PlanChange,
}

/// Adds a step and lets the oldest go.
pub(in crate::domain) fn note(versions: &mut Vec<PlanVersion>, step: PlanVersion) {
    versions.push(step);
    let layings = |v: &[PlanVersion]| v.iter().filter(|s| s.cause == Cause::Laid).count();
    while versions.len() > DEPTH || layings(versions) > LAYINGS {
        versions.remove(0);
    }
}

/// The sessions of an earlier version; `None` when it is not known any more. What a laid plan left behind of days that
/// were over is part of no version.
#[must_use]
pub fn sessions_of(plan: &Plan, versions: &[PlanVersion], wanted: u32) -> Option<Vec<Session>> {
    let mut sessions = plan.sessions.clone();
    if wanted == plan.version {
        return Some(sessions);
    }
    for step in versions.iter().rev() {
        if step.version == wanted {
            return Some(sessions);
        }
        sessions.retain(|s| !step.change.after.iter().any(|a| a.id == s.id));
        sessions.extend(step.change.before.iter().cloned());
    }
    // The version before the oldest step is known too: it is what that step started from.
    let first = versions.first()?;
    (first.version == wanted + 1 && !first.change.before.is_empty()).then_some(sessions)
}
