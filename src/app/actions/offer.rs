//! Whether an action can be done in a state, or why not.

use super::{Action, Context};
use crate::app::{
    review::{Review, editable},
    screen::{FieldKind, Screen},
    state::{Focus, State},
};

/// Whether an action can be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// It can.
    Ready,
    /// It can't, and why.
    Off(String),
}

impl Offer {
    /// Whether it can be done.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        *self == Self::Ready
    }

    fn off(why: impl Into<String>) -> Self {
        Self::Off(why.into())
    }
}

/// Whether an action can be done in a state, or why not.
#[must_use]
pub fn offer(state: &State, action: Action) -> Offer {
    let changes_log = matches!(
        action,
        Action::Accept
            | Action::Deny
            | Action::Modify
            | Action::Undo
            | Action::CheckIn
            | Action::CanvasRemove
            | Action::LogDay
            | Action::LogOnDay
            | Action::LogSets
            | Action::EditActivity
            | Action::GetStarted
            | Action::ImportFiles
            | Action::ConnectService
            | Action::AboutYou
            | Action::YourWeek
            | Action::NewMission
            | Action::AcceptThreshold
            | Action::DenyThreshold
            | Action::RevertOwn
    );
    if changes_log && let Some(why) = &state.read_only {
        return Offer::off(why.clone());
    }
    let answers = matches!(
        action,
        Action::Accept
            | Action::Deny
            | Action::Modify
            | Action::Undo
            | Action::AcceptThreshold
            | Action::DenyThreshold
            | Action::RevertOwn
    );
    if answers && state.is_answering() {
        return Offer::off("the last change is still being saved");
    }
    match action {
        Action::FocusProposal if state.review.is_none() => Offer::off("no proposal waits for an answer"),
        Action::Sync if state.demo => Offer::off("the demo athlete has no services"),
        Action::Alternative if state.review.as_ref().is_none_or(|r| r.proposal.alternatives.is_empty()) => {
            Offer::off("this proposal has no alternative")
        }
        Action::NextProposal if state.proposals().len() < 2 => Offer::off("no other proposal waits"),
        Action::Undo => offer_undo(state),
        Action::WriteDown if state.told.is_none() && state.rules.is_empty() => {
            Offer::off("nothing was told that is not written down")
        }
        Action::AcceptThreshold | Action::DenyThreshold
            if state.threshold().is_none() && state.own_figure().is_none() =>
        {
            Offer::off("no threshold and no figure of your own waits for an answer")
        }
        Action::RevertOwn if state.own_that_holds().is_none() => Offer::off("no figure of your own was accepted"),
        _ if state.known.is_none() && needs_log(action) => Offer::off("still loading"),
        Action::ConnectService | Action::ImportFiles if state.demo => {
            Offer::off("the demo athlete has records of its own")
        }
        Action::HitBefore | Action::HitAfter if state.search.is_none() => Offer::off("nothing is looked for"),
        Action::SearchTalk if state.screen != Screen::Cockpit || state.focus != Focus::Coach => {
            Offer::off("in the coach pane")
        }
        Action::ShowCanvas if state.athlete().is_none_or(|a| a.canvas.is_empty()) => {
            Offer::off("nothing is pinned; a model can pin charts, bars, tables and words")
        }
        Action::Write if state.screen != Screen::Cockpit => Offer::off("nothing here takes words"),
        Action::MissionReview if state.morning().is_none_or(|m| m.closing.is_none()) => {
            Offer::off("the mission is not over")
        }
        Action::AskWhy if state.known.is_none() => Offer::off("still loading"),
        Action::AskWhy | Action::MissionReview => Offer::Ready,
        Action::Send => offer_ask(state, action),
        Action::Weekly if state.jobs.contains_key(crate::app::services::WEEKLY) => Offer::off("it runs already"),
        Action::Compose | Action::Write | Action::Sync | Action::Weekly => {
            state.read_only.clone().map_or(Offer::Ready, Offer::Off)
        }
        _ if action.spec().context == Context::Proposal => state.review.as_ref().map_or_else(
            || Offer::off("no proposal waits for an answer"),
            |r| {
                if state.focus == Focus::Proposal && state.screen == Screen::Cockpit {
                    offer_review(state, r, action)
                } else {
                    Offer::off("look at the proposal first")
                }
            },
        ),
        _ => offer_on_screen(state, action),
    }
}

/// Whether an action shows what is known before anything is typed.
fn needs_log(action: Action) -> bool {
    use Action as A;
    matches!(action, A::LogDay | A::LogSets | A::GetStarted | A::AboutYou | A::YourWeek | A::NewMission)
}

