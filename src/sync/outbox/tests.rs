use super::*;
use crate::{
    coach::morning::morning_with,
    config::{Environment, Secret, load::tests::parsed},
    log::Access,
    science::history::History,
    sync::{demo, routine, weekly},
    vault::Choice,
};
use chrono::TimeDelta;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use tokio::{io::AsyncReadExt, net::TcpListener};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

const NOON: &str = "2026-11-22T12:00:00Z";

fn noon() -> DateTime<Utc> {
    NOON.parse().unwrap()
}

fn day(d: u32) -> Day {
    Day::from_ymd_opt(2026, 11, d).unwrap()
}

/// A log of one's own with messages to send and a clock that is set by hand.
struct World {
    _dir: TempDir,
    paths: Paths,
    store: Store,
    config: Config,
    vault: Vault,
    http: Http,
    minutes: std::sync::Arc<AtomicI64>,
}

fn world(channels: &str, server: &str) -> World {
    made(channels, server, false)
}

fn made(channels: &str, server: &str, plan: bool) -> World {
    let dir = TempDir::new().unwrap();
    let paths = Paths::in_home(dir.path());
    if plan {
        demo::put_into(&paths);
    }
    let store = Store::open(&paths.data_dir, Access::ReadWrite).unwrap();
    let text = format!(
        "[athlete]\ntime_zone = \"UTC\"\n[notify]\nchannels = {channels}\n[notify.ntfy]\nserver = \"{server}\"\n\
         [notify.sms]\nbase_url = \"{server}\"\n"
    );
    let mut config = parsed(&text).unwrap();
    let env = |name: &str| match name {
        "NTFY_TOPIC" | "TWILIO_ACCOUNT_SID" | "TWILIO_AUTH_TOKEN" => Some("x".to_owned()),
        "TWILIO_FROM" | "TO_PHONE" => Some("+12025550147".to_owned()),
        _ => None,
    };
    config.environment = Environment::read(&env, None).0;
    let vault = Vault::new(&dir.path().join("vault"), Choice::Env);
    World { _dir: dir, paths, store, config, vault, http: Http::default(), minutes: std::sync::Arc::default() }
}

impl World {
    fn queue(&self, topic: Topic, about: &str) -> ShortId {
        let q = Queue::of(&self.store, &self.paths, &self.config).unwrap().unwrap();
        let (key, event) = q.event(topic, day(22), about, notify::words::test(), noon()).unwrap();
        assert!(append(&self.store, Actor::System, key, event, noon()).unwrap());
        self.outbox().messages.last().unwrap().notification.id
    }

    fn outbox(&self) -> Outbox {
        self.store.athlete().unwrap().0.outbox
    }

    fn at(&self, minutes: i64) -> &Self {
        self.minutes.store(minutes, Ordering::SeqCst);
        self
    }

    async fn send(&self) -> Vec<Told> {
        let minutes = self.minutes.clone();
        let now = move || noon() + TimeDelta::minutes(minutes.load(Ordering::SeqCst));
        self.sender(&now).send_due().await.unwrap().unwrap()
    }

    fn sender<'a>(&'a self, now: &'a (dyn Fn() -> DateTime<Utc> + Send + Sync)) -> Sender<'a> {
        Sender {
            store: &self.store,
            paths: &self.paths,
            config: &self.config,
            vault: &self.vault,
            http: &self.http,
            now,
            stop: Stop::default(),
            who: "a test",
        }
    }

    fn standing(&self, id: ShortId) -> Standing {
        self.outbox().messages.iter().find(|m| m.notification.id == id).unwrap().standing()
    }

    /// What a process leaves that died after it wrote down the try.
    fn began(&self, id: ShortId, channel: Channel) {
        let a = Attempt { notification: id, number: 1, channel, day: day(22), at: noon() };
        let event = Event::NotificationAttempted(a);
        append(&self.store, Actor::System, format!("notify-try:{id}:1"), event, noon()).unwrap();
    }
}

async fn good() -> MockServer {
    let server = MockServer::start().await;
    let body = serde_json::json!({ "id": "x", "sid": "SM1" });
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(body)).mount(&server).await;
    server
}

