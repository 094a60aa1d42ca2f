//! Why a source gave nothing more, and what to do about it.

use crate::{http::HttpError, vault::VaultError};
use chrono::{DateTime, Utc};

/// Why a source gave nothing more.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Only the athlete can go on.
    #[error("{0}")]
    NeedsLogin(String),
    /// The quota is spent, or the service asks to wait.
    #[error("the request limit is reached; it goes on at {} UTC", until.format("%Y-%m-%d %H:%M"))]
    Limited {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The service refuses, and repeating would not help.
    #[error("{0}")]
    Refused(String),
    /// The service has trouble of its own.
    #[error("{host} answers with status {status}; it is tried again in the next run")]
    Down {
        /// Who.
        host: String,
        /// The last status.
        status: u16,
    },
    /// Nothing came, or nothing usable.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The answer is not what it should be.
    #[error("{0}")]
    Strange(String),
    /// The log-in could not be read or kept.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// What is configured does not do.
    #[error("{0}")]
    Setup(String),
    /// The run was asked to end.
    #[error("the run was ended; the next one goes on from here")]
    Stopped,
    /// The count of requests could not be kept.
    #[error("{0}")]
    Meter(String),
}
