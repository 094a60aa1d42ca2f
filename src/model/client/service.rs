//! What every request passes on its way out, and every response on its way in.

use super::Failure;
use crate::{
    config::model::{Model, Wire},
    domain::{CleanText, exchange::Came},
    model::wire,
};
use async_openai::{error::OpenAIError, middleware::HttpRequestFactory};
use futures_util::StreamExt;
use reqwest::{
    Response,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER},
};
use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

/// Most bytes of a response.
pub(super) const CAP: usize = 4 << 20;
/// Most bytes of a refusal that are read.
const REFUSAL_CAP: usize = 16 << 10;
/// Version of the messages protocol.
const MESSAGES_VERSION: &str = "2023-06-01";

/// Most bytes of a response that are kept as they came.
const KEPT: usize = 64 << 10;

/// What the doorman saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The response is larger than it may be.
    pub(super) overflow: bool,
    first: Vec<u8>,
    count: u64,
    hash: blake3::Hasher,
}

impl Seen {
    fn take(&mut self, piece: &[u8]) {
        self.count += piece.len() as u64;
        self.hash.update(piece);
        let room = KEPT - self.first.len();
        self.first.extend_from_slice(piece.get(..room).unwrap_or(piece));
    }

    /// The bytes that came; `None` when none did.
    pub(super) fn came(&self) -> Option<Came> {
        (self.count > 0).then(|| Came::of(&self.first, self.count, self.hash.finalize().to_hex().to_string()))
    }
}

/// Stands between the library and the network.
#[derive(Clone)]
pub(super) struct Doorman {
    wire: Wire,
    host: String,
    address: String,
    key: Option<HeaderValue>,
    http: reqwest::Client,
    seen: Arc<Mutex<Seen>>,
}

impl Doorman {
    pub(super) fn new(model: &Model, key: Option<&str>, http: reqwest::Client, seen: Arc<Mutex<Seen>>) -> Self {
        let path = match model.can.wire {
            Wire::Chat => "chat/completions",
            Wire::Messages => "messages",
        };
        let value = |k: &str| match model.can.wire {
            Wire::Chat => HeaderValue::from_str(&format!("Bearer {k}")),
            Wire::Messages => HeaderValue::from_str(k),
        };
        let mut key = key.and_then(|k| value(k.trim()).ok());
        if let Some(k) = &mut key {
            k.set_sensitive(true);
        }
        Self {
            wire: model.can.wire,
            host: model.host.clone(),
            address: format!("{}/{path}", model.base_url),
            key,
            http,
            seen,
        }
    }

    /// The service that the library sends through.
    pub(super) fn service(self) -> Service {
        Service(Arc::new(self))
    }

    async fn pass(&self, factory: HttpRequestFactory) -> Result<Response, Failure> {
        let unreachable = |why: String| Failure::Unreachable { host: self.host.clone(), why };
        let mut request = factory.build().await.map_err(|e| unreachable(clean(&e.to_string())))?;
        *request.url_mut() = self.address.parse().map_err(|_| unreachable("no address".into()))?;
        let headers = request.headers_mut();
        // The library takes these out of the environment by itself.
        for name in ["openai-organization", "openai-project", "openai-beta"] {
            headers.remove(name);
        }
        headers.remove(AUTHORIZATION);
        headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        match (self.wire, &self.key) {
            (Wire::Chat, Some(key)) => drop(headers.insert(AUTHORIZATION, key.clone())),
            (Wire::Messages, Some(key)) => drop(headers.insert("x-api-key", key.clone())),
            (_, None) => {}
        }
        if self.wire == Wire::Messages {
            headers.insert("anthropic-version", HeaderValue::from_static(MESSAGES_VERSION));
        }
        let sent = self.http.execute(request).await;
        let response = sent.map_err(|e| unreachable(clean(&deepest(&e.without_url()))))?;
        if !response.status().is_success() {
            return Err(self.refusal(response).await);
        }
        let kind = response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.is_empty() && !kind.starts_with("text/event-stream") {
            return Err(Failure::NotAStream { host: self.host.clone(), what: clean(kind) });
        }
        Ok(self.capped(response))
    }

    async fn refusal(&self, mut response: Response) -> Failure {
        let status = response.status().as_u16();
        let seconds = response.headers().get(RETRY_AFTER).and_then(|v| v.to_str().ok()?.trim().parse::<f64>().ok());
        let mut body = Vec::new();
        while body.len() < REFUSAL_CAP
            && let Ok(Some(piece)) = response.chunk().await
        {
            body.extend_from_slice(&piece[..piece.len().min(REFUSAL_CAP - body.len())]);
        }
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).take(&body);
        let said = serde_json::from_slice(&body).ok().and_then(|v| wire::problem(&v));
        let message = said.unwrap_or_else(|| String::from_utf8_lossy(&body).into_owned());
        Failure::Refused {
            host: self.host.clone(),
            status,
            message: clean(&message),
            retry_after: seconds
                .filter(|s| s.is_finite() && *s >= 0.0)
                .map(|s| Duration::from_secs_f64(s.min(3600.0))),
        }
    }

    /// The response with its body cut off at the cap.
    fn capped(&self, response: Response) -> Response {
        let seen = Arc::clone(&self.seen);
        let mut left = CAP;
        let pieces = response.bytes_stream().map(move |piece| {
            let piece = piece.map_err(|e| io::Error::other(e.without_url()))?;
            seen.lock().unwrap_or_else(PoisonError::into_inner).take(&piece);
            if let Some(rest) = left.checked_sub(piece.len()) {
                left = rest;
                return Ok(piece);
            }
            seen.lock().unwrap_or_else(PoisonError::into_inner).overflow = true;
            Err(io::Error::other("too large"))
        });
        Response::from(http::Response::new(reqwest::Body::wrap_stream(pieces)))
    }
}

/// The service as the library takes it.
#[derive(Clone)]
pub(super) struct Service(Arc<Doorman>);

impl tower::Service<HttpRequestFactory> for Service {
    type Response = Response;
    type Error = OpenAIError;
    type Future = Pin<Box<dyn Future<Output = Result<Response, OpenAIError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        let door = Arc::clone(&self.0);
        Box::pin(async move { door.pass(factory).await.map_err(|f| OpenAIError::Boxed(Box::new(f))) })
    }
}

/// What an error of the library means.
pub(super) fn failure(e: &OpenAIError, host: &str) -> Failure {
    if let OpenAIError::Boxed(b) = e
        && let Some(f) = b.downcast_ref::<Failure>()
    {
        return f.clone();
    }
    let message = match e {
        // The text is what could not be read: another endpoint's way to say that something is wrong.
        OpenAIError::JSONDeserialize(_, body) => serde_json::from_str(body)
            .ok()
            .and_then(|v| wire::problem(&v))
            .unwrap_or_else(|| "it sent something that is no event".to_owned()),
        other => other.to_string(),
    };
    Failure::Wrong { host: host.to_owned(), message: clean(&message) }
}

fn clean(text: &str) -> String {
    CleanText::line(&crate::http::scrub(text)).as_str().to_owned()
}

fn deepest(e: &dyn std::error::Error) -> String {
    let mut last = e;
    while let Some(next) = last.source() {
        last = next;
    }
    last.to_string()
}
