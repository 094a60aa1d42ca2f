use crate::{
    app::{
        Effect, Focus, Msg, Overlay,
        rig::{Disk, Screen, proposal, today},
    },
    domain::{Event, athlete::ProposalState as Is, day::shift},
};

#[test]
fn an_accept_is_called_saved_only_when_it_is() {
    let mut screen = Screen::with_proposal();
    screen.disk = Disk::Waits;
    screen.presses("p a").does_not_see("Saved").plan_is_version(1);
    screen.disk_catches_up().sees("Saved: the plan is now version 2").plan_is_version(2);
    screen.stands("HRV is low", Is::Accepted).is_in(Focus::Today);
    assert_eq!(screen.minutes(0), 30);
}

#[test]
fn a_second_accept_does_nothing() {
    let mut screen = Screen::with_proposal();
    screen.disk = Disk::Waits;
    screen.presses("p a a a").sees("still being saved");
    assert_eq!(screen.appended(), 1);
    screen.disk_catches_up().presses("a").plan_is_version(2);
    assert_eq!(screen.appended(), 1, "the focus has left, a means nothing");
}

#[test]
fn what_is_accepted_is_what_is_taken() {
    let mut screen = Screen::with_proposal();
    screen.presses("p space").has_taken(&[2, 3]).presses("a");
    assert_eq!((screen.minutes(0), screen.minutes(2)), (60, 40));
}

#[test]
fn linked_hunks_go_together() {
    let mut screen = Screen::with_proposal();
    screen.presses("p j space").has_taken(&[1]).presses("j space").has_taken(&[1, 2, 3]);
}

#[test]
fn without_a_hunk_there_is_nothing_to_accept() {
    let mut screen = Screen::with_proposal();
    screen.presses("p space j space a").sees("no hunk is taken").plan_is_version(1);
    assert_eq!(screen.appended(), 0);
}

#[test]
fn ghost_lines_and_effect_follow_each_toggle() {
    let mut screen = Screen::with_proposal();
    let all = screen.state.ghost.clone().unwrap();
    let effect = screen.state.review.as_ref().unwrap().effect;
    assert!(effect.load < 0.0);
    screen.presses("p space");
    let fewer = screen.state.ghost.clone().unwrap();
    assert!(fewer[0].load > all[0].load && fewer[0].ctl > all[0].ctl);
    assert!(screen.state.review.as_ref().unwrap().effect.load > effect.load);
    screen.presses("space");
    assert_eq!(screen.state.ghost.as_ref(), Some(&all));
    assert_eq!(screen.state.review.as_ref().unwrap().effect, effect);
    screen.presses("a");
    assert_eq!(screen.state.ghost, None, "nothing is left to compare with");
}

#[test]
fn a_hunk_is_edited_in_place_with_the_checks_live() {
    let mut screen = Screen::with_proposal();
    let before = screen.state.review.as_ref().unwrap().effect.load;
    screen.presses("p e + +");
    assert!(screen.state.review.as_ref().unwrap().effect.load > before);
    screen.presses("enter a");
    assert_eq!(screen.minutes(0), 40);
    let edited = screen.asked.iter().any(|e| format!("{e:?}").contains("edited: true"));
    assert!(edited, "the log says that the athlete edited it");
}

#[test]
fn a_hunk_goes_another_way_and_back_and_what_is_accepted_is_what_was_shown() {
    let mut screen = Screen::open();
    let mut p = proposal(&screen.athlete, &[0, 2], "HRV is low");
    p.choices = vec![vec![other_way(&p)], vec![]];
    screen.writes_elsewhere(&Event::ProposalMade(Box::new(p)));
    let op = |s: &Screen| s.state.review.as_ref().unwrap().hunks[0].op.name();
    let effect = screen.state.review.as_ref().unwrap().effect.load;
    screen.presses("p o");
    assert_eq!(op(&screen), "remove");
    assert!(screen.state.review.as_ref().unwrap().effect.load < effect);
    screen.presses("o");
    assert_eq!(op(&screen), "resize", "after the last one it is as proposed");
    screen.presses("j o").sees("this hunk has no other way");
    screen.presses("k o a").plan_is_version(2);
    assert!(screen.athlete.plan.as_ref().unwrap().on(today()).next().is_none());
}

