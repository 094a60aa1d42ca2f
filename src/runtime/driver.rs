//! The worker: reads the log, folds it, decides the day, writes answers, asks the coach.
//!
//! Owns: one thread, the open store, the fold kept between loads. Does not own: what is asked (app), rules (coach),
//! the order of the routine (sync).

use super::{
    Plant,
    clock::Clock,
    journal::Journal,
    services::Services,
    talker::{self, Ask, Place, Talker},
    watch,
};
use crate::{
    app::{
        Card, Effect, Entry, Founding, IMPORT, Known, Msg, Outline, Progress, Saving,
        screen::{LogLine, Sheet, settings::MISSION},
        services::{Advised, Synced},
    },
    coach::{morning::morning_with, proposal, review::review},
    domain::{
        Athlete, CleanText, Day, Event, Provenance, Provider, Recorded, ShortId, calibration::CalibrationOutcome,
        mission::MissionChange, proposal::Outcome,
    },
    log::{Access, LogError, NewEvent, OpenOptions, Store},
    science::history::History,
    sources::Stop,
    sync::{
        closing,
        converse::{self, Speaker},
        missions::amend::{AmendError, Amendment},
        outbox::Queue,
        purse, routine,
    },
};
use chrono::{DateTime, Utc};
use notify::RecommendedWatcher;
use std::{
    collections::VecDeque,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};
use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Brings the log in line with configuration and mission files, after the first morning is on screen: from the fold
/// and the last event in it.
pub type Prepare = Box<dyn Fn(&Store, &Athlete, u64) -> anyhow::Result<()> + Send>;

/// What can be set, read from the files.
pub type ReadSettings = Box<dyn Fn(Option<&Athlete>) -> Sheet + Send>;

/// Writes settings, all or none: each a key, and its value as typed or `None` to take it out. An error is in words, and
/// has changed nothing.
pub type WriteSettings = Box<dyn Fn(&[(String, Option<String>)]) -> Result<(), String> + Send>;

/// Imports a file or a folder, telling how far it is; what it brought, in words.
pub type Import = Arc<dyn Fn(&str, &(dyn Fn(Progress) + Sync)) -> Result<String, Card> + Send + Sync>;

/// Stores the profile of today, and says what came of it.
pub type StoreProfile = Box<dyn Fn(&Athlete) -> Result<String, String> + Send>;

/// New missions.
pub struct Founder {
    /// The plan that one would bring; nothing is kept.
    pub outline: OutlineOf,
    /// Makes one, takes it up and lays its plan; what was done, in words.
    pub found: Found,
}

/// See [`Founder::outline`].
pub(super) type OutlineOf = Box<dyn Fn(&Athlete, &Founding, Day) -> Result<Outline, String> + Send>;

/// See [`Founder::found`].
pub(super) type Found = Box<dyn Fn(&Founding) -> Result<String, String> + Send>;

/// The desk where settings lie.
pub struct Desk {
    /// Reads them.
    pub read: ReadSettings,
    /// Writes one.
    pub write: WriteSettings,
}

#[cfg(test)]
impl Desk {
    /// A desk without settings.
    pub(super) fn none() -> Self {
        Self { read: Box::new(|_| Sheet::default()), write: Box::new(|_| Err("nothing can be set here".into())) }
    }
}

