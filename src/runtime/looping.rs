//! The loop: hear, update, draw when something changed, wait.
//!
//! Owns: the order in which things are heard and when a frame is drawn. Does not own: what changes (app), what is
//! drawn (tui), what is done (driver).

use super::{
    Themes,
    clock::Clock,
    driver::{self, Driver},
    keys,
};
use crate::{
    app::{Card, Effect, Msg, Program, State, update},
    tui::{self, Theme},
};
use crossterm::event::Event;
use futures_util::{Stream, StreamExt};
use ratatui::backend::Backend;
use std::{
    future::poll_fn,
    io,
    task::{Context, Poll},
    time::{Duration, Instant},
};
use tokio::sync::mpsc::{UnboundedReceiver, error::TryRecvError};

/// Least time between two frames: a flood of messages is drawn at this rate, a single key at once.
const FRAME: Duration = Duration::from_millis(8);
/// After how long the services are asked for the first time: the morning comes first.
const SYNC_FIRST: Duration = Duration::from_millis(700);
/// How often they are asked while the cockpit is open.
const SYNC_EVERY: Duration = Duration::from_hours(1);
/// How long an interrupt may be late that was meant for a program that had the terminal.
const AFTER_PROGRAM: Duration = Duration::from_secs(1);
/// Messages taken from the worker at a time.
const BATCH: usize = 64;

/// What comes from outside besides input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// End.
    Quit,
    /// End, unless it was meant for a program that had the terminal.
    Interrupted,
    /// The terminal has gone.
    HungUp,
    /// Stop until resumed.
    Suspend,
    /// Was stopped, goes on.
    Resumed,
}

/// Why the loop came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pause {
    /// It ends.
    Quit,
    /// There is no terminal any more.
    HungUp,
    /// The terminal goes back to the shell for a while.
    Suspend,
    /// The process was stopped from outside and goes on.
    Resumed,
    /// The terminal goes to the editor for a while, with this text.
    Editor(String),
    /// The same, with this file.
    EditFile(String),
    /// The terminal goes to a program for a while.
    Run(Program),
}

/// Puts text on a clipboard.
pub(super) type Clipboard = Box<dyn FnMut(&str) -> io::Result<()>>;

/// The state with everything around it.
pub(super) struct Cockpit<B: Backend> {
    state: State,
    theme: Theme,
    terminal: ratatui::Terminal<B>,
    inbox: UnboundedReceiver<Msg>,
    signs: UnboundedReceiver<Sign>,
    driver: Driver,
    themes: Themes,
    clock: Clock,
    /// Notices by the moment they leave.
    leaving: Vec<(Instant, u64)>,
    midnight: Option<Instant>,
    /// End of the rest between sets.
    rest: Option<Instant>,
    /// When the services are asked next.
    sync: Option<Instant>,
    /// Whether a rest is counted down in sight.
    pub(super) motion: bool,
    /// The way to the terminal's clipboard.
    pub(super) clipboard: Option<Clipboard>,
    /// When a program gave the terminal back.
    returned: Option<Instant>,
    pause: Option<Pause>,
    dirty: bool,
    drawn: Option<Instant>,
    /// Frames drawn so far.
    pub(super) frames: u64,
    /// Whether to panic once the first morning is on screen.
    pub(super) plant: bool,
}

impl<B: Backend> Cockpit<B> {
    #[expect(clippy::too_many_arguments, reason = "the parts of one thing, put together in one place")]
    pub(super) fn new(
        state: State,
        theme: Theme,
        terminal: ratatui::Terminal<B>,
        inbox: UnboundedReceiver<Msg>,
        signs: UnboundedReceiver<Sign>,
        driver: Driver,
        themes: Themes,
        clock: Clock,
    ) -> Self {
        let midnight = clock.until_midnight().map(|d| Instant::now() + d);
        Self {
            state,
            theme,
            terminal,
            inbox,
            signs,
            driver,
            themes,
            clock,
            leaving: Vec::new(),
            midnight,
            rest: None,
            sync: None,
            motion: true,
            clipboard: None,
            returned: None,
            pause: None,
            dirty: true,
            drawn: None,
            frames: 0,
            plant: false,
        }
    }

    /// Asks the services now and every hour, when there may be some.
    pub(super) fn syncs(&mut self, syncs: bool) {
        self.sync = syncs.then(|| Instant::now() + SYNC_FIRST);
    }

