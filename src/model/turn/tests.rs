use super::*;
use crate::{
    coach::{canvas::tests::world as past, morning::morning_with, plan::tests::today},
    config::{load::tests::parsed, model::Model},
    domain::{Athlete, Event, event::Actor, exchange::Spending, proposal::Author},
    model::client::{Received, Sending},
};
use std::sync::Mutex;

/// An endpoint that says what it is told to.
pub(crate) struct Script {
    model: Model,
    says: Mutex<Vec<Result<Received, Failure>>>,
    /// Bodies that were sent.
    pub(crate) sent: Mutex<Vec<String>>,
}

pub(crate) fn model(more: &str) -> Model {
    let text = format!("[model]\nmodel = \"m\"\nbase_url = \"http://127.0.0.1:9/v1\"\n{more}");
    parsed(&text).unwrap().model.unwrap()
}

#[expect(clippy::unnecessary_wraps, reason = "what a script is made of")]
pub(crate) fn says(text: &str) -> Result<Received, Failure> {
    Ok(Received {
        text: text.into(),
        calls: vec![],
        usage: Some(crate::model::wire::Usage { input: 1000, cached: 0, output: 100 }),
        finish: Finish::Stop,
        first_ms: Some(1),
        total_ms: 2,
    })
}

pub(crate) fn calls(text: &str, name: &str, arguments: &str) -> Result<Received, Failure> {
    says(text).map(|r| Received {
        calls: vec![ToolCall { id: "c1".into(), name: name.into(), arguments: arguments.into() }],
        finish: Finish::Tools,
        ..r
    })
}

impl Script {
    pub(crate) fn new(model: Model, mut says: Vec<Result<Received, Failure>>) -> Self {
        says.reverse();
        Self { model, says: Mutex::new(says), sent: Mutex::default() }
    }
}

impl Endpoint for Script {
    fn model(&self) -> &Model {
        &self.model
    }

    fn send<'a>(&'a self, body: &'a str, on: &'a mut (dyn FnMut(&str) + Send)) -> Sending<'a> {
        self.sent.lock().unwrap().push(body.to_owned());
        let next = self.says.lock().unwrap().pop();
        Box::pin(async move {
            let Some(next) = next else { return std::future::pending().await };
            if let Ok(r) = &next {
                on(&r.text);
            }
            next
        })
    }
}

/// A ledger in memory; it sees what was sent when it is written to.
#[derive(Default)]
pub(crate) struct Book {
    pub(crate) spending: Spending,
    pub(crate) events: Vec<Event>,
    pub(crate) broken: bool,
}

impl Ledger for Book {
    fn spending(&mut self) -> Result<Spending, String> {
        Ok(self.spending.clone())
    }

    fn write(&mut self, events: Vec<(Actor, Event)>) -> Result<bool, String> {
        if self.broken {
            return Err("disk full".into());
        }
        for (actor, e) in events {
            assert_eq!(actor, Actor::Model);
            match &e {
                Event::ModelRequested(r) => self.spending.request(r),
                Event::ModelAnswered(a) => self.spending.answer(a),
                other => panic!("the ledger of calls holds calls, not {}", other.kind()),
            }
            self.events.push(e);
        }
        Ok(true)
    }
}

pub(crate) async fn talk(
    script: &Script,
    book: &mut Book,
    athlete: &Athlete,
    text: &str,
) -> (Result<Answer, AskError>, Vec<String>) {
    let history = crate::science::history::History::build(athlete, today());
    let morning = morning_with(athlete, &history, today());
    let known = Known { athlete, history: &history, morning: &morning };
    let prompts = Prompts::default();
    let world = World { known, prompts: &prompts, date: today() };
    let asked = crate::model::jobs::question(CleanText::block(text), None);
    let mut news = Vec::new();
    let mut on = |n: News<'_>| news.push(format!("{n:?}"));
    let result = ask(script, book, world, &asked, &CancellationToken::new(), &mut on).await;
    (result, news)
}

