//! Two logs become one, whichever way and however often; two plans never do.

use lanterne::{
    domain::{CleanText, Event, Plan, Provenance, Provider, event::Actor, event::Said},
    log::{Access, ExchangeError, NewEvent, PlanOf, Store},
};
use std::path::Path;

fn now() -> chrono::DateTime<chrono::Utc> {
    "2026-11-25T12:00:00Z".parse().unwrap()
}

fn store(dir: &Path) -> Store {
    Store::open(dir, Access::ReadWrite).unwrap()
}

fn event(event: Event, key: &str) -> NewEvent {
    NewEvent {
        event,
        actor: Actor::Athlete,
        provenance: Provenance::of(Provider::Manual),
        key: key.into(),
        cause: None,
        recorded_at: now(),
    }
}

fn said(text: &str) -> NewEvent {
    let said = Said {
        day: "2026-11-25".parse().unwrap(),
        by_athlete: true,
        by_model: false,
        about: None,
        of: None,
        text: CleanText::line(text),
    };
    event(Event::Said(said), &format!("said:{text}"))
}

fn laid(mission: &str) -> NewEvent {
    let plan = Plan {
        version: 0,
        mission: mission.into(),
        mission_hash: String::new(),
        from: "2026-11-25".parse().unwrap(),
        weeks: Vec::new(),
        sessions: Vec::new(),
    };
    event(Event::PlanLaid(plan), &format!("laid:{mission}"))
}

fn exported(s: &Store) -> Vec<u8> {
    let mut bytes = Vec::new();
    s.export(&mut bytes).unwrap();
    bytes
}

#[test]
fn the_union_is_the_same_from_both_sides_and_twice_is_once() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (a, b) = (store(a.path()), store(b.path()));
    a.append(vec![said("one"), said("both"), laid("tour")]).unwrap();
    b.append(vec![said("two"), said("both")]).unwrap();
    let t = b.import(exported(&a).as_slice(), None, now()).unwrap();
    assert_eq!((t.new, t.known, t.set_aside), (2, 1, 0));
    let t = a.import(exported(&b).as_slice(), None, now()).unwrap();
    assert_eq!((t.new, t.known), (1, 3));
    for (s, other) in [(&a, &b), (&b, &a)] {
        let t = s.import(exported(other).as_slice(), None, now()).unwrap();
        assert_eq!(t.new, 0);
        let v = s.verify().unwrap();
        assert!(v.ok && v.events == 4, "{v:?}");
        assert_eq!(s.athlete().unwrap().0.plan.unwrap().mission, "tour");
    }
}

#[test]
fn a_stream_that_is_not_whole_changes_nothing() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (a, b) = (store(a.path()), store(b.path()));
    a.append(vec![said("one"), said("two")]).unwrap();
    let whole = exported(&a);
    for cut in [0, 5, 18, 30, whole.len() / 2, whole.len() - 1] {
        let e = b.import(&whole[..cut], None, now()).unwrap_err();
        assert!(matches!(e, ExchangeError::Damaged { .. }), "{cut}: {e}");
    }
    for at in (0..whole.len()).step_by(7) {
        let mut bad = whole.clone();
        bad[at] ^= 0x40;
        assert!(b.import(bad.as_slice(), None, now()).is_err(), "byte {at}");
    }
    assert_eq!(b.head().unwrap(), 0);
    b.import(whole.as_slice(), None, now()).unwrap();
    assert_eq!(b.head().unwrap(), 2);
}

#[test]
fn two_plans_are_shown_and_the_athlete_says_whose_stands() {
    for (choice, mission) in [(PlanOf::Ours, "here"), (PlanOf::Theirs, "there")] {
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (a, b) = (store(a.path()), store(b.path()));
        a.append(vec![said("hello"), laid("here")]).unwrap();
        b.append(vec![laid("there"), said("from there")]).unwrap();
        let stream = exported(&b);
        let Err(ExchangeError::Conflict(c)) = a.import(stream.as_slice(), None, now()) else {
            panic!("a conflict")
        };
        assert_eq!((c.ours.len(), c.theirs.len()), (1, 1));
        assert!(c.to_string().contains("here") && c.to_string().contains("there"), "{c}");
        assert_eq!(a.head().unwrap(), 2, "nothing was taken");
        let t = a.import(stream.as_slice(), Some(choice), now()).unwrap();
        assert_eq!((t.new, t.set_aside), (2, 1));
        assert_eq!(a.athlete().unwrap().0.plan.unwrap().mission, mission);
        assert!(a.verify().unwrap().ok);
        assert_eq!(a.import(stream.as_slice(), None, now()).unwrap().new, 0);
    }
}

#[test]
fn whose_plan_stands_is_said_once_for_both_machines() {
    for (choice, mission) in [(PlanOf::Ours, "here"), (PlanOf::Theirs, "there")] {
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (a, b) = (store(a.path()), store(b.path()));
        a.append(vec![laid("here")]).unwrap();
        b.append(vec![laid("before"), laid("there")]).unwrap();
        a.import(exported(&b).as_slice(), Some(choice), now()).unwrap();
        let whole = |s: &Store| s.athlete().unwrap().0.plan.unwrap();
        let plan = |s: &Store| whole(s).mission;
        assert!(b.import(exported(&a).as_slice(), None, now()).unwrap().followed);
        for (s, other) in [(&a, &b), (&b, &a), (&a, &b), (&b, &a)] {
            assert_eq!((plan(&a), plan(&b)), (mission.into(), mission.into()), "{choice:?}");
            assert_eq!(whole(&a).version, whole(&b).version, "a proposal for one is one for the other");
            s.import(exported(other).as_slice(), None, now()).unwrap();
        }
        let heads = (a.head().unwrap(), b.head().unwrap());
        a.import(exported(&b).as_slice(), None, now()).unwrap();
        b.import(exported(&a).as_slice(), None, now()).unwrap();
        assert_eq!((a.head().unwrap(), b.head().unwrap()), heads, "nothing goes to and fro");
        b.append(vec![laid("later")]).unwrap();
        a.import(exported(&b).as_slice(), None, now()).unwrap();
        assert_eq!((plan(&a), plan(&b)), ("later".into(), "later".into()), "{choice:?}");
        a.append(vec![laid("one")]).unwrap();
        b.append(vec![laid("two")]).unwrap();
        assert!(matches!(a.import(exported(&b).as_slice(), None, now()), Err(ExchangeError::Conflict(_))));
        assert!(a.verify().unwrap().ok && b.verify().unwrap().ok);
    }
}

#[test]
fn originals_travel_and_what_was_erased_there_is_erased_here() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (a, b) = (store(a.path()), store(b.path()));
    a.append(vec![said("keep"), said("forget")]).unwrap();
    b.import(exported(&a).as_slice(), None, now()).unwrap();
    a.erase(&[2]).unwrap();
    let t = b.import(exported(&a).as_slice(), None, now()).unwrap();
    assert_eq!((t.new, t.erased), (0, 1));
    assert_eq!(b.verify().unwrap().erased, 1);
    assert_eq!(b.athlete().unwrap().0.transcript.len(), 1);
}
