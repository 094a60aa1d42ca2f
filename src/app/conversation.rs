//! The coach pane: what was said, and whether an answer is awaited.
//!
//! Owns: lines that are not saved yet, the number of the open question. Does not own: the saved transcript (the fold
//! holds it), the text being typed (composer), what the coach answers.

use super::msg::Stream;
use crate::domain::{Athlete, ShortId};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The athlete.
    Athlete,
    /// The coach.
    Coach,
    /// The program itself: an answer that failed, a verb it does not know.
    System,
}

/// One line of the pane; may hold line breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who speaks.
    pub voice: Voice,
    /// What, clean.
    pub text: String,
    /// False until it is on disk.
    pub saved: bool,
    /// The proposal that it brought.
    pub proposal: Option<ShortId>,
    /// The request that saves it.
    pub request: Option<u64>,
}

/// Whether an answer is awaited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// Nothing is open.
    #[default]
    Idle,
    /// The question of this number is being answered.
    Waiting(u64),
    /// Its answer is coming in.
    Streaming(u64),
}

/// The coach pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversation {
    /// Whether an answer is awaited.
    pub turn: Turn,
    /// Lines since the last save, after the saved ones.
    pub fresh: Vec<Line>,
    /// Number of the last question asked.
    pub asked: u64,
    /// The open question.
    pub question: Option<Question>,
    /// What came of its answer so far; not checked yet.
    pub partial: String,
    /// The tool that is being used for it.
    pub tool: Option<String>,
    /// Whose question is being answered first.
    pub held: Option<String>,
}

/// Most bytes of an answer shown before it is whole.
const PARTIAL_MAX: usize = 64 << 10;

/// What the athlete asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// In the athlete's words.
    pub text: String,
    /// The proposal that it is to change.
    pub modifies: Option<ShortId>,
}

impl Conversation {
    /// Every line, saved ones first.
    #[must_use]
    pub fn lines(&self, athlete: Option<&Athlete>) -> Vec<Line> {
        let saved = athlete.into_iter().flat_map(|a| &a.transcript).map(|said| Line {
            voice: if said.by_athlete { Voice::Athlete } else { Voice::Coach },
            text: said.text.as_str().to_owned(),
            saved: true,
            proposal: None,
            request: None,
        });
        saved.chain(self.fresh.iter().cloned()).collect()
    }

    /// Adds a line that is not saved.
    pub fn say(&mut self, voice: Voice, text: impl Into<String>) {
        self.fresh.push(Line { voice, text: text.into(), saved: false, proposal: None, request: None });
    }

    /// Opens a question and returns its number.
    pub fn ask(&mut self, text: &str, modifies: Option<ShortId>) -> u64 {
        self.asked += 1;
        self.say(Voice::Athlete, text);
        self.question = Some(Question { text: text.to_owned(), modifies });
        self.turn = Turn::Waiting(self.asked);
        self.asked
    }

    /// Closes the open question and returns it: an answer that comes later is not wanted any more.
    pub fn close(&mut self) -> Option<Question> {
        self.turn = Turn::Idle;
        self.partial.clear();
        (self.tool, self.held) = (None, None);
        self.question.take()
    }

    /// Takes in a part of an answer; one to an older question is dropped.
    pub fn stream(&mut self, asked: u64, news: Stream) {
        if !self.awaits(asked) {
            return;
        }
        match news {
            Stream::Text(text) => {
                self.turn = Turn::Streaming(asked);
                (self.tool, self.held) = (None, None);
                if self.partial.len() + text.len() <= PARTIAL_MAX {
                    self.partial.push_str(&text);
                }
            }
            Stream::Restart => {
                self.turn = Turn::Waiting(asked);
                self.partial.clear();
            }
            Stream::Tool(name) => self.tool = Some(name),
            Stream::Held(who) => self.held = Some(who),
        }
    }

    /// Marks the lines that belong to no request yet as this one's. What the program said is never saved.
    pub fn tie(&mut self, request: u64) {
        for line in self.fresh.iter_mut().filter(|l| l.voice != Voice::System && l.request.is_none()) {
            line.request = Some(request);
        }
    }

    /// The lines of a request are on disk and come back with the fold.
    pub fn settle(&mut self, request: u64) {
        self.fresh.retain(|l| l.request != Some(request));
    }

    /// Whether an answer to this question is still wanted.
    #[must_use]
    pub fn awaits(&self, asked: u64) -> bool {
        matches!(self.turn, Turn::Waiting(n) | Turn::Streaming(n) if n == asked)
    }
}
