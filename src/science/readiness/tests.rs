use super::*;
use crate::domain::{
    CheckIn, Mission, MissionVersion, Provider, ThresholdKind,
    day::{between, shift},
};
use crate::science::testing::{athlete, day, ride, set, tell, tell_all};
use proptest::prelude::*;
use rstest::rstest;

const TODAY: (u32, u32) = (9, 1);

fn today() -> Day {
    day(TODAY.0, TODAY.1)
}

fn of(a: &Athlete) -> Readiness {
    assess(a, &History::build(a, today()), today())
}

/// Ninety days of an hour at load 49 and ninety ordinary nights.
fn usual() -> Athlete {
    let mut a = athlete((1..=90).map(|i| ride(shift(today(), -i), 60.0, 175.0)));
    a.settings.thresholds = vec![set(ThresholdKind::Ftp, None, 250.0, day(1, 1))];
    a.settings.sleep_need_h = Some(8.0);
    let o = Provider::Oura;
    tell_all(&mut a, today(), 90, o, &Metric::HrvRmssd, |i| if i % 2 == 0 { 60.0 } else { 55.0 });
    tell_all(&mut a, today(), 90, o, &Metric::RestingHr, |i| 48.0 + (i % 3) as f64);
    tell_all(&mut a, today(), 90, o, &Metric::SleepHours, |i| 7.5 + (i % 2) as f64);
    tell_all(&mut a, today(), 90, o, &Metric::TempDeviation, |_| 0.1);
    a
}

fn check_in(answers: u8) -> CheckIn {
    let v = Some(answers);
    CheckIn { fatigue: v, soreness: v, stress: v, mood: v, motivation: v, ..CheckIn::of(today()) }
}

fn figures(list: &[(Slot, f64)]) -> (Option<f64>, f64) {
    combine(&list.iter().map(|(s, f)| (*s, sub_score(*s, *f))).collect::<Vec<_>>())
}

#[rstest]
#[case([0.2, 0.4, -1.0, 1.0, 0.2, -0.12, 0.9, 80.0, 0.1], 92.91, Band::Green)]
#[case([-1.4, -2.5, 9.0, 0.75, 1.2, -0.05, 0.4, 20.0, 0.9], 37.85, Band::SevereRed)]
fn known_mornings(#[case] f: [f64; 9], #[case] score: f64, #[case] want: Band) {
    use Slot::{Debt, Form, Hrv1, Hrv7, Prev, Rhr, Sleep, Subj, Temp};
    let slots = [Hrv7, Hrv1, Rhr, Sleep, Debt, Form, Prev, Subj, Temp];
    let (got, coverage) = figures(&slots.into_iter().zip(f).collect::<Vec<_>>());
    assert!((got.unwrap() - score).abs() < 1e-4, "{got:?}");
    assert!((coverage - 1.0).abs() < 1e-12);
    assert_eq!(band(got.unwrap(), GREEN, AMBER), want);
}

#[test]
fn weights_of_what_is_there_are_scaled_up() {
    let list = [(Slot::Rhr, 2.0), (Slot::Sleep, 0.9), (Slot::Debt, 0.5), (Slot::Form, -0.2), (Slot::Prev, 1.1)];
    let (score, coverage) = figures(&list);
    assert!((score.unwrap() - 82.236364).abs() < 1e-4 && (coverage - 0.55).abs() < 1e-12);
    let (score, coverage) = figures(&list[3..]);
    assert!((score.unwrap() - 83.2).abs() < 1e-9 && (coverage - 0.15).abs() < 1e-12);
    assert_eq!(combine(&[]), (None, 0.0));
    assert!((Slot::ALL.map(weight).iter().sum::<f64>() - 100.0).abs() < 1e-12);
}

#[rstest]
#[case(70.0, GREEN, Band::Green)]
#[case(69.99, GREEN, Band::Amber)]
#[case(60.0, GREEN, Band::Amber)]
#[case(59.99, GREEN, Band::Red)]
#[case(39.99, GREEN, Band::SevereRed)]
#[case(74.0, 75.0, Band::Amber)]
#[case(55.0, 55.0, Band::Green)]
#[case(54.0, 55.0, Band::Red)]
fn cuts(#[case] score: f64, #[case] green: f64, #[case] want: Band) {
    assert_eq!(band(score, green, AMBER), want);
}

#[test]
fn a_morning_with_nothing_says_nothing() {
    let r = of(&Athlete::default());
    assert_eq!((r.score, r.band, r.coverage, r.confidence), (None, Band::Unknown, 0.0, 0.0));
    let slots: Vec<Slot> = r.contributors.iter().map(|c| c.slot).collect();
    assert_eq!(slots, Slot::ALL);
    for c in &r.contributors {
        assert_eq!((c.status, c.value, c.score), (Status::Unavailable, None, None));
        assert!(c.note.as_ref().is_some_and(|n| !n.is_empty()), "{c:?}");
    }
}

