use super::*;
use crate::domain::{Day, ThresholdKind, Units};
use rstest::rstest;

fn nothing(_: &str) -> Option<String> {
    None
}

fn read(text: &str) -> Result<Config, Vec<Issue>> {
    parse("config.toml", text, Environment::default(), &Overrides::default(), &nothing)
}

/// The configuration of a text, for the tests of its parts.
pub(crate) fn parsed(text: &str) -> Result<Config, Vec<Issue>> {
    read(text)
}

#[test]
fn an_empty_file_is_the_defaults() {
    let config = read("").expect("good");
    assert_eq!(config.settings, Settings::default());
    assert_eq!(config.screen.chart, Chart::Braille);
    assert!(config.screen.motion && config.screen.colour && !config.screen.mouse);
    assert_eq!(config.warnings, []);
}

#[test]
fn everything_is_read() {
    let config = read(
        r#"
[athlete]
name = "Ada\u001b[31m"
birth_year = 1984
sex = "female"
mass_kg = 61
time_zone = "Europe/Paris"
sleep_need_h = 7.5

[[thresholds]]
kind = "ftp"
value = 240
from = 2026-05-01
note = "20 min test"

[[thresholds]]
kind = "threshold_speed"
pace = "4:10/km"
from = "2026-03-01"

[[thresholds]]
kind = "css"
pace = "1:40"
from = "2026-03-02"

[[thresholds]]
kind = "lthr"
sport = "run"
value = 168
from = "2026-03-01"

[form]
convention = "tp"
tsb = "same"
seed_ctl = 40

[sport_factors]
strength = 0.5

[screen]
theme = "contrast"
chart = "ascii"
mouse = true
motion = false
units = "imperial"

[keys]
quit = "ctrl-q"
help = ["?", "f1"]
undo = []

[output]
folder = "/tmp/reports"
"#,
    )
    .expect("good");
    let s = &config.settings;
    assert_eq!(s.name.as_ref().map(CleanText::as_str), Some("Ada[31m"));
    assert_eq!((s.birth_year, s.sex, s.mass_kg, s.sleep_need_h), (Some(1984), Sex::Female, Some(61.0), Some(7.5)));
    assert_eq!(config.zone(), Tz::Europe__Paris);
    let thresholds: Vec<_> = s.thresholds.iter().map(|t| (t.kind, t.sport, t.from.to_string())).collect();
    assert_eq!(
        thresholds,
        [
            (ThresholdKind::ThresholdSpeed, Some(Sport::Run), "2026-03-01".to_owned()),
            (ThresholdKind::Lthr, Some(Sport::Run), "2026-03-01".to_owned()),
            (ThresholdKind::Css, Some(Sport::Swim), "2026-03-02".to_owned()),
            (ThresholdKind::Ftp, Some(Sport::Bike), "2026-05-01".to_owned()),
        ]
    );
    assert!((s.thresholds[0].value - 4.0).abs() < 1e-9 && (s.thresholds[2].value - 1.0).abs() < 1e-9);
    assert_eq!(s.form.seed_ctl, Some(40.0));
    assert_eq!(s.sport_factors.get(&Sport::Strength), Some(&0.5));
    assert_eq!((config.screen.chart, config.screen.units), (Chart::Ascii, Units::Imperial));
    assert!(config.screen.mouse && !config.screen.motion);
    assert_eq!(config.keys["quit"].keys, ["ctrl-q"]);
    assert_eq!(config.keys["help"].keys, ["?", "f1"]);
    assert_eq!((config.keys["undo"].keys.len(), config.keys["undo"].line), (0, Some(50)));
    assert_eq!(config.output, Some(PathBuf::from("/tmp/reports")));
}

