//! ntfy: a push message to a phone. The topic's name is all that keeps others from reading along, so it is a secret.

use super::{Ended, Letter, Secrets, cut, need};
use crate::{
    config::{Notify, Secret},
    domain::{Channel, CleanText, outbox::Delivery},
    http::{Accept, Call, Http, Url},
};
use serde_json::{Value, json};
use std::time::Duration;

/// Longest message, characters: the server takes 4,096 bytes.
const MAX: usize = 1_000;

/// A topic at a server.
pub struct Ntfy {
    server: Url,
    topic: Secret,
    token: Option<Secret>,
}

impl std::fmt::Debug for Ntfy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ntfy").finish_non_exhaustive()
    }
}

impl Ntfy {
    pub(super) fn new(notify: &Notify, secrets: Secrets<'_>) -> Result<Self, String> {
        let server = Url::parse(&notify.ntfy_server)
            .map_err(|e| format!("ntfy: {:?} under notify.ntfy.server is no address: {e}", notify.ntfy_server))?;
        let topic = need(Channel::Ntfy, notify, secrets, "NTFY_TOPIC")?;
        let token = secrets("ntfy", &super::host(Channel::Ntfy, notify), "NTFY_TOKEN");
        Ok(Self { server, topic, token })
    }

    /// Title and text go in a JSON body: in headers a line break would be the start of another one.
    pub(super) async fn send(&self, http: &Http, letter: &Letter) -> Ended {
        let body = json!({
            "topic": self.topic.expose(),
            "title": letter.subject,
            "message": cut(if letter.body.is_empty() { &letter.subject } else { &letter.body }, MAX),
        });
        let mut call = Call::post(self.server.clone()).json(&body).accept(Accept::Any);
        call = call.up_to(64 << 10).within(Duration::from_secs(20));
        if let Some(token) = &self.token {
            call = call.bearer(token.expose());
        }
        let answer = match http.send(call).await {
            Ok(answer) => answer,
            Err(e) => return Ended::of(&e),
        };
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let error = said.get("error").and_then(Value::as_str).unwrap_or("no reason given");
        let error = CleanText::line(error).as_str().replace(self.topic.expose(), "…");
        match answer.status {
            200..=299 if said.get("id").is_some() => Ended::new(Delivery::Sent, "taken in by the server"),
            200..=299 => Ended::new(
                Delivery::Unknown,
                "ntfy: the answer is none of an ntfy server; check notify.ntfy.server",
            ),
            401 | 403 => Ended::new(
                Delivery::Refused,
                format!("ntfy: {error}; NTFY_TOKEN must be allowed to write to the topic"),
            ),
            408 | 425 | 429 | 500..=599 => {
                Ended::new(Delivery::Later, format!("ntfy: {error} (status {})", answer.status))
            }
            status => Ended::new(Delivery::Refused, format!("ntfy: {error} (status {status})")),
        }
    }
}
