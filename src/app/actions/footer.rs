//! What the footer shows in each place.

use super::{Action, Context, contexts, offer};
use crate::app::{
    dialog::{Press, Value},
    state::{Overlay, State},
};
use Action as A;

/// What can be done here, each with its key and label, the most useful first.
#[must_use]
pub fn footer(state: &State) -> Vec<(Action, String, &'static str)> {
    let context = contexts(state)[0];
    if matches!(state.overlay, Overlay::Help | Overlay::Why | Overlay::Closing) {
        return named(state, &[A::ScrollDown, A::ScrollUp, A::PageDown, A::PageUp, A::Dismiss]).collect();
    }
    let here = |(a, ..): &(Action, String, &'static str)| has_use(state, *a);
    named(state, first_step(state, context).as_slice()).chain(named(state, wanted(context))).filter(here).collect()
}

/// Whether a key of a window does something on the row and in the window that it is pressed in.
fn has_use(state: &State, action: Action) -> bool {
    let Overlay::Dialog(d) = &state.overlay else { return true };
    match action {
        A::EntryRight => d.chosen().is_some_and(|s| matches!(s.value, Value::Choice(..))),
        A::EntrySave => d.slots.iter().any(|s| s.value == Value::Press(Press::Save)),
        _ => true,
    }
}

/// Those that can be done now and have a key.
fn named<'a>(state: &'a State, actions: &'a [Action]) -> impl Iterator<Item = (Action, String, &'static str)> + 'a {
    let entry = move |a: &Action| Some((*a, state.keymap.first(*a)?.to_string(), a.spec().label));
    actions.iter().filter(move |a| offer(state, **a).is_ready()).filter_map(entry)
}

/// What comes before everything else for who has nothing here yet, or no mission.
fn first_step(state: &State, context: Context) -> Option<Action> {
    let panels = matches!(
        context,
        Context::Panels
            | Context::Coach
            | Context::Calendar
            | Context::Form
            | Context::Activities
            | Context::Weeks
            | Context::Profile
            | Context::Log
    );
    let (true, Some(a)) = (panels, state.athlete()) else { return None };
    match () {
        () if state.is_new() => Some(A::GetStarted),
        () if a.missions.is_empty() && a.plan.is_none() => Some(A::NewMission),
        () => None,
    }
}

fn wanted(context: Context) -> &'static [Action] {
    match context {
        Context::Proposal => &[
            A::Accept,
            A::ToggleHunk,
            A::NextChoice,
            A::EditHunk,
            A::Modify,
            A::Deny,
            A::NextHunk,
            A::Undo,
            A::NextProposal,
            A::NextPanel,
            A::Help,
        ],
        Context::Edit => &[A::EditLonger, A::EditShorter, A::EditEarlier, A::EditLater, A::EditKeep, A::EditDrop],
        Context::Deny => {
            &[A::DenyFeelGood, A::DenyNoTime, A::DenyPreferOther, A::DenyDistrust, A::DenyPlain, A::DenyCancel]
        }
        Context::CheckIn => &[A::CheckInSkip, A::CheckInBack, A::CheckInKeep, A::CheckInClose],
        Context::Confirm => &[A::Yes, A::No],
        Context::Typing => &[A::Send, A::Complete, A::NewLine, A::OpenEditor, A::StopTyping],
        Context::Palette => &[A::PaletteRun, A::PaletteUp, A::PaletteDown, A::PaletteClose],
        Context::Entry => &[A::EntryDo, A::EntryNext, A::EntryBack, A::EntryRight, A::EntrySave, A::EntryClose],
        Context::Search => &[A::SearchKeep, A::SearchDrop],
        Context::Canvas => &[A::CanvasNext, A::CanvasBack, A::CanvasRemove, A::CanvasClose],
        Context::Coach => &[
            A::FocusProposal,
            A::Compose,
            A::HitBefore,
            A::HitAfter,
            A::SearchTalk,
            A::ShowCanvas,
            A::ScrollUp,
            A::WriteDown,
            A::NextPanel,
            A::Undo,
            A::Palette,
            A::Help,
            A::Quit,
        ],
        Context::Panels | Context::Everywhere => &[
            A::FocusProposal,
            A::Compose,
            A::NextPanel,
            A::ScrollDown,
            A::WriteDown,
            A::MissionReview,
            A::AskWhy,
            A::LogDay,
            A::Undo,
            A::Theme,
            A::Palette,
            A::Help,
            A::Quit,
        ],
        _ => on_screen(context),
    }
}

/// The same of the screens beside the Cockpit.
fn on_screen(context: Context) -> &'static [Action] {
    match context {
        Context::Calendar => &[
            A::DayEarlier,
            A::DayLater,
            A::WeekLater,
            A::MonthLater,
            A::PickUp,
            A::LogOnDay,
            A::LockDay,
            A::CalendarOpen,
            A::CalendarToday,
            A::CalendarGoal,
            A::CalendarView,
            A::FocusProposal,
            A::Help,
        ],
        Context::Carry => &[A::CarryEarlier, A::CarryLater, A::CarryUp, A::CarryDown, A::PutDown, A::CarryDrop],
        Context::Weeks => &[A::OpenWeek, A::ScrollDown, A::PageDown, A::Copy, A::Palette, A::Help, A::Quit],
        Context::Week => &[A::WeekBefore, A::NextWeek, A::ScrollDown, A::CloseWeek, A::Copy, A::Help],
        Context::Profile => &[A::StoreProfile, A::ScrollDown, A::PageDown, A::Palette, A::Help, A::Quit],
        Context::Call => &[A::ScrollDown, A::PageDown, A::CloseCall, A::Copy, A::Help],
        Context::Log => {
            &[A::OpenCall, A::LogView, A::LogViewBack, A::ScrollDown, A::PageDown, A::Palette, A::Help, A::Quit]
        }
        Context::Form => &[
            A::FormEarlier,
            A::FormLater,
            A::FormOn,
            A::ZoomIn,
            A::ZoomOut,
            A::FormToday,
            A::FormGoal,
            A::FormSport,
            A::FormConvention,
            A::FormShare,
            A::Help,
        ],
        Context::Activities => &[
            A::OpenActivity,
            A::Filter,
            A::ClearFilter,
            A::Sort,
            A::Reverse,
            A::ShowBests,
            A::ScrollDown,
            A::PageDown,
            A::Palette,
            A::Help,
            A::Quit,
        ],
        Context::Activity => {
            &[A::NextActivity, A::PreviousActivity, A::EditActivity, A::ScrollDown, A::CloseActivity, A::Help]
        }
        Context::Bests => &[A::NextSport, A::ScrollDown, A::PageDown, A::CloseBests, A::Help],
        Context::Filter => &[A::FilterKeep, A::FilterDrop],
        Context::Settings => &[
            A::Change,
            A::ChangeBack,
            A::Unset,
            A::ScrollDown,
            A::NextGroup,
            A::GroupBefore,
            A::FindSetting,
            A::EditConfig,
            A::Palette,
            A::Help,
            A::Quit,
        ],
        Context::Field => &[A::FieldKeep, A::FieldDrop],
        _ => &[A::Help, A::Quit],
    }
}
