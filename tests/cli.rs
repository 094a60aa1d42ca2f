//! The real program from the outside: what it prints, what it returns, what it leaves on disk.

use assert_cmd::Command;
use lanterne::{
    domain::{
        CleanText, Event, Provenance, Provider, Units,
        event::{Actor, Said},
        exchange::Job,
    },
    formats::workout,
    log::{Access, NewEvent, Store},
};
use serde_json::Value;
use std::{fs, path::Path, sync::LazyLock};
use tempfile::TempDir;

#[path = "support/units.rs"]
mod units;

const TODAY: &str = "2026-11-20";

/// A home folder of its own for one test.
struct Home(TempDir);

/// A demo made once; tests work on copies of it.
static DEMO: LazyLock<Home> = LazyLock::new(|| {
    let home = Home::new();
    home.json("--demo gauge");
    home
});

impl Home {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn with_demo() -> Self {
        fn copy(from: &Path, to: &Path) {
            fs::create_dir_all(to).unwrap();
            for e in fs::read_dir(from).unwrap().flatten() {
                let target = to.join(e.file_name());
                if e.path().is_dir() {
                    copy(&e.path(), &target);
                } else {
                    fs::copy(e.path(), target).unwrap();
                }
            }
        }
        let home = Self::new();
        copy(DEMO.path(), home.path());
        home
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn lanterne(&self, args: &str) -> Command {
        let mut c = Command::cargo_bin("lanterne").unwrap();
        c.env_clear().env("HOME", self.path()).current_dir(self.path());
        c.args(["--home", "h", "--today", TODAY]).args(args.split_whitespace());
        c
    }

    fn json(&self, args: &str) -> Value {
        let out = self.lanterne(args).arg("--json").output().unwrap();
        assert!(out.status.success(), "{args}: {}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{args}: {e}"))
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn code(&self, args: &str) -> i32 {
        self.lanterne(args).output().unwrap().status.code().unwrap_or(-1)
    }
}

fn rides(n: u32) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    let row = |i: u32| {
        let day = first + chrono::Days::new(u64::from(i));
        format!("{day}T07:00:00Z,cycling,{},30000,140,4\n", 3_600 + 60 * i)
    };
    "start,sport,duration_s,distance_m,avg_hr,rpe\n".to_owned() + &(0..n).map(row).collect::<String>()
}

#[test]
fn the_demo_answers_every_morning_question() {
    let home = Home::new();
    let today = home.json("--demo today");
    assert_eq!(today["date"], TODAY);
    for field in ["as_of", "mission", "readiness", "form", "verdict", "session", "proposals", "gauge"] {
        assert!(today.get(field).is_some(), "{field} is there");
    }
    assert!(today["mission"]["days_to_goal"].as_i64().unwrap() > 0);
    assert!(today["mission"]["stages"].as_array().unwrap().len() >= 21);
    assert!(today["readiness"]["score"].as_f64().unwrap() > 0.0);
    assert!(!today["verdict"]["reasons"].as_array().unwrap().is_empty());
    assert!(today["form"]["ctl"].as_f64().unwrap() > 30.0);
    assert!(!today["form"]["projection"].as_array().unwrap().is_empty());
    assert_eq!(today["proposals"].as_array().unwrap().len(), 1, "one proposal waits");
}

