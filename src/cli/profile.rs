//! `lanterne profile`

use super::{
    Context,
    args::ProfileCommand,
    exit::{Exit, usage},
    out::Out,
    review::output_folder,
};
use crate::{
    coach::{
        inputs,
        profile::{self, Profile},
    },
    domain::{
        Athlete, Event, Provenance, Provider, ShortId,
        event::Actor,
        exchange::Job,
        routine::{Origin, ProfileStored},
    },
    log::{Access, NewEvent},
    outputs,
    runtime::{Clock, StoreProfile},
    science::history::History,
    sync::pages,
};
use serde_json::Value;

/// Runs `profile …`.
pub fn run(cx: &Context, days: i64, command: Option<&ProfileCommand>, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    match command {
        None => now(cx, &athlete, days, out),
        Some(ProfileCommand::New { force }) => new(cx, &athlete, days, *force, out),
        Some(ProfileCommand::List) => list(&athlete, out),
        Some(ProfileCommand::Show { number }) => {
            let (n, p) = stored(&athlete, *number)?;
            if out.json {
                out.value(&with_number(&athlete, n, p)?)?;
            } else {
                out.line(pages::profile_text(&athlete, p).trim_end())?;
            }
            Ok(Exit::Done)
        }
        Some(ProfileCommand::Diff { a, b }) => diff(&athlete, *a, *b, out),
    }
}

fn now(cx: &Context, athlete: &Athlete, days: i64, out: &mut Out) -> anyhow::Result<Exit> {
    let p = profile::profile(athlete, cx.today, days);
    if out.json {
        out.value(&p)?;
    } else {
        out.line(outputs::profile::page(&p, None).trim_end())?;
    }
    Ok(Exit::Done)
}

/// Stores the profile of today from the cockpit; `None` where nothing may be written.
pub(super) fn storer(cx: &Context) -> Option<StoreProfile> {
    if cx.as_of.is_some() {
        return None;
    }
    let cx = cx.clone();
    Some(Box::new(move |athlete| {
        let today = Clock::new(cx.config.zone(), cx.moved.then_some(cx.today)).today();
        let cx = Context { today, now: chrono::Utc::now(), ..cx.clone() };
        store(&cx, athlete, profile::versions::DAYS, false).map(|(text, _)| text).map_err(|e| format!("{e:#}"))
    }))
}

fn new(cx: &Context, athlete: &Athlete, days: i64, force: bool, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out"));
    }
    let (text, id) = store(cx, athlete, days, force)?;
    let exit = said(out, &text, id)?;
    super::advise::advise(cx, &[Job::Profile], out)?;
    Ok(exit)
}

/// Stores the profile of today as an event and as files; one that is of today already is not made again unless forced.
fn store(cx: &Context, athlete: &Athlete, days: i64, force: bool) -> anyhow::Result<(String, ShortId)> {
    let number = u32::try_from(athlete.profiles.len() + 1)?;
    let today = (1..).zip(&athlete.profiles).filter(|(_, p)| p.day == cx.today).last();
    if let Some((n, last)) = today.filter(|_| !force) {
        return Ok((
            format!("Profile {n} is of today already; lanterne profile new --force makes another."),
            last.id,
        ));
    }
    let p: Profile = profile::profile(athlete, cx.today, days);
    let body = serde_json::to_string(&p)?;
    let version = athlete.mission(cx.today);
    let page = outputs::profile::page(&p, Some(number));
    let made = ProfileStored {
        id: ShortId::of(&[b"profile", &number.to_be_bytes(), body.as_bytes()]),
        day: cx.today,
        origin: Origin {
            author: "rules".to_owned(),
            from: p.from,
            to: cx.today,
            activities: u32::try_from(p.activities)?,
            mission: version.map(|v| v.mission.id.clone()),
            mission_hash: version.map(|v| v.hash.clone()),
            context: athlete.context_on(cx.today),
            plan_version: athlete.plan.as_ref().map(|p| p.version),
            profile: Some(number),
            prompt_version: None,
            tokens: None,
        },
        page,
        body,
        inputs: serde_json::to_string(&inputs::inputs(
            athlete,
            &History::build(athlete, cx.today),
            p.from,
            cx.today,
        ))?,
    };
    let event = NewEvent {
        key: format!("profile:{}", made.id),
        event: Event::ProfileStored(Box::new(made.clone())),
        actor: Actor::Coach,
        provenance: Provenance::of(Provider::Derived),
        cause: None,
        recorded_at: cx.now,
    };
    cx.store(Access::ReadWrite)?.append(vec![event])?;
    let folder = output_folder(cx);
    let file = pages::profile_path(&folder, number as usize);
    let mut written = pages::Written::default();
    pages::write(&file, &made.page, &mut written.files)?;
    pages::write(&file.with_extension("json"), &made.body, &mut written.files)?;
    pages::commit(&folder, &mut written, cx.config.commit, &format!("Profile {number}"));
    let problem = written.problem.map_or_else(String::new, |why| format!(" ({why})"));
    Ok((format!("Profile {number} is stored: {}{problem}", file.display()), made.id))
}