#[rstest]
#[case("[athlete]\nbirth_yaer = 1984", 2, "athlete.birth_yaer", "did you mean `birth_year`?")]
#[case("[athlete]\nmass_kg = 7", 2, "athlete.mass_kg", "between 20 and 300 kg")]
#[case("[athlete]\ntime_zone = \"Europe/Pariss\"", 2, "athlete.time_zone", "did you mean Europe/Paris?")]
#[case("[screen]\n\nchart = \"brail\"", 3, "screen.chart", "did you mean `braille`?")]
#[case("[screen]\nmouse = \"yes\"", 2, "screen.mouse", "true or false")]
#[case("[keys]\nquit = 3", 2, "keys.quit", "a text in quotes, or a list")]
#[case("[keys]\nquit = [\"q\", 3]", 2, "keys.quit[2]", "a text")]
#[case("[[thresholds]]\nkind = \"ftp\"\nvalue = 240", 1, "thresholds[1].from", "missing")]
#[case("[[thresholds]]\nkind = \"ftp\"\nvalue = 2400\nfrom = 2026-01-01", 3, "thresholds[1].value", "between")]
#[case(
    "[[thresholds]]\nkind = \"ftp\"\nvalue = 24\nfrom = 2026-01-01",
    3,
    "thresholds[1].value",
    "between 40 and 600 W"
)]
#[case("[[thresholds]]\nkind = \"ftp\"\npace = \"4:00\"\nfrom = 2026-01-01", 3, "thresholds[1].pace", "give value")]
#[case("[[thresholds]]\nkind = \"css\"\npace = \"1.40\"\nfrom = 2026-01-01", 3, "thresholds[1].pace", "1:38")]
#[case("[[thresholds]]\nkind = \"css\"\nfrom = 2026-01-01", 1, "thresholds[1].value", "neither")]
#[case("[sport_factors]\nbkie = 1", 2, "sport_factors.bkie", "did you mean `bike`?")]
#[case("[screen\n", 1, "", "not TOML")]
#[case("[output]\noura_token = \"x\"", 2, "output.oura_token", ".env")]
fn a_wrong_line_is_named(#[case] text: &str, #[case] line: usize, #[case] key: &str, #[case] says: &str) {
    let issues = read(text).expect_err("wrong");
    let found: Vec<_> = issues.iter().map(|i| (i.line, i.key.as_str())).collect();
    assert_eq!(found, [(Some(line), key)], "{issues:#?}");
    assert!(issues[0].to_string().contains(says), "{}", issues[0]);
}

#[test]
fn two_thresholds_of_one_kind_and_day_are_refused() {
    let one = "[[thresholds]]\nkind = \"ftp\"\nvalue = 240\nfrom = 2026-01-01\n";
    let issues = read(&format!("{one}{one}")).expect_err("twice");
    assert_eq!((issues[0].line, issues[0].key.as_str()), (Some(8), "thresholds[2].from"));
}

/// Flag, environment, .env, config.toml: the first that speaks wins.
#[rstest]
#[case([Some("flag"), Some("env"), Some("dot"), Some("file")], Some("flag"))]
#[case([None, Some("env"), Some("dot"), Some("file")], Some("env"))]
#[case([None, None, Some("dot"), Some("file")], Some("dot"))]
#[case([None, None, None, Some("file")], Some("file"))]
#[case([None, Some(""), None, Some("file")], Some("file"))]
#[case([None, None, None, None], None)]
fn precedence(#[case] places: [Option<&str>; 4], #[case] wins: Option<&str>) {
    let dir = tempfile::tempdir().expect("a folder");
    let paths = Paths::in_home(dir.path());
    let [flag, env, dot, file] = places.map(|p| p.map(str::to_owned));
    if let Some(theme) = &dot {
        fs::write(paths.env_file(), format!("LANTERNE_THEME={theme}\n")).expect("written");
    }
    if let Some(theme) = &file {
        fs::write(paths.config_file(), format!("[screen]\ntheme = \"{theme}\"\n")).expect("written");
    }
    let process = |name: &str| env.clone().filter(|_| name == "LANTERNE_THEME");
    let config = load(&paths, &Overrides { theme: flag, ..Overrides::default() }, &process).expect("good");
    assert_eq!(config.screen.theme.as_deref(), wins);
}

