//! Ways to the athlete: ntfy, e-mail, text messages.
//!
//! Owns: what each way needs, sending one message, and what its end means: sent, refused, not sent, or nobody knows. Does
//! not own: which message, when, how often, and that a try is written down before it is made.

mod mail;
mod ntfy;
mod twilio;
pub mod words;

use crate::{
    config::{Notify, Secret},
    domain::{Channel, CleanText, Notification, outbox::Delivery},
    http::{Http, HttpError},
};

/// Longest subject, characters.
const SUBJECT_MAX: usize = 120;

/// Gives a secret by the channel's entry in the vault, the host it may go to, and its name in the environment.
pub type Secrets<'a> = &'a dyn Fn(&str, &str, &str) -> Option<Secret>;

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How.
    pub outcome: Delivery,
    /// What there is to say of it; no secret.
    pub said: String,
}

impl Ended {
    fn new(outcome: Delivery, said: impl Into<String>) -> Self {
        Self { outcome, said: said.into() }
    }

    /// What an answer that never came means. Where no connection stood, nothing was sent; else nobody knows.
    fn of(e: &HttpError) -> Self {
        let outcome = match e {
            HttpError::Connect { .. } | HttpError::NoClient { .. } => Delivery::Later,
            HttpError::NotHttp
            | HttpError::Insecure { .. }
            | HttpError::Unsendable { .. }
            | HttpError::Redirected { .. } => Delivery::Refused,
            HttpError::Timeout { .. }
            | HttpError::Broken { .. }
            | HttpError::TooLarge { .. }
            | HttpError::Kind { .. }
            | HttpError::Json { .. } => Delivery::Unknown,
        };
        Self::new(outcome, e.to_string())
    }
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Identity, the same in every try.
    pub id: String,
    /// One line.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// When it was queued: the date of a mail, the same in every try.
    pub at: chrono::DateTime<chrono::Utc>,
}

impl Letter {
    /// A message as a channel may carry it.
    #[must_use]
    pub fn of(n: &Notification, full: bool) -> Self {
        // Cleaned again: the log may hold what another version wrote.
        let subject = CleanText::line(n.subject.as_str());
        let body = n.full.as_ref().filter(|_| full).unwrap_or(&n.text);
        Self {
            id: n.id.to_string(),
            subject: subject.as_str().chars().take(SUBJECT_MAX).collect(),
            body: CleanText::block(body.as_str()).as_str().to_owned(),
            at: n.queued_at,
        }
    }

    /// Subject and body in one text of at most `max` characters.
    fn short(&self, max: usize) -> String {
        let whole = if self.body.is_empty() || self.body == self.subject {
            self.subject.clone()
        } else {
            format!("{}\n{}", self.subject, self.body)
        };
        cut(&whole, max)
    }
}

/// The text, with an ellipsis when it is longer than `max` characters.
fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    text.chars().take(max.saturating_sub(1)).chain(['…']).collect()
}

/// A channel with everything it needs.
#[derive(Debug)]
pub enum Way {
    /// ntfy.
    Ntfy(ntfy::Ntfy),
    /// E-mail, to a person or to a carrier's gateway.
    Mail(mail::Mail),
    /// Text messages.
    Sms(twilio::Twilio),
}

impl Way {
    /// Gathers what a channel needs.
    ///
    /// # Errors
    /// What is missing, and where it belongs.
    pub fn set_up(channel: Channel, notify: &Notify, secrets: Secrets<'_>) -> Result<Self, String> {
        Ok(match channel {
            Channel::Ntfy => Self::Ntfy(ntfy::Ntfy::new(notify, secrets)?),
            Channel::Mail => Self::Mail(mail::Mail::new(notify, secrets, None)?),
            Channel::Gateway => {
                let host = notify.gateway.as_deref().ok_or("gateway: it is off; see [notify.gateway]")?;
                Self::Mail(mail::Mail::new(notify, secrets, Some(host))?)
            }
            Channel::Sms => Self::Sms(twilio::Twilio::new(notify, secrets)?),
        })
    }

    /// Sends one message, once.
    pub async fn send(&self, http: &Http, letter: &Letter) -> Ended {
        match self {
            Self::Ntfy(n) => n.send(http, letter).await,
            Self::Mail(m) => m.send(letter).await,
            Self::Sms(t) => t.send(http, letter).await,
        }
    }
}

/// What a channel asks for when it is set up: the vault's entry, and each name with whether it must be given and whether
/// it is secret.
#[must_use]
pub fn asks(channel: Channel) -> &'static [(&'static str, bool, bool)] {
    match channel {
        Channel::Ntfy => &[("NTFY_TOPIC", true, true), ("NTFY_TOKEN", false, true)],
        Channel::Mail => &[
            ("EMAIL_ADDRESS", true, false),
            ("EMAIL_USER", false, false),
            ("EMAIL_PASS", false, true),
            ("TO_EMAIL", true, false),
        ],
        Channel::Sms => &[
            ("TWILIO_ACCOUNT_SID", true, false),
            ("TWILIO_AUTH_TOKEN", true, true),
            ("TWILIO_FROM", true, false),
            ("TO_PHONE", true, false),
        ],
        Channel::Gateway => &[("TO_PHONE", true, false)],
    }
}

/// Host that a channel's secrets may go to.
#[must_use]
pub fn host(channel: Channel, notify: &Notify) -> String {
    let of = |text: &str| crate::http::Url::parse(text).map_or_else(|_| String::new(), |u| crate::http::place(&u));
    match channel {
        Channel::Ntfy => of(&notify.ntfy_server),
        Channel::Sms => of(&notify.twilio),
        Channel::Mail | Channel::Gateway => notify.mail.as_ref().map_or_else(String::new, |m| m.server.clone()),
    }
}

/// A secret that must be there.
fn need(channel: Channel, notify: &Notify, secrets: Secrets<'_>, name: &str) -> Result<Secret, String> {
    secrets(channel.name(), &host(channel, notify), name).ok_or_else(|| {
        format!("{channel}: {name} is missing; set it in the environment or .env, or `lanterne connect {channel}`")
    })
}

#[cfg(test)]
mod tests;
