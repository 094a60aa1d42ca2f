//! What the reading commands print for a program is what their published schemas say, for a full athlete and for one of
//! whom nothing is known.

use assert_cmd::Command;
use serde_json::{Map, Value};
use std::path::Path;

fn lanterne(home: &Path, words: &str) -> (i32, String) {
    let mut c = Command::cargo_bin("lanterne").expect("built");
    c.env_clear().env("PATH", std::env::var("PATH").unwrap_or_default()).arg("--home").arg(home);
    let out = c.args(words.split_whitespace()).output().expect("it runs");
    (out.status.code().unwrap_or(-1), String::from_utf8(out.stdout).expect("text"))
}

struct Schemas(Map<String, Value>);

impl Schemas {
    fn read(home: &Path) -> Self {
        let (code, text) = lanterne(home, "generate schemas");
        assert_eq!(code, 0);
        Self(serde_json::from_str(&text).expect("JSON"))
    }

    fn errors(&self, name: &str, value: &Value) -> Vec<String> {
        let validator = jsonschema::validator_for(&self.0[name]).expect("a schema");
        validator.iter_errors(value).map(|e| format!("{} at {}", e, e.instance_path())).collect()
    }

    /// Runs a command and holds its output against the schema.
    fn hold(&self, home: &Path, name: &str, words: &str) -> Value {
        let (code, text) = lanterne(home, &format!("{words} --json"));
        assert_eq!(code, 0, "{words}: {text}");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let errors = self.errors(name, &value);
        assert!(errors.is_empty(), "{words}: {errors:#?}");
        value
    }
}

#[test]
fn the_demo_athlete_is_told_as_published() {
    let dir = tempfile::tempdir().expect("a folder");
    let home = dir.path();
    let s = Schemas::read(home);
    let demo = |name: &str, words: &str| s.hold(home, name, &format!("--demo --today 2026-11-25 {words}"));
    let state = demo("state", "state");
    // A schema that holds for anything would be none.
    let mut broken = state.clone();
    broken["morning"].as_object_mut().expect("an object").remove("verdict");
    assert!(!s.errors("state", &broken).is_empty());
    let mut broken = state;
    broken["date"] = Value::from(7);
    assert!(!s.errors("state", &broken).is_empty());
    demo("plan", "plan show");
    let (code, _) = lanterne(
        home,
        "--demo --today 2026-11-25 week intent 2026-W49 --text rest --goal sleep --km bike=120 --sessions 4",
    );
    assert_eq!(code, 0);
    let week = demo("week", "week 2026-W49");
    assert_eq!(week["intent"]["sessions"], 4);
    demo("review", "review 2026-W47");
    demo("review", "review 2019-W01");
    demo("profile", "profile");
    let cycle = demo("cycle", "cycle new --weeks 6");
    assert_eq!(cycle["cycle"]["weeks"].as_array().map(Vec::len), Some(6));
}

#[test]
fn an_athlete_of_whom_nothing_is_known_is_told_as_published() {
    let dir = tempfile::tempdir().expect("a folder");
    let home = dir.path();
    let s = Schemas::read(home);
    let on = |words: &str| format!("--today 2026-11-25 {words}");
    let hold = |name: &str, words: &str| s.hold(home, name, &on(words));
    let run = |words: &str| lanterne(home, &on(words));
    hold("state", "state");
    hold("week", "week");
    hold("review", "review");
    hold("profile", "profile");
    assert_eq!(run("plan show --json").0, 1, "there is no plan to show");
    let (code, text) = run("mission new base-block --json --objective fitter --constraint whatever");
    assert_eq!(code, 2, "a rule that is not understood makes nothing: {text}");
    assert_eq!(run("mission new base-block --json --objective fitter").0, 0);
    assert_eq!(run("mission use base-block").0, 0);
    hold("plan", "plan show");
    hold("cycle", "cycle new");
}
