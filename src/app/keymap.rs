//! Which key does what: the defaults of the one list, with the athlete's own keys laid over them.
//!
//! Owns: merging and the check for collisions. Does not own: the defaults (actions), reading `config.toml`.

use super::{
    actions::{Action, Context, LIST},
    key::{Key, KeyError},
};
use std::collections::BTreeMap;

/// Keys by context, and actions by key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    keys: BTreeMap<Action, Vec<Key>>,
    actions: BTreeMap<(Context, Key), Action>,
}

/// What is wrong with the athlete's keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// No such action.
    #[error("keys.{id}: there is no action of that name{}", nearest(id))]
    Action {
        /// As written.
        id: String,
    },
    /// No such key.
    #[error("keys.{id}: {source}")]
    Key {
        /// Of which action.
        id: String,
        /// What is wrong.
        source: KeyError,
    },
    /// One key, two actions.
    #[error(
        "`{key}` is the key of both keys.{first} and keys.{second}: give one of them another key, or `[]` for none"
    )]
    Collision {
        /// The key.
        key: String,
        /// One action.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// No way out would be left.
    #[error("keys.{id}: this key can't be unbound, it is the way out that works everywhere")]
    WayOut {
        /// Of which action.
        id: &'static str,
    },
}

impl KeymapError {
    /// The actions that it is about, by id.
    #[must_use]
    pub fn ids(&self) -> Vec<&str> {
        match self {
            Self::Action { id } | Self::Key { id, .. } => vec![id],
            Self::Collision { first, second, .. } => vec![first, second],
            Self::WayOut { id } => vec![id],
        }
    }
}

fn nearest(id: &str) -> String {
    let head = id.split('-').next().unwrap_or_default();
    let hits: Vec<_> = LIST.iter().filter(|s| !head.is_empty() && s.id.contains(head)).map(|s| s.id).collect();
    if hits.is_empty() { String::new() } else { format!("; near it: {}", hits.join(", ")) }
}

impl Default for Keymap {
    fn default() -> Self {
        Self::merge(&BTreeMap::new()).unwrap_or_else(|_| Self { keys: BTreeMap::new(), actions: BTreeMap::new() })
    }
}

impl Keymap {
    /// The defaults with the athlete's keys over them: action id to key names; an empty list unbinds.
    ///
    /// # Errors
    /// An unknown action, an unknown key, or one key with two meanings in the same place.
    pub fn merge(user: &BTreeMap<String, Vec<String>>) -> Result<Self, KeymapError> {
        let mut keys = BTreeMap::new();
        for spec in LIST {
            let own = user.get(spec.id);
            let names: Vec<&str> = own.map_or(spec.keys.to_vec(), |v| v.iter().map(String::as_str).collect());
            let parsed: Result<Vec<Key>, KeyError> = names.into_iter().map(str::parse).collect();
            let parsed = parsed.map_err(|source| KeymapError::Key { id: spec.id.to_owned(), source })?;
            if spec.action == Action::QuitNow && parsed.is_empty() {
                return Err(KeymapError::WayOut { id: spec.id });
            }
            keys.insert(spec.action, parsed);
        }
        if let Some(id) = user.keys().find(|id| Action::named(id).is_none()) {
            return Err(KeymapError::Action { id: id.clone() });
        }
        // A key that the athlete moves may be another action's default; the default gives way only where the
        // athlete said so, so that nothing changes its meaning silently.
        let mut actions = BTreeMap::new();
        for (action, list) in &keys {
            let context = action.spec().context;
            for key in list {
                if let Some(other) = actions.insert((context, *key), *action)
                    && other != *action
                {
                    return Err(KeymapError::Collision {
                        key: key.to_string(),
                        first: other.spec().id,
                        second: action.spec().id,
                    });
                }
            }
        }
        Ok(Self { keys, actions })
    }

    /// What a key does in the first of the contexts that knows it.
    #[must_use]
    pub fn action(&self, contexts: &[Context], key: Key) -> Option<Action> {
        contexts.iter().find_map(|c| self.actions.get(&(*c, key)).copied())
    }

    /// Keys of an action, the one to show first.
    #[must_use]
    pub fn keys(&self, action: Action) -> &[Key] {
        self.keys.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The key to show.
    #[must_use]
    pub fn first(&self, action: Action) -> Option<Key> {
        self.keys(action).first().copied()
    }
}

#[cfg(test)]
mod tests;
