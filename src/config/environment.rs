//! The names that people already have in their environment or in a `.env` file, resolved once.
//!
//! Owns: which names are known, which of two places wins, and keeping secrets out of every print. Does not own:
//! reading files, using the secrets.

use super::{
    issue::{Issue, Severity},
    suggest::nearest,
};
use std::{collections::BTreeMap, fmt};

/// Every name that is read, with what it is for. The list of `.env.example`.
pub const NAMES: [(&str, &str); 36] = [
    ("LANTERNE_HOME", "one folder for everything (environment only)"),
    ("LANTERNE_THEME", "theme of the cockpit"),
    ("LANTERNE_TIME_ZONE", "time zone that dates are read in"),
    ("LANTERNE_ALLOW_NETWORK_FS", "any value lets the log live on a network file system"),
    ("NO_COLOR", "any value turns colour off"),
    ("OURA_TOKEN", "Oura: access token, used as it is"),
    ("OURA_CLIENT_ID", "Oura: id of your API application"),
    ("OURA_CLIENT_SECRET", "Oura: its secret"),
    ("OURA_REFRESH_TOKEN", "Oura: refresh token"),
    ("LANTERNE_VAULT_PASSPHRASE", "passphrase of the file that log-ins are kept in"),
    ("LANTERNE_VAULT_KEY_FILE", "file that holds the key of it"),
    ("STRAVA_CLIENT_ID", "Strava: id of your API application"),
    ("STRAVA_CLIENT_SECRET", "Strava: its secret"),
    ("STRAVA_REFRESH_TOKEN", "Strava: refresh token"),
    ("INTERVALS_API_KEY", "intervals.icu: API key"),
    ("OPENAI_API_KEY", "language model: key of an OpenAI-compatible endpoint"),
    ("ANTHROPIC_API_KEY", "language model: key of Anthropic's endpoint"),
    ("LANTERNE_MODEL_KEY", "language model: key of any other endpoint"),
    ("NTFY_TOPIC", "ntfy: the topic, which is as good as a password"),
    ("NTFY_TOKEN", "ntfy: access token, where the topic needs one"),
    ("EMAIL_ADDRESS", "e-mail: sender"),
    ("EMAIL_USER", "e-mail: name to log in by, when it is not the sender's address"),
    ("EMAIL_PASS", "e-mail: the sender's password"),
    ("TO_EMAIL", "e-mail: recipient"),
    ("TO_PHONE", "SMS: recipient"),
    ("USE_TWILIO", "SMS: false keeps Twilio from being used, whatever config.toml says"),
    ("TWILIO_ACCOUNT_SID", "SMS: Twilio's account SID"),
    ("TWILIO_AUTH_TOKEN", "SMS: its auth token"),
    ("TWILIO_FROM", "SMS: the number that Twilio sends from, or a messaging service's SID"),
    ("GH_PAT", "GitHub: token that may write repository secrets"),
    ("REPO_PUSH_PAT", "GitHub: token that may push outputs"),
    ("GITHUB_TOKEN", "GitHub: a workflow's own token, for files when REPO_PUSH_PAT is not set"),
    ("GITHUB_REPOSITORY", "GitHub: owner/name, when REPO_OWNER and REPO_NAME are not set"),
    ("GITHUB_API_URL", "GitHub: address of its API, for a server of one's own"),
    ("REPO_OWNER", "GitHub: owner of the repository"),
    ("REPO_NAME", "GitHub: its name"),
];

/// A value that is never printed: it has no `Debug`, no `Display`, no `Serialize`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// Takes a value in.
    #[must_use]
    pub fn new(value: &str) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one place that sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The process's environment.
    Environment,
    /// The `.env` file of the configuration folder.
    DotEnv,
}

/// The known names that have a value. Prints as names and origins, never values.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment {
    values: BTreeMap<&'static str, (Secret, Origin)>,
}

