//! Logging in: the page to agree on, the way back from it, the first tokens.
//!
//! The way back is a listener on this machine, on a free port unless the configuration names one, that takes one
//! request with the right path, host and state and answers with a page that says nothing. On a machine without a browser
//! the athlete pastes the address that the browser ended on.

use super::{
    Auth, Source, SourceError,
    oauth::{self, Before, Endpoints, TokenError},
};
use crate::{
    config::Secret,
    http::{Http, Url, place},
    vault::{Client, Standing, Vault},
};
use base64::Engine as _;
use chrono::{DateTime, Utc};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// How long the athlete may take.
pub const PATIENCE: Duration = Duration::from_mins(10);
/// Longest request that is read.
const REQUEST_MAX: usize = 8 << 10;
/// Longest time that one visitor may take to ask.
const VISITOR: Duration = Duration::from_secs(5);

/// A log-in that was begun.
pub struct Begun {
    /// The page to be opened.
    pub page: Url,
    redirect: Url,
    state: String,
    verifier: Option<String>,
}

/// What came back.
pub struct Returned {
    code: Secret,
    scopes: Option<Vec<String>>,
}

/// Random bytes as text that needs no escaping.
fn random() -> String {
    use chacha20poly1305::aead::{OsRng, rand_core::RngCore};
    let mut bytes = [0_u8; 32];
    OsRng.fill_bytes(&mut bytes);
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// Makes the address of the page.
#[must_use]
pub fn begin(endpoints: &Endpoints, client: &Client, redirect: Url) -> Begun {
    use sha2::{Digest, Sha256};
    let state = random();
    let verifier = endpoints.pkce.then(random);
    let mut page = endpoints.authorize.clone();
    page.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &client.id)
        .append_pair("redirect_uri", redirect.as_str())
        .append_pair("scope", &endpoints.scopes.join(endpoints.between))
        .append_pair("state", &state);
    if let Some(verifier) = &verifier {
        let proof = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        page.query_pairs_mut().append_pair("code_challenge", &proof).append_pair("code_challenge_method", "S256");
    }
    Begun { page, redirect, state, verifier }
}

/// Listens where the browser will come back to: on a free port, or where the configuration says.
///
/// # Errors
/// When the port is taken, or the configured address is not on this machine.
pub async fn listen(configured: Option<&str>) -> Result<(TcpListener, Url), SourceError> {
    let setup = |e: String| SourceError::Setup(e);
    let Some(text) = configured else {
        let listener =
            TcpListener::bind(("127.0.0.1", 0)).await.map_err(|e| setup(format!("no port to listen on: {e}")))?;
        let port = listener.local_addr().map_err(|e| setup(e.to_string()))?.port();
        let url = Url::parse(&format!("http://127.0.0.1:{port}/callback")).map_err(|e| setup(e.to_string()))?;
        return Ok((listener, url));
    };
    let url = redirect_of(text)?;
    let port = url.port_or_known_default().unwrap_or(80);
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|e| setup(format!("port {port} of {text:?} is taken ({e}); end what uses it, or use --paste")))?;
    Ok((listener, url))
}

/// The configured way back.
///
/// # Errors
/// When it is no address on this machine.
pub fn redirect_of(text: &str) -> Result<Url, SourceError> {
    let url = Url::parse(text).ok().filter(|u| u.scheme() == "http" && crate::http::is_loopback(u));
    url.ok_or_else(|| {
        SourceError::Setup(format!(
            "redirect = {text:?} in config.toml should be like http://localhost:8788/callback"
        ))
    })
}

/// Waits for the browser to come back.
///
/// # Errors
/// When the athlete said no there, or nobody came in time.
pub async fn wait(begun: &Begun, listener: &TcpListener) -> Result<Returned, SourceError> {
    let come_back = async {
        loop {
            let Ok((mut stream, _)) = listener.accept().await else { continue };
            let asked = tokio::time::timeout(VISITOR, request(&mut stream)).await.ok().flatten();
            let found = asked.and_then(|(host, target)| {
                if host != place(&begun.redirect) {
                    return None;
                }
                let url = begun.redirect.join(&target).ok().filter(|u| u.path() == begun.redirect.path())?;
                read_back(begun, &url).transpose()
            });
            let page = match &found {
                None => "HTTP/1.1 404 Not Found\r\n",
                Some(_) => "HTTP/1.1 200 OK\r\n",
            };
            let text = match &found {
                None => "Nothing here.",
                Some(Ok(_)) => "Done. Go back to the terminal.",
                Some(Err(_)) => "That did not go well. The terminal says why.",
            };
            let answer = format!(
                "{page}content-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\nreferrer-policy: no-referrer\r\n\
                 cache-control: no-store\r\nconnection: close\r\n\r\n{text}",
                text.len()
            );
            // A browser that has gone wants no answer.
            let _ = tokio::time::timeout(VISITOR, stream.write_all(answer.as_bytes())).await;
            if let Some(found) = found {
                return found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, come_back).await.unwrap_or_else(|_| {
        Err(SourceError::Setup("nobody came back from the page within ten minutes; try again".into()))
    })
}

/// Host and target of a GET; nothing for anything else.
async fn request(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut bytes = Vec::new();
    let mut piece = [0_u8; 1024];
    while !bytes.windows(4).any(|w| w == b"\r\n\r\n") {
        let n = stream.read(&mut piece).await.ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&piece[..n]);
        if bytes.len() > REQUEST_MAX {
            return None;
        }
    }
    head(std::str::from_utf8(&bytes).ok()?)
}

fn head(text: &str) -> Option<(String, String)> {
    let mut lines = text.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?, first.next()?);
    if method != "GET" || !target.starts_with('/') {
        return None;
    }
    let host = lines.find_map(|l| {
        let (name, value) = l.split_once(':')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim().to_owned())
    })?;
    Some((host, target.to_owned()))
}

