//! `lanterne mission next ID [--from DATE]`, `lanterne mission next --later`

use super::find::find;
use crate::{
    cli::{
        Context,
        exit::{Exit, usage},
        out::Out,
    },
    coach::closing,
    config::{Issue, mission},
    domain::{
        Day, Event,
        day::{between, shift},
        event::MissionActivated,
        mission::TRANSITION_DAYS,
    },
    log::Access,
    sync::missions::{Draft, changed_version, sync_missions},
};

/// Days between two goals under which the recovery between them is short.
const CLOSE: i64 = 56;
/// Days of recovery then.
const SHORT_RECOVERY: i64 = 7;

/// Records the mission and the day on which it becomes the active one.
pub(super) fn run(cx: &Context, name: &str, from: Option<Day>, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("looking back changes nothing: leave --as-of out"));
    }
    let found = find(&cx.paths, name)?;
    let review = mission::review(&found.text, &found.file, cx.today);
    if let Some(error) = review.issues.iter().find(|i| Issue::is_error(i)) {
        anyhow::bail!("{error}; `lanterne mission check {name}` explains all of it");
    }
    let Some(next) = review.mission else { anyhow::bail!("{} can't be read", found.file) };
    let store = cx.store(Access::ReadWrite)?;
    let mut known = store.athlete()?;
    sync_missions(&store, &mut known, &cx.paths, &cx.config.settings, cx.today, cx.now)?;
    let athlete = &known.0;
    let Some(active) = athlete.active_mission(cx.today) else {
        anyhow::bail!(
            "no mission is active, so none can follow it; `lanterne mission use {name}` takes this one up now"
        );
    };
    if active.id == next.id {
        anyhow::bail!("{} is the active mission; name the one that follows it", next.id);
    }
    let taken = athlete.activations.iter().rev().find(|(_, m)| *m == active.id).map_or(cx.today, |(d, _)| *d);
    let end = active.last_day(taken);
    let goal = next.goal_day(from.unwrap_or(end));
    let recovery = if between(end, goal) < CLOSE { SHORT_RECOVERY } else { TRANSITION_DAYS };
    let day = from.unwrap_or_else(|| shift(end.max(cx.today), recovery + 1));
    if day <= cx.today {
        return Err(usage(format!("{day} is not ahead; `lanterne mission use {name}` takes it up today")));
    }
    if goal <= day {
        anyhow::bail!(
            "{} has its goal on {goal}, before it would be taken up on {day}; name a day with --from",
            next.name
        );
    }
    let version = mission::version(next, &found.text);
    let id = version.mission.id.clone();
    let activate = Draft {
        event: Event::MissionActivated(MissionActivated { mission: id.clone(), day }),
        key: format!("activate:{}:{id}:{day}", athlete.activations.len() + 1),
    };
    let drafts = changed_version(athlete, &version, cx.today).into_iter().chain([activate]);
    store.append(drafts.map(|d| d.at(cx.now)).collect())?;
    if out.json {
        out.value(&serde_json::json!({ "id": id, "from": day, "goal": goal, "after": active.id }))?;
        return Ok(Exit::Done);
    }
    out.line(format!("{} follows {}: taken up on {day}, its goal is {goal}.", version.mission.name, active.name))?;
    out.line(
        "Its plan is laid on that day, from the fitness of then. Taking another mission up before cancels it.",
    )?;
    Ok(Exit::Done)
}

/// Puts the question for the next mission off.
pub(super) fn later(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("looking back changes nothing: leave --as-of out"));
    }
    let (athlete, _) = cx.athlete()?;
    let over = closing::closing(&athlete, cx.today);
    let Some(c) = over.filter(|c| c.next.is_none()) else {
        anyhow::bail!("nothing is asked: the active mission goes on, or another one follows it already");
    };
    let off = closing::put_off(&c, cx.today);
    let until = off.until;
    let draft = Draft { key: format!("next-put-off:{}:{}", off.mission, off.day), event: Event::NextPutOff(off) };
    cx.store(Access::ReadWrite)?.append(vec![draft.at(cx.now)])?;
    if out.json {
        out.value(&serde_json::json!({ "mission": c.mission, "asked_again": until }))?;
    } else {
        out.line(format!("Put off: you are asked for the next mission again on {until}."))?;
    }
    Ok(Exit::Done)
}
