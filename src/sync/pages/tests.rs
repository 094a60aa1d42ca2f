use super::*;
use crate::{
    config::{Overrides, load},
    domain::Cap,
    log::Access,
    sync::demo,
};
use std::collections::BTreeMap;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 22).unwrap()
}

struct World {
    dir: TempDir,
    paths: Paths,
    store: Store,
}

fn world() -> World {
    let dir = TempDir::new().unwrap();
    let paths = Paths::in_home(dir.path());
    demo::put_into(&paths);
    let store = Store::open(&paths.data_dir, Access::ReadWrite).unwrap();
    World { dir, paths, store }
}

impl World {
    fn athlete(&self) -> Athlete {
        self.store.athlete().unwrap().0
    }

    fn bring_up(&self) -> Written {
        let config = load(&self.paths, &Overrides::default(), &|_| None).unwrap();
        let now = today().and_hms_opt(20, 0, 0).unwrap().and_utc();
        bring_up(&self.store, &self.athlete(), &self.paths, &config, today(), now).unwrap()
    }

    fn pages(&self) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        let mut open = vec![self.paths.data_dir.join("output")];
        while let Some(dir) = open.pop() {
            for e in std::fs::read_dir(&dir).into_iter().flatten().flatten() {
                let path = e.path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(self.dir.path()).unwrap().display().to_string();
                    all.insert(name, std::fs::read_to_string(&path).unwrap());
                }
            }
        }
        all
    }
}

#[test]
fn a_plan_lands_once_and_again_only_when_it_changes() {
    let w = world();
    let first = w.bring_up();
    let names: Vec<String> = first.files.iter().map(|f| f.file_name().unwrap().to_string_lossy().into()).collect();
    assert!(names.contains(&"plan.md".to_owned()) && names.contains(&"plan.json".to_owned()), "{names:?}");
    assert_eq!(names.iter().filter(|n| n.starts_with("week_")).count(), 4, "{names:?}");
    let reasons: Vec<PlanReason> = w.athlete().week_plans.iter().map(|p| p.reason).collect();
    assert_eq!(reasons, [PlanReason::Initial; 2]);
    assert_eq!(w.bring_up().files, Vec::<PathBuf>::new());
    assert_eq!(w.athlete().week_plans.len(), 2);
    // The athlete swaps two days of next week: a new version, and its pages.
    let a = w.athlete();
    let history = History::build(&a, today());
    let scene = crate::coach::proposal::Scene::of(&a, &history, today(), Cap::None).unwrap();
    let next = shift(monday(today()), 7);
    let s =
        a.plan.as_ref().unwrap().span(next, shift(next, 6)).find(|s| !s.hard && s.minutes > 45).unwrap().clone();
    let shorter = crate::coach::library::resized(&s, s.minutes - 15, &scene.speeds());
    let change = crate::domain::PlanChange { before: vec![s], after: vec![shorter] };
    let why = |_: &crate::domain::HunkOp| vec![];
    let draft = crate::coach::proposal::Draft {
        author: Author::Athlete,
        reason: "shorter".into(),
        change,
        why: &why,
        supersedes: None,
    };
    let p = crate::coach::proposal::build(&scene, &draft).unwrap();
    let numbers: Vec<u16> = p.hunks.iter().map(|h| h.number).collect();
    let answer = crate::coach::proposal::accept(&scene, &p, &numbers, &[]).unwrap();
    let events = [Event::ProposalMade(Box::new(p)), Event::ProposalAnswered(Box::new(answer))];
    let new = events.into_iter().enumerate().map(|(i, event)| NewEvent {
        event,
        actor: Actor::Athlete,
        provenance: Provenance::of(Provider::Manual),
        key: format!("test:{i}"),
        cause: None,
        recorded_at: today().and_hms_opt(20, 1, 0).unwrap().and_utc(),
    });
    w.store.append(new.collect()).unwrap();
    let second = w.bring_up();
    assert_eq!(second.files.len(), 4, "the plan and one week, each with its JSON: {:?}", second.files);
    let last = w.athlete().week_plans.last().cloned().unwrap();
    assert_eq!((last.week, last.reason, last.origin.author.as_str()), (next, PlanReason::Feedback, "athlete"));
}

#[test]
fn every_line_of_every_page_fits_eighty_columns() {
    let w = world();
    w.bring_up();
    let (folder, local) = (w.paths.data_dir.join("output"), today().and_hms_opt(21, 30, 0).unwrap());
    let mut athlete = w.athlete();
    let run = crate::sync::weekly::Run {
        folder: &folder,
        local,
        now: local.and_utc(),
        force: false,
        queue: None,
        due: crate::config::Due::default(),
        commit: false,
        locks: w.dir.path(),
    };
    crate::sync::weekly::run(&w.store, &mut athlete, run).unwrap();
    let a = w.athlete();
    let history = History::build(&a, today());
    let scene = crate::coach::proposal::Scene::of(&a, &history, today(), Cap::None).unwrap();
    let made = crate::coach::cycle::make(&scene, crate::coach::cycle::Wish::default()).unwrap();
    let mut pages = w.pages();
    pages.insert("cycle.md".into(), outputs::cycle::page(&made.cycle));
    let profile = crate::coach::profile::profile(&a, today(), 90);
    pages.insert("profile.md".into(), outputs::profile::page(&profile, Some(1)));
    let mut tables = 0;
    let is_page = |n: &str| Path::new(n).extension().is_some_and(|e| e == "md");
    for (name, text) in pages.iter().filter(|(n, _)| is_page(n)) {
        for line in text.lines() {
            assert!(line.width() <= 80, "{name}: {line}");
            tables += usize::from(line.starts_with('|'));
        }
        for block in text.split("\n\n").filter(|b| b.starts_with('|')) {
            let rows: Vec<&str> = block.lines().filter(|l| l.starts_with('|')).collect();
            let cells = |l: &str| l.matches('|').count();
            assert!(
                rows.iter().all(|r| cells(r) == cells(rows[0]) && r.width() == rows[0].width()),
                "{name}: {block}"
            );
        }
    }
    assert!(tables > 60 && pages.len() > 8, "{tables} rows on {} pages", pages.len());
}
