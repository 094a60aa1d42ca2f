use super::{ApplyError, Edit, EditError, canonical, change, edit, linked_with, preview};
use crate::{
    coach::library::{self, Speeds},
    domain::{
        CleanText, Day, Hunk, HunkOp, Plan, Proposal, Session, ShortId, day,
        proposal::{Author, Effect},
    },
};
use proptest::prelude::*;
use rstest::rstest;

fn monday() -> Day {
    "2026-11-23".parse().expect("a date")
}

/// A session of the week: name, minutes; the id follows the name and the day it was planned for.
fn made(name: &str, minutes: u16, planned: i64, on: i64) -> Session {
    let id = match name {
        "SST" => "B-SST",
        "VO2" => "B-VO2",
        "LONG" => "B-LONG",
        "REC" => "B-REC",
        _ => "B-END60",
    };
    let mut s =
        library::template(id).expect("a template").session(day::shift(monday(), on), None, &Speeds::default());
    s.minutes = minutes;
    s.id = ShortId::of(&[name.as_bytes(), &planned.to_be_bytes(), &minutes.to_be_bytes()]);
    s
}

fn week(w: &[(&str, u16)]) -> Vec<Session> {
    w.iter().zip(0..).filter(|((_, m), _)| *m > 0).map(|((n, m), i)| made(n, *m, i, i)).collect()
}

const WEEK: [(&str, u16); 7] =
    [("REST", 0), ("SST", 75), ("END", 85), ("VO2", 65), ("END", 60), ("LONG", 160), ("END", 85)];

