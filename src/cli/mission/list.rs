//! `lanterne mission list`

use super::find::own;
use crate::{
    cli::{Context, exit::Exit, out::Out},
    config::{Severity, mission},
    domain::{Athlete, CleanText, Day, Mission, day, mission::Lifecycle, num::counted},
};
use serde::Serialize;
use std::{collections::BTreeSet, fs};

/// What `list` prints.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Listing {
    /// The folder of mission files.
    pub(super) folder: String,
    /// Missions, by id.
    pub(super) missions: Vec<Row>,
    /// Templates.
    pub(super) templates: Vec<TemplateRow>,
}

/// A mission of the athlete's own.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) name: Option<CleanText>,
    /// The file; `None` when only the log has it.
    pub(super) file: Option<String>,
    pub(super) active: bool,
    pub(super) goal_day: Option<Day>,
    pub(super) days_to_goal: Option<i64>,
    pub(super) lifecycle: Option<Lifecycle>,
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

/// A built-in template.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct TemplateRow {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
}

/// Runs `mission list`.
pub(super) fn run(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let listing = listing(cx, &athlete);
    if out.json {
        out.value(&listing)?;
    } else {
        for line in lines(&listing) {
            out.line(line)?;
        }
    }
    Ok(Exit::Done)
}

/// Everything listed: files, missions that only the log still has, templates.
pub(super) fn listing(cx: &Context, athlete: &Athlete) -> Listing {
    let active = athlete.mission(cx.today).map(|v| v.mission.id.clone());
    let files = own(&cx.paths);
    let in_files: BTreeSet<&str> = files.iter().map(|(id, _)| id.as_str()).collect();
    let mut missions: Vec<Row> = files
        .iter()
        .map(|(id, path)| {
            let file = path.display().to_string();
            let review = fs::read_to_string(path).ok().map(|text| mission::review(&text, &file, cx.today));
            let row =
                Row::of(id, review.as_ref().and_then(|r| r.mission.as_ref()), athlete, active.as_deref(), cx.today);
            let count = |s| review.as_ref().map_or(0, |r| r.count(s));
            let errors = if review.is_none() { 1 } else { count(Severity::Error) };
            Row { file: Some(file), errors, warnings: count(Severity::Warning), ..row }
        })
        .collect();
    let logged = athlete.missions.iter().filter(|(id, _)| !in_files.contains(id.as_str()));
    missions.extend(logged.map(|(id, versions)| {
        Row::of(id, versions.last().map(|v| &v.mission), athlete, active.as_deref(), cx.today)
    }));
    missions.sort_by(|a, b| a.id.cmp(&b.id));
    let templates = mission::builtin().iter().map(|t| TemplateRow { id: t.id, title: t.title }).collect();
    Listing { folder: cx.paths.missions_dir().display().to_string(), missions, templates }
}

impl Row {
    fn of(id: &str, mission: Option<&Mission>, athlete: &Athlete, active: Option<&str>, today: Day) -> Self {
        let taken = athlete.activations.iter().find(|(_, m)| m == id).map(|(d, _)| *d);
        let goal_day = mission.map(|m| m.goal_day(taken.unwrap_or(today)));
        Self {
            id: id.to_owned(),
            name: mission.map(|m| m.name.clone()),
            file: None,
            active: active == Some(id),
            goal_day,
            days_to_goal: goal_day.map(|d| day::between(today, d)),
            lifecycle: mission.map(|m| m.lifecycle(taken.unwrap_or(today), today)),
            errors: 0,
            warnings: 0,
        }
    }
}

/// The listing for a person.
pub(super) fn lines(l: &Listing) -> Vec<String> {
    let mut lines = Vec::new();
    if l.missions.is_empty() {
        lines.push(format!("No missions yet in {}.", l.folder));
    } else {
        lines.push(format!("Missions in {} (* active)", l.folder));
        lines.extend(l.missions.iter().map(row));
    }
    lines.push(String::new());
    lines.push("Templates (make one yours: lanterne mission new ID)".to_owned());
    lines.extend(l.templates.iter().map(|t| format!("  {:<18} {}", t.id, t.title)));
    lines
}

fn row(r: &Row) -> String {
    let mark = if r.active { '*' } else { ' ' };
    let name = r.name.as_ref().map_or("", CleanText::as_str);
    let when = match (r.goal_day, r.days_to_goal, r.lifecycle) {
        (Some(goal), Some(left), Some(stand)) => format!("{goal}  {left:>4} days  {}", stand.name()),
        _ => String::new(),
    };
    let trouble = match (r.errors, r.warnings) {
        (0, 0) => String::new(),
        (0, n) => format!("  {}", counted(n, "warning")),
        (n, _) => format!("  {}: lanterne mission check {}", counted(n, "error"), r.id),
    };
    let gone = if r.file.is_none() { "  (file is gone; the log has it)" } else { "" };
    format!("{mark} {:<18} {name:<28} {when}{trouble}{gone}", r.id).trim_end().to_owned()
}
