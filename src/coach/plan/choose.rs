//! Which templates a week wants: by phase, mission, equipment and terrain, the least recently used first.

use super::{ledger::Ledger, start::Start};
use crate::{
    coach::{
        library::{self, Role, Template, When},
        phases,
    },
    domain::{
        Day, Mission, Session, SessionKind as K, Sport,
        mission::{Equipment, GoalKind, Level, Terrain},
        plan::Phase,
    },
};

/// Kinds that a phase trains, by slot: the first list is for the first quality session of a week, and so on.
fn wanted(sport: Sport, phase: Phase, deload: bool) -> &'static [&'static [K]] {
    const BASE: &[&[K]] =
        &[&[K::Tempo, K::SweetSpot], &[K::SweetSpot, K::Tempo, K::Hills, K::Threshold], &[K::Tempo]];
    const BUILD: &[&[K]] = &[&[K::SweetSpot, K::Threshold, K::Hills], &[K::Vo2], &[K::SweetSpot, K::Threshold]];
    const PEAK: &[&[K]] = &[&[K::RacePace, K::Threshold], &[K::Vo2, K::Anaerobic], &[K::Threshold]];
    const RUN_BASE: &[&[K]] = &[&[K::Tempo, K::Threshold], &[K::Hills, K::Threshold], &[K::Tempo]];
    const RUN_BUILD: &[&[K]] = &[&[K::Threshold], &[K::Vo2, K::Hills], &[K::Threshold]];
    const SWIM: &[&[K]] = &[&[K::Threshold], &[K::Threshold, K::Vo2], &[K::Threshold]];
    match (sport, phase) {
        (_, Phase::Event | Phase::Recovery) => &[],
        (Sport::Swim, _) => SWIM,
        (Sport::Run, _) if deload => &[&[K::Tempo, K::Threshold]],
        (Sport::Run, Phase::Base) => RUN_BASE,
        (Sport::Run, Phase::Build) => RUN_BUILD,
        (_, _) if deload => &[&[K::SweetSpot, K::Tempo]],
        (_, Phase::Base) => BASE,
        (_, Phase::Build) => BUILD,
        (_, Phase::Peak) => PEAK,
        (_, Phase::Taper) => &[&[K::Threshold, K::RacePace]],
    }
}

/// How many quality sessions a week wants.
fn count(start: &Start, phase: Phase, deload: bool, week: usize) -> usize {
    let n = match phase {
        Phase::Event | Phase::Recovery => 0,
        Phase::Taper => 1,
        _ if deload => 1,
        // A beginner's first two weeks are for getting used to training at all.
        Phase::Base if start.level == Level::Beginner => usize::from(week >= 2),
        Phase::Base => 2,
        Phase::Build | Phase::Peak => 3,
    };
    n.min(start.hard_max)
}

fn when(phase: Phase, deload: bool) -> When {
    match phase {
        _ if deload => When::Deload,
        Phase::Base => When::Base,
        Phase::Build => When::Build,
        Phase::Peak => When::Peak,
        Phase::Taper => When::Taper,
        Phase::Event | Phase::Recovery => When::Event,
    }
}

/// The quality templates of the week that begins on `monday`, the most wanted first.
#[must_use]
pub fn quality(
    mission: &Mission,
    start: &Start,
    ledger: &Ledger,
    split: &[(Sport, f64)],
    monday: Day,
    (phase, deload): (Phase, bool),
    week: usize,
) -> Vec<&'static Template> {
    let mut out: Vec<&'static Template> = Vec::new();
    let sports = sport_order(ledger, split, monday);
    if let Some(t) = test(mission, ledger, &sports, monday, (phase, deload)).filter(|_| start.hard_max > 0) {
        return vec![t];
    }
    for slot in 0..count(start, phase, deload, week) {
        let Some(sport) = sports.get(slot % sports.len().max(1)) else { break };
        let kinds = wanted(*sport, phase, deload);
        let Some(kinds) = kinds.get(slot.min(kinds.len().saturating_sub(1))) else { continue };
        let choice = library::templates(*sport)
            .filter(|t| t.role == Role::Quality && kinds.contains(&t.kind) && t.fits(when(phase, deload)))
            .filter(|t| !mission.constraints.avoid_kinds.contains(&t.kind))
            .filter(|t| !out.iter().any(|o| o.id == t.id))
            .min_by_key(|t| (taste(mission, t), ledger.last_use(t.id, monday), t.id));
        out.extend(choice);
    }
    out
}

