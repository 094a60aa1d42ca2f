//! The most points that form allows: a beam search over the days of the event.
//!
//! A way through the days is worth what it has earned and the most that it can still hope for. Day by day the most
//! promising ways stay, one for each form in steps and each standing towards the bonuses. What is found can be ridden,
//! so it is never too many points; in all the tours it was compared on, it is no fewer than a search that keeps every
//! form in steps of half a point finds.

use crate::{
    domain::mission::{Bonuses, ModePoints, RideMode, StageType},
    science::form::Gains,
};
use std::collections::HashSet;

/// One day of the event as the optimiser sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RaceDay {
    /// Number and type of the stage; `None` on a rest day.
    pub stage: Option<(u16, StageType)>,
    /// Load with the bunch and in the breakaway.
    pub load: (f64, f64),
    /// Points with the bunch and in the breakaway.
    pub points: ModePoints,
}

/// What was done before the first day given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Stages ridden in a row.
    pub streak: u8,
    /// Whether five in a row were reached before.
    pub five: bool,
    /// Breakaways.
    pub breakaways: u8,
    /// A mountain stage was not ridden in the breakaway.
    pub lost_mountains: bool,
    /// A stage was not ridden with the bunch.
    pub lost_gc: bool,
    /// A stage from the sixteenth on was missed.
    pub lost_final: bool,
}

/// The best way found.
#[derive(Clone, Debug, PartialEq)]
pub struct Best {
    /// Points and bonuses to come.
    pub points: u32,
    /// Mode of every day; rest on rest days.
    pub modes: Vec<RideMode>,
}

/// First stage of the final week.
const FINAL_WEEK: u16 = 16;
/// Ways that stay after each day. Half of these find the same points on every tour tried.
const WIDTH: usize = 200;
/// Ways whose TSB and CTL agree in these steps, and whose standing is the same, are one.
const STEPS: (f64, f64) = (0.5, 1.0);

#[derive(Clone, Copy)]
struct Node {
    points: u32,
    /// Points that it can't do better than in the end.
    hope: u32,
    form: (f64, f64),
    record: Record,
    from: usize,
    mode: RideMode,
}

impl Node {
    fn tsb(&self) -> f64 {
        self.form.0 - self.form.1
    }

    /// What makes it another way than the next one.
    fn cell(&self) -> (i32, i32, u32) {
        ((self.tsb() / STEPS.0).floor() as i32, (self.form.0 / STEPS.1).floor() as i32, self.record.bits())
    }
}

impl RaceDay {
    /// Load and points of a mode.
    fn ridden(&self, mode: RideMode) -> (f64, u32) {
        match mode {
            RideMode::Rest => (0.0, 0),
            RideMode::Gc => (self.load.0, self.points.gc),
            RideMode::Breakaway => (self.load.1, self.points.breakaway),
        }
    }

    /// What may be done with a morning's TSB.
    fn modes(&self, tsb: f64) -> &'static [RideMode] {
        if self.stage.is_some() { allowed(tsb) } else { &[RideMode::Rest] }
    }
}

/// Modes that a morning's TSB allows.
fn allowed(tsb: f64) -> &'static [RideMode] {
    if tsb < -20.0 {
        &[RideMode::Rest]
    } else if tsb > -5.0 {
        &[RideMode::Rest, RideMode::Gc, RideMode::Breakaway]
    } else {
        &[RideMode::Rest, RideMode::Gc]
    }
}

impl Record {
    /// The record after a stage, and the bonus that it earned.
    pub(super) fn after(mut self, number: u16, kind: StageType, mode: RideMode, b: &Bonuses) -> (Self, u32) {
        let mut bonus = 0;
        self.streak = if mode == RideMode::Rest { 0 } else { (self.streak + 1).min(5) };
        if self.streak == 5 && !self.five {
            self.five = true;
            bonus += b.five_in_a_row;
        }
        if mode == RideMode::Breakaway && self.breakaways < 10 {
            self.breakaways += 1;
            bonus += if self.breakaways == 10 { b.ten_breakaways } else { 0 };
        }
        self.lost_mountains |= kind == StageType::Mountain && mode != RideMode::Breakaway;
        self.lost_gc |= mode != RideMode::Gc;
        self.lost_final |= number >= FINAL_WEEK && mode == RideMode::Rest;
        (self, bonus)
    }

