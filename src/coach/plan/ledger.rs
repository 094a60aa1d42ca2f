//! The days behind and the days already planned, as the next week needs to see them.

use crate::domain::num::Total;
use crate::{
    domain::{
        Day, Session, SessionKind, Sport,
        day::{between, shift, span},
    },
    science::{form::Gains, history::History},
};

/// What a day holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Load.
    pub load: f64,
    /// Load of races and stages, part of the load.
    pub event_load: f64,
    /// Kilometres run in races, part of the kilometres run.
    pub event_run_km: f64,
    /// Minutes of endurance.
    pub minutes: f64,
    /// Minutes of strength.
    pub strength_minutes: f64,
    /// Longest single endurance session, minutes.
    pub longest: f64,
    /// Longest run: minutes, km.
    pub longest_run: (f64, f64),
    /// Longest ride or swim, minutes.
    pub longest_other: f64,
    /// Kilometres run.
    pub run_km: f64,
    /// Sessions.
    pub sessions: usize,
    /// Whether it was hard.
    pub hard: bool,
    /// Minutes low, mid, high.
    pub zones: [f64; 3],
    /// Templates planned.
    pub templates: Vec<String>,
}

impl Entry {
    /// Rest, or at most 45 easy minutes.
    #[must_use]
    pub fn rested(&self) -> bool {
        !self.hard && self.minutes <= 45.0 && self.load <= 35.0
    }

    fn add(&mut self, sport: Sport, minutes: f64, load: f64, metres: Option<f64>, hard: bool, zones: [f64; 3]) {
        self.load += load;
        self.sessions += 1;
        self.hard |= hard;
        if sport == Sport::Strength {
            self.strength_minutes += minutes;
            return;
        }
        self.minutes += minutes;
        self.longest = self.longest.max(minutes);
        (0..3).for_each(|i| self.zones[i] += zones[i]);
        if sport == Sport::Run {
            let km = metres.unwrap_or(0.0) / 1000.0;
            self.run_km += km;
            self.longest_run = (self.longest_run.0.max(minutes), self.longest_run.1.max(km));
        } else {
            self.longest_other = self.longest_other.max(minutes);
        }
    }
}

/// Days from six weeks before the start on.
#[derive(Clone, Debug)]
pub struct Ledger {
    first: Day,
    days: Vec<Entry>,
    /// The first day that form is known for, and CTL and ATL on the evening before it.
    form_from: Day,
    form: (f64, f64),
    gains: Gains,
}

/// Days looked back on.
const BACK: i64 = 49;

impl Ledger {
    /// The past up to and including `today`; `form` is of the evening before `today`.
    #[must_use]
    pub fn new(history: &History, today: Day, form: (f64, f64)) -> Self {
        let first = shift(today, -BACK);
        let days = span(first, today)
            .map(|d| {
                let mut e = Entry::default();
                for a in history.on(d) {
                    e.add(a.sport, a.minutes, 0.0, a.metres, a.hard, a.zone_minutes);
                }
                e.load = history.load_on(d);
                e
            })
            .collect();
        Self { first, days, form_from: today, form, gains: Gains::of(history.form_settings()) }
    }

    /// Steps of the form series.
    #[must_use]
    pub fn gains(&self) -> Gains {
        self.gains
    }

    /// What a day holds; nothing outside.
    #[must_use]
    pub fn on(&self, day: Day) -> Entry {
        usize::try_from(between(self.first, day)).ok().and_then(|i| self.days.get(i)).cloned().unwrap_or_default()
    }

    /// Writes a session down.
    pub fn add(&mut self, s: &Session) {
        let Ok(i) = usize::try_from(between(self.first, s.day)) else { return };
        if i >= self.days.len() {
            self.days.resize_with(i + 1, Entry::default);
        }
        let e = &mut self.days[i];
        e.add(s.sport, f64::from(s.minutes), s.load, s.distance_m, s.hard, s.zone_minutes);
        if matches!(s.kind, SessionKind::Race | SessionKind::Stage) {
            e.event_load += s.load;
            if s.sport == Sport::Run {
                e.event_run_km += s.distance_m.unwrap_or(0.0) / 1000.0;
            }
        }
        e.templates.push(s.template.clone());
    }

