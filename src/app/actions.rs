//! The one list of actions. Keys, help, footer and palette are made from it; nothing else names a key.
//!
//! Owns: each action's id, words and default keys, where it is available, and why it is off. Does not own: what it
//! does (update), the athlete's own keys (keymap).

use super::{
    review::{Review, editable},
    state::{Focus, Overlay, State},
};

/// Where an action's keys hold. A context that has the keyboard hides those behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Wherever no text is being typed.
    Everywhere,
    /// A panel has the focus.
    Panels,
    /// The proposal has the focus.
    Proposal,
    /// A hunk is being edited in place.
    Edit,
    /// The reason for a no is asked.
    Deny,
    /// The morning check-in asks.
    CheckIn,
    /// A yes-or-no question stands.
    Confirm,
    /// A message is being typed.
    Typing,
    /// The palette is open.
    Palette,
}

impl Context {
    /// Heading in the help.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Panels => "In a panel",
            Self::Proposal => "On a proposal",
            Self::Edit => "While editing a hunk",
            Self::Deny => "Saying no",
            Self::CheckIn => "In the check-in",
            Self::Confirm => "Asked to confirm",
            Self::Typing => "While typing",
            Self::Palette => "In the palette",
        }
    }

    /// All of them, in the order of the help.
    pub const ALL: [Self; 9] = [
        Self::Everywhere,
        Self::Panels,
        Self::Proposal,
        Self::Edit,
        Self::Deny,
        Self::CheckIn,
        Self::Confirm,
        Self::Typing,
        Self::Palette,
    ];
}

/// One action, described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Which.
    pub action: Action,
    /// Name in `config.toml`.
    pub id: &'static str,
    /// One or two words for the footer.
    pub label: &'static str,
    /// A few words for the palette.
    pub title: &'static str,
    /// A sentence for the help.
    pub help: &'static str,
    /// Default keys, by name.
    pub keys: &'static [&'static str],
    /// Where the keys hold.
    pub context: Context,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $context:ident $id:literal [$($key:literal)+] $label:literal, $title:literal, $help:literal;)*) => {
        /// Everything that can be done from the keyboard.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $(#[doc = $help] $name,)* }

        /// The list, in the order of help and palette.
        pub const LIST: &[Spec] = &[$(Spec {
            action: Action::$name, id: $id, label: $label, title: $title, help: $help, keys: &[$($key),+],
            context: Context::$context,
        },)*];
    };
}

