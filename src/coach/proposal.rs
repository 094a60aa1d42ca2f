//! Proposals as things to build, preview, edit, accept, deny and take back.
//!
//! Owns: the canonical form of a difference between two plans ([`canonical`]), what an answer changes ([`change`],
//! [`accept`]), editing one hunk in place ([`edit`]), undo. Does not own: finding a good change (replan, verbs) and
//! the guard-rails themselves (guard).

mod answer;
mod build;
mod canonical;
mod edit;
mod scene;

pub use answer::{ApplyError, Assessment, accept, assess, change, deny, linked_with, preview, undo, with_edits};
pub use build::{Draft, build};
pub use canonical::canonical;
pub use edit::{Edit, EditError, edit};
pub use scene::Scene;

#[cfg(test)]
mod tests;
