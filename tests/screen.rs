//! The cockpit as it looks: every panel and the whole screen, at three sizes and in two themes, and no panic at any
//! size in any scene.

#[path = "../examples/support/fixture.rs"]
mod fixture;
#[path = "screen/links.rs"]
mod links;
#[path = "screen/mouse.rs"]
mod mouse;
#[path = "../examples/support/pictures.rs"]
mod pictures;
#[path = "../examples/support/svg.rs"]
mod svg;
#[path = "support/units.rs"]
mod units;
#[path = "screen/windows.rs"]
mod windows;

use chrono::TimeDelta;
use fixture::{ASKED, BESIDE, SCENES, beside, scene};
use lanterne::{
    app::{
        Card, Confirm, Dialog, Focus, Keymap, Notice, Outline, Overlay, Palette, Progress, Size, State, Tone,
        check_in::Form, dialog::Kind,
    },
    domain::{
        CleanText, Panel, Purse, ShortId, Units,
        canvas::{Amount, Bucket, Rows, Series, Span, Spec},
        purse::Caps,
    },
    tui::{
        Theme,
        chart::Marks,
        draw,
        panel::{Keys, Look, coach, form, header, mission, proposal, readiness, today},
        view,
    },
};
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::{Buffer, Cell},
    layout::Rect,
};
use std::{fmt::Write as _, sync::Arc};
use units::foreign;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// What is drawn into an area; the cells around it stay as they were.
fn buffer(state: &State, theme: &Theme, w: u16, h: u16) -> Buffer {
    let area = Rect::new(0, 0, w, h);
    let mut paper = Buffer::filled(Rect::new(0, 0, w + 2, h + 2), Cell::new("~"));
    draw(state, theme, area, &mut paper);
    let mut buf = Buffer::empty(area);
    for y in 0..h + 2 {
        for x in 0..w + 2 {
            if x < w && y < h {
                buf[(x, y)] = paper[(x, y)].clone();
            } else {
                assert_eq!(paper[(x, y)], Cell::new("~"), "drawn outside of {w}×{h} at {x},{y}");
            }
        }
    }
    buf
}

fn rows(buf: &Buffer) -> Vec<String> {
    let row = |y| (0..buf.area.width).map(|x| buf[(x, y)].symbol()).collect::<String>();
    (0..buf.area.height).map(|y| row(y).trim_end().to_owned()).collect()
}

/// The text, then the style of every cell that carries a status by its shape.
fn picture(buf: &Buffer) -> String {
    let mut out = rows(buf).join("\n");
    out.push_str("\n\nstyles\n");
    for y in 0..buf.area.height {
        for x in 0..buf.area.width {
            let c = &buf[(x, y)];
            if ["●", "▲", "■", "◆", "▶", "▼"].contains(&c.symbol()) {
                writeln!(out, "{x:3},{y:2} {} {:?} on {:?} {:?}", c.symbol(), c.fg, c.bg, c.modifier).unwrap();
            }
        }
    }
    out
}

fn text_in(buf: &Buffer, r: Rect) -> String {
    let row = |y| (r.left()..r.right()).map(|x| buf[(x, y)].symbol()).collect::<String>();
    (r.top()..r.bottom()).map(|y| row(y).trim_end().to_owned() + "\n").collect()
}

