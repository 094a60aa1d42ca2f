use crate::{
    app::{
        Action, Area, Card, Effect, Focus, Hit, Hits, Key, Mouse, Msg, Overlay, Pointed, Shown,
        dialog::Kind,
        rig::{Screen, today},
        screen::{Screen as Place, log::View},
        update,
    },
    domain::{Sport, day::shift},
};

/// A click on something that the last frame drew.
fn clicks(screen: &mut Screen, hit: Hit) -> Vec<Effect> {
    let mut hits = Hits::default();
    hits.add(Area { x: 4, y: 4, w: 3, h: 1 }, hit);
    screen.state.shown.hits = hits;
    screen.hears(Msg::Mouse(Mouse { does: Pointed::Click, x: 5, y: 4 }));
    screen.asked.clone()
}

fn wheel(screen: &mut Screen, does: Pointed, over: Option<Focus>) {
    let mut hits = Hits::default();
    if let Some(panel) = over {
        hits.add(Area { x: 0, y: 0, w: 40, h: 20 }, Hit::Panel(panel));
        hits.add(Area { x: 0, y: 0, w: 40, h: 20 }, Hit::Act(Action::Compose));
    }
    screen.state.shown.hits = hits;
    let _ = update(&mut screen.state, Msg::Mouse(Mouse { does, x: 5, y: 4 }));
}

#[test]
fn a_click_goes_to_a_panel_or_a_screen_and_beside_everything_does_nothing() {
    let mut screen = Screen::open();
    clicks(&mut screen, Hit::Panel(Focus::Form));
    screen.is_in(Focus::Form);
    clicks(&mut screen, Hit::Panel(Focus::Proposal));
    screen.is_in(Focus::Form);
    clicks(&mut screen, Hit::Screen(Place::Review));
    assert_eq!(screen.state.screen, Place::Review);
    let before = screen.state.clone();
    screen.hears(Msg::Mouse(Mouse { does: Pointed::Click, x: 99, y: 99 }));
    assert_eq!((screen.state.screen, screen.state.focus), (before.screen, before.focus));
}

#[test]
fn the_wheel_moves_the_talk_without_taking_the_focus() {
    let mut screen = Screen::open();
    let before = screen.state.scroll_of(Focus::Coach);
    wheel(&mut screen, Pointed::WheelUp, Some(Focus::Coach));
    assert_eq!((screen.state.focus, screen.state.scroll_of(Focus::Coach)), (Focus::Today, before - 3));
    assert!(!screen.state.follow, "the end is left");
    wheel(&mut screen, Pointed::WheelDown, Some(Focus::Coach));
    assert!(screen.state.follow, "and found again");
    wheel(&mut screen, Pointed::WheelUp, None);
    assert_eq!(screen.state.scroll_of(Focus::Coach), before, "it moves only what it is over");
}

#[test]
fn the_wheel_moves_what_each_screen_and_window_has() {
    let mut screen = Screen::open();
    screen.presses("2");
    wheel(&mut screen, Pointed::WheelDown, None);
    assert_eq!(screen.state.screens.calendar.at, Some(shift(today(), 7)));
    screen.presses("3");
    let zoom = screen.state.screens.form.zoom;
    wheel(&mut screen, Pointed::WheelDown, None);
    assert_ne!(screen.state.screens.form.zoom, zoom);
    screen.presses("1 :");
    wheel(&mut screen, Pointed::WheelDown, None);
    assert!(matches!(&screen.state.overlay, Overlay::Palette(p) if p.chosen == 1));
    screen.presses("esc ?");
    screen.state.drawn(Shown { help_overflow: 9, ..Shown::default() });
    wheel(&mut screen, Pointed::WheelDown, None);
    assert_eq!(screen.state.help_scroll, 3);
}

