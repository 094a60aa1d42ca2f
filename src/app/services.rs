//! The services that records come from, as the cockpit shows them, and when they are asked.
//!
//! Owns: what is kept of a run for the header, one run at a time with only the newest wish kept. Does not own: running.

use super::{Action, Card, Effect, Key, Progress, State, Tone};
use crate::domain::CleanText;
use chrono::NaiveDateTime;

/// Name of the work among the jobs.
pub const JOB: &str = "sync";

/// Name of the weekly routine among the jobs.
pub const WEEKLY: &str = "weekly";

/// Wants the weekly routine.
pub(super) fn weekly(state: &mut State) -> Vec<Effect> {
    let text = "reviewing the week".to_owned();
    state.jobs.insert(WEEKLY.into(), Progress { job: WEEKLY.into(), done: 0, total: None, text });
    vec![Effect::Weekly(state.today)]
}

/// One service in the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// When it last answered, the athlete's time; `None` when it never has.
    pub answered: Option<NaiveDateTime>,
    /// Until when it asks to wait, the athlete's time.
    pub waits: Option<NaiveDateTime>,
    /// Minutes until all of its history is here, about, when that is not soon.
    pub left_min: Option<i64>,
}

/// How a service stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything is here.
    Good,
    /// It goes on by itself: history is coming, or a quota is spent.
    Waiting,
    /// The last run went wrong; the next one tries again.
    Failed,
    /// Only the athlete can go on.
    NeedsLogin,
}

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synced {
    /// Each connected service.
    pub services: Vec<Service>,
    /// Records that are new or had changed.
    pub changed: usize,
    /// What went wrong, each with what to do.
    pub problems: Vec<String>,
    /// Seconds until a service that asked to wait can be asked again; `None` when none did.
    pub again_s: Option<u32>,
    /// Whether anything was asked at all: nothing was due, or nothing is connected, otherwise.
    pub ran: bool,
}

/// What came of asking a model in the background.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advised {
    /// Why it did not answer, when it did not.
    pub unheard: Option<String>,
    /// How full its purse is, percent, when it is nearly empty.
    pub nearly: Option<u64>,
}

/// Tells what the athlete should know of a model that was asked in the background, each thing once a day: the reason may
/// hold at every run, and everything by the rules is there without it.
pub(super) fn advised(state: &mut State, a: Advised) -> Vec<Effect> {
    let mut effects = Vec::new();
    let today = state.today;
    if let Some(why) = a.unheard {
        let text = CleanText::line(&format!("The model did not answer: {why}")).to_string();
        if state.talk.unheard.replace(today) != Some(today) {
            effects.push(super::update::tell(state, Tone::Info, text));
        }
    }
    if let Some(percent) = a.nearly
        && state.talk.warned.replace(today) != Some(today)
    {
        effects.push(super::update::tell(state, Tone::Warn, nearly(percent)));
    }
    effects
}

/// That the purse runs dry.
pub(super) fn nearly(percent: u64) -> String {
    format!("{percent} % of the model's purse is spent")
}

/// Wants a run. One that is wanted while another goes on is made after it; several such are one.
pub(super) fn want(state: &mut State, asked: bool) -> Vec<Effect> {
    if state.demo || state.read_only.is_some() {
        return vec![];
    }
    if state.jobs.contains_key(JOB) {
        state.sync_again |= asked;
        return vec![];
    }
    if asked {
        let text = "asking the services".to_owned();
        state.jobs.insert(JOB.into(), Progress { job: JOB.into(), done: 0, total: None, text });
    }
    vec![Effect::Sync { asked }]
}

/// Takes in what came of a run.
pub(super) fn synced(state: &mut State, result: Result<Synced, Card>) -> Vec<Effect> {
    let asked = state.jobs.remove(JOB).is_some();
    let mut effects = Vec::new();
    match result {
        Err(card) => effects.extend(super::update::fail(state, card)),
        Ok(s) => {
            if s.changed > 0 {
                effects.extend(super::update::load(state));
                let records = if s.changed == 1 { "record" } else { "records" };
                effects.push(super::update::tell(
                    state,
                    Tone::Good,
                    format!("Synced: {} {records} new or changed", s.changed),
                ));
            } else if asked && s.problems.is_empty() {
                let text = match state.keymap.first(Action::ConnectService) {
                    _ if s.ran => "Synced: nothing new".to_owned(),
                    Some(key) => format!("No service is connected; {key} connects one"),
                    None => "No service is connected; the palette connects one".to_owned(),
                };
                effects.push(super::update::tell(state, Tone::Info, text));
            }
            let key = state.keymap.first(Action::ConnectService);
            for p in &s.problems {
                let text = by_key(CleanText::line(p).to_string(), &s.services, key);
                effects.push(super::update::tell(state, Tone::Warn, text));
            }
            state.services = s.services;
            effects.extend(s.again_s.map(Effect::SyncIn));
        }
    }
    if std::mem::take(&mut state.sync_again) {
        effects.extend(want(state, true));
    }
    effects
}

/// What went wrong with a command in it, with the key that does the same here.
fn by_key(text: String, services: &[Service], key: Option<Key>) -> String {
    let Some(key) = key else { return text };
    services.iter().fold(text, |text, s| text.replace(&format!("lanterne connect {}", s.name), &key.to_string()))
}
