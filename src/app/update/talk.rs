//! The coach pane: asking, cancelling, taking in what the coach says.

use super::{Effect, Focus, Overlay, Screen, State, Tone, act, focus, save, tell};
use crate::{
    app::{
        actions::Action,
        answers::Sent,
        completion::Completion,
        conversation::Voice,
        msg::{Entry, Reply},
        search::Search,
        services,
    },
    coach::{logging::Logging, proposal as rules, refine},
    domain::{
        CanvasChange, CleanText, Event, Proposal, ShortId,
        athlete::ProposalState,
        event::{Actor, Said},
        mission::MissionChange,
        proposal::Author,
    },
};

pub(super) fn compose(state: &mut State) -> Vec<Effect> {
    focus(state, Focus::Coach);
    state.typing = true;
    state.follow = true;
    vec![]
}

/// Search and canvas.
pub(super) fn perform(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::SearchTalk => {
            state.search = Some(Search { typing: true, ..Search::default() });
        }
        Action::SearchKeep => match &mut state.search {
            Some(search) if search.needle().is_some() => search.typing = false,
            _ => state.search = None,
        },
        Action::SearchDrop => state.search = None,
        Action::HitBefore | Action::HitAfter => {
            let lines = state.lines();
            if let Some(search) = &mut state.search {
                let hits = search.hits(&lines).len();
                search.step(if action == Action::HitBefore { 1 } else { -1 }, hits);
            }
        }
        Action::ShowCanvas => state.overlay = Overlay::Canvas(0),
        Action::CanvasRemove => return remove_panel(state),
        Action::CanvasClose => state.overlay = Overlay::None,
        _ => {
            let count = state.athlete().map_or(0, |a| a.canvas.len()).max(1);
            let by = if action == Action::CanvasNext { 1 } else { count - 1 };
            if let Overlay::Canvas(at) = &mut state.overlay {
                *at = (*at + by) % count;
            }
        }
    }
    vec![]
}

/// Takes the chosen panel from the canvas.
fn remove_panel(state: &mut State) -> Vec<Effect> {
    let Overlay::Canvas(at) = state.overlay else { return vec![] };
    let Some(panels) = state.athlete().map(|a| &a.canvas) else { return vec![] };
    let Some(id) = panels.get(at).map(|p| p.id.clone()) else { return vec![] };
    let left = panels.len() - 1;
    state.overlay = if left == 0 { Overlay::None } else { Overlay::Canvas(at.min(left - 1)) };
    let event = Event::CanvasChanged(CanvasChange::Removed(id));
    vec![save::append(state, Sent::Canvas, vec![Entry { event, actor: Actor::Athlete, key: None }])]
}

/// The next completion of the word before the cursor, or the one before.
pub(super) fn complete(state: &mut State, by: isize) -> Vec<Effect> {
    let today = state.today;
    match &mut state.completion {
        Some(c) => c.turn(by),
        // An empty field keeps no key to itself: there it does what it does elsewhere.
        None if state.composer.is_empty() => return super::keys::turn(state, by),
        none => *none = Completion::of(state.composer.text().get(..state.composer.cursor()).unwrap_or(""), today),
    }
    // Words that nothing completes stay where they are, and so does the focus: the next letter belongs to them.
    let Some(c) = &state.completion else { return vec![] };
    let (from, word, one) = (c.from, c.word().to_owned(), c.all.len() == 1);
    state.composer.replace_from(from, &word);
    if one {
        state.composer.insert(" ");
        state.completion = None;
    }
    vec![]
}

pub(super) fn send(state: &mut State) -> Vec<Effect> {
    let text = state.composer.take();
    ask(state, text.trim())
}

/// Asks the coach; the question stands in the pane at once, unsaved.
pub(super) fn ask(state: &mut State, text: &str) -> Vec<Effect> {
    let Some(known) = state.known.clone() else { return vec![] };
    let modifies = state.modifies.take();
    let asked = state.conversation.ask(text, modifies);
    state.follow = true;
    // "Make it Saturday instead" is about what was proposed last.
    let implied = || refine::refers(text).then(|| refine::target(&known.morning.proposals)).flatten();
    let modifies = modifies.or_else(implied);
    vec![Effect::Respond { asked, text: text.to_owned(), modifies, known, today: state.today }]
}

/// Stops waiting. The words go back into the composer when nothing else is typed there.
pub(super) fn cancel(state: &mut State) -> Vec<Effect> {
    let asked = state.conversation.asked;
    give_back(state);
    vec![Effect::Stop(asked), tell(state, Tone::Info, "No longer waiting for an answer")]
}

fn give_back(state: &mut State) {
    let question = state.conversation.close();
    let unsaved = |l: &crate::app::Line| l.voice == Voice::Athlete && l.request.is_none();
    if let Some(at) = state.conversation.fresh.iter().rposition(unsaved) {
        state.conversation.fresh.remove(at);
    }
    if let Some(q) = question
        && !state.composer.has_draft()
    {
        state.composer.set(&q.text);
        state.modifies = q.modifies;
    }
}

