//! What alerts and the dashboard ask for is what the program tells.

use super::*;
use crate::{
    domain::{Event, ModelAnswer, Provenance, Provider, ShortId, event::Actor, exchange::Ending},
    http::{Accept, Call, Http, Url},
    log::{Access, NewEvent},
    sync::report::{RunReport, SourceReport},
};
use std::{collections::BTreeSet, fs, path::Path};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

fn answered() -> NewEvent {
    let answer = ModelAnswer {
        call: ShortId(1),
        ending: Ending::Answered,
        status: Some(200),
        problem: None,
        first_ms: Some(1),
        total_ms: 2,
        tokens_in: 3,
        tokens_cached: 0,
        tokens_out: 4,
        tokens_reported: true,
        cost: 5,
        body: String::new(),
        body_hash: String::new(),
        came: None,
    };
    NewEvent {
        event: Event::ModelAnswered(Box::new(answer)),
        actor: Actor::Model,
        provenance: Provenance::of(Provider::Derived),
        key: "answer".to_owned(),
        cause: None,
        recorded_at: DateTime::UNIX_EPOCH,
    }
}

/// Names of figures in a text, without what a histogram adds to them.
fn names(text: &str) -> BTreeSet<String> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let of = |at: usize| text[at..].split(|c| !word(c)).next().unwrap_or_default();
    let bare = |n: &str| {
        let histogram = ["_bucket", "_sum", "_count"].iter().find_map(|s| n.strip_suffix(s));
        histogram.unwrap_or(n).to_owned()
    };
    text.match_indices("lanterne_").map(|(at, _)| bare(of(at))).collect()
}

#[tokio::test]
async fn alerts_and_dashboard_ask_for_figures_that_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), Access::ReadWrite).unwrap();
    store.append(vec![answered()]).unwrap();
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    let url = Url::parse(&server.uri()).unwrap();
    assert!(Http::default().send(Call::get(url).accept(Accept::Any)).await.unwrap().is_success());
    let report = RunReport { sources: vec![SourceReport::of("oura")], ..RunReport::broken_off(1.0) };
    of_run(&report, DateTime::UNIX_EPOCH);
    of_failure();
    of_log(&store, Day::default()).unwrap();
    let told = names(&PROCESS.text());

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/server");
    let mut files = vec![folder.join("alerts.yml")];
    files.extend(fs::read_dir(folder.join("dashboards")).unwrap().map(|f| f.unwrap().path()));
    assert!(files.len() > 1);
    for file in files {
        let asked = names(&fs::read_to_string(&file).unwrap());
        assert!(!asked.is_empty(), "{}", file.display());
        let missing: Vec<&String> = asked.difference(&told).collect();
        assert!(missing.is_empty(), "{} asks for {missing:?}; there are {told:?}", file.display());
    }
}
