//! From pieces to an answer.

use crate::model::wire::{Finish, Piece, ToolCall, Usage};
use tokio::time::Instant;

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// What was said, as it came.
    pub text: String,
    /// Tools called.
    pub calls: Vec<ToolCall>,
    /// Tokens, when the endpoint told them.
    pub usage: Option<Usage>,
    /// Why it ended.
    pub finish: Finish,
    /// Milliseconds to the first piece.
    pub first_ms: Option<u32>,
    /// Milliseconds in all.
    pub total_ms: u32,
}

/// Most tool calls in one answer.
const CALLS_MAX: usize = 8;
/// Most bytes per token that may be written: a stream that goes far beyond its limit is no answer.
const BYTES_PER_TOKEN: usize = 16;

/// An answer being put together.
pub(super) struct Assembly {
    text: String,
    calls: Vec<ToolCall>,
    /// The endpoint's number of each call.
    places: Vec<usize>,
    usage: Option<Usage>,
    finish: Option<Finish>,
    first_ms: Option<u32>,
    bytes: usize,
    room: usize,
}

impl Assembly {
    pub(super) fn new(limit: u32) -> Self {
        Self {
            text: String::new(),
            calls: Vec::new(),
            places: Vec::new(),
            usage: None,
            finish: None,
            first_ms: None,
            bytes: 0,
            room: limit as usize * BYTES_PER_TOKEN,
        }
    }

    /// Whether anything was said yet.
    pub(super) fn begun(&self) -> bool {
        self.first_ms.is_some()
    }

    pub(super) fn take(
        &mut self,
        piece: Piece,
        started: Instant,
        on: &mut (dyn FnMut(&str) + Send),
    ) -> Result<(), String> {
        match piece {
            Piece::Text(t) => {
                self.first_ms.get_or_insert_with(|| ms(started));
                self.grow(t.len())?;
                on(&t);
                self.text.push_str(&t);
            }
            Piece::Call { index, id, name, arguments } => {
                self.first_ms.get_or_insert_with(|| ms(started));
                self.grow(arguments.len() + name.as_ref().map_or(0, String::len))?;
                self.call(index, id, name, &arguments)?;
            }
            Piece::Usage(u) => {
                let old = self.usage.unwrap_or_default();
                // Counts come more than once and grow; some leave a part out the second time.
                self.usage = Some(Usage {
                    input: old.input.max(u.input),
                    cached: old.cached.max(u.cached),
                    output: old.output.max(u.output),
                });
            }
            Piece::End(f) => {
                self.finish.get_or_insert(f);
            }
            Piece::Wrong(message) => {
                return Err(crate::domain::CleanText::line(&message).as_str().to_owned());
            }
        }
        Ok(())
    }

    fn grow(&mut self, by: usize) -> Result<(), String> {
        self.bytes += by;
        if self.bytes > self.room { Err("more came than was asked for".to_owned()) } else { Ok(()) }
    }

    fn call(
        &mut self,
        index: usize,
        id: Option<String>,
        name: Option<String>,
        arguments: &str,
    ) -> Result<(), String> {
        // Places are what the endpoint says they are: a block of words may be counted as one, too.
        let id = id.filter(|i| !i.is_empty());
        let place = self.places.iter().position(|p| *p == index);
        let place = if let Some(place) = place {
            place
        } else {
            if self.calls.len() >= CALLS_MAX {
                return Err(format!("more than {CALLS_MAX} tool calls"));
            }
            self.places.push(index);
            self.calls.push(ToolCall::default());
            self.calls.len() - 1
        };
        let call = &mut self.calls[place];
        if let Some(id) = id {
            call.id = id;
        }
        if let Some(name) = name.filter(|n| !n.is_empty()) {
            call.name = name;
        }
        call.arguments.push_str(arguments);
        Ok(())
    }

    /// The answer, when it came to its end.
    pub(super) fn finish(mut self, started: Instant) -> Option<Received> {
        let finish = self.finish?;
        for (i, c) in self.calls.iter_mut().enumerate() {
            if c.id.is_empty() {
                c.id = format!("call_{i}");
            }
        }
        // Some say `stop` with a tool call in hand.
        let finish = if !self.calls.is_empty() && finish == Finish::Stop { Finish::Tools } else { finish };
        Some(Received {
            text: self.text,
            calls: self.calls,
            usage: self.usage,
            finish,
            first_ms: self.first_ms,
            total_ms: ms(started),
        })
    }
}

fn ms(since: Instant) -> u32 {
    u32::try_from(since.elapsed().as_millis()).unwrap_or(u32::MAX)
}
