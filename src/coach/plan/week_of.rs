//! From the outline of a week to what the search needs.

use super::{
    Maker, blocks, calendar, choose,
    outline::{Outline, Part, Week},
};
use crate::domain::num::Total;
use crate::{
    coach::{
        guard::LEAST_RUN_KM,
        library::{Role, Template},
        plan::calendar::{LEAST_MINUTES, Room},
        week::{Done, Menu, Placed, Quality, WeekInput},
    },
    domain::{
        Day, Session, Sport,
        day::{between, monday, shift, weekday},
        mission::{GoalKind, Priority},
        plan::Phase,
    },
};

/// Most load of a week in multiples of the largest of the last four; the guard-rail blocks over 1.30.
const CARRY: f64 = 1.12;
/// Most kilometres of running from which anybody may start a week.
pub(super) const LEAST_RUN_WEEK_KM: f64 = 15.0;
/// Factor on the load of the three days before a race on the way.
const MINI_TAPER: f64 = 0.5;

/// Why a week holds less than the trajectory asks for.
pub(super) fn held_back(maker: &Maker, w: &Week, input: &WeekInput, placed: &[Placed]) -> String {
    let c = &maker.mission.constraints;
    let minutes = placed.iter().map(|p| f64::from(p.session.minutes)).sum::<f64>();
    let done = input.done.iter().fold((0.0, 0), |a, d| (a.0 + d.minutes, a.1 + d.sessions));
    let room: f64 =
        (0..7).filter(|&d| placed.iter().any(|p| p.day == d)).map(|d| f64::from(input.rooms[d].minutes)).sum();
    let km: f64 =
        placed.iter().filter(|p| p.session.sport == Sport::Run).filter_map(|p| p.session.distance_m).sum();
    let why = if input.from > 0 {
        "a week that has begun"
    } else if minutes + done.0 + 15.0 >= input.minutes_max {
        "hours per week"
    } else if c.weekly_sessions.is_some_and(|n| placed.len() + done.1 >= usize::from(n)) {
        "sessions per week"
    } else if room > 0.0 && minutes >= 0.88 * room {
        "availability"
    } else if km > 0.0 && km / 1000.0 + 2.0 >= input.run_km_max {
        "kilometres of running"
    } else if w.load > 1.03 * input.load {
        "what the last weeks carry"
    } else {
        "length of single sessions"
    };
    why.into()
}

/// The search's input for a week.
pub(super) fn input<'m>(maker: &Maker, menu: &'m Menu, outline: &Outline, w: &Week) -> WeekInput<'m> {
    let (m, c) = (maker.mission, &maker.mission.constraints);
    let from = usize::try_from(between(w.monday, maker.first)).unwrap_or(0).min(7);
    let rooms = rooms(maker, outline, w);
    let done: [Done; 7] = std::array::from_fn(|d| done(maker, calendar::nth(w.monday, d)));
    let (mut no_hard, day_cap) = around_races(maker, outline, w);
    for (d, no) in no_hard.iter_mut().enumerate() {
        *no |= beside_block(maker, calendar::nth(w.monday, d));
    }
    let in_blocks = (0..7).filter(|&d| maker.in_block(calendar::nth(w.monday, d)).is_some()).count();
    let first = w.monday.max(maker.first);
    let load = week_load(maker, w, &rooms, from, &done);
    let begins = maker.blocks.iter().any(|b| monday(b.first) == w.monday);
    let long = long(maker, w, load).filter(|_| !begins);
    let quality = templates(maker, w, long).iter().map(|t| quality(maker, w, t, &rooms, long)).collect();
    let rest_min =
        usize::from(c.min_rest_days.unwrap_or(1).clamp(1, 6)).max(if w.part == Part::Recovery { 3 } else { 1 });
    let tri = m.goal.kind == GoalKind::Triathlon;
    let strength_done: f64 = (0..7).map(|i| maker.ledger.on(calendar::nth(w.monday, i)).strength_minutes).total();
    WeekInput {
        monday: w.monday,
        from,
        load,
        phase: w.phase,
        rooms,
        done,
        no_hard,
        day_cap,
        hard_before: std::array::from_fn(|i| maker.hard_unit(shift(calendar::nth(w.monday, i), -7))),
        since_rest: maker.ledger.since_rest(w.monday),
        form: maker.ledger.form_before(first),
        gains: maker.ledger.gains(),
        tsb: tsb_limits(m),
        quality,
        long,
        split: maker.split.clone(),
        doubles: tri && w.part == Part::Training,
        strength: if w.part == Part::Training {
            choose::strength(m, w.phase, w.deload, w.number)
        } else {
            Vec::new()
        },
        single_cap: single_caps(maker, w),
        run_km_max: run_km_max(maker, w),
        minutes_max: minutes_max(maker) - strength_done,
        sessions_max: c.weekly_sessions.map_or(14, usize::from),
        sessions_wanted: ((load / 58.0).round() as usize).clamp(3, 6).saturating_sub(in_blocks),
        rest_min,
        hard_max: maker.start.hard_max,
        hard_spacing: m.hard_spacing(),
        shares: shares(m),
        long_share: m.philosophy.long_share.unwrap_or(0.30).clamp(0.2, 0.4),
        long_day: c.long_day.map_or_else(|| roomiest(&rooms), crate::domain::mission::Weekday::index),
        hard_day: c.hard_day.map_or(2, crate::domain::mission::Weekday::index),
        used: maker.ledger.recent_templates(w.monday),
        menu,
    }
}

