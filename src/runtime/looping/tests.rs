use super::*;
use crate::{
    app::{Keymap, Progress, Size},
    domain::Day,
    runtime::{
        driver::{Desk, Source},
        journal::Journal,
    },
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use futures_util::stream;
use ratatui::backend::TestBackend;
use std::path::Path;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

struct Rig {
    cockpit: Cockpit<TestBackend>,
    out: UnboundedSender<Msg>,
    sign: UnboundedSender<Sign>,
}

fn rig() -> Rig {
    let day = Day::from_ymd_opt(2026, 11, 19).unwrap();
    let clock = Clock::new(chrono_tz::Tz::UTC, Some(day));
    let (out, inbox) = unbounded_channel();
    let (sign, signs) = unbounded_channel();
    let source = Source {
        data_dir: "/nowhere".into(),
        network_fs: false,
        before: None,
        prepare: None,
        amend: None,
        calibrate: None,
        services: None,
        desk: Desk::none(),
        import: None,
        store_profile: None,
        founder: None,
        writes: None,
    };
    let journal = Journal::open(Path::new("/nowhere/lanterne.log"));
    let driver = Driver::start(source, None, clock.clone(), out.clone(), journal, None).unwrap();
    let themes = vec!["ansi".into(), "gone".into()];
    let state = State::new(day, Size { width: 120, height: 40 }, Keymap::default(), "ansi", themes);
    let find: Themes = Box::new(|name| Theme::builtin(name).ok_or_else(|| format!("there is no theme {name}")));
    let terminal = ratatui::Terminal::new(TestBackend::new(120, 40)).unwrap();
    let cockpit = Cockpit::new(state, Theme::default(), terminal, inbox, signs, driver, find, clock);
    Rig { cockpit, out, sign }
}

fn key(code: KeyCode, held: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, held))
}

fn press(c: char) -> Event {
    key(KeyCode::Char(c), KeyModifiers::NONE)
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(work)
}

impl Rig {
    /// Lets the loop run on these events until it waits for more or comes back.
    fn runs(&mut self, events: Vec<Event>) -> Option<Pause> {
        let mut input = stream::iter(events).map(Ok).chain(stream::pending());
        let wait = Duration::from_millis(60);
        block_on(async { tokio::time::timeout(wait, self.cockpit.run(&mut input)).await.ok().map(Result::unwrap) })
    }
}

#[test]
fn ten_thousand_messages_take_a_handful_of_frames() {
    let mut rig = rig();
    for done in 0..10_000 {
        let p = Progress { job: "import".into(), done, total: None, text: String::new() };
        rig.out.send(Msg::Progress(p)).unwrap();
    }
    while !rig.cockpit.inbox.is_empty() {
        rig.runs(vec![]);
    }
    rig.runs(vec![]);
    assert_eq!(rig.cockpit.state.jobs["import"].done, 9_999);
    assert!(rig.cockpit.frames <= 200, "{} frames", rig.cockpit.frames);
}

#[test]
fn nothing_wakes_an_idle_cockpit() {
    let mut rig = rig();
    rig.runs(vec![]);
    let frames = rig.cockpit.frames;
    assert!(frames >= 1);
    assert_eq!(rig.cockpit.next_due(), None, "no timer is set");
    rig.runs(vec![]);
    assert_eq!(rig.cockpit.frames, frames, "no frame is drawn");
}

#[test]
fn a_burst_of_keys_is_one_frame_or_two() {
    let mut rig = rig();
    rig.runs(vec![]);
    let before = rig.cockpit.frames;
    rig.runs((0..50).map(|_| press('j')).collect());
    let drawn = rig.cockpit.frames - before;
    assert!((1..=10).contains(&drawn), "{drawn} frames");
}

#[test]
fn every_way_out_comes_back() {
    assert_eq!(rig().runs(vec![press('q')]), Some(Pause::Quit));
    assert_eq!(rig().runs(vec![key(KeyCode::Char('c'), KeyModifiers::CONTROL)]), Some(Pause::Quit));
    assert_eq!(rig().runs(vec![key(KeyCode::Char('z'), KeyModifiers::CONTROL)]), Some(Pause::Suspend));
    let write = vec![press('i'), press('h'), key(KeyCode::Char('o'), KeyModifiers::CONTROL)];
    assert_eq!(rig().runs(write), Some(Pause::Editor("h".into())));
    let signs = [
        (Sign::Quit, Pause::Quit),
        (Sign::HungUp, Pause::HungUp),
        (Sign::Suspend, Pause::Suspend),
        (Sign::Resumed, Pause::Resumed),
    ];
    for (sign, pause) in signs {
        let mut rig = rig();
        rig.sign.send(sign).unwrap();
        assert_eq!(rig.runs(vec![]), Some(pause));
    }
}

#[test]
fn a_terminal_that_ends_ends_the_loop() {
    let mut rig = rig();
    let mut input = stream::empty();
    assert_eq!(block_on(rig.cockpit.run(&mut input)).unwrap(), Pause::HungUp);
    let mut input = stream::iter([Err(io::Error::other("gone"))]);
    assert_eq!(block_on(rig.cockpit.run(&mut input)).unwrap(), Pause::HungUp);
}

#[test]
fn a_theme_that_is_not_there_leaves_the_colours() {
    let mut rig = rig();
    rig.runs(vec![press('t')]);
    assert_eq!(rig.cockpit.state.cards[0].text, "there is no theme gone");
    assert!(rig.cockpit.next_due().is_some(), "the notice of the theme has its end set");
}

#[test]
fn a_notice_leaves_when_its_time_is_over() {
    let mut rig = rig();
    rig.runs(vec![press('u')]);
    assert_eq!(rig.cockpit.state.notices.len(), 1);
    for (at, _) in &mut rig.cockpit.leaving {
        *at = Instant::now();
    }
    rig.runs(vec![]);
    assert_eq!(rig.cockpit.state.notices, vec![]);
}

#[test]
fn midnight_brings_the_new_date() {
    let mut rig = rig();
    rig.runs(vec![]);
    let next = Day::from_ymd_opt(2026, 11, 20).unwrap();
    rig.cockpit.clock = Clock::new(chrono_tz::Tz::UTC, Some(next));
    rig.cockpit.midnight = Some(Instant::now());
    rig.runs(vec![]);
    assert_eq!(rig.cockpit.state.today, next);
}

#[test]
fn no_size_is_too_small() {
    for (width, height) in [(0, 0), (1, 1), (10, 3), (60, 16), (250, 80)] {
        let mut rig = rig();
        rig.cockpit.terminal = ratatui::Terminal::new(TestBackend::new(width, height)).unwrap();
        rig.runs(vec![Event::Resize(width, height), press('?')]);
        assert_eq!(rig.cockpit.state.size, Size { width, height });
    }
}