actions! {
    FocusReadiness Everywhere "focus-readiness" ["1"] "readiness", "Go to Readiness", "Moves the focus to the readiness panel.";
    FocusForm Everywhere "focus-form" ["2"] "form", "Go to Form", "Moves the focus to the form panel.";
    FocusMission Everywhere "focus-mission" ["3"] "mission", "Go to Mission", "Moves the focus to the mission panel.";
    FocusToday Everywhere "focus-today" ["4"] "today", "Go to Today", "Moves the focus to today's session.";
    FocusCoach Everywhere "focus-coach" ["5"] "coach", "Go to Coach", "Moves the focus to the coach pane.";
    FocusProposal Everywhere "focus-proposal" ["p"] "proposal", "Review the proposal", "Moves the focus to the pending proposal; on it, goes on to the next one.";
    NextPanel Everywhere "next-panel" ["tab"] "next", "Next panel", "Moves the focus to the next panel, the pending proposal included.";
    PreviousPanel Everywhere "previous-panel" ["shift-tab"] "back", "Previous panel", "Moves the focus to the previous panel.";
    Compose Everywhere "compose" ["i" "c"] "type", "Write to the coach", "Starts typing a message to the coach; what was typed before is still there.";
    AskWhy Everywhere "ask-why" ["w"] "why", "Why today", "Shows why today is decided as it is: rules, coach and you, every rule, and how mission and reasoning were weighed.";
    CheckIn Everywhere "check-in" ["f"] "feel", "Check in", "Says how you feel this morning, in five keys.";
    Undo Everywhere "undo" ["u"] "undo", "Undo the last change", "Takes the last accepted change of the plan back, after a yes.";
    WriteDown Everywhere "write-down" ["y"] "write down", "Write down what was told", "Shows what was told to the coach once more, and writes it down after a yes.";
    AcceptThreshold Everywhere "threshold-yes" ["T"] "threshold", "Threshold: yes to the one that waits", "Takes the oldest threshold that waits for an answer, after a yes; zones and loads from its day on follow it.";
    DenyThreshold Everywhere "threshold-no" ["N"] "threshold", "Threshold: no to the one that waits", "Says no to the oldest threshold that waits for an answer, after a yes; what holds now stays.";
    Theme Everywhere "theme" ["t"] "theme", "Next theme", "Changes the colours to the next theme.";
    Sync Everywhere "sync" ["s"] "sync", "Sync now", "Asks the connected services for what is new.";
    Reload Everywhere "reload" ["r"] "reload", "Reload", "Reads the log again and decides the day again.";
    Palette Everywhere "palette" [":" "ctrl-p"] "palette", "Command palette", "Finds an action by its name.";
    Help Everywhere "help" ["?"] "help", "Help", "Shows every key, or hides them again.";
    Dismiss Everywhere "dismiss" ["esc"] "close", "Close", "Closes what lies on top: help, a message, a question, an edit; stops waiting for an answer; leaves the proposal.";
    Repaint Everywhere "repaint" ["ctrl-l"] "repaint", "Repaint", "Draws the whole screen anew.";
    Suspend Everywhere "suspend" ["ctrl-z"] "suspend", "Suspend", "Gives the terminal back to the shell until `fg`.";
    Quit Everywhere "quit" ["q"] "quit", "Quit", "Leaves; asks first when a message is half typed.";
    QuitNow Everywhere "quit-now" ["ctrl-c"] "quit", "Quit at once", "Leaves from anywhere; with a half-typed message, the second press does.";

    ScrollDown Panels "scroll-down" ["j" "down"] "down", "Scroll down", "Moves the panel's content one line.";
    ScrollUp Panels "scroll-up" ["k" "up"] "up", "Scroll up", "Moves the panel's content one line back.";
    PanelLeft Panels "panel-left" ["h" "left"] "left", "Panel to the left", "Moves the focus one panel back.";
    PanelRight Panels "panel-right" ["l" "right"] "right", "Panel to the right", "Moves the focus one panel on.";
    PageDown Panels "page-down" ["pagedown" "ctrl-d"] "page", "Page down", "Moves the panel's content ten lines.";
    PageUp Panels "page-up" ["pageup" "ctrl-u"] "page up", "Page up", "Moves the panel's content ten lines back.";
    Top Panels "top" ["g" "home"] "top", "To the top", "Moves to the start of the panel's content.";
    Bottom Panels "bottom" ["G" "end"] "end", "To the end", "Moves to the end of the panel's content.";
    Write Panels "write" ["enter"] "type", "Write to the coach", "Starts typing a message to the coach.";

    NextHunk Proposal "next-hunk" ["j" "down"] "next", "Next hunk", "Chooses the next hunk.";
    PreviousHunk Proposal "previous-hunk" ["k" "up"] "prev", "Previous hunk", "Chooses the hunk before.";
    ToggleHunk Proposal "toggle-hunk" ["space"] "toggle", "Take or leave the hunk", "Takes the hunk in or leaves it out; hunks that belong together go together.";
    EditHunk Proposal "edit-hunk" ["e"] "edit", "Edit the hunk", "Changes the hunk's minutes and day in place.";
    Accept Proposal "accept" ["a"] "accept", "Accept the taken hunks", "Changes the plan by the hunks that are taken, exactly as shown.";
    Modify Proposal "modify" ["m"] "modify", "Modify in words", "Says in words what to change; the answer takes this proposal's place.";
    Deny Proposal "deny" ["d"] "deny", "Deny the proposal", "Says no to all of it; the plan stays.";
    NextProposal Proposal "next-proposal" ["n"] "other", "Next proposal", "Goes on to the next proposal that waits.";
    HunksDown Proposal "hunks-down" ["pagedown" "ctrl-d"] "page", "Page down", "Moves the proposal's text ten lines.";
    HunksUp Proposal "hunks-up" ["pageup" "ctrl-u"] "page up", "Page up", "Moves the proposal's text ten lines back.";

    EditLonger Edit "edit-longer" ["+" "=" "up" "k"] "+5 min", "Five minutes more", "Makes the session five minutes longer.";
    EditShorter Edit "edit-shorter" ["-" "down" "j"] "−5 min", "Five minutes less", "Makes the session five minutes shorter.";
    EditLater Edit "edit-later" [">" "right" "l"] "day +", "A day later", "Moves the session to the next day.";
    EditEarlier Edit "edit-earlier" ["<" "left" "h"] "day −", "A day earlier", "Moves the session to the day before.";
    EditKeep Edit "edit-keep" ["enter"] "keep", "Keep the edit", "Keeps what was edited; the plan changes only when the proposal is accepted.";
    EditDrop Edit "edit-drop" ["esc"] "drop", "Drop the edit", "Puts the hunk back as it was.";

    DenyFeelGood Deny "deny-feel-good" ["f"] "feel good", "No: I feel good", "Denies because the athlete feels good enough.";
    DenyNoTime Deny "deny-no-time" ["n"] "no time", "No: no time", "Denies because there is no time for it.";
    DenyPreferOther Deny "deny-prefer-other" ["o"] "other", "No: rather something else", "Denies because the athlete would rather do something else.";
    DenyDistrust Deny "deny-distrust" ["x"] "don't believe it", "No: I don't believe it", "Denies because the athlete does not believe the reason.";
    DenyPlain Deny "deny-plain" ["enter"] "no reason", "No, without a reason", "Denies and says no reason.";
    DenyCancel Deny "deny-cancel" ["esc"] "back", "Back", "Leaves the proposal as it is.";

    CheckInSkip CheckIn "check-in-skip" ["space" "tab" "right" "down"] "no answer", "No answer", "Goes on to the next question.";
    CheckInBack CheckIn "check-in-back" ["backspace" "left" "up"] "back", "Question before", "Goes back to the question before.";
    CheckInKeep CheckIn "check-in-keep" ["enter"] "done", "Done", "Keeps what was answered; the rest stays open.";
    CheckInClose CheckIn "check-in-close" ["esc"] "not now", "Not now", "Leaves without an answer.";

    Yes Confirm "yes" ["y"] "yes", "Yes", "Does what was asked.";
    No Confirm "no" ["n" "esc"] "no", "No", "Leaves all as it is.";

    Send Typing "send" ["enter"] "send", "Send", "Sends the message to the coach.";
    NewLine Typing "new-line" ["alt-enter" "ctrl-j"] "new line", "New line", "Starts a new line in the message.";
    StopTyping Typing "stop-typing" ["esc"] "keep draft", "Stop typing", "Leaves the message as a draft.";
    OpenEditor Typing "open-editor" ["ctrl-o"] "editor", "Open in $EDITOR", "Writes the message in your editor.";

    PaletteRun Palette "palette-run" ["enter"] "run", "Run", "Does the chosen action.";
    PaletteDown Palette "palette-down" ["down" "ctrl-n" "tab"] "down", "Next entry", "Chooses the next entry.";
    PaletteUp Palette "palette-up" ["up" "ctrl-k" "shift-tab"] "up", "Entry before", "Chooses the entry before.";
    PaletteClose Palette "palette-close" ["esc" "ctrl-p"] "close", "Close the palette", "Closes the palette.";
}

