//! The `[model]` table: which endpoint, what it can do, how long to wait, what it may cost.
//!
//! Owns: presets, defaults, checks across keys. Does not own: the key itself, sending anything.

use super::{
    document::Document,
    issue::{Issue, Severity},
    schema::{Field, Shape, may, must},
};
use crate::domain::{MicroUsd, purse::Caps};
use serde::Deserialize;
use std::time::Duration;

/// Which protocol an endpoint speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wire {
    /// `POST …/chat/completions`.
    Chat,
    /// `POST …/messages`.
    Messages,
}

/// What an endpoint can do; presets are nothing but a choice of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Its protocol.
    pub wire: Wire,
    /// Whether it takes tools; without them it can explain but not propose.
    pub tools: bool,
    /// Whether it holds a tool's arguments to their schema by itself.
    pub strict: bool,
    /// Whether it tells the tokens at the end of a stream when asked to.
    pub usage: bool,
    /// Whether the limit of the answer is called `max_completion_tokens`; `max_tokens` otherwise.
    pub completion_limit: bool,
}

/// A price, micro-dollars per million tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// Model, or how its name begins.
    pub model: String,
    /// Tokens read.
    pub input: MicroUsd,
    /// Tokens read from the endpoint's cache.
    pub cached: MicroUsd,
    /// Tokens written.
    pub output: MicroUsd,
}

/// How long to wait, and for how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// To connect.
    pub connect: Duration,
    /// To the first token.
    pub first: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// In all, one attempt.
    pub total: Duration,
    /// Attempts.
    pub attempts: u8,
    /// Most tokens of an answer.
    pub answer: u32,
}

/// The configured model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Where it is, without a slash at the end.
    pub base_url: String,
    /// Its host, with the port when it has one.
    pub host: String,
    /// Its name there.
    pub name: String,
    /// Name of the value in the environment or the vault that holds the key; `None` sends none.
    pub key: Option<String>,
    /// What the endpoint can do.
    pub can: Capabilities,
    /// How hard a reasoning model may think, when it is to be told.
    pub effort: Option<String>,
    /// Waiting.
    pub patience: Patience,
    /// Most that may be spent.
    pub caps: Caps,
    /// Whether the routine asks it too, for words and another way.
    pub routine: bool,
    /// Prices; the longest name that fits counts.
    pub prices: Vec<Price>,
}

/// A preset: name, address, key, capabilities.
struct Preset {
    name: &'static str,
    base_url: &'static str,
    key: Option<&'static str>,
    can: Capabilities,
}

const COMMON: Capabilities =
    Capabilities { wire: Wire::Chat, tools: true, strict: false, usage: true, completion_limit: false };

/// Names that hold the key of one vendor, with the one host that may have it without being asked for by name.
const BOUND: [(&str, &str); 2] = [("OPENAI_API_KEY", "api.openai.com"), ("ANTHROPIC_API_KEY", "api.anthropic.com")];
/// The name that holds the key of any other endpoint.
const OWN_KEY: &str = "LANTERNE_MODEL_KEY";

const PRESETS: [Preset; 7] = [
    Preset {
        name: "openai",
        base_url: "https://api.openai.com/v1",
        key: Some("OPENAI_API_KEY"),
        can: Capabilities { strict: true, completion_limit: true, ..COMMON },
    },
    Preset {
        name: "anthropic",
        base_url: "https://api.anthropic.com/v1",
        key: Some("ANTHROPIC_API_KEY"),
        can: COMMON,
    },
    Preset {
        name: "anthropic_messages",
        base_url: "https://api.anthropic.com/v1",
        key: Some("ANTHROPIC_API_KEY"),
        can: Capabilities { wire: Wire::Messages, ..COMMON },
    },
    Preset { name: "ollama", base_url: "http://localhost:11434/v1", key: None, can: COMMON },
    Preset { name: "llama_cpp", base_url: "http://localhost:8080/v1", key: None, can: COMMON },
    Preset { name: "openrouter", base_url: "https://openrouter.ai/api/v1", key: Some(OWN_KEY), can: COMMON },
    Preset { name: "plain", base_url: "", key: Some(OWN_KEY), can: Capabilities { usage: false, ..COMMON } },
];

const WIRES: &[&str] = &["chat", "messages"];
const PRESET_NAMES: &[&str] =
    &["openai", "anthropic", "anthropic_messages", "ollama", "llama_cpp", "openrouter", "plain"];

