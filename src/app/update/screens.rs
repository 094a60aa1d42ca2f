//! The screens beside the Cockpit: going there and back, moving on them, what their keys do.

use super::{Effect, Overlay, Screen, State, Tone, dialog, fail, talk, tell};
use crate::app::{
    actions::{Action, Context},
    composer::Composer,
    notice::Card,
    screen::{Field, FieldKind, LogLine, Opened, SettingsScreen, Sheet, WeeksScreen, settings::RULES},
    state::Known,
};
use crate::domain::day::between;
use std::sync::Arc;

/// Whether an action belongs to the screens.
pub(super) fn owns(action: Action) -> bool {
    let context = action.spec().context;
    let going = Screen::ALL.iter().any(|s| s.action() == action);
    going
        || matches!(
            context,
            Context::Calendar
                | Context::Carry
                | Context::Log
                | Context::Call
                | Context::Weeks
                | Context::Week
                | Context::Profile
                | Context::Form
                | Context::Activities
                | Context::Activity
                | Context::Bests
                | Context::Filter
                | Context::Settings
                | Context::Field
        )
}

pub(super) fn perform(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(screen) = Screen::ALL.into_iter().find(|s| s.action() == action) {
        return go(state, screen);
    }
    match action.spec().context {
        Context::Calendar | Context::Carry => on_calendar(state, action),
        Context::Log | Context::Call => on_log(state, action),
        Context::Weeks | Context::Week => on_weeks(state, action),
        Context::Profile => vec![Effect::StoreProfile],
        Context::Form => on_form(state, action),
        Context::Filter if state.screen == Screen::Settings => {
            let s = &mut state.screens.settings;
            s.searching = false;
            if action == Action::FilterDrop {
                s.words.clear();
            }
            vec![]
        }
        Context::Settings | Context::Field => on_settings(state, action),
        _ => on_activities(state, action),
    }
}

/// Shows a screen.
pub(super) fn go(state: &mut State, screen: Screen) -> Vec<Effect> {
    leave(state);
    state.typing = false;
    if state.overlay == Overlay::Help {
        state.overlay = Overlay::None;
    }
    state.screen = screen;
    match screen {
        Screen::Settings => vec![Effect::ReadSettings],
        Screen::Log => vec![Effect::ReadLog(LOG_LINES)],
        Screen::Profile => profile(state),
        Screen::Review => reviews(state),
        Screen::Cockpit | Screen::Calendar | Screen::Form | Screen::Activities => vec![],
    }
}

/// Ends what is being typed on the screen that is left.
pub(super) fn leave(state: &mut State) {
    state.screens.activities.typing = false;
    let s = &mut state.screens.settings;
    (s.editing, s.problem, s.searching) = (None, None, false);
    state.screens.calendar.carried = None;
    state.screens.log.open = None;
}

/// Events that the Log holds at once: what lies further back is on the command line.
const LOG_LINES: usize = 2000;

/// The newest events.
pub(super) fn log(state: &mut State, lines: Vec<LogLine>) -> Vec<Effect> {
    let s = &mut state.screens.log;
    s.lines = Some(lines);
    let len = s.len(state.known.as_ref());
    s.list.keep(len);
    vec![]
}

fn on_log(state: &mut State, action: Action) -> Vec<Effect> {
    let s = &mut state.screens.log;
    match action {
        Action::OpenCall => {
            let Some(seq) = s.call() else { return vec![] };
            s.open = Some(Opened { seq, ..Opened::default() });
            return vec![Effect::ReadCall(seq)];
        }
        Action::CloseCall => s.open = None,
        _ => s.turn(if action == Action::LogView { 1 } else { -1 }),
    }
    vec![]
}

/// An exchange was read; one that is not open any more is not shown.
pub(super) fn call(state: &mut State, seq: u64, lines: Vec<String>) -> Vec<Effect> {
    if let Some(open) = state.screens.log.open.as_mut().filter(|o| o.seq == seq) {
        open.lines = Some(lines);
    }
    vec![]
}

/// Asks for the profile of what is known.
pub(super) fn profile(state: &State) -> Vec<Effect> {
    let ask = |k: &Known| Effect::ReadProfile { athlete: Arc::clone(&k.athlete), today: state.today };
    state.known.iter().map(ask).collect()
}

