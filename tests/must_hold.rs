//! What must hold whatever the athlete, the plan and the morning are. 2,000 cases each where a case is cheap, fewer
//! where a case is dear (one that lays a whole plan counts for eighty), so that all of it takes seconds. `LANTERNE_CASES=N`
//! runs N cases of each, whatever they cost.

#[path = "must_hold/changes.rs"]
mod changes;

use lanterne::{
    coach::{
        flags::{Facts, Feel, Pain, RuleReport, Rules},
        ladder::{self, Case},
        library::{self, Speeds},
        plan,
        proposal::{Scene, undo},
        stages::optimise::{RaceDay, Record, best},
    },
    config,
    domain::{
        Answer, Athlete, Cap, Day, Event, Finding, HealthReport, Hunk, HunkOp, Mission, MissionVersion, Plan,
        PlanChange, Proposal, Session, SessionKind, Severity, ShortId,
        athlete::ProposalState,
        day::{between, monday, shift, weekday},
        event::{MissionActivated, SessionsLocked},
        mission::{Bonuses, MissionChange, ModePoints, Parameter, RideMode, StageType},
        plan::Phase,
        proposal::{Author, Effect, Outcome},
        report::Illness,
        settings::FormSettings,
    },
    science::{form::Gains, history::History},
};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Cases of a property: as many as asked for, else 2,000 by what one of them costs.
fn cases(cost: u32) -> ProptestConfig {
    let asked = std::env::var("LANTERNE_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or((2000 / cost).max(1)),
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    }
}

fn today() -> Day {
    "2026-11-26".parse().expect("a date")
}

const TEMPLATES: [&str; 12] = [
    "B-REC", "B-END60", "B-END90", "B-LONG", "B-SST", "B-VO2", "B-THR", "B-TEMPO", "R-E45", "R-CRU", "S-END",
    "B-CAD",
];

/// Two weeks around today, a session a day or none, one in eight of them locked.
fn any_plan() -> impl Strategy<Value = Plan> {
    let day = (0..TEMPLATES.len() + 3, 4_u16..24, 0_u8..8);
    proptest::collection::vec(day, 14).prop_map(|days| {
        let first = shift(monday(today()), 0);
        let sessions = days.into_iter().zip(0..).filter_map(|((t, five, lock), i)| {
            let t = library::template(TEMPLATES.get(t)?)?;
            let mut s = t.session(shift(first, i), Some(five * 5), &Speeds::default());
            s.id = ShortId::of(&[b"s", &i.to_be_bytes()]);
            s.locked = lock == 0;
            Some(s)
        });
        Plan {
            version: 0,
            mission: "m".into(),
            mission_hash: "h".into(),
            from: first,
            weeks: vec![],
            sessions: sessions.collect(),
        }
    })
}

fn athlete(plan: &Plan) -> Athlete {
    let mut a = Athlete::default();
    a.apply(&Event::PlanLaid(plan.clone()));
    a
}

/// Some days at half their length, some left out, some moved a day.
fn change(plan: &Plan, choice: &[u8]) -> PlanChange {
    let mut out = PlanChange::default();
    for (s, c) in plan.sessions.iter().zip(choice).filter(|(s, _)| s.day >= today() && !s.locked) {
        let after = match c {
            1 => Some(library::resized(s, s.minutes / 2, &Speeds::default())),
            2 => None,
            3 => Some(Session { day: shift(s.day, 1), ..s.clone() }),
            _ => continue,
        };
        out.before.push(s.clone());
        out.after.extend(after);
    }
    out
}

fn proposal(base: u32, change: &PlanChange, n: u8) -> Proposal {
    let hunks = change.before.iter().zip(1_u16..).map(|(s, number)| Hunk {
        number,
        op: HunkOp::Remove(s.clone()),
        reasons: vec![],
        linked: None,
    });
    Proposal {
        id: ShortId::of(&[b"p", &[n]]),
        base_version: base,
        day: today(),
        author: Author::Rules,
        reason: "".into(),
        hunks: hunks.collect(),
        effect: Effect::default(),
        each: vec![],
        choices: vec![],
        alternatives: vec![],
        checks: vec![],
        expires: shift(today(), 1),
        supersedes: None,
    }
}

