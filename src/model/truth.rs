//! Every number in a model's prose must be in what it was told.
//!
//! Owns: finding sentences and numbers, the rounding that is allowed, and what is dropped. Does not own: what was
//! told. A sentence that fails is left out of what is stored; who shows it says so.

use std::collections::BTreeSet;

/// What a text may count on: every number that was told, as written.
#[derive(Clone, Debug, Default)]
pub struct Told {
    numbers: Vec<f64>,
    words: BTreeSet<String>,
    /// Names with digits in them: `F05`, `B-END60`.
    names: BTreeSet<String>,
}

/// A text after the check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What may be kept.
    pub kept: String,
    /// Sentences that say a number that nobody told, or only cheer.
    pub dropped: Vec<String>,
}

impl Told {
    /// Takes in a text: facts, a tool's answer, the athlete's question.
    pub fn hear(&mut self, text: &str) {
        let (numbers, names) = numbers(text);
        self.numbers.extend(numbers.iter().map(|n| n.value));
        self.names.extend(names);
        self.words.extend(number_words(text).map(|(w, _)| w.to_owned()));
        // `19 Nov` tells the month of 2026-11-19, too.
        let words = text.split(|c: char| !c.is_alphabetic());
        let months = words.filter_map(|w| MONTHS.iter().position(|m| *m == w));
        self.numbers.extend(months.filter_map(|at| u32::try_from(at + 1).ok()).map(f64::from));
    }

    /// Whether a number was told: as it is, or rounded to the decimals it is said with.
    fn knows(&self, n: &Number) -> bool {
        let scale = 10_f64.powi(i32::from(n.decimals));
        self.numbers.iter().any(|t| {
            let (t, v) = (t.abs(), n.value.abs());
            (t - v).abs() < 1e-9 || ((t * scale).round() / scale - v).abs() < 1e-9
        })
    }

    /// Checks a text sentence by sentence.
    #[must_use]
    pub fn check(&self, text: &str) -> Checked {
        let mut out = Checked::default();
        for piece in sentences(text) {
            if self.holds(piece) && !cheers(piece) {
                out.kept.push_str(piece);
            } else {
                out.dropped.push(piece.trim().to_owned());
                // The line break at the end of a sentence is not its own.
                if !out.kept.ends_with('\n') {
                    out.kept.extend(piece.chars().rev().take_while(|c| *c == '\n'));
                }
            }
        }
        out.kept = out.kept.trim().to_owned();
        out
    }

    fn holds(&self, sentence: &str) -> bool {
        let (numbers, names) = numbers(sentence);
        numbers.iter().all(|n| self.knows(n))
            && names.iter().all(|n| self.names.contains(n))
            && number_words(sentence)
                .all(|(w, v)| self.words.contains(w) || self.knows(&Number { value: v, decimals: 0 }))
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Number {
    value: f64,
    decimals: u8,
}

/// Every number of a text, and every name that holds one. Dates and times are several numbers: `2026-11-20`, `4:35`.
/// Digits after a letter are part of a name (`F07`, `B-END60`).
fn numbers(text: &str) -> (Vec<Number>, Vec<String>) {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut names) = (Vec::new(), Vec::new());
    let mut i = 0;
    while i < chars.len() {
        if !is_digit(chars[i]) {
            i += 1;
            continue;
        }
        let start = i;
        let mut digits = String::new();
        let mut decimals = 0_u8;
        let mut point = false;
        while i < chars.len() {
            let next_digit = chars.get(i + 1).is_some_and(|c| is_digit(*c));
            match chars[i] {
                c if is_digit(c) => {
                    digits.push(ascii(c));
                    decimals = decimals.saturating_add(u8::from(point));
                }
                '.' if next_digit && !point => {
                    digits.push('.');
                    point = true;
                }
                // 3,200 is one number when three digits follow, 3,5 one with a decimal comma.
                ',' if next_digit && !point => {
                    let run = chars[i + 1..].iter().take_while(|c| is_digit(**c)).count();
                    if run != 3 {
                        digits.push('.');
                        point = true;
                    }
                }
                _ => break,
            }
            i += 1;
        }
        let before = start.checked_sub(1).and_then(|b| chars.get(b)).copied().unwrap_or(' ');
        if before.is_alphabetic() || before == '_' {
            let letter = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
            let head = chars[..start].iter().rev().take_while(|c| letter(c)).count();
            let tail = chars[i..].iter().take_while(|c| letter(c)).count();
            names.push(chars[start - head..i + tail].iter().collect());
            i += tail;
        } else if let Ok(value) = digits.parse() {
            out.push(Number { value, decimals });
        }
    }
    (out, names)
}

/// Digits of any script count: a number in other signs is a number.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(&c) || ('\u{660}'..='\u{669}').contains(&c)
}

