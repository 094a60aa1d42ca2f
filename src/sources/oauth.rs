//! Tokens: fetched once, renewed under a lock, never lost to a crash between two steps.
//!
//! Renewing: lock of the source across processes → read again, somebody may have renewed → write down that a renewal
//! begins → send → write down the answer as it came → only then read it → keep the new tokens. A refusal deletes
//! nothing: it is remembered, and only a new log-in asks again.

use super::{Session, SourceError};
use crate::{
    config::Secret,
    http::{Answer, Call, Http, Url, place},
    vault::{Client, Entry, Grant, Intent, Standing, Vault},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// How long before its end a token counts as ended.
const EARLY_S: i64 = 120;
/// Longest life that is believed.
const LIFE_MAX_S: i64 = 10 * 366 * 86_400;
/// How long another process may take to renew.
const RENEWAL_WAIT: Duration = Duration::from_secs(150);

/// Where a service gives tokens.
#[derive(Clone, Debug)]
pub struct Endpoints {
    /// Page on which the athlete agrees.
    pub authorize: Url,
    /// Gives tokens.
    pub token: Url,
    /// Another place of the same service that gives tokens to some applications.
    pub other_token: Option<Url>,
    /// What is asked for.
    pub scopes: &'static [&'static str],
    /// What stands between two scopes.
    pub between: &'static str,
    /// Scopes without which nothing can be done.
    pub needed: &'static [&'static str],
    /// Whether a proof key is sent.
    pub pkce: bool,
    /// Names in the environment: id and secret of the application, a refresh token.
    pub env: [&'static str; 3],
    /// Name in the environment of an access token that is used as it is.
    pub token_env: Option<&'static str>,
    /// Where the athlete registers an application.
    pub register: &'static str,
}

/// The key of a source: from the vault, else from the environment.
pub(super) fn key(s: &Session<'_>, env: &str, found: &str) -> Result<Secret, SourceError> {
    let name = s.source.name();
    if let Some(key) = bound(s.vault, name, s.source.base())?.and_then(|e| e.key) {
        return Ok(key);
    }
    s.environment.secret(env).cloned().ok_or_else(|| {
        SourceError::NeedsLogin(format!("no key for {name}: run `lanterne connect {name}` ({found}), or set {env}"))
    })
}

/// What the vault keeps for a source, if it was kept for the host that is asked now.
pub(super) fn bound(vault: &Vault, name: &str, base: &Url) -> Result<Option<Entry>, SourceError> {
    match vault.entry(name)? {
        Some(e) if !e.host.is_empty() && e.host != place(base) => Err(SourceError::NeedsLogin(format!(
            "the log-in for {name} was made for {}, and config.toml now says {}; if that is right: lanterne connect {name}",
            e.host,
            place(base)
        ))),
        entry => Ok(entry),
    }
}

/// A token to send. It is renewed when it ends, or when it is of the generation that was just refused.
pub(super) async fn access(
    s: &Session<'_>,
    endpoints: &Endpoints,
    refused: Option<u64>,
) -> Result<(Secret, u64), SourceError> {
    let name = s.source.name();
    let usable =
        |g: &Grant| refused != Some(g.generation) && g.expires_at > (s.now)() + TimeDelta::seconds(EARLY_S);
    let entry = bound(s.vault, name, s.source.base())?;
    if let Some(grant) = entry.as_ref().and_then(|e| e.grant.as_ref()).filter(|g| usable(g)) {
        return Ok((grant.access.clone(), grant.generation));
    }
    if entry.as_ref().is_none_or(|e| e.grant.is_none())
        && let Some((env, token)) = endpoints.token_env.and_then(|n| Some((n, s.environment.secret(n)?)))
    {
        return match refused {
            None => Ok((token.clone(), 0)),
            Some(_) => Err(SourceError::NeedsLogin(format!(
                "{name} does not accept the token in {env}; remove it and log in: lanterne connect {name}"
            ))),
        };
    }
    let began = tokio::time::Instant::now();
    let _held = loop {
        if let Some(lock) = s.vault.try_renewal(name)? {
            break lock;
        }
        if began.elapsed() > RENEWAL_WAIT {
            return Err(crate::vault::VaultError::Busy { waited: RENEWAL_WAIT }.into());
        }
        s.rest(Duration::from_millis(50)).await?;
    };
    let entry = bound(s.vault, name, s.source.base())?.unwrap_or_default();
    if let Some(grant) = entry.grant.as_ref().filter(|g| usable(g)) {
        return Ok((grant.access.clone(), grant.generation));
    }
    renew(s, endpoints, entry, &usable).await
}

