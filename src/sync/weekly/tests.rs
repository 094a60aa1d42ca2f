use super::*;
use crate::{config::Paths, log::Access, sync::demo};
use tempfile::TempDir;

fn day(d: u32) -> Day {
    Day::from_ymd_opt(2026, 11, d).unwrap()
}

struct World {
    dir: TempDir,
    store: Store,
}

/// The demo athlete's log.
fn world() -> World {
    let dir = TempDir::new().unwrap();
    let paths = Paths::in_home(dir.path());
    demo::put_into(&paths);
    let store = Store::open(&paths.data_dir, Access::ReadWrite).unwrap();
    World { dir, store }
}

impl World {
    fn run(&self, force: bool) -> Weekly {
        let folder = self.dir.path().join("out");
        let (mut athlete, _) = self.store.athlete().unwrap();
        let local = day(22).and_hms_opt(21, 30, 0).unwrap();
        let r = Run { folder: &folder, local, now: local.and_utc(), force, queue: None };
        run(&self.store, &mut athlete, r).unwrap()
    }

    fn counts(&self) -> (usize, usize) {
        let (a, _) = self.store.athlete().unwrap();
        (a.reviews.len(), a.routines.len())
    }
}

#[test]
fn a_week_is_over_on_sunday_evening() {
    let at = |d: u32, h: u32| day(d).and_hms_opt(h, 0, 0).unwrap();
    assert_eq!(due_week(at(22, 20)), day(9));
    assert_eq!(due_week(at(22, 21)), day(16));
    assert_eq!(due_week(at(25, 3)), day(16));
}

#[test]
fn ten_runs_leave_one_review_and_its_pages() {
    let w = world();
    let first = w.run(false);
    assert_eq!(first.skipped_reason, None, "{first:?}");
    let page = std::fs::read_to_string(first.review_path.as_ref().unwrap()).unwrap();
    assert!(
        page.lines().filter(|l| l.starts_with('|')).all(|l| unicode_width::UnicodeWidthStr::width(l) <= 80),
        "{page}"
    );
    for _ in 0..9 {
        assert!(w.run(false).skipped_reason.is_some());
    }
    assert_eq!(w.counts(), (1, 1));
    assert!(w.run(true).skipped_reason.is_none());
}

#[test]
fn a_run_that_was_killed_goes_on_where_it_was() {
    let w = world();
    let (mut athlete, _) = w.store.athlete().unwrap();
    let now = day(22).and_hms_opt(21, 0, 0).unwrap().and_utc();
    // Killed after the review was stored, before any page.
    let r = Run { folder: w.dir.path(), local: now.naive_utc(), now, force: false, queue: None };
    let stored = write_review(&w.store, &mut athlete, day(16), day(22), r).unwrap();
    let said = w.run(false);
    assert_eq!(said.review_id, Some(stored.id.to_string()));
    assert_eq!(w.counts(), (1, 1));
    let page = std::fs::read_to_string(said.review_path.unwrap()).unwrap();
    assert_eq!(page, stored.page);
}

#[test]
fn outside_a_mission_nothing_is_said() {
    let dir = TempDir::new().unwrap();
    let store = Store::open(dir.path(), Access::ReadWrite).unwrap();
    let mut athlete = Athlete::default();
    let local = day(22).and_hms_opt(22, 0, 0).unwrap();
    let r = Run { folder: dir.path(), local, now: local.and_utc(), force: true, queue: None };
    let said = run(&store, &mut athlete, r).unwrap();
    assert!(said.skipped_reason.is_some() && said.review_id.is_none());
    assert_eq!(store.head().unwrap(), 0);
}