/// The styles of an area: a letter for each, then the rows as lengths of runs; rows alike are said once.
fn styles_in(buf: &Buffer, r: Rect) -> String {
    let mut seen: Vec<String> = Vec::new();
    let mut lines: Vec<(u16, u16, String)> = Vec::new();
    for y in r.top()..r.bottom() {
        let mut runs = String::new();
        let mut x = r.left();
        while x < r.right() {
            let c = &buf[(x, y)];
            let style = (c.fg, c.bg, c.modifier);
            let same = |x: &u16| (buf[(*x, y)].fg, buf[(*x, y)].bg, buf[(*x, y)].modifier) == style;
            let end = (x..r.right()).find(|x| !same(x)).unwrap_or(r.right());
            let extra = if c.modifier.is_empty() { String::new() } else { format!(" {:?}", c.modifier) };
            let words = format!("{:?} on {:?}{extra}", c.fg, c.bg);
            let at = seen.iter().position(|s| *s == words).unwrap_or_else(|| {
                seen.push(words);
                seen.len() - 1
            });
            write!(runs, " {}{}", end - x, letter(at)).unwrap();
            x = end;
        }
        match lines.last_mut() {
            Some((_, last, before)) if *before == runs => *last = y - r.top(),
            _ => lines.push((y - r.top(), y - r.top(), runs)),
        }
    }
    let legend = seen.iter().enumerate().map(|(i, s)| format!("  {}  {s}\n", letter(i)));
    let rows = lines.iter().map(|(from, to, runs)| format!("{from:2}–{to:<2}{runs}\n"));
    legend.chain(rows).collect()
}

fn letter(i: usize) -> char {
    ('a'..='z').chain('A'..='Z').nth(i).unwrap()
}

/// An area of a screen at each size: its text, which no theme changes, and its styles in two themes.
fn assert_sizes(name: &str, at: &dyn Fn(u16, u16) -> State, area: &dyn Fn(&Buffer) -> Rect) {
    assert_marked(name, Marks::default(), at, area);
}

fn assert_marked(name: &str, marks: Marks, at: &dyn Fn(u16, u16) -> State, area: &dyn Fn(&Buffer) -> Rect) {
    let mut out = String::new();
    for (w, h) in SIZES {
        let state = at(w, h);
        let [ansi, mono] = ["ansi", "mono"].map(|t| buffer(&state, &theme(t).with_marks(marks), w, h));
        assert_eq!(rows(&ansi), rows(&mono), "{name} at {w}×{h}: a theme changes styles, never words");
        let r = area(&mono);
        write!(out, "── {w}×{h} at {},{}\n{}", r.x, r.y, text_in(&mono, r)).unwrap();
        for (t, buf) in [("ansi", &ansi), ("mono", &mono)] {
            write!(out, "styles in {t}\n{}", styles_in(buf, r)).unwrap();
        }
    }
    insta::assert_snapshot!(name, out);
}

fn theme(name: &str) -> Theme {
    Theme::builtin(name).unwrap()
}

#[test]
fn every_morning() {
    for name in SCENES {
        assert_sizes(name, &|w, h| scene(name, w, h), &|buf| buf.area);
    }
}

#[test]
fn the_other_screens() {
    for name in BESIDE.into_iter().chain(ASKED) {
        assert_sizes(&format!("screen-{name}"), &|w, h| beside(name, w, h), &|buf| buf.area);
    }
}

/// Spent of the day's cap and of the month's, in a wide and in a narrow header of either height.
#[test]
fn the_purse_in_the_header() {
    let caps = Caps { day: 500_000, month: 5_000_000 };
    let purses = [
        ("with room", 12_300, 300_000),
        ("the day's nearly empty", 412_300, 700_000),
        ("the day's over", 508_100, 900_000),
        ("the month's nearly empty", 60_000, 4_600_000),
    ];
    let state = scene("modify", 120, 40);
    let mut out = String::new();
    for (says, day, month) in purses {
        for (w, h) in [(78, 2), (118, 3)] {
            let area = Rect::new(0, 0, w, h);
            let mut buf = Buffer::empty(area);
            let header = header::Args {
                services: &[],
                morning: state.morning(),
                today: fixture::today(),
                last_activity: fixture::today().pred_opt(),
                demo: false,
                read_only: None,
                purse: Some(Purse { day, month, caps }),
                keys: &Keys::of(&Keymap::default()),
            };
            header::render(&header, Look::new(&theme("ansi"), false), area, &mut buf);
            writeln!(out, "── {says}, {w}×{h}\n{}", picture(&buf)).unwrap();
        }
    }
    insta::assert_snapshot!("panel-header-purse", out);
}

#[test]
fn the_pictures_are_current() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/screenshots");
    for (file, text) in pictures::pictures() {
        let there = std::fs::read_to_string(folder.join(&file)).unwrap_or_default();
        assert!(there == text, "{file} is not as the screen is now; cargo run --example screenshots draws it anew");
    }
}

