use super::limits::*;
use crate::domain::Severity::{Block, Info, Warn};
use rstest::rstest;

#[test]
fn published_cases() {
    assert_eq!(weekly_load(470.0, 400.0, 1.30), Some(Warn));
    assert_eq!(weekly_load(530.0, 400.0, 1.30), Some(Block));
    assert_eq!(weekly_load(440.0, 400.0, 1.30), None);
    assert_eq!(run_spike(17.6, 16.0), None);
    assert_eq!(run_spike(19.0, 16.0), Some(Block));
    assert_eq!(run_spike(6.0, 5.0), Some(Warn));
    assert_eq!(long_share(15.0 / 45.0, 4, 0.30), Some(Warn));
    assert_eq!(hard_days(3, 2), Some(Block));
    assert_eq!(hard_days(2, 2), Some(Info));
    assert_eq!(spacing(1, false), Some(Block));
    assert_eq!(rest_days(0), Some(Block));
    assert_eq!(low_share(0.62), Some(Block));
    assert_eq!(tsb(-31.0, 100.0, -30.0, -40.0), Some(Warn));
    assert_eq!(tsb(-42.0, 100.0, -30.0, -40.0), Some(Block));
    assert_eq!(monotony(10.0, 0), Some(Warn));
    assert_eq!(day_load(150.0, 55.0), Some(Warn));
    assert_eq!(day_load(230.0, 55.0), Some(Block));
}

#[rstest]
#[case(-16.0, 40.0, -15.0, Some(Warn))]
#[case(-21.0, 40.0, -30.0, Some(Block))]
#[case(-15.0, 40.0, -30.0, Some(Warn))]
#[case(-11.0, 5.0, -30.0, Some(Warn))]
#[case(-5.0, 5.0, -30.0, None)]
fn tsb_by_value_and_share(
    #[case] value: f64,
    #[case] ctl: f64,
    #[case] warn: f64,
    #[case] expected: Option<crate::domain::Severity>,
) {
    assert_eq!(tsb(value, ctl, warn, -40.0), expected);
}

/// What V33 says of a plan of one session, in a mission with these lines.
fn foreign(s: crate::domain::Session, rest: &str) -> Vec<String> {
    use crate::{
        coach::plan::tests as with,
        domain::{Athlete, Plan},
        science::history::History,
    };
    let goal = "kind = \"block\"\nsport = \"bike\"\nweeks = 8";
    let a = Athlete::default();
    let (history, mission) = (History::build(&a, with::today()), with::mission(goal, rest));
    let plan = Plan {
        version: 1,
        mission: "m".into(),
        mission_hash: "h".into(),
        from: with::today(),
        weeks: vec![],
        sessions: vec![s],
    };
    let found = super::check(&super::GuardInput {
        athlete: &a,
        history: &history,
        mission: &mission,
        plan: &plan,
        today: with::today(),
        cap: None,
        facts: None,
        horizon: None,
    });
    found.into_iter().filter(|f| f.rule == "V33").map(|f| format!("{:?} {}", f.severity, f.observed)).collect()
}

/// Every step twenty points harder.
fn raise(blocks: &mut [crate::domain::Block]) {
    for b in blocks {
        match b {
            crate::domain::Block::Step(s) => s.hi += 20.0,
            crate::domain::Block::Repeat { blocks, .. } => raise(blocks),
        }
    }
}

#[test]
fn what_is_not_of_the_library_or_out_of_its_ranges_is_blocked_whoever_wrote_it() {
    use crate::{
        coach::{
            library::{self, Speeds},
            plan::tests::today,
        },
        domain::{Session, SessionKind},
    };
    let own = library::template("B-SST").unwrap().session(today(), Some(55), &Speeds::default());
    assert_eq!(foreign(own.clone(), ""), Vec::<String>::new());
    let mut harder = own.clone();
    raise(&mut harder.steps);
    for (s, why) in [
        (harder, "a step at"),
        (Session { template: "X-1".into(), ..own.clone() }, "template “X-1”"),
        (Session { sport: crate::domain::Sport::Run, ..own.clone() }, "B-SST as run"),
        (Session { kind: SessionKind::Vo2, ..own.clone() }, "is no B-SST"),
        (Session { minutes: 300, ..own.clone() }, "at most"),
    ] {
        let found = foreign(s, "");
        assert!(found.len() == 1 && found[0].starts_with("Block ") && found[0].contains(why), "{why}: {found:?}");
    }
    let loose = foreign(own.clone(), "[constraints]\nmin_readiness = 50\n[philosophy]\ndeload_every = 6");
    assert_eq!(loose, ["Block constraints.min_readiness = 50", "Block philosophy.deload_every = 6"]);
    assert_eq!(foreign(own, "[constraints]\nmin_readiness = 85"), Vec::<String>::new(), "stricter is a wish");
}

#[test]
fn every_session_of_the_library_is_its_own_in_any_length() {
    use crate::{
        coach::{
            library::{self, Speeds},
            plan::tests::today,
        },
        domain::Sport,
    };
    let speeds =
        [Speeds::default(), Speeds { run: Some(2.6), swim: Some(0.7) }, Speeds { run: Some(5.0), swim: Some(1.6) }];
    for t in library::all() {
        for (minutes, speeds) in (10..=300).step_by(5).flat_map(|m| speeds.iter().map(move |s| (m, s))) {
            let s = t.session(today(), Some(minutes), speeds);
            let of = library::template(&s.template).unwrap();
            assert_eq!(of.foreign(&s), None, "{} in {minutes} min became {}", t.id, s.brief());
        }
        for seconds in (60..3600).step_by(60) {
            let s = t.with_interval(today(), seconds, 180, &Speeds::default());
            assert!(s.is_none_or(|s| t.foreign(&s).is_none() || s.sport == Sport::Swim), "{} × {seconds} s", t.id);
        }
    }
}

proptest::proptest! {
    #[test]
    fn more_is_never_milder(a in 0.0_f64..4.0, b in 0.0_f64..4.0) {
        let (lo, hi) = if a < b { (a, b) } else { (b, a) };
        proptest::prop_assert!(weekly_load(lo, 1.0, 1.3) <= weekly_load(hi, 1.0, 1.3));
        proptest::prop_assert!(run_spike(lo * 10.0, 10.0) <= run_spike(hi * 10.0, 10.0));
        proptest::prop_assert!(long_run_growth(lo) <= long_run_growth(hi));
        proptest::prop_assert!(day_load(lo * 30.0, 30.0) <= day_load(hi * 30.0, 30.0));
        proptest::prop_assert!(ramp(lo * 4.0, 5.0, 5.0, 8.0) <= ramp(hi * 4.0, 5.0, 5.0, 8.0));
        proptest::prop_assert!(low_share(1.0 - lo / 4.0) <= low_share(1.0 - hi / 4.0));
    }
}
