//! Which activities did which session: what the athlete said first, then split recordings joined, then the best pairing.

use crate::{
    domain::{Activity, Athlete, Day, Session, ShortId, day::shift, num::Total},
    science::{
        history::{ActivityLoad, History},
        matching::{Item, Weights, pair},
    },
};

/// Recordings of one sport with less than this between them are one session, s.
const SPLIT_S: i64 = 3600;

/// One or more recordings that are one effort.
#[derive(Clone, Debug, PartialEq)]
pub struct Effort {
    /// Its recordings, in order.
    pub parts: Vec<ActivityLoad>,
}

impl Effort {
    /// The day it began.
    #[must_use]
    pub fn day(&self) -> Day {
        self.parts.first().map_or(Day::MIN, |p| p.day)
    }

    /// Load.
    #[must_use]
    pub fn load(&self) -> f64 {
        self.parts.iter().map(|p| p.load.value).total()
    }

    /// Minutes.
    #[must_use]
    pub fn minutes(&self) -> f64 {
        self.parts.iter().map(|p| p.minutes).total()
    }

    /// Metres, when any part has them.
    #[must_use]
    pub fn metres(&self) -> Option<f64> {
        let known: Vec<f64> = self.parts.iter().filter_map(|p| p.metres).collect();
        (!known.is_empty()).then(|| known.iter().total())
    }
}

/// A session with the effort that did it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairing {
    /// What was planned.
    pub session: Session,
    /// What was done.
    pub effort: Option<Effort>,
    /// Whether the athlete said so.
    pub by_hand: bool,
}

/// Sessions with what was done, and what was done beside them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linked {
    /// In the order of the sessions.
    pub pairs: Vec<Pairing>,
    /// Efforts without a session, in order.
    pub unplanned: Vec<Effort>,
}

/// What the athlete said of an activity.
enum Word {
    /// Nothing.
    None,
    /// It did no session.
    NoSession,
    /// It did this one.
    Did(ShortId),
}

fn said(athlete: &Athlete, a: &Activity) -> Word {
    let link = a.records.iter().find_map(|r| athlete.links.get(&r.id)).or_else(|| athlete.links.get(&a.id));
    match link {
        None => Word::None,
        Some(None) => Word::NoSession,
        Some(Some(id)) => Word::Did(*id),
    }
}

/// Pairs sessions with the activities of `from` to `until`. An activity of a day next to the span can't do a session in
/// it, so that every activity counts in one week only.
#[must_use]
pub fn link(athlete: &Athlete, history: &History, sessions: &[Session], from: Day, until: Day) -> Linked {
    let mut by_hand: Vec<(ShortId, Vec<ActivityLoad>)> = Vec::new();
    let mut free: Vec<ActivityLoad> = Vec::new();
    let mut alone: Vec<ActivityLoad> = Vec::new();
    // What was linked by hand may lie a few days off.
    for l in history.within(shift(from, -7), shift(until, 7)) {
        let Some(a) = athlete.activities.get(l.index) else { continue };
        let within = l.day >= from && l.day <= until;
        match said(athlete, a) {
            Word::Did(id) if sessions.iter().any(|s| s.id == id) => {
                match by_hand.iter_mut().find(|(s, _)| *s == id) {
                    Some((_, parts)) => parts.push(l.clone()),
                    None => by_hand.push((id, vec![l.clone()])),
                }
            }
            Word::NoSession if within => alone.push(l.clone()),
            Word::None if within => free.push(l.clone()),
            // Of another week, or the session of another week: it is counted there.
            _ => {}
        }
    }
    let efforts = joined(athlete, free);
    let open: Vec<&Session> = sessions.iter().filter(|s| !by_hand.iter().any(|(id, _)| *id == s.id)).collect();
    let (pairs, _) = pair(
        &open.iter().map(|s| planned_item(s)).collect::<Vec<_>>(),
        &efforts.iter().map(|e| done_item(athlete, e)).collect::<Vec<_>>(),
        &Weights::default(),
        |_, _| true,
    );
    let of = |s: &Session| {
        let hand = by_hand.iter().find(|(id, _)| *id == s.id);
        let found = open.iter().position(|o| o.id == s.id).and_then(|i| pairs[i].done);
        Pairing {
            session: s.clone(),
            effort: hand
                .map(|(_, parts)| Effort { parts: parts.clone() })
                .or_else(|| found.map(|(e, _)| efforts[e].clone())),
            by_hand: hand.is_some(),
        }
    };
    let taken: Vec<usize> = pairs.iter().filter_map(|p| p.done.map(|d| d.0)).collect();
    let left = efforts.iter().enumerate().filter(|(i, _)| !taken.contains(i)).map(|(_, e)| e.clone());
    let mut unplanned: Vec<Effort> = left.chain(alone.into_iter().map(|l| Effort { parts: vec![l] })).collect();
    unplanned.sort_by_key(|e| (e.day(), e.parts.first().map_or(0, |p| p.index)));
    Linked { pairs: sessions.iter().map(of).collect(), unplanned }
}

/// Joins recordings of one sport with less than an hour between them.
fn joined(athlete: &Athlete, parts: Vec<ActivityLoad>) -> Vec<Effort> {
    let mut efforts: Vec<Effort> = Vec::new();
    for part in parts {
        let follows = |e: &Effort| {
            let last = e.parts.last().and_then(|p| athlete.activities.get(p.index))?;
            let this = athlete.activities.get(part.index)?;
            let gap = (this.best().start - last.best().end()).num_seconds();
            let same = e.parts.last().is_some_and(|p| p.sport == part.sport && p.counts && part.counts);
            Some(same && gap.abs() < SPLIT_S && gap > -SPLIT_S)
        };
        match efforts.iter_mut().rev().find(|e| follows(e) == Some(true)) {
            Some(e) => e.parts.push(part),
            None => efforts.push(Effort { parts: vec![part] }),
        }
    }
    efforts
}

fn number(day: Day) -> i64 {
    crate::domain::day::between(Day::default(), day)
}

fn planned_item(s: &Session) -> Item {
    Item {
        key: s.id.to_string(),
        day: number(s.day),
        sport: s.sport.name().to_owned(),
        minutes: f64::from(s.minutes),
        load: s.load,
    }
}

fn done_item(athlete: &Athlete, e: &Effort) -> Item {
    let first = e.parts.first();
    Item {
        key: first.and_then(|p| athlete.activities.get(p.index)).map_or_else(String::new, |a| a.id.to_string()),
        day: number(e.day()),
        sport: first.map_or("", |p| p.sport.name()).to_owned(),
        minutes: e.minutes(),
        load: e.load(),
    }
}
