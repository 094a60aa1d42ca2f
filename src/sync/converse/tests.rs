use super::*;
use crate::{
    coach::{canvas::tests::world, morning::morning_with, plan::tests::today},
    log::Access,
    model::turn::tests::{Script, calls, model, next_session, says},
};

struct Rig {
    _dir: tempfile::TempDir,
    store: Store,
    athlete: Athlete,
    history: History,
    morning: Morning,
}

fn rig() -> Rig {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), Access::ReadWrite).unwrap();
    let (athlete, history) = world();
    let morning = morning_with(&athlete, &history, today());
    Rig { _dir: dir, store, athlete, history, morning }
}

impl Rig {
    async fn says(&self, script: Script, text: &str) -> (Spoken, Vec<Event>) {
        let speaker = Speaker { endpoint: Box::new(script), prompts: Prompts::default() };
        let scene = Scene { athlete: &self.athlete, history: &self.history, morning: &self.morning };
        let line = Line { text, modifies: None, date: today() };
        let cancel = CancellationToken::new();
        let mut ledger = LogLedger::new(&self.store);
        let said = by_model(&speaker, &mut ledger, scene, line, &cancel, &mut |_| {}).await.unwrap();
        let events = self.store.since(0).unwrap().into_iter().map(|r| r.event).collect();
        (said, events)
    }
}

#[test]
fn plain_requests_stay_with_the_rules_and_questions_go_to_the_model() {
    for text in ["why", "swap thu sat", "I have only 40 minutes today", "gauge"] {
        assert!(for_rules(text, None, today()), "{text}");
    }
    for text in ["why?", "should I rest today?", "what does my form say about the climb"] {
        assert!(!for_rules(text, None, today()), "{text}");
    }
    assert!(!for_rules("easier", Some(ShortId(1)), today()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_brings_the_programs_own_words_for_a_proposal() {
    let rig = rig();
    let s = next_session(&rig.athlete);
    let args = format!(
        "{{\"plan_version\":1,\"reason\":\"Less.\",\"hunks\":[{{\"op\":\"remove\",\"session\":\"{}\"}}]}}",
        s.id.brief()
    );
    let (said, events) =
        rig.says(Script::new(model(""), vec![calls("Leave it out.", "propose_plan_diff", &args)]), "x?").await;
    assert!(said.by_model && said.notes.is_empty(), "{said:?}");
    assert!(said.words.as_str().starts_with("Leave it out.\nProposed: "), "{}", said.words);
    assert_eq!(events.len(), 2, "the exchange, and nothing that was applied");
}

#[tokio::test(start_paused = true)]
async fn when_the_model_fails_the_rules_answer_and_it_is_said() {
    let rig = rig();
    let dear = "cap_day_usd = 0\n[[model.prices]]\nmodel = \"m\"\ninput_usd = 5\noutput_usd = 20\n";
    let (dry, events) = rig.says(Script::new(model(dear), vec![says("never")]), "am I fit?").await;
    assert!(!dry.by_model && dry.notes[0].as_str().contains("purse is empty"), "{:?}", dry.notes);
    assert!(!dry.words.as_str().is_empty() && events.is_empty(), "nothing was sent");
    let (wrong, events) = rig.says(Script::new(model(""), vec![says("You can do 777 W.")]), "am I fit?").await;
    assert!(!wrong.by_model && wrong.notes[0].as_str().contains("can't be used"), "{:?}", wrong.notes);
    assert!(!wrong.words.as_str().contains("777"));
    assert_eq!(events.len(), 2);
}

#[test]
fn the_vaults_key_is_the_models_and_goes_to_its_host_alone() {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::in_home(dir.path());
    let config =
        crate::config::load::tests::parsed("[model]\nmodel = \"m\"\nbase_url = \"https://a.example/v1\"\n")
            .unwrap();
    let why = || speaker(&config, &paths).map(|s| s.is_some());
    assert!(why().unwrap_err().contains("lanterne connect model"));
    let keep = |host: &str| {
        let vault = run::vault(&paths, &config);
        let key = Some(crate::config::Secret::new("s3cret"));
        vault.change(VAULT_NAME, |e| (e.host, e.key) = (host.to_owned(), key)).unwrap();
    };
    keep("b.example");
    assert!(why().is_err());
    keep("a.example");
    assert_eq!(why(), Ok(true));
}
