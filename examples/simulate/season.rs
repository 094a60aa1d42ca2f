//! One athlete through one season: twelve weeks to a race, coached by the project's own coach or left to a plan.
//!
//! Owns: feeding mornings into the fold, answering what the coach proposes, recording what was trained. Does not own:
//! any decision; those are [`lanterne::coach`]'s.

use super::{
    body::{Body, Seen, Turn},
    outcome::{Outcome, Timing, Trained},
    person::{Fate, Person, SEASON, WARM_UP, World},
    training::{START_WATTS, record, settings, usual},
};
use lanterne::{
    coach::{
        morning::{Morning, morning_with},
        next_week, plan,
        proposal::{Scene, accept, deny},
        review,
    },
    domain::{
        Athlete, Cap, CheckIn, CleanText, Day, Event, HealthReport, Metric, Mission, MissionVersion, Plan,
        Proposal, Provider, Session, WellnessRecord,
        athlete::ProposalState,
        day::{monday, shift, weekday},
        event::{DayDecided, MissionActivated},
        report::{Illness, InjuryReport},
        settings::FormSettings,
    },
    science::{form, history::History},
};
use std::time::Instant;

/// What an arm of the simulation differs in.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Habit {
    /// No HRV is measured.
    pub(crate) no_hrv: bool,
    /// Offers to do more are denied.
    pub(crate) no_more: bool,
}

/// The first day of the season, a Monday.
pub(crate) fn first_day() -> Day {
    Day::from_ymd_opt(2026, 1, 5).unwrap_or_default()
}

/// The `i`-th day of the warm-up.
fn before(i: usize) -> Day {
    shift(first_day(), i64::try_from(i).unwrap_or(0) - i64::try_from(WARM_UP).unwrap_or(0))
}

/// The `i`-th day of the season.
fn within(i: usize) -> Day {
    shift(first_day(), i64::try_from(i).unwrap_or(0))
}

/// Everything that the arms of one athlete share.
pub(crate) struct Setup<'a> {
    pub(crate) person: &'a Person,
    pub(crate) world: &'a World,
    pub(crate) fates: &'a [Fate],
    /// What was trained on each day of the warm-up.
    pub(crate) usual: Vec<Option<Session>>,
}

impl<'a> Setup<'a> {
    pub(crate) fn new(person: &'a Person, world: &'a World, fates: &'a [Fate]) -> Self {
        Self { person, world, fates, usual: (0..WARM_UP).map(|i| usual(before(i), person.ctl)).collect() }
    }
}

/// A mission: twelve weeks to a ride of three hours, on these terms.
pub(crate) fn mission(philosophy: &str) -> MissionVersion {
    let race = within(SEASON - 1);
    let text = format!(
        "id = \"ride\"\nname = \"ride\"\n[goal]\nkind = \"race\"\nsport = \"bike\"\ndate = \"{race}\"\nminutes = 180\n\
         [constraints]\nlong_day = \"sat\"\n[constraints.available_minutes]\n\
         mon = 90\ntue = 120\nwed = 120\nthu = 120\nfri = 90\nsat = 300\nsun = 240\n{philosophy}"
    );
    let mission: Mission = toml::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    MissionVersion { hash: blake3::hash(text.as_bytes()).to_hex().to_string(), text, mission, seen: None }
}

/// The season of a plan that nobody changes.
pub(crate) fn fixed(setup: &Setup<'_>, planned: &[Trained]) -> Outcome {
    let mut walk = Walk::new(setup);
    walk.warm_up(|_, _, _| {});
    for (i, today) in planned.iter().enumerate() {
        let seen = walk.wake(i);
        walk.train(i, &seen, *today);
    }
    walk.finish(planned)
}

