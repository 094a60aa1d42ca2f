//! `lanterne ci`: for runs inside a CI service, on machines that are empty each time.

use super::{
    Context,
    args::CiCommand,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    config::Secret,
    http::Http,
    log::Access,
    outputs::github::{GithubError, Repository},
    sources::{self, Auth},
    sync::{
        publish::{PublishError, Target},
        run,
    },
};
use serde::Serialize;

/// Runs `ci …`.
pub fn run(cx: &Context, command: &CiCommand, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.demo || cx.as_of.is_some() {
        return Err(usage("this is for a real athlete's runs; leave out --demo and --as-of"));
    }
    match command {
        CiCommand::Secrets { dry_run, all } => secrets(cx, *dry_run, *all, out),
        CiCommand::Publish { public } => publish(cx, *public, out),
        CiCommand::Restore => restore(cx, out),
    }
}

/// Owner and name of the repository.
fn place(cx: &Context) -> anyhow::Result<(String, String)> {
    let get = |name: &str| cx.config.environment.get(name);
    if let (Some(owner), Some(name)) = (get("REPO_OWNER"), get("REPO_NAME")) {
        return Ok((owner.to_owned(), name.to_owned()));
    }
    let whole = get("GITHUB_REPOSITORY").and_then(|r| r.split_once('/'));
    let (owner, name) =
        whole.ok_or_else(|| usage("which repository? set REPO_OWNER and REPO_NAME, or GITHUB_REPOSITORY"))?;
    Ok((owner.to_owned(), name.to_owned()))
}

/// The repository under the first of these tokens that is set.
fn repository<'a>(cx: &Context, http: &'a Http, tokens: &[&str], for_what: &str) -> anyhow::Result<Repository<'a>> {
    let (owner, name) = place(cx)?;
    let token = tokens.iter().find_map(|t| cx.config.secret(t));
    let token = token.ok_or_else(|| usage(format!("no token for {for_what}: set {}", tokens.join(" or "))))?;
    let api = cx.config.environment.get("GITHUB_API_URL").unwrap_or("https://api.github.com");
    Ok(Repository::new(http, api, &owner, &name, token.clone())?)
}

#[derive(Serialize)]
struct SecretsReport<'a> {
    /// Names that were kept.
    kept: &'a [String],
    /// Names whose value is the one that the environment gave.
    same: &'a [String],
    dry_run: bool,
    error: Option<String>,
}

/// Refresh tokens of the vault that are not those of the environment any more, and with `all` also those that are.
fn secrets(cx: &Context, dry_run: bool, all: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let vault = run::vault(&cx.paths, &cx.config);
    let (mut rotated, mut same) = (Vec::new(), Vec::new());
    for name in sources::NAMES {
        let source = sources::named(name, &cx.config)?;
        let Auth::OAuth(endpoints) = source.auth() else { continue };
        let Some(grant) = vault.entry(name)?.and_then(|e| e.grant) else { continue };
        let secret = endpoints.env[2];
        let known = cx.config.secret(secret).is_some_and(|s| s.expose() == grant.refresh.expose());
        if known && !all {
            same.push(secret.to_owned());
        } else {
            rotated.push((secret.to_owned(), grant.refresh.clone()));
        }
    }
    let (kept, error) = if dry_run || rotated.is_empty() {
        (names(&rotated), None)
    } else {
        let http = Http::default();
        let r = repository(cx, &http, &["GH_PAT"], "secrets")?;
        block(r.keep(&rotated))?
    };
    if out.json {
        let error = error.as_ref().map(ToString::to_string);
        out.value(&SecretsReport { kept: &kept, same: &same, dry_run, error })?;
    } else {
        let verb = if dry_run { "would keep" } else { "kept" };
        for name in &kept {
            out.line(format!("{verb} {name}"))?;
        }
        if kept.is_empty() && error.is_none() {
            out.line("No token was renewed: there is nothing to keep.")?;
        }
    }
    match error {
        None => Ok(Exit::Done),
        Some(e) if out.json || !kept.is_empty() => {
            super::context::notice(&e.to_string());
            Ok(if kept.is_empty() { code(&e) } else { Exit::Partly })
        }
        Some(e) => {
            let code = code(&e);
            super::context::notice(&e.to_string());
            Ok(code)
        }
    }
}

fn names(all: &[(String, Secret)]) -> Vec<String> {
    all.iter().map(|(n, _)| n.clone()).collect()
}

fn code(e: &GithubError) -> Exit {
    match e {
        GithubError::Scope { .. } | GithubError::Token { .. } => Exit::NeedsLogin,
        GithubError::Limited => Exit::Limited,
        _ => Exit::Failed,
    }
}

fn block<T>(work: impl Future<Output = T>) -> anyhow::Result<T> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work))
}

const CONTENTS: &[&str] = &["REPO_PUSH_PAT", "GITHUB_TOKEN"];

fn publish(cx: &Context, public: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let store = cx.store(Access::ReadOnly)?;
    let http = Http::default();
    let r = repository(cx, &http, CONTENTS, "files")?;
    let target = Target { repository: &r, folder: &cx.config.ci.folder, branch: cx.config.ci.branch.as_deref() };
    let done = match block(target.publish(&store, &run::folder(&cx.paths, &cx.config), public))? {
        Ok(done) => done,
        Err(e) => return failed(e),
    };
    if out.json {
        out.value(&done)?;
        return Ok(Exit::Done);
    }
    for path in &done.written {
        out.line(format!("wrote {path}"))?;
    }
    out.line(format!("{} events; {} files written, {} as they were", done.events, done.written.len(), done.same))?;
    Ok(Exit::Done)
}

fn restore(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let store = cx.store(Access::ReadWrite)?;
    let http = Http::default();
    let r = repository(cx, &http, CONTENTS, "files")?;
    let target = Target { repository: &r, folder: &cx.config.ci.folder, branch: cx.config.ci.branch.as_deref() };
    let manifest = match block(target.restore(&store, cx.now))? {
        Ok(m) => m,
        Err(e) => return failed(e),
    };
    if out.json {
        out.value(&manifest)?;
    } else if let Some(m) = manifest {
        out.line(format!("{} events of the last run are here", m.events))?;
    } else {
        out.line("The repository holds no log yet; this run begins one.")?;
    }
    Ok(Exit::Done)
}

fn failed(e: PublishError) -> anyhow::Result<Exit> {
    match &e {
        PublishError::Github(g) if code(g) != Exit::Failed => {
            super::context::notice(&e.to_string());
            Ok(code(g))
        }
        PublishError::Public => Err(usage(e.to_string())),
        _ => Err(e.into()),
    }
}
