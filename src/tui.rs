//! Drawing: one view of the machine's state. Changes nothing.
//!
//! Owns: layout, panels, themes, text on screen. Does not own: state or its changes.

pub mod chart;
pub mod markdown;
pub mod num;
pub mod overlay;
pub mod panel;
pub mod pen;
pub mod screen;
pub mod text;
pub mod theme;
pub mod view;

pub use theme::Theme;
pub use view::{draw, view};
