//! What follows from a no, by the reason given.
//!
//! Owns: words, and a rule for the mission where the same reason came three times. Does not own: the next proposal
//! (replan offers another kind of change once), the counts over months (ledger). A no never loosens a rule by itself.

use super::{rules, words};
use crate::domain::{
    Athlete, Day, Proposal, SessionKind,
    athlete::ProposalState,
    day::{shift, short_name, weekday},
    mission::{MissionChange, Weekday},
    proposal::DenyReason,
};

/// Denials for want of time on one weekday from which its minutes should change for good.
const TIMES: usize = 3;
/// Days that they are counted over.
const WITHIN: i64 = 42;
/// Shortest time that is worth keeping a weekday for, minutes.
const LEAST: u16 = 20;

/// What follows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Follow {
    /// For the athlete.
    pub words: String,
    /// A rule for the mission, to be shown back and written after a yes.
    pub rules: Vec<MissionChange>,
}

/// What follows from a no to `p` for this reason, said on `today`; the no itself need not be folded in yet.
#[must_use]
pub fn follows(athlete: &Athlete, p: &Proposal, reason: Option<DenyReason>, today: Day) -> Follow {
    match reason {
        None | Some(DenyReason::Other) => Follow::default(),
        Some(DenyReason::NoTime) => no_time(athlete, p, today),
        Some(DenyReason::FeelGood) => Follow { words: feel_good(p), ..Follow::default() },
        Some(DenyReason::PreferOther) => Follow { words: prefer_other(p), ..Follow::default() },
        Some(DenyReason::Distrust) => Follow { words: distrust(p), ..Follow::default() },
    }
}

/// The first day that a proposal changes.
fn day_of(p: &Proposal) -> Option<Day> {
    p.hunks.iter().map(|h| h.op.day()).min()
}

fn no_time(athlete: &Athlete, p: &Proposal, today: Day) -> Follow {
    let Some(day) = day_of(p) else { return Follow::default() };
    let name = short_name(day).to_lowercase();
    let ask = format!(
        "How much time is there {}? `busy {name} 30m` cuts the day to that, `busy {name}` clears it.",
        words::day_name(day, today)
    );
    let same = |(q, s): &&(Proposal, ProposalState)| {
        *s == ProposalState::Denied
            && q.id != p.id
            && q.day > shift(today, -WITHIN)
            && athlete.denials.get(&q.id) == Some(&Some(DenyReason::NoTime))
            && day_of(q).is_some_and(|d| weekday(d) == weekday(day))
    };
    let before: Vec<&Proposal> = athlete.proposals.iter().filter(same).map(|(q, _)| q).collect();
    if before.len() + 1 < TIMES {
        return Follow { words: ask, rules: vec![] };
    }
    // What stood in the plan on those days was too much; half of the least of it is a start.
    let planned = before.iter().copied().chain([p]).filter_map(|q| {
        q.hunks.iter().flat_map(|h| h.op.after()).filter(|s| s.kind != SessionKind::Race).map(|s| s.minutes).min()
    });
    let minutes = planned.min().map_or(0, |m| m / 2 / 5 * 5);
    let minutes = if minutes < LEAST { 0 } else { minutes };
    let rule = MissionChange::Minutes(Weekday::ALL[weekday(day)], minutes);
    Follow {
        words: format!(
            "{ask}\nThat was the {} time within six weeks that a {} had no time. A rule for the mission would be: {rule}.",
            ordinal(before.len() + 1),
            day.format("%A")
        ),
        rules: vec![rule],
    }
}

fn ordinal(n: usize) -> String {
    match n {
        3 => "third".into(),
        4 => "fourth".into(),
        5 => "fifth".into(),
        n => format!("{n}th"),
    }
}

/// The rules behind a proposal, each once.
fn rules_of(p: &Proposal) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for r in p.hunks.iter().flat_map(|h| &h.reasons) {
        if !out.contains(&r.rule.as_str()) {
            out.push(&r.rule);
        }
    }
    out
}

