//! What is typed into a window's rows, as values.

use crate::domain::{Day, Sport, day::shift};

/// Sports that can be chosen, by the name on screen; `trail` is a run.
pub const SPORTS: [&str; 9] = ["run", "trail", "bike", "swim", "strength", "hike", "row", "ski", "other"];

/// A chosen sport, and its finer name.
#[must_use]
pub fn sport(name: &str) -> (Sport, Option<&'static str>) {
    if name == "trail" { (Sport::Run, Some("trail")) } else { (name.parse().unwrap_or_default(), None) }
}

/// A number with a point or a comma; nothing typed is nothing said.
///
/// # Errors
/// What was typed, when it is no number.
pub fn number(text: &str) -> Result<Option<f64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let value = text.replace(',', ".").parse::<f64>().ok().filter(|x| x.is_finite());
    value.map(Some).ok_or_else(|| format!("“{text}” is no number"))
}

/// A whole number.
///
/// # Errors
/// As [`number`].
pub fn whole(text: &str) -> Result<Option<u16>, String> {
    let value = number(text)?;
    match value {
        Some(x) if x.fract() == 0.0 && (0.0..=f64::from(u16::MAX)).contains(&x) => Ok(Some(x as u16)),
        Some(_) => Err(format!("“{text}” is no whole number")),
        None => Ok(None),
    }
}

/// Minutes: `75`, `1:15`, `1h15`, `1 h`, `40 min`.
///
/// # Errors
/// What was typed, when it is no time.
pub fn minutes(text: &str) -> Result<Option<f64>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || format!("“{text}” is no time; write 75, 1:15 or 1h15");
    let plain: String = text.to_lowercase().split_whitespace().collect();
    let plain = plain.trim_end_matches("minutes").trim_end_matches("min").trim_end_matches('m');
    let figure = |s: &str| -> Result<f64, String> {
        if s.is_empty() { Ok(0.0) } else { number(s).ok().flatten().filter(|x| *x >= 0.0).ok_or_else(wrong) }
    };
    let parts = plain.split_once(['h', ':']);
    match parts {
        Some((h, m)) if !h.is_empty() => Ok(Some(60.0 * figure(h)? + figure(m)?)),
        Some(_) => Err(wrong()),
        None => Ok(Some(figure(plain)?)),
    }
}

/// Minutes as they are typed: `1:15`, `0:45`, `0`.
#[must_use]
pub fn clock(minutes: u16) -> String {
    if minutes == 0 { "0".to_owned() } else { format!("{}:{:02}", minutes / 60, minutes % 60) }
}

/// A date: `2026-11-19`, `today`, `yesterday`; today when nothing is typed.
///
/// # Errors
/// What was typed, when it is no date.
pub fn day(text: &str, today: Day) -> Result<Day, String> {
    match text.to_lowercase().as_str() {
        "" | "today" => Ok(today),
        "yesterday" => Ok(shift(today, -1)),
        other => other.parse().map_err(|_| format!("“{text}” is no date; write it as {today}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("75", Some(75.0))]
    #[case("1:15", Some(75.0))]
    #[case("1h15", Some(75.0))]
    #[case("1 h", Some(60.0))]
    #[case("40 min", Some(40.0))]
    #[case("", None)]
    fn times_are_read(#[case] text: &str, #[case] expected: Option<f64>) {
        assert_eq!(minutes(text), Ok(expected));
    }

    #[rstest]
    #[case("soon")]
    #[case(":15")]
    #[case("-5")]
    fn what_is_no_time_is_said(#[case] text: &str) {
        assert!(minutes(text).unwrap_err().contains(text));
    }

    #[test]
    fn figures_and_dates() {
        assert_eq!(number("67,5"), Ok(Some(67.5)));
        assert_eq!(whole("5"), Ok(Some(5)));
        assert!(whole("5.5").is_err() && number("x").is_err() && whole("-1").is_err());
        let today = Day::from_ymd_opt(2026, 11, 19).unwrap();
        assert_eq!(day("yesterday", today), Ok(shift(today, -1)));
        assert_eq!(day("2026-11-01", today).unwrap().to_string(), "2026-11-01");
        assert!(day("soon", today).is_err());
    }
}
