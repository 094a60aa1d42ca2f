//! Windows with fields: what is logged by hand, and the first steps. One row below the other; letters go right into
//! the row that is chosen.
//!
//! Owns: the rows of each window and how a key edits one. Does not own: what is kept (the coach's logging, missions,
//! configuration), writing it (update), drawing.
//!
//! ```text
//! ╭ Session ──────────────────────────────╮
//! │   Sport      ‹ trail ›                │
//! │ ▶ Duration   1:15                     │
//! │   Save                                │
//! ╰───────────────────────────────────────╯
//! ```

pub mod first;
pub mod lines;
pub mod log;
pub mod read;

use super::{composer::Composer, key::Code, key::Key, notice::Tone, state::State};
use crate::domain::{CleanText, Day, ShortId, day::short_name, mission::MissionChange};

pub use lines::lines;

/// A day as a window names it: `Thu 19 Nov 2026`.
fn on(day: Day) -> String {
    format!("{} {}", short_name(day), day.format("%-d %b %Y"))
}

/// Which window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The first steps.
    Start,
    /// Import of files.
    Import,
    /// Log-in to a service.
    Connect,
    /// Who the athlete is, and thresholds that are known.
    About,
    /// When there is time to train, by weekday.
    Week,
    /// A new mission, with the plan that would come.
    Mission,
    /// A stage of the active mission, by its place in the list.
    Stage(usize),
    /// Everything of a day that was entered by hand, and what can be added.
    Day(Day),
    /// A session; of an entry that is there, or new.
    Session(Day, Option<ShortId>),
    /// Strength sets, one after the other.
    Sets(Day),
    /// A set that is there.
    Set(ShortId),
    /// A note; one that is there, or new.
    Note(Day, Option<ShortId>),
    /// How the body was on a day, pain with its place too.
    Feel(Day),
    /// How an activity felt.
    Felt(ShortId),
}

impl Kind {
    /// Whether what it keeps goes into files, and the answer closes it.
    #[must_use]
    pub fn writes_settings(self) -> bool {
        matches!(self, Self::About | Self::Week | Self::Stage(_))
    }

    /// Whether what was typed is there again when it was left without saving.
    #[must_use]
    pub fn is_remembered(self) -> bool {
        matches!(self, Self::About | Self::Week | Self::Mission)
    }
}

/// What pressing a row does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// Keeps what the rows say.
    Save,
    /// Takes the entry back, after a yes.
    Withdraw(ShortId, Day),
    /// Opens another window.
    Open(Kind),
    /// Shows the demo athlete.
    Demo,
    /// Logs in to a service.
    Connect(String),
    /// Closes the window.
    Close,
}

/// What a row holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Typed.
    Text(Composer),
    /// One of a few.
    Choice(Vec<String>, usize),
    /// Nothing: it does something.
    Press(Press),
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Name in the code.
    pub id: &'static str,
    /// Name on screen.
    pub label: String,
    /// What it holds.
    pub value: Value,
    /// Unit, example, or how things stand.
    pub hint: String,
}

impl Slot {
    /// A row to type in.
    #[must_use]
    pub fn text(id: &'static str, label: &str, value: &str, hint: &str) -> Self {
        let mut text = Composer::default();
        text.insert(value);
        Self { id, label: label.into(), value: Value::Text(text), hint: hint.into() }
    }

    /// A row of a few values; the first one when `value` is not among them.
    #[must_use]
    pub fn choice(id: &'static str, label: &str, all: &[&str], value: &str, hint: &str) -> Self {
        let at = all.iter().position(|v| *v == value).unwrap_or(0);
        let all = all.iter().map(|v| (*v).to_owned()).collect();
        Self { id, label: label.into(), value: Value::Choice(all, at), hint: hint.into() }
    }

    /// A row that does something.
    #[must_use]
    pub fn press(label: impl Into<String>, press: Press, hint: impl Into<String>) -> Self {
        Self { id: "", label: label.into(), value: Value::Press(press), hint: hint.into() }
    }
}

/// A mission to be: a template, and what is different from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Founding {
    /// Id of the template.
    pub template: String,
    /// Name on screen.
    pub name: Option<String>,
    /// Day of the goal.
    pub date: Option<Day>,
    /// What binds it besides.
    pub rules: Vec<MissionChange>,
}

