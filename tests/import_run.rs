//! The import as a whole: from paths to what the log knows.

#[path = "support/recordings.rs"]
mod recordings;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use lanterne::{
    domain::{Athlete, Provider, Sport},
    log::{Access, Store},
    sync::import::{ImportReport, run},
};
use recordings::{Effort, T0, file_id, gz, m, sequence, zip};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

struct Rig {
    files: TempDir,
    home: TempDir,
    store: Store,
}

impl Rig {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(&home.path().join("data"), Access::ReadWrite).unwrap();
        Self { files: tempfile::tempdir().unwrap(), home, store }
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.files.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn import(&self, path: impl AsRef<Path>) -> ImportReport {
        let now: DateTime<Utc> = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        run(&self.store, Tz::UTC, &[path.as_ref().to_owned()], now, &|_| {}).unwrap()
    }

    fn all(&self) -> ImportReport {
        self.import(self.files.path())
    }

    fn athlete(&self) -> Athlete {
        self.store.athlete().unwrap().0
    }
}

fn counts(r: &ImportReport) -> (usize, usize, usize, usize, usize) {
    (r.files, r.imported, r.duplicates, r.skipped, r.rejected.len())
}

/// Rides three hours apart, so that none is another.
fn ride(i: u32) -> Effort {
    Effort { start: T0 + i * 10_800, seconds: 60 + i, ..Effort::default() }
}

#[test]
fn one_ride_in_three_formats_is_one_activity_and_the_best_record_speaks() {
    let rig = Rig::new();
    let e = Effort::default();
    rig.put("a.gpx", Effort { watts: None, ..e.clone() }.gpx());
    rig.put("b.fit", e.fit());
    rig.put("c.tcx", Effort { watts: None, ..e.clone() }.tcx());
    let report = rig.all();
    assert_eq!(counts(&report), (3, 1, 2, 0, 0));
    assert_eq!((report.activities, report.wellness_days), (1, 0));
    let athlete = rig.athlete();
    let a = &athlete.activities[0];
    assert_eq!(a.records.len(), 3);
    assert_eq!(a.best().file.as_ref().unwrap().as_str(), "b.fit");
    assert!(a.best().metrics.power_coverage > 0.95 && a.best().metrics.np_w.is_some());
    let original = a.best().original.clone().unwrap();
    assert_eq!(rig.store.originals().get(&original).unwrap(), Some(e.fit()));
}

#[test]
fn importing_again_changes_nothing() {
    let rig = Rig::new();
    rig.put("one.fit", ride(0).fit());
    rig.put("two.fit.gz", gz(&ride(1).fit()));
    rig.put("days.csv", "day,readiness_score\n2026-03-01,80\n2026-03-02,70\n");
    rig.put("same as one.fit", ride(0).fit());
    let first = rig.all();
    assert_eq!(counts(&first), (4, 3, 1, 0, 0));
    assert_eq!((first.activities, first.wellness_days), (2, 2));
    let (head, digest) = (rig.store.head().unwrap(), rig.athlete().digest());
    let again = rig.all();
    assert_eq!(counts(&again), (4, 0, 4, 0, 0));
    assert_eq!((rig.store.head().unwrap(), rig.athlete().digest()), (head, digest));
    assert!(rig.store.verify().unwrap().ok);
}

#[test]
fn an_import_in_two_parts_ends_as_one_in_whole() {
    let (whole, parts) = (Rig::new(), Rig::new());
    for i in 0..150_u32 {
        let name = format!("{i:03}.fit");
        whole.put(&name, ride(i).fit());
        // The last of the first part comes again in another format in the second.
        if i < 70 {
            parts.put(&name, ride(i).fit());
        }
    }
    whole.put("zz.tcx", ride(69).tcx());
    whole.all();
    let first = parts.all();
    assert_eq!(counts(&first), (70, 70, 0, 0, 0));
    for i in 70..150_u32 {
        parts.put(&format!("{i:03}.fit"), ride(i).fit());
    }
    parts.put("zz.tcx", ride(69).tcx());
    let second = parts.all();
    assert_eq!(counts(&second), (151, 80, 71, 0, 0));
    assert_eq!(whole.athlete(), parts.athlete());
    assert_eq!(whole.athlete().digest(), parts.athlete().digest());
    let kinds = |rig: &Rig| -> Vec<String> {
        rig.store.since(0).unwrap().iter().map(|e| format!("{:?}", e.event)).collect()
    };
    assert_eq!(kinds(&whole), kinds(&parts), "the log has the same events in the same order");
}

