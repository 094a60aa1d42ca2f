//! The Calendar: planned against done, day by day; picking a day's sessions up and putting them down elsewhere.
//!
//! Owns: the day under the cursor, what is carried, how a day compares. Does not own: moving (the coach's verb does,
//! and makes a proposal), drawing.

use crate::{
    app::state::Known,
    coach::{effect, logging, review::week_load},
    domain::{
        Activity, Day, Session,
        day::{between, monday, shift},
        num::{Total, total},
    },
    science::{compliance, history::ActivityLoad},
};
use chrono::{Datelike, Months};

/// State of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CalendarScreen {
    /// The day under the cursor; today when absent.
    pub at: Option<Day>,
    /// One week in full, or a month.
    pub week: bool,
    /// The day whose sessions are carried.
    pub carried: Option<Day>,
}

/// How what was done compares with what was planned: the grades of [`compliance`], and what lies ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Nothing planned, nothing done.
    Rest,
    /// Planned, and not over yet.
    Ahead,
    /// 80–120 % of the planned load.
    Kept,
    /// 50–79 or 121–150 %.
    Off,
    /// Under half, or over half as much again.
    Far,
    /// Planned and not done.
    Missed,
    /// Done and not planned.
    Extra,
}

impl Grade {
    /// Name on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Ahead => "ahead",
            Self::Kept => "as planned",
            Self::Off => "off plan",
            Self::Far => "far off plan",
            Self::Missed => "missed",
            Self::Extra => "not planned",
        }
    }
}

/// One day.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    /// Which.
    pub day: Day,
    /// What is planned.
    pub planned: Vec<&'a Session>,
    /// What was done.
    pub done: Vec<(&'a Activity, &'a ActivityLoad)>,
    /// How the two compare.
    pub grade: Grade,
    /// Notes on the day, and what was said of the body.
    pub said: Vec<String>,
}

impl Cell<'_> {
    /// Planned load.
    #[must_use]
    pub fn planned_load(&self) -> f64 {
        total(self.planned.iter().map(|s| s.load))
    }

    /// Load of what was done.
    #[must_use]
    pub fn done_load(&self) -> f64 {
        total(self.done.iter().map(|(_, l)| l.load.value))
    }
}

/// One week in sums.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WeekSum {
    /// Planned load.
    pub planned: f64,
    /// Load done.
    pub done: f64,
    /// Hours done.
    pub hours: f64,
    /// Whether a time in them is an estimate.
    pub estimated: bool,
    /// Kilometres done.
    pub km: f64,
    /// Sessions planned.
    pub sessions: usize,
    /// Activities done.
    pub activities: usize,
    /// Load that counts as kept: of each day the smaller of planned and done.
    pub kept: f64,
}

impl WeekSum {
    /// Share of the planned load of the days that are over which was done, without credit for more than planned;
    /// `None` where nothing was planned.
    #[must_use]
    pub fn compliance(&self, over: f64) -> Option<f64> {
        (over > 0.0).then(|| self.kept / over)
    }
}

impl CalendarScreen {
    /// The day under the cursor.
    #[must_use]
    pub fn day(&self, today: Day) -> Day {
        self.at.unwrap_or(today)
    }

    /// Moves the cursor by days.
    pub fn step(&mut self, days: i64, today: Day) {
        // Ten years either way are more than any plan or history that is looked at day by day.
        let to = shift(self.day(today), days).clamp(shift(today, -7305), shift(today, 3652));
        self.at = (to != today).then_some(to);
    }

    /// Moves the cursor by months.
    pub fn month(&mut self, months: i32, today: Day) {
        let day = self.day(today);
        let by = Months::new(months.unsigned_abs());
        let to = if months < 0 { day.checked_sub_months(by) } else { day.checked_add_months(by) };
        self.step(to.map_or(0, |d| between(day, d)), today);
    }

    /// The Mondays on screen: those of the cursor's month, or its week.
    #[must_use]
    pub fn mondays(&self, today: Day) -> Vec<Day> {
        let day = self.day(today);
        if self.week {
            return vec![monday(day)];
        }
        let first = day.with_day(1).unwrap_or(day);
        let last = first.checked_add_months(Months::new(1)).map_or(first, |d| shift(d, -1));
        let from = monday(first);
        (0..6).map(|w| shift(from, 7 * w)).filter(|m| *m <= last).collect()
    }
}

/// A day of what is known.
#[must_use]
pub fn cell(known: &Known, day: Day, today: Day) -> Cell<'_> {
    let planned: Vec<&Session> = known.athlete.planned_between(day, day).collect();
    let done: Vec<(&Activity, &ActivityLoad)> =
        known.history.on(day).iter().filter_map(|l| Some((known.athlete.activities.get(l.index)?, l))).collect();
    let (want, got) = (total(planned.iter().map(|s| s.load)), total(done.iter().map(|(_, l)| l.load.value)));
    // A day is held against its plan when its sessions are done, or when it is over.
    let goes_on = || {
        let plan = known.athlete.plan.as_ref();
        day == today && !effect::open_today(&known.athlete, &known.history, plan, today).is_empty()
    };
    let grade = match (planned.is_empty(), done.is_empty()) {
        (true, true) => Grade::Rest,
        (true, false) => Grade::Extra,
        (false, true) if day >= today => Grade::Ahead,
        (false, true) => Grade::Missed,
        (false, false) if goes_on() => Grade::Ahead,
        (false, false) => compare(got, want),
    };
    let notes = known.athlete.notes_on(day).map(|n| n.text.as_str().replace('\n', " "));
    let felt = known.athlete.check_ins.get(&day).map(logging::check_in_words);
    Cell { day, planned, done, grade, said: notes.chain(felt).collect() }
}