fn with(changes: &[(usize, (&'static str, u16))]) -> Vec<Session> {
    let mut w = WEEK;
    for (i, s) in changes {
        w[*i] = *s;
    }
    week(&w)
}

fn told(new: &[Session]) -> Vec<(String, i64)> {
    canonical(&week(&WEEK), new).iter().map(|op| (op.name().to_owned(), day::between(monday(), op.day()))).collect()
}

#[rstest]
#[case("shorter", with(&[(4, ("END", 45)), (5, ("END", 80))]), &[("resize", 4), ("resize", 5)])]
#[case("illness", with(&[(3, ("REST", 0)), (4, ("REST", 0)), (5, ("REC", 40))]), &[("remove", 3), ("remove", 4), ("retype", 5)])]
#[case("to the rest day", with(&[(0, ("SST", 75)), (1, ("REST", 0))]), &[("move", 0)])]
#[case("exchange", with(&[(3, ("END", 85)), (6, ("VO2", 65))]), &[("swap", 3)])]
#[case("one more", with(&[(0, ("END", 40))]), &[("add", 0)])]
#[case("nothing", with(&[]), &[])]
fn canonical_forms(#[case] name: &str, #[case] new: Vec<Session>, #[case] ops: &[(&str, i64)]) {
    let want: Vec<(String, i64)> = ops.iter().map(|(n, d)| ((*n).to_owned(), *d)).collect();
    assert_eq!(told(&new), want, "{name}");
}

#[test]
fn a_session_that_keeps_its_id_and_goes_is_moved_whatever_else_changes() {
    let old = week(&WEEK);
    let mut new = old.clone();
    new[2].day = day::shift(monday(), 0);
    new[2].minutes = 50;
    let ops = canonical(&old, &new);
    assert!(matches!(&ops[..], [HunkOp::Move { after, .. }] if after.minutes == 50), "{ops:?}");
}

fn plan() -> Plan {
    let mut p = Plan {
        version: 3,
        mission: "m".into(),
        mission_hash: String::new(),
        from: monday(),
        weeks: vec![],
        sessions: week(&WEEK),
    };
    p.sort();
    p
}

fn proposal(ops: Vec<HunkOp>, linked: &[u16]) -> Proposal {
    let hunks = ops
        .into_iter()
        .zip(1_u16..)
        .map(|(op, number)| Hunk { number, op, reasons: vec![], linked: linked.contains(&number).then_some(1) })
        .collect();
    Proposal {
        id: ShortId(7),
        base_version: 3,
        day: day::shift(monday(), 3),
        author: Author::Rules,
        reason: CleanText::line("why"),
        hunks,
        effect: Effect::default(),
        each: vec![],
        choices: vec![],
        alternatives: vec![],
        checks: vec![],
        expires: day::shift(monday(), 3),
        supersedes: None,
    }
}

fn thursday_out() -> Vec<HunkOp> {
    canonical(&week(&WEEK), &with(&[(3, ("REST", 0)), (4, ("END", 45)), (5, ("REC", 40))]))
}

#[test]
fn chosen_hunks_and_only_those_change_the_plan() {
    let p = proposal(thursday_out(), &[]);
    let c = change(&plan(), &p, &[2, 1, 2], &[]).expect("it applies");
    let mut after = plan();
    after.apply(&c);
    assert!(after.on(day::shift(monday(), 3)).next().is_none());
    assert_eq!(after.session(p.hunks[2].op.before()[0].id).map(|s| s.minutes), Some(160));
    assert_eq!(after.sessions, preview(&plan(), &p.hunks[..2]).sessions);
    after.apply(&c.inverse());
    assert_eq!(after.sessions, plan().sessions);
}

#[test]
fn refusals_say_why() {
    let p = proposal(thursday_out(), &[1, 2]);
    let now = plan();
    assert_eq!(change(&now, &p, &[], &[]), Err(ApplyError::Nothing));
    assert_eq!(change(&now, &p, &[9], &[]), Err(ApplyError::Unknown { number: 9, last: 3 }));
    assert_eq!(change(&now, &p, &[1, 3], &[]), Err(ApplyError::Linked { number: 1, with: vec![2] }));
    assert_eq!(linked_with(&p.hunks, 2), [1, 2]);
    assert_eq!(linked_with(&p.hunks, 3), [3]);
    let newer = Plan { version: 4, ..plan() };
    assert_eq!(change(&newer, &p, &[3], &[]), Err(ApplyError::Stale { base: 3, current: 4 }));
    let past = proposal(canonical(&week(&WEEK), &with(&[(1, ("REST", 0))])), &[]);
    assert!(matches!(change(&now, &past, &[1], &[]), Err(ApplyError::Past { number: 1, .. })));
    let mut other = plan();
    other.sessions.retain(|s| s.kind != crate::domain::SessionKind::Vo2);
    assert!(matches!(
        change(&other, &proposal(thursday_out(), &[]), &[1], &[]),
        Err(ApplyError::Conflict { number: 1, .. })
    ));
}

#[test]
fn an_edited_hunk_takes_the_place_of_its_number_only() {
    let p = proposal(thursday_out(), &[]);
    let edited = edit(&p.hunks[1], &Edit::Minutes(30), monday(), &Speeds::default()).expect("it edits");
    let c = change(&plan(), &p, &[2], std::slice::from_ref(&edited)).expect("it applies");
    assert_eq!(c.after[0].minutes, 30);
    let foreign = Hunk { number: 1, ..edited };
    assert!(matches!(change(&plan(), &p, &[1], &[foreign]), Err(ApplyError::Conflict { number: 1, .. })));
}

#[test]
fn edits_build_library_sessions_again() {
    let speeds = Speeds::default();
    let p = proposal(thursday_out(), &[]);
    let end = &p.hunks[1];
    let later = edit(end, &Edit::Day(day::shift(monday(), 6)), monday(), &speeds).expect("a day");
    assert_eq!(later.op.name(), "move");
    let hard = edit(end, &Edit::Template("B-SST".into()), monday(), &speeds).expect("a template");
    assert!(hard.op.after()[0].hard && hard.op.name() == "retype");
    assert_eq!(edit(end, &Edit::Template("X".into()), monday(), &speeds), Err(EditError::Template("X".into())));
    assert_eq!(edit(end, &Edit::Minutes(2), monday(), &speeds), Err(EditError::Minutes(2)));
    let past = day::shift(monday(), -1);
    assert_eq!(edit(end, &Edit::Day(past), monday(), &speeds), Err(EditError::Past(past)));
    let kept =
        edit(&p.hunks[0], &Edit::Minutes(40), monday(), &speeds).expect("a removal becomes a shorter session");
    assert_eq!(kept.op.after()[0].id, p.hunks[0].op.before()[0].id);
}

fn any_week() -> impl Strategy<Value = Vec<(&'static str, u16)>> {
    let s = proptest::sample::select(vec![
        ("REST", 0),
        ("SST", 75),
        ("END", 60),
        ("END", 85),
        ("VO2", 65),
        ("LONG", 160),
        ("REC", 40),
    ]);
    proptest::collection::vec(s, 7)
}

proptest! {
    /// What is told, done to the old week, gives the new one.
    #[test]
    fn the_canonical_form_says_everything(old in any_week(), new in any_week()) {
        let (a, b) = (week(&old), week(&new));
        let ops = canonical(&a, &b);
        let mut result: Vec<Session> = a.clone();
        for op in &ops {
            for s in op.before() {
                let at = result.iter().position(|x| x == s);
                prop_assert!(at.is_some(), "{} twice", s.title);
                result.remove(at.unwrap_or(0));
            }
        }
        result.extend(ops.iter().flat_map(HunkOp::after).cloned());
        let sorted = |mut v: Vec<Session>| { v.sort_by_key(|s| (s.day, s.id)); v };
        prop_assert_eq!(sorted(result), sorted(b));
    }

    /// Equal weeks say nothing, and telling is deterministic.
    #[test]
    fn the_canonical_form_is_stable(old in any_week(), new in any_week()) {
        let (a, b) = (week(&old), week(&new));
        prop_assert!(canonical(&a, &a).is_empty());
        prop_assert_eq!(canonical(&a, &b), canonical(&a, &b));
    }
}
