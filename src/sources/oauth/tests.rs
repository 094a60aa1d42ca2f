use super::*;
use crate::vault::Choice;
use rstest::rstest;

fn vault(dir: &std::path::Path) -> Vault {
    let vault = Vault::new(&dir.join("vault"), Choice::KeyFile(dir.join("vault.key")));
    let grant = Grant {
        access: Secret::new("at-old"),
        refresh: Secret::new("rt-old"),
        expires_at: "2026-11-25T12:00:00Z".parse().unwrap(),
        scopes: vec!["daily".into()],
        generation: 4,
    };
    vault.change("oura", |e| e.grant = Some(grant)).unwrap();
    vault
}

fn before() -> Before {
    Before { generation: 4, scopes: vec!["daily".into()], refresh: Some(Secret::new("rt-old")) }
}

fn answer(status: u16, body: &str) -> Answer {
    Answer::made(status, body)
}

fn now() -> DateTime<Utc> {
    "2026-11-25T12:00:00Z".parse().unwrap()
}

#[test]
fn new_tokens_take_the_place_of_the_old_ones() {
    let dir = tempfile::tempdir().unwrap();
    let vault = vault(dir.path());
    let body = r#"{"access_token":"at-new","refresh_token":"rt-new","expires_in":"3600","scope":"a,b"}"#;
    let grant = settle(&vault, "oura", &answer(200, body), &before(), now()).unwrap();
    assert_eq!(grant.expires_at, now() + TimeDelta::hours(1));
    let e = vault.entry("oura").unwrap().unwrap();
    let kept = e.grant.unwrap();
    assert_eq!((kept.access.expose(), kept.refresh.expose(), kept.generation), ("at-new", "rt-new", 5));
    assert_eq!(kept.scopes, ["a", "b"]);
    assert!(e.intent.is_none() && e.raw.is_none());
}

#[test]
fn a_refresh_token_that_is_not_repeated_is_kept() {
    let body = r#"{"access_token":"at-new","expires_in":3600}"#;
    let grant = tokens(200, body.as_bytes(), &before(), now()).unwrap();
    assert_eq!(grant.refresh.expose(), "rt-old");
    assert_eq!(grant.scopes, ["daily"]);
}

#[rstest]
#[case(200, r#"{"refresh_token":"rt-canary","expires_in":3600}"#)]
#[case(200, r#"{"access_token":null,"refresh_token":"rt-canary","expires_in":3600}"#)]
#[case(200, r#"{"access_token":"","refresh_token":"rt-canary","expires_in":3600}"#)]
#[case(200, r#"{"access_token":"   ","refresh_token":"rt-canary","expires_in":3600}"#)]
#[case(200, r#"{"access_token":42,"refresh_token":"rt-canary","expires_in":3600}"#)]
#[case(200, r#"{"access_token":"at-canary","refresh_token":"rt-canary"}"#)]
#[case(200, r#"{"access_token":"at-canary","refresh_token":"rt-canary","expires_in":0}"#)]
#[case(200, r#"{"access_token":"at-canary","refresh_token":"rt-canary","expires_in":-300}"#)]
#[case(200, r#"{"access_token":"at-canary","refresh_token":"rt-canary","expires_in":"soon"}"#)]
#[case(200, "welcome to the token endpoint")]
#[case(200, "[]")]
#[case(200, "")]
#[case(500, r#"{"error":"canary"}"#)]
#[case(400, r#"{"error":"invalid_grant","error_description":"canary"}"#)]
#[case(401, "canary")]
fn whatever_is_no_token_leaves_the_old_ones(#[case] status: u16, #[case] body: &str) {
    let dir = tempfile::tempdir().unwrap();
    let vault = vault(dir.path());
    vault.change("oura", |e| e.intent = Some(Intent { generation: 4, at: now() })).unwrap();
    let e = settle(&vault, "oura", &answer(status, body), &before(), now()).unwrap_err();
    assert!(!format!("{e:?}").contains("canary"), "{e:?}");
    let kept = vault.entry("oura").unwrap().unwrap();
    let grant = kept.grant.as_ref().unwrap();
    assert_eq!((grant.access.expose(), grant.refresh.expose(), grant.generation), ("at-old", "rt-old", 4));
    assert!(kept.raw.is_none() && kept.intent.is_none());
    let dead = (400..500).contains(&status);
    assert_eq!(kept.standing == Standing::NeedsLogin, dead);
}

#[test]
fn a_life_that_nobody_lives_is_cut() {
    let body = r#"{"access_token":"a","refresh_token":"r","expires_in":9223372036854775807}"#;
    let grant = tokens(200, body.as_bytes(), &Before::default(), now()).unwrap();
    assert!(grant.expires_at < now() + TimeDelta::days(4000));
}

#[rstest]
#[case("read,activity:read_all", &["read", "activity:read_all"])]
#[case("personal daily", &["personal", "daily"])]
#[case("", &[])]
fn scopes_as_they_are_written(#[case] text: &str, #[case] scopes: &[&str]) {
    assert_eq!(split_scopes(text), scopes);
}
