//! Blocks of days in a row before a stage race: two, then three, then four, and a rehearsal of three stages.
//!
//! Owns: where blocks stand and what they hold. Does not own: the rest of their weeks (the week's search plans around
//! them). That stages want back-to-back days in preparation is a convention of coaches, not a finding of research; so
//! blocks exist only where the mission asks for them (`stage_block`), and no limit of form or load is relaxed for them.

use super::{
    Maker, calendar,
    outline::{Outline, Part},
    session_id, why,
};
use crate::{
    coach::{guard::limits::SMALL_CTL, library, stages},
    domain::{
        Day, Mission, Session, SessionKind, Sport,
        day::{between, monday, shift, span, weekday},
        mission::{GoalKind, StageType},
        num::Total,
        plan::Phase,
    },
};
use std::collections::BTreeMap;

/// Days before the first stage from which blocks may stand.
const FIRST: i64 = 42;
/// Days before the first stage on which the rehearsal begins, the earlier one first.
const REHEARSAL: [i64; 2] = [21, 20];
/// Days of the rehearsal.
const REHEARSAL_DAYS: i64 = 3;
/// Days from the end of one block to the start of the next, at least.
const APART: i64 = 3;
/// Shortest day of a block, minutes.
const LEAST: u16 = 40;
/// Days of the blocks in their order, the most wanted first.
const SIZES: [&[i64]; 6] = [&[2, 3, 4], &[2, 3, 3], &[2, 2, 3], &[2, 3], &[2, 2], &[2]];
/// Days of the shortest block.
const SHORTEST: i64 = 2;
/// From this length on a block is followed by a day without training, and is all the quality that its week holds.
pub(super) const LONG_BLOCK: i64 = 3;

/// Days in a row that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub first: Day,
    pub days: i64,
    pub rehearsal: bool,
}

impl Span {
    pub(super) fn last(&self) -> Day {
        shift(self.first, self.days - 1)
    }

    /// Whether the day before is free: a long block wants a rested start, and no seven days may go by without rest.
    pub(super) fn rests_before(&self) -> bool {
        self.days >= LONG_BLOCK || weekday(self.first) <= 1 || monday(self.first) != monday(self.last())
    }

    pub(super) fn covers(&self, day: Day) -> bool {
        (self.first..=self.last()).contains(&day)
    }
}

fn wanted(mission: &Mission) -> bool {
    mission.constraints.stage_block && mission.goal.kind == GoalKind::StageRace && !mission.stages.is_empty()
}

/// Whether the week that begins on `monday` belongs to the weeks of blocks, which stay whole: the down week that would
/// fall among them comes before.
pub(super) fn holds(mission: &Mission, monday: Day, goal: Day) -> bool {
    wanted(mission) && monday <= shift(goal, -REHEARSAL[0]) && shift(monday, 6) >= shift(goal, -FIRST)
}

/// Where the blocks stand, and what could not be placed, in a sentence.
pub(super) fn schedule(mission: &Mission, out: &Outline, first: Day) -> (Vec<Span>, Option<String>) {
    let Some(goal) = out.goal.filter(|_| wanted(mission)) else { return (Vec::new(), None) };
    if between(first, goal) < REHEARSAL[1] {
        return (Vec::new(), None);
    }
    let free = |d: Day| {
        d >= first
            && calendar::room(mission, d).of(mission.goal.sport) >= LEAST
            && out.events.iter().all(|s| between(s.day, d).abs() > 2)
    };
    let rehearsal = REHEARSAL
        .iter()
        .map(|n| Span { first: shift(goal, -n), days: REHEARSAL_DAYS, rehearsal: true })
        .find(|s| span(s.first, s.last()).all(free));
    let trains = |d: Day| {
        let week = out.weeks.iter().find(|w| w.monday == monday(d));
        free(d) && week.is_some_and(|w| w.part == Part::Training && !w.deload && w.phase != Phase::Taper)
    };
    let until = shift(rehearsal.map_or(shift(goal, -REHEARSAL[1]), |r| r.first), -APART);
    let starts = |n: i64| -> Vec<Span> {
        span(shift(goal, -FIRST), shift(until, 1 - n))
            .map(|first| Span { first, days: n, rehearsal: false })
            .filter(|s| span(s.first, s.last()).all(trains))
            .collect()
    };
    let mut spans = SIZES.iter().find_map(|sizes| best(mission, sizes, &starts)).unwrap_or_default();
    spans.extend(rehearsal);
    let note = rehearsal.is_none().then(|| {
        "No three days in a row have time three weeks before the first stage: the plan holds no rehearsal of stages."
            .to_owned()
    });
    (spans, note)
}

