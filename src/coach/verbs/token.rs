//! Words, lengths of time, and the nearest known word.

use super::When;

/// A piece of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::coach) enum Token {
    Word(String),
    When(When),
    Minutes(u16),
}

/// Longest request that is read, in words; more is not a request.
const WORDS_MAX: usize = 60;

/// Cuts a line into tokens: lower case, punctuation gone, `1h30`, `90 min`, `half an hour` read as minutes.
pub(in crate::coach) fn tokens(line: &str) -> Vec<Token> {
    let flat: String = line
        .chars()
        .map(|c| match c {
            '’' | '\'' => '\u{1}',
            c if c.is_alphanumeric() || matches!(c, '-' | ':' | '.') => c.to_ascii_lowercase(),
            _ => ' ',
        })
        .filter(|c| *c != '\u{1}')
        .collect();
    let words: Vec<&str> = flat
        .split_whitespace()
        .map(|w| w.trim_matches(['.', ':', '-']))
        .filter(|w| !w.is_empty())
        .take(WORDS_MAX)
        .collect();
    let mut out = Vec::with_capacity(words.len());
    let mut i = 0;
    while i < words.len() {
        let (token, used) = read(&words[i..]);
        out.push(token);
        i += used;
    }
    out
}

fn read(words: &[&str]) -> (Token, usize) {
    let at = |i: usize| words.get(i).copied().unwrap_or("");
    if at(0) == "half" && matches!(at(1), "an" | "a") && at(2) == "hour" {
        return (Token::Minutes(30), 3);
    }
    if matches!(at(0), "an" | "one") && at(1) == "hour" {
        return if at(2) == "and" && at(3) == "a" && at(4) == "half" {
            (Token::Minutes(90), 5)
        } else {
            (Token::Minutes(60), 2)
        };
    }
    if let Some(w) = When::read(at(0)) {
        return (Token::When(w), 1);
    }
    if let Some(m) = compact(at(0)) {
        return (Token::Minutes(m), 1);
    }
    if let (Some(n), Some(unit)) = (at(0).parse::<f64>().ok().or_else(|| number_word(at(0))), unit(at(1)))
        && let Some(m) = minutes(n * unit)
    {
        // `1 h 30`, `1 hour 30 minutes`
        if unit > 1.0
            && let Ok(extra) = at(2).parse::<u16>()
            && extra < 60
        {
            let used = if self::unit(at(3)) == Some(1.0) { 4 } else { 3 };
            return (Token::Minutes(m + extra), used);
        }
        return (Token::Minutes(m), 2);
    }
    (Token::Word(at(0).to_owned()), 1)
}

/// `one` to `twelve`.
pub(in crate::coach) fn number_word(word: &str) -> Option<f64> {
    const NAMES: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    NAMES.iter().position(|n| *n == word).map(|i| i as f64 + 1.0)
}

fn unit(word: &str) -> Option<f64> {
    match word {
        "m" | "min" | "mins" | "minute" | "minutes" => Some(1.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(60.0),
        _ => None,
    }
}

/// `30m`, `90min`, `1h`, `1h30`, `1.5h`, `1:30`.
fn compact(word: &str) -> Option<u16> {
    if let Some((h, m)) = word.split_once(':') {
        let (h, m): (u16, u16) = (h.parse().ok()?, m.parse().ok()?);
        return (h < 24 && m < 60).then_some(h * 60 + m);
    }
    let split = word.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
    let (number, rest) = word.split_at(split);
    let n: f64 = number.parse().ok()?;
    if let Some(u) = unit(rest) {
        return minutes(n * u);
    }
    let tail = rest.strip_prefix('h')?;
    let extra: u16 = tail.trim_end_matches(['m', 'i', 'n']).parse().ok()?;
    (extra < 60).then(|| minutes(n * 60.0)).flatten().map(|m| m + extra)
}

fn minutes(x: f64) -> Option<u16> {
    (1.0..=1440.0).contains(&x).then_some(x.round() as u16)
}

/// The known word nearest to `word`: at most two edits away, and fewer than half of its letters.
pub(in crate::coach) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let short = word.chars().count();
    known
        .map(|k| (edits(word, k), k))
        .filter(|(d, k)| *d <= 2 && 2 * d < short.max(k.len()))
        .min_by_key(|(d, _)| *d)
        .map(|(_, k)| k)
}

/// Edits between two words, a swap of neighbours counting as one (optimal string alignment).
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(24).collect(), b.chars().take(24).collect());
    let mut rows = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let same = usize::from(a[i - 1] != b[j - 1]);
                let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + same);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}
