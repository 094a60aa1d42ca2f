//! `lanterne log session|set|feel|note|list`: what was done and felt, entered by hand.

use super::{
    Context,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::logging::{self, Logging, SetDraft, Told},
    domain::{Annotation, Athlete, CheckIn, CleanText, Day, Event, Provenance, Provider, ShortId, event::Actor},
    log::{Access, NewEvent},
};
use serde::Serialize;

mod args;
mod find;
mod list;

pub use args::LogCommand;
use args::{Feel, Note, Session, Set};
use find::{Found, find};

/// What was written, as JSON.
#[derive(Serialize)]
struct Written<'a> {
    ok: bool,
    shown: &'a str,
    events: usize,
    ids: Vec<ShortId>,
}

/// Runs `log …`.
pub fn run(cx: &Context, command: &LogCommand, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let (shown, events) = match command {
        LogCommand::List(span) => return list::run(cx, &athlete, *span, out),
        _ if cx.as_of.is_some() => {
            return Err(usage("--as-of looks back and writes nothing; leave it out to enter something"));
        }
        LogCommand::Session(s) => session(cx, &athlete, s)?,
        LogCommand::Set(s) => set(cx, &athlete, s)?,
        LogCommand::Feel(f) => feel(cx, &athlete, f)?,
        LogCommand::Note(n) => note(cx, &athlete, n)?,
    };
    let written = record(cx, &events)?;
    if out.json {
        out.value(&Written {
            ok: true,
            shown: &shown,
            events: written,
            ids: events.iter().filter_map(id_of).collect(),
        })?;
    } else {
        out.line(&shown)?;
        out.line(ids_line(&events))?;
    }
    Ok(Exit::Done)
}

type Entered = anyhow::Result<(String, Vec<Event>)>;

fn record(cx: &Context, events: &[Event]) -> anyhow::Result<usize> {
    Ok(cx.store(Access::ReadWrite)?.append(new_events(cx, events))?.written)
}

/// What the athlete entered, as events to write together.
pub(super) fn new_events(cx: &Context, events: &[Event]) -> Vec<NewEvent> {
    let stamp = cx.now.timestamp_micros();
    let new = events.iter().enumerate().map(|(n, event)| NewEvent {
        event: event.clone(),
        actor: Actor::Athlete,
        provenance: Provenance::of(Provider::Manual),
        key: format!("log:{stamp}:{}:{n}", std::process::id()),
        cause: None,
        recorded_at: cx.now,
    });
    new.collect()
}

fn id_of(event: &Event) -> Option<ShortId> {
    match event {
        Event::ActivityRecorded(r) | Event::ActivityAmended(r) => Some(r.id),
        Event::SetLogged(s) => Some(s.id),
        Event::DayNoted(n) => Some(n.id),
        Event::EntryWithdrawn(w) => Some(w.id),
        Event::ActivityAnnotated(a) => Some(a.activity),
        _ => None,
    }
}

fn ids_line(events: &[Event]) -> String {
    let ids: Vec<String> = events.iter().filter_map(id_of).map(ShortId::brief).collect();
    if ids.is_empty() { "Saved.".into() } else { format!("Saved as {}.", ids.join(", ")) }
}

fn past(cx: &Context, on: Option<Day>) -> anyhow::Result<Day> {
    match on {
        Some(d) if d > cx.today => Err(usage(format!("{d} is still to come; only what was done can be entered"))),
        other => Ok(other.unwrap_or(cx.today)),
    }
}

fn read(told: Result<Vec<Told>, logging::TellError>) -> anyhow::Result<Vec<Told>> {
    told.map_err(|e| usage(e.to_string()))
}

fn withdrawn(athlete: &Athlete, found: &Found<'_>) -> (String, Vec<Event>) {
    let (id, day, words) = (found.id(), found.day(), found.words());
    (format!("Taken back: {words} ({day})"), logging::withdraw(athlete, id, day))
}

