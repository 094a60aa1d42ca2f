use super::*;
use std::collections::BTreeSet;

fn own(keys: &[(&str, &[&str])]) -> Result<Keymap, KeymapError> {
    let map = keys.iter().map(|(id, k)| ((*id).to_owned(), k.iter().map(|k| (*k).to_owned()).collect()));
    Keymap::merge(&map.collect())
}

#[test]
fn every_action_has_words_and_a_key_that_leads_to_it() {
    let map = Keymap::merge(&BTreeMap::new()).unwrap();
    let mut ids = BTreeSet::new();
    for spec in LIST {
        assert!(ids.insert(spec.id), "{} is there twice", spec.id);
        assert_eq!(spec.action.spec(), spec, "the list is out of order at {}", spec.id);
        assert_eq!(Action::named(spec.id), Some(spec.action));
        for (what, text) in [("label", spec.label), ("title", spec.title), ("help", spec.help)] {
            assert!(!text.trim().is_empty(), "{} has no {what}", spec.id);
        }
        assert!(spec.help.ends_with('.'), "the help of {} is no sentence", spec.id);
        assert!(spec.label.chars().count() <= 16, "the label of {} is too long for a footer", spec.id);
        let in_palette = spec.context == Context::Everywhere;
        assert!(in_palette || !map.keys(spec.action).is_empty(), "{} has no key and is in no palette", spec.id);
        for key in map.keys(spec.action) {
            assert_eq!(map.action(&[spec.context], *key), Some(spec.action), "{key} of {}", spec.id);
        }
    }
}

#[test]
fn own_keys_lie_over_the_defaults() {
    let map = own(&[("quit", &["Q", "ctrl-q"]), ("theme", &[])]).unwrap();
    let everywhere = [Context::Everywhere];
    assert_eq!(map.action(&everywhere, Key::char('q')), None);
    assert_eq!(map.action(&everywhere, Key::ctrl('q')), Some(Action::Quit));
    assert_eq!(map.action(&everywhere, Key::char('t')), None);
    assert_eq!(map.first(Action::Theme), None);
    assert_eq!(map.action(&everywhere, Key::char('?')), Some(Action::Help));
}

#[test]
fn a_collision_names_both_places() {
    let error = own(&[("theme", &["q"])]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`q` is the key of both keys.theme and keys.quit: give one of them another key, or `[]` for none"
    );
    assert!(own(&[("theme", &["q"]), ("quit", &["t"])]).is_ok(), "two actions may change places");
}

#[test]
fn a_key_may_mean_two_things_in_two_places() {
    let map = Keymap::default();
    let j = Key::char('j');
    assert_eq!(map.action(&[Context::Panels, Context::Everywhere], j), Some(Action::ScrollDown));
    assert_eq!(map.action(&[Context::Proposal, Context::Everywhere], j), Some(Action::NextHunk));
}

#[test]
fn mistakes_are_named() {
    assert!(own(&[("acept", &["a"])]).unwrap_err().to_string().starts_with("keys.acept: there is no action"));
    assert!(
        own(&[("accept", &["hyper-a"])]).unwrap_err().to_string().starts_with("keys.accept: `hyper-a` is no key")
    );
    assert!(matches!(own(&[("quit-now", &[])]), Err(KeymapError::WayOut { .. })));
}
