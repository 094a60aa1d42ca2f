//! From a template to a wanted length: stretch what is easy, shorten what is hard, never add intensity.

use super::{Role, Speeds, Template, bare, measure, templates};
use crate::domain::num::Total;
use crate::domain::{
    Block, Session, SessionKind, Sport, Step,
    session::{Duration, StepKind},
};

/// Shortest cool-down, s.
const COOL_MIN: u32 = 180;
/// Shortest warm-up, s, …
const WARM_MIN: u32 = 480;
/// … and before efforts over threshold.
const WARM_MIN_VO2: u32 = 720;
/// Least share of repetitions that must stay.
const KEEP: f64 = 0.60;
/// Most that repetitions may grow.
pub(super) const GROW: f64 = 1.34;
/// Most seconds at 106 % and more that growth may lead to.
const VO2_MAX_S: f64 = 1800.0;
/// Shortest main part of an easy session, s.
const MAIN_MIN: u32 = 300;

/// The template and steps that fit `wanted` seconds best: this one stretched or shortened, else a shorter one.
pub(super) fn fit(t: &'static Template, wanted: f64, speeds: &Speeds) -> (&'static Template, Vec<Block>) {
    if let Some(blocks) = own(t, wanted, speeds) {
        return (t, blocks);
    }
    let peak = peak_pct(&t.blocks());
    let shorter = templates(t.sport)
        .filter(|o| o.role == t.role && o.id != t.id && o.minutes() < t.minutes())
        .filter(|o| peak_pct(&o.blocks()) <= peak)
        .filter_map(|o| own(o, wanted, speeds).map(|b| (o, b)))
        .max_by(|(a, _), (b, _)| a.measure().load.total_cmp(&b.measure().load).then(b.id.cmp(a.id)));
    if let Some(hit) = shorter {
        return hit;
    }
    let easy = templates(t.sport)
        .filter(|o| matches!(o.role, Role::Easy | Role::Strength))
        .filter_map(|o| own(o, wanted, speeds).map(|b| (o, b)))
        .find(|(o, _)| matches!(o.kind, SessionKind::Recovery | SessionKind::Technique | SessionKind::Strength));
    easy.unwrap_or_else(|| (t, t.blocks()))
}

/// The template itself in `wanted` seconds, when that is still the same session.
fn own(t: &Template, wanted: f64, speeds: &Speeds) -> Option<Vec<Block>> {
    let blocks = t.blocks();
    let total = length(t.sport, &blocks, speeds);
    // A minute is the grain of a plan.
    if (total - wanted).abs() < 30.0 {
        return Some(blocks);
    }
    match t.role {
        Role::Easy | Role::Long => stretch(t, blocks, wanted, speeds),
        _ if wanted < total => crunch(t, blocks, wanted, speeds),
        Role::Quality => Some(grow(t, blocks, wanted, speeds)),
        _ => Some(blocks),
    }
}

/// Fewest seconds in which the template is still itself.
pub(super) fn least_seconds(t: &Template) -> f64 {
    let mut blocks = t.blocks();
    if matches!(t.role, Role::Easy | Role::Long)
        && let Some(i) = main_step(&blocks)
    {
        let least = MAIN_MIN.min(seconds_of(&blocks[i]));
        set_seconds(&mut blocks[i], least);
    }
    trim_ends(t, &mut blocks, f64::INFINITY);
    drop_reps(t, &mut blocks, 0.0, &Speeds::default());
    length(t.sport, &blocks, &Speeds::default())
}

fn length(sport: Sport, blocks: &[Block], speeds: &Speeds) -> f64 {
    let threshold = match sport {
        Sport::Swim => speeds.swim.filter(|v| *v > 0.2).unwrap_or(1.0),
        _ => speeds.run.filter(|v| *v > 0.5).unwrap_or(3.5),
    };
    Block::flatten(blocks).iter().map(|s| measure::seconds(s, threshold)).total()
}

/// Puts the difference into the longest steady part; swims take it in repetitions.
fn stretch(t: &Template, mut blocks: Vec<Block>, wanted: f64, speeds: &Speeds) -> Option<Vec<Block>> {
    let total = length(t.sport, &blocks, speeds);
    if let Some(i) = main_step(&blocks) {
        let new = (f64::from(seconds_of(&blocks[i])) + wanted - total).max(f64::from(MAIN_MIN));
        set_seconds(&mut blocks[i], new as u32);
    } else if wanted > total {
        return Some(add_reps(t.sport, blocks, wanted, 3.0, speeds));
    }
    if length(t.sport, &blocks, speeds) >= wanted + 30.0 {
        return crunch(t, blocks, wanted, speeds);
    }
    Some(blocks)
}