/// What belongs to one of the screens.
fn offer_on_screen(state: &State, action: Action) -> Offer {
    let screen = match action.spec().context {
        Context::Calendar | Context::Carry => Screen::Calendar,
        Context::Log | Context::Call => Screen::Log,
        Context::Weeks | Context::Week => Screen::Review,
        Context::Profile => Screen::Profile,
        Context::Form => Screen::Form,
        Context::Activities | Context::Activity | Context::Bests => Screen::Activities,
        Context::Settings => Screen::Settings,
        _ => return Offer::Ready,
    };
    if state.screen != screen {
        let key = state.keymap.first(screen.action()).map(|k| format!(" ({k})")).unwrap_or_default();
        return Offer::off(format!("on the {} screen{key}", screen.title()));
    }
    let activities = &state.screens.activities;
    let chosen = state.screens.settings.chosen();
    match action {
        Action::OpenActivity if activities.rows.is_empty() => Offer::off("there is no activity to open"),
        Action::NextActivity | Action::PreviousActivity | Action::CloseActivity | Action::EditActivity
            if activities.open.is_none() =>
        {
            Offer::off("no activity is open")
        }
        Action::ShowBests if activities.sports.is_empty() => Offer::off("no activity has a curve yet"),
        Action::NextWeek | Action::WeekBefore | Action::CloseWeek if !state.screens.weeks.open => {
            Offer::off("no week is open")
        }
        Action::NextWeek if state.screens.weeks.list.cursor == 0 => Offer::off("this is the week that goes on"),
        Action::StoreProfile if state.read_only.is_some() => {
            Offer::Off(state.read_only.clone().unwrap_or_default())
        }
        Action::OpenCall if state.screens.log.call().is_none() => {
            Offer::off("no exchange with a model is chosen; what left this machine lists them")
        }
        Action::CloseCall if state.screens.log.open.is_none() => Offer::off("no exchange is open"),
        Action::ClearFilter if !activities.is_filtered() => Offer::off("nothing is filtered"),
        Action::PickUp | Action::PutDown | Action::LockDay => offer_move(state, action),
        Action::CalendarOpen if !state.has_activity(state.screens.calendar.day(state.today)) => {
            Offer::off("nothing was done that day")
        }
        Action::FormGoal | Action::CalendarGoal if state.goal_day().is_none() => {
            Offer::off("there is no goal with a date")
        }
        Action::Change | Action::ChangeBack | Action::Unset if state.screens.settings.writing => {
            Offer::off("the last change is still being written")
        }
        Action::Change | Action::ChangeBack | Action::Unset
            if state.read_only.is_some() && chosen.is_some_and(|f| !f.key.is_empty()) =>
        {
            Offer::Off(state.read_only.clone().unwrap_or_default())
        }
        Action::Change if chosen.is_none_or(|f| !f.is_editable()) => Offer::off("this is only shown here"),
        Action::ChangeBack if !chosen.is_some_and(|f| matches!(f.kind, FieldKind::Choice(_))) => {
            Offer::off("this is not one of a few values")
        }
        Action::Unset if chosen.is_none_or(|f| !f.can_unset()) => Offer::off("nothing is set here"),
        _ => Offer::Ready,
    }
}

/// Sessions of a day that is not over can be picked up, and put down on another such day.
fn offer_move(state: &State, action: Action) -> Offer {
    if let Some(why) = &state.read_only {
        return Offer::off(why.clone());
    }
    let day = state.screens.calendar.day(state.today);
    let plan = state.athlete().and_then(|a| a.plan.as_ref());
    let sessions = || plan.into_iter().flat_map(|p| p.on(day));
    match action {
        _ if day < state.today => Offer::off("that day has gone, and what is past is not edited"),
        Action::PickUp | Action::LockDay if sessions().next().is_none() => {
            Offer::off("nothing is planned that day")
        }
        Action::PickUp if sessions().any(|s| s.locked) => Offer::off("what is planned that day is locked"),
        Action::PutDown if state.screens.calendar.carried.is_none() => Offer::off("nothing is carried"),
        Action::PutDown | Action::LockDay if state.conversation.turn != crate::app::Turn::Idle => {
            Offer::off("the coach is still answering")
        }
        _ => Offer::Ready,
    }
}

fn offer_undo(state: &State) -> Offer {
    match state.known.as_ref() {
        None => Offer::off("still loading"),
        Some(k) if k.athlete.applied.is_empty() => Offer::off("no accepted change to take back"),
        Some(k) => crate::coach::proposal::no_undo(&k.athlete, state.today).map_or(Offer::Ready, Offer::Off),
    }
}

fn offer_ask(state: &State, action: Action) -> Offer {
    if let Some(why) = &state.read_only {
        return Offer::off(why.clone());
    }
    if state.known.is_none() {
        return Offer::off("still loading");
    }
    if state.conversation.turn != crate::app::Turn::Idle {
        return Offer::off("the coach is still answering");
    }
    if action == Action::Send && !state.composer.has_draft() {
        return Offer::off("nothing typed yet");
    }
    Offer::Ready
}

fn offer_review(state: &State, review: &Review, action: Action) -> Offer {
    match action {
        Action::Accept => match review.refusal(state.plan_version()) {
            Some(why) => Offer::off(why),
            None => Offer::Ready,
        },
        Action::NextChoice if review.choices().is_empty() => Offer::off("this hunk has no other way"),
        Action::EditHunk if review.current().is_none_or(|h| editable(&h.op).is_none()) => {
            Offer::off("this hunk has no minutes or day to edit")
        }
        _ => Offer::Ready,
    }
}