async fn heard(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

#[tokio::test]
async fn what_was_queued_is_sent_once_whoever_runs() {
    let server = good().await;
    for channel in ["sms", "ntfy"] {
        let w = world(&format!("[\"{channel}\"]"), &server.uri());
        let before = heard(&server).await;
        let id = w.queue(Topic::DailyUpdate, "day");
        let told = w.send().await;
        assert_eq!((told.len(), told[0].standing, w.standing(id)), (1, Standing::Sent, Standing::Sent));
        assert!(w.at(60).send().await.is_empty());
        assert_eq!(heard(&server).await - before, 1);
    }
}

#[tokio::test]
async fn a_process_that_died_after_the_try_was_written_down() {
    let server = good().await;
    let w = world("[\"sms\", \"ntfy\"]", &server.uri());
    let id = w.queue(Topic::DailyUpdate, "day");
    w.began(id, Channel::Sms);
    assert_eq!(w.standing(id), Standing::Sending);
    let told = w.send().await;
    assert_eq!(told[0].standing, Standing::Unknown);
    assert!(told[0].said.as_ref().unwrap().as_str().contains("not known"));
    w.at(600).send().await;
    assert_eq!((heard(&server).await, w.outbox().notable().len()), (0, 1));

    let w = world("[\"ntfy\", \"sms\"]", &server.uri());
    let id = w.queue(Topic::DailyUpdate, "day");
    w.began(id, Channel::Ntfy);
    assert_eq!(w.send().await[0].standing, Standing::Waiting);
    w.at(5).send().await;
    // What is free is sent once more, and nothing that costs is sent instead.
    assert_eq!((heard(&server).await, w.standing(id)), (1, Standing::Sent));
}

#[tokio::test]
async fn a_process_that_died_while_the_answer_was_awaited() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let w = world("[\"sms\"]", &format!("http://{}", listener.local_addr().unwrap()));
    let id = w.queue(Topic::DailyUpdate, "day");
    {
        let sending = w.send();
        tokio::pin!(sending);
        let request = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            assert!(stream.read(&mut [0_u8; 64]).await.unwrap() > 0);
            stream
        };
        tokio::select! {
            _ = &mut sending => panic!("there was no answer"),
            _open = request => {}
        }
    }
    assert_eq!(w.standing(id), Standing::Sending);
    assert_eq!(w.send().await[0].standing, Standing::Unknown);
    let again = async { listener.accept().await.unwrap() };
    tokio::select! {
        biased;
        _ = again => panic!("it was sent twice"),
        told = w.at(300).send() => assert!(told.is_empty()),
    }
}

#[tokio::test]
async fn what_may_have_arrived_is_sent_again_when_the_athlete_says_so() {
    let server = good().await;
    let w = world("[\"ntfy\", \"sms\"]", &server.uri());
    let id = w.queue(Topic::WeeklyReview, "week");
    w.began(id, Channel::Sms);
    assert_eq!(w.send().await[0].standing, Standing::Unknown);
    let now = || noon() + TimeDelta::days(3);
    let again = w.sender(&now).again(id).await.unwrap().unwrap();
    assert_eq!((again.standing, again.channel, heard(&server).await), (Standing::Sent, Some(Channel::Sms), 1));
    assert_eq!((w.standing(id), w.standing(again.id)), (Standing::Overtaken, Standing::Sent));
    assert!(w.outbox().notable().is_empty());
    for done in [id, again.id] {
        assert!(w.sender(&now).again(done).await.unwrap().unwrap_err().contains("by now"));
    }
    assert_eq!(heard(&server).await, 1);

    // One that failed as a whole has an end already; it gives way all the same.
    let w = world("[\"sms\"]", &server.uri());
    let id = w.queue(Topic::WeeklyReview, "week");
    let mut desk_time = w.config.clone();
    desk_time.environment = Environment::default();
    let unset = World { config: desk_time, ..w };
    assert_eq!(unset.send().await[0].standing, Standing::Failed);
    let again = unset.sender(&now).again(id).await.unwrap().unwrap();
    assert_eq!((again.standing, unset.standing(id)), (Standing::Failed, Standing::Overtaken));
}

