//! The `[notify]` table: what the athlete is told, by which channels, when and how much of it.
//!
//! Owns: defaults, checks across keys. Does not own: secrets and addresses of people, which stand in the environment or
//! the vault; sending.

use super::{
    document::Document,
    issue::{Issue, Severity},
    schema::{Field, Shape, may},
};
use crate::domain::{Channel, Topic};
use chrono::NaiveTime;
use serde::Deserialize;
use std::{collections::BTreeMap, path::PathBuf};

const CHANNELS: &[&str] = &["ntfy", "mail", "sms", "gateway"];
const TOPICS: &[&str] = &["daily_update", "proposal", "log_in", "weekly_review", "weekly_plan", "purse"];
const LIST: Shape = Shape::List(&Shape::OneOf(CHANNELS), 0, 4);
const CONTENT: Shape = Shape::OneOf(&["minimal", "full"]);
const PER_DAY: Shape = Shape::Int(1, 100, " messages");

/// The keys of the table.
pub(super) const NOTIFY: &[Field] = &[
    may("channels", LIST),
    may("quiet", Shape::Text),
    may("topics", Shape::Map(TOPICS, &LIST)),
    may(
        "ntfy",
        Shape::Table(&[
            may("server", Shape::Text),
            may("content", CONTENT),
            may("quiet", Shape::Text),
            may("per_day", PER_DAY),
        ]),
    ),
    may(
        "mail",
        Shape::Table(&[
            may("server", Shape::Text),
            may("port", Shape::Int(1, 65_535, "")),
            may("security", Shape::OneOf(&["tls", "starttls", "none"])),
            may("ca_file", Shape::Text),
            may("content", CONTENT),
            may("quiet", Shape::Text),
            may("per_day", PER_DAY),
        ]),
    ),
    may(
        "sms",
        Shape::Table(&[
            may("base_url", Shape::Text),
            may("content", CONTENT),
            may("quiet", Shape::Text),
            may("per_day", PER_DAY),
        ]),
    ),
    may(
        "gateway",
        Shape::Table(&[
            may("enabled", Shape::Flag),
            may("domain", Shape::Text),
            may("content", CONTENT),
            may("quiet", Shape::Text),
            may("per_day", PER_DAY),
        ]),
    ),
];

/// How a mail server is talked to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte (port 465).
    #[default]
    Tls,
    /// Plain, then TLS before anything is said (port 587).
    Starttls,
    /// Without TLS; only on this machine.
    None,
}

/// A span of the day; it may go over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// From.
    pub from: NaiveTime,
    /// To, not included.
    pub to: NaiveTime,
}

impl Quiet {
    /// Whether a time of the day lies in it.
    #[must_use]
    pub fn has(&self, t: NaiveTime) -> bool {
        if self.from <= self.to { self.from <= t && t < self.to } else { t >= self.from || t < self.to }
    }
}

/// What holds for one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// When nothing is sent.
    pub quiet: Option<Quiet>,
    /// Most messages on a day.
    pub per_day: usize,
    /// Whether everything is sent, or only what anybody may read.
    pub full: bool,
}

/// A mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailServer {
    /// Its name.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How it is talked to.
    pub security: Security,
    /// A certificate to trust besides the system's, PEM.
    pub ca_file: Option<PathBuf>,
}

/// What the athlete is told, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notify {
    topics: BTreeMap<Topic, Vec<Channel>>,
    limits: BTreeMap<Channel, Limits>,
    /// Address of the ntfy server.
    pub ntfy_server: String,
    /// The mail server, when one is named.
    pub mail: Option<MailServer>,
    /// Address of Twilio's API.
    pub twilio: String,
    /// Host that a carrier takes mail for its phones at, when the athlete still has one.
    pub gateway: Option<String>,
}

impl Default for Notify {
    fn default() -> Self {
        let limits = |channel| (channel, Limits::usual(channel));
        Self {
            topics: BTreeMap::new(),
            limits: Channel::ALL.iter().copied().map(limits).collect(),
            ntfy_server: "https://ntfy.sh".to_owned(),
            mail: None,
            twilio: "https://api.twilio.com".to_owned(),
            gateway: None,
        }
    }
}

impl Limits {
    fn usual(channel: Channel) -> Self {
        let night = NaiveTime::from_hms_opt(22, 0, 0).zip(NaiveTime::from_hms_opt(6, 0, 0));
        let quiet = night.map(|(from, to)| Quiet { from, to }).filter(|_| channel != Channel::Mail);
        Self { quiet, per_day: if channel.once() { 2 } else { 5 }, full: false }
    }
}

