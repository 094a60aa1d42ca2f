//! A repository at GitHub: secrets sealed for it, files through the contents API.
//!
//! Owns: the requests, sealing, what a refusal means. Does not own: which secrets and files.
//!
//! A secret is sealed for the repository's public key (X25519, XSalsa20-Poly1305 with an ephemeral key, as libsodium's sealed
//! box): only GitHub opens it. Errors hold neither a token nor a secret's value.

use crate::{
    config::Secret,
    http::{Accept, Answer, Call, Http, HttpError, Method, Url},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use crypto_box::{PublicKey, aead::OsRng};
use serde::Deserialize;
use serde_json::{Value, json};

/// Tries of a write that somebody else's write got in the way of.
const TRIES: usize = 4;

/// What a token must be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Write repository secrets.
    Secrets,
    /// Write files.
    Contents,
    /// Look at the repository.
    Metadata,
}

impl Scope {
    fn words(self) -> &'static str {
        match self {
            Self::Secrets => {
                "repository permission \"Secrets: read and write\"; a workflow's own token can't have it"
            }
            Self::Contents => "repository permission \"Contents: read and write\"",
            Self::Metadata => "repository permission \"Metadata: read\"",
        }
    }

    fn token(self) -> &'static str {
        match self {
            Self::Secrets => "GH_PAT",
            Self::Contents | Self::Metadata => "REPO_PUSH_PAT (or GITHUB_TOKEN)",
        }
    }
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum GithubError {
    /// On the way.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The token may not.
    #[error("GitHub refuses ({status}): the token in {} needs the {} for {repo}", scope.token(), scope.words())]
    Scope {
        /// Status; 404 is how a repository answers that the token may not see.
        status: u16,
        /// What is missing.
        scope: Scope,
        /// Which repository.
        repo: String,
    },
    /// The token is none, or has ended.
    #[error("GitHub does not accept the token in {}: it has ended or was withdrawn; make a new one", scope.token())]
    Token {
        /// For what.
        scope: Scope,
    },
    /// Too many requests.
    #[error("GitHub asks to wait: its request limit is reached; the next run goes on")]
    Limited,
    /// Somebody else wrote at the same time, every time.
    #[error("{path} was changed by somebody else each of {TRIES} times; run it again")]
    Conflict {
        /// Which file.
        path: String,
    },
    /// The key of the repository is none.
    #[error("the repository's public key is not a key of 32 bytes; nothing was sent")]
    Key,
    /// Anything else.
    #[error("GitHub refuses ({status}): {said}")]
    Refused {
        /// Status.
        status: u16,
        /// Its words.
        said: String,
    },
}

/// A repository.
pub struct Repository<'a> {
    http: &'a Http,
    base: Url,
    owner: String,
    name: String,
    token: Secret,
}

#[derive(Deserialize)]
struct Key {
    key_id: String,
    key: String,
}

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// Identity of this version.
    pub sha: String,
    /// Its bytes; `None` of one that is too large to come along.
    pub bytes: Option<Vec<u8>>,
}

impl<'a> Repository<'a> {
    /// A repository at an address of the API.
    ///
    /// # Errors
    /// When the address is none that may be talked to.
    pub fn new(http: &'a Http, api: &str, owner: &str, name: &str, token: Secret) -> Result<Self, GithubError> {
        let base = Url::parse(api).map_err(|_| HttpError::NotHttp)?;
        crate::http::permitted(&base)?;
        Ok(Self { http, base, owner: owner.to_owned(), name: name.to_owned(), token })
    }

