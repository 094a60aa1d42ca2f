//! `lanterne connect SOURCE`: log in to a service.

use super::{
    Context,
    exit::{Exit, usage},
    hyperlinks::Links,
    out::Out,
};
use crate::{
    config::Secret,
    domain::Channel,
    http::{Call, Http, place},
    log::{Access, Mark},
    outputs::notify,
    sources::{self, Auth, Source, connect, oauth::Endpoints},
    sync::{converse, run},
    vault::{Client, Standing, Vault},
};
use anyhow::Context as _;
use chrono::Utc;
use serde::Serialize;
use std::io::{self, BufRead, IsTerminal, Write};

/// What came of it.
#[derive(Serialize)]
struct Connected<'a> {
    source: &'a str,
    logged_in: bool,
    vault: &'a str,
}

/// Runs `connect`.
pub fn run(cx: &Context, name: &str, paste: bool, forget: bool, out: &mut Out) -> anyhow::Result<Exit> {
    if let Ok(channel) = name.parse() {
        return keep(cx, channel, forget, out);
    }
    if name == converse::VAULT_NAME {
        return keep_model(cx, forget, out);
    }
    let source = sources::named(name, &cx.config).map_err(|e| usage(e.to_string()))?;
    let vault = run::vault(&cx.paths, &cx.config);
    let store = cx.store(Access::ReadWrite)?;
    // Another log-in may be of another account: the next run asks.
    let anew = || store.append_marked(Vec::new(), vec![Mark::state(name, "account_of", "")]);
    if forget {
        let there = vault.forget(name)?;
        anew()?;
        return done(
            out,
            name,
            &vault,
            false,
            if there { "forgotten; nothing that was fetched is gone" } else { "was not connected" },
        );
    }
    let http = Http::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match source.auth() {
        Auth::Key { user, env, found } => {
            let (page, more) = found.split_at(found.find(',').unwrap_or(found.len()));
            say(&format!("The key is at {}{more}.", cx.links(&io::stderr()).address(page)))?;
            let key = match cx.config.secret(env) {
                Some(key) if !io::stdin().is_terminal() => key.clone(),
                _ => Secret::new(ask("API key", true)?.trim()),
            };
            runtime.block_on(try_key(&http, &*source, user, &key))?;
            let host = place(source.base());
            vault.change(name, |e| {
                (e.host, e.key, e.standing) = (host, Some(key), Standing::Good);
            })?;
        }
        Auth::OAuth(endpoints) => {
            let client = client(cx, &vault, name, endpoints)?;
            let redirect = cx.config.sources.get(name).and_then(|s| s.redirect.clone());
            let way = Way { redirect: redirect.as_deref(), paste, links: cx.links(&io::stderr()) };
            let work = log_in(&http, &vault, &*source, endpoints, client, &way);
            runtime.block_on(work)?;
        }
    }
    anew()?;
    done(out, name, &vault, true, "connected: `lanterne --sync` fetches what is there")
}

/// Keeps what a channel needs. An empty answer keeps what is there.
fn keep(cx: &Context, channel: Channel, forget: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let (vault, name) = (run::vault(&cx.paths, &cx.config), channel.name());
    if forget {
        let there = vault.forget(name)?;
        return done(out, name, &vault, false, if there { "forgotten" } else { "was not set up" });
    }
    let host = notify::host(channel, &cx.config.notify);
    if host.is_empty() {
        return Err(usage(
            "name the mail server first: [notify.mail] with server = \"mail.example.org\" in config.toml",
        ));
    }
    let kept = vault.entry(name)?.filter(|e| e.host == host);
    let mut given = Vec::new();
    for (what, needed, secret) in notify::asks(channel) {
        let there = kept.as_ref().is_some_and(|e| e.value(what).is_some());
        let answer = ask(&format!("{what}{}", if there { " (enter keeps it)" } else { "" }), *secret)?;
        let answer = answer.trim();
        if answer.is_empty() && *needed && !there {
            return Err(usage(format!("{what} is needed; nothing was changed")));
        }
        if !answer.is_empty() {
            given.push(((*what).to_owned(), Secret::new(answer)));
        }
    }
    vault.change(name, |e| {
        if e.host != host {
            e.values.clear();
        }
        e.host = host;
        e.values.extend(given);
    })?;
    done(out, name, &vault, true, &format!("is set up: `lanterne notify test {name}` tries it"))
}

/// Keeps the key of the configured model, for its host alone.
fn keep_model(cx: &Context, forget: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let (vault, name) = (run::vault(&cx.paths, &cx.config), converse::VAULT_NAME);
    if forget {
        let there = vault.forget(name)?;
        return done(out, name, &vault, false, if there { "forgotten" } else { "was not set up" });
    }
    let Some(model) = &cx.config.model else {
        return Err(usage("name the model first: [model] with a preset and a model in config.toml"));
    };
    let key = ask(&format!("Key for {}", model.host), true)?;
    anyhow::ensure!(!key.trim().is_empty(), "no key was given; nothing was changed");
    let (host, key) = (model.host.clone(), Secret::new(key.trim()));
    vault.change(name, |e| (e.host, e.key) = (host, Some(key)))?;
    done(
        out,
        name,
        &vault,
        true,
        "has its key: `lanterne ask \"why\"` tries it; a key in the environment goes first",
    )
}

