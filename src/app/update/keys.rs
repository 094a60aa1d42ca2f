//! What a key does: the one list first, then the text field that has the keyboard.

use super::{
    Effect, Focus, Overlay, Screen, State, Tone, act, check_in, dialog, focus, load, proposal, save, screens, talk,
    tell,
};
use crate::app::{
    Entry,
    actions::{Action, Context, Offer, contexts},
    answers::Sent,
    composer::Composer,
    conversation::Turn,
    dialog::Kind,
    key::{Code, Key},
    palette::{self, Does, Palette},
    services,
    state::Confirm,
};
use crate::{
    coach::closing,
    domain::{Event, calibration::CalibrationOutcome, event::Actor, threshold::ThresholdOutcome},
};

/// Lines that a page key moves.
const PAGE: i32 = 10;

pub(super) fn pressed(state: &mut State, key: Key) -> Vec<Effect> {
    // The way out works before anything else has a say.
    if state.keymap.keys(Action::QuitNow).contains(&key) {
        return quit_now(state);
    }
    state.warned = false;
    let heard = contexts(state);
    let completes = matches!(state.keymap.action(&heard[..1], key), Some(Action::Complete | Action::CompleteBack));
    if !completes {
        state.completion = None;
    }
    if matches!(
        heard[0],
        Context::Typing | Context::Palette | Context::Filter | Context::Field | Context::Entry | Context::Search
    ) {
        if let Some(action) = state.keymap.action(&heard[..1], key) {
            return act(state, action);
        }
        if edit_text(state, key) {
            return dialog::edited(state);
        }
        // Only keys that a text field has no use for go on from here.
        return state.keymap.action(&heard[1..], key).map_or_else(Vec::new, |a| act(state, a));
    }
    if let Some(effects) = check_in::digit(state, key) {
        return effects;
    }
    state.keymap.action(heard, key).map_or_else(Vec::new, |a| act(state, a))
}

/// Text in one piece never triggers an action, whatever is in it.
pub(super) fn pasted(state: &mut State, text: &str) -> Vec<Effect> {
    if let Overlay::Palette(p) = &mut state.overlay {
        p.query.insert(&text.replace('\n', " "));
        p.chosen = 0;
        return vec![];
    }
    if let Overlay::Dialog(d) = &mut state.overlay {
        if let Some(field) = d.text() {
            field.insert(&text.replace('\n', " "));
        }
        return vec![];
    }
    if state.typing {
        state.composer.insert(text);
        return vec![];
    }
    if let Some(search) = state.search.as_mut().filter(|s| s.typing) {
        search.words.insert(&text.replace('\n', " "));
        search.at = 0;
        return vec![];
    }
    if let Some(field) = screens::text_field(state) {
        field.insert(&text.replace('\n', " "));
        screens::typed(state);
        return vec![];
    }
    let key = state.keymap.first(Action::Compose).map_or_else(|| "the palette".to_owned(), |k| k.to_string());
    vec![tell(state, Tone::Info, format!("Nothing takes pasted text here; {key} starts a message"))]
}

/// Gives a key to the text field; false when it has no use for it.
fn edit_text(state: &mut State, key: Key) -> bool {
    if let Overlay::Palette(p) = &mut state.overlay {
        let before = p.query.text().to_owned();
        let used = edit(&mut p.query, key);
        if p.query.text() != before {
            p.chosen = 0;
        }
        return used;
    }
    if let Overlay::Dialog(d) = &mut state.overlay {
        return match d.text() {
            Some(field) => edit(field, key),
            None => d.plain_key(key),
        };
    }
    if state.typing {
        return edit(&mut state.composer, key);
    }
    if let Some(search) = state.search.as_mut().filter(|s| s.typing) {
        search.at = 0;
        return edit(&mut search.words, key);
    }
    let Some(field) = screens::text_field(state) else { return false };
    let used = edit(field, key);
    screens::typed(state);
    used
}

