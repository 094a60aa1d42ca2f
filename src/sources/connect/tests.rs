use super::*;
use crate::{config::SourceConfig, sources::strava::Strava, vault::Choice};
use rstest::rstest;

fn endpoints(pkce: bool) -> Endpoints {
    let strava = Strava::new(&SourceConfig::default()).unwrap();
    let Auth::OAuth(e) = strava.auth() else { panic!("strava logs in by tokens") };
    Endpoints { pkce, ..(**e).clone() }
}

fn client() -> Client {
    Client { id: "17".into(), secret: Secret::new("canary-secret") }
}

fn begun(pkce: bool) -> Begun {
    begin(&endpoints(pkce), &client(), Url::parse("http://127.0.0.1:7777/callback").unwrap())
}

fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(k, _)| k == name).map(|(_, v)| v.into_owned())
}

#[test]
fn the_page_asks_for_what_is_needed_and_holds_no_secret() {
    let b = begun(false);
    assert_eq!(query(&b.page, "scope").as_deref(), Some("read,activity:read_all"));
    assert_eq!(query(&b.page, "redirect_uri").as_deref(), Some("http://127.0.0.1:7777/callback"));
    assert_eq!(query(&b.page, "state").map(|s| s.len()), Some(43));
    assert!(query(&b.page, "code_challenge").is_none());
    assert!(!b.page.as_str().contains("canary"));
    let proof = query(&begun(true).page, "code_challenge").unwrap();
    assert_eq!(proof.len(), 43);
    assert_ne!(query(&begun(false).page, "state"), query(&begun(false).page, "state"));
}

#[test]
fn what_is_pasted_must_be_of_this_log_in() {
    let b = begun(false);
    let good =
        format!(" http://127.0.0.1:7777/callback?state={}&code=abc&scope=read,activity:read_all \n", b.state);
    let r = pasted(&b, &good).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(r.code.expose(), "abc");
    assert_eq!(r.scopes.unwrap(), ["read", "activity:read_all"]);
    for bad in [
        "",
        "abc",
        "http://127.0.0.1:7777/callback?state=other&code=abc",
        "http://127.0.0.1:7777/callback?code=abc",
    ] {
        assert!(pasted(&b, bad).is_err(), "{bad}");
    }
    let no_code = format!("http://127.0.0.1:7777/callback?state={}", b.state);
    assert!(pasted(&b, &no_code).is_err());
    let denied = format!("http://127.0.0.1:7777/callback?state={}&error=access_denied", b.state);
    assert!(pasted(&b, &denied).err().unwrap().to_string().contains("access_denied"));
}

#[rstest]
#[case("GET /callback?code=x HTTP/1.1\r\nHost: 127.0.0.1:7777\r\n\r\n", true)]
#[case("GET /callback HTTP/1.1\r\nHOST:127.0.0.1:7777\r\n\r\n", true)]
#[case("POST /callback HTTP/1.1\r\nHost: h\r\n\r\n", false)]
#[case("GET http://elsewhere/ HTTP/1.1\r\nHost: h\r\n\r\n", false)]
#[case("GET /callback HTTP/1.1\r\n\r\n", false)]
#[case("\r\n\r\n", false)]
fn heads_of_requests(#[case] text: &str, #[case] ok: bool) {
    assert_eq!(head(text).is_some(), ok);
}

async fn visit(at: &str, host: &str, target: &str) -> String {
    let mut s = TcpStream::connect(at).await.unwrap();
    s.write_all(format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).await.unwrap();
    let mut out = String::new();
    s.read_to_string(&mut out).await.unwrap();
    out
}

#[tokio::test]
async fn only_the_right_visitor_is_let_in() {
    let (listener, back) = listen(None).await.unwrap();
    let b = begin(&endpoints(false), &client(), back.clone());
    let at = place(&back);
    let good = format!("/callback?state={}&code=abc", b.state);
    let visits = async {
        assert!(visit(&at, &at, "/favicon.ico").await.starts_with("HTTP/1.1 404"));
        assert!(visit(&at, &at, "/callback?state=wrong&code=abc").await.starts_with("HTTP/1.1 404"));
        assert!(visit(&at, "elsewhere.example:80", &good).await.starts_with("HTTP/1.1 404"));
        let page = visit(&at, &at, &good).await;
        assert!(
            page.starts_with("HTTP/1.1 200") && page.contains("no-referrer") && !page.contains("abc"),
            "{page}"
        );
    };
    let (returned, ()) = tokio::join!(wait(&b, &listener), visits);
    assert_eq!(returned.map(|r| r.code.expose().to_owned()).unwrap_or_default(), "abc");
}

#[rstest]
#[case(Some("read"), false)]
#[case(Some("read,activity:read_all"), true)]
#[case(None, true)]
#[tokio::test]
async fn tokens_are_kept_when_what_is_needed_was_granted(#[case] scopes: Option<&str>, #[case] ok: bool) {
    use wiremock::{Mock, MockServer, ResponseTemplate, matchers};
    let server = MockServer::start().await;
    let token = r#"{"access_token":"at","refresh_token":"rt","expires_in":100}"#;
    Mock::given(matchers::body_string_contains("grant_type=authorization_code"))
        .and(matchers::body_string_contains("code=abc"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(token, "application/json"))
        .mount(&server)
        .await;
    let own = SourceConfig { token_url: Some(server.uri()), ..SourceConfig::default() };
    let strava = Strava::new(&own).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let vault = Vault::new(dir.path(), Choice::KeyFile(dir.path().join("key")));
    let returned = Returned { code: Secret::new("abc"), scopes: scopes.map(oauth::split_scopes) };
    let done = finish(&Http::default(), &vault, &strava, client(), begun(false), returned, Utc::now()).await;
    assert_eq!(done.is_ok(), ok, "{done:?}");
    let kept = vault.entry("strava").unwrap();
    assert_eq!(kept.is_some_and(|e| e.grant.is_some() && e.client.is_some() && e.host == "www.strava.com"), ok);
}
