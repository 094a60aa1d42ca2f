//! The loop and the driver: terminal, input, effects, clock.
//!
//! Owns: every thread and every task. Does not own: what they mean.
//!
//! ```text
//!  main thread                         worker thread             threads that only wait
//!  keys ──▶ update ──▶ view            log, fold, morning,       terminal hang-up, file watch,
//!             │  ▲                     coach's answers           terminal reader
//!             ▼  └──── Msg ◀───────────────┘  ▲                        │
//!          Effect ────────────────────────────┘◀───────────────────────┘
//! ```
//! While nothing happens nothing wakes up: no tick, one timer for the next thing that is due.

mod clock;
mod driver;
mod editor;
mod journal;
mod keys;
mod looping;
mod program;
mod services;
mod talker;
mod terminal;
#[cfg(unix)]
mod unix;
mod watch;

pub use clock::Clock;
pub use driver::{
    Amend, BringUp, Calibrate, Desk, Founder, Import, Prepare, ReadSettings, RunWeekly, Source, StoreProfile,
    WriteSettings, Writes,
};
pub use services::Services;

use crate::{
    app::{Card, Effect, Keymap, Msg, Offers, Size, State, state::Talk},
    domain::{CleanText, Units},
    sync::converse::Speaker,
    tui::Theme,
};
use driver::Driver;
use journal::Journal;
use looping::{Cockpit, Pause};
use std::{ffi::OsString, io, path::PathBuf};
use terminal::Guard;
use tokio::sync::mpsc;

/// Finds a theme by its name, or says what is wrong with it.
pub type Themes = Box<dyn Fn(&str) -> Result<Theme, String>>;

/// Everything that a cockpit is started with.
pub struct Setup {
    /// Where its data come from.
    pub source: Source,
    /// The athlete's calendar.
    pub clock: Clock,
    /// Whether it shows the demo athlete.
    pub demo: bool,
    /// Whether a check-in is asked for before the morning is shown.
    pub check_in: bool,
    /// Why nothing may be changed, when that is so.
    pub read_only: Option<String>,
    /// The model that answers what the rules don't; none, or why a configured one can't be used.
    pub speaker: Result<Option<Speaker>, String>,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// Units on screen.
    pub units: Units,
    /// Whether anything moves by itself.
    pub motion: bool,
    /// Keys.
    pub keymap: Keymap,
    /// Name of the first theme.
    pub theme: String,
    /// Names of all themes.
    pub theme_names: Vec<String>,
    /// Finds a theme.
    pub themes: Themes,
    /// Whether who has nothing here yet is greeted with the first steps.
    pub start: bool,
    /// What there is to begin with.
    pub offers: Offers,
    /// This program with the flags that lead to this home, for what gets the terminal for a while.
    pub program: Vec<OsString>,
    /// Where the program writes about itself; nothing is ever printed over the screen.
    pub journal: PathBuf,
    /// A panic to be had on purpose, to see that the terminal comes back; only in debug builds.
    pub plant: Option<Plant>,
}

/// Where a panic is planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plant {
    /// In the thread that draws, once the first morning is on screen.
    Screen,
    /// In the worker, on its first job.
    Worker,
    /// In an import.
    Import,
    /// In the review of weeks.
    Reviews,
    /// In the run against the services.
    Sync,
    /// In the talk with a model.
    Talk,
    /// In asking a model in the background.
    Advice,
}

