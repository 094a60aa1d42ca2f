//! The way to the endpoint: one request, one stream, every way it can fail told apart.
//!
//! Owns: headers, the cap on what is read, time-outs of a stream, putting pieces together. Does not own: what is
//! sent, repeating, the purse.
//!
//! The library's own client repeats by itself, takes the end of a cut stream for the end of an answer, and reads no
//! error but the vendor's; so requests pass through a service of ours, and a stream without its last word is an error.

mod assemble;
mod service;

pub use assemble::Received;

use super::wire;
use crate::{
    config::model::Model,
    domain::exchange::Came,
    http::{Http, Limits, Url},
};
use assemble::Assembly;
use async_openai::{config::OpenAIConfig, error::OpenAIError};
use futures_util::StreamExt;
use serde_json::{Value, value::RawValue};
use service::{Doorman, Seen};
use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, timeout_at};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nothing could be sent.
    #[error("{host} can't be reached: {why}")]
    Unreachable {
        /// Where.
        host: String,
        /// Why.
        why: String,
    },
    /// The endpoint said no.
    #[error("{host} answered {status}: {message}{}", remedy(*.status))]
    Refused {
        /// Where.
        host: String,
        /// The response's status.
        status: u16,
        /// What it said, clean and short.
        message: String,
        /// When to ask again, by the endpoint.
        retry_after: Option<Duration>,
    },
    /// Something else came than a stream of events.
    #[error("{host} sent {what} instead of a stream; is `base_url` right, and does the endpoint stream?")]
    NotAStream {
        /// Where.
        host: String,
        /// The content type.
        what: String,
    },
    /// The stream ended before the answer did.
    #[error("the answer of {host} broke off")]
    Truncated {
        /// Where.
        host: String,
    },
    /// More came than an answer may be.
    #[error("{host} sent more than {} MiB, which is no answer", service::CAP >> 20)]
    TooLarge {
        /// Where.
        host: String,
    },
    /// It took too long.
    #[error("{host} took too long: {what} within {} s; `{key}` under [model] in config.toml is the limit", .after.as_secs())]
    TimedOut {
        /// Where.
        host: String,
        /// What was missing.
        what: &'static str,
        /// The limit.
        after: Duration,
        /// The limit's key.
        key: &'static str,
    },
    /// The stream says that something went wrong, or can't be read.
    #[error("{host} failed in the middle of its answer: {message}")]
    Wrong {
        /// Where.
        host: String,
        /// What it said, clean and short.
        message: String,
    },
}

fn remedy(status: u16) -> &'static str {
    match status {
        401 | 403 => "; the key is missing or wrong",
        404 => "; is the model's name right, and is it installed?",
        429 => "; its limit is reached, try again later",
        _ => "",
    }
}

impl Failure {
    /// Status of the response, when there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            Self::Unreachable { .. } => None,
            _ => Some(200),
        }
    }

    /// Whether the same request may do better in a moment.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Truncated { .. } | Self::Wrong { .. } => true,
            Self::Refused { status, message, .. } => match status {
                // Money that is gone does not come back in a second.
                429 => !message.to_lowercase().contains("quota"),
                408 | 409 | 500..=599 => true,
                _ => false,
            },
            Self::NotAStream { .. } | Self::TooLarge { .. } | Self::TimedOut { .. } => false,
        }
    }

    /// When the endpoint wants to be asked again.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

/// An answer on its way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Received, Failure>> + Send + 'a>>;

/// Something that answers. Dropping the future ends the request.
pub trait Endpoint: Send + Sync {
    /// What is configured of it.
    fn model(&self) -> &Model;

    /// The bytes of the last response, as far as it came.
    fn came(&self) -> Option<Came> {
        None
    }

    /// Sends a body, byte for byte, and tells every piece of text as it comes.
    fn send<'a>(&'a self, body: &'a str, on: &'a mut (dyn FnMut(&str) + Send)) -> Sending<'a>;
}

