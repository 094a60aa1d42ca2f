//! What easy and long sessions cost, looked up instead of computed again for every candidate week.

use super::Part;
use crate::{
    coach::library::{self, Speeds},
    domain::{Day, Session, Sport},
};

/// An easy or long session of some length.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Offer {
    /// Minutes.
    pub minutes: u16,
    /// Load.
    pub load: f64,
    /// Minutes low, mid, high.
    pub zones: [f64; 3],
    /// Kilometres, 0 when unknown.
    pub km: f64,
}

/// Offers by sport and role, rising minutes on a five-minute grid.
#[derive(Clone, Debug)]
pub struct Menu {
    speeds: Speeds,
    easy: Vec<(Sport, Vec<Offer>)>,
    long: Vec<(Sport, Vec<Offer>)>,
}

/// Longest session on offer, minutes.
const LONGEST: u16 = 300;
/// Longest easy one.
const LONGEST_EASY: u16 = 240;
/// Longest swim.
const LONGEST_SWIM: u16 = 90;

impl Menu {
    /// The menu for some sports.
    #[must_use]
    pub fn new(sports: &[Sport], speeds: Speeds) -> Self {
        let column = |part: Part, sport: Sport| {
            let most = match (part, sport) {
                (_, Sport::Swim) => LONGEST_SWIM,
                (Part::Long, _) => LONGEST,
                _ => LONGEST_EASY,
            };
            let mut offers: Vec<Offer> = (20..=most)
                .step_by(5)
                .map(|m| (m, offer(&make(part, sport, Day::MIN, m, &speeds))))
                // A swim is made of whole sets and can't be cut to any length.
                .filter(|(m, o)| o.minutes <= m + 1)
                .map(|(_, o)| o)
                .collect();
            offers.dedup_by_key(|o| o.minutes);
            (sport, offers)
        };
        Self {
            speeds,
            easy: sports.iter().map(|s| column(Part::Easy, *s)).collect(),
            long: sports.iter().map(|s| column(Part::Long, *s)).collect(),
        }
    }

    /// The session itself.
    #[must_use]
    pub fn session(&self, part: Part, sport: Sport, day: Day, minutes: u16) -> Session {
        make(part, sport, day, minutes, &self.speeds)
    }

    /// Threshold speeds used.
    #[must_use]
    pub fn speeds(&self) -> &Speeds {
        &self.speeds
    }

    fn column(&self, part: Part, sport: Sport) -> &[Offer] {
        let table = if part == Part::Long { &self.long } else { &self.easy };
        table.iter().find(|(s, _)| *s == sport).map_or(&[], |(_, o)| o)
    }

    /// The longest offer within `minutes`.
    #[must_use]
    pub fn at_most(&self, part: Part, sport: Sport, minutes: f64) -> Option<Offer> {
        let column = self.column(part, sport);
        let n = column.partition_point(|o| f64::from(o.minutes) <= minutes + 1e-9);
        n.checked_sub(1).map(|i| column[i])
    }

    /// The offer closest to a load within `minutes`.
    #[must_use]
    pub fn near_load(&self, sport: Sport, load: f64, minutes: f64) -> Option<Offer> {
        let column = self.column(Part::Easy, sport);
        let n = column.partition_point(|o| f64::from(o.minutes) <= minutes + 1e-9);
        let within = &column[..n];
        let i = within.partition_point(|o| o.load < load);
        let near = |o: Option<&Offer>| o.map_or(f64::INFINITY, |o| (o.load - load).abs());
        let before = i.checked_sub(1).and_then(|j| within.get(j));
        let after = within.get(i);
        if near(before) <= near(after) { before.copied() } else { after.copied() }
    }

    /// Points per minute of easy training.
    #[must_use]
    pub fn rate(&self, sport: Sport) -> f64 {
        let column = self.column(Part::Easy, sport);
        column.get(column.len() / 3).map_or(0.7, |o| (o.load / f64::from(o.minutes.max(1))).max(0.1))
    }
}

/// Figures of a session.
#[must_use]
pub fn offer(s: &Session) -> Offer {
    let km = if s.sport == Sport::Run { s.distance_m.unwrap_or(0.0) / 1000.0 } else { 0.0 };
    Offer { minutes: s.minutes, load: s.load, zones: s.zone_minutes, km }
}

/// Shortest session that is called long.
pub(super) const LONG_MIN: u16 = 60;

fn make(part: Part, sport: Sport, day: Day, minutes: u16, speeds: &Speeds) -> Session {
    let id = match sport {
        Sport::Bike => "B-LONG",
        Sport::Run => "R-LONG",
        Sport::Swim => "S-LONG",
        _ => "",
    };
    match library::template(id) {
        Some(t) if part == Part::Long && minutes >= LONG_MIN => t.session(day, Some(minutes), speeds),
        _ => library::easy_session(sport, day, minutes, speeds),
    }
}
