use super::*;
use crate::app::screen::settings::MISSION;
use rstest::rstest;

mod coverage;

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 20).unwrap()
}

const FILE: &str = "# mine\n[athlete]\nmass_kg = 68 # on the scale\n\n[[thresholds]]\nkind = \"ftp\"\nsport = \"bike\"\nvalue = 250 # test\nfrom = 2026-01-10\n";

fn home() -> (tempfile::TempDir, Paths) {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::in_home(dir.path());
    fs::write(paths.config_file(), FILE).unwrap();
    (dir, paths)
}

fn one(paths: &Paths, key: &str, value: Option<&str>) -> Result<(), String> {
    write(paths, &[(key.to_owned(), value.map(str::to_owned))], today())
}

fn text(paths: &Paths) -> String {
    fs::read_to_string(paths.config_file()).unwrap()
}

#[test]
fn rows_show_what_the_file_says() {
    let (_dir, paths) = home();
    let sheet = sheet(&paths, &["ansi".into(), "mono".into()], today(), None);
    let of = |label: &str| sheet.fields.iter().find(|f| f.label == label).unwrap();
    assert_eq!((of("Body mass").value.as_str(), of("Sex").value.as_str()), ("68", ""));
    assert_eq!((of("FTP").value.as_str(), of("FTP").key.as_str()), ("250", "thresholds[0].value"));
    assert_eq!(of("Theme").kind, FieldKind::Choice(vec!["ansi".into(), "mono".into()]));
    assert!(sheet.problems.is_empty());
}

#[test]
fn a_value_is_written_and_comments_stay() {
    let (_dir, paths) = home();
    one(&paths, "athlete.mass_kg", Some("67,5")).unwrap();
    one(&paths, "thresholds[0].value", Some("255")).unwrap();
    one(&paths, "screen.theme", Some("mono")).unwrap();
    one(&paths, "thresholds", Some("lthr 168")).unwrap();
    let now = text(&paths);
    for part in
        ["# mine", "mass_kg = 67.5 # on the scale", "value = 255 # test", "theme = \"mono\"", "from = 2026-11-20"]
    {
        assert!(now.contains(part), "{part} is missing in\n{now}");
    }
}

#[test]
fn unset_takes_a_key_or_a_whole_threshold_out() {
    let (_dir, paths) = home();
    one(&paths, "athlete.mass_kg", None).unwrap();
    one(&paths, "thresholds[0].value", None).unwrap();
    let now = text(&paths);
    assert!(!now.contains("mass_kg") && !now.contains("thresholds") && now.contains("[athlete]"), "{now}");
}

#[rstest]
#[case("athlete.mass_kg", "heavy", "“heavy” is no figure; write it in kg")]
#[case("athlete.mass_kg", "5000", "between 20 and 300 kg")]
#[case("athlete.birth_year", "19x", "a whole number from 1900 to 2100")]
#[case("weekly.at", "late", "write it as 21:00")]
#[case("weekly.day", "fri", "one of sun, mon")]
#[case("output.commit", "maybe", "yes or no")]
#[case("notify.channels", "pigeon", "one of ntfy, mail, sms, gateway")]
#[case("athlete.available.mon", "soon", "is no time")]
#[case("athlete.available.mon", "20:00", "between 0 and 960 min")]
#[case("athlete.time_zone", "Europe/Pari", "did you mean Europe/Paris?")]
#[case("thresholds", "ftp bike 262 tomorrow", "`tomorrow` is no date")]
#[case("thresholds", "ftb bike 262", "`ftb` is no kind of threshold")]
#[case("thresholds", "ftp bike", "the value is missing")]
#[case("thresholds", "ftp bike 2 2026-01-01", "out of range; between 40 and 600 W")]
#[case("thresholds", "ftp bike 250 2026-01-10", "a second value")]
#[case("thresholds[7].value", "250", "can't be set")]
#[case("athlete.shoe_size", "44", "no key athlete.shoe_size")]
fn what_is_wrong_is_refused_and_the_file_stays(#[case] key: &str, #[case] value: &str, #[case] said: &str) {
    let (_dir, paths) = home();
    let error = one(&paths, key, Some(value)).unwrap_err();
    assert!(error.contains(said), "{error}");
    assert_eq!(text(&paths), FILE);
}

#[test]
fn every_row_is_a_key_of_its_file_and_is_explained() {
    for r in rows::BLOCKS.iter().flat_map(|b| b.2) {
        assert!(config_shape(r.0).is_some(), "{} is no key of config.toml", r.0);
        assert!(!r.1.is_empty() && r.3.ends_with('.'), "{}", r.0);
    }
    for name in crate::sources::NAMES {
        let key = format!("sources.{name}.enabled");
        let help = rows::BLOCKS.iter().flat_map(|b| b.2).find(|r| r.0 == key).map_or("", |r| r.3);
        let pages: Vec<crate::domain::Href> = crate::domain::Href::written(help).into_iter().map(|p| p.1).collect();
        assert_eq!(pages, Vec::from_iter(crate::sources::page(name)), "where the key of {name} is made");
    }
    let (_dir, paths) = home();
    let fields = sheet(&paths, &[], today(), Some(&on("tour"))).fields;
    let mut seen = std::collections::BTreeSet::new();
    for f in &fields {
        assert!(seen.insert((f.section, f.key.clone(), f.label.clone())), "{} stands twice", f.key);
        if let Some(key) = f.key.strip_prefix(MISSION).filter(|k| !k.contains('[')) {
            assert!(config::mission::shape(key).is_some(), "{key} is no key of a mission");
        }
    }
    let groups: std::collections::BTreeSet<&str> = fields.iter().map(|f| f.section).collect();
    for group in
        ["Mission", "Mission week", "Mission limits", "Mission style", "Mission stages", "Thresholds", "Keys"]
    {
        assert!(groups.contains(group), "{group}");
    }
}

