//! Wrong files: each mistake at its line and key.

use super::super::*;
use rstest::rstest;

/// A small good mission; a test breaks one line of it.
const GOOD: &str = r#"schema = 1
id = "small"
name = "Small race"

[goal]
kind = "race"
sport = "run"
date = "2027-05-09"
minutes = 50

[constraints]
weekly_sessions = 4
long_day = "sun"
unavailable = [
  { weekday = "mon" },
  { from = "2027-02-01", to = "2027-02-07" },
]

[philosophy]
distribution = [80, 10, 10]
"#;

/// A small good stage race.
const STAGES: &str = r#"id = "small"
name = "Three days"
rest_days = ["2027-07-05"]

[goal]
kind = "stage_race"
sport = "bike"
stage_minutes = 60

[[stages]]
number = 1
date = "2027-07-03"
type = "flat"

[[stages]]
number = 2
date = 2027-07-04
type = "hilly"

[[stages]]
number = 3
date = "2027-07-06"
type = "itt"
"#;

fn today() -> Day {
    "2026-11-20".parse().expect("a date")
}

fn found(text: &str) -> Vec<(Severity, Option<usize>, String)> {
    review(text, "small.toml", today()).issues.into_iter().map(|i| (i.severity, i.line, i.key)).collect()
}

#[test]
fn the_good_ones_are_good() {
    assert_eq!(found(GOOD), []);
    assert_eq!(found(STAGES), []);
}

