//! The desk of the Settings screen: what config.toml and the active mission say, row by row, and writing a value back.
//!
//! Owns: which keys have a row, their words. Does not own: what a value may be (the schemas say so, and the check of the
//! whole file before anything is written), keeping comments (config's edit).

use super::{Context, keys};
use crate::{
    app::{
        actions::Action,
        screen::settings::{Field, FieldKind, Sheet},
    },
    config::{
        self, Paths,
        edit::Change,
        line,
        typed::{config_shape, typed},
    },
    domain::{Athlete, CleanText, Day, Units},
    runtime::Desk,
    sync::missions::amend,
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use toml_edit::DocumentMut;

mod lists;
mod measured;
mod mission;
mod rows;
mod sample;
mod thresholds;

pub use sample::sample;

/// The desk of this athlete.
#[must_use]
pub fn desk(cx: &Context, themes: Vec<String>) -> Desk {
    let (paths, today) = (cx.paths.clone(), cx.today);
    let write_paths = cx.paths.clone();
    let read_only = cx.as_of.is_some();
    Desk {
        read: Box::new(move |athlete| sheet(&paths, &themes, today, athlete)),
        write: Box::new(move |changes| {
            if read_only {
                return Err("This looks back at a past day; nothing is written.".to_owned());
            }
            write(&write_paths, changes, today)
        }),
    }
}

fn sheet(paths: &Paths, themes: &[String], today: Day, athlete: Option<&Athlete>) -> Sheet {
    let file = paths.config_file();
    let text = fs::read_to_string(&file).unwrap_or_default();
    let env = |name: &str| std::env::var(name).ok();
    let loaded = config::load(paths, &config::Overrides::default(), &env);
    let units = loaded.as_ref().ok().map(|c| c.screen.units);
    let mut problems: Vec<CleanText> =
        loaded.map_or_else(|e| e.0, |c| c.warnings).iter().map(|i| CleanText::line(&i.to_string())).collect();
    let doc: DocumentMut = text.parse().unwrap_or_default();
    let own = units.unwrap_or_default();
    let of = |group: &str| {
        let mut all = rows::of_group(&doc, group, themes, own);
        if group == rows::MODEL {
            all.extend(lists::prices(&doc));
        }
        all
    };
    let mut fields: Vec<Field> = steps();
    fields.extend(rows::BEFORE.into_iter().flat_map(of));
    fields.extend(thresholds::rows(&doc, today, own));
    let (mission, mut wrong) = of_mission(paths, today, athlete, own);
    problems.append(&mut wrong);
    fields.extend(mission);
    fields.extend(rows::AFTER.into_iter().flat_map(of));
    fields.extend(files(paths));
    let keymap = match keys::of_files(paths) {
        Ok(keymap) => Some(keymap),
        Err(why) => {
            problems.push(CleanText::line(&why));
            None
        }
    };
    fields.extend(keymap.iter().flat_map(keys::rows));
    Sheet { fields, problems, config_file: file.display().to_string(), keymap, units, said: None }
}

/// The rows of the active mission, and what is wrong with its file.
fn of_mission(paths: &Paths, today: Day, athlete: Option<&Athlete>, units: Units) -> (Vec<Field>, Vec<CleanText>) {
    let problem = |why: String| vec![CleanText::line(&why)];
    let (text, path, _) = match athlete.map(|a| amend::active(a, paths, today)) {
        Some(Ok(Some(found))) => found,
        Some(Err(e)) => return (vec![], problem(e.to_string())),
        Some(Ok(None)) | None => return (mission::none(&own_missions(paths)), vec![]),
    };
    let file = path.display().to_string();
    match config::mission::parse(&text, &file) {
        Ok(m) => (mission::fields(&text, &path, &m, units), vec![]),
        // The rows are those of the last version that could be read.
        Err(issues) => {
            let last = athlete.and_then(|a| a.mission(today));
            let rows = last.map_or_else(Vec::new, |v| mission::fields(&v.text, &path, &v.mission, units));
            (rows, issues.first().map(|i| problem(i.to_string())).unwrap_or_default())
        }
    }
}

fn file(section: &'static str, label: &str, path: &Path, help: &str) -> Field {
    Field {
        section,
        label: label.to_owned(),
        value: path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        note: path.display().to_string(),
        help: help.to_owned(),
        kind: FieldKind::File(path.display().to_string()),
        ..Field::default()
    }
}

/// The mission files there are.
fn own_missions(paths: &Paths) -> Vec<Field> {
    let missions = paths.missions_dir();
    let mut own: Vec<_> =
        fs::read_dir(missions).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
    own.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    own.sort();
    let one = |p: &PathBuf| {
        let name = p.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let help = "Goal, dates, constraints, preferences. Opens in your editor; lanterne mission use takes it up.";
        Field { under: "Mission files", ..file("Mission", CleanText::line(&name).as_str(), p, help) }
    };
    own.iter().map(one).collect()
}

/// Files that the athlete edits.
fn files(paths: &Paths) -> Vec<Field> {
    let section = "Files";
    let help = "All of this screen as a file, with your own comments. Opens in your editor.";
    let mut out = vec![file(section, "Settings", &paths.config_file(), help)];
    let help = "Your own keys over the defaults, one table per place. Opens in your editor.";
    out.push(file(section, "Keys", &paths.keys_file(), help));
    for f in own_missions(paths) {
        out.push(Field { section, under: "Mission files", ..f });
    }
    out
}

/// What the first start offers, at any time.
fn steps() -> Vec<Field> {
    let row = |action: Action| {
        let s = action.spec();
        Field {
            section: "First steps",
            label: s.title.to_owned(),
            help: s.help.to_owned(),
            kind: FieldKind::Does(action),
            ..Field::default()
        }
    };
    [
        Action::GetStarted,
        Action::ImportFiles,
        Action::ConnectService,
        Action::AboutYou,
        Action::YourWeek,
        Action::NewMission,
    ]
    .map(row)
    .into()
}

/// All of the changes, or none; keys go into their own file.
fn write(paths: &Paths, changes: &[(String, Option<String>)], today: Day) -> Result<(), String> {
    if changes.iter().any(|(key, _)| key.starts_with(keys::PREFIX)) {
        return keys::write(paths, changes);
    }
    let units = units(paths);
    let doc: DocumentMut = fs::read_to_string(paths.config_file()).unwrap_or_default().parse().unwrap_or_default();
    let mut edits: Vec<Change> = Vec::new();
    for (key, value) in changes {
        edits.extend(change(&doc, key, value.as_deref(), today, units)?);
    }
    let text = config::edit::preview(paths, &edits).map_err(|e| e.to_string())?;
    let env = |name: &str| std::env::var(name).ok();
    // Whatever is wrong with the new text is said, and the file stays.
    config::check(paths, &text, &env).map_err(|e| config::issue::of_keys(&e.0, changes))?;
    config::edit::write(paths, &text).map_err(|e| e.to_string())
}

/// The units that the athlete types in now.
pub(super) fn units(paths: &Paths) -> Units {
    let env = |name: &str| std::env::var(name).ok();
    config::load(paths, &config::Overrides::default(), &env).map(|c| c.screen.units).unwrap_or_default()
}

/// What was typed in rows of the active mission, as its file has it.
pub(super) fn of_mission_file(
    changes: &[(String, Option<String>)],
    units: Units,
) -> Result<Vec<(String, Option<String>)>, String> {
    let kept = |(key, value): &(String, Option<String>)| {
        let value = value.as_deref().map(|v| measured::kept(key, v, units)).transpose()?;
        Ok((key.clone(), value))
    };
    changes.iter().map(kept).collect()
}

fn change(
    doc: &DocumentMut,
    key: &str,
    value: Option<&str>,
    today: Day,
    units: Units,
) -> Result<Vec<Change>, String> {
    let Some(text) = value else {
        // A threshold goes as a whole.
        let key = match key.strip_suffix(".value").or_else(|| key.strip_suffix(".pace")) {
            Some(whole) if whole.starts_with("thresholds[") => whole,
            _ => key,
        };
        return Ok(vec![Change::Unset(key.to_owned())]);
    };
    if key == "thresholds" {
        return thresholds::one_more(doc, text, today, units);
    }
    if let Some((kind, sport)) = measured::pace_at(doc, key) {
        return Ok(vec![Change::Set(key.to_owned(), thresholds::pace_value(key, (kind, sport), text, units)?)]);
    }
    if let Some((line, at)) = line::of(key) {
        return line.changes(doc.as_item(), at, text, &config_shape);
    }
    let shape = config_shape(key).ok_or_else(|| format!("config.toml has no key {key}"))?;
    Ok(vec![Change::Set(key.to_owned(), typed(&measured::kept(key, text, units)?, shape)?)])
}

#[cfg(test)]
mod tests;