#[test]
fn the_zone_follows_the_same_order_and_is_checked_everywhere() {
    let with = |env: &str, flag: Option<&str>| {
        let process = |name: &str| (name == "LANTERNE_TIME_ZONE").then(|| env.to_owned());
        let environment = Environment::read(&process, None).0;
        let flags = Overrides { time_zone: flag.map(str::to_owned), ..Overrides::default() };
        parse("config.toml", "[athlete]\ntime_zone = \"UTC\"\n", environment, &flags, &nothing)
    };
    let zone = |c: Config| c.settings.time_zone;
    assert_eq!(with("", None).map(zone), Ok(Some("UTC".to_owned())));
    assert_eq!(with("Asia/Tokyo", None).map(zone), Ok(Some("Asia/Tokyo".to_owned())));
    assert_eq!(with("Asia/Tokyo", Some("Europe/Rome")).map(zone), Ok(Some("Europe/Rome".to_owned())));
    let wrong = with("Asia/Tokio", None).expect_err("no zone");
    assert!(wrong[0].to_string().starts_with("LANTERNE_TIME_ZONE: error"), "{}", wrong[0]);
}

#[test]
fn colour_is_off_when_asked() {
    for (name, value, colour) in
        [("NO_COLOR", "1", false), ("NO_COLOR", "", true), ("TERM", "dumb", false), ("TERM", "xterm", true)]
    {
        let process = |n: &str| (n == name).then(|| value.to_owned());
        let dir = tempfile::tempdir().expect("a folder");
        let config = load(&Paths::in_home(dir.path()), &Overrides::default(), &process).expect("good");
        assert_eq!(config.screen.colour, colour, "{name}={value}");
    }
}

#[test]
fn secrets_come_from_the_config_folder_and_stay_unprinted() {
    let dir = tempfile::tempdir().expect("a folder");
    let (home, elsewhere) = (dir.path().join("home"), dir.path().join("elsewhere"));
    for d in [&home, &elsewhere] {
        fs::create_dir(d).expect("made");
    }
    fs::write(elsewhere.join(".env"), "STRAVA_CLIENT_ID=not-mine\n").expect("written");
    fs::write(home.join(".env"), "OURA_TOKEN=hush-hush\n").expect("written");
    let config = load(&Paths::in_home(&home), &Overrides::default(), &nothing).expect("good");
    assert_eq!(config.secret("OURA_TOKEN").map(Secret::expose), Some("hush-hush"));
    assert!(config.secret("STRAVA_CLIENT_ID").is_none());
    assert!(!format!("{config:?}").contains("hush"));
}

#[test]
fn errors_of_both_files_come_together() {
    let dir = tempfile::tempdir().expect("a folder");
    let paths = Paths::in_home(dir.path());
    fs::write(paths.env_file(), "what is this\n").expect("written");
    fs::write(paths.config_file(), "[screen]\nmouse = 1\ntheme = 2\n").expect("written");
    let errors = load(&paths, &Overrides::default(), &nothing).expect_err("wrong");
    let lines: Vec<_> = errors.0.iter().map(|i| i.line).collect();
    assert_eq!(lines, [Some(1), Some(2), Some(3)]);
    let shown = errors.to_string();
    assert_eq!(shown.lines().count(), 3, "{shown}");
    assert!(shown.contains("config.toml:2: error: screen.mouse"), "{shown}");
}

#[test]
fn a_day_is_read_with_and_without_quotes() {
    let with = |from: &str| read(&format!("[[thresholds]]\nkind = \"ftp\"\nvalue = 240\nfrom = {from}\n"));
    let day: Day = "2026-01-02".parse().expect("a date");
    for from in ["2026-01-02", "\"2026-01-02\""] {
        assert_eq!(with(from).map(|c| c.settings.thresholds[0].from), Ok(day));
    }
}

#[rstest]
#[case("[sources.oura]\nllm = \"deny\"\nretain_days = 90", None)]
#[case("[sources.strava]\nretain_days = 3", None)]
#[case("[sources.strava]\nllm = \"allow\"", Some("sources.strava.llm"))]
#[case("[sources.strava]\nretain_days = 30", Some("sources.strava.retain_days"))]
#[case("[sources.oura]\nretain_days = 0", Some("sources.oura.retain_days"))]
#[case("[sources.oura]\nllm = \"sometimes\"", Some("sources.oura.llm"))]
fn a_policy_may_be_stricter_and_not_looser(#[case] text: &str, #[case] wrong: Option<&str>) {
    match (read(text), wrong) {
        (Ok(c), None) => assert_eq!(c.settings.sources.len(), 1),
        (Err(issues), Some(key)) => assert!(issues.iter().any(|i| i.key == key && i.line == Some(2)), "{issues:?}"),
        (other, _) => panic!("{other:?}"),
    }
}