/// Why a cockpit could not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The terminal can't be used.
    #[error("the terminal can't be used: {0}; the cockpit needs a terminal, `lanterne today` needs none")]
    Terminal(#[source] io::Error),
    /// The run-time could not be started.
    #[error("the cockpit can't be started: {0}")]
    Start(#[source] io::Error),
    /// The first theme is not there.
    #[error("{0}")]
    Theme(String),
}

/// Runs the cockpit until the athlete leaves it, the terminal goes or a signal ends it. The terminal is as before
/// afterwards, whatever happens.
///
/// # Errors
/// When there is no usable terminal, or the first theme can't be loaded.
pub fn run(setup: Setup) -> Result<(), RunError> {
    let theme = (setup.themes)(&setup.theme).map_err(RunError::Theme)?;
    let journal = Journal::open(&setup.journal);
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().enable_io().build().map_err(RunError::Start)?;
    // Before raw mode, so that no way out is left without it.
    let guard = Guard::install(journal.clone(), setup.mouse).map_err(RunError::Terminal)?;
    runtime.block_on(cockpit(setup, theme, &guard, journal)).map_err(RunError::Terminal)
}

async fn cockpit(setup: Setup, theme: Theme, guard: &Guard, journal: Journal) -> io::Result<()> {
    let (out, inbox) = mpsc::unbounded_channel();
    let (sign, signs) = mpsc::unbounded_channel();
    #[cfg(unix)]
    unix::listen(&sign, &journal)?;
    // The worker begins to read the log while the terminal is made ready.
    let syncs = setup.source.services.is_some();
    let today = setup.clock.today();
    let (speaker, complaint) = match setup.speaker {
        Ok(speaker) => (speaker, None),
        Err(why) => (None, Some(why)),
    };
    let caps = speaker.as_ref().map(|s| s.endpoint.model().caps);
    let driver =
        Driver::start(setup.source, speaker, setup.clock.clone(), out.clone(), journal.clone(), setup.plant)?;
    if let Some(text) = complaint {
        let remedy = "The rules answer in its place.".into();
        let _ = out.send(Msg::Failed(Card { title: "The model can't be asked".into(), text, remedy }));
    }
    drop(out);
    driver.give(Effect::Load(today));
    guard.take()?;
    let terminal = guard.screen()?;
    let size = terminal.size()?;
    let size = Size { width: size.width, height: size.height };
    let mut state = State::new(today, size, setup.keymap, &setup.theme, setup.theme_names);
    (state.demo, state.read_only) = (setup.demo, setup.read_only);
    state.asks_check_in = setup.check_in;
    state.units = setup.units;
    (state.asks_start, state.offers) = (setup.start, setup.offers);
    state.talk = Talk { caps, date: setup.clock.date(), ..Talk::default() };
    let mut cockpit = Cockpit::new(state, theme, terminal, inbox, signs, driver, setup.themes, setup.clock);
    cockpit.syncs(syncs);
    cockpit.motion = setup.motion;
    cockpit.clipboard = Some(Box::new(terminal::copy));
    cockpit.plant = setup.plant == Some(Plant::Screen);
    loop {
        let mut input = crossterm::event::EventStream::new();
        let pause = cockpit.run(&mut input).await;
        // The reader's thread must be gone before anything else reads the terminal.
        drop(input);
        match pause? {
            Pause::Quit => break,
            Pause::HungUp => {
                journal.line("the terminal has gone");
                break;
            }
            Pause::Suspend => {
                guard.leave();
                #[cfg(unix)]
                unix::stop();
                guard.take()?;
            }
            // Whoever stopped and resumed us may have left the terminal in any mode.
            Pause::Resumed => guard.take()?,
            Pause::Run(program) => {
                guard.leave();
                let ran = program::run(&setup.program, &program);
                guard.take()?;
                cockpit.came_back();
                cockpit.hears(program::message(program, ran));
            }
            Pause::EditFile(path) => {
                guard.leave();
                let edited = editor::edit_file(std::path::Path::new(&path));
                guard.take()?;
                cockpit.hears(editor::of_file(edited));
            }
            Pause::Editor(text) => {
                guard.leave();
                let edited = editor::edit(&text);
                guard.take()?;
                cockpit.hears(editor::message(edited));
            }
        }
        cockpit.repaint()?;
    }
    // A request that is on its way to the disk is finished before the terminal is given back.
    cockpit.finish();
    drop(sign);
    Ok(())
}

/// A card for something that broke inside.
fn broken(what: &str, how: &str) -> Msg {
    Msg::Failed(Card {
        title: format!("{what} broke"),
        text: CleanText::line(how).to_string(),
        remedy: "The rest goes on; nothing that was called saved is lost. The details are in lanterne.log.".into(),
    })
}