#[rstest]
// What the text is.
#[case("name = \"Small race\"", "name = \"Small race", 3, "", "not TOML")]
#[case("minutes = 50", "minutes = 50\nminutes = 51", 10, "", "not TOML")]
// Keys and shapes.
#[case("weekly_sessions", "weekly_session", 12, "constraints.weekly_session", "did you mean `weekly_sessions`?")]
#[case("[philosophy]", "[filosophy]", 19, "filosophy", "did you mean `philosophy`?")]
#[case("id = \"small\"", "", 0, "id", "missing")]
#[case("sport = \"run\"", "sport = \"runing\"", 7, "goal.sport", "did you mean `run`?")]
#[case("sport = \"run\"", "sport = 3", 7, "goal.sport", "one of bike, run")]
#[case("sport = \"run\"", "", 5, "goal.sport", "missing")]
#[case("date = \"2027-05-09\"", "date = \"9 May\"", 8, "goal.date", "is no date")]
#[case("date = \"2027-05-09\"", "date = 2027-05-09T10:00:00", 8, "goal.date", "is no date")]
#[case("date = \"2027-05-09\"", "date = \"20270-05-09\"", 8, "goal.date", "date")]
#[case("weekly_sessions = 4", "weekly_sessions = 40", 12, "constraints.weekly_sessions", "between 1 and 14")]
#[case("weekly_sessions = 4", "weekly_sessions = \"4\"", 12, "constraints.weekly_sessions", "a whole number")]
#[case("weekly_sessions = 4", "weekly_sessions = 4.5", 12, "constraints.weekly_sessions", "a whole number")]
#[case("weekly_sessions = 4", "max_weekly_hours = nan", 12, "constraints.max_weekly_hours", "between")]
#[case("[80, 10, 10]", "[80, 20]", 20, "philosophy.distribution", "2 values")]
#[case("[80, 10, 10]", "[80, \"x\", 10]", 20, "philosophy.distribution[2]", "a number")]
#[case("[80, 10, 10]", "[80, 10, 10]\n[safety]\nmin_tsb = -50", 22, "safety.min_tsb", "tighten only")]
#[case("schema = 1", "schema = 2", 1, "schema", "between 1 and 1")]
// What keys say together.
#[case("id = \"small\"", "id = \"so small\"", 2, "id", "letters, digits")]
#[case("name = \"Small race\"", "name = \" \"", 3, "name", "empty")]
#[case("date = \"2027-05-09\"", "", 5, "goal.date", "a race has a day")]
#[case("minutes = 50", "", 5, "goal.minutes", "how long the race is")]
#[case("minutes = 50", "minutes = 50\nweeks = 8", 10, "goal.weeks", "only a block")]
#[case("sport = \"run\"", "sport = \"other\"", 7, "goal.sport", "can't be trained for")]
#[case("\"race\"", "\"stage_race\"", 0, "stages", "a stage race has stages")]
#[case("\"race\"", "\"triathlon\"", 5, "goal.legs", "fewer than two")]
#[case("minutes = 50", "minutes = 50\nlegs = { run = 50 }", 10, "goal.legs", "only a triathlon")]
#[case("\"race\"", "\"block\"\nweeks = 4", 7, "goal.weeks", "both a date and weeks")]
#[case("schema = 1", "start = \"2027-06-01\"", 1, "start", "not before the goal")]
#[case(
    "[constraints]",
    "[objective]\nrace_date = \"2027-05-08\"\n[constraints]",
    12,
    "objective.race_date",
    "2027-05-09"
)]
#[case(
    "[constraints]",
    "[objective]\ntarget_time = \"fast\"\n[constraints]",
    12,
    "objective.target_time",
    "not a time"
)]
#[case(
    "[constraints]",
    "[objective]\ntarget_time = \"3:75:00\"\n[constraints]",
    12,
    "objective.target_time",
    "not a time"
)]
#[case("{ weekday = \"mon\" }", "{ minutes = 30 }", 15, "constraints.unavailable[1]", "nothing says when")]
#[case(
    "{ weekday = \"mon\" }",
    "{ weekday = \"mon\", date = \"2027-01-01\" }",
    15,
    "constraints.unavailable[1]",
    "several"
)]
#[case("to = \"2027-02-07\"", "to = \"2027-01-07\"", 16, "constraints.unavailable[2].to", "before from")]
#[case("[80, 10, 10]", "[70, 10, 10]", 20, "philosophy.distribution", "sum to 90")]
#[case("[80, 10, 10]", "[0.8, 0.1, 0.1]", 20, "philosophy.distribution", "write percent")]
#[case(
    "distribution = [80, 10, 10]",
    "sport_split = { run = 0.5, bike = 0.4 }",
    20,
    "philosophy.sport_split",
    "0.90"
)]
#[case(
    "long_day = \"sun\"",
    "long_day = \"sun\"\navailable_minutes = { sun = 0 }",
    13,
    "constraints.long_day",
    "no time"
)]
#[case(
    "long_day = \"sun\"",
    "avoid_sports = [\"bike\", \"run\"]",
    13,
    "constraints.avoid_sports[2]",
    "sport of the goal"
)]
#[case("long_day = \"sun\"", "avoid_kinds = [\"race\"]", 13, "constraints.avoid_kinds[1]", "can't be avoided")]
#[case(
    "[philosophy]",
    "[preferences]\nkinds = [\"vo2\"]\navoid = [\"vo2\"]\n[philosophy]",
    20,
    "preferences.kinds[1]",
    "avoided by"
)]
#[case("[philosophy]", "[targets]\ntsb_min = 9\ntsb_max = 1\n[philosophy]", 20, "targets.tsb_min", "above tsb_max")]
#[case(
    "[philosophy]",
    "[detection]\nbreakaway_if = 0.5\n[philosophy]",
    20,
    "detection.breakaway_if",
    "below gc_if"
)]
#[case("long_day = \"sun\"", "min_readiness = 50", 13, "constraints.min_readiness", "may move from 60 to 78 (V33)")]
#[case("[philosophy]", "[philosophy]\ndeload_every = 6", 20, "philosophy.deload_every", "may move from 3 to 5")]
#[case("[philosophy]", "[points.flat]\ngc = 5\nbreakaway = 4\n[philosophy]", 21, "points.flat.breakaway", "fewer")]
#[case(
    "[philosophy]",
    "[[events]]\nname = \"x\"\npriority = \"A\"\nsport = \"run\"\nminutes = 9\ndate = \"2027-01-03\"\n[philosophy]",
    21,
    "events[1].priority",
    "one of B, C"
)]
#[case(
    "[philosophy]",
    "[[events]]\nname = \"x\"\ndate = \"2027-06-01\"\npriority = \"B\"\nsport = \"run\"\nminutes = 9\n[philosophy]",
    21,
    "events[1].date",
    "not before the goal"
)]
fn a_wrong_line_is_named(
    #[case] old: &str,
    #[case] new: &str,
    #[case] line: usize,
    #[case] key: &str,
    #[case] says: &str,
) {
    located(GOOD, old, new, line, key, says);
}