fn edit(field: &mut Composer, key: Key) -> bool {
    let word = key.ctrl || key.alt;
    match (key.code, key.ctrl, key.alt) {
        (Code::Char(c), false, false) => field.insert(c.encode_utf8(&mut [0; 4])),
        (Code::Char('a'), true, false) | (Code::Home, ..) => field.home(),
        (Code::Char('e'), true, false) | (Code::End, ..) => field.end(),
        (Code::Char('u'), true, false) => field.delete_to_start(),
        (Code::Char('k'), true, false) => field.delete_to_end(),
        (Code::Char('w'), true, false) => field.delete_word(),
        (Code::Char('d'), true, false) | (Code::Delete, ..) => field.delete(),
        (Code::Char('b'), false, true) => field.word_left(),
        (Code::Char('f'), false, true) => field.word_right(),
        (Code::Backspace, ..) if word => field.delete_word(),
        (Code::Char('h'), true, false) | (Code::Backspace, ..) => field.backspace(),
        (Code::Left, ..) if word => field.word_left(),
        (Code::Right, ..) if word => field.word_right(),
        (Code::Left, ..) => field.left(),
        (Code::Right, ..) => field.right(),
        (Code::Up, ..) => field.up(),
        (Code::Down, ..) => field.down(),
        _ => return false,
    }
    true
}

/// Does an action that is on offer.
pub(super) fn perform(state: &mut State, action: Action) -> Vec<Effect> {
    use Action as A;
    match action {
        A::FocusReadiness => to(state, Focus::Readiness),
        A::FocusForm => to(state, Focus::Form),
        A::FocusMission => to(state, Focus::Mission),
        A::FocusToday => to(state, Focus::Today),
        A::FocusCoach => to(state, Focus::Coach),
        A::FocusProposal if state.focus == Focus::Proposal && state.screen == Screen::Cockpit => {
            proposal::next(state)
        }
        A::FocusProposal => to(state, Focus::Proposal),
        A::NextPanel | A::PanelRight => turn(state, 1),
        A::PreviousPanel | A::PanelLeft => turn(state, -1),
        A::Compose | A::Write => talk::compose(state),
        A::AskWhy => toggle(state, Overlay::Why),
        A::MissionReview => toggle(state, Overlay::Closing),
        A::CheckIn => check_in::open(state),
        A::CheckInSkip | A::CheckInBack | A::CheckInKeep | A::CheckInClose => check_in::perform(state, action),
        A::LogDay | A::LogOnDay => {
            let on_calendar = state.screen == Screen::Calendar;
            let day = if on_calendar { state.screens.calendar.day(state.today) } else { state.today };
            dialog::open(state, Kind::Day(day), None)
        }
        A::LogSets => dialog::open(state, Kind::Sets(state.today), None),
        A::GetStarted => dialog::open(state, Kind::Start, None),
        A::ImportFiles => dialog::open(state, Kind::Import, None),
        A::ConnectService => dialog::open(state, Kind::Connect, None),
        A::AboutYou => dialog::open(state, Kind::About, None),
        A::YourWeek => dialog::open(state, Kind::Week, None),
        A::NewMission => dialog::open(state, Kind::Mission, None),
        A::EditActivity => dialog::of_activity(state),
        _ if action.spec().context == Context::Entry => dialog::perform(state, action),
        A::Undo => confirm(state, Confirm::Undo),
        A::WriteDown if state.told.is_none() => confirm(state, Confirm::Rules),
        A::WriteDown => confirm(state, Confirm::Told),
        A::AcceptThreshold | A::DenyThreshold | A::RevertOwn => {
            asked_of_figure(state, action).map_or_else(Vec::new, |what| confirm(state, what))
        }
        A::Theme => next_theme(state),
        A::Copy => match crate::app::copy::chosen(state) {
            Some(text) => {
                let told = tell(state, Tone::Good, "Copied, where the terminal allows it");
                vec![Effect::Copy(text), told]
            }
            None => vec![tell(state, Tone::Info, "Nothing to copy here")],
        },
        A::Reload => load(state),
        A::Sync => services::want(state, true),
        A::Weekly => services::weekly(state),
        A::Palette => {
            state.overlay = Overlay::Palette(Palette::default());
            vec![]
        }
        A::Help => toggle(state, Overlay::Help),
        A::Dismiss => dismiss(state),
        A::Repaint => vec![Effect::Repaint],
        A::Suspend => vec![Effect::Suspend],
        A::Quit if state.composer.has_draft() => confirm(state, Confirm::Quit),
        A::Quit => quit(state),
        A::QuitNow => quit_now(state),
        A::ScrollDown => scroll(state, 1),
        A::ScrollUp => scroll(state, -1),
        A::PageDown | A::HunksDown => scroll(state, PAGE),
        A::PageUp | A::HunksUp => scroll(state, -PAGE),
        A::TalkDown => scroll_panel(state, Focus::Coach, PAGE),
        A::TalkUp => scroll_panel(state, Focus::Coach, -PAGE),
        A::Top => scroll(state, i32::MIN),
        A::Bottom => scroll(state, i32::MAX),
        A::Yes | A::No => confirmed(state, action == A::Yes),
        A::Send => talk::send(state),
        A::NewLine => {
            state.composer.insert("\n");
            vec![]
        }
        A::StopTyping => {
            // What went wrong lies on top, so it goes first.
            if state.cards.pop().is_none() {
                state.typing = false;
            }
            vec![]
        }
        A::Complete => talk::complete(state, 1),
        A::CompleteBack => talk::complete(state, -1),
        A::OpenEditor => vec![Effect::OpenEditor(state.composer.text().to_owned())],
        _ if matches!(action.spec().context, Context::Coach | Context::Search | Context::Canvas) => {
            talk::perform(state, action)
        }
        A::PaletteRun | A::PaletteDown | A::PaletteUp | A::PaletteClose => in_palette(state, action),
        _ if screens::owns(action) => screens::perform(state, action),
        _ => proposal::perform(state, action),
    }
}

