//! cycles.toml: which cycle counts, what it is pinned to, where its pages go, and how the past ones ended.
//!
//! Owns: reading the file with located errors, and writing figures back so that comments and order stay. Does not own:
//! what follows from an edit (sync), truth (the log). The file names what the log says; whether a person changed it
//! since is told by the stamp over its own values.

use super::{
    document::Document,
    edit::EditError,
    issue::{Issue, Severity},
    schema::{self, Field, Shape, may, must},
};
use crate::domain::{CleanText, Day};
use serde::{Deserialize, Serialize};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CycleFile {
    /// Number of the cycle that counts; 0 for none.
    pub active: u32,
    /// All cycles, the oldest first.
    pub cycle: Vec<CycleEntry>,
}

/// One cycle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CycleEntry {
    /// Its number.
    pub number: u32,
    /// Mission it serves, by id.
    pub mission: String,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// Where it stands.
    pub status: String,
    /// Version of the mission that it is held against.
    pub context: Option<u32>,
    /// Profile that it is held against.
    pub profile: Option<u32>,
    /// Folder of its pages, below the output folder unless it is a whole path.
    pub folder: String,
    /// How it ended, in the athlete's words.
    pub result: Option<CleanText>,
}

/// The file as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CyclesRead {
    /// What it says.
    pub file: CycleFile,
    /// Whether a person changed it since it was written.
    pub edited: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Raw {
    active: u32,
    stamp: String,
    cycle: Vec<CycleEntry>,
}

const STATUSES: &[&str] = &["proposed", "declined", "active", "completed", "abandoned"];

const KEYS: &[Field] = &[
    may("active", Shape::Int(0, 100_000, "")),
    may("stamp", Shape::Text),
    may("cycle", Shape::List(&Shape::Table(CYCLE), 0, usize::MAX)),
];

const CYCLE: &[Field] = &[
    must("number", Shape::Int(1, 100_000, "")),
    may("mission", Shape::Text),
    may("from", Shape::Date),
    may("to", Shape::Date),
    may("status", Shape::OneOf(STATUSES)),
    may("context", Shape::Int(1, 100_000, "")),
    may("profile", Shape::Int(1, 100_000, "")),
    may("folder", Shape::Text),
    may("result", Shape::Text),
];

/// Reads the text of the file; `file` is the name that issues carry.
///
/// # Errors
/// Everything wrong in it, with line and key.
pub fn parse(file: &str, text: &str) -> Result<CyclesRead, Vec<Issue>> {
    let doc = Document::read(file, text)?;
    let issues = schema::mistakes(&doc, KEYS);
    if !issues.is_empty() {
        return Err(issues);
    }
    let raw: Raw = doc.typed().map_err(|e| vec![e])?;
    let file = CycleFile { active: raw.active, cycle: raw.cycle };
    let mut issues = Vec::new();
    for (i, c) in file.cycle.iter().enumerate() {
        if file.cycle[..i].iter().any(|d| d.number == c.number) {
            let key = format!("cycle[{}].number", i + 1);
            issues.push(doc.issue(Severity::Error, &key, "this number stands twice", "take one of them out"));
        }
    }
    if issues.is_empty() { Ok(CyclesRead { edited: stamp(&file) != raw.stamp, file }) } else { Err(issues) }
}

/// An issue at a key of the file.
#[must_use]
pub fn issue(file: &str, text: &str, key: &str, message: &str, remedy: &str) -> Issue {
    Document::read(file, text).map_or_else(
        |_| Issue::of_file(Severity::Error, file, message, remedy),
        |doc| doc.issue(Severity::Error, key, message, remedy),
    )
}

fn stamp(file: &CycleFile) -> String {
    let text = serde_json::to_vec(file).unwrap_or_default();
    blake3::hash(&text).to_hex()[..12].to_owned()
}

const HEAD: &str = "\
# Your cycles. What you change here is taken in with the next command:
#   active   the number of the cycle that counts, 0 for none
#   context  version of the mission that its reviews are held against (lanterne mission versions)
#   profile  number of the profile that it is held against (lanterne profile list)
#   folder   where its pages go, below the output folder
#   result   how it ended, in your words
# The other keys tell what the log knows and are written anew. Comments stay.
active = 0
";