#[test]
fn a_proposal_is_accepted_once_and_taken_back() {
    let home = Home::with_demo();
    let plan = |h: &Home| h.json("--demo plan show")["sessions"].clone();
    let before = plan(&home);
    let id = home.json("--demo proposal list")[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(home.json("--demo proposal show")["state"], "pending");
    home.lanterne(&format!("--demo proposal accept {id}")).assert().success();
    assert_ne!(plan(&home), before);
    assert_eq!(home.code(&format!("--demo proposal accept {id}")), 1, "a second accept changes nothing");
    assert!(home.json("--demo today")["proposals"].as_array().unwrap().is_empty());
    home.lanterne("--demo proposal undo").assert().success();
    assert_eq!(plan(&home), before);
    assert_eq!(home.json("--demo events verify")["ok"], true);
}

#[test]
fn the_plan_goes_out_as_files() {
    let home = Home::with_demo();
    let all = home.json("--demo plan export --format fit --all --out out");
    let files = all["files"].as_array().unwrap();
    assert!(files.len() > 50 && all["refused"].as_array().unwrap().is_empty());
    let names: Vec<&str> = files.iter().filter_map(|f| f["path"].as_str()).collect();
    assert!(names.is_sorted(), "names sort by day: {names:?}");
    for name in names {
        let bytes = fs::read(home.path().join(name)).unwrap();
        let read = workout::read(workout::Format::Fit, &bytes, &workout::Refs::default());
        assert!(read.is_ok_and(|w| !w.steps.is_empty()), "{name}");
    }
    let erg = home.json("--demo plan export --format erg --all --out out");
    assert!(erg["files"][0]["losses"].as_array().unwrap().iter().any(|l| l.as_str().unwrap().contains("repeats")));
    let id = files[0]["session"].as_str().unwrap();
    let one = home.lanterne(&format!("--demo plan export --format zwo --session {id} --out -")).output().unwrap();
    assert!(String::from_utf8_lossy(&one.stdout).starts_with("<workout_file>"));
    assert_eq!(home.code("--demo plan export --format zwo --session ffffff"), 2);
    assert_eq!(home.code("--demo plan export --format zwo --week 2026-W60"), 2);
    assert_eq!(home.code("--demo plan export --format zwo --all --out -"), 2);
}

#[test]
fn the_calendar_is_one_feed_that_follows_the_plan() {
    let home = Home::with_demo();
    let feed = || {
        home.json("--demo plan export --format ics --out out");
        fs::read_to_string(home.path().join("out/lanterne.ics")).unwrap()
    };
    let of = |text: &str, key: &str| -> Vec<String> {
        text.split("\r\n").filter_map(|l| l.strip_prefix(key)).map(str::to_owned).collect()
    };
    let before = feed();
    assert_eq!(before, feed(), "the same log gives the same bytes");
    assert!(of(&before, "SEQUENCE:").iter().all(|s| s == "0"));
    assert!(before.split("\r\n").all(|l| l.len() <= 75));
    home.json("--demo today");
    home.lanterne("--demo proposal accept").assert().success();
    let after = feed();
    assert!(of(&after, "SEQUENCE:").iter().any(|s| s == "1"), "what changed counts up");
    let old = of(&before, "UID:");
    let new = of(&after, "UID:");
    assert!(old.iter().all(|u| new.contains(u)), "no event disappears");
    home.lanterne("--demo proposal undo").assert().success();
    assert!(of(&feed(), "SEQUENCE:").iter().any(|s| s == "2"));
}

#[test]
fn a_catalogue_of_classes_is_matched_and_its_mistakes_are_named() {
    let home = Home::with_demo();
    let today = home.json("--demo today");
    let session = &today["session"];
    assert!(session["search"].as_str().unwrap().contains("cycling"));
    assert!(session["classes"].as_array().unwrap().is_empty());
    let dir = format!("h/demo-{TODAY}");
    let class = |intensity: f64| {
        format!(
            "[[class]]\nname = \"Mine\"\nsport = \"bike\"\nkind = {}\nminutes = {}\nintensity = {intensity:.3}\n",
            session["kind"], session["minutes"]
        )
    };
    home.write(&format!("{dir}/classes.toml"), &class(session["if"].as_f64().unwrap()));
    let found = home.json("--demo today")["session"]["classes"].clone();
    assert_eq!((&found[0]["name"], found.as_array().unwrap().len()), (&Value::from("Mine"), 1));
    home.write(&format!("{dir}/classes.toml"), &class(9.0));
    let out = home.lanterne("--demo today --json").output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success() && said.contains("classes.toml:6") && said.contains("intensity"), "{said}");
    let kept: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(kept["session"]["classes"], found, "the catalogue read last is used");
}

#[test]
fn a_denied_proposal_leaves_the_plan() {
    let home = Home::with_demo();
    let before = home.json("--demo plan show")["sessions"].clone();
    home.json("--demo today");
    home.lanterne("--demo proposal deny --reason no_time").assert().success();
    assert_eq!(home.json("--demo plan show")["sessions"], before);
}