#[test]
fn every_picture_is_in_the_readme() {
    let readme = include_str!("../README.md");
    for (file, _) in pictures::pictures() {
        assert!(readme.contains(&format!("(docs/screenshots/{file})")), "{file} is shown nowhere");
    }
}

/// Rows of the README's table of keys: what stands in backticks before the second bar is a key that is bound.
#[test]
fn the_keys_in_the_readme_are_bound() {
    let readme = include_str!("../README.md");
    let table = readme.split("## In the cockpit").nth(1).unwrap().split("\n## ").next().unwrap();
    let mut seen = 0;
    for row in table.lines().filter(|l| l.starts_with("| `")) {
        let keys = row.split('|').nth(1).unwrap();
        for key in keys.split('`').skip(1).step_by(2) {
            let bound = lanterne::app::actions::LIST.iter().any(|s| s.keys.contains(&key));
            assert!(bound, "the README names the key `{key}`, which nothing is bound to");
            seen += 1;
        }
    }
    assert!(seen >= 12, "the table of keys was not found");
}

#[test]
fn no_size_of_any_other_screen_panics() {
    let names: Vec<State> = BESIDE.iter().chain(&ASKED).map(|name| beside(name, 80, 24)).collect();
    for w in [0, 1, 12, 59, 60, 61, 75, 76, 80, 99, 110, 129, 130, 131, 160, 250] {
        for h in [0, 1, 8, 15, 16, 17, 20, 24, 27, 28, 33, 50, 80] {
            for (i, state) in names.iter().enumerate() {
                for marks in [Marks::Braille, Marks::Still] {
                    let mut s = state.clone();
                    s.screens.activities.scroll = [0, 400][i % 2];
                    if let Some(open) = &mut s.screens.log.open {
                        open.scroll = 400;
                    }
                    s.screens.activities.list.cursor = s.screens.activities.rows.len().saturating_sub(1);
                    buffer(&s, &theme("mono").with_marks(marks), w, h);
                }
            }
        }
    }
}

#[test]
fn one_column_and_ascii() {
    let mut s = scene("modify", 60, 20);
    insta::assert_snapshot!("modify-60x20", picture(&buffer(&s, &theme("mono"), 60, 20)));
    s.focus = Focus::Coach;
    insta::assert_snapshot!("modify-60x20-coach", picture(&buffer(&s, &theme("mono"), 60, 20)));
    assert_marked("go-ascii", Marks::Ascii, &|w, h| scene("go", w, h), &|buf| buf.area);
}

/// Every panel alone, in a narrow and in a wide place, with and without the keys.
#[test]
fn each_panel_alone() {
    let t = theme("mono");
    let state = scene("modify", 120, 40);
    let m = state.morning().unwrap();
    let plan = state.athlete().unwrap().plan.as_ref().unwrap();
    let ghost = state.ghost.as_deref().unwrap_or_default();
    let keys = &Keys::of(&Keymap::default());
    let header = header::Args {
        services: &[],
        morning: Some(m),
        today: fixture::today(),
        last_activity: fixture::today().pred_opt(),
        demo: false,
        read_only: Some("looking back at 20 November"),
        purse: None,
        keys,
    };
    let readiness = readiness::Args { readiness: &m.readiness, before: None, keys };
    let goal = m.mission.as_ref().map(|l| l.goal_day);
    let form = form::Args { form: &m.form, today: fixture::today(), goal, ghost, keys };
    let mission = mission::Args {
        line: m.mission.as_ref(),
        closing: None,
        gauge: m.gauge.as_ref(),
        weeks: &plan.weeks,
        ctl: m.form.ctl,
        today: fixture::today(),
        keys,
    };
    let day = today::Args { morning: m, next: today::next_session(&plan.sessions, fixture::today()), keys };
    for (w, h, focused) in [(38, 11, false), (66, 24, true)] {
        let look = Look::new(&t, focused);
        let area = Rect::new(0, 0, w, h);
        let shot = |name: &str, draw: &dyn Fn(&mut Buffer)| {
            let mut buf = Buffer::empty(area);
            draw(&mut buf);
            insta::assert_snapshot!(format!("panel-{name}-{w}x{h}"), picture(&buf));
        };
        shot("readiness", &|b| assert!(readiness::render(&readiness, 0, look, area, b) < 40));
        shot("form", &|b| form::render(&form, look, area, b));
        shot("mission", &|b| assert!(mission::render(&mission, 0, look, area, b) < 40));
        shot("today", &|b| assert!(today::render(&day, 0, look, area, b).0 < 40));
        shot("coach", &|b| assert!(coach::render(&state, true, look, area, b).cursor.is_none()));
        shot("proposal", &|b| assert!(proposal::render(&state, 0, look, area, b).hunks));
    }
    for h in [2, 3] {
        let area = Rect::new(0, 0, 110, h);
        let mut buf = Buffer::empty(area);
        header::render(&header, Look::new(&t, false), area, &mut buf);
        insta::assert_snapshot!(format!("panel-header-{h}"), picture(&buf));
    }
}

