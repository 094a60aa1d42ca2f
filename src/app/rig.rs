//! The words that the machine's tests are written in: a screen that is pressed, typed on and looked at, over a log
//! and a coach made of values.

use super::*;
use crate::{
    coach::{
        library::{self, Speeds},
        morning::{Morning, Voices},
    },
    domain::{
        Athlete, CleanText, Day, Event, FormView, Hunk, HunkOp, Plan, Proposal, Readiness, Session, ShortId, Sport,
        Verdict,
        athlete::ProposalState,
        day::shift,
        proposal::Author,
        verdict::{Action as Word, Cap},
    },
    science::history::History,
};
use std::{collections::BTreeSet, sync::Arc};

/// What the log does with a request.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Disk {
    Writes,
    Fails,
    Waits,
}

/// A cockpit in a test.
pub(super) struct Screen {
    pub(super) state: State,
    pub(super) athlete: Athlete,
    pub(super) disk: Disk,
    /// Whether the coach answers at once.
    pub(super) coach_answers: bool,
    /// Effects in the order they were asked for.
    pub(super) asked: Vec<Effect>,
    keys: BTreeSet<String>,
    head: u64,
    waiting: Vec<Effect>,
}

pub(super) fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 19).unwrap()
}

fn session(day: Day, minutes: u16, id: u64) -> Session {
    let mut s = library::easy_session(Sport::Bike, day, minutes, &Speeds::default());
    s.id = ShortId(id);
    s
}

fn plan() -> Plan {
    let sessions = (0..21).map(|i| session(shift(today(), i), 60 + 10 * (i as u16 % 3), 100 + i as u64)).collect();
    Plan { version: 0, mission: "m".into(), mission_hash: "h".into(), from: today(), weeks: vec![], sessions }
}

/// A proposal against the plan of an athlete: the sessions of some days from now at half their length; the last two
/// hunks belong together when there are three and more.
pub(super) fn proposal(athlete: &Athlete, days: &[i64], reason: &str) -> Proposal {
    let plan = athlete.plan.as_ref().unwrap();
    let linked = |i: usize| (days.len() > 2 && i + 2 >= days.len()).then_some(1);
    let hunk = |(i, day): (usize, &i64)| {
        let before = plan.on(shift(today(), *day)).next().unwrap().clone();
        let after = library::resized(&before, before.minutes / 2, &Speeds::default());
        let number = u16::try_from(i + 1).unwrap();
        Hunk { number, op: HunkOp::Resize { before, after }, reasons: vec![], linked: linked(i) }
    };
    let hunks: Vec<Hunk> = days.iter().enumerate().map(hunk).collect();
    Proposal {
        id: ShortId::of(&[reason.as_bytes()]),
        base_version: plan.version,
        day: today(),
        author: Author::Rules,
        reason: CleanText::line(reason),
        hunks,
        effect: crate::domain::proposal::Effect::default(),
        each: vec![],
        choices: vec![],
        alternatives: vec![],
        checks: vec![],
        expires: shift(today(), 1),
        supersedes: None,
    }
}

fn morning(athlete: &Athlete, day: Day) -> Morning {
    Morning {
        date: day,
        as_of: day,
        mission: None,
        readiness: Readiness::default(),
        form: FormView::default(),
        verdict: Verdict {
            action: Word::Go,
            cap: Cap::None,
            priority: 9,
            confidence: 1.0,
            reasons: vec![],
            hurt: vec![],
        },
        session: None,
        more_sessions: vec![],
        proposals: athlete.pending(day).cloned().collect(),
        suggestion: None,
        thresholds: athlete.thresholds.pending(day).cloned().collect(),
        threshold_suggestions: vec![],
        gauge: None,
        voices: Voices::default(),
        rules: vec![],
        deload: None,
        deliberation: crate::domain::verdict::Deliberation::default(),
        calibrations: athlete.calibrations.pending(day).cloned().collect(),
        closing: None,
    }
}