/// An athlete with a template's mission.
fn on(template: &str) -> Athlete {
    let text = config::mission::instantiate(template, today(), &config::mission::Wish::default()).unwrap();
    let m = config::mission::parse(&text, &format!("{template}.toml")).unwrap();
    let mut a = Athlete::default();
    a.apply(&crate::domain::Event::MissionSaved(Box::new(config::mission::version(m, &text))));
    let mission = template.to_owned();
    let activated = crate::domain::event::MissionActivated { mission, day: today() };
    a.apply(&crate::domain::Event::MissionActivated(activated));
    a
}

fn mission(paths: &Paths, a: &Athlete, key: &str, value: Option<&str>) -> Result<String, String> {
    let changes = [(key.to_owned(), value.map(str::to_owned))];
    let kept = of_mission_file(&changes, units(paths))?;
    match amend::amended(a, paths, amend::Amendment::Keys(&kept), today()) {
        Ok(new) => Ok(new.text),
        Err(amend::AmendError::Refused(issues)) => Err(config::issue::of_keys(&issues, &changes)),
        Err(e) => Err(e.to_string()),
    }
}

#[rstest]
#[case("constraints.available_minutes.mon", "1:15", "mon = 75")]
#[case("constraints.min_readiness", "72", "min_readiness = 72")]
#[case("philosophy.hrv_rule", "strict", "hrv_rule = \"strict\"")]
#[case("philosophy.sleep_rule", "strict", "sleep_rule = \"strict\"")]
#[case("philosophy.distribution", "75 15 10", "distribution = [75, 15, 10]")]
#[case("constraints.avoid_sports", "swim, row", "avoid_sports = [\"swim\", \"row\"]")]
#[case("stages[0].name", "Home to work", "name = \"Home to work\"")]
#[case("constraints.max_weekly_km.run", "40", "run = 40")]
#[case("constraints.max_weekly_km.swim", "6", "swim = 6")]
#[case("points.mountain", "12 21", "mountain = { gc = 12, breakaway = 21 }")]
#[case("bonuses.all_gc", "40", "all_gc = 40")]
#[case("detection.gc_load", "35", "gc_load = 35")]
#[case("personal.hard_spacing", "3", "hard_spacing = 3")]
#[case("sources.oura.llm", "deny", "llm = \"deny\"")]
#[case("constraints.injury_history", "left calf 2024, knee", "injury_history = [\"left calf 2024\", \"knee\"]")]
fn a_key_of_the_mission_is_set(#[case] key: &str, #[case] value: &str, #[case] written: &str) {
    let (_dir, paths) = home();
    let new = mission(&paths, &on("tour"), key, Some(value)).unwrap();
    assert!(new.contains(written) && new.contains("# the first stage"), "{new}");
}

#[rstest]
#[case("constraints.min_rest_days", "9", "out of range; between 1 and 6")]
#[case("constraints.max_weekly_hours", "lots", "a number from 0.5 to 40 h")]
#[case("philosophy.distribution", "80 20", "give a list of 3")]
#[case("philosophy.distribution", "80 20 20", "100")]
#[case("constraints.long_day", "everyday", "one of mon, tue")]
#[case("goal.date", "someday", "is no date; write it as")]
#[case("stages[0].date", "2020-01-01", "stages")]
#[case("points.flat", "10 5", "fewer points than gc")]
#[case("philosophy.sport_split", "bike 0.7", "the shares sum to 0.70, not to 1")]
#[case("detection.breakaway_if", "0.5", "below gc_if")]
#[case("rest_days", "2020-01-01", "not inside the event")]
#[case("personal.red_readiness", "45", "may move from")]
#[case("constraints.injuries", "calf; running", "one of bike, run")]
fn what_a_mission_can_not_be_is_refused_with_what_is_allowed(
    #[case] key: &str,
    #[case] value: &str,
    #[case] said: &str,
) {
    let (_dir, paths) = home();
    let why = mission(&paths, &on("tour"), key, Some(value)).unwrap_err();
    assert!(why.contains(said), "{why}");
}

#[test]
fn figures_are_shown_and_typed_in_the_athletes_units_and_kept_in_metric() {
    let (_dir, paths) = home();
    one(&paths, "screen.units", Some("imperial")).unwrap();
    one(&paths, "athlete.mass_kg", Some("150")).unwrap();
    assert!(text(&paths).contains("mass_kg = 68.03"), "{}", text(&paths));
    let fields = sheet(&paths, &[], today(), Some(&on("marathon"))).fields;
    let of = |key: &str| fields.iter().find(|f| f.key == key).unwrap();
    let mass = of("athlete.mass_kg");
    assert_eq!((mass.value.as_str(), mass.note.as_str()), ("150", "lb"));
    assert!(mass.allows.contains("661 lb"), "{}", mass.allows);
    let far = of("mission:goal.distance_km");
    assert_eq!((far.value.as_str(), far.note.as_str()), ("26.22", "mi"));
    let new = mission(&paths, &on("marathon"), "constraints.max_weekly_km.run", Some("40 km")).unwrap();
    assert!(new.contains("run = 40 "), "{new}");
}
