//! The command line: every command, every flag, with the words that `--help` prints.

use crate::domain::Day;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A terminal cockpit that coaches one endurance athlete toward a mission.
///
/// Without a command: the cockpit.
#[derive(Debug, Parser)]
#[command(name = "lanterne", version, about, long_about = None, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    /// Flags that every command takes.
    pub global: Global,
    #[command(flatten)]
    /// A run without a screen.
    pub run: SyncFlags,
    #[command(subcommand)]
    /// What to do; the cockpit when absent.
    pub command: Option<Command>,
}

/// `--sync` and what goes with it.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Without a screen")]
pub struct SyncFlags {
    /// Fetch from the connected services, decide the day, write the reports.
    #[arg(long)]
    pub sync: bool,
    /// Print nothing but what went wrong.
    #[arg(long, requires = "sync")]
    pub quiet: bool,
    /// Only this source.
    #[arg(long, requires = "sync", value_name = "NAME")]
    pub source: Option<String>,
    /// Fetch history back to this date (YYYY-MM-DD).
    #[arg(long, requires = "sync", value_name = "DATE")]
    pub since: Option<Day>,
    /// Again every so many minutes, until it is ended.
    #[arg(long, requires = "sync", value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub every: Option<u32>,
    /// Figures for Prometheus: into a file, or served at an address (9464 is this machine's port; /metrics, /health).
    #[arg(long, requires = "sync", value_name = "FILE|ADDR")]
    pub metrics: Option<String>,
    /// Withdraw everything that the services no longer have, however much it is.
    #[arg(long, requires = "sync")]
    pub believe_deletions: bool,
}

/// Flags that every command takes.
#[derive(Args, Clone, Debug, Default)]
pub struct Global {
    /// Try everything on a generated athlete, in a store that never touches yours.
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub demo: bool,
    /// Keep configuration and data in this one folder.
    #[arg(long, global = true, value_name = "DIR", help_heading = "Everywhere")]
    pub home: Option<PathBuf>,
    /// Decide for this date instead of today's (YYYY-MM-DD).
    #[arg(long, global = true, value_name = "DATE", help_heading = "Everywhere")]
    pub today: Option<Day>,
    /// Show what was recorded by the end of this date (YYYY-MM-DD); nothing is written.
    #[arg(long, global = true, value_name = "DATE", help_heading = "Everywhere")]
    pub as_of: Option<Day>,
    /// Theme of the cockpit: ansi, ansi-light, contrast, mono, dusk, paper, or one of your own.
    #[arg(long, global = true, value_name = "NAME", help_heading = "Everywhere")]
    pub theme: Option<String>,
    /// Time zone that dates are read in (Europe/Paris).
    #[arg(long, global = true, value_name = "ZONE", help_heading = "Everywhere")]
    pub time_zone: Option<String>,
    /// Print JSON.
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// Write what goes on as lines of JSON on standard error; not for the cockpit.
    #[arg(long, global = true, value_enum, value_name = "FORM", help_heading = "Everywhere")]
    pub log: Option<LogForm>,
}

