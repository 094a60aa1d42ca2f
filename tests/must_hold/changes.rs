//! Whoever asks for a change (the rules, the weekly review, a model, the athlete's verbs and hands): what is past and
//! what is fixed stays, and the sums that are told are the sums that are planned.

use super::{any_facts, any_plan, cases, mission, today};
use lanterne::{
    coach::{
        flags::Facts,
        ladder::{self, Case},
        library::Speeds,
        morning::{Morning, morning_with},
        next_week,
        proposal::{Edit, Scene, accept, chosen, edit, restore, undo},
        replan, review,
        verbs::{self, Verb},
        week_page::week_page,
    },
    domain::{
        Athlete, Cap, CheckIn, Day, Event, HealthReport, Hunk, HunkOp, Plan, Proposal, Session, Severity,
        athlete::ProposalState,
        day::{between, monday, shift},
        event::MissionActivated,
        num::{counted, total},
        plan::Phase,
        report::Illness,
    },
    model::diff::{self, Bounds, DiffArgs, HunkArg, Op},
    outputs,
    science::history::History,
};
use proptest::prelude::*;

/// Minutes that every day has.
const ROOM: u16 = 90;

/// An athlete with this plan, in a mission that asks for little.
fn athlete(plan: &Plan) -> Athlete {
    let mut a = super::athlete(plan);
    a.apply(&Event::MissionSaved(Box::new(mission([ROOM; 7], 10, false))));
    a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: shift(today(), -30) }));
    a
}

const ILL: [Option<Illness>; 6] = [
    None,
    None,
    Some(Illness::AboveNeck),
    Some(Illness::BelowNeck),
    Some(Illness::Fever),
    Some(Illness::Recovered),
];

fn fall_ill(a: &mut Athlete, how: usize) {
    let Some(illness) = ILL[how % ILL.len()] else { return };
    let mut say = |day: Day, illness: Illness| {
        a.apply(&Event::HealthReported(HealthReport { day, illness, note: None }));
    };
    if illness == Illness::Recovered {
        say(shift(today(), -5), Illness::Fever);
    }
    say(today(), illness);
}

fn decision(facts: &Facts, score: Option<f64>, phase: Phase, plan: &Plan) -> ladder::Decision {
    let coverage = if score.is_some() { 0.9 } else { 0.2 };
    let sessions: Vec<Session> = plan.on(today()).cloned().collect();
    ladder::judge(&Case {
        today: today(),
        score,
        coverage,
        confidence: coverage,
        facts: facts.clone(),
        phase: Some(phase),
        reference: total(sessions.iter().map(|s| s.load)),
        sessions,
        anything_known: true,
        ..Case::default()
    })
}

/// What a proposal may not do, and what its acceptance may not do.
fn keeps_what_is_fixed(a: &Athlete, scene: &Scene<'_>, p: &Proposal) -> Result<(), TestCaseError> {
    for h in &p.hunks {
        prop_assert!(h.op.day() >= today(), "a hunk of {} on {}: {:?}", p.reason, today(), h.op);
        for s in h.op.before().into_iter().chain(h.op.after()) {
            prop_assert!(s.day >= today(), "{} touches {}", h.op.name(), s.day);
            let fixed = scene.plan.session(s.id).is_some_and(|s| s.locked);
            prop_assert!(!fixed, "{} touches the fixed {}", h.op.name(), s.brief());
        }
    }
    // Another way of a hunk is as bound as the hunk, and is one that can be taken.
    let all: Vec<u16> = p.hunks.iter().map(|h| h.number).collect();
    for (h, choices) in p.hunks.iter().zip(&p.choices) {
        for c in choices {
            // Of an exchange, another way may leave one of the two where it is.
            let (own, from) = (h.op.before(), c.op.before());
            let fits = from == own || (h.op.name() == "swap" && from.len() == 1 && own.contains(&from[0]));
            prop_assert!(c.op != h.op && fits, "{:?} for {:?}", c.op, h.op);
            let other = chosen(h, c);
            let taken = accept(scene, p, &all, std::slice::from_ref(&other));
            prop_assert!(taken.is_ok(), "{} can't be taken: {:?}", c.words, taken.err());
            prop_assert!((c.effect.load - c.op.delta_load()).abs() < 1e-6, "{}", c.words);
            accepted_keeps_it(a, scene, p, &[other])?;
        }
    }
    accepted_keeps_it(a, scene, p, &[])
}

