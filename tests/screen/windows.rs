//! More of what can lie on top: windows on something that is there already, the end of a mission, and Settings while a
//! row is typed or looked for.

use super::fixture::{beside, scene, today};
use lanterne::{
    app::{Confirm, Dialog, Overlay, State, composer::Composer, dialog::Kind},
    coach::{
        autopsy::{Autopsy, Call, Reached, StageOf, WeekOf},
        closing::Closing,
        review::{
            SessionReview,
            intervals::{Intervals, StepDone},
        },
    },
    config::mission::{Wish, instantiate, parse, version},
    domain::{
        Athlete, Event, ShortId, Sport, StrengthSet, Units, day::shift, entry::SetEntry, event::MissionActivated,
        plan::Phase, strength::MuscleGroup,
    },
    science::compliance::{Grade, Status},
};
use std::sync::Arc;

/// One state for each.
pub(super) fn more(units: Units, w: u16, h: u16) -> Vec<(&'static str, State)> {
    let with = |f: &dyn Fn(&mut State)| {
        let mut s = scene("modify", w, h);
        s.units = units;
        f(&mut s);
        s
    };
    let mut all = vec![
        ("edit-a-set", with(&edit_a_set)),
        (
            "next-mission",
            with(&|s| {
                over(s);
                s.overlay = Overlay::Confirm(Confirm::NextMission);
            }),
        ),
        (
            "closing",
            with(&|s| {
                over(s);
                s.overlay = Overlay::Closing;
            }),
        ),
        ("stage", with(&stage)),
    ];
    all.push(("rate-an-activity", rate(units, w, h)));
    all.extend(settings(units, w, h));
    all
}

/// What is told by pace: a run and the best efforts of running, and intervals held against paces.
pub(super) fn by_pace(w: u16, h: u16) -> Vec<(&'static str, State)> {
    let run = || {
        let mut s = beside("activity", w, h);
        let State { screens, known, .. } = &mut s;
        let a = &mut screens.activities;
        a.words.insert("run");
        a.search(known.as_ref(), today(), Units::Metric);
        a.list.cursor = 0;
        a.show(known.as_ref());
        assert!(a.open.as_ref().is_some_and(|o| o.sport == Sport::Run && !o.zones.is_empty()), "a run with zones");
        s
    };
    let mut held = run();
    if let Some(open) = &mut held.screens.activities.open {
        let step = StepDone {
            seconds: 300.0,
            unit: "m/s",
            low: 3.8,
            high: 4.1,
            lap: Some(2),
            mean: Some(4.0),
            kept: true,
        };
        open.session = Some(SessionReview {
            day: open.local_date,
            sport: open.sport,
            title: "5 × 5 min".into(),
            session: Some("51".into()),
            activities: vec![],
            by_hand: false,
            key: true,
            planned_load: 60.0,
            actual_load: 62.0,
            planned_minutes: 50.0,
            actual_minutes: 52.0,
            planned_km: Some(10.0),
            actual_km: Some(10.4),
            status: Status::Completed,
            grade: Grade::Green,
            prescription_pct: Some(98.0),
            goal_pct: None,
            intervals: Some(Intervals { kept_pct: 100.0, steps: vec![step] }),
            cost: None,
            reason: String::new(),
        });
    }
    let mut bests = run();
    let State { screens, known, .. } = &mut bests;
    let at = screens.activities.sports.iter().position(|s| *s == Sport::Run).expect("runs");
    screens.activities.show_bests(known.as_ref(), at);
    vec![("a-run", run()), ("intervals-of-a-run", held), ("bests-of-running", bests)]
}

/// What is known of the athlete, changed.
fn athlete(s: &mut State, f: impl FnOnce(&mut Athlete)) {
    let Some(known) = &mut s.known else { return };
    let mut a = (*known.athlete).clone();
    f(&mut a);
    known.athlete = Arc::new(a);
}

fn open(s: &mut State, kind: Kind) {
    s.overlay = Overlay::Dialog(Box::new(Dialog::open(kind, None, s)));
}

fn edit_a_set(s: &mut State) {
    let set = StrengthSet {
        day: today(),
        exercise: "back squat".into(),
        group: MuscleGroup::Quads,
        reps: 5,
        kg: 102.5,
        in_reserve: None,
        rpe: Some(8.0),
        rest_s: Some(120),
    };
    athlete(s, |a| a.apply(&Event::SetLogged(SetEntry { id: ShortId(9), set })));
    open(s, Kind::Set(ShortId(9)));
}

