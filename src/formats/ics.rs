//! The plan as one calendar (RFC 5545): an event per session, of the whole day or, where the athlete said when sessions
//! begin, with its time.
//!
//! A session keeps its UID through every change; its SEQUENCE counts the changes and a session that left the plan is
//! marked as cancelled, so a calendar that reads the feed again updates what it has. The same log gives the same
//! bytes.

use crate::domain::{CleanText, Day, day, plan::history::Tracked};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

/// What a feed says of a session beyond the session itself: its steps in words.
pub type Words<'a> = &'a dyn Fn(&Tracked) -> Vec<String>;

/// When a session of a day begins, if that is known. Events have it in UTC, which needs no table of zones; the feed names
/// the athlete's zone.
pub type Start<'a> = &'a dyn Fn(Day) -> Option<DateTime<Utc>>;

/// The feed. `words` gives a session's description, line by line.
#[must_use]
pub fn feed(name: &str, zone: Tz, sessions: &[Tracked], words: Words<'_>, start: Start<'_>) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Lanterne//Plan//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name(CleanText::line(name).as_str());
    calendar.timezone(zone.name());
    for t in sessions {
        calendar.push(event(t, &words(t), start(t.session.day)));
    }
    folded(&calendar.to_string())
}

/// Longest line, bytes, its leading space included.
const LINE: usize = 75;

/// The lines folded anew: the library's continuation lines are a byte too long, for the space that they begin with.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / LINE);
    for line in text.replace("\r\n ", "").split("\r\n").filter(|l| !l.is_empty()) {
        let mut room = LINE;
        for c in line.chars() {
            if c.len_utf8() > room {
                out.push_str("\r\n ");
                room = LINE - 1;
            }
            out.push(c);
            room -= c.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

/// The identity of a session in every calendar.
#[must_use]
pub fn uid(t: &Tracked) -> String {
    format!("lanterne-{}-{}@local", t.mission, t.session.id)
}

fn event(t: &Tracked, lines: &[String], start: Option<DateTime<Utc>>) -> Event {
    let s = &t.session;
    let mut e = Event::new();
    e.uid(&uid(t)).timestamp(t.changed).last_modified(t.changed).sequence(t.sequence);
    let mut title = s.title.clone();
    if let Some(first) = title.get(..1) {
        title = first.to_uppercase() + &title[1..];
    }
    let load = if s.load >= 0.5 { format!(" · load {:.0}", s.load) } else { String::new() };
    let summary = format!("{title} · {} min{load}", s.minutes);
    e.summary(CleanText::line(&summary).as_str());
    let clean: Vec<String> = lines.iter().map(|l| CleanText::line(l).to_string()).collect();
    e.description(&clean.join("\n"));
    match start {
        Some(at) => e.starts(at).ends(at + TimeDelta::minutes(i64::from(s.minutes.max(1)))),
        None => e.starts(s.day).ends(after(s.day)),
    };
    e.add_multi_property("CATEGORIES", s.sport.name());
    e.append_property(Property::new("TRANSP", "TRANSPARENT"));
    e.status(if t.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    e.done()
}

/// The end of an all-day event is the day after it.
fn after(d: Day) -> Day {
    day::shift(d, 1)
}
