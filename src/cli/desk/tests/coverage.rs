//! Every key of config.toml and of a mission's file has a row, or a reason to have none; and what a row shows is what it
//! takes.

use super::*;
use crate::{
    app::{dialog::Kind, screen::settings::THRESHOLDS},
    config::{line, mission, schema},
    domain::Event,
};

/// A file with an element in every list of tables.
const CONFIG: &str = "[athlete]\nmass_kg = 68.04 # mine\nheight_m = 1.78\n\n\
    [[thresholds]]\nkind = \"threshold_speed\"\npace = \"4:05\" # a race\nfrom = 2026-01-10\n\n\
    [[thresholds]]\nkind = \"css\"\nvalue = 1.25 # a test\nfrom = 2026-02-10\n\n\
    [[thresholds]]\nkind = \"ftp\"\nsport = \"bike\"\nvalue = 250\nfrom = 2026-03-10\n\n\
    [model]\npreset = \"ollama\"\nmodel = \"small\"\n\n\
    [[model.prices]]\nmodel = \"small\" # by the list\ninput_usd = 0.25\noutput_usd = 2\n";

/// What stands behind the tour's template, so that each of its lists has an element.
const MORE: &str = "\n[[events]]\nname = \"Half\" # a test\ndate = \"2027-03-21\"\npriority = \"B\"\nsport = \"run\"\nminutes = 108\n\
    \n[[constraints.conditions]]\nfrom = 2027-06-01 # the camp\nto = 2027-06-14\ntemperature_c = 32\naltitude_m = 1800\n\
    \n[[constraints.injuries]]\nsite = \"left calf\" # old\nsports = [\"hike\"]\nuntil = 2027-02-01\n\
    \n[[constraints.unavailable]]\nfrom = 2027-05-10\nto = 2027-05-16 # the fair\nminutes = 30\nsports = [\"run\"]\nreason = \"away\"\n\
    \n[[philosophy.adaptation]]\nsignal = \"sleep\" # mine\nlimit = 6.5\nnights = 3\nthen = \"no_hard\"\n";

fn everything(units: &str) -> (tempfile::TempDir, Paths, Athlete, String) {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::in_home(dir.path());
    fs::write(paths.config_file(), format!("{CONFIG}\n[screen]\nunits = \"{units}\"\n")).unwrap();
    let text = mission::instantiate("tour", today(), &mission::Wish::default()).unwrap() + MORE;
    let m = mission::parse(&text, "tour.toml").unwrap();
    let mut a = Athlete::default();
    a.apply(&Event::MissionSaved(Box::new(mission::version(m, &text))));
    let activated = crate::domain::event::MissionActivated { mission: "tour".into(), day: today() };
    a.apply(&Event::MissionActivated(activated));
    (dir, paths, a, text)
}

/// `thresholds[2].value` without the element's place.
fn general(key: &str) -> String {
    let mut out = String::new();
    for part in key.split('[') {
        match part.split_once(']') {
            Some((_, rest)) if !out.is_empty() => out.extend(["[]", rest]),
            _ => out.push_str(part),
        }
    }
    out
}

/// Whether a row holds the value of a key: its own, as a part of its line, or among several in one row.
fn holds(f: &Field, mark: &str, key: &str, shape: &dyn Fn(&str) -> Option<&'static config::Shape>) -> bool {
    if let FieldKind::Opens(Kind::Stage(_)) = f.kind {
        let slots = ["type", "name", "date", "distance_km", "ascent_m", "minutes"];
        return mark == MISSION && key.strip_prefix("stages[].").is_some_and(|k| slots.contains(&k));
    }
    let Some(own) = f.key.strip_prefix(mark).filter(|k| mark == MISSION || !k.contains(':')) else { return false };
    if general(own) == key {
        return true;
    }
    let below = |table: &str| key.strip_prefix(table).and_then(|k| k.strip_prefix('.'));
    match line::of(own) {
        Some((line, Some(_))) => below(&format!("{}[]", line.list)).is_some_and(|k| line.keys().contains(&k)),
        Some((_, None)) => false,
        None => match shape(own) {
            Some(config::Shape::Map(..) | config::Shape::Table(_)) => below(own).is_some_and(|k| !k.contains('.')),
            _ => false,
        },
    }
}

fn fits(pattern: &str, key: &str) -> bool {
    let (p, k): (Vec<&str>, Vec<&str>) = (pattern.split('.').collect(), key.split('.').collect());
    p.len() == k.len() && p.iter().zip(&k).all(|(p, k)| *p == "*" || p == k)
}

fn check(
    keys: &[String],
    fields: &[Field],
    mark: &str,
    without: &[(&str, &str)],
    shape: &dyn Fn(&str) -> Option<&'static config::Shape>,
) {
    assert!(keys.len() > 60, "the walk found {}", keys.len());
    for key in keys {
        let row = fields.iter().any(|f| holds(f, mark, key, shape));
        let reason = without.iter().any(|(p, _)| fits(p, key));
        assert!(row || reason, "{mark}{key} has neither a row nor a reason");
        assert!(!(row && reason), "{mark}{key} has a row and a reason to have none");
    }
    for (pattern, why) in without {
        assert!(keys.iter().any(|k| fits(pattern, k)), "{pattern} is no key any more");
        assert!(why.len() > 10, "{pattern}");
    }
}

