//! Everything the screen shows, as values.
//!
//! Owns: the state and read-only questions to it. Does not own: how it changes (update).

use super::{
    answers::Sent,
    check_in::Form,
    completion::Completion,
    composer::Composer,
    conversation::Conversation,
    dialog::{Dialog, Founding, Outline},
    hit::Hits,
    keymap::Keymap,
    notice::{Card, Notice, Progress, Tone},
    palette::Palette,
    review::Review,
    screen::{Screen, Screens},
    search::Search,
    services::Service,
};
use crate::{
    coach::{closing, logging::Logging, morning::Morning},
    domain::{
        Athlete, CalibrationProposal, Day, FormPoint, Proposal, Purse, ShortId, ThresholdProposal, Units,
        calibration::CalibrationOutcome, mission::MissionChange, purse::Caps,
    },
    science::history::History,
};
use std::{collections::BTreeMap, sync::Arc};

/// What the log says, folded and decided; replaced as a whole.
#[derive(Clone, Debug)]
pub struct Known {
    /// Sequence number of the last event that is in it.
    pub head: u64,
    /// The fold.
    pub athlete: Arc<Athlete>,
    /// What is derived from the fold.
    pub history: Arc<History>,
    /// The day's answer.
    pub morning: Arc<Morning>,
}

impl PartialEq for Known {
    /// The history is derived from the fold and the day, so it has no say of its own.
    fn eq(&self, other: &Self) -> bool {
        fn same<T: PartialEq>(a: &Arc<T>, b: &Arc<T>) -> bool {
            // Mostly it is one and the same, and ten years are long to compare.
            Arc::ptr_eq(a, b) || a == b
        }
        self.head == other.head && same(&self.morning, &other.morning) && same(&self.athlete, &other.athlete)
    }
}

/// What has the focus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Focus {
    /// Readiness.
    Readiness,
    /// Form.
    Form,
    /// Mission.
    Mission,
    /// Today's session and its reasons.
    #[default]
    Today,
    /// The coach pane.
    Coach,
    /// The proposal under review.
    Proposal,
}

impl Focus {
    /// All, in the order of tab.
    pub const ALL: [Self; 6] =
        [Self::Readiness, Self::Form, Self::Mission, Self::Today, Self::Coach, Self::Proposal];

    /// Index into tables by panel.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// Title of the panel.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Readiness => "Readiness",
            Self::Form => "Form",
            Self::Mission => "Mission",
            Self::Today => "Today",
            Self::Coach => "Coach",
            Self::Proposal => "Proposal",
        }
    }
}

/// What lies on top of the panels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// Every key, scrolled by [`State::help_scroll`].
    Help,
    /// The command palette.
    Palette(Palette),
    /// A yes-or-no question.
    Confirm(Confirm),
    /// Why not?
    Deny,
    /// The morning check-in.
    CheckIn(Form),
    /// Why today is decided as it is, scrolled by [`State::help_scroll`].
    Why,
    /// A window with fields.
    Dialog(Box<Dialog>),
    /// Every panel of the canvas, this one chosen.
    Canvas(usize),
    /// How the mission went that is over, scrolled in the same way.
    Closing,
}

/// What a yes would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirm {
    /// Leave although a message is half typed.
    Quit,
    /// Take the last change of the plan back.
    Undo,
    /// Write down what was told.
    Told,
    /// Write rules into the mission.
    Rules,
    /// Let this threshold hold.
    AcceptThreshold(ShortId),
    /// Say no to this threshold.
    DenyThreshold(ShortId),
    /// Write this figure of the athlete's own into the mission, say no to it, or take it back.
    Own(ShortId, CalibrationOutcome),
    /// Take this entry of a day back.
    Withdraw(ShortId, Day),
    /// Take the new mission up.
    Found,
    /// Choose the mission after the one that is over.
    NextMission,
}

