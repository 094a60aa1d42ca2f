//! Past and plan on one line of days: what the rules look at.

use super::GuardInput;
use crate::domain::num::Total;
use crate::{
    coach::{effect::open_today, plan::start::Start},
    domain::{
        Day, Plan, Session, SessionKind, Sport,
        day::{between, monday, shift, span},
        mission::GoalKind,
        plan::Phase,
    },
    science::{form::Gains, history::ActivityLoad},
};

/// Days of the past that the rules look back on.
const BACK: i64 = 42;

/// One day of past or plan.
pub(super) struct DayView<'a> {
    pub day: Day,
    /// Load: done before today, planned after, today what was done and what is not done yet.
    pub load: f64,
    /// What was done.
    pub done: &'a [ActivityLoad],
    /// What is planned, from today on.
    pub planned: Vec<&'a Session>,
    pub hard: bool,
    /// Rest, or at most 45 easy minutes.
    pub rested: bool,
    /// The event itself, or a race on the way.
    pub event: bool,
    /// CTL and ATL that morning.
    pub morning: (f64, f64),
    /// The same if nothing but races were done from today on.
    pub idle: (f64, f64),
}

/// A plan with its past.
pub(super) struct Case<'a> {
    pub input: &'a GuardInput<'a>,
    pub start: &'a Start,
    pub days: Vec<DayView<'a>>,
    first: Day,
}

impl<'a> Case<'a> {
    pub(super) fn new(input: &'a GuardInput<'a>, start: &'a Start) -> Self {
        let first = shift(monday(input.today), -BACK);
        let end = input.plan.last_day().unwrap_or(input.today).max(input.today);
        // Rules about weeks need whole ones: a week cut short would be judged by the days that are left of it.
        let last = input.horizon.map_or(end, |h| shift(monday(h), 6).min(end)).max(input.today);
        let mut by_day: Vec<Vec<&Session>> =
            vec![Vec::new(); usize::try_from(between(input.today, last)).unwrap_or(0) + 1];
        for s in input.plan.span(input.today, last) {
            if let Some(slot) = usize::try_from(between(input.today, s.day)).ok().and_then(|i| by_day.get_mut(i)) {
                slot.push(s);
            }
        }
        let mut planned = by_day.into_iter();
        let days = span(first, last)
            .map(|day| {
                let planned = if day < input.today { Vec::new() } else { planned.next().unwrap_or_default() };
                view(input, day, planned)
            })
            .collect();
        let mut case = Self { input, start, days, first };
        case.project();
        case
    }

    /// Form of each morning: as recorded up to today, then forecast.
    fn project(&mut self) {
        let gains = Gains::of(&self.start.settings);
        let assumed = self.start.form.0 > self.input.history.morning(self.input.today).ctl + 1e-9;
        let (mut form, mut idle) = (self.start.form, self.start.form);
        for d in &mut self.days {
            if d.day < self.input.today {
                let known = self.input.history.state(shift(d.day, -1));
                // Where fitness had to be assumed it is assumed for the weeks before as well.
                d.morning = if assumed { self.start.form } else { known };
                d.idle = d.morning;
                continue;
            }
            (d.morning, d.idle) = (form, idle);
            form = gains.step(form, d.load);
            let done: f64 = d.done.iter().filter(|l| l.counts).map(|l| l.load.value).total();
            let races: f64 = d.planned.iter().filter(|s| is_event(s)).map(|s| s.load).total();
            idle = gains.step(idle, done.max(races));
        }
    }

    fn index(&self, day: Day) -> Option<usize> {
        usize::try_from(between(self.first, day)).ok().filter(|i| *i < self.days.len())
    }

    pub(super) fn on(&self, day: Day) -> Option<&DayView<'a>> {
        self.index(day).map(|i| &self.days[i])
    }

    /// Days from today on.
    pub(super) fn ahead(&self) -> impl Iterator<Item = &DayView<'a>> {
        self.days.iter().filter(|d| d.day >= self.input.today)
    }

    /// The `n` days that end with `day`.
    pub(super) fn last_days(&self, day: Day, n: usize) -> &[DayView<'a>] {
        let end = self.index(day).map_or(0, |i| i + 1);
        &self.days[end.saturating_sub(n)..end]
    }

    /// Weeks from the one of today on that are whole in view: their days.
    pub(super) fn weeks(&self) -> impl Iterator<Item = &[DayView<'a>]> {
        let from = self.index(monday(self.input.today)).unwrap_or(0);
        self.days[from..].chunks(7)
    }

    /// The load of the four weeks before `monday`, the largest of them, never under the floor of the start.
    pub(super) fn reference(&self, monday: Day, measure: impl Fn(&DayView) -> f64, floor: f64) -> f64 {
        let weeks = (1..=4).map(|i| shift(monday, -7 * i)).filter_map(|m| self.index(m));
        let sums = weeks.map(|i| self.days[i..].iter().take(7).map(&measure).total());
        sums.fold(floor, f64::max)
    }

    pub(super) fn phase(&self, day: Day) -> Option<Phase> {
        self.plan().week(day).map(|w| w.phase)
    }

    pub(super) fn plan(&self) -> &'a Plan {
        self.input.plan
    }

    /// First and last day of the goal's event, unless the goal is a block.
    pub(super) fn event(&self) -> Option<(Day, Day)> {
        let m = self.input.mission;
        m.event_days().filter(|_| m.goal.kind != GoalKind::Block)
    }
}