#[test]
fn every_key_has_a_row_or_a_reason_to_have_none() {
    let (_dir, paths, a, _) = everything("metric");
    let fields = sheet(&paths, &["ansi".into()], today(), Some(&a)).fields;
    check(&schema::leaves(config::load::CONFIG), &fields, "", &rows::WITHOUT, &config_shape);
    // The legs of a triathlon and the weeks of a block are in missions of that kind only.
    let mut of_mission = fields;
    for template in ["half-triathlon", "base-block"] {
        of_mission.extend(sheet(&paths, &[], today(), Some(&on(template))).fields);
    }
    check(&mission::leaves(), &of_mission, MISSION, &super::super::mission::WITHOUT, &mission::shape);
}

/// At 80 columns the foot has two lines for what a row does, and a heading one.
#[test]
fn what_a_row_does_has_room_on_a_small_screen() {
    for units in ["metric", "imperial"] {
        let (_dir, paths, a, _) = everything(units);
        for f in sheet(&paths, &["ansi".into()], today(), Some(&a)).fields {
            assert!(crate::tui::text::wrap(&f.help, 78).len() <= 2, "{}: {}", f.key, f.help);
            assert!(f.under.chars().count() <= 58, "{}", f.under);
            let set = matches!(f.kind, FieldKind::Text | FieldKind::Choice(_)) && !f.key.starts_with(keys::PREFIX);
            assert!(!set || f.label.chars().count() <= 22, "{}: {}", f.key, f.label);
        }
    }
}

/// What a row shows, typed again, is what the file says already: nothing is lost on the way there and back.
#[rstest]
#[case("metric")]
#[case("imperial")]
fn what_a_row_shows_is_what_it_takes(#[case] units: &str) {
    let (_dir, paths, a, mission_text) = everything(units);
    let shown = |a: &Athlete| sheet(&paths, &["ansi".into()], today(), Some(a)).fields;
    let had = text(&paths);
    let all = shown(&a);
    let mut typed = 0;
    for f in all.iter().filter(|f| f.is_editable() && !f.typed().is_empty() && f.kind != FieldKind::Add) {
        if !matches!(f.kind, FieldKind::Text | FieldKind::Choice(_) | FieldKind::Element(_))
            || f.key.starts_with(keys::PREFIX)
        {
            continue;
        }
        typed += 1;
        let words = Some(f.typed());
        if let Some(key) = f.key.strip_prefix(MISSION) {
            let new = super::mission(&paths, &a, key, words).unwrap_or_else(|e| panic!("{key} {words:?}: {e}"));
            if units == "metric" {
                assert_eq!(new, mission_text, "{key}");
            }
            let mut then = a.clone();
            let m = mission::parse(&new, "tour.toml").unwrap();
            then.apply(&Event::MissionSaved(Box::new(mission::version(m, &new))));
            let again = shown(&then).into_iter().find(|x| x.key == f.key).unwrap();
            assert_eq!(again.typed(), f.typed(), "{key}");
        } else {
            one(&paths, &f.key, words).unwrap_or_else(|e| panic!("{} {words:?}: {e}", f.key));
            if units == "metric" {
                assert_eq!(text(&paths), had, "{}", f.key);
            }
            let again = shown(&a).into_iter().find(|x| x.key == f.key).unwrap();
            assert_eq!(again.typed(), f.typed(), "{}", f.key);
        }
    }
    assert!(typed >= 50, "{typed} rows had something");
    for comment in ["# mine", "# a race", "# a test", "# by the list"] {
        assert!(text(&paths).contains(comment), "{comment}");
    }
}

#[test]
fn paces_are_read_and_written_in_the_athletes_unit() {
    let (_dir, paths, ..) = everything("imperial");
    let row = |label: &str| {
        let all = sheet(&paths, &[], today(), None).fields;
        all.into_iter().find(|f| f.section == THRESHOLDS && f.label == label).unwrap()
    };
    let run = row("Threshold pace");
    assert_eq!((run.value.as_str(), run.allows.as_str()), ("6:34", "3:50 to 22:21 /mi"));
    assert!(run.note.starts_with("/mi since 2026-01-10"), "{}", run.note);
    assert_eq!(row("Critical swim speed").value, "1:13");
    one(&paths, "thresholds[0].pace", Some("6:30")).unwrap();
    one(&paths, "thresholds[1].value", Some("1:30 /100 m")).unwrap();
    assert!(text(&paths).contains("pace = \"4:02.3\" # a race"), "{}", text(&paths));
    assert!(text(&paths).contains("value = 1.1111 # a test"), "{}", text(&paths));
    assert_eq!((row("Threshold pace").value, row("Critical swim speed").value), ("6:30".into(), "1:22".into()));
    one(&paths, "thresholds", Some("pace run 6:20")).unwrap();
    assert!(text(&paths).contains("pace = \"3:56.1\""), "{}", text(&paths));
    one(&paths, "thresholds", Some("threshold_speed run 6:10")).unwrap();
    assert_eq!(text(&paths).matches("from = 2026-11-20").count(), 1, "today's takes the place of today's");
    one(&paths, "thresholds", Some("css swim 1:38 /100 m 2026-05-01")).unwrap();
    assert!(text(&paths).contains("pace = \"1:38\""), "{}", text(&paths));
    let why = one(&paths, "thresholds[0].pace", Some("1:30")).unwrap_err();
    assert_eq!(why, "1:30 /mi is out of range; 3:50 to 22:21 /mi");
    assert!(one(&paths, "thresholds[0].pace", Some("4.1")).unwrap_err().contains("write it as 4:30 /mi"));
}

