use super::*;
use rstest::rstest;

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
    let sheet = sheet(&paths, &["ansi".into(), "mono".into()], today(), &paths.missions_dir());
    let of = |label: &str| sheet.fields.iter().find(|f| f.label == label).unwrap();
    assert_eq!((of("Body mass").value.as_str(), of("Sex").value.as_str()), ("68", ""));
    assert_eq!((of("ftp bike").value.as_str(), of("ftp bike").key.as_str()), ("250", "thresholds[0].value"));
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
#[case("athlete.mass_kg", "heavy", "`heavy` is no number")]
#[case("athlete.mass_kg", "5000", "between 20 and 300 kg")]
#[case("athlete.birth_year", "19x", "no whole number")]
#[case("athlete.time_zone", "Europe/Pari", "did you mean Europe/Paris?")]
#[case("thresholds", "ftp bike 262 tomorrow", "`tomorrow` is no date")]
#[case("thresholds", "ftb bike 262", "`ftb` is no kind of threshold")]
#[case("thresholds", "ftp bike", "the value is missing")]
#[case("thresholds", "ftp bike 2 2026-01-01", "out of range")]
#[case("thresholds", "ftp bike 250 2026-01-10", "a second value")]
#[case("thresholds[7].value", "250", "can't be set")]
fn what_is_wrong_is_refused_and_the_file_stays(#[case] key: &str, #[case] value: &str, #[case] said: &str) {
    let (_dir, paths) = home();
    let error = one(&paths, key, Some(value)).unwrap_err();
    assert!(error.contains(said), "{error}");
    assert_eq!(text(&paths), FILE);
}
