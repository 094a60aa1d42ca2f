//! Decisions as a coach would tell them: `tests/scenarios/*.toml`, each a morning, what is known, and what must come
//! of it. What must hold for every morning is checked beside, on all of them and on mornings made at random.

#[path = "scenarios/world.rs"]
mod world;

use lanterne::{
    coach::{
        morning::{Morning, morning_with},
        proposal::{Scene, accept, deny, undo},
        respond::{Reply, respond},
    },
    domain::{Athlete, Cap, Event, Proposal, Severity, day::monday, proposal::Outcome},
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
            athlete.apply(&Event::ProposalAnswered(Box::new(deny(&p, None))));
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
    let (m, history) = look(&athlete, &w);
    let reply: Option<Reply> = scenario.when.say.as_ref().map(|s| respond(&athlete, &history, &m, w.today, s));
    let then = &scenario.then;
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

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
