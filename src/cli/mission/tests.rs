use super::{Context, check, find, list, new, show, take_up};
use crate::{
    cli::exit::{Exit, code_of},
    config::mission::review,
    config::{Config, Overrides, Paths, load, mission::Wish},
    domain::{Athlete, Day},
    log::Access,
};
use chrono::DateTime;
use std::fs;

/// A context in a folder of its own.
pub(super) fn context(dir: &tempfile::TempDir) -> Context {
    let paths = Paths::in_home(dir.path());
    let config: Config = load(&paths, &Overrides::default(), &|_| None).expect("good");
    Context {
        flags: crate::config::Overrides::default(),
        paths,
        config,
        now: DateTime::from_timestamp(1_795_000_000, 0).expect("a time"),
        today: "2026-11-20".parse().expect("a date"),
        as_of: None,
        moved: false,
        demo: false,
        home: None,
    }
}

fn wish(id: &str) -> Wish {
    Wish { id: Some(id.to_owned()), ..Wish::default() }
}

#[test]
fn a_new_mission_is_clean_listed_and_never_overwritten() {
    let dir = tempfile::tempdir().expect("a folder");
    let cx = context(&dir);
    let made = new::make(&cx, "marathon", &wish("spring"), &super::ask::Context::default()).expect("made");
    assert_eq!((made.id.as_str(), made.issues.len()), ("spring", 0));
    assert!(made.days_to_goal >= 18 * 7);
    let path = cx.paths.mission_file("spring");
    fs::write(&path, "mine").expect("written");
    let again =
        new::make(&cx, "marathon", &wish("spring"), &super::ask::Context::default()).expect_err("there already");
    assert_eq!(code_of(&again), Exit::Usage);
    assert_eq!(fs::read_to_string(&path).expect("there"), "mine");
    let listing = list::listing(&cx, &Athlete::default());
    let rows: Vec<_> = listing.missions.iter().map(|r| (r.id.as_str(), r.errors, r.active)).collect();
    assert_eq!(rows, [("spring", 1, false)]);
    assert_eq!(listing.templates.len(), crate::config::mission::builtin().len());
    let shown = list::lines(&listing).join("\n");
    assert!(shown.contains("1 error: lanterne mission check spring"), "{shown}");
}

#[test]
fn names_are_ids_or_files_and_a_stranger_is_wrong_usage() {
    let dir = tempfile::tempdir().expect("a folder");
    let cx = context(&dir);
    new::make(&cx, "tour", &wish("july"), &super::ask::Context::default()).expect("made");
    let by_id = find::find(&cx.paths, "july").expect("found");
    let by_path = find::find(&cx.paths, &by_id.file).expect("found");
    assert_eq!(by_id, by_path);
    for (name, says) in [
        ("jully", "did you mean `july`?"),
        ("tour", "lanterne mission new tour"),
        ("x.toml", "no file"),
        ("no/../such.folder/mission", "no file"),
        ("zzz", "mission list"),
    ] {
        let e = find::find(&cx.paths, name).expect_err("not there");
        assert_eq!(code_of(&e), Exit::Usage);
        assert!(e.to_string().contains(says), "{e}");
    }
}

#[test]
fn check_gives_exit_codes_a_script_can_branch_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let cx = context(&dir);
    new::make(&cx, "10k", &Wish::default(), &super::ask::Context::default()).expect("made");
    assert_eq!(check::checked(&cx, "10k").expect("checked").exit(), Exit::Done);
    let path = cx.paths.mission_file("10k");
    let text = fs::read_to_string(&path).expect("there").replace("sport = \"run\"", "sprot = \"run\"");
    fs::write(&path, text).expect("written");
    let checked = check::checked(&cx, "10k").expect("checked");
    assert_eq!((checked.exit(), checked.errors), (Exit::Failed, 2));
    let said = check::lines(&checked).join("\n");
    assert!(
        said.contains("10k.toml:13: error: goal.sprot") && said.ends_with("can't be used yet: 2 errors"),
        "{said}"
    );
}

