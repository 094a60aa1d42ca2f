//! The weeks of a plan before any session stands: phase, load, and where the event lies.

use super::{
    Maker, blocks, calendar, event,
    ledger::Ledger,
    start::{Start, points_per_hour, sport_split},
    taper,
};
use crate::{
    coach::{
        phases::{self, DurationClass},
        trajectory::{self, Course},
    },
    domain::{
        Day, Mission, Session,
        day::{between, monday, shift, weekday},
        mission::{GoalKind, Priority, TRANSITION_DAYS},
        plan::Phase,
    },
};

/// What a week is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Toward the goal.
    Training,
    /// The event's days.
    Event,
    /// After it.
    Recovery,
}

/// One week.
#[derive(Clone, Debug)]
pub(super) struct Week {
    pub monday: Day,
    pub phase: Phase,
    pub deload: bool,
    pub load: f64,
    pub binding: String,
    pub part: Part,
    /// Place of the week among those of its kind, from 0.
    pub number: usize,
}

/// The plan without sessions.
pub(super) struct Outline {
    pub weeks: Vec<Week>,
    /// First day of the event.
    pub goal: Option<Day>,
    /// Last day of the event.
    pub end: Option<Day>,
    /// Sessions of the event and of races on the way.
    pub events: Vec<Session>,
    /// Days in a row that prepare stages.
    pub blocks: Vec<blocks::Span>,
    pub notes: Vec<String>,
    /// Largest load of a training week, and the days of the taper.
    class: DurationClass,
    first_taper: Option<Day>,
}

/// Days of recovery after a block without an event.
const BLOCK_RECOVERY_DAYS: i64 = 7;
/// Most load of a week of the taper as a share of the week before.
const TAPER_MOST: f64 = 0.90;
/// Load of recovery weeks as a share of the usual week.
const RECOVERY_SHARE: f64 = 0.40;

pub(super) fn outline(mission: &Mission, start: &Start, ledger: &Ledger, taken_up: Day, first: Day) -> Outline {
    let goal = mission.goal_day(taken_up);
    let last = mission.last_day(taken_up);
    let is_event = mission.goal.kind != GoalKind::Block;
    let class = DurationClass::of(mission);
    let mut events = event::sessions(mission, &start.speeds);
    for s in &mut events {
        s.rationale = super::why::event(mission, s);
    }
    let side = mission.events.iter().filter(|e| e.date >= first && e.date < goal).map(|e| side_race(e, start));
    events.extend(side);
    number(mission, &mut events);
    events.retain(|s| s.day >= first);

    let mut out = Outline {
        weeks: Vec::new(),
        goal: is_event.then_some(goal),
        end: is_event.then_some(last),
        events,
        blocks: Vec::new(),
        notes: Vec::new(),
        class,
        first_taper: None,
    };
    // An event on a Monday or Tuesday leaves its week nothing to train.
    let last_training = if is_event && weekday(goal) <= 1 { shift(monday(goal), -7) } else { monday(goal) };
    let mondays: Vec<Day> = weeks_between(monday(first), last_training);
    if first <= goal {
        training(mission, start, ledger, &mut out, &mondays, goal, first);
    }
    let (spans, note) = blocks::schedule(mission, &out, first);
    out.blocks = spans;
    out.notes.extend(note);
    after(start, ledger, &mut out, last, first);
    out
}

fn side_race(e: &crate::domain::mission::SideEvent, start: &Start) -> Session {
    let mut s = event::side_race(e, &start.speeds);
    s.rationale = match e.priority {
        Priority::A => format!(
            "{}: an A event on the way, with a taper and a way back of its own where it has eight weeks to itself.",
            e.name.as_str()
        ),
        Priority::B => {
            format!("{}: a race on the way, with three easier days before it.", e.name.as_str())
        }
        Priority::C => format!("{}: raced out of training, as a hard session of the week.", e.name.as_str()),
    };
    s
}

