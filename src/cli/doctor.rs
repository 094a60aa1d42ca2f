//! `lanterne doctor`: is everything in order here, and what is to be done where it is not?
//!
//! Owns: looking. Changes nothing, opens no connection, and prints names of secrets only.

mod clock;

use super::{args::Global, exit::Exit, out::Out};
use crate::{
    config::{self, Config, ConfigErrors, Overrides, Paths, classes},
    domain::{Channel, day},
    log::{Access, LogError, OpenOptions, Store},
    sources::{self, Auth},
    sync::{converse, outbox, run},
    vault::{Standing, Vault},
};
use chrono::Utc;
use serde::Serialize;
use std::{fs, path::Path};

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// As it should be.
    Ok,
    /// Not set up, and nothing needs it.
    Off,
    /// Works, with something to know.
    Warning,
    /// Does not work.
    Failed,
}

/// One check.
#[derive(Clone, Debug, Serialize)]
struct Check {
    name: &'static str,
    state: State,
    says: String,
    /// What to do, when there is something to do.
    remedy: Option<String>,
}

impl Check {
    fn new(name: &'static str, state: State, says: impl Into<String>) -> Self {
        Self { name, state, says: says.into(), remedy: None }
    }

    fn then(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

#[derive(Serialize)]
struct Report {
    ok: bool,
    checks: Vec<Check>,
}

/// Runs `doctor`. It stands on less than other commands: a configuration that can't be read is one of its findings.
pub fn run(global: &Global, out: &mut Out) -> anyhow::Result<Exit> {
    let now = Utc::now();
    let env = |name: &str| std::env::var(name).ok();
    let mut paths = Paths::find(global.home.as_deref(), &env)?;
    if global.demo {
        let local = global.today.unwrap_or_else(|| now.with_timezone(&chrono::Local).date_naive());
        paths = Paths::demo(global.home.as_deref(), &env, local)?;
    }
    let flags = Overrides { time_zone: global.time_zone.clone(), ..Overrides::default() };
    let config = config::load(&paths, &flags, &env);
    let mut checks = vec![configuration(&paths, config.as_ref())];
    checks.extend(secrets_file(&paths));
    checks.push(catalogue(&paths));
    let (log, found) = store(&paths, config.as_ref().ok());
    checks.extend(found);
    checks.push(clock::clock(log.as_ref(), now));
    checks.push(zone(config.as_ref().ok()));
    checks.push(certificates(&env));
    if let Ok(c) = &config {
        checks.extend(services(&paths, c));
        checks.push(output(c));
    } else {
        let says = "vault, services, model, channels and output: not looked at before config.toml can be read";
        checks.push(Check::new("the rest", State::Off, says).then("mend config, then run this again"));
    }
    checks.push(terminal(&env));
    let ok = checks.iter().all(|c| c.state != State::Failed);
    let exit = if ok { Exit::Done } else { Exit::Failed };
    if out.json {
        out.value(&Report { ok, checks })?;
        return Ok(exit);
    }
    for c in &checks {
        let mark = match c.state {
            State::Ok => "ok     ",
            State::Off => "off    ",
            State::Warning => "warning",
            State::Failed => "FAILED ",
        };
        out.line(format!("{mark}  {:<13} {}", c.name, c.says.replace('\n', "\n                       ")))?;
        if let Some(r) = &c.remedy {
            out.line(format!("                       → {r}"))?;
        }
    }
    Ok(exit)
}

fn configuration(paths: &Paths, config: Result<&Config, &ConfigErrors>) -> Check {
    let place = paths.config_dir.display().to_string();
    match config {
        Ok(c) if c.warnings.is_empty() => Check::new("config", State::Ok, place),
        Ok(c) => {
            let all: Vec<String> = c.warnings.iter().map(ToString::to_string).collect();
            Check::new("config", State::Warning, all.join("\n")).then("mend the lines named above")
        }
        Err(e) => Check::new("config", State::Failed, e.to_string()).then("mend the lines named above"),
    }
}

fn catalogue(paths: &Paths) -> Check {
    let path = paths.classes_file();
    let file = path.display().to_string();
    let Ok(text) = fs::read_to_string(&path) else {
        return Check::new("classes", State::Off, "no catalogue of classes");
    };
    match classes::parse(&text, &file) {
        Ok(all) => Check::new("classes", State::Ok, format!("{} classes", all.len())),
        Err(issues) => {
            let all: Vec<String> = issues.iter().map(ToString::to_string).collect();
            Check::new("classes", State::Failed, all.join("\n")).then("mend the lines named above")
        }
    }
}

/// The log: whether it opens, whether its chain holds, whether others can read it.
fn store(paths: &Paths, config: Option<&Config>) -> (Option<Store>, Vec<Check>) {
    let allow_network_fs = config.is_some_and(|c| c.environment.get("LANTERNE_ALLOW_NETWORK_FS").is_some());
    let options = OpenOptions { access: Access::ReadOnly, allow_network_fs };
    let store = match Store::open_with(&paths.data_dir, options) {
        Ok(store) => store,
        Err(LogError::Missing { .. }) => {
            let says = format!("no log yet in {}", paths.data_dir.display());
            let off = Check::new("store", State::Off, says).then("`lanterne import PATH` or `lanterne` makes one");
            return (None, vec![off]);
        }
        Err(e) => return (None, vec![Check::new("store", State::Failed, e.to_string())]),
    };
    let mut checks = vec![match store.verify() {
        Ok(v) if v.ok => Check::new("store", State::Ok, format!("{} events, the chain holds", v.events)),
        Ok(v) => {
            let what = v.problem.map_or_else(String::new, |p| p.what.to_string());
            Check::new("store", State::Failed, what)
                .then("keep a copy of the data folder, then `lanterne events verify` for the place")
        }
        Err(e) => Check::new("store", State::Failed, e.to_string()),
    }];
    checks.extend(privacy(&paths.data_dir));
    (Some(store), checks)
}

/// A file of secrets that others can read.
#[cfg(unix)]
fn secrets_file(paths: &Paths) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt;
    let file = paths.env_file();
    let mode = fs::metadata(&file).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then(|| {
        Check::new("secrets", State::Warning, format!("{} can be read by others ({mode:o})", file.display()))
            .then(format!("chmod 600 {}", file.display()))
    })
}

#[cfg(not(unix))]
fn secrets_file(_paths: &Paths) -> Option<Check> {
    None
}

#[cfg(unix)]
fn privacy(dir: &Path) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(dir).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then(|| {
        Check::new("privacy", State::Warning, format!("{} can be opened by others ({mode:o})", dir.display()))
            .then(format!("chmod 700 {}", dir.display()))
    })
}

