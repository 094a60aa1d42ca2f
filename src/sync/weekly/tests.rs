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
        run(&self.store, &mut athlete, self.at(&folder, local, force)).unwrap()
    }

    fn at<'a>(&'a self, folder: &'a Path, local: NaiveDateTime, force: bool) -> Run<'a> {
        Run {
            folder,
            local,
            now: local.and_utc(),
            force,
            queue: None,
            due: Due::default(),
            commit: false,
            locks: self.dir.path(),
        }
    }

    fn counts(&self) -> (usize, usize) {
        let (a, _) = self.store.athlete().unwrap();
        (a.reviews.len(), a.routines.len())
    }
}

#[test]
fn a_week_is_over_on_sunday_evening() {
    let at = |d: u32, h: u32| day(d).and_hms_opt(h, 0, 0).unwrap();
    let due = |d, h| due_week(at(d, h), Due::default());
    assert_eq!((due(22, 20), due(22, 21), due(25, 3)), (day(9), day(16), day(16)));
    // Monday at six: the week is over a few hours later.
    let monday = Due { days: 7, time: chrono::NaiveTime::from_hms_opt(6, 0, 0).unwrap() };
    let due = |d, h| due_week(at(d, h), monday);
    assert_eq!((due(22, 23), due(23, 5), due(23, 6)), (day(9), day(9), day(16)));
}

#[test]
fn a_clock_change_makes_the_routine_neither_late_nor_double() {
    // In Beirut clocks went back at midnight: 23:00 to 24:00 of Saturday came twice. In Paris they go back on a Sunday
    // at three. A due time that comes twice is met once, since a week that is done is done.
    for (zone, due) in [(chrono_tz::Europe::Paris, "02:30"), (chrono_tz::Asia::Beirut, "23:30")] {
        let due = Due { days: 6, time: chrono::NaiveTime::parse_from_str(due, "%H:%M").unwrap() };
        for sunday in ["2026-10-25", "2026-03-29"] {
            let sunday: Day = sunday.parse().unwrap();
            let from = sunday.and_hms_opt(0, 0, 0).unwrap().and_utc() - chrono::TimeDelta::hours(6);
            let mut weeks: Vec<Day> = (0..200)
                .map(|i| from + chrono::TimeDelta::minutes(15 * i))
                .map(|t| due_week(t.with_timezone(&zone).naive_local(), due))
                .collect();
            let last = weeks.pop().unwrap();
            assert_eq!(last, monday(sunday), "{zone} {sunday}: it is met the same day or the next");
            assert!(weeks.iter().all(|w| *w == last || *w == shift(last, -7)), "{zone} {sunday}");
        }
    }
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
    let r = w.at(w.dir.path(), now.naive_utc(), false);
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
    let w = World { dir, store };
    let said = run(&w.store, &mut athlete, w.at(w.dir.path(), local, true)).unwrap();
    assert!(said.skipped_reason.is_some() && said.review_id.is_none());
    assert_eq!(w.store.head().unwrap(), 0);
}

