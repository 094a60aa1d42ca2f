//! A line of the athlete and its answer: by the rules, or by a model with the rules behind it.
//!
//! Owns: who answers, the model's ledger in the log, what is said when the model fails. Does not own: the answers
//! themselves (coach, model), what is recorded of them (whoever asked).

use super::run;
use crate::{
    coach::{
        logging::{self, Logging},
        morning::Morning,
        respond, verbs, voices,
    },
    config::{Config, Paths},
    domain::{
        Athlete, CanvasChange, CleanText, Day, Event, Proposal, Provenance, Provider, ShortId,
        event::{Actor, PlanUndone},
        exchange::Spending,
        mission::MissionChange,
    },
    log::{NewEvent, Store},
    model::{
        Client, Endpoint, Ledger, Prompts,
        facts::Known,
        jobs,
        turn::{self, AskError, News, Spent, World},
    },
    science::history::History,
};
use chrono::Utc;
use tokio_util::sync::CancellationToken;

/// The log as a model's ledger.
pub struct LogLedger<'s> {
    store: &'s Store,
    known: Option<(Athlete, u64)>,
}

impl<'s> LogLedger<'s> {
    /// A ledger in this log.
    #[must_use]
    pub fn new(store: &'s Store) -> Self {
        Self { store, known: None }
    }
}

impl Ledger for LogLedger<'_> {
    fn spending(&mut self) -> Result<Spending, String> {
        let (athlete, head) = match self.known.take() {
            None => self.store.athlete().map_err(|e| e.to_string())?,
            Some((mut athlete, head)) => {
                let head = self.store.catch_up(&mut athlete, head).map_err(|e| e.to_string())?;
                (athlete, head)
            }
        };
        let spending = athlete.spending.clone();
        self.known = Some((athlete, head));
        Ok(spending)
    }

    fn write(&mut self, events: Vec<(Actor, Event)>) -> Result<(), String> {
        let key = |event: &Event| match event {
            Event::ModelRequested(r) => format!("model_requested:{}", r.call),
            Event::ModelAnswered(a) => format!("model_answered:{}", a.call),
            other => format!("once:{}:{}", other.kind(), uuid::Uuid::now_v7()),
        };
        let events = events.into_iter().map(|(actor, event)| NewEvent {
            key: key(&event),
            event,
            actor,
            provenance: Provenance::of(Provider::Derived),
            cause: None,
            recorded_at: Utc::now(),
        });
        self.store.append(events.collect()).map(|_| ()).map_err(|e| e.to_string())
    }
}

/// A model that can be asked, with its prompts.
pub struct Speaker {
    /// Where it is.
    pub endpoint: Box<dyn Endpoint>,
    /// What it is told to be.
    pub prompts: Prompts,
}

/// The configured model; `None` when there is none.
///
/// # Errors
/// When one is configured and can't be used, with what to do.
pub fn speaker(config: &Config, paths: &Paths) -> Result<Option<Speaker>, String> {
    let Some(model) = &config.model else { return Ok(None) };
    let key = match &model.key {
        None => None,
        Some(name) => Some(match config.secret(name) {
            Some(key) => key.expose().to_owned(),
            None => kept_key(config, paths, &model.host)?.ok_or_else(|| {
                format!("the model at {} has no key: `lanterne connect model` keeps one, or put {name} into .env or the environment, or write key = \"none\" under [model]", model.host)
            })?,
        }),
    };
    let prompts_dir = &paths.prompts_dir();
    let prompts = Prompts::load(prompts_dir)?;
    Ok(Some(Speaker { endpoint: Box::new(Client::new(model.clone(), key)), prompts }))
}

/// The vault's name for the model's key.
pub const VAULT_NAME: &str = "model";

/// The key that the vault keeps for the endpoint's host.
fn kept_key(config: &Config, paths: &Paths, host: &str) -> Result<Option<String>, String> {
    let entry = run::vault(paths, config).entry(VAULT_NAME).map_err(|e| e.to_string())?;
    Ok(entry.filter(|e| e.host == host).and_then(|e| e.key).map(|k| k.expose().to_owned()))
}

