//! `lanterne memory`: what the coach remembers, to read, edit and delete.

use super::{
    Context,
    args::MemoryCommand,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    domain::{
        CleanText, Event, Provenance, Provider, Remembered,
        event::Actor,
        memory::{self, FACTS_MAX},
    },
    log::{Access, NewEvent},
};

/// Runs `memory …`.
pub fn run(cx: &Context, command: Option<&MemoryCommand>, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    match command {
        None | Some(MemoryCommand::List) => {
            if out.json {
                out.value(&athlete.memory)?;
            } else if athlete.memory.is_empty() {
                out.line("Nothing is remembered. `lanterne memory set knee sore on descents` makes a fact.")?;
            } else {
                for (key, m) in &athlete.memory {
                    out.raw(format!("{key}: {} (since {})", m.value, m.day))?;
                }
            }
            Ok(Exit::Done)
        }
        Some(MemoryCommand::Set { key, words }) => {
            let key = memory::name(key).ok_or_else(|| usage("a name is letters, digits and dashes"))?;
            if athlete.memory.len() >= FACTS_MAX && !athlete.memory.contains_key(&key) {
                return Err(usage(format!("{FACTS_MAX} facts are remembered already; forget one first")));
            }
            let value =
                CleanText::line_opt(&words.join(" ")).ok_or_else(|| usage("give the fact after its name"))?;
            write(cx, &key, Some(value))?;
            say(out, &key, "remembered")
        }
        Some(MemoryCommand::Forget { key }) => {
            let key = memory::name(key).filter(|k| athlete.memory.contains_key(k));
            let key =
                key.ok_or_else(|| usage("nothing of that name is remembered; `lanterne memory` lists the names"))?;
            write(cx, &key, None)?;
            say(out, &key, "forgotten")
        }
    }
}

fn say(out: &mut Out, key: &str, what: &str) -> anyhow::Result<Exit> {
    if out.json {
        out.value(&serde_json::json!({ "key": key, "done": what }))?;
    } else {
        out.raw(format!("{key}: {what}"))?;
    }
    Ok(Exit::Done)
}

fn write(cx: &Context, key: &str, value: Option<CleanText>) -> anyhow::Result<()> {
    anyhow::ensure!(cx.as_of.is_none(), "looking back changes nothing");
    let event = Event::Remembered(Remembered { day: cx.today, key: key.to_owned(), value });
    let key = format!("remembered:{}:{key}", cx.now.timestamp_micros());
    let provenance = Provenance::of(Provider::Manual);
    let new = NewEvent { event, actor: Actor::Athlete, provenance, key, cause: None, recorded_at: cx.now };
    cx.store(Access::ReadWrite)?.append(vec![new])?;
    Ok(())
}
