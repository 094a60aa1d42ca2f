use crate::{
    app::{
        Effect, Focus, Msg, Overlay, Turn, Voice,
        msg::{Reply, Stream},
        rig::{Disk, Screen, today},
    },
    domain::{CleanText, Event, athlete::ProposalState as Is},
};

#[test]
fn what_is_asked_is_answered_and_saved() {
    let mut screen = Screen::open();
    screen.types("why easy?").sees("Athlete: why easy?").sees("Coach: You said why easy?");
    assert_eq!(screen.athlete.transcript.len(), 2);
    assert!(screen.state.lines().iter().all(|l| l.saved));
    assert!(screen.state.composer.is_empty());
}

#[test]
fn easier_proposes_and_tab_leads_to_it() {
    let mut screen = Screen::open();
    screen.types("easier").sees("A proposal waits").is_in(Focus::Coach);
    screen.presses("tab a").sees("Saved: the plan is now version 2").stands("easier", Is::Accepted);
}

#[test]
fn modify_says_it_in_words_and_takes_the_old_ones_place() {
    let mut screen = Screen::with_proposal();
    screen.coach_answers = false;
    screen.presses("p m").is_in(Focus::Coach).types("easier but longer");
    let reply = screen.coach("easier but longer");
    let Turn::Waiting(asked) = screen.state.conversation.turn else { panic!("no question is open") };
    screen.hears(Msg::Replied { asked, reply: Ok(reply) });
    screen.stands("HRV is low", Is::Superseded).stands("easier but longer", Is::Pending);
    screen.sees("easier but longer").is_in(Focus::Coach);
}

#[test]
fn words_about_what_waits_need_no_key_before_them() {
    let mut screen = Screen::with_proposal();
    screen.coach_answers = false;
    let waits = screen.state.proposals().last().map(|p| p.id);
    let about = |screen: &Screen| match screen.asked.last() {
        Some(Effect::Respond { modifies, .. }) => *modifies,
        other => panic!("nothing was asked: {other:?}"),
    };
    screen.types("make it saturday instead");
    assert_eq!((about(&screen), waits.is_some()), (waits, true));
    screen.presses("esc esc");
    assert_eq!(screen.state.modifies, None, "the words alone say what they are about");
    screen.state.composer.set("");
    screen.types("how is my form");
    assert_eq!(about(&screen), None);
}

#[test]
fn whose_question_is_answered_first_is_told() {
    let mut screen = Screen::open();
    screen.coach_answers = false;
    screen.types("am I fit?");
    screen.hears(Msg::Streamed { asked: 1, news: Stream::Held("lanterne --sync, daily".into()) });
    assert_eq!(screen.state.conversation.held.as_deref(), Some("lanterne --sync, daily"));
    screen.hears(Msg::Streamed { asked: 1, news: Stream::Text("You".into()) });
    assert_eq!(screen.state.conversation.held, None);
}

#[test]
fn a_question_waits_for_its_own_answer_only() {
    let mut screen = Screen::open();
    screen.coach_answers = false;
    screen.types("why").presses("esc").presses("esc").sees("No longer waiting");
    assert_eq!(screen.state.composer.text(), "why", "the words are given back");
    let late = Reply { text: CleanText::line("too late"), ..Reply::default() };
    screen.hears(Msg::Replied { asked: 1, reply: Ok(late.clone()) }).does_not_see("too late");
    screen.presses("i enter");
    screen.hears(Msg::Replied { asked: 1, reply: Ok(late) }).does_not_see("too late");
    let answer = Reply { text: CleanText::line("in time"), ..Reply::default() };
    screen.hears(Msg::Replied { asked: 2, reply: Ok(answer) }).sees("in time");
}

#[test]
fn one_question_at_a_time_and_the_second_one_stays_a_draft() {
    let mut screen = Screen::open();
    screen.coach_answers = false;
    screen.types("why").types("gauge").sees("the coach is still answering");
    assert_eq!(screen.state.composer.text(), "gauge");
}

#[test]
fn an_answer_that_fails_gives_the_words_back() {
    let mut screen = Screen::open();
    screen.coach_answers = false;
    screen.types("why");
    screen
        .hears(Msg::Replied { asked: 1, reply: Err("the worker ended".into()) })
        .sees("No answer: the worker ended");
    assert_eq!(screen.state.composer.text(), "why");
    assert_eq!(screen.athlete.transcript, vec![]);
}

#[test]
fn words_that_are_not_saved_are_marked_so() {
    let mut screen = Screen::open();
    screen.disk = Disk::Fails;
    screen.types("why").sees("Not saved");
    let unsaved: Vec<_> = screen.state.lines().iter().filter(|l| !l.saved).map(|l| l.voice).collect();
    assert_eq!(unsaved, [Voice::Athlete, Voice::Coach]);
}

