//! The event log as its callers see it: durable, without duplicates, checkable, shared by processes.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use lanterne::{
    domain::{
        ActivityRecord, Athlete, Day, Event, Metric, Provenance, Provider, ShortId, Sport, StreamMetrics,
        WellnessRecord,
        event::{Actor, Said},
    },
    log::{Access, Appended, LogError, NewEvent, Store},
};
use rusqlite::Connection;
use std::{fs, os::unix::fs::PermissionsExt, path::Path};
use tempfile::TempDir;

fn noon(day: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 1, 12, 0, 0).unwrap() + TimeDelta::days(day)
}

fn new(event: Event, key: &str, at: DateTime<Utc>) -> NewEvent {
    NewEvent {
        event,
        actor: Actor::Import,
        provenance: Provenance::of(Provider::File),
        key: key.to_owned(),
        cause: None,
        recorded_at: at,
    }
}

fn said(text: &str) -> NewEvent {
    let day = Day::from_ymd_opt(2026, 1, 1).unwrap();
    new(Event::Said(Said::athlete(day, text.into())), text, noon(0))
}

fn lines(n: usize) -> Vec<NewEvent> {
    (0..n).map(|i| said(&format!("line {i}"))).collect()
}

fn ride(day: i64, original: Option<String>) -> NewEvent {
    let start = noon(day);
    let record = ActivityRecord {
        id: ShortId::of(&[&day.to_be_bytes()]),
        provider: Provider::File,
        file: Some("ride.fit".into()),
        original,
        leg: 0,
        sport: Sport::Bike,
        sub_sport: None,
        indoor: false,
        start,
        local_date: start.date_naive(),
        title: Some("Lunch ride".into()),
        notes: None,
        device: None,
        elapsed_s: 3600.0,
        moving_s: 3500.5,
        distance_m: Some(30_000.1),
        ascent_m: None,
        avg_hr: Some(140.0),
        max_hr: None,
        avg_power_w: Some(201.3),
        max_power_w: None,
        kcal: None,
        rpe: None,
        stated_load: None,
        metrics: StreamMetrics { mmp: vec![(5, 800.5), (60, 400.25)], ..StreamMetrics::default() },
        laps: Vec::new(),
        swim: None,
        warnings: vec![],
        upstream: None,
    };
    new(Event::ActivityRecorded(Box::new(record)), &format!("ride {day}"), start)
}

fn night(day: i64) -> NewEvent {
    let values =
        vec![(Metric::RestingHr, 50.0), (Metric::HrvRmssd, 61.7), (Metric::contributor("sleep_balance"), 80.0)];
    let record = WellnessRecord { day: noon(day).date_naive(), source: Provider::Oura, values };
    new(Event::WellnessRecorded(record), &format!("night {day}"), noon(day))
}

fn open(dir: &TempDir) -> Store {
    Store::open(dir.path(), Access::ReadWrite).unwrap()
}

/// A direct connection to the file of a closed store, past its triggers.
fn surgery(dir: &TempDir) -> Connection {
    let conn = Connection::open(dir.path().join("lanterne.db")).unwrap();
    conn.execute_batch(
        "DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete; DROP TRIGGER event_next; \
         DROP TRIGGER body_no_update; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;",
    )
    .unwrap();
    conn
}

fn seq_of(store: &Store) -> Option<u64> {
    let v = store.verify().unwrap();
    assert!(!v.ok, "nothing was found: {v:?}");
    v.problem.and_then(|p| p.seq)
}

#[test]
fn what_was_appended_is_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let all: Vec<_> = (0..300).flat_map(|d| [ride(d, None), night(d)]).collect();
    let want = all.iter().fold(Athlete::default(), |mut a, e| {
        a.apply(&e.event);
        a
    });
    let store = open(&dir);
    assert_eq!(store.append(all).unwrap(), Appended { head: 600, written: 600, duplicates: 0 });
    assert_eq!(store.athlete().unwrap(), (want.clone(), 600));
    drop(store);
    let store = open(&dir);
    assert_eq!(store.athlete().unwrap(), (want.clone(), 600));
    let v = store.verify().unwrap();
    assert!(v.ok, "{v:?}");
    assert_eq!((v.events, v.state_digest), (600, want.digest()));
    assert_eq!(store.since(598).unwrap().iter().map(|r| r.seq).collect::<Vec<_>>(), [599, 600]);
    assert!(store.since(600).unwrap().is_empty());
}
#[test]
fn an_event_is_written_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    store.append(lines(450)).unwrap();
    let mut again = lines(460);
    again.push(said("line 459"));
    assert_eq!(store.append(again).unwrap(), Appended { head: 460, written: 10, duplicates: 451 });
    assert_eq!(store.append(vec![]).unwrap(), Appended { head: 460, written: 0, duplicates: 0 });
    assert!(store.has_key("line 3").unwrap());
    let keys = ["line 0", "nothing", "line 459"].map(str::to_owned);
    assert_eq!(store.has_keys(&keys).unwrap(), [true, false, true]);
    assert!(store.verify().unwrap().ok);
}

