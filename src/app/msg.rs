//! What the machine hears and what it asks for, as data.
//!
//! Owns: the vocabulary between the machine and the driver. Does not own: either side.

use super::{
    dialog::{Founding, Outline},
    key::Key,
    notice::{Card, Progress},
    screen::{LogLine, Sheet},
    services::{Advised, Service, Synced},
    state::{Known, Size},
};
use crate::{
    coach::{logging::Logging, profile::versions::Versions, review::Review},
    domain::{
        Athlete, CanvasChange, CleanText, Day, Event, Proposal, ShortId, calibration::CalibrationOutcome,
        event::Actor, mission::MissionChange,
    },
};
use std::sync::Arc;

/// What the machine hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A key.
    Key(Key),
    /// The mouse.
    Mouse(Mouse),
    /// Text that came in one piece.
    Paste(String),
    /// The terminal has another size.
    Resize(Size),
    /// The log was read.
    Loaded(Known),
    /// The log could not be read.
    LoadFailed(Card),
    /// Another process wrote to the log.
    Changed,
    /// The coach answered.
    Replied {
        /// Number of the question.
        asked: u64,
        /// What.
        reply: Result<Reply, String>,
    },
    /// A part of an answer came.
    Streamed {
        /// Number of the question.
        asked: u64,
        /// What came.
        news: Stream,
    },
    /// A request was written, or was not.
    Saved {
        /// Number of the request.
        request: u64,
        /// What came of it.
        result: Result<Saving, String>,
    },
    /// Another day has begun.
    Midnight(Day),
    /// Long work goes on.
    Progress(Progress),
    /// Long work ended: its name, and how it went.
    Finished {
        /// Name of the work.
        job: String,
        /// How it went, or what went wrong.
        result: Result<String, Card>,
    },
    /// It is time to ask the services.
    SyncDue,
    /// The services were asked.
    Synced(Result<Synced, Card>),
    /// A model was asked for what it has to add; what it added is in the log.
    Advised(Advised),
    /// How each service stands, while they are asked.
    Services(Vec<Service>),
    /// Something went wrong in the background.
    Failed(Card),
    /// The editor closed; `None` when it gave nothing.
    Edited(Option<String>),
    /// A notice has been shown long enough.
    Expired(u64),
    /// What can be set, as the files have it now.
    Settings(Box<Sheet>),
    /// A setting was written, or refused: why.
    SettingWritten(Result<Box<Sheet>, String>),
    /// The newest events, newest first.
    Log(Vec<LogLine>),
    /// An exchange with a model: the place of one of its events, and its page.
    Call {
        /// Place in the log.
        seq: u64,
        /// Its lines.
        lines: Vec<String>,
    },
    /// The profile was worked out.
    Profile(Box<Versions>),
    /// The editor closed on a file.
    FileEdited(Result<(), Card>),
    /// The plan that a mission would bring was laid.
    Outlined {
        /// Number of the wish.
        asked: u64,
        /// What.
        result: Result<Box<Outline>, String>,
    },
    /// A week was reviewed.
    Reviewed {
        /// The last event of the log that it was made from.
        head: u64,
        /// The review.
        review: Box<Review>,
    },
    /// Seconds of the rest between sets that are left; 0 when it is over.
    Resting(u32),
    /// A program that had the terminal has ended.
    Returned(Program),
}

/// What the mouse did, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub does: Pointed,
    /// Column, from 0.
    pub x: u16,
    /// Row, from 0.
    pub y: u16,
}

/// What a mouse does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointed {
    /// The left button went down.
    Click,
    /// The wheel towards the top.
    WheelUp,
    /// The wheel towards the end.
    WheelDown,
}

/// A part of an answer that is not whole yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stream {
    /// More words.
    Text(String),
    /// What came so far does not count.
    Restart,
    /// A tool is being used.
    Tool(String),
    /// Somebody else's question is answered first.
    Held(String),
}

/// What the coach said, and what it leads to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// What it says.
    pub text: CleanText,
    /// Whether the words are a model's.
    pub by_model: bool,
    /// What the program has to say about the answer.
    pub notes: Vec<CleanText>,
    /// What the athlete's words report (illness, a check-in).
    pub events: Vec<Event>,
    /// What it proposes.
    pub proposal: Option<Box<Proposal>>,
    /// Whether the athlete asks for the last change to be taken back.
    pub undo: bool,
    /// What the athlete told, to be written after a yes.
    pub told: Option<Logging>,
    /// Rules for the mission, to be written into its file after a yes.
    pub rules: Vec<MissionChange>,
    /// Changes of the canvas.
    pub canvas: Vec<CanvasChange>,
    /// How full the purse is, percent, when it is nearly empty.
    pub nearly: Option<u64>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Saving {
    /// Events written.
    pub written: usize,
    /// Events whose key was in the log before.
    pub duplicates: usize,
    /// What is known now, with these events in it.
    pub known: Known,
}

