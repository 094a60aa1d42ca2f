//! The morning check-in: five keys, asked before the device's score is shown, and optional.
//!
//! Owns: which question stands, what was answered, and the report that comes of it. Does not own: the keys around it
//! (actions), writing it (update).

use crate::domain::{CheckIn, CleanText, Day};

/// A question: what is asked, and what the ends of its scale mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// One word.
    pub name: &'static str,
    /// What the least means.
    pub least: &'static str,
    /// What the most means.
    pub most: &'static str,
    /// The highest answer.
    pub top: u8,
    /// The lowest answer.
    pub low: u8,
}

/// The five questions, in order; 1 is best. Pain goes from 0 to 10, and a digit reaches 9 of it.
pub const QUESTIONS: [Question; 5] = [
    Question { name: "Feel", least: "fresh", most: "exhausted", low: 1, top: 5 },
    Question { name: "Soreness", least: "none", most: "severe", low: 1, top: 5 },
    Question { name: "Stress", least: "calm", most: "overwhelmed", low: 1, top: 5 },
    Question { name: "Motivation", least: "keen", most: "none", low: 1, top: 5 },
    Question { name: "Pain", least: "none", most: "of 10", low: 0, top: 9 },
];

/// Places that pain may be at, by key; each rules out the sports that load it.
pub const PLACES: [(char, &str); 10] = [
    ('1', "foot"),
    ('2', "ankle"),
    ('3', "calf"),
    ('4', "knee"),
    ('5', "thigh"),
    ('6', "hip"),
    ('7', "back"),
    ('8', "shoulder"),
    ('9', "arm"),
    ('0', "neck"),
];

/// Pain from which its place is asked.
const PLACE_FROM: u8 = 3;

/// A check-in being made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Which question stands; 5 is the place of the pain.
    pub at: usize,
    /// Answers so far.
    pub answers: [Option<u8>; 5],
    /// Place of the pain.
    pub site: Option<&'static str>,
    /// Whether the morning was hidden until this is done.
    pub before_score: bool,
}

impl Form {
    /// A form that hides the morning until it is done or skipped.
    #[must_use]
    pub fn first() -> Self {
        Self { before_score: true, ..Self::default() }
    }

    /// Whether the place of the pain is asked.
    #[must_use]
    pub fn asks_place(&self) -> bool {
        self.at == QUESTIONS.len()
    }

    /// Takes a digit as the answer that stands; true when nothing is left to ask. A digit outside the scale is no
    /// answer.
    pub fn answer(&mut self, digit: char) -> bool {
        if self.asks_place() {
            let Some((_, place)) = PLACES.iter().find(|(key, _)| *key == digit) else { return false };
            self.site = Some(place);
            return true;
        }
        let Some(q) = QUESTIONS.get(self.at) else { return true };
        let value = digit.to_digit(10).and_then(|d| u8::try_from(d).ok());
        let Some(v) = value.filter(|v| (q.low..=q.top).contains(v)) else { return false };
        self.answers[self.at] = Some(v);
        self.next()
    }

    /// Goes on without an answer; true when nothing is left to ask.
    pub fn skip(&mut self) -> bool {
        if self.asks_place() {
            return true;
        }
        self.answers[self.at] = None;
        self.next()
    }

    fn next(&mut self) -> bool {
        self.at += 1;
        let hurts = self.answers[4].is_some_and(|p| p >= PLACE_FROM);
        if !hurts {
            self.site = None;
        }
        self.at == QUESTIONS.len() && !hurts
    }

    /// Back to the question before.
    pub fn back(&mut self) {
        self.at = self.at.saturating_sub(1);
    }

    /// Whether anything was answered.
    #[must_use]
    pub fn any(&self) -> bool {
        self.answers.iter().any(Option::is_some)
    }

    /// The report; what was said earlier today and is not asked here stays.
    #[must_use]
    pub fn report(&self, day: Day, before: Option<&CheckIn>) -> CheckIn {
        let [feel, soreness, stress, motivation, pain] = self.answers;
        let old = |f: fn(&CheckIn) -> Option<u8>| before.and_then(f);
        CheckIn {
            day,
            fatigue: feel.or(old(|c| c.fatigue)),
            soreness: soreness.or(old(|c| c.soreness)),
            stress: stress.or(old(|c| c.stress)),
            mood: old(|c| c.mood),
            sleep: old(|c| c.sleep),
            motivation: motivation.or(old(|c| c.motivation)),
            pain: pain.or(old(|c| c.pain)),
            site: match pain {
                Some(_) => self.site.map(CleanText::line),
                None => before.and_then(|c| c.site.clone()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Day {
        Day::from_ymd_opt(2026, 11, 19).unwrap()
    }

    #[test]
    fn five_keys_make_a_check_in() {
        let mut f = Form::default();
        let done: Vec<bool> = "23140".chars().map(|c| f.answer(c)).collect();
        assert_eq!(done, [false, false, false, false, true]);
        let c = f.report(day(), None);
        assert_eq!(
            (c.fatigue, c.soreness, c.stress, c.motivation, c.pain),
            (Some(2), Some(3), Some(1), Some(4), Some(0))
        );
        assert_eq!(c.site, None);
    }

    #[test]
    fn pain_asks_for_its_place_and_nothing_is_compulsory() {
        let mut f = Form::default();
        assert!(!f.answer('9') && !f.answer('0'), "outside the scale of 1 to 5");
        (0..4).for_each(|_| assert!(!f.skip()));
        assert!(!f.answer('6') && f.asks_place());
        assert!(f.answer('4'));
        let c = f.report(day(), None);
        assert_eq!((c.fatigue, c.pain, c.site.as_ref().map(CleanText::as_str)), (None, Some(6), Some("knee")));
    }

    #[test]
    fn what_was_said_before_and_is_not_asked_again_stays() {
        let old = CheckIn {
            day: day(),
            fatigue: Some(5),
            soreness: None,
            stress: None,
            mood: Some(2),
            sleep: None,
            motivation: None,
            pain: Some(4),
            site: Some("calf".into()),
        };
        let mut f = Form::default();
        f.answer('1');
        let c = f.report(day(), Some(&old));
        assert_eq!(
            (c.fatigue, c.mood, c.pain, c.site.as_ref().map(CleanText::as_str)),
            (Some(1), Some(2), Some(4), Some("calf"))
        );
    }
}