#[cfg(not(unix))]
fn privacy(_dir: &Path) -> Option<Check> {
    None
}

fn zone(config: Option<&Config>) -> Check {
    match config {
        Some(c) => {
            let today = Utc::now().with_timezone(&c.zone()).date_naive();
            let says = format!("{}, where it is {} {today}", c.zone().name(), day::short_name(today));
            match &c.settings.time_zone {
                Some(_) => Check::new("time zone", State::Ok, says),
                None => Check::new("time zone", State::Ok, format!("{says} (the machine's own)")),
            }
        }
        None => Check::new("time zone", State::Off, "not known without a configuration"),
    }
}

/// Where systems keep the certificates that secure connections are checked by.
const BUNDLES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/certs",
];

fn certificates(env: &dyn Fn(&str) -> Option<String>) -> Check {
    if !cfg!(target_os = "linux") {
        return Check::new("certificates", State::Ok, "those of the system");
    }
    if let Some(file) = env("SSL_CERT_FILE").filter(|f| !f.is_empty()) {
        return if Path::new(&file).is_file() {
            Check::new("certificates", State::Ok, file)
        } else {
            Check::new("certificates", State::Failed, format!("SSL_CERT_FILE names {file}, which is not there"))
                .then("name a file of certificates, or unset it")
        };
    }
    let filled = |p: &&&str| {
        let path = Path::new(p);
        path.is_file() || fs::read_dir(path).is_ok_and(|mut d| d.next().is_some())
    };
    match BUNDLES.iter().find(filled) {
        Some(p) => Check::new("certificates", State::Ok, *p),
        None => Check::new("certificates", State::Failed, "no root certificates: no service can be reached")
            .then("install your system's ca-certificates"),
    }
}

/// Vault, services, model, channels and repository: what each needs is there, by names alone.
fn services(paths: &Paths, c: &Config) -> Vec<Check> {
    let vault = run::vault(paths, c);
    let mut all = vec![match vault.entry("doctor") {
        Ok(_) if vault.is_writable() => Check::new("vault", State::Ok, format!("{}: opens", vault.backend())),
        Ok(_) => Check::new("vault", State::Warning, format!("{}: opens, and can't be written", vault.backend()))
            .then("renewed log-ins are lost then: choose vault.backend = \"file\", or add vault.write"),
        Err(e) => Check::new("vault", State::Failed, e.to_string()),
    }];
    // A vault that does not answer is not asked once for every service.
    if all[0].state != State::Failed {
        all.extend(sources::NAMES.iter().map(|name| source(name, c, &vault)));
    }
    all.push(model(paths, c));
    all.extend(channels(paths, c, &vault));
    all.push(repository(c));
    all
}

