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

/// Relative luminance and contrast as WCAG 2.2 defines them.
fn contrast(a: Color, b: Color) -> f64 {
    let luminance = |c: Color| {
        let Color::Rgb(r, g, b) = c else { panic!("{c:?} is not of this theme") };
        let part = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    };
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

#[rstest]
#[case("dusk")]
#[case("paper")]
fn true_colours_stand_out_from_their_ground(#[case] name: &str) {
    let t = Theme::builtin(name).unwrap();
    let ground = t.ground.bg.unwrap();
    assert!(contrast(t.text.fg.unwrap(), ground) >= 7.0, "{name}: text");
    for (role, _) in Theme::ROLES {
        let s = t.role(role).unwrap();
        let Some(ink) = s.fg else { continue };
        // A rule is no text: it only has to be seen.
        let least = if *role == "border" { 1.5 } else { 4.5 };
        for ground in [s.bg.unwrap_or(ground), s.bg.or(t.overlay.bg).unwrap()] {
            let got = contrast(ink, ground);
            assert!(got >= least, "{name}: {role} stands out by {got:.2} only, {least} is wanted");
        }
    }
}

#[test]
fn contrast_is_what_it_should_be() {
    let [black, white, grey] = [Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255), Color::Rgb(118, 118, 118)];
    assert!((contrast(black, white) - 21.0).abs() < 1e-9);
    assert!((contrast(grey, white) - 4.54).abs() < 0.01);
}
