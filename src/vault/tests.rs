use super::*;
use crate::config::Secret;
use std::{fs, os::unix::fs::PermissionsExt};

fn grant(access: &str, generation: u64) -> Grant {
    Grant {
        access: Secret::new(access),
        refresh: Secret::new("rt-canary"),
        expires_at: "2026-11-25T12:00:00Z".parse().unwrap(),
        scopes: vec!["daily".into()],
        generation,
    }
}

fn by_key(dir: &Path) -> Vault {
    Vault::new(&dir.join("vault"), Choice::KeyFile(dir.join("vault.key")))
}

#[test]
fn a_log_in_comes_back_and_nothing_on_disk_shows_it() {
    let dir = tempfile::tempdir().unwrap();
    let vault = by_key(dir.path());
    assert!(vault.entry("oura").unwrap().is_none());
    vault.change("oura", |e| e.grant = Some(grant("at-canary", 3))).unwrap();
    vault.change("strava", |e| e.key = Some(Secret::new("key-canary"))).unwrap();
    let again = by_key(dir.path()).entry("oura").unwrap().unwrap();
    assert_eq!(again.grant.as_ref().map(|g| (g.access.expose(), g.generation)), Some(("at-canary", 3)));
    let debug = format!("{vault:?} {again:?}");
    let mut files = vec![dir.path().join("vault.key")];
    files.extend(fs::read_dir(dir.path().join("vault")).unwrap().map(|f| f.unwrap().path()));
    for file in files {
        let bytes = fs::read(&file).unwrap();
        assert!(!bytes.windows(6).any(|w| w == b"canary"), "{}", file.display());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "{}", file.display());
    }
    assert!(!debug.contains("canary"));
    assert!(vault.forget("oura").unwrap() && !vault.forget("oura").unwrap());
    assert!(vault.entry("strava").unwrap().is_some());
}

#[test]
fn another_key_opens_nothing_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path().join("vault");
    let vault = Vault::new(&at, Choice::Passphrase(Secret::new("right")));
    vault.change("oura", |e| e.grant = Some(grant("at", 1))).unwrap();
    let before = fs::read(at.join("vault.bin")).unwrap();
    let wrong = Vault::new(&at, Choice::Passphrase(Secret::new("wrong")));
    assert!(matches!(wrong.change("oura", |e| e.grant = None), Err(VaultError::WrongKey { .. })));
    assert!(matches!(by_key(dir.path()).entry("oura"), Err(VaultError::Io { .. } | VaultError::WrongKey { .. })));
    assert_eq!(fs::read(at.join("vault.bin")).unwrap(), before);
    assert!(vault.entry("oura").unwrap().is_some());
    let mut torn = before.clone();
    *torn.last_mut().unwrap() ^= 1;
    fs::write(at.join("vault.bin"), torn).unwrap();
    assert!(matches!(vault.entry("oura"), Err(VaultError::WrongKey { .. })));
    fs::write(at.join("vault.bin"), "{}").unwrap();
    assert!(matches!(vault.entry("oura"), Err(VaultError::Unreadable { .. })));
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let vault = by_key(dir.path());
    vault.change("oura", |e| e.host = "h".into()).unwrap();
    fs::set_permissions(dir.path().join("vault.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let e = vault.entry("oura").unwrap_err().to_string();
    assert!(e.contains("chmod 600"), "{e}");
}

fn by_command(read: &[&str], write: &[&str]) -> Choice {
    let own = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
    Choice::Command { read: own(read), write: own(write) }
}

#[test]
fn programs_may_keep_it() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("kept");
    fs::write(&file, "").unwrap();
    let path = file.to_str().unwrap();
    let vault = Vault::new(&dir.path().join("vault"), by_command(&["cat", path], &["tee", path]));
    vault.change("oura", |e| e.grant = Some(grant("at", 7))).unwrap();
    assert_eq!(vault.entry("oura").unwrap().unwrap().grant.unwrap().generation, 7);
    let read_only = Vault::new(&dir.path().join("vault"), by_command(&["cat", path], &[]));
    assert!(!read_only.is_writable());
    assert!(matches!(read_only.change("oura", |e| e.grant = None), Err(VaultError::ReadOnly { .. })));
    let failing = Vault::new(dir.path(), by_command(&["false"], &[]));
    assert!(matches!(failing.entry("oura"), Err(VaultError::Unavailable { .. })));
    let missing = Vault::new(dir.path(), by_command(&["/nowhere/at/all"], &[]));
    assert!(matches!(missing.entry("oura"), Err(VaultError::Unavailable { .. })));
}

#[rstest::rstest]
#[case("null")]
#[case("{not json")]
#[case("[]")]
#[case("{\"access_token\": \"at-canary\"}")]
#[case("{\"version\":1,\"entries\":{\"oura\":{\"grant\":{\"access\":\"at-canary\"}}}}")]
#[case(
    "{\"version\":1,\"entries\":{\"oura\":{\"grant\":{\"access\":\"\",\"refresh\":\"r\",\"expires_at\":\"2026-11-25T12:00:00Z\",\"scopes\":[],\"generation\":1}}}}"
)]
#[case("{\"version\":1,\"entries\":{\"oura\":{\"client\":{\"id\":7,\"secret\":\"canary\"}}}}")]
#[case("{\"version\":2,\"entries\":{}}")]
fn something_else_is_refused_and_left_alone(#[case] content: &str) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("kept");
    fs::write(&file, content).unwrap();
    let path = file.to_str().unwrap();
    let vault = Vault::new(&dir.path().join("vault"), by_command(&["cat", path], &["tee", path]));
    let e = vault.change("oura", |e| e.host = "h".into()).unwrap_err();
    assert!(matches!(e, VaultError::Unreadable { .. }), "{e}");
    assert!(!e.to_string().contains("canary"));
    assert_eq!(fs::read_to_string(&file).unwrap(), content);
}

#[test]
fn the_environment_keeps_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let vault = Vault::new(&dir.path().join("vault"), Choice::Env);
    assert!(vault.entry("oura").unwrap().is_none());
    assert!(matches!(vault.change("oura", |e| e.host = "h".into()), Err(VaultError::ReadOnly { .. })));
}

#[cfg(not(feature = "keyring"))]
#[test]
fn a_missing_keyring_is_said_and_nothing_else_is_used() {
    let dir = tempfile::tempdir().unwrap();
    let vault = Vault::new(&dir.path().join("vault"), Choice::Keyring);
    assert!(matches!(vault.entry("oura"), Err(VaultError::Unavailable { .. })));
    assert!(vault.change("oura", |e| e.host = "h".into()).is_err());
    assert!(!dir.path().join("vault/vault.bin").exists());
}

#[test]
fn one_renewal_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let vault = by_key(dir.path());
    let held = vault.try_renewal("oura").unwrap();
    assert!(held.is_some());
    assert!(vault.try_renewal("oura").unwrap().is_none());
    assert!(vault.try_renewal("strava").unwrap().is_some());
    drop(held);
    assert!(vault.try_renewal("oura").unwrap().is_some());
}

#[test]
fn changes_of_many_at_once_are_all_kept() {
    let dir = tempfile::tempdir().unwrap();
    std::thread::scope(|s| {
        for i in 0..6 {
            let dir = dir.path();
            s.spawn(move || by_key(dir).change(&format!("s{i}"), |e| e.host = format!("h{i}")).unwrap());
        }
    });
    let vault = by_key(dir.path());
    for i in 0..6 {
        assert_eq!(vault.entry(&format!("s{i}")).unwrap().unwrap().host, format!("h{i}"));
    }
}