/// Accepts everything, when that is possible, and compares what had to stay.
fn accepted_keeps_it(a: &Athlete, scene: &Scene<'_>, p: &Proposal, edited: &[Hunk]) -> Result<(), TestCaseError> {
    let all: Vec<u16> = p.hunks.iter().map(|h| h.number).collect();
    let Ok(answer) = accept(scene, p, &all, edited) else { return Ok(()) };
    let mut after = a.clone();
    after.apply(&Event::ProposalMade(Box::new(p.clone())));
    after.apply(&Event::ProposalAnswered(Box::new(answer)));
    prop_assert_eq!(after.proposals.last().map(|(_, s)| *s), Some(ProposalState::Accepted));
    let fixed = |plan: &Plan| -> Vec<Session> {
        plan.sessions.iter().filter(|s| s.locked || s.day < today()).cloned().collect()
    };
    prop_assert_eq!(after.plan.as_ref().map(fixed), a.plan.as_ref().map(fixed));
    // A day never gets more than it has time for, unless it held that before.
    let (before, now) = (a.plan.as_ref().expect("a plan"), after.plan.as_ref().expect("a plan"));
    let minutes = |plan: &Plan, d: Day| plan.on(d).map(|s| u32::from(s.minutes)).sum::<u32>();
    for d in now.sessions.iter().map(|s| s.day) {
        let most = u32::from(ROOM).max(minutes(before, d));
        prop_assert!(minutes(now, d) <= most, "{d}: {} of {most} min", minutes(now, d));
    }
    let back = undo(&after, today()).expect("what was accepted today can be taken back");
    let sessions = before.sessions.clone();
    after.apply(&Event::PlanUndone(back));
    prop_assert_eq!(after.plan.map(|p| p.sessions), Some(sessions));
    Ok(())
}

fn told_of(p: &Proposal) -> Result<(), TestCaseError> {
    let of_hunks = total(p.hunks.iter().map(|h| h.op.delta_load()));
    prop_assert!((p.effect.load - of_hunks).abs() < 1e-6, "{} told, {of_hunks} changed", p.effect.load);
    Ok(())
}

/// Days around today, some gone, some after the plan.
fn when(n: i64) -> String {
    shift(today(), n).to_string()
}

fn any_verb() -> impl Strategy<Value = String> {
    (0_usize..16, -4_i64..13, -4_i64..13, 5_u16..200).prop_map(|(verb, a, b, minutes)| {
        let (a, b) = (when(a), when(b));
        match verb {
            0 => format!("easier {a}"),
            1 => format!("harder {a}"),
            2 => format!("shorten {a} {minutes}m"),
            3 => format!("shorten {a} to {minutes}m"),
            4 => format!("swap {a} {b}"),
            5 => format!("move {a} to {b}"),
            6 => format!("push {a}"),
            7 => format!("busy {a}"),
            8 => format!("busy {a} {minutes}m"),
            9 => format!("rest {a}"),
            10 => format!("travel {a} {b}"),
            11 => format!("test {a}"),
            12 => "ill fever".into(),
            13 => "ill throat".into(),
            14 => format!("unlock {a}"),
            _ => format!("whatif swap {a} {b}"),
        }
    })
}

fn any_hunk() -> impl Strategy<Value = (u8, usize, usize, i64, usize, u16)> {
    (0_u8..8, 0_usize..16, 0_usize..16, -4_i64..13, 0_usize..12, 5_u16..400)
}

fn model_asks(plan: &Plan, hunks: &[(u8, usize, usize, i64, usize, u16)]) -> DiffArgs {
    let id = |n: usize| plan.sessions.get(n % plan.sessions.len().max(1)).map(|s| s.id.to_string());
    let hunks = hunks.iter().map(|&(op, a, b, day, t, minutes)| {
        let blank = HunkArg {
            op: Op::Note,
            session: None,
            other: None,
            day: None,
            template: None,
            minutes: None,
            interval_minutes: None,
            text: None,
        };
        let (day, template) = (Some(shift(today(), day)), Some(super::TEMPLATES[t].to_owned()));
        match op {
            0 => HunkArg { op: Op::Add, day, template, minutes: Some(minutes), ..blank },
            1 => HunkArg { op: Op::Remove, session: id(a), ..blank },
            2 => HunkArg { op: Op::Move, session: id(a), day, ..blank },
            3 => HunkArg { op: Op::Swap, session: id(a), other: id(b), ..blank },
            4 => HunkArg { op: Op::Resize, session: id(a), minutes: Some(minutes), ..blank },
            5 => HunkArg { op: Op::Retype, session: id(a), template, minutes: Some(minutes), ..blank },
            6 => HunkArg { op: Op::Retarget, session: id(a), interval_minutes: Some(minutes % 40), ..blank },
            _ => HunkArg { op: Op::Note, day, text: Some("a word".into()), ..blank },
        }
    });
    DiffArgs { plan_version: plan.version, reason: String::new(), hunks: hunks.collect() }
}

