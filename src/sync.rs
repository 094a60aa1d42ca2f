//! The routine: files in, events appended, the day decided, proposals made. The same code headless and in the cockpit.
//!
//! Owns: order of work and progress as values. Does not own: formats, formulas, rules, the screen.

pub mod converse;
pub mod demo;
pub mod import;

pub mod missions;

pub mod routine;

pub mod takeout;
pub mod weekly;