/// Asks for the reviews of the weeks in sight.
pub(super) fn reviews(state: &mut State) -> Vec<Effect> {
    let State { screens, known, today, shown, .. } = state;
    let Some(known) = known else { return vec![] };
    let weeks = screens.weeks.missing(known, *today, shown.page.into());
    if weeks.is_empty() {
        return vec![];
    }
    vec![Effect::ReadReviews { known: known.clone(), today: *today, weeks }]
}

fn on_weeks(state: &mut State, action: Action) -> Vec<Effect> {
    let len = state.known.as_ref().map_or(1, |k| WeeksScreen::len(k, state.today));
    let weeks = &mut state.screens.weeks;
    weeks.scroll = 0;
    match action {
        Action::NextWeek => weeks.list.step(-1, len),
        Action::WeekBefore => weeks.list.step(1, len),
        _ => weeks.open = action == Action::OpenWeek,
    }
    reviews(state)
}

/// The next screen, or the one before.
pub(super) fn turn(state: &mut State, step: isize) -> Vec<Effect> {
    let at = Screen::ALL.iter().position(|s| *s == state.screen).unwrap_or(0);
    let count = Screen::ALL.len();
    let next = (at.cast_signed() + step).rem_euclid(count.cast_signed());
    go(state, Screen::ALL[next.cast_unsigned() % count])
}

/// One thing back: out of an activity, then out of the screen.
pub(super) fn back(state: &mut State) -> Vec<Effect> {
    let activities = &mut state.screens.activities;
    if state.screen == Screen::Activities && (activities.bests.take().is_some() || activities.open.take().is_some())
    {
        return vec![];
    }
    if state.screen == Screen::Review && std::mem::take(&mut state.screens.weeks.open) {
        return vec![];
    }
    if state.screen == Screen::Settings && state.screens.settings.is_filtered() {
        state.screens.settings.words.clear();
        return vec![];
    }
    if state.screen == Screen::Log && state.screens.log.open.take().is_some() {
        return vec![];
    }
    go(state, Screen::Cockpit)
}

/// Something else is known now.
pub(super) fn follow(state: &mut State) {
    state.screens.activities.refresh(state.known.as_ref());
    let days = state.screens.log.len(state.known.as_ref());
    state.screens.log.list.keep(days);
    state.screens.settings.refresh(state.known.as_ref(), state.today);
}

/// The text field of the screen that has the keyboard.
pub(super) fn text_field(state: &mut State) -> Option<&mut Composer> {
    match state.screen {
        Screen::Activities if state.screens.activities.typing => Some(&mut state.screens.activities.words),
        Screen::Settings if state.screens.settings.searching => Some(&mut state.screens.settings.words),
        Screen::Settings => state.screens.settings.editing.as_mut(),
        _ => None,
    }
}

/// Something was typed into it.
pub(super) fn typed(state: &mut State) {
    if state.screen == Screen::Activities {
        state.screens.activities.search(state.known.as_ref(), state.today, state.units);
    }
    if state.screen == Screen::Settings {
        state.screens.settings.look();
    }
}

/// The chosen row of the list that is on screen.
pub(super) fn cursor(state: &State) -> Option<usize> {
    let screens = &state.screens;
    let list = match state.screen {
        Screen::Activities => screens.activities.list,
        Screen::Review => screens.weeks.list,
        Screen::Log => screens.log.list,
        Screen::Settings => return Some(screens.settings.cursor),
        Screen::Cockpit | Screen::Calendar | Screen::Form | Screen::Profile => return None,
    };
    Some(list.cursor)
}

