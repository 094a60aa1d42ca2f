use super::*;
use rstest::rstest;
use std::io::{Read, Write};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

async fn serve(answer: ResponseTemplate) -> (MockServer, Url) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let at = url(&server.uri());
    (server, at)
}

fn json(text: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(text, "application/json")
}

#[rstest]
#[case("https://example.org/x", true)]
#[case("http://127.0.0.1:8080/x", true)]
#[case("http://[::1]:8080/x", true)]
#[case("http://localhost/x", true)]
#[case("http://example.org/x", false)]
#[case("http://127.0.0.1.example.org/", false)]
#[case("ftp://example.org/", false)]
#[case("file:///etc/passwd", false)]
fn only_encrypted_or_local(#[case] text: &str, #[case] ok: bool) {
    assert_eq!(permitted(&url(text)).is_ok(), ok);
}

#[tokio::test]
async fn an_answer_comes_whole_and_any_status_is_one() {
    let (_server, at) = serve(json("{\"a\":1}")).await;
    let answer = Http::default().send(Call::get(at)).await.unwrap();
    assert_eq!(answer.json::<serde_json::Value>().unwrap()["a"], 1);
    let (_server, at) = serve(ResponseTemplate::new(503).set_body_string("<html>")).await;
    assert_eq!(Http::default().send(Call::get(at)).await.unwrap().status, 503);
}

#[tokio::test]
async fn a_page_is_no_data() {
    let (_server, at) = serve(ResponseTemplate::new(200).set_body_raw("<html>log in</html>", "text/html")).await;
    for accept in [Accept::Json, Accept::Bytes] {
        let e = Http::default().send(Call::get(at.clone()).accept(accept)).await.unwrap_err();
        assert!(matches!(e, HttpError::Kind { .. }) && e.is_passing(), "{e}");
    }
}

#[tokio::test]
async fn a_large_answer_is_cut_off() {
    let (_server, at) = serve(ResponseTemplate::new(200).set_body_raw("x".repeat(5000), "text/plain")).await;
    let call = Call::get(at).accept(Accept::Any).up_to(4999);
    assert!(matches!(Http::default().send(call).await, Err(HttpError::TooLarge { .. })));
}

#[tokio::test]
async fn credentials_stay_where_they_belong() {
    let (elsewhere, to) = serve(json("{}")).await;
    let (_server, at) = serve(ResponseTemplate::new(302).insert_header("location", to.as_str())).await;
    let e = Http::default().send(Call::get(at).bearer("canary")).await.unwrap_err();
    assert!(matches!(e, HttpError::Redirected { .. }));
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

/// Answers one connection with raw bytes, then closes it.
fn raw(bytes: &'static [u8]) -> Url {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = url(&format!("http://{}/path-canary?token=canary", listener.local_addr().unwrap()));
    std::thread::spawn(move || {
        let Ok((mut stream, _)) = listener.accept() else { return };
        let mut request = [0; 2048];
        let _ = stream.read(&mut request);
        let _ = stream.write_all(bytes);
    });
    at
}

#[tokio::test]
async fn a_truncated_answer_is_broken_and_names_no_secret() {
    let at = raw(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"a\":");
    let e = Http::default().send(Call::get(at).bearer("canary")).await.unwrap_err();
    assert!(matches!(e, HttpError::Broken { .. }) && e.is_passing(), "{e}");
    assert!(!format!("{e} {e:?}").contains("canary"));
}

#[tokio::test]
async fn somebody_who_says_nothing_is_not_waited_for() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = url(&format!("http://{}/", listener.local_addr().unwrap()));
    let http = Http::new(Limits { idle: Duration::from_millis(20), ..Limits::default() });
    let e = http.send(Call::get(at)).await.unwrap_err();
    assert!(matches!(e, HttpError::Timeout { .. }) && e.is_passing(), "{e:?}");
}

#[tokio::test]
async fn nobody_there_names_no_secret() {
    let call = Call::get(url("http://127.0.0.1:9/canary?code=canary")).basic("canary", "canary");
    assert!(!format!("{call:?}").contains("canary"));
    let e = Http::default().send(call).await.unwrap_err();
    assert!(matches!(e, HttpError::Connect { .. }), "{e:?}");
    assert!(!format!("{e} {e:?}").contains("canary"));
}

#[tokio::test]
async fn broken_json_is_told_by_its_place_alone() {
    let (_server, at) = serve(json("{\"access_token\": \"canary\"}")).await;
    let answer = Http::default().send(Call::get(at)).await.unwrap();
    let e = answer.json::<Vec<u8>>().unwrap_err();
    assert!(!format!("{e} {answer:?}").contains("canary"), "{e}");
}

#[tokio::test]
async fn a_value_with_a_line_break_is_not_sent() {
    let (server, at) = serve(json("{}")).await;
    let e = Http::default().send(Call::get(at).bearer("two\r\nlines")).await.unwrap_err();
    assert!(matches!(e, HttpError::Unsendable { .. }));
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[rstest]
#[case("retry-after", "120", Some(120))]
#[case("retry-after", "Wed, 25 Nov 2026 12:01:00 GMT", Some(60))]
#[case("retry-after", "4000000", Some(86_400))]
#[case("retry-after", "soon", None)]
#[case("x-other", "1", None)]
fn how_long_to_wait(#[case] name: &'static str, #[case] value: &'static str, #[case] seconds: Option<i64>) {
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert(name, value.parse().unwrap());
    let now = "2026-11-25T12:00:00Z".parse().unwrap();
    let answer = Answer { host: String::new(), status: 429, headers, body: Vec::new() };
    assert_eq!(answer.retry_after(now).map(|d| d.num_seconds()), seconds);
}

#[rstest]
#[case("https://h/cb?state=s&code=abc&scope=read", "https://h/cb?state=s&code=…&scope=read")]
#[case("{\"refresh_token\":\"rt-1\",\"expires_in\":3}", "{\"refresh_token\":\"…\",\"expires_in\":3}")]
#[case("Authorization: Basic QVBJOmtleQ==", "Authorization: Basic …")]
#[case("the code of the rule", "the code of the rule")]
#[case("nothing here", "nothing here")]
fn what_looks_like_a_credential_is_left_out(#[case] text: &str, #[case] clean: &str) {
    assert_eq!(scrub(text), clean);
}