fn morning(a: &Athlete, history: &History) -> Morning {
    morning_with(a, history, today())
}

proptest! {
    #![proptest_config(cases(10))]

    #[test]
    fn the_rules_leave_what_is_past_and_what_is_fixed(
        plan in any_plan(), f in any_facts(), score in proptest::option::of(20.0_f64..95.0), ill in 0_usize..6, peak: bool,
    ) {
        let mut a = athlete(&plan);
        fall_ill(&mut a, ill);
        let history = History::build(&a, today());
        let plan = a.plan.clone().expect("a plan");
        let d = decision(&f, score, if peak { Phase::Peak } else { Phase::Build }, &plan);
        let scene = Scene::of(&a, &history, today(), d.verdict.cap).expect("a plan");
        if let Some(p) = replan::for_verdict(&scene, &d) {
            keeps_what_is_fixed(&a, &scene, &p)?;
            told_of(&p)?;
            prop_assert!(p.checks.iter().all(|f| f.severity != Severity::Block), "{:?}", p.checks);
        }
    }

    #[test]
    fn a_models_hunks_leave_it_too(plan in any_plan(), hunks in proptest::collection::vec(any_hunk(), 1..4)) {
        let a = athlete(&plan);
        let history = History::build(&a, today());
        let scene = Scene::of(&a, &history, today(), Cap::None).expect("a plan");
        let asked = model_asks(scene.plan, &hunks);
        if let Ok(p) = diff::propose(&scene, &asked, "", Bounds { days: 14, supersedes: None }) {
            keeps_what_is_fixed(&a, &scene, &p)?;
            told_of(&p)?;
        }
    }

    #[test]
    fn a_hand_leaves_it_too(plan in any_plan(), which in 0_usize..16, what in 0_u8..3, day in -6_i64..10, t in 0_usize..12, minutes in 0_u16..500) {
        let a = athlete(&plan);
        let history = History::build(&a, today());
        let scene = Scene::of(&a, &history, today(), Cap::None).expect("a plan");
        let ahead: Vec<&Session> = scene.plan.sessions.iter().filter(|s| s.day >= today() && !s.locked).collect();
        let Some(s) = ahead.get(which % ahead.len().max(1)) else { return Ok(()) };
        let p = super::proposal(scene.plan.version, &lanterne::domain::PlanChange { before: vec![(*s).clone()], after: vec![] }, 1);
        let what = match what {
            0 => Edit::Minutes(minutes),
            1 => Edit::Day(shift(today(), day)),
            _ => Edit::Template(super::TEMPLATES[t].into()),
        };
        if let Ok(h) = edit(&p.hunks[0], &what, today(), &Speeds::default()) {
            prop_assert!(h.op.after().iter().all(|s| s.day >= today()));
            accepted_keeps_it(&a, &scene, &p, &[h])?;
        }
    }

    /// An earlier version comes back as a change like any other: the days ahead are as they were, the rest stays.
    #[test]
    fn going_back_to_a_version_leaves_it_too(plan in any_plan(), choice in proptest::collection::vec(0_u8..4, 14)) {
        let mut a = athlete(&plan);
        let before = a.plan.clone().expect("a plan");
        let c = super::change(&plan, &choice);
        let p = super::proposal(before.version, &c, 1);
        a.apply(&Event::ProposalMade(Box::new(p.clone())));
        a.apply(&super::accepted(&p, &c));
        let history = History::build(&a, today());
        let scene = Scene::of(&a, &history, today(), Cap::None).expect("a plan");
        let Ok(back) = restore(&scene, before.version) else { return Ok(()) };
        keeps_what_is_fixed(&a, &scene, &back)?;
        let all: Vec<u16> = back.hunks.iter().map(|h| h.number).collect();
        let answer = accept(&scene, &back, &all, &[]).expect("what passed as a proposal");
        let version = scene.plan.version;
        a.apply(&Event::ProposalMade(Box::new(back)));
        a.apply(&Event::ProposalAnswered(Box::new(answer)));
        let now = a.plan.as_ref().expect("a plan");
        prop_assert_eq!(now.version, version + 1);
        let ahead = |p: &Plan| p.sessions.iter().filter(|s| s.day >= today()).cloned().collect::<Vec<_>>();
        prop_assert_eq!(ahead(now), ahead(&before));
    }

    /// However a hunk was made and whatever it names: the one way into the plan refuses what is past or fixed.
    #[test]
    fn no_way_in_touches_it(plan in any_plan(), which in 0_usize..16, op in 0_u8..4, days in -6_i64..7) {
        let a = athlete(&plan);
        let history = History::build(&a, today());
        let scene = Scene::of(&a, &history, today(), Cap::None).expect("a plan");
        let Some(s) = scene.plan.sessions.get(which % scene.plan.sessions.len().max(1)).cloned() else { return Ok(()) };
        let moved = Session { day: shift(s.day, days), ..s.clone() };
        let op = match op {
            0 => HunkOp::Remove(s.clone()),
            1 => HunkOp::Move { before: s.clone(), after: moved },
            2 => HunkOp::Retype { before: s.clone(), after: Session { minutes: 30, ..s.clone() } },
            _ => HunkOp::Add(Session { id: lanterne::domain::ShortId(7), day: shift(today(), days), locked: false, ..s.clone() }),
        };
        let mut p = super::proposal(scene.plan.version, &lanterne::domain::PlanChange { before: vec![s], after: vec![] }, 1);
        // Made on an earlier day: what was ahead then may have gone since.
        p.day = shift(today(), -10);
        p.hunks[0].op = op;
        accepted_keeps_it(&a, &scene, &p, &[])?;
    }
}