impl Environment {
    /// Resolves every known name: the process's environment first, then the `.env` text. An empty value is none.
    ///
    /// `dotenv` is the file's name for messages and its text. Lines that can't be read are errors without the
    /// line's content; names that nobody reads are warnings.
    #[must_use]
    pub fn read(process: &dyn Fn(&str) -> Option<String>, dotenv: Option<(&str, &str)>) -> (Self, Vec<Issue>) {
        let mut values = BTreeMap::new();
        let mut issues = Vec::new();
        if let Some((file, text)) = dotenv {
            // The separator joins no two lines of a file, so each line is an assignment of its own.
            for (i, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
                match assignment(line) {
                    Ok(None) => {}
                    Ok(Some((name, value))) => match known(&name) {
                        Some("LANTERNE_HOME") | None => issues.push(unread(file, i + 1, &name)),
                        Some(name) if value.is_empty() => drop(values.remove(name)),
                        Some(name) => {
                            values.insert(name, (Secret(value.into()), Origin::DotEnv));
                        }
                    },
                    Err(message) => issues.push(Issue {
                        severity: Severity::Error,
                        file: file.to_owned(),
                        line: Some(i + 1),
                        key: String::new(),
                        message: message.to_owned(),
                        remedy: "write NAME=value, and a value with spaces, # or $ in single quotes".to_owned(),
                    }),
                }
            }
        }
        for (name, _) in NAMES {
            if let Some(value) = process(name).filter(|v| !v.is_empty()) {
                values.insert(name, (Secret(value.into()), Origin::Environment));
            }
        }
        (Self { values }, issues)
    }

    /// The value of a known name.
    #[must_use]
    pub fn secret(&self, name: &str) -> Option<&Secret> {
        self.values.get(name).map(|(s, _)| s)
    }

    /// The value of a name that is no secret (`LANTERNE_THEME`, `REPO_NAME`).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.secret(name).map(Secret::expose)
    }

    /// Where a known name's value came from; `None` when it has none.
    #[must_use]
    pub fn origin(&self, name: &str) -> Option<Origin> {
        self.values.get(name).map(|(_, o)| *o)
    }

    /// The names that have a value, with their origins.
    pub fn present(&self) -> impl Iterator<Item = (&'static str, Origin)> + '_ {
        self.values.iter().map(|(n, (_, o))| (*n, *o))
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.present()).finish()
    }
}

fn known(name: &str) -> Option<&'static str> {
    NAMES.iter().map(|(n, _)| *n).find(|n| *n == name)
}

fn unread(file: &str, line: usize, name: &str) -> Issue {
    let (message, remedy) = if name == "LANTERNE_HOME" {
        ("this file is already inside the home folder", "set it in the environment, or use --home".to_owned())
    } else {
        let near = nearest(name, NAMES.iter().map(|(n, _)| *n));
        let remedy = near.map_or_else(|| "remove it".to_owned(), |n| format!("did you mean {n}?"));
        ("nothing reads this name", remedy)
    };
    Issue {
        severity: Severity::Warning,
        file: file.to_owned(),
        line: Some(line),
        key: name.to_owned(),
        message: message.to_owned(),
        remedy,
    }
}

/// The assignment of one line; none on an empty line or a comment.
fn assignment(line: &str) -> Result<Option<(String, String)>, &'static str> {
    // The reader would put other variables' values in place of `$NAME`, and a password with a `$` would silently
    // be another one; only single quotes keep it as it is.
    let bare: bool = line.split_once('=').is_some_and(|(_, v)| !v.trim_start().starts_with('\''));
    if bare && !line.trim_start().starts_with('#') && line.contains('$') {
        return Err("a `$` outside single quotes");
    }
    match dotenvy::from_read_iter(line.as_bytes()).next() {
        None => Ok(None),
        Some(Ok(pair)) => Ok(Some(pair)),
        // The error quotes the line, which may hold a secret.
        Some(Err(_)) => Err("this line is no assignment"),
    }
}

#[cfg(test)]
mod tests;
