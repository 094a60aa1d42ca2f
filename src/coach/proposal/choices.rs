//! Other ways of one hunk: what could take its place while the rest of the proposal stays.
//!
//! Owns: which ways there are, for whoever proposed it, and putting one in the hunk's place. Does not own: choosing
//! one (the athlete), other ways of the whole proposal ([`super::Draft`]'s maker). Every way starts from the
//! sessions of its hunk (of an exchange, from one of the two) and passes the guard-rails, in the proposal and, where the hunk stands alone, by itself.

use super::{
    Scene,
    answer::{preview, touched},
    canonical::changed,
    said::same_op,
};
use crate::{
    coach::{
        effect::effect,
        library,
        plan::{calendar, why},
        replan, words,
    },
    domain::{
        CleanText, Day, Hunk, HunkOp, Proposal, Session, SessionKind,
        day::{between, shift},
        proposal::{Alternative, Author, HunkChoice},
    },
};

/// Most other ways of one hunk.
const CHOICES: usize = 2;
/// Days ahead that a session may go.
const REACH: i64 = 3;
/// Shortest session worth going out for, minutes.
const LEAST_MINUTES: u16 = 20;

/// How far other ways may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Less, or nothing, on the hunk's own day: days that are eased one after the other are not moved about.
    SameDay,
    /// Another day as well.
    OtherDays,
}

/// Writes into the proposal which other ways each of its hunks has.
pub fn offer_choices(scene: &Scene<'_>, p: &mut Proposal, reach: Reach) {
    p.choices = p.hunks.iter().map(|h| of_hunk(scene, p, h, reach)).collect();
}

/// The hunk with another way in its place.
#[must_use]
pub fn chosen(hunk: &Hunk, choice: &HunkChoice) -> Hunk {
    Hunk { op: choice.op.clone(), ..hunk.clone() }
}

fn of_hunk(scene: &Scene<'_>, p: &Proposal, hunk: &Hunk, reach: Reach) -> Vec<HunkChoice> {
    let mut out: Vec<HunkChoice> = Vec::new();
    for op in ways(scene, p, &hunk.op, reach) {
        let new = Hunk { op, ..hunk.clone() };
        // What the hunk, another way or an alternative of the whole says already is no other way.
        let whole = |a: &Alternative| matches!(&a.hunks[..], [only] if same_op(&only.op, &new.op));
        let known = same_op(&new.op, &hunk.op)
            || out.iter().any(|c| same_op(&c.op, &new.op))
            || (p.hunks.len() == 1 && p.alternatives.iter().any(whole));
        if out.len() == CHOICES || known || !holds(scene, p, &new) {
            continue;
        }
        let after = preview(scene.plan, std::slice::from_ref(&new));
        out.push(HunkChoice {
            words: CleanText::line(&words::ops(std::slice::from_ref(&new.op), scene.today)),
            effect: effect(scene, &after),
            op: new.op,
        });
    }
    out
}

/// Whether the proposal passes with this hunk in its place, and the hunk alone where it is independent.
fn holds(scene: &Scene<'_>, p: &Proposal, new: &Hunk) -> bool {
    let all: Vec<Hunk> = p.hunks.iter().map(|h| if h.number == new.number { new } else { h }).cloned().collect();
    let passes = |hunks: &[Hunk]| scene.passes(&preview(scene.plan, hunks), &touched(hunks));
    passes(&all) && (new.linked.is_some() || all.len() == 1 || passes(std::slice::from_ref(new)))
}

