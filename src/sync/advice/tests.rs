use super::*;
use crate::{
    coach::{cycle, plan::tests::today, proposal::Scene},
    config::load::tests::parsed,
    domain::{Cap, athlete::ProposalState, day::shift, proposal::Author},
    log::Access,
    model::{
        Prompts,
        client::{Endpoint, Sending},
        purse::Ledger as _,
        turn::tests::{Script, calls, model, next_session, says},
    },
    outputs::run::text,
    sync::{cycles, demo, routine, weekly},
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

pub(super) struct Rig {
    _dir: tempfile::TempDir,
    paths: Paths,
    config: Config,
    pub(super) store: Store,
}

impl Rig {
    /// The demo's athlete on a morning whose suggestion is in the log.
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::in_home(dir.path());
        let store = Store::open(&paths.data_dir, Access::ReadWrite).unwrap();
        demo::prepare(&paths, &store, today()).unwrap();
        let rig = Self { _dir: dir, paths, config: parsed("").unwrap(), store };
        let (athlete, morning) = rig.morning();
        routine::observe_morning(&rig.store, &athlete, &morning, Utc::now(), None).unwrap();
        rig
    }

    pub(super) fn morning(&self) -> (Athlete, Morning) {
        let (athlete, _) = self.store.athlete().unwrap();
        let morning = morning_with(&athlete, &History::build(&athlete, today()), today());
        (athlete, morning)
    }

    fn desk<'a>(&'a self, store: &'a Store) -> Desk<'a> {
        let (paths, config) = (&self.paths, &self.config);
        Desk { store, paths, config, today: today(), now: Utc::now(), who: "a test" }
    }

    async fn add(&self, script: Script, tasks: &[Job]) -> Vec<Advice> {
        self.ask(Box::new(script), tasks, &CancellationToken::new()).await
    }

    async fn ask(&self, endpoint: Box<dyn Endpoint>, tasks: &[Job], cancel: &CancellationToken) -> Vec<Advice> {
        let speaker = Speaker { endpoint, prompts: Prompts::default() };
        add(&self.desk(&self.store), &speaker, tasks, cancel).await.unwrap()
    }

    fn append(&self, events: Vec<Event>) {
        let new = |event: Event| NewEvent {
            key: format!("test:{}:{:?}", event.kind(), blake3::hash(&event.body().unwrap())),
            event,
            actor: Actor::Coach,
            provenance: Provenance::of(Provider::Derived),
            cause: None,
            recorded_at: Utc::now(),
        };
        self.store.append(events.into_iter().map(new).collect()).unwrap();
    }

    /// The week that is over is reviewed.
    pub(super) fn review(&self) {
        let (mut athlete, _) = self.morning();
        let run = weekly::Run {
            folder: &run::folder(&self.paths, &self.config),
            local: today().and_hms_opt(7, 0, 0).unwrap(),
            now: Utc::now(),
            force: false,
            queue: None,
            due: self.config.weekly,
            commit: false,
            locks: &self.paths.data_dir.join("locks"),
        };
        weekly::run(&self.store, &mut athlete, run).unwrap();
        assert_eq!(self.morning().0.reviews.len(), 1);
    }

    /// A cycle waits for an answer.
    pub(super) fn cycle(&self) {
        let (athlete, _) = self.morning();
        let history = History::build(&athlete, today());
        let scene = Scene::of(&athlete, &history, today(), Cap::None).unwrap();
        let made = cycle::make(&scene, cycle::Wish { weeks: None, start: None }).unwrap();
        let stored = cycles::stored(&athlete, &made).unwrap();
        let events = made.proposal.map(|p| Event::ProposalMade(Box::new(p)));
        self.append(events.into_iter().chain([Event::CycleStored(Box::new(stored))]).collect());
    }

    fn removal(&self) -> String {
        let (athlete, _) = self.morning();
        let s = next_session(&athlete);
        let version = athlete.plan.as_ref().unwrap().version;
        let id = s.id.brief();
        format!(
            "{{\"plan_version\":{version},\"reason\":\"Less.\",\"hunks\":[{{\"op\":\"remove\",\"session\":\"{id}\"}}]}}"
        )
    }
}

