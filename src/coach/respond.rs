//! Answers of the coach without a model: a line of text in, words out, and a proposal or a report where one follows.

use super::{
    constrain, effect,
    ladder::{self, Decision},
    logging::{self, Logging},
    morning::Morning,
    proposal::{self, Scene},
    replan,
    verbs::{self, Topic, Verb, act, look},
    voices, words,
};
use crate::{
    domain::{
        Athlete, Cap, CleanText, Day, Event, HealthReport, Proposal, Session, event::PlanUndone,
        mission::MissionChange, report::Illness,
    },
    science::{history::History, readiness},
};

/// What the coach answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// What is said, one or more lines; never empty.
    pub words: CleanText,
    /// A change of the plan to answer; the caller records it.
    pub proposal: Option<Proposal>,
    /// What a change would look like that was only asked about; never recorded.
    pub preview: Option<Proposal>,
    /// What the athlete said of body and mind; the caller records it, before the proposal.
    pub reports: Vec<Event>,
    /// Takes the last applied change back; the caller records it.
    pub undo: Option<PlanUndone>,
    /// What was told: the caller records it once the athlete says yes to what is shown back.
    pub told: Option<Logging>,
    /// Rules for the mission: the caller writes them into its file once the athlete says yes.
    pub rules: Vec<MissionChange>,
}

impl Reply {
    fn say(text: &str) -> Self {
        Self { words: CleanText::block(text), ..Self::default() }
    }
}

/// Answers a line in the coach pane on `today`. Whatever is not understood is answered with what would be.
#[must_use]
pub fn respond(athlete: &Athlete, history: &History, morning: &Morning, today: Day, text: &str) -> Reply {
    match logging::read(text, today) {
        Some(Ok(told)) => return told_back(Logging::of(&told, athlete, today)),
        Some(Err(e)) => return Reply::say(&e.to_string()),
        None => {}
    }
    if let Some(reply) = rules(athlete, today, text) {
        return reply;
    }
    match verbs::parse(text) {
        Ok(verb) => answer(athlete, history, morning, today, &verb),
        Err(e) => Reply::say(&e.to_string()),
    }
}

fn told_back(told: Logging) -> Reply {
    let words = CleanText::block(&format!("{}\nShall I write that down?", told.shown));
    Reply { words, told: Some(told), ..Reply::default() }
}

/// Rules for the mission: after the word for it, or when the whole line is nothing else.
fn rules(athlete: &Athlete, today: Day, text: &str) -> Option<Reply> {
    const ASKED: [&str; 4] = ["constrain ", "constraint: ", "rule: ", "from now on "];
    const TOLD: [&str; 5] = ["no ", "never ", "at most ", "always ", "only "];
    let line = text.trim();
    let lower = line.to_lowercase();
    let asked = ASKED.iter().find(|p| lower.starts_with(*p)).and_then(|p| line.get(p.len()..));
    let compiled = constrain::compile(asked.unwrap_or(line), today);
    let told = TOLD.iter().any(|p| lower.starts_with(p)) || line.contains(':') && !line.starts_with(':');
    match (asked, compiled) {
        (Some(_), Err(e)) => Some(Reply::say(&e.to_string())),
        (None, Err(_)) => None,
        (None, Ok(_)) if !told => None,
        (_, Ok(_)) if athlete.mission(today).is_none() => {
            Some(Reply::say("Rules bind a mission, and none is active. Choose a mission first."))
        }
        (_, Ok(rules)) => {
            let lines: Vec<String> = rules.iter().map(|r| format!("· {r}")).collect();
            let words = format!("Rules for your mission:\n{}\nShall I write them into its file?", lines.join("\n"));
            Some(Reply { words: CleanText::block(&words), rules, ..Reply::default() })
        }
    }
}