#[test]
fn load_alone_says_nothing() {
    let mut a = usual();
    a.wellness = std::sync::Arc::default();
    let r = of(&a);
    assert_eq!((r.score, r.band), (None, Band::Unknown));
    assert!((r.coverage - 0.15).abs() < 1e-12);
    assert!(r.slot(Slot::Form).unwrap().score.is_some());
}

#[test]
fn an_ordinary_morning_is_green_and_explains_itself() {
    let mut a = usual();
    a.check_ins.insert(today(), check_in(2));
    tell(&mut a, today(), Provider::Oura, Metric::ReadinessScore, 82.0);
    let r = of(&a);
    assert_eq!(r.band, Band::Green, "{r:#?}");
    assert!((r.coverage - 1.0).abs() < 1e-12 && (r.confidence - 1.0).abs() < 1e-12, "{}", r.confidence);
    assert_eq!(r.vendor_score, Some(82.0));
    let rhr = r.slot(Slot::Rhr).unwrap();
    assert_eq!((rhr.value, rhr.baseline, rhr.delta), (Some(48.0), Some(49.0), Some(-1.0)));
    assert_eq!((rhr.unit.as_str(), rhr.source.as_deref(), rhr.age_days), ("bpm", Some("oura"), Some(0)));
    assert_eq!(r.slot(Slot::Subj).unwrap().score, Some(75.0));
    let hrv = r.slot(Slot::Hrv7).unwrap();
    assert!((hrv.baseline.unwrap() - (60.0_f64 * 55.0).sqrt()).abs() < 1e-9, "geometric mean: {hrv:?}");
    assert!(!vendor_disagrees(&r));
}

#[test]
fn the_vendors_score_is_no_input() {
    let mut a = usual();
    let before = of(&a).score;
    tell(&mut a, today(), Provider::Oura, Metric::ReadinessScore, 5.0);
    let r = of(&a);
    assert_eq!(r.score, before);
    assert!(vendor_disagrees(&r));
}

#[test]
fn yesterdays_values_stand_in_and_older_ones_do_not() {
    let mut a = usual();
    std::sync::Arc::make_mut(&mut a.wellness).remove(&today());
    let r = of(&a);
    for slot in [Slot::Hrv7, Slot::Hrv1, Slot::Rhr, Slot::Sleep, Slot::Debt, Slot::Temp] {
        let c = r.slot(slot).unwrap();
        assert_eq!((c.age_days, c.measured), (Some(1), Some(shift(today(), -1))), "{c:?}");
    }
    // Seventy-five device points at .7, fifteen of load at 1.
    assert!((r.confidence - 0.9 * (75.0 * 0.7 + 15.0) / 90.0).abs() < 1e-9, "{}", r.confidence);
    std::sync::Arc::make_mut(&mut a.wellness).remove(&shift(today(), -1));
    let r = of(&a);
    assert_eq!(r.band, Band::Unknown);
    assert!(r.slot(Slot::Rhr).unwrap().score.is_none());
}

#[test]
fn a_short_baseline_is_said_and_then_doubted() {
    let mut a = usual();
    let keep = |a: &mut Athlete, days: i64| {
        for (d, w) in std::sync::Arc::make_mut(&mut a.wellness) {
            if between(*d, today()) >= days {
                w.readings.retain(|r| r.metric != Metric::HrvRmssd);
            }
        }
    };
    keep(&mut a, 7 + 20);
    let r = of(&a);
    assert!((r.confidence - (0.9 - 0.2)).abs() < 1e-9, "{}", r.confidence);
    keep(&mut a, 7 + 9);
    let r = of(&a);
    let c = r.slot(Slot::Hrv7).unwrap();
    assert_eq!(c.note.as_deref(), Some("needs 14 nights before this week, has 9"));
}

#[test]
fn a_new_device_starts_its_own_baseline() {
    let mut a = usual();
    // The new strap reads twice as high; mixed with the ring's nights it would look like a miracle.
    tell(&mut a, today(), Provider::Manual, Metric::HrvRmssd, 120.0);
    tell(&mut a, today(), Provider::GarminArchive, Metric::HrvSdnn, 150.0);
    let s = signals(&a, &History::build(&a, today()), today());
    assert_eq!(s.hrv_last.map(|(m, sdnn)| (m.source, m.value, sdnn)), Some((Provider::Oura, 60.0, false)));
    assert_eq!(s.hrv.baseline_nights, 60);
}

#[test]
fn the_rings_contributors_fill_in_for_missing_values() {
    let mut a = Athlete::default();
    for (name, v) in [
        ("hrv_balance", 80.0),
        ("resting_heart_rate", 90.0),
        ("previous_night", 70.0),
        ("sleep_balance", 60.0),
        ("activity_balance", 85.0),
        ("previous_day_activity", 95.0),
        ("recovery_index", 100.0),
        ("body_temperature", 50.0),
    ] {
        tell(&mut a, today(), Provider::Oura, Metric::contributor(name), v);
    }
    let r = of(&a);
    let want = (20.0 * 80.0
        + 15.0 * 90.0
        + 15.0 * 70.0
        + 10.0 * 60.0
        + 10.0 * 85.0
        + 5.0 * 95.0
        + 10.0 * 100.0
        + 5.0 * 50.0)
        / 90.0;
    assert!((r.score.unwrap() - want).abs() < 1e-9);
    assert!((r.coverage - 0.9).abs() < 1e-12);
    assert_eq!(r.slot(Slot::Hrv7).unwrap().name, "hrv_balance");
    assert_eq!(r.vendor.len(), 8);
}