#[rstest]
#[case("number = 3", "number = 4", 21, "stages[3].number", "write 3")]
#[case("date = 2027-07-04", "date = \"2027-07-03\"", 17, "stages[2].date", "a second stage on this day")]
#[case("date = 2027-07-04", "date = 2027-07-01", 17, "stages[2].date", "before the previous stage")]
#[case("\"2027-07-05\"", "\"2027-07-04\"", 3, "rest_days[1]", "a stage is on this day")]
#[case("\"2027-07-05\"", "\"2027-07-05\", \"2027-07-05\"", 3, "rest_days[2]", "named twice")]
#[case("\"2027-07-05\"", "\"2027-07-07\"", 3, "rest_days[1]", "not inside the event")]
#[case("stage_minutes = 60", "date = \"2027-07-04\"", 8, "goal.date", "the first stage is on 2027-07-03")]
#[case("kind = \"stage_race\"", "kind = \"block\"\nweeks = 3", 11, "stages", "only a stage race has stages")]
#[case("type = \"itt\"", "type = \"tt\"", 23, "stages[3].type", "did you mean `itt`?")]
#[case("type = \"itt\"", "", 20, "stages[3].type", "missing")]
fn a_wrong_stage_is_named(
    #[case] old: &str,
    #[case] new: &str,
    #[case] line: usize,
    #[case] key: &str,
    #[case] says: &str,
) {
    located(STAGES, old, new, line, key, says);
}

/// Asserts that the one replacement gives exactly this error; line 0 stands for none.
fn located(good: &str, old: &str, new: &str, line: usize, key: &str, says: &str) {
    assert_eq!(good.matches(old).count(), 1, "the test replaces one place");
    let text = good.replace(old, new);
    let review = review(&text, "small.toml", today());
    let errors: Vec<_> = review.issues.iter().filter(|i| i.is_error()).collect();
    let hit = errors.iter().find(|i| i.key == key && i.line.unwrap_or(0) == line);
    assert!(hit.is_some_and(|i| i.to_string().contains(says)), "{says}: {errors:#?}");
    assert!(errors.iter().all(|i| !i.remedy.is_empty()), "{errors:#?}");
}

#[rstest]
#[case("minutes = 50", "minutes = 50\nstrava_client_id = \"12345\"", 10, "goal.strava_client_id")]
#[case("schema = 1", "token = \"x\"", 1, "token")]
#[case("schema = 1", "athlete_id = 77", 1, "athlete_id")]
#[case("schema = 1", "notes = \"sk-abcdefghijklmnopqrstuv\"", 1, "")]
#[case("schema = 1", "# my key is ghp_0123456789abcdefghij", 1, "")]
#[case("schema = 1", "notes = \"mail me: a.b@example.org\"", 1, "")]
#[case("schema = 1", "notes = \"call +49 170 1234567\"", 1, "")]
#[case("schema = 1", "notes = \"0123456789abcdef0123456789abcdef\"", 1, "")]
#[case("schema = 1", "notes = \"aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1\"", 1, "")]
#[case("schema = 1", "notes = \"https://example.org/athletes/4711\"", 1, "")]
#[case("schema = 1", "notes = \"i123456\"", 1, "")]
#[case("schema = 1", "notes = \"123e4567-e89b-12d3-a456-426614174000\"", 1, "")]
fn secrets_are_refused_and_never_repeated(
    #[case] old: &str,
    #[case] new: &str,
    #[case] line: usize,
    #[case] key: &str,
) {
    let text = GOOD.replace(old, new);
    let issues = parse(&text, "small.toml").expect_err("a secret");
    let found: Vec<_> = issues.iter().map(|i| (i.line, i.key.as_str())).collect();
    assert_eq!(found, [(Some(line), key)], "{issues:#?}");
    let said = issues[0].to_string();
    assert!(said.contains(".env"), "{said}");
    for part in ["sk-", "ghp_", "example.org", "170", "0123456789abcdef", "aB3dE5", "4711", "123456", "e89b"] {
        assert!(!said.contains(part), "{said}");
    }
}

