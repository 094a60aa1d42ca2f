//! Writes one value back into config.toml and leaves everything else as the athlete wrote it.
//!
//! Owns: comments, order and layout of the rest; replacing the file in one step. Does not own: whether the value
//! makes sense: [`super::check`] and the next [`super::load()`] say so.

use super::{paths::Paths, typed::shown};
use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};
use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// Why a value was not written.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The file is not TOML as it is.
    #[error("{file}: not changed, as it is no valid TOML now: {reason}; mend it first")]
    Invalid {
        /// The file.
        file: String,
        /// What the reader said.
        reason: String,
    },
    /// Part of the key is something else than a table.
    #[error("{file}: {key} can't be set, as {part} is no table; rename or remove {part}")]
    NotATable {
        /// The file.
        file: String,
        /// The whole key.
        key: String,
        /// The part that is in the way.
        part: String,
    },
    /// The disk said no.
    #[error("{file}: {source}; check the folder's permissions and free space")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
}

/// A change of one place.
#[derive(Clone, Debug)]
pub enum Change {
    /// The key (`screen.theme`, `thresholds[2].value`, counted from 0) gets this value.
    Set(String, Value),
    /// The key is taken out; no harm when it is not there.
    Unset(String),
    /// A list of tables (`thresholds`) gets one more with these keys.
    Add(String, Vec<(&'static str, Value)>),
}

/// Sets `key` in config.toml to `value`, making the file and its tables when they are missing. Comments stay, those
/// on the same line too. The file is replaced in one step, readable by its owner only.
///
/// # Errors
/// When the file is not TOML, a part of the key is no table, or the disk says no; the file is then as it was.
pub fn set(paths: &Paths, key: &str, value: impl Into<Value>) -> Result<(), EditError> {
    let text = preview(paths, &[Change::Set(key.to_owned(), value.into())])?;
    write(paths, &text)
}

/// The text that config.toml would have with some changes, made one after the other.
///
/// # Errors
/// As [`set`].
pub fn preview(paths: &Paths, changes: &[Change]) -> Result<String, EditError> {
    let path = paths.config_file();
    let file = path.display().to_string();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(EditError::Io { file, source }),
    };
    apply(&file, &text, changes)
}

/// The text of a file with some changes, made one after the other; `file` is the name that errors carry.
///
/// # Errors
/// When the text is no TOML, or a part of a key is in the way.
pub fn apply(file: &str, text: &str, changes: &[Change]) -> Result<String, EditError> {
    changes.iter().try_fold(text.to_owned(), |text, change| match change {
        Change::Set(key, value) => set_in(file, &text, key, value.clone()),
        Change::Unset(key) => unset_in(file, &text, key),
        Change::Add(key, pairs) => add_in(file, &text, key, pairs),
    })
}

/// Replaces config.toml with a text from [`preview`].
///
/// # Errors
/// When the disk says no; the file is then as it was.
pub fn write(paths: &Paths, text: &str) -> Result<(), EditError> {
    let path = paths.config_file();
    write_private(&path, text.as_bytes())
        .map_err(|source| EditError::Io { file: path.display().to_string(), source })
}

pub(super) fn document(file: &str, text: &str) -> Result<DocumentMut, EditError> {
    text.parse().map_err(|e: toml_edit::TomlError| EditError::Invalid {
        file: file.to_owned(),
        reason: e.message().to_owned(),
    })
}

/// `thresholds[2]` as its name and its index.
fn indexed(part: &str) -> (&str, Option<usize>) {
    let index = part.strip_suffix(']').and_then(|p| p.split_once('['));
    index.map_or((part, None), |(name, i)| (name, i.parse().ok()))
}

/// The table that a key's last part is in, made when it is missing.
fn table_of<'d>(
    file: &str,
    doc: &'d mut DocumentMut,
    key: &str,
    tables: &[&str],
) -> Result<&'d mut dyn TableLike, EditError> {
    let mut at: &mut dyn TableLike = doc.as_table_mut();
    for part in tables {
        let blocked =
            || EditError::NotATable { file: file.to_owned(), key: key.to_owned(), part: (*part).to_owned() };
        let (name, index) = indexed(part);
        at = match index {
            None => {
                let item = at.entry(name).or_insert_with(|| Item::Table(Table::new()));
                item.as_table_like_mut().ok_or_else(blocked)?
            }
            Some(i) => at.get_mut(name).and_then(|item| element(item, i)).ok_or_else(blocked)?,
        };
    }
    Ok(at)
}

/// One table of a list of tables, written one by one or inline.
fn element(item: &mut Item, i: usize) -> Option<&mut dyn TableLike> {
    match item {
        Item::ArrayOfTables(list) => Some(list.get_mut(i)?),
        Item::Value(Value::Array(list)) => Some(list.get_mut(i)?.as_inline_table_mut()?),
        _ => None,
    }
}

/// What stands at a key: a value, or a table of either form.
enum At<'d> {
    Item(&'d Item),
    Value(&'d Value),
}

impl<'d> At<'d> {
    fn table(self) -> Option<&'d dyn TableLike> {
        match self {
            Self::Item(item) => item.as_table_like(),
            Self::Value(value) => value.as_inline_table().map(|t| t as &dyn TableLike),
        }
    }
}