impl Confirm {
    /// The question.
    #[must_use]
    pub fn question(self, state: &State) -> String {
        let of = |id: ShortId| {
            let all = state.morning().map_or(&[][..], |m| &m.thresholds);
            all.iter().find(|p| p.id == id).map(|p| (p.headline(), p.reason.to_string())).unwrap_or_default()
        };
        match self {
            Self::Quit => "A message is half typed and would be lost. Quit?".to_owned(),
            Self::Undo => "Take the last accepted change of the plan back?".to_owned(),
            Self::Told => "Write this down?".to_owned(),
            Self::Rules => "Write these rules into your mission's file?".to_owned(),
            Self::AcceptThreshold(id) => {
                let (change, why) = of(id);
                format!("{change}: {why}. Accept it? Zones and loads from its day on follow.")
            }
            Self::NextMission => {
                let of = |m: &Morning| m.closing.as_deref().map(closing::question);
                let asked = state.morning().and_then(of).unwrap_or_default();
                format!("{asked} Choose a mission now? A no asks again in a week.")
            }
            Self::Withdraw(_, day) => {
                format!("Take this entry of {day} back? It counts no more; the log keeps that it was there.")
            }
            Self::Found => state.outlined.as_ref().map_or_else(String::new, |o| {
                let plan = if state.plan_version().is_some() { " The plan of now gives way to it." } else { "" };
                format!(
                    "Take up {}, with its goal on {}, and lay its {} sessions?{plan}",
                    o.name, o.goal, o.sessions
                )
            }),
            Self::DenyThreshold(id) => format!("{}. Deny it? What holds now stays.", of(id).0),
            Self::Own(id, outcome) => {
                let all = state.athlete().map_or(&[][..], |a| &a.calibrations.proposals);
                let Some((p, _)) = all.iter().find(|(p, _)| p.id == id) else { return String::new() };
                let change = p.headline();
                match outcome {
                    CalibrationOutcome::Accepted => {
                        format!("{change}. {} Write it into your mission's file?", p.reason)
                    }
                    CalibrationOutcome::Reverted => {
                        format!("{change}. Take it back? Your mission says again what it said before.")
                    }
                    _ => format!("{change}. Deny it? What holds now stays."),
                }
            }
        }
    }
}

/// Size of the terminal in cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// What a frame showed; the view returns it and [`State::drawn`] takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Per panel (by [`Focus::index`]): how many lines of content lie beyond the panel's height, 0 when all fits.
    /// It is the furthest that the panel can scroll.
    pub overflow: [u16; 6],
    /// The same of the help, or of the reasons.
    pub help_overflow: u16,
    /// Whether the proposal's hunks were on screen, so that an answer can be bound to them.
    pub hunks: bool,
    /// The line of the coach pane that a search leads to, when one goes on.
    pub found: Option<u16>,
    /// Rows of the screen's list that were on screen.
    pub page: u16,
    /// Lines of the screen's text beyond its height.
    pub screen_overflow: u16,
    /// What lies where.
    pub hits: Hits,
}

/// What the cockpit knows of the model: the caps of its purse, when there is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Talk {
    /// The caps; `None` without a model.
    pub caps: Option<Caps>,
    /// The local date of the purse.
    pub date: Day,
    /// The day on which it was last told that the model did not answer in the background.
    pub unheard: Option<Day>,
    /// The day on which it was last told that the purse runs dry.
    pub warned: Option<Day>,
}

/// What the program has to offer to who begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// Services that can be connected: name, and a few words.
    pub services: Vec<(String, String)>,
    /// Where the key of a service, or an application of one's own, is made: name, and address.
    pub pages: Vec<(String, String)>,
    /// Mission templates: id, and a few words.
    pub templates: Vec<(String, String)>,
}

