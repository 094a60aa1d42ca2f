//! The smallest change of the next seven days that keeps today within its limits.
//!
//! Iterative deepening over at most three operations, each of which touches the first day that is still wrong. What a
//! change costs: reduce 1.0, replace 1.5, swap 1.5, move 2.0, remove 3.0, times .25; on top what the week loses (load,
//! hard sessions, the long one) and what stands badly (hard beside long). More load than planned is never bought.

use super::{
    PlanChange, Scene,
    ease::{LEAST_MINUTES, eased_day},
};
use crate::{
    coach::{
        flags::Out,
        ladder::Limits,
        library,
        plan::{calendar, why},
    },
    domain::{
        Athlete, Cap, Day, HunkOp, Session, SessionKind, Sport,
        athlete::ProposalState,
        day::{self, between, monday},
        proposal::Author,
    },
};
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

const WINDOW_DAYS: i64 = 6;
/// A hard session goes at most this far.
const REACH_DAYS: i64 = 3;
const DEPTH: u8 = 3;
/// Weight of the operations' cost against what the week loses.
const LAMBDA: f64 = 0.25;
const REDUCE: f64 = 1.0;
const REPLACE: f64 = 1.5;
const SWAP: f64 = 1.5;
const MOVE: f64 = 2.0;
const REMOVE: f64 = 3.0;
/// How many candidates are handed on to the guard-rails.
const KEEP: usize = 24;

/// A session on a day of the window.
#[derive(Clone)]
struct Slot {
    day: Day,
    session: Rc<Session>,
}

type State = Vec<Slot>;
/// Easier versions of a session with what each costs.
type Versions = Vec<(f64, Rc<Session>)>;

struct Search<'a> {
    scene: &'a Scene<'a>,
    limits: &'a Limits<'a>,
    base: State,
    last: Day,
    hard_before: Vec<Day>,
    minutes: BTreeMap<Day, u16>,
    out: BTreeMap<Day, Out>,
    easier: RefCell<BTreeMap<(u64, Day), Versions>>,
}

