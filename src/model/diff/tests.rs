use super::*;
use crate::{
    coach::{canvas::tests::world, plan::tests::today, proposal},
    domain::{Athlete, Cap},
    science::history::History,
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

const BOUNDS: Bounds = Bounds { days: 28, supersedes: None };

fn scene<'a>(a: &'a Athlete, h: &'a History) -> Scene<'a> {
    Scene::of(a, h, today(), Cap::None).unwrap()
}

fn hunk(op: Op) -> HunkArg {
    HunkArg {
        op,
        session: None,
        other: None,
        day: None,
        template: None,
        minutes: None,
        interval_minutes: None,
        text: None,
    }
}

fn refused(a: &Athlete, h: &History, hunks: Vec<HunkArg>) -> String {
    let args = DiffArgs { plan_version: a.plan.as_ref().unwrap().version, reason: String::new(), hunks };
    propose(&scene(a, h), &args, "", BOUNDS).unwrap_err().to_string()
}

#[test]
fn what_makes_no_sense_is_refused_with_what_to_do() {
    let (a, h) = world();
    let plan = a.plan.as_ref().unwrap();
    let ahead = plan.sessions.iter().find(|s| s.day > today()).unwrap().id.brief();
    let far = plan.sessions.iter().find(|s| s.day > shift(today(), 40)).unwrap().id.brief();
    let with = |session: &str, h: HunkArg| HunkArg { session: Some(session.into()), ..h };
    let cases: [(Vec<HunkArg>, &str); 12] = [
        (vec![], "give 1 to 14"),
        (vec![hunk(Op::Remove)], "needs session"),
        (vec![with("ffffff", hunk(Op::Remove))], "no session ffffff"),
        (vec![with("x'; drop", hunk(Op::Remove))], "six-digit id"),
        (vec![with(&far, hunk(Op::Remove))], "the last day that may be changed"),
        (vec![with(&ahead, hunk(Op::Remove)), with(&ahead, hunk(Op::Remove))], "one hunk per session"),
        (vec![with(&ahead, HunkArg { minutes: Some(3), ..hunk(Op::Resize) })], "3 minutes is not a session"),
        (vec![with(&ahead, HunkArg { day: Some(shift(today(), -1)), ..hunk(Op::Move) })], "has gone"),
        (vec![with(&ahead, HunkArg { template: Some("B-MAGIC".into()), ..hunk(Op::Retype) })], "no template"),
        (vec![HunkArg { day: Some(today()), ..hunk(Op::Add) }], "needs template"),
        (vec![with(&ahead, HunkArg { minutes: Some(60), ..hunk(Op::Remove) })], "takes session and no minutes"),
        (
            vec![HunkArg { day: Some(today()), text: Some("hi".into()), ..hunk(Op::Note) }],
            "no hunk changes a session",
        ),
    ];
    for (hunks, words) in cases {
        let said = refused(&a, &h, hunks);
        assert!(said.contains(words), "{words}: {said}");
    }
    let args = DiffArgs { plan_version: 99, reason: String::new(), hunks: vec![hunk(Op::Remove)] };
    let said = propose(&scene(&a, &h), &args, "", BOUNDS).unwrap_err().to_string();
    assert!(said.contains("not 99"), "{said}");
}

/// Anything that a hostile model may write about this plan: true and made-up ids, templates and days, sizes of all kinds.
fn any_hunk(ids: Vec<String>) -> impl Strategy<Value = HunkArg> {
    let ops = prop::sample::select(vec![
        Op::Add,
        Op::Remove,
        Op::Move,
        Op::Swap,
        Op::Resize,
        Op::Retype,
        Op::Retarget,
        Op::Note,
    ]);
    let templates: Vec<String> =
        library::all().map(|t| t.id.to_owned()).chain(["race".into(), "B-NO".into()]).collect();
    let id = prop_oneof![8 => prop::sample::select(ids), 1 => "[0-9a-f]{6}", 1 => "\\PC{0,8}"];
    let day = prop_oneof![12 => 0_i64..28, 1 => -40_i64..0, 1 => 28_i64..4000].prop_map(|n| shift(today(), n));
    let minutes = prop_oneof![6 => 10_u16..240, 1 => any::<u16>()];
    (ops, id.clone(), id, day, prop::sample::select(templates), minutes, 0_u16..90, any::<u8>()).prop_map(
        |(op, session, other, day, template, minutes, interval, noise)| {
            // Mostly what the op takes, sometimes more or less.
            let takes = |ops: &[Op], bit: u8| ops.contains(&op) != (noise == bit);
            HunkArg {
                op,
                session: takes(&[Op::Remove, Op::Move, Op::Swap, Op::Resize, Op::Retype, Op::Retarget], 1)
                    .then_some(session),
                other: takes(&[Op::Swap], 2).then_some(other),
                day: takes(&[Op::Add, Op::Move, Op::Note], 3).then_some(day),
                template: takes(&[Op::Add, Op::Retype], 4).then_some(template),
                minutes: takes(&[Op::Add, Op::Resize, Op::Retype], 5).then_some(minutes),
                interval_minutes: takes(&[Op::Retarget], 6).then_some(interval),
                text: takes(&[Op::Note], 7).then(|| "note".to_owned()),
            }
        },
    )
}

/// What must hold of every proposal that came through.
fn sound(scene: &Scene<'_>, p: &Proposal) {
    assert_eq!(p.base_version, scene.plan.version);
    assert_eq!(p.author, Author::Model);
    assert!(p.checks.iter().all(|f| f.severity != Severity::Block), "{:?}", p.checks);
    let last = shift(scene.today, BOUNDS.days - 1);
    for h in &p.hunks {
        assert!(h.op.day() >= scene.today && h.op.after().iter().all(|s| s.day <= last), "{h:?}");
        for s in h.op.before() {
            assert!(!s.locked && scene.plan.session(s.id) == Some(s));
        }
        for s in h.op.after() {
            let own = library::template(&s.template).is_some()
                || scene.plan.sessions.iter().any(|x| x.template == s.template);
            assert!(own && s.load.is_finite() && s.load >= 0.0 && (5..=660).contains(&s.minutes), "{s:?}");
        }
    }
    // It is what the athlete's own accept takes: by hash, once, and it blocks nothing.
    let all: Vec<u16> = p.hunks.iter().map(|h| h.number).collect();
    let answer = proposal::accept(scene, p, &all, &[]).unwrap();
    assert_eq!(answer.shown_hash, p.shown_hash());
}

#[test]
fn nothing_that_a_hostile_model_writes_passes_a_rule() {
    let (a, h) = world();
    let plan = a.plan.as_ref().unwrap();
    let ids: Vec<String> = plan.span(shift(today(), -3), shift(today(), 35)).map(|s| s.id.brief()).collect();
    let cases = std::env::var("LANTERNE_HOSTILE").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    let version = prop_oneof![20 => Just(plan.version), 1 => any::<u32>()];
    let any = (version, prop::collection::vec(any_hunk(ids), 1..5));
    let (made, refused) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let before = a.clone();
    runner
        .run(&any, |(plan_version, hunks)| {
            let s = scene(&a, &h);
            match propose(&s, &DiffArgs { plan_version, reason: String::new(), hunks }, "", BOUNDS) {
                Ok(p) => {
                    sound(&s, &p);
                    made.set(made.get() + 1);
                }
                Err(e) => {
                    assert!(!e.to_string().is_empty());
                    refused.set(refused.get() + 1);
                }
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(a, before, "a proposal changes nothing");
    assert!(made.get() > 0 && refused.get() > 0, "{} made, {} refused", made.get(), refused.get());
    println!("{} made, {} refused", made.get(), refused.get());
}

#[test]
fn a_proposal_that_nobody_accepted_changes_no_plan() {
    let (mut a, h) = world();
    let id = a.plan.as_ref().unwrap().sessions.iter().find(|s| s.day > today() && !s.locked).unwrap().id.brief();
    let args = DiffArgs {
        plan_version: a.plan.as_ref().unwrap().version,
        reason: String::new(),
        hunks: vec![HunkArg { session: Some(id), ..hunk(Op::Remove) }],
    };
    let p = propose(&scene(&a, &h), &args, "", BOUNDS).unwrap();
    let plan = a.plan.clone();
    a.apply(&crate::domain::Event::ProposalMade(Box::new(p)));
    assert_eq!(a.plan, plan);
}