/// Answers a verb.
#[must_use]
pub fn answer(athlete: &Athlete, history: &History, morning: &Morning, today: Day, verb: &Verb) -> Reply {
    let room = Room { athlete, history, morning, today };
    match verb {
        Verb::Why(topic) => Reply::say(&room.why(topic)),
        Verb::Gauge => Reply::say(&room.gauge()),
        Verb::Help => Reply::say(&help()),
        Verb::Zones => Reply::say(&look::zones(history, today)),
        Verb::Test(None) => Reply::say(&look::tests(athlete, history, today)),
        Verb::Plan(when) => Reply::say(&room.plan(*when)),
        Verb::Undo => room.undo(),
        Verb::WhatIf(inner) => room.what_if(inner),
        Verb::Ill(kind) => room.ill(*kind),
        Verb::Well => room.well(),
        change => match room.change(change) {
            Ok(p) if morning.proposals.iter().any(|q| same(&p, q)) => {
                Reply::say(&format!("That waits for your answer already: {}", change_words(&p, today)))
            }
            Ok(p) => Reply { words: CleanText::block(&offered(&p, today)), proposal: Some(p), ..Reply::default() },
            Err(why) => Reply::say(&why),
        },
    }
}

struct Room<'a> {
    athlete: &'a Athlete,
    history: &'a History,
    morning: &'a Morning,
    today: Day,
}

const NO_PLAN: &str = "There is no plan yet to change. Choose a mission first; its plan follows at once.";