#[test]
fn changes_of_another_store_are_noticed_and_caught_up() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (open(&dir), open(&dir));
    one.append(vec![night(0)]).unwrap();
    let (mut athlete, seq) = two.athlete().unwrap();
    assert!(!two.changed_since(seq).unwrap());
    one.append(vec![night(1), ride(1, None)]).unwrap();
    assert!(two.changed_since(seq).unwrap());
    assert_eq!(two.catch_up(&mut athlete, seq).unwrap(), 3);
    assert_eq!(athlete, one.athlete().unwrap().0);
    assert_eq!(two.head().unwrap(), 3);
}

#[test]
fn the_athlete_of_a_moment_knows_only_what_was_recorded_before() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    store.append((0..10).map(night).collect()).unwrap();
    let (athlete, seq) = store.athlete_as_of(noon(4)).unwrap();
    assert_eq!((athlete.wellness.len(), seq), (4, 4));
    assert_eq!(store.athlete_as_of(noon(-1)).unwrap(), (Athlete::default(), 0));
    assert_eq!(store.athlete_as_of(noon(99)).unwrap(), store.athlete().unwrap());
}

#[test]
fn the_audit_trail_ends_with_the_last_event() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    store.append(vec![night(0), ride(1, None), said("how am I?")]).unwrap();
    let tail = store.tail(2).unwrap();
    assert_eq!(tail.iter().map(|l| l.seq).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(tail[0].summary.as_str(), "2026-01-02 bike 58 min Lunch ride (file)");
    assert_eq!(tail[1].summary.as_str(), "athlete: how am I?");
    assert_eq!((tail[1].actor.as_str(), tail[1].kind.as_str()), ("import", "said"));
}

#[test]
fn a_change_of_any_column_is_found_at_its_event() {
    let changes = [
        ("event", "seq = 99"),
        ("event", "event_id = zeroblob(16)"),
        ("event", "origin = zeroblob(16)"),
        ("event", "origin_seq = 77"),
        ("event", "recorded_at_ms = recorded_at_ms + 1"),
        ("event", "actor = 'model'"),
        ("event", "kind = 'checked_in'"),
        ("event", "version = 2"),
        ("event", "cause = zeroblob(16)"),
        ("event", "provenance = replace(provenance, 'file', 'oura')"),
        ("event", "idem_key = 'other'"),
        ("event", "body_commit = zeroblob(32)"),
        ("event", "prev_hash = zeroblob(32)"),
        ("event", "hash = zeroblob(32)"),
        ("event", "hash = x'00'"),
        ("body", "salt = zeroblob(32)"),
        ("body", "data = replace(CAST(data AS TEXT), '1', '2')"),
        ("body", "data = CAST(replace(CAST(data AS TEXT), '1', '2') AS BLOB)"),
        ("body", "data = substr(data, 1, length(data) - 1)"),
    ];
    for (table, change) in changes {
        let dir = tempfile::tempdir().unwrap();
        open(&dir).append((0..6).map(night).collect()).unwrap();
        let done = surgery(&dir).execute(&format!("UPDATE {table} SET {change} WHERE seq = 3"), []);
        if change.contains("CAST(data AS TEXT), '1', '2')") && !change.contains("AS BLOB") {
            // A strict table keeps text out of the column by itself.
            assert!(done.is_err());
            continue;
        }
        assert_eq!(done.unwrap(), 1, "{change}");
        let store = open(&dir);
        assert_eq!(seq_of(&store), Some(3), "{change}");
        assert!(matches!(store.athlete(), Err(LogError::Damaged { seq: 3, .. })), "{change}");
    }
}

