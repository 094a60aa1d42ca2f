//! A request, as data.

use super::{Answer, HttpError, Method, Url};
use reqwest::header::{HeaderName, HeaderValue};
use serde::Serialize;
use std::time::Duration;

/// What kind of answer is wanted when it is a good one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accept {
    /// JSON by its content type.
    #[default]
    Json,
    /// Any bytes, but no web page: a page with status 200 is what a portal or a proxy puts in the way.
    Bytes,
    /// Anything.
    Any,
}

impl Accept {
    pub(super) fn check(self, answer: &Answer) -> Result<(), HttpError> {
        let kind = answer.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let ok = match self {
            Self::Json => answer.body.is_empty() || kind == "application/json" || kind.ends_with("+json"),
            Self::Bytes => kind != "text/html",
            Self::Any => true,
        };
        if ok {
            return Ok(());
        }
        let kind: String = kind.chars().filter(char::is_ascii_graphic).take(40).collect();
        Err(HttpError::Kind { host: answer.host.clone(), kind })
    }
}

/// A request to be sent.
#[derive(Clone)]
#[must_use]
pub struct Call {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) accept: Accept,
    pub(super) body_max: Option<usize>,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<Vec<u8>>,
    total: Option<Duration>,
    fault: bool,
}

impl Call {
    /// A request without a body.
    pub fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            accept: Accept::Json,
            body_max: None,
            headers: Vec::new(),
            body: None,
            total: None,
            fault: false,
        }
    }

    /// A GET.
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    /// A POST.
    pub fn post(url: Url) -> Self {
        Self::new(Method::POST, url)
    }

    /// Where it goes.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The wanted kind of answer.
    pub fn accept(mut self, accept: Accept) -> Self {
        self.accept = accept;
        self
    }

    /// Largest answer, bytes.
    pub fn up_to(mut self, bytes: usize) -> Self {
        self.body_max = Some(bytes);
        self
    }

    /// Longest time in all, in place of the client's.
    pub fn within(mut self, total: Duration) -> Self {
        self.total = Some(total);
        self
    }

    /// Adds a header; a value that no header can hold makes the request fail when it is sent.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (name.parse(), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => self.headers.push((name, value)),
            _ => self.fault = true,
        }
        self
    }

    /// Adds a header whose value is never shown.
    pub fn secret_header(mut self, name: &str, value: &str) -> Self {
        self = self.header(name, value);
        if let (false, Some((_, value))) = (self.fault, self.headers.last_mut()) {
            value.set_sensitive(true);
        }
        self
    }

    /// Authorises by a bearer token.
    pub fn bearer(self, token: &str) -> Self {
        self.secret_header("authorization", &format!("Bearer {token}"))
    }

    /// Authorises by name and password.
    pub fn basic(self, name: &str, password: &str) -> Self {
        use base64::Engine as _;
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{name}:{password}"));
        self.secret_header("authorization", &format!("Basic {pair}"))
    }

    /// Sends fields as a form.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.body(text.into_bytes(), "application/x-www-form-urlencoded")
    }

    /// Sends a value as JSON.
    pub fn json(mut self, value: &impl Serialize) -> Self {
        if let Ok(bytes) = serde_json::to_vec(value) {
            return self.body(bytes, "application/json");
        }
        self.fault = true;
        self
    }

    /// Sends bytes of a content type.
    pub fn body(mut self, bytes: Vec<u8>, kind: &str) -> Self {
        self.body = Some(bytes);
        self.header("content-type", kind)
    }

    pub(super) fn build(self, client: &reqwest::Client) -> Result<reqwest::RequestBuilder, HttpError> {
        if self.fault {
            return Err(HttpError::Unsendable { host: super::place(&self.url) });
        }
        let mut request = client.request(self.method, self.url);
        if self.accept == Accept::Json {
            request = request.header("accept", "application/json");
        }
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        if let Some(total) = self.total {
            request = request.timeout(total);
        }
        if let Some(body) = self.body {
            request = request.body(body);
        }
        Ok(request)
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("host", &super::place(&self.url))
            .finish_non_exhaustive()
    }
}