fn is_event(s: &Session) -> bool {
    matches!(s.kind, SessionKind::Race | SessionKind::Stage)
}

fn view<'a>(input: &'a GuardInput<'a>, day: Day, planned: Vec<&'a Session>) -> DayView<'a> {
    let done = if day <= input.today { input.history.on(day) } else { &[] };
    let done_load: f64 = if day <= input.today { input.history.load_on(day) } else { 0.0 };
    let open = if day == input.today && !done.is_empty() {
        open_today(input.athlete, input.history, Some(input.plan), day)
    } else {
        planned.clone()
    };
    let minutes: f64 =
        planned.iter().map(|s| f64::from(s.minutes)).total() + done.iter().map(|a| a.minutes).total();
    let hard = done.iter().any(|a| a.hard) || planned.iter().any(|s| s.hard);
    let load = done_load + open.iter().map(|s| s.load).total();
    DayView {
        day,
        load,
        done,
        hard,
        rested: minutes <= 45.0 && !hard && load <= 35.0,
        event: planned.iter().any(|s| is_event(s)),
        planned,
        morning: (0.0, 0.0),
        idle: (0.0, 0.0),
    }
}

impl DayView<'_> {
    /// Kilometres of a sport, done and planned.
    pub(super) fn km(&self, sport: Sport) -> f64 {
        let done: f64 = self.done.iter().filter(|a| a.sport == sport).filter_map(|a| a.metres).total();
        let planned: f64 = self.planned.iter().filter(|s| s.sport == sport).filter_map(|s| s.distance_m).total();
        done.max(planned).max(if self.done.is_empty() || self.planned.is_empty() { done + planned } else { 0.0 })
            / 1000.0
    }

    /// Minutes of endurance, done and planned.
    pub(super) fn minutes(&self) -> f64 {
        let done: f64 = self.done.iter().filter(|a| a.sport != Sport::Strength).map(|a| a.minutes).total();
        let planned: f64 =
            self.planned.iter().filter(|s| s.sport != Sport::Strength).map(|s| f64::from(s.minutes)).total();
        done.max(planned)
    }

    /// Minutes of one sport, done and planned.
    pub(super) fn minutes_of(&self, sport: Sport) -> f64 {
        let done: f64 = self.done.iter().filter(|a| a.sport == sport).map(|a| a.minutes).total();
        let planned: f64 = self.planned.iter().filter(|s| s.sport == sport).map(|s| f64::from(s.minutes)).total();
        done.max(planned)
    }

    /// Longest single endurance session, minutes.
    pub(super) fn longest(&self) -> f64 {
        let done = self.done.iter().filter(|a| a.sport != Sport::Strength).map(|a| a.minutes);
        let planned = self.planned.iter().filter(|s| s.sport != Sport::Strength).map(|s| f64::from(s.minutes));
        done.chain(planned).fold(0.0, f64::max)
    }

    /// Endurance sessions.
    pub(super) fn sessions(&self) -> usize {
        let done = self.done.iter().filter(|a| a.sport != Sport::Strength).count();
        let planned = self.planned.iter().filter(|s| s.sport != Sport::Strength).count();
        done.max(planned)
    }

    /// Longest single run, km.
    pub(super) fn longest_run_km(&self) -> f64 {
        let done = self.done.iter().filter(|a| a.sport == Sport::Run).filter_map(|a| a.metres);
        let planned = self.planned.iter().filter(|s| s.sport == Sport::Run).filter_map(|s| s.distance_m);
        done.chain(planned).fold(0.0, f64::max) / 1000.0
    }

    /// Minutes low, mid, high of endurance.
    pub(super) fn zones(&self) -> [f64; 3] {
        let mut z = [0.0; 3];
        let done = self.done.iter().filter(|a| a.sport != Sport::Strength).map(|a| a.zone_minutes);
        let planned = self.planned.iter().filter(|s| s.sport != Sport::Strength).map(|s| s.zone_minutes);
        for m in done.chain(planned) {
            (0..3).for_each(|i| z[i] += m[i]);
        }
        z
    }
}
