//! `lanterne mission result`

use crate::{
    cli::{
        Context,
        exit::{Exit, usage},
        out::Out,
    },
    domain::{CleanText, Event, Provenance, Provider, event::Actor, routine::MissionResult},
    log::{Access, NewEvent},
};

/// Runs `mission result`.
pub(super) fn run(cx: &Context, mission: Option<&str>, words: &str, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out"));
    }
    let (athlete, head) = cx.athlete()?;
    let named = mission.or_else(|| athlete.mission(cx.today).map(|v| v.mission.id.as_str()));
    let id = named.filter(|id| athlete.missions.contains_key(*id)).ok_or_else(|| {
        usage("no such mission in the log, and none is active; `lanterne mission list` shows them")
    })?;
    let Some(result) = CleanText::line_opt(words) else {
        return Err(usage("say how it ended, for example `lanterne mission result 3:42:18`"));
    };
    let text = format!("{id}: {result}");
    let ended = MissionResult { mission: id.to_owned(), day: cx.today, result };
    let event = NewEvent {
        key: format!("result:{id}:{head}"),
        event: Event::MissionEnded(ended),
        actor: Actor::Athlete,
        provenance: Provenance::of(Provider::Manual),
        cause: None,
        recorded_at: cx.now,
    };
    cx.store(Access::ReadWrite)?.append(vec![event])?;
    if out.json {
        out.value(&serde_json::json!({ "ok": true, "message": text }))?;
    } else {
        out.line(text)?;
    }
    Ok(Exit::Done)
}
