//! What services publish and recorded, held against what is sent and read.

use super::{configured, patience};
use anyhow::{Context, ensure};
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::future::BoxFuture;
use lanterne::{
    config::Secret,
    http::{Answer, Http},
    sources::{self, Meter, Patience, Session, SourceError, Span, Stop, What, oauth},
    sync::run,
    vault::{Choice, Grant, Vault},
};
use serde_json::Value;
use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::Path,
};

fn read(path: &Path) -> anyhow::Result<Value> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_764_072_000, 0).unwrap_or_default()
}

fn grant() -> Grant {
    Grant {
        access: Secret::new("at-old"),
        refresh: Secret::new("rt-old"),
        expires_at: DateTime::from_timestamp(4_102_444_800, 0).unwrap_or_default(),
        scopes: vec!["daily".into()],
        generation: 1,
    }
}

pub(super) fn auth(file: &str) -> anyhow::Result<()> {
    let cases = read(Path::new(file))?;
    let dir = tempfile::tempdir()?;
    let vault = Vault::new(&dir.path().join("vault"), Choice::KeyFile(dir.path().join("key")));
    vault.change("oura", |e| e.grant = Some(grant()))?;
    let before = oauth::Before { generation: 1, scopes: vec![], refresh: Some(Secret::new("rt-old")) };
    let mut n = 0;
    for case in cases["hostile_token_responses"].as_array().context("hostile_token_responses")? {
        let name = case["name"].as_str().unwrap_or("?");
        let body = case["raw_body"].as_str().map_or_else(|| case["body"].to_string(), str::to_owned);
        let settled = oauth::settle(&vault, "oura", &Answer::made(200, &body), &before, now());
        ensure!(settled.is_err(), "{name}: was taken for a token");
        let kept = vault.entry("oura")?.and_then(|e| e.grant).context("the log-in is gone")?;
        ensure!(
            kept.access.expose() == "at-old" && kept.refresh.expose() == "rt-old",
            "{name}: the log-in was changed"
        );
        n += 1;
    }
    for case in cases["hostile_store_files"].as_array().context("hostile_store_files")? {
        let name = case["name"].as_str().unwrap_or("?");
        let kept = dir.path().join("kept");
        fs::write(&kept, case["content"].as_str().unwrap_or_default())?;
        let words = |w: &[&str]| w.iter().map(|w| (*w).to_owned()).collect();
        let path = kept.display().to_string();
        let choice = Choice::Command { read: words(&["cat", &path]), write: words(&["tee", &path]) };
        let vault = Vault::new(&dir.path().join("other"), choice);
        let entry = vault.entry("oura");
        ensure!(
            matches!(entry, Err(lanterne::vault::VaultError::Unreadable { .. })),
            "{name}: was taken for a vault"
        );
        n += 1;
    }
    println!("auth: {n} hostile answers and files refused, the log-in as it was");
    Ok(())
}

struct NoLimit;

impl Meter for NoLimit {
    fn take(&self, _: DateTime<Utc>) -> BoxFuture<'_, Result<(), SourceError>> {
        Box::pin(std::future::ready(Ok(())))
    }
    fn told(&self, _: &[(u32, u32)], _: DateTime<Utc>) {}
    fn wait_until(&self, _: DateTime<Utc>) {}
}

