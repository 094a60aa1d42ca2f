//! `classes.toml`: the athlete's own catalogue of classes and routes.
//!
//! Owns: its keys and their errors. Does not own: which class fits which session.

use super::{
    document::Document,
    issue::{Issue, Severity},
    schema::{self, Field, Shape, may, must},
    secrets,
};
use crate::domain::{Class, CleanText, SessionKind, Sport};
use serde::Deserialize;

const KINDS: &[&str] = &[
    "recovery",
    "endurance",
    "technique",
    "long",
    "tempo",
    "sweet_spot",
    "threshold",
    "vo2",
    "anaerobic",
    "sprint",
    "hills",
    "race_pace",
    "opener",
    "test",
    "strength",
    "stage",
    "race",
];
const SPORTS: &[&str] = &["bike", "run", "swim", "strength", "hike", "row", "ski", "other"];

const CATALOGUE: &[Field] = &[may("class", Shape::List(&Shape::Table(CLASS), 0, 5000))];
const CLASS: &[Field] = &[
    must("name", Shape::Text),
    must("sport", Shape::OneOf(SPORTS)),
    may("kind", Shape::OneOf(KINDS)),
    must("minutes", Shape::Int(1, 1440, " min")),
    must("intensity", Shape::Num(0.2, 1.3, " (intensity factor: 0.65 easy, 0.85 hard)")),
    may("link", Shape::Text),
];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Raw {
    class: Vec<RawClass>,
}

#[derive(Deserialize)]
struct RawClass {
    name: String,
    sport: Sport,
    kind: Option<SessionKind>,
    minutes: u16,
    intensity: f64,
    link: Option<String>,
}

/// Reads a catalogue; `file` is the name that issues carry.
///
/// # Errors
/// Everything that is wrong with it, each with its line.
pub fn parse(text: &str, file: &str) -> Result<Vec<Class>, Vec<Issue>> {
    let doc = Document::read(file, text)?;
    let mut issues = schema::mistakes(&doc, CATALOGUE);
    issues.extend(secrets::find(&doc));
    if issues.iter().any(Issue::is_error) {
        return Err(issues);
    }
    let raw: Raw = doc.typed().map_err(|e| vec![e])?;
    let mut all = Vec::with_capacity(raw.class.len());
    for (i, c) in raw.class.into_iter().enumerate() {
        let at = |key: &str| format!("class[{}].{key}", i + 1);
        let Some(name) = CleanText::line_opt(&c.name) else {
            issues.push(doc.issue(Severity::Error, &at("name"), "a class needs a name", "write what you call it"));
            continue;
        };
        let link = c.link.as_deref().and_then(CleanText::line_opt);
        if link.as_ref().is_some_and(|l| !l.as_str().starts_with("https://") && !l.as_str().starts_with("http://"))
        {
            let remedy = "write it as https://…, or leave it out";
            issues.push(doc.issue(Severity::Error, &at("link"), "this is no web address", remedy));
        }
        all.push(Class { name, sport: c.sport, kind: c.kind, minutes: c.minutes, intensity: c.intensity, link });
    }
    if issues.iter().any(Issue::is_error) { Err(issues) } else { Ok(all) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const GOOD: &str = "[[class]]\nname = \"Power zone\"\nsport = \"bike\"\nkind = \"sweet_spot\"\nminutes = 45\n\
                        intensity = 0.82\nlink = \"https://example.org/a\"\n";

    #[test]
    fn a_catalogue_is_read() {
        let all = parse(GOOD, "classes.toml").unwrap();
        assert_eq!((all.len(), all[0].minutes, all[0].kind), (1, 45, Some(SessionKind::SweetSpot)));
        assert!(parse("", "classes.toml").unwrap().is_empty());
    }

    #[test]
    fn every_kind_and_sport_of_the_list_is_one() {
        assert_eq!(KINDS, SessionKind::ALL.map(SessionKind::name));
        assert!(SPORTS.iter().all(|s| s.parse::<Sport>().is_ok_and(|x| x.name() == *s)));
    }

    #[rstest]
    #[case("minutes = 45", "minutes = \"long\"", 5, "class[1].minutes")]
    #[case("intensity = 0.82", "intensity = 82", 6, "class[1].intensity")]
    #[case("sport = \"bike\"", "sport = \"bikes\"", 3, "class[1].sport")]
    #[case("https://example.org/a", "example", 7, "class[1].link")]
    #[case("name = \"Power zone\"", "title = \"x\"", 2, "class[1].title")]
    #[case("name = \"Power zone\"", "name = \" \"", 2, "class[1].name")]
    fn a_mistake_names_file_line_and_key(
        #[case] was: &str,
        #[case] is: &str,
        #[case] line: usize,
        #[case] key: &str,
    ) {
        let issues = parse(&GOOD.replace(was, is), "classes.toml").unwrap_err();
        assert!(
            issues.iter().any(|i| i.file == "classes.toml" && i.line == Some(line) && i.key == key),
            "{issues:?}"
        );
    }
}
