use crate::{
    coach::{
        morning::{Morning, morning_with},
        plan::{self, tests as with},
        proposal::{self, Scene, no_undo, undo},
        relay,
        verbs::{Reply, respond},
    },
    domain::{
        Athlete, Cap, Day, Event, HunkOp, Session, Sport,
        athlete::ProposalState,
        day::{monday, shift},
        event::{MissionActivated, PlanUndone},
    },
    science::history::History,
};

/// Ten weeks before a race, trained and planned; today is a Thursday.
fn planned() -> Athlete {
    let goal = shift(with::today(), 70);
    let version = with::version(with::mission(
        &format!("kind = \"race\"\nsport = \"bike\"\ndate = \"{goal}\"\nminutes = 180"),
        "",
    ));
    let mut a = with::athlete(Sport::Bike, 12, 5, 75.0);
    a.apply(&Event::MissionSaved(Box::new(version.clone())));
    a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: with::today() }));
    let laid = plan::lay(&a, &History::build(&a, with::today()), &version, with::today());
    a.apply(&Event::PlanLaid(laid.plan));
    a
}

fn look(a: &Athlete) -> (History, Morning) {
    let h = History::build(a, with::today());
    let m = morning_with(a, &h, with::today());
    (h, m)
}

fn say(a: &Athlete, line: &str) -> Reply {
    let (h, m) = look(a);
    respond(a, &h, &m, with::today(), line)
}

fn tell(a: &mut Athlete, line: &str) -> String {
    let r = say(a, line);
    r.reports.iter().for_each(|e| a.apply(e));
    r.words.to_string()
}

/// The first hard session of next week.
fn hard(a: &Athlete) -> Session {
    let next = shift(monday(with::today()), 7);
    a.plan.as_ref().unwrap().span(next, shift(next, 6)).find(|s| s.hard).unwrap().clone()
}

fn version(a: &Athlete) -> u32 {
    a.plan.as_ref().unwrap().version
}

fn session(a: &Athlete, s: &Session) -> Option<Session> {
    a.plan.as_ref().unwrap().session(s.id).cloned()
}

#[test]
fn what_is_locked_stays_whoever_would_change_it() {
    let mut a = planned();
    let s = hard(&a);
    let before = version(&a);
    let words = tell(&mut a, &format!("lock {}", s.day));
    assert!(words.starts_with("Locked: ") && words.contains(&s.title), "{words}");
    assert_eq!((version(&a), session(&a, &s).unwrap().locked), (before + 1, true));
    for line in ["shorten", "rest", "easier", "push", "busy"] {
        let line = format!("{line} {}{}", s.day, if line == "shorten" { " 10m" } else { "" });
        let r = say(&a, &line);
        assert!(r.proposal.is_none() && r.words.as_str().contains("locked"), "{line}: {}", r.words);
    }
    assert!(tell(&mut a, &format!("lock {}", s.day)).contains("locked already"));
    let words = tell(&mut a, &format!("unlock {}", s.day));
    assert!(words.starts_with("Free again: "), "{words}");
    assert_eq!(session(&a, &s), Some(s.clone()));
    assert!(say(&a, &format!("rest {}", s.day)).proposal.is_some());
}

#[test]
fn a_plan_laid_anew_goes_around_it() {
    let mut a = planned();
    let s = hard(&a);
    tell(&mut a, &format!("lock {}", s.day));
    // Training stopped since, so the weeks ahead come out otherwise.
    let (today, locked) = (with::today(), session(&a, &s).unwrap());
    let version = a.mission(today).unwrap().clone();
    let later = shift(today, 4);
    let h = History::build(&a, later);
    let new = plan::lay(&a, &h, &version, later);
    assert!(!crate::coach::guard::blocked(&new.findings), "{:?}", new.findings);
    let on_its_day: Vec<&Session> = new.plan.on(s.day).collect();
    assert_eq!(on_its_day, [&locked], "{:?}", new.notes);
    let near = [-1, 1].map(|i| shift(s.day, i));
    assert!(new.plan.sessions.iter().all(|x| !near.contains(&x.day) || !x.hard), "hard beside the locked hard one");
}