/// The keys of the table.
pub(super) const MODEL: &[Field] = &[
    may("preset", Shape::OneOf(PRESET_NAMES)),
    may("base_url", Shape::Text),
    may("model", Shape::Text),
    may("key", Shape::Text),
    may("wire", Shape::OneOf(WIRES)),
    may("tools", Shape::Flag),
    may("strict", Shape::Flag),
    may("usage", Shape::Flag),
    may("limit_name", Shape::OneOf(&["max_tokens", "max_completion_tokens"])),
    may("effort", Shape::OneOf(&["minimal", "low", "medium", "high"])),
    may("connect_s", Shape::Num(1.0, 60.0, " s")),
    may("first_s", Shape::Num(1.0, 600.0, " s")),
    may("idle_s", Shape::Num(1.0, 600.0, " s")),
    may("total_s", Shape::Num(1.0, 1800.0, " s")),
    may("attempts", Shape::Int(1, 3, "")),
    may("answer_limit", Shape::Int(256, 32_768, "")),
    may("routine", Shape::Flag),
    may("cap_day_usd", Shape::Num(0.0, 1000.0, " $")),
    may("cap_month_usd", Shape::Num(0.0, 10_000.0, " $")),
    may("prices", Shape::List(&Shape::Table(PRICE), 0, 64)),
];

const PRICE: &[Field] = &[
    must("model", Shape::Text),
    must("input_usd", Shape::Num(0.0, 1000.0, " $ per million")),
    must("output_usd", Shape::Num(0.0, 1000.0, " $ per million")),
    may("cached_usd", Shape::Num(0.0, 1000.0, " $ per million")),
];

/// The table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    preset: Option<String>,
    base_url: Option<String>,
    model: Option<String>,
    key: Option<String>,
    wire: Option<Wire>,
    tools: Option<bool>,
    strict: Option<bool>,
    usage: Option<bool>,
    limit_name: Option<String>,
    effort: Option<String>,
    connect_s: Option<f64>,
    first_s: Option<f64>,
    idle_s: Option<f64>,
    total_s: Option<f64>,
    attempts: Option<u8>,
    answer_limit: Option<u32>,
    routine: Option<bool>,
    cap_day_usd: Option<f64>,
    cap_month_usd: Option<f64>,
    #[serde(default)]
    prices: Vec<RawPrice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPrice {
    model: String,
    input_usd: f64,
    output_usd: f64,
    cached_usd: Option<f64>,
}

/// From dollars as written to whole micro-dollars.
fn micro(usd: f64) -> MicroUsd {
    (usd.max(0.0) * 1e6).round() as MicroUsd
}

fn seconds(s: Option<f64>, default: f64) -> Duration {
    Duration::from_secs_f64(s.unwrap_or(default))
}

/// Settles presets and defaults; says what can't be. A table that names no model is a warning and no model.
pub(super) fn settle(doc: &Document<'_>, raw: Raw) -> Result<Result<Model, Issue>, Issue> {
    let Some(model) = raw.model else {
        let (what, remedy) =
            ("no model is named, so the coach answers by rules alone", "give model, as the service calls it");
        return Ok(Err(doc.issue(Severity::Warning, "model.model", what, remedy)));
    };
    let name = raw.preset.as_deref().unwrap_or("plain");
    let preset = PRESETS.iter().find(|p| p.name == name).unwrap_or(&PRESETS[6]);
    let base_url = raw.base_url.unwrap_or_else(|| preset.base_url.to_owned());
    let base_url = base_url.trim().trim_end_matches('/').to_owned();
    let bad = |message: &str, remedy: &str| {
        doc.issue(Severity::Error, "model.base_url", message.to_owned(), remedy.to_owned())
    };
    if base_url.is_empty() {
        return Err(bad("no address of the endpoint", "give base_url, or a preset that knows its own"));
    }
    let host = host_of(&base_url).ok_or_else(|| {
        bad(
            "no address that may be used",
            "https://HOST/v1 without user, password, ? and #; plain http only to this machine",
        )
    })?;
    let key = match raw.key.as_deref() {
        Some("none") => None,
        Some(name) => Some(name.to_owned()),
        None => preset.key.map(|k| bound(k, &host).to_owned()),
    };
    let can = Capabilities {
        wire: raw.wire.unwrap_or(preset.can.wire),
        tools: raw.tools.unwrap_or(preset.can.tools),
        strict: raw.strict.unwrap_or(preset.can.strict),
        usage: raw.usage.unwrap_or(preset.can.usage),
        completion_limit: raw.limit_name.map_or(preset.can.completion_limit, |n| n == "max_completion_tokens"),
    };
    let price = |p: RawPrice| Price {
        input: micro(p.input_usd),
        cached: micro(p.cached_usd.unwrap_or(p.input_usd)),
        output: micro(p.output_usd),
        model: p.model,
    };
    Ok(Ok(Model {
        name: model,
        base_url,
        host,
        key,
        can,
        effort: raw.effort,
        patience: Patience {
            connect: seconds(raw.connect_s, 10.0),
            first: seconds(raw.first_s, 30.0),
            idle: seconds(raw.idle_s, 15.0),
            total: seconds(raw.total_s, 60.0),
            attempts: raw.attempts.unwrap_or(3),
            answer: raw.answer_limit.unwrap_or(4096),
        },
        caps: Caps { day: micro(raw.cap_day_usd.unwrap_or(0.5)), month: micro(raw.cap_month_usd.unwrap_or(5.0)) },
        routine: raw.routine.unwrap_or(true),
        prices: raw.prices.into_iter().map(price).collect(),
    }))
}

