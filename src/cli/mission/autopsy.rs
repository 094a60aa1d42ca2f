//! `lanterne mission autopsy [ID]`

use crate::{
    cli::{
        Context,
        exit::{Exit, usage},
        out::Out,
    },
    coach::autopsy,
    domain::Athlete,
    outputs,
};
use serde_json::Value;

/// Prints the review that was written when the mission ended; one that goes on is looked at as of today.
pub(super) fn run(cx: &Context, mission: Option<&str>, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _, _) = cx.morning()?;
    let id = named(cx, &athlete, mission).ok_or_else(|| {
        usage("no such mission in the log, and none is active; `lanterne mission list` shows them")
    })?;
    let stored = athlete.autopsies.iter().rev().find(|a| a.mission == id);
    if let Some(a) = stored {
        if out.json {
            let body: Value = serde_json::from_str(&a.body)?;
            out.value(&serde_json::json!({ "written": a.day, "frozen": true, "result": athlete.result_of(&id), "autopsy": body }))?;
            return Ok(Exit::Done);
        }
        out.line(a.page.trim_end())?;
        if let Some(result) = athlete.result_of(&id) {
            out.line(format!("\nResult: {result}"))?;
        }
        return Ok(Exit::Done);
    }
    let Some(version) = athlete.missions.get(&id).and_then(|v| v.last()) else {
        anyhow::bail!("mission {id} is not in the log");
    };
    let from = athlete.activations.iter().rev().find(|(_, m)| *m == id).map_or(cx.today, |(d, _)| *d);
    let review = autopsy::autopsy(&athlete, version, from, cx.today);
    if out.json {
        out.value(&serde_json::json!({ "written": null, "frozen": false, "result": athlete.result_of(&id), "autopsy": review }))?;
        return Ok(Exit::Done);
    }
    out.line(format!(
        "As of {}; the review is written when the mission is over, after {}.\n",
        cx.today, review.to
    ))?;
    out.line(outputs::autopsy::page(&review).trim_end())?;
    Ok(Exit::Done)
}

fn named(cx: &Context, athlete: &Athlete, mission: Option<&str>) -> Option<String> {
    if let Some(id) = mission {
        return athlete.missions.contains_key(id).then(|| id.to_owned());
    }
    let active = athlete.mission(cx.today).map(|v| v.mission.id.clone());
    active.or_else(|| athlete.autopsies.last().map(|a| a.mission.clone()))
}