/// Form of what the program writes about its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// One object a line.
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Import files and folders: FIT, TCX, GPX (also gzipped), zip and Strava archives, CSV.
    Import {
        /// Files and folders.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Everything into a folder: tables as CSV and JSON, the events, the original files. `import DIR` reads it back.
    Export {
        /// Everything; there is no less.
        #[arg(long)]
        all: bool,
        /// An empty folder, or one of an earlier export.
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// The decision for today: readiness, form, verdict, session.
    Today {
        /// The day in one line, for a login message or a status bar.
        #[arg(long)]
        plain: bool,
        /// One line by a template of your own: '{verdict} {session} {minutes} min'.
        #[arg(long, value_name = "TEMPLATE", conflicts_with = "plain")]
        format: Option<String>,
    },
    /// Activities, with their load.
    Activities(Activities),
    /// Best efforts over every duration: of ninety days, of this year, and ever.
    Bests {
        /// The sport; the one done most when absent.
        sport: Option<String>,
        #[command(flatten)]
        /// One window of your own instead of the three.
        span: Span,
    },
    /// Fitness, fatigue and form: this morning, by day, per sport, and on the morning of the goal.
    Form(FormArgs),
    /// The review of a week: planned against done, health, what follows.
    Review {
        /// The week (2026-W47, or a date in it); the last one that is over when absent.
        week: Option<String>,
        /// From what is known now, also when a review is stored.
        #[arg(long)]
        again: bool,
    },
    /// The weekly routine: review the week that is over, propose what follows, write both as pages.
    Weekly {
        /// Do a week again that was done.
        #[arg(long)]
        force: bool,
        #[command(subcommand)]
        /// What was done before.
        command: Option<WeeklyCommand>,
    },
    /// A week: planned and done.
    #[command(args_conflicts_with_subcommands = true)]
    Week {
        /// The week (2026-W47, or a date in it); this one when absent.
        week: Option<String>,
        #[command(subcommand)]
        /// What the week is meant to be.
        command: Option<WeekCommand>,
    },
    /// Cycles: a stretch of weeks with phases, loads, key sessions and measures, as a proposal.
    Cycle {
        #[command(subcommand)]
        /// What to do with cycles.
        command: CycleCommand,
    },
    /// Everything of now in one value, for programs.
    State,
    /// The athlete over the last months: level, volume, strengths and weaknesses with their evidence.
    Profile(Profile),
    /// Thresholds: what holds, what is proposed, and your answers.
    Thresholds {
        #[command(subcommand)]
        /// What to do with thresholds; the list when absent.
        command: Option<ThresholdsCommand>,
    },
    /// Missions: list, make, use, check, show.
    Mission {
        #[command(subcommand)]
        /// What to do with missions.
        command: super::mission::MissionCommand,
    },
    /// The plan.
    Plan {
        #[command(subcommand)]
        /// What to do with the plan.
        command: PlanCommand,
    },
    /// Proposed changes of the plan, and your answers.
    Proposal {
        #[command(subcommand)]
        /// What to do with proposals.
        command: ProposalCommand,
    },
    /// Say something to the coach: `why`, `swap thu sat`, `shorten today 30m`, `easier`, `ill`, …
    Coach {
        /// What to say.
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
        /// Say yes to what is shown back: write what was told, change the mission as asked.
        #[arg(long)]
        yes: bool,
    },
    /// Whether past advice worked: proposals and what followed, matched pairs, blocks, and what your own history says of
    /// the book's figures.
    Ledger {
        /// What to do; shows the ledger when absent.
        #[command(subcommand)]
        command: Option<LedgerCommand>,
    },
    /// A past morning once more, from the log as it was known then, beside the decision that was stored.
    Replay {
        /// The day (YYYY-MM-DD).
        date: Day,
    },
    /// Other rule settings over your own history: which mornings would have been decided otherwise.
    Backtest {
        /// A setting, `hrv_drop=0.12`; may be given more than once. None lists them.
        #[arg(long, value_name = "KEY=VALUE", value_parser = key_value)]
        set: Vec<(String, String)>,
        #[command(flatten)]
        /// Which days; the last 180 when absent.
        span: Span,
    },
    /// What you did and how you are, entered by hand: sessions, sets, feel, notes.
    Log {
        #[command(subcommand)]
        /// What to enter.
        command: super::log::LogCommand,
    },
    /// Ask the coach in your own words: the configured model answers, the rules where there is none.
    Ask {
        /// Also record what the answer offers to record (a feel, a session, a fact).
        #[arg(long)]
        record: bool,
        /// What to ask.
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
    },
    /// What left this machine for a model, and what came back.
    Egress {
        #[command(subcommand)]
        /// One exchange, or what would leave next.
        command: Option<EgressCommand>,
    },
    /// What the coach remembers of you: read, edit, delete.
    Memory {
        #[command(subcommand)]
        /// What to do with it; the list when absent.
        command: Option<MemoryCommand>,
    },
    /// The broom wagon: can the mission still be reached, and what is spare?
    Gauge,
    /// Looks over configuration, log, clock, certificates, log-ins and terminal, and says what to do.
    Doctor,
    /// The rule book: every rule with its limits, its source, how good its grounds are, and what it says today.
    Rules,
    /// Services: where each one stands and what to do.
    Sources,
    /// Messages to you: what waits, what was sent, what failed; by ntfy, mail, sms.
    Notify {
        #[command(subcommand)]
        /// What to do with them; the list when absent.
        command: Option<NotifyCommand>,
    },
    /// For runs inside a CI service, on a machine that is empty each time.
    Ci {
        #[command(subcommand)]
        /// What to do.
        command: CiCommand,
    },
    /// Log in to a service (oura, intervals, strava), or keep what a channel or the model needs (ntfy, mail, sms, model).
    Connect {
        /// Which.
        #[arg(value_name = "SOURCE")]
        source: String,
        /// Without a browser on this machine: paste the address that a browser elsewhere ended on.
        #[arg(long)]
        paste: bool,
        /// Forget the log-in.
        #[arg(long, conflicts_with = "paste")]
        forget: bool,
    },
    /// Every key of the cockpit, with your own over the defaults.
    Keys,
    /// The event log.
    Events {
        #[command(subcommand)]
        /// What to do with the log.
        command: EventsCommand,
    },
    /// Shell completions, manual pages, JSON schemas, a config.toml with every key.
    Generate {
        /// What to print.
        #[command(subcommand)]
        what: Generate,
    },
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE, as hrv_drop=0.12")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

/// A span of days.
#[derive(Args, Clone, Copy, Debug)]
pub struct Span {
    /// First day (YYYY-MM-DD).
    #[arg(long, value_name = "DATE")]
    pub from: Option<Day>,
    /// Last day (YYYY-MM-DD).
    #[arg(long, value_name = "DATE")]
    pub to: Option<Day>,
}

/// `form`
#[derive(Args, Clone, Copy, Debug)]
pub struct FormArgs {
    #[command(flatten)]
    /// Which days.
    pub span: Span,
    /// Step of the running means, instead of the one in the settings.
    #[arg(long, value_enum)]
    pub convention: Option<StepName>,
    /// Whose CTL − ATL is called TSB, instead of the one in the settings.
    #[arg(long, value_enum)]
    pub tsb: Option<TsbName>,
}

/// Step of the running means.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum StepName {
    /// 1 − e^(−1/N): GoldenCheetah, intervals.icu.
    Exp,
    /// 1/N: TrainingPeaks.
    Tp,
}

/// Whose CTL − ATL is called TSB.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TsbName {
    /// Yesterday's.
    Prev,
    /// The same day's.
    Same,
}