#[test]
fn the_coach_takes_words() {
    let home = Home::with_demo();
    home.lanterne("--demo coach why").assert().success();
    home.lanterne("--demo coach easier").assert().success();
    let out = home.lanterne("--demo coach sing me a song").output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    assert!(text.contains("swap"), "says what it does understand: {text}");
}

#[test]
fn files_go_in_once_and_bad_ones_are_named() {
    let home = Home::new();
    fs::create_dir(home.path().join("in")).unwrap();
    home.write("in/rides.csv", &rides(30));
    home.write("in/readiness.csv", "day,readiness_score,resting_heart_rate\n2026-11-19,81,90\n2026-11-20,NA,88\n");
    home.write("in/page.fit", "<!doctype html><html></html>");
    let out = home.lanterne("import in --json").output().unwrap();
    assert_eq!(out.status.code(), Some(10), "{}", String::from_utf8_lossy(&out.stderr));
    let report: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(report["files"], 3);
    assert_eq!(report["activities"], 30);
    assert_eq!(report["wellness_days"], 2);
    assert_eq!(report["rejected"].as_array().unwrap().len(), 1);
    let list = home.json("activities");
    let first = &list[0];
    for field in ["id", "source", "file", "sport", "start", "local_date", "elapsed_s", "moving_s", "np_w", "load"] {
        assert!(first.get(field).is_some(), "{field}");
    }
    assert_eq!(first["start"], "2026-09-01T07:00:00Z");
    for field in ["value", "method", "confidence"] {
        assert!(!first["load"][field].is_null(), "{field}");
    }
    let digest = home.json("events verify")["state_digest"].clone();
    fs::remove_file(home.path().join("in/page.fit")).unwrap();
    let again = home.json("import in");
    assert_eq!(again["imported"], 0);
    assert_eq!(again["duplicates"], 2);
    assert_eq!(home.json("events verify")["state_digest"], digest);
    assert_eq!(home.json("activities --from 2026-09-10 --to 2026-09-12").as_array().unwrap().len(), 3);
}

#[test]
fn form_is_printed_by_day() {
    let home = Home::new();
    home.write("rides.csv", &rides(60));
    home.lanterne("import rides.csv").assert().success();
    let form = home.json("form --from 2026-10-01 --to 2026-10-10");
    let days = form["days"].as_array().unwrap();
    assert_eq!(days.len(), 10);
    assert_eq!(form["convention"], "exp/prev");
    assert!(form["warming_up"].is_boolean());
    for w in days.windows(2) {
        let yesterday = w[0]["ctl"].as_f64().unwrap() - w[0]["atl"].as_f64().unwrap();
        assert!((w[1]["tsb"].as_f64().unwrap() - yesterday).abs() < 1e-9, "TSB is yesterday's CTL − ATL");
    }
}

#[test]
fn conventions_of_the_form_are_selectable() {
    let home = Home::new();
    home.write("rides.csv", &rides(60));
    home.lanterne("import rides.csv").assert().success();
    let (exp, tp) = (home.json("form"), home.json("form --convention tp --tsb same"));
    assert_eq!((&exp["convention"], &tp["convention"]), (&"exp/prev".into(), &"tp/same".into()));
    let last = |v: &Value| v["days"].as_array().unwrap().last().unwrap().clone();
    let (a, b) = (last(&exp), last(&tp));
    assert_ne!(a["ctl"], b["ctl"]);
    assert!((b["tsb"].as_f64().unwrap() - (b["ctl"].as_f64().unwrap() - b["atl"].as_f64().unwrap())).abs() < 1e-9);
    for field in ["morning", "week", "workload", "sports", "projection", "model"] {
        assert!(!exp[field].is_null(), "{field}");
    }
}

