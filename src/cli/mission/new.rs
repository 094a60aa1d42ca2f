//! `lanterne mission new`

use super::ask;
use crate::{
    cli::{
        Context,
        exit::{Exit, usage},
        out::Out,
    },
    config::{
        Issue, edit,
        mission::{self, TemplateError, Wish},
    },
    domain::{CleanText, Day, day},
};
use serde::Serialize;
use std::io::{self, ErrorKind, IsTerminal};

/// What `new` made.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Made {
    pub(super) id: String,
    pub(super) name: CleanText,
    pub(super) template: String,
    pub(super) file: String,
    pub(super) goal_day: Day,
    pub(super) days_to_goal: i64,
    pub(super) issues: Vec<Issue>,
}

/// Runs `mission new`.
pub(super) fn run(
    cx: &Context,
    template: &str,
    wish: &Wish,
    about: &ask::Context,
    out: &mut Out,
) -> anyhow::Result<Exit> {
    let terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    let asked;
    let about = if terminal && !out.json && !about.no_questions && !about.is_given() {
        // What can't be made is said before anything is asked.
        mission::instantiate(template, cx.today, wish).map_err(|e| usage(e.to_string()))?;
        asked = ask::ask(&mut io::stdin().lock(), &mut io::stdout().lock(), cx.today)?;
        &asked
    } else {
        about
    };
    let made = make(cx, template, wish, about)?;
    if out.json {
        out.value(&made)?;
        return Ok(Exit::Done);
    }
    out.line(format!("Made {}", made.file))?;
    out.line(format!(
        "{}: goal on {} {}, {} days from {}",
        made.name,
        day::short_name(made.goal_day),
        made.goal_day,
        made.days_to_goal,
        cx.today
    ))?;
    for issue in &made.issues {
        out.line(issue.to_string())?;
    }
    out.line("Next:")?;
    out.line("  1. open the file and set the constraints to your life")?;
    out.line(format!("  2. lanterne mission check {}", made.id))?;
    out.line(format!("  3. lanterne mission use {}", made.id))?;
    Ok(Exit::Done)
}

/// Writes the file. One that is there is never replaced.
pub(super) fn make(cx: &Context, template: &str, wish: &Wish, about: &ask::Context) -> anyhow::Result<Made> {
    let text = mission::instantiate(template, cx.today, wish).map_err(|e| match e {
        TemplateError::Damaged { .. } => anyhow::Error::from(e),
        other => usage(other.to_string()),
    })?;
    let id = wish.id.clone().unwrap_or_else(|| template.to_owned());
    let path = cx.paths.mission_file(&id);
    let file = path.display().to_string();
    // What is said in words comes later and so goes before the hours of config.toml.
    let mut rules = cx.config.settings.available.changes();
    rules.extend(about.rules(cx.today).map_err(|e| usage(e.to_string()))?);
    let text = mission::fill(&file, &text, &about.answers())?;
    let text = mission::amend(&file, &text, &rules)?;
    let wrong: Vec<String> = mission::review(&text, &file, cx.today)
        .issues
        .iter()
        .filter(|i| i.is_error() && about.is_given())
        .map(ToString::to_string)
        .collect();
    if !wrong.is_empty() {
        return Err(usage(format!(
            "nothing was made, as the mission would not hold together:\n{}",
            wrong.join("\n")
        )));
    }
    edit::create_private(&path, text.as_bytes()).map_err(|e| match e.kind() {
        ErrorKind::AlreadyExists => {
            usage(format!("{file} is there already and stays as it is; choose another name with --id"))
        }
        _ => anyhow::anyhow!("{file} can't be written: {e}"),
    })?;
    let review = mission::review(&text, &file, cx.today);
    let mission = review.mission.ok_or_else(|| TemplateError::Damaged { id: template.to_owned() })?;
    let goal_day = mission.goal_day(cx.today);
    Ok(Made {
        id,
        name: mission.name,
        template: template.to_owned(),
        file,
        goal_day,
        days_to_goal: day::between(cx.today, goal_day),
        issues: review.issues.into_iter().filter(|i| i.severity != crate::config::Severity::Info).collect(),
    })
}