    /// Takes everything off a day, so that it can be written again.
    pub fn forget(&mut self, day: Day) {
        if let Some(e) = usize::try_from(between(self.first, day)).ok().and_then(|i| self.days.get_mut(i)) {
            *e = Entry::default();
        }
    }

    fn slice(&self, from: Day, to: Day) -> &[Entry] {
        let at = |d: Day| usize::try_from(between(self.first, d)).unwrap_or(0).min(self.days.len());
        let (a, b) = (at(from), at(shift(to, 1)));
        &self.days[a.min(b)..b]
    }

    /// CTL and ATL on the evening before `day`.
    #[must_use]
    pub fn form_before(&self, day: Day) -> (f64, f64) {
        span(self.form_from, shift(day, -1)).fold(self.form, |f, d| self.gains.step(f, self.on(d).load))
    }

    /// Load of a week, races left out.
    #[must_use]
    pub fn week_load(&self, monday: Day) -> f64 {
        self.slice(monday, shift(monday, 6)).iter().map(|e| e.load - e.event_load).total()
    }

    /// Load of a week, all of it.
    #[must_use]
    pub fn whole_week_load(&self, monday: Day) -> f64 {
        self.slice(monday, shift(monday, 6)).iter().map(|e| e.load).total()
    }

    /// Largest load of the four weeks before `monday`.
    #[must_use]
    pub fn peak_week(&self, monday: Day) -> f64 {
        (1..=4).map(|i| self.week_load(shift(monday, -7 * i))).fold(0.0, f64::max)
    }

    /// Most kilometres run in any of the four weeks before `monday`, races left out.
    #[must_use]
    pub fn peak_run_km(&self, monday: Day) -> f64 {
        let week = |m: Day| self.slice(m, shift(m, 6)).iter().map(|e| e.run_km - e.event_run_km).total();
        (1..=4).map(|i| week(shift(monday, -7 * i))).fold(0.0, f64::max)
    }

    /// Longest run in the 30 days before `day`: minutes, km.
    #[must_use]
    pub fn longest_run(&self, day: Day) -> (f64, f64) {
        self.longest_run_between(shift(day, -30), day)
    }

    /// Longest run from `from` to the day before `to`: minutes, km.
    #[must_use]
    pub fn longest_run_between(&self, from: Day, to: Day) -> (f64, f64) {
        let days = self.slice(from, shift(to, -1)).iter();
        days.fold((0.0, 0.0), |a, e| (f64::max(a.0, e.longest_run.0), f64::max(a.1, e.longest_run.1)))
    }

    /// Longest ride or swim in the 30 days before `day`, minutes.
    #[must_use]
    pub fn longest_other(&self, day: Day) -> f64 {
        self.slice(shift(day, -30), shift(day, -1)).iter().map(|e| e.longest_other).fold(0.0, f64::max)
    }

    /// Days from the last rest day before `day` to it; 7 at most.
    #[must_use]
    pub fn since_rest(&self, day: Day) -> usize {
        (1..=7_i64).find(|i| self.on(shift(day, -i)).rested()).map_or(7, |i| i as usize)
    }

    /// Templates of the seven days before `day`.
    #[must_use]
    pub fn recent_templates(&self, day: Day) -> std::collections::BTreeSet<String> {
        self.slice(shift(day, -7), shift(day, -1)).iter().flat_map(|e| e.templates.iter().cloned()).collect()
    }

    /// Last day before `day` on which a template was planned.
    #[must_use]
    pub fn last_use(&self, template: &str, day: Day) -> Option<Day> {
        (1..=120)
            .map(|i| shift(day, -i))
            .find(|d| self.on_ref(*d).is_some_and(|e| e.templates.iter().any(|t| t == template)))
    }

    fn on_ref(&self, day: Day) -> Option<&Entry> {
        usize::try_from(between(self.first, day)).ok().and_then(|i| self.days.get(i))
    }
}
