//! Another set of rules over the athlete's own history: which mornings would have been decided otherwise.
//!
//! Owns: the comparison, day by day. Does not own: the rules' names and ranges ([`super::flags::Rules`]). What would have
//! followed from another decision is not played on: every day is decided on what was really done before it.

use super::{
    flags::Rules,
    ladder::{self, Decision},
};
use crate::{
    domain::{Action, Athlete, Cap, Day, day},
    science::{history::History, readiness},
};
use serde::Serialize;

/// A decision in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Brief {
    /// go, modify, skip.
    pub action: Action,
    /// The tightest cap.
    pub cap: Cap,
    /// The rule that decided.
    pub rule: String,
    /// What it says.
    pub text: String,
}

impl Brief {
    fn of(d: &Decision) -> Self {
        let first = d.verdict.reasons.first();
        Self {
            action: d.verdict.action,
            cap: d.verdict.cap,
            rule: first.map_or_else(String::new, |r| r.rule.clone()),
            text: first.map_or_else(String::new, |r| r.text.clone()),
        }
    }
}

/// A morning that would have been decided otherwise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Differing {
    /// The day.
    pub day: Day,
    /// By the rules as they are.
    pub now: Brief,
    /// By the other ones.
    pub other: Brief,
}

/// What a back-test found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Backtest {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Mornings looked at: those with a wellness value, a check-in or an activity within two days.
    pub mornings: usize,
    /// Mornings that the other rules would have made tighter.
    pub tighter: usize,
    /// And looser.
    pub looser: usize,
    /// Those mornings, in order; the same cap for another reason is not among them.
    pub differing: Vec<Differing>,
}

/// Decides every morning of a span by the rules as they are and by changed ones.
#[must_use]
pub fn backtest(athlete: &Athlete, from: Day, to: Day, change: &dyn Fn(&mut Rules)) -> Backtest {
    let mut out = Backtest { from, to, mornings: 0, tighter: 0, looser: 0, differing: vec![] };
    for today in day::span(from, to) {
        let history = History::build(athlete, today);
        if !known(athlete, &history, today) {
            continue;
        }
        out.mornings += 1;
        let signals = readiness::signals(athlete, &history, today);
        let score = readiness::assess_with(athlete, &history, today, &signals);
        let now = ladder::decide(athlete, &history, &signals, &score, today);
        let other = ladder::decide_by(athlete, &history, &signals, &score, today, change);
        if now.verdict.cap == other.verdict.cap && now.verdict.action == other.verdict.action {
            continue;
        }
        out.tighter += usize::from(other.verdict.cap > now.verdict.cap);
        out.looser += usize::from(other.verdict.cap < now.verdict.cap);
        out.differing.push(Differing { day: today, now: Brief::of(&now), other: Brief::of(&other) });
    }
    out
}

fn known(athlete: &Athlete, history: &History, today: Day) -> bool {
    athlete.wellness.contains_key(&today)
        || athlete.check_ins.contains_key(&today)
        || !history.within(day::shift(today, -2), today).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Event, Metric, Provider, WellnessRecord};

    fn athlete(hours: &[f64]) -> (Athlete, Day) {
        let first = Day::from_ymd_opt(2026, 3, 2).unwrap();
        let mut a = Athlete::default();
        for (i, h) in (0_i64..).zip(hours) {
            let record = WellnessRecord {
                day: day::shift(first, i),
                source: Provider::Oura,
                values: vec![(Metric::SleepHours, *h)],
            };
            a.apply(&Event::WellnessRecorded(record));
        }
        (a, first)
    }

    #[test]
    fn the_same_rules_differ_nowhere_and_a_stricter_one_where_it_speaks() {
        let mut hours = vec![7.8; 40];
        hours[30..33].fill(7.4);
        let (a, first) = athlete(&hours);
        let to = day::shift(first, 39);
        let same = backtest(&a, first, to, &|_| {});
        assert_eq!((same.mornings, same.differing.len()), (40, 0));
        let stricter = backtest(&a, first, to, &|r| {
            r.set("sleep_rule", "strict").unwrap();
            r.set("sleep_hours", "7.5").unwrap();
            r.set("sleep_cap", "recovery").unwrap();
        });
        let days: Vec<_> = stricter.differing.iter().map(|d| (d.day, d.other.rule.as_str())).collect();
        assert_eq!(days, [(day::shift(first, 32), "F05")], "the third short night");
        assert_eq!((stricter.tighter, stricter.looser), (1, 0));
    }
}