/// The first hunk's session left out.
fn other_way(p: &crate::domain::Proposal) -> crate::domain::proposal::HunkChoice {
    let before = p.hunks[0].op.before()[0].clone();
    crate::domain::proposal::HunkChoice {
        words: "left out".into(),
        op: crate::domain::HunkOp::Remove(before),
        effect: crate::domain::proposal::Effect::default(),
    }
}

#[test]
fn an_edit_moves_the_day_or_is_dropped() {
    let mut screen = Screen::with_proposal();
    screen.presses("p e >");
    let day = |s: &Screen| s.state.review.as_ref().unwrap().hunks[0].op.after()[0].day;
    assert_eq!(day(&screen), shift(today(), 1));
    screen.presses("esc");
    assert_eq!(day(&screen), today());
    screen.presses("e <").sees("past days are not edited").presses("esc").is_in(Focus::Proposal);
    assert_eq!(screen.state.review.as_ref().unwrap().edits(), vec![]);
}

#[test]
fn the_past_and_the_plan_hold_while_an_edit_goes_on() {
    let mut screen = Screen::with_proposal();
    screen.presses("p e a d space q").is_in(Focus::Proposal).plan_is_version(1);
    assert!(!screen.state.quitting);
    assert_eq!(screen.appended(), 0);
}

#[test]
fn a_no_asks_for_a_reason_and_takes_none() {
    let mut screen = Screen::with_proposal();
    screen.presses("p d").stands("HRV is low", Is::Pending);
    assert_eq!(screen.state.overlay, Overlay::Deny);
    screen.presses("esc").stands("HRV is low", Is::Pending);
    screen.presses("d n").stands("HRV is low", Is::Denied).sees("Saved: denied").plan_is_version(1);
    let mut screen = Screen::with_proposal();
    screen.presses("p d enter").stands("HRV is low", Is::Denied);
}

#[test]
fn an_accepted_change_is_taken_back_after_a_yes() {
    let mut screen = Screen::with_proposal();
    screen.presses("p a u").sees("Take the last accepted change of the plan back?").plan_is_version(2);
    screen.presses("n").plan_is_version(2).presses("u y").plan_is_version(3);
    screen.sees("Saved: taken back").stands("HRV is low", Is::Undone);
    assert_eq!(screen.minutes(0), 60);
    screen.presses("u").sees("no accepted change to take back");
}

#[test]
fn a_disk_that_fails_says_so_and_changes_nothing() {
    let mut screen = Screen::with_proposal();
    screen.disk = Disk::Fails;
    screen.presses("p a").sees("Not saved").sees("disk full").does_not_see("Saved:");
    screen.stands("HRV is low", Is::Pending).is_in(Focus::Proposal);
    screen.disk = Disk::Writes;
    screen.presses("esc").does_not_see("disk full").presses("a").stands("HRV is low", Is::Accepted);
}

#[test]
fn the_keys_of_a_proposal_live_only_in_its_own_focus() {
    let mut screen = Screen::with_proposal();
    for panel in ["alt-1", "alt-2", "alt-3", "alt-4", "alt-5", "1", "2", "3", "4", "5", "7", "8"] {
        screen.presses(panel).presses("a m d space e");
        assert!(!screen.state.typing);
        assert_eq!(screen.state.overlay, Overlay::None);
    }
    screen.stands("HRV is low", Is::Pending).has_taken(&[1, 2, 3]);
    assert_eq!(screen.appended(), 0);
}

