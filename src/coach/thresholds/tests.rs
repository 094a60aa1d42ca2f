use super::*;
use crate::{
    coach::morning::morning,
    domain::{ActivityRecord, Event, Settings, Sport, Threshold, ThresholdKind, settings::ThresholdSource},
};
use std::sync::Arc;

fn day(month: u32, day: u32) -> Day {
    Day::from_ymd_opt(2026, month, day).unwrap()
}

fn ride(on: Day, watts: f32, end_hr: u8) -> ActivityRecord {
    let mut r = crate::coach::plan::tests::activity(on, Sport::Bike, 60.0, 5.0);
    r.metrics.power_coverage = 1.0;
    r.metrics.np_w = Some(f64::from(watts) * 0.8);
    r.metrics.mmp = vec![(300, watts * 1.1), (1200, watts)];
    r.metrics.mmp_end_hr = vec![end_hr, end_hr];
    r
}

fn athlete(rides: Vec<ActivityRecord>) -> Athlete {
    let set = |kind, sport, value| Threshold {
        kind,
        sport,
        value,
        from: day(3, 1),
        source: ThresholdSource::Set,
        note: None,
    };
    let thresholds = vec![
        set(ThresholdKind::Ftp, Some(Sport::Bike), 250.0),
        set(ThresholdKind::HrMax, None, 190.0),
        set(ThresholdKind::HrRest, None, 50.0),
        set(ThresholdKind::Lthr, None, 168.0),
    ];
    let mut a = Athlete { settings: Settings { thresholds, ..Settings::default() }, ..Athlete::default() };
    for r in rides {
        a.apply(&Event::ActivityRecorded(Box::new(r)));
    }
    a
}

fn take(a: &mut Athlete, today: Day) -> Vec<ThresholdProposal> {
    let m = morning(a, today);
    for p in &m.threshold_suggestions {
        a.apply(&Event::ThresholdProposed(Box::new(p.clone())));
    }
    morning(a, today).thresholds
}

#[test]
fn a_hard_ride_is_asked_about_and_changes_nothing_until_answered() {
    let today = day(5, 10);
    let mut a = athlete(vec![ride(day(5, 9), 275.0, 178)]);
    let waiting = take(&mut a, today);
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(waiting[0].headline(), "FTP 250 W → 262 W", "five percent at most");
    let ftp = |a: &Athlete, d| History::build(a, today).book.value(ThresholdKind::Ftp, Sport::Bike, d);
    assert_eq!(ftp(&a, today), Some(250.0));
    assert!(morning(&a, today).threshold_suggestions.is_empty(), "asked once");
    a.apply(&Event::ThresholdAnswered(answer(waiting[0].id, ThresholdOutcome::Accepted)));
    assert_eq!((ftp(&a, today), ftp(&a, day(5, 8))), (Some(262.0), Some(250.0)));
    assert!(take(&mut a, today).is_empty());
}

#[test]
fn a_denied_one_is_not_asked_again_and_an_old_one_expires() {
    let today = day(5, 10);
    let mut a = athlete(vec![ride(day(5, 9), 275.0, 178)]);
    let id = take(&mut a, today)[0].id;
    let mut denied = a.clone();
    denied.apply(&Event::ThresholdAnswered(answer(id, ThresholdOutcome::Denied)));
    assert!(take(&mut denied, day(5, 11)).is_empty());
    assert!(expired(&a, day(5, 31)).is_empty());
    assert_eq!(expired(&a, day(6, 1)).len(), 1);
}

#[test]
fn a_ride_that_was_no_effort_asks_nothing() {
    let mut easy = athlete(vec![ride(day(5, 9), 275.0, 160)]);
    assert!(take(&mut easy, day(5, 10)).is_empty());
    let mut race = ride(day(5, 9), 275.0, 0);
    race.title = Some(crate::domain::CleanText::line("Crit race"));
    assert_eq!(take(&mut athlete(vec![race]), day(5, 10)).len(), 1);
}

#[test]
fn a_test_goes_as_far_as_it_says_both_ways() {
    let tested = |watts| {
        let mut r = ride(day(5, 9), watts, 170);
        r.title = Some(crate::domain::CleanText::line("FTP test"));
        take(&mut athlete(vec![r]), day(5, 10)).iter().map(|p| p.threshold.value).collect::<Vec<_>>()
    };
    assert_eq!(tested(300.0), [285.0]);
    assert_eq!(tested(240.0), [228.0]);
    assert!(tested(264.0).is_empty(), "within a percent");
}

#[test]
fn without_support_ftp_fades_slowly() {
    let mut a = athlete(vec![ride(day(3, 20), 262.0, 178)]);
    assert!(take(&mut a, day(5, 20)).is_empty(), "three weeks after six are not yet two percent");
    let waiting = take(&mut a, day(6, 10));
    assert_eq!(waiting.iter().map(ThresholdProposal::headline).collect::<Vec<_>>(), ["FTP 250 W → 245 W"]);
    assert_eq!(stale(&History::build(&a, day(6, 10))).count(), 1);
    a.activities = Arc::default();
    let floor = take(&mut a, day(12, 30));
    assert_eq!(floor[0].threshold.value.to_bits(), 225.0_f64.to_bits(), "nine tenths at least");
}

#[test]
fn no_test_when_ill_or_tired() {
    let today = day(5, 10);
    let a = athlete(vec![]);
    let h = History::build(&a, today);
    assert_eq!(no_test_today(&a, &h, &morning(&a, today)), None);
    let mut ill = a.clone();
    ill.apply(&Event::HealthReported(crate::domain::HealthReport {
        day: today,
        illness: Illness::Fever,
        note: None,
    }));
    assert_eq!(no_test_today(&ill, &h, &morning(&ill, today)), Some("you are ill"));
    let mut raced = ride(day(5, 9), 275.0, 180);
    raced.metrics.power = crate::domain::Histogram::from_values(5, std::iter::repeat_n(260.0, 3600));
    let tired = athlete(vec![raced]);
    let m = morning(&tired, today);
    let h = History::build(&tired, today);
    assert_eq!(no_test_today(&tired, &h, &m), Some("a hard day is less than 48 hours ago"));
}