#[test]
fn a_rejected_file_leaves_nothing_and_comes_in_when_it_is_whole() {
    let rig = Rig::new();
    let good = ride(0).fit();
    rig.put("good.fit", ride(1).fit());
    let path = rig.put("late.fit", &good[..30]);
    rig.put("page.fit", "<!doctype html><title>Sign in</title>");
    let report = rig.all();
    assert_eq!(counts(&report), (3, 1, 0, 0, 2));
    let codes: Vec<&str> = report.rejected.iter().map(|r| r.code).collect();
    assert_eq!(codes, ["truncated", "html_page"]);
    assert!(report.rejected[0].file.as_str().ends_with("late.fit"));
    assert_eq!(rig.store.head().unwrap(), 1);
    fs::write(&path, &good).unwrap();
    assert_eq!(counts(&rig.all()), (3, 1, 1, 0, 1));
    let missing = rig.import(rig.files.path().join("nowhere.fit"));
    assert_eq!((missing.rejected[0].code, missing.files), ("io", 1));
}

#[test]
fn a_salvaged_file_says_what_was_wrong() {
    let rig = Rig::new();
    let good = ride(200).fit();
    rig.put("cut.fit", &good[..good.len() - 300]);
    let report = rig.all();
    assert_eq!(counts(&report), (1, 1, 0, 0, 0));
    assert!(report.warnings[0].1.as_str().contains("cut off"));
    assert_eq!(rig.athlete().activities[0].best().warnings.len(), 1);
}

#[test]
fn the_archive_of_a_strava_account() {
    let rig = Rig::new();
    let table = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Filename\n\
        11,\"Mar 1, 2026, 8:00:00 AM\",Lake loop,Ride,with Anna,60,activities/11.fit.gz\n\
        12,\"Mar 1, 2026, 11:00:00 AM\",Jog,Run,,61,activities/12.gpx\n\
        13,\"Mar 2, 2026, 6:15:00 PM\",Core,Weight Training,,1900,\n\
        14,\"Mar 3, 2026, 6:15:00 PM\",Lost,Run,,1900,activities/gone.fit\n";
    let run = Effort { sport: 7, ..ride(1) };
    let entries = [
        ("activities.csv", table.as_bytes().to_vec()),
        ("activities/11.fit.gz", gz(&ride(0).fit())),
        ("activities/12.gpx", run.gpx().replace("cycling", "").into_bytes()),
        ("media/photo.jpg", vec![1, 2, 3]),
    ];
    let entries: Vec<(&str, &[u8])> = entries.iter().map(|(n, b)| (*n, b.as_slice())).collect();
    rig.put("export.zip", zip(&entries));
    let report = rig.all();
    assert_eq!(counts(&report), (3, 3, 0, 0, 0));
    let athlete = rig.athlete();
    let seen: Vec<(Sport, &str)> = athlete
        .activities
        .iter()
        .map(|a| (a.best().sport, a.best().title.as_ref().map_or("", |t| t.as_str())))
        .collect();
    let want = [(Sport::Bike, "Lake loop"), (Sport::Run, "Jog"), (Sport::Strength, "Core"), (Sport::Run, "Lost")];
    assert_eq!(seen, want);
    let first = athlete.activities[0].best();
    assert_eq!(first.provider, Provider::StravaArchive);
    assert_eq!(first.file.as_ref().unwrap().as_str(), "export.zip/11.fit.gz");
    assert_eq!(first.notes.as_ref().unwrap().as_str(), "with Anna");
    let pages: Vec<String> =
        athlete.activities.iter().map(|a| a.best().page().map_or_else(String::new, |p| p.to_string())).collect();
    let page = |id: u8| format!("https://www.strava.com/activities/{id}");
    assert_eq!(pages, [page(11), page(12), page(13), page(14)], "of files and of rows alone");
    assert_eq!(counts(&rig.all()), (3, 0, 3, 0, 0));
}

