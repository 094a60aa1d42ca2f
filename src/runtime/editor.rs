//! The athlete's own editor, for a longer message.

use crate::app::{Card, Msg};
use std::{
    env, fs,
    io::{self, Write},
    path::Path,
    process::Command,
};

/// Most bytes read back.
const MAX: u64 = 1 << 20;

/// Opens `$VISUAL` or `$EDITOR` on the text and returns what was saved. The terminal must have been given back.
///
/// # Errors
/// When no editor is named, it can't be started, or it ends with an error.
pub(super) fn edit(text: &str) -> io::Result<String> {
    edit_with(&named()?, text)
}

/// The same on a file of the athlete's, in place.
///
/// # Errors
/// As [`edit`].
pub(super) fn edit_file(path: &Path) -> io::Result<()> {
    start(&named()?, path)
}

fn named() -> io::Result<String> {
    let named = |name| env::var(name).ok().filter(|v| !v.trim().is_empty());
    let command = named("VISUAL").or_else(|| named("EDITOR"));
    command.ok_or_else(|| io::Error::other("neither VISUAL nor EDITOR names an editor"))
}

fn start(command: &str, path: &Path) -> io::Result<()> {
    // An editor's name may come with arguments (`code --wait`).
    let mut words = command.split_whitespace();
    let program = words.next().ok_or_else(|| io::Error::other("the editor's name is empty"))?;
    let status = Command::new(program).args(words).arg(path).status()?;
    if !status.success() {
        return Err(io::Error::other(format!("{program} ended with {status}")));
    }
    Ok(())
}

fn edit_with(command: &str, text: &str) -> io::Result<String> {
    let mut file = tempfile::Builder::new().prefix("lanterne-").suffix(".md").tempfile()?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    start(command, file.path())?;
    // Editors replace a file rather than write into it, so it is read by its name.
    if fs::metadata(file.path())?.len() > MAX {
        return Err(io::Error::other("the text is longer than a message can be"));
    }
    let bytes = fs::read(file.path())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What the machine hears of it.
pub(super) fn message(edited: io::Result<String>) -> Msg {
    match edited {
        Ok(text) => Msg::Edited(Some(text)),
        Err(e) => Msg::Failed(failed(&e, "What was typed is still there.")),
    }
}

/// The same of a file.
pub(super) fn of_file(edited: io::Result<()>) -> Msg {
    Msg::FileEdited(edited.map_err(|e| failed(&e, "The file is as the editor left it.")))
}

fn failed(e: &io::Error, rest: &str) -> Card {
    Card {
        title: "The editor gave nothing back".into(),
        text: e.to_string(),
        remedy: format!("Set EDITOR to your editor's name. {rest}"),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_the_editor_saves_comes_back() {
        assert_eq!(edit_with("true", "as it was").unwrap(), "as it was");
        assert_eq!(edit_with("cp /dev/null", "as it was").unwrap(), "");
    }

    #[test]
    fn an_editor_that_fails_is_said() {
        assert!(edit_with("false", "").unwrap_err().to_string().contains("false ended with"));
        assert!(edit_with("no-such-editor-here", "").is_err());
        assert!(matches!(message(edit_with(" ", "")), Msg::Failed(_)));
    }
}