/// Chooses a row of the list that is on screen; an open activity beside it follows.
pub(super) fn choose(state: &mut State, at: usize) -> Vec<Effect> {
    let screens = &mut state.screens;
    let (list, len) = match state.screen {
        Screen::Settings => {
            screens.settings.cursor = at.min(screens.settings.fields().len().saturating_sub(1));
            return vec![];
        }
        Screen::Activities => (&mut screens.activities.list, screens.activities.rows.len()),
        Screen::Review => {
            let len = state.known.as_ref().map_or(1, |k| WeeksScreen::len(k, state.today));
            (&mut screens.weeks.list, len)
        }
        Screen::Log if screens.log.open.is_none() => {
            let len = screens.log.len(state.known.as_ref());
            (&mut screens.log.list, len)
        }
        _ => return vec![],
    };
    if at < len {
        list.cursor = at;
    }
    if state.screen == Screen::Activities && screens.activities.open.is_some() {
        screens.activities.show(state.known.as_ref());
    }
    if state.screen == Screen::Review { reviews(state) } else { vec![] }
}

/// Moves the choice of a list, or the text of what is open.
pub(super) fn scroll(state: &mut State, lines: i32) -> Vec<Effect> {
    let most = state.shown.screen_overflow;
    let screens = &mut state.screens;
    match state.screen {
        Screen::Activities if screens.activities.is_page() => {
            let to = i32::from(screens.activities.scroll).saturating_add(lines).clamp(0, i32::from(most));
            screens.activities.scroll = u16::try_from(to).unwrap_or(most);
        }
        Screen::Activities => {
            let len = screens.activities.rows.len();
            screens.activities.list.step(lines, len);
        }
        Screen::Settings => screens.settings.step(lines),
        Screen::Review if screens.weeks.open => {
            let to = i32::from(screens.weeks.scroll).saturating_add(lines).clamp(0, i32::from(most));
            screens.weeks.scroll = u16::try_from(to).unwrap_or(most);
        }
        Screen::Review => {
            let len = state.known.as_ref().map_or(1, |k| WeeksScreen::len(k, state.today));
            screens.weeks.list.step(lines, len);
            return reviews(state);
        }
        Screen::Log => {
            if let Some(open) = &mut screens.log.open {
                let to = i32::from(open.scroll).saturating_add(lines).clamp(0, i32::from(most));
                open.scroll = u16::try_from(to).unwrap_or(most);
            } else {
                let len = screens.log.len(state.known.as_ref());
                screens.log.list.step(lines, len);
            }
        }
        Screen::Profile => {
            let to = i32::from(screens.profile.scroll).saturating_add(lines).clamp(0, i32::from(most));
            screens.profile.scroll = u16::try_from(to).unwrap_or(most);
        }
        Screen::Cockpit | Screen::Calendar | Screen::Form => {}
    }
    vec![]
}

fn on_calendar(state: &mut State, action: Action) -> Vec<Effect> {
    use Action as A;
    let (today, goal) = (state.today, state.goal_day());
    let c = &mut state.screens.calendar;
    match action {
        A::DayEarlier | A::CarryEarlier => c.step(-1, today),
        A::DayLater | A::CarryLater => c.step(1, today),
        A::WeekEarlier | A::CarryUp => c.step(-7, today),
        A::WeekLater | A::CarryDown => c.step(7, today),
        A::MonthEarlier => c.month(-1, today),
        A::MonthLater => c.month(1, today),
        A::CalendarToday => c.at = None,
        A::CalendarGoal => c.at = goal,
        A::CalendarView => c.week = !c.week,
        A::PickUp => c.carried = Some(c.day(today)),
        A::CarryDrop => {
            c.at = c.carried.take();
        }
        A::PutDown => {
            let (from, to) = (c.carried.take(), c.day(today));
            if let Some(from) = from.filter(|d| *d != to) {
                // The same words would do the same in the coach pane, and stand there.
                return talk::ask(state, &format!("move {from} to {to}"));
            }
        }
        A::LockDay => return lock_day(state),
        A::CalendarOpen => return open_day(state),
        _ => {}
    }
    vec![]
}

/// Says in the coach pane what the key means: locks what is free, or gives free what is locked.
fn lock_day(state: &mut State) -> Vec<Effect> {
    let day = state.screens.calendar.day(state.today);
    let plan = state.athlete().and_then(|a| a.plan.as_ref());
    let all_locked = plan.is_some_and(|p| p.on(day).all(|s| s.locked));
    talk::ask(state, &format!("{} {day}", if all_locked { "unlock" } else { "lock" }))
}