impl Screen {
    /// A cockpit that waits for its first load.
    pub(super) fn loading() -> Self {
        let mut athlete = Athlete::default();
        athlete.apply(&Event::PlanLaid(plan()));
        let size = Size { width: 120, height: 40 };
        let themes = vec!["ansi".into(), "mono".into()];
        Self {
            state: State::new(today(), size, Keymap::default(), "ansi", themes),
            athlete,
            disk: Disk::Writes,
            coach_answers: true,
            asked: vec![],
            keys: BTreeSet::new(),
            head: 1,
            waiting: vec![],
        }
    }

    /// A cockpit with a plan and nothing proposed.
    pub(super) fn open() -> Self {
        let mut s = Self::loading();
        s.reload();
        s
    }

    /// A cockpit with a proposal of three hunks, the last two of which belong together.
    pub(super) fn with_proposal() -> Self {
        let mut s = Self::open();
        let p = proposal(&s.athlete, &[0, 2, 3], "HRV is low");
        s.writes_elsewhere(&Event::ProposalMade(Box::new(p)));
        s
    }

    /// Another process writes, and the cockpit reads it.
    pub(super) fn writes_elsewhere(&mut self, event: &Event) -> &mut Self {
        self.athlete.apply(event);
        self.head += 1;
        self.hears(Msg::Changed)
    }

    pub(super) fn known(&self, day: Day) -> Known {
        let history = Arc::new(History::build(&self.athlete, day));
        let morning = Arc::new(morning(&self.athlete, day));
        Known { head: self.head, athlete: Arc::new(self.athlete.clone()), history, morning }
    }

    pub(super) fn reload(&mut self) -> &mut Self {
        let known = self.known(self.state.today);
        self.hears(Msg::Loaded(known))
    }

    /// A message, its effects done, and a frame drawn.
    pub(super) fn hears(&mut self, msg: Msg) -> &mut Self {
        let effects = update(&mut self.state, msg);
        self.does(effects);
        self.draws()
    }

    /// A frame: everything fits but the coach pane, which is ten lines longer than its panel.
    pub(super) fn draws(&mut self) -> &mut Self {
        let mut shown = Shown { hunks: self.state.focus == Focus::Proposal, ..Shown::default() };
        shown.overflow[Focus::Coach.index()] = 10;
        self.state.drawn(shown);
        self
    }