/// Room by day: none before the plan, within seven days of the event, during it, and on days that hold a race.
fn rooms(maker: &Maker, outline: &Outline, w: &Week) -> [Room; 7] {
    std::array::from_fn(|i| {
        let day = calendar::nth(w.monday, i);
        let race_week = outline.goal.is_some_and(|g| day >= shift(g, -7)) && outline.end.is_some_and(|e| day <= e);
        let over = outline.recovery_end().is_some_and(|e| day > e);
        let after = outline.end.is_some_and(|e| day > e) && w.part != Part::Recovery;
        let raced = outline.events.iter().any(|s| s.day == day)
            || maker.in_block(day).is_some()
            || maker.is_locked(day)
            || free_beside_block(maker, outline, day);
        if day < maker.first || race_week || over || after || raced {
            return Room::NONE;
        }
        let room = calendar::room(maker.mission, day);
        let easy_start = outline.end.map_or(0, |e| between(e, day));
        // The first days after an event are for walking.
        if w.part == Part::Recovery && (1..=2).contains(&easy_start) { Room::NONE } else { room }
    })
}

fn done(maker: &Maker, day: Day) -> Done {
    let e = maker.ledger.on(day);
    Done {
        load: e.load,
        minutes: e.minutes,
        longest: e.longest,
        run_km: e.run_km,
        sessions: e.sessions,
        hard: maker.hard_unit(day),
        zones: e.zones,
    }
}

/// The days next to a block hold nothing hard.
fn beside_block(maker: &Maker, day: Day) -> bool {
    maker.in_block(day).is_none()
        && (maker.in_block(shift(day, -1)).is_some() || maker.in_block(shift(day, 1)).is_some())
}

/// The day after a long block is free, and the day before where the block wants it.
fn free_beside_block(maker: &Maker, outline: &Outline, day: Day) -> bool {
    let after = |b: &blocks::Span| b.days >= blocks::LONG_BLOCK && !b.covers(day);
    maker.in_block(shift(day, -1)).is_some_and(after)
        || outline.blocks.iter().any(|b| shift(b.first, -1) == day && b.rests_before())
}

