//! What followed one proposal, on fixed horizons, and its label.

use crate::{
    domain::{
        Athlete, Band, Day, Proposal, ShortId, athlete::ProposalState, day, proposal::Author, report::Illness,
    },
    science::{history::History, readiness, rpe},
};
use serde::Serialize;

/// Days after which a case is closed.
const HORIZON: i64 = 7;
/// Rating over the band of the intensity that is a strain.
const STRAIN: f64 = 2.0;
/// Share of the planned load from which a key session counts as done.
const DONE: f64 = 0.85;

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Ready again, and nothing against it.
    Good,
    /// Neither.
    Neutral,
    /// Illness, pain, a red morning, a session that felt far too hard.
    Bad,
    /// The week is not over.
    Open,
}

impl Label {
    /// Place among the counts; `None` while open.
    pub(super) fn place(self) -> Option<usize> {
        match self {
            Self::Good => Some(0),
            Self::Neutral => Some(1),
            Self::Bad => Some(2),
            Self::Open => None,
        }
    }

    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Neutral => "neutral",
            Self::Bad => "bad",
            Self::Open => "open",
        }
    }
}

/// What was seen afterwards; what is not known is `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// Readiness of the morning after, less that of the day.
    pub readiness_next: Option<f64>,
    /// Lowest readiness of the three mornings after.
    pub readiness_low: Option<f64>,
    /// Whether one of those mornings was red.
    pub red: bool,
    /// Rating of the next hard session over its band, within a week.
    pub rpe_over: Option<f64>,
    /// CTL gained over the week.
    pub ctl_gained: Option<f64>,
    /// The same as the proposal foresaw it.
    pub ctl_foreseen: f64,
    /// Whether the next planned hard session of the week was done.
    pub key_done: Option<bool>,
    /// Illness, or pain of 3 and more, within the week.
    pub hurt: bool,
}

/// One proposal and what followed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Which.
    pub proposal: ShortId,
    /// The day it was for.
    pub day: Day,
    /// The rule that asked first.
    pub rule: String,
    /// What became of it.
    pub answer: ProposalState,
    /// Readiness of that morning.
    pub readiness: Option<f64>,
    /// TSB as a share of CTL of that morning.
    pub tsb_share: Option<f64>,
    /// What followed.
    pub outcome: Outcome,
    /// How it went.
    pub label: Label,
}

/// Every proposal of the rules or the model that has an answer, oldest first.
pub(super) fn entries(athlete: &Athlete, history: &History, today: Day) -> Vec<Entry> {
    let answered = |(p, s): &&(Proposal, ProposalState)| {
        p.author != Author::Athlete
            && p.day < today
            && matches!(
                s,
                ProposalState::Accepted | ProposalState::Denied | ProposalState::Expired | ProposalState::Undone
            )
    };
    athlete.proposals.iter().filter(answered).map(|(p, s)| entry(athlete, history, p, *s, today)).collect()
}

fn entry(athlete: &Athlete, history: &History, p: &Proposal, answer: ProposalState, today: Day) -> Entry {
    let morning = |d: Day| readiness::assess(athlete, history, d);
    let readiness = morning(p.day).score;
    let after = |n: i64| day::shift(p.day, n);
    let known = |n: i64| (after(n) <= today).then(|| morning(after(n)));
    let three: Vec<_> = (1..=3).filter_map(known).collect();
    let scores: Vec<f64> = three.iter().filter_map(|r| r.score).collect();
    let low = scores.iter().copied().fold(None, |m: Option<f64>, s| Some(m.map_or(s, |m| m.min(s))));
    let closed = after(HORIZON) < today;
    let (ctl, _) = history.state(after(-1));
    let outcome = Outcome {
        readiness_next: three.first().and_then(|r| r.score).zip(readiness).map(|(a, b)| a - b),
        readiness_low: low,
        red: three.iter().any(|r| r.band == Band::Red),
        rpe_over: rpe_over(history, after(1), after(HORIZON)),
        ctl_gained: closed.then(|| history.state(after(HORIZON - 1)).0 - ctl),
        ctl_foreseen: p.effect.week.ctl_after - ctl,
        key_done: key_done(athlete, history, after(1), after(HORIZON), today),
        hurt: hurt(athlete, p.day, after(HORIZON)),
    };
    let form = history.morning(p.day);
    let first = p.hunks.first().and_then(|h| h.reasons.first());
    Entry {
        proposal: p.id,
        day: p.day,
        rule: first.map_or_else(|| "–".to_owned(), |r| r.rule.clone()),
        answer,
        readiness,
        tsb_share: (form.ctl > 0.0).then(|| form.tsb / form.ctl.max(20.0)),
        label: label(&outcome, closed),
        outcome,
    }
}

/// Bad when something spoke against it; good when readiness rose or held and a key session was done, or either is not
/// known and the other holds; neutral otherwise.
fn label(o: &Outcome, closed: bool) -> Label {
    if o.hurt || o.red || o.rpe_over.is_some_and(|r| r >= STRAIN) {
        return Label::Bad;
    }
    if !closed {
        return Label::Open;
    }
    match (o.readiness_next.map(|d| d >= 0.0), o.key_done) {
        (Some(true), Some(true) | None) | (None, Some(true)) => Label::Good,
        _ => Label::Neutral,
    }
}

fn rpe_over(history: &History, from: Day, to: Day) -> Option<f64> {
    let first = history.within(from, to).iter().find(|l| l.hard && l.rpe.is_some())?;
    let (_, top) = rpe::expected(first.load.intensity?)?;
    Some(first.rpe? - top)
}

fn key_done(athlete: &Athlete, history: &History, from: Day, to: Day, today: Day) -> Option<bool> {
    let key = athlete.plan.as_ref()?.span(from, to).find(|s| s.hard && s.day < today)?;
    let done = history.on(key.day).iter().filter(|l| l.sport == key.sport).map(|l| l.load.value);
    Some(crate::domain::num::total(done) >= DONE * key.load)
}

fn hurt(athlete: &Athlete, from: Day, to: Day) -> bool {
    let ill = athlete.health.iter().any(|h| h.day > from && h.day <= to && h.illness != Illness::Recovered);
    ill || athlete.check_ins.range(from..=to).any(|(d, c)| *d > from && c.pain.is_some_and(|p| p >= 3))
}
