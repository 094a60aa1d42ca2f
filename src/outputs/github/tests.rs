use super::*;
use crypto_box::SecretKey;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use wiremock::{
    Mock, MockServer, Request, Respond, ResponseTemplate,
    matchers::{any, method, path},
};

fn repository<'a>(http: &'a Http, server: &MockServer) -> Repository<'a> {
    Repository::new(http, &server.uri(), "ada", "coach", Secret::new("tok_1")).unwrap()
}

#[tokio::test]
async fn a_secret_is_opened_by_the_private_key_alone() {
    let server = MockServer::start().await;
    let private = SecretKey::generate(&mut OsRng);
    let key = json!({ "key_id": "k1", "key": STANDARD.encode(private.public_key().as_bytes()) });
    Mock::given(path("/repos/ada/coach/actions/secrets/public-key"))
        .respond_with(ResponseTemplate::new(200).set_body_json(key))
        .mount(&server)
        .await;
    Mock::given(method("PUT")).respond_with(ResponseTemplate::new(204)).expect(2).mount(&server).await;
    let http = Http::default();
    let secrets = [("A".to_owned(), Secret::new("first")), ("B".to_owned(), Secret::new("zweites – ü"))];
    let (kept, e) = repository(&http, &server).keep(&secrets).await;
    assert!(e.is_none() && kept == ["A", "B"], "{e:?}");
    let puts: Vec<Request> = server.received_requests().await.unwrap().into_iter().skip(1).collect();
    for (r, want) in puts.iter().zip(["first", "zweites – ü"]) {
        assert_eq!(r.headers["authorization"], "Bearer tok_1");
        let body: Value = serde_json::from_slice(&r.body).unwrap();
        assert_eq!(body["key_id"], "k1");
        let sealed = STANDARD.decode(body["encrypted_value"].as_str().unwrap()).unwrap();
        assert_eq!(private.unseal(&sealed).unwrap(), want.as_bytes());
        assert!(SecretKey::generate(&mut OsRng).unseal(&sealed).is_err());
        assert!(!String::from_utf8_lossy(&r.body).contains(want));
    }
}

#[rstest::rstest]
#[case(ResponseTemplate::new(403), "Secrets: read and write")]
#[case(ResponseTemplate::new(404), "Secrets: read and write")]
#[case(ResponseTemplate::new(401), "GH_PAT")]
#[case(ResponseTemplate::new(403).insert_header("x-ratelimit-remaining", "0"), "limit")]
#[case(ResponseTemplate::new(200).set_body_json(json!({ "key_id": "k", "key": "c2hvcnQ=" })), "32 bytes")]
#[tokio::test]
async fn a_refusal_names_what_is_missing(#[case] answer: ResponseTemplate, #[case] words: &str) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let http = Http::default();
    let (kept, e) = repository(&http, &server).keep(&[("A".into(), Secret::new("value-1"))]).await;
    let e = e.unwrap().to_string();
    assert!(kept.is_empty() && e.contains(words), "{e}");
    assert!(!e.contains("tok_1") && !e.contains("value-1"));
}

/// A repository's files. Each write must name the version that it replaces; `meddle` times somebody else writes first.
#[derive(Clone, Default)]
struct Files(Arc<Mutex<Inner>>);

/// Files with version and content, writes so far, and how often somebody else still writes first.
type Inner = (BTreeMap<String, (u64, String)>, u64, u32);

impl Respond for Files {
    fn respond(&self, r: &Request) -> ResponseTemplate {
        let mut s = self.0.lock().unwrap();
        let path = r.url.path().to_owned();
        if r.method.as_str() == "GET" {
            return match s.0.get(&path) {
                None => ResponseTemplate::new(404).set_body_json(json!({ "message": "Not Found" })),
                Some((sha, content)) => ResponseTemplate::new(200).set_body_json(
                    json!({ "sha": sha.to_string(), "encoding": "base64", "content": format!("{content}\n") }),
                ),
            };
        }
        s.1 += 1;
        let version = s.1;
        if s.2 > 0 {
            s.2 -= 1;
            s.0.insert(path.clone(), (version, STANDARD.encode("theirs")));
        }
        let body: Value = serde_json::from_slice(&r.body).unwrap();
        let there = s.0.get(&path).map(|(sha, _)| sha.to_string());
        match (there, body.get("sha").and_then(Value::as_str)) {
            (Some(_), None) => {
                ResponseTemplate::new(422).set_body_json(json!({ "message": "sha wasn't supplied" }))
            }
            (Some(a), Some(b)) if a != b => {
                ResponseTemplate::new(409).set_body_json(json!({ "message": "no match" }))
            }
            _ if r.method.as_str() == "DELETE" => {
                s.0.remove(&path);
                ResponseTemplate::new(200).set_body_json(json!({}))
            }
            _ => {
                s.0.insert(path, (version + 100, body["content"].as_str().unwrap().to_owned()));
                ResponseTemplate::new(201).set_body_json(json!({}))
            }
        }
    }
}

#[tokio::test]
async fn a_file_is_written_over_another_s_write_and_only_when_it_differs() {
    let server = MockServer::start().await;
    let files = Files::default();
    Mock::given(any()).respond_with(files.clone()).mount(&server).await;
    let http = Http::default();
    let r = repository(&http, &server);
    for meddle in [0, 1, 3] {
        files.0.lock().unwrap().2 = meddle;
        let text = format!("ours {meddle}");
        assert!(r.put("out/day one.md", text.as_bytes(), "m", Some("main")).await.unwrap());
        assert_eq!(r.get("out/day one.md", None).await.unwrap().unwrap().bytes.unwrap(), text.as_bytes());
        assert!(!r.put("out/day one.md", text.as_bytes(), "m", None).await.unwrap());
    }
    files.0.lock().unwrap().2 = 9;
    let e = r.put("out/day one.md", b"x", "m", None).await.unwrap_err();
    assert!(matches!(e, GithubError::Conflict { .. }), "{e}");
    files.0.lock().unwrap().2 = 1;
    r.remove("out/day one.md", "m", None).await.unwrap();
    assert_eq!(r.get("out/day one.md", None).await.unwrap(), None);
    r.remove("out/day one.md", "m", None).await.unwrap();
}