/// Cells that differ from the screen without what lies on top, as the rectangle around them; the footer is not one.
fn changed(with: &Buffer, without: &Buffer) -> Rect {
    let (mut x0, mut y0, mut x1, mut y1) = (u16::MAX, u16::MAX, 0, 0);
    for y in 0..with.area.height - 1 {
        for x in 0..with.area.width {
            if with[(x, y)] != without[(x, y)] {
                (x0, y0, x1, y1) = (x0.min(x), y0.min(y), x1.max(x + 1), y1.max(y + 1));
            }
        }
    }
    Rect::new(x0.min(x1), y0.min(y1), x1.saturating_sub(x0), y1.saturating_sub(y0))
}

/// Every window alone.
#[test]
fn every_window() {
    for i in 0..covered(80, 24).len() {
        let name = covered(80, 24)[i].0;
        let bare =
            |area: Rect| buffer(&scene("modify", area.width, area.height), &theme("mono"), area.width, area.height);
        assert_sizes(&format!("window-{name}"), &|w, h| covered(w, h).swap_remove(i).1, &|buf| {
            changed(buf, &bare(buf.area))
        });
    }
}

#[test]
fn every_screen_and_window_is_in_the_athletes_units() {
    for units in [Units::Metric, Units::Imperial] {
        let beside = BESIDE.iter().map(|name| (*name, beside(name, 200, 60)));
        let scenes = ["go", "modify", "event"].map(|name| (name, scene(name, 200, 60)));
        let told = covered_in(units, 200, 60).into_iter().chain(windows::by_pace(200, 60));
        for (name, mut state) in beside.chain(scenes).chain(told) {
            state.units = units;
            let text = rows(&buffer(&state, &theme("mono"), 200, 60)).join("\n");
            let found = foreign(&text, units);
            assert!(found.is_empty(), "{name} in {units:?} says {found:?}:\n{text}");
        }
    }
    assert_eq!(
        foreign("ran 10 km, 5:00 /km, 70 kg", Units::Imperial),
        ["10 km", "5:00 /km", "70 kg", "km", "/km"].map(str::to_owned)
    );
}

/// A panel of each kind on the canvas.
fn pin(s: &mut State) {
    let span = Span { back: 28, ahead: 14 };
    let chart = Spec::Chart { lines: vec![Series::Ctl, Series::Tsb, Series::Hrv], span };
    let bars = Spec::Bars { of: Amount::Load, by: Bucket::Week, span };
    let all = [
        ("form", "Fitness to the tour", chart),
        ("weeks", "Load by week", bars),
        ("ahead", "The days ahead", Spec::Table { of: Rows::Sessions, span }),
        ("words", "To remember", Spec::Text("Eat before the long ride, and again after an hour of it.".into())),
    ];
    let Some(known) = &mut s.known else { return };
    let mut a = (*known.athlete).clone();
    a.canvas = all.map(|(id, title, spec)| Panel { id: id.into(), title: title.into(), spec }).into();
    known.athlete = Arc::new(a);
}

