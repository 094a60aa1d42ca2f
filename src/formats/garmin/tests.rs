//! The layout is as two parsers of real archives describe it.

use super::*;
use crate::domain::Metric;
use serde_json::json;

fn days(name: &str, v: &Value) -> Vec<WellnessRecord> {
    match read(name, v.to_string().as_bytes()).unwrap().remove(0) {
        Item::Wellness(w) => w,
        other => panic!("{other:?}"),
    }
}

fn value(r: &WellnessRecord, m: &Metric) -> Option<f64> {
    r.values.iter().find(|(x, _)| x == m).map(|(_, v)| *v)
}

#[test]
fn nights_with_stages_and_without() {
    let w = days(
        "DI_CONNECT/DI-Connect-Wellness/2024-01-01_2024-04-10_12345_sleepData.json",
        &json!([
            {"calendarDate": "2024-01-02", "deepSleepSeconds": 3600, "lightSleepSeconds": 14400, "averageRespiration": 14.0,
             "sleepScores": {"overallScore": 81}, "spo2SleepSummary": {"averageSPO2": 94.0}},
            {"calendarDate": "2024-01-03", "sleepScores": null, "unmeasurableSeconds": 500},
            {"calendarDate": "2024-01-04", "lightSleepSeconds": 18000, "remSleepSeconds": 3600, "averageRespiration": null},
            {"deepSleepSeconds": 3600}, null, 7
        ]),
    );
    assert_eq!(w.len(), 2);
    assert_eq!((value(&w[0], &Metric::SleepHours), value(&w[0], &Metric::SleepScore)), (Some(5.0), Some(81.0)));
    assert_eq!(value(&w[1], &Metric::SleepHours), Some(6.0));
}

#[test]
fn health_days_and_readiness() {
    let w = days(
        "x_healthStatusData.json",
        &json!([{"calendarDate": "2024-01-02", "metrics": [
        {"type": "HRV", "value": 48.0}, {"type": "SKIN_TEMP_C", "value": -0.3}, {"type": "HR", "status": "ONBOARDING"},
        {"type": "NEW", "value": 1}]}]),
    );
    assert_eq!((value(&w[0], &Metric::HrvRmssd), value(&w[0], &Metric::TempDeviation)), (Some(48.0), Some(-0.3)));
    assert_eq!(value(&w[0], &Metric::RestingHr), None);
    let w = days(
        "UDSFile_2024-01-01_2024-04-10.json",
        &json!([{"calendarDate": "2024-01-02", "restingHeartRate": 49,
        "totalSteps": 8123, "allDayStress": {"aggregatorList": [{"type": "AWAKE", "averageStressLevel": 40},
        {"type": "TOTAL", "averageStressLevel": 31}]}, "bodyBattery": {"bodyBatteryStatList": [
        {"bodyBatteryStatType": "SLEEPEND", "statsValue": 77}, {"bodyBatteryStatType": "SLEEPSTART", "statsValue": 12}]}}]),
    );
    let v = |m: &Metric| value(&w[0], m);
    assert_eq!(
        (v(&Metric::RestingHr), v(&Metric::Stress), v(&Metric::BodyBatteryWake), v(&Metric::BodyBatteryBed)),
        (Some(49.0), Some(31.0), Some(77.0), Some(12.0))
    );
    let w = days(
        "TrainingReadinessDTO_1.json",
        &json!([
        {"calendarDate": "2024-01-02", "score": 40, "inputContext": "AFTER_POST_EXERCISE_RESET"},
        {"calendarDate": "2024-01-02", "score": 71, "inputContext": "AFTER_WAKEUP_RESET"}]),
    );
    assert_eq!(value(&w[0], &Metric::TrainingReadiness), Some(71.0));
    let w =
        days("MetricsMaxMetData_1.json", &json!([{"calendarDate": 1_704_153_600_000_i64, "vo2MaxValue": 52.0}]));
    assert_eq!((w[0].day.to_string().as_str(), value(&w[0], &Metric::Vo2max)), ("2024-01-02", Some(52.0)));
}

#[test]
fn listed_activities_behind_a_mark_of_byte_order() {
    let text = json!([{"summarizedActivitiesExport": [
        {"activityType": "cycling", "name": "Lunch", "beginTimestamp": 1_704_189_600_000_i64, "startTimeLocal": 1_704_193_200_000_i64,
         "duration": 3_600_000.0, "distance": 3_000_000.0, "avgHr": 140.0},
        {"activityType": "running"}]}]);
    let bytes = [b"\xef\xbb\xbf".as_slice(), text.to_string().as_bytes()].concat();
    let items = read("x_1_summarizedActivities.json", &bytes).unwrap();
    let Item::Recording(r) = &items[0] else { panic!("an activity") };
    assert_eq!(
        (items.len(), r.sport, r.summary.elapsed_s, r.summary.distance_m),
        (1, Sport::Bike, Some(3600.0), Some(30_000.0))
    );
    assert_eq!(r.utc_offset_s, Some(3600));
}

#[test]
fn what_is_damaged_or_unknown_says_so() {
    assert_eq!(read("x_sleepData.json", b"[{\"calendarDate\": ").unwrap_err().code, "json_malformed");
    assert_eq!(read("customer.json", b"{}").unwrap_err().code, "not_a_known_format");
    assert!(matches!(read("x_sleepData.json", b"[]").unwrap()[0], Item::Skipped { .. }));
    assert!(is_named("a/b/x_SLEEPDATA.JSON") && !is_named("sleepData.txt") && !is_named("social-profile.json"));
}
