use super::*;
use crate::{
    coach::morning::morning,
    domain::{CalendarEntry, CleanText, Day, Event, Metric, Provider, WellnessRecord, event::DayDecided},
};
use std::fs;

fn athlete() -> Athlete {
    let day: Day = "2026-11-24".parse().unwrap();
    let mut a = Athlete::default();
    a.apply(&Event::WellnessRecorded(WellnessRecord {
        day,
        source: Provider::Oura,
        values: vec![
            (Metric::ReadinessScore, 81.0),
            (Metric::contributor("hrv_balance"), 77.0),
            (Metric::contributor("a_new_one"), 12.0),
        ],
    }));
    a.apply(&Event::WellnessRecorded(WellnessRecord {
        day: day.succ_opt().unwrap(),
        source: Provider::Oura,
        values: vec![(Metric::RestingHr, 50.0)],
    }));
    a.apply(&Event::CalendarSeen(CalendarEntry {
        provider: Provider::Intervals,
        id: CleanText::line("7"),
        day: "2026-11-27".parse().unwrap(),
        until: None,
        category: CleanText::line("race_b"),
        title: CleanText::line("Hill *climb*"),
        gone: false,
    }));
    let verdict = morning(&a, day).verdict;
    a.apply(&Event::DayDecided(DayDecided {
        day,
        mission_hash: None,
        plan_version: None,
        verdict,
        deliberation: None,
        deload: None,
    }));
    a
}

#[test]
fn the_readiness_log_has_a_row_per_day_that_has_any_and_empty_cells_for_what_is_missing() {
    let csv = readiness_csv(&athlete());
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 2, "{csv}");
    assert!(lines[0].starts_with("day,readiness_score,activity_balance,body_temperature,hrv_balance,"));
    assert!(lines[0].ends_with("sleep_balance,sleep_regularity,a_new_one"));
    assert_eq!(lines[1], "2026-11-24,81,,,77,,,,,,,12");
}

#[test]
fn the_reasoning_log_has_the_columns_that_others_read() {
    let csv = reasoning_csv(&athlete());
    assert!(
        csv.starts_with("day,verdict,cap,priority,confidence,rules,mission_version,explanation\n2026-11-24,"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 2);
}

#[test]
fn the_update_says_the_same_in_both_forms_and_markup_is_only_ours() {
    let a = athlete();
    let m = morning(&a, "2026-11-24".parse().unwrap());
    let (t, md) = (text(&a, &m), markdown(&a, &m));
    assert!(t.starts_with("Tuesday 24 November 2026: "), "{t}");
    assert!(t.contains("Hill *climb*") && md.contains("Hill \\*climb\\*"), "{md}");
    assert!(md.starts_with("# Tuesday 24 November 2026: "));
}

#[test]
fn reports_are_replaced_whole_and_left_alone_when_nothing_changed() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("out");
    let a = athlete();
    let m = morning(&a, "2026-11-24".parse().unwrap());
    let files = write(&folder, &a, &m).unwrap();
    assert_eq!(files.len(), 4);
    let first = fs::metadata(&files[0]).unwrap();
    assert_eq!(write(&folder, &a, &m).unwrap(), files);
    let again = fs::metadata(&files[0]).unwrap();
    assert_eq!(std::os::unix::fs::MetadataExt::ino(&first), std::os::unix::fs::MetadataExt::ino(&again));
    fs::write(dir.path().join("file"), "").unwrap();
    assert!(write(&dir.path().join("file"), &a, &m).is_err());
}
