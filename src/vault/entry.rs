//! What is kept for one source, and its form in the vault.

use super::VaultError;
use crate::config::Secret;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Version of the document.
const VERSION: u32 = 1;

/// Where a log-in stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// As far as is known it works.
    #[default]
    Good,
    /// The service refused it; only the athlete can renew it.
    NeedsLogin,
}

/// The API application that the athlete registered.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// Its id.
    pub id: String,
    /// Its secret.
    #[serde(with = "kept")]
    pub secret: Secret,
}

/// Tokens.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Sent with every request.
    #[serde(with = "kept")]
    pub access: Secret,
    /// Good for one renewal.
    #[serde(with = "kept")]
    pub refresh: Secret,
    /// When the access token ends, by our own clock.
    pub expires_at: DateTime<Utc>,
    /// What the athlete granted; empty when the service does not say.
    pub scopes: Vec<String>,
    /// Counts renewals.
    pub generation: u64,
}

/// A renewal that was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intent {
    /// Of this generation.
    pub generation: u64,
    /// When.
    pub at: DateTime<Utc>,
}

/// All that is kept for one source.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Entry {
    /// Host that these may be sent to: a changed address in a configuration gets none of them.
    pub host: String,
    /// The API application.
    pub client: Option<Client>,
    /// An API key.
    #[serde(with = "maybe")]
    pub key: Option<Secret>,
    /// Tokens.
    pub grant: Option<Grant>,
    /// A renewal that was begun and is not known to have ended.
    pub intent: Option<Intent>,
    /// The answer of that renewal as it came, before anything is made of it.
    #[serde(with = "maybe")]
    pub raw: Option<Secret>,
    /// When that answer came.
    pub raw_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub standing: Standing,
    /// Name of the account, to show.
    pub account: Option<String>,
    /// Further secrets, by the name that they have in the environment.
    #[serde(with = "many")]
    pub values: BTreeMap<String, Secret>,
}

impl Entry {
    /// A secret by the name that it has in the environment.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Secret> {
        self.values.get(name)
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("host", &self.host).field("standing", &self.standing).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Grant").field("generation", &self.generation).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stored {
    version: u32,
    pub(super) entries: BTreeMap<String, Entry>,
}

impl Default for Stored {
    fn default() -> Self {
        Self { version: VERSION, entries: BTreeMap::new() }
    }
}

impl Stored {
    pub(super) fn from_bytes(bytes: &[u8], backend: &'static str) -> Result<Self, VaultError> {
        // What the reader says may quote a token.
        let stored: Self = serde_json::from_slice(bytes).map_err(|e| VaultError::Unreadable {
            backend,
            what: if e.is_data() { "a field is missing or has another form" } else { "it is no JSON document" },
        })?;
        if stored.version != VERSION {
            return Err(VaultError::Unreadable { backend, what: "it is of another version" });
        }
        Ok(stored)
    }

    pub(super) fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let bytes = serde_json::to_vec(self);
        bytes
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Unreadable { backend: "memory", what: "it has no JSON form" })
    }
}

/// A secret in the document. Empty ones are no secrets.
mod kept {
    use crate::config::Secret;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(secret: &Secret, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(secret.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Secret, D::Error> {
        let text = String::deserialize(d)?;
        if text.is_empty() { Err(D::Error::custom("an empty secret")) } else { Ok(Secret::new(&text)) }
    }
}

mod many {
    use crate::config::Secret;
    use serde::{Deserialize, Deserializer, Serializer};
    use std::collections::BTreeMap;

    pub(super) fn serialize<S: Serializer>(all: &BTreeMap<String, Secret>, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(all.iter().map(|(name, secret)| (name, secret.expose())))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<BTreeMap<String, Secret>, D::Error> {
        let all = BTreeMap::<String, String>::deserialize(d)?;
        Ok(all.into_iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n, Secret::new(&v))).collect())
    }
}

mod maybe {
    use crate::config::Secret;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "the form that serde asks for")]
    pub(super) fn serialize<S: Serializer>(secret: &Option<Secret>, s: S) -> Result<S::Ok, S::Error> {
        secret.as_ref().map(Secret::expose).serialize(s)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Secret>, D::Error> {
        Ok(Option::<String>::deserialize(d)?.filter(|s| !s.is_empty()).map(|s| Secret::new(&s)))
    }
}