/// An endpoint over the network.
pub struct Client {
    model: Model,
    key: Option<String>,
    http: Http,
    seen: Mutex<Arc<Mutex<Seen>>>,
}

impl Client {
    /// A client; nothing is sent or built yet. `key` is the key itself.
    #[must_use]
    pub fn new(model: Model, key: Option<String>) -> Self {
        let p = &model.patience;
        let limits = Limits {
            connect: p.connect,
            // Ours are tighter, and say which one it was.
            idle: p.first.max(p.idle) + Duration::from_secs(1),
            total: p.total + Duration::from_secs(1),
            ..Limits::default()
        };
        Self { http: Http::new(limits), model, key, seen: Mutex::default() }
    }

    async fn stream(&self, body: &str, on: &mut (dyn FnMut(&str) + Send)) -> Result<Received, Failure> {
        let host = || self.model.host.clone();
        let unreachable = |why: String| Failure::Unreachable { host: host(), why };
        let base = Url::parse(&self.model.base_url).map_err(|e| unreachable(e.to_string()))?;
        let http = self.http.client(&base).map_err(|e| unreachable(e.to_string()))?;
        let raw: Box<RawValue> =
            serde_json::from_str(body).map_err(|e| Failure::Wrong { host: host(), message: e.to_string() })?;
        let seen = Arc::new(Mutex::new(Seen::default()));
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&seen);
        let doorman = Doorman::new(&self.model, self.key.as_deref(), http, Arc::clone(&seen));
        // The library would take what is missing here from the environment.
        let config = OpenAIConfig::new().with_api_base(&self.model.base_url).with_api_key("none");
        let client = async_openai::Client::with_config(config).with_http_service(doorman.service());
        let started = Instant::now();
        let p = self.model.patience;
        let (first, total) = (started + p.first, started + p.total);
        let late = |at: Instant, begun: bool| {
            let (what, after, key) = if at >= total {
                ("not all of the answer came", p.total, "total_s")
            } else if begun {
                ("nothing more came", p.idle, "idle_s")
            } else {
                ("no word came", p.first, "first_s")
            };
            Failure::TimedOut { host: host(), what, after, key }
        };
        let failed = |e: &OpenAIError| {
            let overflow = seen.lock().unwrap_or_else(PoisonError::into_inner).overflow;
            if overflow { Failure::TooLarge { host: host() } } else { service::failure(e, &self.model.host) }
        };
        let chat = client.chat();
        let opening = chat.create_stream_byot::<_, Value>(raw);
        let until = first.min(total);
        let mut stream = match timeout_at(until, opening).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(e)) => return Err(failed(&e)),
            Err(_) => return Err(late(until, false)),
        };
        let mut whole = Assembly::new(p.answer);
        let mut life = started;
        loop {
            let until = if whole.begun() { life + p.idle } else { first }.min(total);
            let Ok(next) = timeout_at(until, stream.next()).await else { return Err(late(until, whole.begun())) };
            let event = match next {
                None => break,
                Some(Ok(event)) => event,
                Some(Err(e)) => return Err(failed(&e)),
            };
            life = Instant::now();
            for piece in wire::pieces(self.model.can.wire, &event) {
                whole.take(piece, started, on).map_err(|message| Failure::Wrong { host: host(), message })?;
            }
        }
        if seen.lock().unwrap_or_else(PoisonError::into_inner).overflow {
            return Err(Failure::TooLarge { host: host() });
        }
        whole.finish(started).ok_or_else(|| Failure::Truncated { host: host() })
    }
}

impl Endpoint for Client {
    fn model(&self) -> &Model {
        &self.model
    }

    fn came(&self) -> Option<Came> {
        let last = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        last.lock().unwrap_or_else(PoisonError::into_inner).came()
    }

    fn send<'a>(&'a self, body: &'a str, on: &'a mut (dyn FnMut(&str) + Send)) -> Sending<'a> {
        Box::pin(self.stream(body, on))
    }
}

#[cfg(test)]
mod tests;