/// Writes rules or values into the active mission's file, and says what came of it.
pub type Amend = Box<dyn FnMut(&Store, &Athlete, Amendment<'_>) -> Result<String, AmendError> + Send>;

/// Answers a figure that was proposed for the mission, and says what came of it.
pub type Calibrate =
    Box<dyn FnMut(&Store, &Athlete, (ShortId, CalibrationOutcome)) -> anyhow::Result<String> + Send>;

/// Runs the weekly routine, and says what came of it.
pub type RunWeekly = Box<dyn Fn(&Store, Day) -> anyhow::Result<String> + Send>;

/// Brings the pages in the output folder up to date.
pub type BringUp = Box<dyn Fn(&Store, &Athlete, Day) -> anyhow::Result<()> + Send>;

/// What is written beside the log.
pub struct Writes {
    /// The weekly routine.
    pub weekly: RunWeekly,
    /// Pages of the plan.
    pub pages: BringUp,
}

/// Where the data come from.
pub struct Source {
    /// Folder of the log.
    pub data_dir: PathBuf,
    /// Whether the log may live on a network file system.
    pub network_fs: bool,
    /// Show only what was recorded before this moment, and write nothing.
    pub before: Option<DateTime<Utc>>,
    /// Takes changed files into the log: after the first load, and whenever the athlete changed one from here.
    pub prepare: Option<Prepare>,
    /// Writes rules and values into the active mission's file and says what came of it.
    pub amend: Option<Amend>,
    /// Answers a figure that was proposed for the mission and says what came of it.
    pub calibrate: Option<Calibrate>,
    /// The services; `None` where there are none to be asked.
    pub services: Option<Arc<Services>>,
    /// Settings.
    pub desk: Desk,
    /// The way for files; `None` where nothing is imported.
    pub import: Option<Import>,
    /// Stores the profile of today; `None` where nothing is stored.
    pub store_profile: Option<StoreProfile>,
    /// The way to new missions; `None` where none is made.
    pub founder: Option<Founder>,
    /// Pages in the output folder; `None` where nothing may be written.
    pub writes: Option<Writes>,
}

enum Job {
    Do(Effect),
    /// The log file was written, by whomever.
    Look,
    /// It was written a moment ago.
    LookAgain,
    /// Everything by the rules is done: a model may be asked for what it has to add.
    Advise,
}

/// When to look again after a write, ms: the file is written before the commit can be seen, and between the two lies
/// a wait for the disk.
const LOOK_AGAIN: [u64; 3] = [30, 150, 750];

/// The way to the worker. Dropping it waits for what was given to it.
pub(super) struct Driver {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
    talker: Option<Talker>,
}

impl Driver {
    /// Starts the worker.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start(
        source: Source,
        speaker: Option<Speaker>,
        clock: Clock,
        out: UnboundedSender<Msg>,
        journal: Journal,
        plant: Option<Plant>,
    ) -> io::Result<Self> {
        let place = Place { data_dir: source.data_dir.clone(), network_fs: source.network_fs };
        let planted_there = plant == Some(Plant::Talk);
        let talk = |s| Talker::start(s, place, clock.clone(), out.clone(), journal.clone(), planted_there);
        let talker = speaker.filter(|_| source.before.is_none()).map(talk).transpose()?;
        let (jobs, queue) = mpsc::channel();
        let own = jobs.clone();
        let work = move || {
            let worker = Worker {
                source,
                clock,
                out,
                journal,
                plant,
                looking: Arc::new(AtomicBool::new(false)),
                looks: Vec::new(),
                store: None,
                folded: None,
                known: None,
                watcher: None,
                syncing: None,
                advising: None,
                own: own.clone(),
                ending: CancellationToken::new(),
                reviewing: Arc::default(),
                stop: Stop::default(),
                prepared: false,
            };
            worker.run(&queue, own);
        };
        let thread = thread::Builder::new().name("worker".into()).spawn(work)?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), talker })
    }

    /// Gives the worker something to do.
    pub(super) fn give(&self, effect: Effect) {
        let effect = match (effect, &self.talker) {
            (Effect::Respond { asked, text, modifies, known, today }, Some(talker))
                if !converse::for_rules(&text, modifies, today) =>
            {
                return talker.ask(Ask { asked, text, modifies, known });
            }
            (Effect::Stop(asked), talker) => return talker.iter().for_each(|t| t.stop(asked)),
            (effect, _) => effect,
        };
        if let Some(jobs) = &self.jobs {
            // A worker that is gone has said why before it went.
            let _ = jobs.send(Job::Do(effect));
        }
    }

    /// Waits until everything given is done.
    pub(super) fn finish(&mut self) {
        if let Some(talker) = &mut self.talker {
            talker.finish();
        }
        if let Some(jobs) = self.jobs.take() {
            let _ = jobs.send(Job::Do(Effect::Quit));
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // While a panic unwinds, the terminal comes first; the log is whole at any moment.
        if !thread::panicking() {
            self.finish();
        }
    }
}

struct Worker {
    source: Source,
    clock: Clock,
    out: UnboundedSender<Msg>,
    journal: Journal,
    plant: Option<Plant>,
    looking: Arc<AtomicBool>,
    /// Moments to look at the log again, the first one first.
    looks: Vec<Instant>,
    store: Option<Store>,
    folded: Option<(Arc<Athlete>, u64)>,
    known: Option<Known>,
    watcher: Option<RecommendedWatcher>,
    /// Whether the files were taken in.
    prepared: bool,
    syncing: Option<thread::JoinHandle<()>>,
    /// The thread that asks a model in the background.
    advising: Option<thread::JoinHandle<()>>,
    /// The way to the worker itself.
    own: mpsc::Sender<Job>,
    /// Ends the question that a model is asked in the background.
    ending: CancellationToken,
    /// Number of the wish for reviews that counts.
    reviewing: Arc<AtomicU64>,
    /// Ends the run against the services that goes on.
    stop: Stop,
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop.ask();
        self.ending.cancel();
        self.reviewing.fetch_add(1, Ordering::SeqCst);
        for thread in [self.syncing.take(), self.advising.take()].into_iter().flatten() {
            // What it panicked about has been told.
            let _ = thread.join();
        }
    }
}

