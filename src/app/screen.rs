//! The screens of the cockpit, and what each of them remembers.
//!
//! Owns: which screens there are, their order, their own state. Does not own: what keys do on them (update), drawing.

pub mod activities;
pub mod calendar;
pub mod form;
pub mod log;
pub mod profile;
pub mod settings;
pub mod weeks;

use super::actions::Action;
pub use activities::{Activities, Sort};
pub use calendar::CalendarScreen;
pub use form::FormScreen;
pub use log::{LogLine, LogScreen, Opened};
pub use profile::ProfileScreen;
pub use settings::{Field, FieldKind, SettingsScreen, Sheet};
pub use weeks::WeeksScreen;

/// A screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Screen {
    /// The morning in six panels.
    #[default]
    Cockpit,
    /// Planned against done, day by day.
    Calendar,
    /// Fitness, fatigue and form in full.
    Form,
    /// What was done.
    Activities,
    /// Week by week.
    Review,
    /// The athlete over the last months.
    Profile,
    /// What was written down.
    Log,
    /// Settings.
    Settings,
}

impl Screen {
    /// All, in the order of the bar.
    pub const ALL: [Self; 8] = [
        Self::Cockpit,
        Self::Calendar,
        Self::Form,
        Self::Activities,
        Self::Review,
        Self::Profile,
        Self::Log,
        Self::Settings,
    ];

    /// Its name in the bar.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Cockpit => "Cockpit",
            Self::Calendar => "Calendar",
            Self::Form => "Form",
            Self::Activities => "Activities",
            Self::Review => "Review",
            Self::Profile => "Profile",
            Self::Log => "Log",
            Self::Settings => "Settings",
        }
    }

    /// Its name where the bar has little room.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::Cockpit => "Day",
            Self::Calendar => "Cal",
            Self::Activities => "Act",
            Self::Profile => "Prof",
            Self::Settings => "Set",
            Self::Form | Self::Review | Self::Log => self.title(),
        }
    }

    /// The action that goes there.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Self::Cockpit => Action::GoCockpit,
            Self::Calendar => Action::GoCalendar,
            Self::Form => Action::GoForm,
            Self::Activities => Action::GoActivities,
            Self::Review => Action::GoReview,
            Self::Profile => Action::GoProfile,
            Self::Log => Action::GoLog,
            Self::Settings => Action::GoSettings,
        }
    }
}

/// What the screens remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Screens {
    /// Calendar.
    pub calendar: CalendarScreen,
    /// Review.
    pub weeks: WeeksScreen,
    /// Profile.
    pub profile: ProfileScreen,
    /// Log.
    pub log: LogScreen,
    /// Activities.
    pub activities: Activities,
    /// Form.
    pub form: FormScreen,
    /// Settings.
    pub settings: SettingsScreen,
}
