//! Windows with fields: their keys, and what becomes of what was typed.

use super::{Effect, Overlay, State, Tone, load, save, tell};
use crate::{
    app::{
        Entry,
        actions::Action,
        answers::Sent,
        dialog::{
            Dialog, Founding, Kind, Outline, Press, Value,
            first::{ATHLETE, DAYS, THRESHOLDS},
            lines::draft,
            log::SCALES,
            read,
        },
        msg::Program,
        screen::settings::{MISSION, threshold_figure, threshold_set},
        state::Confirm,
    },
    coach::{
        constrain,
        logging::{self, Logging, SessionDraft, Told},
    },
    domain::{
        Annotation, Athlete, CheckIn, CleanText, Day, Event, ShortId, Units, day::between, event::Actor,
        mission::WeekMinutes, units::Measure,
    },
};

/// Name of the import among the jobs.
pub const IMPORT: &str = "import";

/// Opens a window; from another one, leaving it leads back there.
pub(super) fn open(state: &mut State, kind: Kind, from: Option<Kind>) -> Vec<Effect> {
    let mut dialog = Dialog::open(kind, from, state);
    if let Some(draft) = state.drafts.iter().find(|d| d.kind == kind) {
        dialog.take_over(draft);
    }
    state.overlay = Overlay::Dialog(Box::new(dialog));
    if kind == Kind::Mission { outline(state) } else { vec![] }
}

/// Remembers what was typed in a window of the first steps that is left.
fn remember(state: &mut State) {
    let Overlay::Dialog(d) = &state.overlay else { return };
    if !d.kind.is_remembered() {
        return;
    }
    let d = (**d).clone();
    state.drafts.retain(|x| x.kind != d.kind);
    if Dialog::open(d.kind, d.from, state).print() != d.print() {
        state.drafts.push(d);
    }
}

/// What was typed is kept now.
fn forget(state: &mut State, kind: Kind) {
    state.drafts.retain(|d| d.kind != kind);
}

/// What a window wanted written was refused.
pub(super) fn refused(state: &mut State, why: String) -> Vec<Effect> {
    if let Overlay::Dialog(d) = &mut state.overlay {
        d.problem = Some(why);
    }
    vec![]
}

/// The greeting of who has nothing here yet, once in a run.
pub(super) fn greet(state: &mut State) -> Vec<Effect> {
    if state.known.is_none() {
        return vec![];
    }
    let empty = state.is_new();
    let busy = state.typing || state.overlay != Overlay::None || !state.cards.is_empty();
    if !std::mem::take(&mut state.asks_start) || !empty || busy || state.read_only.is_some() {
        return vec![];
    }
    open(state, Kind::Start, None)
}

/// What is known has changed: windows that only list it are made anew.
pub(super) fn follow(state: &mut State) {
    let Overlay::Dialog(d) = &state.overlay else { return };
    if d.kind == Kind::Mission {
        // Hours that were said meanwhile make another plan.
        let (kind, from, old) = (d.kind, d.from, d.clone());
        let mut new = Dialog::open(kind, from, state);
        new.take_over(&old);
        (new.asked, new.outline, new.problem) = (old.asked, old.outline.clone(), old.problem.clone());
        new.asked_for.clone_from(&old.asked_for);
        state.overlay = Overlay::Dialog(Box::new(new));
        return;
    }
    if !matches!(d.kind, Kind::Start | Kind::Connect | Kind::Day(_)) {
        return;
    }
    let (kind, from, at) = (d.kind, d.from, d.at);
    let mut new = Dialog::open(kind, from, state);
    new.at = at.min(new.slots.len().saturating_sub(1));
    state.overlay = Overlay::Dialog(Box::new(new));
}