fn number(mission: &Mission, events: &mut [Session]) {
    let mut last: Option<(Day, usize)> = None;
    for s in events {
        let index = last.filter(|(d, _)| *d == s.day).map_or(0, |(_, i)| i + 1);
        last = Some((s.day, index));
        s.id = super::session_id(mission, s.day, &s.template, index);
    }
}

fn weeks_between(from: Day, to: Day) -> Vec<Day> {
    let n = between(from, to).div_euclid(7);
    (0..=n).map(|i| shift(from, 7 * i)).collect()
}

/// Days that lie between two A events at least, for the first to have a taper and a way back of its own.
const A_APART: i64 = 56;
/// An A event of so many minutes takes two weeks to recover from, a shorter one a week.
const A_LONG: u16 = 180;

/// A stretch of weeks that leads to an event, and the weeks of recovery after it.
struct Leg<'a> {
    mondays: &'a [Day],
    phases: Vec<Phase>,
    /// Name of the event, and weeks after it; `None` for the goal itself.
    after: Option<(&'a str, usize)>,
}

/// The ways to each A event that has a way of its own, and to the goal.
fn legs<'a>(mission: &'a Mission, mondays: &'a [Day], goal: Day) -> Vec<Leg<'a>> {
    let mut races: Vec<_> = mission.events.iter().filter(|e| e.priority == Priority::A && e.date < goal).collect();
    races.sort_by_key(|e| e.date);
    let mut out = Vec::new();
    let mut rest = mondays;
    for (i, e) in races.iter().enumerate() {
        let next = races.get(i + 1).map_or(goal, |n| n.date);
        let Some(at) = rest.iter().position(|m| *m == monday(e.date)) else { continue };
        if between(e.date, next) < A_APART {
            continue;
        }
        let weeks = if e.minutes >= A_LONG { 2 } else { 1 };
        let (mine, later) = rest.split_at((at + 1 + weeks).min(rest.len()));
        let class = DurationClass::of_minutes(f64::from(e.minutes));
        out.push(Leg {
            mondays: mine,
            phases: phases::by_weeks(at + 1, class),
            after: Some((e.name.as_str(), weeks)),
        });
        rest = later;
    }
    out.push(Leg { mondays: rest, phases: phases::of_weeks(mission, rest, goal), after: None });
    out
}

fn training(
    mission: &Mission,
    start: &Start,
    ledger: &Ledger,
    out: &mut Outline,
    mondays: &[Day],
    goal: Day,
    first: Day,
) {
    let mut from = (start.form.0, start.reference, start.load_weeks);
    for leg in legs(mission, mondays, goal) {
        from = lay_leg(mission, start, ledger, out, &leg, (goal, first), from);
    }
    let bound = out.weeks.iter().filter(|w| w.binding == "availability").count();
    if bound * 2 > out.weeks.len() {
        out.notes
            .push(format!("Time available limits {bound} of {} weeks; more is not asked for.", out.weeks.len()));
    }
}