/// Lists every collection of a source at `base`, and asks for more where there is more. Gives back entries by collection.
fn ask(source: &str, base: &str, span: Span) -> anyhow::Result<Vec<(&'static str, usize)>> {
    let dir = tempfile::tempdir()?;
    let toml = format!("[sources.{source}]\nbase_url = \"{base}\"\n");
    let (paths, config) = configured(dir.path(), &toml, "INTERVALS_API_KEY=key\n")?;
    let vault = run::vault(&paths, &config);
    let named = sources::named(source, &config)?;
    let host = lanterne::http::place(named.base());
    vault.change(source, |e| (e.host, e.grant) = (host, Some(grant())))?;
    let (http, clock) = (Http::default(), now);
    let session = Session::new(
        &*named,
        chrono_tz::UTC,
        span.to,
        &http,
        &vault,
        &config.environment,
        &NoLimit,
        Patience { tries: 1, ..patience() },
        Stop::default(),
        &clock,
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut out = Vec::new();
        for c in named.collections() {
            let listed = match named.list(&session, c, span).await {
                // A server made of a description names the same next page for ever; that it is noticed is right.
                Err(SourceError::Strange(why)) if why.contains("do not end") => Vec::new(),
                other => other.with_context(|| format!("{source} {}", c.name))?,
            };
            out.push((c.name, listed.len()));
            if let Some((id, row)) =
                listed.iter().find_map(|l| if let What::More(row) = &l.what { Some((&l.id, row)) } else { None })
            {
                named.more(&session, id, row).await.with_context(|| format!("{source} {} {id}", c.name))?;
            }
        }
        // More is asked for at least once, whether a list has led to it or not.
        let row =
            serde_json::json!({"start_date_local": "2026-01-02T07:00:00Z", "start_date": "2026-01-02T07:00:00Z"});
        named.more(&session, "1", &row).await.with_context(|| format!("{source}: more"))?;
        named.account(&session).await.with_context(|| format!("{source}: the account"))?;
        ensure!(
            session.failures() == 0,
            "{source}: {} of {} requests got no 2xx",
            session.failures(),
            session.requests()
        );
        println!("{source}: {} requests, all 2xx; entries {out:?}", session.requests());
        Ok(out)
    })
}

pub(super) fn contract(source: &str, url: &str) -> anyhow::Result<()> {
    let day = |d: u32| NaiveDate::from_ymd_opt(2026, 1, d).context("a day");
    ask(source, url, Span { from: day(1)?, to: day(7)? }).map(drop)
}

/// Serves recorded bodies by the last part of the path.
fn serve(bodies: Vec<(String, String)>) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0_u8; 4096];
            let n = stream.read(&mut head).unwrap_or(0);
            let text = String::from_utf8_lossy(&head[..n]).into_owned();
            let path = text.split(' ').nth(1).and_then(|t| t.split('?').next()).unwrap_or_default().to_owned();
            let last = path.rsplit('/').next().unwrap_or_default();
            let body = bodies.iter().find(|(name, _)| name == last).map_or("[]", |(_, b)| b.as_str());
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    Ok(base)
}

pub(super) fn payloads(specs: &Path) -> anyhow::Result<()> {
    let oura = ["daily_readiness", "sleep", "daily_sleep", "daily_activity", "daily_stress", "vO2_max", "workout"];
    let mut bodies = Vec::new();
    for name in oura {
        let path = specs.join(format!("oura/payloads/multiple_{}.json", name.to_lowercase()));
        let recorded = read(&path).unwrap_or_else(|_| serde_json::json!({"body": {"data": []}}));
        let mut body = recorded["body"].clone();
        body["next_token"] = Value::Null;
        bodies.push((name.to_owned(), body.to_string()));
    }
    let day = |t: &str| t.parse::<NaiveDate>().context("a day");
    let all = Span { from: day("2000-01-01")?, to: day("2030-01-01")? };
    let seen = ask("oura", &serve(bodies)?, all)?;
    for (name, n) in seen {
        ensure!(n > 0 || name == "vO2_max", "oura: nothing was read of {name}");
    }
    let list = |name: &str, file: &str| {
        let body = read(&specs.join(format!("intervals/payloads/{file}")))?;
        Ok::<_, anyhow::Error>((name.to_owned(), body.to_string()))
    };
    let bodies = vec![
        list("wellness", "wellness-list.json")?,
        list("activities", "activities-list.json")?,
        list("events", "events-list.json")?,
    ];
    for (name, n) in ask("intervals", &serve(bodies)?, all)? {
        ensure!(n == 3, "intervals: {n} of 3 entries were read of {name}");
    }
    Ok(())
}