/// A vendor's key goes to that vendor's host only; another address under the same preset has the key of its own.
fn bound<'k>(key: &'k str, host: &str) -> &'k str {
    match BOUND.iter().find(|(name, _)| *name == key) {
        Some((_, own)) if *own != host => OWN_KEY,
        _ => key,
    }
}

/// The host of an address that may be used: https anywhere, http on this machine only.
pub(super) fn host_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    if url.contains(['?', '#', '@', '\\']) || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let host = rest.split('/').next().filter(|h| !h.is_empty())?.to_ascii_lowercase();
    let bare = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    match scheme {
        "https" => Some(host),
        "http" if is_local(bare) => Some(host),
        _ => None,
    }
}

/// Whether a host is this machine.
fn is_local(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl Model {
    /// Whether the endpoint runs on this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let bare = self.host.trim_start_matches('[').split([']', ':']).next().unwrap_or_default();
        is_local(bare) || self.host.starts_with("[::1]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn read(text: &str) -> Result<Model, Vec<Issue>> {
        let config = super::super::load::tests::parsed(text)?;
        Ok(config.model.expect("a [model] table"))
    }

    #[rstest]
    #[case("https://api.example.org/v1", Some("api.example.org"))]
    #[case("https://h:8443", Some("h:8443"))]
    #[case("http://localhost:11434/v1", Some("localhost:11434"))]
    #[case("http://127.0.0.1:8080/v1", Some("127.0.0.1:8080"))]
    #[case("http://[::1]:8080/v1", Some("[::1]:8080"))]
    #[case("http://example.org/v1", None)]
    #[case("http://localhost.evil.org/v1", None)]
    #[case("https://user:pw@example.org/v1", None)]
    #[case("https://example.org/v1?to=x", None)]
    #[case("ftp://example.org", None)]
    #[case("https:///v1", None)]
    fn addresses(#[case] url: &str, #[case] host: Option<&str>) {
        assert_eq!(host_of(url).as_deref(), host);
    }

    #[test]
    fn a_preset_is_a_choice_of_capabilities_and_every_key_can_be_said() {
        let m = read("[model]\npreset = \"openai\"\nmodel = \"m\"\n").unwrap();
        assert_eq!((m.host.as_str(), m.key.as_deref()), ("api.openai.com", Some("OPENAI_API_KEY")));
        assert!(m.can.strict && m.can.completion_limit && m.can.usage);
        assert_eq!((m.patience.first, m.patience.total), (Duration::from_secs(30), Duration::from_mins(1)));
        assert_eq!((m.patience.attempts, m.patience.answer), (3, 4096));
        let m = read(
            "[model]\npreset = \"ollama\"\nmodel = \"m\"\ntools = false\ncap_day_usd = 0.1\n\
             [[model.prices]]\nmodel = \"m\"\ninput_usd = 0.25\noutput_usd = 2\n",
        )
        .unwrap();
        assert!(!m.can.tools && m.is_local() && m.key.is_none());
        assert_eq!((m.caps.day, m.prices[0].input, m.prices[0].output), (100_000, 250_000, 2_000_000));
        for p in PRESETS {
            assert!(PRESET_NAMES.contains(&p.name));
        }
    }

    #[test]
    fn a_vendors_key_is_not_sent_to_another_host() {
        let m =
            read("[model]\npreset = \"openai\"\nmodel = \"m\"\nbase_url = \"https://evil.example/v1/\"\n").unwrap();
        assert_eq!((m.key.as_deref(), m.base_url.as_str()), (Some(OWN_KEY), "https://evil.example/v1"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let e = read("[model]\nmodel = \"m\"\n").unwrap_err();
        assert!(e[0].to_string().contains("base_url"), "{}", e[0]);
        let e = read("[model]\nmodel = \"m\"\nbase_url = \"http://example.org\"\n").unwrap_err();
        assert!(e[0].line == Some(3) && e[0].remedy.contains("https"), "{}", e[0]);
        let half = super::super::load::tests::parsed("[model]\npreset = \"openai\"\n").unwrap();
        assert!(half.model.is_none() && half.warnings[0].key == "model.model", "{:?}", half.warnings);
        assert!(read("[model]\nmodel = \"m\"\npreset = \"opnai\"\n").is_err());
        assert!(read("[model]\nmodel = \"m\"\npreset = \"openai\"\nattempts = 9\n").is_err());
    }
}