/// The first `days` of the season with the coach, everything that it proposes accepted; also what was planned first.
pub(crate) fn coached(
    setup: &Setup<'_>,
    version: &MissionVersion,
    habit: Habit,
    days: usize,
    time: &mut Timing,
) -> (Outcome, Vec<Trained>) {
    let mut known = Athlete::default();
    known.apply(&Event::SettingsObserved(Box::new(settings(setup.person, before(0)))));
    let mut walk = Walk::new(setup);
    walk.warm_up(|day, seen, done| {
        note(&mut known, day, seen, habit);
        if let Some(s) = done {
            known.apply(&Event::ActivityRecorded(Box::new(record(s))));
        }
    });
    let first = first_day();
    known.apply(&Event::MissionSaved(Box::new(version.clone())));
    known.apply(&Event::MissionActivated(MissionActivated { mission: "ride".into(), day: first }));
    let history = History::build(&known, first);
    let began = Instant::now();
    let laid = plan::lay(&known, &history, version, first);
    time.lay += began.elapsed().as_secs_f64();
    time.laid += 1.0;
    walk.outcome.count(&laid.findings);
    let planned: Vec<Trained> = (0..SEASON - 1).map(|i| of_day(&laid.plan, within(i))).collect();
    known.apply(&Event::PlanLaid(laid.plan));
    for i in 0..days {
        let today = within(i);
        let seen = walk.wake(i);
        note(&mut known, today, &seen, habit);
        let mut history = History::build(&known, today);
        let cap = decide(&mut known, &history, today, habit, &mut walk.outcome, time);
        let sessions: Vec<Session> = known.plan.iter().flat_map(|p| p.on(today)).cloned().collect();
        walk.train(i, &seen, known.plan.as_ref().map_or_else(Trained::default, |p| of_day(p, today)));
        if !seen.lost {
            for s in &sessions {
                known.apply(&Event::ActivityRecorded(Box::new(record(s))));
            }
        }
        if weekday(today) == 6 {
            history = History::build(&known, today);
            close_week(&mut known, &history, today, cap, habit, &mut walk.outcome);
        }
    }
    let outcome = walk.finish(&planned);
    (outcome, planned)
}

/// The plan's own days, for arms without a coach.
fn of_day(plan: &Plan, day: Day) -> Trained {
    plan.on(day).fold(Trained::default(), |t, s| Trained { load: t.load + s.load, hard: t.hard || s.hard, ..t })
}

/// The morning's decision, and an answer to whatever follows from it.
fn decide(
    known: &mut Athlete,
    history: &History,
    today: Day,
    habit: Habit,
    outcome: &mut Outcome,
    time: &mut Timing,
) -> Cap {
    let mut cap = Cap::None;
    // A denied or accepted change may be followed by one more, never by a stream of them.
    for _ in 0..3 {
        let began = Instant::now();
        let m = morning_with(known, history, today);
        let took = began.elapsed().as_secs_f64();
        time.morning += took;
        time.mornings += 1.0;
        time.longest = time.longest.max(took);
        cap = m.verdict.cap;
        known.apply(&Event::DayDecided(decided(&m, known)));
        let Some(p) = m.suggestion else { break };
        answer(known, history, today, cap, &p, habit, outcome);
    }
    if let Some(scene) = Scene::of(known, history, today, cap) {
        let mut found = scene.findings(scene.plan, Some(today));
        found.retain(|f| f.day == today);
        outcome.count(&found);
    }
    cap
}

fn decided(m: &Morning, known: &Athlete) -> DayDecided {
    DayDecided {
        day: m.date,
        mission_hash: known.mission(m.date).map(|v| v.hash.clone()),
        plan_version: known.plan.as_ref().map(|p| p.version),
        verdict: m.verdict.clone(),
        deload: m.deload.clone(),
        deliberation: None,
    }
}

fn answer(
    known: &mut Athlete,
    history: &History,
    today: Day,
    cap: Cap,
    p: &Proposal,
    habit: Habit,
    outcome: &mut Outcome,
) {
    known.apply(&Event::ProposalMade(Box::new(p.clone())));
    let denied = habit.no_more && p.effect.load > 0.0;
    let yes = Scene::of(known, history, today, cap).filter(|_| !denied).map(|scene| {
        let all: Vec<u16> = p.hunks.iter().map(|h| h.number).collect();
        accept(&scene, p, &all, &[])
    });
    let answer = match yes {
        Some(Ok(answer)) => answer,
        // A change that the rules propose and then refuse would be a defect.
        Some(Err(_)) => {
            outcome.blocks += 1.0;
            *outcome.blocked.entry("refused".into()).or_default() += 1.0;
            deny(p, None, today)
        }
        None => deny(p, None, today),
    };
    known.apply(&Event::ProposalAnswered(Box::new(answer)));
    let state = known.proposals.iter().find(|(q, _)| q.id == p.id).map(|(_, s)| *s);
    if state == Some(ProposalState::Accepted) {
        let more = p.effect.load > 0.0;
        *if more { &mut outcome.offers } else { &mut outcome.modifications } += 1.0;
        let rule = p.hunks.iter().flat_map(|h| &h.reasons).map(|r| r.rule.clone()).next().unwrap_or_default();
        *outcome.cut.entry(rule.clone()).or_default() -= p.effect.load;
        *outcome.asked.entry(rule).or_default() += 1.0;
    }
}

