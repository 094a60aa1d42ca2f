//! Twilio: text messages that are paid for.

use super::{Ended, Letter, Secrets, need};
use crate::{
    config::{Notify, Secret},
    domain::{Channel, CleanText, outbox::Delivery},
    http::{Accept, Call, Http, Url},
};
use serde_json::Value;
use std::time::Duration;

/// Longest text, characters: every 70 to 160 of them are paid for.
const MAX: usize = 320;

/// An account and the two numbers.
pub struct Twilio {
    url: Url,
    sid: Secret,
    token: Secret,
    from: Secret,
    to: Secret,
}

impl std::fmt::Debug for Twilio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Twilio").finish_non_exhaustive()
    }
}

impl Twilio {
    pub(super) fn new(notify: &Notify, secrets: Secrets<'_>) -> Result<Self, String> {
        let of = |name| need(Channel::Sms, notify, secrets, name);
        let allowed = secrets("sms", "", "USE_TWILIO");
        if allowed.is_some_and(|v| ["false", "0", "no"].contains(&v.expose().to_ascii_lowercase().as_str())) {
            return Err("sms: USE_TWILIO says that Twilio is not to be used".to_owned());
        }
        let (sid, token, from, to) =
            (of("TWILIO_ACCOUNT_SID")?, of("TWILIO_AUTH_TOKEN")?, of("TWILIO_FROM")?, of("TO_PHONE")?);
        let mut url = Url::parse(&notify.twilio)
            .map_err(|e| format!("sms: {:?} under notify.sms.base_url is no address: {e}", notify.twilio))?;
        url.path_segments_mut()
            .map_err(|()| "sms: notify.sms.base_url is no address".to_owned())?
            .pop_if_empty()
            .extend(["2010-04-01", "Accounts", sid.expose(), "Messages.json"]);
        Ok(Self { url, sid, token, from, to })
    }

    pub(super) async fn send(&self, http: &Http, letter: &Letter) -> Ended {
        let body = letter.short(MAX);
        let from = if self.from.expose().starts_with("MG") { "MessagingServiceSid" } else { "From" };
        let fields = [("To", self.to.expose()), (from, self.from.expose()), ("Body", body.as_str())];
        let call = Call::post(self.url.clone())
            .basic(self.sid.expose(), self.token.expose())
            .form(&fields)
            .accept(Accept::Any)
            .up_to(64 << 10)
            .within(Duration::from_secs(30));
        let answer = match http.send(call).await {
            Ok(answer) => answer,
            Err(e) => return Ended::of(&e),
        };
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let code = said.get("code").and_then(Value::as_i64);
        let error = CleanText::line(said.get("message").and_then(Value::as_str).unwrap_or("no reason given"));
        let error = [&self.to, &self.from, &self.sid]
            .iter()
            .fold(error.as_str().to_owned(), |e, s| e.replace(s.expose(), "…"));
        let status = answer.status;
        match status {
            200..=299 if said.get("sid").is_some() => {
                Ended::new(Delivery::Sent, "taken in by Twilio; whether the phone got it is not known here")
            }
            // It was turned away at the door.
            429 => Ended::new(Delivery::Later, format!("sms: {error} (status 429)")),
            400..=499 => Ended::new(
                Delivery::Refused,
                format!(
                    "sms: {error} ({})",
                    code.map_or_else(|| format!("status {status}"), |c| format!("Twilio error {c}"))
                ),
            ),
            // A server that fails may have sent it first.
            _ => Ended::new(Delivery::Unknown, format!("sms: no clear answer (status {status})")),
        }
    }
}
