//! Finds secrets and account ids in files that people share.
//!
//! Owns: what a secret looks like, by the name of its key and by its own shape. Does not own: where secrets belong.

use super::{
    document::{Document, Part, element, join},
    issue::{Issue, Severity},
};
use toml::de::{DeTable, DeValue};

/// Parts of key names that announce a secret or an account.
const KEY_PARTS: [&str; 17] = [
    "token",
    "secret",
    "passw",
    "passphrase",
    "api_key",
    "apikey",
    "client_id",
    "athlete_id",
    "user_id",
    "account",
    "credential",
    "oauth",
    "bearer",
    "private_key",
    "email",
    "phone",
    "_pat",
];

/// How tokens of known services begin.
const PREFIXES: [&str; 13] =
    ["sk-", "sk_", "pk_", "rk_", "ghp_", "gho_", "ghs_", "github_pat_", "xoxb-", "xoxp-", "AKIA", "eyJ", "glpat-"];

const REMEDY: &str =
    "remove it here, put it in .env in the configuration folder, and renew it if the file was shared";

/// Every secret or account id in the document, comments included. What was found is never repeated.
pub(crate) fn find(doc: &Document<'_>) -> Vec<Issue> {
    let mut found = Vec::new();
    keys(doc, doc.root(), "", &mut found);
    for (i, line) in doc.text().lines().enumerate() {
        let n = i + 1;
        if found.iter().any(|f| f.line == Some(n)) {
            continue;
        }
        if let Some(what) = line.split(separates).find_map(looks_like).or_else(|| phone(line)) {
            found.push(Issue {
                severity: Severity::Error,
                file: doc.file().to_owned(),
                line: Some(n),
                key: String::new(),
                message: format!("{what} in a file that people share"),
                remedy: REMEDY.to_owned(),
            });
        }
    }
    found
}

fn keys(doc: &Document<'_>, table: &DeTable<'_>, path: &str, found: &mut Vec<Issue>) {
    for (key, value) in table {
        let at = join(path, key.get_ref());
        if is_secret_key(key.get_ref()) {
            let message = "secrets and account ids have no place in this file";
            found.push(doc.issue(Severity::Error, &at, message, REMEDY));
        }
        inside(doc, value, &at, found);
    }
}

fn inside(doc: &Document<'_>, value: &Part<'_>, at: &str, found: &mut Vec<Issue>) {
    match value.get_ref() {
        DeValue::Table(t) => keys(doc, t, at, found),
        DeValue::Array(items) => {
            items.iter().enumerate().for_each(|(i, v)| inside(doc, v, &element(at, i), found));
        }
        _ => {}
    }
}

/// Whether a key's name announces a secret or an account.
pub(crate) fn is_secret_key(key: &str) -> bool {
    let key = key.to_ascii_lowercase().replace('-', "_");
    // An address is none: `token_url`.
    if key.ends_with("_url") {
        return false;
    }
    KEY_PARTS.iter().any(|p| key.contains(p)) || key == "pat"
}

fn separates(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '"' | '\'' | '=' | ',' | ';' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '?' | '&')
}

fn looks_like(word: &str) -> Option<&'static str> {
    let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    if let Some((user, host)) = word.split_once('@')
        && !user.is_empty()
        && host.split_once('.').is_some_and(|(a, b)| !a.is_empty() && b.len() >= 2)
    {
        return Some("an e-mail address");
    }
    if PREFIXES.iter().any(|p| word.starts_with(p) && word.len() >= p.len() + 12) {
        return Some("what looks like an access token");
    }
    let after = |mark: &str| {
        word.split_once(mark).is_some_and(|(_, id)| id.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    if after("/athletes/") || after("/athlete/") || after("/profile/") {
        return Some("an account's address");
    }
    let account = word.strip_prefix('i').is_some_and(|n| n.len() >= 5 && n.bytes().all(|b| b.is_ascii_digit()));
    if account {
        return Some("what looks like an account id");
    }
    let parts: Vec<&str> = word.split('-').collect();
    let uuid = parts.iter().map(|p| p.len()).eq([8, 4, 4, 4, 12]);
    if uuid && word.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
        return Some("what looks like an account id");
    }
    random(word).then_some("what looks like an access token")
}

/// Long, of one piece, and with digits among its letters: no word of any language.
fn random(word: &str) -> bool {
    let count = |f: fn(&u8) -> bool| word.bytes().filter(f).count();
    let digits = count(u8::is_ascii_digit);
    let hex = word.len() >= 24 && word.bytes().all(|b| b.is_ascii_hexdigit()) && digits >= 4;
    let base = word.len() >= 28
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+' | b'.'))
        && digits >= 3
        && count(u8::is_ascii_uppercase) >= 3
        && count(u8::is_ascii_lowercase) >= 3;
    hex || base
}

/// A number in international form: `+`, then at least eight digits with nothing but spaces, dots, dashes and
/// brackets between.
fn phone(line: &str) -> Option<&'static str> {
    line.match_indices('+').find_map(|(at, _)| {
        let tail = line[at + 1..].chars().take_while(|c| c.is_ascii_digit() || " .-()".contains(*c));
        let digits = tail.filter(char::is_ascii_digit).count();
        let starts = line[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        (starts && (8..=15).contains(&digits)).then_some("a telephone number")
    })
}
