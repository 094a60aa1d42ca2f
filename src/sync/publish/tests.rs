use super::*;
use crate::{
    config::{Paths, Secret},
    http::Http,
    sync::demo,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tempfile::TempDir;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

/// A repository that keeps files, private unless it says otherwise.
#[derive(Clone, Default)]
struct Files(Arc<Mutex<BTreeMap<String, Vec<u8>>>>, bool);

impl Respond for Files {
    fn respond(&self, r: &Request) -> ResponseTemplate {
        let mut files = self.0.lock().unwrap();
        let path = r.url.path().to_owned();
        let ok = |v: Value| ResponseTemplate::new(200).set_body_json(v);
        let sha = |b: &[u8]| blake3::hash(b).to_hex().to_string();
        if path == "/repos/ada/coach" {
            return ok(json!({ "private": !self.1 }));
        }
        let there = files.get(&path).cloned();
        if r.method.as_str() == "GET" {
            return match there {
                None => ResponseTemplate::new(404),
                Some(b) => ok(json!({ "sha": sha(&b), "encoding": "base64", "content": STANDARD.encode(&b) })),
            };
        }
        let body: Value = serde_json::from_slice(&r.body).unwrap();
        assert_eq!(body.get("sha").and_then(Value::as_str).map(str::to_owned), there.map(|b| sha(&b)));
        if r.method.as_str() == "DELETE" {
            files.remove(&path);
        } else {
            files.insert(path, STANDARD.decode(body["content"].as_str().unwrap()).unwrap());
        }
        ok(json!({}))
    }
}

async fn server(files: &Files) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(files.clone()).mount(&server).await;
    server
}

fn store(demo: bool) -> (TempDir, Store) {
    let dir = TempDir::new().unwrap();
    let paths = Paths::in_home(dir.path());
    if demo {
        demo::put_into(&paths);
    }
    let store = Store::open(&paths.data_dir, Access::ReadWrite).unwrap();
    (dir, store)
}

#[tokio::test]
async fn a_log_goes_out_and_comes_back_whole_on_an_empty_machine() {
    let files = Files::default();
    let server = server(&files).await;
    let http = Http::default();
    let repository = Repository::new(&http, &server.uri(), "ada", "coach", Secret::new("t")).unwrap();
    let target = Target { repository: &repository, folder: "lanterne", branch: None };
    let (dir, first) = store(true);
    let out = dir.path().join("output");
    fs::create_dir_all(out.join("tour/reviews")).unwrap();
    fs::write(out.join("update.md"), "today").unwrap();
    fs::write(out.join("tour/reviews/week_01.md"), "a week").unwrap();

    let (_empty, second) = store(false);
    assert_eq!(target.restore(&second, Utc::now()).await.unwrap(), None);
    let done = target.publish(&first, &out, false).await.unwrap();
    assert!(done.written.contains(&"lanterne/output/tour/reviews/week_01.md".to_owned()), "{done:?}");
    let again = target.publish(&first, &out, false).await.unwrap();
    assert!(again.written.is_empty(), "{again:?}");

    let manifest = target.restore(&second, Utc::now()).await.unwrap().unwrap();
    assert_eq!(second.athlete().unwrap().0.digest(), first.athlete().unwrap().0.digest());
    assert_eq!(manifest.events, done.events);
    // A second restore changes nothing.
    let head = second.head().unwrap();
    target.restore(&second, Utc::now()).await.unwrap();
    assert_eq!(second.head().unwrap(), head);
}

#[tokio::test]
async fn a_changed_part_is_not_taken_in_and_a_public_repository_is_refused() {
    let files = Files::default();
    let server_ = server(&files).await;
    let http = Http::default();
    let repository = Repository::new(&http, &server_.uri(), "ada", "coach", Secret::new("t")).unwrap();
    let target = Target { repository: &repository, folder: "", branch: None };
    let (dir, first) = store(true);
    target.publish(&first, &dir.path().join("none"), false).await.unwrap();
    let part = {
        let mut all = files.0.lock().unwrap();
        let key = all.keys().find(|k| k.contains("/log/")).unwrap().clone();
        let bytes = all.get_mut(&key).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        key
    };
    let (_empty, second) = store(false);
    let e = target.restore(&second, Utc::now()).await.unwrap_err();
    assert!(matches!(e, PublishError::NotWhole(_)), "{e} {part}");
    assert_eq!(second.head().unwrap(), 0);

    let open = Files(Arc::default(), true);
    let server_ = server(&open).await;
    let repository = Repository::new(&http, &server_.uri(), "ada", "coach", Secret::new("t")).unwrap();
    let target = Target { repository: &repository, folder: "x", branch: None };
    let e = target.publish(&first, dir.path(), false).await.unwrap_err();
    assert!(matches!(e, PublishError::Public), "{e}");
    assert!(open.0.lock().unwrap().is_empty());
}
