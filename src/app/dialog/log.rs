//! Rows of what is logged by hand.

use super::{Kind, Press, Slot, read};
use crate::{
    app::{check_in::PLACES, state::State},
    coach::logging,
    domain::{
        Activity, ActivityRecord, Athlete, Day, Provider, ShortId, Sport, Units, entry::sets_session_id,
        units::Measure,
    },
};

/// A figure as a person writes it, without needless decimals.
fn figure(x: Option<f64>) -> String {
    x.map_or_else(String::new, super::super::screen::settings::figure)
}

/// The activity that has a record of this id.
fn activity(athlete: &Athlete, id: ShortId) -> Option<&Activity> {
    athlete.activities.iter().find(|a| a.id == id || a.records.iter().any(|r| r.id == id))
}

/// What was entered on a day, and what can be added.
pub(super) fn day(state: &State, day: Day) -> Vec<Slot> {
    let open = |label: String, kind, hint: &str| Slot::press(label, Press::Open(kind), hint);
    // A day to come has been neither trained nor felt; what is known of it can be noted.
    let over = day <= state.today;
    let mut rows = Vec::new();
    if over {
        rows.push(open("+ session".into(), Kind::Session(day, None), "run, trail, ride, strength …"));
        rows.push(open("+ strength sets".into(), Kind::Sets(day), "set by set, with a rest timer"));
    }
    rows.push(open("+ note".into(), Kind::Note(day, None), "anything worth knowing"));
    let Some(a) = state.athlete() else { return rows };
    if over {
        let said = a.check_ins.get(&day).map(logging::check_in_words);
        rows.push(open("How you were".into(), Kind::Feel(day), said.as_deref().unwrap_or("night, legs, pain …")));
    }
    for done in a.activities.iter().filter(|x| x.best().local_date == day) {
        rows.push(of_activity(done, day, state.units));
    }
    for s in a.sets_on(day) {
        rows.push(open(state.units.told(&logging::set_words(&s.set)).into_owned(), Kind::Set(s.id), "set"));
    }
    for n in a.notes_on(day) {
        let first = n.text.as_str().lines().next().unwrap_or_default();
        rows.push(open(format!("“{first}”"), Kind::Note(day, Some(n.id)), "note"));
    }
    rows.push(Slot::press("Close", Press::Close, ""));
    rows
}

/// An activity of a day: one that was entered by hand is edited, any other one is rated.
fn of_activity(a: &Activity, day: Day, units: Units) -> Slot {
    let manual = a.records.iter().find(|r| r.provider == Provider::Manual && r.id != sets_session_id(day));
    let kind = manual.map_or(Kind::Felt(a.id), |r| Kind::Session(day, Some(r.id)));
    let hint = match (manual.is_some(), &a.annotation) {
        (true, _) => "entered by hand",
        (false, Some(_)) => "rated",
        (false, None) => "how did it feel?",
    };
    let r = a.best();
    let title = r.title.as_ref().map_or_else(|| r.sport.to_string(), ToString::to_string);
    let words = manual.map_or_else(
        || format!("{title}, {:.0} min", r.moving_s / 60.0),
        |r| {
            // The title is the athlete's own words.
            let bare = ActivityRecord { title: None, ..r.clone() };
            let name = r.title.as_ref().map(|t| format!(" “{t}”")).unwrap_or_default();
            format!("{}{name}", units.told(&logging::entry_words(&bare)))
        },
    );
    Slot::press(words, Press::Open(kind), hint)
}