/// `activities`
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Activities {
    #[command(flatten)]
    /// Which days.
    pub span: Span,
    /// Which ones: `run and distance > 21k and date > 2026-01`. Bare figures are in your units; `21k` is kilometres, `13mi` miles.
    #[arg(long, value_name = "WORDS")]
    pub filter: Option<String>,
    #[command(subcommand)]
    /// One activity.
    pub command: Option<ActivitiesCommand>,
}

/// `activities …`
#[derive(Debug, Subcommand)]
pub enum ActivitiesCommand {
    /// One activity with its records.
    Show {
        /// Its id, or the first digits of it.
        id: String,
    },
    /// Say that an activity did a planned session.
    Link {
        /// The activity's id, or the first digits of it.
        id: String,
        /// The session's id, or the first digits of it.
        session: String,
    },
    /// Say that an activity did no planned session.
    Unlink {
        /// The activity's id, or the first digits of it.
        id: String,
    },
    /// Write words on an activity; none takes them back.
    Note {
        /// The activity's id, or the first digits of it.
        id: String,
        /// The words.
        words: Vec<String>,
    },
}

/// `profile`
#[derive(Args, Debug)]
pub struct Profile {
    /// Days to look back.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i64).range(7..=1000), global = true)]
    pub days: i64,
    #[command(subcommand)]
    /// What to do with stored profiles.
    pub command: Option<ProfileCommand>,
}

/// `profile …`
#[derive(Debug, Subcommand)]
pub enum ProfileCommand {
    /// Store the profile of today as a new version.
    New {
        /// Also when one of today is stored already.
        #[arg(long)]
        force: bool,
    },
    /// Stored profiles; the active one is marked.
    List,
    /// A stored profile.
    Show {
        /// Its number; the active one when absent.
        number: Option<usize>,
    },
    /// What changed from one profile to another.
    Diff {
        /// Number of the earlier one.
        a: usize,
        /// Number of the later one.
        b: usize,
    },
}

/// `weekly …`
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum WeeklyCommand {
    /// Reviews and week plans that were written, with where each stands.
    List,
}

