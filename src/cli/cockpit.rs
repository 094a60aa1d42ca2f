//! `lanterne` without a command: the cockpit.

use super::{Context, exit::Exit};
use crate::{
    config,
    http::Http,
    runtime::{self, Amend, Clock, Plant, Prepare, Services, Setup, Source},
    sync::{converse, missions},
    tui::theme::{self, Theme},
};
use chrono::Utc;
use std::{fs, path::Path, sync::Arc};

/// Opens the cockpit.
///
/// # Errors
/// When the keys or the theme are wrong, or there is no terminal.
pub fn run(cx: &Context) -> anyhow::Result<Exit> {
    let folder = cx.paths.themes_dir();
    let screen = &cx.config.screen;
    let marks = screen.chart.into();
    let before = cx.as_of.map(|day| cx.end_of(day));
    let setup = Setup {
        source: Source {
            data_dir: cx.paths.data_dir.clone(),
            network_fs: cx.network_fs(),
            before,
            prepare: prepare(cx),
            amend: amend(cx),
            services: services(cx),
            desk: super::desk::desk(cx, names(&folder)),
        },
        clock: Clock::new(cx.config.zone(), cx.moved.then_some(cx.today)),
        demo: cx.demo,
        check_in: screen.check_in && !cx.moved,
        read_only: cx.as_of.map(|day| format!("this is what was recorded by the end of {day}")),
        speaker: converse::speaker(&cx.config, &cx.paths.prompts_dir()),
        keymap: super::keys::keymap(cx)?,
        theme: if screen.colour { screen.theme.clone().unwrap_or_else(|| "ansi".into()) } else { "mono".into() },
        theme_names: names(&folder),
        themes: Box::new(move |name| find(&folder, name).map(|theme| theme.with_marks(marks))),
        journal: cx.paths.data_dir.join("lanterne.log"),
        plant: plant(),
    };
    runtime::run(setup)?;
    Ok(Exit::Done)
}

/// The services to be asked while the cockpit is open; none for the demo athlete, another day or a look back.
fn services(cx: &Context) -> Option<Arc<Services>> {
    if cx.demo || cx.moved || cx.as_of.is_some() {
        return None;
    }
    Some(Arc::new(Services {
        paths: cx.paths.clone(),
        config: cx.config.clone(),
        network_fs: cx.network_fs(),
        zone: cx.config.zone(),
        http: Http::default(),
    }))
}

/// Takes changed settings and mission files into the log, once the first morning is on screen. The demo athlete's
/// are part of its log.
fn prepare(cx: &Context) -> Option<Prepare> {
    if cx.demo {
        return None;
    }
    let (paths, flags, today) = (cx.paths.clone(), cx.flags.clone(), cx.today);
    Some(Box::new(move |store, athlete, head| {
        // The athlete may have changed the file since the start.
        let env = |name: &str| std::env::var(name).ok();
        let settings = config::load(&paths, &flags, &env)?.settings;
        let noticed = missions::notice(store, athlete, head, &paths, &settings, today, Utc::now())?;
        let words: Vec<String> = noticed.issues.iter().map(ToString::to_string).collect();
        anyhow::ensure!(words.is_empty(), words.join("\n"));
        Ok(())
    }))
}

/// Writes rules into the active mission's file.
fn amend(cx: &Context) -> Option<Amend> {
    if cx.as_of.is_some() {
        return None;
    }
    let (paths, clock) = (cx.paths.clone(), Clock::new(cx.config.zone(), cx.moved.then_some(cx.today)));
    Some(Box::new(move |store, athlete, rules| {
        let new = missions::amend::amended(athlete, &paths, rules, clock.today())?;
        if new.differs {
            missions::amend::write(store, athlete, &paths, &new, chrono::Utc::now())?;
        }
        Ok(super::mission::constrain::said(&new, true))
    }))
}

/// Every theme: the built-in ones, then the athlete's own by name.
fn names(folder: &Path) -> Vec<String> {
    let mut own: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_stem()?.to_str()?.to_owned();
            path.extension().is_some_and(|e| e == "toml").then_some(name)
        })
        .collect();
    own.sort();
    let mut all: Vec<String> = theme::BUILTIN.iter().map(|(name, _)| (*name).to_owned()).collect();
    own.retain(|name| !all.contains(name));
    all.extend(own);
    all
}

/// The athlete's own theme of a name before the built-in one.
fn find(folder: &Path, name: &str) -> Result<Theme, String> {
    let path = folder.join(format!("{name}.toml"));
    // A name is a name, not a way to another folder.
    let own = (!name.contains(['/', '\\'])).then(|| fs::read_to_string(&path));
    match own {
        Some(Ok(text)) => Theme::parse(&text, &path.display().to_string()).map_err(|e| e.to_string()),
        _ => Theme::builtin(name).ok_or_else(|| {
            let known: Vec<&str> = theme::BUILTIN.iter().map(|(n, _)| *n).collect();
            format!(
                "there is no theme {name:?}; there are {} and the files in {}",
                known.join(", "),
                folder.display()
            )
        }),
    }
}

/// A panic on purpose, to test that the terminal comes back; there is no such thing in a release.
fn plant() -> Option<Plant> {
    if !cfg!(debug_assertions) {
        return None;
    }
    match std::env::var("LANTERNE_PLANT_PANIC").ok()?.as_str() {
        "screen" => Some(Plant::Screen),
        "worker" => Some(Plant::Worker),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_themes_come_after_the_built_in_ones_and_win_by_name() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("zebra.toml"), "base = \"mono\"\n").unwrap();
        fs::write(dir.path().join("notes.txt"), "").unwrap();
        let all = names(dir.path());
        assert_eq!(all.last().map(String::as_str), Some("zebra"));
        assert_eq!(all.len(), theme::BUILTIN.len() + 1);
        assert!(find(dir.path(), "zebra").is_ok());
        assert!(find(dir.path(), "ansi").is_ok());
        let error = find(dir.path(), "zebr").err().unwrap_or_default();
        assert!(error.contains("ansi") && error.contains("zebr"), "{error}");
        assert!(find(dir.path(), "../zebra").is_err());
    }
}