fn feel_good(p: &Proposal) -> String {
    let may: Vec<&str> = rules_of(p).into_iter().filter(|r| rules::may_override(r)).collect();
    match may.first() {
        Some(rule) => format!(
            "Noted. The day stays as planned and {} still stands over it; `override {rule} because …` takes that off for today, and what follows is counted in the ledger.",
            words::list(&may)
        ),
        None => "Noted. What stopped the day is not for anybody to override; what you do anyway is recorded as an activity.".into(),
    }
}

fn prefer_other(p: &Proposal) -> String {
    let all: Vec<String> = p.alternatives.iter().zip(1..).map(|(a, n)| format!("{n}. {}", a.words)).collect();
    if all.is_empty() {
        return "Noted. Say what you would rather do: `easier`, `shorten today 30m`, `swap today sat`, `rest today`.".into();
    }
    format!(
        "Noted. What would do as well: {} Or say it yourself: `easier`, `swap today sat`, `rest today`.",
        all.join(" ")
    )
}

fn distrust(p: &Proposal) -> String {
    let reasons = p.hunks.iter().flat_map(|h| &h.reasons);
    let mut lines: Vec<String> = Vec::new();
    for r in reasons {
        let line = format!("· {}", super::voices::reason_line(r));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.truncate(3);
    format!(
        "Noted. What it went by:\n{}\n`lanterne ledger` says how often following this rule went well for you; `lanterne backtest` tries another setting of it.",
        lines.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        coach::library::{self, Speeds},
        domain::{
            CleanText, Event, Hunk, HunkOp, ShortId,
            proposal::{Answer, Author, Effect, Outcome},
        },
    };

    fn today() -> Day {
        Day::from_ymd_opt(2026, 11, 26).unwrap()
    }

    fn proposal(day: Day) -> Proposal {
        let s = library::template("B-END60").unwrap().session(day, Some(60), &Speeds::default());
        Proposal {
            id: ShortId::of(&[day.to_string().as_bytes()]),
            base_version: 1,
            day,
            author: Author::Rules,
            reason: CleanText::line("shorter"),
            hunks: vec![Hunk { number: 1, op: HunkOp::Add(s), reasons: vec![], linked: None }],
            effect: Effect::default(),
            each: vec![],
            choices: vec![],
            alternatives: vec![],
            checks: vec![],
            expires: day,
            supersedes: None,
        }
    }

    #[test]
    fn the_third_want_of_time_on_a_weekday_asks_for_a_rule() {
        let mut a = Athlete::default();
        for weeks in [3, 2, 1] {
            let p = proposal(shift(today(), -7 * weeks));
            let follow = follows(&a, &p, Some(DenyReason::NoTime), p.day);
            assert_eq!(follow.rules.len(), usize::from(weeks == 1), "{}", follow.words);
            assert!(follow.words.contains("busy thu"), "{}", follow.words);
            a.apply(&Event::ProposalMade(Box::new(p.clone())));
            a.apply(&Event::ProposalAnswered(Box::new(Answer {
                proposal: p.id,
                outcome: Outcome::Denied { reason: Some(DenyReason::NoTime) },
                shown_hash: p.shown_hash(),
                day: None,
            })));
        }
        let rule = follows(&a, &proposal(today()), Some(DenyReason::NoTime), today()).rules;
        assert_eq!(rule, [MissionChange::Minutes(Weekday::Thu, 30)]);
    }

    #[test]
    fn each_reason_has_its_own_consequence() {
        let p = proposal(today());
        let said = |r| follows(&Athlete::default(), &p, r, today()).words;
        assert_eq!(said(None), "");
        assert_eq!(said(Some(DenyReason::Other)), "");
        for r in [DenyReason::FeelGood, DenyReason::PreferOther, DenyReason::Distrust] {
            assert!(said(Some(r)).starts_with("Noted."), "{r:?}");
        }
    }
}
