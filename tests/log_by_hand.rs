//! What is entered by hand, through the real program: it counts, it can be edited, it can be taken back.

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn run(&self, args: &[&str]) -> std::process::Output {
        let mut c = Command::cargo_bin("lanterne").unwrap();
        c.env_clear().env("HOME", self.0.path()).current_dir(self.0.path());
        c.args(["--home", "h", "--today", "2026-11-20", "--time-zone", "Europe/Paris"]).args(args).output().unwrap()
    }

    fn json(&self, args: &[&str]) -> Value {
        let out = self.run(&[args, &["--json"]].concat());
        assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_slice(&out.stdout).unwrap()
    }

    fn refuses(&self, args: &[&str]) -> String {
        let out = self.run(args);
        assert_eq!(out.status.code(), Some(2), "{args:?}");
        String::from_utf8_lossy(&out.stderr).into_owned()
    }
}

#[test]
fn a_session_counts_is_edited_and_withdrawn() {
    let home = Home::new();
    let entered = home
        .json(&["log", "session", "gravel", "ride", "60", "min", "20", "km,", "heavy", "legs", "--ascent", "300"]);
    let id = entered["ids"][0].as_str().unwrap().to_owned();
    let edited = home.json(&["log", "session", "--edit", &id, "--rpe", "5", "--at", "07:30"]);
    assert!(edited["shown"].as_str().unwrap().contains("60 min, 20 km, 300 m up, RPE 5, at 7:30"), "{edited}");
    let activities = home.json(&["activities"]);
    assert_eq!(activities.as_array().unwrap().len(), 1);
    assert_eq!(activities[0]["source"], "manual");
    assert_eq!(activities[0]["start"], "2026-11-20T06:30:00Z");
    assert_eq!(
        (activities[0]["load"]["method"].as_str(), activities[0]["load"]["value"].as_f64()),
        (Some("rpe"), Some(60.0))
    );
    home.json(&["log", "feel", "--session", &id, "--rpe", "6", "hot"]);
    assert_eq!(
        home.json(&["activities"])[0]["load"]["value"].as_f64(),
        Some(70.0),
        "what was said afterwards counts"
    );
    home.json(&["log", "session", "--withdraw", &id]);
    assert_eq!(home.json(&["activities"]).as_array().unwrap().len(), 0);
    assert!(home.json(&["events", "verify"])["ok"].as_bool().unwrap());
}

#[test]
fn sets_feel_and_notes_are_listed_and_the_sets_make_a_load() {
    let home = Home::new();
    home.json(&["log", "set", "squat", "3x5", "100", "kg", "rpe", "8"]);
    home.json(&["log", "set", "bench", "--reps", "8", "--kg", "60", "--on", "2026-11-19"]);
    home.json(&["log", "feel", "slept", "badly", "--pain", "3", "--site", "calf"]);
    home.json(&["log", "note", "new", "shoes"]);
    let listed = home.json(&["log", "list"]);
    let entries = listed["entries"].as_array().unwrap();
    let count = |kind: &str| entries.iter().filter(|e| e["kind"] == kind).count();
    assert_eq!((count("set"), count("note"), count("session")), (4, 1, 2));
    let squat = entries.iter().find(|e| e["kind"] == "set" && e["day"] == "2026-11-20").unwrap();
    assert_eq!(squat["e1rm_kg"].as_f64().map(f64::round), Some(122.0));
    assert_eq!(
        (listed["check_ins"][0]["sleep"].as_u64(), listed["check_ins"][0]["pain"].as_u64()),
        (Some(4), Some(3))
    );
    let strength = home.json(&["activities"])[1].clone();
    assert_eq!((strength["sport"].as_str(), strength["load"]["method"].as_str()), (Some("strength"), Some("rpe")));
    let id = squat["id"].as_str().unwrap();
    home.json(&["log", "set", "--edit", id, "--kg", "105"]);
    home.json(&["log", "set", "--withdraw", id]);
    assert_eq!(home.json(&["log", "list"])["entries"].as_array().unwrap().len(), 6);
}

#[test]
fn the_coach_shows_back_what_is_told_and_writes_it_after_a_yes() {
    let home = Home::new();
    let asked = home.json(&["coach", "ran", "40", "min", "easy"]);
    assert_eq!(asked["waits"], true);
    assert_eq!(home.json(&["activities"]).as_array().unwrap().len(), 0);
    home.json(&["coach", "--yes", "ran", "40", "min", "easy"]);
    assert_eq!(home.json(&["activities"]).as_array().unwrap().len(), 1);
}

#[test]
fn what_can_not_be_meant_is_refused_with_what_to_type() {
    let home = Home::new();
    for (args, said) in [
        (&["log", "session", "run"][..], "how long"),
        (&["log", "session", "--sport", "quidditch", "--minutes", "40"], "quidditch"),
        (&["log", "session", "run", "40", "min", "--on", "2026-11-21"], "still to come"),
        (&["log", "session", "--withdraw", "abc"], "no session entered by hand"),
        (&["log", "set", "squat"], "3x5"),
        (&["log", "feel"], "--fatigue"),
        (&["log", "feel", "--rpe", "6"], "--session"),
        (&["log", "note"], "words"),
        (&["--as-of", "2026-11-19", "log", "note", "x"], "writes nothing"),
    ] {
        let text = home.refuses(args);
        assert!(text.contains(said), "{args:?}: {text}");
    }
}
