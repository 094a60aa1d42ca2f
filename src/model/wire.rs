//! What is said to an endpoint and what comes back, free of any protocol; each protocol writes and reads it in a file
//! of its own.

mod chat;
mod messages;

use crate::config::model::{Model, Wire};
use serde::Serialize;
use serde_json::Value;

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// From the program.
    System(String),
    /// From the athlete's side: facts and question.
    User(String),
    /// From the model.
    Assistant {
        /// What it said.
        text: String,
        /// Tools it called.
        calls: Vec<ToolCall>,
    },
    /// A tool's answer.
    Tool {
        /// The call it answers.
        id: String,
        /// What.
        text: String,
    },
}

/// A call of a tool, as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ToolCall {
    /// The endpoint's name for it.
    pub id: String,
    /// Which tool.
    pub name: String,
    /// Its arguments, JSON as text; anything may be in it.
    pub arguments: String,
}

/// A tool on offer.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolSpec {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// Schema of its arguments.
    pub schema: Value,
}

/// A piece of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// Part of a tool call.
    Call {
        /// Which of the answer's calls.
        index: usize,
        /// Its id, when this piece names it.
        id: Option<String>,
        /// Its tool, when this piece names it.
        name: Option<String>,
        /// More of the arguments.
        arguments: String,
    },
    /// Tokens.
    Usage(Usage),
    /// The answer is whole, and why it ends.
    End(Finish),
    /// The endpoint says that something went wrong.
    Wrong(String),
}

/// Tokens as the endpoint counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Read.
    pub input: u32,
    /// Of them out of a cache.
    pub cached: u32,
    /// Written.
    pub output: u32,
}

/// Why an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// Said all.
    Stop,
    /// Wants tools.
    Tools,
    /// Ran into the limit of tokens.
    Limit,
    /// The endpoint held it back.
    Filtered,
}

/// The body of a request.
#[must_use]
pub fn body(model: &Model, messages: &[Message], tools: &[ToolSpec]) -> Value {
    match model.can.wire {
        Wire::Chat => chat::body(model, messages, tools),
        Wire::Messages => messages::body(model, messages, tools),
    }
}

/// Pieces in one event of a stream.
#[must_use]
pub fn pieces(wire: Wire, event: &Value) -> Vec<Piece> {
    match wire {
        Wire::Chat => chat::pieces(event),
        Wire::Messages => messages::pieces(event),
    }
}

/// What an endpoint says is wrong: its `error` in any of the shapes that are about.
#[must_use]
pub fn problem(body: &Value) -> Option<String> {
    // Some answer with a list of one.
    let body = body.as_array().and_then(|a| a.first()).unwrap_or(body);
    let error = body.get("error").or_else(|| body.get("detail")).or_else(|| body.get("message"))?;
    let text = match error {
        Value::String(s) => s.clone(),
        Value::Object(o) => o.get("message").and_then(Value::as_str).unwrap_or("an error without words").to_owned(),
        other => other.to_string(),
    };
    Some(text)
}

fn number(v: &Value, path: &[&str]) -> Option<u32> {
    let found = path.iter().try_fold(v, |v, key| v.get(key))?;
    u32::try_from(found.as_u64()?).ok()
}

fn text<'v>(v: &'v Value, key: &str) -> Option<&'v str> {
    v.get(key)?.as_str()
}

#[cfg(test)]
mod tests;