impl Worker {
    fn run(mut self, queue: &mpsc::Receiver<Job>, own: mpsc::Sender<Job>) {
        let mut own = Some(own);
        let mut waiting: VecDeque<Job> = VecDeque::new();
        loop {
            if waiting.is_empty() {
                let Some(job) = self.next(queue) else { return };
                waiting.push_back(job);
            }
            waiting.extend(queue.try_iter());
            let Some(job) = waiting.pop_front() else { continue };
            let loads = |j: &Job| matches!(j, Job::Do(Effect::Load(_)));
            let outlines = |j: &Job| matches!(j, Job::Do(Effect::Outline { .. }));
            // Only the newest of several is worth the work.
            if loads(&job) && waiting.iter().any(loads) || outlines(&job) && waiting.iter().any(outlines) {
                continue;
            }
            if matches!(job, Job::Do(Effect::Quit)) {
                return;
            }
            let lost = answer_for(&job);
            let first = loads(&job);
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.does(job))) {
                let how = how(panic.as_ref());
                self.tell(match lost {
                    Some(answer) => answer(how),
                    None => super::broken("A background task", &how),
                });
                // Half-done work is not built upon.
                (self.folded, self.known) = (None, None);
            }
            if first && let Some(own) = own.take() {
                self.watch(own);
            }
        }
    }

    /// The next job; `None` when there will be no more.
    fn next(&mut self, queue: &mpsc::Receiver<Job>) -> Option<Job> {
        let Some(at) = self.looks.first().copied() else { return queue.recv().ok() };
        match queue.recv_timeout(at.saturating_duration_since(Instant::now())) {
            Ok(job) => Some(job),
            Err(mpsc::RecvTimeoutError::Timeout) => {
                self.looks.remove(0);
                Some(Job::LookAgain)
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
        }
    }

    fn does(&mut self, job: Job) {
        self.breaks(Plant::Worker)();
        match job {
            Job::Look => {
                self.looking.store(false, Ordering::SeqCst);
                let now = Instant::now();
                self.looks = LOOK_AGAIN.iter().map(|ms| now + Duration::from_millis(*ms)).collect();
                self.look();
            }
            Job::LookAgain => self.look(),
            Job::Advise => self.advise(),
            Job::Do(Effect::Load(day)) => self.load(day),
            Job::Do(Effect::Append { request, entries }) => {
                let planned = entries.iter().any(|e| changes_plan(&e.event));
                let result = self.append(entries);
                let known = result.as_ref().ok().map(|s| s.known.clone());
                self.tell(Msg::Saved { request, result });
                let Some(known) = known else { return };
                if planned {
                    self.bring_up(&known);
                }
                // What was said or answered may ask for another decision, and for another proposal.
                if self.prepared {
                    self.routine(known.morning.date, &known);
                }
            }
            Job::Do(Effect::Weekly(day)) => {
                self.weekly(day);
                self.advise();
            }
            Job::Do(Effect::Respond { asked, text, modifies, known, today }) => {
                self.tell(Msg::Replied { asked, reply: Ok(talker::by_rules(&known, &text, modifies, today)) });
            }
            Job::Do(Effect::Constrain(rules)) => self.constrain(&rules),
            Job::Do(Effect::Calibrate(id, outcome)) => self.calibrate(id, outcome),
            Job::Do(Effect::Sync { asked }) => self.sync(asked),
            Job::Do(Effect::ReadLog(most)) => match self.log(most) {
                Ok(lines) => self.tell(Msg::Log(lines)),
                Err(e) => self.tell(Msg::Failed(card("The log can't be listed", &e))),
            },
            Job::Do(Effect::ReadCall(seq)) => match self.exchange(seq) {
                Ok(lines) => self.tell(Msg::Call { seq, lines }),
                Err(e) => self.tell(Msg::Failed(card("The exchange can't be read", &e))),
            },
            Job::Do(Effect::ReadProfile { athlete, today }) => {
                self.tell(Msg::Profile(Box::new(crate::coach::profile::versions::versions(&athlete, today))));
            }
            Job::Do(Effect::ReadReviews { known, today, weeks }) => self.reviews(known, today, weeks),
            Job::Do(Effect::StoreProfile) => {
                self.store_profile();
                self.advise();
            }
            Job::Do(Effect::ReadSettings) => self.tell(Msg::Settings(Box::new(self.sheet()))),
            Job::Do(Effect::Import(path)) => self.import(path),
            Job::Do(Effect::Outline { asked, founding, today }) => self.outline(asked, &founding, today),
            Job::Do(Effect::Found(founding)) => self.found(&founding),
            Job::Do(Effect::WriteSettings(changes)) => {
                let result = self.write_settings(&changes);
                let done = result.is_ok();
                let result = result.map(|said| Box::new(Sheet { said, ..self.sheet() }));
                self.tell(Msg::SettingWritten(result));
                if done {
                    self.take_in();
                }
            }
            Job::Do(Effect::KeepTheme(name)) => {
                if let Err(text) = self.write_settings(&[("screen.theme".to_owned(), Some(name))]) {
                    let (title, remedy) = ("The theme is not kept".into(), "It holds until you quit.".into());
                    self.tell(Msg::Failed(Card { title, text, remedy }));
                }
            }
            Job::Do(Effect::TakeIn(_)) => self.take_in(),
            Job::Do(_) => {}
        }
    }

    /// The newest events, newest first, in the athlete's time.
    fn log(&mut self, most: usize) -> Result<Vec<LogLine>, LogError> {
        let before = self.source.before;
        let mut lines = self.store()?.tail(most)?;
        lines.retain(|l| before.is_none_or(|b| l.recorded_at < b));
        let line = |l: crate::log::AuditLine| LogLine {
            seq: l.seq,
            at: self.clock.local(l.recorded_at),
            actor: l.actor,
            kind: l.kind,
            summary: l.summary,
        };
        Ok(lines.into_iter().rev().map(line).collect())
    }

    /// The exchange with a model that an event belongs to, as a page.
    fn exchange(&mut self, seq: u64) -> Result<Vec<String>, LogError> {
        let before = self.source.before;
        let mut events = self.store()?.of_kinds(&["model_requested", "model_answered"])?;
        events.retain(|e| before.is_none_or(|b| e.recorded_at < b));
        let of = |e: &Event| match e {
            Event::ModelRequested(q) => Some(q.call),
            Event::ModelAnswered(a) => Some(a.call),
            _ => None,
        };
        let call = events.iter().find(|e| e.seq == seq).and_then(|e| of(&e.event));
        let sent = events.iter().find(|e| matches!(&e.event, Event::ModelRequested(q) if Some(q.call) == call));
        let answer = events.iter().find_map(|e| match &e.event {
            Event::ModelAnswered(a) if Some(a.call) == call => Some(&**a),
            _ => None,
        });
        Ok(match sent {
            Some(Recorded { event: Event::ModelRequested(q), recorded_at, .. }) => {
                crate::domain::exchange::page(&self.clock.local(*recorded_at), q, answer)
            }
            _ => vec!["The content of this exchange was erased.".to_owned()],
        })
    }

    /// Takes changed files into the log, and tells what is known then.
    fn take_in(&mut self) {
        self.prepared = false;
        let day = self.known.as_ref().map_or_else(|| self.clock.today(), |k| k.morning.date);
        self.load(day);
    }

    fn tell(&self, msg: Msg) {
        // Nobody listens any more when the cockpit is closing.
        let _ = self.out.send(msg);
    }

    /// Asks the services, on a thread of its own: the log and the athlete's answers never wait for a network.
    fn sync(&mut self, asked: bool) {
        let Some(services) = self.source.services.clone() else {
            return self.tell(Msg::Synced(Ok(Synced::default())));
        };
        if let Some(before) = self.syncing.take() {
            // The machine asks for the next one when it has heard of the end of this one.
            let _ = before.join();
        }
        let (out, stop, journal) = (self.out.clone(), self.stop.clone(), self.journal.clone());
        let (own, breaks) = (self.own.clone(), self.breaks(Plant::Sync));
        let work = move || {
            let tell = out.clone();
            let tell = move |msg| {
                // Nobody listens any more when the cockpit is closing.
                let _ = tell.send(msg);
            };
            let run = AssertUnwindSafe(|| {
                breaks();
                services.run(asked, &stop, &tell)
            });
            let result = catch_unwind(run).unwrap_or_else(|panic| {
                let remedy = "The rest goes on; s asks again. The details are in lanterne.log.".into();
                Err(Card { title: "Asking the services broke".into(), text: how(panic.as_ref()), remedy })
            });
            if let Err(card) = &result {
                journal.line(&format!("{}: {}", card.title, card.text));
            }
            let _ = out.send(Msg::Synced(result));
            let _ = own.send(Job::Advise);
        };
        match thread::Builder::new().name("sync".into()).spawn(work) {
            Ok(thread) => self.syncing = Some(thread),
            Err(e) => {
                let remedy = "s asks again.".into();
                let title = "The services could not be asked".into();
                self.tell(Msg::Synced(Err(Card { title, text: e.to_string(), remedy })));
            }
        }
    }

    /// Asks a model for what it has to add, on a thread of its own: nothing waits for it. While one question goes on there
    /// is no second one.
    fn advise(&mut self) {
        let Some(services) = self.source.services.clone().filter(|s| s.config.model.is_some()) else { return };
        if self.advising.as_ref().is_some_and(|t| !t.is_finished()) {
            return;
        }
        let (out, ending, journal) = (self.out.clone(), self.ending.clone(), self.journal.clone());
        let breaks = self.breaks(Plant::Advice);
        let work = move || {
            let asked = catch_unwind(AssertUnwindSafe(|| {
                breaks();
                services.advise(&ending)
            }));
            let advised = asked.unwrap_or_else(|panic| Err(how(panic.as_ref()))).unwrap_or_else(|why| {
                journal.line(&format!("asking the model in the background: {why}"));
                Advised { unheard: Some(why), nearly: None }
            });
            if advised != Advised::default() {
                let _ = out.send(Msg::Advised(advised));
            }
        };
        match thread::Builder::new().name("advice".into()).spawn(work) {
            Ok(thread) => self.advising = Some(thread),
            Err(e) => self.journal.line(&format!("the model can't be asked in the background: {e}")),
        }
    }

    /// Imports on a thread of its own: the log and the athlete's answers never wait for a disk full of files.
    fn import(&mut self, path: String) {
        let job = String::from(IMPORT);
        let Some(import) = self.source.import.clone() else {
            let card = Card {
                title: "Nothing is imported here".into(),
                text: "This looks back, or is the demo athlete.".into(),
                remedy: "Leave it, and import into your own log.".into(),
            };
            return self.tell(Msg::Finished { job, result: Err(card) });
        };
        let (out, journal, breaks) = (self.out.clone(), self.journal.clone(), self.breaks(Plant::Import));
        let work = move || {
            let tell = |p: Progress| {
                // Nobody listens any more when the cockpit is closing.
                let _ = out.send(Msg::Progress(p));
            };
            let run = AssertUnwindSafe(|| {
                breaks();
                import(&path, &tell)
            });
            let result = catch_unwind(run).unwrap_or_else(|panic| {
                let remedy = "What was stored stays; import it again to go on.".into();
                Err(Card { title: "The import broke".into(), text: how(panic.as_ref()), remedy })
            });
            if let Err(card) = &result {
                journal.line(&format!("{}: {}", card.title, card.text));
            }
            let _ = out.send(Msg::Finished { job: IMPORT.into(), result });
        };
        // An import that is cut off by the end of the program goes on where it was when it is made again.
        if let Err(e) = thread::Builder::new().name("import".into()).spawn(work) {
            let card =
                Card { title: "The import could not start".into(), text: e.to_string(), remedy: String::new() };
            self.tell(Msg::Finished { job, result: Err(card) });
        }
    }

    /// Breaks where a break is planted, once; does nothing anywhere else.
    fn breaks(&mut self, here: Plant) -> impl FnOnce() + Send + use<> {
        let planted_here = self.plant == Some(here);
        if planted_here {
            self.plant = None;
        }
        move || {
            if planted_here {
                planted();
            }
        }
    }

    /// Reviews weeks on a thread of its own; a later wish ends an earlier one.
    fn reviews(&mut self, known: Known, today: Day, weeks: Vec<Day>) {
        let mine = self.reviewing.fetch_add(1, Ordering::SeqCst) + 1;
        let (out, newest) = (self.out.clone(), Arc::clone(&self.reviewing));
        let breaks = self.breaks(Plant::Reviews);
        let work = move || {
            let run = AssertUnwindSafe(|| {
                breaks();
                for week in weeks {
                    if newest.load(Ordering::SeqCst) != mine {
                        return;
                    }
                    let review = Box::new(review(&known.athlete, week, today));
                    if out.send(Msg::Reviewed { head: known.head, review }).is_err() {
                        return;
                    }
                }
            });
            if let Err(panic) = catch_unwind(run) {
                // Nobody listens any more when the cockpit is closing.
                let _ = out.send(super::broken("Reviewing the weeks", &how(panic.as_ref())));
            }
        };
        if let Err(e) = thread::Builder::new().name("reviews".into()).spawn(work) {
            self.journal.line(&format!("the weeks can't be reviewed: {e}"));
        }
    }

    fn store_profile(&mut self) {
        let result = match (&self.folded, &self.source.store_profile) {
            (Some((athlete, _)), Some(store)) => store(athlete),
            _ => Err("no profile is stored here".into()),
        };
        let result = result.map_err(|text| Card {
            title: "The profile was not stored".into(),
            text: CleanText::block(&text).to_string(),
            remedy: "Put right what is named above and store it again.".into(),
        });
        self.tell(Msg::Finished { job: "profile".into(), result });
    }

    fn outline(&mut self, asked: u64, founding: &Founding, today: Day) {
        let result = match (&self.folded, &self.source.founder) {
            (Some((athlete, _)), Some(founder)) => (founder.outline)(athlete, founding, today).map(Box::new),
            (None, _) => Err("still reading the log".into()),
            (_, None) => Err("no mission is made here".into()),
        };
        self.tell(Msg::Outlined { asked, result });
    }

    fn found(&mut self, founding: &Founding) {
        let found = self.source.founder.as_ref().map(|f| (f.found)(founding));
        let result = found.unwrap_or_else(|| Err("no mission is made here".into())).map_err(|text| Card {
            title: "The mission was not taken up".into(),
            text: CleanText::block(&text).to_string(),
            remedy: "Nothing was laid. Change what is named above and take it up again.".into(),
        });
        self.tell(Msg::Finished { job: "mission".into(), result });
    }

    fn load(&mut self, day: Day) {
        let known = match self.known(day) {
            Ok(known) => known,
            Err(e) => return self.tell(Msg::LoadFailed(card("The log can't be read", &e))),
        };
        self.tell(Msg::Loaded(known.clone()));
        if self.source.before.is_none() {
            self.routine(day, &known);
        }
    }

    /// What is done once the morning is on screen: configuration and missions into the log, the day's decision and
    /// suggestion as events. Everything is keyed, so that doing it again writes nothing.
    fn routine(&mut self, day: Day, told: &Known) {
        let Some(store) = &self.store else { return };
        if store.read_only().is_some() {
            return;
        }
        if !std::mem::replace(&mut self.prepared, true)
            && let Some((athlete, head)) = &self.folded
            && let Some(prepare) = &self.source.prepare
            && let Err(e) = prepare(store, athlete, *head)
        {
            let text = CleanText::line(&format!("{e:#}")).to_string();
            let remedy = "The cockpit goes on with what the log says.".into();
            self.tell(Msg::Failed(Card { title: "Settings or missions were not taken in".into(), text, remedy }));
        }
        if let Err(e) = self.observe(day, told) {
            self.tell(Msg::Failed(card("The day's decision was not written", &e)));
        }
    }

    fn observe(&mut self, day: Day, told: &Known) -> Result<(), LogError> {
        if let (Some(store), Some((athlete, _))) = (&self.store, &self.folded) {
            closing::run(store, athlete, day, Utc::now())?;
        }
        let before = self.known(day)?;
        if let Some(store) = &self.store {
            let services = self.source.services.as_ref();
            let queue = services.map(|s| Queue::of(store, &s.paths, &s.config)).transpose()?.flatten();
            routine::observe_morning(store, &before.athlete, &before.morning, Utc::now(), queue.as_ref())?;
            if let Some(s) = services {
                purse::warn(store, &s.config, queue.as_ref(), &before.athlete, Utc::now())?;
            }
        }
        let after = self.known(day)?;
        // Changed settings and missions were taken in before the day was decided, so it is what was told that counts.
        if after.head != told.head || after.morning != told.morning {
            self.tell(Msg::Loaded(after));
        }
        Ok(())
    }

    /// Tells when the log has grown; then there is no need to look again.
    fn look(&mut self) {
        let head = self.folded.as_ref().map_or(0, |(_, head)| *head);
        match self.store.as_ref().map(|s| s.changed_since(head)) {
            Some(Ok(true)) => {
                self.looks.clear();
                self.tell(Msg::Changed);
            }
            Some(Err(e)) => self.journal.line(&format!("looking for changes: {e}")),
            Some(Ok(false)) | None => {}
        }
    }

    fn sheet(&self) -> Sheet {
        (self.source.desk.read)(self.folded.as_ref().map(|(athlete, _)| &**athlete))
    }

    /// Values of config.toml and keys.toml, or of the active mission's file; what there is to say of it besides.
    fn write_settings(&mut self, changes: &[(String, Option<String>)]) -> Result<Option<String>, String> {
        let of_mission: Vec<(String, Option<String>)> = changes
            .iter()
            .filter_map(|(key, v)| Some((key.strip_prefix(MISSION)?.to_owned(), v.clone())))
            .collect();
        let others: Vec<(String, Option<String>)> =
            changes.iter().filter(|(key, _)| !key.starts_with(MISSION)).cloned().collect();
        if !others.is_empty() {
            (self.source.desk.write)(&others)?;
        }
        if of_mission.is_empty() {
            return Ok(None);
        }
        let (Some(store), Some((athlete, _)), Some(amend)) = (&self.store, &self.folded, &mut self.source.amend)
        else {
            return Err("The mission's file can't be written from here.".into());
        };
        match amend(store, athlete, Amendment::Keys(&of_mission)) {
            Ok(said) => Ok(Some(said)),
            Err(AmendError::Refused(issues)) => Err(crate::config::issue::of_keys(&issues, &of_mission)),
            Err(e) => Err(CleanText::block(&e.to_string()).to_string()),
        }
    }

    fn constrain(&mut self, rules: &[MissionChange]) {
        let failed = |text: String| {
            let remedy = "The mission's file is as it was.".into();
            Card { title: "The mission was not changed".into(), text: CleanText::block(&text).to_string(), remedy }
        };
        let result = match (&self.store, &self.folded, &mut self.source.amend) {
            (Some(store), Some((athlete, _)), Some(amend)) => {
                amend(store, athlete, Amendment::Rules(rules)).map_err(|e| failed(e.to_string()))
            }
            _ => Err(failed("The mission's file can't be written from here.".into())),
        };
        self.tell(Msg::Finished { job: "mission".into(), result });
    }

    fn calibrate(&mut self, id: ShortId, outcome: CalibrationOutcome) {
        let failed = |text: String| {
            let remedy = "Nothing was changed; lanterne ledger shows where it stands.".into();
            Card { title: "The figure was not answered".into(), text: CleanText::block(&text).to_string(), remedy }
        };
        let result = match (&self.store, &self.folded, &mut self.source.calibrate) {
            (Some(store), Some((athlete, _)), Some(calibrate)) => {
                calibrate(store, athlete, (id, outcome)).map_err(|e| failed(format!("{e:#}")))
            }
            _ => Err(failed("The mission's file can't be written from here.".into())),
        };
        self.tell(Msg::Finished { job: "mission".into(), result });
    }

    fn weekly(&mut self, day: Day) {
        let failed = |text: String| {
            let remedy = "What is written stays; the next run goes on from there.".into();
            Card { title: "The weekly routine stopped".into(), text: CleanText::block(&text).to_string(), remedy }
        };
        let result = match (&self.store, &self.source.writes) {
            (Some(store), Some(writes)) => (writes.weekly)(store, day).map_err(|e| failed(format!("{e:#}"))),
            _ => Err(failed("Nothing can be written from here.".into())),
        };
        self.tell(Msg::Finished { job: crate::app::services::WEEKLY.into(), result });
    }

    /// Brings the pages of a changed plan up to date; the plan is safe in the log whatever comes of it.
    fn bring_up(&self, known: &Known) {
        if let (Some(store), Some(writes)) = (&self.store, &self.source.writes)
            && let Err(e) = (writes.pages)(store, &known.athlete, known.morning.date)
        {
            let text = CleanText::block(&format!("{e:#}")).to_string();
            let remedy = "The plan is changed; the pages follow with the next change.".into();
            self.tell(Msg::Failed(Card { title: "The pages are not up to date".into(), text, remedy }));
        }
    }

    fn append(&mut self, entries: Vec<Entry>) -> Result<Saving, String> {
        let words = |e: LogError| CleanText::line(&e.to_string()).to_string();
        let now = Utc::now();
        let athlete = self.folded.as_ref().map(|(a, _)| a);
        for e in &entries {
            if let (Some(a), Event::ProposalAnswered(answer)) = (athlete, &e.event)
                && matches!(answer.outcome, Outcome::Accepted { .. })
            {
                proposal::in_time(a, answer.proposal, now).map_err(|e| e.to_string())?;
            }
        }
        let events = entries.into_iter().map(|e| NewEvent {
            key: e.key.unwrap_or_else(|| format!("once:{}", Uuid::now_v7())),
            event: e.event,
            actor: e.actor,
            provenance: Provenance::of(Provider::Manual),
            cause: None,
            recorded_at: now,
        });
        let done = self.store().map_err(words)?.append(events.collect()).map_err(words)?;
        let day = self.known.as_ref().map_or_else(|| self.clock.today(), |k| k.morning.date);
        let known = self.known(day).map_err(words)?;
        Ok(Saving { written: done.written, duplicates: done.duplicates, known })
    }

    fn store(&mut self) -> Result<&Store, LogError> {
        if self.store.is_none() {
            let access = if self.source.before.is_some() { Access::ReadOnly } else { Access::ReadWrite };
            let options = OpenOptions { access, allow_network_fs: self.source.network_fs };
            self.store = Some(Store::open_with(&self.source.data_dir, options)?);
        }
        self.store.as_ref().ok_or(LogError::Closed)
    }

    /// What the log says now; the same as last time when nothing was written since.
    fn known(&mut self, day: Day) -> Result<Known, LogError> {
        let folded = self.folded.take();
        let before = self.source.before;
        let store = self.store()?;
        let (athlete, head) = match (folded, before) {
            (None, Some(before)) => fresh(store.athlete_as_of(before)?),
            (None, None) => fresh(store.athlete()?),
            (Some(old), Some(_)) => old,
            (Some((mut athlete, head)), None) => {
                let head = if store.changed_since(head)? {
                    store.catch_up(Arc::make_mut(&mut athlete), head)?
                } else {
                    head
                };
                (athlete, head)
            }
        };
        self.folded = Some((Arc::clone(&athlete), head));
        if let Some(known) = self.known.as_ref().filter(|k| k.head == head && k.morning.date == day) {
            return Ok(known.clone());
        }
        let history = match self.known.take() {
            // A decision, an answer or a word changes nothing of what was done.
            Some(k) if k.history.today == day && same_past(&k.athlete, &athlete) => k.history,
            _ => Arc::new(History::build(&athlete, day)),
        };
        let mut morning = morning_with(&athlete, &history, day);
        if let Some(before) = before {
            morning.as_of = self.clock.date_before(before);
        }
        let known = Known { head, athlete, history, morning: Arc::new(morning) };
        self.known = Some(known.clone());
        Ok(known)
    }

    fn watch(&mut self, own: mpsc::Sender<Job>) {
        if self.source.before.is_some() {
            return;
        }
        let Some(path) = self.store.as_ref().map(|s| s.path().to_owned()) else { return };
        let looking = Arc::clone(&self.looking);
        let since = own.clone();
        let changed = move || {
            // One look answers any number of writes.
            if !looking.swap(true, Ordering::SeqCst) {
                let _ = own.send(Job::Look);
            }
        };
        match watch::watch(&path, changed) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                // What was written between the last look and now was told to nobody.
                if !self.looking.swap(true, Ordering::SeqCst) {
                    let _ = since.send(Job::Look);
                }
            }
            Err(e) => self.journal.line(&format!("the data folder can't be watched: {e}")),
        }
    }
}

