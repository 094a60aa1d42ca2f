//! Verbs that carry the athlete's own words: `override F05 because …`, `injured knee 4`, `healed knee`.

use super::{Verb, VerbError, parse::rule_name};

const OVERRIDE: &str = "override F05 because I slept well on the train";
const INJURED: &str = "injured left knee 4";
/// Pain of an injury that is named without a figure, of 10.
const PAIN: u8 = 4;
/// Longest place or reason that is kept, in characters.
const WORDS_MAX: usize = 200;

/// Whether a line begins with one of these verbs.
#[must_use]
pub fn in_own_words(line: &str) -> bool {
    read(line).is_some()
}

/// The verb that a line begins with, when it is one of these.
pub(super) fn read(line: &str) -> Option<Result<Verb, VerbError>> {
    let line = line.trim();
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    match first.to_lowercase().as_str() {
        "override" => Some(against(rest)),
        "injured" | "hurt" => Some(injured(rest)),
        "healed" => Some(Ok(healed(rest))),
        _ => None,
    }
}

fn clip(text: &str) -> String {
    text.chars().take(WORDS_MAX).collect::<String>().trim().to_owned()
}

fn against(rest: &str) -> Result<Verb, VerbError> {
    let missing = |what| VerbError::Missing { verb: "override", what, example: OVERRIDE };
    let (name, why) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let Some(rule) = rule_name(&name.trim_end_matches([',', ':']).to_lowercase()) else {
        return Err(missing("the rule's name and a reason"));
    };
    let why = why.trim();
    let why = ["because ", "since ", "as "].iter().find_map(|w| why.strip_prefix(w)).unwrap_or(why);
    if why.split_whitespace().count() < 2 {
        return Err(missing("a reason in your own words"));
    }
    Ok(Verb::Override(rule, clip(why)))
}

fn injured(rest: &str) -> Result<Verb, VerbError> {
    let missing = |what| VerbError::Missing { verb: "injured", what, example: INJURED };
    let (site, pain) = match rest.rsplit_once(char::is_whitespace) {
        Some((site, n)) => match n.split('/').next().unwrap_or(n).parse::<u8>() {
            Ok(n) => (site, n),
            Err(_) => (rest, PAIN),
        },
        None => (rest, PAIN),
    };
    let site = site.trim().trim_start_matches("my ");
    if site.is_empty() || site.parse::<u8>().is_ok() {
        return Err(missing("the place that hurts"));
    }
    if !(1..=10).contains(&pain) {
        return Err(missing("pain from 1 to 10"));
    }
    Ok(Verb::Injured(clip(site), pain))
}

fn healed(rest: &str) -> Verb {
    let site = rest.trim_start_matches("my ").trim();
    Verb::Healed((!site.is_empty()).then(|| clip(site)))
}

#[cfg(test)]
mod tests {
    use super::super::{Verb, parse};

    #[test]
    fn own_words_are_kept_as_they_are() {
        let of = |l: &str| parse(l).expect("a verb");
        assert_eq!(
            of("override f5 because I slept on the train"),
            Verb::Override("F05".into(), "I slept on the train".into())
        );
        assert_eq!(of("injured left knee 5/10"), Verb::Injured("left knee".into(), 5));
        assert_eq!(of("injured achilles"), Verb::Injured("achilles".into(), 4));
        assert_eq!(of("healed left knee"), Verb::Healed(Some("left knee".into())));
        assert_eq!(of("healed"), Verb::Healed(None));
    }

    #[test]
    fn a_reason_and_a_place_are_needed() {
        for line in [
            "override",
            "override F05",
            "override F05 because",
            "override me now please",
            "injured",
            "injured 4",
            "injured knee 0",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
