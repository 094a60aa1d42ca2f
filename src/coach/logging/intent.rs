//! What a week is meant to be, said in a sentence: `intent next week: easy, 40 km run, 4 sessions, goal: sleep`.

use super::{TellError, Told};
use crate::domain::{
    CleanText, Day, Sport, WeekIntent,
    day::{monday, parse_iso_week, shift},
};

const EXAMPLE: &str = "intent next week: easy, 40 km run, 4 sessions, goal: sleep";

/// The intent in a line that begins with `intent`; `None` for any other line.
pub(super) fn read(line: &str, today: Day) -> Option<Result<Vec<Told>, TellError>> {
    let text = line.trim();
    let (head, rest) = text.split_at_checked("intent".len())?;
    if !head.eq_ignore_ascii_case("intent") || rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let (week, words) = week_of(rest.trim_start_matches([':', ' ']), today);
    let intent = intent(week, words);
    Some(if intent.is_empty() {
        Err(TellError::Missing { read: "an intent".into(), missing: "what the week is to be", example: EXAMPLE })
    } else {
        Ok(vec![Told::Intent(intent)])
    })
}

/// The week that is named first, and what follows; this one when none is.
fn week_of(text: &str, today: Day) -> (Day, &str) {
    let text = text.strip_prefix("for ").unwrap_or(text);
    let this = monday(today);
    for (name, week) in [("this week", this), ("next week", shift(this, 7))] {
        if let Some((head, rest)) = text.split_at_checked(name.len())
            && head.eq_ignore_ascii_case(name)
        {
            return (week, rest.trim_start_matches([':', ' ', ',']));
        }
    }
    let first = text.split([' ', ':']).next().unwrap_or_default();
    match parse_iso_week(&first.to_ascii_uppercase()) {
        Some(week) => (week, text[first.len()..].trim_start_matches([':', ' ', ','])),
        None => (this, text),
    }
}

/// Figures go to their places, the rest stays words.
fn intent(week: Day, words: &str) -> WeekIntent {
    let mut i = WeekIntent { week, ..WeekIntent::default() };
    let mut rest: Vec<&str> = Vec::new();
    for clause in words.split([',', ';']).map(str::trim).filter(|c| !c.is_empty()) {
        let lower = clause.to_lowercase();
        let parts: Vec<&str> = lower.split_whitespace().collect();
        let goal = clause.split_once(':').filter(|(k, _)| k.trim().eq_ignore_ascii_case("goal"));
        match (parts.as_slice(), goal) {
            (_, Some((_, goal))) => i.goals.extend(CleanText::line_opt(goal)),
            ([n, "sessions" | "session"], _) if n.parse::<u16>().is_ok_and(|n| n <= 50) => {
                i.sessions = n.parse().ok();
            }
            ([km, "km", sport] | [km, "km", "of", sport] | [sport, km, "km"], _) => {
                match (figure(km), sport.parse::<Sport>()) {
                    (Some(km), Ok(sport)) => drop(i.km.insert(sport, km)),
                    _ => rest.push(clause),
                }
            }
            _ => rest.push(clause),
        }
    }
    i.text = CleanText::line_opt(&rest.join(", "));
    i
}

fn figure(text: &str) -> Option<f64> {
    text.parse().ok().filter(|km| *km > 0.0 && *km <= 3000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::from_ymd_opt(2026, 11, 25).unwrap()
    }

    fn of(line: &str) -> WeekIntent {
        match read(line, today()) {
            Some(Ok(told)) => match told.as_slice() {
                [Told::Intent(i)] => i.clone(),
                other => panic!("{line}: {other:?}"),
            },
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn figures_find_their_place_and_words_stay_words() {
        let i = of(
            "intent next week: easy, family here, 40 km run, bike 120 km, 4 sessions, goal: eight hours of sleep",
        );
        assert_eq!(i.week.to_string(), "2026-11-30");
        assert_eq!(i.text.as_ref().map(CleanText::as_str), Some("easy, family here"));
        assert_eq!((i.km[&Sport::Run], i.km[&Sport::Bike], i.sessions), (40.0, 120.0, Some(4)));
        assert_eq!(i.goals.len(), 1);
        assert_eq!(of("Intent: finish the block").week.to_string(), "2026-11-23");
        assert_eq!(of("intent 2026-W50 rest").week.to_string(), "2026-12-07");
        assert_eq!(of("intent 90 km somewhere").text.as_ref().map(CleanText::as_str), Some("90 km somewhere"));
    }

    #[test]
    fn other_lines_are_no_intent_and_an_empty_one_is_asked_for() {
        assert!(read("intentional rest", today()).is_none());
        assert!(read("ran 40 min easy", today()).is_none());
        assert!(matches!(read("intent next week", today()), Some(Err(TellError::Missing { .. }))));
    }
}
