//! The morning answer: one pure function from what is known and a date to what is shown.

use super::{
    agents::{self, Table},
    autopsy,
    classes::{self, ClassMatch},
    closing::{self, Closing},
    effect::projection,
    flags::RuleReport,
    gauge::gauge,
    ladder::{self, Decision},
    mission_line::mission_line,
    present::session_view,
    proposal::{self, Scene},
    relay, replan,
    voices::voices,
};
use crate::{
    domain::{
        Action, Athlete, Block, CalibrationProposal, Day, FormPoint, FormView, Plan, Proposal, Readiness, Session,
        ShortId, ThresholdProposal, Verdict, day,
        mission::{Lifecycle, RideMode, StageType},
        plan::Phase,
        proposal::Author,
        settings::{Convention, FormSettings, TsbOf},
        verdict::{Deliberation, DeloadCall},
    },
    science::{
        history::History,
        readiness::{self, Signals},
    },
};
use serde::Serialize;

/// Everything the cockpit shows of a morning; `lanterne today --json` prints it.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Morning {
    /// The day decided for.
    pub date: Day,
    /// The day by whose end everything used was recorded; today's date unless looking back.
    pub as_of: Day,
    /// The active mission.
    pub mission: Option<MissionLine>,
    /// Readiness.
    pub readiness: Readiness,
    /// Form.
    pub form: FormView,
    /// The decision.
    pub verdict: Verdict,
    /// Today's main session as planned; `None` on a rest day or without a plan.
    pub session: Option<SessionView>,
    /// Further sessions of today.
    pub more_sessions: Vec<SessionView>,
    /// Proposals that wait for an answer, oldest first.
    pub proposals: Vec<Proposal>,
    /// What the rules would propose now, if that was not proposed before; the caller records it.
    #[serde(skip)]
    pub suggestion: Option<Proposal>,
    /// Thresholds that wait for an answer, oldest first.
    pub thresholds: Vec<ThresholdProposal>,
    /// Thresholds that the athlete should be asked about now; the caller records them.
    #[serde(skip)]
    pub threshold_suggestions: Vec<ThresholdProposal>,
    /// Figures of the athlete's own that wait for an answer, oldest first.
    pub calibrations: Vec<CalibrationProposal>,
    /// The broom wagon.
    pub gauge: Option<Gauge>,
    /// The three columns: rules, coach, you.
    pub voices: Voices,
    /// Every rule of the morning, passed, triggered, blocked or not evaluable.
    pub rules: Vec<RuleReport>,
    /// The easier stretch of days that begins with this morning.
    pub deload: Option<DeloadCall>,
    /// What each part of the coach said, and how mission and reasoning were weighed.
    pub deliberation: Deliberation,
    /// The mission that is over, with its review; `None` while it goes on.
    pub closing: Option<Box<Closing>>,
}

/// The mission in a line, with its stages.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct MissionLine {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Days to the first day of the event; negative after it.
    pub days_to_goal: i64,
    /// The day itself.
    pub goal_day: Day,
    /// Phase of this week.
    pub phase: Phase,
    /// Week of the plan, from 1, and weeks in all.
    pub week: Option<(u32, u32)>,
    /// Load that the plan aims at this week.
    pub week_target: Option<f64>,
    /// Load of the sessions planned for this week, as the plan of each day held them.
    pub week_planned: f64,
    /// Load done this week, today included.
    pub week_done: f64,
    /// Where it stands.
    pub lifecycle: Lifecycle,
    /// Stages, in order.
    pub stages: Vec<StageLine>,
    /// Points won so far and points that can still be had, in a stage race with points.
    pub points: Option<(u32, u32)>,
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct StageLine {
    /// Number from 1; 0 for a rest day.
    pub number: u16,
    /// Day.
    pub date: Day,
    /// Type.
    #[serde(rename = "type")]
    pub kind: StageType,
    /// Where to where.
    pub name: Option<String>,
    /// Planned ride mode; what was ridden, once it is done.
    pub mode: RideMode,
    /// `done`, `today`, `missed`, `to_come`.
    pub status: StageStatus,
    /// Points won, or expected in the planned mode.
    pub points: u32,
    /// Minutes to ride.
    pub minutes: u16,
}

