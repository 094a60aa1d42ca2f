//! Schemas of the tools, out of the types that read the arguments, in the form that strict endpoints take.

use super::args::{ActivityArgs, AskArgs, CanvasArgs, DayArgs, LogArgs, RulesArgs, SpanArgs, WeekArgs, WhatIfArgs};
use crate::model::{diff::DiffArgs, wire::ToolSpec};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Value, json};

/// Every tool, in the order it is offered.
pub(super) const NAMES: [&str; 11] =
    ["day", "week", "form", "activity", "plan", "rules", "what_if", PROPOSE, "ask", "canvas", "log"];

/// The tool that proposes.
pub(in crate::model) const PROPOSE: &str = "propose_plan_diff";

/// The tools on offer. Without leave to propose, the one that proposes is not there.
#[must_use]
pub fn specs(may_propose: bool) -> Vec<ToolSpec> {
    let all = [
        tool::<DayArgs>("day", "One day: done, measured, decided, planned."),
        tool::<WeekArgs>("week", "A week in sums: done, planned, target."),
        tool::<SpanArgs>("form", "Load, CTL, ATL and TSB by day; ahead of today under the plan."),
        tool::<ActivityArgs>("activity", "One activity with its zones."),
        tool::<SpanArgs>("plan", "Planned sessions by day."),
        tool::<RulesArgs>("rules", "What a rule watches, and what it saw today."),
        tool::<WhatIfArgs>("what_if", "What hunks would do to load and form; proposes nothing."),
        tool::<DiffArgs>(PROPOSE, "Proposes a change of the plan to the athlete."),
        tool::<AskArgs>("ask", "Asks the athlete."),
        tool::<CanvasArgs>("canvas", "Puts a panel beside the chat, or takes it away."),
        tool::<LogArgs>("log", "Offers to record what the athlete has just said."),
    ];
    all.into_iter().filter(|t| may_propose || t.name != PROPOSE).collect()
}

fn tool<T: JsonSchema>(name: &'static str, description: &'static str) -> ToolSpec {
    let settings = SchemaSettings::draft2020_12().with(|s| {
        s.inline_subschemas = true;
        s.meta_schema = None;
    });
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut value = schema.to_value();
    strict(&mut value);
    if let Some(o) = value.as_object_mut() {
        o.remove("description");
    }
    ToolSpec { name, description, schema: value }
}

/// Formats that strict endpoints know.
const FORMATS: [&str; 9] = ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];

/// Makes a schema strict: every property required, nothing else allowed, no words that only our side uses.
fn strict(v: &mut Value) {
    match v {
        Value::Array(items) => items.iter_mut().for_each(strict),
        Value::Object(o) => {
            for key in ["$schema", "title", "default", "minimum", "maximum"] {
                o.remove(key);
            }
            if o.get("format").and_then(Value::as_str).is_some_and(|f| !FORMATS.contains(&f)) {
                o.remove("format");
            }
            named_constants(o);
            // What only some ops take is explained by the op, a date by its format.
            let optional = o.get("type").is_some_and(|t| t.as_array().is_some_and(|t| t.contains(&json!("null"))));
            if optional || o.get("format").is_some_and(|f| f == "date") {
                o.remove("description");
            }
            if let Some(names) = o.get("properties").and_then(Value::as_object) {
                let names: Vec<Value> = names.keys().map(|k| Value::String(k.clone())).collect();
                o.insert("required".into(), Value::Array(names));
                o.insert("additionalProperties".into(), Value::Bool(false));
            }
            for (key, value) in o.iter_mut() {
                match value.as_object_mut() {
                    // Names of properties are nobody's keywords.
                    Some(properties) if key == "properties" => properties.values_mut().for_each(strict),
                    _ => strict(value),
                }
            }
        }
        _ => {}
    }
}

/// A choice of constants, each with a word of its own, becomes one list of names and one description.
fn named_constants(o: &mut serde_json::Map<String, Value>) {
    let Some(choices) = o.get("oneOf").and_then(Value::as_array) else { return };
    let named: Option<Vec<(String, String)>> = choices
        .iter()
        .map(|c| {
            let name = c.get("const")?.as_str()?.to_owned();
            Some((name, c.get("description").and_then(Value::as_str).unwrap_or_default().to_owned()))
        })
        .collect();
    let Some(named) = named else {
        if let Some(choices) = o.remove("oneOf") {
            o.insert("anyOf".into(), choices);
        }
        return;
    };
    let words: Vec<String> = named.iter().map(|(n, d)| format!("{n}: {d}")).collect();
    o.remove("oneOf");
    o.insert("type".into(), json!("string"));
    o.insert("enum".into(), named.iter().map(|(n, _)| json!(n)).collect());
    o.insert("description".into(), json!(words.join("; ")));
}
