use super::*;
use crate::{
    config::mission::{Wish, instantiate},
    domain::event::MissionActivated,
    log::Access,
};
use std::path::Path;

pub(super) struct Rig {
    _dir: tempfile::TempDir,
    pub(super) paths: Paths,
    pub(super) store: Store,
    pub(super) known: (Athlete, u64),
    settings: Settings,
    seconds: i64,
}

impl Rig {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let paths = Paths::in_home(dir.path());
        let store = Store::open(&paths.data_dir, Access::ReadWrite).expect("a store");
        let known = store.athlete().expect("a fold");
        Self { _dir: dir, paths, store, known, settings: Settings::default(), seconds: 0 }
    }

    pub(super) fn today() -> Day {
        "2026-11-20".parse().expect("a date")
    }

    fn sync(&mut self) -> Noticed {
        self.seconds += 60;
        let now = DateTime::from_timestamp(1_790_000_000 + self.seconds, 0).expect("a time");
        sync_missions(&self.store, &mut self.known, &self.paths, &self.settings, Self::today(), now)
            .expect("synced")
    }

    /// Takes up a mission whose file has `text`.
    pub(super) fn takes_up(&mut self, text: &str) {
        write(&self.paths.mission_file("marathon"), text);
        let mission = mission::parse(text, "marathon.toml").expect("good");
        let saved = changed_version(&self.known.0, &mission::version(mission, text), Self::today()).expect("new");
        let active = MissionActivated { mission: "marathon".to_owned(), day: Self::today() };
        let drafts = [saved, Draft { event: Event::MissionActivated(active), key: "active".to_owned() }];
        self.store.append(drafts.map(|d| d.at(DateTime::UNIX_EPOCH)).into()).expect("written");
        self.known = self.store.athlete().expect("a fold");
    }

    fn versions(&self) -> usize {
        self.known.0.missions["marathon"].len()
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

pub(super) fn marathon() -> String {
    instantiate("marathon", Rig::today(), &Wish::default()).expect("known")
}

#[test]
fn nothing_changed_writes_nothing() {
    let mut rig = Rig::new();
    assert_eq!(rig.sync(), Noticed::default());
    rig.takes_up(&marathon());
    let head = rig.known.1;
    assert_eq!(rig.sync(), Noticed::default());
    assert_eq!((rig.known.1, rig.store.head().expect("a head")), (head, head));
}

#[test]
fn settings_are_recorded_once_and_may_go_back() {
    let mut rig = Rig::new();
    for mass in [Some(70.0), Some(71.0), Some(70.0), None] {
        rig.settings.mass_kg = mass;
        assert_eq!(rig.sync().written, 1);
        assert_eq!(rig.known.0.settings.mass_kg, mass);
        assert_eq!(rig.sync().written, 0);
    }
    assert_eq!(rig.store.head().expect("a head"), 4);
}

#[test]
fn a_changed_file_is_a_new_version_and_may_go_back() {
    let mut rig = Rig::new();
    let (first, second) = (marathon(), marathon().replace("minutes = 235", "minutes = 240"));
    rig.takes_up(&first);
    for (n, text) in [&second, &first, &second].into_iter().enumerate() {
        write(&rig.paths.mission_file("marathon"), text);
        let noticed = rig.sync();
        assert_eq!((noticed.written, noticed.issues[0].severity), (1, Severity::Info));
        assert_eq!(rig.versions(), n + 2);
        assert_eq!(rig.sync(), Noticed::default());
    }
    assert_eq!(rig.known.0.mission(Rig::today()).map(|v| v.text.as_str()), Some(second.as_str()));
}

#[test]
fn a_wrong_or_missing_file_leaves_the_last_version_in_use() {
    let mut rig = Rig::new();
    rig.takes_up(&marathon());
    let file = rig.paths.mission_file("marathon");
    write(&file, &marathon().replace("sport = \"run\"", "sport = \"rum\""));
    let noticed = rig.sync();
    assert_eq!((noticed.written, rig.versions()), (0, 1));
    assert!(noticed.issues[0].message.contains("has errors") && noticed.issues[1].line.is_some());
    write(&file, &marathon().replace("id = \"marathon\"", "id = \"other\""));
    assert!(rig.sync().issues[0].message.contains("other"));
    fs::remove_file(&file).expect("removed");
    let noticed = rig.sync();
    assert!(noticed.issues[0].message.contains("is gone"), "{:?}", noticed.issues);
    assert_eq!((noticed.written, rig.versions()), (0, 1));
}