/// The places of blocks of these sizes, in their order and apart from each other, with the most time for them; among
/// equals those that hold the long day, then the later ones.
fn best(mission: &Mission, sizes: &[i64], starts: &impl Fn(i64) -> Vec<Span>) -> Option<Vec<Span>> {
    let long = mission.constraints.long_day.map(crate::domain::mission::Weekday::index);
    let most = u32::from(mission.goal.stage_minutes.unwrap_or(stages::STAGE_MINUTES));
    let worth = |s: &Span| {
        let minutes = |d: Day| u32::from(calendar::room(mission, d).of(mission.goal.sport)).min(most);
        let days = || span(s.first, s.last());
        (days().map(minutes).sum::<u32>(), u32::from(days().any(|d| Some(weekday(d)) == long)))
    };
    // Best ways to place the first blocks, by the last one's place.
    let mut ways: Vec<(Vec<Span>, (u32, u32))> = vec![(Vec::new(), (0, 0))];
    for n in sizes {
        ways = starts(*n)
            .into_iter()
            .filter_map(|s| {
                let own = worth(&s);
                ways.iter()
                    .filter(|(w, _)| w.last().is_none_or(|l| apart(l, &s)))
                    .max_by_key(|(w, v)| (*v, w.last().map(|l| l.first)))
                    .map(|(w, v)| ([w.as_slice(), &[s]].concat(), (v.0 + own.0, v.1 + own.1)))
            })
            .collect();
    }
    ways.into_iter().max_by_key(|(w, v)| (*v, w.last().map(|l| l.first))).map(|(w, _)| w)
}

/// Whether one block leaves the next its own week, with easy days between them.
fn apart(before: &Span, after: &Span) -> bool {
    shift(before.last(), APART) <= after.first
        && between(before.first, after.first) >= 6
        && monday(before.first) != monday(after.first)
}

/// The types that a block of `n` days rehearses, harder days inside.
fn pattern(mission: &Mission, span: &Span, n: usize) -> Vec<StageType> {
    use StageType::{Flat, Hilly, Mountain};
    if span.rehearsal
        && let Some(types) = hardest(mission, n)
    {
        return types;
    }
    match n {
        2 => vec![Hilly, Flat],
        3 => vec![Hilly, Mountain, Flat],
        _ => vec![Flat, Hilly, Mountain, Flat],
    }
}

/// The `n` stages in a row of the mission that cost the most.
fn hardest(mission: &Mission, n: usize) -> Option<Vec<StageType>> {
    let days: Vec<_> = stages::days(mission).collect();
    let loads = stages::loads(mission);
    (0..(days.len() + 1).saturating_sub(n))
        .filter(|&i| days[i..i + n].iter().all(|(_, s)| s.is_some()))
        .max_by(|&a, &b| {
            let sum = |i: usize| loads[i..i + n].iter().total();
            sum(a).total_cmp(&sum(b)).then(b.cmp(&a))
        })
        .map(|i| days[i..i + n].iter().filter_map(|(_, s)| s.map(|s| s.kind)).collect())
}

