//! What of the plan stands in the calendar of a service, as far as we put it there.
//!
//! Owns: the record of our own entries. Does not own: entries of others, which are [`super::CalendarEntry`].

use super::{Day, Provider, ShortId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An entry of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    /// The session.
    pub session: ShortId,
    /// The day it stands on.
    pub day: Day,
    /// The entry's id there.
    pub remote: String,
    /// Hash of what was sent.
    pub print: ShortId,
}

/// A step of a push was done: some entries written, some taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPushed {
    /// To which service.
    pub provider: Provider,
    /// Version of the plan.
    pub plan_version: u32,
    /// Entries that were made or changed.
    pub written: Vec<Pushed>,
    /// Sessions whose entries were taken out.
    pub removed: Vec<ShortId>,
}

/// Entries of ours by service and session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedPlan(BTreeMap<Provider, BTreeMap<ShortId, Pushed>>);

impl PushedPlan {
    pub(super) fn take(&mut self, p: &PlanPushed) {
        let there = self.0.entry(p.provider).or_default();
        for r in &p.removed {
            there.remove(r);
        }
        there.extend(p.written.iter().map(|w| (w.session, w.clone())));
    }

    /// The entry of a session.
    #[must_use]
    pub fn get(&self, provider: Provider, session: ShortId) -> Option<&Pushed> {
        self.0.get(&provider)?.get(&session)
    }

    /// Every entry at a service, by session.
    pub fn at(&self, provider: Provider) -> impl Iterator<Item = &Pushed> {
        self.0.get(&provider).into_iter().flatten().map(|(_, e)| e)
    }
}
