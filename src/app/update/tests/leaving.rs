use crate::app::{
    Effect, Msg, Overlay,
    rig::{Disk, Screen},
};
use rstest::rstest;

#[test]
fn q_quits() {
    let mut screen = Screen::open();
    screen.presses("q");
    assert!(screen.state.quitting);
    assert_eq!(screen.asked.last(), Some(&Effect::Quit));
}

#[test]
fn a_draft_is_asked_for_first() {
    let mut screen = Screen::open();
    screen.drafts("I have").presses("esc q").sees("would be lost");
    assert!(!screen.state.quitting);
    screen.presses("n q y");
    assert!(screen.state.quitting);
}

#[test]
fn with_a_draft_the_second_ctrl_c_leaves() {
    let mut screen = Screen::open();
    screen.drafts("I have").presses("ctrl-c").sees("ctrl-c again leaves without it");
    assert!(!screen.state.quitting);
    screen.presses("x ctrl-c");
    assert!(!screen.state.quitting, "a key in between takes it back");
    screen.presses("ctrl-c");
    assert!(screen.state.quitting);
}

#[rstest]
#[case::panel("alt-3")]
#[case::help("?")]
#[case::palette(":")]
#[case::typing("i")]
#[case::confirm("p a u")]
#[case::proposal("p")]
#[case::editing("p e")]
#[case::denying("p d")]
fn ctrl_c_leaves_from_anywhere(#[case] keys: &str) {
    let mut screen = Screen::with_proposal();
    screen.presses(keys).presses("ctrl-c");
    assert!(screen.state.quitting, "{:?}", screen.state.overlay);
}

#[test]
fn leaving_works_before_anything_is_loaded_and_while_all_waits() {
    let mut screen = Screen::loading();
    screen.presses("q");
    assert!(screen.state.quitting);
    let mut screen = Screen::with_proposal();
    (screen.disk, screen.coach_answers) = (Disk::Waits, false);
    screen.types("why").presses("esc p a q");
    assert!(screen.state.quitting);
}

#[test]
fn q_is_a_letter_while_typing() {
    let mut screen = Screen::open();
    screen.drafts("quick question");
    assert!(!screen.state.quitting);
    screen.presses("esc :").hears(Msg::Paste("q".into())).presses("q");
    assert!(matches!(screen.state.overlay, Overlay::Palette(_)) && !screen.state.quitting);
}