/// The fourth stage of the tour's template.
fn stage(s: &mut State) {
    let text = instantiate("tour", today(), &Wish::default()).expect("a template");
    let mission = parse(&text, "tour.toml").expect("a mission");
    athlete(s, |a| {
        a.apply(&Event::MissionSaved(Box::new(version(mission, &text))));
        a.apply(&Event::MissionActivated(MissionActivated { mission: "tour".into(), day: today() }));
    });
    open(s, Kind::Stage(3));
}

/// A recorded activity, in the window that asks how it felt.
fn rate(units: Units, w: u16, h: u16) -> State {
    let mut s = beside("activity", w, h);
    s.units = units;
    let id = s.screens.activities.open.as_ref().expect("an open activity").id;
    open(&mut s, Kind::Felt(id));
    s
}

/// A tour that ended yesterday, with its review.
fn over(s: &mut State) {
    let goal = shift(today(), -23);
    let reached = |planned: f64, done: f64| Reached { planned: Some(planned), done };
    let stage = |number: u16, kind: &str, mode: &str, load: (f64, f64), points: u32| StageOf {
        number,
        date: shift(goal, i64::from(number) - 1),
        kind: kind.into(),
        done: load.1 > 0.0,
        mode: mode.into(),
        points,
        load,
    };
    let week = |i: i64, phase: Phase, planned: f64, done: f64| WeekOf {
        monday: shift(goal, 7 * i - 30),
        phase,
        planned,
        done,
        ctl_planned: 68.0 + i as f64,
        ctl_done: 66.5 + i as f64,
    };
    let review = Autopsy {
        mission: "tour".into(),
        name: "Grand tour at home".into(),
        mission_hash: "5f1e77a0c0ffee".into(),
        from: shift(goal, -224),
        goal,
        to: shift(today(), -1),
        result: Some("21 of 21 stages, and 214 points".into()),
        ctl: reached(71.4, 69.8),
        tsb: reached(18.9, 16.2),
        weeks: vec![
            week(0, Phase::Peak, 610.0, 588.0),
            week(1, Phase::Taper, 430.0, 441.0),
            week(2, Phase::Event, 900.0, 874.0),
        ],
        load: reached(16_840.0, 15_912.0),
        sessions: (148, 131),
        hard: (44, 40),
        stages: vec![
            stage(1, "flat", "gc", (92.0, 95.0), 10),
            stage(2, "mtn_itt", "breakaway", (120.0, 131.0), 18),
            stage(3, "mountain", "gc", (140.0, 0.0), 0),
        ],
        points: Some((214, 246)),
        red: (6, 221),
        unwell: 4,
        calls: vec![Call { rule: "F02".into(), answer: "accepted".into(), labels: [5, 2, 1] }],
        blocks: vec!["2026-04-06 to 2026-05-03: threshold, CTL +6.1 for 2,140".into()],
        findings: vec![
            "You rode 20 of 21 stages.".into(),
            "CTL was 1.6 under the plan on the eve of the goal: four days ill in May.".into(),
        ],
    };
    let Some(known) = &mut s.known else { return };
    let mut morning = (*known.morning).clone();
    morning.closing = Some(Box::new(Closing {
        mission: "tour".into(),
        name: "Grand tour at home".into(),
        ended: shift(today(), -1),
        written: Some(today()),
        review: Some(review),
        next: None,
        asks: true,
        put_off: None,
    }));
    known.morning = Arc::new(morning);
}

fn typed(text: &str) -> Composer {
    let mut c = Composer::default();
    c.insert(text);
    c
}

/// Settings: a row that is typed, one that was refused, and words that are looked for.
fn settings(units: Units, w: u16, h: u16) -> Vec<(&'static str, State)> {
    let with = |f: &dyn Fn(&mut State)| {
        let mut s = beside("settings", w, h);
        s.units = units;
        f(&mut s);
        s
    };
    let edit = with(&|s| s.screens.settings.editing = Some(typed("1:15")));
    let refused = with(&|s| {
        s.screens.settings.editing = Some(typed("20:00"));
        s.screens.settings.problem = Some("out of range; between 0 and 960 min".into());
    });
    let search = with(&|s| {
        s.screens.settings.words = typed("day");
        s.screens.settings.searching = true;
        s.screens.settings.look();
    });
    vec![("settings-edit", edit), ("settings-refused", refused), ("settings-search", search)]
}
