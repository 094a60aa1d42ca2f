use super::*;
use ratatui::style::{Color, Modifier};
use rstest::rstest;

#[test]
fn every_built_in_theme_names_every_role() {
    for (name, text) in BUILTIN {
        let theme = Theme::parse(text, name).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(theme.name, name);
        for (role, _) in Theme::ROLES {
            let named = text.lines().any(|l| l.split_once('=').is_some_and(|(k, _)| k.trim() == *role));
            assert!(named, "{name} leaves out {role}");
        }
    }
}

#[test]
fn states_differ_in_every_theme() {
    for (name, _) in BUILTIN {
        let t = Theme::builtin(name).unwrap();
        for [a, b, c] in [[t.good, t.warn, t.bad], [t.go, t.modify, t.skip], [t.easy, t.moderate, t.hard]] {
            assert!(a != b && b != c && a != c, "{name}: {a:?} {b:?} {c:?}");
        }
        assert_ne!(t.title, t.title_focus, "{name}");
        assert_ne!(t.border, t.border_focus, "{name}");
    }
}

#[test]
fn mono_and_the_grounds_of_ansi_use_no_colour() {
    let mono = Theme::builtin("mono").unwrap();
    let ansi = Theme::default();
    for (role, _) in Theme::ROLES {
        let s = mono.role(role).unwrap();
        assert_eq!((s.fg, s.bg), (None, None), "{role}");
        assert!(!matches!(ansi.role(role).unwrap().fg, Some(Color::Rgb(..) | Color::Indexed(_))), "{role}");
    }
    assert_eq!(ansi.text, Style::new(), "text is in the terminal's own colours");
}

#[test]
fn a_partial_theme_takes_the_rest_from_its_base() {
    let t = Theme::parse("name = 'dusk'\nbase = 'mono'\naccent = '#88c0d0 on 236 bold'\n", "dusk.toml").unwrap();
    assert_eq!(t.name, "dusk");
    let accent = Style::new().fg(Color::Rgb(0x88, 0xc0, 0xd0)).bg(Color::Indexed(236)).add_modifier(Modifier::BOLD);
    assert_eq!(t.accent, accent);
    assert_eq!(t.bad, Theme::builtin("mono").unwrap().bad);
    assert_eq!(Theme::parse("", "empty.toml").unwrap(), Theme::default());
}

#[rstest]
#[case("good = 'gren'", 1, "good", "`gren` is no colour")]
#[case("\n\ntitel = 'bold'", 3, "titel", "no such role")]
#[case("dim = 3", 1, "dim", "is not text")]
#[case("name = 'x'\nbase = 'solar'", 2, "base", "no built-in theme `solar`")]
#[case("dim = 'red on'", 1, "dim", "`on` is no colour")]
#[case("dim = 'bold", 1, "", "")]
#[case("dim = '#12345'", 1, "dim", "`#12345` is no colour")]
fn an_error_names_file_line_key_and_remedy(
    #[case] text: &str,
    #[case] line: usize,
    #[case] key: &str,
    #[case] what: &str,
) {
    let e = Theme::parse(text, "mine.toml").unwrap_err();
    assert_eq!((e.file.as_str(), e.line, e.key.as_str()), ("mine.toml", line, key), "{e}");
    assert!(e.what.contains(what), "{e}");
    assert!(!e.remedy.is_empty());
}