/// Opens a text that lies on top from its first line on, or closes it.
fn toggle(state: &mut State, overlay: Overlay) -> Vec<Effect> {
    state.overlay = if state.overlay == overlay { Overlay::None } else { overlay };
    state.help_scroll = 0;
    vec![]
}

fn to(state: &mut State, panel: Focus) -> Vec<Effect> {
    focus(state, panel);
    vec![]
}

/// The next panel in the order of tab; the proposal only when there is one.
pub(super) fn turn(state: &mut State, step: isize) -> Vec<Effect> {
    if state.screen != Screen::Cockpit {
        return screens::turn(state, step);
    }
    let count = if state.review.is_some() { Focus::ALL.len() } else { Focus::ALL.len() - 1 };
    let at = state.focus.index().min(count - 1);
    let next = at.cast_signed() + step + count.cast_signed();
    to(state, Focus::ALL[next.cast_unsigned() % count])
}

/// The question that answers the threshold or the own figure that waits, or takes the last own figure back.
fn asked_of_figure(state: &State, action: Action) -> Option<Confirm> {
    if action == Action::RevertOwn {
        return Some(Confirm::Own(state.own_that_holds()?.id, CalibrationOutcome::Reverted));
    }
    let yes = action == Action::AcceptThreshold;
    if let Some(id) = state.threshold().map(|p| p.id) {
        return Some(if yes { Confirm::AcceptThreshold(id) } else { Confirm::DenyThreshold(id) });
    }
    let outcome = if yes { CalibrationOutcome::Accepted } else { CalibrationOutcome::Denied };
    Some(Confirm::Own(state.own_figure()?.id, outcome))
}

fn confirm(state: &mut State, what: Confirm) -> Vec<Effect> {
    state.overlay = Overlay::Confirm(what);
    vec![]
}

fn confirmed(state: &mut State, yes: bool) -> Vec<Effect> {
    let Overlay::Confirm(what) = std::mem::take(&mut state.overlay) else { return vec![] };
    match (yes, what) {
        (yes, Confirm::Withdraw(..) | Confirm::Found) => dialog::answered(state, what, yes),
        (yes, Confirm::Told) => talk::settle_told(state, yes),
        (yes, Confirm::Rules) => talk::settle_rules(state, yes),
        (true, Confirm::NextMission) => dialog::open(state, Kind::Mission, None),
        (false, Confirm::NextMission) => put_off_next(state),
        (false, _) => vec![],
        (true, Confirm::Quit) => quit(state),
        (true, Confirm::Undo) => save::undo(state),
        (true, Confirm::AcceptThreshold(id)) => save::threshold(state, id, ThresholdOutcome::Accepted),
        (true, Confirm::Own(id, outcome)) => vec![Effect::Calibrate(id, outcome)],
        (true, Confirm::DenyThreshold(id)) => save::threshold(state, id, ThresholdOutcome::Denied),
    }
}

/// No next mission for now: the question comes back in a week.
fn put_off_next(state: &mut State) -> Vec<Effect> {
    let Some(c) = state.morning().and_then(|m| m.closing.as_deref()) else { return vec![] };
    let off = closing::put_off(c, state.today);
    let key = Some(format!("next-put-off:{}:{}", off.mission, off.day));
    let entry = Entry { event: Event::NextPutOff(off), actor: Actor::Athlete, key };
    vec![save::append(state, Sent::PutOff, vec![entry])]
}