/// Shortest share of a long session's own length that still leaves time before its fast finish.
pub(super) const FAST_LEAST: f64 = 0.7;
/// Events from this length on, minutes, ask for a fast finish on tired legs.
const FAST_EVENT: f64 = 90.0;

/// The long session that ends fast: every second load week of build and peak, for who may train hard twice a week. It
/// is one of the week's hard sessions.
pub(super) fn fast_finish(
    mission: &Mission,
    start: &Start,
    sport: Sport,
    (phase, deload): (Phase, bool),
    week: usize,
) -> Option<&'static Template> {
    let event = mission.goal.kind != GoalKind::Block && phases::event_minutes(mission) >= FAST_EVENT;
    let wanted = event && !deload && week % 2 == 1 && start.hard_max >= 2;
    let out = |k: &K| mission.constraints.avoid_kinds.contains(k) || mission.preferences.avoid.contains(k);
    library::templates(sport)
        .filter(|t| t.role == Role::Long && t.hard && t.fits(when(phase, deload)) && !out(&t.kind))
        .find(|_| wanted)
}

/// Days after which a threshold wants testing again.
const TEST_EVERY: i64 = 42;

/// The test of a down week in base or build, where the mission wants tests: of the sport tested longest ago.
fn test(
    mission: &Mission,
    ledger: &Ledger,
    sports: &[Sport],
    monday: Day,
    (phase, deload): (Phase, bool),
) -> Option<&'static Template> {
    let wanted = mission.preferences.tests == Some(true) && deload && matches!(phase, Phase::Base | Phase::Build);
    if !wanted || mission.constraints.avoid_kinds.contains(&K::Test) {
        return None;
    }
    let of = |s: &Sport| match s {
        Sport::Bike => library::template("B-FTP"),
        Sport::Run => library::template("R-TT30"),
        Sport::Swim => library::template("S-TEST"),
        _ => None,
    };
    let due = |t: &&'static Template| {
        ledger.last_use(t.id, monday).is_none_or(|d| crate::domain::day::between(d, monday) >= TEST_EVERY)
    };
    sports.iter().filter_map(of).filter(due).min_by_key(|t| ledger.last_use(t.id, monday))
}

/// An easy session with something to learn in it, of the same length and hardly more load: cadence or steps on the bike,
/// strides, technique in the water; the least recently used. `None` where the session stays as it is.
pub(super) fn variant(
    mission: &Mission,
    ledger: &Ledger,
    phase: Phase,
    s: &Session,
    speeds: &library::Speeds,
) -> Option<Session> {
    if s.kind != K::Endurance || !(45..=90).contains(&s.minutes) {
        return None;
    }
    let ids: &[&str] = match (s.sport, phase) {
        (Sport::Bike, Phase::Base) => &["B-CAD", "B-PROG"],
        (Sport::Bike, Phase::Build) => &["B-PROG"],
        (Sport::Run, Phase::Base | Phase::Build | Phase::Peak) => &["R-STR"],
        (Sport::Swim, Phase::Base | Phase::Build) => &["S-TECH"],
        _ => &[],
    };
    let allowed = |t: &&'static Template| {
        !mission.constraints.avoid_kinds.contains(&t.kind) && !mission.preferences.avoid.contains(&t.kind)
    };
    let t = ids
        .iter()
        .filter_map(|id| library::template(id))
        .filter(allowed)
        .min_by_key(|t| ledger.last_use(t.id, s.day))?;
    let other = t.session(s.day, Some(s.minutes), speeds);
    let metres = |s: &Session| s.distance_m.unwrap_or(0.0);
    let same = other.template == t.id
        && other.minutes <= s.minutes
        && f64::from(other.minutes) >= 0.9 * f64::from(s.minutes)
        && other.load <= 1.10 * s.load
        && (s.sport != Sport::Run || metres(&other) <= metres(s) + 50.0);
    same.then_some(other)
}

