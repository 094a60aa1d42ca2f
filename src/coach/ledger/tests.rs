use super::*;
use crate::domain::{ShortId, day};

fn entry(id: u64, answer: ProposalState, readiness: f64, label: Label) -> Entry {
    Entry {
        proposal: ShortId(id),
        day: Day::from_ymd_opt(2026, 3, 2).unwrap(),
        rule: "L7".into(),
        answer,
        readiness: Some(readiness),
        tsb_share: Some(-0.1),
        outcome: Outcome::default(),
        label,
    }
}

#[test]
fn a_share_is_shown_from_six_closed_cases_on() {
    let mut all: Vec<Entry> = (0..5).map(|i| entry(i, ProposalState::Accepted, 65.0, Label::Good)).collect();
    all.push(entry(9, ProposalState::Accepted, 65.0, Label::Open));
    assert_eq!(counts(&all)[0].good, None, "the open one does not count");
    all.push(entry(10, ProposalState::Accepted, 65.0, Label::Bad));
    let c = &counts(&all)[0];
    assert_eq!((c.n, c.labels), (6, [5, 0, 1]));
    let (share, lo, hi) = c.good.unwrap();
    assert!(lo < share && share < hi && lo > 0.4);
}

#[test]
fn only_like_mornings_of_the_same_rule_are_paired_and_each_once() {
    let mut all = vec![
        entry(1, ProposalState::Denied, 65.0, Label::Bad),
        entry(2, ProposalState::Denied, 66.0, Label::Bad),
        entry(3, ProposalState::Accepted, 67.0, Label::Good),
        entry(4, ProposalState::Accepted, 80.0, Label::Good),
    ];
    all.push(Entry { rule: "F05".into(), ..entry(5, ProposalState::Accepted, 66.0, Label::Good) });
    let m = compare_pairs(&all);
    assert_eq!(m, [(1, 3)], "one accepted morning is like them, and it is taken once");
    assert_eq!(matched::compare(&all).better, None, "too few to say");
}

fn compare_pairs(all: &[Entry]) -> Vec<(u64, u64)> {
    matched::compare(all).pairs.iter().map(|p| (p.denied.0, p.accepted.0)).collect()
}

#[test]
fn nothing_known_gives_an_empty_ledger_that_says_so() {
    let today = day::shift(Day::from_ymd_opt(2026, 3, 2).unwrap(), 10);
    let a = Athlete::default();
    let l = ledger(&a, &History::build(&a, today), today);
    assert!(l.entries.is_empty() && l.blocks.is_empty() && l.calibration.iter().all(|c| c.proposed.is_none()));
    assert!(l.calibration[0].text.contains("30 are needed"));
}
