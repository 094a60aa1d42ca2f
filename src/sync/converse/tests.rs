use super::*;
use crate::{
    coach::{canvas::tests::world, morning::morning_with, plan::tests::today},
    config::model::Model,
    domain::{HunkOp, Session, athlete::ProposalState, day::shift, event::Said, proposal::Author},
    log::Access,
    model::{
        client::Sending,
        turn::tests::{Script, calls, model, next_session, says},
    },
};
use std::sync::{Arc, Mutex};

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
    /// What is said is written down, as whoever asks does it; what waits then is known.
    fn keeps(&mut self, text: &str, said: &Spoken) {
        let today = today();
        let mut events = vec![
            Event::Said(Said::athlete(today, CleanText::block(text))),
            Event::Said(Said::coach(today, said.words.clone(), said.by_model)),
        ];
        events.extend(said.reports.clone());
        events.extend(said.proposal.clone().map(|p| Event::ProposalMade(Box::new(p))));
        for e in &events {
            self.athlete.apply(e);
        }
        self.morning = morning_with(&self.athlete, &self.history, today);
    }

    fn waiting(&self) -> Vec<&Proposal> {
        self.athlete.proposals.iter().filter(|(_, s)| *s == ProposalState::Pending).map(|(p, _)| p).collect()
    }

    fn scene(&self) -> Scene<'_> {
        Scene { athlete: &self.athlete, history: &self.history, morning: &self.morning }
    }

    async fn says(&self, script: Script, text: &str) -> (Spoken, Vec<Event>) {
        self.tells(&Speaker { endpoint: Box::new(script), prompts: Prompts::default() }, text).await
    }

    async fn tells(&self, speaker: &Speaker, text: &str) -> (Spoken, Vec<Event>) {
        let line = Line { text, modifies: refines(self.scene(), text), date: today() };
        let cancel = CancellationToken::new();
        let said = by_model(speaker, &self.store, self.scene(), line, &cancel, &mut |_| {}).await.unwrap();
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
    assert!(!dry.by_model && dry.notes[0].as_str().contains("purse does not reach"), "{:?}", dry.notes);
    assert!(!dry.words.as_str().is_empty() && events.is_empty(), "nothing was sent");
    let (wrong, events) = rig.says(Script::new(model(""), vec![says("You can do 777 W.")]), "am I fit?").await;
    assert!(!wrong.by_model && wrong.notes[0].as_str().contains("can't be used"), "{:?}", wrong.notes);
    assert!(!wrong.words.as_str().contains("777"));
    assert_eq!(events.len(), 2);
}

/// An endpoint that proposes what it is told to, one turn after the other, and keeps what it was sent.
struct Mover {
    model: Model,
    turns: Mutex<Vec<String>>,
    sent: Arc<Mutex<Vec<String>>>,
}

impl Endpoint for Mover {
    fn model(&self) -> &Model {
        &self.model
    }

    fn send<'a>(&'a self, body: &'a str, _: &'a mut (dyn FnMut(&str) + Send)) -> Sending<'a> {
        self.sent.lock().unwrap().push(body.to_owned());
        let args = self.turns.lock().unwrap().remove(0);
        Box::pin(async move { calls("It fits better there.", "propose_plan_diff", &args) })
    }
}

fn resize(s: &Session, minutes: u16) -> String {
    let id = s.id.brief();
    format!(
        "{{\"plan_version\":1,\"reason\":\"Room.\",\"hunks\":[{{\"op\":\"resize\",\"session\":\"{id}\",\"minutes\":{minutes}}}]}}"
    )
}

/// A planned day, and two days to which what is planned there may go.
fn room(rig: &Rig) -> (Day, Vec<Day>) {
    let ahead = || (1..8).map(|n| shift(today(), n));
    for from in ahead() {
        let goes = |to: &Day| {
            *to != from && super::by_rules(rig.scene(), &format!("move {from} to {to}"), None).proposal.is_some()
        };
        let to: Vec<Day> = ahead().filter(goes).take(2).collect();
        if to.len() == 2 {
            return (from, to);
        }
    }
    panic!("nothing can be moved")
}

#[tokio::test(start_paused = true)]
async fn a_proposal_is_refined_over_several_turns_and_only_the_last_one_waits() {
    let mut rig = rig();
    let s = next_session(&rig.athlete);
    let sent = Arc::default();
    let turns = Mutex::new([45, 40, 35].map(|m| resize(&s, m)).to_vec());
    let endpoint = Box::new(Mover { model: model(""), turns, sent: Arc::clone(&sent) });
    let speaker = Speaker { endpoint, prompts: Prompts::default() };
    let before = rig.waiting().len();
    let mut last: Option<ShortId> = None;
    let lines =
        ["what could I do with this session?", "Make it a little less instead", "no, rather less than that please"];
    for text in lines {
        assert!(!for_rules(text, refines(rig.scene(), text), today()), "{text}");
        let (said, _) = rig.tells(&speaker, text).await;
        assert!(said.by_model, "{said:?}");
        let p = said.proposal.clone().unwrap();
        assert_eq!((p.author, p.supersedes), (Author::Model, last), "{text}");
        rig.keeps(text, &said);
        assert_eq!(rig.waiting().len(), before + 1, "never two for the same thing");
        assert!(rig.waiting().iter().any(|w| w.id == p.id));
        last = Some(p.id);
    }
    assert!(rig.waiting().last().unwrap().hunks[0].op.after()[0].minutes < 40);
    let bodies: Vec<String> = sent.lock().unwrap().clone();
    assert!(!bodies[0].contains(lines[1]) && bodies[2].contains(lines[0]) && bodies[2].contains(lines[1]));
    assert!(bodies[2].contains("It fits better there."), "what was answered is told again");
    let (first, second) =
        (&rig.athlete.proposals[before].0.id.brief(), &rig.athlete.proposals[before + 1].0.id.brief());
    assert!(bodies[1].contains(&format!("about p:{first}")) && bodies[2].contains(&format!("about p:{second}")));
}

