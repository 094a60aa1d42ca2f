use crate::app::{
    Action, Card, Effect, Focus, Msg, Offer, Overlay, Palette, Progress, Shown, Size, actions, offer, palette,
    rig::{Screen, today},
};
use crate::domain::day::shift;

#[test]
fn focus_goes_round() {
    let mut screen = Screen::open();
    screen.presses("alt-1 tab").is_in(Focus::Form).presses("shift-tab shift-tab").is_in(Focus::Coach);
    screen.presses("tab").is_in(Focus::Readiness).presses("l l h").is_in(Focus::Form);
    screen.presses("p").sees("no proposal waits").is_in(Focus::Form);
    let mut screen = Screen::with_proposal();
    screen.presses("alt-5 tab").is_in(Focus::Proposal).presses("tab").is_in(Focus::Readiness);
}

#[test]
fn scrolling_stops_where_the_content_does() {
    let mut screen = Screen::open();
    screen.presses("alt-3 j j").is_in(Focus::Mission);
    assert_eq!(screen.state.scroll_of(Focus::Mission), 0, "all of it is on screen");
    let mut shown = Shown::default();
    shown.overflow[Focus::Mission.index()] = 3;
    screen.state.drawn(shown);
    crate::app::update(&mut screen.state, Msg::Key("G".parse().unwrap()));
    assert_eq!(screen.state.scroll_of(Focus::Mission), 3);
    screen.state.drawn(Shown::default());
    assert_eq!(screen.state.scroll_of(Focus::Mission), 0, "a larger screen shows all again");
}

#[test]
fn the_palette_finds_an_action_and_does_it() {
    let mut screen = Screen::open();
    screen.presses(": t h e m").presses("enter");
    assert_eq!(screen.state.theme, "mono");
    assert_eq!(screen.state.overlay, Overlay::None);
    assert!(screen.asked.contains(&Effect::SetTheme("mono".into())));
    assert!(screen.asked.contains(&Effect::KeepTheme("mono".into())), "and written down");
    screen.presses("ctrl-p down up ctrl-p");
    assert_eq!(screen.state.overlay, Overlay::None);
}

#[test]
fn the_palette_says_why_an_action_is_off() {
    let mut screen = Screen::open();
    screen.presses(":");
    let all = palette::entries(&screen.state, "accept");
    assert_eq!(all[0].offer, Offer::Off("no proposal waits for an answer".into()));
    assert_eq!(all[0].key, "a");
    screen.presses("a c c e p t enter").sees("no proposal waits for an answer");
    assert!(matches!(Screen::open().state.overlay, Overlay::None));
    let empty = Overlay::Palette(Palette::default());
    screen.presses(":");
    assert_eq!(screen.state.overlay, empty, "it opens empty again");
}

#[test]
fn a_proposal_is_not_answered_from_afar() {
    let mut screen = Screen::with_proposal();
    assert_eq!(offer(&screen.state, Action::Accept), Offer::Off("look at the proposal first".into()));
    screen.presses("p");
    assert_eq!(offer(&screen.state, Action::Accept), Offer::Ready);
}

#[test]
fn help_comes_and_goes_and_scrolls() {
    let mut screen = Screen::open();
    screen.presses("?");
    screen.state.drawn(Shown { help_overflow: 5, ..Shown::default() });
    crate::app::update(&mut screen.state, Msg::Key("j".parse().unwrap()));
    assert_eq!(screen.state.help_scroll, 1);
    screen.presses("?");
    assert_eq!(screen.state.overlay, Overlay::None);
    screen.presses("? esc");
    assert_eq!(screen.state.overlay, Overlay::None);
}

