use super::*;
use crate::domain::{CleanText, Day, ShortId, Topic};
use chrono::{DateTime, Utc};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{basic_auth, body_json, body_string_contains, header, method, path},
};

fn letter() -> Letter {
    Letter {
        id: "00ab".into(),
        subject: "Lanterne, Tue".into(),
        body: "Planned: a ride.".into(),
        at: DateTime::UNIX_EPOCH,
    }
}

fn secrets(_: &str, _: &str, name: &str) -> Option<Secret> {
    let value = match name {
        "NTFY_TOPIC" => "a-secret-topic",
        "NTFY_TOKEN" => "tk_1",
        "TWILIO_ACCOUNT_SID" => "AC1",
        "TWILIO_AUTH_TOKEN" => "t0k3n",
        "TWILIO_FROM" => "+15005550006",
        "TO_PHONE" => "+1 (202) 555-0147",
        "EMAIL_ADDRESS" => "Coach <coach@example.org>",
        "TO_EMAIL" => "rider@example.org",
        _ => return None,
    };
    Some(Secret::new(value))
}

fn notify(server: &str) -> Notify {
    let mut n = Notify::default();
    (n.ntfy_server, n.twilio) = (server.into(), server.into());
    n
}

async fn try_at(channel: Channel, answer: ResponseTemplate) -> Ended {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(answer).mount(&server).await;
    let way = Way::set_up(channel, &notify(&server.uri()), &secrets).unwrap();
    way.send(&Http::default(), &letter()).await
}

#[tokio::test]
async fn ntfy_gets_json_and_never_a_header_of_ours() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/"))
        .and(header("authorization", "Bearer tk_1"))
        .and(body_json(serde_json::json!({
            "topic": "a-secret-topic", "title": "Lanterne, Tue", "message": "Planned: a ride."
        })))
        .respond_with(ResponseTemplate::new(200).set_body_json(serde_json::json!({ "id": "x" })))
        .expect(1)
        .mount(&server)
        .await;
    let way = Way::set_up(Channel::Ntfy, &notify(&server.uri()), &secrets).unwrap();
    assert_eq!(way.send(&Http::default(), &letter()).await.outcome, Delivery::Sent);
}

#[tokio::test]
async fn twilio_gets_a_form_under_the_account() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/2010-04-01/Accounts/AC1/Messages.json"))
        .and(basic_auth("AC1", "t0k3n"))
        .and(body_string_contains("To=%2B1+%28202%29+555-0147&From=%2B15005550006&Body=Lanterne%2C+Tue%0APlanned"))
        .respond_with(
            ResponseTemplate::new(201).set_body_json(serde_json::json!({ "sid": "SM1", "status": "queued" })),
        )
        .expect(1)
        .mount(&server)
        .await;
    let way = Way::set_up(Channel::Sms, &notify(&server.uri()), &secrets).unwrap();
    assert_eq!(way.send(&Http::default(), &letter()).await.outcome, Delivery::Sent);
}

#[rstest::rstest]
#[case(Channel::Ntfy, 429, "{\"code\":42901,\"error\":\"limit reached\"}", Delivery::Later)]
#[case(Channel::Ntfy, 403, "{\"error\":\"forbidden for a-secret-topic\"}", Delivery::Refused)]
#[case(Channel::Ntfy, 502, "", Delivery::Later)]
#[case(Channel::Ntfy, 200, "<html>", Delivery::Unknown)]
#[case(Channel::Sms, 429, "{\"code\":20429,\"message\":\"Too many requests\"}", Delivery::Later)]
#[case(Channel::Sms, 400, "{\"code\":21211,\"message\":\"+1 (202) 555-0147 is not valid\"}", Delivery::Refused)]
#[case(Channel::Sms, 503, "", Delivery::Unknown)]
#[case(Channel::Sms, 201, "<html>", Delivery::Unknown)]
#[tokio::test]
async fn what_an_answer_means(
    #[case] channel: Channel,
    #[case] status: u16,
    #[case] body: &str,
    #[case] outcome: Delivery,
) {
    let ended = try_at(channel, ResponseTemplate::new(status).set_body_string(body)).await;
    assert_eq!(ended.outcome, outcome, "{}", ended.said);
    assert!(!ended.said.contains("secret-topic") && !ended.said.contains("555"), "{}", ended.said);
}

#[tokio::test]
async fn nobody_there_is_certainly_not_sent() {
    // The port of a service that no machine runs any more: one that was free a moment ago may be taken by another test.
    let free = 9;
    let at = format!("http://127.0.0.1:{free}");
    for channel in [Channel::Ntfy, Channel::Sms] {
        let way = Way::set_up(channel, &notify(&at), &secrets).unwrap();
        assert_eq!(way.send(&Http::default(), &letter()).await.outcome, Delivery::Later);
    }
    let mail = Way::set_up(Channel::Mail, &mail_at(free), &secrets).unwrap();
    assert_eq!(mail.send(&Http::default(), &letter()).await.outcome, Delivery::Later);
}

#[test]
fn what_is_missing_is_named() {
    let none = |_: &str, _: &str, _: &str| None;
    let why = Way::set_up(Channel::Ntfy, &notify("https://ntfy.sh"), &none).unwrap_err();
    assert!(why.contains("NTFY_TOPIC") && why.contains("lanterne connect ntfy"), "{why}");
    assert!(
        Way::set_up(Channel::Mail, &notify("https://ntfy.sh"), &secrets).unwrap_err().contains("[notify.mail]")
    );
    assert!(Way::set_up(Channel::Gateway, &mail_at(25), &secrets).unwrap_err().contains("off"));
    let off =
        |e: &str, h: &str, n: &str| if n == "USE_TWILIO" { Some(Secret::new("false")) } else { secrets(e, h, n) };
    assert!(Way::set_up(Channel::Sms, &notify("https://example.org"), &off).unwrap_err().contains("USE_TWILIO"));
}