#[tokio::test(start_paused = true)]
async fn the_rules_own_proposal_is_refined_when_the_words_are_about_it_and_only_then() {
    let mut rig = rig();
    let s = next_session(&rig.athlete);
    let scene = rules::Scene::of(&rig.athlete, &rig.history, today(), rig.morning.verdict.cap).unwrap();
    let args = serde_json::from_str(&resize(&s, 45)).unwrap();
    let bounds = crate::model::diff::Bounds { days: 28, supersedes: None };
    let mut by_rules = crate::model::diff::propose(&scene, &args, "", bounds).unwrap();
    by_rules.author = Author::Rules;
    rig.athlete.apply(&Event::ProposalMade(Box::new(by_rules.clone())));
    rig.morning = morning_with(&rig.athlete, &rig.history, today());
    let other =
        rig.says(Script::new(model(""), vec![calls("So.", "propose_plan_diff", &resize(&s, 40))]), "shorter?");
    assert_eq!(other.await.0.proposal.unwrap().supersedes, None, "the rules' own stays beside it");
    let about = rig.says(
        Script::new(model(""), vec![calls("So.", "propose_plan_diff", &resize(&s, 40))]),
        "make it a little less instead",
    );
    assert_eq!(about.await.0.proposal.unwrap().supersedes, Some(by_rules.id));
}

#[test]
fn without_a_model_the_simple_forms_work_on_what_waits() {
    let mut rig = rig();
    let (from, days) = room(&rig);
    let none = super::by_rules(rig.scene(), "make it saturday instead", None);
    assert!(none.proposal.is_none() && none.words.as_str().contains("Nothing waits"), "{}", none.words);
    let first = super::by_rules(rig.scene(), &format!("move {from} to {}", days[0]), None);
    rig.keeps("move", &first);
    let first = first.proposal.unwrap();
    let text = format!("make it {} instead", days[1]);
    let second = super::by_rules(rig.scene(), &text, None);
    rig.keeps(&text, &second);
    let second = second.proposal.unwrap_or_else(|| panic!("{}", second.words));
    assert_eq!((second.supersedes, second.author), (Some(first.id), Author::Athlete));
    assert!(matches!(second.hunks[0].op, HunkOp::Move { .. } | HunkOp::Swap { .. }));
    assert_eq!(rig.waiting().iter().filter(|p| p.author == Author::Athlete).count(), 1);
    // Back to the first wish: the same change under an id of its own.
    let text = format!("rather {}", days[0]);
    let third = super::by_rules(rig.scene(), &text, None);
    rig.keeps(&text, &third);
    let third = third.proposal.unwrap();
    assert!(third.id != first.id && third.supersedes == Some(second.id));
    assert_eq!(rig.waiting().iter().filter(|p| p.author == Author::Athlete).count(), 1);
    // The same thing in a whole sentence takes its place, too.
    let again = super::by_rules(rig.scene(), &format!("move {from} to {}", days[1]), None);
    assert_eq!(again.proposal.unwrap().supersedes, Some(third.id));
}

#[tokio::test(start_paused = true)]
async fn who_asks_while_another_is_answered_waits_and_hears_who_it_is() {
    let rig = rig();
    let (cancel, mut quiet) = (CancellationToken::new(), |_: &str| {});
    let held = turns::wait(&rig.store, "lanterne --sync, daily", std::time::Duration::ZERO, &cancel, &mut quiet);
    let held = held.await.unwrap();
    let speaker =
        Speaker { endpoint: Box::new(Script::new(model(""), vec![says("Rest.")])), prompts: Prompts::default() };
    let line = Line { text: "am I fit?", modifies: None, date: today() };
    let mut heard = Vec::new();
    let mut on = |n: News<'_>| {
        if let News::Held(who) = n {
            heard.push(who.to_owned());
        }
    };
    let busy = by_model(&speaker, &rig.store, rig.scene(), line, &cancel, &mut on).await.unwrap();
    assert!(!busy.by_model && busy.notes[0].as_str().contains("lanterne --sync, daily"), "{:?}", busy.notes);
    drop(held);
    assert!(by_model(&speaker, &rig.store, rig.scene(), line, &cancel, &mut on).await.unwrap().by_model);
    assert_eq!(heard, ["lanterne --sync, daily"]);
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