#[test]
fn what_the_mission_leaves_no_place_for_is_given_free_and_said() {
    let mut a = planned();
    let s = hard(&a);
    tell(&mut a, &format!("lock {}", s.day));
    // The race moves to the locked day.
    let text = format!("kind = \"race\"\nsport = \"bike\"\ndate = \"{}\"\nminutes = 180", s.day);
    let new = plan::lay(&a, &look(&a).0, &with::version(with::mission(&text, "")), with::today());
    assert!(new.plan.session(s.id).is_none());
    assert!(new.notes.iter().any(|n| n.contains("was locked and is planned anew")), "{:?}", new.notes);
    // Shorter time on its weekday than the session takes: a guard-rail would object.
    let day = crate::domain::day::short_name(s.day).to_lowercase();
    let goal = shift(with::today(), 70);
    let text = format!("kind = \"race\"\nsport = \"bike\"\ndate = \"{goal}\"\nminutes = 180");
    let rest = format!("[constraints.available_minutes]\n{day} = 20");
    let new = plan::lay(&a, &look(&a).0, &with::version(with::mission(&text, &rest)), with::today());
    assert!(!crate::coach::guard::blocked(&new.findings), "{:?}", new.findings);
    assert!(new.plan.on(s.day).all(|x| x.minutes <= 20));
    assert!(new.notes.iter().any(|n| n.contains("was locked")), "{:?}", new.notes);
}

#[test]
fn a_proposal_made_before_the_lock_is_out_of_date_and_undo_waits_for_the_key() {
    let mut a = planned();
    let s = hard(&a);
    let p = say(&a, &format!("shorten {} 10m", s.day)).proposal.expect("a proposal");
    let q = say(&a, &format!("rest {}", s.day)).proposal.expect("another");
    a.apply(&Event::ProposalMade(Box::new(p.clone())));
    let (h, _) = look(&a);
    let scene = Scene::of(&a, &h, with::today(), Cap::None).unwrap();
    let answer = proposal::accept(&scene, &p, &[1], &[]).expect("it passes");
    a.apply(&Event::ProposalAnswered(Box::new(answer)));
    let q = say(&a, &format!("rest {}", s.day)).proposal.unwrap_or(q);
    a.apply(&Event::ProposalMade(Box::new(q.clone())));
    tell(&mut a, &format!("lock {}", s.day));
    assert_eq!(a.proposals.last().map(|x| x.1), Some(ProposalState::Stale));
    let (h, _) = look(&a);
    let scene = Scene::of(&a, &h, with::today(), Cap::None).unwrap();
    assert!(proposal::accept(&scene, &q, &[1], &[]).is_err());
    assert!(undo(&a, with::today()).is_none());
    assert!(no_undo(&a, with::today()).unwrap().contains("locked since"));
    // An undo that was on its way when the lock came changes nothing.
    let late = PlanUndone { proposal: p.id, change: a.applied[0].1.inverse(), day: None };
    let locked = a.clone();
    a.apply(&Event::PlanUndone(late));
    assert_eq!(a, locked);
    tell(&mut a, &format!("unlock {}", s.day));
    let back = undo(&a, with::today()).expect("free again");
    a.apply(&Event::PlanUndone(back));
    assert_eq!(session(&a, &s), Some(s));
}

#[test]
fn illness_says_what_is_locked_in_its_way() {
    let mut a = planned();
    let near = [1, 2].map(|i| shift(with::today(), i));
    let day = *near.iter().find(|d| a.plan.as_ref().unwrap().on(**d).next().is_some()).unwrap();
    tell(&mut a, &format!("lock {day}"));
    let r = say(&a, "ill fever");
    assert!(r.words.as_str().contains("Locked, so still in the plan"), "{}", r.words);
    let touched = r.proposal.iter().flat_map(|p| &p.hunks).flat_map(|h| h.op.before()).any(|s| s.day == day);
    assert!(!touched, "{:?}", r.proposal);
}

#[test]
fn a_hunk_has_other_ways_and_one_of_them_takes_its_place() {
    let a = planned();
    let s = hard(&a);
    let p = say(&a, &format!("rest {}", s.day)).proposal.expect("a proposal");
    let ways: Vec<&str> = p.choices[0].iter().map(|c| c.op.name()).collect();
    assert!(!ways.is_empty() && !ways.contains(&"remove"), "{ways:?}");
    let (h, m) = look(&a);
    let scene = Scene::of(&a, &h, with::today(), m.verdict.cap).unwrap();
    let q = proposal::instead_of_hunk(&scene, &p, 1, 1).expect("it fits");
    assert_eq!((q.supersedes, q.hunks[0].op.name()), (Some(p.id), ways[0]));
    assert!(q.alternatives.iter().any(|x| x.hunks == p.hunks), "what was asked first stays a choice");
    assert!(proposal::instead_of_hunk(&scene, &p, 1, 9).is_none());
    assert!(proposal::instead_of_hunk(&scene, &p, 7, 1).is_none());
    // Shortened: less of it, another day, or nothing; never the same.
    let p = say(&a, &format!("shorten {} 10m", s.day)).proposal.expect("a proposal");
    for c in &p.choices[0] {
        assert!(c.op.delta_load() < 0.0 || c.op.name() == "move", "{}", c.words);
        let other = proposal::chosen(&p.hunks[0], c);
        assert!(!proposal::same_hunks(&[other], &p.hunks), "{}", c.words);
    }
}