    /// Runs until something needs the terminal, or the end.
    ///
    /// # Errors
    /// When the terminal can't be drawn on.
    pub(super) async fn run<S>(&mut self, input: &mut S) -> io::Result<Pause>
    where
        S: Stream<Item = io::Result<Event>> + Unpin,
    {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            self.drain(input).await;
            if let Some(pause) = self.pause.take() {
                return Ok(pause);
            }
            if self.dirty && self.may_draw() {
                self.draw()?;
                continue;
            }
            let due = self.next_due();
            let timer = async {
                match due {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            // `biased` because a key must not wait behind a thousand messages of the worker.
            tokio::select! {
                biased;
                sign = self.signs.recv() => self.heeds(sign),
                event = input.next() => self.takes(event),
                _ = self.inbox.recv_many(&mut batch, BATCH) => batch.drain(..).for_each(|m| self.hears(m)),
                () = timer => self.on_time(),
            }
        }
    }

    /// Takes what is there already, for no longer than a frame may wait.
    async fn drain<S>(&mut self, input: &mut S)
    where
        S: Stream<Item = io::Result<Event>> + Unpin,
    {
        let until = Instant::now() + FRAME;
        while self.pause.is_none() && Instant::now() < until {
            // With the task's own waker: the event stream keeps the one of its first idle poll and wakes no other.
            let ready = |cx: &mut Context<'_>| match input.poll_next_unpin(cx) {
                Poll::Ready(event) => Poll::Ready(Some(event)),
                Poll::Pending => Poll::Ready(None),
            };
            if let Some(event) = poll_fn(ready).await {
                self.takes(event);
                continue;
            }
            match self.inbox.try_recv() {
                Ok(msg) => self.hears(msg),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return,
            }
        }
    }

    fn takes(&mut self, event: Option<io::Result<Event>>) {
        match event {
            Some(Ok(event)) => {
                if let Some(msg) = keys::message(event) {
                    self.hears(msg);
                }
            }
            // Nothing can be typed any more, so there is nobody to stay for.
            Some(Err(_)) | None => self.pause = Some(Pause::HungUp),
        }
    }

    fn heeds(&mut self, sign: Option<Sign>) {
        match sign {
            // ctrl-c in a program that had the terminal reaches this one too.
            Some(Sign::Interrupted) if self.returned.is_some_and(|t| t.elapsed() < AFTER_PROGRAM) => {}
            Some(Sign::Suspend) => self.pause = Some(Pause::Suspend),
            Some(Sign::Resumed) => self.pause = Some(Pause::Resumed),
            Some(Sign::HungUp) => self.pause = Some(Pause::HungUp),
            Some(Sign::Quit | Sign::Interrupted) | None => self.pause = Some(Pause::Quit),
        }
    }

    /// Takes in one message and does what follows.
    pub(super) fn hears(&mut self, msg: Msg) {
        let day = self.clock.today();
        if day != self.state.today && !matches!(msg, Msg::Midnight(_)) {
            // After a sleep of the machine the timer is late; whatever wakes the loop first brings the new date.
            self.hears(Msg::Midnight(day));
        }
        // A timer that was set before the machine slept, or before its clock was set right, is of another hour.
        self.midnight = self.clock.until_midnight().map(|left| Instant::now() + left);
        self.dirty = true;
        for effect in update(&mut self.state, msg) {
            self.does(effect);
        }
    }

    fn does(&mut self, effect: Effect) {
        match effect {
            Effect::Quit => self.pause = Some(Pause::Quit),
            Effect::Suspend => self.pause = Some(Pause::Suspend),
            Effect::OpenEditor(text) => self.pause = Some(Pause::Editor(text)),
            Effect::EditFile(path) => self.pause = Some(Pause::EditFile(path)),
            Effect::Run(program) => self.pause = Some(Pause::Run(program)),
            Effect::Rest(s) => self.rest = Some(Instant::now() + Duration::from_secs(s.into())),
            Effect::SyncIn(s) => {
                let at = Instant::now() + Duration::from_secs(s.into());
                self.sync = self.sync.map(|due| due.min(at));
            }
            Effect::Expire { notice, after_s } => {
                self.leaving.push((Instant::now() + Duration::from_secs(after_s.into()), notice));
            }
            Effect::SetTheme(name) => match (self.themes)(&name) {
                Ok(theme) => self.theme = theme,
                Err(text) => self.hears(Msg::Failed(Card {
                    title: format!("The theme {name} can't be used"),
                    text,
                    remedy: "The colours stay as they were.".into(),
                })),
            },
            Effect::Copy(text) => self.copies(&text),
            Effect::Repaint => {
                // When the terminal can't be cleared, the next frame says so.
                let _ = self.repaint();
            }
            Effect::Load(_)
            | Effect::Append { .. }
            | Effect::Respond { .. }
            | Effect::Constrain(_)
            | Effect::Calibrate(..)
            | Effect::Stop(_)
            | Effect::Sync { .. }
            | Effect::Weekly(_)
            | Effect::ReadLog(_)
            | Effect::ReadCall(_)
            | Effect::ReadProfile { .. }
            | Effect::ReadReviews { .. }
            | Effect::StoreProfile
            | Effect::ReadSettings
            | Effect::WriteSettings(_)
            | Effect::KeepTheme(_)
            | Effect::Import(_)
            | Effect::Outline { .. }
            | Effect::Found(_)
            | Effect::TakeIn(_) => self.driver.give(effect),
        }
    }

