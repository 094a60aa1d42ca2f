//! `lanterne mission use`: a mission is recorded, made the active one, and its plan laid.

use super::{
    find::{Found, find},
    outlook::{Outlook, outlook},
};
use crate::{
    cli::{
        Context,
        exit::{Exit, usage},
        out::Out,
    },
    coach::autopsy,
    config::{
        Issue, Severity, edit,
        mission::{self, Review},
    },
    domain::{
        CleanText, Day, Event, MissionVersion, Provenance, Provider, day,
        event::{Actor, MissionActivated},
        mission::Lifecycle,
    },
    log::{Access, NewEvent},
    sync::missions::{Draft, changed_version, sync_missions},
};
use serde::Serialize;
use std::{fs, io::ErrorKind};

/// What `use` did.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct TakenUp {
    pub(super) id: String,
    pub(super) name: CleanText,
    pub(super) file: String,
    pub(super) hash: String,
    /// Whether the log did not have this version yet.
    pub(super) new_version: bool,
    /// Whether another mission, or none, was active before.
    pub(super) activated: bool,
    pub(super) goal_day: Day,
    pub(super) days_to_goal: i64,
    /// Version of the plan that was laid.
    pub(super) plan_version: u32,
    pub(super) outlook: Outlook,
    pub(super) issues: Vec<Issue>,
}

/// Runs `mission use`: exit 1 with every error of the file, and nothing changed, when it can't be used.
pub(super) fn run(cx: &Context, name: &str, out: &mut Out) -> anyhow::Result<Exit> {
    let found = find(&cx.paths, name)?;
    let review = mission::review(&found.text, &found.file, cx.today);
    if review.has_errors() {
        if out.json {
            out.value(&serde_json::json!({ "file": found.file, "ok": false, "issues": review.issues }))?;
        } else {
            for issue in review.issues.iter().filter(|i| i.severity != Severity::Info) {
                out.line(issue.to_string())?;
            }
            out.line("Nothing was changed.")?;
        }
        return Ok(Exit::Failed);
    }
    let taken = take_up(cx, &found, review)?;
    if out.json {
        out.value(&taken)?;
    } else {
        for line in lines(&taken) {
            out.line(line)?;
        }
    }
    Ok(Exit::Done)
}

/// Records a mission without errors, makes it active, lays its plan: all of it in one transaction, or nothing.
pub(super) fn take_up(cx: &Context, found: &Found, review: Review) -> anyhow::Result<TakenUp> {
    if cx.as_of.is_some() {
        return Err(usage("looking back changes nothing: leave --as-of out"));
    }
    let Some(mission) = review.mission else { anyhow::bail!("{} can't be read", found.file) };
    if matches!(mission.lifecycle(cx.today, cx.today), Lifecycle::Complete | Lifecycle::Archived) {
        anyhow::bail!(
            "{}: the event is over since {}; set the dates of the next one",
            found.file,
            mission.last_day(cx.today)
        );
    }
    let version = mission::version(mission, &found.text);
    let file = keep(cx, found, &version)?;
    let store = cx.store(Access::ReadWrite)?;
    let mut known = store.athlete()?;
    // The plan has to rest on the settings of now, and on a log that says which they were.
    sync_missions(&store, &mut known, &cx.paths, &cx.config.settings, cx.today, cx.now)?;
    let athlete = &known.0;
    let outlook = outlook(athlete, &version, cx.today);
    let saved = changed_version(athlete, &version, cx.today);
    let id = version.mission.id.clone();
    let other = athlete.mission(cx.today).is_none_or(|v| v.mission.id != id);
    let activate = (other || autopsy::closed(athlete, cx.today)).then(|| Draft {
        event: Event::MissionActivated(MissionActivated { mission: id.clone(), day: cx.today }),
        // The count stands in the key because a mission can be taken up again.
        key: format!("activate:{}:{id}:{}", athlete.activations.len() + 1, cx.today),
    });
    let (new_version, activated) = (saved.is_some(), activate.is_some());
    let before = athlete.plan.as_ref().map_or(0, |p| p.version);
    let mut events: Vec<NewEvent> = [saved, activate].into_iter().flatten().map(|d| d.at(cx.now)).collect();
    events.push(NewEvent {
        event: Event::PlanLaid(outlook.plan.clone()),
        actor: Actor::Coach,
        provenance: Provenance::of(Provider::Derived),
        key: format!("plan:{}:{before}:{}", version.hash, cx.today),
        cause: None,
        recorded_at: cx.now,
    });
    store.append(events)?;
    let goal_day = version.mission.goal_day(cx.today);
    Ok(TakenUp {
        id,
        name: version.mission.name.clone(),
        file,
        hash: version.hash,
        new_version,
        activated,
        goal_day,
        days_to_goal: day::between(cx.today, goal_day),
        plan_version: before + 1,
        outlook,
        issues: review.issues.into_iter().filter(|i| i.severity == Severity::Warning).collect(),
    })
}

/// Puts a file from elsewhere among the missions, where later edits of it are noticed. The path it has there.
fn keep(cx: &Context, found: &Found, version: &MissionVersion) -> anyhow::Result<String> {
    let own = cx.paths.mission_file(&version.mission.id);
    let file = own.display().to_string();
    let same_place = fs::canonicalize(&own).is_ok_and(|o| fs::canonicalize(&found.path).is_ok_and(|f| f == o));
    if same_place || fs::read_to_string(&own).is_ok_and(|text| text == found.text) {
        return Ok(file);
    }
    match edit::create_private(&own, found.text.as_bytes()) {
        Ok(()) => Ok(file),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Err(usage(format!(
            "{file} is there already and differs from {}; give the new one another id",
            found.file
        ))),
        Err(e) => Err(anyhow::anyhow!("{file} can't be written: {e}")),
    }
}

/// What was done, for a person.
pub(super) fn lines(t: &TakenUp) -> Vec<String> {
    let mut lines: Vec<String> = t.issues.iter().map(Issue::to_string).collect();
    let goal = format!("{} {}", day::short_name(t.goal_day), t.goal_day);
    lines.push(format!("{} is your mission: {goal}, {} days to go", t.name, t.days_to_goal));
    let o = &t.outlook;
    let to = o.to.map_or_else(String::new, |d| format!(" to {d}"));
    lines.push(format!("Plan {}: {} sessions from {}{to}", t.plan_version, o.sessions, o.from));
    lines.extend(o.week_lines());
    if let Some(g) = &o.gauge {
        lines.push(format!("Broom wagon: {}", g.text));
    }
    lines.extend(o.doubts().into_iter().map(|d| format!("Note: {d}")));
    lines.push("Next: `lanterne plan show` for the sessions, `lanterne today` for the morning answer".to_owned());
    lines
}