/// Every file below a folder with its text, by path.
fn tree(folder: &Path) -> std::collections::BTreeMap<String, String> {
    let mut all = std::collections::BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(dir) = open.pop() {
        for e in std::fs::read_dir(&dir).into_iter().flatten().flatten() {
            let path = e.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                all.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    all
}

/// Kinds and bodies of what was written after the demo's own events.
fn written(w: &World, from: u64) -> Vec<(String, String)> {
    let events = w.store.since(from).unwrap();
    events
        .iter()
        .map(|e| (e.event.kind().to_owned(), String::from_utf8(e.event.body().unwrap()).unwrap()))
        .collect()
}

#[test]
fn killed_after_any_step_and_run_again_it_ends_the_same() {
    let whole = world();
    let head = whole.store.head().unwrap();
    let said = whole.run(false);
    let (events, files) = (written(&whole, head), tree(&whole.dir.path().join("out")));
    assert!(files.keys().any(|f| f.contains("reviews/week_")) && files.keys().any(|f| f.contains("plans/week_")));
    let kinds: Vec<&str> = events.iter().map(|(k, _)| k.as_str()).collect();
    assert!(kinds.contains(&"review_stored") && kinds.contains(&"week_plan_stored"), "{kinds:?}");
    assert_eq!(kinds.last(), Some(&"week_routine_done"), "the mark comes last");
    for step in 0..4 {
        let w = world();
        let folder = w.dir.path().join("out");
        let local = day(22).and_hms_opt(21, 30, 0).unwrap();
        let (mut athlete, _) = w.store.athlete().unwrap();
        if step > 0 {
            let stored =
                write_review(&w.store, &mut athlete, day(16), day(22), w.at(&folder, local, false)).unwrap();
            let mut done = Written::default();
            if step > 1 {
                review_pages(&athlete, &stored, &folder, &mut done).unwrap();
            }
            if step > 2 {
                let next = athlete.week_plans.last().cloned();
                plan_pages(&athlete, next.as_ref(), day(22), &folder, &mut done).unwrap();
            }
        }
        let again = w.run(false);
        assert_eq!(
            (&again.review_id, &again.plan_id, &again.proposal_id),
            (&said.review_id, &said.plan_id, &said.proposal_id)
        );
        assert_eq!(written(&w, head), events, "killed after step {step}");
        assert_eq!(tree(&folder), files, "killed after step {step}");
        assert!(w.run(false).skipped_reason.is_some());
    }
}

#[test]
fn two_processes_do_a_week_once() {
    let w = world();
    let other = lock::take(w.dir.path(), "weekly", "the weekly routine").unwrap().unwrap();
    assert!(w.run(false).skipped_reason.is_some_and(|why| why.contains("another process")));
    drop(other);
    assert_eq!(w.run(false).skipped_reason, None);
}

#[test]
fn what_was_written_says_where_it_came_from_and_where_it_stands() {
    use crate::domain::routine::{PlanReason, Standing};
    let w = world();
    let said = w.run(false);
    // Nothing new is known: the same review. With a note it is another one.
    w.run(true);
    assert_eq!(w.store.athlete().unwrap().0.reviews.len(), 1);
    let text = crate::domain::CleanText::line("flu jab");
    let note = crate::domain::DayNote { id: ShortId(9), day: day(18), text };
    let mut known = w.store.athlete().unwrap().0;
    let now = day(22).and_hms_opt(21, 40, 0).unwrap().and_utc();
    append(&w.store, &mut known, vec![("note".into(), Event::DayNoted(note))], now).unwrap();
    w.run(true);
    let (a, _) = w.store.athlete().unwrap();
    assert_eq!(a.reviews.len(), 2);
    let of = |i, today| Standing::of_review(&a.reviews, i, today);
    assert_eq!(
        (of(0, day(22)), of(1, day(22)), of(1, day(30))),
        (Standing::Superseded, Standing::Active, Standing::Completed)
    );
    let plans = &a.week_plans;
    assert_eq!(plans[0].id.to_string(), said.plan_id.unwrap());
    assert_eq!((plans[0].reason, plans[1].reason), (PlanReason::Initial, PlanReason::Feedback));
    assert_eq!(plans.len(), 3, "each run that the athlete asked for leaves its plan");
    assert_eq!(Standing::of_plan(plans, 0, day(22)), Standing::Superseded);
    assert_eq!(Standing::of_plan(plans, 2, day(23)), Standing::Active);
    assert_eq!(Standing::of_plan(plans, 2, day(30)), Standing::Completed);
    for (origin, inputs) in [(&a.reviews[0].origin, &a.reviews[0].inputs), (&plans[0].origin, &plans[0].inputs)] {
        assert_eq!(origin.author, "rules");
        assert!(origin.mission_hash.is_some() && origin.plan_version.is_some() && origin.activities > 0);
        let inputs: serde_json::Value = serde_json::from_str(inputs).unwrap();
        assert!(!inputs["activities"].as_array().unwrap().is_empty(), "{inputs}");
        assert!(!inputs["wellness"].as_object().unwrap().is_empty(), "{inputs}");
    }
}

#[test]
fn a_review_made_months_later_says_what_it_said_then() {
    let w = world();
    let (then, head) = w.store.athlete().unwrap();
    let week = day(9);
    let before = review::review(&then, week, shift(week, 7));
    // The mission is edited, a change is accepted, a plan laid anew: of this week all of that is later.
    let version = then.mission(day(22)).unwrap();
    let mut later = then.clone();
    let mut edited = version.clone();
    edited.hash = "later".into();
    edited.seen = Some(day(24));
    edited.mission.name = crate::domain::CleanText::line("Renamed");
    edited.mission.philosophy.distribution = Some([60.0, 20.0, 20.0]);
    later.apply(&Event::MissionSaved(Box::new(edited)));
    let mut plan = then.plan.clone().unwrap();
    plan.from = day(24);
    plan.sessions.retain(|s| s.day >= day(24));
    later.apply(&Event::PlanLaid(plan));
    assert_ne!(later.plan.as_ref().map(|p| p.version), then.plan.as_ref().map(|p| p.version));
    assert_eq!(review::review(&later, week, day(30)), before);
    let now = review::review(&later, day(23), day(30));
    assert_eq!(now.mission.as_deref(), Some("Renamed"));
    assert_eq!(now.origin.plan_version, later.plan.as_ref().map(|p| p.version));
    assert!(head > 0);
}