#[test]
fn an_exchange_has_other_ways_that_leave_one_of_the_two_where_it_is() {
    let a = planned();
    let (h, m) = look(&a);
    let plan = a.plan.as_ref().unwrap();
    let alone = |d: Day| plan.on(d).next().filter(|_| plan.on(d).count() == 1);
    let mut days = (1..21).map(|i| shift(with::today(), i));
    let asked = |d: Day| {
        alone(d).filter(|s| s.hard)?;
        let other = (1..4).map(|i| shift(d, i)).find(|o| alone(*o).is_some_and(|s| !s.hard))?;
        let p = say(&a, &format!("swap {d} {other}")).proposal?;
        let at = p.hunks.iter().position(|h| h.op.name() == "swap")?;
        Some((p, at))
    };
    let (p, at) = days.find_map(asked).expect("an exchange in three weeks");
    let HunkOp::Swap { before, .. } = &p.hunks[at].op else { unreachable!() };
    assert!(!p.choices[at].is_empty(), "{:?}", p.hunks);
    let scene = Scene::of(&a, &h, with::today(), m.verdict.cap).unwrap();
    let all: Vec<u16> = p.hunks.iter().map(|h| h.number).collect();
    for c in &p.choices[at] {
        assert!(c.op.before().iter().all(|x| before.contains(x)), "{}", c.words);
        let other = proposal::chosen(&p.hunks[at], c);
        let answer = proposal::accept(&scene, &p, &all, &[other]).expect("it was looked at before it was offered");
        let mut b = a.clone();
        b.apply(&Event::ProposalMade(Box::new(p.clone())));
        b.apply(&Event::ProposalAnswered(Box::new(answer)));
        let kept = before.iter().filter(|x| b.plan.as_ref().unwrap().session(x.id) == Some(x)).count();
        assert_eq!(kept, 1, "{}", c.words);
    }
}

#[test]
fn what_was_out_of_date_before_anybody_answered_is_said_once_more() {
    use crate::domain::CheckIn;
    let mut a = planned();
    a.apply(&Event::CheckedIn(CheckIn { fatigue: Some(5), soreness: Some(5), ..CheckIn::of(with::today()) }));
    let Some(first) = look(&a).1.suggestion else { panic!("an exhausted athlete is offered something easier") };
    a.apply(&Event::ProposalMade(Box::new(first.clone())));
    let later = hard(&a).day;
    tell(&mut a, &format!("lock {later}"));
    let again = look(&a).1.suggestion.expect("it was never answered");
    assert!(proposal::same_hunks(&first.hunks, &again.hunks) && again.id != first.id);
    a.apply(&Event::ProposalMade(Box::new(again.clone())));
    a.apply(&Event::ProposalAnswered(Box::new(proposal::deny(&again, None, with::today()))));
    let other = look(&a).1.suggestion;
    assert!(other.is_none_or(|p| !proposal::same_hunks(&p.hunks, &first.hunks)), "after a no only another");
}

#[test]
fn what_can_not_be_locked_is_said() {
    let a = planned();
    let goal = shift(with::today(), 70);
    let free: Day = (0..60)
        .map(|i| shift(with::today(), i))
        .find(|d| a.plan.as_ref().unwrap().on(*d).next().is_none())
        .unwrap();
    for (line, why) in [
        (format!("lock {goal}"), "the event itself"),
        (format!("lock {free}"), "Nothing is planned"),
        (format!("unlock {}", hard(&a).day), "free already"),
        ("lock 2020-01-01".to_owned(), "has gone"),
    ] {
        let r = say(&a, &line);
        assert!(r.reports.is_empty() && r.words.as_str().contains(why), "{line}: {}", r.words);
    }
    let r = say(&Athlete::default(), "lock today");
    assert!(r.words.as_str().contains("no plan yet"), "{}", r.words);
    assert!(relay::relay(&a, &look(&a).0, with::today()).is_err(), "nothing changed since the plan was laid");
}