/// `week …`
#[derive(Debug, Subcommand)]
pub enum WeekCommand {
    /// Your own intent for a week, in words and figures; it stands beside the sessions and is reviewed.
    Intent(IntentArgs),
}

/// `week intent`
#[derive(Args, Debug)]
pub struct IntentArgs {
    /// The week (2026-W47, or a date in it); this one when absent.
    pub week: Option<String>,
    /// In words; empty takes them back.
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,
    /// What to get done; may be given more than once, and takes the place of earlier goals.
    #[arg(long, value_name = "WORDS")]
    pub goal: Vec<String>,
    /// Distance of a sport, `run=40`; may be given more than once, 0 takes it back.
    #[arg(long, value_name = "SPORT=KM", value_parser = key_value)]
    pub km: Vec<(String, String)>,
    /// How many sessions; 0 takes it back.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=50))]
    pub sessions: Option<u16>,
    /// Begin with an empty one.
    #[arg(long)]
    pub clear: bool,
}

/// `cycle …`
#[derive(Debug, Subcommand)]
pub enum CycleCommand {
    /// Propose a cycle from today's fitness: what changes in the plan waits for your answer.
    New {
        /// How many weeks; up to the goal, 12 at most, when absent.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=52))]
        weeks: Option<i64>,
        /// A day of its first week (YYYY-MM-DD); next Monday when absent.
        #[arg(long, value_name = "DATE")]
        start: Option<Day>,
    },
    /// Every cycle, with its status and its result.
    List,
    /// One cycle as it was made, and how far it has come.
    Show {
        /// Its number; the active one, else the last, when absent.
        number: Option<u32>,
    },
    /// Give the active cycle up; the plan stays.
    Abandon,
}

/// `ledger …`
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Ask now what the weekly routine would ask next; once in four weeks at most.
    Propose,
    /// Accept a proposed figure: it is written into the mission's file, comments stay.
    Accept {
        /// Its id, or the first digits of it; the only one that waits when absent.
        id: Option<String>,
    },
    /// Deny a proposed figure.
    Deny {
        /// Its id, or the first digits of it; the only one that waits when absent.
        id: Option<String>,
    },
    /// Take an accepted figure back: the mission says again what it said before.
    Revert {
        /// Its id, or the first digits of it; the only one that holds when absent.
        id: Option<String>,
    },
}

/// `thresholds …`
#[derive(Debug, Subcommand)]
pub enum ThresholdsCommand {
    /// What holds today, with zones, support and what waits for an answer.
    List,
    /// Every value with its day and source, and every proposal.
    History,
    /// Accept a proposed threshold.
    Accept {
        /// Its id, or the first digits of it; the only one that waits when absent.
        id: Option<String>,
    },
    /// Deny a proposed threshold.
    Deny {
        /// Its id, or the first digits of it; the only one that waits when absent.
        id: Option<String>,
    },
    /// Give a threshold. One in config.toml from the same day goes before it.
    Set(ThresholdSetting),
}

/// A threshold as it is given.
#[derive(Args, Debug)]
pub struct ThresholdSetting {
    /// What it limits.
    #[arg(value_enum)]
    pub kind: KindName,
    /// Watts, beats a minute, or a pace in your units (4:05, 6:34/mi, 1:38/100m).
    pub value: String,
    /// For which sport.
    #[arg(long, value_name = "SPORT")]
    pub sport: Option<String>,
    /// The first day it holds (YYYY-MM-DD); today when absent.
    #[arg(long, value_name = "DATE")]
    pub from: Option<Day>,
    /// The effort behind it.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Kinds of thresholds.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum KindName {
    /// Functional threshold power, W.
    Ftp,
    /// Critical power, W.
    Cp,
    /// Heart rate at lactate threshold, bpm.
    Lthr,
    /// Maximal heart rate, bpm.
    HrMax,
    /// Resting heart rate, bpm.
    HrRest,
    /// Threshold pace of running.
    ThresholdSpeed,
    /// Critical swim speed.
    Css,
}

impl From<KindName> for crate::domain::ThresholdKind {
    fn from(k: KindName) -> Self {
        match k {
            KindName::Ftp => Self::Ftp,
            KindName::Cp => Self::Cp,
            KindName::Lthr => Self::Lthr,
            KindName::HrMax => Self::HrMax,
            KindName::HrRest => Self::HrRest,
            KindName::ThresholdSpeed => Self::ThresholdSpeed,
            KindName::Css => Self::Css,
        }
    }
}