/// Changes that keep today within its limits, best first. `may` filters what must not be offered again.
pub(super) fn ranked(scene: &Scene<'_>, limits: &Limits<'_>, may: &dyn Fn(&PlanChange) -> bool) -> Vec<PlanChange> {
    let last = day::shift(scene.today, WINDOW_DAYS);
    let base: State =
        scene.plan.span(scene.today, last).map(|s| Slot { day: s.day, session: Rc::new(s.clone()) }).collect();
    let search = Search {
        hard_before: scene.history.hard_days(day::shift(scene.today, -2), day::shift(scene.today, -1)),
        minutes: day::span(scene.today, last).map(|d| (d, available(scene, d))).collect(),
        out: (1..=REACH_DAYS).map(|i| day::shift(scene.today, i)).map(|d| (d, scene.out(d))).collect(),
        scene,
        limits,
        base,
        last,
        easier: RefCell::default(),
    };
    let mut found: Vec<(f64, String, State)> = Vec::new();
    let mut best = f64::INFINITY;
    for depth in 1..=DEPTH {
        // No deeper change can be cheaper than its own operations.
        if best <= LAMBDA * REDUCE * f64::from(depth) {
            break;
        }
        search.go(&search.base, depth, 0.0, &mut found);
        best = found.iter().map(|f| f.0).fold(best, f64::min);
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    found.dedup_by(|a, b| a.1 == b.1);
    found.iter().map(|(_, _, state)| search.change(state)).filter(|c| may(c)).take(KEEP).collect()
}

/// Minutes that the mission leaves on a day.
pub(super) fn available(scene: &Scene<'_>, d: Day) -> u16 {
    scene.mission.map_or(u16::MAX, |v| calendar::room(&v.mission, d).minutes)
}

impl Search<'_> {
    fn go(&self, state: &State, left: u8, cost: f64, found: &mut Vec<(f64, String, State)>) {
        let Some(wrong) = self.first_wrong(state) else {
            let score = self.objective(state) + LAMBDA * cost;
            let rounded = (score * 1.0e6).round() / 1.0e6;
            found.push((rounded, key(state), state.clone()));
            return;
        };
        if left == 0 {
            return;
        }
        for (c, next) in self.operations(state, wrong) {
            if !self.adds_load(&next) {
                self.go(&next, left - 1, cost + c, found);
            }
        }
    }

    /// The first day that breaks a limit, the spacing of hard days or the time available, where the plan did not.
    fn first_wrong(&self, state: &State) -> Option<Day> {
        day::span(self.scene.today, self.last).find(|&d| {
            (d == self.scene.today && !self.limits.allow(&on(state, d)))
                || (self.crowded(state, d) && !self.crowded(&self.base, d))
                || (self.too_long(state, d) && !self.too_long(&self.base, d))
        })
    }

    /// Hard with a hard day too short before it, or more than one hard session.
    fn crowded(&self, state: &State, d: Day) -> bool {
        let hard = |d: Day| state.iter().filter(|s| s.day == d && s.session.hard).count();
        let before = (1..self.scene.hard_spacing()).any(|i| {
            let eve = day::shift(d, -i);
            hard(eve) > 0 || self.hard_before.contains(&eve)
        });
        hard(d) > 1 || (hard(d) > 0 && before)
    }

    fn too_long(&self, state: &State, d: Day) -> bool {
        let total: u32 = state.iter().filter(|s| s.day == d).map(|s| u32::from(s.session.minutes)).sum();
        total > u32::from(self.minutes.get(&d).copied().unwrap_or(u16::MAX))
    }

    /// Whether a week would hold more than planned.
    fn adds_load(&self, state: &State) -> bool {
        let load = |s: &State, m: Day| s.iter().filter(|x| monday(x.day) == m).map(|x| x.session.load).sum::<f64>();
        [monday(self.scene.today), monday(self.last)]
            .into_iter()
            .any(|m| load(state, m) > load(&self.base, m) + 0.5)
    }

    fn objective(&self, state: &State) -> f64 {
        let load = |s: &State| s.iter().map(|x| x.session.load).sum::<f64>();
        let hard = |s: &State| s.iter().filter(|x| x.session.hard).count() as f64;
        let long = |s: &State| s.iter().find(|x| x.session.kind == SessionKind::Long).map(|x| x.day);
        let planned = load(&self.base).max(1.0);
        let mut j =
            4.0 * (planned - load(state)).max(0.0) / planned + 0.6 * (hard(&self.base) - hard(state)).max(0.0);
        match (long(&self.base), long(state)) {
            (Some(_), None) => j += 0.6,
            (Some(a), Some(b)) => j += 0.15 * between(a, b).abs() as f64,
            _ => {}
        }
        if let Some(l) = long(state) {
            let beside = |x: &&Slot| x.session.hard && between(x.day, l).abs() == 1;
            j += 0.25 * state.iter().filter(beside).count() as f64;
        }
        j
    }

    fn operations(&self, state: &State, d: Day) -> Vec<(f64, State)> {
        let mut out = Vec::new();
        for (i, slot) in state.iter().enumerate().filter(|(_, s)| s.day == d && !s.session.locked) {
            for (cost, version) in self.versions(slot) {
                let mut next = state.clone();
                next[i].session = version;
                out.push((cost, next));
            }
            let mut without = state.clone();
            without.remove(i);
            out.push((REMOVE, without));
            self.elsewhere(state, i, &mut out);
        }
        out
    }

    /// Swaps and moves to one of the next days; a session that the rules moved before stays.
    fn elsewhere(&self, state: &State, i: usize, out: &mut Vec<(f64, State)>) {
        let from = &state[i];
        let fixed = matches!(from.session.kind, SessionKind::Stage | SessionKind::Race | SessionKind::Opener);
        if fixed
            || from.day != self.scene.today
            || moved_before(self.scene.athlete, &from.session)
            || !from.session.hard
        {
            return;
        }
        // After a day that allows nothing, the next one is too soon for hard work.
        let soonest = if self.limits.cap == Cap::Rest { 2 } else { 1 };
        for ahead in soonest..=REACH_DAYS {
            let to = day::shift(from.day, ahead);
            // Where it still hurts is no place for what hurts.
            if self.out.get(&to).is_some_and(|o| !o.allows(&from.session)) {
                continue;
            }
            let there: Vec<usize> = (0..state.len()).filter(|&j| state[j].day == to).collect();
            if there.is_empty() {
                let mut next = state.clone();
                next[i].day = to;
                out.push((MOVE, next));
            }
            for j in there {
                let other = &state[j].session;
                let easy = !other.hard
                    && !other.locked
                    && matches!(
                        other.kind,
                        SessionKind::Endurance | SessionKind::Recovery | SessionKind::Technique
                    );
                if easy {
                    let mut next = state.clone();
                    next[j].day = from.day;
                    next[i].day = to;
                    out.push((SWAP, next));
                }
            }
        }
    }

    /// Easier versions of one session on its day, worked out once: each costs a pass over its seconds.
    fn versions(&self, slot: &Slot) -> Versions {
        let key = (slot.session.id.0, slot.day);
        if let Some(v) = self.easier.borrow().get(&key) {
            return v.clone();
        }
        let v = self.make_versions(slot);
        self.easier.borrow_mut().insert(key, v.clone());
        v
    }

    fn make_versions(&self, slot: &Slot) -> Versions {
        let s = Session { day: slot.day, ..(*slot.session).clone() };
        let speeds = self.scene.speeds();
        let mut made: Vec<(f64, Session)> = Vec::new();
        // What today's limits ask for; days after it are only ever eased to make room.
        let caps: &[Cap] =
            if slot.day == self.scene.today { &[self.limits.cap] } else { &[Cap::NoHard, Cap::Recovery] };
        for &cap in caps {
            let reference = if slot.day == self.scene.today { self.limits.reference } else { s.load };
            let limits = Limits { cap, reference, ..*self.limits };
            let eased = eased_day(std::slice::from_ref(&s), &limits, self.other_sport(), &speeds);
            made.extend(
                eased
                    .into_iter()
                    .map(|e| (if e.kind == s.kind && e.sport == s.sport { REDUCE } else { REPLACE }, e)),
            );
        }
        if s.kind == SessionKind::Stage {
            let minutes = (f64::from(s.minutes) * 0.6 / 5.0).floor() as u16 * 5;
            made.push((REDUCE, library::resized(&s, minutes, &speeds)));
        }
        if !s.hard {
            for share in [0.75, 0.5] {
                let minutes = (f64::from(s.minutes) * share / 5.0).round() as u16 * 5;
                if minutes >= LEAST_MINUTES {
                    made.push((REDUCE, library::resized(&s, minutes, &speeds)));
                }
            }
        }
        made.into_iter()
            .filter(|(_, m)| m.load < s.load - 0.5 || m.sport != s.sport)
            .map(|(c, m)| (c, Rc::new(m)))
            .collect()
    }

    /// A sport of this plan that is not out, the most planned one first.
    fn other_sport(&self) -> Option<Sport> {
        let mut load: BTreeMap<Sport, f64> = BTreeMap::new();
        let weeks = self.scene.plan.span(self.scene.today, day::shift(self.scene.today, 28));
        for s in weeks.filter(|s| !self.limits.banned.contains(&s.sport) && s.sport != Sport::Strength) {
            *load.entry(s.sport).or_default() += s.load;
        }
        load.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(s, _)| s)
    }

    fn change(&self, state: &State) -> PlanChange {
        let written = |s: &State| -> Vec<Session> { s.iter().map(|x| why::moved(&x.session, x.day)).collect() };
        PlanChange::between(&written(&self.base), &written(state))
    }
}

/// Whether the rules moved a session before: once is enough.
pub(in crate::coach) fn moved_before(athlete: &Athlete, s: &Session) -> bool {
    athlete.proposals.iter().any(|(p, state)| {
        *state == ProposalState::Accepted
            && p.author == Author::Rules
            && p.hunks.iter().any(|h| {
                matches!(h.op, HunkOp::Move { .. } | HunkOp::Swap { .. })
                    && h.op.after().iter().any(|a| a.id == s.id)
            })
    })
}

fn on(state: &State, d: Day) -> Vec<Session> {
    state.iter().filter(|s| s.day == d).map(|s| (*s.session).clone()).collect()
}

/// Tells states apart and orders equal ones: sooner days first.
fn key(state: &State) -> String {
    let mut parts: Vec<String> = state
        .iter()
        .map(|s| format!("{} {} {} {}", s.day, s.session.id, s.session.template, s.session.minutes))
        .collect();
    parts.sort_unstable();
    parts.join("|")
}
