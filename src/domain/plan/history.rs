//! What became of each planned session through all versions of the plan.
//!
//! Owns: counting changes and noticing what left the plan. Whoever told others of the plan (a calendar, a service)
//! can tell them of its changes from this alone, without a memory of its own.

use super::Plan;
use crate::domain::{Athlete, Day, Recorded, Session, ShortId};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// A session that is or was planned.
#[derive(Clone, Debug, PartialEq)]
pub struct Tracked {
    /// The session as it was planned last.
    pub session: Session,
    /// The mission it was planned for.
    pub mission: String,
    /// How often what is planned changed since the session was first planned; leaving the plan counts.
    pub sequence: u32,
    /// When it changed last.
    pub changed: DateTime<Utc>,
    /// Whether it left the plan while it was still to come.
    pub cancelled: bool,
}

/// Every session that was ever planned, by day, then id. `events` is the whole log in order.
#[must_use]
pub fn tracked(events: &[Recorded]) -> Vec<Tracked> {
    let mut all: BTreeMap<ShortId, Tracked> = BTreeMap::new();
    let mut athlete = Athlete::default();
    let mut version = 0;
    for e in events {
        athlete.apply(&e.event);
        if let Some(plan) = athlete.plan.as_ref().filter(|p| p.version != version) {
            version = plan.version;
            take(&mut all, plan, e.recorded_at);
        }
    }
    let mut list: Vec<Tracked> = all.into_values().collect();
    list.sort_by_key(|t| (t.session.day, t.session.id));
    list
}

/// Compares a version of the plan with what is known of its sessions.
fn take(all: &mut BTreeMap<ShortId, Tracked>, plan: &Plan, at: DateTime<Utc>) {
    for s in &plan.sessions {
        match all.get_mut(&s.id) {
            None => {
                let new = Tracked {
                    session: s.clone(),
                    mission: plan.mission.clone(),
                    sequence: 0,
                    changed: at,
                    cancelled: false,
                };
                all.insert(s.id, new);
            }
            Some(t) if t.cancelled || !same(&t.session, s) => {
                t.session = s.clone();
                t.cancelled = false;
                t.sequence += 1;
                t.changed = at;
            }
            Some(_) => {}
        }
    }
    for t in all.values_mut().filter(|t| !t.cancelled && left(t, plan, at.date_naive())) {
        t.cancelled = true;
        t.sequence += 1;
        t.changed = at;
    }
}

/// Whether two versions of a session are the same to whoever trains it: a lock is between athlete and planner.
fn same(a: &Session, b: &Session) -> bool {
    a == b || (a.locked != b.locked && Session { locked: b.locked, ..a.clone() } == *b)
}

/// Whether a session that was to come is not planned any more. A plan that begins later says nothing of the days
/// before it.
fn left(t: &Tracked, plan: &Plan, today: Day) -> bool {
    let to_come = t.session.day >= plan.from.max(super::super::day::shift(today, -1));
    to_come && plan.session(t.session.id).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Event, SessionKind, Sport, event::Actor};

    fn day(d: u32) -> Day {
        Day::from_ymd_opt(2026, 11, d).unwrap()
    }

    fn session(id: u64, d: u32) -> Session {
        Session {
            id: ShortId(id),
            day: day(d),
            sport: Sport::Bike,
            kind: SessionKind::Endurance,
            template: "B-END60".into(),
            title: "endurance".into(),
            minutes: 60,
            load: 45.0,
            intensity: 0.67,
            distance_m: None,
            hard: false,
            zone_minutes: [60.0, 0.0, 0.0],
            steps: vec![],
            description: String::new(),
            rationale: String::new(),
            stage: None,
            locked: false,
        }
    }

    fn laid(at: u32, sessions: Vec<Session>) -> Recorded {
        let plan = Plan {
            version: 1,
            mission: "tour".into(),
            mission_hash: String::new(),
            from: day(at),
            weeks: vec![],
            sessions,
        };
        Recorded {
            seq: u64::from(at),
            recorded_at: day(at).and_hms_opt(6, 0, 0).unwrap().and_utc(),
            actor: Actor::Coach,
            event: Event::PlanLaid(plan),
        }
    }

    #[test]
    fn a_session_counts_its_changes_and_is_cancelled_when_it_leaves() {
        let mut longer = session(2, 24);
        longer.minutes = 90;
        let log = [
            laid(20, vec![session(1, 22), session(2, 24), session(3, 25)]),
            laid(21, vec![session(1, 22), longer.clone(), session(3, 25)]),
            laid(23, vec![longer.clone()]),
            laid(23, vec![longer, session(3, 25)]),
        ];
        let of = |upto: usize| -> Vec<(u64, u32, bool)> {
            tracked(&log[..upto]).iter().map(|t| (t.session.id.0, t.sequence, t.cancelled)).collect()
        };
        assert_eq!(of(1), [(1, 0, false), (2, 0, false), (3, 0, false)]);
        assert_eq!(of(2), [(1, 0, false), (2, 1, false), (3, 0, false)]);
        assert_eq!(of(3), [(1, 0, false), (2, 1, false), (3, 1, true)], "what is over is not cancelled");
        assert_eq!(of(4), [(1, 0, false), (2, 1, false), (3, 2, false)], "a session may come back");
        assert_eq!(tracked(&log)[2].changed, log[3].recorded_at);
    }
}
