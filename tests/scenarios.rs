//! Decisions as a coach would tell them: `tests/scenarios/*.toml`, each a morning, what is known, and what must come
//! of it. What must hold for every morning is checked beside, on all of them and on mornings made at random.

#[path = "scenarios/world.rs"]
mod world;

use lanterne::{
    coach::{
        flags::Out,
        morning::{Morning, morning_with},
        plan,
        proposal::{Scene, accept, deny, preview, same_hunks, undo},
        respond::{Reply, respond},
    },
    domain::{
        Athlete, Cap, Day, Event, PlanWeek, Proposal, Session, Severity,
        day::{monday, shift, short_name},
        proposal::Outcome,
    },
    science::history::History,
};
use proptest::prelude::*;
use std::{
    fs,
    path::{Path, PathBuf},
};
use world::{Scenario, World, hunk_line};

fn files() -> Vec<PathBuf> {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut all: Vec<PathBuf> = fs::read_dir(dir)
        .expect("the folder of scenarios")
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|x| x == "toml"))
        .collect();
    all.sort();
    all
}

fn look(athlete: &Athlete, w: &World) -> (Morning, History) {
    let history = History::build(athlete, w.today);
    (morning_with(athlete, &history, w.today), history)
}

/// Records what the morning suggests, as the caller of the coach does.
fn record(athlete: &mut Athlete, morning: &Morning) -> Option<Proposal> {
    let p = morning.suggestion.clone()?;
    athlete.apply(&Event::ProposalMade(Box::new(p.clone())));
    Some(p)
}

