//! What a person types into one row, as the TOML value that its key takes, and back.
//!
//! Owns: the way between words and values. Does not own: whether the value is in range (the check of the whole text).

use super::{
    mission,
    schema::{Shape, described},
    suggest::nearest,
};
use crate::domain::CleanText;
use toml_edit::{Array, Value};

/// What a key of config.toml may hold.
pub(crate) fn config_shape(key: &str) -> Option<&'static Shape> {
    super::schema::shape_at(super::load::CONFIG, key)
}

/// What a key of config.toml allows, in words; empty for a key that there is not.
pub(crate) fn config_allows(key: &str) -> String {
    config_shape(key).map(allows).unwrap_or_default()
}

/// What a key of a mission file allows, in words.
pub(crate) fn mission_allows(key: &str) -> String {
    mission::shape(key).map(allows).unwrap_or_default()
}

/// What a shape allows, for who types without quotes and brackets.
fn allows(shape: &Shape) -> String {
    match shape {
        Shape::Text => "words".to_owned(),
        Shape::Flag => "yes or no".to_owned(),
        Shape::List(Shape::Date, ..) => "dates with spaces between, such as 2027-07-12 2027-07-19".to_owned(),
        Shape::Map(_, of) => format!("names with {} each, and commas between", described(of)),
        Shape::Table([first, rest @ ..]) => {
            let names: Vec<&str> = std::iter::once(first).chain(rest).map(|f| f.key).collect();
            format!("{}, each {}", names.join(" and "), described(&first.shape))
        }
        Shape::List(Shape::OneOf(words), ..) => format!("any of {}", words.join(", ")),
        Shape::Texts | Shape::List(Shape::Text, ..) => "words, with commas between".to_owned(),
        Shape::List(of, least, most) if least == most => {
            format!("{least} values with spaces between, each {}", described(of))
        }
        other => described(other),
    }
}

/// A value as a row shows it.
pub(crate) fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(s) => s.value().clone(),
        Value::Float(f) => figure(*f.value()),
        Value::Boolean(b) => if *b.value() { "yes" } else { "no" }.to_owned(),
        Value::Array(all) => {
            let numbers = all.iter().all(|v| v.is_integer() || v.is_float());
            all.iter().map(shown).collect::<Vec<_>>().join(if numbers { " " } else { ", " })
        }
        other => other.clone().decorated("", "").to_string(),
    };
    CleanText::line(&text).to_string()
}

/// At most three decimals, and none that say nothing.
fn figure(x: f64) -> String {
    let s = format!("{x:.3}");
    s.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What was typed, as a value of a shape.
///
/// # Errors
/// What is wrong with it and what is allowed.
pub(crate) fn typed(text: &str, shape: &'static Shape) -> Result<Value, String> {
    let text = text.trim();
    let wrong = || format!("“{}” is not what goes here; it takes {}", CleanText::line(text), allows(shape));
    match shape {
        Shape::OneOf(words) => word(text, words).map(Value::from),
        Shape::Flag => match text.to_lowercase().as_str() {
            "yes" | "true" | "on" | "y" => Ok(true.into()),
            "no" | "false" | "off" | "n" => Ok(false.into()),
            _ => Err(wrong()),
        },
        Shape::Int(..) => text.parse::<i64>().map(Value::from).map_err(|_| wrong()),
        // A whole number stays one, as a person would write it.
        Shape::Num(..) => match (text.parse::<i64>(), text.replace(',', ".").parse::<f64>()) {
            (Ok(n), _) => Ok(n.into()),
            (_, Ok(x)) if x.is_finite() => Ok(x.into()),
            _ => Err(wrong()),
        },
        Shape::List(of, ..) => {
            let spaced = !matches!(of, Shape::Text);
            let parts = text.split(|c: char| c == ',' || c == ';' || (spaced && c.is_whitespace()));
            let parts = parts.map(str::trim).filter(|p| !p.is_empty());
            Ok(Value::Array(parts.map(|p| typed(p, of)).collect::<Result<Array, _>>()?))
        }
        Shape::Texts if text.contains(',') => {
            Ok(Value::Array(text.split(',').map(str::trim).filter(|p| !p.is_empty()).collect::<Array>()))
        }
        Shape::Text | Shape::Texts | Shape::Date => Ok(text.into()),
        Shape::Table(_) | Shape::Map(..) => Err(wrong()),
    }
}

/// One of a few words, as they are written in the file whatever way it was typed.
fn word(text: &str, words: &'static [&'static str]) -> Result<&'static str, String> {
    let plain = text.to_lowercase().replace([' ', '-'], "_");
    if let Some(found) = words.iter().find(|w| w.to_lowercase().replace('-', "_") == plain) {
        return Ok(found);
    }
    let near = nearest(&plain, words.iter().copied()).map_or_else(String::new, |n| format!("did you mean {n}? "));
    Err(format!("“{}” is not known here; {near}one of {}", CleanText::line(text), words.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("athlete.mass_kg", "67,5", "67.5")]
    #[case("athlete.birth_year", "1988", "1988")]
    #[case("athlete.sex", "Female", "\"female\"")]
    #[case("screen.mouse", "yes", "true")]
    #[case("notify.channels", "ntfy, mail", "[\"ntfy\", \"mail\"]")]
    fn what_is_typed_becomes_a_value_of_its_key(#[case] key: &str, #[case] text: &str, #[case] toml: &str) {
        let value = typed(text, config_shape(key).unwrap()).unwrap();
        assert_eq!(value.to_string().trim(), toml);
    }

    #[rstest]
    #[case("philosophy.distribution", "80 10 10", "[80, 10, 10]", "80 10 10")]
    #[case("constraints.avoid_sports", "swim, row", "[\"swim\", \"row\"]", "swim, row")]
    #[case("constraints.avoid_kinds", "sweet spot", "[\"sweet\", \"spot\"]", "")]
    #[case("stages[2].type", "mtn itt", "\"mtn_itt\"", "mtn_itt")]
    #[case("constraints.available_minutes.mon", "45", "45", "45")]
    fn the_same_of_a_mission(#[case] key: &str, #[case] text: &str, #[case] toml: &str, #[case] back: &str) {
        match typed(text, mission::shape(key).unwrap()) {
            Ok(value) => {
                assert_eq!(value.to_string().trim(), toml);
                assert_eq!(shown(&value), back);
            }
            Err(why) => assert!(back.is_empty() && why.contains("one of"), "{why}"),
        }
    }

    #[rstest]
    #[case("athlete.mass_kg", "heavy", "a number from 20 to 300 kg")]
    #[case("athlete.sex", "femal", "did you mean female?")]
    #[case("screen.mouse", "maybe", "yes or no")]
    #[case("athlete.birth_year", "19.5", "a whole number")]
    fn what_it_is_not_names_what_is_allowed(#[case] key: &str, #[case] text: &str, #[case] said: &str) {
        let why = typed(text, config_shape(key).unwrap()).unwrap_err();
        assert!(why.contains(said), "{why}");
    }
}
