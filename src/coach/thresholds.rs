//! Thresholds as things to decide: what to ask the athlete, what has expired, when a test would be wise.
//!
//! Owns: what follows from the science's candidates on a day. Does not own: the methods ([`candidates`]), and changing
//! anything: a threshold changes by an answer, by `lanterne thresholds set` or in config.toml.

use super::morning::Morning;
use crate::{
    domain::{
        Athlete, Day, ShortId, ThresholdAnswer, ThresholdProposal,
        athlete::ProposalState,
        day::{between, shift},
        readiness::Band,
        report::Illness,
        threshold::ThresholdOutcome,
    },
    science::{
        history::History,
        thresholds::candidates::{self, Support},
    },
};

/// Days before an event in which nothing is tested.
const RACE_DAYS: i64 = 7;
/// Days after a hard one in which nothing is tested.
const FRESH_DAYS: i64 = 2;

/// What to ask on `today`: new evidence only.
#[must_use]
pub fn proposals(athlete: &Athlete, history: &History, today: Day) -> Vec<ThresholdProposal> {
    candidates::proposals(athlete, &history.book, today)
}

/// Proposals whose time is over: no answer is a no.
#[must_use]
pub fn expired(athlete: &Athlete, today: Day) -> Vec<ThresholdAnswer> {
    let over =
        |(p, state): &&(ThresholdProposal, ProposalState)| *state == ProposalState::Pending && p.expires < today;
    let no = |(p, _): &(ThresholdProposal, ProposalState)| answer(p.id, ThresholdOutcome::Expired);
    athlete.thresholds.proposals.iter().filter(over).map(no).collect()
}

/// An answer.
#[must_use]
pub fn answer(proposal: ShortId, outcome: ThresholdOutcome) -> ThresholdAnswer {
    ThresholdAnswer { proposal, outcome }
}

/// The key of an answer in the log: one proposal has one answer.
#[must_use]
pub fn answer_key(proposal: ShortId) -> String {
    format!("threshold-answer:{proposal}")
}

/// Thresholds that nothing has supported for eight weeks.
pub fn stale(history: &History) -> impl Iterator<Item = &Support> {
    history.book.support().iter().filter(|s| s.stale)
}

/// Why no test should be suggested today; `None` when one may be.
#[must_use]
pub fn no_test_today(athlete: &Athlete, history: &History, morning: &Morning) -> Option<&'static str> {
    let today = morning.date;
    let days_to_goal = morning.mission.as_ref().map(|m| m.days_to_goal);
    if days_to_goal.is_some_and(|d| (0..=RACE_DAYS).contains(&d)) {
        return Some("the event is within a week");
    }
    if athlete.health_on(today).is_some_and(|h| h.illness != Illness::Recovered) {
        return Some("you are ill");
    }
    if matches!(morning.readiness.band, Band::Amber | Band::Red | Band::SevereRed) {
        return Some("readiness is not green");
    }
    let last_hard = history.hard_days(shift(today, -FRESH_DAYS), today).last().copied();
    last_hard.is_some_and(|d| between(d, today) < FRESH_DAYS).then_some("a hard day is less than 48 hours ago")
}

#[cfg(test)]
mod tests;