/// A program that gets the terminal for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// The cockpit of the demo athlete.
    Demo,
    /// The log-in to a service.
    Connect(String),
}

/// One event to write; the driver adds provenance and time.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What.
    pub event: Event,
    /// Who.
    pub actor: Actor,
    /// Idempotency key: the same thing written twice is written once. `None` for what may happen again (words).
    pub key: Option<String>,
}

/// What the machine asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read the log and decide the day: [`Msg::Loaded`] or [`Msg::LoadFailed`].
    Load(Day),
    /// Write events, in order and together: [`Msg::Saved`].
    Append {
        /// Comes back with the answer.
        request: u64,
        /// What.
        entries: Vec<Entry>,
    },
    /// Ask the coach: [`Msg::Replied`].
    Respond {
        /// Comes back with the answer.
        asked: u64,
        /// The athlete's words.
        text: String,
        /// The proposal they are about.
        modifies: Option<ShortId>,
        /// What is known, to answer from.
        known: Known,
        /// The day.
        today: Day,
    },
    /// Write rules into the active mission's file: [`Msg::Finished`].
    Constrain(Vec<MissionChange>),
    /// Answer a figure that was proposed for the mission: [`Msg::Finished`].
    Calibrate(ShortId, CalibrationOutcome),
    /// The answer to this question is not wanted any more; its request ends.
    Stop(u64),
    /// Ask the services again in so many seconds, when they would be asked later otherwise.
    SyncIn(u32),
    /// Ask the services, when that is due or was asked for: [`Msg::Progress`], then [`Msg::Synced`].
    Sync {
        /// Whether the athlete asked.
        asked: bool,
    },
    /// Run the weekly routine for a day: [`Msg::Finished`].
    Weekly(Day),
    /// Hand the terminal to the editor: [`Msg::Edited`].
    OpenEditor(String),
    /// Hand the terminal to the editor with this file: [`Msg::FileEdited`].
    EditFile(String),
    /// Read so many of the newest events: [`Msg::Log`].
    ReadLog(usize),
    /// Read the exchange with a model that an event belongs to, by its place: [`Msg::Call`].
    ReadCall(u64),
    /// Work out the profile: [`Msg::Profile`].
    ReadProfile {
        /// Of whom.
        athlete: Arc<Athlete>,
        /// For which day.
        today: Day,
    },
    /// Review weeks, one after the other: [`Msg::Reviewed`] for each. Later wishes take the place of earlier ones.
    ReadReviews {
        /// From what is known.
        known: Known,
        /// For which day.
        today: Day,
        /// Their Mondays.
        weeks: Vec<Day>,
    },
    /// Store the profile of today: [`Msg::Finished`].
    StoreProfile,
    /// Put text on the clipboard of the terminal.
    Copy(String),
    /// Read what can be set: [`Msg::Settings`].
    ReadSettings,
    /// Write settings, all or none, and take them into the log: [`Msg::SettingWritten`], then [`Msg::Loaded`]. Each is
    /// a key in config.toml with a value as typed; `None` takes the key out.
    WriteSettings(Vec<(String, Option<String>)>),
    /// Import a file or a folder: [`Msg::Progress`], then [`Msg::Finished`].
    Import(String),
    /// Lay the plan that a mission would bring, and keep nothing: [`Msg::Outlined`].
    Outline {
        /// Comes back with the answer.
        asked: u64,
        /// Which mission.
        founding: Founding,
        /// The day it would be taken up.
        today: Day,
    },
    /// Make a mission, take it up and lay its plan: [`Msg::Finished`].
    Found(Founding),
    /// Count a rest of so many seconds down: [`Msg::Resting`].
    Rest(u32),
    /// Hand the terminal to a program: [`Msg::Returned`].
    Run(Program),
    /// Take changed configuration and mission files into the log, then [`Msg::Loaded`].
    TakeIn(Day),
    /// Send [`Msg::Expired`] after some seconds.
    Expire {
        /// Which notice.
        notice: u64,
        /// Seconds.
        after_s: u32,
    },
    /// Load this theme.
    SetTheme(String),
    /// Write this theme into the configuration.
    KeepTheme(String),
    /// Draw every cell anew.
    Repaint,
    /// Give the terminal back to the shell until it is resumed.
    Suspend,
    /// End the loop.
    Quit,
}