/// What is said, and what it leads to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spoken {
    /// What is said; never empty.
    pub words: CleanText,
    /// Whether the words are a model's.
    pub by_model: bool,
    /// What the program has to say about the answer: that the model failed, what was left out.
    pub notes: Vec<CleanText>,
    /// A change of the plan to answer.
    pub proposal: Option<Proposal>,
    /// What the athlete's words report.
    pub reports: Vec<Event>,
    /// Takes the last change back.
    pub undo: Option<PlanUndone>,
    /// Rules for the mission, to be written into its file after a yes.
    pub rules: Vec<MissionChange>,
    /// Changes of the canvas.
    pub canvas: Vec<CanvasChange>,
    /// What was told, to be written after a yes.
    pub told: Option<Logging>,
    /// What it cost.
    pub spent: Spent,
    /// How full the purse is, percent, when it is nearly empty.
    pub nearly: Option<u64>,
    /// Why the model did not answer, when it was asked and did not.
    pub failed: Option<AskError>,
}

/// What is known when a line is said.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The fold.
    pub athlete: &'a Athlete,
    /// What is derived from it.
    pub history: &'a History,
    /// The day's answer.
    pub morning: &'a Morning,
}

/// Whether the rules answer a line although there is a model: a plain verb or sentence that they know, and no question
/// about it. What is about a proposal goes to the model, which knows it.
#[must_use]
pub fn for_rules(text: &str, modifies: Option<ShortId>, today: Day) -> bool {
    let known = || verbs::parse(text).is_ok() || logging::read(text, today).is_some();
    modifies.is_none() && !text.trim_end().ends_with('?') && known()
}

/// The answer of the rules.
#[must_use]
pub fn by_rules(scene: Scene<'_>, text: &str) -> Spoken {
    let said = respond::respond(scene.athlete, scene.history, scene.morning, scene.morning.date, text);
    Spoken {
        words: said.words,
        proposal: said.proposal,
        reports: said.reports,
        undo: said.undo,
        told: said.told,
        rules: said.rules,
        ..Spoken::default()
    }
}

/// What the athlete says.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The words.
    pub text: &'a str,
    /// The proposal they are about.
    pub modifies: Option<ShortId>,
    /// The local date of the purse.
    pub date: Day,
}

/// The answer of the model, or of the rules when the model fails; `None` when the athlete stopped it.
pub async fn by_model(
    speaker: &Speaker,
    ledger: &mut dyn Ledger,
    scene: Scene<'_>,
    line: Line<'_>,
    cancel: &CancellationToken,
    on: &mut (dyn FnMut(News<'_>) + Send),
) -> Option<Spoken> {
    let known = Known { athlete: scene.athlete, history: scene.history, morning: scene.morning };
    let world = World { known, prompts: &speaker.prompts, date: line.date };
    let asked = jobs::question(CleanText::block(line.text), line.modifies);
    match turn::ask(&*speaker.endpoint, ledger, world, &asked, cancel, on).await {
        Ok(answer) => Some(told(scene, answer)),
        Err(AskError::Cancelled) => None,
        Err(e) => Some(fallback(scene, line.text, e)),
    }
}

fn told(scene: Scene<'_>, answer: turn::Answer) -> Spoken {
    let mut lines: Vec<String> = Vec::new();
    if !answer.words.as_str().is_empty() {
        lines.push(answer.words.as_str().to_owned());
    }
    lines.extend(answer.acts.questions.iter().map(|q| format!("- {q}")));
    if let Some(p) = &answer.acts.proposal {
        // The change in the program's own words: what is shown is what was checked.
        lines.push(respond::offered(p, scene.morning.date));
    }
    if lines.is_empty() {
        lines.push("Done.".to_owned());
    }
    let left_out =
        |s: &CleanText| CleanText::line(&format!("Left out, it says a number that is in no fact: “{s}”"));
    let told = answer.acts.logging(scene.athlete, scene.morning.date);
    Spoken {
        words: CleanText::block(&lines.join("\n")),
        by_model: true,
        notes: answer.dropped.iter().map(left_out).collect(),
        proposal: answer.acts.proposal,
        canvas: answer.acts.canvas,
        told,
        spent: answer.spent,
        nearly: answer.nearly,
        ..Spoken::default()
    }
}

/// The rules' own answer, and a plain word that the model failed.
fn fallback(scene: Scene<'_>, text: &str, why: AskError) -> Spoken {
    let mut said = by_rules(scene, text);
    if verbs::parse(text).is_err() {
        let m = scene.morning;
        let mut lines = vec![m.voices.coach.clone()];
        lines.extend(m.verdict.reasons.first().map(voices::reason_line));
        if let Some(p) = m.proposals.last() {
            lines.push(respond::offered(p, m.date));
        }
        said.words = CleanText::block(&lines.join("\n"));
    }
    let mut note = why.to_string();
    if !note.ends_with('.') {
        note.push('.');
    }
    said.notes = vec![CleanText::line(&format!("The model did not answer: {note} The rules did."))];
    said.failed = Some(why);
    said
}

#[cfg(test)]
mod tests;
