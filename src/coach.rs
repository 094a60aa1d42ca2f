//! Decisions, pure: signals, verdict, planning, guard-rails, proposals. [`morning::morning`] is the way in.
//!
//! Owns: every rule. Does not own: formulas (science), storage, screens, the clock.

pub mod library;
pub mod morning;