async fn renew(
    s: &Session<'_>,
    endpoints: &Endpoints,
    entry: Entry,
    usable: &(dyn Fn(&Grant) -> bool + Sync),
) -> Result<(Secret, u64), SourceError> {
    let name = s.source.name();
    if let Some(grant) = recovered(s, &entry)?.filter(usable) {
        return Ok((grant.access, grant.generation));
    }
    let again = format!("log in again: lanterne connect {name}");
    if entry.standing == Standing::NeedsLogin {
        return Err(SourceError::NeedsLogin(format!("{name} has refused to renew the log-in; {again}")));
    }
    let seeded = s.environment.secret(endpoints.env[2]).cloned();
    let refresh = entry.grant.as_ref().map(|g| g.refresh.clone()).or(seeded);
    let (Some(refresh), Some(client)) = (refresh, client(&entry, s.environment, endpoints)) else {
        return Err(SourceError::NeedsLogin(format!("not connected to {name} yet: lanterne connect {name}")));
    };
    if !s.vault.is_writable() {
        return Err(SourceError::NeedsLogin(format!(
            "the token of {name} has ended and a renewed one could not be kept, as the vault ({}) can only be read; choose \
             vault.backend = \"file\" in config.toml and log in again: lanterne connect {name}",
            s.vault.backend()
        )));
    }
    let generation = entry.grant.as_ref().map_or(0, |g| g.generation);
    let host = place(s.source.base());
    s.vault.change(name, |e| {
        e.host = host;
        e.intent = Some(Intent { generation, at: (s.now)() });
        (e.raw, e.raw_at) = (None, None);
    })?;
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
    let _hold = s.stop.hold();
    let answer = ask(s.http, endpoints, &client, &fields).await?;
    let scopes = entry.grant.map(|g| g.scopes).unwrap_or_default();
    let before = Before { generation, scopes, refresh: Some(refresh) };
    match settle(s.vault, name, &answer, &before, (s.now)()) {
        Ok(grant) => Ok((grant.access, grant.generation)),
        Err(TokenError::Refused(why)) => {
            Err(SourceError::NeedsLogin(format!("{name} refuses the log-in ({why}); {again}")))
        }
        Err(TokenError::Wait(until)) => Err(SourceError::Limited { until }),
        Err(TokenError::Bad(why)) => Err(SourceError::Strange(format!(
            "{name} answered to the renewal with something that is no token ({why}); the log-in is kept as it was"
        ))),
        Err(TokenError::Vault(e)) => Err(e.into()),
    }
}

/// Tokens of a renewal whose answer was kept and not read any more, because the process died there.
fn recovered(s: &Session<'_>, entry: &Entry) -> Result<Option<Grant>, SourceError> {
    let (Some(intent), Some(raw)) = (entry.intent, &entry.raw) else { return Ok(None) };
    let scopes = entry.grant.as_ref().map(|g| g.scopes.clone()).unwrap_or_default();
    let refresh = entry.grant.as_ref().map(|g| g.refresh.clone());
    let before = Before { generation: intent.generation, scopes, refresh };
    let received = entry.raw_at.unwrap_or(intent.at);
    match tokens(200, raw.expose().as_bytes(), &before, received) {
        Ok(grant) => {
            keep(s.vault, s.source.name(), &grant)?;
            Ok(Some(grant))
        }
        Err(_) => Ok(None),
    }
}

/// The application: the athlete's from the vault, else from the environment.
pub(super) fn client(entry: &Entry, env: &crate::config::Environment, endpoints: &Endpoints) -> Option<Client> {
    entry.client.clone().or_else(|| {
        let id = env.get(endpoints.env[0])?.to_owned();
        Some(Client { id, secret: env.secret(endpoints.env[1])?.clone() })
    })
}

/// Asks for tokens; never repeated by itself, but asked at the service's other place when the first one does not know
/// the application.
pub(super) async fn ask(
    http: &Http,
    endpoints: &Endpoints,
    client: &Client,
    fields: &[(&str, &str)],
) -> Result<Answer, SourceError> {
    let mut all = vec![("client_id", client.id.as_str()), ("client_secret", client.secret.expose())];
    all.extend_from_slice(fields);
    let call = |url: &Url| {
        Call::post(url.clone())
            .form(&all)
            .accept(crate::http::Accept::Any)
            .header("accept", "application/json")
            .up_to(1 << 20)
    };
    let answer = http.send(call(&endpoints.token)).await?;
    if let Some(other) = &endpoints.other_token
        && (400..500).contains(&answer.status)
        && code(&answer.body).as_deref() == Some("invalid_client")
    {
        return Ok(http.send(call(other)).await?);
    }
    Ok(answer)
}

