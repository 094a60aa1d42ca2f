use super::*;
use crate::{
    coach::{
        library::{self, Speeds},
        next_week,
        plan::tests::activity,
    },
    domain::{
        ActivityRecord, Event, Metric, Plan, Provider, ShortId, WellnessRecord,
        report::{HealthReport, Illness},
        routine::{ActivityLinked, ActivityNoted},
    },
};

/// Monday of the week under review.
fn first() -> Day {
    Day::from_ymd_opt(2026, 3, 2).unwrap()
}

fn sunday() -> Day {
    shift(first(), 6)
}

fn session(template: &str, on: i64) -> Session {
    let mut s = library::template(template).unwrap().session(shift(first(), on), None, &Speeds::default());
    s.id = ShortId::of(&[template.as_bytes(), &on.to_be_bytes()]);
    s
}

/// Sweet spot on Tuesday, endurance on Thursday and Sunday, and the same a week later.
fn plan() -> Plan {
    let week = [("B-SST", 1), ("B-END60", 3), ("B-END90", 6)];
    let sessions = week.into_iter().flat_map(|(t, d)| [session(t, d), session(t, d + 7)]).collect();
    Plan { version: 0, mission: "m".into(), mission_hash: "h".into(), from: first(), weeks: vec![], sessions }
}

fn ride(on: i64, minutes: f64, rpe: f64) -> ActivityRecord {
    activity(shift(first(), on), Sport::Bike, minutes, rpe)
}

fn with(records: impl IntoIterator<Item = ActivityRecord>) -> Athlete {
    let mut a = Athlete::default();
    a.apply(&Event::PlanLaid(plan()));
    for r in records {
        a.apply(&Event::ActivityRecorded(Box::new(r)));
    }
    a
}

fn kept() -> Athlete {
    let s = plan();
    let m = |i: usize| f64::from(s.sessions[i].minutes);
    with([ride(1, m(0), 7.0), ride(3, m(2), 4.0), ride(6, m(4), 4.0)])
}

fn status_of(r: &Review, on: i64) -> Status {
    r.sessions.iter().find(|s| s.day == shift(first(), on) && s.session.is_some()).unwrap().status
}

#[test]
fn a_week_without_anything_judges_nothing() {
    let r = review(&with([]), first(), shift(sunday(), 1));
    assert!(!r.has_data && r.verdict.is_none());
    assert_eq!(r.metrics.sessions_planned, 3);
}

#[test]
fn planned_and_done_meet_and_the_totals_agree() {
    let r = review(&kept(), first(), shift(sunday(), 1));
    assert!(r.complete && r.has_data);
    assert_eq!((r.metrics.sessions_planned, r.metrics.sessions_completed), (3, 3), "{:#?}", r.sessions);
    let of_lines = total(r.sessions.iter().map(|s| s.actual_load));
    assert!((of_lines - r.actual.load).abs() < 1e-9);
    assert_eq!(r.key_sessions.1, 1);
    // The load was kept, but no morning is known to be green.
    assert_eq!(r.verdict.unwrap().action, WeekAction::Hold);
}

#[test]
fn a_review_made_later_says_the_same() {
    let mut a = kept();
    let then = review(&a, first(), shift(sunday(), 1));
    // What is recorded of later days has no part in it.
    for i in 8..60 {
        a.apply(&Event::ActivityRecorded(Box::new(ride(i, 200.0, 9.0))));
    }
    assert_eq!(review(&a, first(), shift(sunday(), 60)), then);
}

#[test]
fn a_plan_laid_anew_does_not_forget_what_was_planned() {
    let mut a = kept();
    let then = review(&a, first(), shift(sunday(), 1));
    let mut new = plan();
    new.from = shift(first(), 8);
    new.sessions.retain(|s| s.day >= new.from);
    a.apply(&Event::PlanLaid(new));
    let now = review(&a, first(), shift(sunday(), 2));
    assert_eq!(now.sessions, then.sessions);
    assert_eq!(now.planned, then.planned);
}

