//! Reading JSON of services: every field may be missing, or be of another kind.

use super::{Session, SourceError};
use crate::domain::{CleanText, Day};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

/// A field that is a finite number; numbers in quotes count.
pub(super) fn num(v: &Value, key: &str) -> Option<f64> {
    let field = v.get(key)?;
    let n = field.as_f64().or_else(|| field.as_str()?.trim().parse().ok())?;
    n.is_finite().then_some(n)
}

/// A positive number.
pub(super) fn positive(v: &Value, key: &str) -> Option<f64> {
    num(v, key).filter(|n| *n > 0.0)
}

/// A field that is text.
pub(super) fn text<'v>(v: &'v Value, key: &str) -> Option<&'v str> {
    v.get(key)?.as_str().filter(|s| !s.is_empty())
}

/// An id: text, or a whole number of any length.
pub(super) fn id(v: &Value, key: &str) -> Option<String> {
    match v.get(key)? {
        Value::String(s) if !s.is_empty() => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

/// The id in a description of the account. A service that refuses to give one is no reason to stop.
pub(super) async fn account(s: &Session<'_>, path: &str) -> Result<Option<String>, SourceError> {
    match s.json::<Value>(path, &[]).await {
        Ok(said) => Ok(said.and_then(|v| id(&v, "id")).map(|id| CleanText::line(&id).to_string())),
        Err(SourceError::Refused(_)) => Ok(None),
        Err(e) => Err(e),
    }
}

/// A date, or the date of a moment.
pub(super) fn day(v: &Value, key: &str) -> Option<Day> {
    text(v, key)?.get(..10)?.parse().ok()
}

/// A moment with an offset.
pub(super) fn moment(v: &Value, key: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text(v, key)?).ok().map(|t| t.with_timezone(&Utc))
}

/// A local time; some services put a `Z` behind it that is a lie.
pub(super) fn local(v: &Value, key: &str) -> Option<NaiveDateTime> {
    let t = text(v, key)?.trim_end_matches('Z');
    NaiveDateTime::parse_from_str(t, "%Y-%m-%dT%H:%M:%S%.f").ok()
}

/// Hash of what a list says of something, without the named fields, which change by themselves.
pub(super) fn print(v: &Value, without: &[&str]) -> [u8; 32] {
    let mut v = v.clone();
    if let Some(map) = v.as_object_mut() {
        for key in without {
            map.remove(*key);
        }
    }
    // A map of serde_json is sorted by key, so the order on the wire does not matter.
    *blake3::hash(&serde_json::to_vec(&v).unwrap_or_default()).as_bytes()
}
