//! Skeletons: rest days, day of the long session, days of the quality sessions, and what their places cost.

use super::WeekInput;
use crate::coach::plan::calendar::LEAST_MINUTES;

/// Most quality sessions that a week can hold.
pub(super) const QUALITY_MAX: usize = 3;

/// A week without minutes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Skeleton {
    /// Bit i: weekday i rests.
    pub rest: u8,
    pub long: Option<usize>,
    /// Weekday of each wanted quality session.
    pub quality: [Option<usize>; QUALITY_MAX],
    /// What its places alone cost; no filling makes it cheaper.
    pub cost: f64,
}

impl Skeleton {
    pub(super) fn rests(&self, day: usize) -> bool {
        self.rest & (1 << day) != 0
    }

    fn key(&self) -> (u8, Option<usize>, [Option<usize>; QUALITY_MAX]) {
        (self.rest, self.long, self.quality)
    }
}

/// Points for a wanted session that the week does not hold.
const MISSING: f64 = 0.6;
/// Points per session more or fewer than suits the load.
const COUNT: f64 = 0.06;

/// Every skeleton that meets the constraints on places, the cheapest first.
pub(super) fn all(input: &WeekInput) -> Vec<Skeleton> {
    let forced =
        (0..7).filter(|&d| d < input.from || input.rooms[d].minutes < LEAST_MINUTES).fold(0_u8, |m, d| m | 1 << d);
    let mut out = Vec::new();
    for rest in 0..128_u8 {
        if rest & forced == forced && rests_well(input, rest) {
            with_long(input, rest, &mut out);
        }
    }
    out.sort_by(|a, b| a.cost.total_cmp(&b.cost).then_with(|| a.key().cmp(&b.key())));
    out
}

/// Enough rest days, no seven days without one, not more sessions than allowed.
fn rests_well(input: &WeekInput, rest: u8) -> bool {
    // A day that is over rested only if nothing much was done on it.
    let rested =
        |d: usize| (d < input.from || rest & (1 << d) != 0) && input.done[d].load <= 35.0 && !input.done[d].hard;
    let n = (0..7).filter(|&d| rested(d)).count();
    let work = (input.from..7).filter(|&d| rest & (1 << d) == 0).count();
    let done: usize = input.done.iter().map(|d| d.sessions).sum();
    let mut since = input.since_rest;
    for d in 0..7 {
        if rested(d) {
            since = 0;
        } else if d >= input.from && since >= 7 {
            return false;
        }
        since += 1;
    }
    let forced_by_past = input.from > 0 && (input.from..7).all(rested);
    (n >= input.rest_min || forced_by_past) && work + done <= input.sessions_max
}

fn with_long(input: &WeekInput, rest: u8, out: &mut Vec<Skeleton>) {
    let work: Vec<usize> = (input.from..7).filter(|d| rest & (1 << d) == 0).collect();
    let mut base = Skeleton { rest, long: None, quality: [None; QUALITY_MAX], cost: 0.0 };
    with_quality(input, &work, base, 0, out);
    let Some((sport, _)) = input.long else { return };
    for &d in work.iter().filter(|&&d| input.rooms[d].of(sport) >= super::menu::LONG_MIN) {
        base.long = Some(d);
        with_quality(input, &work, base, 0, out);
    }
}

/// Places the quality sessions from number `i` on; leaving one out is a choice that costs.
fn with_quality(input: &WeekInput, work: &[usize], mut s: Skeleton, i: usize, out: &mut Vec<Skeleton>) {
    let Some(q) = input.quality.get(i).filter(|_| i < QUALITY_MAX) else {
        s.cost = cost(input, work.len(), &s);
        out.push(s);
        return;
    };
    s.quality[i] = None;
    with_quality(input, work, s, i + 1, out);
    if q.is_long() && s.long.is_some() {
        return;
    }
    for &d in work {
        if Some(d) == s.long || input.no_hard[d] || q.on[d].is_none() || s.quality[..i].contains(&Some(d)) {
            continue;
        }
        s.quality[i] = Some(d);
        if q.template.hard && !hard_days_fit(input, &s, i) {
            continue;
        }
        with_quality(input, work, s, i + 1, out);
    }
}

/// At least 48 hours (or the mission's 72) between hard days and no more than allowed in any seven, the week before included.
fn hard_days_fit(input: &WeekInput, s: &Skeleton, upto: usize) -> bool {
    let mut hard = 0_u32;
    for d in 0..7 {
        let placed = s.quality[..=upto].iter().zip(&input.quality).any(|(at, q)| *at == Some(d) && q.template.hard);
        hard |= u32::from(input.hard_before[d]) << d;
        hard |= u32::from(placed || input.done[d].hard) << (d + 7);
    }
    let planned = hard >> (7 + input.from) << (7 + input.from);
    // A pair of neighbours counts only if the plan makes it.
    let spaced = (1..input.hard_spacing).all(|gap| {
        let pairs = hard & (hard << gap);
        pairs & (planned | planned << gap) == 0
    });
    spaced
        && (7..14).all(|end| {
            planned >> end & 1 == 0 || ((hard >> (end - 6)) & 0x7f).count_ones() as usize <= input.hard_max
        })
}

/// Distance between two weekdays around the week.
pub(super) fn around(a: usize, b: usize) -> f64 {
    let d = a.abs_diff(b);
    d.min(7 - d) as f64
}

fn cost(input: &WeekInput, work: usize, s: &Skeleton) -> f64 {
    let placed = || s.quality.iter().zip(&input.quality).filter_map(|(d, q)| d.map(|d| (d, q)));
    let mut cost = MISSING * (input.quality.len().min(QUALITY_MAX) - placed().count()) as f64;
    let fast = placed().find(|(_, q)| q.is_long()).map(|(d, _)| d);
    cost += match (s.long.or(fast), input.long) {
        (Some(d), _) => 0.15 * around(d, input.long_day),
        (None, Some(_)) => MISSING,
        (None, None) => 0.0,
    };
    if let Some(d) = placed()
        .filter(|(_, q)| !q.is_long())
        .map(|(d, _)| d)
        .min_by(|a, b| around(*a, input.hard_day).total_cmp(&around(*b, input.hard_day)))
    {
        cost += 0.10 * around(d, input.hard_day);
    }
    for (d, q) in placed() {
        if q.template.hard && s.long.is_some_and(|l| l.abs_diff(d) == 1) {
            cost += 0.25;
        }
        if input.used.contains(q.template.id) {
            cost += 0.2;
        }
    }
    cost + COUNT * work.abs_diff(input.sessions_wanted) as f64
}