/// The text of the file with these values: what was written before keeps its place and its comments.
///
/// # Errors
/// When the text is no TOML, or `cycle` is something else than a list of tables.
pub fn written(file: &str, text: Option<&str>, values: &CycleFile) -> Result<String, EditError> {
    let fail = |e: toml_edit::TomlError| EditError::Invalid { file: file.into(), reason: e.message().to_owned() };
    let mut doc: DocumentMut = text.unwrap_or(HEAD).parse().map_err(fail)?;
    let fresh = text.is_none();
    put(doc.as_table_mut(), "active", Some(i64::from(values.active).into()));
    put(doc.as_table_mut(), "stamp", Some(stamp(values).into()));
    if fresh && let Some(value) = doc.get_mut("stamp").and_then(Item::as_value_mut) {
        value.decor_mut().set_suffix("  # tells whether you changed anything");
    }
    let item = doc.entry("cycle").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let blocked = || EditError::NotATable { file: file.to_owned(), key: "cycle".into(), part: "cycle".to_owned() };
    let list = item.as_array_of_tables_mut().ok_or_else(blocked)?;
    for c in &values.cycle {
        let is = |t: &Table| t.get("number").and_then(Item::as_integer) == Some(i64::from(c.number));
        let at = list.iter().position(is);
        if at.is_none() {
            list.push(Table::new());
        }
        let last = list.len().saturating_sub(1);
        if let Some(t) = list.get_mut(at.unwrap_or(last)) {
            entry(t, c);
        }
    }
    Ok(doc.to_string())
}

fn entry(t: &mut Table, c: &CycleEntry) {
    let date = |d: Option<Day>| d.and_then(|d| d.to_string().parse::<toml_edit::Datetime>().ok()).map(Value::from);
    let whole = |n: Option<u32>| n.map(|n| Value::from(i64::from(n)));
    put(t, "number", whole(Some(c.number)));
    put(t, "mission", Some(c.mission.as_str().into()));
    put(t, "from", date(c.from));
    put(t, "to", date(c.to));
    put(t, "status", Some(c.status.as_str().into()));
    put(t, "context", whole(c.context));
    put(t, "profile", whole(c.profile));
    put(t, "folder", Some(c.folder.as_str().into()));
    put(t, "result", c.result.as_ref().map(|r| r.as_str().into()));
}

/// Sets a value and keeps the comment beside it; the same value leaves the text as it is.
fn put(t: &mut Table, key: &str, value: Option<Value>) {
    let Some(value) = value else {
        t.remove(key);
        return;
    };
    match t.get_mut(key) {
        Some(Item::Value(old)) => {
            let decor = old.decor().clone();
            let same = old.clone().decorated("", "").to_string() == value.clone().decorated("", "").to_string();
            if !same {
                *old = value;
                *old.decor_mut() = decor;
            }
        }
        _ => {
            t.insert(key, Item::Value(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> CycleFile {
        let day = |m, d| Day::from_ymd_opt(2026, m, d);
        let one = CycleEntry {
            number: 1,
            mission: "tour".into(),
            from: day(11, 30),
            to: day(12, 27),
            status: "active".into(),
            context: Some(1),
            profile: None,
            folder: "tour-1".into(),
            result: None,
        };
        CycleFile { active: 1, cycle: vec![one] }
    }

    #[test]
    fn what_is_written_reads_back_and_is_not_taken_for_an_edit() {
        let text = written("cycles.toml", None, &values()).unwrap();
        let read = parse("cycles.toml", &text).unwrap();
        assert_eq!((read.file, read.edited), (values(), false));
        assert_eq!(written("cycles.toml", Some(&text), &values()).unwrap(), text, "again changes nothing");
    }

    #[test]
    fn an_edit_is_noticed_and_its_comments_stay() {
        let text = written("cycles.toml", None, &values()).unwrap();
        let mine = text
            .replace("folder = \"tour-1\"", "folder = \"my tour\" # on the shared disk")
            .replace("[[cycle]]", "# the first one\n[[cycle]]");
        let read = parse("cycles.toml", &mine).unwrap();
        assert!(read.edited);
        assert_eq!(read.file.cycle[0].folder, "my tour");
        let mut next = read.file;
        next.cycle[0].status = "completed".into();
        next.cycle[0].result = Some(CleanText::line("3:42:18"));
        next.active = 0;
        let new = written("cycles.toml", Some(&mine), &next).unwrap();
        assert!(new.contains("# on the shared disk") && new.contains("# the first one"), "{new}");
        let again = parse("cycles.toml", &new).unwrap();
        assert_eq!((again.file, again.edited), (next, false));
    }

    #[test]
    fn mistakes_have_their_line_and_key() {
        let text = written("cycles.toml", None, &values()).unwrap();
        let bad = text.replace("context = 1", "context = \"first\"").replace("folder =", "foldr =");
        let issues = parse("cycles.toml", &bad).unwrap_err();
        let said: Vec<String> = issues.iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|s| s.contains("cycle[1].context")), "{said:?}");
        assert!(said.iter().any(|s| s.contains("foldr") && s.contains("folder")), "{said:?}");
        assert!(issues.iter().all(|i| i.line.is_some()));
        let twice = format!("{text}\n[[cycle]]\nnumber = 1\n");
        assert!(parse("cycles.toml", &twice).unwrap_err()[0].message.contains("twice"));
        assert!(parse("cycles.toml", "active = [").is_err());
    }
}
