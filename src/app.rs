//! The cockpit's machine, pure: state, messages, effects as data, and the one list of actions.
//!
//! Owns: what a key means in a state, what an answer of the driver changes, which effects follow. Does not own:
//! drawing (tui), doing (runtime), deciding (coach). Nothing here reads a clock, a file or a terminal.
//!
//! ```text
//!   Msg ──▶ update(&mut State, Msg) ──▶ Vec<Effect> ──▶ driver ──▶ Msg …
//!                    │
//!                    └──▶ view(&State) ──▶ Shown ──▶ State::drawn
//! ```

pub mod actions;
pub mod answers;
pub mod check_in;
pub mod completion;
pub mod composer;
pub mod conversation;
pub mod copy;
pub mod dialog;
pub mod hit;
pub mod key;
pub mod keymap;
pub mod list;
pub mod msg;
pub mod notice;
pub mod palette;
pub mod review;
pub mod screen;
pub mod search;
pub mod services;
pub mod state;
mod update;

pub use actions::{Action, Offer, Spec, offer};
pub use composer::Composer;
pub use conversation::{Conversation, Line, Turn, Voice};
pub use dialog::{Dialog, Founding, Outline};
pub use hit::{Area, Hit, Hits};
pub use key::{Code, Key};
pub use keymap::Keymap;
pub use msg::{Effect, Entry, Mouse, Msg, Pointed, Program, Saving};
pub use notice::{Card, Notice, Progress, Tone};
pub use palette::Palette;
pub use review::{Edit, Review};
pub use screen::{Screen, Screens};
pub use state::{Confirm, Focus, Known, Offers, Overlay, Shown, Size, State};
pub use update::{IMPORT, update};

#[cfg(test)]
mod rig;
