//! Requests over the network: one client, its limits, and errors that name no secret.
//!
//! Owns: TLS, timeouts, caps, redirects, content types. Does not own: what a status means, repeating, budgets.
//!
//! - The client is built at the first request, so that a machine without root certificates runs everything else.
//! - Plain `http` only goes to the machine itself.
//! - A redirect to another place is refused: it would carry credentials there.
//! - No error holds a path, a query, a header or a body: any of these may hold a token.

mod answer;
mod call;
mod error;
mod scrub;

pub use answer::Answer;
pub use call::{Accept, Call};
pub use error::HttpError;
pub use reqwest::Method;
pub use scrub::scrub;
pub use url::Url;

use crate::telemetry::metrics::PROCESS;
use std::{
    sync::{Arc, Once, OnceLock},
    time::{Duration, Instant},
};
use tracing::Instrument as _;

/// How long anything may take, and how large it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until a connection stands.
    pub connect: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// From the request to the end of the answer.
    pub total: Duration,
    /// Largest answer, bytes after unpacking; a [`Call`] may set its own.
    pub body_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(20),
            total: Duration::from_mins(2),
            body_max: 16 << 20,
        }
    }
}

/// Redirects followed within one place.
const HOPS: usize = 5;

/// The way to the network. Cheap to copy; copies share one pool of connections.
#[derive(Clone, Debug)]
pub struct Http {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    limits: Limits,
    client: OnceLock<Result<Built, String>>,
}

#[derive(Clone, Debug)]
struct Built {
    client: reqwest::Client,
    /// Why there are no root certificates, when there are none: then only the machine itself can be reached.
    no_roots: Option<String>,
}

impl Default for Http {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl Http {
    /// A way with these limits. Nothing is built yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { inner: Arc::new(Inner { limits, client: OnceLock::new() }) }
    }

    /// The client itself, for a library that wants one; `base` is the place that it will talk to. The limits on time
    /// and redirects hold for it, the cap on bodies and the check of content types are the caller's.
    ///
    /// # Errors
    /// When `base` may not be talked to, or no client can be built.
    pub fn client(&self, base: &Url) -> Result<reqwest::Client, HttpError> {
        permitted(base)?;
        let built = self.inner.client.get_or_init(|| build(self.inner.limits));
        let built = built.as_ref().map_err(|why| HttpError::NoClient { why: why.clone() })?;
        match &built.no_roots {
            Some(why) if base.scheme() == "https" => Err(HttpError::NoClient { why: why.clone() }),
            _ => Ok(built.client.clone()),
        }
    }

    /// Sends a request and reads the whole answer. Any status is an answer.
    ///
    /// # Errors
    /// When nothing came, or not all of it, or something that is not what the call accepts.
    pub async fn send(&self, call: Call) -> Result<Answer, HttpError> {
        let (host, method) = (place(&call.url), call.method.to_string());
        let began = Instant::now();
        let span = tracing::info_span!(
            "http",
            host = host.as_str(),
            method = method.as_str(),
            status = tracing::field::Empty
        );
        let done = self.exchange(call).instrument(span.clone()).await;
        if let Ok(answer) = &done {
            span.record("status", answer.status);
        }
        count(&host, &done, began.elapsed());
        done
    }

    async fn exchange(&self, call: Call) -> Result<Answer, HttpError> {
        let client = self.client(&call.url)?;
        let host = place(&call.url);
        let (accept, cap) = (call.accept, call.body_max.unwrap_or(self.inner.limits.body_max));
        let sent = call.build(&client)?.send().await;
        let mut response = sent.map_err(|e| HttpError::of(&e, &host))?;
        let status = response.status().as_u16();
        if response.status().is_redirection() {
            return Err(HttpError::Redirected { host });
        }
        if response.content_length().is_some_and(|n| n > cap as u64) {
            return Err(HttpError::TooLarge { host, max: cap });
        }
        let headers = response.headers().clone();
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|e| HttpError::of(&e, &host))? {
            if body.len() + piece.len() > cap {
                return Err(HttpError::TooLarge { host, max: cap });
            }
            body.extend_from_slice(&piece);
        }
        let answer = Answer { host, status, headers, body };
        if answer.is_success() {
            accept.check(&answer)?;
        }
        Ok(answer)
    }
}

