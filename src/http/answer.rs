//! An answer, whole.

use super::HttpError;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

/// Status, headers and the whole body.
#[derive(Clone)]
pub struct Answer {
    /// Who answered.
    pub host: String,
    /// Status.
    pub status: u16,
    pub(super) headers: HeaderMap,
    /// The body, unpacked.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer that came another way, or is made up for a test.
    #[must_use]
    pub fn made(status: u16, body: &str) -> Self {
        Self { host: "example.org".into(), status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() }
    }

    /// Whether the status says that it went well.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header that is readable text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// When it was made by the clock of who answered; `None` of one out of a cache, and when it does not say.
    #[must_use]
    pub fn date(&self) -> Option<DateTime<Utc>> {
        if self.header("age").is_some_and(|a| a.trim() != "0") {
            return None;
        }
        Some(DateTime::parse_from_rfc2822(self.header("date")?.trim()).ok()?.with_timezone(&Utc))
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// [`HttpError::Json`] with the place in the body and never its content.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, HttpError> {
        serde_json::from_slice(&self.body).map_err(|e| HttpError::json(&self.host, &e))
    }

    /// How long to wait by `Retry-After`, in seconds or as a date; `None` when it says nothing readable. A wait
    /// beyond a day is a day.
    #[must_use]
    pub fn retry_after(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let said = self.header("retry-after")?.trim();
        let wait = match said.parse::<u32>() {
            Ok(seconds) => TimeDelta::seconds(seconds.into()),
            Err(_) => DateTime::parse_from_rfc2822(said).ok()?.with_timezone(&Utc) - now,
        };
        Some(wait.clamp(TimeDelta::zero(), TimeDelta::days(1)))
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("host", &self.host)
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