#[test]
fn the_weekly_routine_runs_once_and_its_review_stays() {
    let home = Home::with_demo();
    let said = home.json("--demo weekly");
    assert_eq!((&said["cycle"], &said["week"]), (&"tour".into(), &"2026-W46".into()), "{said}");
    let page = fs::read_to_string(home.path().join(said["review_path"].as_str().unwrap())).unwrap();
    assert!(home.path().join(said["plan_path"].as_str().unwrap()).exists());
    assert!(home.json("--demo weekly")["skipped_reason"].is_string());
    let review = home.json("--demo review 2026-W46");
    for name in [
        "total_planned_km",
        "total_actual_km",
        "compliance_pct",
        "sessions_planned",
        "sessions_completed",
        "avg_sleep_score",
        "avg_sleep_duration_hours",
        "avg_hrv",
        "avg_body_battery_recovery",
        "avg_resting_hr",
    ] {
        assert!(review.get(name).is_some(), "{name}");
    }
    let printed = home.lanterne("--demo review 2026-W46").output().unwrap().stdout;
    assert_eq!(String::from_utf8(printed).unwrap().trim_end(), page.trim_end());
    assert_eq!(home.code("--demo review 2026-W99"), 2);
}

#[test]
fn a_models_words_stand_beside_what_they_are_about() {
    let home = Home::with_demo();
    for words in ["weekly", "profile new", "cycle new"] {
        home.lanterne(&format!("--demo {words}")).assert().success();
    }
    let pages = ["review 2026-W46", "profile show", "cycle show"];
    for page in pages {
        let told = home.json(&format!("--demo {page}"));
        assert_eq!(told.get("words"), Some(&Value::Null), "{page}: {told}");
    }
    assert_eq!(home.json("--demo review 2026-W45").get("words"), Some(&Value::Null), "one that was never stored");
    let list = home.json("--demo weekly list");
    let review = list.as_array().unwrap().iter().find(|r| r["what"] == "review").unwrap()["id"].clone();
    let profile = home.json("--demo profile list")[0]["id"].clone();
    let cycle = home.json("--demo cycle show")["id"].clone();
    let store = Store::open(&home.path().join(format!("h/demo-{TODAY}/data")), Access::ReadWrite).unwrap();
    let said = [
        (review, Job::Review, "Of the week."),
        (profile, Job::Profile, "Of the profile."),
        (cycle.clone(), Job::Cycle, "Of another way."),
        (cycle, Job::CycleNotes, "Of the cycle."),
    ];
    let events = said.map(|(of, job, text)| {
        let said = Said::coach(TODAY.parse().unwrap(), CleanText::line(text), true);
        let of = Some(of.as_str().unwrap().parse().unwrap());
        NewEvent {
            event: Event::Said(Said { about: Some(job), of, ..said }),
            actor: Actor::Model,
            provenance: Provenance::of(Provider::Derived),
            key: text.into(),
            cause: None,
            recorded_at: "2026-11-20T12:00:00Z".parse().unwrap(),
        }
    });
    store.append(events.into()).unwrap();
    drop(store);
    let want = ["Of the week.", "Of the profile.", "Of the cycle.\n\nOf another way."];
    for (page, want) in pages.into_iter().zip(want) {
        assert_eq!(home.json(&format!("--demo {page}"))["words"], want, "{page}");
    }
    let review = home.json("--demo review 2026-W46");
    assert!(review["total_actual_km"].is_number(), "the review is as before: {review}");
}

#[test]
fn what_the_athlete_says_of_an_activity_wins() {
    let home = Home::with_demo();
    let lines = |home: &Home| home.json("--demo week")["review"]["sessions"].as_array().unwrap().clone();
    let done = lines(&home).into_iter().find(|l| !l["session"].is_null() && !l["activities"][0].is_null()).unwrap();
    let (session, activity) = (done["session"].as_str().unwrap(), done["activities"][0].as_str().unwrap());
    home.lanterne(&format!("--demo activities unlink {activity}")).assert().success();
    assert!(lines(&home).iter().any(|l| l["status"] == "unplanned" && l["activities"][0] == activity));
    home.lanterne(&format!("--demo activities link {activity} {session}")).assert().success();
    home.lanterne(&format!("--demo activities note {activity} felt good")).assert().success();
    let now = lines(&home).into_iter().find(|l| l["session"] == session).unwrap();
    assert_eq!((&now["by_hand"], &now["activities"][0]), (&true.into(), &activity.into()));
    assert_eq!(home.code(&format!("--demo activities link nothing {session}")), 2);
}

