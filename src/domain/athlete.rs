//! The fold: one [`Athlete`] out of all events. Nothing else holds truth.

use super::{
    activity::{Activity, ActivityRecord},
    calendar::CalendarEntry,
    calibration::CalibrationLedger,
    canvas::{self, Panel},
    class::Class,
    cycle::{self, Cycle, CycleStatus, CycleStored},
    day::Day,
    entry::{Annotation, DayNote, SetEntry},
    event::{DayDecided, Event, PlanUndone, Recorded, Said, SessionsLocked},
    exchange::{Job, Spending},
    id::ShortId,
    intent::WeekIntent,
    memory::{self, Memory},
    mission::{Mission, MissionVersion},
    outbox::Outbox,
    plan::{
        Plan, PlanChange, PlanWeek,
        version::{self, Cause, PlanVersion},
    },
    proposal::{Answer, DenyReason, Outcome, Proposal},
    pushed::PushedPlan,
    report::{CheckIn, HealthReport, InjuryReport},
    routine::{AutopsyStored, MissionResult, ProfileStored, ReviewStored, RoutineDone, WeekPlanStored},
    session::Session,
    settings::{Settings, Threshold},
    text::CleanText,
    threshold::{self, ThresholdLedger},
    verdict::RuleOverride,
    wellness::{WellnessDay, WellnessRecord},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// Counts up whenever the fold or a type in it changes meaning; snapshots of another version are discarded.
pub const FOLD_VERSION: u32 = 24;

/// How many applied changes can be taken back.
const UNDO_DEPTH: usize = 32;
/// How many lines of the coach pane are kept in memory.
const TRANSCRIPT_MAX: usize = 400;

/// Everything known of the athlete.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Athlete {
    /// Latest settings.
    pub settings: Settings,
    /// Activities by start, then id. Shared with copies of the athlete until one of them changes.
    pub activities: Arc<Vec<Activity>>,
    /// What is known of each morning. Shared in the same way.
    pub wellness: Arc<BTreeMap<Day, WellnessDay>>,
    /// Strength sets by day, those of one day in the order they were entered.
    pub sets: Vec<SetEntry>,
    /// Notes by day, those of one day in the order they were written.
    pub notes: Vec<DayNote>,
    /// What stands in other calendars, by day, then who and which.
    pub calendar: Vec<CalendarEntry>,
    /// Check-ins by day.
    pub check_ins: BTreeMap<Day, CheckIn>,
    /// Health reports, in the order they were made.
    pub health: Vec<HealthReport>,
    /// Reports of hurt places, in the order they were made.
    pub injuries: Vec<InjuryReport>,
    /// Rules that the athlete went against, in the order they were named.
    pub overrides: Vec<RuleOverride>,
    /// Every version of every mission, oldest first, by mission id.
    pub missions: BTreeMap<String, Vec<MissionVersion>>,
    /// Activations, oldest first.
    pub activations: Vec<(Day, String)>,
    /// The current plan.
    pub plan: Option<Plan>,
    /// Proposals, oldest first, with their state.
    pub proposals: Vec<(Proposal, ProposalState)>,
    /// Applied changes that can be taken back, oldest first.
    pub applied: Vec<(ShortId, PlanChange)>,
    /// The last decision of each day.
    pub decisions: BTreeMap<Day, DayDecided>,
    /// The tail of the coach pane.
    pub transcript: Vec<Said>,
    /// What a model wrote of stored reviews, profiles and cycles, by their id and by task.
    pub words: BTreeMap<ShortId, BTreeMap<Job, CleanText>>,
    /// What language models cost.
    pub spending: Spending,
    /// What is remembered, by name.
    pub memory: BTreeMap<String, Memory>,
    /// Why proposals were denied, by proposal.
    pub denials: BTreeMap<ShortId, Option<DenyReason>>,
    /// Panels of the canvas, oldest first.
    pub canvas: Vec<Panel>,
    /// The athlete's own classes and routes.
    pub classes: Vec<Class>,
    /// What the athlete said of activities, by the id of a record: the session it did, or none.
    pub links: BTreeMap<ShortId, Option<ShortId>>,
    /// The athlete's words on activities, by the id of a record.
    pub activity_notes: BTreeMap<ShortId, CleanText>,
    /// What earlier plans held for days that were over when a new plan was laid, by day.
    pub past_sessions: Vec<Session>,
    /// Week targets of earlier plans, by Monday.
    pub past_weeks: Vec<PlanWeek>,
    /// Weekly reviews as they were written, oldest first.
    pub reviews: Vec<ReviewStored>,
    /// Profiles as they were made, oldest first; the last is the active one.
    pub profiles: Vec<ProfileStored>,
    /// Weeks that the routine went through.
    pub routines: Vec<RoutineDone>,
    /// How missions ended, the latest word last.
    pub results: Vec<MissionResult>,
    /// Reviews of missions that are over, oldest first.
    pub autopsies: Vec<AutopsyStored>,
    /// When the question for the mission after one that is over comes back, by the one that is over.
    pub next_put_off: BTreeMap<String, Day>,
    /// Load of each day as the first plan of a mission had it, by mission.
    pub first_plans: BTreeMap<String, Vec<(Day, f64)>>,
    /// Steps from one version of the plan to the next, oldest first.
    pub versions: Vec<PlanVersion>,
    /// When each proposal was recorded.
    pub made: BTreeMap<ShortId, DateTime<Utc>>,
    /// Thresholds that were proposed, accepted and given.
    pub thresholds: ThresholdLedger,
    /// Figures of the athlete's own that were proposed.
    pub calibrations: CalibrationLedger,
    /// Messages that were to be sent to the athlete.
    pub outbox: Outbox,
    /// What of the plan stands in calendars of services.
    pub pushed: PushedPlan,
    /// Cycles, oldest first.
    pub cycles: Vec<Cycle>,
    /// What weeks are meant to be, by Monday.
    pub intents: BTreeMap<Day, WeekIntent>,
    /// Plans of weeks as they were written, oldest first.
    pub week_plans: Vec<WeekPlanStored>,
    /// The day that each version of the plan came, oldest first.
    pub version_days: Vec<(Day, u32)>,
    /// The day that each proposal was settled.
    pub settled: BTreeMap<ShortId, Day>,
    /// The day that an accepted proposal was taken back.
    pub undone: BTreeMap<ShortId, Day>,
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    /// Waits for an answer.
    Pending,
    /// Accepted, in whole or in part.
    Accepted,
    /// Accepted, then taken back.
    Undone,
    /// Denied.
    Denied,
    /// Another took its place.
    Superseded,
    /// Not answered in time.
    Expired,
    /// The plan moved on under it.
    Stale,
}

