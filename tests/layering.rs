//! Holds the layers: a source file names only modules of its own layer or of the ones below that it may use.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Every module, lowest first, with the layers that it may name besides itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("science", &["domain"]),
    ("coach", &["domain", "science"]),
    ("formats", &["domain", "science"]),
    ("config", &["domain"]),
    ("telemetry", &["domain"]),
    ("http", &["domain", "telemetry"]),
    ("vault", &["config"]),
    ("log", &["domain"]),
    ("sources", &["domain", "science", "formats", "config", "http", "vault"]),
    ("model", &["domain", "science", "coach", "config", "http"]),
    ("outputs", &["domain", "science", "coach", "formats", "config", "http", "vault"]),
    (
        "sync",
        &[
            "domain",
            "science",
            "coach",
            "formats",
            "config",
            "telemetry",
            "http",
            "vault",
            "log",
            "sources",
            "model",
            "outputs",
        ],
    ),
    ("app", &["domain", "science", "coach"]),
    ("tui", &["domain", "science", "coach", "config", "app"]),
    (
        "runtime",
        &[
            "domain", "science", "coach", "formats", "config", "http", "log", "sources", "model", "outputs",
            "sync", "app", "tui",
        ],
    ),
    (
        "cli",
        &[
            "domain",
            "science",
            "coach",
            "formats",
            "config",
            "telemetry",
            "http",
            "vault",
            "log",
            "sources",
            "model",
            "outputs",
            "sync",
            "app",
            "tui",
            "runtime",
        ],
    ),
];

/// Crates that a pure layer must not name: the clock, the disk, the network and the terminal are arguments to it.
const PURE: &[&str] = &["domain", "science", "coach", "app"];
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "tokio::",
    "rusqlite",
    "crossterm",
    "Utc::now",
    "Local::now",
    "SystemTime",
    "Instant::now",
];

#[test]
fn every_file_names_only_lower_layers() {
    let mut wrong = Vec::new();
    for (file, module) in sources() {
        let Some((_, may)) = LAYERS.iter().find(|(m, _)| *m == module) else {
            wrong.push(format!("{}: the module {module} has no layer", file.display()));
            continue;
        };
        let text = code_of(&file);
        for named in named_modules(&text) {
            if named != module && LAYERS.iter().any(|(m, _)| *m == named) && !may.contains(&named.as_str()) {
                wrong.push(format!("{} ({module}) names {named}", file.display()));
            }
        }
        if PURE.contains(&module.as_str()) {
            for word in IMPURE.iter().filter(|w| text.contains(**w)) {
                wrong.push(format!("{} ({module}, a pure layer) names {word}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "layers are crossed:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_theme_names_colours() {
    let mut wrong = Vec::new();
    for (file, _) in sources() {
        if file.ends_with("tui/theme.rs") || file.components().any(|c| c.as_os_str() == "theme") {
            continue;
        }
        let text = code_of(&file);
        for name in [
            "Color::Red",
            "Color::Green",
            "Color::Yellow",
            "Color::Blue",
            "Color::Magenta",
            "Color::Cyan",
            "Color::Rgb",
        ] {
            if text.contains(name) {
                wrong.push(format!("{} names {name}; ask the theme for a meaning", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_scanner_sees_every_way_to_name_a_module() {
    let text = "use crate::log; use crate::{domain::Day, tui::{view, theme}, app}; fn f() { crate::cli::run() }";
    assert_eq!(named_modules(text), ["log", "domain", "tui", "app", "cli"]);
}

/// All files below `src` that belong to a layer, with the layer's name.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(dir: &Path, out: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(dir) else { return };
        for e in entries.flatten() {
            let p = e.path();
            if p.is_dir() {
                walk(&p, out);
            } else if p.extension().is_some_and(|x| x == "rs") {
                out.push(p);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    assert!(files.len() > LAYERS.len(), "the scan found the sources");
    files
        .into_iter()
        .filter_map(|f| {
            let first = f.strip_prefix(&root).ok()?.components().next()?.as_os_str().to_string_lossy().into_owned();
            let module = first.trim_end_matches(".rs").to_owned();
            (!["lib", "main"].contains(&module.as_str())).then_some((f, module))
        })
        .collect()
}

/// The file without comments, and without its tests (a test may build what the layer is given by others).
fn code_of(file: &Path) -> String {
    if file.file_name().is_some_and(|n| n == "tests.rs") || file.components().any(|c| c.as_os_str() == "tests") {
        return String::new();
    }
    let text = fs::read_to_string(file).unwrap_or_default();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().map(|l| l.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Names that follow `crate::`, inside a braced list too.
fn named_modules(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (i, _) in text.match_indices("crate::") {
        let rest = &text[i + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            let mut fresh = true;
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => fresh = true,
                    c if fresh && depth == 0 && (c.is_alphanumeric() || c == '_') => word.push(c),
                    _ if !word.is_empty() => {
                        out.push(std::mem::take(&mut word));
                        fresh = false;
                    }
                    _ => {}
                }
                if c == ',' && !word.is_empty() {
                    out.push(std::mem::take(&mut word));
                }
            }
            if !word.is_empty() {
                out.push(word);
            }
        } else {
            out.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    out
}