#[test]
fn panels_are_pinned_beside_or_above_the_talk_where_there_is_room() {
    let pinned = |w, h| {
        let mut s = beside("calendar", w, h);
        pin(&mut s);
        s.screen = lanterne::app::Screen::Cockpit;
        s.focus = Focus::Coach;
        s
    };
    assert_sizes("canvas", &pinned, &|buf| buf.area);
    let s = pinned(200, 60);
    let small = rows(&buffer(&s, &theme("mono"), 80, 24)).join("\n");
    assert!(small.contains("4 pinned"), "{small}");
    for marks in [Marks::Braille, Marks::Dot, Marks::Block, Marks::Ascii, Marks::Still] {
        for (w, h) in [(60, 16), (76, 17), (100, 60), (131, 41), (160, 33), (220, 70), (250, 80)] {
            buffer(&s, &theme("dusk").with_marks(marks), w, h);
        }
    }
}

#[test]
fn a_hit_of_the_search_is_on_screen() {
    let mut s = scene("go", 80, 24);
    for i in 0..60 {
        s.conversation.say(lanterne::app::Voice::Coach, format!("line {i} of a long talk"));
    }
    s.focus = Focus::Coach;
    let mut search = lanterne::app::search::Search::default();
    search.words.insert("Line 7 ");
    s.search = Some(search);
    let area = Rect::new(0, 0, 80, 24);
    let mut buf = Buffer::empty(area);
    let shown = draw(&s, &theme("mono"), area, &mut buf).0;
    let text = rows(&buf).join("\n");
    assert!(text.contains("line 7 of") && text.contains("1 of 1"), "{text}");
    s.drawn(shown);
    s.search = None;
    assert!(rows(&buffer(&s, &theme("mono"), 80, 24)).join("\n").contains("line 7 of"), "it stays there");
}

/// Words and figures one below the other: no line, no box, no chart.
#[test]
fn the_still_screen_has_no_lines() {
    let still = theme("mono").with_marks(Marks::Still);
    let drawn = |c: char| ('\u{2500}'..='\u{25ff}').contains(&c) || ('\u{2800}'..='\u{28ff}').contains(&c);
    for name in ["go", "modify", "red"] {
        let text = rows(&buffer(&scene(name, 100, 40), &still, 100, 40)).join("\n");
        assert!(!text.chars().any(drawn), "{text}");
        assert!(!text.contains("---") && !text.contains("###"), "{text}");
    }
    assert_marked("modify-still", Marks::Still, &|w, h| scene("modify", w, h), &|buf| buf.area);
    for name in BESIDE {
        let text = rows(&buffer(&beside(name, 100, 40), &still, 100, 40)).join("\n");
        assert!(!text.chars().any(drawn), "{name}: {text}");
    }
    for (name, state) in covered(100, 40) {
        let text = rows(&buffer(&state, &still, 100, 40)).join("\n");
        assert!(!text.chars().any(drawn), "{name}: {text}");
    }
}

/// A window with fields, with what it would show of a strength set and of a mission.
fn window(s: &mut State, kind: Kind) {
    let pair = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
    s.offers.templates = [("marathon", "42.2 km on the road"), ("tour", "21 stages in 23 days")].map(pair).into();
    s.offers.services = [("oura", "nights and readiness"), ("strava", "shown on its own")].map(pair).into();
    s.rest = Some(85);
    let mut d = Dialog::open(kind, None, s);
    if let (Kind::Sets(_), Some(text)) = (kind, d.text()) {
        text.insert("back squat");
        for (id, value) in [("reps", "5"), ("kg", "100"), ("rpe", "8")] {
            d.at = d.slots.iter().position(|s| s.id == id).unwrap();
            d.text().unwrap().insert(value);
        }
    }
    if kind == Kind::Mission {
        let monday = |i: u32| fixture::today() + TimeDelta::weeks(i.into());
        let week = |i: u32| {
            let name = monday(i).format("%G-W%V  %e %b");
            format!("{name}  base           load  {}  more of the same  [the ramp]", 200 + 10 * i)
        };
        d.outline = Some(Ok(Box::new(Outline {
            name: "Marathon".into(),
            goal: monday(18),
            days: 126,
            sessions: 90,
            from: fixture::today(),
            to: None,
            weeks: (0..18).map(week).collect(),
            gauge: Some("Broom wagon: in time, six sessions to spare".into()),
            doubts: vec!["R-V3 2026-12-07: more than usual".into()],
        })));
    }
    s.overlay = Overlay::Dialog(Box::new(d));
}