/// Shows the largest activity of the chosen day.
fn open_day(state: &mut State) -> Vec<Effect> {
    let day = state.screens.calendar.day(state.today);
    let effects = go(state, Screen::Activities);
    let State { screens, known, today, units, .. } = state;
    let (Some(known), a) = (known.as_ref(), &mut screens.activities) else { return effects };
    a.words.clear();
    a.search(Some(known), *today, *units);
    let loads = &known.history.loads;
    let largest = (0..loads.len())
        .filter(|i| loads[*i].day == day)
        .max_by(|a, b| loads[*a].load.value.total_cmp(&loads[*b].load.value));
    if let Some(at) = largest.and_then(|i| a.rows.iter().position(|r| *r == i)) {
        a.list.cursor = at;
        a.show(Some(known));
    }
    effects
}

fn on_form(state: &mut State, action: Action) -> Vec<Effect> {
    use Action as A;
    let goal = state.goal_day();
    let (Some(known), today) = (&state.known, state.today) else { return vec![] };
    let form = &mut state.screens.form;
    match action {
        A::FormEarlier => form.step(-1, known, today),
        A::FormLater => form.step(1, known, today),
        A::FormBack => form.step(-28, known, today),
        A::FormOn => form.step(28, known, today),
        A::FormFirst => form.step(-100_000, known, today),
        A::FormLast => form.step(100_000, known, today),
        A::FormToday => form.at = None,
        A::FormGoal => {
            form.at = None;
            form.step(goal.map_or(0, |g| between(today, g)), known, today);
        }
        A::ZoomIn => form.zoom(1),
        A::ZoomOut => form.zoom(-1),
        A::FormSport => form.next_sport(known),
        A::FormConvention => form.next_convention(known),
        A::FormShare => form.relative = !form.relative,
        _ => {}
    }
    vec![]
}

fn on_activities(state: &mut State, action: Action) -> Vec<Effect> {
    use Action as A;
    let known = state.known.as_ref();
    let a = &mut state.screens.activities;
    match action {
        A::OpenActivity => a.show(known),
        A::Filter => a.typing = true,
        A::FilterKeep => {
            a.typing = false;
            if a.problem.take().is_some() {
                a.words.clear();
                a.search(known, state.today, state.units);
            }
        }
        A::FilterDrop | A::ClearFilter => {
            a.typing = false;
            a.words.clear();
            a.search(known, state.today, state.units);
        }
        A::Sort | A::Reverse => {
            if action == A::Sort {
                a.sort = a.sort.next();
            } else {
                a.reversed = !a.reversed;
            }
            a.refresh(known);
            a.list.cursor = 0;
        }
        A::NextActivity | A::PreviousActivity => {
            let len = a.rows.len();
            a.list.step(if action == A::NextActivity { 1 } else { -1 }, len);
            a.show(known);
        }
        A::CloseActivity => a.open = None,
        A::ShowBests => a.show_bests(known, 0),
        A::NextSport => a.show_bests(known, 1),
        A::CloseBests => a.bests = None,
        _ => {}
    }
    vec![]
}

fn on_settings(state: &mut State, action: Action) -> Vec<Effect> {
    use Action as A;
    let s = &mut state.screens.settings;
    match action {
        A::FindSetting => {
            s.searching = true;
            return vec![];
        }
        A::NextGroup | A::GroupBefore => {
            s.words.clear();
            s.step_section(if action == A::NextGroup { 1 } else { -1 });
            return vec![];
        }
        A::FieldDrop => {
            (s.editing, s.problem) = (None, None);
            return vec![];
        }
        A::EditConfig => return s.config_file().map_or_else(Vec::new, |path| vec![Effect::EditFile(path)]),
        _ => {}
    }
    let Some(field) = s.chosen().cloned() else { return vec![] };
    match action {
        A::Change | A::ChangeBack => change(state, field, if action == A::Change { 1 } else { -1 }),
        A::Unset => write(state, field.key, None),
        A::FieldKeep if field.key == RULES => match s.editing.take() {
            // The same words would do the same in the coach pane; they are shown back before they are written.
            Some(text) if text.has_draft() => talk::ask(state, &format!("constrain {}", text.text().trim())),
            _ => vec![],
        },
        A::FieldKeep => match &s.editing {
            // The field stays open until the file has taken the value.
            Some(text) if text.has_draft() && text.text().trim() != field.typed() => {
                let typed = text.text().trim().to_owned();
                write(state, field.key, Some(typed))
            }
            Some(text) if text.has_draft() && field.kind == FieldKind::Add => {
                let typed = text.text().trim().to_owned();
                write(state, field.key, Some(typed))
            }
            _ => {
                (s.editing, s.problem) = (None, None);
                vec![]
            }
        },
        _ => vec![],
    }
}

