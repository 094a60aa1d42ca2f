//! The language model: what it is told, what it may ask for, what becomes of its words.
//!
//! Owns: the gate that decides what leaves the machine, the facts and their packing, prompts, the client, tools, the
//! check of numbers, the purse. Does not own: decisions and guard-rails (coach), the log (a [`Ledger`] is given),
//! threads, screens.
//!
//! Whatever comes back is taken for the work of a stranger: words are shown only where their numbers are known,
//! changes pass the guard-rails that every change passes, and nothing changes before the athlete accepts it.

pub mod client;
pub mod diff;
pub mod egress;
pub mod facts;
pub mod jobs;
pub mod prompt;
pub mod purse;
pub mod tokens;
pub mod tools;
pub mod truth;
pub mod turn;
pub mod wire;

pub use client::{Client, Endpoint, Failure};
pub use egress::{Fact, Gate, Grain};
pub use prompt::Prompts;
pub use purse::Ledger;
pub use turn::{Answer, Asked, News, World, ask};