#[tokio::test]
async fn a_refusal_gives_way_to_the_next_channel_and_a_down_server_waits() {
    let server = MockServer::start().await;
    let twilio = wiremock::matchers::path_regex("Messages");
    let yes = ResponseTemplate::new(201).set_body_json(serde_json::json!({ "sid": "SM1" }));
    Mock::given(twilio).respond_with(yes).mount(&server).await;
    Mock::given(any()).respond_with(ResponseTemplate::new(403)).mount(&server).await;
    let w = world("[\"ntfy\", \"sms\"]", &server.uri());
    w.queue(Topic::DailyUpdate, "day");
    let told = w.send().await;
    assert_eq!((told[0].standing, told[0].channel, told[0].tries), (Standing::Sent, Some(Channel::Sms), 2));

    let down = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(503)).mount(&down).await;
    let w = world("[\"ntfy\"]", &down.uri());
    let id = w.queue(Topic::WeeklyPlan, "2026-W48");
    let told = w.send().await;
    assert_eq!((told[0].standing, told[0].next), (Standing::Waiting, Some(noon() + TimeDelta::minutes(5))));
    w.at(4).send().await;
    assert_eq!(heard(&down).await, 1);
    w.at(5).send().await;
    assert_eq!(heard(&down).await, 2);
    w.at(24 * 60).send().await;
    assert_eq!((heard(&down).await, w.standing(id)), (2, Standing::Failed));
}

#[tokio::test]
async fn quiet_hours_and_caps_hold_until_they_are_over() {
    let server = good().await;
    let w = world("[\"sms\"]", &server.uri());
    w.queue(Topic::DailyUpdate, "day");
    // 22:30, and the phone sleeps until six.
    let told = w.at(630).send().await;
    assert_eq!(told[0].next, Some("2026-11-23T06:00:00Z".parse().unwrap()));
    assert_eq!(heard(&server).await, 0);
    w.at(0);
    for (topic, about) in [(Topic::WeeklyPlan, "a"), (Topic::WeeklyReview, "b")] {
        w.queue(topic, about);
    }
    let told = w.send().await;
    let waiting: Vec<&Told> = told.iter().filter(|t| t.standing == Standing::Waiting).collect();
    assert_eq!((heard(&server).await, waiting.len()), (2, 1));
    assert_eq!(waiting[0].said.as_ref().unwrap().as_str(), "the day's cap is reached");
    assert_eq!(waiting[0].next, Some("2026-11-23T00:00:00Z".parse().unwrap()));
}

#[tokio::test]
async fn one_process_sends_at_a_time_and_only_its_own_log_s_messages() {
    let server = good().await;
    let w = world("[\"ntfy\"]", &server.uri());
    w.queue(Topic::DailyUpdate, "day");
    let held = lock::take(&w.paths.data_dir.join("locks"), "outbox", "the other one").unwrap().unwrap();
    assert_eq!(w.sender(&noon).send_due().await.unwrap(), Err("the other one".to_owned()));
    drop(held);
    let mut foreign = w.outbox().messages[0].notification.clone();
    (foreign.id, foreign.origin) = (ShortId(7), "another".into());
    append(&w.store, Actor::System, "foreign".into(), Event::NotificationQueued(Box::new(foreign)), noon())
        .unwrap();
    w.send().await;
    assert_eq!((heard(&server).await, w.standing(ShortId(7))), (1, Standing::Waiting));
}

#[tokio::test]
async fn a_channel_without_its_secrets_fails_and_says_which() {
    let server = good().await;
    let mut w = world("[\"ntfy\"]", &server.uri());
    w.config.environment = Environment::default();
    w.queue(Topic::DailyUpdate, "day");
    let told = w.send().await;
    assert_eq!(told[0].standing, Standing::Failed);
    assert!(told[0].said.as_ref().unwrap().as_str().contains("NTFY_TOPIC"));
}

