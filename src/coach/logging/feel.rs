//! How the body, the mind or the night was: the answers of a check-in.

use super::{
    TellError, Told, dated,
    scan::{Figure, Piece, Scan},
};
use crate::domain::{CheckIn, CleanText};

pub(super) const EXAMPLE: &str = "slept badly, legs sore, pain 3 calf";

/// Words for how something was, 1 best … 5 worst.
const GRADES: [(&[&str], u8); 5] = [
    (&["great", "brilliant", "perfect", "perfectly", "fantastic", "excellent", "amazing"], 1),
    (&["well", "good", "fine", "fresh", "strong", "light", "relaxed", "calm", "keen", "motivated"], 2),
    (&["ok", "okay", "alright", "average", "so-so", "normal", "meh"], 3),
    (
        &[
            "badly", "poorly", "bad", "poor", "tired", "heavy", "sore", "flat", "sluggish", "stressed", "low",
            "weak", "short", "restless",
        ],
        4,
    ),
    (
        &[
            "terribly",
            "terrible",
            "awful",
            "awfully",
            "horribly",
            "exhausted",
            "shattered",
            "wrecked",
            "dead",
            "overwhelmed",
        ],
        5,
    ),
];

/// What a part of the sentence is about.
#[derive(Clone, Copy, PartialEq)]
enum About {
    Sleep,
    Legs,
    Stress,
    Mood,
    Motivation,
    Body,
}

/// A check-in, when every part of the sentence tells one; the rest of the words are not guessed at.
pub(super) fn read(scan: &Scan) -> Option<Result<Vec<Told>, TellError>> {
    let day = match dated(scan, scan.today) {
        Ok(d) => d,
        Err(e) => return tells(scan).then_some(Err(e)),
    };
    let mut c = CheckIn::of(day);
    for part in scan.pieces.split(|p| *p == Piece::Break) {
        if part.is_empty() {
            continue;
        }
        match pain(part, &mut c) {
            Some(Ok(())) => continue,
            Some(Err(e)) => return Some(Err(e)),
            None => {}
        }
        for clause in part.split(|p| matches!(p, Piece::Word(w) if w == "and")) {
            let (about, grade) = (about(clause)?, grade(clause)?);
            let slot = match about {
                About::Sleep => &mut c.sleep,
                About::Legs => &mut c.soreness,
                About::Stress => &mut c.stress,
                About::Mood => &mut c.mood,
                About::Motivation => &mut c.motivation,
                About::Body => &mut c.fatigue,
            };
            *slot = Some(grade);
        }
    }
    (!c.is_empty()).then_some(Ok(vec![Told::Feel(c)]))
}

fn tells(scan: &Scan) -> bool {
    scan.has(&["slept", "sleep", "felt", "legs"])
}

fn words(part: &[Piece]) -> Vec<&str> {
    part.iter().filter_map(|p| if let Piece::Word(w) = p { Some(w.as_str()) } else { None }).collect()
}

fn about(part: &[Piece]) -> Option<About> {
    let w = words(part);
    let has = |any: &[&str]| w.iter().any(|x| any.contains(x));
    if has(&["slept", "sleep", "night"]) {
        Some(About::Sleep)
    } else if has(&["legs", "muscles", "quads", "calves", "soreness"]) || w.contains(&"sore") && !has(&["throat"]) {
        Some(About::Legs)
    } else if has(&["stress", "stressed", "overwhelmed", "relaxed", "calm"]) {
        Some(About::Stress)
    } else if has(&["mood"]) {
        Some(About::Mood)
    } else if has(&["motivation", "motivated", "unmotivated", "keen"]) {
        Some(About::Motivation)
    } else if has(&["feel", "feeling", "felt"]) && !has(&["ill", "sick", "unwell", "well", "better", "like"]) {
        // Whoever does not feel well may be ill, and that is a request of its own.
        Some(About::Body)
    } else {
        None
    }
}

fn grade(part: &[Piece]) -> Option<u8> {
    let w = words(part);
    if w.contains(&"unmotivated") {
        return Some(4);
    }
    let not = w.iter().any(|x| matches!(*x, "not" | "didnt" | "dont" | "isnt" | "no" | "never"));
    let grade = GRADES.iter().find(|(names, _)| w.iter().any(|x| names.contains(x))).map(|(_, g)| *g)?;
    // `didn't sleep well` is the other side of the middle.
    let grade = if not { 6 - grade } else { grade };
    let very = w.iter().any(|x| matches!(*x, "very" | "really" | "so" | "extremely"));
    Some(match grade {
        4 if very && !not => 5,
        2 if very && !not => 1,
        g => g,
    })
}

/// `pain 4 calf`, `calf pain 4/10`, `left knee hurts 3`.
fn pain(part: &[Piece], c: &mut CheckIn) -> Option<Result<(), TellError>> {
    const AROUND: [&str; 22] = [
        "pain", "pains", "hurts", "hurt", "hurting", "aches", "ache", "my", "the", "a", "in", "of", "is", "at",
        "i", "have", "some", "bit", "little", "10", "and", "out",
    ];
    let w = words(part);
    let told = w.iter().any(|x| matches!(*x, "pain" | "hurts" | "hurt" | "hurting" | "aches"));
    // Chest pain is an alarm, not a score.
    if !told || w.iter().any(|x| matches!(*x, "chest" | "heart")) {
        return None;
    }
    let site: Vec<&str> = w.iter().copied().filter(|x| !AROUND.contains(x) && x.parse::<f64>().is_err()).collect();
    let site: Vec<&str> = site.into_iter().filter(|x| !x.ends_with("/10")).collect();
    let site = (!site.is_empty()).then(|| CleanText::line(&site.join(" ")));
    let number = part.iter().find_map(|p| match p {
        Piece::Figure(Figure::Number(n)) => Some(*n),
        Piece::Word(x) => x.strip_suffix("/10").and_then(|n| n.parse().ok()),
        _ => None,
    });
    let Some(n) = number else {
        let read = site.map_or_else(|| "pain".to_owned(), |s| format!("pain, {s}"));
        return Some(Err(TellError::Missing { read, missing: "how much, 0 to 10", example: "pain 4 calf" }));
    };
    if !(0.0..=10.0).contains(&n) || n.fract() != 0.0 {
        let what = format!("pain {n}");
        return Some(Err(TellError::Range { what, range: "0 none to 10 worst", example: "pain 4 calf" }));
    }
    c.pain = Some(n as u8);
    c.site = site;
    Some(Ok(()))
}
