use super::*;
use proptest::prelude::*;

fn field(text: &str) -> Composer {
    let mut f = Composer::default();
    f.insert(text);
    f
}

#[test]
fn whole_graphemes_are_removed() {
    let mut f = field("naïve e\u{301}te\u{301}");
    f.backspace();
    assert_eq!(f.text(), "naïve ét");
    f.home();
    f.delete();
    assert_eq!((f.text(), f.cursor()), ("aïve ét", 0));
}

#[test]
fn words_go_as_words() {
    let mut f = field("swap thu sat");
    f.delete_word();
    assert_eq!(f.text(), "swap thu ");
    f.word_left();
    assert_eq!(f.cursor(), 5);
    f.word_right();
    assert_eq!(f.cursor(), 8);
    f.delete_to_start();
    assert_eq!(f.text(), " ");
}

#[test]
fn up_and_down_keep_the_column_and_then_bring_back_what_was_sent() {
    let mut f = field("first line\nno\nthird line");
    f.up();
    assert_eq!(f.cursor(), 13, "the short line's end");
    f.up();
    assert_eq!(f.cursor(), 2);
    f.up();
    assert_eq!(f.text(), "first line\nno\nthird line", "a draft is not replaced");
    f.take();
    f.insert("second message");
    f.take();
    f.up();
    assert_eq!(f.text(), "second message");
    f.end();
    f.up();
    assert_eq!(f.text(), "first line\nno\nthird line");
    f.down();
    assert_eq!(f.text(), "second message");
    f.down();
    assert!(f.is_empty());
}

#[test]
fn hidden_characters_do_not_get_in_and_the_length_is_bounded() {
    let mut f = field("a\u{202e}b\u{1b}[31mc\u{0}\r\nd ");
    assert_eq!(f.text(), "ab[31mc\nd ");
    f.insert(&"x".repeat(3 * MAX));
    assert_eq!(f.text().graphemes(true).count(), MAX);
    f.insert("y");
    assert!(!f.text().contains('y'));
}

proptest! {
    #[test]
    fn the_cursor_always_stands_between_graphemes(steps in prop::collection::vec((0..13_usize, "\\PC{0,3}|[é\n \u{301}👩‍🚀]{1,3}"), 0..60)) {
        let mut f = Composer::default();
        for (what, text) in steps {
            match what {
                0..=3 => f.insert(&text),
                4 => f.backspace(),
                5 => f.delete(),
                6 => f.left(),
                7 => f.right(),
                8 => f.word_left(),
                9 => f.word_right(),
                10 => f.up(),
                11 => f.down(),
                _ => f.delete_word(),
            }
            let at = f.cursor();
            let between = f.text().grapheme_indices(true).any(|(i, _)| i == at) || at == f.text().len();
            prop_assert!(between, "{at} in {:?}", f.text());
        }
    }
}

#[test]
fn a_word_that_is_held_makes_place_for_what_is_typed() {
    let held = |text: &str| {
        let mut c = Composer::default();
        c.insert(text);
        c.hold();
        c
    };
    let mut c = held("248");
    assert!(c.is_held());
    c.insert("2");
    c.insert("62");
    assert_eq!((c.text(), c.is_held()), ("262", false));
    for (name, edit, after) in [
        ("backspace", Composer::backspace as fn(&mut Composer), "24x"),
        ("left", Composer::left, "24x8"),
        ("end", Composer::end, "248x"),
        ("home", Composer::home, "x248"),
        ("clear", Composer::clear, "x"),
    ] {
        let mut c = held("248");
        edit(&mut c);
        c.insert("x");
        assert_eq!(c.text(), after, "{name}");
    }
    assert!(!held("legs were heavy").is_held(), "words are mended");
    assert!(!held("").is_held());
}
