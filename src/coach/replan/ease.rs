//! Easing single days, one after the other, without moving anything: illness, the way back, a recovery week.

use super::{Allowed, Outlook, PlanChange, Scene};
use crate::domain::num::Total;
use crate::{
    coach::{
        flags::{self, Out, return_cap},
        ladder::{Decision, Limits, RECOVERY_MINUTES, reference_load},
        library::{self, Speeds},
    },
    domain::{Athlete, Cap, Day, Plan, Session, SessionKind, Sport, day, report::Illness},
};

/// Load by which a day on the five-minute grid may miss its share: less than what the limits let pass, so that what was
/// eased is within them.
const SLACK: f64 = 3.0;
/// Shortest session worth going out for, minutes.
pub(super) const LEAST_MINUTES: u16 = 20;

/// The day's sessions as the limits allow them: hard ones become easy ones of no more time, easy ones shrink, and what
/// would be too short to be worth it goes. Locked sessions stay. Another sport takes over when the session's own is
/// out and `other` names one.
#[must_use]
pub fn eased_day(sessions: &[Session], limits: &Limits<'_>, other: Option<Sport>, speeds: &Speeds) -> Vec<Session> {
    let planned: f64 = sessions.iter().map(|s| s.load).total();
    let most = limits.most_load();
    let mut out = Vec::new();
    for s in sessions {
        if s.locked {
            out.push(s.clone());
            continue;
        }
        let sport = if limits.banned.contains(&s.sport) { other } else { Some(s.sport) };
        let Some(sport) = sport else { continue };
        // A day of two sessions shares its limit out as it shares its load.
        let share = if planned > 0.0 { s.load / planned } else { 1.0 };
        let room = most.map(|m| m * share);
        let first = out.iter().all(|x: &Session| x.locked);
        let room = room.map(|r| r + SLACK / sessions.len() as f64);
        out.extend(eased(s, sport, limits.cap, room, speeds).filter(|_| first || limits.cap != Cap::Recovery));
    }
    out
}

fn eased(s: &Session, sport: Sport, cap: Cap, room: Option<f64>, speeds: &Speeds) -> Option<Session> {
    let other = sport != s.sport;
    let new = match cap {
        Cap::Rest => return None,
        Cap::Recovery => {
            let most = s.minutes.min(RECOVERY_MINUTES - 5);
            let new = within(room, most, |m| library::recovery_session(sport, s.day, m, speeds))?;
            // Not every sport has something that is as easy as recovery must be.
            (new.zone_minutes[1] + new.zone_minutes[2] <= 0.0 && !new.hard).then_some(new)?
        }
        Cap::NoHard | Cap::RecoveryWeek if s.hard || s.kind == SessionKind::Strength => {
            // Where only intensity is at stake a long session loses its hard part and stays as long as it was.
            let room = room.or_else(|| (s.kind != SessionKind::Long).then_some(0.75 * s.load));
            within(room, s.minutes, |m| library::easy_session(sport, s.day, m, speeds))?
        }
        Cap::NoHard | Cap::RecoveryWeek | Cap::None | Cap::ReadyUp if other => {
            within(room, s.minutes.min(60), |m| library::easy_session(sport, s.day, m, speeds))?
        }
        _ if room.is_none_or(|r| s.load <= r) => return Some(s.clone()),
        _ => within(room, s.minutes, |m| library::resized(s, m, speeds))
            // What can't be shortened and stay what it is gives way to an easy session.
            .or_else(|| within(room, s.minutes, |m| library::easy_session(sport, s.day, m, speeds)))?,
    };
    Some(Session {
        id: s.id,
        day: s.day,
        rationale: format!("Takes the place of {}: {}.", s.title, cap.title()),
        ..new
    })
}

/// The longest version, on the five-minute grid and of at most `minutes`, whose load keeps within `room`.
fn within(room: Option<f64>, minutes: u16, make: impl Fn(u16) -> Session) -> Option<Session> {
    let mut m = (minutes / 5 * 5).max(LEAST_MINUTES.min(minutes));
    // Load grows about as time does, so a guess from the first try comes within a step or two.
    for _ in 0..6 {
        if m < LEAST_MINUTES {
            return None;
        }
        let s = make(m);
        let Some(room) = room else { return Some(s) };
        if s.load <= room {
            return Some(s);
        }
        let guess = (f64::from(m) * room / s.load / 5.0).round() * 5.0;
        m = (guess.max(0.0) as u16).min(m.saturating_sub(5));
    }
    None
}