fn compare(got: f64, want: f64) -> Grade {
    match compliance::grade(got, want) {
        compliance::Grade::Green => Grade::Kept,
        compliance::Grade::Yellow => Grade::Off,
        compliance::Grade::Red => Grade::Far,
        compliance::Grade::Missed => Grade::Missed,
        compliance::Grade::Unplanned | compliance::Grade::RestDay => Grade::Extra,
    }
}

/// The sums of a week, and its planned load up to yesterday.
#[must_use]
pub fn week(known: &Known, monday: Day, today: Day) -> (WeekSum, f64) {
    let cells: Vec<Cell<'_>> = (0..7).map(|i| cell(known, shift(monday, i), today)).collect();
    let over: Vec<&Cell<'_>> = cells.iter().filter(|c| c.day < today).collect();
    let loads = || cells.iter().flat_map(|c| c.done.iter().map(|(_, l)| *l));
    let load = week_load(&known.athlete, &known.history, monday);
    let sum = WeekSum {
        planned: load.planned,
        done: load.done,
        estimated: cells.iter().flat_map(|c| &c.done).any(|(a, _)| a.best().time_is_estimated()),
        hours: loads().map(|l| l.minutes / 60.0).total(),
        km: loads().filter_map(|l| l.metres).map(|m| m / 1000.0).total(),
        sessions: cells.iter().map(|c| c.planned.len()).sum(),
        activities: cells.iter().map(|c| c.done.len()).sum(),
        kept: over.iter().map(|c| c.planned_load().min(c.done_load())).total(),
    };
    (sum, over.iter().map(|c| c.planned_load()).total())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        coach::{
            effect::expected,
            library::{self, Speeds},
            morning::morning_with,
            plan::tests::{activity, athlete, today},
        },
        domain::{Athlete, Event, Plan, Sport, routine::ActivityLinked},
        science::history::History,
    };
    use std::sync::Arc;

    fn laid(a: &mut Athlete) -> Session {
        let ride = library::template("B-SST").unwrap().session(today(), None, &Speeds::default());
        let (mission, mission_hash) = ("m".to_owned(), "h".to_owned());
        let sessions = vec![ride.clone()];
        a.apply(&Event::PlanLaid(Plan {
            version: 1,
            mission,
            mission_hash,
            from: today(),
            weeks: vec![],
            sessions,
        }));
        ride
    }

    fn known(a: &Athlete) -> Known {
        let history = Arc::new(History::build(a, today()));
        let morning = Arc::new(morning_with(a, &history, today()));
        Known { head: 1, athlete: Arc::new(a.clone()), history, morning }
    }

    /// Load expected of today, load done, and how the calendar grades the day.
    fn of_today(a: &Athlete) -> (f64, f64, Grade) {
        let k = known(a);
        let (_, all) = expected(a, &k.history, a.plan.as_ref(), today(), today()).next().unwrap();
        (all, k.history.load_on(today()), cell(&k, today(), today()).grade)
    }

    #[test]
    fn today_is_what_is_done_and_what_is_not_done_yet() {
        let mut a = athlete(Sport::Bike, 12, 3, 60.0);
        let ride = laid(&mut a);
        let near = |x: f64, y: f64| (x - y).abs() < 1e-9;
        let (all, done, grade) = of_today(&a);
        assert!(near(all, ride.load) && done <= 0.0 && grade == Grade::Ahead);
        a.apply(&Event::ActivityRecorded(Box::new(activity(today(), Sport::Strength, 45.0, 5.0))));
        let (all, lifted, grade) = of_today(&a);
        assert!(lifted > 0.0 && near(all, lifted + ride.load), "{all} {lifted}");
        assert_eq!(grade, Grade::Ahead, "the ride is still to come");
        a.apply(&Event::ActivityRecorded(Box::new(activity(today(), Sport::Bike, f64::from(ride.minutes), 6.0))));
        let (all, done, grade) = of_today(&a);
        assert!(done > lifted && near(all, done), "{all} {done}");
        assert!(!matches!(grade, Grade::Ahead | Grade::Missed));
        // Said to have done nothing, it leaves the session open.
        let id = activity(today(), Sport::Bike, 1.0, 6.0).id;
        a.apply(&Event::ActivityLinked(ActivityLinked { activity: id, session: None }));
        assert!(near(of_today(&a).0, done + ride.load));
    }

    #[test]
    fn a_week_has_the_same_figures_everywhere() {
        let mut a = athlete(Sport::Bike, 12, 5, 60.0);
        laid(&mut a);
        a.apply(&Event::ActivityRecorded(Box::new(activity(today(), Sport::Strength, 45.0, 5.0))));
        let k = known(&a);
        let first = monday(today());
        let one = crate::coach::review::week_load(&a, &k.history, first);
        let review = crate::coach::review::review(&a, today(), today());
        let (sum, _) = week(&k, first, today());
        assert!(one.done > k.history.load_on(today()) && one.planned > 0.0);
        for (planned, done) in [(review.planned.load, review.actual.load), (sum.planned, sum.done)] {
            assert!((planned - one.planned).abs() < 1e-9 && (done - one.done).abs() < 1e-9);
        }
    }
}
