//! A line cut into words and figures, each with its place, so that what is left over can be kept as a note.

use super::last_weekday;
use crate::{
    coach::verbs::When,
    domain::{CleanText, Day, Sport, day},
};

/// A figure with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Figure {
    Minutes(f64),
    Km(f64),
    Metres(f64),
    Kg(f64),
    Rpe(f64),
    /// `3x5`
    SetsReps(u16, u16),
    /// Minutes after midnight.
    Clock(u16),
    Number(f64),
}

/// A word or figure, and whether something has used it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    Word(String),
    Figure(Figure),
    Day(Day),
    /// A comma, semicolon or full stop.
    Break,
}

/// A line, cut.
#[derive(Clone, Debug)]
pub(super) struct Scan {
    pub(super) today: Day,
    pub(super) pieces: Vec<Piece>,
    /// The day named, past days meant: `on monday` is the last one.
    pub(super) day: Option<Day>,
    text: String,
}

/// Longest line that is read, in words.
const WORDS_MAX: usize = 80;

impl Scan {
    pub(super) fn of(line: &str, today: Day) -> Self {
        let text: String = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = raw_words(&text);
        let mut pieces = Vec::new();
        let mut at = 0;
        let mut named = None;
        while at < words.len() {
            let (piece, used) = piece(&words[at..], today);
            if let Piece::Day(d) = piece {
                named.get_or_insert(d);
            }
            pieces.push(piece);
            at += used.max(1);
        }
        Self { today, pieces, day: named, text }
    }

    /// The words alone, in order.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|p| if let Piece::Word(w) = p { Some(w.as_str()) } else { None })
    }

    pub(super) fn has(&self, any: &[&str]) -> bool {
        self.words().any(|w| any.contains(&w))
    }

    pub(super) fn figures(&self) -> impl Iterator<Item = Figure> + '_ {
        self.pieces.iter().filter_map(|p| if let Piece::Figure(f) = p { Some(*f) } else { None })
    }

    /// What follows `note:`, `note that` or `remember`.
    pub(super) fn note(&self) -> Option<CleanText> {
        let lower = self.text.to_lowercase();
        let rest = ["note:", "note that ", "note ", "remember:", "remember that "]
            .iter()
            .find_map(|p| lower.starts_with(p).then(|| self.text[p.len()..].trim()))?;
        (!rest.is_empty()).then(|| CleanText::line(rest))
    }

    /// What follows the first comma, in the athlete's own spelling.
    pub(super) fn tail(&self) -> Option<CleanText> {
        let at = self.text.char_indices().find(|(i, c)| {
            matches!(c, ',' | ';') && !self.text[i + 1..].starts_with(|c: char| c.is_ascii_digit())
        })?;
        let rest = self.text[at.0 + 1..].trim().trim_end_matches('.');
        (!rest.is_empty()).then(|| CleanText::line(rest))
    }

    /// The first sport that a word names.
    pub(super) fn sport(&self) -> Option<Sport> {
        self.words().find_map(sport_word)
    }
}

/// A sport by the words for doing it.
pub(super) fn sport_word(w: &str) -> Option<Sport> {
    Some(match w {
        "ran" | "run" | "running" | "jog" | "jogged" | "jogging" | "trail" | "treadmill" | "parkrun" => Sport::Run,
        "rode" | "ride" | "riding" | "cycled" | "cycle" | "cycling" | "biked" | "bike" | "biking" | "spun"
        | "spin" | "gravel" | "zwift" | "turbo" | "mtb" | "commute" | "commuted" => Sport::Bike,
        "swam" | "swim" | "swimming" => Sport::Swim,
        "hiked" | "hike" | "hiking" | "walked" | "walk" | "walking" => Sport::Hike,
        "rowed" | "row" | "rowing" | "erg" => Sport::Row,
        "skied" | "ski" | "skiing" | "skimo" => Sport::Ski,
        "lifted" | "strength" | "gym" | "weights" | "lifting" | "core" | "yoga" | "pilates" => Sport::Strength,
        _ => return None,
    })
}

/// Words with their breaks: a comma at the end of a word is a piece of its own.
fn raw_words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for w in text.split(' ').take(WORDS_MAX) {
        let lower = w.to_lowercase().replace(['’', '\''], "");
        let core = lower.trim_matches(|c: char| matches!(c, ',' | ';' | '.' | '!' | '?' | '(' | ')' | '"' | ':'));
        if !core.is_empty() {
            out.push(core.to_owned());
        }
        if lower.ends_with([',', ';', '.']) {
            out.push(",".to_owned());
        }
    }
    out
}

fn piece(words: &[String], today: Day) -> (Piece, usize) {
    let at = |i: usize| words.get(i).map_or("", String::as_str);
    let figure = |f, used| (Piece::Figure(f), used);
    if at(0) == "," {
        return (Piece::Break, 1);
    }
    if let Some((d, used)) = date(words, today) {
        return (Piece::Day(d), used);
    }
    if at(0) == "rpe" {
        let skip = usize::from(matches!(at(1), "of" | "was" | "about"));
        if let Some(n) = rating(at(1 + skip)) {
            return figure(Figure::Rpe(n), 2 + skip);
        }
    }
    if let Some(n) = at(0).strip_prefix("rpe").or_else(|| at(0).strip_prefix('@')).and_then(rating)
        && n <= 10.0
    {
        return figure(Figure::Rpe(n), 1);
    }
    if at(0) == "half" && matches!(at(1), "an" | "a") && at(2) == "hour" {
        return figure(Figure::Minutes(30.0), 3);
    }
    if matches!(at(0), "an" | "one") && at(1) == "hour" {
        let more = at(2) == "and" && at(3) == "a" && at(4) == "half";
        return figure(Figure::Minutes(if more { 90.0 } else { 60.0 }), if more { 5 } else { 2 });
    }
    if at(0) == "at"
        && let Some(m) = clock(at(1))
    {
        return figure(Figure::Clock(m), 2);
    }
    if let Some((f, used)) = quantity(words) {
        return figure(f, used);
    }
    (Piece::Word(at(0).to_owned()), 1)
}