/// What was there before a renewal.
#[derive(Clone, Default)]
pub struct Before {
    /// Generation of the tokens.
    pub generation: u64,
    /// Scopes, when the answer does not repeat them.
    pub scopes: Vec<String>,
    /// Refresh token, when the answer does not bring a new one.
    pub refresh: Option<Secret>,
}

/// Why an answer holds no tokens.
#[derive(Debug)]
pub enum TokenError {
    /// The service says no.
    Refused(&'static str),
    /// The service says later.
    Wait(DateTime<Utc>),
    /// It says yes and gives nothing usable.
    Bad(&'static str),
    /// It could not be kept.
    Vault(crate::vault::VaultError),
}

impl From<crate::vault::VaultError> for TokenError {
    fn from(e: crate::vault::VaultError) -> Self {
        Self::Vault(e)
    }
}

/// Keeps the answer to a renewal as it came, then reads it, then keeps the tokens.
///
/// # Errors
/// What is wrong with the answer; the tokens of before are kept then.
pub fn settle(
    vault: &Vault,
    name: &str,
    answer: &Answer,
    before: &Before,
    now: DateTime<Utc>,
) -> Result<Grant, TokenError> {
    let good = answer.is_success();
    if good {
        let raw = Secret::new(&String::from_utf8_lossy(&answer.body));
        vault.change(name, |e| (e.raw, e.raw_at) = (Some(raw), Some(now)))?;
    }
    match tokens(answer.status, &answer.body, before, now) {
        Ok(grant) => {
            keep(vault, name, &grant)?;
            Ok(grant)
        }
        Err(e) => {
            let dead = matches!(e, TokenError::Refused(_));
            vault.change(name, |entry| {
                (entry.intent, entry.raw, entry.raw_at) = (None, None, None);
                if dead {
                    entry.standing = Standing::NeedsLogin;
                }
            })?;
            Err(e)
        }
    }
}

fn keep(vault: &Vault, name: &str, grant: &Grant) -> Result<(), crate::vault::VaultError> {
    vault.change(name, |e| {
        e.grant = Some(grant.clone());
        (e.intent, e.raw, e.raw_at) = (None, None, None);
        e.standing = Standing::Good;
    })
}

/// Reads tokens out of an answer that came at `now`.
///
/// # Errors
/// [`TokenError`], with words of ours alone.
pub fn tokens(status: u16, body: &[u8], before: &Before, now: DateTime<Utc>) -> Result<Grant, TokenError> {
    if !(200..300).contains(&status) {
        return Err(match (status, code(body).as_deref()) {
            (_, Some("invalid_grant")) => TokenError::Refused("the log-in has ended or was taken back"),
            (_, Some("invalid_client" | "unauthorized_client")) => {
                TokenError::Refused("the application's id or secret is wrong")
            }
            (429, _) => TokenError::Wait(now + TimeDelta::minutes(15)),
            (400 | 401 | 403, _) => TokenError::Refused("it was refused without a reason"),
            _ => TokenError::Bad("an error of the service"),
        });
    }
    let v: serde_json::Value = serde_json::from_slice(body).map_err(|_| TokenError::Bad("no JSON"))?;
    let text = |k: &str| v.get(k).and_then(|t| t.as_str()).filter(|t| !t.trim().is_empty());
    let access = text("access_token").ok_or(TokenError::Bad("no access token"))?;
    let life = match v.get("expires_in") {
        Some(n) => n.as_i64().or_else(|| n.as_str().and_then(|s| s.parse().ok())),
        None => None,
    };
    let life = life.ok_or(TokenError::Bad("no time of its end"))?;
    if life <= 0 {
        return Err(TokenError::Bad("a token that has ended"));
    }
    let refresh = text("refresh_token").map(Secret::new).or_else(|| before.refresh.clone());
    let refresh = refresh.ok_or(TokenError::Bad("no refresh token"))?;
    let scopes = text("scope").map_or_else(|| before.scopes.clone(), split_scopes);
    Ok(Grant {
        access: Secret::new(access),
        refresh,
        expires_at: now + TimeDelta::seconds(life.min(LIFE_MAX_S)),
        scopes,
        generation: before.generation + 1,
    })
}

/// Scopes as services write them: with commas or spaces.
pub(super) fn split_scopes(text: &str) -> Vec<String> {
    text.split([',', ' ', '+']).filter(|s| !s.is_empty()).map(str::to_owned).collect()
}

/// The `error` of an OAuth answer.
fn code(body: &[u8]) -> Option<String> {
    let v: serde_json::Value = serde_json::from_slice(body).ok()?;
    Some(v.get("error")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests;
