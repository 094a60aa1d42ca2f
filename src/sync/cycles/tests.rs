use super::*;
use crate::{
    domain::{
        CleanText, Event, ShortId,
        cycle::CycleStored,
        event::MissionActivated,
        routine::{MissionResult, Origin},
    },
    science::testing::day,
};

fn origin() -> Origin {
    Origin {
        author: "rules".into(),
        from: day(1, 1),
        to: day(2, 1),
        activities: 3,
        mission: Some("m".into()),
        mission_hash: None,
        context: None,
        plan_version: None,
        profile: None,
        prompt_version: None,
        tokens: None,
    }
}

fn cycle(number: u32, from: Day, to: Day) -> Event {
    Event::CycleStored(Box::new(CycleStored {
        id: ShortId(u64::from(number)),
        number,
        mission: "m".into(),
        day: from,
        from,
        to,
        weeks: vec![],
        weeks_before: vec![],
        proposal: None,
        folder: format!("m-{number}"),
        context: Some(1),
        profile: None,
        origin: origin(),
        page: String::new(),
        body: "{}".into(),
    }))
}

/// Two versions of a mission, a cycle that is over and one that goes on.
fn season() -> Athlete {
    let mut a = Athlete::default();
    let text = crate::config::mission::instantiate(
        "base-block",
        day(1, 1),
        &crate::config::mission::Wish { id: Some("m".into()), ..Default::default() },
    )
    .unwrap();
    let mission = crate::config::mission::parse(&text, "m.toml").unwrap();
    let v = crate::config::mission::version(mission, &text);
    a.apply(&Event::MissionSaved(Box::new(v.clone())));
    a.apply(&Event::MissionSaved(Box::new(crate::domain::MissionVersion { hash: "2".into(), ..v })));
    a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: day(1, 1) }));
    a.apply(&cycle(1, day(1, 5), day(2, 1)));
    a.apply(&cycle(2, day(2, 2), day(3, 1)));
    a
}

struct World {
    _dir: tempfile::TempDir,
    paths: Paths,
    athlete: Athlete,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::in_home(dir.path());
        let athlete = season();
        keep(&athlete, &paths, day(2, 10)).unwrap();
        Self { _dir: dir, paths, athlete }
    }

    fn text(&self) -> String {
        fs::read_to_string(self.paths.cycles_file()).unwrap()
    }

    fn edit(&self, from: &str, to: &str) {
        let text = self.text();
        assert!(text.contains(from), "{from} in {text}");
        fs::write(self.paths.cycles_file(), text.replacen(from, to, 1)).unwrap();
    }

    /// Takes the edits in and writes what is known back.
    fn take_in(&mut self) -> (usize, Vec<String>) {
        let (drafts, issues) = edits(&self.athlete, 7, &self.paths, day(2, 10));
        let count = drafts.len();
        for d in drafts {
            self.athlete.apply(&d.event);
        }
        if issues.is_empty() {
            keep(&self.athlete, &self.paths, day(2, 10)).unwrap();
        }
        (count, issues.iter().map(ToString::to_string).collect())
    }
}

#[test]
fn the_file_names_what_counts_and_what_has_ended() {
    let mut w = World::new();
    let text = w.text();
    assert!(text.contains("active = 2") && text.contains("status = \"completed\""), "{text}");
    assert!(text.starts_with("# Your cycles."));
    assert_eq!(w.take_in(), (0, vec![]), "nothing was changed");
    assert_eq!(w.text(), text);
}

#[test]
fn what_is_edited_becomes_what_is_known_and_comments_stay() {
    let mut w = World::new();
    w.edit("folder = \"m-1\"", "folder = \"winter\" # as in the diary");
    w.edit("context = 1", "context = 2");
    w.edit("folder = \"winter\"", "result = \"stronger\"\nfolder = \"winter\"");
    assert_eq!(w.take_in(), (1, vec![]));
    let one = &w.athlete.cycles[0];
    assert_eq!((one.stored.folder.as_str(), one.stored.context), ("winter", Some(2)));
    assert_eq!(one.result.as_ref().map(CleanText::as_str), Some("stronger"));
    assert!(w.text().contains("# as in the diary"));
    assert_eq!(w.take_in(), (0, vec![]));
    w.edit("active = 2", "active = 0");
    assert_eq!(w.take_in(), (1, vec![]));
    assert_eq!(w.athlete.cycle_status(&w.athlete.cycles[1], day(2, 11)), CycleStatus::Abandoned);
    assert!(w.athlete.cycle_on(day(2, 11)).is_none() && w.athlete.cycle_on(day(2, 5)).is_some());
    w.edit("active = 0", "active = 2");
    assert_eq!(w.take_in(), (1, vec![]));
    assert_eq!(w.athlete.cycle_on(day(2, 11)).map(|c| c.stored.number), Some(2));
}

#[test]
fn an_edit_that_can_not_be_changes_nothing_and_is_told_with_its_place() {
    let mut w = World::new();
    let good = w.text();
    for (from, to, says) in [
        ("context = 1", "context = 9", "cycle[1].context"),
        ("active = 2", "active = 1", "is over"),
        ("active = 2", "active = 5", "no cycle of this number"),
        ("folder = \"m-1\"", "folder = \"../up\"", "cycle[1].folder"),
        ("context = 1", "profile = 4\ncontext = 1", "cycle[1].profile"),
        ("[[cycle]]", "[[cycel]]", "cycle"),
    ] {
        fs::write(w.paths.cycles_file(), &good).unwrap();
        w.edit(from, to);
        let before = w.athlete.clone();
        let (count, issues) = w.take_in();
        assert_eq!(count, 0, "{to}");
        assert!(issues.iter().any(|i| i.contains(says)), "{to}: {issues:?}");
        assert!(issues[1..].iter().all(|i| i.contains("cycles.toml:")), "{issues:?}");
        assert_eq!(w.athlete, before);
    }
}

#[test]
fn the_result_of_the_mission_is_that_of_the_cycle_with_its_goal() {
    let mut w = World::new();
    let last = w.athlete.missions["m"].last().unwrap().mission.last_day(day(1, 1));
    w.athlete.apply(&cycle(3, day(3, 2), last));
    let result = MissionResult { mission: "m".into(), day: last, result: CleanText::line("3:42:18") };
    w.athlete.apply(&Event::MissionEnded(result));
    let known = known(&w.athlete, last);
    let of = |n: usize| known.cycle[n].result.as_ref().map(CleanText::as_str);
    assert_eq!((of(1), of(2)), (None, Some("3:42:18")));
}