#[test]
fn a_raw_value_beats_its_contributor() {
    let mut a = usual();
    let before = of(&a);
    for name in ["hrv_balance", "resting_heart_rate", "recovery_index", "activity_balance", "previous_day_activity"]
    {
        tell(&mut a, today(), Provider::Oura, Metric::contributor(name), 1.0);
    }
    let r = of(&a);
    assert_eq!(r.score, before.score, "one signal counts once");
    assert_eq!(r.vendor.len(), 5);
}

#[test]
fn feel_against_devices_costs_confidence() {
    let mut a = usual();
    a.check_ins.insert(today(), check_in(5));
    let r = of(&a);
    assert_eq!(r.slot(Slot::Subj).unwrap().score, Some(0.0));
    assert!((r.confidence - 0.8).abs() < 1e-9, "{}", r.confidence);
}

#[test]
fn a_mission_moves_the_green_cut() {
    let mut a = usual();
    a.check_ins.insert(today(), check_in(2));
    let score = of(&a).score.unwrap();
    let text = format!(
        r#"id = "m"
name = "m"
goal = {{ kind = "block", sport = "bike", weeks = 8 }}
constraints = {{ min_readiness = {} }}"#,
        score + 1.0
    );
    let mission: Mission = toml::from_str(&text).unwrap();
    a.missions.insert("m".into(), vec![MissionVersion { mission, hash: "h".into(), text, seen: None }]);
    a.activations.push((day(1, 1), "m".into()));
    let r = of(&a);
    assert_eq!((r.score, r.band), (Some(score), Band::Amber));
}

#[test]
fn young_load_says_nothing_of_form() {
    let mut a = usual();
    std::sync::Arc::make_mut(&mut a.activities).retain(|x| x.best().local_date >= shift(today(), -27));
    let r = of(&a);
    assert!(r.slot(Slot::Form).unwrap().score.is_none() && r.slot(Slot::Prev).unwrap().score.is_none());
    a.settings.form.seed_ctl = Some(50.0);
    assert!(of(&a).slot(Slot::Form).unwrap().score.is_some());
}

#[test]
fn figures_for_the_flags() {
    let mut a = usual();
    let o = Provider::Oura;
    for (ago, rhr, hours) in [(0, 57.0, 6.0), (1, 55.0, 6.5), (2, 49.0, 6.9)] {
        tell(&mut a, shift(today(), -ago), o, Metric::RestingHr, rhr);
        tell(&mut a, shift(today(), -ago), o, Metric::SleepHours, hours);
    }
    tell(&mut a, today(), Provider::GarminArchive, Metric::BodyBatteryBed, 20.0);
    for (ago, rpe) in [(1, 9.0), (2, 3.0)] {
        let activities = std::sync::Arc::make_mut(&mut a.activities);
        let last = activities.iter_mut().find(|x| x.best().local_date == shift(today(), -ago)).unwrap();
        last.records[0].rpe = Some(rpe);
    }
    let s = signals(&a, &History::build(&a, today()), today());
    assert_eq!((s.rhr_delta, s.rhr_delta_before), (Some(8.0), Some(6.0)));
    assert_eq!(s.sleep, [Some(6.0), Some(6.5), Some(6.9)]);
    assert_eq!(s.body_battery_bed, Some(20.0));
    // Intensity .70 goes with ratings of two to four.
    assert_eq!(s.rpe_excess, [Some(5.0), Some(-1.0)]);
    assert!((s.monotony - 10.0).abs() < 1e-9, "seven equal days");
    assert_eq!(s.unconfirmed, 0);
    assert!((s.prev_ratio.unwrap() - 49.0 / s.form.ctl).abs() < 1e-9);
}

proptest! {
    #[test]
    fn a_score_is_a_score(figure in -1.0e6..1.0e6_f64, slot in 0..9_usize) {
        let s = sub_score(Slot::ALL[slot], figure);
        prop_assert!((0.0..=100.0).contains(&s));
    }

    #[test]
    fn worse_nights_never_score_higher(rhr in 44.0..70.0_f64, up in 0.0..20.0_f64, h in 3.0..9.0_f64, less in 0.0..3.0_f64) {
        let morning = |rhr: f64, hours: f64| {
            let mut a = usual();
            tell(&mut a, today(), Provider::Oura, Metric::RestingHr, rhr.max(48.0));
            tell(&mut a, today(), Provider::Oura, Metric::SleepHours, hours);
            of(&a).score.unwrap()
        };
        prop_assert!(morning(rhr + up, h - less) <= morning(rhr, h) + 1e-9);
    }
}