#[test]
fn split_recordings_are_one_session() {
    let mut morning = ride(6, 40.0, 4.0);
    morning.id = ShortId(1);
    let mut after = ride(6, 45.0, 4.0);
    after.id = ShortId(2);
    after.start = morning.end() + chrono::TimeDelta::minutes(20);
    let r = review(&with([morning, after]), first(), shift(sunday(), 1));
    let line = r.sessions.iter().find(|s| s.day == sunday()).unwrap();
    assert_eq!(line.activities.len(), 2);
    assert!((line.actual_minutes - 85.0).abs() < 1e-9);
    assert_eq!(line.status, Status::Completed);
}

#[test]
fn what_the_athlete_says_wins() {
    let record = ride(3, 60.0, 4.0);
    let id = record.id;
    let mut a = with([record]);
    let of = |a: &Athlete, on| status_of(&review(a, first(), shift(sunday(), 1)), on);
    assert_ne!(of(&a, 3), Status::Missed);
    a.apply(&Event::ActivityLinked(ActivityLinked { activity: id, session: None }));
    assert_eq!(of(&a, 3), Status::Missed);
    let r = review(&a, first(), shift(sunday(), 1));
    assert_eq!(r.sessions.iter().filter(|s| s.status == Status::Unplanned).count(), 1);
    // Three days off, and still what the athlete says it is.
    let long = session("B-END90", 6).id;
    a.apply(&Event::ActivityLinked(ActivityLinked { activity: id, session: Some(long) }));
    a.apply(&Event::ActivityNoted(ActivityNoted {
        activity: id,
        note: Some(crate::domain::CleanText::line("shop ride")),
    }));
    let r = review(&a, first(), shift(sunday(), 1));
    let line = r.sessions.iter().find(|s| s.session == Some(long.to_string())).unwrap();
    assert!(line.by_hand && !line.activities.is_empty());
    assert_eq!(r.notes.len(), 1);
}

#[test]
fn much_less_than_planned_is_planned_anew_from_what_was_done() {
    let a = with([ride(3, 40.0, 4.0)]);
    let r = review(&a, first(), sunday());
    assert_eq!(r.verdict.as_ref().map(|v| v.action), Some(WeekAction::Hold), "the week is not over");
    let r = review(&a, first(), shift(sunday(), 1));
    assert_eq!(r.verdict.as_ref().map(|v| v.action), Some(WeekAction::Rebase));
    let p = next_week::proposal(&a, &r, shift(sunday(), 1)).unwrap();
    assert!(p.effect.load < 0.0 && p.hunks.iter().all(|h| h.op.day() > shift(sunday(), 1)), "{p:#?}");
}

#[test]
fn illness_comes_before_everything_else() {
    let mut a = kept();
    a.apply(&Event::HealthReported(HealthReport {
        day: shift(first(), 4),
        illness: Illness::AboveNeck,
        note: None,
    }));
    let r = review(&a, first(), shift(sunday(), 1));
    assert_eq!(r.verdict.as_ref().map(|v| v.action), Some(WeekAction::Recover));
    let p = next_week::proposal(&a, &r, sunday()).unwrap();
    assert!(p.hunks.iter().all(|h| h.op.after().iter().all(|s| !s.hard)));
}

/// A cold on Monday, well on Tuesday: the first week back ends before the next session of the coming week.
#[test]
fn a_way_back_that_is_over_leaves_the_coming_week_as_planned() {
    let mut a = kept();
    for (d, illness) in [(0, Illness::AboveNeck), (1, Illness::Recovered)] {
        a.apply(&Event::HealthReported(HealthReport { day: shift(first(), d), illness, note: None }));
    }
    let r = review(&a, first(), shift(sunday(), 1));
    assert_eq!(r.verdict.as_ref().map(|v| v.action), Some(WeekAction::Recover));
    assert_eq!(next_week::proposal(&a, &r, sunday()), None);
}

