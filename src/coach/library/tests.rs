use super::*;
use rstest::rstest;

fn day() -> Day {
    Day::from_ymd_opt(2026, 3, 5).unwrap()
}

fn make(id: &str, minutes: Option<u16>) -> Session {
    template(id).unwrap().session(day(), minutes, &Speeds::default())
}

#[rstest]
#[case("B-REC", 40.0, 0.5, 16.7, [40.0, 0.0, 0.0])]
#[case("B-END60", 60.0, 0.657, 43.2, [60.0, 0.0, 0.0])]
#[case("B-CAD", 55.0, 0.623, 35.6, [55.0, 0.0, 0.0])]
#[case("B-LONG", 150.0, 0.653, 106.5, [150.0, 0.0, 0.0])]
#[case("B-LONGFF", 135.0, 0.699, 109.9, [105.0, 30.0, 0.0])]
#[case("B-TEMPO", 65.0, 0.738, 59.0, [25.0, 40.0, 0.0])]
#[case("B-SST", 63.0, 0.811, 69.1, [27.0, 0.0, 36.0])]
#[case("B-OU", 57.0, 0.839, 66.9, [30.0, 0.0, 27.0])]
#[case("B-THR", 65.0, 0.834, 75.3, [35.0, 0.0, 30.0])]
#[case("B-4x8", 62.0, 0.915, 86.5, [30.0, 0.0, 32.0])]
#[case("B-VO2", 55.0, 0.886, 71.9, [35.0, 0.0, 20.0])]
#[case("B-3015", 61.2, 0.845, 73.0, [41.8, 0.0, 19.5])]
#[case("B-SPR", 52.0, 0.663, 38.1, [50.4, 0.0, 1.6])]
#[case("B-OPEN", 38.0, 0.674, 28.7, [34.3, 0.0, 3.7])]
#[case("B-CP", 70.0, 0.769, 69.0, [55.0, 0.0, 15.0])]
#[case("B-STG-H", 75.0, 0.761, 72.3, [50.0, 0.0, 25.0])]
#[case("B-STG-T", 45.0, 0.857, 55.1, [20.0, 0.0, 25.0])]
#[case("R-E45", 45.0, 0.76, 43.3, [45.0, 0.0, 0.0])]
#[case("R-STR", 54.0, 0.762, 52.2, [52.0, 0.0, 2.0])]
#[case("R-LONGP", 105.0, 0.802, 112.5, [90.0, 15.0, 0.0])]
#[case("R-CRU", 51.2, 0.898, 68.9, [21.2, 0.0, 30.0])]
#[case("R-VO2", 46.5, 0.882, 60.3, [28.5, 0.0, 18.0])]
#[case("R-RP", 84.0, 0.898, 112.9, [24.0, 0.0, 60.0])]
#[case("R-TT30", 50.0, 0.913, 69.5, [20.0, 0.0, 30.0])]
fn costs_as_published(
    #[case] id: &str,
    #[case] minutes: f64,
    #[case] intensity: f64,
    #[case] load: f64,
    #[case] zones: [f64; 3],
) {
    let m = template(id).unwrap().measure();
    assert!((m.seconds / 60.0 - minutes).abs() < 0.06, "{id} minutes {}", m.seconds / 60.0);
    assert!((m.intensity - intensity).abs() < 0.0006, "{id} IF {}", m.intensity);
    assert!((m.load - load).abs() < 0.06, "{id} load {}", m.load);
    for (a, b) in m.zone_minutes.iter().zip(zones) {
        assert!((a - b).abs() < 0.06, "{id} zones {:?}", m.zone_minutes);
    }
}

#[rstest]
#[case("S-TECH", 1700.0, 2068.1 + 380.0, 0.822, 31.9)]
#[case("S-END", 2300.0, 2687.1 + 110.0, 0.8559, 46.8)]
#[case("S-CSS", 1600.0, 1766.7 + 180.0, 0.9057, 36.5)]
#[case("S-VO2", 1600.0, 1710.6 + 550.0, 0.9354, 38.9)]
#[case("S-TEST", 1500.0, 1719.8 + 960.0, 0.8722, 31.7)]
fn swims_cost_as_published(
    #[case] id: &str,
    #[case] metres: f64,
    #[case] seconds: f64,
    #[case] intensity: f64,
    #[case] load: f64,
) {
    let m = template(id).unwrap().measure();
    assert_eq!(m.metres, Some(metres));
    assert!((m.seconds - seconds).abs() < 0.1, "{id} {}", m.seconds);
    assert!((m.intensity - intensity).abs() < 0.0001);
    assert!((m.load - load).abs() < 0.06, "{id} load {}", m.load);
}

#[rstest]
#[case("W-AA", 50.0, 16.7)]
#[case("W-HYP", 55.0, 22.9)]
#[case("W-MAX", 60.0, 30.0)]
#[case("W-MNT", 30.0, 10.0)]
#[case("W-CORE", 25.0, 8.3)]
fn strength_costs_as_published(#[case] id: &str, #[case] minutes: f64, #[case] load: f64) {
    let m = template(id).unwrap().measure();
    assert!((m.seconds / 60.0 - minutes).abs() < 0.01);
    assert!((m.load - load).abs() < 0.06);
}