    /// Asks the terminal to put text on its clipboard (OSC 52); one that can't ignores it.
    fn copies(&mut self, text: &str) {
        if let Some(sink) = &mut self.clipboard
            && let Err(e) = sink(text)
        {
            let card = Card {
                title: "Nothing was copied".into(),
                text: e.to_string(),
                remedy: "The terminal's own selection does it too.".into(),
            };
            self.hears(Msg::Failed(card));
        }
    }

    fn on_time(&mut self) {
        let now = Instant::now();
        let (gone, left) = self.leaving.drain(..).partition(|(at, _)| *at <= now);
        self.leaving = left;
        let gone: Vec<(Instant, u64)> = gone;
        for (_, notice) in gone {
            self.hears(Msg::Expired(notice));
        }
        if self.sync.is_some_and(|at| at <= now) {
            self.sync = Some(now + SYNC_EVERY);
            self.hears(Msg::SyncDue);
        }
        self.rests(now);
        if self.midnight.is_some_and(|at| at <= now) {
            self.hears(Msg::Midnight(self.clock.today()));
        }
    }

    /// Whether the seconds of a rest are to be seen: not where nothing moves by itself.
    fn counts(&self) -> bool {
        self.motion && !self.theme.marks.is_still()
    }

    /// Tells the seconds that are left of a rest, when another one has gone.
    fn rests(&mut self, now: Instant) {
        let Some(end) = self.rest else { return };
        let left = left_s(end, now);
        if left == 0 {
            self.rest = None;
        }
        if self.state.rest != Some(left) && (left == 0 || self.counts()) {
            self.hears(Msg::Resting(left));
        }
    }

    /// The next moment at which something is to be done without being asked; `None` sleeps until something comes.
    fn next_due(&self) -> Option<Instant> {
        let frame = self.drawn.filter(|_| self.dirty).map(|at| at + FRAME);
        let notice = self.leaving.iter().map(|(at, _)| *at).min();
        // A rest counts down by whole seconds; without one there is no tick.
        let second = self.rest.map(|end| {
            if !self.counts() {
                return end;
            }
            let shown = self.state.rest.unwrap_or(0);
            end.checked_sub(Duration::from_secs(u64::from(shown.saturating_sub(1)))).unwrap_or(end)
        });
        frame.into_iter().chain(notice).chain(self.midnight).chain(self.sync).chain(second).min()
    }

    fn may_draw(&self) -> bool {
        self.drawn.is_none_or(|at| at.elapsed() >= FRAME)
    }

    fn draw(&mut self) -> io::Result<()> {
        let (state, theme) = (&self.state, &self.theme);
        let mut shown = None;
        let drawn = self.terminal.draw(|frame| shown = Some(tui::view(state, theme, frame)));
        drawn.map_err(|e| io::Error::other(e.to_string()))?;
        self.dirty = false;
        self.drawn = Some(Instant::now());
        self.frames += 1;
        if let Some(shown) = shown {
            let places = |s: &State| (s.scroll, s.help_scroll, s.screens.activities.scroll);
            let before = places(&self.state);
            self.state.drawn(shown);
            // A position that was beyond the end came back to it: what is on screen is not what the state says.
            self.dirty = places(&self.state) != before;
        }
        if self.plant && self.state.known.is_some() {
            driver::planted();
        }
        Ok(())
    }

    /// A program has given the terminal back.
    pub(super) fn came_back(&mut self) {
        self.returned = Some(Instant::now());
    }

    /// Draws every cell anew, after somebody else had the terminal.
    ///
    /// # Errors
    /// When the terminal can't be drawn on.
    pub(super) fn repaint(&mut self) -> io::Result<()> {
        self.wipe().map_err(|e| io::Error::other(e.to_string()))?;
        self.dirty = true;
        Ok(())
    }

    /// Clears the screen and forgets what was on it. `Terminal::clear` would first ask the terminal where its cursor
    /// is, and wait for up to two seconds for one that does not say.
    fn wipe(&mut self) -> Result<(), B::Error> {
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Waits for the worker.
    pub(super) fn finish(&mut self) {
        self.driver.finish();
    }
}

/// Whole seconds until a moment, a part of one counted as one.
fn left_s(end: Instant, now: Instant) -> u32 {
    let left = end.saturating_duration_since(now);
    u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