#[rstest]
#[case("Ride 2x20 min at 240 W, then 3,800 m of climbing by 2027-07-03 + 14 days")]
#[case("https://example.org/routes/the-long-climb-to-the-ski-station-2027")]
#[case("Donaudampfschifffahrtsgesellschaftskapitän auf Tour")]
#[case("interval i5: ±5 bpm; +7 bpm, TSB +5..+15")]
fn ordinary_notes_are_no_secrets(#[case] note: &str) {
    let text = GOOD.replace("schema = 1", &format!("notes = \"{note}\""));
    assert!(parse(&text, "small.toml").is_ok(), "{note}: {:#?}", parse(&text, "small.toml"));
}

#[rstest]
#[case(GOOD, "2027-05-09", "2026-11-10", "goal.date", "over since")]
#[case(GOOD, "2027-05-09", "2026-11-27", "goal.date", "7 days are left")]
#[case(GOOD, "2027-05-09", "2031-05-09", "goal.date", "check the year")]
#[case(GOOD, "weekly_sessions = 4", "weekly_sessions = 7", "constraints.weekly_sessions", "6 days are left")]
#[case(GOOD, "weekly_sessions = 4", "min_readiness = 95", "constraints.min_readiness", "hardly any day")]
#[case(GOOD, "weekly_sessions = 4", "max_weekly_hours = 20", "constraints.max_weekly_hours", "add up to")]
#[case(GOOD, "long_day = \"sun\"", "long_day = \"tue\"", "constraints.long_day", "another day has 120")]
#[case(
    GOOD,
    "from = \"2027-02-01\", to = \"2027-02-07\"",
    "date = \"2027-05-09\"",
    "constraints.unavailable[2]",
    "the event itself"
)]
#[case(GOOD, "[80, 10, 10]", "[60, 20, 20]", "philosophy.distribution", "validator blocks")]
#[case(
    GOOD,
    "[philosophy]",
    "[targets]\nlong_session_minutes = 200\n[philosophy]",
    "targets.long_session_minutes",
    "120 min"
)]
#[case(STAGES, "stage_minutes = 60", "stage_minutes = 90", "stages[3]", "45 min")]
#[case(STAGES, "rest_days = [\"2027-07-05\"]", "", "rest_days", "2027-07-05 has neither")]
fn what_cannot_work_is_warned_of(
    #[case] good: &str,
    #[case] old: &str,
    #[case] new: &str,
    #[case] key: &str,
    #[case] says: &str,
) {
    let text = good.replace(old, new).replace("type = \"itt\"", "type = \"itt\"\nminutes = 45");
    let text = if says == "45 min" { text.replace("minutes = 45", "minutes = 70") } else { text };
    let review = review(&text, "small.toml", today());
    assert!(!review.has_errors(), "{:#?}", review.issues);
    let hit = review.issues.iter().find(|i| i.severity == Severity::Warning && i.key == key);
    let says = if says == "45 min" { "70 min" } else { says };
    assert!(hit.is_some_and(|i| i.message.contains(says) || i.remedy.contains(says)), "{:#?}", review.issues);
}

#[test]
fn every_mistake_of_a_file_is_told_at_once() {
    let text = GOOD
        .replace("sport = \"run\"", "sport = \"rn\"")
        .replace("weekly_sessions = 4", "weekly_session = 4")
        .replace("[80, 10, 10]", "80");
    let lines: Vec<_> = found(&text).into_iter().map(|(_, line, _)| line).collect();
    assert_eq!(lines, [Some(7), Some(12), Some(20)]);
}

