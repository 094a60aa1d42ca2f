//! `lanterne activities link|unlink|note`: what the athlete says of an activity wins over what the pairing finds.

use super::{
    Context,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    domain::{
        Athlete, CleanText, Event, Provenance, Provider, Session, ShortId,
        event::Actor,
        routine::{ActivityLinked, ActivityNoted},
    },
    log::{Access, NewEvent},
};

/// Says that an activity did a session.
pub fn link(cx: &Context, activity: &str, session: &str, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, head) = cx.athlete()?;
    let a = find_activity(&athlete, activity)?;
    let s = find_session(&athlete, session)?;
    let text = format!("{activity} did {} of {}", s.title, s.day);
    let linked = ActivityLinked { activity: a, session: Some(s.id) };
    record(cx, head, "link", a, Event::ActivityLinked(linked), &text, out)
}

/// Says that an activity did none.
pub fn unlink(cx: &Context, activity: &str, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, head) = cx.athlete()?;
    let a = find_activity(&athlete, activity)?;
    let linked = ActivityLinked { activity: a, session: None };
    record(cx, head, "link", a, Event::ActivityLinked(linked), &format!("{activity} did no planned session"), out)
}

/// Writes words on an activity; none takes them back.
pub fn note(cx: &Context, activity: &str, words: &str, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, head) = cx.athlete()?;
    let a = find_activity(&athlete, activity)?;
    let note = CleanText::line_opt(words);
    let text = if note.is_some() { "The note is kept" } else { "The note is gone" };
    record(cx, head, "note", a, Event::ActivityNoted(ActivityNoted { activity: a, note }), text, out)
}

fn record(
    cx: &Context,
    head: u64,
    what: &str,
    activity: ShortId,
    event: Event,
    text: &str,
    out: &mut Out,
) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out"));
    }
    // The head stands in the key because a link may go back to what it was.
    let new = NewEvent {
        event,
        actor: Actor::Athlete,
        provenance: Provenance::of(Provider::Manual),
        key: format!("{what}:{activity}:{head}"),
        cause: None,
        recorded_at: cx.now,
    };
    cx.store(Access::ReadWrite)?.append(vec![new])?;
    if out.json {
        out.value(&serde_json::json!({ "ok": true, "message": text }))?;
    } else {
        out.line(text)?;
    }
    Ok(Exit::Done)
}

fn find_activity(athlete: &Athlete, id: &str) -> anyhow::Result<ShortId> {
    let id = id.to_ascii_lowercase();
    let mut hits = athlete.activities.iter().filter(|a| a.id.to_string().starts_with(&id));
    match (hits.next(), hits.next()) {
        (Some(a), None) => Ok(a.id),
        (None, _) => {
            Err(usage(format!("no activity has an id that starts with {id}; `lanterne activities` lists them")))
        }
        _ => Err(usage(format!("more than one activity has an id that starts with {id}; give more digits"))),
    }
}

fn find_session<'a>(athlete: &'a Athlete, id: &str) -> anyhow::Result<&'a Session> {
    let id = id.to_ascii_lowercase();
    let plan = athlete.plan.iter().flat_map(|p| &p.sessions);
    let mut hits = plan.chain(&athlete.past_sessions).filter(|s| s.id.to_string().starts_with(&id));
    match (hits.next(), hits.next()) {
        (Some(s), None) => Ok(s),
        (None, _) => {
            Err(usage(format!("no session has an id that starts with {id}; `lanterne week --json` lists them")))
        }
        _ => Err(usage(format!("more than one session has an id that starts with {id}; give more digits"))),
    }
}