/// Sunday evening: the week's review, and what it asks of the next.
fn close_week(known: &mut Athlete, history: &History, today: Day, cap: Cap, habit: Habit, outcome: &mut Outcome) {
    let r = review::review(known, monday(today), shift(today, 1));
    if let Some(p) = next_week::proposal(known, &r, today) {
        answer(known, history, today, cap, &p, habit, outcome);
    }
}

/// What a morning tells the coach.
fn note(known: &mut Athlete, day: Day, seen: &Seen, habit: Habit) {
    let mut values = vec![
        (Metric::RestingHr, seen.rhr),
        (Metric::SleepHours, seen.sleep),
        (Metric::TempDeviation, seen.temperature),
    ];
    if !habit.no_hrv {
        values.push((Metric::HrvRmssd, seen.rmssd));
    }
    known.apply(&Event::WellnessRecorded(WellnessRecord { day, source: Provider::Demo, values }));
    let [fatigue, soreness, stress, mood, motivation] = seen.feel.map(Some);
    known.apply(&Event::CheckedIn(CheckIn { fatigue, soreness, stress, mood, motivation, ..CheckIn::of(day) }));
    let illness = match seen.illness {
        Turn::Began => Some(Illness::BelowNeck),
        Turn::Ended => Some(Illness::Recovered),
        Turn::Same => None,
    };
    if let Some(illness) = illness {
        known.apply(&Event::HealthReported(HealthReport { day, illness, note: None }));
    }
    let pain = match seen.injury {
        Turn::Began => Some(6),
        Turn::Ended => Some(0),
        Turn::Same => None,
    };
    if let Some(pain) = pain {
        known.apply(&Event::InjuryReported(InjuryReport { day, site: CleanText::line("knee"), pain, note: None }));
    }
}

/// A body walking through its days.
struct Walk<'a> {
    setup: &'a Setup<'a>,
    body: Body<'a>,
    form: (f64, f64),
    at_start: f64,
    outcome: Outcome,
}

impl<'a> Walk<'a> {
    fn new(setup: &'a Setup<'a>) -> Self {
        let ctl = setup.person.ctl;
        Self {
            setup,
            body: Body::new(setup.person, setup.world),
            form: (ctl, ctl),
            at_start: 0.0,
            outcome: Outcome::default(),
        }
    }

    /// Ten weeks of what the athlete is used to.
    fn warm_up(&mut self, mut tell: impl FnMut(Day, &Seen, Option<&Session>)) {
        for (i, fate) in self.setup.fates[..WARM_UP].iter().enumerate() {
            let day = before(i);
            let seen = self.body.wake(fate, false);
            let s = self.setup.usual[i].as_ref();
            let t = s.map_or_else(Trained::default, |s| Trained { load: s.load, hard: s.hard, lost: false });
            self.body.train(t.load, t.hard, fate);
            self.form = form::step(self.form, t.load, &FormSettings::default());
            tell(day, &seen, s);
        }
        self.at_start = self.body.performance();
    }

    fn wake(&mut self, i: usize) -> Seen {
        let seen = self.body.wake(&self.setup.fates[WARM_UP + i], true);
        let o = &mut self.outcome;
        o.overload_days += f64::from(u8::from(seen.overloaded));
        o.days_lost += f64::from(u8::from(seen.lost));
        o.hazard += seen.hazard;
        seen
    }

    fn train(&mut self, i: usize, seen: &Seen, t: Trained) {
        let t = if seen.lost { Trained { lost: true, ..Trained::default() } } else { t };
        self.outcome.load += t.load;
        self.outcome.hard_on_bad_days += f64::from(u8::from(t.hard && seen.bad));
        self.body.train(t.load, t.hard, &self.setup.fates[WARM_UP + i]);
        self.form = form::step(self.form, t.load, &FormSettings::default());
        self.outcome.days.push(t);
    }

    fn finish(mut self, planned: &[Trained]) -> Outcome {
        let gained = self.body.performance() - self.at_start;
        self.outcome.gain_pct = 100.0 * gained / START_WATTS;
        (self.outcome.ctl, self.outcome.tsb) = (self.form.0, self.form.0 - self.form.1);
        let other = |(a, b): &(&Trained, &Trained)| !a.lost && (a.load - b.load).abs() > 0.5;
        self.outcome.days_changed = self.outcome.days.iter().zip(planned).filter(other).count() as f64;
        self.outcome
    }
}