/// `plan …`
#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    /// Sessions with their targets, by week.
    Show(Span),
    /// Versions of the plan, newest first: when and how each came about.
    Versions,
    /// The days ahead as an earlier version had them, as a new version; guard-rails are asked.
    Restore {
        /// Number of the version.
        version: u32,
    },
    /// The plan laid anew from today's fitness: shows what would change, and lays it with `--yes`.
    Lay {
        /// Lay it.
        #[arg(long)]
        yes: bool,
    },
    /// Sessions as files for a trainer, a watch or a calendar.
    Export(PlanExport),
    /// Sessions into the calendar of a service, and what left the plan out of it.
    Push(PlanPush),
    /// The best three ways to lay a week, and what tells them apart. Changes nothing.
    Alternatives {
        /// A day of the week; the days before it stay as they are. Today when absent.
        day: Option<crate::domain::Day>,
    },
}

/// `plan export`
#[derive(Args, Clone, Debug)]
pub struct PlanExport {
    /// Format of the files; ics is one calendar of the whole plan.
    #[arg(long, value_enum)]
    pub format: ExportFormat,
    /// One session, by its id or the first digits of it.
    #[arg(long, value_name = "ID", conflicts_with_all = ["week", "all"])]
    pub session: Option<String>,
    /// One week (2026-W47); what is left of this week when nothing else is asked for.
    #[arg(long, value_name = "WEEK", conflicts_with = "all")]
    pub week: Option<String>,
    /// Everything that is still to come.
    #[arg(long)]
    pub all: bool,
    /// Folder for the files, `-` for standard output; the output folder of the configuration, else this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `plan push`
#[derive(Args, Clone, Debug)]
pub struct PlanPush {
    /// Which service.
    #[arg(value_enum)]
    pub service: PushTo,
    /// Weeks from today on.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=26))]
    pub weeks: u8,
    /// Show what would change, and change nothing.
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Without being asked.
    #[arg(long)]
    pub yes: bool,
}

/// A service with a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PushTo {
    /// intervals.icu, and the devices behind it.
    Intervals,
}

/// A format of `plan export`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Zwift.
    Zwo,
    /// Minutes and watts, for trainers.
    Erg,
    /// Minutes and % of FTP, for trainers.
    Mrc,
    /// Garmin and other watches and head units.
    Fit,
    /// Training Center XML.
    Tcx,
    /// Text for the workout builder of intervals.icu.
    Icu,
    /// A calendar of the plan.
    Ics,
}

impl ExportFormat {
    /// The workout format; none for the calendar.
    #[must_use]
    pub fn workout(self) -> Option<crate::formats::workout::Format> {
        use crate::formats::workout::Format;
        Some(match self {
            Self::Zwo => Format::Zwo,
            Self::Erg => Format::Erg,
            Self::Mrc => Format::Mrc,
            Self::Fit => Format::Fit,
            Self::Tcx => Format::Tcx,
            Self::Icu => Format::Icu,
            Self::Ics => return None,
        })
    }
}

/// `proposal …`
#[derive(Debug, Subcommand)]
pub enum ProposalCommand {
    /// All proposals; those that wait come first.
    List,
    /// One proposal: hunks, reasons, effect, checks.
    Show {
        /// Its id, or the first digits of it; the oldest that waits when absent.
        id: Option<String>,
    },
    /// Accept a proposal, in whole or by hunk.
    Accept {
        /// Its id, or the first digits of it; the only one that waits when absent.
        id: Option<String>,
        /// Numbers of the hunks to accept, the others are left out.
        #[arg(long, value_delimiter = ',', value_name = "N,N")]
        hunks: Option<Vec<u16>>,
    },
    /// Deny a proposal.
    Deny {
        /// Its id, or the first digits of it; the only one that waits when absent.
        id: Option<String>,
        /// Why.
        #[arg(long, value_enum)]
        reason: Option<DenyReason>,
    },
    /// Put one of its alternatives in the place of a proposal; the new one waits for an answer.
    Instead {
        /// Number of the alternative, as `proposal show` prints it.
        number: usize,
        /// Only this hunk goes the other way, the others stay.
        #[arg(long, value_name = "N")]
        hunk: Option<u16>,
        /// The proposal's id, or the first digits of it; the only one that waits when absent.
        id: Option<String>,
    },
    /// Take back the last accepted change.
    Undo,
}