/// Days where nothing hard may stand, and caps on load, around races on the way.
fn around_races(maker: &Maker, outline: &Outline, w: &Week) -> ([bool; 7], [f64; 7]) {
    let mut no_hard = [w.part == Part::Recovery; 7];
    let mut cap = [3.2 * maker.ledger.form_before(w.monday.max(maker.first)).0.max(20.0); 7];
    for (i, (no, cap)) in no_hard.iter_mut().zip(&mut cap).enumerate() {
        let day = calendar::nth(w.monday, i);
        for race in outline.events.iter().filter(|s| outline.goal.is_none_or(|g| s.day < g)) {
            let ahead = between(day, race.day);
            let easy_after = (race.load / 100.0).ceil() as i64;
            let b = maker.mission.events.iter().any(|e| e.date == race.day && e.priority != Priority::C);
            *no |= (1..=if b { 3 } else { 1 }).contains(&ahead) || (1..=easy_after.max(1)).contains(&-ahead);
            if b && (1..=3).contains(&ahead) {
                *cap = cap.min(MINI_TAPER * w.load / 7.0);
            }
            if (1..=easy_after).contains(&-ahead) {
                *cap = cap.min(0.8 * w.load / 7.0);
            }
        }
    }
    (no_hard, cap)
}

/// The week's load; a week that has begun is not caught up on: what is left is at most its days' share.
fn week_load(maker: &Maker, w: &Week, rooms: &[Room; 7], from: usize, done: &[Done; 7]) -> f64 {
    let sum: f64 = done.iter().map(|d| d.load).total();
    // Weeks that fell short of their target carry less than the trajectory believes.
    let carried = maker.ledger.peak_week(w.monday).max(maker.start.reference).max(maker.start.floor);
    let share = if w.part == Part::Recovery { 0.5 } else { CARRY };
    let target = w.load.min(share * carried);
    if from == 0 || w.phase == Phase::Taper {
        return target;
    }
    let whole: f64 = (0..7).map(|i| f64::from(calendar::room(maker.mission, shift(w.monday, i)).minutes)).total();
    let left: f64 = rooms.iter().skip(from).map(|r| f64::from(r.minutes)).total();
    let share = if whole > 0.0 { (left / whole).min(1.0) } else { 0.0 };
    sum + (target - sum).max(0.0).min(target * share)
}

/// Shares of time low, mid, high: the mission's, else 80/10/10.
fn shares(m: &crate::domain::Mission) -> [f64; 3] {
    let wanted = m.philosophy.distribution.map(|d| d.map(|x| if x.is_finite() { x.max(0.0) } else { 0.0 }));
    let (wanted, sum) = wanted.map_or(([0.0; 3], 0.0), |d| (d, d.iter().sum::<f64>()));
    if sum > 0.0 { wanted.map(|x| x / sum) } else { [0.80, 0.10, 0.10] }
}

/// Morning TSB that should hold, and that must hold with a margin to the guard-rail.
fn tsb_limits(m: &crate::domain::Mission) -> (f64, f64) {
    let wanted = m.constraints.min_tsb.map_or(-25.0, |t| t.max(-25.0));
    let block = m.safety.min_tsb.map_or(-40.0, |t| t.max(-40.0));
    (wanted, block + 2.0)
}

/// Quality sessions that the week wants. A long session that ends fast takes the place of one.
fn templates(maker: &Maker, w: &Week, long: Option<(Sport, u16)>) -> Vec<&'static Template> {
    let block = (0..7).filter(|&d| maker.in_block(calendar::nth(w.monday, d)).is_some()).count();
    if w.part != Part::Training || block >= blocks::LONG_BLOCK as usize {
        return Vec::new();
    }
    let (m, start) = (maker.mission, &maker.start);
    let shape = (w.phase, w.deload);
    let mut all = choose::quality(m, start, &maker.ledger, &maker.split, w.monday, shape, w.number);
    let fast = long.and_then(|(sport, minutes)| {
        let t = choose::fast_finish(m, start, sport, shape, w.number)?;
        (f64::from(minutes) >= choose::FAST_LEAST * t.minutes()).then_some(t)
    });
    let fast = fast.filter(|_| block == 0);
    if block > 0 || fast.is_some() {
        all.truncate(start.hard_max.saturating_sub(1).max(1));
    }
    all.extend(fast);
    all
}