#[test]
fn every_scenario_comes_out_as_told() {
    let files = files();
    assert!(files.len() >= 20, "{} scenarios", files.len());
    let wrong: Vec<String> = files.iter().flat_map(|f| check(f.as_path())).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn check(file: &Path) -> Vec<String> {
    let name = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let text = fs::read_to_string(file).expect("a readable file");
    let scenario: Scenario = match toml::from_str(&text) {
        Ok(s) => s,
        Err(e) => return vec![format!("{name}: {e}")],
    };
    let w = World::of(&scenario.given);
    let mut athlete = w.athlete.clone();
    let mut wrong = Vec::new();
    let mut expect = |what: &str, want: String, got: String| {
        if want != got {
            wrong.push(format!("{name}: {what}: wanted {want}, got {got}"));
        }
    };
    for _ in 0..scenario.when.deny {
        let (m, _) = look(&athlete, &w);
        if let Some(p) = record(&mut athlete, &m) {
            athlete.apply(&Event::ProposalAnswered(Box::new(deny(&p, None, w.today))));
        }
    }
    if scenario.when.accept {
        let (m, history) = look(&athlete, &w);
        if let Some(p) = record(&mut athlete, &m) {
            let scene = Scene::of(&athlete, &history, w.today, m.verdict.cap).expect("a plan");
            let all: Vec<u16> = p.hunks.iter().map(|h| h.number).collect();
            let answer = accept(&scene, &p, &all, &[]).expect("it passes");
            athlete.apply(&Event::ProposalAnswered(Box::new(answer)));
        }
    }
    for line in &scenario.when.first {
        let (m, history) = look(&athlete, &w);
        for event in respond(&athlete, &history, &m, w.today, line).reports {
            athlete.apply(&event);
        }
    }
    let before = look(&athlete, &w);
    let planned: Vec<PlanWeek> = athlete.plan.iter().flat_map(|p| p.weeks.clone()).collect();
    happens(&scenario, &mut athlete, &w, &before.0);
    let (m, history) = look(&athlete, &w);
    let then = &scenario.then;
    if let Some(n) = then.decisions {
        expect("decisions", n.to_string(), decisions_after(&athlete, &w, scenario.when.syncs).to_string());
    }
    later(then, &athlete, &planned, &before, &(m.clone(), history.clone()), &w, &mut expect);
    let reply: Option<Reply> = scenario.when.say.as_ref().map(|s| respond(&athlete, &history, &m, w.today, s));
    if let Some(a) = &then.action {
        expect("action", a.clone(), m.verdict.action.to_string());
    }
    if let Some(c) = &then.cap {
        expect("cap", c.clone(), m.verdict.cap.to_string());
    }
    if let Some(r) = &then.rule {
        expect("rule", r.clone(), m.verdict.reasons.first().map_or_else(String::new, |r| r.rule.clone()));
    }
    if let Some(h) = &then.hunks {
        let p = reply.as_ref().map_or(m.suggestion.as_ref(), |r| r.proposal.as_ref());
        let got: Vec<String> = p.iter().flat_map(|p| p.hunks.iter().map(hunk_line)).collect();
        expect("hunks", format!("{h:?}"), format!("{got:?}"));
    }
    if let Some(says) = &then.says {
        let words = reply.as_ref().map_or_else(
            || format!("{} | {} | {}", m.voices.rules, m.voices.coach, m.voices.you.clone().unwrap_or_default()),
            |r| r.words.to_string(),
        );
        if !words.contains(says.as_str()) {
            expect("words", says.clone(), words);
        }
    }
    if let Some(n) = then.reports {
        expect("reports", n.to_string(), reply.as_ref().map_or(0, |r| r.reports.len()).to_string());
    }
    // With a failure, what the morning looked like.
    if !wrong.is_empty() {
        wrong.push(format!("{name}: readiness {:?}, {}", m.readiness.score, m.voices.rules));
    }
    wrong.extend(invariants(&athlete, &m, &history, &w).into_iter().map(|e| format!("{name}: {e}")));
    wrong
}

/// What happens between two looks at a morning.
fn happens(scenario: &Scenario, athlete: &mut Athlete, w: &World, m: &Morning) {
    if scenario.when.ridden_at_noon {
        let s = m.session.as_ref().expect("a session to ride");
        world::ride(athlete, w.today, f64::from(s.minutes) * 60.0, Some(s.load), None);
    }
    if let Some(ftp) = scenario.when.new_ftp {
        world::set_ftp(athlete, ftp, w.today);
    }
    if scenario.when.lay {
        let version = athlete.mission(w.today).expect("a mission").clone();
        let history = History::build(athlete, w.today);
        let laid = plan::lay(athlete, &history, &version, w.today);
        athlete.apply(&Event::PlanLaid(laid.plan));
    }
}

/// How many decisions of today a log holds after so many looks.
fn decisions_after(athlete: &Athlete, w: &World, syncs: u32) -> usize {
    let dir = tempfile::tempdir().expect("a folder");
    let store =
        lanterne::log::Store::open_with(dir.path(), lanterne::log::OpenOptions::default()).expect("a store");
    let mut athlete = athlete.clone();
    let mut head = 0;
    for minute in 0..syncs {
        let (m, _) = look(&athlete, w);
        let now = w.today.and_hms_opt(6, minute % 60, 0).expect("a time").and_utc();
        lanterne::sync::routine::observe_morning(&store, &athlete, &m, now, None).expect("it is written");
        for e in store.since(head).expect("it is read") {
            head = e.seq;
            athlete.apply(&e.event);
        }
    }
    let all = store.since(0).expect("it is read");
    all.iter().filter(|e| matches!(&e.event, Event::DayDecided(d) if d.day == w.today)).count()
}

/// What is compared with the morning before.
fn later(
    then: &world::Then,
    athlete: &Athlete,
    planned: &[PlanWeek],
    before: &(Morning, History),
    now: &(Morning, History),
    w: &World,
    expect: &mut impl FnMut(&str, String, String),
) {
    let (m, history) = now;
    if then.same_verdict {
        expect("verdict", format!("{:?}", before.0.verdict), format!("{:?}", m.verdict));
    }
    if then.same_loads {
        let of = |h: &History| h.loads.iter().filter(|l| l.day < w.today).map(|l| l.load.value).collect::<Vec<_>>();
        expect("loads", format!("{:?}", of(&before.1)), format!("{:?}", of(history)));
    }
    if then.same_past_targets {
        // What a week was to hold is looked up as a review does, whichever plan stands now.
        let past: Vec<&PlanWeek> = planned.iter().filter(|x| x.monday < monday(w.today)).collect();
        assert!(!past.is_empty(), "a scenario about past weeks has some");
        let was: Vec<(Day, f64)> = past.iter().map(|x| (x.monday, x.target_load)).collect();
        let is: Vec<(Day, Option<f64>)> =
            past.iter().map(|x| (x.monday, athlete.planned_week(x.monday).map(|p| p.target_load))).collect();
        let was: Vec<(Day, Option<f64>)> = was.into_iter().map(|(d, l)| (d, Some(l))).collect();
        expect("past targets", format!("{was:?}"), format!("{is:?}"));
    }
    if then.only_recovery {
        let plan = athlete.plan.as_ref().expect("a plan");
        let ahead = || plan.sessions.iter().filter(|s| s.day >= w.today);
        let more: Vec<String> =
            ahead().filter(|s| s.hard || s.minutes > 60).map(lanterne::domain::Session::brief).collect();
        let weeks: Vec<String> =
            plan.weeks.iter().filter(|x| x.monday >= monday(w.today)).map(|x| x.phase.to_string()).collect();
        expect("what is laid", "[]".into(), format!("{more:?}"));
        expect("weeks", "true".into(), weeks.iter().all(|p| p == "recovery").to_string());
        expect("recovery is laid", "true".into(), (ahead().count() > 0).to_string());
    }
    if let Some(list) = &then.stages {
        let lines = m.mission.iter().flat_map(|x| &x.stages);
        let got: Vec<String> = lines.map(|s| format!("{:?} {}", s.status, s.mode.name()).to_lowercase()).collect();
        expect("stages", format!("{list:?}"), format!("{got:?}"));
    }
    if let Some(list) = &then.unavailable {
        let missing = m.readiness.contributors.iter().filter(|c| c.value.is_none());
        let got: Vec<&str> = missing.map(|c| c.slot.name()).filter(|n| list.iter().any(|l| l == n)).collect();
        expect("unavailable", format!("{list:?}"), format!("{got:?}"));
    }
    if let Some(l) = &then.lifecycle {
        expect("lifecycle", l.clone(), m.mission.as_ref().map_or("none", |x| x.lifecycle.name()).to_owned());
    }
    if let Some(a) = &then.arbitration {
        expect("arbitration", a.clone(), m.deliberation.arbitration.rule.clone());
    }
    for line in then.outcomes.iter().flatten() {
        let (rule, outcome) = line.split_once(' ').expect("`F04 passed`");
        let got = m.rules.iter().find(|r| r.rule == rule).map_or("none", |r| r.outcome.name());
        expect(rule, outcome.to_owned(), got.to_owned());
    }
    for line in then.most_minutes.iter().flatten() {
        let (day, most) = line.split_once(' ').expect("`sun 0`");
        let most: u16 = most.parse().expect("minutes");
        let sessions = athlete.plan.iter().flat_map(|p| &p.sessions);
        let ahead = sessions.filter(|s| s.day >= w.today && s.kind != lanterne::domain::SessionKind::Race);
        let over: Vec<String> = ahead
            .filter(|s| short_name(s.day).eq_ignore_ascii_case(day) && s.minutes > most)
            .map(|s| format!("{} {}", s.day, s.minutes))
            .collect();
        expect(line, "[]".into(), format!("{over:?}"));
    }
    for line in then.dates.iter().flatten() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [zone, moment, date] = words[..] else { panic!("{line}: zone, moment, date") };
        let clock = lanterne::runtime::Clock::new(zone.parse().expect("a zone"), None);
        expect(line, date.to_owned(), clock.date_at(moment.parse().expect("a moment")).to_string());
    }
    if let Some(share) = then.most_share {
        let p = m.suggestion.as_ref().expect("a suggestion");
        let week = |p: &lanterne::domain::Plan| {
            p.sessions.iter().filter(|s| s.day >= w.today && s.day < shift(w.today, 7)).map(|s| s.load).sum::<f64>()
        };
        let plan = athlete.plan.as_ref().expect("a plan");
        let got = week(&preview(plan, &p.hunks)) / week(plan);
        expect("share", "true".into(), if got <= share { "true".into() } else { format!("{got:.2}") });
    }
}