fn ascii(c: char) -> char {
    let n = match c as u32 {
        n @ 0xff10..=0xff19 => n - 0xff10,
        n @ 0x660..=0x669 => n - 0x660,
        n => n.wrapping_sub(0x30),
    };
    char::from_digit(n, 10).unwrap_or('0')
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const WORDS: [(&str, f64); 28] = [
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("hundred", 100.0),
    ("thousand", 1000.0),
];

fn number_words(text: &str) -> impl Iterator<Item = (&'static str, f64)> {
    let lower = text.to_lowercase();
    let words: Vec<String> = lower.split(|c: char| !c.is_alphabetic()).map(str::to_owned).collect();
    words.into_iter().filter_map(|w| WORDS.iter().find(|(n, _)| *n == w).copied())
}

/// Sentences with what follows them, so that all of them together are the text.
#[must_use]
pub fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        let ends = match c {
            '\n' => true,
            '.' | '!' | '?' | '…' => chars.peek().is_none_or(|(_, n)| n.is_whitespace()),
            _ => false,
        };
        if !ends {
            continue;
        }
        while chars.peek().is_some_and(|(_, n)| n.is_whitespace()) {
            chars.next();
        }
        let end = chars.peek().map_or(text.len(), |(i, _)| *i);
        // `1. first` is the mark of a list, not a sentence.
        let piece = text.get(start..end).unwrap_or_default();
        if piece.trim_end_matches([' ', '.']).chars().all(|c| c.is_ascii_digit()) && c == '.' {
            continue;
        }
        out.push(piece);
        start = end;
    }
    if let Some(rest) = text.get(start..).filter(|r| !r.is_empty()) {
        out.push(rest);
    }
    out
}

const CHEERS: [&str; 12] = [
    "great job",
    "good job",
    "well done",
    "keep it up",
    "keep up the",
    "you've got this",
    "you got this",
    "great question",
    "good question",
    "i'm proud",
    "awesome",
    "happy to help",
];

/// Whether a sentence is there to please.
fn cheers(sentence: &str) -> bool {
    let lower = sentence.to_lowercase().replace('’', "'");
    CHEERS.iter().any(|c| lower.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn told() -> Told {
        let mut t = Told::default();
        t.hear("[form] CTL 52.1, ATL 60.4, TSB −8.3 this morning; Thu 2026-11-19; rule F05; 4:35 /km; load 3,200; Sat 5 Dec rest");
        t
    }

    #[rstest]
    #[case("Your TSB of −8 says rest.", true)]
    #[case("CTL is 52, or 52.1 to be exact.", true)]
    #[case("CTL is 52.10 now.", true)]
    #[case("CTL is 53.", false)]
    #[case("CTL is 52.2.", false)]
    #[case("Rule F05 spoke.", true)]
    #[case("Rule F07 spoke.", false)]
    #[case("Do W300 today.", false)]
    #[case("On 19 November you ride.", true)]
    #[case("On 2026-12-19 you ride.", true)]
    #[case("On 2026-10-19 you ride.", false)]
    #[case("Run at 4:35 per km.", true)]
    #[case("Run at 4:36 per km.", false)]
    #[case("A load of 3200 is much.", true)]
    #[case("Ride 3,5 hours.", false)]
    #[case("Ride for fifty minutes.", false)]
    #[case("Ride for four hours.", true)]
    #[case("Take one easy day.", true)]
    #[case("Ride at ２５０ watts.", false)]
    fn numbers_must_be_told(#[case] sentence: &str, #[case] holds: bool) {
        assert_eq!(told().check(sentence).dropped.is_empty(), holds, "{sentence}");
    }

    #[test]
    fn only_the_sentence_that_fails_goes() {
        let c = told().check("TSB is −8.3. Do 300 W for an hour. Then rest.\n\n- CTL 52\n- CTL 99\n- done");
        assert_eq!(c.kept, "TSB is −8.3. Then rest.\n\n- CTL 52\n- done");
        assert_eq!(c.dropped, ["Do 300 W for an hour.", "- CTL 99"]);
    }

    #[test]
    fn cheering_is_no_advice() {
        assert_eq!(told().check("Great job! Rest today.").kept, "Rest today.");
        assert_eq!(told().check("You’ve got this!").kept, "");
    }

    proptest! {
        #[test]
        fn sentences_together_are_the_text(text in "[a-zA-Z0-9 .!?,\n–-]{0,200}") {
            prop_assert_eq!(sentences(&text).concat(), text);
        }

        #[test]
        fn what_is_kept_only_says_what_was_told(text in "\\PC{0,200}") {
            let t = told();
            let kept = t.check(&text).kept;
            prop_assert!(numbers(&kept).0.iter().all(|n| t.knows(n)), "{}", kept);
        }
    }
}
