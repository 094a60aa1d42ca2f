//! The seven days before the event, by the bands of race week.

use super::{
    ledger::Ledger,
    session_id,
    start::Start,
    taper::{RACE_WEEK, race_week_load},
    week_of::LEAST_RUN_WEEK_KM,
    why,
};
use crate::{
    coach::{
        guard::limits::SMALL_CTL,
        library,
        plan::calendar::{self, LEAST_MINUTES},
    },
    domain::{
        Day, Mission, Session, SessionKind, Sport,
        day::{between, monday, shift, span},
        mission::GoalKind,
    },
};

/// The sessions from `from` to the day before `goal`, written into the ledger as well. `daily` is the load per day
/// that the taper wants here on average.
pub(super) fn lay(
    mission: &Mission,
    start: &Start,
    ledger: &mut Ledger,
    from: Day,
    goal: Day,
    daily: f64,
) -> Vec<Session> {
    let before = ledger.clone();
    let first = from.max(shift(goal, -7));
    let ctl = ledger.form_before(first).0;
    let open = |before: i64| {
        let day = shift(goal, -before);
        day < from || calendar::room(mission, day).minutes >= LEAST_MINUTES
    };
    let at = position(daily, ctl, open);
    let opener = [2, 3, 1].into_iter().find(|b| open(*b));
    let sports = sports(mission);
    let mut out = Vec::new();
    for day in span(first, shift(goal, -1)) {
        let before = between(day, goal);
        let turn = if opener == Some(before) { 0 } else { usize::try_from(7 - before).unwrap_or(0) };
        let sport = sports[turn % sports.len()];
        let role: i64 = if opener == Some(before) {
            2
        } else if before == 2 {
            3
        } else {
            before
        };
        let load = race_week_load(usize::try_from(role).unwrap_or(0), ctl, at);
        let Some(mut s) = session(mission, start, ledger, sport, (day, role), load) else { continue };
        let (c, a) = ledger.gains().step(ledger.form_before(day), s.load);
        // Whoever comes into race week too tired rests, whatever the day was for.
        if c - a < (-38.0_f64).max(-0.48 * c.max(SMALL_CTL)) {
            continue;
        }
        s.id = session_id(mission, day, &s.template, 0);
        s.rationale = why::race_week(before, &s, ctl);
        ledger.add(&s);
        out.push(s);
    }
    within_limits(mission, start, &before, goal, &mut out);
    out
}

/// Days before the event in the order in which they may be left out last.
const WORTH: [i64; 7] = [2, 7, 5, 4, 3, 1, 6];

/// Leaves out what goes over the week's sessions, hours or rest days, the least useful day first. `before` holds the
/// weeks without these sessions.
fn within_limits(mission: &Mission, start: &Start, before: &Ledger, goal: Day, sessions: &mut Vec<Session>) {
    let c = &mission.constraints;
    let rank = |s: &Session| match s.kind {
        SessionKind::Opener => 0,
        _ => WORTH.iter().position(|w| *w == between(s.day, goal)).unwrap_or(WORTH.len()),
    };
    for week in [monday(shift(goal, -7)), monday(shift(goal, -1))] {
        // The event is as long as it is; limits hold for what is trained around it.
        let held: Vec<_> = (0..7).map(|i| before.on(shift(week, i))).filter(|e| e.event_load <= 0.0).collect();
        let count = held.iter().map(|e| e.sessions).sum::<usize>();
        let minutes = held.iter().map(|e| e.minutes + e.strength_minutes).sum::<f64>();
        let km = held.iter().map(|e| e.run_km).sum::<f64>();
        let load = held.iter().filter(|e| e.sessions > 0).map(|e| e.load).sum::<f64>();
        let load_max = 1.2 * before.peak_week(week).max(start.reference).max(start.floor);
        let km_max = 1.2 * before.peak_run_km(week).max(LEAST_RUN_WEEK_KM);
        let days = held.iter().filter(|e| !e.rested()).count();
        loop {
            let mine: Vec<&Session> = sessions.iter().filter(|s| monday(s.day) == week).collect();
            let hours = (minutes + mine.iter().map(|s| f64::from(s.minutes)).sum::<f64>()) / 60.0;
            let run = |s: &&Session| if s.sport == Sport::Run { s.distance_m.unwrap_or(0.0) / 1000.0 } else { 0.0 };
            let over = km + mine.iter().map(run).sum::<f64>() > km_max
                || load + mine.iter().map(|s| s.load).sum::<f64>() > load_max
                || c.weekly_sessions.is_some_and(|n| count + mine.len() > usize::from(n))
                || c.max_weekly_hours.is_some_and(|h| hours > h)
                || c.min_rest_days.is_some_and(|r| days + mine.len() + usize::from(r) > 7);
            let Some(worst) = mine.into_iter().max_by_key(|s| rank(s)).map(|s| s.id).filter(|_| over) else {
                break;
            };
            sessions.retain(|s| s.id != worst);
        }
    }
}

