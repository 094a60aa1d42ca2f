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

proptest::proptest! {
    #[test]
    fn more_is_never_milder(a in 0.0_f64..4.0, b in 0.0_f64..4.0) {
        let (lo, hi) = if a < b { (a, b) } else { (b, a) };
        proptest::prop_assert!(weekly_load(lo, 1.0, 1.3) <= weekly_load(hi, 1.0, 1.3));
        proptest::prop_assert!(run_spike(lo * 10.0, 10.0) <= run_spike(hi * 10.0, 10.0));
        proptest::prop_assert!(long_run_growth(lo) <= long_run_growth(hi));
        proptest::prop_assert!(day_load(lo * 30.0, 30.0) <= day_load(hi * 30.0, 30.0));
        proptest::prop_assert!(ramp(lo * 4.0, 5.0, 8.0) <= ramp(hi * 4.0, 5.0, 8.0));
        proptest::prop_assert!(low_share(1.0 - lo / 4.0) <= low_share(1.0 - hi / 4.0));
    }
}
