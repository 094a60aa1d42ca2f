//! What the planner starts from: form, reference load, level, limits, with what had to be assumed.

use crate::{
    coach::library::Speeds,
    domain::{
        Athlete, Day, Mission, Sport, ThresholdKind,
        day::{monday, shift},
        mission::{GoalKind, Level, Parameter},
        settings::FormSettings,
    },
    science::history::History,
};
use chrono::Datelike;
use std::collections::BTreeMap;

/// The athlete as the planner sees them on a day.
#[derive(Clone, Debug)]
pub struct Start {
    /// The day.
    pub today: Day,
    /// (CTL, ATL) on the evening before.
    pub form: (f64, f64),
    /// Conventions of the form figures.
    pub settings: FormSettings,
    /// How trained.
    pub level: Level,
    /// Load of a usual week.
    pub reference: f64,
    /// Load per week that progression may count from even if less was done lately.
    pub floor: f64,
    /// Load weeks since the last down week.
    pub load_weeks: usize,
    /// CTL points per week.
    pub ramp: f64,
    /// The same without what the athlete's own history adds or takes: what guard-rails that never move go by.
    pub book_ramp: f64,
    /// Every how many weeks a down week comes.
    pub deload_every: usize,
    /// The same by level and age alone.
    pub book_deload_every: usize,
    /// Most hard days in seven.
    pub hard_max: usize,
    /// Threshold speeds.
    pub speeds: Speeds,
    /// What had to be assumed, in sentences.
    pub notes: Vec<String>,
}

/// Load per week from which anybody may start.
const LEAST_REFERENCE: f64 = 120.0;

impl Start {
    /// Looks at the history; what it does not tell comes from the objective, then from careful defaults.
    #[must_use]
    pub fn of(athlete: &Athlete, history: &History, mission: &Mission, today: Day) -> Self {
        let mut notes = Vec::new();
        let morning = history.morning(today);
        let mut form = (morning.ctl, morning.atl);
        let recent = history.within(shift(today, -42), shift(today, -1)).len();
        let told = told_weekly_load(mission);
        let weeks = past_weeks(history, today, 4);
        let mut reference = median(&weeks).max(6.3 * form.0);
        let level = mission.objective.current_level.unwrap_or_else(|| level_of(form.0, told, recent));
        let mut floor = LEAST_REFERENCE.max(6.3 * form.0);
        if recent < 4 && form.0 < 10.0 {
            let (load, source) =
                told.map_or_else(|| default_load(level), |l| (l, "the weekly hours you gave".into()));
            notes.push(format!("Little is recorded yet: the plan starts from {load:.0} a week, from {source}."));
            reference = reference.max(load);
            floor = floor.max(load);
            form = (form.0.max(load / 7.0), form.1.max(load / 7.0));
        }
        reference = reference.max(LEAST_REFERENCE);
        let age = athlete.settings.birth_year.map(|y| today.year() - y);
        let book = &history.book;
        let speed = |k, s| book.value(k, s, today);
        let run = speed(ThresholdKind::ThresholdSpeed, Sport::Run).or_else(|| {
            let (v, source) = assumed_run_speed(mission, level)?;
            notes.push(format!("No threshold pace is known: distances of runs are reckoned from {source}."));
            Some(v)
        });
        let long = long_away(athlete, history, today);
        let away = |r: f64| if long { r.min(3.0) } else { r };
        let mut start = Self {
            today,
            form,
            settings: *history.form_settings(),
            level,
            reference,
            floor,
            load_weeks: load_weeks(history, today),
            ramp: away(ramp(mission, level, age, mission.personal.ramp.unwrap_or(0.0))),
            book_ramp: away(ramp(mission, level, age, 0.0)),
            deload_every: deload_every(mission, level, age),
            book_deload_every: usual_deload(level, age),
            hard_max: hard_max(mission, level),
            speeds: Speeds { run, swim: speed(ThresholdKind::Css, Sport::Swim) },
            notes,
        };
        super::past::learn(&mut start, athlete, history, mission);
        start
    }
}

/// Whether more than two weeks were lost to illness, injury or absence lately: fitness then grows by 3 a week at most.
fn long_away(athlete: &Athlete, history: &History, today: Day) -> bool {
    let off = crate::coach::deload::last_time_off(athlete, history, today);
    off.is_some_and(|c| c.days_off >= crate::coach::deload::NEW_PLAN_DAYS)
}

/// Threshold speed, m/s, for the distances of runs while none is known: what the goal's own time and distance ask for,
/// else a usual one of the level. `None` when nobody runs in this mission.
fn assumed_run_speed(mission: &Mission, level: Level) -> Option<(f64, &'static str)> {
    if !sport_split(mission).contains_key(&Sport::Run) {
        return None;
    }
    let usual: f64 = match level {
        Level::Beginner => 2.9,
        Level::Intermediate => 3.4,
        Level::Advanced => 4.0,
    };
    let g = &mission.goal;
    let told = g.minutes.zip(g.distance_km).filter(|_| g.sport == Sport::Run && g.kind == GoalKind::Race);
    // A mountain race is walked in part: its speed says nothing about the flat.
    let flat = g.ascent_m.unwrap_or(0.0) <= 15.0 * g.distance_km.unwrap_or(0.0);
    let goal = told.filter(|_| flat).map(|(minutes, km)| {
        let minutes = f64::from(minutes.max(1));
        km * 1000.0 / (minutes * 60.0) / super::event::race_intensity(Sport::Run, minutes)
    });
    let goal = goal.filter(|v| (0.8 * usual..=1.25 * usual).contains(v));
    Some(goal.map_or((usual, "a usual pace of your level"), |v| (v, "the time that you aim at")))
}

