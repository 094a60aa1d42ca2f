//! Proposals as things to build, preview, edit, accept, deny and take back.
//!
//! Owns: the canonical form of a difference between two plans ([`canonical`]), what an answer changes ([`change`],
//! [`accept`]), editing one hunk in place ([`edit`]), undo. Does not own: finding a good change (replan, verbs) and
//! the guard-rails themselves (guard).

mod answer;
mod build;
mod canonical;
mod choices;
mod edit;
mod restore;
mod said;
mod scene;

pub use answer::{
    ApplyError, Assessment, accept, assess, change, deny, in_time, linked_with, no_undo, open, preview,
    preview_change, undo, with_edits,
};
pub(in crate::coach) use build::ALTERNATIVES;
pub use build::{Draft, alternative, build, instead, instead_of_hunk};
pub use canonical::canonical;
pub use choices::{Reach, chosen, offer_choices};
pub use edit::{Edit, EditError, edit};
pub use restore::restore;
pub use said::{refused_today, renewed, same_hunks};
pub use scene::Scene;

#[cfg(test)]
mod tests;
