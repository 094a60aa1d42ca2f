use crate::{
    app::{
        Effect, Msg, Overlay,
        check_in::Form,
        rig::{Disk, Screen, today},
        state::Focus,
    },
    domain::{CheckIn, Event, day::shift},
};

fn asked() -> Screen {
    let mut screen = Screen::loading();
    screen.state.asks_check_in = true;
    screen.reload();
    screen
}

fn said(screen: &Screen) -> Option<&CheckIn> {
    screen.athlete.check_ins.get(&today())
}

#[test]
fn a_mission_that_has_just_ended_is_looked_back_on_once_after_the_check_in() {
    let mut screen = Screen::open();
    screen.presses("R").sees("the mission is not over");
    let mut known = screen.known(today());
    std::sync::Arc::make_mut(&mut known.morning).closing = Some(Box::new(crate::coach::closing::Closing {
        mission: "tour".into(),
        name: "Tour".into(),
        ended: crate::domain::day::shift(today(), -1),
        written: Some(today()),
        review: None,
        next: None,
        asks: false,
        put_off: None,
    }));
    screen.presses("f").hears(crate::app::Msg::Loaded(known.clone()));
    assert!(matches!(screen.state.overlay, Overlay::CheckIn(_)), "it waits for the check-in");
    screen.presses("esc");
    assert_eq!(screen.state.overlay, Overlay::Closing);
    screen.presses("esc").hears(crate::app::Msg::Loaded(known));
    assert_eq!(screen.state.overlay, Overlay::None, "once is enough");
    screen.presses("R");
    assert_eq!(screen.state.overlay, Overlay::Closing);
}

fn over(screen: &mut Screen) {
    let mut known = screen.known(today());
    std::sync::Arc::make_mut(&mut known.morning).closing = Some(Box::new(crate::coach::closing::Closing {
        mission: "tour".into(),
        name: "Tour".into(),
        ended: crate::domain::day::shift(today(), -1),
        written: None,
        review: None,
        next: None,
        asks: true,
        put_off: None,
    }));
    screen.hears(crate::app::Msg::Loaded(known));
}

#[test]
fn after_a_mission_the_next_one_is_asked_for_until_it_is_answered_or_put_off() {
    let mut screen = Screen::open();
    over(&mut screen);
    screen.sees("Tour is over. What comes next? Choose a mission now?").presses("y");
    assert!(matches!(screen.state.overlay, Overlay::Dialog(_)), "the choice of a mission");
    screen.presses("esc");
    over(&mut screen);
    assert_eq!(screen.state.overlay, Overlay::None, "once a day is enough");
    screen.presses("M");
    assert!(matches!(screen.state.overlay, Overlay::Dialog(_)), "by its key at any time");
    let mut screen = Screen::open();
    over(&mut screen);
    screen.presses("n").sees("asked for the next mission again in a week");
    assert_eq!(screen.athlete.next_put_off.get("tour"), Some(&shift(today(), 7)));
}

#[test]
fn the_first_look_at_a_day_asks_and_five_keys_answer() {
    let mut screen = asked();
    assert_eq!(screen.state.overlay, Overlay::CheckIn(Form::first()));
    screen.presses("2 1 3 2 0").sees("your check-in is part of the morning");
    assert_eq!(screen.state.overlay, Overlay::None);
    let c = said(&screen).expect("it is in the log");
    assert_eq!(
        (c.fatigue, c.soreness, c.stress, c.motivation, c.pain),
        (Some(2), Some(1), Some(3), Some(2), Some(0))
    );
}

#[test]
fn it_is_optional_and_asked_once_a_day() {
    let mut screen = asked();
    screen.presses("esc");
    assert_eq!((screen.state.overlay.clone(), said(&screen)), (Overlay::None, None));
    screen.reload();
    assert_eq!(screen.state.overlay, Overlay::None);
    screen.hears(Msg::Midnight(shift(today(), 1)));
    assert_eq!(screen.state.overlay, Overlay::CheckIn(Form::first()));
}

