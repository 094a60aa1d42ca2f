use super::*;
use serde_json::json;

#[test]
fn columns_of_another_length_and_time_that_runs_back_are_left_out() {
    let s = samples(
        &json!({"time": {"data": [0, 1, 2]}, "heartrate": {"data": [120, null, 122]}, "watts": {"data": [1]},
        "distance": {"data": [0.0, 5.0, 10.0]}}),
    );
    assert_eq!((s.t.len(), s.hr.len(), s.power.len(), s.distance.len()), (3, 3, 0, 3));
    assert!(s.hr[1].is_nan());
    assert!(samples(&json!({"time": {"data": [0, 2, 1]}, "heartrate": {"data": [1, 2, 3]}})).is_empty());
    assert!(samples(&json!([])).is_empty());
    assert!(samples(&json!(null)).is_empty());
}

#[test]
fn the_quota_is_the_one_for_reading() {
    let strava = Strava::new(&SourceConfig { per_day: Some(2000), ..SourceConfig::default() }).unwrap();
    assert_eq!(strava.quotas(), [(900, 100), (86_400, 2000)]);
}

#[test]
fn a_switched_off_application_is_explained() {
    let strava = Strava::new(&SourceConfig::default()).unwrap();
    let body = r#"{"errors":[{"resource":"Application","field":"Status","code":"Inactive"}]}"#;
    assert!(strava.explain(403, body).unwrap().contains("archive"));
    assert!(strava.explain(403, "{}").is_none());
}