fn accepted(p: &Proposal, change: &PlanChange) -> Event {
    Event::ProposalAnswered(Box::new(Answer {
        proposal: p.id,
        outcome: Outcome::Accepted {
            hunks: p.hunks.iter().map(|h| h.number).collect(),
            edited: false,
            change: change.clone(),
            base_version: p.base_version,
        },
        shown_hash: p.shown_hash(),
        day: None,
    }))
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let hrv = (-0.15_f64..0.1, -2.5_f64..2.0, -3.0_f64..2.0);
    let body = (-4.0_f64..9.0, -4.0_f64..6.0, 5.0_f64..9.0, 10.0_f64..90.0, -0.5_f64..1.2);
    let own = (0.0_f64..100.0, 0_u8..9, -30.0_f64..15.0, -1.0_f64..3.0, 0_u8..12);
    (hrv, body, own).prop_map(|((pct, z7, z1), (d, d2, sleep, battery, temp), (feel, pain, tsb, over, ill))| {
        Facts {
            illness: match ill {
                0 => Some((Illness::Fever, today())),
                1 => Some((Illness::AboveNeck, today())),
                _ => None,
            },
            hrv_pct: Some(pct),
            hrv_z7: Some(z7),
            hrv_z1: Some(z1),
            rhr: Some(50.0 + d),
            rhr_delta: Some(d),
            rhr_delta_before: Some(d2),
            sleep: [Some(sleep), Some(sleep + 0.2), Some(sleep - 0.3)],
            sleep_median: Some(7.3),
            battery: Some(battery),
            temperature: Some(temp),
            form: Some((60.0, tsb)),
            over_band: [Some(over), Some(over + 0.5)],
            feel: Some(Feel { score: feel, worst: None }),
            pain: Some(Pain { score: pain, site: None }),
            ..Facts::default()
        }
    })
}

fn capped(facts: &Facts, score: Option<f64>) -> Cap {
    let coverage = if score.is_some() { 0.9 } else { 0.2 };
    ladder::judge(&Case { score, coverage, facts: facts.clone(), phase: Some(Phase::Build), ..Case::default() })
        .verdict
        .cap
}

/// The same facts without one of them, and the rules that read it.
fn without(f: &Facts, which: usize) -> (Facts, &'static [&'static str]) {
    let mut g = f.clone();
    let rules: &[&str] = match which {
        0 => {
            (g.hrv_pct, g.hrv_z7) = (None, None);
            &["F04"]
        }
        1 => {
            g.hrv_z1 = None;
            &["F10"]
        }
        2 => {
            (g.rhr, g.rhr_delta, g.rhr_delta_before) = (None, None, None);
            &["F07", "F04"]
        }
        3 => {
            g.sleep[1] = None;
            &["F05"]
        }
        4 => {
            g.battery = None;
            &["F06"]
        }
        5 => {
            g.temperature = None;
            &["F08"]
        }
        6 => {
            g.over_band[0] = None;
            &["F12"]
        }
        7 => {
            g.feel = None;
            &["FEEL", "F04"]
        }
        _ => {
            g.form = None;
            &["F09", "F04"]
        }
    };
    (g, rules)
}

