use super::*;
use crate::{
    coach::{morning::morning, plan::tests as with},
    domain::{
        MissionVersion, Sport,
        day::shift,
        event::MissionActivated,
        mission::{Lifecycle, Mission},
    },
    log::Access,
};
use chrono::TimeZone;
use tempfile::TempDir;

struct Log {
    _dir: TempDir,
    store: Store,
}

fn at(day: Day) -> DateTime<Utc> {
    Utc.from_utc_datetime(&day.and_hms_opt(7, 0, 0).unwrap())
}

fn put(store: &Store, events: Vec<Event>) {
    let new = |(n, event): (usize, Event)| NewEvent {
        key: format!("{}:{n}:{}", event.kind(), store.head().unwrap()),
        event,
        actor: Actor::Athlete,
        provenance: Provenance::of(Provider::Manual),
        cause: None,
        recorded_at: at(with::today()),
    };
    store.append(events.into_iter().enumerate().map(new).collect()).unwrap();
}

fn named(id: &str, goal: Day) -> MissionVersion {
    let m = with::mission(&format!("kind = \"race\"\nsport = \"bike\"\ndate = \"{goal}\"\nminutes = 120"), "");
    MissionVersion { hash: id.into(), text: String::new(), mission: Mission { id: id.into(), ..m }, seen: None }
}

/// An athlete five weeks before a race, trained and planned.
fn trained() -> (Log, Day) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("data"), Access::ReadWrite).unwrap();
    let goal = shift(with::today(), 35);
    let version = named("first", goal);
    let mut a = with::athlete(Sport::Bike, 10, 4, 60.0);
    let mut events: Vec<Event> =
        a.activities.iter().map(|x| Event::ActivityRecorded(Box::new(x.best().clone()))).collect();
    events.push(Event::MissionSaved(Box::new(version.clone())));
    events.push(Event::MissionActivated(MissionActivated { mission: "first".into(), day: with::today() }));
    for e in &events[events.len() - 2..] {
        a.apply(e);
    }
    let laid = plan::lay(&a, &History::build(&a, with::today()), &version, with::today());
    events.push(Event::PlanLaid(laid.plan));
    put(&store, events);
    (Log { _dir: dir, store }, goal)
}

#[test]
fn a_mission_is_closed_once_and_looked_back_on() {
    let (log, goal) = trained();
    let known = || log.store.athlete().unwrap().0;
    assert!(!run(&log.store, &known(), goal, at(goal)).unwrap(), "the event's own day is not over");
    let after = shift(goal, 1);
    assert!(run(&log.store, &known(), after, at(after)).unwrap());
    assert!(!run(&log.store, &known(), after, at(after)).unwrap());
    let a = known();
    let stored = &a.autopsies[0];
    assert_eq!((stored.mission.as_str(), stored.day), ("first", after));
    assert!(stored.page.contains("Planned and done"), "{}", stored.page);
    let review: autopsy::Autopsy = serde_json::from_str(&stored.body).unwrap();
    // Nothing was ridden after the plan was laid: the plan grew, the athlete did not.
    assert!(review.ctl.planned.unwrap() > review.ctl.done + 3.0, "{:?}", review.ctl);
    assert_eq!(review.sessions.1, 0);
    assert!(autopsy::closed(&a, after));
    let m = morning(&a, after);
    assert_eq!(m.mission.unwrap().lifecycle, Lifecycle::Complete);
    assert!(m.voices.coach.contains("What is next?"), "{}", m.voices.coach);
    let dir = tempfile::tempdir().unwrap();
    pages(&a, dir.path()).unwrap();
    assert!(dir.path().join("first/autopsy.md").is_file());
}

#[test]
fn the_next_mission_is_planned_when_its_day_comes() {
    let (log, goal) = trained();
    let from = shift(goal, 8);
    put(
        &log.store,
        vec![
            Event::MissionSaved(Box::new(named("second", shift(goal, 70)))),
            Event::MissionActivated(MissionActivated { mission: "second".into(), day: from }),
        ],
    );
    let known = || log.store.athlete().unwrap().0;
    assert_eq!(known().active_mission(shift(from, -1)).unwrap().id, "first");
    let after = shift(goal, 1);
    run(&log.store, &known(), after, at(after)).unwrap();
    assert_eq!(known().plan.unwrap().mission, "first");
    assert!(morning(&known(), after).voices.coach.contains("follows on"), "the next one is named");
    assert!(run(&log.store, &known(), from, at(from)).unwrap());
    let plan = known().plan.unwrap();
    assert_eq!((plan.mission.as_str(), plan.from), ("second", from));
    assert!(!run(&log.store, &known(), from, at(from)).unwrap());
}
