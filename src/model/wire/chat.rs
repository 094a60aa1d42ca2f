//! `POST /chat/completions`.

use super::{Finish, Message, Piece, ToolCall, ToolSpec, Usage, number, problem, text};
use crate::config::model::Model;
use serde_json::{Value, json};

pub(super) fn body(model: &Model, messages: &[Message], tools: &[ToolSpec]) -> Value {
    let limit = if model.can.completion_limit { "max_completion_tokens" } else { "max_tokens" };
    let mut body = json!({
        "model": model.name,
        "messages": messages.iter().map(message).collect::<Vec<_>>(),
        "stream": true,
        limit: model.patience.answer,
    });
    if model.can.usage {
        body["stream_options"] = json!({ "include_usage": true });
    }
    if let Some(effort) = &model.effort {
        body["reasoning_effort"] = json!(effort);
    }
    if !tools.is_empty() {
        let tool = |t: &ToolSpec| {
            let mut function = json!({ "name": t.name, "description": t.description, "parameters": t.schema });
            if model.can.strict {
                function["strict"] = json!(true);
            }
            json!({ "type": "function", "function": function })
        };
        body["tools"] = tools.iter().map(tool).collect();
    }
    body
}

fn message(m: &Message) -> Value {
    match m {
        Message::System(text) => json!({ "role": "system", "content": text }),
        Message::User(text) => json!({ "role": "user", "content": text }),
        Message::Assistant { text, calls } => {
            let mut out = json!({ "role": "assistant", "content": text });
            if !calls.is_empty() {
                let call = |c: &ToolCall| json!({ "id": c.id, "type": "function", "function": { "name": c.name, "arguments": c.arguments } });
                out["tool_calls"] = calls.iter().map(call).collect();
            }
            out
        }
        Message::Tool { id, text } => json!({ "role": "tool", "tool_call_id": id, "content": text }),
    }
}

pub(super) fn pieces(event: &Value) -> Vec<Piece> {
    if event.get("error").is_some_and(|e| !e.is_null()) {
        return vec![Piece::Wrong(problem(event).unwrap_or_default())];
    }
    let mut out = Vec::new();
    if let Some(choice) = event.get("choices").and_then(|c| c.get(0)) {
        let delta = choice.get("delta").or_else(|| choice.get("message")).unwrap_or(&Value::Null);
        for key in ["content", "refusal"] {
            if let Some(t) = text(delta, key).filter(|t| !t.is_empty()) {
                out.push(Piece::Text(t.to_owned()));
            }
        }
        let calls = delta.get("tool_calls").and_then(Value::as_array);
        out.extend(calls.into_iter().flatten().enumerate().map(|(i, c)| call(i, c)));
        if let Some(why) = text(choice, "finish_reason") {
            out.push(Piece::End(match why {
                "tool_calls" | "function_call" => Finish::Tools,
                "length" => Finish::Limit,
                "content_filter" => Finish::Filtered,
                _ => Finish::Stop,
            }));
        }
    }
    // Groq's own place for it is `x_groq`.
    let usage = event.get("usage").filter(|u| u.is_object()).or_else(|| event.get("x_groq")?.get("usage"));
    if let Some(u) = usage {
        out.push(Piece::Usage(Usage {
            input: number(u, &["prompt_tokens"]).unwrap_or(0),
            cached: number(u, &["prompt_tokens_details", "cached_tokens"]).unwrap_or(0),
            output: number(u, &["completion_tokens"]).unwrap_or(0),
        }));
    }
    out
}

fn call(place: usize, c: &Value) -> Piece {
    let function = c.get("function").unwrap_or(&Value::Null);
    Piece::Call {
        index: number(c, &["index"]).map_or(place, |n| n as usize),
        id: text(c, "id").map(str::to_owned),
        name: text(function, "name").map(str::to_owned),
        arguments: text(function, "arguments").unwrap_or_default().to_owned(),
    }
}
