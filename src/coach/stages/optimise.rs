//! The most points that form allows: dynamic programming over the days of the event.
//!
//! State: form in buckets of half a point, stages in a row, breakaways, and what the bonuses ask for. Within a bucket
//! the way with the most points stays, so the answer is a lower bound of the true best, and a good one.

use crate::{
    domain::mission::{Bonuses, ModePoints, RideMode, StageType},
    science::form::Gains,
};
use std::collections::BTreeMap;

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

/// Width of a form bucket.
const GRID: f64 = 0.5;
/// First stage of the final week.
const FINAL_WEEK: u16 = 16;

#[derive(Clone, Copy)]
struct Node {
    points: u32,
    form: (f64, f64),
    record: Record,
    from: usize,
    mode: RideMode,
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

/// The most points from a first morning with CTL and ATL `form`.
#[must_use]
pub fn best(days: &[RaceDay], form: (f64, f64), record: Record, bonuses: &Bonuses, gains: &Gains) -> Best {
    let mut fronts: Vec<Vec<Node>> = vec![vec![Node { points: 0, form, record, from: 0, mode: RideMode::Rest }]];
    for day in days {
        let next = step(fronts.last().map_or(&[], Vec::as_slice), day, bonuses, gains);
        fronts.push(next);
    }
    let (mountains, final_week) = offers(days, record);
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

fn step(front: &[Node], day: &RaceDay, bonuses: &Bonuses, gains: &Gains) -> Vec<Node> {
    let mut next: BTreeMap<(i32, i32, u32), Node> = BTreeMap::new();
    for (from, n) in front.iter().enumerate() {
        let modes = if day.stage.is_some() { allowed(n.form.0 - n.form.1) } else { &[RideMode::Rest] };
        for &mode in modes {
            let (load, mut points) = match mode {
                RideMode::Rest => (0.0, 0),
                RideMode::Gc => (day.load.0, day.points.gc),
                RideMode::Breakaway => (day.load.1, day.points.breakaway),
            };
            let mut record = n.record;
            if let Some((number, kind)) = day.stage {
                let (after, bonus) = record.after(number, kind, mode, bonuses);
                record = after;
                points += bonus;
            }
            let form = gains.step(n.form, load);
            let key = ((form.0 / GRID).round() as i32, (form.1 / GRID).round() as i32, record.bits());
            let node = Node { points: n.points + points, form, record, from, mode };
            match next.get(&key) {
                Some(old) if old.points >= node.points => {}
                _ => {
                    next.insert(key, node);
                }
            }
        }
    }
    next.into_values().collect()
}
