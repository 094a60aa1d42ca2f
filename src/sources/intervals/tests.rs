use super::*;
use rstest::rstest;
use serde_json::json;

#[test]
fn a_day_has_what_it_says_and_no_more() {
    let l = wellness(
        &json!({"id": "2026-04-13", "ctl": 72.5, "weight": 72.5, "restingHR": 48, "hrv": 55.2, "sleepSecs": 27000,
        "spO2": null, "readiness": "81", "vo2max": 900, "injury": 4, "fatigue": 1, "mood": 0, "sleepQuality": 2}),
    )
    .unwrap();
    let What::Whole(said) = &l.what else { panic!("all of it is there") };
    let Said::Wellness(w) = &said[0] else { panic!("a day") };
    assert_eq!(w.values.len(), 7, "{:?}", w.values);
    for one in [
        (Metric::SleepHours, 7.5),
        (Metric::ReadinessScore, 81.0),
        (Metric::FeltInjury, 5.0),
        (Metric::FeltFatigue, 1.0),
    ] {
        assert!(w.values.contains(&one), "{one:?} in {:?}", w.values);
    }
    assert!(wellness(&json!({"id": "2026-04-13", "ctl": 72.5})).is_none());
    assert!(wellness(&json!({"weight": 70})).is_none());
}

#[rstest]
#[case(json!({"id": 16358453283_u64, "source": "STRAVA", "start_date_local": "2026-04-13T07:30:00", "_note": "x"}))]
#[case(json!({"id": "16358453283", "source": "STRAVA", "start_date_local": "2026-04-13T07:30:00"}))]
fn what_came_through_strava_is_a_stub(#[case] row: Value) {
    assert!(matches!(activity(&row).unwrap().what, What::Stub));
}

#[test]
fn the_hubs_own_figures_are_no_change_of_an_activity() {
    let row = |ctl: f64, name: &str| json!({"id": "i1", "start_date_local": "2026-04-13T07:30:00", "name": name, "icu_ctl": ctl});
    let print = |r: Value| activity(&r).unwrap().print;
    assert_eq!(print(row(1.0, "a")), print(row(2.0, "a")));
    assert_ne!(print(row(1.0, "a")), print(row(1.0, "b")));
}

#[test]
fn an_activity_without_a_file_is_what_the_list_says() {
    let row = json!({"id": "i1", "start_date_local": "2026-04-13T23:30:00", "type": "VirtualRide", "moving_time": 3600,
        "icu_training_load": 85, "name": "Sweet \u{1b}[31mSpot", "icu_rpe": 7, "distance": 0, "average_heartrate": null});
    let r = summary("i1", &row, chrono_tz::Europe::Paris).unwrap();
    assert_eq!(r.start.to_rfc3339(), "2026-04-13T21:30:00+00:00");
    assert_eq!((r.local_date.to_string().as_str(), r.sport, r.indoor), ("2026-04-13", Sport::Bike, true));
    assert_eq!((r.distance_m, r.avg_hr, r.rpe, r.stated_load), (None, None, Some(7.0), Some(85.0)));
    assert_eq!(r.page().unwrap().as_str(), "https://intervals.icu/activities/i1");
    assert_eq!(r.title.unwrap().as_str(), "Sweet [31mSpot");
    assert!(
        summary("i1", &json!({"id": "i1", "start_date_local": "2026-04-13T07:30:00"}), chrono_tz::UTC).is_none()
    );
}

#[test]
fn a_calendar_entry_keeps_its_word_and_its_days() {
    let l = event(
        &json!({"id": 98765, "start_date_local": "2026-04-14T00:00:00", "end_date_local": "2026-04-20T00:00:00",
        "category": "HOLIDAY", "name": "Corsica"}),
    )
    .unwrap();
    let What::Whole(said) = &l.what else { panic!("all of it is there") };
    let Said::Calendar(c) = &said[0] else { panic!("an entry") };
    assert_eq!(
        (c.category.as_str(), c.title.as_str(), c.until.unwrap().to_string().as_str()),
        ("holiday", "Corsica", "2026-04-20")
    );
}

#[test]
fn an_id_can_lead_nowhere_else() {
    assert_eq!(escaped("i12345:678"), "i12345:678");
    assert_eq!(escaped("../../x?y=1#z"), "xy1z");
}

#[test]
fn a_damaged_file_is_no_activity() {
    let row = json!({"id": "i1", "start_date_local": "2026-04-13T07:30:00"});
    assert!(original("i1", b"not a recording".to_vec(), &row, chrono_tz::UTC).is_none());
    assert!(original("i1", Vec::new(), &row, chrono_tz::UTC).is_none());
}