#[test]
fn show_reads_the_file_and_says_what_binds() {
    let dir = tempfile::tempdir().expect("a folder");
    let cx = context(&dir);
    new::make(&cx, "tour", &Wish::default(), &super::ask::Context::default()).expect("made");
    let athlete = Athlete::default();
    let version = show::version(&cx, &athlete, Some("tour"), false).expect("found");
    let shown = show::shown(&athlete, &version, cx.today);
    let words = show::lines(&shown).join("\n");
    assert!(words.contains("21 stages") && words.contains("against the clock"), "{words}");
    assert!(!shown.active && shown.versions == 0);
    assert!(serde_json::to_string(&shown).expect("JSON").contains("\"lifecycle\":\"training\""));
    let none = show::version(&cx, &athlete, None, false).expect_err("none is active");
    assert_eq!(code_of(&none), Exit::Usage);
}

/// Takes a mission up by its name.
fn uses(cx: &Context, name: &str) -> anyhow::Result<take_up::TakenUp> {
    let found = find::find(&cx.paths, name)?;
    let review = review(&found.text, &found.file, cx.today);
    take_up::take_up(cx, &found, review)
}

fn known(cx: &Context) -> Athlete {
    cx.store(Access::ReadOnly).expect("a store").athlete().expect("a fold").0
}

#[test]
fn a_mission_taken_up_has_a_plan_to_its_end() {
    let dir = tempfile::tempdir().expect("a folder");
    let cx = context(&dir);
    new::make(&cx, "10k", &Wish::default(), &super::ask::Context::default()).expect("made");
    let taken = uses(&cx, "10k").expect("taken up");
    assert!(taken.new_version && taken.activated);
    let athlete = known(&cx);
    let plan = athlete.plan.as_ref().expect("a plan");
    assert_eq!((plan.version, plan.mission_hash.as_str()), (taken.plan_version, taken.hash.as_str()));
    assert_eq!(athlete.mission(cx.today).map(|v| v.hash.as_str()), Some(taken.hash.as_str()));
    assert!(plan.last_day().is_some_and(|d| d >= taken.goal_day), "{:?}", plan.last_day());
    let words = take_up::lines(&taken).join("\n");
    assert!(words.contains("sessions from 2026-11-20"), "{words}");
    let again = uses(&cx, "10k").expect("taken up");
    assert!(!again.new_version && !again.activated);
    assert_eq!(again.plan_version, taken.plan_version + 1);
}

#[test]
fn one_can_go_back_to_an_earlier_mission_on_the_same_day() {
    let dir = tempfile::tempdir().expect("a folder");
    let cx = context(&dir);
    for name in ["10k", "base-block"] {
        new::make(&cx, name, &Wish::default(), &super::ask::Context::default()).expect("made");
    }
    for name in ["10k", "base-block", "10k", "base-block"] {
        assert!(uses(&cx, name).expect("taken up").activated);
        assert_eq!(known(&cx).mission(cx.today).map(|v| v.mission.id.as_str()), Some(name));
    }
}

#[test]
fn a_file_from_elsewhere_is_kept_and_never_over_another() {
    let (dir, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let cx = context(&dir);
    let made = new::make(&context(&other), "10k", &Wish::default(), &super::ask::Context::default()).expect("made");
    let taken = uses(&cx, &made.file).expect("taken up");
    assert_eq!(taken.file, cx.paths.mission_file("10k").display().to_string());
    let text = fs::read_to_string(&made.file).expect("there");
    assert_eq!(fs::read_to_string(&taken.file).expect("kept"), text);
    fs::write(&made.file, text.replace("minutes = 48", "minutes = 47")).expect("written");
    assert_eq!(uses(&cx, &made.file).map_err(|e| code_of(&e)), Err(Exit::Usage));
    assert_eq!(fs::read_to_string(&taken.file).expect("kept"), text);
}

#[test]
fn what_is_over_or_looked_back_at_is_not_taken_up() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut cx = context(&dir);
    new::make(&cx, "10k", &Wish::default(), &super::ask::Context::default()).expect("made");
    cx.as_of = Some(cx.today);
    assert_eq!(uses(&cx, "10k").map_err(|e| code_of(&e)), Err(Exit::Usage));
    cx.as_of = None;
    cx.today = Day::from_ymd_opt(2028, 1, 1).expect("a date");
    assert!(uses(&cx, "10k").is_err_and(|e| e.to_string().contains("is over")));
    assert!(cx.store(Access::ReadOnly).is_err(), "nothing was recorded");
}