/// What holds on every morning.
fn invariants(athlete: &Athlete, m: &Morning, history: &History, w: &World) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut no = |what: String| wrong.push(what);
    if m.verdict.reasons.is_empty() {
        no("a verdict without a reason".into());
    }
    if morning_with(athlete, history, w.today) != *m {
        no("the same morning twice differs".into());
    }
    let Some(p) = &m.suggestion else { return wrong };
    if let Some(f) = p.checks.iter().find(|f| f.severity == Severity::Block) {
        no(format!("a suggestion with a block: {f:?}"));
    }
    if p.hunks.iter().any(|h| h.reasons.is_empty()) {
        no("a hunk without a reason".into());
    }
    let stays = |s: &Session| athlete.plan.iter().any(|x| x.on(s.day).any(|o| o.id == s.id));
    let new = p.hunks.iter().flat_map(|h| h.op.after()).filter(|s| !stays(s));
    for s in new.filter(|s| !Out::on(athlete, w.today, s.day).allows(s)) {
        no(format!("what hurts is put on {}: {}", s.day, s.brief()));
    }
    wrong.extend(after_a_no(athlete, m, history, w));
    let mut no = |what: String| wrong.push(what);
    let mut a = athlete.clone();
    record(&mut a, m);
    let before = a.plan.clone().expect("a plan");
    let scene = Scene::of(&a, history, w.today, m.verdict.cap).expect("a plan");
    let all: Vec<u16> = p.hunks.iter().map(|h| h.number).collect();
    let answer = match accept(&scene, p, &all, &[]) {
        Ok(x) => x,
        Err(e) => {
            no(format!("its own suggestion is refused: {e}"));
            return wrong;
        }
    };
    let mut b = a.clone();
    b.apply(&Event::ProposalAnswered(Box::new(answer.clone())));
    let after = b.plan.clone().expect("a plan");
    if m.verdict.cap != Cap::ReadyUp {
        let mut weeks: Vec<_> = before.sessions.iter().chain(&after.sessions).map(|s| monday(s.day)).collect();
        weeks.sort_unstable();
        weeks.dedup();
        for monday in weeks {
            let load = |p: &lanterne::domain::Plan| {
                p.sessions.iter().filter(|s| world::in_week(s.day, monday)).map(|s| s.load).sum::<f64>()
            };
            if load(&after) > load(&before) + 0.6 {
                no(format!("week of {monday}: load grows from {:.1} to {:.1}", load(&before), load(&after)));
            }
        }
    }
    let once = b.clone();
    b.apply(&Event::ProposalAnswered(Box::new(answer.clone())));
    if b != once {
        no("a second acceptance changes something".into());
    }
    let again = morning_with(&b, history, w.today);
    if let Some(more) = &again.suggestion {
        no(format!("it goes on after being accepted: {:?}", more.hunks.iter().map(hunk_line).collect::<Vec<_>>()));
    }
    if let Some(u) = undo(&b, w.today) {
        b.apply(&Event::PlanUndone(u));
        if b.plan.as_ref().map(|p| &p.sessions) != Some(&before.sessions) {
            no("undo does not restore the plan".into());
        }
    } else {
        no("it can't be undone".into());
    }
    for group in p.hunks.iter().filter(|h| h.linked.is_none()) {
        if let Err(e) = accept(&scene, p, &[group.number], &[]) {
            no(format!("hunk {} alone is refused though it is not linked: {e}", group.number));
        }
    }
    if !matches!(answer.outcome, Outcome::Accepted { edited: false, .. }) {
        no("an untouched acceptance counts as edited".into());
    }
    wrong
}