/// Where a stage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageStatus {
    /// Ridden.
    Done,
    /// Today.
    Today,
    /// Not ridden.
    Missed,
    /// Ahead.
    ToCome,
}

/// A planned session with its targets in the athlete's own numbers.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct SessionView {
    /// Id.
    pub id: ShortId,
    /// Day.
    pub date: Day,
    /// `Thu`.
    pub weekday: String,
    /// Sport.
    pub sport: String,
    /// Kind.
    pub kind: String,
    /// Library template.
    pub template: String,
    /// A few words.
    pub title: String,
    /// Minutes.
    pub minutes: u16,
    /// km, when the sport counts them.
    pub distance_km: Option<f64>,
    /// Load.
    pub load: f64,
    /// Intensity factor.
    #[serde(rename = "if")]
    pub intensity: f64,
    /// Whether it counts as hard.
    pub hard: bool,
    /// Whether the athlete locked it.
    pub locked: bool,
    /// The main part's target: `228–242 W`, `4:35–4:45 /km`; absent without a threshold.
    pub target: Option<String>,
    /// Heart-rate zone of the main part: `Z2 (118–135 bpm)`; `Z2` without thresholds.
    pub hr_zone: Option<String>,
    /// Minutes low, mid, high.
    pub zone_minutes: [f64; 3],
    /// The steps, structured.
    pub steps: Vec<Block>,
    /// The steps in words, one line each: `3 × 12 min at 228–242 W, 4 min easy`.
    pub lines: Vec<String>,
    /// What it is.
    pub description: String,
    /// Why this one, here.
    pub rationale: String,
    /// The best of the athlete's own classes and routes for it, best first; today's sessions only.
    pub classes: Vec<ClassMatch>,
    /// A search for classes elsewhere; today's sessions only.
    pub search: Option<String>,
}

/// Whether the mission can still be reached, and what is spare.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Gauge {
    /// CTL that the goal needs on its morning at least.
    pub floor_ctl: f64,
    /// Where that floor comes from, in words.
    pub floor_source: String,
    /// CTL on the goal morning under the plan.
    pub planned_ctl: f64,
    /// Least load per week from now on that still reaches the floor under the ramp limit; `None` when none does.
    pub least_weekly_load: Option<f64>,
    /// Load per week under the plan, mean to the goal.
    pub planned_weekly_load: f64,
    /// Sessions that can be missed from now on with the floor still reached.
    pub spare_sessions: u32,
    /// Days in a row without training, starting today, with the floor still reached.
    pub spare_days: u32,
    /// Share of their length to which the stages would have to be shortened for planned fitness to carry them; `None`
    /// when it does, when not even half would do, and in missions without stages.
    pub stages_scale: Option<f64>,
    /// The last day on which training, resumed after nothing from today on, still reaches the floor under the ramp limit;
    /// after it the goal is out of reach. `None` when it already is.
    pub last_day: Option<Day>,
    /// Green, amber, red.
    pub state: GaugeState,
    /// One sentence.
    pub text: String,
}

/// Colour of the gauge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GaugeState {
    /// Ahead of the broom wagon with room to spare.
    Ahead,
    /// Ahead, with little to spare.
    Close,
    /// Behind: the floor can't be reached under the ramp limit.
    Behind,
}

/// Rules, coach and athlete, a line each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Voices {
    /// What the rules say.
    pub rules: String,
    /// What the coach makes of it.
    pub coach: String,
    /// What the athlete said today.
    pub you: Option<String>,
}

/// Days of history that the form panel shows.
const HISTORY_DAYS: i64 = 180;
/// Days that form is projected without a plan, so that resting can be seen.
const IDLE_DAYS: i64 = 14;

