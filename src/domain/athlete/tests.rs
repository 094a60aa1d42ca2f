use super::*;
use crate::domain::{
    Action, CanvasChange, Cap, Metric, Panel, Provider, Remembered, SessionKind, Sport, StreamMetrics, Verdict,
    canvas::{Series, Span, Spec},
    event::MissionActivated,
    event::PlanUndone,
    plan::{Plan, PlanChange},
    proposal::{Author, Effect, Hunk, HunkOp},
    session::Session,
};
use chrono::{TimeDelta, TimeZone, Utc};
use proptest::prelude::*;

fn day(n: i64) -> Day {
    crate::domain::day::shift(Day::from_ymd_opt(2026, 3, 2).unwrap(), n)
}

fn record(id: u64, start_min: i64, minutes: f64) -> ActivityRecord {
    let start = Utc.with_ymd_and_hms(2026, 3, 2, 7, 0, 0).unwrap() + TimeDelta::minutes(start_min);
    ActivityRecord {
        id: ShortId(id),
        provider: Provider::File,
        file: None,
        original: Some(format!("{id:x}")),
        leg: 0,
        sport: Sport::Bike,
        sub_sport: None,
        indoor: false,
        start,
        local_date: start.date_naive(),
        title: None,
        notes: None,
        device: None,
        elapsed_s: minutes * 60.0,
        moving_s: minutes * 60.0,
        distance_m: Some(30_000.0),
        ascent_m: None,
        avg_hr: None,
        max_hr: None,
        avg_power_w: None,
        max_power_w: None,
        kcal: None,
        rpe: None,
        stated_load: None,
        metrics: StreamMetrics::default(),
        laps: Vec::new(),
        swim: None,
        warnings: vec![],
        upstream: None,
    }
}