pub(super) fn perform(state: &mut State, action: Action) -> Vec<Effect> {
    let Overlay::Dialog(d) = &mut state.overlay else { return vec![] };
    match action {
        Action::EntryNext => d.step(1),
        Action::EntryBack => d.step(-1),
        Action::EntryRight => d.turn(1),
        Action::EntryLeft => d.turn(-1),
        Action::EntryDown => d.scroll = d.scroll.saturating_add(5),
        Action::EntryUp => d.scroll = d.scroll.saturating_sub(5),
        Action::EntrySave => return keep(state),
        Action::EntryDo => match d.chosen().map(|s| s.value.clone()) {
            Some(Value::Press(press)) => return pressed(state, press),
            _ => d.step(1),
        },
        _ => return close(state),
    }
    outline(state)
}

/// A click on a row: chooses it, does what it says, or takes the next of its values when it is chosen already.
pub(super) fn pointed(state: &mut State, at: usize) -> Vec<Effect> {
    let Overlay::Dialog(d) = &mut state.overlay else { return vec![] };
    let again = d.at == at;
    if !again {
        d.choose(at);
    }
    match d.chosen().map(|s| s.value.clone()) {
        Some(Value::Press(press)) => return pressed(state, press),
        Some(Value::Choice(..)) if again => d.turn(1),
        _ => {}
    }
    outline(state)
}

/// A key changed the chosen row: a plan that it changes at once is laid anew.
pub(super) fn edited(state: &mut State) -> Vec<Effect> {
    match &state.overlay {
        Overlay::Dialog(d) if d.chosen().is_some_and(|s| !matches!(s.value, Value::Text(_))) => outline(state),
        _ => vec![],
    }
}

/// The open activity, to rate or to edit.
pub(super) fn of_activity(state: &mut State) -> Vec<Effect> {
    let Some(known) = &state.known else { return vec![] };
    let id = state.screens.activities.open.as_ref().map(|o| o.id);
    let Some(a) = known.athlete.activities.iter().find(|a| Some(a.id) == id) else { return vec![] };
    let day = a.best().local_date;
    let by_hand = a.records.iter().find(|r| logging::session_draft(&known.athlete, r).is_some());
    let kind = by_hand.map_or(Kind::Felt(a.id), |r| Kind::Session(day, Some(r.id)));
    open(state, kind, None)
}

/// Leaves the window, to the one that it was opened from.
pub(super) fn close(state: &mut State) -> Vec<Effect> {
    // What went wrong lies on top, so it goes first.
    if state.cards.pop().is_some() {
        return vec![];
    }
    remember(state);
    let Overlay::Dialog(d) = std::mem::take(&mut state.overlay) else { return vec![] };
    match d.from {
        Some(kind) => open(state, kind, None),
        None => vec![],
    }
}

fn pressed(state: &mut State, press: Press) -> Vec<Effect> {
    let here = if let Overlay::Dialog(d) = &state.overlay { Some(d.kind) } else { None };
    match press {
        Press::Save => keep(state),
        Press::Open(kind) => {
            remember(state);
            open(state, kind, here)
        }
        Press::Demo => vec![Effect::Run(Program::Demo)],
        Press::Connect(name) => vec![Effect::Run(Program::Connect(name))],
        Press::Close => close(state),
        Press::Withdraw(id, day) => ask(state, Confirm::Withdraw(id, day)),
    }
}

/// Puts a question over the window; a no leads back to it.
fn ask(state: &mut State, what: Confirm) -> Vec<Effect> {
    if let Overlay::Dialog(d) = std::mem::replace(&mut state.overlay, Overlay::Confirm(what)) {
        state.behind = Some(d);
    }
    vec![]
}

/// The answer to a question over a window.
pub(super) fn answered(state: &mut State, what: Confirm, yes: bool) -> Vec<Effect> {
    let behind = state.behind.take();
    if !yes {
        state.overlay = behind.map_or(Overlay::None, Overlay::Dialog);
        return vec![];
    }
    match what {
        Confirm::Withdraw(id, day) => {
            let Some(events) = state.athlete().map(|a| logging::withdraw(a, id, day)) else { return vec![] };
            let effects = vec![log(state, events)];
            match behind.and_then(|d| d.from) {
                Some(kind) => [effects, open(state, kind, None)].concat(),
                None => effects,
            }
        }
        _ => match state.founding.take() {
            Some(founding) => {
                forget(state, Kind::Mission);
                vec![Effect::Found(founding)]
            }
            None => vec![],
        },
    }
}