/// One state for each thing that can lie on top.
fn covered(w: u16, h: u16) -> Vec<(&'static str, State)> {
    covered_in(Units::Metric, w, h)
}

fn covered_in(units: Units, w: u16, h: u16) -> Vec<(&'static str, State)> {
    let with = |f: &dyn Fn(&mut State)| {
        let mut s = scene("modify", w, h);
        s.units = units;
        f(&mut s);
        s
    };
    let card = Card {
        title: "The log can't be read".into(),
        text: "Event 812 does not follow from the one before it.".into(),
        remedy: "Run lanterne events verify; a backup can be put back with lanterne restore.".into(),
    };
    let job = Progress { job: "import".into(), done: 12, total: Some(240), text: "ride.fit".into() };
    let mut all = vec![
        ("help", with(&|s| s.overlay = Overlay::Help)),
        (
            "palette",
            with(&|s| {
                let mut p = Palette::default();
                p.query.insert("the");
                s.overlay = Overlay::Palette(p);
            }),
        ),
        ("confirm", with(&|s| s.overlay = Overlay::Confirm(Confirm::Undo))),
        ("deny", with(&|s| s.overlay = Overlay::Deny)),
        ("why", with(&|s| s.overlay = Overlay::Why)),
        ("check-in", with(&|s| s.overlay = Overlay::CheckIn(Form::first()))),
        ("start", with(&|s| window(s, Kind::Start))),
        ("about", with(&|s| window(s, Kind::About))),
        ("sets", with(&|s| window(s, Kind::Sets(fixture::today())))),
        ("session", with(&|s| window(s, Kind::Session(fixture::today(), None)))),
        ("mission", with(&|s| window(s, Kind::Mission))),
        ("import", with(&|s| window(s, Kind::Import))),
        ("connect", with(&|s| window(s, Kind::Connect))),
        ("week", with(&|s| window(s, Kind::Week))),
        ("day", with(&|s| window(s, Kind::Day(fixture::today())))),
        ("note", with(&|s| window(s, Kind::Note(fixture::today(), None)))),
        ("feel", with(&|s| window(s, Kind::Feel(fixture::today())))),
        (
            "wrong",
            with(&|s| {
                window(s, Kind::Session(fixture::today(), None));
                if let Overlay::Dialog(d) = &mut s.overlay {
                    d.blame("minutes", "“soon” is no time; write 75, 1:15 or 1h15");
                }
            }),
        ),
        ("found", with(&|s| s.overlay = Overlay::Confirm(Confirm::Withdraw(ShortId(1), fixture::today())))),
        (
            "hunk-editor",
            with(&|s| {
                if let Some(r) = &mut s.review {
                    r.cursor = 2;
                    assert!(r.begin_edit());
                }
            }),
        ),
        (
            "toast-over-a-window",
            with(&|s| {
                window(s, Kind::About);
                let text = "intervals is asked for the years before 2019 and answers slowly; what is here already can \
                            be looked at, and the rest comes by itself over the next hours without any key.";
                s.notices.push(Notice { id: 3, tone: Tone::Warn, text: text.into() });
                s.jobs.insert("import".into(), job.clone());
            }),
        ),
        (
            "canvas",
            with(&|s| {
                pin(s);
                s.overlay = Overlay::Canvas(1);
            }),
        ),
        ("card", with(&|s| s.cards.push(card.clone()))),
        (
            "notices",
            with(&|s| {
                let note = |id, tone, text: &str| Notice { id, tone, text: text.into() };
                s.notices.push(note(1, Tone::Good, "Plan changed: 2 of 3 hunks. u takes it back."));
                s.notices.push(note(2, Tone::Warn, "oura has said nothing for two days"));
                s.jobs.insert("import".into(), job.clone());
            }),
        ),
    ];
    all.extend(windows::more(units, w, h));
    all
}

