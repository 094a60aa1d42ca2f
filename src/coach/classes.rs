//! Which class or route of the athlete's own catalogue fits a session.
//!
//! Owns: the fit, by sport, kind, minutes and load, and why. Does not own: reading the catalogue. A class that would
//! make the day harder than it is planned is not offered: a catalogue only ever eases a day. The limits are a design
//! choice, made so that the class is still the session that the plan counts on.

use crate::domain::{Class, Session, Sport};
use serde::Serialize;

/// Most matches shown.
const BEST: usize = 3;
/// Shares of the planned minutes and load that a class may differ by.
const SHORTER: f64 = 0.30;
const LONGER: f64 = 0.15;
const HARDER: f64 = 0.10;
const EASIER: f64 = 0.40;

/// A class that fits, and why.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ClassMatch {
    /// The class.
    pub name: String,
    /// Minutes.
    pub minutes: u16,
    /// Its load.
    pub load: f64,
    /// Where it is.
    pub link: Option<String>,
    /// 100 for the session itself, less for what differs.
    pub fit: u8,
    /// `45 min for 50, load 38 for 41, the same kind`.
    pub why: String,
}

/// The best three of the catalogue, best first.
#[must_use]
pub fn matches(s: &Session, catalogue: &[Class]) -> Vec<ClassMatch> {
    let mut all: Vec<(f64, usize, ClassMatch)> =
        catalogue.iter().enumerate().filter_map(|(i, c)| fit(s, c).map(|(cost, m)| (cost, i, m))).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    all.into_iter().take(BEST).map(|(_, _, m)| m).collect()
}

/// What differs, as a share, and the match; none where it is another session.
fn fit(s: &Session, c: &Class) -> Option<(f64, ClassMatch)> {
    if s.sport != c.sport || s.minutes == 0 || s.load <= 0.0 {
        return None;
    }
    let minutes = f64::from(c.minutes) / f64::from(s.minutes) - 1.0;
    let load = c.load() / s.load - 1.0;
    let fits = (-SHORTER..=LONGER).contains(&minutes) && (-EASIER..=HARDER).contains(&load);
    // More intensity in less time is another session, too, whatever its load.
    if !fits || c.intensity > s.intensity * (1.0 + HARDER) {
        return None;
    }
    let (kind, words) = match c.kind {
        Some(k) if k == s.kind => (0.0, "the same kind".to_owned()),
        Some(k) => (0.25, format!("{k} for {}", s.kind)),
        None => (0.1, "its kind is not given".to_owned()),
    };
    let cost = minutes.abs() + 0.75 * load.abs() + kind;
    let why = format!("{} min for {}, load {:.0} for {:.0}, {words}", c.minutes, s.minutes, c.load(), s.load);
    let found = ClassMatch {
        name: c.name.to_string(),
        minutes: c.minutes,
        load: c.load(),
        link: c.link.as_ref().map(ToString::to_string),
        fit: (100.0 * (1.0 - cost)).round().clamp(0.0, 100.0) as u8,
        why,
    };
    Some((cost, found))
}

/// Lengths that classes come in, minutes.
const LENGTHS: [u16; 8] = [10, 15, 20, 30, 45, 60, 75, 90];

/// A search for classes of about the session's length on Peloton's pages; none for a sport that it has no classes
/// of. Its log-in is closed to other programs, so the search opens in the athlete's own browser.
#[must_use]
pub fn search_link(s: &Session) -> Option<String> {
    let discipline = match s.sport {
        Sport::Bike => "cycling",
        Sport::Run => "running",
        Sport::Strength => "strength",
        Sport::Row => "rowing",
        _ => return None,
    };
    // Not longer than the session, unless there is nothing shorter.
    let minutes = LENGTHS.iter().rev().find(|l| **l <= s.minutes).copied().unwrap_or(LENGTHS[0]);
    Some(format!("https://members.onepeloton.com/classes/{discipline}?duration={}", u32::from(minutes) * 60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        coach::library::{self, Speeds},
        domain::{CleanText, Day, SessionKind},
    };

    fn class(name: &str, kind: Option<SessionKind>, minutes: u16, intensity: f64) -> Class {
        Class { name: CleanText::line(name), sport: Sport::Bike, kind, minutes, intensity, link: None }
    }

    fn sweet_spot() -> Session {
        let day = Day::from_ymd_opt(2026, 11, 24).unwrap();
        library::template("B-SST").unwrap().session(day, None, &Speeds::default())
    }

    #[test]
    fn the_nearest_comes_first_with_why_and_nothing_harder_comes_at_all() {
        let s = sweet_spot();
        let catalogue = [
            class("too long", Some(SessionKind::SweetSpot), 90, 0.8),
            class("hills", None, 60, 0.80),
            class("power zone", Some(SessionKind::SweetSpot), 60, 0.81),
            class("tabata", Some(SessionKind::Vo2), 60, 0.95),
            class("short", Some(SessionKind::SweetSpot), 45, 0.81),
            class("tempo", Some(SessionKind::Tempo), 60, 0.78),
        ];
        let names: Vec<String> = matches(&s, &catalogue).into_iter().map(|m| m.name).collect();
        assert_eq!(names, ["power zone", "hills", "tempo"]);
        let best = &matches(&s, &catalogue)[0];
        assert_eq!(best.why, "60 min for 63, load 66 for 69, the same kind");
        assert!(best.fit > 85);
        assert!(matches(&s, &[]).is_empty());
    }

    #[test]
    fn another_sport_never_fits() {
        let run = Class { sport: Sport::Run, ..class("run", None, 63, 0.8) };
        assert!(matches(&sweet_spot(), &[run]).is_empty());
    }

    #[test]
    fn the_search_asks_for_no_more_time_than_there_is() {
        let mut s = sweet_spot();
        assert_eq!(
            search_link(&s).as_deref(),
            Some("https://members.onepeloton.com/classes/cycling?duration=3600")
        );
        s.sport = Sport::Swim;
        assert_eq!(search_link(&s), None);
    }
}