impl Room<'_> {
    fn scene(&self, cap: Cap) -> Result<Scene<'_>, String> {
        Scene::of(self.athlete, self.history, self.today, cap).ok_or_else(|| NO_PLAN.to_owned())
    }

    fn decision(&self) -> Decision {
        let signals = readiness::signals(self.athlete, self.history, self.today);
        ladder::decide(self.athlete, self.history, &signals, &self.morning.readiness, self.today)
    }

    fn change(&self, verb: &Verb) -> act::Acted {
        let scene = self.scene(self.morning.verdict.cap)?;
        match verb {
            Verb::Swap(a, b) => act::swap(&scene, *a, *b),
            Verb::Move(a, b) => act::go_to(&scene, *a, *b),
            Verb::Shorten(d, cut) => act::shorten(&scene, *d, *cut),
            Verb::Easier(d) => act::easier(&scene, *d),
            Verb::Harder(d) => act::harder(&scene, *d),
            Verb::Push(d) => act::push(&scene, *d),
            Verb::Busy(d, m) => act::busy(&scene, *d, *m),
            Verb::Test(Some(d)) => act::test(&scene, *d),
            Verb::Rest(d) => act::rest(&scene, *d),
            Verb::Travel(a, b) => act::travel(&scene, *a, *b),
            Verb::Ill(kind) => self.illness_plan(*kind),
            Verb::WhatIf(inner) => self.change(inner),
            Verb::Well
            | Verb::Why(_)
            | Verb::Gauge
            | Verb::Undo
            | Verb::Help
            | Verb::Zones
            | Verb::Plan(_)
            | Verb::Test(None) => {
                Err("`whatif` takes a change: `swap`, `move`, `shorten`, `easier`, `harder`, `push`, `busy`, `rest`, `test DAY`, `ill` or `travel`."
                    .into())
            }
        }
    }

    fn plan(&self, when: Option<verbs::When>) -> String {
        match when.map(|w| w.resolve(self.today)).transpose() {
            Ok(on) => look::plan(self.athlete, self.today, on),
            Err(e) => e.to_string(),
        }
    }

    fn illness_plan(&self, kind: Illness) -> act::Acted {
        let caps = replan::illness_caps(kind, self.today);
        let cap = caps.get(&self.today).copied().unwrap_or(Cap::Rest).max(self.morning.verdict.cap);
        act::under_caps(&self.scene(cap)?, "a plan around the illness", &caps)
    }

    fn ill(&self, kind: Illness) -> Reply {
        let report = HealthReport { day: self.today, illness: kind, note: None };
        let said = match kind {
            Illness::Alarm => {
                "Stop training and see a doctor today. Chest pain and fainting are not for a coach to judge."
            }
            Illness::Fever => {
                "Noted: fever. No training until you have had a day without symptoms and without medication; after fever the way back takes a week."
            }
            Illness::BelowNeck => {
                "Noted: ill, below the neck. No training until you have had a day without symptoms; then very easy days first."
            }
            Illness::AboveNeck | Illness::Recovered => {
                "Noted: a cold. Rest, or at most 45 very easy minutes; stop when it gets worse."
            }
        };
        let mut lines = vec![said.to_owned()];
        let proposal = self.illness_plan(kind);
        match &proposal {
            Ok(p) => lines.push(offered(p, self.today)),
            Err(_) => lines.push("The plan needs no change for it.".into()),
        }
        lines.push("Say `well` when you are over it.".into());
        Reply {
            words: CleanText::block(&lines.join("\n")),
            proposal: proposal.ok(),
            reports: vec![Event::HealthReported(report)],
            ..Reply::default()
        }
    }

    fn well(&self) -> Reply {
        let Some(was) = self.athlete.health_on(self.today).map(|h| h.illness).filter(|i| *i != Illness::Recovered)
        else {
            return Reply::say("Good. No illness is on record, so nothing changes.");
        };
        let report = HealthReport { day: self.today, illness: Illness::Recovered, note: None };
        let worst = super::flags::illness_on(self.athlete, self.today).0.map_or(was, |_| self.worst());
        let caps = replan::return_caps(worst, 0, self.today);
        let steps: Vec<String> =
            caps.iter().map(|(d, c)| format!("{}: {}", words::day_name(*d, self.today), c.title())).collect();
        let mut lines = vec![format!("Good to hear. The way back: {}; then as planned.", steps.join(", "))];
        let cap = caps.get(&self.today).copied().unwrap_or(Cap::None);
        let proposal = self.scene(cap).and_then(|s| act::under_caps(&s, "a graded return", &caps)).ok();
        if let Some(p) = &proposal {
            lines.push(offered(p, self.today));
        }
        Reply {
            words: CleanText::block(&lines.join("\n")),
            proposal,
            reports: vec![Event::HealthReported(report)],
            ..Reply::default()
        }
    }

    /// The worst of the illness that holds.
    fn worst(&self) -> Illness {
        let holding = self
            .athlete
            .health
            .iter()
            .rev()
            .filter(|h| h.day <= self.today)
            .take_while(|h| h.illness != Illness::Recovered);
        holding.map(|h| h.illness).max().unwrap_or(Illness::AboveNeck)
    }

    fn undo(&self) -> Reply {
        if let Some(undo) = proposal::undo(self.athlete, self.today) {
            let ops = proposal::canonical(&undo.change.before, &undo.change.after);
            let words = CleanText::block(&format!("Taken back. {}", words::ops(&ops, self.today)));
            return Reply { words, undo: Some(undo), ..Reply::default() };
        }
        Reply::say(if self.athlete.applied.is_empty() {
            "There is no accepted change to take back."
        } else {
            "The last change touches days that are past, and what is past stays as it was. `swap` and `move` change the days ahead."
        })
    }

    fn what_if(&self, inner: &Verb) -> Reply {
        match self.change(inner) {
            Ok(p) => {
                let text = format!(
                    "{}\n{}\nOnly a look: nothing is proposed. Leave out `whatif` to propose it.",
                    change_words(&p, self.today),
                    effect_words(&p)
                );
                Reply { words: CleanText::block(&text), preview: Some(p), ..Reply::default() }
            }
            Err(why) => Reply::say(&why),
        }
    }

    fn gauge(&self) -> String {
        let Some(g) = &self.morning.gauge else {
            return "Without a mission and its plan there is no broom wagon to stay ahead of.".into();
        };
        let least = g.least_weekly_load.map_or_else(
            || "No weekly load reaches the floor under the ramp limit".to_owned(),
            |l| format!("{l:.0} load a week at least reaches the floor"),
        );
        format!(
            "{}\nThe floor is CTL {:.0} on the day: {}.\n{least}; the plan has {:.0}.",
            g.text, g.floor_ctl, g.floor_source, g.planned_weekly_load
        )
    }

    fn why(&self, topic: &Topic) -> String {
        match topic {
            Topic::Verdict => self.why_verdict(),
            Topic::Rule(rule) => self.why_rule(rule),
            Topic::On(when) => match when.resolve(self.today) {
                Ok(d) => self.why_day(d),
                Err(e) => e.to_string(),
            },
        }
    }

    fn why_verdict(&self) -> String {
        let v = &self.morning.verdict;
        let mut lines =
            vec![format!("Today: {} ({}), confidence {:.0} %.", v.action, v.cap.title(), v.confidence * 100.0)];
        lines.extend(v.reasons.iter().map(voices::reason_line));
        let reports = self.decision().reports;
        let names = |o: super::flags::Outcome| {
            reports.iter().filter(|r| r.outcome == o).map(|r| r.rule).collect::<Vec<_>>().join(" ")
        };
        let passed = names(super::flags::Outcome::Passed);
        if !passed.is_empty() {
            lines.push(format!("Passed: {passed}."));
        }
        let unknown = names(super::flags::Outcome::NotEvaluable);
        if !unknown.is_empty() {
            lines.push(format!("Could not be checked: {unknown} (`why F06` says what is missing)."));
        }
        if let Some(s) = self.athlete.plan.iter().flat_map(|p| p.on(self.today)).next() {
            lines.push(format!("{} {}: {}", day_label(s), s.brief(), s.rationale).trim_end().to_owned());
        }
        lines.join("\n")
    }

    fn why_rule(&self, rule: &str) -> String {
        if let Some(r) = self.decision().reports.iter().find(|r| r.rule == rule) {
            return format!(
                "{} {}: {}. Seen: {}. Allowed: {}. {} ({}{})",
                r.rule,
                r.title,
                r.outcome.name().replace('_', " "),
                r.observed,
                r.limit,
                r.text,
                r.evidence.title(),
                if r.source.is_empty() { String::new() } else { format!(", from {}", r.source) }
            );
        }
        if let Some(r) = self.morning.verdict.reasons.iter().find(|r| r.rule == rule) {
            return voices::reason_line(r);
        }
        let finding = self.morning.proposals.iter().flat_map(|p| &p.checks).find(|f| f.rule == rule);
        if let Some(f) = finding {
            return format!(
                "{} on {}: {} Seen: {}. Allowed: {}. ({})",
                f.rule,
                f.day,
                f.text,
                f.observed,
                f.limit,
                f.evidence.title()
            );
        }
        if let Some((_, title, evidence)) = super::guard::RULES.iter().find(|r| r.0 == rule) {
            return format!("{rule} watches {title} ({}). It has nothing to say today.", evidence.title());
        }
        format!(
            "{rule} did not decide anything today. The flags are F01 to F12, the guard-rails V01 to V31; `why` shows what decided."
        )
    }

    fn why_day(&self, d: Day) -> String {
        let sessions: Vec<&Session> = self.athlete.plan.iter().flat_map(|p| p.on(d)).collect();
        if sessions.is_empty() {
            return format!("{}: nothing is planned, a rest day.", words::day_name(d, self.today));
        }
        sessions.into_iter().map(session_why).collect::<Vec<_>>().join("\n")
    }
}

