//! Strength sets: an exercise, how many times how many, the weight, the rating.

use super::{
    SetDraft, TellError, Told, dated,
    scan::{Figure, Piece, Scan, sport_word},
};
use crate::domain::CleanText;

pub(super) const EXAMPLE: &str = "squat 3x5 100 kg rpe 8";

/// Words that an exercise's name has; one of them makes a line with `3x5` a strength line without a weight.
const EXERCISES: [&str; 36] = [
    "squat",
    "squats",
    "deadlift",
    "deadlifts",
    "bench",
    "press",
    "presses",
    "row",
    "rows",
    "pull",
    "pullup",
    "pullups",
    "pull-ups",
    "pull-up",
    "chin",
    "chinups",
    "chin-ups",
    "dip",
    "dips",
    "lunge",
    "lunges",
    "raise",
    "raises",
    "curl",
    "curls",
    "thrust",
    "thrusts",
    "clean",
    "snatch",
    "bridge",
    "bridges",
    "pushups",
    "push-ups",
    "stepups",
    "step-ups",
    "swings",
];
/// Words around a set that are no part of the exercise's name.
const AROUND: [&str; 16] = [
    "did", "done", "logged", "i", "ive", "just", "today", "at", "with", "of", "sets", "set", "reps", "rep", "and",
    "then",
];

/// Sets, when the line has `3x5` (or a weight and repetitions) and an exercise.
pub(super) fn read(scan: &Scan) -> Option<Result<Vec<Told>, TellError>> {
    let has_sets = scan.figures().any(|f| matches!(f, Figure::SetsReps(..)));
    let has_kg = scan.figures().any(|f| matches!(f, Figure::Kg(_)));
    let known = scan.has(&EXERCISES);
    // `ran 5x1000`: an interval session, not weights.
    let endurance = !has_kg && !known && scan.words().any(|w| sport_word(w).is_some());
    if endurance || !(has_sets && (has_kg || known) || has_kg && known) {
        return None;
    }
    Some(read_known(scan))
}

pub(super) fn read_known(scan: &Scan) -> Result<Vec<Told>, TellError> {
    let day = dated(scan, scan.today)?;
    let mut told: Vec<SetDraft> = Vec::new();
    for part in scan.pieces.split(|p| *p == Piece::Break) {
        if !part.iter().any(|p| matches!(p, Piece::Figure(_))) {
            continue;
        }
        told.push(one(part, day, told.last())?);
    }
    if told.is_empty() {
        return Err(TellError::Missing { read: "an exercise".into(), missing: "its sets", example: EXAMPLE });
    }
    Ok(told.into_iter().map(Told::Sets).collect())
}

fn one(part: &[Piece], day: crate::domain::Day, before: Option<&SetDraft>) -> Result<SetDraft, TellError> {
    let mut name: Vec<&str> = Vec::new();
    let (mut counts, mut kg, mut rpe, mut numbers) = (None, None, None, Vec::new());
    for p in part {
        match p {
            Piece::Word(w) if !AROUND.contains(&w.as_str()) => name.push(w),
            Piece::Figure(Figure::SetsReps(n, r)) => counts = Some((*n, *r)),
            Piece::Figure(Figure::Kg(w)) => kg = Some(*w),
            Piece::Figure(Figure::Rpe(r)) => rpe = Some(*r),
            Piece::Figure(Figure::Number(n)) => numbers.push(*n),
            Piece::Figure(f) => {
                let what = format!("{f:?}").to_lowercase();
                return Err(TellError::Range {
                    what,
                    range: "sets have repetitions and a weight in kg or lb",
                    example: EXAMPLE,
                });
            }
            _ => {}
        }
    }
    // `squat 3x5 100`: the bare number after the sets is the weight; `squat 5 reps 100 kg` is one set.
    let mut numbers = numbers.into_iter();
    let counts = counts.or_else(|| {
        let reps = numbers.next().filter(|n| n.fract() == 0.0 && (1.0..=100.0).contains(n))?;
        Some((1, reps as u16))
    });
    let kg = kg.or_else(|| numbers.next());
    let exercise = if name.is_empty() {
        // `squat 3x5 100 kg, 2x3 110 kg` goes on with the same exercise.
        before.map(|b| b.exercise.clone())
    } else {
        Some(CleanText::line(&name.join(" ")))
    };
    let missing = |missing| TellError::Missing { read: shown(&name), missing, example: EXAMPLE };
    let exercise = exercise.ok_or_else(|| missing("which exercise"))?;
    let (sets, reps) = counts.ok_or_else(|| missing("the sets and repetitions"))?;
    within((1..=30).contains(&sets), || format!("{sets} sets"), "1 to 30 sets")?;
    within((1..=100).contains(&reps), || format!("{reps} repetitions"), "1 to 100 repetitions")?;
    within(
        kg.is_none_or(|k| (0.5..=600.0).contains(&k)),
        || format!("{:.0} kg", kg.unwrap_or(0.0)),
        "0.5 to 600 kg",
    )?;
    within(rpe.is_none_or(|r| (1.0..=10.0).contains(&r)), || format!("RPE {}", rpe.unwrap_or(0.0)), "RPE 1 to 10")?;
    Ok(SetDraft { exercise, day, sets, reps, kg, rpe })
}

fn shown(name: &[&str]) -> String {
    if name.is_empty() { "a set".into() } else { format!("“{}”", name.join(" ")) }
}

fn within(ok: bool, what: impl FnOnce() -> String, range: &'static str) -> Result<(), TellError> {
    if ok { Ok(()) } else { Err(TellError::Range { what: what(), range, example: EXAMPLE }) }
}