/// Whether an event may change the plan.
fn changes_plan(e: &Event) -> bool {
    match e {
        Event::ProposalAnswered(a) => !matches!(a.outcome, Outcome::Superseded { .. }),
        Event::PlanLaid(_) | Event::PlanUndone(_) | Event::SessionsLocked(_) => true,
        _ => false,
    }
}

/// Whether two folds of one athlete have the same history.
fn same_past(a: &Athlete, b: &Athlete) -> bool {
    Arc::ptr_eq(&a.activities, &b.activities) && Arc::ptr_eq(&a.wellness, &b.wellness) && a.settings == b.settings
}

fn fresh((athlete, head): (Athlete, u64)) -> (Arc<Athlete>, u64) {
    (Arc::new(athlete), head)
}

/// What the machine must hear when a job breaks: a question without an answer would be waited for for ever.
fn answer_for(job: &Job) -> Option<Box<dyn FnOnce(String) -> Msg>> {
    match job {
        Job::Do(Effect::Load(_)) => Some(Box::new(|how| {
            let remedy = "Press r to read it again.".into();
            Msg::LoadFailed(Card { title: "The log could not be taken in".into(), text: how, remedy })
        })),
        Job::Do(Effect::Append { request, .. }) => {
            let request = *request;
            Some(Box::new(move |how| Msg::Saved { request, result: Err(how) }))
        }
        Job::Do(Effect::Outline { asked, .. }) => {
            let asked = *asked;
            Some(Box::new(move |how| Msg::Outlined { asked, result: Err(how) }))
        }
        Job::Do(Effect::Respond { asked, .. }) => {
            let asked = *asked;
            Some(Box::new(move |how| Msg::Replied { asked, reply: Err(how) }))
        }
        _ => None,
    }
}

fn how(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it gave no reason".into())
}

fn card(title: &str, error: &LogError) -> Card {
    Card {
        title: title.into(),
        text: CleanText::line(&error.to_string()).to_string(),
        remedy: "`lanterne events verify` looks the log over; r tries again.".into(),
    }
}

/// Breaks on purpose, to see that everything around survives it.
#[expect(clippy::panic, reason = "being a panic is all that it is for")]
pub(super) fn planted() {
    panic!("planted");
}

#[cfg(test)]
mod tests;