impl Action {
    /// Its entry in the list.
    #[must_use]
    pub fn spec(self) -> &'static Spec {
        // Variants and list come out of one macro in one order, so the discriminant is the index.
        &LIST[self as usize]
    }

    /// An action by its name in `config.toml`.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        LIST.iter().find(|s| s.id == id).map(|s| s.action)
    }
}

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
            | Action::AcceptThreshold
            | Action::DenyThreshold
    );
    if changes_log && let Some(why) = &state.read_only {
        return Offer::off(why.clone());
    }
    if changes_log && action != Action::CheckIn && state.is_answering() {
        return Offer::off("the last change is still being saved");
    }
    match action {
        Action::FocusProposal if state.review.is_none() => Offer::off("no proposal waits for an answer"),
        Action::Sync if state.demo => Offer::off("the demo athlete has no services"),
        Action::NextProposal if state.proposals().len() < 2 => Offer::off("no other proposal waits"),
        Action::Undo => offer_undo(state),
        Action::WriteDown if state.told.is_none() && state.rules.is_empty() => {
            Offer::off("nothing was told that is not written down")
        }
        Action::AcceptThreshold | Action::DenyThreshold if state.threshold().is_none() => {
            Offer::off("no threshold waits for an answer")
        }
        Action::AskWhy if state.known.is_none() => Offer::off("still loading"),
        Action::AskWhy => Offer::Ready,
        Action::Send => offer_ask(state, action),
        Action::Compose | Action::Write | Action::Sync => state.read_only.clone().map_or(Offer::Ready, Offer::Off),
        _ if action.spec().context == Context::Proposal => state.review.as_ref().map_or_else(
            || Offer::off("no proposal waits for an answer"),
            |r| {
                if state.focus == Focus::Proposal {
                    offer_review(state, r, action)
                } else {
                    Offer::off("look at the proposal first")
                }
            },
        ),
        _ => Offer::Ready,
    }
}