fn session(cx: &Context, athlete: &Athlete, s: &Session) -> Entered {
    if let Some(id) = &s.withdraw {
        return Ok(withdrawn(athlete, &find(athlete, id, find::Kind::Session)?));
    }
    if let Some(id) = &s.edit {
        let Found::Session(record) = find(athlete, id, find::Kind::Session)? else {
            return Err(usage("that is no session"));
        };
        if record.provider != Provider::Manual {
            return Err(usage(
                "that session was recorded by a device and stays as it is; `lanterne log feel --session ID` says how it felt",
            ));
        }
        let Some(was) = logging::session_draft(athlete, record) else {
            return Err(usage("that session follows from its sets; edit those with `lanterne log set --edit ID`"));
        };
        let before = was.rpe;
        let now = s.over(cx, was)?;
        let rated = now.rpe != before;
        let of_it = |a: &&crate::domain::Activity| a.records.iter().any(|r| r.id == record.id);
        let said = athlete.activities.iter().find(of_it).and_then(|a| a.annotation.as_ref());
        let said = said.filter(|a| a.rpe.is_some());
        // What was said of it afterwards counts, until the session itself is rated anew.
        let counts = said.and_then(|a| a.rpe).filter(|_| !rated).or(now.rpe);
        let words = logging::session_words(&logging::SessionDraft { rpe: counts, ..now.clone() });
        let shown = format!("Now: {words} ({})", now.day);
        let mut events = logging::edited_session(athlete, record.id, now).map_err(|e| usage(e.to_string()))?;
        events.extend(
            said.filter(|_| rated).map(|a| Event::ActivityAnnotated(Annotation { rpe: None, ..a.clone() })),
        );
        return Ok((shown, events));
    }
    let mut told = if s.words.is_empty() { vec![] } else { s.read(cx)? };
    let draft = match told.pop() {
        Some(Told::Session(d)) if told.is_empty() => s.over(cx, d)?,
        None => s.over(cx, s.bare(cx)?)?,
        _ => return Err(usage("one session at a time, please")),
    };
    let checked = logging::checked(draft).map_err(|e| usage(e.to_string()))?;
    told.push(Told::Session(checked));
    let logging = Logging::of(&told, athlete, cx.today);
    Ok((logging.shown.to_string(), logging.events))
}

fn set(cx: &Context, athlete: &Athlete, s: &Set) -> Entered {
    if let Some(id) = &s.withdraw {
        return Ok(withdrawn(athlete, &find(athlete, id, find::Kind::Set)?));
    }
    if let Some(id) = &s.edit {
        let Found::Set(old) = find(athlete, id, find::Kind::Set)? else { return Err(usage("that is no set")) };
        let mut set = old.set.clone();
        if !s.words.is_empty() {
            set.exercise = CleanText::line(&s.words.join(" "));
            set.group = crate::domain::strength::MuscleGroup::of_exercise(set.exercise.as_str());
        }
        set.reps = s.reps.unwrap_or(set.reps);
        set.kg = s.kg.unwrap_or(set.kg);
        set.rpe = s.rpe.or(set.rpe);
        set.day = s.on.map_or(Ok(set.day), |d| past(cx, Some(d)))?;
        let shown = format!("Now: {} ({})", logging::set_words(&set), set.day);
        return Ok((shown, logging::edited_set(athlete, old, set).map_err(|e| usage(e.to_string()))?));
    }
    let mut told = if s.reps.is_some() {
        let draft = SetDraft {
            exercise: CleanText::line(&s.words.join(" ")),
            day: cx.today,
            sets: s.sets.unwrap_or(1),
            reps: s.reps.unwrap_or(1),
            kg: s.kg,
            rpe: s.rpe,
        };
        if s.words.is_empty() || !draft.set().is_plausible() || !(1..=30).contains(&draft.sets) {
            return Err(usage(
                "name the exercise, 1 to 30 sets of 1 to 500 repetitions, 0 to 1000 kg, RPE 0 to 10: `lanterne log set squat --sets 3 --reps 5 --kg 100 --rpe 8`",
            ));
        }
        vec![Told::Sets(draft)]
    } else {
        read(logging::read_sets(&s.words.join(" "), cx.today))?
    };
    if let Some(on) = s.on {
        let on = past(cx, Some(on))?;
        for t in &mut told {
            if let Told::Sets(d) = t {
                d.day = on;
            }
        }
    }
    let logging = Logging::of(&told, athlete, cx.today);
    Ok((logging.shown.to_string(), logging.events))
}

