//! E-mail over SMTP: to the athlete, or to a carrier that makes a text message of it.
//!
//! The steps are taken one by one, since what an error means depends on how far it came: before the text went out nothing
//! was sent; after it, without an answer, nobody knows.

use super::{Ended, Letter, Secrets, need};
use crate::{
    config::{
        Notify, Secret,
        notify::{MailServer, Security},
    },
    domain::{Channel, outbox::Delivery},
};
use lettre::{
    Message,
    message::Mailbox,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        commands::{Data, Mail as MailFrom, Rcpt},
        extension::ClientId,
    },
};
use std::{future::Future, time::Duration};

/// Longest wait for each step.
const STEP: Duration = Duration::from_secs(20);
/// Longest text for a carrier's gateway, characters.
const GATEWAY_MAX: usize = 140;

/// A mail server with an account, and who gets the mail.
pub struct Mail {
    server: MailServer,
    from: Mailbox,
    to: Mailbox,
    account: Option<(String, Secret)>,
    gateway: bool,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("server", &self.server.server).finish_non_exhaustive()
    }
}

impl Mail {
    /// With `gateway`, the host that takes mail for phones, mail goes to the athlete's number there.
    pub(super) fn new(notify: &Notify, secrets: Secrets<'_>, gateway: Option<&str>) -> Result<Self, String> {
        let server = notify.mail.clone().ok_or("mail: no server; add [notify.mail] to config.toml")?;
        let of = |name| need(Channel::Mail, notify, secrets, name);
        let maybe = |name| secrets("mail", &server.server, name);
        let address = of("EMAIL_ADDRESS")?;
        let from = mailbox(&address, "EMAIL_ADDRESS")?;
        let to = match gateway {
            None => mailbox(&of("TO_EMAIL")?, "TO_EMAIL")?,
            Some(host) => {
                let phone = need(Channel::Gateway, notify, secrets, "TO_PHONE")?;
                mailbox(&Secret::new(&format!("{}@{host}", digits(phone.expose()))), "TO_PHONE")?
            }
        };
        let user = maybe("EMAIL_USER").map_or_else(|| from.email.to_string(), |u| u.expose().to_owned());
        let account = maybe("EMAIL_PASS").map(|p| (user, p));
        Ok(Self { server, from, to, account, gateway: gateway.is_some() })
    }

    /// The mail as bytes: the same in every try, Message-ID and date included.
    fn bytes(&self, letter: &Letter) -> Result<Vec<u8>, String> {
        let body = if self.gateway { letter.short(GATEWAY_MAX) } else { letter.body.clone() };
        let way = if self.gateway { "sms" } else { "mail" };
        let mail = Message::builder()
            .from(self.from.clone())
            .to(self.to.clone())
            .subject(if self.gateway { String::new() } else { letter.subject.clone() })
            .date(letter.at.into())
            .message_id(Some(format!("<{}.{way}.lanterne@{}>", letter.id, self.from.email.domain())))
            .header(lettre::message::header::ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|e| format!("mail: it can't be written: {e}"))?;
        Ok(mail.formatted())
    }

    pub(super) async fn send(&self, letter: &Letter) -> Ended {
        let bytes = match self.bytes(letter) {
            Ok(bytes) => bytes,
            Err(why) => return Ended::new(Delivery::Refused, why),
        };
        let mut connection = match self.ready().await {
            Ok(c) => c,
            Err(ended) => return ended,
        };
        // From here on an answer is the only certainty.
        let end = match tokio::time::timeout(STEP, connection.message(&bytes)).await {
            Ok(Ok(_)) => Ended::new(Delivery::Sent, format!("taken in by {}", self.server.server)),
            Ok(Err(e)) if e.status().is_some() => self.refused("the mail", &e),
            Ok(Err(e)) => Ended::new(
                Delivery::Unknown,
                format!("mail: the connection broke while it was sent: {}", plain(&e)),
            ),
            Err(_) => Ended::new(
                Delivery::Unknown,
                format!("mail: {} did not say in time whether it took it", self.server.server),
            ),
        };
        // The mail has gone or has not; saying goodbye changes nothing.
        let _ = tokio::time::timeout(Duration::from_secs(2), connection.quit()).await;
        end
    }

