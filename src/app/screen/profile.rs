//! The Profile screen: today's profile, as it was last worked out.

use crate::coach::profile::versions::Versions;

/// State of the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProfileScreen {
    /// What is shown; none while it is worked out for the first time.
    pub shown: Option<Box<Versions>>,
    /// First line shown.
    pub scroll: u16,
}