proptest! {
    #![proptest_config(cases(1))]

    #[test]
    fn applying_then_undoing_is_the_identity(plan in any_plan(), choice in proptest::collection::vec(0_u8..4, 14)) {
        let mut a = athlete(&plan);
        let c = change(&plan, &choice);
        let p = proposal(1, &c, 1);
        a.apply(&Event::ProposalMade(Box::new(p.clone())));
        let before = a.plan.clone().map(|p| p.sessions);
        a.apply(&accepted(&p, &c));
        prop_assert_eq!(a.proposals[0].1, ProposalState::Accepted);
        if let Some(u) = undo(&a, today()) {
            a.apply(&Event::PlanUndone(u));
            prop_assert_eq!(a.plan.map(|p| p.sessions), before);
        } else {
            prop_assert!(c.before.iter().chain(&c.after).any(|s| s.day < today()));
        }
    }

    #[test]
    fn accepting_twice_applies_once_and_a_stale_one_never(plan in any_plan(), choice in proptest::collection::vec(0_u8..4, 14)) {
        let mut a = athlete(&plan);
        let c = change(&plan, &choice);
        let (p, q) = (proposal(1, &c, 1), proposal(1, &c, 2));
        a.apply(&Event::ProposalMade(Box::new(p.clone())));
        a.apply(&Event::ProposalMade(Box::new(q.clone())));
        a.apply(&accepted(&p, &c));
        let once = a.clone();
        a.apply(&accepted(&p, &c));
        prop_assert_eq!(&a, &once);
        prop_assert_eq!(a.proposals[1].1, ProposalState::Stale);
        a.apply(&accepted(&q, &c));
        prop_assert_eq!(&a.plan, &once.plan);
    }

    #[test]
    fn zones_add_up_to_the_session(t in 0..TEMPLATES.len(), minutes in 20_u16..300) {
        let t = library::template(TEMPLATES[t]).expect("a template");
        for s in [t.session(today(), Some(minutes), &Speeds::default()), t.session(today(), None, &Speeds::default())] {
            let sum: f64 = s.zone_minutes.iter().sum();
            prop_assert!((sum - f64::from(s.minutes)).abs() <= 1.0, "{}: {sum} of {}", s.brief(), s.minutes);
        }
    }

    /// A value that said nothing bad may go missing, and the day is not let go further for it.
    #[test]
    fn a_missing_value_never_makes_a_day_harder(f in any_facts(), which in 0_usize..9, score in 30.0_f64..84.0) {
        let (g, rules) = without(&f, which);
        let d = ladder::judge(&Case { score: Some(score), coverage: 0.9, facts: f.clone(), phase: Some(Phase::Build), ..Case::default() });
        let spoke = d.reports.iter().any(|r| rules.contains(&r.rule) && r.outcome.spoke());
        if !spoke {
            prop_assert!(capped(&g, Some(score)) >= capped(&f, Some(score)));
        }
        // Without a score and without a word of the athlete there is no hard day, and never more than planned.
        let silent = Facts { feel: None, ..f };
        prop_assert!(capped(&silent, None) >= Cap::NoHard);
    }

    #[test]
    fn a_rest_day_earns_nothing_and_breaks_no_streak(kinds in proptest::collection::vec(0_u8..4, 5..9), at in 1_usize..5, ctl in 30.0_f64..80.0) {
        let bonuses = Bonuses { five_in_a_row: 5, ..Bonuses::default() };
        let gains = Gains::of(&FormSettings::default());
        let stage = |(k, n): (&u8, u16)| {
            let kind = [StageType::Flat, StageType::Hilly, StageType::Mountain, StageType::Itt][usize::from(*k)];
            RaceDay { stage: Some((n, kind)), load: (10.0, 12.0), points: ModePoints { gc: 5, breakaway: 5 } }
        };
        let rest = RaceDay { stage: None, load: (0.0, 0.0), points: ModePoints { gc: 0, breakaway: 0 } };
        let straight: Vec<RaceDay> = kinds.iter().zip(1..).map(stage).collect();
        let mut broken = straight.clone();
        broken.insert(at, rest);
        let (a, b) = (best(&straight, (ctl, ctl - 10.0), Record::default(), &bonuses, &gains), best(&broken, (ctl, ctl - 10.0), Record::default(), &bonuses, &gains));
        prop_assert_eq!(b.modes[at], RideMode::Rest);
        prop_assert_eq!(a.points, b.points, "{:?} {:?}", a, b);
    }
}

fn mission(available: [u16; 7], weeks: i64, stage_race: bool) -> MissionVersion {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let minutes: Vec<String> = DAYS.iter().zip(available).map(|(d, m)| format!("{d} = {m}")).collect();
    let minutes = minutes.join("\n");
    let date = shift(today(), 7 * weeks);
    let goal = if stage_race {
        let stages: Vec<String> = [0, 1, 3, 4]
            .iter()
            .zip(1..)
            .map(|(i, n)| {
                format!("[[stages]]\nnumber = {n}\ndate = \"{}\"\ntype = \"flat\"\nminutes = 60\n", shift(date, *i))
            })
            .collect();
        let stages = stages.concat();
        format!(
            "rest_days = [\"{}\"]\n[goal]\nkind = \"stage_race\"\nsport = \"bike\"\ndate = \"{date}\"\n{stages}",
            shift(date, 2)
        )
    } else {
        format!("[goal]\nkind = \"race\"\nsport = \"bike\"\ndate = \"{date}\"\nminutes = 200\n")
    };
    let text = format!("id = \"m\"\nname = \"m\"\n{goal}[constraints.available_minutes]\n{minutes}");
    let mission: Mission = toml::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    MissionVersion { hash: "h".into(), text, mission, seen: None }
}