fn done(out: &mut Out, name: &str, vault: &Vault, connected: bool, text: &str) -> anyhow::Result<Exit> {
    if out.json {
        out.value(&Connected { source: name, logged_in: connected, vault: vault.backend() })?;
    } else {
        out.line(format!("{name} {text}"))?;
    }
    Ok(Exit::Done)
}

async fn try_key(http: &Http, source: &dyn Source, user: &str, key: &Secret) -> anyhow::Result<()> {
    anyhow::ensure!(!key.expose().is_empty(), "no key was given; nothing was changed");
    let url = source.base().join("api/v1/athlete/0").context("the address of the source")?;
    let answer = http.send(Call::get(url).basic(user, key.expose())).await?;
    match answer.status {
        200..=299 => Ok(()),
        401 | 403 => {
            anyhow::bail!("{} does not accept this key; nothing was changed. Copy it again", source.name())
        }
        status => {
            anyhow::bail!("{} answers with status {status}; nothing was changed. Try again later", source.name())
        }
    }
}

/// How the browser's answer comes back.
struct Way<'a> {
    redirect: Option<&'a str>,
    /// Whether the athlete copies it.
    paste: bool,
    links: Links,
}

async fn log_in(
    http: &Http,
    vault: &Vault,
    source: &dyn Source,
    endpoints: &Endpoints,
    client: Client,
    way: &Way<'_>,
) -> anyhow::Result<()> {
    if way.paste {
        let back = connect::redirect_of(way.redirect.unwrap_or("http://localhost:8788/callback"))?;
        let begun = connect::begin(endpoints, &client, back);
        let page = way.links.address(begun.page.as_str());
        say(&format!("Open this page in any browser and agree:\n\n{page}\n"))?;
        say("The browser then ends on a page that can't be reached. Copy its whole address.")?;
        let returned = connect::pasted(&begun, &ask("Address", false)?)?;
        return Ok(connect::finish(http, vault, source, client, begun, returned, Utc::now()).await?);
    }
    let (listener, back) = connect::listen(way.redirect).await?;
    let begun = connect::begin(endpoints, &client, back);
    let page = way.links.address(begun.page.as_str());
    say(&format!("Open this page in a browser on this machine and agree:\n\n{page}\n"))?;
    say(&format!("No browser here? End this and run `lanterne connect {} --paste`. Waiting …", source.name()))?;
    let returned = connect::wait(&begun, &listener).await?;
    Ok(connect::finish(http, vault, source, client, begun, returned, Utc::now()).await?)
}

/// The athlete's API application: from the environment, the vault, or asked for.
fn client(cx: &Context, vault: &Vault, name: &str, endpoints: &Endpoints) -> anyhow::Result<Client> {
    let env = |i: usize| cx.config.secret(endpoints.env[i]);
    if let (Some(id), Some(secret)) = (env(0), env(1)) {
        return Ok(Client { id: id.expose().to_owned(), secret: secret.clone() });
    }
    if let Some(client) = vault.entry(name)?.and_then(|e| e.client) {
        return Ok(client);
    }
    let (page, more) =
        endpoints.register.split_at(endpoints.register.find(',').unwrap_or(endpoints.register.len()));
    let page = cx.links(&io::stderr()).address(page);
    say(&format!("{name} needs an API application of your own: {page}{more}."))?;
    let id = ask("Client id", false)?.trim().to_owned();
    let secret = Secret::new(ask("Client secret", true)?.trim());
    if id.is_empty() || secret.expose().is_empty() {
        return Err(usage(format!(
            "no application was given; or set {} and {}",
            endpoints.env[0], endpoints.env[1]
        )));
    }
    Ok(Client { id, secret })
}

/// Words for the person at the terminal; standard output is kept for the result.
fn say(text: &str) -> io::Result<()> {
    writeln!(io::stderr().lock(), "{text}")
}

/// One line of the person's, not shown while it is typed when it is a secret.
fn ask(what: &str, secret: bool) -> anyhow::Result<String> {
    let mut err = io::stderr().lock();
    write!(err, "{what}: ")?;
    err.flush()?;
    let stdin = io::stdin();
    let hidden = (secret && stdin.is_terminal()).then(|| Hidden::new(&stdin)).flatten();
    let mut line = String::new();
    stdin.lock().read_line(&mut line)?;
    if hidden.is_some() {
        writeln!(err)?;
    }
    Ok(line)
}

/// A terminal that shows nothing of what is typed, until it is dropped.
struct Hidden<'t> {
    stdin: &'t io::Stdin,
    before: rustix::termios::Termios,
}

impl<'t> Hidden<'t> {
    fn new(stdin: &'t io::Stdin) -> Option<Self> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(stdin).ok()?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        tcsetattr(stdin, OptionalActions::Flush, &quiet).ok()?;
        Some(Self { stdin, before })
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        // A terminal that has gone needs nothing put back.
        let _ = rustix::termios::tcsetattr(self.stdin, rustix::termios::OptionalActions::Flush, &self.before);
    }
}