fn log(state: &mut State, events: Vec<Event>) -> Effect {
    let entries = events.into_iter().map(|event| Entry { event, actor: Actor::Athlete, key: None });
    save::append(state, Sent::Told, entries.collect())
}

/// Keeps what the rows say, or says what is wrong with one.
fn keep(state: &mut State) -> Vec<Effect> {
    let Overlay::Dialog(d) = &state.overlay else { return vec![] };
    let d = (**d).clone();
    let done = match d.kind {
        Kind::Start | Kind::Connect | Kind::Day(_) => return vec![],
        Kind::Import => return import(state, &d),
        Kind::Mission => return found(state, &d),
        Kind::About => return about(state, &d),
        Kind::Week => return week(state, &d),
        Kind::Stage(at) => return stage(state, &d, at),
        Kind::Sets(day) => return lift(state, &d, day),
        kind => match state.athlete() {
            Some(a) => events(a, &d, kind, state.today, state.units),
            None => Err(("", "still reading the log".to_owned())),
        },
    };
    match done {
        Ok(events) => {
            let effect = log(state, events);
            let mut effects = close(state);
            effects.push(effect);
            effects
        }
        Err((slot, why)) => blame(state, slot, why),
    }
}

fn blame(state: &mut State, slot: &str, why: impl Into<String>) -> Vec<Effect> {
    if let Overlay::Dialog(d) = &mut state.overlay {
        d.blame(slot, why);
    }
    vec![]
}