#[test]
fn a_proposal_never_takes_the_keyboard() {
    let mut screen = Screen::open();
    screen.drafts("only forty");
    let p = proposal(&screen.athlete, &[0], "HRV is low");
    screen.writes_elsewhere(&Event::ProposalMade(Box::new(p))).is_in(Focus::Coach);
    screen.drafts(" minutes");
    assert!(screen.state.typing);
    assert_eq!(screen.state.composer.text(), "only forty minutes");
    screen.stands("HRV is low", Is::Pending).presses("esc tab").is_in(Focus::Proposal);
    assert_eq!(screen.state.composer.text(), "only forty minutes", "the draft waits");
}

#[test]
fn what_was_not_drawn_is_not_accepted() {
    let mut screen = Screen::with_proposal();
    // Both keys in one batch: no frame showed the hunks in between.
    for key in ["p", "a"] {
        let effects = crate::app::update(&mut screen.state, Msg::Key(key.parse().unwrap()));
        assert!(!effects.iter().any(|e| matches!(e, Effect::Append { .. })));
    }
    screen.sees("not on screen").draws().presses("a").stands("HRV is low", Is::Accepted);
}

#[test]
fn the_plan_moving_on_takes_the_proposal_away() {
    let mut screen = Screen::with_proposal();
    screen.presses("p");
    let plan = screen.athlete.plan.clone().unwrap();
    screen.writes_elsewhere(&Event::PlanLaid(plan)).is_in(Focus::Today).presses("a");
    screen.stands("HRV is low", Is::Stale).plan_is_version(2);
    assert_eq!(screen.state.review, None);
}

#[test]
fn an_answer_that_the_log_refuses_is_not_called_saved() {
    let mut screen = Screen::with_proposal();
    screen.disk = Disk::Waits;
    screen.presses("p a");
    let plan = screen.athlete.plan.clone().unwrap();
    screen.writes_elsewhere(&Event::PlanLaid(plan));
    screen.disk_catches_up().sees("Not applied: the proposal is stale").does_not_see("Saved");
}

#[test]
fn one_answer_leaves_the_next_proposal_out_of_reach() {
    let mut screen = Screen::with_proposal();
    let second = proposal(&screen.athlete, &[5], "No time on Tuesday");
    screen.writes_elsewhere(&Event::ProposalMade(Box::new(second)));
    screen.presses("p d n d n a").stands("No time on Tuesday", Is::Pending);
    screen.presses("p a").stands("No time on Tuesday", Is::Accepted);
}

#[test]
fn what_was_denied_can_be_asked_for_again() {
    let mut screen = Screen::open();
    screen.types("easier").presses("tab d n").types("easier").presses("tab a").plan_is_version(2);
    assert_eq!(screen.athlete.proposals.len(), 2);
    let mut screen = Screen::open();
    screen.types("easier").types("easier").sees("waits for you already");
    assert_eq!(screen.athlete.proposals.len(), 1);
}

#[test]
fn proposals_are_leafed_through() {
    let mut screen = Screen::with_proposal();
    screen.presses("p n").sees("no other proposal waits");
    let second = proposal(&screen.athlete, &[5], "No time on Tuesday");
    screen.writes_elsewhere(&Event::ProposalMade(Box::new(second)));
    screen.sees("HRV is low").presses("n").sees("No time on Tuesday").presses("p").sees("HRV is low");
}

#[test]
fn a_choice_survives_what_others_write() {
    let mut screen = Screen::with_proposal();
    screen.presses("p space");
    let second = proposal(&screen.athlete, &[5], "No time on Tuesday");
    screen.writes_elsewhere(&Event::ProposalMade(Box::new(second))).has_taken(&[2, 3]).is_in(Focus::Proposal);
}

#[test]
fn looking_back_changes_nothing() {
    let mut screen = Screen::with_proposal();
    screen.state.read_only = Some("this is how it stood on 2026-11-01".into());
    screen.presses("p a").sees("this is how it stood").presses("d m u i").plan_is_version(1);
    assert_eq!(screen.appended(), 0);
    assert_eq!(screen.state.overlay, Overlay::None);
}
