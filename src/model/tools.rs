//! The tools that a model may call: seven that read, four that act; none that changes anything by itself.
//!
//! Owns: their schemas, the strict reading of arguments, and what each answers. Does not own: figures and checks
//! (coach, science), the gate, the conversation.

mod args;
mod read;
mod schema;

pub(in crate::model) use schema::PROPOSE;
pub use schema::specs;

use super::{
    diff::{self, Bounds, DiffArgs, DiffError},
    egress::{self, Fact, Gate, Grain},
    facts::Known,
    truth,
    wire::ToolCall,
};
use crate::{
    coach::{
        effect,
        logging::{Logging, Told},
        proposal::Scene,
    },
    domain::{Athlete, CanvasChange, CleanText, Day, Event, Proposal, Remembered, Severity, ShortId},
};
use serde::de::DeserializeOwned;

/// What came of the tools so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Acts {
    /// A change of the plan; the last one made counts.
    pub proposal: Option<Proposal>,
    /// Questions to the athlete.
    pub questions: Vec<CleanText>,
    /// Changes of the canvas, in order.
    pub canvas: Vec<CanvasChange>,
    /// What the athlete told, to be shown back.
    pub told: Vec<Told>,
    /// Facts to remember.
    pub facts: Vec<Remembered>,
}

impl Acts {
    /// Whether anything was done that an answer can stand on.
    #[must_use]
    pub fn any(&self) -> bool {
        self.proposal.is_some()
            || !self.questions.is_empty()
            || !self.canvas.is_empty()
            || !self.told.is_empty()
            || !self.facts.is_empty()
    }
}

impl Acts {
    /// What was told as one thing to say yes to; `None` when nothing was.
    #[must_use]
    pub fn logging(&self, athlete: &Athlete, today: Day) -> Option<Logging> {
        if self.told.is_empty() && self.facts.is_empty() {
            return None;
        }
        let mut all = Logging::of(&self.told, athlete, today);
        let fact = |f: &Remembered| f.value.as_ref().map(|v| format!("Remember {}: {v}", f.key));
        let mut lines: Vec<String> = self.facts.iter().filter_map(fact).collect();
        if !all.shown.as_str().is_empty() {
            lines.insert(0, all.shown.as_str().to_owned());
        }
        all.shown = CleanText::block(&lines.join("\n"));
        all.events.extend(self.facts.iter().cloned().map(Event::Remembered));
        Some(all)
    }
}

/// How a call came out, as the model hears it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Facts.
    Facts(Vec<Fact>),
    /// Done: words of the program.
    Done(Fact),
    /// Refused: what was wrong and what to do instead.
    Refused(Fact),
}

impl Heard {
    /// The text that goes back.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Facts(facts) if facts.is_empty() => {
                "nothing is known of that, or nothing that may be told".to_owned()
            }
            Self::Facts(facts) => egress::lines(facts).trim_end().to_owned(),
            Self::Done(f) => f.text().to_owned(),
            Self::Refused(f) => format!("refused: {}", f.text()),
        }
    }
}

/// Runs tools for one question.
pub struct Bench<'k> {
    /// What is known.
    pub known: Known<'k>,
    /// The gate.
    pub gate: Gate,
    /// What was told so far, for the check of numbers.
    pub told: truth::Told,
    /// What was done so far.
    pub acts: Acts,
    /// What may be changed.
    pub bounds: Bounds,
}