proptest! {
    #![proptest_config(cases(80))]

    /// The planner: no block, no more minutes than there are, no ride on an official rest day, nothing but recovery
    /// after the event.
    #[test]
    fn a_laid_plan_keeps_every_promise(available in proptest::array::uniform7(0_u16..13), weeks in 2_i64..9, tour: bool) {
        let available = available.map(|m| m * 15);
        let version = mission(available, weeks, tour);
        let mut a = Athlete::default();
        a.apply(&Event::MissionSaved(Box::new(version.clone())));
        a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: today() }));
        let history = History::build(&a, today());
        let laid = plan::lay(&a, &history, &version, today());
        let blocks: Vec<_> = laid.findings.iter().filter(|f| f.severity == Severity::Block).collect();
        prop_assert!(blocks.is_empty(), "{blocks:?}");
        let last = version.mission.last_day(today());
        let days: BTreeSet<Day> = laid.plan.sessions.iter().map(|s| s.day).collect();
        for d in days {
            let of: Vec<&Session> = laid.plan.on(d).filter(|s| !matches!(s.kind, SessionKind::Race | SessionKind::Stage)).collect();
            let minutes: u16 = of.iter().map(|s| s.minutes).sum();
            prop_assert!(minutes <= available[weekday(d)] + 1, "{d}: {minutes} of {}", available[weekday(d)]);
            prop_assert!(d <= last || of.iter().all(|s| !s.hard && s.load <= 60.0), "after the end: {of:?}");
        }
        for d in &version.mission.rest_days {
            prop_assert!(laid.plan.on(*d).next().is_none(), "a ride on the rest day {d}");
        }
    }
}

/// What a mission says with figures of the athlete's own in it, as an accepted calibration writes them.
fn with_own(version: &MissionVersion, shares: [f64; 7]) -> MissionVersion {
    let mut v = version.clone();
    let changes: Vec<MissionChange> = Parameter::ALL
        .iter()
        .zip(shares)
        .map(|(p, share)| {
            let (lo, hi) = p.row().range;
            MissionChange::Own(*p, Some(p.rounded(lo + share * (hi - lo))))
        })
        .collect();
    v.text = config::mission::amend("m.toml", &v.text, &changes).expect("a mission takes its figures");
    v.mission = toml::from_str(&v.text).expect("a mission");
    v
}

proptest! {
    #![proptest_config(cases(20))]

    /// Wherever a calibration may go, what protects from illness, pain and too much stays where the book has it.
    #[test]
    fn no_figure_of_ones_own_moves_a_stop_rule(
        plan in any_plan(), shares in proptest::array::uniform7(0.0_f64..=1.0), facts in any_facts(), ill in 0_usize..3,
    ) {
        const NEVER: [&str; 7] = ["V02", "V05", "V09", "V10", "V18", "V28", "V31"];
        let book = mission([240; 7], 10, false);
        let found = |version: MissionVersion| {
            let mut a = athlete(&plan);
            a.settings.birth_year = Some(2010);
            let report = [None, Some(Illness::Fever), Some(Illness::AboveNeck)][ill];
            if let Some(illness) = report {
                a.apply(&Event::HealthReported(HealthReport { day: today(), illness, note: None }));
            }
            a.apply(&Event::MissionSaved(Box::new(version)));
            a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: shift(today(), -30) }));
            let history = History::build(&a, today());
            let scene = Scene::of(&a, &history, today(), Cap::None).expect("a plan");
            let never = |f: &&Finding| NEVER.contains(&f.rule.as_str()) && (f.severity == Severity::Block || f.rule == "V05");
            scene.findings(scene.plan, None).iter().filter(never).map(|f| (f.rule.clone(), f.day)).collect::<Vec<_>>()
        };
        let own = with_own(&book, shares);
        prop_assert_eq!(found(own.clone()), found(book));
        let stops = |rules: Rules| {
            let f = Facts { rules, ..facts.clone() };
            let case = Case { score: Some(80.0), coverage: 0.9, facts: f, phase: Some(Phase::Build), ..Case::default() };
            let d = ladder::judge(&case);
            let of = |r: &&RuleReport| ["F01", "F03", "F11"].contains(&r.rule);
            d.reports.iter().filter(of).map(|r| (r.rule, r.cap)).collect::<Vec<_>>()
        };
        prop_assert_eq!(stops(Rules::of(Some(&own.mission))), stops(Rules::default()));
    }
}

