//! A line of the athlete and its answer: by the rules, or by a model with the rules behind it.
//!
//! Owns: who answers, the model's ledger in the log, what is said when the model fails. Does not own: the answers
//! themselves (coach, model), what is recorded of them (whoever asked).

use super::{
    run,
    turns::{self, Missed},
};
use crate::{
    coach::{
        logging::{self, Logging},
        morning::Morning,
        proposal as rules, refine, respond, verbs, voices,
    },
    config::{Config, Paths},
    domain::{
        Answer, Athlete, CanvasChange, CleanText, Day, Event, Proposal, Provenance, Provider, ShortId,
        event::{Actor, PlanUndone},
        exchange::Spending,
        mission::MissionChange,
        proposal::Outcome,
    },
    log::{LogError, NewEvent, Store},
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
///
/// A task of the routine has a slot: its requests are keyed by it and by how many of them were answered. Of two processes
/// that are about to ask the same thing, the second finds the key in the log and sends nothing; and what was sent by a
/// process that died is not sent again under that slot, since it may have been paid for.
pub struct LogLedger<'s> {
    store: &'s Store,
    known: Option<(Athlete, u64)>,
    slot: Option<Slot>,
}

struct Slot {
    name: String,
    /// Calls of it that were answered.
    answered: usize,
}

/// Most calls of one task on a day.
const SLOTS: usize = 48;

impl<'s> LogLedger<'s> {
    /// A ledger in this log, for a question of the athlete.
    #[must_use]
    pub fn new(store: &'s Store) -> Self {
        Self { store, known: None, slot: None }
    }

    /// A ledger for a task that is paid for once.
    ///
    /// # Errors
    /// When the log can't be read.
    pub fn of_task(store: &'s Store, name: &str) -> Result<Self, LogError> {
        let keys: Vec<String> = (0..SLOTS).map(|n| answer_key(name, n)).collect();
        let known = store.has_keys(&keys)?;
        let answered = known.iter().position(|there| !there).unwrap_or(SLOTS);
        Ok(Self { store, known: None, slot: Some(Slot { name: name.to_owned(), answered }) })
    }
}