/// Caps from today on while ill: nothing until well (two days at least with fever or below the neck), then the graded
/// return; very easy days with a cold. A new report changes it as soon as it is made.
#[must_use]
pub fn illness_caps(illness: Illness, today: Day) -> Outlook {
    let on = |i: i64, cap: Cap| (day::shift(today, i), Allowed::from(cap));
    match illness {
        Illness::Recovered => Outlook::new(),
        Illness::AboveNeck => {
            [on(0, Cap::Recovery), on(1, Cap::Recovery), on(2, Cap::NoHard)].into_iter().collect()
        }
        severe => (0..7)
            .filter_map(|i| {
                let cap = if i < 2 { Some(Cap::Rest) } else { return_cap(severe, i - 1) };
                cap.map(|c| on(i, c))
            })
            .collect(),
    }
}

/// Limits of today and the days after it, when what decided today reaches further; empty when only today is concerned.
#[must_use]
pub fn outlook(athlete: &Athlete, today: Day, decision: &Decision) -> Outlook {
    let (illness, recovered) = flags::illness_on(athlete, today);
    let mut caps = if let Some((i, _)) = illness {
        illness_caps(i, today)
    } else if let Some(r) = recovered {
        return_caps(r.was, r.days, today)
    } else {
        Outlook::new()
    };
    add(&mut caps, stretch(athlete, decision));
    add(&mut caps, way_back(decision, today));
    if caps.is_empty() {
        return caps;
    }
    if let Some(c) = caps.get_mut(&today) {
        *c = c.and(Allowed { cap: decision.verdict.cap, share: decision.share });
    }
    let exceeded = |(d, allowed): (&Day, &Allowed)| {
        let Some(plan) = &athlete.plan else { return false };
        let sessions: Vec<Session> = plan.on(*d).cloned().collect();
        let out = Out::on(athlete, today, *d);
        !day_limits(athlete, today, *d, *allowed, &out).allow(&sessions)
    };
    if caps.iter().any(exceeded) { caps } else { Outlook::new() }
}

fn add(caps: &mut Outlook, more: Outlook) {
    for (d, a) in more {
        caps.entry(d).and_modify(|x| *x = x.and(a)).or_insert(a);
    }
}

/// Days of the easier stretch that begins today; after a week too much alike only its easy ones.
fn stretch(athlete: &Athlete, decision: &Decision) -> Outlook {
    let Some(c) = &decision.start else { return Outlook::new() };
    let alike = c.rule == "D5";
    let cap = if alike { Cap::None } else { Cap::RecoveryWeek };
    let allowed = Allowed { cap, share: Some(c.share) };
    let hard = |d: Day| athlete.plan.iter().any(|p| p.on(d).any(|s| s.hard));
    let days = (0..i64::from(c.days)).map(|i| day::shift(c.from, i));
    days.filter(|d| !(alike && hard(*d))).map(|d| (d, allowed)).collect()
}

/// Days that are left of the first week after time off.
fn way_back(decision: &Decision, today: Day) -> Outlook {
    let Some(c) = &decision.comeback else { return Outlook::new() };
    let allowed = Allowed { cap: Cap::None, share: Some(c.share) };
    (0..7).map(|i| day::shift(today, i)).filter(|d| c.covers(*d)).map(|d| (d, allowed)).collect()
}

/// Caps that are left of a graded return on its `days`-th day.
#[must_use]
pub fn return_caps(was: Illness, days: i64, today: Day) -> Outlook {
    (0..7).filter_map(|i| return_cap(was, days + i).map(|c| (day::shift(today, i), c.into()))).collect()
}

fn day_limits<'a>(athlete: &Athlete, today: Day, on: Day, allowed: Allowed, out: &'a Out) -> Limits<'a> {
    let reference = reference_load(athlete, today, on);
    let allowed = allowed.and(out.cap.into());
    Limits { cap: allowed.cap, banned: &out.sports, trim: false, reference, share: allowed.share }
}

/// Every capped day eased, without what hurts; days that keep within their cap stay as they are.
#[must_use]
pub fn eased_over(scene: &Scene<'_>, caps: &Outlook) -> PlanChange {
    eased_plan(scene, scene.plan, caps)
}

/// The same over another plan than the scene's.
pub(super) fn eased_plan(scene: &Scene<'_>, plan: &Plan, caps: &Outlook) -> PlanChange {
    let mut change = PlanChange::default();
    let speeds = scene.speeds();
    for (d, allowed) in caps {
        let old: Vec<Session> = plan.on(*d).cloned().collect();
        // The event is as long as it is.
        if old.iter().any(|s| s.kind == SessionKind::Race) && allowed.cap < Cap::Recovery {
            continue;
        }
        let out = scene.out(*d);
        let limits = day_limits(scene.athlete, scene.today, *d, *allowed, &out);
        if limits.allow(&old) {
            continue;
        }
        let part = PlanChange::between(&old, &eased_day(&old, &limits, None, &speeds));
        change.before.extend(part.before);
        change.after.extend(part.after);
    }
    change
}
