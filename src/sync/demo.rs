//! The demo: an athlete generated from a fixed seed, in a store of its own that the real one never sees.
//!
//! Owns: the story (fourteen months of rides and runs, nights with gaps, a tour to prepare for, a rough last night).
//! Does not own: a second way to store or to plan; everything goes through the same log, planner and files as a real
//! athlete's data.

mod body;
mod random;
mod training;

use crate::{
    coach::plan,
    config::{self, Paths, mission},
    domain::{
        Athlete, Day, Event, MissionVersion, Provenance, Provider, Settings, Sport, day,
        event::{Actor, MissionActivated, Said},
        report::{CheckIn, HealthReport, Illness},
        settings::{Sex, Threshold, ThresholdKind, ThresholdSource},
    },
    log::{LogError, NewEvent, Store},
    science::history::History,
};
use body::{Body, CSS, HR_MAX, HR_REST, LTHR, MASS_KG, THRESHOLD_SPEED};
use chrono::{DateTime, NaiveTime, Utc};
use training::Training;

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
    if store.has_key(DONE)? {
        return Ok(());
    }
    write(paths, &paths.config_file(), &config_text(&settings(today, HISTORY_DAYS)))?;
    let version = mission_version(today)?;
    write(paths, &paths.mission_file(&version.mission.id), &version.text)?;
    let story =
        Story { seed: SEED, today, days: HISTORY_DAYS, mission: Some((version, MISSION_DAYS)), commutes: false };
    store.append(story.events())?;
    Ok(())
}

/// Key of the last event of the story.
const DONE: &str = "demo:done";

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
    let mut t =
        String::from("# The demo athlete. Change what you like: this folder is thrown away.\n\n[athlete]\n");
    let name = s.name.as_ref().map_or("", |n| n.as_str());
    t += &format!("name = \"{name}\"\nbirth_year = {}\nsex = \"female\"\n", s.birth_year.unwrap_or(1990));
    t += &format!("mass_kg = {:.1}\n", s.mass_kg.unwrap_or(60.0));
    t += &format!("time_zone = \"{}\"\n", s.time_zone.as_deref().unwrap_or("UTC"));
    for x in &s.thresholds {
        t += &format!("\n[[thresholds]]\nkind = \"{}\"\n", x.kind.name());
        if let Some(sport) = x.sport {
            t += &format!("sport = \"{sport}\"\n");
        }
        t += &format!("value = {:?}\nfrom = {}\n", x.value, x.from);
        if let Some(note) = &x.note {
            t += &format!("note = \"{note}\"\n");
        }
    }
    t
}

/// A simulated life: what the log of such an athlete would hold on `today`.
#[derive(Clone, Debug)]
pub struct Story {
    /// Same seed, same story.
    pub seed: u64,
    /// The last day of it.
    pub today: Day,
    /// Days of history before `today`.
    pub days: i64,
    /// The mission, and how many days ago it was taken up.
    pub mission: Option<(MissionVersion, i64)>,
    /// Whether the athlete also rides to work.
    pub commutes: bool,
}

impl Story {
    /// Ten years up to `today` with about 4,000 activities and 3,650 nights, and the demo's mission: for measuring.
    pub fn ten_years(today: Day) -> Result<Self, DemoError> {
        let mission = Some((mission_version(today)?, MISSION_DAYS));
        Ok(Self { seed: SEED, today, days: 3_650, mission, commutes: true })
    }