/// The plan that a mission would bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The mission's name.
    pub name: CleanText,
    /// Day of the goal.
    pub goal: Day,
    /// Days until then.
    pub days: i64,
    /// Sessions, from the first day planned to the last.
    pub sessions: usize,
    /// First day planned.
    pub from: Day,
    /// Last day planned.
    pub to: Option<Day>,
    /// Week by week.
    pub weeks: Vec<String>,
    /// Whether the goal can be reached.
    pub gauge: Option<String>,
    /// What makes it doubtful.
    pub doubts: Vec<String>,
}

/// A window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialog {
    /// Which.
    pub kind: Kind,
    /// The window that it was opened from.
    pub from: Option<Kind>,
    /// The rows.
    pub slots: Vec<Slot>,
    /// The chosen row.
    pub at: usize,
    /// First line shown below the rows.
    pub scroll: u16,
    /// What is wrong with a row.
    pub problem: Option<String>,
    /// Number of the outline that was asked for last.
    pub asked: u64,
    /// What was asked for last.
    pub asked_for: Option<String>,
    /// The outline of a mission, once it is known.
    pub outline: Option<Result<Box<Outline>, String>>,
}

impl Dialog {
    /// A window as it is when it opens.
    #[must_use]
    pub fn open(kind: Kind, from: Option<Kind>, state: &State) -> Self {
        let slots = match kind {
            Kind::Start => first::start(state),
            Kind::Import => first::import(),
            Kind::Connect => first::connect(state),
            Kind::About => first::about(state),
            Kind::Week => first::week(state),
            Kind::Mission => first::mission(state),
            Kind::Stage(i) => first::stage(state, i),
            Kind::Day(day) => log::day(state, day),
            Kind::Session(day, edit) => log::session(state, day, edit),
            Kind::Sets(day) => log::sets(state, day),
            Kind::Set(id) => log::set(state, id),
            Kind::Note(day, edit) => log::note(state, day, edit),
            Kind::Feel(day) => log::feel(state, day),
            Kind::Felt(id) => log::felt(state, id),
        };
        let mut new =
            Self { kind, from, slots, at: 0, scroll: 0, problem: None, asked: 0, asked_for: None, outline: None };
        new.choose(0);
        new
    }

    /// Chooses a row, and takes hold of the word or figure in it.
    pub fn choose(&mut self, at: usize) {
        self.at = at.min(self.slots.len().saturating_sub(1));
        if let Some(Value::Text(text)) = self.slots.get_mut(self.at).map(|s| &mut s.value) {
            text.hold();
        }
    }

    /// Heading.
    #[must_use]
    pub fn title(&self) -> String {
        match self.kind {
            Kind::Start => "Welcome to Lanterne".into(),
            Kind::Import => "Import files".into(),
            Kind::Connect => "Connect a service".into(),
            Kind::About => "About you".into(),
            Kind::Week => "When you can train".into(),
            Kind::Mission => "A new mission".into(),
            Kind::Stage(i) => format!("Stage · {}", i + 1),
            Kind::Day(day) => format!("Log · {}", on(day)),
            Kind::Session(_, None) => "A session".into(),
            Kind::Session(_, Some(_)) => "Edit the session".into(),
            Kind::Sets(day) => format!("Strength · {}", on(day)),
            Kind::Set(_) => "Edit the set".into(),
            Kind::Note(day, _) => format!("Note · {}", on(day)),
            Kind::Feel(day) => format!("How you were · {}", on(day)),
            Kind::Felt(_) => "How it felt".into(),
        }
    }

    /// What is typed in a row, or chosen; empty when there is no such row.
    #[must_use]
    pub fn value(&self, id: &str) -> &str {
        match self.slots.iter().find(|s| s.id == id).map(|s| &s.value) {
            Some(Value::Text(text)) => text.text().trim(),
            Some(Value::Choice(all, at)) => all.get(*at).map_or("", String::as_str),
            Some(Value::Press(_)) | None => "",
        }
    }

    /// All that is typed and chosen, to tell whether it has changed.
    #[must_use]
    pub fn print(&self) -> String {
        self.slots.iter().flat_map(|s| [s.id, "=", self.value(s.id), "\n"]).collect()
    }

