//! One message in, effects out.

use super::{
    msg::{Effect, Msg},
    state::State,
};

/// Takes in one message and says what is to be done. Total: every message is fine in every state.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Resize(size) => state.size = size,
        Msg::Loaded(known) => {
            state.loading = false;
            state.known = Some(known);
        }
        _ => {}
    }
    Vec::new()
}