/// Ways worth trying, the nearest to what the hunk is for first.
fn ways(scene: &Scene<'_>, p: &Proposal, op: &HunkOp, reach: Reach) -> Vec<HunkOp> {
    // What the rules, a model or a review ask for may become less, never more.
    let own = p.author == Author::Athlete;
    match op {
        HunkOp::Retype { before, after }
        | HunkOp::Resize { before, after }
        | HunkOp::Retarget { before, after } => {
            let mut out = lesser(scene, before, after);
            if reach == Reach::OtherDays && may_go(scene, before, own) {
                out.extend(elsewhere(scene, p, before, before.day, 1..=REACH));
            }
            out.push(HunkOp::Remove(before.clone()));
            out
        }
        HunkOp::Remove(s) => {
            let mut out = Vec::new();
            if reach == Reach::OtherDays && may_go(scene, s, own) {
                out.extend(elsewhere(scene, p, s, s.day, 1..=REACH).into_iter().take(1));
            }
            if own {
                let half = Session { load: s.load / 2.0, minutes: s.minutes / 2, ..s.clone() };
                out.extend(lesser(scene, s, &half));
            }
            out
        }
        HunkOp::Move { before, after } => {
            let mut out = elsewhere(scene, p, before, after.day, -REACH..=REACH);
            out.truncate(2);
            out.push(HunkOp::Remove(before.clone()));
            out
        }
        HunkOp::Add(s) => {
            let mut out: Vec<HunkOp> = Vec::new();
            let shorter = (f64::from(s.minutes) * 0.75 / 5.0).round() as u16 * 5;
            if shorter >= LEAST_MINUTES {
                out.push(HunkOp::Add(library::resized(s, shorter, &scene.speeds())));
            }
            if own || reach == Reach::OtherDays {
                let days = free_days(scene, p, s, s.day, 1..=REACH).into_iter().take(1);
                out.extend(days.map(|day| HunkOp::Add(why::moved(s, day))));
            }
            out.retain(|o| o.after().iter().all(|a| a.minutes < s.minutes || a.day != s.day));
            out
        }
        HunkOp::Swap { before, .. } => {
            let [a, b] = &**before;
            // The one that the exchange is about stays alone: what it changes places with stays where it is.
            let (main, other) = if a.hard || !b.hard { (a, b) } else { (b, a) };
            let eased = lesser(scene, main, other).into_iter().take(1);
            let mut moved = Vec::new();
            if reach == Reach::OtherDays && may_go(scene, main, own) {
                moved = elsewhere(scene, p, main, main.day, 1..=REACH);
                moved.truncate(1);
            }
            let nothing = HunkOp::Remove(main.clone());
            // Who asks for another day gets another day first.
            if own {
                moved.into_iter().chain(eased).chain([nothing]).collect()
            } else {
                eased.chain(moved).chain([nothing]).collect()
            }
        }
        HunkOp::Note { .. } => vec![],
    }
}

/// The session shortened, and an easy one in its place, each of no more load than `than`.
fn lesser(scene: &Scene<'_>, s: &Session, than: &Session) -> Vec<HunkOp> {
    let speeds = scene.speeds();
    let fits = |n: &Session| n.load <= than.load + 0.5 && n.hard <= than.hard && n.minutes >= LEAST_MINUTES;
    let longest = |make: &dyn Fn(u16) -> Session| {
        let top = s.minutes.max(than.minutes) / 5;
        (LEAST_MINUTES / 5..=top).rev().map(|n| make(n * 5)).find(|n| fits(n))
    };
    let keep = |n: Session| Session {
        id: s.id,
        day: s.day,
        locked: s.locked,
        stage: s.stage,
        rationale: format!("In the place of {}.", s.title),
        ..n
    };
    let mut out = Vec::new();
    if !s.hard || than.hard {
        out.extend(longest(&|m| library::resized(s, m, &speeds)));
    }
    if s.kind != SessionKind::Stage {
        out.extend(longest(&|m| library::easy_session(s.sport, s.day, m, &speeds)).map(keep));
    }
    out.retain(|n| n.minutes != s.minutes || n.template != s.template);
    out.into_iter().map(|n| changed(s.clone(), n)).collect()
}

/// Whether a session may go to another day: its own wish moves anything, the rules move what is hard today, once.
fn may_go(scene: &Scene<'_>, s: &Session, own: bool) -> bool {
    let bound = matches!(s.kind, SessionKind::Stage | SessionKind::Race | SessionKind::Opener);
    !bound && (own || (s.hard && s.day == scene.today && !replan::moved_before(scene.athlete, s)))
}

fn elsewhere(
    scene: &Scene<'_>,
    p: &Proposal,
    s: &Session,
    around: Day,
    days: std::ops::RangeInclusive<i64>,
) -> Vec<HunkOp> {
    let all = free_days(scene, p, s, around, days).into_iter();
    all.map(|day| HunkOp::Move { before: s.clone(), after: why::moved(s, day) }).collect()
}

/// Days with nothing on them and time for the session, the nearest to its own first.
fn free_days(
    scene: &Scene<'_>,
    p: &Proposal,
    s: &Session,
    around: Day,
    days: std::ops::RangeInclusive<i64>,
) -> Vec<Day> {
    let after = preview(scene.plan, &p.hunks);
    let last = scene.plan.last_day().unwrap_or(scene.today);
    let room = |d: Day| scene.mission.map_or(u16::MAX, |v| calendar::room(&v.mission, d).of(s.sport));
    let free = |d: &Day| {
        *d >= scene.today
            && *d <= last
            && *d != s.day
            && *d != around
            && after.on(*d).next().is_none()
            && scene.plan.on(*d).next().is_none()
            && room(*d) >= s.minutes
    };
    let mut out: Vec<Day> = days.map(|i| shift(around, i)).filter(free).collect();
    out.sort_by_key(|d| (between(s.day, *d).abs(), *d));
    out
}
