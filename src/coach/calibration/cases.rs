//! The mornings and weeks that calibrations look at, each worked out once.

use crate::{
    domain::{
        Athlete, Day, Session, SessionKind,
        day::{monday, shift, span},
        num::Total,
        report::Illness,
    },
    science::{
        history::History,
        readiness::{self, AMBER},
        rpe,
    },
};
use std::collections::BTreeMap;

/// Days looked at.
const DAYS: i64 = 364;
/// The last days, which only judge whether a finding is kept.
const HELD_BACK: i64 = 56;
/// Rating over the band of the intensity that is a strain.
const STRAIN: f64 = 2.0;
/// Share of the planned load under which a key session failed.
const DONE: f64 = 0.85;
/// Red mornings that make a week a bad one.
const RED_WEEK: usize = 2;
/// Mornings with a score without which a week says nothing.
const SCORED: usize = 3;

/// One morning.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Morning {
    pub score: Option<f64>,
    pub z7: Option<f64>,
    /// Deviation of last night's HRV from its baseline, standard deviations.
    pub z1: Option<f64>,
    pub slept: Option<f64>,
    /// Whether a session followed, and whether it went badly.
    pub went_badly: Option<bool>,
}

/// A figure, the day, and whether it went badly after.
pub(super) type Case = (Day, f64, bool);

/// Everything that is looked at.
pub(super) struct Cases<'a> {
    athlete: &'a Athlete,
    history: &'a History,
    planned: BTreeMap<Day, Vec<Session>>,
    pub mornings: BTreeMap<Day, Morning>,
    pub today: Day,
}

impl<'a> Cases<'a> {
    pub(super) fn gather(athlete: &'a Athlete, history: &'a History, today: Day) -> Self {
        let (from, to) = (shift(today, -DAYS), shift(today, -1));
        let mut planned: BTreeMap<Day, Vec<Session>> = BTreeMap::new();
        for s in athlete.planned(from, to).into_iter().filter(|s| s.hard && key(s)) {
            planned.entry(s.day).or_default().push(s);
        }
        let mut cases = Self { athlete, history, planned, mornings: BTreeMap::new(), today };
        // Days of before anything was known say nothing.
        let Some((first, _)) = athlete.known_span() else { return cases };
        cases.mornings = span(from.max(first), today).map(|d| (d, cases.morning(d))).collect();
        for d in span(from.max(first), to) {
            let went_badly = cases.went_badly(d);
            if let Some(m) = cases.mornings.get_mut(&d) {
                m.went_badly = went_badly;
            }
        }
        cases
    }

    fn morning(&self, d: Day) -> Morning {
        let s = readiness::signals(self.athlete, self.history, d);
        let fresh = s.hrv_last.is_some_and(|(m, _)| m.day == d);
        Morning {
            score: readiness::assess_with(self.athlete, self.history, d, &s).score,
            z7: s.hrv.z7,
            z1: s.hrv.z1.filter(|_| fresh),
            slept: s.sleep[0],
            went_badly: None,
        }
    }

    /// Whether a day's training went badly: it felt two and more over its band, a key session stayed under 85 %, or the
    /// next morning was red by the book. `None` without a session.
    fn went_badly(&self, d: Day) -> Option<bool> {
        let done = self.history.on(d);
        if done.is_empty() {
            return None;
        }
        let over = done.iter().any(|l| {
            let band = l.load.intensity.and_then(rpe::expected);
            band.zip(l.rpe).is_some_and(|((_, top), r)| r - top >= STRAIN)
        });
        Some(over || self.key_failed(d) || self.red(shift(d, 1)))
    }

    /// Whether a key session of the day was tried and stayed short; one that was left out was not trained.
    fn key_failed(&self, d: Day) -> bool {
        let of_sport =
            |s: &Session| self.history.on(d).iter().filter(|l| l.sport == s.sport).map(|l| l.load.value).total();
        self.planned.get(&d).into_iter().flatten().any(|s| {
            let done = of_sport(s);
            done > 0.0 && done < DONE * s.load
        })
    }