    /// Takes over what was typed and chosen in another window of its kind.
    pub fn take_over(&mut self, other: &Self) {
        for slot in self.slots.iter_mut().filter(|s| !s.id.is_empty()) {
            let Some(typed) = other.slots.iter().find(|s| s.id == slot.id).map(|s| &s.value) else { continue };
            match (&mut slot.value, typed) {
                (Value::Text(here), Value::Text(there)) => here.clone_from(there),
                (Value::Choice(all, at), Value::Choice(_, _)) => {
                    let value = other.value(slot.id);
                    *at = all.iter().position(|v| v == value).unwrap_or(*at);
                }
                _ => {}
            }
        }
        self.at = other.at.min(self.slots.len().saturating_sub(1));
    }

    /// The chosen row.
    #[must_use]
    pub fn chosen(&self) -> Option<&Slot> {
        self.slots.get(self.at)
    }

    /// Another row: so many on or back, round at the ends.
    pub fn step(&mut self, by: isize) {
        let count = self.slots.len().cast_signed().max(1);
        self.choose((self.at.cast_signed() + by).rem_euclid(count).cast_unsigned());
    }

    /// Chooses the row that something is wrong with.
    pub fn blame(&mut self, id: &str, problem: impl Into<String>) {
        self.at = self.slots.iter().position(|s| s.id == id).unwrap_or(self.at);
        self.problem = Some(problem.into());
    }

    /// The next of a few values, or the one before; a cursor in text moves instead.
    pub fn turn(&mut self, by: isize) {
        match self.slots.get_mut(self.at).map(|s| &mut s.value) {
            Some(Value::Choice(all, at)) => {
                *at = (at.cast_signed() + by).rem_euclid(all.len().cast_signed().max(1)).cast_unsigned();
            }
            Some(Value::Text(text)) if by > 0 => text.right(),
            Some(Value::Text(text)) => text.left(),
            Some(Value::Press(_)) | None => {}
        }
    }

    /// The text that is being typed.
    pub fn text(&mut self) -> Option<&mut Composer> {
        match self.slots.get_mut(self.at).map(|s| &mut s.value) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A key in a row that takes no text: vi's letters move, a space takes the next value. True when it was used.
    pub fn plain_key(&mut self, key: Key) -> bool {
        if key.ctrl || key.alt {
            return false;
        }
        match key.code {
            Code::Char('j') => self.step(1),
            Code::Char('k') => self.step(-1),
            Code::Char('l' | ' ') => self.turn(1),
            Code::Char('h') => self.turn(-1),
            _ => return false,
        }
        true
    }
}

/// A line below the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How it is meant.
    pub tone: Tone,
    /// The words.
    pub text: String,
}

impl Note {
    fn info(text: impl Into<String>) -> Self {
        Self { tone: Tone::Info, text: text.into() }
    }

    fn of(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }
}

/// What stands above the rows.
#[must_use]
pub fn intro(kind: Kind) -> &'static str {
    match kind {
        Kind::Start => "Take the steps in any order, or none: each can be left and taken up again.",
        Kind::Import => {
            "A file, a folder, or the archive that Strava or Garmin gives you. It stays on this machine."
        }
        Kind::Connect => "The log-in asks for what it needs, and comes back here. Keys stay on this machine.",
        Kind::About => "All optional: what is missing costs some confidence. Written into config.toml.",
        Kind::Week => "Time that each day has: 75, 1:15 or 1h15; 0 for none. A new mission's plan obeys it.",
        Kind::Mission => "What you train for. Nothing is kept before you say yes to the plan below.",
        Kind::Stage(_) => "Written into the mission's file; the plan stays until it is laid anew.",
        Kind::Day(_) => "What was entered by hand; enter opens it. Devices' recordings stay as they are.",
        Kind::Session(..) => "What you did. Only the duration is needed.",
        Kind::Sets(_) => "Each press of “Log” keeps the sets and starts the rest.",
        Kind::Set(_) => "The set anew; its day's session follows.",
        Kind::Note(..) => "Anything worth knowing of the day.",
        Kind::Feel(_) => "1 is best, 5 worst; all optional. What was said before stays.",
        Kind::Felt(_) => "Your rating goes before the device's.",
    }
}