/// The weeks of one leg, from (CTL, load of a usual week, load weeks since a down week); gives the same at its end.
fn lay_leg(
    mission: &Mission,
    start: &Start,
    ledger: &Ledger,
    out: &mut Outline,
    leg: &Leg,
    (goal, first): (Day, Day),
    from: (f64, f64, usize),
) -> (f64, f64, usize) {
    let (way, back) = leg.mondays.split_at(leg.phases.len().min(leg.mondays.len()));
    let course = Course {
        phases: leg.phases.clone(),
        ctl: from.0,
        reference: from.1,
        ramp: start.ramp,
        growth: mission.philosophy.weekly_progression.unwrap_or(0.10).clamp(0.0, 0.10),
        deload_every: start.deload_every,
        load_weeks: from.2,
        deload_factor: trajectory::DELOAD_FACTOR,
        after_deload: 1.0,
        taper_factors: trajectory::taper_factors(leg.phases.iter().filter(|p| **p == Phase::Taper).count()),
        whole: way.iter().map(|m| blocks::holds(mission, *m, goal)).collect(),
        room: way.iter().map(|m| available_load(mission, *m, first, ledger)).collect(),
        ctl_target: mission.targets.ctl_peak,
        form: start.settings,
    };
    let mut ctl = from.0;
    let mut peak = from.1;
    for (i, (t, m)) in trajectory::weeks(&course).into_iter().zip(way).enumerate() {
        if t.phase == Phase::Taper && out.first_taper.is_none() && leg.after.is_none() {
            out.first_taper = Some(*m);
        }
        ctl = t.ctl;
        peak = peak.max(t.load);
        out.weeks.push(Week {
            monday: *m,
            phase: t.phase,
            deload: t.deload,
            load: t.load,
            binding: t.binding.words(&course),
            part: Part::Training,
            number: i,
        });
    }
    let gain = crate::science::form::weekly_gain(&start.settings);
    let name = leg.after.map_or("", |a| a.0);
    for (i, m) in back.iter().enumerate() {
        let load = RECOVERY_SHARE * peak;
        ctl += (load / 7.0 - ctl) * gain;
        out.weeks.push(Week {
            monday: *m,
            phase: Phase::Recovery,
            deload: false,
            load,
            binding: format!("recovery after {name}"),
            part: Part::Recovery,
            number: i,
        });
    }
    (ctl, AFTER_A * peak, 0)
}

/// Load of a usual week after an A event and its recovery, as a share of the largest before it.
const AFTER_A: f64 = 0.85;

/// Load that fits into the free minutes of a week: the days with the least room rest, the others are trained at a mix
/// of easy and quality; what is done counts for days that are over.
fn available_load(mission: &Mission, week: Day, first: Day, ledger: &Ledger) -> f64 {
    let c = &mission.constraints;
    let split = sport_split(mission);
    let rate: f64 = split.iter().map(|(s, share)| points_per_hour(*s) * share).sum();
    let mut minutes: Vec<f64> = Vec::new();
    let mut done = 0.0;
    for d in (0..7).map(|i| shift(week, i)) {
        if d < first {
            done += ledger.on(d).load;
            continue;
        }
        let room = calendar::room(mission, d);
        let open = split.keys().map(|s| room.of(*s)).max().unwrap_or(0);
        minutes.push(f64::from(open.min(300)));
    }
    minutes.sort_by(|a, b| b.total_cmp(a));
    let rest = usize::from(c.min_rest_days.unwrap_or(1).max(1));
    let days = (7 - rest.min(6)).min(c.weekly_sessions.map_or(7, usize::from));
    let mut hours = minutes.iter().take(days).sum::<f64>() / 60.0;
    if let Some(most) = c.max_weekly_hours {
        hours = hours.min(most);
    }
    done + hours * rate
}

/// Weeks of the event's own days, and of the recovery after it.
fn after(start: &Start, ledger: &Ledger, out: &mut Outline, last: Day, first: Day) {
    let days = if out.goal.is_some() { TRANSITION_DAYS } else { BLOCK_RECOVERY_DAYS };
    let recovery_end = shift(last, days);
    let peak =
        out.weeks.iter().map(|w| w.load).fold(start.reference.max(ledger.peak_week(monday(first))), f64::max);
    let mut m = out.weeks.last().map_or(monday(first), |w| shift(w.monday, 7));
    let mut number = 0;
    while m <= recovery_end {
        let event = m <= last && out.goal.is_some();
        let (phase, part) = if event { (Phase::Event, Part::Event) } else { (Phase::Recovery, Part::Recovery) };
        if !event {
            number += 1;
        }
        let share = if event { 0.0 } else { RECOVERY_SHARE };
        let open = between(m.max(shift(last, 1)), shift(m, 6).min(recovery_end)) + 1;
        out.weeks.push(Week {
            monday: m,
            phase,
            deload: false,
            load: peak * share * (open.clamp(0, 7) as f64) / 7.0,
            binding: if event { "event".into() } else { "recovery after the goal".into() },
            part,
            number,
        });
        m = shift(m, 7);
    }
}