type Wrong = (&'static str, String);

/// What a window of the log keeps.
fn events(a: &Athlete, d: &Dialog, kind: Kind, today: Day, units: Units) -> Result<Vec<Event>, Wrong> {
    let wrong = |e: logging::TellError| ("", e.to_string());
    match kind {
        Kind::Session(_, edit) => {
            let old = edit.and_then(|id| {
                let record = a.activities.iter().flat_map(|x| &x.records).find(|r| r.id == id)?;
                logging::session_draft(a, record)
            });
            let draft = session(d, old.as_ref(), today, units)?;
            if let Some(id) = edit {
                return logging::edited_session(a, id, draft).map_err(wrong);
            }
            let draft = logging::checked(draft).map_err(wrong)?;
            Ok(Logging::of(&[Told::Session(draft)], a, today).events)
        }
        Kind::Set(id) => {
            let old = a.sets.iter().find(|s| s.id == id).ok_or(("", "this set is gone".to_owned()))?;
            let new = draft(d, old.set.day, units).ok_or(("reps", SET.to_owned()))?.set();
            let set = crate::domain::StrengthSet { in_reserve: old.set.in_reserve, rest_s: old.set.rest_s, ..new };
            logging::edited_set(a, old, set).map_err(wrong)
        }
        Kind::Note(day, edit) => {
            let text = CleanText::block(d.value("text"));
            if text.as_str().is_empty() {
                return Err(("text", "a note needs words".to_owned()));
            }
            Ok(match edit {
                Some(id) => vec![logging::note(id, day, text)],
                None => Logging::of(&[Told::Note(day, text)], a, today).events,
            })
        }
        Kind::Feel(day) => Ok(vec![Event::CheckedIn(feel(d, day)?)]),
        Kind::Felt(activity) => Ok(vec![Event::ActivityAnnotated(felt(d, activity)?)]),
        _ => Ok(vec![]),
    }
}

const SET: &str = "a set has a name, 1 to 500 repetitions, 0 to 1000 kg, RPE 0 to 10; 1 to 30 of them";

fn session(d: &Dialog, old: Option<&SessionDraft>, today: Day, units: Units) -> Result<SessionDraft, Wrong> {
    let number = |id: &'static str| read::number(d.value(id)).map_err(|e| (id, e));
    let day = read::day(d.value("day"), today).map_err(|e| ("day", e))?;
    if between(today, day) > 0 {
        return Err(("day", format!("{day} is still to come; only what was done can be logged")));
    }
    let (sport, finer) = read::sport(d.value("sport"));
    // A finer name that the window does not know stays with its sport.
    let kept = old.filter(|o| o.sport == sport).and_then(|o| o.sub_sport.clone()).filter(|s| s.as_str() != "trail");
    let at = match read::minutes(d.value("at")).map_err(|e| ("at", e))? {
        Some(m) if m < 1440.0 => Some(m as u16),
        Some(_) => return Err(("at", "the start is an hour of the day, such as 18:30".to_owned())),
        None => None,
    };
    Ok(SessionDraft {
        sport,
        sub_sport: finer.map(CleanText::line).or(kept),
        day,
        at,
        minutes: read::minutes(d.value("minutes"))
            .map_err(|e| ("minutes", e))?
            .ok_or(("minutes", "how long was it?".to_owned()))?,
        distance_km: units.read(Measure::Distance, d.value("km")).map_err(|e| ("km", e))?,
        ascent_m: units.read(Measure::Height, d.value("ascent")).map_err(|e| ("ascent", e))?,
        rpe: number("rpe")?,
        title: CleanText::line_opt(d.value("title")),
        notes: Some(CleanText::block(d.value("notes"))).filter(|n| !n.as_str().is_empty()),
    })
}

/// What the rows of a check-in say; an empty one says nothing.
fn feel(d: &Dialog, day: Day) -> Result<CheckIn, Wrong> {
    let [sleep, fatigue, soreness, stress, mood, motivation] = SCALES.map(|(id, ..)| d.value(id).parse().ok());
    let pain = d.value("pain").parse().ok();
    let site = CleanText::line_opt(d.value("site"));
    if site.is_some() && pain.is_none() {
        return Err(("pain", "how much does it hurt, 0 to 10?".to_owned()));
    }
    Ok(CheckIn { day, fatigue, soreness, stress, mood, motivation, pain, site, sleep })
}

fn felt(d: &Dialog, activity: ShortId) -> Result<Annotation, Wrong> {
    let rpe = read::number(d.value("rpe")).map_err(|e| ("rpe", e))?;
    if rpe.is_some_and(|r| !(0.0..=10.0).contains(&r)) {
        return Err(("rpe", "a rating is 0 to 10".to_owned()));
    }
    let note = CleanText::line_opt(d.value("note"));
    Ok(Annotation { activity, rpe, feel: d.value("feel").parse().ok(), note })
}

/// Keeps sets; the window stays for the next ones, and the rest begins.
fn lift(state: &mut State, d: &Dialog, day: Day) -> Vec<Effect> {
    let Some(sets) = draft(d, day, state.units) else { return blame(state, "reps", SET) };
    let Some(events) = state.athlete().map(|a| Logging::of(&[Told::Sets(sets)], a, state.today).events) else {
        return vec![];
    };
    let rest = match read::whole(d.value("rest")) {
        Ok(rest) => u32::from(rest.unwrap_or(0)),
        Err(why) => return blame(state, "rest", why),
    };
    if let Overlay::Dialog(d) = &mut state.overlay {
        d.problem = None;
    }
    let mut effects = vec![log(state, events)];
    if rest > 0 {
        state.rest = Some(rest);
        effects.push(Effect::Rest(rest));
    }
    effects
}

/// Seconds of the rest that are left.
pub(super) fn resting(state: &mut State, left_s: u32) -> Vec<Effect> {
    state.rest = (left_s > 0).then_some(left_s);
    if left_s == 0 { vec![tell(state, Tone::Good, "The rest is over")] } else { vec![] }
}

fn import(state: &mut State, d: &Dialog) -> Vec<Effect> {
    let path = d.value("path").to_owned();
    if path.is_empty() {
        return blame(state, "path", "which file or folder?");
    }
    if state.jobs.contains_key(IMPORT) {
        return blame(state, "path", "an import is going on; one at a time");
    }
    let text = "looking for files".to_owned();
    let progress = crate::app::Progress { job: IMPORT.into(), done: 0, total: None, text };
    state.jobs.insert(IMPORT.into(), progress);
    state.imported = None;
    if let Overlay::Dialog(d) = &mut state.overlay {
        d.problem = None;
    }
    vec![Effect::Import(path)]
}

/// Writes what differs from what is known, together or not at all.
fn about(state: &mut State, d: &Dialog) -> Vec<Effect> {
    let settings = state.athlete().map(|a| a.settings.clone()).unwrap_or_default();
    let was = Dialog::open(Kind::About, None, state);
    let mut changes: Vec<(String, Option<String>)> = Vec::new();
    for (id, key) in ATHLETE {
        let new = d.value(id);
        if new != was.value(id) {
            changes.push((key.to_owned(), (!new.is_empty()).then(|| new.to_owned())));
        }
    }
    for asked in THRESHOLDS {
        let new = d.value(asked.id);
        let old = threshold_set(&settings, asked.kind, asked.sport);
        if new.is_empty() || old.is_some_and(|t| threshold_figure(asked.kind, t.value, state.units) == new) {
            continue;
        }
        // One of today takes the place of one of today; otherwise it is one more, and what held before stays.
        let sport = asked.sport.map_or_else(String::new, |s| format!("{s} "));
        let line = format!("{} {sport}{new} {}", asked.kind.name(), state.today);
        changes.push(("thresholds".to_owned(), Some(line)));
    }
    keep_settings(state, changes)
}

/// Writes values, or closes the window when there is none to be written.
fn keep_settings(state: &mut State, changes: Vec<(String, Option<String>)>) -> Vec<Effect> {
    if changes.is_empty() {
        return close(state);
    }
    if let Overlay::Dialog(d) = &mut state.overlay {
        d.problem = None;
    }
    state.screens.settings.writing = true;
    vec![Effect::WriteSettings(changes)]
}

/// A window's values are in the files.
pub(super) fn settled(state: &mut State) -> Vec<Effect> {
    if let Overlay::Dialog(d) = &state.overlay {
        let kind = d.kind;
        // Closing would take what is typed for something that was not kept.
        if let Overlay::Dialog(d) = std::mem::take(&mut state.overlay) {
            forget(state, kind);
            return d.from.map_or_else(Vec::new, |from| open(state, from, None));
        }
    }
    vec![]
}

/// The time that each day has, into config.toml and, when that is wanted, the active mission.
fn week(state: &mut State, d: &Dialog) -> Vec<Effect> {
    let said = state.athlete().map(|a| a.settings.available.said()).unwrap_or_default();
    let mission = state.athlete().and_then(|a| a.active_mission(state.today));
    let own = mission.map(|m| m.constraints.available_minutes.said()).unwrap_or_default();
    let mut changes = Vec::new();
    for ((id, _), (said, own)) in DAYS.iter().zip(said.into_iter().zip(own)) {
        let minutes = match read::minutes(d.value(id)) {
            Ok(m) if m.is_none_or(|m| m <= 960.0) => m.map(|m| m.round() as u16),
            Ok(_) => return blame(state, id, "a day has at most 16:00 for training"),
            Err(why) => return blame(state, id, why),
        };
        let value = minutes.map(|m| m.to_string());
        if minutes != said {
            changes.push((format!("athlete.available.{id}"), value.clone()));
        }
        if d.value("both") == "yes" && minutes != own {
            changes.push((format!("{MISSION}constraints.available_minutes.{id}"), value));
        }
    }
    keep_settings(state, changes)
}

/// What is different of a stage, into the active mission's file.
fn stage(state: &mut State, d: &Dialog, at: usize) -> Vec<Effect> {
    let was = Dialog::open(d.kind, None, state);
    let slots = d.slots.iter().filter(|s| !s.id.is_empty() && d.value(s.id) != was.value(s.id));
    let value = |id| Some(d.value(id)).filter(|v: &&str| !v.is_empty()).map(str::to_owned);
    let changes = slots.map(|s| (format!("{MISSION}stages[{at}].{}", s.id), value(s.id))).collect();
    keep_settings(state, changes)
}

/// All that a plan is laid by, to tell whether it has changed.
fn wished(d: &Dialog, available: WeekMinutes) -> String {
    format!("{}{available:?}", d.print())
}

fn available(state: &State) -> WeekMinutes {
    state.athlete().map(|a| a.settings.available).unwrap_or_default()
}

/// What the rows make of a mission.
fn founding(d: &Dialog, today: Day, available: WeekMinutes) -> Result<Founding, Wrong> {
    let date = match d.value("date") {
        "" => None,
        text => Some(read::day(text, today).map_err(|e| ("date", e))?),
    };
    // What is said in words comes later and so goes before the hours.
    let mut rules = available.changes();
    if !d.value("rules").is_empty() {
        rules.extend(constrain::compile(d.value("rules"), today).map_err(|e| ("rules", e.to_string()))?);
    }
    let name = (!d.value("name").is_empty()).then(|| d.value("name").to_owned());
    Ok(Founding { template: d.value("template").to_owned(), name, date, rules })
}

/// Asks for the plan that would come, when the rows say something else than last time and no letter is being typed.
pub(super) fn outline(state: &mut State) -> Vec<Effect> {
    let today = state.today;
    let available = available(state);
    let Overlay::Dialog(d) = &mut state.overlay else { return vec![] };
    let print = wished(d, available);
    if d.kind != Kind::Mission || d.asked_for.as_ref() == Some(&print) {
        return vec![];
    }
    d.asked_for = Some(print);
    d.scroll = 0;
    d.asked += 1;
    d.outline = None;
    match founding(d, today, available) {
        Ok(founding) => {
            d.problem = None;
            vec![Effect::Outline { asked: d.asked, founding, today }]
        }
        Err((_, why)) => {
            d.problem = Some(why);
            vec![]
        }
    }
}

/// The plan that would come.
pub(super) fn outlined(state: &mut State, asked: u64, result: Result<Box<Outline>, String>) -> Vec<Effect> {
    if let Overlay::Dialog(d) = &mut state.overlay
        && d.kind == Kind::Mission
        && d.asked == asked
    {
        d.outline = Some(result);
    }
    vec![]
}

/// Asks whether the mission that is shown is to be taken up.
fn found(state: &mut State, d: &Dialog) -> Vec<Effect> {
    if d.asked_for.as_ref() != Some(&wished(d, available(state))) {
        // The plan on screen is not the one of these rows.
        return outline(state);
    }
    let outline = match &d.outline {
        Some(Ok(o)) => o,
        Some(Err(why)) => return blame(state, "", why.clone()),
        None => return vec![tell(state, Tone::Info, "The plan is still being laid")],
    };
    match founding(d, state.today, available(state)) {
        Ok(founding) => {
            state.outlined = Some(outline.clone());
            state.founding = Some(founding);
            ask(state, Confirm::Found)
        }
        Err((slot, why)) => blame(state, slot, why),
    }
}

/// A program that had the terminal has ended.
pub(super) fn returned(state: &mut State, program: &Program) -> Vec<Effect> {
    match program {
        Program::Demo => vec![],
        Program::Connect(_) => {
            let mut effects = load(state);
            effects.extend(crate::app::services::want(state, true));
            effects
        }
    }
}