/// Counts a request where it can be read by whoever runs the program.
fn count(host: &str, done: &Result<Answer, HttpError>, took: Duration) {
    let status = done.as_ref().map_or_else(|e| e.kind().to_owned(), |a| a.status.to_string());
    let p = &PROCESS;
    p.add("lanterne_http_requests_total", "Requests sent.", &[("host", host), ("status", &status)], 1.0);
    p.time(
        "lanterne_http_seconds",
        "From a request to the end of its answer.",
        &[("host", host)],
        took.as_secs_f64(),
    );
    let failed = done.as_ref().map_or(true, |a| a.status >= 500 || a.status == 429);
    p.add(
        "lanterne_http_errors_total",
        "Requests without a good answer.",
        &[("host", host)],
        f64::from(u8::from(failed)),
    );
    let limited = done.as_ref().is_ok_and(|a| a.status == 429);
    p.add("lanterne_http_rate_limited_total", "Answers 429.", &[("host", host)], f64::from(u8::from(limited)));
}

/// Whether a place may be talked to: over TLS, or on this machine.
///
/// # Errors
/// [`HttpError::Insecure`], or [`HttpError::NotHttp`] for anything but the two schemes.
pub fn permitted(url: &Url) -> Result<(), HttpError> {
    match url.scheme() {
        "https" if url.host_str().is_some() => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        "http" => Err(HttpError::Insecure { host: place(url) }),
        _ => Err(HttpError::NotHttp),
    }
}

/// Whether the place is this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Host and port, for messages.
#[must_use]
pub fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or("?");
    url.port().map_or_else(|| host.to_owned(), |p| format!("{host}:{p}"))
}

fn build(limits: Limits) -> Result<Built, String> {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        // Whoever installed one before has settled the matter.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    match builder(limits).build() {
        Ok(client) => Ok(Built { client, no_roots: None }),
        Err(e) => {
            let why = deepest(&e);
            let bare = builder(limits).tls_certs_only(std::iter::empty::<reqwest::Certificate>()).build();
            bare.map(|client| Built { client, no_roots: Some(why) }).map_err(|e| deepest(&e))
        }
    }
}

fn builder(limits: Limits) -> reqwest::ClientBuilder {
    let same_place = reqwest::redirect::Policy::custom(|attempt| {
        let from = attempt.previous().last().map(Url::origin);
        if attempt.previous().len() > HOPS || from != Some(attempt.url().origin()) {
            attempt.stop()
        } else {
            attempt.follow()
        }
    });
    let mut b = reqwest::Client::builder()
        .connect_timeout(limits.connect)
        .read_timeout(limits.idle)
        .timeout(limits.total)
        .redirect(same_place)
        .user_agent(concat!("lanterne/", env!("CARGO_PKG_VERSION")))
        .no_proxy();
    // Plain requests only go to this machine, where a proxy has no part.
    let proxy = ["HTTPS_PROXY", "https_proxy"].iter().find_map(|n| std::env::var(n).ok().filter(|v| !v.is_empty()));
    if let Some(proxy) = proxy.and_then(|p| reqwest::Proxy::https(p).ok()) {
        b = b.proxy(proxy.no_proxy(reqwest::NoProxy::from_env()));
    }
    b
}

/// The last cause, which is the one that says something. Errors of a client that talked to nobody hold no secret.
fn deepest(e: &dyn std::error::Error) -> String {
    let mut last = e;
    while let Some(next) = last.source() {
        last = next;
    }
    last.to_string()
}

#[cfg(test)]
mod tests;
