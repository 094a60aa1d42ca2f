//! The chain: what is hashed of an event, and how a row is checked against it.
//!
//! Only bytes that are stored are hashed, each column with its length, in the order of the table. A body is in the
//! chain by a salted commitment, so it can be erased and the chain still holds.

use crate::domain::{
    Event,
    event::{Actor, DecodeError},
};
use rusqlite::{Row, types::ValueRef};
use std::sync::LazyLock;

/// A BLAKE3 hash.
pub(super) type Hash = [u8; 32];

/// The hash before the first event.
pub(super) const GENESIS: Hash = [0; 32];

/// The hashed columns in their order, then what is not hashed. Joined with the bodies.
pub(super) const COLUMNS: &str = "event.seq, event_id, origin, origin_seq, recorded_at_ms, actor, kind, version, \
     cause, provenance, idem_key, body_commit, prev_hash, hash, salt, data";
const HASHED: usize = 13;

static ENVELOPE: LazyLock<blake3::Hasher> = LazyLock::new(|| blake3::Hasher::new_derive_key("lanterne.event.v1"));

/// Packs hashed columns: length, then bytes; integers as eight bytes; a missing value by a length that none has.
#[derive(Default)]
pub(super) struct Packed(Vec<u8>);

impl Packed {
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn int(&mut self, value: i64) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    pub(super) fn missing(&mut self) -> &mut Self {
        self.0.extend_from_slice(&u64::MAX.to_be_bytes());
        self
    }

    fn value(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Null => self.missing(),
            ValueRef::Integer(i) => self.int(i),
            ValueRef::Real(f) => self.bytes(&f.to_be_bytes()),
            ValueRef::Text(b) | ValueRef::Blob(b) => self.bytes(b),
        };
    }

    pub(super) fn hash(&self) -> Hash {
        *ENVELOPE.clone().update(&self.0).finalize().as_bytes()
    }
}

/// What the chain holds of a body.
pub(super) fn commitment(salt: &Hash, body: &[u8]) -> Hash {
    *blake3::keyed_hash(salt, body).as_bytes()
}

/// A row as it was read, before anything is computed of it.
pub(super) struct Raw {
    pub(super) seq: i64,
    pub(super) recorded_at_ms: i64,
    actor: Option<Actor>,
    kind: Result<&'static str, String>,
    version: u32,
    packed: Packed,
    commit: Option<Hash>,
    prev: Option<Hash>,
    hash: Option<Hash>,
    body: Option<(Option<Hash>, Vec<u8>)>,
}

/// What an event says, as far as this program knows.
pub(super) enum Content {
    /// An event that takes part in the fold.
    Known(Event),
    /// Of a kind, version or actor that this program does not know: kept, not folded.
    Unknown,
    /// Its body was erased.
    Erased,
    /// A known kind whose body can't be read.
    Unreadable(DecodeError),
}

/// A row after its own checks.
pub(super) struct Entry {
    pub(super) seq: i64,
    pub(super) recorded_at_ms: i64,
    pub(super) actor: Option<Actor>,
    pub(super) content: Content,
    prev: Option<Hash>,
    pub(super) hash: Hash,
    fault: Option<&'static str>,
}

impl Raw {
    /// Reads a row of [`COLUMNS`].
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let mut packed = Packed(Vec::with_capacity(512));
        for i in 0..HASHED {
            packed.value(row.get_ref(i)?);
        }
        let text =
            |i: usize| Ok::<_, rusqlite::Error>(row.get_ref(i)?.as_str_or_null().ok().flatten().unwrap_or(""));
        let hash = |i: usize| Ok::<_, rusqlite::Error>(fixed(row.get_ref(i)?));
        let int = |i: usize| Ok::<_, rusqlite::Error>(row.get_ref(i)?.as_i64().unwrap_or(0));
        let kind = text(6)?;
        let body = match row.get_ref(15)? {
            ValueRef::Blob(b) | ValueRef::Text(b) => Some((hash(14)?, b.to_vec())),
            _ => None,
        };
        Ok(Self {
            seq: int(0)?,
            recorded_at_ms: int(4)?,
            actor: actor(text(5)?),
            kind: Event::KINDS.iter().find(|k| **k == kind).copied().ok_or_else(|| kind.to_owned()),
            version: u32::try_from(int(7)?).unwrap_or(u32::MAX),
            packed,
            commit: hash(11)?,
            prev: hash(12)?,
            hash: hash(13)?,
            body,
        })
    }

    /// Hashes the row and its body, and decodes it.
    pub(super) fn examine(self) -> Entry {
        let hash = self.packed.hash();
        let body_held = match (&self.body, &self.commit) {
            (None, _) => true,
            (Some((Some(salt), data)), Some(commit)) => commitment(salt, data) == *commit,
            _ => false,
        };
        let fault = if self.hash != Some(hash) {
            Some("the row does not match its hash")
        } else if !body_held {
            Some("the body does not match its commitment")
        } else {
            None
        };
        let content = match (&self.body, &self.kind, self.actor) {
            (None, ..) => Content::Erased,
            (Some((_, data)), Ok(kind), Some(_)) => match Event::decode(kind, self.version, data) {
                Ok(Some(event)) => Content::Known(event),
                Ok(None) => Content::Unknown,
                Err(e) => Content::Unreadable(e),
            },
            _ => Content::Unknown,
        };
        Entry {
            seq: self.seq,
            recorded_at_ms: self.recorded_at_ms,
            actor: self.actor,
            content,
            prev: self.prev,
            hash: self.hash.unwrap_or(hash),
            fault,
        }
    }

    /// The kind as it is stored, known or not.
    pub(super) fn kind(&self) -> &str {
        match &self.kind {
            Ok(k) => k,
            Err(k) => k,
        }
    }
}

fn fixed(value: ValueRef<'_>) -> Option<Hash> {
    match value {
        ValueRef::Blob(b) => b.try_into().ok(),
        _ => None,
    }
}

fn actor(name: &str) -> Option<Actor> {
    use Actor as A;
    [A::Athlete, A::Sync, A::Import, A::Coach, A::Model, A::System].into_iter().find(|a| a.name() == name)
}

/// Where a walk along the chain stands.
#[derive(Clone, Copy)]
pub(super) struct Walk {
    pub(super) seq: i64,
    pub(super) hash: Hash,
}

impl Default for Walk {
    fn default() -> Self {
        Self { seq: 0, hash: GENESIS }
    }
}

impl Walk {
    /// Takes the next event; says what is wrong with it.
    pub(super) fn step(&mut self, e: &Entry) -> Result<(), (i64, String)> {
        let (expected, before) = (self.seq + 1, self.hash);
        (self.seq, self.hash) = (e.seq, e.hash);
        if e.seq != expected {
            return Err((expected, format!("it is missing; event {} comes after event {}", e.seq, expected - 1)));
        }
        if e.prev != Some(before) {
            return Err((e.seq, "it does not follow from the event before it".to_owned()));
        }
        e.fault.map_or(Ok(()), |f| Err((e.seq, f.to_owned())))
    }
}