#[test]
fn the_first_click_looks_at_the_proposal_and_the_next_ones_toggle() {
    let mut screen = Screen::with_proposal();
    clicks(&mut screen, Hit::Hunk(0));
    screen.is_in(Focus::Proposal).has_taken(&[1, 2, 3]);
    clicks(&mut screen, Hit::Hunk(0));
    screen.has_taken(&[2, 3]);
    clicks(&mut screen, Hit::Hunk(1));
    screen.has_taken(&[]);
    assert_eq!(screen.state.review.as_ref().unwrap().cursor, 1);
    clicks(&mut screen, Hit::Hunk(99));
    assert_eq!(screen.state.review.as_ref().unwrap().cursor, 2, "there is no such hunk any more");
}

#[test]
fn a_click_answers_a_proposal_only_where_its_key_would() {
    let mut screen = Screen::with_proposal();
    clicks(&mut screen, Hit::Act(Action::Accept));
    screen.plan_is_version(1);
    screen.presses("p e");
    clicks(&mut screen, Hit::Act(Action::Accept));
    clicks(&mut screen, Hit::Screen(Place::Log));
    clicks(&mut screen, Hit::Hunk(1));
    screen.plan_is_version(1);
    assert!(screen.state.review.as_ref().unwrap().editing.is_some(), "an edit goes on until it is ended");
    clicks(&mut screen, Hit::Act(Action::EditDrop));
    clicks(&mut screen, Hit::Act(Action::Accept));
    screen.plan_is_version(2);
}

#[test]
fn a_draft_is_not_disturbed() {
    let mut screen = Screen::with_proposal();
    screen.drafts("half a thou");
    clicks(&mut screen, Hit::Hunk(0));
    clicks(&mut screen, Hit::Act(Action::Compose));
    assert_eq!((screen.state.composer.text(), screen.state.typing), ("half a thou", true));
}

#[test]
fn a_row_is_chosen_and_then_opened() {
    let mut screen = Screen::open();
    for (days, sport) in [(3, Sport::Run), (2, Sport::Bike), (1, Sport::Run)] {
        let r = crate::science::testing::record(shift(today(), -days), sport, 50.0);
        screen.writes_elsewhere(&crate::domain::Event::ActivityRecorded(Box::new(r)));
    }
    screen.presses("4 / r u n");
    clicks(&mut screen, Hit::Row(1));
    let a = &screen.state.screens.activities;
    assert_eq!((a.typing, a.list.cursor, a.open.is_some()), (false, 1, false), "the filter is kept");
    clicks(&mut screen, Hit::Row(1));
    let open = |s: &Screen| s.state.screens.activities.open.as_ref().map(|o| o.id);
    let first = open(&screen);
    assert!(first.is_some());
    clicks(&mut screen, Hit::Row(0));
    assert!(open(&screen).is_some() && open(&screen) != first, "what stands beside the list follows");
    clicks(&mut screen, Hit::Row(99));
    assert_eq!(screen.state.screens.activities.list.cursor, 0);
}

#[test]
fn a_day_is_chosen_and_what_is_carried_is_put_down_by_a_second_click() {
    let mut screen = Screen::open();
    screen.presses("2");
    clicks(&mut screen, Hit::Day(shift(today(), 2)));
    assert_eq!(screen.state.screens.calendar.day(today()), shift(today(), 2));
    screen.presses("m");
    clicks(&mut screen, Hit::Day(shift(today(), 5)));
    assert!(screen.state.screens.calendar.carried.is_some());
    clicks(&mut screen, Hit::Day(shift(today(), 5)));
    assert!(screen.state.screens.calendar.carried.is_none());
    let words = format!("move {} to {}", shift(today(), 2), shift(today(), 5));
    assert!(screen.asked.iter().any(|e| matches!(e, Effect::Respond { text, .. } if *text == words)));
}

