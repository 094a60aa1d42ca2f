//! What a run did, as values: the JSON of `--sync` and what the cockpit shows.

use super::weekly::Weekly;
use crate::{
    coach::morning::Morning,
    domain::{CleanText, Day, Proposal, ShortId, proposal::Author},
};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// Where one source stands after a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// Everything that was to be had is here.
    Done,
    /// Older history is still to come.
    Partly,
    /// A quota is spent; it goes on by itself.
    Limited,
    /// Another run is pulling it.
    Busy,
    /// Something went wrong; the next run tries again.
    Failed,
    /// Only the athlete can go on.
    NeedsLogin,
}

impl SourceState {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Partly => "partly",
            Self::Limited => "limited",
            Self::Busy => "busy",
            Self::Failed => "failed",
            Self::NeedsLogin => "needs_login",
        }
    }
}

/// What one source did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceReport {
    /// Which.
    pub name: String,
    /// Where it stands.
    pub state: SourceState,
    /// Records taken in for the first time.
    pub new: usize,
    /// Records that had changed.
    pub amended: usize,
    /// Records deleted there and withdrawn here.
    pub withdrawn: usize,
    /// Records that look deleted there, too many of them to believe it unasked.
    pub held: usize,
    /// Activities that the service does not hand out.
    pub stubs: usize,
    /// Requests sent.
    pub requests: u32,
    /// How long it took, s.
    pub seconds: f64,
    /// The day down to which history is here.
    pub back_to: Option<Day>,
    /// When it goes on.
    pub waiting_until: Option<DateTime<Utc>>,
    /// When all of its history will be here, about, when that is not soon.
    pub eta: Option<DateTime<Utc>>,
    /// What went wrong, and what to do about it.
    pub error: Option<String>,
    /// What should be known and is no error.
    pub notes: Vec<String>,
    /// How far this machine's clock is ahead of the service's, s; for the doctor.
    #[serde(skip)]
    pub clock_ahead_s: Option<i64>,
}

impl SourceReport {
    pub(super) fn of(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            state: SourceState::Done,
            new: 0,
            amended: 0,
            withdrawn: 0,
            held: 0,
            stubs: 0,
            requests: 0,
            seconds: 0.0,
            back_to: None,
            waiting_until: None,
            eta: None,
            error: None,
            notes: Vec::new(),
            clock_ahead_s: None,
        }
    }
}

/// How a whole run went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Everything done.
    Done,
    /// Some sources failed.
    Partly,
    /// A source needs the athlete to log in.
    NeedsLogin,
    /// A quota is spent; the next run goes on.
    Limited,
    /// Another run holds every source.
    Busy,
    /// It was asked to end; the next run goes on.
    Stopped,
}

impl Status {
    /// Name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Partly => "partly",
            Self::NeedsLogin => "needs_login",
            Self::Limited => "limited",
            Self::Busy => "busy",
            Self::Stopped => "stopped",
        }
    }
}

/// The day's decision, in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decided {
    /// For which day.
    pub day: Day,
    /// go, modify, skip.
    pub verdict: String,
    /// What the day may hold.
    pub cap: String,
    /// Step of the ladder.
    pub priority: u8,
    /// 0–1.
    pub confidence: f64,
    /// The rules that spoke, the deciding one first.
    pub rules: Vec<String>,
    /// What they said, in the same order.
    pub reasons: Vec<String>,
    /// Readiness, 0–100.
    pub readiness: Option<f64>,
    /// The main session as planned; none on a rest day or without a plan.
    pub session: Option<Planned>,
}

/// A session of today, in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Planned {
    /// Sport.
    pub sport: String,
    /// A few words.
    pub title: String,
    /// Minutes.
    pub minutes: u16,
    /// Load.
    pub load: f64,
}

impl Decided {
    /// Of a morning.
    #[must_use]
    pub fn of(m: &Morning) -> Self {
        let v = &m.verdict;
        Self {
            day: m.date,
            verdict: v.action.to_string(),
            cap: v.cap.to_string(),
            priority: v.priority,
            confidence: v.confidence,
            rules: v.reasons.iter().map(|r| r.rule.clone()).collect(),
            reasons: v.reasons.iter().map(|r| r.text.clone()).collect(),
            readiness: m.readiness.score,
            session: m.session.as_ref().map(|s| Planned {
                sport: s.sport.clone(),
                title: s.title.clone(),
                minutes: s.minutes,
                load: s.load,
            }),
        }
    }
}

/// A proposal that waits for an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waiting {
    /// Its id.
    pub id: ShortId,
    /// The day it was made for.
    pub day: Day,
    /// Who proposes.
    pub author: Author,
    /// Why, in a sentence.
    pub reason: CleanText,
    /// Changes in it.
    pub hunks: usize,
    /// Last day for an answer; none is a no.
    pub expires: Day,
}

impl Waiting {
    /// Of a proposal.
    #[must_use]
    pub fn of(p: &Proposal) -> Self {
        let (id, day, author, expires) = (p.id, p.day, p.author, p.expires);
        Self { id, day, author, reason: p.reason.clone(), hunks: p.hunks.len(), expires }
    }
}

/// A whole run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunReport {
    /// How it went.
    pub status: Status,
    /// Each source.
    pub sources: Vec<SourceReport>,
    /// The day's decision.
    pub decision: Option<Decided>,
    /// Proposals that wait for an answer; a run never gives one.
    pub proposals: Vec<Waiting>,
    /// What the athlete is asked: which mission comes next.
    pub question: Option<String>,
    /// The weekly routine, when it was due and ran.
    pub week: Option<Weekly>,
    /// Files written.
    pub outputs: Vec<String>,
    /// What did not work and kept nothing else from being done: committing the pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Messages to the athlete that were sent, or wait.
    pub notifications: Vec<super::outbox::Told>,
    /// What a model added; empty without one, and when nothing was due.
    pub model: Vec<super::advice::Advice>,
    /// Bodies erased because they may no longer be kept.
    pub erased: usize,
    /// How long it took, s.
    pub seconds: f64,
}

impl RunReport {
    /// Of a run that was broken off because it was asked to end; what it had done is kept.
    #[must_use]
    pub fn broken_off(seconds: f64) -> Self {
        Self {
            status: Status::Stopped,
            sources: vec![],
            decision: None,
            proposals: vec![],
            question: None,
            week: None,
            outputs: vec![],
            problem: None,
            notifications: vec![],
            model: vec![],
            erased: 0,
            seconds,
        }
    }
}

/// The status that the sources add up to.
#[must_use]
pub fn status_of(sources: &[SourceReport]) -> Status {
    use SourceState as S;
    let any = |s: S| sources.iter().any(|r| r.state == s);
    let all_busy = !sources.is_empty() && sources.iter().all(|r| r.state == S::Busy);
    if all_busy {
        Status::Busy
    } else if any(S::NeedsLogin) {
        Status::NeedsLogin
    } else if any(S::Failed) {
        Status::Partly
    } else if any(S::Limited) {
        Status::Limited
    } else {
        Status::Done
    }
}

/// How far a run is, for whoever looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulling {
    /// Which source.
    pub source: &'static str,
    /// Records taken in so far.
    pub done: usize,
    /// Records known to be coming in this step.
    pub of: usize,
    /// What just now.
    pub text: String,
    /// When all of its history will be here, about, when that is not soon.
    pub eta: Option<DateTime<Utc>>,
}