fn quit(state: &mut State) -> Vec<Effect> {
    state.quitting = true;
    vec![Effect::Quit]
}

fn quit_now(state: &mut State) -> Vec<Effect> {
    if state.composer.has_draft() && !state.warned {
        state.warned = true;
        let key = state.keymap.first(Action::QuitNow).map(|k| k.to_string()).unwrap_or_default();
        return vec![tell(state, Tone::Warn, format!("A message is half typed; {key} again leaves without it"))];
    }
    quit(state)
}

/// How the line that names the theme begins.
const THEME: &str = "Theme: ";

fn next_theme(state: &mut State) -> Vec<Effect> {
    let at = state.themes.iter().position(|t| *t == state.theme);
    let next = at.map_or(0, |i| i + 1) % state.themes.len().max(1);
    let Some(name) = state.themes.get(next).cloned() else { return vec![] };
    state.theme.clone_from(&name);
    // One line for a key that is pressed until the right one comes.
    state.notices.retain(|n| !n.text.starts_with(THEME));
    let kept = state.read_only.is_none();
    let told = tell(state, Tone::Info, format!("{THEME}{name}{}", if kept { "" } else { ", until you quit" }));
    let mut effects = vec![Effect::SetTheme(name.clone()), told];
    if kept {
        effects.push(Effect::KeepTheme(name));
        effects.extend((state.screen == Screen::Settings).then_some(Effect::ReadSettings));
    }
    effects
}

/// Closes what lies on top, one thing at a time.
fn dismiss(state: &mut State) -> Vec<Effect> {
    if state.cards.pop().is_some() {
    } else if state.overlay != Overlay::None {
        state.overlay = Overlay::None;
        super::ask_next(state);
    } else if state.search.is_some() && state.focus == Focus::Coach && state.screen == Screen::Cockpit {
        state.search = None;
    } else if state.conversation.turn != Turn::Idle {
        return talk::cancel(state);
    } else if !state.notices.is_empty() {
        state.notices.clear();
    } else if state.screen != Screen::Cockpit {
        return screens::back(state);
    } else if state.focus == Focus::Proposal {
        focus(state, Focus::Today);
    }
    vec![]
}

/// Moves the content of the panel in focus, or of the help, within what the last frame showed of it.
pub(super) fn scroll(state: &mut State, lines: i32) -> Vec<Effect> {
    if matches!(state.overlay, Overlay::Help | Overlay::Why | Overlay::Closing) {
        state.help_scroll = moved(state.help_scroll, lines, state.shown.help_overflow);
        return vec![];
    }
    if state.screen != Screen::Cockpit {
        return screens::scroll(state, lines);
    }
    scroll_panel(state, state.focus, lines)
}

/// A place some lines on or back, within what there is.
fn moved(at: u16, lines: i32, most: u16) -> u16 {
    let to = i32::from(at).saturating_add(lines).clamp(0, i32::from(most));
    u16::try_from(to).unwrap_or(most)
}

/// Moves what a panel shows.
pub(super) fn scroll_panel(state: &mut State, panel: Focus, lines: i32) -> Vec<Effect> {
    let at = panel.index();
    let most = state.shown.overflow[at];
    state.scroll[at] = moved(state.scroll[at], lines, most);
    if panel == Focus::Coach {
        // The end is followed only by who is at the end.
        state.follow = state.scroll[at] >= most;
    }
    vec![]
}

fn in_palette(state: &mut State, action: Action) -> Vec<Effect> {
    let Overlay::Palette(open) = &state.overlay else { return vec![] };
    let entries = palette::entries(state, open.query.text());
    let last = entries.len().saturating_sub(1);
    let chosen = open.chosen.min(last);
    let next = match action {
        Action::PaletteDown => (chosen + 1).min(last),
        Action::PaletteUp => chosen.saturating_sub(1),
        _ => {
            state.overlay = Overlay::None;
            let run = entries.get(chosen).filter(|_| action == Action::PaletteRun);
            let Some(entry) = run.cloned() else { return vec![] };
            return match (entry.does, entry.offer) {
                (Does::Act(spec), _) => act(state, spec.action),
                (Does::Say(_), Offer::Off(why)) => vec![tell(state, Tone::Info, why)],
                (Does::Say(words), Offer::Ready) => {
                    state.composer.set(words);
                    talk::compose(state)
                }
            };
        }
    };
    if let Overlay::Palette(open) = &mut state.overlay {
        open.chosen = next;
    }
    vec![]
}