/// The whole state of the cockpit.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What is known; `None` until the first load.
    pub known: Option<Known>,
    /// The athlete's local date.
    pub today: Day,
    /// Whether the demo athlete is on screen; said in the header.
    pub demo: bool,
    /// Why nothing can be changed (looking back at a past day), when that is so.
    pub read_only: Option<String>,
    /// The screen that is shown.
    pub screen: Screen,
    /// What the screens remember.
    pub screens: Screens,
    /// What has the focus on the Cockpit.
    pub focus: Focus,
    /// First line shown of each panel, by [`Focus::index`].
    pub scroll: [u16; 6],
    /// First line shown of the help.
    pub help_scroll: u16,
    /// Whether a check-in is asked for before the morning is shown.
    pub asks_check_in: bool,
    /// Whether who has nothing here yet is greeted with the first steps.
    pub asks_start: bool,
    /// What there is to begin with.
    pub offers: Offers,
    /// The window that a question lies over.
    pub(super) behind: Option<Box<Dialog>>,
    /// Windows of the first steps that were left with something typed.
    pub(super) drafts: Vec<Dialog>,
    /// The mission that is asked about.
    pub(super) founding: Option<Founding>,
    /// The plan that it would bring.
    pub(super) outlined: Option<Box<Outline>>,
    /// What the last import brought.
    pub imported: Option<(Tone, String)>,
    /// Seconds of the rest between sets that are left.
    pub rest: Option<u32>,
    /// The day that was asked about last.
    pub(super) greeted: Option<Day>,
    /// The mission whose review was shown by itself.
    pub(super) reviewed: Option<String>,
    /// Whether the coach pane shows its end and follows it.
    pub follow: bool,
    /// What lies on top.
    pub overlay: Overlay,
    /// Whether the composer has the keyboard.
    pub typing: bool,
    /// The message being typed.
    pub composer: Composer,
    /// The proposal that the message being typed modifies.
    pub modifies: Option<crate::domain::ShortId>,
    /// The coach pane.
    pub conversation: Conversation,
    /// The completion of what is typed that goes on.
    pub completion: Option<Completion>,
    /// The search in the coach pane.
    pub search: Option<Search>,
    /// What was told last and was not said yes or no to yet.
    pub told: Option<Logging>,
    /// Rules for the mission that were not said yes or no to yet.
    pub rules: Vec<MissionChange>,
    /// The model.
    pub talk: Talk,
    /// The proposal on screen, with what the athlete chose of it.
    pub review: Option<Review>,
    /// Form under the plan with the hunks that are taken now; `None` without a proposal.
    pub ghost: Option<Vec<FormPoint>>,
    /// Notices, oldest first.
    pub notices: Vec<Notice>,
    /// Cards, oldest first; the last one lies on top.
    pub cards: Vec<Card>,
    /// The services, as they were after they were last asked.
    pub services: Vec<Service>,
    /// Work in the background, by name.
    pub jobs: BTreeMap<String, Progress>,
    /// Size of the terminal.
    pub size: Size,
    /// Name of the theme.
    pub theme: String,
    /// Names of the themes there are.
    pub themes: Vec<String>,
    /// Units that the athlete reads and types.
    pub units: Units,
    /// Keys.
    pub keymap: Keymap,
    /// Requests that are being saved, with what they carry.
    pub saving: BTreeMap<u64, Sent>,
    /// Whether the log is being read.
    pub loading: bool,
    /// Whether the loop ends.
    pub quitting: bool,
    /// What the last frame showed.
    pub shown: Shown,
    pub(super) requests: u64,
    /// Whether the services are to be asked again once the run that goes on has ended.
    pub(super) sync_again: bool,
    pub(super) notice_ids: u64,
    /// The threshold that was told of last.
    pub(super) told_threshold: Option<ShortId>,
    /// The mission that is over, and the day on which its follower was asked for last.
    pub(super) asked_next: Option<(String, Day)>,
    /// The figure of the athlete's own that was told of last.
    pub(super) told_figure: Option<ShortId>,
    /// Hash of the hunks that were on screen last.
    pub(super) seen: Option<String>,
    /// Whether ctrl-c was pressed with a draft.
    pub(super) warned: bool,
}

impl State {
    /// An empty cockpit that waits for the first [`super::Msg::Loaded`].
    #[must_use]
    pub fn new(today: Day, size: Size, keymap: Keymap, theme: &str, themes: Vec<String>) -> Self {
        Self {
            known: None,
            today,
            demo: false,
            read_only: None,
            screen: Screen::default(),
            screens: Screens::default(),
            focus: Focus::default(),
            scroll: [0; 6],
            help_scroll: 0,
            asks_check_in: false,
            asks_start: false,
            offers: Offers::default(),
            behind: None,
            drafts: Vec::new(),
            founding: None,
            outlined: None,
            imported: None,
            rest: None,
            greeted: None,
            reviewed: None,
            follow: true,
            overlay: Overlay::None,
            typing: false,
            composer: Composer::default(),
            modifies: None,
            conversation: Conversation::default(),
            completion: None,
            search: None,
            told: None,
            rules: Vec::new(),
            talk: Talk::default(),
            review: None,
            ghost: None,
            notices: Vec::new(),
            cards: Vec::new(),
            services: Vec::new(),
            jobs: BTreeMap::new(),
            size,
            theme: theme.to_owned(),
            themes,
            units: Units::default(),
            keymap,
            saving: BTreeMap::new(),
            loading: true,
            quitting: false,
            shown: Shown::default(),
            requests: 0,
            sync_again: false,
            notice_ids: 0,
            told_threshold: None,
            asked_next: None,
            told_figure: None,
            seen: None,
            warned: false,
        }
    }

    /// The day's answer, once loaded.
    #[must_use]
    pub fn morning(&self) -> Option<&Morning> {
        self.known.as_ref().map(|k| &*k.morning)
    }

    /// The fold, once loaded.
    #[must_use]
    pub fn athlete(&self) -> Option<&Athlete> {
        self.known.as_ref().map(|k| &*k.athlete)
    }

    /// Proposals that wait for an answer, oldest first.
    #[must_use]
    pub fn proposals(&self) -> &[Proposal] {
        self.morning().map_or(&[], |m| &m.proposals)
    }

    /// The threshold that has waited longest for an answer.
    #[must_use]
    pub fn threshold(&self) -> Option<&ThresholdProposal> {
        self.morning()?.thresholds.first()
    }

    /// The oldest figure of the athlete's own that waits for an answer.
    #[must_use]
    pub fn own_figure(&self) -> Option<&CalibrationProposal> {
        self.morning()?.calibrations.first()
    }

    /// The figure of the athlete's own that was accepted last and holds.
    #[must_use]
    pub fn own_that_holds(&self) -> Option<&CalibrationProposal> {
        let ledger = &self.athlete()?.calibrations;
        let holds = |p: &&CalibrationProposal| ledger.accepted(p.parameter).is_some_and(|last| last.id == p.id);
        ledger.proposals.iter().rev().map(|(p, _)| p).find(holds)
    }