#[test]
fn some_answers_are_enough_and_keys_of_panels_do_nothing_meanwhile() {
    let mut screen = asked();
    screen.presses("4 p q space enter");
    assert!(!screen.state.quitting);
    assert_eq!(said(&screen).and_then(|c| c.fatigue), Some(4));
    assert_eq!(said(&screen).and_then(|c| c.soreness), None);
}

#[test]
fn pain_asks_for_its_place() {
    let mut screen = asked();
    screen.presses("1 1 1 1 5");
    assert!(matches!(&screen.state.overlay, Overlay::CheckIn(f) if f.asks_place()));
    screen.presses("4");
    let c = said(&screen).expect("it is in the log");
    assert_eq!((c.pain, c.site.as_ref().map(crate::domain::CleanText::as_str)), (Some(5), Some("knee")));
}

#[test]
fn it_never_comes_between_letters_nor_over_what_was_said_today() {
    let mut screen = Screen::open();
    screen.state.asks_check_in = true;
    screen.drafts("hello").reload();
    assert_eq!(screen.state.overlay, Overlay::None);
    let c = CheckIn {
        day: today(),
        fatigue: Some(1),
        soreness: None,
        stress: None,
        mood: None,
        sleep: None,
        motivation: None,
        pain: None,
        site: None,
    };
    let mut screen = Screen::loading();
    screen.state.asks_check_in = true;
    screen.athlete.apply(&Event::CheckedIn(c));
    screen.reload();
    assert_eq!(screen.state.overlay, Overlay::None);
    screen.presses("f");
    assert_eq!(screen.state.overlay, Overlay::CheckIn(Form::default()), "by its key at any time");
}

#[test]
fn a_full_disk_is_said_and_nothing_counts_as_kept() {
    let mut screen = asked();
    screen.disk = Disk::Fails;
    screen.presses("2 enter").sees("was not kept");
    assert_eq!(said(&screen), None);
}

#[test]
fn the_reasons_lie_on_top_and_scroll() {
    let mut screen = Screen::open();
    screen.presses("w");
    assert_eq!(screen.state.overlay, Overlay::Why);
    screen.presses("w");
    assert_eq!(screen.state.overlay, Overlay::None);
    screen.presses("w esc");
    assert_eq!(screen.state.overlay, Overlay::None);
    screen.presses("w alt-2").is_in(Focus::Form);
    assert_eq!(screen.state.overlay, Overlay::None);
    assert!(!screen.asked.iter().any(|e| matches!(e, Effect::Respond { .. })));
}

#[rstest::rstest]
#[case("2 1 3 2 4 3", "calf", 4, "run, hike, ski")]
#[case("2 1 3 2 3 8", "shoulder", 3, "swim, strength, row, ski")]
#[case("2 1 3 2 7 4", "knee", 7, "Rest. Pain of 6 and more")]
fn five_keys_and_the_place_of_the_pain_lead_to_its_rule(
    #[case] keys: &str,
    #[case] site: &str,
    #[case] pain: u8,
    #[case] says: &str,
) {
    let mut screen = asked();
    screen.presses(keys).sees("your check-in is part of the morning");
    let c = said(&screen).expect("it is in the log");
    assert_eq!((c.pain, c.site.as_ref().map(crate::domain::CleanText::as_str)), (Some(pain), Some(site)));
    let m = crate::coach::morning::morning(&screen.athlete, today());
    let f11 = m.rules.iter().find(|r| r.rule == "F11").expect("it is always looked at");
    assert!(f11.outcome.spoke() && f11.text.contains(says), "{}", f11.text);
    if pain >= 6 {
        assert_eq!((m.verdict.cap, m.verdict.reasons[0].rule.as_str()), (crate::domain::Cap::Rest, "F11"));
    }
}