impl Notify {
    /// The channels of a topic, in the order they are used; none when it is off.
    #[must_use]
    pub fn channels(&self, topic: Topic) -> &[Channel] {
        self.topics.get(&topic).map_or(&[], Vec::as_slice)
    }

    /// What holds for a channel.
    #[must_use]
    pub fn limits(&self, channel: Channel) -> Limits {
        self.limits.get(&channel).cloned().unwrap_or_else(|| Limits::usual(channel))
    }

    /// Every channel that some topic uses.
    #[must_use]
    pub fn used(&self) -> Vec<Channel> {
        let all = Channel::ALL.iter().copied();
        all.filter(|c| self.topics.values().any(|t| t.contains(c))).collect()
    }

    /// Whether anything is told at all.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.topics.values().any(|t| !t.is_empty())
    }
}

/// The table as it is written.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Raw {
    channels: Vec<Channel>,
    quiet: Option<String>,
    topics: BTreeMap<Topic, Vec<Channel>>,
    ntfy: RawChannel,
    mail: RawChannel,
    sms: RawChannel,
    gateway: RawChannel,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawChannel {
    server: Option<String>,
    port: Option<u16>,
    security: Security,
    ca_file: Option<PathBuf>,
    base_url: Option<String>,
    enabled: bool,
    domain: Option<String>,
    content: Option<String>,
    quiet: Option<String>,
    per_day: Option<usize>,
}

/// Settles defaults; says what can't be, all of it.
pub(super) fn settle(doc: &Document<'_>, raw: Raw) -> Result<Notify, Vec<Issue>> {
    let mut issues = Vec::new();
    let mut say = |key: &str, message: &str, remedy: &str| {
        issues.push(doc.issue(Severity::Error, key, message.to_owned(), remedy.to_owned()));
    };
    let mut notify = Notify::default();
    for (channel, c) in [
        (Channel::Ntfy, &raw.ntfy),
        (Channel::Mail, &raw.mail),
        (Channel::Sms, &raw.sms),
        (Channel::Gateway, &raw.gateway),
    ] {
        let mut l = Limits::usual(channel);
        let own = c.quiet.as_ref().map(|q| (format!("notify.{channel}.quiet"), q));
        let all = raw.quiet.as_ref().map(|q| ("notify.quiet".to_owned(), q));
        if let Some((key, text)) = own.or(all) {
            l.quiet = quiet(text);
            if l.quiet.is_none() && text.trim() != "none" {
                say(&key, "no span of hours", "write it as 22:00-06:00, or \"none\"");
            }
        }
        l.per_day = c.per_day.unwrap_or(l.per_day);
        l.full = c.content.as_deref() == Some("full");
        notify.limits.insert(channel, l);
    }
    notify.ntfy_server = raw.ntfy.server.unwrap_or(notify.ntfy_server);
    notify.twilio = raw.sms.base_url.unwrap_or(notify.twilio);
    notify.mail = raw.mail.server.map(|server| MailServer {
        port: raw.mail.port.unwrap_or(match raw.mail.security {
            Security::Tls => 465,
            Security::Starttls => 587,
            Security::None => 25,
        }),
        security: raw.mail.security,
        ca_file: raw.mail.ca_file,
        server: server.trim().to_ascii_lowercase(),
    });
    if let Some(m) = &notify.mail {
        if m.security == Security::None && !is_here(&m.server) {
            say("notify.mail.security", "mail would leave this machine in the clear", "use tls or starttls");
        }
        if m.server.is_empty() || m.server.contains(|c: char| c.is_whitespace() || "/@:".contains(c)) {
            say(
                "notify.mail.server",
                "no name of a server",
                "write its name alone, as mail.example.org; the port is a key",
            );
        }
    }
    for (key, url) in [("notify.ntfy.server", &notify.ntfy_server), ("notify.sms.base_url", &notify.twilio)] {
        if super::load::places::address(doc, key, url).is_some() {
            say(key, "no address that may be used", "https://HOST; plain http only to this machine");
        }
    }
    notify.gateway = raw.gateway.domain.filter(|_| raw.gateway.enabled).map(|d| d.trim().to_ascii_lowercase());
    if raw.gateway.enabled
        && notify.gateway.as_ref().is_none_or(|d| !d.contains('.') || d.contains(['@', '/', ' ']))
    {
        say(
            "notify.gateway.domain",
            "no host of a carrier",
            "write the part behind the @ of your number's address",
        );
    }
    for (key, topic) in TOPICS.iter().filter_map(|t| Some((*t, t.parse::<Topic>().ok()?))) {
        let own = raw.topics.get(&topic);
        let list = own.unwrap_or(&raw.channels);
        let at = if own.is_some() { format!("notify.topics.{key}") } else { "notify.channels".to_owned() };
        for (i, c) in list.iter().enumerate() {
            if list[..i].contains(c) {
                say(&at, &format!("{c} stands there twice"), "name each channel once, in the order they are tried");
            }
            match c {
                Channel::Mail if notify.mail.is_none() => {
                    say(&at, "mail has no server", "add [notify.mail] with server = \"mail.example.org\"");
                }
                Channel::Gateway if notify.gateway.is_none() => say(
                    &at,
                    "the carrier's gateway is off",
                    "add [notify.gateway] with enabled = true and domain; carriers end this service, the last large one in \
                     2027, so rather use ntfy or sms",
                ),
                _ => {}
            }
        }
        notify.topics.insert(topic, list.clone());
    }
    issues.dedup();
    if issues.is_empty() { Ok(notify) } else { Err(issues) }
}