#[tokio::test(start_paused = true)]
async fn the_days_words_are_asked_for_once_and_stand_in_the_update() {
    let rig = Rig::new();
    let before = rig.morning();
    assert!(!text(&before.0, &before.1).contains("by the model"));
    let got = rig.add(Script::new(model(""), vec![says("Keep it easy and sleep."); 2]), &jobs::ROUTINE).await;
    assert_eq!(got[0].words.as_ref().map(CleanText::as_str), Some("Keep it easy and sleep."), "{got:?}");
    let (athlete, morning) = rig.morning();
    assert!(text(&athlete, &morning).contains("In words, by the model\n  Keep it easy and sleep."));
    assert_eq!(rig.add(Script::new(model(""), vec![]), &jobs::ROUTINE).await, []);
    assert_eq!(athlete.plan, before.0.plan, "words change nothing");
}

#[tokio::test(start_paused = true)]
async fn a_model_that_fails_is_told_of_leaves_nothing_and_is_not_asked_the_next_task() {
    let rig = Rig::new();
    rig.review();
    let refused = || Err(Failure::Unreachable { host: "h".into(), why: "refused".into() });
    let got = rig.add(Script::new(model(""), (0..9).map(|_| refused()).collect()), &jobs::ROUTINE).await;
    assert!(got.len() == 1 && got[0].error.is_some() && got[0].words.is_none(), "{got:?}");
    assert!(rig.morning().0.transcript.iter().all(|s| s.about.is_none()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cant_be_used_is_paid_for_once_a_day_and_one_that_never_ends_twice() {
    let rig = Rig::new();
    let spoilt = || (0..4).map(|_| says("Ride 77777 W for 88888 minutes.")).collect();
    let got = rig.add(Script::new(model(""), spoilt()), &[Job::Daily]).await;
    assert!(got.len() == 1 && got[0].error.is_some(), "{got:?}");
    assert_eq!(rig.add(Script::new(model(""), spoilt()), &[Job::Daily]).await, []);
    rig.review();
    let late = || {
        let after = Duration::from_mins(1);
        Err(Failure::TimedOut { host: "h".into(), what: "no word came", after, key: "first_s" })
    };
    for tries in [1, 1, 0] {
        let got = rig.add(Script::new(model(""), vec![late()]), &[Job::Review]).await;
        assert_eq!(got.len(), tries, "{got:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn another_way_for_the_week_waits_beside_what_the_rules_propose() {
    let rig = Rig::new();
    rig.review();
    let (before, _) = rig.morning();
    let script =
        vec![says("You did what was planned."), calls("A day off does more.", "propose_plan_diff", &rig.removal())];
    let got = rig.add(Script::new(model(""), script), &[Job::Review, Job::Week]).await;
    let made: Vec<ShortId> = got.iter().filter_map(|a| a.proposal).collect();
    assert_eq!(made.len(), 1, "{got:?}");
    let (after, _) = rig.morning();
    let waiting = |id| after.proposals.iter().find(|(p, _)| p.id == id).unwrap();
    assert_eq!((waiting(made[0]).0.author, waiting(made[0]).1), (Author::Model, ProposalState::Pending));
    let rules = before.proposals.iter().filter(|(_, s)| *s == ProposalState::Pending);
    assert!(rules.clone().all(|(p, _)| waiting(p.id).1 == ProposalState::Pending), "the rules' own still wait");
    assert_eq!(after.plan, before.plan);
    let folder = run::folder(&rig.paths, &rig.config);
    let review = &after.reviews[0];
    let page = pages::review_path(&after, &folder, review.week);
    assert_eq!(std::fs::read_to_string(&page).unwrap(), review.page, "the page was there before the words");
    pages::bring_up(&rig.store, &after, &rig.paths, &rig.config, today(), Utc::now()).unwrap();
    let worded = std::fs::read_to_string(&page).unwrap();
    assert!(worded.starts_with(review.page.trim_end()) && worded.contains("by the model"), "{worded}");
    let next = std::fs::read_to_string(pages::plan_path(&after, &folder, shift(review.week, 7))).unwrap();
    assert!(next.contains("A day off does more."), "{next}");
}

#[tokio::test(start_paused = true)]
async fn a_new_cycle_gets_one_other_way_and_notes_and_a_profile_its_words() {
    let rig = Rig::new();
    rig.cycle();
    let (before, _) = rig.morning();
    let stored = &before.cycles[0].stored;
    assert_eq!(pages::cycle_text(&before, stored), stored.page, "the page is whole without a model");
    let script = vec![
        calls("A day off early lets you absorb more.", "propose_plan_diff", &rig.removal()),
        says("The weeks build up to the long rides."),
    ];
    let endpoint = Script::new(model(""), script);
    let got = rig.add(endpoint, &[Job::Cycle, Job::CycleNotes]).await;
    assert_eq!(
        got.iter().map(|a| (a.job, a.error.clone())).collect::<Vec<_>>(),
        [("cycle", None), ("cycle_notes", None)]
    );
    let (after, _) = rig.morning();
    let open = |id| after.proposals.iter().any(|(p, s)| p.id == id && *s == ProposalState::Pending);
    assert!(open(got[0].proposal.unwrap()) && stored.proposal.is_none_or(open), "both wait, side by side");
    let page = pages::cycle_text(&after, stored);
    assert!(page.contains("build up to the long rides") && page.contains("absorb more"), "{page}");
    assert_eq!(rig.add(Script::new(model(""), vec![]), &jobs::ROUTINE[4..]).await, [], "each is asked for once");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_is_left_when_the_program_ends_and_what_was_sent_is_settled() {
    let rig = Rig::new();
    let cancel = CancellationToken::new();
    let ends = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        cancel.cancel();
    };
    let (got, ()) = tokio::join!(rig.ask(Box::new(Script::new(model(""), vec![])), &jobs::ROUTINE, &cancel), ends);
    assert_eq!(got.len(), 1, "{got:?}");
    let (athlete, morning) = rig.morning();
    assert!(athlete.spending.open.is_empty() && athlete.spending.days[&today()].calls == 1);
    assert!(text(&athlete, &morning).contains("Why"), "the update by the rules stands");
}

/// Answers at once, and counts.
struct Counting(crate::config::model::Model, Arc<AtomicUsize>);

impl Endpoint for Counting {
    fn model(&self) -> &crate::config::model::Model {
        &self.0
    }

    fn send<'a>(&'a self, _: &'a str, _: &'a mut (dyn FnMut(&str) + Send)) -> Sending<'a> {
        self.1.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { says("Keep it easy.") })
    }
}

#[test]
fn two_runs_at_once_pay_once_for_each_task() {
    let rig = Rig::new();
    rig.review();
    let (sent, alone) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let run = |count: &Arc<AtomicUsize>| {
        let store = Store::open(&rig.paths.data_dir, Access::ReadWrite).unwrap();
        let endpoint = Box::new(Counting(model(""), Arc::clone(count)));
        let speaker = Speaker { endpoint, prompts: Prompts::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(add(&rig.desk(&store), &speaker, &jobs::ROUTINE, &CancellationToken::new())).unwrap()
    };
    let (a, b) = std::thread::scope(|s| {
        let (a, b) = (s.spawn(|| run(&sent)), s.spawn(|| run(&sent)));
        (a.join().unwrap(), b.join().unwrap())
    });
    assert!(a.iter().chain(&b).all(|x| x.error.is_none()), "{a:?} {b:?}");
    assert_eq!(sent.load(Ordering::SeqCst), a.len() + b.len());
    let mut jobs: Vec<&str> = a.iter().chain(&b).map(|x| x.job).collect();
    jobs.sort_unstable();
    let mut once = jobs.clone();
    once.dedup();
    assert_eq!(jobs, once, "no task was asked twice");
    assert!(run(&alone).is_empty() && alone.load(Ordering::SeqCst) == 0);
}

#[test]
fn a_task_is_reserved_by_an_event_before_it_is_sent() {
    let rig = Rig::new();
    let other = Store::open(&rig.paths.data_dir, Access::ReadWrite).unwrap();
    let known = Store::open(&rig.paths.data_dir, Access::ReadWrite).unwrap();
    let request = |call: u64| {
        let mut r = crate::domain::exchange::tests::request(call, today(), 5);
        r.job = Job::Daily;
        (Actor::Model, Event::ModelRequested(Box::new(r)))
    };
    let answer =
        |call| (Actor::Model, Event::ModelAnswered(Box::new(crate::domain::exchange::tests::answer(call, 5))));
    let mut mine = LogLedger::of_task(&rig.store, "day:daily").unwrap();
    let mut theirs = LogLedger::of_task(&other, "day:daily").unwrap();
    assert_eq!(mine.write(vec![request(1)]), Ok(true));
    assert_eq!(theirs.write(vec![request(2)]), Ok(false), "the second finds it taken");
    // A process that died left its request open: it may have been paid for.
    assert_eq!(LogLedger::of_task(&known, "day:daily").unwrap().write(vec![request(3)]), Ok(false));
    assert_eq!(mine.write(vec![answer(1)]), Ok(true));
    assert_eq!(LogLedger::of_task(&known, "day:daily").unwrap().write(vec![request(4)]), Ok(true), "a retry");
    assert_eq!(rig.store.athlete().unwrap().0.spending.open.len(), 1);
}
