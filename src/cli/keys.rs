//! `lanterne keys`, and the athlete's own keys: `keys.toml` over `[keys]` of config.toml over the defaults.
//!
//! ```toml
//! # keys.toml: one table per place, as `lanterne keys` names them
//! [proposal]
//! accept = ["a", "ctrl-y"]
//! deny = []                 # no key
//! ```

use super::{
    Context as Ground,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    app::{
        Keymap, Spec,
        actions::{Action, Context, FIXED, LIST},
        screen::{Field, FieldKind},
    },
    config::{self, Config, Paths},
};
use serde::Serialize;
use std::{collections::BTreeMap, fs, io, path::Path};
use toml::de::{DeTable, DeValue};
use toml_edit::{Array, DocumentMut, Item, Table, Value};

/// One action as it is printed.
#[derive(Serialize)]
struct Line {
    context: &'static str,
    action: &'static str,
    keys: Vec<String>,
    default: &'static [&'static str],
    title: &'static str,
    help: &'static str,
}

/// Runs `keys`.
pub fn run(cx: &Ground, out: &mut Out) -> anyhow::Result<Exit> {
    let map = keymap(cx)?;
    let line = |context: Context, action: Action| {
        let s = action.spec();
        let keys = map.keys(action).iter().map(ToString::to_string).collect();
        Line { context: context.id(), action: s.id, keys, default: s.keys, title: s.title, help: s.help }
    };
    let all: Vec<Line> = Context::ALL
        .into_iter()
        .flat_map(|c| LIST.iter().filter(move |s| s.context == c).map(move |s| (c, s.action)))
        .map(|(c, a)| line(c, a))
        .collect();
    if out.json {
        out.value(&all)?;
        return Ok(Exit::Done);
    }
    let mut last = "";
    for l in &all {
        if l.context != last {
            let title = Context::ALL.into_iter().find(|c| c.id() == l.context).map_or("", Context::title);
            out.line(format!("{}[{}]  {title}", if last.is_empty() { "" } else { "\n" }, l.context))?;
            last = l.context;
        }
        let keys = if l.keys.is_empty() { "–".to_owned() } else { l.keys.join(" ") };
        out.line(format!("  {keys:<20} {:<18} {}", l.action, l.help))?;
    }
    out.line("\nThese are no actions and stay where they are:")?;
    for (context, keys, help) in FIXED {
        out.line(format!("  {keys:<34} {}: {help}", context.title()))?;
    }
    out.line(format!("\nYour own keys go into {}.", cx.paths.keys_file().display()))?;
    Ok(Exit::Done)
}

/// Keys of the athlete, with the place that each was written at.
#[derive(Default)]
struct Own {
    keys: BTreeMap<String, Vec<String>>,
    places: BTreeMap<String, String>,
}

/// The athlete's keys over the defaults.
///
/// # Errors
/// The first mistake, with file and line; of a key with two meanings both places.
pub fn keymap(cx: &Ground) -> anyhow::Result<Keymap> {
    of_config(&cx.paths, &cx.config).map_err(usage)
}

/// What a key of keys.toml is called among the settings.
pub(super) const PREFIX: &str = "keys:";

/// The keys as the files have them now.
///
/// # Errors
/// As [`keymap`], in words.
pub(super) fn of_files(paths: &Paths) -> Result<Keymap, String> {
    let env = |name: &str| std::env::var(name).ok();
    let config = config::load(paths, &config::Overrides::default(), &env).map_err(|e| e.to_string())?;
    of_config(paths, &config)
}

fn of_config(paths: &Paths, config: &Config) -> Result<Keymap, String> {
    let text = read_file(&paths.keys_file())?;
    with(paths, config, &text)
}

fn read_file(path: &Path) -> Result<String, String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(e) => Err(format!("{}: can't be read: {e}; make it a text file that you may read", path.display())),
    }
}

/// The keys with this text in keys.toml.
fn with(paths: &Paths, settings: &Config, text: &str) -> Result<Keymap, String> {
    let mut own = Own::default();
    let config = paths.config_file();
    for (id, b) in &settings.keys {
        let line = b.line.map_or_else(String::new, |l| format!(":{l}"));
        own.keys.insert(id.clone(), b.keys.clone());
        own.places.insert(id.clone(), format!("{}{line}", config.display()));
    }
    read(text, &paths.keys_file().display().to_string(), &mut own)?;
    merge(&own)
}