#[test]
fn rows_and_buttons_of_a_window() {
    let mut screen = Screen::open();
    screen.presses("+");
    let at = |s: &Screen, words: &str| {
        Hit::Slot(s.window().slots.iter().position(|x| x.label.contains(words)).expect("such a row"))
    };
    let session = at(&screen, "ession");
    clicks(&mut screen, session);
    assert!(matches!(screen.window().kind, Kind::Session(..)));
    let sport = at(&screen, "Sport");
    let before = screen.window().value("sport").to_owned();
    screen.presses("tab");
    clicks(&mut screen, sport);
    assert_eq!(screen.window().value("sport"), before, "the first click chooses the row");
    clicks(&mut screen, sport);
    assert_ne!(screen.window().value("sport"), before);
    let minutes = at(&screen, "Duration");
    clicks(&mut screen, minutes);
    screen.writes("45");
    let save = at(&screen, "Save");
    clicks(&mut screen, save);
    screen.sees("Written down");
    assert_eq!(screen.athlete.activities.len(), 1);
}

#[test]
fn palette_questions_check_in_and_cards() {
    let mut screen = Screen::open();
    screen.presses(": t h e m");
    clicks(&mut screen, Hit::Entry(0));
    assert_eq!((screen.state.theme.as_str(), &screen.state.overlay), ("mono", &Overlay::None));
    screen.presses("f");
    clicks(&mut screen, Hit::Question(1));
    clicks(&mut screen, Hit::Press(Key::char('4')));
    assert!(matches!(&screen.state.overlay, Overlay::CheckIn(f) if f.answers[1] == Some(4) && f.at == 2));
    clicks(&mut screen, Hit::Act(Action::CheckInClose));
    assert_eq!(screen.state.overlay, Overlay::None);
    screen.drafts("half").presses("esc q");
    clicks(&mut screen, Hit::Act(Action::No));
    assert!(!screen.state.quitting && screen.state.overlay == Overlay::None);
    let card = Card { title: "first".into(), text: "why".into(), remedy: "do".into() };
    screen.presses("+").hears(Msg::Failed(card));
    clicks(&mut screen, Hit::Act(Action::Dismiss));
    assert!(screen.state.cards.is_empty());
    assert_eq!(screen.window().kind, Kind::Day(today()), "the window under it stays");
}

#[test]
fn a_click_in_the_form_chart_chooses_its_day_as_keys_do() {
    let mut screen = Screen::with_proposal();
    screen.presses("3");
    clicks(&mut screen, Hit::Day(shift(today(), 3)));
    let clicked = screen.state.screens.form;
    assert_eq!(clicked.at, Some(shift(today(), 3)));
    screen.presses("n l l l");
    assert_eq!(screen.state.screens.form, clicked, "three keys lead to the same");
    clicks(&mut screen, Hit::Day(today()));
    assert_eq!(screen.state.screens.form.at, None);
    clicks(&mut screen, Hit::Day(shift(today(), 40_000)));
    assert!(screen.state.screens.form.at.is_some_and(|d| d < shift(today(), 400)), "only days that there are");
}

#[test]
fn a_view_of_the_log_is_chosen_by_its_name() {
    let mut screen = Screen::open();
    screen.presses("7");
    clicks(&mut screen, Hit::View(View::Messages));
    assert_eq!(screen.state.screens.log.view, View::Messages);
    screen.presses(":");
    clicks(&mut screen, Hit::View(View::Trail));
    assert_eq!(screen.state.screens.log.view, View::Messages, "not under a window");
}

#[test]
fn a_digit_of_the_check_in_answers_its_question() {
    let mut screen = Screen::open();
    screen.presses("f");
    clicks(&mut screen, Hit::Answer(2, 4));
    clicks(&mut screen, Hit::Answer(0, 1));
    let Overlay::CheckIn(form) = &screen.state.overlay else { panic!("the check-in is gone") };
    assert_eq!((form.answers, form.at), ([Some(1), None, Some(4), None, None], 1));
    clicks(&mut screen, Hit::Answer(4, 2));
    let Overlay::CheckIn(form) = &screen.state.overlay else { panic!("others are open") };
    assert_eq!(form.at, 1, "the last question alone is not the end");
    screen.presses("esc");
    clicks(&mut screen, Hit::Answer(0, 5));
    assert_eq!(screen.state.overlay, Overlay::None, "digits are the check-in's alone");
}
