//! Short content-derived identities: the same content has the same id on every machine.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, str::FromStr};

/// 64 bits of a BLAKE3 hash, written as 16 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ShortId(pub u64);

impl ShortId {
    /// The id of a sequence of parts; parts are length-prefixed, so `["ab","c"]` and `["a","bc"]` differ.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut h = blake3::Hasher::new_derive_key("lanterne.short-id.v1");
        for p in parts {
            h.update(&(p.len() as u64).to_be_bytes());
            h.update(p);
        }
        let mut first = [0_u8; 8];
        first.copy_from_slice(&h.finalize().as_bytes()[..8]);
        Self(u64::from_be_bytes(first))
    }

    /// The first six hex digits, for a person to read and type.
    #[must_use]
    pub fn brief(self) -> String {
        self.to_string()[..6].to_owned()
    }
}

impl fmt::Display for ShortId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for ShortId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ShortId {
    type Err = std::num::ParseIntError;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(s, 16).map(Self)
    }
}

impl schemars::JsonSchema for ShortId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ShortId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[0-9a-f]{16}$",
            "description": "64 bits as 16 hex digits."
        })
    }
}

impl Serialize for ShortId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if s.is_human_readable() { s.collect_str(self) } else { s.serialize_u64(self.0) }
    }
}

impl<'de> Deserialize<'de> for ShortId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        if d.is_human_readable() {
            let s = std::borrow::Cow::<'de, str>::deserialize(d)?;
            s.parse().map_err(D::Error::custom)
        } else {
            u64::deserialize(d).map(Self)
        }
    }
}
