//! The dated plan from today to the end of the mission and the recovery after it.
//!
//! Owns: putting phases, trajectory, weeks, taper, race week and event together. Does not own: the parts themselves.

pub mod calendar;
pub mod start;
pub mod taper;
