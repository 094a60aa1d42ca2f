use super::*;
use crate::domain::{ActivityRecord, CleanText, Lap, Settings};
use crate::science::testing::{athlete, day, record, ride, set};

fn known(records: impl IntoIterator<Item = ActivityRecord>) -> Athlete {
    let from = day(1, 1);
    let thresholds = vec![
        set(ThresholdKind::Ftp, None, 250.0, from),
        set(ThresholdKind::HrMax, None, 190.0, from),
        set(ThresholdKind::HrRest, None, 50.0, from),
        set(ThresholdKind::Lthr, None, 168.0, from),
        set(ThresholdKind::ThresholdSpeed, None, 4.0, from),
    ];
    let settings = Settings { thresholds, mass_kg: Some(70.0), ..Settings::default() };
    Athlete { settings, ..athlete(records) }
}

fn of(a: &Athlete, kind: ThresholdKind) -> Vec<Candidate> {
    let today = day(5, 20);
    candidates(a, &Book::of(a, today), today).into_iter().filter(|c| c.kind == kind).collect()
}

fn titled(mut r: ActivityRecord, title: &str) -> ActivityRecord {
    r.title = Some(CleanText::line(title));
    r
}

fn effort(on: Day, points: &[(u32, f32)], end: u8) -> ActivityRecord {
    let mut r = ride(on, 60.0, 200.0);
    r.metrics.mmp = points.to_vec();
    r.metrics.mmp_end_hr = vec![end; points.len()];
    r
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-3, "{a} is not {b}");
}

#[test]
fn the_test_goes_before_the_best_effort() {
    let a = known([
        titled(effort(day(5, 1), &[(60, 420.0), (1200, 270.0)], 0), "FTP test"),
        titled(effort(day(5, 8), &[(60, 360.0)], 0), "Ramp test"),
        effort(day(5, 10), &[(300, 330.0)], 180),
    ]);
    let all = of(&a, ThresholdKind::Ftp);
    let shown: Vec<_> = all.iter().map(|c| (c.method, c.value.round())).collect();
    assert_eq!(
        shown,
        [(ThresholdMethod::TwentyMinutes, 257.0), (ThresholdMethod::Ramp, 270.0), (ThresholdMethod::Eftp, 278.0)]
    );
}

#[test]
fn only_maximal_efforts_speak() {
    let soft = known([effort(day(5, 10), &[(300, 330.0)], 174)]);
    assert!(of(&soft, ThresholdKind::Ftp).is_empty(), "92 % of 190 are 175");
    let old = known([effort(day(4, 1), &[(300, 330.0)], 180)]);
    assert!(of(&old, ThresholdKind::Ftp).is_empty(), "over six weeks ago");
}

#[test]
fn critical_power_of_several_efforts() {
    let a = known([
        effort(day(5, 1), &[(240, 300.0)], 185),
        effort(day(5, 5), &[(720, 260.0)], 185),
        effort(day(5, 9), &[(1200, 251.0)], 185),
    ]);
    let c = &of(&a, ThresholdKind::Cp)[0];
    // Work is rounded by the curve's single precision only.
    assert!((c.value - 238.75).abs() < 0.2 && c.sound, "{c:?}");
    assert!(
        proposals(&a, &Book::of(&a, day(5, 20)), day(5, 20)).iter().all(|p| p.threshold.kind != ThresholdKind::Cp)
    );
}

#[test]
fn heart_rate_at_threshold() {
    let trial = |title: &str, share: f32| {
        let mut r = effort(day(5, 3), &[(1800, 250.0 * share)], 170);
        r.metrics.half_hour_end_hr = Some(176.0);
        of(&known([titled(r, title)]), ThresholdKind::Lthr).pop().map(|c| c.method)
    };
    assert_eq!(trial("30 min TT", 0.8), Some(ThresholdMethod::TimeTrial));
    assert_eq!(trial("Tempo", 0.98), Some(ThresholdMethod::HalfHour));
    assert_eq!(trial("Tempo", 0.9), None);
    let asked = |bpm| {
        let mut r = effort(day(5, 3), &[(1800, 245.0)], 170);
        r.metrics.half_hour_end_hr = Some(bpm);
        let a = known([r]);
        let all = proposals(&a, &Book::of(&a, day(5, 20)), day(5, 20));
        all.iter().filter(|p| p.threshold.kind == ThresholdKind::Lthr).count()
    };
    assert_eq!((asked(174.0), asked(176.0)), (0, 1), "four percent");
}

#[test]
fn running_by_critical_speed_and_by_a_race() {
    let mut hard = record(day(5, 1), Sport::Run, 40.0);
    hard.metrics.mm_speed = vec![(180, 840.0 / 180.0), (720, 3000.0 / 720.0)];
    hard.metrics.mm_speed_end_hr = vec![182, 182];
    let mut race = titled(record(day(5, 8), Sport::Run, 20.0), "5k race");
    race.distance_m = Some(5000.0);
    let all = of(&known([hard, race]), ThresholdKind::ThresholdSpeed);
    assert_eq!(
        all.iter().map(|c| c.method).collect::<Vec<_>>(),
        [ThresholdMethod::CriticalSpeed, ThresholdMethod::Vdot]
    );
    near(all[0].value, 4.0);
    near(all[1].value, 1000.0 / 256.000_586);
}

#[test]
fn swimming_by_the_laps_of_a_test() {
    let mut r = titled(record(day(5, 4), Sport::Swim, 30.0), "CSS test");
    let lap = |metres, timer_s| Lap { distance_m: Some(metres), timer_s, ..Lap::default() };
    r.laps = vec![lap(300.0, 360.0), lap(400.0, 340.0), lap(100.0, 150.0), lap(200.0, 160.0)];
    near(of(&known([r]), ThresholdKind::Css)[0].value, 1.111_111);
}

#[test]
fn a_higher_maximum_needs_three_witnesses() {
    let beating = |on, bpm: f32| {
        let mut r = record(on, Sport::Run, 60.0);
        r.metrics.hr = crate::domain::Histogram::from_values(1, std::iter::repeat_n(bpm, 3600));
        r
    };
    let two = known([beating(day(5, 1), 197.0), beating(day(5, 2), 195.0)]);
    assert!(of(&two, ThresholdKind::HrMax).is_empty());
    let three = known([beating(day(5, 1), 197.0), beating(day(5, 2), 195.0), beating(day(5, 3), 190.0)]);
    near(of(&three, ThresholdKind::HrMax)[0].value, 197.0);
}

#[test]
fn oxygen_uptake_by_the_best_means_there_are() {
    let at = |a: &Athlete| vo2max(a, &Book::of(a, day(5, 20)), day(5, 20)).unwrap();
    near(at(&known([effort(day(5, 1), &[(300, 330.0)], 0)])).value, 58.415_714);
    let rates = at(&known([]));
    near(rates.value, 58.14);
    assert!((rates.confidence - 0.3).abs() < f64::EPSILON);
}

#[test]
fn the_order_of_arrival_changes_nothing() {
    let records = [
        effort(day(5, 1), &[(240, 300.0)], 185),
        effort(day(5, 5), &[(720, 260.0)], 185),
        effort(day(5, 9), &[(1200, 251.0)], 185),
    ];
    let mut back = records.clone();
    back.reverse();
    let all = |a: &Athlete| candidates(a, &Book::of(a, day(5, 20)), day(5, 20));
    assert_eq!(all(&known(records)), all(&known(back)));
}