/// Changes a row in the way of its kind.
fn change(state: &mut State, field: Field, step: isize) -> Vec<Effect> {
    match &field.kind {
        FieldKind::Choice(_) => match SettingsScreen::next_choice(&field, step) {
            Some(value) => write(state, field.key, Some(value)),
            None => vec![],
        },
        FieldKind::File(path) => vec![Effect::EditFile(path.clone())],
        FieldKind::Text | FieldKind::Add | FieldKind::Element(_) if field.is_editable() => {
            let mut text = Composer::default();
            text.insert(field.typed());
            // A line of several parts is mended, a figure is typed anew.
            if field.kind == FieldKind::Text {
                text.hold();
            }
            let s = &mut state.screens.settings;
            (s.editing, s.problem) = (Some(text), None);
            vec![]
        }
        FieldKind::Does(action) => super::act(state, *action),
        FieldKind::Opens(kind) => dialog::open(state, *kind, None),
        FieldKind::Says(words) => talk::ask(state, words),
        _ => vec![],
    }
}

fn write(state: &mut State, key: String, value: Option<String>) -> Vec<Effect> {
    if state.read_only.is_some() || state.screens.settings.writing {
        let why = state.read_only.clone().unwrap_or_else(|| "the last change is still being written".into());
        return vec![tell(state, Tone::Warn, why)];
    }
    state.screens.settings.writing = true;
    let mut effects = Vec::new();
    // The screen is what this setting is about, so it is seen at once.
    if let (Some(name), "screen.theme") = (&value, key.as_str()) {
        state.theme.clone_from(name);
        effects.push(Effect::SetTheme(name.clone()));
    }
    effects.push(Effect::WriteSettings(vec![(key, value)]));
    effects
}

/// What can be set, as it is now.
pub(super) fn sheet(state: &mut State, mut sheet: Sheet) -> Vec<Effect> {
    if let Some(keymap) = sheet.keymap.take() {
        state.keymap = keymap;
    }
    if let Some(units) = sheet.units {
        state.units = units;
    }
    let s = &mut state.screens.settings;
    s.read = Some(sheet);
    s.refresh(state.known.as_ref(), state.today);
    vec![]
}

/// A setting was written, or refused.
pub(super) fn written(state: &mut State, result: Result<Box<Sheet>, String>) -> Vec<Effect> {
    let s = &mut state.screens.settings;
    s.writing = false;
    match result {
        Ok(new) => {
            (s.editing, s.problem) = (None, None);
            let said = new.said.clone().unwrap_or_else(|| "Written".into());
            let mut effects = sheet(state, *new);
            effects.push(tell(state, Tone::Good, said));
            if matches!(&state.overlay, Overlay::Dialog(d) if d.kind.writes_settings()) {
                effects.extend(dialog::settled(state));
            }
            effects
        }
        Err(why) if matches!(&state.overlay, Overlay::Dialog(d) if d.kind.writes_settings()) => {
            dialog::refused(state, why)
        }
        Err(why) if s.editing.is_some() => {
            s.problem = Some(why);
            vec![]
        }
        Err(why) => fail(
            state,
            Card {
                title: "Not written".into(),
                text: why,
                remedy: "The file is as it was. Put the value right and write it again.".into(),
            },
        ),
    }
}

/// The editor closed on a file: whatever it changed is taken in.
pub(super) fn edited(state: &mut State, result: Result<(), Card>) -> Vec<Effect> {
    match result {
        Ok(()) => vec![Effect::TakeIn(state.today), Effect::ReadSettings],
        Err(card) => fail(state, card),
    }
}