#[test]
fn a_draft_outlives_everything_around_it() {
    let mut screen = Screen::with_proposal();
    screen.drafts("I have");
    screen.presses("esc alt-1 p space esc t").hears(Msg::Changed);
    screen.drafts(" an hour");
    assert_eq!(screen.state.composer.text(), "I have an hour");
}

#[test]
fn pasted_text_is_text() {
    let mut screen = Screen::with_proposal();
    screen.presses("p").hears(Msg::Paste("a\nd\nq".into())).stands("HRV is low", Is::Pending);
    screen.presses("i").hears(Msg::Paste("a\u{202e}\nd".into()));
    assert_eq!(screen.state.composer.text(), "a\nd");
    assert!(!screen.state.quitting);
}

#[test]
fn the_pane_follows_its_end_only_when_it_is_there() {
    let mut screen = Screen::open();
    let coach = Focus::Coach;
    screen.presses("alt-5");
    assert_eq!(screen.state.scroll_of(coach), 10);
    screen.presses("k k");
    assert_eq!((screen.state.scroll_of(coach), screen.state.follow), (8, false));
    screen.hears(Msg::Changed);
    assert_eq!(screen.state.scroll_of(coach), 8);
    screen.presses("j j j");
    assert_eq!((screen.state.scroll_of(coach), screen.state.follow), (10, true));
}

#[test]
fn the_editor_gives_the_message_back() {
    let mut screen = Screen::open();
    screen.drafts("why").presses("ctrl-o").hears(Msg::Edited(Some("why not\n".into())));
    assert_eq!(screen.state.composer.text(), "why not");
    screen.hears(Msg::Edited(None));
    assert_eq!(screen.state.composer.text(), "why not");
}

#[test]
fn undo_in_words_is_asked_for_first() {
    let mut screen = Screen::with_proposal();
    screen.presses("p a").types("undo").sees("Take the last accepted change of the plan back?").plan_is_version(2);
    screen.presses("y").plan_is_version(3).stands("HRV is low", Is::Undone);
    screen.types("undo").sees("no accepted change to take back");
}

#[test]
fn a_question_never_comes_between_letters() {
    let mut screen = Screen::with_proposal();
    screen.coach_answers = false;
    screen.presses("p a").types("undo").drafts("yes");
    let reply = screen.coach("undo");
    screen.hears(Msg::Replied { asked: 1, reply: Ok(reply) }).drafts("y").plan_is_version(2);
    assert_eq!(screen.state.composer.text(), "yesy");
}

#[test]
fn what_is_told_is_shown_back_and_written_after_a_yes() {
    let mut screen = Screen::open();
    screen.types("ran 40 min easy, heavy legs").sees("Session today: run, 40 min, RPE 2, “heavy legs”");
    screen.sees("Write this down?");
    assert!(screen.athlete.activities.is_empty(), "nothing is kept before the yes");
    screen.presses("y").sees("Written down");
    assert_eq!(screen.athlete.activities.len(), 1);
}

#[test]
fn a_no_forgets_what_was_told() {
    let mut screen = Screen::open();
    screen.types("slept badly").presses("n").sees("Not written down");
    assert!(screen.athlete.check_ins.is_empty() && screen.state.told.is_none());
    screen.presses("esc y").sees("nothing was told");
}

#[test]
fn the_question_does_not_come_between_letters_and_waits() {
    let mut screen = Screen::open();
    screen.coach_answers = false;
    screen.types("slept badly");
    let reply = screen.coach("slept badly");
    let Turn::Waiting(asked) = screen.state.conversation.turn else { panic!("no question is open") };
    screen.hears(Msg::Paste("and then".into())).hears(Msg::Replied { asked, reply: Ok(reply) });
    screen.does_not_see("Write this down?").sees("y writes down what you told");
    screen.presses("esc y").sees("Write this down?").presses("y").sees("Written down");
    assert_eq!(screen.athlete.check_ins.len(), 1);
}

#[test]
fn rules_in_words_are_shown_back_and_go_to_the_mission_after_a_yes() {
    let mut screen = Screen::open();
    screen.types("no ride on Sunday").sees("no bike on Sundays").sees("into your mission's file?");
    screen.presses("n").sees("The mission stays as it is");
    screen.types("no ride on Sunday").presses("y");
    assert!(matches!(screen.asked.last(), Some(crate::app::Effect::Constrain(rules)) if rules.len() == 1));
}