fn gentler(kind: StageType) -> StageType {
    match kind {
        StageType::Mountain | StageType::Itt | StageType::MtnItt => StageType::Hilly,
        _ => StageType::Flat,
    }
}

/// Share of a week's load that a block may take.
const LOAD_SHARE: f64 = 0.75;
/// Share of a week's minutes that may be harder than easy; the guard-rail warns from 25 % on.
const HARDER_SHARE: f64 = 0.24;
/// Minutes that an easy day beside a block is counted with, as far as it has them.
const EASY_DAY: u16 = 45;
/// Largest load of one day in multiples of CTL.
const DAY_MAX: f64 = 2.4;

/// The sessions of a block: as long and as many days as form, load and the share of easy time allow. `None` when not
/// even two gentle short days fit.
pub(super) fn sessions(maker: &Maker, outline: &Outline, at: &Span) -> Option<Vec<Session>> {
    for n in (SHORTEST..=at.days).rev() {
        let mut kinds = pattern(maker.mission, at, usize::try_from(n).unwrap_or(2));
        for _ in 0..3 {
            if at.rehearsal {
                // Hard days stand together: the block counts as one.
                kinds.sort_by_key(|k| *k == StageType::Flat);
            }
            for factor in [1.0, 0.85, 0.7, 0.55] {
                let days = build(maker, at, &kinds, factor);
                if days.iter().all(Option::is_some) {
                    let days: Vec<Session> = days.into_iter().flatten().collect();
                    if fits(maker, outline, &days) {
                        return Some(told(maker.mission, at, days));
                    }
                }
            }
            kinds = kinds.into_iter().map(gentler).collect();
        }
    }
    None
}

fn build(maker: &Maker, at: &Span, kinds: &[StageType], factor: f64) -> Vec<Option<Session>> {
    let (mission, sport) = (maker.mission, maker.mission.goal.sport);
    let stage = f64::from(mission.goal.stage_minutes.unwrap_or(stages::STAGE_MINUTES));
    let avoided = |k: SessionKind| mission.constraints.avoid_kinds.contains(&k);
    (0_i64..)
        .zip(kinds)
        .map(|(i, kind)| {
            let day = shift(at.first, i);
            let room = calendar::room(mission, day).of(sport);
            let share = if matches!(kind, StageType::Itt | StageType::MtnItt) { stages::ITT_SHARE } else { 1.0 };
            let minutes = ((stage * share * factor / 5.0).round() * 5.0).max(f64::from(LEAST)) as u16;
            let minutes = minutes.min(room / 5 * 5);
            if minutes < LEAST {
                return None;
            }
            let mut s = rehearsal(sport, *kind, day, minutes, &maker.start.speeds);
            if avoided(s.kind) {
                s = rehearsal(sport, StageType::Flat, day, minutes, &maker.start.speeds);
            }
            (!avoided(s.kind)).then_some(s)
        })
        .collect()
}

/// A stage of a type as a training session; sports other than cycling go easy, day after day.
fn rehearsal(sport: Sport, kind: StageType, day: Day, minutes: u16, speeds: &library::Speeds) -> Session {
    if sport != Sport::Bike {
        return library::easy_session(sport, day, minutes, speeds);
    }
    let mut s = stages::ride(kind, day, minutes, speeds);
    s.kind = match kind {
        StageType::Itt | StageType::MtnItt => SessionKind::Threshold,
        StageType::Hilly | StageType::Mountain => SessionKind::SweetSpot,
        _ => SessionKind::Endurance,
    };
    s.title = format!("{} stage, rehearsed", kind.name().replace('_', " "));
    s
}

