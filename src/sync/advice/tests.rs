use super::*;
use crate::{
    coach::plan::tests::today,
    config::Paths,
    domain::athlete::ProposalState,
    log::Access,
    model::{
        Prompts,
        turn::tests::{Script, calls, model, next_session, says},
    },
    outputs::run::text,
    sync::{demo, report::Status, routine, weekly::Weekly},
};

struct Rig {
    _dir: tempfile::TempDir,
    store: Store,
}

impl Rig {
    /// The demo's athlete on a morning whose suggestion is in the log.
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::in_home(dir.path());
        let store = Store::open(&paths.data_dir, Access::ReadWrite).unwrap();
        demo::prepare(&paths, &store, today()).unwrap();
        let rig = Self { _dir: dir, store };
        let (athlete, morning) = rig.morning();
        routine::observe_morning(&rig.store, &athlete, &morning, Utc::now(), None).unwrap();
        rig
    }

    fn morning(&self) -> (Athlete, Morning) {
        let (athlete, _) = self.store.athlete().unwrap();
        let morning = morning_with(&athlete, &History::build(&athlete, today()), today());
        (athlete, morning)
    }

    async fn add(&self, script: Script, report: &RunReport) -> Vec<Advice> {
        let speaker = Speaker { endpoint: Box::new(script), prompts: Prompts::default() };
        let when = When { today: today(), now: Utc::now() };
        add(&self.store, &speaker, report, when, &CancellationToken::new()).await.unwrap()
    }
}

fn report(week: Option<Weekly>) -> RunReport {
    RunReport { status: Status::Done, week, ..RunReport::broken_off(0.0) }
}

#[tokio::test(start_paused = true)]
async fn the_days_words_are_asked_for_once_and_stand_in_the_update() {
    let rig = Rig::new();
    let before = rig.morning();
    assert!(!text(&before.0, &before.1).contains("by the model"));
    let got = rig.add(Script::new(model(""), vec![says("Keep it easy and sleep."); 2]), &report(None)).await;
    assert_eq!(got[0].words.as_ref().map(CleanText::as_str), Some("Keep it easy and sleep."), "{got:?}");
    let (athlete, morning) = rig.morning();
    assert!(text(&athlete, &morning).contains("In words, by the model\n  Keep it easy and sleep."));
    assert_eq!(rig.add(Script::new(model(""), vec![]), &report(None)).await, []);
    assert_eq!(athlete.plan, before.0.plan, "words change nothing");
}

#[tokio::test(start_paused = true)]
async fn a_model_that_fails_is_told_of_and_leaves_nothing() {
    let rig = Rig::new();
    let refused = || Err(crate::model::Failure::Unreachable { host: "h".into(), why: "refused".into() });
    let got = rig.add(Script::new(model(""), (0..9).map(|_| refused()).collect()), &report(None)).await;
    assert!(!got.is_empty() && got.iter().all(|a| a.error.is_some() && a.words.is_none()), "{got:?}");
    assert!(rig.morning().0.transcript.iter().all(|s| s.about.is_none()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cant_be_used_is_paid_for_once_a_day() {
    let rig = Rig::new();
    let spoilt = || (0..4).map(|_| says("Ride 77777 W for 88888 minutes.")).collect();
    let got = rig.add(Script::new(model(""), spoilt()), &report(None)).await;
    assert!(!got.is_empty() && got.iter().all(|a| a.error.is_some()), "{got:?}");
    assert_eq!(rig.add(Script::new(model(""), spoilt()), &report(None)).await, []);
}

#[tokio::test(start_paused = true)]
async fn another_way_for_the_week_waits_beside_what_the_rules_propose() {
    let rig = Rig::new();
    let (before, _) = rig.morning();
    let s = next_session(&before);
    let version = before.plan.as_ref().unwrap().version;
    let args = format!(
        "{{\"plan_version\":{version},\"reason\":\"Less.\",\"hunks\":[{{\"op\":\"remove\",\"session\":\"{}\"}}]}}",
        s.id.brief()
    );
    let script = vec![
        says("Rest well."),
        calls("A day off does more.", "propose_plan_diff", &args),
        says("As planned."),
        says("As planned."),
    ];
    let got = rig.add(Script::new(model(""), script), &report(Some(Weekly::default()))).await;
    let made: Vec<ShortId> = got.iter().filter_map(|a| a.proposal).collect();
    assert_eq!(made.len(), 1, "{got:?}");
    let (after, _) = rig.morning();
    let waiting = |id| after.proposals.iter().find(|(p, _)| p.id == id).unwrap();
    assert_eq!((waiting(made[0]).0.author, waiting(made[0]).1), (Author::Model, ProposalState::Pending));
    let rules = before.proposals.iter().filter(|(_, s)| *s == ProposalState::Pending);
    assert!(rules.clone().all(|(p, _)| waiting(p.id).1 == ProposalState::Pending), "the rules' own still wait");
    assert_eq!(after.plan, before.plan);
}
