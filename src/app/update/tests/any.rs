use crate::app::{
    Code, Key, Msg, Offer,
    actions::{self, LIST},
    palette,
    rig::{Disk, Screen},
};
use crate::coach::verbs::{EXAMPLES, TOLD};
use proptest::prelude::*;

/// Every bound key, and some that are not.
fn key() -> impl Strategy<Value = Key> {
    let bound: Vec<Key> = LIST.iter().flat_map(|s| s.keys).filter_map(|k| k.parse().ok()).collect();
    // Without the two ways out, so that runs go deep.
    let bound: Vec<Key> = bound.into_iter().filter(|k| *k != Key::ctrl('c') && *k != Key::char('q')).collect();
    prop_oneof![
        8 => prop::sample::select(bound),
        1 => any::<char>().prop_map(Key::char),
        1 => prop::sample::select(vec![Key::plain(Code::Backspace), Key::plain(Code::Delete), Key::ctrl('w')]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_in_any_order_never_panic_and_the_way_out_stays(
        keys in prop::collection::vec(key(), 0..60), disk in 0..3_usize, answers in any::<bool>()
    ) {
        let mut screen = Screen::with_proposal();
        screen.disk = [Disk::Writes, Disk::Fails, Disk::Waits][disk];
        screen.coach_answers = answers;
        for k in keys {
            screen.hears(Msg::Key(k));
            prop_assert!(!actions::footer(&screen.state).is_empty(), "there is always a way on");
            prop_assert!(palette::entries(&screen.state, screen.state.composer.text()).len() <= LIST.len() + EXAMPLES.len() + TOLD.len());
            for spec in LIST {
                prop_assert!(actions::offer(&screen.state, spec.action) != Offer::Off(String::new()));
            }
        }
        screen.presses("ctrl-c ctrl-c");
        prop_assert!(screen.state.quitting);
    }

    #[test]
    fn no_plan_changes_without_an_accept_or_an_undo(keys in prop::collection::vec(key(), 0..60)) {
        let mut screen = Screen::with_proposal();
        for k in keys {
            let before = screen.athlete.plan.clone();
            let appended = screen.appended();
            let accepts = screen.state.keymap.keys(crate::app::Action::Accept).contains(&k);
            let answers = accepts || k == Key::char('y') || k == Key::plain(Code::Enter);
            screen.hears(Msg::Key(k));
            if !answers {
                prop_assert!(screen.athlete.plan == before, "{k} changed the plan");
            }
            prop_assert!(screen.appended() <= appended + 1);
        }
    }
}
