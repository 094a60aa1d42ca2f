//! What stands below a window's rows and changes while one types.

use super::{
    Dialog, Kind, Note, Outline,
    first::{DAYS, week_words},
    log, read,
};
use crate::{
    app::{notice::Tone, state::State},
    coach::logging::{self, SetDraft},
    domain::{CleanText, Day, StrengthSet, Units, mission::WeekMinutes, units::Measure},
    science::strength,
};

/// Doubts shown of a mission.
const DOUBTS: usize = 3;

/// The lines of a window.
#[must_use]
pub fn lines(state: &State, d: &Dialog) -> Vec<Note> {
    match d.kind {
        Kind::Import => import(state),
        Kind::Connect => connect(state, d),
        Kind::Week => week(d),
        Kind::Mission => mission(state, d),
        Kind::Sets(day) => sets(state, d, day),
        Kind::Set(_) => {
            draft(d, state.today, state.units).map(|s| vec![Note::info(max(&s.set()))]).unwrap_or_default()
        }
        Kind::Felt(id) => log::which(state, id).map(Note::info).into_iter().collect(),
        Kind::Start
        | Kind::About
        | Kind::Stage(_)
        | Kind::Day(_)
        | Kind::Session(..)
        | Kind::Note(..)
        | Kind::Feel(_) => vec![],
    }
}

/// How far the import is, and what the last one brought.
fn import(state: &State) -> Vec<Note> {
    if let Some(p) = state.jobs.get(crate::app::update::IMPORT) {
        let share = p.total.filter(|t| *t > 0).map_or_else(String::new, |t| format!("{} %, ", 100 * p.done / t));
        return vec![Note::info(format!("{share}{}", p.text)), Note::info("You may close this; it goes on.")];
    }
    state.imported.iter().map(|(tone, text)| Note::of(*tone, text.clone())).collect()
}

/// Where the key of the chosen service is made.
fn connect(state: &State, d: &Dialog) -> Vec<Note> {
    let page = state.offers.services.get(d.at).and_then(|(name, _)| {
        let (_, page) = state.offers.pages.iter().find(|(of, _)| of == name)?;
        Some(Note::info(format!("Its key, or an application of your own, is made at {page}.")))
    });
    page.into_iter().collect()
}

/// What the days come to.
fn week(d: &Dialog) -> Vec<Note> {
    let of = |id: &str| read::minutes(d.value(id)).ok().flatten().map(|m| m as u16);
    let [mon, tue, wed, thu, fri, sat, sun] = DAYS.map(|(id, _)| of(id));
    let week = WeekMinutes { mon, tue, wed, thu, fri, sat, sun };
    week_words(week).map(Note::info).into_iter().collect()
}

fn mission(state: &State, d: &Dialog) -> Vec<Note> {
    let title = state.offers.templates.iter().find(|(id, _)| id == d.value("template"));
    let told = |(_, words): &(String, String)| Note::info(state.units.told(words).into_owned());
    let mut out: Vec<Note> = title.map(told).into_iter().collect();
    match &d.outline {
        _ if d.problem.is_some() => {}
        None => out.push(Note::info("laying a plan …")),
        Some(Err(why)) => out.push(Note::of(Tone::Bad, why.clone())),
        Some(Ok(o)) => out.extend(outline(o)),
    }
    out
}

fn outline(o: &Outline) -> Vec<Note> {
    let to = o.to.map_or_else(String::new, |d| format!(" to {d}"));
    let weeks = o.weeks.len();
    let mut out = vec![
        Note::of(Tone::Good, format!("{}: goal {}, in {} days", o.name, super::on(o.goal), o.days)),
        Note::info(format!("{} sessions from {}{to}, {weeks} weeks", o.sessions, o.from)),
    ];
    out.extend(o.gauge.iter().map(|g| Note::info(g.clone())));
    // The plan comes first: what can be doubted of it stands below its weeks.
    if !o.doubts.is_empty() {
        let words = crate::domain::num::counted(o.doubts.len(), "doubt");
        out.push(Note::of(Tone::Warn, format!("{words}, below the weeks")));
    }
    // What binds a week's load is for `mission check` and `plan show`: here a week is a row.
    out.extend(o.weeks.iter().map(|w| Note::info(w.trim().split("  [").next().unwrap_or_default())));
    out.extend(o.doubts.iter().take(DOUBTS).map(|d| Note::of(Tone::Warn, d.clone())));
    if let Some(more) = o.doubts.len().checked_sub(DOUBTS).filter(|n| *n > 0) {
        out.push(Note::of(Tone::Warn, format!("{more} more doubts: lanterne mission check lists all of them")));
    }
    out
}

/// The sets as they are typed now; `None` as long as they can't be meant.
#[must_use]
pub fn draft(d: &Dialog, day: Day, units: Units) -> Option<SetDraft> {
    let exercise = CleanText::line_opt(d.value("exercise"))?;
    let kg = units.read(Measure::Mass, d.value("kg")).ok()?.filter(|kg| *kg > 0.0);
    let draft = SetDraft {
        exercise,
        day,
        sets: read::whole(d.value("sets")).ok()?.unwrap_or(1),
        reps: read::whole(d.value("reps")).ok()??,
        kg,
        rpe: read::number(d.value("rpe")).ok()?,
    };
    (draft.set().is_plausible() && (1..=30).contains(&draft.sets)).then_some(draft)
}

fn max(set: &StrengthSet) -> String {
    strength::one_rep_max(set)
        .map_or_else(|| "e1RM –".to_owned(), |m| format!("e1RM {m:.0} kg for this set, by {}", set.group.name()))
}

/// What the set comes to, what was lifted today and the last time, and the rest.
fn sets(state: &State, d: &Dialog, day: Day) -> Vec<Note> {
    let mut out =
        vec![Note::info(draft(d, day, state.units).map_or_else(|| "e1RM –".to_owned(), |s| max(&s.set())))];
    let name = d.value("exercise");
    if let Some(a) = state.athlete() {
        let list = |all: &[&StrengthSet]| {
            let words: Vec<String> = all.iter().map(|s| logging::reps_words(s)).collect();
            let best = all.iter().filter_map(|s| strength::one_rep_max(s)).fold(0.0, f64::max);
            let best = if best > 0.0 { format!(" · best e1RM {best:.0} kg") } else { String::new() };
            format!("{}{best}", words.join(", "))
        };
        let today: Vec<&StrengthSet> =
            a.sets_on(day).map(|e| &e.set).filter(|s| s.exercise.as_str().eq_ignore_ascii_case(name)).collect();
        if !today.is_empty() {
            out.push(Note::of(Tone::Good, format!("This day: {}", list(&today))));
        }
        let last = logging::last_sets(a, name, day);
        out.push(Note::info(match last.first() {
            Some(s) => format!("Last time, {}: {}", super::on(s.day), list(&last)),
            None => "No earlier sets of this exercise".to_owned(),
        }));
    }
    if let Some(left) = state.rest {
        out.push(Note::of(Tone::Warn, rest_words(left)));
    }
    out
}

/// `Rest 1:25`
#[must_use]
pub fn rest_words(left_s: u32) -> String {
    format!("Rest {}:{:02}", left_s / 60, left_s % 60)
}