fn rating(word: &str) -> Option<f64> {
    let n = word.strip_suffix("/10").unwrap_or(word);
    n.parse::<f64>().ok().filter(|n| n.is_finite())
}

/// `on monday`, `yesterday`, `2026-11-20`.
fn date(words: &[String], today: Day) -> Option<(Day, usize)> {
    let (skip, w) = match words.first().map(String::as_str)? {
        "on" | "last" => (1, words.get(1)?.as_str()),
        w => (0, w),
    };
    let d = match w {
        "yesterday" => day::shift(today, -1),
        _ => match When::read(w)? {
            When::Today => today,
            When::Tomorrow => day::shift(today, 1),
            When::Weekday(n) => last_weekday(usize::from(n), today),
            When::On(d) => d,
        },
    };
    Some((d, skip + 1))
}

/// `18:30`, `7am`.
fn clock(word: &str) -> Option<u16> {
    if let Some((h, m)) = word.split_once(':') {
        let (h, m): (u16, u16) = (h.parse().ok()?, m.parse().ok()?);
        return (h < 24 && m < 60).then_some(h * 60 + m);
    }
    let (n, noon) = if let Some(n) = word.strip_suffix("am") { (n, 0) } else { (word.strip_suffix("pm")?, 12) };
    let h: u16 = n.parse().ok()?;
    (1..=12).contains(&h).then_some((h % 12 + noon) * 60)
}

const MILE_KM: f64 = 1.609_344;
const POUND_KG: f64 = 0.453_592_37;
const FOOT_M: f64 = 0.3048;

fn unit(word: &str, n: f64) -> Option<Figure> {
    Some(match word {
        "m" | "mtr" | "meter" | "meters" | "metre" | "metres" => Figure::Metres(n),
        "min" | "mins" | "minute" | "minutes" => Figure::Minutes(n),
        "h" | "hr" | "hrs" | "hour" | "hours" => Figure::Minutes(n * 60.0),
        "km" | "k" | "kms" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => Figure::Km(n),
        "mi" | "mile" | "miles" => Figure::Km(n * MILE_KM),
        "ft" | "feet" => Figure::Metres(n * FOOT_M),
        "kg" | "kgs" | "kilo" | "kilos" => Figure::Kg(n),
        "lb" | "lbs" | "pounds" => Figure::Kg(n * POUND_KG),
        _ => return None,
    })
}

/// A number with a unit, in one word or two: `40min`, `1h30`, `1:30`, `8.5 km`, `3x5`, `3 x 5`.
fn quantity(words: &[String]) -> Option<(Figure, usize)> {
    let at = |i: usize| words.get(i).map_or("", String::as_str);
    let w = at(0);
    if let Some(f) = sets_reps(w) {
        return Some((f, 1));
    }
    if at(1) == "x"
        && let (Ok(n), Ok(r)) = (w.parse(), at(2).parse())
    {
        return Some((Figure::SetsReps(n, r), 3));
    }
    if matches!(at(1), "sets") {
        let of = usize::from(at(2) == "of");
        if let (Ok(n), Ok(r)) = (w.parse(), at(2 + of).parse()) {
            let reps = usize::from(matches!(at(3 + of), "reps" | "rep"));
            return Some((Figure::SetsReps(n, r), 3 + of + reps));
        }
    }
    if let Some((h, m)) = w.split_once(':') {
        let (h, m): (f64, f64) = (h.parse().ok()?, m.parse().ok()?);
        return (h < 24.0 && m < 60.0).then_some((Figure::Minutes(h * 60.0 + m), 1));
    }
    let end = w.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(w.len());
    let n: f64 = w[..end].parse().ok()?;
    if end == w.len() {
        return Some(match unit(at(1), n) {
            // `1 h 30`, `1 hour 30 min`; not the 10 of `1 h 10 km`.
            Some(Figure::Minutes(m)) if at(1).starts_with('h') => {
                match at(2).trim_end_matches("min").parse::<f64>() {
                    Ok(more) if more < 60.0 && !matches!(unit(at(3), 1.0), Some(Figure::Km(_) | Figure::Kg(_))) => {
                        (
                            Figure::Minutes(m + more),
                            3 + usize::from(matches!(at(3), "m" | "min" | "mins" | "minutes")),
                        )
                    }
                    _ => (Figure::Minutes(m), 2),
                }
            }
            Some(f) => (f, 2),
            None => (Figure::Number(n), 1),
        });
    }
    let rest = &w[end..];
    if let Some(f) = unit(rest, n) {
        return Some((f, 1));
    }
    let more: f64 = rest.strip_prefix('h')?.trim_end_matches(['m', 'i', 'n']).parse().ok()?;
    (more < 60.0).then_some((Figure::Minutes(n * 60.0 + more), 1))
}

fn sets_reps(w: &str) -> Option<Figure> {
    let (n, r) = w.split_once(['x', '×'])?;
    Some(Figure::SetsReps(n.parse().ok()?, r.parse().ok()?))
}