fn fits(maker: &Maker, outline: &Outline, days: &[Session]) -> bool {
    // The block is one hard unit more in its first seven days.
    if let Some(first) = days.iter().find(|s| s.hard) {
        let before = (1..=6_i64).filter(|i| maker.hard_unit(shift(first.day, -i))).count();
        if before >= maker.start.hard_max || maker.ledger.on(shift(first.day, -1)).hard {
            return false;
        }
    }
    let mut weeks: BTreeMap<Day, f64> = BTreeMap::new();
    let mut form = days.first().map_or((0.0, 0.0), |s| maker.ledger.form_before(s.day));
    for s in days {
        if s.load > DAY_MAX * form.0.max(20.0) {
            return false;
        }
        *weeks.entry(monday(s.day)).or_default() += s.load;
        form = maker.ledger.gains().step(form, s.load);
        let least = maker.mission.safety.min_tsb.map_or(-38.0, |t| t.max(-40.0) + 2.0);
        if form.0 - form.1 < least.max(-0.46 * form.0.max(SMALL_CTL)) {
            return false;
        }
    }
    let c = &maker.mission.constraints;
    let minutes: f64 = days.iter().map(|s| f64::from(s.minutes)).total();
    let carried = |m: Day| maker.ledger.peak_week(m).max(maker.start.reference);
    c.weekly_sessions.is_none_or(|n| days.len() < usize::from(n))
        && c.max_weekly_hours.is_none_or(|h| minutes <= 0.8 * h * 60.0)
        && c.min_rest_days.is_none_or(|r| days.len() + usize::from(r) < 7)
        && weeks.iter().all(|(m, load)| {
            let target =
                outline.weeks.iter().find(|w| w.monday == *m).map_or(0.0, |w| w.load.min(1.12 * carried(*m)));
            *load <= LOAD_SHARE * target && easy_enough(maker, outline, days, *m)
        })
}

/// Whether what else the week has room for leaves enough of it easy.
fn easy_enough(maker: &Maker, outline: &Outline, days: &[Session], week: Day) -> bool {
    let sport = maker.mission.goal.sport;
    let last = days.last().map_or(week, |s| s.day);
    let rests = |d: Day| d == shift(last, 1) || outline.blocks.iter().any(|b| shift(b.first, -1) == d);
    let mut z = [0.0; 3];
    for d in span(week, shift(week, 6)) {
        let held = maker.ledger.on(d);
        let planned = days.iter().find(|s| s.day == d).map(|s| s.zone_minutes);
        let open = held.sessions == 0 && d >= maker.first && !rests(d);
        let easy = if open { f64::from(calendar::room(maker.mission, d).of(sport).min(EASY_DAY)) } else { 0.0 };
        let own = planned.unwrap_or([easy, 0.0, 0.0]);
        (0..3).for_each(|i| z[i] += held.zones[i] + own[i]);
    }
    z[1] + z[2] <= HARDER_SHARE * (z[0] + z[1] + z[2])
}

/// What to know when a block is not planned.
pub(super) fn left_out(at: &Span, why: &str) -> String {
    let what = if at.rehearsal { "rehearsal" } else { "block" };
    format!("The {what} of {} days from {} on is left out: {why}.", at.days, at.first.format("%-d %b"))
}

/// The same day of a block as a flat stage.
pub(super) fn flat(maker: &Maker, at: &Span, s: &Session) -> Session {
    let easy = rehearsal(s.sport, StageType::Flat, s.day, s.minutes, &maker.start.speeds);
    let i = usize::try_from(between(at.first, s.day)).unwrap_or(0);
    one_told(maker.mission, at, i, usize::try_from(at.days).unwrap_or(0), easy)
}

fn told(mission: &Mission, at: &Span, days: Vec<Session>) -> Vec<Session> {
    let n = days.len();
    days.into_iter().enumerate().map(|(i, s)| one_told(mission, at, i, n, s)).collect()
}

fn one_told(mission: &Mission, at: &Span, i: usize, n: usize, mut s: Session) -> Session {
    s.id = session_id(mission, s.day, &s.template, 0);
    s.title = format!("{}, day {} of {n}", s.title, i + 1);
    s.rationale = why::of_block(i, n, at.rehearsal, &s);
    s
}