pub(super) fn replied(state: &mut State, asked: u64, reply: Result<Reply, String>) -> Vec<Effect> {
    if !state.conversation.awaits(asked) {
        return vec![];
    }
    let reply = match reply {
        Ok(reply) => reply,
        Err(why) => {
            give_back(state);
            state.conversation.say(Voice::System, format!("No answer: {why}"));
            return vec![];
        }
    };
    let question = state.conversation.close();
    let modifies = question.as_ref().and_then(|q| q.modifies);
    let text = question.map(|q| q.text).unwrap_or_default();
    state.conversation.say(Voice::Coach, reply.text.as_str());
    let Reply { text: words, by_model, notes, events, proposal, undo, told, rules, canvas, nearly } = reply;
    let mut effects = if undo { ask_undo(state) } else { Vec::new() };
    if told.is_some() || !rules.is_empty() {
        effects.extend(ask_told(state, told, rules));
    }
    let mut proposed = None;
    if proposal.is_none() && state.screen != Screen::Cockpit {
        // The coach pane is not on screen, so its answer comes to where the athlete is.
        let line = words.as_str().lines().next().unwrap_or_default().to_owned();
        effects.push(tell(state, Tone::Warn, line));
    }
    if let Some(p) = proposal {
        let (news, kept) = take_proposal(state, *p, modifies);
        effects.push(tell(state, Tone::Info, news));
        proposed = kept;
    }
    if let Some(percent) = nearly {
        state.talk.warned = Some(state.today);
        effects.push(tell(state, Tone::Warn, services::nearly(percent)));
    }
    for note in notes {
        state.conversation.say(Voice::System, note.as_str());
    }
    let mut entries = said(state, &text, words, by_model);
    entries.extend(canvas.into_iter().map(|c| Entry {
        event: Event::CanvasChanged(c),
        actor: Actor::Model,
        key: None,
    }));
    entries.extend(events.into_iter().map(|event| Entry { event, actor: Actor::Athlete, key: None }));
    entries.extend(proposed.map(|p| Entry {
        key: Some(format!("proposal:{}", p.id)),
        actor: if p.author == Author::Model { Actor::Model } else { Actor::Athlete },
        event: Event::ProposalMade(Box::new(p)),
    }));
    effects.push(save::append(state, Sent::Words, entries));
    effects
}

/// Words alone take nothing back: the question stands before it. It never comes between letters being typed.
fn ask_undo(state: &mut State) -> Vec<Effect> {
    if state.composer.has_draft() || state.overlay != Overlay::None {
        let key = state.keymap.first(Action::Undo).map(|k| k.to_string()).unwrap_or_default();
        return vec![tell(state, Tone::Info, format!("{key} takes the last change back"))];
    }
    act(state, Action::Undo)
}

/// What was told stands before the athlete once more. The question never comes between letters being typed.
pub(super) fn ask_told(state: &mut State, told: Option<Logging>, rules: Vec<MissionChange>) -> Vec<Effect> {
    (state.told, state.rules) = (told, rules);
    if state.composer.has_draft() || state.overlay != Overlay::None {
        let key = state.keymap.first(Action::WriteDown).map(|k| k.to_string()).unwrap_or_default();
        return vec![tell(state, Tone::Info, format!("{key} writes down what you told"))];
    }
    act(state, Action::WriteDown)
}

/// The answer to whether what was told is written down.
pub(super) fn settle_told(state: &mut State, yes: bool) -> Vec<Effect> {
    let Some(told) = state.told.take() else { return vec![] };
    if !yes {
        return vec![tell(state, Tone::Info, "Not written down")];
    }
    let entries = told.events.into_iter().map(|event| Entry { event, actor: Actor::Athlete, key: None });
    vec![save::append(state, Sent::Told, entries.collect())]
}

/// The answer to whether rules are written into the mission.
pub(super) fn settle_rules(state: &mut State, yes: bool) -> Vec<Effect> {
    let rules = std::mem::take(&mut state.rules);
    if !yes || rules.is_empty() {
        return vec![tell(state, Tone::Info, "The mission stays as it is")];
    }
    vec![Effect::Constrain(rules)]
}

/// What to tell of a proposal, and the proposal when it is to be kept: one that waits already is not made twice, and
/// one that was answered before is made again under a new id.
fn take_proposal(state: &mut State, p: Proposal, modifies: Option<ShortId>) -> (String, Option<Proposal>) {
    let key = state.keymap.first(Action::FocusProposal).map(|k| k.to_string()).unwrap_or_default();
    let known = state.athlete().map_or(&[][..], |a| &a.proposals);
    if known.iter().any(|(q, s)| q.id == p.id && *s == ProposalState::Pending) {
        return (format!("This proposal waits for you already: {key} looks at it"), None);
    }
    let mut p = rules::renewed(known, p);
    p.supersedes = p.supersedes.or(modifies);
    if let Some(line) = state.conversation.fresh.last_mut() {
        line.proposal = Some(p.id);
    }
    (format!("A proposal waits for you: {key} looks at it"), Some(p))
}

/// Both sides of an exchange, as the log keeps them.
fn said(state: &State, question: &str, answer: CleanText, by_model: bool) -> Vec<Entry> {
    let entry = |said: Said, actor| Entry { event: Event::Said(said), actor, key: None };
    vec![
        entry(Said::athlete(state.today, CleanText::block(question)), Actor::Athlete),
        entry(Said::coach(state.today, answer, by_model), if by_model { Actor::Model } else { Actor::Coach }),
    ]
}
