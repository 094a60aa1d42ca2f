//! The one list of actions. Keys, help, footer and palette are made from it; nothing else names a key.
//!
//! Owns: each action's id, words and default keys, where it is available, and why it is off. Does not own: what it
//! does (update), the athlete's own keys (keymap).

use super::{
    review::{Review, editable},
    screen::{FieldKind, Screen},
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
    /// The Calendar.
    Calendar,
    /// A day's sessions are carried over the Calendar.
    Carry,
    /// The Log.
    Log,
    /// The Form screen.
    Form,
    /// The list of activities.
    Activities,
    /// One activity.
    Activity,
    /// Best efforts over time.
    Bests,
    /// The filter of the activities is being typed.
    Filter,
    /// The Settings screen.
    Settings,
    /// A setting is being typed.
    Field,
    /// A window with fields is open.
    Entry,
}

impl Context {
    /// Name in `keys.toml`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Panels => "panels",
            Self::Proposal => "proposal",
            Self::Edit => "edit",
            Self::Deny => "deny",
            Self::CheckIn => "check-in",
            Self::Confirm => "confirm",
            Self::Typing => "typing",
            Self::Palette => "palette",
            Self::Calendar => "calendar",
            Self::Carry => "carry",
            Self::Log => "log",
            Self::Form => "form",
            Self::Activities => "activities",
            Self::Activity => "activity",
            Self::Bests => "bests",
            Self::Filter => "filter",
            Self::Settings => "settings",
            Self::Field => "field",
            Self::Entry => "entry",
        }
    }

    /// Heading in the help.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Panels => "In a panel or a list",
            Self::Proposal => "On a proposal",
            Self::Edit => "While editing a hunk",
            Self::Deny => "Saying no",
            Self::CheckIn => "In the check-in",
            Self::Confirm => "Asked to confirm",
            Self::Typing => "While typing",
            Self::Palette => "In the palette",
            Self::Calendar => "On the Calendar",
            Self::Carry => "While moving a session",
            Self::Log => "On the Log",
            Self::Form => "On the Form screen",
            Self::Activities => "Among the activities",
            Self::Activity => "On one activity",
            Self::Bests => "On the best efforts",
            Self::Filter => "While filtering",
            Self::Settings => "On the Settings screen",
            Self::Field => "While editing a setting",
            Self::Entry => "In a window with fields",
        }
    }

    /// All of them, in the order of the help.
    pub const ALL: [Self; 20] = [
        Self::Everywhere,
        Self::Panels,
        Self::Calendar,
        Self::Carry,
        Self::Log,
        Self::Form,
        Self::Activities,
        Self::Activity,
        Self::Bests,
        Self::Filter,
        Self::Settings,
        Self::Field,
        Self::Entry,
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
    /// Name in `keys.toml`.
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
    ($($(#[$doc:meta])* $name:ident $context:ident $id:literal [$($key:literal)*] $label:literal, $title:literal, $help:literal;)*) => {
        /// Everything that can be done from the keyboard.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $(#[doc = $help] $name,)* }

        /// The list, in the order of help and palette.
        pub const LIST: &[Spec] = &[$(Spec {
            action: Action::$name, id: $id, label: $label, title: $title, help: $help, keys: &[$($key),*],
            context: Context::$context,
        },)*];
    };
}

actions! {
    GoCockpit Everywhere "go-cockpit" ["1"] "cockpit", "Go to the Cockpit", "Shows the morning in six panels.";
    GoCalendar Everywhere "go-calendar" ["2"] "calendar", "Go to the Calendar", "Shows planned against done, day by day.";
    GoForm Everywhere "go-form" ["3"] "form", "Go to Form", "Shows fitness, fatigue and form in full, with what is planned.";
    GoActivities Everywhere "go-activities" ["4"] "activities", "Go to Activities", "Shows what was done: a list with a filter, and one activity in full.";
    GoReview Everywhere "go-review" ["5"] "review", "Go to Review", "Shows week by week what was planned and what was done.";
    GoProfile Everywhere "go-profile" ["6"] "profile", "Go to Profile", "Shows the athlete over the last ninety days: strengths and weaknesses with their evidence, and how the figures went.";
    GoLog Everywhere "go-log" ["7"] "log", "Go to the Log", "Shows what was written down, what the coach saw, and what left this machine.";
    GoSettings Everywhere "go-settings" ["8"] "settings", "Go to Settings", "Shows what can be set, with the thresholds and their history.";
    FocusReadiness Everywhere "focus-readiness" ["alt-1"] "readiness", "Focus Readiness", "Moves the focus to the readiness panel.";
    FocusForm Everywhere "focus-form" ["alt-2"] "form", "Focus Form", "Moves the focus to the form panel.";
    FocusMission Everywhere "focus-mission" ["alt-3"] "mission", "Focus Mission", "Moves the focus to the mission panel.";
    FocusToday Everywhere "focus-today" ["alt-4"] "today", "Focus Today", "Moves the focus to today's session.";
    FocusCoach Everywhere "focus-coach" ["alt-5"] "coach", "Focus Coach", "Moves the focus to the coach pane.";
    FocusProposal Everywhere "focus-proposal" ["p"] "proposal", "Review the proposal", "Moves the focus to the pending proposal; on it, goes on to the next one.";
    NextPanel Everywhere "next-panel" ["tab"] "next", "Next panel", "Moves the focus to the next panel, the pending proposal included; on another screen, goes on to the next screen.";
    PreviousPanel Everywhere "previous-panel" ["shift-tab"] "back", "Previous panel", "Moves the focus to the previous panel; on another screen, goes back to the screen before.";
    Compose Everywhere "compose" ["i" "c"] "type", "Write to the coach", "Starts typing a message to the coach; what was typed before is still there.";
    AskWhy Everywhere "ask-why" ["w"] "why", "Why today", "Shows why today is decided as it is: rules, coach and you, every rule, and how mission and reasoning were weighed.";
    MissionReview Everywhere "mission-review" ["R"] "how it went", "How the mission went", "Shows the review of a mission that is over, and asks what comes next.";
    CheckIn Everywhere "check-in" ["f"] "feel", "Check in", "Says how you feel this morning, in five keys.";
    LogDay Everywhere "log-day" ["+"] "log", "Log by hand", "Enters, edits and takes back what was done and felt: sessions, strength sets, notes, pain; on the Calendar of the chosen day.";
    LogSets Everywhere "log-sets" ["W"] "strength", "Log strength sets", "Opens the strength logger: set by set, with what they come to, the last time and a rest timer.";
    GetStarted Everywhere "get-started" ["O"] "start", "First steps", "Opens the first steps: the demo athlete, files, services, who you are, a mission.";
    ImportFiles Everywhere "import-files" [] "import", "Import files", "Imports a file, a folder or an archive in the background.";
    ConnectService Everywhere "connect-service" [] "connect", "Connect a service", "Logs in to a service.";
    AboutYou Everywhere "about-you" [] "about you", "Say who you are", "Writes birth year, mass and thresholds into config.toml.";
    NewMission Everywhere "new-mission" [] "mission", "New mission", "Chooses a mission template and shows the plan that would come; a yes takes it up.";
    Undo Everywhere "undo" ["u"] "undo", "Undo the last change", "Takes the last accepted change of the plan back, after a yes.";
    WriteDown Everywhere "write-down" ["y"] "write down", "Write down what was told", "Shows what was told to the coach once more, and writes it down after a yes.";
    AcceptThreshold Everywhere "threshold-yes" ["T"] "threshold", "Threshold: yes to the one that waits", "Takes the oldest threshold that waits for an answer, after a yes; zones and loads from its day on follow it.";
    DenyThreshold Everywhere "threshold-no" ["N"] "threshold", "Threshold: no to the one that waits", "Says no to the oldest threshold that waits for an answer, after a yes; what holds now stays.";
    Theme Everywhere "theme" ["t"] "theme", "Next theme", "Changes the colours to the next theme.";
    Sync Everywhere "sync" ["s"] "sync", "Sync now", "Asks the connected services for what is new.";
    Reload Everywhere "reload" ["r"] "reload", "Reload", "Reads the log again and decides the day again.";
    Palette Everywhere "palette" [":" "ctrl-p"] "palette", "Command palette", "Finds an action by its name.";
    Help Everywhere "help" ["?"] "help", "Help", "Shows every key, or hides them again.";
    Dismiss Everywhere "dismiss" ["esc"] "close", "Close", "Closes what lies on top: help, a message, a question, an edit; stops waiting for an answer; leaves the proposal, the activity, the screen.";
    Repaint Everywhere "repaint" ["ctrl-l"] "repaint", "Repaint", "Draws the whole screen anew.";
    Suspend Everywhere "suspend" ["ctrl-z"] "suspend", "Suspend", "Gives the terminal back to the shell until `fg`.";
    Quit Everywhere "quit" ["q"] "quit", "Quit", "Leaves; asks first when a message is half typed.";
    QuitNow Everywhere "quit-now" ["ctrl-c"] "quit", "Quit at once", "Leaves from anywhere; with a half-typed message, the second press does.";

    ScrollDown Panels "scroll-down" ["j" "down"] "down", "Scroll down", "Moves the panel's content one line, or the choice of a list.";
    ScrollUp Panels "scroll-up" ["k" "up"] "up", "Scroll up", "Moves the panel's content one line back, or the choice of a list.";
    PanelLeft Panels "panel-left" ["h" "left"] "left", "Panel to the left", "Moves the focus one panel back.";
    PanelRight Panels "panel-right" ["l" "right"] "right", "Panel to the right", "Moves the focus one panel on.";
    PageDown Panels "page-down" ["pagedown" "ctrl-d"] "page", "Page down", "Moves by ten lines.";
    PageUp Panels "page-up" ["pageup" "ctrl-u"] "page up", "Page up", "Moves back by ten lines.";
    Top Panels "top" ["g" "home"] "top", "To the top", "Moves to the start.";
    Bottom Panels "bottom" ["G" "end"] "end", "To the end", "Moves to the end.";
    Write Panels "write" ["enter"] "type", "Write to the coach", "Starts typing a message to the coach.";

    DayEarlier Calendar "day-earlier" ["h" "left"] "day −", "A day earlier on the Calendar", "Moves the cursor to the day before.";
    DayLater Calendar "day-later" ["l" "right"] "day +", "A day later on the Calendar", "Moves the cursor to the next day.";
    WeekEarlier Calendar "week-earlier" ["k" "up"] "week −", "A week earlier on the Calendar", "Moves the cursor a week back.";
    WeekLater Calendar "week-later" ["j" "down"] "week +", "A week later on the Calendar", "Moves the cursor a week on.";
    MonthEarlier Calendar "month-earlier" ["H" "pageup"] "month −", "A month earlier on the Calendar", "Moves the cursor a month back.";
    MonthLater Calendar "month-later" ["L" "pagedown"] "month +", "A month later on the Calendar", "Moves the cursor a month on.";
    CalendarToday Calendar "calendar-today" ["n" "g" "home"] "today", "Today on the Calendar", "Moves the cursor to today.";
    CalendarGoal Calendar "calendar-goal" ["o"] "goal", "The goal on the Calendar", "Moves the cursor to the day of the goal.";
    CalendarView Calendar "calendar-view" ["v"] "week/month", "Week or month", "Shows one week in full, or the month.";
    CalendarOpen Calendar "calendar-open" ["enter"] "open", "Open the day's activity", "Shows what was done that day in full.";
    LockDay Calendar "lock-day" ["x"] "lock", "Lock the day, or unlock it", "Locks what is planned on the chosen day, so that no proposal touches it and a plan laid anew goes around it; once more gives it free.";
    PickUp Calendar "pick-up" ["m"] "move", "Move the day's sessions", "Picks the sessions of the chosen day up; put down on another day they become a proposal.";

    LogOnDay Calendar "log-on-day" ["e"] "log", "Log on the chosen day", "Enters, edits and takes back what was done, felt and noted on the chosen day.";

    CarryEarlier Carry "carry-earlier" ["h" "left"] "day −", "To the day before", "Carries them to the day before.";
    CarryLater Carry "carry-later" ["l" "right"] "day +", "To the next day", "Carries them to the next day.";
    CarryUp Carry "carry-up" ["k" "up"] "week −", "A week back", "Carries them a week back.";
    CarryDown Carry "carry-down" ["j" "down"] "week +", "A week on", "Carries them a week on.";
    PutDown Carry "put-down" ["enter" "m"] "put down", "Put them down", "Proposes to move them to the day under the cursor; the plan changes only when the proposal is accepted.";
    CarryDrop Carry "carry-drop" ["esc"] "drop", "Leave them where they are", "Carries nothing any more.";

    LogView Log "log-view" ["l" "right" "v"] "next view", "Another view of the Log", "Goes on to what the coach saw, to what left this machine, and round.";
    LogViewBack Log "log-view-back" ["h" "left"] "view before", "The view of the Log before", "Goes back one view.";

    FormEarlier Form "form-earlier" ["h" "left"] "day −", "A day earlier on the chart", "Moves the cursor to the day before.";
    FormLater Form "form-later" ["l" "right"] "day +", "A day later on the chart", "Moves the cursor to the next day.";
    FormBack Form "form-back" ["H" "pageup" "k" "up"] "4 weeks −", "Four weeks back on the chart", "Moves the cursor four weeks back.";
    FormOn Form "form-on" ["L" "pagedown" "j" "down"] "4 weeks +", "Four weeks on on the chart", "Moves the cursor four weeks on.";
    FormFirst Form "form-first" ["g" "home"] "first", "First day of the chart", "Moves the cursor to the first day that there is.";
    FormLast Form "form-last" ["G" "end"] "last", "Last day of the chart", "Moves the cursor to the last planned day.";
    FormToday Form "form-today" ["n"] "today", "Today on the chart", "Moves the cursor to today.";
    FormGoal Form "form-goal" ["o"] "goal", "The goal on the chart", "Moves the cursor to the day of the goal.";
    ZoomIn Form "zoom-in" ["+" "="] "closer", "Zoom in", "Shows fewer days.";
    ZoomOut Form "zoom-out" ["-"] "farther", "Zoom out", "Shows more days.";
    FormSport Form "form-sport" ["s"] "sport", "Form of one sport", "Shows the next sport alone, and all of them together again.";
    FormConvention Form "form-convention" ["v"] "convention", "Another convention", "Computes the chart by the next convention (step by exp or 1/N, form of the evening before or of the same day); the settings stay.";
    FormShare Form "form-share" ["b"] "% of fitness", "Form as a share of fitness", "Shows form and its bands in points, or as a share of fitness.";

    OpenActivity Activities "open-activity" ["enter" "l" "right"] "open", "Open the activity", "Shows the chosen activity in full.";
    Filter Activities "filter" ["/"] "filter", "Filter the activities", "Types what to look for: a sport, words of the title, comparisons such as distance > 21k.";
    ClearFilter Activities "clear-filter" ["x"] "all", "Clear the filter", "Shows every activity again.";
    Sort Activities "sort" ["s"] "sort", "Sort the activities", "Orders by the next of date, time, distance, load, intensity.";
    Reverse Activities "reverse" ["S"] "reverse", "Turn the order around", "Turns the order of the list around.";

    ShowBests Activities "show-bests" ["b"] "bests", "Best efforts over time", "Shows the best power, heart rate and speed over every duration: of ninety days, of this year, and ever.";

    NextActivity Activity "next-activity" ["n" "l" "right"] "next", "Next activity", "Shows the next activity of the list.";
    PreviousActivity Activity "previous-activity" ["N" "h" "left"] "before", "Activity before", "Shows the activity before in the list.";
    CloseActivity Activity "close-activity" ["enter" "backspace"] "list", "Back to the list", "Closes the activity.";

    EditActivity Activity "edit-activity" ["e"] "rate/edit", "Rate or edit the activity", "Says how the activity felt; one that was entered by hand is edited, or taken back.";

    NextSport Bests "bests-sport" ["s" "n" "l" "right"] "sport", "Best efforts of the next sport", "Shows the best efforts of the next sport.";
    CloseBests Bests "close-bests" ["enter" "b" "backspace"] "list", "Back to the list", "Closes the best efforts.";

    FilterKeep Filter "filter-keep" ["enter"] "keep", "Keep the filter", "Goes back to the list with the filter as typed.";
    FilterDrop Filter "filter-drop" ["esc"] "all", "Drop the filter", "Shows every activity again.";

    Change Settings "change" ["enter" "space" "l" "right"] "change", "Change the setting", "Types a new value, takes the next of a few, or opens the file.";
    ChangeBack Settings "change-back" ["h" "left"] "back", "Change the setting back", "Takes the value before, of a few.";
    Unset Settings "unset" ["x" "delete"] "unset", "Unset the setting", "Takes the key out of config.toml, so that the default holds again.";
    EditConfig Settings "edit-config" ["E"] "file", "Open config.toml", "Opens config.toml in your editor.";

    FieldKeep Field "field-keep" ["enter"] "write", "Write the setting", "Writes the value into config.toml; comments stay. A wrong value is refused and changes nothing.";
    FieldDrop Field "field-drop" ["esc"] "drop", "Drop the edit", "Leaves the setting as it is.";

    EntryNext Entry "entry-next" ["tab" "down"] "next", "Next row", "Goes to the next row.";
    EntryBack Entry "entry-back" ["shift-tab" "up"] "back", "Row before", "Goes to the row before.";
    EntryDo Entry "entry-do" ["enter"] "go on", "Go on", "Does what the row says, or goes to the next one.";
    EntrySave Entry "entry-save" ["ctrl-s"] "save", "Save", "Keeps what the rows say.";
    EntryLeft Entry "entry-left" ["left"] "before", "Value before", "Takes the value before, or moves the cursor.";
    EntryRight Entry "entry-right" ["right"] "value", "Next value", "Takes the next value, or moves the cursor.";
    EntryDown Entry "entry-down" ["pagedown"] "more", "Lines below", "Moves what stands below the rows.";
    EntryUp Entry "entry-up" ["pageup"] "back", "Lines above", "Moves what stands below the rows back.";
    EntryClose Entry "entry-close" ["esc"] "leave", "Leave the window", "Leaves without keeping what was typed.";

    NextHunk Proposal "next-hunk" ["j" "down"] "next", "Next hunk", "Chooses the next hunk.";
    PreviousHunk Proposal "previous-hunk" ["k" "up"] "prev", "Previous hunk", "Chooses the hunk before.";
    ToggleHunk Proposal "toggle-hunk" ["space"] "toggle", "Take or leave the hunk", "Takes the hunk in or leaves it out; hunks that belong together go together.";
    NextChoice Proposal "next-choice" ["o"] "or", "The hunk another way", "Puts the next of its other ways in the place of the chosen hunk, and after the last one the hunk as it was proposed.";
    EditHunk Proposal "edit-hunk" ["e"] "edit", "Edit the hunk", "Changes the hunk's minutes and day in place.";
    Accept Proposal "accept" ["a"] "accept", "Accept the taken hunks", "Changes the plan by the hunks that are taken, exactly as shown.";
    Modify Proposal "modify" ["m"] "modify", "Modify in words", "Says in words what to change; the answer takes this proposal's place.";
    Deny Proposal "deny" ["d"] "deny", "Deny the proposal", "Says no to all of it; the plan stays.";
    NextProposal Proposal "next-proposal" ["n"] "other", "Next proposal", "Goes on to the next proposal that waits.";
    Alternative Proposal "alternative" ["v"] "instead", "Propose the alternative instead", "Puts the first alternative in the proposal's place; it waits for an answer like any other, and what it replaces stays a choice.";
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
            | Action::LogDay
            | Action::LogOnDay
            | Action::LogSets
            | Action::EditActivity
            | Action::GetStarted
            | Action::ImportFiles
            | Action::ConnectService
            | Action::AboutYou
            | Action::NewMission
            | Action::AcceptThreshold
            | Action::DenyThreshold
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
        Action::AcceptThreshold | Action::DenyThreshold if state.threshold().is_none() => {
            Offer::off("no threshold waits for an answer")
        }
        Action::LogDay | Action::LogSets | Action::GetStarted | Action::AboutYou | Action::NewMission
            if state.known.is_none() =>
        {
            Offer::off("still loading")
        }
        Action::ConnectService | Action::ImportFiles if state.demo => {
            Offer::off("the demo athlete has records of its own")
        }
        Action::Write if state.screen != Screen::Cockpit => Offer::off("nothing here takes words"),
        Action::MissionReview if state.morning().is_none_or(|m| m.closing.is_none()) => {
            Offer::off("the mission is not over")
        }
        Action::AskWhy if state.known.is_none() => Offer::off("still loading"),
        Action::AskWhy | Action::MissionReview => Offer::Ready,
        Action::Send => offer_ask(state, action),
        Action::Compose | Action::Write | Action::Sync => state.read_only.clone().map_or(Offer::Ready, Offer::Off),
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

/// What belongs to one of the screens.
fn offer_on_screen(state: &State, action: Action) -> Offer {
    let screen = match action.spec().context {
        Context::Calendar | Context::Carry => Screen::Calendar,
        Context::Log => Screen::Log,
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
        Action::LogOnDay if state.screens.calendar.day(state.today) > state.today => {
            Offer::off("that day is still to come; only what was done can be logged")
        }
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
        Action::Change if chosen.is_none_or(|f| !f.is_editable()) => Offer::off("this is only shown"),
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
        Action::PutDown | Action::LockDay if state.conversation.turn != super::Turn::Idle => {
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
        Action::NextChoice if review.choices().is_empty() => Offer::off("this hunk has no other way"),
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
        Overlay::Dialog(_) => return &[Context::Entry],
        Overlay::Help | Overlay::Why | Overlay::Closing | Overlay::None => {}
    }
    if state.typing {
        return &[Context::Typing, Context::Everywhere];
    }
    if matches!(state.overlay, Overlay::Help | Overlay::Why | Overlay::Closing) {
        return &[Context::Panels, Context::Everywhere];
    }
    match state.screen {
        Screen::Cockpit => on_cockpit(state),
        Screen::Calendar if state.screens.calendar.carried.is_some() => &[Context::Carry, Context::Everywhere],
        Screen::Calendar => &[Context::Calendar, Context::Everywhere],
        Screen::Review | Screen::Profile => &[Context::Panels, Context::Everywhere],
        Screen::Log => &[Context::Log, Context::Panels, Context::Everywhere],
        Screen::Form => &[Context::Form, Context::Everywhere],
        Screen::Activities if state.screens.activities.typing => &[Context::Filter, Context::Everywhere],
        Screen::Activities if state.screens.activities.bests.is_some() => {
            &[Context::Bests, Context::Panels, Context::Everywhere]
        }
        Screen::Activities if state.screens.activities.open.is_some() => {
            &[Context::Activity, Context::Panels, Context::Everywhere]
        }
        Screen::Activities => &[Context::Activities, Context::Panels, Context::Everywhere],
        Screen::Settings if state.screens.settings.editing.is_some() => &[Context::Field, Context::Everywhere],
        Screen::Settings => &[Context::Settings, Context::Panels, Context::Everywhere],
    }
}

fn on_cockpit(state: &State) -> &'static [Context] {
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
        Context::Typing => &[A::Send, A::NewLine, A::OpenEditor, A::StopTyping],
        Context::Palette => &[A::PaletteRun, A::PaletteUp, A::PaletteDown, A::PaletteClose],
        Context::Entry => &[A::EntryDo, A::EntryNext, A::EntryBack, A::EntryRight, A::EntrySave, A::EntryClose],
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
        Context::Log => &[A::LogView, A::LogViewBack, A::ScrollDown, A::PageDown, A::Palette, A::Help, A::Quit],
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
        Context::Settings => {
            &[A::Change, A::ChangeBack, A::Unset, A::ScrollDown, A::EditConfig, A::Palette, A::Help, A::Quit]
        }
        Context::Field => &[A::FieldKeep, A::FieldDrop],
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
    };
    wanted
        .iter()
        .filter(|a| offer(state, **a).is_ready())
        .filter_map(|a| Some((state.keymap.first(*a)?.to_string(), a.spec().label)))
        .collect()
}
