//! The thread that talks to the model: one question at a time, its words as they come, stopped by one key.
//!
//! Owns: the thread, its own way to the log, the wish to stop. Does not own: what is asked and answered (sync, model).

use super::{clock::Clock, journal::Journal};
use crate::{
    app::{
        Known, Msg,
        msg::{Reply, Stream},
    },
    domain::{Day, ShortId},
    log::{Access, OpenOptions, Store},
    model::turn::News,
    sync::converse::{self, Line, Scene, Speaker, Spoken},
};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};
use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

/// A question for the model.
pub(super) struct Ask {
    /// Its number.
    pub(super) asked: u64,
    /// The athlete's words.
    pub(super) text: String,
    /// The proposal they are about.
    pub(super) modifies: Option<ShortId>,
    /// What is known.
    pub(super) known: Known,
}

/// Where the model's ledger is.
pub(super) struct Place {
    /// Folder of the log.
    pub(super) data_dir: PathBuf,
    /// Whether it may be on a network file system.
    pub(super) network_fs: bool,
}

type Open = Arc<Mutex<Option<(u64, CancellationToken)>>>;

/// The way to the thread. Dropping it stops the question that is open and waits for its end.
pub(super) struct Talker {
    jobs: Option<mpsc::Sender<Ask>>,
    thread: Option<thread::JoinHandle<()>>,
    open: Open,
}

impl Talker {
    /// Starts the thread; `plant` lets its first talk panic, to see what survives it.
    ///
    /// # Errors
    /// When the system gives none.
    pub(super) fn start(
        speaker: Speaker,
        place: Place,
        clock: Clock,
        out: UnboundedSender<Msg>,
        journal: Journal,
        plant: bool,
    ) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel::<Ask>();
        let open: Open = Arc::default();
        let seen = Arc::clone(&open);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().enable_io().build()?;
        let work = move || {
            let mut desk = Desk { speaker, place, clock, out, store: None, plant };
            for ask in queue {
                let cancel = CancellationToken::new();
                *seen.lock().unwrap_or_else(PoisonError::into_inner) = Some((ask.asked, cancel.clone()));
                let asked = ask.asked;
                let done = catch_unwind(AssertUnwindSafe(|| runtime.block_on(desk.answer(ask, &cancel))));
                *seen.lock().unwrap_or_else(PoisonError::into_inner) = None;
                let reply = match done {
                    Ok(Some(reply)) => reply,
                    // Whoever stopped it waits no longer.
                    Ok(None) => continue,
                    Err(_) => {
                        journal.line("the talk with the model broke");
                        Err("the talk with the model broke; the details are in lanterne.log".to_owned())
                    }
                };
                let _ = desk.out.send(Msg::Replied { asked, reply });
            }
        };
        let thread = thread::Builder::new().name("model".into()).spawn(work)?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), open })
    }

    /// Asks; an earlier question that is still open is stopped.
    pub(super) fn ask(&self, ask: Ask) {
        self.stop_open(|_| true);
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(ask);
        }
    }

    /// Stops a question; its request ends.
    pub(super) fn stop(&self, asked: u64) {
        self.stop_open(|open| open == asked);
    }

    fn stop_open(&self, which: impl Fn(u64) -> bool) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cancel)) = open.as_ref().filter(|(asked, _)| which(*asked)) {
            cancel.cancel();
        }
    }

    /// Stops what is open and waits until it is in the log.
    pub(super) fn finish(&mut self) {
        self.jobs = None;
        self.stop_open(|_| true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Talker {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.finish();
        }
    }
}

struct Desk {
    speaker: Speaker,
    place: Place,
    clock: Clock,
    out: UnboundedSender<Msg>,
    store: Option<Store>,
    /// Whether to panic at the next question, once.
    plant: bool,
}

impl Desk {
    async fn answer(&mut self, ask: Ask, cancel: &CancellationToken) -> Option<Result<Reply, String>> {
        if std::mem::take(&mut self.plant) {
            super::driver::planted();
        }
        let date = self.clock.date();
        if let Err(e) = self.open() {
            return Some(Err(e));
        }
        let store = self.store.as_ref()?;
        let known = &ask.known;
        let scene = Scene { athlete: &known.athlete, history: &known.history, morning: &known.morning };
        let out = &self.out;
        let asked = ask.asked;
        let mut on = |news: News<'_>| {
            let news = match news {
                News::Text(t) => Stream::Text(t.to_owned()),
                News::Restart => Stream::Restart,
                News::Tool(name) => Stream::Tool(name.to_owned()),
                News::Held(who) => Stream::Held(who.to_owned()),
            };
            let _ = out.send(Msg::Streamed { asked, news });
        };
        let line = Line { text: &ask.text, modifies: ask.modifies, date };
        let said = converse::by_model(&self.speaker, store, scene, line, cancel, &mut on).await?;
        Some(Ok(reply(said)))
    }

    fn open(&mut self) -> Result<(), String> {
        if self.store.is_none() {
            let options = OpenOptions { access: Access::ReadWrite, allow_network_fs: self.place.network_fs };
            self.store = Some(Store::open_with(&self.place.data_dir, options).map_err(|e| e.to_string())?);
        }
        Ok(())
    }
}

/// An answer as the machine takes it.
pub(super) fn reply(said: Spoken) -> Reply {
    Reply {
        text: said.words,
        by_model: said.by_model,
        notes: said.notes,
        events: said.reports,
        proposal: said.proposal.map(Box::new),
        undo: said.undo.is_some(),
        canvas: said.canvas,
        told: said.told,
        rules: said.rules,
        nearly: said.nearly,
    }
}

/// The answer of the rules, for the machine.
pub(super) fn by_rules(known: &Known, text: &str, modifies: Option<ShortId>, today: Day) -> Reply {
    debug_assert_eq!(known.morning.date, today, "an answer is for the day that is known");
    let scene = Scene { athlete: &known.athlete, history: &known.history, morning: &known.morning };
    reply(converse::by_rules(scene, text, modifies))
}
