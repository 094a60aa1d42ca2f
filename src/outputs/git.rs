//! Commits what was written into the output folder, where the athlete asks for it.
//!
//! Owns: which files go into a commit, a folder that is no repository yet. Does not own: whether to commit
//! (configuration). What fails is for the caller to say; nothing depends on it.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The program is not there.
    #[error("git can't be started: {0}; install it, or set output.commit = false in config.toml")]
    Start(std::io::Error),
    /// It said no.
    #[error("git {what} in {folder}: {said}")]
    Said {
        /// Which step.
        what: &'static str,
        /// Where.
        folder: String,
        /// Its words.
        said: String,
    },
}

/// Commits `files` of the repository that `folder` is in, and nothing else that waits there; a folder in no repository
/// becomes one. Says whether there was anything to commit.
///
/// # Errors
/// [`GitError`], with the program's own words.
pub fn commit(folder: &Path, files: &[PathBuf], message: &str) -> Result<bool, GitError> {
    let files: Vec<&OsStr> = files.iter().map(|f| f.as_os_str()).collect();
    if files.is_empty() {
        return Ok(false);
    }
    if !run(folder, &["rev-parse", "--is-inside-work-tree"].map(OsStr::new))?.status.success() {
        step(folder, "init", &["init", "--quiet"].map(OsStr::new))?;
    }
    let with = |first: &[&'static str], last: &[&'static str]| -> Vec<&OsStr> {
        let words = |w: &[&'static str]| w.iter().map(|w| OsStr::new(*w)).collect::<Vec<_>>();
        [words(first), words(last), vec![OsStr::new("--")], files.clone()].concat()
    };
    step(folder, "add", &with(&["add"], &[]))?;
    let same = run(folder, &with(&["diff", "--cached", "--quiet"], &[]))?.status.success();
    if same {
        return Ok(false);
    }
    let known = run(folder, &["config", "user.email"].map(OsStr::new))?.status.success();
    let mut words: Vec<&OsStr> = Vec::new();
    if !known {
        // Without a name git refuses, and a machine that only writes pages has none.
        words.extend(["-c", "user.name=Lanterne", "-c", "user.email=lanterne@localhost"].map(OsStr::new));
    }
    words.extend(["commit", "--quiet", "--message"].map(OsStr::new));
    words.push(OsStr::new(message));
    words.push(OsStr::new("--"));
    words.extend(&files);
    step(folder, "commit", &words)?;
    Ok(true)
}

fn run(folder: &Path, words: &[&OsStr]) -> Result<Output, GitError> {
    // A commit that asks for a passphrase or opens an editor would wait for ever.
    Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(words)
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_EDITOR", "true")
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(GitError::Start)
}

fn step(folder: &Path, what: &'static str, words: &[&OsStr]) -> Result<(), GitError> {
    let out = run(folder, words)?;
    if out.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&out.stderr);
    let said = crate::domain::CleanText::line(said.lines().next().unwrap_or("it gave no reason"));
    Err(GitError::Said { what, folder: folder.display().to_string(), said: said.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn git(folder: &Path, words: &[&str]) -> String {
        let words: Vec<&OsStr> = words.iter().map(OsStr::new).collect();
        String::from_utf8(run(folder, &words).unwrap().stdout).unwrap()
    }

    #[test]
    fn only_what_was_written_is_committed() {
        if Command::new("git").arg("--version").output().is_err() {
            return;
        }
        let dir = tempfile::tempdir().unwrap();
        let page = dir.path().join("plan.md");
        fs::write(&page, "one\n").unwrap();
        fs::write(dir.path().join("diary.txt"), "mine\n").unwrap();
        assert!(commit(dir.path(), std::slice::from_ref(&page), "Plan version 1").unwrap());
        assert!(!commit(dir.path(), std::slice::from_ref(&page), "again").unwrap(), "nothing changed");
        git(dir.path(), &["add", "diary.txt"]);
        fs::write(&page, "two\n").unwrap();
        assert!(commit(dir.path(), &[page], "Plan version 2").unwrap());
        assert_eq!(
            git(dir.path(), &["log", "--format=%s"]).lines().collect::<Vec<_>>(),
            ["Plan version 2", "Plan version 1"]
        );
        assert_eq!(git(dir.path(), &["show", "--name-only", "--format="]).trim(), "plan.md");
        assert!(git(dir.path(), &["status", "--short"]).contains("A  diary.txt"), "what waits there stays waiting");
    }
}
