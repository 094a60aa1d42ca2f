use super::*;
use crate::{
    coach::plan::tests::{athlete, mission, today, version},
    domain::{Event, event::MissionActivated},
};

const GOAL: &str = r#"kind = "race"
sport = "bike"
date = "2026-06-14"
distance_km = 150"#;

/// A rider with a plan for a race a few months ahead.
fn rider() -> Athlete {
    let mut a = athlete(Sport::Bike, 20, 5, 75.0);
    let v = version(mission(GOAL, ""));
    a.apply(&Event::MissionSaved(Box::new(v.clone())));
    a.apply(&Event::MissionActivated(MissionActivated { mission: v.mission.id.clone(), day: today() }));
    let history = History::build(&a, today());
    a.apply(&Event::PlanLaid(plan::lay(&a, &history, &v, today()).plan));
    a
}

fn made(a: &Athlete, wish: Wish) -> Result<Made, String> {
    let history = History::build(a, today());
    let scene = Scene::of(a, &history, today(), crate::domain::Cap::None).unwrap();
    make(&scene, wish)
}

#[test]
fn a_cycle_tells_of_the_sessions_that_it_holds() {
    let a = rider();
    let m = made(&a, Wish { weeks: Some(8), start: None }).unwrap();
    let c = &m.cycle;
    assert_eq!((c.weeks.len(), between(c.from, c.to)), (8, 55));
    assert_eq!(monday(c.from), c.from);
    assert!(c.from >= monday(today()));
    let phases: usize = c.phases.iter().map(|p| p.weeks).sum();
    assert_eq!(phases, 8);
    assert!(c.weeks.iter().any(|w| (w.share_of_peak - 1.0).abs() < 1e-9), "the largest week is the peak");
    let load = measures::load(&c.weeks);
    assert!((load - c.phases.iter().map(|p| p.load).total()).abs() < 1e-6, "phases hold the weeks' load");
    for w in &c.weeks {
        assert!(w.load > 0.0 && w.hours > 0.0 && !w.focus.is_empty() && !w.binding.is_empty(), "{w:?}");
        assert!(w.key_sessions.len() <= w.sessions);
    }
    assert!(c.weeks.iter().any(|w| !w.key_sessions.is_empty()));
    assert!(c.feasibility.is_some() && c.progression.len() >= 5 && c.measures.len() >= 4);
    assert!(c.overview.contains("8 weeks"), "{}", c.overview);
}

#[test]
fn a_plan_that_was_just_laid_needs_no_change_this_week() {
    let a = rider();
    // From today on it is the same search; what comes out is what the plan holds.
    let m = made(&a, Wish { weeks: Some(4), start: Some(today()) }).unwrap();
    assert!(m.proposal.is_none(), "{:?}", m.proposal.map(|p| p.hunks.len()));
}

#[test]
fn accepting_brings_the_sessions_and_the_targets_and_undo_takes_both_back() {
    let mut a = rider();
    let plan = a.plan.as_mut().unwrap();
    // Somebody made the plan harder than it was: the cycle asks for what it would lay.
    for s in plan.sessions.iter_mut().filter(|s| !s.locked && s.stage.is_none()) {
        s.minutes += 5;
        s.load += 4.0;
    }
    for w in &mut plan.weeks {
        w.target_load += 30.0;
    }
    let before = a.plan.clone().unwrap();
    let m = made(&a, Wish { weeks: Some(6), start: None }).unwrap();
    let p = m.proposal.clone().expect("a change");
    let stored = crate::domain::cycle::CycleStored {
        id: crate::domain::ShortId(1),
        number: m.cycle.number,
        mission: m.cycle.mission.clone(),
        day: today(),
        from: m.cycle.from,
        to: m.cycle.to,
        weeks: m.weeks.clone(),
        weeks_before: m.weeks_before.clone(),
        proposal: Some(p.id),
        folder: "m-1".into(),
        context: Some(1),
        profile: None,
        origin: m.cycle.origin.clone(),
        page: String::new(),
        body: String::new(),
    };
    a.apply(&Event::ProposalMade(Box::new(p.clone())));
    a.apply(&Event::CycleStored(Box::new(stored)));
    let status = |a: &Athlete, d: Day| a.cycle_status(&a.cycles[0], d).name();
    assert_eq!(status(&a, today()), "proposed");
    assert!(a.cycle_on(m.cycle.from).is_none());
    let history = History::build(&a, today());
    let all: Vec<u16> = p.hunks.iter().map(|h| h.number).collect();
    let answer = {
        let scene = Scene::of(&a, &history, today(), crate::domain::Cap::None).unwrap();
        crate::coach::proposal::accept(&scene, &p, &all, &[]).expect("it passes")
    };
    a.apply(&Event::ProposalAnswered(Box::new(answer)));
    assert_eq!(status(&a, today()), "active");
    assert_eq!(a.cycle_on(m.cycle.from).map(|c| c.stored.number), Some(1));
    let now = a.plan.as_ref().unwrap();
    assert!(m.weeks.iter().all(|w| now.weeks.contains(w)), "the targets are the cycle's");
    for w in &m.cycle.weeks {
        let load = total(now.span(w.monday, shift(w.monday, 6)).map(|s| s.load));
        assert!((load - w.load).abs() < 1e-9, "what it told is what is planned");
    }
    assert_eq!(status(&a, shift(m.cycle.to, 1)), "completed");
    let undo = crate::coach::proposal::undo(&a, today()).unwrap();
    a.apply(&Event::PlanUndone(undo));
    let now = a.plan.as_ref().unwrap();
    assert_eq!((&now.sessions, &now.weeks), (&before.sessions, &before.weeks));
    assert_eq!(status(&a, today()), "declined");
}

