//! The Calendar: planned against done, day by day; picking a day's sessions up and putting them down elsewhere.
//!
//! Owns: the day under the cursor, what is carried, how a day compares. Does not own: moving (the coach's verb does,
//! and makes a proposal), drawing.

use crate::{
    app::state::Known,
    coach::logging,
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
    let planned: Vec<&Session> = known.athlete.plan.iter().flat_map(|p| p.on(day)).collect();
    let done: Vec<(&Activity, &ActivityLoad)> =
        known.history.on(day).iter().filter_map(|l| Some((known.athlete.activities.get(l.index)?, l))).collect();
    let (want, got) = (total(planned.iter().map(|s| s.load)), total(done.iter().map(|(_, l)| l.load.value)));
    let grade = match (planned.is_empty(), done.is_empty()) {
        (true, true) => Grade::Rest,
        (true, false) => Grade::Extra,
        (false, true) if day >= today => Grade::Ahead,
        (false, true) => Grade::Missed,
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
    let sum = WeekSum {
        planned: cells.iter().map(Cell::planned_load).total(),
        done: cells.iter().map(Cell::done_load).total(),
        hours: loads().map(|l| l.minutes / 60.0).total(),
        km: loads().filter_map(|l| l.metres).map(|m| m / 1000.0).total(),
        sessions: cells.iter().map(|c| c.planned.len()).sum(),
        activities: cells.iter().map(|c| c.done.len()).sum(),
        kept: over.iter().map(|c| c.planned_load().min(c.done_load())).total(),
    };
    (sum, over.iter().map(|c| c.planned_load()).total())
}