/// Tomorrow's or the next easy session of the plan, for hunks.
pub(crate) fn next_session(a: &Athlete) -> crate::domain::Session {
    let plan = a.plan.as_ref().unwrap();
    plan.sessions.iter().find(|s| s.day > today() && !s.locked && s.minutes > 50).unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn words_with_known_numbers_are_kept_and_the_call_is_in_the_ledger_first() {
    let (a, h) = past();
    let ctl = format!("{:.1}", h.morning(today()).ctl);
    let script = Script::new(model(""), vec![says(&format!("Your CTL is {ctl}. Ride 777 W today. Rest then."))]);
    let mut book = Book::default();
    let (answer, news) = talk(&script, &mut book, &a, "am I fit?").await;
    let answer = answer.unwrap();
    assert_eq!(answer.words.as_str(), format!("Your CTL is {ctl}. Rest then."));
    assert_eq!(answer.dropped.iter().map(CleanText::as_str).collect::<Vec<_>>(), ["Ride 777 W today."]);
    assert_eq!(news.len(), 1);
    let [Event::ModelRequested(q), Event::ModelAnswered(r)] = &book.events[..] else { panic!("{:?}", book.events) };
    assert_eq!(q.body, script.sent.lock().unwrap()[0], "what is in the log is what left");
    assert_eq!(q.body_hash, blake3::hash(q.body.as_bytes()).to_hex().as_str());
    assert_eq!((r.call, r.tokens_in, r.tokens_reported), (q.call, 1000, true));
    assert!(q.facts.iter().any(|(id, source)| id == "form" && source == "file"));
    assert!(book.spending.open.is_empty());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_that_the_log_does_not_hold_or_the_purse_does_not_allow() {
    let (a, _) = past();
    let script = Script::new(model(""), vec![says("Rest.")]);
    let mut book = Book { broken: true, ..Book::default() };
    let (r, _) = talk(&script, &mut book, &a, "hello").await;
    assert!(matches!(r, Err(AskError::Ledger(_))), "{r:?}");
    let dear = "cap_day_usd = 0.01\n[[model.prices]]\nmodel = \"m\"\ninput_usd = 5\noutput_usd = 20\n";
    let poor = Script::new(model(dear), vec![says("Rest.")]);
    let (r, _) = talk(&poor, &mut Book::default(), &a, "hello").await;
    assert!(matches!(r, Err(AskError::Purse(_))), "{r:?}");
    assert!(script.sent.lock().unwrap().is_empty() && poor.sent.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_purse_holds_over_any_number_of_questions_and_says_when_it_runs_dry() {
    let (a, _) = past();
    let dear =
        "answer_limit = 256\ncap_day_usd = 0.1\n[[model.prices]]\nmodel = \"m\"\ninput_usd = 5\noutput_usd = 20\n";
    let script = Script::new(model(dear), (0..60).map(|_| says("Rest.")).collect());
    let mut book = Book::default();
    let (mut asked, mut warned) = (0, false);
    loop {
        match talk(&script, &mut book, &a, "hello").await.0 {
            Ok(answer) => warned |= answer.nearly.is_some_and(|p| p >= 80),
            Err(AskError::Purse(_)) => break,
            Err(e) => panic!("{e}"),
        }
        asked += 1;
        assert!(asked < 60);
    }
    assert!(asked > 2);
    assert!(book.spending.between(today(), today()) <= 100_000);
    assert!(warned || book.spending.between(today(), today()) < 80_000);
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_three_times_and_each_try_is_in_the_ledger() {
    let (a, _) = past();
    let busy =
        || Err(Failure::Refused { host: "h".into(), status: 503, message: "busy".into(), retry_after: None });
    let script = Script::new(model(""), vec![busy(), busy(), says("Rest.")]);
    let mut book = Book::default();
    assert_eq!(talk(&script, &mut book, &a, "hello").await.0.unwrap().spent.calls, 3);
    assert_eq!(book.events.len(), 6);
    let script = Script::new(model(""), vec![busy(), busy(), busy(), says("late")]);
    let (r, _) = talk(&script, &mut Book::default(), &a, "hello").await;
    assert!(matches!(r, Err(AskError::Endpoint(_))));
    let patient = Failure::Refused {
        host: "h".into(),
        status: 429,
        message: "slow down".into(),
        retry_after: Some(std::time::Duration::from_hours(1)),
    };
    let script = Script::new(model(""), vec![Err(patient), says("late")]);
    assert!(talk(&script, &mut Book::default(), &a, "hello").await.0.is_err(), "an hour is not waited for");
    assert_eq!(script.sent.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_diff_becomes_a_proposal_of_our_own_figures_and_nothing_more() {
    let (a, _) = past();
    let s = next_session(&a);
    let version = a.plan.as_ref().unwrap().version;
    let args = format!(
        "{{\"plan_version\":{version},\"reason\":\"Less is enough.\",\"hunks\":[{{\"op\":\"resize\",\"session\":\"{}\",\"minutes\":40}}]}}",
        s.id.brief()
    );
    let script = Script::new(model(""), vec![calls("A shorter one will do.", "propose_plan_diff", &args)]);
    let mut book = Book::default();
    let answer = talk(&script, &mut book, &a, "shorter please?").await.0.unwrap();
    let p = answer.acts.proposal.unwrap();
    assert_eq!((p.author, p.base_version, p.reason.as_str()), (Author::Model, version, "Less is enough."));
    assert!(p.hunks[0].op.after()[0].minutes <= 42 && p.hunks[0].op.after()[0].load < s.load);
    assert_eq!(script.sent.lock().unwrap().len(), 1, "words with the act need no second call");
    assert!(book.events.iter().all(|e| matches!(e, Event::ModelRequested(_) | Event::ModelAnswered(_))));
}

#[tokio::test(start_paused = true)]
async fn a_refused_call_may_be_put_right_once() {
    let (a, _) = past();
    let bad = || calls("", "propose_plan_diff", "{\"plan_version\":999,\"reason\":\"x\",\"hunks\":[]}");
    let script = Script::new(model(""), vec![bad(), says("Then leave it as it is.")]);
    let answer = talk(&script, &mut Book::default(), &a, "hello?").await.0.unwrap();
    assert_eq!(answer.words.as_str(), "Then leave it as it is.");
    assert!(script.sent.lock().unwrap()[1].contains("refused: "));
    let script = Script::new(model(""), vec![bad(), calls("", "rm_rf", "{}"), says("late")]);
    let (r, _) = talk(&script, &mut Book::default(), &a, "hello?").await;
    assert!(matches!(r, Err(AskError::Unusable(_))), "{r:?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_nothing_is_none() {
    let (a, _) = past();
    for text in ["", "You should do 777 W.", "Great job!"] {
        let (r, _) = talk(&Script::new(model(""), vec![says(text)]), &mut Book::default(), &a, "hello?").await;
        assert!(matches!(r, Err(AskError::Unusable(_))), "{text}: {r:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_stopped_ends_and_is_in_the_ledger() {
    let (a, h) = past();
    let morning = morning_with(&a, &h, today());
    let prompts = Prompts::default();
    let known = Known { athlete: &a, history: &h, morning: &morning };
    let world = World { known, prompts: &prompts, date: today() };
    let (script, mut book) = (Script::new(model(""), vec![]), Book::default());
    let cancel = CancellationToken::new();
    cancel.cancel();
    let asked = crate::model::jobs::question("hello?".into(), None);
    let r = ask(&script, &mut book, world, &asked, &cancel, &mut |_| {}).await;
    assert_eq!(r, Err(AskError::Cancelled));
    assert!(
        matches!(&book.events[1], Event::ModelAnswered(a) if a.ending == crate::domain::exchange::Ending::Cancelled)
    );
}
