//! Drawing: one view of the machine's state. Changes nothing.
//!
//! Owns: layout, panels, themes, text on screen. Does not own: state or its changes.