/// A row of the Settings for every action: its keys, to be typed with spaces between.
pub(super) fn rows(map: &Keymap) -> Vec<Field> {
    let row = |s: &Spec| Field {
        section: "Keys",
        under: s.context.title(),
        key: format!("{PREFIX}{}", s.id),
        label: s.title.to_owned(),
        value: map.keys(s.action).iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        default: if s.keys.is_empty() { "no key".to_owned() } else { s.keys.join(" ") },
        allows: "keys with spaces between, such as a ctrl-y; none takes them away".to_owned(),
        help: s.help.to_owned(),
        kind: FieldKind::Text,
        ..Field::default()
    };
    Context::ALL.into_iter().flat_map(|c| LIST.iter().filter(move |s| s.context == c)).map(row).collect()
}

/// Writes keys into keys.toml, comments kept: all of them, or none when a key has two meanings then.
///
/// # Errors
/// In words; the file is then as it was.
pub(super) fn write(paths: &Paths, changes: &[(String, Option<String>)]) -> Result<(), String> {
    let path = paths.keys_file();
    let file = path.display().to_string();
    let mut doc: DocumentMut =
        read_file(&path)?.parse().map_err(|e| format!("{file}: not changed, as it is no valid TOML now: {e}"))?;
    for (key, value) in changes {
        let id = key.strip_prefix(PREFIX).unwrap_or(key);
        let action = Action::named(id).ok_or_else(|| format!("there is no action {id}"))?;
        let place = action.spec().context.id();
        let table = doc.entry(place).or_insert_with(|| Item::Table(Table::new()));
        let table = table.as_table_like_mut().ok_or_else(|| format!("{file}: {place} is no table"))?;
        let Some(words) = value else {
            table.remove(id);
            continue;
        };
        let names = words.split_whitespace().filter(|w| *w != "none");
        let mut new = Value::Array(names.collect::<Array>());
        if let Some(old) = table.get(id).and_then(Item::as_value) {
            *new.decor_mut() = old.decor().clone();
        }
        table.insert(id, Item::Value(new));
    }
    let text = doc.to_string();
    let env = |name: &str| std::env::var(name).ok();
    let config = config::load(paths, &config::Overrides::default(), &env).map_err(|e| e.to_string())?;
    with(paths, &config, &text)?;
    config::edit::write_private(&path, text.as_bytes()).map_err(|e| format!("{file} can't be written: {e}"))
}

fn merge(own: &Own) -> Result<Keymap, String> {
    Keymap::merge(&own.keys).map_err(|e| {
        let place = |id: &&str| own.places.get(*id).cloned().unwrap_or_else(|| format!("the defaults ({id})"));
        let places: Vec<String> = e.ids().iter().map(place).collect();
        format!("{}: {e}", places.join(" and "))
    })
}

