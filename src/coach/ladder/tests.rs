use super::{Case, Low, judge};
use crate::{
    coach::deload::Signs,
    coach::flags::{Facts, Feel, Pain, Recovered, Rules},
    coach::library::{self, Speeds},
    domain::{
        Action, Band, Cap, Day, Session, SessionKind, Sport,
        mission::{HrvRule, SleepRule},
        plan::Phase,
        report::Illness,
    },
};
use proptest::prelude::*;
use rstest::rstest;

fn day() -> Day {
    "2026-11-26".parse().expect("a date")
}

fn session(template: &str) -> Session {
    library::template(template).expect("a template").session(day(), None, &Speeds::default())
}

fn scored(score: f64) -> Case {
    Case { score: Some(score), coverage: 0.9, confidence: 0.9, ..Case::default() }
}

fn with(score: f64, facts: Facts) -> Case {
    Case { facts, ..scored(score) }
}

fn short_sleep() -> Facts {
    Facts { sleep: [Some(5.5), Some(5.8), Some(5.2)], sleep_median: Some(7.4), ..Facts::default() }
}

fn hrv_down(mode: HrvRule) -> Facts {
    Facts { hrv_pct: Some(-0.121), rules: Rules { hrv: mode, ..Rules::default() }, ..Facts::default() }
}

/// The score alone, and one flag alone.
#[rstest]
#[case("green", scored(82.0), Cap::None, "L9", 9)]
#[case("amber", scored(66.0), Cap::NoHard, "L7", 7)]
#[case("red", scored(58.0), Cap::Recovery, "L5", 5)]
#[case("severe red", scored(38.0), Cap::Rest, "L3", 3)]
#[case("three short nights", with(82.0, short_sleep()), Cap::NoHard, "F05", 7)]
#[case("empty at bedtime", with(78.0, Facts { battery: Some(20.0), ..Facts::default() }), Cap::NoHard, "F06", 7)]
#[case("fever", with(80.0, Facts { illness: Some((Illness::Fever, day())), ..Facts::default() }), Cap::Rest, "F01", 1)]
#[case("HRV down, strict", with(75.0, hrv_down(HrvRule::Strict)), Cap::RecoveryWeek, "F04", 4)]
#[case("HRV down alone", with(75.0, hrv_down(HrvRule::Corroborated)), Cap::NoHard, "F04", 7)]
#[case("a cold", with(75.0, Facts { illness: Some((Illness::AboveNeck, day())), ..Facts::default() }), Cap::Recovery, "F02", 6)]
#[case("pulse +8", with(75.0, Facts { rhr: Some(58.0), rhr_delta: Some(8.0), ..Facts::default() }), Cap::Recovery, "F07", 6)]
#[case("pulse +5 twice", with(75.0, Facts { rhr: Some(55.0), rhr_delta: Some(5.0), rhr_delta_before: Some(6.0), ..Facts::default() }), Cap::Recovery, "F07", 6)]
#[case("warm", with(75.0, Facts { temperature: Some(0.7), ..Facts::default() }), Cap::NoHard, "F08", 7)]
#[case("hot", with(75.0, Facts { temperature: Some(1.2), ..Facts::default() }), Cap::Rest, "F08", 6)]
#[case("deep fatigue", with(75.0, Facts { form: Some((60.0, -24.0)), ..Facts::default() }), Cap::NoHard, "F09", 7)]
#[case("half of fitness", with(75.0, Facts { form: Some((60.0, -31.0)), ..Facts::default() }), Cap::Recovery, "F09", 6)]
#[case("one low night", with(75.0, Facts { hrv_z1: Some(-2.2), ..Facts::default() }), Cap::NoHard, "F10", 7)]
#[case("two hard-felt sessions", with(75.0, Facts { over_band: [Some(2.5), Some(2.0)], ..Facts::default() }), Cap::NoHard, "F12", 7)]
#[case("two soft flags", with(82.0, Facts { battery: Some(20.0), ..short_sleep() }), Cap::Recovery, "L6", 6)]
#[case("pain 7", with(82.0, Facts { pain: Some(Pain { score: 7, site: Some("knee".into()) }), ..Facts::default() }), Cap::Rest, "F11", 2)]
#[case("feels bad", with(82.0, Facts { feel: Some(Feel { score: 35.0, worst: None }), ..Facts::default() }), Cap::NoHard, "FEEL", 7)]
fn one_thing(#[case] name: &str, #[case] case: Case, #[case] cap: Cap, #[case] rule: &str, #[case] step: u8) {
    let v = judge(&case).verdict;
    assert_eq!((v.cap, v.reasons[0].rule.as_str(), v.priority), (cap, rule, step), "{name}: {v:?}");
    says_it_once(cap, &v.reasons[0].text);
}