#[test]
fn profiles_are_numbered_and_compared() {
    let home = Home::with_demo();
    home.lanterne("--demo profile new").assert().success();
    home.lanterne("--demo profile new").assert().success();
    assert_eq!(home.json("--demo profile list").as_array().unwrap().len(), 1, "one a day");
    home.lanterne("--demo profile --days 30 new --force").assert().success();
    assert_eq!(home.json("--demo profile show 1")["number"], 1);
    assert!(!home.json("--demo profile diff 1 2").as_array().unwrap().is_empty());
    assert_eq!(home.code("--demo profile show 7"), 2);
    home.lanterne("--demo mission result finished, 187 points").assert().success();
    assert_eq!(home.json("--demo state")["result"], "finished, 187 points");
}

#[test]
fn a_mission_of_ones_own_plans_to_its_end() {
    let home = Home::new();
    home.write("rides.csv", &rides(75));
    home.lanterne("import rides.csv").assert().success();
    home.lanterne("mission new gran-fondo --id mine").assert().success();
    home.lanterne("mission check mine").assert().success();
    home.lanterne("mission use mine").assert().success();
    let plan = home.json("plan show");
    let today = home.json("today");
    let goal = today["mission"]["goal_day"].as_str().unwrap().to_owned();
    let sessions = plan["sessions"].as_array().unwrap();
    assert!(sessions.iter().any(|s| s["date"] == goal.as_str() && s["kind"] == "race"));
    assert!(sessions.iter().all(|s| !s["rationale"].as_str().unwrap().is_empty()));
    assert!(plan["weeks"].as_array().unwrap().iter().all(|w| !w["binding"].as_str().unwrap().is_empty()));
}

#[test]
fn looking_back_sees_what_was_recorded_then_and_writes_nothing() {
    let home = Home::with_demo();
    home.json("--demo today");
    let head = home.json("--demo events verify")["head"].clone();
    let then = home.json("--demo --as-of 2026-08-01 today");
    assert_eq!(then["as_of"], "2026-08-01");
    assert!(then["mission"].is_null(), "the mission was taken up later");
    assert_eq!(home.code("--demo --as-of 2026-08-01 proposal undo"), 1);
    assert_eq!(home.json("--demo events verify")["head"], head);
}

#[test]
fn the_demo_never_touches_the_real_store() {
    let home = Home::with_demo();
    home.json("--demo today");
    assert!(home.json("activities").as_array().unwrap().is_empty());
    assert!(home.json("today")["mission"].is_null());
}

#[test]
fn nothing_known_is_said_honestly() {
    let home = Home::new();
    let today = home.json("today");
    assert!(today["readiness"]["score"].is_null());
    assert_eq!(today["readiness"]["band"], "unknown");
    assert!(today["session"].is_null());
    home.lanterne("today").assert().success();
    assert_eq!(home.code("plan show"), 1);
}

#[test]
fn wrong_usage_is_two() {
    let home = Home::with_demo();
    for args in [
        "frobnicate",
        "import",
        "form --from yesterday",
        "activities show zzzz",
        "--demo proposal accept ffffffffffffffff",
    ] {
        assert_eq!(home.code(args), 2, "{args}");
    }
}