/// Loads of the last complete weeks, newest first, as far as there is history.
pub(crate) fn past_weeks(history: &History, today: Day, n: i64) -> Vec<f64> {
    let this = monday(today);
    let first = history.daily.first().map(|p| p.date);
    (1..=n)
        .map(|i| shift(this, -7 * i))
        .filter(|m| first.is_some_and(|f| f <= *m))
        .map(|m| history.weekly_load(m))
        .collect()
}

fn median(values: &[f64]) -> f64 {
    crate::science::stats::median(values).unwrap_or(0.0)
}

/// Usual points per hour of easy training with a little quality.
pub(crate) fn points_per_hour(sport: Sport) -> f64 {
    match sport {
        Sport::Run => 60.0,
        Sport::Swim => 52.0,
        Sport::Bike => 50.0,
        _ => 40.0,
    }
}

fn told_weekly_load(mission: &Mission) -> Option<f64> {
    let hours = mission.objective.weekly_volume_hours.filter(|h| h.is_finite() && *h > 0.0)?;
    Some(hours.min(30.0) * points_per_hour(mission.goal.sport))
}

fn level_of(ctl: f64, told: Option<f64>, recent: usize) -> Level {
    let c = if recent < 4 { told.map_or(ctl, |l| ctl.max(l / 7.0)) } else { ctl };
    match c {
        c if c < 35.0 => Level::Beginner,
        c if c <= 70.0 => Level::Intermediate,
        _ => Level::Advanced,
    }
}

fn default_load(level: Level) -> (f64, String) {
    let load = match level {
        Level::Beginner => 150.0,
        Level::Intermediate => 280.0,
        Level::Advanced => 420.0,
    };
    (load, "a careful guess for your level".into())
}

/// CTL points per week: 3, 5 and 6 by level, one less from fifty years on and for runners, never under 2; a mission
/// may ask for up to 4, 6 and 8. `own` is what the athlete's own history adds, a point at most. Under eighteen never over 3.
fn ramp(mission: &Mission, level: Level, age: Option<i32>, own: f64) -> f64 {
    let (usual, most): (f64, f64) = match level {
        Level::Beginner => (3.0, 4.0),
        Level::Intermediate => (5.0, 6.0),
        Level::Advanced => (6.0, 8.0),
    };
    let masters = f64::from(u8::from(age.is_some_and(|a| a >= 50)));
    let runner = f64::from(u8::from(mission.goal.sport == Sport::Run));
    let mut r = mission.philosophy.max_ramp.map_or((usual - masters - runner).max(2.0), |r| r.clamp(1.0, most));
    if own.is_finite() {
        let (least, added) = Parameter::Ramp.row().range;
        r = (r + own.clamp(least, added)).clamp(1.0, most.max(r));
    }
    if let Some(limit) = mission.safety.max_ramp {
        r = r.min(limit.max(1.0));
    }
    if age.is_some_and(|a| a < 18) { r.min(3.0) } else { r }
}

fn deload_every(mission: &Mission, level: Level, age: Option<i32>) -> usize {
    let usual = usual_deload(level, age);
    // Six load weeks on end are blocked, and the week before the taper is never a down week.
    mission.philosophy.deload_every.map_or(usual, |n| usize::from(n).clamp(2, 5))
}

fn usual_deload(level: Level, age: Option<i32>) -> usize {
    if level == Level::Beginner || age.is_some_and(|a| a >= 50) { 3 } else { 4 }
}

fn hard_max(mission: &Mission, level: Level) -> usize {
    let most = if level == Level::Advanced { 3 } else { 2 };
    mission.constraints.max_hard_days.map_or(2, |n| usize::from(n).min(most))
}

/// Complete weeks since the last one under three quarters of the largest of the three before it.
fn load_weeks(history: &History, today: Day) -> usize {
    let weeks = past_weeks(history, today, 8);
    (0..weeks.len())
        .find(|&i| {
            let before = weeks[i + 1..].iter().take(3).copied().fold(0.0, f64::max);
            before <= 0.0 || weeks[i] < 0.75 * before
        })
        .unwrap_or(0)
        .min(3)
}

/// Shares of load by sport, adding to one: the mission's, else by goal. Sports that are avoided don't count.
#[must_use]
pub fn sport_split(mission: &Mission) -> BTreeMap<Sport, f64> {
    let mut split = mission.philosophy.sport_split.clone();
    if split.is_empty() {
        if mission.goal.kind == GoalKind::Triathlon {
            split.extend([(Sport::Bike, 0.45), (Sport::Run, 0.35), (Sport::Swim, 0.20)]);
            if !mission.goal.legs.is_empty() {
                split.retain(|s, _| mission.goal.legs.contains_key(s));
            }
        } else {
            split.insert(mission.goal.sport, 1.0);
        }
    }
    split.retain(|s, v| v.is_finite() && *v > 0.0 && !mission.constraints.avoid_sports.contains(s));
    split.remove(&Sport::Strength);
    if split.is_empty() && !mission.constraints.avoid_sports.contains(&mission.goal.sport) {
        split.insert(mission.goal.sport, 1.0);
    }
    let sum: f64 = split.values().sum();
    for v in split.values_mut() {
        *v /= sum.max(f64::MIN_POSITIVE);
    }
    split
}