    fn url(&self, parts: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["repos", self.owner.as_str(), self.name.as_str()]).extend(parts);
        }
        url
    }

    async fn ask(&self, call: Call, scope: Scope) -> Result<Answer, GithubError> {
        let call = call
            .bearer(self.token.expose())
            .header("accept", "application/vnd.github+json, application/json;q=0.9, */*;q=0.1")
            .header("x-github-api-version", "2022-11-28")
            .accept(Accept::Any);
        let answer = self.http.send(call).await?;
        match answer.status {
            401 => Err(GithubError::Token { scope }),
            429 => Err(GithubError::Limited),
            403 if answer.header("x-ratelimit-remaining") == Some("0")
                || answer.header("retry-after").is_some() =>
            {
                Err(GithubError::Limited)
            }
            403 => Err(self.missing(403, scope)),
            _ => Ok(answer),
        }
    }

    fn missing(&self, status: u16, scope: Scope) -> GithubError {
        GithubError::Scope { status, scope, repo: format!("{}/{}", self.owner, self.name) }
    }

    /// Whether the repository can be seen by everybody.
    ///
    /// # Errors
    /// See [`GithubError`].
    pub async fn is_public(&self) -> Result<bool, GithubError> {
        let answer = self.ask(Call::get(self.url(&[])), Scope::Metadata).await?;
        match answer.status {
            200..=299 => Ok(answer.json::<Value>()?.get("private").and_then(Value::as_bool) != Some(true)),
            404 => Err(self.missing(404, Scope::Metadata)),
            _ => Err(refused(&answer)),
        }
    }

    /// Seals secrets for the repository and keeps them there, one by one. Gives back the names that were kept; an error
    /// comes with those before it.
    ///
    /// # Errors
    /// See [`GithubError`].
    pub async fn keep(&self, secrets: &[(String, Secret)]) -> (Vec<String>, Option<GithubError>) {
        let mut kept = Vec::new();
        let key = match self.key().await {
            Ok(key) => key,
            Err(e) => return (kept, Some(e)),
        };
        for (name, secret) in secrets {
            match self.keep_one(&key, name, secret).await {
                Ok(()) => kept.push(name.clone()),
                Err(e) => return (kept, Some(e)),
            }
        }
        (kept, None)
    }

    async fn key(&self) -> Result<(String, PublicKey), GithubError> {
        let call = Call::get(self.url(&["actions", "secrets", "public-key"]));
        let answer = self.ask(call, Scope::Secrets).await?;
        match answer.status {
            200..=299 => {}
            404 => return Err(self.missing(404, Scope::Secrets)),
            _ => return Err(refused(&answer)),
        }
        let key: Key = answer.json()?;
        let bytes: [u8; 32] =
            STANDARD.decode(&key.key).ok().and_then(|b| b.try_into().ok()).ok_or(GithubError::Key)?;
        Ok((key.key_id, PublicKey::from(bytes)))
    }

    async fn keep_one(
        &self,
        (id, key): &(String, PublicKey),
        name: &str,
        secret: &Secret,
    ) -> Result<(), GithubError> {
        let sealed = key.seal(&mut OsRng, secret.expose().as_bytes()).map_err(|_| GithubError::Key)?;
        let body = json!({ "encrypted_value": STANDARD.encode(sealed), "key_id": id });
        let url = self.url(&["actions", "secrets", name]);
        let answer = self.ask(Call::new(Method::PUT, url).json(&body), Scope::Secrets).await?;
        match answer.status {
            200..=299 => Ok(()),
            404 => Err(self.missing(404, Scope::Secrets)),
            _ => Err(refused(&answer)),
        }
    }

    fn contents(&self, path: &str, branch: Option<&str>) -> Url {
        let parts: Vec<&str> =
            std::iter::once("contents").chain(path.split('/').filter(|p| !p.is_empty())).collect();
        let mut url = self.url(&parts);
        if let Some(b) = branch {
            url.query_pairs_mut().append_pair("ref", b);
        }
        url
    }

    /// A file as it is there; `None` when there is none.
    ///
    /// # Errors
    /// See [`GithubError`].
    pub async fn get(&self, path: &str, branch: Option<&str>) -> Result<Option<Blob>, GithubError> {
        let answer = self.ask(Call::get(self.contents(path, branch)), Scope::Contents).await?;
        match answer.status {
            200..=299 => {}
            404 => return Ok(None),
            _ => return Err(refused(&answer)),
        }
        let said: Value = answer.json()?;
        let text = |key: &str| said.get(key).and_then(Value::as_str);
        let Some(sha) = text("sha") else { return Ok(None) };
        let inline = text("encoding") == Some("base64");
        let bytes = text("content").filter(|_| inline).map(|c| c.split_whitespace().collect::<String>());
        Ok(Some(Blob { sha: sha.to_owned(), bytes: bytes.and_then(|c| STANDARD.decode(c).ok()) }))
    }

    /// Writes a file, unless it says the same already. When somebody else writes at the same time, their version is read
    /// and ours is written over it. Gives back whether anything was written.
    ///
    /// # Errors
    /// See [`GithubError`].
    pub async fn put(
        &self,
        path: &str,
        bytes: &[u8],
        message: &str,
        branch: Option<&str>,
    ) -> Result<bool, GithubError> {
        for _ in 0..TRIES {
            let there = self.get(path, branch).await?;
            if there.as_ref().and_then(|b| b.bytes.as_deref()) == Some(bytes) {
                return Ok(false);
            }
            let mut body = json!({ "message": message, "content": STANDARD.encode(bytes) });
            if let Some(b) = &there {
                body["sha"] = json!(b.sha);
            }
            if let Some(b) = branch {
                body["branch"] = json!(b);
            }
            let call = Call::new(Method::PUT, self.contents(path, None)).json(&body);
            let answer = self.ask(call, Scope::Contents).await?;
            match answer.status {
                200..=299 => return Ok(true),
                404 => return Err(self.missing(404, Scope::Contents)),
                // The version that was read is no longer the last one.
                409 => {}
                422 if there.is_none() => {}
                _ => return Err(refused(&answer)),
            }
        }
        Err(GithubError::Conflict { path: path.to_owned() })
    }

    /// Takes a file out, when it is there.
    ///
    /// # Errors
    /// See [`GithubError`].
    pub async fn remove(&self, path: &str, message: &str, branch: Option<&str>) -> Result<(), GithubError> {
        for _ in 0..TRIES {
            let Some(there) = self.get(path, branch).await? else { return Ok(()) };
            let mut body = json!({ "message": message, "sha": there.sha });
            if let Some(b) = branch {
                body["branch"] = json!(b);
            }
            let call = Call::new(Method::DELETE, self.contents(path, None)).json(&body);
            let answer = self.ask(call, Scope::Contents).await?;
            match answer.status {
                200..=299 | 404 => return Ok(()),
                409 => {}
                _ => return Err(refused(&answer)),
            }
        }
        Err(GithubError::Conflict { path: path.to_owned() })
    }
}

fn refused(answer: &Answer) -> GithubError {
    let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let words = said.get("message").and_then(Value::as_str).unwrap_or("no reason given");
    let said = crate::http::scrub(crate::domain::CleanText::line(words).as_str());
    GithubError::Refused { status: answer.status, said }
}

#[cfg(test)]
mod tests;
