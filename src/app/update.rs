//! One message in, effects out.
//!
//! Owns: which messages still count (a late answer, an old load) and what each one changes. Keys are in [`keys`], the
//! coach pane in [`talk`], the proposal in [`proposal`], the way to the disk in [`save`].

mod check_in;
mod dialog;
mod keys;
mod mouse;
mod proposal;
mod save;
mod screens;
mod talk;

use super::{
    actions::{Action, Offer, offer},
    msg::{Effect, Msg},
    notice::{self, Card, Notice, Progress, Tone},
    screen::Screen,
    services,
    state::{Confirm, Focus, Known, Overlay, State},
};
use crate::domain::Day;

pub use dialog::IMPORT;

/// Most cards kept; what goes wrong in a loop must not fill the memory.
const CARDS: usize = 8;

/// Takes in one message and says what is to be done. Total: every message is fine in every state.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(key) => keys::pressed(state, key),
        Msg::Mouse(m) => mouse::pointed(state, m),
        Msg::Paste(text) => keys::pasted(state, &text),
        Msg::Resize(size) => {
            state.size = size;
            vec![]
        }
        Msg::Loaded(known) => loaded(state, known),
        Msg::LoadFailed(card) => {
            state.loading = false;
            fail(state, card)
        }
        Msg::Changed => load(state),
        Msg::Replied { asked, reply } => talk::replied(state, asked, reply),
        Msg::Streamed { asked, news } => {
            state.conversation.stream(asked, news);
            vec![]
        }
        Msg::Saved { request, result } => save::saved(state, request, result),
        Msg::Midnight(day) => midnight(state, day),
        Msg::Progress(p) => progress(state, p),
        Msg::Finished { job, result } => finished(state, &job, result),
        Msg::SyncDue => services::want(state, false),
        Msg::Synced(result) => services::synced(state, result),
        Msg::Advised(a) => services::advised(state, a),
        Msg::Services(services) => {
            state.services = services;
            vec![]
        }
        Msg::Failed(card) => fail(state, card),
        Msg::Edited(text) => {
            if let Some(text) = text {
                state.composer.set(text.trim_end());
            }
            vec![]
        }
        Msg::Log(lines) => screens::log(state, lines),
        Msg::Call { seq, lines } => screens::call(state, seq, lines),
        Msg::Profile(versions) => {
            state.screens.profile.shown = Some(versions);
            vec![]
        }
        Msg::Settings(sheet) => screens::sheet(state, *sheet),
        Msg::SettingWritten(result) => screens::written(state, result),
        Msg::FileEdited(result) => screens::edited(state, result),
        Msg::Outlined { asked, result } => dialog::outlined(state, asked, result),
        Msg::Reviewed { head, review } => {
            state.screens.weeks.take(head, *review);
            vec![]
        }
        Msg::Resting(left_s) => dialog::resting(state, left_s),
        Msg::Returned(program) => dialog::returned(state, &program),
        Msg::Expired(id) => {
            state.notices.retain(|n| n.id != id);
            vec![]
        }
    }
}

/// Does an action, or says why it can't be done.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match offer(state, action) {
        Offer::Ready => keys::perform(state, action),
        Offer::Off(why) => vec![tell(state, Tone::Warn, format!("{}: {why}", action.spec().title))],
    }
}

/// Shows a notice and asks for its end.
pub(super) fn tell(state: &mut State, tone: Tone, text: impl Into<String>) -> Effect {
    let text = text.into();
    // The same words again replace the old ones: a key held down must not fill the screen.
    state.notices.retain(|n| n.text != text);
    state.notice_ids += 1;
    let id = state.notice_ids;
    let after_s = notice::stay_s(&text);
    state.notices.push(Notice { id, tone, text });
    let extra = state.notices.len().saturating_sub(notice::MOST);
    state.notices.drain(..extra);
    Effect::Expire { notice: id, after_s }
}

pub(super) fn fail(state: &mut State, card: Card) -> Vec<Effect> {
    state.cards.retain(|c| *c != card);
    state.cards.push(card);
    let extra = state.cards.len().saturating_sub(CARDS);
    state.cards.drain(..extra);
    vec![]
}

pub(super) fn load(state: &mut State) -> Vec<Effect> {
    state.loading = true;
    vec![Effect::Load(state.today)]
}

fn loaded(state: &mut State, known: Known) -> Vec<Effect> {
    if known.morning.date != state.today {
        return vec![];
    }
    state.loading = false;
    take(state, known);
    let mut effects = dialog::greet(state);
    effects.extend(dialog::outline(state));
    check_in::greet(state);
    show_review(state);
    ask_next(state);
    effects.extend(tell_of_threshold(state));
    effects.extend(tell_of_figure(state));
    match state.screen {
        // The log on screen follows what is written to it, the profile what is known.
        Screen::Log => effects.extend(screens::go(state, Screen::Log)),
        Screen::Profile => effects.extend(screens::profile(state)),
        Screen::Review => effects.extend(screens::reviews(state)),
        _ => {}
    }
    effects
}

