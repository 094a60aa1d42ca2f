//! What can go wrong on the way, said without anything that was sent.

/// Why there is no answer, or none that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The address is none.
    #[error("the address is no http or https address; correct it in config.toml")]
    NotHttp,
    /// Without TLS, and not this machine.
    #[error("{host} would be talked to without encryption; write https:// in config.toml")]
    Insecure {
        /// Who.
        host: String,
    },
    /// No client can be built.
    #[error("no secure connection can be made: {why}; install your system's root certificates (ca-certificates)")]
    NoClient {
        /// What the system said.
        why: String,
    },
    /// Something in the request can't be written into one.
    #[error("a value for {host} can't be sent; look for line breaks or unusual characters in its key or settings")]
    Unsendable {
        /// Who.
        host: String,
    },
    /// No connection.
    #[error("{host} can't be reached ({why}); look at your network")]
    Connect {
        /// Who.
        host: String,
        /// What the system said.
        why: String,
    },
    /// It took too long.
    #[error("{host} did not answer in time")]
    Timeout {
        /// Who.
        host: String,
    },
    /// The answer broke off, or was garbled.
    #[error("the answer of {host} broke off")]
    Broken {
        /// Who.
        host: String,
    },
    /// Sent elsewhere.
    #[error(
        "{host} sends elsewhere; that is not followed, as the log-in would go there too. Check the address in config.toml"
    )]
    Redirected {
        /// Who.
        host: String,
    },
    /// Too large.
    #[error("the answer of {host} is larger than {} MiB", max >> 20)]
    TooLarge {
        /// Who.
        host: String,
        /// Bytes allowed.
        max: usize,
    },
    /// Of another kind than asked for.
    #[error("{host} answered with {kind:?} instead of data; a portal or a proxy may stand in the way")]
    Kind {
        /// Who.
        host: String,
        /// Content type.
        kind: String,
    },
    /// Not what was promised.
    #[error("the answer of {host} is not the JSON that is expected: {what} at line {line}, column {column}")]
    Json {
        /// Who.
        host: String,
        /// What is wrong.
        what: &'static str,
        /// Where.
        line: usize,
        /// Where.
        column: usize,
    },
}

impl HttpError {
    /// Whether the same request may go well a moment later.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Connect { .. }
                | Self::Timeout { .. }
                | Self::Broken { .. }
                | Self::Kind { .. }
                | Self::Json { .. }
        )
    }

    /// Its name in figures.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotHttp => "not_http",
            Self::Insecure { .. } => "insecure",
            Self::NoClient { .. } => "no_client",
            Self::Unsendable { .. } => "unsendable",
            Self::Connect { .. } => "connect",
            Self::Timeout { .. } => "timeout",
            Self::Broken { .. } => "broken",
            Self::Redirected { .. } => "redirected",
            Self::TooLarge { .. } => "too_large",
            Self::Kind { .. } => "kind",
            Self::Json { .. } => "json",
        }
    }

    pub(super) fn of(e: &reqwest::Error, host: &str) -> Self {
        let host = host.to_owned();
        if e.is_timeout() {
            Self::Timeout { host }
        } else if e.is_connect() {
            // Everything of the request is in the address, and that is left out.
            let mut last: &dyn std::error::Error = e;
            while let Some(next) = last.source() {
                last = next;
            }
            Self::Connect { host, why: last.to_string() }
        } else {
            Self::Broken { host }
        }
    }

    pub(super) fn json(host: &str, e: &serde_json::Error) -> Self {
        use serde_json::error::Category as C;
        let what = match e.classify() {
            C::Io | C::Eof => "it ends early",
            C::Syntax => "it is no JSON",
            C::Data => "a field has another form",
        };
        Self::Json { host: host.to_owned(), what, line: e.line(), column: e.column() }
    }
}