proptest! {
    #![proptest_config(cases(160))]

    /// Who recovers slowly gets three days from one hard day to the next, in every week that is laid.
    #[test]
    fn a_plan_keeps_the_athletes_own_spacing(available in proptest::array::uniform7(2_u16..13), weeks in 3_i64..9) {
        let mut version = mission(available.map(|m| m * 15), weeks, false);
        version.mission.personal.hard_spacing = Some(3);
        let mut a = Athlete::default();
        a.apply(&Event::MissionSaved(Box::new(version.clone())));
        a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: today() }));
        let laid = plan::lay(&a, &History::build(&a, today()), &version, today());
        let trains = |s: &&Session| s.hard && !matches!(s.kind, SessionKind::Race | SessionKind::Stage | SessionKind::Opener);
        let hard: Vec<Day> = laid.plan.sessions.iter().filter(trains).map(|s| s.day).collect();
        for pair in hard.windows(2) {
            prop_assert!(between(pair[0], pair[1]) >= 3, "{} and {}", pair[0], pair[1]);
        }
    }


    /// Laid anew, a plan goes around what is locked: it stands where it stood, or it is said why it could not, and no
    /// promise is broken for it.
    #[test]
    fn a_plan_laid_anew_goes_around_what_is_locked(
        available in proptest::array::uniform7(2_u16..13), weeks in 3_i64..9, picks in proptest::collection::vec(0_usize..200, 1..5), later in 0_i64..10,
    ) {
        let version = mission(available.map(|m| m * 15), weeks, false);
        let mut a = Athlete::default();
        a.apply(&Event::MissionSaved(Box::new(version.clone())));
        a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: today() }));
        let laid = plan::lay(&a, &History::build(&a, today()), &version, today());
        a.apply(&Event::PlanLaid(laid.plan.clone()));
        let ahead: Vec<&Session> = laid.plan.sessions.iter().filter(|s| s.kind != SessionKind::Race).collect();
        prop_assume!(!ahead.is_empty());
        for pick in picks {
            let s = ahead[pick % ahead.len()];
            a.apply(&Event::SessionsLocked(SessionsLocked { sessions: vec![s.id], day: s.day, locked: true }));
        }
        let day = shift(today(), later);
        let new = plan::lay(&a, &History::build(&a, day), &version, day);
        let blocks: Vec<_> = new.findings.iter().filter(|f| f.severity == Severity::Block).collect();
        prop_assert!(blocks.is_empty(), "{blocks:?}");
        let old = a.plan.as_ref().expect("a plan");
        for s in old.sessions.iter().filter(|s| s.locked && s.day >= day) {
            let told = new.notes.iter().any(|n| n.contains(&s.day.to_string()) && n.contains("was locked"));
            prop_assert!(told || new.plan.on(s.day).eq([s]), "{} of {}: {:?}", s.brief(), s.day, new.notes);
        }
    }
}

proptest! {
    #![proptest_config(cases(10))]

    /// Less of one session, or one session less: no rule about load objects to it.
    #[test]
    fn removing_minutes_never_adds_a_load_violation(plan in any_plan(), which in 0_usize..14, share in 0_u16..90) {
        const LOAD: [&str; 8] = ["V01", "V02", "V03", "V04", "V05", "V09", "V10", "V25"];
        let version = mission([240; 7], 10, false);
        let mut a = athlete(&plan);
        a.apply(&Event::MissionSaved(Box::new(version)));
        a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: shift(today(), -30) }));
        let history = History::build(&a, today());
        let scene = Scene::of(&a, &history, today(), Cap::None).expect("a plan");
        let ahead: Vec<&Session> = scene.plan.sessions.iter().filter(|s| s.day >= today()).collect();
        let Some(s) = ahead.get(which % ahead.len().max(1)) else { return Ok(()) };
        let minutes = u16::try_from(u32::from(s.minutes) * u32::from(share) / 100).unwrap_or(0);
        let shorter = library::resized(s, minutes, &Speeds::default());
        let fits = shorter.minutes <= s.minutes && shorter.load <= s.load;
        let after = if minutes < 20 || !fits { vec![] } else { vec![shorter] };
        let mut changed = scene.plan.clone();
        changed.apply(&PlanChange { before: vec![(*s).clone()], after });
        let found = scene.checks(&changed, &[s.day].into_iter().collect());
        let blocks: Vec<_> = found.iter().filter(|f| f.severity == Severity::Block && LOAD.contains(&f.rule.as_str())).collect();
        prop_assert!(blocks.is_empty(), "{blocks:?}");
    }
}