#[test]
fn keys_that_no_rule_uses_are_told() {
    let text = GOOD
        .replace("schema = 1", "notes = \"mind the dog\"")
        .replace("[philosophy]", "[preferences]\nequipment = [\"trainer\", \"pool\"]\n[philosophy]");
    let told: Vec<_> = found(&text).into_iter().map(|(s, line, key)| (s, line.unwrap_or(0), key)).collect();
    let info = |line, key: &str| (Severity::Info, line, key.to_owned());
    assert_eq!(told, [info(1, "notes"), info(20, "preferences.equipment[2]")]);
    let stages = STAGES.replace("type = \"hilly\"", "type = \"hilly\"\ndistance_km = 150\nascent_m = 900");
    let keys: Vec<_> = found(&stages).into_iter().map(|(.., key)| key).collect();
    assert_eq!(keys, ["stages[2].distance_km", "stages[2].ascent_m"]);
}

/// The code of a folder without its tests and comments.
fn code_below(dir: &std::path::Path, out: &mut String) {
    for entry in std::fs::read_dir(dir).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            code_below(&path, out);
        } else if path.file_name().is_some_and(|n| n != "tests.rs") {
            let text = std::fs::read_to_string(&path).expect("text");
            let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
            code.for_each(|l| out.extend([l, "\n"]));
        }
    }
}

#[test]
fn no_rule_uses_a_key_that_is_told_as_unused() {
    let mut code = String::new();
    for layer in ["science", "coach"] {
        code_below(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(layer), &mut code);
    }
    assert!(code.contains(".min_readiness"), "the rules are where this test looks");
    // Names that are fields of other things too can't be told apart by their text.
    let own = ["target_time", "injury_history", "adaptation_priorities"];
    for key in own {
        assert!(unused::SHOWN_ONLY.iter().any(|(k, _)| k.ends_with(key)), "{key}");
        assert!(!code.contains(&format!(".{key}")), "a rule uses {key}: take it out of the list");
    }
}

#[test]
fn the_version_is_named_by_its_bytes() {
    let mission = parse(GOOD, "small.toml").expect("good");
    let a = version(mission.clone(), GOOD);
    let b = version(mission, &GOOD.replace("schema = 1", "schema = 1 # as ever"));
    assert_eq!((a.hash.len(), a.mission == b.mission), (64, true));
    assert_ne!(a.hash, b.hash);
}