fn mail_at(port: u16) -> Notify {
    let text = format!("[notify.mail]\nserver = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\n");
    crate::config::load::tests::parsed(&text).unwrap().notify
}

/// A mail server that answers by a script: the n-th line is its answer to the n-th command, `-` hangs up. The text of the
/// mail counts as one command. Gives back what it heard.
async fn server(answers: &'static [&'static str]) -> (u16, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard: Arc<Mutex<String>> = Arc::default();
    let ears = heard.clone();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 here\r\n").await.unwrap();
        let mut text = false;
        for answer in answers {
            loop {
                let Ok(Some(line)) = lines.next_line().await else { return };
                ears.lock().unwrap().extend([&line, "\n"]);
                if !text || line == "." {
                    break;
                }
            }
            if *answer == "-" {
                return;
            }
            text = answer.starts_with("354");
            write.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        }
    });
    (port, heard)
}

async fn mail(answers: &'static [&'static str], letter: &Letter) -> (Ended, String) {
    let (port, heard) = server(answers).await;
    let way = Way::set_up(Channel::Mail, &mail_at(port), &secrets).unwrap();
    let ended = way.send(&Http::default(), letter).await;
    let heard = heard.lock().unwrap().clone();
    (ended, heard)
}

const GOOD: &[&str] = &["250 here", "250 ok", "250 ok", "354 go on", "250 taken", "221 bye"];

#[tokio::test]
async fn a_mail_has_one_identity_in_every_try() {
    let (ended, first) = mail(GOOD, &letter()).await;
    assert_eq!(ended.outcome, Delivery::Sent, "{}", ended.said);
    assert!(first.contains("Message-ID: <00ab.mail.lanterne@example.org>"), "{first}");
    assert!(first.contains("MAIL FROM:<coach@example.org>") && first.contains("RCPT TO:<rider@example.org>"));
    let (_, again) = mail(GOOD, &letter()).await;
    assert_eq!(first, again);
}

#[rstest::rstest]
#[case(&["250 here", "550 no"], Delivery::Refused)]
#[case(&["250 here", "451 later"], Delivery::Later)]
#[case(&["250 here", "250 ok", "550 rider@example.org is unknown"], Delivery::Refused)]
#[case(&["250 here", "250 ok", "250 ok", "-"], Delivery::Later)]
#[case(&["250 here", "250 ok", "250 ok", "354 go on", "-"], Delivery::Unknown)]
#[case(&["250 here", "250 ok", "250 ok", "354 go on", "554 spam"], Delivery::Refused)]
#[case(&["250 here", "250 ok", "250 ok", "354 go on", "452 full"], Delivery::Later)]
#[tokio::test]
async fn how_far_a_mail_came_decides(#[case] answers: &'static [&'static str], #[case] outcome: Delivery) {
    let (ended, _) = mail(answers, &letter()).await;
    assert_eq!(ended.outcome, outcome, "{}", ended.said);
    assert!(!ended.said.contains("rider@"), "{}", ended.said);
}

fn notification(subject: &str) -> Notification {
    Notification {
        id: ShortId(1),
        topic: Topic::Test,
        day: Day::default(),
        about: CleanText::default(),
        subject: CleanText::line(subject),
        text: CleanText::block("text\n.\nRCPT TO:<evil@example.org>"),
        full: None,
        channels: vec![Channel::Mail],
        queued_at: Utc::now(),
        origin: String::new(),
    }
}

#[tokio::test]
async fn line_breaks_in_a_subject_or_a_text_make_no_header_and_no_command() {
    let evil = "hello\r\nBcc: evil@example.org\r\n\r\nbody\u{2028}X-Evil: 1\u{85}Y: 2";
    let l = Letter::of(&notification(evil), false);
    assert!(!l.subject.contains(['\r', '\n']), "{:?}", l.subject);
    let (ended, heard) = mail(GOOD, &l).await;
    assert_eq!(ended.outcome, Delivery::Sent, "{}", ended.said);
    assert!(
        !heard.lines().any(|l| l.starts_with("Bcc") || l.starts_with("X-Evil") || l.starts_with("Y:")),
        "{heard}"
    );
    // A lone point in the text would end the mail and make commands of what follows.
    assert!(heard.lines().any(|l| l == ".."), "{heard}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 128, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_subject_breaks_a_line(raw in "\\PC{0,40}[\\r\\n\u{0}\u{b}\u{c}\u{85}\u{2028}\u{2029}]{1,4}\\PC{0,300}") {
        let l = Letter::of(&notification(&raw), false);
        proptest::prop_assert!(l.subject.chars().count() <= SUBJECT_MAX);
        let breaks = l.subject.chars().any(|c| c.is_control() || "\u{2028}\u{2029}".contains(c));
        proptest::prop_assert!(!breaks);
    }
}

#[test]
fn only_a_full_channel_carries_everything() {
    let mut n = notification("s");
    n.full = Some(CleanText::line("HRV 41"));
    assert_eq!(Letter::of(&n, true).body, "HRV 41");
    assert!(!Letter::of(&n, false).body.contains("HRV"));
}