/// A session's figures.
pub(super) fn session(state: &State, day: Day, edit: Option<ShortId>) -> Vec<Slot> {
    let records = || state.athlete().into_iter().flat_map(|a| a.activities.iter()).flat_map(|a| &a.records);
    let record = edit.and_then(|id| records().find(|r| r.id == id));
    let old = state.athlete().zip(record).and_then(|(a, r)| logging::session_draft(a, r));
    let trail = old.as_ref().is_some_and(|d| d.sub_sport.as_ref().is_some_and(|s| s.as_str() == "trail"));
    let planned = state.athlete().and_then(|a| a.plan.as_ref()).and_then(|p| p.on(day).next());
    let sport = match (&old, planned) {
        (Some(_), _) if trail => "trail",
        (Some(d), _) => d.sport.name(),
        (None, Some(p)) if read::SPORTS.contains(&p.sport.name()) => p.sport.name(),
        (None, _) => Sport::Run.name(),
    };
    let minutes = old.as_ref().map_or_else(String::new, |d| figure(Some(d.minutes)));
    let at = old.as_ref().and_then(|d| d.at).map_or_else(String::new, |m| format!("{}:{:02}", m / 60, m % 60));
    let text = |f: fn(&logging::SessionDraft) -> Option<String>| old.as_ref().and_then(f).unwrap_or_default();
    let u = state.units;
    let measured = |what, f: fn(&logging::SessionDraft) -> Option<f64>| {
        old.as_ref().and_then(f).map(|x| u.written(what, x)).unwrap_or_default()
    };
    let mut rows = vec![
        Slot::choice("sport", "Sport", &read::SPORTS, sport, ""),
        Slot::text("minutes", "Duration", &minutes, "75, 1:15 or 1h15"),
        Slot::text("km", "Distance", &measured(Measure::Distance, |d| d.distance_km), u.unit(Measure::Distance)),
        Slot::text("ascent", "Climbing", &measured(Measure::Height, |d| d.ascent_m), u.unit(Measure::Height)),
        Slot::text("rpe", "RPE", &text(|d| Some(figure(d.rpe))), "0 rest … 10 all out"),
        Slot::text("title", "Title", &text(|d| d.title.as_ref().map(ToString::to_string)), ""),
        Slot::text("notes", "Notes", &text(|d| d.notes.as_ref().map(ToString::to_string)), ""),
        Slot::text("day", "Day", &old.as_ref().map_or(day, |d| d.day).to_string(), "or yesterday"),
        Slot::text("at", "Start", &at, "18:30"),
        Slot::press("Save", Press::Save, ""),
    ];
    if let (Some(id), Some(d)) = (edit, &old) {
        rows.push(Slot::press("Take it back", Press::Withdraw(id, d.day), "asks first"));
    }
    rows
}

/// The strength logger; the last set of the day is where the next one starts.
pub(super) fn sets(state: &State, day: Day) -> Vec<Slot> {
    let last = state.athlete().and_then(|a| a.sets_on(day).last().or(a.sets.last())).map(|s| &s.set);
    let (name, reps, kg) = last.map_or_else(Default::default, |s| {
        (s.exercise.to_string(), s.reps.to_string(), state.units.written(Measure::Mass, s.kg))
    });
    let unit = state.units.unit(Measure::Mass);
    vec![
        Slot::text("exercise", "Exercise", &name, "squat, bench, deadlift …"),
        Slot::text("sets", "Sets", "1", "equal ones"),
        Slot::text("reps", "Reps", &reps, "of each"),
        Slot::text("kg", "Weight", &kg, &format!("{unit}; empty for the body alone")),
        Slot::text("rpe", "RPE", "", "10 is nothing left"),
        Slot::text("rest", "Rest", "120", "s; 0 for none"),
        Slot::press("Log", Press::Save, "keeps it and starts the rest"),
        Slot::press("The day's log", Press::Open(Kind::Day(day)), "edit or take back"),
        Slot::press("Close", Press::Close, ""),
    ]
}

/// A set that is there.
pub(super) fn set(state: &State, id: ShortId) -> Vec<Slot> {
    let Some(old) = state.athlete().and_then(|a| a.sets.iter().find(|s| s.id == id)) else { return vec![] };
    let s = &old.set;
    vec![
        Slot::text("exercise", "Exercise", s.exercise.as_str(), ""),
        Slot::text("reps", "Reps", &s.reps.to_string(), ""),
        Slot::text("kg", "Weight", &state.units.written(Measure::Mass, s.kg), state.units.unit(Measure::Mass)),
        Slot::text("rpe", "RPE", &figure(s.rpe), "10 is nothing left"),
        Slot::press("Save", Press::Save, ""),
        Slot::press("Take it back", Press::Withdraw(id, s.day), "asks first"),
    ]
}

