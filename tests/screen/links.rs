//! Links on the screen: what a terminal shows is the same with and without them, and every one is closed.

use super::{
    fixture::{beside, scene},
    theme,
};
use lanterne::{
    app::{Card, Dialog, Overlay, State, dialog::Kind},
    tui::view,
};
use ratatui::{Terminal, TerminalOptions, Viewport, backend::CrosstermBackend, layout::Rect};
use std::{
    io::{self, Write},
    num::NonZero,
    sync::{Arc, Mutex},
};

#[derive(Clone, Default)]
struct Tape(Arc<Mutex<Vec<u8>>>);

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Tape {
    fn taken(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

/// The sheet of reasons, scrolled to its end, where papers are named.
fn why(w: u16, h: u16) -> State {
    let mut s = scene("modify", w, h);
    (s.overlay, s.help_scroll) = (Overlay::Why, 999);
    s
}

fn terminal(tape: &Tape, w: u16, h: u16) -> Terminal<CrosstermBackend<Tape>> {
    let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, w, h)) };
    Terminal::with_options(CrosstermBackend::new(tape.clone()), options).unwrap()
}

/// Bytes of a frame of each state, one after the other, with links and without.
fn frames(states: &[State], w: u16, h: u16, links: bool) -> Vec<String> {
    let tape = Tape::default();
    let mut terminal = terminal(&tape, w, h);
    let theme = theme("ansi").with_links(links);
    let mut frame = |s: &State| {
        terminal.draw(|f| drop(view(s, &theme, f))).unwrap();
        tape.taken()
    };
    states.iter().map(&mut frame).collect()
}

fn shown(bytes: &str, w: u16, h: u16) -> String {
    let cells = |n| NonZero::new(n).unwrap();
    let mut parser = vt100::Parser::new(cells(h), cells(w), 0);
    parser.process(bytes.as_bytes());
    parser.screen().contents()
}

#[test]
fn the_screen_is_the_same_with_links_and_without() {
    for (w, h) in super::SIZES {
        let states = [scene("modify", w, h), why(w, h), scene("modify", w, h)];
        let (with, without) = (frames(&states, w, h, true), frames(&states, w, h, false));
        assert!(
            with[1].contains("]8;id=") && with[1].contains("https://doi.org/10.1007/s40279-013-0071-8"),
            "{w}×{h}"
        );
        for n in 1..=states.len() {
            assert_eq!(shown(&with[..n].concat(), w, h), shown(&without[..n].concat(), w, h), "{w}×{h}, frame {n}");
        }
        assert!(!without.concat().contains("]8;") && !with[2].contains("]8;id="), "nothing is left of a link");
    }
}

/// An activity of a service, at the end of its page; a service among the Settings; the window of log-ins.
fn pages(w: u16, h: u16) -> [(State, &'static str); 3] {
    let mut activity = beside("activity", w, h);
    activity.screens.activities.scroll = 999;
    if let Some(open) = &mut activity.screens.activities.open {
        open.records[0].page = Some("https://intervals.icu/activities/i7".into());
    }
    let mut settings = beside("settings", w, h);
    let read = settings.screens.settings.read.as_mut().unwrap();
    read.fields[0].help = "Its key is made at https://intervals.icu/settings.".into();
    settings.screens.settings.refresh(settings.known.as_ref(), settings.today);
    settings.screens.settings.cursor = 0;
    let mut log_in = scene("modify", w, h);
    log_in.offers.services = vec![("strava".into(), "shown on its own".into())];
    log_in.offers.pages = vec![("strava".into(), "https://www.strava.com/settings/api".into())];
    log_in.overlay = Overlay::Dialog(Box::new(Dialog::open(Kind::Connect, None, &log_in)));
    [
        (activity, "https://intervals.icu/activities/i7"),
        (settings, "https://intervals.icu/settings"),
        (log_in, "https://www.strava.com/settings/api"),
    ]
}

#[test]
fn pages_at_the_services_are_links_and_can_be_read() {
    for (w, h) in super::SIZES {
        for (state, page) in pages(w, h) {
            let states = std::slice::from_ref(&state);
            let (with, without) = (frames(states, w, h, true), frames(states, w, h, false));
            assert!(with[0].contains("]8;id=") && with[0].contains(&format!(";{page}\u{1b}")), "{page} at {w}×{h}");
            assert_eq!(shown(&with[0], w, h), shown(&without[0], w, h));
            assert!(shown(&without[0], w, h).contains(page), "{page} at {w}×{h}:\n{}", shown(&without[0], w, h));
        }
    }
}

#[test]
fn every_link_is_closed_before_the_next_and_an_unchanged_frame_costs_nothing() {
    let (w, h) = (120, 40);
    let bytes = frames(&[why(w, h), why(w, h)], w, h, true);
    let mut open = false;
    for part in bytes[0].split("\u{1b}]8;").skip(1) {
        let closes = part.starts_with(";\u{1b}\\");
        assert_eq!(closes, open, "a link in a link, or one closed twice: {part:?}");
        open = !closes;
    }
    assert!(!open, "the last one is closed");
    assert!(!bytes[1].contains("]8;"), "{:?}", bytes[1]);
}

#[test]
fn a_window_over_a_link_hides_it() {
    let (w, h) = (120, 40);
    let mut covered = why(w, h);
    covered.cards.push(Card { title: "t".into(), text: "long ".repeat(400), remedy: "r".into() });
    let bytes = |links| frames(std::slice::from_ref(&covered), w, h, links).concat();
    assert_eq!(shown(&bytes(true), w, h), shown(&bytes(false), w, h));
}