    fn bonus_at_end(self, b: &Bonuses, mountains: bool, final_week: bool) -> u32 {
        let mut sum = 0;
        if mountains && !self.lost_mountains {
            sum += b.all_mountains;
        }
        if !self.lost_gc {
            sum += b.all_gc;
        }
        if final_week && !self.lost_final {
            sum += b.final_week;
        }
        sum
    }

    /// Without what can no longer matter with so many stages to come, so that ways that differ in nothing else are
    /// one.
    fn trimmed(mut self, b: &Bonuses, stages: usize) -> Self {
        if self.five || b.five_in_a_row == 0 || usize::from(self.streak) + stages < 5 {
            (self.streak, self.five) = (0, true);
        }
        if b.ten_breakaways == 0 || usize::from(self.breakaways) + stages < 10 {
            self.breakaways = 10;
        }
        self.lost_mountains |= b.all_mountains == 0;
        self.lost_gc |= b.all_gc == 0;
        self.lost_final |= b.final_week == 0;
        self
    }

    /// Bonuses that are not lost yet.
    fn hope(self, b: &Bonuses, mountains: bool, final_week: bool) -> u32 {
        let five = if self.five { 0 } else { b.five_in_a_row };
        let ten = if self.breakaways < 10 { b.ten_breakaways } else { 0 };
        self.bonus_at_end(b, mountains, final_week) + five + ten
    }

    fn bits(self) -> u32 {
        u32::from(self.streak)
            | u32::from(self.five) << 3
            | u32::from(self.breakaways) << 4
            | u32::from(self.lost_mountains) << 8
            | u32::from(self.lost_gc) << 9
            | u32::from(self.lost_final) << 10
    }
}

/// Which bonuses the whole event has at all: (a mountain stage, a stage of the final week).
fn offers(days: &[RaceDay], record: Record) -> (bool, bool) {
    let any = |f: &dyn Fn(u16, StageType) -> bool| days.iter().filter_map(|d| d.stage).any(|(n, k)| f(n, k));
    // A mountain already ridden in the breakaway keeps the bonus alive; one that is lost is known by the record.
    let mountains = any(&|_, k| k == StageType::Mountain) || record.lost_mountains;
    (mountains, any(&|n, _| n >= FINAL_WEEK))
}

/// The points that stages from each day on can give at a TSB, bonuses left out: never too few.
///
/// TSB alone can be looked up in a table; the other half of form is taken as high as hard riding alone would make it,
/// and both only ever allow more.
struct Outlook(Vec<[u32; Outlook::CELLS]>);

impl Outlook {
    const LOWEST: f64 = -60.0;
    const STEP: f64 = 0.25;
    const CELLS: usize = 400;

    fn of(days: &[RaceDay], form: (f64, f64), gains: &Gains) -> Self {
        let mut ctl = form.0;
        let mut highest = Vec::with_capacity(days.len());
        for d in days {
            highest.push(ctl);
            ctl = gains.step((ctl, 0.0), d.load.0.max(d.load.1)).0.max(ctl);
        }
        let mut table = vec![[0; Self::CELLS]; days.len() + 1];
        for (i, (day, ctl)) in days.iter().zip(highest).enumerate().rev() {
            table[i] = std::array::from_fn(|cell| {
                let tsb = Self::LOWEST + cell as f64 * Self::STEP;
                let to_come = day.modes(tsb).iter().map(|&m| {
                    let (load, points) = day.ridden(m);
                    let next = gains.step((ctl, ctl - tsb), load);
                    points + table[i + 1][Self::cell(next.0 - next.1)]
                });
                to_come.max().unwrap_or(0)
            });
        }
        Self(table)
    }

