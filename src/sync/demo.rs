//! The demo: an athlete generated from a fixed seed, in a store of its own that the real one never sees.
//!
//! Owns: the story (fourteen months of rides and runs, nights with gaps, a tour to prepare for, a rough last night).
//! Does not own: a second way to store or to plan; everything goes through the same log, planner and files as a real
//! athlete's data.

mod body;
mod random;
mod story;
mod training;

use crate::{
    config::{self, Paths, mission},
    domain::{
        Day, MissionVersion, Settings, Sport, day,
        settings::{Sex, Threshold, ThresholdKind, ThresholdSource},
    },
    log::{LogError, Store},
};
use body::{CSS, HR_MAX, HR_REST, LTHR, MASS_KG, THRESHOLD_SPEED};
use chrono::{DateTime, NaiveTime, Utc};
pub use story::Story;

/// The seed of the demo's athlete.
const SEED: u64 = 0x1a17_e27e;
/// Days of history in the demo.
const HISTORY_DAYS: i64 = 426;
/// Days since the mission was taken up.
const MISSION_DAYS: i64 = 45;
/// Weeks from today to the first stage.
const WEEKS_TO_GO: i64 = 9;
/// The mission template.
const TEMPLATE: &str = "tour";

/// What can stop a demo from being made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The store said no.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A file of the demo can't be written.
    #[error("the demo's file {file} can't be written: {why}; is the disk full, or the folder read-only?")]
    File {
        /// Which.
        file: String,
        /// What the system said.
        why: std::io::Error,
    },
    /// The demo's own configuration or mission is wrong.
    #[error("the demo's own files were changed and can't be read any more: {0}; delete the folder and start again")]
    Content(String),
}

/// Makes the demo's files and store, unless they are there already. Interrupted, it goes on where it was.
pub fn prepare(paths: &Paths, store: &Store, today: Day) -> Result<(), DemoError> {
    if store.has_key(&format!("demo:{DONE}"))? {
        return Ok(());
    }
    let version = mission_version(today)?;
    let story =
        Story { seed: SEED, today, days: HISTORY_DAYS, mission: Some((version, MISSION_DAYS)), commutes: false };
    story.write_files(paths)?;
    store.append(story.events())?;
    Ok(())
}

/// Key of the last event of the story.
const DONE: &str = "done";

fn write(paths: &Paths, file: &std::path::Path, text: &str) -> Result<(), DemoError> {
    let wrap = |why| DemoError::File { file: file.display().to_string(), why };
    config::edit::private_dir(&paths.missions_dir()).map_err(wrap)?;
    config::edit::write_private(file, text.as_bytes()).map_err(wrap)
}