fn answer_key(slot: &str, n: usize) -> String {
    format!("model_answered:{slot}:{n}")
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

    fn write(&mut self, events: Vec<(Actor, Event)>) -> Result<bool, String> {
        let slot = &mut self.slot;
        let mut key = |event: &Event| match (event, &mut *slot) {
            (Event::ModelRequested(_), Some(s)) => format!("model_requested:{}:{}", s.name, s.answered),
            (Event::ModelAnswered(_), Some(s)) => {
                s.answered += 1;
                answer_key(&s.name, s.answered - 1)
            }
            (Event::ModelRequested(r), None) => format!("model_requested:{}", r.call),
            (Event::ModelAnswered(a), None) => format!("model_answered:{}", a.call),
            (other, _) => format!("once:{}:{}", other.kind(), uuid::Uuid::now_v7()),
        };
        let events = events.into_iter().map(|(actor, event)| NewEvent {
            key: key(&event),
            event,
            actor,
            provenance: Provenance::of(Provider::Derived),
            cause: None,
            recorded_at: Utc::now(),
        });
        let done = self.store.append(events.collect()).map_err(|e| e.to_string())?;
        Ok(done.duplicates == 0)
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

/// The proposal that a line is about without naming it: the one that was made last, when the words only make sense about
/// something that waits.
#[must_use]
pub fn refines(scene: Scene<'_>, text: &str) -> Option<ShortId> {
    refine::refers(text).then(|| refine::target(&scene.morning.proposals)).flatten()
}

/// The answer of the rules; `modifies` is the proposal that the words are about.
#[must_use]
pub fn by_rules(scene: Scene<'_>, text: &str, modifies: Option<ShortId>) -> Spoken {
    let m = scene.morning;
    let about = modifies.or_else(|| refines(scene, text));
    let waiting = about.and_then(|id| m.proposals.iter().find(|p| p.id == id));
    let wish = refine::read(text).filter(|_| modifies.is_some() || refine::refers(text));
    let mut said = match (wish, waiting) {
        (Some(wish), Some(p)) => refined(scene, p, wish),
        (Some(_), None) => Spoken {
            words: CleanText::line(
                "Nothing waits for your answer that this could change; `move thu to sat` says all of it.",
            ),
            ..Spoken::default()
        },
        (None, _) => {
            let said = respond::respond(scene.athlete, scene.history, m, m.date, text);
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
    };
    take_place(scene, &mut said, about);
    said
}

/// A proposal that waits as the athlete wants it instead.
fn refined(scene: Scene<'_>, p: &Proposal, wish: refine::Wish) -> Spoken {
    let m = scene.morning;
    let made = rules::Scene::of(scene.athlete, scene.history, m.date, m.verdict.cap)
        .ok_or_else(|| "There is no plan to change.".to_owned())
        .and_then(|s| refine::refined(&s, p, wish));
    match made {
        Ok(p) => Spoken {
            words: CleanText::block(&respond::offered(&p, m.date)),
            proposal: Some(p),
            ..Spoken::default()
        },
        Err(why) => Spoken { words: CleanText::block(&why), ..Spoken::default() },
    }
}

/// A new proposal takes the place of those about the same thing, so that never two of them wait, under an id that none had
/// before it.
fn take_place(scene: Scene<'_>, said: &mut Spoken, about: Option<ShortId>) {
    let waiting = &scene.morning.proposals;
    let Some(p) = said.proposal.take() else { return };
    // One that waits already is not made twice.
    let mut p = if waiting.iter().any(|q| q.id == p.id) { p } else { rules::renewed(&scene.athlete.proposals, p) };
    let mut gone = refine::replaced(waiting, &p, about).into_iter();
    p.supersedes = gone.next();
    let close = |id: ShortId| {
        let shown_hash = waiting.iter().find(|q| q.id == id).map(Proposal::shown_hash).unwrap_or_default();
        let outcome = Outcome::Superseded { by: p.id };
        let answer = Answer { proposal: id, outcome, shown_hash, day: Some(scene.morning.date) };
        Event::ProposalAnswered(Box::new(answer))
    };
    said.reports.extend(gone.map(close));
    said.proposal = Some(p);
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

/// The answer of the model, or of the rules when the model fails; `None` when the athlete stopped it. While another
/// question is being answered it waits, as long as one may take.
pub async fn by_model(
    speaker: &Speaker,
    store: &Store,
    scene: Scene<'_>,
    line: Line<'_>,
    cancel: &CancellationToken,
    on: &mut (dyn FnMut(News<'_>) + Send),
) -> Option<Spoken> {
    let who = format!("a question (process {})", std::process::id());
    let patience = speaker.endpoint.model().patience.total;
    let turn = turns::wait(store, &who, patience, cancel, &mut |who| on(News::Held(who))).await;
    let _turn = match turn {
        Ok(turn) => turn,
        Err(Missed::Cancelled) => return None,
        Err(Missed::Busy(who)) => return Some(fallback(scene, line, AskError::Busy(who))),
        Err(Missed::Failed(why)) => return Some(fallback(scene, line, AskError::Ledger(why))),
    };
    let mut ledger = LogLedger::new(store);
    let known = Known { athlete: scene.athlete, history: scene.history, morning: scene.morning };
    let world = World { known, prompts: &speaker.prompts, date: line.date };
    let asked = jobs::question(CleanText::block(line.text), line.modifies);
    match turn::ask(&*speaker.endpoint, &mut ledger, world, &asked, cancel, on).await {
        Ok(answer) => Some(told(scene, answer, line.modifies)),
        Err(AskError::Cancelled) => None,
        Err(e) => Some(fallback(scene, line, e)),
    }
}

fn told(scene: Scene<'_>, answer: turn::Answer, about: Option<ShortId>) -> Spoken {
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
    let mut said = Spoken {
        words: CleanText::block(&lines.join("\n")),
        by_model: true,
        notes: answer.dropped.iter().map(left_out).collect(),
        proposal: answer.acts.proposal,
        canvas: answer.acts.canvas,
        told,
        spent: answer.spent,
        nearly: answer.nearly,
        ..Spoken::default()
    };
    take_place(scene, &mut said, about);
    said
}

/// The rules' own answer, and a plain word that the model failed.
fn fallback(scene: Scene<'_>, line: Line<'_>, why: AskError) -> Spoken {
    let mut said = by_rules(scene, line.text, line.modifies);
    if verbs::parse(line.text).is_err() && said.proposal.is_none() {
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