/// Cool-down, then warm-up, then the easy parts beside the set, then the last repetitions.
fn crunch(t: &Template, mut blocks: Vec<Block>, wanted: f64, speeds: &Speeds) -> Option<Vec<Block>> {
    let over = length(t.sport, &blocks, speeds) - wanted;
    trim_ends(t, &mut blocks, over);
    if length(t.sport, &blocks, speeds) >= wanted + 30.0 {
        drop_reps(t, &mut blocks, wanted, speeds);
    }
    (length(t.sport, &blocks, speeds) < wanted + 30.0).then_some(blocks)
}

fn trim_ends(t: &Template, blocks: &mut [Block], mut over: f64) {
    let sharp = matches!(t.kind, SessionKind::Vo2 | SessionKind::Anaerobic | SessionKind::Sprint);
    let warm_min = if sharp { WARM_MIN_VO2 } else { WARM_MIN };
    let in_set = blocks.iter().any(|b| matches!(b, Block::Repeat { .. }));
    for (kind, floor) in [(StepKind::Cooldown, COOL_MIN), (StepKind::Warmup, warm_min), (StepKind::Work, MAIN_MIN)]
    {
        if kind == StepKind::Work && !(in_set && t.hard) {
            continue;
        }
        for b in blocks.iter_mut() {
            let Block::Step(s) = b else { continue };
            let Duration::Time(now) = s.duration else { continue };
            if s.kind == kind && now > floor && over > 0.0 && s.hi < 80.0 {
                let new = (f64::from(now) - over).max(f64::from(floor)) as u32;
                over -= f64::from(now - new);
                s.duration = Duration::Time(new);
            }
        }
    }
}

/// Takes repetitions from the longest set, then the next, until it fits or 60 % are left.
fn drop_reps(t: &Template, blocks: &mut [Block], wanted: f64, speeds: &Speeds) {
    let floors: Vec<u16> = blocks.iter().map(|b| (f64::from(reps(b)) * KEEP).ceil() as u16).collect();
    while length(t.sport, blocks, speeds) >= wanted + 30.0 {
        let next = (0..blocks.len())
            .filter(|&i| reps(&blocks[i]) > floors[i])
            .max_by_key(|&i| (u32::from(reps(&blocks[i]) - floors[i]), std::cmp::Reverse(i)));
        let Some(i) = next else { return };
        if let Block::Repeat { n, .. } = &mut blocks[i] {
            *n -= 1;
        }
    }
}

fn reps(b: &Block) -> u16 {
    if let Block::Repeat { n, .. } = b { *n } else { 0 }
}

/// One repetition more at a time, within a third of the work and 30 minutes over 106 %.
fn grow(t: &Template, blocks: Vec<Block>, wanted: f64, speeds: &Speeds) -> Vec<Block> {
    let sharp: f64 =
        Block::flatten(&blocks).iter().filter(|s| s.lo >= 106.0).map(|s| measure::seconds(s, 3.5)).total();
    let room = if sharp > 0.0 { (VO2_MAX_S / sharp).min(GROW) } else { GROW };
    add_reps(t.sport, blocks, wanted, room.max(1.0), speeds)
}

fn add_reps(sport: Sport, mut blocks: Vec<Block>, wanted: f64, room: f64, speeds: &Speeds) -> Vec<Block> {
    let Some(i) = main_set(&blocks) else { return blocks };
    let most = (f64::from(reps(&blocks[i])) * room).floor() as u16;
    loop {
        let mut more = blocks.clone();
        let Block::Repeat { n, .. } = &mut more[i] else { return blocks };
        *n += 1;
        if *n > most || length(sport, &more, speeds) >= wanted + 30.0 {
            return blocks;
        }
        blocks = more;
    }
}

/// The set with the most seconds of work.
fn main_set(blocks: &[Block]) -> Option<usize> {
    let work = |b: &Block| -> f64 {
        Block::flatten(std::slice::from_ref(b))
            .iter()
            .filter(|s| s.kind == StepKind::Work)
            .map(|s| measure::seconds(s, 1.0))
            .total()
    };
    (0..blocks.len())
        .filter(|&i| matches!(blocks[i], Block::Repeat { .. }))
        .max_by(|&a, &b| work(&blocks[a]).total_cmp(&work(&blocks[b])).then(b.cmp(&a)))
}

