//! `lanterne` without a command: the cockpit.

use super::{Context, exit::Exit};
use crate::{
    app::{Card, IMPORT, Offers, Progress},
    config::{self, mission},
    domain::CleanText,
    http::Http,
    log::{Access, OpenOptions, Store},
    runtime::{self, Amend, Calibrate, Clock, Import, Plant, Prepare, Services, Setup, Source, Writes},
    sources,
    sync::{
        converse, cycles,
        import::{self, ImportReport},
        missions::{
            self,
            amend::{AmendError, Amendment},
        },
        outbox::Queue,
        pages, run, takeout, weekly,
    },
    tui::{
        chart::Marks,
        theme::{self, Theme},
    },
};
use chrono::Utc;
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Opens the cockpit.
///
/// # Errors
/// When the keys or the theme are wrong, or there is no terminal.
pub fn run(cx: &Context) -> anyhow::Result<Exit> {
    let folder = cx.paths.themes_dir();
    let screen = &cx.config.screen;
    let marks = if screen.still { Marks::Still } else { screen.chart.into() };
    let links = cx.links(&std::io::stdout()).any();
    let before = cx.as_of.map(|day| cx.end_of(day));
    let setup = Setup {
        source: Source {
            data_dir: cx.paths.data_dir.clone(),
            network_fs: cx.network_fs(),
            before,
            prepare: prepare(cx),
            amend: amend(cx),
            calibrate: calibrate(cx),
            services: services(cx),
            desk: super::desk::desk(cx, names(&folder)),
            import: import(cx),
            store_profile: super::profile::storer(cx),
            founder: cx.as_of.is_none().then(|| super::mission::found::founder(cx)),
            writes: writes(cx),
        },
        clock: Clock::new(cx.config.zone(), cx.moved.then_some(cx.today)).ahead_by(ahead()),
        demo: cx.demo,
        check_in: screen.check_in && !cx.moved,
        read_only: cx.as_of.map(|day| format!("this is what was recorded by the end of {day}")),
        speaker: converse::speaker(&cx.config, &cx.paths),
        mouse: screen.mouse,
        units: screen.units,
        motion: screen.motion,
        keymap: super::keys::keymap(cx)?,
        theme: if screen.colour { screen.theme.clone().unwrap_or_else(|| "ansi".into()) } else { "mono".into() },
        theme_names: names(&folder),
        themes: Box::new(move |name| find(&folder, name).map(|theme| theme.with_marks(marks).with_links(links))),
        start: !cx.demo && cx.as_of.is_none(),
        offers: offers(),
        program: program(cx),
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

/// What there is to begin with.
fn offers() -> Offers {
    let words = |name: &str| match name {
        "oura" => "nights and readiness of the ring",
        "intervals" => "the hub for Garmin, Wahoo, Coros, Polar and others",
        _ => "shown on its own: its terms keep it out of load and of a model",
    };
    Offers {
        services: sources::NAMES.iter().map(|n| ((*n).to_owned(), words(n).to_owned())).collect(),
        pages: sources::NAMES
            .iter()
            .filter_map(|n| Some(((*n).to_owned(), sources::page(n)?.to_string())))
            .collect(),
        templates: mission::builtin().iter().map(|t| (t.id.to_owned(), t.title.to_owned())).collect(),
    }
}

/// This program with the flags that lead to this home.
fn program(cx: &Context) -> Vec<OsString> {
    let Ok(exe) = std::env::current_exe() else { return Vec::new() };
    let mut all = vec![exe.into_os_string()];
    if let Some(home) = cx.home.as_ref() {
        all.extend(["--home".into(), home.clone().into_os_string()]);
    }
    all
}

/// Imports files while the cockpit is open.
fn import(cx: &Context) -> Option<Import> {
    if cx.demo || cx.as_of.is_some() {
        return None;
    }
    let (data_dir, network_fs, zone) = (cx.paths.data_dir.clone(), cx.network_fs(), cx.config.zone());
    Some(Arc::new(move |path, tell| {
        let failed = |text: String| Card {
            title: "Nothing was imported".into(),
            text: CleanText::block(&text).to_string(),
            remedy: "Put right what is named above and import it again; what was stored stays.".into(),
        };
        let path = expanded(path);
        if takeout::is_export(&path) {
            let text = format!("{} is an export of this program", path.display());
            return Err(failed(format!("{text}; lanterne import puts it back into an empty home")));
        }
        let options = OpenOptions { access: Access::ReadWrite, allow_network_fs: network_fs };
        let store = Store::open_with(&data_dir, options).map_err(|e| failed(e.to_string()))?;
        let last = AtomicU64::new(u64::MAX);
        let on = |p: import::Progress| {
            let percent = (100 * p.bytes).checked_div(p.bytes_total).unwrap_or(0);
            // Ten thousand small files are a hundred messages.
            if last.swap(percent, Ordering::Relaxed) != percent {
                let text = format!("{} files", p.files);
                tell(Progress { job: IMPORT.into(), done: p.bytes, total: Some(p.bytes_total), text });
            }
        };
        let report = import::run(&store, zone, &[path], Utc::now(), &on).map_err(|e| failed(e.to_string()))?;
        said(&report).map_err(failed)
    }))
}

/// What an import brought; an error when that is nothing but refusals.
fn said(r: &ImportReport) -> Result<String, String> {
    let refused = r.rejected.first().map(|x| format!("{}: {}", x.file, x.reason));
    if let (Some(first), 0) = (&refused, r.imported + r.duplicates) {
        let more =
            if r.rejected.len() > 1 { format!(", and {} more", r.rejected.len() - 1) } else { String::new() };
        return Err(format!("{first}{more}"));
    }
    let refused =
        refused.map_or_else(String::new, |first| format!("; {} refused, first {first}", r.rejected.len()));
    Ok(format!(
        "Imported: {} of {} files brought something new; {} activities and {} mornings are known{refused}",
        r.imported, r.files, r.activities, r.wellness_days
    ))
}

/// A path as a person types it: `~` is the home folder, quotes of a pasted one fall away.
fn expanded(text: &str) -> PathBuf {
    let text = text.trim().trim_matches(['\'', '"']);
    match (text.strip_prefix('~'), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
            PathBuf::from(home).join(rest.trim_start_matches('/'))
        }
        _ => PathBuf::from(text),
    }
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

/// Writes rules and values into the active mission's file.
fn amend(cx: &Context) -> Option<Amend> {
    if cx.as_of.is_some() {
        return None;
    }
    let (paths, clock) = (cx.paths.clone(), Clock::new(cx.config.zone(), cx.moved.then_some(cx.today)));
    Some(Box::new(move |store, athlete, change| {
        let kept;
        let change = match change {
            Amendment::Keys(keys) => {
                kept = super::desk::of_mission_file(keys, super::desk::units(&paths)).map_err(AmendError::Typed)?;
                Amendment::Keys(&kept)
            }
            rules @ Amendment::Rules(_) => rules,
        };
        let new = missions::amend::amended(athlete, &paths, change, clock.today())?;
        if new.differs {
            missions::amend::write(store, athlete, &paths, &new, clock.today(), chrono::Utc::now())?;
        }
        Ok(if new.differs {
            format!(
                "Written into {}.toml. The plan is as before; tell the coach “lay” to see it laid anew.",
                new.id
            )
        } else {
            format!("{}.toml says so already.", new.id)
        })
    }))
}

/// Answers figures that were proposed for the active mission.
fn calibrate(cx: &Context) -> Option<Calibrate> {
    if cx.as_of.is_some() {
        return None;
    }
    let (paths, clock) = (cx.paths.clone(), Clock::new(cx.config.zone(), cx.moved.then_some(cx.today)));
    Some(Box::new(move |store, athlete, answer| {
        Ok(missions::calibrate::answer(store, athlete, &paths, answer, clock.today(), chrono::Utc::now())?)
    }))
}

/// The weekly routine and the pages of the plan; nothing of the kind while looking back.
fn writes(cx: &Context) -> Option<Writes> {
    if cx.as_of.is_some() {
        return None;
    }
    let (paths, config, moved) = (cx.paths.clone(), cx.config.clone(), cx.moved);
    let (of_pages, of_config) = (paths.clone(), config.clone());
    Some(Writes {
        weekly: Box::new(move |store, day| {
            let now = Utc::now();
            let clock = now.with_timezone(&config.zone()).time();
            // A date that was moved stands for its evening.
            let time = if moved { chrono::NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(clock) } else { clock };
            let (folder, locks) = (run::folder(&paths, &config), paths.data_dir.join("locks"));
            let queue = Queue::of(store, &paths, &config)?;
            let mut athlete = store.athlete()?.0;
            let said = weekly::run(
                store,
                &mut athlete,
                weekly::Run {
                    folder: &folder,
                    local: day.and_time(time),
                    now,
                    force: false,
                    queue: queue.as_ref(),
                    due: config.weekly,
                    commit: config.commit,
                    locks: &locks,
                },
            )?;
            Ok(super::review::said(&said))
        }),
        pages: Box::new(move |store, athlete, day| {
            let done = pages::bring_up(store, athlete, &of_pages, &of_config, day, Utc::now())?;
            cycles::keep(athlete, &of_pages, day)?;
            anyhow::ensure!(done.problem.is_none(), done.problem.unwrap_or_default());
            Ok(())
        }),
    })
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

/// A file that says how far the clock is ahead, to test what midnight does; there is no such thing in a release.
fn ahead() -> Option<PathBuf> {
    std::env::var_os("LANTERNE_CLOCK_AHEAD").filter(|_| cfg!(debug_assertions)).map(PathBuf::from)
}

/// A panic on purpose, to test that the terminal comes back; there is no such thing in a release.
fn plant() -> Option<Plant> {
    if !cfg!(debug_assertions) {
        return None;
    }
    match std::env::var("LANTERNE_PLANT_PANIC").ok()?.as_str() {
        "screen" => Some(Plant::Screen),
        "worker" => Some(Plant::Worker),
        "import" => Some(Plant::Import),
        "reviews" => Some(Plant::Reviews),
        "sync" => Some(Plant::Sync),
        "talk" => Some(Plant::Talk),
        "advice" => Some(Plant::Advice),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_a_person_types_them() {
        let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        assert_eq!(expanded("~/a b.zip"), home.join("a b.zip"));
        assert_eq!(expanded(" '/tmp/x y' "), Path::new("/tmp/x y"));
        assert_eq!(expanded("~other/x"), Path::new("~other/x"));
    }

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