impl Outline {
    /// Last day that recovery is planned for.
    pub(super) fn recovery_end(&self) -> Option<Day> {
        self.end.map(|e| shift(e, TRANSITION_DAYS))
    }

    /// Load of the taper's days from `from` up to, not including, `to`, seen from where the taper begins.
    fn taper_days(&self, maker: &Maker, from: Day, to: Day) -> Option<f64> {
        let (goal, first) = (self.goal?, self.first_taper?);
        let begin = first.max(maker.first);
        let available = usize::try_from(between(begin, goal)).ok()?;
        let peak = maker.ledger.peak_week(first).max(0.6 * maker.start.reference);
        let daily = peak / 7.0;
        let (least, most) = self.class.taper_days();
        let aim = taper::Aim {
            from: maker.ledger.form_before(begin),
            daily,
            tsb: target_tsb(maker.mission, self.class),
            max_loss: 0.10,
            days: (least.min(available), most.min(available)),
        };
        let found = if available < least { None } else { taper::search(&aim, &maker.start.settings) };
        let loads = found.map_or_else(|| vec![daily * 0.5; available.min(7)], |t| t.loads);
        let starts = shift(goal, -i64::try_from(loads.len()).unwrap_or(0));
        let day_load =
            |d: Day| usize::try_from(between(starts, d)).ok().and_then(|i| loads.get(i)).copied().unwrap_or(daily);
        Some(crate::domain::day::span(from, shift(to, -1)).map(day_load).sum())
    }

    /// Load of a week that is searched, and of its days that race week lays: the last seven before the event. What is
    /// done counts to the first.
    pub(super) fn split_load(&self, maker: &Maker, w: &Week) -> (f64, f64) {
        let Some(goal) = self.goal.filter(|_| w.part == Part::Training) else { return (w.load, 0.0) };
        let (from, to) = (w.monday.max(maker.first), shift(w.monday, 7).min(goal));
        let cut = shift(goal, -7).clamp(w.monday, shift(w.monday, 7));
        let race = self.race_week_daily(maker) * between(cut.max(from), to).max(0) as f64;
        let last_taper = w.phase == Phase::Taper && self.first_taper.is_some_and(|t| t <= w.monday);
        if !last_taper {
            return (w.load * between(w.monday, cut) as f64 / 7.0, race);
        }
        let days = (0..7).map(|i| shift(w.monday, i));
        let done: f64 = days.filter(|d| *d < from).map(|d| maker.ledger.on(d).load).sum();
        let before = self.taper_days(maker, from, cut.min(to).max(from));
        // The first week of a taper asks for less than the week before it, whatever the weeks before that held.
        let week_before = maker.ledger.week_load(shift(w.monday, -7));
        let most = if maker.first < w.monday && week_before > 0.0 {
            (TAPER_MOST * week_before - race).max(0.0)
        } else {
            f64::INFINITY
        };
        let load = done + before.unwrap_or(w.load * between(from, cut).max(0) as f64 / 7.0);
        (load.min(most), race)
    }

    /// Load per day that the taper wants in its last seven days.
    pub(super) fn race_week_daily(&self, maker: &Maker) -> f64 {
        let Some(goal) = self.goal else { return 0.0 };
        self.taper_days(maker, shift(goal, -7), goal).map_or(0.5 * maker.start.reference / 7.0, |l| l / 7.0)
    }
}

fn target_tsb(mission: &Mission, class: DurationClass) -> (f64, f64) {
    let (lo, hi) = class.tsb_target();
    let lo = mission.targets.tsb_min.unwrap_or(lo);
    (lo, mission.targets.tsb_max.unwrap_or(hi).max(lo))
}