proptest! {
    #![proptest_config(cases(20))]

    #[test]
    fn verbs_leave_what_is_past_and_what_is_fixed(plan in any_plan(), line in any_verb(), pain in 0_u8..9) {
        let mut a = athlete(&plan);
        a.apply(&Event::CheckedIn(CheckIn { pain: Some(pain), fatigue: Some(2), ..CheckIn::of(today()) }));
        let history = History::build(&a, today());
        let m = morning(&a, &history);
        let verb: Verb = verbs::parse(&line).expect("a verb");
        let reply = verbs::answer(&a, &history, &m, today(), &verb);
        let scene = Scene::of(&a, &history, today(), m.verdict.cap).expect("a plan");
        for p in reply.proposal.iter().chain(&reply.preview) {
            keeps_what_is_fixed(&a, &scene, p)?;
            told_of(p)?;
        }
        if let Some(p) = &m.suggestion {
            keeps_what_is_fixed(&a, &scene, p)?;
        }
    }

    #[test]
    fn the_weekly_review_leaves_it_too(plan in any_plan(), ill in 0_usize..6) {
        let mut a = athlete(&plan);
        fall_ill(&mut a, ill);
        let r = review::review(&a, monday(today()), shift(monday(today()), 7));
        let history = History::build(&a, today());
        if let Some(p) = next_week::proposal(&a, &r, today()) {
            let scene = Scene::of(&a, &history, today(), Cap::None).expect("a plan");
            keeps_what_is_fixed(&a, &scene, &p)?;
            told_of(&p)?;
        }
    }

    /// What pages and answers say in all is what the sessions hold.
    #[test]
    fn told_sums_are_planned_sums(plan in any_plan()) {
        let a = athlete(&plan);
        let plan = a.plan.clone().expect("a plan");
        let first = monday(today());
        let now = History::build(&a, today());
        let page = outputs::plan::week(&week_page(&a, &now, today(), today()).expect("a plan"), None);
        let week: Vec<&Session> = plan.span(first, shift(first, 6)).collect();
        if !week.is_empty() {
            let hours = total(week.iter().map(|s| f64::from(s.minutes))) / 60.0;
            let load = total(week.iter().map(|s| s.load));
            let sum = format!("{}, {hours:.1} h, load {load:.0}.", counted(week.len(), "session"));
            prop_assert!(page.contains(&sum), "{sum} in {page}");
        }
        for s in &week {
            prop_assert!(page.contains(&s.day.to_string()) && page.contains(&format!("{:.0}", s.load)), "{page}");
        }
        let history = History::build(&a, today());
        let m = morning(&a, &history);
        let said = verbs::answer(&a, &history, &m, today(), &verbs::parse("plan").expect("a verb")).words;
        let ahead = total((0..7).map(|i| plan.load_on(shift(today(), i))));
        prop_assert!(said.as_str().contains(&format!("{ahead:.0} load in seven days")), "{said}");
        for s in plan.span(today(), shift(today(), 6)) {
            prop_assert!(said.as_str().contains(&s.brief()), "{} in {said}", s.brief());
        }
        // The morning's own sessions are the plan's.
        let shown: Vec<f64> = m.session.iter().chain(&m.more_sessions).map(|s| s.load).collect();
        prop_assert!((total(shown.iter().copied()) - plan.load_on(today())).abs() < 1e-9);
        for p in &m.form.projection {
            let told = p.load;
            prop_assert!((told - plan.load_on(p.date)).abs() < 1e-9, "{}: {told}", p.date);
        }
        prop_assert!(between(today(), m.date) == 0);
    }
}
