//! The pictures under `docs/screenshots`: every screen of a generated athlete, and what can lie on top, in true colour.

use super::{
    fixture::{BESIDE, beside, scene, today},
    svg::svg,
};
use lanterne::{
    app::{Dialog, Overlay, Palette, State, check_in::Form, dialog::Kind},
    tui::{Theme, draw},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// Columns and rows of a picture.
const SIZE: (u16, u16) = (120, 38);

/// File name and content of each picture.
pub(crate) fn pictures() -> Vec<(String, String)> {
    let mornings = [("cockpit", "go", "dusk"), ("proposal", "modify", "dusk"), ("cockpit-light", "go", "paper")];
    let first = mornings.into_iter().map(|(file, name, theme)| shot(file, &scene(name, SIZE.0, SIZE.1), theme));
    let screens = BESIDE.into_iter().chain(["left"]).map(|name| shot(name, &beside(name, SIZE.0, SIZE.1), "dusk"));
    let windows = windows().into_iter().map(|(file, state)| shot(file, &state, "dusk"));
    first.chain(screens).chain(windows).collect()
}

fn shot(file: &str, state: &State, theme: &str) -> (String, String) {
    let theme = Theme::builtin(theme).unwrap_or_default();
    let area = Rect::new(0, 0, SIZE.0, SIZE.1);
    let mut buf = Buffer::empty(area);
    draw(state, &theme, area, &mut buf);
    let (ground, ink) = (theme.ground.bg.unwrap_or_default(), theme.ground.fg.unwrap_or_default());
    (format!("{file}.svg"), svg(&buf, ground, ink, &format!("Lanterne: {file}")))
}

/// What lies on top, each over the morning that it is met on.
fn windows() -> Vec<(&'static str, State)> {
    let over = |name: &str, put: &dyn Fn(&mut State)| {
        let mut s = scene(name, SIZE.0, SIZE.1);
        put(&mut s);
        s
    };
    let window = |name: &str, kind: Kind| {
        over(name, &|s| {
            s.offers.services = ["intervals", "oura", "strava"].map(|n| (n.to_owned(), String::new())).into();
            s.overlay = Overlay::Dialog(Box::new(Dialog::open(kind, None, s)));
        })
    };
    vec![
        ("first-start", window("empty", Kind::Start)),
        ("check-in", over("go", &|s| s.overlay = Overlay::CheckIn(Form::first()))),
        ("why", over("modify", &|s| s.overlay = Overlay::Why)),
        (
            "hunk-edit",
            over("modify", &|s| {
                if let Some(r) = &mut s.review {
                    r.cursor = 2;
                    r.begin_edit();
                }
            }),
        ),
        ("strength", window("go", Kind::Sets(today()))),
        (
            "palette",
            over("go", &|s| {
                let mut p = Palette::default();
                p.query.insert("form");
                s.overlay = Overlay::Palette(p);
            }),
        ),
        ("help", over("modify", &|s| s.overlay = Overlay::Help)),
    ]
}