fn offer_undo(state: &State) -> Offer {
    match state.known.as_ref() {
        None => Offer::off("still loading"),
        Some(k) if k.athlete.applied.is_empty() => Offer::off("no accepted change to take back"),
        Some(k) if super::answers::undo(&k.athlete, state.today).is_none() => {
            Offer::off("the last change touches days that have gone, and those stay as they were")
        }
        Some(_) => Offer::Ready,
    }
}

fn offer_ask(state: &State, action: Action) -> Offer {
    if let Some(why) = &state.read_only {
        return Offer::off(why.clone());
    }
    if state.known.is_none() {
        return Offer::off("still loading");
    }
    if state.conversation.turn != super::Turn::Idle {
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
        Action::EditHunk if review.current().is_none_or(|h| editable(&h.op).is_none()) => {
            Offer::off("this hunk has no minutes or day to edit")
        }
        _ => Offer::Ready,
    }
}

/// The contexts that hear a key now, the nearest first.
#[must_use]
pub fn contexts(state: &State) -> &'static [Context] {
    match &state.overlay {
        Overlay::Confirm(_) => return &[Context::Confirm],
        Overlay::Deny => return &[Context::Deny],
        Overlay::Palette(_) => return &[Context::Palette],
        Overlay::CheckIn(_) => return &[Context::CheckIn],
        Overlay::Help | Overlay::Why | Overlay::None => {}
    }
    if state.typing {
        return &[Context::Typing, Context::Everywhere];
    }
    if matches!(state.overlay, Overlay::Help | Overlay::Why) {
        return &[Context::Panels, Context::Everywhere];
    }
    match state.focus {
        Focus::Proposal if state.review.as_ref().is_some_and(|r| r.editing.is_some()) => &[Context::Edit],
        Focus::Proposal => &[Context::Proposal, Context::Everywhere],
        _ => &[Context::Panels, Context::Everywhere],
    }
}

/// What the footer shows: key and label of what can be done here, the most useful first.
#[must_use]
pub fn footer(state: &State) -> Vec<(String, &'static str)> {
    use Action as A;
    let wanted: &[Action] = match contexts(state)[0] {
        Context::Proposal => &[
            A::Accept,
            A::ToggleHunk,
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
        Context::Typing => &[A::Send, A::NewLine, A::OpenEditor, A::StopTyping],
        Context::Palette => &[A::PaletteRun, A::PaletteUp, A::PaletteDown, A::PaletteClose],
        Context::Panels | Context::Everywhere => &[
            A::FocusProposal,
            A::Compose,
            A::NextPanel,
            A::ScrollDown,
            A::WriteDown,
            A::AskWhy,
            A::Undo,
            A::Theme,
            A::Palette,
            A::Help,
            A::Quit,
        ],
    };
    wanted
        .iter()
        .filter(|a| offer(state, **a).is_ready())
        .filter_map(|a| Some((state.keymap.first(*a)?.to_string(), a.spec().label)))
        .collect()
}
