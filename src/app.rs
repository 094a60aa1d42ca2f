//! The cockpit's machine, pure: state, messages, effects as data, and the one list of actions.
//!
//! Owns: what a key means in a state. Does not own: drawing (tui), doing (runtime), deciding (coach).
