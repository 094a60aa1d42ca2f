//! `POST /messages`.

use super::{Finish, Message, Piece, ToolCall, ToolSpec, Usage, number, problem, text};
use crate::config::model::Model;
use serde_json::{Value, json};

pub(super) fn body(model: &Model, messages: &[Message], tools: &[ToolSpec]) -> Value {
    let system: Vec<&str> = messages
        .iter()
        .filter_map(|m| if let Message::System(text) = m { Some(text.as_str()) } else { None })
        .collect();
    let mut turns: Vec<Value> = Vec::new();
    for m in messages {
        let Some((role, mut content)) = turn(m) else { continue };
        // Answers of several tools are one message here.
        match turns.last_mut() {
            Some(last) if last["role"] == role => {
                if let (Some(to), Some(from)) = (last["content"].as_array_mut(), content.as_array_mut()) {
                    to.append(from);
                }
            }
            _ => turns.push(json!({ "role": role, "content": content })),
        }
    }
    let mut body = json!({
        "model": model.name,
        "max_tokens": model.patience.answer,
        "messages": turns,
        "stream": true,
    });
    if !system.is_empty() {
        body["system"] = json!(system.join("\n\n"));
    }
    if !tools.is_empty() {
        let tool = |t: &ToolSpec| json!({ "name": t.name, "description": t.description, "input_schema": t.schema });
        body["tools"] = tools.iter().map(tool).collect();
    }
    body
}

fn turn(m: &Message) -> Option<(&'static str, Value)> {
    let said = |text: &String| json!({ "type": "text", "text": text });
    match m {
        Message::System(_) => None,
        Message::User(text) => Some(("user", json!([said(text)]))),
        Message::Assistant { text, calls } => {
            let mut parts: Vec<Value> = Vec::new();
            if !text.is_empty() {
                parts.push(said(text));
            }
            parts.extend(calls.iter().map(|c: &ToolCall| {
                // What can't be read is not repeated; the tool's answer says what was wrong.
                let input: Value =
                    serde_json::from_str(&c.arguments).ok().filter(Value::is_object).unwrap_or(json!({}));
                json!({ "type": "tool_use", "id": c.id, "name": c.name, "input": input })
            }));
            (!parts.is_empty()).then_some(("assistant", Value::Array(parts)))
        }
        Message::Tool { id, text } => {
            Some(("user", json!([{ "type": "tool_result", "tool_use_id": id, "content": text }])))
        }
    }
}

pub(super) fn pieces(event: &Value) -> Vec<Piece> {
    let index = number(event, &["index"]).unwrap_or(0) as usize;
    let usage = |u: &Value| {
        let read = number(u, &["input_tokens"]).unwrap_or(0);
        let cached = number(u, &["cache_read_input_tokens"]).unwrap_or(0);
        let made = number(u, &["cache_creation_input_tokens"]).unwrap_or(0);
        let output = number(u, &["output_tokens"]).unwrap_or(0);
        Piece::Usage(Usage { input: read.saturating_add(cached).saturating_add(made), cached, output })
    };
    match text(event, "type").unwrap_or_default() {
        "error" => vec![Piece::Wrong(problem(event).unwrap_or_default())],
        "message_start" => event.get("message").and_then(|m| m.get("usage")).map(usage).into_iter().collect(),
        "content_block_start" => {
            let block = event.get("content_block").unwrap_or(&Value::Null);
            match text(block, "type") {
                Some("tool_use") => vec![Piece::Call {
                    index,
                    id: text(block, "id").map(str::to_owned),
                    name: text(block, "name").map(str::to_owned),
                    arguments: String::new(),
                }],
                _ => vec![],
            }
        }
        "content_block_delta" => {
            let delta = event.get("delta").unwrap_or(&Value::Null);
            match text(delta, "type") {
                Some("text_delta") => text(delta, "text").map(|t| Piece::Text(t.to_owned())).into_iter().collect(),
                Some("input_json_delta") => vec![Piece::Call {
                    index,
                    id: None,
                    name: None,
                    arguments: text(delta, "partial_json").unwrap_or_default().to_owned(),
                }],
                _ => vec![],
            }
        }
        "message_delta" => {
            let why = event.get("delta").and_then(|d| text(d, "stop_reason"));
            let finish = why.map(|w| match w {
                "tool_use" => Finish::Tools,
                "max_tokens" | "model_context_window_exceeded" => Finish::Limit,
                "refusal" => Finish::Filtered,
                _ => Finish::Stop,
            });
            let mut out: Vec<Piece> = event.get("usage").filter(|u| u.is_object()).map(usage).into_iter().collect();
            out.extend(finish.map(Piece::End));
            out
        }
        _ => vec![],
    }
}
