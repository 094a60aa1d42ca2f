//! How much of which sport each day has room for.

use crate::domain::{
    Day, Mission, Sport,
    day::{shift, weekday},
};

/// Room of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Minutes in all.
    pub minutes: u16,
    by_sport: [u16; Sport::ALL.len()],
}

/// Least minutes that make a training day; less is a rest day.
pub const LEAST_MINUTES: u16 = 20;

impl Room {
    /// No room at all.
    pub const NONE: Self = Self { minutes: 0, by_sport: [0; Sport::ALL.len()] };

    /// A day with the same room for every sport.
    #[must_use]
    pub fn open(minutes: u16) -> Self {
        Self { minutes, by_sport: [minutes; Sport::ALL.len()] }
    }

    /// Minutes that one sport may take.
    #[must_use]
    pub fn of(&self, sport: Sport) -> u16 {
        self.by_sport[sport as usize].min(self.minutes)
    }

    /// The same with no more than `minutes` in all.
    #[must_use]
    pub fn at_most(mut self, minutes: u16) -> Self {
        self.minutes = self.minutes.min(minutes);
        self
    }

    /// The same with no more than `minutes` of one sport.
    #[must_use]
    pub fn cap(mut self, sport: Sport, minutes: u16) -> Self {
        let slot = &mut self.by_sport[sport as usize];
        *slot = minutes.min(*slot);
        self
    }
}

/// The day of a week by its weekday, Monday 0.
pub(crate) fn nth(monday: Day, weekday: usize) -> Day {
    shift(monday, i64::try_from(weekday).unwrap_or(0))
}

/// The room of a day: minutes by weekday, less what is unavailable, sports avoided and injuries.
#[must_use]
pub fn room(mission: &Mission, day: Day) -> Room {
    let c = &mission.constraints;
    let mut room = Room::open(c.available_minutes.all()[weekday(day)]);
    for u in c.unavailable.iter().filter(|u| u.covers(day)) {
        let left = u.minutes.unwrap_or(0);
        if u.sports.is_empty() {
            room = room.at_most(left);
        }
        for s in &u.sports {
            room = room.cap(*s, left);
        }
    }
    for s in banned(mission, day) {
        room = room.cap(s, 0);
    }
    if mission.safety.max_session_minutes.is_some_and(|m| m < room.minutes) {
        for s in Sport::ALL {
            room = room.cap(s, mission.safety.max_session_minutes.unwrap_or(u16::MAX));
        }
    }
    room
}

/// Sports that are out on a day: avoided, or out by an injury.
#[must_use]
pub fn banned(mission: &Mission, day: Day) -> Vec<Sport> {
    let mut out = mission.constraints.avoid_sports.clone();
    for i in &mission.constraints.injuries {
        if i.until.is_none_or(|u| day <= u) {
            out.extend(&i.sports);
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}
