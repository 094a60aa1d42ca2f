//! Clicks on what a real frame shows: the place of a text on screen is where it is hit.

use super::{
    buffer, covered,
    fixture::{BESIDE, SCENES, beside, scene},
    rows, theme,
};
use lanterne::{
    app::{Action, Focus, Hit, Mouse, Msg, Overlay, Pointed, Screen, Shown, State, screen::Field, update},
    tui::draw,
};
use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

fn frame(state: &State, w: u16, h: u16) -> (Buffer, Shown) {
    let area = Rect::new(0, 0, w, h);
    let mut buf = Buffer::empty(area);
    let shown = draw(state, &theme("mono"), area, &mut buf).0;
    (buf, shown)
}

/// Draws, looks for the words, clicks on their first letter.
#[track_caller]
fn clicks(state: &mut State, (w, h): (u16, u16), words: &str) {
    let (buf, shown) = frame(state, w, h);
    let all = rows(&buf);
    let found = all.iter().enumerate().find_map(|(y, row)| Some((y, row.find(words)?)));
    let (y, at) = found.unwrap_or_else(|| panic!("no “{words}” on\n{}", all.join("\n")));
    let x = all[y].get(..at).map_or(0, UnicodeWidthStr::width);
    state.drawn(shown);
    let _ = update(state, Msg::Mouse(Mouse { does: Pointed::Click, x: x as u16, y: y as u16 }));
}

#[test]
fn what_is_read_is_what_is_hit() {
    for size in super::SIZES {
        let mut s = scene("modify", size.0, size.1);
        s.focus = Focus::Today;
        clicks(&mut s, size, "Form ");
        if s.screen == Screen::Form {
            // The first such word is the screen's name in the bar.
            clicks(&mut s, size, if size.0 < 100 { "Day" } else { "Cockpit" });
        }
        clicks(&mut s, size, "Readiness");
        assert_eq!(s.focus, Focus::Readiness);
        clicks(&mut s, size, "i type");
        assert!(s.typing, "the footer's own words");
        s.typing = false;
        s.focus = Focus::Proposal;
        clicks(&mut s, size, "[x] 1");
        assert!(!s.review.as_ref().unwrap().is_taken(1));
        clicks(&mut s, size, "deny");
        assert_eq!(s.overlay, Overlay::Deny);
        clicks(&mut s, size, "No, without a reason");
        assert_eq!(s.overlay, Overlay::None);
    }
}

#[test]
fn rows_of_screens() {
    let size = (120, 40);
    let mut s = beside("settings", size.0, size.1);
    s.screens.settings.cursor = 0;
    // A group's name leads to its first row, and a row that is seen to itself.
    for (group, section) in [("Notifications", "Notifications"), ("limits", "Mission limits"), ("Keys", "Keys")] {
        clicks(&mut s, size, group);
        let first = s.screens.settings.cursor;
        assert_eq!(s.screens.settings.fields()[first].section, section);
        let of = |f: &&Field| f.section == section;
        let last = first + s.screens.settings.fields()[first..].iter().take_while(of).take(3).count() - 1;
        let label = s.screens.settings.fields()[last].label.clone();
        clicks(&mut s, size, &label);
        assert_eq!(s.screens.settings.cursor, last);
        s.screens.settings.editing = None;
    }
    let mut s = beside("calendar", size.0, size.1);
    clicks(&mut s, size, " 9 ");
    assert_eq!(s.screens.calendar.day(s.today).to_string(), "2026-11-09");
    for name in ["activities", "review", "log", "decisions", "messages"] {
        let s = beside(name, size.0, size.1);
        let (_, shown) = frame(&s, size.0, size.1);
        let rows: Vec<usize> =
            shown.hits.iter().filter_map(|(_, h)| if let Hit::Row(i) = h { Some(*i) } else { None }).collect();
        assert!(!rows.is_empty() && rows.windows(2).all(|p| p[1] == p[0] + 1), "{name}: {rows:?}");
    }
}

#[test]
fn every_place_is_on_the_screen_and_every_action_has_a_key() {
    let mut states: Vec<(String, State)> = covered(100, 30).into_iter().map(|(n, s)| (n.to_owned(), s)).collect();
    states.extend(SCENES.iter().map(|n| ((*n).to_owned(), scene(n, 80, 24))));
    states.extend(BESIDE.iter().map(|n| ((*n).to_owned(), beside(n, 80, 24))));
    for (name, state) in &states {
        for (w, h) in [(60, 16), (80, 24), (120, 40), (200, 60)] {
            let (_, shown) = frame(state, w, h);
            assert!(shown.hits.iter().next().is_some(), "{name} has nothing to click on");
            for (area, hit) in shown.hits.iter() {
                let fits = area.x + area.w <= w && area.y + area.h <= h;
                assert!(fits, "{name} at {w}×{h}: {hit:?} lies at {area:?}");
                if let Hit::Act(action) = hit {
                    assert!(state.keymap.first(*action).is_some(), "{name}: {action:?} has no key");
                }
            }
        }
    }
}

#[test]
fn nothing_is_hit_through_a_window() {
    for (name, state) in covered(100, 30) {
        if state.overlay == Overlay::None && state.cards.is_empty() {
            continue;
        }
        let (_, shown) = frame(&state, 120, 40);
        let through = |h: &Hit| {
            matches!(h, Hit::Panel(_) | Hit::Screen(_) | Hit::Row(_) | Hit::Day(_) | Hit::Hunk(_))
                || matches!(h, Hit::Act(Action::Accept))
        };
        assert!(!shown.hits.iter().any(|(_, h)| through(h)), "{name}");
    }
}

#[test]
fn a_screen_that_is_too_small_has_no_places() {
    let (_, shown) = frame(&scene("modify", 40, 10), 40, 10);
    assert_eq!(shown.hits.iter().count(), 0);
    let _ = buffer(&scene("modify", 40, 10), &theme("mono"), 40, 10);
}