/// The answer of the morning of `today`. Pure: the same athlete and date give the same answer.
#[must_use]
pub fn morning(athlete: &Athlete, today: Day) -> Morning {
    morning_with(athlete, &History::build(athlete, today), today)
}

/// The same with a history that was already derived for `today`.
#[must_use]
pub fn morning_with(athlete: &Athlete, history: &History, today: Day) -> Morning {
    let signals = readiness::signals(athlete, history, today);
    let readiness = readiness::assess_with(athlete, history, today, &signals);
    let decision = ladder::decide(athlete, history, &signals, &readiness, today);
    let suggestion = suggestion(athlete, history, &decision, today);
    let waits = |p: &&Proposal| proposal::open(athlete, history, p);
    let proposals: Vec<Proposal> = athlete.pending(today).filter(waits).cloned().collect();
    let sessions: Vec<Session> = athlete.plan.iter().flat_map(|p| p.on(today)).cloned().collect();
    let of_today = |p: &&Proposal| p.day == today;
    let open = suggestion.as_ref().or_else(|| proposals.iter().rev().find(of_today));
    let version = athlete.mission(today);
    let mission = version.map(|v| mission_line(athlete, history, v, today, readiness.score));
    let served = version.zip(athlete.plan.as_ref()).filter(|(v, p)| v.mission.id == p.mission);
    let gauge = served.and_then(|(v, plan)| gauge(athlete, history, v, plan, today));
    let deliberation = agents::deliberate(&Table {
        athlete,
        signals: &signals,
        readiness: &readiness,
        decision: &decision,
        mission: mission.as_ref(),
        gauge: gauge.as_ref(),
        sessions: &sessions,
        open,
        today,
    });
    let mut rules = decision.reports;
    rules.extend(super::guided::said(athlete, history, today));
    let view = |s: &Session| SessionView {
        classes: classes::matches(s, &athlete.classes),
        search: classes::search_link(s),
        ..session_view(s, &history.book, today)
    };
    let mut views = in_order(&sessions).into_iter().map(view);
    let (session, more_sessions) = (views.next(), views.collect());
    let mut voices = voices(athlete, &decision.verdict, &sessions, open, today);
    if let Some(more) = ahead(athlete, history, mission.as_ref(), today) {
        voices.coach = format!("{} {more}", voices.coach);
    }
    Morning {
        date: today,
        as_of: today,
        mission,
        form: form_view(athlete, history, &signals, today),
        verdict: decision.verdict,
        session,
        more_sessions,
        proposals,
        suggestion,
        thresholds: athlete.thresholds.pending(today).cloned().collect(),
        calibrations: athlete.calibrations.pending(today).cloned().collect(),
        threshold_suggestions: super::thresholds::proposals(athlete, history, today),
        gauge,
        voices,
        rules,
        deload: decision.start,
        closing: closing::closing(athlete, today).map(Box::new),
        deliberation,
        readiness,
    }
}

/// What the coach has to say beyond the day: the mission is over, or its plan should be laid anew.
fn ahead(athlete: &Athlete, history: &History, line: Option<&MissionLine>, today: Day) -> Option<String> {
    let line = line?;
    if !matches!(line.lifecycle, Lifecycle::Complete | Lifecycle::Archived) {
        return relay::due(athlete, history, today).map(|why| format!("{why} `lay` shows the weeks laid anew."));
    }
    let over = format!("{} is over: `lanterne mission autopsy` looks back on it.", line.name);
    Some(match autopsy::follower(athlete, today) {
        Some((next, day)) => format!("{over} {} follows on {day}.", next.mission.name),
        None => format!(
            "{over} What is next? `lanterne mission list` shows missions, `lanterne mission use ID` plans one."
        ),
    })
}

/// A session in a few words.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    /// A few words.
    pub title: String,
    /// Minutes.
    pub minutes: u16,
    /// Load.
    pub load: f64,
}