fn source(name: &'static str, c: &Config, vault: &Vault) -> Check {
    let off = c.sources.get(name).and_then(|s| s.enabled) == Some(false);
    let connect = format!("lanterne connect {name}");
    let source = match sources::named(name, c) {
        Ok(source) => source,
        Err(e) => return Check::new(name, State::Failed, e.to_string()),
    };
    let Ok(kept) = vault.entry(name) else {
        return Check::new(name, State::Failed, "its log-in can't be read; see vault");
    };
    if off {
        return Check::new(name, State::Off, "switched off in config.toml");
    }
    if kept.is_some_and(|e| e.standing == Standing::NeedsLogin) {
        return Check::new(name, State::Failed, "the service refused the log-in").then(connect);
    }
    if let Ok(Some(place)) = run::log_in(&*source, c, vault) {
        return Check::new(name, State::Ok, format!("log-in from the {place}"));
    }
    let half = match source.auth() {
        Auth::Key { .. } => Vec::new(),
        Auth::OAuth(e) => e.env.to_vec(),
    };
    let (there, missing): (Vec<&str>, Vec<&str>) = half.iter().partition(|n| c.environment.origin(n).is_some());
    if there.is_empty() {
        return Check::new(name, State::Off, "not connected").then(connect);
    }
    Check::new(name, State::Failed, format!("{} without {}", there.join(", "), missing.join(", ")))
        .then(format!("set {} in the environment or in .env, or {connect}", missing.join(" and ")))
}

fn model(paths: &Paths, c: &Config) -> Check {
    let Some(m) = &c.model else {
        return Check::new(
            "model",
            State::Off,
            "none: the coach answers by rules ([model] in config.toml names one)",
        );
    };
    let says = format!("{} at {}", m.name, m.host);
    match converse::speaker(c, paths) {
        Ok(_) => Check::new("model", State::Ok, says),
        Err(why) => Check::new("model", State::Failed, why).then("lanterne connect model"),
    }
}

/// Each channel that some topic uses, and what of the outbox needs a look.
fn channels(paths: &Paths, c: &Config, vault: &Vault) -> Vec<Check> {
    let used = c.notify.used();
    if used.is_empty() {
        return vec![Check::new("notifications", State::Off, "nothing is told ([notify] in config.toml)")];
    }
    let ready = |channel: &Channel| outbox::way(*channel, c, vault).map(drop);
    let mut all: Vec<Check> = used
        .iter()
        .map(|channel| match ready(channel) {
            Ok(()) => Check::new(channel.name(), State::Ok, "has what it needs")
                .then(format!("lanterne notify test {channel} tries it")),
            Err(why) => Check::new(channel.name(), State::Failed, why),
        })
        .collect();
    let options = OpenOptions { access: Access::ReadOnly, allow_network_fs: true };
    if let Ok((athlete, _)) = Store::open_with(&paths.data_dir, options).and_then(|s| s.athlete()) {
        let notable = athlete.outbox.notable();
        let bad = notable.iter().filter(|m| m.standing().is_trouble()).count();
        let says = format!("{} wait, {bad} failed or are unknown", notable.len() - bad);
        let state = if bad > 0 { State::Warning } else { State::Ok };
        all.push(Check::new("messages", state, says).then("lanterne notify"));
    }
    all
}

fn repository(c: &Config) -> Check {
    let is = |name: &str| c.environment.origin(name).is_some();
    let place = is("GITHUB_REPOSITORY") || (is("REPO_OWNER") && is("REPO_NAME"));
    let tokens: Vec<&str> = ["GH_PAT", "REPO_PUSH_PAT", "GITHUB_TOKEN"].into_iter().filter(|n| is(n)).collect();
    match (tokens.is_empty(), place) {
        (true, _) => Check::new("repository", State::Off, "no run inside a CI service"),
        (false, true) => Check::new("repository", State::Ok, format!("tokens: {}", tokens.join(", "))),
        (false, false) => {
            Check::new("repository", State::Failed, format!("{} without a repository", tokens.join(", ")))
                .then("set REPO_OWNER and REPO_NAME, or GITHUB_REPOSITORY")
        }
    }
}

fn output(c: &Config) -> Check {
    let Some(dir) = &c.output else {
        return Check::new("output", State::Off, "no output folder is named ([output] folder)");
    };
    match fs::metadata(dir) {
        Ok(m) if m.is_dir() && !m.permissions().readonly() => {
            Check::new("output", State::Ok, dir.display().to_string())
        }
        Ok(_) => {
            Check::new("output", State::Failed, format!("{} is no folder that can be written to", dir.display()))
                .then("name another in [output] folder")
        }
        Err(_) => Check::new("output", State::Warning, format!("{} is not there yet", dir.display()))
            .then("it is made when something is written"),
    }
}

fn terminal(env: &dyn Fn(&str) -> Option<String>) -> Check {
    let term = env("TERM").unwrap_or_default();
    let Ok((cols, rows)) = crossterm::terminal::size() else {
        return Check::new("terminal", State::Off, "none here: commands work, the cockpit needs one");
    };
    let says = format!("{cols} × {rows}, {}", if term.is_empty() { "TERM is not set" } else { &term });
    if cols < 80 || rows < 24 {
        Check::new("terminal", State::Warning, says).then("the cockpit is made for 80 × 24 and more")
    } else {
        Check::new("terminal", State::Ok, says)
    }
}
