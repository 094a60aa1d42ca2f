use super::*;
use serde_json::json;

fn span() -> Span {
    Span { from: "2024-10-10".parse().unwrap(), to: "2024-10-12".parse().unwrap() }
}

fn said(l: &Listed) -> &[(Metric, f64)] {
    match &l.what {
        What::Whole(s) => match &s[0] {
            Said::Wellness(w) => &w.values,
            _ => &[],
        },
        _ => &[],
    }
}

#[test]
fn readiness_keeps_every_contributor_and_leaves_out_what_is_missing() {
    let row = json!({"id": "x", "day": "2024-10-11", "score": 86, "temperature_deviation": 0.1,
        "contributors": {"hrv_balance": 95, "sleep_regularity": null, "one_of_tomorrow": 50, "odd": 700}});
    let l = days("daily_readiness", &[row], span());
    let values = said(&l[0]);
    assert_eq!(values.len(), 4);
    assert!(values.contains(&(Metric::contributor("one_of_tomorrow"), 50.0)));
    assert!(values.contains(&(Metric::ReadinessScore, 86.0)));
}

#[test]
fn the_night_is_the_long_sleep_and_beats_come_from_it() {
    let night = |kind: &str, secs: u32, hrv: u32| {
        json!({"day": "2024-10-11", "type": kind, "total_sleep_duration": secs, "average_hrv": hrv, "lowest_heart_rate": 51,
               "average_breath": 14.5})
    };
    let rows = [
        night("late_nap", 9000, 90),
        night("long_sleep", 20_000, 38),
        night("sleep", 30_000, 77),
        night("deleted", 40_000, 99),
    ];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2]] {
        let rows: Vec<Value> = order.iter().map(|i| rows[*i].clone()).collect();
        let l = days("sleep", &rows, span());
        assert_eq!(l.len(), 1);
        let v = said(&l[0]);
        assert!(v.contains(&(Metric::HrvRmssd, 38.0)) && v.contains(&(Metric::RestingHr, 51.0)), "{v:?}");
    }
}

#[test]
fn days_beyond_the_span_are_trimmed_and_rows_without_a_day_left_out() {
    let rows =
        ["2024-10-08", "2024-10-10", "2024-10-12", "2024-10-13", "soon"].map(|d| json!({"day": d, "score": 70}));
    let l = days("daily_sleep", &rows, span());
    assert_eq!(l.iter().map(|l| l.id.as_str()).collect::<Vec<_>>(), ["2024-10-10", "2024-10-12"]);
    assert!(days("daily_sleep", &[json!(null), json!([]), json!({"score": 1})], span()).is_empty());
}

#[test]
fn workouts_that_the_ring_guessed_are_left_out() {
    let row = |id: &str, source: &str| {
        json!({"id": id, "activity": "cycling", "day": "2024-10-11", "source": source, "distance": 1000.5, "calories": null,
               "start_datetime": "2024-10-11T09:07:00+02:00", "end_datetime": "2024-10-11T09:57:00+02:00"})
    };
    let l = workouts(&[row("a", "autodetected"), row("b", "confirmed"), row("c", "manual")], span());
    assert_eq!(l.iter().map(|l| l.id.as_str()).collect::<Vec<_>>(), ["b", "c"]);
    let What::Whole(said) = &l[0].what else { panic!("all of it is there") };
    let Said::Activity(r, None) = &said[0] else { panic!("an activity") };
    assert_eq!(
        (r.sport, r.elapsed_s, r.start.to_rfc3339().as_str()),
        (Sport::Bike, 3000.0, "2024-10-11T07:07:00+00:00")
    );
}

#[test]
fn the_same_row_has_the_same_print_and_another_has_not() {
    let one = |score: u32| days("daily_sleep", &[json!({"day": "2024-10-11", "score": score})], span())[0].print;
    assert_eq!(one(70), one(70));
    assert_ne!(one(70), one(71));
}
