use crate::{
    app::{
        Effect, Msg,
        dialog::{Kind, lines},
        rig::{Disk, Screen, today},
        screen::calendar,
    },
    domain::{CleanText, Sport, day::shift},
};

/// The row of the open window that has these words, chosen.
fn choose(screen: &mut Screen, words: &str) {
    let at = screen.window().slots.iter().position(|s| s.label.contains(words));
    let at = at.unwrap_or_else(|| panic!("no row {words} in {:#?}", screen.window().slots));
    while screen.window().at != at {
        screen.presses("down");
    }
}

fn below(screen: &Screen) -> String {
    lines(&screen.state, screen.window()).into_iter().map(|n| n.text + "\n").collect()
}

#[test]
fn a_session_is_entered_edited_and_taken_back() {
    let mut screen = Screen::open();
    screen.presses("+ enter");
    assert_eq!(screen.window().value("sport"), "bike", "as planned that day");
    screen.presses("home h tab").writes("1:15");
    screen.presses("tab").writes("21,1").presses("ctrl-s").sees("Written down");
    let done = &screen.athlete.activities[0].best().clone();
    assert_eq!((done.sport, done.sub_sport.as_ref().map(CleanText::as_str)), (Sport::Run, Some("trail")));
    assert_eq!((done.moving_s, done.distance_m), (4500.0, Some(21_100.0)));
    choose(&mut screen, "trail");
    screen.presses("enter");
    assert_eq!((screen.window().value("sport"), screen.window().value("km")), ("trail", "21.1"));
    screen.presses("tab ctrl-u").writes("90").presses("ctrl-s");
    assert_eq!(screen.athlete.activities.len(), 1);
    assert!((screen.athlete.activities[0].best().moving_s - 5400.0).abs() < 0.1);
    choose(&mut screen, "trail");
    screen.presses("enter shift-tab enter").sees("Take this entry").presses("n");
    assert!(matches!(screen.window().kind, Kind::Session(..)), "a no leads back");
    screen.presses("enter y");
    assert!(screen.athlete.activities.is_empty());
    assert_eq!(screen.window().kind, Kind::Day(today()));
}

#[test]
fn what_cannot_be_meant_is_said_at_its_row_and_nothing_is_kept() {
    let mut screen = Screen::open();
    screen.presses("+ enter ctrl-s");
    assert_eq!(screen.window().problem.as_deref(), Some("how long was it?"));
    screen.writes("soon").presses("ctrl-s");
    assert!(screen.window().problem.as_ref().is_some_and(|p| p.contains("soon")));
    screen.presses("ctrl-u").writes("40").presses("tab").writes("400").presses("ctrl-s");
    assert!(screen.window().problem.as_ref().is_some_and(|p| p.contains("faster than anybody")));
    assert_eq!(screen.appended(), 0);
}

#[test]
fn sets_are_kept_one_after_the_other_with_what_they_come_to_and_a_rest() {
    let mut screen = Screen::open();
    screen.presses("W").writes("squat").presses("tab tab").writes("5");
    screen.presses("tab").writes("100").presses("tab").writes("8");
    assert!(below(&screen).contains("e1RM 122 kg"), "{}", below(&screen));
    choose(&mut screen, "Log");
    screen.presses("enter").sees("Written down");
    assert_eq!(screen.state.rest, Some(120));
    assert!(screen.asked.contains(&Effect::Rest(120)));
    screen.presses("enter");
    assert_eq!(screen.athlete.sets.len(), 2);
    assert_eq!(screen.athlete.activities.len(), 1, "the day's sets are one session");
    let text = below(&screen);
    assert!(text.contains("This day: 5 × 100 kg, 5 × 100 kg") && text.contains("Rest 2:00"), "{text}");
    screen.hears(Msg::Resting(61));
    assert!(below(&screen).contains("Rest 1:01"));
    screen.hears(Msg::Resting(0)).sees("The rest is over");
    assert_eq!(screen.state.rest, None);
}

#[test]
fn the_last_time_stands_beside_the_sets_and_a_set_is_edited() {
    let mut screen = Screen::open();
    let told = crate::coach::logging::read("squat 2x5 95 kg 2026-11-12", today()).unwrap().unwrap();
    for e in crate::coach::logging::Logging::of(&told, &screen.athlete, today()).events {
        screen.writes_elsewhere(&e);
    }
    screen.presses("W");
    assert_eq!((screen.window().value("exercise"), screen.window().value("kg")), ("squat", "95"));
    assert!(below(&screen).contains("Last time, Thu 12 Nov 2026: 5 × 95 kg, 5 × 95 kg"), "{}", below(&screen));
    choose(&mut screen, "Log");
    screen.presses("enter");
    choose(&mut screen, "The day");
    screen.presses("enter");
    choose(&mut screen, "squat 5");
    screen.presses("enter tab tab ctrl-u").writes("97.5").presses("ctrl-s");
    let kg: Vec<f64> = screen.athlete.sets_on(today()).map(|s| s.set.kg).collect();
    assert_eq!(kg, [97.5]);
}

#[test]
fn notes_and_pain_stand_on_the_calendar() {
    let mut screen = Screen::open();
    screen.presses("2 h e");
    assert_eq!(screen.window().kind, Kind::Day(shift(today(), -1)));
    choose(&mut screen, "+ note");
    screen.presses("enter").writes("new shoes").presses("ctrl-s");
    choose(&mut screen, "How you were");
    screen.presses("enter");
    choose(&mut screen, "Where");
    screen.writes("calf").presses("ctrl-s");
    assert!(screen.window().problem.as_ref().is_some_and(|p| p.contains("how much")));
    screen.presses("right right right right right ctrl-s");
    let known = screen.state.known.clone().unwrap();
    let said = calendar::cell(&known, shift(today(), -1), today()).said;
    assert_eq!(said, ["new shoes", "pain 4 of 10, calf"]);
    choose(&mut screen, "new shoes");
    screen.presses("enter").writes(", size 43").presses("ctrl-s");
    assert_eq!(screen.athlete.notes[0].text.as_str(), "new shoes, size 43");
    screen.presses("esc 2 l l e");
    assert_eq!(screen.window().kind, Kind::Day(shift(today(), 1)));
    assert_eq!(screen.window().slots.len(), 2, "a day to come is noted only");
    screen.presses("enter").writes("travelling").presses("ctrl-s");
    assert_eq!(screen.athlete.notes.last().map(|n| n.day), Some(shift(today(), 1)));
}

#[test]
fn a_full_disk_keeps_nothing_and_says_so() {
    let mut screen = Screen::open();
    screen.disk = Disk::Fails;
    screen.presses("+ enter tab").writes("40").presses("ctrl-s").sees("Nothing was written down");
    assert!(screen.athlete.activities.is_empty());
    screen.presses("esc").does_not_see("Nothing was written down");
    assert_eq!(screen.window().kind, Kind::Day(today()), "the card goes first");
}