#[test]
fn the_same_archive_unpacked_is_the_same() {
    let rig = Rig::new();
    let table = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Filename\n\
        11,\"Mar 1, 2026, 8:00:00 AM\",Lake loop,Ride,60,activities/11.fit\n";
    rig.put("export/activities.csv", table);
    rig.put("export/activities/11.fit", ride(0).fit());
    let report = rig.all();
    assert_eq!((report.files, report.activities), (2, 1));
    let athlete = rig.athlete();
    assert_eq!(athlete.activities[0].records.len(), 1, "the row is told by its file");
    assert_eq!(athlete.activities[0].best().title.as_ref().unwrap().as_str(), "Lake loop");
}

#[test]
fn an_archive_in_a_garmin_archive_is_opened_and_no_deeper() {
    let rig = Rig::new();
    let inner = zip(&[("a.fit", &ride(0).fit()), ("deep.zip", &zip(&[("b.fit", &ride(1).fit())]))]);
    rig.put("me.zip", zip(&[("DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip", &inner)]));
    let report = rig.all();
    assert_eq!((report.imported, report.rejected.len()), (1, 1));
    assert_eq!(rig.athlete().activities[0].best().provider, Provider::GarminArchive);
}

#[test]
fn names_in_an_archive_are_never_places() {
    let rig = Rig::new();
    let bytes = zip(&[("../../evil.fit", &ride(0).fit()), ("/abs/evil.fit", &ride(1).fit())]);
    rig.put("slip.zip", bytes);
    assert_eq!(rig.all().imported, 2);
    let mut names = Vec::new();
    let mut folders = vec![rig.home.path().to_owned(), rig.files.path().to_owned()];
    while let Some(dir) = folders.pop() {
        for e in fs::read_dir(dir).unwrap().flatten() {
            if e.file_type().unwrap().is_dir() {
                folders.push(e.path());
            } else {
                names.push(e.file_name().into_string().unwrap());
            }
        }
    }
    assert!(names.iter().all(|n| !n.contains("evil")), "{names:?}");
    assert!(!rig.home.path().parent().unwrap().join("evil.fit").exists());
}

#[test]
fn a_longer_table_brings_only_its_new_rows() {
    let rig = Rig::new();
    let days = "day,readiness_score,hrv\n2026-03-01,80,50\n2026-03-02,70,51\n";
    let done = "start,sport,duration_s\n2026-03-01T08:00:00,run,3600\n";
    rig.put("days.csv", days);
    rig.put("done.csv", done);
    assert_eq!(counts(&rig.all()), (2, 2, 0, 0, 0));
    assert_eq!(rig.store.head().unwrap(), 3);
    rig.put("days.csv", format!("{days}2026-03-03,75,52\n"));
    rig.put("done.csv", format!("{done}2026-03-02T08:00:00,run,1800\n"));
    let report = rig.all();
    assert_eq!(counts(&report), (2, 2, 0, 0, 0));
    assert_eq!((rig.store.head().unwrap(), report.activities, report.wellness_days), (5, 2, 3));
    rig.put("days.csv", days.replace("70", "71"));
    rig.all();
    assert_eq!(rig.store.head().unwrap(), 6);
    let athlete = rig.athlete();
    let day = athlete.wellness.values().nth(1).unwrap();
    assert_eq!(day.value(&lanterne::domain::Metric::ReadinessScore), Some(71.0));
}