fn said(out: &mut Out, text: &str, id: ShortId) -> anyhow::Result<Exit> {
    if out.json {
        out.value(&serde_json::json!({ "ok": true, "id": id.to_string(), "message": text }))?;
    } else {
        out.line(text)?;
    }
    Ok(Exit::Done)
}

fn list(athlete: &Athlete, out: &mut Out) -> anyhow::Result<Exit> {
    let active = athlete.profiles.len();
    if out.json {
        let all: Vec<Value> = (1..)
            .zip(&athlete.profiles)
            .map(|(n, p)| serde_json::json!({"number": n, "id": p.id.to_string(), "day": p.day, "active": n == active, "origin": p.origin}))
            .collect();
        out.value(&all)?;
        return Ok(Exit::Done);
    }
    if active == 0 {
        out.line("No profile is stored yet; `lanterne profile new` makes one.")?;
    }
    for (n, p) in (1..).zip(&athlete.profiles) {
        let mark = if n == active { "*" } else { " " };
        out.line(format!(
            "{mark} {n:>3}  {}  from {} activities since {}",
            p.day, p.origin.activities, p.origin.from
        ))?;
    }
    Ok(Exit::Done)
}

fn stored(athlete: &Athlete, number: Option<usize>) -> anyhow::Result<(usize, &ProfileStored)> {
    let n = number.unwrap_or(athlete.profiles.len());
    let p = n.checked_sub(1).and_then(|i| athlete.profiles.get(i));
    p.map(|p| (n, p)).ok_or_else(|| usage("no profile of that number; `lanterne profile list` lists them"))
}

fn with_number(athlete: &Athlete, n: usize, p: &ProfileStored) -> anyhow::Result<Value> {
    let body: Value = serde_json::from_str(&p.body)?;
    let words = outputs::words::whole(&athlete.words_on(p.id, pages::PROFILE));
    Ok(serde_json::json!({ "number": n, "origin": p.origin, "profile": body, "words": words }))
}

fn diff(athlete: &Athlete, a: usize, b: usize, out: &mut Out) -> anyhow::Result<Exit> {
    let (_, old) = stored(athlete, Some(a))?;
    let (_, new) = stored(athlete, Some(b))?;
    let mut changes = Vec::new();
    walk("", &serde_json::from_str(&old.body)?, &serde_json::from_str(&new.body)?, &mut changes);
    if out.json {
        let rows: Vec<Value> =
            changes.iter().map(|(k, x, y)| serde_json::json!({"key": k, "before": x, "after": y})).collect();
        out.value(&rows)?;
        return Ok(Exit::Done);
    }
    if changes.is_empty() {
        out.line("They say the same.")?;
    }
    for (k, x, y) in changes {
        out.line(format!("{k}: {} → {}", short(&x), short(&y)))?;
    }
    Ok(Exit::Done)
}

fn short(v: &Value) -> String {
    match v {
        Value::Number(n) => n.as_f64().map_or_else(|| n.to_string(), |f| format!("{f:.1}")),
        Value::String(s) => s.clone(),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

/// Every place where two values differ.
fn walk(at: &str, a: &Value, b: &Value, out: &mut Vec<(String, Value, Value)>) {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            let keys: std::collections::BTreeSet<&String> = x.keys().chain(y.keys()).collect();
            for k in keys {
                let path = if at.is_empty() { k.clone() } else { format!("{at}.{k}") };
                walk(&path, x.get(k).unwrap_or(&Value::Null), y.get(k).unwrap_or(&Value::Null), out);
            }
        }
        _ if a == b => {}
        _ => out.push((at.to_owned(), a.clone(), b.clone())),
    }
}