impl Bench<'_> {
    /// Runs one call. Nothing in it is trusted.
    pub fn run(&mut self, call: &ToolCall) -> Heard {
        let heard = self.dispatch(call).unwrap_or_else(|why| self.refuse(&why));
        self.told.hear(&heard.text());
        heard
    }

    fn refuse(&mut self, why: &str) -> Heard {
        // Words of the program about the call itself: nobody's data.
        match self.gate.admit("refused", Grain::Aggregate, [], why) {
            Ok(fact) => Heard::Refused(fact),
            Err(_) => Heard::Facts(vec![]),
        }
    }

    fn done(&mut self, words: impl Into<String>) -> Heard {
        match self.gate.admit("done", Grain::Aggregate, [], words) {
            Ok(fact) => Heard::Done(fact),
            Err(_) => Heard::Facts(vec![]),
        }
    }

    fn dispatch(&mut self, call: &ToolCall) -> Result<Heard, String> {
        match call.name.as_str() {
            "day" => Ok(read::day(self, &parse(&call.arguments)?)),
            "week" => Ok(read::week(self, &parse(&call.arguments)?)),
            "form" => read::form(self, &parse(&call.arguments)?),
            "activity" => read::activity(self, &parse(&call.arguments)?),
            "plan" => read::plan(self, &parse(&call.arguments)?),
            "rules" => read::rule(self, &parse(&call.arguments)?),
            "what_if" => {
                let args: args::WhatIfArgs = parse(&call.arguments)?;
                let plan_version = self.known.athlete.plan.as_ref().map_or(0, |p| p.version);
                self.diff(&DiffArgs { plan_version, reason: String::new(), hunks: args.hunks }, false)
            }
            schema::PROPOSE if !self.gate.may_propose() => {
                Err("the mission does not let a model propose changes; explain in words".into())
            }
            schema::PROPOSE => self.diff(&parse(&call.arguments)?, true),
            "ask" => self.ask(&parse(&call.arguments)?),
            "canvas" => self.canvas(parse(&call.arguments)?),
            "log" => self.log(parse(&call.arguments)?),
            other => Err(format!(
                "there is no tool {:?}; there are {}",
                CleanText::line(other).as_str(),
                schema::NAMES.join(", ")
            )),
        }
    }

    /// The proposal of typed hunks, or what it would do.
    fn diff(&mut self, args: &DiffArgs, keep: bool) -> Result<Heard, String> {
        let k = self.known;
        let cap = k.morning.verdict.cap;
        let scene = Scene::of(k.athlete, k.history, k.today(), cap).ok_or("there is no plan yet to change")?;
        // The reason is prose like any other: with a number that nobody told it is not kept.
        let reason = self.told.check(CleanText::line(&args.reason).as_str());
        let reason = if reason.dropped.is_empty() { reason.kept } else { String::new() };
        let made = match diff::propose(&scene, args, &reason, self.bounds) {
            Ok(p) => p,
            Err(DiffError::Malformed(why)) => return Err(why),
            Err(e @ DiffError::Blocked(_)) => {
                let said = self.gate.admit("blocked", Grain::Aggregate, k.load_sources(), e.to_string());
                // What it saw may not be told: the rule's name may.
                return match (said, e) {
                    (Ok(fact), _) => Ok(Heard::Refused(fact)),
                    (Err(_), DiffError::Blocked(f)) => Err(format!("{} forbids it on {}", f.rule, f.day)),
                    (Err(_), DiffError::Malformed(why)) => Err(why),
                };
            }
        };
        if let Some(same) = k.morning.proposals.iter().find(|q| q.id == made.id) {
            return Err(format!("that waits for the athlete already, as p:{}", same.id.brief()));
        }
        let id = made.id.brief();
        let words = outcome(&made);
        let said = self.gate.admit(format!("p:{id}"), Grain::Aggregate, k.load_sources(), words);
        if keep {
            self.acts.proposal = Some(made);
        }
        let head =
            if keep { format!("made as p:{id}; it waits for the athlete") } else { "only a look".to_owned() };
        match said {
            Ok(fact) => {
                let text = format!("{head}. {}", fact.text());
                let fact = self.gate.admit(format!("p:{id}"), Grain::Aggregate, k.load_sources(), text);
                fact.map(Heard::Done).map_err(|e| e.to_string())
            }
            Err(_) => Ok(self.done(head)),
        }
    }

    fn ask(&mut self, args: &args::AskArgs) -> Result<Heard, String> {
        let asked: Vec<CleanText> = args.questions.iter().filter_map(|q| CleanText::line_opt(q)).collect();
        if asked.is_empty() || asked.len() + self.acts.questions.len() > 2 {
            return Err("ask one or two questions in all".into());
        }
        self.acts.questions.extend(asked);
        Ok(self.done("asked; end here and wait for the answer"))
    }

    fn canvas(&mut self, args: args::CanvasArgs) -> Result<Heard, String> {
        let change = args.change(&self.told)?;
        if self.acts.canvas.len() >= crate::domain::canvas::PANELS_MAX {
            return Err("that is enough for one answer".into());
        }
        let words = match &change {
            CanvasChange::Put(p) => format!("{} is on the canvas", p.id),
            CanvasChange::Removed(id) => format!("{id} is gone from the canvas"),
        };
        self.acts.canvas.push(change);
        Ok(self.done(words))
    }

    fn log(&mut self, args: args::LogArgs) -> Result<Heard, String> {
        if self.acts.told.len() + self.acts.facts.len() >= 3 {
            return Err("three entries are enough for one answer".into());
        }
        match args.told(self.known)? {
            args::Entry::Told(told) => self.acts.told.push(*told),
            args::Entry::Fact(fact) => self.acts.facts.push(fact),
        }
        Ok(self.done("shown to the athlete, who keeps or drops it"))
    }
}

/// What a proposal changes and does, in figures.
fn outcome(p: &Proposal) -> String {
    let e = &p.effect;
    let mut parts = vec![
        super::facts::hunks(p),
        format!(
            "Load {}; tomorrow {}; in a week {}",
            effect::signed(e.load, 0),
            effect::words(&e.tomorrow),
            effect::words(&e.week)
        ),
    ];
    parts.extend(e.goal.map(|g| format!("Goal morning {}", effect::words(&g))));
    let warned = p.checks.iter().filter(|f| f.severity == Severity::Warn);
    let words = warned.map(|f| format!("{} warns on {}: saw {}, allowed {}", f.rule, f.day, f.observed, f.limit));
    parts.extend(words.take(4));
    parts.join(". ")
}

/// Reads arguments strictly; an error names the place.
fn parse<T: DeserializeOwned>(arguments: &str) -> Result<T, String> {
    let text = if arguments.trim().is_empty() { "{}" } else { arguments };
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        let (path, inner) = (e.path().to_string(), e.into_inner());
        CleanText::line(&format!("at `{path}`: {inner}")).as_str().to_owned()
    })?;
    reader.end().map_err(|_| "something follows the arguments".to_owned())?;
    Ok(value)
}

/// The proposal that new words are about: the one named, if it still waits.
#[must_use]
pub fn superseded(known: Known<'_>, named: Option<ShortId>) -> Option<ShortId> {
    named.filter(|id| known.morning.proposals.iter().any(|p| p.id == *id))
}

#[cfg(test)]
mod tests;