/// Cases of each property; `LANTERNE_CASES` sets another number.
fn cases() -> u32 {
    std::env::var("LANTERNE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(48)
}

/// A no is not followed by the same again, whatever becomes known meanwhile; a second one by nothing. A proposal that was
/// taken back counts as a no.
fn after_a_no(athlete: &Athlete, m: &Morning, history: &History, w: &World) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut a = athlete.clone();
    let said_before = a.proposals.iter().filter(|(p, _)| p.day == w.today).count();
    let (mut m, mut said): (Morning, Vec<Proposal>) = (m.clone(), Vec::new());
    for _ in 0..2 {
        let Some(p) = record(&mut a, &m) else { break };
        if let Some(same) = said.iter().find(|q| same_hunks(&q.hunks, &p.hunks)) {
            wrong.push(format!(
                "proposed again after a no: {:?}",
                same.hunks.iter().map(hunk_line).collect::<Vec<_>>()
            ));
        }
        a.apply(&Event::ProposalAnswered(Box::new(deny(&p, None, w.today))));
        said.push(p);
        m = morning_with(&a, history, w.today);
    }
    if said.len() == 2 && said_before == 0 && m.suggestion.is_some() {
        wrong.push("a third proposal after two denials".into());
    }
    wrong
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    /// Mornings made at random: any week, any state, any phase.
    #[test]
    fn random_mornings_keep_the_rules(given in world::any_given()) {
        let w = World::of(&given);
        let (m, history) = look(&w.athlete, &w);
        let wrong = invariants(&w.athlete, &m, &history, &w);
        prop_assert!(wrong.is_empty(), "{}\n{given:?}", wrong.join("\n"));
    }

    /// Whatever is typed is answered in words, and no proposal of a verb has a block.
    #[test]
    fn verbs_answer_and_never_break_a_rule(given in world::any_given(), line in proptest::sample::select(world::LINES.to_vec())) {
        let w = World::of(&given);
        let (m, history) = look(&w.athlete, &w);
        let r = respond(&w.athlete, &history, &m, w.today, line);
        prop_assert!(!r.words.as_str().is_empty());
        if let Some(p) = &r.proposal {
            prop_assert!(p.checks.iter().all(|f| f.severity != Severity::Block), "{line}: {:?}", p.checks);
            prop_assert!(p.hunks.iter().all(|h| h.op.before().iter().chain(&h.op.after()).all(|s| s.day >= w.today)));
        }
    }
}

#[test]
fn an_empty_log_gives_an_honest_morning() {
    let athlete = Athlete::default();
    let today = "2026-11-26".parse().expect("a date");
    let m = lanterne::coach::morning::morning(&athlete, today);
    assert_eq!((m.verdict.action.to_string(), m.verdict.cap), ("go".to_owned(), Cap::None));
    assert!(m.verdict.confidence.abs() < f64::EPSILON && m.suggestion.is_none() && m.session.is_none());
    let r = respond(&athlete, &History::build(&athlete, today), &m, today, "swap thu sat");
    assert!(r.words.as_str().contains("no plan yet"), "{}", r.words);
}