/// A template on every day of the week, in the length that the day and the way so far allow.
fn quality(
    maker: &Maker,
    w: &Week,
    t: &'static Template,
    rooms: &[Room; 7],
    long: Option<(Sport, u16)>,
) -> Quality {
    let caps = single_caps(maker, w);
    let cap = caps.iter().find(|(s, _)| *s == t.sport).map_or(u16::MAX, |c| c.1);
    let (least, wanted) = match long {
        // What it costs more per minute it is shorter.
        Some((_, minutes)) if t.role == Role::Long => {
            (choose::FAST_LEAST * t.minutes(), (f64::from(minutes) * 0.9 / 5.0).floor() as u16 * 5)
        }
        _ => (t.least_minutes(), wanted_minutes(w, t)),
    };
    let mut last: Option<(u16, Option<Session>)> = None;
    let on = std::array::from_fn(|i| {
        let room = rooms[i].of(t.sport).min(cap).min(wanted);
        let day = calendar::nth(w.monday, i);
        if f64::from(room) + 0.5 < least {
            return None;
        }
        if let Some((_, s)) = last.as_ref().filter(|(r, _)| *r == room) {
            return s.clone().map(|s| Session { day, ..s });
        }
        let s = sized(maker, w, t, day, room);
        last = Some((room, s.clone()));
        s
    });
    Quality { template: t, on }
}

/// Grows by a twentieth per week of its phase, so that repetitions come on as fitness does; down weeks are short.
fn wanted_minutes(w: &Week, t: &Template) -> u16 {
    let full = t.minutes();
    if t.role == Role::Test {
        return full.ceil() as u16;
    }
    let minutes =
        if w.deload || w.phase == Phase::Taper { full * 0.85 } else { full * (1.0 + 0.05 * (w.number % 8) as f64) };
    minutes.max(t.least_minutes()).ceil() as u16
}

fn sized(maker: &Maker, w: &Week, t: &'static Template, day: Day, room: u16) -> Option<Session> {
    let speeds = &maker.start.speeds;
    let threshold = matches!(t.kind, crate::domain::SessionKind::Threshold | crate::domain::SessionKind::SweetSpot);
    let grown =
        maker.mission.targets.threshold_interval_minutes.filter(|_| threshold && !w.deload).and_then(|target| {
            let own = t.interval_seconds()?;
            // Two minutes more each week until the longest interval that the mission asks for.
            let seconds = (own + 120 * w.number as u32).min(u32::from(target) * 60).max(own);
            t.with_interval(day, seconds, room.max(t.minutes() as u16).min(room), speeds)
        });
    let mut s = grown.unwrap_or_else(|| t.session(day, Some(room), speeds));
    let longest = run_limit_km(maker, w);
    let mut minutes = s.minutes;
    while t.sport == Sport::Run && s.distance_m.is_some_and(|m| m / 1000.0 > longest) {
        minutes = minutes.checked_sub(5)?;
        if f64::from(minutes) < t.least_minutes() {
            return None;
        }
        s = t.session(day, Some(minutes), speeds);
    }
    (s.template == t.id).then_some(s)
}

/// Longest single run, km: 10 % and at most 2 km over the longest of 30 days. Short runs may grow by the five
/// minutes that are the grain of a plan, which is less than the kilometre that the guard-rail allows.
fn run_limit_km(maker: &Maker, w: &Week) -> f64 {
    let km = longest_run(maker, w).1.max(LEAST_RUN_KM);
    (1.10 * km).max(km + 0.90).min(km + 2.0)
}

/// Longest run that still lies within 30 days on the week's last day: minutes, km.
fn longest_run(maker: &Maker, w: &Week) -> (f64, f64) {
    maker.ledger.longest_run_between(shift(w.monday, 6 - 30), w.monday.max(maker.first))
}

/// A tenth longer, and never less than the five minutes that are the grain of a plan.
fn grown(minutes: f64) -> f64 {
    (1.10 * minutes).max(minutes + 5.0)
}

/// Longest session of recovery weeks, minutes.
const RECOVERY_MINUTES: f64 = 60.0;