/// `22:00-06:00`.
fn quiet(text: &str) -> Option<Quiet> {
    let (from, to) = text.split_once('-')?;
    let time = |t: &str| NaiveTime::parse_from_str(t.trim(), "%H:%M").ok();
    let q = Quiet { from: time(from)?, to: time(to)? };
    (q.from != q.to).then_some(q)
}

/// Whether a name is this machine.
fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn read(text: &str) -> Result<Notify, Vec<Issue>> {
        super::super::load::tests::parsed(text).map(|c| c.notify)
    }

    #[test]
    fn the_names_are_those_of_the_log() {
        assert!(Channel::ALL.iter().map(|c| c.name()).eq(CHANNELS.iter().copied()));
        assert!(Topic::ALL.iter().map(|t| t.name()).filter(|t| *t != "test").eq(TOPICS.iter().copied()));
    }

    #[test]
    fn nothing_is_told_unless_it_is_asked_for() {
        let n = read("").unwrap();
        assert!(!n.is_on() && n.used().is_empty());
        let n = read("[notify]\nchannels = [\"ntfy\", \"sms\"]\ntopics = { weekly_plan = [] }\n").unwrap();
        assert_eq!(n.channels(Topic::DailyUpdate), [Channel::Ntfy, Channel::Sms]);
        assert!(n.channels(Topic::WeeklyPlan).is_empty() && n.channels(Topic::Test).is_empty());
        assert_eq!((n.limits(Channel::Sms).per_day, n.limits(Channel::Ntfy).full), (2, false));
    }

    #[test]
    fn quiet_hours_go_over_midnight() {
        let n = read("[notify]\nquiet = \"21:30-07:00\"\n[notify.ntfy]\nquiet = \"none\"\n").unwrap();
        assert!(n.limits(Channel::Ntfy).quiet.is_none());
        let q = n.limits(Channel::Mail).quiet.unwrap();
        let at = |h, m| q.has(NaiveTime::from_hms_opt(h, m, 0).unwrap());
        assert_eq!([at(21, 29), at(21, 30), at(2, 0), at(6, 59), at(7, 0)], [false, true, true, true, false]);
    }

    #[rstest]
    #[case("[notify]\nchannels = [\"pigeon\"]\n", 2, "notify.channels[1]")]
    #[case("[notify]\nchannels = [\"mail\"]\n", 2, "notify.channels")]
    #[case("[notify]\nquiet = \"late\"\n", 2, "notify.quiet")]
    #[case("[notify.topics]\nproposal = [\"ntfy\", \"ntfy\"]\n", 2, "notify.topics.proposal")]
    #[case("[notify.topics]\nproposals = [\"ntfy\"]\n", 2, "notify.topics.proposals")]
    #[case("[notify]\nchannels = [\"gateway\"]\n", 2, "notify.channels")]
    #[case("[notify.gateway]\nenabled = true\n", 1, "notify.gateway.domain")]
    #[case("[notify.mail]\nserver = \"mail.example.org\"\nsecurity = \"none\"\n", 3, "notify.mail.security")]
    #[case("[notify.mail]\nserver = \"mail.example.org:465\"\n", 2, "notify.mail.server")]
    #[case("[notify.sms]\nper_day = 0\n", 2, "notify.sms.per_day")]
    fn a_mistake_names_line_and_key(#[case] text: &str, #[case] line: usize, #[case] key: &str) {
        let issues = read(text).unwrap_err();
        let found = issues.iter().any(|i| i.line == Some(line) && i.key == key);
        assert!(found, "{issues:?}");
        assert!(issues.iter().all(|i| !i.remedy.is_empty()));
    }
}
