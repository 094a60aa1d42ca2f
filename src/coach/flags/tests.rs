use super::{Facts, Outcome, Rules, evaluate, sports_loading};
use crate::domain::{
    Sport,
    mission::{HrvRule, SleepRule},
};
use rstest::rstest;

fn report(f: &Facts, rule: &str) -> super::RuleReport {
    evaluate(f).into_iter().find(|r| r.rule == rule).expect("the rule reports")
}

#[test]
fn without_data_rules_say_what_is_missing() {
    let open: Vec<&str> =
        evaluate(&Facts::default()).iter().filter(|r| r.outcome == Outcome::NotEvaluable).map(|r| r.rule).collect();
    assert_eq!(open, ["F04", "F05", "F06", "F07", "F08", "F09", "F10", "F12", "FEEL"]);
}

#[rstest]
#[case("all under six hours", SleepRule::Personal, [5.9, 5.5, 5.0], Some(5.9), true)]
#[case("half an hour under the own median", SleepRule::Personal, [6.5, 6.5, 6.5], Some(7.1), true)]
#[case("a little under the own median", SleepRule::Personal, [6.7, 6.7, 6.7], Some(7.1), false)]
#[case("a short sleeper's usual", SleepRule::Personal, [6.4, 6.4, 6.4], Some(6.5), false)]
#[case("strict: three under seven", SleepRule::Strict, [6.9, 6.4, 6.8], Some(6.5), true)]
#[case("strict: one at seven", SleepRule::Strict, [6.9, 7.0, 6.8], Some(9.0), false)]
fn short_nights(
    #[case] name: &str,
    #[case] rule: SleepRule,
    #[case] h: [f64; 3],
    #[case] usual: Option<f64>,
    #[case] spoke: bool,
) {
    let f = Facts {
        sleep: h.map(Some),
        sleep_median: usual,
        rules: Rules { sleep: rule, ..Rules::default() },
        ..Facts::default()
    };
    assert_eq!(report(&f, "F05").outcome.spoke(), spoke, "{name}");
}

#[test]
fn a_missing_night_is_not_a_short_one() {
    let f = Facts { sleep: [Some(5.0), None, Some(5.0)], sleep_median: Some(7.5), ..Facts::default() };
    assert_eq!(report(&f, "F05").outcome, Outcome::NotEvaluable);
}

#[test]
fn the_mission_limits_the_resting_heart_rate() {
    let f = |bpm| Facts {
        rhr: Some(bpm),
        rules: Rules { max_resting_hr: Some(56.0), ..Rules::default() },
        ..Facts::default()
    };
    assert!(report(&f(57.0), "F07").outcome.spoke());
    assert_eq!(report(&f(56.0), "F07").outcome, Outcome::Passed);
}

#[test]
fn strict_hrv_needs_no_second_signal() {
    let f = |hrv| Facts { hrv_pct: Some(-0.10), rules: Rules { hrv, ..Rules::default() }, ..Facts::default() };
    assert_ne!(report(&f(HrvRule::Strict), "F04").cap, report(&f(HrvRule::Corroborated), "F04").cap);
}

#[rstest]
#[case("left Achilles", Some(Sport::Run), Some(Sport::Bike))]
#[case("knee", Some(Sport::Bike), Some(Sport::Swim))]
#[case("shoulder", Some(Sport::Swim), Some(Sport::Run))]
#[case("somewhere", None, None)]
fn places_and_sports(#[case] site: &str, #[case] out: Option<Sport>, #[case] free: Option<Sport>) {
    let sports = sports_loading(site);
    assert_eq!(sports.is_some(), out.is_some());
    assert!(out.is_none_or(|s| sports.is_some_and(|l| l.contains(&s))));
    assert!(free.is_none_or(|s| sports.is_some_and(|l| !l.contains(&s))));
}