/// Most minutes of a single session by sport, from the longest of 30 days.
fn single_caps(maker: &Maker, w: &Week) -> Vec<(Sport, u16)> {
    let first = w.monday.max(maker.first);
    let (minutes, km) = longest_run(maker, w);
    let by_time = if km > 0.0 { f64::INFINITY } else { grown(minutes).max(40.0) };
    // Easy running is at 76 % of threshold; without a threshold a brisk 3.2 m/s keeps distances on the safe side.
    let easy = maker.start.speeds.run.map_or(3.2, |v| 0.76 * v);
    let by_distance = run_limit_km(maker, w) * 1000.0 / easy / 60.0;
    let run = if maker.start.speeds.run.is_some() || km > 0.0 { by_distance.min(by_time) } else { by_time };
    let longest_other = maker.ledger.longest_other(first);
    let other = (1.15 * longest_other).max(longest_other + 5.0).max(75.0);
    let most = if w.part == Part::Recovery { RECOVERY_MINUTES } else { 300.0 };
    let grid = |m: f64| ((m.min(most) / 5.0).floor() * 5.0).clamp(20.0, 300.0) as u16;
    vec![
        (Sport::Run, grid(run)),
        (Sport::Bike, grid(other)),
        (Sport::Hike, grid(other)),
        (Sport::Row, grid(other)),
        (Sport::Ski, grid(other)),
    ]
}

fn run_km_max(maker: &Maker, w: &Week) -> f64 {
    let own = 1.10 * maker.ledger.peak_run_km(w.monday).max(LEAST_RUN_WEEK_KM);
    maker.mission.constraints.max_weekly_km.get(&Sport::Run).map_or(own, |m| m.min(own))
}

/// Most minutes of the week; kilometres of riding are counted at 27 km/h, a usual training pace.
fn minutes_max(maker: &Maker) -> f64 {
    let c = &maker.mission.constraints;
    let hours = c.max_weekly_hours.map_or(f64::INFINITY, |h| h * 60.0);
    let only_bike = maker.split.len() == 1 && maker.mission.goal.sport == Sport::Bike;
    let km = c.max_weekly_km.get(&Sport::Bike).filter(|_| only_bike).map_or(f64::INFINITY, |k| k / 27.0 * 60.0);
    hours.min(km)
}

/// The long session: the sport with the largest share that has one, growing 10 % over the longest of 30 days.
fn long(maker: &Maker, w: &Week, load: f64) -> Option<(Sport, u16)> {
    if w.part != Part::Training
        || load < 100.0
        || maker.mission.constraints.avoid_kinds.contains(&crate::domain::SessionKind::Long)
    {
        return None;
    }
    let goal = maker.mission.goal.sport;
    let sport = maker
        .split
        .iter()
        .find(|(s, _)| *s == goal)
        .or_else(|| maker.split.iter().max_by(|a, b| a.1.total_cmp(&b.1)))?
        .0;
    let first = w.monday.max(maker.first);
    let (run, other) = (longest_run(maker, w).0, maker.ledger.longest_other(first));
    let own = if sport == Sport::Run { grown(run).max(45.0) } else { grown(other).max(75.0) };
    let event = crate::coach::phases::event_minutes(maker.mission);
    let usual = match sport {
        Sport::Run => event.clamp(75.0, 180.0),
        _ => event.clamp(150.0, 300.0),
    };
    let most = maker.mission.targets.long_session_minutes.map_or(usual, f64::from);
    let factor = match w.phase {
        _ if w.deload => 0.7,
        Phase::Taper => 0.6,
        _ => 1.0,
    };
    let minutes = (own.min(most) * factor / 5.0).floor() * 5.0;
    (minutes >= f64::from(LEAST_MINUTES)).then_some((sport, minutes as u16))
}

/// The day with the most room; Saturday among equals.
fn roomiest(rooms: &[Room; 7]) -> usize {
    [5, 6, 4, 3, 2, 1, 0].into_iter().max_by_key(|&d| (rooms[d].minutes, d == 5)).unwrap_or(weekday(Day::MIN))
}
