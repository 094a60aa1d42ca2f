//! What was told, shown back in words.

use super::{SessionDraft, SetDraft, Told};
use crate::{
    coach::words,
    domain::{
        ActivityRecord, Athlete, CheckIn, CleanText, Day, Sport, StrengthSet, WeekIntent, entry::SessionEntry,
    },
    science::strength,
};

fn number(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// `run (trail), 40 min, 8.2 km, 250 m up, RPE 2, “heavy legs”`
#[must_use]
pub fn session_words(d: &SessionDraft) -> String {
    let mut parts = vec![sport_words(d.sport, d.sub_sport.as_ref()), format!("{} min", number(d.minutes))];
    parts.extend(d.distance_km.map(|km| format!("{} km", number(km))));
    parts.extend(d.ascent_m.map(|m| format!("{m:.0} m up")));
    parts.extend(d.rpe.map(|r| format!("RPE {}", number(r))));
    parts.extend(d.at.map(|m| format!("at {}:{:02}", m / 60, m % 60)));
    parts.extend(d.title.iter().map(|t| format!("“{t}”")));
    parts.extend(d.notes.iter().map(|n| format!("“{n}”")));
    parts.join(", ")
}

fn sport_words(sport: Sport, sub: Option<&CleanText>) -> String {
    sub.map_or_else(|| sport.to_string(), |s| format!("{sport} ({s})"))
}

/// `squat 3 × 5 at 100 kg, RPE 8`
fn sets_words(d: &SetDraft) -> String {
    let kg = d.kg.map_or_else(String::new, |kg| format!(" at {} kg", number(kg)));
    let rpe = d.rpe.map_or_else(String::new, |r| format!(", RPE {}", number(r)));
    format!("{} {} × {}{kg}{rpe}", d.exercise, d.sets, d.reps)
}

/// `squat 5 × 100 kg, RPE 8, e1RM 122 kg`
#[must_use]
pub fn set_words(s: &StrengthSet) -> String {
    let rpe = s.rpe.map_or_else(String::new, |r| format!(", RPE {}", number(r)));
    let max = strength::one_rep_max(s).map_or_else(String::new, |m| format!(", e1RM {m:.0} kg"));
    format!("{} {}{rpe}{max}", s.exercise, reps_words(s))
}

/// `5 × 100 kg`, `8` for the body's own weight.
#[must_use]
pub fn reps_words(s: &StrengthSet) -> String {
    if s.kg > 0.0 { format!("{} × {} kg", s.reps, number(s.kg)) } else { s.reps.to_string() }
}

/// `night 4 of 5 (1 best, 5 worst), pain 3 of 10, calf`
#[must_use]
pub fn check_in_words(c: &CheckIn) -> String {
    let items = [
        ("night", c.sleep),
        ("fatigue", c.fatigue),
        ("soreness", c.soreness),
        ("stress", c.stress),
        ("mood", c.mood),
        ("motivation", c.motivation),
    ];
    let graded: Vec<String> = items.iter().filter_map(|(name, v)| v.map(|v| format!("{name} {v} of 5"))).collect();
    // The scale stands with what it is the scale of: pain goes the other way.
    let mut parts: Vec<String> =
        if graded.is_empty() { vec![] } else { vec![format!("{} (1 best, 5 worst)", graded.join(", "))] };
    if let Some(p) = c.pain {
        parts.push(c.site.as_ref().map_or_else(|| format!("pain {p} of 10"), |s| format!("pain {p} of 10, {s}")));
    }
    if parts.is_empty() { "nothing".into() } else { parts.join(", ") }
}

/// One line for a thing that was told, with its day; for sets with what they come to and the last time.
#[must_use]
pub(super) fn told(t: &Told, athlete: &Athlete, today: Day) -> String {
    let day = |d: Day| words::day_name(d, today);
    match t {
        Told::Session(d) => format!("Session {}: {}", day(d.day), session_words(d)),
        Told::Sets(d) => {
            let max = strength::one_rep_max(&d.set()).map_or_else(String::new, |m| format!(" (e1RM {m:.0} kg)"));
            let before = last_time(athlete, &d.exercise, d.day);
            format!("Sets {}: {}{max}{before}", day(d.day), sets_words(d))
        }
        Told::Feel(c) => format!("Feel {}: {}", day(c.day), check_in_words(c)),
        Told::Note(d, text) => format!("Note {}: “{text}”", day(*d)),
        Told::Intent(i) => format!("Intent of {}: {}", crate::domain::day::iso_week(i.week), intent_words(i)),
    }
}

/// An intent in one line.
#[must_use]
pub fn intent_words(i: &WeekIntent) -> String {
    let mut all: Vec<String> = i.text.iter().map(ToString::to_string).collect();
    all.extend(i.km.iter().map(|(s, km)| format!("{km:.0} km {s}")));
    all.extend(i.sessions.map(|n| if n == 1 { "1 session".to_owned() } else { format!("{n} sessions") }));
    all.extend(i.goals.iter().map(|g| format!("goal: {g}")));
    all.join(" · ")
}

/// The sets of an exercise on the last day before `before` that had it.
#[must_use]
pub fn last_sets<'a>(athlete: &'a Athlete, exercise: &str, before: Day) -> Vec<&'a StrengthSet> {
    let same = |s: &&StrengthSet| s.day < before && s.exercise.as_str().eq_ignore_ascii_case(exercise);
    let sets = || athlete.sets.iter().map(|e| &e.set).filter(same);
    let on = sets().map(|s| s.day).max();
    sets().filter(|s| Some(s.day) == on).collect()
}

fn last_time(athlete: &Athlete, exercise: &CleanText, before: Day) -> String {
    let last = last_sets(athlete, exercise.as_str(), before);
    let Some(first) = last.first() else { return String::new() };
    let sets: Vec<String> = last.iter().map(|s| reps_words(s)).collect();
    format!("; last time, {}: {}", first.day, sets.join(", "))
}

/// One line for a session that is in the log.
#[must_use]
pub fn entry_words(r: &ActivityRecord) -> String {
    let Some(e) = SessionEntry::of(r) else { return format!("{} {:.0} min", r.sport, r.moving_s / 60.0) };
    session_words(&SessionDraft {
        sport: e.sport,
        sub_sport: e.sub_sport,
        day: e.day,
        at: None,
        minutes: e.minutes,
        distance_km: e.distance_km,
        ascent_m: e.ascent_m,
        rpe: e.rpe,
        title: e.title,
        notes: e.notes,
    })
}
