use super::*;
use crate::science::testing::day;
use rstest::rstest;

fn set(exercise: &str, reps: u16, kg: f64, in_reserve: Option<u8>, rpe: Option<f64>) -> StrengthSet {
    let group = MuscleGroup::of_exercise(exercise);
    StrengthSet {
        day: day(5, 4),
        exercise: CleanText::line(exercise),
        group,
        reps,
        kg,
        in_reserve,
        rpe,
        rest_s: None,
    }
}

#[rstest]
#[case(set("squat", 5, 100.0, None, None), Some(114.583_333))]
#[case(set("squat", 8, 100.0, Some(2), None), Some(133.333_333))]
#[case(set("squat", 8, 100.0, None, Some(8.0)), Some(133.333_333))]
#[case(set("squat", 1, 140.0, Some(0), None), Some(140.0))]
#[case(set("squat", 10, 60.0, Some(4), None), None)]
#[case(set("push-up", 20, 0.0, Some(2), None), None)]
#[case(set("squat", 5, f64::NAN, None, None), None)]
fn maxima_of_sets(#[case] set: StrengthSet, #[case] expected: Option<f64>) {
    let round = |v: Option<f64>| v.map(|v| (v * 1e6).round());
    assert_eq!(round(one_rep_max(&set)), round(expected));
}

#[test]
fn hard_is_what_leaves_little_or_is_rated_so() {
    assert!(is_hard(&set("row", 8, 50.0, Some(4), None)));
    assert!(!is_hard(&set("row", 8, 50.0, Some(5), Some(9.0))), "what was left goes before the rating");
    assert!(is_hard(&set("row", 8, 50.0, None, Some(6.0))));
    assert!(!is_hard(&set("row", 8, 50.0, None, None)));
    assert_eq!([3, 4, 20, 21].map(dose), [Dose::Below, Dose::Within, Dose::Within, Dose::Above]);
}

#[test]
fn a_session_counts_its_sets() {
    let sets: Vec<StrengthSet> = (0..4)
        .map(|i| set("back squat", 5, 100.0 + 2.5 * f64::from(i), Some(2), Some(8.0)))
        .chain([set("plank", 1, 0.0, None, Some(5.0))])
        .collect();
    let s = session(&sets, &BTreeMap::new()).unwrap();
    assert_eq!((s.sets, s.hard_sets[&MuscleGroup::Quads], s.heavy_legs), (5, 4, true));
    assert!((s.volume_kg - 5.0 * 415.0).abs() < 1e-9 && (s.rpe.unwrap() - 7.4).abs() < 1e-9);
    assert_eq!(s.maxima.len(), 1);
    assert_eq!(session(&[], &BTreeMap::new()), None);
    let light: Vec<StrengthSet> = (0..6).map(|_| set("lunge", 10, 20.0, Some(4), None)).collect();
    assert!(!is_heavy_on_legs(&light, &BTreeMap::new()));
    let known = BTreeMap::from([(CleanText::line("lunge"), 26.0)]);
    assert!(is_heavy_on_legs(&light, &known), "20 of 26 kg is heavy");
}

#[test]
fn load_is_the_ratings() {
    assert_eq!(load(None, 50.0), None);
    assert!((load(Some(7.0), minutes(9, Some(50.0))).unwrap() - 66.666_667).abs() < 1e-5);
    assert!((minutes(10, None) - 30.0).abs() < f64::EPSILON);
}