fn session(id: u64, on: Day, load: f64) -> Session {
    Session {
        id: ShortId(id),
        day: on,
        sport: Sport::Bike,
        kind: SessionKind::Endurance,
        template: "B-END60".into(),
        title: "endurance".into(),
        minutes: 60,
        load,
        intensity: 0.66,
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

fn plan() -> Plan {
    Plan {
        version: 0,
        mission: "m".into(),
        mission_hash: "h".into(),
        from: day(0),
        weeks: vec![],
        sessions: vec![session(2, day(2), 50.0), session(1, day(1), 40.0)],
    }
}

fn proposal(base: u32, before: &Session, after: &Session) -> Proposal {
    Proposal {
        id: ShortId::of(&[&base.to_be_bytes(), &before.id.0.to_be_bytes()]),
        base_version: base,
        day: day(0),
        author: Author::Rules,
        reason: "tired".into(),
        hunks: vec![Hunk {
            number: 1,
            op: HunkOp::Resize { before: before.clone(), after: after.clone() },
            reasons: vec![],
            linked: None,
        }],
        effect: Effect::default(),
        each: vec![],
        choices: vec![],
        alternatives: vec![],
        checks: vec![],
        expires: day(1),
        supersedes: None,
    }
}

#[test]
fn a_lock_is_a_step_of_the_plan_that_dates_what_was_proposed() {
    use crate::domain::{event::SessionsLocked, plan::version::Cause};
    let mut a = Athlete::default();
    a.apply(&Event::PlanLaid(plan()));
    let before = session(1, day(1), 40.0);
    let p = proposal(1, &before, &session(1, day(1), 20.0));
    a.apply(&Event::ProposalMade(Box::new(p.clone())));
    let lock = |on: Day, locked| {
        Event::SessionsLocked(SessionsLocked { sessions: vec![ShortId(1), ShortId(9)], day: on, locked })
    };
    let was = a.clone();
    a.apply(&lock(day(2), true));
    assert_eq!(a, was, "it stands on another day");
    a.apply(&lock(day(1), true));
    let locked = a.clone();
    assert_eq!(a.plan.as_ref().map(|p| (p.version, p.session(ShortId(1)).unwrap().locked)), Some((2, true)));
    assert_eq!((a.proposals[0].1, a.versions.last().unwrap().cause), (ProposalState::Stale, Cause::Locked));
    a.apply(&lock(day(1), true));
    a.apply(&accept(&p));
    assert_eq!(a, locked, "twice locks once, and what was proposed before never applies");
    a.apply(&lock(day(1), false));
    assert_eq!(a.plan.as_ref().and_then(|p| p.session(ShortId(1)).cloned()), Some(before));
}

fn accept(p: &Proposal) -> Event {
    let op = &p.hunks[0].op;
    Event::ProposalAnswered(Box::new(Answer {
        proposal: p.id,
        outcome: Outcome::Accepted {
            hunks: vec![1],
            edited: false,
            change: PlanChange {
                before: op.before().into_iter().cloned().collect(),
                after: op.after().into_iter().cloned().collect(),
            },
            base_version: p.base_version,
        },
        shown_hash: p.shown_hash(),
        day: None,
    }))
}

fn with_plan() -> (Athlete, Proposal) {
    let mut a = Athlete::default();
    a.apply(&Event::PlanLaid(plan()));
    let before = session(1, day(1), 40.0);
    let p = proposal(1, &before, &Session { load: 20.0, minutes: 30, ..before.clone() });
    a.apply(&Event::ProposalMade(Box::new(p.clone())));
    (a, p)
}

#[test]
fn the_same_effort_twice_is_one_activity_and_the_better_record_speaks() {
    let mut a = Athlete::default();
    let plain = record(1, 0, 60.0);
    let mut rich = record(2, 1, 61.0);
    rich.metrics.power_coverage = 1.0;
    a.apply(&Event::ActivityRecorded(Box::new(plain.clone())));
    a.apply(&Event::ActivityRecorded(Box::new(rich.clone())));
    a.apply(&Event::ActivityRecorded(Box::new(rich.clone())));
    assert_eq!(a.activities.len(), 1);
    assert_eq!(a.activities[0].id, plain.id, "the id is that of the first record");
    assert_eq!(a.activities[0].best().id, rich.id);
    assert_eq!(a.activities[0].records.len(), 2);
}

#[test]
fn the_same_record_twice_is_one_activity() {
    let mut a = Athlete::default();
    let r = Event::ActivityRecorded(Box::new(record(1, 0, 60.0)));
    a.apply(&r);
    let once = a.clone();
    a.apply(&r);
    assert_eq!(a, once);
}

#[test]
fn legs_of_one_file_and_other_sports_stay_apart() {
    let mut a = Athlete::default();
    let one = record(1, 0, 60.0);
    let leg = ActivityRecord { id: ShortId(2), original: one.original.clone(), leg: 1, ..one.clone() };
    let run = ActivityRecord { id: ShortId(3), original: Some("z".into()), sport: Sport::Run, ..one.clone() };
    for r in [one, leg, run, record(4, 200, 60.0)] {
        a.apply(&Event::ActivityRecorded(Box::new(r)));
    }
    assert_eq!(a.activities.len(), 4);
    assert!(a.activities.windows(2).all(|w| w[0].best().start <= w[1].best().start));
}

#[test]
fn one_file_that_came_two_ways_is_one_activity() {
    let (one, mut two) = (record(1, 0, 60.0), record(2, 0, 60.0));
    two.original.clone_from(&one.original);
    assert!(!Activity::new(one.clone()).is_same_as(&two), "two recordings out of one file are two");
    two.provider = Provider::Intervals;
    let mut a = Athlete::default();
    for r in [one, two.clone()] {
        a.apply(&Event::ActivityRecorded(Box::new(r)));
    }
    assert_eq!((a.activities.len(), a.activities[0].records.len()), (1, 2));
    two.id = ShortId(3);
    two.leg = 1;
    assert!(!Activity::new(a.activities[0].best().clone()).is_same_as(&two), "another leg is another recording");
}

#[test]
fn a_revised_recording_takes_the_place_of_what_it_was() {
    let mut a = Athlete::default();
    for r in [record(1, 0, 60.0), record(2, 300, 45.0)] {
        a.apply(&Event::ActivityRecorded(Box::new(r)));
    }
    let id = a.activities[0].id;
    let later = ActivityRecord { title: Some("Renamed".into()), ..record(1, 900, 62.0) };
    a.apply(&Event::ActivityAmended(Box::new(later.clone())));
    assert_eq!(a.activities.len(), 2);
    assert_eq!((a.activities[1].id, a.activities[1].best()), (id, &later), "it keeps its id and finds its place");
}

#[test]
fn a_withdrawn_recording_leaves_the_others_of_its_activity() {
    let mut a = Athlete::default();
    let strava = ActivityRecord { provider: Provider::StravaApi, distance_m: None, ..record(2, 0, 60.0) };
    for r in [record(1, 0, 60.0), strava] {
        a.apply(&Event::ActivityRecorded(Box::new(r)));
    }
    let gone = |id| Event::EntryWithdrawn(crate::domain::entry::Withdrawn { id: ShortId(id) });
    a.apply(&gone(2));
    assert_eq!((a.activities.len(), a.activities[0].records.len()), (1, 1));
    a.apply(&gone(2));
    a.apply(&gone(1));
    assert!(a.activities.is_empty());
    a.apply(&Event::ActivityRecorded(Box::new(record(1, 0, 60.0))));
    assert_eq!(a.activities.len(), 1, "one that comes back is there again");
}

#[test]
fn what_may_not_be_combined_never_speaks_for_what_came_another_way() {
    let full = StreamMetrics { power_coverage: 1.0, hr_coverage: 1.0, ..StreamMetrics::default() };
    let strava = ActivityRecord { provider: Provider::StravaApi, metrics: full, ..record(1, 0, 60.0) };
    let mut a = Athlete::default();
    for r in [strava, record(2, 0, 60.0)] {
        a.apply(&Event::ActivityRecorded(Box::new(r)));
    }
    assert_eq!(a.activities[0].best().provider, Provider::File);
}

#[test]
fn another_calendar_is_kept_by_its_ids() {
    let entry = |n: i64, title: &str| CalendarEntry {
        provider: Provider::Intervals,
        id: "7".into(),
        day: day(n),
        until: None,
        category: "race_b".into(),
        title: title.into(),
        gone: false,
    };
    let mut a = Athlete::default();
    a.apply(&Event::CalendarSeen(entry(3, "Hill climb")));
    a.apply(&Event::CalendarSeen(entry(5, "Hill climb, moved")));
    assert_eq!(a.calendar, [entry(5, "Hill climb, moved")]);
    a.apply(&Event::CalendarSeen(CalendarEntry { gone: true, ..entry(5, "") }));
    assert!(a.calendar.is_empty());
}

#[test]
fn a_repeated_day_is_one_day_and_the_better_source_wins() {
    let mut a = Athlete::default();
    let say = |source, values: &[(Metric, f64)]| {
        Event::WellnessRecorded(WellnessRecord { day: day(0), source, values: values.to_vec() })
    };
    a.apply(&say(Provider::File, &[(Metric::RestingHr, 50.0), (Metric::SleepHours, 7.0)]));
    a.apply(&say(Provider::File, &[(Metric::RestingHr, 51.0), (Metric::HrvRmssd, f64::NAN)]));
    a.apply(&say(Provider::Oura, &[(Metric::RestingHr, 49.0), (Metric::SleepScore, 400.0)]));
    let d = &a.wellness[&day(0)];
    assert_eq!(a.wellness.len(), 1);
    assert_eq!(d.value(&Metric::RestingHr), Some(49.0));
    assert_eq!(d.value(&Metric::SleepHours), Some(7.0));
    assert_eq!(d.value(&Metric::HrvRmssd), None, "not a number is missing");
    assert_eq!(d.value(&Metric::SleepScore), None, "implausible is missing");
}

#[test]
fn accepting_changes_the_plan_once() {
    let (mut a, p) = with_plan();
    a.apply(&accept(&p));
    let v = a.plan.as_ref().unwrap().version;
    assert_eq!(v, 2);
    assert!((a.plan.as_ref().unwrap().load_on(day(1)) - 20.0).abs() < 1e-9);
    a.apply(&accept(&p));
    assert_eq!(a.plan.as_ref().unwrap().version, v, "a second accept does nothing");
    assert_eq!(a.find_proposal(&p.id.brief()).unwrap().1, ProposalState::Accepted);
}

#[test]
fn undo_restores_the_sessions() {
    let (mut a, p) = with_plan();
    let before = a.plan.clone().unwrap().sessions;
    a.apply(&accept(&p));
    let (id, change) = a.applied.last().cloned().unwrap();
    let undo = Event::PlanUndone(PlanUndone { proposal: id, change: change.inverse(), day: None });
    a.apply(&undo);
    assert_eq!(a.plan.as_ref().unwrap().sessions, before);
    assert_eq!(a.plan.as_ref().unwrap().version, 3);
    assert_eq!(a.find_proposal(&p.id.brief()).unwrap().1, ProposalState::Undone);
    a.apply(&undo);
    assert_eq!(a.plan.as_ref().unwrap().version, 3, "nothing left to take back");
}

#[test]
fn a_proposal_against_an_older_plan_goes_stale_and_cannot_be_applied() {
    let (mut a, p) = with_plan();
    let other = proposal(1, &session(2, day(2), 50.0), &session(2, day(2), 10.0));
    a.apply(&Event::ProposalMade(Box::new(other.clone())));
    a.apply(&accept(&p));
    assert_eq!(a.find_proposal(&other.id.to_string()).unwrap().1, ProposalState::Stale);
    let plan = a.plan.clone();
    a.apply(&accept(&other));
    assert_eq!(a.plan, plan);
}

#[test]
fn no_answer_and_denial_leave_the_plan() {
    let (mut a, p) = with_plan();
    let plan = a.plan.clone();
    let deny =
        Answer { proposal: p.id, outcome: Outcome::Denied { reason: None }, shown_hash: p.shown_hash(), day: None };
    a.apply(&Event::ProposalAnswered(Box::new(deny)));
    a.apply(&accept(&p));
    assert_eq!(a.plan, plan);
    assert_eq!(a.pending(day(0)).count(), 0);
}

#[test]
fn an_expired_proposal_is_not_pending() {
    let (a, _) = with_plan();
    assert_eq!(a.pending(day(1)).count(), 1);
    assert_eq!(a.pending(day(2)).count(), 0);
}

#[test]
fn a_mission_is_active_from_its_day_and_an_unknown_one_never() {
    let mut a = Athlete::default();
    a.apply(&Event::MissionActivated(MissionActivated { mission: "ghost".into(), day: day(0) }));
    assert!(a.mission(day(5)).is_none());
}

#[test]
fn the_digest_knows_content_and_not_the_order_of_arrival_of_unrelated_events() {
    let (r, w) = (
        Event::ActivityRecorded(Box::new(record(1, 0, 60.0))),
        Event::WellnessRecorded(WellnessRecord {
            day: day(0),
            source: Provider::File,
            values: vec![(Metric::RestingHr, 50.0)],
        }),
    );
    let fold = |events: &[&Event]| {
        let mut a = Athlete::default();
        for e in events {
            a.apply(e);
        }
        a.digest()
    };
    assert_eq!(fold(&[&r, &w]), fold(&[&w, &r]));
    assert_ne!(fold(&[&r]), fold(&[&r, &w]));
}

#[test]
fn every_event_survives_its_body() {
    let (_, p) = with_plan();
    let verdict =
        Verdict { action: Action::Go, cap: Cap::None, priority: 9, confidence: 0.5, reasons: vec![], hurt: vec![] };
    let events = [
        Event::SettingsObserved(Box::default()),
        Event::ActivityRecorded(Box::new(record(1, 0, 60.0))),
        Event::PlanLaid(plan()),
        accept(&p),
        Event::ProposalMade(Box::new(p)),
        Event::DayDecided(DayDecided {
            day: day(0),
            mission_hash: None,
            plan_version: Some(1),
            verdict,
            deload: None,
            deliberation: None,
        }),
        Event::Said(Said {
            day: day(0),
            by_athlete: true,
            by_model: false,
            about: None,
            of: None,
            text: "hello".into(),
        }),
        Event::Remembered(Remembered { day: day(0), key: "knee".into(), value: Some("sore".into()) }),
        Event::CanvasChanged(CanvasChange::Put(Panel {
            id: "form".into(),
            title: "Form".into(),
            spec: Spec::Chart { lines: vec![Series::Ctl], span: Span { back: 42, ahead: 14 } },
        })),
        Event::CanvasChanged(CanvasChange::Removed("form".into())),
    ];
    for e in events {
        let body = e.body().unwrap();
        assert_eq!(Event::decode(e.kind(), Event::VERSION, &body).unwrap(), Some(e));
    }
    assert_eq!(Event::decode("from_the_future", 1, b"{}").unwrap(), None);
    assert_eq!(Event::decode("said", 99, b"{}").unwrap(), None);
    assert!(Event::decode("said", 1, b"{}").is_err());
}

#[test]
fn a_snapshot_reads_back_as_the_same_athlete() {
    let (mut a, p) = with_plan();
    a.apply(&Event::ActivityRecorded(Box::new(record(1, 0, 60.0))));
    a.apply(&accept(&p));
    let bytes = postcard::to_stdvec(&a).unwrap();
    assert_eq!(postcard::from_bytes::<Athlete>(&bytes).unwrap(), a);
}

proptest! {
    #[test]
    fn activities_stay_sorted_and_nothing_is_lost(starts in prop::collection::vec((0_i64..20_000, 5.0..300.0_f64), 1..40)) {
        let mut a = Athlete::default();
        for (i, (start, minutes)) in starts.iter().enumerate() {
            a.apply(&Event::ActivityRecorded(Box::new(record(i as u64 + 1, *start, *minutes))));
        }
        let records: usize = a.activities.iter().map(|x| x.records.len()).sum();
        prop_assert_eq!(records, starts.len());
        prop_assert!(a.activities.windows(2).all(|w| w[0].best().start <= w[1].best().start));
    }
}

mod by_hand {
    use super::*;
    use crate::domain::{
        Annotation, DayNote, SessionEntry, SetEntry, StrengthSet, Withdrawn, strength::MuscleGroup,
    };

    fn typed(id: u64, sport: Sport, minutes: f64) -> SessionEntry {
        SessionEntry {
            id: ShortId(id),
            sport,
            sub_sport: Some("trail".into()),
            day: day(0),
            start: day(0).and_hms_opt(12, 0, 0).unwrap().and_utc(),
            minutes,
            distance_km: Some(8.0),
            ascent_m: Some(250.0),
            rpe: Some(4.0),
            title: None,
            notes: Some("heavy legs".into()),
        }
    }

    fn set(id: u64, on: i64, reps: u16) -> SetEntry {
        let set = StrengthSet {
            day: day(on),
            exercise: "squat".into(),
            group: MuscleGroup::Quads,
            reps,
            kg: 100.0,
            in_reserve: None,
            rpe: Some(8.0),
            rest_s: None,
        };
        SetEntry { id: ShortId(id), set }
    }

    fn known(events: &[Event]) -> Athlete {
        let mut a = Athlete::default();
        for e in events {
            a.apply(e);
        }
        a
    }

    fn recorded(e: SessionEntry) -> Event {
        Event::ActivityRecorded(Box::new(e.record()))
    }

    #[test]
    fn a_session_reads_back_as_it_was_entered_and_can_be_edited_and_withdrawn() {
        let entered = typed(7, Sport::Run, 40.0);
        let mut a = known(&[recorded(entered.clone())]);
        assert_eq!(SessionEntry::of(a.activities[0].best()), Some(entered.clone()));
        let edited = SessionEntry { minutes: 55.0, day: day(1), ..entered };
        a.apply(&Event::ActivityAmended(Box::new(edited.clone().record())));
        assert_eq!(a.activities.len(), 1);
        assert_eq!(SessionEntry::of(a.activities[0].best()), Some(edited));
        a.apply(&Event::EntryWithdrawn(Withdrawn { id: ShortId(7) }));
        assert!(a.activities.is_empty());
        assert_eq!(a, Athlete::default());
    }

    #[test]
    fn an_amendment_of_what_is_not_known_changes_nothing() {
        let a = known(&[Event::ActivityAmended(Box::new(typed(7, Sport::Run, 40.0).record()))]);
        assert_eq!(a, Athlete::default());
    }

    #[test]
    fn what_was_typed_joins_the_recording_of_that_day_and_two_typed_ones_stay_two() {
        let ride = || Event::ActivityRecorded(Box::new(record(1, 0, 60.0)));
        let bike = |id, minutes| recorded(typed(id, Sport::Bike, minutes));
        for events in [[ride(), bike(7, 70.0)], [bike(7, 70.0), ride()]] {
            let a = known(&events);
            assert_eq!(a.activities.len(), 1);
            assert_eq!(a.activities[0].best().provider, Provider::File);
            assert_eq!(a.activities[0].rpe(), Some(4.0), "the rating is kept");
        }
        assert_eq!(known(&[ride(), bike(7, 120.0)]).activities.len(), 2, "twice as long is another ride");
        assert_eq!(known(&[bike(7, 30.0), bike(8, 30.0)]).activities.len(), 2, "there and back");
    }

    #[test]
    fn an_edit_that_no_longer_fits_leaves_the_recording_alone() {
        let mut a =
            known(&[recorded(typed(7, Sport::Bike, 60.0)), Event::ActivityRecorded(Box::new(record(1, 0, 60.0)))]);
        assert_eq!(a.activities.len(), 1);
        a.apply(&Event::ActivityAmended(Box::new(typed(7, Sport::Run, 60.0).record())));
        let ids: Vec<_> = a.activities.iter().map(|x| (x.id, x.best().sport)).collect();
        assert_eq!(ids, [(ShortId(1), Sport::Bike), (ShortId(7), Sport::Run)]);
    }

    #[test]
    fn words_on_a_session_stay_through_an_edit_and_are_taken_back_by_empty_ones() {
        let said = Annotation { activity: ShortId(7), rpe: Some(8.0), feel: Some(4), note: Some("hot".into()) };
        let mut a = known(&[recorded(typed(7, Sport::Run, 40.0)), Event::ActivityAnnotated(said.clone())]);
        assert_eq!(a.activities[0].rpe(), Some(8.0));
        a.apply(&Event::ActivityAmended(Box::new(typed(7, Sport::Run, 45.0).record())));
        assert_eq!(a.activities[0].annotation, Some(said));
        a.apply(&Event::ActivityAnnotated(Annotation { activity: ShortId(7), rpe: None, feel: None, note: None }));
        assert_eq!(a.activities[0].annotation, None);
        assert_eq!(a.activities[0].rpe(), Some(4.0));
    }

    #[test]
    fn sets_and_notes_keep_their_order_through_edits() {
        let note =
            |id, on, text: &str| Event::DayNoted(DayNote { id: ShortId(id), day: day(on), text: text.into() });
        let mut a = known(&[
            Event::SetLogged(set(1, 1, 5)),
            Event::SetLogged(set(2, 1, 5)),
            Event::SetLogged(set(3, 0, 8)),
            Event::SetLogged(set(1, 1, 6)),
            note(8, 0, "flat"),
            note(8, 0, "a flat tyre"),
            note(9, 0, "rain"),
        ]);
        assert_eq!(a.sets, [set(3, 0, 8), set(1, 1, 6), set(2, 1, 5)]);
        assert_eq!(a.notes_on(day(0)).map(|n| n.text.as_str()).collect::<Vec<_>>(), ["a flat tyre", "rain"]);
        a.apply(&Event::SetLogged(set(2, 0, 5)));
        assert_eq!(a.sets_on(day(0)).map(|s| s.id.0).collect::<Vec<_>>(), [3, 2], "a set that changes its day");
        for id in [1, 2, 3, 8, 9] {
            a.apply(&Event::EntryWithdrawn(Withdrawn { id: ShortId(id) }));
        }
        assert_eq!(a, Athlete::default());
    }

    #[test]
    fn a_check_in_that_says_nothing_takes_the_morning_back() {
        let morning = CheckIn { fatigue: Some(2), ..CheckIn::of(day(0)) };
        let mut a = known(&[Event::CheckedIn(morning.clone())]);
        assert_eq!(
            a.check_ins[&day(0)].clone().merged(CheckIn { sleep: Some(4), ..CheckIn::of(day(0)) }).sleep,
            Some(4)
        );
        a.apply(&Event::CheckedIn(CheckIn::of(day(0))));
        assert_eq!(a, Athlete::default());
    }

    #[test]
    fn a_check_in_of_before_the_night_was_asked_still_reads() {
        let body = br#"{"day":"2026-03-02","fatigue":2,"soreness":null,"stress":null,"mood":null,"motivation":null,"pain":3,"site":"calf"}"#;
        let read = Event::decode("checked_in", 1, body).unwrap();
        let expected =
            CheckIn { fatigue: Some(2), pain: Some(3), site: Some("calf".into()), ..CheckIn::of(day(0)) };
        assert_eq!(read, Some(Event::CheckedIn(expected)));
    }
}

/// How many records each activity has and which of them speaks, as these came one after the other.
fn told(records: &[&ActivityRecord]) -> Vec<(usize, ShortId)> {
    let mut a = Athlete::default();
    for r in records {
        a.apply(&Event::ActivityRecorded(Box::new((*r).clone())));
    }
    a.activities.iter().map(|a| (a.records.len(), a.best().id)).collect()
}

#[test]
fn a_whole_and_its_parts_are_one_effort_that_the_whole_speaks_for() {
    let (whole, mut first, second) = (record(1, 0, 180.0), record(2, 0, 85.0), record(3, 90, 88.0));
    first.metrics.power_coverage = 1.0;
    let one = vec![(3, whole.id)];
    assert_eq!(told(&[&first, &second]).len(), 2);
    assert_eq!(told(&[&whole, &first, &second]), one);
    assert_eq!(told(&[&first, &second, &whole]), one);
    assert_eq!(told(&[&second, &whole, &first]), one);
}

#[test]
fn parts_part_again_without_the_whole() {
    let (whole, first, second) = (record(1, 0, 180.0), record(2, 0, 85.0), record(3, 90, 88.0));
    let mut a = Activity::new(first.clone());
    a.link(whole.clone());
    a.link(second.clone());
    let left = a.without(whole.id);
    assert_eq!(left.iter().map(|a| a.id).collect::<Vec<_>>(), [first.id, second.id]);
    assert_eq!(a.without(second.id).len(), 1);
    assert!(Activity::new(first.clone()).without(first.id).is_empty());
}

#[test]
fn two_that_were_typed_stay_two_beside_one_recording() {
    let typed = |id| ActivityRecord { provider: Provider::Manual, original: None, ..record(id, 0, 40.0) };
    let (a, b, recorded) = (typed(1), typed(2), record(3, 600, 41.0));
    for order in [[&a, &b, &recorded], [&recorded, &a, &b], [&a, &recorded, &b]] {
        let all = told(&order);
        assert_eq!(all.iter().map(|x| x.0).sum::<usize>(), 3);
        assert_eq!(all.len(), 2, "{all:?}");
    }
}