/// The keys that serde knows in a table: it names them all when it meets a stranger.
fn known_to_the_domain(toml: &str) -> Vec<String> {
    let Err(e) = toml::from_str::<Mission>(toml) else { return Vec::new() };
    let message = e.message().to_owned();
    let tail = message.split_once("expected").map_or("", |(_, t)| t);
    tail.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_list_of_keys_and_the_types_of_the_domain_agree() {
    let head = "id = \"x\"\nname = \"x\"\ngoal = { kind = \"race\", sport = \"run\" }\n";
    let tables: [(&str, String); 22] = [
        ("", "zz = 1".to_owned()),
        ("goal", "goal = { zz = 1 }".to_owned()),
        ("objective", format!("{head}objective = {{ zz = 1 }}")),
        ("stages", format!("{head}stages = [{{ zz = 1 }}]")),
        ("events", format!("{head}events = [{{ zz = 1 }}]")),
        ("targets", format!("{head}targets = {{ zz = 1 }}")),
        ("constraints", format!("{head}constraints = {{ zz = 1 }}")),
        ("constraints.available_minutes", format!("{head}constraints.available_minutes = {{ zz = 1 }}")),
        ("constraints.unavailable", format!("{head}constraints.unavailable = [{{ zz = 1 }}]")),
        ("constraints.injuries", format!("{head}constraints.injuries = [{{ zz = 1 }}]")),
        ("constraints.conditions", format!("{head}constraints.conditions = [{{ zz = 1 }}]")),
        ("philosophy", format!("{head}philosophy = {{ zz = 1 }}")),
        ("philosophy.adaptation", format!("{head}philosophy.adaptation = [{{ zz = 1 }}]")),
        ("preferences", format!("{head}preferences = {{ zz = 1 }}")),
        ("personal", format!("{head}personal = {{ zz = 1 }}")),
        ("points", format!("{head}points = {{ zz = {{ gc = 1, breakaway = 1 }} }}")),
        ("points.flat", format!("{head}points = {{ flat = {{ zz = 1 }} }}")),
        ("bonuses", format!("{head}bonuses = {{ zz = 1 }}")),
        ("safety", format!("{head}safety = {{ zz = 1 }}")),
        ("detection", format!("{head}detection = {{ zz = 1 }}")),
        ("model", format!("{head}model = {{ zz = 1 }}")),
        ("sources.oura", format!("{head}sources = {{ oura = {{ zz = 1 }} }}")),
    ];
    for (path, text) in tables {
        let mut domain = known_to_the_domain(&text);
        let mut listed = keys::names_at(path);
        domain.sort();
        listed.sort_unstable();
        assert!(!domain.is_empty(), "{path}");
        assert_eq!(domain, listed, "{path}");
    }
}

#[test]
fn words_of_the_domain_are_all_known() {
    for kind in crate::domain::SessionKind::ALL {
        let text =
            GOOD.replace("[philosophy]", &format!("[preferences]\nkinds = [\"{}\"]\n[philosophy]", kind.name()));
        assert!(parse(&text, "small.toml").is_ok(), "{kind}");
    }
    for sport in crate::domain::Sport::ALL {
        let text = GOOD.replace("sport = \"run\"", &format!("sport = \"{sport}\""));
        assert!(parse(&text, "small.toml").is_ok(), "{sport}");
    }
}

#[rstest]
#[case(format!("notes = {}{}", "[".repeat(1_900), "]".repeat(1_900)))]
#[case(format!("notes = {}{}", "[".repeat(100_000), "]".repeat(100_000)))]
#[case(format!("notes = {}", "[\n".repeat(50_000)))]
#[case(format!("{}notes = 1", "a.".repeat(1_900)))]
#[case(format!("{}notes = 1", "a.".repeat(100_000)))]
#[case(format!("[{}notes]", "a.".repeat(1_900)))]
#[case(format!("notes = {}1", "{ a = ".repeat(1_900)))]
#[case("x".repeat(2_000_000))]
fn absurd_nesting_is_refused(#[case] text: String) {
    assert!(parse(&text, "small.toml").is_err());
}

proptest::proptest! {
    /// Whatever is done to a file, it is read or refused with a reason, never a panic.
    #[test]
    fn nothing_panics(cut in 0_usize..GOOD.len(), len in 0_usize..40, junk in "\\PC{0,12}") {
        let end = (cut + len).min(GOOD.len());
        let text = format!("{}{junk}{}", &GOOD[..cut], &GOOD[end..]);
        let review = review(&text, "small.toml", today());
        proptest::prop_assert!(review.mission.is_some() || review.has_errors());
    }
}

#[test]
fn an_adaptation_has_a_limit_of_its_signal_and_stands_once() {
    let with = |lines: &str| {
        let text = GOOD.replace("[philosophy]", &format!("[philosophy]\nadaptation = [{lines}]"));
        let review = super::super::review(&text, "small.toml", Day::from_ymd_opt(2026, 11, 20).unwrap());
        review.issues.iter().filter(|i| i.is_error()).map(|i| i.key.clone()).collect::<Vec<_>>()
    };
    assert_eq!(with(r#"{ signal = "sleep", limit = 7.0, nights = 3, then = "no_hard" }"#), Vec::<String>::new());
    assert_eq!(with(r#"{ signal = "sleep", limit = 70 }"#), ["philosophy.adaptation[1].limit"]);
    assert_eq!(with(r#"{ signal = "battery", then = "recovery_week" }"#), ["philosophy.adaptation[1].then"]);
    assert_eq!(with(r#"{ signal = "hrv", nights = 2 }"#), ["philosophy.adaptation[1].nights"]);
    assert_eq!(with(r#"{ signal = "hrv" }, { signal = "hrv" }"#), ["philosophy.adaptation[2]"]);
}
