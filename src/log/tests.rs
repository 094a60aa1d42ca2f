//! Inside the log: snapshots against full folds, a full disk, originals.

use super::{append, chain::Walk, fold, originals::Originals, schema, snapshot, *};
use crate::domain::{
    Day, Event, Metric, Provenance, Provider, Settings, WellnessRecord,
    event::{Actor, Said},
    report::{CheckIn, HealthReport, Illness},
};
use proptest::prelude::*;
use std::os::unix::fs::PermissionsExt;

fn memory() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    schema::migrations().to_latest(&mut conn).unwrap();
    conn
}

fn event(event: Event, key: usize) -> NewEvent {
    NewEvent {
        event,
        actor: Actor::Athlete,
        provenance: Provenance::of(Provider::Manual),
        key: key.to_string(),
        cause: None,
        recorded_at: DateTime::UNIX_EPOCH,
    }
}

fn write(conn: &mut Connection, events: Vec<NewEvent>) -> Result<Appended, LogError> {
    append::write(conn, Path::new("memory"), &append::make_ready(events)?, &[])
}

fn said(text: &str, key: usize) -> NewEvent {
    event(
        Event::Said(Said {
            day: Day::MIN,
            by_athlete: true,
            by_model: false,
            about: None,
            of: None,
            text: text.into(),
        }),
        key,
    )
}