#[tokio::test]
async fn the_vault_gives_a_secret_to_the_host_it_was_kept_for_only() {
    let server = good().await;
    let mut w = world("[\"ntfy\"]", &server.uri());
    w.config.environment = Environment::default();
    w.vault = Vault::new(&w.paths.data_dir.join("v"), Choice::KeyFile(w.paths.data_dir.join("v.key")));
    let keep = |host: String| {
        w.vault
            .change("ntfy", |e| {
                e.host = host;
                e.values.insert("NTFY_TOPIC".into(), Secret::new("from-the-vault"));
            })
            .unwrap();
    };
    keep("ntfy.example.org".into());
    assert!(w.sender(&noon).ready()[0].1.is_err());
    keep(notify::host(Channel::Ntfy, &w.config.notify));
    w.queue(Topic::DailyUpdate, "day");
    w.send().await;
    let body = server.received_requests().await.unwrap().remove(0).body;
    assert!(String::from_utf8(body).unwrap().contains("from-the-vault"));
}

/// The demo athlete's log under a home of its own, as a real one.
fn with_plan(channels: &str) -> World {
    made(channels, "http://127.0.0.1:9", true)
}

#[tokio::test]
async fn a_morning_and_its_message_are_written_in_one_step() {
    let w = with_plan("[\"ntfy\"]");
    let athlete = w.store.athlete().unwrap().0;
    let morning = morning_with(&athlete, &History::build(&athlete, day(22)), day(22));
    let q = Queue::of(&w.store, &w.paths, &w.config).unwrap();
    let head = w.store.head().unwrap();
    // Another date's morning is told to nobody.
    let other = noon() + TimeDelta::days(3);
    routine::observe_morning(&w.store, &athlete, &morning, other, q.as_ref()).unwrap();
    assert!(w.outbox().messages.is_empty());
    for _ in 0..3 {
        routine::observe_morning(&w.store, &athlete, &morning, noon(), q.as_ref()).unwrap();
    }
    let kinds: Vec<&str> = w.store.since(head).unwrap().iter().map(|e| e.event.kind()).collect();
    assert!(kinds.contains(&"day_decided"));
    let topics: Vec<Topic> = w.outbox().messages.iter().map(|m| m.notification.topic).collect();
    let proposed = usize::from(morning.suggestion.is_some());
    assert_eq!(topics.len(), 1 + proposed, "{topics:?}");
    assert_eq!(topics[0], Topic::DailyUpdate);
    let short = w.outbox().messages[0].notification.text.to_string();
    assert!(short.starts_with("Planned:") && w.outbox().messages[0].notification.full.is_none(), "{short}");
}

#[tokio::test]
async fn a_week_tells_of_its_review_and_its_plan() {
    let w = with_plan("[\"ntfy\"]");
    let q = Queue::of(&w.store, &w.paths, &w.config).unwrap();
    let mut athlete = w.store.athlete().unwrap().0;
    let local = day(22).and_hms_opt(21, 30, 0).unwrap();
    let folder = w.paths.data_dir.join("out");
    let run = weekly::Run {
        folder: &folder,
        local,
        now: local.and_utc(),
        force: false,
        queue: q.as_ref(),
        due: crate::config::Due::default(),
        commit: false,
        locks: &folder,
    };
    weekly::run(&w.store, &mut athlete, run).unwrap();
    weekly::run(&w.store, &mut athlete, run).unwrap();
    let topics: Vec<Topic> = w.outbox().messages.iter().map(|m| m.notification.topic).collect();
    assert_eq!(topics[..2], [Topic::WeeklyReview, Topic::WeeklyPlan]);
    let stored = w.store.of_kinds(&["review_stored", "notification_queued"]).unwrap();
    assert!(stored.windows(2).any(|p| p[1].seq == p[0].seq + 1 && p[0].event.kind() == "review_stored"));
}

#[tokio::test]
async fn what_was_answered_meanwhile_is_not_told() {
    let w = with_plan("[\"ntfy\"]");
    let athlete = w.store.athlete().unwrap().0;
    let answered = athlete.proposals.iter().find(|(_, s)| *s != ProposalState::Pending);
    let Some((p, _)) = answered else {
        // The demo's story may have none; an update of a day that is over serves as well.
        let id = w.queue(Topic::DailyUpdate, "day");
        w.at(13 * 60).send().await;
        assert_eq!(w.standing(id), Standing::Overtaken);
        return;
    };
    let id = w.queue(Topic::Proposal, &p.id.to_string());
    w.send().await;
    assert_eq!(w.standing(id), Standing::Overtaken);
}