fn session_why(s: &Session) -> String {
    format!("{} {}: {} {}", day_label(s), s.brief(), s.rationale, s.description).trim_end().to_owned()
}

fn day_label(s: &Session) -> String {
    format!("{} {}", crate::domain::day::short_name(s.day), s.day)
}

fn change_words(p: &Proposal, today: Day) -> String {
    let ops: Vec<_> = p.hunks.iter().map(|h| h.op.clone()).collect();
    words::ops(&ops, today)
}

/// Whether two proposals leave the same sessions on the same days.
fn same(a: &Proposal, b: &Proposal) -> bool {
    let of = |p: &Proposal| {
        let left = p.hunks.iter().flat_map(|h| h.op.after().into_iter().cloned().collect::<Vec<Session>>());
        let mut left: Vec<_> = left.map(|s| (s.day, s.template, s.minutes)).collect();
        let gone = p.hunks.iter().flat_map(|h| h.op.before().into_iter().map(|s| s.id).collect::<Vec<_>>());
        let mut gone: Vec<_> = gone.collect();
        left.sort();
        gone.sort();
        (left, gone)
    };
    of(a) == of(b)
}

/// Load, and form tomorrow, in a week and on the day, as one line.
fn effect_words(p: &Proposal) -> String {
    let e = &p.effect;
    let goal = e.goal.map(|g| format!("; goal morning {}", effect::words(&g))).unwrap_or_default();
    format!(
        "Load {}; tomorrow {}; in a week {}{goal}.",
        effect::signed(e.load, 0),
        effect::words(&e.tomorrow),
        effect::words(&e.week)
    )
}

fn offered(p: &Proposal, today: Day) -> String {
    format!(
        "Proposed: {}\n{}\nAccept, modify or deny it; until then nothing changes.",
        change_words(p, today),
        effect_words(p)
    )
}

fn help() -> String {
    let list = verbs::EXAMPLES.iter().chain(&verbs::TOLD).map(|(e, what)| format!("`{e}`: {what}"));
    std::iter::once("You can say:".to_owned()).chain(list).collect::<Vec<_>>().join("\n")
}