/// The line over the day says what is allowed, and says it once.
fn says_it_once(cap: Cap, text: &str) {
    let line = crate::coach::words::headline(cap, Some(text)).to_lowercase();
    let said = |word: &str| line.split(|c: char| !c.is_alphabetic()).filter(|w| *w == word).count();
    let times = match cap {
        Cap::None => line.matches("as planned").count(),
        Cap::NoHard => line.matches("nothing hard").count(),
        Cap::RecoveryWeek | Cap::Recovery => said("recovery"),
        Cap::Rest => said("rest"),
        Cap::ReadyUp => 1,
    };
    assert!(times <= 1, "{line}");
    let words: Vec<&str> = line.split(": ").collect();
    assert!(words.windows(2).all(|w| w[0] != w[1]), "{line}");
}

/// Every text that a rule can decide a day with, with the cap that it asks for: flags one by one, stretches of days, the
/// ladder's own.
#[test]
fn no_headline_repeats_its_cap() {
    use crate::coach::flags::evaluate;
    let night = Facts {
        hrv_pct: Some(-0.13),
        hrv_z7: Some(-1.6),
        hrv_z1: Some(-2.4),
        rhr: Some(60.0),
        rhr_delta: Some(9.0),
        rhr_delta_before: Some(6.0),
        battery: Some(12.0),
        temperature: Some(0.8),
        form: Some((60.0, -24.0)),
        over_band: [Some(3.0), Some(2.5)],
        feel: Some(Feel { score: 30.0, worst: None }),
        ..short_sleep()
    };
    let worse = Facts {
        temperature: Some(1.3),
        form: Some((60.0, -40.0)),
        feel: Some(Feel { score: 10.0, worst: None }),
        recovered: Some(Recovered { was: Illness::Fever, days: 1 }),
        pain: Some(Pain { score: 4, site: None }),
        days_since_deload: Some(40),
        ..night.clone()
    };
    let mut rules: Vec<Facts> = Vec::new();
    for caps in [Cap::NoHard, Cap::RecoveryWeek, Cap::Recovery, Cap::Rest] {
        for base in [&night, &worse] {
            for (hrv, sleep) in [(HrvRule::Strict, SleepRule::Strict), (HrvRule::Corroborated, SleepRule::Personal)]
            {
                let own = Rules {
                    hrv,
                    sleep,
                    hrv_cap: caps,
                    sleep_cap: caps,
                    battery_cap: caps,
                    rhr_cap: caps,
                    min_tsb: Some(-5.0),
                    min_tsb_cap: Some(caps),
                    ..Rules::default()
                };
                rules.push(Facts { rules: own, ..base.clone() });
                let fresh = Facts { form: Some((60.0, -10.0)), ..base.clone() };
                rules.push(Facts { rules: own, ..fresh });
            }
        }
    }
    for illness in [Illness::Fever, Illness::BelowNeck, Illness::AboveNeck, Illness::Alarm] {
        rules.push(Facts { illness: Some((illness, day())), ..Facts::default() });
    }
    for days in 0..7 {
        rules.push(Facts { recovered: Some(Recovered { was: Illness::Fever, days }), ..Facts::default() });
    }
    for score in [3, 7] {
        rules.push(Facts { pain: Some(Pain { score, site: None }), ..Facts::default() });
    }
    let mut seen = std::collections::BTreeSet::new();
    for f in &rules {
        for r in evaluate(f).iter().filter(|r| r.outcome.spoke()) {
            seen.insert(r.rule);
            says_it_once(r.cap.unwrap_or(Cap::None), &r.text);
        }
        for score in [Some(90.0), Some(72.0), Some(65.0), Some(50.0), Some(20.0), None] {
            let v = judge(&Case { score, coverage: 0.9, facts: f.clone(), ..Case::default() }).verdict;
            says_it_once(v.cap, v.reasons.first().map_or("", |r| &r.text));
        }
    }
    for rule in ["F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "F11", "F12", "FEEL"] {
        assert!(seen.contains(rule), "{rule} was not looked at: {seen:?}");
    }
    let signs = Signs {
        bands: [Band::Red; 7],
        ramp: 5.0,
        strain_p95: Some(100.0),
        strain: 200.0,
        monotony: 2.5,
        costly_in_a_row: Some(3),
        failed_keys: Some(2),
        ..Signs::default()
    };
    // A Monday, as D5 asks only then.
    let monday = "2026-11-23".parse().expect("a date");
    for r in crate::coach::deload::judge(&signs, monday, true).reports.iter().filter(|r| r.outcome.spoke()) {
        says_it_once(r.cap.unwrap_or(Cap::None), &r.text);
    }
}