    /// Whether an answer to a proposal, or an undo, is on its way to the disk.
    #[must_use]
    pub fn is_answering(&self) -> bool {
        self.saving
            .values()
            .any(|s| !matches!(s, Sent::Words | Sent::Told | Sent::CheckIn | Sent::Canvas | Sent::PutOff))
    }

    /// The question that stands, with what it is about.
    #[must_use]
    pub fn question(&self, confirm: Confirm) -> String {
        match &self.told {
            Some(told) if confirm == Confirm::Told => format!("{}\n{}", told.shown, confirm.question(self)),
            _ if confirm == Confirm::Rules => {
                let lines: Vec<String> = self.rules.iter().map(ToString::to_string).collect();
                format!("{}\n{}", lines.join("\n"), confirm.question(self))
            }
            _ => confirm.question(self),
        }
    }

    /// Every line of the coach pane.
    #[must_use]
    pub fn lines(&self) -> Vec<super::Line> {
        self.conversation.lines(self.athlete())
    }

    /// How full the purse is; `None` without a model.
    #[must_use]
    pub fn purse(&self) -> Option<Purse> {
        Some(Purse::of(self.talk.caps?, &self.athlete()?.spending, self.talk.date))
    }

    /// Whether something was done on a day.
    #[must_use]
    pub fn has_activity(&self, day: Day) -> bool {
        self.known.as_ref().is_some_and(|k| !k.history.on(day).is_empty())
    }

    /// Whether nothing is here yet: no activity, no morning, no mission.
    #[must_use]
    pub fn is_new(&self) -> bool {
        let nothing = |a: &Athlete| {
            a.activities.is_empty() && a.wellness.is_empty() && a.missions.is_empty() && a.plan.is_none()
        };
        self.athlete().is_some_and(nothing)
    }

    /// Day of the goal.
    #[must_use]
    pub fn goal_day(&self) -> Option<Day> {
        self.morning()?.mission.as_ref().map(|m| m.goal_day)
    }

    /// Version of the current plan.
    #[must_use]
    pub fn plan_version(&self) -> Option<u32> {
        Some(self.athlete()?.plan.as_ref()?.version)
    }

    /// First line shown of a panel.
    #[must_use]
    pub fn scroll_of(&self, focus: Focus) -> u16 {
        self.scroll[focus.index()]
    }

    /// Takes in what a frame showed: scroll positions beyond the end come back to it, and the hunks that were on
    /// screen are the ones that an answer may be bound to.
    pub fn drawn(&mut self, shown: Shown) {
        self.shown = shown;
        let shown = &self.shown;
        if self.screen == Screen::Cockpit {
            for (at, most) in self.scroll.iter_mut().zip(shown.overflow) {
                *at = (*at).min(most);
            }
        }
        self.help_scroll = self.help_scroll.min(shown.help_overflow);
        if let Overlay::Dialog(d) = &mut self.overlay {
            d.scroll = d.scroll.min(shown.help_overflow);
        }
        let page = usize::from(shown.page);
        let screens = &mut self.screens;
        match self.screen {
            Screen::Activities => {
                let a = &mut screens.activities;
                a.list.top = a.list.first(page, a.rows.len());
                a.scroll = a.scroll.min(shown.screen_overflow);
            }
            Screen::Review => {
                let len = self.known.as_ref().map_or(1, |k| super::screen::WeeksScreen::len(k, self.today));
                let w = &mut screens.weeks;
                if w.open {
                    w.scroll = w.scroll.min(shown.screen_overflow);
                } else {
                    w.list.top = w.list.first(page, len);
                }
            }
            Screen::Profile => {
                screens.profile.scroll = screens.profile.scroll.min(shown.screen_overflow);
            }
            Screen::Log => {
                let len = screens.log.len(self.known.as_ref());
                match &mut screens.log.open {
                    Some(open) => open.scroll = open.scroll.min(shown.screen_overflow),
                    None => screens.log.list.top = screens.log.list.first(page, len),
                }
            }
            Screen::Cockpit | Screen::Calendar | Screen::Form | Screen::Settings => {}
        }
        if self.screen != Screen::Cockpit {
            // What is not on screen keeps its place and is answered by nobody.
            self.seen = None;
            return;
        }
        if let Some(line) = shown.found {
            // Who has found something stays there when the search ends.
            self.scroll[Focus::Coach.index()] = line;
            self.follow = false;
        }
        if self.follow {
            self.scroll[Focus::Coach.index()] = shown.overflow[Focus::Coach.index()];
        }
        self.seen = if shown.hunks { self.review.as_ref().map(Review::shown_hash) } else { None };
    }
}