fn any_event() -> impl Strategy<Value = Event> {
    let day = (0_u64..40).prop_map(|d| Day::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(d));
    let value = prop_oneof![0.0..90.0_f64, Just(0.0), Just(49.999_999_999_999_99)];
    prop_oneof![
        (day.clone(), value.clone(), any::<bool>()).prop_map(|(day, v, a)| {
            let metric = if a { Metric::RestingHr } else { Metric::contributor("sleep_balance") };
            Event::WellnessRecorded(WellnessRecord { day, source: Provider::Oura, values: vec![(metric, v)] })
        }),
        (day.clone(), "\\PC{0,12}").prop_map(|(day, text)| Event::Said(Said {
            day,
            by_athlete: false,
            by_model: false,
            about: None,
            of: None,
            text: text.as_str().into()
        })),
        day.clone().prop_map(|day| Event::HealthReported(HealthReport {
            day,
            illness: Illness::Fever,
            note: None
        })),
        (day, 1_u8..6).prop_map(|(day, n)| Event::CheckedIn(CheckIn { fatigue: Some(n), ..CheckIn::of(day) })),
        value.prop_map(|v| Event::SettingsObserved(Box::new(Settings { mass_kg: Some(v), ..Settings::default() }))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn snapshot_and_tail_fold_to_what_all_events_fold_to(
        events in prop::collection::vec(any_event(), 0..40), cut in 0_usize..40,
    ) {
        let path = Path::new("memory");
        let mut conn = memory();
        let cut = cut.min(events.len());
        let mut news: Vec<_> = events.into_iter().enumerate().map(|(i, e)| event(e, i)).collect();
        let tail = news.split_off(cut);
        write(&mut conn, news).unwrap();
        let first = fold::fold(&conn, path).unwrap();
        snapshot::save(&mut conn, first.athlete.clone(), first.upto, 0).unwrap();
        write(&mut conn, tail).unwrap();
        let quick = fold::fold(&conn, path).unwrap();
        prop_assert_eq!(usize::try_from(quick.from).unwrap(), cut);
        conn.execute("DELETE FROM snapshot", []).unwrap();
        let full = fold::fold(&conn, path).unwrap();
        prop_assert_eq!(full.from, 0);
        prop_assert_eq!(quick.athlete.digest(), full.athlete.digest());
        prop_assert_eq!(quick.athlete, full.athlete);
    }
}

#[test]
fn a_snapshot_that_does_not_fit_is_not_used() {
    let mut conn = memory();
    write(&mut conn, vec![said("a", 1), said("b", 2)]).unwrap();
    let folded = fold::fold(&conn, Path::new("memory")).unwrap();
    for damage in [
        "UPDATE snapshot SET fold_version = fold_version + 1",
        "UPDATE snapshot SET upto_hash = zeroblob(32)",
        "UPDATE snapshot SET upto_seq = 1",
        "UPDATE snapshot SET checksum = zeroblob(32)",
        "UPDATE snapshot SET data = substr(data, 1, length(data) - 1)",
        "UPDATE snapshot SET data = zeroblob(length(data))",
    ] {
        snapshot::save(&mut conn, folded.athlete.clone(), folded.upto, 0).unwrap();
        assert_eq!(snapshot::load(&conn).unwrap().0, folded.athlete);
        conn.execute(damage, []).unwrap();
        assert!(snapshot::load(&conn).is_none(), "{damage}");
        assert_eq!(fold::fold(&conn, Path::new("memory")).unwrap().athlete, folded.athlete);
    }
}

#[test]
fn a_snapshot_from_before_an_erasure_is_not_written_after_it() {
    let mut conn = memory();
    write(&mut conn, vec![said("secret", 1)]).unwrap();
    let folded = fold::fold(&conn, Path::new("memory")).unwrap();
    let before = snapshot::erasures(&conn);
    conn.execute_batch("DELETE FROM body; INSERT INTO meta VALUES ('erasures', '1')").unwrap();
    snapshot::save(&mut conn, folded.athlete.clone(), folded.upto, before).unwrap();
    assert_eq!(snapshot::upto(&conn), 0);
}

#[test]
fn a_full_disk_leaves_nothing_half_done() {
    let mut conn = memory();
    write(&mut conn, vec![said("first", 0)]).unwrap();
    let pages: i64 = conn.query_row("PRAGMA page_count", [], |r| r.get(0)).unwrap();
    conn.pragma_update(None, "max_page_count", pages + 4).unwrap();
    let many = || (1..200).map(|i| said(&format!("{i} {}", "x ".repeat(90)), i)).collect::<Vec<_>>();
    let e = write(&mut conn, many()).unwrap_err();
    assert!(matches!(e, LogError::Full { .. }), "{e}");
    assert!(e.to_string().contains("free some space"), "{e}");
    assert_eq!(fold::fold(&conn, Path::new("memory")).unwrap().upto.seq, 1);
    conn.pragma_update(None, "max_page_count", pages + 4000).unwrap();
    assert_eq!(write(&mut conn, many()).unwrap(), Appended { head: 200, written: 199, duplicates: 0 });
    fold::check_from(&conn, Path::new("memory"), 0).unwrap();
}

#[test]
fn what_could_not_be_read_back_is_not_written() {
    let mut conn = memory();
    let nan = Event::SettingsObserved(Box::new(Settings { mass_kg: Some(1.0), ..Settings::default() }));
    let Event::SettingsObserved(mut s) = nan else { return };
    s.form.ctl_days = f64::NAN;
    let e = write(&mut conn, vec![said("ok", 1), event(Event::SettingsObserved(s), 2)]).unwrap_err();
    assert!(matches!(e, LogError::Unstorable { kind: "settings_observed", .. }), "{e}");
    let mut keyless = said("x", 3);
    keyless.key.clear();
    assert!(write(&mut conn, vec![keyless]).is_err());
    assert_eq!(fold::fold(&conn, Path::new("memory")).unwrap().upto.seq, 0);
}

#[test]
fn many_chunks_come_in_the_order_of_the_log() {
    let mut conn = memory();
    let n = 9_000;
    for start in (0..n).step_by(200) {
        write(&mut conn, (start..start + 200).map(|i| said(&i.to_string(), i)).collect()).unwrap();
    }
    let all = fold::since(&conn, Path::new("memory"), 0).unwrap();
    assert_eq!(all.len(), n);
    assert!(all.iter().enumerate().all(|(i, r)| r.seq == i as u64 + 1));
    assert!(
        all.iter().enumerate().all(|(i, r)| matches!(&r.event, Event::Said(s) if s.text.as_str() == i.to_string()))
    );
}

#[test]
fn a_walk_names_the_first_event_that_is_missing() {
    let mut conn = memory();
    write(&mut conn, (1..=5).map(|i| said("x", i)).collect()).unwrap();
    conn.execute_batch(
        "DROP TRIGGER event_no_delete; PRAGMA foreign_keys = OFF; DELETE FROM event WHERE seq IN (2, 3)",
    )
    .unwrap();
    let e = fold::check_from(&conn, Path::new("memory"), 0).unwrap_err();
    assert!(matches!(e, LogError::Damaged { seq: 2, .. }), "{e}");
    assert_eq!(Walk::default().seq, 0);
}

#[test]
fn originals_are_kept_once_by_their_content() {
    let dir = tempfile::tempdir().unwrap();
    let originals = Originals::new(dir.path().join("originals"));
    let files: Vec<Vec<u8>> = (0_u8..40).map(|i| vec![i % 20; 10 + usize::from(i % 20)]).collect();
    let slices: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    let hashes = originals.put_many(&slices).unwrap();
    assert_eq!(hashes[..20], hashes[20..]);
    for (hash, bytes) in hashes.iter().zip(&files) {
        assert_eq!(originals.get(hash).unwrap().as_ref(), Some(bytes));
        let mode = fs::metadata(originals.path_of(hash).unwrap()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(originals.put(&files[3]).unwrap(), hashes[3]);
    assert_eq!(originals.get(&"0".repeat(64)).unwrap(), None);
}

#[test]
fn an_original_that_was_cut_short_is_written_again() {
    let dir = tempfile::tempdir().unwrap();
    let originals = Originals::new(dir.path().join("originals"));
    let hash = originals.put(b"a whole file").unwrap();
    let path = originals.path_of(&hash).unwrap();
    fs::write(&path, b"a who").unwrap();
    assert!(originals.get(&hash).is_err());
    originals.put(b"a whole file").unwrap();
    assert_eq!(originals.get(&hash).unwrap().unwrap(), b"a whole file");
}

#[test]
fn what_a_killed_process_left_half_written_goes_after_a_while() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), Access::ReadWrite).unwrap();
    store.originals().put(b"whole").unwrap();
    let folder = dir.path().join("originals/unfinished");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    fs::write(folder.join("1-0"), "hal").unwrap();
    let old = fs::File::create(folder.join("2-0")).unwrap();
    old.set_modified(std::time::SystemTime::now() - std::time::Duration::from_hours(2)).unwrap();
    drop(store);
    drop(Store::open(dir.path(), Access::ReadWrite).unwrap());
    let left: Vec<_> = fs::read_dir(&folder).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(left, ["1-0"]);
}

#[test]
fn a_name_that_is_no_hash_is_not_a_path() {
    let originals = Originals::new("/nowhere".into());
    for name in ["", "../../etc/passwd", &"A".repeat(64), &format!("../{}", "a".repeat(61)), &"é".repeat(32)] {
        assert_eq!(originals.path_of(name), None);
        assert_eq!(originals.get(name).unwrap(), None);
    }
}

#[test]
fn a_gathering_ends_with_the_one_snapshot_that_it_is_given() {
    for erased in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), Access::ReadWrite).unwrap();
        let gathering = store.gather().unwrap();
        for n in 0..6 {
            store.append((0..100).map(|i| said("x", n * 100 + i)).collect()).unwrap();
        }
        let (athlete, seq) = store.athlete().unwrap();
        let conn = schema::reader(&dir.path().join(place::DB_NAME)).unwrap();
        assert!(snapshot::load(&conn).is_none(), "none is made meanwhile");
        if erased {
            // What was erased must not come back with a snapshot of before.
            assert_eq!(store.erase(&[3]).unwrap(), 1);
        }
        gathering.keep(athlete.clone(), seq);
        drop(store);
        match snapshot::load(&conn) {
            Some((kept, upto)) => assert_eq!((kept.digest(), upto.seq, erased), (athlete.digest(), 600, false)),
            None => assert!(erased),
        }
    }
}