/// Where in the bands the week's total meets the taper.
fn position(daily: f64, ctl: f64, open: impl Fn(i64) -> bool) -> f64 {
    let bands = (1..=7_i64).rev().zip(RACE_WEEK).filter(|(before, _)| open(*before));
    let (lo, hi) = bands.fold((0.0, 0.0), |a, (_, b)| (a.0 + b.0 * ctl, a.1 + b.1 * ctl));
    if hi > lo { ((7.0 * daily - lo) / (hi - lo)).clamp(0.0, 1.0) } else { 0.5 }
}

/// The sport of each day from seven days out on: the goal's own, and in a triathlon all of its sports in turn with
/// the key session and the opener in the one that is trained most.
fn sports(mission: &Mission) -> Vec<Sport> {
    let main = mission.goal.sport;
    if mission.goal.kind != GoalKind::Triathlon {
        return vec![main];
    }
    let split = super::start::sport_split(mission);
    let first = split.keys().copied().find(|s| *s == main).or_else(|| split.keys().next().copied()).unwrap_or(main);
    let mut others: Vec<Sport> = split.keys().copied().filter(|s| *s != first).collect();
    others.sort_by_key(|s| *s != Sport::Swim);
    let other = |i: usize| others.get(i % others.len().max(1)).copied().unwrap_or(first);
    vec![first, other(1), other(0), first, other(1), first, other(0)]
}

/// A session of race week: `day` with what it is for, by the days before the event that this is usual for.
fn session(
    mission: &Mission,
    start: &Start,
    ledger: &Ledger,
    sport: Sport,
    (day, before): (Day, i64),
    load: f64,
) -> Option<Session> {
    let mut room = calendar::room(mission, day).of(sport);
    if sport == Sport::Run {
        // Nothing in the last week is longer than what the weeks before held.
        let (minutes, km) = ledger.longest_run(day);
        let by_distance =
            start.speeds.run.map_or(f64::INFINITY, |v| 1.10 * km.max(5.0) * 1000.0 / (0.76 * v) / 60.0);
        room = room.min(minutes.max(40.0).min(by_distance) as u16);
    }
    if room < LEAST_MINUTES || load < 6.0 || ledger.on(day).sessions > 0 || must_rest(ledger, day) {
        return None;
    }
    let ctl = ledger.form_before(day).0;
    let near_hard = (1..mission.hard_spacing()).any(|n| ledger.on(shift(day, -n)).hard);
    let hard_lately = (1..=6_i64).filter(|n| ledger.on(shift(day, -n)).hard).count();
    let allowed = |k| !mission.constraints.avoid_kinds.contains(&k);
    let template = match (before, sport) {
        (7, Sport::Bike) if !near_hard && hard_lately < start.hard_max => Some("B-THR"),
        (7, Sport::Run) if !near_hard && hard_lately < start.hard_max => Some("R-CRU"),
        (2, Sport::Bike) => Some("B-OPEN"),
        (2, Sport::Run) => Some("R-OPEN"),
        _ => None,
    };
    let template =
        template.and_then(library::template).filter(|t| allowed(t.kind) && t.least_minutes() <= f64::from(room));
    if let Some(t) = template {
        // The last key session costs about a day of fitness: who is fit for less does less of it.
        let share = (1.1 * ctl / t.measure().load.max(1.0)).min(1.0);
        let minutes = if before == 7 { (share * t.minutes()).max(t.least_minutes()) } else { t.minutes() };
        let s = t.session(day, Some(room.min(minutes.round() as u16)), &start.speeds);
        let fits =
            sport != Sport::Run || s.distance_m.is_none_or(|m| m / 1000.0 <= ledger.longest_run(day).1.max(5.0));
        if fits && s.load <= 2.4 * ctl.max(20.0) {
            return Some(s);
        }
    }
    let minutes = (load / super::start::points_per_hour(sport) * 60.0 / 5.0).round() * 5.0;
    let minutes = (minutes as u16).min(room);
    if minutes < LEAST_MINUTES {
        return None;
    }
    // A swim is made of whole sets, so it may come out longer than asked for.
    let easy = library::easy_session(sport, day, minutes, &start.speeds);
    let short = || library::recovery_session(sport, day, minutes, &start.speeds);
    let fits = |s: &Session| s.minutes <= room && s.load <= (1.5 * load).max(25.0) && allowed(s.kind);
    Some(easy).filter(fits).or_else(|| Some(short()).filter(fits))
}

/// Six days without rest lie behind: this one rests.
fn must_rest(ledger: &Ledger, day: Day) -> bool {
    ledger.since_rest(day) >= 7
}