    fn does(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.asked.push(effect.clone());
            match &effect {
                Effect::Load(day) => {
                    let known = self.known(*day);
                    let more = update(&mut self.state, Msg::Loaded(known));
                    self.does(more);
                }
                Effect::Append { request, entries } => self.appends(*request, entries.clone(), effect.clone()),
                Effect::Respond { asked, text, .. } if self.coach_answers => {
                    let reply = Ok(self.coach(text));
                    let more = update(&mut self.state, Msg::Replied { asked: *asked, reply });
                    self.does(more);
                }
                _ => {}
            }
        }
    }

    fn appends(&mut self, request: u64, entries: Vec<Entry>, effect: Effect) {
        let result = match self.disk {
            Disk::Waits => return self.waiting.push(effect),
            Disk::Fails => Err("disk full: /data/lanterne.db".into()),
            Disk::Writes => {
                let (mut written, mut duplicates) = (0, 0);
                for e in entries {
                    if e.key.is_some_and(|k| !self.keys.insert(k)) {
                        duplicates += 1;
                    } else {
                        self.athlete.apply(&e.event);
                        self.head += 1;
                        written += 1;
                    }
                }
                Ok(Saving { written, duplicates, known: self.known(self.state.today) })
            }
        };
        let more = update(&mut self.state, Msg::Saved { request, result });
        self.does(more);
    }

    /// The log gets to what it was asked for.
    pub(super) fn disk_catches_up(&mut self) -> &mut Self {
        self.disk = Disk::Writes;
        for effect in std::mem::take(&mut self.waiting) {
            if let Effect::Append { request, entries } = &effect {
                self.appends(*request, entries.clone(), effect.clone());
            }
        }
        self.draws()
    }

    /// A coach of few words: `easier` proposes one hunk.
    pub(super) fn coach(&self, text: &str) -> msg::Reply {
        let proposes = text.contains("easier");
        let proposal = proposes.then(|| Box::new(proposal(&self.athlete, &[1], text)));
        msg::Reply {
            text: CleanText::line(&format!("You said {text}")),
            events: vec![],
            proposal,
            undo: text == "undo",
            told: crate::coach::logging::read(text, today())
                .and_then(Result::ok)
                .map(|told| crate::coach::logging::Logging::of(&told, &self.athlete, today())),
            rules: crate::coach::constrain::compile(text, today()).unwrap_or_default(),
            ..msg::Reply::default()
        }
    }

    /// Keys by name, a frame after each.
    pub(super) fn presses(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            self.hears(Msg::Key(name.parse().unwrap()));
        }
        self
    }

    /// A message to the coach, sent.
    pub(super) fn types(&mut self, text: &str) -> &mut Self {
        self.drafts(text).presses("enter")
    }

    /// A message to the coach, not sent.
    pub(super) fn drafts(&mut self, text: &str) -> &mut Self {
        if !self.state.typing {
            self.presses("i");
        }
        self.writes(text)
    }

    /// Letters where the keyboard is now.
    pub(super) fn writes(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.hears(Msg::Key(Key::char(c)));
        }
        self
    }

    /// The open window.
    #[track_caller]
    pub(super) fn window(&self) -> &Dialog {
        let Overlay::Dialog(d) = &self.state.overlay else { panic!("no window, but {:?}", self.state.overlay) };
        d
    }

    /// Everything that there is to read besides the panels.
    pub(super) fn text(&self) -> String {
        let s = &self.state;
        let mut all: Vec<String> = s.lines().iter().map(|l| format!("{:?}: {}", l.voice, l.text)).collect();
        all.extend(s.notices.iter().map(|n| n.text.clone()));
        all.extend(s.cards.iter().map(|c| format!("{} {} {}", c.title, c.text, c.remedy)));
        all.extend(s.review.iter().map(|r| r.proposal.reason.to_string()));
        all.extend(s.screens.settings.problem.clone());
        if let Overlay::Dialog(d) = &s.overlay {
            all.extend(d.problem.clone());
        }
        if let Overlay::Confirm(c) = &s.overlay {
            all.push(s.question(*c));
        }
        all.join("\n")
    }

    #[track_caller]
    pub(super) fn sees(&mut self, text: &str) -> &mut Self {
        assert!(self.text().contains(text), "“{text}” is not among:\n{}", self.text());
        self
    }

    #[track_caller]
    pub(super) fn does_not_see(&mut self, text: &str) -> &mut Self {
        assert!(!self.text().contains(text), "“{text}” is among:\n{}", self.text());
        self
    }

    #[track_caller]
    pub(super) fn is_in(&mut self, focus: Focus) -> &mut Self {
        assert_eq!(self.state.focus, focus);
        self
    }

    #[track_caller]
    pub(super) fn has_taken(&mut self, hunks: &[u16]) -> &mut Self {
        assert_eq!(self.state.review.as_ref().unwrap().taken.iter().copied().collect::<Vec<_>>(), hunks);
        self
    }

    #[track_caller]
    pub(super) fn plan_is_version(&mut self, version: u32) -> &mut Self {
        assert_eq!(self.athlete.plan.as_ref().unwrap().version, version);
        self
    }

    #[track_caller]
    pub(super) fn stands(&mut self, reason: &str, state: ProposalState) -> &mut Self {
        let at = self.athlete.proposals.iter().find(|(p, _)| p.reason.as_str() == reason).map(|(_, s)| *s);
        assert_eq!(at, Some(state));
        self
    }

    /// Minutes planned on a day from now.
    pub(super) fn minutes(&self, day: i64) -> u16 {
        self.athlete.plan.as_ref().unwrap().on(shift(today(), day)).map(|s| s.minutes).sum()
    }

    pub(super) fn appended(&self) -> usize {
        self.asked.iter().filter(|e| matches!(e, Effect::Append { .. })).count()
    }
}