impl ProposalState {
    /// Name in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Undone => "undone",
            Self::Denied => "denied",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
            Self::Stale => "stale",
        }
    }
}

impl Athlete {
    /// Folds events, in order.
    #[must_use]
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Self {
        let mut a = Self::default();
        for e in events {
            a.hear(e);
        }
        a
    }

    /// Takes in one event with the time of its recording.
    pub fn hear(&mut self, recorded: &Recorded) {
        let version = self.plan.as_ref().map(|p| p.version);
        self.apply(&recorded.event);
        if let Event::ProposalMade(p) = &recorded.event {
            self.made.entry(p.id).or_insert(recorded.recorded_at);
        }
        if self.plan.as_ref().map(|p| p.version) != version
            && let Some(step) = self.versions.last_mut()
        {
            step.at = Some(recorded.recorded_at);
            if let (Event::SessionsLocked(_), Some(last)) = (&recorded.event, self.version_days.last_mut()) {
                last.0 = last.0.max(recorded.recorded_at.date_naive());
            }
        }
    }

    /// Takes in one event. Total: an event that does not fit (an answer to an unknown proposal, a second answer, a
    /// change against another plan version) changes nothing.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of event")]
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::SettingsObserved(s) => self.settings = (**s).clone(),
            Event::ActivityRecorded(r) => self.take_activity(r),
            Event::ActivityAmended(r) => self.amend(r),
            Event::ActivityAnnotated(a) => self.annotate(a),
            Event::SetLogged(s) => put(&mut self.sets, s, |s| (s.set.day, s.id)),
            Event::DayNoted(n) => put(&mut self.notes, n, |n| (n.day, n.id)),
            Event::EntryWithdrawn(w) => self.withdraw(w.id),
            Event::CalendarSeen(c) => self.take_calendar(c),
            Event::WellnessRecorded(w) => self.take_wellness(w),
            Event::CheckedIn(c) if c.is_empty() => {
                self.check_ins.remove(&c.day);
            }
            Event::CheckedIn(c) => {
                self.check_ins.insert(c.day, c.clone());
            }
            Event::HealthReported(h) => self.health.push(h.clone()),
            Event::InjuryReported(i) => self.injuries.push(i.clone()),
            Event::AthleteOverride(o) => self.overrides.push(o.clone()),
            Event::MissionSaved(v) => {
                let versions = self.missions.entry(v.mission.id.clone()).or_default();
                if versions.last().is_none_or(|last| last.hash != v.hash) {
                    versions.push((**v).clone());
                }
            }
            Event::MissionActivated(m) => {
                if self.missions.contains_key(&m.mission) {
                    self.activations.push((m.day, m.mission.clone()));
                    cycle::leave_others(&mut self.cycles, &m.mission, m.day);
                }
            }
            Event::NextPutOff(n) => {
                self.next_put_off.insert(n.mission.clone(), n.until);
            }
            Event::PlanLaid(p) => self.lay(p.clone()),
            Event::ProposalMade(p) => {
                if !self.proposals.iter().any(|(q, _)| q.id == p.id) {
                    if let Some(old) = p.supersedes {
                        self.settle(old, ProposalState::Superseded, p.day);
                    }
                    self.proposals.push(((**p).clone(), ProposalState::Pending));
                }
            }
            Event::ProposalAnswered(a) => self.take_answer(a),
            Event::PlanUndone(u) => self.take_back(u),
            Event::SessionsLocked(l) => self.lock(l),
            Event::ClassesObserved(c) => self.classes.clone_from(c),
            Event::ActivityLinked(l) => {
                self.links.insert(l.activity, l.session);
            }
            Event::ActivityNoted(n) => {
                match &n.note {
                    Some(text) => self.activity_notes.insert(n.activity, text.clone()),
                    None => self.activity_notes.remove(&n.activity),
                };
            }
            Event::ReviewStored(r) => {
                if !self.reviews.iter().any(|x| x.id == r.id) {
                    self.reviews.push((**r).clone());
                }
            }
            Event::ProfileStored(p) => {
                if !self.profiles.iter().any(|x| x.id == p.id) {
                    self.profiles.push((**p).clone());
                }
            }
            Event::WeekRoutineDone(d) => {
                if !self.routines.contains(d) {
                    self.routines.push(d.clone());
                }
            }
            Event::MissionEnded(r) => self.results.push(r.clone()),
            Event::MissionClosed(a) => self.close_mission(a),
            Event::DayDecided(d) => {
                self.decisions.insert(d.day, d.clone());
            }
            Event::Said(s) => {
                if let (Some(job), Some(id)) = (s.about, s.of) {
                    self.words.entry(id).or_default().insert(job, s.text.clone());
                }
                self.transcript.push(s.clone());
                let extra = self.transcript.len().saturating_sub(TRANSCRIPT_MAX);
                self.transcript.drain(..extra);
            }
            Event::ModelRequested(r) => self.spending.request(r),
            Event::ModelAnswered(a) => self.spending.answer(a),
            Event::Remembered(r) => memory::remember(&mut self.memory, r),
            Event::CanvasChanged(c) => canvas::change(&mut self.canvas, c),
            Event::ThresholdProposed(p) => self.thresholds.propose(p),
            Event::ThresholdAnswered(a) => self.thresholds.answer(a),
            Event::ThresholdSet(t) => self.thresholds.set(t),
            Event::CalibrationProposed(p) => self.calibrations.propose(p),
            Event::CalibrationAnswered(a) => self.calibrations.answer(a),
            Event::NotificationQueued(n) => self.outbox.queue(n),
            Event::NotificationAttempted(a) => self.outbox.attempt(a),
            Event::NotificationSettled(s) => self.outbox.settle(s),
            Event::PlanPushed(p) => self.pushed.take(p),
            Event::CycleStored(c) => self.take_cycle(c),
            Event::CycleEdited(e) => cycle::edit(&mut self.cycles, self.plan.as_mut(), e),
            Event::WeekIntended(i) if i.is_empty() => {
                self.intents.remove(&i.week);
            }
            Event::WeekIntended(i) => {
                self.intents.insert(i.week, i.clone());
            }
            Event::WeekPlanStored(w) => {
                if !self.week_plans.iter().any(|x| x.id == w.id) {
                    self.week_plans.push((**w).clone());
                }
            }
        }
    }

    fn take_activity(&mut self, record: &ActivityRecord) {
        // Only neighbours in time can be the same effort; a multi-day recording is found by its own start.
        let window = chrono::TimeDelta::hours(26);
        let lo = self.activities.partition_point(|a| a.best().start < record.start - window);
        let hi = self.activities.partition_point(|a| a.best().start <= record.end().max(record.start + window));
        // A record arrives once; the same again is no second effort.
        if self.activities[lo..hi].iter().any(|a| a.records.iter().any(|r| r.id == record.id)) {
            return;
        }
        // A record can be the same as several that are not the same as each other: one file of the whole way, two of its
        // parts. All of them are one then, in whichever order they came.
        let mut typed = record.is_typed();
        let mut twins = Vec::new();
        for i in lo..hi {
            let a = &self.activities[i];
            if a.is_same_as(record) && !(typed && a.has_typed()) {
                typed |= a.has_typed();
                twins.push(i);
            }
        }
        let activities = Arc::make_mut(&mut self.activities);
        let joined =
            twins.into_iter().rev().map(|i| activities.remove(i)).reduce(|later, earlier| earlier.join(later));
        let mut a = joined.unwrap_or_else(|| Activity::new(record.clone()));
        a.link(record.clone());
        self.insert(a);
    }

    fn take_calendar(&mut self, entry: &CalendarEntry) {
        self.calendar.retain(|c| (c.provider, &c.id) != (entry.provider, &entry.id));
        if !entry.gone {
            let key = |c: &CalendarEntry| (c.day, c.provider, c.id.clone());
            let at = self.calendar.partition_point(|c| key(c) < key(entry));
            self.calendar.insert(at, entry.clone());
        }
    }

    fn insert(&mut self, a: Activity) {
        let key = |x: &Activity| (x.best().start, x.id);
        let at = self.activities.partition_point(|x| key(x) < key(&a));
        Arc::make_mut(&mut self.activities).insert(at, a);
    }

    /// The place of the activity that has a record of this id, or had it first.
    fn place_of(&self, id: ShortId) -> Option<usize> {
        let of_record = |a: &Activity| a.records.iter().any(|r| r.id == id);
        let found = self.activities.iter().position(of_record);
        found.or_else(|| self.activities.iter().position(|a| a.id == id))
    }

    fn annotate(&mut self, said: &Annotation) {
        if let Some(at) = self.place_of(said.activity) {
            let annotation = (!said.is_empty()).then(|| said.clone());
            Arc::make_mut(&mut self.activities)[at].annotation = annotation;
        }
    }

    /// Takes a record out of its activity, and the activity away when it was the only one. What was said of an
    /// activity stays with what is left of it; records that only the one taken out held together part again.
    fn take_out(&mut self, record: ShortId) -> Option<Activity> {
        let at = self.activities.iter().position(|a| a.records.iter().any(|r| r.id == record))?;
        let was = Arc::make_mut(&mut self.activities).remove(at);
        was.without(record).into_iter().for_each(|a| self.insert(a));
        Some(was)
    }

    fn amend(&mut self, record: &ActivityRecord) {
        let Some(was) = self.take_out(record.id) else { return };
        self.take_activity(record);
        let alone = was.records.len() == 1;
        if let Some(said) = was.annotation.filter(|_| alone)
            && let Some(at) = self.place_of(record.id)
        {
            Arc::make_mut(&mut self.activities)[at].annotation.get_or_insert(said);
        }
    }

    fn withdraw(&mut self, id: ShortId) {
        self.take_out(id);
        self.sets.retain(|s| s.id != id);
        self.notes.retain(|n| n.id != id);
    }

    fn take_wellness(&mut self, w: &WellnessRecord) {
        Arc::make_mut(&mut self.wellness).entry(w.day).or_default().merge(w);
    }

    fn lay(&mut self, mut plan: Plan) {
        // A plan that stands for two machines has one version on both; a new one is laid without any.
        plan.version = plan.version.max(self.plan.as_ref().map_or(0, |p| p.version) + 1);
        plan.sort();
        let before = self.plan.as_ref();
        if before.is_none_or(|old| old.mission != plan.mission) {
            let mut loads: BTreeMap<Day, f64> = BTreeMap::new();
            for s in &plan.sessions {
                *loads.entry(s.day).or_default() += s.load;
            }
            self.first_plans.insert(plan.mission.clone(), loads.into_iter().collect());
        }
        let old: &[Session] = before.map_or(&[], |p| &p.sessions);
        let change = PlanChange::between(old, &plan.sessions);
        // What was planned for days that are over stays known: it is what they are held against.
        if let Some(old) = self.plan.take() {
            let this = super::day::monday(plan.from);
            self.past_sessions.extend(old.sessions.into_iter().filter(|s| s.day < plan.from));
            self.past_sessions.sort_by_key(|s| (s.day, s.id));
            self.past_sessions.dedup_by_key(|s| s.id);
            self.past_weeks.retain(|w| !old.weeks.iter().any(|o| o.monday == w.monday));
            self.past_weeks.extend(old.weeks.into_iter().filter(|w| w.monday < this));
            self.past_weeks.sort_by_key(|w| w.monday);
        }
        let day = plan.from;
        self.plan = Some(plan);
        self.note_version(Cause::Laid, change, day);
        self.applied.clear();
        self.stale_others(day);
    }

    fn take_answer(&mut self, a: &Answer) {
        let asked = self.proposals.iter().find(|(p, _)| p.id == a.proposal).map(|(p, _)| p.day);
        let day = a.day.or(asked).unwrap_or_default();
        match &a.outcome {
            Outcome::Accepted { change, base_version, .. } => {
                let pending =
                    self.proposals.iter().any(|(p, s)| p.id == a.proposal && *s == ProposalState::Pending);
                let Some(plan) = self.plan.as_mut().filter(|p| p.version == *base_version) else { return };
                if !pending {
                    return;
                }
                plan.apply(change);
                self.settle(a.proposal, ProposalState::Accepted, day);
                self.applied.push((a.proposal, change.clone()));
                let extra = self.applied.len().saturating_sub(UNDO_DEPTH);
                self.applied.drain(..extra);
                let of = self.cycles.iter().find(|c| c.stored.proposal == Some(a.proposal));
                if let Some(number) = of.map(|c| c.stored.number) {
                    cycle::begin(&mut self.cycles, self.plan.as_mut(), number, day);
                }
                self.note_version(Cause::Accepted(a.proposal), change.clone(), day);
                self.stale_others(day);
            }
            Outcome::Denied { reason } => {
                self.denials.entry(a.proposal).or_insert(*reason);
                self.settle(a.proposal, ProposalState::Denied, day);
            }
            Outcome::Superseded { .. } => self.settle(a.proposal, ProposalState::Superseded, day),
            Outcome::Expired => self.settle(a.proposal, ProposalState::Expired, day),
        }
    }

    fn close_mission(&mut self, a: &AutopsyStored) {
        // A mission that is taken up again ends again; the same end is written once.
        if !self.autopsies.iter().any(|x| x.id == a.id) {
            self.autopsies.push(a.clone());
        }
    }

    fn take_back(&mut self, u: &PlanUndone) {
        if self.applied.last().is_none_or(|(id, _)| *id != u.proposal) {
            return;
        }
        let Some(plan) = &mut self.plan else { return };
        // What was locked since stays as it is.
        if u.change.before.iter().any(|s| plan.session(s.id).is_some_and(|now| now.locked)) {
            return;
        }
        plan.apply(&u.change);
        self.applied.pop();
        cycle::take_back(&mut self.cycles, self.plan.as_mut(), u.proposal);
        let asked = self.proposals.iter().find(|(p, _)| p.id == u.proposal).map(|(p, _)| p.day);
        let day = u.day.or(asked).unwrap_or_default();
        self.note_version(Cause::Undone(u.proposal), u.change.clone(), day);
        if let Some((_, s)) = self.proposals.iter_mut().find(|(p, _)| p.id == u.proposal) {
            *s = ProposalState::Undone;
        }
        self.undone.insert(u.proposal, day);
        self.stale_others(day);
    }

    fn take_cycle(&mut self, c: &CycleStored) {
        if self.cycles.iter().any(|x| x.stored.id == c.id || x.stored.number == c.number) {
            return;
        }
        self.cycles.push(Cycle { stored: c.clone(), began: None, ended: None, result: None });
        if c.proposal.is_none() {
            cycle::begin(&mut self.cycles, self.plan.as_mut(), c.number, c.day);
        }
    }

    /// A lock is a step of the plan like any other, so whatever was proposed before it is out of date.
    fn lock(&mut self, l: &SessionsLocked) {
        let Some(plan) = &mut self.plan else { return };
        let meant = |s: &&Session| s.day == l.day && s.locked != l.locked && l.sessions.contains(&s.id);
        let before: Vec<Session> = plan.sessions.iter().filter(meant).cloned().collect();
        if before.is_empty() {
            return;
        }
        let after = before.iter().map(|s| Session { locked: l.locked, ..s.clone() }).collect();
        let change = PlanChange { before, after };
        plan.apply(&change);
        // The event names the day of the sessions; its own is known to whoever hears it with its time.
        let day = self.version_days.last().map_or(l.day, |(d, _)| *d);
        self.note_version(if l.locked { Cause::Locked } else { Cause::Unlocked }, change, day);
        self.stale_others(day);
    }

    /// Keeps the step to the version that has just come.
    fn note_version(&mut self, cause: Cause, change: PlanChange, day: Day) {
        let Some(plan) = &self.plan else { return };
        self.version_days.push((day, plan.version));
        let step = PlanVersion { version: plan.version, at: None, cause, mission: plan.mission.clone(), change };
        version::note(&mut self.versions, step);
    }

    /// The moment until which a proposal can be answered, by the time it was recorded.
    #[must_use]
    pub fn answer_until(&self, proposal: ShortId) -> Option<DateTime<Utc>> {
        self.made.get(&proposal).map(|t| *t + chrono::TimeDelta::hours(super::proposal::ANSWER_HOURS))
    }

    /// Moves a pending proposal on; one that is settled stays as it is.
    fn settle(&mut self, id: ShortId, to: ProposalState, day: Day) {
        if let Some((_, s)) = self.proposals.iter_mut().find(|(p, s)| p.id == id && *s == ProposalState::Pending) {
            *s = to;
            self.settled.insert(id, day);
        }
    }

    fn stale_others(&mut self, day: Day) {
        let version = self.plan.as_ref().map_or(0, |p| p.version);
        for (p, s) in &mut self.proposals {
            if *s == ProposalState::Pending && p.base_version != version {
                *s = ProposalState::Stale;
                self.settled.insert(p.id, day);
            }
        }
    }

    /// Where a proposal stood at the end of `day`, by the days of the answers.
    #[must_use]
    pub fn state_on(&self, (p, state): &(Proposal, ProposalState), day: Day) -> ProposalState {
        let later = |of: &BTreeMap<ShortId, Day>| of.get(&p.id).is_some_and(|on| *on > day);
        if later(&self.settled) {
            ProposalState::Pending
        } else if later(&self.undone) {
            ProposalState::Accepted
        } else {
            *state
        }
    }

    /// The version that the plan had at the end of `day`.
    #[must_use]
    pub fn version_on(&self, day: Day) -> Option<u32> {
        self.version_days.iter().filter(|(d, _)| *d <= day).map(|(_, v)| *v).max()
    }

    /// The cycle that counts on `day`.
    #[must_use]
    pub fn cycle_on(&self, day: Day) -> Option<&Cycle> {
        self.cycles.iter().rev().find(|c| c.covers(day))
    }

    /// Where a cycle stands on `today`.
    #[must_use]
    pub fn cycle_status(&self, c: &Cycle, today: Day) -> CycleStatus {
        let answer = c.stored.proposal.and_then(|id| self.proposals.iter().find(|(p, _)| p.id == id));
        c.status(answer.map(|(_, s)| *s), today)
    }

    /// Thresholds that the athlete set in config.toml, accepted or gave, in one timeline; see [`threshold::merged`].
    #[must_use]
    pub fn set_thresholds(&self) -> Vec<Threshold> {
        threshold::merged(&self.settings.thresholds, &self.thresholds.accepted)
    }

    /// The mission that is active on `day`, in its version of now.
    #[must_use]
    pub fn mission(&self, day: Day) -> Option<&MissionVersion> {
        let id = self.activations.iter().rev().find(|(d, _)| *d <= day).map(|(_, id)| id)?;
        self.missions.get(id)?.last()
    }

    /// The mission that was active on `day`, in the version of that day, with its number from 1. A cycle that counts on
    /// that day may pin another version.
    #[must_use]
    pub fn mission_then(&self, day: Day) -> Option<(u32, &MissionVersion)> {
        let id = self.activations.iter().rev().find(|(d, _)| *d <= day).map(|(_, id)| id)?;
        let versions = self.missions.get(id)?;
        let pinned = self.cycle_on(day).filter(|c| c.stored.mission == *id).and_then(|c| c.stored.context);
        let pinned = pinned.and_then(|n| (n as usize).checked_sub(1)).filter(|i| *i < versions.len());
        // A log of before versions had days tells of none that it was too late.
        let seen = versions.iter().rposition(|v| v.seen.is_none_or(|d| d <= day)).unwrap_or(0);
        let at = pinned.unwrap_or(seen);
        versions.get(at).map(|v| (u32::try_from(at + 1).unwrap_or(u32::MAX), v))
    }

    /// Number of the version, from 1, that the active mission has now.
    #[must_use]
    pub fn context_on(&self, day: Day) -> Option<u32> {
        let id = self.activations.iter().rev().find(|(d, _)| *d <= day).map(|(_, id)| id)?;
        self.missions.get(id).and_then(|v| u32::try_from(v.len()).ok())
    }

    /// The active mission's content.
    #[must_use]
    pub fn active_mission(&self, day: Day) -> Option<&Mission> {
        self.mission(day).map(|v| &v.mission)
    }

    /// Proposals that wait for an answer on `day`, oldest first.
    pub fn pending(&self, day: Day) -> impl Iterator<Item = &Proposal> {
        self.proposals.iter().filter(move |(p, s)| *s == ProposalState::Pending && p.expires >= day).map(|(p, _)| p)
    }

    /// A proposal by its id or by the first digits of it, when they name one only.
    #[must_use]
    pub fn find_proposal(&self, id: &str) -> Option<&(Proposal, ProposalState)> {
        let mut hits = self.proposals.iter().filter(|(p, _)| p.id.to_string().starts_with(id));
        let first = hits.next()?;
        hits.next().is_none().then_some(first)
    }

    /// Strength sets of a day, in the order they were entered.
    pub fn sets_on(&self, day: Day) -> impl Iterator<Item = &SetEntry> {
        self.sets.iter().filter(move |s| s.set.day == day)
    }

    /// Notes of a day, in the order they were written.
    pub fn notes_on(&self, day: Day) -> impl Iterator<Item = &DayNote> {
        self.notes.iter().filter(move |n| n.day == day)
    }

    /// Sessions planned from `from` to `to`, both included, as the plan of each day held them, by day.
    #[must_use]
    pub fn planned(&self, from: Day, to: Day) -> Vec<Session> {
        let mut all: Vec<Session> = self.planned_between(from, to).cloned().collect();
        all.sort_by_key(|s| s.day);
        all
    }

    /// The same, in no order of days.
    pub fn planned_between(&self, from: Day, to: Day) -> impl Iterator<Item = &Session> {
        let within = move |s: &&Session| s.day >= from && s.day <= to;
        let now = self.plan.iter().flat_map(move |p| p.span(from, to));
        let known = |id: ShortId| self.plan.as_ref().is_some_and(|p| p.session(id).is_some());
        self.past_sessions.iter().filter(within).filter(move |s| !known(s.id)).chain(now)
    }

    /// The target of the week that begins on `monday`.
    #[must_use]
    pub fn planned_week(&self, monday: Day) -> Option<&PlanWeek> {
        let now = self.plan.iter().flat_map(|p| &p.weeks).find(|w| w.monday == monday);
        now.or_else(|| self.past_weeks.iter().find(|w| w.monday == monday))
    }

    /// What a model wrote of something stored, for these tasks, in their order.
    #[must_use]
    pub fn words_on(&self, id: ShortId, jobs: &[Job]) -> Vec<&CleanText> {
        let of = self.words.get(&id);
        jobs.iter().filter_map(|job| of?.get(job)).collect()
    }

    /// The profile that was active on `day`, with its number from 1.
    #[must_use]
    pub fn profile_on(&self, day: Day) -> Option<(u32, &ProfileStored)> {
        (1_u32..).zip(&self.profiles).filter(|(_, p)| p.day <= day).last()
    }

    /// How a mission ended, in the athlete's words.
    #[must_use]
    pub fn result_of(&self, mission: &str) -> Option<&CleanText> {
        self.results.iter().rev().find(|r| r.mission == mission).map(|r| &r.result)
    }

    /// Latest health report that holds on `day`.
    #[must_use]
    pub fn health_on(&self, day: Day) -> Option<&HealthReport> {
        self.health.iter().rev().find(|h| h.day <= day)
    }

    /// Places that hurt on `day`: the latest report of each, when it is not over.
    #[must_use]
    pub fn hurt_on(&self, day: Day) -> Vec<&InjuryReport> {
        let mut seen: Vec<String> = Vec::new();
        let mut open = Vec::new();
        for r in self.injuries.iter().rev().filter(|r| r.day <= day) {
            let site = r.site.as_str().to_lowercase();
            if !seen.contains(&site) {
                seen.push(site);
                open.extend((r.pain > 0).then_some(r));
            }
        }
        open.reverse();
        open
    }

    /// The reason given for going against `rule` on `day`.
    #[must_use]
    pub fn overridden(&self, day: Day, rule: &str) -> Option<&RuleOverride> {
        self.overrides.iter().rev().find(|o| o.day == day && o.rule == rule)
    }

    /// First and last local date with an activity or a wellness value.
    #[must_use]
    pub fn known_span(&self) -> Option<(Day, Day)> {
        let acts = self.activities.iter().map(|a| a.best().local_date);
        let days = acts.chain(self.wellness.keys().copied());
        days.fold(None, |s, d| Some(s.map_or((d, d), |(lo, hi): (Day, Day)| (lo.min(d), hi.max(d)))))
    }

    /// BLAKE3 of what is known, hex: equal for equal histories, however they were interrupted. Leaves out ids,
    /// places in the log and recording times.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut known = self.clone();
        for a in Arc::make_mut(&mut known.activities) {
            a.id = ShortId::default();
            if let Some(said) = &mut a.annotation {
                said.activity = ShortId::default();
            }
        }
        known.sets.iter_mut().for_each(|s| s.id = ShortId::default());
        known.notes.iter_mut().for_each(|n| n.id = ShortId::default());
        let bytes = postcard::to_stdvec(&known).unwrap_or_default();
        blake3::hash(&bytes).to_hex().to_string()
    }
}

/// Puts an entry in at its day, after those that were there; one of the same id leaves its place to it.
fn put<T: Clone>(list: &mut Vec<T>, entry: &T, key: impl Fn(&T) -> (Day, ShortId)) {
    let (day, id) = key(entry);
    if let Some(old) = list.iter_mut().find(|e| key(e) == (day, id)) {
        *old = entry.clone();
        return;
    }
    list.retain(|e| key(e).1 != id);
    let at = list.partition_point(|e| key(e).0 <= day);
    list.insert(at, entry.clone());
}

#[cfg(test)]
mod tests;
