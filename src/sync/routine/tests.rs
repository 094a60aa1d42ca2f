use super::*;
use crate::{
    coach::morning::Voices,
    domain::{
        CleanText, Day, FormView, Plan, Proposal, Readiness, ShortId, Verdict,
        day::shift,
        proposal::{Author, Effect},
        verdict::{Action, Cap},
    },
    log::Access,
};
use tempfile::TempDir;

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 19).unwrap()
}

fn morning(day: Day, suggestion: Option<Proposal>) -> Morning {
    Morning {
        date: day,
        as_of: day,
        mission: None,
        readiness: Readiness::default(),
        form: FormView::default(),
        verdict: Verdict {
            action: Action::Modify,
            cap: Cap::NoHard,
            priority: 6,
            confidence: 0.8,
            reasons: vec![],
            hurt: vec![],
        },
        session: None,
        more_sessions: vec![],
        proposals: vec![],
        suggestion,
        calibrations: Vec::new(),
        closing: None,
        thresholds: vec![],
        threshold_suggestions: vec![],
        gauge: None,
        voices: Voices::default(),
        rules: vec![],
        deload: None,
        deliberation: crate::domain::verdict::Deliberation::default(),
    }
}

fn proposal() -> Proposal {
    Proposal {
        id: ShortId(7),
        base_version: 1,
        day: today(),
        author: Author::Rules,
        reason: CleanText::line("HRV is low"),
        hunks: vec![],
        effect: Effect::default(),
        each: vec![],
        choices: vec![],
        alternatives: vec![],
        checks: vec![],
        expires: today(),
        supersedes: None,
    }
}

struct Log {
    _dir: TempDir,
    store: Store,
}

impl Log {
    fn with_plan() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("data"), Access::ReadWrite).unwrap();
        let plan = Plan {
            version: 1,
            mission: "m".into(),
            mission_hash: "h".into(),
            from: today(),
            weeks: vec![],
            sessions: vec![],
        };
        let laid = NewEvent {
            event: Event::PlanLaid(plan),
            actor: Actor::Coach,
            provenance: Provenance::of(Provider::Derived),
            key: "plan".into(),
            cause: None,
            recorded_at: Utc::now(),
        };
        store.append(vec![laid]).unwrap();
        Self { _dir: dir, store }
    }

    fn observes(&self, morning: &Morning) -> usize {
        observe_morning(&self.store, &self.athlete(), morning, Utc::now(), None).unwrap().written
    }

    fn athlete(&self) -> Athlete {
        self.store.athlete().unwrap().0
    }
}

#[test]
fn a_morning_is_written_once_however_often_it_is_seen() {
    let log = Log::with_plan();
    let m = morning(today(), Some(proposal()));
    assert_eq!(log.observes(&m), 2);
    assert_eq!(log.observes(&m), 0);
    let athlete = log.athlete();
    let decided = &athlete.decisions[&today()];
    assert_eq!((decided.plan_version, decided.verdict.cap), (Some(1), Cap::NoHard));
    assert_eq!(athlete.proposals, vec![(proposal(), ProposalState::Pending)]);
}

#[test]
fn another_decision_of_the_same_day_is_another_event() {
    let log = Log::with_plan();
    let mut m = morning(today(), None);
    log.observes(&m);
    m.verdict.cap = Cap::Rest;
    assert_eq!(log.observes(&m), 1);
    assert_eq!(log.athlete().decisions[&today()].verdict.cap, Cap::Rest);
    m.verdict.cap = Cap::NoHard;
    assert_eq!(log.observes(&m), 1, "back again is a decision too");
    assert_eq!(log.athlete().decisions[&today()].verdict.cap, Cap::NoHard);
}

#[test]
fn no_answer_in_time_is_a_no() {
    let log = Log::with_plan();
    log.observes(&morning(today(), Some(proposal())));
    let tomorrow = shift(today(), 1);
    assert_eq!(log.observes(&morning(today(), None)), 0, "its last day is not over");
    assert_eq!(log.observes(&morning(tomorrow, None)), 2);
    assert_eq!(log.athlete().proposals[0].1, ProposalState::Expired);
    assert_eq!(log.observes(&morning(tomorrow, None)), 0);
}

#[test]
fn a_proposal_that_was_answered_is_not_made_again() {
    let log = Log::with_plan();
    log.observes(&morning(today(), Some(proposal())));
    let no = Answer {
        proposal: ShortId(7),
        outcome: Outcome::Denied { reason: None },
        shown_hash: String::new(),
        day: None,
    };
    let no = NewEvent {
        event: Event::ProposalAnswered(Box::new(no)),
        actor: Actor::Athlete,
        provenance: Provenance::of(Provider::Manual),
        key: format!("answer:{}", ShortId(7)),
        cause: None,
        recorded_at: Utc::now(),
    };
    log.store.append(vec![no]).unwrap();
    assert_eq!(log.observes(&morning(today(), Some(proposal()))), 0);
    assert_eq!(log.observes(&morning(shift(today(), 1), None)), 1, "the decision alone; it has its answer");
    assert_eq!(log.athlete().proposals[0].1, ProposalState::Denied);
}
