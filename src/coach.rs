//! Decisions, pure: signals, verdict, planning, guard-rails, proposals. [`morning::morning`] is the way in.
//!
//! Owns: every rule. Does not own: formulas (science), storage, screens, the clock.

pub mod guard;
pub mod library;
pub mod morning;
pub mod phases;
pub mod plan;
pub mod trajectory;