#[test]
fn everything_on_disk_is_private() {
    use std::os::unix::fs::PermissionsExt;
    fn walk(dir: &Path, out: &mut Vec<(String, u32)>) {
        for e in fs::read_dir(dir).unwrap().flatten() {
            let mode = e.metadata().unwrap().permissions().mode() & 0o777;
            out.push((e.path().display().to_string(), mode));
            if e.path().is_dir() {
                walk(&e.path(), out);
            }
        }
    }
    let home = Home::new();
    home.write("rides.csv", &rides(3));
    home.lanterne("import rides.csv").assert().success();
    home.lanterne("mission new marathon --id mine").assert().success();
    let mut modes = Vec::new();
    walk(&home.path().join("h"), &mut modes);
    let open: Vec<_> = modes.iter().filter(|(_, m)| m & 0o077 != 0).collect();
    assert!(modes.len() > 3 && open.is_empty(), "{open:?}");
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let home = Home::with_demo();
    home.json("--demo today");
    let bin = assert_cmd::cargo::cargo_bin("lanterne");
    let out = std::process::Command::new("sh")
        .arg("-c")
        .arg(format!("{} --home h --today {TODAY} --demo plan show --json | head -c 10", bin.display()))
        .current_dir(home.path())
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&out.stderr).is_empty(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn no_zero_is_negative() {
    for (home, demo) in [(Home::new(), ""), (Home::with_demo(), "--demo ")] {
        for what in ["today", "form", "gauge", "plan show", "proposal list"] {
            for json in ["", " --json"] {
                let args = format!("{demo}{what}{json}");
                let out = home.lanterne(&args).output().unwrap();
                let text = String::from_utf8_lossy(&out.stdout).into_owned();
                let zero = |word: &str| {
                    let digits = word.strip_prefix(['-', '−']);
                    digits.is_some_and(|d| d.parse::<f64>() == Ok(0.0))
                };
                let mut words = text.split(|c: char| c.is_whitespace() || ":,[](){}".contains(c));
                assert_eq!(words.find(|w| zero(w)), None, "{args}");
            }
        }
    }
}

#[test]
fn without_a_mission_nothing_is_called_planned() {
    let home = Home::new();
    let said = |home: &Home| String::from_utf8(home.lanterne("today").output().unwrap().stdout).unwrap();
    let empty = said(&home);
    assert!(empty.contains("NO PLAN") && empty.contains("nothing is planned: `lanterne mission list`"), "{empty}");
    assert!(!empty.contains("as planned") && !empty.contains("\nGO"), "{empty}");
}

#[test]
fn everything_goes_out_and_comes_back_in() {
    let home = Home::with_demo();
    let all = home.json("--demo export --all out");
    assert!(all["events"].as_u64().unwrap() > 100);
    let rows: Value = serde_json::from_slice(&fs::read(home.path().join("out/activities.json")).unwrap()).unwrap();
    let schema: Value = serde_json::from_slice(&fs::read(home.path().join("out/schema.json")).unwrap()).unwrap();
    for table in schema["tables"].as_array().unwrap() {
        let name = table["name"].as_str().unwrap();
        let csv = fs::read_to_string(home.path().join(format!("out/{name}.csv"))).unwrap();
        let columns: Vec<&str> =
            table["columns"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
        assert_eq!(csv.lines().next(), Some(columns.join(",").as_str()), "{name}");
    }
    assert!(rows.as_array().unwrap().len() > 50 && rows[0]["moving_s"].as_f64().unwrap() > 0.0);
    let known = home.json("--demo events verify")["state_digest"].clone();
    let elsewhere = |place: &str, args: &str| {
        let mut c = Command::cargo_bin("lanterne").unwrap();
        c.env_clear().env("HOME", home.path()).current_dir(home.path());
        c.args(["--home", place, "--json"]).args(args.split_whitespace()).output().unwrap()
    };
    let back = |args: &str| -> Value {
        let out = elsewhere("other", args);
        assert!(out.status.success(), "{args}: {}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_slice(&out.stdout).unwrap()
    };
    assert_eq!(back("import out")["appended"]["written"], all["events"]);
    assert_eq!(back("events verify")["state_digest"], known, "the same is known there");
    assert_eq!(back("import out")["appended"]["written"], 0, "and only once");
    let events = home.path().join("out/events.jsonl");
    let text = fs::read_to_string(&events).unwrap();
    fs::write(&events, text.replacen("endurance", "enduranca", 1)).unwrap();
    assert_eq!(elsewhere("third", "import out").status.code(), Some(1), "a changed export is refused");
    assert_eq!(home.code("export out2"), 2);
    assert_eq!(home.code("export --all h"), 2, "a folder with other things is left alone");
}

#[test]
fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let home = Home::with_demo();
    let well = home.json("--demo doctor");
    assert_eq!(well["ok"], true, "{well}");
    let dir = home.path().join("h");
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("config.toml"), "[athlete]\nmass_kg = 7000\n").unwrap();
    fs::write(dir.join(".env"), "STRAVA_CLIENT_ID=12345\n").unwrap();
    let out = home.lanterne("doctor --json").output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    let ill: Value = serde_json::from_slice(&out.stdout).unwrap();
    let check = |name: &str| ill["checks"].as_array().unwrap().iter().find(|c| c["name"] == name).unwrap().clone();
    assert!(check("config")["says"].as_str().unwrap().contains("config.toml:2"));
    fs::write(dir.join("config.toml"), "").unwrap();
    let out = home.lanterne("doctor").output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(text.contains("STRAVA_CLIENT_SECRET") && text.contains("→ set"), "{text}");
    assert!(!text.contains("12345"), "no value of the environment is printed");
}

#[test]
fn an_activity_in_detail_says_how_its_load_came_about() {
    let home = Home::with_demo();
    let all = home.json("--demo activities");
    let ride = all.as_array().unwrap().iter().rev().find(|a| a["load"]["method"] == "power").unwrap();
    let d = home.json(&format!("--demo activities show {}", ride["id"].as_str().unwrap()));
    assert_eq!(d["load"]["inputs"]["thresholds"][0]["kind"], "ftp");
    assert_eq!(d["load"]["value"], ride["load"]["value"]);
    let zone_seconds: f64 =
        d["zones"][0]["times"].as_array().unwrap().iter().map(|z| z["seconds"].as_f64().unwrap()).sum();
    assert!((zone_seconds - d["moving_s"].as_f64().unwrap()).abs() < 60.0, "{zone_seconds}");
    assert!(d["variants"].as_array().unwrap().iter().any(|v| v["name"] == "bike_score" && v["value"].is_number()));
    assert!(!d["curves"][0]["points"].as_array().unwrap().is_empty());
    let text = home.lanterne(&format!("--demo activities show {}", ride["id"].as_str().unwrap())).output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("zones (Coggan, of FTP)") && text.contains("best power, W:"), "{text}");
}