#[test]
fn good_rows_come_in_beside_bad_ones() {
    let rig = Rig::new();
    rig.put("done.csv", "start,sport,duration_s\n2026-03-01T08:00:00,run,3600\nwhenever,run,1\n");
    let report = rig.all();
    assert_eq!(counts(&report), (1, 1, 0, 0, 1));
    assert_eq!(report.rejected[0].code, "csv_row");
    assert!(report.rejected[0].reason.as_str().contains("line 3, column start"));
}

#[test]
fn what_is_found_in_a_folder_is_not_what_is_named() {
    let rig = Rig::new();
    let odd = rig.put("budget.csv", "item,cost\ntyres,80\n");
    rig.put(".hidden.fit", ride(0).fit());
    rig.put("notes.txt", "nothing");
    rig.put("course.fit", sequence(&[file_id(6, T0), m(31, vec![])]));
    let outside = Rig::new();
    let target = outside.put("elsewhere.fit", ride(3).fit());
    std::os::unix::fs::symlink(&target, rig.files.path().join("link.fit")).unwrap();
    assert_eq!(counts(&rig.all()), (2, 0, 0, 2, 0));
    let named = rig.import(odd);
    assert_eq!((named.rejected[0].code, named.skipped), ("csv_header", 0));
}

#[test]
fn wellness_from_a_watch_and_from_a_table_stand_side_by_side() {
    let rig = Rig::new();
    let night = [file_id(68, T0), m(370, vec![recordings::F::U32(253, T0), recordings::F::U16(1, 60 * 128)])];
    rig.put("night.fit", sequence(&night));
    rig.put("days.csv", "day,readiness_score\n2026-03-01,80\n");
    let report = rig.all();
    assert_eq!((report.imported, report.wellness_days), (2, 1));
    let athlete = rig.athlete();
    let day = athlete.wellness.values().next().unwrap();
    assert_eq!(day.value(&lanterne::domain::Metric::HrvRmssd), Some(60.0));
    assert_eq!(day.value(&lanterne::domain::Metric::ReadinessScore), Some(80.0));
}

#[test]
fn progress_ends_at_the_end() {
    let rig = Rig::new();
    for i in 0..5 {
        rig.put(&format!("{i}.fit"), ride(i).fit());
    }
    let most = std::sync::Mutex::new((0, 0, 0));
    let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
    let note = |p: lanterne::sync::import::Progress| {
        let mut m = most.lock().unwrap();
        *m = (m.0.max(p.files), m.1.max(p.bytes), p.bytes_total);
    };
    run(&rig.store, Tz::UTC, &[rig.files.path().to_owned()], now, &note).unwrap();
    let (files, bytes, total) = *most.lock().unwrap();
    assert_eq!((files, bytes), (5, total));
}

#[test]
fn the_command_says_what_it_did_and_how_it_ended() {
    let rig = Rig::new();
    let good = rig.put("good.fit", ride(0).fit());
    rig.put("bad.fit", "<html>");
    let home = tempfile::tempdir().unwrap();
    let lanterne = |arguments: &[&str]| {
        let mut c = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("lanterne"));
        c.arg("--home").arg(home.path()).args(arguments).assert()
    };
    lanterne(&["import", good.to_str().unwrap()]).code(0);
    let folder = rig.files.path().to_str().unwrap();
    let told = lanterne(&["import", folder]).code(10).get_output().stdout.clone();
    let told = String::from_utf8(told).unwrap();
    assert!(told.contains("bad.fit — html_page — "), "{told}");
    assert!(told.contains("1 known already") && told.contains("Known now: 1 activities"), "{told}");
    let json = lanterne(&["--json", "import", folder]).code(10).get_output().stdout.clone();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!((&json["files"], &json["duplicates"], &json["activities"]), (&2.into(), &1.into(), &1.into()));
    assert_eq!(json["rejected"][0]["code"], "html_page");
}