    /// A connection on which the text is waited for.
    async fn ready(&self) -> Result<AsyncSmtpConnection, Ended> {
        let s = &self.server;
        let me = ClientId::Domain("localhost".to_owned());
        let tls = match s.security {
            Security::None => None,
            Security::Tls | Security::Starttls => Some(self.tls()?),
        };
        let first = tls.clone().filter(|_| s.security == Security::Tls);
        let place = (s.server.as_str(), s.port);
        let mut c =
            self.step("connect", AsyncSmtpConnection::connect_tokio1(place, Some(STEP), &me, first, None)).await?;
        if s.security == Security::Starttls {
            let Some(tls) = tls else { return Err(Ended::new(Delivery::Refused, "mail: no TLS")) };
            self.step("begin TLS", c.starttls(tls, &me)).await?;
        }
        if let Some((user, password)) = &self.account {
            let who = Credentials::new(user.clone(), password.expose().to_owned());
            self.step("log in", c.auth(DEFAULT_MECHANISMS, &who)).await?;
        }
        self.step("name the sender", c.command(MailFrom::new(Some(self.from.email.clone()), vec![]))).await?;
        self.step("name the recipient", c.command(Rcpt::new(self.to.email.clone(), vec![]))).await?;
        self.step("begin the mail", c.command(Data)).await?;
        Ok(c)
    }

    async fn step<T>(&self, what: &str, work: impl Future<Output = Result<T, Error>>) -> Result<T, Ended> {
        match tokio::time::timeout(STEP, work).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(e)) => Err(self.refused(what, &e)),
            Err(_) => Err(Ended::new(
                Delivery::Later,
                format!("mail: {} did not answer in time ({what})", self.server.server),
            )),
        }
    }

    /// An error before anything was sent, or a clear no.
    fn refused(&self, what: &str, e: &Error) -> Ended {
        let server = &self.server.server;
        let said = format!("mail: {server} ({what}): {}", plain(e));
        let outcome =
            if e.is_permanent() || e.is_client() || e.is_tls() { Delivery::Refused } else { Delivery::Later };
        Ended::new(outcome, said)
    }

    fn tls(&self) -> Result<TlsParameters, Ended> {
        let refuse = |why: String| Ended::new(Delivery::Refused, why);
        let mut b = TlsParameters::builder(self.server.server.clone());
        if let Some(path) = &self.server.ca_file {
            let bad = |e: String| refuse(format!("mail: {} under notify.mail.ca_file: {e}", path.display()));
            let pem = std::fs::read(path).map_err(|e| bad(e.to_string()))?;
            b = b.add_root_certificate(Certificate::from_pem(&pem).map_err(|e| bad(plain(&e)))?);
        }
        b.build_rustls().map_err(|e| Ended::new(Delivery::Later, format!("mail: no TLS here: {}", plain(&e))))
    }
}

/// What an error says, without what was sent: a server's own words, or the deepest cause.
fn plain(e: &Error) -> String {
    let mut last: &dyn std::error::Error = e;
    while let Some(next) = last.source() {
        last = next;
    }
    let code = e.status().map(|c| format!("{c}: ")).unwrap_or_default();
    let words = crate::domain::CleanText::line(&crate::http::scrub(&last.to_string()));
    // Servers like to quote addresses.
    let hidden: Vec<&str> = words.as_str().split(' ').map(|w| if w.contains('@') { "…" } else { w }).collect();
    format!("{code}{}", hidden.join(" "))
}

fn mailbox(address: &Secret, name: &str) -> Result<Mailbox, String> {
    address.expose().trim().parse().map_err(|_| format!("mail: {name} is no e-mail address"))
}

/// The digits by which a carrier in North America knows a phone: ten of them, without the country's.
fn digits(phone: &str) -> String {
    let all: String = phone.chars().filter(char::is_ascii_digit).collect();
    if all.len() == 11 && all.starts_with('1') { all[1..].to_owned() } else { all }
}