/// Four weeks before the plan whose mornings were red: little sleep, and felt so.
fn hard_times(a: &mut Athlete) {
    use crate::domain::{CheckIn, Metric, Provider, WellnessRecord};
    let this = monday(today());
    let week = a.plan.as_ref().and_then(|p| p.weeks.first()).cloned().expect("a week");
    let past = |i: i64| PlanWeek {
        monday: shift(this, -7 * i),
        phase: Phase::Base,
        deload: i == 1,
        target_load: 200.0,
        ..week.clone()
    };
    a.past_weeks = (1..=4).rev().map(past).collect();
    for day in crate::domain::day::span(shift(this, -28), shift(this, -1)) {
        let values = vec![(Metric::SleepHours, 4.5), (Metric::RestingHr, 50.0)];
        a.apply(&Event::WellnessRecorded(WellnessRecord { day, source: Provider::Oura, values }));
        let low = CheckIn { fatigue: Some(5), soreness: Some(5), stress: Some(5), ..CheckIn::of(day) };
        a.apply(&Event::CheckedIn(low));
    }
}

#[test]
fn the_entry_of_a_closed_block_changes_the_next_cycle_and_is_named_in_it() {
    let deloads = |m: &Made| m.cycle.weeks.iter().filter(|w| w.deload).map(|w| w.number).collect::<Vec<_>>();
    let calm = made(&rider(), Wish { weeks: Some(9), start: None }).unwrap();
    let mut a = rider();
    hard_times(&mut a);
    let history = History::build(&a, today());
    let entries = crate::coach::ledger::closed_blocks(&a, &history, today());
    let last = entries.last().expect("a closed block");
    assert!(last.red.0 > 20, "{}", last.text);
    let m = made(&a, Wish { weeks: Some(9), start: None }).unwrap();
    let why = format!(
        "A down week every third week: {} of {} mornings were red in the block from",
        last.red.0, last.red.1
    );
    let noted = m.cycle.notes.iter().find(|n| n.contains(&why)).expect("it names the entry");
    assert!(noted.contains(&last.from.to_string()), "{noted}");
    assert_ne!(deloads(&m), deloads(&calm), "and it did change the weeks");
    assert!(crate::outputs::cycle::page(&m.cycle).contains(&why), "what `cycle new` prints says so");
}

#[test]
fn a_cycle_that_ran_to_its_end_has_an_entry_of_its_own() {
    let mut a = rider();
    let m = made(&a, Wish { weeks: Some(4), start: Some(today()) }).unwrap();
    let stored = crate::domain::cycle::CycleStored {
        id: crate::domain::ShortId(1),
        number: m.cycle.number,
        mission: m.cycle.mission.clone(),
        day: today(),
        from: m.cycle.from,
        to: m.cycle.to,
        weeks: m.weeks.clone(),
        weeks_before: m.weeks_before.clone(),
        proposal: None,
        folder: "m-1".into(),
        context: Some(1),
        profile: None,
        origin: m.cycle.origin.clone(),
        page: String::new(),
        body: String::new(),
    };
    a.apply(&Event::CycleStored(Box::new(stored)));
    let entries = |a: &Athlete, d: Day| crate::coach::ledger::closed_cycles(a, &History::build(a, d), d);
    assert!(entries(&a, m.cycle.to).is_empty());
    let all = entries(&a, shift(m.cycle.to, 1));
    assert_eq!(
        all.iter().map(|b| (b.cycle, b.from, b.to)).collect::<Vec<_>>(),
        [(Some(1), m.cycle.from, m.cycle.to)]
    );
    assert!(all[0].planned > 0.0 && all[0].text.starts_with("cycle 1 from"), "{}", all[0].text);
}

#[test]
fn a_cycle_from_a_later_week_leaves_the_weeks_before_it_alone() {
    let a = rider();
    let start = shift(monday(today()), 21);
    let m = made(&a, Wish { weeks: Some(4), start: Some(start) }).unwrap();
    assert_eq!(m.cycle.from, start);
    assert!(m.weeks.iter().all(|w| w.monday >= start));
    if let Some(p) = &m.proposal {
        assert!(p.hunks.iter().all(|h| h.op.day() >= start), "{p:#?}");
    }
}

#[test]
fn what_can_not_be_a_cycle_is_said() {
    let a = rider();
    let err = |w: Wish| made(&a, w).unwrap_err();
    let before = err(Wish { weeks: None, start: Some(shift(today(), -60)) });
    assert!(before.contains("can't begin before"), "{before}");
    let after = err(Wish { weeks: None, start: Some(shift(today(), 900)) });
    assert!(after.contains("come after it"), "{after}");
    let long = made(&a, Wish { weeks: Some(52), start: None }).unwrap();
    assert!(long.cycle.notes.iter().any(|n| n.contains("leaves")), "{:?}", long.cycle.notes);
}