#[test]
fn a_week_that_the_last_ones_do_not_carry_gets_shorter_easy_sessions() {
    use crate::coach::{guard, plan::tests as plans};
    let mut a = plans::athlete(Sport::Bike, 8, 4, 45.0);
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|d| format!("{d} = 120\n")).concat();
    let goal = "kind = \"race\"\nsport = \"bike\"\ndate = \"2026-08-01\"\nminutes = 180";
    let v = plans::version(plans::mission(goal, &format!("[constraints.available_minutes]\n{days}")));
    a.apply(&Event::MissionSaved(Box::new(v.clone())));
    let active = crate::domain::event::MissionActivated { mission: "m".into(), day: first() };
    a.apply(&Event::MissionActivated(active));
    let mut sessions = plan().sessions;
    sessions.retain(|s| s.day <= sunday());
    for r in [ride(1, 63.0, 7.0), ride(3, 60.0, 4.0), ride(6, 90.0, 4.0)] {
        a.apply(&Event::ActivityRecorded(Box::new(r)));
    }
    let heavy = (8..14_i64).map(|d| {
        let t = library::template("B-END90").unwrap();
        let s = t.session(shift(first(), d), Some(85), &Speeds::default());
        Session { id: ShortId::of(&[&d.to_be_bytes()]), ..s }
    });
    sessions.extend(heavy);
    let laid = Plan { mission_hash: v.hash.clone(), sessions, ..plan() };
    a.apply(&Event::PlanLaid(laid.clone()));
    let r = review(&a, first(), sunday());
    let p = next_week::proposal(&a, &r, sunday()).unwrap();
    assert!(p.effect.load < 0.0 && p.hunks.iter().flat_map(|h| &h.reasons).all(|x| x.rule == "V01"), "{p:#?}");
    let blocks = |plan: &Plan| {
        let history = History::build(&a, sunday());
        let found = guard::check(&guard::GuardInput {
            athlete: &a,
            history: &history,
            mission: &v.mission,
            plan,
            today: sunday(),
            cap: None,
            facts: None,
            horizon: None,
        });
        found.iter().any(|f| f.rule == "V01" && f.severity == crate::domain::Severity::Block)
    };
    let mut after = laid.clone();
    let change = crate::domain::PlanChange {
        before: p.hunks.iter().flat_map(|h| h.op.before().into_iter().cloned()).collect(),
        after: p.hunks.iter().flat_map(|h| h.op.after().into_iter().cloned()).collect(),
    };
    after.apply(&change);
    assert!(blocks(&laid) && !blocks(&after));
}

#[test]
fn health_averages_are_of_the_week_alone() {
    let mut a = kept();
    for (i, h) in [(-1, 4.0), (0, 6.5), (1, 7.5), (6, 8.0), (7, 4.0)] {
        a.apply(&Event::WellnessRecorded(WellnessRecord {
            day: shift(first(), i),
            source: Provider::Oura,
            values: vec![(Metric::SleepHours, h), (Metric::RestingHr, 50.0)],
        }));
    }
    let r = review(&a, first(), shift(sunday(), 1));
    assert!((r.metrics.avg_sleep_duration_hours.unwrap() - 22.0 / 3.0).abs() < 1e-9);
    assert_eq!((r.health.nights_under_7, r.coverage.with_wellness), (1, 3));
    assert_eq!(r.metrics.avg_hrv, None);
}

#[test]
fn bands_of_the_load() {
    let all: Vec<LoadBand> = [79.9, 80.0, 110.0, 110.1].map(|a| load_band(a, 100.0)).to_vec();
    assert_eq!(all, [LoadBand::Under, LoadBand::OnTarget, LoadBand::OnTarget, LoadBand::Over]);
    assert_eq!(load_band(5.0, 0.0), LoadBand::NoPlan);
}

#[test]
fn a_week_that_goes_on_is_held_against_what_was_due() {
    let m = f64::from(plan().sessions[0].minutes);
    let a = with([ride(1, m, 7.0)]);
    let r = review(&a, first(), shift(first(), 2));
    assert!(r.metrics.compliance_pct.is_some_and(|c| c > 60.0), "{:?}", r.metrics);
    assert_eq!((r.complete, r.load_band == LoadBand::NoPlan), (false, false));
    let before = review(&a, first(), first());
    assert_eq!((before.metrics.compliance_pct, before.load_band), (None, LoadBand::NoPlan));
    let over = review(&a, first(), shift(sunday(), 1));
    assert!(over.metrics.compliance_pct.is_some_and(|c| c < 60.0), "{:?}", over.metrics);
}