/// The longest easy step of the work: what an endurance session stretches.
fn main_step(blocks: &[Block]) -> Option<usize> {
    (0..blocks.len())
        .filter(|&i| {
            matches!(&blocks[i], Block::Step(Step { kind: StepKind::Work, duration: Duration::Time(_), lo, .. })
                if *lo < 80.0)
        })
        .max_by_key(|&i| (seconds_of(&blocks[i]), std::cmp::Reverse(i)))
}

fn seconds_of(b: &Block) -> u32 {
    match b {
        Block::Step(Step { duration: Duration::Time(s), .. }) => *s,
        _ => 0,
    }
}

fn set_seconds(b: &mut Block, to: u32) {
    if let Block::Step(s) = b {
        s.duration = Duration::Time(to);
    }
}

/// Highest % of threshold asked for.
fn peak_pct(blocks: &[Block]) -> f64 {
    Block::flatten(blocks).iter().map(|s| s.hi.max(s.lo)).fold(0.0, f64::max)
}

/// Place and length of the work interval of a plain set (one work step, one rest).
pub(super) fn main_interval(blocks: &[Block]) -> Option<(usize, u32)> {
    let i = main_set(blocks)?;
    let Block::Repeat { blocks: inner, .. } = &blocks[i] else { return None };
    match inner.as_slice() {
        [Block::Step(Step { kind: StepKind::Work, duration: Duration::Time(s), .. }), Block::Step(_)] => {
            Some((i, *s))
        }
        _ => None,
    }
}

/// The set with intervals of `seconds`, within `most` seconds in all.
pub(super) fn interval(blocks: &[Block], seconds: u32, most: f64, speeds: &Speeds) -> Option<Vec<Block>> {
    let (i, old) = main_interval(blocks)?;
    let mut new = blocks.to_vec();
    let Block::Repeat { n, blocks: inner } = &mut new[i] else { return None };
    let budget = f64::from(*n) * f64::from(old) * 1.2;
    *n = ((budget / f64::from(seconds.max(60))).floor() as u16).clamp(2, *n + 1);
    set_seconds(inner.first_mut()?, seconds);
    while length(Sport::Bike, &new, speeds) >= most + 30.0 {
        let Block::Repeat { n, .. } = &mut new[i] else { return None };
        if *n <= 2 {
            return None;
        }
        *n -= 1;
    }
    Some(new)
}

/// Steps of a session without a template, all times in proportion.
pub(super) fn in_proportion(session: &Session, minutes: u16, speeds: &Speeds) -> Session {
    let factor = f64::from(minutes) / f64::from(session.minutes.max(1));
    let mut s = bare(session.sport, session.day, &session.template);
    s.kind = session.kind;
    s.hard = session.hard;
    s.title.clone_from(&session.title);
    s.description.clone_from(&session.description);
    s.steps = session.steps.iter().map(|b| timed(b, factor)).collect();
    let mut m = measure::of_steps(session.sport, &s.steps, speeds);
    // A rate that the steps don't tell (by feel, strength) stays what it was.
    m.load = session.load * factor;
    m.intensity = session.intensity;
    m.put(&mut s);
    s
}

fn timed(b: &Block, factor: f64) -> Block {
    match b {
        Block::Step(s) => {
            let mut s = s.clone();
            s.duration = match s.duration {
                Duration::Time(t) => Duration::Time((f64::from(t) * factor).round().max(1.0) as u32),
                Duration::Distance(m) => Duration::Distance((f64::from(m) * factor).round().max(1.0) as u32),
                // What the place asks for, such as the way down a hill, is as long as before.
                lap @ Duration::Lap(_) => lap,
            };
            Block::Step(s)
        }
        Block::Repeat { n, blocks } => {
            Block::Repeat { n: *n, blocks: blocks.iter().map(|b| timed(b, factor)).collect() }
        }
    }
}

/// `sweet spot 3 × 12 min`; a template without a plain set keeps its name.
pub(super) fn title(t: &Template, blocks: &[Block]) -> String {
    let set = main_interval(blocks).filter(|_| t.role == Role::Quality);
    match set {
        Some((i, s)) if s % 60 == 0 => format!("{} {} × {} min", t.name, reps(&blocks[i]), s / 60),
        Some((i, s)) => format!("{} {} × {s} s", t.name, reps(&blocks[i])),
        None => t.name.to_owned(),
    }
}