#[test]
fn a_threshold_is_given_listed_and_kept_by_old_activities() {
    let home = Home::new();
    home.json("thresholds set ftp 250 --from 2026-11-10");
    home.json("thresholds set threshold_speed 4:10");
    let list = home.json("thresholds");
    let of = |list: &Value, kind: &str| {
        list["thresholds"].as_array().unwrap().iter().find(|t| t["kind"] == kind).cloned()
    };
    let ftp = of(&list, "ftp").unwrap();
    assert_eq!((ftp["value"].as_f64(), ftp["source"].as_str()), (Some(250.0), Some("accepted")));
    assert_eq!(ftp["zones"]["upper"][0], 137.5);
    assert_eq!(of(&list, "threshold_speed").unwrap()["written"], "4:10 /km");
    // What is written by hand for the same day goes before.
    home.write("h/config.toml", "[[thresholds]]\nkind = \"ftp\"\nvalue = 240\nfrom = 2026-11-10\n");
    assert_eq!(of(&home.json("thresholds"), "ftp").unwrap()["value"], 240.0);
    home.lanterne("thresholds set ftp 245 --from 2026-11-10").assert().code(1);
    home.lanterne("thresholds set ftp 12").assert().code(2);
    home.lanterne("thresholds accept").assert().code(1);
    assert_eq!(home.json("thresholds history")["thresholds"].as_array().unwrap().len(), 2);
}

#[test]
fn a_day_is_replayed_and_rules_are_compiled_by_the_real_program() {
    let home = Home::with_demo();
    let past = home.json("--demo replay 2026-11-10");
    assert_eq!(past["date"], "2026-11-10");
    let line = "no ride on Sunday, two hours on Saturday";
    let args = ["--demo", "mission", "constrain", line, "--json"];
    let asked = |more: &[&str]| {
        let out = home.lanterne("").args(args).args(more).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_slice::<Value>(&out.stdout).unwrap()
    };
    let shown = asked(&[]);
    assert_eq!((&shown["differs"], &shown["written"]), (&Value::Bool(true), &Value::Bool(false)));
    assert_eq!(asked(&["--yes"])["written"], true);
    assert_eq!(asked(&["--yes"])["differs"], false, "the same again changes nothing");
    let out = home.lanterne("--demo mission constrain").arg("be nice to me").output().unwrap();
    assert_eq!(out.status.code(), Some(2), "what is not understood is refused");
}

