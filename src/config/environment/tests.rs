use super::*;

fn nothing(_: &str) -> Option<String> {
    None
}

#[test]
fn the_environment_beats_the_file_and_empty_is_none() {
    let process = |name: &str| match name {
        "OURA_TOKEN" => Some("from-process".to_owned()),
        "GH_PAT" => Some(String::new()),
        _ => None,
    };
    let text =
        "OURA_TOKEN=from-file\nGH_PAT=file\nexport REPO_NAME = \"my repo\" # mine\nTO_PHONE=\n# EMAIL_PASS=x\n";
    let (env, issues) = Environment::read(&process, Some((".env", text)));
    assert_eq!(issues, []);
    assert_eq!(env.get("OURA_TOKEN"), Some("from-process"));
    assert_eq!(env.origin("OURA_TOKEN"), Some(Origin::Environment));
    assert_eq!(env.get("GH_PAT"), Some("file"));
    assert_eq!(env.get("REPO_NAME"), Some("my repo"));
    assert_eq!(env.get("TO_PHONE"), None);
    assert_eq!(env.get("EMAIL_PASS"), None);
}

#[test]
fn wrong_lines_are_named_without_their_content() {
    let text = "OURA_TOKEN=abc\nthis line hides s3cret\nOURA_TOKN=x\nEMAIL_PASS=pa$word\nEMAIL_PASS='pa$word'\nLANTERNE_HOME=/x\n";
    let (env, issues) = Environment::read(&nothing, Some((".env", text)));
    let found: Vec<_> = issues.iter().map(|i| (i.line, i.severity, i.key.as_str())).collect();
    assert_eq!(
        found,
        [
            (Some(2), Severity::Error, ""),
            (Some(3), Severity::Warning, "OURA_TOKN"),
            (Some(4), Severity::Error, ""),
            (Some(6), Severity::Warning, "LANTERNE_HOME"),
        ]
    );
    assert!(issues[1].remedy.contains("OURA_TOKEN"));
    assert!(!issues.iter().any(|i| i.to_string().contains("s3cret") || i.to_string().contains("pa$word")));
    assert_eq!(env.get("EMAIL_PASS"), Some("pa$word"));
}

#[test]
fn debug_prints_no_value() {
    let (env, _) = Environment::read(&nothing, Some((".env", "OURA_TOKEN=hush-hush\n")));
    let printed = format!("{env:?}");
    assert!(printed.contains("OURA_TOKEN") && !printed.contains("hush"), "{printed}");
}

#[test]
fn the_example_names_everything_and_sets_nothing() {
    let text = include_str!("../../../.env.example");
    for (name, _) in NAMES {
        assert!(text.contains(&format!("# {name}=")), "{name}");
    }
    let (env, issues) = Environment::read(&nothing, Some((".env.example", text)));
    assert_eq!(env, Environment::default());
    assert_eq!(issues, []);
}