#[test]
fn the_library_is_whole() {
    let count = |s| templates(s).count();
    assert_eq!([count(Sport::Bike), count(Sport::Run), count(Sport::Swim), count(Sport::Strength)], [24, 14, 7, 5]);
    let mut ids: Vec<_> = all().map(|t| t.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 50);
    assert!(all().all(|t| t.description.ends_with('.') && t.description.len() > 40));
}

#[rstest]
#[case(20)]
#[case(45)]
#[case(90)]
#[case(240)]
fn endurance_takes_any_length(#[case] minutes: u16) {
    for id in ["B-END60", "R-E45", "B-REC", "R-LONG"] {
        let s = make(id, Some(minutes));
        assert_eq!(s.minutes, minutes, "{id}");
        assert!(!s.hard);
    }
}

#[test]
fn short_of_time_the_cool_down_goes_first_then_the_warm_up_then_repetitions() {
    let sst = make("B-SST", Some(61));
    assert_eq!((sst.minutes, &*sst.template), (61, "B-SST"));
    let steps = Block::flatten(&sst.steps);
    assert_eq!(steps.first().unwrap().duration, Duration::Time(600));
    assert_eq!(steps.last().unwrap().duration, Duration::Time(180));
    let shorter = make("B-SST", Some(45));
    assert_eq!(shorter.template, "B-SST");
    assert!(matches!(shorter.steps[1], Block::Repeat { n: 2, .. }), "{shorter:?}");
    let vo2 = make("B-VO2", Some(50));
    assert_eq!(Block::flatten(&vo2.steps).first().unwrap().duration, Duration::Time(720));
}

#[test]
fn what_does_not_fit_becomes_something_shorter_and_no_harder() {
    for t in all().filter(|t| t.role == Role::Quality) {
        for minutes in [20_u16, 30, 40, 50] {
            let s = t.session(day(), Some(minutes), &Speeds::default());
            assert!(s.minutes <= minutes + 1 || s.sport == Sport::Swim, "{} {minutes} → {}", t.id, s.brief());
            let peak = |b: &[Block]| Block::flatten(b).iter().map(|x| x.hi).fold(0.0, f64::max);
            if s.sport != Sport::Swim {
                assert!(peak(&s.steps) <= peak(&t.blocks()), "{} {minutes}", t.id);
            }
        }
    }
}

#[test]
fn more_time_adds_repetitions_up_to_a_third() {
    let s = make("B-SST", Some(90));
    assert!(matches!(s.steps[1], Block::Repeat { n: 4, .. }));
    let v = make("B-4x8", Some(120));
    assert!(matches!(v.steps[1], Block::Repeat { n: 4, .. }), "no more than half an hour over 106 %");
}

#[test]
fn intervals_grow_in_length() {
    let t = template("B-THR").unwrap();
    assert_eq!(t.interval_seconds(), Some(600));
    let s = t.with_interval(day(), 900, 90, &Speeds::default()).unwrap();
    assert_eq!(s.title, "threshold 2 × 15 min");
    assert!(t.with_interval(day(), 1800, 60, &Speeds::default()).is_none());
}

#[test]
fn runs_have_a_distance_when_the_speed_is_known() {
    let t = template("R-E45").unwrap();
    let s = t.session(day(), None, &Speeds { run: Some(4.0), swim: None });
    assert!((s.distance_m.unwrap() - 2700.0 * 0.76 * 4.0).abs() < 1e-6);
    assert_eq!(t.session(day(), None, &Speeds::default()).distance_m, None);
}

#[test]
fn resizing_keeps_identity() {
    let mut s = make("B-VO2", None);
    s.rationale = "because".into();
    s.locked = true;
    let r = resized(&s, 45, &Speeds::default());
    assert_eq!((r.id, r.day, &*r.rationale, r.locked), (s.id, s.day, "because", true));
    assert!(r.minutes <= 46 && r.load < s.load);
    let hike = easy_session(Sport::Hike, day(), 60, &Speeds::default());
    let half = resized(&hike, 30, &Speeds::default());
    assert!((half.load - hike.load / 2.0).abs() < 1e-9);
}

proptest::proptest! {
    #[test]
    fn steps_add_up_to_the_minutes(i in 0_usize..50, minutes in 15_u16..300) {
        let t = all().nth(i).unwrap();
        let s = t.session(day(), Some(minutes), &Speeds { run: Some(3.6), swim: Some(1.0) });
        let m = of_steps(s.sport, &s.steps, &Speeds { run: Some(3.6), swim: Some(1.0) });
        proptest::prop_assert!((m.seconds / 60.0 - f64::from(s.minutes)).abs() <= 0.51);
        proptest::prop_assert!(s.load.is_finite() && s.load >= 0.0);
        let zones: f64 = s.zone_minutes.iter().sum();
        proptest::prop_assert!((zones * 60.0 - m.seconds).abs() < 1.0);
    }
}
