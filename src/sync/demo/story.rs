//! The story of the demo's athlete, day by day, as the log would hold it.

use super::{
    DONE, DemoError, MISSION_DAYS, SEED, at, body::Body, config_text, mission_version, random::Random, settings,
    training::Training, write,
};
use crate::{
    coach::plan,
    config::Paths,
    domain::{
        ActivityRecord, Athlete, Day, Event, MissionVersion, Provenance, Provider, day,
        event::{Actor, MissionActivated, Said},
        report::{CheckIn, HealthReport, Illness},
    },
    log::NewEvent,
    science::history::History,
};

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

/// Events so far, and what they fold to: the planner and the simulated body need to know.
#[derive(Default)]
struct Diary {
    athlete: Athlete,
    events: Vec<NewEvent>,
}

impl Diary {
    fn note(&mut self, key: impl Into<String>, (on, hour): (Day, u32), actor: Actor, event: Event) {
        self.athlete.apply(&event);
        self.events.push(NewEvent {
            event,
            actor,
            provenance: Provenance::of(Provider::Demo),
            key: format!("demo:{}", key.into()),
            cause: None,
            recorded_at: at(on, hour),
        });
    }
}

/// Hours of a day, UTC, at which things are written down.
const EARLY: u32 = 3;
const MORNING: u32 = 5;
const EVENING: u32 = 19;

impl Story {
    /// Ten years up to `today` with about 4,000 activities and 3,650 nights, and the demo's mission: for measuring.
    pub fn ten_years(today: Day) -> Result<Self, DemoError> {
        let mission = Some((mission_version(today)?, MISSION_DAYS));
        Ok(Self { seed: SEED, today, days: 3_650, mission, commutes: true })
    }

    /// Writes the configuration and the mission file that such an athlete would have.
    ///
    /// # Errors
    /// When a file can't be written.
    pub fn write_files(&self, paths: &Paths) -> Result<(), DemoError> {
        write(paths, &paths.config_file(), &config_text(&settings(self.today, self.days)))?;
        let Some((version, _)) = &self.mission else { return Ok(()) };
        write(paths, &paths.mission_file(&version.mission.id), &version.text)
    }

    /// All events, in the order they would have been recorded.
    #[must_use]
    pub fn events(&self) -> Vec<NewEvent> {
        let mut diary = Diary::default();
        let first = day::shift(self.today, -self.days);
        let known = Event::SettingsObserved(Box::new(settings(self.today, self.days)));
        diary.note("settings", (first, EARLY), Actor::Athlete, known);
        let mut body = Body::new(self.seed);
        let mut training = Training::new(self.seed, first, self.commutes);
        for today in day::span(first, self.today) {
            let left = day::between(today, self.today);
            if let Some((version, _)) = self.mission.as_ref().filter(|(_, since)| left == *since) {
                take_up(&mut diary, version, today);
            }
            self.morning(&mut diary, &mut body, today, left);
            let load = if left > 0 && !is_ill(left) { train(&mut diary, &mut training, today) } else { 0.0 };
            body.load(load);
        }
        last_words(&mut diary, self.today);
        diary.events
    }

    fn morning(&self, diary: &mut Diary, body: &mut Body, today: Day, left: i64) {
        if let Some(illness) = illness(left) {
            let report = HealthReport { day: today, illness, note: Some("a cold".into()) };
            diary.note(format!("health:{today}"), (today, MORNING), Actor::Athlete, Event::HealthReported(report));
        }
        if !self.gap(today, left) {
            let night = Event::WellnessRecorded(body.night(today, rough(left)));
            diary.note(format!("night:{today}"), (today, MORNING), Actor::Sync, night);
        }
    }

    /// Nights without a value: a ring left at home for nine days, and now and then a flat battery.
    fn gap(&self, today: Day, left: i64) -> bool {
        let purpose = day::between(Day::MIN, today).unsigned_abs();
        (150..159).contains(&left) || (left > 14 && Random::new(self.seed, purpose).chance(0.05))
    }
}

fn take_up(diary: &mut Diary, version: &MissionVersion, today: Day) {
    let when = (today, EARLY);
    diary.note("mission:saved", when, Actor::Athlete, Event::MissionSaved(Box::new(version.clone())));
    let activated = MissionActivated { mission: version.mission.id.clone(), day: today };
    diary.note("mission:activated", when, Actor::Athlete, Event::MissionActivated(activated));
    let history = History::build(&diary.athlete, today);
    let laid = plan::lay(&diary.athlete, &history, version, today);
    diary.note("mission:plan", when, Actor::Athlete, Event::PlanLaid(laid.plan));
}

/// A day's training; returns its load.
fn train(diary: &mut Diary, training: &mut Training, today: Day) -> f64 {
    let mut load = 0.0;
    for (leg, record) in training.day(&diary.athlete, today).into_iter().enumerate() {
        load += record.stated_load.unwrap_or(0.0);
        let record = ActivityRecord { stated_load: None, ..record };
        let event = Event::ActivityRecorded(Box::new(record));
        diary.note(format!("activity:{today}:{leg}"), (today, EVENING), Actor::Import, event);
    }
    load
}

fn last_words(diary: &mut Diary, today: Day) {
    let when = (today, MORNING);
    let check_in = CheckIn {
        fatigue: Some(4),
        soreness: Some(3),
        stress: Some(3),
        mood: Some(2),
        motivation: Some(2),
        pain: Some(0),
        ..CheckIn::of(today)
    };
    diary.note("check-in", when, Actor::Athlete, Event::CheckedIn(check_in));
    let said = |by_athlete, text: &str| {
        Event::Said(Said { day: today, by_athlete, by_model: false, about: None, of: None, text: text.into() })
    };
    diary.note("said", when, Actor::Athlete, said(true, "Slept badly again, legs are heavy."));
    let answer = "I have it with this morning's check-in. What follows from it waits for your answer.";
    diary.note(DONE, when, Actor::Coach, said(false, answer));
}

/// The cold of the story: this many days before today …
const ILL_FROM: i64 = 96;
/// … and this long.
const ILL_DAYS: i64 = 5;

fn is_ill(left: i64) -> bool {
    (ILL_FROM..ILL_FROM + ILL_DAYS).contains(&left)
}

fn illness(left: i64) -> Option<Illness> {
    match left {
        l if l == ILL_FROM + ILL_DAYS - 1 => Some(Illness::AboveNeck),
        l if l == ILL_FROM - 1 => Some(Illness::Recovered),
        _ => None,
    }
}

/// The last two nights were bad: the reason for the proposal that a newcomer finds waiting.
fn rough(left: i64) -> f64 {
    match left {
        0 => 0.85,
        1 => 0.6,
        2 => 0.3,
        _ => 0.0,
    }
}
