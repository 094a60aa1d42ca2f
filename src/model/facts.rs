//! What the model is told: facts with names, packed by age until the budget is full.
//!
//! Owns: which figures are facts, their names and sources, the order in which they give way. Does not own: the gate
//! (egress), the figures themselves (coach, science).

mod ahead;
mod past;
mod task;
mod today;

use super::{
    egress::{Fact, Gate, Grain, Refused, Table, provider},
    tokens,
};
use crate::{
    coach::{library, morning::Morning},
    domain::{Athlete, Day, Provider, Session, day::short_name, exchange::Job},
    science::history::{ActivityLoad, History},
};
use std::collections::BTreeSet;

pub(super) use ahead::hunks;
pub(super) use past::{activity, day_row, week};
pub(super) use today::reason;

/// Tokens that all facts of a prompt may take, by [`tokens::estimate`].
pub const BUDGET: u32 = 2_180;

/// What is known, to tell of.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The fold.
    pub athlete: &'a Athlete,
    /// What is derived from it.
    pub history: &'a History,
    /// The day's answer.
    pub morning: &'a Morning,
}

impl Known<'_> {
    /// The day.
    #[must_use]
    pub fn today(&self) -> Day {
        self.morning.date
    }

    /// Sources of everything that enters load and form.
    #[must_use]
    pub fn load_sources(&self) -> BTreeSet<Provider> {
        let counted = self.history.loads.iter().filter(|l| l.counts);
        counted.flat_map(|l| self.sources_of(l)).collect()
    }

    /// Sources of one activity's load: every record that may enter it.
    #[must_use]
    pub fn sources_of(&self, l: &ActivityLoad) -> BTreeSet<Provider> {
        let records = self.athlete.activities.get(l.index).map_or(&[][..], |a| &a.records);
        let may = |p: Provider| crate::domain::Policy::of(p).combine;
        let combinable: BTreeSet<Provider> = records.iter().map(|r| r.provider).filter(|p| may(*p)).collect();
        if combinable.is_empty() { records.iter().map(|r| r.provider).collect() } else { combinable }
    }

    /// Sources behind a name that a reason or a signal gives: a provider, `form`, `you`; everything for any other.
    fn named(&self, name: &str) -> BTreeSet<Provider> {
        match (provider(name), name) {
            (Some(p), _) => BTreeSet::from([p]),
            (_, "you") => BTreeSet::from([Provider::Manual]),
            (_, "form") => self.load_sources(),
            _ => &self.load_sources() | &self.wellness_sources(),
        }
    }

    /// Sources of this morning's signals and their baselines.
    fn wellness_sources(&self) -> BTreeSet<Provider> {
        let from = crate::domain::day::shift(self.today(), -90);
        self.athlete.wellness.range(from..).flat_map(|(_, w)| w.readings.iter().map(|r| r.source)).collect()
    }
}

/// A fact with its place in the queue.
struct Ranked {
    /// Lower stays longer.
    rank: u8,
    fact: Fact,
}

/// Where facts are gathered. What the gate refuses is counted there and is not here.
struct Sheet<'g> {
    gate: &'g mut Gate,
    rows: Vec<Ranked>,
}

impl Sheet<'_> {
    fn add(
        &mut self,
        rank: u8,
        id: impl Into<String>,
        grain: Grain,
        sources: impl IntoIterator<Item = Provider>,
        text: impl Into<String>,
    ) {
        let fact = self.gate.admit(id, grain, sources, text);
        self.take(rank, fact);
    }

    fn take(&mut self, rank: u8, fact: Result<Fact, Refused>) {
        // A refusal is counted by the gate; there is nothing else to do about it.
        if let Ok(fact) = fact {
            self.rows.push(Ranked { rank, fact });
        }
    }

    fn row(
        &mut self,
        (rank, table): (u8, Table),
        id: impl Into<String>,
        grain: Grain,
        sources: impl IntoIterator<Item = Provider>,
        text: impl Into<String>,
    ) {
        let fact = self.gate.admit(id, grain, sources, text);
        self.take(rank, fact.map(|f| f.within(table)));
    }

    /// Something of intent, that nobody measured.
    fn own(&mut self, rank: u8, id: impl Into<String>, text: impl Into<String>) {
        self.add(rank, id, Grain::Aggregate, [], text);
    }
}

/// The facts of a prompt for a job, in the order they are told, within `budget` tokens. The oldest and least needed give way.
#[must_use]
pub fn facts(known: Known<'_>, gate: &mut Gate, job: Job, budget: u32) -> Vec<Fact> {
    let mut sheet = Sheet { gate, rows: Vec::new() };
    today::tell(known, &mut sheet);
    ahead::tell(known, &mut sheet);
    task::tell(known, job, &mut sheet);
    past::tell(known, &mut sheet);
    pack(sheet.rows, budget)
}

fn pack(rows: Vec<Ranked>, budget: u32) -> Vec<Fact> {
    let mut queue: Vec<(usize, u8, u32)> =
        rows.iter().enumerate().map(|(i, r)| (i, r.rank, tokens::estimate(&r.fact.line()) + 1)).collect();
    queue.sort_by_key(|(i, rank, _)| (*rank, *i));
    let mut left = budget;
    let mut keep: Vec<bool> = vec![false; rows.len()];
    let mut tables = BTreeSet::new();
    for (i, _, cost) in queue {
        let table = rows[i].fact.table().filter(|t| tables.insert(*t));
        let cost = cost + table.map_or(0, |t| tokens::estimate(t.heading()) + 1);
        // What comes after the first that does not fit is not told either: a gap in the middle would mislead.
        let Some(rest) = left.checked_sub(cost) else { break };
        (left, keep[i]) = (rest, true);
    }
    rows.into_iter().zip(keep).filter(|(_, k)| *k).map(|(r, _)| r.fact).collect()
}

/// `Thu 2026-11-19`.
pub(super) fn date(d: Day) -> String {
    format!("{} {d}", short_name(d))
}

/// `Thu 19 Nov`: a date of the year around today, in half the tokens of one with digits alone.
pub(super) fn brief(d: Day) -> String {
    d.format("%a %-d %b").to_string()
}

/// A planned session in the program's own words, the figures in the order of [`Table::Plan`]: a title may hold the name
/// of an event, which is outside text.
pub(super) fn session(s: &Session) -> String {
    format!("{} {}", s.id.brief(), content(s))
}

/// What is trained in it.
fn content(s: &Session) -> String {
    let stage = s.stage.map(|n| format!(" stage {n}")).unwrap_or_default();
    let hard = if s.hard { " hard" } else { "" };
    let fixed = if s.locked { " fixed" } else { "" };
    let template = if library::template(&s.template).is_some() { s.template.as_str() } else { s.kind.name() };
    format!("{template} {} {:.0}{stage}{hard}{fixed}", s.minutes, s.load)
}

/// One planned day as a row.
pub(super) fn planned<'s>(d: Day, sessions: impl Iterator<Item = &'s Session>) -> String {
    let sessions: Vec<String> = sessions.map(session).collect();
    let text = if sessions.is_empty() { "rest".to_owned() } else { sessions.join("; ") };
    format!("{}: {text}", brief(d))
}

#[cfg(test)]
mod tests;