#[rstest]
#[case("never known", None, -0.3, Cap::NoHard)]
#[case("green yesterday, rested", Some((Band::Green, 1)), -0.2, Cap::None)]
#[case("green yesterday, tired", Some((Band::Green, 1)), -0.3, Cap::NoHard)]
#[case("amber yesterday", Some((Band::Amber, 1)), -0.1, Cap::NoHard)]
#[case("green three days ago", Some((Band::Green, 3)), -0.1, Cap::NoHard)]
fn unknown_readiness(#[case] name: &str, #[case] last: Option<(Band, i64)>, #[case] share: f64, #[case] cap: Cap) {
    let facts = Facts { form: Some((50.0, 50.0 * share)), ..Facts::default() };
    let case = Case { facts, coverage: 0.2, last_known: last, ..Case::default() };
    let v = judge(&case).verdict;
    assert_eq!((v.cap, v.reasons[0].rule.as_str()), (cap, "L8"), "{name}");
}

#[test]
fn a_check_in_lets_an_athlete_without_devices_train() {
    let feel = |score| Some(Feel { score, worst: None });
    let at = |score, tsb| Case {
        facts: Facts { feel: feel(score), form: Some((50.0, tsb)), ..Facts::default() },
        ..Case::default()
    };
    assert_eq!(judge(&at(80.0, -5.0)).verdict.cap, Cap::None);
    assert_eq!(judge(&at(60.0, -5.0)).verdict.cap, Cap::NoHard);
    assert_eq!(judge(&at(80.0, -14.0)).verdict.cap, Cap::NoHard);
}

#[test]
fn nothing_known_is_said_and_decides_nothing() {
    let d = judge(&Case { anything_known: false, ..Case::default() });
    assert_eq!((d.verdict.action, d.verdict.cap), (Action::Go, Cap::None));
    assert!(d.verdict.confidence.abs() < f64::EPSILON);
    assert!(d.verdict.reasons[0].text.contains("Nothing is known yet"));
}

#[test]
fn corroborated_hrv_is_a_recovery_week_once_in_two_weeks() {
    let facts = |since| Facts {
        hrv_z7: Some(-1.4),
        rhr_delta: Some(3.0),
        rhr: Some(53.0),
        form: Some((60.0, -8.0)),
        days_since_deload: since,
        ..hrv_down(HrvRule::Corroborated)
    };
    assert_eq!(judge(&with(75.0, facts(None))).verdict.cap, Cap::RecoveryWeek);
    assert_eq!(judge(&with(75.0, facts(Some(20)))).verdict.cap, Cap::RecoveryWeek);
    assert_eq!(judge(&with(75.0, facts(Some(9)))).verdict.cap, Cap::NoHard);
}

#[rstest]
#[case(Illness::Fever, 0, Cap::Rest)]
#[case(Illness::Fever, 2, Cap::Recovery)]
#[case(Illness::Fever, 6, Cap::NoHard)]
#[case(Illness::Fever, 7, Cap::None)]
#[case(Illness::BelowNeck, 4, Cap::NoHard)]
#[case(Illness::BelowNeck, 5, Cap::None)]
#[case(Illness::AboveNeck, 0, Cap::Recovery)]
#[case(Illness::AboveNeck, 2, Cap::NoHard)]
#[case(Illness::AboveNeck, 3, Cap::None)]
fn the_way_back(#[case] was: Illness, #[case] days: i64, #[case] cap: Cap) {
    let facts = Facts { recovered: Some(Recovered { days, was }), ..Facts::default() };
    assert_eq!(judge(&with(80.0, facts)).verdict.cap, cap);
}

