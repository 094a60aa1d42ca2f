use super::*;
use crate::{
    coach::{
        canvas::tests::world,
        plan::tests::today,
        proposal::{Draft, build},
    },
    domain::{Athlete, Cap, day::shift},
    science::history::History,
};
use rstest::rstest;

#[rstest]
#[case("make it saturday instead", Some(Wish::Day(When::Weekday(5))))]
#[case("Make it Saturday instead.", Some(Wish::Day(When::Weekday(5))))]
#[case("rather sunday", Some(Wish::Day(When::Weekday(6))))]
#[case("no, I'd prefer friday", Some(Wish::Day(When::Weekday(4))))]
#[case("make it 40 minutes", Some(Wish::Minutes(40)))]
#[case("make it a bit shorter", Some(Wish::Shorter))]
#[case("longer instead", Some(Wish::Longer))]
#[case("make it saturday but shorter", None)]
#[case("make it easier", None)]
#[case("rather rest today", None)]
fn simple_wishes_are_read(#[case] text: &str, #[case] wish: Option<Wish>) {
    assert_eq!(read(text), wish, "{text}");
}

#[rstest]
#[case("make it saturday instead", true)]
#[case("rather sunday", true)]
#[case("could it be Saturday instead, but with less climbing?", true)]
#[case("I would rather rest today", true)]
#[case("will I make it in time", false)]
#[case("make it easier", false)]
#[case("swap thu sat", false)]
#[case("saturday", false)]
#[case("", false)]
fn only_words_about_something_said_before_refer_to_it(#[case] text: &str, #[case] refers: bool) {
    assert_eq!(super::refers(text), refers, "{text}");
}

fn scene<'a>(a: &'a Athlete, h: &'a History) -> Scene<'a> {
    Scene::of(a, h, today(), Cap::None).unwrap()
}

/// A planned day, and two free days after it that a session of it may go to.
fn room(s: &Scene<'_>) -> (Day, Vec<Day>) {
    let ahead = (1..6).map(|n| shift(today(), n));
    for d in ahead.clone().filter(|d| s.plan.on(*d).count() == 1) {
        let fits = |to: &Day| *to != d && act::go_to(s, When::On(d), When::On(*to)).is_ok();
        let to: Vec<Day> = (1..7).map(|n| shift(today(), n)).filter(fits).collect();
        if to.len() >= 2 {
            return (d, to);
        }
    }
    panic!("a plan with no room")
}

#[test]
fn another_day_takes_the_place_of_what_waits_over_several_turns() {
    let (a, h) = world();
    let s = scene(&a, &h);
    let (from, to) = room(&s);
    let first = act::go_to(&s, When::On(from), When::On(to[0])).unwrap();
    let second = refined(&s, &first, Wish::Day(When::On(to[1]))).unwrap();
    assert_eq!(second.supersedes, Some(first.id));
    let days = |p: &Proposal| p.hunks[0].op.after().iter().map(|s| s.day).collect::<Vec<_>>();
    assert!(days(&second).contains(&to[1]), "{second:?}");
    let back = refined(&s, &second, Wish::Day(When::On(to[0]))).unwrap();
    assert_eq!((back.supersedes, days(&back)), (Some(second.id), days(&first)));
    assert!(refined(&s, &first, Wish::Day(When::On(to[0]))).unwrap_err().contains("already"));
    let there = refined(&s, &first, Wish::Day(When::On(from))).unwrap_err();
    assert!(there.contains("deny") || there.contains("already") || there.contains("same"), "{there}");
}

#[test]
fn another_length_changes_what_is_proposed_and_more_than_one_session_is_asked_about() {
    let (a, h) = world();
    let s = scene(&a, &h);
    let (from, to) = room(&s);
    let first = act::go_to(&s, When::On(from), When::On(to[0])).unwrap();
    if let [hunk] = &first.hunks[..]
        && matches!(hunk.op, HunkOp::Move { .. })
    {
        let short = refined(&s, &first, Wish::Minutes(30)).unwrap();
        let after = short.hunks[0].op.after()[0];
        assert!(after.minutes <= 35 && after.day == to[0], "{after:?}");
    }
    let two: Vec<Session> = s.plan.sessions.iter().filter(|x| x.day > today()).take(2).cloned().collect();
    let why = |_: &HunkOp| vec![];
    let change = PlanChange { before: two, after: vec![] };
    let draft = Draft { author: Author::Rules, reason: String::new(), change, why: &why, supersedes: None };
    let many = build(&s, &draft).unwrap();
    assert!(refined(&s, &many, Wish::Shorter).unwrap_err().contains("2 sessions"));
}

#[test]
fn what_is_about_the_same_session_is_replaced_and_what_the_rules_say_only_by_name() {
    let (a, h) = world();
    let s = scene(&a, &h);
    let (from, to) = room(&s);
    let mine = act::go_to(&s, When::On(from), When::On(to[0])).unwrap();
    let rules = Proposal { author: Author::Rules, id: ShortId(7), ..mine.clone() };
    let next = act::go_to(&s, When::On(from), When::On(to[1])).unwrap();
    let waiting = [rules.clone(), mine.clone()];
    assert_eq!(replaced(&waiting, &next, None), [mine.id]);
    assert_eq!(replaced(&waiting, &next, Some(rules.id)), [rules.id, mine.id]);
    assert_eq!(replaced(&[rules], &next, None), []);
    assert_eq!(replaced(&waiting, &mine, None), [], "never itself");
}
