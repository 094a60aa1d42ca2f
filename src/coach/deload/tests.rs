use super::*;
use crate::domain::day::shift;
use rstest::rstest;

fn day() -> Day {
    "2026-11-26".parse().expect("a date")
}

fn bands(text: &str) -> [Band; 7] {
    let mut all = [Band::Unknown; 7];
    for (b, c) in all.iter_mut().zip(text.chars()) {
        *b = match c {
            'g' => Band::Green,
            'a' => Band::Amber,
            'r' => Band::Red,
            's' => Band::SevereRed,
            _ => Band::Unknown,
        };
    }
    all
}

fn rule(s: &Signs) -> Option<(String, u8, f64)> {
    judge(s, day(), false).start.map(|c| (c.rule, c.days, c.share))
}

#[rstest]
#[case("two reds in three days", "rgrgggg", None, 2.0, Some(("D2", 4, 0.7)))]
#[case("two reds, one too long ago", "rggrggg", None, 2.0, None)]
#[case("two reds under a steep ramp", "rrggggg", Some(20), 3.5, Some(("D2", 5, 0.6)))]
#[case("two reds under a steep ramp, a down week last week", "rrggggg", Some(9), 3.5, Some(("D2", 4, 0.7)))]
#[case("four of seven", "agarggs", None, 1.0, Some(("D3", 7, 0.6)))]
#[case("three of seven", "agaggga", None, 1.0, None)]
fn tired_mornings(
    #[case] name: &str,
    #[case] text: &str,
    #[case] since: Option<i64>,
    #[case] ramp: f64,
    #[case] want: Option<(&str, u8, f64)>,
) {
    let s = Signs { bands: bands(text), days_since_deload: since, ramp, ..Signs::default() };
    assert_eq!(rule(&s), want.map(|(r, d, x)| (r.to_owned(), d, x)), "{name}");
}

#[test]
fn no_second_stretch_within_a_fortnight_and_the_rule_says_so() {
    let s = |since| Signs { bands: bands("rrrrrrr"), days_since_call: Some(since), ..Signs::default() };
    assert_eq!(rule(&s(13)), None);
    assert!(rule(&s(14)).is_some());
    let held = judge(&s(13), day(), false).reports;
    assert!(held.iter().any(|r| r.rule == "D2" && r.outcome == Outcome::Passed && r.text.contains("14 days")));
}

#[test]
fn a_confirmed_trend_is_a_recovery_week() {
    let calls = judge(&Signs::default(), day(), true);
    assert_eq!(calls.start, Some(call("F04", day(), 7, 0.6)));
}

#[test]
fn monotony_eases_the_next_week_and_failed_sessions_the_next_days() {
    let s = Signs { monotony: 2.3, strain: 900.0, strain_p95: Some(800.0), ..Signs::default() };
    let monday = shift(day(), 4);
    assert_eq!(judge(&s, monday, false).start, Some(call("D5", monday, 7, 0.7)));
    assert_eq!(judge(&s, day(), false).start, None, "asked once a week, over the whole week");
    let light = Signs { light_week: true, ..s.clone() };
    assert_eq!(judge(&light, monday, false).start, None, "a week that is light anyway is not made lighter");
    let both = Signs { failed_keys: Some(2), ..s };
    assert_eq!(judge(&both, monday, false).start, Some(call("D7", monday, 4, 0.7)), "easier days go first");
    assert_eq!(rule(&Signs { costly_in_a_row: Some(3), ..Signs::default() }), Some(("D6".into(), 4, 0.7)));
    assert_eq!(rule(&Signs { costly_in_a_row: Some(2), failed_keys: Some(1), ..Signs::default() }), None);
}

#[test]
fn every_rule_reports_and_without_data_says_what_is_missing() {
    let reports = judge(&Signs::default(), day(), false).reports;
    let rules: Vec<&str> = reports.iter().map(|r| r.rule).collect();
    assert_eq!(rules, ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "R1", "R2"]);
    assert!(reports.iter().take(7).all(|r| r.outcome == Outcome::NotEvaluable));
}

#[rstest]
#[case(1, 0.9)]
#[case(3, 0.9)]
#[case(4, 0.7)]
#[case(7, 0.7)]
#[case(8, 0.6)]
#[case(30, 0.6)]
fn the_share_by_days_off(#[case] days: i64, #[case] share: f64) {
    assert!((comeback::share_after(days) - share).abs() < 1e-12);
}