fn at<'d>(root: &'d Item, key: &str) -> Option<At<'d>> {
    let mut here = At::Item(root);
    for part in key.split('.') {
        let (name, index) = indexed(part);
        let item = here.table()?.get(name)?;
        here = match (index, item) {
            (None, item) => At::Item(item),
            (Some(i), Item::Value(Value::Array(all))) => At::Value(all.get(i)?),
            (Some(i), item) => At::Item(item.get(i)?),
        };
    }
    Some(here)
}

/// The value of a key, through tables and lists of tables.
pub(crate) fn value_at<'d>(root: &'d Item, key: &str) -> Option<&'d Value> {
    match at(root, key)? {
        At::Item(item) => item.as_value(),
        At::Value(value) => Some(value),
    }
}

/// The table at a key, written out or inline.
pub(crate) fn table_at<'d>(root: &'d Item, key: &str) -> Option<&'d dyn TableLike> {
    at(root, key)?.table()
}

/// Whether two values say the same, whatever way they are written.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    let number = |v: &Value| v.as_float().or_else(|| v.as_integer().map(|n| n as f64));
    match (a, b) {
        (Value::Array(x), Value::Array(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y)),
        _ => match (number(a), number(b)) {
            (Some(x), Some(y)) => x.to_bits() == y.to_bits(),
            (None, None) => shown(a) == shown(b),
            _ => false,
        },
    }
}

/// The text with one value changed.
pub(super) fn set_in(file: &str, text: &str, key: &str, value: Value) -> Result<String, EditError> {
    let mut doc = document(file, text)?;
    let parts: Vec<&str> = key.split('.').collect();
    let (last, tables) = parts.split_last().unwrap_or((&"", &[]));
    let at = table_of(file, &mut doc, key, tables)?;
    match at.get_mut(last) {
        Some(Item::Value(old)) => {
            // What says the same stays as it was written: `0.70` for 0.7, a date without quotes.
            if same(old, &value) {
                return Ok(text.to_owned());
            }
            // The decor is the space before and the comment behind the value; a new value comes without.
            let decor = old.decor().clone();
            *old = value;
            *old.decor_mut() = decor;
        }
        Some(Item::None) | None => {
            at.insert(last, Item::Value(value));
        }
        Some(_) => {
            let part = (*last).to_owned();
            return Err(EditError::NotATable { file: file.to_owned(), key: key.to_owned(), part });
        }
    }
    Ok(doc.to_string())
}

/// The text without a key; an element of a list goes with all that it holds.
pub(super) fn unset_in(file: &str, text: &str, key: &str) -> Result<String, EditError> {
    let mut doc = document(file, text)?;
    let parts: Vec<&str> = key.split('.').collect();
    let (last, tables) = parts.split_last().unwrap_or((&"", &[]));
    let at = table_of(file, &mut doc, key, tables)?;
    match indexed(last) {
        (name, None) => {
            at.remove(name);
        }
        (name, Some(i)) => match at.get_mut(name) {
            Some(Item::ArrayOfTables(list)) if i < list.len() => {
                list.remove(i);
            }
            Some(Item::Value(Value::Array(list))) if i < list.len() => {
                list.remove(i);
            }
            _ => {}
        },
    }
    Ok(doc.to_string())
}

/// The text with one more table in a list of tables.
fn add_in(file: &str, text: &str, key: &str, pairs: &[(&'static str, Value)]) -> Result<String, EditError> {
    let mut doc = document(file, text)?;
    let parts: Vec<&str> = key.split('.').collect();
    let (last, tables) = parts.split_last().unwrap_or((&"", &[]));
    let blocked = || EditError::NotATable { file: file.to_owned(), key: key.to_owned(), part: (*last).to_owned() };
    let at = table_of(file, &mut doc, key, tables)?;
    match at.entry(last).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new())) {
        Item::ArrayOfTables(list) => {
            let mut table = Table::new();
            for (name, value) in pairs {
                table.insert(name, Item::Value(value.clone()));
            }
            list.push(table);
        }
        Item::Value(Value::Array(list)) => {
            list.push(pairs.iter().map(|(name, value)| (*name, value.clone())).collect::<InlineTable>());
        }
        _ => return Err(blocked()),
    }
    Ok(doc.to_string())
}

/// Replaces a file in one step with one that its owner alone may read, durable when this returns. A link keeps
/// pointing where it did.
///
/// # Errors
/// What the system said; the old file is then untouched.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let dir = folder_of(&target);
    written(dir, bytes)?.persist(&target).map_err(|e| e.error)?;
    sync_dir(dir)
}

/// As [`write_private`], for a file that must not be there yet.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when it is; else what the system said.
pub fn create_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let dir = folder_of(path);
    written(dir, bytes)?.persist_noclobber(path).map_err(|e| e.error)?;
    sync_dir(dir)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A temporary file beside the target, with the bytes on disk. On Unix such files are 0600 from the start.
fn written(dir: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    private_dir(dir)?;
    let mut temp = tempfile::Builder::new().prefix(".lanterne-").tempfile_in(dir)?;
    temp.write_all(bytes)?;
    temp.as_file().sync_all()?;
    Ok(temp)
}

/// Makes a folder and its parents, each new one for its owner only; existing ones stay as they are.
///
/// # Errors
/// What the system said.
pub fn private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

#[cfg(unix)]
fn sync_dir(dir: &Path) -> io::Result<()> {
    fs::File::open(dir)?.sync_all()
}

#[cfg(not(unix))]
fn sync_dir(_dir: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