/// Reads what the athlete pasted: the whole address that the browser ended on.
///
/// # Errors
/// When it is not the answer to this log-in, or the athlete said no.
pub fn pasted(begun: &Begun, text: &str) -> Result<Returned, SourceError> {
    let strange = || {
        SourceError::Setup(
            "that is not the address of this log-in: paste the whole address line of the page that the browser ended on \
             (it may say that it can't be reached)"
                .into(),
        )
    };
    let url = Url::parse(text.trim()).map_err(|_| strange())?;
    read_back(begun, &url)?.ok_or_else(strange)
}

/// What an address says; `Ok(None)` when it is not the answer to this log-in.
fn read_back(begun: &Begun, url: &Url) -> Result<Option<Returned>, SourceError> {
    let get = |name: &str| url.query_pairs().find(|(k, _)| k == name).map(|(_, v)| v.into_owned());
    let state = get("state").unwrap_or_default();
    // Equal in time for right and wrong ones: hashes are compared, not the texts.
    if blake3::hash(state.as_bytes()) != blake3::hash(begun.state.as_bytes()) {
        return Ok(None);
    }
    if let Some(error) = get("error") {
        let error = crate::domain::CleanText::line(&error);
        return Err(SourceError::NeedsLogin(format!("the service says {error}; nothing was changed")));
    }
    let Some(code) = get("code").filter(|c| !c.is_empty()) else { return Ok(None) };
    let scopes = get("scope").map(|s| oauth::split_scopes(&s));
    Ok(Some(Returned { code: Secret::new(&code), scopes }))
}

/// Exchanges what came back for tokens and keeps them, unless something that is needed was not granted.
///
/// # Errors
/// When a needed scope is missing or the service gives no tokens; what was kept before stays then.
pub async fn finish(
    http: &Http,
    vault: &Vault,
    source: &dyn Source,
    client: Client,
    begun: Begun,
    returned: Returned,
    now: DateTime<Utc>,
) -> Result<(), SourceError> {
    let Auth::OAuth(endpoints) = source.auth() else { return Ok(()) };
    let name = source.name();
    check_scopes(name, endpoints, returned.scopes.as_deref())?;
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", returned.code.expose()),
        ("redirect_uri", begun.redirect.as_str()),
    ];
    if let Some(verifier) = &begun.verifier {
        fields.push(("code_verifier", verifier));
    }
    let answer = oauth::ask(http, endpoints, &client, &fields).await?;
    let generation = vault.entry(name)?.and_then(|e| e.grant).map_or(0, |g| g.generation);
    let before = Before { generation, scopes: returned.scopes.unwrap_or_default(), refresh: None };
    let grant = oauth::tokens(answer.status, &answer.body, &before, now).map_err(|e| match e {
        TokenError::Refused(why) => SourceError::NeedsLogin(format!("{name} refuses the log-in: {why}")),
        TokenError::Wait(until) => SourceError::Limited { until },
        TokenError::Bad(why) => SourceError::Strange(format!("{name} gave no usable token: {why}")),
        TokenError::Vault(e) => e.into(),
    })?;
    check_scopes(name, endpoints, Some(&grant.scopes).filter(|s| !s.is_empty()).map(Vec::as_slice))?;
    let host = place(source.base());
    vault.change(name, |e| {
        (e.host, e.client, e.grant) = (host, Some(client), Some(grant));
        (e.intent, e.raw, e.raw_at) = (None, None, None);
        e.standing = Standing::Good;
    })?;
    Ok(())
}

fn check_scopes(name: &str, endpoints: &Endpoints, granted: Option<&[String]>) -> Result<(), SourceError> {
    let Some(granted) = granted else { return Ok(()) };
    let missing: Vec<&str> = endpoints.needed.iter().copied().filter(|n| !granted.iter().any(|g| g == n)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(SourceError::NeedsLogin(format!(
        "{name}: {} was not granted and nothing works without it; log in again and leave its box ticked",
        missing.join(", ")
    )))
}

#[cfg(test)]
mod tests;
