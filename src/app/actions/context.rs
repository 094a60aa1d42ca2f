//! The places where keys hold, in the order of the help.

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
    /// The coach pane has the focus.
    Coach,
    /// A search in the coach pane is being typed.
    Search,
    /// The canvas is open.
    Canvas,
    /// The Calendar.
    Calendar,
    /// A day's sessions are carried over the Calendar.
    Carry,
    /// The weeks of the Review.
    Weeks,
    /// One week of the Review.
    Week,
    /// The Profile.
    Profile,
    /// The Log.
    Log,
    /// An exchange with a model is open on the Log.
    Call,
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
            Self::Coach => "coach",
            Self::Search => "search",
            Self::Canvas => "canvas",
            Self::Calendar => "calendar",
            Self::Carry => "carry",
            Self::Weeks => "weeks",
            Self::Week => "week",
            Self::Profile => "profile",
            Self::Log => "log",
            Self::Call => "exchange",
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
            Self::Coach => "In the coach pane",
            Self::Search => "While searching the talk",
            Self::Canvas => "On the canvas",
            Self::Calendar => "On the Calendar",
            Self::Carry => "While moving a session",
            Self::Weeks => "Among the weeks",
            Self::Week => "On one week",
            Self::Profile => "On the Profile",
            Self::Log => "On the Log",
            Self::Call => "On an exchange",
            Self::Form => "On the Form screen",
            Self::Activities => "Among the activities",
            Self::Activity => "On one activity",
            Self::Bests => "On the best efforts",
            Self::Filter => "While filtering or finding",
            Self::Settings => "On the Settings screen",
            Self::Field => "While editing a setting",
            Self::Entry => "In a window with fields",
        }
    }

    /// All of them, in the order of the help.
    pub const ALL: [Self; 27] = [
        Self::Everywhere,
        Self::Panels,
        Self::Coach,
        Self::Search,
        Self::Canvas,
        Self::Calendar,
        Self::Carry,
        Self::Weeks,
        Self::Week,
        Self::Profile,
        Self::Log,
        Self::Call,
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
