//! Prompts: text files in the program, and the athlete's own in their place.
//!
//! Owns: which file serves which job, versions, and how facts and question are put together. Does not own: facts.

use super::egress::{self, Fact};
use crate::domain::{CleanText, exchange::Job};
use std::{fs, path::Path};

/// The prompt files of the program, by name.
pub const BUILTIN: [(&str, &str); 3] = [
    ("coach", include_str!("prompts/coach.txt")),
    ("job", include_str!("prompts/job.txt")),
    ("words", include_str!("prompts/words.txt")),
];

/// Longest prompt file, bytes.
const FILE_MAX: u64 = 16 << 10;

/// One prompt file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Name and version: the first line, and a hash for a file of the athlete's own.
    pub version: String,
    /// What it says, without its first line.
    pub text: String,
}

/// The prompts in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompts {
    files: [Prompt; 3],
}

impl Default for Prompts {
    fn default() -> Self {
        Self { files: BUILTIN.map(|(_, text)| read(text, false)) }
    }
}

impl Prompts {
    /// The program's prompts, each replaced by the file `NAME.txt` of a folder when there is one.
    ///
    /// # Errors
    /// When a file is there and can't be used, with its name and what to do.
    pub fn load(folder: &Path) -> Result<Self, String> {
        let mut prompts = Self::default();
        for ((name, _), slot) in BUILTIN.iter().zip(&mut prompts.files) {
            let path = folder.join(format!("{name}.txt"));
            let wrong = |why: String| {
                format!("{}: {why}; put it right, or remove it to use the program's own", path.display())
            };
            match fs::metadata(&path) {
                Err(_) => continue,
                Ok(m) if m.len() > FILE_MAX => return Err(wrong(format!("longer than {FILE_MAX} bytes"))),
                Ok(_) => {}
            }
            let text = fs::read_to_string(&path).map_err(|e| wrong(e.to_string()))?;
            if text.lines().nth(1).is_none_or(|_| text.trim().is_empty()) {
                return Err(wrong("the first line is its name and version, and words follow".into()));
            }
            *slot = read(&text, true);
        }
        Ok(prompts)
    }

    /// The prompt of a job.
    #[must_use]
    pub fn of(&self, job: Job) -> &Prompt {
        match job {
            Job::Ask => &self.files[0],
            Job::Today | Job::Week | Job::Cycle => &self.files[1],
            Job::Daily | Job::Review | Job::Profile | Job::CycleNotes => &self.files[2],
        }
    }
}

fn read(text: &str, own: bool) -> Prompt {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut version = CleanText::line(first).as_str().to_owned();
    if own {
        let hash = blake3::hash(text.as_bytes()).to_hex();
        version = format!("{version} (own {})", &hash[..8]);
    }
    Prompt { version, text: rest.trim().to_owned() }
}

/// Facts and what is asked, as one message. The marks stand on lines of their own; a fact never holds a line break.
#[must_use]
pub fn message(facts: &[Fact], heading: &str, asked: &str) -> String {
    format!("FACTS\n{}{heading}\n{asked}", egress::lines(facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_has_a_prompt_with_a_version() {
        let p = Prompts::default();
        assert_eq!(p.of(Job::Ask).version, "lanterne coach 2");
        assert_eq!(p.of(Job::Week).version, "lanterne job 3");
        assert_eq!(p.of(Job::Review).version, "lanterne words 2");
        assert!(p.files.iter().all(|f| f.text.len() > 200));
    }

    #[test]
    fn an_own_file_takes_the_place_of_the_programs_and_says_so() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("coach.txt"), "mine 7\nBe brief.\n").unwrap();
        let p = Prompts::load(dir.path()).unwrap();
        assert_eq!(p.of(Job::Ask).text, "Be brief.");
        assert!(p.of(Job::Ask).version.starts_with("mine 7 (own "), "{}", p.of(Job::Ask).version);
        assert_eq!(p.of(Job::Daily), Prompts::default().of(Job::Daily));
        fs::write(dir.path().join("words.txt"), "one line").unwrap();
        assert!(Prompts::load(dir.path()).unwrap_err().contains("words.txt"));
    }
}