fn list(issues: &[config::Issue]) -> String {
    issues.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// The mission as a file would hold it.
fn mission_version(today: Day) -> Result<MissionVersion, DemoError> {
    let text = mission_text(today)?;
    let mission = mission::parse(&text, "tour.toml").map_err(|e| DemoError::Content(list(&e)))?;
    Ok(mission::version(mission, &text))
}

/// The mission file: the template with its first stage [`WEEKS_TO_GO`] weeks ahead.
fn mission_text(today: Day) -> Result<String, DemoError> {
    let goal = day::shift(day::monday(today), 7 * WEEKS_TO_GO + 5);
    let wish = mission::Wish { date: Some(goal), ..mission::Wish::default() };
    let text = mission::instantiate(TEMPLATE, today, &wish).map_err(|e| DemoError::Content(e.to_string()))?;
    // A newcomer should find the rules with something to say, whatever day it is: a hard session on a weekday, the
    // long ride at the weekend.
    let (hard, long) = match day::weekday(today) {
        n @ 0..=3 => (day::SHORT_NAMES[n], "Sat"),
        4 => ("Fri", "Sun"),
        5 => ("Tue", "Sat"),
        _ => ("Wed", "Sun"),
    };
    let set = |text: String, key: &str, from: &str, to: &str| {
        text.replacen(&format!("{key} = \"{from}\""), &format!("{key} = \"{}\"", to.to_lowercase()), 1)
    };
    Ok(set(set(text, "hard_day", "tue", hard), "long_day", "sat", long))
}

/// The settings of an athlete with `days` of history up to `today`.
#[must_use]
pub fn settings(today: Day, days: i64) -> Settings {
    let from = |ago: i64| day::shift(today, -ago.min(days));
    let set = |kind, sport, value, from, note: &str| Threshold {
        kind,
        sport,
        value,
        from,
        source: ThresholdSource::Set,
        note: Some(note.into()),
    };
    let first = from(days);
    Settings {
        name: Some("Camille".into()),
        birth_year: Some(chrono::Datelike::year(&today) - 36),
        sex: Sex::Female,
        mass_kg: Some(MASS_KG - 8.5),
        time_zone: Some("Europe/Paris".into()),
        thresholds: vec![
            set(ThresholdKind::Ftp, Some(Sport::Bike), 232.0, first, "20-minute test"),
            set(ThresholdKind::Ftp, Some(Sport::Bike), 241.0, from(230), "20-minute test"),
            set(ThresholdKind::Ftp, Some(Sport::Bike), 248.0, from(60), "20-minute test"),
            set(ThresholdKind::Lthr, None, LTHR, first, "30-minute time trial"),
            set(ThresholdKind::HrMax, None, HR_MAX, first, "hill sprint"),
            set(ThresholdKind::HrRest, None, HR_REST, first, "median of the nights"),
            set(ThresholdKind::ThresholdSpeed, Some(Sport::Run), THRESHOLD_SPEED, first, "10 km race"),
            set(ThresholdKind::Css, Some(Sport::Swim), CSS, first, "400 m and 200 m"),
        ],
        ..Settings::default()
    }
}

fn config_text(s: &Settings) -> String {
    let mut lines = vec![
        "# The demo athlete. Change what you like: this folder is thrown away.\n".to_owned(),
        "[athlete]".to_owned(),
        format!("name = \"{}\"", s.name.as_ref().map_or("", |n| n.as_str())),
        format!("birth_year = {}", s.birth_year.unwrap_or(1990)),
        "sex = \"female\"".to_owned(),
        format!("mass_kg = {:.1}", s.mass_kg.unwrap_or(60.0)),
        format!("time_zone = \"{}\"", s.time_zone.as_deref().unwrap_or("UTC")),
    ];
    for x in &s.thresholds {
        lines.push(format!("\n[[thresholds]]\nkind = \"{}\"", x.kind.name()));
        lines.extend(x.sport.map(|sport| format!("sport = \"{sport}\"")));
        lines.push(format!("value = {:?}\nfrom = {}", x.value, x.from));
        lines.extend(x.note.as_ref().map(|note| format!("note = \"{note}\"")));
    }
    lines.join("\n") + "\n"
}

fn at(on: Day, hour: u32) -> DateTime<Utc> {
    on.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN)).and_utc()
}

/// The demo's files of Sunday, 22 November 2026, put into a home: made once for all tests, since that takes seconds.
#[cfg(test)]
pub(crate) fn put_into(paths: &Paths) {
    type Files = Vec<(std::path::PathBuf, Vec<u8>)>;
    static MADE: std::sync::OnceLock<Files> = std::sync::OnceLock::new();
    let files = MADE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let made = Paths::in_home(dir.path());
        let store = Store::open(&made.data_dir, crate::log::Access::ReadWrite).unwrap();
        prepare(&made, &store, Day::from_ymd_opt(2026, 11, 22).unwrap()).unwrap();
        // A reader that keeps a snapshot saves every test the fold.
        store.athlete().unwrap();
        drop(store);
        let mut files = Files::new();
        let mut folders = vec![dir.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push((path.strip_prefix(dir.path()).unwrap().to_owned(), std::fs::read(&path).unwrap()));
                }
            }
        }
        files
    });
    let home = paths.data_dir.parent().unwrap();
    for (path, bytes) in files {
        crate::config::edit::write_private(&home.join(path), bytes).unwrap();
    }
}
