//! Attaching strength to the days of a week.

use super::{Part, Placed, WeekInput, score};
use crate::{
    coach::plan::calendar::nth,
    domain::{SessionKind, Sport},
};

/// Shortest endurance session that strength may leave of an easy one, minutes.
const LEAST_BESIDE: u16 = 20;

/// Puts each wanted strength session on the best day that has room: beside a hard session first (hard days hard),
/// then beside an easy one, then in place of part of an easy one. Never the day before a hard or long session, never
/// on a rest day, two days apart where possible.
pub(super) fn attach(input: &WeekInput, week: &mut Vec<Placed>) {
    let mut taken: Vec<usize> = Vec::new();
    for t in &input.strength {
        let minutes = t.minutes().round() as u16;
        let done: usize = input.done.iter().map(|d| d.sessions).sum();
        if week.len() + done >= input.sessions_max {
            return;
        }
        let best = (input.from..7)
            .filter_map(|d| {
                rank(input, week, d, (minutes, t.measure().load))
                    .map(|r| (r + 2 * usize::from(crowded(&taken, d)), d))
            })
            .min();
        let Some((_, day)) = best else { continue };
        let mut loads: [f64; 7] = std::array::from_fn(|d| input.done[d].load);
        for p in week.iter() {
            loads[p.day] += p.session.load;
        }
        loads[day] += t.measure().load;
        let held: f64 = input.done.iter().map(|d| d.minutes).sum::<f64>()
            + week.iter().map(|p| f64::from(p.session.minutes)).sum::<f64>();
        let beside = week.iter().any(|p| p.day == day && p.session.minutes + minutes > input.rooms[day].minutes);
        // Where it takes the place of easy minutes the week gets no longer.
        if !score::form_holds(input, &loads) || (!beside && held + f64::from(minutes) > input.minutes_max + 1.0) {
            continue;
        }
        shorten(input, week, day, minutes);
        let session = t.session(nth(input.monday, day), None, input.menu.speeds());
        week.push(Placed { day, part: Part::Strength, session });
        taken.push(day);
    }
}

fn crowded(taken: &[usize], day: usize) -> bool {
    taken.iter().any(|t| t.abs_diff(day) < 2)
}

fn asks(p: &Placed) -> bool {
    p.session.hard || p.session.kind == SessionKind::Long
}

/// 0 beside a hard session, 1 beside an easy one, 2 in place of part of it; `None` where it may not stand.
fn rank(input: &WeekInput, week: &[Placed], day: usize, (minutes, load): (u16, f64)) -> Option<usize> {
    let on: Vec<&Placed> = week.iter().filter(|p| p.day == day).collect();
    if on.is_empty() || on.iter().any(|p| matches!(p.part, Part::Strength | Part::Double | Part::Long)) {
        return None;
    }
    if week.iter().any(|p| p.day == day + 1 && asks(p)) {
        return None;
    }
    let used: u16 = on.iter().map(|p| p.session.minutes).sum();
    let room = input.rooms[day].minutes.min(u16::MAX - minutes);
    let loaded = load + on.iter().map(|p| p.session.load).sum::<f64>();
    if input.rooms[day].of(Sport::Strength) < minutes || loaded > input.day_cap[day] {
        return None;
    }
    let hard = on.iter().any(|p| p.session.hard);
    if used + minutes <= room {
        return Some(usize::from(!hard));
    }
    let left = f64::from(room.saturating_sub(minutes));
    let kept: Option<Vec<f64>> = on
        .iter()
        .map(|p| {
            let shorter = input.menu.at_most(Part::Easy, p.session.sport, left).filter(|_| p.part == Part::Easy)?;
            Some(f64::from(p.session.minutes.min(shorter.minutes)))
        })
        .collect();
    let kept = kept?.iter().sum::<f64>();
    // Where the week holds something hard its easy minutes are what keeps the shares right.
    let soft = week.iter().all(|p| !p.session.hard);
    (soft && room >= minutes + LEAST_BESIDE && share_holds(input, week, f64::from(used) - kept)).then_some(2)
}

/// Whether the longest session still is a fair part of its week when `less` minutes leave it.
fn share_holds(input: &WeekInput, week: &[Placed], less: f64) -> bool {
    let minutes = || week.iter().filter(|p| p.part != Part::Strength).map(|p| f64::from(p.session.minutes));
    let done = input.done.iter().map(|d| d.minutes).sum::<f64>();
    let n = minutes().count() + input.done.iter().map(|d| d.sessions).sum::<usize>();
    score::share_holds(minutes().fold(0.0, f64::max), done + minutes().sum::<f64>() - less, n)
}

/// Makes room on an easy day.
fn shorten(input: &WeekInput, week: &mut [Placed], day: usize, minutes: u16) {
    let room = input.rooms[day].minutes.saturating_sub(minutes);
    for p in week.iter_mut().filter(|p| p.day == day && p.part == Part::Easy && p.session.minutes > room) {
        let fits = input.menu.at_most(Part::Easy, p.session.sport, f64::from(room));
        if let Some(offer) = fits {
            p.session = input.menu.session(Part::Easy, p.session.sport, p.session.day, offer.minutes);
        }
    }
}