/// On the day on which a mission's review was written it is shown by itself, once, when nothing else wants the screen.
fn show_review(state: &mut State) {
    let Some(c) = state.morning().and_then(|m| m.closing.as_ref()) else { return };
    let fresh = c.written == Some(state.today) && state.reviewed.as_ref() != Some(&c.mission);
    let busy = state.typing || state.overlay != Overlay::None || !state.cards.is_empty();
    if fresh && !busy {
        state.reviewed = Some(c.mission.clone());
        (state.overlay, state.help_scroll) = (Overlay::Closing, 0);
    }
}

/// After a mission is over the next one is asked for, once a day until it is answered or put off, when nothing else wants
/// the screen.
pub(super) fn ask_next(state: &mut State) {
    let Some(c) = state.morning().and_then(|m| m.closing.as_ref()).filter(|c| c.asks) else { return };
    let asked = Some((c.mission.clone(), state.today));
    let busy =
        state.typing || state.overlay != Overlay::None || !state.cards.is_empty() || state.composer.has_draft();
    if busy || state.read_only.is_some() || state.asked_next == asked {
        return;
    }
    state.asked_next = asked;
    state.overlay = Overlay::Confirm(Confirm::NextMission);
}

/// Says once that a threshold waits, and how to answer.
fn tell_of_threshold(state: &mut State) -> Vec<Effect> {
    let Some(p) = state.threshold().filter(|p| state.told_threshold != Some(p.id)) else { return vec![] };
    let (id, change) = (p.id, p.headline());
    state.told_threshold = Some(id);
    let text = format!("A threshold waits: {change} · {}", yes_and_no(state));
    vec![tell(state, Tone::Info, text)]
}

/// Says once that a figure of the athlete's own waits, and how to answer.
fn tell_of_figure(state: &mut State) -> Vec<Effect> {
    let Some(p) = state.own_figure().filter(|p| state.told_figure != Some(p.id)) else { return vec![] };
    let (id, change) = (p.id, p.headline());
    // The keys answer a threshold first.
    if state.threshold().is_some() {
        return vec![];
    }
    state.told_figure = Some(id);
    let text = format!("Your history speaks for another figure: {change} · {}", yes_and_no(state));
    vec![tell(state, Tone::Info, text)]
}

/// `T yes · N no`
fn yes_and_no(state: &State) -> String {
    let keys: Vec<String> = [(Action::AcceptThreshold, "yes"), (Action::DenyThreshold, "no")]
        .into_iter()
        .filter_map(|(a, word)| state.keymap.first(a).map(|k| format!("{k} {word}")))
        .collect();
    keys.join(" · ")
}

/// Takes in what is known, unless something newer is.
fn take(state: &mut State, known: Known) {
    let newer = |old: &Known| old.head > known.head && old.morning.date == known.morning.date;
    if known.morning.date != state.today || state.known.as_ref().is_some_and(newer) {
        return;
    }
    let said = known.athlete.transcript.iter().filter(|s| s.by_athlete).map(|s| s.text.to_string());
    state.composer.remember(said.collect::<Vec<_>>());
    if let Overlay::Canvas(at) = &mut state.overlay {
        *at = (*at).min(known.athlete.canvas.len().saturating_sub(1));
    }
    state.known = Some(known);
    screens::follow(state);
    dialog::follow(state);
    proposal::follow(state);
}

fn midnight(state: &mut State, day: Day) -> Vec<Effect> {
    if day == state.today {
        return vec![];
    }
    if state.talk.date == state.today {
        state.talk.date = day;
    }
    state.today = day;
    load(state)
}

fn progress(state: &mut State, p: Progress) -> Vec<Effect> {
    state.jobs.insert(p.job.clone(), p);
    vec![]
}

fn finished(state: &mut State, job: &str, result: Result<String, Card>) -> Vec<Effect> {
    state.jobs.remove(job);
    if job == IMPORT {
        state.imported = Some(match &result {
            Ok(text) => (Tone::Good, text.clone()),
            Err(card) => (Tone::Bad, format!("{}: {}", card.title, card.text)),
        });
    }
    match result {
        Ok(text) => {
            let told = tell(state, Tone::Good, text);
            let mut effects = load(state);
            effects.push(told);
            effects
        }
        // The window of the import says it already.
        Err(_)
            if job == IMPORT
                && matches!(&state.overlay, Overlay::Dialog(d) if d.kind == super::dialog::Kind::Import) =>
        {
            vec![]
        }
        Err(card) => fail(state, card),
    }
}

/// Moves the focus, to the Cockpit's screen if need be; the composer's text stays as it is.
fn focus(state: &mut State, to: Focus) {
    screens::leave(state);
    state.screen = Screen::Cockpit;
    state.focus = to;
    state.typing = false;
    if matches!(state.overlay, Overlay::Help | Overlay::Why | Overlay::Closing) {
        state.overlay = Overlay::None;
    }
}

#[cfg(test)]
mod tests;
