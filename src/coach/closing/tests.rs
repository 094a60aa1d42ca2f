use super::*;
use crate::{
    coach::{
        autopsy::autopsy,
        morning::morning,
        plan::{self, tests as with},
    },
    domain::{Event, ShortId, Sport, day::shift, event::MissionActivated, routine::AutopsyStored},
    science::history::History,
};

fn raced() -> (Athlete, Day) {
    let goal = shift(with::today(), 28);
    let text = format!("kind = \"race\"\nsport = \"bike\"\ndate = \"{goal}\"\nminutes = 120");
    let version = with::version(with::mission(&text, ""));
    let mut a = with::athlete(Sport::Bike, 10, 4, 60.0);
    a.apply(&Event::MissionSaved(Box::new(version.clone())));
    a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: with::today() }));
    let laid = plan::lay(&a, &History::build(&a, with::today()), &version, with::today());
    a.apply(&Event::PlanLaid(laid.plan));
    (a, goal)
}

fn told(c: &Closing) -> String {
    sheet(c).into_iter().map(|(_, l)| l).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_mission_that_is_over_shows_its_review_and_asks_for_the_next() {
    let (mut a, goal) = raced();
    assert_eq!(closing(&a, goal), None, "the event's own day is part of the mission");
    let after = shift(goal, 1);
    let c = closing(&a, after).expect("it is over");
    assert_eq!((c.ended, c.written, c.review.is_none()), (goal, None, true));
    assert!(told(&c).contains("written at the next run") && told(&c).contains("What is next?"));
    let review = autopsy(&a, a.mission(after).unwrap(), with::today(), after);
    a.apply(&Event::MissionClosed(Box::new(AutopsyStored {
        id: ShortId(1),
        mission: "m".into(),
        from: with::today(),
        day: after,
        mission_hash: "h".into(),
        page: String::new(),
        body: serde_json::to_string(&review).unwrap(),
    })));
    let c = morning(&a, after).closing.expect("the morning says so");
    assert_eq!((c.written, c.review.as_ref()), (Some(after), Some(&review)));
    let text = told(&c);
    for finding in &review.findings {
        assert!(text.contains(finding.as_str()), "{finding}");
    }
    assert!(text.contains("How did it end?") && text.contains("Week by week"), "{text}");
    assert!(c.asks, "nothing follows");
    let later = put_off(&c, after);
    let mut off = a.clone();
    off.apply(&Event::NextPutOff(later.clone()));
    let quiet = closing(&off, after).unwrap();
    assert_eq!((quiet.asks, quiet.put_off), (false, Some(later.until)));
    assert!(super::next(&quiet).contains(&later.until.to_string()));
    assert!(closing(&off, later.until).unwrap().asks, "and it comes back");
    let later = shift(goal, 30);
    assert_eq!(morning(&a, later).mission.map(|l| l.lifecycle), Some(Lifecycle::Archived));
    assert!(closing(&a, later).is_some(), "archived by its date, and still there to be read");
}

#[test]
fn who_has_chosen_is_not_asked() {
    let (mut a, goal) = raced();
    let mut next = a.mission(with::today()).unwrap().clone();
    next.mission.id = "n".into();
    next.mission.name = "Spring".into();
    a.apply(&Event::MissionSaved(Box::new(next)));
    a.apply(&Event::MissionActivated(MissionActivated { mission: "n".into(), day: shift(goal, 10) }));
    let c = closing(&a, shift(goal, 2)).expect("it is over");
    assert!(!c.asks);
    assert!(super::next(&c).starts_with("Spring follows on"), "{}", super::next(&c));
    assert!(!told(&c).contains("What is next?"));
}