    /// The book's red, so that what counts as bad stays the same when the cut moves.
    fn red(&self, d: Day) -> bool {
        self.mornings.get(&d).and_then(|m| m.score).is_some_and(|s| s < AMBER)
    }

    /// Mornings with a session after them, by one of their figures.
    pub(super) fn days(&self, figure: impl Fn(&Morning) -> Option<f64>) -> Vec<Case> {
        self.mornings.iter().filter_map(|(d, m)| Some((*d, figure(m)?, m.went_badly?))).collect()
    }

    /// Mondays of the whole weeks that are over, oldest first.
    fn weeks(&self) -> Vec<Day> {
        let Some(first) = self.mornings.keys().next() else { return Vec::new() };
        let mut at = monday(shift(*first, 6));
        let mut all = Vec::new();
        while shift(at, 6) < self.today {
            all.push(at);
            at = shift(at, 7);
        }
        all
    }

    /// Whether the seven days from `from` went badly: two red mornings, illness or pain, or two key sessions that failed.
    /// `None` with too few scores, and while they are not over.
    fn bad_week(&self, from: Day) -> Option<bool> {
        let to = shift(from, 6);
        if to >= self.today {
            return None;
        }
        let scored = self.mornings.range(from..=to).filter(|(_, m)| m.score.is_some()).count();
        if scored < SCORED {
            return None;
        }
        let red = span(from, to).filter(|d| self.red(*d)).count();
        let failed = span(from, to).filter(|d| self.key_failed(*d)).count();
        Some(red >= RED_WEEK || failed >= RED_WEEK || self.hurt(from, to))
    }

    fn hurt(&self, from: Day, to: Day) -> bool {
        let within = |d: Day| d >= from && d <= to;
        let a = self.athlete;
        a.health.iter().any(|h| within(h.day) && h.illness != Illness::Recovered)
            || a.check_ins.range(from..=to).any(|(_, c)| c.pain.is_some_and(|p| p >= 3))
            || a.injuries.iter().any(|i| within(i.day) && i.pain >= 3)
    }

    /// CTL gained in each week, and how the week after it went.
    pub(super) fn gains(&self) -> Vec<Case> {
        let gain = |m: Day| self.history.state(shift(m, 6)).0 - self.history.state(shift(m, -1)).0;
        self.weeks().into_iter().filter_map(|m| Some((m, gain(m), self.bad_week(shift(m, 7))?))).collect()
    }

    /// The number of load weeks in a row that each load week ends, and how it went itself.
    pub(super) fn load_weeks(&self) -> Vec<(Day, u32, bool)> {
        let mut loads: Vec<f64> = Vec::new();
        let mut in_a_row = 0_u32;
        let mut all = Vec::new();
        for m in self.weeks() {
            let load = self.history.weekly_load(m);
            let before = loads.iter().rev().take(3).copied().fold(0.0, f64::max);
            let easy = before > 0.0 && load < EASY * before;
            in_a_row = if easy || load <= 0.0 { 0 } else { in_a_row + 1 };
            if let (1.., Some(bad)) = (in_a_row, self.bad_week(m)) {
                all.push((m, in_a_row, bad));
            }
            loads.push(load);
        }
        all
    }

    /// The deviations of the mornings after each hard day, up to the morning of the next one.
    pub(super) fn after_hard_days(&self, most: usize) -> Vec<Vec<Option<f64>>> {
        let hard = self.history.hard_days(shift(self.today, -DAYS), shift(self.today, -1));
        hard.iter()
            .enumerate()
            .map(|(i, d)| {
                let end = hard.get(i + 1).copied().unwrap_or(self.today).min(self.today);
                let days = span(shift(*d, 1), end).take(most);
                days.map(|d| self.mornings.get(&d).and_then(|m| m.z1)).collect()
            })
            .collect()
    }

    /// The first day that only judges.
    pub(super) fn held_from(&self) -> Day {
        shift(self.today, -HELD_BACK)
    }
}

/// Share of the largest of the three weeks before under which a week was a down week.
const EASY: f64 = 0.75;

fn key(s: &Session) -> bool {
    !matches!(s.kind, SessionKind::Race | SessionKind::Stage | SessionKind::Test | SessionKind::Opener)
}
