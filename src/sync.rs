//! The routine: files in, events appended, the day decided, proposals made. The same code headless and in the cockpit.
//!
//! Owns: order of work and progress as values. Does not own: formats, formulas, rules, the screen.

pub mod advice;
pub mod closing;
pub mod converse;
pub mod cycles;
pub mod demo;
pub mod figures;
pub mod import;

mod lock;
pub mod missions;
pub mod outbox;
pub mod pages;
pub mod publish;
pub mod pull;
pub mod purse;
pub mod push;
pub mod report;

pub mod routine;
pub mod run;

pub mod takeout;
pub mod turns;
pub mod weekly;
