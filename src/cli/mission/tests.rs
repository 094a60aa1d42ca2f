use super::{Context, check, find, list, new, show};
use crate::{
    cli::exit::{Exit, code_of},
    config::{Config, Overrides, Paths, load, mission::Wish},
    domain::Athlete,
};
use chrono::DateTime;
use std::fs;

/// A context in a folder of its own.
pub(super) fn context(dir: &tempfile::TempDir) -> Context {
    let paths = Paths::in_home(dir.path());
    let config: Config = load(&paths, &Overrides::default(), &|_| None).expect("good");
    Context {
        paths,
        config,
        now: DateTime::from_timestamp(1_795_000_000, 0).expect("a time"),
        today: "2026-11-20".parse().expect("a date"),
        as_of: None,
        moved: false,
        demo: false,
    }
}

fn wish(id: &str) -> Wish {
    Wish { id: Some(id.to_owned()), ..Wish::default() }
}

#[test]
fn a_new_mission_is_clean_listed_and_never_overwritten() {
    let dir = tempfile::tempdir().expect("a folder");
    let cx = context(&dir);
    let made = new::make(&cx, "marathon", &wish("spring")).expect("made");
    assert_eq!((made.id.as_str(), made.issues.len()), ("spring", 0));
    assert!(made.days_to_goal >= 18 * 7);
    let path = cx.paths.mission_file("spring");
    fs::write(&path, "mine").expect("written");
    let again = new::make(&cx, "marathon", &wish("spring")).expect_err("there already");
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
    new::make(&cx, "tour", &wish("july")).expect("made");
    let by_id = find::find(&cx.paths, "july").expect("found");
    let by_path = find::find(&cx.paths, &by_id.file).expect("found");
    assert_eq!(by_id, by_path);
    for (name, says) in [
        ("jully", "did you mean `july`?"),
        ("tour", "lanterne mission new tour"),
        ("x.toml", "no file"),
        ("../../etc/passwd", "no file"),
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
    new::make(&cx, "10k", &Wish::default()).expect("made");
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
    new::make(&cx, "tour", &Wish::default()).expect("made");
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
