//! The one list of actions. Keys, help, footer and palette are made from it; nothing else names a key.
//!
//! Owns: each action's id, words and default keys, where it is available, and why it is off. Does not own: what it
//! does (update), the athlete's own keys (keymap).

mod context;
mod footer;
mod heard;
mod offer;

pub use context::Context;
pub use footer::footer;
pub use heard::{contexts, here};
pub use offer::{Offer, offer};

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
    ImportFiles Everywhere "import-files" ["I"] "import", "Import files", "Imports a file, a folder or an archive in the background.";
    ConnectService Everywhere "connect-service" ["C"] "connect", "Connect a service", "Logs in to a service.";
    AboutYou Everywhere "about-you" [] "about you", "Say who you are", "Writes birth year, mass and thresholds into config.toml.";
    YourWeek Everywhere "your-week" [] "week", "Say when you can train", "Writes how much time each weekday has for training; a new mission's plan obeys it.";
    NewMission Everywhere "new-mission" ["M"] "mission", "New mission", "Chooses a mission template and shows the plan that would come; a yes takes it up.";
    Undo Everywhere "undo" ["u"] "undo", "Undo the last change", "Takes the last accepted change of the plan back, after a yes.";
    WriteDown Everywhere "write-down" ["y"] "write down", "Write down what was told", "Shows what was told to the coach once more, and writes it down after a yes.";
    AcceptThreshold Everywhere "threshold-yes" ["T"] "figure", "Your figures: yes to the one that waits", "Takes the oldest threshold that waits for an answer, else the oldest figure that your history proposes for the mission, after a yes.";
    DenyThreshold Everywhere "threshold-no" ["N"] "figure", "Your figures: no to the one that waits", "Says no to the oldest threshold or figure that waits for an answer, after a yes; what holds now stays.";
    RevertOwn Everywhere "own-figure-back" [] "figure back", "Your figures: take the last one back", "Takes the figure that was accepted last out of the mission again, after a yes.";
    Copy Everywhere "copy" ["Y"] "copy", "Copy", "Puts what is chosen on the clipboard of the terminal, also over ssh.";
    Theme Everywhere "theme" ["t"] "theme", "Next theme", "Changes the colours to the next theme, and keeps it.";
    Sync Everywhere "sync" ["s"] "sync", "Sync now", "Asks the connected services for what is new.";
    Weekly Everywhere "weekly" ["ctrl-r"] "weekly", "Run the weekly routine", "Reviews the week that is over and writes down the next one, when that was not done yet; a change that follows waits for an answer.";
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
    PageDown Panels "page-down" ["pagedown" "ctrl-d"] "page on", "Page down", "Moves by ten lines.";
    PageUp Panels "page-up" ["pageup" "ctrl-u"] "page back", "Page up", "Moves back by ten lines.";
    Top Panels "top" ["g" "home"] "top", "To the top", "Moves to the start.";
    Bottom Panels "bottom" ["G" "end"] "end", "To the end", "Moves to the end.";
    Write Panels "write" ["enter"] "type", "Write to the coach", "Starts typing a message to the coach.";

    SearchTalk Coach "search-talk" ["/"] "search", "Search the talk", "Looks for words in what was said.";
    HitBefore Coach "hit-before" ["n"] "further back", "Search: further back", "Goes to the hit before.";
    HitAfter Coach "hit-after" ["N"] "further on", "Search: further on", "Goes to the hit after.";
    ShowCanvas Coach "show-canvas" ["v"] "canvas", "The canvas", "Shows every panel that was pinned beside the talk.";

    SearchKeep Search "search-keep" ["enter"] "find", "Find", "Goes back to the talk, at the hit.";
    SearchDrop Search "search-drop" ["esc"] "drop", "Drop the search", "Looks for nothing any more.";

    CanvasNext Canvas "canvas-next" ["j" "l" "down" "right" "tab"] "next", "Next panel of the canvas", "Chooses the next panel.";
    CanvasBack Canvas "canvas-back" ["k" "h" "up" "left" "shift-tab"] "before", "Panel of the canvas before", "Chooses the panel before.";
    CanvasRemove Canvas "canvas-remove" ["x" "delete"] "remove", "Remove the panel", "Takes the chosen panel from the canvas.";
    CanvasClose Canvas "canvas-close" ["esc" "v" "q"] "close", "Close the canvas", "Goes back to the talk; the panels stay.";

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

    OpenWeek Weeks "open-week" ["enter" "l" "right"] "open", "Open the week", "Shows the chosen week in full: what follows, the figures, session by session.";

    NextWeek Week "next-week" ["n" "l" "right"] "later", "A week later", "Shows the week after.";
    WeekBefore Week "week-before" ["N" "h" "left"] "earlier", "A week earlier", "Shows the week before.";
    CloseWeek Week "close-week" ["enter" "backspace"] "list", "Back to the weeks", "Closes the week.";

    StoreProfile Profile "store-profile" ["n"] "store", "Store the profile", "Keeps the profile of today as a version that later ones are compared with.";

    LogView Log "log-view" ["l" "right" "v"] "next view", "Another view of the Log", "Goes on to what the coach saw, to what left this machine, and round.";
    LogViewBack Log "log-view-back" ["h" "left"] "view before", "The view of the Log before", "Goes back one view.";
    OpenCall Log "open-call" ["enter" "o"] "open", "Open the exchange with a model", "Shows byte for byte what left this machine and what came back.";

    CloseCall Call "close-call" ["enter" "backspace" "o"] "list", "Back to the Log", "Closes the exchange.";

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
    Filter Activities "filter" ["/"] "filter", "Filter the activities", "Types what to look for: a sport, words of the title, comparisons such as distance > 21. Bare figures are in your units, 21k and 13mi say theirs.";
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
    FilterDrop Filter "filter-drop" ["esc"] "all", "Drop the filter", "Shows everything again.";

    Change Settings "change" ["enter" "space" "l" "right"] "change", "Change the setting", "Types a new value, takes the next of a few, or opens the file.";
    ChangeBack Settings "change-back" ["h" "left"] "back", "Change the setting back", "Takes the value before, of a few.";
    Unset Settings "unset" ["x" "delete"] "unset", "Unset the setting", "Takes the key out of config.toml, so that the default holds again.";
    NextGroup Settings "next-group" ["]"] "group +", "Next group of settings", "Goes on to the next group.";
    GroupBefore Settings "group-before" ["["] "group −", "Group of settings before", "Goes back to the group before.";
    FindSetting Settings "find-setting" ["/"] "find", "Find a setting", "Looks for words in every setting: its name, its value, what it does.";
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
    EntryClose Entry "entry-close" ["esc"] "leave", "Leave the window", "Leaves without keeping what was typed; the first steps have it again as long as the program runs.";

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
    HunksDown Proposal "hunks-down" ["pagedown" "ctrl-d"] "page on", "Page down", "Moves the proposal's text ten lines.";
    HunksUp Proposal "hunks-up" ["pageup" "ctrl-u"] "page back", "Page up", "Moves the proposal's text ten lines back.";

    EditLonger Edit "edit-longer" ["+" "=" "up" "k"] "5 min more", "Five minutes more", "Makes the session five minutes longer.";
    EditShorter Edit "edit-shorter" ["-" "down" "j"] "5 min less", "Five minutes less", "Makes the session five minutes shorter.";
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
    Complete Typing "complete" ["tab"] "complete", "Complete the word", "Completes a verb, a word that follows it, or a day; again for the next one. In an empty field it goes to the next panel.";
    CompleteBack Typing "complete-back" ["shift-tab"] "back", "Completion before", "Goes back to the completion before.";
    TalkDown Typing "talk-down" ["pagedown"] "page", "Page down", "Moves the talk ten lines on while you type.";
    TalkUp Typing "talk-up" ["pageup"] "page up", "Page up", "Moves the talk ten lines back while you type.";
    StopTyping Typing "stop-typing" ["esc"] "keep draft", "Stop typing", "Leaves the message as a draft.";
    OpenEditor Typing "open-editor" ["ctrl-o"] "editor", "Open in $EDITOR", "Writes the message in your editor.";

    PaletteRun Palette "palette-run" ["enter"] "run", "Run", "Does the chosen action.";
    PaletteDown Palette "palette-down" ["down" "ctrl-n" "tab"] "next", "Next entry", "Chooses the next entry.";
    PaletteUp Palette "palette-up" ["up" "ctrl-k" "shift-tab"] "before", "Entry before", "Chooses the entry before.";
    PaletteClose Palette "palette-close" ["esc" "ctrl-p"] "close", "Close the palette", "Closes the palette.";
}

/// Keys that stand where they are, of no action: editing of text, answers that are digits, the mouse. By where they hold.
pub const FIXED: [(Context, &str, &str); 9] = [
    (
        Context::Everywhere,
        "click wheel",
        "With `mouse = true` under [screen]: chooses, opens, scrolls; every click has a key.",
    ),
    (Context::CheckIn, "0 to 9", "Answers the question, as far as its scale goes."),
    (
        Context::Typing,
        "left right home end ctrl-a ctrl-e",
        "Moves the cursor; with alt or ctrl the arrows move by words.",
    ),
    (Context::Typing, "ctrl-u ctrl-k ctrl-w", "Removes to the start of the line, to its end, the word before."),
    (Context::Typing, "up down", "Moves by lines; at the first line brings back what was sent before."),
    (Context::Palette, "letters", "Narrow the list; text is edited as in a message."),
    (
        Context::Entry,
        "letters",
        "Type into the row; a figure that is lit up is replaced by the first one, ctrl-u empties the row.",
    ),
    (
        Context::Field,
        "letters",
        "Type the value; one that is lit up is replaced by the first letter, ctrl-u empties it.",
    ),
    (Context::Filter, "letters", "Narrow the list as they are typed; text is edited as in a message."),
];

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