#[test]
fn no_size_panics_and_small_ones_say_so() {
    let t = theme("ansi");
    let widths =
        (0..24).chain((24..=120).step_by(9)).chain([59, 60, 61, 75, 76, 77, 99, 100, 101, 159, 160, 161, 260]);
    for w in widths {
        for h in (0..20).chain([24, 27, 28, 31, 32, 36, 45]) {
            let drawn = if w < 60 || h < 16 { 1 } else { SCENES.len() };
            for name in &SCENES[..drawn] {
                let buf = buffer(&scene(name, w, h), &t, w, h);
                if (w < 60 || h < 16) && w >= 12 && h >= 4 {
                    let said = rows(&buf).join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
                    assert_eq!(said, format!("Lanterne needs 60×16, this is {w}×{h}"));
                }
            }
        }
    }
}

#[test]
fn no_size_of_any_window_panics() {
    let all = covered(100, 30);
    for w in [0, 1, 12, 59, 60, 61, 80, 99, 110, 160, 250] {
        for h in [0, 1, 8, 15, 16, 17, 20, 24, 33, 80] {
            for (_, state) in &all {
                let mut s = state.clone();
                buffer(&s, &theme("mono"), w, h);
                if let Overlay::Dialog(d) = &mut s.overlay {
                    d.blame(
                        "rpe",
                        "a rating is 0 to 10, and this is a longer sentence than the window is wide, surely",
                    );
                    d.at = d.slots.len().saturating_sub(1);
                    buffer(&s, &theme("mono").with_marks(Marks::Ascii), w, h);
                }
            }
        }
    }
}

#[test]
fn no_focus_scroll_overlay_or_style_of_chart_panics() {
    let windows = covered(100, 30);
    for marks in [Marks::Braille, Marks::Dot, Marks::Block, Marks::Ascii] {
        for name in ["ansi-light", "dusk"] {
            let t = theme(name).with_marks(marks);
            for (w, h) in [(60, 16), (76, 17), (83, 24), (100, 29), (131, 41), (160, 33), (220, 70)] {
                for (_, s) in &windows {
                    buffer(s, &t, w, h);
                }
                for focus in Focus::ALL {
                    for (scene_name, scroll) in [("go", 3), ("modify", 9), ("event", 2), ("red", 200), ("empty", 1)]
                    {
                        let mut s = scene(scene_name, w, h);
                        s.focus = focus;
                        s.scroll = [scroll; 6];
                        s.follow = false;
                        buffer(&s, &t, w, h);
                    }
                }
            }
        }
    }
}

#[test]
fn scrolling_to_the_end_shows_the_last_line() {
    let mut s = scene("go", 80, 24);
    s.focus = Focus::Today;
    let shown = draw(&s, &theme("mono"), Rect::new(0, 0, 80, 24), &mut Buffer::empty(Rect::new(0, 0, 80, 24))).0;
    let most = shown.overflow[Focus::Today.index()];
    assert!(most > 0, "80×24 can't hold all of today");
    s.scroll[Focus::Today.index()] = most;
    let text = rows(&buffer(&s, &theme("mono"), 80, 24)).join("\n");
    assert!(text.contains("your usual cadence"), "{text}");
    assert!(!text.contains("Sweet spot 3 × 12 min"), "{text}");
}

#[test]
fn a_state_is_never_shown_by_colour_alone() {
    let text = |name| rows(&buffer(&scene(name, 120, 40), &theme("ansi"), 120, 40)).join("\n");
    assert!(text("go").contains("● GO") && text("go").contains("● green"));
    assert!(text("modify").contains("▲ MODIFY") && text("modify").contains("■ red"));
    assert!(text("red").contains("■ SKIP") && text("red").contains("▲ just in time"));
}