#[test]
fn an_answer_streams_in_and_an_old_one_is_dropped() {
    let mut screen = Screen::open();
    screen.coach_answers = false;
    screen.types("how fit am I?");
    let Turn::Waiting(asked) = screen.state.conversation.turn else { panic!("no question is open") };
    let word = |asked, t: &str| Msg::Streamed { asked, news: Stream::Text(t.to_owned()) };
    screen.hears(word(asked, "You are ")).hears(word(asked + 7, "somebody else ")).hears(word(asked, "fit."));
    assert_eq!(screen.state.conversation.turn, Turn::Streaming(asked));
    assert_eq!(screen.state.conversation.partial, "You are fit.");
    screen.hears(Msg::Streamed { asked, news: Stream::Restart });
    assert_eq!(screen.state.conversation.turn, Turn::Waiting(asked));
    assert_eq!(screen.state.conversation.partial, "");
    screen.hears(word(asked, "So:")).presses("esc esc").sees("No longer waiting");
    assert!(screen.asked.contains(&Effect::Stop(asked)));
    screen.hears(word(asked, " late"));
    assert_eq!(screen.state.conversation.turn, Turn::Idle);
    assert_eq!(screen.state.conversation.partial, "");
}

#[test]
fn the_talk_is_searched_from_the_end() {
    let mut screen = Screen::open();
    screen.types("gauge").types("why easy").types("gauge again").presses("esc alt-5 /").writes("GAUGE");
    let hits = |s: &Screen| s.state.search.as_ref().map(|x| (x.hits(&s.state.lines()).len(), x.at));
    assert_eq!(hits(&screen), Some((4, 0)), "what was asked and what was answered");
    screen.presses("enter n n N");
    assert_eq!(hits(&screen), Some((4, 1)));
    screen.presses("n n n n n");
    assert_eq!(hits(&screen), Some((4, 3)), "it stops at the first");
    screen.presses("esc");
    assert_eq!(hits(&screen), None);
    screen.presses("/ enter");
    assert_eq!(hits(&screen), None, "nothing typed is no search");
}

#[test]
fn tab_completes_verbs_and_days_and_leaves_an_empty_line() {
    let mut screen = Screen::open();
    screen.drafts("sw").presses("tab");
    assert_eq!(screen.state.composer.text(), "swap ");
    screen.writes("t").presses("tab");
    let first = screen.state.composer.text().to_owned();
    screen.presses("tab");
    assert_ne!(screen.state.composer.text(), first);
    screen.presses("shift-tab");
    assert_eq!(screen.state.composer.text(), first);
    screen.writes(" ");
    assert_eq!(screen.state.completion, None, "whoever types on has chosen");
    screen.presses("ctrl-u").writes("ill").presses("tab a").is_in(Focus::Coach);
    assert_eq!(screen.state.composer.text(), "illa", "the next letter is still a letter");
    screen.presses("ctrl-u tab").is_in(Focus::Readiness);
}

#[test]
fn the_talk_is_read_while_one_types_and_stays_where_it_was_left() {
    let mut screen = Screen::open();
    screen.drafts("half a thou");
    let most = screen.state.shown.overflow[Focus::Coach.index()];
    assert!(most >= 10, "the talk is longer than its pane");
    screen.presses("pageup");
    assert_eq!((screen.state.scroll_of(Focus::Coach), screen.state.follow), (most - 10, false));
    assert_eq!(screen.state.composer.text(), "half a thou");
    screen.presses("pagedown");
    assert!(screen.state.follow, "the end is found again");
}

#[test]
fn a_key_that_completes_nothing_does_not_leave_a_draft() {
    let mut screen = Screen::with_proposal();
    screen.drafts("nosuchword").presses("tab a");
    assert_eq!(screen.state.composer.text(), "nosuchworda");
    screen.plan_is_version(1);
}

#[test]
fn what_was_sent_in_earlier_runs_comes_back() {
    let mut screen = Screen::loading();
    let said = crate::domain::event::Said::athlete(today(), "swap thu sat".into());
    screen.athlete.apply(&Event::Said(said));
    screen.reload().presses("i up");
    assert_eq!(screen.state.composer.text(), "swap thu sat");
}

#[test]
fn a_panel_is_taken_from_the_canvas_and_stays_gone() {
    let mut screen = Screen::open();
    screen.presses("alt-5 v");
    assert_eq!(screen.state.overlay, Overlay::None, "nothing is pinned");
    for id in ["a", "b"] {
        let spec = crate::domain::canvas::Spec::Text("words".into());
        let panel = crate::domain::Panel { id: id.into(), title: id.into(), spec };
        screen.writes_elsewhere(&Event::CanvasChanged(crate::domain::CanvasChange::Put(panel)));
    }
    screen.presses("v j x").sees("Taken from the canvas");
    assert_eq!(screen.athlete.canvas.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(screen.state.overlay, Overlay::Canvas(0));
    screen.presses("x");
    assert_eq!((screen.athlete.canvas.len(), screen.state.overlay.clone()), (0, Overlay::None));
}