fn feel(cx: &Context, athlete: &Athlete, f: &Feel) -> Entered {
    if let Some(id) = &f.session {
        let found = find::activity(athlete, id)?;
        let note = (!f.words.is_empty()).then(|| CleanText::line(&f.words.join(" ")));
        let said = Annotation { activity: found.id, rpe: f.rpe, feel: f.felt, note };
        let words = logging::entry_words(found.best());
        let shown = match (f.withdraw, said.is_empty()) {
            (true, true) => format!("Taken back what was said of {words} ({})", found.best().local_date),
            (false, false) => format!("On {words} ({}): {}", found.best().local_date, annotation_words(&said)),
            (true, false) => return Err(usage("--withdraw stands alone with --session")),
            (false, true) => return Err(usage("say how it felt: --rpe 7, --feel 2 (1 strong, 5 weak), or words")),
        };
        return Ok((shown, vec![Event::ActivityAnnotated(said)]));
    }
    if f.rpe.is_some() || f.felt.is_some() {
        return Err(usage("--rpe and --feel are of a session; name it with --session ID"));
    }
    let day = past(cx, f.on)?;
    if f.withdraw {
        if !athlete.check_ins.contains_key(&day) {
            return Err(usage(format!("there is no check-in on {day}")));
        }
        return Ok((format!("Taken back: the check-in of {day}"), vec![Event::CheckedIn(CheckIn::of(day))]));
    }
    let mut c = CheckIn::of(day);
    if !f.words.is_empty()
        && let Some(Told::Feel(said)) = read(logging::read_feel(&f.words.join(" "), cx.today))?.pop()
    {
        c = CheckIn { day, ..said };
    }
    let c = c.merged(f.check_in(day));
    if c.is_empty() {
        return Err(usage(
            "say how you feel: `lanterne log feel --fatigue 3 --soreness 2 --sleep 4` (1 best, 5 worst), `--pain 4 --site calf`, or in words: `slept badly`",
        ));
    }
    let logging = Logging::of(&[Told::Feel(c)], athlete, cx.today);
    Ok((logging.shown.to_string(), logging.events))
}

fn annotation_words(a: &Annotation) -> String {
    let mut parts: Vec<String> = a.rpe.map(|r| format!("RPE {r}")).into_iter().collect();
    parts.extend(a.feel.map(|f| format!("feel {f} of 5")));
    parts.extend(a.note.as_ref().map(|n| format!("“{n}”")));
    parts.join(", ")
}

fn note(cx: &Context, athlete: &Athlete, n: &Note) -> Entered {
    if let Some(id) = &n.withdraw {
        return Ok(withdrawn(athlete, &find(athlete, id, find::Kind::Note)?));
    }
    let text = CleanText::block(&n.words.join(" "));
    if text.as_str().is_empty() {
        return Err(usage("a note needs words: `lanterne log note new shoes`"));
    }
    if let Some(id) = &n.edit {
        let Found::Note(old) = find(athlete, id, find::Kind::Note)? else { return Err(usage("that is no note")) };
        let day = n.on.unwrap_or(old.day);
        return Ok((format!("Now: “{text}” ({day})"), vec![logging::note(old.id, day, text)]));
    }
    let logging = Logging::of(&[Told::Note(n.on.unwrap_or(cx.today), text)], athlete, cx.today);
    Ok((logging.shown.to_string(), logging.events))
}
