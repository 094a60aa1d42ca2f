//! What an athlete's own history says of limits that are usual ones elsewhere.

use super::Mission;
use serde::{Deserialize, Serialize};

/// Figures of the athlete's own, each within the range that [`super::movable`] allows; the book's figure where absent.
/// Written by an accepted calibration, or by hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Personal {
    /// Score under which a day is red; 60 when absent.
    pub red_readiness: Option<f64>,
    /// Hours of sleep that are enough; learnt from the nights of two months when absent.
    pub sleep_need: Option<f64>,
    /// HRV of seven nights, in standard deviations, under which a drop is corroborated; −1 when absent.
    pub hrv_z: Option<f64>,
    /// CTL points a week on top of the mission's own limit of growth; 0 when absent.
    pub ramp: Option<f64>,
    /// Days from one hard day to the next; 2 (48 hours) when absent.
    pub hard_spacing: Option<u16>,
}

impl Mission {
    /// Days from one hard day to the next that the plan keeps: 2, or 3 for who recovers slowly.
    #[must_use]
    pub fn hard_spacing(&self) -> i64 {
        self.personal.hard_spacing.map_or(2, |d| i64::from(d.clamp(2, 3)))
    }
}