#[test]
fn ghosts_and_effect_follow_the_proposal() {
    let mut s = scene("modify", 200, 60);
    let with = buffer(&s, &theme("ansi"), 200, 60);
    assert!(rows(&with).iter().any(|r| r.contains("3 Jul proposed")));
    assert!(rows(&with).iter().any(|r| r.contains("accept 3 of 3")));
    s.ghost = None;
    if let Some(r) = &mut s.review {
        r.taken.remove(&2);
        r.effect.load = -54.0;
    }
    let without = buffer(&s, &theme("ansi"), 200, 60);
    assert!(!rows(&without).iter().any(|r| r.contains("proposed")));
    assert!(rows(&without).iter().any(|r| r.contains("accept 2 of 3")));
    assert!(rows(&without).iter().any(|r| r.contains("[ ] 2 swap")));
    assert!(rows(&without).iter().any(|r| r.contains("Load −54")));
}

#[test]
fn the_proposal_counts_as_shown_only_where_its_hunks_are() {
    let mut s = scene("modify", 80, 24);
    let shown = |s: &State, w, h| {
        draw(s, &theme("mono"), Rect::new(0, 0, w, h), &mut Buffer::empty(Rect::new(0, 0, w, h))).0
    };
    assert!(shown(&s, 80, 24).hunks);
    assert!(!shown(&s, 40, 10).hunks, "too small to draw anything");
    s.focus = Focus::Readiness;
    assert!(!shown(&s, 80, 24).hunks, "one line that it waits");
    assert!(rows(&buffer(&s, &theme("mono"), 80, 24)).iter().any(|r| r.contains("◆ Proposal p ")));
    assert!(shown(&s, 200, 60).hunks);
}

#[test]
fn who_modifies_in_words_sees_what() {
    for (w, h) in [(80, 24), (100, 30), (120, 40)] {
        let mut s = scene("modify", w, h);
        (s.focus, s.typing) = (Focus::Coach, true);
        s.modifies = s.review.as_ref().map(lanterne::app::Review::id);
        let text = rows(&buffer(&s, &theme("mono"), w, h)).join("\n");
        assert!(text.contains("1 retype") && text.contains("what should be different?"), "{text}");
    }
}

#[test]
fn the_cursor_stands_where_the_next_letter_goes() {
    let s = scene("typing", 80, 24);
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    terminal
        .draw(|f| {
            view(&s, &theme("mono"), f);
        })
        .unwrap();
    let at = terminal.get_cursor_position().unwrap();
    let buf = terminal.backend().buffer();
    let before: String = (at.x - 5..at.x).map(|x| buf[(x, at.y)].symbol()).collect();
    assert_eq!(before, "seven");
}

#[test]
fn the_score_is_not_seen_before_the_check_in() {
    let mut s = scene("go", 120, 40);
    let score = |s: &State| rows(&buffer(s, &theme("mono"), 120, 40)).join("\n").contains("78 ●");
    assert!(score(&s));
    s.overlay = Overlay::CheckIn(Form::first());
    assert!(!score(&s));
    let text = rows(&buffer(&s, &theme("mono"), 120, 40)).join("\n");
    assert!(!text.contains("GO") && text.contains("Feel") && text.contains("Motivation"), "{text}");
}

#[test]
fn hostile_text_stays_inside_its_panel() {
    let mut s = State::new(fixture::today(), Size { width: 100, height: 30 }, Keymap::default(), "ansi", vec![]);
    s.loading = false;
    s.known = scene("go", 100, 30).known;
    let wide = CleanText::line(&"山".repeat(150));
    for line in [wide.as_str(), "a\u{301}\u{301}\u{301}".repeat(80).as_str(), "x".repeat(500).as_str()] {
        s.conversation.say(lanterne::app::Voice::Coach, line);
    }
    let buf = buffer(&s, &theme("ansi"), 100, 30);
    let left: Vec<String> = rows(&buf).iter().map(|r| r.chars().take(40).collect()).collect();
    assert!(left.iter().all(|r| !r.contains('山') && !r.contains("xxxx")), "{left:?}");
}