/// A note.
pub(super) fn note(state: &State, day: Day, edit: Option<ShortId>) -> Vec<Slot> {
    let old = state.athlete().zip(edit).and_then(|(a, id)| a.notes.iter().find(|n| n.id == id));
    let mut rows = vec![
        Slot::text("text", "Note", old.map_or("", |n| n.text.as_str()), ""),
        Slot::press("Save", Press::Save, ""),
    ];
    if let Some(id) = edit.filter(|_| old.is_some()) {
        rows.push(Slot::press("Take it back", Press::Withdraw(id, day), "asks first"));
    }
    rows
}

/// The answers of the check-in, on any day.
pub const SCALES: [(&str, &str, &str); 6] = [
    ("sleep", "Night", "1 very good … 5 very bad"),
    ("fatigue", "Fatigue", "1 fresh … 5 exhausted"),
    ("soreness", "Soreness", "1 none … 5 severe"),
    ("stress", "Stress", "1 calm … 5 overwhelmed"),
    ("mood", "Mood", "1 good … 5 low"),
    ("motivation", "Motivation", "1 keen … 5 none"),
];

/// How the body was.
pub(super) fn feel(state: &State, day: Day) -> Vec<Slot> {
    let old = state.athlete().and_then(|a| a.check_ins.get(&day));
    let said = |v: Option<u8>| v.map_or_else(|| "–".to_owned(), |v| v.to_string());
    let answers = old.map_or([None; 6], |c| [c.sleep, c.fatigue, c.soreness, c.stress, c.mood, c.motivation]);
    let scale = ["–", "1", "2", "3", "4", "5"];
    let mut rows: Vec<Slot> = SCALES
        .iter()
        .zip(answers)
        .map(|((id, label, hint), v)| Slot::choice(id, label, &scale, &said(v), hint))
        .collect();
    let pain: Vec<String> = std::iter::once("–".to_owned()).chain((0..=10).map(|p| p.to_string())).collect();
    let pain: Vec<&str> = pain.iter().map(String::as_str).collect();
    rows.push(Slot::choice("pain", "Pain", &pain, &said(old.and_then(|c| c.pain)), "0 none … 10 worst"));
    let places: Vec<&str> = PLACES.iter().map(|(_, p)| *p).collect();
    let site = old.and_then(|c| c.site.as_ref()).map_or("", |s| s.as_str());
    rows.push(Slot::text("site", "Where", site, &format!("{} …", places[..6].join(", "))));
    rows.push(Slot::press("Save", Press::Save, ""));
    rows
}

/// How an activity felt.
pub(super) fn felt(state: &State, id: ShortId) -> Vec<Slot> {
    let said = state.athlete().and_then(|a| activity(a, id)).and_then(|a| a.annotation.as_ref());
    let feel = said.and_then(|s| s.feel).map_or_else(|| "–".to_owned(), |f| f.to_string());
    let note = said.and_then(|s| s.note.as_ref()).map_or("", |n| n.as_str());
    vec![
        Slot::text("rpe", "RPE", &figure(said.and_then(|s| s.rpe)), "0 rest … 10 all out"),
        Slot::choice("feel", "Feel", &["–", "1", "2", "3", "4", "5"], &feel, "1 strong … 5 weak"),
        Slot::text("note", "Note", note, ""),
        Slot::press("Save", Press::Save, "empty rows take back what was said"),
    ]
}

/// A line that says which activity is meant.
pub(super) fn which(state: &State, id: ShortId) -> Option<String> {
    let a = activity(state.athlete()?, id)?;
    let r = a.best();
    let title = r.title.as_ref().map_or_else(|| r.sport.to_string(), ToString::to_string);
    let day = r.local_date;
    Some(format!("{title}, {:.0} min, {}", r.moving_s / 60.0, super::on(day)))
}