/// With several sports the two with the largest shares take turns by who had quality longer ago.
fn sport_order(ledger: &Ledger, split: &[(Sport, f64)], monday: Day) -> Vec<Sport> {
    let mut sports: Vec<(Sport, f64)> =
        split.iter().copied().filter(|(s, _)| library::templates(*s).any(|t| t.role == Role::Quality)).collect();
    sports.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let last = |s: Sport| {
        library::templates(s)
            .filter(|t| t.role == Role::Quality)
            .filter_map(|t| ledger.last_use(t.id, monday))
            .max()
    };
    if sports.len() > 2 {
        let lead = sports.remove(0).0;
        let mut rest: Vec<Sport> = sports.into_iter().map(|(s, _)| s).collect();
        rest.sort_by_key(|s| (last(*s), *s));
        return std::iter::once(lead).chain(rest).collect();
    }
    sports.into_iter().map(|(s, _)| s).collect()
}

/// What the athlete likes, has and rides: lower is liked better. Never overrides what the phase wants.
fn taste(mission: &Mission, t: &Template) -> i32 {
    let p = &mission.preferences;
    let mut x = 0;
    if p.kinds.contains(&t.kind) {
        x -= 4;
    }
    if p.avoid.contains(&t.kind) {
        x += 4;
    }
    let has = |e: Equipment| p.equipment.is_empty() || p.equipment.contains(&e);
    // Short efforts can't be paced by heart rate.
    if matches!(t.id, "B-3015" | "B-OU") && !has(Equipment::PowerMeter) && !has(Equipment::Trainer) {
        x += 3;
    }
    let on = |g: Terrain| p.terrain.contains(&g);
    let climbs = matches!(t.id, "B-SST2" | "B-OU" | "R-HILL");
    if climbs && (on(Terrain::Hilly) || on(Terrain::Mountain) || on(Terrain::Trail)) {
        x -= 1;
    }
    if climbs && on(Terrain::Flat) && !on(Terrain::Hilly) && !on(Terrain::Mountain) {
        x += 2;
    }
    if matches!(t.id, "R-VO2" | "R-3030") && on(Terrain::Track) {
        x -= 1;
    }
    x
}

/// Strength templates of a week: the mission's number in base, one fewer in build, one in peak, none in taper.
#[must_use]
pub fn strength(mission: &Mission, phase: Phase, deload: bool, week: usize) -> Vec<&'static Template> {
    let c = &mission.constraints;
    let wanted = usize::from(mission.philosophy.strength_sessions.unwrap_or(0).min(3));
    if c.avoid_sports.contains(&Sport::Strength) || c.avoid_kinds.contains(&K::Strength) {
        return Vec::new();
    }
    let gym = mission.preferences.equipment.is_empty() || mission.preferences.equipment.contains(&Equipment::Gym);
    let ids: &[&str] = match phase {
        Phase::Taper | Phase::Event | Phase::Recovery => &[],
        _ if deload => &["W-CORE"],
        Phase::Base if !gym || week < 4 => &["W-AA", "W-CORE", "W-CORE"],
        Phase::Base => &["W-HYP", "W-CORE", "W-AA"],
        Phase::Build if !gym => &["W-AA", "W-CORE"],
        Phase::Build => &["W-MAX", "W-CORE"],
        Phase::Peak if !gym => &["W-CORE"],
        Phase::Peak => &["W-MNT"],
    };
    ids.iter().take(wanted).filter_map(|id| library::template(id)).collect()
}
