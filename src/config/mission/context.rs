//! What an athlete says of objective, preferences and philosophy when a mission is made, put into the template's text.
//!
//! Owns: which answer goes to which key. Does not own: whether it makes sense (the mission's check says so), rules in
//! words (those are typed changes, see `amend`).

use super::super::edit::{EditError, set_in};
use toml_edit::{Array, Value};

/// The answers; what is absent stays as the template has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// What for, in words.
    pub objective: Option<String>,
    /// `3:45:00`
    pub target_time: Option<String>,
    /// `beginner`, `intermediate`, `advanced`.
    pub level: Option<String>,
    /// Hours trained a week now.
    pub hours: Option<f64>,
    /// Kinds of sessions that are liked.
    pub prefer: Vec<String>,
    /// Kinds of sessions that are not.
    pub avoid: Vec<String>,
    /// What the athlete has.
    pub equipment: Vec<String>,
    /// Where the athlete trains.
    pub terrain: Vec<String>,
    /// Shares easy, middle, hard, percent.
    pub distribution: Option<[f64; 3]>,
    /// Growth of the weekly load, percent.
    pub progression: Option<f64>,
    /// Every how many weeks a down week comes.
    pub deload_every: Option<u16>,
    /// Strength sessions a week.
    pub strength: Option<u16>,
    /// What gives way to what, in order.
    pub priorities: Vec<String>,
}

impl Answers {
    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The mission's text with the answers in it; comments and the rest stay.
///
/// # Errors
/// When the text is no TOML, or a key that is needed holds something else.
pub fn fill(file: &str, text: &str, a: &Answers) -> Result<String, EditError> {
    let words = |all: &[String]| Value::Array(all.iter().map(String::as_str).collect::<Array>());
    let list = |all: &[String]| (!all.is_empty()).then(|| words(all));
    let figure = |x: f64| if x.fract() == 0.0 { Value::from(x as i64) } else { Value::from(x) };
    let shares = |s: [f64; 3]| Value::Array(s.into_iter().map(figure).collect::<Array>());
    let whole = |n: u16| Value::from(i64::from(n));
    let pairs = [
        ("objective.type", a.objective.as_deref().map(Value::from)),
        ("objective.target_time", a.target_time.as_deref().map(Value::from)),
        ("objective.current_level", a.level.as_deref().map(Value::from)),
        ("objective.weekly_volume_hours", a.hours.map(figure)),
        ("preferences.kinds", list(&a.prefer)),
        ("preferences.avoid", list(&a.avoid)),
        ("preferences.equipment", list(&a.equipment)),
        ("preferences.terrain", list(&a.terrain)),
        ("philosophy.distribution", a.distribution.map(shares)),
        // Percent in the question, a share in the file.
        ("philosophy.weekly_progression", a.progression.map(|p| Value::from((p * 10.0).round() / 1000.0))),
        ("philosophy.deload_every", a.deload_every.map(whole)),
        ("philosophy.strength_sessions", a.strength.map(whole)),
        ("philosophy.adaptation_priorities", list(&a.priorities)),
    ];
    let given = pairs.into_iter().filter_map(|(key, value)| Some((key, value?)));
    given.into_iter().try_fold(text.to_owned(), |text, (key, value)| set_in(file, &text, key, value))
}

#[cfg(test)]
mod tests {
    use super::{super::*, *};
    use crate::domain::Day;

    #[test]
    fn every_answer_is_in_the_mission_and_the_comments_stay() {
        let today = Day::from_ymd_opt(2026, 11, 20).unwrap();
        for t in builtin() {
            let text = instantiate(t.id, today, &Wish::default()).unwrap();
            let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
            let a = Answers {
                objective: Some("to enjoy it".into()),
                target_time: None,
                level: Some("beginner".into()),
                hours: Some(6.5),
                prefer: list(&["threshold"]),
                avoid: list(&["vo2"]),
                equipment: list(&["power_meter", "trainer"]),
                terrain: list(&["hilly"]),
                distribution: Some([75.0, 15.0, 10.0]),
                progression: Some(7.5),
                deload_every: Some(3),
                strength: Some(2),
                priorities: list(&["sleep before load"]),
            };
            let new = fill("m.toml", &text, &a).unwrap();
            let m = parse(&new, "m.toml").unwrap_or_else(|e| panic!("{}: {e:?}", t.id));
            assert_eq!(
                m.objective.kind.as_ref().map(crate::domain::CleanText::as_str),
                Some("to enjoy it"),
                "{}",
                t.id
            );
            assert_eq!(
                (m.objective.weekly_volume_hours, m.philosophy.weekly_progression),
                (Some(6.5), Some(0.075))
            );
            assert_eq!((m.philosophy.deload_every, m.philosophy.strength_sessions), (Some(3), Some(2)));
            assert_eq!(m.philosophy.distribution, Some([75.0, 15.0, 10.0]));
            assert_eq!(m.philosophy.adaptation_priorities.len(), 1);
            assert_eq!(
                (m.preferences.kinds.len(), m.preferences.avoid.len(), m.preferences.equipment.len()),
                (1, 1, 2)
            );
            let comments = |t: &str| t.lines().filter(|l| l.trim_start().starts_with('#')).count();
            assert!(comments(&new) >= comments(&text), "{}", t.id);
            assert_eq!(fill("m.toml", &text, &Answers::default()).unwrap(), text);
        }
    }
}