#[test]
fn ready_for_more_needs_everything_green() {
    let ready = Case {
        phase: Some(Phase::Build),
        facts: Facts { form: Some((60.0, -3.0)), ..Facts::default() },
        ..scored(88.0)
    };
    assert_eq!(judge(&ready).verdict.cap, Cap::ReadyUp);
    let tired = Facts { form: Some((60.0, -9.0)), ..Facts::default() };
    let warned = Facts {
        form: Some((60.0, -3.0)),
        rules: Rules { min_tsb: Some(-2.0), ..Rules::default() },
        ..Facts::default()
    };
    for not in [
        Case { score: Some(84.0), ..ready.clone() },
        Case { coverage: 0.5, ..ready.clone() },
        Case { phase: Some(Phase::Taper), ..ready.clone() },
        Case { deload_week: true, ..ready.clone() },
        Case { facts: tired, ..ready.clone() },
        Case { facts: warned, ..ready.clone() },
    ] {
        assert_eq!(judge(&not).verdict.cap, Cap::None, "{not:?}");
    }
}

#[test]
fn race_morning_only_illness_and_pain_decide() {
    let race = Session { kind: SessionKind::Race, ..session("R-RP") };
    let on = |facts| Case { sessions: vec![race.clone()], ..with(35.0, facts) };
    assert_eq!(judge(&on(short_sleep())).verdict.action, Action::Go);
    let ill = Facts { illness: Some((Illness::Fever, day())), ..Facts::default() };
    assert_eq!(judge(&on(ill)).verdict.action, Action::Skip);
}

#[test]
fn bad_nights_shorten_an_opener_and_never_cancel_it() {
    let opener = session("B-OPEN");
    let facts = Facts { battery: Some(15.0), ..short_sleep() };
    let case = Case {
        sessions: vec![opener.clone()],
        reference: opener.load,
        phase: Some(Phase::Taper),
        ..with(82.0, facts)
    };
    let d = judge(&case);
    assert_eq!((d.verdict.cap, d.verdict.action, d.trim), (Cap::NoHard, Action::Modify, true));
}

#[test]
fn pain_at_a_place_rules_out_what_loads_it_and_nothing_else() {
    let facts = Facts { pain: Some(Pain { score: 4, site: Some("left calf".into()) }), ..Facts::default() };
    let at = |template| Case { sessions: vec![session(template)], ..with(82.0, facts.clone()) };
    let run = judge(&at("R-E45"));
    assert_eq!((run.verdict.action, run.verdict.reasons[0].rule.as_str()), (Action::Modify, "F11"));
    assert!(run.banned.contains(&Sport::Run) && !run.banned.contains(&Sport::Bike));
    assert_eq!(judge(&at("B-VO2")).verdict.action, Action::Go);
}

/// HRV cuts intensity and leaves easy volume alone. So do short nights in base and build, until a second sign agrees;
/// close to the event they cut volume by themselves.
#[test]
fn what_is_cut_follows_what_spoke() {
    let easy = session("B-END90");
    let on = |facts| Case { sessions: vec![easy.clone()], reference: easy.load, ..with(80.0, facts) };
    let action = |case: &Case| judge(case).verdict.action;
    assert_eq!(action(&on(hrv_down(HrvRule::Corroborated))), Action::Go);
    let nights = on(short_sleep());
    assert_eq!((action(&nights), judge(&nights).verdict.cap), (Action::Go, Cap::NoHard));
    let hard = Case { sessions: vec![session("B-VO2")], ..nights.clone() };
    assert_eq!(action(&hard), Action::Modify);
    let low = Low { autonomic: 1, ..Low::default() };
    assert_eq!(action(&Case { low, ..nights.clone() }), Action::Modify);
    assert_eq!(action(&Case { phase: Some(Phase::Taper), ..nights }), Action::Modify);
}

#[test]
fn a_week_too_much_alike_eases_its_easy_days_and_leaves_the_hard_ones() {
    let alike = |template: &str| {
        let s = session(template);
        let deload = Signs { monotony: 2.4, strain: 900.0, strain_p95: Some(800.0), ..Signs::default() };
        let monday = crate::domain::day::monday(day());
        Case { today: monday, reference: s.load, sessions: vec![s], deload, ..with(80.0, Facts::default()) }
    };
    let easy = judge(&alike("B-END90"));
    assert_eq!((easy.verdict.action, easy.verdict.reasons[0].rule.as_str()), (Action::Modify, "D5"));
    assert_eq!(judge(&alike("B-VO2")).verdict.action, Action::Go);
}