/// `egress …`
#[derive(Debug, Subcommand)]
pub enum EgressCommand {
    /// One exchange, byte for byte.
    Show {
        /// Its id, or the first digits of it.
        id: String,
    },
    /// What a question would send now; nothing is sent.
    Preview {
        /// The question.
        #[arg(value_name = "WORDS")]
        words: Vec<String>,
    },
}

/// `notify …`
#[derive(Debug, Subcommand)]
pub enum NotifyCommand {
    /// Every message with its tries, the newest first.
    List,
    /// Send what is due now.
    Send,
    /// Send a test by one channel, whatever the hour. A text message costs what it costs.
    Test {
        /// ntfy, mail, sms or gateway.
        channel: crate::domain::Channel,
    },
    /// Send a message again that failed, or of which nobody knows whether it went out. It may arrive twice, and a text
    /// message costs what it costs once more; so this asks first.
    Resend {
        /// The message, or the first letters of its id: `lanterne notify` lists them.
        message: String,
        /// Without asking.
        #[arg(long)]
        yes: bool,
    },
}

/// `ci …`
#[derive(Debug, Subcommand)]
pub enum CiCommand {
    /// Renewed log-ins become repository secrets, sealed for the repository.
    Secrets {
        /// Say which, and send nothing.
        #[arg(long)]
        dry_run: bool,
        /// Also those that did not change.
        #[arg(long)]
        all: bool,
    },
    /// Commit the reports and an export of the log, which was read back before.
    Publish {
        /// Also to a repository that everybody can read.
        #[arg(long)]
        public: bool,
    },
    /// Read the log of the last run back in.
    Restore,
}

/// `memory …`
#[derive(Debug, Subcommand)]
pub enum MemoryCommand {
    /// Every fact.
    List,
    /// Remember a fact, or change it.
    Set {
        /// Its name.
        key: String,
        /// The fact.
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
    },
    /// Forget a fact.
    Forget {
        /// Its name.
        key: String,
    },
}

/// Why an athlete says no.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum DenyReason {
    /// I feel good enough.
    FeelGood,
    /// No time for it.
    NoTime,
    /// I'd rather do something else.
    PreferOther,
    /// I don't believe it.
    Distrust,
    /// Something else.
    Other,
}

impl From<DenyReason> for crate::domain::proposal::DenyReason {
    fn from(r: DenyReason) -> Self {
        match r {
            DenyReason::FeelGood => Self::FeelGood,
            DenyReason::NoTime => Self::NoTime,
            DenyReason::PreferOther => Self::PreferOther,
            DenyReason::Distrust => Self::Distrust,
            DenyReason::Other => Self::Other,
        }
    }
}

/// `events …`
#[derive(Debug, Subcommand)]
pub enum EventsCommand {
    /// Walk the whole chain and name the first bad event.
    Verify,
    /// Write every event and original as one stream, to a file or to standard output.
    Export {
        /// The file; standard output when absent or `-`.
        file: Option<PathBuf>,
    },
    /// Take in what another machine exported: all of it, or nothing.
    Import {
        /// The file; standard input when absent or `-`.
        file: Option<PathBuf>,
        /// Whose plan stands when both machines changed it.
        #[arg(long, value_enum)]
        plan: Option<WhosePlan>,
    },
}

/// Whose plan stands.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum WhosePlan {
    /// This machine's.
    Ours,
    /// The other one's.
    Theirs,
}

/// What `generate` prints.
#[derive(Clone, Debug, Subcommand)]
pub enum Generate {
    /// Completions for a shell: bash, elvish, fish, powershell, zsh.
    Completions {
        /// The shell; the one in $SHELL when left out.
        shell: Option<clap_complete::Shell>,
    },
    /// The manual page, roff.
    Man {
        /// Write a page for every command into this folder instead.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// JSON schemas of what `--json` prints: one object, by command.
    Schemas {
        /// Write one file each into this folder instead.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// A config.toml of comments: every key with what it does, what it takes and its default.
    Config,
}

/// A sport by any of its names.
pub fn sport_named(name: &str) -> anyhow::Result<crate::domain::Sport> {
    name.parse().map_err(|()| super::exit::usage(format!("{name} is no sport known here")))
}