#[test]
fn the_footer_offers_only_what_can_be_done_here() {
    let labels = |s: &Screen| actions::footer(&s.state).into_iter().map(|(.., l)| l).collect::<Vec<_>>();
    let mut screen = Screen::open();
    assert!(!labels(&screen).contains(&"proposal") && !labels(&screen).contains(&"undo"));
    screen = Screen::with_proposal();
    assert!(labels(&screen).contains(&"proposal"));
    screen.presses("p");
    assert_eq!(labels(&screen)[..5], ["accept", "toggle", "edit", "modify", "deny"]);
    screen.presses("space j space");
    assert!(!labels(&screen).contains(&"accept"));
}

#[test]
fn notices_leave_when_told_and_say_each_thing_once() {
    let mut screen = Screen::open();
    screen.presses("p p p");
    assert_eq!(screen.state.notices.len(), 1);
    let Some(Effect::Expire { notice, .. }) = screen.asked.last().cloned() else { panic!("no end was asked for") };
    screen.hears(Msg::Expired(notice - 1)).sees("no proposal waits").hears(Msg::Expired(notice));
    assert_eq!(screen.state.notices, vec![]);
}

#[test]
fn another_day_is_decided_anew_and_old_answers_are_dropped() {
    let mut screen = Screen::open();
    let old = screen.known(today());
    let tomorrow = shift(today(), 1);
    screen.hears(Msg::Midnight(tomorrow));
    assert_eq!(screen.asked.last(), Some(&Effect::Load(tomorrow)));
    assert_eq!(screen.state.morning().unwrap().date, tomorrow);
    screen.hears(Msg::Loaded(old));
    assert_eq!(screen.state.morning().unwrap().date, tomorrow);
}

#[test]
fn an_older_reading_of_the_log_does_not_replace_a_newer_one() {
    let mut screen = Screen::open();
    let old = screen.known(today());
    screen.types("why");
    let head = screen.state.known.as_ref().unwrap().head;
    screen.hears(Msg::Loaded(old));
    assert_eq!(screen.state.known.as_ref().unwrap().head, head);
}

#[test]
fn long_work_shows_its_newest_progress_and_then_loads() {
    let mut screen = Screen::open();
    let at = |done| Msg::Progress(Progress { job: "import".into(), done, total: Some(9), text: "ride.fit".into() });
    screen.hears(at(1)).hears(at(2));
    assert_eq!(screen.state.jobs.len(), 1);
    assert_eq!(screen.state.jobs["import"].done, 2);
    screen.hears(Msg::Finished { job: "import".into(), result: Ok("9 files imported".into()) }).sees("9 files");
    assert!(screen.state.jobs.is_empty());
    assert!(screen.asked.contains(&Effect::Load(today())));
}

#[test]
fn what_fails_in_the_background_lies_on_top_until_it_is_closed() {
    let card = |title: &str| Card { title: title.into(), text: "why".into(), remedy: "do".into() };
    let mut screen = Screen::open();
    screen.hears(Msg::Failed(card("first"))).hears(Msg::LoadFailed(card("second"))).sees("second");
    screen.presses("esc").does_not_see("second").sees("first").presses("esc").does_not_see("first");
    assert!(!screen.state.loading);
}

#[test]
fn the_rest_is_asked_of_the_driver() {
    let mut screen = Screen::open();
    screen.presses("ctrl-l ctrl-z r").hears(Msg::Resize(Size { width: 0, height: 0 }));
    for effect in [Effect::Repaint, Effect::Suspend, Effect::Load(today())] {
        assert!(screen.asked.contains(&effect), "{effect:?}");
    }
    assert_eq!(screen.state.size, Size::default());
}

#[test]
fn what_is_chosen_is_copied() {
    let mut screen = Screen::open();
    screen.types("gauge").presses("esc alt-5 Y");
    assert!(screen.asked.contains(&Effect::Copy("You said gauge".into())));
    screen.presses("2 Y");
    assert!(
        matches!(screen.asked.iter().rev().find(|e| matches!(e, Effect::Copy(_))), Some(Effect::Copy(t)) if t.contains("planned: "))
    );
    screen.presses("3 Y").sees("Nothing to copy");
}
