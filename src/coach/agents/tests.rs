use super::{Wants, weigh};
use crate::{
    coach::{
        flags::{Facts, Pain},
        ladder::{Case, Decision, judge},
    },
    domain::{report::Illness, verdict::Agent},
};
use rstest::rstest;

fn scored(score: f64, facts: Facts) -> Decision {
    judge(&Case { score: Some(score), coverage: 0.9, facts, ..Case::default() })
}

fn ill() -> Facts {
    Facts { illness: Some((Illness::Fever, "2026-11-26".parse().expect("a date"))), ..Facts::default() }
}

fn hurt() -> Facts {
    Facts { pain: Some(Pain { score: 7, site: Some("knee".into()) }), ..Facts::default() }
}

#[rstest]
#[case("fever on race day", Wants::Race("x".into()), scored(90.0, ill()), "A1", Some(Agent::Reasoning))]
#[case("pain on a stage", Wants::Stage("x".into()), scored(90.0, hurt()), "A1", Some(Agent::Reasoning))]
#[case("a red race morning", Wants::Race("x".into()), scored(55.0, Facts::default()), "A2", Some(Agent::Mission))]
#[case("a stage on an amber day", Wants::Stage("x".into()), scored(66.0, Facts::default()), "A3", Some(Agent::Mission))]
#[case("a stage on a red day", Wants::Stage("x".into()), scored(55.0, Facts::default()), "A3", Some(Agent::Reasoning))]
#[case("an opener after an amber night", Wants::Opener("x".into()), scored(66.0, Facts::default()), "A4", Some(Agent::Mission))]
#[case("a key session on an amber day", Wants::Key("x".into()), scored(66.0, Facts::default()), "A5", Some(Agent::Reasoning))]
#[case("an easy day that is green", Wants::Easy("x".into()), scored(80.0, Facts::default()), "A7", None)]
#[case(
    "severe red and nothing planned",
    Wants::Nothing,
    scored(30.0, Facts::default()),
    "A1",
    Some(Agent::Reasoning)
)]
fn the_order_is_fixed(
    #[case] name: &str,
    #[case] wants: Wants,
    #[case] d: Decision,
    #[case] rule: &str,
    #[case] winner: Option<Agent>,
) {
    let a = weigh(&wants, &d, None);
    assert_eq!((a.rule.as_str(), a.winner), (rule, winner), "{name}: {a:?}");
    assert!(crate::coach::rules::card(&a.rule).is_some() && !a.outcome.is_empty());
}