#[test]
fn a_row_taken_out_is_found_even_when_the_rest_closes_up() {
    let dir = tempfile::tempdir().unwrap();
    open(&dir).append((0..6).map(night).collect()).unwrap();
    let conn = surgery(&dir);
    conn.execute_batch("DELETE FROM event WHERE seq = 3; DELETE FROM body WHERE seq = 3").unwrap();
    assert_eq!(seq_of(&Store::open(dir.path(), Access::ReadOnly).unwrap()), Some(3));
    for seq in 4..=6 {
        for table in ["event", "body"] {
            conn.execute(&format!("UPDATE {table} SET seq = seq - 1 WHERE seq = ?1"), [seq]).unwrap();
        }
    }
    assert_eq!(seq_of(&Store::open(dir.path(), Access::ReadOnly).unwrap()), Some(3));
}

#[test]
fn nothing_is_chained_to_a_damaged_end() {
    let dir = tempfile::tempdir().unwrap();
    open(&dir).append((0..6).map(night).collect()).unwrap();
    surgery(&dir).execute("UPDATE event SET actor = 'model' WHERE seq = 6", []).unwrap();
    let store = open(&dir);
    assert!(store.read_only().is_some_and(|why| why.contains("event 6")), "{store:?}");
    assert!(matches!(store.append(vec![night(9)]), Err(LogError::ReadOnly { .. })));
    assert_eq!(store.head().unwrap(), 6);
}

#[test]
fn a_flipped_byte_is_found_or_harmless() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    store.append((0..40).flat_map(|d| [night(d), ride(d, None)]).collect()).unwrap();
    let before = store.verify().unwrap();
    drop(store);
    let path = dir.path().join("lanterne.db");
    let golden = fs::read(&path).unwrap();
    let mut found = 0;
    for i in 0..120 {
        let mut bytes = golden.clone();
        let at = (i * 7919 + 13) * 31 % bytes.len();
        bytes[at] ^= 1 << (i % 8);
        fs::write(&path, &bytes).unwrap();
        match Store::open(dir.path(), Access::ReadOnly).and_then(|s| s.verify()) {
            Ok(v) if v.ok => assert_eq!(v, before, "byte {at}"),
            _ => found += 1,
        }
    }
    assert!(found > 20, "only {found} of 120 flips were found");
    for keep in [0, 1, 99, 4096, golden.len() / 2, golden.len() - 4096, golden.len() - 1] {
        fs::write(&path, &golden[..keep]).unwrap();
        match Store::open(dir.path(), Access::ReadOnly).and_then(|s| s.verify()) {
            // The end of the last page holds nothing, and SQLite reads what is missing as zeros.
            Ok(v) if v.ok => assert_eq!((v, keep), (before.clone(), golden.len() - 1)),
            _ => {}
        }
    }
}

#[test]
fn originals_that_events_name_must_be_there() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    let hash = store.originals().put(b"FIT").unwrap();
    store.append(vec![night(0), ride(1, Some(hash.clone())), ride(2, None)]).unwrap();
    let v = store.verify().unwrap();
    assert_eq!((v.ok, v.originals), (true, 1));
    let file = store.originals().path_of(&hash).unwrap();
    fs::write(&file, b"fit").unwrap();
    assert_eq!(seq_of(&store), Some(2));
    fs::remove_file(&file).unwrap();
    assert_eq!(seq_of(&store), Some(2));
    assert!(store.verify().unwrap().problem.unwrap().what.as_str().contains("missing"));
}

#[test]
fn what_is_erased_is_gone_from_every_file_and_the_chain_holds() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    let mut events = lines(300);
    events[150] = said("a-most-unusual-word");
    store.append(events).unwrap();
    drop(store);
    let needle = b"a-most-unusual-word";
    let holds = || {
        fs::read_dir(dir.path()).unwrap().any(|f| {
            let path = f.unwrap().path();
            path.is_file() && fs::read(path).unwrap().windows(needle.len()).filter(|w| w == needle).count() > 1
        })
    };
    assert!(holds());
    let store = open(&dir);
    assert_eq!(store.erase(&[151, 999]).unwrap(), 1);
    let (athlete, head) = store.athlete().unwrap();
    assert_eq!((athlete.transcript.len(), head), (299, 300));
    let v = store.verify().unwrap();
    assert_eq!((v.ok, v.erased), (true, 1), "{v:?}");
    assert_eq!(store.tail(150).unwrap()[0].summary.as_str(), "erased");
    store.append(vec![said("more")]).unwrap();
    drop(store);
    // Only the key of the event is left of it, once in its row and once in its index.
    let left: usize =
        fs::read(dir.path().join("lanterne.db")).unwrap().windows(needle.len()).filter(|w| w == needle).count();
    assert_eq!(left, 2);
}