#[test]
fn a_session_that_was_eased_today_is_as_planned() {
    let before = session("B-END90");
    let after = library::resized(&before, 65, &Speeds::default());
    let case = Case { sessions: vec![after], reference: before.load, ..with(80.0, short_sleep()) };
    assert_eq!(judge(&case).verdict.action, Action::Go);
}

#[test]
fn every_verdict_has_a_reason() {
    for case in [scored(90.0), scored(20.0), Case::default(), Case { anything_known: false, ..Case::default() }] {
        assert!(!judge(&case).verdict.reasons.is_empty());
    }
}

fn facts() -> impl Strategy<Value = Facts> {
    let hrv = (-0.2_f64..0.1, -3.0_f64..2.0, -3.5_f64..2.0);
    let body = (-4.0_f64..10.0, -4.0_f64..8.0, 4.0_f64..9.0, 10.0_f64..90.0, -0.5_f64..1.4);
    let own = (0.0_f64..100.0, 0_u8..10, -40.0_f64..20.0, any::<bool>(), any::<bool>(), -1.0_f64..4.0);
    (hrv, body, own).prop_map(
        |((pct, z7, z1), (d, d2, sleep, battery, temp), (feel, pain, tsb, strict, site, over))| Facts {
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
            pain: Some(Pain { score: pain, site: site.then(|| "knee".to_owned()) }),
            rules: Rules {
                hrv: if strict { HrvRule::Strict } else { HrvRule::Corroborated },
                sleep: if strict { SleepRule::Strict } else { SleepRule::Personal },
                max_resting_hr: strict.then_some(56.0),
                ..Rules::default()
            },
            ..Facts::default()
        },
    )
}

proptest! {
    /// Whatever one signal does for the worse, the day is capped at least as tightly, and never told to do more.
    #[test]
    fn worse_is_never_looser(f in facts(), score in 30.0_f64..95.0, which in 0_usize..9, by in 0.01_f64..1.0) {
        let mut g = f.clone();
        let mut worse_score = score;
        match which {
            0 => g.hrv_pct = f.hrv_pct.map(|x| x - 0.2 * by),
            1 => g.hrv_z1 = f.hrv_z1.map(|x| x - 3.0 * by),
            2 => { g.rhr_delta = f.rhr_delta.map(|x| x + 9.0 * by); g.rhr = f.rhr.map(|x| x + 9.0 * by); }
            3 => g.sleep = f.sleep.map(|x| x.map(|h| h - 3.0 * by)),
            4 => g.battery = f.battery.map(|x| x - 60.0 * by),
            5 => g.temperature = f.temperature.map(|x| x + by),
            6 => g.feel = f.feel.clone().map(|x| Feel { score: x.score - 80.0 * by, ..x }),
            7 => g.pain = f.pain.clone().map(|p| Pain { score: p.score + (6.0 * by) as u8, ..p }),
            _ => worse_score = score - 50.0 * by,
        }
        let sessions = vec![session("B-END90")];
        let reference = sessions[0].load;
        let at = |facts: &Facts, s: f64| judge(&Case { sessions: sessions.clone(), reference, ..with(s, facts.clone()) });
        let (a, b) = (at(&f, score), at(&g, worse_score));
        prop_assert!(b.verdict.cap >= a.verdict.cap, "{:?} then {:?}", a.verdict, b.verdict);
        prop_assert!(b.verdict.action >= a.verdict.action, "{:?} then {:?}", a.verdict, b.verdict);
    }

    /// Every rule reports, once, in order; a rule that spoke has words.
    #[test]
    fn every_rule_reports(f in facts()) {
        let d = judge(&with(80.0, f));
        let rules: Vec<&str> = d.reports.iter().map(|r| r.rule).collect();
        let flags: Vec<&str> = rules.iter().copied().take(13).collect();
        prop_assert!(rules[13..].iter().all(|r| r.starts_with(['L', 'D', 'R'])) && rules.len() == 13 + 9 + 9);
        prop_assert_eq!(flags, vec!["F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "F11", "F12", "FEEL"]);
        prop_assert!(d.reports.iter().all(|r| !r.observed.is_empty() && !r.limit.is_empty() && !r.text.is_empty()));
    }
}