    /// All events, in the order they would have been recorded.
    #[must_use]
    pub fn events(&self) -> Vec<NewEvent> {
        let mut out = Vec::new();
        let mut athlete = Athlete::default();
        let mut push = |athlete: &mut Athlete, key: String, on: Day, hour: u32, actor, event: Event| {
            athlete.apply(&event);
            out.push(NewEvent {
                event,
                actor,
                provenance: Provenance::of(Provider::Demo),
                key,
                cause: None,
                recorded_at: at(on, hour),
            });
        };
        let first = day::shift(self.today, -self.days);
        push(
            &mut athlete,
            "demo:settings".into(),
            first,
            4,
            Actor::Athlete,
            Event::SettingsObserved(settings(self.today, self.days)),
        );
        let mut body = Body::new(self.seed);
        let mut training = Training::new(self.seed, first, self.commutes);
        for (n, today) in day::span(first, self.today).enumerate() {
            let left = day::between(today, self.today);
            if let Some((version, since)) = &self.mission
                && left == *since
            {
                self.take_up(&mut athlete, version, today, &mut push);
            }
            if let Some(illness) = illness(left) {
                let report = HealthReport { day: today, illness, note: Some("a cold".into()) };
                push(
                    &mut athlete,
                    format!("demo:health:{n}"),
                    today,
                    5,
                    Actor::Athlete,
                    Event::HealthReported(report),
                );
            }
            if !gap(left, self.seed, n) {
                let night = body.night(today, rough(left));
                push(
                    &mut athlete,
                    format!("demo:night:{n}"),
                    today,
                    5,
                    Actor::Sync,
                    Event::WellnessRecorded(night),
                );
            }
            let ill = (ILL_FROM..ILL_FROM + ILL_DAYS).contains(&left);
            let mut load = 0.0;
            if left > 0 && !ill {
                for (leg, record) in training.day(&athlete, today).into_iter().enumerate() {
                    load += record.stated_load.unwrap_or(0.0);
                    let event = Event::ActivityRecorded(Box::new(crate::domain::ActivityRecord {
                        stated_load: None,
                        ..record
                    }));
                    push(&mut athlete, format!("demo:activity:{n}:{leg}"), today, 19, Actor::Import, event);
                }
            }
            body.load(load);
        }
        self.last_words(&mut athlete, &mut push);
        out
    }

    fn take_up(
        &self,
        athlete: &mut Athlete,
        version: &MissionVersion,
        today: Day,
        push: &mut impl FnMut(&mut Athlete, String, Day, u32, Actor, Event),
    ) {
        let key = |what: &str| format!("demo:mission:{what}");
        push(athlete, key("saved"), today, 3, Actor::Athlete, Event::MissionSaved(Box::new(version.clone())));
        let activated = MissionActivated { mission: version.mission.id.clone(), day: today };
        push(athlete, key("activated"), today, 3, Actor::Athlete, Event::MissionActivated(activated));
        let history = History::build(athlete, today);
        let laid = plan::lay(athlete, &history, version, today);
        push(athlete, key("plan"), today, 3, Actor::Athlete, Event::PlanLaid(laid.plan));
    }

    fn last_words(
        &self,
        athlete: &mut Athlete,
        push: &mut impl FnMut(&mut Athlete, String, Day, u32, Actor, Event),
    ) {
        let check_in = CheckIn {
            day: self.today,
            fatigue: Some(4),
            soreness: Some(3),
            stress: Some(3),
            mood: Some(2),
            motivation: Some(2),
            pain: Some(0),
            site: None,
        };
        push(athlete, "demo:check-in".into(), self.today, 5, Actor::Athlete, Event::CheckedIn(check_in));
        let said = |by_athlete, text: &str| Event::Said(Said { day: self.today, by_athlete, text: text.into() });
        let words = "Slept badly again, legs are heavy.";
        push(athlete, "demo:said".into(), self.today, 5, Actor::Athlete, said(true, words));
        let answer = "I have it with this morning's check-in. What follows from it waits above for your answer.";
        push(athlete, DONE.into(), self.today, 5, Actor::Coach, said(false, answer));
    }
}

/// The cold of the story: this many days before today …
const ILL_FROM: i64 = 96;
/// … and this long.
const ILL_DAYS: i64 = 5;

fn illness(left: i64) -> Option<Illness> {
    match left {
        l if l == ILL_FROM + ILL_DAYS - 1 => Some(Illness::AboveNeck),
        l if l == ILL_FROM - 1 => Some(Illness::Recovered),
        _ => None,
    }
}

/// Nights without a value: a ring left at home for nine days, and now and then a flat battery.
fn gap(left: i64, seed: u64, n: usize) -> bool {
    (150..159).contains(&left) || (left > 14 && random::Random::new(seed, 1_000 + n as u64).chance(0.05))
}

/// The last two nights were bad: the reason for the proposal that a newcomer finds waiting.
fn rough(left: i64) -> f64 {
    match left {
        0 => 1.15,
        1 => 0.8,
        2 => 0.3,
        _ => 0.0,
    }
}

fn at(on: Day, hour: u32) -> DateTime<Utc> {
    on.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN)).and_utc()
}