#[test]
fn what_may_not_be_kept_longer_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    let mut short = night(0);
    short.provenance = Provenance::of(Provider::StravaApi);
    store.append(vec![short, night(1)]).unwrap();
    assert_eq!(store.expired(&[], noon(6)).unwrap(), Vec::<u64>::new());
    assert_eq!(store.expired(&[], noon(7)).unwrap(), [1]);
    store.erase(&[1]).unwrap();
    assert_eq!(store.expired(&[], noon(7)).unwrap(), Vec::<u64>::new());
}

#[test]
fn no_file_is_open_to_others_whatever_the_umask() {
    fn walk(dir: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            found.push(format!("{} {:o}", path.file_name().unwrap().to_string_lossy(), mode & 0o077));
            if path.is_dir() {
                walk(&path, found);
            }
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("a/b");
    let old = rustix::process::umask(rustix::fs::Mode::empty());
    let store = Store::open(&data, Access::ReadWrite).unwrap();
    store.append(lines(3)).unwrap();
    store.originals().put(b"FIT").unwrap();
    rustix::process::umask(old);
    let mut found = vec![];
    walk(dir.path(), &mut found);
    assert!(found.iter().all(|f| f.ends_with(" 0")), "{found:?}");
    for name in ["lanterne.db 0", "lanterne.db-wal 0", "lanterne.db-shm 0", "originals 0"] {
        assert!(found.iter().any(|f| f == name), "{name} in {found:?}");
    }
}

#[test]
fn a_file_that_others_could_read_is_closed_to_them() {
    let dir = tempfile::tempdir().unwrap();
    open(&dir).append(lines(1)).unwrap();
    let path = dir.path().join("lanterne.db");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let store = open(&dir);
    assert_eq!(fs::metadata(store.path()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn reading_only_changes_nothing_and_makes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(Store::open(dir.path(), Access::ReadOnly), Err(LogError::Missing { .. })));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    open(&dir).append(lines(5)).unwrap();
    let store = Store::open(dir.path(), Access::ReadOnly).unwrap();
    assert_eq!(store.athlete().unwrap().1, 5);
    assert!(matches!(store.append(lines(9)), Err(LogError::ReadOnly { .. })));
    assert!(matches!(store.erase(&[1]), Err(LogError::ReadOnly { .. })));
}

#[test]
fn a_later_version_is_read_when_it_allows_that_and_refused_otherwise() {
    let dir = tempfile::tempdir().unwrap();
    open(&dir).append(lines(5)).unwrap();
    let path = dir.path().join("lanterne.db");
    let alter = |sql: &str| Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    alter("UPDATE meta SET value = 'lanterne 7.0' WHERE key = 'written_by'");

    for newer in ["UPDATE meta SET value = '2' WHERE key = 'min_writer'", "PRAGMA user_version = 99"] {
        alter(newer);
        let before = fs::read(&path).unwrap();
        let store = open(&dir);
        assert!(store.read_only().is_some_and(|why| why.contains("lanterne 7.0")));
        assert_eq!(store.athlete().unwrap().1, 5);
        assert!(matches!(store.append(lines(9)), Err(LogError::ReadOnly { .. })));
        drop(store);
        assert_eq!(fs::read(&path).unwrap(), before);
        alter("UPDATE meta SET value = '1' WHERE key = 'min_writer'");
    }

    alter("UPDATE meta SET value = '2' WHERE key = 'min_reader'");
    let before = fs::read(&path).unwrap();
    for access in [Access::ReadWrite, Access::ReadOnly] {
        let e = Store::open(dir.path(), access).unwrap_err();
        assert!(matches!(e, LogError::TooNew { need: 2, have: 1, .. }), "{e}");
        assert!(e.to_string().contains("untouched"), "{e}");
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_is_something_else_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("lanterne.db");
    fs::write(
        &path,
        "these are my notes, and they are longer than a header of a database would be; nothing else. ",
    )
    .unwrap();
    assert!(matches!(Store::open(dir.path(), Access::ReadWrite), Err(LogError::NotALog { .. })));
    assert!(fs::read_to_string(&path).unwrap().starts_with("these are my notes"));
    fs::remove_file(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(Store::open(dir.path(), Access::ReadWrite), Err(LogError::NotALog { .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn events_of_a_later_version_are_kept_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    open(&dir).append(vec![night(0)]).unwrap();
    // A later program wrote a kind of its own: chained as ever, so only the fold leaves it out.
    let conn = Connection::open(dir.path().join("lanterne.db")).unwrap();
    let (prev, origin): (Vec<u8>, Vec<u8>) =
        conn.query_row("SELECT hash, origin FROM event", [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
    let (salt, data) = ([7_u8; 32], b"{\"moon\":1}");
    let commit = blake3::keyed_hash(&salt, data);
    let mut packed = Vec::new();
    let mut put = |b: &[u8]| {
        packed.extend((b.len() as u64).to_be_bytes());
        packed.extend(b);
    };
    for field in [&2_i64.to_be_bytes()[..], &[1; 16], &origin, &2_i64.to_be_bytes(), &9_i64.to_be_bytes()] {
        put(field);
    }
    for field in
        [&b"oracle"[..], b"moon_seen", &3_i64.to_be_bytes(), &[4; 16], b"{}", b"moon", commit.as_bytes(), &prev]
    {
        put(field);
    }
    let hash = *blake3::Hasher::new_derive_key("lanterne.event.v1").update(&packed).finalize().as_bytes();
    conn.execute(
        "INSERT INTO event VALUES (2, ?1, ?2, 2, 9, 'oracle', 'moon_seen', 3, ?3, '{}', 'moon', ?4, ?5, ?6)",
        rusqlite::params![[1_u8; 16], origin, [4_u8; 16], commit.as_bytes(), prev, hash],
    )
    .unwrap();
    conn.execute("INSERT INTO body VALUES (2, ?1, ?2)", rusqlite::params![salt, data]).unwrap();
    drop(conn);
    let store = open(&dir);
    store.append(vec![night(1)]).unwrap();
    let v = store.verify().unwrap();
    assert_eq!((v.ok, v.events, v.unknown), (true, 3, 1), "{v:?}");
    assert_eq!(store.athlete().unwrap().0.wellness.len(), 2);
    assert_eq!(store.tail(2).unwrap()[0].kind.as_str(), "moon_seen");
}

#[test]
fn stores_in_several_threads_append_side_by_side() {
    let dir = tempfile::tempdir().unwrap();
    std::thread::scope(|s| {
        for worker in 0..3 {
            let dir = &dir;
            s.spawn(move || {
                let store = open(dir);
                for i in 0..30 {
                    let own = said(&format!("{worker} says {i}"));
                    store.append(vec![own, said(&format!("shared {i}"))]).unwrap();
                }
            });
        }
    });
    let store = open(&dir);
    let v = store.verify().unwrap();
    assert_eq!((v.ok, v.events), (true, 3 * 30 + 30), "{v:?}");
}

#[test]
fn whoever_comes_while_the_tables_are_made_finds_a_log() {
    for round in 0..25 {
        let dir = tempfile::tempdir().unwrap();
        let start = std::sync::Barrier::new(4);
        std::thread::scope(|s| {
            for worker in 0..4 {
                let (dir, start) = (&dir, &start);
                s.spawn(move || {
                    start.wait();
                    open(dir).append(vec![said(&format!("{worker} in round {round}"))]).unwrap();
                });
            }
        });
        assert_eq!(open(&dir).verify().unwrap().events, 4);
    }
}

#[test]
fn two_processes_append_side_by_side() {
    const ROLE: &str = "LANTERNE_TEST_LOG_CHILD";
    if let Some(dir) = std::env::var_os(ROLE) {
        let store = Store::open(Path::new(&dir), Access::ReadWrite).unwrap();
        for i in 0..40 {
            let new = said(&format!("{} says {i}", std::process::id()));
            assert!(store.append(vec![new, said(&format!("shared {i}"))]).unwrap().written > 0);
        }
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let exe = std::env::current_exe().unwrap();
    let spawn = || {
        std::process::Command::new(&exe)
            .args(["two_processes_append_side_by_side", "--exact"])
            .env(ROLE, dir.path())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    // Both also race to make the tables.
    let children = [spawn(), spawn()];
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let v = open(&dir).verify().unwrap();
    assert_eq!((v.ok, v.events), (true, 2 * 40 + 40), "{v:?}");
}