#[test]
fn heat_and_height_are_in_the_athletes_units() {
    let (_dir, paths, a, _) = everything("imperial");
    let all = sheet(&paths, &[], today(), Some(&a)).fields;
    let row = all.iter().find(|f| f.key.ends_with("constraints.conditions[0]")).unwrap();
    assert_eq!(row.value, "90 °F, 5906 ft above the sea");
    assert_eq!(row.typed(), "2027-06-01 to 2027-06-14; 89.6; 5906");
    let new =
        mission(&paths, &a, "constraints.conditions[0]", Some("2027-06-01 to 2027-06-20; 30 C; 5000")).unwrap();
    for part in ["from = 2027-06-01 # the camp", "to = \"2027-06-20\"", "temperature_c = 30", "altitude_m = 1524"] {
        assert!(new.contains(part), "{part} is missing in\n{new}");
    }
    let why = mission(&paths, &a, "constraints.conditions", Some("2027-06-01 to 2027-06-14; warm")).unwrap_err();
    assert!(why.contains("“warm” is no temperature; write it in °F"), "{why}");
}

#[test]
fn a_service_and_a_model_are_named_one_after_the_other() {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::in_home(dir.path());
    one(&paths, "model.preset", Some("openai")).unwrap();
    assert!(sheet(&paths, &[], today(), None).problems.iter().any(|p| p.as_str().contains("no model is named")));
    one(&paths, "model.model", Some("small")).unwrap();
    one(&paths, "model.first_s", Some("45")).unwrap();
    one(&paths, "model.prices", Some("small; 0.25; 2")).unwrap();
    one(&paths, "model.prices[0]", Some("small; 0.3; 2; 0.03")).unwrap();
    assert!(
        text(&paths).contains("first_s = 45") && text(&paths).contains("cached_usd = 0.03"),
        "{}",
        text(&paths)
    );
    assert!(one(&paths, "model.prices", Some("cheap")).unwrap_err().contains("some-model; 0.25; 2; 0.025"));
    one(&paths, "model.prices[0]", None).unwrap();
    assert!(!text(&paths).contains("input_usd"), "{}", text(&paths));
}

#[rstest]
#[case("sources.oura.enabled", "no", "enabled = false")]
#[case("sources.strava.per_day", "2000", "per_day = 2000")]
#[case("sources.strava.base_url", "http://127.0.0.1:8080/api/", "base_url = \"http://127.0.0.1:8080/api/\"")]
#[case("sport_factors.strength", "0,8", "strength = 0.8")]
#[case("vault.backend", "keyring", "backend = \"keyring\"")]
#[case("vault.read", "pass, show, lanterne", "read = [\"pass\", \"show\", \"lanterne\"]")]
#[case("ci.folder", "coach", "folder = \"coach\"")]
#[case("notify.gateway.per_day", "3", "per_day = 3")]
fn a_row_of_config_is_written(#[case] key: &str, #[case] value: &str, #[case] written: &str) {
    let (_dir, paths) = home();
    one(&paths, key, Some(value)).unwrap();
    assert!(text(&paths).contains(written), "{}", text(&paths));
    one(&paths, key, None).unwrap();
    assert!(!text(&paths).contains(written), "{}", text(&paths));
}

#[rstest]
#[case("sources.oura.base_url", "http://example.org", "plain http only to this machine")]
#[case("sources.strava.token_url", "somewhere", "no address that may be used")]
#[case("sources.strava.retain_days", "30", "the terms of strava allow 7 days at most")]
#[case("notify.ntfy.server", "ftp://example.org", "no address that may be used")]
#[case("ci.folder", "../up", "a folder inside the repository")]
#[case("vault.backend", "drawer", "one of file, keyring, command, env")]
#[case("vault.backend", "command", "no program that reads")]
#[case("sport_factors.run", "5", "between 0 and 3")]
fn what_a_key_can_not_be_is_refused(#[case] key: &str, #[case] value: &str, #[case] said: &str) {
    let (_dir, paths) = home();
    let why = one(&paths, key, Some(value)).unwrap_err();
    assert!(why.contains(said), "{why}");
    assert_eq!(text(&paths), FILE);
}