/// Takes keys.toml in.
fn read(text: &str, file: &str, own: &mut Own) -> Result<(), String> {
    let line = |at: usize| 1 + text.get(..at).unwrap_or(text).matches('\n').count();
    let table = DeTable::parse(text).map_err(|e| {
        let at = e.span().map_or(1, |s| line(s.start));
        format!("{file}:{at}: {}; write tables such as [proposal] with lines such as accept = [\"a\"]", e.message())
    })?;
    for (name, inner) in table.into_inner() {
        let at = line(name.span().start);
        let known = || Context::ALL.map(Context::id).join(", ");
        let Some(context) = Context::ALL.into_iter().find(|c| c.id() == name.get_ref().as_ref()) else {
            return Err(format!("{file}:{at}: there is no place [{}]; the places are {}", name.get_ref(), known()));
        };
        let DeValue::Table(actions) = inner.into_inner() else {
            return Err(format!(
                "{file}:{at}: {} is no table; write [{}] on a line of its own",
                context.id(),
                context.id()
            ));
        };
        for (id, keys) in actions {
            let at = line(id.span().start);
            let action = Action::named(id.get_ref()).map(|a| a.spec().context);
            if action.is_some_and(|c| c != context) {
                let home = action.map_or("", Context::id);
                return Err(format!(
                    "{file}:{at}: {} belongs under [{home}], not under [{}]",
                    id.get_ref(),
                    context.id()
                ));
            }
            let words: Option<Vec<String>> = match keys.get_ref() {
                DeValue::String(one) => Some(vec![one.to_string()]),
                DeValue::Array(all) => all.iter().map(|k| k.get_ref().as_str().map(str::to_owned)).collect(),
                _ => None,
            };
            let words = words.ok_or_else(|| {
                format!("{file}:{at}: {} is no list of keys; write [\"a\"], or [] for none", id.get_ref())
            })?;
            own.keys.insert(id.get_ref().to_string(), words);
            own.places.insert(id.get_ref().to_string(), format!("{file}:{at}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Key;
    use rstest::rstest;

    fn merged(text: &str) -> Result<Keymap, String> {
        let mut own = Own::default();
        read(text, "keys.toml", &mut own)?;
        merge(&own)
    }

    #[test]
    fn own_keys_lie_over_the_defaults_by_place() {
        let map = merged("[proposal]\naccept = [\"a\", \"ctrl-y\"]\ndeny = []\n[everywhere]\ntheme = \"ctrl-t\"\n")
            .unwrap();
        assert_eq!(map.keys(Action::Accept), [Key::char('a'), Key::ctrl('y')]);
        assert_eq!(map.keys(Action::Deny), []);
        assert_eq!(map.first(Action::Theme), Some(Key::ctrl('t')));
        assert_eq!(map.first(Action::Quit), Some(Key::char('q')));
    }

    #[test]
    fn a_key_is_written_into_its_place_and_a_second_meaning_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::in_home(dir.path());
        fs::write(paths.keys_file(), "# mine\n[everywhere]\ntheme = [\"F\"] # as in school\n").unwrap();
        let change = |id: &str, keys: Option<&str>| [(format!("{PREFIX}{id}"), keys.map(str::to_owned))];
        write(&paths, &change("theme", Some("ctrl-t T2"))).unwrap_err();
        write(&paths, &change("theme", Some("ctrl-t"))).unwrap();
        write(&paths, &change("accept", Some("ctrl-y a"))).unwrap();
        let text = fs::read_to_string(paths.keys_file()).unwrap();
        for part in ["# mine", "theme = [\"ctrl-t\"] # as in school", "[proposal]", "accept = [\"ctrl-y\", \"a\"]"]
        {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        let error = write(&paths, &change("theme", Some("q"))).unwrap_err();
        assert!(error.contains("key of both"), "{error}");
        write(&paths, &change("theme", Some("none"))).unwrap();
        assert!(of_files(&paths).unwrap().keys(Action::Theme).is_empty());
        write(&paths, &change("theme", None)).unwrap();
        assert_eq!(of_files(&paths).unwrap().first(Action::Theme), Some(Key::char('t')));
    }

    #[rstest]
    #[case(
        "[everywhere]\ntheme = [\"x\"]\nreload = [\"x\"]\n",
        "keys.toml:2 and keys.toml:3: `x` is the key of both"
    )]
    #[case("[everywhere]\ntheme = [\"q\"]\n", "keys.toml:2 and the defaults (quit)")]
    #[case("[everywhere]\naccept = [\"a\"]\n", "keys.toml:2: accept belongs under [proposal]")]
    #[case("[evrywhere]\n", "keys.toml:1: there is no place [evrywhere]; the places are everywhere,")]
    #[case("[proposal]\nacept = [\"a\"]\n", "keys.toml:2: keys.acept: there is no action")]
    #[case("[proposal]\naccept = 3\n", "is no list of keys")]
    #[case("[proposal]\naccept = [\"hyper-a\"]\n", "keys.toml:2: keys.accept: `hyper-a` is no key")]
    #[case("[proposal\n", "keys.toml:1: ")]
    fn mistakes_name_their_places(#[case] text: &str, #[case] said: &str) {
        let error = merged(text).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
}