    fn cell(tsb: f64) -> usize {
        (((tsb - Self::LOWEST) / Self::STEP).ceil().max(0.0) as usize).min(Self::CELLS - 1)
    }

    fn from(&self, day: usize, tsb: f64) -> u32 {
        self.0.get(day).map_or(0, |t| t[Self::cell(tsb)])
    }
}

/// What stays the same through a search.
struct Search<'a> {
    bonuses: &'a Bonuses,
    gains: &'a Gains,
    outlook: Outlook,
    mountains: bool,
    final_week: bool,
}

/// The most points from a first morning with CTL and ATL `form`.
#[must_use]
pub fn best(days: &[RaceDay], form: (f64, f64), record: Record, bonuses: &Bonuses, gains: &Gains) -> Best {
    let (mountains, final_week) = offers(days, record);
    let search = Search { bonuses, gains, outlook: Outlook::of(days, form, gains), mountains, final_week };
    let start = Node { points: 0, hope: 0, form, record, from: 0, mode: RideMode::Rest };
    let mut fronts: Vec<Vec<Node>> = vec![vec![start]];
    let mut stages = days.iter().filter(|d| d.stage.is_some()).count();
    for (i, day) in days.iter().enumerate() {
        stages -= usize::from(day.stage.is_some());
        let next = search.step(fronts.last().map_or(&[], Vec::as_slice), day, i, stages);
        fronts.push(next);
    }
    let last = fronts.last().map_or(&[][..], Vec::as_slice);
    let total = |n: &Node| n.points + n.record.bonus_at_end(bonuses, mountains, final_week);
    let Some(mut at) = (0..last.len()).max_by_key(|&i| (total(&last[i]), std::cmp::Reverse(i))) else {
        return Best { points: 0, modes: Vec::new() };
    };
    let points = total(&last[at]);
    let mut modes = Vec::with_capacity(days.len());
    for front in fronts.iter().skip(1).rev() {
        modes.push(front[at].mode);
        at = front[at].from;
    }
    modes.reverse();
    Best { points, modes }
}

impl Search<'_> {
    /// The ways that stay after day `i`, with so many stages to come after it.
    fn step(&self, front: &[Node], day: &RaceDay, i: usize, stages: usize) -> Vec<Node> {
        let mut next: Vec<Node> = Vec::with_capacity(front.len() * 3);
        for (from, n) in front.iter().enumerate() {
            next.extend(day.modes(n.tsb()).iter().map(|&mode| self.ride(n, from, day, i, mode, stages)));
        }
        // Every tie is settled, so that the same tour gives the same answer.
        next.sort_unstable_by(|a, b| {
            let by_worth = b.hope.cmp(&a.hope).then(b.points.cmp(&a.points));
            by_worth.then(b.tsb().total_cmp(&a.tsb())).then(a.from.cmp(&b.from)).then(a.mode.cmp(&b.mode))
        });
        let mut seen = HashSet::with_capacity(next.len());
        next.retain(|n| seen.len() < WIDTH && seen.insert(n.cell()));
        next
    }

    fn ride(&self, n: &Node, from: usize, day: &RaceDay, i: usize, mode: RideMode, stages: usize) -> Node {
        let (load, mut points) = day.ridden(mode);
        let mut record = n.record;
        if let Some((number, kind)) = day.stage {
            let (after, bonus) = record.after(number, kind, mode, self.bonuses);
            record = after;
            points += bonus;
        }
        let record = record.trimmed(self.bonuses, stages);
        let points = n.points + points;
        let form = self.gains.step(n.form, load);
        let to_come = self.outlook.from(i + 1, form.0 - form.1);
        let hope = points + to_come + record.hope(self.bonuses, self.mountains, self.final_week);
        Node { points, hope, form, record, from, mode }
    }
}