/// What becomes of today's plan.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// It holds.
    AsPlanned,
    /// It does not hold, and nothing is proposed in its place.
    Open,
    /// What the day would hold as proposed, most load first; rest when empty.
    Instead(Vec<Brief>),
}

impl Morning {
    /// What becomes of today's plan under the verdict: what the rules propose comes before other wishes that wait.
    #[must_use]
    pub fn course(&self) -> Course {
        if self.verdict.action == Action::Go {
            return Course::AsPlanned;
        }
        let touches = |p: &&Proposal| {
            let mut all = p.hunks.iter().flat_map(|h| h.op.before().into_iter().chain(h.op.after()));
            all.any(|s| s.day == self.date)
        };
        let open = || self.proposals.iter().chain(&self.suggestion).filter(touches);
        let Some(p) = open().rev().find(|p| p.author == Author::Rules).or_else(|| open().next_back()) else {
            return Course::Open;
        };
        let changed = |id: ShortId| p.hunks.iter().any(|h| h.op.before().iter().any(|s| s.id == id));
        let kept = self.session.iter().chain(&self.more_sessions).filter(|s| !changed(s.id));
        let new = p.hunks.iter().flat_map(|h| h.op.after()).filter(|s| s.day == self.date);
        let mut day: Vec<Brief> = kept
            .map(|s| Brief { title: s.title.clone(), minutes: s.minutes, load: s.load })
            .chain(new.map(|s| Brief { title: s.title.clone(), minutes: s.minutes, load: s.load }))
            .collect();
        day.sort_by(|a, b| b.load.total_cmp(&a.load));
        Course::Instead(day)
    }

    /// Whether a mission lies ahead that nothing is planned for.
    #[must_use]
    pub fn lacks_plan(&self) -> bool {
        let ahead = |l: &MissionLine| matches!(l.lifecycle, Lifecycle::Preparing | Lifecycle::Training);
        self.mission.as_ref().is_some_and(ahead) && self.session.is_none() && self.form.projection.is_empty()
    }
}

/// The day's sessions, the one with the most load first.
fn in_order(sessions: &[Session]) -> Vec<&Session> {
    let mut all: Vec<&Session> = sessions.iter().collect();
    all.sort_by(|a, b| b.load.total_cmp(&a.load).then(a.id.cmp(&b.id)));
    all
}

/// What the rules would propose, when that is new.
fn suggestion(athlete: &Athlete, history: &History, decision: &Decision, today: Day) -> Option<Proposal> {
    let scene = Scene::of(athlete, history, today, decision.verdict.cap)?;
    replan::for_verdict(&scene, decision)
}

fn form_view(athlete: &Athlete, history: &History, signals: &Signals, today: Day) -> FormView {
    let f = signals.form;
    let past = |p: &&FormPoint| p.date < today && day::between(p.date, today) <= HISTORY_DAYS;
    let plan = athlete.plan.as_ref();
    let end = plan.and_then(Plan::last_day).unwrap_or(day::shift(today, IDLE_DAYS)).max(today);
    let known = !history.daily.is_empty() || plan.is_some();
    let lived = |x: f64| history.has_form().then_some(x);
    FormView {
        ctl: lived(f.ctl),
        atl: lived(f.atl),
        tsb: lived(f.tsb),
        ramp: lived(f.ramp),
        convention: convention(history.form_settings()),
        warming_up: f.warming_up,
        history: history.daily.iter().filter(past).copied().collect(),
        projection: if known { projection(athlete, history, plan, today, end) } else { vec![] },
    }
}

/// `exp/prev`
#[must_use]
pub fn convention(s: &FormSettings) -> String {
    let step = match s.convention {
        Convention::Exp => "exp",
        Convention::Tp => "tp",
    };
    let day = match s.tsb {
        TsbOf::Prev => "prev",
        TsbOf::Same => "same",
    };
    format!("{step}/{day}")
}