#[test]
fn the_plan_goes_back_to_an_earlier_version_as_a_new_one() {
    let home = Home::with_demo();
    let versions = || home.json("--demo plan versions");
    let newest = |v: &Value| v[0]["version"].as_u64().unwrap();
    let first = newest(&versions());
    let load = || home.json("--demo plan show")["sessions"].to_string();
    let before = load();
    home.json("--demo coach rest sun");
    let all = home.json("--demo proposal list");
    let mine = all.as_array().unwrap().iter().find(|p| p["author"] == "athlete").unwrap();
    let id = mine["id"].as_str().unwrap().to_owned();
    let shown = home.json(&format!("--demo proposal show {id}"));
    assert_eq!(shown["each"].as_array().map(Vec::len), shown["hunks"].as_array().map(Vec::len));
    home.json(&format!("--demo proposal accept {id}"));
    assert_ne!(load(), before);
    assert_eq!(newest(&versions()), first + 1);
    let back = home.json(&format!("--demo plan restore {first}"));
    assert_eq!(back["version"].as_u64(), Some(first + 2));
    assert_eq!(load(), before);
    assert!(!home.lanterne("--demo plan restore 9999").output().unwrap().status.success());
}

#[test]
fn a_mission_that_goes_on_is_looked_back_on_and_another_follows() {
    let home = Home::with_demo();
    let now = home.json("--demo mission autopsy");
    assert_eq!(now["frozen"], false);
    assert!(now["autopsy"]["weeks"].as_array().is_some_and(|w| w.len() > 3), "{now}");
    home.lanterne("--demo mission new marathon --date 2027-10-10").assert().success();
    let next = home.json("--demo mission next marathon");
    assert!(next["from"].as_str() > now["autopsy"]["to"].as_str(), "{next}");
}

#[test]
fn the_day_fits_a_login_message() {
    let home = Home::new();
    let out = home.lanterne("--demo today --plain").output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains("readiness") && text.contains("days"), "{text}");
    assert!(home.lanterne("today --plain").output().unwrap().stdout.starts_with("NO PLAN".as_bytes()));
}

/// The commands that tell of distances, speeds and masses, with nothing of the other system in them.
#[test]
fn what_is_printed_is_in_the_athletes_units() {
    let home = Home::with_demo();
    let config = home.path().join(format!("h/demo-{TODAY}/config.toml"));
    let demos = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("{demos}\n[screen]\nunits = \"imperial\"\n")).unwrap();
    let text = |args: &str| {
        let out = home.lanterne(args).output().unwrap();
        assert!(out.status.success(), "{args}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    };
    let all = home.json("--demo activities");
    let of = |sport: &str| {
        let found =
            all.as_array().unwrap().iter().rev().find(|a| a["sport"] == sport && a["distance_m"].is_number());
        format!("--demo activities show {}", found.unwrap()["id"].as_str().unwrap())
    };
    let mut commands: Vec<String> = [
        "activities --filter date>2026-11",
        "bests run",
        "bests bike",
        "profile",
        "review",
        "today",
        "week",
        "plan show",
        "thresholds",
        "thresholds history",
        "mission show",
    ]
    .map(|c| format!("--demo {c}"))
    .into();
    commands.extend([of("run"), of("bike")]);
    let mut told = 0;
    for c in &commands {
        // Behind a threshold stand the athlete's own words.
        let text: String = text(c).lines().flat_map(|l| [l.split("  config.toml").next().unwrap(), "\n"]).collect();
        told += text.matches(" mi").count() + text.matches("mph").count();
        let found = units::foreign(&text, Units::Imperial);
        assert!(found.is_empty(), "{c} says {found:?}:\n{text}");
    }
    assert!(told > 40, "{told}");
    // A metric athlete reads kilometres, and no metres a second either.
    fs::write(&config, demos).unwrap();
    for c in ["--demo bests run", commands.last().unwrap(), &commands[commands.len() - 2]] {
        let text = text(c);
        let found = units::foreign(&text, Units::Metric);
        assert!(found.is_empty() && (text.contains("/km") || text.contains("km/h")), "{c} says {found:?}:\n{text}");
    }
}
